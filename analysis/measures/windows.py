"""Compare authorities: within the window that all of them cover, over Russia or over the war alone, before and after a day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from analysis.as_of import as_day, require_days
from analysis.errors import AnalysisError, NotComparable
from analysis.measures.blocs import choose
from analysis.measures.listings import OWN_BASIS, PEOPLE, between, choose_subjects

COMPARED = ("EU", "UK", "US")
"""The authorities that are compared; what is at hand of Canada and Australia ends too early, or states no days."""

EARLIER = {"US": "first_seen"}
"""The basis on which an authority was counted before its own basis begins; the two never cover the same day."""

SCOPES = ("russia", "war")
WAR = {"EU": ("269/2014",), "US": ("Russia programmes over the war",)}
"""Regimes over the war alone: the EU's others hit hybrid threats and repression, the US programme beside these cyber cases.

The UK has one regime over Russia, whose parts its list does not tell apart.
"""

MONTH = 30.4375
"""Days of a mean month."""


@dataclass(frozen=True)
class Window:
    """The days from `first` to `last`, both included, that all compared authorities cover; `ends_with` covers no more.

    >>> Window(date(2025, 1, 20), date(2026, 4, 29), ("UK",)).days
    465
    """

    first: date
    last: date
    ends_with: tuple[str, ...]

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1


def common_window(
    coverage: pl.DataFrame, start: date | str, authorities: Sequence[str] = COMPARED, measure: str = "asset_freeze"
) -> Window:
    """Give the window from a day to the earliest end of coverage among the authorities compared.

    `coverage` is `load.sanctions_coverage()`. Raises NotComparable for an authority that does not cover `start`, or of which
    no day is covered on a basis that is compared, and AnalysisError for what is no day.

    >>> from analysis import load
    >>> common_window(load.sanctions_coverage(), "2025-01-20").last
    datetime.date(2026, 4, 29)
    """
    first = as_day(start)
    ends = {one: _span(coverage, one, measure) for one in authorities}
    for one, (begins, ends_on) in ends.items():
        if not begins <= first <= ends_on:
            raise NotComparable(
                f"{one} is covered from {begins} to {ends_on}: what it listed from {first} on is not known",
                f"compare from a day within it, or leave {one} out",
            )
    last = min(ends_on for _, ends_on in ends.values())
    return Window(first, last, tuple(one for one, (_, ends_on) in ends.items() if ends_on == last))


def known_by(coverage: pl.DataFrame, day: date | str) -> pl.DataFrame:
    """Cut what each source covers at a day: what of it was known then; columns as `load.sanctions_coverage()`.

    Raises AnalysisError for what is no day.

    >>> from analysis import load
    >>> common_window(known_by(load.sanctions_coverage(), "2025-09-20"), "2025-01-20").last
    datetime.date(2025, 9, 20)
    """
    end = as_day(day)
    begun = coverage.filter(pl.col("first_day") <= end)
    return begun.with_columns(last_day=pl.min_horizontal("last_day", pl.lit(end)))


def within(designations: pl.DataFrame, coverage: pl.DataFrame, start: date | str, scope: str = "russia") -> pl.DataFrame:
    """Count persons and entities that each compared authority froze in the common window, and on how many days.

    `scope` is russia (all regimes over Russia) or war (those over the war alone; the UK is left out, since its list does not
    tell them apart). Returns authority, basis, source, first, last, listings, days, last_listed_on (null without a listing).
    Raises NotComparable where an authority does not cover the window, and UnknownName for a scope.

    >>> from analysis import load
    >>> listed = within(load.designations(), load.sanctions_coverage(), "2025-01-20")
    >>> listed.select("authority", "listings").rows()
    [('EU', 534), ('UK', 553), ('US', 62)]
    """
    choose("scope", scope, SCOPES)
    window = common_window(coverage, start)
    rows = []
    for authority in COMPARED if scope == "russia" else WAR:
        basis = OWN_BASIS[authority]
        listed = _listed(designations, authority, basis, window.first, window.last, scope)
        days = listed["listed_on"]
        source = _source(coverage, authority, basis)
        total = int(listed["listings"].sum())
        rows.append((authority, basis, source, window.first, window.last, total, days.n_unique(), days.max()))
    names = ["authority", "basis", "source", "first", "last", "listings", "days", "last_listed_on"]
    return pl.DataFrame(rows, schema=names, schema_overrides={"last_listed_on": pl.Date}, orient="row")


def beyond(designations: pl.DataFrame, coverage: pl.DataFrame, window: Window) -> pl.DataFrame:
    """Count what is known of each compared authority after the common window: authority, listings, covered_to.

    An authority whose coverage ends with the window has no row: nothing is known of it.

    >>> from analysis import load
    >>> covered = load.sanctions_coverage()
    >>> beyond(load.designations(), covered, common_window(covered, "2025-01-20"))["authority"].to_list()
    ['EU', 'US']
    """
    rows = []
    for authority in COMPARED:
        _, end = _span(coverage, authority, "asset_freeze")
        if end > window.last:
            after = _listed(designations, authority, OWN_BASIS[authority], window.last + timedelta(days=1), end, "russia")
            rows.append((authority, int(after["listings"].sum()), end))
    return pl.DataFrame(rows, schema={"authority": pl.String, "listings": pl.Int64, "covered_to": pl.Date}, orient="row")


def without_day(designations: pl.DataFrame, window: Window) -> pl.DataFrame:
    """Count persons and entities of each compared authority that may lie in a window, and of which no day is known.

    They are in no count by day. One known between two days is among them where one of these lies in the window. Returns authority
    and listings; an authority without any has no row.

    >>> from analysis import load
    >>> covered = load.sanctions_coverage()
    >>> without_day(load.designations(), common_window(covered, "2025-01-20")).rows()
    [('EU', 1), ('US', 11)]
    """
    own = pl.struct("authority", "basis").is_in([{"authority": one, "basis": OWN_BASIS[one]} for one in COMPARED])
    rows = designations.filter(own, pl.col("subject").is_in(PEOPLE), pl.col("listed_on").is_null(), measure="asset_freeze")
    begun, ended = pl.col("not_before") < window.last, pl.col("not_after") < window.first
    inside = rows.filter(begun.fill_null(value=True), ~ended.fill_null(value=False))
    return inside.group_by("authority").agg(pl.col("listings").sum()).sort("authority")


def since(
    designations: pl.DataFrame, coverage: pl.DataFrame, start: date | str, *, subjects: tuple[str, ...] = PEOPLE
) -> pl.DataFrame:
    """Accumulate listings day by day over the common window from `start`, each authority on its own basis.

    Returns period (days with listings, `start` and the window's end), so_far, authority, basis, source; the last row of each
    authority stands at the end of the window. Raises AnalysisError for what is no day, and NotComparable for a day that an
    authority does not cover.

    >>> from analysis import load
    >>> since(load.designations(), load.sanctions_coverage(), date(2025, 1, 20)).row(0)
    (datetime.date(2025, 1, 20), 0, 'EU', 'stated', 'eu_journal')
    """
    choose_subjects(subjects)
    window = common_window(coverage, start)
    parts = []
    for authority in COMPARED:
        basis = OWN_BASIS[authority]
        rows = _listed(designations, authority, basis, window.first, window.last, "russia", subjects)
        listed = rows.select("listings", period="listed_on")
        ends = pl.DataFrame({"listings": [0, 0], "period": [window.first, window.last]}, schema=listed.schema)
        daily = pl.concat([listed, ends]).group_by("period").agg(pl.col("listings").sum()).sort("period")
        so_far = daily.select("period", so_far=pl.col("listings").cum_sum())
        named = {"authority": authority, "basis": basis, "source": _source(coverage, authority, basis)}
        parts.append(so_far.with_columns(**{name: pl.lit(value) for name, value in named.items()}))
    return pl.concat(parts)


def before_and_after(designations: pl.DataFrame, coverage: pl.DataFrame, turn: date | str) -> pl.DataFrame:
    """Set each authority's listings before and after a day side by side, over as many days on either side.

    The time after is the common window from the day on, the time before as many days up to it. Returns authority, basis (two,
    where the earlier one ends within), source, when (before, after), first, last, listings, months, per_month. Raises
    AnalysisError for what is no day or less than half a month from the end of the window, and NotComparable where the time
    before is not covered.

    >>> from analysis import load
    >>> sides = before_and_after(load.designations(), load.sanctions_coverage(), date(2025, 1, 20))
    >>> sides.filter(authority="US").select("basis", "when", "listings", "months").rows()
    [('first_seen, inferred', 'before', 3129, 15.3), ('inferred', 'after', 62, 15.3)]
    """
    window = common_window(coverage, turn)
    months = round(window.days / MONTH, 1)
    if months < 0.5:
        raise AnalysisError(
            f"from {window.first} to {window.last} is too short for a rate a month",
            "choose a day further within coverage",
        )
    start = window.first - timedelta(days=window.days)
    rows = []
    for authority in COMPARED:
        sides = (("before", start, window.first - timedelta(days=1)), ("after", window.first, window.last))
        for when, first, last in sides:
            parts = _parts(coverage, authority, first, last)
            listings = sum(between(designations, authority, basis, "asset_freeze", *days, PEOPLE) for basis, days in parts)
            bases, source = ", ".join(basis for basis, _ in parts), _source(coverage, authority, OWN_BASIS[authority])
            rows.append(
                (authority, bases, source, when, first, last, listings, months, round(MONTH * listings / window.days, 2))
            )
    names = ["authority", "basis", "source", "when", "first", "last", "listings", "months", "per_month"]
    return pl.DataFrame(rows, schema=names, orient="row")


def last_listing(designations: pl.DataFrame, coverage: pl.DataFrame) -> pl.DataFrame:
    """Give the day of each authority's last listing, the end of its coverage, and the months between.

    >>> from analysis import load
    >>> last_listing(load.designations(), load.sanctions_coverage()).columns
    ['authority', 'basis', 'last_listed_on', 'covered_to', 'months_since']
    """
    rows = []
    for authority, basis in OWN_BASIS.items():
        first, end = _span(coverage, authority, "asset_freeze")
        last: date = _listed(designations, authority, basis, first, end, "russia")["listed_on"].max()  # type: ignore[assignment]
        rows.append((authority, basis, last, end, round((end - last).days / MONTH, 1)))
    return pl.DataFrame(rows, schema=["authority", "basis", "last_listed_on", "covered_to", "months_since"], orient="row")


def removals(delistings: pl.DataFrame, start: date | str) -> dict[str, int | date]:
    """Count removals from the US list since a day within their known bounds: at_least, at_most, last.

    Each removal lies after the last day on which the listing was seen, to the first on which it was absent: at least those
    count that were seen on `start` or later, at most those absent after it. `last` is the last day on which one was absent. Raises
    AnalysisError for what is no day, and for a removal without a day on which it was absent.

    >>> from analysis import load
    >>> removals(load.delistings(), date(2025, 1, 20))["at_least"]
    75
    """
    first = as_day(start)
    absent = require_days(delistings, "not_after").filter(pl.col("not_after") >= first)
    last: date = delistings["not_after"].max()  # type: ignore[assignment]
    seen = absent.filter(pl.col("not_before") >= first)
    return {"at_least": int(seen["removals"].sum()), "at_most": int(absent["removals"].sum()), "last": last}


def _listed(
    designations: pl.DataFrame,
    authority: str,
    basis: str,
    first: date,
    last: date,
    scope: str,
    subjects: tuple[str, ...] = PEOPLE,
) -> pl.DataFrame:
    rows = designations.filter(authority=authority, basis=basis, measure="asset_freeze").filter(
        pl.col("subject").is_in(subjects), pl.col("listed_on").is_between(first, last)
    )
    return rows if scope == "russia" else rows.filter(pl.col("regime").is_in(WAR[authority]))


def _span(coverage: pl.DataFrame, authority: str, measure: str) -> tuple[date, date]:
    of_own = coverage.filter(authority=authority, measure=measure, basis=OWN_BASIS.get(authority, ""))
    if of_own.is_empty():
        raise NotComparable(f"{authority} has no {measure} with days to compare", f"compare {', '.join(COMPARED)}")
    first, last = of_own.select("first_day", "last_day").row(0)
    return first, last


def _parts(coverage: pl.DataFrame, authority: str, first: date, last: date) -> list[tuple[str, tuple[date, date]]]:
    """Part a time by the bases that cover it: an authority's own, and before it begins the earlier one."""
    begins, _ = _span(coverage, authority, "asset_freeze")
    if first >= begins:
        return [(OWN_BASIS[authority], (first, last))]
    earlier = coverage.filter(authority=authority, measure="asset_freeze", basis=EARLIER.get(authority, ""))
    if earlier.is_empty() or earlier["first_day"].item() > first:
        raise NotComparable(f"{authority} is not covered before {begins}", "compare from a later day")
    return [
        (EARLIER[authority], (first, begins - timedelta(days=1))),
        (OWN_BASIS[authority], (begins, last)),
    ]


def _source(coverage: pl.DataFrame, authority: str, basis: str) -> str:
    return str(coverage.filter(authority=authority, basis=basis, measure="asset_freeze")["source"].item())


def caveats(coverage: pl.DataFrame) -> list[str]:
    """Give what the sources of persons and entities say of parts that they cover to an earlier day; `load.sanctions_coverage()`.

    >>> caveats(pl.DataFrame({"authority": ["EU"], "basis": ["stated"], "measure": ["asset_freeze"], "note": ["Part ends early."]}))
    ['Part ends early.']
    """
    own = pl.any_horizontal((pl.col("authority") == one) & (pl.col("basis") == basis) for one, basis in OWN_BASIS.items())
    rows = coverage.filter(own, pl.col("measure") == "asset_freeze")
    return rows["note"].drop_nulls().to_list()
