"""All measures of sanctions under one name, for notebooks: `measures.sanctions.over_time(load.designations())`."""

from analysis.measures import eu_packages, ships, trade
from analysis.measures.counts import bases, counts
from analysis.measures.listings import OWN_BASIS, between, over_time, total
from analysis.measures.windows import (
    COMPARED,
    Window,
    before_and_after,
    beyond,
    common_window,
    known_by,
    last_listing,
    removals,
    since,
    within,
    without_day,
)

__all__ = [
    "COMPARED",
    "OWN_BASIS",
    "Window",
    "bases",
    "before_and_after",
    "between",
    "beyond",
    "common_window",
    "counts",
    "eu_packages",
    "known_by",
    "last_listing",
    "over_time",
    "removals",
    "ships",
    "since",
    "total",
    "trade",
    "within",
    "without_day",
]
