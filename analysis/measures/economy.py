"""Aid against the size of the donor's economy."""

import polars as pl

from analysis import load
from analysis.measures.flows import totals
from analysis.measures.frames import frame_in_frame_out


@frame_in_frame_out
def share_of_gdp(aid: pl.LazyFrame, stage: str = "allocated", *, kind: str | None = None) -> pl.LazyFrame:
    """Divide each donor's total by its GDP of 2021, the tracker's yardstick.

    Donors without a GDP (the EU institutions) have a null share. Returns release, donor, name, eur_bn, gdp_2021_eur_bn, pct_gdp;
    largest share first. Money of the EU institutions is not spread over the members here.
    """
    donors = totals(aid, by="donor", stage=stage, kind=kind)
    countries = load.countries().lazy().select("name", "gdp_2021_eur_bn", donor="iso3")
    return (
        donors.join(countries, on="donor", how="left")
        .with_columns(pct_gdp=100 * pl.col("eur_bn") / pl.col("gdp_2021_eur_bn"))
        .select("release", "donor", "name", "eur_bn", "gdp_2021_eur_bn", "pct_gdp")
        .sort("pct_gdp", "donor", descending=[True, False], nulls_last=True)
    )
