"""The figure of statements: the United States, line by line."""

import functools
from collections import Counter
from datetime import date

import altair as alt
import polars as pl

from analysis.as_of import known_on
from analysis.charts import marks, theme
from analysis.charts.citations import cite_pages, id_as_of
from analysis.charts.formatting import day, join_rows, partial_day_text
from analysis.countries import EUROPEAN_COUNTRIES, UNITED_STATES
from analysis.figures.figure import Figure
from analysis.figures.guarantees import stances, wording
from analysis.figures.guarantees.positions import POSITIONS, recorded_day
from analysis.figures.inputs import whole_tables
from analysis.measures import guarantees as measure
from analysis.measures.answers import NOT_FOUND, SPOKEN, answer_of, is_firm

__all__ = ["united_states"]

LINE = 17

COLOURS = {EUROPEAN_COUNTRIES: theme.BLUE, UNITED_STATES: theme.VERMILLION}
WIDTH = 600
"""Of the list of changes."""

US_LINES = "A line is one statement; statements about the United States by others name who spoke."
UNNAMED = "Two statements of August 2025 were reported from unnamed officials and called revocable."
AMOUNTS = "Amounts in agreements mean different things (a year's aid, a fund, a minimum) and are never added."


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
    by = pl.col("actor").str.replace_many({"Donald ": "", "Karoline ": "", " (FT sources)": ", via FT"}).str.slice(0, 32)
    lines = stances.with_signs(rows.with_columns(answer=answer_of())).with_columns(
        line=pl.int_range(pl.len()), when=pl.col("date"), where=pl.col("domain").str.replace("_", " "), by=by
    )
    latest = dict(measure.positions(pledges, end).filter(country="USA").select("domain", "answer").iter_rows())
    troops, air = (wording.one_answer(latest.get(one, NOT_FOUND), wording.NOUNS[one]) for one in ("land", "air"))
    firm, counts = lines.filter(is_firm()), Counter(lines["answer"])
    return Figure(
        stances.with_key(_lines(lines), "x", "y"),
        id=id_as_of("united-states-line-by-line", end),
        headline=f"The United States: no statement on guarantees is in the record by {day(end)}"
        if lines.is_empty()
        else f"The United States {troops} and {air}; {firm.height} of {lines.height} statements on all domains are firm offers",
        subtitle=f"Statements of and about the United States on guarantees and help, in our words, in order of date, to {day(end)}",
        data=lines.select(
            "date", "actor", "domain", "position", "answer", "condition", "status", "source_publisher", "source_url"
        ),
        sources=cite_pages(lines, "statements"),
        notes=[POSITIONS, wording.RUNGS, US_LINES, UNNAMED],
        alt=f"{lines.height} lines to {day(end)}: {wording.by_answer(counts, SPOKEN)}. {join_rows(lines.with_columns(partial_day_text('date')), '{date} {where}: {position}')}.",
    )


def _lines(lines: pl.DataFrame) -> marks.Layered:
    base = alt.Chart(lines, width=640, height=LINE * lines.height).encode(y=alt.Y("line:O", axis=None))
    fields = ["date", "actor", "domain", "position", "condition", "status", "source_publisher"]
    boxes = base.mark_square(size=190, opacity=1).properties(name="lines")
    column = functools.partial(marks.column, base, align="left", fontSize=11)
    return alt.layer(
        boxes.encode(x=alt.XValue(76), color=stances.colour(), tooltip=marks.tips(fields)),
        stances.sign(base, 9).encode(x=alt.XValue(76)),
        column("when", 0, color=theme.SOFT_INK),
        column("where", 89, fontWeight=600),
        column("position", 160),
        column("by", 452, color=theme.SOFT_INK),
    )
