"""How answers look and are named: a colour and a sign each, so that colour never stands alone."""

from collections.abc import Sequence
from typing import Any

import altair as alt
import polars as pl

from analysis import load
from analysis.charts import marks, theme
from analysis.charts.catalogue import say
from analysis.countries import NAMES, join_words, with_article
from analysis.measures.answers import NOT_FOUND, ORDER, SPOKEN

COLOURS = dict(zip(ORDER, (*theme.OFFER_COLOURS, theme.PALE_GREY, theme.REFUSAL, theme.PAPER), strict=True))
SIGNS = dict(zip(ORDER, ("●", "◐", "○", "?", "✗", ""), strict=True))
INK_ON = {answer: theme.on(fill) for answer, fill in COLOURS.items()} | {NOT_FOUND: theme.SOFT_INK}
KEY_COLUMNS = 3
KEY_WIDTH = 108
"""Of one answer in the key: at a column's width its words still stand apart."""

DOMAINS = (
    "land", "air", "sea", "training", "monitoring", "logistics", "demining", "air_defence", "intelligence", "weapons", "funding",
    "diplomatic",
)  # fmt: skip
"""Domains in reading order."""

IN_WORDS = {
    "land": say("guarantees.stances.land_words"),
    "sea": say("guarantees.stances.sea_words"),
    "diplomatic": say("guarantees.stances.diplomatic_words"),
    "air_defence": say("guarantees.stances.air_defence_words"),
}
"""How a domain is named on a chart, where the record has another word."""

OFF_THE_MAP = say("guarantees.stances.off_the_map_words")

TIPS = {"Country": "name", "Answer": "answer", "Said": "position", "Condition": "condition"}
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


def sign(base: alt.Chart, size: int = 12, **look: Any) -> marks.Layered:
    """Write the sign of each answer, readable on its colour; `look` are settings of the text mark.

    >>> sign(alt.Chart(with_signs(pl.DataFrame({"answer": ["offers"]})))).to_dict()["mark"]
    {'type': 'text', 'fontSize': 12, 'fontWeight': 700}
    """
    return base.mark_text(fontSize=size, fontWeight=700, **look).encode(text=alt.Text("sign:N"), color=ink())


def key(answers: Sequence[str] = SPOKEN, columns: int = KEY_COLUMNS, wide: int = KEY_WIDTH) -> marks.Layered:
    """Draw the key of some answers as words with signs, three in a line: the rungs of an offer, then the others.

    >>> key(["offers", "declines"]).data["answer"].to_list()
    ['offers', 'declines']
    """
    places = [{"answer": one, "key_x": place % columns, "key_y": place // columns} for place, one in enumerate(answers)]
    frame = with_signs(pl.DataFrame(places))
    lines = int(frame["key_y"].max()) + 1  # type: ignore[arg-type]
    base = alt.Chart(frame, width=alt.Step(wide), height=18 * lines)
    whole: dict[str, Any] = {"type": "band", "paddingInner": 0, "paddingOuter": 0}
    base = base.encode(
        x=alt.X("key_x:O", axis=None, scale=alt.Scale(**whole)), y=alt.Y("key_y:O", axis=None, scale=alt.Scale(**whole))
    )
    left = 8 - wide // 2
    box = base.mark_square(size=220, opacity=1, xOffset=left, stroke="#8C8C8C", strokeWidth=0.5).encode(color=colour())
    word = base.mark_text(dx=left + 14, align="left", fontSize=12).encode(text=alt.Text("answer:N"))
    return alt.layer(box, sign(base, dx=left), word)


def with_key(
    chart: marks.Layered, *apart: str, answers: Sequence[str] = SPOKEN, columns: int = KEY_COLUMNS, wide: int = KEY_WIDTH
) -> marks.Layered:
    """Set the key of some answers above a chart; `apart` names the scales that the two do not share, `wide` the room of an answer.

    >>> with_key(alt.Chart(pl.DataFrame({"answer": ["offers"]})).mark_bar(), "x").to_dict()["resolve"]
    {'scale': {'x': 'independent'}}
    """
    independent: dict[str, Any] = dict.fromkeys(apart, "independent")
    return alt.vconcat(key(answers, columns, wide), chart).resolve_scale(**independent)


def with_names(frame: pl.DataFrame) -> pl.DataFrame:
    """Add the name of each country or body as `name`; a code that is neither stays as it is.

    >>> with_names(pl.DataFrame({"country": ["FRA", "XNA"]}))["name"].to_list()
    ['France', 'NATO']
    """
    names = dict(load.countries().select("iso3", "name").iter_rows()) | NAMES
    return frame.with_columns(name=pl.col("country").replace_strict(names, default=pl.col("country")))


def off_the_map(positions: pl.DataFrame, where: str = OFF_THE_MAP) -> list[str]:
    """Say what those answer who were chosen and have no place on a map of Europe, or no colour; takes country and answer.

    >>> off_the_map(pl.DataFrame({"country": ["USA", "CAN"], "answer": ["declines", "undecided"]}))
    ['Not on the map: Canada (undecided) and the United States (declines).']
    """
    named = with_names(positions).sort("name").select("name", "answer").rows()
    if not named:
        return []
    return [f"{where}: {join_words([f'{with_article(name)} ({answer})' for name, answer in named])}."]


def with_signs(frame: pl.DataFrame) -> pl.DataFrame:
    """Add the sign and the colours of each answer: sign, fill and ink.

    >>> with_signs(pl.DataFrame({"answer": ["offers, if"]})).row(0)
    ('offers, if', '◐', '#4D9C8B', '#000000')
    """
    looks = {"sign": SIGNS, "fill": COLOURS, "ink": INK_ON}
    return frame.with_columns(
        pl.col("answer").replace_strict(table, return_dtype=pl.String).alias(name) for name, table in looks.items()
    )


def plain(frame: pl.DataFrame) -> pl.DataFrame:
    """Drop what only draws, and stances in the record's own words: the data a reader takes away is facts, told as answers.

    >>> plain(with_signs(pl.DataFrame({"country": ["FRA"], "answer": ["offers"]}))).columns
    ['country', 'answer']
    """
    return frame.drop(
        [one for one in ("sign", "fill", "ink", "column", "row", "place", "stance", "before", "after") if one in frame.columns]
    )
