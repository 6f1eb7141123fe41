"""Figures of aid year by year: amounts side by side, and shares of the whole."""

import altair as alt
import polars as pl

from analysis.charts import forms, marks, theme
from analysis.charts.citations import cite
from analysis.charts.formatting import as_text, eur, join_rows, join_words, pct
from analysis.charts.native import Native
from analysis.countries import EUROPE, OTHER, UNITED_STATES
from analysis.figures.aid.inputs import DATED, PAIR, edition, latest, require_one_release, rounded, tooltip, until, year_name
from analysis.figures.figure import Figure
from analysis.measures import aid as measure

__all__ = ["shares", "side_by_side"]

LEAST = 0.04
"""Share below which a part carries no number."""


def side_by_side(aid: pl.DataFrame) -> Figure:
    """Draw each year's allocations of Europe and the United States side by side; a part year says so.

    Takes `load.aid()` of one release that has allocations over a whole year; dated money only. `data` has release, period,
    bloc, eur_bn, whole (false for a part year), change_bn and change (to the year before) and year. Raises NotComparable for
    several releases, AnalysisError for rows without the column month and for a release without allocations.

    >>> from analysis import load
    >>> side_by_side(load.aid(29)).headline
    'In 2025 Europe allocated €74.1bn and the United States €0.48bn (release 29)'
    """
    require_one_release(aid, "allocated")
    yearly = rounded(measure.growth(aid, every="1y")).filter(pl.col("bloc").is_in(PAIR)).with_columns(year=year_name())
    complete = yearly.filter("whole")
    now, year = latest(complete), measure.last_month(complete).year
    colours = {bloc: theme.BLOC_COLOURS[bloc] for bloc in PAIR}
    named = yearly.with_columns(label=marks.number("eur_bn"), name=pl.col("bloc").replace({UNITED_STATES: "US"}))
    base = alt.Chart(named, width=marks.WIDTH, height=260).encode(
        x=alt.X("year:N", title=None, axis=alt.Axis(domain=False, ticks=False)),
        xOffset=alt.XOffset("bloc:N", sort=list(PAIR)),
        color=marks.colour("bloc", colours),
    )
    y = alt.Y("eur_bn:Q", title=None, axis=alt.Axis(tickCount=5))
    bars, tone = base.mark_bar().encode(y=y, tooltip=marks.tips(tooltip("in the year"))), marks.text_colour("bloc", colours)
    values = base.mark_text(dy=-7, fontSize=11).encode(y="eur_bn:Q", text="label:N", color=tone)
    first = base.transform_filter(f"datum.year == '{yearly['year'][0]}'")
    names = first.mark_text(dy=-22, fontWeight=600).encode(y="eur_bn:Q", text="name:N", color=tone)
    return Figure(
        alt.layer(bars, values, names, marks.caption("EUR bn")).resolve_scale(color="independent"),
        id="year-by-year",
        headline=f"In {year} Europe allocated {eur(now[EUROPE])} and the United States {eur(now[UNITED_STATES])} ({edition(aid)})",
        subtitle=f"Allocations per calendar year, EUR bn; the last year is covered to {until(aid)} only",
        data=yearly,
        sources=cite(aid),
        notes=[*DATED, "A part year is not comparable with a whole one."],
        alt="Columns side by side per year, Europe then United States, EUR bn: "
        f"{join_rows(yearly.with_columns(as_text('eur_bn', eur)), '{year} {bloc} {eur_bn}')}.",
        native=Native("column", "year", "eur_bn", "bloc", "EUR bn", theme.NATIVE_BLOCS),
    )


def shares(aid: pl.DataFrame) -> Figure:
    """Draw each bloc's share of every year's allocations.

    Takes `load.aid()` of one release that has allocations over a whole year; dated money only. `data` has release, period,
    bloc, share (of one), eur_bn, whole (false for a part year) and year. Raises NotComparable for several releases,
    AnalysisError for rows without the column month and for a release without allocations.

    >>> from analysis import load
    >>> shares(load.aid(29)).data.select("year", "bloc", "share").row(0)
    ('2022', 'Europe', 0.476704)
    """
    require_one_release(aid, "allocated")
    whole = measure.growth(aid).select("period", "bloc", "whole")
    parts = rounded(measure.over_time(aid, every="1y", share=True)).join(whole, on=["period", "bloc"], maintain_order="left")
    parts = parts.with_columns(pl.col("share").round(6), year=year_name())
    words, complete = parts.with_columns(as_text("share", lambda share: pct(share, 1))), parts.filter("whole").sort("period")
    years = complete["year"].unique(maintain_order=True).to_list()
    told = [*years[:1], *years[1:][-2:]]
    part = {bloc: [pct(latest(complete.filter(year=year), "share")[bloc]) for year in told] for bloc in PAIR}
    states = join_words([f"{share} in {year}" for share, year in zip(part[UNITED_STATES], told, strict=True)])
    colours = {bloc: theme.BLOC_COLOURS[bloc] for bloc in (EUROPE, OTHER, UNITED_STATES)}

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
        id="shares-by-year",
        headline=f"Of all aid allocated, the United States' share was {states}, Europe's {join_words(part[EUROPE])} ({edition(aid)})",
        subtitle=f"Share of each year's allocations by all donors, per cent; the last year covered to {until(aid)}",
        data=parts,
        sources=cite(aid),
        notes=DATED,
        alt=f"Stacked columns per year. {join_rows(words, '{year}: {bloc} {share}.', ' ')}",
        native=Native("stacked_column", "year", "share", "bloc", "share of the year", theme.NATIVE_BLOCS),
    )
