"""A form for two days side by side: names as tiles in bands, then and now; in a column a square each, with the counts."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import altair as alt
import polars as pl

from analysis.charts import marks, theme
from analysis.charts.lettering import text_width

THEN, NOW = "then", "now"


@dataclass(frozen=True)
class Band:
    """Hold one band of the drawing: the key of its rows, its name in lines, and how its tiles look.

    With `counted` the band says how many tiles it has; one without is a remark, such as what another country answers.

    >>> Band("declines", ("Refuse",), theme.REFUSAL).ink
    '#FFFFFF'
    """

    key: str
    name: Sequence[str]
    fill: str
    counted: bool = True
    edge: str = theme.GREY

    @property
    def ink(self) -> str:
        """Give the colour in which a name can be read on the band's tiles.

        >>> Band("not found", ("No position found",), theme.PAPER).ink
        '#1A1A1A'
        """
        return theme.INK if self.fill == theme.PAPER else theme.on(self.fill)


WIDTH, LABEL, COUNT = 612, 108, 22
"""Of the tiles' drawing, of the names of bands, and of the count before the tiles, in pixels."""
TILE, PITCH, PAD, GAP, SIZE = 18, 23, 6, 6, 12
BELOW, MARGIN = 9, 10
HEAD = 24

FILLED = {theme.PAPER: "#DEDEDE", theme.PALE_GREY: "#9A9A9A"}
"""How squares are filled whose tiles are white or nearly so: a hollow one is of the earlier day."""

SQUARE, STEP, NARROW, NARROW_LABEL = 10, 13, 316, 118
"""Of the squares in a column: side, distance, width of the drawing and of the bands' names."""


def tiles(rows: pl.DataFrame, bands: Sequence[Band], heads: tuple[str, str]) -> marks.Layered:
    """Draw names as tiles in bands, the earlier day left and the later one right; what moved stands first, in bold and framed.

    `rows` has band (the key of one of `bands`), side (then or now), name and moved; a band without rows on either day is left out.
    `heads` are the words above the two halves.

    >>> rows = pl.DataFrame({"band": ["a", "a"], "side": [THEN, NOW], "name": ["Norway", "Norway"], "moved": [False, False]})
    >>> tiles(rows, [Band("a", ("Offer",), theme.BLUE)], ("2025", "2026")).width
    612
    """
    half = (WIDTH - LABEL) / 2
    starts = {THEN: float(LABEL), NOW: LABEL + half}
    boxes: list[dict[str, Any]] = []
    words: list[dict[str, Any]] = []
    counts: list[dict[str, Any]] = []
    rules: list[float] = [float(HEAD)]
    top = float(HEAD)
    for band in _present(rows, bands):
        lines = max(1, -(-(15 * len(band.name)) // PITCH))
        for side, start in starts.items():
            placed, used = _placed(
                rows, band, side, start + (COUNT if band.counted else 0), start + half - MARGIN, top + BELOW / 2
            )
            boxes += placed
            lines = max(lines, used)
            if band.counted:
                number = sum(not box["remark"] for box in placed)
                counts.append({"x": start, "y": top + BELOW / 2 + TILE / 2, "text": str(number), "now": side == NOW})
        words += [{"x": 0.0, "y": top + BELOW / 2 + TILE / 2 + 15 * nth, "text": text} for nth, text in enumerate(band.name)]
        top += lines * PITCH + BELOW - (PITCH - TILE) / 2
        rules.append(top)
    titles = [{"x": starts[side], "y": HEAD / 2 - 2, "text": text} for side, text in zip(starts, heads, strict=True)]
    return _layers(boxes, words, counts, rules, titles, top)


def _present(rows: pl.DataFrame, bands: Sequence[Band]) -> list[Band]:
    there = rows["band"].unique().to_list()
    return [band for band in bands if band.key in there]


def _placed(
    rows: pl.DataFrame, band: Band, side: str, left: float, right: float, top: float
) -> tuple[list[dict[str, Any]], int]:
    """Set the tiles of one band and side in lines, what moved first; gives them with the number of lines."""
    chosen = rows.filter(band=band.key, side=side).sort("moved", "name", descending=[True, False])
    x, line, placed = left, 0, []
    for name, moved in chosen.select("name", "moved").iter_rows():
        wide = text_width(name, SIZE, bold=moved) + 2 * PAD
        if x > left and x + wide > right:
            x, line = left, line + 1
        y = top + line * PITCH
        look = {"fill": band.fill, "ink": band.ink, "edge": band.edge, "moved": moved, "remark": not band.counted}
        placed.append(
            {"name": name, "x": x, "x2": x + wide, "y": y, "y2": y + TILE, "middle": x + wide / 2, "at": y + TILE / 2} | look
        )
        x += wide + GAP
    return placed, line + 1


def _layers(
    boxes: list[dict[str, Any]],
    words: list[dict[str, Any]],
    counts: list[dict[str, Any]],
    rules: list[float],
    titles: list[dict[str, Any]],
    height: float,
) -> marks.Layered:
    across, down = _canvas(WIDTH, height)
    tile = alt.Chart(pl.DataFrame(boxes, infer_schema_length=None))
    area = {"x": across("x"), "x2": alt.X2("x2:Q"), "y": down("y"), "y2": alt.Y2("y2:Q")}
    filled = tile.mark_rect(cornerRadius=3, strokeWidth=0.8).encode(
        fill=alt.Fill("fill:N", scale=None),
        stroke=alt.Stroke("edge:N", scale=None),
        tooltip=marks.tips({"Country": "name"}),
        **area,
    )
    frame = tile.transform_filter("datum.moved").mark_rect(filled=False, cornerRadius=4, stroke=theme.INK, strokeWidth=1.6)
    frame = frame.transform_calculate(l="datum.x - 2", r="datum.x2 + 2", t="datum.y - 2", b="datum.y2 + 2")
    framed = frame.encode(x=across("l"), x2=alt.X2("r:Q"), y=down("t"), y2=alt.Y2("b:Q"))
    at = tile.encode(x=across("middle"), y=down("at"), text=alt.Text("name:N"), color=alt.Color("ink:N", scale=None))
    names = at.transform_filter("!datum.moved").mark_text(fontSize=SIZE)
    bold = at.transform_filter("datum.moved").mark_text(fontSize=SIZE, fontWeight=600)
    lines = alt.Chart(pl.DataFrame({"y": rules})).mark_rule(color=theme.LIGHT_GREY).encode(y=down("y"))
    layers = [lines, filled, framed, names, bold, _text(words, across, down, 12, 600), _text(titles, across, down, 12, 600)]
    key = [{"x": float(WIDTH), "y": HEAD / 2 - 2, "text": "framed: changed"}]
    layers += [_text(key, across, down, 11, 400, align="right")] if any(box["moved"] for box in boxes) else []
    for now, weight in ((False, 400), (True, 600)):
        chosen = [one for one in counts if one["now"] == now]
        layers += [_text(chosen, across, down, 16, weight)] if chosen else []
    return alt.layer(*layers).resolve_scale(color="independent").properties(width=WIDTH, height=round(height) + 1)


def _canvas(width: float, height: float) -> tuple[Callable[[str], alt.X], Callable[[str], alt.Y]]:
    """Give the two axes of a drawing whose units are pixels, so that it stretches with its frame."""

    def across(field: str) -> alt.X:
        return alt.X(f"{field}:Q", axis=None, scale=alt.Scale(domain=[0, width], nice=False))

    def down(field: str) -> alt.Y:
        return alt.Y(f"{field}:Q", axis=None, scale=alt.Scale(domain=[round(height) + 1, 0], nice=False))

    return across, down


def _text(
    rows: list[dict[str, Any]],
    across: Callable[[str], alt.X],
    down: Callable[[str], alt.Y],
    size: int,
    weight: int,
    **look: Any,
) -> marks.Layered:
    style: dict[str, Any] = {"align": "left", "fontSize": size, "fontWeight": weight} | look
    base = alt.Chart(pl.DataFrame(rows, infer_schema_length=None)).mark_text(**style)
    return base.encode(x=across("x"), y=down("y"), text=alt.Text("text:N"))


def squares(rows: pl.DataFrame, bands: Sequence[Band], heads: tuple[str, str]) -> marks.Layered:
    """Draw a square each, hollow then and filled now, with the counts; for a column, where names would be too small.

    Takes what `tiles` takes; a band that is a remark is written as words, then and now.

    >>> rows = pl.DataFrame({"band": ["a", "a"], "side": [THEN, NOW], "name": ["Norway", "Norway"], "moved": [False, False]})
    >>> squares(rows, [Band("a", ("Offer",), theme.BLUE)], ("2025", "2026")).width
    316
    """
    boxes: list[dict[str, Any]] = []
    words: list[dict[str, Any]] = []
    ends: list[dict[str, Any]] = []
    most = (NARROW - NARROW_LABEL - 54) // STEP
    top = 36.0
    for band in _present(rows, bands):
        number = {side: rows.filter(band=band.key, side=side).height for side in (THEN, NOW)}
        words += [{"x": 0.0, "y": top + 7 + 14 * nth, "text": text} for nth, text in enumerate(band.name)]
        if not band.counted:
            said = [rows.filter(band=band.key, side=side)["name"][0] for side in (THEN, NOW)]
            told = said[0] if said[0] == said[1] else f"{said[0]}, then {said[1]}"
            ends.append({"x": float(NARROW_LABEL), "y": top + 7, "text": told, "bold": False})
            top += max(22.0, 13.0 * len(band.name) + 9)
            continue
        line = 0
        for side in (THEN, NOW):
            for nth in range(number[side]):
                x, y = NARROW_LABEL + STEP * (nth % most), top + STEP * (line + nth // most)
                shade = FILLED.get(band.fill, band.fill)
                edge = theme.GREY if band.fill in FILLED else theme.as_text(band.fill)
                fill = shade if side == NOW else theme.PAPER
                boxes.append({"x": x, "x2": x + SQUARE, "y": y, "y2": y + SQUARE, "fill": fill, "edge": edge})
            line += max(1, -(-number[side] // most))
        ends.append(
            {"x": NARROW - 50.0, "y": top + STEP * line / 2 - 1, "text": f"{number[THEN]} to {number[NOW]}", "bold": True}
        )
        top += max(STEP * line, 14 * len(band.name)) + 10
    across, down = _canvas(NARROW, top)
    tile = alt.Chart(pl.DataFrame(boxes)).mark_rect(strokeWidth=1.2)
    drawn = tile.encode(
        **{"x": across("x"), "x2": alt.X2("x2:Q"), "y": down("y"), "y2": alt.Y2("y2:Q")},
        fill=alt.Fill("fill:N", scale=None),
        stroke=alt.Stroke("edge:N", scale=None),
    )
    lines_of_key = f"A country each: hollow {heads[0]},", f"filled {heads[1]}"
    key = [{"x": 0.0, "y": 6.0 + 14 * nth, "text": text} for nth, text in enumerate(lines_of_key)]
    bold, plain = [one for one in ends if one["bold"]], [one for one in ends if not one["bold"]]
    layers = [drawn, _text(words, across, down, 12, 600), _text(bold, across, down, 12, 600), _text(key, across, down, 12, 400)]
    layers += [_text(plain, across, down, 12, 400)] if plain else []
    return alt.layer(*layers).properties(width=NARROW, height=round(top))
