"""Figures of sanctions on Russia: acts, listings by authority, who buys Russian energy."""

from analysis.figures.sanctions import acts, counts, listings, packages, payments, sentences, tables, us_acts

__all__ = ["acts", "counts", "listings", "packages", "payments", "sentences", "tables", "us_acts"]
