"""The figure of listings that the explorer draws: any authorities, measure, subjects, basis, step and months."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import polars as pl

from analysis.charts import vega
from analysis.charts.citations import cite
from analysis.charts.formatting import PERIODS, day, join_rows, month, period_words
from analysis.charts.native import Native
from analysis.countries import join_words
from analysis.errors import AnalysisError, NotComparable
from analysis.figures.figure import Figure
from analysis.figures.inputs import whole_tables
from analysis.figures.sanctions import authorities
from analysis.figures.sanctions.authorities import BASES, COLOURS, DASHES, NAMES, OVERLAP, SCOPE, SURVIVORS
from analysis.measures import counts
from analysis.measures.blocs import choose
from analysis.measures.periods import Months, Periods
from analysis.measures.windows import COMPARED

__all__ = ["over_time"]

FIRST = "2022-01"
"""First month counted unless another is named: most lists over Russia's war begin there, and some go back to 2014."""

SUBJECTS = tuple(dict.fromkeys(one for of_measure in counts.SUBJECTS.values() for one in of_measure))
"""Whom or what any measure hits, as `subjects` may name them."""

WORDS = {
    "asset_freeze": {"person": "persons", "entity": "entities", "vessel": "ships", "aircraft": "aircraft"},
    "export_control": {"entity": "entities under export control"},
    "vessel_ban": {"vessel": "banned ships"},
}

ENDS = "Bases differ between authorities, and a line that ends has a source that ends: it is no zero."


@whole_tables("designations", coverage="sanctions_coverage")
def over_time(
    designations: pl.DataFrame,
    coverage: pl.DataFrame,
    only: str | Sequence[str] = ("EU", "UK", "US"),
    *,
    measure: str = "asset_freeze",
    subjects: Sequence[str] = ("person", "entity"),
    basis: str | None = None,
    every: str = "1mo",
    cumulative: bool = True,
    months: Months = None,
) -> Figure:
    """Draw listings by authority over time, each on one basis to the end of its source, one measure at a time.

    `only` are authorities, those that have the measure if none is named; `subjects` those of the measure; `basis` one for all
    or each authority's own; `every`, `cumulative` and `months` as `figures.aid.flows.over_time`. `data` has authority, name, basis, source, period
    and listings. Raises NotComparable for two measures, AnalysisError where no authority has what is asked and for months that
    no source covers, UnknownName for an authority, a measure, a subject, a basis or a step.

    >>> from analysis import load
    >>> over_time(load.designations(), load.sanctions_coverage(), ["US"], months=["2025-02", "2026-07"]).frame["listings"][-1]
    62
    """
    only, steps = (only,) if isinstance(only, str) else only, Periods.of(every, cumulative, months)
    every, kinds = steps.every, _subjects(measure, subjects)
    bases = _bases(designations, only, measure, kinds, basis)
    window = _window(coverage, steps)
    rows = counts.counts(
        designations, coverage, measure, bases=bases, subjects=kinds, every=every, cumulative=cumulative, months=window
    )
    named = authorities.named(rows)
    if named.is_empty():
        raise AnalysisError(f"no source covers a month from {window[0]:%Y-%m} to {window[1]:%Y-%m}", "choose other months")
    order = [one for one in NAMES if one in named["authority"]]
    colours, dashes = {NAMES[one]: COLOURS[one] for one in order}, {NAMES[one]: DASHES[one] for one in order}
    ends = {
        one: coverage.filter(authority=one, basis=basis, measure=measure)["last_day"].item()
        for one, basis in bases.items()
        if one in order
    }
    common = _common_days(coverage, measure, bases, window)
    largest = _largest(named, cumulative)
    told = (
        largest
        if common is None
        else _largest(_within(common, designations, coverage, measure, bases, kinds, every, cumulative), cumulative)
    )
    drawn, what = "total" if cumulative else PERIODS[every], join_words([WORDS[measure][one] for one in kinds])
    how = f"since {month(window[0])}; {_on_which_basis(named)}"
    words = f"Listings of {what} {how}" if cumulative else f"Listings of {what} by {drawn} {how}; grey: not covered"
    absent = [NAMES[one] for one in only if one not in order]
    ends_named = [f"{month:%Y-%m}" for month in (steps.first, steps.last) if month]
    parts = ["listings", measure, *kinds, *order, basis or "own", drawn, *ends_named]
    values = largest.with_columns(when=pl.col("period").map_elements(lambda first: period_words(first, every), pl.String))
    return Figure(
        _chart(named, vega.Look(colours, dashes, "listings", "Authority", ",d"), cumulative, every, window),
        id="-".join(parts).lower().replace("_", "-"),
        headline=_headline(told, cumulative, every, window, common, ends),
        subtitle=words,
        data=named.select("authority", "name", "basis", "source", "period", "listings"),
        sources=cite(named),
        notes=[
            *[SCOPE, SURVIVORS, OVERLAP, ENDS],
            *_not_compared(common, ends),
            *_undated(designations, measure, bases, kinds),
            *([f"Not shown, because they have no such listing with a day: {join_words(absent)}."] if absent else []),
        ],
        alt=f"{'Lines' if cumulative else 'Rows of bars'}: {words}. {join_rows(values, '{name} {listings:,} ({when})')}.",
        native=Native("line" if cumulative else "column", "period", "listings", "name", "listings", colours, dashes=dashes),
    )


def _subjects(measure: str, subjects: Sequence[str]) -> list[str]:
    """Keep the subjects that the measure has; all of them if none is left, since ships have no persons among them."""
    if not isinstance(measure, str):
        raise NotComparable(OVERLAP.rstrip("."), "choose one measure")
    choose("measure", measure, counts.MEASURES)
    for one in subjects:
        choose("subject", one, SUBJECTS)
    return [one for one in counts.SUBJECTS[measure] if one in subjects] or list(counts.SUBJECTS[measure])


def _bases(
    designations: pl.DataFrame, only: Sequence[str], measure: str, subjects: Sequence[str], basis: str | None
) -> dict[str, str]:
    """Choose the authorities to count, each with its basis."""
    known = counts.bases(designations, measure, basis, subjects)
    for one in only:
        choose("authority", one, list(NAMES))
    if chosen := {one: on for one, on in known.items() if not only or one in only}:
        return chosen
    named = join_words(list(only) or ["any authority"], "or")
    fix = f"choose {join_words(list(known), 'or')}" if known else "choose another basis"
    raise AnalysisError(f"no such listing of {named} has a day on this basis", fix)


def span_of(coverage: pl.DataFrame) -> tuple[date, date]:
    """Give the first month counted unless another is named, and the last that any source covers.

    Takes `load.sanctions_coverage()`.

    >>> span_of(pl.DataFrame({"last_day": [date(2024, 5, 3), date(2026, 7, 11)]}))
    (datetime.date(2022, 1, 1), datetime.date(2026, 7, 1))
    """
    last: date = coverage["last_day"].max()  # type: ignore[assignment]
    return date.fromisoformat(f"{FIRST}-01"), last.replace(day=1)


def _window(coverage: pl.DataFrame, steps: Periods) -> tuple[date, date]:
    """Fill open ends; one that leaves no month is told as what it is, and not as two months in the wrong order."""
    first, last = span_of(coverage)
    if steps.first and steps.first > last:
        raise AnalysisError(
            f"no month {steps.asked} is covered: the last that any source covers is {last:%Y-%m}", "choose months to it"
        )
    if steps.last and not steps.first and steps.last < first:
        problem = (
            f"months {steps.asked} end before {first:%Y-%m}, from which listings are counted unless a first month is named"
        )
        named = (f"{steps.last.year - 1}-01", f"{steps.last:%Y-%m}")
        raise AnalysisError(problem, f"name it too: months={named}")
    return steps.first or first, steps.last or last


def _on_which_basis(rows: pl.DataFrame) -> str:
    """Say which authority is counted on which basis."""
    grouped = rows.unique(["authority", "basis"]).group_by("basis").agg(pl.col("authority").sort()).sort("authority")
    return "; ".join(f"{join_words(row['authority'])}: {BASES[row['basis']]}" for row in grouped.iter_rows(named=True))


def _largest(named: pl.DataFrame, cumulative: bool) -> pl.DataFrame:
    """Give one row per authority, largest first: its end if it runs, else its largest period; with its first period."""
    order = ["period"] if cumulative else ["listings", "period"]
    first = named.group_by("authority").agg(first=pl.col("period").min())
    last = named.sort(*order).group_by("authority", "name", maintain_order=True).last().join(first, on="authority")
    return last.sort("listings", "name", descending=[True, False])


def _chart(named: pl.DataFrame, look: vega.Look, cumulative: bool, every: str, window: tuple[date, date]) -> vega.VegaChart:
    slim = named.select("period", "name", "listings")
    if not cumulative or slim["period"].n_unique() == 1:
        periods = pl.DataFrame(
            {"period": pl.date_range(window[0], window[1], "1mo", eager=True).dt.truncate(every).unique().sort()}
        )
        grid = slim.select("name").unique(maintain_order=True).join(periods, how="cross")
        return vega.bars(grid.join(slim, on=["name", "period"], how="left"), "listings", "name", look, every)
    last: date = named["period"].max()  # type: ignore[assignment]
    until = {row["authority"]: row["period"] for row in _largest(named, True).iter_rows(named=True)}
    short = {one: f" to {end:%b %Y}" if end < last else "" for one, end in until.items()}
    number = pl.col("listings").map_elements("{:,}".format, return_dtype=pl.String)
    label = pl.format("{} {}{}", "authority", number, pl.col("authority").replace_strict(short))
    texts = named.select("period", "name", "listings", label=label)
    return vega.lines(texts, "listings", "name", "label", look, "lines end with their sources")


def _common_days(
    coverage: pl.DataFrame, measure: str, bases: dict[str, str], window: tuple[date, date]
) -> tuple[date, date] | None:
    """Give the days of the chosen months that all compared authorities cover; None where there is none, or fewer than two are chosen."""
    chosen = pl.struct("authority", "basis").is_in([{"authority": one, "basis": basis} for one, basis in bases.items()])
    spans = coverage.filter(chosen, pl.col("authority").is_in(COMPARED), pl.col("measure") == measure)
    if spans.height < 2:
        return None
    first, last = spans.select(
        pl.max_horizontal(pl.col("first_day").max(), pl.lit(window[0])),
        pl.min_horizontal(pl.col("last_day").min(), pl.lit(window[1]).dt.month_end()),
    ).row(0)
    return (first, last) if first <= last else None


def _within(
    days: tuple[date, date],
    designations: pl.DataFrame,
    coverage: pl.DataFrame,
    measure: str,
    bases: dict[str, str],
    kinds: Sequence[str],
    every: str,
    cumulative: bool,
) -> pl.DataFrame:
    """Count the compared authorities on these days alone."""
    first, last = days
    listed = designations.filter(pl.col("listed_on").is_between(first, last))
    covered = coverage.with_columns(
        first_day=pl.max_horizontal("first_day", pl.lit(first)), last_day=pl.min_horizontal("last_day", pl.lit(last))
    )
    of_compared = {one: basis for one, basis in bases.items() if one in COMPARED}
    rows = counts.counts(listed, covered, measure, bases=of_compared, subjects=kinds, every=every, cumulative=cumulative)
    return authorities.named(rows)


def _not_compared(common: tuple[date, date] | None, ends: dict[str, date]) -> list[str]:
    """Say whose line is drawn and stands in no comparison, with the last day its list is known."""
    others = [f"{NAMES[one]} (known to {day(end)})" for one, end in ends.items() if one not in COMPARED]
    return [f"Drawn and not compared: {join_words(others)}."] if common and others else []


def _undated(designations: pl.DataFrame, measure: str, bases: dict[str, str], kinds: Sequence[str]) -> list[str]:
    """Say how many listings are known between two days only, and so in no period."""
    chosen = pl.struct("authority", "basis").is_in([{"authority": one, "basis": basis} for one, basis in bases.items()])
    bounded = designations.filter(
        chosen, pl.col("measure") == measure, pl.col("subject").is_in(kinds), pl.col("listed_on").is_null()
    )
    counted = authorities.named(bounded.group_by("authority").agg(pl.col("listings").sum()).sort("authority"))
    known = join_rows(counted, "{name} {listings}", ", ")
    return [f"Known only between two days, and in no count here: {known}."] if known else []


def _headline(
    largest: pl.DataFrame,
    cumulative: bool,
    every: str,
    window: tuple[date, date],
    common: tuple[date, date] | None,
    ends: dict[str, date],
) -> str:
    rows = list(largest.iter_rows(named=True))
    compared = f"from {day(common[0])} to {day(common[1])}" if common else f"since {month(window[0])}"
    if not cumulative:
        amounts = [f"{row['name']} {row['listings']:,} ({period_words(row['period'], every)})" for row in rows]
        return f"The {PERIODS[every]} with most listings {compared}: {join_words(amounts)}"
    amounts = [
        f"{row['name']} {row['listings']:,}{'' if common else _known(row, window, ends[row['authority']])}" for row in rows
    ]
    return f"Listings {compared}: {join_words(amounts)}"


def _known(row: dict[str, Any], window: tuple[date, date], end: date) -> str:
    """Say which of the chosen months an authority's number covers, if not all."""
    begins = f"from {month(row['first'])}" if row["first"] > window[0] else ""
    ends = f"to {day(end)}" if end.replace(day=1) < window[1].replace(day=1) else ""
    return f" (known {' '.join(filter(None, [begins, ends]))})" if begins or ends else ""
