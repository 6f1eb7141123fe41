"""Write numbers, dates and lists of words for readers; numbers are rounded here and nowhere else, and exact in the data."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl

PERIODS = {"1mo": "month", "1q": "quarter", "6mo": "half-year", "1y": "year"}
"""What a step over time is called."""


THOUSAND = 1000

HALF_A_MILLION = 0.0005
"""Billions below which a sum in millions would read as none."""


def bn(value: float, digits: int = 1) -> str:
    """Write billions: 214.8 bn; small amounts keep two decimals, so that they do not read as zero.

    >>> bn(214.844309), bn(0.4829), bn(-0.04), bn(-0.001)
    ('214.8 bn', '0.48 bn', '-0.04 bn', '0.00 bn')
    """
    places = digits if abs(value) >= 1 or value == 0 else max(digits, 2)
    return f"{_unsigned_zero(f'{value:,.{places}f}')} bn"


def eur(value: float, digits: int = 1) -> str:
    """Write billions of euros as a sentence does: €214.8bn; small amounts keep two decimals, so that they do not read as zero.

    >>> eur(214.844309), eur(0.4829), eur(-0.04), eur(230.472, 0)
    ('€214.8bn', '€0.48bn', '-€0.04bn', '€230bn')
    """
    written = bn(value, digits).replace(" ", "")
    return f"-€{written[1:]}" if written.startswith("-") else f"€{written}"


def eur_tenths(value: float) -> str:
    """Write billions of euros to one decimal whatever their size, where the amounts beside them have one.

    >>> eur_tenths(0.766), eur_tenths(2.623)
    ('€0.8bn', '€2.6bn')
    """
    return f"€{value:,.1f}bn"


def usd(value: float, digits: int = 1) -> str:
    """Write billions of dollars as a sentence does: $123.0bn; small amounts keep two decimals.

    >>> usd(123.0), usd(-0.4)
    ('$123.0bn', '-$0.40bn')
    """
    return eur(value, digits).replace("€", "$")


def short_money(value: float, sign: str = "€") -> str:
    """Write billions as precisely as small sums need: in billions, in millions, or as nothing below half a million.

    >>> short_money(30.633), short_money(0.0524), short_money(0.0), short_money(0.161, "$")
    ('€30.6bn', '€52m', 'nothing', '$161m')
    """
    if value < HALF_A_MILLION:
        return "nothing"
    return eur(value).replace("€", sign) if value >= 1 else f"{sign}{value * 1000:,.0f}m"


def euros(amount: Decimal) -> str:
    """Write exact euros in words: in millions below a billion, so that parts of one sentence are as exact as each other.

    >>> euros(Decimal(503_200_000)), euros(Decimal(8_800_000_000))
    ('€503m', '€8.8bn')
    """
    millions = round(amount / 1_000_000)
    return f"€{millions}m" if millions < THOUSAND else eur(max(float(amount) / 1e9, 1.0))


SIGNS = {"EUR": "€", "USD": "$", "GBP": "£"}


def sign_of(currency: str) -> pl.Expr:
    """Write the sign that stands before an amount, of a column of currencies: the code and a space where it has none.

    >>> pl.DataFrame({"currency": ["GBP", "SEK"]}).select(sign_of("currency"))["currency"].to_list()
    ['£', 'SEK ']
    """
    code = pl.col(currency).cast(pl.String)
    return pl.coalesce(code.replace_strict(SIGNS, default=None, return_dtype=pl.String), code + " ")


def announced(amount: Decimal, currency: str) -> str:
    """Write an announced amount in its own currency, in millions or billions as exactly as it was announced.

    >>> announced(Decimal("3300000000"), "EUR"), announced(Decimal("125500000"), "SEK")
    ('€3.3bn', 'SEK 125.5m')
    """
    sign = SIGNS.get(currency, f"{currency} ")
    millions = amount / 1_000_000
    return f"{sign}{(millions / 1000).normalize():f}bn" if millions >= 1000 else f"{sign}{millions.normalize():f}m"


def pct(share: float, digits: int = 0) -> str:
    """Write a share of one as per cent: 64%.

    >>> pct(0.6384), pct(0.0051, 1)
    ('64%', '0.5%')
    """
    return f"{_unsigned_zero(f'{100 * share:.{digits}f}')}%"


def _unsigned_zero(written: str) -> str:
    """Take the sign off a number that is written as zero: nothing is lost where nothing is read."""
    return written if any(digit in written for digit in "123456789") else written.removeprefix("-")


def times(ratio: float) -> str:
    """Write a ratio: 1.9 times.

    >>> times(1.862)
    '1.9 times'
    """
    return f"{ratio:.1f} times"


def plural(number: int, noun: str) -> str:
    """Write a count with its noun: 1 round, 2 rounds.

    >>> plural(1, "round"), plural(0, "package")
    ('1 round', '0 packages')
    """
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def amount(value: float, unit: str) -> str:
    """Write an amount in its unit: billions as money, anything else as a count with its noun.

    >>> amount(102.2, "EUR bn"), amount(0.0, "USD bn"), amount(1.0, "countries"), amount(1168.0, "persons and entities")
    ('€102.2bn', '$0.0bn', '1 country', '1,168 persons and entities')
    """
    if unit in {"EUR bn", "USD bn"}:
        return eur(value) if unit == "EUR bn" else usd(value)
    single = unit.removesuffix("ies") + "y" if unit.endswith("ies") else unit.removesuffix("s")
    return f"{value:,.0f} {single if value == 1 and ' ' not in unit else unit}"


SMALL = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def number_word(number: int) -> str:
    """Write a count as prose does: none to nine in words, from ten on in figures.

    >>> number_word(0), number_word(5), number_word(1646)
    ('none', 'five', '1,646')
    """
    return SMALL[number] if number < len(SMALL) else f"{number:,}"


def ordinal(number: int) -> str:
    """Write a place in a ranking: 1st, 12th.

    >>> ordinal(1), ordinal(12), ordinal(22), ordinal(113)
    ('1st', '12th', '22nd', '113th')
    """
    ending = "th" if number % 100 in {11, 12, 13} else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number:,}{ending}"


def capitalise_first(sentence: str) -> str:
    """Write the first letter of a sentence as a capital and leave the rest as it is.

    >>> capitalise_first("the EU institutions and Germany")
    'The EU institutions and Germany'
    """
    return sentence[:1].upper() + sentence[1:]


def year(value: date) -> str:
    """Write the year of a date.

    >>> year(date(2026, 4, 30))
    '2026'
    """
    return str(value.year)


def day(value: Any) -> str:
    """Write a date as 30 April 2026, whatever the locale.

    >>> from datetime import date
    >>> day(date(2026, 4, 30))
    '30 April 2026'
    """
    months = "January February March April May June July August September October November December".split()
    return f"{value.day} {months[value.month - 1]} {value.year}"


def month(value: Any) -> str:
    """Write a month as April 2026, whatever the locale.

    >>> from datetime import date
    >>> month(date(2026, 4, 1))
    'April 2026'
    """
    return day(value).split(" ", 1)[1]


def short_day(value: Any) -> str:
    """Write a date as tables do: 10 Oct 2026.

    >>> short_day(date(2026, 10, 10)), short_day(date(2025, 9, 20)), short_day(date(2026, 6, 30))
    ('10 Oct 2026', '20 Sep 2025', '30 Jun 2026')
    """
    number, name, year = day(value).split()
    return f"{number} {name[:3]} {year}"


def short_month(value: Any) -> str:
    """Write a month as tables do: Apr 2026.

    >>> short_month(date(2026, 4, 30))
    'Apr 2026'
    """
    return short_day(value).split(" ", 1)[1]


def partial_day(value: str) -> str:
    """Write a date that is a day, a month or a year, as exactly as it is given.

    >>> partial_day("2024-12-12"), partial_day("2025-01"), partial_day("2025")
    ('12 December 2024', 'January 2025', '2025')
    """
    write = {4: year, 7: month, 10: day}[len(value)]
    return write(date.fromisoformat(value + "-01-01"[len(value) - 4 :] if len(value) < 10 else value))


def short_partial_day(value: str) -> str:
    """Write a date that is a day, a month or a year as tables do, as exactly as it is given.

    >>> short_partial_day("2024-12-12"), short_partial_day("2025-01"), short_partial_day("2025")
    ('12 Dec 2024', 'Jan 2025', '2025')
    """
    written = partial_day(value).split()
    return " ".join([*written[:-2], *(one[:3] for one in written[-2:-1]), *written[-1:]])


def period_words(value: date, every: str) -> str:
    """Name a period by its first day and its length: 1mo, 1q or 1y.

    >>> period_words(date(2025, 4, 1), "1mo"), period_words(date(2025, 4, 1), "1q"), period_words(date(2025, 1, 1), "1y")
    ('April 2025', 'quarter from April 2025', '2025')
    """
    words = {"1q": f"quarter from {month(value)}", "6mo": f"half-year from {month(value)}"}
    return words.get(every) or {"1mo": month, "1y": year}[every](value)


def period_name(value: date, every: str) -> str:
    """Name a period shortly, as a headline or the axis of a chart has room for it: Q2 2025, H1 2025, else as `period_words`.

    >>> period_name(date(2025, 4, 1), "1q"), period_name(date(2025, 7, 1), "6mo"), period_name(date(2025, 1, 1), "1y")
    ('Q2 2025', 'H2 2025', '2025')
    """
    size = {"1q": ("Q", 3), "6mo": ("H", 6)}.get(every)
    return f"{size[0]}{(value.month - 1) // size[1] + 1} {value.year}" if size else period_words(value, every)


def as_text(column: str, write: Callable[[Any], str | None]) -> pl.Expr:
    """Write each value of a column by a function, as a text of the same name; nulls stay.

    >>> pl.DataFrame({"eur_bn": [214.84]}).select(as_text("eur_bn", bn)).item()
    '214.8 bn'
    """
    return pl.col(column).map_elements(write, return_dtype=pl.String)


def day_text(column: str) -> pl.Expr:
    """Write a column of dates as `day` does.

    >>> pl.DataFrame({"period": [date(2026, 4, 30)]}).select(day_text("period")).item()
    '30 April 2026'
    """
    return as_text(column, day)


def month_text(column: str) -> pl.Expr:
    """Write a column of dates as `month` does.

    >>> pl.DataFrame({"period": [date(2026, 4, 1)]}).select(month_text("period")).item()
    'April 2026'
    """
    return as_text(column, month)


def partial_day_text(column: str) -> pl.Expr:
    """Write a column of texts that are days, months or years as `partial_day` does.

    >>> pl.DataFrame({"date": ["2024-12-12", "2025-01"]}).select(partial_day_text("date")).to_series().to_list()
    ['12 December 2024', 'January 2025']
    """
    return as_text(column, partial_day)


def join_rows(rows: pl.DataFrame, text: str, separator: str = "; ") -> str:
    """Write each row as a text that names columns in braces, with formats as Python's, and join them.

    >>> join_rows(pl.DataFrame({"name": ["Norway", "Chad"], "eur_bn": [1.25, 0.0]}), "{name} {eur_bn:.1f}")
    'Norway 1.2; Chad 0.0'
    """
    return separator.join(text.format_map(row) for row in rows.iter_rows(named=True))
