"""Open promises of the groups chosen, with the largest promise of the first one apart."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import altair as alt
import polars as pl

from analysis.charts import marks, theme
from analysis.charts.citations import cite
from analysis.charts.formatting import capitalise_first, month
from analysis.charts.native import Native
from analysis.charts.numerals import count_words
from analysis.charts.sizes import COLUMN_LINE, PAGE_LINE, with_caveat, with_sizes
from analysis.countries import join_words, with_article
from analysis.figures.aid.amounts import LEAST_TOLD, euros, has, in_headline
from analysis.figures.aid.inputs import NOMINAL, last_day, latest
from analysis.figures.aid.later import both_spans, both_stands, ended, id_until, no_difference, stand_on
from analysis.figures.aid.promises import PROMISE
from analysis.figures.aid.whose import colours_of, dashes_of, members_in_words, notes_on
from analysis.figures.whom import end_of_id, fitting
from analysis.groups.group import Group
from analysis.measures import aid as measure
from analysis.measures.blocs import Whose

OPEN = "to_be_allocated_bn"
LOAN = ("EUI", date(2026, 4, 1))
"""Donor and month of the loan that the EU adopted on 23 April 2026: the tracker counts it in full as promised then."""

IN_FULL = "A promise counts in full when announced, an allocation once its content is settled."
DRAWINGS = (
    "The largest promise is taken off in full from its month on; what has been drawn of it since is allocated and in no line here, so that "
    "the line without it may stand too low by as much."
)
NOTHING = LEAST_TOLD
"""Billions below which nothing is open: less is no more than how two stages are rounded."""

Amounts = Mapping[str, float]


def largest(aid: pl.DataFrame, until: date | str | None, only: Whose = ()) -> dict[str, Any]:
    """Find the most that one donor, or one of `only`, committed in one month that had ended by a day: month, donor, name, eur_bn, what.

    `what` calls it an EU loan where it is that of April 2026, else a promise.

    >>> from analysis import load
    >>> largest(load.aid(29), None)["what"], largest(load.aid(29), "2025-12-31", "Germany")["month"]
    ('EU loan', datetime.date(2023, 5, 1))
    """
    months = measure.named(ended(measure.over_time(aid, "donor", only, stage="committed"), until))
    first = months.sort("eur_bn", "period", "donor", descending=[True, False, False])
    most = dict(first.select("donor", "name", "eur_bn", month="period").row(0, named=True))
    return most | {"what": "EU loan" if (most["donor"], most["month"]) == LOAN else "promise"}


def a_year_before(last: date) -> date:
    """Give the month a year before another.

    >>> a_year_before(date(2026, 4, 1))
    datetime.date(2025, 4, 1)
    """
    return last.replace(year=last.year - 1)


def open_of_groups(
    aid: pl.DataFrame, lead: pl.DataFrame, later: pl.DataFrame | None, until: date | str | None, groups: Sequence[Group]
) -> dict[str, Any]:
    """Give what a figure of commitments less allocations of groups is made of, as `still_open.open_promises` has it of the house's blocs.

    `lead` is what the words are of, `later` the totals that stand as points, if there are any. `data` has release, period, bloc, line (the
    group, and the first one without its largest promise) and to_be_allocated_bn.

    >>> from analysis import groups, load
    >>> open_of_groups(load.aid(29), load.aid(29), None, None, [groups.NORDIC_BALTIC_EIGHT])["headline"]
    '€26bn promised by the Nordic-Baltic eight is still to be allocated'
    """
    gaps = ended(measure.gap_over_time(aid, only=groups), until)
    first, most = groups[0], largest(aid, until, groups[0])
    # Of an older promise, or one larger than what is open, much has been allocated since: it is not set apart.
    recent = most["month"] > a_year_before(measure.last_month(gaps))
    apart = recent and NOTHING < most["eur_bn"] <= latest(gaps, OPEN)[first.name]
    lines = _lines(gaps, first, most if apart else None)
    now = latest(measure.to_be_allocated(lead, only=groups) if later is not None else gaps, OPEN)
    ends = latest(lines, OPEN, "line")
    rest, colours = ends.get(_rest(first), 0.0), colours_of(groups)
    caveat = (
        f"Without the {most['what']} of {month(most['month'])}, {euros(rest, 0)} promised by {first.in_text} would have been open then."
        if apart
        else IN_FULL
    )
    points = None if later is None else _points(later, now, groups)
    page, column = (
        _drawing(lines, groups, points, _note(most) if apart else None, colours, *size)
        for size in ((marks.WIDTH - 40, 270), (176, 240))
    )
    return {
        "chart": with_sizes(with_caveat(page, caveat, PAGE_LINE), column=with_caveat(column, caveat, COLUMN_LINE)),
        "id": id_until(f"open-promises{end_of_id(groups)}", gaps, until),
        "headline": _headline(groups, now, most if apart else None),
        "subtitle": f"Commitments less allocations, € billion, nominal, both cumulative, {both_spans(gaps, later)}",
        "data": lines,
        "sources": cite(aid) if later is None else cite(later, aid),
        "notes": [PROMISE, *([DRAWINGS] if apart else []), NOMINAL, *notes_on(groups, aid), *no_difference(aid, later)],
        "alt": f"{'Lines' if len(groups) > 1 else 'A line'} of commitments less allocations. {capitalise_first(stand_on(gaps, lead, until))}: "
        f"{join_words([f'{group.in_text} {euros(now[group.name])}' for group in groups])}.{_most_in_words(first, most)}"
        + (f" Without it the line of {first.in_text} ends at {euros(rest)}." if apart else "")
        + both_stands(aid, later, join_words([f"{group.in_text} {euros(ends[group.name])}" for group in groups]))
        + members_in_words(groups),
        "native": _native(groups, colours, apart=apart),
    }


def _rest(group: Group) -> str:
    return f"{group.name}, without it"


def _most_in_words(first: Group, most: Mapping[str, Any]) -> str:
    """Say what the largest promise of one month is, of a group also whose."""
    if most["eur_bn"] <= NOTHING:
        return ""
    by = f" by {with_article(most['name'])}" if len(first) > 1 else ""
    return f" The largest promise of {first.in_text} in one month is {euros(most['eur_bn'])}{by} in {month(most['month'])}."


def _headline(groups: Sequence[Group], now: Amounts, most: Mapping[str, Any] | None) -> str:
    """Say how much of what was promised awaits allocation: of one group, of two, or of the one of several with the most."""
    if len(groups) == 1:
        return _of_one(groups[0], now[groups[0].name], most)
    top = max(groups, key=lambda group: now[group.name])
    if now[top.name] < NOTHING:
        return f"All that {count_words(len(groups))} groups promised has been allocated"
    if most and top == groups[0]:
        return _of_one(top, now[top.name], most)
    told = [f"{euros(now[group.name], 0)} promised by {in_headline(group.in_text)}" for group in groups]
    largest_of = f"{euros(now[top.name], 0)} promised by {in_headline(top.in_text)} awaits allocation"
    most_of = fitting(
        f"{largest_of}, the most of those drawn",
        largest_of,
        f"Up to {euros(now[top.name], 0)} of what was promised awaits allocation",
    )
    two = len(groups) == 2 and min(now.values()) >= NOTHING
    return fitting(f"{told[0]} and {told[1].replace(' promised', '')} await allocation", most_of) if two else most_of


def _of_one(group: Group, amount: float, most: Mapping[str, Any] | None) -> str:
    name = in_headline(group.in_text)
    if amount <= -NOTHING:
        return fitting(
            f"{capitalise_first(name)} {has(group)} allocated {euros(-amount, 0)} more than was promised",
            f"{euros(-amount, 0)} more has been allocated than was promised",
        )
    if amount < NOTHING:
        return fitting(f"All that {name} promised has been allocated", "All that was promised has been allocated")
    told, least = f"{euros(amount, 0)} promised by {name}", f"{euros(amount, 0)} of what was promised awaits allocation"
    if most is None:
        return fitting(f"{told} is still to be allocated", f"{told} awaits allocation", least)
    one = euros(most["eur_bn"], 0)
    return fitting(
        f"{told} awaits allocation; one {most['what']} is {one}",
        f"{told} awaits allocation, {one} in one {most['what'].split()[-1]}",
        f"{told} awaits allocation",
        least,
    )


def _lines(gaps: pl.DataFrame, first: Group, most: Mapping[str, Any] | None) -> pl.DataFrame:
    """Give the groups, and the first once more with a promise taken off from its month on, if there is one to set apart."""
    rows = gaps.with_columns(line="bloc")
    if most:
        less = pl.when(pl.col("period") >= pl.lit(most["month"])).then(pl.lit(most["eur_bn"])).otherwise(0)
        without = rows.filter(bloc=first.name).with_columns(pl.col(OPEN) - less, line=pl.lit(_rest(first)))
        rows = pl.concat([rows, without])
    return rows.select("release", "period", "bloc", "line", pl.col(OPEN).round(6)).sort("period", "line")


def _points(later: pl.DataFrame, now: Amounts, groups: Sequence[Group]) -> pl.DataFrame:
    last = last_day(later).replace(day=1)
    names = [group.name for group in groups]
    points = pl.DataFrame({"period": [last] * len(names), "bloc": names, "line": names, OPEN: [now[name] for name in names]})
    return points.with_columns(label=_label("bloc"))


def _label(name: str) -> pl.Expr:
    return pl.format("{} {}", name, pl.col(OPEN).map_elements(euros, pl.String))


def _note(most: Mapping[str, Any]) -> str:
    return f"One {most['what']}:|{euros(most['eur_bn'], 0)} ({month(most['month'])})"


def _drawing(
    lines: pl.DataFrame,
    groups: Sequence[Group],
    points: pl.DataFrame | None,
    note: str | None,
    colours: Mapping[str, str],
    width: int,
    height: int,
) -> marks.Layered:
    """Draw a line a group; the promise set apart is a bar on top of the line without it."""
    first = groups[0].name
    # A line that rises by one promise from one month to the next would look like a growth.
    shown = lines.filter(pl.col("line") != first) if note else lines
    tips = marks.tips({"Line": "line", "Month": "period:T|%B %Y", "EUR bn": f"{OPEN}:Q|,.3f"})
    drawn = marks.labelled_lines(
        shown.with_columns(label=_label("line")),
        OPEN,
        "bloc",
        axis_title="€ billion",
        colours=colours,
        dashes=dashes_of(groups),
        width=width,
        height=height,
        tooltip=tips,
        later=points,
    )
    if note is None:
        return drawn
    last = lines.filter(pl.col("period") == pl.col("period").max(), bloc=first)
    ends = {line: float(value) for line, value in last.select("line", OPEN).iter_rows()}
    return alt.layer(drawn, *_bar(last, ends, groups[0], note, colours[first], named=points is not None)).resolve_scale(
        color="independent", strokeDash="independent"
    )


def _bar(last: pl.DataFrame, ends: Amounts, first: Group, note: str, colour: str, *, named: bool) -> list[marks.Layered]:
    """Draw the promise set apart as a bar on top of the rest, with what it is, and where the point carries the name what is left without it."""
    low, high = ends[_rest(first)], ends[first.name]
    row = pl.DataFrame({"period": [last["period"][0]], "low": [low], "high": [high], "middle": [low + 0.66 * (high - low)]})
    words = row.with_columns(text=pl.lit(note), without=pl.lit(f"without it {euros(low)}"))
    bar = (
        alt.Chart(words)
        .mark_rule(strokeWidth=9, color=colour, opacity=0.45)
        .encode(x=alt.X("period:T"), y=alt.Y("low:Q"), y2=alt.Y2("high:Q"))
    )
    told = alt.Chart(words).mark_text(align="right", dx=-10, fontSize=12, lineBreak="|", lineHeight=14)
    layers = [bar, told.encode(x=alt.X("period:T"), y=alt.Y("middle:Q"), text=alt.Text("text:N"))]
    if named:
        below = alt.Chart(words).mark_text(align="right", dx=-2, dy=16, fontSize=12, color=theme.as_text(colour))
        layers.append(below.encode(x=alt.X("period:T"), y=alt.Y("low:Q"), text=alt.Text("without:N")))
    return layers


def _native(groups: Sequence[Group], colours: Mapping[str, str], *, apart: bool) -> Native:
    """Give the lines to an office program, the first group's with its promise in a lighter colour than the one without."""
    first, looks = groups[0].name, dict(colours)
    dashes = {name: [round(part) for part in dash] for name, dash in dashes_of(groups).items()}
    if apart:
        light = next(one for one in (theme.LIGHT_BLUE, theme.GREY, theme.LIGHT_GREY) if one not in looks.values())
        looks = {first: light, _rest(groups[0]): looks[first], **{name: one for name, one in looks.items() if name != first}}
        dashes = {**dashes, first: [2, 2], _rest(groups[0]): dashes[first]}
    return Native("line", "period", OPEN, "line", "EUR bn", looks, dashes=dashes)
