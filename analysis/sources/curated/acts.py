"""Read the hand-kept acts: actions, customs measures, and what each source of listings covers."""

from pathlib import Path

import polars as pl

from analysis.sources.curated.checks import HandKept
from analysis.sources.reading.guard import wrap_read_errors
from analysis.tables import sanctions as contract
from analysis.tables.guarantees import CONFIDENCES


@wrap_read_errors
def read_actions(folder: Path) -> pl.DataFrame:
    """Read acts by day and authority, in our words, each with its page.

    `folder` holds actions.csv. Returns date, authority, action, kind, legal_act, listings_stated (as the authority announced
    them), source_url, confidence, note, source (always `record`).
    Raises DataFault with file, row and column for a cell that is empty or not allowed, a date that is none or out of its
    time, and a row that stands twice.

    >>> from analysis.pipeline.build import CURATED
    >>> read_actions(CURATED).select("date", "listings_stated").dtypes
    [Date, Int64]
    """
    kept = HandKept(
        folder / "actions.csv",
        ["date", "authority", "action", "kind", "legal_act", "listings_stated", "source_url", "confidence", "note"],
    )
    kept.required("date", "authority", "action", "kind", "source_url", "confidence")
    kept.allowed("authority", contract.AUTHORITIES)
    kept.allowed("kind", contract.KINDS)
    kept.allowed("confidence", CONFIDENCES)
    kept.days("date")
    kept.number("listings_stated", pl.Int64)
    kept.unrepeated("action", "date", "authority")
    return kept.text.with_columns(
        pl.col("date").str.to_date(), pl.col("listings_stated").cast(pl.Int64), source=pl.lit("record")
    )


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
    kept = HandKept(
        folder / "customs_measures.csv",
        ["date", "date_precision", "authority", "target", "measure", "rate", "legal_act", "status", "source_url", "confidence"],
    )
    kept.required("date", "date_precision", "authority", "target", "measure", "status", "source_url", "confidence")
    kept.allowed("authority", contract.AUTHORITIES)
    kept.allowed("date_precision", contract.DAY_PRECISIONS)
    kept.allowed("confidence", CONFIDENCES)
    # A step that is adopted may apply from a day to come.
    kept.days("date", to_come=True)
    kept.unrepeated("measure", "date", "authority", "target")
    return kept.text.with_columns(pl.col("date").str.to_date(), source=pl.lit("record"))


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
    kept = HandKept(folder / "sanctions_coverage.csv", ["authority", "basis", "measure", "first_day", "last_day", "source"])
    kept.required("authority", "basis", "measure", "first_day", "last_day", "source")
    kept.days("first_day", "last_day")
    backwards = pl.col("last_day") < pl.col("first_day")
    kept.refuse("last_day", backwards, "is before its first day", "correct one of the two")
    kept.unrepeated("measure", "authority", "basis")
    return kept.text.with_columns(pl.col("first_day", "last_day").str.to_date())
