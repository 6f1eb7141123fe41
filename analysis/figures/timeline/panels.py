"""One time axis for everything: a panel an instrument, with events; a span dragged in the strip of events zooms all."""

from dataclasses import dataclass
from datetime import date

import altair as alt
import polars as pl

from analysis.charts import marks, theme
from analysis.charts.citations import Source, all_pages, cite, cite_record
from analysis.charts.formatting import bn, day, month
from analysis.countries import EUROPE, UNITED_STATES
from analysis.errors import AnalysisError
from analysis.figures.figure import Figure

COLOURS = {EUROPE: theme.BLUE, UNITED_STATES: theme.VERMILLION}
KEY_EVENTS = {
    date(2022, 2, 24): "full-scale|invasion",
    date(2024, 4, 24): "US law:|aid resumes",
    date(2025, 1, 20): "new US|president",
    date(2025, 7, 14): "PURL|begins",
    date(2026, 1, 6): "Paris|Declaration",
}
"""Five events named on the axis, all rows of the events table; the strip below shows every one."""

CATEGORIES = ("battlefield", "diplomacy", "guarantee", "aid", "sanction")
RECORDED = ("statements", "agreements", "packages", "contributions", "events")
START = date(2022, 1, 1)
WIDTH = 520
HEIGHT = 66
NO_SUM = "Panels have units and scales of their own: compare along time, not from panel to panel."


@dataclass(frozen=True)
class Place:
    """Say where a panel stands: the first names the events, the last the years; `until` is where the record ends.

    >>> Place(first=True, last=False, until=date(2026, 10, 10)).first
    True
    """

    first: bool
    last: bool
    until: date


def one_timeline(monthly: pl.DataFrame, events: pl.DataFrame, until: date) -> Figure:
    """Draw instruments month by month, one above the other, with the events below.

    Takes rows of `measures.timeline.monthly`, aid of the United States among them, and `load.events()`; `until`, a date, is
    where the record ends. `data` are the rows: instrument, unit, bloc, basis, period (a month), amount (in the unit),
    coverage_end and source. Raises AnalysisError without aid of the United States.
    """
    aid = monthly.filter(pl.col("source") == "kiel")
    last = aid.filter(pl.col("bloc") == UNITED_STATES)["period"].max()
    if last is None:
        raise AnalysisError("no row has aid of the United States", "add measures.comparison.aid(load.aid())")
    known = events.filter(pl.col("date") <= until, pl.col("date") >= START).sort("date", "label")
    brush = alt.selection_interval(name="span", encodings=["x"])
    names = monthly["instrument"].unique(maintain_order=True).to_list()
    panels = [
        _panel(monthly.filter(pl.col("instrument") == name), known, brush, Place(name == names[0], name == names[-1], until))
        for name in names
    ]
    since = float(aid.filter(pl.col("bloc") == EUROPE, pl.col("period") > last)["amount"].sum())
    return Figure(
        alt.vconcat(*panels, _strip(known, brush, until), spacing=22).resolve_scale(x="independent", y="independent", color="independent"),
        id="one-timeline",
        headline=f"The United States last allocated aid in {month(last)}; Europe has allocated {bn(since)} euros since",
        subtitle=f"What each side did by month, Europe in blue and the United States in orange; events to {day(until)}",
        data=monthly,
        sources=_sources(monthly),
        notes=[
            NO_SUM,
            "A dotted line in a panel is the end of its coverage: what is right of it is not known, which is not nothing.",
            "Listings of the United States are first sightings on copies of its list until 3 May 2024 and inferred from its numbers after: two bases, drawn on one axis and never added.",
            "US packages are announcements and part of the aid above them.",
        ],
        alt=f"{len(names)} panels from {month(START)} on. " + " ".join(_said(monthly.filter(pl.col("instrument") == name)) for name in names)
        + f" Below, {known.height} events in {known['category'].n_unique()} categories. US aid ends in {month(last)}; European aid since then {bn(since)} euros.",
    )  # fmt: skip


def _panel(rows: pl.DataFrame, events: pl.DataFrame, brush: alt.Parameter, place: Place) -> marks.Layered:
    """Draw one instrument: bars by month, Europe left of the United States, its unit above and its coverage's end marked."""
    one = rows.row(0, named=True)
    # Two bars stand side by side within a month: each is drawn at its own day.
    shift = pl.when(pl.col("bloc") == EUROPE).then(pl.lit("9d")).otherwise(pl.lit("20d"))
    drawn = rows.select("bloc", "basis", "period", at=pl.col("period").dt.offset_by(shift), amount=pl.col("amount").round(3))
    tooltip = [
        alt.Tooltip("bloc:N", title="Side"),
        alt.Tooltip("basis:N", title="Basis"),
        alt.Tooltip("period:T", title="Month", format="%B %Y"),
        alt.Tooltip("amount:Q", title=one["unit"]),
    ]
    axis = alt.Axis(tickCount=6, grid=False, labels=place.last)
    bars = (
        alt.Chart(drawn, width=WIDTH, height=HEIGHT)
        .mark_bar(size=3.5, clip=True)
        .encode(
            x=_zoomed("at", brush, axis),
            y=alt.Y("amount:Q", title=None, axis=alt.Axis(tickCount=3), stack=None),
            color=marks.colour("bloc", {name: COLOURS[name] for name in COLOURS if name in drawn["bloc"].to_list()}),
            tooltip=tooltip,
        )
    )
    title = _title(_named(one["instrument"], one["unit"]), -4)
    lines = [_frame(place.until, brush), _rules(events, brush)]
    panel = alt.layer(*lines, bars, _ended(_ends(rows), brush))
    if not place.first:
        return alt.layer(panel, title)
    return alt.vconcat(alt.layer(_named_events(events, place.until, brush), title), panel, spacing=2)


def _zoomed(field: str, brush: alt.Parameter, axis: alt.Axis | None = None) -> alt.X:
    """Give the axis that the strip's span zooms; every layer of a panel must name it, or none zooms."""
    return alt.X(f"{field}:T", title=None, axis=axis or alt.Undefined, scale=_span(brush))


def _span(brush: alt.Parameter) -> alt.Scale:
    return alt.Scale(domain={"param": brush.name, "encoding": "x"}, nice=False, padding=0)  # type: ignore[arg-type]


def _named(instrument: str, unit: str) -> str:
    return instrument if unit in instrument.lower() else f"{instrument}, {unit}"


def _frame(until: date, brush: alt.Parameter) -> marks.Layered:
    """Hold every panel to the same span of time, with a thin line at either end."""
    return _dated([START, until]).mark_rule(color=theme.LIGHT_GREY, strokeWidth=0.5, clip=True).encode(x=_zoomed("date", brush))


def _rules(events: pl.DataFrame, brush: alt.Parameter) -> marks.Layered:
    return alt.Chart(_key(events)).mark_rule(color=theme.LIGHT_GREY, clip=True).encode(x=_zoomed("date", brush))


def _named_events(events: pl.DataFrame, until: date, brush: alt.Parameter) -> marks.Layered:
    """Write the five events in a view of their own, which clips: words beyond a zoomed span would push the title away."""
    words = alt.Chart(_key(events), width=WIDTH, height=30).mark_text(
        align="left", dx=2, baseline="bottom", fontSize=10, color=theme.SOFT_INK, lineBreak="|", clip=True
    )
    x = alt.X("date:T", axis=None, scale=_span(brush))
    return alt.layer(_frame(until, brush).encode(x=x), words.encode(x=x, y=alt.YValue(14), text=alt.Text("text:N")), _sides())


def _key(events: pl.DataFrame) -> pl.DataFrame:
    frame = events.filter(pl.col("date").is_in(list(KEY_EVENTS))).unique("date", keep="first").sort("date")
    return frame.select("date", text=pl.col("date").replace_strict(KEY_EVENTS, return_dtype=pl.String))


def _ends(rows: pl.DataFrame) -> list[date]:
    """Give the day each side's latest basis ends."""
    return rows.group_by("bloc").agg(pl.col("coverage_end").max())["coverage_end"].unique().sort().to_list()


def _ended(last: list[date], brush: alt.Parameter) -> marks.Layered:
    return _dated(last).mark_rule(strokeDash=[2, 3], color=theme.INK, clip=True).encode(x=_zoomed("date", brush))


def _dated(days: list[date]) -> alt.Chart:
    return alt.Chart(pl.DataFrame({"date": days}))


def _title(text: str, lift: int) -> marks.Layered:
    """Name a panel above it, the first one above the words of the events."""
    frame = pl.DataFrame({"caption": [text]})
    words = alt.Chart(frame).mark_text(align="left", baseline="bottom", fontWeight=600, clip=False, dy=lift)
    return words.encode(text=alt.Text("caption:N"), x=alt.XValue(0), y=alt.YValue(0))


def _sides() -> marks.Layered:
    """Name the two sides in their colours."""
    parts = [
        alt.Chart(pl.DataFrame({"text": [text]}))
        .mark_text(align="left", baseline="bottom", fontWeight=600, clip=False, dy=-4, color=theme.as_text(COLOURS[name]))
        .encode(text=alt.Text("text:N"), x=alt.XValue(at), y=alt.YValue(0))
        for name, text, at in ((EUROPE, "■ Europe", 200), (UNITED_STATES, "■ United States", 272))
    ]
    return alt.layer(*parts)


def _strip(events: pl.DataFrame, brush: alt.Parameter, until: date) -> marks.Layered:
    """Draw every event as a dot by category; a span dragged here zooms the panels above."""
    base = alt.Chart(events.select("date", "label", "category", "actor"), width=WIDTH, height=86)
    dots = base.mark_point(filled=True, size=44, color=theme.GREY, opacity=0.9).encode(
        x=marks.time_axis("date", start=START, end=until),
        y=alt.Y("category:N", sort=list(CATEGORIES), title=None, axis=alt.Axis(domain=False, ticks=False, grid=True)),
        tooltip=[alt.Tooltip("date:T", format="%-d %B %Y"), alt.Tooltip("label:N"), alt.Tooltip("actor:N")],
    )
    # A dot is hard to point at; an unseen one around it carries the tooltip.
    catch = dots.mark_point(filled=True, size=240, opacity=0).properties(name="catch")
    return alt.layer(dots, catch.add_params(brush), _title("Events: drag a span to zoom", -4))


def _said(rows: pl.DataFrame) -> str:
    """Say each side's sum on each basis; bases are not added."""
    one = rows.row(0, named=True)
    sums = rows.group_by("bloc", "basis", maintain_order=True).agg(pl.col("amount").sum(), pl.col("period").max())
    told = [f"{bloc} {amount:,.1f} ({basis}), last in {month(last)}" for bloc, basis, amount, last in sums.iter_rows()]
    return f"{one['instrument']} ({one['unit']}): {'; '.join(told)}."


def _sources(rows: pl.DataFrame) -> list[Source]:
    works = rows.filter(pl.col("source") != "record")
    return [*cite(works), cite_record(*RECORDED, rows=all_pages(*RECORDED))]
