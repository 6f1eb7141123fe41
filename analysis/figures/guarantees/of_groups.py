"""Words for positions of groups on two days: whose they are, how many offer something, and who is not counted."""

from collections import Counter
from collections.abc import Sequence
from datetime import date

import polars as pl

from analysis.charts.formatting import capitalise_first, day
from analysis.charts.numerals import count_words
from analysis.charts.pair import NOW, THEN
from analysis.countries import with_article
from analysis.figures.guarantees import wording
from analysis.figures.whom import fitting, notes_of, together
from analysis.groups.group import EU, Group
from analysis.groups.names import listed
from analysis.measures import then_now as measure

UNITED_STATES, UKRAINE = "USA", "UKR"
NOT_UKRAINE = "Ukraine is not counted: the positions are about it."

FIRM_OF = {
    measure.TROOPS: "of troops",
    measure.OTHER_FORCE: "of forces other than troops",
    measure.OTHER_HELP: "of help other than forces",
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
        most = dict(rows.select("side", "most").iter_rows())
        then, later = (FIRM_OF.get(most.get(side, "")) for side in (THEN, NOW))
        made = f"makes a firm offer {later}" if later else "makes no firm offer"
        was = ", as before" if then == later else f"; before, {then or 'none'}"
        return f"{capitalise_first(with_article(rows['name'][0]))} {made}{was}"
    told = f"Of {together(groups)}, {firm_offers(now)}"
    return fitting(f"{told}, {up_from(before, now)}", told)


def firm_offers(number: int) -> str:
    """Say how many countries make firm offers.

    >>> firm_offers(1), firm_offers(25)
    ('one country makes firm offers', '25 countries make firm offers')
    """
    return f"{count_words(number)} {'country makes' if number == 1 else 'countries make'} firm offers"


def up_from(before: int, now: int) -> str:
    """Say how many there were before.

    >>> up_from(21, 25), up_from(0, 3), up_from(4, 4)
    ('up from 21', 'up from none', 'as many as before')
    """
    if now == before:
        return "as many as before"
    return f"{'up' if now > before else 'down'} from {count_words(before) if before else 'none'}"


def either(first: date, last: date) -> str:
    """Name two days of which one will do.

    >>> either(date(2025, 9, 20), date(2026, 10, 10))
    '20 September 2025 or 10 October 2026'
    """
    return f"{day(first)} or {day(last)}"


def whose(groups: Sequence[Group], number: int) -> str:
    """Say whose answers these are: of European countries, of those of the groups chosen, or of the countries named.

    >>> from analysis import groups
    >>> whose([], 31), whose([groups.BALTIC_STATES], 3)
    ('31 European countries', '3 countries of the Baltic states')
    """
    if not groups:
        return f"{number} European countries"
    if _are_countries(groups):
        return together(groups)
    return f"{number} {'country' if number == 1 else 'countries'} of {together(groups)}"


def offering(groups: Sequence[Group]) -> str:
    """Say whose firm offers these are.

    >>> from analysis import groups
    >>> offering([]), offering([groups.BALTIC_STATES])
    ('Countries with a firm offer', 'Countries of the Baltic states with a firm offer')
    """
    if groups and _are_countries(groups):
        return f"Firm offers of {together(groups)}"
    return f"Countries {f'of {together(groups)} ' if groups else ''}with a firm offer"


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
    states = [f"The United States counts here as a member of {name}." for name in with_states[:1]]
    return [*notes_of(groups, asked, what, "country"), *states, *ukraine]


def without_firm_offers(cited: pl.DataFrame, rows: pl.DataFrame) -> list[str]:
    """Name those who took a position, in the first table, and made no firm offer on either day, in the second.

    >>> without_firm_offers(pl.DataFrame({"country": ["POL", "IRL"]}), pl.DataFrame({"country": ["POL"]}))
    ['No firm offer on either day: Ireland.']
    """
    others = sorted({*cited["country"]} - {*rows["country"]})
    return [f"No firm offer on either day: {listed(others)}."] if others else []


def _are_countries(groups: Sequence[Group]) -> bool:
    return all(len(group) == 1 for group in groups)
