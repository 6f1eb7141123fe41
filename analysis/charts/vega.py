"""Charts written as Vega-Lite, without altair: the explorer's lines, rows of bars, and strip to brush months on.

Altair checks what it is given, and that takes longer than the explorer may; these charts are few, and drawn by tests.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import cycle
from typing import Any

import altair as alt
import polars as pl

from analysis.charts import bands, marks, render, theme
from analysis.charts.lettering import text_width

Spec = dict[str, Any]
HUES = ("#009E73", "#CC79A7", "#E69F00", theme.LIGHT_BLUE, "#000000", theme.GREY, "#8C510A", "#332288")
"""Colours of donors: neither Europe's blue nor the vermillion of the United States."""
DASHES = ([1, 0], [6, 2], [2, 2], [8, 2, 2, 2])
UNITS_OF_TIME: dict[str, Any] = {
    "1mo": "yearmonth",
    "1q": "yearquarter",
    "6mo": {"unit": "yearmonth", "step": 6},
    "1y": "year",
}
FORMATS = {"1mo": "%B %Y", "1q": "from %B %Y", "6mo": "from %B %Y", "1y": "%Y"}
ROW_HEIGHTS = {1: 260, 2: 140, 3: 96, 4: 74}
AROUND = 55
"""Units of a page beside a plot of lines and the names at their ends."""
FEW_BARS = 12
WHOLE = ",d"
"""The format of counts."""
NOT_COVERED = "grey: not covered"
SHORT_SPAN = 800
"""Days below which a time axis names months."""


class VegaChart(alt.TopLevelMixin):
    """Hold a chart's specification as it is, where a Figure asks for an altair chart.

    >>> VegaChart({"mark": "bar"}).spec
    {'mark': 'bar'}
    """

    def __init__(self, spec: Spec) -> None:
        self.spec = spec

    def to_dict(self, *_: Any, **__: Any) -> Spec:
        """Give the specification; takes and ignores what altair's own `to_dict` takes.

        >>> VegaChart({"mark": "bar"}).to_dict(validate=False)
        {'mark': 'bar'}
        """
        return self.spec


@dataclass(frozen=True)
class Look:
    """Hold the style of series: colours, in the order of the series, dashes, and the unit of the values.

    `tooltip` is the title of the series there, `decimals` the format of its numbers.

    >>> Look({"Europe": theme.BLUE}, {"Europe": [1, 0]}, "EUR bn", "Bloc").decimals
    ',.3f'
    """

    colours: Mapping[str, str]
    dashes: Mapping[str, Sequence[int]]
    unit: str
    tooltip: str
    decimals: str = ",.3f"


def hues(series: Sequence[str], fixed: Mapping[str, str]) -> dict[str, str]:
    """Give each series a colour: its own where it has one, else the next that none has.

    >>> hues(["Europe", "Poland", "Norway"], {"Europe": theme.BLUE})
    {'Europe': '#0072B2', 'Poland': '#009E73', 'Norway': '#CC79A7'}
    """
    free = iter([hue for hue in HUES if hue not in [fixed.get(name) for name in series]] * 2)
    return {name: fixed[name] if name in fixed else next(free) for name in series}


def dashes(series: Sequence[str]) -> dict[str, list[int]]:
    """Give each series a dash, so that colour is never the only sign.

    >>> dashes(["Poland", "Norway"])
    {'Poland': [1, 0], 'Norway': [6, 2]}
    """
    return dict(zip(series, cycle(DASHES), strict=False))


def lines(
    frame: pl.DataFrame,
    y: str,
    series: str,
    label: str,
    look: Look,
    end: str,
    marked: bands.Marked | None = None,
    start: date | None = None,
) -> VegaChart:
    """Draw a line per series over `period`, each ending in the text of column `label`; `end` says where coverage ends.

    `frame` has period (dates), the series, `y` and the label; a null is no point. `look` names every series. What is `marked`
    stands on grey, with its words at the foot. With a `start` the axis begins there and each point is a dot: of running totals
    over periods `period` is the month each is known to.

    >>> look = Look({"Europe": theme.BLUE}, {"Europe": [1, 0]}, "EUR bn", "Bloc")
    >>> rows = pl.DataFrame({"period": [date(2025, 1, 1), date(2025, 2, 1)], "eur_bn": [1.0, 2.5]})
    >>> rows = rows.with_columns(bloc=pl.lit("Europe"), text=pl.lit("Europe"))
    >>> lines(rows, "eur_bn", "bloc", "text", look, "data to February 2025").spec["layer"][0]["name"]
    'lines'
    """
    first, last = _ends(frame)
    first = start or first
    known = frame.filter(pl.col(y).is_not_null())
    span = max(float(known[y].max() or 0), 0) - min(float(known[y].min() or 0), 0)  # type: ignore[arg-type]
    names = known.sort("period").group_by(series, maintain_order=True).last()
    # A line that ends early is named at the edge too, where no other line runs through its name.
    names = marks.spread(names, y, span=span, height=marks.HEIGHT).with_columns(period=pl.lit(last))
    names = names.select("period", series, label, "label_y")
    x = _temporal(title=None, axis=_time_axis(first, last), scale=_domain(first, last))
    text_colours = {name: theme.as_text(colour) for name, colour in look.colours.items()}
    text = {"type": "text", "align": "left", "dx": 8, "fontWeight": 600, "baseline": "middle"}
    line = {
        "x": x,
        "y": _quantitative(y, title=None, axis={"format": ",~f", "tickCount": 5}),
        "color": _colour(series, look.colours),
        "strokeDash": _nominal(series, legend=None, scale=_scale(look.dashes)),
    }
    point = {"x": x, "y": _quantitative(y), "color": line["color"], "tooltip": _tooltip(series, y, look, "1mo")}
    name = {"x": x, "y": _quantitative("label_y"), "text": _nominal(label), "color": _colour(series, text_colours)}
    layers = [
        *(bands.layers(marked, first, last) if marked else []),
        {"name": "lines", "mark": {"type": "line", "clip": False}, "encoding": line},
        {
            "mark": {"type": "point", "filled": True, "size": 40 if start else 90, "opacity": 1 if start else 0},
            "encoding": point,
        },
        {"data": _values(names), "mark": text, "encoding": name},
        *_captions(look.unit, end, last),
    ]
    longest = max((text_width(text, 12, bold=True) for text in names[label]), default=0)
    size = {"width": round(min(marks.WIDTH - 10, theme.size("page").width - AROUND - longest)), "height": marks.HEIGHT}
    return VegaChart({"data": _values(frame), "layer": layers, "resolve": {"scale": {"color": "independent"}}, **size})


def bars(frame: pl.DataFrame, y: str, series: str, look: Look, every: str) -> VegaChart:
    """Draw a row of bars per series, all rows on one scale; few bars carry their numbers, and what is null is grey: not covered.

    `frame` has period (dates), the series and `y`; `every`: 1mo, 1q, 6mo or 1y. `look` names every series. Bars whose
    column `pale` is true, if there is one, are pale, and the subtitle has to say why; a row with grey says so in its name.

    >>> look = Look({"Europe": theme.BLUE}, {"Europe": [1, 0]}, "EUR bn", "Bloc")
    >>> rows = pl.DataFrame({"period": [date(2024, 1, 1), date(2025, 1, 1)], "bloc": "Europe", "eur_bn": [1.0, 2.5]})
    >>> [row["shown"] for row in bars(rows, "eur_bn", "bloc", look, "1y").spec["data"]["values"]]
    ['1.0', '2.5']
    """
    x = _temporal(timeUnit=UNITS_OF_TIME[every], title=None, axis=_time_axis(*_ends(frame)))
    layers: list[Spec] = []
    if frame[y].null_count():
        background = {"mark": {"type": "rect", "color": "#F0F0F0"}, "encoding": {"y": {"value": 0}, "y2": {"value": "height"}}}
        layers.append({"transform": [{"filter": f"datum.{y} === null"}], **background})
    bar = {"color": _colour(series, look.colours), "tooltip": _tooltip(series, y, look, every)}
    if "pale" in frame.columns and frame["pale"].any():
        bar["opacity"] = {"condition": {"test": "datum.pale", "value": 0.5}, "value": 1}
    layers.append({"mark": {"type": "bar"}, "encoding": bar})
    if frame["period"].n_unique() <= FEW_BARS:
        write = "{:,.0f}".format if look.decimals == WHOLE else _number
        frame = frame.with_columns(shown=pl.col(y).map_elements(write, return_dtype=pl.String))
        number = {"type": "text", "baseline": "bottom", "dy": -2, "fontSize": 12}
        layers.append({"mark": number, "encoding": {"x": x | {"bandPosition": 0.5}, "text": _nominal("shown")}})
    header = {"labelAnchor": "start", "labelOrient": "top", "labelPadding": 4}
    if grey := frame.filter(pl.col(y).is_null())[series].unique().sort().to_list():
        # The words stand in the picture, where the grey is: a slide's own chart has none.
        header["labelExpr"] = f"(datum.label) + (indexof({json.dumps(grey)}, datum.value) < 0 ? '' : ' ({NOT_COVERED})')"
    row = _nominal(series, sort=list(look.colours), title=None, header=header)
    encoding = {"x": x, "y": _quantitative(y, title=None, axis={"format": ",~f", "tickCount": 4})}
    size = {"width": marks.WIDTH + 40, "height": ROW_HEIGHTS.get(len(look.colours), 60)}
    rows = {"encoding": encoding, "layer": layers, **size}
    return VegaChart({"data": _values(frame), "facet": {"row": row}, "spec": rows, "spacing": 8})


def strip(frame: pl.DataFrame, y: str, name: str = "months") -> Spec:
    """Draw all months small, to brush some of them; `frame` has period and y, and the selection is called `name`.

    >>> strip(pl.DataFrame({"period": [date(2025, 1, 1)], "value": [1.5]}), "value")["data"]["values"]
    [{'period': '2025-01-01T00:00:00', 'value': 1.5}]
    """
    axis = {"format": "%Y", "tickCount": "year", "grid": False, "domain": False}
    return {
        "$schema": render.PAGE_SCHEMA,
        "config": theme.config(),
        "data": _values(frame.select("period", y)),
        "width": marks.WIDTH + 40,
        "height": 34,
        "params": [{"name": name, "select": {"type": "interval", "encodings": ["x"], "translate": False, "zoom": False}}],
        "mark": {"type": "area", "color": theme.LIGHT_GREY, "interpolate": "step-after", "cursor": "col-resize"},
        "encoding": {"x": _temporal(title=None, axis=axis), "y": _quantitative(y, axis=None)},
    }


def with_rows(template: Spec, **frames: pl.DataFrame) -> VegaChart:
    """Put rows into a chart that altair made once, with its data left open by name (`alt.NamedData`).

    >>> with_rows({"mark": "rect"}, tiles=pl.DataFrame({"country": ["FRA"]})).spec
    {'mark': 'rect', 'datasets': {'tiles': [{'country': 'FRA'}]}}
    """
    rows = {name: _values(frame)["values"] for name, frame in frames.items()}
    return VegaChart(template | {"datasets": template.get("datasets", {}) | rows})


def _captions(unit: str, end: str, last: date) -> list[Spec]:
    """Write the unit above the axis, and mark and name the end of the data."""
    text = {"type": "text", "baseline": "bottom", "color": theme.SOFT_INK, "dy": -4}
    rule = {"type": "rule", "strokeDash": [2, 3], "color": theme.GREY}
    top, at_end, words = {"value": 0}, {"period": f"{last}T00:00:00"}, {"field": "text"}
    layers = [
        ({"text": unit}, text | {"align": "left", "dy": -19}, {"text": words, "x": {"value": 0}, "y": top}),
        (at_end, rule, {"x": _temporal()}),
        (at_end | {"text": end}, text | {"align": "right", "fontSize": 12}, {"x": _temporal(), "y": top, "text": words}),
    ]
    return [{"data": {"values": [row]}, "mark": mark, "encoding": encoding} for row, mark, encoding in layers]


def _number(value: float) -> str:
    return "<0.01" if 0 < value < 0.005 else marks.short(value)


def _values(frame: pl.DataFrame) -> Spec:
    """Give rows as data, days as the browser reads them in the reader's own zone, as altair writes them."""
    return {"values": frame.with_columns(pl.col(pl.Date).dt.strftime("%Y-%m-%dT00:00:00")).to_dicts()}


def _nominal(field: str, **options: Any) -> Spec:
    return {"field": field, "type": "nominal", **options}


def _quantitative(field: str, **options: Any) -> Spec:
    return {"field": field, "type": "quantitative", **options}


def _temporal(**options: Any) -> Spec:
    return {"field": "period", "type": "temporal", **options}


def _scale(table: Mapping[str, Any]) -> Spec:
    return {"domain": list(table), "range": list(table.values())}


def _colour(series: str, colours: Mapping[str, str]) -> Spec:
    return _nominal(series, legend=None, scale=_scale(colours))


def _tooltip(series: str, y: str, look: Look, every: str) -> list[Spec]:
    time, value = {"title": "Time", "format": FORMATS[every]}, {"title": look.unit, "format": look.decimals}
    return [_nominal(series, title=look.tooltip), _temporal(**time), _quantitative(y, **value)]


def _ends(frame: pl.DataFrame) -> tuple[date, date]:
    return frame["period"].min(), frame["period"].max()  # type: ignore[return-value]


def _time_axis(first: date, last: date) -> Spec:
    short = (last - first).days < SHORT_SPAN
    return {"grid": False} | ({"format": "%b %Y", "tickCount": 5} if short else {"format": "%Y", "tickCount": "year"})


def _domain(first: date, last: date) -> Spec:
    return {"domain": [{"year": day.year, "month": day.month, "date": day.day} for day in (first, last)], "nice": False}
