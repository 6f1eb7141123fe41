"""Read the native chart of a figure's record, and say how its numbers and categories are written, for any office program."""

from dataclasses import fields
from datetime import date
from itertools import pairwise
from typing import Any

from analysis.charts.native import AS_TEXT, LINES, ROWS, Native, NativeTable, native_table, parse_days, parse_numbers
from analysis.export.csv import read_texts

STACKED = ("area", "stacked_bar", "stacked_column")
HUNDRED = 100
SIGNS = {"EUR": "€", "USD": "$"}
QUARTER = 80
"""Days from which on two neighbouring columns are named by words: on an axis of months they would be thin and far apart."""
NEARLY = 0.01
"""Part of the highest value by which a line may lie below nothing and its axis still begin there."""
WHOLE = 1.005
"""What shares that are rounded may add up to, and are still all there is."""


def read_record(record: dict[str, Any]) -> tuple[Native, NativeTable]:
    r"""Read the native chart and its table from a figure's record; raises as `native_table` does.

    >>> native = vars(Native("bar", "code", "eur_bn", unit="EUR bn"))
    >>> read_record({"native": native, "csv": "code,eur_bn\n007,1.5"})[1]
    NativeTable(categories=['007'], series={'EUR bn': [1.5]})
    """
    stored = record["native"]
    # The record of an earlier run has no dashes.
    native = Native(**{name: stored[name] for name in (field.name for field in fields(Native)) if name in stored})
    rows = read_texts(stored.get(ROWS, record["csv"]))
    if native.y in rows.columns:
        rows = rows.with_columns(parse_numbers(rows[native.y]))
    if native.x in rows.columns and native.x != native.y and not stored.get(AS_TEXT):
        rows = rows.with_columns(parse_days(rows[native.x]))
    return native, native_table(rows, native)


def categories_of(native: Native, table: NativeTable) -> list[Any]:
    """Give what stands along a chart's axis: days where that is one of time, else texts.

    >>> table = NativeTable([date(2024, 1, 1), date(2025, 1, 1)], {"EUR bn": [1.5, 2.5]})
    >>> categories_of(Native("column", "year", "eur_bn"), table)
    ['2024', '2025']
    """
    if has_time_axis(table):
        return list(table.categories)
    return [native.labels.get(name, name) for name in _names(list(table.categories))]


def has_time_axis(table: NativeTable) -> bool:
    """Say whether categories are days or months, near enough to each other for an axis of time."""
    days = [day for day in table.categories if isinstance(day, date)]
    return any((later - day).days < QUARTER for day, later in pairwise(days))


def are_months(table: NativeTable) -> bool:
    """Say whether the days along a chart's axis are all the first of a month."""
    return all(isinstance(day, date) and day.day == 1 for day in table.categories)


def is_share(native: Native) -> bool:
    """Say whether values are shares of one, and no numbers of per cent."""
    return native.unit.startswith("share") and "%" not in native.unit


def number_format(native: Native) -> str:
    """Give the format that office programs write a chart's values in.

    >>> number_format(Native("column", "year", "share", unit="share of the year"))
    '0%'
    """
    return "0%" if is_share(native) else "#,##0.0"


def unit_in_words(native: Native) -> str:
    """Name the unit of a chart's values as a reader has it, where data have a currency by its code.

    >>> unit_in_words(Native("column", "year", "eur_bn", unit="EUR bn a month"))
    '€ billion a month'
    """
    words = native.unit or native.y
    for code, sign in SIGNS.items():
        words = words.replace(f"{code} bn", f"{sign} billion").replace(f"{code} m", f"{sign} million")
    return words


def label_format(native: Native, table: NativeTable) -> str:
    """Write counts, and values of bars that reach a hundred, without decimals, as the picture does."""
    counts = all(float(value).is_integer() for values in table.series.values() for value in values if value is not None)
    # Beside bars of hundreds a decimal only takes room.
    large = native.form in {"bar", "column"} and _longest(native, table) >= HUNDRED
    return "#,##0" if (counts or large) and not is_share(native) else number_format(native)


def scale_of(native: Native, table: NativeTable) -> tuple[float | None, float | None]:
    """Give where the axis of values begins and ends, None where the program may choose.

    >>> scale_of(Native("column", "year", "eur_bn"), NativeTable(["2025"], {"EUR bn": [1.5]}))
    (0, None)
    """
    # Left to itself an office program may begin where the smallest column ends, or far below nothing for one value just under it.
    lowest, longest = _lowest(table), _longest(native, table)
    near = lowest >= 0 if native.form not in LINES else lowest >= -NEARLY * abs(longest)
    return 0 if near else None, 1 if is_share(native) and longest <= WHOLE else None


def labelled_ends(table: NativeTable) -> dict[str, int]:
    """Give the place of the last value of each line whose end is labelled with it.

    >>> labelled_ends(NativeTable(["2024", "2025"], {"Europe": [1.5, None], "US": [1.0, 2.0]}))
    {'Europe': 0}
    """
    known = {name: [place for place, value in enumerate(values) if value is not None] for name, values in table.series.items()}
    # Where points stand beyond the ends of lines, their labels are what is read; both would stand on one another.
    points = any(len(places) == 1 for places in known.values())
    return {name: places[-1] for name, places in known.items() if places and (len(places) == 1 or not points)}


def _names(categories: list[Any]) -> list[str]:
    """Name categories, those that begin years or quarters by these."""
    starts = {(day.month, day.day) for day in categories if isinstance(day, date) and len(categories) > 1}
    if starts == {(1, 1)}:
        return [str(day.year) for day in categories]
    if starts and starts <= {(1, 1), (4, 1), (7, 1), (10, 1)}:
        return [f"Q{(day.month + 2) // 3} {day.year}" for day in categories]
    return list(map(str, categories))


def _longest(native: Native, table: NativeTable) -> float:
    """Give where the values end: the highest, or the sum of what is stacked on one category."""
    known = [[value or 0 for value in values] for values in zip(*table.series.values(), strict=True)]
    return max(sum(value for value in values if value > 0) if native.form in STACKED else max(values) for values in known)


def _lowest(table: NativeTable) -> float:
    return min((value for values in table.series.values() for value in values if value is not None), default=0)
