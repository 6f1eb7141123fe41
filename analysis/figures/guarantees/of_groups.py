"""Words for positions of groups on two days: whose they are, how many offer something, and who is not counted."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

import polars as pl

from analysis.charts.catalogue import say
from analysis.charts.formatting import capitalise_first
from analysis.charts.pair import NOW, THEN
from analysis.countries import with_article
from analysis.figures.guarantees import wording
from analysis.figures.whom import fitting, notes_of, together
from analysis.groups.group import EU, Group
from analysis.groups.names import listed
from analysis.measures import then_now as measure

UNITED_STATES, UKRAINE = "USA", "UKR"
NOT_UKRAINE = say("guarantees.of_groups.not_ukraine")

FIRM_OF = {
    measure.TROOPS: say("guarantees.of_groups.troops_words"),
    measure.OTHER_FORCE: say("guarantees.of_groups.other_force_words"),
    measure.OTHER_HELP: say("guarantees.of_groups.other_help_words"),
}
"""The most that a country offers, said of a firm offer."""


def offers_headline(groups: Sequence[Group], both: pl.DataFrame, now: Counter[str]) -> str:
    """Say how many of those chosen offer and refuse troops now; of one country what it answers. Takes name and now, one row a country.

    >>> from analysis import groups
    >>> both = pl.DataFrame({"name": ["Estonia", "Latvia"], "now": ["offers, if", "declines"]})
    >>> offers_headline([groups.BALTIC_STATES], both, Counter(both["now"]))
    'Of the Baltic states, one country offers troops, on a condition; one refuses'
    """
    if both.height == 1:
        name, answer = both.select("name", NOW).row(0)
        return f"{capitalise_first(with_article(name))} {wording.one_answer(answer, wording.NOUNS['land'])}"
    return wording.of_the_group(now, together(groups))


def firm_headline(groups: Sequence[Group], rows: pl.DataFrame, before: int, now: int) -> str:
    """Say how many of those chosen make firm offers, and how many did where there is room; of one country the most that it offers.

    Takes name, side (then, now) and most, one row a country and side.

    >>> from analysis import groups
    >>> rows = pl.DataFrame({"name": ["Estonia"], "side": ["now"], "most": ["troops"]})
    >>> firm_headline([groups.BALTIC_STATES], rows, 0, 1)
    'Of the Baltic states, one country makes firm offers, up from none'
    >>> firm_headline([groups.Group("Estonia", ["EST"])], rows, 0, 1)
    'Estonia makes a firm offer of troops; before, none'
    """
    if len({code for group in groups for code in group} - {EU, UKRAINE}) == 1:
        return _firm_of_one(rows)
    offers, group = firm_offers(now), together(groups)
    return fitting(
        say("guarantees.of_groups.firm_headline", group=group, offers=offers, before=up_from(before, now)),
        say("guarantees.wording.of_the_group_headline", group=group, told=offers),
    )


def firm_offers(number: int) -> str:
    """Say how many countries make firm offers.

    >>> firm_offers(1), firm_offers(25)
    ('one country makes firm offers', '25 countries make firm offers')
    """
    return say("guarantees.of_groups.firm_offers_words", number=number)


def up_from(before: int, now: int) -> str:
    """Say how many there were before.

    >>> up_from(21, 25), up_from(0, 3), up_from(4, 4)
    ('up from 21', 'up from none', 'as many as before')
    """
    if now == before:
        return say("guarantees.of_groups.as_many_words")
    if now > before:
        return say("guarantees.of_groups.up_words", before=before)
    return say("guarantees.of_groups.down_words", before=before)


def either(first: date, last: date) -> str:
    """Name two days of which one will do.

    >>> either(date(2025, 9, 20), date(2026, 10, 10))
    '20 September 2025 or 10 October 2026'
    """
    return say("guarantees.of_groups.either_words", first=first, last=last)


def whose(groups: Sequence[Group], number: int) -> str:
    """Say whose answers these are: of European countries, of those of the groups chosen, or of the countries named.

    >>> from analysis import groups
    >>> whose([], 31), whose([groups.BALTIC_STATES], 3)
    ('31 European countries', '3 countries of the Baltic states')
    """
    if not groups:
        return say("guarantees.of_groups.european_words", count=number)
    if _are_countries(groups):
        return together(groups)
    return say("guarantees.of_groups.group_words", group=together(groups), number=number)


def offering(groups: Sequence[Group]) -> str:
    """Say whose firm offers these are.

    >>> from analysis import groups
    >>> offering([]), offering([groups.BALTIC_STATES])
    ('Countries with a firm offer', 'Countries of the Baltic states with a firm offer')
    """
    if groups and _are_countries(groups):
        return say("guarantees.of_groups.offers_of_words", names=together(groups))
    if groups:
        return say("guarantees.of_groups.offering_group_words", group=together(groups))
    return say("guarantees.of_groups.offering_words")


def notes_on(groups: Sequence[Group], stood: pl.DataFrame, what: str) -> list[str]:
    """Say who is in the groups, of which members the table has nothing, and how the United States and Ukraine count.

    Takes the positions that stood on either day, of which `country` is read.

    >>> from analysis import groups
    >>> notes_on([groups.Group("Two", ["POL", "UKR"])], pl.DataFrame({"country": ["POL"]}), "position")
    ['Two: Poland and Ukraine.', 'Ukraine is not counted: the positions are about it.']
    """
    asked = pl.DataFrame({"country": [*stood["country"], UKRAINE]})
    ukraine = [NOT_UKRAINE] if any(UKRAINE in group.members for group in groups) else []
    with_states = [group.in_text for group in groups if UNITED_STATES in group.members and len(group) > 1]
    states = [say("guarantees.of_groups.states", group=name) for name in with_states[:1]]
    return [*notes_of(groups, asked, what, "country"), *states, *ukraine]


def without_firm_offers(cited: pl.DataFrame, rows: pl.DataFrame) -> list[str]:
    """Name those who took a position, in the first table, and made no firm offer on either day, in the second.

    >>> without_firm_offers(pl.DataFrame({"country": ["POL", "IRL"]}), pl.DataFrame({"country": ["POL"]}))
    ['No firm offer on either day: Ireland.']
    """
    others = sorted({*cited["country"]} - {*rows["country"]})
    return [say("guarantees.of_groups.without_firm_offers", names=listed(others))] if others else []


def _are_countries(groups: Sequence[Group]) -> bool:
    return all(len(group) == 1 for group in groups)


def _firm_of_one(rows: pl.DataFrame) -> str:
    """Say the most that one country offers, and what it did before."""
    most = dict(rows.select("side", "most").iter_rows())
    before, now = (FIRM_OF.get(most.get(side, "")) for side in (THEN, NOW))
    country = with_article(rows["name"][0])
    if not now and not before:
        return say("guarantees.of_groups.one_none_headline", country=country)
    if not now:
        return say("guarantees.of_groups.one_lost_headline", country=country, before=before)
    if now == before:
        return say("guarantees.of_groups.one_as_before_headline", country=country, most=now)
    if before:
        return say("guarantees.of_groups.one_other_headline", country=country, most=now, before=before)
    return say("guarantees.of_groups.one_new_headline", country=country, most=now)
