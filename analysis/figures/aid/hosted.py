"""Figures of people from Ukraine that Europe hosts: by host per thousand inhabitants, and over the year ends."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import altair as alt
import polars as pl

from analysis import groups, load
from analysis.charts import forms, marks, theme
from analysis.charts.catalogue import say
from analysis.charts.citations import cite
from analysis.charts.formatting import join_rows
from analysis.charts.native import Native
from analysis.charts.sizes import COLUMN_LINE, PAGE_LINE, SLIDE_LINE, with_caveat, with_sizes
from analysis.countries import EUROPE
from analysis.figures.figure import Figure
from analysis.figures.inputs import whole_tables
from analysis.figures.whom import absent_of, end_of_id, members_in, notes_of, together
from analysis.groups.group import Group, as_group
from analysis.measures import hosted as measure
from analysis.measures.blocs import Whose, names_somebody

__all__ = ["by_host", "by_year"]

FIRST = date(2022, 12, 31)
NAMED = 3
"""How many of the largest hosts have a part of their own in a column."""

OTHER_EU, OUTSIDE = say("aid.hosted.other_eu_label"), say("aid.hosted.outside_label")
COLOURS = (theme.BLUE, theme.LIGHT_BLUE, "#00594C", theme.GREY, theme.LIGHT_GREY)
MILLION = 1_000_000
PAROLE = say("aid.hosted.parole")
COUNT = f"{say('aid.hosted.count')} {say('aid.hosted.registers')}"


@whole_tables(people="people_hosted")
def by_host(people: pl.DataFrame, *, only: Whose = ()) -> Figure:
    """Draw people from Ukraine per thousand inhabitants in each European host at the last year end, beside the end of 2022.

    Takes `load.people_hosted()`; `only` keeps the members of blocs and groups, and countries, of Europe and beyond. `data` has source,
    year_end, iso3, name, refugees, population_year, population, per_thousand and first (per thousand at the end of 2022, null where
    the host was not counted then). The United States is left out, and, unless it is chosen, who is not in Europe. Raises AnalysisError
    for a group of which no host has a rate. Source: UNHCR for people hosted, the World Bank for inhabitants.

    >>> from analysis import groups, load
    >>> by_host(load.people_hosted()).data.select("name", "refugees", "per_thousand").row(0)
    ('Czechia', 392955, 36.034)
    >>> by_host(load.people_hosted(), only=groups.BALTIC_STATES).data["name"].to_list()
    ['Estonia', 'Lithuania', 'Latvia']
    """
    all_rates = load.named(measure.by_host(people))
    last: date = all_rates["year_end"].max()  # type: ignore[assignment]
    sized = all_rates.filter(pl.col("population").is_not_null(), year_end=last)
    whose, rates = members_in(sized, only if names_somebody(only) else groups.EUROPE, "rate of people hosted", "iso3")
    first = all_rates.filter(year_end=FIRST).select("iso3", first="per_thousand")
    rows = rates.join(first, on="iso3", how="left", maintain_order="left")
    whose = whose if names_somebody(only) else ()
    each = dict(rows.select("name", "per_thousand").iter_rows())
    neighbour = "" if whose else _neighbour(people, last)
    caveat = f"{PAROLE} {neighbour}".strip()
    page, slide, column = _bars(rows, 330), _halves(rows), _bars(rows, 130)
    notes = notes_of(whose, rows, "rate", "iso3")
    return Figure(
        with_sizes(
            with_caveat(page, caveat, PAGE_LINE),
            slide=with_caveat(slide, caveat, SLIDE_LINE),
            column=with_caveat(column, caveat, COLUMN_LINE),
        ),
        id=f"people-hosted-by-host{end_of_id(whose)}",
        headline=_headline(rows, whose, last.year),
        subtitle=say("aid.hosted.subtitle", last=last),
        data=rows,
        sources=cite(rows),
        notes=[
            PAROLE,
            COUNT,
            say("aid.hosted.inhabitants", years=[str(year) for year in rows["population_year"].unique().sort()]),
            *_jumps(people, whose),
            *notes,
        ],
        alt=" ".join(
            [say("aid.hosted.alt", last=last, rates=join_rows(rows, "{name} {per_thousand:.1f} ({refugees:,})")), *notes]
        ),
        native=Native("bar", "name", "per_thousand", None, say("aid.hosted.unit_label"), dict.fromkeys(each, theme.BLUE)),
    )


def _headline(rows: pl.DataFrame, whose: Sequence[Group], year: int) -> str:
    """Say whose rate is the highest, and beside it that of the host of most people; of some, that it is the highest of those."""
    top, most = rows.row(0, named=True), rows.sort("refugees", "iso3").row(-1, named=True)
    told = {"who": top["name"], "rate": top["per_thousand"], "year": year}
    if whose and rows.height > 1:
        if absent_of(whose, rows, "iso3"):
            return say("aid.hosted.most_counted_headline", **told, whose=together(whose))
        return say("aid.hosted.most_headline", **told, whose=together(whose))
    if most["name"] != top["name"]:
        return say("aid.hosted.second_headline", **told, most=most["name"], most_rate=most["per_thousand"])
    return say("aid.hosted.headline", **told)


@whole_tables(people="people_hosted")
def by_year(people: pl.DataFrame, *, only: Whose = ()) -> Figure:
    """Draw the people from Ukraine that Europe hosted at each year end since 2022, by its largest hosts and the rest of it.

    Takes `load.people_hosted()`; `only` names whose hosts are drawn instead: the members of blocs and groups, and countries. `data` has
    source, period (year end), year, host (one of the three largest of the last year end, or the rest of the EU27 or of Europe, or of
    those chosen), refugees, hosts (how many were counted) and millions. Raises AnalysisError for a group in which nobody was counted.
    Source: UNHCR.

    >>> from analysis import groups, load
    >>> by_year(load.people_hosted()).data.group_by("year").agg(pl.col("refugees").sum()).sort("year").row(-1)
    ('2025', 4746038)
    >>> by_year(load.people_hosted(), only=groups.NORDIC_BALTIC_EIGHT).data["host"].unique(maintain_order=True).to_list()
    ['Norway', 'Finland', 'Lithuania', 'Others of the Nordic-Baltic eight']
    """
    whose, hosts = members_in(
        measure.by_host(people), only if names_somebody(only) else groups.EUROPE, say("aid.hosted.people_hosted_words"), "iso3"
    )
    whose = whose if names_somebody(only) else ()
    last: date = hosts["year_end"].max()  # type: ignore[assignment]
    at_the_end = hosts.filter(year_end=last).sort("refugees", "iso3", descending=[True, False])
    parts = _parts(at_the_end["iso3"].head(NAMED).to_list(), hosts["iso3"].unique().to_list(), whose)
    sums = measure.by_year(people, parts).filter(pl.col("year_end") >= FIRST)
    rows = sums.select(
        "source",
        "hosts",
        "refugees",
        period="year_end",
        year=pl.col("year_end").dt.year().cast(pl.String),
        host=pl.col("bloc").cast(pl.String),
        millions=pl.col("refugees") / MILLION,
    ).sort("period", pl.col("host").cast(pl.Enum([part.name for part in parts])))
    whole = rows.group_by("year").agg(pl.col("refugees").sum() / MILLION).sort("year")
    totals = dict(whole.iter_rows())
    total = totals[str(last.year)]
    part = at_the_end["refugees"][0] / MILLION / total
    told: dict[str, Any] = {"who": together(whose) or EUROPE, "people": _people(total), "year": last.year}
    told |= {"part": part, "host": parts[0].in_text} if len(parts) > 1 else {}
    colours = dict(zip([part.name for part in parts], COLOURS, strict=False))
    page, column = _columns(rows, totals, colours, marks.WIDTH - 60), _columns(rows, totals, colours, 210)
    narrow = with_caveat(column.chart, PAROLE, COLUMN_LINE)
    notes = notes_of(whose, hosts, say("aid.hosted.people_hosted_words"), "iso3")
    return Figure(
        forms.Drawing(with_sizes(with_caveat(page.chart, PAROLE, PAGE_LINE), column=narrow), page.native),
        id=f"people-hosted-by-year{end_of_id(whose)}",
        headline=_year_headline(told, counted=bool(absent_of(whose, hosts, "iso3"))),
        subtitle=say("aid.hosted.year_others_subtitle") if whose else say("aid.hosted.year_subtitle"),
        data=rows,
        sources=cite(rows),
        notes=[PAROLE, COUNT, *_jumps(people, whose), *notes],
        alt=" ".join([say("aid.hosted.year_alt_heading"), *_years_in_words(rows, totals), *notes]),
    )


def _year_headline(told: Mapping[str, Any], *, counted: bool) -> str:
    """Say how many were hosted in all, and what part of them by the largest host, if there are several."""
    # A host without a count is no host without people: the sum is that of the others.
    if counted:
        if "part" in told:
            return say("aid.hosted.year_counted_part_headline", **told)
        return say("aid.hosted.year_counted_headline", **told)
    return say("aid.hosted.year_part_headline", **told) if "part" in told else say("aid.hosted.year_headline", **told)


def _years_in_words(rows: pl.DataFrame, totals: Mapping[str, float]) -> list[str]:
    hosts = {year: join_rows(rows.filter(year=year), "{host} {millions:.2f}") for year in totals}
    return [say("aid.hosted.year_alt", year=year, hosts=hosts[year], millions=value) for year, value in totals.items()]


def _people(millions: float) -> str:
    return say("aid.hosted.million_words", millions=millions) if millions >= 1 else f"{1000 * millions:,.0f},000"


def _parts(largest: list[str], counted: list[str], whose: Sequence[Group]) -> list[Group]:
    """Give the largest hosts, and what is left of the EU27 and of Europe or of those chosen, as groups that share nobody."""
    single = [as_group(code) for code in largest]
    rest = sorted({*counted} - {*largest})
    if whose:
        return [*single, *([Group(say("aid.hosted.others_label", whose=together(whose)), rest)] if rest else [])]
    eu = [code for code in groups.EU27 if code not in largest]
    outside = [code for code in groups.EUROPE if code not in {*groups.EU27, *largest, "EUI"}]
    return [*single, Group(OTHER_EU, eu), Group(OUTSIDE, outside)]


def _bars(rows: pl.DataFrame, width: int) -> marks.Layered:
    shown = rows.with_columns(
        text=pl.struct("per_thousand", "refugees").map_elements(
            lambda row: f"{row['per_thousand']:.1f}  ({row['refugees']:,})", return_dtype=pl.String
        )
    )
    y = marks.names("name", shown["name"].to_list(), 120)
    base = alt.Chart(shown, width=width, height=16 * shown.height).encode(y=y)
    x = alt.X("per_thousand:Q", title=None, axis=alt.Axis(tickCount=5, grid=True))
    tips = marks.tips(
        {
            "Host": "name",
            "People": "refugees:Q|,",
            say("aid.hosted.per_thousand_label"): "per_thousand:Q|.1f",
            say("aid.hosted.first_label"): "first:Q|.1f",
        }
    )
    bars = base.mark_bar(height=10, color=theme.BLUE).encode(x=x, tooltip=tips)
    strokes = base.mark_tick(color=theme.VERMILLION, thickness=2, size=14, opacity=1).encode(x=alt.X("first:Q"))
    # A value right of a stroke would be read as the stroke's: all stand in a column of their own.
    words = marks.column(base, "text", width + 8, align="left", fontSize=11)
    # Named in the picture, which alone has them: an office chart has the bars.
    key = marks.caption(say("aid.hosted.strokes_label", first=FIRST))
    return alt.layer(bars, strokes, words, marks.caption(say("aid.hosted.bars_label"), above=19), key)


def _halves(rows: pl.DataFrame) -> alt.TopLevelMixin:
    """Draw the bars in two columns on one scale, with the rate alone at their ends."""
    half = -(-rows.height // 2)
    top = max(rows.select(pl.max_horizontal("per_thousand", "first").max()).row(0))
    columns = [_low_bars(part, top) for part in (rows.head(half), rows.tail(-half)) if part.height]
    drawn: alt.TopLevelMixin = alt.hconcat(*columns, spacing=10)
    return drawn


def _low_bars(rows: pl.DataFrame, top: float) -> marks.Layered:
    shown = rows.with_columns(text=pl.col("per_thousand").map_elements(lambda rate: f"{rate:.1f}", return_dtype=pl.String))
    base = alt.Chart(shown, width=64, height=14 * shown.height).encode(y=marks.names("name", shown["name"].to_list(), 100))
    x = alt.X("per_thousand:Q", title=None, axis=None, scale=alt.Scale(domain=[0, top], nice=False))
    bars = base.mark_bar(height=9, color=theme.BLUE).encode(x=x)
    strokes = base.mark_tick(color=theme.VERMILLION, thickness=2, size=12, opacity=1).encode(x=alt.X("first:Q"))
    return alt.layer(bars, strokes, marks.column(base, "text", 92, fontSize=12))


def _columns(rows: pl.DataFrame, totals: dict[str, float], colours: dict[str, str], width: int) -> forms.Drawing:
    return forms.stacked_columns(
        rows,
        "millions",
        "host",
        say("aid.hosted.million_people_label"),
        colours,
        tooltip={say("aid.hosted.end_of_label"): "year", "Host": "host", "People": "refugees:Q|,"},
        text=lambda value: f"{value:.2f}",
        names=lambda middle: _names(middle, totals, colours, dx=round(width / len(totals) / 2)),
        # Below a twentieth of the scale a number does not fit into its part.
        filter="datum.millions > " + str(round(max(totals.values()) / 19, 2)),
        order="order",
        width=width,
    )


def _names(middle: pl.DataFrame, totals: dict[str, float], colours: dict[str, str], *, dx: int) -> marks.Layered:
    """Name the parts right of the last column, and write what each column is in all above it."""
    last = middle.filter(pl.col("period") == pl.col("period").max())
    apart = marks.spread(last, "middle", span=max(totals.values()), height=260)
    words = alt.Chart(apart).mark_text(align="left", dx=dx, fontWeight=600, fontSize=11)
    names = words.encode(
        x=alt.X("year:N"), y=alt.Y("label_y:Q"), text=alt.Text("host:N"), color=marks.text_colour("host", colours)
    )
    whole = pl.DataFrame({"year": list(totals), "whole": list(totals.values())})
    above = alt.Chart(whole.with_columns(label=pl.col("whole").round(2).cast(pl.String)))
    return alt.layer(
        names, above.mark_text(dy=-8, fontWeight=600).encode(x=alt.X("year:N"), y=alt.Y("whole:Q"), text=alt.Text("label:N"))
    )


def _jumps(people: pl.DataFrame, whose: Sequence[Group] = ()) -> list[str]:
    """Say which numbers rose or fell so sharply in a year that the count itself may be another."""
    found = load.named(measure.jumps(people, whose)).with_columns(year=pl.col("year_end").dt.year())
    told = [
        say("aid.hosted.jump_words", who=name, year=year, before=before, after=after, change=change)
        for name, year, before, after, change in found.select("name", "year", "before", "refugees", "change").iter_rows()
    ]
    return [say("aid.hosted.jumps", told=told)] if told else []


def _neighbour(people: pl.DataFrame, last: date) -> str:
    """Name the host with most people of those whose inhabitants are not at hand, of whom no bar can be drawn."""
    unsized = load.named(measure.by_host(people)).filter(pl.col("population").is_null(), year_end=last)
    largest = unsized.sort("refugees", "iso3").tail(1).rows(named=True)
    return " ".join(say("aid.hosted.neighbour", who=row["name"], people=row["refugees"]) for row in largest)
