"""Figures of aid over time: Europe and the United States, all aid and by kind."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import altair as alt
import polars as pl

from analysis.charts import marks, theme
from analysis.charts.citations import cite
from analysis.charts.formatting import as_text, capitalise_first, eur, join_rows, month
from analysis.charts.native import Native
from analysis.countries import UNITED_STATES, join_words
from analysis.figures.aid.amounts import allocated, amounts_in_words, has, have_allocated, plain
from analysis.figures.aid.inputs import (
    edition,
    latest,
    require_one_release,
    rounded,
    span,
    stand,
    tooltip,
    until,
)
from analysis.figures.aid.later import as_points, both_spans, both_stands, drawn, leading, no_difference
from analysis.figures.aid.whose import HOUSE, colours_of, compared, dashes_of, dated, is_house, lines, members_in_words, slug
from analysis.figures.figure import Figure
from analysis.groups.group import Group
from analysis.groups.overlap import overlaps
from analysis.measures import aid as measure
from analysis.measures.blocs import Whose


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
    'Europe has allocated €230.5bn to Ukraine and the United States €115.4bn by June 2026 (release 30)'
    """
    lead = leading(aid, later, "allocated", own=True)
    groups = compared(aid, only, HOUSE)
    told = groups if only else groups[:2]
    curves = rounded(measure.over_time(aid, only=groups, cumulative=True))
    points = None if later is None else as_points(rounded(measure.totals(later, only=groups)))
    monthly_end, now = latest(curves), latest(measure.totals(lead, only=groups) if later is not None else curves)
    passed = _passed(aid, told)
    ahead = pl.DataFrame({"period": [passed], "text": [f"{told[0].name} ahead since|({edition(aid)})"]})
    over, title = [marks.marked_months(ahead)] if passed else [], "EUR bn, cumulative"
    fields = tooltip("so far")
    ends = amounts_in_words(told, {name: eur(value) for name, value in monthly_end.items()})
    reached = amounts_in_words(groups, {name: eur(value) for name, value in now.items()}, "{amount} for {who}")
    return Figure(
        lines(curves, "eur_bn", "EUR bn", groups, title=title, tooltip=fields, over=over, later=points),
        id=f"europe-and-us-cumulative{slug(groups)}",
        headline=f"{have_allocated(told, now, ' to Ukraine')} {stand(lead)}",
        subtitle=f"Allocations of military, financial and humanitarian aid, EUR bn, cumulative, {both_spans(curves, aid, later)}",
        data=drawn(curves, points),
        sources=cite(aid) if later is None else cite(later, aid),
        notes=[*dated(groups, aid), *no_difference(aid, later), *_ahead(aid, told, passed)],
        alt=f"Line chart. Cumulative allocations reach {reached} {stand(lead)}.{both_stands(aid, later, ends)}{members_in_words(groups)}",
    )


def _passed(aid: pl.DataFrame, told: Sequence[Group], kind: str | None = None) -> date | None:
    """Give the month since which the first of two is ahead; of groups that share members nobody leads."""
    return None if len(told) != 2 or overlaps(told) else measure.overtaken_on(aid, *told, kind=kind)


def _ahead(aid: pl.DataFrame, told: Sequence[Group], passed: date | None, what: str = "") -> list[str]:
    """Say since when the first is ahead: an answer of one release, since releases date the same money to other months."""
    if passed is None:
        return []
    behind = "" if is_house(told) else f"of {told[1].in_text} "
    return [
        f"As {edition(aid)} dates the money, {told[0].in_text} {has(told[0])} stayed ahead {behind}{what}since {month(passed)}; another "
        "release may give another month."
    ]


def monthly(aid: pl.DataFrame, *, only: Whose = ()) -> Figure:
    """Draw each month's allocations of Europe and the United States as bars, one above the other.

    `only` names others to draw, as in `europe_and_us`.

    Takes `load.aid()` of one release that has allocations; dated money only. `data` has release, period, bloc and eur_bn of the
    month, zeros included. Raises NotComparable for several releases, AnalysisError for rows without the column month and for a
    release without allocations.

    >>> from analysis import load
    >>> monthly(load.aid(29)).subtitle
    'Allocations per month, EUR bn, January 2022 to April 2026; covered months without a bar are zero'
    """
    require_one_release(aid, "allocated", own=True)
    groups = compared(aid, only)
    months = rounded(measure.over_time(aid, only=groups))
    final, largest = _last_given(months, groups[-1]), _largest(months, groups[0])
    colours = colours_of(groups)
    bars = alt.Chart(months, width=marks.WIDTH, height=120).mark_bar(width=7)
    bars = bars.encode(
        x=marks.time_axis(start=date(2021, 12, 15), end=measure.last_month(months).replace(day=20)),
        y=alt.Y("eur_bn:Q", title=None, axis=alt.Axis(tickCount=4)),
        color=marks.colour("bloc", colours),
        row=alt.Row("bloc:N", sort=list(colours), title=None, header=alt.Header(labelAnchor="start", labelOrient="top")),
        tooltip=marks.tips(tooltip("in the month")),
    )
    return Figure(
        bars,
        id=f"monthly-allocations{slug(groups)}",
        headline=f"{_monthly_headline(groups, months)} ({edition(aid)}, to {until(aid)})",
        subtitle=f"Allocations per month, EUR bn, {span(months)}; covered months without a bar are zero",
        data=months,
        sources=cite(aid),
        notes=[*dated(groups, aid), "Months follow the tracker's dating, which a later release may move."],
        alt=f"Two rows of monthly bars, {span(months)}. Europe gives in nearly every month, most in {month(largest['period'])} "
        f"({eur(largest['eur_bn'])}). The last United States allocation above zero is {eur(final['eur_bn'])} in {month(final['period'])}."
        if is_house(groups)
        else f"Rows of monthly bars, {span(months)}. {_monthly_headline(groups, months)}.{members_in_words(groups)}",
        native=Native("column", "period", "eur_bn", "bloc", "EUR bn", theme.NATIVE_BLOCS if is_house(groups) else colours),
    )


def _monthly_headline(groups: Sequence[Group], months: pl.DataFrame) -> str:
    """Say who gave when for the last time, and when most."""
    if is_house(groups) and len(groups) == 2:
        final, largest = _last_given(months, groups[1]), _largest(months, groups[0])
        return (
            f"The United States last allocated new aid in {month(final['period'])}; Europe's largest month is {month(largest['period'])}"
            f" with {eur(largest['eur_bn'])}"
        )
    told = [
        f"{group.in_text} in {month(_largest(months, group)['period'])} with {eur(_largest(months, group)['eur_bn'])}"
        for group in groups
    ]
    return f"Most was allocated in one month by {join_words(told)}"


def _largest(months: pl.DataFrame, group: Group) -> dict[str, Any]:
    return months.filter(bloc=group.name).sort("eur_bn", "period").row(-1, named=True)


def _last_given(months: pl.DataFrame, group: Group) -> dict[str, Any]:
    """Give the last month with new aid, or the last of all where there is none."""
    own = months.filter(bloc=group.name).sort("period")
    given = own.filter(pl.col("eur_bn") > 0)
    return (own if given.is_empty() else given).row(-1, named=True)


def by_kind(aid: pl.DataFrame, later: pl.DataFrame | None = None, *, only: Whose = ()) -> Figure:
    """Draw cumulative allocations of Europe and the United States for each kind of aid, with later totals as points.

    `only` names others to draw, as in `europe_and_us`.

    Takes `load.aid()` of one release that has allocations, dated money only, and with `later` the totals of a release that ends
    after it (`load.later_totals()`), which then lead the words. `data` has release, period, bloc, kind and eur_bn (up to that
    month), with `later` also line. Raises NotComparable for several releases and for a `later` that does not end later,
    AnalysisError for rows without the column month and for a release without allocations, UnknownName where one side has no
    military allocation.

    >>> from analysis import load
    >>> by_kind(load.aid(29), load.aid_totals(30)).headline
    'Military aid: €108.8bn from Europe and €64.6bn from the United States by June 2026 (release 30)'
    """
    lead = leading(aid, later, "allocated", own=True)
    groups = compared(aid, only)
    curves = rounded(measure.over_time(aid, ["bloc", "kind"], groups, cumulative=True))
    points = None if later is None else as_points(rounded(measure.totals(later, ["bloc", "kind"], groups)))
    ends = curves.filter(pl.col("period") == pl.col("period").max())
    amounts = (ends if points is None else points).with_columns(as_text("eur_bn", eur))
    now = amounts.pivot("bloc", index="kind", values="eur_bn").rows_by_key("kind", named=True, unique=True)
    military = amounts_in_words(groups, now["military"], "{amount} from {who}")
    passed = _passed(aid, groups, "military")
    top = float(pl.concat([rows["eur_bn"] for rows in (curves, points) if rows is not None]).max())  # type: ignore[arg-type]
    return Figure(
        alt.hconcat(*(_kind_panel(curves, points, kind, top, groups) for kind in measure.KINDS), spacing=10),
        id=f"allocations-by-kind{slug(groups)}",
        headline=f"Military aid: {military} {stand(lead)}",
        subtitle=f"Allocations by kind on one scale, EUR bn, cumulative, {both_spans(curves, aid, later)}",
        data=drawn(curves, points),
        sources=cite(aid) if later is None else cite(later, aid),
        notes=[
            *dated(groups, aid),
            *no_difference(aid, later),
            *_ahead(aid, groups, passed, "in military aid "),
        ],
        alt=f"Three line charts side by side, {stand(lead)}. "
        + " ".join(
            f"{kind.capitalize()}: {', '.join(f'{group.name} {now[kind][group.name]}' for group in groups)}."
            for kind in measure.KINDS
        )
        + both_stands(aid, later, join_rows(ends.with_columns(as_text("eur_bn", eur)), "{kind} {bloc} {eur_bn}", ", "))
        + members_in_words(groups),
    )


def _kind_panel(
    curves: pl.DataFrame, points: pl.DataFrame | None, kind: str, top: float, groups: Sequence[Group]
) -> marks.Layered:
    label = pl.format("{} {}", pl.col("bloc").replace({UNITED_STATES: "US"}), marks.number("eur_bn"))
    drawing = marks.labelled_lines(
        curves.filter(kind=kind).with_columns(label=label),
        "eur_bn",
        "bloc",
        axis_title="EUR bn",
        name=f"lines_{kind}",
        width=95,
        height=220,
        tooltip=marks.tips(tooltip("so far")),
        later=None if points is None else points.filter(kind=kind).with_columns(label=label),
        colours=colours_of(groups),
        dashes=dashes_of(groups),
        # One scale for all three, so that the panels can be compared.
        top=top,
    )
    return drawing.properties(title=alt.TitleParams(kind.capitalize(), fontSize=13, offset=18))


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
    now, to = latest(sums), month(measure.last_month(sums))
    peak, amounts = _largest(sums, told[-1]), [f"{plain(group)} {eur(now[group.name])}" for group in groups]
    title = "EUR bn in the twelve months before"
    return Figure(
        lines(sums, "eur_bn", "EUR bn", groups, title=title, tooltip=tooltip("in twelve months")),
        id=f"rolling-twelve-months{slug(groups)}",
        headline=f"In the twelve months to {to} {allocated(told, now)} ({edition(aid)})",
        subtitle=f"Allocations summed over the last twelve months, EUR bn, {span(sums)}",
        data=sums,
        sources=cite(aid),
        notes=dated(groups, aid),
        alt=f"Line chart. In the twelve months to {to}: {', '.join(amounts)}. {capitalise_first(told[-1].in_text)} peaked at "
        f"{eur(peak['eur_bn'])} in the twelve months to {month(peak['period'])}.{members_in_words(groups)}",
    )
