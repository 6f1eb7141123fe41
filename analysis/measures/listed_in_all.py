"""How many persons and entities an authority listed from a day to the end of its own source, those without a day told apart."""

from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from analysis.as_of import as_day
from analysis.errors import NotComparable
from analysis.measures.listings import OWN_BASIS, PEOPLE, choose_subjects
from analysis.measures.windows import EARLIER

__all__ = ["InAll", "listed_in_all"]


@dataclass(frozen=True)
class InAll:
    """Hold a count from `first` to `last`: listings that lie in these days, and those of which no day is known that may.

    >>> InAll(date(2025, 1, 20), date(2026, 7, 11), 62, 11).listings
    62
    """

    first: date
    last: date
    listings: int
    may: int


def listed_in_all(
    designations: pl.DataFrame,
    coverage: pl.DataFrame,
    authority: str,
    start: date | str,
    *,
    subjects: tuple[str, ...] = PEOPLE,
) -> InAll:
    """Count persons and entities whose assets an authority froze from a day to the end of its source, on its own basis.

    Before the days that this covers those count that the earlier basis covers: no day is covered by both. A listing known
    between two days counts where both lie within. Raises NotComparable for an authority whose days are not known and for a day
    before its sources begin, AnalysisError for what is no day.

    >>> from analysis import load
    >>> listed_in_all(load.designations(), load.sanctions_coverage(), "US", "2022-02-01").listings
    5880
    """
    choose_subjects(subjects)
    first = as_day(start)
    spans = {
        basis: (begins, ends)
        for basis in (EARLIER.get(authority, ""), OWN_BASIS.get(authority, "stated"))
        for begins, ends in coverage.filter(authority=authority, basis=basis, measure="asset_freeze")
        .select("first_day", "last_day")
        .iter_rows()
    }
    own = spans.get(OWN_BASIS.get(authority, "stated"))
    if own is None or first < min(begins for begins, _ in spans.values()):
        raise NotComparable(f"{authority} is not covered from {first} on with days", "count an authority and days that are")
    last = own[1]
    rows = designations.filter(pl.col("subject").is_in(subjects), authority=authority, measure="asset_freeze")
    listings = may = 0
    for basis, (begins, ends) in spans.items():
        lowest = max(first, begins)
        of_basis = rows.filter(basis=basis)
        dated = of_basis.filter(pl.col("listed_on").is_between(lowest, ends))
        undated = of_basis.filter(pl.col("listed_on").is_null())
        # A listing that was not there on a day, and was on another, came on the day after the one at the earliest.
        after, by = pl.col("not_before") >= lowest - timedelta(days=1), pl.col("not_after") <= ends
        sure = after.fill_null(value=False) & by.fill_null(value=False)
        beyond = (pl.col("not_before") >= ends).fill_null(value=False) | (pl.col("not_after") < lowest).fill_null(value=False)
        listings += int(dated["listings"].sum()) + int(undated.filter(sure)["listings"].sum())
        may += int(undated.filter(~sure, ~beyond)["listings"].sum())
    return InAll(first, last, listings, may)
