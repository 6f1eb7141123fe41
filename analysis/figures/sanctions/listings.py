"""The figure of listings since a day, with what the US list lost."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

import polars as pl

from analysis import load
from analysis.as_of import as_day
from analysis.charts import forms, marks
from analysis.charts.catalogue import say
from analysis.charts.citations import cite
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
        say("sanctions.listings.axis_label"),
        x=marks.time_axis(start=start, end=window.last).axis(format="%b %Y", tickCount=6, grid=False),
        name="since",
        tooltip={"name": "name", "period": "period:T|%d %B %Y", say("sanctions.listings.so_far_label"): "so_far:Q"},
        label={"align": "left", "dx": 8},
        width=WIDTH - 10,
        height=HEIGHT,
        **authorities.LOOK,
    )
    drawing = replace(drawing, chart=with_caveat(drawing.chart, lost, COLUMN_LINE + 4)) if lost else drawing
    return Figure(
        drawing,
        id=("listings-since-january-2025" if start == TURN else f"listings-since-{start}")
        + (f"-by-{end}" if (end := _earlier(until)) else ""),
        headline=say("sanctions.listings.headline", first=window.first, last=window.last, eu=number["EU"], us=number["US"]),
        subtitle=say("sanctions.listings.subtitle", window=authorities.window_words(window)),
        data=frame.select("authority", "basis", "period", "so_far", "source"),
        sources=cite(frame),
        notes=[
            say("sanctions.listings.uk_and_us_days", uk=number["UK"], number=rounds.height),
            BASIS,
            f"{say('sanctions.listings.war', eu=war['EU'], us=war['US'])} {CYBER}",
            authorities.beyond_words(measure.beyond(designations, coverage, window)),
            *authorities.without_day_words(measure.without_day(designations, window)),
            *([f"{lost} {say('sanctions.listings.removed_days')}"] if lost else []),
            *windows.caveats(coverage),
        ],
        alt=" ".join(filter(None, [_alt(number, rounds, window), lost])),
    )


def _alt(number: Mapping[str, int], rounds: pl.DataFrame, window: measure.Window) -> str:
    numbers = {"first": window.first, "last": window.last, "eu": number["EU"], "uk": number["UK"], "us": number["US"]}
    if rounds.is_empty():
        return say("sanctions.listings.alt", **numbers)
    days = [say("sanctions.listings.day_words", listings=listings, on=on) for on, listings in rounds.iter_rows()]
    return say("sanctions.listings.alt_with_days", **numbers, days=", ".join(days))


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
    return say("sanctions.listings.removed", removed=bounds["at_least"], last=bounds["last"])


def _numbers(listed: pl.DataFrame) -> dict[str, int]:
    return dict(listed.select("authority", "listings").iter_rows())


def _us_rounds(designations: pl.DataFrame, window: measure.Window) -> pl.DataFrame:
    """Give the days on which the US listed persons or entities in a window, with how many: listed_on, listings."""
    us = designations.filter(authority="US", basis=measure.OWN_BASIS["US"], measure="asset_freeze")
    in_window = us.filter(pl.col("subject").is_in(PEOPLE), pl.col("listed_on").is_between(window.first, window.last))
    return in_window.group_by("listed_on").agg(pl.col("listings").sum()).sort("listed_on")
