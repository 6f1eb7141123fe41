"""Figures of who gives what: donors by kind, against their economy, and the place of the EU institutions."""

import altair as alt
import polars as pl

from analysis.charts import marks, theme
from analysis.charts.citations import cite
from analysis.charts.formatting import bn, capitalise_first, join_words, month, pct, with_article
from analysis.countries import EU_INSTITUTIONS, EUROPEAN_COUNTRIES, OTHER, UNITED_STATES
from analysis.figures.figure import Figure, Native
from analysis.figures.inputs import NOMINAL, require_count, require_one_release
from analysis.measures import aid as measure

SHARES = "Money of the EU institutions stands as one donor; a member's part of it is not added to what the member gives itself."
BLOC_COLOURS = {one: theme.BLOC_COLOURS[one] for one in (EUROPEAN_COUNTRIES, EU_INSTITUTIONS, UNITED_STATES, OTHER)}


def by_kind(aid: pl.DataFrame, largest: int = 20) -> Figure:
    """Draw the largest donors' allocations by kind of aid as stacked bars.

    Takes `load.aid()` of one release that has allocations; undated money is in it. `data` has release, donor, kind, eur_bn,
    name and all_bn (all kinds), for the `largest` donors. Raises NotComparable for several releases, AnalysisError for a
    `largest` that is no whole number from 1 on, for rows without the column month and for a release without allocations.

    >>> from analysis import load
    >>> by_kind(load.aid(29), largest=3).data["name"].unique(maintain_order=True).to_list()
    ['United States', 'EU institutions', 'Germany']
    """
    require_count(largest)
    require_one_release(aid, "allocated")
    donors = measure.named(measure.totals(aid, by=["donor", "kind"])).with_columns(pl.col("eur_bn").round(6))
    whole = (
        donors.group_by("name")
        .agg(pl.col("eur_bn").sum().round(6).alias("all_bn"))
        .sort("all_bn", "name", descending=[True, False])
    )
    order = whole["name"].head(largest).to_list()
    shown = (
        donors.join(whole, on="name")
        .filter(pl.col("name").is_in(order))
        .drop("eur")
        .sort("all_bn", "name", "kind", descending=[True, False, False])
    )
    labels = shown.unique("name", maintain_order=True).with_columns(
        label=pl.col("all_bn").map_elements(marks.short, return_dtype=pl.String)
    )
    y = alt.Y("name:N", sort=order, title=None, axis=alt.Axis(labelLimit=170, domain=False, ticks=False))
    bars = (
        alt.Chart(shown, width=marks.WIDTH - 70, height=20 * len(order))
        .mark_bar()
        .encode(
            y=y,
            x=alt.X("eur_bn:Q", title=None, stack="zero", axis=alt.Axis(format=",~f", tickCount=6, grid=True)),
            color=alt.Color(
                "kind:N",
                scale=alt.Scale(domain=list(measure.KINDS), range=[theme.KIND_COLOURS[kind] for kind in measure.KINDS]),
                legend=alt.Legend(title="EUR bn", orient="top", direction="horizontal"),
            ),
            order=alt.Order("kind_order:Q"),
            tooltip=[
                alt.Tooltip("name:N", title="Donor"),
                alt.Tooltip("kind:N", title="Kind"),
                alt.Tooltip("eur_bn:Q", title="EUR bn", format=",.3f"),
                alt.Tooltip("all_bn:Q", title="All kinds, EUR bn", format=",.3f"),
            ],
        )
        .transform_calculate(kind_order="indexof(['military','financial','humanitarian'], datum.kind)")
    )
    values = (
        alt.Chart(labels).mark_text(align="left", dx=5, fontSize=11).encode(y=y, x=alt.X("all_bn:Q"), text=alt.Text("label:N"))
    )
    top = whole.head(3)
    return Figure(
        alt.layer(bars, values),
        id="donors-by-kind",
        headline=capitalise_first(
            join_words([f"{with_article(name)} ({bn(whole_bn)} euros)" for name, whole_bn in top.iter_rows()])
        )
        + (" are the largest donors" if top.height > 1 else " is the largest donor"),
        subtitle=f"Allocations by donor and kind, EUR bn, the {len(order)} largest donors, to {_until(aid)}",
        data=shown,
        sources=cite(aid),
        notes=[NOMINAL, SHARES],
        alt="Stacked bars of allocations by kind. In all, EUR bn: "
        + "; ".join(f"{row['name']} {row['all_bn']:.1f}" for row in whole.head(largest).iter_rows(named=True))
        + ".",
        native=Native("stacked_bar", "name", "eur_bn", "kind", "EUR bn", dict(theme.KIND_COLOURS), list(measure.KINDS)),
    )


def share_of_gdp(aid: pl.DataFrame, largest: int = 20) -> Figure:
    """Draw each donor's allocations in per cent of its GDP of 2021, the largest shares and the United States.

    Takes `load.aid()` of one release that has allocations; undated money is in it, the EU institutions are not. `data` has
    rank, release, donor, name, eur_bn, gdp_2021_eur_bn, pct_gdp (per cent), bloc and base_bloc. Raises NotComparable for
    several releases, AnalysisError for a `largest` that is no whole number from 1 on, for rows without the column month and
    for a release without allocations.

    >>> from analysis import load
    >>> share_of_gdp(load.aid(29), largest=1).data.select("rank", "donor", pl.col("pct_gdp").round(2)).rows()
    [(1, 'DNK', 3.27), (16, 'USA', 0.59)]
    """
    require_count(largest)
    require_one_release(aid, "allocated")
    ranked = measure.share_of_gdp(aid).filter(pl.col("pct_gdp").is_not_null()).with_row_index("rank", 1)
    states = ranked.row(by_predicate=pl.col("donor") == "USA", named=True)
    shown = measure.with_bloc(
        pl.concat([ranked.head(largest), ranked.filter(pl.col("donor") == "USA")]).unique("donor", maintain_order=True)
    )
    shown = shown.with_columns(
        pl.col("pct_gdp").round(4),
        place=pl.format("{}. {}", "rank", "name"),
        label=pl.col("pct_gdp").map_elements(lambda share: f"{share:.2f} %", return_dtype=pl.String),
    )
    first = shown.row(0, named=True)
    base = alt.Chart(shown, width=marks.WIDTH - 90, height=20 * shown.height).encode(
        y=alt.Y("place:N", sort=shown["place"].to_list(), title=None, axis=alt.Axis(labelLimit=170, domain=False, ticks=False)),
        color=marks.colour("base_bloc", BLOC_COLOURS),
    )
    bars = base.mark_bar().encode(
        x=alt.X("pct_gdp:Q", title=None, axis=alt.Axis(format=",~f", grid=True, tickCount=5)),
        tooltip=[
            alt.Tooltip("name:N", title="Donor"),
            alt.Tooltip("pct_gdp:Q", title="Per cent of GDP 2021", format=".3f"),
            alt.Tooltip("eur_bn:Q", title="EUR bn", format=",.3f"),
        ],
    )
    values = base.mark_text(align="left", dx=5, fontSize=11).encode(
        x=alt.X("pct_gdp:Q"), text=alt.Text("label:N"), color=alt.ColorValue(theme.INK)
    )
    return Figure(
        alt.layer(bars, values, marks.caption("per cent of GDP of 2021")),
        id="share-of-gdp",
        headline=f"{first['name']} has allocated {first['pct_gdp']:.2f} % of its GDP; the United States is in place {states['rank']} "
        f"with {states['pct_gdp']:.2f} %",
        subtitle=f"Bilateral allocations in per cent of the donor's GDP of 2021, the {min(largest, ranked.height)} largest shares and the United States, to {_until(aid)}",
        data=shown.drop("label", "place"),
        sources=cite(aid),
        notes=[NOMINAL, SHARES, "The yardstick is the GDP of 2021 in euros for every year, as the tracker uses it."],
        alt="Bars, per cent of GDP: "
        + "; ".join(f"{row['rank']}. {row['name']} {row['pct_gdp']:.2f}" for row in shown.iter_rows(named=True))
        + ".",
        native=Native(
            "bar",
            "name",
            "pct_gdp",
            None,
            "per cent of GDP of 2021",
            {row["name"]: BLOC_COLOURS[row["base_bloc"]] for row in shown.iter_rows(named=True)},
        ),
    )


def eu_institutions(aid: pl.DataFrame) -> Figure:
    """Draw Europe's yearly allocations split into what countries give themselves and what the EU institutions give.

    Takes `load.aid()` of one release that has allocations. `data` has release, period, base_bloc, eur_bn (dated money), whole
    (false for a year covered in part) and year. Raises NotComparable for several releases, AnalysisError for rows without the
    column month and for a release without allocations.

    >>> from analysis import load
    >>> eu_institutions(load.aid(29)).data["year"].unique(maintain_order=True).to_list()
    ['2022', '2023', '2024', '2025', '2026 (part)']
    """
    require_one_release(aid, "allocated")
    blocs = [EUROPEAN_COUNTRIES, EU_INSTITUTIONS]
    yearly = measure.growth(aid, by="base_bloc").filter(pl.col("base_bloc").is_in(blocs))
    parts = (
        yearly.with_columns(
            pl.col("eur_bn").round(6),
            year=pl.col("period").dt.year().cast(pl.String) + pl.when("whole").then(pl.lit("")).otherwise(pl.lit(" (part)")),
            label=pl.col("eur_bn").map_elements(marks.short, return_dtype=pl.String),
            nth=pl.col("base_bloc").replace_strict({one: n for n, one in enumerate(blocs)}, return_dtype=pl.Int64),
        )
        .drop("eur", "change", "change_bn")
        .sort("period", "nth")
    )
    middle = parts.with_columns(middle=(pl.col("eur_bn").cum_sum() - pl.col("eur_bn") / 2).over("period", order_by="nth"))
    whole = measure.totals(aid, by="base_bloc", share=False).filter(pl.col("base_bloc").is_in(blocs))
    amounts = dict(zip(whole["base_bloc"], whole["eur_bn"], strict=True))
    part = amounts[EU_INSTITUTIONS] / sum(amounts.values())
    kinds = (
        measure.totals(aid, by=["base_bloc", "kind"])
        .filter(pl.col("base_bloc") == EU_INSTITUTIONS)
        .sort("eur_bn", descending=True)
    )
    main = kinds.row(0, named=True)
    base = alt.Chart(middle, width=marks.WIDTH - 10, height=260).encode(
        x=alt.X("year:N", title=None, axis=alt.Axis(domain=False, ticks=False))
    )
    bars = base.mark_bar(stroke=theme.PAPER).encode(
        y=alt.Y("eur_bn:Q", title=None, stack="zero", axis=alt.Axis(format=",~f", tickCount=5)),
        color=marks.colour("base_bloc", {one: BLOC_COLOURS[one] for one in blocs}),
        order=alt.Order("nth:Q"),
        tooltip=[
            alt.Tooltip("year:N", title="Year"),
            alt.Tooltip("base_bloc:N", title="Part of Europe"),
            alt.Tooltip("eur_bn:Q", title="EUR bn", format=",.3f"),
        ],
    )
    values = (
        base.transform_filter("datum.eur_bn > 2")
        .mark_text(fontWeight=600)
        .encode(
            y=alt.Y("middle:Q"),
            text=alt.Text("label:N"),
            color=marks.text_colour("base_bloc", {one: BLOC_COLOURS[one] for one in blocs}, inside=True),
        )
    )
    tallest = middle.group_by("year").agg(pl.col("eur_bn").sum()).sort("eur_bn")["year"][-1]
    names = (
        alt.Chart(
            middle.filter(pl.col("year") == tallest).with_columns(name=pl.col("base_bloc").str.replace("European c", "C"))
        )
        .mark_text(dy=16, fontSize=11)
        .encode(
            x=alt.X("year:N"),
            y=alt.Y("middle:Q"),
            text=alt.Text("name:N"),
            color=marks.text_colour("base_bloc", {one: BLOC_COLOURS[one] for one in blocs}, inside=True),
        )
    )
    return Figure(
        alt.layer(bars, values, names, marks.caption("EUR bn")).resolve_scale(color="independent"),
        id="eu-institutions",
        headline=f"The EU institutions gave {bn(amounts[EU_INSTITUTIONS])} euros of Europe's {bn(sum(amounts.values()))}, {pct(part)}, "
        f"{pct(main['eur_bn'] / amounts[EU_INSTITUTIONS])} of it as {main['kind']} aid",
        subtitle=f"Allocations of European countries and of the EU institutions by year, EUR bn, to {_until(aid)}",
        data=parts.drop("label", "nth"),
        sources=cite(aid),
        notes=[NOMINAL, SHARES, "The EU institutions include the European Investment Bank."],
        alt="Stacked columns per year, EUR bn: "
        + "; ".join(f"{row['year']} {row['base_bloc']} {row['eur_bn']:.1f}" for row in parts.iter_rows(named=True))
        + f". In all, EU institutions {amounts[EU_INSTITUTIONS]:.1f} of {sum(amounts.values()):.1f}.",
        native=Native(
            "stacked_column", "year", "eur_bn", "base_bloc", "EUR bn", {one: BLOC_COLOURS[one] for one in blocs}, blocs
        ),
    )


def _until(aid: pl.DataFrame) -> str:
    return month(measure.last_month(measure.over_time(aid)))
