"""Sanctions as instruments of the comparison: listings, export-control annex and ships.

Counts on two bases are never put together, and neither are asset freezes, annexes and ship bans, whose subjects overlap.
Europe's side is the list of the European Union alone: the United Kingdom lists many of the same names.
"""

from dataclasses import replace
from datetime import date

import polars as pl

from analysis.countries import EUROPE, UNITED_STATES
from analysis.measures.comparison import NOT_KNOWN, Instrument, Side

__all__ = ["asset_freezes", "export_control", "freezes_by_day", "sanctions", "ships"]

SHARED_FROM = date(2024, 5, 4)
"""First day of the one US source that gives listings a day; earlier days are first sightings on copies, another basis."""

WORDS = {"as_listed": "as first listed", "inferred": "inferred from its numbers"}
NAMES = ("person", "entity")


def sanctions(*, designations: pl.DataFrame, vessels: pl.DataFrame, coverage: pl.DataFrame) -> list[Instrument]:
    """List the instruments of sanctions in reading order; takes the tables designations, vessels and sanctions_coverage.

    >>> from analysis import load
    >>> tables = {"designations": load.designations(), "vessels": load.vessels(), "coverage": load.sanctions_coverage()}
    >>> [one.name for one in sanctions(**tables)]
    ['Asset freezes since May 2024', 'Export-control annex', 'Ships listed since May 2024']
    """
    return [asset_freezes(designations, coverage), export_control(designations, coverage), ships(vessels, coverage)]


def asset_freezes(designations: pl.DataFrame, coverage: pl.DataFrame) -> Instrument:
    """Make the instrument of persons and entities listed since May 2024, when both lists have days on one basis each.

    Both end on the day to which both lists are known. Listings without a day count in totals and in no month.

    >>> from analysis import load
    >>> asset_freezes(load.designations(), load.sanctions_coverage()).sides["United States"].basis
    'US list, days inferred from its numbers'
    """
    sides = {
        EUROPE: _listed(designations, coverage, "EU", "stated", "EU list, days stated"),
        UNITED_STATES: _listed(designations, coverage, "US", "inferred", "US list, days inferred from its numbers"),
    }
    return _to_common_end(Instrument("Asset freezes since May 2024", "persons and entities", sides))


def export_control(designations: pl.DataFrame, coverage: pl.DataFrame) -> Instrument:
    """Make the instrument of entities on the European Union's export-control annex.

    The US list of that kind is not in the tables: its side is absent, not zero.

    >>> from analysis import load
    >>> export_control(load.designations(), load.sanctions_coverage()).absent
    'not known'
    """
    rows = designations.filter(authority="EU", measure="export_control", basis="stated")
    return Instrument(
        "Export-control annex",
        "entities",
        {EUROPE: Side(_dated(rows), "EU annex, days stated", _end(coverage, "EU", "export_control", "stated"), _source(rows))},
        absent=NOT_KNOWN,
    )


def ships(vessels: pl.DataFrame, coverage: pl.DataFrame) -> Instrument:
    """Make the instrument of ships listed since May 2024, by IMO number, to the day to which both lists are known.

    Ships without a day of listing are left out.

    >>> from analysis import load
    >>> ships(load.vessels(), load.sanctions_coverage()).sides["Europe"].events["day"].min()
    datetime.date(2024, 6, 25)
    """
    sides = {}
    for bloc, authority, basis, measure in (
        (EUROPE, "EU", "as_listed", "vessel_ban"),
        (UNITED_STATES, "US", "inferred", "asset_freeze"),
    ):
        rows = vessels.filter(pl.col("authority") == authority, pl.col("basis") == basis, pl.col("listed_on") >= SHARED_FROM)
        events = rows.select(day="listed_on", amount=pl.lit(1.0))
        sides[bloc] = Side(
            events,
            f"{authority} list, days {WORDS[basis]}",
            _end(coverage, authority, measure, basis),
            _source(rows),
            SHARED_FROM,
        )
    return _to_common_end(Instrument("Ships listed since May 2024", "ships", sides))


def freezes_by_day(designations: pl.DataFrame, coverage: pl.DataFrame) -> list[Instrument]:
    """Make an instrument of persons and entities listed for every basis that has days, for one panel of a timeline.

    All have one name; their bases are never put together.

    >>> from analysis import load
    >>> parts = freezes_by_day(load.designations(), load.sanctions_coverage())
    >>> [side.basis for part in parts for side in part.sides.values()]
    ['EU, stated', 'US, first seen', 'US, inferred']
    """
    name, unit = "Asset-freeze listings, EU and US", "listings"
    parts = [
        {EUROPE: _listed(designations, coverage, "EU", "stated", "EU, stated", None)},
        {UNITED_STATES: _listed(designations, coverage, "US", "first_seen", "US, first seen", None)},
        {UNITED_STATES: _listed(designations, coverage, "US", "inferred", "US, inferred", None)},
    ]
    return [Instrument(name, unit, part) for part in parts]


def _to_common_end(instrument: Instrument) -> Instrument:
    """End both sides on the day to which both are known: what one list named after it is in no comparison, and is kept apart."""
    end = min(side.coverage_end for side in instrument.sides.values())
    return replace(instrument, sides={bloc: _cut_off(side, end) for bloc, side in instrument.sides.items()})


def _cut_off(side: Side, end: date) -> Side:
    if side.coverage_end == end:
        return side
    by_then = (pl.col("day") <= end).fill_null(value=True)
    later = float(side.events.filter(~by_then)["amount"].sum())
    return replace(side, coverage_end=end, events=side.events.filter(by_then), later=later, known_to=side.coverage_end)


def _listed(
    designations: pl.DataFrame,
    coverage: pl.DataFrame,
    authority: str,
    basis: str,
    words: str,
    since: date | None = SHARED_FROM,
) -> Side:
    rows = designations.filter(
        pl.col("authority") == authority,
        pl.col("measure") == "asset_freeze",
        pl.col("basis") == basis,
        pl.col("subject").is_in(NAMES),
        pl.lit(True) if since is None else pl.coalesce("listed_on", "not_after") >= since,
    )
    return Side(_dated(rows), words, _end(coverage, authority, "asset_freeze", basis), _source(rows), since)


def _dated(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.select(day="listed_on", amount=pl.col("listings").cast(pl.Float64))


def _end(coverage: pl.DataFrame, authority: str, measure: str, basis: str) -> date:
    found: date = coverage.filter(authority=authority, measure=measure, basis=basis)["last_day"].item()
    return found


def _source(rows: pl.DataFrame) -> str:
    return str(rows["source"].unique().item())
