"""Numbers from tidy tables: pure polars, no file read, no chart drawn."""

from analysis.measures import aid, comparison, guarantees, instruments, packages, sanctions, state, timeline

__all__ = ["aid", "comparison", "guarantees", "instruments", "packages", "sanctions", "state", "timeline"]
