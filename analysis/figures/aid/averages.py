"""How averages and the months behind them are drawn: left the averages, right their columns, on one scale."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import altair as alt
import polars as pl

from analysis.charts import marks, theme
from analysis.charts.catalogue import say
from analysis.charts.formatting import eur, pct
from analysis.charts.sizes import COLUMN_LINE, PAGE_LINE, with_caveat, with_sizes
from analysis.countries import UNITED_STATES
from analysis.figures.aid.inputs import PAIR
from analysis.measures.averages import BEFORE, LAST, NEITHER

FLAT = 0.9
"""Billions a month below which a part of a column has room for one line of words alone."""

STEP = 2
"""Billions between two lines of the scale."""
COLOURS = {bloc: theme.BLOC_COLOURS[bloc] for bloc in PAIR}
THIN, THINNEST = 0.08, 0.045
"""What part of the scale a part of a column must have to hold its number, and to hold it in small, where names stand above."""


@dataclass(frozen=True)
class _Frame:
    """Hold what differs between a page and a column: widths of the two panels, height, and the letters of a line below."""

    averages: int
    evidence: int
    height: int
    bar: int
    years: str
    caveat: int


PAGE = _Frame(averages=236, evidence=312, height=250, bar=78, years="%Y", caveat=PAGE_LINE)
COLUMN = _Frame(averages=118, evidence=142, height=215, bar=48, years="’%y", caveat=COLUMN_LINE)


def drawing(spans: pl.DataFrame, tiles: pl.DataFrame, caveat: str, colours: Mapping[str, str] = COLOURS) -> alt.TopLevelMixin:
    """Draw averages left and the columns they are of right, on one scale, for a page and for a column.

    `spans` and `tiles` are what `measures.aid.averages` and `measures.aid.three_months` give of Europe and the United States, with
    `columns`, the name of each; the caveat stands below. `colours` name other groups in their order, the lowest first: names too long for
    a column then stand above.

    >>> from analysis import load
    >>> from analysis.measures import aid as measure
    >>> both = [rows(load.aid(29)).filter(bloc="Europe").with_columns(columns="span") for rows in (measure.averages, measure.three_months)]
    >>> len(drawing(*both, "Allocated is not delivered.").hconcat)
    2
    """
    page, column = (with_caveat(_panels(spans, tiles, frame, colours), caveat, frame.caveat) for frame in (PAGE, COLUMN))
    drawn: alt.TopLevelMixin = with_sizes(page, column=column)
    return drawn


def _panels(
    spans: pl.DataFrame, tiles: pl.DataFrame, frame: _Frame, colours: Mapping[str, str]
) -> alt.HConcatChart | alt.VConcatChart:
    highest = max(tiles.group_by("first").agg(pl.col("a_month_bn").sum())["a_month_bn"].to_list())
    top = STEP * (int(highest // STEP) + 1)
    left = alt.layer(_averages(spans, top, frame, colours), _panel(say("aid.averages.averages_title")))
    right = alt.layer(_evidence(spans, tiles, top, frame, colours), _panel(say("aid.averages.evidence_title")))
    sized = [
        chart.properties(width=width, height=frame.height) for chart, width in ((left, frame.averages), (right, frame.evidence))
    ]
    panels = alt.hconcat(*sized, spacing=18)
    return panels if colours == COLOURS else alt.vconcat(_names(colours, frame), panels, spacing=20)


def _names(colours: Mapping[str, str], frame: _Frame) -> marks.Layered:
    """Write the groups above the panels, from the top of a column down, each with its colour."""
    names = [*colours][::-1]
    rows = pl.DataFrame({"bloc": names, "text": [f"■ {name}" for name in names]})
    base = alt.Chart(rows, width=frame.averages, height=18 * len(names)).mark_text(align="left", fontSize=12, fontWeight=600)
    y = alt.Y("bloc:N", sort=names, axis=None)
    return base.encode(x=alt.XValue(0), y=y, text=alt.Text("text:N"), color=marks.text_colour("bloc", colours))


def _panel(text: str) -> marks.Layered:
    """Write the title of a panel as a mark: a title of its own would stand higher where the scale has labels."""
    words = alt.Chart(pl.DataFrame({"text": [text]})).mark_text(align="left", fontSize=12, fontWeight=600)
    return words.encode(x=alt.XValue(0), y=alt.YValue(-20), text=alt.Text("text:N"))


def _y(top: int, field: str = "low", *, labelled: bool = True) -> alt.Y:
    last = "datum.value == " + str(top) + " ? '€' + datum.value + 'bn' : datum.value"
    axis = alt.Axis(values=list(range(0, top + 1, STEP)), labels=labelled, labelExpr=last, domain=False, ticks=False)
    return alt.Y(f"{field}:Q", title=None, scale=alt.Scale(domain=[0, top]), axis=axis)


def _stacked(rows: pl.DataFrame, order: Iterable[str]) -> pl.DataFrame:
    """Give each part its lower and upper edge, Europe at the foot."""
    placed = rows.sort("first", pl.col("bloc").cast(pl.Enum([*order])))
    upper = pl.col("a_month_bn").cum_sum().over("span", "first")
    return placed.with_columns(low=(upper - pl.col("a_month_bn")).round(6), high=upper.round(6))


def _averages(spans: pl.DataFrame, top: int, frame: _Frame, colours: Mapping[str, str]) -> marks.Layered:
    rows = _stacked(spans, colours)
    rows = rows.with_columns(
        at=pl.Series([_place(row, frame) for row in rows.iter_rows(named=True)]),
        name=pl.col("bloc").replace({UNITED_STATES: "US"}),
        text=pl.col("a_month_bn").map_elements(eur, pl.String),
        middle=(pl.col("low") + pl.col("high")) / 2,
    )
    # Whoever gave nothing has no part, and its span a column of no height.
    parts, whole = (
        rows.filter(pl.col("a_month_bn") > 0),
        rows.group_by("at", "span", maintain_order=True).agg(pl.col("high").max()),
    )
    before, now = (float(whole.filter(span=span)["high"].item()) for span in (BEFORE, LAST))
    places = whole["at"].to_list()
    axis = alt.Axis(
        labelExpr="split(datum.value, '|')", labelFontSize=12, labelColor=theme.INK, ticks=False, domainColor=theme.GREY
    )
    x = alt.X("at:N", sort=places, title=None, axis=axis, scale=alt.Scale(paddingInner=0.1, paddingOuter=0.1))
    base = alt.Chart(parts).encode(x=x)
    tips = marks.tips({"Bloc": "bloc", "Months": "columns", say("aid.averages.a_month_label"): "a_month_bn:Q|,.3f"})
    colour = marks.colour("bloc", colours)
    bars = base.mark_bar(size=frame.bar, stroke=theme.PAPER).encode(y=_y(top), y2=alt.Y2("high:Q"), color=colour, tooltip=tips)
    sums = pl.DataFrame({"at": places[:1], "high": [before], "text": [eur(before)]})
    total = (
        alt.Chart(sums).mark_text(dy=-11, fontSize=15, fontWeight=600).encode(x=x, y=alt.Y("high:Q"), text=alt.Text("text:N"))
    )
    labels = _named(base, colours) if colours == COLOURS else _numbers(base, top, colours)
    layers = [bars, *labels, total, *_missing(x, places, before, now, frame)]
    return alt.layer(*layers).resolve_scale(color="independent")


def _named(base: alt.Chart, colours: Mapping[str, str]) -> list[alt.Chart]:
    """Write in each part of a column whose it is and how much, on one line where it is flat."""
    ink = marks.colour("bloc", {bloc: theme.on(colour) for bloc, colour in colours.items()})
    tall, flat = (base.transform_filter(f"datum.a_month_bn{sign}{FLAT}") for sign in (" >= ", " < "))
    names = tall.mark_text(fontSize=12, dy=-8).encode(y=alt.Y("middle:Q"), text=alt.Text("name:N"), color=ink)
    values = tall.mark_text(fontSize=13, fontWeight=600, dy=7).encode(y=alt.Y("middle:Q"), text=alt.Text("text:N"), color=ink)
    one_line = flat.transform_calculate(both="datum.name + ' ' + datum.text").mark_text(fontSize=12)
    return [names, values, one_line.encode(y=alt.Y("middle:Q"), text=alt.Text("both:N"), color=ink)]


def _numbers(base: alt.Chart, top: int, colours: Mapping[str, str]) -> list[alt.Chart]:
    """Write the number of each part in it, smaller where it is thin, and none where it has no room."""
    ink = marks.colour("bloc", {bloc: theme.on(colour) for bloc, colour in colours.items()})
    over, below = "datum.a_month_bn >= ", "datum.a_month_bn < "
    thick = base.transform_filter(f"{over}{THIN * top}").mark_text(fontSize=13, fontWeight=600)
    small = base.transform_filter(f"{below}{THIN * top} && {over}{THINNEST * top}").mark_text(fontSize=10)
    return [one.encode(y=alt.Y("middle:Q"), text=alt.Text("text:N"), color=ink) for one in (thick, small)]


def _place(row: dict[str, Any], frame: _Frame) -> str:
    """Name one of the two columns in lines short enough for its width; a bar breaks the line."""
    first, last = row["first"], row["last"]
    if frame is PAGE:
        name = say("aid.averages.year_to_label", last=last) if row["span"] == LAST else years_words(first, last)
        return say("aid.averages.months_label", name=name, months=row["months"])
    return say("aid.averages.year_to_narrow_label", last=last) if row["span"] == LAST else years_words(first, last)


def _missing(x: alt.X, places: list[str], before: float, now: float, frame: _Frame) -> list[marks.Layered]:
    """Outline what the last year lacks of the years before, and say what part it has; nothing where it has more."""
    share = pl.DataFrame({"at": places[1:], "low": [min(before, now)], "high": [max(before, now)], "whole": [before]})
    part = now / before
    told = say("aid.averages.part_of_label", part=part, whole=before) if frame is PAGE else pct(part)
    words = share.with_columns(text=pl.lit(told), short=pl.lit(say("aid.averages.short_label", short=before - now)))
    base = alt.Chart(words.with_columns(middle=(pl.col("low") + pl.col("high")) / 2)).encode(x=x)
    above = base.mark_text(dy=-10, fontSize=12, fontWeight=600).encode(y=alt.Y("high:Q"), text=alt.Text("text:N"))
    if now >= before:
        return [above]
    box = base.mark_bar(size=frame.bar, filled=False, stroke=theme.INK, strokeDash=[3, 2], strokeWidth=1.2)
    inside = base.mark_text(fontSize=12, lineBreak="|", lineHeight=13, dy=-6).encode(
        y=alt.Y("middle:Q"), text=alt.Text("short:N")
    )
    return [box.encode(y=alt.Y("low:Q"), y2=alt.Y2("high:Q")), inside, above]


def _evidence(spans: pl.DataFrame, tiles: pl.DataFrame, top: int, frame: _Frame, colours: Mapping[str, str]) -> marks.Layered:
    parts = _stacked(tiles, colours).filter(pl.col("a_month_bn") > 0)
    # A gap of some days on both sides keeps columns apart, whatever the width.
    parts = parts.with_columns(
        opens=pl.col("first") + pl.duration(days=5), closes=pl.col("last").dt.month_end() - pl.duration(days=5)
    )
    start, end = parts["first"].min(), parts["last"].max()
    x = marks.time_axis("opens", start=start, end=pl.select(pl.lit(end).dt.month_end()).item())  # type: ignore[arg-type]
    x = x.axis(
        format=frame.years,
        tickCount="year",
        grid=False,
        labelFontSize=12,
        domainColor=theme.GREY,
        labelAlign="left",
        labelOffset=2,
    )
    tips = marks.tips({"Bloc": "bloc", "Months": "columns", say("aid.averages.a_month_label"): "a_month_bn:Q|,.3f"})
    colour, box = marks.colour("bloc", colours), {"x": x, "x2": alt.X2("closes:T"), "y2": alt.Y2("high:Q")}
    y = _y(top, labelled=False)
    solid = alt.Chart(parts.filter(pl.col("span") != NEITHER)).mark_bar(stroke=theme.PAPER, strokeWidth=0.5)
    layers = [solid.encode(y=y, color=colour, tooltip=tips, **box)]
    hollow = parts.filter(span=NEITHER)
    if hollow.height:
        outline = alt.Chart(hollow).mark_bar(filled=False, strokeWidth=1.3)
        scale = {"domain": list(colours), "range": list(colours.values())}
        layers.append(outline.encode(y=y, stroke=alt.Stroke("bloc:N", scale=scale, legend=None), tooltip=tips, **box))
    return alt.layer(*layers, *_levels(spans)).resolve_scale(color="independent", stroke="independent")


def _levels(spans: pl.DataFrame) -> list[marks.Layered]:
    """Draw each average across the months it is of: the two blocs together before, and in the last year."""
    level = spans.group_by("span", "first", "last", maintain_order=True).agg(pl.col("a_month_bn").sum())
    level = level.with_columns(pl.col("last").dt.month_end(), text=pl.col("a_month_bn").map_elements(eur, pl.String))
    level = level.with_columns(middle=pl.col("first") + (pl.col("last") - pl.col("first")) / 2)
    base = alt.Chart(level).encode(x=alt.X("first:T"), x2=alt.X2("last:T"), y=alt.Y("a_month_bn:Q"))
    words = alt.Chart(level).encode(x=alt.X("middle:T"), y=alt.Y("a_month_bn:Q"), text=alt.Text("text:N"))
    look: dict[str, Any] = {"dy": -9, "fontSize": 11, "fontWeight": 600}
    halo = words.mark_text(stroke=theme.PAPER, strokeWidth=4, color=theme.PAPER, **look)
    return [
        base.mark_rule(color=theme.PAPER, strokeWidth=5),
        base.mark_rule(color=theme.INK, strokeWidth=2),
        halo,
        words.mark_text(**look),
    ]


def years_words(first: date, last: date) -> str:
    """Write whole years as 2022–24, other spans by their months.

    >>> years_words(date(2022, 1, 1), date(2024, 12, 1)), years_words(date(2022, 1, 1), date(2024, 6, 1))
    ('2022–24', 'January 2022 to June 2024')
    """
    whole = (first.month, last.month) == (1, 12)
    return f"{first.year}–{last.year % 100}" if whole else say("aid.averages.months_words", first=first, last=last)
