"""What falls due after the day of a briefing, and the acts before it."""

from collections.abc import Iterable, Sequence
from datetime import date

import polars as pl

from analysis.as_of import SOUND
from analysis.charts.catalogue import say
from analysis.charts.citations import DATES_AHEAD, cite_pages
from analysis.figures.panel import Panel, Point
from analysis.load.snapshot import Snapshot
from analysis.measures import acts

__all__ = ["falls_due"]

MOST = 8
"""Lines of a list on the second page."""

WHOLE_DAY, MONTH = len("2026-10-18"), len("2026-10")
NO_LATER_THAN = "no_later_than"

MARK = "*"
NOT_OPENED = {"reported": MARK, "mirror": MARK}
"""How a line says that its page was not opened at its publisher."""


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
    note = say("briefing.outlook.later_dates", number=rest, last=last) if rest and isinstance(last, date) else ""
    heading = _heading(lines[0]) if lines else say("briefing.outlook.none_heading")
    return Panel("falls-due", heading, points, with_marks(points, note), cite_pages(shown, DATES_AHEAD))


def with_marks(points: Sequence[Point], note: str) -> str:
    """Put what the mark means before a note, if a line bears it.

    >>> with_marks([Point("9 Oct 2026", "US", "Licence*")], "Not listed: 2 earlier acts.")
    '* As reported; its own page was not opened. Not listed: 2 earlier acts.'
    """
    marked = any(point.text.endswith(MARK) for point in points)
    return f"{say('briefing.outlook.reported', mark=MARK)} {note}".strip() if marked else note


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
        Point(
            say("briefing.outlook.act_label", day=row["date"]),
            _whose(row["authority"]),
            row["in_short"] + NOT_OPENED.get(row["grade"], ""),
        )
        for row in _rows(actions)
    ]


def _rows(frame: pl.DataFrame) -> Iterable[dict[str, str]]:
    return frame.with_columns(acts.in_short(), pl.col("authority", "grade").cast(pl.String)).iter_rows(named=True)


def _due(rows: pl.DataFrame) -> Point:
    """Write what one authority is to do on one date in one line."""
    first = rows.with_columns(pl.col("authority", "grade", "date_precision").cast(pl.String)).row(0, named=True)
    what = "; ".join([rows["what"][0], *(one[:1].lower() + one[1:] for one in rows["what"][1:])])
    return Point(_when(first), _whose(first["authority"]), what + NOT_OPENED.get(first["grade"], ""))


def _whose(authority: str) -> str:
    names = {
        "EU": say("briefing.outlook.eu_label"),
        "UK": say("briefing.outlook.uk_label"),
        "US": say("briefing.outlook.us_label"),
    }
    return names.get(authority, authority)


def _heading(rows: pl.DataFrame) -> str:
    """Say when the next date is, in full."""
    first = rows.with_columns(pl.col("date_precision").cast(pl.String)).row(0, named=True)
    if _is_about(first):
        return say("briefing.outlook.next_about_heading", date=first["date"])
    if first["date_precision"] == NO_LATER_THAN:
        return say("briefing.outlook.next_by_heading", date=first["date"])
    if len(first["date"]) == MONTH:
        return say("briefing.outlook.next_in_month_heading", month=first["date"])
    return say("briefing.outlook.next_heading", date=first["date"])


def _when(row: dict[str, str]) -> str:
    if _is_about(row):
        return say("briefing.outlook.about_label", date=row["date"])
    if row["date_precision"] == NO_LATER_THAN:
        return say("briefing.outlook.by_label", date=row["date"])
    return say("briefing.outlook.due_label", date=row["date"])


def _is_about(row: dict[str, str]) -> bool:
    """Tell a day that was worked out from other dates; a month that was is no more than about that month as it is."""
    return row["date_precision"] == "inferred" and len(row["date"]) == WHOLE_DAY
