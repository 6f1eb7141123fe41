"""Figures of aid over time: Europe and the United States, all aid and by kind."""

from datetime import date

import altair as alt
import polars as pl

from analysis.charts import forms, marks, theme
from analysis.charts.citations import cite
from analysis.charts.formatting import as_text, bn, month
from analysis.charts.native import Native
from analysis.countries import EUROPE, OTHER, UNITED_STATES
from analysis.figures.aid.inputs import DATED, PAIR, latest, require_one_release, rounded, span, tooltip
from analysis.figures.figure import Figure
from analysis.measures import aid as measure


def europe_and_us(aid: pl.DataFrame) -> Figure:
    """Draw cumulative allocations of Europe, the United States and others, with the month Europe passed for good.

    Takes `load.aid()` of one release that has allocations; dated money only. `data` has release, period, bloc and eur_bn (up to
    that month). Raises NotComparable for several releases, AnalysisError for rows without the column month and for a release
    without allocations, UnknownName where Europe or the United States has no allocation.

    >>> from analysis import load
    >>> europe_and_us(load.aid(29)).data.filter(pl.col("bloc") == "Europe").row(-1)
    ('29', datetime.date(2026, 4, 1), 'Europe', 214.844309)
    """
    require_one_release(aid, "allocated")
    curves = rounded(measure.over_time(aid, cumulative=True))
    now, passed = latest(curves), measure.overtaken_on(aid)
    ahead = pl.DataFrame({"period": [passed], "text": ["Europe ahead|for good"]})
    over, title = [marks.marked_months(ahead)] if passed else [], "EUR bn, cumulative"
    return Figure(
        forms.lines(curves, "eur_bn", "bloc", "EUR bn", title=title, tooltip=tooltip("so far"), over=over),
        id="europe-and-us-cumulative",
        headline=f"Europe has allocated {bn(now[EUROPE])} euros to Ukraine, the United States {bn(now[UNITED_STATES])}"
        + (f"; Europe has led for good since {month(passed)}" if passed else ""),
        subtitle=f"Allocations of military, financial and humanitarian aid, EUR bn, cumulative, {span(curves)}",
        data=curves,
        sources=cite(aid),
        notes=DATED,
        alt=f"Line chart, {span(curves)}. Cumulative allocations reach {bn(now[EUROPE])} euros for Europe, "
        f"{bn(now[UNITED_STATES])} for the United States and {bn(now[OTHER])} for other donors."
        + (f" Europe is ahead for good from {month(passed)}." if passed else ""),
    )


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
        f" with {bn(largest['eur_bn'])} euros",
        subtitle=f"Allocations per month, EUR bn, {span(months)}; covered months without a bar are zero",
        data=months,
        sources=cite(aid),
        notes=[*DATED, "Months follow the tracker's dating, which a later release may move."],
        alt=f"Two rows of monthly bars, {span(months)}. Europe gives in nearly every month, most in {month(largest['period'])} "
        f"({bn(largest['eur_bn'])} euros). The last United States allocation above zero is {bn(final['eur_bn'])} in {month(final['period'])}.",
        native=Native("column", "period", "eur_bn", "bloc", "EUR bn", theme.NATIVE_BLOCS),
    )


def by_kind(aid: pl.DataFrame) -> Figure:
    """Draw cumulative allocations of Europe and the United States for each kind of aid.

    Takes `load.aid()` of one release that has allocations; dated money only. `data` has release, period, bloc, kind and eur_bn
    (up to that month). Raises NotComparable for several releases, AnalysisError for rows without the column month and for a
    release without allocations, UnknownName where one side has no military allocation.

    >>> from analysis import load
    >>> by_kind(load.aid(29)).headline
    'Military aid: Europe 102.2 bn euros, the United States 64.6 bn; Europe has led for good since March 2025'
    """
    require_one_release(aid, "allocated")
    curves = rounded(measure.over_time(aid, by=["bloc", "kind"], cumulative=True)).filter(pl.col("bloc").is_in(PAIR))
    last = curves.filter(pl.col("period") == pl.col("period").max()).with_columns(as_text("eur_bn", bn))
    now = last.pivot("bloc", index="kind", values="eur_bn").rows_by_key("kind", named=True, unique=True)
    military = now["military"]
    passed = measure.overtaken_on(aid, kind="military")
    return Figure(
        alt.hconcat(*(_kind_panel(curves.filter(kind=kind), kind) for kind in measure.KINDS), spacing=10),
        id="allocations-by-kind",
        headline=f"Military aid: Europe {military[EUROPE]} euros, the United States {military[UNITED_STATES]}"
        + (f"; Europe has led for good since {month(passed)}" if passed else "; the United States still leads"),
        subtitle=f"Allocations by kind, EUR bn, cumulative, {span(curves)}",
        data=curves,
        sources=cite(aid),
        notes=DATED,
        alt="Three line charts side by side. "
        + " ".join(
            f"{kind.capitalize()}: Europe {now[kind][EUROPE]}, United States {now[kind][UNITED_STATES]} euros."
            for kind in measure.KINDS
        ),
    )


def _kind_panel(curves: pl.DataFrame, kind: str) -> marks.Layered:
    labels = pl.format("{} {}", pl.col("bloc").replace({UNITED_STATES: "US"}), marks.number("eur_bn"))
    curves, name, tips = curves.with_columns(label=labels), f"lines_{kind}", marks.tips(tooltip("so far"))
    lines = marks.labelled_lines(curves, "eur_bn", "bloc", axis_title="EUR bn", name=name, width=95, height=220, tooltip=tips)
    return lines.properties(title=alt.TitleParams(kind.capitalize(), fontSize=13, offset=18))


def rolling_year(aid: pl.DataFrame) -> Figure:
    """Draw the sum of the last twelve months for Europe, the United States and others.

    Takes `load.aid()` of one release that has allocations; dated money only. `data` has release, period (the last of the twelve
    months), bloc and eur_bn. Raises NotComparable for several releases, AnalysisError for rows without the column month and for
    a release without allocations.

    >>> from analysis import load
    >>> rolling_year(load.aid(29)).data.row(0)
    ('29', datetime.date(2022, 12, 1), 'Europe', 37.185487)
    """
    require_one_release(aid, "allocated")
    sums = rounded(measure.rolling_year(aid))
    now, to = latest(sums), month(measure.last_month(sums))
    peak = sums.filter(pl.col("bloc") == UNITED_STATES).sort("eur_bn", "period").row(-1, named=True)
    title = "EUR bn in the twelve months before"
    return Figure(
        forms.lines(sums, "eur_bn", "bloc", "EUR bn", title=title, tooltip=tooltip("in twelve months")),
        id="rolling-twelve-months",
        headline=f"In the twelve months to {to} Europe allocated {bn(now[EUROPE])} euros and the United States "
        f"{bn(now[UNITED_STATES]) if now[UNITED_STATES] else 'nothing'}",
        subtitle=f"Allocations summed over the last twelve months, EUR bn, {span(sums)}",
        data=sums,
        sources=cite(aid),
        notes=DATED,
        alt=f"Line chart. In the twelve months to {to}: Europe {bn(now[EUROPE])}, United States {bn(now[UNITED_STATES])}, other donors "
        f"{bn(now[OTHER])} euros. The United States peaked at {bn(peak['eur_bn'])} in the twelve months to {month(peak['period'])}.",
    )
