"""Where something stands in a publisher's file, and how a cell is written: said without what the cell holds.

Lists hold names and days of birth, and a column may have moved: no message repeats a cell of a list.
"""

import re

import polars as pl

LINE = "line"
"""The column in which readers of text keep the line of the file that a row begins on."""

ROW = "row"
"""The column in which readers of workbooks keep the sheet's own number of a row."""

ENTRY = "entry"
"""The column in which readers of XML keep which of the file's entries a row is, counted from one."""

FEW = 3


def places(rows: pl.DataFrame, wrong: pl.Series) -> str:
    """Name the places of the rows at fault: lines of text, rows of a sheet, else entries counted from one.

    >>> places(pl.DataFrame({"line": [2, 3, 7, 8, 9]}), pl.Series([False, True, True, True, True]))
    'lines 3, 7, 8 and 1 more'
    >>> places(pl.DataFrame({"imo": ["1", "2"]}), pl.Series([False, True]))
    'entry 2'
    """
    kind = next((name for name in (LINE, ROW) if name in rows.columns), ENTRY)
    numbers = rows[kind] if kind in rows.columns else pl.int_range(1, rows.height + 1, eager=True)
    found = numbers.filter(wrong).to_list()
    shown = ", ".join(f"{number:,}" for number in found[:FEW])
    plural = {"entry": "entries"}.get(kind, f"{kind}s") if len(found) > 1 else kind
    return f"{plural} {shown}" + (f" and {len(found) - FEW:,} more" if len(found) > FEW else "")


def as_form(cell: str | None) -> str:
    """Write how a cell is written, 9 for a digit and a for a letter, so that a message shows its form and nothing it holds.

    >>> as_form("21 Mar 22"), as_form("IMO 9074729/"), as_form(None)
    ('99 aaa 99', 'aaa 9999999/', 'nothing')
    """
    if not cell:
        return "nothing"
    letters = "".join("9" if letter.isdigit() else "a" if letter.isalpha() else letter for letter in cell[:40])
    return re.sub(r"\s", " ", letters)


def form_of(column: str) -> pl.Expr:
    """Give `as_form` of a column of text, to be shown in a report.

    >>> pl.DataFrame({"day": ["21 Mar 22", None]}).select(form_of("day")).to_series().to_list()
    ['99 aaa 99', 'nothing']
    """
    return pl.col(column).map_elements(as_form, return_dtype=pl.String, skip_nulls=False)


def without_cells(message: str) -> str:
    """Take out of a package's message whatever it quotes of a file, which may be a row of a list.

    >>> without_cells("conversion from `str` to `i64` failed in column 'count' for 1 out of 3 values: [\\"J. Doe\\"]")
    "conversion from `...` to `...` failed in column '...' for 1 out of 3 values: [...]"
    """
    told = re.sub(r"\[.*", "[...]", message)
    for quote in "'\"`":
        # Words such as can't quote nothing.
        mark = rf"{quote}(?!t\b)"
        whole = rf"(?<!\w){mark}[^{quote}]*{mark}(?!\w)"
        # What is quoted may have a quote in it, as O'Brien has: then nothing from the first on is told.
        plain = re.sub(whole, "", told)
        told = re.sub(f"{mark}.*" if re.search(mark, plain) else whole, f"{quote}...{quote}", told, flags=re.DOTALL)
    return told
