"""What the EU paid Russia for energy, period by period as published, and the aid that the same publisher sets beside it.

Nothing here is added: periods overlap, and publishers count differently.
"""

import polars as pl

from analysis.errors import AnalysisError, NotComparable
from analysis.measures.units import billions

__all__ = ["compared", "periods"]

THIRD_YEAR = "third year of the invasion"
"""The pair of what was paid and given that a headline names."""

DAYS_A_MONTH = 30.4375
"""Days of a month in the mean of four years."""


def periods(paid: pl.DataFrame) -> pl.DataFrame:
    """Give each published amount for energy with the length of its period, and what it comes to a month.

    Takes `load.energy_paid()`. Returns fuels, counted_by, first_day, last_day, days (both ends counted), eur_bn, a_month_bn (EUR bn a
    month of 30.4 days) and source columns; by fuels, publisher and period. Raises NotComparable for a period that stands twice with one
    publisher and fuel, AnalysisError for an amount that is not known.

    >>> from analysis import load
    >>> periods(load.energy_paid()).filter(counted_by="Eurostat").select("days", "eur_bn", "a_month_bn").row(-1)
    (181, 4.48, 0.753)
    """
    rows = _once(paid).filter(pl.col("kind") == "energy").with_columns(pl.col("fuels").cast(pl.String))
    days = (pl.col("last_day") - pl.col("first_day")).dt.total_days() + 1
    sized = rows.with_columns(days=days, eur_bn=billions("eur"))
    each = (pl.col("eur_bn") * DAYS_A_MONTH / pl.col("days")).round(3)
    order = ["fuels", "counted_by", "first_day", "last_day"]
    return sized.select(
        *order, "days", "eur_bn", a_month_bn=each, source_url="source_url", source_publisher="source_publisher"
    ).sort(order)


def compared(paid: pl.DataFrame) -> pl.DataFrame:
    """Set what was paid for energy beside aid where one publisher says both, each over its own period.

    Takes `load.energy_paid()`. Returns pair, counted_by, energy_bn, aid_bn (EUR bn), energy_first, energy_last, aid_first and aid_last;
    the earliest first. Raises NotComparable for a comparison that has not one of each, or is of two publishers; else as `periods`.

    >>> from analysis import load
    >>> compared(load.energy_paid()).select("pair", "energy_bn", "aid_bn").row(-1)
    ('third year of the invasion', 21.9, 18.7)
    """
    rows = _once(paid).filter(pl.col("pair").is_not_null()).with_columns(pl.col("kind").cast(pl.String))
    sides = [
        rows.filter(kind=kind).select(
            "pair",
            "counted_by",
            billions("eur").alias(f"{kind}_bn"),
            pl.col("first_day").alias(f"{kind}_first"),
            pl.col("last_day").alias(f"{kind}_last"),
        )
        for kind in ("energy", "aid")
    ]
    both = sides[0].join(sides[1], on=["pair", "counted_by"])
    if both.height * 2 != rows.height or both["pair"].is_duplicated().any():
        problem = "a comparison needs one amount for energy and one of aid, both of one publisher"
        raise NotComparable(problem, "correct the column pair of data/curated/energy_paid.csv")
    order = ["pair", "counted_by", "energy_bn", "aid_bn", "energy_first", "energy_last", "aid_first", "aid_last"]
    return both.select(order).sort("energy_first", "pair")


def _once(paid: pl.DataFrame) -> pl.DataFrame:
    if unknown := paid["eur"].null_count():
        problem = f"{unknown} of {paid.height} amounts are not known (eur is null): that is not zero"
        raise AnalysisError(problem, 'leave those rows out and say so: paid.drop_nulls("eur")')
    key = ["kind", "first_day", "last_day", "fuels", "counted_by"]
    if twice := paid.filter(pl.struct(key).is_duplicated()).height:
        raise NotComparable(f"{twice} rows share kind, period, fuels and publisher", "give each once: load.energy_paid()")
    return paid
