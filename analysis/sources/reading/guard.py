"""Hold a reader to one promise: a right read, or an error of this package that names the file."""

import functools
import lzma
import zipfile
import zlib
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Concatenate, ParamSpec, TypeVar

import polars as pl

from analysis.errors import ReadFault
from analysis.sources.reading.places import places, without_cells
from analysis.sources.reading.report import COMPARE

Rest = ParamSpec("Rest")
Given = TypeVar("Given")
# What a look-up makes of a file of another shape, such as a list where a table should be. A mistake of the reader may hide among
# them: its traceback stays as the cause, and `make fuzz` names the error it came from.
BROKEN = (
    pl.exceptions.PolarsError,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    OSError,
    OverflowError,
    EOFError,
    # What zipfile raises for a password, an unknown compression, or endless nesting.
    RuntimeError,
    lzma.LZMAError,
    zipfile.BadZipFile,
    zlib.error,
)


def wrap_read_errors(read: Callable[Concatenate[Path, Rest], Given]) -> Callable[Concatenate[Path, Rest], Given]:
    """Turn what packages say of a broken file into a ReadFault, and keep where it arose as its cause.

    Their message is told by its first line and without what it quotes, which may be a row of a list: in a traceback too.

    `read` takes the path first, and by place; the errors turned are those of BROKEN. Errors of this package pass as they are.

    >>> wrap_read_errors(lambda path: int("many"))(Path("list.csv"))
    Traceback (most recent call last):
    ...
    analysis.errors.ReadFault: list.csv: is not the file it should be (ValueError: invalid literal for int() with base 10:
        '...')
      -> fetch it again, and compare it with the publisher's file of today
    """

    def guarded(path: Path, /, *args: Rest.args, **named: Rest.kwargs) -> Given:
        try:
            return read(path, *args, **named)
        except BROKEN as fault:
            problem = f"is not the file it should be ({type(fault).__name__}: {without_cells(first_line(fault))})"
            raise ReadFault(path.name, problem, f"fetch it again, and {COMPARE}") from told(fault)

    return functools.update_wrapper(guarded, read)


def require_readable(rows: pl.DataFrame, columns: Iterable[str], source: str) -> None:
    """Raise ReadFault where a row has nothing in a column in which every row has something; `source` names the file.

    >>> require_readable(pl.DataFrame({"imo": ["9074729", None]}), ["imo"], "list.csv")
    Traceback (most recent call last):
    ...
    analysis.errors.ReadFault: list.csv: 1 rows have no readable imo, in entry 2
      -> compare it with the publisher's file of today
    """
    for column in columns:
        empty = rows[column].is_null()
        if empty.any():
            raise ReadFault(source, f"{empty.sum()} rows have no readable {column}, in {places(rows, empty)}", COMPARE)


def refuse_repeated(rows: pl.DataFrame, key: Sequence[str], source: str) -> None:
    """Raise ReadFault for rows that have the same in all columns of the key: one of them would count twice, or for another.

    A row that has nothing in a column of the key passes. `source` names the file.

    >>> refuse_repeated(pl.DataFrame({"line": [2, 3], "imo": ["9074729", "9074729"]}), ["imo"], "list.csv")
    Traceback (most recent call last):
    ...
    analysis.errors.ReadFault: list.csv: 2 rows share their imo, lines 2, 3
      -> ask the publisher which is right, or fetch it again
    """
    known = rows.select(pl.all_horizontal(pl.col(*key).is_not_null())).to_series()
    repeated = known & rows.select(pl.struct(key).is_duplicated()).to_series()
    if repeated.any():
        problem = f"{repeated.sum():,} rows share their {' and '.join(key)}, {places(rows, repeated)}"
        raise ReadFault(source, problem, "ask the publisher which is right, or fetch it again")


def told(fault: Exception) -> Exception:
    """Give an error of a package as the cause of ours: with its traceback and kind, and nothing of the file that it quotes.

    >>> told(ValueError("could not convert string to float: 'J. Doe'"))
    RuntimeError("ValueError: could not convert string to float: '...'")
    """
    return RuntimeError(f"{type(fault).__name__}: {without_cells(first_line(fault))}").with_traceback(fault.__traceback__)


def first_line(fault: Exception) -> str:
    r"""Give the first line of an error's message, or its kind where it has none.

    >>> first_line(ValueError("no number\nin line 3")), first_line(EOFError())
    ('no number', 'EOFError')
    """
    return next(iter(str(fault).splitlines()), type(fault).__name__)
