"""Numbers from tidy tables: pure polars, no file read, no chart drawn."""
