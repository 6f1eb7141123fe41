"""Figures of weapons: from stocks or orders, and how many heavy ones from whom."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import altair as alt
import polars as pl

from analysis.charts import marks, theme
from analysis.charts.catalogue import say
from analysis.charts.citations import cite
from analysis.charts.formatting import PERIODS, as_text, join_rows, pct
from analysis.charts.native import Native
from analysis.charts.sizes import COLUMN_LINE, PAGE_LINE, SLIDE_LINE, with_caveat, with_sizes
from analysis.countries import with_article
from analysis.figures.aid import weapon_rows
from analysis.figures.aid.amounts import in_headline
from analysis.figures.aid.inputs import NOMINAL, edition, latest, require_count, require_one_release, stand
from analysis.figures.aid.weapon_types import WEAPON_TYPES
from analysis.figures.figure import Figure
from analysis.figures.inputs import whole_tables
from analysis.figures.whom import end_of_id, members_in, notes_of, take_nobody, together
from analysis.measures import aid as measure
from analysis.measures.blocs import Whose
from analysis.measures.periods import step_of

__all__ = ["heavy_weapons", "routes"]

ROUTE_NAMES = {
    "stockpile": say("aid.weapons.own_stocks_label"),
    "procurement": say("aid.weapons.procured_label"),
    "nato_purl": say("aid.weapons.purl_label"),
    "unspecified": say("aid.weapons.unspecified_label"),
}
EUR_BN = say("aid.inputs.eur_bn_label")
ROUTE_COLOURS = dict(zip(ROUTE_NAMES.values(), ("#595959", "#009E73", "#E69F00", "#DEDEDE"), strict=True))
CATEGORY_NAMES = {category: names.label for category, names in WEAPON_TYPES.items()}


@take_nobody(
    "all donors together: the publisher's table of routes names none",
    "see who gave what: figures.aid.weapons.heavy_weapons(load.weapons(), only=...), or "
    "figures.aid.flows.over_time(aid, only=..., kind='military')",
)
@whole_tables(military="military_routes")
def routes(military: pl.DataFrame, aid: pl.DataFrame, every: str = "1q") -> Figure:
    """Draw military allocations of all donors by where the weapons come from, per quarter (or `every` 1mo, 6mo, 1y).

    Takes `load.military_routes()` and `load.aid()` of the same release. `data` has release, period, route (own stocks, newly
    procured, US stocks through PURL, not specified), eur_bn and share (of the table's period, of one). The words share out the
    military allocations of a year: what is not known stays in the whole. Raises UnknownName for another step, NotComparable
    where the two are not of one release, AnalysisError for a release without allocations.

    >>> from analysis import load
    >>> military = load.military_routes()
    >>> routes(military, load.aid(military["release"][0]), every="1y").data.columns
    ['release', 'period', 'route', 'eur_bn', 'share']
    """
    every = step_of(every)
    require_one_release(aid, "allocated")
    named = pl.col("route").cast(pl.String).replace_strict(ROUTE_NAMES)
    parts = measure.routes(military, every).with_columns(pl.col("eur_bn").round(3), pl.col("share").round(4), route=named)
    years = measure.routes_by_year(military, aid).with_columns(route=named, year=pl.col("period").dt.year())
    short, end = measure.routes_short(military, aid), _axis_end(military)
    caveat = _missing(short)
    page, slide, column = (_columns(parts, end, every, *room) for room in ((marks.WIDTH + 60, 260), (370, 220), (300, 260)))
    return Figure(
        with_sizes(
            with_caveat(page, caveat, PAGE_LINE),
            slide=with_caveat(slide, caveat, SLIDE_LINE),
            column=with_caveat(column, caveat, COLUMN_LINE),
        ),
        id=f"where-weapons-come-from-{every}",
        headline=_months_headline(parts, aid) if every == "1mo" else _years_headline(years, military, aid),
        subtitle=say("aid.weapons.routes_subtitle", period=PERIODS[every], last=military["month"].max()),
        data=parts,
        sources=cite(military),
        notes=[
            NOMINAL,
            say("aid.weapons.least"),
            _coverage(short),
            say("aid.weapons.last_period"),
            say("aid.weapons.purl"),
        ],
        alt=say("aid.weapons.routes_alt", shares=_in_words(years)),
        native=Native("stacked_column", "period", "eur_bn", "route", EUR_BN, dict(ROUTE_COLOURS), list(ROUTE_COLOURS)),
    )


def _columns(parts: pl.DataFrame, end: date, every: str, width: int, height: int) -> marks.Layered:
    """Stack the routes of each period; in a narrow drawing their names stand two in a line."""
    scale = width / (marks.WIDTH + 60)
    bar = {"1mo": 8, "1q": 24, "6mo": 44, "1y": 70}[every] * scale
    where_from = say("aid.weapons.where_from_label")
    fields = {"From": "period:T|%B %Y", where_from: "route", EUR_BN: "eur_bn:Q|,.3f", "Share": "share:Q|.0%"}
    colours = alt.Scale(domain=list(ROUTE_COLOURS), range=list(ROUTE_COLOURS.values()))
    key = alt.Legend(title=say("aid.weapons.unit_label"), orient="top", direction="horizontal", columns=0 if scale == 1 else 2)
    bars = alt.Chart(parts, width=width, height=height).mark_bar(width=bar, stroke=theme.PAPER, strokeWidth=0.5)
    drawn: marks.Layered = bars.encode(
        x=marks.time_axis(start=date(2021, 11, 1), end=end),
        y=alt.Y("eur_bn:Q", title=None, stack="zero", axis=alt.Axis(format=",~f", tickCount=5)),
        color=alt.Color("route:N", scale=colours, legend=key),
        order=alt.Order("nth:Q"),
        tooltip=marks.tips(fields),
    ).transform_calculate(nth=f"indexof({list(ROUTE_COLOURS)}, datum.route)")
    return drawn


def _years_headline(years: pl.DataFrame, military: pl.DataFrame, aid: pl.DataFrame) -> str:
    first, last = years["year"].sort()[0], _last_whole_year(military)
    then, now = (latest(years.filter(year=year), "share", "route") for year in (first, last))
    own = ROUTE_NAMES["stockpile"]
    return say("aid.weapons.routes_headline", then=then[own], first=first, now=now[own], last=last)


def _missing(short: pl.DataFrame) -> str:
    """Say on the picture what the table of routes lacks of the military allocations, and what not specified means."""
    lacking = float(short.filter(pl.col("short_bn") > 0)["short_bn"].sum())
    of_any_route = say("aid.weapons.of_any_route")
    return f"{say('aid.weapons.in_no_column', lacking=lacking)} {of_any_route}" if lacking else of_any_route


def _coverage(short: pl.DataFrame) -> str:
    """Say how far the table of routes is from the military allocations, years short of them apart from years beyond them."""
    below, above = short.filter(pl.col("short_bn") > 0), short.filter(pl.col("short_bn") < 0)
    lacks = {"short": float(below["short_bn"].sum()), "short_years": [str(period.year) for period in below["period"]]}
    exceeds = {"over": -float(above["short_bn"].sum()), "over_years": [str(period.year) for period in above["period"]]}
    if below.height and above.height:
        return say("aid.weapons.falls_short_and_exceeds", **lacks, **exceeds)
    if below.height:
        return say("aid.weapons.falls_short", **lacks)
    return say("aid.weapons.exceeds", **exceeds) if above.height else say("aid.weapons.adds_up")


def _in_words(years: pl.DataFrame) -> str:
    rows = years.with_columns(as_text("share", lambda share: pct(share, 1 if 0 < share < 0.01 else 0)))
    parts = rows.partition_by("year", maintain_order=True)
    return "; ".join(f"{part['year'][0]} {join_rows(part, '{route} {share}', ', ')}" for part in parts)


def _months_headline(parts: pl.DataFrame, aid: pl.DataFrame) -> str:
    months = parts.group_by("period").agg(pl.col("eur_bn").sum()).sort("eur_bn", "period")
    largest = months.row(-1, named=True)
    middle = months["eur_bn"].quantile(0.5, "nearest") or 0.0
    most = {"most": largest["eur_bn"], "month": largest["period"]}
    return say("aid.weapons.months_headline", **most, middle=middle, edition=edition(aid))


def _last_whole_year(military: pl.DataFrame) -> int:
    months = military.group_by(pl.col("month").dt.year().alias("year")).agg(pl.col("month").n_unique())
    return int(months.filter(pl.col("month") == 12)["year"].sort()[-1])


def _axis_end(military: pl.DataFrame) -> date:
    """Leave room for the last bar and no more."""
    last = measure.last_month(military.rename({"month": "period"}))
    return last.replace(year=last.year + (last.month > 9), month=(last.month + 2) % 12 + 1)


@whole_tables("weapons")
def heavy_weapons(weapons: pl.DataFrame, largest: int = 14, *, only: Whose = ()) -> Figure:
    """Draw how many heavy weapons the largest donors have allocated, by category, shaded by their estimated worth.

    Takes `load.weapons()`; `largest` is the number of donors, `only` keeps the members of blocs and groups, and countries. `data`
    has release, donor, name, category, items (a number), eur_bn (their worth as the publisher estimates it) and all_bn (the donor's
    sum). Raises AnalysisError for a `largest` that is no whole number from 1 on and for a group of which nobody is in the table.

    >>> from analysis import groups, load
    >>> heavy_weapons(load.weapons()).data["category"].unique().sort().to_list()
    ['Air defence', 'Fighting vehicles', 'Howitzers', 'Rocket launchers', 'Tanks']
    >>> heavy_weapons(load.weapons(), only=groups.BALTIC_STATES).data["name"].unique().sort().to_list()
    ['Estonia', 'Latvia', 'Lithuania']
    """
    require_count(largest)
    groups, members = members_in(weapons, only, say("aid.weapons.heavy_weapons_words"))
    rows = measure.heavy_weapons(members).with_columns(pl.col("category").cast(pl.String).replace_strict(CATEGORY_NAMES))
    order = rows["name"].unique(maintain_order=True).head(largest).to_list()
    shown = rows.filter(pl.col("name").is_in(order)).with_columns(pl.col("eur_bn", "all_bn").round(3))
    categories, first = [one for one in CATEGORY_NAMES.values() if one in rows["category"]], shown.row(0, named=True)
    most = rows.sort("items", "name", descending=[True, False]).unique("category", maintain_order=True)
    most = most.sort(pl.col("category").cast(pl.Enum(categories))).with_columns(as_text("name", with_article))
    group = together(groups) if len(order) > 1 else ""
    notes = notes_of(groups, weapons, say("aid.weapons.heavy_weapons_words"))
    bars = say(
        "aid.weapons.heavy_alt",
        who=first["name"],
        worth=first["all_bn"],
        most=join_rows(most, "{category} {name} {items}"),
    )
    return Figure(
        weapon_rows.drawing(shown, order, categories),
        id=f"heavy-weapons{end_of_id(groups)}",
        headline=_heavy_headline(first, stand(weapons), group, alone=len(order) == 1),
        subtitle=_heavy_subtitle(len(order), group),
        data=shown,
        sources=cite(weapons),
        notes=[
            *([told] if len(order) > 1 and (told := _most_items(most, group)) else []),
            say("aid.weapons.worth"),
            NOMINAL,
            *notes,
        ],
        alt=" ".join([bars, *notes]),
    )


def _heavy_headline(first: Mapping[str, Any], end: str, group: str, *, alone: bool) -> str:
    """Say who has allocated the most valuable weapons, of all or of a group, or what those of one alone are worth."""
    told = {"who": in_headline(first["name"]), "worth": first["all_bn"], "stand": end}
    if alone:
        return say("aid.weapons.heavy_alone_headline", **told)
    return say("aid.weapons.heavy_of_headline", **told, group=group) if group else say("aid.weapons.heavy_headline", **told)


def _heavy_subtitle(donors: int, group: str) -> str:
    if donors == 1:
        return say("aid.weapons.heavy_alone_subtitle")
    if group:
        return say("aid.weapons.heavy_of_subtitle", donors=donors, group=group)
    return say("aid.weapons.heavy_subtitle", donors=donors)


def _most_items(most: pl.DataFrame, group: str) -> str:
    """Say from whom the most tanks and howitzers come, as far as any are in the table, of all or of a group."""
    givers = latest(most, "name", "category")
    names = [WEAPON_TYPES[one] for one in ("Tanks", "Howitzers") if CATEGORY_NAMES[one] in givers]
    if not names:
        return ""
    giver, other = givers[names[0].label], givers[names[-1].label]
    if giver == other:
        told = {"weapons": [name.several for name in names], "giver": giver}
        return say("aid.weapons.most_items_of", **told, group=group) if group else say("aid.weapons.most_items", **told)
    each = {"first": names[0].several, "giver": giver, "second": names[1].several, "other": other}
    return say("aid.weapons.most_items_each_of", **each, group=group) if group else say("aid.weapons.most_items_each", **each)
