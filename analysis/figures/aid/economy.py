"""Figures of other yardsticks: aid per head, and aid in dollars."""

import altair as alt
import polars as pl

from analysis.charts import marks, theme
from analysis.charts.citations import Source, cite
from analysis.charts.formatting import bn, month
from analysis.countries import EUROPE, UNITED_STATES
from analysis.figures.aid.donors import BLOC_COLOURS
from analysis.figures.figure import Figure, Native
from analysis.figures.inputs import EUROPE_IS, NATIVE_COLOURS, NOMINAL, UNDATED, require_count, require_one_release, span
from analysis.measures import aid as measure


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
    ranked = measure.against_economy(aid).filter(pl.col("eur_per_head").is_not_null()).with_row_index("rank", 1)
    shown = measure.with_bloc(
        pl.concat([ranked.head(largest), ranked.filter(pl.col("donor") == "USA")]).unique("donor", maintain_order=True)
    ).with_columns(
        place=pl.format("{}. {}", "rank", "name"),
        label=pl.col("eur_per_head").map_elements(lambda value: f"{value:,.0f}", return_dtype=pl.String),
    )
    first, states = shown.row(0, named=True), ranked.row(by_predicate=pl.col("donor") == "USA", named=True)
    base = alt.Chart(shown, width=marks.WIDTH - 90, height=20 * shown.height).encode(
        y=alt.Y("place:N", sort=shown["place"].to_list(), title=None, axis=alt.Axis(labelLimit=170, domain=False, ticks=False)),
        color=marks.colour("base_bloc", BLOC_COLOURS),
    )
    bars = base.mark_bar().encode(
        x=alt.X("eur_per_head:Q", title=None, axis=alt.Axis(format=",~f", grid=True, tickCount=5)),
        tooltip=[
            alt.Tooltip("name:N", title="Donor"),
            alt.Tooltip("eur_per_head:Q", title="EUR per head", format=",.0f"),
            alt.Tooltip("pct_gdp:Q", title="Per cent of latest GDP", format=".3f"),
        ],
    )
    words = base.mark_text(align="left", dx=5, fontSize=11).encode(
        x=alt.X("eur_per_head:Q"), text=alt.Text("label:N"), color=alt.ColorValue(theme.INK)
    )
    year = first["gdp_year"]
    return Figure(
        alt.layer(bars, words, marks.caption("EUR per head")),
        id="aid-per-head",
        headline=f"{first['name']} has allocated {first['eur_per_head']:,.0f} euros per head; the United States is in place {states['rank']} "
        f"with {states['eur_per_head']:,.0f}",
        subtitle=f"Bilateral allocations per inhabitant of {year}, EUR, the {min(largest, ranked.height)} largest and the United States, to {_until(aid)}",
        data=shown.drop("place", "label"),
        sources=[*cite(aid), *_works("world_bank", "ecb")],
        notes=[NOMINAL, "Money of the EU institutions is not spread over the members here."],
        alt="Bars, EUR per head: "
        + "; ".join(f"{row['rank']}. {row['name']} {row['eur_per_head']:,.0f}" for row in shown.iter_rows(named=True))
        + ".",
        native=Native(
            "bar",
            "name",
            "eur_per_head",
            None,
            "EUR per head",
            {row["name"]: BLOC_COLOURS[row["base_bloc"]] for row in shown.iter_rows(named=True)},
        ),
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
    curves = measure.in_dollars(aid, cumulative=True).with_columns(
        pl.col("eur_bn", "usd_bn").round(3), pl.col("per_eur").round(4)
    )
    last = measure.last_month(curves)
    rows = {row["bloc"]: row for row in curves.filter(pl.col("period") == last).iter_rows(named=True)}
    shown = curves.with_columns(
        label=pl.format("{} {}", "bloc", pl.col("usd_bn").map_elements(marks.short, return_dtype=pl.String))
    )
    tooltip = [
        alt.Tooltip("bloc:N", title="Bloc"),
        alt.Tooltip("period:T", title="Month", format="%B %Y"),
        alt.Tooltip("usd_bn:Q", title="USD bn so far", format=",.3f"),
        alt.Tooltip("eur_bn:Q", title="EUR bn so far", format=",.3f"),
    ]
    chart = alt.layer(
        marks.labelled_lines(shown, "usd_bn", "bloc", axis_title="USD bn, cumulative", tooltip=tooltip),
        marks.coverage_end(last, f"data to {month(last)}"),
    )
    europe, states = rows[EUROPE], rows[UNITED_STATES]
    rates = sorted(curves["per_eur"].to_list())
    return Figure(
        chart,
        id="in-dollars",
        headline=f"In dollars: Europe {bn(europe['usd_bn'])}, the United States {bn(states['usd_bn'])}",
        subtitle=f"Allocations in US dollars at each month's mean rate, USD bn, cumulative, {span(curves)}",
        data=curves,
        sources=[*cite(aid), *_works("ecb")],
        notes=[NOMINAL, EUROPE_IS, UNDATED, f"One euro was worth {rates[0]:.2f} to {rates[-1]:.2f} dollars in these months."],
        alt=f"Line chart, {span(curves)}. In all, USD bn: "
        + "; ".join(f"{bloc} {row['usd_bn']:.1f} (EUR bn {row['eur_bn']:.1f})" for bloc, row in rows.items())
        + ".",
        native=Native("line", "period", "usd_bn", "bloc", "USD bn", NATIVE_COLOURS, dashes=theme.BLOC_DASHES),
    )


def _works(*ids: str) -> list[Source]:
    return cite(pl.DataFrame({"source": list(ids)}))


def _until(aid: pl.DataFrame) -> str:
    return month(measure.last_month(measure.over_time(aid)))
