"""Read the main sheet of the tracker's workbook, of any release, as the publisher offers it.

Source: https://www.kielinstitut.de/publications/ukraine-support-tracker-data-6453/
"""

from pathlib import Path

import polars as pl

from analysis.sources.kiel.amounts import DAYS, EUROS, EXACT, aid_rows, decimals, remark_unusual
from analysis.sources.kiel.columns import FIELDS, KNOWN, Field
from analysis.sources.reading.card import Card
from analysis.sources.reading.excel import Sheet, Workbook, normalise_header, refuse_bad_zip, refuse_far_cells
from analysis.sources.reading.guard import wrap_read_errors
from analysis.sources.reading.places import as_form, places
from analysis.sources.reading.report import Read, ReadReport

MAIN_SHEET = r"bilateral assistance, main data"
WANTED = {"money": "number", "number": "whole number", "flag": "flag of 0 or 1", "date": "date"}
FLAGS = {"1": True, "0": False, "true": True, "false": False}
MISSING = (".", "-", "n/a")
"""What the publisher writes where it has nothing to say."""

LABELS = ("donor", "kind", "measure")
CARD = Card(
    min_rows=500,
    filled={"donor": 1, "kind": 1},
    url="https://www.kielinstitut.de/publications/ukraine-support-tracker-data-6453/",
    file="release_{release}.xlsx",
    max_mb=100,
    work="kiel",
    # A sheet in thousands or millions would sum to less.
    least_sum={"committed": 1e9},
    days=DAYS,
    amounts=EUROS,
)
LATEST_MONTH = 180
AID_KINDS = {"Military", "Humanitarian", "Financial"}
MEASURES = {"Allocation", "Commitment"}


@wrap_read_errors
def read_workbook(path: Path, release: str, countries: pl.DataFrame) -> Read:
    """Read a workbook's main sheet into aid rows: commitments and, from release 8 on, allocations.

    Returns release, month, donor, kind, stage, exact, eur. `path` is the tracker's .xlsx, `countries` the countries table.
    Raises ReadFault as `read_main`, where a cell lies far from any table, or where a donor is not known.
    Source: Kiel Institute, Ukraine Support Tracker, the main sheet of its workbook.
    """
    refuse_bad_zip(path)
    refuse_far_cells(path)
    activities = read_main(path)
    remark_unusual(activities.table, path.name, activities.report)
    return Read(aid_rows(activities.table, release, countries, path.name), activities.report)


@wrap_read_errors
def read_main(path: Path) -> Read:
    """Read the activities of a workbook's main sheet.

    Returns one row per activity row, in the sheet's order: row (the sheet's own number), id, donor (as written), announced,
    kind, instrument (as written, null where there is no such column), measure (null before release 8), committed and allocated (EUR, exact), number (1 = January 2022), dated.
    Raises ReadFault with the report when rows have no donor or kind, or more cells are unreadable than the column's limit.
    """
    sheet = Workbook(path).sheet(MAIN_SHEET, [header for field in FIELDS for header in field.headers])
    report = ReadReport(f"{path.name}, {sheet.name}", rows_in=sheet.rows.height)
    text = _columns(sheet, report)
    _report_faults(sheet, report)
    filled = text.filter(pl.any_horizontal(pl.col("donor", "kind", "committed", "allocated").is_not_null()))
    report.lose("row without donor, kind and value", "row", text.height - filled.height)
    report.rows_kept = filled.height
    _remark_blanks(sheet, text, report)
    typed = filled.select("row", *(_typed(field) for field in FIELDS))
    for field in FIELDS:
        _account(field, filled, typed, sheet.name, report)
    _refuse_wrong_sums(typed, report)
    return Read(typed, report)


def _columns(sheet: Sheet, report: ReadReport) -> pl.DataFrame:
    """Pick the fields by header, trimmed; the first of two columns with one header counts."""
    headers = [normalise_header(cell) for cell in sheet.header]
    report.columns_unknown = sorted(set(headers) - KNOWN - {""})
    positions = {field.name: _position(field, headers) for field in FIELDS}
    absent = [field for field in FIELDS if positions[field.name] is None]
    report.columns_absent = [field.headers[-1] for field in absent]
    if required := [field.headers for field in absent if field.since == 1 and field.required]:
        raise report.fault(f"lacks columns: {required}", "the publisher renamed them: add the new names to FIELDS")
    rows = pl.int_range(sheet.first_row, sheet.first_row + pl.len(), dtype=pl.Int64).alias("row")
    return sheet.rows.select(rows, *(_trimmed(sheet, position).alias(name) for name, position in positions.items()))


def _position(field: Field, headers: list[str]) -> int | None:
    return next((headers.index(header) for header in field.headers if header in headers), None)


def _trimmed(sheet: Sheet, position: int | None) -> pl.Expr:
    if position is None:
        return pl.lit(None, pl.String)
    # White space of every kind, the no-break space too.
    trimmed = pl.col(sheet.rows.columns[position]).str.strip_chars()
    return pl.when(trimmed != "").then(trimmed)


def _remark_blanks(sheet: Sheet, text: pl.DataFrame, report: ReadReport) -> None:
    """Count labels with blanks around them: a sum that compares them as they are misses their rows."""
    headers = [normalise_header(cell) for cell in sheet.header]
    for field in FIELDS:
        position = _position(field, headers)
        if field.name in LABELS and position is not None:
            label, cells = pl.lit(field.headers[-1]), sheet.rows.to_series(position)
            blanks = text.select("row", column=label, text=cells, trimmed=field.name).filter(
                pl.col("text") != pl.col("trimmed")
            )
            report.remark("label with a blank around it, trimmed", field.name, blanks, sheet.name)


def _report_faults(sheet: Sheet, report: ReadReport) -> None:
    headers = [cell or f"column {nth}" for nth, cell in enumerate(sheet.header, 1)]
    for detail in sorted({fault.detail for fault in sheet.faults}):
        cells = [(fault.row, headers[fault.column - 1], detail) for fault in sheet.faults if fault.detail == detail]
        report.lose("error cell", "any column", pl.DataFrame(cells, schema=["row", "column", "text"], orient="row"), sheet.name)


def _typed(field: Field) -> pl.Expr:
    column = pl.col(field.name)
    match field.form:
        case "money":
            return column.map_batches(decimals, return_dtype=EXACT)
        case "number":
            return column.cast(pl.Int32, strict=False)
        case "flag":
            return column.str.to_lowercase().replace_strict(FLAGS, default=None, return_dtype=pl.Boolean)
        case "date":
            return DAYS.read(field.name)
    return column


def _account(field: Field, text: pl.DataFrame, typed: pl.DataFrame, sheet: str, report: ReadReport) -> None:
    """Put every cell that became null on the report; too many of them and the read fails."""
    column = text[field.name]
    if typed[field.name].null_count() == column.null_count():
        return
    lost = text.filter(column.is_not_null() & typed[field.name].is_null())
    cells = lost.select("row", column=pl.lit(field.headers[-1]), text=field.name)
    missing = pl.col("text").str.to_lowercase().is_in(MISSING)
    unreadable = cells.filter(~missing)
    report.lose("a dot or dash for missing", field.name, cells.filter(missing), sheet)
    report.lose(f"not a {WANTED[field.form]}", field.name, unreadable, sheet)
    if field.form == "money":
        _refuse_other_writing(field, unreadable, report)
    if 100 * unreadable.height > field.max_unreadable * text.height:
        raise report.fault(
            f"{unreadable.height} of {text.height} cells of {field.name} are not a {WANTED[field.form]}",
            "look at the cells named above; if the publisher writes them so now, widen the column's limit in FIELDS",
        )


def _refuse_other_writing(field: Field, unreadable: pl.DataFrame, report: ReadReport) -> None:
    """Refuse an amount that is written otherwise, such as 1.234,5: a word is no amount, but a sum would miss this one."""
    written = unreadable.filter(pl.col("text").str.contains("[0-9]"), ~pl.col("text").str.starts_with("#"))
    if written.height:
        form = as_form(written["text"][0])
        where = places(written, pl.repeat(value=True, n=written.height, eager=True))
        problem = (
            f"{written.height} cells of {field.headers[-1]} hold an amount written otherwise, {where}, written like {form}"
        )
        raise report.fault(problem, "ask the publisher, or write it there in digits with a point")


def _refuse_wrong_sums(typed: pl.DataFrame, report: ReadReport) -> None:
    """Refuse what would silently make sums wrong."""
    kinds = sorted(set(typed["kind"].drop_nulls()) - AID_KINDS)
    measures = sorted(set(typed["measure"].drop_nulls()) - MEASURES)
    problems = {
        f"kinds of aid not known: {kinds}": bool(kinds),
        f"measures not known: {measures}": bool(measures),
        "months outside the tracker's count": not typed["number"].drop_nulls().is_between(0, LATEST_MONTH).all(),
    }
    if broken := [problem for problem, is_so in problems.items() if is_so]:
        raise report.fault("; ".join(broken))
    CARD.validate(typed, report)
