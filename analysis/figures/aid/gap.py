"""Has Europe filled the gap: military aid a month before the United States stopped, and in the last twelve months."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import polars as pl

from analysis.charts.citations import cite
from analysis.charts.formatting import capitalise_first, eur, join_rows, month, pct
from analysis.charts.native import Native
from analysis.countries import EUROPE, UNITED_STATES, join_words
from analysis.errors import AnalysisError
from analysis.figures.aid.amounts import has, in_headline
from analysis.figures.aid.averages import COLOURS, drawing
from analysis.figures.aid.inputs import DATED, PAIR, edition, require_one_release
from analysis.figures.aid.spans import NOT_DELIVERED, hollow, in_order, largest_month, span_name, tile_name
from analysis.figures.aid.whose import colours_of, compared, dated, members_in_words
from analysis.figures.figure import Figure
from analysis.figures.whom import end_of_id, fitting, together
from analysis.groups.group import Group, bloc_group
from analysis.groups.overlap import refuse_overlap
from analysis.measures import aid as measure
from analysis.measures.averages import BEFORE, LAST
from analysis.measures.blocs import Whose

__all__ = ["filled"]


ALL, HARDLY = 0.995, 0.005
"""Between which parts of US aid a rise is told in per cent."""

LEAST = 0.005
"""Billions a month below which military aid stands where it stood."""


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
    >>> filled(load.aid(29), only="Nordic-Baltic eight").headline
    'By giving more, the Nordic-Baltic eight makes up for 14% of US military aid'
    """
    require_one_release(aid, "allocated", own=bool(only))
    if (groups := _in_place_of_europe(aid, only)) != (bloc_group(EUROPE),):
        return _filled_by(aid, until, groups)
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


def _in_place_of_europe(aid: pl.DataFrame, only: Whose) -> tuple[Group, ...]:
    """Give the groups that stand beside the United States: those chosen, but for itself, or Europe where nobody is chosen.

    Raises as `measures.blocs.chosen`, NotComparable for groups that share members, AnalysisError where the United States alone is chosen.
    """
    states = bloc_group(UNITED_STATES)
    groups = tuple(group for group in compared(aid, only, [EUROPE]) if group.members != states.members)
    if not groups:
        problem = "what stopped is aid of the United States, which cannot make up for itself"
        raise AnalysisError(problem, 'name who gives in its place: only="Europe"')
    refuse_overlap(groups, "one column")
    return groups


def _filled_by(aid: pl.DataFrame, until: date | str | None, groups: Sequence[Group]) -> Figure:
    """Draw military aid a month of groups and of the United States as `gap.filled` does of Europe.

    `data` has the columns of that figure. Raises as `measures.aid.offset`.
    """
    rise = measure.offset(aid, groups, until)
    both = [*groups, bloc_group(UNITED_STATES)]
    names = [group.name for group in both]
    spans = in_order(measure.averages(aid, until, only=both, kind="military"), names).with_columns(columns=span_name())
    tiles = in_order(measure.three_months(aid, until, only=both, kind="military"), names).with_columns(columns=tile_name())
    last: date = tiles["last"].max()  # type: ignore[assignment]
    before, year = (spans.filter(span=span).row(0, named=True) for span in (BEFORE, LAST))
    amounts = {(span, bloc): value for span, bloc, value in spans.select("span", "bloc", "a_month_bn").iter_rows()}
    columns = ["release", "span", "columns", "first", "last", "months", "bloc", "a_month_bn"]
    data = pl.concat([spans, tiles], how="diagonal").select(columns).with_columns(pl.col("a_month_bn").round(6))
    rows = dict(zip(groups, rise.iter_rows(named=True), strict=True))
    colours = colours_of(both)
    told = [_rise(group, row) for group, row in rows.items()]
    was, now = (
        join_words([f"{group.in_text} {eur(amounts[span, group.name], 2)}" for group in both]) for span in (BEFORE, LAST)
    )
    months = measure.over_time(aid, only=groups, kind="military")
    return Figure(
        drawing(spans, tiles, " ".join([NOT_DELIVERED, *hollow(tiles)]), colours),
        id=f"gap-filled{end_of_id(groups)}{'' if until is None else format(last, '-%Y-%m')}",
        headline=_headline(rows, before["columns"]),
        subtitle=f"Military aid allocated, € billion a month, nominal: {before['columns']} against the year to {month(last)}",
        data=data,
        sources=cite(aid),
        notes=[
            f"Averages a month: {was} from {month(before['first'])} to {month(before['last'])}; {now} from {month(year['first'])} to {month(last)} "
            f"({edition(aid)}).",
            *told,
            *_still_given(amounts[LAST, UNITED_STATES]),
            *_largest(months, groups, year["first"], last),
            *hollow(tiles),
            *dated(groups, aid),
        ],
        alt=f"Columns of military aid a month. From {month(before['first'])} to {month(before['last'])}: {was}; in the year to {month(last)}: {now}. "
        f"{' '.join(told)} By three months, in this order: {_by_three(tiles, both)}.{members_in_words(groups)}",
        native=Native("stacked_column", "columns", "a_month_bn", "bloc", "EUR bn a month", colours, names),
    )


def _headline(rows: Mapping[Group, Mapping[str, Any]], years: str) -> str:
    """Say what part of US aid the rise of one group or of two makes up for, of several what that of all together does."""
    if len(rows) == 1:
        ((group, row),) = rows.items()
        name = in_headline(group.in_text)
        if row["rise_bn"] < LEAST:
            give = "gives" if has(group) == "has" else "give"
            less = "less" if row["rise_bn"] <= -LEAST else "no more"
            return fitting(
                f"{capitalise_first(name)} {give} {less} military aid a month than in {years}",
                f"Those drawn give {less} military aid a month than in {years}",
            )
        makes, part = "makes" if has(group) == "has" else "make", _part(row["share"])
        return fitting(
            f"By giving more, {name} {makes} up for {part} of US military aid",
            f"{capitalise_first(name)} {makes} up for {part} of US military aid",
            f"Those drawn make up for {part} of US military aid",
        )
    share = sum(row["share"] for row in rows.values())
    if sum(row["rise_bn"] for row in rows.values()) < LEAST:
        return f"Those drawn together give no more military aid a month than in {years}"
    return fitting(
        f"By giving more, {together([*rows])} make up for {_part(share)} of US military aid",
        f"{capitalise_first(together([*rows]))} make up for {_part(share)} of US military aid",
        f"Together those drawn make up for {_part(share)} of US military aid",
    )


def _part(share: float) -> str:
    if share >= ALL:
        return "all"
    return "less than 1%" if share < HARDLY else pct(share)


def _rise(group: Group, row: Mapping[str, Any]) -> str:
    """Say how much more or less a group gives a month, and what part of US aid a rise is."""
    whose = f"Military aid of {group.in_text}"
    if row["rise_bn"] >= LEAST:
        part = f"{pct(row['share'], 1)} of the {eur(row['us_bn'], 2)} a month of the United States before"
        return f"{whose} has risen by {eur(row['rise_bn'], 2)} a month, {part}."
    if row["rise_bn"] <= -LEAST:
        return f"{whose} has fallen by {eur(-row['rise_bn'], 2)} a month, and makes up for nothing."
    if not row["before_bn"] and not row["now_bn"]:
        return f"{capitalise_first(group.in_text)} {has(group)} allocated no military aid in either span."
    return f"{whose} a month stands where it stood, to €0.01bn."


def _still_given(amount: float) -> list[str]:
    return (
        [f"The {eur(amount, 2)} a month that the United States still gave is not taken off what was its part."]
        if amount
        else []
    )


def _largest(months: pl.DataFrame, groups: Sequence[Group], first: date, last: date) -> list[str]:
    """Say of each group what its largest month brought, where it gave anything."""
    own = [(group, months.filter(bloc=group.name)) for group in groups]
    return [
        largest_month(rows, first, last, f"the {{}} of {group.in_text}")
        for group, rows in own
        if rows.filter(pl.col("period").is_between(first, last))["eur_bn"].sum()
    ]


def _by_three(tiles: pl.DataFrame, groups: Sequence[Group]) -> str:
    """List the columns with the amounts of the groups in the order in which they are named."""
    given = {(row["columns"], row["bloc"]): f"{row['a_month_bn']:.2f}" for row in tiles.iter_rows(named=True)}
    return "; ".join(
        f"{columns} {join_words([given[columns, group.name] for group in groups])}"
        for columns in tiles["columns"].unique(maintain_order=True)
    )
