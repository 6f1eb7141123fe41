"""The figure of aid in per cent of GDP as a map of Europe, each member's part of the EU institutions' aid in it."""

import textwrap
from collections.abc import Sequence

import altair as alt
import polars as pl

from analysis import load
from analysis.charts import europe, marks, theme
from analysis.charts.catalogue import say
from analysis.charts.citations import Source, cite
from analysis.charts.formatting import as_text, join_rows
from analysis.charts.native import Native
from analysis.charts.sizes import COLUMN_LINE, PAGE_LINE, SLIDE_LINE, with_caveat, with_sizes
from analysis.countries import is_european_country, with_article
from analysis.errors import AnalysisError
from analysis.figures.aid.donors import GDP_YEAR, ONCE
from analysis.figures.aid.inputs import NOMINAL, edition, require_one_release, until
from analysis.figures.aid.whose import members_notes, slug
from analysis.figures.figure import Figure
from analysis.figures.whom import together
from analysis.groups.group import Group
from analysis.measures import aid as measure
from analysis.measures.blocs import Whose, chosen
from analysis.measures.units import refuse_unsized

__all__ = ["share_of_gdp"]

STEPS = (0.5, 1.0, 1.5, 2.5)
"""Per cent at which a class ends."""

FILLS = ("#E3EEF7", "#B5D3EA", "#7FB4DA", "#3F8CC5", "#0B5C99")
NAMED_ON_A_SLIDE = 7
"""Countries that a small map names, those that give most."""
SHORT = {"United Kingdom": "UK"}
SHAPES = Source(
    "shapes: Natural Earth",
    "https://www.naturalearthdata.com",
    "public domain",
    "Natural Earth, 1:50m countries, by world-atlas 2.0.2.",
)
BORDERS = say("aid.maps.borders")


def share_of_gdp(aid: pl.DataFrame, shares: pl.DataFrame, *, only: Whose = ()) -> Figure:
    """Draw each European donor's allocations in per cent of its GDP of 2021 on a map, its part of EU aid included.

    Takes `load.aid()` or `load.aid_totals()` of one release that has allocations, undated money in it, and `load.eu_aid_shares` of the
    same release; `only` keeps the members of blocs and groups, and countries: who is not in Europe has no place on the map, and is
    named. `data` has release, donor, name, own_pct, share_pct and both_pct (per cent of GDP), the largest first. Raises
    NotComparable for several releases and where the two are not of one, AnalysisError for a release without allocations and for
    groups without a member on the map.

    >>> from analysis import groups, load
    >>> share_of_gdp(load.aid_totals(30), load.eu_aid_shares(30)).headline
    'Denmark has allocated 4.1% of its GDP, the US 0.6%'
    >>> share_of_gdp(load.aid_totals(30), load.eu_aid_shares(30), only=groups.BALTIC_STATES).headline
    'Estonia has allocated 3.7% of its GDP, the most of the Baltic states'
    """
    require_one_release(aid, "allocated")
    donors = measure.by_size(aid, shares).filter(pl.col("both_pct").is_not_null())
    states = donors.filter(donor="USA")["both_pct"].item()
    groups = chosen(aid.lazy(), only)
    refuse_unsized(groups, "pct_gdp", "donor")
    members = donors.filter(pl.col("donor").is_in([code for group in groups for code in group])) if groups else donors
    on_map = is_european_country(load.countries(), "donor")
    europeans = members.filter(on_map).sort("both_pct", "donor", descending=[True, False])
    if europeans.is_empty():
        if groups:
            raise AnalysisError(
                f"no member of {together(groups)} is on a map of Europe",
                "draw bars: figures.aid.donors.share_of_gdp(aid, shares, only=...)",
            )
        raise AnalysisError("no European donor has a share of GDP in these rows", "take all of a release: load.aid(29)")
    shown = europeans.select("release", "donor", "name", pl.col("own_pct", "share_pct", "both_pct").round(4))
    off = members.filter(~on_map) if groups else members.clear()
    notes = [*members_notes(groups), *([_off_the_map(off)] if off.height else [])]
    caveat = say("aid.maps.caveat", year=GDP_YEAR)
    page = alt.hconcat(_map(shown, 390), _classes(shown, 196, names=True), spacing=18)
    slide = alt.hconcat(_map(shown, 255, NAMED_ON_A_SLIDE), _classes(shown, 140, names=False), spacing=8)
    column = alt.vconcat(_map(shown, 322), _classes(shown, 322, names=False), spacing=8)
    end = [] if groups else [say("aid.maps.alt_us", share=states)]
    return Figure(
        europe.with_shapes(
            with_sizes(
                with_caveat(page, caveat, PAGE_LINE),
                slide=with_caveat(slide, caveat, SLIDE_LINE),
                column=with_caveat(column, caveat, COLUMN_LINE),
            )
        ),
        id=f"share-of-gdp-map{slug(groups)}",
        headline=_headline(groups, states, shown, off),
        subtitle=say("aid.maps.subtitle", year=GDP_YEAR, until=until(aid), edition=edition(aid)),
        data=shown,
        sources=[*cite(aid), SHAPES],
        notes=[NOMINAL, ONCE, BORDERS, *notes],
        alt=" ".join([say("aid.maps.alt", shares=join_rows(shown, "{name} {both_pct:.2f}")), *end, *notes]),
        native=Native("bar", "name", "both_pct", None, say("aid.maps.unit_label")),
    )


def _headline(groups: Sequence[Group], states: float, shown: pl.DataFrame, off: pl.DataFrame) -> str:
    """Say what the first gave, and against whom it stands: the United States, or those chosen, of whom some may not be on the map."""
    told = {"who": shown["name"][0], "share": shown["both_pct"][0]}
    if not groups:
        return say("aid.maps.headline", **told, us=states)
    if shown.height == 1:
        return say("aid.maps.alone_headline", **told)
    if off.height:
        return say("aid.maps.most_on_map_headline", **told, whom=together(groups))
    return say("aid.maps.most_headline", **told, whom=together(groups))


def _off_the_map(off: pl.DataFrame) -> str:
    """Name who was chosen and is no part of Europe, with its value."""
    named = off.sort("both_pct", "donor", descending=[True, False]).with_columns(as_text("name", with_article))
    return say("aid.maps.off_the_map", shares=join_rows(named, "{name} {both_pct:.2f}", ", "))


def _class() -> pl.Expr:
    return pl.sum_horizontal((pl.col("both_pct") >= step).cast(pl.Int64) for step in STEPS)


def _map(shown: pl.DataFrame, width: int, most: int | None = None) -> marks.Layered:
    """Draw the map with all names, or with those of so many countries that give most."""
    rows = shown.with_columns(
        country="donor",
        name=pl.col("name").replace(SHORT),
        fill=_class().replace_strict(dict(enumerate(FILLS)), return_dtype=pl.String),
        said=pl.col("both_pct").map_elements(lambda share: say("aid.maps.share_words", share=share), pl.String),
        edged=pl.lit(value=False),
    )
    places = europe.topology()["places"]
    # Names of small countries have few places where they can stand: they are placed first.
    named = sorted(rows["country"].head(most or rows.height).to_list(), key=lambda country: places[country][2])
    return europe.europe(rows, named, width=width, size=11 if most else 12)


def _classes(shown: pl.DataFrame, width: int, *, names: bool) -> marks.Layered:
    """Draw the key: a swatch a class, with its bounds and on a page the countries in it, the largest first."""
    rows, y = [], 8
    for nth in reversed(range(len(FILLS))):
        inside = shown.filter(_class() == nth)["name"].replace(SHORT).to_list()
        rows.append(
            {
                "x": 0,
                "y": y,
                "fill": FILLS[nth],
                "text": say("aid.maps.class_title", number=len(inside), bounds=_bounds(nth)),
                "bold": True,
            }
        )
        y += 15
        for line in textwrap.wrap(", ".join(inside), 34) if names else []:
            rows.append({"x": 0, "y": y, "fill": theme.PAPER, "text": line, "bold": False})
            y += 14
        y += 6 if names else 1
    frame = pl.DataFrame(rows)
    base = alt.Chart(frame, width=width, height=y).encode(
        x=alt.X("x:Q", axis=None, scale=alt.Scale(domain=[0, width])), y=alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[y, 0]))
    )
    swatch = base.transform_filter("datum.bold").mark_square(size=130, opacity=1, xOffset=6, stroke=theme.GREY, strokeWidth=0.5)
    bold = (
        base.transform_filter("datum.bold")
        .mark_text(align="left", dx=18, fontWeight=600, fontSize=12)
        .encode(text=alt.Text("text:N"))
    )
    plain = base.transform_filter("!datum.bold").mark_text(align="left", dx=0, fontSize=12).encode(text=alt.Text("text:N"))
    return alt.layer(swatch.encode(fill=alt.Fill("fill:N", scale=None)), bold, plain)


def _bounds(nth: int) -> str:
    if nth == 0:
        return say("aid.maps.below_words", end=STEPS[0])
    if nth == len(STEPS):
        return say("aid.maps.from_words", start=STEPS[-1])
    return say("aid.maps.between_words", start=STEPS[nth - 1], end=STEPS[nth])
