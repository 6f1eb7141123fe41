"""The colours of a chart that names none: the house's own, with those that mean something for what has that meaning."""

from collections.abc import Mapping
from typing import Any

from analysis.charts import theme
from analysis.charts.fields import parts, rows_of_data

Node = dict[str, Any]
GREEN, PINK, ORANGE = "#009E73", "#CC79A7", "#E69F00"
CATEGORIES = (theme.BLUE, theme.VERMILLION, GREEN, PINK, ORANGE, theme.LIGHT_BLUE, theme.GREY, theme.INK)
"""Colours that all kinds of eye tell apart, after Okabe and Ito."""

OTHERS = (GREEN, PINK, ORANGE, theme.INK)
"""Those that mean neither Europe nor the United States."""

MEANINGS = {
    **theme.BLOC_COLOURS,
    **theme.KIND_COLOURS,
    **dict.fromkeys(("USA", "US"), theme.VERMILLION),
    **dict.fromkeys(("EU", "EU27"), theme.BLUE),
    "EUI": theme.LIGHT_BLUE,
}
"""What has a colour of its own in every chart of this project, by name or code."""

RAMP = ("#DCEBF5", "#9CC8E2", theme.LIGHT_BLUE, theme.BLUE, "#003F63")
DIVERGING = (theme.VERMILLION, "#F2B98F", "#F2F2F2", "#8FBFDD", theme.BLUE)
BARE = {"line", "area", "point", "circle", "square", "trail"}
COLOURS = ("color", "fill", "stroke")
LAID_OVER = ("rule", "text")
"""Marks of events, ends of coverage and captions: their colours say nothing of those of the data below them."""
RANGE = {
    "category": list(CATEGORIES),
    "ramp": list(RAMP),
    "heatmap": list(RAMP),
    "ordinal": list(RAMP),
    "diverging": list(DIVERGING),
}


def default_look(chart: Node) -> Node:
    """Give the config for what a chart leaves to Vega-Lite: colours, and room for their names; empty where it names all its colours.

    >>> list(default_look({"mark": "bar", "encoding": {"color": {"field": "donor", "type": "nominal"}}}))
    ['range', 'legend']
    >>> default_look({"mark": "bar", "encoding": {"color": {"field": "donor", "scale": {"range": ["#000000"]}}}})
    {}
    """
    named = {"range": RANGE, "legend": {"labelLimit": 300}} if _leaves_colours(chart) else {}
    bare = [] if _names_any(chart) else sorted(_bare_marks(chart))
    return named | {kind: {"color": theme.GREY} for kind in bare}


def colour_meanings(chart: Node) -> None:
    """Colour blocs, kinds of aid and the United States as everywhere else, in place, where a chart leaves colours open.

    >>> rows = {"values": [{"bloc": "Europe"}, {"bloc": "United States"}]}
    >>> chart = {"data": rows, "mark": "bar", "encoding": {"color": {"field": "bloc", "type": "nominal"}}}
    >>> colour_meanings(chart)
    >>> chart["encoding"]["color"]["scale"]
    {'domain': ['Europe', 'United States'], 'range': ['#0072B2', '#D55E00']}
    """
    _colour(chart, None, chart.get("datasets", {}))


def _colour(node: Node, data: Any, datasets: Node) -> None:
    data = node.get("data", data)
    rows = rows_of_data(data, datasets)
    for channel in _open_channels(node):
        values = {row.get(channel["field"]) for row in rows if isinstance(row, dict)} if isinstance(rows, list) else set()
        names = sorted(value for value in values if isinstance(value, str))
        if channel.get("type") == "nominal" and "sort" not in channel and any(name in MEANINGS for name in names):
            others = iter(OTHERS * len(names))
            colours = [MEANINGS.get(name) or next(others) for name in names]
            channel["scale"] = {**_scale(channel), "domain": names, "range": colours}
    for part in parts(node):
        _colour(part, data, datasets)  # type: ignore[arg-type]


def _leaves_colours(node: Node) -> bool:
    return bool(_open_channels(node)) or any(_leaves_colours(part) for part in parts(node))  # type: ignore[arg-type]


def _names_any(node: Node) -> bool:
    """Say whether a chart names a colour, of a mark or of a field, anywhere but on what is laid over its data."""
    mark = node.get("mark")
    look = mark if isinstance(mark, dict) else {"type": mark}
    own = look.get("type") not in LAID_OVER and {*COLOURS} & {*look, *node.get("encoding", {})}
    return bool(own) or any(_names_any(dict(part)) for part in parts(node))


def _bare_marks(node: Node) -> set[str]:
    """Give the kinds of marks that have no colour of their own or of a field, but for bars, whose colour is the theme's."""
    mark, encoding = node.get("mark"), node.get("encoding", {})
    look = mark if isinstance(mark, dict) else {"type": mark}
    has_none = not {*COLOURS} & {*look, *encoding}
    kind = str(look["type"])
    # An area may come with a line along its edge.
    own: set[str] = BARE & {kind, *(["line"] if kind == "area" else [])} if has_none else set()
    return own.union(*(_bare_marks(dict(part)) for part in parts(node)))


def _open_channels(node: Node) -> list[Node]:
    """Give the channels of colour that take their colours from a field and name none."""
    encoding = node.get("encoding", {})
    channels = [encoding[name] for name in COLOURS if isinstance(encoding.get(name), dict)]
    channels += [one["condition"] for one in channels if isinstance(one.get("condition"), dict)]
    return [
        one
        for one in channels
        if isinstance(one.get("field"), str) and one.get("scale", {}) is not None and not _names_colours(one)
    ]


def _scale(channel: Node) -> Node:
    return dict(scale) if isinstance(scale := channel.get("scale"), Mapping) else {}


def _names_colours(channel: Node) -> bool:
    return bool({"range", "scheme", "domain"} & set(_scale(channel)))
