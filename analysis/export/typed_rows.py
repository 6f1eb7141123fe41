"""Type the rows of a stored figure or table as a spreadsheet needs them: numbers, days and texts, each column with its unit."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from math import gcd
from typing import Any

import polars as pl

from analysis.charts.native import NOT_KNOWN, parse_days, parse_numbers
from analysis.export.csv import read_texts

NUMBER = r"^-?(?:0|[1-9]\d{0,14})(?:\.\d+)?(?:[eE][+-]?\d+)?$"
"""A number as a CSV has it; a code that begins with noughts is none, nor is one too long for a spreadsheet to hold."""
NO_NUMBER = ("NaN", "inf", "-inf")
GROUPED = r"^[-−+]?(?:\d{1,3}(?:,\d{3})+|0|[1-9]\d{0,14})(?:\.\d+)?$"
"""A number as a reader's table has it."""
NAMES = re.compile(r"(?:^|_)(?:imo|id|code|number|year|release)$")
"""Columns of whole numbers that name something: they have no thousands."""
FROM = {"1q": "quarter from", "6mo": "half-year from", "1y": "year"}
"""What the head of a column of periods says of their first days."""
CODES = re.compile("^release")
"""Columns of names that may all be numerals."""
MOST_DECIMALS = 3
MONTHS = {"1y": 12, "6mo": 6, "1q": 3}
"""Months of each step that is longer than one."""
PERIOD = "period"
"""The column of measures and figures that has the first days of periods."""
LONG_DAY, LONG_MONTH = r"^\d{1,2} [A-Z][a-z]+ \d{4}$", r"^[A-Z][a-z]+ \d{4}$"
FIRST_DAY = date(1900, 3, 1)
"""Before it spreadsheets count days in different ways."""
LARGEST = 10**15
"""Above it a cell loses digits of a number."""
MOST_LETTERS = 32_767
"""Letters that a cell holds."""
UNITS = {
    r"(?:^|_)eur_bn$": "EUR bn",
    r"(?:^|_)eur_m$": "EUR m",
    r"(?:^|_)eur$": "EUR",
    r"(?:^|_)usd_bn$": "USD bn",
    r"(?:^|_)pct(?:_|$)": "%",
    r"^share(?:_|$)": "share of one",
    r"_bn$": "bn",
}
"""What the end of a column's name says of its unit, the first that fits."""


@dataclass(frozen=True)
class Column:
    """Say how one column is headed and written: its name, unit, what it holds, and the spreadsheet's format."""

    name: str
    unit: str
    holds: str
    format: str

    @property
    def heading(self) -> str:
        """Give the column's head: its name, and below it the unit.

        >>> Column("eur_bn", "EUR bn", "number", "0.0").heading
        'eur_bn\\nEUR bn'
        """
        return f"{self.name}\n{self.unit}" if self.unit else self.name


def typed_csv(csv: str) -> pl.DataFrame:
    r"""Read a figure's rows as `csv_text` wrote them, typed: what are all days or all numbers are such, the rest are texts.

    A truth is yes or no, what is no number is empty.

    >>> typed_csv("code,month,eur_bn\n007,2025-01-01,1.5\n010,2025-02-01,NaN").rows()
    [('007', datetime.date(2025, 1, 1), 1.5), ('010', datetime.date(2025, 2, 1), None)]
    """
    texts = read_texts(csv)
    return texts.select(_typed(column) for column in texts)


def typed_rows(record: dict[str, Any]) -> pl.DataFrame:
    """Read the rows of a table's record, typed as far as a reader's texts tell: numbers, days and months, else texts.

    A number or a day that is not known is empty.

    >>> typed_rows({"header": ["Signed", "EUR m"], "rows": [["3 May 2024", "1,204.5"], ["not known", "not known"]]}).rows()
    [(datetime.date(2024, 5, 3), 1204.5), (None, None)]
    """
    columns = [[row[place] for row in record["rows"]] for place in range(len(record["header"]))]
    return pl.DataFrame([_from_words(f"{place}", pl.Series(cells, dtype=pl.String)) for place, cells in enumerate(columns)])


def plain(frame: pl.DataFrame) -> pl.DataFrame:
    """Give a frame's values as cells hold them: numbers, days and texts; a truth is yes or no, what has no form is a text.

    >>> plain(pl.DataFrame({"known": [True, None], "share": [0.5, float("nan")]})).rows()
    [('yes', 0.5), (None, None)]
    """
    return frame.select(_plain(column) for column in frame)


def describe(frame: pl.DataFrame, units: dict[str, str] | None = None, decimals: dict[str, int] | None = None) -> list[Column]:
    """Say of each column of a typed frame how it is headed and written; `units` are those known, the rest come from the names.

    `decimals` are those of columns that have as many however many their numbers need; the first days of quarters, half-years and years
    in a column `period` are headed as such.

    >>> [(one.unit, one.holds, one.format) for one in describe(pl.DataFrame({"year": [2025], "eur_bn": [1.5]}))]
    [('', 'number', '0'), ('EUR bn', 'number', '#,##0.0')]
    """
    return [_described(column, (units or {}).get(column.name, ""), (decimals or {}).get(column.name)) for column in frame]


def is_name(column: pl.Series) -> bool:
    """Say whether whole numbers are names, such as years and the numbers of ships, which are written without thousands.

    >>> is_name(pl.Series("year", [2024, 2025])), is_name(pl.Series("people", [1_173_192]))
    (True, False)
    """
    return bool(NAMES.search(column.name)) or bool(column.drop_nulls().is_between(1900, 2100).all())


def number_format(values: Iterable[float]) -> str:
    """Give the format that shows numbers with as many decimals as any of them needs, at most three.

    >>> number_format([1.5, 2.25]), number_format([1.0, 2000.0])
    ('#,##0.00', '#,##0')
    """
    needed = max((len(f"{value:.{MOST_DECIMALS}f}".rstrip("0").partition(".")[2]) for value in values), default=0)
    return "#,##0" + ("." + "0" * needed if needed else "")


def step_between(days: pl.Series) -> str:
    """Find how long the periods are whose first days stand in a column: 1q, 6mo or 1y, else 1mo.

    >>> step_between(pl.Series([date(2022, 1, 1), date(2022, 7, 1), date(2023, 1, 1)]))
    '6mo'
    """
    known = days.drop_nulls().unique().sort()
    apart = gcd(*(12 * (day.year - known[0].year) + day.month - known[0].month for day in known))
    begin_years = bool((known.dt.month() == 1).any()) and bool((known.dt.day() == 1).all())
    return next((step for step in MONTHS if begin_years and apart and apart % MONTHS[step] == 0), "1mo")


def _typed(column: pl.Series) -> pl.Series:
    numbers = column.set(column.is_in(NO_NUMBER), None)
    if _all(numbers, NUMBER) and not CODES.search(column.name):
        return parse_numbers(numbers)
    days = parse_days(column)
    if days.dtype == pl.Date:
        return days if (days.drop_nulls() >= FIRST_DAY).all() else column
    if _all(column, "^(?:true|false)$"):
        return column.replace({"true": "yes", "false": "no"})
    return column.str.slice(0, MOST_LETTERS)


def _plain(column: pl.Series) -> pl.Series:
    dtype = column.dtype
    if dtype.is_float() or dtype.is_decimal():
        numbers = column.cast(pl.Float64)
        return numbers.set(~numbers.is_finite(), None)
    if dtype == pl.Boolean:
        return column.replace_strict({True: "yes", False: "no"}, return_dtype=pl.String)
    if dtype.is_integer():
        too_long = column.drop_nulls().cast(pl.Float64).abs().max()
        return column.cast(pl.String) if isinstance(too_long, float) and too_long > LARGEST else column
    if dtype.is_nested() or dtype in (pl.Object, pl.Binary):
        return pl.Series(column.name, [None if one is None else str(one) for one in column], dtype=pl.String)
    return _typed(column.cast(pl.String)) if dtype.is_temporal() else column.cast(pl.String).str.slice(0, MOST_LETTERS)


def _from_words(name: str, cells: pl.Series) -> pl.Series:
    cells = cells.alias(name)
    known = cells.set(cells.is_in([NOT_KNOWN, ""]), None)
    if _all(known, GROUPED):
        return parse_numbers(known.str.replace_all(",", "").str.replace("−", "-").str.replace(r"^\+", ""))
    for pattern, before, form in ((LONG_DAY, "", "%d %B %Y"), (LONG_MONTH, "1 ", "%d %B %Y")):
        if _all(known, pattern):
            days = (before + known).str.to_date(form, strict=False)
            if days.null_count() == known.null_count():
                return days.alias(name)
    return cells.str.slice(0, MOST_LETTERS)


def _all(column: pl.Series, pattern: str) -> bool:
    """Say whether every text that is known reads so, and at least one is."""
    return column.null_count() < len(column) and bool(column.str.contains(pattern).all())


def _described(column: pl.Series, unit: str, decimals: int | None = None) -> Column:
    unit = unit or next((told for end, told in UNITS.items() if re.search(end, column.name)), "")
    if column.dtype == pl.Date:
        step = step_between(column) if column.name == PERIOD else ""
        if step in FROM:
            return Column(column.name, FROM[step], "month", "yyyy" if step == "1y" else "mmm yyyy")
        months = bool((column.drop_nulls().dt.day() == 1).all())
        return Column(column.name, unit, "month" if months else "day", "mmm yyyy" if months else "d mmm yyyy")
    if not column.dtype.is_numeric():
        return Column(column.name, "", "text", "@")
    if unit.startswith("share") and "%" not in unit:
        return Column(column.name, unit, "number", "0.0%")
    if column.dtype.is_integer():
        return Column(column.name, unit, "number", "0" if is_name(column) else "#,##0")
    if decimals is not None:
        return Column(column.name, unit, "number", "#,##0" + ("." + "0" * decimals if decimals else ""))
    return Column(column.name, unit, "number", number_format(column.drop_nulls().to_list()))
