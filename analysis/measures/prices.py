"""Amounts at the prices of one year: each month's money is deflated by that month's consumer prices, exactly."""

from datetime import date
from decimal import Decimal, DefaultContext, localcontext

import polars as pl

from analysis import load
from analysis.errors import NotComparable
from analysis.measures.blocs import choose

YEARS = ("2025",)
"""The years at whose prices amounts can be given: that of the base of the euro's index."""

INDEX_OF = {"EUR": "hicp_euro_area", "USD": "cpi_us"}
"""Whose consumers' prices deflate a currency: the currency decides, not the donor, so that within a month no share changes."""

VALUE = pl.Decimal(scale=18)
"""A factor has sixteen places, cents two: their product is exact in eighteen."""


def price_year(prices: str | None) -> str | None:
    """Give the year at whose prices amounts are wanted, None for those of their day; raises UnknownName for another year.

    >>> price_year("2025"), price_year(None)
    ('2025', None)
    """
    if prices is None:
        return None
    # A number names a year too.
    year = str(prices)
    choose("prices", year, YEARS)
    return year


def at_prices(monthly: pl.LazyFrame, currency: str, prices: str) -> pl.LazyFrame:
    """Turn `value`, exact euros of a month, into exact amounts of a currency at the prices of a year.

    A month without an index carries the last one before it; dollars are turned at the month's own mean rate first. Raises
    NotComparable, when collected, for a month before the first index and, in dollars, for one without a rate.

    >>> rows = pl.LazyFrame({"month": [date(2022, 1, 1)], "value": [Decimal("100.00")]})
    >>> at_prices(rows, "EUR", "2025").collect()["value"].item()
    Decimal('116.306117701791110000')
    """
    deflated = monthly.sort("month").join_asof(_deflators(currency, prices).lazy(), on="month")
    factor = pl.col("factor")
    if currency != "EUR":
        rates = load.exchange_rates().lazy().filter(pl.col("currency") == currency)
        deflated = deflated.join(rates.select("month", "per_eur"), on="month", how="left", maintain_order="left")
        # Rates have six places: as decimals they are what the bank's mean is.
        factor = pl.col("per_eur").cast(pl.Decimal(scale=6)) * factor
    priced = deflated.with_columns(factor=factor).map_batches(_refuse_without_price)
    return priced.with_columns(value=pl.col("value").cast(VALUE) * pl.col("factor")).drop("factor", "per_eur", strict=False)


def carried(currency: str, first: date, last: date) -> tuple[list[date], date]:
    """List the months from the first to the last that have no index of their own, and give the newest month that has one.

    >>> months, newest = carried("EUR", date(2022, 1, 1), date(2026, 4, 1))
    >>> months[0], len(months), newest
    (datetime.date(2026, 1, 1), 4, datetime.date(2025, 12, 1))
    >>> carried("USD", date(2022, 1, 1), date(2026, 4, 1))[0]
    [datetime.date(2025, 10, 1)]
    """
    indexed = _index(currency)["month"]
    months = pl.date_range(first, last, "1mo", eager=True)
    newest: date = indexed.max()  # type: ignore[assignment]
    return months.filter(~months.is_in(indexed.to_list())).to_list(), newest


def require_months(aid: pl.LazyFrame, prices: str | None) -> None:
    """Raise NotComparable for totals that name no month, where amounts at the prices of a year are wanted.

    >>> require_months(load.aid_totals(30).lazy(), "2025")
    Traceback (most recent call last):
        ...
    analysis.errors.NotComparable: these rows have no months, and without its month no amount can be put at the prices of 2025
      -> take a release with months: load.aid(29)
    """
    if prices is not None and "month" not in aid.collect_schema():
        problem = f"these rows have no months, and without its month no amount can be put at the prices of {prices}"
        raise NotComparable(problem, "take a release with months: load.aid(29)")


def _deflators(currency: str, prices: str) -> pl.DataFrame:
    """Give by what an amount of each month is multiplied to be at the prices of a year: the year's mean index by the month's.

    The mean is that of the year's published months: of the US index eleven in 2025.
    """
    year = price_year(prices)
    index = _index(currency)
    base: list[Decimal] = index.filter(pl.col("month").dt.to_string("%Y") == year)["value"].to_list()
    # With as many places as decimals have by themselves, whatever the caller reckons with.
    with localcontext(DefaultContext):
        mean = sum(base) / Decimal(len(base))
        factors = [(mean / value).quantize(Decimal("1e-16")) for value in index["value"]]
    return index.select("month", factor=pl.Series(factors))


def _index(currency: str) -> pl.DataFrame:
    choose("currency", currency, list(INDEX_OF))
    return load.price_indices().filter(pl.col("index").cast(pl.String) == INDEX_OF[currency]).sort("month")


def _refuse_without_price(priced: pl.DataFrame) -> pl.DataFrame:
    lacking = priced.filter(pl.col("factor").is_null())["month"].unique().sort().to_list()
    if lacking:
        what, fix = (
            ("rate", "add it to data/curated/exchange_rates.csv")
            if "per_eur" in priced.columns
            else ("index of prices", "leave those months out: months=('2022-01', None)")
        )
        raise NotComparable(f"no {what} is at hand for {lacking[0]:%Y-%m}", fix)
    return priced
