"""The message on guarantees: who offers troops, on what terms, who refuses, and what the United States says."""

from collections.abc import Mapping, Sequence

import polars as pl

from analysis.charts.catalogue import say
from analysis.countries import short_with_article
from analysis.figures.guarantees import wording
from analysis.figures.panel import Point
from analysis.load.snapshot import Snapshot
from analysis.measures import guarantees
from analysis.measures import scorecard as card
from analysis.measures.answers import NOT_FOUND, OFFERS

FEW_COUNTRIES = 6
BOTH = 2


def message(tables: Snapshot) -> Point:
    """Say how many European countries offer troops and which, how many refuse, and what the United States answers.

    >>> from analysis import load
    >>> message(load.snapshot("2026-10-10")).claim
    'Five European countries offer troops, each on a condition: Estonia, France, Lithuania, Norway and the UK.'
    """
    answers = card.troop_answers(tables.sound_pledges, tables.countries, tables.day)
    return Point(
        say("briefing.troops.label"),
        _claim(tables, answers["offer"]),
        f"{_europeans_heard(answers)} {_us_on_troops(us_answers(tables))}",
        "troops-then-and-now",
    )


def _claim(tables: Snapshot, offer: Sequence[str]) -> str:
    """Say how many offer troops and on what terms, and which they are, where they are few enough to be read."""
    if not offer:
        return say("briefing.troops.claim_none")
    number, free = len(offer), offers_without_condition(tables)
    names = [short_with_article(name) for name in sorted(tables.countries.filter(pl.col("iso3").is_in(offer))["name"])]
    if 0 < len(names) <= FEW_COUNTRIES:
        if free:
            return say("briefing.troops.claim_free_named", number=number, free=free, names=names)
        return say("briefing.troops.claim_named", number=number, names=names)
    return say("briefing.troops.claim_free", number=number, free=free) if free else say("briefing.troops.claim", number=number)


def _europeans_heard(answers: Mapping[str, Sequence[str]]) -> str:
    heard, refuse, may = (len(answers[name]) for name in ("heard", "refuse", "may"))
    if not heard:
        return say("briefing.troops.heard_none")
    if heard == refuse:
        return say("briefing.troops.both_refuse") if heard == BOTH else say("briefing.troops.all_refuse", number=heard)
    undecided = heard - refuse - may - len(answers["offer"])
    if undecided:
        return say("briefing.troops.heard_undecided", heard=heard, refuse=refuse, may=may, number=undecided)
    return say("briefing.troops.heard", heard=heard, refuse=refuse, may=may)


def _us_on_troops(answers: Mapping[str, str]) -> str:
    land, air = answers.get("land", NOT_FOUND), answers.get("air", NOT_FOUND)
    if land == air == NOT_FOUND:
        return say("briefing.troops.us_none")
    troops, support = say("briefing.troops.land_words"), say("briefing.troops.air_words")
    return say("briefing.troops.us", land=wording.one_answer(land, troops), air=wording.one_answer(air, support))


def us_answers(tables: Snapshot) -> Mapping[str, str]:
    """Give the answers of the United States by domain, as they stood on the day.

    >>> from analysis import load
    >>> us_answers(load.snapshot("2026-10-10"))["land"]
    'declines'
    """
    stood = guarantees.matrix(tables.sound_pledges, tables.day).filter(country="USA")
    return dict(stood.select("domain", "answer").iter_rows())


def offers_without_condition(tables: Snapshot) -> int:
    """Count the European countries that offer troops and name no condition.

    >>> from analysis import load
    >>> offers_without_condition(load.snapshot("2026-10-10"))
    0
    """
    offering = card.troop_answers(tables.sound_pledges, tables.countries, tables.day)["offer"]
    land = guarantees.matrix(tables.sound_pledges, tables.day).filter(
        pl.col("domain") == "land", pl.col("country").is_in(offering)
    )
    return land.filter(answer=OFFERS).height
