"""A form for acts over time: one side above a line of days, the other below it, bars as long as an act lasts, each with its words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import altair as alt
import polars as pl

from analysis.charts import marks, theme
from analysis.charts.formatting import day
from analysis.charts.lettering import text_width

READ_PAGE, REPORTED, INFERRED = "read", "reported", "inferred"
DASHES: dict[str, list[float]] = {INFERRED: [1.5, 2], READ_PAGE: [1, 0], REPORTED: [4, 2]}
"""How a bar is drawn: solid where a page was opened, an outline where an act is only reported, dotted where its days are inferred."""

PALE = "#FBEEE4"
AHEAD = timedelta(days=75)
"""How far the drawing reaches beyond its last day, for what lasts longer."""


@dataclass(frozen=True)
class _Frame:
    """Hold what differs between sizes: width, heights of a line of words, a bar, the band of time and the space between rows."""

    width: int
    line: int
    bar: int
    band: int
    ticks: Sequence[int]
    wrap: int
    space: int = 9


FRAMES = {
    "page": _Frame(width=600, line=14, bar=12, band=22, ticks=(1, 4, 7, 10), wrap=400),
    "slide": _Frame(width=388, line=12, bar=7, band=15, ticks=(1, 7), wrap=270, space=3),
    "social": _Frame(width=446, line=12, bar=7, band=15, ticks=(1, 4, 7, 10), wrap=340, space=3),
    "column": _Frame(width=322, line=13, bar=9, band=18, ticks=(1, 7), wrap=140),
}
APART = 8
"""Pixels between words and the bar they stand left of."""


@dataclass(frozen=True)
class _Place:
    """Hold the drawing's two scales: days from left to right, pixels from the top down; no mark has an axis of its own."""

    first: date
    last: date
    height: int

    def x(self, field: str) -> alt.X:
        days = [{"year": one.year, "month": one.month, "date": one.day} for one in (self.first, self.last)]
        return alt.X(f"{field}:T", title=None, axis=None, scale=alt.Scale(domain=days, nice=False))

    def y(self, field: str) -> alt.Y:
        return alt.Y(f"{field}:Q", title=None, axis=None, scale=alt.Scale(domain=[self.height, 0], nice=False, zero=False))

    def at(self, x: str, y: str) -> dict[str, Any]:
        return {"x": self.x(x), "y": self.y(y)}


@dataclass
class _Row:
    """Hold one row of the drawing: its bars, its words in lines, how these are aligned, and how high all of it is."""

    above: bool
    spans: list[dict[str, Any]]
    lines: list[str]
    align: str
    high: int

    @property
    def beside(self) -> bool:
        return self.align == "beside"


def above_and_below(
    rows: pl.DataFrame, first: date, end: date, sides: tuple[str, str], colour: str, size: str = "page"
) -> marks.Layered:
    """Draw acts on two sides of a line of days, from one day to another, with what lasts longer running on as an arrow.

    `rows` has above (which side), row and place (rows of a side from the line outwards), words and when (said of a row), starts, ends
    (null where it stands), at_once (no length: a dot), style (read, reported or inferred) and stem (joined to the line). `sides`
    are the names of the two sides, `size` is page, slide, social or column.

    >>> act = {"above": True, "row": "a", "place": 0, "words": "A duty", "when": "2025", "at_once": False, "style": "read", "stem": True}
    >>> rows = pl.DataFrame([act | {"starts": date(2025, 3, 1), "ends": None}], schema_overrides={"ends": pl.Date})
    >>> above_and_below(rows, date(2025, 1, 1), date(2026, 1, 1), ("Tightening", "Easing"), theme.BLUE).width
    600
    """
    frame, last = FRAMES[size], end + AHEAD
    laid = {above: _laid(rows.filter(above=above), first, last, frame) for above in (True, False)}
    line = frame.line + 6 + sum(row.high for row in laid[True])
    height = line + frame.band + 6 + sum(row.high for row in laid[False]) + frame.line
    place = _Place(first, last, height)
    spans: list[dict[str, Any]] = []
    words: list[dict[str, Any]] = []
    for above, many in laid.items():
        y = float(line - 4 if above else line + frame.band + 8)
        for row in many:
            y -= row.high if above else 0
            _set(row, y, line, place, end, frame, spans, words)
            y += 0 if above else row.high
    drawn = pl.DataFrame(spans, infer_schema_length=None)
    ground = _ground(place, line, end, sides, colour, frame)
    layers = [*ground, *_stems(drawn, colour, place), *_bars(drawn, colour, place), *_labels(words, place)]
    return alt.layer(*layers).properties(width=frame.width, height=height)


def _laid(rows: pl.DataFrame, first: date, last: date, frame: _Frame) -> list[_Row]:
    """Choose for each row, from the line outwards, where its words stand: left of its bar where no stem crosses, else above it."""
    grouped = [part.sort("starts").rows(named=True) for part in rows.sort("place").partition_by("place", maintain_order=True)]
    made = []
    for nth, spans in enumerate(grouped):
        lines = [spans[0]["when"], *_wrapped(spans[0]["words"], frame.wrap)]
        wide = max(text_width(lines[0], 12), *(text_width(text, 12, bold=True) for text in lines[1:]))
        start = _pixel(spans[0]["starts"], first, last, frame)
        farther = [
            _pixel(span["starts"], first, last, frame) for others in grouped[nth + 1 :] for span in others if span["stem"]
        ]
        free = start - APART - wide >= 0 and not any(start - APART - wide - 3 < stem < start for stem in farther)
        align = "beside" if free else "left" if start + wide <= frame.width else "right"
        text = frame.line * len(lines)
        high = max(text, frame.bar) + frame.space if free else text + frame.bar + frame.space + 3
        made.append(_Row(spans[0]["above"], spans, lines, align, high))
    return made


def _wrapped(words: str, most: float) -> list[str]:
    """Break words into lines that are not wider than so many pixels."""
    lines = [""]
    for word in words.split():
        longer = f"{lines[-1]} {word}".strip()
        lines = [*lines[:-1], longer] if text_width(longer, 12, bold=True) <= most else [*lines, word]
    return [one for one in lines if one]


def _pixel(day: date, first: date, last: date, frame: _Frame) -> float:
    return (day - first).days / (last - first).days * frame.width


def _set(
    row: _Row,
    y: float,
    line: int,
    place: _Place,
    end: date,
    frame: _Frame,
    spans: list[dict[str, Any]],
    words: list[dict[str, Any]],
) -> None:
    """Give the bars and the words of a row their places; `y` is its upper edge."""
    text = frame.line * len(row.lines)
    top = y + (max(text, frame.bar) - frame.bar) / 2 if row.beside else y + text + 3
    for span in row.spans:
        stops = min(span["ends"] or end, place.last)
        spans.append(
            span
            | {"top": top, "bottom": top + frame.bar, "middle": top + frame.bar / 2}
            | {"stops": max(stops, span["starts"] + timedelta(days=3))}
            | {"goes_on": not span["at_once"] and (span["ends"] is None or span["ends"] > place.last)}
            | {"from_line": float(line if row.above else line + frame.band)}
            | {"reaches": top + frame.bar if row.above else top}
        )
    edge = place.last if row.align == "right" else row.spans[0]["starts"]
    for nth, said in enumerate(row.lines):
        words.append({"edge": edge, "at": y + frame.line * (nth + 0.55), "text": said, "when": nth == 0, "align": row.align})


def _ground(place: _Place, line: int, end: date, sides: tuple[str, str], colour: str, frame: _Frame) -> list[marks.Layered]:
    """Draw the band of time with its months, the two sides and the day on which the record ends."""
    ticks = [one for one in pl.date_range(place.first, place.last, "1mo", eager=True).to_list() if one.month in frame.ticks]
    names = [str(one.year) if one.month == 1 else f"{one:%b}" for one in ticks]
    bold, middle = [one.month == 1 for one in ticks], [line + frame.band / 2] * len(ticks)
    marked = alt.Chart(pl.DataFrame({"starts": ticks, "text": names, "year": bold, "at": middle}))
    labels = marked.encode(text=alt.Text("text:N"), **place.at("starts", "at"))
    edges = {"first": [place.first], "last": [place.last], "top": [float(line)], "bottom": [float(line + frame.band)]}
    band = (
        alt.Chart(pl.DataFrame(edges))
        .mark_rect(color="#EDEDED")
        .encode(x2=alt.X2("last:T"), y2=alt.Y2("bottom:Q"), **place.at("first", "top"))
    )
    named = {"text": sides, "at": [5.0, place.height - 5.0], "first": [place.first] * 2}
    titles = alt.Chart(pl.DataFrame(named)).mark_text(align="left", fontWeight=600, fontSize=13, color=theme.as_text(colour))
    stop = alt.Chart(pl.DataFrame({"starts": [end], "text": [f"{day(end)}: record ends"], "at": [5.0]}))
    ended = stop.mark_text(align="right", dx=-4, fontSize=12, color=theme.SOFT_INK)
    return [
        # The band lies on the line where the record ends, whose dots would cross the name of a month.
        stop.mark_rule(strokeDash=[2, 3], color=theme.GREY).encode(x=place.x("starts")),
        band,
        marked.mark_tick(thickness=1, size=frame.band, color="#B0B0B0", orient="vertical").encode(**place.at("starts", "at")),
        labels.transform_filter("datum.year").mark_text(align="left", dx=4, fontSize=12, fontWeight=600),
        labels.transform_filter("!datum.year").mark_text(align="left", dx=4, fontSize=12),
        titles.encode(text=alt.Text("text:N"), **place.at("first", "at")),
        ended.encode(text=alt.Text("text:N"), **place.at("starts", "at")),
    ]


def _stems(drawn: pl.DataFrame, colour: str, place: _Place) -> list[marks.Layered]:
    stems = alt.Chart(drawn.filter("stem")).mark_rule(color=colour, strokeWidth=1)
    return [stems.encode(y2=alt.Y2("from_line:Q"), **place.at("starts", "reaches"))]


def _bars(drawn: pl.DataFrame, colour: str, place: _Place) -> list[marks.Layered]:
    """Draw what lasts as bars, what is over at once as dots; an outline is dashed where only reported, dotted where inferred."""
    tips = marks.tips({"What": "words", "When": "when", "Known": "style"})
    look: dict[str, Any] = {"stroke": colour, "strokeWidth": 1.4}
    layers: list[marks.Layered] = []
    fills = {READ_PAGE: colour, REPORTED: theme.PAPER, INFERRED: PALE}
    for which, dash in DASHES.items():
        chosen = drawn.filter(style=which)
        lasting, over = chosen.filter(~pl.col("at_once")), chosen.filter("at_once")
        if lasting.height:
            bars = alt.Chart(lasting).mark_rect(fill=fills[which], strokeDash=dash, **look)
            layers.append(bars.encode(x2=alt.X2("stops:T"), y2=alt.Y2("bottom:Q"), tooltip=tips, **place.at("starts", "top")))
        if over.height:
            dots = alt.Chart(over).mark_point(size=75, filled=True, opacity=1, fill=fills[which], strokeDash=dash, **look)
            layers.append(dots.encode(tooltip=tips, **place.at("starts", "middle")))
    going = drawn.filter("goes_on")
    arrow: dict[str, Any] = {
        "shape": "triangle-right",
        "size": 90,
        "filled": True,
        "opacity": 1,
        "color": colour,
        "xOffset": 4,
    }
    arrows = alt.Chart(going).mark_point(**arrow).encode(**place.at("stops", "middle"))
    return [*layers, *([arrows] if going.height else [])]


def _labels(words: list[dict[str, Any]], place: _Place) -> list[marks.Layered]:
    """Write when and what beside or above each row's bars, on a white ground, since a stem may pass behind them."""
    layers: list[marks.Layered] = []
    looks: dict[str, dict[str, Any]] = {
        "beside": {"align": "right", "dx": -APART},
        "left": {"align": "left"},
        "right": {"align": "right"},
    }
    for align, look in looks.items():
        for when, size, weight, ink in ((True, 11, 400, theme.SOFT_INK), (False, 12, 600, theme.INK)):
            chosen = [word for word in words if (word["align"], word["when"]) == (align, when)]
            if not chosen:
                continue
            base = alt.Chart(pl.DataFrame(chosen)).encode(text=alt.Text("text:N"), **place.at("edge", "at"))
            drawn = look | {"fontSize": size, "fontWeight": weight}
            halo = base.mark_text(color=theme.PAPER, stroke=theme.PAPER, strokeWidth=4, **drawn)
            layers += [halo, base.mark_text(color=ink, **drawn)]
    return layers
