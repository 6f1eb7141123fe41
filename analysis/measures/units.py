"""The units of aid: euros or dollars, as they are or at the prices of one year, against the economy or per head."""

from collections.abc import Sequence

import polars as pl

from analysis import load
from analysis.countries import BASE_BLOCS, COMPARED_BLOCS
from analysis.errors import AnalysisError, NotComparable
from analysis.groups.group import EU, Group, bloc_group
from analysis.groups.names import listed, names_of
from analysis.measures.blocs import choose
from analysis.measures.prices import YEARS, price_year

USD = "USD"
CURRENCIES = ("EUR", USD)
YARDSTICKS = ("gdp", "head")
SIZED = ("donor", "bloc", "base_bloc")
"""What has a size of its own, the finest first."""

SIZES = {
    "pct_gdp": ("GDP", "gdp_eur_bn"),
    "eur_per_head": ("number of people", "population_m"),
    "usd_per_head": ("number of people", "population_m"),
    **{f"{currency}_{year}_per_head": ("number of people", "population_m") for year in YEARS for currency in ("eur", "usd")},
}
"""What a unit divides by, in words and as a column of `yardsticks`."""

BILLION = 1_000_000_000


def unit_of(currency: str = "EUR", per: str | None = None, prices: str | None = None) -> str:
    """Name the column that `over_time` gives its numbers in.

    Raises UnknownName, or NotComparable for GDP in dollars or at the prices of another year than its own.

    >>> unit_of(), unit_of("usd", "head"), unit_of(per="gdp"), unit_of(prices="2025")
    ('eur_bn', 'usd_per_head', 'pct_gdp', 'eur_2025_bn')
    """
    currency = currency.upper() if isinstance(currency, str) else currency
    choose("currency", currency, CURRENCIES)
    year = price_year(prices)
    money = f"{currency.lower()}_{year}" if year else currency.lower()
    if per is None:
        return f"{money}_bn"
    choose("yardstick", per, YARDSTICKS)
    if per == "head":
        return f"{money}_per_head"
    if year:
        problem = f"GDP is that of 2021 at its own prices: aid at the prices of {year} is no share of it"
        raise NotComparable(problem, "choose one: per='gdp', or prices='2025'")
    if currency != "EUR":
        raise NotComparable("a share of GDP has no currency: aid and GDP are both taken in euros", "choose currency='EUR'")
    return "pct_gdp"


def in_dollars(monthly: pl.LazyFrame) -> pl.LazyFrame:
    """Turn `value`, exact euros of a month, into billions of dollars at the month's mean of daily reference rates.

    Raises NotComparable, when collected, for a month without a rate.

    >>> from datetime import date
    >>> in_dollars(pl.LazyFrame({"month": [date(2022, 1, 1)], "value": [BILLION]})).collect()["value"].item()
    1.131448
    """
    rates = load.exchange_rates().lazy().filter(pl.col("currency") == USD).select("month", "per_eur")
    priced = monthly.join(rates, on="month", how="left", maintain_order="left")
    checked = priced.map_batches(
        _refuse_without_rate, predicate_pushdown=False, projection_pushdown=False, slice_pushdown=False
    )
    return checked.with_columns(value=(billions("value") * pl.col("per_eur")).round(9)).drop("per_eur")


def in_unit(
    periods: pl.LazyFrame, groups: Sequence[str], whose: Sequence[Group], unit: str, *, exact: bool = True
) -> pl.LazyFrame:
    """Name `value` by its unit, divided by the size of each group where the unit asks for one.

    Euros, and all amounts at the prices of one year, stand twice, exact and in billions, unless they are no longer `exact`. Null where a group has no size of its own.
    Raises NotComparable where no group has a size, as with kinds.

    >>> rows = pl.LazyFrame({"donor": ["DEU"], "value": [1_000_000_000]})
    >>> in_unit(rows, ["donor"], (), "eur_bn").collect().columns
    ['donor', 'eur', 'eur_bn']
    """
    if unit == "eur_bn":
        named = periods.rename({"value": "eur"}).with_columns(eur_bn=billions("eur"))
        return named if exact else named.drop("eur")
    if unit == "usd_bn":
        return periods.with_columns(pl.col("value").round(9)).rename({"value": unit})
    if unit.endswith("_bn"):
        cents = pl.col("value").round(2).cast(pl.Decimal(18, 2)) if exact else pl.lit(None)
        whole = periods.with_columns(cents.alias(unit.removesuffix("_bn")), billions("value").alias(unit)).drop("value")
        return whole if exact else whole.drop(unit.removesuffix("_bn"))
    place = next((name for name in SIZED if name in groups), None)
    if place is None:
        raise NotComparable(
            f"aid by {', '.join(groups)} alone has no economy and no people", "tell apart by='bloc' or by='donor'"
        )
    sizes = sizes_of(whose, place) if whose and place != "donor" else yardsticks(place)
    amount = pl.col("value") if unit == "usd_per_head" else billions("value")
    share = 100 * amount / pl.col("gdp_eur_bn") if unit == "pct_gdp" else 1000 * amount / pl.col("population_m")
    sized = periods.join(sizes.lazy(), on=place, how="left").with_columns(share.round(6).alias(unit))
    return sized.drop("value", "gdp_eur_bn", "population_m")


def yardsticks(by: str = "donor") -> pl.DataFrame:
    """Give each group's GDP of 2021 in billions of euros, as the tracker has it, and its people in millions, as the World Bank has.

    `by`: bloc, base_bloc or donor. A bloc's are the sums over all its countries, and null where one of them is not known, as
    with other donors, who are no closed set; the EU institutions have none of their own. Returns the group, gdp_eur_bn and
    population_m, in no order. Raises UnknownName.

    >>> yardsticks("bloc").filter(pl.col("bloc") == "Other donors").row(0)
    ('Other donors', None, None)
    """
    choose("grouping", by, SIZED)
    if by != "donor":
        return sizes_of([bloc_group(bloc) for bloc in (COMPARED_BLOCS if by == "bloc" else BASE_BLOCS)], by)
    people = load.economies().select(donor="iso3", population_m=pl.col("population") / 1e6)
    gdp = load.countries().select(donor="iso3", gdp_eur_bn="gdp_2021_eur_bn")
    # One GDP for every claim: that of 2021, in the tracker's euros.
    return gdp.join(people, on="donor", how="full", coalesce=True)


def sizes_of(whose: Sequence[Group], column: str = "bloc") -> pl.DataFrame:
    """Give the GDP and the people of groups: the sums over their countries, null where one of them is not known.

    Returns `column` (the name), gdp_eur_bn and population_m; a group of no country, such as the EU institutions, has no row.

    >>> from analysis import groups
    >>> sizes_of([groups.WEIMAR_TRIANGLE])["gdp_eur_bn"].round(1).item()
    6677.1
    """
    places = [(group.name, donor) for group in whose for donor in group if donor != EU]
    joined = pl.DataFrame(places, schema={column: pl.String, "donor": pl.String}, orient="row").join(
        yardsticks(), on="donor", how="left"
    )
    sizes = pl.col("gdp_eur_bn", "population_m")
    return joined.group_by(column).agg(pl.when(sizes.is_not_null().all()).then(sizes.sum()))


def refuse_unsized(whose: Sequence[Group], unit: str, by: str = "bloc", *, amounts: bool = False) -> None:
    """Raise AnalysisError where groups are chosen of which none has the size that a unit asks for: all would be null.

    `by`="donor" asks their members; `amounts` says that the caller could give these instead. Takes a unit of `unit_of`.

    >>> refuse_unsized([bloc_group("EU institutions")], "pct_gdp", amounts=True)
    Traceback (most recent call last):
        ...
    analysis.errors.AnalysisError: EU institutions: no GDP of their own is known
      -> choose amounts, or others
    """
    if not whose or unit.endswith("_bn"):
        return
    members = sorted({code for group in whose for code in group})
    sizes = yardsticks().filter(pl.col("donor").is_in(members)) if by == "donor" else sizes_of(whose)
    if not sizes[SIZES[unit][1]].count():
        raise unsized(names_of(members) if by == "donor" else [group.name for group in whose], whose, unit, amounts=amounts)


def unsized(
    names: Sequence[str], whose: Sequence[Group], unit: str, *, amounts: bool = False, itself: str | None = None
) -> AnalysisError:
    """Say in an error that some have no size of their own, with those of the members for want of whose it is not known.

    `amounts` as `refuse_unsized`; `itself` is a country, by code, that must be left out too where a group has it, since it cannot replace itself.

    >>> unsized(["EU institutions"], (), "eur_per_head").problem, unsized(["EU institutions"], (), "eur_per_head").fix
    ('EU institutions: no number of people of their own is known', 'choose others')
    """
    yardstick, size = SIZES[unit]
    unknown = yardsticks().filter(pl.col(size).is_null() & (pl.col("donor") != EU))["donor"].to_list()
    lacking = sorted({code for group in whose if len(group) > 1 for code in group} & {*unknown})
    problem = f"{', '.join(names)}: no {yardstick} of their own is known"
    if not lacking:
        others = "leave them out, or choose others" if len(whose) > len(names) else "choose others"
        return AnalysisError(problem, "choose amounts, or others" if amounts else others)
    also = [itself] if itself and any(itself in group.members for group in whose if len(group) > 1) else []
    whom = f"them out, and {listed(also)}, which cannot replace itself" if also else "them out"
    out = ", ".join(map(repr, sorted([*lacking, *also])))
    return AnalysisError(f"{problem}, for want of that of {listed(lacking)}", f"leave {whom}: .without({out})")


def ratio(part: str, whole: str | pl.Expr) -> pl.Expr:
    """Divide one amount by another, null where that is zero.

    >>> pl.DataFrame({"paid": [1, 1], "eur": [2, 0]}).select(ratio("paid", "eur"))["paid"].to_list()
    [0.5, None]
    """
    divisor = (pl.col(whole) if isinstance(whole, str) else whole).cast(pl.Float64)
    return pl.when(divisor != 0).then(pl.col(part).cast(pl.Float64) / divisor)


def share_of(*within: str) -> pl.Expr:
    """Divide exact euros by their sum within some groups, null where that is zero.

    >>> pl.DataFrame({"release": ["29", "29"], "eur": [1, 3]}).select(share_of("release"))["eur"].to_list()
    [0.25, 0.75]
    """
    return ratio("eur", pl.col("eur").sum().over(within))


def billions(eur: str | pl.Expr) -> pl.Expr:
    """Turn exact euros into billions, kept to one euro.

    >>> from analysis import load
    >>> load.aid_totals(28).filter(pl.col("stage") == "allocated").select(billions(pl.col("eur").sum())).item()
    349.933076452
    """
    return ((pl.col(eur) if isinstance(eur, str) else eur).cast(pl.Float64) / BILLION).round(9)


def _refuse_without_rate(priced: pl.DataFrame) -> pl.DataFrame:
    if missing := priced.filter(pl.col("per_eur").is_null())["month"].unique().sort().to_list():
        raise NotComparable(f"no rate is at hand for {missing[0]:%Y-%m}", "add it to data/curated/exchange_rates.csv and build")
    return priced
