"""Sentences on sanctions with numbers computed from the tables."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl

from analysis.charts.catalogue import say
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
    return Sentence(
        f"**{_listed(number, us, window)}** {_war(war)} {say('sanctions.sentences.bases')} "
        f"{authorities.beyond_words(measure.beyond(designations, coverage, window))}"
    )


def _listed(number: Mapping[str, int], us: Mapping[str, Any], window: measure.Window) -> str:
    numbers = {"first": window.first, "last": window.last, "eu": number["EU"], "uk": number["UK"], "us": number["US"]}
    if not us["last_listed_on"]:
        return say("sanctions.sentences.listed_no_us", **numbers)
    return say("sanctions.sentences.listed", **numbers, number=us["days"], last_us=us["last_listed_on"])


def _war(war: Mapping[str, Mapping[str, Any]]) -> str:
    return say("sanctions.sentences.war", eu=war["EU"]["listings"], us=war["US"]["listings"], number=war["US"]["days"])


@whole_tables("vessels", coverage="sanctions_coverage")
def fleet(vessels: pl.DataFrame, coverage: pl.DataFrame) -> Sentence:
    """Say how many ships had been listed by whom, and on how many lists at once, by the day to which all three are known.

    Takes `load.vessels()` and `load.sanctions_coverage()`; ships by IMO number, those removed since counted.

    >>> from analysis import load
    >>> fleet(load.vessels(), load.sanctions_coverage()).text.split("; ")[-1]
    'the sizes overlap and do not add up.'
    """
    end = measure.ships.common_end(coverage)
    named = authorities.named(measure.ships.sizes(vessels, end)).select("name", "ships")
    sizes = [f"{name} {number}" for name, number in named.iter_rows()]
    sets = measure.ships.overlap(vessels, end)
    several, every = int(sets.filter(pl.col("on") > 1)["ships"].sum()), int(sets["ships"].sum())
    return Sentence(
        f"**{say('sanctions.sentences.fleet', end=end, every=every, sizes=sizes)}** "
        f"{say('sanctions.sentences.fleet_overlap', several=several)}"
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
    adopted = say(
        "sanctions.sentences.adopted",
        since=TURN,
        packages=say("sanctions.sentences.packages_words", number=number["EU", "package"]),
        rounds=say("sanctions.sentences.rounds_words", number=number["US", "listing"]),
        tariffs=say("sanctions.sentences.tariffs_words", number=number["US", "customs"]),
        easings=say("sanctions.sentences.easings_words", number=number["US", "easing"]),
    )
    others = _others(number["US", "other_listing"])
    return Sentence(" ".join([f"**{adopted}**", *others, *_last_of_the_us(actions, end), _customs(customs, end)]))


def _others(days: int) -> list[str]:
    return [say("sanctions.sentences.other_listings", number=days)] if days else []


def _last_of_the_us(actions: pl.DataFrame, end: date) -> list[str]:
    """Say what the United States did last to tighten and to ease since January 2025; nothing of it is said if it did neither."""
    known = rule.counted(actions, TURN, end).filter(pl.col("authority").cast(pl.String) == "US").sort("date", "action")
    tightening, easing = (known.filter(way).tail(1).select("date", "action") for way in (rule.TIGHTENS, rule.EASES))
    return [
        *(say("sanctions.sentences.last_tightening", on=on, act=act) for on, act in tightening.iter_rows()),
        *(say("sanctions.sentences.last_easing", on=on, act=act) for on, act in easing.iter_rows()),
    ]


def _customs(customs: pl.DataFrame, end: date) -> str:
    force, later = rule.in_force(customs, end), rule.to_come(customs, end).height
    ordered = customs.filter(pl.col("status").cast(pl.String) == "mandated", pl.col("date") <= end).height
    by = force.group_by(pl.col("authority").cast(pl.String)).len().sort("authority").iter_rows()
    rest = [say("sanctions.sentences.later_words", number=later)]
    rest += [say("sanctions.sentences.ordered_words", number=ordered)] if ordered else []
    known = {"began": customs["date"].min(), "end": end, "rest": "; ".join(rest)}
    if force.is_empty():
        stands = say("sanctions.sentences.in_force_none", **known)
    else:
        counts = [f"{NAMES[one]} {count}" for one, count in by]
        stands = say("sanctions.sentences.in_force", **known, number=force.height, by=counts)
    return f"{stands} {say('sanctions.sentences.table_begins', first=LISTED_FROM)}"
