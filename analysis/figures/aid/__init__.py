"""Figures of aid: Europe and the United States over time, donors, promises, how aid arrives, and revisions."""

from analysis.figures.aid import (
    arrival,
    donors,
    economy,
    flows,
    lead,
    promises,
    quality,
    revisions,
    sentences,
    state,
    tables,
    weapons,
    years,
)
from analysis.figures.aid.totals import by_kind, europe_and_us, monthly, rolling_year

__all__ = [
    "arrival",
    "by_kind",
    "donors",
    "economy",
    "europe_and_us",
    "flows",
    "lead",
    "monthly",
    "promises",
    "quality",
    "revisions",
    "rolling_year",
    "sentences",
    "state",
    "tables",
    "weapons",
    "years",
]
