"""Days as publishers write them, to dates: the one reader of days, by the forms and within the bounds that a source states."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import polars as pl

from analysis.errors import ReadFault
from analysis.sources.reading.places import as_form, places

EAST = timezone(timedelta(hours=14))
"""Where each day begins: a list dated by its publisher's clock is never of a day that has not begun there."""

ADD_FORM = "look at those cells; if the publisher writes days so now, add the form to `Days` beside the reader"
ISO, STAMPED, DOTTED, SLASHED, WORDED = "2022-02-25", "2022-02-25 00:00:00", "25.2.2022", "25/02/2022", "25 February 2022"
FORMS = {
    ISO: ("%Y-%m-%d", r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"),
    STAMPED: ("%Y-%m-%d", r"^([0-9]{4}-[0-9]{2}-[0-9]{2})[ T][0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]+)?$"),
    DOTTED: ("%d.%m.%Y", r"^[0-9]{1,2}\.[0-9]{1,2}\.[0-9]{4}$"),
    SLASHED: ("%d/%m/%Y", r"^[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}$"),
    WORDED: ("%d %B %Y", r"^[0-9]{1,2} [A-Za-z]{3,9} [0-9]{4}$"),
}
"""Forms of a day, each by an example: how it is read, and what the whole cell must look like. Every year has four digits."""


@dataclass(frozen=True)
class Days:
    """State how a source writes its days, and between which days they lie.

    `forms` are keys of FORMS, `first` is the earliest day that the source can have, `ahead` how long after the file's own day
    a day may lie: nothing, but for acts that apply from a day to come.

    >>> days = pl.DataFrame({"day": ["25/02/2022", " 5/2/2022", "25/02/22", "2022-02-25", "25/02/2022 or later"]})
    >>> days.select(Days((SLASHED,), date(2000, 1, 1)).read("day")).to_series().to_list()[1:]
    [datetime.date(2022, 2, 5), None, None, None]
    """

    forms: tuple[str, ...]
    first: date
    ahead: timedelta = timedelta()

    def read(self, column: str) -> pl.Expr:
        """Read a column of text; a text in none of the forms becomes null, and the whole of a cell is read, never a part."""
        return pl.coalesce(_in_form(pl.col(column).str.strip_chars(), *FORMS[form]) for form in self.forms)

    def unread(self, column: str) -> pl.Expr:
        """Say where a column of text has something that is no day; an empty cell has nothing."""
        return (pl.col(column).str.strip_chars() != "").fill_null(value=False) & self.read(column).is_null()

    def typed(
        self, text: pl.DataFrame, columns: Mapping[str, str] | Sequence[str], source: str, last: date | None = None
    ) -> pl.DataFrame:
        """Read columns of text, refusing what is no day and what is out of bounds; an empty cell stays empty.

        `columns` are read in place, or by the names that the days are to have. `source` names the file in the error, `last` is the day of the file, else today. Raises ReadFault.

        >>> listed = pl.DataFrame({"listed": ["2022-02-25", "", "25.2.22"]})
        >>> Days((ISO,), date(2014, 3, 1)).typed(listed, ["listed"], "list.csv")
        Traceback (most recent call last):
        ...
        analysis.errors.ReadFault: list.csv: 1 texts of listed are no day, in entry 3, written like 99.9.99, not like 2022-02-25
          -> look at those cells; if the publisher writes days so now, add the form to `Days` beside the reader
        """
        named = columns if isinstance(columns, Mapping) else {column: column for column in columns}
        for column in named.values():
            bad = text.filter(self.unread(column))
            if bad.height:
                written = as_form(bad[column][0])
                where = places(text, text.select(self.unread(column)).to_series())
                raise ReadFault(
                    source,
                    f"{bad.height} texts of {column} are no day, in {where}, written like {written}, "
                    f"not like {' or '.join(self.forms)}",
                    ADD_FORM,
                )
        for column in named.values():
            self.refuse_outside(text.with_columns(self.read(column)), column, source, last)
        return text.with_columns(self.read(column).alias(name) for name, column in named.items())

    def refuse_outside(self, rows: pl.DataFrame, column: str, source: str, last: date | None = None) -> None:
        """Raise ReadFault for a day earlier than the source can have, or later than its file allows; null passes.

        The day itself is not told: where columns have moved it is somebody's day of birth.

        >>> rows = pl.DataFrame({"listed": [date(2022, 2, 25), date(202, 3, 21)]})
        >>> Days((ISO,), date(2014, 3, 1)).refuse_outside(rows, "listed", "list.csv", date(2026, 8, 1))
        Traceback (most recent call last):
        ...
        analysis.errors.ReadFault: list.csv: 1 days of listed lie outside 2014-03-01 to 2026-08-01 (1 earlier, 0 later), in entry 2
          -> look at those cells in the publisher's file; the bounds are in `Days` beside the reader
        """
        until = (last or today()) + self.ahead
        outside = ~rows[column].is_between(self.first, until).fill_null(value=True)
        if outside.any():
            late = rows.filter(outside, pl.col(column) > until).height
            early = rows.filter(outside).height - late
            raise ReadFault(
                source,
                f"{outside.sum()} days of {column} lie outside {self.first} to {until} ({early} earlier, "
                f"{late} later), in {places(rows, outside)}",
                "look at those cells in the publisher's file; the bounds are in `Days` beside the reader",
            )


def _in_form(text: pl.Expr, form: str, pattern: str) -> pl.Expr:
    """Read what is wholly in a form; where the pattern has a group the day is in it, and the pattern vouches for the rest."""
    day = text.str.extract(pattern, 1) if "(" in pattern.replace("(?:", "") else text
    return pl.when(text.str.contains(pattern)).then(day).str.to_date(form, strict=False)


def from_parts(year: str, month: str, day: str | None = None) -> pl.Expr:
    """Read a day from columns of text for its parts, or the first of a month; null where the year has not four digits.

    >>> text = pl.DataFrame({"year": ["2022", "22", "2022"], "month": ["3", "3", "13"], "day": ["21", "21", "21"]})
    >>> text.select(from_parts("year", "month", "day")).to_series().to_list()
    [datetime.date(2022, 3, 21), None, None]
    """
    parts = [(year, "^[0-9]{4}$"), (month, "^[0-9]{1,2}$"), *([(day, "^[0-9]{1,2}$")] if day else [])]
    written = pl.all_horizontal(pl.col(name).str.contains(pattern) for name, pattern in parts)
    last: list[str | pl.Expr] = [day] if day else [pl.lit("1")]
    return pl.when(written).then(pl.format("{}-{}-{}", year, month, *last)).str.to_date("%Y-%m-%d", strict=False)


def month(column: str) -> pl.Expr:
    """Read months written as 2022-03 to their first day; anything else becomes null.

    >>> pl.DataFrame({"month": ["2022-03", "22-03", "2022-3"]}).select(month("month")).to_series().to_list()
    [datetime.date(2022, 3, 1), None, None]
    """
    text = pl.col(column).str.strip_chars()
    return pl.when(text.str.contains("^[0-9]{4}-[0-9]{2}$")).then(text + "-01").str.to_date("%Y-%m-%d", strict=False)


def one_day(text: str, form: str = ISO) -> date | None:
    """Read one text in one of FORMS; None where it is no day in it.

    >>> one_day("2026-08-04"), one_day("04.08.2026"), one_day("4.8.2026", DOTTED)
    (datetime.date(2026, 8, 4), None, datetime.date(2026, 8, 4))
    """
    read = pl.DataFrame({"day": [text]}).select(_in_form(pl.col("day").str.strip_chars(), *FORMS[form])).item()
    return read if isinstance(read, date) else None


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

    Returns None where the pattern is not found or what it finds is no day; `%Y` in the form takes four digits alone.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = Path(folder, "list.xml").write_text('<export generationDate="2026-08-01T09:00">')
    ...     stated_at_top(Path(folder, "list.xml"), r'generationDate="([\d-]{10})', "%Y-%m-%d")
    datetime.date(2026, 8, 1)
    """
    with path.open("rb") as file:
        match = re.search(pattern, file.read(4096).decode(errors="replace"), re.DOTALL)
    try:
        stated = datetime.strptime(" ".join(match.groups()), form).date() if match else None
    except ValueError:
        return None
    return stated
