"""Executed notebooks in, briefings out: what a story holds, its options and its words; the formats are in `export`."""
