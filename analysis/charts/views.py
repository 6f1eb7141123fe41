"""Say how what a chart draws is read as categories, series and values, or why no office program draws it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from analysis.charts.drawn import Drawn, Layer

Node = dict[str, Any]
PANELS = ("vconcat", "hconcat", "concat", "facet", "repeat")
FACETS = ("row", "column", "facet")
SHAPES = {"rule": "rules", "arc": "slices of a pie", "shape": "a map", "trail": "a trail", "image": "images", "group": "groups"}
UNDRAWABLE = {
    **{"rule": "rules", "arc": "slices of a pie", "geoshape": "a map", "image": "images", "trail": "a trail", "tick": "ticks"},
    **{"boxplot": "boxes", "errorbar": "error bars", "errorband": "a band of errors", "rect": "rectangles"},
}
"""Marks of altair that no office chart has, in words."""
BESIDE = ("text", "point", "circle", "square")
"""Marks that may stand beside or upon others and tell nothing else."""
NAMED, TIMED = ("band", "point", "ordinal"), ("time", "utc")


class NoNativeForm(Exception):
    """A chart that no office program draws as it is; its text ends the sentence "..., since"."""


class DrawsNothing(NoNativeForm):
    """A chart that draws no mark at all."""


@dataclass(frozen=True)
class View:
    """Say how a layer is read: which channel is along the categories and which along the values, and by which fields.

    `stack` is the transform that stacks, if one does; `beside` says that series stand side by side; `binned` that categories
    are ranges of numbers.
    """

    form: str
    category: str
    value: str
    end: str
    start: str | None
    places: tuple[str, ...]
    series: str | None
    colour: str
    stack: Node | None
    beside: bool
    binned: bool
    timed: bool
    numeric: bool
    layer: Layer


def refuse_undrawable(chart: Node) -> None:
    """Raise NoNativeForm, before anything is drawn, for panels and for marks that no office chart has.

    >>> refuse_undrawable({"mark": "arc"})
    Traceback (most recent call last):
    ...
    analysis.charts.views.NoNativeForm: it draws slices of a pie
    """
    if any(part in chart for part in PANELS) or any(part in chart.get("encoding", {}) for part in FACETS):
        raise NoNativeForm("it has several panels")
    if odd := [UNDRAWABLE[kind] for kind in _kinds(chart) if kind in UNDRAWABLE]:
        raise NoNativeForm(f"it draws {odd[0]}")
    if len(kinds := [kind for kind in _kinds(chart) if kind not in BESIDE]) > 1 and not {*kinds} <= {"area", "line"}:
        raise NoNativeForm("several of its layers draw data")


def _kinds(chart: Node) -> list[str]:
    mark = chart.get("mark")
    own = [str(mark.get("type") if isinstance(mark, dict) else mark)] if mark else []
    return [*own, *(kind for part in chart.get("layer", []) for kind in _kinds(part))]


def _main_layer(drawn: Drawn) -> Layer:
    """Give the one layer whose marks stand for the data; words beside marks and points upon lines tell nothing else."""
    if drawn.layers and not any(layer.marks for layer in drawn.layers):
        raise DrawsNothing("it draws nothing")
    layers = [layer for layer in drawn.layers if layer.marks and layer.kind != "text"]
    if not layers:
        raise NoNativeForm("it draws no mark with a value")
    for layer in layers:
        if layer.kind in SHAPES:
            raise NoNativeForm(f"it draws {SHAPES[layer.kind]}")
    order = {"area": 0, "line": 1, "rect": 1, "symbol": 2}
    main, *others = sorted(layers, key=lambda layer: order[layer.kind])
    for other in others:
        on_main = main.kind in ("area", "line") and other.kind in ("line", "symbol") and other.kind != main.kind
        if not on_main or not _spots(other) <= _spots(main):
            raise NoNativeForm("several of its layers draw data")
    return main


def _spots(layer: Layer) -> set[tuple[int, int]]:
    return {(round(mark.look.get("x", 0)), round(mark.look.get("y", 0))) for mark in layer.marks}


def read_view(drawn: Drawn) -> View:
    """Say how the one layer that draws data is read; raises NoNativeForm for what no office chart has.

    >>> read_view(Drawn([], {}, {}, {}))
    Traceback (most recent call last):
    ...
    analysis.charts.views.NoNativeForm: it draws no mark with a value
    """
    layer = _main_layer(drawn)
    kinds = {at: drawn.scales.get(layer.scales.get(at, ""), {}).get("type", "") for at in ("x", "y")}
    binned = _binned(layer, drawn)
    value, category = _directions(layer, kinds, binned)
    scale = drawn.scales[layer.scales[value]]
    if scale["type"] != "linear" or scale.get("reverse"):
        how = "runs backwards" if scale["type"] == "linear" else f"is one of {scale['type']}"
        raise NoNativeForm(f"the axis of its values {how}")
    if any("labels" in axis.get("encode", {}) for axis in drawn.axes.get(layer.scales[value], [])):
        raise NoNativeForm("the axis of its values writes other words than they are")
    ends, starts = layer.channels.get(value, []), layer.channels.get(f"{value}2", [])
    places = (*layer.channels.get(category, []), *layer.channels.get(f"{category}2", []))
    if not ends or not places:
        raise NoNativeForm(f"no column of its data is along its {value if not ends else category}")
    stack = drawn.stacks.get((starts[0], ends[0])) if starts else None
    if starts and stack is None:
        raise NoNativeForm("its marks run from one value to another")
    if stack and stack.get("offset") == "center":
        raise NoNativeForm("it stacks around the middle")
    colour = "stroke" if layer.kind == "line" else "fill" if layer.channels.get("fill") or layer.kind != "symbol" else "stroke"
    series, beside = _series(layer, drawn, category, colour)
    stacked = stack is not None and not beside and series is not None
    form = _form(layer, value, stacked, kinds[category])
    timed, numeric = kinds[category] in TIMED, kinds[category] == "linear" and not binned
    start = starts[0] if starts else None
    return View(
        form, category, value, ends[0], start, places, series, colour, stack, beside, bool(binned), timed, numeric, layer
    )


def _binned(layer: Layer, drawn: Drawn) -> str | None:
    """Give the channel along which bars are ranges of numbers, if one is."""
    pairs = {at: (layer.channels.get(f"{at}2", [""])[0], layer.channels.get(at, [""])[0]) for at in ("x", "y")}
    ranges = [at for at, pair in pairs.items() if all(pair) and pair not in drawn.stacks and all("bin_" in end for end in pair)]
    return ranges[0] if layer.kind == "rect" and len(ranges) == 1 else None


def _directions(layer: Layer, kinds: Mapping[str, str], binned: str | None) -> tuple[str, str]:
    """Give the channel of the values and that of what they are of."""
    if binned:
        return ("y", "x") if binned == "x" else ("x", "y")
    along = {at: kind in (*NAMED, *TIMED) for at, kind in kinds.items()}
    if along["x"] and not along["y"] and kinds["y"]:
        return "y", "x"
    if layer.kind == "rect" and along["y"] and not along["x"] and kinds["x"]:
        return "x", "y"
    if along["x"] and along["y"]:
        raise NoNativeForm("neither of its axes is one of numbers")
    if kinds["x"] == kinds["y"] == "linear" and layer.kind in ("line", "area"):
        return "y", "x"
    raise NoNativeForm(
        "its lines run down"
        if along["y"]
        else "both of its axes are numbers"
        if kinds["x"] and kinds["y"]
        else "it has one axis"
    )


def _series(layer: Layer, drawn: Drawn, category: str, colour: str) -> tuple[str | None, bool]:
    """Give the field that parts the values into series, and whether these stand side by side."""
    hues = layer.channels.get(colour, []) if colour in layer.scales else []
    if hues and drawn.scales[layer.scales[colour]]["type"] != "ordinal":
        raise NoNativeForm("its colours stand for numbers")
    offsets = layer.channels.get(f"{category}Offset", [])
    if offsets and hues and hues[0] not in (offsets[0], *layer.channels.get(category, [])):
        raise NoNativeForm("its bars stand both beside and upon each other")
    parts = list(dict.fromkeys([*layer.series, *(layer.channels.get("shape", []) if layer.kind == "symbol" else [])]))
    if len({*parts, *hues} - {None}) > 1 and layer.kind != "rect":
        raise NoNativeForm("two columns part its lines")
    own = [name for name in (*offsets, *hues, *parts) if name not in layer.channels.get(category, [])]
    return (own[0] if own else None), bool(offsets)


def _form(layer: Layer, value: str, stacked: bool, kind: str) -> str:
    if layer.kind == "rect":
        return f"{'stacked_' if stacked else ''}{'bar' if value == 'x' else 'column'}"
    if layer.kind == "line" and layer.interpolate.startswith("step"):
        if kind not in TIMED or layer.interpolate != "step-after":
            raise NoNativeForm("its steps are no counts that stand until the next day")
        return "steps"
    return {"line": "line", "area": "area", "symbol": "points"}[layer.kind]
