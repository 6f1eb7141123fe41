"""Numbers from tidy tables: pure polars, no file read, no chart drawn."""

from analysis.measures import aid, claims, comparison, guarantees, instruments, packages, sanctions, state, timeline

__all__ = ["aid", "claims", "comparison", "guarantees", "instruments", "packages", "sanctions", "state", "timeline"]
