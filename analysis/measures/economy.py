"""Aid against the size of the donor: its economy and its people."""

import polars as pl

from analysis import load
from analysis.measures.currency import mean_rate
from analysis.measures.flows import totals
from analysis.measures.frames import as_eager, of_amounts


@of_amounts
def share_of_gdp(aid: pl.LazyFrame, stage: str = "allocated", *, kind: str | None = None) -> pl.LazyFrame:
    """Divide each donor's total by its GDP of 2021, the tracker's yardstick.

    Donors without a GDP (the EU institutions) have a null share. Returns release, donor, name, eur_bn, gdp_2021_eur_bn and
    pct_gdp (per cent); largest share first. Money of the EU institutions is not spread over the members here.
    Raises UnknownName, or AnalysisError for a kind that the stage lacks.

    >>> from analysis import load
    >>> share_of_gdp(load.aid(29)).select("donor", pl.col("pct_gdp").round(2)).row(0)
    ('DNK', 3.27)
    """
    donors = totals(aid, by="donor", stage=stage, kind=kind)
    countries = load.countries().lazy().select("name", "gdp_2021_eur_bn", donor="iso3")
    return (
        donors.join(countries, on="donor", how="left")
        .with_columns(pct_gdp=100 * pl.col("eur_bn") / pl.col("gdp_2021_eur_bn"))
        .select("release", "donor", "name", "eur_bn", "gdp_2021_eur_bn", "pct_gdp")
        .sort("pct_gdp", "donor", "release", descending=[True, False, False], nulls_last=True)
    )


def against_economy(aid: pl.DataFrame, stage: str = "allocated", *, kind: str | None = None) -> pl.DataFrame:
    """Divide each donor's total by its latest GDP and its people, as the World Bank has them.

    GDP in dollars is turned into euros at the mean rate of its year; aid is nominal and of several years, so that both are
    yardsticks of size, not budgets. Returns release, donor, name, eur_bn, gdp_year, gdp_eur_bn, pct_gdp, population_m and
    eur_per_head; null where the World Bank has no number (the EU institutions, Taiwan). Largest per head first.
    Raises UnknownName, AnalysisError for a lazy frame or a kind that the stage lacks, NotComparable for a GDP year without all its
    rates.

    >>> from analysis import load
    >>> against_economy(load.aid(29)).select("donor", "eur_per_head").row(0)
    ('NOR', 1918.41)
    """
    rates = {year: mean_rate(year) for year in load.economies()["gdp_year"].unique().sort()}
    economies = load.economies().select(
        "gdp_year",
        donor="iso3",
        gdp_eur_bn=(pl.col("gdp_usd") / pl.col("gdp_year").replace_strict(rates, return_dtype=pl.Float64) / 1e9).round(6),
        population_m=pl.col("population") / 1e6,
    )
    donors = totals(as_eager(aid), by="donor", stage=stage, kind=kind).join(economies, on="donor", how="left")
    names = load.countries().select("name", donor="iso3")
    return (
        donors.join(names, on="donor", how="left")
        .with_columns(
            pct_gdp=(100 * pl.col("eur_bn") / pl.col("gdp_eur_bn")).round(6),
            eur_per_head=(1000 * pl.col("eur_bn") / pl.col("population_m")).round(3),
        )
        .select("release", "donor", "name", "eur_bn", "gdp_year", "gdp_eur_bn", "pct_gdp", "population_m", "eur_per_head")
        .sort("eur_per_head", "donor", "release", descending=[True, False, False], nulls_last=True)
    )
