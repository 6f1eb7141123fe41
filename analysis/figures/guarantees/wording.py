"""Words for answers: who offers, may offer or refuses what, said in one place for every headline, sentence and table."""

import re
from collections.abc import Callable, Mapping, Sequence

from analysis.charts.catalogue import say
from analysis.charts.formatting import capitalise_first
from analysis.countries import UNITED_STATES, with_article
from analysis.figures.whom import fitting
from analysis.measures.answers import DECLINES, FIRM, MAY_OFFER, NOT_FOUND, OFFERS, OFFERS_IF, UNDECIDED

NOUNS = {
    "land": say("guarantees.wording.land_words"),
    "air": say("guarantees.wording.air_words"),
    "sea": say("guarantees.wording.sea_words"),
    "training": say("guarantees.wording.training_words"),
    "monitoring": say("guarantees.wording.monitoring_words"),
    "logistics": say("guarantees.wording.logistics_words"),
    "demining": say("guarantees.wording.demining_words"),
    "air_defence": say("guarantees.wording.air_defence_words"),
    "intelligence": say("guarantees.wording.intelligence_words"),
    "weapons": say("guarantees.wording.weapons_words"),
    "funding": say("guarantees.wording.funding_words"),
    "diplomatic": say("guarantees.wording.diplomatic_words"),
}
"""What is offered in each domain."""

RUNGS = say("guarantees.wording.rungs")
TROOPS = say("guarantees.wording.troops")
US = with_article(UNITED_STATES)

VERBS: Mapping[str, Callable[[str, int], str]] = {
    OFFERS: lambda what, number: say("guarantees.wording.offers_words", what=what, number=number),
    OFFERS_IF: lambda what, number: say("guarantees.wording.offers_if_words", what=what, number=number),
    MAY_OFFER: lambda what, number: say("guarantees.wording.may_offer_words", what=what, number=number),
    UNDECIDED: lambda what, number: say("guarantees.wording.undecided_words", what=what, number=number),
    DECLINES: lambda what, number: say("guarantees.wording.declines_words", what=what, number=number),
    NOT_FOUND: lambda what, number: say("guarantees.wording.not_found_words", what=what, number=number),
}
"""Of each answer: what a number of countries says of something."""

PAST: Mapping[str, Callable[[str], str]] = {
    OFFERS: lambda what: say("guarantees.wording.offered_words", what=what),
    OFFERS_IF: lambda what: say("guarantees.wording.offered_if_words", what=what),
    MAY_OFFER: lambda what: say("guarantees.wording.might_offer_words", what=what),
    UNDECIDED: lambda what: say("guarantees.wording.was_undecided_words", what=what),
    DECLINES: lambda what: say("guarantees.wording.declined_words", what=what),
    NOT_FOUND: lambda what: say("guarantees.wording.was_not_found_words", what=what),
}
"""Of each answer: what one country said."""


def one_answer(answer: str, what: str, *, past: bool = False) -> str:
    """Say what one country answers, without its name.

    >>> one_answer("declines", "troops"), one_answer("may offer, if", "troops", past=True)
    ('refuses troops', 'might offer troops, if a condition was met')
    """
    return PAST[answer](what) if past else VERBS[answer](what, 1)


def one_count(answer: str, number: int, what: str) -> str:
    """Say what a number of countries answers, without the number.

    >>> one_count("undecided", 1, "troops"), one_count("declines", 9, "troops")
    ('is undecided on troops', 'refuse troops')
    """
    return VERBS[answer](what, number)


def all_answers(counts: Mapping[str, int], what: str, *, of: str = "", past: bool = False) -> str:
    """Say how many countries offer something, may offer it and refuse it; `of` names all those counted, with their number.

    >>> all_answers({"offers, if": 6, "may offer, if": 12, "declines": 10}, "troops")
    '6 countries offer troops, all on a condition; 12 more may, if a condition is met, and 10 refuse'
    >>> all_answers({"offers": 1, "may offer, if": 2}, "training", of="31 European countries", past=True)
    '1 of 31 European countries offered training without a condition; 2 more might, if a condition was met, and none refused'
    """
    firm, may, refuse = sum(counts.get(one, 0) for one in FIRM), counts.get(MAY_OFFER, 0), counts.get(DECLINES, 0)
    of_all = say("guarantees.wording.countries_of_words", of=of, number=firm) if of else ""
    who = of_all or say("guarantees.wording.countries_words", number=firm)
    bound = counts.get(OFFERS_IF, 0)
    if past:
        return f"{_offered(who, what, firm, bound)}; {_refused(may, refuse, more=firm > 0)}"
    return f"{_offer(who, what, firm, bound)}; {_refuse(may, refuse, more=firm > 0)}"


def offers_and_refusals(counts: Mapping[str, int], whose: str = "", what: str = NOUNS["land"]) -> str:
    """Say in a headline how many offer troops, or something else, and how many refuse; what all offers have in common is said of them.

    >>> offers_and_refusals({"offers, if": 6, "declines": 10}, "European")
    'Six European countries offer troops, each on a condition; 10 refuse'
    """
    return capitalise_first(f"{_offering(counts, what, whose)}; {_refusing(counts)}")


def of_the_group(counts: Mapping[str, int], group: str, what: str = NOUNS["land"]) -> str:
    """Say in a headline how many countries of a group offer something and on which terms, and how many refuse where there is room.

    An offer on a condition is never told without it: the word countries and the refusals go first, then articles, then the names, for which "those chosen" stands.

    >>> of_the_group({"offers, if": 2}, "the Nordic-Baltic eight")
    'Of the Nordic-Baltic eight, two countries offer troops, each on a condition; none refuse'
    >>> of_the_group({"offers, if": 2}, "the Nordic-Baltic eight", "support in the air")
    'Of the Nordic-Baltic eight, two offer support in the air, each on a condition'
    """
    told, bare = _offering(counts, what), _offering_bare(counts, what)
    ways = [f"{told}; {_refusing(counts)}", f"{bare}; {_refusing(counts)}", told, bare]
    names = [group, *([re.sub(r"(, | and )the ", r"\1", group)] if group.startswith("the ") else [])]
    said = [say("guarantees.wording.of_the_group_headline", group=name, told=words) for name in names for words in ways]
    return fitting(*said, *(say("guarantees.wording.of_those_chosen_headline", told=words) for words in ways))


def uncapitalise(text: str) -> str:
    """Give a sentence as it goes on after other words.

    >>> uncapitalise("Two countries offer troops")
    'two countries offer troops'
    """
    return f"{text[0].lower()}{text[1:]}"


def us_among(answers: Mapping[str, str], name: str = US) -> str:
    """Say that the United States is among those that refuse, if it is; takes the answer of each country by its code.

    >>> us_among({"USA": "declines", "POL": "declines"}), us_among({"USA": "undecided"})
    (', the United States among them', '')
    """
    if answers.get("USA") != DECLINES:
        return ""
    several = list(answers.values()).count(DECLINES) > 1
    return say("guarantees.wording.among_words", name=name) if several else f": {name}"


def by_answer(counts: Mapping[str, int], answers: Sequence[str]) -> str:
    """List how many give each answer, zeros included.

    >>> by_answer({"offers, if": 6}, ["offers", "offers, if"])
    '0 offers; 6 offers, if'
    """
    return "; ".join(f"{counts.get(one, 0)} {one}" for one in answers)


def _offer(who: str, what: str, firm: int, bound: int) -> str:
    """Say how many offer something, and how many of the firm offers stand on a condition."""
    if not bound:
        return say("guarantees.wording.offer_free_words", who=who, what=what, number=firm)
    if bound == firm:
        return say("guarantees.wording.offer_bound_words", who=who, what=what, number=firm)
    return say("guarantees.wording.offer_some_words", who=who, what=what, bound=bound)


def _offered(who: str, what: str, firm: int, bound: int) -> str:
    if not bound:
        return say("guarantees.wording.offered_free_words", who=who, what=what, number=firm)
    if bound == firm:
        return say("guarantees.wording.offered_bound_words", who=who, what=what, number=firm)
    return say("guarantees.wording.offered_some_words", who=who, what=what, bound=bound)


def _refuse(may: int, refuse: int, *, more: bool) -> str:
    """Say how many may offer something and how many refuse; more may where others offer it."""
    if not may:
        return say("guarantees.wording.refuse_words", number=refuse)
    if more:
        return say("guarantees.wording.more_may_and_refuse_words", may=may, number=refuse)
    return say("guarantees.wording.may_and_refuse_words", may=may, number=refuse)


def _refused(may: int, refuse: int, *, more: bool) -> str:
    if not may:
        return say("guarantees.wording.refused_words", number=refuse)
    if more:
        return say("guarantees.wording.more_might_and_refused_words", may=may, number=refuse)
    return say("guarantees.wording.might_and_refused_words", may=may, number=refuse)


def _offering(counts: Mapping[str, int], what: str, whose: str = "") -> str:
    """Say in a headline how many offer something; what all offers have in common is said of them."""
    number, bound = _firm(counts)
    if whose and bound:
        return say("guarantees.wording.offering_whose_bound_words", whose=whose, what=what, number=number)
    if whose:
        return say("guarantees.wording.offering_whose_words", whose=whose, what=what, number=number)
    if bound:
        return say("guarantees.wording.offering_bound_words", what=what, number=number)
    return say("guarantees.wording.offering_words", what=what, number=number)


def _offering_bare(counts: Mapping[str, int], what: str) -> str:
    """Say it after the name of a group, which says who is counted."""
    number, bound = _firm(counts)
    if bound:
        return say("guarantees.wording.offering_bare_bound_words", what=what, number=number)
    return say("guarantees.wording.offering_bare_words", what=what, number=number)


def _firm(counts: Mapping[str, int]) -> tuple[int, bool]:
    """Count firm offers, and say whether all of them stand on a condition."""
    number = sum(counts.get(one, 0) for one in FIRM)
    return number, number > 0 and not counts.get(OFFERS)


def _refusing(counts: Mapping[str, int]) -> str:
    return say("guarantees.wording.refusing_words", number=counts.get(DECLINES, 0))
