"""A figure's rows as CSV that a spreadsheet opens as data, and that text read back."""

import io
import re

import polars as pl

from analysis.errors import ExportFault

FORMULA = r"^('*[=+\-@\t\r])"
"""How a text starts that a spreadsheet would take for a formula, or that has an apostrophe before it already."""

MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"
"""The mark at the start of a file by which Excel knows that its letters are in UTF-8; polars and pandas leave it out."""

TEXTS = (pl.String, pl.Categorical, pl.Enum)


def csv_text(frame: pl.DataFrame) -> str:
    """Write a frame as CSV that a spreadsheet opens as data: a text that would start a formula gets an apostrophe.

    A frame without columns is an empty text.

    >>> csv_text(pl.DataFrame({"quote": ["=1+1"], "eur_bn": [-0.5]})).splitlines()
    ['quote,eur_bn', "'=1+1,-0.5"]
    """
    guarded = frame.with_columns(pl.col(*TEXTS).cast(pl.String).str.replace(FORMULA, "'$1"))
    named = guarded.rename(lambda name: re.sub(FORMULA, r"'\1", name))
    return named.write_csv(line_terminator="\n") if frame.width else ""


def csv_bytes(csv: str) -> bytes:
    """Give CSV as the bytes of a file that Excel opens with every letter right; nothing stays nothing.

    >>> pl.read_csv(csv_bytes("donor\\nTürkiye")).rows()
    [('Türkiye',)]
    """
    return (MARK + csv).encode() if csv else b""


def read_texts(csv: str) -> pl.DataFrame:
    """Read what `csv_text` wrote, every column as text without the apostrophes it added.

    Raises ExportFault for what is no CSV.

    >>> read_texts(csv_text(pl.DataFrame({"quote": ["=1+1"], "code": ["007"]}))).rows()
    [('=1+1', '007')]
    """
    try:
        texts = pl.read_csv(io.StringIO(csv), infer_schema=False) if csv else pl.DataFrame()
    except pl.exceptions.PolarsError as fault:
        raise ExportFault(
            f"the rows of a figure are no CSV: {str(fault).splitlines()[0][:120]}", "run its notebook again"
        ) from fault
    return texts.with_columns(pl.all().str.replace("^'" + FORMULA[1:], "$1")).rename(
        lambda name: re.sub("^'" + FORMULA[1:], r"\1", name.replace('""', '"'))
    )
