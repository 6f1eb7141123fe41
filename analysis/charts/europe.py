"""A map of Europe: shapes that are kept here, names where they fit, Ukraine hatched, and circles for states too small to see."""

import functools
import json
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import altair as alt
import polars as pl

from analysis.charts import marks, theme
from analysis.charts.lettering import text_width
from analysis.charts.vega import VegaChart

SHAPES = "europe"
"""What the shapes are called among the data of a chart."""

FILE = Path(__file__).parent / "shapes/europe.json"
SEA, LAND, EDGE = "#F1F5F9", "#E2E2E2", theme.PAPER
UKRAINE, UKRAINE_EDGE = "#FFF7DB", "#8A6D00"
SMALL = ("CYP", "LUX", "MLT")
"""States that are drawn as circles: their shapes are lost at the size of a page."""

ACROSS = {"type": "identity", "reflectY": True}
AROUND = ((0, 0), (0, -1), (0, 1), (1, 0), (-1, 0), (1, -1), (-1, -1), (1, 1), (-1, 1))


@functools.cache
def topology() -> dict[str, Any]:
    """Read the kept shapes: a topology with the object countries, `places` of names and the `hatch` of Ukraine.

    >>> sorted(topology())
    ['arcs', 'hatch', 'objects', 'places', 'transform', 'type']
    """
    read: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    return read


def bounds() -> tuple[float, float, float, float]:
    """Give left, bottom, right and top of the map, in metres from its centre.

    >>> left, bottom, right, top = bounds()
    >>> left < 0 < right and bottom < 0 < top
    True
    """
    (left, bottom), (step, _) = topology()["transform"]["translate"], topology()["transform"]["scale"]
    frame = topology()["arcs"][topology()["objects"]["countries"]["geometries"][0]["arcs"][0][0]]
    return left, bottom, left + step * max(one[0] for one in frame), bottom + step * max(one[1] for one in frame)


def height_for(width: float) -> int:
    """Give the height of the map in pixels at a width.

    >>> 250 < height_for(300) < 350
    True
    """
    left, bottom, right, top = bounds()
    return round(width * (top - bottom) / (right - left))


def europe(
    rows: pl.DataFrame, named: Sequence[str], *, width: int, size: float = 11, bold: Sequence[str] = ()
) -> marks.Layered:
    """Draw the countries of some rows in their colours, with names where they fit, in the order in which they are wanted.

    `rows` has country (a code), name, fill (a colour), said (a text for the tooltip) and edged (drawn with a dark edge); `named` are the
    codes to be named, `bold` those of them in bold. A country that has no row is grey. Ukraine is hatched and always named.

    >>> rows = pl.DataFrame({"country": ["FRA"], "name": ["France"], "fill": ["#0072B2"], "said": ["offers"], "edged": [False]})
    >>> europe(rows, ["FRA"], width=300).width
    300
    """
    shapes = alt.NamedData(SHAPES, format=alt.TopoDataFormat(feature="countries", type="topojson"))
    looked_up = alt.LookupData(_data(rows), "country", ["name", "fill", "said", "edged"])
    land = _shape("datum.properties.country != 'frame'", fill=LAND, stroke=EDGE)
    known = alt.Chart().transform_lookup("properties.country", from_=looked_up).transform_filter("isValid(datum.fill)")
    tips = marks.tips({"Country": "name", "Answer": "said"})
    # White on the pale sea needs an edge to be seen.
    edge = alt.condition(f"datum.fill == '{theme.PAPER}'", alt.value(theme.GREY), alt.value(EDGE))
    fill = alt.Fill("fill:N", scale=None)
    filled = known.mark_geoshape(strokeWidth=0.6).encode(fill=fill, stroke=edge, tooltip=tips)
    edged = known.transform_filter("datum.edged").mark_geoshape(filled=False, stroke=theme.INK, strokeWidth=1.4)
    hatch = {"type": "Feature", "geometry": {"type": "MultiLineString", "coordinates": topology()["hatch"]}, "properties": {}}
    lines = alt.Chart(alt.Data(values=[hatch])).mark_geoshape(filled=False, stroke="#B58900", strokeWidth=0.8)
    layers = [
        _shape("datum.properties.country == 'frame'", fill=SEA, stroke=SEA),
        *[land, filled.project(**ACROSS), edged.project(**ACROSS)],
        _shape("datum.properties.country == 'UKR'", fill=UKRAINE, stroke=UKRAINE_EDGE),
        lines.project(**ACROSS),
        *_circles(rows),
        *_names(rows, named, width, size, bold),
    ]
    return alt.layer(*layers, data=shapes).properties(width=width, height=height_for(width))


def with_shapes(chart: marks.Layered) -> VegaChart:
    """Put the shapes into a chart of maps, once for all of them and for every size; without them a map is empty.

    >>> list(with_shapes(alt.Chart(alt.NamedData(SHAPES)).mark_geoshape()).to_dict()["datasets"])
    ['europe']
    """
    spec = chart.to_dict(validate=False)
    topo = {key: topology()[key] for key in ("type", "transform", "objects", "arcs")}
    return VegaChart(spec | {"datasets": spec.get("datasets", {}) | {SHAPES: topo}})


def _data(rows: pl.DataFrame) -> alt.Data:
    return alt.Data(values=rows.select("country", "name", "fill", "said", "edged").to_dicts())


def _shape(which: str, **look: Any) -> marks.Layered:
    return alt.Chart().transform_filter(which).mark_geoshape(strokeWidth=0.6, **look).project(**ACROSS)


def _circles(rows: pl.DataFrame) -> list[marks.Layered]:
    """Draw the small states as circles in their colours."""
    places = topology()["places"]
    small = rows.filter(pl.col("country").is_in([one for one in SMALL if one in places]))
    if small.is_empty():
        return []
    at = [{"x": places[row["country"]][0], "y": places[row["country"]][1]} | row for row in small.to_dicts()]
    tips = marks.tips({"Country": "name", "Answer": "said"})
    circles = alt.Chart(alt.Data(values=at)).mark_circle(size=75, opacity=1, strokeWidth=1.2)
    edge = alt.condition("datum.edged", alt.value(theme.INK), alt.value(theme.GREY))
    return [
        circles.encode(
            longitude=alt.Longitude("x:Q"),
            latitude=alt.Latitude("y:Q"),
            fill=alt.Fill("fill:N", scale=None),
            stroke=edge,
            tooltip=tips,
        ).project(**ACROSS)
    ]


def _names(rows: pl.DataFrame, named: Sequence[str], width: int, size: float, bold: Sequence[str]) -> list[marks.Layered]:
    """Write the names that fit: each in its own shape if it can, else beside the middle, never on another."""
    placed = placed_names(rows, named, width, size, bold)
    layers: list[marks.Layered] = []
    for heavy, weight in ((False, 400), (True, 600)):
        chosen = [one for one in placed if one["bold"] == heavy]
        if not chosen:
            continue
        base = alt.Chart(alt.Data(values=chosen)).encode(
            longitude=alt.Longitude("x:Q"), latitude=alt.Latitude("y:Q"), text=alt.Text("name:N")
        )
        look: dict[str, Any] = {"fontSize": size, "fontWeight": weight, "baseline": "middle"}
        halo = base.transform_filter("datum.ink == '#1A1A1A'").mark_text(
            stroke=theme.PAPER, strokeWidth=3, color=theme.PAPER, **look
        )
        ink = base.encode(color=alt.Color("ink:N", scale=None)).mark_text(**look)
        layers += [halo.project(**ACROSS), ink.project(**ACROSS)]
    return layers


def placed_names(
    rows: pl.DataFrame, named: Sequence[str], width: int, size: float, bold: Sequence[str] = ()
) -> list[dict[str, Any]]:
    """Place names so that none lies on another, on a circle or over the edge; one without room is left out.

    Gives country, name, x and y (metres), ink and bold, Ukraine first. Takes what `europe` takes.

    >>> rows = pl.DataFrame({"country": ["FRA"], "name": ["France"], "fill": ["#0072B2"]})
    >>> [one["name"] for one in placed_names(rows, ["FRA"], 300, 11)]
    ['Ukraine', 'France']
    """
    left, bottom, right, top = bounds()
    scale, places = width / (right - left), topology()["places"]
    look: dict[str, dict[str, Any]] = {row["country"]: row for row in rows.iter_rows(named=True)} | {
        "UKR": {"name": "Ukraine", "fill": UKRAINE}
    }
    taken = [_box(places[one][0], places[one][1], 5 / scale, 5 / scale) for one in SMALL if one in places and one in look]
    found: list[dict[str, Any]] = []
    for country in dict.fromkeys(["UKR", *named]):
        if country not in places or country not in look:
            continue
        heavy, name = country in bold, look[country]["name"]
        wide, high = (text_width(name, size, bold=heavy) / 2 + 1) / scale, 0.55 * size / scale
        x, y, radius = places[country]
        inside = wide < 1.15 * radius and country not in SMALL
        for across, up in _candidates(country, wide, high, scale):
            box = _box(x + across, y + up, wide, high)
            astray = country not in SMALL and _gap(across, up, wide, high) > 0.6 * radius
            if astray or box[0] < left or box[2] > right or box[1] < bottom or box[3] > top:
                continue
            if any(_meet(box, one) for one in taken):
                continue
            taken.append(box)
            ink = theme.on(look[country]["fill"]) if inside and (across, up) == (0, 0) else theme.INK
            ink = theme.INK if ink == "#000000" else ink
            found.append({"country": country, "name": name, "x": x + across, "y": y + up, "ink": ink, "bold": heavy})
            break
    return found


def _candidates(country: str, wide: float, high: float, scale: float) -> list[tuple[float, float]]:
    """Give the places to try for a name, from the middle of its shape outwards; a circle has its name beside it."""
    if country in SMALL:
        beside, over = wide + 7 / scale, high + 7 / scale
        return [(beside, 0), (-beside, 0), (0, over), (0, -over)]
    return [
        (dx * step / scale, dy * step / scale)
        for step in (0, 5, 10, 15, 21, 28)
        for dx, dy in AROUND[: 1 if step == 0 else None]
    ]


def _gap(across: float, up: float, wide: float, high: float) -> float:
    """Give how far the edge of a name is from the middle of its country: one that is too far would name a neighbour."""
    return math.hypot(max(abs(across) - wide, 0), max(abs(up) - high, 0))


def _box(x: float, y: float, wide: float, high: float) -> tuple[float, float, float, float]:
    return x - wide, y - high, x + wide, y + high


def _meet(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
