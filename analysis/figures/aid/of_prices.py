"""What a figure of aid at the prices of one year says: its units, its works, and where the index of prices had ended."""

from datetime import date

import polars as pl

from analysis.charts import vega
from analysis.charts.formatting import month
from analysis.measures.periods import Periods
from analysis.measures.prices import YEARS, carried, price_year

CODES, WORKS = {"eur": "EUR", "usd": "USD"}, {"eur": "eurostat_hicp", "usd": "bls_cpi"}
WHOSE = {"eur": "the euro area's HICP, whoever gave them", "usd": "the US CPI-U, whoever gave them"}
WORDS = {"eur": "euros", "usd": "dollars"}
UNITS = {
    f"{money}_{year}_{of}": (f"{CODES[money]} {of.replace('_', ' ')} at {year} prices", f"{WORDS[money]} of {year}{per}")
    for money in CODES
    for year in YEARS
    for of, per in (("bn", ""), ("per_head", " per head"))
}
"""What each unit at the prices of a year is called on an axis and in a sentence."""

STAGES = {
    "allocated": "allocations are aid earmarked in detail, not yet delivery",
    "committed": "commitments are promises, part of which is not yet earmarked",
}


def marked(unit: str, steps: Periods, window: tuple[date, date]) -> vega.Marked:
    """Find the periods that hold a month without an index of its own, and say at which month's prices it stands.

    In a running total or a mean those from the first month after the last index on; a hole before it is told in a note.

    >>> marked("eur_2025_bn", Periods.of("quarter"), (date(2025, 1, 1), date(2026, 4, 1))).periods
    [datetime.date(2026, 1, 1), datetime.date(2026, 4, 1)]
    """
    months, newest = carried(CODES[unit[:3]], *window)
    if runs := steps.cumulative or steps.smooth > 1:
        months = [one for one in months if one > newest]
    if not months:
        return vega.NOTHING
    spanned = pl.date_range(months[0], window[1], "1mo", eager=True).to_list() if runs else months
    periods = pl.Series(spanned, dtype=pl.Date).dt.truncate(steps.every).unique().sort().to_list()
    stands = [newest] if months[0] > newest else [_before(one) for one in months]
    return vega.Marked(periods, f"at the prices of {month(stands[0]) if len(stands) == 1 else 'the last month with an index'}")


def pale(marked: vega.Marked, as_line: bool) -> str:
    """Say in a subtitle what is marked, and why; nothing where nothing is.

    >>> pale(vega.Marked([date(2026, 1, 1)], "at the prices of December 2025"), False)
    '; pale: at the prices of December 2025'
    """
    return f"; {'grey' if as_line else 'pale'}: {marked.words}" if marked.periods else ""


def named(headline: str, prices: str | None) -> str:
    """Say in a headline at the prices of which year its amounts are, where they are not nominal.

    >>> named("Europe €2bn", "2025"), named("Europe €2bn", None)
    ('Europe €2bn, at 2025 prices', 'Europe €2bn')
    """
    year = price_year(prices)
    return f"{headline}, at {year} prices" if year else headline


def works_of(unit: str) -> list[str]:
    """Give the ids of the works that a unit at the prices of a year rests on.

    >>> works_of("usd_2025_bn"), works_of("usd_bn")
    (['bls_cpi'], [])
    """
    return [WORKS[unit[:3]]] if unit in UNITS else []


def notes(unit: str, stage: str, window: tuple[date, date]) -> list[str]:
    """Give the caveats of amounts at the prices of a year: by what they are deflated, and which months have no index.

    >>> notes("eur_2025_bn", "allocated", (date(2025, 1, 1), date(2026, 4, 1)))[-1]
    'No index was at hand for January 2026 to April 2026: these months carry the one of December 2025, and are marked.'
    """
    money, year = unit.split("_")[:2]
    months, newest = carried(CODES[money], *window)
    holes, after = [one for one in months if one < newest], [one for one in months if one > newest]
    told = [
        f"At the prices of {year}: each month's {WORDS[money]} are deflated by {WHOSE[money]}; {STAGES[stage]}.",
        *(f"No index was published for {month(one)}: it carries the one before it." for one in holes),
    ]
    if after:
        which = (
            f"{month(after[0])} to {month(after[-1])}: these months carry"
            if len(after) > 1
            else f"{month(after[0])}: it carries"
        )
        told.append(
            f"No index was at hand for {which} the one of {month(newest)}, and {'are' if len(after) > 1 else 'is'} marked."
        )
    return told


def _before(first: date) -> date:
    return date(first.year - (first.month == 1), (first.month - 2) % 12 + 1, 1)
