"""Open promises of the groups chosen, with the largest promise of the first one apart."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import altair as alt
import polars as pl

from analysis.charts import marks, theme
from analysis.charts.catalogue import say
from analysis.charts.citations import cite
from analysis.charts.native import Native
from analysis.charts.sizes import COLUMN_LINE, PAGE_LINE, with_caveat, with_sizes
from analysis.countries import join_words, with_article
from analysis.figures.aid.amounts import LEAST_TOLD, euros, in_headline, number_of
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

IN_FULL = say("aid.open_of_groups.in_full")
DRAWINGS = say("aid.open_of_groups.drawings")
NOTHING = LEAST_TOLD
"""Billions below which nothing is open: less is no more than how two stages are rounded."""

Amounts = Mapping[str, float]


def largest(aid: pl.DataFrame, until: date | str | None, only: Whose = ()) -> dict[str, Any]:
    """Find the most that one donor, or one of `only`, committed in one month that had ended by a day: month, donor, name, eur_bn, what, noun.

    `what` calls it an EU loan where it is that of April 2026, else a promise; `noun` a loan or a promise.

    >>> from analysis import load
    >>> largest(load.aid(29), None)["what"], largest(load.aid(29), "2025-12-31", "Germany")["month"]
    ('EU loan', datetime.date(2023, 5, 1))
    """
    months = measure.named(ended(measure.over_time(aid, "donor", only, stage="committed"), until))
    first = months.sort("eur_bn", "period", "donor", descending=[True, False, False])
    most = dict(first.select("donor", "name", "eur_bn", month="period").row(0, named=True))
    if (most["donor"], most["month"]) == LOAN:
        return most | {"what": say("aid.open_of_groups.eu_loan_words"), "noun": say("aid.open_of_groups.loan_words")}
    return most | dict.fromkeys(("what", "noun"), say("aid.open_of_groups.promise_words"))


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
    without = {"what": most["what"], "month": most["month"], "rest": euros(rest, 0), "who": first.in_text}
    caveat = say("aid.open_of_groups.without_it", **without) if apart else IN_FULL
    told = [
        say("aid.open_of_groups.lines", number=len(groups)),
        say("aid.open_of_groups.amounts", stand=stand_on(gaps, lead, until), told=_each(groups, now)),
        *_most_in_words(first, most),
    ]
    told += [say("aid.open_of_groups.ends_without", who=first.in_text, rest=euros(rest))] if apart else []
    points = None if later is None else _points(later, now, groups)
    page, column = (
        _drawing(lines, groups, points, _note(most) if apart else None, colours, *size)
        for size in ((marks.WIDTH - 40, 270), (176, 240))
    )
    return {
        "chart": with_sizes(with_caveat(page, caveat, PAGE_LINE), column=with_caveat(column, caveat, COLUMN_LINE)),
        "id": id_until(f"open-promises{end_of_id(groups)}", gaps, until),
        "headline": _headline(groups, now, most if apart else None),
        "subtitle": say("aid.open_of_groups.subtitle", spans=both_spans(gaps, later)),
        "data": lines,
        "sources": cite(aid) if later is None else cite(later, aid),
        "notes": [PROMISE, *([DRAWINGS] if apart else []), NOMINAL, *notes_on(groups, aid), *no_difference(aid, later)],
        "alt": " ".join(told) + both_stands(aid, later, join_words(_each(groups, ends))) + members_in_words(groups),
        "native": _native(groups, colours, apart=apart),
    }


def _rest(group: Group) -> str:
    return say("aid.open_of_groups.rest_label", group=group.name)


def _each(groups: Sequence[Group], amounts: Amounts) -> list[str]:
    return [f"{group.in_text} {euros(amounts[group.name])}" for group in groups]


def _most_in_words(first: Group, most: Mapping[str, Any]) -> list[str]:
    """Say what the largest promise of one month is, of a group also whose."""
    if most["eur_bn"] <= NOTHING:
        return []
    told = {"who": first.in_text, "amount": euros(most["eur_bn"]), "month": most["month"]}
    if len(first) > 1:
        return [say("aid.open_of_groups.largest_by", **told, donor=with_article(most["name"]))]
    return [say("aid.open_of_groups.largest", **told)]


def _headline(groups: Sequence[Group], now: Amounts, most: Mapping[str, Any] | None) -> str:
    """Say how much of what was promised awaits allocation: of one group, of two, or of the one of several with the most."""
    if len(groups) == 1:
        return _of_one(groups[0], now[groups[0].name], most)
    top = max(groups, key=lambda group: now[group.name])
    if now[top.name] < NOTHING:
        return say("aid.open_of_groups.all_groups_headline", groups=len(groups))
    if most and top == groups[0]:
        return _of_one(top, now[top.name], most)
    amount, who = euros(now[top.name], 0), in_headline(top.in_text)
    most_of = fitting(
        say("aid.open_of_groups.most_headline", amount=amount, who=who),
        say("aid.open_of_groups.awaits_headline", amount=amount, who=who),
        say("aid.open_of_groups.up_to_headline", amount=amount),
    )
    if len(groups) != 2 or min(now.values()) < NOTHING:
        return most_of
    (amount, who), (other_amount, other) = ((euros(now[group.name], 0), in_headline(group.in_text)) for group in groups)
    two = say("aid.open_of_groups.two_headline", amount=amount, who=who, other_amount=other_amount, other=other)
    return fitting(two, most_of)


def _of_one(group: Group, amount: float, most: Mapping[str, Any] | None) -> str:
    who = in_headline(group.in_text)
    if amount <= -NOTHING:
        return fitting(
            say("aid.open_of_groups.more_headline", number=number_of(group), who=who, amount=euros(-amount, 0)),
            say("aid.open_of_groups.more_short_headline", amount=euros(-amount, 0)),
        )
    if amount < NOTHING:
        return fitting(say("aid.open_of_groups.nothing_headline", who=who), say("aid.open_of_groups.nothing_short_headline"))
    told = {"amount": euros(amount, 0), "who": who}
    awaits = say("aid.open_of_groups.awaits_headline", **told)
    least = say("aid.open_of_groups.least_headline", amount=euros(amount, 0))
    if most is None:
        return fitting(say("aid.open_of_groups.still_headline", **told), awaits, least)
    one = euros(most["eur_bn"], 0)
    return fitting(
        say("aid.open_of_groups.one_is_headline", **told, what=most["what"], one=one),
        say("aid.open_of_groups.in_one_headline", **told, noun=most["noun"], one=one),
        awaits,
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
    amount = euros(most["eur_bn"], 0)
    return say("aid.open_of_groups.one_label", what=most["what"], amount=amount, month=most["month"])


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
    tips = marks.tips({"Line": "line", "Month": "period:T|%B %Y", say("aid.inputs.eur_bn_label"): f"{OPEN}:Q|,.3f"})
    drawn = marks.labelled_lines(
        shown.with_columns(label=_label("line")),
        OPEN,
        "bloc",
        axis_title=say("aid.open_of_groups.unit_label"),
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
    without = say("aid.open_of_groups.without_label", amount=euros(low))
    words = row.with_columns(text=pl.lit(note), without=pl.lit(without))
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
    return Native("line", "period", OPEN, "line", say("aid.inputs.eur_bn_label"), looks, dashes=dashes)
