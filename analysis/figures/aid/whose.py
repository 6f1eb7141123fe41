"""Whose aid a figure is of: the blocs, groups and countries chosen, how they look, and what to say of who is in them."""

from collections.abc import Mapping, Sequence

import altair as alt
import polars as pl

from analysis.charts import forms, marks, theme, vega
from analysis.charts.catalogue import say
from analysis.charts.native import Native
from analysis.countries import EUROPE, EUROPEAN_COUNTRIES, EUROPEAN_OUTSIDE_EU, OTHER
from analysis.errors import AnalysisError
from analysis.figures.aid.inputs import NOMINAL, PAIR, UNDATED
from analysis.figures.whom import EUROPE_IS, end_of_id, members_note, shared_notes
from analysis.groups.group import EU, Group, bloc_group
from analysis.groups.names import listed
from analysis.groups.overlap import refuse_overlap
from analysis.measures.blocs import Whose, chosen
from analysis.measures.flows import last_month

HOUSE = (*PAIR, OTHER)
"""The blocs of every figure for which nobody else is chosen."""

REST = say("aid.whose.rest_label")
"""Who makes up the whole with the groups named."""


def compared(aid: pl.DataFrame, only: Whose, default: Sequence[str] = PAIR) -> tuple[Group, ...]:
    """Give the groups that a figure is of: those chosen, or the house's, which stand in its order; raises as `measures.blocs.chosen`.

    >>> from analysis import load
    >>> [group.name for group in compared(load.aid(29), ["US", "Europe"])]
    ['Europe', 'United States']
    """
    groups = chosen(aid.lazy(), only) or chosen(aid.lazy(), default)
    # The blocs of every figure stand in one order, so that one choice has one figure and one id however it is written.
    return tuple(sorted(groups, key=lambda group: HOUSE.index(group.name))) if is_house(groups) else groups


def two_of(aid: pl.DataFrame, only: Whose, what: str) -> tuple[Group, Group]:
    """Give the two groups that are held against each other; raises AnalysisError for more or fewer, with `what` compares them.

    >>> from analysis import load
    >>> two_of(load.aid(29), "Europe", "the lead")
    Traceback (most recent call last):
        ...
    analysis.errors.AnalysisError: the lead compares two, not 1 (Europe)
      -> name two: only=["Europe", "United States"]
    """
    groups = compared(aid, only)
    if len(groups) != 2:
        names = ", ".join(group.name for group in groups)
        raise AnalysisError(f"{what} compares two, not {len(groups)} ({names})", 'name two: only=["Europe", "United States"]')
    return groups[0], groups[1]


def with_the_rest(told: Sequence[Group], aid: pl.DataFrame) -> tuple[Group, ...]:
    """Give groups that make up all donors of a release: those told and the others, in the order in which they are stacked.

    Raises NotComparable for groups that share members.

    >>> from analysis import groups, load
    >>> [group.name for group in with_the_rest([groups.EUROPE, groups.UNITED_STATES], load.aid(29))]
    ['Europe', 'Other donors', 'United States']
    """
    refuse_overlap(told, "shares of one whole")
    if is_the_pair(told):
        return chosen(aid.lazy(), (EUROPE, OTHER, PAIR[1]))
    given = {code for group in told for code in group}
    rest = sorted({*aid["donor"]} - given)
    return (*told, Group(REST, rest)) if rest else tuple(told)


def is_house(groups: Sequence[Group]) -> bool:
    """Say whether groups are blocs of every figure, and nobody else.

    >>> from analysis import groups
    >>> is_house([groups.EUROPE, groups.UNITED_STATES]), is_house([groups.EUROPE.without("GBR")])
    (True, False)
    """
    return all(group.name in HOUSE and group == bloc_group(group.name) for group in groups)


def has_the_pair(groups: Sequence[Group]) -> bool:
    """Say whether groups are blocs of every figure with Europe and the United States among them, of which its own words speak.

    >>> from analysis import groups
    >>> has_the_pair([groups.UNITED_STATES, groups.EUROPE]), has_the_pair([groups.EUROPE, groups.OTHER_DONORS])
    (True, False)
    """
    return is_house(groups) and {*PAIR} <= {group.name for group in groups}


def is_the_pair(groups: Sequence[Group]) -> bool:
    """Say whether groups are Europe and the United States, as the house has them, and nobody else.

    >>> from analysis import groups
    >>> is_the_pair([groups.EUROPE, groups.UNITED_STATES]), is_the_pair([groups.EUROPE, groups.OTHER_DONORS])
    (True, False)
    """
    return len(groups) == len(PAIR) and has_the_pair(groups)


def slug(groups: Sequence[Group]) -> str:
    """Give the end of a figure's id: nothing for Europe and the United States, with or without the others, else the names of the groups.

    Of a group of one's own, whose name does not tell who is in it, a mark of its members is in it too.

    >>> from analysis import groups
    >>> slug([groups.EUROPE.without("GBR"), groups.UNITED_STATES])
    '-europe-without-the-united-kingdom-united-states'
    """
    return "" if has_the_pair(groups) else end_of_id(groups)


def colours_of(groups: Sequence[Group], names: Sequence[str] = ()) -> dict[str, str]:
    """Give each group its colour: a bloc's, of Europe without some that of Europe, else the next that none has.

    `names` are those of the series in their order, where that is another, or where some are of no group.

    >>> from analysis import groups
    >>> colours_of([groups.EUROPE.without("GBR"), groups.UNITED_STATES, groups.NATO])
    {'Europe without the United Kingdom': '#0072B2', 'United States': '#D55E00', 'NATO': '#009E73'}
    """
    fixed = {REST: theme.GREY}
    bases = {group.name: group.base.name for group in groups if group.base}
    names = names or [group.name for group in groups]
    for name in sorted(names, key=lambda one: one not in theme.BLOC_COLOURS):
        colour = theme.BLOC_COLOURS.get(name) or theme.BLOC_COLOURS.get(bases.get(name, ""))
        if colour and colour not in fixed.values():
            fixed[name] = colour
    return vega.hues(names, fixed)


def dashes_of(groups: Sequence[Group]) -> dict[str, Sequence[float]]:
    """Give each group a dash of its own, the blocs theirs.

    >>> from analysis import groups
    >>> dashes_of([groups.NATO])
    {'NATO': [1, 0]}
    """
    if is_house(groups):
        return {group.name: theme.BLOC_DASHES[group.name] for group in groups}
    return dict(vega.dashes([group.name for group in groups]))


def lines(
    curves: pl.DataFrame,
    y: str,
    unit: str,
    groups: Sequence[Group],
    *,
    title: str,
    tooltip: Mapping[str, str],
    over: Sequence[marks.Layered] = (),
    later: pl.DataFrame | None = None,
) -> forms.Drawing:
    """Draw a line a group, as `charts.forms.lines` does for blocs; `curves` has period, bloc and y.

    >>> from analysis import groups, load, measures
    >>> curves = measures.aid.over_time(load.aid(29), only=groups.NATO).drop("eur")
    >>> lines(curves, "eur_bn", "EUR bn", [groups.NATO], title="EUR bn", tooltip={}).native.colours
    {'NATO': '#009E73'}
    """
    if is_house(groups):
        return forms.lines(curves, y, "bloc", unit, title=title, tooltip=tooltip, over=over, later=later)
    colours, dashes, last = colours_of(groups), dashes_of(groups), last_month(curves)
    label = pl.format("{} {}", "bloc", marks.number(y)).alias("label")
    points = None if later is None else later.with_columns(label)
    line = marks.labelled_lines(
        curves.with_columns(label),
        y,
        "bloc",
        axis_title=title,
        colours=colours,
        dashes=dashes,
        tooltip=marks.tips(tooltip),
        later=points,
    )
    ends = [marks.coverage_end(last, say("aid.whose.data_to_label", last=last))]
    series, darker = "bloc", {}
    if later is not None:
        end = last_month(later)
        ends = [
            marks.coverage_end(last, say("aid.whose.by_month_to_label", last=last)),
            marks.coverage_end(end, say("aid.whose.in_all_to_label", last=end), align="left"),
        ]
        series, darker = "line", {one: theme.as_text(colours[bloc]) for bloc, one in later.select("bloc", "line").iter_rows()}
    native = Native("line", "period", y, series, unit, colours | darker, dashes=dashes | {one: [1, 0] for one in darker})
    return forms.Drawing(alt.layer(line, *ends, *over), native)


def dated(groups: Sequence[Group], aid: pl.DataFrame) -> list[str]:
    """Give the caveats of every figure of aid over time: nominal euros, who is in the groups, and money without a month.

    >>> from analysis import groups, load
    >>> len(dated([groups.EUROPE, groups.UNITED_STATES], load.aid(29)))
    3
    """
    return [NOMINAL, *notes_on(groups, aid), UNDATED]


def notes_on(groups: Sequence[Group], aid: pl.DataFrame) -> list[str]:
    """Give the caveats of who is in the groups: members, what of the EU institutions, who has no rows, and who is in two.

    >>> from analysis import groups, load
    >>> notes_on([groups.EUROPE.without("GBR"), groups.UNITED_STATES], load.aid(29))
    ['Europe here leaves out the United Kingdom; it has the EU institutions, and not Türkiye.']
    """
    if is_house(groups):
        return [EUROPE_IS] if any(group.name == EUROPE for group in groups) or groups == () else []
    return [
        *[note for group in groups if (note := members_note(group))],
        *_institutions_notes(groups),
        *_not_covered(groups, aid),
        *shared_notes(groups),
    ]


def members_notes(groups: Sequence[Group]) -> list[str]:
    """Give the caveat of who is in each group, where its members are told apart; none of the house's blocs.

    >>> from analysis import groups
    >>> members_notes([groups.BALTIC_STATES, groups.UNITED_STATES])
    ['Baltic states: Estonia, Latvia and Lithuania, as of 30 November 2026.']
    """
    return [] if is_house(groups) else [note for group in groups if (note := members_note(group))]


def members_in_words(groups: Sequence[Group]) -> str:
    """Say who is in the groups, for those who cannot see the notes: nothing of the house's blocs.

    >>> from analysis import groups
    >>> members_in_words([groups.EUROPE.without("GBR")])
    ' Europe here leaves out the United Kingdom; it has the EU institutions, and not Türkiye.'
    """
    return "".join(f" {note}" for note in members_notes(groups))


def _institutions_notes(groups: Sequence[Group]) -> list[str]:
    """Say of groups with EU members whether the money of the EU institutions is in them."""
    members = {*bloc_group(EUROPEAN_COUNTRIES).members} - {*EUROPEAN_OUTSIDE_EU}
    several = [group for group in groups if len(group) > 1 and members & {*group.members}]
    lacking = [group.in_text for group in several if EU not in group.members]
    notes = []
    if lacking:
        notes.append(say("aid.whose.institutions_apart", groups=lacking))
    for group in several:
        if EU in group.members and (out := sorted(members - {*group.members})):
            notes.append(
                say("aid.whose.institutions_whole", group=group.in_text, who=listed(out))
                if len(out) <= 3
                else say("aid.whose.institutions_whole_many", group=group.in_text, members=len(out))
            )
    return notes


def _not_covered(groups: Sequence[Group], aid: pl.DataFrame) -> list[str]:
    """Name members of whom the release has no rows: what they gave is not known, and counts as nothing."""
    at_hand = {*aid["donor"]}
    notes = []
    for group in groups:
        if group.name not in theme.BLOC_COLOURS and (absent := [code for code in group if code not in at_hand]):
            notes.append(say("aid.whose.not_covered", who=listed(absent), group=group.in_text))
    return notes
