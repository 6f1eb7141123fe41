"""The box of a country's brief on security guarantees: its answers, domain by domain, with conditions, speakers and days."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

import polars as pl

from analysis.as_of import known_on
from analysis.charts.catalogue import say
from analysis.charts.formatting import capitalise_first
from analysis.figures.country.donor import REPORTED, Donor, cite_each, donor_of, page_of, publisher_of
from analysis.figures.guarantees.thin import thin_month
from analysis.figures.guarantees.wording import NOUNS
from analysis.figures.panel import Panel, Point
from analysis.load.snapshot import Snapshot
from analysis.measures import guarantees
from analysis.measures.answers import DECLINES, MAY_OFFER, NOT_FOUND, OFFERS, OFFERS_IF, UNDECIDED

__all__ = ["positions"]

OTHERS, TEXTS = r" about ", r"\b(text|plan|conclusions)\b"
"""What the `actor` of a statement has who is no member of the government: another who tells of it, or a text of several."""


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
        say("country.positions.heading", donor=donor.name),
        points or [Point(say("country.positions.none_label"), "", _none_stands(donor))],
        " ".join(filter(None, [_moved(donor), _newest(donor), _letters(points), _read(donor)])),
        cite_each(rows, say("country.donor.statements_words")),
    )


def _none_stands(donor: Donor) -> str:
    """Say that no position was found, or that those that were lapsed with the government that took them."""
    said = known_on(donor.pledges, donor.tables.day).filter(country=donor.code)
    if said.is_empty():
        return say("country.positions.none_found", donor=donor.name, day=donor.tables.day)
    lapsed: date = said["lapsed_on"].max()  # type: ignore[assignment]
    return say("country.positions.none_stands", donor=donor.name, lapsed=lapsed)


def _position(row: dict[str, str]) -> Point:
    return Point(capitalise_first(NOUNS.get(row["domain"], row["domain"])), "", _said(row), **page_of(row))


def _said(row: dict[str, str]) -> str:
    reported = row["grade"] == REPORTED
    said = {
        "answer": _whose(row),
        "position": row["position"],
        "speaker": speaker_of(row["actor"]),
        "date": row["date"],
    }
    if row["condition"]:
        said |= {"condition": row["condition"].removeprefix("if ")}
        return (
            say("country.positions.position_if_reported", **said) if reported else say("country.positions.position_if", **said)
        )
    return say("country.positions.position_reported", **said) if reported else say("country.positions.position", **said)


def _whose(row: dict[str, str]) -> str:
    """Say what the answer is, and whether another tells of it or a text of several has it."""
    answer = _answer(row["answer"], told=bool(row["condition"]))
    if re.search(OTHERS, row["actor"]):
        return say("country.positions.told_by_others_words", answer=answer)
    return say("country.positions.in_a_text_words", answer=answer) if re.search(TEXTS, row["actor"]) else answer


def _answer(answer: str, *, told: bool = False) -> str:
    """Say an answer in few words; of one whose condition is `told` beside it, that there is one need not be said twice."""
    if answer in {OFFERS, OFFERS_IF}:
        free = answer == OFFERS or told
        return say("country.positions.offers_words") if free else say("country.positions.offers_if_words")
    if answer == MAY_OFFER:
        return say("country.positions.may_offer_words") if told else say("country.positions.may_offer_if_words")
    return say("country.positions.refuses_words") if answer == DECLINES else say("country.positions.undecided_words")


def _newest(donor: Donor) -> str:
    """Say that what stands is the newest that was found, however old it is."""
    tables = donor.tables
    if donor.positions.is_empty():
        return ""
    named = thin_month(tables.pledges, tables.day)
    if named:
        return say("country.positions.newest_thin", day=tables.day, thin=named)
    return say("country.positions.newest", day=tables.day)


def _read(donor: Donor) -> str:
    """Say what reported means where it is said of older statements alone: else it stands beside what is new."""
    tables = donor.tables
    reported = donor.positions.filter(pl.col("grade").cast(pl.String) == REPORTED, pl.col("date") <= tables.since.isoformat())
    return say("country.positions.reported") if reported.height else ""


def _letters(points: Sequence[Point]) -> str:
    """Say what letters stand for that a position has."""
    letters = {"ISR": say("country.positions.letters_isr"), "USAI": say("country.positions.letters_usai")}
    return " ".join(said for short, said in letters.items() if any(re.search(rf"\b{short}\b", one.text) for one in points))


def speaker_of(actor: str) -> str:
    """Name who spoke, and to whom or how, without brackets within brackets."""
    return actor.replace(" (", ", ").replace(")", "")


def _moved(donor: Donor) -> str:
    """Say how the answer on troops moved, from the first to the last."""
    spans = guarantees.spans(donor.pledges, "land", donor.tables.day).filter(country=donor.code).sort("since")
    if not spans.height:
        return ""
    changes = spans.filter(pl.col("answer").ne_missing(pl.col("answer").shift(1)) & (pl.col("answer") != NOT_FOUND))
    if changes.height < 2 and not spans["lapsed"][-1]:
        return ""
    steps = "; ".join(_step(row) for row in changes.iter_rows(named=True))
    if spans["lapsed"][-1]:
        return say("country.positions.moved_lapsed", steps=steps, lapsed=spans["to"][-1])
    return say("country.positions.moved", steps=steps)


def _step(row: dict[str, Any]) -> str:
    undecided = row["answer"] == UNDECIDED
    return say(
        "country.positions.step_words",
        answer=say("country.positions.undecided_in_a_row_words") if undecided else _answer(row["answer"]),
        since=row["since"],
        speaker=speaker_of(row["actor"]),
        publisher=publisher_of(row["source_publisher"]),
    )
