"""Hold a release against the sums that its publisher gives with it: within a row, by month, and by donor."""

from pathlib import Path

import polars as pl

from analysis.pipeline.revisions import shown
from analysis.sources.reading.text import read_csv_text
from analysis.tables.aid import KINDS

TOTALS = "total_allocations.csv"
"""The publisher's own sums by month, beside its monthly table."""

TOTALS_COLUMNS = ("year", "month", "total_allocations", *KINDS)
REST = "to_be_allocated"
MAX_OFF_BN = 1e-5
"""The publisher's sums are its table's to the last decimal of six; ten rows that are rounded may be off by so much."""

MAX_OFF_EUR = 10_000_000
"""Sums by donor come from another table of the publisher, which is rounded to a million and misses a label with a blank."""


def doubts_about_rests(file: Path) -> list[str]:
    r"""List rows of a monthly table whose commitments less allocations are not what is to be allocated; without that column, none.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder, "data_explorer.csv")
    ...     _ = file.write_text("country,year,month,total,commitments,to_be_allocated\nEstonia,2022,3,0.25,0.4,0.2\n")
    ...     doubts_about_rests(file)
    ['line 2: commitments of 0.400000 less allocations of 0.250000 are not the 0.200000 bn EUR to be allocated']
    """
    if file.suffix == ".xlsx":
        return []
    text = read_csv_text(file, ("total", "commitments"))
    if REST not in text.columns:
        return []
    rows = text.with_row_index("line", 2).with_columns(pl.col("total", "commitments", REST).cast(pl.Float64, strict=False))
    off = rows.filter((pl.col("commitments") - pl.col("total") - pl.col(REST)).abs() > MAX_OFF_BN)
    return shown(
        [
            f"line {row['line']}: commitments of {row['commitments']:.6f} less allocations of {row['total']:.6f} are not the "
            f"{row[REST]:.6f} bn EUR to be allocated"
            for row in off.iter_rows(named=True)
        ]
    )


def doubts_about_months(aid: pl.DataFrame, totals: Path) -> list[str]:
    r"""List months in which the donors do not add up to the publisher's own sum, by kind; without its file, none.

    >>> import tempfile
    >>> from datetime import date
    >>> row = {"stage": "allocated", "month": date(2022, 3, 1), "kind": "military", "eur": 250_000_000}
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder, TOTALS)
    ...     _ = file.write_text(",".join(TOTALS_COLUMNS) + "\n2022,3,0.35,0.35,0,0\n")
    ...     doubts_about_months(pl.DataFrame([row]), file)
    ['military aid of March 2022: donors add up to 0.250000 bn EUR, the publisher to 0.350000']
    """
    if not totals.is_file():
        return []
    text = read_csv_text(totals, TOTALS_COLUMNS)
    month = pl.date(pl.col("year").cast(pl.Int32), pl.col("month").cast(pl.Int32), 1)
    own = text.select(month.alias("month"), pl.col(KINDS).cast(pl.Float64, strict=False)).unpivot(
        KINDS, index="month", variable_name="kind", value_name="own"
    )
    allocated = aid.filter(pl.col("stage") == "allocated").drop_nulls("month")
    sums = allocated.group_by("month", "kind").agg(ours=pl.col("eur").sum().cast(pl.Float64) / 1e9)
    both = own.join(sums, on=["month", "kind"], how="full", coalesce=True).with_columns(pl.col("own", "ours").fill_null(0))
    off = both.filter((pl.col("own") - pl.col("ours")).abs() > MAX_OFF_BN).sort("month", "kind")
    return shown(
        [
            f"{row['kind']} aid of {row['month']:%B %Y}: donors add up to {row['ours']:.6f} bn EUR, the publisher to {row['own']:.6f}"
            for row in off.iter_rows(named=True)
        ]
    )


def doubts_about_donors(aid: pl.DataFrame, totals: pl.DataFrame, names: dict[str, str]) -> list[str]:
    """List donors and kinds whose months do not add up to the totals of the same release; without any, none.

    `totals` are rows of the aid_totals table, of this release alone.

    >>> row = {"stage": "allocated", "donor": "EST", "kind": "military", "eur": 250_000_000}
    >>> doubts_about_donors(pl.DataFrame([row]), pl.DataFrame([row | {"eur": 350_000_000}]), {"EST": "Estonia"})
    ['Estonia, military aid allocated: months add up to 0.250 bn EUR, the total of this release is 0.350']
    """
    keys = ["stage", "donor", "kind"]
    sums, own = (
        frame.group_by(keys).agg(pl.col("eur").sum().cast(pl.Float64).alias(name))
        for name, frame in (("ours", aid), ("own", totals))
    )
    both = own.join(sums, on=keys, how="left", nulls_equal=True).with_columns(pl.col("ours").fill_null(0))
    off = both.filter((pl.col("own") - pl.col("ours")).abs() > MAX_OFF_EUR).sort("own", *keys, descending=True)
    return shown(
        [
            f"{names.get(row['donor'], row['donor'])}, {row['kind'] + ' aid ' if row['kind'] else ''}{row['stage']}: months add up "
            f"to {row['ours'] / 1e9:.3f} bn EUR, the total of this release is {row['own'] / 1e9:.3f}"
            for row in off.iter_rows(named=True)
        ]
    )
