"""Figures of other yardsticks: aid per head, and aid in dollars."""

import polars as pl

from analysis.charts.citations import cite
from analysis.charts.formatting import as_text, eur, join_rows, usd
from analysis.countries import join_words
from analysis.figures.aid.amounts import has
from analysis.figures.aid.donors import ONCE, by_way, named_first, ranked, stacked_by_way, with_eu
from analysis.figures.aid.inputs import (
    NOMINAL,
    edition,
    latest,
    require_count,
    require_one_release,
    span,
    stand,
    until,
    works,
)
from analysis.figures.aid.whose import HOUSE, compared, dated, lines, members_in_words, members_notes, slug
from analysis.figures.figure import Figure
from analysis.measures import aid as measure
from analysis.measures.blocs import Whose, chosen
from analysis.measures.units import refuse_unsized

__all__ = ["in_dollars", "per_head"]


def per_head(aid: pl.DataFrame, shares: pl.DataFrame, largest: int = 18, *, only: Whose = ()) -> Figure:
    """Draw each donor's allocations per inhabitant: by itself, and its part of the EU institutions' aid on top.

    `only` keeps the members of blocs and groups, and countries.

    Takes `load.aid()` or `load.aid_totals()` of one release that has allocations, undated money in it, and `load.eu_aid_shares` of
    the same release; the largest and the United States are drawn. `data` has rank, release, donor, name, place (rank and name),
    way (by itself, through the EU institutions), per_head and both_per_head (EUR). Raises NotComparable for several releases
    and where the two are not of one, AnalysisError for a `largest` that is no whole number from 1 on and for a release without
    allocations. Source: the tracker for aid, the World Bank for people.

    >>> from analysis import load
    >>> per_head(load.aid_totals(30), load.eu_aid_shares(30), largest=1).data["name"].unique(maintain_order=True).to_list()
    ['Denmark', 'United States']
    """
    require_count(largest)
    require_one_release(aid, "allocated")
    donors = measure.by_size(aid, shares).filter(pl.col("both_per_head").is_not_null())
    donors = donors.sort("both_per_head", "donor", descending=[True, False])
    groups, text = chosen(aid.lazy(), only), "€{:,.0f}".format
    refuse_unsized(groups, "eur_per_head", "donor")
    shown, told, largest_of = ranked(donors, groups, largest, lambda states: text(states["both_per_head"]))
    first = shown.row(0, named=True)
    years = join_words([str(year) for year in donors["population_year"].unique().sort()])
    return Figure(
        stacked_by_way(shown, "per_head", "EUR per head", text),
        id=f"aid-per-head{slug(groups)}",
        headline=f"{named_first(first)} allocated {text(first['both_per_head'])} per head{with_eu(first)}{told}, {stand(aid)}",
        subtitle=f"Allocations per inhabitant of {years}, EUR, EU members with their parts of the EU institutions' aid, {largest_of}, "
        f"to {until(aid)} ({edition(aid)})",
        data=by_way(shown, "per_head"),
        sources=[*cite(aid), *works("world_bank")],
        notes=[NOMINAL, ONCE, f"The inhabitants are those of {years} for all years of aid.", *members_notes(groups)],
        alt="Stacked bars, EUR per head, in all and of it through the EU institutions: "
        f"{join_rows(shown, '{rank}. {name} {both_per_head:,.0f}, {share_per_head:,.0f}')}.{members_in_words(groups)}",
    )


def in_dollars(aid: pl.DataFrame, *, only: Whose = ()) -> Figure:
    """Draw cumulative allocations in US dollars, each month at its own rate.

    `only` names other blocs, groups and countries to draw, by name, by code or as a Group: the words are of them then.

    Takes `load.aid()` of one release that has allocations; dated money only. `data` has release, period, bloc, eur_bn and
    usd_bn (up to that month) and per_eur (dollars for one euro). Raises AnalysisError for rows without the column month and for
    a release without allocations, NotComparable for several releases and for a month without a rate. Source: the tracker for
    aid, the European Central Bank for rates.

    >>> from analysis import load
    >>> in_dollars(load.aid(29)).data.columns
    ['release', 'period', 'bloc', 'eur_bn', 'usd_bn', 'per_eur']
    """
    require_one_release(aid, "allocated", own=True)
    places = [pl.col("eur_bn", "usd_bn").round(3), pl.col("per_eur").round(4)]
    groups = compared(aid, only, HOUSE)
    curves = measure.in_dollars(aid, only=groups, cumulative=True).with_columns(places)
    last = curves.filter(pl.col("period") == pl.col("period").max())
    now = {name: usd(value) for name, value in latest(last, "usd_bn").items()}
    first, *rest = groups if only else groups[:2]
    told = [
        f"{first.in_text} {has(first)} allocated {now[first.name]}",
        *(f"{group.in_text} {now[group.name]}" for group in rest),
    ]
    fields = {"Bloc": "bloc", "Month": "period:T|%B %Y", "USD bn so far": "usd_bn:Q|,.3f", "EUR bn so far": "eur_bn:Q|,.3f"}
    rates = curves["per_eur"].sort()
    return Figure(
        lines(curves, "usd_bn", "USD bn", groups, title="USD bn, cumulative", tooltip=fields),
        id=f"in-dollars{slug(groups)}",
        headline=f"In dollars {join_words(told)} {stand(aid)}",
        subtitle=f"Allocations in US dollars at each month's mean rate, USD bn, cumulative, {span(curves)}",
        data=curves,
        sources=[*cite(aid), *works("ecb")],
        notes=[*dated(groups, aid), f"One euro was worth {rates[0]:.2f} to {rates[-1]:.2f} dollars in these months."],
        alt=f"Line chart, {span(curves)}. In all: {join_rows(last.with_columns(as_text('usd_bn', usd), as_text('eur_bn', eur)), '{bloc} {usd_bn} ({eur_bn})')}."
        f"{members_in_words(groups)}",
    )
