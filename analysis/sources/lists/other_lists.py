"""Read Canada's and Australia's lists under their Russia and Ukraine regimes.

Source: Canada, Consolidated Canadian Autonomous Sanctions List (SEMA); Australia, DFAT Consolidated List.
"""

from datetime import date
from pathlib import Path

import polars as pl

from analysis.sources.lists import imo
from analysis.sources.reading.card import Card
from analysis.sources.reading.days import ISO, SLASHED, STAMPED, WORDED, Days
from analysis.sources.reading.excel import read_first_sheet
from analysis.sources.reading.guard import refuse_repeated, require_readable, wrap_read_errors
from analysis.sources.reading.places import places
from analysis.sources.reading.report import Read, ReadReport
from analysis.sources.reading.xml import read_tables, table

# The act that Canada lists under is of June 1992.
CANADIAN_DAYS = Days((ISO,), date(1992, 6, 1))
CANADA = Card(
    min_rows=20,
    filled={"listed_on": 1},
    days=CANADIAN_DAYS,
    what="Canada's list",
    url="https://www.international.gc.ca/world-monde/assets/office_docs/international_relations-relations_internationales/sanctions/"
    "sema-lmes.xml",
    file="sema.xml",
    work="sema",
    citation="Global Affairs Canada: Special Economic Measures Act list, {day}",
)
# Editions before the workbook's cells were days wrote them as text, the day first.
AUSTRALIAN_DAYS = Days((STAMPED, ISO, SLASHED, WORDED), date(2001, 1, 1))
AUSTRALIA = Card(
    min_rows=20,
    filled={"not_after": 1},
    days=AUSTRALIAN_DAYS,
    what="Australia's list",
    url="https://www.dfat.gov.au/sites/default/files/Australian_Sanctions_Consolidated_List.xlsx",
    file="dfat.xlsx",
    work="dfat",
    citation="DFAT: Consolidated List, {day}",
)
CANADIAN_REGIMES = ("Russia / Russie", "Ukraine")
AUSTRALIAN_REGIMES = r"Autonomous \((Russia|Ukraine)\)"
SHIPS_REGIME, SHIPS_OF = "Autonomous (Vessels)", "Listing Information"
OVER_RUSSIA = r"(?i)vessels\W+Russia\b"
"""What the act that lists a ship is called where it is over Russia: the regime of ships alone does not say."""

CANADIAN = [
    table(
        "records",
        "",
        ("country", "record/Country"),
        ("schedule", "record/Schedule"),
        ("item", "record/Item"),
        ("last_name", "record/LastName"),
        ("given_name", "record/GivenName"),
        ("name", "record/EntityOrShip"),
        ("kind_of_ship", "record/TitleOrShip"),
        ("ship", "record/ShipIMONumber"),
        ("DateOfListing", "record/DateOfListing"),
    )
]
TYPES = {"Individual": "person", "Entity": "entity", "Vessel": "vessel"}


@wrap_read_errors
def read_sema(path: Path) -> Read:
    """Read Canada's list: one row a record with regime, subject, listed_on, imo; without names.

    `path` is the list as XML. Records under CANADIAN_REGIMES are kept, the others counted. Who has a last or a given name is a
    person; who has the name of an entity or ship is a ship where its kind or its number is stated, else an entity. Of a record
    with several numbers `imo` holds all, joined by `; `; a number whose check digit is wrong is left out and counted.
    Raises ReadFault for XML that is broken or does harm, fewer records than the list ever had, a record that stands twice, has no
    day, or is neither or both of person and entity.
    Source: Global Affairs Canada, Consolidated Canadian Autonomous Sanctions List (SEMA).
    """
    text = read_tables(path, "data-set", CANADIAN)["records"].with_row_index("entry", 1)
    refuse_repeated(text, ("country", "schedule", "item"), path.name)
    russia = text.filter(pl.col("country").is_in(CANADIAN_REGIMES))
    report = ReadReport(path.name, rows_in=text.height, rows_kept=russia.height)
    report.lose("another regime", "Country", text.height - russia.height)
    dated = CANADIAN_DAYS.typed(russia, {"listed_on": "DateOfListing"}, path.name)
    CANADA.validate(dated, report)
    wrong = dated.filter(imo.has_none("ship")).select(text=imo.shown("ship"))
    report.lose("number whose check digit is wrong", "ShipIMONumber", wrong)
    named = dated.with_columns(subject=_canadian_subject(), imo=imo.joined("ship"))
    require_readable(named, ("subject",), path.name)
    tidy = named.select("listed_on", regime=pl.col("country").str.split(" / ").list.first(), subject="subject", imo="imo")
    return Read(tidy.sort(pl.all(), nulls_last=True), report)


def _canadian_subject() -> pl.Expr:
    """Name the kind of a record as the list tells it: by which of its elements are there; null where they contradict."""
    has = {name: pl.col(name).is_not_null() for name in ("last_name", "given_name", "name", "kind_of_ship", "ship")}
    person = has["last_name"] | has["given_name"]
    ship = has["ship"] | has["kind_of_ship"]
    return (
        pl.when(person & ~has["name"] & ~has["ship"])
        .then(pl.lit("person"))
        .when(has["name"] & ~person & ship)
        .then(pl.lit("vessel"))
        .when(has["name"] & ~person)
        .then(pl.lit("entity"))
    )


@wrap_read_errors
def read_dfat(path: Path) -> Read:
    """Read Australia's list: one row a reference with regime, subject and the day it was on the list at the latest.

    Returns not_after, regime, subject. The control date moves when an entry is listed again, so it bounds the day of listing
    and does not state it. `path` is the list as .xlsx. Ships have a regime of their own; those whose act is over Russia are of
    the regime Russia. Raises ReadFault for what is no workbook, lacks a column, or has an entry without a control date, of an
    unknown kind, or with a reference that stands twice or is of two entries.
    Source: Department of Foreign Affairs and Trade (DFAT), Consolidated List.
    """
    text = read_first_sheet(path, ("Reference", "Type", "Committees", "Control Date"))
    refuse_repeated(text, ("Reference",), path.name)
    report = ReadReport(path.name, rows_in=text.height)
    entries = text.with_columns(
        number=pl.col("Reference").str.extract(r"^([0-9]+)\s*[A-Za-z]{0,3}$"), regime=_australian_regime(text)
    )
    ships = pl.col("Committees") == SHIPS_REGIME
    unsaid = entries.filter(ships & pl.col("regime").is_null())
    russia = entries.drop_nulls("regime")
    require_readable(russia, ("number", "Type", "Control Date"), path.name)
    _refuse_two_of_one_reference(russia, report)
    if unknown := russia.filter(~pl.col("Type").is_in(list(TYPES))).height:
        raise report.fault(
            f"{unknown} entries are of no known Type", "add it to TYPES in analysis/sources/lists/other_lists.py"
        )
    first = russia.unique("number", keep="first", maintain_order=True)
    dated = AUSTRALIAN_DAYS.typed(first, {"not_after": "Control Date"}, path.name)
    report.rows_kept = dated.height
    report.lose("a ship of no regime, or not over Russia", "Committees", unsaid.height)
    report.lose("another regime", "Committees", text.height - russia.height - unsaid.height)
    report.lose("a further name of an entry", "Reference", russia.height - first.height)
    AUSTRALIA.validate(dated, report)
    return Read(dated.select("not_after", "regime", subject=pl.col("Type").replace_strict(TYPES)), report)


def _australian_regime(text: pl.DataFrame) -> pl.Expr:
    """Name the regime of each row over Russia or Ukraine; null for the others, and for a ship whose act is not stated."""
    regime = pl.col("Committees").str.extract(AUSTRALIAN_REGIMES)
    if SHIPS_OF not in text.columns:
        return regime
    over_russia = (pl.col("Committees") == SHIPS_REGIME) & pl.col(SHIPS_OF).str.contains(OVER_RUSSIA)
    return pl.when(over_russia).then(pl.lit("Russia")).otherwise(regime)


def _refuse_two_of_one_reference(rows: pl.DataFrame, report: ReadReport) -> None:
    """Refuse a reference that is used again for somebody else: names of one entry share its kind and regime."""
    differs = pl.any_horizontal(pl.col("Type", "regime").n_unique().over("number") > 1)
    of_two = rows.select(differs).to_series()
    if of_two.any():
        problem = f"{of_two.sum()} rows share a reference and differ in Type or Committees"
        raise report.fault(f"{problem}, {places(rows, of_two)}", "ask the publisher which entry the reference is of")
