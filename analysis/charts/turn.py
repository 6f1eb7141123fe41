"""The day the administration of the United States changed, and the mark of it that figures share."""

from datetime import date

import altair as alt
import polars as pl

from analysis.charts import marks, theme

TURN = date(2025, 1, 20)
"""The day the administration of the United States changed: listings and acts are counted from it on."""

WORDS = "20 Jan 2025:|new US|president"


def turn_mark(at: float, words: str = WORDS) -> marks.Layered:
    """Mark the day with a dotted rule and words left of it, at a height in the units of the axis; a bar breaks the line.

    >>> turn_mark(70.0).layer[1].mark.lineBreak
    '|'
    """
    base = alt.Chart(pl.DataFrame({"period": [TURN], "at": [at], "text": [words]})).encode(x=alt.X("period:T"))
    rule = base.mark_rule(color=theme.GREY, strokeDash=[2, 3])
    text = base.mark_text(
        align="right", dx=-5, baseline="middle", color=theme.SOFT_INK, fontSize=12, lineBreak="|", lineHeight=14
    )
    return alt.layer(rule, text.encode(y=alt.Y("at:Q"), text=alt.Text("text:N")))
