"""Take a frame of any library as one of polars: pandas, Arrow, DuckDB and whatever else hands its columns over as Arrow does."""

import functools
import inspect
import re
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import date, time
from difflib import get_close_matches
from typing import Any, ParamSpec, TypeVar

import polars as pl

from analysis.as_of import as_day
from analysis.errors import AnalysisError, WrongArguments

WITHOUT_ARROW = "uv sync --locked --inexact --extra pandas"
FIX = "take what load gives, such as load.aid(), or a frame of polars, pandas, Arrow or DuckDB"
QUOTED = re.compile(r"\"(\w+)\"")

P = ParamSpec("P")
R = TypeVar("R")


def as_polars(frame: object) -> pl.DataFrame | pl.LazyFrame:
    """Give a frame of any library as one of polars; one of polars stays as it is, lazy or not.

    Days that another library keeps as midnights become days again, and a named index of pandas becomes columns.
    Raises AnalysisError for what is no frame.

    >>> as_polars(pl.DataFrame({"eur": [1]})).columns
    ['eur']
    >>> as_polars([1, 2])
    Traceback (most recent call last):
        ...
    analysis.errors.AnalysisError: a list is no frame
      -> take what load gives, such as load.aid(), or a frame of polars, pandas, Arrow or DuckDB
    """
    if isinstance(frame, pl.DataFrame | pl.LazyFrame):
        return frame
    if isinstance(frame, pl.Series) or type(frame).__name__ == "Series":
        raise AnalysisError(
            "a Series is one column, and no frame", "make it one: series.to_frame(), in pandas series.reset_index()"
        )
    # Of libraries that nobody has imported no frame can be at hand, and none is imported here.
    native: Any = frame.to_native() if hasattr(frame, "to_native") else frame
    if isinstance(native, pl.DataFrame | pl.LazyFrame):
        return native
    try:
        return _days(_read(native))
    except ModuleNotFoundError as lacking:
        problem = f"a frame of {type(native).__module__.partition('.')[0]} needs {lacking.name} to be read"
        raise AnalysisError(problem, WITHOUT_ARROW) from lacking
    except (pl.exceptions.PolarsError, TypeError, ValueError, OverflowError) as fault:
        lines = str(fault).splitlines() or [type(fault).__name__]
        raise AnalysisError(
            f"a {type(native).__name__} cannot be read as a frame: {lines[0][:200]}", "give each column one type"
        ) from fault


def is_frame(value: object) -> bool:
    """Say whether a value is a frame of polars or of another library.

    >>> is_frame(pl.LazyFrame({"eur": [1]})), is_frame({"eur": [1]})
    (True, False)
    """
    return (
        isinstance(value, pl.DataFrame | pl.LazyFrame)
        or _is_pandas(value)
        or hasattr(value, "__arrow_c_stream__")
        or hasattr(value, "to_native")
    )


def takes_any_frame(function: Callable[P, R]) -> Callable[P, R]:
    """Let a function written for frames of polars and days take frames of any library and days as YYYY-MM-DD.

    It gets them as frames of polars and as dates. Raises AnalysisError for a text that is no day where a day is meant, for a table
    without the columns that it needs or with others in them, and for arguments that it does not have or lacks.

    >>> takes_any_frame(len)([1, 2])
    2
    >>> def month_of(day: date) -> int:
    ...     return day.month
    >>> takes_any_frame(month_of)("2025-09-20")
    9
    """

    @functools.wraps(function)
    def taking(*args: P.args, **kwargs: P.kwargs) -> R:
        given = [_taken(one) for one in args]
        named = {name: _taken(one) for name, one in kwargs.items()}
        # Looked into only where a text is given: most calls have none.
        if any(isinstance(one, str) for one in (*given, *named.values())) and date in _annotated(function):
            days = [name for name, kind in function.__annotations__.items() if kind is date]
            positions = list(inspect.signature(function).parameters)[: len(given)]
            given = [_day(one) if name in days else one for name, one in zip(positions, given, strict=False)]
            named = {name: _day(one) if name in days else one for name, one in named.items()}
        try:
            return function(*given, **named)  # type: ignore[arg-type]
        except pl.exceptions.PolarsError as fault:
            raise _of_rows(function, fault) from fault
        except TypeError as fault:
            if (told := of_arguments(function, given, named)) is None:
                raise
            raise told from fault

    return taking


def no_such_name(module: str, known: Sequence[str], name: str) -> object:
    """Raise AttributeError for a name that a module lacks, with the near one: what a module that is misspelt in says.

    >>> no_such_name("analysis.measures.aid", ["over_time", "totals"], "overtime")
    Traceback (most recent call last):
        ...
    AttributeError: no 'overtime' in measures.aid
      -> did you mean 'over_time'? analysis.find("...") searches all names; docs/api.md lists them
    """
    near = get_close_matches(name, known, n=1)
    hint = f"did you mean {near[0]!r}? " if near else ""
    where = module.removeprefix("analysis.").removeprefix("charts.")
    fix = f'{hint}analysis.find("...") searches all names; docs/api.md lists them'
    raise AttributeError(f"no {name!r} in {where}\n  -> {fix}", name=name)


def of_arguments(
    function: Callable[..., object], args: Sequence[object], kwargs: Mapping[str, object]
) -> WrongArguments | None:
    """Say which arguments a function lacks, or does not have; nothing where they are those of its signature.

    >>> print(of_arguments(as_polars, [], {"frme": 1}))
    as_polars has no argument 'frme'
      -> did you mean 'frame'? write as_polars(frame)
    """
    signature = inspect.signature(function)
    try:
        signature.bind(*args, **kwargs)
    except TypeError as fault:
        name, known = getattr(function, "__name__", "it"), list(signature.parameters)
        line = f"write {name}{signature.replace(parameters=_bare(signature), return_annotation=inspect.Signature.empty)}"
        if odd := [one for one in kwargs if one not in known]:
            near = get_close_matches(odd[0], known, n=1)
            hint = f"did you mean {near[0]!r}? " if near else ""
            return WrongArguments(f"{name} has no argument {odd[0]!r}", hint + line)
        return WrongArguments(f"{name}: {fault}", line)
    return None


def _bare(signature: inspect.Signature) -> list[inspect.Parameter]:
    return [one.replace(annotation=inspect.Parameter.empty) for one in signature.parameters.values()]


def _of_rows(function: Callable[..., object], fault: Exception) -> AnalysisError:
    """Say which column a table lacks, or what polars says of those it has, and which tables the function takes."""
    first = next(iter(str(fault).splitlines()), type(fault).__name__)
    tables = ", ".join(_tables_of(function))
    fix = f"it takes {tables}" if tables else f"take what load gives; help({function.__name__}) names the columns"
    if isinstance(fault, pl.exceptions.ColumnNotFoundError) and (lacking := QUOTED.search(first)):
        return AnalysisError(f"{function.__name__} needs a column {lacking[1]!r}, which a table given lacks", fix)
    return AnalysisError(f"{function.__name__} cannot work with the rows given: {first[:200]}", fix)


def _tables_of(function: Callable[..., object]) -> list[str]:
    """Give the tables that a function takes, as its docstring, that of its module, or its example names them."""
    words, _, example = (function.__doc__ or "").partition(">>>")
    module = sys.modules[function.__module__].__doc__ or ""
    found = next(filter(None, (re.findall(r"`(load\.\w+\([^`]*\))`", one) for one in (words, module))), [])
    return list(dict.fromkeys(found or re.findall(r"load\.\w+\([^()]*\)", example)))


def _annotated(function: Callable[..., object]) -> list[object]:
    return list(getattr(function, "__annotations__", {}).values())


def _day(value: object) -> object:
    return as_day(value) if isinstance(value, str) else value


def _taken(value: object) -> object:
    return as_polars(value) if is_frame(value) else value


def _read(frame: Any) -> pl.DataFrame:
    if _is_pandas(frame):
        named = any(name is not None for name in frame.index.names)
        return pl.from_pandas(frame, include_index=named)
    if hasattr(frame, "__arrow_c_stream__"):
        return pl.DataFrame(frame)
    raise AnalysisError(f"a {type(frame).__name__} is no frame", FIX)


def _is_pandas(frame: object) -> bool:
    pandas = sys.modules.get("pandas")
    return pandas is not None and isinstance(frame, pandas.DataFrame)


def _days(frame: pl.DataFrame) -> pl.DataFrame:
    """Turn columns of midnights into days, and categories into texts."""
    times = [name for name, dtype in frame.schema.items() if dtype.base_type() == pl.Datetime]
    whole = [name for name in times if (frame[name].drop_nulls().dt.time() == time(0)).all()]
    return frame.with_columns(pl.col(name).dt.date() for name in whole).with_columns(pl.col(pl.Categorical).cast(pl.String))
