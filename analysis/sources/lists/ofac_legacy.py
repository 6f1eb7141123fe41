"""Read OFAC's lists in their older forms, SDN.CSV, CONS_PRIM.CSV, SDN.XML and CONSOLIDATED.XML, to the same rows.

Source: US Treasury, Office of Foreign Assets Control; the form of the CSV is described in its data specification. Neither form states a
day of listing: `ofac_advanced` does.
"""

from collections.abc import Callable
from pathlib import Path

import polars as pl

from analysis.sources.lists import imo
from analysis.sources.reading.card import Card
from analysis.sources.reading.days import stated_at_top
from analysis.sources.reading.guard import refuse_repeated, require_readable
from analysis.sources.reading.report import Read, ReadReport
from analysis.sources.reading.text import read_csv_without_header
from analysis.sources.reading.xml import read_tables, table

SUBJECTS = {"individual": "person", "-0-": "entity", "entity": "entity", "vessel": "vessel", "aircraft": "aircraft"}
CARD = Card(min_rows=3_000, max_rows=60_000)
CONSOLIDATED = Card(min_rows=100, max_rows=10_000)
COLUMNS = ["number", "subject", "programmes", "imo"]
CELLS = ("number", "name", "kind", "programmes", "title", "call_sign", "type", "tonnage", "gross", "flag", "owner", "remarks")
"""The cells of a line, as its data specification names them."""

SHIP_NUMBER = "Vessel Registration Identification"
STATED = rf"(?i){SHIP_NUMBER}[^;]*(?:;\s*(?:IMO\W*)?[0-9]{{7}}\b)*"
"""What a remark says of the number of a ship, to the next semicolon, and further numbers behind it."""

ENTRY = "sdnEntry"
TABLES = [
    table("each_entry", "", ("number", f"{ENTRY}/uid"), ("kind", f"{ENTRY}/sdnType"), levels=["entry"]),
    table("programmes", f"{ENTRY}/programList", ("programmes", f"{ENTRY}/programList/program"), levels=["entry", "row"]),
    table(
        "documents",
        f"{ENTRY}/idList",
        ("type", f"{ENTRY}/idList/id/idType"),
        ("imo", f"{ENTRY}/idList/id/idNumber"),
        levels=["entry", "row"],
    ),
]


def read_csv(path: Path, card: Card = CARD) -> Read:
    r"""Read the CSV into one row an entry: number, subject, programmes and imo (each sorted, joined by `; `). Names are dropped.

    The file has no header, twelve columns, `-0-` for nothing (a subject without a type is an entity), programmes joined by `]
    [`, and ends in a byte 0x1A. Raises ReadFault for a ragged line, an odd quote, bytes that are no text, a number that is none or there
    twice, an entry without a known type or programme, or a table outside the bounds of `card`. Source: OFAC, SDN.CSV or CONS_PRIM.CSV.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     cells = ["36", "X", "vessel", "RUSSIA-EO14024] [IRAN", *["-0-"] * 7, f"{SHIP_NUMBER} IMO 9074729."]
    ...     _ = Path(folder, "sdn.csv").write_text(",".join(cells) + "\r\n\x1a")
    ...     read_csv(Path(folder, "sdn.csv"), Card(0, 9)).table.rows()
    [(36, 'vessel', 'IRAN; RUSSIA-EO14024', '9074729')]
    """
    text = read_csv_without_header(path, CELLS)
    stated = pl.col("remarks").str.extract_all(STATED).list.join(" ").str.replace_all(f"(?i){SHIP_NUMBER} *", "")
    return _read(text.with_columns(stated=stated), path.name, card)


def read_xml(path: Path, card: Card = CARD) -> Read:
    """Read the XML into the rows that `read_csv` gives; `as_of` of the report is the day of publication.

    Raises ReadFault for a file that is no such list, an entry without number, known type or programme, or a table outside
    `card`.
    Source: OFAC, SDN.XML or CONSOLIDATED.XML.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     entry = "<uid>7</uid><sdnType>Individual</sdnType><programList><program>RUSSIA-EO14024</program></programList>"
    ...     _ = Path(folder, "sdn.xml").write_text(f"<sdnList><sdnEntry>{entry}</sdnEntry></sdnList>")
    ...     read_xml(Path(folder, "sdn.xml"), Card(0, 9)).table.rows()
    [(7, 'person', 'RUSSIA-EO14024', None)]
    """
    tables = read_tables(path, "sdnList", TABLES)
    entries = tables["each_entry"].filter(pl.col("number").is_not_null())
    programmes = tables["programmes"].group_by("entry").agg(pl.col("programmes").str.join("] ["))
    ships = tables["documents"].filter(pl.col("type") == SHIP_NUMBER)
    numbers = ships.group_by("entry").agg(stated=pl.col("imo").str.join(" "))
    joined = entries.join(programmes, on="entry", how="left").join(numbers, on="entry", how="left")
    read = _read(joined, path.name, card)
    read.report.as_of = stated_at_top(path, r"<Publish_Date>\s*([\d/]+)", "%m/%d/%Y")
    return read


def _read(text: pl.DataFrame, source: str, card: Card) -> Read:
    """Type the text of either form; words that many entries share are looked at once each."""
    report = ReadReport(source, rows_in=text.height)
    tidy = text.select(
        pl.col("^line$"),
        number=pl.col("number").cast(pl.Int64, strict=False),
        subject=_each(text["kind"], lambda word: SUBJECTS.get((word or "-0-").strip().lower())),
        programmes=_each(text["programmes"], _sorted),
        stated="stated",
    )
    require_readable(tidy, ("number", "subject", "programmes"), source)
    refuse_repeated(tidy, ("number",), source)
    ship = pl.col("subject") == "vessel"
    rows = tidy.with_columns(imo=pl.when(ship).then(imo.joined("stated"))).sort("number")
    wrong = rows.filter(ship & imo.has_none("stated"))
    places = wrong.select(column=pl.format("entry {}", "number"), text=imo.shown("stated"))
    report.lose("number whose check digit is wrong", "imo", places)
    report.rows_kept = rows.height
    card.validate(rows, report)
    return Read(rows.select(COLUMNS), report)


def _sorted(programmes: str | None) -> str | None:
    """Bring programmes to one order; what no list has in them counts as none."""
    if not programmes:
        return None
    return "; ".join(sorted(programmes.strip().split("] [")))


def _each(words: pl.Series, meaning: Callable[[str | None], str | None]) -> pl.Series:
    """Translate a column whose few words stand in many rows."""
    known = words.unique()
    return words.replace_strict(known, pl.Series([meaning(word) for word in known], dtype=pl.String), return_dtype=pl.String)
