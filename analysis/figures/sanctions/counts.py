"""The figure of listings that the explorer draws: any authorities, measure, subjects, basis, step and months."""

from collections.abc import Sequence
from datetime import date

import polars as pl

from analysis.charts import vega
from analysis.charts.citations import cite
from analysis.charts.formatting import join_words, month
from analysis.charts.native import Native
from analysis.errors import AnalysisError, NotComparable, UnknownName
from analysis.figures.aid.flows import PERIODS, period_words
from analysis.figures.figure import Figure
from analysis.figures.inputs import require_whole_table
from analysis.figures.sanctions import authorities
from analysis.figures.sanctions.authorities import BASES, COLOURS, DASHES, NAMES, OVERLAP, SCOPE, SURVIVORS
from analysis.measures import counts as measure
from analysis.measures.flows import choose

FIRST = "2022-01"
"""First month counted unless another is named: most lists over Russia's war begin there, and some go back to 2014."""

SUBJECTS = tuple(dict.fromkeys(one for of_measure in measure.SUBJECTS.values() for one in of_measure))
"""Whom or what any measure hits, as `subjects` may name them."""

WORDS = {
    "asset_freeze": {"person": "persons", "entity": "entities", "vessel": "ships", "aircraft": "aircraft"},
    "export_control": {"entity": "entities under export control"},
    "vessel_ban": {"vessel": "banned ships"},
}


def over_time(
    designations: pl.DataFrame,
    coverage: pl.DataFrame,
    only: Sequence[str] = ("EU", "UK", "US"),
    *,
    measure: str = "asset_freeze",
    subjects: Sequence[str] = ("person", "entity"),
    basis: str | None = None,
    every: str = "1mo",
    cumulative: bool = True,
    months: Sequence[str] = (),
) -> Figure:
    """Draw listings by authority over time, each on one basis to the end of its source, one measure at a time.

    `only` are authorities, those that have the measure if none is named; `subjects` those of the measure; `basis` one for all
    or each authority's own; `months` the first and the last month to count. `data` has authority, name, basis, source, period
    and listings. Raises NotComparable for a part of a table or rows that stand twice, for two measures, AnalysisError where no
    authority has what is asked and for months that no source covers, UnknownName for an authority, a measure, a subject, a
    basis or a step.

    >>> from analysis import load
    >>> over_time(load.designations(), load.sanctions_coverage(), ["US"], months=["2025-02", "2026-07"]).frame["listings"][-1]
    62
    """
    require_whole_table("designations", designations)
    require_whole_table("sanctions_coverage", coverage)
    rows, window = _counted(designations, coverage, only, measure, subjects, basis, every, cumulative, months)
    named = authorities.named(rows)
    present = named["authority"].unique().to_list()
    order = [one for one in NAMES if one in present]
    telling = _telling(named, cumulative)
    look = vega.Look(
        {NAMES[one]: COLOURS[one] for one in order}, {NAMES[one]: DASHES[one] for one in order}, "listings", "Authority", ",d"
    )
    what = join_words([WORDS[measure][one] for one in _subjects(measure, subjects)])
    on = _bases(rows)
    words = f"Listings of {what} {'since' if cumulative else 'by ' + PERIODS[every] + ' since'} {month(window[0])}; {on}{'' if cumulative else '; grey: not covered'}"
    absent = [NAMES[one] for one in only if one not in present]
    return Figure(
        _chart(named, look, cumulative, every, window),
        id="-".join(["listings", measure, *_subjects(measure, subjects), *order, basis or "own", "total" if cumulative else PERIODS[every], *months])
        .lower()
        .replace("_", "-"),
        headline=_headline(telling, cumulative, every, window),
        subtitle=words,
        data=named.select("authority", "name", "basis", "source", "period", "listings"),
        sources=cite(named),
        notes=[
            SCOPE, SURVIVORS, OVERLAP, "Bases differ between authorities, and a line that ends has a source that ends: it is no zero.",
            *([f"Not shown, because they have no such listing with a day: {join_words(absent)}."] if absent else []),
        ],
        alt=f"{'Lines' if cumulative else 'Rows of bars'}: {words}. "
        + "; ".join(f"{row['name']} {row['listings']:,} ({period_words(row['period'], every)})" for row in telling.iter_rows(named=True))
        + ".",
        native=Native("line" if cumulative else "column", "period", "listings", "name", "listings", dict(look.colours), dashes=dict(look.dashes)),
    )  # fmt: skip


def _counted(
    designations: pl.DataFrame,
    coverage: pl.DataFrame,
    only: Sequence[str],
    what: str,
    subjects: Sequence[str],
    basis: str | None,
    every: str,
    cumulative: bool,
    months: Sequence[str],
) -> tuple[pl.DataFrame, tuple[date, date]]:
    if not isinstance(what, str):
        raise NotComparable(OVERLAP.rstrip("."), "choose one measure")
    choose("measure", what, measure.MEASURES)
    for one in subjects:
        choose("subject", one, SUBJECTS)
    at_hand = measure.bases(designations, what, basis, _subjects(what, subjects))
    for one in only:
        if one not in NAMES:
            raise UnknownName("authority", one, NAMES)
    chosen = {one: on for one, on in at_hand.items() if not only or one in only}
    window = _window(coverage, months)
    if not chosen:
        able = f"choose {join_words(list(at_hand), 'or')}" if at_hand else "choose another basis"
        raise AnalysisError(
            f"no such listing of {join_words(list(only) or ['any authority'], 'or')} has a day on this basis", able
        )
    rows = measure.counts(
        designations, coverage, what, bases=chosen, subjects=_subjects(what, subjects), every=every, cumulative=cumulative, months=window
    )  # fmt: skip
    if rows.is_empty():
        raise AnalysisError(f"no source covers a month from {window[0]:%Y-%m} to {window[1]:%Y-%m}", "choose other months")
    return rows, window


def _subjects(what: str, subjects: Sequence[str]) -> list[str]:
    """Keep the subjects that the measure has; all of them if none is left, since ships have no persons among them."""
    return [one for one in measure.SUBJECTS[what] if one in subjects] or list(measure.SUBJECTS[what])


def span_of(coverage: pl.DataFrame) -> tuple[date, date]:
    """Give the first month counted unless another is named, and the last that any source covers.

    Takes `load.sanctions_coverage()`.

    >>> span_of(pl.DataFrame({"last_day": [date(2024, 5, 3), date(2026, 7, 11)]}))
    (datetime.date(2022, 1, 1), datetime.date(2026, 7, 1))
    """
    last: date = coverage["last_day"].max()  # type: ignore[assignment]
    return date.fromisoformat(f"{FIRST}-01"), last.replace(day=1)


def _window(coverage: pl.DataFrame, months: Sequence[str]) -> tuple[date, date]:
    if not months:
        return span_of(coverage)
    try:
        first, last = (date.fromisoformat(f"{one}-01") for one in months)
    except ValueError:
        raise AnalysisError(
            f"{', '.join(months)} are not a first and a last month", 'write months=["2022-01", "2026-07"]'
        ) from None
    return first, last


def _bases(rows: pl.DataFrame) -> str:
    """Say which authority is counted on which basis."""
    grouped = rows.unique(["authority", "basis"]).group_by("basis").agg(pl.col("authority").sort()).sort("authority")
    return "; ".join(f"{join_words(row['authority'])}: {BASES[row['basis']]}" for row in grouped.iter_rows(named=True))


def _telling(named: pl.DataFrame, cumulative: bool) -> pl.DataFrame:
    """Give one telling row per authority, largest first: its end if it runs, else its largest period; with its first period."""
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
    until = {row["authority"]: row["period"] for row in _telling(named, True).iter_rows(named=True)}
    short = {one: f" to {day:%b %Y}" if day < last else "" for one, day in until.items()}
    number = pl.col("listings").map_elements("{:,}".format, return_dtype=pl.String)
    label = pl.format("{} {}{}", "authority", number, pl.col("authority").replace_strict(short))
    texts = named.select("period", "name", "listings", label=label)
    return vega.lines(texts, "listings", "name", "label", look, "lines end with their sources")


def _headline(telling: pl.DataFrame, cumulative: bool, every: str, window: tuple[date, date]) -> str:
    rows = list(telling.iter_rows(named=True))
    if not cumulative:
        said = [f"{row['name']} {row['listings']:,} ({period_words(row['period'], every)})" for row in rows]
        return f"The {PERIODS[every]} with most listings: {join_words(said)}"
    late = {row["name"]: f" (known from {month(row['first'])})" for row in rows if row["first"] > window[0]}
    said = [f"{row['name']} {row['listings']:,}{late.get(row['name'], '')}" for row in rows]
    return f"Listings since {month(window[0])}: {join_words(said)}"
