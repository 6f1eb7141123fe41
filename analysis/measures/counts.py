"""Listings as one series an authority, each on one basis, over the months its source covers."""

from collections.abc import Mapping, Sequence

import polars as pl

from analysis.errors import AnalysisError
from analysis.measures.blocs import choose
from analysis.measures.listings import OWN_BASIS, over_time
from analysis.measures.periods import Months, Periods

MEASURES = ("asset_freeze", "export_control", "vessel_ban")
SUBJECTS = {
    "asset_freeze": ("person", "entity", "vessel", "aircraft"),
    "export_control": ("entity",),
    "vessel_ban": ("vessel",),
}
BASES = ("stated", "inferred", "first_seen", "as_listed", "window", "panel")


def bases(
    designations: pl.DataFrame, measure: str = "asset_freeze", basis: str | None = None, subjects: Sequence[str] = ()
) -> dict[str, str]:
    """Give each authority one basis on which it has dated listings of the measure and subjects: the one named, or its own.

    Ships count as first listed where that is known, the rest as `OWN_BASIS`; an authority without a day is left out, since its
    months are not known. Raises UnknownName.

    >>> from analysis import load
    >>> bases(load.designations(), basis="stated")
    {'CA': 'stated', 'EU': 'stated', 'UK': 'stated'}
    """
    choose("measure", measure, MEASURES)
    if basis is not None:
        choose("basis", basis, BASES)
    dated = designations.filter(pl.col("listed_on").is_not_null(), measure=measure).filter(
        pl.col("subject").is_in(subjects or SUBJECTS[measure])
    )
    found: dict[str, str] = {}
    for authority in dated["authority"].unique().sort():
        at_hand = dated.filter(authority=authority)["basis"].unique().to_list()
        own = ["as_listed", "stated"] if measure == "vessel_ban" else [OWN_BASIS.get(authority, ""), "stated", "as_listed"]
        usable = [one for one in (own if basis is None else [basis]) if one in at_hand]
        found |= {authority: usable[0]} if usable else {}
    return found


def counts(
    designations: pl.DataFrame,
    coverage: pl.DataFrame,
    measure: str = "asset_freeze",
    *,
    bases: Mapping[str, str],
    subjects: Sequence[str] = (),
    every: str = "1mo",
    cumulative: bool = False,
    months: Months = None,
) -> pl.DataFrame:
    """Count dated listings by authority and period, each on one basis, from the first of `months` to the last.

    `every` and `months` as `measures.aid.over_time`.

    A covered month without a listing is zero, a month that a source does not cover is no row; `cumulative` sums from the
    first month that is both chosen and covered. `subjects`: all that the measure has if none is named. Returns authority,
    basis, source, period, listings. Raises UnknownName for a step, measure or subject, NotComparable for no basis or for two,
    AnalysisError for months of which none is covered.

    >>> from analysis import load
    >>> listed, covered = load.designations(), load.sanctions_coverage()
    >>> counts(listed, covered, bases={"US": "inferred"}, subjects=["entity"], cumulative=True)["listings"][-1]
    1562
    """
    steps = Periods.of(every, cumulative, months)
    choose("measure", measure, MEASURES)
    if not isinstance(bases, Mapping):
        problem = f"bases={bases!r} does not say on which basis each authority is counted"
        raise AnalysisError(problem, 'name it by authority: bases={"EU": "stated", "US": "inferred"}')
    for one in subjects:
        choose(f"subject of {measure}", one, SUBJECTS[measure])
    counted = over_time(designations, measure, bases=bases, subjects=tuple(subjects or SUBJECTS[measure]))
    rows = _covered(coverage, measure, bases).join(
        counted.select("authority", "period", "listings"), on=["authority", "period"], how="left"
    )
    first, last = steps.first or pl.lit(None, pl.Date), steps.last or pl.lit(None, pl.Date)
    kept = rows.filter((pl.col("period") >= first).fill_null(value=True), (pl.col("period") <= last).fill_null(value=True))
    if kept.is_empty() and rows.height:
        months_covered = rows["period"].dt.strftime("%Y-%m").sort()
        covered = f"{months_covered[0]} to {months_covered[-1]}"
        raise AnalysisError(
            f"no month {steps.asked} is covered by the sources, which cover {covered}", "choose months inside it"
        )
    summed = (
        kept.group_by("authority", "basis", "source", pl.col("period").dt.truncate(steps.every))
        .agg(pl.col("listings").fill_null(0).sum())
        .sort("authority", "period")
    )
    if cumulative:
        summed = summed.with_columns(pl.col("listings").cum_sum().over("authority", order_by="period"))
    return summed.select("authority", "basis", "source", "period", "listings")


def _covered(coverage: pl.DataFrame, measure: str, bases: Mapping[str, str]) -> pl.DataFrame:
    """List the months that each authority's source covers."""
    chosen = pl.any_horizontal((pl.col("authority") == one) & (pl.col("basis") == basis) for one, basis in bases.items())
    first, last = (pl.col(one).dt.truncate("1mo") for one in ("first_day", "last_day"))
    spans = coverage.filter(chosen, pl.col("measure") == measure)
    return spans.select("authority", "basis", "source", period=pl.date_ranges(first, last, "1mo")).explode("period")
