"""How answers look and are named: a colour and a sign each, so that colour never stands alone."""

import altair as alt
import polars as pl

from analysis import load
from analysis.charts import marks
from analysis.countries import NAMES
from analysis.measures.guarantees import ORDER

COLOURS = {
    "firm": "#00594C",
    "conditional": "#7FBFAE",
    "undecided": "#D9D9D9",
    "declined": "#B5477D",
    "silent": "#FFFFFF",
}
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


def key(answers: list[str] | None = None) -> marks.Layered:
    """Draw the key as a line of words with signs, above the plot.

    `answers` are those to name, in the house's order; left out, all but silent.

    >>> key(["declined", "firm"]).data["word"].to_list()
    ['ready', 'declined']
    """
    shown = [one for one in ORDER if one in (answers or ORDER[:-1])]
    frame = with_signs(pl.DataFrame({"answer": shown}))
    at = alt.X("answer:N", sort=shown, axis=None)
    base = alt.Chart(frame, width=122 * len(shown), height=18).encode(x=at)
    box = base.mark_square(size=220, opacity=1, xOffset=-46, stroke="#8C8C8C", strokeWidth=0.5).encode(color=colour())
    sign = base.mark_text(dx=-46, fontSize=10, fontWeight=700).encode(text=alt.Text("sign:N"), color=ink())
    word = base.mark_text(dx=-32, align="left", fontSize=12).encode(text=alt.Text("word:N"))
    return alt.layer(box, sign, word)


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
