"""Read a publisher's CSV as text, cell by cell, before anything is typed."""

import csv
import io
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


def read_whole_csv(
    path: Path, needed: tuple[str, ...], separator: str = ",", skip_lines: int = 0, one_of: tuple[str, ...] = ()
) -> pl.DataFrame:
    """Read the needed columns of a long list as text, and the first there is of those in `one_of`.

    Stricter than `read_csv_text`: a short line, a quote that never ends, a NUL byte or a needed column named twice is a fault too.
    A byte order mark and a trailing byte 0x1A are passed over. Raises ReadFault.
    """
    mend = "fetch it again, and look at its first lines if that does not help"
    try:
        body = path.read_bytes().removeprefix(b"\xef\xbb\xbf").rstrip(b"\x1a\r\n \t")
    except OSError as fault:
        raise ReadFault(path.name, f"cannot be opened ({fault.strerror})", mend) from fault
    if b"\0" in body:
        raise ReadFault(path.name, f"holds a NUL byte at {body.index(0)}", mend)
    try:
        lines = io.StringIO(body.decode(), newline="")
        for _ in range(skip_lines):
            lines.readline()
        rows = csv.reader(lines, delimiter=separator, strict=True)
        header = [name.strip() for name in next(rows, [])]
        if absent := [name for name in needed if header.count(name) != 1]:
            raise ReadFault(path.name, f"does not have each of the columns {absent} once; it has {header[:60]}", mend)
        if one_of:
            chosen = next((name for name in one_of if name in header), None)
            if chosen is None:
                raise ReadFault(path.name, f"has none of the columns {list(one_of)}", mend)
            needed = (*needed, chosen)
        # Polars fills a short line with nothing and says nothing, so the cells of each line are counted here.
        kept: list[list[str]] = []
        places = [header.index(name) for name in needed]
        for row in rows:
            if len(row) != len(header):
                raise ReadFault(
                    path.name, f"line {rows.line_num + skip_lines} has {len(row)} cells, the header {len(header)}", mend
                )
            kept.append([row[place].strip() for place in places])
    except UnicodeDecodeError as fault:
        raise ReadFault(path.name, f"is not in UTF-8 at byte {fault.start}", mend) from fault
    except csv.Error as fault:
        raise ReadFault(path.name, f"is no readable table (line {rows.line_num + skip_lines}: {fault})", mend) from fault
    return pl.DataFrame(kept, schema=dict.fromkeys(needed, pl.String), orient="row")
