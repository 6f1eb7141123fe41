"""Draw a flow: nodes in columns, and ribbons between them as wide as what flows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import altair as alt
import polars as pl

from analysis.charts import marks, theme

STEPS = 24
"""Straight pieces that a ribbon is drawn of."""

NODE, GAP = 10, 13
"""Width of a node, and the least distance between two of one column, in pixels."""


@dataclass(frozen=True)
class Column:
    """Hold one column of nodes: where it stands, which nodes, from above, and on which side their names are written.

    >>> Column(100, ("used", "left")).side
    'right'
    """

    x: float
    nodes: Sequence[str]
    side: marks.Side = "right"


def flow(
    links: pl.DataFrame,
    columns: Sequence[Column],
    colours: Mapping[str, str],
    texts: Mapping[str, str],
    *,
    width: int,
    height: int,
) -> marks.Layered:
    """Draw links between nodes as ribbons; all columns share one scale, and each begins at the top.

    `links` has origin, target, value and tone (a key of `colours`). A node is as high as what flows in or out of it, the larger. `texts`
    are the words beside nodes.

    >>> links = pl.DataFrame({"origin": ["given"], "target": ["left"], "value": [5.0], "tone": ["all"]})
    >>> columns = [Column(0, ["given"]), Column(100, ["left"])]
    >>> len(flow(links, columns, {"all": theme.GREY}, {"left": "left 5"}, width=200, height=80).layer)
    3
    """
    sizes = _sizes(links)
    most = max(sum(sizes[node] for node in column.nodes) for column in columns)
    gaps = GAP * (max(len(column.nodes) for column in columns) - 1)
    scale = (height - gaps) / most
    nodes = _placed(columns, sizes, scale)
    axis = {"x": alt.X("x:Q", axis=None, scale=alt.Scale(domain=[0, width], nice=False))}
    down = alt.Scale(domain=[height, 0], nice=False)
    tips = marks.tips({"From": "origin", "To": "target", "USD bn": "value:Q|,.1f"})
    ribbons = alt.Chart(_ribbons(links, nodes, scale), width=width, height=height).mark_area(opacity=0.5)
    ribbons = ribbons.encode(
        **axis,
        y=alt.Y("top:Q", axis=None, scale=down),
        y2=alt.Y2("bottom:Q"),
        detail=alt.Detail("link:N"),
        color=marks.colour("tone", colours),
        tooltip=tips,
    )
    shown = pl.DataFrame(
        [
            {"node": name, "x": x, "x2": x + NODE, "y": y, "y2": y + sizes[name] * scale, "text": texts.get(name, "")}
            for name, (x, y, _) in nodes.items()
        ]
    ).with_columns(middle=(pl.col("y") + pl.col("y2")) / 2)
    bars = (
        alt.Chart(shown)
        .mark_rect(color=theme.INK)
        .encode(**axis, x2=alt.X2("x2:Q"), y=alt.Y("y:Q", axis=None, scale=down), y2=alt.Y2("y2:Q"))
    )
    words = [
        alt.Chart(shown.filter(pl.col("node").is_in(column.nodes)))
        .mark_text(
            align="left" if column.side == "right" else "right", dx=NODE + 4 if column.side == "right" else -4, fontSize=11
        )
        .encode(**axis, y=alt.Y("middle:Q", axis=None, scale=down), text=alt.Text("text:N"))
        for column in columns
        if any(texts.get(node) for node in column.nodes)
    ]
    return alt.layer(ribbons, bars, *words)


def _sizes(links: pl.DataFrame) -> dict[str, float]:
    """Give each node its size: what flows in or out of it, the larger."""
    sides = [links.group_by(node=side).agg(pl.col("value").sum()) for side in ("origin", "target")]
    return dict(pl.concat(sides).group_by("node").agg(pl.col("value").max()).sort("node").iter_rows())


def _placed(columns: Sequence[Column], sizes: Mapping[str, float], scale: float) -> dict[str, tuple[float, float, int]]:
    """Give each node its left edge, its top and the number of its column."""
    nodes = {}
    for nth, column in enumerate(columns):
        y = 0.0
        for name in column.nodes:
            nodes[name] = (column.x, y, nth)
            y += sizes[name] * scale + GAP
    return nodes


def _ribbons(links: pl.DataFrame, nodes: Mapping[str, tuple[float, float, int]], scale: float) -> pl.DataFrame:
    """Give the points of each ribbon, which leave a node and arrive in the order of the nodes, from above."""
    left, right = ({name: y for name, (_, y, _) in nodes.items()} for _ in range(2))
    ordered = sorted(links.iter_rows(named=True), key=lambda link: (nodes[link["origin"]][1], nodes[link["target"]][1]))
    points = []
    for link in ordered:
        (start, _, _), (end, _, _), high = nodes[link["origin"]], nodes[link["target"]], link["value"] * scale
        first, last = left[link["origin"]], right[link["target"]]
        left[link["origin"]], right[link["target"]] = first + high, last + high
        for step in range(STEPS + 1):
            t = step / STEPS
            top = first + (last - first) * (3 * t**2 - 2 * t**3)
            x = start + NODE + (end - start - NODE) * t
            points.append({**link, "link": f"{link['origin']} to {link['target']}", "x": x, "top": top, "bottom": top + high})
    return pl.DataFrame(points).with_columns(pl.col("x", "top", "bottom").round(2))
