"""Sentences and tables on sanctions: what a notebook answers before it shows how."""

from datetime import date

import polars as pl

from analysis.figures import authorities
from analysis.figures.acts import TURN, since_the_turn
from analysis.figures.authorities import NAMES
from analysis.figures.cite import cite
from analysis.figures.claim import Claim
from analysis.figures.grid import Grid
from analysis.figures.pages import recorded
from analysis.figures.whole import refuse_part
from analysis.figures.words import day, listed, many, month
from analysis.load.guarantees import refuse_after_the_record
from analysis.measures import sanctions as measure
from analysis.standing import as_day

LAST_LISTING = date(2025, 1, 15)


def sanctions(designations: pl.DataFrame, coverage: pl.DataFrame) -> Claim:
    """Say how many listings each authority made since January 2025, each on its own basis, and when the last was.

    Takes `load.designations()` and `load.sanctions_coverage()`; persons and entities under asset freeze. Raises NotComparable
    for a part of a table or rows that stand twice.

    >>> from analysis import load
    >>> sanctions(load.designations(), load.sanctions_coverage()).text.split(" to ")[0]
    '**From 15 January 2025'
    """
    refuse_part("designations", designations)
    refuse_part("sanctions_coverage", coverage)
    so_far = measure.since(designations, coverage, LAST_LISTING).group_by("authority", maintain_order=True).last()
    numbers = dict(so_far.select("authority", "so_far").iter_rows())
    last = {row["authority"]: row for row in measure.last_listing(designations, coverage).iter_rows(named=True)}
    others = [f"{NAMES[one]} {numbers[one]} (to {day(last[one]['covered_to'])})" for one in ("EU", "UK")]
    return Claim(
        f"**From {day(LAST_LISTING)} to {day(last['US']['covered_to'])} the United States put {numbers['US']} persons and entities on its "
        f"list over Russia, the last on {day(last['US']['last_listed_on'])}; {listed(others)}.** EU and UK days are stated by them, US days "
        "inferred; the numbers stand side by side and are not one sum."
    )


def fleet(vessels: pl.DataFrame) -> Claim:
    """Say how many ships are listed by whom, and on how many lists at once.

    Takes `load.vessels()`; ships removed since, and those without a known day, are counted. Raises NotComparable for a part of
    a table or rows that stand twice.

    >>> from analysis import load
    >>> fleet(load.vessels()).text.split("; ")[-1]
    'the sizes overlap and do not add up.'
    """
    refuse_part("vessels", vessels)
    sizes = dict(
        measure.ships.sizes(vessels).with_columns(pl.col("authority").cast(pl.String)).select("authority", "ships").iter_rows()
    )
    sets = measure.ships.overlap(vessels)
    several, whole = int(sets.filter(pl.col("on") > 1)["ships"].sum()), int(sets["ships"].sum())
    return Claim(
        f"**{whole} ships have been put on at least one list over Russia: {listed([f'{NAMES[one]} {number}' for one, number in sizes.items()])}.** "
        f"{several} are on two or more; the sizes overlap and do not add up."
    )


def acts(actions: pl.DataFrame, customs: pl.DataFrame, until: date | str) -> Claim:
    """Say which acts each side adopted since January 2025, and how many customs measures are in force.

    Takes `load.actions()`, of which those of low confidence are not counted, and `load.customs_measures()`; `until` is the
    last day counted and parts the measures in force from those adopted for later. Raises NotComparable for a part of a table
    or rows that stand twice, AnalysisError for a text that is no day, for a day before 20 January 2025 and for one after the
    collection ended.

    >>> from analysis import load
    >>> acts(load.actions(), load.customs_measures(), date(2026, 10, 10)).text.split(" the EU")[0]
    '**Since 20 January 2025'
    """
    refuse_part("customs_measures", customs)
    end = as_day(until)
    refuse_after_the_record("customs_measures", end)
    counts = since_the_turn(actions, end)
    force = customs.filter(pl.col("status") == "in force", pl.col("date") <= end)
    later = customs.filter(pl.col("date") > end).height
    by = {row["authority"]: row["len"] for row in force.group_by("authority").len().sort("authority").iter_rows(named=True)}
    stands = [f"{NAMES[one]} {number}" for one, number in by.items()]
    return Claim(
        f"**Since {day(TURN)} the EU has adopted {many(counts.get(('EU', 'package'), 0), 'package')}, the United States "
        f"{many(counts.get(('US', 'listing'), 0), 'announced round')} of listings, {many(counts.get(('US', 'customs'), 0), 'act')} on tariffs and "
        f"{many(counts.get(('US', 'easing'), 0), 'easing')}.** Of {customs.height} measures on Russian energy and its buyers {force.height} are in "
        f"force as last seen{f': {listed(stands)}' if stands else ''}; {later} are steps adopted for later."
    )  # fmt: skip


def customs_measures(customs: pl.DataFrame, until: date | str) -> Grid:
    """List duties, bans and tariffs since 2025, with their status as last seen.

    Takes `load.customs_measures()`; a step after `until` is adopted for later. `rows` has date, name (of the authority),
    target, measure, rate, status and confidence, all as text; those of the United States are marked. Raises NotComparable for
    a part of a table or rows that stand twice, AnalysisError for a text that is no day and for a day after the collection
    ended.

    >>> from analysis import load
    >>> customs_measures(load.customs_measures(), date(2026, 10, 10)).rows.columns
    ['date', 'name', 'target', 'measure', 'rate', 'status', 'confidence']
    """
    refuse_part("customs_measures", customs)
    end = as_day(until)
    refuse_after_the_record("customs_measures", end)
    status = pl.when(pl.col("date") > end).then(pl.lit("adopted for later")).otherwise("status").alias("status")
    only_month = pl.col("date_precision").cast(pl.String) == "month"
    in_words = [pl.col("date").map_elements(one, return_dtype=pl.String) for one in (month, day)]
    when = pl.when(only_month).then(in_words[0]).otherwise(in_words[1])
    rows = customs.filter(pl.col("date") >= date(2025, 1, 1)).sort("date", "authority").select(
        when.alias("date"),
        pl.col("authority").cast(pl.String).replace(NAMES).alias("name"),
        "target", "measure", pl.col("rate").fill_null("not stated"), status, pl.col("confidence").cast(pl.String),
    )  # fmt: skip
    return Grid(
        id="customs-measures",
        title="Measures on Russian energy and its buyers since 2025",
        subtitle="Adopted or proposed; steps dated later are adopted and not yet applied",
        rows=rows,
        labels={
            "date": "Date",
            "name": "By",
            "target": "On",
            "measure": "What",
            "rate": "Rate",
            "status": "Status",
            "confidence": "Confidence",
        },
        sources=[recorded("customs measures", rows=customs.filter(pl.col("date") >= date(2025, 1, 1)))],
        telling=[place for place, one in enumerate(rows["name"]) if one == NAMES["US"]],
    )


def last_listings(designations: pl.DataFrame, coverage: pl.DataFrame) -> Grid:
    """List each authority's last listing, the end of its source and the months between, with its basis.

    Takes `load.designations()` and `load.sanctions_coverage()`. `rows` has name, last_listed_on and covered_to (as text),
    months_since and basis. Raises NotComparable for a part of a table or rows that stand twice.

    >>> from analysis import load
    >>> last_listings(load.designations(), load.sanctions_coverage()).rows.select("name", "basis").row(0)
    ('European Union', 'days stated by the authority')
    """
    refuse_part("designations", designations)
    refuse_part("sanctions_coverage", coverage)
    table = measure.last_listing(designations, coverage)
    rows = table.select(
        pl.col("authority").replace(NAMES).alias("name"),
        pl.col("last_listed_on", "covered_to").map_elements(day, return_dtype=pl.String),
        "months_since",
        pl.col("basis").replace(authorities.BASES),
    )
    return Grid(
        id="last-listings",
        title="The last listing of persons or entities over Russia",
        subtitle="As far as each source reaches",
        rows=rows.select("name", "last_listed_on", "covered_to", "months_since", "basis"),
        labels={
            "name": "Authority",
            "last_listed_on": "Last listing",
            "covered_to": "Source ends",
            "months_since": "Months between",
            "basis": "Basis",
        },
        sources=cite(
            coverage.filter(
                pl.col("measure") == "asset_freeze",
                pl.col("authority").is_in(["EU", "UK", "US"]),
                pl.col("basis").is_in(["stated", "inferred"]),
            )
        ),
        decimals=1,
    )
