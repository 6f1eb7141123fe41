"""Listings over time, each authority on one basis, by month, quarter or year, and between two days."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial

import polars as pl

from analysis.as_of import as_day
from analysis.errors import AnalysisError, NotComparable, UnknownName
from analysis.measures.blocs import choose
from analysis.measures.frames import of_amounts, refuse_unknown
from analysis.measures.periods import step_of

OWN_BASIS = {"EU": "stated", "UK": "stated", "US": "inferred"}
"""The basis each authority is counted on unless another is named; no two are the same kind of day."""

AUTHORITIES = ("EU", "UK", "US", "CA", "AU")
MEASURES = ("asset_freeze", "export_control", "vessel_ban", "other")
SUBJECTS = ("person", "entity", "vessel", "aircraft", "asset")
BASES = ("stated", "inferred", "first_seen", "window", "panel", "as_listed")
"""The names that the contract of listings has: any other is a slip."""

PEOPLE = ("person", "entity")
OF_SHIPS = {"vessel_ban": ("vessel",)}
"""What a measure lists that lists no people; where no subjects are named, these are counted."""


@of_amounts
def over_time(
    designations: pl.LazyFrame,
    measure: str = "asset_freeze",
    *,
    bases: Mapping[str, str] | None = None,
    subjects: tuple[str, ...] | None = None,
    every: str = "1mo",
) -> pl.LazyFrame:
    """Count listings of one measure by authority and period, each authority on one basis.

    `every` as `measures.aid.over_time`; `subjects` are persons and entities unless named, ships where the measure lists those alone. Returns authority, basis, period (its first day), listings, source; undated listings are left out, and
    a period without listings has no row. Raises NotComparable for more than one measure or basis of an authority in one count,
    UnknownName for a name that the contract lacks, AnalysisError for subjects given as a text and, when collected, for a basis
    named in `bases` on which nothing is dated.

    >>> from analysis import load
    >>> years = over_time(load.designations(), every="1y")
    >>> years.filter(pl.col("authority") == "EU", pl.col("period") == date(2022, 1, 1))["listings"].item()
    1284
    """
    every = step_of(every)
    of_measure = _one_basis(designations, measure, OWN_BASIS if bases is None else bases)
    counted_of = OF_SHIPS.get(measure, PEOPLE) if subjects is None else subjects
    choose_subjects(counted_of)
    chosen = of_measure.filter(pl.col("subject").is_in(counted_of))
    dated = chosen.filter(pl.col("listed_on").is_not_null())
    period = pl.col("listed_on").dt.truncate(every).alias("period")
    counted = dated.group_by("authority", "basis", period).agg(pl.col("listings").sum(), pl.col("source").sort().first())
    ordered = counted.sort("authority", "period")
    return ordered if bases is None else ordered.map_batches(partial(_refuse_absent, bases=bases), predicate_pushdown=False)


def _refuse_absent(counted: pl.DataFrame, bases: Mapping[str, str]) -> pl.DataFrame:
    """Give counts back as they are; raises AnalysisError where a basis that was asked for has no listing with a day."""
    for authority, basis in bases.items():
        if authority not in counted["authority"]:
            raise AnalysisError(
                f"no listing of {authority} has a day on the basis {basis!r}: nothing at hand is no zero",
                "leave it out, or choose a basis it has: designations.group_by('authority', 'measure', 'basis').len()",
            )
    return counted


def _one_basis(designations: pl.LazyFrame, measure: str, bases: Mapping[str, str]) -> pl.LazyFrame:
    """Keep one measure, and of each authority one basis; raises NotComparable where that is not what was asked.

    Authorities that `bases` does not name are left out; naming none is refused too. Raises UnknownName for a measure, an
    authority or a basis that the contract lacks: no row would pass for zero.

    >>> from analysis import load
    >>> _one_basis(load.designations().lazy(), "asset_freeze", {"US": "inferred"}).collect()["basis"].unique().to_list()
    ['inferred']
    """
    if isinstance(measure, list | tuple | set):
        raise NotComparable(
            f"{', '.join(measure)} overlap in whom they hit: one listing may be in several", "count one measure at a time"
        )
    choose("measure", measure, MEASURES)
    if several := [one for one, basis in bases.items() if not isinstance(basis, str)]:
        raise NotComparable(
            f"{several[0]} on two bases would count one listing twice", "name one basis an authority: bases={'US': 'inferred'}"
        )
    if not bases:
        raise NotComparable("no authority is named to count", "name one basis an authority: bases={'US': 'inferred'}")
    for authority, basis in bases.items():
        choose("authority", authority, AUTHORITIES)
        choose("basis", basis, BASES)
    kept = [(pl.col("authority") == one) & (pl.col("basis") == basis) for one, basis in bases.items()]
    return designations.filter(pl.col("measure") == measure, pl.any_horizontal(kept))


def choose_subjects(subjects: Sequence[str]) -> None:
    """Raise UnknownName for a subject that the contract lacks, AnalysisError for a text, which would be read letter by letter.

    >>> choose_subjects("person")
    Traceback (most recent call last):
        ...
    analysis.errors.AnalysisError: subjects are several names, not the text 'person'
      -> write subjects=('person',)
    """
    if isinstance(subjects, str):
        raise AnalysisError(f"subjects are several names, not the text {subjects!r}", f"write subjects=({subjects!r},)")
    for one in subjects:
        choose("subject", one, SUBJECTS)


def total(designations: pl.DataFrame) -> int:
    """Sum listings; raises NotComparable when they are of several measures, or one authority's on several bases.

    >>> from analysis import load
    >>> total(load.designations(authority="US", basis="inferred"))
    2009
    """
    refuse_unknown(designations)
    measures = designations["measure"].unique().sort().to_list()
    if len(measures) > 1:
        raise NotComparable(
            f"{' and '.join(measures)} overlap in whom they hit and are never added", "filter one measure first"
        )
    doubled = designations.group_by("authority").agg(pl.col("basis").unique().sort()).filter(pl.col("basis").list.len() > 1)
    for row in doubled.sort("authority").iter_rows(named=True):
        raise NotComparable(
            f"{row['authority']} is counted on {' and '.join(row['basis'])}: one listing would count twice",
            "filter one basis first",
        )
    return int(designations["listings"].sum())


def between(
    designations: pl.DataFrame,
    authority: str,
    basis: str,
    measure: str,
    first: date | str,
    last: date | str,
    subjects: tuple[str, ...],
) -> int:
    """Count listings of one authority on one basis from one day to another, both included; undated ones are left out.

    Raises UnknownName for an authority, a measure of it or a basis of that which the table does not have: nothing at hand
    is no zero. Raises AnalysisError for what is no day, and for a last day before the first.

    >>> from analysis import load
    >>> between(load.designations(), "EU", "stated", "asset_freeze", date(2022, 2, 24), date(2022, 12, 31), PEOPLE)
    925
    """
    choose_subjects(subjects)
    start, end = as_day(first), as_day(last)
    if end < start:
        raise AnalysisError(f"no day is from {start} to {end}", "name the earlier day first")
    rows = designations
    for column, wanted in (("authority", authority), ("measure", measure), ("basis", basis)):
        if wanted not in (known := rows[column].unique().sort().to_list()):
            raise UnknownName(column, wanted, known)
        rows = rows.filter(pl.col(column) == wanted)
    return total(rows.filter(pl.col("subject").is_in(subjects), pl.col("listed_on").is_between(start, end)))
