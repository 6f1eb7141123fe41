"""From which month on the hand-kept record has few statements: what is not in it may have been said."""

from datetime import date

import polars as pl

__all__ = ["MANY", "thin_from"]

MANY = 6
"""Statements of a month from which it was collected as the months of the talks were."""


def thin_from(pledges: pl.DataFrame) -> date | None:
    """Give the month after the last of which at least six statements are known, in which the record is thin to its end.

    Takes `load.pledges()`; None where no month has as many, as of a few rows.

    >>> from analysis import load
    >>> thin_from(load.pledges())
    datetime.date(2026, 3, 1)
    """
    per_month = pledges.group_by(month=pl.col("known_by").dt.truncate("1mo")).len()
    last: date | None = per_month.filter(pl.col("len") >= MANY)["month"].max()  # type: ignore[assignment]
    return None if last is None else pl.select(pl.lit(last).dt.offset_by("1mo")).item()
