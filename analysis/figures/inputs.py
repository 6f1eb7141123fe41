"""What figures require of the tables they take: complete ones, each row once."""

import functools
import inspect
from collections.abc import Callable
from datetime import date
from typing import ParamSpec, TypeVar

import polars as pl

from analysis import load
from analysis.as_of import as_day
from analysis.errors import NotComparable
from analysis.load.guarantees import require_within_collection
from analysis.measures.frames import as_eager

WHOLE = "Raises NotComparable for a part of a table and for rows that stand twice, AnalysisError for a lazy frame."

P = ParamSpec("P")
R = TypeVar("R")


def whole_tables(*same: str, **tables: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Refuse a part of a table, rows that stand twice and lazy frames before the decorated function runs, and say so in its docstring.

    Names are those of arguments that hold the table `load` calls the same; `argument="table"` where it calls it otherwise.

    >>> @whole_tables("vessels")
    ... def count(vessels: pl.DataFrame) -> int:
    ...     return vessels.height
    >>> count(load.vessels().head(3))
    Traceback (most recent call last):
        ...
    analysis.errors.NotComparable: 3 rows are a part of vessels, which has 1,783: the figure would speak of the whole
      -> give the whole table: load.vessels()
    """
    tables = dict(zip(same, same, strict=True)) | tables

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        signature = inspect.signature(function)

        @functools.wraps(function)
        def checked(*args: P.args, **kwargs: P.kwargs) -> R:
            given = signature.bind(*args, **kwargs).arguments
            for argument, table in tables.items():
                # A table that may be left out is not looked at where it is.
                if given.get(argument) is not None or signature.parameters[argument].default is not None:
                    require_whole_table(table, given[argument])
            return function(*args, **kwargs)

        vars(checked)["tables"] = tables  # which argument holds which table, for those who ask
        checked.__doc__ = f"{function.__doc__ or ''}\n\n    {WHOLE}\n"
        return checked

    return decorate


def require_whole_table(table: str, rows: pl.DataFrame, release: str | None = None) -> None:
    """Raise NotComparable for a part of a table and for rows that stand twice in it, AnalysisError for a lazy frame.

    `table` is what `load` calls it, and `release` which of it, if it is loaded by release. A part is some of its rows, or none,
    and nothing else: rows of one's own, which the table has not, pass.

    >>> require_whole_table("vessels", load.vessels(as_of="2024-06-25").filter(authority="EU"))
    Traceback (most recent call last):
        ...
    analysis.errors.NotComparable: 27 rows are a part of vessels, which has 1,783: the figure would speak of the whole
      -> give the whole table: load.vessels()
    """
    as_eager(rows, table)
    whole: pl.DataFrame = getattr(load, table)(*([release] if release else []))
    fix = f"give the whole table: load.{table}({repr(release) if release else ''})"
    if not rows.is_empty():
        if rows.equals(whole) or not {*whole.columns} <= {*rows.columns}:
            return
        require_unique_rows(rows.select(whole.columns), table, fix)
    if rows.is_empty() or (_stand_in(rows, whole) and not _stand_in(whole, rows)):
        raise NotComparable(
            f"{rows.height:,} rows are a part of {table}, which has {whole.height:,}: the figure would speak of the whole", fix
        )


def require_unique_rows(rows: pl.DataFrame, table: str, fix: str) -> None:
    """Raise NotComparable for rows that stand more than once.

    >>> require_unique_rows(pl.DataFrame({"imo": [1, 2, 2]}), "vessels", "give the whole table: load.vessels()")
    Traceback (most recent call last):
        ...
    analysis.errors.NotComparable: 1 of 3 rows of vessels are copies of others: the figure would count them twice
      -> give the whole table: load.vessels()
    """
    if rows.height and (copies := rows.height - rows.n_unique()):
        raise NotComparable(
            f"{copies:,} of {rows.height:,} rows of {table} are copies of others: the figure would count them twice", fix
        )


def collected_day(table: str, until: date | str) -> date:
    """Read a day up to which a hand-kept table was collected; raises AnalysisError for a later one and for what is no day.

    >>> collected_day("pledges", "2025-09-20")
    datetime.date(2025, 9, 20)
    """
    require_within_collection(table, end := as_day(until))
    return end


def _stand_in(some: pl.DataFrame, all_rows: pl.DataFrame) -> bool:
    # A table that was in pandas in between has other types in some columns, and is a part nevertheless.
    alike = [name for name, kind in some.schema.items() if all_rows.schema.get(name) == kind]
    return bool(alike) and some.join(all_rows, on=alike, how="anti", nulls_equal=True).is_empty()
