"""Turn a figure's chart into a Vega-Lite specification, and that into SVG, PNG and HTML, without a network."""

import functools
import html
import os
import re
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import Any

from analysis.charts import frames, palette, theme, typeface
from analysis.charts.lines import broken, headline_lines
from analysis.charts.sizes import SIZES, own_drawing
from analysis.charts.svg import size_of
from analysis.errors import AnalysisError

VEGA_LITE = "5.21"
SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json"
"""What JupyterLab draws; without the exact version, so that stored outputs survive an upgrade."""

INVISIBLE = re.compile(r'<path [^>]*opacity="0"[^>]*/>')
"""Marks that only catch the pointer: of no use in a picture."""

SPOKEN_INSIDE = re.compile(r' (?:role="graphics-[^"]*"|aria-(?:roledescription|label|hidden)="[^"]*")')
"""Roles and labels of single marks: a picture with one title and one description hides them, and checkers ask for more."""

GEOMETRY = re.compile(r' (?:d|transform|x|y|x1|x2|y1|y2|width|height)="[^"]*"')
LONG_NUMBER = re.compile(r"\d+\.\d{3,}(?:e-?\d+)?")

PAGE_VEGA_LITE, PAGE_SCHEMA = "6.4", "https://vega.github.io/schema/vega-lite/v6.json"
"""What a page draws with: the newest Vega, which comes with this Vega-Lite; the figures use only what both know."""

PER_INCH = 96
"""Units of an SVG."""

STARTING, DRAWING = threading.Lock(), threading.Lock()
LAST: dict[str, str] = {}
"""The last drawing by what was drawn: fitting a figure to a frame draws it, and right after that it is asked for."""
MOST_LEFT_OVER, LONGEST_REASON = 20, 200
MOST_FITTED = 5
"""How often a drawing that is wider than its frame is narrowed."""
LEFT_OVER = 0.8
"""Of what a drawing is too wide: a plot that was narrowed by all of it must leave less, or is narrowed in vain."""
CLOCK = {
    "data": {"values": [{"x": "2022-01-01T00:00:00"}]},
    "mark": "point",
    "encoding": {"x": {"field": "x", "type": "temporal"}},
}
"""The least chart that makes the engine look at a clock."""

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
    own = bool(chart.get("usermeta", {}).get(SIZES))
    # What has drawings of its own is placed by the unit: stretched, words would leave their places.
    size = replace(size, stretch_x=1.0, stretch_y=1.0) if own else size
    if not page or size.name == "page":
        return _wrapped(chart, size, title, footer)
    size = frames.with_lines_within(size, title[1], footer)
    return _within(chart, size if own else _fitted(size, page, title, footer), title, footer, "" if own else page)


def _within(chart: dict[str, Any], size: theme.Size, title: Sequence[str], footer: Sequence[str], page: str) -> dict[str, Any]:
    """Narrow a chart's plots until it is no wider than its frame, or until that helps no more; without `page` by its own drawing."""
    wrapped = _wrapped(chart, size, title, footer)
    drawing = _drawn(wrapped, "figure")
    over, unstretched = size_of(drawing)[0] - size.width, page or drawing
    for _ in range(MOST_FITTED):
        if over <= 0:
            break
        size = frames.narrowed(size, unstretched, over)
        narrower = _wrapped(chart, size, title, footer)
        before, over = over, size_of(_drawn(narrower, "figure"))[0] - size.width
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
    return outer | kept | ({"usermeta": chart["usermeta"]} if size.name == "page" and "usermeta" in chart else {})


def _fitted(size: theme.Size, page: str, title: Sequence[str], footer: Sequence[str]) -> theme.Size:
    """Fit a size to a figure's drawing on a page, whose lines of title and footer are no part of a plot."""
    headline, subtitle = title

    def lines(at: theme.Size) -> tuple[list[str], list[str], list[str]]:
        below = [line for text in footer for line in broken(text, at.text_characters)] if footer else []
        above = headline_lines(headline, at.headline_characters) if headline else []
        return above, broken(subtitle, at.text_characters) if headline and subtitle else [], below

    on_page, here = lines(theme.size("page")), lines(size)
    return frames.fitted(size, page, [line for part in on_page for line in part], (len(here[0]), len(here[1]), len(here[2])))


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


def svg(spec: dict[str, Any], name: str, title: str, description: str) -> str:
    """Draw a spec as SVG that says what it shows to a screen reader.

    `name` starts the ids of `title` and `description` inside the picture, so that several can be on one page. Raises
    AnalysisError for a spec that the engine cannot draw.
    """
    drawing = _drawn(spec, name)
    drawing = GEOMETRY.sub(_rounded, SPOKEN_INSIDE.sub("", INVISIBLE.sub("", drawing)))
    label = f'<title id="{name}-title">{html.escape(title)}</title><desc id="{name}-desc">{html.escape(description)}</desc>'
    head, tail = drawing.split(">", 1)
    return f'{head} role="img" aria-labelledby="{name}-title {name}-desc">{label}{tail}'


def _drawn(spec: dict[str, Any], name: str) -> str:
    engine, asked = _engine(), repr(spec)
    # One at a time, as the engine draws them: what it says of a chart would reach another that is drawn meanwhile.
    with DRAWING, _reported(engine, name):
        if asked not in LAST:
            drawing = str(engine.vegalite_to_svg(spec, vl_version=VEGA_LITE, allowed_base_urls=[]))
            LAST.clear()
            LAST[asked] = drawing
        return LAST[asked]


def scene(chart: dict[str, Any], label: Callable[[dict[str, Any]], None], name: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Give what a chart of one view becomes: the engine's own specification, and the tree of marks that it draws of that.

    `label` may write on the specification before it is drawn; `name` is what an error calls the chart. Raises AnalysisError
    for a chart that the engine cannot draw.

    >>> rows = {"values": [{"year": "2025", "eur_bn": 1.5}]}
    >>> encoding = {"x": {"field": "year", "type": "nominal"}, "y": {"field": "eur_bn", "type": "quantitative"}}
    >>> vega, tree = scene({"data": rows, "mark": "bar", "encoding": encoding}, lambda vega: None, "aid")
    >>> [mark["type"] for mark in vega["marks"]]
    ['rect']
    """
    engine = _engine()
    with DRAWING, _reported(engine, name):
        vega = engine.vegalite_to_vega(chart, vl_version=VEGA_LITE)
        label(vega)
        return vega, engine.vega_to_scenegraph(vega, allowed_base_urls=[])


@contextmanager
def _reported(engine: Any, name: str) -> Iterator[None]:
    """Say in this package's words what the engine says of a chart that it cannot draw."""
    try:
        yield
    except ValueError as fault:
        _settle(engine)
        raise AnalysisError(
            f"the chart of {name!r} cannot be drawn: {_reason(str(fault))}", "correct the chart and draw it again"
        ) from fault


def _reason(words: str) -> str:
    """Take what is wrong from the engine's words, of which the first line is always the same."""
    if "(reading 'href')" in words:
        return "a link in it is no address of a page, such as https://example.org"
    return next((line.strip() for line in words.splitlines()[1:]), words)[:LONGEST_REASON]


def _settle(engine: Any) -> None:
    """Draw the least chart until it succeeds: what is left of a chart that failed fails the next one once more."""
    for _ in range(MOST_LEFT_OVER):
        with suppress(ValueError):
            engine.vegalite_to_svg(CLOCK, vl_version=VEGA_LITE, allowed_base_urls=[])
            return


@functools.lru_cache(maxsize=256)
def png(svg: str, scale: float) -> bytes:
    """Turn an SVG into PNG; a document and the figures' own files share one picture.

    `scale` is the number of pixels for one unit of the SVG. A PNG carries no alternative text.
    """
    # The typesetter draws the same pixels in half the time, in files a quarter as large; but it knows no font of the system.
    if typeface.covers(svg):
        return typeface.to_png(svg, PER_INCH * scale)
    typeface.refuse_missing_letters(svg, "the picture")
    return bytes(_engine().svg_to_png(svg, scale=scale))


@functools.cache
def bundle() -> str:
    """Give the JavaScript that draws any figure: Vega, Vega-Lite and vega-embed in one script."""
    return str(_engine().javascript_bundle(None, vl_version=PAGE_VEGA_LITE))


def _rounded(geometry: re.Match[str]) -> str:
    return LONG_NUMBER.sub(lambda number: f"{float(number.group(0)):.2f}".rstrip("0").rstrip("."), geometry.group(0))


def _engine() -> Any:
    with STARTING:
        return _started_engine()


@functools.cache
def _started_engine() -> Any:
    """Give the drawing engine with its font and its clock."""
    # What only loads and measures need not wait for it.
    import vl_convert

    vl_convert.register_font_directory(str(theme.FONT_FOLDER))
    # The engine reads the time zone once, when it starts: a summer hour would move a month's mark by a hair.
    zone = os.environ.get("TZ")
    os.environ["TZ"] = "UTC"
    try:
        vl_convert.vegalite_to_svg(CLOCK, vl_version=VEGA_LITE, allowed_base_urls=[])
    finally:
        del os.environ["TZ"]
        os.environ |= {} if zone is None else {"TZ": zone}
    return vl_convert


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
