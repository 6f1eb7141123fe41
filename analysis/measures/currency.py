"""Euros in dollars, each month at its own rate."""

from collections.abc import Sequence

import polars as pl

from analysis import load
from analysis.measures.blocs import Whose, dimensions
from analysis.measures.flows import over_time
from analysis.measures.frames import as_eager
from analysis.measures.periods import Months
from analysis.measures.units import USD


def in_dollars(
    aid: pl.DataFrame,
    by: str | Sequence[str] = "bloc",
    only: Whose = (),
    *,
    stage: str = "allocated",
    kind: str | None = None,
    cumulative: bool = False,
    months: Months = None,
) -> pl.DataFrame:
    """Sum dated aid per month and group in euros and in US dollars, each month at the mean of its daily reference rates.

    Nominal, and dated money only: what has no month has no rate. Arguments as `over_time`, which has quarters and years in dollars
    too. Returns release, period, the groups, eur_bn, usd_bn and per_eur (dollars for one euro); with `cumulative` both sums run
    from the first month, so that usd_bn is no longer eur_bn times one rate. Raises NotComparable where a covered month has no rate
    yet, AnalysisError for a lazy frame, else as `over_time`.

    >>> in_dollars(load.aid(29)).filter(pl.col("bloc") == "United States")["usd_bn"].sum() > 115.4
    True
    """
    groups = dimensions(by)
    euros, dollars = (
        over_time(as_eager(aid), by, only, stage=stage, kind=kind, cumulative=cumulative, currency=currency, months=months)
        for currency in ("EUR", USD)
    )
    rates = load.exchange_rates().filter(pl.col("currency") == USD).select("per_eur", period="month")
    both = euros.join(dollars, on=["release", "period", *groups], how="left").join(rates, on="period", how="left")
    return both.select("release", "period", *groups, "eur_bn", "usd_bn", "per_eur").sort("release", "period", *groups)
