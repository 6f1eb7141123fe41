"""How sure a briefing is, and how its numbers are to be read."""

from collections.abc import Mapping
from typing import Any

import polars as pl

from analysis.charts.catalogue import say
from analysis.charts.citations import cite
from analysis.charts.formatting import month
from analysis.countries import EUROPE, UNITED_STATES
from analysis.figures.aid.inputs import latest, until
from analysis.figures.panel import Panel, Point
from analysis.load.snapshot import Snapshot
from analysis.measures import acts, guarantees
from analysis.measures import aid as measure
from analysis.measures import scorecard as card

__all__ = ["how_sure", "reading"]

OPENED = ("institution", "press")
BOTH = 2


def how_sure(tables: Snapshot) -> Panel:
    """Say what of the briefing is firm, fair, weak and unknown, with the numbers behind it.

    Takes `load.snapshot(day)`.

    >>> from analysis import load
    >>> [point.label for point in how_sure(load.snapshot("2026-10-10")).points]
    ['Firm', 'Fair', 'Weak', 'Unknown']
    """
    states = acts.counted(tables.actions, tables.turn, tables.day).filter(
        pl.col("authority").cast(pl.String) == "US", acts.TIGHTENS | acts.EASES
    )
    read = states.filter(pl.col("grade").cast(pl.String).is_in(OPENED)).height
    heard = card.troop_answers(tables.sound_pledges, tables.countries, tables.day)["heard"]
    land = guarantees.matrix(tables.sound_pledges, tables.day).filter(
        pl.col("domain") == "land", pl.col("country").is_in(heard)
    )
    official = land.filter(pl.col("grade").cast(pl.String) == "institution").height
    points = [
        Point(say("briefing.reading.firm_label"), "", say("briefing.reading.firm")),
        Point(
            say("briefing.reading.fair_label"),
            "",
            f"{say('briefing.reading.fair')} {_pages_opened(read, states.height)}",
        ),
        Point(say("briefing.reading.weak_label"), "", _troops_rest_on(official, land.height, land["since"].min())),
        Point(say("briefing.reading.unknown_label"), "", say("briefing.reading.unknown", day=tables.day)),
    ]
    return Panel("how-sure", say("briefing.reading.how_sure_heading"), points)


def reading(tables: Snapshot) -> Panel:
    """Say what committed, allocated, paid out and delivered mean, each with its amounts; none is ever added to another.

    Takes `load.snapshot(day)`.

    >>> from analysis import load
    >>> reading(load.snapshot("2026-10-10")).heading
    'Reading the numbers: the €391bn is promised; what has arrived is not known'
    """
    committed, allocated = (latest(measure.totals(tables.lead, stage=stage)) for stage in ("committed", "allocated"))
    paid = card.paid_out(tables.disbursements, tables.countries)
    paid_until = tables.disbursements["month"].max()
    points = [
        Point(
            say("briefing.reading.committed_label"),
            say("briefing.reading.committed_words"),
            _amounts(committed, until(tables.lead)),
        ),
        Point(
            say("briefing.reading.allocated_label"),
            say("briefing.reading.allocated_words"),
            _amounts(allocated, until(tables.lead)),
        ),
        Point(
            say("briefing.reading.paid_label"),
            say("briefing.reading.paid_words"),
            _amounts(paid, month(paid_until)),
        ),
        Point(
            say("briefing.reading.delivered_label"),
            say("briefing.reading.delivered_words"),
            say("briefing.reading.delivered_none_words"),
        ),
        Point(say("briefing.reading.europe_label"), "", say("briefing.reading.europe")),
        Point(say("briefing.reading.counted_label"), "", say("briefing.reading.counted")),
    ]
    return Panel(
        "reading",
        say("briefing.reading.heading", promised=committed[EUROPE]),
        points,
        say("briefing.reading.never_added"),
        cite(tables.lead, tables.disbursements),
    )


def _amounts(by_bloc: Mapping[str, float], by: str) -> str:
    return say("briefing.reading.amounts", europe=by_bloc[EUROPE], us=by_bloc[UNITED_STATES], until=by)


def _pages_opened(read: int, every: int) -> str:
    if not every:
        return say("briefing.reading.pages_none")
    if every == 1:
        return say("briefing.reading.one_page_opened") if read else say("briefing.reading.one_page_not_opened")
    if read == every:
        return say("briefing.reading.pages_all_opened", every=every)
    return say("briefing.reading.pages_opened", every=every, number=read)


def _troops_rest_on(official: int, answers: int, oldest: Any) -> str:
    if official:
        return say("briefing.reading.weak_official", number=official, answers=answers, oldest=oldest)
    if answers == BOTH:
        return say("briefing.reading.weak_both_press", oldest=oldest)
    return say("briefing.reading.weak_press", number=answers, oldest=oldest)
