"""Bring data/ up to date with what publishers offer: fetch, read, compare, and only then move in."""
