"""All measures of sanctions under one name, for notebooks: `measures.sanctions.over_time(load.designations())`."""

from analysis.measures import ships, trade
from analysis.measures.counts import bases, counts
from analysis.measures.listings import (
    OWN_BASIS,
    before_and_after,
    between,
    last_listing,
    over_time,
    packages,
    since,
    total,
)

__all__ = [
    "OWN_BASIS",
    "bases",
    "before_and_after",
    "between",
    "counts",
    "last_listing",
    "over_time",
    "packages",
    "ships",
    "since",
    "total",
    "trade",
]
