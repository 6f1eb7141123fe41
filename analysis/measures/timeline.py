"""Everything on one time axis: what each instrument did month by month, as far as its coverage goes."""

from collections.abc import Sequence
from datetime import date

import polars as pl

from analysis.blocs import EUROPE, UNITED_STATES
from analysis.measures import comparison
from analysis.measures.comparison import Instrument

FIRST = date(2022, 1, 1)


def panels(
    *, money: pl.DataFrame, pledges: pl.DataFrame, signed: pl.DataFrame, us: pl.DataFrame, joined: pl.DataFrame, end: date
) -> list[Instrument]:
    """List the instruments that stand one above the other, in reading order; `end` is where the record ends."""
    return [
        comparison.aid(money),
        comparison.us_packages(us, end, "PDA", "US weapons from stocks"),
        comparison.purl(joined, end),
        comparison.ready_for_soldiers(pledges, end),
        comparison.agreements(signed, end),
    ]


def monthly(instruments: Sequence[Instrument]) -> pl.DataFrame:
    """Sum each instrument by month and side, from January 2022 on; months without anything have no row.

    What has no day is in no month. Returns instrument, unit, bloc, period (the month's first day), amount, basis,
    coverage_end, source; instruments in the order given, then side and month.
    """
    return pl.concat([_monthly(one) for one in instruments])


def _monthly(one: Instrument) -> pl.DataFrame:
    dated = one.events.filter(pl.col("bloc").is_in([EUROPE, UNITED_STATES]), pl.col("day") >= FIRST)
    summed = dated.group_by("bloc", pl.col("day").dt.truncate("1mo").alias("period")).agg(
        pl.col("amount").cast(pl.Float64).sum().round(6)
    )
    return summed.sort("bloc", "period").select(
        instrument=pl.lit(one.name),
        unit=pl.lit(one.unit),
        bloc="bloc",
        period="period",
        amount="amount",
        basis=pl.lit(one.basis),
        coverage_end=pl.lit(one.coverage_end),
        source=pl.lit(one.source),
    )
