"""Who buys from Russia: energy by month on one basis, and all goods by partner and year."""

import polars as pl

from analysis.errors import NotComparable, UnknownName

__all__ = ["energy_by_month", "partners"]

SURENESS = pl.Enum(["low", "medium", "high"])


def energy_by_month(buyers: pl.DataFrame, basis: str, commodity: str) -> pl.DataFrame:
    """Give purchases of one commodity by month and buyer on one basis.

    Returns month, buyer, source, source_url, value_bn and currency: USD on the basis customs, else EUR. Where one basis has
    several pages for a month and buyer they are never summed: the surest is taken, of these the last by address, then the
    largest value. A month no page covers has no row, which is not a zero. Raises NotComparable for anything but one known
    basis and one known commodity, and for two that no row has together. Rows without a value (of a volume only) are left out.

    >>> from analysis import load
    >>> crude = energy_by_month(load.energy_buyers(), "customs", "crude").filter(pl.col("buyer") == "IND")
    >>> crude.select("month", "value_bn", "currency").row(0)
    (datetime.date(2021, 1, 1), 0.189478, 'USD')
    """
    for what, column, wanted in (("basis", "basis", basis), ("commodity", "commodity", commodity)):
        known = buyers[column].cast(pl.String).unique().sort().to_list()
        if not isinstance(wanted, str) or wanted not in known:
            raise NotComparable(
                f"{wanted!r} is not one {what}: rows of two are never put together", f"name one of: {', '.join(known)}"
            )
    of_basis = buyers.filter(pl.col("basis") == basis)
    at_hand = of_basis["commodity"].cast(pl.String).unique().sort()
    if commodity not in at_hand.to_list():
        raise NotComparable(f"no row of {commodity!r} is on the basis {basis!r}", f"name one that is: {', '.join(at_hand)}")
    currency = "USD" if basis == "customs" else "EUR"
    value = pl.col(f"value_{currency.lower()}_bn")
    chosen = of_basis.filter(pl.col("commodity") == commodity, value.is_not_null())
    sureness = pl.col("confidence").cast(pl.String).cast(SURENESS)
    surest = chosen.sort(sureness, "source_url", value).unique(["month", "buyer"], keep="last").sort("month", "buyer")
    return surest.select("month", "buyer", "source", "source_url", value_bn=value, currency=pl.lit(currency))


def partners(trade: pl.DataFrame, flow: str = "exports", most: int = 8) -> pl.DataFrame:
    """Give the largest partners of the last year, with every year: year, partner, value_usd_bn, source.

    `flow`: exports or imports, from Russia's side. Raises UnknownName.

    >>> from analysis import load
    >>> partners(load.russia_trade(), most=1).select("year", "partner", "value_usd_bn").row(0)
    (2021, "China, People's Republic of", 68.422666)
    """
    if flow not in (known := trade["flow"].unique().sort().to_list()):
        raise UnknownName("flow", flow, known)
    rows = trade.filter(pl.col("flow") == flow)
    last = rows.filter(pl.col("year") == rows["year"].max()).sort("value_usd_bn", "partner", descending=[True, False])
    largest = rows.join(last.head(most).select("partner"), on="partner")
    return largest.select("year", "partner", "value_usd_bn", "source").sort("partner", "year")
