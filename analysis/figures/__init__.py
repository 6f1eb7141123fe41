"""Figures from tables: one module per subject, each function returns a Figure."""

from analysis.figures import (
    aid,
    arrival,
    claims,
    comparison,
    domains,
    donors,
    economy,
    grids,
    guarantees,
    lead,
    packages,
    points,
    promises,
    quality,
    revisions,
    state,
    statements,
    weapons,
    years,
)
from analysis.figures.figure import Figure
from analysis.figures.grid import Grid

__all__ = [
    "Figure",
    "Grid",
    "aid",
    "arrival",
    "claims",
    "comparison",
    "domains",
    "donors",
    "economy",
    "grids",
    "guarantees",
    "lead",
    "packages",
    "points",
    "promises",
    "quality",
    "revisions",
    "state",
    "statements",
    "weapons",
    "years",
]
