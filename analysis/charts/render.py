"""Turn a Vega-Lite specification into SVG and PNG, without a network."""

import functools
import hashlib
import html
import os
import re
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from analysis.charts import theme, typeface
from analysis.errors import AnalysisError

VEGA_LITE = "5.21"

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
KEPT: OrderedDict[bytes, str] = OrderedDict()
"""The last drawings by what was drawn: fitting a figure to a frame draws it, and another format asks for it again."""
MOST_KEPT = 100
"""Drawings kept, a tenth of a megabyte each."""
MOST_LEFT_OVER, LONGEST_REASON = 20, 200
CLOCK = {
    "data": {"values": [{"x": "2022-01-01T00:00:00"}]},
    "mark": "point",
    "encoding": {"x": {"field": "x", "type": "temporal"}},
}
"""The least chart that makes the engine look at a clock."""


def svg(spec: dict[str, Any], name: str, title: str, description: str) -> str:
    """Draw a spec as SVG that says what it shows to a screen reader.

    `name` starts the ids of `title` and `description` inside the picture, so that several can be on one page. Raises
    AnalysisError for a spec that the engine cannot draw.
    """
    drawing = drawn(spec, name)
    drawing = GEOMETRY.sub(_rounded, SPOKEN_INSIDE.sub("", INVISIBLE.sub("", drawing)))
    label = f'<title id="{name}-title">{html.escape(title)}</title><desc id="{name}-desc">{html.escape(description)}</desc>'
    head, tail = drawing.split(">", 1)
    return f'{head} role="img" aria-labelledby="{name}-title {name}-desc">{label}{tail}'


def drawn(spec: dict[str, Any], name: str) -> str:
    """Draw a spec as the engine does, without words for a screen reader; `name` is what an error calls the chart.

    >>> drawn({"data": {"values": [{}]}, "mark": "point"}, "aid")[:4]
    '<svg'
    """
    engine, asked = _engine(), hashlib.sha256(repr(spec).encode()).digest()
    # One at a time, as the engine draws them: what it says of a chart would reach another that is drawn meanwhile.
    with DRAWING, _reported(engine, name):
        if asked not in KEPT:
            KEPT[asked] = str(engine.vegalite_to_svg(spec, vl_version=VEGA_LITE, allowed_base_urls=[]))
            if len(KEPT) > MOST_KEPT:
                KEPT.popitem(last=False)
        return KEPT[asked]


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
