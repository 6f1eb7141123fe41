"""Figures of aid over time: Europe and the United States, all aid and by kind."""

from datetime import date

import altair as alt
import polars as pl

from analysis.blocs import EUROPE, OTHER, UNITED_STATES
from analysis.figures import marks, theme
from analysis.figures.cite import cite
from analysis.figures.figure import Figure, Native
from analysis.figures.words import bn, month, pct
from analysis.measures import aid as measure

NOMINAL = "Nominal euros at the prices of their day; allocations are aid earmarked in detail, not yet delivery."
EUROPE_IS = "Europe: EU27, United Kingdom, Norway, Switzerland, Iceland and the EU institutions; Türkiye is not in it."
UNDATED = "Money without a month in the release is in totals, not in monthly charts."
PAIR = (EUROPE, UNITED_STATES)
NATIVE_COLOURS = {EUROPE: theme.BLUE, UNITED_STATES: theme.VERMILLION, OTHER: theme.GREY}


def europe_and_us(aid: pl.DataFrame) -> Figure:
    """Draw cumulative allocations of Europe, the United States and others, with the month Europe passed for good.

    Takes aid rows of one release; EUR bn, dated allocations only.
    """
    curves = _rounded(measure.over_time(aid, cumulative=True))
    last = measure.last_month(curves)
    now = _latest(curves)
    passed = measure.overtaken_on(aid)
    labelled = _labelled(curves)
    passing = _month_mark(passed, "Europe ahead|for good")
    chart = alt.layer(
        marks.labelled_lines(labelled, "eur_bn", "bloc", axis_title="EUR bn, cumulative", tooltip=_tooltip("so far")),
        marks.coverage_end(last, f"data to {month(last)}"),
        *passing,
    )
    return Figure(
        chart,
        id="europe-and-us-cumulative",
        headline=f"Europe has allocated {bn(now[EUROPE])} euros to Ukraine, the United States {bn(now[UNITED_STATES])}"
        + (f"; Europe has led for good since {month(passed)}" if passed else ""),
        subtitle=f"Allocations of military, financial and humanitarian aid, EUR bn, cumulative, {_span(curves)}",
        data=curves,
        sources=cite(aid),
        notes=[NOMINAL, EUROPE_IS, UNDATED],
        alt=f"Line chart, {_span(curves)}. Cumulative allocations reach {bn(now[EUROPE])} euros for Europe, "
        f"{bn(now[UNITED_STATES])} for the United States and {bn(now[OTHER])} for other donors."
        + (f" Europe is ahead for good from {month(passed)}." if passed else ""),
        native=Native("line", "period", "eur_bn", "bloc", "EUR bn", NATIVE_COLOURS),
    )


def monthly(aid: pl.DataFrame) -> Figure:
    """Draw each month's allocations of Europe and the United States as bars, one above the other."""
    months = _rounded(measure.over_time(aid)).filter(pl.col("bloc").is_in(PAIR))
    last = measure.last_month(months)
    given = months.filter(pl.col("bloc") == UNITED_STATES, pl.col("eur_bn") > 0)
    final = given.sort("period").row(-1, named=True)
    largest = months.filter(pl.col("bloc") == EUROPE).sort("eur_bn", "period").row(-1, named=True)
    bars = (
        alt.Chart(months, width=marks.WIDTH, height=120)
        .mark_bar(width=7)
        .encode(
            x=marks.time_axis(start=date(2021, 12, 15), end=_mid(last)),
            y=alt.Y("eur_bn:Q", title=None, axis=alt.Axis(tickCount=4)),
            color=marks.colour("bloc", {one: theme.BLOC_COLOURS[one] for one in PAIR}),
            row=alt.Row("bloc:N", sort=list(PAIR), title=None, header=alt.Header(labelAnchor="start", labelOrient="top")),
            tooltip=_tooltip("in the month"),
        )
    )
    return Figure(
        bars,
        id="monthly-allocations",
        headline=f"The United States last allocated new aid in {month(final['period'])}; Europe's largest month is {month(largest['period'])}"
        f" with {bn(largest['eur_bn'])} euros",
        subtitle=f"Allocations per month, EUR bn, {_span(months)}; covered months without a bar are zero",
        data=months,
        sources=cite(aid),
        notes=[NOMINAL, EUROPE_IS, UNDATED, "Months follow the tracker's dating, which a later release may move."],
        alt=f"Two rows of monthly bars, {_span(months)}. Europe gives in nearly every month, most in {month(largest['period'])} "
        f"({bn(largest['eur_bn'])} euros). The last United States allocation above zero is {bn(final['eur_bn'])} in {month(final['period'])}.",
        native=Native("column", "period", "eur_bn", "bloc", "EUR bn", NATIVE_COLOURS),
    )


def by_kind(aid: pl.DataFrame) -> Figure:
    """Draw cumulative allocations of Europe and the United States for each kind of aid."""
    curves = _rounded(measure.over_time(aid, by=["bloc", "kind"], cumulative=True)).filter(pl.col("bloc").is_in(PAIR))
    last = curves.filter(pl.col("period") == pl.col("period").max())
    now = {(row["bloc"], row["kind"]): row["eur_bn"] for row in last.iter_rows(named=True)}
    panels = [_kind_panel(curves, kind) for kind in measure.KINDS]
    passed = measure.overtaken_on(aid, kind="military")
    return Figure(
        alt.hconcat(*panels, spacing=24),
        id="allocations-by-kind",
        headline=f"Military aid: Europe {bn(now[EUROPE, 'military'])} euros, the United States {bn(now[UNITED_STATES, 'military'])}"
        + (f"; Europe has led for good since {month(passed)}" if passed else "; the United States still leads"),
        subtitle=f"Allocations by kind, EUR bn, cumulative, {_span(curves)}",
        data=curves,
        sources=cite(aid),
        notes=[NOMINAL, EUROPE_IS, UNDATED],
        alt="Three line charts side by side. "
        + " ".join(
            f"{kind.capitalize()}: Europe {bn(now[EUROPE, kind])}, United States {bn(now[UNITED_STATES, kind])} euros."
            for kind in measure.KINDS
        ),
    )


def _kind_panel(curves: pl.DataFrame, kind: str) -> marks.Layered:
    part = _labelled(curves.filter(pl.col("kind") == kind), short=True)
    lines = marks.labelled_lines(
        part, "eur_bn", "bloc", axis_title="EUR bn", name=f"lines_{kind}", width=125, height=220, tooltip=_tooltip("so far")
    )
    return lines.properties(title=alt.TitleParams(kind.capitalize(), fontSize=13, offset=18))


def years(aid: pl.DataFrame) -> Figure:
    """Draw each year's allocations of Europe and the United States side by side; a part year says so."""
    grown = measure.growth(aid, every="1y")
    yearly = (
        _rounded(grown)
        .filter(pl.col("bloc").is_in(PAIR))
        .with_columns(
            year=_year_label(),
            label=pl.col("eur_bn").map_elements(marks.short, return_dtype=pl.String),
            name=pl.col("bloc").replace({UNITED_STATES: "US"}),
        )
    )
    whole = yearly.filter("whole")
    last = whole.filter(pl.col("period") == pl.col("period").max())
    now = dict(zip(last["bloc"], last["eur_bn"], strict=True))
    year = last["period"][0].year
    base = alt.Chart(yearly, width=marks.WIDTH, height=260).encode(
        x=alt.X("year:N", title=None, axis=alt.Axis(domain=False, ticks=False)),
        xOffset=alt.XOffset("bloc:N", sort=list(PAIR)),
        color=marks.colour("bloc", {one: theme.BLOC_COLOURS[one] for one in PAIR}),
    )
    bars = base.mark_bar().encode(y=alt.Y("eur_bn:Q", title=None, axis=alt.Axis(tickCount=5)), tooltip=_tooltip("in the year"))
    values = base.mark_text(dy=-7, fontSize=11).encode(y="eur_bn:Q", text="label:N")
    names = (
        base.transform_filter(f"datum.year == '{yearly['year'][0]}'")
        .mark_text(dy=-22, fontWeight=600)
        .encode(y="eur_bn:Q", text="name:N")
    )
    return Figure(
        alt.layer(bars, values, names, marks.caption("EUR bn")),
        id="year-by-year",
        headline=f"In {year} Europe allocated {bn(now[EUROPE])} euros, the United States {bn(now[UNITED_STATES])}",
        subtitle=f"Allocations per calendar year, EUR bn; the last year is covered to {month(measure.last_month(measure.over_time(aid)))} only",
        data=yearly.drop("label", "name"),
        sources=cite(aid),
        notes=[NOMINAL, EUROPE_IS, UNDATED, "A part year is not comparable with a whole one."],
        alt="Columns side by side per year, Europe then United States, EUR bn: "
        + "; ".join(
            f"{row['year']} {row['bloc']} {row['eur_bn']:.1f}" for row in yearly.sort("period", "bloc").iter_rows(named=True)
        )
        + ".",
        native=Native("column", "year", "eur_bn", "bloc", "EUR bn", NATIVE_COLOURS),
    )


def shares(aid: pl.DataFrame) -> Figure:
    """Draw each bloc's share of every quarter's allocations."""
    whole = measure.growth(aid).select("period", "bloc", "whole")
    parts = (
        _rounded(measure.over_time(aid, every="1y", share=True))
        .join(whole, on=["period", "bloc"])
        .with_columns(pl.col("share").round(6), year=_year_label())
    )
    order = [EUROPE, OTHER, UNITED_STATES]
    first, last = (_shares_in(parts.filter("whole"), pick) for pick in ("min", "max"))
    stacked = parts.with_columns(
        order=pl.col("bloc").replace_strict({one: n for n, one in enumerate(order)}, return_dtype=pl.Int64),
        label=pl.when(pl.col("share") >= 0.04).then(pl.col("share").map_elements(pct, return_dtype=pl.String)),
    ).sort("period", "order")
    middle = stacked.with_columns(middle=(pl.col("share").cum_sum() - pl.col("share") / 2).over("period", order_by="order"))
    base = alt.Chart(middle, width=marks.WIDTH, height=260).encode(
        x=alt.X("year:N", title=None, axis=alt.Axis(domain=False, ticks=False))
    )
    bars = base.mark_bar(stroke=theme.PAPER).encode(
        y=alt.Y("share:Q", title=None, axis=alt.Axis(format="%", tickCount=4), stack="zero", scale=alt.Scale(domain=[0, 1])),
        color=marks.colour("bloc", {one: theme.BLOC_COLOURS[one] for one in order}),
        order="order:Q",
        tooltip=[
            alt.Tooltip("year:N", title="Year"),
            alt.Tooltip("bloc:N", title="Bloc"),
            alt.Tooltip("share:Q", title="Share", format=".1%"),
        ],
    )
    values = (
        base.transform_filter("datum.label != null")
        .mark_text(color=theme.PAPER, fontWeight=600)
        .encode(y="middle:Q", text="label:N")
    )
    names = (
        alt.Chart(middle.filter(pl.col("period") == pl.col("period").max(), pl.col("share") >= 0.04))
        .mark_text(align="left", dx=50, fontWeight=600)
        .encode(
            x="year:N", y="middle:Q", text="bloc:N", color=marks.colour("bloc", {one: theme.BLOC_COLOURS[one] for one in order})
        )
    )
    return Figure(
        alt.layer(bars, values, names),
        id="shares-by-year",
        headline=f"The United States gave {pct(first[UNITED_STATES])} of all aid allocated in {first['year']} and {pct(last[UNITED_STATES])} "
        f"in {last['year']}; Europe went from {pct(first[EUROPE])} to {pct(last[EUROPE])}",
        subtitle=f"Share of each year's allocations by all donors, per cent; the last year covered to {month(measure.last_month(measure.over_time(aid)))}",
        data=parts,
        sources=cite(aid),
        notes=[NOMINAL, EUROPE_IS, UNDATED],
        alt="Stacked columns per year. "
        + " ".join(
            f"{row['year']}: {row['bloc']} {pct(row['share'], 1)}."
            for row in parts.sort("period", "bloc").iter_rows(named=True)
        ),
        native=Native("stacked_column", "year", "share", "bloc", "share of the year", NATIVE_COLOURS),
    )


def _year_label() -> pl.Expr:
    return pl.col("period").dt.year().cast(pl.String) + pl.when("whole").then(pl.lit("")).otherwise(pl.lit(" (part)"))


def _shares_in(parts: pl.DataFrame, pick: str) -> dict[str, float]:
    edge = parts["period"].min() if pick == "min" else parts["period"].max()
    rows = parts.filter(pl.col("period") == edge)
    return {"year": edge.year} | dict(zip(rows["bloc"], rows["share"], strict=True))  # type: ignore[union-attr]


def who_led(aid: pl.DataFrame) -> Figure:
    """Draw, month by month, who was ahead in cumulative terms: all aid, each kind, and commitments."""
    strips = measure.who_leads(aid)
    changes, military = measure.lead_changes(aid), measure.lead_changes(aid, kind="military")
    order = strips["what"].unique(maintain_order=True).to_list()
    chart = (
        alt.Chart(strips, width=marks.WIDTH - 20, height=34 * len(order))
        .mark_rect(stroke=theme.PAPER, strokeWidth=0.5)
        .encode(
            x=alt.X(
                "yearmonth(period):O",
                title=None,
                axis=alt.Axis(
                    format="%Y",
                    labelExpr="month(datum.value) == 0 ? timeFormat(datum.value, '%Y') : ''",
                    ticks=False,
                    labelAngle=0,
                ),
            ),
            y=alt.Y("what:N", sort=order, title=None, axis=alt.Axis(labelLimit=140)),
            color=alt.Color(
                "leader:N",
                scale=alt.Scale(domain=list(PAIR), range=[theme.BLUE, theme.VERMILLION]),
                legend=alt.Legend(title="Ahead in cumulative terms", orient="top", direction="horizontal"),
            ),
            opacity=alt.Opacity("leader:N", scale=alt.Scale(domain=list(PAIR), range=[0.75, 1]), legend=None),
            tooltip=[
                alt.Tooltip("what:N", title="What"),
                alt.Tooltip("period:T", title="Month", format="%B %Y"),
                alt.Tooltip("leader:N", title="Ahead"),
                alt.Tooltip("gap_bn:Q", title="By, EUR bn", format=",.3f"),
            ],
        )
    )
    final, last_military = changes.row(-1, named=True), military.row(-1, named=True)
    return Figure(
        chart,
        id="who-led-when",
        headline=f"The lead in all aid changed hands {changes.height - 1} times before {final['leader']} took it for good in {month(final['month'])}; "
        f"in military aid {last_military['leader']} leads since {month(last_military['month'])}",
        subtitle=f"Which of the two was ahead in cumulative euros at the end of each month, {_span(strips)}",
        data=strips,
        sources=cite(aid),
        notes=[EUROPE_IS, UNDATED, "For good: no change of lead since, as this release dates the money."],
        alt="Strips of months coloured by who was ahead. "
        + "All aid: "
        + ", ".join(f"{row['leader']} from {month(row['month'])}" for row in changes.iter_rows(named=True))
        + ". Military aid: "
        + ", ".join(f"{row['leader']} from {month(row['month'])}" for row in military.iter_rows(named=True))
        + ".",
    )


def rolling_year(aid: pl.DataFrame) -> Figure:
    """Draw the sum of the last twelve months for Europe, the United States and others."""
    sums = _rounded(measure.rolling_year(aid))
    now = _latest(sums)
    last = measure.last_month(sums)
    peak = sums.filter(pl.col("bloc") == UNITED_STATES).sort("eur_bn", "period").row(-1, named=True)
    chart = alt.layer(
        marks.labelled_lines(
            _labelled(sums),
            "eur_bn",
            "bloc",
            axis_title="EUR bn in the twelve months before",
            tooltip=_tooltip("in twelve months"),
        ),
        marks.coverage_end(last, f"data to {month(last)}"),
    )
    return Figure(
        chart,
        id="rolling-twelve-months",
        headline=f"In the twelve months to {month(last)} Europe allocated {bn(now[EUROPE])} euros and the United States "
        f"{bn(now[UNITED_STATES]) if now[UNITED_STATES] else 'nothing'}",
        subtitle=f"Allocations summed over the last twelve months, EUR bn, {_span(sums)}",
        data=sums,
        sources=cite(aid),
        notes=[NOMINAL, EUROPE_IS, UNDATED],
        alt=f"Line chart. In the twelve months to {month(last)}: Europe {bn(now[EUROPE])}, United States {bn(now[UNITED_STATES])}, other donors "
        f"{bn(now[OTHER])} euros. The United States peaked at {bn(peak['eur_bn'])} in the twelve months to {month(peak['period'])}.",
        native=Native("line", "period", "eur_bn", "bloc", "EUR bn", NATIVE_COLOURS),
    )


def _rounded(frame: pl.DataFrame) -> pl.DataFrame:
    """Drop the exact euros, which a chart cannot carry, and keep millionths of a billion."""
    return frame.with_columns(pl.col("eur_bn").round(6)).drop("eur")


def _latest(frame: pl.DataFrame) -> dict[str, float]:
    rows = frame.filter(pl.col("period") == pl.col("period").max())
    return dict(zip(rows["bloc"], rows["eur_bn"], strict=True))


def _labelled(frame: pl.DataFrame, *, short: bool = False) -> pl.DataFrame:
    name = pl.col("bloc").replace({UNITED_STATES: "US"}) if short else pl.col("bloc")
    value = pl.col("eur_bn").map_elements(marks.short, return_dtype=pl.String)
    return frame.with_columns(label=pl.format("{} {}", name, value))


def _tooltip(what: str) -> list[alt.Tooltip]:
    return [
        alt.Tooltip("bloc:N", title="Bloc"),
        alt.Tooltip("period:T", title="Month" if "year" not in what else "From", format="%B %Y"),
        alt.Tooltip("eur_bn:Q", title=f"EUR bn {what}", format=",.3f"),
    ]


def _span(frame: pl.DataFrame) -> str:
    return f"{month(frame['period'].min())} to {month(frame['period'].max())}"


def _mid(last: date) -> date:
    return last.replace(day=20)


def _month_mark(when: date | None, text: str) -> list[marks.Layered]:
    return [marks.marked_months(pl.DataFrame({"period": [when], "text": [text]}))] if when else []
