"""Days as publishers write them, to dates; a text that is no day is counted, never guessed."""

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import polars as pl

from analysis.errors import ReadFault

EAST = timezone(timedelta(hours=14))
"""Where each day begins: a list dated by its publisher's clock is never of a day that has not begun there."""

ADD_FORM = "look at those rows, or add the form to analysis/sources/reading/days.py"
FORMATS = ("%Y-%m-%d", "%d.%m.%Y", "%d %B %Y", "%d/%m/%Y")


def day(column: str) -> pl.Expr:
    """Read a column of days in any of the forms seen; a text in none of them becomes null.

    >>> days = pl.DataFrame({"day": ["2022-02-25", "25.02.2022", "25 February 2022", " 25/02/2022", "spring 2022"]})
    >>> days.select(day("day")).to_series().to_list()[3:]
    [datetime.date(2022, 2, 25), None]
    """
    text = pl.col(column).str.strip_chars()
    return pl.coalesce(text.str.to_date(form, strict=False) for form in FORMATS)


def refuse_bad_days(text: pl.DataFrame, columns: Sequence[str], source: str) -> None:
    """Raise ReadFault for a text that is no day: it would become a row without one and say nothing.

    An empty cell passes. `source` names the file in the error.

    >>> refuse_bad_days(pl.DataFrame({"listed": ["2022-02-25", "", "soon"]}), ["listed"], "list.csv")
    Traceback (most recent call last):
    ...
    analysis.errors.ReadFault: list.csv: 1 texts of listed are no day, the first 'soon'
      -> look at those rows, or add the form to analysis/sources/reading/days.py
    """
    for column in columns:
        bad = text.filter(pl.col(column).str.strip_chars() != "", day(column).is_null())[column]
        if bad.len():
            raise ReadFault(source, f"{bad.len()} texts of {column} are no day, the first {bad[0]!r}", ADD_FORM)


def today() -> date:
    """Give the day it is where it is latest, so that a list of this morning in Canberra is not of the future elsewhere.

    >>> today() >= date.today()
    True
    """
    return datetime.now(EAST).date()


def refuse_future(days: pl.Series, source: str, last: date) -> None:
    """Raise ReadFault for a day or month later than `last`, which is today; null passes.

    `source` names the file or table in the error, the name of `days` the column.

    >>> refuse_future(pl.Series("month", [date(2024, 3, 1), date(2034, 3, 1)]), "list.csv", date(2026, 8, 4))
    Traceback (most recent call last):
    ...
    analysis.errors.ReadFault: list.csv: 1 rows carry a month later than 2026-08-04, the latest 2034-03-01
      -> look at those rows in the publisher's file: nothing is known of a day to come
    """
    late = days.filter(days > last)
    if late.len():
        raise ReadFault(
            source,
            f"{late.len()} rows carry a {days.name} later than {last}, the latest {late.max()!s}",
            "look at those rows in the publisher's file: nothing is known of a day to come",
        )


def stated_at_top(path: Path, pattern: str, form: str) -> date | None:
    r"""Find the day that a file states of itself in its first 4 kB: the groups of `pattern`, joined by blanks, read as `form`.

    Returns None where the pattern is not found or what it finds is no day.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = Path(folder, "list.xml").write_text('<export generationDate="2026-08-01T09:00">')
    ...     stated_at_top(Path(folder, "list.xml"), r'generationDate="([\d-]{10})', "%Y-%m-%d")
    datetime.date(2026, 8, 1)
    """
    with path.open("rb") as file:
        match = re.search(pattern, file.read(4096).decode(errors="replace"), re.DOTALL)
    try:
        return datetime.strptime(" ".join(match.groups()), form).date() if match else None
    except ValueError:
        return None
