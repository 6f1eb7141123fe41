"""Whom a figure of a table of countries is of: the members of groups chosen, who they are in words, or that nobody can be chosen."""

import functools
from collections.abc import Callable, Iterable, Sequence
from typing import ParamSpec, TypeVar

import polars as pl

from analysis import load
from analysis.charts.catalogue import say
from analysis.charts.picture import short_id
from analysis.countries import BASE_BLOCS, COMPARED_BLOCS, EUROPE, join_words, with_article
from analysis.errors import AnalysisError
from analysis.groups.group import EU, Group, as_groups, bloc_group
from analysis.groups.names import listed, names_of, some
from analysis.groups.overlap import overlaps
from analysis.measures.blocs import Whose, names_somebody

EUROPE_IS = say("figures.whom.europe")

COUNTRIES_OF_EUROPE = say("figures.whom.countries_of_europe")

AS_OF = say("figures.whom.as_of_words")
"""What leads to the day of who the members of a group are."""

BLOCS = (*COMPARED_BLOCS, *BASE_BLOCS)

MANY = 12
"""How many members a note names one by one."""

LONGEST_SLUG = 70
"""How many letters of a figure's id its groups may take; the longest beginning of one leaves that room."""

LONGEST = 14
"""How many words a headline has room for."""

P = ParamSpec("P")
R = TypeVar("R")


def members_in(rows: pl.DataFrame, only: Whose, what: str, column: str = "donor") -> tuple[tuple[Group, ...], pl.DataFrame]:
    """Give the groups chosen and the rows of their members; no group and all rows where nobody is chosen.

    `what` is what the rows are of, `column` has the codes. Raises as `groups.as_groups`, and AnalysisError for a group of which nobody
    has a row: it may have none, or it may not be known.

    >>> groups, rows = members_in(load.weapons(), "Baltic states", "heavy weapons")
    >>> groups[0].in_text, rows["donor"].unique().sort().to_list()
    ('the Baltic states', ['EST', 'LTU', 'LVA'])
    """
    groups = as_groups(only)
    if not groups:
        return (), rows
    at_hand = {*rows[column]}
    for group in groups:
        if at_hand.isdisjoint(group.members):
            known = names_of(sorted(at_hand & {*load.countries()["iso3"]}))
            raise AnalysisError(f"the table has no {what} of {group.in_text}", f"choose among those it has: {', '.join(known)}")
    return groups, rows.filter(pl.col(column).is_in(sorted({code for group in groups for code in group})))


def together(groups: Sequence[Group]) -> str:
    """Name the groups chosen within a sentence.

    >>> from analysis import groups
    >>> together([groups.BALTIC_STATES, groups.NORDIC_COUNTRIES])
    'the Baltic states and the Nordic countries'
    """
    return join_words([group.in_text for group in groups]) if groups else ""


def fitting(*wordings: str) -> str:
    """Give the first of some wordings of a headline for which it has room, the last where it has room for none.

    >>> fitting("Earlier months of " + "a group of a very long name " * 2 + "gained", "Earlier months gained")
    'Earlier months gained'
    """
    return next((one for one in wordings if len(one.split()) <= LONGEST), wordings[-1])


def end_of_id(groups: Sequence[Group]) -> str:
    """Give the end of a figure's id: the names of the groups, with a mark of their members where the name does not tell them.

    >>> from analysis import groups
    >>> end_of_id([groups.EUROPE.without("GBR")]), end_of_id([])
    ('-europe-without-the-united-kingdom', '')
    """
    names = "-".join(["", *(group.key for group in groups)])
    return short_id("".join(letter if letter.isalnum() or letter == "-" else "-" for letter in names.lower()), LONGEST_SLUG)


def notes_of(groups: Iterable[Group], rows: pl.DataFrame, what: str, column: str = "donor", *, dated: str = AS_OF) -> list[str]:
    """Say who is in each group chosen, and of which members a table has no row; `dated` leads to the day of who its members are.

    >>> from analysis import groups
    >>> weapons = load.weapons()
    >>> notes_of([groups.VISEGRAD_FOUR], weapons, "heavy weapons")
    ['Visegrad four: Czechia, Hungary, Poland and Slovakia, as of 30 November 2026.', 'The table has no heavy weapons of Hungary.']
    """
    groups = [*groups]
    absent = absent_of(groups, rows, column)
    notes = [note for group in groups if (note := members_note(group, institutions=False, dated=dated))]
    return [*notes, *([say("figures.whom.no_row", what=what, countries=listed(absent))] if absent else [])]


def absent_of(groups: Iterable[Group], rows: pl.DataFrame, column: str = "donor") -> list[str]:
    """List the countries among the members of groups of which a table has no row, by code.

    >>> from analysis import groups
    >>> absent_of([groups.VISEGRAD_FOUR], load.weapons())
    ['HUN']
    """
    return elsewhere(groups, rows[column])


def elsewhere(groups: Iterable[Group], places: Iterable[str]) -> list[str]:
    """List the countries among the members of groups that have no place on a map, by code; the EU institutions are none.

    >>> from analysis import groups
    >>> elsewhere([groups.G7], ["DEU", "FRA", "GBR", "ITA"])
    ['CAN', 'JPN', 'USA']
    """
    return sorted({code for group in groups for code in group} - {*places, EU})


def shared_notes(groups: Sequence[Group]) -> list[str]:
    """Say which groups share members, and that their amounts are not to be added.

    >>> from analysis import groups
    >>> shared_notes([groups.WEIMAR_TRIANGLE, groups.VISEGRAD_FOUR])
    ['The Weimar triangle and the Visegrad four share Poland: their amounts are not to be added.']
    """
    return [
        say("figures.whom.shared", one=one.in_text, other=other.in_text, shared=some(shared))
        for one, other, shared in overlaps(groups)
    ]


def members_note(group: Group, *, institutions: bool = True, dated: str = AS_OF) -> str:
    """Say who is in a group: of a changed bloc who is in or out, of a ready one its day, of others their members.

    Where the rows are of countries alone, without `institutions`, nothing is said of those of the EU; `dated` as in `notes_of`.

    >>> from analysis import groups
    >>> members_note(groups.EUROPE.without("GBR"), institutions=False)
    'Europe here leaves out the United Kingdom.'
    """
    known = bloc_group(group.name) if group.name in BLOCS else None
    if len(group) == 1 and not group.parts and known is None:
        alone = names_of(group.members)[0]
        return "" if group.name == alone else say("figures.whom.alone", group=group.name, country=with_article(alone))
    base = group.base or known
    if base is not None:
        return _changed(group, base, institutions=institutions)
    if group.parts:
        return " ".join(note for part in group.parts if (note := members_note(part, institutions=institutions, dated=dated)))
    if not group.as_of:
        return say("figures.whom.members", group=group.name, members=listed(group.members))
    if len(group) > MANY:
        return say("figures.whom.members_many", group=group.name, members=len(group), dated=dated, day=group.as_of)
    return say("figures.whom.members_dated", group=group.name, members=listed(group.members), dated=dated, day=group.as_of)


def take_nobody(whose: str, instead: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Refuse `only` in words where a figure is of whom it says and of nobody else: its words or its sums would be wrong.

    `whose` says of whom it is, `instead` what to write where others are meant. An empty choice passes, as it does everywhere.

    >>> @take_nobody("all donors: the table names none", "take another")
    ... def draw() -> int:
    ...     return 1
    >>> draw(only="NATO")
    Traceback (most recent call last):
        ...
    analysis.errors.AnalysisError: draw is of all donors: the table names none; it takes no `only`
      -> take another
    """

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        @functools.wraps(function)
        def checked(*args: P.args, **kwargs: P.kwargs) -> R:
            if names_somebody(kwargs.pop("only", None)):  # type: ignore[arg-type]
                raise AnalysisError(f"{function.__name__} is of {whose}; it takes no `only`", instead)
            return function(*args, **kwargs)

        return checked

    return decorate


def _changed(group: Group, base: Group, *, institutions: bool) -> str:
    apart = set() if institutions else {EU}
    out, more = sorted({*base.members} - {*group.members} - apart), sorted({*group.members} - {*base.members} - apart)
    if not out and not more:
        return {EUROPE: EUROPE_IS if institutions else COUNTRIES_OF_EUROPE}.get(base.name, "")
    changed = _out_and_more(base, out, more)
    if base.as_of:
        return say("figures.whom.changed_dated", changed=changed, members=len(group), day=base.as_of)
    if institutions and base.name == EUROPE and EU in group.members and "TUR" not in more:
        return say("figures.whom.changed_europe", changed=changed)
    return say("figures.whom.changed", changed=changed)


def _out_and_more(base: Group, out: Sequence[str], more: Sequence[str]) -> str:
    """Say who is left out of a group and who is in it besides."""
    if out and more:
        return say("figures.whom.leaves_out_and_has_words", group=base.in_text, out=listed(out), more=listed(more))
    if out:
        return say("figures.whom.leaves_out_words", group=base.in_text, out=listed(out))
    return say("figures.whom.has_words", group=base.in_text, more=listed(more))
