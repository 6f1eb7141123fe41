"""Readers of the tables kept by hand in data/curated/."""
