"""Who buys from Russia: energy by month on one basis, and all goods by partner and year."""

import warnings
from collections.abc import Sequence

import polars as pl

from analysis.errors import AnalysisError, NotComparable, UnknownName
from analysis.groups.group import EU, as_groups
from analysis.measures.blocs import Whose
from analysis.measures.flows import over_time
from analysis.measures.frames import require_number

__all__ = ["energy_by_month", "energy_by_year", "paid_and_given", "partners"]

PRESS = "press tabulation"
"""The basis of which figures are drawn unless another is named."""

YEAR = 12
"""Months of a year: with fewer there is no sum of it."""

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

    `flow`: exports or imports, from Russia's side. Raises UnknownName, AnalysisError for a `most` that is
    no whole number from 1 on.

    >>> from analysis import load
    >>> partners(load.russia_trade(), most=1).select("year", "partner", "value_usd_bn").row(0)
    (2021, "China, People's Republic of", 68.422666)
    """
    if flow not in (known := trade["flow"].unique().sort().to_list()):
        raise UnknownName("flow", flow, known)
    require_number("most", most)
    rows = trade.filter(pl.col("flow") == flow)
    last = rows.filter(pl.col("year") == rows["year"].max()).sort("value_usd_bn", "partner", descending=[True, False])
    largest = rows.join(last.head(most).select("partner"), on="partner")
    return largest.select("year", "partner", "value_usd_bn", "source").sort("partner", "year")


def energy_by_year(
    buyers: pl.DataFrame,
    only: Whose = (),
    *,
    basis: str = "customs",
    commodity: str = "crude",
    years: Sequence[int] | None = None,
) -> pl.DataFrame:
    """Sum purchases of one commodity by year and group of buyers on one basis, in whole years alone.

    `only` as `measures.aid.over_time`, the EU27 if nobody is named; `years` those asked for; if none is named all that the basis covers wholly,
    and a warning names the others. Returns year, bloc, value_bn and currency. Raises NotComparable for a year of which a month is not covered, and where none is covered
    wholly: a sum of the rest would pass for the year; else as `energy_by_month`.

    >>> from analysis import load
    >>> energy_by_year(load.energy_buyers(), "EU27", years=[2021]).select("year", "bloc", "currency").rows()
    [(2021, 'EU27', 'USD')]
    """
    months = energy_by_month(buyers, basis, commodity).with_columns(year=pl.col("month").dt.year())
    covered = dict(months.group_by("year").agg(pl.col("month").n_unique()).sort("year").iter_rows())
    whole = [year for year, count in covered.items() if count == YEAR]
    if covered and not whole:
        known = ", ".join(f"{count} of {year}" for year, count in covered.items())
        problem = f"{commodity} on the basis {basis!r} is known for no year wholly, of {YEAR} months for {known}"
        raise NotComparable(problem, "take single months: energy_by_month(...), or another basis")
    for year in _asked(years):
        if year not in whole:
            has = f"for {covered[year]} of {YEAR} months" if year in covered else "for no month"
            fix = f"take years it covers: {', '.join(map(str, whole)) or 'none'}; or single months: energy_by_month(...)"
            raise NotComparable(
                f"{commodity} on the basis {basis!r} is known {has} of {year}, which gives no sum of the year", fix
            )
    groups = as_groups(only) or as_groups("EU27")
    for group in groups:
        if not {*group.members} & {*months["buyer"]}:
            problem = f"no purchase of {commodity} by {group.in_text} is known on the basis {basis!r}: that is not zero"
            raise NotComparable(problem, "choose another basis, commodity or group")
    sums = [
        months.filter(pl.col("buyer").is_in(group.members), pl.col("year").is_in(years or whole))
        .group_by("year", "currency")
        .agg(pl.col("value_bn").sum().round(6))
        .select("year", pl.lit(group.name).alias("bloc"), "value_bn", "currency")
        for group in groups
    ]
    if years is None:
        known = ", ".join(f"{count} of {YEAR} months of {year}" for year, count in covered.items() if year not in whole)
        _warn(f"{commodity} on the basis {basis!r} is known for {known}: no sum of the year" if known else "", whole)
    return pl.concat(sums).sort("year", "bloc")


def paid_and_given(
    trade: pl.DataFrame, aid: pl.DataFrame, only: Whose = (), *, years: Sequence[int] | None = None
) -> pl.DataFrame:
    """Set what groups paid Russia for goods beside what they allocated to Ukraine, by year, both in billions of US dollars.

    Takes `load.russia_trade()`, whose exports are what partners bought, and `load.aid()`, each month at its own rate. `only` as
    `measures.aid.over_time`, Europe and the United States if nobody is named; `years` those asked for; if none is named all whole years of both, and a
    warning names other years of aid. Returns release (of the aid), source (of the trade), year, bloc, paid_usd_bn,
    given_usd_bn, and not_known (members without trade in the year, which are in no sum). Raises NotComparable for a year that one
    of the two does not cover wholly. The two are no balance: goods and aid answer different questions.

    >>> from analysis import load
    >>> paid_and_given(load.russia_trade(), load.aid(29), "Europe", years=[2023, 2024])["year"].to_list()
    [2023, 2024]
    """
    groups = as_groups(only) or as_groups(["Europe", "United States"])
    given = over_time(aid, only=groups, every="1y", currency="USD").with_columns(year=pl.col("period").dt.year())
    months = dict(
        over_time(aid, only=groups)
        .group_by(pl.col("period").dt.year().alias("year"))
        .agg(pl.col("period").n_unique())
        .iter_rows()
    )
    bought = trade.filter(flow="exports")
    both = sorted({year for year, count in months.items() if count == YEAR} & {*bought["year"]})
    for year in _asked(years):
        if year not in both:
            lacking = f"aid for {months.get(year, 0)} of {YEAR} months" if year in {*bought["year"]} else "no trade"
            whole = ", ".join(map(str, both)) or "none"
            raise NotComparable(f"{year} has {lacking}: that is no sum of the year", f"take years that both cover: {whole}")
    rows = []
    for group in groups:
        partners_of = bought.filter(pl.col("iso3").is_in(group.members), pl.col("year").is_in(years or both))
        paid = partners_of.group_by("year").agg(
            paid_usd_bn=pl.col("value_usd_bn").sum().round(6), known=pl.col("iso3").unique()
        )
        countries = [code for code in group if code != EU]
        unknown = [[code for code in countries if code not in known] for known in paid["known"].to_list()]
        rows.append(
            paid.drop("known").with_columns(bloc=pl.lit(group.name), not_known=pl.Series(unknown, dtype=pl.List(pl.String)))
        )
    paid = pl.concat(rows).join(given.select("release", "year", "bloc", given_usd_bn="usd_bn"), on=["year", "bloc"], how="left")
    if years is None:
        others = ", ".join(str(year) for year in sorted(months) if year not in both)
        _warn(f"{others}: aid or trade is not known for the whole year" if others else "", both)
    works = paid.with_columns(source=pl.lit(trade["source"].first()))
    return works.select("release", "source", "year", "bloc", "paid_usd_bn", "given_usd_bn", "not_known").sort("year", "bloc")


def _warn(problem: str, whole: Sequence[int]) -> None:
    """Tell of years that have no row, since a reader would take what is there for all."""
    if problem:
        warnings.warn(f"{problem}, and no row\n  -> name the years: years={list(whole)}", stacklevel=4)


def _asked(years: Sequence[int] | None) -> Sequence[int]:
    """Give the years asked for; raises AnalysisError for what is no list of years: a text would be one of its letters."""
    if years is not None and (
        isinstance(years, str) or not isinstance(years, Sequence) or not all(type(one) is int for one in years)
    ):
        raise AnalysisError(f"years={years!r} is no list of years", "write them in brackets, as numbers: years=[2022, 2023]")
    return years or ()
