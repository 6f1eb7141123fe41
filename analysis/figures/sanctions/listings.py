"""The figure of listings since a day, with what the US list lost."""

from dataclasses import replace
from datetime import date

import polars as pl

from analysis import load
from analysis.as_of import as_day
from analysis.charts import forms, marks
from analysis.charts.citations import cite
from analysis.charts.formatting import day, day_text, join_rows, month, plural
from analysis.charts.sizes import COLUMN_LINE, with_caveat
from analysis.figures.figure import Figure
from analysis.figures.inputs import require_whole_table, whole_tables
from analysis.figures.sanctions import authorities
from analysis.figures.sanctions.authorities import BASIS, CYBER, TURN
from analysis.figures.sanctions.coverage import require_coverage
from analysis.measures import sanctions as measure
from analysis.measures import windows
from analysis.measures.listings import PEOPLE

__all__ = [
    "since",
]

START = date(2022, 1, 1)
WIDTH, HEIGHT = 560, 250
REMOVED_DAYS = "Each was removed between the last day it was seen and the first day it was absent."


@whole_tables("designations", coverage="sanctions_coverage")
def since(
    designations: pl.DataFrame,
    coverage: pl.DataFrame,
    start: date | str = TURN,
    delistings: pl.DataFrame | None = None,
    until: date | str | None = None,
) -> Figure:
    """Draw listings since a day, accumulated, for the EU, the UK and the US, over the window that all three cover.

    Takes `load.designations()` and `load.sanctions_coverage()`, and with `load.delistings()` says on the picture how many names the
    US list has lost since: few of their days lie in the window for certain, so that a line of them would say too little. `until` is
    the day looked back from, after which nothing is drawn. `data`
    has authority, basis, period, so_far (persons and entities) and source. Raises AnalysisError for a text that is no day and for a
    day from which not all three are covered, NotComparable for a part of the removals.

    >>> from analysis import load
    >>> since(load.designations(), load.sanctions_coverage(), date(2025, 1, 20)).data.row(0)
    ('EU', 'stated', datetime.date(2025, 1, 20), 0, 'eu_journal')
    """
    start = as_day(start)
    coverage = coverage if until is None else measure.known_by(coverage, until)
    require_coverage(coverage, start)
    window = measure.common_window(coverage, start)
    frame = measure.since(designations, coverage, start)
    lost = "" if delistings is None else _lost(delistings, start, until)
    all_regimes = measure.within(designations, coverage, start)
    number, war = _numbers(all_regimes), _numbers(measure.within(designations, coverage, start, "war"))
    ends = frame.group_by("authority", maintain_order=True).last()
    rounds = _us_rounds(designations, window)
    drawing = forms.steps(
        authorities.named(frame),
        ends,
        "so_far",
        "authority",
        "listings so far",
        x=marks.time_axis(start=start, end=window.last).axis(format="%b %Y", tickCount=6, grid=False),
        name="since",
        tooltip={"name": "name", "period": "period:T|%d %B %Y", "So far": "so_far:Q"},
        label={"align": "left", "dx": 8},
        width=WIDTH - 10,
        height=HEIGHT,
        **authorities.LOOK,
    )
    drawing = replace(drawing, chart=with_caveat(drawing.chart, lost, COLUMN_LINE + 4)) if lost else drawing
    days = join_rows(rounds.with_columns(day_text("listed_on")), "{listings} on {listed_on}", ", ")
    return Figure(
        drawing,
        id=("listings-since-january-2025" if start == TURN else f"listings-since-{start}")
        + (f"-by-{end}" if (end := _earlier(until)) else ""),
        headline=f"From {month(window.first)} to {month(window.last)} the EU listed {number['EU']} names, the US {number['US']}",
        subtitle=f"Persons and entities under asset freeze from {authorities.window_words(window)}",
        data=frame.select("authority", "basis", "period", "so_far", "source"),
        sources=cite(frame),
        notes=[
            f"The UK made {number['UK']} listings in that window; those of the US fell on {plural(rounds.height, 'day')}.",
            BASIS,
            f"Over the war alone: EU {war['EU']}, United States {war['US']}. {CYBER}",
            authorities.beyond_words(measure.beyond(designations, coverage, window)),
            *authorities.without_day_words(measure.without_day(designations, window)),
            *([f"{lost} {REMOVED_DAYS}"] if lost else []),
            *windows.caveats(coverage),
        ],
        alt=f"Step lines from {day(window.first)} to {day(window.last)}: EU {number['EU']}, UK {number['UK']}, United States {number['US']}"
        + (f" ({days})." if days else ".")
        + (f" {lost}" if lost else ""),
    )


def _earlier(until: date | str | None) -> date | None:
    """Give the day looked back from, if it is not that of the record's end."""
    end = None if until is None else as_day(until)
    return None if end is None or end >= load.collected_to("actions") else end


def _lost(delistings: pl.DataFrame, start: date, until: date | str | None) -> str:
    """Say how many names the US list has lost since a day, at least, and by when; nothing where it had lost none."""
    require_whole_table("delistings", delistings)
    known = delistings if until is None else delistings.filter(pl.col("not_after") <= as_day(until))
    if known.filter(pl.col("not_before") >= start).is_empty():
        return ""
    bounds = measure.removals(known, start)
    return f"The US also took at least {bounds['at_least']} names off its list by {day(bounds['last'])}."


def _numbers(listed: pl.DataFrame) -> dict[str, int]:
    return dict(listed.select("authority", "listings").iter_rows())


def _us_rounds(designations: pl.DataFrame, window: measure.Window) -> pl.DataFrame:
    """Give the days on which the US listed persons or entities in a window, with how many: listed_on, listings."""
    us = designations.filter(authority="US", basis=measure.OWN_BASIS["US"], measure="asset_freeze")
    in_window = us.filter(pl.col("subject").is_in(PEOPLE), pl.col("listed_on").is_between(window.first, window.last))
    return in_window.group_by("listed_on").agg(pl.col("listings").sum()).sort("listed_on")
