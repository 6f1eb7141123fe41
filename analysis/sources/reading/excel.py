"""Read sheets of Excel workbooks as text, with every cell error counted and the header found by its texts."""

import lzma
import re
import zipfile
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import fastexcel
import polars as pl

from analysis.errors import ReadFault
from analysis.sources.reading.formulas import refuse_uncomputed, visible
from analysis.sources.reading.guard import first_line, told
from analysis.sources.reading.kinds import other_kind
from analysis.sources.reading.places import ROW, without_cells

LARGEST_UNPACKED = 600_000_000
LARGEST_RATIO = 250
"""Sheets of this publisher unpack to some 30 times their size; one that unpacks to 250 times is an attack or a fault."""
LARGEST_HARMLESS = 10_000_000
"""Bytes that a part may unpack to from however few."""
HEADER_WITHIN = 40
FAR_CELL = r"<(?:[A-Za-z0-9]+:)?(?:c|row)\s(?:[^<>]*\s)?r\s*=\s*[\"'](?P<cell>[A-Za-z]{3,}[0-9]*|[A-Za-z]{0,2}[0-9]{6,})"
"""A cell beyond column ZZ or row 99,999, as a sheet's XML names it; no publisher's sheet here comes near."""

ERRORS = {
    "Name": "#NAME?",
    "NA": "#N/A",
    "Div0": "#DIV/0!",
    "Ref": "#REF!",
    "Value": "#VALUE!",
    "Num": "#NUM!",
    "Null": "#NULL!",
}
AGAIN = "download it again from the publisher's page, and compare its sheets with those that the reader asks for"
SURE_HITS = 4
"""So many known texts in one row are its header; rows below need not be looked at."""


@dataclass(frozen=True)
class CellFault:
    """Mark a cell that holds an error such as #NAME? instead of a value; row and column count from one, as in a spreadsheet."""

    row: int
    column: int
    detail: str


@dataclass(frozen=True)
class Sheet:
    """Hold one sheet as text: header cells, the rows below it, and the cells that hold errors.

    `first_row` is the sheet's own number of the first row of `rows`, as a reader sees it.
    """

    name: str
    header: list[str | None]
    rows: pl.DataFrame
    first_row: int
    faults: list[CellFault]


class Workbook:
    """Open an Excel file that is found to be one; raises ReadFault if it is cut off, something else, or a bomb."""

    def __init__(self, path: Path) -> None:
        self.path = path
        refuse_bad_zip(path)
        try:
            self.reader = fastexcel.read_excel(path)
        except fastexcel.FastExcelError as fault:
            raise ReadFault(path.name, f"is no readable workbook ({without_cells(first_line(fault))})", AGAIN) from None

    def sheet(self, pattern: str, header: Iterable[str]) -> Sheet:
        """Read the one sheet whose name matches, as text; its header is the row that holds most of the given texts.

        `pattern` is a regular expression for the full name, in any case; the first sheet that fits counts. `header` names
        columns in lower case. Raises ReadFault if there is no such sheet, no such row within the first 40, a formula without a
        value, or a sheet that cannot be read.
        """
        name = self._named(pattern)
        refuse_uncomputed(self.path, name)
        table, errors = self._load(name, "string")
        at = _header_row(table, set(header), f"{self.path.name}, sheet {name!r}")
        faults = [CellFault(error.position[0] + 1, error.position[1] + 1, _as_shown(error.detail)) for error in errors]
        return Sheet(name, list(table.row(at)), table[at + 1 :], at + 2, faults)

    def numbers(self, sheet: Sheet, columns: Sequence[int]) -> pl.DataFrame:
        """Read columns of a sheet (counted from zero) again as the floats they are stored as; text becomes null.

        Text keeps nine decimals, which on a sheet in billions is half a euro; floats keep all. The rows are those of
        `sheet.rows`.
        Raises ReadFault if the sheet cannot be read.
        """
        table, _ = self._load(sheet.name, "float")
        return table[sheet.first_row - 1 :].select(table.columns[position] for position in columns)

    def _load(self, name: str, form: Literal["string", "float"]) -> tuple[pl.DataFrame, list[Any]]:
        """Load a sheet, its empty first rows too, so that rows count as a reader sees them; and its cell errors."""
        try:
            batch, errors = self.reader.load_sheet(name, header_row=None, skip_rows=0, dtypes=form).to_arrow_with_errors()
        except (fastexcel.FastExcelError, pl.exceptions.PolarsError) as fault:
            raise ReadFault(
                self.path.name, f"sheet {name!r} cannot be read ({without_cells(first_line(fault))})", AGAIN
            ) from None
        return pl.DataFrame(pl.from_arrow(batch)), errors.errors if errors else []

    def _named(self, pattern: str) -> str:
        names: list[str] = self.reader.sheet_names
        matching = [name for name in names if re.fullmatch(pattern, name.strip(), re.IGNORECASE)]
        if not matching:
            raise ReadFault(self.path.name, f"has no sheet named like {pattern!r}; it has {names}", AGAIN)
        return next(iter(visible(self.path, matching)), matching[0])


def read_first_sheet(path: Path, needed: Sequence[str], header_row: int = 0) -> pl.DataFrame:
    """Read the first sheet that a workbook shows, as text; `needed` names columns that must be there, `header_row` counts from zero.

    Blanks are taken off the ends of cells; the sheet's own number of each row stands in `row`.
    Raises ReadFault for what is no workbook, has a cell far from any table or a formula without a value, or lacks a column.
    """
    refuse_bad_zip(path)
    refuse_far_cells(path)
    try:
        book = fastexcel.read_excel(path)
        name = next(iter(visible(path, book.sheet_names)), book.sheet_names[0])
        text = book.load_sheet(name, header_row=header_row, dtypes="string").to_polars()
    except (fastexcel.FastExcelError, OSError) as fault:
        raise ReadFault(path.name, f"is no readable workbook ({without_cells(first_line(fault))})", "fetch it again") from told(
            fault
        )
    if absent := [name for name in needed if name not in text.columns]:
        raise ReadFault(path.name, f"lacks the columns {absent}", f"row {header_row + 1} of the list should be its header")
    refuse_uncomputed(path, name)
    return text.with_row_index(ROW, header_row + 2).with_columns(pl.col(pl.String).str.strip_chars().replace("", None))


def normalise_header(text: str | None) -> str:
    """Write a header as it is compared: lower case, single blanks; no header is an empty text.

    >>> normalise_header(" Type of  Aid General "), normalise_header(None)
    ('type of aid general', '')
    """
    return re.sub(r"\s+", " ", text or "").strip().lower()


def refuse_bad_zip(path: Path) -> None:
    """Raise ReadFault unless the file is a complete zip that unpacks to a sane size: no web page, not cut off, no bomb.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = Path(folder, "book.xlsx").write_text("<!DOCTYPE html><p>Sorry</p>")
    ...     refuse_bad_zip(Path(folder, "book.xlsx"))
    Traceback (most recent call last):
    ...
    analysis.errors.ReadFault: book.xlsx: is a web page, not a workbook
      -> open the address in a browser and save the workbook itself
    """
    try:
        with path.open("rb") as file:
            start = file.read(512)
    except OSError as fault:
        raise ReadFault(path.name, f"cannot be opened ({fault.strerror})", AGAIN) from None
    if not start.startswith(b"PK") and (other := other_kind(start)):
        raise ReadFault(
            path.name, other[0].replace("not a table", "not a workbook"), other[1].replace("file itself", "workbook itself")
        )
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, OSError) as fault:
        raise ReadFault(path.name, f"is cut off or no workbook ({fault})", AGAIN) from None
    unpacked = sum(part.file_size for part in members)
    bombs = [part for part in members if part.file_size > max(LARGEST_HARMLESS, LARGEST_RATIO * part.compress_size)]
    if bombs or unpacked > LARGEST_UNPACKED:
        worst = "".join(f", {part.filename} to {part.file_size:,} bytes from {part.compress_size:,}" for part in bombs[:1])
        problem = f"would unpack to {unpacked / 1e6:,.0f} MB{worst}"
        raise ReadFault(path.name, problem, "do not open it; take the workbook from the publisher's page")


def refuse_far_cells(path: Path) -> None:
    """Raise ReadFault if a cell lies far from any table: memory for all cells between would not suffice.

    Far is beyond column ZZ or row 99,999. Raises ReadFault, too, for what is no complete zip.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with zipfile.ZipFile(Path(folder, "book.xlsx"), "w") as packed:
    ...         packed.writestr("xl/worksheets/sheet1.xml", '<c r="XFD1048576"/>')
    ...     refuse_far_cells(Path(folder, "book.xlsx"))
    Traceback (most recent call last):
    ...
    analysis.errors.ReadFault: book.xlsx: has a cell at XFD1048576 in xl/worksheets/sheet1.xml, far from any table
      -> delete that cell, or fetch the file again
    """
    try:
        with zipfile.ZipFile(path) as archive:
            for member in (name for name in archive.namelist() if name.lower().endswith(".xml")):
                # Every byte is a letter of Latin-1, whatever the file's encoding.
                cell = pl.Series([archive.read(member).decode("latin-1")]).str.extract(FAR_CELL)[0]
                if cell is not None:
                    problem = f"has a cell at {cell} in {member}, far from any table"
                    raise ReadFault(path.name, problem, "delete that cell, or fetch the file again")
    except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, RuntimeError) as fault:
        raise ReadFault(path.name, f"is cut off or no workbook ({without_cells(first_line(fault))})", AGAIN) from None


def _header_row(table: pl.DataFrame, wanted: set[str], source: str) -> int:
    hits: list[int] = []
    for row in range(min(HEADER_WITHIN, table.height)):
        hits.append(sum(normalise_header(cell) in wanted for cell in table.row(row) if cell))
        if hits[-1] >= SURE_HITS:
            break
    if not hits or max(hits) < 2:
        raise ReadFault(source, f"has no header with {sorted(wanted)[:4]} in its first {HEADER_WITHIN} rows", AGAIN)
    return hits.index(max(hits))


def _as_shown(detail: str) -> str:
    """Write an error as a spreadsheet shows it.

    >>> _as_shown("Expected string but got 'Error(Name)'")
    '#NAME?'
    """
    match = re.search(r"Error\((\w+)\)", detail)
    return ERRORS.get(match[1], match[0]) if match else detail
