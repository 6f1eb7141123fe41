"""Which months a release covers, and whether those asked for are among them."""

from datetime import date

import polars as pl

from analysis import load
from analysis.errors import AnalysisError
from analysis.measures.frames import frame_in_frame_out
from analysis.measures.periods import STEPS, Periods


def refuse_outside(aid: pl.LazyFrame, steps: Periods) -> None:
    """Raise AnalysisError for months of which none is covered, and means of more periods than are: what was given then is not known.

    >>> from analysis import load
    >>> refuse_outside(load.aid(29).lazy(), Periods.of(months=("2027-01", None)))
    Traceback (most recent call last):
        ...
    analysis.errors.AnalysisError: no month from 2027-01 is in the release, which covers 2022-01 to 2026-04
      -> choose months inside it
    """
    if steps.first is None and steps.last is None and steps.smooth == 1:
        return
    spans = covered_months(aid).join(aid.select(pl.col("release").cast(pl.String)).unique(), on="release", how="semi").collect()
    first, last = spans["first_month"].min(), spans["last_month"].max()
    if not isinstance(first, date) or not isinstance(last, date):
        return
    if steps.smooth > (periods := -(-((last.year - first.year) * 12 + last.month - first.month + 1) // STEPS[steps.every])):
        problem = f"smooth={steps.smooth} is a mean of more periods than the release has, which covers {periods}"
        raise AnalysisError(problem, "take the mean of fewer, such as smooth=3")
    if (steps.first or first) > last or (steps.last or last) < first:
        problem = f"no month {steps.asked} is in the release, which covers {first:%Y-%m} to {last:%Y-%m}"
        raise AnalysisError(problem, "choose months inside it")


@frame_in_frame_out
def covered_months(aid: pl.LazyFrame) -> pl.LazyFrame:
    """Give the first and the last month that each release covers: release, first_month, last_month.

    What `load.releases()` states of those it knows; of any other among the rows, its own first and last month, of all stages and
    kinds together.

    >>> own = pl.DataFrame({"release": ["mine"], "month": [date(2025, 3, 1)]})
    >>> covered_months(own).filter(release="mine").row(0)
    ('mine', datetime.date(2025, 3, 1), datetime.date(2025, 3, 1))
    """
    stated = load.releases().lazy().select("release", "first_month", "last_month").drop_nulls()
    rows = aid.select(pl.col("release").cast(pl.String), "month").drop_nulls()
    others = rows.group_by("release").agg(first_month=pl.col("month").min(), last_month=pl.col("month").max())
    return pl.concat([stated, others.join(stated, on="release", how="anti")])
