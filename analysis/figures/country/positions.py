"""The box of a country's brief on security guarantees: its answers, domain by domain, with conditions, speakers and days."""

import re
from collections.abc import Sequence
from datetime import date

import polars as pl

from analysis.as_of import known_on
from analysis.charts.formatting import capitalise_first, day, partial_day
from analysis.figures.country.donor import CITED, Donor, cite_each, donor_of, page_of
from analysis.figures.guarantees.thin import thin_month
from analysis.figures.guarantees.wording import NOUNS
from analysis.figures.panel import Panel, Point
from analysis.load.snapshot import Snapshot
from analysis.measures import guarantees
from analysis.measures.answers import DECLINES, MAY_OFFER, NOT_FOUND, OFFERS, OFFERS_IF, UNDECIDED

__all__ = ["READ", "REPORTED", "positions"]

ANSWERS = {
    OFFERS: "Offers",
    OFFERS_IF: "Offers on a condition",
    MAY_OFFER: "May offer on a condition",
    UNDECIDED: "Undecided, neither offered nor refused",
    DECLINES: "Refuses",
}
LESS = {UNDECIDED: "undecided"}
"""What stands in a row of answers instead."""
REPORTED = {"reported": ", reported"}
READ = "Reported: a digest names the page, and it was not opened."
OTHERS = {r" about ": ", as told by others", r"\b(text|plan|conclusions)\b": ", in a text"}
"""What is said of a statement whose `actor` is no member of the government: another who tells of it, or a text of several."""

SHORT = {
    "ISR": "intelligence, surveillance and reconnaissance",
    "USAI": "US procurement of arms for Ukraine",
}
"""What letters in a position stand for."""


def positions(tables: Snapshot, country: str) -> Panel:
    """List what a donor answers on guarantees, domain by domain, with conditions and days, and how its answer on troops moved.

    Takes `load.snapshot(day)`; raises as `opening`.

    >>> from analysis import load
    >>> positions(load.snapshot("2026-10-10"), "Germany").points[3].label
    'Troops'
    """
    donor = donor_of(tables, country)
    rows = donor.positions
    points = [_position(row) for row in rows.with_columns(pl.col("grade").cast(pl.String)).iter_rows(named=True)]
    return Panel(
        "positions",
        f"Security guarantees: what is on record of {donor.name}",
        points or [Point("Nothing on record", "", _none_stands(donor))],
        " ".join(filter(None, [_moved(donor), _newest(donor), _letters(points), _read(donor)])),
        cite_each(rows, "statements"),
    )


def _none_stands(donor: Donor) -> str:
    """Say that no position was found, or that those that were lapsed with the government that took them."""
    said = known_on(donor.pledges, donor.tables.day).filter(country=donor.code)
    if said.is_empty():
        return f"No position of {donor.name} on guarantees was found by {day(donor.tables.day)}; that is no refusal."
    lapsed: date = said["lapsed_on"].max()  # type: ignore[assignment]
    return f"No position of {donor.name} stands: what was said lapsed on {day(lapsed)}, with the government that said it."


def _position(row: dict[str, str]) -> Point:
    terms = f"; condition: {row['condition'].removeprefix('if ')}" if row["condition"] else ""
    whose = next((words for found, words in OTHERS.items() if re.search(found, row["actor"])), "")
    # The condition follows: that there is one need not be said twice.
    answer = ANSWERS[row["answer"]].removesuffix(" on a condition") if terms else ANSWERS[row["answer"]]
    said = f"{answer}{whose}: {row['position']}{terms} ({speaker_of(row['actor'])}, {partial_day(row['date'])}{REPORTED.get(row['grade'], '')})."
    return Point(capitalise_first(NOUNS.get(row["domain"], row["domain"])), "", said, **page_of(row))


def _newest(donor: Donor) -> str:
    """Say that what stands is the newest that was found, however old it is."""
    tables = donor.tables
    if donor.positions.is_empty():
        return ""
    named = thin_month(tables.pledges, tables.day)
    few = f"; few statements were collected from {named} on" if named else ""
    return f"Each is the newest statement found by {day(tables.day)}{few}."


def _read(donor: Donor) -> str:
    """Say what reported means where it is said of older statements alone: else it stands beside what is new."""
    tables = donor.tables
    reported = donor.positions.filter(
        pl.col("grade").cast(pl.String).is_in([*REPORTED]), pl.col("date") <= tables.since.isoformat()
    )
    return READ if reported.height else ""


def _letters(points: Sequence[Point]) -> str:
    """Say what letters stand for that a position has."""
    used = [
        f"{short}: {words}." for short, words in SHORT.items() if any(re.search(rf"\b{short}\b", one.text) for one in points)
    ]
    return " ".join(used)


def speaker_of(actor: str) -> str:
    """Name who spoke, and to whom or how, without brackets within brackets."""
    return actor.replace(" (", ", ").replace(")", "")


def _moved(donor: Donor) -> str:
    """Say how the answer on troops moved, from the first to the last."""
    spans = guarantees.spans(donor.pledges, "land", donor.tables.day).filter(country=donor.code).sort("since")
    if not spans.height:
        return ""
    steps = spans.filter(pl.col("answer").ne_missing(pl.col("answer").shift(1)) & (pl.col("answer") != NOT_FOUND))
    if steps.height < 2 and not spans["lapsed"][-1]:
        return ""
    told = [
        f"{LESS.get(row['answer'], ANSWERS[row['answer']].lower())}, {day(row['since'])} ({speaker_of(row['actor'])}, {row['source_publisher'].removesuffix(CITED)})"
        for row in steps.iter_rows(named=True)
    ]
    lapsed = f"; lapsed on {day(spans['to'][-1])}, with the government that said it" if spans["lapsed"][-1] else ""
    return f"On troops, by the day first recorded: {'; '.join(told)}{lapsed}."
