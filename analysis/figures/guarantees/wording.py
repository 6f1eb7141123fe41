"""Words for answers: who offers, may offer or refuses what, said in one place for every headline, sentence and table."""

import re
from collections.abc import Mapping, Sequence

from analysis.charts.formatting import capitalise_first
from analysis.charts.numerals import count_words
from analysis.figures.whom import fitting
from analysis.measures.answers import DECLINES, FIRM, MAY_OFFER, NOT_FOUND, OFFERS, OFFERS_IF, UNDECIDED

NOUNS = {
    "land": "troops",
    "air": "support in the air",
    "sea": "support at sea",
    "training": "training",
    "monitoring": "monitoring",
    "logistics": "logistics",
    "demining": "demining",
    "air_defence": "air defence",
    "intelligence": "intelligence",
    "weapons": "weapons",
    "funding": "funding",
    "diplomatic": "diplomatic support",
}
"""What is offered in each domain."""

RUNGS = (
    "Offers: a firm offer, and no condition is recorded. Offers, if: a firm offer on a condition. May offer, if: open to it, "
    "should a condition be met. Not found: no position on record, which is no refusal."
)
TROOPS = "A country offers troops if its latest position on soldiers is a firm offer, and refuses them if it declines."

VERBS = {
    OFFERS: ("offers {what} without a condition", "offer {what} without a condition", "offered {what} without a condition"),
    OFFERS_IF: ("offers {what} on a condition", "offer {what} on a condition", "offered {what} on a condition"),
    MAY_OFFER: (
        "may offer {what}, if a condition is met",
        "may offer {what}, if a condition is met",
        "might offer {what}, if a condition was met",
    ),
    UNDECIDED: ("is undecided on {what}", "are undecided on {what}", "had not decided on {what}"),
    DECLINES: ("refuses {what}", "refuse {what}", "refused {what}"),
    NOT_FOUND: (
        "has no position on {what} in the record",
        "have no position on {what} in the record",
        "had no position on {what} in the record",
    ),
}
"""Of each answer: said of one, of several, and of the past."""


def one_answer(answer: str, what: str, *, past: bool = False) -> str:
    """Say what one country answers, without its name.

    >>> one_answer("declines", "troops"), one_answer("may offer, if", "troops", past=True)
    ('refuses troops', 'might offer troops, if a condition was met')
    """
    return VERBS[answer][2 if past else 0].format(what=what)


def one_count(answer: str, number: int, what: str) -> str:
    """Say what a number of countries answers, without the number.

    >>> one_count("undecided", 1, "troops"), one_count("declines", 9, "troops")
    ('is undecided on troops', 'refuse troops')
    """
    return VERBS[answer][0 if number == 1 else 1].format(what=what)


def all_answers(counts: Mapping[str, int], what: str, *, of: str = "", past: bool = False) -> str:
    """Say how many countries offer something, may offer it and refuse it; `of` names all those counted, with their number.

    >>> all_answers({"offers, if": 6, "may offer, if": 12, "declines": 10}, "troops")
    '6 countries offer troops, all on a condition; 12 more may, if a condition is met, and 10 refuse'
    >>> all_answers({"offers": 1, "may offer, if": 2}, "training", of="31 European countries", past=True)
    '1 of 31 European countries offered training without a condition; 2 more might, if a condition was met, and none refused'
    """
    firm, may, refuse = sum(counts.get(one, 0) for one in FIRM), counts.get(MAY_OFFER, 0), counts.get(DECLINES, 0)
    offer = "offered" if past else "offers" if firm < 2 else "offer"
    who = f"{firm or 'none'} of {of}" if of else f"{firm or 'no'} {'country' if firm < 2 else 'countries'}"
    might = "might, if a condition was met" if past else "may, if a condition is met"
    no = "refused" if past else "refuses" if refuse < 2 else "refuse"
    rest = [*([f"{may} {'more ' if firm else ''}{might}"] if may else []), f"{refuse or 'none'} {no}"]
    return f"{who} {offer} {what}{_terms(firm, counts.get(OFFERS, 0))}; {', and '.join(rest)}"


def offers_and_refusals(counts: Mapping[str, int], whose: str = "", what: str = NOUNS["land"]) -> str:
    """Say in a headline how many offer troops, or something else, and how many refuse; what all offers have in common is said of them.

    >>> offers_and_refusals({"offers, if": 6, "declines": 10}, "European")
    'Six European countries offer troops, each on a condition; 10 refuse'
    """
    offering, refusing = sum(counts.get(one, 0) for one in FIRM), counts.get(DECLINES, 0)
    terms = "" if not offering or counts.get(OFFERS) else ", on a condition" if offering == 1 else ", each on a condition"
    who = " ".join(
        [count_words(offering), *([whose] if whose else []), "country offers" if offering == 1 else "countries offer"]
    )
    refuse = f"{count_words(refusing) if refusing else 'none'} refuse{'s' if refusing == 1 else ''}"
    return capitalise_first(f"{who} {what}{terms}; {refuse}")


def of_the_group(counts: Mapping[str, int], group: str, what: str = NOUNS["land"]) -> str:
    """Say in a headline how many countries of a group offer something and on which terms, and how many refuse where there is room.

    An offer on a condition is never told without it: the word countries and the refusals go first, then articles, then the names, for which "those chosen" stands.

    >>> of_the_group({"offers, if": 2}, "the Nordic-Baltic eight")
    'Of the Nordic-Baltic eight, two countries offer troops, each on a condition; none refuse'
    >>> of_the_group({"offers, if": 2}, "the Nordic-Baltic eight", "support in the air")
    'Of the Nordic-Baltic eight, two offer support in the air, each on a condition'
    """
    told = uncapitalise(offers_and_refusals(counts, what=what))
    # The number alone says who is counted after the name of a group.
    bare = re.sub(r"^no offer", "none offer", re.sub(r" countr(y|ies) offer", " offer", told, count=1))
    ways = [told, bare, told.split(";", maxsplit=1)[0], bare.split(";", maxsplit=1)[0]]
    names = [group, *([re.sub(r"(, | and )the ", r"\1", group)] if group.startswith("the ") else [])]
    said = [f"Of {name}, {words}" for name in names for words in ways]
    return fitting(*said, *(f"Of those chosen, {words}" for words in ways))


def uncapitalise(text: str) -> str:
    """Give a sentence as it goes on after other words.

    >>> uncapitalise("Two countries offer troops")
    'two countries offer troops'
    """
    return f"{text[0].lower()}{text[1:]}"


def us_among(answers: Mapping[str, str], name: str = "the United States") -> str:
    """Say that the United States is among those that refuse, if it is; takes the answer of each country by its code.

    >>> us_among({"USA": "declines", "POL": "declines"}), us_among({"USA": "undecided"})
    (', the United States among them', '')
    """
    if answers.get("USA") != DECLINES:
        return ""
    return f", {name} among them" if list(answers.values()).count(DECLINES) > 1 else f": {name}"


def _terms(firm: int, free: int) -> str:
    """Say how many of the firm offers stand on a condition."""
    if not firm:
        return ""
    if free == firm:
        return " without a condition"
    return (
        ", all on a condition"
        if not free and firm > 1
        else " on a condition"
        if not free
        else f", {firm - free} of them on a condition"
    )


def by_answer(counts: Mapping[str, int], answers: Sequence[str]) -> str:
    """List how many give each answer, zeros included.

    >>> by_answer({"offers, if": 6}, ["offers", "offers, if"])
    '0 offers; 6 offers, if'
    """
    return "; ".join(f"{counts.get(one, 0)} {one}" for one in answers)
