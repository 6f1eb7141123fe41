"""What a chart of listings shows and does not: of what and when its listings are, whose lines exceed its headline, and who has none."""

from collections.abc import Sequence
from datetime import date

import polars as pl

from analysis.charts.catalogue import say
from analysis.charts.formatting import PERIODS, period_name
from analysis.countries import join_words
from analysis.figures.sanctions.authorities import BASES, COMPARED, NAMES
from analysis.measures.periods import Periods

MORE_DAYS = f"; {say('sanctions.shown.more_days_words')}"
"""Why a line ends at another number than the headline has."""


def listings_of(what: Sequence[str], steps: Periods, window: tuple[date, date]) -> str:
    """Say of what listings are, what one bar or one point is, and since when they are counted.

    >>> listings_of(["persons", "entities"], Periods.of("1q", False, None), (date(2022, 1, 1), date(2026, 7, 1)))
    'Listings of persons and entities by quarter since January 2022'
    """
    period = PERIODS[steps.every]
    if not steps.cumulative:
        return say("sanctions.shown.by_period_subtitle", what=what, period=period, first=window[0])
    if steps.every == "1mo":
        return say("sanctions.shown.total_subtitle", what=what, first=window[0])
    return say("sanctions.shown.running_total_subtitle", what=what, period=period, first=window[0])


def on_bases(rows: pl.DataFrame) -> str:
    """Say which authority is counted on which basis.

    >>> on_bases(pl.DataFrame({"authority": ["EU", "UK"], "basis": ["stated", "stated"]}))
    'EU and UK: days stated by the authority'
    """
    grouped = rows.unique(["authority", "basis"]).group_by("basis").agg(pl.col("authority").sort()).sort("authority")
    return "; ".join(f"{join_words(row['authority'])}: {BASES[row['basis']]}" for row in grouped.iter_rows(named=True))


def begins(named: pl.DataFrame, window: tuple[date, date], every: str) -> str:
    """Say from when anything is drawn, where that is later than the months asked for.

    >>> rows = pl.DataFrame({"period": [date(2024, 4, 1)]})
    >>> begins(rows, (date(2022, 10, 1), date(2026, 10, 1)), "1q"), begins(rows, (date(2024, 5, 1), date(2026, 10, 1)), "1q")
    (', drawn from Q2 2024', '')
    """
    first: date = named["period"].min()  # type: ignore[assignment]
    asked: date = pl.select(pl.lit(window[0]).dt.truncate(every)).item()
    return f", {say('sanctions.shown.drawn_from_words', first=period_name(first, every))}" if first > asked else ""


def against_headline(named: pl.DataFrame, beside: pl.DataFrame) -> str:
    """Say that lines count more days than the headline, where one of them ends at another number than it has.

    >>> rows = pl.DataFrame({"authority": ["EU"], "period": [date(2026, 1, 1)], "listings": [690]})
    >>> against_headline(rows, rows), against_headline(rows, rows.with_columns(listings=578)) == MORE_DAYS
    ('', True)
    """
    ends = named.sort("period").group_by("authority").agg(pl.col("listings").last().alias("at_end"))
    differ = beside.join(ends, on="authority").filter(pl.col("at_end") != pl.col("listings"))
    return MORE_DAYS if differ.height else ""


def absent_note(absent: Sequence[str], measure: str) -> list[str]:
    """Name whom no line is of, and where ships are drawn whatever the measure that hits them.

    >>> absent_note(["AU"], "vessel_ban"), absent_note([], "vessel_ban")
    (['Not shown, because they have no such listing with a day: Australia.'], [])
    """
    if not absent:
        return []
    told = say("sanctions.shown.absent", names=[NAMES[one] for one in absent])
    if measure == "vessel_ban" and {*absent} & {*COMPARED}:
        return [f"{told} {say('sanctions.shown.ships')}"]
    return [told]
