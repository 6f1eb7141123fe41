"""Read a publisher's CSV as text, cell by cell, before anything is typed."""

from pathlib import Path

import polars as pl

from analysis.errors import ReadFault


def read_csv_text(path: Path, needed: tuple[str, ...] = (), separator: str = ",") -> pl.DataFrame:
    """Read every cell as text, blanks around it taken off.

    Raises ReadFault for a file that is missing, empty, ragged, not UTF-8 or without a needed column.
    """
    mend = "compare it with the publisher's file of today"
    try:
        text = pl.read_csv(path, infer_schema=False, separator=separator)
    except (pl.exceptions.PolarsError, OSError, UnicodeDecodeError) as fault:
        raise ReadFault(path.name, f"is no readable table ({str(fault).splitlines()[0]})", mend) from fault
    if absent := [name for name in needed if name not in text.columns]:
        raise ReadFault(path.name, f"lacks the columns {absent}; it has {text.columns}", mend)
    return text.with_columns(pl.all().str.strip_chars())
