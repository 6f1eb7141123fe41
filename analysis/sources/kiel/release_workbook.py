"""Read the main sheet of the tracker's workbook, of any release, as the publisher offers it.

Source: https://www.kielinstitut.de/publications/ukraine-support-tracker-data-6453/
"""

from pathlib import Path

import polars as pl

from analysis.errors import ReadFault
from analysis.sources.kiel.amounts import EXACT, aid_rows, decimals, remark_oddities
from analysis.sources.kiel.columns import FIELDS, KNOWN, Field
from analysis.sources.reading.excel import Sheet, Workbook, plain, refuse_bad_zip, refuse_far_cells
from analysis.sources.reading.guard import wrap_read_errors
from analysis.sources.reading.report import EXAMPLES_KEPT, Place, Read, ReadReport

MAIN_SHEET = r"bilateral assistance, main data"
WANTED = {"money": "number", "number": "whole number", "flag": "flag of 0 or 1", "date": "date"}
FLAGS = {"1": True, "0": False, "true": True, "false": False}
MISSING = (".", "-", "n/a")
"""What the publisher writes where it has nothing to say."""

LABELS = ("donor", "kind", "measure")
FEWEST_ROWS = 500
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
    remark_oddities(activities.table, path.name, activities.report)
    return Read(aid_rows(activities.table, release, countries, path.name), activities.report)


@wrap_read_errors
def read_main(path: Path) -> Read:
    """Read the activities of a workbook's main sheet.

    Returns one row per activity row, in the sheet's order: row (the sheet's own number), id, donor (as written), announced,
    kind, measure (null before release 8), committed and allocated (EUR, exact), number (1 = January 2022), dated.
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
    _refuse_wrong_sums(typed, path.name, report)
    return Read(typed, report)


def _columns(sheet: Sheet, report: ReadReport) -> pl.DataFrame:
    """Pick the fields by header, trimmed; the first of two columns with one header counts."""
    headers = [plain(cell) for cell in sheet.header]
    report.columns_unknown = sorted(set(headers) - KNOWN - {""})
    found = {field.name: next((headers.index(one) for one in field.headers if one in headers), None) for field in FIELDS}
    report.columns_absent = [field.headers[-1] for field in FIELDS if found[field.name] is None]
    if vital := [field.headers for field in FIELDS if found[field.name] is None and field.since == 1]:
        raise ReadFault(
            report.source, f"lacks columns: {vital}", "the publisher renamed them: add the new names to FIELDS", report
        )
    rows = pl.int_range(sheet.first_row, sheet.first_row + pl.len(), dtype=pl.Int64).alias("row")
    return sheet.rows.select(rows, *(_trimmed(sheet, at).alias(name) for name, at in found.items()))


def _trimmed(sheet: Sheet, at: int | None) -> pl.Expr:
    if at is None:
        return pl.lit(None, pl.String)
    # White space of every kind, the no-break space too.
    trimmed = pl.col(sheet.rows.columns[at]).str.strip_chars()
    return pl.when(trimmed != "").then(trimmed)


def _remark_blanks(sheet: Sheet, text: pl.DataFrame, report: ReadReport) -> None:
    """Count labels with blanks around them: a sum that compares them as they are misses their rows."""
    headers = [plain(cell) for cell in sheet.header]
    for field in FIELDS:
        found = [headers.index(header) for header in field.headers if header in headers]
        if field.name in LABELS and found:
            cells = sheet.rows.to_series(found[0])
            blanks = (cells != text[field.name]).fill_null(False).arg_true()
            places = [Place(sheet.name, text["row"][row], field.headers[-1], cells[row]) for row in blanks.head(EXAMPLES_KEPT)]
            report.remark("label with a blank around it, trimmed", field.name, blanks.len(), places)


def _report_faults(sheet: Sheet, report: ReadReport) -> None:
    headers = [cell or f"column {nth}" for nth, cell in enumerate(sheet.header, 1)]
    for detail in sorted({one.detail for one in sheet.faults}):
        found = [one for one in sheet.faults if one.detail == detail]
        places = [Place(sheet.name, one.row, headers[one.column - 1], detail) for one in found]
        report.lose("error cell", "any column", len(found), places)


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
            return column.str.head(10).str.to_date("%Y-%m-%d", strict=False)
    return column


def _account(field: Field, text: pl.DataFrame, typed: pl.DataFrame, sheet: str, report: ReadReport) -> None:
    """Put every cell that became null on the report; too many of them and the read fails."""
    column = text[field.name]
    if typed[field.name].null_count() == column.null_count():
        return
    odd = column.is_not_null() & typed[field.name].is_null()
    cells = list(zip(text["row"].filter(odd), column.filter(odd), strict=True))
    spoken = [(row, cell) for row, cell in cells if cell.lower() not in MISSING]
    silent = [(row, cell) for row, cell in cells if cell.lower() in MISSING]
    for reason, found in (("a dot or dash for missing", silent), (f"not a {WANTED[field.form]}", spoken)):
        places = [Place(sheet, row, field.headers[-1], cell) for row, cell in found[:EXAMPLES_KEPT]]
        report.lose(reason, field.name, len(found), places)
    if 100 * len(spoken) > field.most_odd * text.height:
        raise ReadFault(
            report.source,
            f"{len(spoken)} of {text.height} cells of {field.name} are not a {WANTED[field.form]}",
            "look at the cells named above; if the publisher writes them so now, widen the column's limit in FIELDS",
            report,
        )


def _refuse_wrong_sums(typed: pl.DataFrame, source: str, report: ReadReport) -> None:
    """Refuse what would make sums wrong without a word."""
    kinds = sorted(set(typed["kind"].drop_nulls()) - AID_KINDS)
    measures = sorted(set(typed["measure"].drop_nulls()) - MEASURES)
    problems = {
        f"{typed.height} rows, fewer than {FEWEST_ROWS}": typed.height < FEWEST_ROWS,
        "rows without a donor": typed["donor"].null_count() > 0,
        "rows without a kind of aid": typed["kind"].null_count() > 0,
        f"kinds of aid not known: {kinds}": bool(kinds),
        f"measures not known: {measures}": bool(measures),
        "months outside the tracker's count": not typed["number"].drop_nulls().is_between(0, LATEST_MONTH).all(),
    }
    if found := [words for words, broken in problems.items() if broken]:
        raise ReadFault(source, "; ".join(found), "compare the sheet with the release before", report)
