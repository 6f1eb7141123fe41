"""What was known on a day, and whose position stood: plain polars, used by loading and by measures.

A date given as a month or a year is known from the last day it can mean: nothing is known early.
"""

from datetime import date

import polars as pl

from analysis.errors import AnalysisError

WEAKEST = "party_state_media"
CONFIDENCE = {"low": 0, "medium": 1, "high": 2}
EXACTNESS = {"inferred": 1, "no_later_than": 1, "day": 2}


def as_day(value: date | str) -> date:
    """Read a day given as a date or as YYYY-MM-DD; raises AnalysisError.

    >>> as_day("2025-09-20")
    datetime.date(2025, 9, 20)
    """
    try:
        return date.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        raise AnalysisError(f"{value!r} is no day", "write it as YYYY-MM-DD, such as 2025-09-20") from None


def shown(frame: pl.DataFrame) -> pl.DataFrame:
    """Keep the rows whose publisher is not of the weakest grade."""
    return frame.filter(pl.col("grade").cast(pl.String) != WEAKEST)


def known_on(frame: pl.DataFrame, day: date | str, column: str = "known_by") -> pl.DataFrame:
    """Keep the rows known on a day; a row without a date is known on none."""
    return frame.filter(pl.col(column) <= as_day(day))


def standing(pledges: pl.DataFrame, day: date | str) -> pl.DataFrame:
    """Give each country's latest position in each domain as it stood on a day, one row each.

    A more exact date outranks a vaguer one of the same time, then confidence; positions that a change of government
    ended by that day stand no more.
    """
    known = known_on(pledges, day).filter(pl.col("lapsed_on").is_null() | (pl.col("lapsed_on") > as_day(day)))
    return known.sort(*ranked(), "position").unique(["country", "domain"], keep="last").sort("country", "domain")


def ranked() -> tuple[pl.Expr, ...]:
    """Give the order of statements: by time, then the more exactly dated, then the surer one last."""
    exact = pl.col("date_precision").cast(pl.String).replace_strict(EXACTNESS, default=0, return_dtype=pl.Int8)
    sure = pl.col("confidence").cast(pl.String).replace_strict(CONFIDENCE, return_dtype=pl.Int8)
    return pl.col("not_before"), pl.col("known_by"), exact, sure
