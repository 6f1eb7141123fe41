"""The message on guarantees: who offers troops, on what terms, who refuses, and what the United States says."""

from collections.abc import Mapping, Sequence

import polars as pl

from analysis.charts.formatting import capitalise_first, number_word
from analysis.countries import join_words, with_article
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
    offer, free = len(answers["offer"]), offers_without_condition(tables)
    terms = "each on a condition" if not free else f"{number_word(free)} without a condition"
    who = "country offers" if offer == 1 else "countries offer"
    return Point(
        "Guarantees",
        f"{capitalise_first(number_word(offer))} European {who} troops, {terms}{_named(tables, answers['offer'])}."
        if offer
        else "No European country offers troops.",
        f"{_europeans_heard(answers)} {_us_on_troops(us_answers(tables))}",
        "troops-then-and-now",
    )


def _named(tables: Snapshot, offer: Sequence[str]) -> str:
    """Name countries after a colon, where they are few enough to be read."""
    names = sorted(tables.countries.filter(pl.col("iso3").is_in(offer))["name"])
    return (
        f": {join_words(['the UK' if name == 'United Kingdom' else with_article(name) for name in names])}"
        if 0 < len(names) <= FEW_COUNTRIES
        else ""
    )


def _europeans_heard(answers: Mapping[str, Sequence[str]]) -> str:
    heard, refuse, may = (len(answers[name]) for name in ("heard", "refuse", "may"))
    if not heard:
        return "No European answer on troops is on record."
    if heard == refuse:
        if heard == 1:
            return "One European country had answered, and it refuses."
        return f"{capitalise_first(number_word(heard))} European countries had answered, and {'both' if heard == BOTH else 'all'} refuse."
    undecided = heard - refuse - may - len(answers["offer"])
    others = [f"{number_word(refuse)} refuse", f"{number_word(may)} may offer them"]
    others += [f"{number_word(undecided)} {'is' if undecided == 1 else 'are'} undecided"] if undecided else []
    return f"Of {number_word(heard)} with a position, {join_words(others)}."


def _us_on_troops(answers: Mapping[str, str]) -> str:
    land, air = answers.get("land", NOT_FOUND), answers.get("air", NOT_FOUND)
    if land == air == NOT_FOUND:
        return "No position of the US on troops or air support is on record."
    return f"The US {wording.one_answer(land, 'ground troops')} and {wording.one_answer(air, 'air support')}."


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
