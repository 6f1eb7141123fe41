"""Days as publishers write them, to dates; a text that is no day is counted, never guessed."""

import re
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

import polars as pl

from analysis.errors import ReadFault

FORMATS = ("%Y-%m-%d", "%d.%m.%Y", "%d %B %Y", "%d/%m/%Y")


def day(column: str) -> pl.Expr:
    """Read a column of days in any of the forms seen; a text in none of them becomes null."""
    text = pl.col(column).str.strip_chars()
    return pl.coalesce(text.str.to_date(form, strict=False) for form in FORMATS)


def refuse_odd_days(text: pl.DataFrame, columns: Sequence[str], source: str) -> None:
    """Raise ReadFault for a text that is no day: it would become a row without one and say nothing."""
    for column in columns:
        odd = text.filter(pl.col(column).str.strip_chars() != "", day(column).is_null())[column]
        if odd.len():
            raise ReadFault(
                source,
                f"{odd.len()} texts of {column} are no day, the first {odd[0]!r}",
                "look at those rows, or add the form to analysis/sources/days.py",
            )


def stated_at_top(path: Path, pattern: str, form: str) -> date | None:
    """Find the day that a file states of itself in its first 4 kB: the groups of `pattern`, joined by blanks, read as `form`."""
    with path.open("rb") as file:
        found = re.search(pattern, file.read(4096).decode(errors="replace"), re.DOTALL)
    try:
        return datetime.strptime(" ".join(found.groups()), form).date() if found else None
    except ValueError:
        return None
