"""Days as publishers write them, to dates; a text that is no day is counted, never guessed."""

import polars as pl

FORMATS = ("%Y-%m-%d", "%d.%m.%Y", "%d %B %Y", "%d/%m/%Y")


def day(column: str) -> pl.Expr:
    """Read a column of days in any of the forms seen; a text in none of them becomes null."""
    text = pl.col(column).str.strip_chars()
    return pl.coalesce(text.str.to_date(form, strict=False) for form in FORMATS)
