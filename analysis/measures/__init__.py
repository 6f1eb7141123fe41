"""Numbers from tidy tables: pure polars, no file read, no chart drawn."""

from analysis.measures import (
    acts,
    aid,
    claims,
    comparison,
    guarantees,
    instruments,
    packages,
    sanctions,
    scorecard,
    state,
    timeline,
)

__all__ = [
    "acts",
    "aid",
    "claims",
    "comparison",
    "guarantees",
    "instruments",
    "packages",
    "sanctions",
    "scorecard",
    "state",
    "timeline",
]
