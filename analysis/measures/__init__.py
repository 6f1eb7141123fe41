"""Numbers from tidy tables: pure polars, no file read, no chart drawn."""

from analysis.measures import aid, comparison, guarantees, listings, packages, state, timeline

__all__ = ["aid", "comparison", "guarantees", "listings", "packages", "state", "timeline"]
