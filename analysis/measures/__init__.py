"""Numbers from tidy tables: pure polars, no file read, no chart drawn."""

from analysis.measures import (
    acts,
    aid,
    appropriations,
    assets,
    claims,
    comparison,
    guarantees,
    hosted,
    instruments,
    packages,
    purl,
    sanctions,
    scorecard,
    state,
    then_now,
    timeline,
)

__all__ = [
    "acts",
    "aid",
    "appropriations",
    "assets",
    "claims",
    "comparison",
    "guarantees",
    "hosted",
    "instruments",
    "packages",
    "purl",
    "sanctions",
    "scorecard",
    "state",
    "then_now",
    "timeline",
]
