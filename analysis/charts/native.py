"""Describe the chart that an office program draws of a figure, and shape the figure's rows into the table of that chart."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from typing import Any

import polars as pl

from analysis.charts import theme
from analysis.errors import AnalysisError, UnknownName

LINES = ("line", "steps", "points")
FORMS = (*LINES, "area", "bar", "stacked_bar", "column", "stacked_column")
NOT_KNOWN = "not known"
COLOUR, NUMBER = re.compile(r"#[0-9A-Fa-f]{6}"), re.compile(r"-?\d+(\.\d+)?")

DAY = r"^(\d{4}-\d\d-\d\d)(?:T00:00:00(?:\.0+)?(?:[+-]\d\d:?\d\d)?)?$"
"""A day as a CSV writes it, or a time of day that is its midnight."""
AS_TEXT = "x_is_text"
"""What the record of a native chart holds beside its fields where the texts along `x` read as days."""
ROWS = "rows"
"""What it holds where the chart is made of other rows than the figure's CSV: those, as CSV."""


@dataclass(frozen=True)
class Native:
    """Describe the chart that an office program draws from a figure's `data`.

    `form`: line, steps (a count holds until the next), points, area, bar, stacked_bar, column or stacked_column.
    `series` may be None for a single one; `order` is the order of series, `places` that of what is along `x`, and what
    they do not name follows; `colours` are by series, of which one in the colour of the paper is not drawn, or by `x` without
    one; `dashes` are a line's by series, as strokes and gaps in points; `labels` are the words for codes of either; `unit` is
    that of `y`, shares of one if it begins with "share" and has no %; `pale` are the places along `x` whose bars are pale, days as
    2026-01-01, or of one series alone as "United States 2026-01-01".

    >>> Native("column", "year", "eur_bn", unit="EUR bn").form
    'column'
    """

    form: str
    x: str
    y: str
    series: str | None = None
    unit: str = ""
    colours: Mapping[str, str] = field(default_factory=dict)
    order: Sequence[str] = field(default_factory=list)
    labels: Mapping[str, str] = field(default_factory=dict)
    places: Sequence[str] = field(default_factory=list)
    dashes: Mapping[str, Sequence[int]] = field(default_factory=dict)
    pale: Sequence[str] = field(default_factory=list)


@dataclass(frozen=True)
class NativeTable:
    """Hold what an office chart is made of: its categories, and of each series a value for each, None where there is none.

    >>> NativeTable(["2024", "2025"], {"Europe": [1.5, None]}).series["Europe"]
    [1.5, None]
    """

    categories: list[str] | list[date]
    series: dict[str, list[float | None]]


def native_table(frame: pl.DataFrame, native: Native) -> NativeTable:
    """Turn a figure's rows into categories (days if `x` holds days, else texts) and one list of values a series.

    Rows of one category and series are added, as the picture stacks them; a line has one value each. A value that is null or no
    number is None, a null category or series is called not known. With steps what was counted holds until the next count of
    its series, and no longer than the last, so the day before each count is a category too.
    Raises UnknownName for a column that is not there, AnalysisError for rows that the form cannot draw.

    >>> rows = pl.DataFrame({"code": ["007", "010", "007"], "eur_bn": [1.0, 2.0, 0.5]})
    >>> native_table(rows, Native("bar", "code", "eur_bn", unit="EUR bn"))
    NativeTable(categories=['007', '010'], series={'EUR bn': [1.5, 2.0]})
    """
    cells = _cells(frame, native)
    total = pl.when(pl.col("value").count() > 0).then(pl.col("value").sum())
    sums = cells.group_by("series", "category", maintain_order=True).agg(total)
    values = {(series, category): value for series, category, value in sums.iter_rows()}
    categories = _categories(cells["category"].unique(maintain_order=True).to_list(), native)
    names = _in_order(cells["series"].unique(maintain_order=True).to_list(), native.order)
    series = {name: [values.get((name, category)) for category in categories] for name in names}
    if native.form == "steps":
        series = {name: _forward_filled(counts) for name, counts in series.items()}
    return NativeTable(categories, series)


def to_record(native: Native, frame: pl.DataFrame) -> dict[str, Any]:
    """Give a description as plain data, as a notebook keeps it beside the rows as CSV.

    Codes along `x` that read as days are marked as texts, since a CSV does not tell the two apart.

    >>> to_record(Native("bar", "code", "n"), pl.DataFrame({"code": ["2025-01-01"], "n": [1]}))[AS_TEXT]
    True
    """
    column = frame[native.x]
    text = column.dtype in (pl.String, pl.Categorical, pl.Enum)
    # An empty `pale` is left out, as in the records of earlier runs.
    fields = {name: value for name, value in vars(native).items() if name != "pale" or value}
    return fields | ({AS_TEXT: True} if text and parse_days(column.cast(pl.String)).dtype == pl.Date else {})


def parse_days(texts: pl.Series) -> pl.Series:
    """Give texts as the days that all of them are, else as they came.

    >>> parse_days(pl.Series(["2025-01-01", "2025-02-01T00:00:00.000000"])).to_list()
    [datetime.date(2025, 1, 1), datetime.date(2025, 2, 1)]
    """
    days = texts.str.extract(DAY).str.to_date("%Y-%m-%d", strict=False)
    return days if days.null_count() < len(texts) and days.null_count() == texts.null_count() else texts


def parse_numbers(texts: pl.Series) -> pl.Series:
    """Give texts as the whole numbers that all of them are, else as numbers, null for what is none.

    >>> parse_numbers(pl.Series(["1", "2"])).to_list(), parse_numbers(pl.Series(["1", None, "2.5"])).to_list()
    ([1, 2], [1.0, None, 2.5])
    """
    integers = texts.cast(pl.Int64, strict=False)
    return integers if integers.null_count() == texts.null_count() else texts.cast(pl.Float64, strict=False)


def require_drawable(frame: pl.DataFrame, native: Native) -> None:
    """Refuse a description that does not fit a figure's data; raises as `native_table` does.

    >>> require_drawable(pl.DataFrame({"year": ["2025"], "eur_bn": [1.5]}), Native("column", "yr", "eur_bn"))
    Traceback (most recent call last):
    ...
    analysis.errors.UnknownName: no column of the native chart 'yr'
      -> did you mean 'year'? choose one of: year, eur_bn
    """
    _cells(frame, native)


def _cells(frame: pl.DataFrame, native: Native) -> pl.DataFrame:
    """Give category, series and value of each row that is drawn, all checked."""
    if native.form not in FORMS:
        raise UnknownName("form of a native chart", native.form, FORMS)
    for column in (native.x, native.y, native.series) if frame.width else ():
        if column is not None and column not in frame.columns:
            raise UnknownName("column of the native chart", column, frame.columns)
    for colour in native.colours.values():
        if not COLOUR.fullmatch(str(colour)):
            raise AnalysisError(f"{colour!r} is no colour of a native chart", "write it as #RRGGBB, such as #0072B2")
    if not frame.height:
        fix = "give the rows: Figure(chart, data=frame, ...), or leave `native` out"
        raise AnalysisError("a figure without rows has nothing for a native chart", fix)
    series = _names(frame[native.series]).cast(pl.String) if native.series else [native.unit or native.y] * frame.height
    cells = pl.DataFrame({"category": _names(frame[native.x]), "series": series, "value": _numbers(frame[native.y])})
    if native.series:
        unseen = [name for name, colour in native.colours.items() if colour.upper() == theme.PAPER]
        cells = cells.filter(~pl.col("series").is_in(unseen))
    _refuse_undrawable(cells, native, frame[native.x].dtype)
    return cells


def _refuse_undrawable(cells: pl.DataFrame, native: Native, dtype: pl.DataType) -> None:
    if not cells.height:
        fix = f"colour one of them: colours={{...: '{theme.BLUE}'}}"
        raise AnalysisError("every series of the native chart has the colour of the paper", fix)
    if missing := cells["category"].null_count():
        problem = f"{missing} of {cells.height} rows have no day in {native.x!r}, and the native chart has an axis of days"
        raise AnalysisError(problem, f"leave them out: frame.drop_nulls({native.x!r})")
    if native.form == "steps" and cells["category"].dtype != pl.Date:
        problem = f"steps of a native chart need days, and {native.x!r} holds {dtype}"
        raise AnalysisError(problem, "give a column of days, or the form 'line'")
    duplicates = cells.select("category", "series").is_duplicated().sum() if native.form in LINES else 0
    if duplicates:
        keys = ", ".join(repr(column) for column in (native.x, native.series) if column)
        problem = (
            f"{duplicates} of {cells.height} rows share a place on a line of the native chart, which has one value for each"
        )
        raise AnalysisError(problem, f"add them up first: frame.group_by({keys}).agg(pl.col({native.y!r}).sum())")


def _names(column: pl.Series) -> pl.Series:
    """Give a column as days, or as texts in which null is not known."""
    if column.dtype == pl.Datetime and (column.dt.time() == time(0)).all():
        return column.dt.date()
    if column.dtype == pl.Date:
        return column
    if column.dtype.is_nested() or column.dtype.is_temporal() or column.dtype in (pl.Object, pl.Binary):
        problem = f"a native chart cannot name its parts by {column.name!r}, which holds {column.dtype}"
        raise AnalysisError(problem, "give a column of texts, numbers or days")
    return column.cast(pl.String).fill_null(NOT_KNOWN)


def _numbers(column: pl.Series) -> pl.Series:
    """Give a column as numbers, null where a value is none."""
    if column.dtype.is_integer():
        return column
    if not (column.dtype.is_numeric() or column.dtype == pl.Null):
        problem = f"a native chart draws numbers, and {column.name!r} holds {column.dtype}"
        raise AnalysisError(problem, f"cast it: pl.col({column.name!r}).cast(float)")
    numbers = column.cast(pl.Float64)
    return numbers.set(~numbers.is_finite(), None)


def _categories(categories: list[Any], native: Native) -> list[Any]:
    """Sort what is along `x`: days and the points of a line as the picture does, bars as the rows come."""
    if native.form == "steps":
        categories = [*categories, *(day - timedelta(days=1) for day in categories if day > min(categories))]
    if isinstance(categories[0], date):
        return sorted(set(categories))
    if native.form in (*LINES, "area"):
        categories = sorted(categories, key=float if all(map(NUMBER.fullmatch, categories)) else str)
    return _in_order(categories, native.places)


def _in_order(names: list[str], order: Sequence[str]) -> list[str]:
    """Give the names that an order has first, the others after them as they come."""
    return [*(name for name in order if name in names), *(name for name in names if name not in order)]


def _forward_filled(counts: list[float | None]) -> list[float | None]:
    """Let each count hold until the next; after the last nothing is known."""
    last = max((nth for nth, count in enumerate(counts) if count is not None), default=-1)
    return [*pl.Series(counts[: last + 1]).forward_fill().to_list(), *counts[last + 1 :]]
