"""Write days that a chart takes for categories as people write them: a stamp of time is no name of a bar."""

import re
from typing import Any

from analysis.charts.fields import parts, rows_of_data

Node = dict[str, Any]
STAMP = re.compile(r"\d{4}-(\d\d)-(\d\d)T00:00:00(\.0+)?")
GUIDES = {"x": "axis", "y": "axis", "row": "header", "column": "header", "facet": "header"}
HUES = ("color", "fill", "stroke", "shape", "opacity", "strokeDash", "size")


def write_days(chart: Node) -> None:
    """Let categories that are days be written as years, months or days, in place, whichever tells them apart.

    >>> encoding = {"x": {"field": "period", "type": "ordinal"}}
    >>> chart = {"data": {"values": [{"period": "2025-07-01T00:00:00"}]}, "mark": "bar", "encoding": encoding}
    >>> write_days(chart)
    >>> chart["encoding"]["x"]["timeUnit"], chart["encoding"]["x"]["axis"]["format"]
    ('yearmonth', '%b %Y')
    """
    _write(chart, None, chart.get("datasets", {}))


def _write(node: Node, data: Any, datasets: Node) -> None:
    data = node.get("data", data)
    rows = rows_of_data(data, datasets)
    rows = [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
    for at, channel in node.get("encoding", {}).items():
        if isinstance(channel, dict) and _is_plain_category(channel):
            days = [STAMP.fullmatch(str(row.get(channel["field"]))) for row in rows]
            if rows and all(days):
                unit, shape = _form([(day[1], day[2]) for day in days if day])
                channel["timeUnit"] = unit
                if guide := GUIDES.get(at) or ("legend" if at in HUES else None):
                    _set_format(channel, guide, shape)
    for part in parts(node):
        # The part itself, which is changed in place.
        _write(part, data, datasets)  # type: ignore[arg-type]


def _is_plain_category(channel: Node) -> bool:
    """Say whether nothing else is said of a category: an order or names of one's own speak of the values as they are."""
    is_own = {"timeUnit", "aggregate", "bin"} & channel.keys() or isinstance(channel.get("sort"), list)
    scale = channel.get("scale")
    is_own = is_own or (isinstance(scale, dict) and "domain" in scale)
    return channel.get("type") in ("ordinal", "nominal") and isinstance(channel.get("field"), str) and not is_own


def _form(days: list[tuple[str, str]]) -> tuple[str, str]:
    if all(day == "01" for _, day in days):
        is_yearly = len(days) > 1 and all(month == "01" for month, _ in days)
        return ("year", "%Y") if is_yearly else ("yearmonth", "%b %Y")
    return "yearmonthdate", "%-d %b %Y"


def _set_format(channel: Node, guide: str, shape: str) -> None:
    looks = channel.get(guide, {})
    if isinstance(looks, dict) and not {"format", "labelExpr"} & looks.keys():
        channel[guide] = looks | {"format": shape, "formatType": "time"}
    if "title" not in channel and not (isinstance(looks, dict) and "title" in looks):
        channel["title"] = channel["field"]
