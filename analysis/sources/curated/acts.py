"""Read the hand-kept acts: actions, customs measures, dates ahead, and what each source of listings covers."""

from collections.abc import Collection
from pathlib import Path

import polars as pl

from analysis.sources.curated.checks import require_graded_page
from analysis.sources.curated.hand_kept import HandKept, file_columns
from analysis.sources.curated.publishers import grade, read_publishers
from analysis.sources.reading import days, partial
from analysis.sources.reading.guard import wrap_read_errors
from analysis.tables import TABLES

RECORD = pl.lit("record").alias("source")
LONGEST = 60
"""Letters of an act in short."""

OVER = ("ended", "superseded")
"""The statuses of what stands no more: only these have an end."""


@wrap_read_errors
def read_actions(folder: Path) -> pl.DataFrame:
    """Read acts by day and authority, in words of this record, each with its page.

    `folder` holds actions.csv and publishers.csv. Returns date, authority, action, in_short, kind, effect (tightens, eases, neither),
    legal_act, listings_stated (as the authority announced them), source_url, source_publisher, confidence, grade (of the
    publisher), note, source (always `record`).
    Raises DataFault with file, row and column for a cell that is empty or not allowed, a date that is none or out of its
    time, a page of no graded publisher, and a row that stands twice.

    >>> from analysis.pipeline.build import CURATED
    >>> read_actions(CURATED).select("date", "listings_stated", "grade").dtypes
    [Date, Int64, String]
    """
    table = _open(folder, "actions")
    long = pl.col("in_short").str.len_chars() > LONGEST
    table.refuse("in_short", long, f"has more than {LONGEST} letters", "shorten it: charts and lists have no room for more")
    return _graded(table, folder)


@wrap_read_errors
def read_eu_packages(folder: Path) -> pl.DataFrame:
    """Read the days on which each EU package listed, by measure, and how many were announced.

    `folder` holds eu_packages.csv and publishers.csv. Returns package, adopted, measure, listed_on, announced, source_url,
    source_publisher, grade, note, source (always `record`). Raises DataFault with file, row and column for a cell that is empty or not allowed, a day that is none, lies
    ahead or before the adoption, and a row that stands twice.

    >>> from analysis.pipeline.build import CURATED
    >>> read_eu_packages(CURATED)["package"].max()
    21
    """
    table = _open(folder, "eu_packages")
    early = pl.col("listed_on") < pl.col("adopted")
    table.refuse("listed_on", early, "is before the package was adopted", "correct one of the two days")
    return _graded(table, folder)


@wrap_read_errors
def read_customs(folder: Path) -> pl.DataFrame:
    """Read duties, bans and tariffs on Russian energy and its buyers.

    `folder` holds customs_measures.csv and publishers.csv. Returns date (the first of the month where `date_precision` is
    month), date_precision, authority, target, measure, effect, rate (text, as stated), legal_act, status, ended_on (day, month
    or year), ended_by (the last day that can mean), source_url, source_publisher, confidence, grade, source (always `record`).
    Raises DataFault as `read_actions`, and for an end that does not go with the status or lies before the measure's day.

    >>> from analysis.pipeline.build import CURATED
    >>> read_customs(CURATED).columns[:4]
    ['date', 'date_precision', 'authority', 'target']
    """
    # A step that is adopted may apply from a day to come.
    table = _open(folder, "customs_measures", added=("ended_by",), to_come=True)
    ended_by = partial.known_by("ended_on")
    over = pl.col("status").is_in(OVER) != pl.col("ended_on").is_not_null()
    table.refuse(
        "ended_on", over, "does not go with the status", f"give an end to what is {' or '.join(OVER)}, and to nothing else"
    )
    backwards = ended_by < partial.not_before("date")
    table.refuse("ended_on", backwards, "is before the measure's day", "correct one of the two")
    return _graded(table, folder, ended_by=ended_by)


@wrap_read_errors
def read_calendar(folder: Path) -> pl.DataFrame:
    """Read dates that lay ahead when they became known.

    `folder` holds calendar.csv and publishers.csv. Returns date (day, month or year), date_precision, not_before and not_after
    (which bound it), kind (ban, duty, expiry, deadline, decision), authority, what, act, known_by, overtaken_on (the day
    another act overtook it), source_url, source_publisher, confidence, grade, note, source (always `record`).
    Raises DataFault as `read_actions`, and for a date known only once it had passed, or on a day to come.

    >>> from analysis.pipeline.build import CURATED
    >>> read_calendar(CURATED).filter(pl.col("known_by") > pl.col("not_after")).height
    0
    """
    table = _open(folder, "calendar", added=("not_before", "not_after"), to_come=True)
    not_after, known_by = partial.known_by("date"), partial.not_before("known_by")
    late = known_by > not_after
    table.refuse(
        "known_by", late, "is after the date itself", "give the day on which the date still lay ahead, or leave the row out"
    )
    table.refuse(
        "known_by", known_by > days.today(), f"is later than today, {days.today()}", "nothing is known of a day to come"
    )
    return _graded(table, folder, not_before=partial.not_before("date"), not_after=not_after)


@wrap_read_errors
def read_coverage(folder: Path) -> pl.DataFrame:
    """Read the first and last day each source of listings covers; after the last day nothing is known.

    `folder` holds sanctions_coverage.csv. Returns authority, basis, measure, first_day, last_day, source (id of the sources
    table), note. Raises DataFault with file, row and column for an empty cell, a day that is none or to come, a last day
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


def _open(folder: Path, name: str, added: Collection[str] = (), *, to_come: bool = False) -> HandKept:
    columns = file_columns(TABLES[name], added=(*added, "grade", "source"))
    return HandKept(folder / f"{name}.csv", columns, TABLES[name].key, to_come=to_come)


def _graded(table: HandKept, folder: Path, **made: pl.Expr) -> pl.DataFrame:
    """Type a table and add the grade of each page's publisher, and what else is `made` of the cells as text."""
    publishers = read_publishers(folder / "publishers.csv")
    require_graded_page(table, publishers)
    others = table.text.select(**made) if made else pl.DataFrame()
    return pl.concat([table.table(), others], how="horizontal").with_columns(grade(publishers), RECORD)
