"""Figures of ships on lists: how many over time, on which lists at once, who listed first, and who is listed still."""

from datetime import date

import altair as alt
import polars as pl

from analysis.charts import forms, marks, theme
from analysis.charts.citations import cite
from analysis.charts.formatting import day, day_text, join_rows, month
from analysis.charts.native import Native
from analysis.countries import join_words
from analysis.figures.figure import Figure
from analysis.figures.inputs import whole_tables
from analysis.figures.sanctions import authorities
from analysis.figures.sanctions.authorities import COLOURS, NAMES
from analysis.measures import ships as measure
from analysis.measures import windows

__all__ = ["over_time", "overlap", "still_listed", "who_first"]

RUSSIA_ONLY = "US ships are those under Russia programmes; ships listed over Iran or Venezuela alone are not counted."
US_DAYS = "US days are inferred from runs of list numbers or are the first day seen in copies; a ship known only to a bound counts from its last possible day."
BY_NUMBER = "A ship counts by its IMO number, whatever its name or flag; ships removed since are included."
STATED = "EU against UK stands on days both state. Every comparison with the US rests on inferred days; on stated days alone there is none."
BOUNDED = "{} ships on the US and EU lists have a US day known only between bounds: they count for who was first where the whole range says so, and have no bar."
ONCE = "A ship counts once, at its first listing, though the acts of some days name ships of earlier ones again."
CANADA = "Canada's list is known to {} only, with {} ships, and is left out."
FIRST = date(2022, 1, 1)
PAIRS = (("EU", "UK"), ("US", "EU"), ("US", "UK"))
"""Whose listings are compared, the first named with the second."""


@whole_tables("vessels", "designations", coverage="sanctions_coverage")
def over_time(
    vessels: pl.DataFrame, coverage: pl.DataFrame, designations: pl.DataFrame, until: date | str | None = None
) -> Figure:
    """Draw ships on each authority's list, accumulated by day of first listing, each line to the end of its source.

    Takes `load.vessels()`, `load.sanctions_coverage()` and `load.designations()`; the EU, the UK and the US are drawn, and with `until`
    what was known by that day. `data` has
    authority, source, period (a day), ships (of that day) and so_far, from January 2022 on, where each line begins with what was
    listed before. US days are inferred or first seen, and a day known only to a bound counts as its last.

    >>> from analysis import load
    >>> ships = over_time(load.vessels(), load.sanctions_coverage(), load.designations()).data
    >>> ships.filter(pl.col("authority") == "EU").select("period", "ships", "so_far").rows()[:2]
    [(datetime.date(2022, 1, 1), 0, 0), (datetime.date(2024, 6, 25), 27, 27)]
    """
    coverage = coverage if until is None else windows.known_by(coverage, until)
    compared = measure.over_time(vessels, coverage).with_columns(pl.col("authority").cast(pl.String))
    frame = authorities.named(compared.filter(pl.col("authority").is_in(authorities.COMPARED)))
    ends = frame.group_by("authority", maintain_order=True).last()
    drawn = _from_the_first_day(frame)
    last: date = frame["period"].max()  # type: ignore[assignment]
    common = measure.common_end(coverage)
    by_then = dict(measure.sizes(vessels, common).select("authority", "ships").iter_rows())
    on_list = designations.filter(pl.col("listed_on") <= common, authority="UK", measure="vessel_ban", basis="stated")
    on_uk_list = int(on_list["listings"].sum())
    x, label = marks.time_axis(start=FIRST, end=last), {"align": "left", "dx": 8}
    tooltip = {"name": "name", "period": "period:T|%d %B %Y", "Ships so far": "so_far:Q"}
    drawing = forms.steps(
        drawn, ends, "so_far", "authority", "ships, so far", x=x, name="ships", tooltip=tooltip, label=label, **authorities.LOOK
    )
    known = join_words([f"{name} {day(end)}" for name, end in ends.select("name", "period").iter_rows()])
    return Figure(
        drawing,
        id="ships-over-time",
        headline=f"By {day(common)} the EU had listed {by_then['EU']} ships, the US {by_then['US']}",
        subtitle=f"Ships put on each list, accumulated, {month(FIRST)} to {month(last)}; removed ones among them; each line to the end of its source",
        data=drawn.select("authority", "source", "period", "ships", "so_far"),
        sources=cite(vessels.filter(pl.col("authority").is_in(authorities.COMPARED))),
        notes=[
            RUSSIA_ONLY,
            US_DAYS,
            f"The UK had listed {by_then['UK']} ships by then that are known by number: the British list names {on_uk_list} in all.",
            f"After a line's end nothing is known: {known}.",
            *_canada(vessels, coverage),
        ],
        alt=f"Step lines: {join_rows(ends, '{name} {so_far}', ', ')} ships. Sources end: {known}.",
    )


def _from_the_first_day(frame: pl.DataFrame) -> pl.DataFrame:
    """Begin each line on the first day drawn, with the ships that were listed before it: a line does not start in mid-air."""
    later, before = frame.filter(pl.col("period") >= FIRST), frame.filter(pl.col("period") < FIRST)
    listed = before.group_by("authority").agg(so_far=pl.col("so_far").max())
    begin = later.unique("authority", keep="first", maintain_order=True).drop("so_far").join(listed, on="authority", how="left")
    begin = begin.filter(pl.col("period") > FIRST).with_columns(
        pl.col("so_far").fill_null(0), period=pl.lit(FIRST), ships=pl.lit(0).cast(frame.schema["ships"])
    )
    return pl.concat([begin.select(frame.columns), later]).sort("authority", "period")


@whole_tables("vessels", coverage="sanctions_coverage")
def overlap(vessels: pl.DataFrame, coverage: pl.DataFrame) -> Figure:
    """Draw how many ships had been put on which of three lists by the day to which all are known, as bars above the sets.

    Takes `load.vessels()` and `load.sanctions_coverage()`. `data` has lists (such as EU UK), on (how many lists) and ships (on exactly these); ships removed
    since are in it.

    >>> from analysis import load
    >>> overlap(load.vessels(), load.sanctions_coverage()).data.columns
    ['lists', 'on', 'ships']
    """
    end = measure.common_end(coverage)
    sets = measure.overlap(vessels, end).with_row_index("place").with_columns(pl.col("place").cast(pl.Int64))
    order, lists = list(authorities.COMPARED), pl.col("lists").str.split(" ").list
    dots = pl.concat(sets.select("place", "lists", "ships", authority=pl.lit(one), member=lists.contains(one)) for one in order)
    x = alt.X("place:O", axis=None)
    several = alt.condition("datum.on == 1", alt.value(theme.GREY), alt.value(theme.BLUE))
    bars = (
        alt.Chart(sets, name="sets")
        .mark_bar()
        .encode(
            x=x,
            y=alt.Y("ships:Q", title=None, axis=alt.Axis(tickCount=4)),
            color=several,
            tooltip=marks.tips({"On the lists of": "lists", "ships": "ships:Q"}),
        )
    )
    numbers = alt.Chart(sets).mark_text(dy=-7).encode(x=x, y="ships:Q", text="ships:Q")
    upper = alt.layer(bars, numbers, marks.caption("ships on exactly these lists")).properties(width=520, height=190)
    member = alt.condition("datum.member", alt.value(theme.INK), alt.value(theme.LIGHT_GREY))
    grid = alt.Chart(dots, width=520, height=92).mark_circle(size=130)
    grid = grid.encode(x=x, y=marks.names("authority", order, None), color=member)
    on_several, on_all, in_all = (int(sets.filter(pl.col("on") >= least)["ships"].sum()) for least in (2, len(order), 0))
    named = sets.with_columns(pl.col("lists").str.replace_all(" ", " and "))
    return Figure(
        alt.vconcat(upper, grid, spacing=4).resolve_scale(x="shared"),
        id="ships-on-which-lists",
        headline=f"Of {in_all} ships listed over Russia by {day(end)} {on_several} are on two lists or more, {on_all} on all three",
        subtitle=f"Ships by the exact set of lists they had been put on by {day(end)}, to which all three are known: European Union, United Kingdom, United States (Russia programmes)",
        data=sets.select("lists", "on", "ships"),
        sources=cite(vessels),
        notes=[RUSSIA_ONLY, BY_NUMBER, *_canada(vessels, coverage)],
        alt=f"Bars by set of lists, the largest {named['lists'][0]} with {named['ships'][0]}: {join_rows(named, '{lists} {ships}')}.",
        native=Native("column", "lists", "ships", None, "ships"),
    )


def _canada(vessels: pl.DataFrame, coverage: pl.DataFrame) -> list[str]:
    ends = coverage.filter(authority="CA", measure="vessel_ban")["last_day"]
    return [CANADA.format(day(end), vessels.filter(authority="CA").height) for end in ends]


@whole_tables("vessels", coverage="sanctions_coverage")
def who_first(vessels: pl.DataFrame, coverage: pl.DataFrame) -> Figure:
    """Draw, for ships on two lists by the day to which all three are known, the days from one authority's listing to the other's.

    Takes `load.vessels()` and `load.sanctions_coverage()`. `data` has months (from the first named authority's listing to the
    other's, negative where the other was first), ships and pair; only ships with known days. US days are inferred.

    >>> from analysis import load
    >>> who_first(load.vessels(), load.sanctions_coverage()).data["pair"].unique().sort().to_list()[0]
    'European Union, then United Kingdom'
    """
    end = measure.common_end(coverage)
    vessels = vessels.filter(end >= measure.LATEST)
    frame = pl.concat([_months_between(vessels, *pair) for pair in PAIRS]).sort("pair", "months")
    edge = int(frame["months"].abs().max())  # type: ignore[arg-type]
    us_eu, eu_uk = measure.lead(vessels, "US", "EU"), measure.lead(vessels, "EU", "UK", stated=True)
    bounded = measure.who_first(vessels, "US", "EU").filter(~pl.col("exact")).height
    return Figure(
        alt.vconcat(*[_pair_panel(frame, vessels, edge, *pair) for pair in PAIRS], spacing=12),
        id="who-listed-first",
        headline=f"Of ships on both lists by {day(end)} the United States named {us_eu['first']} of {us_eu['both']} before the EU; "
        f"EU and UK take turns, {eu_uk['first']} to {eu_uk['second']}",
        subtitle=f"Ships on two lists by months from the first authority's listing to the second's, as listed by {day(end)}, to which all three lists are known; left of the line the second was first",
        data=frame,
        sources=cite(vessels.filter(pl.col("authority").cast(pl.String).is_in(authorities.COMPARED))),
        notes=[RUSSIA_ONLY, STATED, BOUNDED.format(bounded), _rest(eu_uk)],
        alt=f"Three rows of bars. US and EU: {us_eu['both']} ships on both lists, US first for {us_eu['first']}; {us_eu['known']} with known days, median {us_eu['median_days']:.0f} days. "
        f"EU and UK: {eu_uk['both']} ships, EU first for {eu_uk['first']}, UK for {eu_uk['second']}. {_rest(eu_uk)}",
    )


def _rest(lead: dict[str, float | int]) -> str:
    """Say how many of the ships on the EU and UK lists neither named first, and of how many the order is not known."""
    unknown = int(lead["both"] - lead["ordered"])
    return (
        f"Of {lead['both']} ships on the EU and UK lists {lead['same_day'] or 'none'} came on the same day, and of {unknown or 'none'} "
        "the order is not known: the British list gives one day to all its ships of two months."
    )


def _months_between(vessels: pl.DataFrame, first: str, second: str) -> pl.DataFrame:
    months = (pl.col("days") / 30.4375).floor().cast(pl.Int64).alias("months")
    exact = measure.who_first(vessels, first, second).filter("exact")
    return exact.group_by(months).agg(ships=pl.len().cast(pl.Int64), pair=pl.lit(_pair(first, second)))


def _pair(first: str, second: str) -> str:
    return f"{NAMES[first]}, then {NAMES[second]}"


def _pair_panel(frame: pl.DataFrame, vessels: pl.DataFrame, edge: int, first: str, second: str) -> marks.Layered:
    """Draw one pair's ships by months, in the colour of who was first; `edge` is the longest time of all pairs."""
    lead = measure.lead(vessels, first, second)
    basis = "US days inferred" if "US" in (first, second) else "both on stated days"
    title = f"{first} first {lead['first']}, {second} first {lead['second']} of {lead['both']} ships ({basis})"
    bars = alt.Chart(frame.filter(pl.col("pair") == _pair(first, second)), title=marks.panel_title(title, 12)).mark_bar(width=9)
    bars = bars.encode(
        x=alt.X("months:Q", title=None, scale=alt.Scale(domain=[-edge, edge]), axis=alt.Axis(tickCount=8, grid=False)),
        y=alt.Y("ships:Q", title=None, axis=alt.Axis(tickCount=3)),
        color=alt.condition("datum.months >= 0", alt.value(COLOURS[first]), alt.value(COLOURS[second])),
        tooltip=marks.tips({f"Months from {first} to {second}": "months:Q", "ships": "ships:Q"}),
    )
    zero = alt.Chart(pl.DataFrame({"months": [0]})).mark_rule(color=theme.INK, strokeDash=[2, 2]).encode(x="months:Q")
    return alt.layer(bars, zero).properties(width=560, height=80)


@whole_tables("designations")
def still_listed(designations: pl.DataFrame) -> Figure:
    """Draw EU ships as first listed beside those that its annex still holds, by day of listing.

    Takes `load.designations()`. `data` has listed_on, as_listed and still (numbers of ships) and source.

    >>> from analysis import load
    >>> still_listed(load.designations()).data.select("listed_on", "as_listed").row(0)
    (datetime.date(2024, 6, 25), 27)
    """
    table = measure.still_listed(designations)
    named = table.with_columns(gone=pl.col("as_listed") - pl.col("still"), when=day_text("listed_on"))
    base = alt.Chart(named, width=480, height=24 * table.height)
    base = base.encode(y=marks.names("when", named["when"].to_list(), None))
    first = base.mark_bar(color=theme.LIGHT_BLUE, height=16).encode(
        x=alt.X("as_listed:Q", title=None, axis=alt.Axis(tickCount=5)),
        tooltip=marks.tips({"when": "when", "as_listed": "as_listed:Q", "still": "still:Q"}),
    )
    now = base.mark_bar(color=theme.BLUE, height=8).encode(x="still:Q")
    words = base.transform_calculate(text="datum.as_listed + (datum.gone > 0 ? ', ' + datum.still + ' still' : ', all still')")
    words = words.mark_text(align="left", dx=5).encode(x="as_listed:Q", text="text:N")
    listed, still = int(table["as_listed"].sum()), int(table["still"].sum())
    return Figure(
        alt.layer(first, now, words),
        id="ships-still-listed",
        headline=f"Of {listed} listings of ships by the EU in {table.height} steps, {still} are on its list still; counting today's list alone loses {listed - still}",
        subtitle=f"Ships by day of listing: wide bars as first listed, narrow bars those in Annex XLII as of {day(table['listed_on'].max())}",
        data=table.select("listed_on", "as_listed", "still", "source"),
        sources=cite(table),
        notes=[ONCE],
        alt=f"Bars by day: {join_rows(named, '{when} {as_listed} listed, {still} still')}.",
    )
