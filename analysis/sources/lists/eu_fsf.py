"""Read the EU's consolidated financial sanctions list, as XML 1.1 or as its CSV, to the same rows.

Source: European Commission, Financial Sanctions Files (FSF), xmlFullSanctionsList_1_1 and csvFullSanctionsList_1_1.
"""

from datetime import date, timedelta
from pathlib import Path

import polars as pl

from analysis.sources.reading.card import Card
from analysis.sources.reading.days import ISO, SLASHED, Days, stated_at_top
from analysis.sources.reading.guard import require_readable
from analysis.sources.reading.places import form_of
from analysis.sources.reading.report import Read, ReadReport
from analysis.sources.reading.text import read_strict_csv
from analysis.sources.reading.xml import read_tables, table

# The earliest regimes still in force are of the nineties; an act may apply from a day to come.
DAYS = Days((ISO, SLASHED), date(1990, 1, 1), ahead=timedelta(days=366))
CARD = Card(min_rows=500, max_rows=20_000, filled={"listed_on": 0.95}, days=DAYS)
SUBJECTS = {"P": "person", "person": "person", "E": "entity", "enterprise": "entity"}
COLUMNS = ["entity", "programme", "subject", "listed_on"]
CSV_COLUMNS = {
    "entity": "Entity_LogicalId",
    "designated": "Entity_DesignationDate",
    "code": "Entity_SubjectType",
    "programme": "Entity_Regulation_Programme",
    "in_force": "Entity_Regulation_EntryIntoForceDate",
}
ENTITY = "sanctionEntity"
TABLES = [
    table("each_entity", "", levels=["place"]),
    table(
        "parts",
        ENTITY,
        ("entity", f"{ENTITY}/@logicalId"),
        ("designated", f"{ENTITY}/@designationDate"),
        ("programme", f"{ENTITY}/regulation/@programme"),
        ("in_force", f"{ENTITY}/regulation/@entryIntoForceDate"),
        ("code", f"{ENTITY}/subjectType/@code"),
        levels=["place", "row"],
    ),
]


def read_xml(path: Path, card: Card = CARD) -> Read:
    """Read the XML into one row an entity and programme: entity (number), programme, subject, listed_on.

    The day is the earlier of the designation and the entry into force; the publication is that of the latest act that touched
    the entry and says nothing of its listing. Names are never read. The report's `as_of` is the day the file says it was made.
    Raises ReadFault for a file that is not the list, or outside the bounds of its card. Source: European Commission, Financial Sanctions
    Files.

    >>> import tempfile
    >>> kind, act = '<subjectType code="person"/>', '<regulation programme="UKR" entryIntoForceDate="2022-03-01"/>'
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder, "list.xml")
    ...     _ = file.write_text(f'<export><sanctionEntity logicalId="7">{kind}{act}</sanctionEntity></export>')
    ...     read_xml(file, Card(0, 9)).table.rows()
    [(7, 'UKR', 'person', datetime.date(2022, 3, 1))]
    """
    parts = read_tables(path, "export", TABLES)["parts"]
    entities = parts.with_columns(pl.col("entity", "designated", "code").drop_nulls().first().over("place"))
    named = pl.col("programme").is_not_null()
    made = stated_at_top(path, r"generationDate=\"(\d{4}-\d\d-\d\d)[T\"]", "%Y-%m-%d")
    return _read(entities.filter(named | ~named.any().over("place")), path.name, card, made)


def read_csv(path: Path, card: Card = CARD) -> Read:
    r"""Read the semicolon CSV, one line a name, address or document of an entity, into the rows that `read_xml` gives.

    Needs the columns of CSV_COLUMNS. Raises ReadFault for a file that is not the list, or outside the bounds of its card. The file states
    no day of its own. Source: European Commission, Financial Sanctions Files.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     lines = ";".join(CSV_COLUMNS.values()) + "\n" + "7;2022-03-02;P;UKR;2022-03-01\n" * 2
    ...     _ = Path(folder, "list.csv").write_text(lines)
    ...     read_csv(Path(folder, "list.csv"), Card(0, 9)).table.rows()
    [(7, 'UKR', 'person', datetime.date(2022, 3, 1))]
    """
    text = read_strict_csv(path, tuple(CSV_COLUMNS.values()), separator=";")
    return _read(text.rename({column: name for name, column in CSV_COLUMNS.items()}), path.name, card)


def _read(text: pl.DataFrame, source: str, card: Card, as_of: date | None = None) -> Read:
    """Type the text of either form and bring it to one row an entity and programme."""
    report = ReadReport(source, rows_in=text.height, as_of=as_of)
    days = ("designated", "in_force")
    typed = text.select(
        pl.col("^line$"),
        pl.col("programme"),
        entity=pl.col("entity").cast(pl.Int64, strict=False),
        subject=pl.col("code").replace_strict(SUBJECTS, default=None, return_dtype=pl.String),
        listed_on=pl.min_horizontal(DAYS.read(name) for name in days),
        unread=pl.coalesce(pl.when(DAYS.unread(name)).then(name) for name in days),
    )
    require_readable(typed, ("entity", "programme", "subject"), source)
    DAYS.refuse_outside(typed, "listed_on", source, as_of)
    undated = typed.drop_nulls("unread").unique("entity").sort("entity")
    cells = undated.select(column=pl.format("entity {}", "entity"), text=form_of("unread"))
    report.lose("a day in no known form", "listed_on", cells)
    rows = typed.group_by("entity", "programme").agg(
        pl.col("subject").min(), pl.col("listed_on").min(), kinds=pl.col("subject").n_unique()
    )
    if mixed := rows.filter(pl.col("kinds") > 1).height:
        raise report.fault(f"{mixed} entities are both person and enterprise", "ask the publisher which is right")
    tidy = rows.select(COLUMNS).sort(COLUMNS, nulls_last=True)
    report.rows_kept = tidy.height
    report.lose("neither designation nor entry into force", "listed_on", tidy["listed_on"].null_count())
    card.validate(tidy, report)
    return Read(tidy, report)
