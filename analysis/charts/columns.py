"""Make the columns of a chart's data what Vega-Lite reads right: days as they are for every reader, names as they are written."""

import json
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from analysis.charts.fields import TAKEN, parts, rows_of, rows_of_data
from analysis.errors import AnalysisError

Node = dict[str, Any]
SPECIAL = re.compile(r"[.\[\]'\"]")
"""Characters of a path into a value."""
NAMES = (*TAKEN, "fields")
"""Where a chart names columns: fields, what transforms take, and what a selection is of."""
DAY = re.compile(r"(\d{4})(?:-(\d\d)(?:-(\d\d))?)?")
TIME = re.compile(r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d(?:\.\d+)?)?)\s*(Z|[+-]\d\d:?\d\d)?")
FEW_MILLISECONDS = 10**10
"""Numbers below this are years, months or days, and no milliseconds since 1970: those would be of its first months."""
YEARS = "month(datum.value) == 0 && date(datum.value) == 1 ? timeFormat(datum.value, '%Y') : timeFormat(datum.value, '%b %Y')"
CHANNELS_OF_TEXT = ("axis", "legend", "header", "scale", "title")


def prepare(chart: Node) -> None:
    """Make a chart's columns right, in place: days as text, and fields whose names look like paths into values.

    Raises AnalysisError for what would be drawn wrong, or empty: days that are none, and texts where numbers are asked for.

    >>> encoding = {"x": {"field": "month", "type": "temporal"}, "y": {"field": "EUR [bn]", "type": "quantitative"}}
    >>> chart = {"data": {"values": [{"month": "2025-04", "EUR [bn]": 1.5}]}, "mark": "bar", "encoding": encoding}
    >>> prepare(chart)
    >>> chart["data"]["values"][0]["month"], chart["encoding"]["y"]["field"], chart["encoding"]["y"]["title"]
    ('2025-04-01T00:00:00', 'EUR \\\\[bn\\\\]', 'EUR [bn]')
    """
    _read_days(chart)
    _name_years(chart)
    _refuse_texts(chart)
    special = {name for rows in rows_of(chart) for row in _records(rows)[:1] for name in row if SPECIAL.search(name)}
    if odd := [name for rows in rows_of(chart) for row in _records(rows)[:1] for name in row if "\\" in name]:
        raise AnalysisError(
            f"the column {odd[0]!r} has a backslash in its name, which a chart reads as a sign",
            f"rename it: frame.rename({{{odd[0]!r}: ...}})",
        )
    if special:
        _escape(chart, special)


def keep_drawn(chart: Node, some: int) -> None:
    """Leave out of a chart's larger tables, in place, the columns that nothing in it names; `some` rows are no large table.

    >>> encoding = {"x": {"field": "year", "type": "ordinal"}}
    >>> chart = {"data": {"values": [{"year": 2025, "note": "long"}] * 3}, "mark": "bar", "encoding": encoding}
    >>> keep_drawn(chart, 2)
    >>> chart["data"]["values"][0]
    {'year': 2025}
    """
    words = json.dumps(_without_rows(chart), default=str, ensure_ascii=False).replace("\\", "")
    for rows in rows_of(chart):
        records = _records(rows)
        if len(records) <= some:
            continue
        left = {name for name in records[0] if name not in words}
        for row in records:
            for name in left:
                row.pop(name, None)


def _without_rows(node: Any) -> Any:
    if isinstance(node, dict):
        return {key: _without_rows(part) for key, part in node.items() if key not in ("datasets", "values")}
    return [_without_rows(part) for part in node] if isinstance(node, list) else node


def _records(rows: Any) -> list[Node]:
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _encodings(node: Node, data: Any, datasets: Node) -> Iterator[tuple[Any, Node]]:
    """Give every definition of a channel that names a field, with the rows of its view."""
    data = node.get("data", data)
    rows = rows_of_data(data, datasets)
    for one in _definitions([node.get("encoding"), node.get("facet"), node.get("transform")]):
        yield rows, one
    for part in parts(node):
        yield from _encodings(dict(part), data, datasets)


def _definitions(node: Any) -> Iterator[Node]:
    if isinstance(node, list):
        for part in node:
            yield from _definitions(part)
    elif isinstance(node, dict):
        if isinstance(node.get("field"), str):
            yield node
        for key, part in node.items():
            if key not in CHANNELS_OF_TEXT:
                yield from _definitions(part)


def _plain(name: str) -> str:
    return re.sub(r"\\(.)", r"\1", name)


def _read_days(chart: Node) -> None:
    """Write days as those of the reader's own zone: a day alone is one of Greenwich to a browser, and west of it the day before."""
    timed: dict[tuple[int, str], tuple[list[Node], bool]] = {}
    for rows, one in _encodings(chart, None, chart.get("datasets", {})):
        if one.get("type") == "temporal" or "timeUnit" in one:
            scale = one.get("scale")
            is_utc = str(one.get("timeUnit", "")).startswith("utc") or (
                isinstance(scale, Mapping) and scale.get("type") == "utc"
            )
            key = id(rows), _plain(one["field"])
            timed[key] = _records(rows), is_utc or timed.get(key, ([], False))[1]
    for (_, name), (rows, is_utc) in timed.items():
        _refuse_no_days(name, rows)
        for row in rows:
            if name in row:
                row[name] = _as_moment(row[name], is_utc)


def _name_years(chart: Node) -> None:
    """Let an axis over a year or more that nobody has set name the year at each tick: of those left for want of room none may be January."""
    axes = [one for one in _along_x(chart) if one.get("type") == "temporal"]
    if not axes or any("axis" in one or one.get("timeUnit") for one in axes):
        return
    days = [
        str(row.get(_plain(one["field"])))
        for rows, one in _encodings(chart, None, chart.get("datasets", {}))
        if one in axes
        for row in _records(rows)
    ]
    years = sorted(int(day[:4]) for day in days if TIME.fullmatch(day))
    if years and years[-1] > years[0]:
        axes[0]["axis"] = {"labelExpr": YEARS}


def _along_x(node: Node) -> Iterator[Node]:
    """Give the definitions of the horizontal channel in a chart and in its layers; of one with panels none."""
    channel = node.get("encoding", {}).get("x")
    if isinstance(channel, dict) and isinstance(channel.get("field"), str):
        yield channel
    for part in node.get("layer", []):
        yield from _along_x(part)


def _refuse_no_days(name: str, rows: list[Node]) -> None:
    values = [row[name] for row in rows if row.get(name) is not None]
    numbers = [value for value in values if isinstance(value, int | float) and abs(value) < FEW_MILLISECONDS]
    if numbers:
        problem = f"{name!r} holds numbers, such as {numbers[0]:g}, and a time axis takes those for milliseconds since 1970"
        raise AnalysisError(problem, f"write {name}:O for years, or give days: pl.date(pl.col({name!r}), 1, 1)")
    if odd := [value for value in values if isinstance(value, str) and not (DAY.fullmatch(value) or TIME.fullmatch(value))]:
        problem = f"{len(odd):,} of {len(values):,} texts in {name!r} are no days, such as {odd[0][:40]!r}: a time axis leaves them out"
        raise AnalysisError(problem, f"read them first: pl.col({name!r}).str.to_date('%d.%m.%Y'), or write {name}:N")
    for value in values:
        if isinstance(value, str) and (day := DAY.fullmatch(value)):
            _, month, day_of_month = (int(part or 1) for part in day.groups())
            if not (1 <= month <= 12 and 1 <= day_of_month <= 31):
                raise AnalysisError(f"{value!r} in {name!r} is no day", "write days as YYYY-MM-DD, such as 2025-09-20")


def _as_moment(value: Any, is_utc: bool) -> Any:
    zone = "Z" if is_utc else ""
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = datetime.fromtimestamp(value / 1000, UTC).strftime("%Y-%m-%dT%H:%M:%S")
    if not isinstance(value, str):
        return value
    if day := DAY.fullmatch(value):
        year, month, number = (part or "01" for part in day.groups())
        return f"{year}-{month}-{number}T00:00:00{zone}"
    moment = TIME.fullmatch(value)
    return f"{moment[1]}T{moment[2]}{zone}" if moment else value


def _refuse_texts(chart: Node) -> None:
    """Refuse a channel of numbers whose column holds texts: a mark of one has no place."""
    for rows, one in _encodings(chart, None, chart.get("datasets", {})):
        if one.get("type") != "quantitative" or one.get("aggregate") in ("count", "valid", "missing", "distinct"):
            continue
        name = _plain(one["field"])
        texts = [row[name] for row in _records(rows) if isinstance(row.get(name), str)]
        if texts:
            problem = f"{name!r} holds texts, such as {texts[0][:40]!r}, where the chart asks for numbers"
            raise AnalysisError(
                problem, f"make them numbers: pl.col({name!r}).str.replace(',', '.').cast(float), or write {name}:N"
            )


def _escape(node: Any, special: set[str], *, inside: bool = False) -> None:
    """Escape the names of columns that would be read as paths, and keep them as titles."""
    if isinstance(node, list):
        for part in node:
            _escape(part, special, inside=inside)
    elif isinstance(node, dict):
        for key, part in list(node.items()):
            if key in ("data", "datasets", "values"):
                continue
            if key in NAMES and isinstance(part, str) and part in special:
                if inside and key == "field" and "type" in node:
                    node.setdefault("title", title_of(node))
                node[key] = SPECIAL.sub(r"\\\g<0>", part)
            elif key in NAMES and isinstance(part, list) and all(isinstance(one, str) for one in part):
                node[key] = [SPECIAL.sub(r"\\\g<0>", one) if one in special else one for one in part]
            else:
                _escape(part, special, inside=inside or key == "encoding")


def title_of(channel: Node) -> Any:
    """Give the title of a channel: its own, or that which Vega-Lite would give it, with the name as it is written.

    >>> title_of({"field": "eur", "aggregate": "sum"}), title_of({"field": "month", "timeUnit": "year"})
    ('Sum of eur', 'month (year)')
    """
    if "title" in channel:
        return channel["title"]
    if isinstance(aggregate := channel.get("aggregate"), str):
        return f"{aggregate.capitalize()} of {channel['field']}"
    return f"{channel['field']} ({channel['timeUnit']})" if isinstance(channel.get("timeUnit"), str) else str(channel["field"])
