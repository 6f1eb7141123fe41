"""Figures from tables: one module per subject, each function returns a Figure."""

from analysis.figures import (
    aid,
    claims,
    domains,
    donors,
    grids,
    guarantees,
    lead,
    packages,
    points,
    promises,
    state,
    statements,
    years,
)
from analysis.figures.figure import Figure
from analysis.figures.grid import Grid

__all__ = [
    "Figure",
    "Grid",
    "aid",
    "claims",
    "domains",
    "donors",
    "grids",
    "guarantees",
    "lead",
    "packages",
    "points",
    "promises",
    "state",
    "statements",
    "years",
]
