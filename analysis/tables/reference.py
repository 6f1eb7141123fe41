"""Contracts of the reference tables: countries and blocs, and the sources every figure cites."""

import dataframely as dy

from analysis.countries import BASE_BLOCS
from analysis.tables.columns import accepted, choice, country, day, flag, number, text, url
from analysis.tables.contract import Table, record_table
from analysis.tables.guarantees import grade


class Countries(dy.Schema):
    """One country, or the EU institutions, with the one base bloc it belongs to."""

    iso3 = country("ISO 3166 alpha-3; EUI = EU institutions.")
    iso2 = text("ISO 3166 alpha-2; EU = EU institutions, XK = Kosovo.", regex=r"^[A-Z]{2}$")
    name = text("Name shown in charts.")
    aliases = text("Other spellings in publishers' files, separated by |.", nullable=True)
    eu_since = day("Day of joining the EU (or its forerunner); empty if no member.", nullable=True)
    nato_since = day("Day of joining NATO; empty if no member.", nullable=True)
    bloc = choice(BASE_BLOCS, "The one base bloc it belongs to.")
    gdp_2021_eur_bn = number("EUR bn", "Gross domestic product of 2021, as the tracker uses it.", nullable=True)


class Groups(dy.Schema):
    """One member of one ready-made group of countries, as of the day stated."""

    id = text("Short name: `analysis.groups` has the group by it, in capitals.", regex=r"^[a-z0-9_]+$")
    name = text("Name shown in charts.")
    in_text = text("Name inside a sentence, with its article.")
    country = country("ISO 3166 alpha-3 of the member.")
    as_of = day("Day as of which it is a member.")
    source_url = url()
    source_publisher = text("Who published that page.")
    grade = grade()
    note = text("What to know about the group.", nullable=True)


class Sources(dy.Schema):
    """One publisher's work that tables are made from: how to cite it, its licence, and the day it was taken."""

    id = text("Short name used by tables and rows.", regex=r"^[a-z0-9_]+$")
    title = text("Title of the work.")
    publisher = text("Who publishes it.")
    url = text("Page a reader can open.")
    citation = text("How to cite it.")
    licence = text("Terms as the publisher states them, or `not stated`.")
    accessed = day("Day the files used here were taken.")
    accepted = accepted()


class PublisherFaults(dy.Schema):
    """One fault known in a publisher's work, with what it changes and whether it was still there when last looked at."""

    work = text("Id of the sources table.", regex=r"^[a-z0-9_]+$")
    file = text("Release, file or page that has it.")
    what = text("What is wrong, in our words.")
    effect = text("What it changes, and what is done about it here.")
    first_seen = day("Day of the earliest file that has it.")
    reported = flag("Whether the publisher was told.")
    still_there = choice(("yes", "no", "not_known"), "Whether the publisher's newest file still has it, as far as seen.")
    looked_on = day("Day this was last looked at.")
    source_url = url()


TABLES = [
    Table(
        path="reference/countries.csv",
        schema=Countries,
        title="Countries and blocs",
        description="Who is who: names, memberships, and the one base bloc each belongs to.",
        key=("iso3",),
        sources=("kiel", "own"),
    ),
    record_table(
        path="reference/groups.csv",
        schema=Groups,
        title="Groups of countries",
        description="Who belongs to the EU, the euro area, NATO, the G7 and other groups, as of the day stated.",
        key=("id", "country"),
    ),
    Table(
        path="reference/sources.csv",
        schema=Sources,
        title="Sources",
        description="The works the tables are made from, with citation and licence.",
        key=("id",),
        sources=("own",),
    ),
    record_table(
        path="reference/publisher_faults.csv",
        schema=PublisherFaults,
        title="Faults known in publishers' works",
        description="What is known to be wrong in the files that tables are made from, what it changes, and what is done about it.",
        key=("work", "file", "what"),
    ),
]
