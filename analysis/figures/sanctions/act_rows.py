"""Acts as marks in rows by authority and effect, the best known of them named above their marks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import altair as alt
import polars as pl

from analysis.charts import marks, theme
from analysis.charts.catalogue import say
from analysis.charts.lettering import text_width
from analysis.charts.sizes import COLUMN_LINE, PAGE_LINE, SLIDE_LINE, with_caveat, with_sizes
from analysis.figures.sanctions.authorities import COLOURS, COMPARED, TURN

__all__ = ["drawing", "named_rows"]

EFFECTS = {
    "tightens": say("sanctions.act_rows.tightens_label"),
    "eases": say("sanctions.act_rows.eases_label"),
    "neither": say("sanctions.act_rows.other_label"),
}
"""The rows of an authority, by what the record says of an act."""
KEY = {
    ("EU", date(2022, 6, 3)): say("sanctions.act_rows.oil_embargo_label"),
    ("EU", date(2024, 6, 24)): say("sanctions.act_rows.first_ships_label"),
    ("EU", date(2025, 10, 23)): say("sanctions.act_rows.lng_ban_label"),
    ("US", date(2022, 3, 8)): say("sanctions.act_rows.oil_imports_label"),
    ("US", date(2025, 10, 22)): say("sanctions.act_rows.rosneft_label"),
    ("US", date(2026, 9, 18)): say("sanctions.act_rows.tariff_law_label"),
    ("US", date(2026, 3, 12)): say("sanctions.act_rows.oil_at_sea_label"),
    ("US", date(2026, 10, 9)): say("sanctions.act_rows.diesel_label"),
}
"""Eight acts that have a name in the picture, by authority and day, in words that stand for the whole act."""
DRAWN, PALE = 0.7, 0.25
"""Opacity of a mark, and of one that is not counted."""
TICK, LINE, GAP = 15, 14, 6
"""Units down of a mark, of a line of names above it, and between two rows."""
APART = 12
"""Units across between two names on a line."""
FRAMES = {"page": (500, PAGE_LINE), "column": (244, COLUMN_LINE), "slide": (300, SLIDE_LINE)}
"""Of the plot at a size: units across, and letters in a line below it."""


def named_rows(acts: pl.DataFrame) -> pl.DataFrame:
    """Add to each act the row it stands in, as `row`, and its name where it has one, as `name_of`; takes authority, date and effect.

    >>> act = {"authority": ["US"], "date": [date(2025, 10, 22)], "effect": ["tightens"]}
    >>> named_rows(pl.DataFrame(act)).select("row", "name_of").row(0)
    ('US tightens', 'Rosneft, Lukoil')
    """
    authority, effect = pl.col("authority").cast(pl.String), pl.col("effect").cast(pl.String).replace_strict(EFFECTS)
    named = pl.struct(authority, "date").map_elements(lambda act: KEY.get((act["authority"], act["date"])), pl.String)
    # Of several acts of an authority on one day, the name is that of one that tightens or eases.
    first = pl.int_range(pl.len()).over(authority, "date", order_by=effect == EFFECTS["neither"]) == 0
    return acts.with_columns(row=pl.format("{} {}", authority, effect), name_of=pl.when(first).then(named))


def drawing(acts: pl.DataFrame, end: date) -> alt.TopLevelMixin:
    """Draw acts in rows to a day; takes authority, date, effect, counted and what a tooltip says (name, action, legal_act)."""
    shown = named_rows(acts)
    order = [row for row in (f"{one} {name}" for one in COMPARED for name in EFFECTS.values()) if row in shown["row"]]
    told = [say("sanctions.act_rows.other")] if any(EFFECTS["neither"] in row for row in order) else []
    caveat = " ".join([*told, *([] if acts["counted"].all() else [say("sanctions.act_rows.pale")])])
    drawn = {size: _rows(shown, order, end, width) for size, (width, _) in FRAMES.items()}
    if caveat:
        drawn = {size: with_caveat(chart, caveat, FRAMES[size][1]) for size, chart in drawn.items()}
    made: alt.TopLevelMixin = with_sizes(**drawn)
    return made


@dataclass(frozen=True)
class _Place:
    """Hold where a row stands: the middle of its marks, and the middles of the lines of names above."""

    middle: float
    lines: Sequence[float]


def _rows(shown: pl.DataFrame, order: Sequence[str], end: date, width: int) -> marks.Layered:
    start = date(2022, 1, 1)
    words = _laid(shown.drop_nulls("name_of"), start, end, width)
    places, height = _places(order, words)
    middle = pl.col("row").replace_strict({row: place.middle for row, place in places.items()}, return_dtype=pl.Float64)
    scale = alt.Scale(domain=[height, 0], nice=False, zero=False)
    y = alt.Y("middle:Q", axis=None, scale=scale)
    x = marks.time_axis("date", start=start, end=end)
    lines = pl.DataFrame({"row": list(order)}).with_columns(middle=middle)
    ground = alt.Chart(lines, width=width, height=height)
    names = ground.mark_text(align="right", dx=-8, fontSize=12, color=theme.SOFT_INK, baseline="middle")
    base = alt.Chart(shown.with_columns(middle=middle), name="acts")
    drawn = base.mark_tick(thickness=3, size=TICK, orient="vertical").encode(
        x=x,
        y=y,
        color=marks.colour("authority", {one: COLOURS[one] for one in COMPARED}),
        opacity=alt.when(alt.datum.counted).then(alt.value(DRAWN)).otherwise(alt.value(PALE)),
        tooltip=marks.tips(["date:T|%d %B %Y", "name", "action", "legal_act"]),
    )
    # A mark three pixels wide is hard to point at: an unseen one around it carries the tooltip.
    unseen = drawn.mark_point(size=200, filled=True).encode(opacity=alt.value(0)).properties(name="catch")
    return alt.layer(
        ground.mark_rule(color="#EBEBEB").encode(y=y, x=alt.XValue(0), x2=alt.X2Value(width)),
        names.encode(y=y, x=alt.XValue(0), text=alt.Text("row:N")),
        *([_turn()] if end >= TURN else []),
        drawn,
        unseen,
        *_names(words, places, scale),
    )


def _laid(named: pl.DataFrame, start: date, end: date, width: int) -> pl.DataFrame:
    """Give each name its line above its row: the lowest on which it does not meet the name before it; right of the middle it ends at its mark."""
    ends: dict[tuple[str, int], float] = {}
    laid = []
    for row, day, text in named.sort("date").select("row", "date", "name_of").iter_rows():
        at = (day - start).days / (end - start).days * width
        left = at > width / 2
        first = at - text_width(text, 12) if left else at
        line = next(nth for nth in range(len(KEY)) if ends.get((row, nth), -width) + APART <= first)
        ends[row, line] = first + text_width(text, 12)
        # Its pole stands in the lines below it.
        ends |= {(row, below): max(at, ends.get((row, below), 0.0)) for below in range(line)}
        laid.append({"row": row, "date": day, "text": text, "line": line, "left": left})
    schema = {"row": pl.String, "date": pl.Date, "text": pl.String, "line": pl.Int64, "left": pl.Boolean}
    return pl.DataFrame(laid, schema=schema)


def _places(order: Sequence[str], words: pl.DataFrame) -> tuple[dict[str, _Place], float]:
    """Give the place of each row from the top down, as high as its names need, and the height of all."""
    lines = dict(words.group_by("row").agg(pl.col("line").max() + 1).iter_rows())
    places, top = {}, 0.0
    for row in order:
        above = LINE * lines.get(row, 0)
        middle = top + above + TICK / 2
        places[row] = _Place(middle, [middle - TICK / 2 - LINE * (nth + 0.5) for nth in range(lines.get(row, 0))])
        top += above + TICK + GAP
    return places, top


def _names(words: pl.DataFrame, places: dict[str, _Place], scale: alt.Scale) -> list[marks.Layered]:
    """Write each name beside a pole that stands on its mark."""
    at = [places[row].lines[line] for row, line in words.select("row", "line").iter_rows()]
    foot = [places[row].middle - TICK / 2 for row in words["row"]]
    placed = words.with_columns(middle=pl.Series(at, dtype=pl.Float64), foot=pl.Series(foot, dtype=pl.Float64))
    placed = placed.with_columns(top=pl.col("middle") - LINE / 2 + 2)
    poles = alt.Chart(placed).mark_rule(color=theme.INK, strokeWidth=1)
    layers: list[marks.Layered] = (
        [poles.encode(x=alt.X("date:T"), y=alt.Y("top:Q", axis=None, scale=scale), y2="foot:Q")] if placed.height else []
    )
    for left in (True, False):
        if (part := placed.filter(pl.col("left") == left)).height:
            look: dict[str, Any] = {"align": "right" if left else "left", "dx": -4 if left else 4, "fontSize": 12}
            base = alt.Chart(part)
            base = base.encode(x=alt.X("date:T"), y=alt.Y("middle:Q", axis=None, scale=scale), text=alt.Text("text:N"))
            # On a white ground, since the rule of a new administration may pass behind.
            layers += [base.mark_text(stroke=theme.PAPER, strokeWidth=4, color=theme.PAPER, **look), base.mark_text(**look)]
    return layers


def _turn() -> marks.Layered:
    base = alt.Chart(pl.DataFrame({"date": [TURN], "text": [say("sanctions.act_rows.turn_label")]})).encode(x=alt.X("date:T"))
    words = base.mark_text(align="right", dx=0, dy=-6, baseline="bottom", color=theme.SOFT_INK, fontSize=12)
    return alt.layer(
        base.mark_rule(color=theme.GREY, strokeDash=[3, 3]), words.encode(y=alt.YValue(0), text=alt.Text("text:N"))
    )
