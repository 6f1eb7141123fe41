"""Select rows as of a day: what was known, and which positions stood; plain polars, used by loading and by measures.

A date given as a month or a year is known from the last day it can mean: nothing is known early.
"""

import re
from contextlib import suppress
from datetime import date, datetime

import polars as pl

from analysis.errors import AnalysisError

WEAKEST = "party_state_media"
CONFIDENCE = {"low": 0, "medium": 1, "high": 2}
EXACTNESS = {"inferred": 1, "no_later_than": 1, "day": 2}
SHIPS_COVERED = ((pl.col("measure") == "vessel_ban") & (pl.col("authority") != "AU")) | (
    (pl.col("authority") == "US") & pl.col("basis").is_in(["inferred", "stated"])
)
"""The rows of the coverage table that say how far ships are known by number.

Those of the United States are on its list of persons; of Australia's only the counts are known here."""
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
SOUND = pl.col("grade").cast(pl.String) != "mirror"
"""Rows that rest on more than a copy of another's page: those that do not are marked in the annex, and stand in no short briefing."""

NOT_THE_GOVERNMENTS = pl.col("status").str.contains(r"not (?:the )?government").fill_null(value=False)
"""Statements whose status says that they are another's than the government's, advice or a view: they are on record, and no answer."""


def as_day(value: date | str) -> date:
    """Read a day given as a date or as YYYY-MM-DD; raises AnalysisError for what is neither.

    A time of day, where there is one, is left out.

    >>> as_day("2025-09-20")
    datetime.date(2025, 9, 20)
    >>> as_day("September 2025")
    Traceback (most recent call last):
    ...
    analysis.errors.AnalysisError: 'September 2025' is no day
      -> write it as YYYY-MM-DD, such as 2025-09-20
    """
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    with suppress(ValueError):
        # Python reads weeks, and days without hyphens, which are not what is written here.
        if isinstance(value, str) and DAY.fullmatch(value):
            return date.fromisoformat(value)
    raise AnalysisError(f"{value!r} is no day", "write it as YYYY-MM-DD, such as 2025-09-20")


def require_order(since: date | str | None, until: date | str | None) -> None:
    """Raise AnalysisError where a last day lies before the first: nothing is between them, and an empty table would not say why.

    >>> require_order("2026-05-01", "2026-01-01")
    Traceback (most recent call last):
    ...
    analysis.errors.AnalysisError: until 2026-01-01 is before since 2026-05-01
      -> write the earlier day as since
    """
    if since is not None and until is not None and as_day(since) > as_day(until):
        raise AnalysisError(f"until {as_day(until)} is before since {as_day(since)}", "write the earlier day as since")


def drop_weakest_sources(frame: pl.DataFrame) -> pl.DataFrame:
    """Keep the rows whose publisher is not of the weakest grade, `party_state_media`.

    >>> drop_weakest_sources(pl.DataFrame({"row": [1, 2], "grade": ["institution", "party_state_media"]}))["row"].to_list()
    [1]
    """
    return frame.filter(pl.col("grade").cast(pl.String) != WEAKEST)


def known_on(frame: pl.DataFrame, day: date | str, column: str = "known_by") -> pl.DataFrame:
    """Keep the rows known on a day; raises AnalysisError for a day that is none, and as `require_days` for a row without one.

    `column` holds the day from which a row is known.

    >>> rows = pl.DataFrame({"row": [1, 2], "known_by": [date(2025, 9, 4), date(2025, 9, 30)]})
    >>> known_on(rows, "2025-09-20")["row"].to_list()
    [1]
    """
    return require_days(frame, column).filter(pl.col(column) <= as_day(day))


def require_days(frame: pl.DataFrame, column: str = "known_by") -> pl.DataFrame:
    """Give rows back as they are; raises AnalysisError for a row without a day, which a count as of a day would lose unseen.

    >>> require_days(pl.DataFrame({"known_by": [date(2025, 9, 4), None]}))
    Traceback (most recent call last):
    ...
    analysis.errors.AnalysisError: 1 of 2 rows has no day in known_by
      -> date it no later than the day of its page, or leave it out and say so: frame.drop_nulls('known_by')
    """
    if undated := frame[column].null_count():
        has, them, their = ("has", "it", "its") if undated == 1 else ("have", "them", "their")
        fix = f"date {them} no later than the day of {their} page, or leave {them} out and say so: frame.drop_nulls({column!r})"
        raise AnalysisError(f"{undated} of {frame.height} rows {has} no day in {column}", fix)
    return frame


def positions_as_of(pledges: pl.DataFrame, day: date | str) -> pl.DataFrame:
    """Give each country's latest position in each domain as it stood on a day, one row each.

    A more exact date outranks a vaguer one of the same time, then confidence; positions that a change of government
    ended by that day stand no more, and advice or a view that is not the government's is none. `pledges` has the columns of that table; rows come back sorted by country and domain.
    Raises AnalysisError for a day that is none.

    >>> from analysis import load
    >>> positions_as_of(load.pledges(), "2025-09-20").select(pl.struct("country", "domain").is_duplicated().any()).item()
    False
    """
    government = pledges.filter(~NOT_THE_GOVERNMENTS)
    known = known_on(government, day).filter(pl.col("lapsed_on").is_null() | (pl.col("lapsed_on") > as_day(day)))
    return known.sort(*ranked(), "position").unique(["country", "domain"], keep="last").sort("country", "domain")


def ranked() -> tuple[pl.Expr, ...]:
    """Give the order of statements: by time, then the more exactly dated, then the surer one last.

    Needs not_before, known_by, date_precision and confidence.

    >>> day = {"not_before": date(2025, 9, 4), "known_by": date(2025, 9, 4), "date_precision": "day"}
    >>> statements = pl.DataFrame([day | {"confidence": "high"}, day | {"confidence": "low"}])
    >>> statements.sort(*ranked())["confidence"].to_list()
    ['low', 'high']
    """
    exact = pl.col("date_precision").cast(pl.String).replace_strict(EXACTNESS, default=0, return_dtype=pl.Int8)
    sure = pl.col("confidence").cast(pl.String).replace_strict(CONFIDENCE, return_dtype=pl.Int8)
    return pl.col("not_before"), pl.col("known_by"), exact, sure
