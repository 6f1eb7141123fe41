"""Find formulas that no program has computed: a reader of workbooks takes their cells for empty ones, and a sum misses them."""

import html
import lzma
import posixpath
import re
import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path

from analysis.errors import ReadFault
from analysis.sources.reading.guard import first_line

CELL = re.compile(r"<(?:\w+:)?c\b([^>]*[^/>])>(.*?)</(?:\w+:)?c>", re.DOTALL)
FORMULA = re.compile(r"<(?:\w+:)?f[\s/>]")
VALUE = re.compile(r"<(?:\w+:)?v(?:\s[^>]*)?>[^<]+</|<(?:\w+:)?is[\s>]")
EMPTY_TEXT = re.compile(r"\st\s*=\s*[\"']str[\"']")
"""A formula whose result is a text may have an empty one."""

ADDRESS = re.compile(r"\sr\s*=\s*[\"']([A-Z]+[0-9]+)[\"']")
SHEET = re.compile(r"<(?:\w+:)?sheet\s[^>]*>")
RELATION = re.compile(r"<(?:\w+:)?Relationship\s[^>]*>")
BOOK, RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
FIX = "open it in a spreadsheet program, let it compute, and save it; or take the workbook from the publisher's page"


def refuse_uncomputed(path: Path, sheet: str) -> None:
    """Raise ReadFault for a formula of a sheet that has no value stored beside it; the sheet and the first cells are named.

    >>> import openpyxl, tempfile
    >>> book = openpyxl.Workbook()
    >>> book.active.append(["eur", "=1+1"])
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     book.save(Path(folder, "book.xlsx"))
    ...     refuse_uncomputed(Path(folder, "book.xlsx"), "Sheet")
    Traceback (most recent call last):
    ...
    analysis.errors.ReadFault: book.xlsx: sheet 'Sheet' has 1 formulas without a value, in B1: no program has computed them
      -> open it in a spreadsheet program, let it compute, and save it; or take the workbook from the publisher's page
    """
    try:
        with zipfile.ZipFile(path) as archive:
            member = _member(archive, sheet)
            xml = archive.read(member).decode("utf-8", errors="replace") if member else ""
    except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, RuntimeError, KeyError) as fault:
        raise ReadFault(path.name, f"is cut off or no workbook ({first_line(fault)})", FIX) from None
    if not FORMULA.search(xml):
        return
    empty = [attributes for attributes, inside in CELL.findall(xml) if _is_uncomputed(attributes, inside)]
    if empty:
        cells = [found[1] if (found := ADDRESS.search(attributes)) else "a cell" for attributes in empty]
        shown = ", ".join(cells[:3]) + (f" and {len(cells) - 3:,} more" if len(cells) > 3 else "")
        problem = f"sheet {sheet!r} has {len(cells):,} formulas without a value, in {shown}: no program has computed them"
        raise ReadFault(path.name, problem, FIX)


def visible(path: Path, names: Sequence[str]) -> list[str]:
    """Give those of a workbook's sheets that it shows: a hidden one is somebody's working copy, or last month's list.

    >>> import openpyxl, tempfile
    >>> book = openpyxl.Workbook()
    >>> book.create_sheet("of last month", 0).sheet_state = "hidden"
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     book.save(Path(folder, "book.xlsx"))
    ...     visible(Path(folder, "book.xlsx"), ["of last month", "Sheet"])
    ['Sheet']
    """
    try:
        with zipfile.ZipFile(path) as archive:
            book = archive.read(BOOK).decode("utf-8", errors="replace")
    except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, RuntimeError, KeyError) as fault:
        raise ReadFault(path.name, f"is cut off or no workbook ({first_line(fault)})", FIX) from None
    hidden = {
        html.unescape(_attribute(tag, "name")) for tag in SHEET.findall(book) if "hidden" in _attribute(tag, "state").lower()
    }
    return [name for name in names if name not in hidden]


def _is_uncomputed(attributes: str, inside: str) -> bool:
    return bool(FORMULA.search(inside)) and not VALUE.search(inside) and not EMPTY_TEXT.search(attributes)


def _member(archive: zipfile.ZipFile, sheet: str) -> str | None:
    """Find the part of a workbook that holds a sheet, by its name and the workbook's relations."""
    book, relations = (archive.read(name).decode("utf-8", errors="replace") for name in (BOOK, RELATIONS))
    named = [tag for tag in SHEET.findall(book) if html.unescape(_attribute(tag, "name")) == sheet]
    ids = {_attribute(tag, r"\w+:id") for tag in named}
    targets = [_attribute(tag, "Target") for tag in RELATION.findall(relations) if _attribute(tag, "Id") in ids]
    if not targets:
        return None
    target = html.unescape(targets[0])
    return target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join("xl", target))


def _attribute(tag: str, name: str) -> str:
    found = re.search(rf"\s{name}\s*=\s*(?:\"([^\"]*)\"|'([^']*)')", tag)
    return (found[1] or found[2] or "") if found else ""
