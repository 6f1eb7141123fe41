"""Read a publisher's CSV as text, cell by cell, before anything is typed."""

import csv
import io
from pathlib import Path

import polars as pl

from analysis.errors import DataFault, ReadFault, restore_command
from analysis.sources.reading.guard import first_line
from analysis.sources.reading.report import COMPARE


def read_csv_text(path: Path, needed: tuple[str, ...] = (), separator: str = ",") -> pl.DataFrame:
    r"""Read every cell as text, blanks around it taken off; a cell that a short line lacks is empty.

    `needed` names columns that must be there. Raises ReadFault for a file that is missing, empty, not UTF-8, without a needed
    column, or with a line longer than its header.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = Path(folder, "list.csv").write_text("donor,eur\n Estonia ,007\nLatvia\n")
    ...     read_csv_text(Path(folder, "list.csv"), ("eur",)).rows()
    [('Estonia', '007'), ('Latvia', None)]
    """
    try:
        text = pl.read_csv(path, infer_schema=False, separator=separator)
    except (pl.exceptions.PolarsError, OSError, UnicodeDecodeError) as fault:
        raise ReadFault(path.name, f"is no readable table ({first_line(fault)})", COMPARE) from fault
    if absent := [name for name in needed if name not in text.columns]:
        raise ReadFault(path.name, f"lacks the columns {absent}; it has {text.columns}", COMPARE)
    return text.with_columns(pl.all().str.strip_chars())


def read_hand_kept(path: Path) -> pl.DataFrame:
    """Read a file of data/curated/ as text, cell by cell; raises DataFault where it is missing, empty, or not CSV in UTF-8."""
    file = f"data/curated/{path.name}"
    if not path.is_file():
        raise DataFault(file, "is missing")
    try:
        return pl.read_csv(path, infer_schema=False)
    except (pl.exceptions.PolarsError, OSError, UnicodeDecodeError) as fault:
        fix = f"save it again as CSV with commas, in UTF-8; or, dropping what you changed, {restore_command(file)}"
        raise DataFault(file, f"is no readable table ({first_line(fault)})", fix=fix) from fault


def read_strict_csv(
    path: Path, needed: tuple[str, ...], separator: str = ",", skip_lines: int = 0, one_of: tuple[str, ...] = ()
) -> pl.DataFrame:
    r"""Read the needed columns of a long list as text, and the first there is of those in `one_of`.

    Stricter than `read_csv_text`: a short line, a quote that never ends, a NUL byte or a needed column named twice is a fault
    too. A byte order mark and a trailing byte 0x1A are passed over, as are the first `skip_lines`. Raises ReadFault.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = Path(folder, "list.csv").write_text("made today\nid,kind,name\n7,ship,X\n8,ship\n")
    ...     read_strict_csv(Path(folder, "list.csv"), ("id",), skip_lines=1, one_of=("type", "kind"))
    Traceback (most recent call last):
    ...
    analysis.errors.ReadFault: list.csv: line 4 has 2 cells, the header 3
      -> fetch it again, and look at its first lines if that does not help
    """
    fix = "fetch it again, and look at its first lines if that does not help"
    try:
        body = path.read_bytes().removeprefix(b"\xef\xbb\xbf").rstrip(b"\x1a\r\n \t")
    except OSError as fault:
        raise ReadFault(path.name, f"cannot be opened ({fault.strerror})", fix) from fault
    if b"\0" in body:
        raise ReadFault(path.name, f"holds a NUL byte at {body.index(0)}", fix)
    try:
        lines = io.StringIO(body.decode(), newline="")
        for _ in range(skip_lines):
            lines.readline()
        rows = csv.reader(lines, delimiter=separator, strict=True)
        header = [name.strip() for name in next(rows, [])]
        if absent := [name for name in needed if header.count(name) != 1]:
            raise ReadFault(path.name, f"does not have each of the columns {absent} once; it has {header[:60]}", fix)
        if one_of:
            chosen = next((name for name in one_of if name in header), None)
            if chosen is None:
                raise ReadFault(path.name, f"has none of the columns {list(one_of)}", fix)
            needed = (*needed, chosen)
        # Polars fills a short line up without an error, so the cells of each line are counted here.
        cells: list[list[str]] = []
        places = [header.index(name) for name in needed]
        for row in rows:
            if len(row) != len(header):
                line = rows.line_num + skip_lines
                raise ReadFault(path.name, f"line {line} has {len(row)} cells, the header {len(header)}", fix)
            cells.append([row[place].strip() for place in places])
    except UnicodeDecodeError as fault:
        raise ReadFault(path.name, f"is not in UTF-8 at byte {fault.start}", fix) from fault
    except csv.Error as fault:
        raise ReadFault(path.name, f"is no readable table (line {rows.line_num + skip_lines}: {fault})", fix) from fault
    return pl.DataFrame(cells, schema=dict.fromkeys(needed, pl.String), orient="row")
