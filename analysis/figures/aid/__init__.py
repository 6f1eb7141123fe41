"""Figures of aid: Europe and the United States over time, donors, promises, how aid arrives, and revisions."""

from analysis.figures.aid import (
    arrival,
    assets,
    donors,
    economy,
    flows,
    gap,
    hosted,
    lead,
    maps,
    promises,
    quality,
    revisions,
    sentences,
    state,
    still_open,
    tables,
    weapons,
    years,
)
from analysis.figures.aid.kinds import by_kind
from analysis.figures.aid.totals import europe_and_us, monthly, rolling_year

__all__ = [
    "arrival",
    "assets",
    "by_kind",
    "donors",
    "economy",
    "europe_and_us",
    "flows",
    "gap",
    "hosted",
    "lead",
    "maps",
    "monthly",
    "promises",
    "quality",
    "revisions",
    "rolling_year",
    "sentences",
    "state",
    "still_open",
    "tables",
    "weapons",
    "years",
]
