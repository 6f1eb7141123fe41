"""Figures of other yardsticks: aid per head, and aid in dollars."""

import polars as pl

from analysis.charts import forms
from analysis.charts.citations import cite
from analysis.charts.formatting import bn, join_rows
from analysis.figures.aid.donors import BLOC_COLOURS, with_the_united_states
from analysis.figures.aid.inputs import DATED, NOMINAL, require_count, require_one_release, sides, span, until, works
from analysis.figures.figure import Figure
from analysis.measures import aid as measure

__all__ = ["in_dollars", "per_head"]


def per_head(aid: pl.DataFrame, largest: int = 18) -> Figure:
    """Draw each donor's allocations per inhabitant, the largest and the United States.

    Takes `load.aid()` of one release that has allocations; undated money is in it. `data` has the columns of
    `measures.aid.against_economy` (eur_per_head in euros) with rank, bloc and base_bloc. Raises NotComparable for several
    releases, AnalysisError for a `largest` that is no whole number from 1 on, for rows without the column month and for a
    release without allocations. Source: the tracker for aid, the World Bank for people and GDP, the European Central Bank for
    rates.

    >>> from analysis import load
    >>> per_head(load.aid(29), largest=1).data["name"].to_list()
    ['Norway', 'United States']
    """
    require_count(largest)
    require_one_release(aid, "allocated")
    donors = measure.against_economy(aid).filter(pl.col("eur_per_head").is_not_null())
    shown, states, number = with_the_united_states(donors, largest)
    first, text = shown.row(0, named=True), "{:,.0f}".format
    fields = {"Donor": "name", "EUR per head": "eur_per_head:Q|,.0f", "Per cent of latest GDP": "pct_gdp:Q|.3f"}
    return Figure(
        forms.ranked_bars(shown, "eur_per_head", "EUR per head", BLOC_COLOURS, by="base_bloc", tooltip=fields, text=text),
        id="aid-per-head",
        headline=f"{first['name']} has allocated {text(first['eur_per_head'])} euros per head; the United States is in place {states['rank']} "
        f"with {text(states['eur_per_head'])}",
        subtitle=f"Bilateral allocations per inhabitant of {first['gdp_year']}, EUR, the {number} largest and the United States, to {until(aid)}",
        data=shown,
        sources=[*cite(aid), *works("world_bank", "ecb")],
        notes=[NOMINAL, "Money of the EU institutions is not spread over the members here."],
        alt=f"Bars, EUR per head: {join_rows(shown, '{rank}. {name} {eur_per_head:,.0f}')}.",
    )


def in_dollars(aid: pl.DataFrame) -> Figure:
    """Draw cumulative allocations in US dollars, each month at its own rate.

    Takes `load.aid()` of one release that has allocations; dated money only. `data` has release, period, bloc, eur_bn and
    usd_bn (up to that month) and per_eur (dollars for one euro). Raises AnalysisError for rows without the column month and for
    a release without allocations, NotComparable for several releases and for a month without a rate. Source: the tracker for
    aid, the European Central Bank for rates.

    >>> from analysis import load
    >>> in_dollars(load.aid(29)).data.columns
    ['release', 'period', 'bloc', 'eur_bn', 'usd_bn', 'per_eur']
    """
    require_one_release(aid, "allocated")
    places = [pl.col("eur_bn", "usd_bn").round(3), pl.col("per_eur").round(4)]
    curves = measure.in_dollars(aid, cumulative=True).with_columns(places)
    last = curves.filter(pl.col("period") == pl.col("period").max())
    europe, states = sides(last)
    fields = {"Bloc": "bloc", "Month": "period:T|%B %Y", "USD bn so far": "usd_bn:Q|,.3f", "EUR bn so far": "eur_bn:Q|,.3f"}
    rates = curves["per_eur"].sort()
    return Figure(
        forms.lines(curves, "usd_bn", "bloc", "USD bn", title="USD bn, cumulative", tooltip=fields),
        id="in-dollars",
        headline=f"In dollars: Europe {bn(europe['usd_bn'])}, the United States {bn(states['usd_bn'])}",
        subtitle=f"Allocations in US dollars at each month's mean rate, USD bn, cumulative, {span(curves)}",
        data=curves,
        sources=[*cite(aid), *works("ecb")],
        notes=[*DATED, f"One euro was worth {rates[0]:.2f} to {rates[-1]:.2f} dollars in these months."],
        alt=f"Line chart, {span(curves)}. In all, USD bn: {join_rows(last, '{bloc} {usd_bn:.1f} (EUR bn {eur_bn:.1f})')}.",
    )
