"""Numbers from tidy tables: pure polars, no file read, no chart drawn."""

from analysis.measures import aid, comparison, guarantees, packages, state, timeline

__all__ = ["aid", "comparison", "guarantees", "packages", "state", "timeline"]
