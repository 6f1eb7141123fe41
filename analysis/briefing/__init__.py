"""Executed notebooks in, briefings out: one module a format."""
