"""Read what a chart draws: of every mark the values it stands for, its place and its colour, as the drawing engine has them."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from math import isfinite
from typing import Any

import polars as pl

from analysis.charts import composition, render

Node = dict[str, Any]
START, PART = "\x1e", "\x1f"
"""What begins a mark's description and parts its values: characters that no chart's own texts can hold."""

DATUM = re.compile(r"""datum\[["']((?:[^"'\\]|\\.)+)["']\]|datum\.(\w+)""")
WORDS = "\x1d"
"""What ends the name under which a mark tells how an axis writes its value."""
LOOK = re.compile(r"datum\.\w+")
"""A signal that is a column and nothing else: an expression by which rows place their words."""
SPOKEN = ("description", "ariaRoleDescription", "href", "cursor")
HELPERS = re.compile(r"_brush(_bg)?$|voronoi")
"""Marks that only catch the pointer."""
TIMES, NAMED_AT = ("time", "utc"), ("x", "y", "fill", "stroke")
CENTRES = {"xc": "x", "yc": "y"}
LOOKS = ("fill", "stroke", "strokeDash", "x", "y", "width", "height", "opacity", "fillOpacity", "strokeOpacity", "defined")
OWN_ONLY = ("$schema", "config", "usermeta")


@dataclass(frozen=True)
class Mark:
    """Hold one mark: its values by field, and its look as the engine has it (place in pixels, colours, dashes)."""

    values: Mapping[str, Any]
    look: Mapping[str, Any]


@dataclass(frozen=True)
class Layer:
    """Hold the marks of one layer: `kind` (rect, line, area, symbol, text, ...), and which fields each channel takes.

    `path` leads to the layer in the chart it came from, `scales` are the names of scales by channel, `series` the fields that part
    lines and areas, `words` the names under which each channel's marks tell what its axis writes of them.
    """

    kind: str
    path: tuple[int, ...]
    channels: Mapping[str, list[str]]
    scales: Mapping[str, str]
    series: tuple[str, ...]
    interpolate: str
    words: Mapping[str, str]
    marks: list[Mark] = field(default_factory=list)


@dataclass(frozen=True)
class Drawn:
    """Hold what a chart of one view draws: its layers, scales and axes by name, and the pairs of fields that stack."""

    layers: list[Layer]
    scales: Mapping[str, Node]
    axes: Mapping[str, list[Node]]
    stacks: Mapping[tuple[str, str], Node]


def read_drawn(chart: Node, name: str = "chart") -> Drawn:
    """Draw a Vega-Lite chart of one view and read its marks; raises AnalysisError for one that cannot be drawn.

    >>> encoding = {"x": {"field": "year", "type": "nominal"}, "y": {"aggregate": "sum", "field": "eur", "type": "quantitative"}}
    >>> rows = [{"year": "2025", "eur": 1.5}, {"year": "2025", "eur": 2.25}]
    >>> drawn = read_drawn({"data": {"values": rows}, "mark": "bar", "encoding": encoding})
    >>> [mark.values for mark in drawn.layers[0].marks]
    [{'year': '2025', 'sum_eur': 3.75}]
    """
    layers: list[Layer] = []
    bare = {key: value for key, value in chart.items() if key not in OWN_ONLY}
    spec = {"$schema": composition.SCHEMA, "config": composition.config_of(chart) | {"aria": True}} | bare
    vega, tree = render.scene(spec, lambda made: layers.extend(_labelled(made)), name)
    _collect(tree, layers)
    scales = {one["name"]: one for one in _everywhere(vega, "scales")}
    for layer in layers:
        _read_times(layer, scales)
    axes: dict[str, list[Node]] = {}
    for axis in _everywhere(vega, "axes"):
        axes.setdefault(axis["scale"], []).append(axis)
    return Drawn(layers, scales, axes, {tuple(one["as"]): one for one in _stacks(vega) if "as" in one})


def drawn_rows(drawn: Drawn) -> pl.DataFrame:
    """Give the values that marks stand for as one table: of several layers those that no other has, one below the other.

    Columns are the fields as Vega names them, such as `sum_eur`; what only stacks marks is left out, with the value in its place.

    >>> encoding = {"x": {"field": "year", "type": "nominal"}, "y": {"aggregate": "sum", "field": "eur", "type": "quantitative"}}
    >>> rows = [{"year": "2025", "eur": 1.5}, {"year": "2025", "eur": 2.25}]
    >>> drawn_rows(read_drawn({"data": {"values": rows}, "mark": "bar", "encoding": encoding})).rows(named=True)
    [{'year': '2025', 'sum_eur': 3.75}]
    """
    ends = {name for pair in drawn.stacks for name in pair}
    tables: list[list[Node]] = []
    for layer in drawn.layers:
        rows = [_row(mark.values, layer, ends) for mark in layer.marks]
        if rows and not any(all(any(row.items() <= other.items() for other in kept) for row in rows) for kept in tables):
            tables = [kept for kept in tables if not all(any(row.items() <= one.items() for one in rows) for row in kept)]
            tables.append(rows)
    return pl.DataFrame([row for rows in tables for row in rows if row], infer_schema_length=None, strict=False)


def _row(values: Mapping[str, Any], layer: Layer, ends: set[str]) -> Node:
    """Give what a mark stands for, with what its axis writes where that is the words for a time."""
    words = {name.removesuffix(WORDS): values[name] for name in layer.words.values()}
    return {key: words.get(key, value) for key, value in values.items() if key not in ends and not key.endswith(WORDS)}


def _labelled(vega: Node) -> Iterator[Layer]:
    """Let every mark of a specification say the values it stands for, in the order in which the layers come."""
    written = _written(vega)
    stacked = [one["field"] for one in _stacks(vega) if isinstance(one.get("field"), str)]
    for number, (mark, series) in enumerate(list(_marks(vega.get("marks", []), ()))):
        update = mark.setdefault("encode", {}).setdefault("update", {})
        channels = _channels(update)
        names = list(dict.fromkeys([*(name for fields in channels.values() for name in fields), *series, *stacked]))
        scales = _scales(update)
        words = {at: f"{channels[at][0]}{WORDS}" for at in NAMED_AT if channels.get(at) and scales.get(at) in written}
        texts = [_told_words(written[scales[at]], channels[at][0]) for at in words]
        head = json.dumps(f"{START}{number}{PART}{json.dumps([*names, *words.values()])}")
        told = " + ".join([head, *map(_told, names), *texts])
        update["description"] = {"signal": told}
        mark["aria"] = True
        interpolate = update.get("interpolate", {})
        path = tuple(map(int, re.findall(r"layer_(\d+)_", mark.get("name", ""))))
        shape = interpolate.get("value", "") if isinstance(interpolate, dict) else ""
        yield Layer(mark["type"], path, channels, scales, series, shape, words)


def _marks(marks: list[Node], series: tuple[str, ...]) -> Iterator[tuple[Node, tuple[str, ...]]]:
    for mark in marks:
        if HELPERS.search(mark.get("name", "")):
            continue
        if mark["type"] != "group":
            yield mark, series
            continue
        by = mark.get("from", {}).get("facet", {}).get("groupby", [])
        yield from _marks(mark.get("marks", []), (*series, *([by] if isinstance(by, str) else by)))


def _told(name: str) -> str:
    """Write the expression that tells a value with its type."""
    value = f"datum[{json.dumps(name)}]"
    kinds = f"isDate({value}) ? 'n' + time({value}) : isNumber({value}) ? 'n' + {value} : isBoolean({value}) ? 'b' + {value}"
    return f"{json.dumps(PART)} + (!isValid({value}) ? 'u' : {kinds} : 's' + {value})"


def _written(vega: Node) -> dict[str, str]:
    """Give, for each scale whose axis or legend writes other words than its values, the expression of these."""
    timed = {one["name"] for one in _everywhere(vega, "scales") if one.get("type") in TIMES}
    guides = [(axis["scale"], axis) for axis in _everywhere(vega, "axes")]
    guides += [(legend.get("fill") or legend.get("stroke"), legend) for legend in _everywhere(vega, "legends")]
    return {scale: words for scale, guide in guides if scale and scale not in timed and (words := _words(guide))}


def _words(guide: Node) -> str:
    shape, label = guide.get("format"), ""
    if guide.get("formatType") == "time" and shape:
        label = f"timeFormat(datum.value, {shape['signal'] if isinstance(shape, dict) else json.dumps(shape)})"
    text = guide.get("encode", {}).get("labels", {}).get("update", {}).get("text", {})
    signal = text.get("signal") if isinstance(text, dict) else None
    return str(signal).replace("datum.label", f"({label or 'datum.value'})") if signal else label


def _told_words(written: str, name: str) -> str:
    value = f"datum[{json.dumps(name)}]"
    return f"{json.dumps(PART)} + 's' + trim({written.replace('datum.value', value)})"


def _value(told: str) -> Any:
    kind, text = told[:1], told[1:]
    if kind == "n":
        number = float(text) if text not in ("NaN", "Infinity", "-Infinity") else float("nan")
        return number if isfinite(number) else None
    return {"b": text == "true", "s": text}.get(kind)


def _channels(update: Node) -> dict[str, list[str]]:
    """Give the fields that each channel of a mark takes."""
    found: dict[str, list[str]] = {}
    for channel, rules in update.items():
        if channel in SPOKEN:
            continue
        name = CENTRES.get(channel, channel)
        for rule in rules if isinstance(rules, list) else [rules]:
            if not isinstance(rule, dict):
                continue
            offset = rule.get("offset")
            for at, fields in ((name, _fields(rule)), (f"{name}Offset", _fields(offset or {}) if _has_scale(offset) else [])):
                found[at] = list(dict.fromkeys([*found.get(at, []), *fields]))
    return {channel: fields for channel, fields in found.items() if fields}


def _has_scale(offset: object) -> bool:
    return isinstance(offset, dict) and "scale" in offset


def _fields(rule: Node) -> list[str]:
    name, signal = rule.get("field"), rule.get("signal")
    if isinstance(signal, str) and LOOK.fullmatch(signal):
        return []
    own = [_plain(name)] if isinstance(name, str) else []
    return own + ([one or two for one, two in DATUM.findall(signal)] if isinstance(signal, str) else [])


def _scales(update: Node) -> dict[str, str]:
    found: dict[str, str] = {}
    for channel, rules in update.items():
        for rule in rules if isinstance(rules, list) else [rules]:
            if (
                isinstance(rule, dict)
                and isinstance(rule.get("scale"), str)
                and ("field" in rule or "value" in rule or "signal" in rule)
            ):
                found.setdefault(CENTRES.get(channel, channel), rule["scale"])
    return found


def _everywhere(node: Node, key: str) -> list[Node]:
    """Give the scales or axes of a specification and of the groups in it."""
    return [*node.get(key, []), *(one for mark in node.get("marks", []) for one in _everywhere(mark, key))]


def _stacks(vega: Node) -> list[Node]:
    """Give the transforms that stack marks, with the names of their fields as they are written."""
    found = [one for data in vega.get("data", []) for one in data.get("transform", []) if one.get("type") == "stack"]
    return [one | ({"field": _plain(one["field"])} if isinstance(one.get("field"), str) else {}) for one in found]


def _plain(name: str) -> str:
    return re.sub(r"\\(.)", r"\1", name)


def _collect(node: Any, layers: list[Layer]) -> None:
    """Put every mark of a scene into its layer."""
    if isinstance(node, list):
        for part in node:
            _collect(part, layers)
    elif isinstance(node, dict):
        told = node.get("description")
        if isinstance(told, str) and told.startswith(START):
            number, names, *values = told[1:].split(PART)
            look = {name: node[name] for name in LOOKS if name in node}
            layers[int(number)].marks.append(Mark(dict(zip(json.loads(names), map(_value, values), strict=True)), look))
        for key in ("items", "scenegraph"):
            _collect(node.get(key), layers)


def _read_times(layer: Layer, scales: Mapping[str, Node]) -> None:
    """Turn what stands along an axis of time into days, or days with a time of day."""
    timed = {
        name
        for channel, fields in layer.channels.items()
        for name in fields
        if scales.get(layer.scales.get(channel, ""), {}).get("type") in TIMES
    }
    for number, mark in enumerate(layer.marks):
        times = {name: _moment(mark.values[name]) for name in timed if isinstance(mark.values.get(name), float)}
        layer.marks[number] = Mark({**mark.values, **times}, mark.look)


def _moment(milliseconds: float) -> Any:
    # The engine's clock is set to UTC, and days reach it as those of its own zone.
    moment = datetime.fromtimestamp(milliseconds / 1000, UTC).replace(tzinfo=None)
    return moment.date() if moment.time() == time(0) else moment
