"""Read OFAC's lists in their older forms, SDN.CSV, CONS_PRIM.CSV, SDN.XML and CONSOLIDATED.XML, to the same rows.

Source: US Treasury, Office of Foreign Assets Control; the form of the CSV is described in its data specification. Neither form states a
day of listing: `ofac_advanced` does.
"""

from collections.abc import Callable
from pathlib import Path

import polars as pl

from analysis.errors import ReadFault
from analysis.sources.lists.imo import is_imo
from analysis.sources.reading.card import Card
from analysis.sources.reading.days import stated_at_top
from analysis.sources.reading.guard import first_line
from analysis.sources.reading.report import COMPARE, Read, ReadReport
from analysis.sources.reading.xml import read_tables, table

SUBJECTS = {"individual": "person", "-0-": "entity", "entity": "entity", "vessel": "vessel", "aircraft": "aircraft"}
CARD = Card(min_rows=8_500, max_rows=60_000)
CONSOLIDATED = Card(min_rows=300, max_rows=10_000)
COLUMNS = ["number", "subject", "programmes", "imo"]
WIDTH = 12
CELLS = [f"cell_{place}" for place in range(WIDTH + 1)]
SHIP_NUMBER = "Vessel Registration Identification"
STATED = rf"{SHIP_NUMBER} IMO (\d+)"
TYPED = [
    pl.col("number").str.strip_chars().cast(pl.Int64, strict=False),
    pl.col("kind", "programmes").cast(pl.Categorical()),
    pl.when(pl.col("kind").str.contains("(?i)^vessel")).then("remarks").str.extract_all(STATED).alias("stated"),
]
"""What is done while the lines stream, when they are near at hand: the numbers of ships are looked for in their remarks alone."""

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
    r"""Read the CSV into one row an entry: number, subject, programmes (sorted, joined by `; `), imo. Names are dropped.

    The file has no header, twelve columns, `-0-` for nothing (a subject without a type is an entity), programmes joined by `]
    [`, and ends in a byte 0x1A. Raises ReadFault for a ragged line, bytes that are no text, a number that is none or there
    twice, an entry without a known type or programme, or a table outside the bounds of `card`. Source: OFAC, SDN.CSV or CONS_PRIM.CSV.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     cells = ["36", "X", "vessel", "RUSSIA-EO14024] [IRAN", *["-0-"] * 7, f"{SHIP_NUMBER} IMO 9074729."]
    ...     _ = Path(folder, "sdn.csv").write_text(",".join(cells) + "\r\n\x1a")
    ...     read_csv(Path(folder, "sdn.csv"), Card(0, 9)).table.rows()
    [(36, 'vessel', 'IRAN; RUSSIA-EO14024', '9074729')]
    """
    try:
        # One column more than there are: it is filled where a line is too long, which polars does not report.
        lines = pl.scan_csv(path, has_header=False, schema=dict.fromkeys(CELLS, pl.String), missing_columns="insert")
        named = lines.select(number=CELLS[0], kind=CELLS[2], programmes=CELLS[3], remarks=CELLS[11], more=CELLS[12])
        # The list writes -0- for nothing, so an empty last cell is one that polars made up for a short line.
        text = named.select(*TYPED, ragged=pl.col("remarks").is_null() | pl.col("more").is_not_null()).collect()
    except (pl.exceptions.PolarsError, OSError) as fault:
        raise ReadFault(path.name, f"is no readable table ({first_line(fault)})", COMPARE) from fault
    # The byte 0x1A at the end, or a blank line there, is neither a number nor a kind.
    while text.height and text.item(-1, "number") is None and text.item(-1, "kind") is None:
        text = text.head(-1)
    ragged = text["ragged"]
    if ragged.any() or not text.height:
        line = (ragged.arg_max() or 0) + 1
        problem = f"{ragged.sum()} of {text.height} lines have not {WIDTH} cells, the first is line {line}"
        raise ReadFault(path.name, problem, COMPARE)
    return _read(text, path.name, card)


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
    numbers = ships.group_by("entry").agg(remarks=(pl.lit(f"{SHIP_NUMBER} ") + pl.col("imo")).str.join("; "))
    joined = entries.join(programmes, on="entry", how="left").join(numbers, on="entry", how="left")
    read = _read(joined.select(TYPED), path.name, card)
    read.report.as_of = stated_at_top(path, r"<Publish_Date>\s*([\d/]+)", "%m/%d/%Y")
    return read


def _read(text: pl.DataFrame, source: str, card: Card) -> Read:
    """Type the text of either form; words that many entries share are looked at once each."""
    report = ReadReport(source, rows_in=text.height)
    subject = _each(text["kind"], lambda word: SUBJECTS.get((word or "-0-").strip().lower()))
    programmes = _each(text["programmes"], _sorted)
    tidy = pl.DataFrame({"number": text["number"], "subject": subject, "programmes": programmes})
    if any(tidy[name].null_count() for name in tidy.columns):
        incomplete = tidy.filter(pl.any_horizontal(pl.all().is_null())).height
        raise report.fault(f"{incomplete} of {tidy.height} entries have no number, known type or programme")
    rows = tidy.with_columns(imo=_ships(text, report))
    if not rows["number"].is_sorted():
        rows = rows.sort("number")
    if repeated := int((rows["number"].diff() == 0).sum()):
        raise report.fault(f"{repeated} entries have the number of another")
    report.rows_kept = rows.height
    card.validate(rows, report)
    return Read(rows.select(COLUMNS), report)


def _sorted(programmes: str | None) -> str | None:
    """Bring programmes to one order; what no list has in them counts as none."""
    if not programmes or "\0" in programmes:
        return None
    return "; ".join(sorted(programmes.strip().split("] [")))


def _each(words: pl.Series, meaning: Callable[[str | None], str | None]) -> pl.Series:
    """Translate a column whose few words stand in many rows."""
    known = words.unique()
    meant = [meaning(word) for word in known.cast(pl.String)]
    if known.null_count():
        return words.replace_strict(known, pl.Series(meant, dtype=pl.String), return_dtype=pl.String)
    codes = known.to_physical().to_list()
    by_code: list[str | None] = [None] * (max(codes, default=-1) + 1)
    for code, word in zip(codes, meant, strict=True):
        by_code[code] = word
    return pl.Series(by_code, dtype=pl.String).gather(words.to_physical())


def _ships(text: pl.DataFrame, report: ReadReport) -> pl.Series:
    """Give each row the number of its ship, the smallest where it states several."""
    stated = (
        text.lazy()
        .select(pl.int_range(pl.len(), dtype=pl.UInt32).alias("row"), "number", imo="stated")
        .filter(pl.col("imo").is_not_null())
        .explode("imo")
        .with_columns(pl.col("imo").str.slice(len(SHIP_NUMBER) + len(" IMO ")))
        .filter(pl.col("imo").is_not_null())
        .with_columns(valid=is_imo("imo"))
        .sort("row", "imo")
        .collect()
    )
    wrong = stated.filter(~pl.col("valid")).sort("number")
    report.lose("number whose check digit is wrong", "imo", wrong.select(column=pl.format("entry {}", "number"), text="imo"))
    first = stated.filter("valid").unique("row", keep="first", maintain_order=True)
    # Strings are put in place by number: scattering them one by one takes three times as long.
    place = (
        pl.Series([None], dtype=pl.UInt32)
        .new_from_index(0, text.height)
        .scatter(first["row"], pl.int_range(first.height, eager=True, dtype=pl.UInt32))
    )
    return first["imo"].gather(place)
