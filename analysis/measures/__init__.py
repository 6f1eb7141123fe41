"""Numbers from tidy tables: pure polars, no file read, no chart drawn."""

from analysis.measures import aid, guarantees, packages, sanctions, state

__all__ = ["aid", "guarantees", "packages", "sanctions", "state"]
