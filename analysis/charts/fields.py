"""Check the fields a chart names against the columns of its data."""

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from math import isfinite
from typing import Any

from analysis.errors import AnalysisError, UnknownName

Node = Mapping[str, Any]
PATH = re.compile(r"(?<!\\)[.\[]")
"""Where a path into a value begins, unless the character is escaped."""
DATUM = re.compile(r"""\bdatum(?:\.(\w+)|\[\s*(["'])((?:(?!\2).)+)\2\s*\])""")
TAKEN = (
    "field",
    "groupby",
    "fold",
    "flatten",
    "lookup",
    "impute",
    "key",
    "stack",
    "density",
    "quantile",
    "regression",
    "loess",
    "on",
)
"""Where a transform names columns that it takes."""
MADE = {"fold": ("key", "value"), "density": ("value", "density"), "quantile": ("prob", "value"), "regression": (), "loess": ()}
"""What some transforms call the columns they make, if they are not told."""
KEPT_BY_GROUP = ("aggregate", "density", "quantile", "regression", "loess")
"""Transforms after which no other column is left than those they group by and those they make."""


def require_known_fields(chart: Node) -> None:
    """Refuse a chart's spec that names a column its data does not have: Vega-Lite would draw it empty without a word.

    Checks every view whose data are in the spec, behind transforms too, and the columns that transforms and expressions take.
    Raises UnknownName with the columns there are.

    >>> encoding = {"x": {"field": "mnth", "type": "temporal"}}
    >>> require_known_fields({"data": {"values": [{"month": "2022-01"}]}, "mark": "bar", "encoding": encoding})
    Traceback (most recent call last):
    ...
    analysis.errors.UnknownName: no column 'mnth'
      -> did you mean 'month'? choose one of: month
    """
    datasets = chart.get("datasets", {})
    for view, data, transforms in _views(chart, None, ()):
        rows = rows_of_data(data, datasets)
        columns: list[str] | None = _columns(rows) or None
        for transform in transforms:
            _require(columns, [*_taken(transform), *_in_expressions(transform)], rows)
            columns = _after(transform, columns)
        channels = [view.get("encoding"), view.get("facet")]
        repeated = view.get("repeat", [])
        repeated = [one for part in repeated.values() for one in part] if isinstance(repeated, dict) else repeated
        _require(columns, [*_fields(channels), *_in_expressions(channels), *repeated], rows)


def require_rows_at_hand(node: Any) -> None:
    """Refuse a chart whose data are at an address, wherever it names them: nothing here opens one, and it would be drawn empty.

    >>> require_rows_at_hand({"data": {"url": "file:///tmp/aid.csv"}, "mark": "bar"})
    Traceback (most recent call last):
    ...
    analysis.errors.AnalysisError: the chart's data are at an address, 'file:///tmp/aid.csv', which nothing here opens
      -> read them first: alt.Chart(pl.read_csv('aid.csv')); or read_json, read_parquet
    """
    if isinstance(node, list):
        for part in node:
            require_rows_at_hand(part)
    elif isinstance(node, Mapping):
        if isinstance(data := node.get("data"), Mapping) and "url" in data:
            problem = f"the chart's data are at an address, {str(data['url'])[:80]!r}, which nothing here opens"
            raise AnalysisError(problem, "read them first: alt.Chart(pl.read_csv('aid.csv')); or read_json, read_parquet")
        for key, part in node.items():
            if key not in ("values", "datasets"):
                require_rows_at_hand(part)


def convert_numbers(chart: Node) -> None:
    """Convert the numbers of a chart's data, in place, to what JSON holds: exact amounts to floats, what is no number to null.

    >>> chart = {"datasets": {"aid": [{"eur": Decimal("1.50"), "share": float("nan")}]}}
    >>> convert_numbers(chart)
    >>> chart["datasets"]["aid"]
    [{'eur': 1.5, 'share': None}]
    """
    for rows in rows_of(chart):
        for row in rows if isinstance(rows, list) else ():
            if isinstance(row, dict):
                row.update({name: _as_json(value) for name, value in row.items() if isinstance(value, Decimal | float)})


def rows_of(node: Node) -> Iterator[Any]:
    """Give the rows of a chart and of its parts.

    >>> list(rows_of({"layer": [{"data": {"values": [{"year": 2025}]}}]}))
    [[{'year': 2025}]]
    """
    yield from node.get("datasets", {}).values()
    if isinstance(data := node.get("data"), Mapping):
        yield data.get("values")
    for part in parts(node):
        yield from rows_of(part)


def rows_of_data(data: Any, datasets: Node) -> Any:
    """Give the rows that a view's `data` stand for, or nothing where they are not in the spec.

    >>> rows_of_data({"name": "aid"}, {"aid": [{"year": 2025}]})
    [{'year': 2025}]
    """
    return data.get("values", datasets.get(str(data.get("name")))) if isinstance(data, Mapping) else None


def parts(node: Node) -> list[Node]:
    """Give the layers and panels of a view.

    >>> parts({"layer": [{"mark": "bar"}], "spec": {"mark": "line"}})
    [{'mark': 'bar'}, {'mark': 'line'}]
    """
    found = [part for key in ("layer", "hconcat", "vconcat", "concat") for part in node.get(key, ())]
    return [*found, *([node["spec"]] if "spec" in node else [])]


def _as_json(value: Decimal | float) -> float | None:
    return float(value) if isfinite(value) else None


def _columns(rows: Any) -> list[str]:
    are_records = isinstance(rows, list) and all(isinstance(row, dict) for row in rows)
    return list(dict.fromkeys(name for row in rows for name in row)) if are_records else []


def _views(node: Node, data: Node | None, before: Sequence[Node]) -> Iterator[tuple[Node, Node | None, Sequence[Node]]]:
    """Give each view with the data it draws, its own or its parents', and the transforms on the way to it."""
    own = node.get("data") or (node["spec"].get("data") if "repeat" in node else None)
    data, before = (own, ()) if own is not None else (data, before)
    transforms = (*before, *node.get("transform", ()))
    yield node, data, transforms
    for part in parts(node):
        yield from _views(part, data, transforms)


def _require(columns: list[str] | None, names: Sequence[str], rows: Any) -> None:
    for name in names if columns else ():
        plain = re.sub(r"\\(.)", r"\1", name)
        if name in columns or plain in columns:  # type: ignore[operator]
            continue
        head = PATH.split(name, maxsplit=1)[0]
        nested = head != name and any(isinstance(row.get(head), dict | list) for row in rows)
        if not nested:
            raise UnknownName("column", name, columns or [])


def _fields(node: Any) -> Iterator[str]:
    """Give every field named in an encoding, those of conditions, tooltips and orders too."""
    if isinstance(node, list):
        for part in node:
            yield from _fields(part)
    elif isinstance(node, Mapping):
        if isinstance(node.get("field"), str):
            yield node["field"]
        for key, part in node.items():
            if key not in ("field", "scale", "axis", "legend", "header"):
                yield from _fields(part)


def _in_expressions(node: Any) -> Iterator[str]:
    """Give every column that an expression takes from its row, as `datum.year` or `datum['year']`."""
    if isinstance(node, str):
        yield from (plain or quoted for plain, _, quoted in DATUM.findall(node))
    elif isinstance(node, list):
        for part in node:
            yield from _in_expressions(part)
    elif isinstance(node, Mapping):
        for key, part in node.items():
            if key not in ("axis", "legend", "header", "title", "value"):
                yield from _in_expressions(part)


def _taken(transform: Node) -> Iterator[str]:
    for key, part in transform.items():
        if key in TAKEN and isinstance(part, str):
            yield part
        elif key in TAKEN and isinstance(part, list):
            yield from (one for one in part if isinstance(one, str))
        elif key in ("aggregate", "joinaggregate", "window", "filter", "sort"):
            yield from _fields(part)


def _after(transform: Node, columns: list[str] | None) -> list[str] | None:
    """Give the columns there are after a transform; nothing where that depends on the rows."""
    if columns is None or "pivot" in transform:
        return None
    kind = next(
        (name for name in ("aggregate", "joinaggregate", "window", *MADE, "lookup", "flatten", "stack") if name in transform),
        "",
    )
    told = transform.get("as")
    made = [told] if isinstance(told, str) else list(told or ())
    if kind in ("aggregate", "joinaggregate", "window"):
        made = [one["as"] for one in transform[kind] if "as" in one]
    elif kind == "lookup" and not made:
        made = list(transform.get("from", {}).get("fields", ())) or columns
    elif kind in ("regression", "loess"):
        made = made or [transform["on"], transform[kind]]
    elif kind == "stack":
        made = [*made, *([f"{made[0]}_end"] if len(made) == 1 else [])]
    else:
        made = made or list(MADE.get(kind) or transform.get("flatten", ()))
    left = transform.get("groupby", []) if kind in KEPT_BY_GROUP else columns
    return [*left, *made]
