"""Write the sheets of a workbook: words with links, and frames as tables with types, widths and a header that stays."""

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, NamedTuple

import polars as pl
from xlsxwriter import Workbook

from analysis.charts import theme
from analysis.charts.addresses import is_page
from analysis.errors import ExportFault
from analysis.export.bibliography import PROJECT
from analysis.export.ooxml import EPOCH, LONGEST
from analysis.export.typed_rows import Column

MOST_ROWS, MOST_COLUMNS = 1_048_575, 16_384
"""Rows of a sheet below its header, and its columns."""
WIDEST, NARROWEST = 60, 9
"""Letters across a column: of more, a cell is broken into lines."""
LINE, TITLE_LINE = 15, 22
"""Points of a line, and of a title's."""
WORDS = 100
"""Letters across the column of words."""
HIGHEST = 400
"""Points of the highest row that programs take."""
NUMBERS, TEXTS = {"align": "right"}, {"align": "left", "indent": 1}
HEAD = {"text_wrap": True, "valign": "top", "bold": True}
"""The look of a heading, which stands to the side of what it heads."""
OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
"""Left to itself the writer makes formulas and links of texts that look like them."""
FORMATS: dict[str, dict[str, Any]] = {
    "title": {"bold": True, "font_size": 16, "font_color": theme.INK, "text_wrap": True, "valign": "top"},
    "soft": {"font_color": theme.SOFT_INK, "text_wrap": True, "valign": "top"},
    "text": {"text_wrap": True, "valign": "top"},
    "label": {"bold": True, "valign": "top", "font_color": theme.BLUE},
    "link": {"font_color": theme.BLUE, "underline": True, "text_wrap": True, "valign": "top"},
    "head": {"bold": True, "text_wrap": True, "valign": "top", "bottom": 1},
    "month": {"num_format": "mmm yyyy", "align": "left"},
    "day": {"num_format": "d mmm yyyy", "align": "left"},
}


class Line(NamedTuple):
    """Hold a line of a sheet of words: a label, a text, and where a click on the text leads."""

    label: str
    text: str
    link: str = ""


@dataclass(frozen=True)
class Book:
    """Hold a workbook while it is written, and its formats by name."""

    workbook: Any
    formats: dict[str, Any]


@contextmanager
def new_book(target: io.BytesIO, title: str) -> Iterator[Book]:
    """Start a workbook that is written to `target` when it is done.

    >>> target = io.BytesIO()
    >>> with new_book(target, "Aid grew") as book:
    ...     sheet = add_sheet(book, "Cover")
    >>> target.getvalue()[:2]
    b'PK'
    """
    with Workbook(target, OPTIONS) as workbook:
        # A fixed day: the same content has the same bytes.
        workbook.set_properties({"title": title[:LONGEST], "author": PROJECT, "created": EPOCH.replace(tzinfo=None)})
        yield Book(workbook, {name: workbook.add_format(looks) for name, looks in FORMATS.items()})


def write_lines(book: Book, sheet: Any, lines: Sequence[Line], first: int) -> None:
    """Write lines from a row on: labels in the first column, texts in the second."""
    for number, line in enumerate(lines, first):
        sheet.write_string(number, 0, line.label, book.formats["label"])
        if line.link:
            write_link(book, sheet, (number, 1), line.link, line.text)
        else:
            sheet.write_string(number, 1, line.text, book.formats["text"])
        set_height(sheet, number, [(line.text, WORDS)])


def set_height(sheet: Any, row: int, cells: Sequence[tuple[str, float]], points: float = LINE) -> None:
    """Make a row as high as its texts need in columns of some letters: not every program looks itself."""
    lines = max(sum(-(-len(part) // int(width)) or 1 for part in text.split("\n")) for text, width in cells)
    if lines > 1 or points > LINE:
        sheet.set_row(row, min(lines * points, HIGHEST))


def write_link(book: Book, sheet: Any, cell: tuple[int, int], link: str, text: str) -> None:
    """Write a text that leads somewhere when it is clicked; with an address that is too long for a workbook it leads nowhere."""
    if sheet.write_url(*cell, link, book.formats["link"], text):
        sheet.write_string(*cell, text, book.formats["text"])


def write_frame(book: Book, name: str, frame: pl.DataFrame, columns: list[Column]) -> Any:
    """Write a frame as a table of the spreadsheet: types, widths, a header that stays and filters by it."""
    if frame.height > MOST_ROWS or frame.width > MOST_COLUMNS:
        problem = (
            f"a sheet holds {MOST_ROWS:,} rows of {MOST_COLUMNS:,} columns, and this has {frame.height:,} of {frame.width:,}"
        )
        raise ExportFault(problem, "save it as .csv")
    sheet = add_sheet(book, name)
    if not frame.width:
        sheet.write_string(0, 0, "The chart carries no rows.")
        return sheet
    named = frame.rename(dict(zip(frame.columns, _different([one.heading for one in columns]), strict=True)))
    wraps = [_letters(column) > WIDEST for column in frame]
    named.write_excel(
        book.workbook,
        name,
        table_name=name.replace(" ", "_"),
        table_style="Table Style Light 1",
        freeze_panes=(1, 0),
        header_format=HEAD,
        column_formats={
            head: {"num_format": one.format, "valign": "top", "text_wrap": wrap} | (NUMBERS if one.holds == "number" else TEXTS)
            for head, one, wrap in zip(named.columns, columns, wraps, strict=True)
        },
    )
    over_numbers = book.workbook.add_format(HEAD | NUMBERS)
    for place, (head, one) in enumerate(zip(named.columns, columns, strict=True)):
        if one.holds == "number":
            sheet.write_string(0, place, head, over_numbers)
    sheet.set_row(0, LINE * max(one.heading.count("\n") + 1 for one in columns) + 3)
    for row, texts in enumerate(frame.select(pl.col(pl.String).fill_null("")).iter_rows() if any(wraps) else (), 1):
        set_height(sheet, row, [(text, WIDEST) for text in texts])
    for place, (column, one) in enumerate(zip(frame, columns, strict=True)):
        heads = max(len(line) for line in one.heading.split("\n")) + 4
        sheet.set_column(place, place, max(NARROWEST, min(WIDEST, max(_letters(column) + 2, heads))))
        if column.dtype == pl.String and column.null_count() < len(column) and all(map(is_page, column.drop_nulls())):
            for row, url in enumerate(column, 1):
                if url:
                    write_link(book, sheet, (row, place), url, url)
    return sheet


def _different(heads: list[str]) -> list[str]:
    """Give each heading one that differs from the others in more than capitals: a table without refuses to be written."""
    seen: set[str] = set()
    given = []
    for head in heads:
        cut = head[:250] or "column"
        name = next(
            one for one in (cut, *(f"{cut} {number}" for number in range(2, len(heads) + 2))) if one.casefold() not in seen
        )
        seen.add(name.casefold())
        given.append(name)
    return given


def _letters(column: pl.Series) -> int:
    """Give about how many letters the widest cell of a column takes."""
    if column.dtype == pl.Date:
        return 11
    if column.dtype.is_float():
        longest: Any = column.abs().max()
        return len(f"{longest or 0:,.3f}")
    lengths: Any = column.cast(pl.String).str.len_chars().max()
    return int(lengths or 0)


def write_address(book: Book, sheet: Any, cell: tuple[int, int], address: str) -> None:
    """Write an address, as a link if it is that of a page."""
    if link := page_of(address):
        write_link(book, sheet, cell, link, address)
    else:
        sheet.write_string(*cell, address, book.formats["text"])


def page_of(address: str) -> str:
    """Give an address if it is that of a page: a file of the project leads nowhere from a workbook.

    >>> page_of("data/aid/aid_29.csv"), page_of("https://example.org")
    ('', 'https://example.org')
    """
    return address if is_page(address) else ""


def add_sheet(book: Book, name: str, widths: Sequence[float] = ()) -> Any:
    """Add a sheet that prints across one page, with columns of some widths."""
    sheet = book.workbook.add_worksheet(name)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    for place, width in enumerate(widths):
        sheet.set_column(place, place, width)
    return sheet
