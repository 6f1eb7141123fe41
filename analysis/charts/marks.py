"""Marks that figures share: lines labelled at their end, the end of coverage, events, bars by bloc."""

import textwrap
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Literal, TypeAlias

import altair as alt
import polars as pl

from analysis.charts import theme
from analysis.charts.annotations import events

__all__ = ["caption", "coverage_end", "events", "marked_months"]
"""What an analyst lays over a chart; the rest is for the figures of this package."""

Layered: TypeAlias = Any
"""A chart that can be layered further; altair gives layers several types that its own checker cannot tell apart."""

Side: TypeAlias = Literal["left", "right"]

WIDTH, HEIGHT = theme.WIDTH, theme.HEIGHT
SHORT_SPAN = 400
"""Days below which a time axis names months."""
BREAK, LONGEST_NAME, LINE, PITCH = "|", 22, 16, 19
"""What breaks a text on a mark, letters of a name at the end of a line that is not broken and of one that is, and the distance of such names: pressed, they stay apart."""
LEGEND_LETTERS = 32
"""Letters of a legend's words that have room side by side in a column; longer ones stand one below the other."""
LABEL_ROOM = 130
"""Room right of the last point for its label; WIDTH and this stay below what a narrow window shows."""


def time_axis(field: str = "period", *, end: date | None = None, start: date | None = None) -> alt.X:
    """Give a time axis with a year at each January, or a few months if it is short, ending where its coverage ends.

    The ends are set only where both `start` and `end` are given.

    >>> time_axis(start=date(2025, 1, 1), end=date(2025, 9, 1)).to_dict()["axis"]["format"]
    '%b %Y'
    """
    # Plain dicts here and below: altair copies all that an Axis or a Scale may hold, each time it puts layers together.
    scale = {"domain": [_day(start), _day(end)], "nice": False} if start and end else alt.Undefined
    short = bool(start and end and (end - start).days < SHORT_SPAN)
    ticks = {"format": "%b %Y", "tickCount": 5} if short else {"format": "%Y", "tickCount": "year"}
    return alt.X(f"{field}:T", title=None, axis={**ticks, "grid": False}, scale=scale)


def colour(field: str, colours: Mapping[str, str]) -> alt.Color:
    """Colour a field by a fixed table, without a legend.

    >>> colour("bloc", {"Europe": theme.BLUE}).to_dict()["scale"]
    {'domain': ['Europe'], 'range': ['#0072B2']}
    """
    return alt.Color(f"{field}:N", scale={"domain": list(colours), "range": list(colours.values())}, legend=None)


def text_colour(field: str, colours: Mapping[str, str], *, inside: bool = False) -> alt.Color:
    """Colour text like its mark, dark enough to read; `inside` a filled mark it is white or black instead.

    >>> text_colour("bloc", {"Europe": theme.BLUE}, inside=True).to_dict()["scale"]["range"]
    ['#FFFFFF']
    """
    shade = theme.on if inside else theme.as_text
    return colour(field, {name: shade(one) for name, one in colours.items()})


def legend(field: str, colours: Mapping[str, str], title: str) -> alt.Color:
    """Colour a field by a fixed table, with a legend above the chart.

    >>> legend("kind", {"military": theme.GREY}, "EUR bn").to_dict()["legend"]["title"]
    'EUR bn'
    """
    columns = 1 if sum(map(len, colours)) > LEGEND_LETTERS else alt.Undefined
    key = alt.Legend(title=title, orient="top", direction="horizontal", columns=columns)
    return alt.Color(f"{field}:N", scale=alt.Scale(domain=list(colours), range=list(colours.values())), legend=key)


def names(field: str, order: Sequence[str], limit: int | None = 170, **axis: Any) -> alt.Y:
    """Give the axis of names at the left, in the order given, without a line; `limit` is the room for a name in pixels, if any.

    >>> names("name", ["Norway"]).to_dict()["sort"]
    ['Norway']
    """
    room = alt.Undefined if limit is None else limit
    return alt.Y(f"{field}:N", sort=list(order), title=None, axis=alt.Axis(labelLimit=room, domain=False, ticks=False, **axis))


def panel_title(text: str, size: int = 13, **look: Any) -> alt.TitleParams:
    """Give the title of one of several panels, above its left edge.

    >>> panel_title("Europe").anchor
    'start'
    """
    return alt.TitleParams(text, fontSize=size, anchor="start", **look)


def tips(fields: Mapping[str, str] | Sequence[str]) -> list[alt.Tooltip]:
    """Make a tooltip from titles and fields: a text as "field", else "field:Q" or "field:T", a format after a bar.

    Fields without titles, or with their own name as title, are shown under that name.

    >>> [one.to_dict() for one in tips({"EUR bn": "eur_bn:Q|,.3f"}) + tips(["ships:Q"])]
    [{'field': 'eur_bn', 'format': ',.3f', 'title': 'EUR bn', 'type': 'quantitative'}, {'field': 'ships', 'type': 'quantitative'}]
    """
    made = []
    for title, described in fields.items() if isinstance(fields, Mapping) else ((None, one) for one in fields):
        field, _, form = described.partition("|")
        name, _, kind = field.partition(":")
        shown = alt.Undefined if title in (None, name) else title
        made.append(alt.Tooltip(f"{name}:{kind or 'N'}", title=shown, format=form or alt.Undefined))
    return made


def column(base: alt.Chart, field: str, at: float, **look: Any) -> Layered:
    """Write a text field of each row at a distance from the left; `look` are settings of the text mark.

    >>> column(alt.Chart(pl.DataFrame({"name": ["Norway"]})), "name", 95).to_dict()["encoding"]["x"]
    {'value': 95}
    """
    return base.mark_text(**look).encode(x=alt.XValue(at), text=alt.Text(f"{field}:N"))


def number(column: str) -> pl.Expr:
    """Write a column of numbers as they stand on a mark, as `short` does.

    >>> pl.DataFrame({"eur_bn": [1.25]}).select(number("eur_bn")).item()
    '1.2'
    """
    return pl.col(column).map_elements(short, return_dtype=pl.String)


def dash(field: str, dashes: Mapping[str, Sequence[float]]) -> alt.StrokeDash:
    """Dash a field by a fixed table, so that colour never stands alone.

    >>> dash("bloc", {"Europe": [1, 0], "United States": [6, 2]}).to_dict()["scale"]["range"]
    [[1, 0], [6, 2]]
    """
    scale = {"domain": list(dashes), "range": [list(strokes) for strokes in dashes.values()]}
    return alt.StrokeDash(f"{field}:N", scale=scale, legend=None)


def labelled_lines(
    frame: pl.DataFrame,
    y: str,
    series: str,
    *,
    axis_title: str,
    colours: Mapping[str, str] = theme.BLOC_COLOURS,
    dashes: Mapping[str, Sequence[float]] = theme.BLOC_DASHES,
    label: str = "label",
    name: str = "lines",
    width: int = WIDTH,
    height: int = HEIGHT,
    tooltip: Sequence[alt.Tooltip] = (),
    later: pl.DataFrame | None = None,
    top: float | None = None,
) -> Layered:
    """Draw one line per series over `period`, each named at its end; a click on a line or a name brings it forward.

    `frame` has period, the series, y and `label` (the text at the end). Labels are kept apart by `spread`. `colours` and
    `dashes` name every series. `later` are points after the lines' end, with the columns of `frame`: they are no part of the
    lines, and carry the names in their place. `top` is where the axis ends, for panels that share a scale.

    >>> months = pl.DataFrame({"period": [date(2025, 1, 1), date(2025, 2, 1)], "eur_bn": [1.0, 2.5]})
    >>> months = months.with_columns(bloc=pl.lit("Europe"), label=pl.lit("Europe"))
    >>> len(labelled_lines(months, "eur_bn", "bloc", axis_title="EUR bn").layer)
    4
    """
    present = [one for one in colours if one in frame[series].to_list()]
    shown = {one: colours[one] for one in present}
    pick = alt.selection_point(name=f"pick_{name}", fields=[series], on="click", empty=True)
    faded = alt.condition(pick, alt.value(1), alt.value(0.2))
    base = alt.Chart(frame)
    last = frame.filter(pl.col("period") == pl.col("period").max()) if later is None else later
    x = time_axis(start=_first(frame), end=_last(last))
    scale = alt.Undefined if top is None else {"domain": [0, top]}
    line = (
        alt.Chart(frame, name=name)
        .mark_line(clip=False)
        .encode(
            x=x,
            y=alt.Y(f"{y}:Q", title=None, axis={"format": ",~f", "tickCount": 5}, scale=scale),
            color=colour(series, shown),
            strokeDash=dash(series, {one: dashes[one] for one in present}),
            opacity=faded,
        )
        .add_params(pick)
    )
    points = base.mark_point(filled=True, size=90, opacity=0).encode(
        x=x, y=alt.Y(f"{y}:Q"), tooltip=list(tooltip), color=colour(series, shown)
    )
    said = last.with_columns(pl.col(label).map_elements(_broken, pl.String))
    lines = 1 + max(said[label].str.count_matches(BREAK, literal=True).fill_null(0), default=0)
    ends = spread(
        said, y, span=top or max(_span(frame, y), _span(last, y)), height=height, pixels=PITCH * lines + 6 * (lines - 1)
    )
    names = (
        alt.Chart(ends)
        .mark_text(align="left", dx=8, fontWeight=600, baseline="middle", lineBreak=BREAK, lineHeight=14)
        .encode(
            x=alt.X("period:T"),
            y=alt.Y("label_y:Q"),
            text=alt.Text(f"{label}:N"),
            color=text_colour(series, shown),
            opacity=faded,
        )
    )
    marked = [] if later is None else [_diamonds(later, y, series, shown, tooltip).encode(opacity=faded)]
    # Text has a colour scale of its own, a shade darker than the lines.
    scales = alt.Resolve(scale={"color": "independent"})
    unit = caption(axis_title, above=19)  # above the words of `coverage_end`
    return alt.layer(line, points, *marked, names, unit, resolve=scales, width=width, height=height)


def _broken(text: str) -> str:
    return (
        BREAK.join(
            textwrap.wrap(
                text, LINE if len(text) > LONGEST_NAME else LONGEST_NAME, break_long_words=False, break_on_hyphens=False
            )
        )
        or text
    )


def _diamonds(later: pl.DataFrame, y: str, series: str, colours: Mapping[str, str], tooltip: Sequence[alt.Tooltip]) -> Layered:
    points = alt.Chart(later).mark_point(filled=True, shape="diamond", size=70)
    return points.encode(x=alt.X("period:T"), y=alt.Y(f"{y}:Q"), color=colour(series, colours), tooltip=list(tooltip))


def caption(text: str, above: int = 4) -> Layered:
    """Name the unit above the axis, horizontally, so many units above the plot.

    >>> caption("EUR bn").data.item()
    'EUR bn'
    """
    return (
        alt.Chart(pl.DataFrame({"caption": [text]}))
        .mark_text(align="left", baseline="bottom", color=theme.SOFT_INK, dy=-above)
        .encode(text=alt.Text("caption:N"), x=alt.XValue(0), y=alt.YValue(0))
    )


def short(value: float) -> str:
    """Write a number on a mark: one decimal, a true zero as 0.

    >>> short(74.07), short(0.0), short(0.02)
    ('74.1', '0', '0.02')
    """
    return "0" if value == 0 else f"{value:,.1f}" if abs(value) >= 0.05 else f"{value:,.2f}"


def spread(ends: pl.DataFrame, y: str, *, span: float, height: int, pixels: int = PITCH) -> pl.DataFrame:
    """Add `label_y`, moved so that labels stand at least a line apart.

    `span` is the range of `y` that `height` pixels show, `pixels` the height of a line. Rows come sorted by `y`; one
    without a value has no label.

    >>> spread(pl.DataFrame({"eur_bn": [10.0, 10.1, 50.0]}), "eur_bn", span=100, height=300)["label_y"].round(2).to_list()
    [10.0, 16.33, 50.0]
    """
    gap = span * pixels / height
    known = ends.drop_nulls(y).sort(y)
    placed: list[float] = []
    for value in known[y]:
        placed.append(value if not placed else max(value, placed[-1] + gap))
    return known.with_columns(label_y=pl.Series(placed, dtype=pl.Float64))


def coverage_end(last: date, text: str, *, align: Side = "right") -> Layered:
    """Mark where the source ends, with words above the plot, before that end or with `align="left"` after it.

    >>> coverage_end(date(2026, 4, 1), "data to April 2026").layer[1].mark.align
    'right'
    """
    frame = pl.DataFrame({"period": [last], "text": [text]})
    rule = alt.Chart(frame).mark_rule(strokeDash=[2, 3], color=theme.GREY).encode(x=alt.X("period:T"))
    words = (
        alt.Chart(frame)
        .mark_text(align=align, baseline="bottom", dy=-4, color=theme.SOFT_INK, fontSize=12)
        .encode(x=alt.X("period:T"), y=alt.YValue(0), text=alt.Text("text:N"))
    )
    return alt.layer(rule, words)


def marked_months(months: pl.DataFrame, *, top: int = 12, align: Side = "left") -> Layered:
    """Mark a few months with a rule and words at the top; `months` has period and text, five at most.

    A bar in a text breaks the line; `top` is the distance of the words from the upper edge in pixels; with `align="right"` they
    stand before the rule.

    >>> marked_months(pl.DataFrame({"period": [date(2025, 7, 1)], "text": ["PURL|begins"]})).layer[1].mark.lineBreak
    '|'
    """
    rules = alt.Chart(months).mark_rule(color=theme.GREY, strokeWidth=1).encode(x=alt.X("period:T"))
    words = (
        alt.Chart(months)
        .mark_text(
            align=align, dx=4 if align == "left" else -4, baseline="top", color=theme.SOFT_INK, fontSize=12, lineBreak="|"
        )
        .encode(x=alt.X("period:T"), y=alt.YValue(top), text=alt.Text("text:N"))
    )
    return alt.layer(rules, words)


def _first(frame: pl.DataFrame) -> date:
    return frame["period"].min()  # type: ignore[return-value]


def _last(frame: pl.DataFrame) -> date:
    return frame["period"].max()  # type: ignore[return-value]


def _span(frame: pl.DataFrame, y: str) -> float:
    top, bottom = frame[y].max(), frame[y].min()
    return float(max(top or 0, 0)) - float(min(bottom or 0, 0))  # type: ignore[type-var, arg-type]


def _day(value: date) -> dict[str, int]:
    return {"year": value.year, "month": value.month, "date": value.day}
