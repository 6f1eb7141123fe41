"""What a country's brief says of weapons: those it gave, by type, and the US weapons it pays for."""

import polars as pl

from analysis.as_of import SOUND, known_on
from analysis.charts.catalogue import say
from analysis.charts.numerals import count_words
from analysis.figures.aid.inputs import own_months
from analysis.figures.aid.weapon_types import WEAPON_TYPES
from analysis.figures.country.donor import Donor, page_of
from analysis.figures.panel import Point
from analysis.measures import scorecard

MOSTLY = 0.5


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
    label, release = say("country.arms.weapons_label"), table["release"][0]
    own = table.filter(pl.col("items") > 0, donor=donor.code).sort("items", "category", descending=[True, False])
    if own.is_empty():
        none = say("country.arms.weapons_none_claim", donor=donor.name)
        return [Point(label, none, say("country.arms.weapons_none", release=release))]
    counts = [(row["items"], WEAPON_TYPES[row["category"]].counted(row["items"])) for row in own.iter_rows(named=True)]
    listed = [f"{count_words(count)} {noun}" for count, noun in counts]
    said = say("country.arms.weapons", release=release, weapons=listed, worth=float(own["eur"].sum()) / 1e9)
    return [Point(label, _claim(counts), f"{said} {say('country.arms.weapons_not_counted')}")]


def _claim(counts: list[tuple[int, str]]) -> str:
    number, (most, noun) = sum(count for count, _ in counts), counts[0]
    if len(counts) == 1:
        return say("country.arms.weapons_claim_of_one_type", number=number, noun=noun)
    if most / number > MOSTLY:
        return say("country.arms.weapons_claim_mostly", number=number, noun=noun)
    return say("country.arms.weapons_claim_above_all", number=number, noun=noun)


def us_weapons(donor: Donor) -> Point:
    """Say what a donor has announced for US weapons, through NATO's list of what Ukraine needs most.

    >>> from analysis import load
    >>> from analysis.figures.country.donor import donor_of
    >>> us_weapons(donor_of(load.snapshot("2026-10-10"), "Poland")).text
        "PURL is NATO's list of US weapons that allies pay for; what was paid is not recorded. Promised: €87m in one contribution, known from 20 November 2025."
    """
    tables, label = donor.tables, say("country.arms.us_weapons_label")
    if donor.code == "USA" and scorecard.purl_total(tables.purl, tables.day) is not None:
        return Point(label, say("country.arms.seller_claim"), say("country.arms.seller"))
    if known_on(tables.purl, tables.day).is_empty():
        return Point(label, say("country.arms.not_begun"))
    announced, times = donor.announced_for_us_weapons
    if not times:
        return Point(label, say("country.arms.no_contribution", number=donor.number))
    national = known_on(tables.purl.filter(SOUND), tables.day).filter(
        pl.col("country") == donor.code, pl.col("row_kind") == "national"
    )
    last = national.sort("known_by").row(-1, named=True)
    unstated = national["amount"].null_count()
    given = {"number": times, "known": last["known_by"]}
    if not announced:
        promised = say("country.arms.promised_unstated", **given)
    elif 0 < unstated < national.height:
        promised = say("country.arms.promised_some_unstated", **given, amount=announced, unstated=unstated)
    else:
        promised = say("country.arms.promised", **given, amount=announced)
    claim = say("country.arms.promised_claim", donor=donor.name)
    return Point(label, claim, f"{say('country.arms.purl')} {promised}", **page_of(last))
