"""The chart of amounts over time that aid and listings share: lines with names at their ends that do not meet."""

from collections.abc import Sequence
from typing import Any

from analysis.charts import palette, theme
from analysis.charts.render import PAGE_SCHEMA
from analysis.explore.page.controls import Control

Node = dict[str, Any]
HEIGHT, ROW = 340, 15
"""Height of the plot, and of one name at the end of a line."""

HUES = (palette.GREEN, palette.PINK, palette.ORANGE, theme.INK, theme.BLUE, "#8C510A", "#6A51A3", theme.GREY)
"""Colours of series that have none with a meaning."""

STEPS = [("Months", "1mo"), ("Quarters", "1q"), ("Half-years", "6mo"), ("Years", "1y")]
MOST = 8
"""Series that can be told apart."""

PERIOD = "utc(utcyear(datum.month), floor(utcmonth(datum.month) / size) * size, 1)"
"""The first day of the period that a month is in."""

PERIOD_WORDS = (
    "every == '1y' ? utcFormat(datum.period, '%Y') : every == '1mo' ? utcFormat(datum.period, '%B %Y') : "
    "every == '1q' ? 'the quarter from ' + utcFormat(datum.period, '%B %Y') : 'the half-year from ' + utcFormat(datum.period, '%B %Y')"
)
RUNS = "cumulative && size > 1"
"""Is true of running totals over longer periods, which are known no earlier than at a period's end."""
PERIODS_END = "utc(utcyear(datum.period), utcmonth(datum.period) + size - 1, 1)"
SHARED = [
    {"name": "size", "expr": "{'1mo': 1, '1q': 3, '6mo': 6, '1y': 12}[every]"},
    {"name": "step", "expr": "{'1mo': 'month', '1q': 'quarter', '6mo': 'half-year', '1y': 'year'}[every]"},
    {"name": "hues", "value": list(HUES)},
    {"name": "narrow", "value": False},
    {"name": "titled", "value": ""},
    {"name": "under", "value": ""},
]
"""Parameters of every chart over time; the script sets `narrow` on a phone, and the words of a picture that is saved."""


def chart(
    data: Sequence[Node],
    controls: Sequence[Control],
    expressions: dict[str, str],
    transform: Sequence[Node],
    words: str,
    last: str,
    shaded: str = "false",
    since: str = "datum.least",
) -> Node:
    """Give the specification of a chart over time.

    `transform` gives rows with who, colour (or null), period and value; `expressions` are parameters computed of others, `words` writes a
    value; `last` is the last month counted, at which a running total of a longer period stands that goes on; `shaded` is true of periods
    that stand in another way than the rest, and `since` is where a running total begins to. The rows that the page reads are those of the
    mark named rows.

    >>> chart([], [], {"unit": "'EUR bn'"}, [], "'€1bn'", "utc(2026, 3, 1)")["layer"][0]["name"]
    'rows'
    """
    params = [
        *(control.param() for control in controls),
        *SHARED,
        *({"name": one, "expr": text} for one, text in expressions.items()),
    ]
    x = {
        "field": "stands",
        "type": "temporal",
        "scale": {"type": "utc"},
        "axis": {"title": None, "format": "%Y", "tickCount": {"interval": "year", "step": 1}},
    }
    y = {"field": "value", "type": "quantitative", "axis": {"title": None, "tickCount": 6}}
    colour, who = {"field": "hue", "type": "nominal", "scale": None}, {"field": "who", "type": "nominal"}
    tips = [
        {"field": "who", "title": " "},
        {"field": "when", "title": "  "},
        {"field": "told", "title": "   "},
    ]
    return {
        "$schema": PAGE_SCHEMA,
        "config": theme.config() | {"padding": {"left": 4, "right": 4, "top": 8, "bottom": 4}},
        "width": 600,
        "height": HEIGHT,
        "title": {"text": {"expr": "titled"}, "subtitle": {"expr": "under"}},
        "params": params,
        "data": {"name": "given", "values": list(data)},
        "transform": [*transform, *_telling(words, last)],
        "layer": [
            {"name": "rows", "mark": {"type": "text", "text": ""}},
            _band(x, shaded, since),
            {"mark": {"type": "line"}, "encoding": {"x": x, "y": y, "color": colour, "detail": who}},
            {
                "mark": {"type": "point", "filled": True, "size": 36},
                "encoding": {
                    "x": x,
                    "y": y,
                    "color": colour,
                    "tooltip": tips,
                    "opacity": {"condition": {"test": "!cumulative || every != '1mo' || datum.alone", "value": 1}, "value": 0},
                },
            },
            {
                "transform": _apart(),
                "mark": {"type": "text", "align": "left", "dx": 7, "fontSize": 12, "fontWeight": 600},
                "encoding": {
                    "x": x,
                    "y": y | {"field": "at"},
                    "color": {"field": "ink", "type": "nominal", "scale": None},
                    "text": {"field": "who"},
                    "opacity": {"condition": {"test": "narrow", "value": 0}, "value": 1},
                },
            },
        ],
    }


def _telling(words: str, last: str) -> list[Node]:
    """Mark each series' last row and the one that its headline tells, and give it a colour and its words."""
    inks = {hue: theme.as_text(hue) for hue in {*HUES, *theme.BLOC_COLOURS.values(), "#999999"}}
    latest = [{"field": "period", "order": "descending"}]
    return [
        {"joinaggregate": [{"op": "max", "field": "value", "as": "top"}]},
        {"joinaggregate": [{"op": "count", "as": "points"}], "groupby": ["who"]},
        {"window": [{"op": "row_number", "as": "back"}], "sort": latest, "groupby": ["who"]},
        {"calculate": "cumulative ? datum.period : datum.value", "as": "weight"},
        {
            "window": [{"op": "row_number", "as": "tell"}],
            "sort": [{"field": "weight", "order": "descending"}, *latest],
            "groupby": ["who"],
        },
        {"window": [{"op": "dense_rank", "as": "nth"}], "sort": [{"field": "who"}]},
        {"calculate": f"datum.colour || hues[(datum.nth - 1) % {len(HUES)}]", "as": "hue"},
        {"calculate": f"({inks!r})[datum.hue] || datum.hue", "as": "ink"},
        {"calculate": "datum.points == 1", "as": "alone"},
        {"calculate": f"{RUNS} ? min({PERIODS_END}, {last}) : datum.period", "as": "stands"},
        {"calculate": f"{RUNS} ? utcFormat(datum.stands, '%B %Y') : {PERIOD_WORDS}", "as": "when"},
        {"calculate": f"isValid(datum.value) ? {words} : null", "as": "told"},
    ]


def _band(x: Node, shaded: str, since: str) -> Node:
    """Shade the periods that stand in another way, behind the lines; one period alone is a stripe."""
    ends = [{"op": "min", "field": "stands", "as": "least"}, {"op": "max", "field": "stands", "as": "most"}]
    # What an aggregate gives is taken for a number; what is calculated is taken as it is.
    begins = f"{RUNS} ? {since} : datum.least"
    spans = [{"calculate": of, "as": name} for of, name in ((begins, "from"), ("datum.most", "until"))]
    return {
        "name": "shaded",
        "transform": [{"filter": shaded}, {"aggregate": ends}, {"filter": "isValid(datum.least)"}, *spans],
        "mark": {"type": "rect", "fill": theme.GREY, "fillOpacity": 0.18, "stroke": theme.GREY, "strokeOpacity": 0.3},
        "encoding": {"x": x | {"field": "from"}, "x2": {"field": "until"}},
    }


def _apart() -> list[Node]:
    """Place names at the ends of lines so that none meets another: each at least a row above the one below it."""
    gap = f"datum.place * datum.top * {ROW} / {HEIGHT}"
    by_value = [{"field": "value"}, {"field": "who"}]
    return [
        {"filter": "datum.back == 1 && isValid(datum.value)"},
        {"window": [{"op": "row_number", "as": "place"}], "sort": by_value},
        {"calculate": f"datum.value - {gap}", "as": "free"},
        {"window": [{"op": "max", "field": "free", "as": "free_so_far"}], "sort": by_value, "frame": [None, 0]},
        {"calculate": f"datum.free_so_far + {gap}", "as": "at"},
    ]
