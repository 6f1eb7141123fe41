"""Has Europe filled the gap: military aid a month before the United States stopped, and in the last twelve months."""

from datetime import date

import polars as pl

from analysis.charts.citations import cite
from analysis.charts.formatting import eur, join_rows, month, pct
from analysis.charts.native import Native
from analysis.countries import EUROPE, UNITED_STATES
from analysis.figures.aid.averages import COLOURS, drawing
from analysis.figures.aid.gap_of_groups import filled_by, in_place_of_europe
from analysis.figures.aid.inputs import DATED, PAIR, edition, require_one_release
from analysis.figures.aid.spans import NOT_DELIVERED, hollow, in_order, largest_month, span_name, tile_name
from analysis.figures.figure import Figure
from analysis.groups.group import bloc_group
from analysis.measures import aid as measure
from analysis.measures.averages import BEFORE, LAST
from analysis.measures.blocs import Whose

__all__ = ["filled"]


def filled(aid: pl.DataFrame, until: date | str | None = None, *, only: Whose = ()) -> Figure:
    """Draw military aid a month in 2022-24, Europe and the United States, against the twelve months to the last.

    `only` names blocs, groups and countries in Europe's place, by name, by code or as a Group, and says what part of US aid their rise
    makes up for; the United States stands beside them in any case.

    Averages stand left, the months behind them right, three at a time and on one scale. Takes `load.aid()` of one release that
    has allocations; dated money only; with `until` the months that had ended by a day. `data` has release, span (before, neither,
    last year), columns (its name: an average's first, then those of its months), first and last month, months, bloc and
    a_month_bn (EUR bn). Raises NotComparable for several releases and for groups that share members, AnalysisError for fewer than twelve
    months, for a release without allocations, for a text that is no day, for rows without the column month and for a group with the
    United States in it.

    >>> from analysis import load
    >>> filled(load.aid(29)).headline
    'Europe’s military aid is 77% of what it and the US gave in 2022–24'
    >>> filled(load.aid(29), "2025-12-31").data["columns"].unique(maintain_order=True).to_list()[:2]
    ['2022–24', 'Year to December 2025']
    """
    require_one_release(aid, "allocated", own=bool(only))
    if (groups := in_place_of_europe(aid, only)) != (bloc_group(EUROPE),):
        return filled_by(aid, until, groups)
    spans = in_order(measure.averages(aid, until, kind="military"), PAIR).with_columns(columns=span_name())
    tiles = in_order(measure.three_months(aid, until, kind="military"), PAIR).with_columns(columns=tile_name())
    amount = {(span, bloc): value for span, bloc, value in spans.select("span", "bloc", "a_month_bn").iter_rows()}
    both, europe = amount[BEFORE, EUROPE] + amount[BEFORE, UNITED_STATES], amount[LAST, EUROPE]
    last: date = tiles["last"].max()  # type: ignore[assignment]
    before, year = (spans.filter(span=span).row(0, named=True) for span in (BEFORE, LAST))
    months = measure.over_time(aid, kind="military").filter(bloc=EUROPE)
    columns = ["release", "span", "columns", "first", "last", "months", "bloc", "a_month_bn"]
    data = pl.concat([spans, tiles], how="diagonal").select(columns).with_columns(pl.col("a_month_bn").round(6))
    named = tiles.select("columns", "bloc", pl.col("a_month_bn").round(1))
    return Figure(
        drawing(spans, tiles, " ".join([NOT_DELIVERED, *hollow(tiles)])),
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
            largest_month(months, year["first"], last, "Europe’s {}"),
            *hollow(tiles),
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
