"""Turn the donor names of publishers' files into ISO codes by the countries table."""

from datetime import date
from pathlib import Path

import polars as pl

from analysis.errors import ReadFault
from analysis.sources.curated.hand_kept import HandKept, file_columns
from analysis.sources.reading.amounts import Amounts
from analysis.sources.reading.guard import refuse_repeated, wrap_read_errors
from analysis.sources.reading.text import read_csv_text
from analysis.tables import TABLES

GDP_COLUMNS = ("country", "gdp")
GDP = Amounts("EUR bn", 1e5)
NATO = date(1949, 4, 4)
"""No membership here is older than the alliance."""


@wrap_read_errors
def read_countries(curated: Path, explorer: Path) -> pl.DataFrame:
    r"""Join the hand-kept countries with the GDP of 2021 (EUR bn) that the tracker divides by.

    `curated` is data/curated/countries.csv, `explorer` data_explorer.csv of the web tool, with columns country and gdp.
    Returns the columns of the countries table, sorted by code; the GDP is null for the EU institutions, for which the
    publisher writes 0, and for countries that the tracker does not have.
    Raises DataFault with file, row and column for a hand-kept cell at fault, ReadFault for a GDP that is no number or a donor
    that the countries do not know.
    Source: Kiel Institute, Ukraine Support Tracker; hand-kept countries.

    >>> import tempfile
    >>> from analysis.pipeline.build import CURATED
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = Path(folder, "explorer.csv").write_text("country,gdp\nEstonia,30.1\nEU Institutions,0\n")
    ...     read = read_countries(CURATED / "countries.csv", Path(folder, "explorer.csv"))
    >>> read.filter(pl.col("iso3").is_in(["EST", "EUI"])).select("iso3", "gdp_2021_eur_bn").rows()
    [('EST', 30.1), ('EUI', None)]
    """
    known = read_known(curated)
    text = read_csv_text(explorer, GDP_COLUMNS).select(GDP_COLUMNS).unique()
    number = pl.col("gdp").round(6)
    gdp = (
        GDP.typed(text, ("gdp",), explorer.name)
        .select(
            iso3=iso3_of("country", text, known, explorer.name),
            # The publisher writes 0 for the EU institutions, which have no gross domestic product.
            gdp_2021_eur_bn=pl.when(number > 0).then(number),
        )
        .unique()
    )
    refuse_repeated(gdp, ("iso3",), explorer.name)
    return known.join(gdp, on="iso3", how="left").sort("iso3")


@wrap_read_errors
def read_known(path: Path) -> pl.DataFrame:
    """Read countries.csv as it is kept by hand: names, further spellings, memberships and the base bloc of each donor.

    Returns iso3, iso2, name, aliases, eu_since, nato_since and bloc. Raises DataFault with file, row and column for a cell that is
    empty, no code, no day or no bloc, and for a code, name or spelling that stands twice.

    >>> from analysis.pipeline.build import CURATED
    >>> read_known(CURATED / "countries.csv").filter(iso3="FIN").row(0)
    ('FIN', 'FI', 'Finland', 'Suomi|Finnland', datetime.date(1995, 1, 1), datetime.date(2023, 4, 4), 'European countries')
    """
    contract = TABLES["countries"]
    table = HandKept(path, file_columns(contract, added=("gdp_2021_eur_bn",)), contract.key, earliest=NATO)
    table.require_unique("iso2")
    table.require_unique("name")
    spellings = pl.concat([table.text["name"], table.text["aliases"].drop_nulls().str.split("|").explode()])
    shared = spellings.filter(spellings.is_duplicated()).to_list()
    of_two = pl.col("aliases").str.split("|").list.eval(pl.element().is_in(shared)).list.any()
    table.refuse("aliases", of_two, "has a spelling that stands twice", "keep it with one country")
    return table.table()


def iso3_of(column: str, frame: pl.DataFrame, countries: pl.DataFrame, source: str) -> pl.Expr:
    """Give the ISO code of a column of names, as an expression to select from `frame`.

    `countries` has iso3, name and aliases (separated by |); `source` names the file in the error. An empty name stays empty.
    Raises ReadFault on a name or alias nobody entered.

    >>> known = pl.DataFrame({"iso3": ["CZE"], "name": ["Czechia"], "aliases": ["Czech Republic|Czech Rep."]})
    >>> donors = pl.DataFrame({"donor": ["Czech Republic", "Czechia"]})
    >>> donors.select(iso3_of("donor", donors, known, "table.csv")).to_series().to_list()
    ['CZE', 'CZE']
    >>> iso3_of("donor", pl.DataFrame({"donor": ["Bohemia"]}), known, "table.csv")
    Traceback (most recent call last):
    ...
    analysis.errors.ReadFault: table.csv: 1 donors are not known: ['Bohemia']
      -> add them to data/curated/countries.csv
    """
    named = countries.select("iso3", pl.col("name").alias("label"))
    aliased = countries.select("iso3", pl.col("aliases").str.split("|").alias("label")).explode("label").drop_nulls()
    codes = pl.concat([named, aliased]).unique(subset="label")
    if unknown := sorted(set(frame[column].drop_nulls().unique()) - set(codes["label"])):
        raise ReadFault(source, f"{len(unknown)} donors are not known: {unknown}", "add them to data/curated/countries.csv")
    return pl.col(column).replace_strict(codes["label"], codes["iso3"], default=None, return_dtype=pl.String)
