"""Figures of who gives what: donors by kind, against their economy, and the place of the EU institutions."""

from typing import Any

import altair as alt
import polars as pl

from analysis.charts import forms, marks, theme
from analysis.charts.citations import cite
from analysis.charts.formatting import bn, capitalise_first, join_rows, join_words, pct, with_article
from analysis.countries import EU_INSTITUTIONS, EUROPEAN_COUNTRIES, OTHER, UNITED_STATES
from analysis.figures.aid.inputs import NOMINAL, latest, require_count, require_one_release, until, year_name
from analysis.figures.figure import Figure
from analysis.measures import aid as measure

__all__ = ["by_kind", "eu_institutions", "share_of_gdp"]

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
    ranked = donors.group_by("name").agg(all_bn=pl.col("eur_bn").sum().round(6))
    ranked = ranked.sort("all_bn", "name", descending=[True, False]).head(largest)
    shown = ranked.join(donors.drop("eur"), on="name").sort("all_bn", "name", "kind", descending=[True, False, False])
    shown = shown.select("release", "donor", "kind", "eur_bn", "name", "all_bn")
    drawing = forms.stacked_bars(
        shown,
        shown.unique("name", maintain_order=True),
        "eur_bn",
        "kind",
        "EUR bn",
        theme.KIND_COLOURS,
        total="all_bn",
        tooltip={"Donor": "name", "Kind": "kind", "EUR bn": "eur_bn:Q|,.3f", "All kinds, EUR bn": "all_bn:Q|,.3f"},
        order="kind_order",
    )
    top = [f"{with_article(name)} ({bn(all_bn)} euros)" for name, all_bn in ranked.head(3).iter_rows()]
    return Figure(
        drawing,
        id="donors-by-kind",
        headline=capitalise_first(join_words(top)) + (" are the largest donors" if len(top) > 1 else " is the largest donor"),
        subtitle=f"Allocations by donor and kind, EUR bn, the {ranked.height} largest donors, to {until(aid)}",
        data=shown,
        sources=cite(aid),
        notes=[NOMINAL, SHARES],
        alt=f"Stacked bars of allocations by kind. In all, EUR bn: {join_rows(ranked, '{name} {all_bn:.1f}')}.",
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
    donors = measure.share_of_gdp(aid).filter(pl.col("pct_gdp").is_not_null())
    shown, states, number = with_the_united_states(donors, largest)
    shown, text = shown.with_columns(pl.col("pct_gdp").round(4)), "{:.2f} %".format
    first, unit = shown.row(0, named=True), "per cent of GDP of 2021"
    fields = {"Donor": "name", "Per cent of GDP 2021": "pct_gdp:Q|.3f", "EUR bn": "eur_bn:Q|,.3f"}
    return Figure(
        forms.ranked_bars(shown, "pct_gdp", unit, BLOC_COLOURS, by="base_bloc", tooltip=fields, text=text),
        id="share-of-gdp",
        headline=f"{first['name']} has allocated {text(first['pct_gdp'])} of its GDP; the United States is in place {states['rank']} "
        f"with {text(states['pct_gdp'])}",
        subtitle=f"Bilateral allocations in per cent of the donor's GDP of 2021, the {number} largest shares and the United States, to {until(aid)}",
        data=shown,
        sources=cite(aid),
        notes=[NOMINAL, SHARES, "The yardstick is the GDP of 2021 in euros for every year, as the tracker uses it."],
        alt=f"Bars, per cent of GDP: {join_rows(shown, '{rank}. {name} {pct_gdp:.2f}')}.",
    )


def with_the_united_states(donors: pl.DataFrame, largest: int) -> tuple[pl.DataFrame, dict[str, Any], int]:
    """Number donors in the order given; give the `largest` and the United States, its row, and how many stand first.

    >>> with_the_united_states(pl.DataFrame({"donor": ["NOR", "USA"]}), 1)[0].select("rank", "donor").rows()
    [(1, 'NOR'), (2, 'USA')]
    """
    ranked, states = donors.with_row_index("rank", 1), pl.col("donor") == "USA"
    shown = pl.concat([ranked.head(largest), ranked.filter(states)]).unique("donor", maintain_order=True)
    return measure.with_bloc(shown), ranked.row(by_predicate=states, named=True), min(largest, ranked.height)


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
    of_europe = pl.col("base_bloc").is_in(blocs)
    parts = measure.growth(aid, by="base_bloc").filter(of_europe).drop("eur", "change", "change_bn")
    parts = parts.with_columns(pl.col("eur_bn").round(6), year=year_name()).sort(
        "period", pl.col("base_bloc").cast(pl.Enum(blocs))
    )
    amounts = latest(measure.totals(aid, by="base_bloc").filter(of_europe), by="base_bloc")
    part, europe = amounts[EU_INSTITUTIONS], sum(amounts.values())
    kinds = measure.totals(aid, by=["base_bloc", "kind"]).filter(base_bloc=EU_INSTITUTIONS)
    main = kinds.sort("eur_bn").row(-1, named=True)
    tallest = parts.group_by("year").agg(pl.col("eur_bn").sum()).sort("eur_bn")["year"][-1]
    colours = {bloc: BLOC_COLOURS[bloc] for bloc in blocs}

    def names(middle: pl.DataFrame) -> marks.Layered:
        named = middle.filter(year=tallest).with_columns(name=pl.col("base_bloc").str.replace("European c", "C"))
        ink = marks.text_colour("base_bloc", colours, inside=True)
        return alt.Chart(named).mark_text(dy=16, fontSize=11).encode(x="year:N", y="middle:Q", text="name:N", color=ink)

    drawing = forms.stacked_columns(
        parts,
        "eur_bn",
        "base_bloc",
        "EUR bn",
        colours,
        tooltip={"Year": "year", "Part of Europe": "base_bloc", "EUR bn": "eur_bn:Q|,.3f"},
        text=marks.short,
        names=names,
        filter="datum.eur_bn > 2",
        width=marks.WIDTH - 10,
    )
    return Figure(
        drawing,
        id="eu-institutions",
        headline=f"The EU institutions gave {bn(part)} euros of Europe's {bn(europe)}, {pct(part / europe)}, "
        f"{pct(main['eur_bn'] / part)} of it as {main['kind']} aid",
        subtitle=f"Allocations of European countries and of the EU institutions by year, EUR bn, to {until(aid)}",
        data=parts,
        sources=cite(aid),
        notes=[NOMINAL, SHARES, "The EU institutions include the European Investment Bank."],
        alt=f"Stacked columns per year, EUR bn: {join_rows(parts, '{year} {base_bloc} {eur_bn:.1f}')}. In all, EU institutions {part:.1f} of {europe:.1f}.",
    )
