"""Figures from tables: one module per subject, each function returns a Figure."""

from analysis.figures import aid, claims, donors, grids, promises
from analysis.figures.figure import Figure

__all__ = ["Figure", "aid", "claims", "donors", "grids", "promises"]
