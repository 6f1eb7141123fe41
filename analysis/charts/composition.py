"""Compose a figure's specification: its chart with headline, subtitle and source line, fitted to the frame of a size."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from analysis.charts import beside, frames, palette, render, theme
from analysis.charts.lines import broken, headline_lines
from analysis.charts.sizes import SIZES, is_placed, own_drawing
from analysis.charts.svg import size_of

SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json"
"""What JupyterLab draws; without the exact version, so that stored outputs survive an upgrade."""

MOST_FITTED = 5
"""How often a drawing that is wider than its frame is narrowed."""
LEFT_OVER = 0.8
"""Of what a drawing is too wide: a plot that was narrowed by all of it must leave less, or is narrowed in vain."""
ALTAIR_CONFIG = {"view": {"continuousWidth": 300, "continuousHeight": 300}}
TOP_LEVEL_ONLY = ("$schema", "config", "datasets", "params", "usermeta", "autosize", "background", "padding")


def specification(
    chart: dict[str, Any], size: theme.Size, title: Sequence[str], footer: Sequence[str], page: str = ""
) -> dict[str, Any]:
    """Wrap a chart's spec with headline, subtitle and source line, at one size, in this project's theme.

    `title` is headline then subtitle (either may be empty); `footer` are the lines below the chart. Width and height of each
    view are stretched to fill the frame of the size, as `page`, the figure's drawing on a page, shows them, unless the chart has
    a drawing of its own for it; that one is narrowed where it is wider than the frame. Text is broken to its length of line.

    >>> specification({"mark": "bar", "width": 500}, theme.size("slide"), ("Aid grew", ""), [])["vconcat"]
    [{'vconcat': [{'mark': 'bar', 'width': 485}]}]
    """
    own = is_placed(chart, size.name)
    # What has drawings of its own is placed by the unit: stretched, words would leave their places.
    size = replace(size, stretch_x=1.0, stretch_y=1.0) if own else size
    if not page or size.name == "page":
        return _wrapped(chart, size, title, footer)
    if size.is_wide and own_drawing(chart, size.name) and (drawn := _beside(chart, size, title, footer, page)):
        return drawn
    broad = frames.with_lines_within(size, title[1], footer)
    above = _within(chart, broad if own else _fitted(broad, page, title, footer), title, footer, "" if own else page)
    if not size.is_wide or size_of(render.drawn(above, "figure"))[1] <= (size.height or 0):
        return above
    return _beside(chart, size, title, footer, page) or above


def _beside(
    chart: dict[str, Any], size: theme.Size, title: Sequence[str], footer: Sequence[str], page: str
) -> dict[str, Any] | None:
    """Set a chart beside its words, if so it fits its frame: its drawing for a column, or the page's pressed into that room."""
    across, down = beside.room_beside(size)
    own = next((name for name in (size.name, "column") if own_drawing(chart, name)), None)
    room = replace(size, name=own or size.name, width=across + beside.MARGIN)
    if not own:
        room = _fitted(replace(room, height=down + frames.GAPS), page, title, footer, lines=(0, 0, 0))
    bare = _within(chart, room, ("", ""), [], "" if own else page)
    wide, high = size_of(render.drawn(bare, "figure"))
    if wide - beside.MARGIN > across or high > (size.height or 0):
        return None
    kept = {key: value for key, value in bare.items() if key != "vconcat"}
    words = (beside.plot_of(bare), wide - beside.MARGIN, size, title, footer)
    level = kept | beside.with_words_beside(*words)
    # What stands above a plot moves it down, and the words that begin beside it with it.
    lift = size_of(render.drawn(level, "figure"))[1] - (size.height or 0)
    return kept | beside.with_words_beside(*words, lift) if lift > 0 else level


def _within(chart: dict[str, Any], size: theme.Size, title: Sequence[str], footer: Sequence[str], page: str) -> dict[str, Any]:
    """Narrow a chart's plots until it is no wider than its frame, or until that helps no more; without `page` by its own drawing."""
    wrapped = _wrapped(chart, size, title, footer)
    drawing = render.drawn(wrapped, "figure")
    over, unstretched = size_of(drawing)[0] - size.width, page or drawing
    for _ in range(MOST_FITTED):
        if over <= 0:
            break
        size = frames.narrowed(size, unstretched, over)
        narrower = _wrapped(chart, size, title, footer)
        before, over = over, size_of(render.drawn(narrower, "figure"))[0] - size.width
        if over > before * LEFT_OVER:
            # A key or a line of words is what is too wide: a plot would be pressed for nothing.
            break
        wrapped = narrower
    return wrapped


def _wrapped(chart: dict[str, Any], size: theme.Size, title: Sequence[str], footer: Sequence[str]) -> dict[str, Any]:
    own = own_drawing(chart, size.name)
    inner = {key: value for key, value in (own or chart).items() if key not in TOP_LEVEL_ONLY}
    inner = _stretched(inner, size)
    headline, subtitle = title
    # Two levels, so that a legend on top of the chart is below the headline, and the source line below all.
    plot = {"vconcat": [inner]} | ({"title": _footer(footer, size)} if footer else {})
    outer: dict[str, Any] = {"$schema": SCHEMA, "config": config_of(chart), "vconcat": [plot]}
    if headline:
        below = {"subtitle": broken(subtitle, size.text_characters)} if subtitle else {}
        outer["title"] = {"text": headline_lines(headline, size.headline_characters), **below}
    kept = {key: (own or chart)[key] for key in ("datasets", "params") if key in (own or chart)}
    if own and "datasets" in chart:
        # What both draw, such as the shapes of a map, stands in the page's specification once.
        kept["datasets"] = chart["datasets"] | kept.get("datasets", {})
    # The page's specification is what a notebook stores: the drawings for other sizes travel in it.
    return outer | kept | ({"usermeta": _with_data_once(chart)} if size.name == "page" and "usermeta" in chart else {})


def _with_data_once(chart: dict[str, Any]) -> dict[str, Any]:
    """Give what a chart holds for other sizes without the data that the page's drawing has too: a notebook stores them once."""
    ours: dict[str, Any] = chart.get("datasets", {})
    held: dict[str, Any] = chart["usermeta"]
    drawings = {
        name: {
            key: {one: rows for one, rows in value.items() if ours.get(one) != rows} if key == "datasets" else value
            for key, value in drawing.items()
        }
        for name, drawing in held.get(SIZES, {}).items()
    }
    return held | ({SIZES: drawings} if drawings else {})


def _fitted(
    size: theme.Size, page: str, title: Sequence[str], footer: Sequence[str], lines: tuple[int, int, int] | None = None
) -> theme.Size:
    """Fit a size to a figure's drawing on a page, whose lines of title and footer are no part of a plot; `lines` are those here."""
    headline, subtitle = title

    def lines_at(at: theme.Size) -> tuple[list[str], list[str], list[str]]:
        below = [line for text in footer for line in broken(text, at.text_characters)] if footer else []
        above = headline_lines(headline, at.headline_characters) if headline else []
        return above, broken(subtitle, at.text_characters) if headline and subtitle else [], below

    on_page, here = lines_at(theme.size("page")), lines_at(size)
    counted = lines or (len(here[0]), len(here[1]), len(here[2]))
    return frames.fitted(size, page, [line for part in on_page for line in part], counted)


def config_of(chart: dict[str, Any]) -> dict[str, Any]:
    """Give the config that a chart is drawn with: the theme's, colours for what it leaves open, and over them what it sets itself.

    >>> config_of({"config": {"bar": {"cornerRadius": 2}}, "mark": "bar"})["bar"]
    {'color': '#737373', 'cornerRadius': 2}
    """
    own = chart.get("config", {})
    # Altair writes sizes of its own into every chart.
    return _merged(_merged(theme.config(), palette.default_look(chart)), {} if own == ALTAIR_CONFIG else own)


def _merged(base: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    nested = {
        key: _merged(base[key], part)
        for key, part in over.items()
        if isinstance(part, dict) and isinstance(base.get(key), dict)
    }
    return base | over | nested


def chart_of(spec: dict[str, Any]) -> dict[str, Any]:
    """Take a chart out of the specification that `specification` wrapped it in at size `page`, which stretches nothing.

    >>> chart_of(specification({"mark": "bar", "width": 500}, theme.size("page"), ("Aid grew", ""), []))
    {'mark': 'bar', 'width': 500}
    """
    inner: dict[str, Any] = spec["vconcat"][0]["vconcat"][0]
    own = {"config": spec["config"]} if spec.get("config", theme.config()) != theme.config() else {}
    return inner | {key: spec[key] for key in ("datasets", "params", "usermeta") if key in spec} | own


def _footer(lines: Sequence[str], size: theme.Size) -> dict[str, Any]:
    place = {"orient": "bottom", "anchor": "start", "frame": "bounds", "offset": 12}
    style = {"fontSize": 11, "fontWeight": "normal", "color": theme.SOFT_INK, "lineHeight": 15}
    return {"text": [line for text in lines for line in broken(text, size.text_characters)], **place, **style}


def _stretched(node: Any, size: theme.Size) -> Any:
    """Stretch every view's own width and height; text keeps its size."""
    if isinstance(node, list):
        return [_stretched(part, size) for part in node]
    if not isinstance(node, dict):
        return node
    stretched = {key: _stretched(value, size) if key in _VIEWS else value for key, value in node.items()}
    for side, factor in (("width", size.stretch_x), ("height", size.stretch_y)):
        if isinstance(node.get(side), int | float):
            stretched[side] = round(node[side] * factor)
    return stretched


_VIEWS = ("layer", "vconcat", "hconcat", "concat", "spec")
