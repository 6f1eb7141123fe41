"""The cells of the matrix: countries against six groups of domains, a box for every answer, the answer on troops in order."""

from collections.abc import Sequence
from dataclasses import dataclass

import altair as alt
import polars as pl

from analysis.charts import marks, theme
from analysis.charts.catalogue import say
from analysis.charts.sizes import COLUMN_LINE, SLIDE_LINE, with_caveat, with_sizes
from analysis.figures.guarantees import stances
from analysis.measures.answers import FIRM, NOT_FOUND, answer_order

__all__ = ["drawing", "fewer", "in_order"]

GROUPS = {
    "land": 0, "air": 1, "sea": 1, "air_defence": 1, "training": 2, "logistics": 2, "demining": 2,
    "monitoring": 3, "intelligence": 3, "weapons": 4, "funding": 4, "diplomatic": 5,
}  # fmt: skip
"""The group of a domain, by its place from the left; two answers of a country in one group share a cell, in this order."""
HEADS = (
    say("guarantees.grouped_cells.troops_label"),
    say("guarantees.grouped_cells.air_and_sea_label"),
    say("guarantees.grouped_cells.training_label"),
    say("guarantees.grouped_cells.monitoring_label"),
    say("guarantees.grouped_cells.weapons_label"),
    say("guarantees.grouped_cells.political_label"),
)
"""What stands above the groups on a page."""
SHORT = (
    say("guarantees.grouped_cells.troops_short_label"),
    say("guarantees.grouped_cells.air_and_sea_short_label"),
    say("guarantees.grouped_cells.training_short_label"),
    say("guarantees.grouped_cells.monitoring_short_label"),
    say("guarantees.grouped_cells.weapons_short_label"),
    say("guarantees.grouped_cells.political_short_label"),
)
"""What stands above them where a cell is narrow, in turn on two lines."""
WIDER = say("guarantees.grouped_cells.wider")
BREAK, LEADING, GAP = "|", 14, 0.03


@dataclass(frozen=True)
class _Frame:
    """Hold the units across of a cell, the answers in a line of the key and the room of one, and the rows there is room for."""

    cell: int
    key: int
    answer: int = stances.KEY_WIDTH
    most: int | None = None


FRAMES = {"page": _Frame(84, 3), "column": _Frame(39, 2), "slide": _Frame(50, 3, answer=102, most=14)}
ROW = 15
"""Units down of a row."""


def in_order(cells: pl.DataFrame) -> list[str]:
    """Give the countries as they stand in rows: by their answer on troops, those without one last, then by firm offers.

    >>> rows = [("Chad", "land", "declines"), ("Fiji", "sea", "offers"), ("Peru", "land", "offers")]
    >>> in_order(pl.DataFrame(rows, ["name", "domain", "answer"], orient="row"))
    ['Peru', 'Chad', 'Fiji']
    """
    land = pl.col("answer").filter(pl.col("domain") == "land").first().fill_null(NOT_FOUND)
    ranked = cells.group_by("name").agg(land.alias("answer"), _firm(), pl.len().alias("positions"))
    ranked = ranked.with_columns(place=answer_order())
    return ranked.sort("place", "firm", "positions", "name", descending=[False, True, True, False])["name"].to_list()


def fewer(cells: pl.DataFrame, most: int | None) -> tuple[list[str], str]:
    """Give the rows that a low frame has room for, those with most firm offers, and the sentence that says so; empty where all fit.

    Countries with as many firm offers stand there together or not at all; where too many have as many, the first stand there.

    >>> rows = [("Chad", "land", "offers"), ("Chad", "sea", "offers"), ("Fiji", "sea", "offers"), ("Peru", "land", "offers")]
    >>> fewer(pl.DataFrame(rows, ["name", "domain", "answer"], orient="row"), 2)
    (['Chad'], 'One country with two or more firm offers; two more in the data.')
    """
    names = in_order(cells)
    if most is None or len(names) <= most:
        return names, ""
    firm = dict(cells.group_by("name").agg(_firm()).iter_rows())
    least = next(number for number in range(1, max(firm.values()) + 2) if sum(one >= number for one in firm.values()) <= most)
    kept = [name for name in names if firm[name] >= least]
    return (kept, _told(len(kept), least, len(names) - len(kept))) if kept else (names[:most], _first(most, len(names) - most))


def drawing(cells: pl.DataFrame) -> alt.TopLevelMixin:
    """Draw the matrix at every size; takes name, domain, answer and what a tooltip says, with `stances.with_signs`."""
    drawn: dict[str, alt.TopLevelMixin] = {}
    for size, frame in FRAMES.items():
        names, left_out = fewer(cells, frame.most)
        chart = stances.with_key(
            _cells(cells, names, frame, wide=size == "page"), "x", "y", "color", columns=frame.key, wide=frame.answer
        )
        said = " ".join(part for part in (left_out, WIDER) if part)
        line = COLUMN_LINE if size == "column" else SLIDE_LINE
        drawn[size] = chart if size == "page" else with_caveat(chart, said, line)
    made: alt.TopLevelMixin = with_sizes(**drawn)
    return made


def _firm() -> pl.Expr:
    return pl.col("answer").is_in(list(FIRM)).sum().alias("firm")


def _told(shown: int, least: int, rest: int) -> str:
    if least > 1:
        return say("guarantees.grouped_cells.shown_with_offers", number=shown, least=least, rest=rest)
    return say("guarantees.grouped_cells.shown_with_an_offer", number=shown, rest=rest)


def _first(shown: int, rest: int) -> str:
    return say("guarantees.grouped_cells.first_rows", number=shown, rest=rest)


def _cells(cells: pl.DataFrame, names: Sequence[str], frame: _Frame, *, wide: bool) -> marks.Layered:
    shown = _placed(cells.filter(pl.col("name").is_in(list(names))))
    base = alt.Chart(shown, width=frame.cell * len(SHORT), height=ROW * len(names))
    base = base.encode(y=marks.names("name", names, 120))
    boxes = base.mark_rect(stroke=theme.PAPER, strokeWidth=2).properties(name="matrix")
    boxes = boxes.encode(
        x=_across("left"), x2="right:Q", color=stances.colour(), tooltip=marks.tips(stances.TIPS | {"Date": "date"})
    )
    heads = _wide_heads() if wide else _tiers()
    return alt.layer(boxes, stances.sign(base.encode(x=_across("middle"))), *heads)


def _placed(cells: pl.DataFrame) -> pl.DataFrame:
    """Give each answer its part of the cell of its group, as left, middle and right in groups from the left; takes name and domain."""
    group = pl.col("domain").replace_strict(GROUPS, return_dtype=pl.Int64)
    nth = pl.col("domain").replace_strict({name: nth for nth, name in enumerate(GROUPS)}, return_dtype=pl.Int64)
    placed = cells.with_columns(
        group=group, nth=nth.rank("ordinal").over("name", group) - 1, parts=pl.len().over("name", group)
    )
    part = (1 - 2 * GAP) / pl.col("parts")
    left = (pl.col("group") + GAP + pl.col("nth") * part).round(4)
    return placed.with_columns(left=left, right=(left + part).round(4), middle=(left + part / 2).round(4)).drop(
        "group", "nth", "parts"
    )


def _across(field: str) -> alt.X:
    return alt.X(f"{field}:Q", axis=None, scale=alt.Scale(domain=[0, len(SHORT)], nice=False))


def _wide_heads() -> list[marks.Layered]:
    return [_head(nth, text, -8) for nth, text in enumerate(HEADS)]


def _tiers() -> list[marks.Layered]:
    """Write the heads in turn on two lines, with a rule from each upper one down to its cells."""
    above = -8 - LEADING
    middles = pl.DataFrame({"middle": [nth + 0.5 for nth in range(0, len(SHORT), 2)]})
    rules = alt.Chart(middles).mark_rule(color=theme.LIGHT_GREY)
    rules = rules.encode(x=_across("middle"), y=alt.YValue(above), y2=alt.Y2Value(-4))
    return [rules, *(_head(nth, text, -8 if nth % 2 else above - 4) for nth, text in enumerate(SHORT))]


def _head(nth: int, text: str, low: int) -> marks.Layered:
    """Write the head of a group, its last line so many units from the top of the cells."""
    words = alt.Chart(pl.DataFrame({"middle": [nth + 0.5], "text": [text]})).mark_text(
        baseline="line-bottom", lineBreak=BREAK, lineHeight=LEADING, color=theme.SOFT_INK, fontSize=12
    )
    top = alt.YValue(low - LEADING * text.count(BREAK))
    return words.encode(x=_across("middle"), y=top, text=alt.Text("text:N"))
