"""Read the native chart of a figure's record, and say how its numbers and categories are written, for any office program."""

from dataclasses import fields
from datetime import date
from itertools import pairwise
from math import floor, log10
from typing import Any

from analysis.charts.native import AS_TEXT, LINES, ROWS, Native, NativeTable, native_table, parse_days, parse_numbers
from analysis.export.csv import read_texts

STACKED = ("area", "stacked_bar", "stacked_column")
HUNDRED, SMALL = 100, 0.045
"""From where on bars are written without decimals, and below which two decimals do not tell enough."""
SIGNS = {"EUR": "€", "USD": "$"}
QUARTER = 80
"""Days from which on two neighbouring columns are named by words: on an axis of months they would be thin and far apart."""
HALF = 6
"""Months of a half-year."""
MOST_STEPS, LARGEST_STEP = 10, 5
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
    if has_time_axis(native, table):
        return list(table.categories)
    return [native.labels.get(name, name) for name in _names(list(table.categories))]


def has_time_axis(native: Native, table: NativeTable) -> bool:
    """Say whether categories are days or months for an axis of time: near to each other, or points of a line as far apart as they lie."""
    days = [day for day in table.categories if isinstance(day, date)]
    return any((later - day).days < QUARTER for day, later in pairwise(days)) or joins_points(native, table)


def joins_points(native: Native, table: NativeTable) -> bool:
    """Say whether a line leads from point to point over periods of several months, past days on which it has none.

    Its points lie unevenly where coverage ends within a period. A line by month that a later total follows is none of those.

    >>> days = [date(2024, 12, 1), date(2025, 12, 1), date(2026, 4, 1)]
    >>> joins_points(Native("line", "to_month", "eur_bn"), NativeTable(days, {"Europe": [1.0, 2.0, 3.0]}))
    True
    """
    days = [day for day in table.categories if isinstance(day, date)]
    apart = [_months(later) - _months(day) for day, later in pairwise(days)]
    return native.form == "line" and len(set(apart)) > 1 and 2 * apart.count(1) < len(apart) and are_months(table)


def _months(day: date) -> int:
    return 12 * day.year + day.month


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


def axis_format(native: Native, table: NativeTable) -> str:
    """Give the format of the numbers along a chart's axis: as many decimals as its steps need.

    >>> chart, table = Native("line", "year", "pct_gdp"), NativeTable(["2025"], {"Greece": [0.3]})
    >>> axis_format(chart, table), axis_format(chart, NativeTable(["2025"], {"Greece": [300.0]}))
    ('#,##0.00', '#,##0')
    """
    span = _span(native, table) * (HUNDRED if is_share(native) else 1)
    if span <= 0 or step_of(native, table):
        places = 0
    else:
        # Steps are 1, 2 or 5 of some power of ten, and seldom more than ten: of what is above 5 the next power begins.
        least = span / MOST_STEPS
        power = floor(log10(least))
        places = max(0, -power - (least / 10**power > LARGEST_STEP))
    decimals = "." + "0" * places if places else ""
    return f"0{decimals}%" if is_share(native) else f"#,##0{decimals}"


def step_of(native: Native, table: NativeTable) -> int | None:
    """Give the step of an axis of counts that would else have fractions of one; None where the program may choose.

    >>> step_of(Native("bar", "name", "ships"), NativeTable(["UK"], {"ships": [3.0]}))
    1
    """
    return 1 if _are_counts(table) and not is_share(native) and _span(native, table) < MOST_STEPS else None


def pale_places(native: Native, table: NativeTable, name: str) -> list[int]:
    """Give the places of the bars of a series that are pale.

    >>> chart = Native("column", "year", "n", "who", pale=["2026", "UK 2024"])
    >>> pale_places(chart, NativeTable(["2024", "2025", "2026"], {"UK": [1, 2, 3]}), "UK")
    [0, 2]
    """
    named = ((place, str(category)) for place, category in enumerate(table.categories))
    return [place for place, category in named if category in native.pale or f"{name} {category}" in native.pale]


def pale(colour: str) -> str:
    """Give a colour a quarter as strong, for a bar that an outline in the full one tells from a lighter series.

    >>> pale("#0072B2")
    '#BFDCEC'
    """
    return "#" + "".join(f"{round((int(colour[at : at + 2], 16) + 3 * 255) / 4):02X}" for at in (1, 3, 5))


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
    """Write counts, and values of bars that reach a hundred, without decimals, as the picture does; small ones with two or three.

    >>> chart = Native("bar", "name", "pct_gdp", unit="per cent of GDP")
    >>> [label_format(chart, NativeTable(["EU", "US"], {"": [1.28, least]})) for least in (1.1, 0.55, 0.007)]
    ['#,##0.0', '#,##0.00', '#,##0.000']
    """
    # Beside bars of hundreds a decimal only takes room.
    large = native.form in {"bar", "column"} and _longest(native, table) >= HUNDRED
    if (_are_counts(table) or large) and not is_share(native):
        return "#,##0"
    written = number_format(native)
    least = min((abs(value) for value in _labelled(native, table) if value), default=1.0)
    # No value is to be written as zero but zero.
    return written if is_share(native) or least >= 1 else written.replace(".0", ".00" if least >= SMALL else ".000")


def _labelled(native: Native, table: NativeTable) -> list[float]:
    """Give the values that stand on a chart as numbers: the ends of lines, and all bars."""
    if native.form in LINES:
        return [table.series[name][place] or 0.0 for name, place in labelled_ends(table).items()]
    return [value for values in table.series.values() for value in values if value is not None]


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
    if starts == {(1, 1), (7, 1)} and _half_years(categories):
        return [f"H{day.month // 6 + 1} {day.year}" for day in categories]
    if starts and starts <= {(1, 1), (4, 1), (7, 1), (10, 1)}:
        return [f"Q{(day.month + 2) // 3} {day.year}" for day in categories]
    return list(map(str, categories))


def _half_years(days: list[date]) -> bool:
    return all(_months(later) - _months(day) == HALF for day, later in pairwise(sorted(days)))


def _are_counts(table: NativeTable) -> bool:
    return all(float(value).is_integer() for values in table.series.values() for value in values if value is not None)


def _span(native: Native, table: NativeTable) -> float:
    """Give how far the axis of values reaches, from nothing or below."""
    return _longest(native, table) - min(_lowest(table), 0)


def _longest(native: Native, table: NativeTable) -> float:
    """Give where the values end: the highest, or the sum of what is stacked on one category."""
    known = [[value or 0 for value in values] for values in zip(*table.series.values(), strict=True)]
    return max(sum(value for value in values if value > 0) if native.form in STACKED else max(values) for values in known)


def _lowest(table: NativeTable) -> float:
    return min((value for values in table.series.values() for value in values if value is not None), default=0)
