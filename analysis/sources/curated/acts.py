"""Read the hand-kept acts: actions, customs measures, and what each source of listings covers."""

from pathlib import Path

import polars as pl

from analysis.sources.curated.hand_kept import HandKept, file_columns
from analysis.sources.reading.guard import wrap_read_errors
from analysis.tables import TABLES

RECORD = pl.lit("record").alias("source")


@wrap_read_errors
def read_actions(folder: Path) -> pl.DataFrame:
    """Read acts by day and authority, in words of this record, each with its page.

    `folder` holds actions.csv. Returns date, authority, action, kind, legal_act, listings_stated (as the authority announced
    them), source_url, confidence, note, source (always `record`).
    Raises DataFault with file, row and column for a cell that is empty or not allowed, a date that is none or out of its
    time, and a row that stands twice.

    >>> from analysis.pipeline.build import CURATED
    >>> read_actions(CURATED).select("date", "listings_stated").dtypes
    [Date, Int64]
    """
    return _open(folder, "actions").table().with_columns(RECORD)


@wrap_read_errors
def read_eu_packages(folder: Path) -> pl.DataFrame:
    """Read the days on which each EU package listed, by measure, and how many were announced.

    `folder` holds eu_packages.csv. Returns package, adopted, measure, listed_on, announced, source_url, note, source (always
    `record`). Raises DataFault with file, row and column for a cell that is empty or not allowed, a day that is none, lies
    ahead or before the adoption, and a row that stands twice.

    >>> from analysis.pipeline.build import CURATED
    >>> read_eu_packages(CURATED)["package"].max()
    21
    """
    table = _open(folder, "eu_packages")
    early = pl.col("listed_on") < pl.col("adopted")
    table.refuse("listed_on", early, "is before the package was adopted", "correct one of the two days")
    return table.table().with_columns(RECORD)


@wrap_read_errors
def read_customs(folder: Path) -> pl.DataFrame:
    """Read duties, bans and tariffs on Russian energy and its buyers.

    `folder` holds customs_measures.csv. Returns date (the first of the month where `date_precision` is month), date_precision,
    authority, target, measure, rate (text, as stated), legal_act, status, source_url, confidence, source (always `record`).
    Raises DataFault with file, row and column for a cell that is empty or not allowed, a date that is none or out of its
    time, and a row that stands twice.

    >>> from analysis.pipeline.build import CURATED
    >>> read_customs(CURATED).columns[:4]
    ['date', 'date_precision', 'authority', 'target']
    """
    # A step that is adopted may apply from a day to come.
    return _open(folder, "customs_measures", to_come=True).table().with_columns(RECORD)


@wrap_read_errors
def read_coverage(folder: Path) -> pl.DataFrame:
    """Read the first and last day each source of listings covers; after the last day nothing is known.

    `folder` holds sanctions_coverage.csv. Returns authority, basis, measure, first_day, last_day, source (id of the sources
    table). Raises DataFault with file, row and column for an empty cell, a day that is none or to come, a last day
    before the first, and a row that stands twice.

    >>> from analysis.pipeline.build import CURATED
    >>> covered = read_coverage(CURATED)
    >>> covered.filter(pl.col("first_day") > pl.col("last_day")).height
    0
    """
    contract = TABLES["sanctions_coverage"]
    table = HandKept(folder / "sanctions_coverage.csv", file_columns(contract), contract.key)
    table.refuse("last_day", pl.col("last_day") < pl.col("first_day"), "is before its first day", "correct one of the two")
    return table.table()


def _open(folder: Path, name: str, *, to_come: bool = False) -> HandKept:
    columns = file_columns(TABLES[name], added=("source",))
    return HandKept(folder / f"{name}.csv", columns, TABLES[name].key, to_come=to_come)
