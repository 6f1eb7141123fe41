"""Read OFAC's advanced list, the only one of its files that states a day for every entry.

Source: US Treasury, Office of Foreign Assets Control, SDN_ADVANCED.XML and CONS_ADVANCED.XML.
"""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from analysis.errors import ReadFault
from analysis.sources.lists import imo
from analysis.sources.reading.card import Card
from analysis.sources.reading.days import ISO, Days, from_parts, stated_at_top
from analysis.sources.reading.report import COMPARE, Read, ReadReport
from analysis.sources.reading.xml import Field, read_tables, table

ROOT = "Sanctions"
SUBJECTS = {
    ("Individual", None): "person",
    ("Entity", None): "entity",
    ("Transport", "Vessel"): "vessel",
    ("Transport", "Aircraft"): "aircraft",
}
"""Kind of a party by its type, and for means of transport by its subtype."""

SETS = ("EntryEventType", "IDRegDocType", "LegalBasis", "PartyType", "SanctionsType")
PARTY = "DistinctParties/DistinctParty/Profile"
ENTRY = "SanctionsEntries/SanctionsEntry"


def _reference_values(name: str, *more: Field) -> dict[str, Any]:
    values = f"ReferenceValueSets/{name}Values"
    return table(name, values, ("id", f"{values}/{name}/@ID", "Int32"), ("text", f"{values}/{name}"), *more)


TABLES = [
    *(_reference_values(name) for name in SETS),
    _reference_values(
        "PartySubType", ("party_type", "ReferenceValueSets/PartySubTypeValues/PartySubType/@PartyTypeID", "Int32")
    ),
    table(
        "documents",
        "IDRegDocuments",
        ("type", "IDRegDocuments/IDRegDocument/@IDRegDocTypeID", "Int32"),
        ("identity", "IDRegDocuments/IDRegDocument/@IdentityID", "Int64"),
        ("number", "IDRegDocuments/IDRegDocument/IDRegistrationNo"),
    ),
    table("each_party", "DistinctParties", levels=["party"]),
    table(
        "identities",
        PARTY,
        ("profile_id", f"{PARTY}/@ID", "Int64"),
        ("subtype", f"{PARTY}/@PartySubTypeID", "Int32"),
        ("identity", f"{PARTY}/Identity/@ID", "Int64"),
        levels=["party", "row"],
    ),
    table("each_entry", "SanctionsEntries", levels=["entry"]),
    table(
        "parts",
        ENTRY,
        ("profile_id", f"{ENTRY}/@ProfileID", "Int64"),
        ("event", f"{ENTRY}/EntryEvent/@EntryEventTypeID", "Int32"),
        ("basis", f"{ENTRY}/EntryEvent/@LegalBasisID", "Int32"),
        ("year", f"{ENTRY}/EntryEvent/Date/Year"),
        ("month", f"{ENTRY}/EntryEvent/Date/Month"),
        ("day", f"{ENTRY}/EntryEvent/Date/Day"),
        ("type", f"{ENTRY}/SanctionsMeasure/@SanctionsTypeID", "Int32"),
        ("programme", f"{ENTRY}/SanctionsMeasure/Comment"),
        levels=["entry", "row"],
    ),
]

WORD = pl.Categorical()
EMPTY = {
    "programme": "entry that names no programme",
    "listed_on": "entry without a complete day of creation",
    "legal_basis": "entry whose legal basis is unknown",
}
ISSUED = r"<(?:\w+:)?DateOfIssue\b.*?Year>(\d+)<.*?Month>(\d+)<.*?Day>(\d+)<"
DATE = ("year", "month", "day")


def _thin(frame: pl.DataFrame) -> pl.DataFrame:
    """Hold dates as such and each word once, and leave out empty measures.

    A list of three times the length then takes hardly more room.
    """
    thin = frame.with_columns(pl.col("^row$") == 0)
    if "programme" not in frame.columns:
        return thin
    words = pl.when(pl.col("programme") != "").then(pl.col("programme")).cast(WORD)
    typed = thin.with_columns(listed_on=from_parts(*DATE), programme=words).drop(DATE)
    return typed.filter(pl.col("row") | pl.any_horizontal(pl.col("event", "programme").is_not_null()))


THIN = dict.fromkeys((described["name"] for described in TABLES if described["fields"]), _thin)
# The oldest programme, over Cuba, is of 1963.
DAYS = Days((ISO,), date(1960, 1, 1))
CARD = Card(
    min_rows=3_000,
    max_rows=200_000,
    filled={"listed_on": 0.99, "programme": 0.9},
    days=DAYS,
    what="OFAC's SDN list in its advanced form",
    url="https://sanctionslistservice.ofac.treas.gov/api/PublicationPreview/exports/SDN_ADVANCED.XML",
    file="sdn_advanced.xml",
    max_mb=600,
    work="ofac_list",
    citation="OFAC: SDN list in its advanced form, {day}; days of listing as stated by entry",
    title="Specially Designated Nationals list, with the day of each entry",
    publisher="Office of Foreign Assets Control, US Treasury",
    page="https://ofac.treasury.gov/specially-designated-nationals-and-blocked-persons-list-sdn-human-readable-lists",
    licence="US government work",
)
CONSOLIDATED = replace(CARD, min_rows=100, max_rows=20_000)
"""The bounds of CONS_ADVANCED.XML."""

COLUMNS = ["profile_id", "subject", "programme", "listed_on", "legal_basis", "imo"]
ORDER = ["profile_id", "programme", "listed_on", "legal_basis"]
"""What identifies a row: subject and number belong to the profile."""


def read_advanced(path: Path, card: Card = CARD) -> Read:
    """Read the list into one row an entry and programme: profile_id, subject, programme, listed_on, legal_basis, imo.

    Of a ship with several numbers `imo` holds all, joined by `; `. The day is that of the entry's creation; a day not wholly given is empty, as is a legal basis that OFAC calls unknown, the
    number of a ship whose check digit is wrong, and the programme of an entry that names none. Names are never read. The
    report's `as_of` is the day of issue.
    Raises ReadFault for a file that is no such list, is outside the bounds of its card, or has an entry about no known party.
    Source: OFAC, SDN_ADVANCED.XML or, with the card CONSOLIDATED, CONS_ADVANCED.XML.
    """
    tables = read_tables(path, ROOT, TABLES, THIN)
    known = _references(tables, path.name)
    report = ReadReport(path.name, as_of=stated_at_top(path, ISSUED, "%Y %m %d"))
    parties = _parties(tables, known, report)
    report.rows_in = 1 + tables["parts"].select(pl.col("entry").cast(pl.Int64).max()).item() if tables["parts"].height else 0
    rows = _rows(tables, parties, known)
    del parties
    if unknown := report.rows_in - rows["entry"].filter(rows["subject"].is_not_null()).n_unique():
        raise report.fault(f"{unknown} of {report.rows_in:,} entries are about no person, entity, vessel or aircraft")
    DAYS.refuse_outside(rows.select("listed_on"), "listed_on", path.name, report.as_of)
    for column, reason in EMPTY.items():
        report.lose(reason, column, rows["entry"].filter(rows[column].is_null()).n_unique())
    rows = rows.select(COLUMNS).sort(ORDER, nulls_last=True)
    repeated = rows.select(pl.all_horizontal(pl.col(ORDER).eq_missing(pl.col(ORDER).shift(1)))).to_series()
    report.remark("row that stands twice, kept once", "profile_id", int(repeated.sum()))
    rows = rows.filter(~repeated)
    tidy = rows.with_columns(pl.col("subject", "programme", "legal_basis", "imo").cast(pl.String))
    report.rows_kept = tidy.height
    card.validate(tidy, report)
    return Read(tidy, report)


def _references(tables: dict[str, pl.DataFrame], source: str) -> dict[tuple[str, str], int]:
    """Look up the ids that matter by their texts, since OFAC may change ids."""
    ids = {(name, text): key for name in SETS for key, text in tables[name].iter_rows()}
    needed = [
        ("SanctionsType", "Program"),
        ("EntryEventType", "Created"),
        ("IDRegDocType", "Vessel Registration Identification"),
        *(("PartyType", kind) for kind, _ in SUBJECTS),
    ]
    if absent := [" ".join(pair) for pair in dict.fromkeys(needed) if pair not in ids]:
        raise ReadFault(source, f"has no reference values {absent}", COMPARE)
    return ids


def _parties(tables: dict[str, pl.DataFrame], known: dict[tuple[str, str], int], report: ReadReport) -> pl.DataFrame:
    """Give each profile its subject and, if it is a ship, its numbers: profile_id, subject, imo."""
    kinds = {known["PartyType", kind]: kind for kind, _ in SUBJECTS}
    subtypes = [(key, text, kinds[of]) for key, text, of in tables["PartySubType"].iter_rows() if of in kinds]
    subject = {key: SUBJECTS.get((kind, None)) or SUBJECTS.get((kind, text)) for key, text, kind in subtypes}
    # A profile's own attributes stand in its first row only; a first row without an id must not take that of the row above.
    own = pl.when(pl.col("row") & pl.col("profile_id").is_null()).then(-1).otherwise("profile_id").forward_fill()
    identities = tables.pop("identities").select(
        "identity",
        "row",
        profile_id=own,
        subject=pl.when(pl.col("row"))
        .then(pl.col("subtype").fill_null(-1))
        .forward_fill()
        .replace_strict(subject, default=None, return_dtype=pl.Enum(sorted(SUBJECTS.values()))),
    )
    stated = tables.pop("documents").filter(pl.col("type") == known["IDRegDocType", "Vessel Registration Identification"])
    ships = identities.filter(pl.col("subject") == "vessel").join(stated, on="identity")
    wrong = ships.filter(imo.has_none("number")).sort("profile_id", "number")
    places = wrong.select(column=pl.format("profile {}", "profile_id"), text=imo.shown("number"))
    report.lose("number whose check digit is wrong", "imo", places, "IDRegDocuments")
    valid = ships.select("profile_id", imo=imo.numbers_in("number")).explode("imo").drop_nulls("imo").unique()
    report.remark("further number of a ship", "imo", valid.height - valid["profile_id"].n_unique())
    numbers = valid.group_by("profile_id").agg(pl.col("imo").sort().str.join(imo.SEPARATOR))
    # What a profile is stands in its first row; the rows of its further identities would only be the same again.
    profiles = identities.filter("row").select("profile_id", "subject").sort("profile_id", "subject")
    # Neighbours are compared where `unique` would take ten megabytes for a list of three hundred.
    again = pl.all_horizontal(pl.col(name).eq_missing(pl.col(name).shift(1)) for name in profiles.columns)
    return profiles.filter(~again).join(numbers, on="profile_id", how="left")


def _words(parts: pl.DataFrame, known: dict[tuple[str, str], int]) -> dict[str, pl.Enum]:
    """Give the words of programme and legal basis in their order, so that rows sort by number."""
    bases = {text for name, text in known if name == "LegalBasis" and text != "Unknown"}
    return {
        "programme": pl.Enum(parts["programme"].drop_nulls().unique().cast(pl.String).sort()),
        "legal_basis": pl.Enum(sorted(bases)),
    }


def _rows(tables: dict[str, pl.DataFrame], parties: pl.DataFrame, known: dict[tuple[str, str], int]) -> pl.DataFrame:
    """Give each entry its party, the day of its creation, what it rests on, and a row for each of its programmes.

    Takes the parts out of `tables`, for they are a third of the room that a long list takes.
    """
    parts = tables.pop("parts")
    words = _words(parts, known)
    texts = {key: None if text == "Unknown" else text for (name, text), key in known.items() if name == "LegalBasis"}
    created = parts.filter(pl.col("event") == known["EntryEventType", "Created"]).select(
        "entry",
        "listed_on",
        legal_basis=pl.col("basis").replace_strict(texts, default=None, return_dtype=words["legal_basis"]),
    )
    if created["entry"].n_unique() < created.height:
        created = created.sort("entry", "listed_on", "legal_basis", nulls_last=True).unique(
            "entry", keep="first", maintain_order=True
        )
    named = (pl.col("type") == known["SanctionsType", "Program"]) & pl.col("programme").is_not_null()
    programmes = parts.filter(named).select("entry", pl.col("programme").cast(words["programme"]))
    entries = parts.filter(pl.col("profile_id").is_not_null()).select("entry", "profile_id")
    del parts
    listed = entries.join(parties, on="profile_id", how="left").join(created, on="entry", how="left")
    return listed.join(programmes, on="entry", how="left").select("entry", *COLUMNS)
