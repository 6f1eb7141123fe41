"""Who buys from Russia: energy by month on one basis, and all goods by partner and year."""

import polars as pl

from analysis.errors import NotComparable


def energy_by_month(buyers: pl.DataFrame, basis: str, commodity: str) -> pl.DataFrame:
    """Give purchases of one commodity by month and buyer on one basis: month, buyer, value_bn, currency, source, source_url.

    Where one basis has several pages for a month and buyer, the surer and then the larger-numbered page is not summed with
    the others: one is taken. A month no page covers has no row, which is not a zero.
    Raises NotComparable for a basis or commodity that would add what overlaps.
    """
    for what, column, wanted in (("basis", "basis", basis), ("commodity", "commodity", commodity)):
        known = buyers[column].cast(pl.String).unique().sort().to_list()
        if not isinstance(wanted, str) or wanted not in known:
            raise NotComparable(
                f"{wanted!r} is not one {what}: rows of two are never put together", f"name one of: {', '.join(known)}"
            )
    currency = "USD" if basis == "customs" else "EUR"
    value = pl.col(f"value_{currency.lower()}_bn")
    chosen = buyers.filter(pl.col("basis") == basis, pl.col("commodity") == commodity, value.is_not_null())
    order = pl.col("confidence").cast(pl.String).replace_strict({"high": 2, "medium": 1, "low": 0}, return_dtype=pl.Int64)
    one = chosen.sort(order, "source_url", value).unique(["month", "buyer"], keep="last", maintain_order=True)
    return one.select("month", "buyer", "source", "source_url", value_bn=value, currency=pl.lit(currency)).sort(
        "month", "buyer"
    )


def covered_months(buyers: pl.DataFrame, basis: str, commodity: str) -> list[int]:
    """List the months that have any row, as year * 100 + month."""
    rows = energy_by_month(buyers, basis, commodity)
    return rows.select((pl.col("month").dt.year() * 100 + pl.col("month").dt.month()).unique().sort()).to_series().to_list()


def partners(trade: pl.DataFrame, flow: str = "exports", most: int = 8) -> pl.DataFrame:
    """Give the largest partners of the last year, with every year: year, partner, value_usd_bn, source."""
    rows = trade.filter(pl.col("flow") == flow)
    last = (
        rows.filter(pl.col("year") == rows["year"].max()).sort("value_usd_bn", "partner", descending=[True, False]).head(most)
    )
    return (
        rows.join(last.select("partner"), on="partner")
        .select("year", "partner", "value_usd_bn", "source")
        .sort("partner", "year")
    )
