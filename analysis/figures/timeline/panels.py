"""One time axis for everything: a panel an instrument, with events; a span dragged in the strip of events zooms all."""

from datetime import date
from typing import Any

import altair as alt
import polars as pl

from analysis import load
from analysis.charts import marks, theme
from analysis.charts.catalogue import say
from analysis.charts.citations import Source, all_pages, cite, cite_record
from analysis.charts.formatting import amount, month
from analysis.charts.sizes import with_sizes
from analysis.countries import EUROPE, UNITED_STATES
from analysis.errors import AnalysisError, NotComparable
from analysis.figures.figure import Figure
from analysis.figures.inputs import whole_tables
from analysis.measures import comparison, timeline

COLOURS = {EUROPE: theme.BLUE, UNITED_STATES: theme.VERMILLION}
KEY_EVENTS = {
    date(2022, 2, 24): say("timeline.panels.invasion_label"),
    date(2024, 4, 24): say("timeline.panels.us_law_label"),
    date(2025, 1, 20): say("timeline.panels.us_term_label"),
    date(2025, 7, 14): say("timeline.panels.purl_label"),
    date(2026, 1, 6): say("timeline.panels.paris_label"),
}
"""Five events named on the axis, all rows of the events table; the strip below shows every one."""

CATEGORIES = ("battlefield", "diplomacy", "guarantee", "aid", "sanction")
RECORDED = ("statements", "agreements", "packages", "contributions", "events")
START = date(2022, 1, 1)
WIDTH, NARROW = 510, 250
HEIGHT = 66
BRUSH = "span"
"""The selection in the strip of events that zooms every panel."""


@whole_tables("events")
def one_timeline(monthly: pl.DataFrame, events: pl.DataFrame, until: date) -> Figure:
    """Draw instruments month by month, one above the other, with the events below.

    Takes rows of `measures.timeline.monthly`, aid of the United States among them, and `load.events()`; `until`, a date, is
    where the record ends. `data` are the rows: instrument, unit, bloc, basis, period (a month), amount (in the unit),
    coverage_end and source. Raises AnalysisError without aid of the United States.
    """
    aid = monthly.filter(pl.col("source") == "kiel")
    _refuse_a_part_of_aid(aid)
    last = aid.filter(pl.col("bloc") == UNITED_STATES)["period"].max()
    covered = aid["coverage_end"].max()
    if last is None:
        raise AnalysisError("no row has aid of the United States", "add measures.comparison.aid(load.aid())")
    since = float(aid.filter(pl.col("bloc") == EUROPE, pl.col("period") > last)["amount"].sum())
    release = aid["basis"][0].removeprefix("allocated, ")
    known = events.filter(pl.col("date").is_between(START, until)).sort("date", "label")
    parts = monthly.partition_by("instrument", maintain_order=True)
    page, column = (_chart(parts, known, until, width) for width in (WIDTH, NARROW))
    return Figure(
        with_sizes(page, column=column),
        id="one-timeline",
        headline=say("timeline.panels.headline", last=last, europe=since, release=release),
        subtitle=say("timeline.panels.subtitle", covered=covered, until=until),
        data=monthly,
        sources=_sources(monthly),
        notes=[
            say("timeline.panels.no_sum"),
            say("timeline.panels.not_known"),
            say("timeline.panels.two_bases"),
            say("timeline.panels.part_of_aid"),
            *_earlier(monthly),
            *beside_both(monthly),
        ],
        alt=" ".join(
            [
                say("timeline.panels.alt_panels", panels=len(parts), start=START),
                *map(_in_words, parts),
                say("timeline.panels.alt_events", events=known.height, categories=known["category"].n_unique()),
                say("timeline.panels.alt_aid", last=last, covered=covered, europe=since, release=release),
            ]
        ),
    )


def _refuse_a_part_of_aid(aid: pl.DataFrame) -> None:
    """Refuse months of a release at hand that are not all of its aid: the headline says what each side allocated."""
    release = str(aid["basis"][0]).removeprefix("allocated, release ") if aid.height else ""
    if release not in load.releases().drop_nulls("last_month")["release"]:
        return
    whole = timeline.monthly([comparison.aid(load.aid(release))])
    if not (given := aid.select(whole.columns)).sort(given.columns).equals(whole.sort(whole.columns)):
        raise NotComparable(
            f"months of aid that sum to EUR {given['amount'].sum():.3f} bn are not those of release {release}, "
            f"EUR {whole['amount'].sum():.3f} bn: the figure would speak of the whole",
            f"take all of it: measures.comparison.aid(load.aid(release={release!r}))",
        )


def _chart(parts: list[pl.DataFrame], events: pl.DataFrame, until: date, width: int) -> marks.Layered:
    panels = [_panel(part, events, until, width, first=part is parts[0], last=part is parts[-1]) for part in parts]
    chart = alt.vconcat(*panels, _strip(events, until, width), spacing=22)
    return chart.resolve_scale(x="independent", y="independent", color="independent")


def _panel(rows: pl.DataFrame, events: pl.DataFrame, until: date, width: int, *, first: bool, last: bool) -> marks.Layered:
    """Draw one instrument: bars by month, Europe left of the United States, its unit above and its coverage's end marked.

    The first panel names the events, the last the years.
    """
    instrument, unit = rows.select("instrument", "unit").row(0)
    # Two bars stand side by side within a month: each is drawn at its own day.
    shift = pl.when(pl.col("bloc") == EUROPE).then(pl.lit("9d")).otherwise(pl.lit("20d"))
    drawn = rows.select("bloc", "basis", "period", at=pl.col("period").dt.offset_by(shift), amount=pl.col("amount").round(3))
    bars = (
        alt.Chart(drawn, width=width, height=HEIGHT)
        .mark_bar(size=3.5, clip=True)
        .encode(
            x=_zoomed("at", alt.Axis(tickCount=6, grid=False, labels=last)),
            y=alt.Y("amount:Q", title=None, axis=alt.Axis(tickCount=3), stack=None),
            color=marks.colour("bloc", {bloc: colour for bloc, colour in COLOURS.items() if bloc in drawn["bloc"]}),
            tooltip=marks.tips(
                {
                    say("timeline.panels.side_label"): "bloc",
                    say("timeline.panels.basis_label"): "basis",
                    say("timeline.panels.month_label"): "period:T|%B %Y",
                    unit: "amount:Q",
                }
            ),
        )
    )
    # The day each side's latest basis ends.
    ends = rows.group_by("bloc").agg(date=pl.col("coverage_end").max()).select(pl.col("date").unique().sort())
    ended = _rules(ends, strokeDash=[2, 3], color=theme.INK)
    panel = alt.layer(_frame(until), _rules(_key(events), color=theme.LIGHT_GREY), bars, ended)
    title = _heading("caption", instrument if unit in instrument.lower() else f"{instrument}, {unit}", **_place(width))
    if first:
        return alt.vconcat(alt.layer(_named_events(events, until, width), title), panel, spacing=2)
    return alt.layer(panel, title)


def _zoomed(field: str, axis: alt.Axis | None = None) -> alt.X:
    """Give the axis that the strip's span zooms; every layer of a panel must name it, or none zooms."""
    return alt.X(f"{field}:T", title=None, axis=axis or alt.Undefined, scale=_span())


def _span() -> alt.Scale:
    return alt.Scale(domain={"param": BRUSH, "encoding": "x"}, nice=False, padding=0)  # type: ignore[arg-type]


def _frame(until: date) -> marks.Layered:
    """Hold every panel to the same span of time, with a thin line at either end."""
    return _rules(pl.DataFrame({"date": [START, until]}), color=theme.LIGHT_GREY, strokeWidth=0.5)


def _rules(days: pl.DataFrame, **look: Any) -> marks.Layered:
    return alt.Chart(days).mark_rule(clip=True, **look).encode(x=_zoomed("date"))


def _named_events(events: pl.DataFrame, until: date, width: int) -> marks.Layered:
    """Write the five events in a view of their own, which clips: words beyond a zoomed span would push the title away."""
    # In a column the words of one event would meet those of the next: the rules stand there without words.
    named_in = _key(events) if width == WIDTH else _key(events).head(1)
    words = alt.Chart(named_in, width=width, height=30).mark_text(
        align="left", dx=2, baseline="bottom", fontSize=12, color=theme.SOFT_INK, lineBreak="|", clip=True
    )
    x = alt.X("date:T", axis=None, scale=_span())
    # Beside the panel's title the sides would leave a column: there they stand below it, right of the first event.
    sides, down = (((EUROPE, 200), (UNITED_STATES, 272)), -4) if width == WIDTH else (((EUROPE, 84), (UNITED_STATES, 152)), 14)
    named = alt.layer(*(_heading("text", f"■ {side}", at, color=theme.as_text(COLOURS[side]), dy=down) for side, at in sides))
    return alt.layer(_frame(until).encode(x=x), words.encode(x=x, y=alt.YValue(14), text=alt.Text("text:N")), named)


def _key(events: pl.DataFrame) -> pl.DataFrame:
    frame = events.filter(pl.col("date").is_in(list(KEY_EVENTS))).unique("date", keep="first").sort("date")
    return frame.select("date", text=pl.col("date").replace_strict(KEY_EVENTS, return_dtype=pl.String))


def _place(width: int) -> dict[str, int]:
    """Give where titles stand: in a column they begin above the numbers of the axis, since the longest would leave it at the right."""
    return {"at": 0} if width == WIDTH else {"at": -24, "dy": -8}


def _heading(field: str, text: str, at: int, **look: Any) -> marks.Layered:
    """Write a text above a panel."""
    look = {"align": "left", "baseline": "bottom", "fontWeight": 600, "clip": False, "dy": -4} | look
    return marks.column(alt.Chart(pl.DataFrame({field: [text]})), field, at, **look).encode(y=alt.YValue(0))


def _strip(events: pl.DataFrame, until: date, width: int) -> marks.Layered:
    """Draw every event as a dot by category; a span dragged here zooms the panels above."""
    base = alt.Chart(events.select("date", "label", "category", "actor"), width=width, height=86)
    dots = base.mark_point(filled=True, size=44, color=theme.GREY, opacity=0.9).encode(
        x=marks.time_axis("date", start=START, end=until),
        y=marks.names("category", CATEGORIES, None, grid=True),
        tooltip=marks.tips(["date:T|%-d %B %Y", "label", "actor"]),
    )
    # A dot is hard to point at; an unseen one around it carries the tooltip.
    unseen = dots.mark_point(filled=True, size=240, opacity=0).properties(name="catch")
    brush = alt.selection_interval(name=BRUSH, encodings=["x"])
    return alt.layer(dots, unseen.add_params(brush), _heading("caption", say("timeline.panels.events_label"), **_place(width)))


def _in_words(rows: pl.DataFrame) -> str:
    """Give each side's sum on each basis; bases are not added."""
    sums = rows.group_by("bloc", "basis", maintain_order=True).agg(
        pl.col("amount").sum(), first=pl.col("period").min(), last=pl.col("period").max()
    )
    unit = rows["unit"][0]
    sides = [
        f"{row['bloc']} {amount(row['amount'], unit)} ({row['basis']}), {_span_words(row['first'], row['last'])}"
        for row in sums.iter_rows(named=True)
    ]
    return say("timeline.panels.alt_panel", instrument=rows["instrument"][0], sides="; ".join(sides))


def _span_words(first: date, last: date) -> str:
    return month(first) if first == last else say("timeline.panels.span_words", first=first, last=last)


def _earlier(rows: pl.DataFrame) -> list[str]:
    """Say of an instrument that began before the axis what it adds up to with what is left of it."""
    sums = rows.group_by("instrument", "unit", "basis", maintain_order=True).agg(
        pl.col("amount").sum(), pl.col("earlier").first()
    )
    return [
        say(
            "timeline.panels.earlier",
            instrument=row["instrument"],
            basis=row["basis"],
            start=START,
            shown=amount(row["amount"], row["unit"]),
            whole=amount(row["amount"] + row["earlier"], row["unit"]),
        )
        for row in sums.filter(pl.col("earlier") > 0).iter_rows(named=True)
    ]


def beside_both(rows: pl.DataFrame) -> list[str]:
    """Name who beside the two sides used an instrument, and is in neither's count.

    >>> beside_both(pl.DataFrame({"instrument": ["Agreements"], "others": ["Canada, Japan"]}))
    ['Agreements: those with Canada and Japan are on neither side and in no count here.']
    """
    used = rows.select("instrument", "others").drop_nulls().unique(maintain_order=True)
    return [
        say("timeline.panels.beside_both", instrument=instrument, others=others.split(", "))
        for instrument, others in used.iter_rows()
    ]


def _sources(rows: pl.DataFrame) -> list[Source]:
    works = rows.filter(pl.col("source") != "record")
    return [*cite(works), cite_record(*RECORDED, rows=all_pages(*RECORDED))]
