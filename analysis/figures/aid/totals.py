"""Figures of aid over time: Europe and the United States, all aid and by kind."""

from dataclasses import replace
from datetime import date

import altair as alt
import polars as pl

from analysis.charts import forms, marks, theme
from analysis.charts.citations import cite
from analysis.charts.formatting import as_text, eur, join_rows, month
from analysis.charts.native import Native
from analysis.charts.sizes import COLUMN_LINE, PAGE_LINE, with_caveat, with_sizes
from analysis.charts.turn import TURN, turn_mark
from analysis.countries import EUROPE, OTHER, UNITED_STATES
from analysis.figures.aid.inputs import (
    DATED,
    ON_THE_PICTURE,
    PAIR,
    edition,
    latest,
    require_one_release,
    rounded,
    span,
    tooltip,
    until,
)
from analysis.figures.aid.later import (
    as_points,
    both_spans,
    both_stands,
    drawn,
    ended,
    id_until,
    leading,
    no_difference,
    stand_on,
)
from analysis.figures.figure import Figure
from analysis.measures import aid as measure

TURN_AT = 0.38
"""Where the words on 20 January 2025 stand, as a part of what the United States has allocated."""

DRAWN = ("military", "financial")
"""The kinds of aid that are drawn as lines."""


def europe_and_us(aid: pl.DataFrame, later: pl.DataFrame | None = None, until: date | str | None = None) -> Figure:
    """Draw cumulative allocations of Europe, the United States and others by month, with later totals as points.

    Takes `load.aid()` of one release that has allocations, dated money only, and with `later` the totals of a release that ends
    after it (`load.later_totals()`), which then lead the words; with `until` the months that had ended by a day, and no later
    totals. `data` has release, period, bloc and eur_bn (up to that month),
    with `later` also line: the bloc, or the bloc and the later release. Raises NotComparable for several releases and for a
    `later` that does not end later, AnalysisError for rows without the column month and for a release without allocations,
    UnknownName where Europe or the United States has no allocation.

    >>> from analysis import load
    >>> europe_and_us(load.aid(29)).data.filter(pl.col("bloc") == "Europe").row(-1)
    ('29', datetime.date(2026, 4, 1), 'Europe', 214.844309)
    >>> europe_and_us(load.aid(29), load.aid_totals(30)).headline
    'Europe has allocated €230bn and the US €115bn by June 2026 (release 30)'
    """
    lead = leading(aid, later, "allocated")
    lead, later = (lead, later) if until is None else (aid, None)
    curves = ended(rounded(measure.over_time(aid, cumulative=True)), until)
    points = None if later is None else as_points(rounded(measure.totals(later)))
    monthly_end, now = latest(curves), latest(measure.totals(lead) if later is not None else curves)
    passed, by = _passed(aid, curves), stand_on(curves, lead, until)
    ahead = pl.DataFrame({"period": [passed], "text": [f"Europe ahead since|({edition(aid)})"]})
    # Between the lines of the United States and of other donors, where there is room at every size.
    over, title = _turn(curves, TURN_AT * now[UNITED_STATES]), "€ billion, cumulative"
    over += [marks.marked_months(ahead)] if passed else []
    fields = tooltip("so far")
    drawing = forms.lines(curves, "eur_bn", "bloc", "EUR bn", title=title, tooltip=fields, over=over, later=points)
    return Figure(
        replace(drawing, chart=with_caveat(drawing.chart, ON_THE_PICTURE, COLUMN_LINE)),
        id=id_until("europe-and-us-cumulative", curves, until),
        headline=f"Europe has allocated {eur(now[EUROPE], 0)} and the US {eur(now[UNITED_STATES], 0)} {by}",
        subtitle=f"Military, financial and humanitarian aid, € billion, nominal, cumulative, {both_spans(curves, aid, later)}",
        data=drawn(curves, points),
        sources=cite(aid) if later is None else cite(later, aid),
        notes=[*DATED, *no_difference(aid, later), *_ahead(aid, passed)],
        alt=f"Line chart. Cumulative allocations reach {eur(now[EUROPE])} for Europe, {eur(now[UNITED_STATES])} for the United States and "
        f"{eur(now[OTHER])} for other donors {by}."
        + both_stands(aid, later, f"Europe {eur(monthly_end[EUROPE])} and the United States {eur(monthly_end[UNITED_STATES])}"),
    )


def _passed(aid: pl.DataFrame, curves: pl.DataFrame, kind: str | None = None) -> date | None:
    """Give the month from which Europe is ahead for good, as far as it lies among the months drawn."""
    passed = measure.overtaken_on(aid, kind=kind)
    return passed if passed and passed <= measure.last_month(curves) else None


def _turn(curves: pl.DataFrame, at: float) -> list[marks.Layered]:
    """Mark 20 January 2025 where the months drawn reach it."""
    return [turn_mark(at)] if measure.last_month(curves) >= TURN.replace(day=1) else []


def _ahead(aid: pl.DataFrame, passed: date | None, what: str = "") -> list[str]:
    """Say since when Europe is ahead: an answer of one release, since releases date the same money to other months."""
    if passed is None:
        return []
    return [
        f"As {edition(aid)} dates the money, Europe has stayed ahead {what}since {month(passed)}; another release may give another month."
    ]


def monthly(aid: pl.DataFrame) -> Figure:
    """Draw each month's allocations of Europe and the United States as bars, one above the other.

    Takes `load.aid()` of one release that has allocations; dated money only. `data` has release, period, bloc and eur_bn of the
    month, zeros included. Raises NotComparable for several releases, AnalysisError for rows without the column month and for a
    release without allocations.

    >>> from analysis import load
    >>> monthly(load.aid(29)).subtitle
    'Allocations per month, EUR bn, January 2022 to April 2026; covered months without a bar are zero'
    """
    require_one_release(aid, "allocated")
    months = rounded(measure.over_time(aid)).filter(pl.col("bloc").is_in(PAIR))
    given = months.filter(pl.col("bloc") == UNITED_STATES, pl.col("eur_bn") > 0)
    final = given.sort("period").row(-1, named=True)
    largest = months.filter(pl.col("bloc") == EUROPE).sort("eur_bn", "period").row(-1, named=True)
    bars = alt.Chart(months, width=marks.WIDTH, height=120).mark_bar(width=7)
    bars = bars.encode(
        x=marks.time_axis(start=date(2021, 12, 15), end=measure.last_month(months).replace(day=20)),
        y=alt.Y("eur_bn:Q", title=None, axis=alt.Axis(tickCount=4)),
        color=marks.colour("bloc", {bloc: theme.BLOC_COLOURS[bloc] for bloc in PAIR}),
        row=alt.Row("bloc:N", sort=list(PAIR), title=None, header=alt.Header(labelAnchor="start", labelOrient="top")),
        tooltip=marks.tips(tooltip("in the month")),
    )
    return Figure(
        bars,
        id="monthly-allocations",
        headline=f"The United States last allocated new aid in {month(final['period'])}; Europe's largest month is {month(largest['period'])}"
        f" with {eur(largest['eur_bn'])} ({edition(aid)}, to {until(aid)})",
        subtitle=f"Allocations per month, EUR bn, {span(months)}; covered months without a bar are zero",
        data=months,
        sources=cite(aid),
        notes=[*DATED, "Months follow the tracker's dating, which a later release may move."],
        alt=f"Two rows of monthly bars, {span(months)}. Europe gives in nearly every month, most in {month(largest['period'])} "
        f"({eur(largest['eur_bn'])}). The last United States allocation above zero is {eur(final['eur_bn'])} in {month(final['period'])}.",
        native=Native("column", "period", "eur_bn", "bloc", "EUR bn", theme.NATIVE_BLOCS),
    )


def by_kind(aid: pl.DataFrame, later: pl.DataFrame | None = None, until: date | str | None = None) -> Figure:
    """Draw cumulative allocations of Europe and the United States for each kind of aid, with later totals as points.

    Takes `load.aid()` of one release that has allocations, dated money only, and with `later` the totals of a release that ends
    after it (`load.later_totals()`), which then lead the words; with `until` the months that had ended by a day, and no later
    totals. `data` has release, period, bloc, kind and eur_bn (up to that
    month), with `later` also line. Raises NotComparable for several releases and for a `later` that does not end later,
    AnalysisError for rows without the column month and for a release without allocations, UnknownName where one side has no
    military allocation.

    >>> from analysis import load
    >>> by_kind(load.aid(29), load.aid_totals(30)).headline
    'Military aid: €109bn from Europe, €65bn from the US by June 2026 (release 30)'
    """
    lead = leading(aid, later, "allocated")
    lead, later = (lead, later) if until is None else (aid, None)
    curves = ended(_kinds(measure.over_time(aid, by=["bloc", "kind"], cumulative=True)), until)
    by = stand_on(curves, lead, until)
    points = None if later is None else as_points(_kinds(measure.totals(later, by=["bloc", "kind"])))
    ends = curves.filter(pl.col("period") == pl.col("period").max())
    last = ends if points is None else points
    amounts = last.with_columns(as_text("eur_bn", eur))
    now = amounts.pivot("bloc", index="kind", values="eur_bn").rows_by_key("kind", named=True, unique=True)
    military = latest(last.filter(kind="military"))
    top = float(pl.concat([rows["eur_bn"] for rows in (curves, points) if rows is not None]).max())  # type: ignore[arg-type]
    return Figure(
        _kinds_drawing(curves, points, top),
        id=id_until("allocations-by-kind", curves, until),
        headline=f"Military aid: {eur(military[EUROPE], 0)} from Europe, {eur(military[UNITED_STATES], 0)} from the US {by}",
        subtitle=f"Allocations by kind, € billion, nominal, cumulative, on one scale, {both_spans(curves, aid, later)}",
        data=drawn(curves, points),
        sources=cite(aid) if later is None else cite(later, aid),
        notes=[
            *DATED,
            *no_difference(aid, later),
            *_ahead(aid, _passed(aid, curves, "military"), "in military aid "),
        ],
        alt=f"Two line charts side by side, and humanitarian aid as numbers, {by}. "
        + " ".join(
            f"{kind.capitalize()}: Europe {now[kind][EUROPE]}, United States {now[kind][UNITED_STATES]}."
            for kind in measure.KINDS
        )
        + both_stands(aid, later, join_rows(ends.with_columns(as_text("eur_bn", eur)), "{kind} {bloc} {eur_bn}", ", ")),
    )


def _kinds(sums: pl.DataFrame) -> pl.DataFrame:
    return rounded(sums).filter(pl.col("bloc").is_in(PAIR))


def _kinds_drawing(curves: pl.DataFrame, points: pl.DataFrame | None, top: float) -> alt.TopLevelMixin:
    """Draw the two large kinds side by side on one scale; humanitarian aid is so much less that it is told as numbers."""
    rest = [kind for kind in measure.KINDS if kind not in DRAWN]
    last = curves.filter(pl.col("period") == pl.col("period").max()) if points is None else points
    told = last.filter(pl.col("kind").is_in(rest)).sort("bloc")
    page = alt.hconcat(*(_kind_panel(curves, points, kind, top, 150) for kind in DRAWN), _kind_numbers(told, 84), spacing=6)
    panels = (_kind_panel(curves, points, kind, top, 80) for kind in DRAWN)
    column = alt.vconcat(alt.hconcat(*panels, spacing=2), _kind_numbers(told, 300), spacing=14)
    drawing: alt.TopLevelMixin = with_sizes(
        with_caveat(page, ON_THE_PICTURE, PAGE_LINE), column=with_caveat(column, ON_THE_PICTURE, COLUMN_LINE)
    )
    return drawing


def _kind_panel(curves: pl.DataFrame, points: pl.DataFrame | None, kind: str, top: float, width: int) -> marks.Layered:
    label = pl.format("{} {}", pl.col("bloc").replace({UNITED_STATES: "US"}), marks.number("eur_bn"))
    drawing = marks.labelled_lines(
        curves.filter(kind=kind).with_columns(label=label),
        "eur_bn",
        "bloc",
        axis_title="€ billion",
        name=f"lines_{kind}",
        width=width,
        height=220,
        tooltip=marks.tips(tooltip("so far")),
        later=None if points is None else points.filter(kind=kind).with_columns(label=label),
        # One scale for both, so that the panels can be compared.
        top=top,
    )
    return drawing.properties(title=alt.TitleParams(kind.capitalize(), fontSize=13, offset=18))


def _kind_numbers(told: pl.DataFrame, width: int) -> marks.Layered:
    """Write a kind of aid as a number a bloc, in a column of its own or in one line below the panels."""
    beside = width < 200
    rows = told.with_row_index("nth").with_columns(
        text=pl.format("{} {}", pl.col("bloc").replace({UNITED_STATES: "US"}), marks.number("eur_bn")),
        x=pl.lit(0) if beside else 110 * pl.col("nth").cast(pl.Int64),
        y=18 * pl.col("nth").cast(pl.Int64) + 10 if beside else pl.lit(10),
    )
    base = alt.Chart(rows, width=width, height=220 if beside else 18)
    words = base.mark_text(align="left", fontWeight=600, baseline="middle").encode(
        x=alt.X("x:Q", axis=None, scale=alt.Scale(domain=[0, width])),
        y=alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[220 if beside else 18, 0])),
        text="text:N",
        color=marks.text_colour("bloc", {bloc: theme.BLOC_COLOURS[bloc] for bloc in PAIR}),
    )
    title = told["kind"][0].capitalize() + ("" if beside else ", € billion")
    drawn: marks.Layered = words.properties(
        title=alt.TitleParams(title, fontSize=12 if beside else 13, anchor="start", offset=8)
    )
    return drawn


def rolling_year(aid: pl.DataFrame, until: date | str | None = None) -> Figure:
    """Draw the sum of the last twelve months for Europe, the United States and others.

    Takes `load.aid()` of one release that has allocations; dated money only; with `until` the months that had ended by a day.
    `data` has release, period (the last of the twelve months), bloc and eur_bn. Raises NotComparable for several releases, AnalysisError for rows without the column month and for
    a release without allocations.

    >>> from analysis import load
    >>> rolling_year(load.aid(29)).data.row(0)
    ('29', datetime.date(2022, 12, 1), 'Europe', 37.185487)
    """
    require_one_release(aid, "allocated")
    sums = ended(rounded(measure.rolling_year(aid)), until)
    now, to = latest(sums), month(measure.last_month(sums))
    peak = sums.filter(pl.col("bloc") == UNITED_STATES).sort("eur_bn", "period").row(-1, named=True)
    title, over = "€ billion a year", _turn(sums, 0.86 * float(sums["eur_bn"].max()))  # type: ignore[arg-type]
    return Figure(
        forms.lines(sums, "eur_bn", "bloc", "EUR bn", title=title, tooltip=tooltip("in twelve months"), over=over),
        id=id_until("rolling-twelve-months", sums, until),
        headline=f"In the year to {to} Europe allocated {eur(now[EUROPE], 0)}, the US "
        f"{eur(now[UNITED_STATES], 0) if now[UNITED_STATES] else 'nothing'} ({edition(aid)})",
        subtitle=f"Allocations summed over the last twelve months, € billion, nominal, {span(sums)}",
        data=sums,
        sources=cite(aid),
        notes=DATED,
        alt=f"Line chart. In the twelve months to {to}: Europe {eur(now[EUROPE])}, United States {eur(now[UNITED_STATES])}, other donors "
        f"{eur(now[OTHER])}. The United States peaked at {eur(peak['eur_bn'])} in the twelve months to {month(peak['period'])}.",
    )
