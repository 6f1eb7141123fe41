"""What a country's brief says of weapons: those it gave, by type, and the US weapons it pays for."""

import polars as pl

from analysis.as_of import SOUND, known_on
from analysis.charts.formatting import capitalise_first, day, short_money
from analysis.charts.numerals import count_words
from analysis.countries import join_words
from analysis.figures.aid.inputs import own_months
from analysis.figures.aid.weapon_types import WEAPON_TYPES
from analysis.figures.country.donor import Donor, page_of
from analysis.figures.panel import Point
from analysis.measures import scorecard

COUNTED = "Aircraft, ammunition and small arms are not counted"
MOSTLY = 0.5
PURL = "PURL is NATO's list of US weapons that allies pay for"
"""What the letters stand for in few words: Prioritised Ukraine Requirements List."""


def weapons(donor: Donor) -> list[Point]:
    """Say how many heavy weapons of which types a donor has allocated, and what the publisher estimates they are worth.

        They have no months: of an earlier day, of which it is not known which were there, there is nothing to say.

    >>> from analysis import load
    >>> from analysis.figures.country.donor import donor_of
    >>> weapons(donor_of(load.snapshot("2026-10-10"), "Poland"))[0].claim
        '378 heavy weapons, mostly tanks.'
    """
    table = donor.tables.weapons
    if own_months(donor.tables.aid):
        return []
    edition = f"release {table['release'][0]}"
    own = table.filter(pl.col("items") > 0, donor=donor.code).sort("items", "category", descending=[True, False])
    if own.is_empty():
        return [Point("Weapons", f"No heavy weapon from {donor.name} is on record.", f"{COUNTED} (Kiel Institute, {edition}).")]
    counts = [(row["items"], WEAPON_TYPES[row["category"]].counted(row["items"])) for row in own.iter_rows(named=True)]
    listed = join_words([f"{count_words(count)} {noun}" for count, noun in counts])
    said = f"Kiel Institute ({edition}): {listed}, worth {_worth(own)} by its estimate, part of military aid. {COUNTED}, and other gifts may be missing."
    return [Point("Weapons", _claim(counts), said)]


def _claim(counts: list[tuple[int, str]]) -> str:
    number, (most, noun) = sum(count for count, _ in counts), counts[0]
    if len(counts) == 1:
        return f"{capitalise_first(count_words(number))} heavy weapon{'' if number == 1 else 's'}: {noun}."
    return (
        f"{capitalise_first(count_words(number))} heavy weapons, {'mostly' if most / number > MOSTLY else 'above all'} {noun}."
    )


def _worth(own: pl.DataFrame) -> str:
    return short_money(float(own["eur"].sum()) / 1e9)


def us_weapons(donor: Donor) -> Point:
    """Say what a donor has announced for US weapons, through NATO's list of what Ukraine needs most.

    >>> from analysis import load
    >>> from analysis.figures.country.donor import donor_of
    >>> us_weapons(donor_of(load.snapshot("2026-10-10"), "Poland")).text
        "PURL is NATO's list of US weapons that allies pay for; what was paid is not recorded. Promised: €87m in one contribution, known from 20 November 2025."
    """
    tables = donor.tables
    if donor.code == "USA" and scorecard.purl_total(tables.purl, tables.day) is not None:
        return Point(
            "US weapons",
            "The US sells weapons for Ukraine to allies who pay (PURL).",
            "Through PURL, NATO's list; what they pay is their aid, and in no sum of the United States here.",
        )
    if known_on(tables.purl, tables.day).is_empty():
        return Point("US weapons", "Allies' purchases of US weapons (PURL) had not begun.")
    announced, times = donor.announced_for_us_weapons
    if not times:
        own = "its own" if donor.is_country else "their own"
        return Point(
            "US weapons", f"No contribution of {own} to PURL, the list of US weapons that allies pay for, is on record."
        )
    national = known_on(tables.purl.filter(SOUND), tables.day).filter(
        pl.col("country") == donor.code, pl.col("row_kind") == "national"
    )
    last = national.sort("known_by").row(-1, named=True)
    contributions = "one contribution," if times == 1 else f"{count_words(times)} contributions,{_unstated(national)} the last"
    return Point(
        "US weapons",
        f"{donor.begins} has promised money for US weapons for Ukraine (PURL).",
        f"{PURL}; what was paid is not recorded. Promised: {announced or 'an amount not stated'} in {contributions} known from {day(last['known_by'])}.",
        **page_of(last),
    )


def _unstated(national: pl.DataFrame) -> str:
    """Say of how many contributions no amount is stated, where a sum of the others stands beside them."""
    number = national["amount"].null_count()
    return f" {count_words(number)} of them without an amount," if 0 < number < national.height else ""
