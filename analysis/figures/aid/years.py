"""Figures of aid year by year: amounts side by side, and shares of the whole."""

from collections.abc import Mapping
from functools import reduce

import altair as alt
import polars as pl

from analysis.charts import marks, theme
from analysis.charts.catalogue import say
from analysis.charts.citations import cite
from analysis.charts.formatting import as_text, join_rows
from analysis.charts.native import Native
from analysis.charts.sizes import COLUMN_LINE, PAGE_LINE, with_caveat, with_sizes
from analysis.countries import UNITED_STATES
from analysis.figures.aid.amounts import allocated, euros
from analysis.figures.aid.inputs import ON_THE_PICTURE, edition, latest, require_one_release, rounded, tooltip, until, year_name
from analysis.figures.aid.whose import colours_of, compared, dated, is_house, members_in_words, slug
from analysis.figures.figure import Figure
from analysis.measures import aid as measure
from analysis.measures.blocs import Whose

__all__ = ["side_by_side"]

NARROW = 296
"""Units across in a column."""

SMALL = "datum.eur_bn > 0 && datum.eur_bn < 1"
"""Which values are written with two decimals."""
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
    colours, unit = colours_of(groups), say("aid.inputs.eur_bn_label")
    named = yearly.with_columns(
        label=pl.col("eur_bn").map_elements(_number, pl.String), name=pl.col("bloc").replace({UNITED_STATES: "US"})
    )
    page = _columns(named, colours, marks.WIDTH)
    # Two numbers with decimals have no room beside one another in a column.
    whole = named.with_columns(label=pl.col("eur_bn").map_elements(_without_decimals, pl.String))
    column = _columns(whole, colours, NARROW)
    return Figure(
        with_sizes(with_caveat(page, ON_THE_PICTURE, PAGE_LINE), column=with_caveat(column, ON_THE_PICTURE, COLUMN_LINE)),
        id=f"year-by-year{slug(groups)}",
        headline=say("aid.years.headline", year=year, told=allocated(groups, now), edition=edition(aid)),
        subtitle=say("aid.years.subtitle", until=until(aid)),
        data=yearly,
        sources=cite(aid),
        notes=[*dated(groups, aid), say("aid.years.part_year")],
        alt=say(
            "aid.years.alt",
            order=reduce(lambda former, latter: say("aid.years.order_words", former=former, latter=latter), colours),
            columns=join_rows(yearly.with_columns(as_text("eur_bn", euros)), "{year} {bloc} {eur_bn}"),
        )
        + members_in_words(groups),
        native=Native("column", "year", "eur_bn", "bloc", unit, theme.NATIVE_BLOCS if is_house(groups) else colours),
    )


def _columns(named: pl.DataFrame, colours: Mapping[str, str], width: int) -> marks.Layered:
    base = alt.Chart(named, width=width, height=260).encode(
        x=alt.X("year:N", title=None, axis=alt.Axis(domain=False, ticks=False)),
        xOffset=alt.XOffset("bloc:N", sort=list(colours)),
        color=marks.colour("bloc", colours),
    )
    y = alt.Y("eur_bn:Q", title=None, axis=alt.Axis(tickCount=5))
    tips = marks.tips(tooltip(say("aid.years.in_the_year_words"), "From"))
    bars, tone = base.mark_bar().encode(y=y, tooltip=tips), marks.text_colour("bloc", colours)
    # Two decimals are wider than a column of a narrow drawing: they stand clear of the one to their left.
    values = [
        base.transform_filter(test)
        .mark_text(dy=-7, dx=dx if width == NARROW else 0, fontSize=12)
        .encode(y=alt.Y("eur_bn:Q"), text=alt.Text("label:N"), color=tone)
        for test, dx in ((SMALL, 5), (f"!({SMALL})", 0))
    ]
    first = base.transform_filter("datum.year == '" + named["year"][0] + "'")
    names = [
        # In a column names have no room beside one another either.
        first.transform_filter(alt.datum.bloc == bloc)
        .mark_text(dy=-22 - (15 * nth if width == NARROW else 0), fontWeight=600)
        .encode(y=alt.Y("eur_bn:Q"), text=alt.Text("name:N"), color=tone)
        for nth, bloc in enumerate(reversed(list(colours)))
    ]
    return alt.layer(bars, *values, *names, marks.caption(say("aid.inputs.euros_label"))).resolve_scale(color="independent")


def _number(value: float) -> str:
    """Write a number above a column as the headline does: what is less than one with two decimals."""
    return f"{value:.2f}" if 0 < value < 1 else marks.short(value)


def _without_decimals(value: float) -> str:
    return f"{value:.0f}" if value >= 1 else _number(value)
