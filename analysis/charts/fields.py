"""Check the fields a chart names against the columns of its data."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from math import isfinite
from typing import Any

from analysis.errors import UnknownName

Node = Mapping[str, Any]
NESTED = (".", "[", "\\")
"""Characters of a path into a value, or of one escaped: such a field is not the name of a column."""


def require_known_fields(chart: Node) -> None:
    """Refuse a chart's spec that names a column its data does not have: Vega-Lite would draw it empty without a word.

    Checks every view whose data are in the spec and whose fields come straight from them: a transform makes new ones.
    Raises UnknownName with the columns there are.

    >>> encoding = {"x": {"field": "mnth", "type": "temporal"}}
    >>> require_known_fields({"data": {"values": [{"month": "2022-01"}]}, "mark": "bar", "encoding": encoding})
    Traceback (most recent call last):
    ...
    analysis.errors.UnknownName: no column 'mnth'
      -> did you mean 'month'? choose one of: month
    """
    datasets = chart.get("datasets", {})
    for view, data in _views(chart, None):
        rows = data.get("values", datasets.get(data.get("name"))) if data else None
        columns = _columns(rows)
        for field in _fields([view.get("encoding"), view.get("facet")]) if columns else ():
            if field not in columns and not any(character in field for character in NESTED):
                raise UnknownName("column", field, columns)


def convert_numbers(chart: Node) -> None:
    """Convert the numbers of a chart's data, in place, to what JSON holds: exact amounts to floats, what is no number to null.

    >>> chart = {"datasets": {"aid": [{"eur": Decimal("1.50"), "share": float("nan")}]}}
    >>> convert_numbers(chart)
    >>> chart["datasets"]["aid"]
    [{'eur': 1.5, 'share': None}]
    """
    for rows in _rows_of(chart):
        for row in rows if isinstance(rows, list) else ():
            if isinstance(row, dict):
                row.update({name: _as_json(value) for name, value in row.items() if isinstance(value, Decimal | float)})


def _as_json(value: Decimal | float) -> float | None:
    return float(value) if isfinite(value) else None


def _rows_of(node: Node) -> Iterator[Any]:
    """Give the rows of a chart and of its parts."""
    yield from node.get("datasets", {}).values()
    if isinstance(data := node.get("data"), Mapping):
        yield data.get("values")
    for part in _parts(node):
        yield from _rows_of(part)


def _columns(rows: Any) -> list[str]:
    are_records = isinstance(rows, list) and all(isinstance(row, dict) for row in rows)
    return list(dict.fromkeys(name for row in rows for name in row)) if are_records else []


def _views(node: Node, data: Node | None) -> Iterator[tuple[Node, Node | None]]:
    """Give each view without transforms, its own or its parents', with the data it draws."""
    data = node.get("data", data)
    if node.get("transform") or "repeat" in node:
        return
    yield node, data
    for part in _parts(node):
        yield from _views(part, data)


def _parts(node: Node) -> list[Node]:
    parts = [part for key in ("layer", "hconcat", "vconcat", "concat") for part in node.get(key, ())]
    return [*parts, *([node["spec"]] if "spec" in node else [])]


def _fields(node: Any) -> Iterator[str]:
    """Give every field named in an encoding, those of conditions and tooltips too."""
    if isinstance(node, list):
        for part in node:
            yield from _fields(part)
    elif isinstance(node, Mapping):
        if isinstance(node.get("field"), str):
            yield node["field"]
        for key, part in node.items():
            if key not in ("field", "sort", "scale", "axis", "legend"):
                yield from _fields(part)
