"""Periods of time as every measure and figure takes them: how long, from which month to which, running totals, trailing means."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from analysis.errors import AnalysisError, NotComparable, UnknownName

STEPS = {"1mo": 1, "1q": 3, "6mo": 6, "1y": 12}
"""How many months a step has."""

WORDS = {"month": "1mo", "quarter": "1q", "half": "6mo", "half-year": "6mo", "year": "1y"}
"""What a step may be called besides."""

Months = Sequence[str | int | date | None] | None
"""The first and the last month, as "2025-01" or a date, None where an end is open; a year is its first or its last month."""

EXAMPLE = 'write months=("2025-01", "2026-04"), or None in place of one for an open end: months=("2025-01", None)'


@dataclass(frozen=True)
class Periods:
    """Hold how months become periods: their step, from which month to which, whether sums run, over how many the mean is taken.

    >>> Periods.of("quarter", months=("2025", None))
    Periods(every='1q', cumulative=False, first=datetime.date(2025, 1, 1), last=None, smooth=1)
    """

    every: str
    cumulative: bool
    first: date | None
    last: date | None
    smooth: int

    @classmethod
    def of(cls, every: str = "1mo", cumulative: bool = False, months: Months = None, smooth: int = 1) -> "Periods":
        """Read what a measure or figure was given.

        Raises UnknownName for an unknown step, AnalysisError for months that are none or end before they begin and for a
        `smooth` that is no whole number from 1 on, NotComparable for the mean of a running total.
        """
        if not isinstance(smooth, int) or isinstance(smooth, bool) or smooth < 1:
            fix = "give a whole number of periods, such as smooth=3; 1 is no mean"
            raise AnalysisError(f"smooth={smooth!r} is no number of periods", fix)
        if not isinstance(cumulative, bool):
            raise AnalysisError(
                f"cumulative={cumulative!r} is neither True nor False", "write cumulative=True for running totals"
            )
        if smooth > 1 and cumulative:
            problem = f"a running total has no mean of {smooth} periods"
            raise NotComparable(problem, f"choose one: smooth={smooth}, cumulative=False, or cumulative=True without smooth")
        return cls(step_of(every), cumulative, *ends_of(months), smooth)

    @property
    def asked(self) -> str:
        """Say which months were asked for, in words for an error; nothing where both ends are open.

        >>> Periods.of(months=("2030", None)).asked, Periods.of(months=("2018", "2019-01")).asked
        ('from 2030-01', 'from 2018-01 to 2019-01')
        """
        ends = (("from", self.first), ("to", self.last))
        return " ".join(f"{word} {end:%Y-%m}" for word, end in ends if end)

    def covered(self, months: pl.LazyFrame, groups: Sequence[str]) -> pl.LazyFrame:
        """Sum `value` by release, period and groups; takes rows with release, month, the groups and value.

        The mean of `smooth` periods is that of each and those before it, also of those before the first month; a period
        without as many before it has none and is left out.
        """
        kept = months if self.last is None else months.filter(pl.col("month") <= self.last)
        if self.first is not None and self.smooth == 1:
            kept = kept.filter(pl.col("month") >= self.first)
        period = pl.col("month").dt.truncate(self.every).alias("period")
        summed = kept.group_by("release", period, *groups).agg(pl.col("value").sum()).sort("release", *groups, "period")
        within = ["release", *groups]
        if self.cumulative:
            return summed.with_columns(pl.col("value").cum_sum().over(within, order_by="period"))
        if self.smooth == 1:
            return summed
        value = pl.col("value").cast(pl.Float64)
        mean = sum((value.shift(place) for place in range(1, self.smooth)), start=value) / self.smooth
        means = summed.with_columns(mean.over(within, order_by="period")).drop_nulls("value")
        return means if self.first is None else means.filter(pl.col("period") >= self.first.replace(day=1))


def step_of(every: str) -> str:
    """Give a step by its name or word; raises UnknownName for one that does not exist.

    >>> step_of("quarter"), step_of("1y")
    ('1q', '1y')
    """
    wanted = every.strip().lower() if isinstance(every, str) else every
    if wanted in WORDS or wanted in STEPS:
        return WORDS.get(wanted, wanted)
    raise UnknownName("every", every, [*STEPS, *WORDS])


def last_month_of(period: str, every: str, covered: date | str) -> pl.Expr:
    """Give the last month of each period that is covered: its own last, or the end of coverage, a month or a column of months.

    A running total over periods stands there, for what it counts is known no earlier.

    >>> years = pl.DataFrame({"period": [date(2025, 1, 1), date(2026, 1, 1)]})
    >>> years.select(last_month_of("period", "1y", date(2026, 4, 1))).to_series().to_list()
    [datetime.date(2025, 12, 1), datetime.date(2026, 4, 1)]
    """
    end = pl.col(covered) if isinstance(covered, str) else pl.lit(covered)
    return pl.min_horizontal(pl.col(period).dt.offset_by(every).dt.offset_by("-1mo"), end.dt.truncate("1mo"))


def ends_of(months: Months) -> tuple[date | None, date | None]:
    """Read a first and a last month, each open if it is None; nothing at all is both open.

    >>> ends_of(("2025-01", None)), ends_of(("2025", "2025"))
    ((datetime.date(2025, 1, 1), None), (datetime.date(2025, 1, 1), datetime.date(2025, 12, 1)))
    """
    if months is None or (isinstance(months, Sequence) and not isinstance(months, str) and len(months) == 0):
        return None, None
    if isinstance(months, str | date) or not isinstance(months, Sequence) or len(months) != 2:
        raise AnalysisError(f"months={months!r} is no first and last month", EXAMPLE)
    first, last = _month(months[0], "01"), _month(months[1], "12")
    if first and last and first > last:
        raise AnalysisError(f"months end in {last:%Y-%m}, before they begin in {first:%Y-%m}", "write the earlier month first")
    return first, last


def _month(value: str | int | date | None, month_of_year: str) -> date | None:
    """Read one end; a year alone is its first or its last month."""
    if value is None:
        return None
    if isinstance(value, date):
        return date(value.year, value.month, 1)
    value = str(value) if isinstance(value, int) else value
    try:
        text = f"{value}-{month_of_year}" if len(value) == 4 else value
        return date.fromisoformat(f"{text}-01" if len(text) == 7 else text).replace(day=1)
    except (TypeError, ValueError):
        raise AnalysisError(f"{value!r} is no month", EXAMPLE) from None
