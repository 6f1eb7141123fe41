"""Sentences on sanctions with numbers computed from the tables."""

from datetime import date

import polars as pl

from analysis.charts.formatting import day, plural, year
from analysis.countries import join_words
from analysis.figures.inputs import collected_day, whole_tables
from analysis.figures.sanctions import authorities
from analysis.figures.sanctions.acts import since_the_turn
from analysis.figures.sanctions.authorities import LISTED_FROM, NAMES, TURN
from analysis.figures.sentence import Sentence
from analysis.measures import acts as rule
from analysis.measures import sanctions as measure

__all__ = ["acts", "fleet", "sanctions"]


@whole_tables("designations", coverage="sanctions_coverage")
def sanctions(designations: pl.DataFrame, coverage: pl.DataFrame) -> Sentence:
    """Say how many listings each authority made since January 2025 in the window that all three cover, and over what.

    Takes `load.designations()` and `load.sanctions_coverage()`; persons and entities under asset freeze.

    >>> from analysis import load
    >>> sanctions(load.designations(), load.sanctions_coverage()).text.split(",")[0]
    '**From 20 January 2025 to 29 April 2026'
    """
    window = measure.common_window(coverage, TURN)
    all_regimes = measure.within(designations, coverage, TURN)
    number = dict(all_regimes.select("authority", "listings").iter_rows())
    war = {row["authority"]: row for row in measure.within(designations, coverage, TURN, "war").iter_rows(named=True)}
    us = all_regimes.row(by_predicate=pl.col("authority") == "US", named=True)
    last = f", the last {day(us['last_listed_on'])}" if us["last_listed_on"] else ""
    return Sentence(
        f"**From {day(window.first)} to {day(window.last)}, as far as all three lists are known, the EU put {number['EU']} persons and entities "
        f"under asset freeze over Russia, the United Kingdom {number['UK']} and the United States {number['US']}, on {plural(us['days'], 'day')}{last}.** "
        f"Over the war alone the EU froze {war['EU']['listings']} and the United States {war['US']['listings']}, on "
        f"{plural(war['US']['days'], 'day')}; the British list does not tell its parts apart. EU and UK days are stated by them, US days inferred. "
        f"{authorities.beyond_words(measure.beyond(designations, coverage, window))}"
    )


@whole_tables("vessels", coverage="sanctions_coverage")
def fleet(vessels: pl.DataFrame, coverage: pl.DataFrame) -> Sentence:
    """Say how many ships had been listed by whom, and on how many lists at once, by the day to which all three are known.

    Takes `load.vessels()` and `load.sanctions_coverage()`; ships by IMO number, those removed since counted.

    >>> from analysis import load
    >>> fleet(load.vessels(), load.sanctions_coverage()).text.split("; ")[-1]
    'the sizes overlap and do not add up.'
    """
    end = measure.ships.common_end(coverage)
    sizes = authorities.named(measure.ships.sizes(vessels, end)).select("name", "ships").iter_rows()
    sets = measure.ships.overlap(vessels, end)
    several, every = int(sets.filter(pl.col("on") > 1)["ships"].sum()), int(sets["ships"].sum())
    return Sentence(
        f"**By {day(end)} {every} ships known by number had been put on at least one of three lists over Russia: "
        f"{join_words([f'{name} {number}' for name, number in sizes])}.** {several} are on two or more; the sizes overlap and do not add up."
    )


@whole_tables("actions", customs="customs_measures")
def acts(actions: pl.DataFrame, customs: pl.DataFrame, until: date | str) -> Sentence:
    """Say which acts each side adopted since January 2025, the last of the United States, and which customs measures stand.

    Takes `load.actions()` and `load.customs_measures()`; `until` is the last day counted and parts the measures in force from
    those adopted for later. What counts is said in `measures.acts`. Raises AnalysisError for a text that is no day, for a day
    before 20 January 2025 and for one after the collection ended.

    >>> from analysis import load
    >>> acts(load.actions(), load.customs_measures(), date(2026, 10, 10)).text.split(" the EU")[0]
    '**Since 20 January 2025'
    """
    end = collected_day("customs_measures", until)
    number = since_the_turn(actions, end)
    return Sentence(
        f"**Since {day(TURN)} the EU has adopted {plural(number['EU', 'package'], 'package')}, the United States "
        f"{plural(number['US', 'listing'], 'announced round')} of listings over the war, {plural(number['US', 'customs'], 'act')} on tariffs and "
        f"{plural(number['US', 'easing'], 'easing')}.** {_others(number['US', 'other_listing'])}{_last_of_the_us(actions, end)}{_customs(customs, end)}"
    )


def _others(days: int) -> str:
    return (
        f"Listings of the United States over other matters, cyber attacks and crime, came on {plural(days, 'day')}. "
        if days
        else ""
    )


def _last_of_the_us(actions: pl.DataFrame, end: date) -> str:
    """Say what the United States did last to tighten and to ease since January 2025; nothing of it is said if it did neither."""
    known = rule.counted(actions, TURN, end).filter(pl.col("authority").cast(pl.String) == "US").sort("date", "action")
    last = {"tightens": known.filter(rule.TIGHTENS).tail(1), "eases": known.filter(rule.EASES).tail(1)}
    return "".join(
        f"The last act of the United States that {way}, on {day(row['date'].item())}: {row['action'].item()}. "
        for way, row in last.items()
        if row.height
    )


def _customs(customs: pl.DataFrame, end: date) -> str:
    force, later = rule.in_force(customs, end), rule.to_come(customs, end).height
    ordered = customs.filter(pl.col("status").cast(pl.String) == "mandated", pl.col("date") <= end).height
    by = force.group_by(pl.col("authority").cast(pl.String)).len().sort("authority").iter_rows()
    stands = f": {join_words([f'{NAMES[one]} {count}' for one, count in by])}" if force.height else ""
    seen = f"; {'1 duty that the law orders was' if ordered == 1 else f'{ordered} duties that the law orders were'} not seen imposed"
    began: date = customs["date"].min()  # type: ignore[assignment]
    return (
        f"Of the duties, bans and caps on Russian energy and its buyers that came since {year(began)} and tighten, {force.height} "
        f"{'is' if force.height == 1 else 'are'} in force on {day(end)}{stands}; {plural(later, 'step')} "
        f"{'is' if later == 1 else 'are'} adopted for later as last seen{seen if ordered else ''}. "
        f"The table of measures begins in {year(LISTED_FROM)}, and those that ease are in it."
    )
