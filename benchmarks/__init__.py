"""Measured against named peers in one run: `make bench`."""
