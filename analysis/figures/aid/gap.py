"""Has Europe filled the gap: military aid a month before the United States stopped, and in the last twelve months."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import altair as alt
import polars as pl

from analysis.charts import marks, theme
from analysis.charts.citations import cite
from analysis.charts.formatting import eur, join_rows, month, pct
from analysis.charts.native import Native
from analysis.charts.sizes import COLUMN_LINE, PAGE_LINE, with_caveat, with_sizes
from analysis.countries import EUROPE, UNITED_STATES
from analysis.figures.aid.inputs import DATED, PAIR, edition, require_one_release
from analysis.figures.figure import Figure
from analysis.measures import aid as measure
from analysis.measures.averages import BEFORE, LAST, NEITHER

__all__ = ["filled"]

NOT_DELIVERED = "Allocated is not delivered."
FLAT = 0.9
"""Billions a month below which a part of a column has room for one line of words alone."""

STEP = 2
"""Billions between two lines of the scale."""
MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
COLOURS = {bloc: theme.BLOC_COLOURS[bloc] for bloc in PAIR}
INSIDE = {bloc: theme.on(colour) for bloc, colour in COLOURS.items()}


@dataclass(frozen=True)
class _Frame:
    """Hold what differs between a page and a column: widths of the two panels, height, and the letters of a line below."""

    averages: int
    evidence: int
    height: int
    bar: int
    years: str
    caveat: int


PAGE = _Frame(averages=236, evidence=320, height=250, bar=78, years="%Y", caveat=PAGE_LINE)
COLUMN = _Frame(averages=118, evidence=142, height=215, bar=48, years="’%y", caveat=COLUMN_LINE)


def filled(aid: pl.DataFrame, until: date | str | None = None) -> Figure:
    """Draw military aid a month in 2022-24, Europe and the United States, against the twelve months to the last.

    Averages stand left, the months behind them right, three at a time and on one scale. Takes `load.aid()` of one release that
    has allocations; dated money only; with `until` the months that had ended by a day. `data` has release, span (before, neither,
    last year), columns (its name: an average's first, then those of its months), first and last month, months, bloc and
    a_month_bn (EUR bn). Raises NotComparable for several releases, AnalysisError for fewer than twelve months, for a release
    without allocations, for a text that is no day and for rows without the column month.

    >>> from analysis import load
    >>> filled(load.aid(29)).headline
    'Europe replaces 77% of the military aid it and the US used to give'
    >>> filled(load.aid(29), "2025-12-31").data["columns"].unique(maintain_order=True).to_list()[:2]
    ['2022–24', 'Year to December 2025']
    """
    require_one_release(aid, "allocated")
    spans = _of_two(measure.averages(aid, until)).with_columns(columns=_span_name())
    tiles = _of_two(measure.three_months(aid, until)).with_columns(columns=_tile_name())
    amount = {(span, bloc): value for span, bloc, value in spans.select("span", "bloc", "a_month_bn").iter_rows()}
    both, europe = amount[BEFORE, EUROPE] + amount[BEFORE, UNITED_STATES], amount[LAST, EUROPE]
    last: date = tiles["last"].max()  # type: ignore[assignment]
    before, year = (spans.filter(span=span).row(0, named=True) for span in (BEFORE, LAST))
    columns = ["release", "span", "columns", "first", "last", "months", "bloc", "a_month_bn"]
    data = pl.concat([spans, tiles], how="diagonal").select(columns).with_columns(pl.col("a_month_bn").round(6))
    named = tiles.select("columns", "bloc", pl.col("a_month_bn").round(1))
    return Figure(
        _drawing(spans, tiles, " ".join([NOT_DELIVERED, *_hollow(tiles)])),
        id="gap-filled" if until is None else f"gap-filled-{last}",
        headline=f"Europe replaces {pct(europe / both)} of the military aid it and the US used to give"
        if amount[LAST, UNITED_STATES] == 0
        else f"Europe alone gave {pct(europe / both)} of what it and the US averaged in {before['columns']}",
        subtitle=f"Military aid allocated, € billion a month, nominal: {before['columns']} against the year to {month(last)}",
        data=data,
        sources=cite(aid),
        notes=[
            f"Averages a month: Europe {eur(amount[BEFORE, EUROPE], 2)} and the United States {eur(amount[BEFORE, UNITED_STATES], 2)} from "
            f"{month(before['first'])} to {month(before['last'])}; Europe {eur(europe, 2)} and the United States "
            f"{eur(amount[LAST, UNITED_STATES], 2)} from {month(year['first'])} to {month(last)} ({edition(aid)}).",
            _lumpy(aid, last, year),
            *_hollow(tiles),
            *DATED,
        ],
        alt=f"Columns. From {month(before['first'])} to {month(before['last'])} Europe allocated {eur(amount[BEFORE, EUROPE])} and the United States "
        f"{eur(amount[BEFORE, UNITED_STATES])} of military aid a month, {eur(both)} together; in the year to {month(last)} Europe {eur(europe)}, "
        f"{pct(europe / both)} of that, and the United States {eur(amount[LAST, UNITED_STATES])}. By three months, Europe and the United States: "
        + join_rows(
            named.pivot("bloc", index="columns", values="a_month_bn"), f"{{columns}} {{{EUROPE}}} and {{{UNITED_STATES}}}"
        )
        + ".",
        native=Native("stacked_column", "columns", "a_month_bn", "bloc", "EUR bn a month", COLOURS, list(PAIR)),
    )


def _of_two(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.filter(pl.col("bloc").is_in(PAIR)).sort("first", "bloc")


def _span_name() -> pl.Expr:
    return pl.struct("span", "first", "last").map_elements(_span_words, return_dtype=pl.String)


def _span_words(row: dict[str, Any]) -> str:
    return f"Year to {month(row['last'])}" if row["span"] == LAST else _years(row["first"], row["last"])


def _years(first: date, last: date) -> str:
    """Write whole years as 2022–24, other spans by their months."""
    whole = (first.month, last.month) == (1, 12)
    return f"{first.year}–{last.year % 100}" if whole else f"{month(first)} to {month(last)}"


def _tile_name() -> pl.Expr:
    return pl.struct("first", "last").map_elements(_tile_words, return_dtype=pl.String)


def _tile_words(row: dict[str, Any]) -> str:
    """Write the months of a column: Jan to Mar 2022, Nov 2025 to Jan 2026."""
    first, last = row["first"], row["last"]
    year = "" if first.year == last.year else f" {first.year}"
    return f"{MONTHS[first.month - 1]}{year} to {MONTHS[last.month - 1]} {last.year}"


def _hollow(tiles: pl.DataFrame) -> list[str]:
    """Say which months are in neither average, if there are any: their column is drawn hollow."""
    apart = tiles.filter(span=NEITHER).head(1)
    return [
        f"Hollow column: {_months(first, last)}, in neither average."
        for first, last in apart.select("first", "last").iter_rows()
    ]


def _months(first: date, last: date) -> str:
    return f"{month(first).split(' ')[0]} to {month(last)}" if first.year == last.year else f"{month(first)} to {month(last)}"


def _lumpy(aid: pl.DataFrame, last: date, year: dict[str, date]) -> str:
    """Say what part of Europe's year came in its largest month."""
    months = measure.over_time(aid, kind="military").filter(bloc=EUROPE)
    months = months.filter(pl.col("period").is_between(year["first"], last))
    top = months.sort("eur_bn", "period").row(-1, named=True)
    whole = float(months["eur_bn"].sum())
    return f"{month(top['period'])} alone brought {eur(top['eur_bn'])} of Europe’s {eur(whole)} in that year."


def _drawing(spans: pl.DataFrame, tiles: pl.DataFrame, caveat: str) -> alt.TopLevelMixin:
    page, column = (with_caveat(_panels(spans, tiles, frame), caveat, frame.caveat) for frame in (PAGE, COLUMN))
    drawing: alt.TopLevelMixin = with_sizes(page, column=column)
    return drawing


def _panels(spans: pl.DataFrame, tiles: pl.DataFrame, frame: _Frame) -> alt.HConcatChart:
    highest = max(tiles.group_by("first").agg(pl.col("a_month_bn").sum())["a_month_bn"].to_list())
    top = STEP * (int(highest // STEP) + 1)
    left = alt.layer(_averages(spans, top, frame), _panel("Average a month"))
    right = alt.layer(_evidence(spans, tiles, top, frame), _panel("Three months at a time"))
    sized = [
        chart.properties(width=width, height=frame.height) for chart, width in ((left, frame.averages), (right, frame.evidence))
    ]
    return alt.hconcat(*sized, spacing=18)


def _panel(text: str) -> marks.Layered:
    """Write the title of a panel as a mark: a title of its own would stand higher where the scale has labels."""
    words = alt.Chart(pl.DataFrame({"text": [text]})).mark_text(align="left", fontSize=12, fontWeight=600)
    return words.encode(x=alt.XValue(0), y=alt.YValue(-20), text="text:N")


def _y(top: int, field: str = "low", *, labelled: bool = True) -> alt.Y:
    last = f"datum.value == {top} ? '€' + datum.value + 'bn' : datum.value"
    axis = alt.Axis(values=list(range(0, top + 1, STEP)), labels=labelled, labelExpr=last, domain=False, ticks=False)
    return alt.Y(f"{field}:Q", title=None, scale=alt.Scale(domain=[0, top]), axis=axis)


def _stacked(rows: pl.DataFrame) -> pl.DataFrame:
    """Give each part its lower and upper edge, Europe at the foot."""
    placed = rows.sort("first", pl.col("bloc").cast(pl.Enum(PAIR)))
    upper = pl.col("a_month_bn").cum_sum().over("span", "first")
    return placed.with_columns(low=(upper - pl.col("a_month_bn")).round(6), high=upper.round(6))


def _averages(spans: pl.DataFrame, top: int, frame: _Frame) -> marks.Layered:
    parts = _stacked(spans).filter(pl.col("a_month_bn") > 0)
    name = pl.col("bloc").replace({UNITED_STATES: "US"})
    parts = parts.with_columns(
        at=pl.Series([_place(row, frame) for row in parts.iter_rows(named=True)]),
        name=name,
        text=pl.col("a_month_bn").map_elements(eur, pl.String),
        middle=(pl.col("low") + pl.col("high")) / 2,
    )
    whole = parts.group_by("at", "span", maintain_order=True).agg(pl.col("high").max())
    before, now = (float(whole.filter(span=span)["high"].item()) for span in (BEFORE, LAST))
    places = whole["at"].to_list()
    axis = alt.Axis(
        labelExpr="split(datum.value, '|')", labelFontSize=11, labelColor=theme.INK, ticks=False, domainColor=theme.GREY
    )
    x = alt.X("at:N", sort=places, title=None, axis=axis, scale=alt.Scale(paddingInner=0.1, paddingOuter=0.1))
    base = alt.Chart(parts).encode(x=x)
    tips = marks.tips({"Bloc": "bloc", "Months": "columns", "EUR bn a month": "a_month_bn:Q|,.3f"})
    colour = marks.colour("bloc", COLOURS)
    bars = base.mark_bar(size=frame.bar, stroke=theme.PAPER).encode(y=_y(top), y2="high:Q", color=colour, tooltip=tips)
    ink = marks.colour("bloc", INSIDE)
    tall, flat = (base.transform_filter(f"datum.a_month_bn {sign} {FLAT}") for sign in (">=", "<"))
    names = tall.mark_text(fontSize=11, dy=-8).encode(y="middle:Q", text="name:N", color=ink)
    values = tall.mark_text(fontSize=13, fontWeight=600, dy=7).encode(y="middle:Q", text="text:N", color=ink)
    one_line = flat.transform_calculate(both="datum.name + ' ' + datum.text").mark_text(fontSize=11)
    labels = [names, values, one_line.encode(y="middle:Q", text="both:N", color=ink)]
    sums = pl.DataFrame({"at": places[:1], "high": [before], "text": [eur(before)]})
    total = alt.Chart(sums).mark_text(dy=-11, fontSize=15, fontWeight=600).encode(x=x, y="high:Q", text="text:N")
    layers = [bars, *labels, total, *_missing(x, places, before, now, frame)]
    return alt.layer(*layers).resolve_scale(color="independent")


def _place(row: dict[str, Any], frame: _Frame) -> str:
    """Name one of the two columns in lines short enough for its width; a bar breaks the line."""
    first, last = row["first"], row["last"]
    name = f"Year to{' ' if frame is PAGE else '|'}{month(last)}" if row["span"] == LAST else _years(first, last)
    return f"{name}|{row['months']} months" if frame is PAGE else name


def _missing(x: alt.X, places: list[str], before: float, now: float, frame: _Frame) -> list[marks.Layered]:
    """Outline what the last year lacks of the years before, and say what part it has; nothing where it has more."""
    share = pl.DataFrame({"at": places[1:], "low": [min(before, now)], "high": [max(before, now)], "whole": [before]})
    whole = f" of {eur(before)}" if frame is PAGE else ""
    words = share.with_columns(text=pl.lit(f"{pct(now / before)}{whole}"), short=pl.lit(f"€{before - now:.1f}bn|short"))
    base = alt.Chart(words.with_columns(middle=(pl.col("low") + pl.col("high")) / 2)).encode(x=x)
    above = base.mark_text(dy=-10, fontSize=11, fontWeight=600).encode(y="high:Q", text="text:N")
    if now >= before:
        return [above]
    box = base.mark_bar(size=frame.bar, filled=False, stroke=theme.INK, strokeDash=[3, 2], strokeWidth=1.2)
    inside = base.mark_text(fontSize=11, lineBreak="|", lineHeight=13, dy=-6).encode(y="middle:Q", text="short:N")
    return [box.encode(y="low:Q", y2="high:Q"), inside, above]


def _evidence(spans: pl.DataFrame, tiles: pl.DataFrame, top: int, frame: _Frame) -> marks.Layered:
    parts = _stacked(tiles).filter(pl.col("a_month_bn") > 0)
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
        labelFontSize=11,
        domainColor=theme.GREY,
        labelAlign="left",
        labelOffset=2,
    )
    tips = marks.tips({"Bloc": "bloc", "Months": "columns", "EUR bn a month": "a_month_bn:Q|,.3f"})
    colour, box = marks.colour("bloc", COLOURS), {"x": x, "x2": "closes:T", "y2": "high:Q"}
    y = _y(top, labelled=False)
    solid = alt.Chart(parts.filter(pl.col("span") != NEITHER)).mark_bar(stroke=theme.PAPER, strokeWidth=0.5)
    layers = [solid.encode(y=y, color=colour, tooltip=tips, **box)]
    hollow = parts.filter(span=NEITHER)
    if hollow.height:
        outline = alt.Chart(hollow).mark_bar(filled=False, strokeWidth=1.3)
        scale = {"domain": list(COLOURS), "range": list(COLOURS.values())}
        layers.append(outline.encode(y=y, stroke=alt.Stroke("bloc:N", scale=scale, legend=None), tooltip=tips, **box))
    return alt.layer(*layers, *_levels(spans)).resolve_scale(color="independent", stroke="independent")


def _levels(spans: pl.DataFrame) -> list[marks.Layered]:
    """Draw each average across the months it is of: the two blocs together before, and in the last year."""
    level = spans.group_by("span", "first", "last", maintain_order=True).agg(pl.col("a_month_bn").sum())
    level = level.with_columns(pl.col("last").dt.month_end(), text=pl.col("a_month_bn").map_elements(eur, pl.String))
    level = level.with_columns(middle=pl.col("first") + (pl.col("last") - pl.col("first")) / 2)
    base = alt.Chart(level).encode(x="first:T", x2="last:T", y="a_month_bn:Q")
    words = alt.Chart(level).encode(x="middle:T", y="a_month_bn:Q", text="text:N")
    look: dict[str, Any] = {"dy": -9, "fontSize": 11, "fontWeight": 600}
    halo = words.mark_text(stroke=theme.PAPER, strokeWidth=4, color=theme.PAPER, **look)
    return [
        base.mark_rule(color=theme.PAPER, strokeWidth=5),
        base.mark_rule(color=theme.INK, strokeWidth=2),
        halo,
        words.mark_text(**look),
    ]
