"""Aid as one series a group, in the unit asked for: euros or dollars, as they are, against the economy or per head."""

from collections.abc import Sequence
from datetime import date

import polars as pl

from analysis import load
from analysis.countries import BASE_BLOCS, COMPARED_BLOCS, EU_INSTITUTIONS, members
from analysis.errors import NotComparable
from analysis.measures.currency import USD, in_dollars
from analysis.measures.flows import STEPS, billions, choose, over_time, with_asked

CURRENCIES = ("EUR", USD)
YARDSTICKS = ("gdp", "head")
GROUPS = ("bloc", "base_bloc", "donor")


def unit_of(currency: str = "EUR", per: str | None = None) -> str:
    """Name the column that `amounts` gives its numbers in; raises UnknownName, or NotComparable for dollars of GDP.

    >>> unit_of(), unit_of("USD", "head"), unit_of(per="gdp")
    ('eur_bn', 'usd_per_head', 'pct_gdp')
    """
    choose("currency", currency, CURRENCIES)
    if per is None:
        return f"{currency.lower()}_bn"
    choose("yardstick", per, YARDSTICKS)
    if per == "head":
        return f"{currency.lower()}_per_head"
    if currency != "EUR":
        raise NotComparable("a share of GDP has no currency: aid and GDP are both taken in euros", "choose currency='EUR'")
    return "pct_gdp"


def amounts(
    aid: pl.DataFrame,
    by: str = "bloc",
    stage: str = "allocated",
    *,
    kind: str | None = None,
    every: str = "1mo",
    cumulative: bool = False,
    currency: str = "EUR",
    per: str | None = None,
    months: Sequence[date] | None = None,
) -> pl.DataFrame:
    """Sum dated aid per period and group in one unit, over all covered months or those from the first to the last named.

    `by`: bloc, base_bloc or donor; `per`: None, gdp (per cent of the GDP of 2021) or head; `cumulative` sums from the first of the
    months on. Returns release, period, the group and the unit's column (`unit_of`); null where a group has no GDP or people
    of its own. Raises UnknownName, NotComparable, or AnalysisError for a kind that the stage lacks.

    >>> amounts(load.aid(29), cumulative=True, months=(date(2025, 1, 1), date(2025, 12, 1))).tail(1)["eur_bn"].item()
    0.482918
    """
    choose("grouping", by, GROUPS)
    choose("every", every, STEPS)
    unit = unit_of(currency, per)
    flows = over_time(aid, by, stage, kind=kind) if currency == "EUR" else in_dollars(aid, by, stage, kind=kind)
    flows = _with_all(flows.rename({"eur" if currency == "EUR" else "usd_bn": "value"}), aid, by)
    kept = flows if months is None else flows.filter(pl.col("period").is_between(months[0], months[1]))
    summed = kept.group_by("release", pl.col("period").dt.truncate(every), by).agg(pl.col("value").sum())
    if cumulative:
        summed = summed.with_columns(pl.col("value").cum_sum().over("release", by, order_by="period"))
    money = summed.with_columns(billions("value") if currency == "EUR" else pl.col("value").round(9))
    return _against(money, by, per).rename({"value": unit}).sort("release", "period", by)


def yardsticks(by: str = "donor") -> pl.DataFrame:
    """Give each group's GDP of 2021 in billions of euros, as the tracker has it, and its people in millions, as the World Bank has.

    `by`: bloc, base_bloc or donor. A bloc's are the sums over all its countries, and null where one of them is not known, as
    with other donors, who are no closed set; the EU institutions have none of their own. Returns the group, gdp_eur_bn and
    population_m, in no order. Raises UnknownName.

    >>> yardsticks("bloc").filter(pl.col("bloc") == "Other donors").row(0)
    ('Other donors', None, None)
    """
    choose("grouping", by, GROUPS)
    people = load.economies().select(donor="iso3", population_m=pl.col("population") / 1e6)
    gdp = load.countries().select(donor="iso3", gdp_eur_bn="gdp_2021_eur_bn")
    # One GDP for every claim: that of 2021, in the tracker's euros.
    countries = gdp.join(people, on="donor", how="full", coalesce=True)
    if by == "donor":
        return countries
    named, blocs = load.countries(), COMPARED_BLOCS if by == "bloc" else BASE_BLOCS
    bodies = members(EU_INSTITUTIONS, named)
    places = [(bloc, donor) for bloc in blocs for donor in members(bloc, named) if donor not in bodies]
    joined = pl.DataFrame(places, schema=[by, "donor"], orient="row").join(countries, on="donor", how="left")
    sizes = pl.col("gdp_eur_bn", "population_m")
    return joined.group_by(by).agg(pl.when(sizes.is_not_null().all()).then(sizes.sum()))


def _with_all(flows: pl.DataFrame, aid: pl.DataFrame, by: str) -> pl.DataFrame:
    """Add zeros for whoever is in the release and has no row of this kind and stage: a covered month without a row is zero."""
    months = flows.select("release", "period").unique()
    everyone = months.join(with_asked(aid.lazy(), [by]).select(by).unique().collect(), how="cross")
    return everyone.join(flows, on=["release", "period", by], how="left").with_columns(pl.col("value").fill_null(0))


def _against(frame: pl.DataFrame, by: str, per: str | None) -> pl.DataFrame:
    if per is None:
        return frame
    sized = frame.join(yardsticks(by), on=by, how="left")
    share = 100 * pl.col("value") / pl.col("gdp_eur_bn") if per == "gdp" else 1000 * pl.col("value") / pl.col("population_m")
    return sized.with_columns(value=share.round(6)).drop("gdp_eur_bn", "population_m")
