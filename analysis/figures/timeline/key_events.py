"""The eight events that one timeline names, in a strip of rows: a span dragged there zooms the panels above."""

from datetime import date

import altair as alt
import polars as pl

from analysis.charts import marks, theme
from analysis.charts.catalogue import say

__all__ = ["BRUSH", "FEWER", "KEY_EVENTS", "START", "key", "strip"]

START = date(2022, 1, 1)
BRUSH = "span"
"""The selection in the strip of events that zooms every panel."""
KEY_EVENTS = {
    "Russia launches full-scale invasion": say("timeline.key_events.invasion_label"),
    "US supplemental signed, drawdowns resume": say("timeline.key_events.us_aid_law_label"),
    "Trump takes office": say("timeline.key_events.us_president_label"),
    "Trump and Rutte launch PURL": say("timeline.key_events.purl_label"),
    "US sanctions Rosneft and Lukoil": say("timeline.key_events.rosneft_label"),
    "Paris Declaration, force intent signed": say("timeline.key_events.paris_label"),
    "EU adopts 20th package, loan": say("timeline.key_events.package_and_loan_label"),
    "US sanctions act signed": say("timeline.key_events.us_sanctions_act_label"),
}
"""Eight events named below the panels, as the events table has them and as the picture does."""
FEWER = (
    say("timeline.key_events.invasion_label"),
    say("timeline.key_events.us_aid_law_label"),
    say("timeline.key_events.us_president_label"),
    say("timeline.key_events.package_and_loan_label"),
)
"""Those that a square picture has room for."""
LETTER = 6.6
"""Units across of a letter of an event."""


def key(events: pl.DataFrame) -> pl.DataFrame:
    """Keep the rows of the key events, by day, with the words that name them as `text`; takes `load.events()`.

    >>> from analysis import load
    >>> key(load.events()).select("date", "text").row(0)
    (datetime.date(2022, 2, 24), 'Full-scale invasion')
    """
    frame = events.filter(pl.col("label").is_in(list(KEY_EVENTS))).sort("date")
    named = pl.col("label").replace_strict(KEY_EVENTS, return_dtype=pl.String)
    return frame.select("date", "label", "actor", "source_publisher", "source_url", text=named)


def strip(named: pl.DataFrame, until: date, width: int, row: int) -> marks.Layered:
    """Name the events of `key` in rows of their own, the earliest first, so many units across and down of a row.

    >>> from analysis import load
    >>> strip(key(load.events()), date(2026, 10, 10), 500, 16).height
    128
    """
    reach = (pl.col("date") - START).dt.total_days() / (until - START).days * width
    rows = named.with_columns(
        row=pl.int_range(pl.len()) + 0.5, top=pl.lit(0.0), left=pl.col("text").str.len_chars() * LETTER < reach
    )
    x, scale = marks.time_axis("date", start=START, end=until), alt.Scale(domain=[named.height, 0], nice=False)
    y = alt.Y("row:Q", axis=None, scale=scale)
    base = alt.Chart(rows.drop("source_publisher", "source_url"), width=width, height=row * max(named.height, 1))
    stems = base.mark_rule(color=theme.LIGHT_GREY).encode(x=x, y=alt.Y("top:Q", axis=None, scale=scale), y2="row:Q")
    dots = base.mark_point(filled=True, size=44, color=theme.GREY, opacity=1).encode(x=x, y=y)
    unseen = base.mark_point(filled=True, size=240, opacity=0).properties(name="catch")
    unseen = unseen.encode(x=x, y=y, tooltip=marks.tips(["date:T|%-d %B %Y", "label", "actor"]))
    # Words stand left of their dot, so that no later stem crosses them, where there is room.
    sides = [
        (part, left)
        for left in (True, False)
        if (part := rows.filter(pl.col("left") == left).select("date", "row", "text")).height
    ]
    words = [
        alt.Chart(part)
        .mark_text(align="right" if left else "left", dx=-7 if left else 7, fontSize=12, baseline="middle")
        .encode(x=x, y=y, text=alt.Text("text:N"))
        for part, left in sides
    ]
    brush = alt.selection_interval(name=BRUSH, encodings=["x"])
    return alt.layer(stems, dots, *words, unseen.add_params(brush))
