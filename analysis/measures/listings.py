"""Listings over time, each authority on one basis: months, packages, before and after a date, the time since the last."""

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial

import polars as pl

from analysis.as_of import as_day
from analysis.errors import AnalysisError, NotComparable, UnknownName
from analysis.measures.flows import STEPS, choose
from analysis.measures.frames import frame_in_frame_out

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

PACKAGE = r"^(\d+)(?:st|nd|rd|th) "
SPAN = {"3": 9}
"""Days after its adoption over which a package's listings are spread: one, but for the third."""


@frame_in_frame_out
def over_time(
    designations: pl.LazyFrame,
    measure: str = "asset_freeze",
    *,
    bases: Mapping[str, str] | None = None,
    subjects: tuple[str, ...] | None = None,
    every: str = "1mo",
) -> pl.LazyFrame:
    """Count listings of one measure by authority and period, each authority on one basis.

    `every`: 1mo, 1q, 1y; `subjects` are persons and entities unless named, ships where the measure lists those alone. Returns authority, basis, period (its first day), listings, source; undated listings are left out, and
    a period without listings has no row. Raises NotComparable for more than one measure or basis of an authority in one count,
    UnknownName for a name that the contract lacks, AnalysisError for subjects given as a text and, when collected, for a basis
    named in `bases` on which nothing is dated.

    >>> from analysis import load
    >>> years = over_time(load.designations(), every="1y")
    >>> years.filter(pl.col("authority") == "EU", pl.col("period") == date(2022, 1, 1))["listings"].item()
    1284
    """
    choose("every", every, STEPS)
    of_measure = _one_basis(designations, measure, OWN_BASIS if bases is None else bases)
    counted_of = OF_SHIPS.get(measure, PEOPLE) if subjects is None else subjects
    _choose_subjects(counted_of)
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


def _choose_subjects(subjects: Sequence[str]) -> None:
    """Raise UnknownName for a subject that the contract lacks, AnalysisError for a text, which would be read letter by letter.

    >>> _choose_subjects("person")
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
    _choose_subjects(subjects)
    start, end = as_day(first), as_day(last)
    if end < start:
        raise AnalysisError(f"no day is from {start} to {end}", "name the earlier day first")
    rows = designations
    for column, wanted in (("authority", authority), ("measure", measure), ("basis", basis)):
        if wanted not in (known := rows[column].unique().sort().to_list()):
            raise UnknownName(column, wanted, known)
        rows = rows.filter(pl.col(column) == wanted)
    return total(rows.filter(pl.col("subject").is_in(subjects), pl.col("listed_on").is_between(start, end)))


def since(
    designations: pl.DataFrame, coverage: pl.DataFrame, start: date | str, *, subjects: tuple[str, ...] = PEOPLE
) -> pl.DataFrame:
    """Accumulate listings day by day from the day after `start`, each authority on its own basis, to the end of its coverage.

    Returns period (days with listings, `start` and the end), so_far, authority, basis, source; the last row of each authority
    stands at its coverage's end. Raises AnalysisError for what is no day, and for a day after an authority's coverage.

    >>> from analysis import load
    >>> since(load.designations(), load.sanctions_coverage(), date(2025, 1, 20)).row(0)
    (datetime.date(2025, 1, 20), 0, 'EU', 'stated', 'eu_journal')
    """
    _choose_subjects(subjects)
    first = as_day(start)
    parts = []
    for authority, basis in OWN_BASIS.items():
        end = _end(coverage, authority, basis)
        if end < first:
            raise AnalysisError(
                f"listings of {authority} are covered to {end}: those since {first} are not known", f"choose a day to {end}"
            )
        rows = designations.filter(authority=authority, basis=basis, measure="asset_freeze").filter(
            pl.col("subject").is_in(subjects), pl.col("listed_on") > first, pl.col("listed_on") <= end
        )
        daily = rows.group_by(period="listed_on").agg(pl.col("listings").sum()).sort("period")
        ends = pl.DataFrame({"period": [first, end], "listings": [0, 0]}, schema=daily.schema)
        whole = pl.concat([ends.head(1), daily, ends.tail(1)]).with_columns(so_far=pl.col("listings").cum_sum())
        # A list may end on a day of listings: one day is one row.
        whole = whole.unique("period", keep="last", maintain_order=True)
        source = _source(coverage, authority, basis)
        parts.append(whole.select("period", "so_far", authority=pl.lit(authority), basis=pl.lit(basis), source=pl.lit(source)))
    return pl.concat(parts)


def before_and_after(designations: pl.DataFrame, coverage: pl.DataFrame, turn: date | str, months: int = 18) -> pl.DataFrame:
    """Set each authority's listings a month before and after a day side by side, on its own basis.

    Returns authority, basis, source, when (before, after), listings, months, per_month. The time before is `months` long, or
    as long as coverage reaches back; the time after ends where coverage does. Raises AnalysisError for what is no day, for a
    day outside coverage or at its very edge, and for months that are no whole number from 1 on.

    >>> from analysis import load
    >>> sides = before_and_after(load.designations(), load.sanctions_coverage(), date(2025, 1, 20))
    >>> sides.select("authority", "when", "listings", "months").row(0)
    ('EU', 'before', 604, 18.1)
    """
    if not isinstance(months, int) or months < 1:
        raise AnalysisError(f"{months!r} months are no time before", "name a whole number from 1 on, such as months=18")
    day = as_day(turn)
    rows = []
    for authority, basis in OWN_BASIS.items():
        end = _end(coverage, authority, basis)
        start = max(_first(coverage, authority, basis), pl.Series([day]).dt.offset_by(f"-{months}mo").item())
        for when, first, last in (("before", start, _day_before(day)), ("after", day, end)):
            listings = between(designations, authority, basis, "asset_freeze", first, last, PEOPLE)
            length = round(((last - first).days + 1) / 30.4375, 1)
            if not length:
                raise AnalysisError(
                    f"from {first} to {last} is too short for a rate a month ({authority})",
                    "choose a day further within coverage",
                )
            rows.append(
                (authority, basis, _source(coverage, authority, basis), when, listings, length, round(listings / length, 2))
            )
    schema = ["authority", "basis", "source", "when", "listings", "months", "per_month"]
    return pl.DataFrame(rows, schema=schema, orient="row")


def last_listing(designations: pl.DataFrame, coverage: pl.DataFrame) -> pl.DataFrame:
    """Give the day of each authority's last listing, the end of its coverage, and the months between.

    >>> from analysis import load
    >>> last_listing(load.designations(), load.sanctions_coverage()).columns
    ['authority', 'basis', 'last_listed_on', 'covered_to', 'months_since']
    """
    rows = []
    for authority, basis in OWN_BASIS.items():
        end = _end(coverage, authority, basis)
        known = designations.filter(authority=authority, basis=basis, measure="asset_freeze").filter(pl.col("listed_on") <= end)
        last: date = known["listed_on"].max()  # type: ignore[assignment]
        rows.append((authority, basis, last, end, round((end - last).days / 30.4375, 1)))
    return pl.DataFrame(rows, schema=["authority", "basis", "last_listed_on", "covered_to", "months_since"], orient="row")


def packages(designations: pl.DataFrame, actions: pl.DataFrame) -> pl.DataFrame:
    """Count what each EU package listed, by measure: package, adopted, measure, basis, source, listings.

    A package's freezes are dated to its adoption, its export controls and ships to the day after. Listings that came weeks
    later are not in it, nor those under other regimes on the same day. Ships count as first listed, the rest as still in the
    annexes.

    >>> from analysis import load
    >>> listed = packages(load.designations(), load.actions()).filter(pl.col("package") == 18)
    >>> listed.select("measure", "listings").rows()
    [('asset_freeze', 55), ('vessel_ban', 112)]
    """
    adopted = (
        actions.filter(authority="EU", kind="package")
        .with_columns(package=pl.col("action").str.extract(PACKAGE))
        .drop_nulls("package")
        .select("package", adopted="date", span=pl.col("package").replace_strict(SPAN, default=1, return_dtype=pl.Int64))
    )
    spread = pl.date_ranges("adopted", pl.col("adopted") + pl.duration(days="span"))
    days = adopted.with_columns(listed_on=spread).explode("listed_on").drop("span")
    ships = (pl.col("measure") == "vessel_ban") & (pl.col("basis") == "as_listed")
    rest = (
        pl.col("regime").is_in(["269/2014", "833/2014"]) & (pl.col("measure") != "vessel_ban") & (pl.col("basis") == "stated")
    )
    rows = designations.filter(pl.col("authority") == "EU").filter(ships | rest).join(days, on="listed_on")
    counted = rows.group_by("package", "adopted", "measure", "basis", "source").agg(pl.col("listings").sum())
    return counted.with_columns(pl.col("package").cast(pl.Int64)).sort("package", "measure")


def _end(coverage: pl.DataFrame, authority: str, basis: str, measure: str = "asset_freeze") -> date:
    end: date = coverage.filter(authority=authority, basis=basis, measure=measure)["last_day"].item()
    return end


def _first(coverage: pl.DataFrame, authority: str, basis: str) -> date:
    first: date = coverage.filter(authority=authority, basis=basis, measure="asset_freeze")["first_day"].item()
    return first


def _source(coverage: pl.DataFrame, authority: str, basis: str) -> str:
    return str(coverage.filter(authority=authority, basis=basis, measure="asset_freeze")["source"].item())


def _day_before(day: date) -> date:
    earlier: date = pl.Series([day]).dt.offset_by("-1d").item()
    return earlier
