"""Make the shapes of Europe's countries that maps are drawn with, once; the result is kept in the project.

    npm pack world-atlas@2.0.2 && tar -xzf world-atlas-2.0.2.tgz
    uv run --no-project --with shapely python tools/shapes.py package/countries-50m.json

The source is Natural Earth (public domain) as npm's world-atlas has it. Borders are those that the United Nations recognise: Natural
Earth gives Crimea to Russia and Northern Cyprus a shape of its own, here they are Ukraine and Cyprus.
"""

import csv
import itertools
import json
import math
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
TARGET = ROOT / "analysis/charts/shapes/europe.json"
CENTRE = (52.0, 12.0)
RADIUS = 6_371_007
CUT = (-45, 25, 80, 84)
"""Degrees within which shapes are taken at all: their own edges then lie outside of the frame."""

FRAME = (-2_080_000, -1_960_000, 2_180_000, 2_260_000)
"""Left, bottom, right and top of the map in metres from its centre."""

GRID = 2_000
TOLERANCE, SMALLEST = 7_000, 250e6
HATCH = 62_000
CRIMEA, LARGEST_CRIMEA = (34.1, 44.95), 5.0
"""A point in Crimea, and the largest area in square degrees that the part of it can have."""

NAMED = {
    "Czechia": "CZE",
    "Macedonia": "MKD",
    "Bosnia and Herz.": "BIH",
    "Kosovo": "XKX",
    "Turkey": "TUR",
    "United Kingdom": "GBR",
}


def main(path: str) -> None:
    """Read the atlas, settle the borders, project, cut, simplify and write the topology with a place for each name."""
    import shapely
    from shapely.geometry import Point, box

    shapes = _settled(_countries(json.loads(Path(path).read_text(encoding="utf-8"))), Point(CRIMEA))
    cut = {name: shapely.intersection(shape, box(*CUT)) for name, shape in shapes.items()}
    projected = {name: shapely.transform(shape, _project) for name, shape in cut.items() if not shape.is_empty}
    names = list(projected)
    simple = shapely.coverage_simplify([projected[name] for name in names], TOLERANCE)
    framed = {name: _large_parts(shapely.intersection(shape, box(*FRAME))) for name, shape in zip(names, simple, strict=True)}
    drawn = {name: shape for name, shape in framed.items() if not shape.is_empty}
    # What simplifying or the grid would lose keeps its place: it is drawn as a circle.
    places = {name: _place(framed.get(name, shape) if name in drawn else shape) for name, shape in projected.items()}
    topology = _topology(drawn)
    topology["places"] = {name: place for name, place in places.items() if _inside(place)}
    topology["hatch"] = _hatch(drawn["UKR"])
    TARGET.write_text(json.dumps(topology, separators=(",", ":")) + "\n", encoding="utf-8")
    print(f"{TARGET.relative_to(ROOT)}: {TARGET.stat().st_size:,} bytes, {len(drawn)} shapes")


def _countries(atlas: dict[str, Any]) -> dict[str, Any]:
    """Give each country's shape in degrees, by ISO code where it has one and by its name elsewhere."""
    from shapely.geometry import shape
    from shapely.validation import make_valid

    codes = _codes()
    scale, shift = atlas["transform"]["scale"], atlas["transform"]["translate"]

    def arc(number: int) -> list[tuple[float, float]]:
        x = y = 0
        points = []
        for dx, dy in atlas["arcs"][number if number >= 0 else ~number]:
            x, y = x + dx, y + dy
            points.append((x * scale[0] + shift[0], y * scale[1] + shift[1]))
        return points if number >= 0 else points[::-1]

    def ring(numbers: list[int]) -> list[tuple[float, float]]:
        points: list[tuple[float, float]] = []
        for number in numbers:
            points += arc(number)[1 if points else 0 :]
        return _unwrapped(points)

    found: dict[str, Any] = {}
    for one in atlas["objects"]["countries"]["geometries"]:
        if "arcs" not in one:
            continue
        parts = one["arcs"] if one["type"] == "MultiPolygon" else [one["arcs"]]
        outline = {"type": "MultiPolygon", "coordinates": [[ring(r) for r in part] for part in parts]}
        name = one["properties"]["name"]
        found[NAMED.get(name) or codes.get(name, name)] = make_valid(shape(outline))
    return found


def _unwrapped(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Let a ring that crosses the date line run on beyond 180 degrees: the atlas stitches what others cut there."""
    turns, whole = 0, []
    for nth, (x, y) in enumerate(points):
        before = points[nth - 1][0] if nth else x
        turns += (before - x > 180) - (x - before > 180)
        whole.append((x + 360 * turns, y))
    return whole


def _codes() -> dict[str, str]:
    with (ROOT / "data/reference/countries.csv").open(encoding="utf-8") as file:
        return {row["name"]: row["iso3"] for row in csv.DictReader(file)}


def _settled(shapes: dict[str, Any], crimea: Any) -> dict[str, Any]:
    """Give Crimea to Ukraine and the north of Cyprus to Cyprus."""
    import shapely

    russia = next(name for name in ("RUS", "Russia") if name in shapes)
    part = [one for one in shapely.get_parts(shapes[russia]) if one.contains(crimea)]
    if len(part) != 1 or part[0].area > LARGEST_CRIMEA:
        raise SystemExit(f"Crimea is not one small part of Russia's shape here, but {[one.area for one in part]}")
    shapes[russia] = shapely.difference(shapes[russia], part[0])
    shapes["UKR"] = shapely.union(shapes["UKR"], part[0])
    for name in ("N. Cyprus", "Northern Cyprus"):
        if name in shapes:
            # A buffer zone between the two would stay as a gap.
            shapes["CYP"] = shapely.union(shapes["CYP"], shapes.pop(name)).buffer(0.04).buffer(-0.04)
    return shapes


def _project(degrees: Any) -> Any:
    """Project longitudes and latitudes to metres from the centre, areas kept (Lambert)."""
    import numpy as np

    lat0, lon0 = map(math.radians, CENTRE)
    lon, lat = np.radians(degrees[:, 0]) - lon0, np.radians(degrees[:, 1])
    k = np.sqrt(2 / (1 + math.sin(lat0) * np.sin(lat) + math.cos(lat0) * np.cos(lat) * np.cos(lon)))
    x = RADIUS * k * np.cos(lat) * np.sin(lon)
    y = RADIUS * k * (math.cos(lat0) * np.sin(lat) - math.sin(lat0) * np.cos(lat) * np.cos(lon))
    return np.column_stack([x, y])


def _large_parts(shape: Any) -> Any:
    """Drop small islands, but not the largest part of a country."""
    import shapely

    parts = sorted((one for one in shapely.get_parts(shape) if one.geom_type == "Polygon"), key=lambda one: -one.area)
    return shapely.multipolygons([one for nth, one in enumerate(parts) if nth == 0 or one.area >= SMALLEST])


def _place(shape: Any) -> list[int]:
    """Give the centre of the largest circle in a country's largest part, and its radius: where its name fits."""
    import shapely

    largest = max(shapely.get_parts(shape), key=lambda one: one.area)
    line = shapely.maximum_inscribed_circle(largest, tolerance=2_000)
    (x, y), _ = line.coords
    return [round(x), round(y), round(line.length)]


def _inside(place: list[int]) -> bool:
    left, bottom, right, top = FRAME
    return left <= place[0] <= right and bottom <= place[1] <= top


def _hatch(shape: Any) -> list[list[list[int]]]:
    """Cut parallel lines by a shape: a hatching that every format can draw."""
    import shapely
    from shapely.geometry import LineString

    left, bottom, right, top = shape.bounds
    lines = []
    start = left - (top - bottom)
    while start < right:
        cut = shapely.intersection(shape, LineString([(start, bottom), (start + top - bottom, top)]))
        lines += [[[round(x), round(y)] for x, y in one.coords] for one in shapely.get_parts(cut) if one.length > HATCH / 4]
        start += HATCH
    return lines


def _topology(shapes: dict[str, Any]) -> dict[str, Any]:
    """Write shapes as a topology on a grid: each border once, as differences from point to point."""
    rings = {
        name: [[_on_grid(ring.coords) for ring in (one.exterior, *one.interiors)] for one in shape.geoms]
        for name, shape in shapes.items()
    }
    beside: dict[tuple[int, int], set[tuple[int, int]]] = defaultdict(set)
    for parts in rings.values():
        for ring in (ring for part in parts for ring in part):
            for one, other in zip(ring, ring[1:] + ring[:1], strict=True):
                beside[one].add(other)
                beside[other].add(one)
    arcs: list[list[tuple[int, int]]] = []
    known: dict[tuple[tuple[int, int], ...], int] = {}

    def number(points: list[tuple[int, int]]) -> int:
        forward, backward = tuple(points), tuple(points[::-1])
        if forward in known:
            return known[forward]
        if backward in known:
            return ~known[backward]
        known[forward] = len(arcs)
        arcs.append(points)
        return known[forward]

    def numbers(ring: list[tuple[int, int]]) -> list[int]:
        ends = [nth for nth, point in enumerate(ring) if len(beside[point]) != 2]
        start = ends[0] if ends else ring.index(min(ring))
        turned = ring[start:] + ring[: start + 1]
        stops = [nth for nth, point in enumerate(turned) if nth in (0, len(turned) - 1) or len(beside[point]) != 2]
        return [number(turned[one : other + 1]) for one, other in itertools.pairwise(stops)]

    shaped = [
        {
            "type": "MultiPolygon",
            "properties": {"country": name},
            "arcs": [[numbers(ring) for ring in part if len(ring) > 2] for part in parts if len(part[0]) > 2],
        }
        for name, parts in sorted(rings.items())
    ]
    left, bottom, right, top = FRAME
    frame = [
        (0, 0),
        ((right - left) // GRID, 0),
        ((right - left) // GRID, (top - bottom) // GRID),
        (0, (top - bottom) // GRID),
        (0, 0),
    ]
    border = {"type": "Polygon", "properties": {"country": "frame"}, "arcs": [[number(frame)]]}
    return {
        "type": "Topology",
        "transform": {"scale": [GRID, GRID], "translate": [left, bottom]},
        "objects": {"countries": {"type": "GeometryCollection", "geometries": [border, *shaped]}},
        "arcs": [_differences(points) for points in arcs],
    }


def _on_grid(points: Any) -> list[tuple[int, int]]:
    placed = [(round((x - FRAME[0]) / GRID), round((y - FRAME[1]) / GRID)) for x, y in points]
    return [point for nth, point in enumerate(placed[:-1]) if point != placed[nth - 1 if nth else -2]]


def _differences(points: list[tuple[int, int]]) -> list[list[int]]:
    steps = [list(points[0])]
    return steps + [[x - before[0], y - before[1]] for before, (x, y) in itertools.pairwise(points)]


if __name__ == "__main__":
    main(sys.argv[1])
