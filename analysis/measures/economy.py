"""Aid against the size of the donor: its economy, one year's for every claim, and its people."""

import polars as pl

from analysis import load
from analysis.measures.arrival import with_eu_shares
from analysis.measures.blocs import Whose
from analysis.measures.flows import named, totals
from analysis.measures.frames import as_eager, of_amounts
from analysis.measures.units import yardsticks

PARTS = ("own", "share", "both")


@of_amounts
def share_of_gdp(aid: pl.LazyFrame, only: Whose = (), *, stage: str = "allocated", kind: str | None = None) -> pl.LazyFrame:
    """Divide each donor's total by its GDP of 2021, the tracker's yardstick.

    `only` keeps the members of blocs and groups, and countries. Donors without a GDP (the EU institutions) have a null share. Returns release, donor, name, eur_bn, gdp_2021_eur_bn and
    pct_gdp (per cent); largest share first. Money of the EU institutions is not spread over the members here: `by_size` does.
    Raises UnknownName, or AnalysisError for a kind that the stage lacks.

    >>> from analysis import load
    >>> share_of_gdp(load.aid(29)).select("donor", pl.col("pct_gdp").round(2)).row(0)
    ('DNK', 3.27)
    """
    donors = totals(aid, "donor", only, stage=stage, kind=kind)
    sized = donors.join(load.countries().lazy().select("name", "gdp_2021_eur_bn", donor="iso3"), on="donor", how="left")
    columns = ["release", "donor", "name", "eur_bn", "gdp_2021_eur_bn"]
    shares = sized.select(*columns, pct_gdp=100 * pl.col("eur_bn") / pl.col("gdp_2021_eur_bn"))
    return shares.sort("pct_gdp", "donor", "release", descending=[True, False, False], nulls_last=True)


def against_economy(aid: pl.DataFrame, only: Whose = (), *, stage: str = "allocated", kind: str | None = None) -> pl.DataFrame:
    """Divide each donor's total by its GDP of 2021, the tracker's yardstick, and by its people, as the World Bank counts them.

    `only` as `share_of_gdp`. Aid is nominal and of several years, so that both are yardsticks of size, not budgets. Returns release, donor, name,
    eur_bn, gdp_2021_eur_bn, pct_gdp, population_year, population_m and eur_per_head; null where a size is not known (the EU
    institutions; the people of Taiwan). Largest per head first. Raises UnknownName, AnalysisError for a lazy frame or a kind
    that the stage lacks.

    >>> from analysis import load
    >>> against_economy(load.aid(29)).select("donor", "eur_per_head").row(0)
    ('NOR', 1918.41)
    """
    donors = named(totals(as_eager(aid), "donor", only, stage=stage, kind=kind)).join(_sizes(), on="donor", how="left")
    columns = donors.select(
        *["release", "donor", "name", "eur_bn", "gdp_2021_eur_bn"],
        (100 * pl.col("eur_bn") / pl.col("gdp_2021_eur_bn")).round(6).alias("pct_gdp"),
        "population_year",
        "population_m",
        (1000 * pl.col("eur_bn") / pl.col("population_m")).round(3).alias("eur_per_head"),
    )
    return columns.sort("eur_per_head", "donor", "release", descending=[True, False, False], nulls_last=True)


def by_size(aid: pl.DataFrame, shares: pl.DataFrame) -> pl.DataFrame:
    """Divide each donor's allocations by its GDP of 2021 and its people: by itself, through the EU institutions, and both.

    Takes rows of one release and `load.eu_aid_shares` of the same. The EU institutions are no donor here, since their aid is
    counted under the members, once. Returns release, donor, name; own, share (through the EU institutions) and both, each as
    _bn (EUR bn), _pct (per cent of GDP) and _per_head (EUR); gdp_2021_eur_bn, population_year and population_m. Null where a size
    is not known. Largest both_pct first. Raises NotComparable as `with_eu_shares`.

    >>> from analysis import load
    >>> sized = by_size(load.aid_totals(30), load.eu_aid_shares(30))
    >>> sized.filter(donor="DEU").select(pl.col("own_pct", "share_pct", "both_pct").round(2)).row(0)
    (0.85, 0.6, 1.45)
    """
    donors = with_eu_shares(aid, shares).join(_sizes(), on="donor", how="left")
    amounts = [f"{part}_bn" for part in PARTS]
    pct = [(100 * pl.col(f"{part}_bn") / pl.col("gdp_2021_eur_bn")).alias(f"{part}_pct") for part in PARTS]
    heads = [(1000 * pl.col(f"{part}_bn") / pl.col("population_m")).alias(f"{part}_per_head") for part in PARTS]
    sizes = ["gdp_2021_eur_bn", "population_year", "population_m"]
    columns = donors.select("release", "donor", "name", *amounts, *pct, *heads, *sizes)
    return columns.sort("both_pct", "donor", descending=[True, False], nulls_last=True)


def _sizes() -> pl.DataFrame:
    """Give each country's GDP of 2021, its people and the year they were counted."""
    years = load.economies().select("population_year", donor="iso3")
    return yardsticks().rename({"gdp_eur_bn": "gdp_2021_eur_bn"}).join(years, on="donor", how="left")
