"""Sentences on sanctions with numbers computed from the tables."""

from datetime import date

import polars as pl

from analysis.as_of import as_day
from analysis.charts.formatting import day, join_words, plural
from analysis.figures.inputs import require_whole_table
from analysis.figures.sanctions.acts import TURN, since_the_turn
from analysis.figures.sanctions.authorities import NAMES
from analysis.figures.sentence import Sentence
from analysis.load.guarantees import require_within_collection
from analysis.measures import sanctions as measure

__all__ = ["acts", "fleet", "sanctions"]

LAST_LISTING = date(2025, 1, 15)


def sanctions(designations: pl.DataFrame, coverage: pl.DataFrame) -> Sentence:
    """Say how many listings each authority made since January 2025, each on its own basis, and when the last was.

    Takes `load.designations()` and `load.sanctions_coverage()`; persons and entities under asset freeze. Raises NotComparable
    for a part of a table or rows that stand twice.

    >>> from analysis import load
    >>> sanctions(load.designations(), load.sanctions_coverage()).text.split(" to ")[0]
    '**From 15 January 2025'
    """
    require_whole_table("designations", designations)
    require_whole_table("sanctions_coverage", coverage)
    so_far = measure.since(designations, coverage, LAST_LISTING).group_by("authority", maintain_order=True).last()
    numbers = dict(so_far.select("authority", "so_far").iter_rows())
    last = {row["authority"]: row for row in measure.last_listing(designations, coverage).iter_rows(named=True)}
    others = [f"{NAMES[one]} {numbers[one]} (to {day(last[one]['covered_to'])})" for one in ("EU", "UK")]
    return Sentence(
        f"**From {day(LAST_LISTING)} to {day(last['US']['covered_to'])} the United States put {numbers['US']} persons and entities on its "
        f"list over Russia, the last on {day(last['US']['last_listed_on'])}; {join_words(others)}.** EU and UK days are stated by them, US days "
        "inferred; the numbers stand side by side and are not one sum."
    )


def fleet(vessels: pl.DataFrame) -> Sentence:
    """Say how many ships are listed by whom, and on how many lists at once.

    Takes `load.vessels()`; ships removed since, and those without a known day, are counted. Raises NotComparable for a part of
    a table or rows that stand twice.

    >>> from analysis import load
    >>> fleet(load.vessels()).text.split("; ")[-1]
    'the sizes overlap and do not add up.'
    """
    require_whole_table("vessels", vessels)
    sizes = dict(
        measure.ships.sizes(vessels).with_columns(pl.col("authority").cast(pl.String)).select("authority", "ships").iter_rows()
    )
    sets = measure.ships.overlap(vessels)
    several, whole = int(sets.filter(pl.col("on") > 1)["ships"].sum()), int(sets["ships"].sum())
    return Sentence(
        f"**{whole} ships have been put on at least one list over Russia: {join_words([f'{NAMES[one]} {number}' for one, number in sizes.items()])}.** "
        f"{several} are on two or more; the sizes overlap and do not add up."
    )


def acts(actions: pl.DataFrame, customs: pl.DataFrame, until: date | str) -> Sentence:
    """Say which acts each side adopted since January 2025, and how many customs measures are in force.

    Takes `load.actions()`, of which those of low confidence are not counted, and `load.customs_measures()`; `until` is the
    last day counted and parts the measures in force from those adopted for later. Raises NotComparable for a part of a table
    or rows that stand twice, AnalysisError for a text that is no day, for a day before 20 January 2025 and for one after the
    collection ended.

    >>> from analysis import load
    >>> acts(load.actions(), load.customs_measures(), date(2026, 10, 10)).text.split(" the EU")[0]
    '**Since 20 January 2025'
    """
    require_whole_table("customs_measures", customs)
    end = as_day(until)
    require_within_collection("customs_measures", end)
    counts = since_the_turn(actions, end)
    force = customs.filter(pl.col("status") == "in force", pl.col("date") <= end)
    later = customs.filter(pl.col("date") > end).height
    by = {row["authority"]: row["len"] for row in force.group_by("authority").len().sort("authority").iter_rows(named=True)}
    stands = [f"{NAMES[one]} {number}" for one, number in by.items()]
    return Sentence(
        f"**Since {day(TURN)} the EU has adopted {plural(counts.get(('EU', 'package'), 0), 'package')}, the United States "
        f"{plural(counts.get(('US', 'listing'), 0), 'announced round')} of listings, {plural(counts.get(('US', 'customs'), 0), 'act')} on tariffs and "
        f"{plural(counts.get(('US', 'easing'), 0), 'easing')}.** Of {customs.height} measures on Russian energy and its buyers {force.height} are in "
        f"force as last seen{f': {join_words(stands)}' if stands else ''}; {later} are steps adopted for later."
    )  # fmt: skip
