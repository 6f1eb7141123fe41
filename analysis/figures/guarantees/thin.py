"""What is said of the months of which few statements were collected."""

from datetime import date

import polars as pl

from analysis.charts.catalogue import say
from analysis.charts.formatting import month
from analysis.measures.record_density import thin_from

__all__ = ["thin_month", "thin_note"]


def thin_month(pledges: pl.DataFrame, until: date) -> str:
    """Name the month from which the record is thin, or nothing where it was not yet on a day; takes `load.pledges()`.

    >>> from analysis import load
    >>> thin_month(load.pledges(), date(2026, 10, 10)), thin_month(load.pledges(), date(2025, 9, 20))
    ('March 2026', '')
    """
    first = thin_from(pledges)
    return "" if first is None or until <= first else month(first)


def thin_note(pledges: pl.DataFrame, until: date) -> list[str]:
    """Say below a figure from which month on the record is thin; takes `load.pledges()` and the day it is drawn to.

    >>> from analysis import load
    >>> thin_note(load.pledges(), date(2025, 9, 20))
    []
    """
    named = thin_month(pledges, until)
    return [say("guarantees.thin.thin", month=named)] if named else []
