"""What a figure of aid at the prices of one year says: its units, its works, and where the index of prices had ended."""

from datetime import date

import polars as pl

from analysis.charts import bands
from analysis.charts.catalogue import say
from analysis.measures.prices import YEARS, carried, price_year

CODES, WORKS = {"eur": "EUR", "usd": "USD"}, {"eur": "eurostat_hicp", "usd": "bls_cpi"}
WHOSE = {"eur": say("aid.of_prices.hicp_words"), "usd": say("aid.of_prices.cpi_words")}
WORDS = {"eur": say("aid.of_prices.euros_words"), "usd": say("aid.of_prices.dollars_words")}
UNITS = {
    unit: words
    for year in YEARS
    for unit, words in (
        (f"eur_{year}_bn", (say("aid.of_prices.eur_bn_label", year=year), say("aid.of_prices.eur_bn_words", year=year))),
        (
            f"eur_{year}_per_head",
            (say("aid.of_prices.eur_per_head_label", year=year), say("aid.of_prices.eur_per_head_words", year=year)),
        ),
        (f"usd_{year}_bn", (say("aid.of_prices.usd_bn_label", year=year), say("aid.of_prices.usd_bn_words", year=year))),
        (
            f"usd_{year}_per_head",
            (say("aid.of_prices.usd_per_head_label", year=year), say("aid.of_prices.usd_per_head_words", year=year)),
        ),
    )
}
"""What each unit at the prices of a year is called on an axis and in a sentence."""

STAGES = {"allocated": say("aid.of_prices.allocated_words"), "committed": say("aid.of_prices.committed_words")}


def band(unit: str, window: tuple[date, date]) -> bands.Marked | None:
    """Find what of a running total or a mean stands at the prices of the last index: all from that month on; None where nothing does.

    A hole before the last index is told in a note.

    >>> band("eur_2025_bn", (date(2025, 1, 1), date(2026, 4, 1)))
    Marked(start=datetime.date(2025, 12, 1), end=datetime.date(2026, 4, 1), words='prices of December 2025', bracket=False)
    """
    months, newest = carried(CODES[unit[:3]], *window)
    after = [one for one in months if one > newest]
    words = say("aid.of_prices.band_label", newest=newest)
    return bands.Marked(_before(after[0]), window[1], words) if after else None


def pale(unit: str, every: str, window: tuple[date, date]) -> tuple[list[date], str]:
    """Find the periods that hold a month without an index of its own, and say at which month's prices it stands.

    >>> pale("eur_2025_bn", "1q", (date(2025, 1, 1), date(2026, 4, 1)))[0]
    [datetime.date(2026, 1, 1), datetime.date(2026, 4, 1)]
    """
    months, newest = carried(CODES[unit[:3]], *window)
    if not months:
        return [], ""
    stands = [newest] if months[0] > newest else [_before(one) for one in months]
    if len(stands) == 1:
        words = say("aid.of_prices.at_prices_words", newest=stands[0])
    else:
        words = say("aid.of_prices.at_last_prices_words")
    return pl.Series(months, dtype=pl.Date).dt.truncate(every).unique().sort().to_list(), words


def since(marked: bands.Marked | None) -> str:
    """Say in a subtitle from when on what is marked stands, in words that a chart without the mark has too.

    >>> since(bands.Marked(date(2025, 12, 1), date(2026, 4, 1), "at the prices of December 2025"))
    '; after December 2025 at the prices of that month'
    """
    return say("aid.of_prices.since_words", month=marked.start) if marked else ""


def named(headline: str, prices: str | None) -> str:
    """Say in a headline at the prices of which year its amounts are, where they are not nominal.

    >>> named("Europe €2bn", "2025"), named("Europe €2bn", None)
    ('Europe €2bn, at 2025 prices', 'Europe €2bn')
    """
    year = price_year(prices)
    return say("aid.of_prices.named_headline", headline=headline, year=year) if year else headline


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
        say("aid.of_prices.deflated", year=year, money=WORDS[money], index=WHOSE[money], stage=STAGES[stage]),
        *(say("aid.of_prices.hole", month=one) for one in holes),
    ]
    if len(after) > 1:
        told.append(say("aid.of_prices.after", first=after[0], last=after[-1], newest=newest))
    elif after:
        told.append(say("aid.of_prices.after_one", first=after[0], newest=newest))
    return told


def _before(first: date) -> date:
    return date(first.year - (first.month == 1), (first.month - 2) % 12 + 1, 1)
