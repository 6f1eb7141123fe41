"""Contributions to PURL in one currency, as far as rates are at hand: what has none stays in its own, and is never added."""

import polars as pl

from analysis import load
from analysis.as_of import require_days
from analysis.countries import refuse_bodies
from analysis.measures.packages import total
from analysis.measures.units import billions

__all__ = ["in_euros"]

EUR, RECORD = "EUR", "record/contributions"


def in_euros(purl: pl.DataFrame) -> pl.DataFrame:
    """Turn each country's own contributions to PURL into euros at the mean rate of their month, where there is a rate.

    Takes `load.purl()`. Contributions in euros stay what they are; those in US dollars are divided by the European Central Bank's
    mean of the month. Returns country, currency, amount (exact, in that currency; null where none was stated), rows (with an
    amount), eur_bn (null without an amount, and where one month of that currency has no rate) and source; one row a country and
    currency, the country with the most euros first. Group rows, plans and running totals are no country's contribution and are
    left out. Raises AnalysisError for a contribution without a day, and NotComparable for one of a body that is no country.

    >>> rows = in_euros(load.purl("2025-09-30"))
    >>> rows.filter(country="DEU").select("currency", "amount", "eur_bn").row(0)
    ('USD', Decimal('500000000.00'), 0.429869758)
    """
    national = refuse_bodies(require_days(purl).filter(pl.col("row_kind") == "national"))
    own = national.with_columns(pl.col("currency").cast(pl.String))
    place = ["country", "currency"]
    rates = load.exchange_rates().select("currency", "per_eur", month="month")
    priced = own.with_columns(month=pl.col("known_by").dt.truncate("1mo")).join(rates, on=["currency", "month"], how="left")
    rate = pl.when(currency=EUR).then(1.0).otherwise("per_eur")
    priced = priced.with_columns(eur=(pl.col("amount").cast(pl.Float64) / rate).round(2).cast(pl.Decimal(38, 2)))
    # A part without a rate leaves the whole of that currency without one: half of it would be told as all of it.
    unpriced = (pl.col("amount").is_not_null() & pl.col("eur").is_null()).any().over(place)
    euros = total(priced.filter(~unpriced, pl.col("eur").is_not_null()), "eur", place).drop("rows")
    amounts = total(own, "amount", place).with_columns(amount=pl.when(pl.col("rows") > 0).then("amount"))
    joined = amounts.join(euros, on=place, how="left").with_columns(eur_bn=billions("eur")).drop("eur")
    turned = (pl.col("currency") != EUR) & pl.col("eur_bn").is_not_null()
    rows = joined.with_columns(source=pl.when(turned).then(pl.lit(f"{RECORD} ecb")).otherwise(pl.lit(RECORD)))
    largest = pl.col("eur_bn").sum().over("country")
    return rows.sort(largest, "country", pl.col("eur_bn").fill_null(0), "currency", descending=[True, False, True, False])
