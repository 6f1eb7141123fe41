"""One time axis for everything: a panel an instrument, with events; a span dragged in the strip of events zooms all."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

import altair as alt
import polars as pl

from analysis import load
from analysis.charts import marks, theme
from analysis.charts.catalogue import say
from analysis.charts.citations import Source, all_pages, cite, cite_record
from analysis.charts.formatting import amount, day_text, join_rows, month
from analysis.charts.sizes import with_caveat, with_sizes
from analysis.countries import EUROPE, UNITED_STATES
from analysis.errors import AnalysisError, NotComparable
from analysis.figures.figure import Figure
from analysis.figures.inputs import whole_tables
from analysis.figures.timeline.key_events import BRUSH, FEWER, KEY_EVENTS, START, strip
from analysis.figures.timeline.key_events import key as key_of
from analysis.measures import comparison, timeline

COLOURS = {EUROPE: theme.BLUE, UNITED_STATES: theme.VERMILLION}
PANELS = ("Aid of all kinds", "Asset-freeze listings, EU and US", "Security agreements")
"""One instrument of money, one of sanctions and one of guarantees; the others are in the table of instruments."""
MOST = 3
UNITS = {"EUR bn": "€ billion", "USD bn": "$ billion"}
RECORDED = {
    "Security agreements": "agreements",
    "US weapons from stocks": "packages",
    "Paying for US weapons (PURL)": "contributions",
    "Offers of troops": "statements",
}
"""What the record calls the rows of an instrument of its own."""


@dataclass(frozen=True)
class _Frame:
    """Hold the units across and down of a panel, of the gap between two and of a row of events, the events named, and whether there is room for a caveat."""

    width: int
    height: int
    gap: int
    row: int
    named: Collection[str] = tuple(KEY_EVENTS.values())
    explained: bool = False


FRAMES = {
    "page": _Frame(510, 80, 14, 16, explained=True),
    "column": _Frame(290, 70, 14, 16, explained=True),
    "slide": _Frame(330, 38, 4, 13),
    "social": _Frame(420, 34, 4, 13, FEWER),
}


@whole_tables("events")
def one_timeline(monthly: pl.DataFrame, events: pl.DataFrame, until: date) -> Figure:
    """Draw three instruments month by month, one above the other, with eight events below.

    Takes rows of `measures.timeline.monthly`, aid of the United States among them, and `load.events()`; `until`, a date, is
    where the record ends. Drawn are aid, listings and agreements, of other rows the first three; `data` are their rows: instrument, unit, bloc, basis, period (a month), amount (in the unit),
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
    parts, key = _shown(monthly), key_of(known)
    drawn = pl.concat(parts)
    return Figure(
        with_sizes(**{size: _chart(parts, key, until, frame) for size, frame in FRAMES.items()}),
        id="one-timeline",
        headline=say("timeline.panels.headline", last=last, europe=since, release=release),
        subtitle=say("timeline.panels.subtitle", covered=covered, until=until),
        data=drawn,
        sources=_sources(drawn, key),
        notes=[
            say("timeline.panels.no_sum"),
            say("timeline.panels.not_known"),
            say("timeline.panels.two_bases"),
            *_not_drawn(monthly, drawn),
            *_earlier(drawn),
            *beside_both(drawn),
        ],
        alt=" ".join(
            [
                say("timeline.panels.alt_panels", panels=len(parts), start=START),
                *map(_in_words, parts),
                say("timeline.panels.alt_events", events=join_rows(key.with_columns(day_text("date")), "{text} ({date})")),
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


def _shown(monthly: pl.DataFrame) -> list[pl.DataFrame]:
    """Give the rows of each instrument that has a panel: at most three, in the order given."""
    parts = monthly.partition_by("instrument", maintain_order=True)
    chosen = sorted(parts, key=lambda part: part["instrument"][0] not in PANELS)[:MOST]
    return [part for part in parts if any(part is one for one in chosen)]


def _chart(parts: list[pl.DataFrame], key: pl.DataFrame, until: date, frame: _Frame) -> marks.Layered:
    named = key.filter(pl.col("text").is_in(list(frame.named)))
    panels = [_panel(part, named, until, frame, first=part is parts[0]) for part in parts]
    below = strip(named, until, frame.width, frame.row)
    chart = alt.vconcat(
        *panels, alt.layer(below, _heading("caption", say("timeline.panels.events_label"), -24)), spacing=frame.gap
    )
    chart = chart.resolve_scale(x="independent", y="independent", color="independent")
    return with_caveat(chart, say("timeline.panels.ends")) if frame.explained else chart


def _panel(rows: pl.DataFrame, events: pl.DataFrame, until: date, frame: _Frame, *, first: bool) -> marks.Layered:
    """Draw one instrument: bars by month, Europe left of the United States, its unit above and its coverage's end marked.

    The first panel names the sides.
    """
    instrument, unit = rows.select("instrument", "unit").row(0)
    # Two bars stand side by side within a month: each is drawn at its own day.
    shift = pl.when(pl.col("bloc") == EUROPE).then(pl.lit("9d")).otherwise(pl.lit("20d"))
    drawn = rows.select("bloc", "basis", "period", at=pl.col("period").dt.offset_by(shift), amount=pl.col("amount").round(3))
    bars = (
        alt.Chart(drawn, width=frame.width, height=frame.height)
        .mark_bar(size=max(1.5, round(frame.width / 146, 1)), clip=True)
        .encode(
            x=_zoomed("at", alt.Axis(tickCount=6, grid=False, labels=False, ticks=False)),
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
    title = instrument if unit in instrument.lower() else f"{instrument}, {UNITS.get(unit, unit)}"
    over = [_heading("caption", title, -24), *(_sides(frame) if first else [])]
    return alt.layer(_held(until), _rules(events, color=theme.LIGHT_GREY), bars, ended, *over)


def _zoomed(field: str, axis: alt.Axis | None = None) -> alt.X:
    """Give the axis that the strip's span zooms; every layer of a panel must name it, or none zooms."""
    return alt.X(f"{field}:T", title=None, axis=axis or alt.Undefined, scale=_span())


def _span() -> alt.Scale:
    return alt.Scale(domain={"param": BRUSH, "encoding": "x"}, nice=False, padding=0)  # type: ignore[arg-type]


def _held(until: date) -> marks.Layered:
    """Hold every panel to the same span of time, with a thin line at either end."""
    return _rules(pl.DataFrame({"date": [START, until]}), color=theme.LIGHT_GREY, strokeWidth=0.5)


def _rules(days: pl.DataFrame, **look: Any) -> marks.Layered:
    return alt.Chart(days).mark_rule(clip=True, **look).encode(x=_zoomed("date"))


def _sides(frame: _Frame) -> list[marks.Layered]:
    """Name the sides at the right end of the first panel's title."""
    places = ((EUROPE, frame.width - 62), (UNITED_STATES, frame.width))
    names = {EUROPE: EUROPE, UNITED_STATES: "US"}
    return [
        _heading("text", f"■ {names[side]}", at - 24, color=theme.as_text(COLOURS[side]), align="center") for side, at in places
    ]


def _heading(field: str, text: str, at: int, **look: Any) -> marks.Layered:
    """Write a text above a panel."""
    look = {"align": "left", "baseline": "bottom", "fontWeight": 600, "clip": False, "dy": -5} | look
    return marks.column(alt.Chart(pl.DataFrame({field: [text]})), field, at, **look).encode(y=alt.YValue(0))


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


def _not_drawn(monthly: pl.DataFrame, drawn: pl.DataFrame) -> list[str]:
    """Name the instruments that have no panel."""
    rest = [one for one in monthly["instrument"].unique(maintain_order=True) if one not in drawn["instrument"]]
    return [say("timeline.panels.not_drawn", instruments=rest)] if rest else []


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


def _sources(rows: pl.DataFrame, key: pl.DataFrame) -> list[Source]:
    recorded = rows.filter(pl.col("source") == "record")["instrument"].unique(maintain_order=True)
    kinds = list(dict.fromkeys(RECORDED[name] for name in recorded if name in RECORDED))
    pages = pl.concat([*([all_pages(*kinds)] if kinds else []), key.select("source_publisher", "source_url")])
    return [*cite(rows.filter(pl.col("source") != "record")), cite_record(*kinds, "events", rows=pages)]
