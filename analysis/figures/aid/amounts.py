"""Who gave how much, in the words of a sentence."""

import math
from collections.abc import Mapping, Sequence

from analysis.charts.catalogue import say
from analysis.charts.formatting import eur
from analysis.countries import EU_INSTITUTIONS, OTHER, UNITED_STATES, join_words, with_article
from analysis.groups.group import EU, Group

MILLIONS = 0.01
"""Billions below which a sum is written in millions: two decimals of a billion would say little of it, or nothing."""

LEAST_TOLD = 0.00005
"""Billions that are written as more than nothing: a tenth of a million, rounded."""


def euros(value: float, digits: int = 1) -> str:
    """Write billions of euros of a group, however small it is: as `eur`, and below ten million in millions.

    >>> euros(214.84), euros(0.0524), euros(-0.0021), euros(0.004), euros(0.00001), euros(0.0)
    ('€214.8bn', '€0.05bn', '-€2.1m', '€4m', 'less than €0.1m', '€0.0bn')
    """
    size = abs(value)
    if size >= MILLIONS or value == 0:
        return eur(value, digits)
    if size < LEAST_TOLD:
        return say("aid.amounts.least_words")
    return f"{'-' if value < 0 else ''}€{f'{size * 1000:.1f}'.removesuffix('.0')}m"


def bare(value: float, digits: int = 2) -> str:
    """Write billions beside their unit, with so many decimals or, where these would all be zero, those of two figures.

    >>> bare(214.844), bare(0.00051), bare(-0.0021, 1), bare(-0.0)
    ('214.84', '0.00051', '-0.0021', '0.00')
    """
    places = digits
    if value and not round(value, digits):
        places = 1 - math.floor(math.log10(abs(value)))
    return f"{value or 0.0:,.{places}f}"


def amounts_in_words(groups: Sequence[Group], amounts: Mapping[str, str], form: str = "{who} {amount}") -> str:
    """Write an amount a group as a list of words; `form` says how who and amount stand.

    >>> from analysis import groups
    >>> amounts_in_words([groups.EUROPE, groups.UNITED_STATES], {"Europe": "€2bn", "United States": "€1bn"}, "{amount} from {who}")
    '€2bn from Europe and €1bn from the United States'
    """
    return join_words([form.format(who=group.in_text, amount=amounts[group.name]) for group in groups])


def number_of(group: Group) -> int:
    """Give the number that chooses the form of a sentence on a group: 1, or 2 of one that is named as several.

    >>> from analysis import groups
    >>> number_of(groups.NATO), number_of(groups.BALTIC_STATES)
    (1, 2)
    """
    several = len(group) > 1 or group.members == (EU,)
    return 2 if group.in_text.endswith("s") and several and " without " not in group.in_text else 1


def has(group: Group) -> str:
    """Say has, or have of a group that is named as several, as the institutions are.

    >>> from analysis import groups
    >>> from analysis.groups.group import as_group
    >>> has(groups.NATO), has(groups.BALTIC_STATES), has(groups.UNITED_STATES), has(as_group("EU institutions"))
    ('has', 'have', 'has', 'have')
    """
    return "have" if number_of(group) > 1 else "has"


def in_headline(name: str) -> str:
    """Write the name of a donor or bloc with its article, as short as a headline has room for.

    >>> in_headline("United States"), in_headline("the United States"), in_headline("Netherlands")
    ('the US', 'the US', 'the Netherlands')
    """
    return say("aid.amounts.us_words") if name.removeprefix("the ") == UNITED_STATES else with_article(name)


def be(name: str) -> str:
    """Say is, or are of the EU institutions, the only donor that is named as several.

    >>> be("Germany"), be("EU institutions"), be("United States")
    ('is', 'are', 'is')
    """
    return "are" if name == EU_INSTITUTIONS else "is"


def have_allocated(
    groups: Sequence[Group], now: Mapping[str, float], to: str = "", *, digits: int = 1, short: bool = False
) -> str:
    """Begin a sentence with who has allocated how much, the first with `to` whom; `short` as a headline has room for.

    >>> from analysis import groups
    >>> have_allocated([groups.EUROPE, groups.UNITED_STATES], {"Europe": 2.0, "United States": 1.0}, " to Ukraine")
    'Europe has allocated €2.0bn to Ukraine and the United States €1.0bn'
    >>> have_allocated([groups.EUROPE, groups.UNITED_STATES], {"Europe": 2.0, "United States": 1.0}, digits=0, short=True)
    'Europe has allocated €2bn, the US €1bn'
    """
    first, *rest = groups
    given = {"who": first.in_text, "amount": euros(now[first.name], digits), "to": to}
    begins = say("aid.amounts.have_allocated_words", number=number_of(first), **given)
    amounts = [(group.in_text, euros(now[group.name], digits)) for group in rest]
    if short:
        return ", ".join([begins, *(f"{in_headline(name)} {amount}" for name, amount in amounts)])
    return join_words([begins, *(f"{name} {amount}" for name, amount in amounts)])


def allocated(groups: Sequence[Group], given: Mapping[str, float]) -> str:
    """Say who allocated how much, or nothing, in a period that the words before it name.

    >>> from analysis import groups
    >>> allocated([groups.EUROPE, groups.UNITED_STATES], {"Europe": 2.0, "United States": 0.0})
    'Europe allocated €2.0bn and the United States nothing'
    """
    amounts = [euros(given[group.name]) if given[group.name] else "nothing" for group in groups]
    told = [f"{group.in_text} {amount}" for group, amount in zip(groups, amounts, strict=True)]
    return join_words([say("aid.amounts.allocated_words", who=groups[0].in_text, amount=amounts[0]), *told[1:]])


def plain(group: Group) -> str:
    """Name a group as in a list: without article, and in small letters what is no name.

    >>> from analysis import groups
    >>> plain(groups.UNITED_STATES), plain(groups.OTHER_DONORS)
    ('United States', 'other donors')
    """
    return group.in_text if group.name == OTHER else group.name
