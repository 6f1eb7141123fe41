"""Take a frame of any library as one of polars: pandas, Arrow, DuckDB and whatever else hands its columns over as Arrow does."""

import functools
import sys
from collections.abc import Callable
from datetime import time
from typing import Any, ParamSpec, TypeVar

import polars as pl

from analysis.errors import AnalysisError

WITHOUT_ARROW = "uv sync --locked --inexact --extra pandas"
FIX = "take what load gives, such as load.aid(), or a frame of polars, pandas, Arrow or DuckDB"


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
    """Let a function written for frames of polars take those of any library, which it gets as frames of polars.

    >>> takes_any_frame(len)([1, 2])
    2
    """

    @functools.wraps(function)
    def taking(*args: P.args, **kwargs: P.kwargs) -> R:
        given = [_taken(one) for one in args]
        named = {name: _taken(one) for name, one in kwargs.items()}
        return function(*given, **named)  # type: ignore[arg-type]

    return taking


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
