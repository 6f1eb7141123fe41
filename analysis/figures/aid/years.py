"""Figures of aid year by year: amounts side by side, and shares of the whole."""

from collections.abc import Mapping, Sequence

import altair as alt
import polars as pl

from analysis.charts import forms, marks, theme
from analysis.charts.citations import cite
from analysis.charts.formatting import as_text, eur, join_rows, pct
from analysis.charts.native import Native
from analysis.countries import EUROPE, UNITED_STATES, join_words
from analysis.figures.aid.amounts import allocated
from analysis.figures.aid.inputs import edition, latest, require_one_release, rounded, tooltip, until, year_name
from analysis.figures.aid.whose import colours_of, compared, dated, is_house, is_the_pair, members_in_words, slug, with_the_rest
from analysis.figures.figure import Figure
from analysis.groups.group import Group
from analysis.measures import aid as measure
from analysis.measures.blocs import Whose

__all__ = ["shares", "side_by_side"]

LEAST = 0.04
"""Share below which a part carries no number."""


def side_by_side(aid: pl.DataFrame, *, only: Whose = ()) -> Figure:
    """Draw each year's allocations of Europe and the United States side by side; a part year says so.

    `only` names other blocs, groups and countries to draw, by name, by code or as a Group: the words are of them then.

    Takes `load.aid()` of one release that has allocations over a whole year; dated money only. `data` has release, period,
    bloc, eur_bn, whole (false for a part year), change_bn and change (to the year before) and year. Raises NotComparable for
    several releases, AnalysisError for rows without the column month and for a release without allocations.

    >>> from analysis import load
    >>> side_by_side(load.aid(29)).headline
    'In 2025 Europe allocated €74.1bn and the United States €0.48bn (release 29)'
    """
    require_one_release(aid, "allocated", own=True)
    groups = compared(aid, only)
    yearly = rounded(measure.growth(aid, only=groups, every="1y")).with_columns(year=year_name())
    complete = yearly.filter("whole")
    now, year = latest(complete), measure.last_month(complete).year
    colours = colours_of(groups)
    named = yearly.with_columns(label=marks.number("eur_bn"), name=pl.col("bloc").replace({UNITED_STATES: "US"}))
    base = alt.Chart(named, width=marks.WIDTH, height=260).encode(
        x=alt.X("year:N", title=None, axis=alt.Axis(domain=False, ticks=False)),
        xOffset=alt.XOffset("bloc:N", sort=list(colours)),
        color=marks.colour("bloc", colours),
    )
    y = alt.Y("eur_bn:Q", title=None, axis=alt.Axis(tickCount=5))
    bars, tone = base.mark_bar().encode(y=y, tooltip=marks.tips(tooltip("in the year"))), marks.text_colour("bloc", colours)
    values = base.mark_text(dy=-7, fontSize=11).encode(y="eur_bn:Q", text="label:N", color=tone)
    first = base.transform_filter(f"datum.year == '{yearly['year'][0]}'")
    names = first.mark_text(dy=-22, fontWeight=600).encode(y="eur_bn:Q", text="name:N", color=tone)
    return Figure(
        alt.layer(bars, values, names, marks.caption("EUR bn")).resolve_scale(color="independent"),
        id=f"year-by-year{slug(groups)}",
        headline=f"In {year} {allocated(groups, now)} ({edition(aid)})",
        subtitle=f"Allocations per calendar year, EUR bn; the last year is covered to {until(aid)} only",
        data=yearly,
        sources=cite(aid),
        notes=[*dated(groups, aid), "A part year is not comparable with a whole one."],
        alt=f"Columns side by side per year, {' then '.join(colours)}, EUR bn: "
        f"{join_rows(yearly.with_columns(as_text('eur_bn', eur)), '{year} {bloc} {eur_bn}')}.{members_in_words(groups)}",
        native=Native("column", "year", "eur_bn", "bloc", "EUR bn", theme.NATIVE_BLOCS if is_house(groups) else colours),
    )


def shares(aid: pl.DataFrame, *, only: Whose = ()) -> Figure:
    """Draw each bloc's share of every year's allocations.

    `only` names others to draw, as in `side_by_side`; all other donors are the rest of the whole. Groups that share members are
    refused: stacked, they would count twice.

    Takes `load.aid()` of one release that has allocations over a whole year; dated money only. `data` has release, period,
    bloc, share (of one), eur_bn, whole (false for a part year) and year. Raises NotComparable for several releases,
    AnalysisError for rows without the column month and for a release without allocations.

    >>> from analysis import load
    >>> shares(load.aid(29)).data.select("year", "bloc", "share").row(0)
    ('2022', 'Europe', 0.476704)
    """
    require_one_release(aid, "allocated", own=True)
    told = compared(aid, only)
    groups = with_the_rest(told, aid)
    whole = measure.growth(aid, only=groups).select("period", "bloc", "whole")
    parts = rounded(measure.over_time(aid, only=groups, every="1y", share=True))
    parts = parts.join(whole, on=["period", "bloc"], maintain_order="left")
    parts = parts.with_columns(pl.col("share").round(6), year=year_name())
    words, complete = parts.with_columns(as_text("share", lambda share: pct(share, 1))), parts.filter("whole").sort("period")
    years = complete["year"].unique(maintain_order=True).to_list()
    named = [*years[:1], *years[1:][-2:]]
    part = {group.name: [pct(latest(complete.filter(year=year), "share")[group.name]) for year in named] for group in told}
    colours = colours_of(groups)

    def names(middle: pl.DataFrame) -> marks.Layered:
        edge = middle.filter(pl.col("period") == pl.col("period").max(), pl.col("share") >= LEAST)
        words = alt.Chart(edge).mark_text(align="left", dx=50, fontWeight=600)
        return words.encode(x="year:N", y="middle:Q", text="bloc:N", color=marks.colour("bloc", colours))

    drawing = forms.stacked_columns(
        parts,
        "share",
        "bloc",
        "share of the year",
        colours,
        tooltip={"Year": "year", "Bloc": "bloc", "Share": "share:Q|.1%"},
        text=lambda share: pct(share) if share >= LEAST else None,
        names=names,
        filter="datum.label != null",
        order="order",
        share=True,
    )
    return Figure(
        drawing,
        id=f"shares-by-year{slug(told)}",
        headline=f"{_shares_headline(told, part, named)} ({edition(aid)})",
        subtitle=f"Share of each year's allocations by all donors, per cent; the last year covered to {until(aid)}",
        data=parts,
        sources=cite(aid),
        notes=dated(told, aid),
        alt=f"Stacked columns per year. {join_rows(words, '{year}: {bloc} {share}.', ' ')}{members_in_words(told)}",
        native=Native(
            "stacked_column", "year", "share", "bloc", "share of the year", theme.NATIVE_BLOCS if is_house(groups) else colours
        ),
    )


def _shares_headline(told: Sequence[Group], part: Mapping[str, list[str]], years: Sequence[str]) -> str:
    """Say the shares of all aid in the years named, of the house's pair the United States' first."""
    if is_the_pair(told):
        states = join_words([f"{share} in {year}" for share, year in zip(part[UNITED_STATES], years, strict=True)])
        return f"Of all aid allocated, the United States' share was {states}, Europe's {join_words(part[EUROPE])}"
    first, *rest = told
    of_first = join_words([f"{share} in {year}" for share, year in zip(part[first.name], years, strict=True)])
    others = [f", that of {group.in_text} {join_words(part[group.name])}" for group in rest]
    return f"Of all aid allocated, the share of {first.in_text} was {of_first}{''.join(others)}"
