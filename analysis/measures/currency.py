"""Euros in dollars, each month at its own rate."""

from collections.abc import Sequence

import polars as pl

from analysis import load
from analysis.errors import NotComparable
from analysis.measures.flows import dimensions, over_time
from analysis.measures.frames import as_eager

USD = "USD"


def in_dollars(
    aid: pl.DataFrame,
    by: str | Sequence[str] = "bloc",
    stage: str = "allocated",
    *,
    kind: str | None = None,
    cumulative: bool = False,
) -> pl.DataFrame:
    """Sum dated aid per month and group in US dollars, each month at the mean of its daily reference rates.

    Nominal, and dated money only: what has no month has no rate. `by` as `flows.over_time`. Returns release, period, the
    groups, eur_bn, usd_bn and per_eur (dollars for one euro); with `cumulative` both sums run from the first month, so that usd_bn is
    no longer eur_bn times one rate. Raises NotComparable where a covered month has no rate yet, AnalysisError for
    a lazy frame, else as `flows.over_time`.

    >>> from analysis import load
    >>> in_dollars(load.aid(29)).filter(pl.col("bloc") == "United States")["usd_bn"].sum() > 115.4
    True
    """
    groups = dimensions(by)
    months = over_time(as_eager(aid), by=by, stage=stage, kind=kind)
    rates = load.exchange_rates().filter(pl.col("currency") == USD).select("per_eur", period="month")
    priced = months.join(rates, on="period", how="left").with_columns(usd_bn=(pl.col("eur_bn") * pl.col("per_eur")).round(9))
    if missing := priced.filter(pl.col("per_eur").is_null())["period"].unique().sort().to_list():
        raise NotComparable(f"no rate is at hand for {missing[0]:%Y-%m}", "add it to data/curated/exchange_rates.csv and build")
    if cumulative:
        priced = priced.with_columns(pl.col("eur_bn", "usd_bn").cum_sum().over("release", *groups, order_by="period").round(9))
    return priced.select("release", "period", *groups, "eur_bn", "usd_bn", "per_eur").sort("release", "period", *groups)
