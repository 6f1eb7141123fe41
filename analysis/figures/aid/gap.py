"""Has Europe filled the gap: military aid a month before the United States stopped, and in the last twelve months."""

from datetime import date
from typing import Any

import polars as pl

from analysis.charts.citations import cite
from analysis.charts.formatting import eur, join_rows, month, pct
from analysis.charts.native import Native
from analysis.countries import EUROPE, UNITED_STATES
from analysis.figures.aid.averages import COLOURS, drawing, years_words
from analysis.figures.aid.inputs import DATED, PAIR, edition, require_one_release
from analysis.figures.figure import Figure
from analysis.figures.whom import take_nobody
from analysis.measures import aid as measure
from analysis.measures.averages import BEFORE, LAST, NEITHER

__all__ = ["filled"]

NOT_DELIVERED = "Allocated is not delivered."
MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()


@take_nobody(
    "Europe and the United States: what stopped is the latter's",
    "see what a group would pay: figures.aid.replacing.by_group(aid, only=...), or what it gave: figures.aid.monthly(aid, only=...)",
)
def filled(aid: pl.DataFrame, until: date | str | None = None) -> Figure:
    """Draw military aid a month in 2022-24, Europe and the United States, against the twelve months to the last.

    Averages stand left, the months behind them right, three at a time and on one scale. Takes `load.aid()` of one release that
    has allocations; dated money only; with `until` the months that had ended by a day. `data` has release, span (before, neither,
    last year), columns (its name: an average's first, then those of its months), first and last month, months, bloc and
    a_month_bn (EUR bn). Raises NotComparable for several releases, AnalysisError for fewer than twelve months, for a release
    without allocations, for a text that is no day and for rows without the column month.

    >>> from analysis import load
    >>> filled(load.aid(29)).headline
    'Europe’s military aid is 77% of what it and the US gave in 2022–24'
    >>> filled(load.aid(29), "2025-12-31").data["columns"].unique(maintain_order=True).to_list()[:2]
    ['2022–24', 'Year to December 2025']
    """
    require_one_release(aid, "allocated")
    spans = _of_two(measure.averages(aid, until, kind="military")).with_columns(columns=_span_name())
    tiles = _of_two(measure.three_months(aid, until, kind="military")).with_columns(columns=_tile_name())
    amount = {(span, bloc): value for span, bloc, value in spans.select("span", "bloc", "a_month_bn").iter_rows()}
    both, europe = amount[BEFORE, EUROPE] + amount[BEFORE, UNITED_STATES], amount[LAST, EUROPE]
    last: date = tiles["last"].max()  # type: ignore[assignment]
    before, year = (spans.filter(span=span).row(0, named=True) for span in (BEFORE, LAST))
    columns = ["release", "span", "columns", "first", "last", "months", "bloc", "a_month_bn"]
    data = pl.concat([spans, tiles], how="diagonal").select(columns).with_columns(pl.col("a_month_bn").round(6))
    named = tiles.select("columns", "bloc", pl.col("a_month_bn").round(1))
    return Figure(
        drawing(spans, tiles, " ".join([NOT_DELIVERED, *_hollow(tiles)])),
        id="gap-filled" if until is None else f"gap-filled-{last:%Y-%m}",
        headline=f"Europe’s military aid is {pct(europe / both)} of what it and the US gave in {before['columns']}"
        if amount[LAST, UNITED_STATES] == 0
        else f"Europe alone gave {pct(europe / both)} of what it and the US averaged in {before['columns']}",
        subtitle=f"Military aid allocated, € billion a month, nominal: {before['columns']} against the year to {month(last)}",
        data=data,
        sources=cite(aid),
        notes=[
            f"Averages a month: Europe {eur(amount[BEFORE, EUROPE], 2)} and the United States {eur(amount[BEFORE, UNITED_STATES], 2)} from "
            f"{month(before['first'])} to {month(before['last'])}; Europe {eur(europe, 2)} and the United States "
            f"{eur(amount[LAST, UNITED_STATES], 2)} from {month(year['first'])} to {month(last)} ({edition(aid)}).",
            _lumpy(aid, last, year),
            *_hollow(tiles),
            *DATED,
        ],
        alt=f"Columns. From {month(before['first'])} to {month(before['last'])} Europe allocated {eur(amount[BEFORE, EUROPE])} and the United States "
        f"{eur(amount[BEFORE, UNITED_STATES])} of military aid a month, {eur(both)} together; in the year to {month(last)} Europe {eur(europe)}, "
        f"{pct(europe / both)} of that, and the United States {eur(amount[LAST, UNITED_STATES])}. By three months, Europe and the United States: "
        + join_rows(
            named.pivot("bloc", index="columns", values="a_month_bn"), f"{{columns}} {{{EUROPE}}} and {{{UNITED_STATES}}}"
        )
        + ".",
        native=Native("stacked_column", "columns", "a_month_bn", "bloc", "EUR bn a month", COLOURS, list(PAIR)),
    )


def _of_two(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.filter(pl.col("bloc").is_in(PAIR)).sort("first", "bloc")


def _span_name() -> pl.Expr:
    return pl.struct("span", "first", "last").map_elements(_span_words, return_dtype=pl.String)


def _span_words(row: dict[str, Any]) -> str:
    return f"Year to {month(row['last'])}" if row["span"] == LAST else years_words(row["first"], row["last"])


def _tile_name() -> pl.Expr:
    return pl.struct("first", "last").map_elements(_tile_words, return_dtype=pl.String)


def _tile_words(row: dict[str, Any]) -> str:
    """Write the months of a column: Jan to Mar 2022, Nov 2025 to Jan 2026."""
    first, last = row["first"], row["last"]
    year = "" if first.year == last.year else f" {first.year}"
    return f"{MONTHS[first.month - 1]}{year} to {MONTHS[last.month - 1]} {last.year}"


def _hollow(tiles: pl.DataFrame) -> list[str]:
    """Say which months are in neither average, if there are any: their column is drawn hollow."""
    apart = tiles.filter(span=NEITHER).head(1)
    return [
        f"Hollow column: {_months(first, last)}, in neither average."
        for first, last in apart.select("first", "last").iter_rows()
    ]


def _months(first: date, last: date) -> str:
    return f"{month(first).split(' ')[0]} to {month(last)}" if first.year == last.year else f"{month(first)} to {month(last)}"


def _lumpy(aid: pl.DataFrame, last: date, year: dict[str, date]) -> str:
    """Say what part of Europe's year came in its largest month."""
    months = measure.over_time(aid, kind="military").filter(bloc=EUROPE)
    months = months.filter(pl.col("period").is_between(year["first"], last))
    top = months.sort("eur_bn", "period").row(-1, named=True)
    whole = float(months["eur_bn"].sum())
    return f"{month(top['period'])} alone brought {eur(top['eur_bn'])} of Europe’s {eur(whole)} in that year."
