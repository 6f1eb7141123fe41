"""Read OFAC's lists in their older forms, SDN.CSV, CONS_PRIM.CSV, SDN.XML and CONSOLIDATED.XML, to the same rows.

Source: US Treasury, Office of Foreign Assets Control; the form of the CSV is described in its data specification. Neither form states a
day of listing: `ofac_advanced` does.
"""

from pathlib import Path

import polars as pl

from analysis.errors import ReadFault
from analysis.sources.days import stated_at_top
from analysis.sources.guarded_xml import read_tables, table
from analysis.sources.imo import is_imo
from analysis.sources.limits import Limits
from analysis.sources.report import Place, Read, ReadReport

SUBJECTS = {"individual": "person", "-0-": "entity", "entity": "entity", "vessel": "vessel", "aircraft": "aircraft"}
LIMITS = Limits(fewest=8_500, most=60_000)
CONSOLIDATED = Limits(fewest=300, most=10_000)
COLUMNS = ["number", "subject", "programmes", "imo"]
END = "\x1a"
WIDTH, PLACES = 12, {"number": 0, "kind": 2, "programmes": 3, "remarks": 11}
SHIP_NUMBER = "Vessel Registration Identification"
STATED = rf"{SHIP_NUMBER} IMO (\d+)"
MEND = "fetch it again, and compare it with the publisher's file if that does not help"
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


def read_csv(path: Path, limits: Limits = LIMITS) -> Read:
    """Read the CSV into one row an entry: number, subject, programmes (sorted, joined by `; `), imo. Names are dropped.

    The file has no header, twelve columns, `-0-` for nothing (a subject without a type is an entity), programmes joined by `] [`,
    and ends in a byte 0x1A. Raises ReadFault for a ragged line, bytes that are no text, or a number that is none.
    """
    try:
        body = path.read_bytes()
    except OSError as fault:
        raise ReadFault(path.name, f"cannot be opened ({fault.strerror})", MEND) from fault
    if b"\0" in body:
        raise ReadFault(path.name, f"holds a NUL byte at {body.index(0)}", MEND)
    try:
        text = pl.read_csv(body, has_header=False, infer_schema=False)
    except pl.exceptions.PolarsError as fault:
        raise ReadFault(path.name, f"is no readable table ({str(fault).splitlines()[0]})", MEND) from fault
    if text.width != WIDTH:
        raise ReadFault(path.name, f"has {text.width} columns, not {WIDTH}", "compare with OFAC's file SDN.CSV")
    while text.height and (text.item(-1, 0) or END).strip() == END and not any(text.row(-1)[1:]):
        text = text.head(-1)
    # The list writes -0- for nothing, so an empty last cell is one that polars made up for a short line.
    if short := text.to_series(WIDTH - 1).null_count():
        line = text.to_series(WIDTH - 1).is_null().arg_max()
        raise ReadFault(path.name, f"{short} of {text.height} lines are short, the first is entry {line}", MEND)
    return _read(pl.DataFrame({name: text.to_series(place) for name, place in PLACES.items()}), path.name, limits)


def read_xml(path: Path, limits: Limits = LIMITS) -> Read:
    """Read the XML into the rows that `read_csv` gives; `as_of` of the report is the day of publication."""
    found = read_tables(path, "sdnList", TABLES)
    entries = found["each_entry"].filter(pl.col("number").is_not_null())
    programmes = found["programmes"].group_by("entry").agg(pl.col("programmes").str.join("] ["))
    ships = found["documents"].filter(pl.col("type") == SHIP_NUMBER)
    numbers = ships.group_by("entry").agg(remarks=(pl.lit(f"{SHIP_NUMBER} ") + pl.col("imo")).str.join("; "))
    whole = entries.join(programmes, on="entry", how="left").join(numbers, on="entry", how="left")
    read = _read(whole, path.name, limits)
    read.report.as_of = stated_at_top(path, r"<Publish_Date>\s*([\d/]+)", "%m/%d/%Y")
    return read


def _read(text: pl.DataFrame, source: str, limits: Limits) -> Read:
    """Type the text of either form."""
    report = ReadReport(source, rows_in=text.height)
    programmes = pl.col("programmes").str.strip_chars()
    tidy = text.select(
        number=pl.col("number").str.strip_chars().cast(pl.Int64, strict=False),
        subject=pl.col("kind")
        .fill_null("-0-")
        .str.strip_chars()
        .str.to_lowercase()
        .replace_strict(SUBJECTS, default=None, return_dtype=pl.String),
        programmes=pl.when(programmes.str.contains("] [", literal=True))
        .then(programmes.str.split("] [").list.sort().list.join("; "))
        .otherwise(programmes),
    )
    if odd := tidy.filter(pl.any_horizontal(pl.all().is_null())).height:
        raise ReadFault(source, f"{odd} of {tidy.height} entries have no number, known type or programme", MEND)
    if repeated := tidy.height - tidy["number"].n_unique():
        raise ReadFault(source, f"{repeated} entries have the number of another", MEND)
    rows = tidy.join(_ships(text, tidy, report, source), on="number", how="left").select(COLUMNS).sort("number")
    report.rows_kept = rows.height
    limits.refuse(rows, report)
    return Read(rows, report)


def _ships(text: pl.DataFrame, tidy: pl.DataFrame, report: ReadReport, source: str) -> pl.DataFrame:
    """Give ships their number, the smallest where they state several: number, imo."""
    stated = (
        tidy.select("number", "subject")
        .with_columns(text["remarks"])
        .filter(pl.col("subject") == "vessel")
        .select("number", imo=pl.col("remarks").str.extract_all(STATED))
        .explode("imo")
        .with_columns(pl.col("imo").str.extract(r"(\d+)$"))
        .drop_nulls("imo")
    )
    wrong = stated.filter(~is_imo("imo"))
    examples = [Place(source, 0, f"entry {number}", imo) for number, imo in wrong.sort("number").head(3).iter_rows()]
    report.lose("number whose check digit is wrong", "imo", wrong.height, examples)
    return stated.filter(is_imo("imo")).group_by("number").agg(pl.col("imo").min())
