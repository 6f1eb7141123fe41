"""Put names beside codes: of countries, and of regimes and programmes."""

import polars as pl

from analysis.countries import NAMES
from analysis.errors import AnalysisError
from analysis.storage.reader import read_table

CODES = ("donor", "country", "buyer", "iso3")
"""Columns of codes of countries, bodies and groups."""

CODE = r"^[A-Z0-9]{2,5}$"


def named(rows: pl.DataFrame) -> pl.DataFrame:
    """Add names beside codes: `name` beside donor, country, buyer or iso3, and `regime_name` beside the regime of an authority.

    Takes any table of `load` with such a column; with several, each name is called after its column, such as donor_name. Rows stay as
    many as they are: a code that nobody knows stands as its own name. Raises AnalysisError for what is no DataFrame, and for rows
    without such a column.

    >>> from analysis import load
    >>> named(load.aid(29)).select("donor", "name").row(0)
    ('AUS', 'Australia')
    >>> named(load.designations(authority="EU"))["regime_name"].unique().sort()[0]
    'Repression in Russia'
    """
    if not isinstance(rows, pl.DataFrame):
        raise AnalysisError(
            f"names are added to a DataFrame, not to a {type(rows).__name__}", "collect it first: rows.collect()"
        )
    codes = codes_in(rows)
    regimes = {"authority", "regime"} <= {*rows.columns}
    if not codes and not regimes:
        fix = f"take a table with one: {', '.join(CODES)}, or authority and regime"
        raise AnalysisError("the rows have no column of countries, and none of regimes", fix)
    known = _names()
    for column in codes:
        # A table may have a name already, of somebody else than the code is.
        called = "name" if len(codes) == 1 and "name" not in rows.columns else f"{column}_name"
        name = pl.col(column).replace_strict(known, default=pl.col(column), return_dtype=pl.String).alias(called)
        rows = _beside(rows, name, column)
    return _with_regimes(rows) if regimes else rows


def codes_in(rows: pl.DataFrame) -> list[str]:
    """List the columns of codes of countries; a donor that is written out, as in purl, is none.

    >>> from analysis import load
    >>> codes_in(load.purl()), codes_in(load.energy_buyers())
    (['country'], ['buyer'])
    """
    return [column for column in CODES if column in rows.columns and rows[column].drop_nulls().str.contains(CODE).all()]


def _names() -> dict[str, str]:
    """Give names of countries by code, those of hosts and partners in trade beside the donors, bodies and groups."""
    partners = read_table("russia_trade").select("iso3", "partner").unique("iso3", keep="last", maintain_order=True)
    hosts = read_table("people_hosted").select("iso3", "host").unique("iso3", keep="last", maintain_order=True)
    return (
        dict(hosts.iter_rows())
        | dict(partners.iter_rows())
        | NAMES
        | dict(read_table("countries").select("iso3", "name").iter_rows())
    )


def _with_regimes(rows: pl.DataFrame) -> pl.DataFrame:
    names = read_table("regimes").select("authority", "regime", regime_name="name")
    placed = rows.join(names, on=["authority", "regime"], how="left", maintain_order="left")
    return _beside(placed.drop("regime_name"), placed["regime_name"].fill_null(placed["regime"]), "regime")


def _beside(rows: pl.DataFrame, name: pl.Expr | pl.Series, column: str) -> pl.DataFrame:
    made = rows.select(name).to_series()
    place = rows.columns.index(column) + 1
    return rows.select(*rows.columns[:place], made, *rows.columns[place:])
