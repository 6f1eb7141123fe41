"""Infer the chart that an office program draws from what an analyst's own chart draws, or say why there is none."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

import polars as pl

from analysis.charts import theme
from analysis.charts.drawn import Drawn, Mark, read_drawn
from analysis.charts.native import NOT_KNOWN, Native
from analysis.charts.views import NoNativeForm, View, read_view, refuse_undrawable

Node = dict[str, Any]
PLAIN_SUMS = (None, "sum")
EVEN = 1e-6
"""By how much the steps of an axis of numbers may differ and still be even, as parts of a step."""
MAKES_ROWS = ("aggregate", "bin", "timeUnit", "impute", "transform", "repeat")
"""What makes other rows than the data's own."""


@dataclass(frozen=True)
class Inferred:
    """Hold a native chart and the rows it is made of: what is along `x`, the series if there are several, and the value drawn."""

    native: Native
    rows: pl.DataFrame


def infer(chart: Node, name: str = "chart") -> Inferred:
    """Infer the native chart of a Vega-Lite chart from what it draws.

    Raises NoNativeForm with the reason for a chart that has none, AnalysisError for one that cannot be drawn.

    >>> encoding = {"x": {"field": "year", "type": "nominal"}, "y": {"aggregate": "sum", "field": "eur", "type": "quantitative"}}
    >>> rows = [{"year": "2025", "eur": 1.5}, {"year": "2025", "eur": 2.25}]
    >>> found = infer({"data": {"values": rows}, "mark": "bar", "encoding": encoding})
    >>> found.native.form, found.rows.rows()
    ('column', [('2025', 3.75)])
    """
    refuse_undrawable(chart)
    drawn = read_drawn(chart, name)
    view = read_view(drawn)
    cells = [_cell(mark, view) for mark in view.layer.marks]
    _refuse_overlaps(cells, view)
    names = _column_names(chart, view)
    return Inferred(_native(cells, view, names, drawn), _rows(cells, view, names))


def shows_its_rows(node: Any) -> bool:
    """Say whether a chart draws the rows of its data as they are: it sums, bins, filters and makes none.

    >>> shows_its_rows({"mark": "bar", "encoding": {"y": {"field": "eur_bn"}}})
    True
    >>> shows_its_rows({"mark": "bar", "encoding": {"y": {"aggregate": "sum", "field": "eur_bn"}}})
    False
    """
    if isinstance(node, list):
        return all(map(shows_its_rows, node))
    if not isinstance(node, dict):
        return True
    if any(node.get(key) for key in MAKES_ROWS) or node.get("mark") in ("boxplot", "errorbar", "errorband"):
        return False
    return all(
        shows_its_rows(part) for key, part in node.items() if key not in ("data", "datasets", "config", "params", "sort")
    )


@dataclass(frozen=True)
class Cell:
    """Hold one value of the native chart, with the mark that draws it."""

    category: Any
    series: str | None
    value: float | None
    mark: Mark


def _cell(mark: Mark, view: View) -> Cell:
    values = [mark.values.get(name) for name in view.places]
    words = view.layer.words.get(view.category)
    category = mark.values[words] if words and not view.timed and not view.binned else _category(values, view)
    series = None if view.series is None else _series_name(mark, view)
    value = mark.values.get(view.end)
    if view.stack and value is not None:
        own = view.stack.get("field")
        whole = view.stack.get("offset", "zero") == "zero" and isinstance(own, str) and own in mark.values
        begin = mark.values.get(view.start or "") or 0.0
        # The values themselves, where they are at hand: of sums a rounding error is left.
        value = mark.values[own] if whole and isinstance(own, str) else round(value - begin, 12)
    return Cell(category, series, None if mark.look.get("defined") is False else value, mark)


def _series_name(mark: Mark, view: View) -> str:
    words = view.layer.words.get(view.colour)
    named = words and view.series in view.layer.channels.get(view.colour, [])
    return _text(mark.values[words] if words and named else mark.values.get(view.series or ""))


def _category(values: Sequence[Any], view: View) -> Any:
    known = [value for value in values if value is not None]
    if view.binned and len(known) > 1:
        low, high = sorted(known)[0], sorted(known)[-1]
        return f"{low:g}\u2013{high:g}"
    if view.timed and known:
        return min(known, key=str)
    return known[0] if view.numeric and known else _text(values[0])


def _text(value: Any) -> str:
    if value is None:
        return NOT_KNOWN
    if isinstance(value, bool):
        return str(value).lower()
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _refuse_overlaps(cells: Sequence[Cell], view: View) -> None:
    """Refuse marks that hide one another, and axes that no office chart has."""
    if view.numeric and not _is_even(sorted({cell.category for cell in cells})):
        raise NoNativeForm("the numbers along its axis are not evenly spaced")
    if view.form == "area" and any(cell.value is None for cell in cells):
        raise NoNativeForm("a value of its area is not known")
    if view.form == "steps" and not all(isinstance(cell.category, date) for cell in cells):
        raise NoNativeForm("its steps are at times of the day")
    several = len({cell.series for cell in cells}) > 1
    if view.form == "area" and several and view.stack is None:
        raise NoNativeForm("its areas stand before one another")
    if view.stack and not view.beside:
        return
    places = [(cell.category, cell.series if view.beside or view.layer.kind != "rect" else None) for cell in cells]
    if len(places) > len(set(places)):
        what = {"rect": "bars stand before one another", "symbol": "points share a place"}.get(
            view.layer.kind, "values share a place on a line"
        )
        raise NoNativeForm(f"several {what}, and none is their sum: give one a place, such as y='sum(eur_bn):Q'")


def _is_even(numbers: Sequence[float]) -> bool:
    steps = [later - one for one, later in pairwise(numbers)]
    return all(abs(step - steps[0]) <= EVEN * abs(steps[0]) for step in steps)


def _column_names(chart: Node, view: View) -> tuple[str, str | None, str]:
    """Name the columns of the rows as the chart's own encodings name their fields, or as the engine does."""
    encoding = _encoding(chart, view.layer.path)
    along = _named(encoding.get(view.category), view.places[0])
    value = _named(encoding.get(view.value), view.stack.get("field", view.end) if view.stack else view.end)
    series = view.series
    taken = {along, series}
    return along, series, value if value not in taken else f"{value} drawn"


def _encoding(chart: Node, path: Sequence[int]) -> Node:
    encoding = dict(chart.get("encoding", {}))
    for number in path:
        layers = chart.get("layer", [])
        if number >= len(layers):
            break
        chart = layers[number]
        encoding |= chart.get("encoding", {})
    return encoding


def _named(channel: Any, field: str) -> str:
    if not isinstance(channel, dict):
        return str(field)
    aggregate, name = channel.get("aggregate"), channel.get("field")
    if not isinstance(name, str):
        return aggregate if isinstance(aggregate, str) else str(field)
    plain = name.replace("\\", "")
    return plain if aggregate in PLAIN_SUMS else f"{aggregate if isinstance(aggregate, str) else 'one'} of {plain}"


def _rows(cells: Sequence[Cell], view: View, names: tuple[str, str | None, str]) -> pl.DataFrame:
    along, series, value = names
    days = view.timed and all(type(cell.category) is date for cell in cells)
    categories = [cell.category if days else _text(cell.category) for cell in cells]
    columns = [pl.Series(along, categories, dtype=pl.Date if days else pl.String)]
    columns += [pl.Series(series, [cell.series for cell in cells], dtype=pl.String)] if series else []
    return pl.DataFrame([*columns, pl.Series(value, [cell.value for cell in cells], dtype=pl.Float64)])


def _native(cells: Sequence[Cell], view: View, names: tuple[str, str | None, str], drawn: Drawn) -> Native:
    along, series, value = names
    unit = _unit(_title(view, drawn) or value, cells, view, drawn)
    colours = {cell.series if series else _text(cell.category): _colour(cell.mark, view.colour) for cell in cells}
    if series is None and len(set(colours.values())) == 1:
        # One colour is that of the only series, which goes by its unit.
        colours = {unit: next(iter(colours.values()))}
    strokes = {cell.series: cell.mark.look["strokeDash"] for cell in cells if cell.mark.look.get("strokeDash")}
    return Native(
        view.form,
        along,
        value,
        series,
        unit,
        {name: colour for name, colour in colours.items() if name},
        _series_order(cells, view, drawn) if series else [],
        places=_places(cells, view),
        dashes={name: list(map(int, stroke)) for name, stroke in strokes.items() if name},
    )


def _places(cells: Sequence[Cell], view: View) -> list[str]:
    """Order what is along `x` as the picture does; days order themselves."""
    if view.timed:
        return []
    spots: dict[str, float] = {}
    for cell in cells:
        name = _text(cell.category)
        spot = cell.category if view.numeric else cell.mark.look.get(view.category, 0)
        spots[name] = min(spots.get(name, spot), spot)
    return sorted(spots, key=lambda name: spots[name])


def _series_order(cells: Sequence[Cell], view: View, drawn: Drawn) -> list[str]:
    """Order series as the picture has them: stacked from the axis on, side by side as they stand, lines as their legend."""
    names = list(dict.fromkeys(cell.series for cell in cells if cell.series))
    if view.layer.kind in ("rect", "area") and (view.stack or view.beside):
        at = view.category if view.beside else view.value
        spots = {name: [cell.mark.look.get(at, 0) for cell in cells if cell.series == name] for name in names}
        upwards = not view.beside and view.value == "y"
        return sorted(names, key=lambda name: sum(spots[name]) / len(spots[name]), reverse=upwards)
    domain = drawn.scales.get(view.layer.scales.get(view.colour, ""), {}).get("domain")
    return [name for name in map(_text, domain) if name in names] if isinstance(domain, list) else sorted(names)


def _title(view: View, drawn: Drawn) -> str:
    for axis in drawn.axes.get(view.layer.scales[view.value], []):
        if isinstance(title := axis.get("title"), str | list) and title:
            return title if isinstance(title, str) else " ".join(map(str, title))
    return ""


def _unit(title: str, cells: Sequence[Cell], view: View, drawn: Drawn) -> str:
    """Name the unit: a share of one begins with "share", and nothing else does."""
    most = max((abs(cell.value) for cell in cells if cell.value is not None), default=0)
    formats = [str(axis.get("format", "")) for axis in drawn.axes.get(view.layer.scales[view.value], [])]
    is_share = most <= 1 and (
        any("%" in one for one in formats) or bool(view.stack and view.stack.get("offset") == "normalize")
    )
    if is_share:
        return title if title.startswith("share") and "%" not in title else f"share: {title.replace('%', 'per cent')}"
    return title[:1].upper() + title[1:] if title.startswith("share") else title


def _colour(mark: Mark, channel: str) -> str:
    """Give the colour of a mark as #RRGGBB, a lighter one where the paper shows through."""
    from PIL import ImageColor

    named = mark.look.get(channel) or mark.look.get("stroke") or mark.look.get("fill") or theme.GREY
    if not isinstance(named, str):
        raise NoNativeForm("its marks run from one colour to another")
    try:
        parts = ImageColor.getrgb(named)[:3]
    except ValueError:
        raise NoNativeForm(f"{named!r} is no plain colour") from None
    share = float(mark.look.get("opacity", 1)) * float(mark.look.get(f"{channel}Opacity", 1))
    return "#" + "".join(f"{round(255 - (255 - part) * share):02X}" for part in parts)
