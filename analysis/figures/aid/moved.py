"""The figure of what moved from one release to another, month by month: of Europe, or of the groups chosen."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import altair as alt
import polars as pl

from analysis.charts import marks, theme
from analysis.charts.catalogue import say
from analysis.charts.citations import cite
from analysis.charts.formatting import month_text
from analysis.charts.native import Native
from analysis.countries import EUROPE, UNITED_STATES
from analysis.errors import NotComparable
from analysis.figures.aid.amounts import bare, euros, in_headline
from analysis.figures.aid.inputs import NOMINAL, own_months, require_one_release, span, vintage
from analysis.figures.aid.whose import colours_of, compared, members_in_words, notes_on
from analysis.figures.figure import Figure
from analysis.figures.whom import end_of_id, fitting, together
from analysis.groups.group import Group, bloc_group
from analysis.measures import aid as measure
from analysis.measures.blocs import Whose

__all__ = ["what_moved"]

STEP = {"Month": "period:T|%B %Y", say("aid.moved.change_label"): "change_bn:Q|+,.3f"}
EUR_BN = say("aid.inputs.eur_bn_label")

EURO = 9
"""Digits of a billion: sums are of whole euros, and what is drawn is rounded after."""

DRAWN = 6
"""Digits of a billion that bars of a group have: a million may be most of what moved."""

TICKS = 6
"""About how many lines the scale has."""

TOLD = 0.2
"""What part of a group's largest gain one must have to be named."""


@dataclass(frozen=True)
class _Moved:
    """Hold what moved in the allocations of a group: the months that did, the sums in EUR bn, and the three months that gained most."""

    group: Group
    shown: pl.DataFrame
    added: float
    taken: float
    undated: float
    new: float
    largest: pl.DataFrame


def what_moved(before: pl.DataFrame, after: pl.DataFrame, *, only: Whose = ()) -> Figure:
    """Draw by month what moved from one release to the next in Europe's allocations, inside the months both cover.

    `only` names other blocs, groups and countries, by name, by code or as a Group, each with a panel of its own.

    Takes `load.aid()` of two different releases. `data` has release_before, release_after, period and change_bn (EUR bn), with `only`
    also bloc; a month that did not move has no row. Raises NotComparable where the two are not of one release each, are the same or no
    month moved, AnalysisError for a release without allocations, UnknownName for a group of which neither release has a row.

    >>> from analysis import load
    >>> what_moved(load.aid(28), load.aid(29)).id
    'moved-28-29'
    >>> what_moved(load.aid(28), load.aid(29), only="Nordic-Baltic eight").headline
    'In release 29 earlier months of the Nordic-Baltic eight gained €0.20bn and lost €0.18bn'
    """
    names = two_releases(before, after)
    groups = compared(pl.concat([before.select("donor"), after.select("donor")]), only, [EUROPE])
    if groups != (bloc_group(EUROPE),):
        return _of_groups(before, after, names, groups)
    moved = measure.revisions(before, after, by=["bloc", "month"])
    europe = _moves(moved, groups[0])
    if europe.shown.is_empty():
        raise NotComparable(f"no month of Europe's moved from release {names[0]} to {names[1]}", "take two other releases")
    shown, amounts = europe.shown, {"gained": europe.added, "lost": -europe.taken}
    states = abs(change_in(moved.filter(bloc=UNITED_STATES)))
    two = {"before": names[0], "after": names[1]}
    new_and_us = say("aid.moved.new_and_us", new=europe.new, us=states)
    return Figure(
        alt.layer(*_bars(europe, measure.last_month(shown), theme.BLUE, 220), zero_line(), marks.caption(EUR_BN)),
        id=f"moved-{names[0]}-{names[1]}",
        headline=say("aid.moved.headline", **two, **amounts),
        subtitle=say("aid.moved.subtitle", **two, span=span(shown)),
        data=shown,
        sources=cite(before, after),
        notes=[
            NOMINAL,
            say(
                "aid.moved.earlier_months",
                **amounts,
                undated=abs(europe.undated),
                moved=europe.added + europe.taken + europe.undated,
            ),
            f"{say('aid.moved.given_a_month', **two)} {new_and_us}",
            *own_months(before),
            *own_months(after),
        ],
        alt=f"{say('aid.moved.bars')} {_in_words(europe, say('aid.moved.gains', **_gained(europe, 1)), 1)}",
        native=Native("column", "period", "change_bn", None, EUR_BN, {}),
    )


def _of_groups(before: pl.DataFrame, after: pl.DataFrame, names: tuple[str, str], groups: Sequence[Group]) -> Figure:
    """Draw the same of others, one below the other on one scale."""
    every = measure.revisions(before, after, ["bloc", "month"], groups)
    # What rounds to nothing did not move: two releases differ by cents in how they were rounded.
    moves = [_moves(every.filter(pl.col("change_bn").round(3) != 0), group, DRAWN) for group in groups]
    # A group in which little moved may have gained in fewer months than three, and next to nothing in some of these.
    moves = [replace(one, largest=one.largest.filter(pl.col("change_bn") > TOLD * pl.col("change_bn").max())) for one in moves]
    moved = [one for one in moves if not one.shown.is_empty()]
    if not moved:
        raise NotComparable(
            f"no month of {together(groups)} moved from release {names[0]} to {names[1]}",
            "take two other releases, or other groups",
        )
    data = pl.concat([one.shown.with_columns(bloc=pl.lit(one.group.name)) for one in moved])
    colours, end, height = colours_of(groups), measure.last_month(data), 220 if len(moved) == 1 else 120
    still = [one.group.in_text for one in moves if one.shown.is_empty()]
    steps = f".{decimals_of_steps(min(0.0, *data['change_bn']), max(0.0, *data['change_bn']))}f"
    panels = [
        alt.layer(
            *_bars(one, end, colours[one.group.name], height, steps),
            zero_line(),
            marks.caption(EUR_BN),
            title=marks.panel_title(one.group.name) if len(moved) > 1 else alt.Undefined,
        )
        for one in moved
    ]
    said = [_in_words(one, say("aid.moved.gains_of", who=one.group.in_text, **_gained(one, 2)), 2) for one in moved]
    two = {"before": names[0], "after": names[1]}
    series = None if len(moved) == 1 else "bloc"
    return Figure(
        panels[0] if len(panels) == 1 else alt.vconcat(*panels, spacing=16).resolve_scale(y="shared"),
        id=f"moved-{names[0]}-{names[1]}{end_of_id(groups)}",
        headline=_headline(moved, names[1], alone=len(groups) == 1),
        subtitle=say("aid.moved.others_subtitle", who=together(groups), **two, span=span(data)),
        data=data,
        sources=cite(before, after),
        notes=[
            NOMINAL,
            *notes_on(groups, pl.concat([before.select("donor"), after.select("donor")])),
            *(_note(one) for one in moved),
            *([say("aid.moved.none_moved", who=still)] if still else []),
            say("aid.moved.may_have_a_month", **two),
            *own_months(before),
            *own_months(after),
        ],
        alt=" ".join([say("aid.moved.bars_of_groups") if series else say("aid.moved.bars"), *said]) + members_in_words(groups),
        native=Native("column", "period", "change_bn", series, EUR_BN, colours if series else {}),
    )


def _moves(moved: pl.DataFrame, group: Group, drawn: int = 3) -> _Moved:
    """Sum what moved in a group's months, to the euro; the bars are drawn to so many digits of a billion."""
    own = moved.filter(bloc=group.name)
    revised = own.filter(what="revised").with_columns(pl.col("change_bn").round(EURO))
    columns = {"period": pl.col("month"), "change_bn": pl.col("change_bn").round(drawn)}
    shown = revised.select("release_before", "release_after", **columns)
    added, taken = (change_in(revised.filter(rule)) for rule in (pl.col("change_bn") > 0, pl.col("change_bn") < 0))
    undated, new = (change_in(own.filter(what=what)) for what in ("undated", "new"))
    top = shown.sort("change_bn", descending=True).head(3).sort("period")
    largest = top.with_columns(text=month_text("period"), short=pl.col("period").dt.strftime("%b %Y"))
    return _Moved(group, shown, added, taken, undated, new, largest)


def _headline(moved: Sequence[_Moved], release: str, *, alone: bool) -> str:
    """Say what earlier months gained and lost: of one group, or of the one among several in which most moved."""
    most = max(moved, key=lambda one: one.added - one.taken)
    who, amounts = in_headline(most.group.in_text), {"gained": _some(most.added), "lost": _some(-most.taken)}
    if alone:
        return fitting(
            say("aid.moved.alone_headline", release=vintage(release), who=who, **amounts),
            say("aid.moved.alone_shorter_headline", who=who, **amounts),
            say("aid.moved.alone_shortest_headline", **amounts),
        )
    return fitting(say("aid.moved.most_headline", who=who, **amounts), say("aid.moved.most_short_headline", who=who))


def _note(one: _Moved) -> str:
    """Say what the earlier months of a group gained and lost, what of it had no month before, and what the new months brought."""
    moved = one.added + one.taken + one.undated
    so = say("aid.moved.so_moved_words", moved=euros(moved, 2)) if round(moved, EURO) else say("aid.moved.so_unmoved_words")
    told = {"who": one.group.in_text, "gained": _some(one.added, 2), "lost": _some(-one.taken, 2), "so": so}
    if one.undated < 0:
        earlier = say("aid.moved.earlier_of_had", **told, undated=euros(-one.undated, 2))
    elif one.undated > 0:
        earlier = say("aid.moved.earlier_of_now", **told, undated=euros(one.undated, 2))
    else:
        earlier = say("aid.moved.earlier_of", **told)
    return f"{earlier} {say('aid.moved.new_months', new=euros(one.new))}" if one.new else earlier


def _in_words(one: _Moved, said: str, digits: int) -> str:
    """Say behind what months gained and lost which gained most."""
    gains = [f"{text} {bare(change, digits)}" for text, change in one.largest.select("text", "change_bn").iter_rows()]
    return f"{said} {say('aid.moved.largest_gains', gains=gains)}" if gains else said


def _gained(one: _Moved, digits: int) -> dict[str, str]:
    """Write what months gained and lost beside its unit; of a group, whose amounts may be small, with two decimals."""
    return {"gained": bare(one.added, digits), "lost": bare(-one.taken, digits)}


def _some(amount: float, digits: int = 0) -> str:
    return euros(amount, digits) if amount else say("aid.moved.nothing_words")


def _bars(one: _Moved, last: date, colour: str, height: int, steps: str = ".1f") -> list[alt.Chart]:
    """Draw what moved as bars up to the last month, and name the largest gains."""
    bars = alt.Chart(one.shown, width=marks.WIDTH + 80, height=height)
    bars = bars.mark_bar(width=8, color=colour)
    bars = bars.encode(
        x=marks.time_axis(start=date(2021, 12, 15), end=last.replace(day=20)),
        y=alt.Y("change_bn:Q", title=None, axis=alt.Axis(format=steps, tickCount=TICKS)),
        tooltip=marks.tips(STEP),
    )
    words = alt.Chart(one.largest).mark_text(dy=-8, fontSize=12, color=theme.SOFT_INK)
    return [bars, words.encode(x=alt.X("period:T"), y=alt.Y("change_bn:Q"), text=alt.Text("short:N"))]


def decimals_of_steps(low: float, high: float, ticks: int = TICKS) -> int:
    """Give the decimals that the steps of a scale between two amounts need, at least one: steps are of 1, 2 or 5 in their last digit.

    >>> decimals_of_steps(-1.2, 2.4), decimals_of_steps(0.0, 0.1), decimals_of_steps(-0.002, 0.0)
    (1, 2, 4)
    """
    if high <= low:
        return 1
    step = (high - low) / ticks
    power = math.floor(math.log10(step))
    # From seven on, which lies nearer to ten than to five on the scale of steps, the step is the next power of ten.
    return max(1, -power - (step / 10.0**power >= math.sqrt(50)))


def zero_line() -> marks.Layered:
    """Draw the line of nothing gained and nothing lost.

    >>> zero_line().mark.type
    'rule'
    """
    return alt.Chart(pl.DataFrame({"zero": [0.0]})).mark_rule(color=theme.INK, strokeWidth=1).encode(y=alt.Y("zero:Q"))


def two_releases(before: pl.DataFrame, after: pl.DataFrame) -> tuple[str, str]:
    """Give the names of two releases that are compared; raises NotComparable where they are the same or not of one release each.

    >>> from analysis import load
    >>> two_releases(load.aid(28), load.aid(29))
    ('28', '29')
    """
    for aid in (before, after):
        require_one_release(aid, "allocated")
    names = (before["release"][0], after["release"][0])
    if names[0] == names[1]:
        raise NotComparable(f"release {names[0]} does not differ from itself", "take another: load.aid(release=28)")
    return names


def change_in(moved: pl.DataFrame) -> float:
    """Add up what moved, in EUR bn.

    >>> change_in(pl.DataFrame({"change_bn": [1.5, -0.5]}))
    1.0
    """
    return float(moved["change_bn"].sum())
