"""Prices on the page: by what a month's euros are multiplied, which months have no index of their own, and what is said of both."""

from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl

from analysis.charts.formatting import month
from analysis.explore.page.aid_rows import FIRST
from analysis.explore.page.controls import Node, Option, text_of
from analysis.figures.aid.inputs import works
from analysis.figures.aid.of_prices import CODES, STAGES, WHOSE, WORDS, works_of
from analysis.measures.prices import YEARS, at_prices, carried

OPTIONS: list[Option] = [("Of their day", ""), *((f"Of {year}", year) for year in YEARS)]
SAID = "(prices ? ' at ' + prices + ' prices' : '')"
"""Says in an expression of Vega at which prices amounts are; nothing where they are those of their day."""

IS_CARRIED = (
    "prices != '' && "
    "min((utcyear(datum.period) - 2022) * 12 + utcmonth(datum.period) + size - 1, end, facts.months - 1) > newest"
)
"""Is true of a period that holds a month after the last index: its amounts stand at that index's prices."""


SINCE = f"utc({FIRST.year}, max(newest, start), 1)"
"""Where a running total begins to hold such months: at the last month with an index."""


def factors(months: list[date], rates: pl.DataFrame) -> list[Node]:
    """Give by what euros of each month are multiplied for each currency and year of prices, by the place of the month.

    `rates` is `load.exchange_rates()`; the products are those of `measures.prices.at_prices`.

    >>> from analysis import load
    >>> first = factors([date(2022, 1, 1)], load.exchange_rates())[0]
    >>> first["i"], {name: round(factor, 6) for name, factor in first["factors"].items()}
    (0, {'EUR': 1, 'USD': 1.131448, 'EUR2025': 1.163061, 'USD2025': 1.295623})
    """
    dollars = dict(rates.filter(currency="USD").select("month", "per_eur").iter_rows())
    euro = pl.LazyFrame({"month": months, "value": [Decimal("1.00")] * len(months)})
    priced = {
        f"{currency}{year}": dict(at_prices(euro, currency, year).collect().select("month", "value").iter_rows())
        for year in YEARS
        for currency in CODES.values()
    }
    return [
        {
            "i": at,
            "factors": {"EUR": 1, "USD": dollars[one], **{name: float(factor[one]) for name, factor in priced.items()}},
        }
        for at, one in enumerate(months)
    ]


def newest(last: date) -> str:
    """Write as a literal of Vega at which place the newest month with an index stands, for each currency.

    >>> newest(date(2026, 4, 1))
    "{'EUR': 47, 'USD': 51}"
    """
    at = {code: min(carried(code, FIRST, last)[1], last) for code in CODES.values()}
    places = (f"{text_of(code)}: {(one.year - FIRST.year) * 12 + one.month - 1}" for code, one in at.items())
    return f"{{{', '.join(places)}}}"


def notes(last: date) -> list[tuple[dict[str, list[Any]], str]]:
    """Give what is said under the chart of amounts at the prices of a year, with the choices that it is said of.

    >>> notes(date(2026, 4, 1))[2][1]
    'Months after December 2025 have no index yet: they carry that of December 2025, and are shaded.'
    """
    said: list[tuple[dict[str, list[Any]], str]] = []
    for money, code in CODES.items():
        at = {"prices": [*YEARS], "currency": [code]}
        words = f"each month's {WORDS[money]} are deflated by {WHOSE[money]}"
        said += [({**at, "stage": [stage]}, f"At constant prices: {words}; {what}.") for stage, what in STAGES.items()]
        missing, end = carried(code, FIRST, last)
        said += [
            (at, f"No index was published for {month(one)}: it carries the one before it.") for one in missing if one < end
        ]
        if end < last:
            said.append((at, f"Months after {month(end)} have no index yet: they carry that of {month(end)}, and are shaded."))
    return said


def sources() -> list[tuple[dict[str, list[Any]], str]]:
    """Cite the index of each currency, with the choices that rest on it.

    >>> [sorted(when) for when, _ in sources()]
    [['currency', 'prices'], ['currency', 'prices']]
    """
    units = {code: works_of(f"{money}_{YEARS[0]}_bn") for money, code in CODES.items()}
    return [({"prices": [*YEARS], "currency": [code]}, works(*names)[0].text) for code, names in units.items()]
