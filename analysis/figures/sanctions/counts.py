"""The figure of listings that the explorer draws: any authorities, measure, subjects, basis, step and months."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import polars as pl

from analysis.charts import vega
from analysis.charts.catalogue import say
from analysis.charts.citations import cite
from analysis.charts.formatting import PERIODS, join_rows, month_text, period_name, period_words
from analysis.charts.headline import headline_of
from analysis.charts.native import Native
from analysis.countries import join_words
from analysis.errors import AnalysisError, NotComparable
from analysis.figures.figure import Figure
from analysis.figures.inputs import whole_tables
from analysis.figures.sanctions import authorities, compared, covered, shown
from analysis.figures.sanctions.authorities import COLOURS, DASHES, NAMES, OVERLAP, SCOPE, SURVIVORS
from analysis.measures import counts
from analysis.measures.blocs import choose
from analysis.measures.periods import Months, Periods

__all__ = ["over_time"]

FIRST = "2022-01"
"""First month counted unless another is named: most lists over Russia's war begin there, and some go back to 2014."""

SUBJECTS = tuple(dict.fromkeys(one for of_measure in counts.SUBJECTS.values() for one in of_measure))
"""Whom or what any measure hits, as `subjects` may name them."""

WORDS = {
    "asset_freeze": {
        "person": say("sanctions.counts.persons_words"),
        "entity": say("sanctions.counts.entities_words"),
        "vessel": say("sanctions.counts.ships_words"),
        "aircraft": say("sanctions.counts.aircraft_words"),
    },
    "export_control": {"entity": say("sanctions.counts.controlled_entities_words")},
    "vessel_ban": {"vessel": say("sanctions.counts.banned_ships_words")},
}

ENDS = say("sanctions.counts.ends")


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
    or each authority's own; `every`, `cumulative` and `months` as `figures.aid.flows.over_time`. `data` has authority, name, basis,
    source, period and listings; of single periods whole, which is false where days of the period are not counted; of running totals
    over periods longer than a month to_month, at which they are drawn. Raises NotComparable for two measures, AnalysisError where no authority has what is asked and for months that
    no source covers, UnknownName for an authority, a measure, a subject, a basis or a step. The ships of the US list are
    no bans: those on the lists of all three are drawn by `figures.ships.over_time`.

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
    spans = covered.spans_of(coverage, measure, bases)
    named = covered.with_cover(authorities.named(rows), spans, every, window)
    if named.is_empty():
        raise AnalysisError(f"no source covers a month from {window[0]:%Y-%m} to {window[1]:%Y-%m}", "choose other months")
    order = [one for one in NAMES if one in named["authority"]]
    spans, bases = spans.filter(pl.col("authority").is_in(order)), {one: on for one, on in bases.items() if one in order}
    common = compared.common_days(spans, window)
    beside = compared.in_last_period(named, common, every)
    if cumulative and common:
        beside = compared.within(common, designations, coverage, measure, bases, kinds, every)
    headline = headline_of(lambda most: _headline(named, beside, steps, window, common, spans, most))
    largest = _largest(named, cumulative, every)
    drawn, what = "total" if cumulative else PERIODS[every], [WORDS[measure][one] for one in kinds]
    of_part = not cumulative and not named["whole"].all()
    words = f"{shown.listings_of(what, steps, window)}{shown.begins(named, window, every)}; {shown.on_bases(named)}"
    words += shown.against_headline(named, beside) if cumulative else ""
    words += _known_from(named, spans, window)
    words += f"; {say('sanctions.counts.pale_words', period=drawn)}" if of_part else ""
    absent = [one for one in only if one not in order]
    words += f"; {say('sanctions.counts.absent_words', authorities=absent)}" if absent else ""
    ends_named = [f"{month:%Y-%m}" for month in (steps.first, steps.last) if month]
    parts = ["listings", measure, *kinds, *order, basis or "own", drawn, *ends_named]
    known = ["whole"] if not cumulative else ["to_month"] if every != "1mo" else []
    return Figure(
        _chart(named, order, steps, window, common),
        id="-".join(parts).lower().replace("_", "-"),
        headline=headline,
        subtitle=words,
        data=named.select("authority", "name", "basis", "source", "period", *known, "listings"),
        sources=cite(named),
        notes=[
            *[SCOPE, SURVIVORS, OVERLAP, ENDS],
            *compared.notes(beside, common, spans, every, cumulative),
            *(covered.in_part(named, every) if of_part else []),
            *covered.on_other_bases(designations, coverage, measure, bases, window),
            *_undated(designations, measure, bases, kinds),
            *shown.absent_note(absent, measure),
        ],
        alt=_alt(words, join_rows(largest, "{name} {listings:,} ({when})"), cumulative),
        native=_native(named, order, spans, steps, window),
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
    raise AnalysisError(
        f"no such listing of {join_words(list(only) or ['any authority'], 'or')} has a day on this basis",
        f"choose {join_words(list(known), 'or')}" if known else "choose another basis",
    )


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
        named = (f"{steps.last.year - 1}-01", f"{steps.last:%Y-%m}")
        raise AnalysisError(
            f"months {steps.asked} end before {first:%Y-%m}, from which listings are counted unless a first month is named",
            f"name it too: months={named}",
        )
    return steps.first or first, steps.last or last


def _alt(subtitle: str, largest: str, cumulative: bool) -> str:
    if cumulative:
        return say("sanctions.counts.alt_lines", subtitle=subtitle, largest=largest)
    return say("sanctions.counts.alt_bars", subtitle=subtitle, largest=largest)


def _known_from(named: pl.DataFrame, spans: pl.DataFrame, window: tuple[date, date]) -> str:
    """Say in words which authorities have no bar or point in the first periods drawn: an empty place is no zero."""
    first = named["period"].min()
    late = named.group_by("authority").agg(pl.col("period").min()).filter(pl.col("period") > first)["authority"].to_list()
    begun = covered.known_words(spans.filter(pl.col("authority").is_in(late)).with_columns(last_day=pl.lit(date.max)), window)
    known = ", ".join(f"{authority} {words}" for authority, words in begun.items())
    return f"; {say('sanctions.counts.known_words', authorities=known)}" if begun else ""


def _largest(named: pl.DataFrame, cumulative: bool, every: str) -> pl.DataFrame:
    """Give one row per authority, largest first: its end if it runs, else its largest period; `when` says which."""
    order = ["period"] if cumulative else ["listings", "period"]
    last = named.sort(*order).group_by("authority", maintain_order=True).last()
    when = (
        month_text("to_month") if cumulative else pl.col("period").map_elements(lambda one: period_words(one, every), pl.String)
    )
    return last.sort("listings", "name", descending=[True, False]).with_columns(when=when)


def _look(order: Sequence[str]) -> vega.Look:
    colours, dashes = {NAMES[one]: COLOURS[one] for one in order}, {NAMES[one]: DASHES[one] for one in order}
    return vega.Look(colours, dashes, "listings", "Authority", vega.WHOLE)


def _native(
    named: pl.DataFrame, order: Sequence[str], spans: pl.DataFrame, steps: Periods, window: tuple[date, date]
) -> Native:
    """Describe the office chart; its legend says which authority is known for some of the months only."""
    look = _look(order)
    known = {NAMES[one]: f"{NAMES[one]} ({words})" for one, words in covered.known_words(spans, window).items()}
    if steps.cumulative:
        place = "period" if steps.every == "1mo" else "to_month"
        return Native("line", place, "listings", "name", "listings", look.colours, labels=known, dashes=look.dashes)  # type: ignore[arg-type]
    pale = [f"{name} {first}" for name, first in named.filter(~pl.col("whole")).select("name", "period").iter_rows()]
    return Native("column", "period", "listings", "name", "listings", look.colours, labels=known, pale=pale)


def _chart(
    named: pl.DataFrame, order: Sequence[str], steps: Periods, window: tuple[date, date], common: tuple[date, date] | None
) -> vega.VegaChart:
    look, every = _look(order), steps.every
    if not steps.cumulative or named["period"].n_unique() == 1:
        slim = named.select("period", "name", "listings", pale=pl.lit(not steps.cumulative) & ~pl.col("whole"))
        periods = pl.DataFrame(
            {"period": pl.date_range(window[0], window[1], "1mo", eager=True).dt.truncate(every).unique().sort()}
        )
        grid = slim.select("name").unique(maintain_order=True).join(periods, how="cross")
        return vega.bars(grid.join(slim, on=["name", "period"], how="left"), "listings", "name", look, every)
    placed = named.with_columns(period="to_month")
    last: date = placed["period"].max()  # type: ignore[assignment]
    until = placed.group_by("authority").agg(pl.col("period").max()).iter_rows()
    short = {one: f" {say('sanctions.counts.to_words', last=end)}" if end < last else "" for one, end in until}
    number = pl.col("listings").map_elements("{:,}".format, return_dtype=pl.String)
    label = pl.format("{} {}{}", "authority", number, pl.col("authority").replace_strict(short))
    texts = placed.select("period", "name", "listings", label=label)
    bracket = None if common is None else compared.bracket(common)
    start = None if every == "1mo" else window[0]
    return vega.lines(texts, "listings", "name", "label", look, say("sanctions.counts.axis_label"), bracket, start)


def _undated(designations: pl.DataFrame, measure: str, bases: dict[str, str], kinds: Sequence[str]) -> list[str]:
    """Say how many listings are known between two days only, and so in no period."""
    chosen = pl.struct("authority", "basis").is_in([{"authority": one, "basis": basis} for one, basis in bases.items()])
    bounded = designations.filter(
        chosen, pl.col("measure") == measure, pl.col("subject").is_in(kinds), pl.col("listed_on").is_null()
    )
    counted = authorities.named(bounded.group_by("authority").agg(pl.col("listings").sum()).sort("authority"))
    known = join_rows(counted, "{name} {listings}", ", ")
    return [say("sanctions.counts.undated", known=known)] if known else []


def _headline(
    named: pl.DataFrame,
    beside: pl.DataFrame,
    steps: Periods,
    window: tuple[date, date],
    common: tuple[date, date] | None,
    spans: pl.DataFrame,
    most: int,
) -> str:
    period = PERIODS[steps.every]
    if common and beside.height:
        amounts = ", ".join(f"{row['authority']} {row['listings']:,}" for row in beside.head(most).iter_rows(named=True))
        if steps.cumulative:
            return say("sanctions.counts.common_days_headline", first=common[0], last=common[1], amounts=amounts)
        name = period_name(beside["period"][0], steps.every)
        return say("sanctions.counts.common_period_headline", name=name, period=period, amounts=amounts)
    rows = list(_largest(named, steps.cumulative, steps.every).head(most).iter_rows(named=True))
    if steps.cumulative:
        known = covered.known_words(spans, window)
        told = [_total(row, known.get(row["authority"], "")) for row in rows]
        return say("sanctions.counts.total_headline", first=window[0], told=told)
    return say("sanctions.counts.most_headline", period=period, told=[_most(row, steps.every) for row in rows])


def _total(row: dict[str, Any], known: str) -> str:
    if not known:
        return say("sanctions.counts.amount_words", name=row["name"], listings=row["listings"])
    return say("sanctions.counts.known_amount_words", name=row["name"], listings=row["listings"], known=known)


def _most(row: dict[str, Any], every: str) -> str:
    name = period_name(row["period"], every)
    period = name if row["whole"] else say("sanctions.counts.in_part_words", period=name)
    return say("sanctions.counts.period_amount_words", name=row["name"], listings=row["listings"], period=period)
