"""What falls due after the day of a briefing, and the acts before it."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date

import polars as pl

from analysis.as_of import SOUND
from analysis.charts.citations import cite_pages
from analysis.charts.formatting import partial_day, plural, short_day, short_partial_day
from analysis.figures.panel import Panel, Point
from analysis.load.snapshot import Snapshot
from analysis.measures import acts

__all__ = ["falls_due"]

MOST = 8
"""Lines of a list on the second page."""

WHOLE_DAY = len("2026-10-18")

NOT_OPENED = {"reported": "*", "mirror": "*"}
"""How a line says that its page was not opened at its publisher."""

REPORTED = "* As reported; its own page was not opened."
"""What the mark means, below the lines that bear it."""


def falls_due(tables: Snapshot) -> Panel:
    """List the next dates that were known on the day: what begins, ends or is due, by whom.

    Takes `load.snapshot(day)`. Dates that are inferred say about; a line whose page was not opened bears a mark, which the note explains.

    >>> from analysis import load
    >>> falls_due(load.snapshot("2026-10-10")).points[0]
    Point(label='12 Oct 2026', claim='EU', text='Ministers decide on the 1,646 listings that ambassadors agreed*', figure='')
    """
    known = acts.ahead(tables.calendar, tables.day)
    sound = known.filter(SOUND)
    lines = sound.partition_by("not_after", "date", "authority", maintain_order=True)[:MOST]
    points = [_due(rows) for rows in lines]
    shown = pl.concat(lines) if lines else known.head(0)
    rest = known.height - shown.height
    last = known["not_after"].max()
    note = f"Not listed: {plural(rest, 'later date')}, to {last.year}." if rest and isinstance(last, date) else ""
    heading = f"What falls due: {_next(lines[0])}" if lines else "What falls due: no date is on record"
    return Panel("falls-due", heading, points, with_marks(points, note), cite_pages(shown, "dates ahead"))


def with_marks(points: Sequence[Point], note: str) -> str:
    """Put what the mark means before a note, if a line bears it.

    >>> with_marks([Point("9 Oct 2026", "US", "Licence*")], "Not listed: 2 earlier acts.")
    '* As reported; its own page was not opened. Not listed: 2 earlier acts.'
    """
    marked = any(point.text.endswith("*") for point in points)
    return " ".join(filter(None, (REPORTED if marked else "", note)))


def acts_between(tables: Snapshot) -> pl.DataFrame:
    """Keep the acts after the day of the last issue, up to that of the briefing, in order; none in doubt or from a copy alone.

    >>> from analysis import load
    >>> acts_between(load.snapshot("2026-10-10", since="2026-09-20"))["date"].min()
    datetime.date(2026, 9, 22)
    """
    in_span = pl.col("date").is_between(tables.since, tables.day, closed="right")
    sound = (pl.col("confidence").cast(pl.String) != "low") & SOUND
    return tables.actions.filter(in_span, sound).sort("date", "authority", "action")


def lines_of_acts(actions: pl.DataFrame) -> list[Point]:
    """Write each act in a line: its day, whose it is and what it did.

    >>> from analysis import load
    >>> lines_of_acts(load.actions().filter(date=date(2025, 10, 22), authority="US"))[0].text
    'Rosneft and Lukoil blocked'
    """
    return [
        Point(short_day(row["date"]), row["authority"], row["in_short"] + NOT_OPENED.get(row["grade"], ""))
        for row in _rows(actions)
    ]


def _rows(frame: pl.DataFrame) -> Iterable[dict[str, str]]:
    return frame.with_columns(acts.in_short(), pl.col("authority", "grade").cast(pl.String)).iter_rows(named=True)


def _due(rows: pl.DataFrame) -> Point:
    """Write what one authority is to do on one date in one line."""
    first = rows.with_columns(pl.col("authority", "grade", "date_precision").cast(pl.String)).row(0, named=True)
    what = "; ".join([rows["what"][0], *(one[:1].lower() + one[1:] for one in rows["what"][1:])])
    return Point(_when(first), first["authority"], what + NOT_OPENED.get(first["grade"], ""))


def _next(rows: pl.DataFrame) -> str:
    """Say when the next date is, in full, as a heading does."""
    first = rows.with_columns(pl.col("date_precision").cast(pl.String)).row(0, named=True)
    said = _when(first, partial_day)
    return f"next, {'on ' if said[:1].isdigit() else ''}{said}"


def _when(row: dict[str, str], write: Callable[[str], str] = short_partial_day) -> str:
    # A month that was worked out from other dates is no more than about that month as it is.
    before = {"inferred": "about " if len(row["date"]) == WHOLE_DAY else "", "no_later_than": "by "}.get(
        row["date_precision"], ""
    )
    return before + write(row["date"])
