"""Count the entries of any list for the designations table."""

import polars as pl

KEYS = ("authority", "regime", "measure", "subject", "listed_on", "not_before", "not_after", "basis", "source")


def count_listings(entries: pl.DataFrame, **constants: str) -> pl.DataFrame:
    """Count entries by those columns of the designations table that they have, or sum their `listings`.

    `constants` are columns that are the same in all rows, such as authority and basis. Where neither they nor the entries say
    the measure, ships are banned from ports and all others frozen.

    >>> from datetime import date
    >>> entry = {"regime": "Ukraine", "subject": "vessel", "listed_on": date(2025, 2, 21)}
    >>> counted = count_listings(pl.DataFrame([entry, entry]), authority="CA", basis="stated", source="sema")
    >>> counted.select("authority", "measure", "basis", "listed_on", "listings").rows()
    [('CA', 'vessel_ban', 'stated', datetime.date(2025, 2, 21), 2)]
    """
    banned = pl.when(pl.col("subject") == "vessel").then(pl.lit("vessel_ban")).otherwise(pl.lit("asset_freeze"))
    known = entries if "measure" in {*entries.columns, *constants} else entries.with_columns(measure=banned)
    count = pl.col("listings").sum() if "listings" in entries.columns else pl.len().cast(pl.Int64)
    counted = known.group_by([name for name in KEYS if name in known.columns and name not in constants]).agg(listings=count)
    return counted.with_columns(**{name: pl.lit(value) for name, value in constants.items()})
