"""Donors of heavy weapons in rows: a bar of what the publisher estimates them to be worth, and beside it how many of each type."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias

import altair as alt
import polars as pl

from analysis.charts import marks, theme
from analysis.charts.catalogue import say
from analysis.charts.sizes import with_sizes
from analysis.countries import EU_INSTITUTIONS, EUROPEAN_COUNTRIES, OTHER, UNITED_STATES
from analysis.figures.aid.weapon_types import WEAPON_TYPES
from analysis.measures import aid as measure

__all__ = ["drawing"]

COLOURS = {bloc: theme.BLOC_COLOURS[bloc] for bloc in (EUROPEAN_COUNTRIES, EU_INSTITUTIONS, UNITED_STATES, OTHER)}
WORTH = say("aid.weapons.worth_head_label")
SHORT = {
    WEAPON_TYPES["IFV"].label: say("aid.weapons.vehicles_short_label"),
    WEAPON_TYPES["MLRS"].label: say("aid.weapons.launchers_short_label"),
}
"""Types whose name is too long for a narrow column."""
Align: TypeAlias = Literal["left", "center"]
LINE, BREAK, NUMBER = 14, "|", 30
"""Units down of a line of a head, what breaks one, and the units across that a number right of a bar takes."""


@dataclass(frozen=True)
class _Frame:
    """Hold the units across of the bars and of a column of items, those down of a row, and whether heads stand in turn on two lines."""

    bars: int
    item: int
    row: int
    in_turn: bool = False


FRAMES = {
    "page": _Frame(200, 62, 22),
    "slide": _Frame(110, 40, 17, in_turn=True),
    "column": _Frame(74, 33, 20, in_turn=True),
}


def drawing(shown: pl.DataFrame, order: Sequence[str], categories: Sequence[str]) -> alt.TopLevelMixin:
    """Draw the rows at every size; takes donor, name, category, items, eur_bn and all_bn, with the donors and the types in order."""
    made: alt.TopLevelMixin = with_sizes(**{size: _rows(shown, order, categories, frame) for size, frame in FRAMES.items()})
    return made


def _rows(shown: pl.DataFrame, order: Sequence[str], categories: Sequence[str], frame: _Frame) -> marks.Layered:
    width = frame.bars + frame.item * len(categories)
    most = max(shown["all_bn"].max(), 0.001)  # type: ignore[type-var]
    worth = measure.with_bloc(shown.unique("name", maintain_order=True)).with_columns(
        end=(pl.col("all_bn") / most * (frame.bars - NUMBER)).round(1), label=marks.number("all_bn"), start=pl.lit(0.0)
    )
    places = {name: frame.bars + frame.item * (nth + 0.5) for nth, name in enumerate(categories)}
    items = shown.with_columns(at=pl.col("category").replace_strict(places, return_dtype=pl.Float64))
    y = marks.names("name", order)
    tips = {"Donor": "name", "Category": "category", "Items": "items:Q", say("aid.weapons.worth_label"): "eur_bn:Q|,.3f"}

    def across(field: str) -> alt.X:
        return alt.X(f"{field}:Q", axis=None, scale=alt.Scale(domain=[0, width], nice=False))

    bars = alt.Chart(worth, width=width, height=frame.row * len(order)).mark_bar(height=frame.row - 6)
    bars = bars.encode(
        x=across("start"),
        x2="end:Q",
        y=y,
        color=marks.colour("base_bloc", COLOURS),
        tooltip=marks.tips({"Donor": "name", say("aid.weapons.worth_label"): "all_bn:Q|,.3f"}),
    )
    values = alt.Chart(worth).mark_text(align="left", dx=5, fontSize=12).encode(x=across("end"), y=y, text=alt.Text("label:N"))
    numbers = (
        alt.Chart(items).mark_text(fontSize=12).encode(x=across("at"), y=y, text=alt.Text("items:Q"), tooltip=marks.tips(tips))
    )
    heads = [_head(across, at, name, low) for name, at, low in _heads(places, frame)]
    title = _head(across, 0.0, WORTH.replace(", ", f",{BREAK}"), 0, align="left")
    return alt.layer(bars, values, numbers, title, *heads)


def _heads(places: dict[str, float], frame: _Frame) -> list[tuple[str, float, int]]:
    """Give each type's head, its place and the lines below it: broken where a column is wide, else in turn on two lines."""
    if not frame.in_turn:
        return [(name.replace(" ", BREAK), at, 0) for name, at in places.items()]
    return [(SHORT.get(name, name), at, 0 if nth % 2 else 1) for nth, (name, at) in enumerate(places.items())]


def _head(across: Callable[[str], alt.X], at: float, text: str, below: int, align: Align = "center") -> marks.Layered:
    words = alt.Chart(pl.DataFrame({"at": [at], "text": [text]})).mark_text(
        align=align, baseline="line-bottom", lineBreak=BREAK, lineHeight=LINE, fontSize=12, color=theme.SOFT_INK
    )
    top = alt.YValue(-8 - LINE * (below + text.count(BREAK)))
    return words.encode(x=across("at"), y=top, text=alt.Text("text:N"))
