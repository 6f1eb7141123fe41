"""Aid against the size of the donor: its economy and its people."""

import polars as pl

from analysis import load
from analysis.measures.flows import named, totals
from analysis.measures.frames import as_eager, of_amounts
from analysis.measures.series import yardsticks


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
    sized = donors.join(load.countries().lazy().select("name", "gdp_2021_eur_bn", donor="iso3"), on="donor", how="left")
    columns = ["release", "donor", "name", "eur_bn", "gdp_2021_eur_bn"]
    shares = sized.select(*columns, pct_gdp=100 * pl.col("eur_bn") / pl.col("gdp_2021_eur_bn"))
    return shares.sort("pct_gdp", "donor", "release", descending=[True, False, False], nulls_last=True)


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
    sizes = yardsticks().with_columns(pl.col("gdp_eur_bn").round(6)).join(load.economies(), left_on="donor", right_on="iso3")
    donors = named(totals(as_eager(aid), by="donor", stage=stage, kind=kind)).join(sizes, on="donor", how="left")
    columns = donors.select(
        *["release", "donor", "name", "eur_bn", "gdp_year", "gdp_eur_bn"],
        (100 * pl.col("eur_bn") / pl.col("gdp_eur_bn")).round(6).alias("pct_gdp"),
        "population_m",
        (1000 * pl.col("eur_bn") / pl.col("population_m")).round(3).alias("eur_per_head"),
    )
    return columns.sort("eur_per_head", "donor", "release", descending=[True, False, False], nulls_last=True)
