"""Figures of ships on lists: how many over time, on which lists at once, who listed first, and who is listed still."""

from datetime import date

import altair as alt
import polars as pl

from analysis.charts import marks, theme
from analysis.charts.citations import cite
from analysis.charts.formatting import day, join_words, month
from analysis.charts.native import Native
from analysis.figures.figure import Figure
from analysis.figures.inputs import require_whole_table
from analysis.figures.sanctions import authorities
from analysis.figures.sanctions.authorities import NAMES
from analysis.measures import ships as measure

__all__ = ["over_time", "overlap", "still_listed", "who_first"]

RUSSIA_ONLY = "US ships are those under Russia programmes; ships listed over Iran or Venezuela alone are not counted."
US_DAYS = "US days are inferred from runs of list numbers or are the first day seen in copies; a ship known only to a bound counts from its last possible day."
UK_NUMBERS = "UK ships are those known by number; the British list of April 2026 names 595."


def over_time(vessels: pl.DataFrame, coverage: pl.DataFrame) -> Figure:
    """Draw ships on each authority's list, accumulated by day of first listing, each line to the end of its source.

    Takes `load.vessels()`, the whole table, and `load.sanctions_coverage()`. `data` has authority, source, period (a day),
    ships (of that day) and so_far. US days are inferred or first seen, and a day known only to a bound counts as its last.
    Raises NotComparable for a part of a table or rows that stand twice.

    >>> from analysis import load
    >>> ships = over_time(load.vessels(), load.sanctions_coverage()).data
    >>> ships.filter(pl.col("authority") == "EU").select("period", "ships", "so_far").row(0)
    (datetime.date(2024, 6, 25), 27, 27)
    """
    require_whole_table("vessels", vessels)
    require_whole_table("sanctions_coverage", coverage)
    frame = authorities.named(measure.over_time(vessels, coverage).with_columns(pl.col("authority").cast(pl.String)))
    final = frame.group_by("authority", maintain_order=True).last()
    first, last = date(2022, 1, 1), frame["period"].max()
    now, colours = dict(final.select("authority", "so_far").iter_rows()), authorities.COLOURS
    drawn = frame.filter(pl.col("period") >= first)
    line = alt.Chart(drawn, name="ships").mark_line(interpolate="step-after").encode(
        x=marks.time_axis(start=first, end=last), y=alt.Y("so_far:Q", title=None, axis=alt.Axis(tickCount=5)),  # type: ignore[arg-type]
        color=marks.colour("authority", colours), strokeDash=marks.dash("authority", authorities.DASHES),
        tooltip=[alt.Tooltip("name:N"), alt.Tooltip("period:T", format="%d %B %Y"), alt.Tooltip("so_far:Q", title="Ships so far")],
    )  # fmt: skip
    labels = alt.Chart(final.with_columns(label=pl.format("{} {}", pl.col("authority"), pl.col("so_far")))).mark_text(
        align="left", dx=8, fontWeight=600
    ).encode(x=alt.X("period:T"), y=alt.Y("so_far:Q"), text=alt.Text("label:N"), color=marks.text_colour("authority", colours))  # fmt: skip
    stops = (
        alt.Chart(final)
        .mark_tick(orient="vertical", size=10, thickness=2, color=theme.GREY)
        .encode(x=alt.X("period:T"), y=alt.Y("so_far:Q"))
    )
    chart = alt.layer(line, labels, stops, marks.caption("ships, so far")).resolve_scale(color="independent")
    read = join_words([f"{NAMES[row['authority']]} {day(row['period'])}" for row in final.iter_rows(named=True)])
    return Figure(
        chart.properties(width=marks.WIDTH, height=marks.HEIGHT),
        id="ships-over-time",
        headline=f"The EU has listed {now['EU']} ships over Russia, the UK {now['UK']}, the United States {now['US']}",
        subtitle=f"Ships put on each list, accumulated, {month(first)} to {month(last)}; each line to the end of its source",
        data=drawn.select("authority", "source", "period", "ships", "so_far"),
        sources=cite(vessels),
        notes=[RUSSIA_ONLY, US_DAYS, UK_NUMBERS, f"After a line's end nothing is known: {read}."],
        alt="Step lines: " + ", ".join(f"{NAMES[one]} {number}" for one, number in now.items()) + f" ships. Sources end: {read}.",
        native=Native("steps", "period", "so_far", "authority", "ships so far", colours, labels=NAMES, dashes=authorities.DASHES),
    )  # fmt: skip


def overlap(vessels: pl.DataFrame) -> Figure:
    """Draw how many ships stand on which lists at once, as bars above the sets they belong to.

    Takes `load.vessels()`. `data` has lists (such as EU UK), on (how many lists) and ships (on exactly these); ships removed
    since are in it. Raises NotComparable for a part of a table or rows that stand twice.

    >>> from analysis import load
    >>> overlap(load.vessels()).data.columns
    ['lists', 'on', 'ships']
    """
    require_whole_table("vessels", vessels)
    sets = measure.overlap(vessels).with_row_index("place").with_columns(pl.col("place").cast(pl.Int64))
    order = list(measure.AUTHORITIES)
    dots = pl.concat(
        [
            sets.select(
                "place", "lists", "ships", authority=pl.lit(one), member=pl.col("lists").str.split(" ").list.contains(one)
            )
            for one in order
        ]
    )
    x = alt.X("place:O", axis=None)
    width = 520
    bars = alt.Chart(sets, name="sets").mark_bar().encode(
        x=x, y=alt.Y("ships:Q", title=None, axis=alt.Axis(tickCount=4)),
        color=alt.condition("datum.on == 1", alt.value(theme.GREY), alt.value(theme.BLUE)),
        tooltip=[alt.Tooltip("lists:N", title="On the lists of"), alt.Tooltip("ships:Q")],
    )  # fmt: skip
    words = alt.Chart(sets).mark_text(dy=-7).encode(x=x, y=alt.Y("ships:Q"), text=alt.Text("ships:Q"))
    grid = alt.Chart(dots).mark_circle(size=130).encode(
        x=x, y=alt.Y("authority:N", sort=order, title=None, axis=alt.Axis(domain=False, ticks=False)),
        color=alt.condition("datum.member", alt.value(theme.INK), alt.value(theme.LIGHT_GREY)),
    )  # fmt: skip
    upper = alt.layer(bars, words, marks.caption("ships on exactly these lists")).properties(width=width, height=190)
    several = int(sets.filter(pl.col("on") > 1)["ships"].sum())
    every = sets.filter(pl.col("on") == len(order))["ships"].sum()
    whole = int(sets["ships"].sum())
    largest = sets.row(0, named=True)
    return Figure(
        alt.vconcat(upper, grid.properties(width=width, height=92), spacing=4).resolve_scale(x="shared"),
        id="ships-on-which-lists",
        headline=f"Of {whole} listed ships {several} stand on two lists or more, {every} on all four",
        subtitle="Ships by the exact set of lists they have been put on: European Union, United Kingdom, United States (Russia programmes), Canada",
        data=sets.select("lists", "on", "ships"),
        sources=cite(vessels),
        notes=[RUSSIA_ONLY, "A ship counts by its IMO number, whatever its name or flag; ships removed since are included."],
        alt=f"Bars by set of lists, the largest {largest['lists'].replace(' ', ' and ')} with {largest['ships']}: "
        + "; ".join(f"{row['lists'].replace(' ', ' and ')} {row['ships']}" for row in sets.iter_rows(named=True)) + ".",
        native=Native("column", "lists", "ships", None, "ships"),
    )  # fmt: skip


PAIRS = (("EU", "UK"), ("US", "EU"), ("US", "UK"))


def who_first(vessels: pl.DataFrame) -> Figure:
    """Draw, for ships on two lists, the days from one authority's listing to the other's.

    Takes `load.vessels()`. `data` has months (from the first named authority's listing to the other's, negative where the
    other was first), ships and pair; only ships with known days. US days are inferred. Raises NotComparable for a part of a
    table or rows that stand twice.

    >>> from analysis import load
    >>> who_first(load.vessels()).data["pair"].unique().sort().to_list()[0]
    'European Union, then United Kingdom'
    """
    require_whole_table("vessels", vessels)
    parts = []
    for one, other in PAIRS:
        days = measure.who_first(vessels, one, other).filter("exact")
        months = (pl.col("days") / 30.4375).floor().cast(pl.Int64).alias("months")
        parts.append(
            days.group_by(months)
            .agg(ships=pl.len().cast(pl.Int64))
            .with_columns(pair=pl.lit(f"{NAMES[one]}, then {NAMES[other]}"))
        )
    frame = pl.concat(parts).sort("pair", "months")
    edge = int(frame["months"].abs().max())  # type: ignore[arg-type]
    panels = []
    for one, other in PAIRS:
        pair = f"{NAMES[one]}, then {NAMES[other]}"
        found = measure.lead(vessels, one, other)
        basis = "both on stated days" if "US" not in (one, other) else "US days inferred"
        title = f"{one} first {found['first']}, {other} first {found['second']} of {found['ordered']} ships ({basis})"
        bars = alt.Chart(frame.filter(pl.col("pair") == pair), title=alt.TitleParams(title, fontSize=12, anchor="start")).mark_bar(width=9).encode(
            x=alt.X("months:Q", title=None, scale=alt.Scale(domain=[-edge, edge]), axis=alt.Axis(tickCount=8, grid=False)),
            y=alt.Y("ships:Q", title=None, axis=alt.Axis(tickCount=3)),
            color=alt.condition("datum.months >= 0", alt.value(authorities.COLOURS[one]), alt.value(authorities.COLOURS[other])),
            tooltip=[alt.Tooltip("months:Q", title=f"Months from {one} to {other}"), alt.Tooltip("ships:Q")],
        )  # fmt: skip
        zero = (
            alt.Chart(pl.DataFrame({"months": [0]})).mark_rule(color=theme.INK, strokeDash=[2, 2]).encode(x=alt.X("months:Q"))
        )
        panels.append(alt.layer(bars, zero).properties(width=560, height=80))
    us_eu, eu_uk = measure.lead(vessels, "US", "EU"), measure.lead(vessels, "EU", "UK", stated=True)
    bounded = measure.who_first(vessels, "US", "EU").filter(~pl.col("exact")).height
    return Figure(
        alt.vconcat(*panels, spacing=12),
        id="who-listed-first",
        headline=f"Of ships on both lists the United States named {us_eu['first']} of {us_eu['ordered']} before the EU; "
        f"EU and UK take turns, {eu_uk['first']} to {eu_uk['second']}",
        subtitle="Ships on two lists by months from the first authority's listing to the second's; left of the line the second was first",
        data=frame,
        sources=cite(vessels.filter(pl.col("authority").cast(pl.String).is_in(["EU", "UK", "US"]))),
        notes=[
            RUSSIA_ONLY,
            "EU against UK stands on days both state. Every comparison with the US rests on inferred days; on stated days alone there is none.",
            f"{bounded} ships on the US and EU lists have a US day known only between bounds: they count for who was first where the whole range says so, and have no bar.",
        ],
        alt=f"Three rows of bars. US and EU: {us_eu['both']} ships on both lists, US first for {us_eu['first']}; {us_eu['known']} with known days, median {us_eu['median_days']:.0f} days. "
        f"EU and UK: {eu_uk['known']} ships, EU first for {eu_uk['first']}, UK for {eu_uk['second']}, the same day for {eu_uk['same_day']}.",
    )  # fmt: skip


def still_listed(designations: pl.DataFrame) -> Figure:
    """Draw EU ships as first listed beside those that its annex still holds, by day of listing.

    Takes `load.designations()`. `data` has listed_on, as_listed and still (numbers of ships) and source. Raises NotComparable
    for a part of a table or rows that stand twice.

    >>> from analysis import load
    >>> still_listed(load.designations()).data.select("listed_on", "as_listed").row(0)
    (datetime.date(2024, 6, 25), 27)
    """
    require_whole_table("designations", designations)
    table = measure.still_listed(designations).with_columns(gone=pl.col("as_listed") - pl.col("still"))
    named = table.with_columns(when=pl.col("listed_on").map_elements(day, return_dtype=pl.String))
    order = named["when"].to_list()
    base = alt.Chart(named).encode(y=alt.Y("when:N", sort=order, title=None, axis=alt.Axis(domain=False, ticks=False)))
    first = base.mark_bar(color=theme.LIGHT_BLUE, height=16).encode(
        x=alt.X("as_listed:Q", title=None, axis=alt.Axis(tickCount=5)),
        tooltip=[alt.Tooltip("when:N"), "as_listed:Q", "still:Q"],
    )
    now = base.mark_bar(color=theme.BLUE, height=8).encode(x=alt.X("still:Q"))
    words = (
        base.transform_calculate(text="datum.as_listed + (datum.gone > 0 ? ', ' + datum.still + ' still' : ', all still')")
        .mark_text(align="left", dx=5)
        .encode(x=alt.X("as_listed:Q"), text=alt.Text("text:N"))
    )
    listed, still = int(table["as_listed"].sum()), int(table["still"].sum())
    return Figure(
        alt.layer(first, now, words).properties(width=480, height=24 * table.height),
        id="ships-still-listed",
        headline=f"Of {listed} listings of ships by the EU in {table.height} steps, {still} are on its list still; counting today's list alone loses {listed - still}",
        subtitle=f"Ships by day of listing: wide bars as first listed, narrow bars those in Annex XLII as of {day(table['listed_on'].max())}",
        data=table.select("listed_on", "as_listed", "still", "source"),
        sources=cite(table),
        notes=["A ship named in two steps counts in each: there are more listings than ships."],
        alt="Bars by day: " + "; ".join(f"{row['when']} {row['as_listed']} listed, {row['still']} still" for row in named.iter_rows(named=True)) + ".",
    )  # fmt: skip
