"""Figures of aid over time: Europe and the United States, all aid and by kind."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import altair as alt
import polars as pl

from analysis.charts import marks, theme
from analysis.charts.catalogue import say
from analysis.charts.citations import cite
from analysis.charts.native import Native
from analysis.charts.sizes import COLUMN_LINE, with_caveat
from analysis.charts.turn import TURN, turn_mark
from analysis.countries import EUROPE, UNITED_STATES, join_words
from analysis.figures.aid.amounts import allocated, amounts_in_words, euros, have_allocated, number_of, plain
from analysis.figures.aid.inputs import (
    ON_THE_PICTURE,
    edition,
    latest,
    require_one_release,
    rounded,
    span,
    stand,
    tooltip,
    until,
)
from analysis.figures.aid.later import as_points, both_spans, both_stands, by_end, drawn, leading, no_difference
from analysis.figures.aid.whose import (
    HOUSE,
    colours_of,
    compared,
    dated,
    has_the_pair,
    is_house,
    is_the_pair,
    lines,
    members_in_words,
    slug,
)
from analysis.figures.figure import Figure
from analysis.groups.group import Group
from analysis.groups.overlap import overlaps
from analysis.measures import aid as measure
from analysis.measures.blocs import Whose

IN_BILLIONS = "datum.value == 0 ? '0' : '€' + datum.label + 'bn'"
"""A label of an axis with its unit."""
SOON, ABOVE_ALL = 400, 0.93
TURN_AT = 0.74
"""Where the words on 20 January 2025 stand, as a part of the largest sum: above all lines of the years before."""


def europe_and_us(aid: pl.DataFrame, later: pl.DataFrame | None = None, *, only: Whose = ()) -> Figure:
    """Draw cumulative allocations of Europe, the United States and others by month, with later totals as points.

    `only` names other blocs, groups and countries to draw, by name, by code or as a Group: the words are of them then.

    Takes `load.aid()` of one release that has allocations, dated money only, and with `later` the totals of a release that ends
    after it (`load.later_totals()`), which then lead the words. `data` has release, period, bloc and eur_bn (up to that month),
    with `later` also line: the bloc, or the bloc and the later release. Raises NotComparable for several releases and for a
    `later` that does not end later, AnalysisError for rows without the column month and for a release without allocations,
    UnknownName where Europe or the United States has no allocation.

    >>> from analysis import load
    >>> europe_and_us(load.aid(29)).data.filter(pl.col("bloc") == "Europe").row(-1)
    ('29', datetime.date(2026, 4, 1), 'Europe', 214.844309)
    >>> europe_and_us(load.aid(29), load.aid_totals(30)).headline
    'Europe has allocated €230bn and the US €115bn by June 2026'
    """
    lead = leading(aid, later, "allocated", own=True)
    groups = compared(aid, only, HOUSE)
    told = groups if only else groups[:2]
    curves = rounded(measure.over_time(aid, only=groups, cumulative=True))
    points = None if later is None else as_points(rounded(measure.totals(later, only=groups)))
    monthly_end, now = latest(curves), latest(measure.totals(lead, only=groups) if later is not None else curves)
    passed = passed_on(aid, told)
    covers_turn = measure.last_month(curves) >= TURN.replace(day=1)
    # In a span that ends soon after the day, the lines themselves lie left of it where the words would stand.
    soon = covers_turn and (measure.last_month(curves) - TURN).days < SOON
    over = [turn_mark((ABOVE_ALL if soon else TURN_AT) * max(now[group.name] for group in told))] if covers_turn else []
    title, unit = say("aid.totals.cumulative_label"), say("aid.inputs.eur_bn_label")
    fields = tooltip(say("aid.totals.so_far_words"))
    ends = amounts_in_words(told, {name: euros(value) for name, value in monthly_end.items()})
    reached = [say("aid.totals.amount_for_words", amount=euros(now[group.name]), who=group.in_text) for group in groups]
    drawing = lines(curves, "eur_bn", unit, groups, title=title, tooltip=fields, over=over, later=points)
    return Figure(
        replace(drawing, chart=with_caveat(drawing.chart, ON_THE_PICTURE, COLUMN_LINE)),
        id=f"europe-and-us-cumulative{slug(groups)}",
        headline=say("aid.totals.headline", europe=now[EUROPE], us=now[UNITED_STATES], by=by_end(lead))
        if has_the_pair(groups)
        else say("aid.totals.others_headline", told=have_allocated(told, now, digits=0, short=True), until=until(lead)),
        subtitle=say("aid.totals.subtitle", spans=both_spans(curves, later)),
        data=drawn(curves, points),
        sources=cite(aid) if later is None else cite(later, aid),
        notes=[*dated(groups, aid), *no_difference(aid, later), *stayed_ahead(aid, told, passed)],
        alt=f"{say('aid.totals.alt', reached=join_words(reached), stand=stand(lead))}{both_stands(aid, later, ends)}"
        f"{members_in_words(groups)}",
    )


def passed_on(aid: pl.DataFrame, told: Sequence[Group], kind: str | None = None) -> date | None:
    """Give the month since which the first of two is ahead; of groups that share members nobody leads."""
    return None if len(told) != 2 or overlaps(told) else measure.overtaken_on(aid, *told, kind=kind)


def stayed_ahead(aid: pl.DataFrame, told: Sequence[Group], passed: date | None, kind: str | None = None) -> list[str]:
    """Say since when the first is ahead, as a note: an answer of one release, since releases date the same money to other months."""
    if passed is None:
        return []
    values = {"edition": edition(aid), "who": told[0].in_text, "since": passed}
    if is_the_pair(told):
        return [say("aid.totals.ahead_in_arms", **values) if kind else say("aid.totals.ahead", **values)]
    values |= {"number": number_of(told[0]), "other": told[1].in_text}
    return [say("aid.totals.ahead_of_in_arms", **values) if kind else say("aid.totals.ahead_of", **values)]


def monthly(aid: pl.DataFrame, *, only: Whose = ()) -> Figure:
    """Draw each month's allocations of Europe and the United States as bars, one above the other.

    `only` names others to draw, as in `europe_and_us`.

    Takes `load.aid()` of one release that has allocations; dated money only. `data` has release, period, bloc and eur_bn of the
    month, zeros included. Raises NotComparable for several releases, AnalysisError for rows without the column month and for a
    release without allocations.

    >>> from analysis import load
    >>> monthly(load.aid(29)).subtitle
    'Allocations per month, € billion, nominal, January 2022 to April 2026; covered months without a bar are zero'
    """
    require_one_release(aid, "allocated", own=True)
    groups = compared(aid, only)
    months = rounded(measure.over_time(aid, only=groups))
    headline, colours = _monthly_headline(groups, months), colours_of(groups)
    bars = (
        alt.Chart(months)
        .mark_bar(width=7)
        .encode(
            x=marks.time_axis(start=date(2021, 12, 15), end=measure.last_month(months).replace(day=20)),
            y=alt.Y("eur_bn:Q", title=None, axis=alt.Axis(tickCount=4, labelExpr=IN_BILLIONS)),
            color=marks.colour("bloc", colours),
            tooltip=marks.tips(tooltip(say("aid.totals.in_the_month_words"))),
        )
    )
    covers_turn = measure.last_month(months) >= TURN.replace(day=1)
    turn = alt.Chart(months).mark_rule(color=theme.GREY, strokeDash=[2, 3])
    turn = turn.encode(x=alt.XDatum(alt.DateTime(year=TURN.year, month=TURN.month, date=TURN.day), type="temporal"))
    panel = alt.layer(*([bars, turn] if covers_turn else [bars]), data=months).properties(width=marks.WIDTH, height=120)
    row = alt.Row("bloc:N", sort=list(colours), title=None, header=alt.Header(labelAnchor="start", labelOrient="top"))
    drawing = panel.facet(row=row)
    return Figure(
        with_caveat(drawing, f"{say('aid.totals.turn')} {ON_THE_PICTURE}" if covers_turn else ON_THE_PICTURE, COLUMN_LINE),
        id=f"monthly-allocations{slug(groups)}",
        headline=f"{headline} ({edition(aid)})",
        subtitle=say("aid.totals.monthly_subtitle", span=span(months)),
        data=months,
        sources=cite(aid),
        notes=[*dated(groups, aid), say("aid.totals.monthly_dating")],
        alt=_monthly_alt(months)
        if is_the_pair(groups)
        else say("aid.totals.monthly_others_alt", number=len(groups), span=span(months), told=headline)
        + members_in_words(groups),
        native=Native(
            "column",
            "period",
            "eur_bn",
            "bloc",
            say("aid.inputs.eur_bn_label"),
            theme.NATIVE_BLOCS if is_house(groups) else colours,
        ),
    )


def _monthly_alt(months: pl.DataFrame) -> str:
    """Say of Europe when most was given, and of the United States when last."""
    largest, final = _largest(months, EUROPE), _last_given(months, UNITED_STATES)
    return say(
        "aid.totals.monthly_alt",
        span=span(months),
        most=largest["period"],
        amount=largest["eur_bn"],
        last=final["period"],
        last_amount=final["eur_bn"],
    )


def _monthly_headline(groups: Sequence[Group], months: pl.DataFrame) -> str:
    """Say who gave when for the last time, and when most."""
    if is_the_pair(groups):
        largest, final = _largest(months, EUROPE), _last_given(months, UNITED_STATES)
        return say("aid.totals.monthly_headline", last=final["period"], most=largest["period"])
    most = [(group.in_text, _largest(months, group.name)) for group in groups]
    told = [say("aid.totals.monthly_most_words", who=who, most=row["period"], amount=euros(row["eur_bn"])) for who, row in most]
    return say("aid.totals.monthly_others_headline", told=join_words(told))


def _largest(months: pl.DataFrame, name: str) -> dict[str, Any]:
    return months.filter(bloc=name).sort("eur_bn", "period").row(-1, named=True)


def _last_given(months: pl.DataFrame, name: str) -> dict[str, Any]:
    """Give the last month with new aid, or the last of all where there is none."""
    own = months.filter(bloc=name).sort("period")
    given = own.filter(pl.col("eur_bn") > 0)
    return (own if given.is_empty() else given).row(-1, named=True)


def rolling_year(aid: pl.DataFrame, *, only: Whose = ()) -> Figure:
    """Draw the sum of the last twelve months for Europe, the United States and others.

    `only` names others to draw, as in `europe_and_us`.

    Takes `load.aid()` of one release that has allocations; dated money only. `data` has release, period (the last of the twelve
    months), bloc and eur_bn. Raises NotComparable for several releases, AnalysisError for rows without the column month and for
    a release without allocations.

    >>> from analysis import load
    >>> rolling_year(load.aid(29)).data.row(0)
    ('29', datetime.date(2022, 12, 1), 'Europe', 37.185487)
    """
    require_one_release(aid, "allocated", own=True)
    groups = compared(aid, only, HOUSE)
    told = groups if only else groups[:2]
    sums = rounded(measure.rolling_year(aid, only=groups))
    now = latest(sums)
    peak, amounts = _largest(sums, told[-1].name), [f"{plain(group)} {euros(now[group.name])}" for group in groups]
    unit, title, fields = (
        say("aid.inputs.eur_bn_label"),
        say("aid.totals.a_year_label"),
        tooltip(say("aid.totals.in_twelve_months_words")),
    )
    drawing = lines(sums, "eur_bn", unit, groups, title=title, tooltip=fields)
    return Figure(
        replace(drawing, chart=with_caveat(drawing.chart, ON_THE_PICTURE, COLUMN_LINE)),
        id=f"rolling-twelve-months{slug(groups)}",
        headline=_year_headline(aid, sums, told, groups),
        subtitle=say("aid.totals.year_subtitle", span=span(sums)),
        data=sums,
        sources=cite(aid),
        notes=dated(groups, aid),
        alt=say(
            "aid.totals.year_alt",
            last=measure.last_month(sums),
            amounts=", ".join(amounts),
            who=told[-1].in_text,
            most=euros(peak["eur_bn"]),
            peak=peak["period"],
        )
        + members_in_words(groups),
    )


def _year_headline(aid: pl.DataFrame, sums: pl.DataFrame, told: Sequence[Group], groups: Sequence[Group]) -> str:
    """Say what was allocated in the last twelve months."""
    values, now = {"last": measure.last_month(sums), "edition": edition(aid)}, latest(sums)
    if not has_the_pair(groups):
        return say("aid.totals.year_others_headline", **values, told=allocated(told, now))
    if not now[UNITED_STATES]:
        return say("aid.totals.year_us_nothing_headline", **values, europe=now[EUROPE])
    return say("aid.totals.year_headline", **values, europe=now[EUROPE], us=now[UNITED_STATES])
