"""Rates of listings a month in words: how each authority's moved from before a day to after it."""

from datetime import date, timedelta

import polars as pl

from analysis.charts.catalogue import say
from analysis.countries import join_words
from analysis.measures import sanctions as measure
from analysis.measures.listings import PEOPLE
from analysis.measures.windows import MONTH

WAR_BEGINS = date(2022, 2, 1)


def average(designations: pl.DataFrame, turn: date) -> dict[str, float]:
    """Give the listings a month of the EU and the UK from February 2022 to the day before `turn`.

    Takes `load.designations()`.

    >>> from analysis import load
    >>> sorted(average(load.designations(), date(2025, 1, 20)))
    ['EU', 'UK']
    """
    last = turn - timedelta(days=1)
    months = ((last - WAR_BEGINS).days + 1) / MONTH
    count = {
        one: measure.between(designations, one, "stated", "asset_freeze", WAR_BEGINS, last, PEOPLE) for one in ("EU", "UK")
    }
    return {one: listings / months for one, listings in count.items()}


def all_moved(rate: dict[tuple[str, str], float]) -> str:
    """Say from what to what each authority's rate went, those that went one way together and the United States first.

    >>> rate = {("US", "before"): 205.0, ("US", "after"): 4.1, ("EU", "before"): 30.0, ("EU", "after"): 35.0}
    >>> all_moved(rate | {("UK", "before"): 15.0, ("UK", "after"): 36.0})
    'US listings over Russia fell from 205 to 4.1; EU listings rose from 30 to 35 and UK listings from 15 to 36'
    """
    ways: dict[int, list[str]] = {}
    for one in ("US", "EU", "UK"):
        before, after = rate[one, "before"], rate[one, "after"]
        together = ways.setdefault((after > before) - (after < before), [])
        whose = say("sanctions.rates.us_words") if one == "US" else say("sanctions.rates.others_words", authority=one)
        together.append(_moved_too(whose, before, after) if together else _moved(whose, before, after))
    return "; ".join(join_words(parts) for parts in ways.values())


def _moved(whose: str, before: float, after: float) -> str:
    if before == after:
        return say("sanctions.rates.stayed_words", whose=whose, after=_rate(after))
    if after > before:
        return say("sanctions.rates.rose_words", whose=whose, before=_rate(before), after=_rate(after))
    return say("sanctions.rates.fell_words", whose=whose, before=_rate(before), after=_rate(after))


def _moved_too(whose: str, before: float, after: float) -> str:
    """Say it of one that moved as the one before it did."""
    if before == after:
        return say("sanctions.rates.stayed_too_words", whose=whose, after=_rate(after))
    return say("sanctions.rates.moved_too_words", whose=whose, before=_rate(before), after=_rate(after))


def _rate(value: float) -> str:
    """Write a rate a month: one below ten keeps a decimal."""
    return f"{value:.0f}" if value >= 9.5 or not value else f"{value:.1f}"
