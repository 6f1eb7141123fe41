"""Has Europe filled the gap: military aid a month before the United States stopped, and in the last twelve months."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import polars as pl

from analysis.charts.catalogue import say
from analysis.charts.citations import cite
from analysis.charts.formatting import pct
from analysis.charts.native import Native
from analysis.countries import EUROPE, UNITED_STATES, join_words
from analysis.errors import AnalysisError
from analysis.figures.aid.amounts import bare, euros, in_headline, number_of
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
    us_before, us, part = amount[BEFORE, UNITED_STATES], amount[LAST, UNITED_STATES], europe / both
    months = measure.over_time(aid, kind="military").filter(bloc=EUROPE)
    columns = ["release", "span", "columns", "first", "last", "months", "bloc", "a_month_bn"]
    data = pl.concat([spans, tiles], how="diagonal").select(columns).with_columns(pl.col("a_month_bn").round(6))
    named = tiles.select("columns", "bloc", pl.col("a_month_bn").round(1))
    by_three = [
        say("aid.gap.three_months_words", columns=row["columns"], europe=row[EUROPE], us=row[UNITED_STATES])
        for row in named.pivot("bloc", index="columns", values="a_month_bn").iter_rows(named=True)
    ]
    return Figure(
        drawing(spans, tiles, " ".join([NOT_DELIVERED, *hollow(tiles)])),
        id="gap-filled" if until is None else f"gap-filled-{last:%Y-%m}",
        headline=say("aid.gap.headline", part=part, years=before["columns"])
        if us == 0
        else say("aid.gap.us_gives_headline", part=part, years=before["columns"]),
        subtitle=say("aid.gap.subtitle", years=before["columns"], last=last),
        data=data,
        sources=cite(aid),
        notes=[
            say(
                "aid.gap.averages",
                europe_before=amount[BEFORE, EUROPE],
                us_before=us_before,
                first=before["first"],
                end=before["last"],
                europe=europe,
                us=us,
                year=year["first"],
                last=last,
                edition=edition(aid),
            ),
            largest_month(months, year["first"], last, say("aid.gap.europes_words")),
            *hollow(tiles),
            *DATED,
        ],
        alt=say(
            "aid.gap.alt",
            first=before["first"],
            end=before["last"],
            europe_before=amount[BEFORE, EUROPE],
            us_before=us_before,
            both=both,
            last=last,
            europe=europe,
            part=part,
            us=us,
            months="; ".join(by_three),
        ),
        native=Native(
            "stacked_column", "columns", "a_month_bn", "bloc", say("aid.averages.a_month_label"), COLOURS, list(PAIR)
        ),
    )


def _in_place_of_europe(aid: pl.DataFrame, only: Whose) -> tuple[Group, ...]:
    """Give the groups that stand beside the United States: those chosen, but for itself, or Europe where nobody is chosen.

    Raises as `measures.blocs.chosen`, NotComparable for groups that share members, AnalysisError where the United States alone is chosen.
    """
    states = bloc_group(UNITED_STATES)
    groups = tuple(group for group in compared(aid, only, [EUROPE]) if group.members != states.members)
    if not groups:
        raise AnalysisError(
            "what stopped is aid of the United States, which cannot make up for itself",
            'name who gives in its place: only="Europe"',
        )
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
    two_spans = {"was": was, "first": before["first"], "end": before["last"], "now": now, "last": last}
    by_three = say("aid.gap.others_alt_months", months=_by_three(tiles, both))
    return Figure(
        drawing(spans, tiles, " ".join([NOT_DELIVERED, *hollow(tiles)]), colours),
        id=f"gap-filled{end_of_id(groups)}{'' if until is None else format(last, '-%Y-%m')}",
        headline=_headline(rows, before["columns"]),
        subtitle=say("aid.gap.subtitle", years=before["columns"], last=last),
        data=data,
        sources=cite(aid),
        notes=[
            say("aid.gap.averages_of_others", **two_spans, year=year["first"], edition=edition(aid)),
            *told,
            *_taken_off(rows),
            *_still_given(amounts[LAST, UNITED_STATES]),
            *_largest(months, groups, year["first"], last),
            *hollow(tiles),
            *dated(groups, aid),
        ],
        alt=" ".join([say("aid.gap.others_alt", **two_spans), *told, by_three]) + members_in_words(groups),
        native=Native("stacked_column", "columns", "a_month_bn", "bloc", say("aid.averages.a_month_label"), colours, names),
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
    values = {"who": _names(making), "number": _number(making), "part": part}
    if falling:
        return fitting(
            say("aid.gap.net_of_fall_headline", **values, falling=together(falling)),
            say("aid.gap.net_of_falls_headline", **values),
            say("aid.gap.rises_less_falls_headline", part=part),
        )
    more = [say("aid.gap.by_giving_more_headline", **values)] if {*ways.values()} == {"more"} else []
    those = say("aid.gap.those_drawn_headline", number=len(rows), part=part)
    return fitting(*more, say("aid.gap.made_up_headline", **values), those)


def _no_more(groups: Sequence[Group], way: str, years: str, *, as_sum: bool) -> str:
    """Say that those drawn give less or no more; where one rises and another falls, that it is so of their sum."""
    wordings = []
    for who, number in ((_names(groups), _number(groups)), (say("aid.gap.those_words"), 2)):
        values = {"who": who, "number": number, "years": years}
        if way == "less":
            told = say("aid.gap.less_together_headline", **values) if as_sum else say("aid.gap.less_headline", **values)
        else:
            told = say("aid.gap.no_more_together_headline", **values) if as_sum else say("aid.gap.no_more_headline", **values)
        wordings.append(told)
    return fitting(*wordings)


def _names(groups: Sequence[Group]) -> str:
    return in_headline(groups[0].in_text) if len(groups) == 1 else together(groups)


def _number(groups: Sequence[Group]) -> int:
    return number_of(groups[0]) if len(groups) == 1 else len(groups)


def _way(row: Mapping[str, Any]) -> str:
    """Say whether a group gives more, less or as much a month as before, measured by what it gives itself."""
    least = STILL * max(row["before_bn"], row["now_bn"])
    if abs(row["rise_bn"]) <= least:
        return "same"
    return "more" if row["rise_bn"] > 0 else "less"


def _way_together(rows: Mapping[Group, Mapping[str, Any]]) -> str:
    """Say the same of the sum of several."""
    return _way({name: sum(row[name] for row in rows.values()) for name in ("before_bn", "now_bn", "rise_bn")})


def _part(share: float) -> str:
    if share >= ALL:
        return "all"
    return say("aid.gap.hardly_words") if share < HARDLY else pct(share)


def _rise(group: Group, row: Mapping[str, Any]) -> str:
    """Say how much more or less a group gives a month, and what part of US aid a rise is."""
    who, way = group.in_text, _way(row)
    if way == "more":
        risen = {"who": who, "amount": euros(row["rise_bn"], 2), "us": row["us_bn"]}
        if row["share"] < HARDLY / 10:
            return say("aid.gap.risen_hardly", **risen)
        return say("aid.gap.risen", **risen, part=row["share"])
    if way == "less":
        return say("aid.gap.fallen", who=who, amount=euros(-row["rise_bn"], 2))
    if not row["before_bn"] and not row["now_bn"]:
        return say("aid.gap.gave_none", number=number_of(group), who=who)
    return say("aid.gap.stands", who=who)


def _taken_off(rows: Mapping[Group, Mapping[str, Any]]) -> list[str]:
    """Say of several that the falls are in the sum of the headline, where it is one of rises and falls."""
    falls = [(group, row) for group, row in rows.items() if _way(row) == "less"]
    if not falls or len(falls) == len(rows) or _way_together(rows) != "more":
        return []
    whose = [say("aid.gap.fall_words", who=group.in_text, amount=euros(-row["rise_bn"], 2)) for group, row in falls]
    net = sum(row["share"] for row in rows.values())
    return [say("aid.gap.taken_off", number=len(falls), falls=whose, net=net)]


def _still_given(amount: float) -> list[str]:
    return [say("aid.gap.us_still_gave", amount=euros(amount, 2))] if amount else []


def _largest(months: pl.DataFrame, groups: Sequence[Group], first: date, last: date) -> list[str]:
    """Say of each group what its largest month brought, where it gave anything."""
    own = [(group, months.filter(bloc=group.name)) for group in groups]
    return [
        largest_month(rows, first, last, say("aid.gap.groups_words", who=group.in_text), euros)
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
