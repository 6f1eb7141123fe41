"""Turn the donor names of publishers' files into ISO codes by the countries table."""

from pathlib import Path

import polars as pl

from analysis.errors import ReadFault
from analysis.sources.guard import ours

GDP_COLUMNS = ("country", "gdp")


@ours
def read_countries(curated: Path, explorer: Path) -> pl.DataFrame:
    """Join the hand-kept countries with the GDP of 2021 (EUR bn) that the tracker divides by."""
    known = pl.read_csv(curated, infer_schema=False).with_columns(pl.col("eu_since", "nato_since").str.to_date())
    text = pl.read_csv(explorer, infer_schema=False).select(GDP_COLUMNS).unique()
    number = pl.col("gdp").cast(pl.Float64, strict=False).round(6)
    if (odd := text.filter(number.is_null() & pl.col("gdp").is_not_null())).height:
        raise ReadFault(
            explorer.name, f"{odd.height} cells of gdp are no number: {odd['gdp'].to_list()[:3]}", "look at those cells"
        )
    gdp = text.select(
        iso3=iso3_of("country", text, known, explorer.name),
        # The publisher writes 0 for the EU institutions, which have no gross domestic product.
        gdp_2021_eur_bn=pl.when(number > 0).then(number),
    ).unique()
    return known.join(gdp, on="iso3", how="left").sort("iso3")


def iso3_of(column: str, frame: pl.DataFrame, countries: pl.DataFrame, source: str) -> pl.Expr:
    """Give the ISO code of a column of names; raises ReadFault on a name or alias nobody entered."""
    named = countries.select("iso3", pl.col("name").alias("label"))
    aliased = countries.select("iso3", pl.col("aliases").str.split("|").alias("label")).explode("label").drop_nulls()
    codes = pl.concat([named, aliased]).unique(subset="label")
    if strangers := sorted(set(frame[column].drop_nulls().unique()) - set(codes["label"])):
        raise ReadFault(source, f"{len(strangers)} donors are not known: {strangers}", "add them to data/curated/countries.csv")
    return pl.col(column).replace_strict(codes["label"], codes["iso3"], default=None, return_dtype=pl.String)
