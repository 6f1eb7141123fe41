"""How sure a briefing is, and how its numbers are to be read."""

import polars as pl

from analysis.charts.citations import cite
from analysis.charts.formatting import day, eur, month, number_word
from analysis.countries import EUROPE, UNITED_STATES
from analysis.figures.aid.inputs import latest, until
from analysis.figures.panel import Panel, Point
from analysis.load.snapshot import Snapshot
from analysis.measures import acts, guarantees
from analysis.measures import aid as measure
from analysis.measures import scorecard as card

__all__ = ["how_sure", "reading"]

OPENED = ("institution", "press")


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
    oldest = land["since"].min()
    points = [
        Point(
            "Firm",
            "",
            "Aid totals and months, EU and UK listings: publishers' own files. The last months of aid still grow.",
        ),
        Point(
            "Fair",
            "",
            f"EU and UK ships come from a compilation; days of US listings are inferred. {_pages_opened(read, states.height)}",
        ),
        Point("Weak", "", f"{_troops_rest_on(official, land.height)} the oldest is of {month(oldest)}."),
        Point(
            "Unknown",
            "",
            f"Secret aid, what has arrived, and what came after {day(tables.day)}.",
        ),
    ]
    return Panel("how-sure", "How sure: firm on money, weak on troops", points)


def reading(tables: Snapshot) -> Panel:
    """Say what committed, allocated, paid out and delivered mean, each with its amounts; none is ever added to another.

    Takes `load.snapshot(day)`.

    >>> from analysis import load
    >>> reading(load.snapshot("2026-10-10")).heading
    'Reading the numbers: the €391bn is promised; what has arrived is not known'
    """
    committed, allocated = (latest(measure.totals(tables.lead, stage=stage)) for stage in ("committed", "allocated"))
    paid = card.paid_out(tables.disbursements, tables.countries)
    paid_until = month(tables.disbursements["month"].max())
    points = [
        Point(
            "Committed",
            "promised in public",
            f"Europe {eur(committed[EUROPE])}, US {eur(committed[UNITED_STATES])}, by {until(tables.lead)}.",
        ),
        Point(
            "Allocated",
            "earmarked for a named purpose",
            f"Europe {eur(allocated[EUROPE])}, US {eur(allocated[UNITED_STATES])}, by {until(tables.lead)}.",
        ),
        Point(
            "Paid out",
            "financial aid alone",
            f"Europe {eur(paid[EUROPE])}, US {eur(paid[UNITED_STATES])}, by {paid_until}.",
        ),
        Point("Delivered", "arrived", "no total was found."),
        Point(
            "Europe",
            "",
            "The EU27, the UK, Norway, Switzerland, Iceland, EU institutions; never the EU alone.",
        ),
        Point("Counted", "", "Grants and loans in euros of the day (nominal) since January 2022; hosting refugees is not."),
    ]
    heading = f"Reading the numbers: the {eur(committed[EUROPE], 0)} is promised; what has arrived is not known"
    return Panel(
        "reading",
        heading,
        points,
        "Never add or swap committed, allocated, paid out and delivered.",
        cite(tables.lead, tables.disbursements),
    )


def _pages_opened(read: int, every: int) -> str:
    if not every:
        return "No US act that tightens or eases is on record."
    if every == 1:
        return f"The page on the one US act that tightens or eases was {'opened' if read else 'not opened'}."
    if read == every:
        return f"The pages on US acts that tighten or ease ({number_word(every)}) were all opened."
    if read == 1:
        return f"Of {number_word(every)} US acts that tighten or ease, one page was opened."
    return f"Of {number_word(every)} US acts that tighten or ease, {number_word(read)} pages were opened."


def _troops_rest_on(official: int, answers: int) -> str:
    if not official:
        every = {1: "The one answer on troops rests", 2: "Both answers on troops rest"}.get(answers)
        return f"{every or f'All {number_word(answers)} answers on troops rest'} on the press;"
    rest = "one rests" if official == 1 else f"{number_word(official)} rest"
    return f"Of {answers} answers on troops, {rest} on a government's page, the others on the press;"
