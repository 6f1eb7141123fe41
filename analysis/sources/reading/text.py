"""Read a publisher's CSV as text, cell by cell, before anything is typed; what would move cells is refused by its line."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from analysis.errors import DataFault, ReadFault, restore_command
from analysis.sources.reading.guard import first_line
from analysis.sources.reading.kinds import other_kind
from analysis.sources.reading.places import LINE

AGAIN = "fetch it again, and look at that place if that does not help"


def read_csv_text(path: Path, needed: tuple[str, ...] = (), separator: str = ",") -> pl.DataFrame:
    r"""Read every cell of a table as text, blanks around it taken off; an empty cell is null. Rows begin on line 2.

    `needed` names columns that must be there, once each. Raises ReadFault for a file that is missing, empty or not UTF-8, lacks
    a column, has a line with more or fewer cells than its header, a quote that is odd or never ends, or a line break inside
    a cell.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = Path(folder, "list.csv").write_text("donor,eur\n Estonia ,007\nLatvia,\n")
    ...     read_csv_text(Path(folder, "list.csv"), ("eur",)).rows()
    [('Estonia', '007'), ('Latvia', None)]
    """
    lines = _Lines(path, separator)
    header = _unique(_header(lines, needed))
    rows = [_plain(row, line, lines) for line, row in lines.rows(header)]
    return pl.DataFrame(rows, schema=dict.fromkeys(header, pl.String), orient="row")


def read_hand_kept(path: Path) -> pl.DataFrame:
    """Read a file of data/curated/ as text, cell by cell; raises DataFault where it is missing, empty, or not CSV in UTF-8."""
    file = f"data/curated/{path.name}"
    if not path.is_file():
        raise DataFault(file, "is a folder" if path.is_dir() else "is missing")
    fix = f"save it again as CSV with commas, in UTF-8; or, dropping what you changed, {restore_command(file)}"
    try:
        # polars would unpack it unasked, past what is looked at here.
        if other := other_kind(path.read_bytes()[:512]):
            raise DataFault(file, f"is no readable table ({other[0]})", fix=fix)
        # A NUL byte is told by its cell, with the other characters that no page can hold.
        if b"\0" not in path.read_bytes():
            lines = _Lines(path, ",")
            header = _header(lines, ())
            for _ in lines.rows(header):
                pass
        return pl.read_csv(path, infer_schema=False)
    except ReadFault as fault:
        problem = str(fault).split(": ", 1)[1].split("\n")[0]
        raise DataFault(file, f"is no readable table ({problem})", fix=fix) from fault
    except (pl.exceptions.PolarsError, OSError, UnicodeDecodeError) as fault:
        raise DataFault(file, f"is no readable table ({first_line(fault)})", fix=fix) from fault


def read_strict_csv(
    path: Path,
    needed: tuple[str, ...],
    separator: str = ",",
    skip_lines: int = 0,
    one_of: tuple[str, ...] = (),
    optional: tuple[str, ...] = (),
) -> pl.DataFrame:
    r"""Read the needed columns of a long list as text, the first there is of those in `one_of`, and the line of each row.

    Those of `optional` that the list has not are empty. Returns all with `line`, on which the row begins. As strict as `read_csv_text`, but a line break may stand in a cell of
    another column: remarks have them. A byte order mark and a trailing byte 0x1A are passed over, as are the first
    `skip_lines`. Raises ReadFault, without a word of any row.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = Path(folder, "list.csv").write_text("made today\nid,kind,name\n7,ship,X\n8,ship\n")
    ...     read_strict_csv(Path(folder, "list.csv"), ("id",), skip_lines=1, one_of=("type", "kind"))
    Traceback (most recent call last):
    ...
    analysis.errors.ReadFault: list.csv: line 4 has 2 cells, not 3
      -> fetch it again, and look at that place if that does not help
    """
    lines = _Lines(path, separator, skip_lines)
    header = _header(lines, needed)
    if one_of:
        chosen = next((name for name in one_of if name in header), None)
        if chosen is None:
            raise lines.fault(f"line {skip_lines + 1} names none of the columns {list(one_of)}")
        needed = (*needed, chosen)
    wanted = (*(name for name in optional if name in header), *needed)
    places = [header.index(name) for name in wanted]
    rows = [[line, *_plain([row[place] for place in places], line, lines)] for line, row in lines.rows(header)]
    text = pl.DataFrame(rows, schema={LINE: pl.Int64} | dict.fromkeys(wanted, pl.String), orient="row")
    return text.with_columns(pl.lit(None, pl.String).alias(name) for name in optional if name not in header)


def read_csv_without_header(path: Path, columns: Sequence[str]) -> pl.DataFrame:
    r"""Read a list whose first line is its first row: `columns` are the names of its cells; the line of each row beside them.

    As strict as `read_csv_text`. Raises ReadFault, without a word of any row.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = Path(folder, "list.csv").write_text('7,"a ship"\n8,"an "odd" ship"\n')
    ...     read_csv_without_header(Path(folder, "list.csv"), ("id", "kind"))
    Traceback (most recent call last):
    ...
    analysis.errors.ReadFault: list.csv: line 2 has an odd quote (',' expected after '"')
      -> fetch it again, and look at that place if that does not help
    """
    lines = _Lines(path, ",")
    rows = [[line, *_plain(row, line, lines)] for line, row in lines.rows(columns)]
    if not rows:
        raise lines.fault("is empty")
    return pl.DataFrame(rows, schema={LINE: pl.Int64} | dict.fromkeys(columns, pl.String), orient="row")


@dataclass
class _Lines:
    """Hold a file of text and say what is wrong with it by line."""

    path: Path
    separator: str
    skip: int = 0

    def __post_init__(self) -> None:
        try:
            body = self.path.read_bytes().removeprefix(b"\xef\xbb\xbf").rstrip(b"\x1a\r\n \t")
        except OSError as fault:
            raise self.fault(f"cannot be opened ({fault.strerror})") from fault
        if other := other_kind(body[:512]):
            raise ReadFault(self.path.name, *other)
        if b"\0" in body:
            raise self.fault(f"holds a NUL byte at {body.index(0)}")
        try:
            lines = io.StringIO(body.decode(), newline="")
        except UnicodeDecodeError as fault:
            raise self.fault(f"is not in UTF-8 at byte {fault.start}") from fault
        for _ in range(self.skip):
            lines.readline()
        self.reader = csv.reader(lines, delimiter=self.separator, strict=True)

    def fault(self, problem: str) -> ReadFault:
        return ReadFault(self.path.name, problem, AGAIN)

    def next_row(self) -> tuple[int, list[str]] | None:
        """Give the next row with the line that it begins on; blank lines are passed over."""
        while True:
            line = self.reader.line_num + self.skip + 1
            try:
                row = next(self.reader, None)
            except csv.Error as fault:
                what = "has an odd quote" if "expected after" in str(fault) else "begins a cell that does not end"
                raise self.fault(f"line {line} {what} ({fault})") from fault
            if row is None:
                return None
            if row:
                return line, row

    def rows(self, header: Sequence[str]) -> Iterator[tuple[int, list[str]]]:
        """Give the rows that are left, each as long as the header, none inside a cell of another."""
        while numbered := self.next_row():
            line, row = numbered
            if len(row) != len(header):
                raise self.fault(f"line {line} has {len(row)} cells, not {len(header)}")
            if self.reader.line_num + self.skip > line and any(self._swallows(cell, len(header)) for cell in row):
                raise self.fault(f"a cell that begins on line {line} holds a whole line: a quote is odd")
            yield line, row

    def _swallows(self, cell: str, width: int) -> bool:
        """Say whether a line inside a cell has as many separators as a row: a quote that opened there ended in the next."""
        return any(inner.count(self.separator) >= width - 1 for inner in cell.splitlines()[1:])


def _header(lines: _Lines, needed: Sequence[str]) -> list[str]:
    _, row = lines.next_row() or (0, [])
    header = [name.strip() for name in row]
    if not header:
        raise lines.fault("is empty")
    if absent := [name for name in needed if header.count(name) != 1]:
        there = [name for name in needed if name in header]
        # The other names are not shown: where the header is missing, its place is taken by a row of the list.
        problem = f"does not have each of the columns {absent} once in its header, line {lines.skip + 1}"
        raise lines.fault(f"{problem}; of those needed it has {there or 'none'} among {len(header)}")
    return header


def _unique(header: list[str]) -> list[str]:
    """Give columns without a name, and a name's second column, one of their own."""
    seen: list[str] = []
    for nth, name in enumerate(header, 1):
        seen.append(name if name and name not in seen else f"{name} (column {nth})".strip())
    return seen


def _plain(cells: list[str], line: int, lines: _Lines) -> list[str | None]:
    """Take blanks off the ends of cells; raises ReadFault for a line break inside one."""
    plain = [cell.strip() or None for cell in cells]
    if any(cell and ("\n" in cell or "\r" in cell) for cell in plain):
        raise lines.fault(f"a cell of the row on line {line} has a line break inside it")
    return plain
