"""Figures of who gives what: donors by kind, against their economy, and the place of the EU institutions."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import altair as alt
import polars as pl

from analysis.charts import forms, marks, theme
from analysis.charts.catalogue import say
from analysis.charts.citations import cite
from analysis.charts.formatting import join_rows
from analysis.charts.sizes import COLUMN_LINE, SLIDE_LINE, with_caveat, with_sizes
from analysis.countries import EU_INSTITUTIONS, EUROPEAN_COUNTRIES, OTHER, UNITED_STATES
from analysis.errors import AnalysisError
from analysis.figures.aid.amounts import be, euros, in_headline
from analysis.figures.aid.inputs import (
    NOMINAL,
    edition,
    require_count,
    require_one_release,
    until,
)
from analysis.figures.aid.later import by_end
from analysis.figures.aid.whose import members_in_words, members_notes, notes_on, slug
from analysis.figures.figure import Figure
from analysis.figures.whom import together
from analysis.groups.group import Group
from analysis.measures import aid as measure
from analysis.measures.blocs import Whose, chosen
from analysis.measures.units import refuse_unsized

__all__ = ["by_kind", "share_of_gdp"]

GDP_YEAR = 2021
"""The year of the GDP that every share of GDP is of: the tracker's yardstick."""
ONCE = say("aid.donors.once")
COUNTED_UNDER = say("aid.donors.counted_under", year=GDP_YEAR)
SHARES = say("aid.donors.shares")
BY_ITSELF, THROUGH_EU = say("aid.donors.by_itself_label"), say("aid.donors.through_eu_label")
SHADES = (1.0, 0.6, 0.3)
IN_SHADES = say("aid.donors.in_shades")
BLOC_COLOURS = {bloc: theme.BLOC_COLOURS[bloc] for bloc in (EUROPEAN_COUNTRIES, EU_INSTITUTIONS, UNITED_STATES, OTHER)}


def by_kind(aid: pl.DataFrame, largest: int = 20, *, only: Whose = ()) -> Figure:
    """Draw the largest donors' allocations by kind of aid as stacked bars.

    `only` keeps the members of blocs and groups, and countries.

    Takes `load.aid()` or `load.aid_totals()` of one release that has allocations; undated money is in it. `data` has release,
    donor, kind, eur_bn, name and all_bn (all kinds), for the `largest` donors. Raises NotComparable for several releases,
    AnalysisError for a `largest` that is no whole number from 1 on and for a release without allocations.

    >>> from analysis import load
    >>> by_kind(load.aid(29), largest=3).data["name"].unique(maintain_order=True).to_list()
    ['United States', 'EU institutions', 'Germany']
    """
    require_count(largest)
    require_one_release(aid, "allocated")
    groups = chosen(aid.lazy(), only)
    donors = measure.named(measure.totals(aid, ["donor", "kind"], groups)).with_columns(pl.col("eur_bn").round(6))
    ranked = donors.group_by("name").agg(all_bn=pl.col("eur_bn").sum().round(6))
    ranked = ranked.sort("all_bn", "name", descending=[True, False]).head(largest)
    shown = ranked.join(donors.drop("eur"), on="name").sort("all_bn", "name", "kind", descending=[True, False, False])
    shown = shown.select("release", "donor", "kind", "eur_bn", "name", "all_bn")
    drawing = forms.stacked_bars(
        shown,
        shown.unique("name", maintain_order=True),
        "eur_bn",
        "kind",
        say("aid.inputs.eur_bn_label"),
        theme.KIND_COLOURS,
        total="all_bn",
        tooltip=_fields_by_kind(),
        order="kind_order",
    )
    first, most = ranked.row(0)
    told = {
        "who": in_headline(first),
        "number": 2 if be(first) == "are" else 1,
        "amount": euros(most, 0),
        "by": by_end(aid),
    }
    return Figure(
        replace(drawing, chart=with_caveat(_by_bloc(shown), say("aid.inputs.not_delivered"))),
        id=f"donors-by-kind{slug(groups)}",
        headline=say("aid.donors.of_groups_headline", **told, whom=together(groups))
        if groups
        else say("aid.donors.headline", **told),
        subtitle=say("aid.donors.subtitle", donors=ranked.height, until=until(aid)),
        data=shown,
        sources=cite(aid),
        notes=[NOMINAL, SHARES, *(notes_on(groups, aid) if groups else [])],
        alt=say("aid.donors.alt", amounts=join_rows(ranked, "{name} {all_bn:.1f}")) + members_in_words(groups),
    )


def _fields_by_kind() -> dict[str, str]:
    return {
        "Donor": "name",
        "Kind": "kind",
        say("aid.inputs.eur_bn_label"): "eur_bn:Q|,.3f",
        say("aid.donors.all_kinds_label"): "all_bn:Q|,.3f",
    }


def _by_bloc(shown: pl.DataFrame) -> alt.TopLevelMixin:
    """Draw donors in the colour of their bloc, each kind of aid in a shade of it, darkest first."""
    kind = pl.col("kind").cast(pl.String)
    nth = {name: place for place, name in enumerate(theme.KIND_COLOURS)}
    shade = dict(zip(theme.KIND_COLOURS, SHADES, strict=True))
    placed = measure.with_bloc(shown).with_columns(
        nth=kind.replace_strict(nth, return_dtype=pl.Int64), shade=kind.replace_strict(shade, return_dtype=pl.Float64)
    )
    ends = shown.unique("name", maintain_order=True)
    y = marks.names("name", ends["name"].to_list())
    bars = alt.Chart(placed, width=marks.WIDTH - 70, height=17 * ends.height).mark_bar(stroke=theme.PAPER, strokeWidth=0.5)
    drawn = bars.encode(
        y=y,
        x=alt.X("eur_bn:Q", title=None, stack="zero", axis=alt.Axis(format=",~f", tickCount=6, grid=True)),
        color=marks.colour("base_bloc", BLOC_COLOURS),
        opacity=alt.Opacity("shade:Q", scale=None, legend=None),
        order=alt.Order("nth:Q"),
        tooltip=marks.tips(_fields_by_kind()),
    )
    values = alt.Chart(ends.with_columns(label=marks.number("all_bn"))).mark_text(align="left", dx=5, fontSize=12)
    drawing: alt.TopLevelMixin = with_caveat(
        alt.layer(drawn, values.encode(y=y, x=alt.X("all_bn:Q"), text=alt.Text("label:N"))), IN_SHADES, COLUMN_LINE
    )
    return drawing


def share_of_gdp(aid: pl.DataFrame, shares: pl.DataFrame | None, largest: int = 20, *, only: Whose = ()) -> Figure:
    """Draw each donor's allocations in per cent of its GDP of 2021: by itself, and its part of the EU institutions' aid on top.

    `only` keeps the members of blocs and groups, and countries.

    Takes `load.aid()` or `load.aid_totals()` of one release that has allocations, undated money in it, and `load.eu_aid_shares` of
    the same release; the largest shares and the United States are drawn. `data` has rank, release, donor, name, place (rank and
    name), way (by itself, through the EU institutions), pct_gdp and both_pct (per cent). Raises NotComparable for several
    releases and where the two are not of one, AnalysisError for a `largest` that is no whole number from 1 on and for a release
    without allocations.

    >>> from analysis import load
    >>> share_of_gdp(load.aid_totals(30), load.eu_aid_shares(30)).headline
    'Denmark has allocated 4.1% of GDP, the US 0.6%, by June 2026'
    """
    require_count(largest)
    require_one_release(aid, "allocated")
    if shares is None:
        raise AnalysisError(
            f"what the EU institutions gave is not known by member for {edition(aid)} to {until(aid)}",
            "take a whole release: share_of_gdp(load.aid_totals(30), load.eu_aid_shares(30))",
        )
    donors = measure.by_size(aid, shares).filter(pl.col("both_pct").is_not_null())
    groups, text, year = chosen(aid.lazy(), only), "{:.2f}%".format, GDP_YEAR
    refuse_unsized(groups, "pct_gdp", "donor")
    shown, drawn = ranked(donors, groups, largest)
    first, states = shown.row(0, named=True), donors.with_row_index("rank", 1).filter(donor="USA").rows(named=True)
    drawing = stacked_by_way(shown, "pct", say("aid.donors.gdp_label", year=year), text)
    low = with_caveat(low_bars(shown, "pct", "", text), COUNTED_UNDER, SLIDE_LINE)
    return Figure(
        replace(drawing, chart=with_sizes(with_caveat(drawing.chart, COUNTED_UNDER, COLUMN_LINE), slide=low)),
        id=f"share-of-gdp{slug(groups)}",
        headline=_gdp_headline(first, groups, states, by_end(aid)),
        subtitle=say("aid.donors.gdp_subtitle", year=year, drawn=drawn, until=until(aid)),
        data=by_way(shown, "pct").rename({"pct": "pct_gdp"}),
        sources=cite(aid),
        notes=[
            NOMINAL,
            ONCE,
            *(say("aid.donors.gdp_us_rank", rank=one["rank"], share=one["both_pct"]) for one in states),
            say("aid.donors.gdp_yardstick", year=year),
            *members_notes(groups),
        ],
        alt=_gdp_alt(first, groups, states)
        + f" {say('aid.donors.gdp_alt_parts', parts=join_rows(shown, '{rank}. {name} {both_pct:.2f}, {share_pct:.2f}'))}"
        + members_in_words(groups),
    )


def _gdp_headline(first: dict[str, Any], groups: Sequence[Group], states: list[dict[str, Any]], by: str) -> str:
    told = {"who": first["name"], "share": first["both_pct"], "by": by}
    if not groups:
        return say("aid.donors.gdp_headline", **told, us=states[0]["both_pct"])
    if is_one(groups):
        return say("aid.donors.gdp_alone_headline", **told)
    return say("aid.donors.gdp_most_headline", **told, whom=together(groups))


def _gdp_alt(first: dict[str, Any], groups: Sequence[Group], states: list[dict[str, Any]]) -> str:
    told = {"who": first["name"], "share": first["both_pct"]}
    if not groups:
        return say("aid.donors.gdp_alt", **told, us=states[0]["both_pct"])
    if is_one(groups):
        return say("aid.donors.gdp_alone_alt", **told)
    return say("aid.donors.gdp_most_alt", **told, whom=together(groups))


def ranked(donors: pl.DataFrame, groups: Sequence[Group], largest: int) -> tuple[pl.DataFrame, str]:
    """Number the donors of groups, or all of them, and say who is drawn: rows, and their words in a subtitle.

    Where nobody is chosen the United States is drawn too.

    >>> from analysis import groups
    >>> ranked(pl.DataFrame({"donor": ["NOR", "FRA", "USA"]}), [groups.NORDIC_COUNTRIES], 5)[1]
    'the 1 largest of the Nordic countries'
    """
    if not groups:
        shown, _, number = with_the_united_states(donors, largest)
        return shown, say("aid.donors.largest_and_us_words", donors=number)
    codes = {code for group in groups for code in group}
    shown = donors.filter(pl.col("donor").is_in(codes)).with_row_index("rank", 1).head(largest)
    if is_one(groups):
        return shown, say("aid.donors.alone_words", who=together(groups))
    return shown, say("aid.donors.largest_words", donors=shown.height, whom=together(groups))


def is_one(groups: Sequence[Group]) -> bool:
    """Say whether groups have one member in all, who is the most of nobody.

    >>> from analysis import groups
    >>> is_one([groups.UNITED_STATES]), is_one([groups.BALTIC_STATES])
    (True, False)
    """
    return len({code for group in groups for code in group}) == 1


def by_way(shown: pl.DataFrame, unit: str) -> pl.DataFrame:
    """Give two rows a donor, what it gives by itself and through the EU institutions, in one unit: pct or per_head.

    >>> row = {"rank": [1], "release": ["30"], "donor": ["DNK"], "name": ["Denmark"]}
    >>> sizes = {"own_pct": [3.0], "share_pct": [0.5], "both_pct": [3.5]}
    >>> by_way(pl.DataFrame(row | sizes), "pct").select("place", "way", "pct").rows()
    [('1. Denmark', 'by itself', 3.0), ('1. Denmark', 'through the EU institutions', 0.5)]
    """
    both = f"both_{unit}"
    ways = {f"own_{unit}": BY_ITSELF, f"share_{unit}": THROUGH_EU}
    placed = shown.with_columns(place=pl.format("{}. {}", "rank", "name"))
    long = placed.unpivot(
        list(ways), index=["rank", "release", "donor", "name", "place", both], variable_name="way", value_name=unit
    )
    return long.with_columns(pl.col("way").replace(ways), pl.col(unit, both).round(4)).sort("rank", "way")


def stacked_by_way(shown: pl.DataFrame, unit: str, title: str, text: Callable[[float], str], **room: float) -> forms.Drawing:
    """Draw two parts of each donor's aid on one bar, with their sum at its end; `unit` as for `by_way`, `title` its words.

    `room` is what `forms.stacked_bars` takes of width and row.

    >>> row = {"rank": [1], "release": ["30"], "donor": ["DNK"], "name": ["Denmark"]}
    >>> sizes = {"own_pct": [3.0], "share_pct": [0.5], "both_pct": [3.5]}
    >>> stacked_by_way(pl.DataFrame(row | sizes), "pct", "per cent", "{:.2f}%".format).native.x
    'place'
    """
    value, both = {"pct": "pct_gdp"}.get(unit, unit), f"both_{unit}"
    rows = by_way(shown, unit).rename({unit: value} if value != unit else {})
    return forms.stacked_bars(
        rows.with_columns(nth=(pl.col("way") != BY_ITSELF).cast(pl.Int64)),
        rows.unique("place", maintain_order=True),
        value,
        "way",
        title,
        {BY_ITSELF: theme.GREY, THROUGH_EU: theme.LIGHT_BLUE},
        total=both,
        tooltip={
            "Donor": "name",
            "Way": "way",
            title.capitalize(): f"{value}:Q|,.3f",
            say("aid.donors.in_all_label"): f"{both}:Q|,.3f",
        },
        name="place",
        text=text,
        **room,  # type: ignore[arg-type]
    )


def low_bars(shown: pl.DataFrame, unit: str, title: str, text: Callable[[float], str]) -> alt.TopLevelMixin:
    """Draw what `stacked_by_way` draws in the room beside a slide's words: bars close together, without an axis.

    >>> row = {"rank": [1], "release": ["30"], "donor": ["DNK"], "name": ["Denmark"]}
    >>> sizes = {"own_pct": [3.0], "share_pct": [0.5], "both_pct": [3.5]}
    >>> low_bars(pl.DataFrame(row | sizes), "pct", "per cent", "{:.2f}%".format).to_dict()["height"]
    12.8
    """
    chart: alt.TopLevelMixin = stacked_by_way(shown, unit, title, text, width=210, row=12.8).chart
    return chart


def with_eu(donor: dict[str, Any]) -> str:
    """Say in a headline that a donor's part of EU aid is in its number, if it has one.

    >>> with_eu({"share_bn": 0.0}), with_eu({"share_bn": 2.2})
    ('', ', its part of EU aid included')
    """
    return say("aid.donors.with_eu_words") if donor["share_bn"] > 0 else ""


def with_the_united_states(donors: pl.DataFrame, largest: int) -> tuple[pl.DataFrame, dict[str, Any], int]:
    """Number donors in the order given; give the `largest` and the United States, its row, and how many stand first.

    >>> with_the_united_states(pl.DataFrame({"donor": ["NOR", "USA"]}), 1)[0].select("rank", "donor").rows()
    [(1, 'NOR'), (2, 'USA')]
    """
    ranked, states = donors.with_row_index("rank", 1), pl.col("donor") == "USA"
    shown = pl.concat([ranked.head(largest), ranked.filter(states)]).unique("donor", maintain_order=True)
    return shown, ranked.row(by_predicate=states, named=True), min(largest, ranked.height)
