"""The days on which the lists of the EU, the UK and the US are all known, and what figures of listings refuse outside them."""

from datetime import date

import polars as pl

from analysis.charts.formatting import day
from analysis.errors import AnalysisError
from analysis.measures import sanctions as measure


def require_coverage(coverage: pl.DataFrame, start: date) -> None:
    """Raise AnalysisError for a day from which not all three are covered; takes `load.sanctions_coverage()`.

    >>> from analysis import load
    >>> require_coverage(load.sanctions_coverage(), date(2023, 3, 1))
    Traceback (most recent call last):
        ...
    analysis.errors.AnalysisError: the lists of all three are known from 4 May 2024 to 29 April 2026 only, not after 1 March 2023
      -> choose a day from 2024-05-04 on and before 2026-04-29
    """
    first, last = _covered(coverage)
    if not first <= start < last:
        raise AnalysisError(
            f"the lists of all three are known from {day(first)} to {day(last)} only, not after {day(start)}",
            f"choose a day from {first} on and before {last}",
        )


def require_covered_month(coverage: pl.DataFrame, turn: date) -> None:
    """Raise AnalysisError for a day with less than a covered month of one of the three on either side.

    Takes `load.sanctions_coverage()`.

    >>> from analysis import load
    >>> require_covered_month(load.sanctions_coverage(), date(2025, 1, 20))
    """
    first, last = _covered(coverage)
    soonest, latest = pl.select(pl.lit(first).dt.offset_by("1mo"), pl.lit(last).dt.offset_by("-1mo").alias("latest")).row(0)
    if not soonest <= turn <= latest:
        raise AnalysisError(
            f"the lists of all three are known from {day(first)} to {day(last)} only: not for a month before and after {day(turn)}",
            f"choose a day from {soonest} to {latest}",
        )


def _covered(coverage: pl.DataFrame) -> tuple[date, date]:
    """Give the first and the last day on which the lists of all three authorities are known, each on its own basis."""
    spans = pl.concat(
        coverage.filter(authority=one, basis=basis, measure="asset_freeze") for one, basis in measure.OWN_BASIS.items()
    )
    first, last = spans.select(pl.col("first_day").max(), pl.col("last_day").min()).row(0)
    return first, last
