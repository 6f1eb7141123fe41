"""Refuse what Vega-Lite draws without a word and a reader would take for something else, or what it leaves out."""

import re
from collections.abc import Iterator
from typing import Any

from analysis.charts.fields import parts, rows_of_data
from analysis.charts.palette import CATEGORIES
from analysis.errors import AnalysisError

Node = dict[str, Any]
NO_SUMS = ("mean", "average", "median", "min", "max", "q1", "q3", "distinct", "stdev", "variance")
COLOURS = ("color", "fill", "stroke")
HEX, OTHER = re.compile(r"#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6}|[0-9a-fA-F]{8})"), ("transparent", "none", "currentcolor")
NUMBER_FORMAT = re.compile(r"(?:(?:.)?[<>=^])?[+\-( ]?[$#]?0?\d*,?(?:\.\d+)?~?[a-zA-Z%]?")
"""How a number may be written, as d3-format has it."""
BARS = ("bar", "area")
GUIDES = ("axis", "legend", "header")


def refuse_pitfalls(chart: Node) -> None:
    """Refuse a chart that would be drawn wrong or in part: raises AnalysisError with what to write instead.

    Stacks of means, sums over several releases, logarithms of what is not above zero, values beside their axis, colours for some of
    the names alone, colours and formats that are none.

    >>> bars = {"y": {"aggregate": "mean", "field": "eur", "type": "quantitative"}, "color": {"field": "kind"}}
    >>> refuse_pitfalls({"mark": "bar", "encoding": bars})
    Traceback (most recent call last):
    ...
    analysis.errors.AnalysisError: the chart stacks the mean of 'eur' by 'kind', and the sum of means is none
      -> put them side by side: xOffset='kind:N'; or add up: y='sum(eur):Q'
    """
    for view, encoding, rows in _views(chart, None, {}, chart.get("datasets", {})):
        channels = {name: one for name, one in encoding.items() if isinstance(one, dict)}
        _refuse_stacked_means(view, channels)
        _refuse_logarithms(channels, rows)
        _refuse_colours(view, channels, rows)
        _refuse_shared_colours(channels, rows)
        _refuse_values_beside_axis(view, channels, rows)
        _refuse_added_releases(view, channels, rows)
        for one in _definitions(list(encoding.values())):
            _refuse_format(one)


def _views(node: Node, data: Any, above: Node, datasets: Node) -> Iterator[tuple[Node, Node, list[Node]]]:
    """Give each view that has a mark, with its whole encoding and the rows of its data if no transform makes others."""
    data, encoding = node.get("data", data), above | node.get("encoding", {})
    if "mark" in node:
        rows = rows_of_data(data, datasets)
        yield node, encoding, [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
    for part in parts(node):
        yield from _views(dict(part), data, encoding, datasets)


def _definitions(node: Any) -> Iterator[Node]:
    if isinstance(node, list):
        for part in node:
            yield from _definitions(part)
    elif isinstance(node, dict):
        yield node
        yield from _definitions([part for key, part in node.items() if key not in ("scale", "sort")])


def _mark(view: Node) -> Node:
    return view["mark"] if isinstance(view["mark"], dict) else {"type": view["mark"]}


def _refuse_stacked_means(view: Node, channels: Node) -> None:
    if _mark(view)["type"] not in ("bar", "area"):
        return
    hues = [channels[name]["field"] for name in COLOURS if isinstance(channels.get(name, {}).get("field"), str)]
    for at, other in (("y", "x"), ("x", "y")):
        value, along = channels.get(at, {}), channels.get(other, {})
        stacks = value.get("stack", True) not in (None, False) and not {"xOffset", "yOffset"} & set(channels)
        if hues and stacks and value.get("aggregate") in NO_SUMS and hues[0] != along.get("field"):
            what, name = value["aggregate"], value.get("field", "")
            problem = f"the chart stacks the {what} of {name!r} by {hues[0]!r}, and the sum of {what}s is none"
            raise AnalysisError(problem, f"put them side by side: {other}Offset='{hues[0]}:N'; or add up: {at}='sum({name}):Q'")


def _refuse_logarithms(channels: Node, rows: list[Node]) -> None:
    for at in ("x", "y"):
        channel = channels.get(at, {})
        scale, name = channel.get("scale"), channel.get("field")
        if not isinstance(scale, dict) or scale.get("type") != "log" or "aggregate" in channel:
            continue
        values = [row[name] for row in rows if isinstance(row.get(name), int | float)]
        if low := [value for value in values if value <= 0]:
            problem = f"{len(low):,} of {len(values):,} values of {name!r} are not above zero, such as {low[0]:g}, and have no logarithm"
            raise AnalysisError(problem, "take scale=alt.Scale(type='symlog'), or leave those rows out and say so")


def _refuse_shared_colours(channels: Node, rows: list[Node]) -> None:
    """Refuse more names than there are colours, where nothing but the colour tells them apart."""
    for at in (name for name in COLOURS if name in channels):
        field, scale = channels[at].get("field"), channels[at].get("scale")
        if channels[at].get("type") != "nominal" or (isinstance(scale, dict) and {"range", "scheme"} & scale.keys()):
            continue
        if any(channels[other].get("field") == field for other in channels if other not in (*COLOURS, "tooltip")):
            continue
        names = {str(row[field]) for row in rows if row.get(field) is not None}
        if len(names) > len(CATEGORIES):
            problem = f"{len(names)} names in {field!r} share {len(CATEGORIES)} colours, and a reader cannot tell them apart"
            largest = f"keep the largest: frame.filter(pl.col({field!r}).is_in(...))"
            raise AnalysisError(problem, f"give each a panel: .encode(facet='{field}:N'); or {largest}")


def _refuse_values_beside_axis(view: Node, channels: Node, rows: list[Node]) -> None:
    look = _mark(view)
    for at in ("x", "y"):
        channel = channels.get(at, {})
        scale, name = channel.get("scale"), channel.get("field")
        domain = scale.get("domain") if isinstance(scale, dict) else None
        domain = domain if isinstance(domain, list) and all(isinstance(end, int | float) for end in domain) else []
        if channel.get("type") != "quantitative" or len(domain) != 2 or "aggregate" in channel or look.get("clip"):
            continue
        low, high = sorted(domain)
        values = [row[name] for row in rows if isinstance(row.get(name), int | float)]
        if beside := [value for value in values if not low <= value <= high]:
            problem = f"{len(beside):,} of {len(values):,} values of {name!r} lie beside the axis from {low:g} to {high:g}, such as {beside[0]:g}"
            raise AnalysisError(problem, "widen domain=[...], or leave those rows out and say so")
        if look["type"] in BARS and not low <= 0 <= high and f"{at}2" not in channels:
            problem = f"bars begin at zero, which the axis from {low:g} to {high:g} leaves out"
            raise AnalysisError(problem, "take zero into domain=[...], or draw points: alt.Chart(...).mark_point()")


def _refuse_added_releases(view: Node, channels: Node, rows: list[Node]) -> None:
    """Refuse marks that add rows of several releases up: each counts the same aid anew."""
    kind = _mark(view)["type"]
    fields = [str(one["field"]) for one in channels.values() if "field" in one and "aggregate" not in one]
    sums = any(one.get("aggregate") == "sum" for one in channels.values())
    if "release" in fields or not (sums or kind in (*BARS, "arc")):
        return
    values = [at for at in ("x", "y", "theta") if channels.get(at, {}).get("type") == "quantitative"]
    values = [str(channels[at]["field"]) for at in values if "field" in channels[at]]
    places: dict[tuple[Any, ...], set[Any]] = {}
    for row in rows:
        place = tuple(str(row.get(name)) for name in fields if name not in values)
        places.setdefault(place, set()).add(row.get("release"))
    added: set[Any] = next((those - {None} for those in places.values() if len(those - {None}) > 1), set())
    if added:
        names = " and ".join(sorted(map(str, added)))
        problem = f"the chart adds up releases {names}, of which each counts the same aid anew"
        raise AnalysisError(problem, "set them side by side: xOffset='release:N'; or take one: frame.filter(release='...')")


def _refuse_colours(view: Node, channels: Node, rows: list[Node]) -> None:
    look = _mark(view)
    named = [look.get(name) for name in COLOURS] + [channels.get(name, {}).get("value") for name in COLOURS]
    for name in COLOURS:
        scale = channels.get(name, {}).get("scale")
        scale = scale if isinstance(scale, dict) else {}
        if isinstance(chosen := scale.get("range"), list):
            named += chosen
        if isinstance(domain := scale.get("domain"), list) and channels[name].get("type") in ("nominal", "ordinal"):
            field = channels[name].get("field")
            if "aggregate" not in channels[name] and "timeUnit" not in channels[name]:
                _refuse_missing_names(str(field), domain, [row[field] for row in rows if row.get(field) is not None])
    for colour in named:
        if isinstance(colour, str) and not _is_colour(colour):
            raise AnalysisError(
                f"{colour!r} is no colour, and would be drawn black or not at all",
                "write it as #0072B2, or by a name such as 'steelblue'",
            )


def _refuse_missing_names(field: str, domain: list[Any], values: list[Any]) -> None:
    known = set(map(str, domain))
    if left := sorted({str(value) for value in values} - known):
        problem = f"the colours of {field!r} are for {', '.join(map(str, domain))}, and its rows have {', '.join(left[:5])} too, which would look like one of them"
        raise AnalysisError(
            problem,
            f"name all of them in domain=[...] and range=[...], or leave those rows out: frame.filter(pl.col({field!r}).is_in(...))",
        )


def _is_colour(colour: str) -> bool:
    if HEX.fullmatch(colour) or colour.lower() in OTHER or colour.startswith(("url(", "hcl(", "lab(")):
        return True
    from PIL import ImageColor

    try:
        return bool(ImageColor.getrgb(colour))
    except ValueError:
        return False


def _refuse_format(channel: Node) -> None:
    if channel.get("type") != "quantitative":
        return
    for one in (channel, *(guide for key in GUIDES if isinstance(guide := channel.get(key), dict))):
        shape = one.get("format")
        if isinstance(shape, str) and "formatType" not in one and not NUMBER_FORMAT.fullmatch(shape):
            raise AnalysisError(
                f"{shape!r} is no format of numbers, and nothing would be drawn",
                "write one such as ',.1f', '.0%' or '$,.2f'; units go into the title",
            )
