"""Figures of other yardsticks: aid per head, and aid in dollars."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import polars as pl

from analysis.charts.catalogue import say
from analysis.charts.citations import cite
from analysis.charts.formatting import join_rows
from analysis.charts.sizes import with_sizes
from analysis.figures.aid.donors import ONCE, by_way, is_one, low_bars, ranked, stacked_by_way
from analysis.figures.aid.inputs import (
    NOMINAL,
    edition,
    require_count,
    require_one_release,
    until,
    works,
)
from analysis.figures.aid.later import by_end
from analysis.figures.aid.whose import members_in_words, members_notes, slug
from analysis.figures.figure import Figure
from analysis.figures.whom import together
from analysis.groups.group import Group
from analysis.measures import aid as measure
from analysis.measures.blocs import Whose, chosen
from analysis.measures.units import refuse_unsized

__all__ = ["per_head"]


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
    shown, drawn = ranked(donors, groups, largest)
    first, states = shown.row(0, named=True), donors.with_row_index("rank", 1).filter(donor="USA").rows(named=True)
    years, unit = [str(year) for year in donors["population_year"].unique().sort()], say("aid.economy.unit_label")
    drawing = stacked_by_way(shown, "per_head", unit, text)
    return Figure(
        replace(drawing, chart=with_sizes(drawing.chart, slide=low_bars(shown, "per_head", unit, text))),
        id=f"aid-per-head{slug(groups)}",
        headline=_headline(first, groups, states, by_end(aid)),
        subtitle=say("aid.economy.subtitle", years=years, drawn=drawn, until=until(aid), edition=edition(aid)),
        data=by_way(shown, "per_head"),
        sources=[*cite(aid), *works("world_bank")],
        notes=[
            NOMINAL,
            ONCE,
            *(say("aid.economy.us_rank", rank=one["rank"], amount=one["both_per_head"]) for one in states),
            say("aid.economy.inhabitants", years=years),
            *members_notes(groups),
        ],
        alt=say("aid.economy.alt", amounts=join_rows(shown, "{rank}. {name} {both_per_head:,.0f}, {share_per_head:,.0f}"))
        + members_in_words(groups),
    )


def _headline(first: dict[str, Any], groups: Sequence[Group], states: list[dict[str, Any]], by: str) -> str:
    told = {"who": first["name"], "amount": first["both_per_head"], "by": by}
    if not groups:
        return say("aid.economy.headline", **told, us=states[0]["both_per_head"])
    if is_one(groups):
        return say("aid.economy.alone_headline", **told)
    return say("aid.economy.most_headline", **told, whom=together(groups))
