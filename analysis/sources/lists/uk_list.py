"""Read the UK Sanctions List in full, as CSV or as XML, to the same rows.

Source: Foreign, Commonwealth and Development Office, UK Sanctions List.
"""

from datetime import date
from pathlib import Path

import polars as pl

from analysis.errors import ReadFault
from analysis.sources.lists import imo
from analysis.sources.lists.uk import SUBJECTS
from analysis.sources.reading.card import Card
from analysis.sources.reading.days import SLASHED, Days, stated_at_top
from analysis.sources.reading.guard import refuse_repeated, require_readable
from analysis.sources.reading.places import form_of, places
from analysis.sources.reading.report import COMPARE, Read, ReadReport
from analysis.sources.reading.text import read_strict_csv
from analysis.sources.reading.xml import read_tables, table

# The list carries on what the United Nations listed in the nineties.
DAYS = Days((SLASHED,), date(1990, 1, 1))
CARD = Card(
    min_rows=1000,
    max_rows=20_000,
    filled={"listed_on": 0.99},
    days=DAYS,
    what="the UK Sanctions List",
    url="https://sanctionslist.fcdo.gov.uk/docs/UK-Sanctions-List.csv",
    file="uk_sanctions_list.csv",
    max_mb=200,
    work="uk_list",
    citation="FCDO: UK Sanctions List, as of {day}",
)
COLUMNS = ["unique_id", "regime", "subject", "listed_on", "imo"]
KINDS = ("Designation Type", "Individual, Entity, Ship", "Individual/Entity/Ship")
"""Names the column of the kind has had."""
CSV_COLUMNS = {"unique_id": "Unique ID", "regime": "Regime Name", "designated": "Date Designated", "imo": "IMO number"}
UNIQUE_ID, OF_RUSSIA = r"^[A-Z]{2,10}[0-9]{1,6}$", "RUS"
"""How the list numbers its subjects, and how it begins the numbers of those over Russia and of no others."""
DESIGNATION = "Designation"
TABLES = [
    table(
        "subjects",
        "",
        ("unique_id", f"{DESIGNATION}/UniqueID"),
        ("regime", f"{DESIGNATION}/RegimeName"),
        ("kind", f"{DESIGNATION}/IndividualEntityShip"),
        ("designated", f"{DESIGNATION}/DateDesignated"),
        levels=["place"],
    ),
    table(
        "ships",
        f"{DESIGNATION}/ShipDetails/Ship/IMONumbers",
        ("imo", f"{DESIGNATION}/ShipDetails/Ship/IMONumbers/IMONumber"),
        levels=["place", "row"],
    ),
]


def read_csv(path: Path, card: Card = CARD) -> Read:
    r"""Read the CSV, one line a name, into one row a subject and regime: unique_id, regime, subject, listed_on, imo.

    Of a ship with several numbers `imo` holds all, joined by `; `. The first line gives the day of the report, the second the columns. Names are never kept.
    Raises ReadFault for a file that is not the list, or outside the bounds of its card.
    Source: Foreign, Commonwealth and Development Office, UK Sanctions List.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     head = f"Report Date: 01-Aug-2026\nIndividual/Entity/Ship,{','.join(CSV_COLUMNS.values())}\n"
    ...     _ = Path(folder, "list.csv").write_text(head + "Ship,RUS0001,Russia,01/03/2022,9074729\n" * 2)
    ...     read_csv(Path(folder, "list.csv"), Card(0, 9)).table.rows()
    [('RUS0001', 'Russia', 'vessel', datetime.date(2022, 3, 1), '9074729')]
    """
    text = read_strict_csv(path, tuple(CSV_COLUMNS.values()), skip_lines=1, one_of=KINDS)
    names = {column: name for name, column in CSV_COLUMNS.items()} | {text.columns[-1]: "kind"}
    return _read(text.rename(names), path.name, card, stated_at_top(path, r"Report Date:\s*([\w-]+)", "%d-%b-%Y"))


def read_xml(path: Path, card: Card = CARD) -> Read:
    """Read the XML into the rows that `read_csv` gives; `as_of` of the report is the day the file was made.

    Raises ReadFault for a file that is not the list, or outside the bounds of its card.
    Source: Foreign, Commonwealth and Development Office, UK Sanctions List.

    >>> import tempfile
    >>> cells = {"UniqueID": "RUS1", "RegimeName": "Russia", "IndividualEntityShip": "Entity", "DateDesignated": "01/03/2022"}
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     entry = "".join(f"<{name}>{text}</{name}>" for name, text in cells.items())
    ...     _ = Path(folder, "list.xml").write_text(f"<Designations><Designation>{entry}</Designation></Designations>")
    ...     read_xml(Path(folder, "list.xml"), Card(0, 9)).table.rows()
    [('RUS1', 'Russia', 'entity', datetime.date(2022, 3, 1), None)]
    """
    tables = read_tables(path, "Designations", TABLES)
    subjects = tables["subjects"].filter(pl.any_horizontal(pl.col("unique_id", "kind").is_not_null()))
    # The XML has one element a subject: of two, one is somebody else's.
    refuse_repeated(subjects, ("unique_id", "regime"), path.name)
    made = stated_at_top(path, r"<DateGenerated>\s*([\d/]+)", "%d/%m/%Y")
    return _read(subjects.join(tables["ships"].select("place", "imo"), on="place", how="left"), path.name, card, made)


def _refuse_other_ids(rows: pl.DataFrame, source: str) -> None:
    """Refuse what is no id of a subject: where columns moved a name stands there, and of this one ids are told."""
    bad = rows.select(~pl.col("unique_id").str.contains(UNIQUE_ID)).to_series()
    if bad.any():
        problem = f"{bad.sum():,} rows have a Unique ID that is none, such as RUS0001 is, in {places(rows, bad)}"
        raise ReadFault(source, problem, f"columns may have moved: {COMPARE}")


def _read(text: pl.DataFrame, source: str, card: Card, as_of: date | None) -> Read:
    """Type the text of either form and bring it to one row a subject and regime."""
    report = ReadReport(source, rows_in=text.height, as_of=as_of)
    typed = text.select(
        pl.col("^line$"),
        pl.col("unique_id", "regime").str.strip_chars().replace("", None),
        subject=pl.col("kind")
        .str.strip_chars()
        .str.to_lowercase()
        .replace_strict(SUBJECTS, default=None, return_dtype=pl.String),
        listed_on=DAYS.read("designated"),
        imo=imo.joined("imo"),
        unread=pl.when(DAYS.unread("designated")).then("designated"),
        wrong=pl.when(imo.has_none("imo")).then("imo"),
    )
    require_readable(typed, ("unique_id", "regime", "subject"), source)
    stated = CSV_COLUMNS["designated"]
    DAYS.refuse_outside(typed.rename({"listed_on": stated}), stated, source, as_of)
    _refuse_other_ids(typed, source)
    ship = pl.col("subject") == "vessel"
    wrong = typed.filter(ship).drop_nulls("wrong").select(column="unique_id", text=imo.shown("wrong"))
    report.lose("number whose check digit is wrong", "imo", wrong.unique().sort("column", "text"))
    numbers = imo.each_number("imo").explode().drop_nulls().unique().sort()
    rows = (
        typed.with_columns(pl.when(ship).then("imo").alias("imo"))
        .group_by("unique_id", "regime")
        .agg(
            pl.col("subject", "listed_on").min(),
            pl.col("unread").drop_nulls().first(),
            imo=pl.when(numbers.len() > 0).then(numbers.str.join(imo.SEPARATOR)),
            numbers=numbers.len(),
            days=pl.col("listed_on").drop_nulls().n_unique(),
            kinds=pl.col("subject").n_unique(),
        )
    )
    if mixed := rows.filter(pl.col("kinds") > 1)["unique_id"].sort().to_list():
        raise report.fault(f"{len(mixed)} subjects are of two kinds, the first {mixed[0]}", "ask the publisher which is right")
    report.remark("further number of a ship", "imo", rows.filter(pl.col("numbers") > 1).height)
    report.remark("further day of a subject, the first kept", "listed_on", rows.filter(pl.col("days") > 1).height)
    undated = rows.filter(pl.col("listed_on").is_null()).sort("unique_id")
    report.lose("no readable day", "listed_on", undated.select(column="unique_id", text=form_of("unread")))
    tidy = rows.select(COLUMNS).sort(COLUMNS, nulls_last=True)
    report.rows_kept = tidy.height
    card.validate(tidy, report)
    return Read(tidy, report)
