"""The figure of statements: the United States, line by line."""

import textwrap
from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

import altair as alt
import polars as pl

from analysis.as_of import known_on
from analysis.charts import marks, theme
from analysis.charts.catalogue import say
from analysis.charts.citations import cite_pages, id_as_of
from analysis.charts.formatting import as_text, join_rows, partial_day_text, short_partial_day
from analysis.charts.sizes import SLIDE_LINE, with_caveat, with_sizes
from analysis.countries import EUROPEAN_COUNTRIES, UNITED_STATES
from analysis.figures.figure import Figure
from analysis.figures.guarantees import stances, wording
from analysis.figures.guarantees.positions import POSITIONS, recorded_day
from analysis.figures.inputs import whole_tables
from analysis.measures import guarantees as measure
from analysis.measures.answers import NOT_FOUND, SPOKEN, answer_of, is_firm

__all__ = ["united_states"]

LINE, GAP = 15, 5

COLOURS = {EUROPEAN_COUNTRIES: theme.BLUE, UNITED_STATES: theme.VERMILLION}
WIDTH = 600
"""Of the list of changes."""


@whole_tables("pledges")
def united_states(pledges: pl.DataFrame, until: date | str) -> Figure:
    """Draw every statement of or about the United States on guarantees, line by line, with its answer.

    Takes `load.pledges()`, the whole history, as known by `until`. `data` has one row a statement: date, actor, domain,
    position, answer, condition, status and the page. Raises AnalysisError for a text that is no day, and for a day before the
    record.

    >>> from analysis import load
    >>> united_states(load.pledges(), "2025-09-20").data.select("date", "domain", "position", "answer").row(0)
    ('2025-02-11', 'land', 'No US troops will go to Ukraine', 'declines')
    """
    end = recorded_day(pledges, until)
    rows = known_on(pledges, end).filter(country="USA").sort("not_before", "known_by", "domain", "position")
    by = pl.col("actor").str.replace(" (FT sources)", ", via FT", literal=True)
    lines = stances.with_signs(rows.with_columns(answer=answer_of())).with_columns(
        line=pl.int_range(pl.len()),
        when=as_text("date", short_partial_day),
        where=pl.col("domain").cast(pl.String).replace(stances.IN_WORDS),
        by=by,
    )
    latest = dict(measure.positions(pledges, end).filter(country="USA").select("domain", "answer").iter_rows())
    troops, air = (wording.one_answer(latest.get(one, NOT_FOUND), wording.NOUNS[one]) for one in ("land", "air"))
    newest = lines.group_by("domain", maintain_order=True).last().sort("line")
    left_out = lines.height - newest.height
    slide = stances.with_key(_lines(newest, SLIDE), "x", "y", wide=102)
    drawn = {
        "page": stances.with_key(_lines(lines, PAGE), "x", "y"),
        "column": stances.with_key(_lines(lines, COLUMN), "x", "y"),
        "slide": with_caveat(slide, say("guarantees.statements.latest_on_each", rest=left_out), SLIDE_LINE)
        if left_out
        else slide,
    }
    counts = wording.by_answer(Counter(lines["answer"]), SPOKEN)
    listed = join_rows(lines.with_columns(partial_day_text("date")), "{date} {where}: {position}")
    return Figure(
        with_sizes(**drawn),
        id=id_as_of("united-states-line-by-line", end),
        headline=_headline(lines, troops, end),
        subtitle=say("guarantees.statements.subtitle", day=end),
        data=lines.select(
            "date", "actor", "domain", "position", "answer", "condition", "status", "source_publisher", "source_url"
        ),
        sources=cite_pages(lines, "statements"),
        notes=[
            say("guarantees.statements.latest", troops=troops, air=air),
            POSITIONS,
            wording.RUNGS,
            say("guarantees.statements.us_lines"),
            say("guarantees.statements.unnamed"),
        ],
        alt=f"{say('guarantees.statements.alt', count=lines.height, day=end, counts=counts)} {listed}.",
    )


def _headline(lines: pl.DataFrame, troops: str, end: date) -> str:
    if lines.is_empty():
        return say("guarantees.statements.no_statement_headline", day=end)
    firm = lines.filter(is_firm()).height
    return say("guarantees.statements.headline", troops=troops, count=lines.height, number=firm)


@dataclass(frozen=True)
class _Frame:
    """Hold where the parts of a statement stand, who made it only where there is room, and how many letters of it stand on a line."""

    width: int
    by: int | None
    said: int
    below: bool
    letters: int


PAGE, COLUMN = _Frame(598, 470, 184, below=False, letters=44), _Frame(316, 190, 0, below=True, letters=46)
SLIDE = _Frame(402, None, 180, below=False, letters=37)
SIGN, SUBJECT = 92, 106
"""Where the sign of an answer and its subject stand, right of the day."""
WRITTEN_OUT = {"ISR": "surveillance"}
"""Abbreviations of the record that readers need not know."""
BY_LETTERS = 18
BREAK = "|"


def _lines(lines: pl.DataFrame, frame: _Frame) -> marks.Layered:
    """Write a statement a row, its words beside its day on a page and below it in a column."""
    said = [_wrapped(text, frame.letters) for text in lines["position"].str.replace_many(WRITTEN_OUT)]
    by = [_wrapped(text if frame.by else "", BY_LETTERS) for text in lines["by"]]
    high = [a + b if frame.below else max(a, b) for a, b in zip(map(_height, said), map(_height, by), strict=True)]
    tops = [sum(high[:nth]) + GAP * nth for nth in range(len(high))]
    below = [top + _height(words) if frame.below else top for top, words in zip(tops, by, strict=True)]
    rows = lines.with_columns(
        top=pl.Series(tops, dtype=pl.Int64),
        below=pl.Series(below, dtype=pl.Int64),
        middle=pl.Series(tops, dtype=pl.Int64) + LINE // 2 - 1,
        said=pl.Series(said, dtype=pl.String),
        by=pl.Series(by, dtype=pl.String),
    )
    whole = sum(high) + GAP * len(high)
    base = alt.Chart(rows, width=frame.width, height=max(whole, LINE))
    scale = alt.Scale(domain=[max(whole, LINE), 0], nice=False, zero=False)

    def column(field: str, at: int, y: str = "top", **look: Any) -> marks.Layered:
        words = marks.column(
            base, field, at, align="left", baseline="top", fontSize=12, lineBreak=BREAK, lineHeight=LINE, **look
        )
        return words.encode(y=alt.Y(f"{y}:Q", axis=None, scale=scale))

    place = {"x": alt.XValue(SIGN), "y": alt.Y("middle:Q", axis=None, scale=scale)}
    fields = ["date", "actor", "domain", "position", "condition", "status", "source_publisher"]
    boxes = base.mark_square(size=190, opacity=1).properties(name="lines" if frame is PAGE else "lines_narrow")
    return alt.layer(
        boxes.encode(color=stances.colour(), tooltip=marks.tips(fields), **place),
        stances.sign(base).encode(**place),
        column("when", 0, color=theme.SOFT_INK),
        column("where", SUBJECT, fontWeight=600),
        column("said", frame.said, "below"),
        *([column("by", frame.by, color=theme.SOFT_INK)] if frame.by else []),
    )


def _wrapped(text: str, letters: int) -> str:
    return BREAK.join(textwrap.wrap(text, letters, break_long_words=False)) or text


def _height(text: str) -> int:
    return LINE * (1 + text.count(BREAK))
