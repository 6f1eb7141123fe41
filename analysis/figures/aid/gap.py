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
from analysis.figures.aid.amounts import bare, euros, has, in_headline
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

STILL = 0.005
"""Which part of what it was may military aid a month change by and stand where it stood, as it does to one per cent."""


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
        join_words([f"{group.in_text} {euros(amounts[span, group.name], 2)}" for group in both]) for span in (BEFORE, LAST)
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
            *_taken_off(rows),
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
    if (way := _way_together(rows)) != "more":
        return _no_more([*rows], way, years, as_sum=len({_way(row) for row in rows.values()}) > 1)
    part = _part(sum(row["share"] for row in rows.values()))
    # Who gives less makes up for nothing: beside one who does, those alone are named who give more.
    ways = {group: _way(row) for group, row in rows.items()}
    falling = [group for group, way in ways.items() if way == "less"]
    making = [group for group, way in ways.items() if way == "more" or not falling]
    named = in_headline(making[0].in_text) if len(making) == 1 else together(making)
    makes = "makes" if len(making) == 1 and has(making[0]) == "has" else "make"
    told = f"{named} {makes} up for {part} of US military aid"
    if falling:
        return fitting(
            f"{capitalise_first(told)}, net of the fall of {together(falling)}",
            f"{capitalise_first(told)}, net of falls",
            f"Rises less falls make up for {part} of US military aid",
        )
    those = f"{'Those drawn' if len(rows) == 1 else 'Together those drawn'} make up for {part} of US military aid"
    more = [f"By giving more, {told}"] if {*ways.values()} == {"more"} else []
    return fitting(*more, capitalise_first(told), those)


def _no_more(groups: Sequence[Group], way: str, years: str, *, as_sum: bool) -> str:
    """Say that those drawn give less or no more; where one rises and another falls, that it is so of their sum."""
    give = "gives" if len(groups) == 1 and has(groups[0]) == "has" else "give"
    names = in_headline(groups[0].in_text) if len(groups) == 1 else together(groups)
    told = f"{'less' if way == 'less' else 'no more'} military aid a month than in {years}"
    summed = "together " if as_sum else ""
    return fitting(f"{capitalise_first(names)} {summed}{give} {told}", f"Those drawn {summed}give {told}")


def _way(row: Mapping[str, Any]) -> str:
    """Say whether a group gives more, less or as much a month as before, measured by what it gives itself."""
    least = STILL * max(row["before_bn"], row["now_bn"])
    if abs(row["rise_bn"]) <= least:
        return "as much"
    return "more" if row["rise_bn"] > 0 else "less"


def _way_together(rows: Mapping[Group, Mapping[str, Any]]) -> str:
    """Say the same of the sum of several."""
    return _way({name: sum(row[name] for row in rows.values()) for name in ("before_bn", "now_bn", "rise_bn")})


def _part(share: float) -> str:
    if share >= ALL:
        return "all"
    return "less than 1%" if share < HARDLY else pct(share)


def _rise(group: Group, row: Mapping[str, Any]) -> str:
    """Say how much more or less a group gives a month, and what part of US aid a rise is."""
    whose, way = f"Military aid of {group.in_text}", _way(row)
    if way == "more":
        share = "less than 0.1%" if row["share"] < HARDLY / 10 else pct(row["share"], 1)
        return f"{whose} has risen by {euros(row['rise_bn'], 2)} a month, {share} of the {eur(row['us_bn'], 2)} a month of the United States before."
    if way == "less":
        return f"{whose} has fallen by {euros(-row['rise_bn'], 2)} a month, and makes up for nothing."
    if not row["before_bn"] and not row["now_bn"]:
        return f"{capitalise_first(group.in_text)} {has(group)} allocated no military aid in either span."
    return f"{whose} a month stands where it stood, to 1%."


def _taken_off(rows: Mapping[Group, Mapping[str, Any]]) -> list[str]:
    """Say of several that the falls are in the sum of the headline, where it is one of rises and falls."""
    falls = [(group, row) for group, row in rows.items() if _way(row) == "less"]
    if not falls or len(falls) == len(rows) or _way_together(rows) != "more":
        return []
    whose = join_words([f"{group.in_text} ({euros(-row['rise_bn'], 2)} a month)" for group, row in falls])
    net = pct(sum(row["share"] for row in rows.values()), 1)
    what, are = ("fall", "is") if len(falls) == 1 else ("falls", "are")
    return [f"The {what} of {whose} {are} taken off the rises: net, these make up for {net} of US military aid."]


def _still_given(amount: float) -> list[str]:
    return (
        [f"The {euros(amount, 2)} a month that the United States still gave is not taken off what was its part."]
        if amount
        else []
    )


def _largest(months: pl.DataFrame, groups: Sequence[Group], first: date, last: date) -> list[str]:
    """Say of each group what its largest month brought, where it gave anything."""
    own = [(group, months.filter(bloc=group.name)) for group in groups]
    return [
        largest_month(rows, first, last, f"the {{}} of {group.in_text}", euros)
        for group, rows in own
        if rows.filter(pl.col("period").is_between(first, last))["eur_bn"].sum()
    ]


def _by_three(tiles: pl.DataFrame, groups: Sequence[Group]) -> str:
    """List the columns with the amounts of the groups in the order in which they are named."""
    given = {(row["columns"], row["bloc"]): bare(row["a_month_bn"]) for row in tiles.iter_rows(named=True)}
    return "; ".join(
        f"{columns} {join_words([given[columns, group.name] for group in groups])}"
        for columns in tiles["columns"].unique(maintain_order=True)
    )
