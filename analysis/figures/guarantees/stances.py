"""How answers look and are named: a colour and a sign each, so that colour never stands alone."""

from collections.abc import Sequence
from typing import Any

import altair as alt
import polars as pl

from analysis import load
from analysis.charts import marks
from analysis.countries import NAMES
from analysis.measures.guarantees import SPOKEN

COLOURS = {"firm": "#00594C", "conditional": "#7FBFAE", "undecided": "#D9D9D9", "declined": "#B5477D", "silent": "#FFFFFF"}
"""Dark to light from firm to silent, and one other hue for a refusal: apart in print, and for every kind of eye."""

SIGNS = {"firm": "●", "conditional": "◐", "undecided": "?", "declined": "✗", "silent": ""}
INK_ON = {"firm": "#FFFFFF", "conditional": "#1A1A1A", "undecided": "#1A1A1A", "declined": "#FFFFFF", "silent": "#595959"}
WORDS = {
    "firm": "ready",
    "conditional": "on conditions",
    "undecided": "undecided",
    "declined": "declined",
    "silent": "no position",
}
DOMAINS = {
    "land": "land",
    "air": "air",
    "sea": "sea",
    "training": "training",
    "monitoring": "monitor|ing",
    "logistics": "logis|tics",
    "demining": "de-|mining",
    "air_defence": "air|defence",
    "intelligence": "intelli|gence",
    "weapons": "wea-|pons",
    "funding": "fund-|ing",
    "diplomatic": "diplo-|matic",
}
"""Domains in reading order, broken to fit a narrow column."""

TIPS = {"Country": "name", "Answer": "word", "Said": "position", "Condition": "condition"}
"""Tooltip of a country's position."""


def colour() -> alt.Color:
    """Colour a mark by its answer (`with_signs` adds the column), without a legend: `key` names the colours.

    >>> colour().to_dict()["field"]
    'fill'
    """
    return alt.Color("fill:N", scale=None)


def ink() -> alt.Color:
    """Give the colour in which a sign is readable on its answer's colour (`with_signs` adds the column).

    >>> ink().to_dict()["field"]
    'ink'
    """
    return alt.Color("ink:N", scale=None)


def sign(base: alt.Chart, size: int = 10, **look: Any) -> marks.Layered:
    """Write the sign of each answer, readable on its colour; `look` are settings of the text mark.

    >>> sign(alt.Chart(with_signs(pl.DataFrame({"answer": ["firm"]})))).to_dict()["mark"]
    {'type': 'text', 'fontSize': 10, 'fontWeight': 700}
    """
    return base.mark_text(fontSize=size, fontWeight=700, **look).encode(text="sign:N", color=ink())


def key(answers: Sequence[str] = SPOKEN) -> marks.Layered:
    """Draw the key of some answers as a line of words with signs, above the plot.

    >>> key(["firm", "declined"]).data["word"].to_list()
    ['ready', 'declined']
    """
    frame = with_signs(pl.DataFrame({"answer": answers}))
    base = alt.Chart(frame, width=122 * len(answers), height=18).encode(x=alt.X("answer:N", sort=list(answers), axis=None))
    box = base.mark_square(size=220, opacity=1, xOffset=-46, stroke="#8C8C8C", strokeWidth=0.5).encode(color=colour())
    word = base.mark_text(dx=-32, align="left", fontSize=12).encode(text="word:N")
    return alt.layer(box, sign(base, dx=-46), word)


def with_key(chart: marks.Layered, *apart: str, answers: Sequence[str] = SPOKEN) -> marks.Layered:
    """Set the key of some answers above a chart; `apart` names the scales that the two do not share.

    >>> with_key(alt.Chart(pl.DataFrame({"answer": ["firm"]})).mark_bar(), "x").to_dict()["resolve"]
    {'scale': {'x': 'independent'}}
    """
    independent: dict[str, Any] = dict.fromkeys(apart, "independent")
    return alt.vconcat(key(answers), chart).resolve_scale(**independent)


def with_names(frame: pl.DataFrame) -> pl.DataFrame:
    """Add the name of each country or body as `name`; a code that is neither stays as it is.

    >>> with_names(pl.DataFrame({"country": ["FRA", "XNA"]}))["name"].to_list()
    ['France', 'NATO']
    """
    names = dict(load.countries().select("iso3", "name").iter_rows()) | NAMES
    return frame.with_columns(name=pl.col("country").replace_strict(names, default=pl.col("country")))


def with_signs(frame: pl.DataFrame) -> pl.DataFrame:
    """Add the sign, the word and the colours of each answer: sign, word, fill and ink.

    >>> with_signs(pl.DataFrame({"answer": ["conditional"]})).row(0)
    ('conditional', '◐', 'on conditions', '#7FBFAE', '#1A1A1A')
    """
    looks = {"sign": SIGNS, "word": WORDS, "fill": COLOURS, "ink": INK_ON}
    return frame.with_columns(
        pl.col("answer").replace_strict(table, return_dtype=pl.String).alias(name) for name, table in looks.items()
    )


def plain(frame: pl.DataFrame) -> pl.DataFrame:
    """Drop what only draws, so that the data a reader takes away is facts.

    >>> plain(with_signs(pl.DataFrame({"country": ["FRA"], "answer": ["firm"]}))).columns
    ['country', 'answer']
    """
    return frame.drop([one for one in ("sign", "word", "fill", "ink", "column", "row", "place") if one in frame.columns])
