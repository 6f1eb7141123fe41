"""Everything on one time axis: what each instrument did month by month, as far as its coverage goes."""

from collections.abc import Sequence
from datetime import date

import polars as pl

from analysis.measures import comparison, instruments
from analysis.measures.comparison import Instrument, Side

__all__ = ["monthly", "panels"]

FIRST = date(2022, 1, 1)


def panels(
    *,
    money: pl.DataFrame,
    pledges: pl.DataFrame,
    signed: pl.DataFrame,
    us: pl.DataFrame,
    joined: pl.DataFrame,
    end: date,
    designations: pl.DataFrame,
    coverage: pl.DataFrame,
) -> list[Instrument]:
    """List the instruments that stand one above the other, in reading order; `end` is where the record ends.

    Takes the tables of `comparison.instruments`, designations and sanctions_coverage. Instruments of one name share a panel.

    >>> from analysis import load
    >>> record = {"pledges": load.pledges(), "signed": load.agreements(), "us": load.us_packages(), "joined": load.purl()}
    >>> lists = {"designations": load.designations(), "coverage": load.sanctions_coverage()}
    >>> [one.unit for one in panels(money=load.aid(29), end=load.collected_to(), **record, **lists)]
    ['EUR bn', 'listings', 'listings', 'listings', 'USD bn', 'announcements', 'countries', 'agreements']
    """
    return [
        comparison.aid(money),
        *instruments.freezes_by_day(designations, coverage),
        comparison.us_packages(us, end, "PDA", "US weapons from stocks"),
        comparison.purl(joined, end),
        comparison.troop_offers(pledges, end),
        comparison.agreements(signed, end),
    ]


def monthly(instruments: Sequence[Instrument]) -> pl.DataFrame:
    """Sum each instrument by month, side and basis, from January 2022 on; months without anything have no row.

    What has no day is in no month. Instruments of one name share a panel; two bases stay apart even there. Returns
    instrument, unit, bloc, basis, period (the month's first day), amount, coverage_end, source, earlier (what the side did
    before January 2022, in no month here) and others (who beside the two sides used it); in the order given.

    >>> from analysis import load
    >>> monthly([comparison.purl(load.purl(), date(2025, 12, 31))]).select("period", "amount").row(0)
    (datetime.date(2025, 8, 1), 6.0)
    """
    return pl.concat(
        [_monthly(instrument, bloc, side) for instrument in instruments for bloc, side in instrument.sides.items()]
    )


def _monthly(instrument: Instrument, bloc: str, side: Side) -> pl.DataFrame:
    months = side.events.filter(pl.col("day") >= FIRST).group_by(period=pl.col("day").dt.truncate("1mo"))
    sums = months.agg(pl.col("amount").cast(pl.Float64).sum().round(6))
    return sums.sort("period").select(
        instrument=pl.lit(instrument.name),
        unit=pl.lit(instrument.unit),
        bloc=pl.lit(bloc),
        basis=pl.lit(side.basis),
        period="period",
        amount="amount",
        coverage_end=pl.lit(side.coverage_end),
        source=pl.lit(side.source),
        earlier=pl.lit(float(side.events.filter(pl.col("day") < FIRST)["amount"].sum())).round(6),
        others=pl.lit(", ".join(instrument.others) or None, pl.String),
    )
