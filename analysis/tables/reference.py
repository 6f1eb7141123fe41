"""Contracts of the reference tables: countries and blocs, and the sources every figure cites."""

import dataframely as dy

from analysis.countries import BASE_BLOCS
from analysis.tables.contract import Table


class Countries(dy.Schema):
    """One country, or the EU institutions, with the one base bloc it belongs to."""

    iso3 = dy.String(nullable=False, regex=r"^[A-Z]{3}$", metadata={"description": "ISO 3166 alpha-3; EUI = EU institutions."})
    name = dy.String(nullable=False, metadata={"description": "Name shown in charts."})
    aliases = dy.String(nullable=True, metadata={"description": "Other spellings in publishers' files, separated by |."})
    eu_since = dy.Date(
        nullable=True, metadata={"description": "Day of joining the EU (or its forerunner); empty if no member."}
    )
    nato_since = dy.Date(nullable=True, metadata={"description": "Day of joining NATO; empty if no member."})
    bloc = dy.Enum(BASE_BLOCS, nullable=False, metadata={"description": "The one base bloc it belongs to."})
    gdp_2021_eur_bn = dy.Float64(
        nullable=True,
        min=0,
        metadata={"unit": "EUR bn", "description": "Gross domestic product of 2021, as the tracker uses it."},
    )


class Sources(dy.Schema):
    """One publisher's work that tables are made from: how to cite it, its licence, and the day it was taken."""

    id = dy.String(nullable=False, regex=r"^[a-z0-9_]+$", metadata={"description": "Short name used by tables and rows."})
    title = dy.String(nullable=False, metadata={"description": "Title of the work."})
    publisher = dy.String(nullable=False, metadata={"description": "Who publishes it."})
    url = dy.String(nullable=False, metadata={"description": "Page a reader can open."})
    citation = dy.String(nullable=False, metadata={"description": "How to cite it."})
    licence = dy.String(nullable=False, metadata={"description": "Terms as the publisher states them, or `not stated`."})
    accessed = dy.Date(nullable=False, metadata={"description": "Day the files used here were taken."})


TABLES = [
    Table(
        name="countries",
        path="reference/countries.csv",
        schema=Countries,
        title="Countries and blocs",
        description="Who is who: names, memberships, and the one base bloc each belongs to.",
        key=("iso3",),
        sources=("kiel", "own"),
    ),
    Table(
        name="sources",
        path="reference/sources.csv",
        schema=Sources,
        title="Sources",
        description="The works the tables are made from, with citation and licence.",
        key=("id",),
        sources=("own",),
    ),
]
