"""Figures of ships on lists: how many over time, and how many are listed still."""

from dataclasses import replace
from datetime import date

import altair as alt
import polars as pl

from analysis.charts import forms, marks, theme
from analysis.charts.citations import cite
from analysis.charts.formatting import day, day_text, join_rows, month, plural
from analysis.charts.sizes import COLUMN_LINE, with_caveat
from analysis.countries import join_words
from analysis.figures.figure import Figure
from analysis.figures.inputs import whole_tables
from analysis.figures.sanctions import authorities
from analysis.measures import ships as measure
from analysis.measures import windows

__all__ = [
    "over_time",
    "still_listed",
]

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
        replace(drawing, chart=with_caveat(drawing.chart, _beyond(ends, common), COLUMN_LINE + 4)),
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


def _beyond(ends: pl.DataFrame, common: date) -> str:
    """Say why the headline stops before some lines do."""
    later = ends.filter(pl.col("period") > common).sort("period", descending=True).head(1)
    told = "".join(
        f"; the {one['authority']}’s {one['so_far']} are to {day(one['period'])}" for one in later.iter_rows(named=True)
    )
    return f"{day(common)} is the last day that all three sources cover{told}."


def _canada(vessels: pl.DataFrame, coverage: pl.DataFrame) -> list[str]:
    ends = coverage.filter(authority="CA", measure="vessel_ban")["last_day"]
    return [CANADA.format(day(end), vessels.filter(authority="CA").height) for end in ends]


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
    now = base.mark_bar(color=theme.BLUE, height=8).encode(x=alt.X("still:Q"))
    words = base.transform_calculate(text="datum.as_listed + (datum.gone > 0 ? ', ' + datum.still + ' still' : ', all still')")
    words = words.mark_text(align="left", dx=5).encode(x=alt.X("as_listed:Q"), text=alt.Text("text:N"))
    listed, still = int(table["as_listed"].sum()), int(table["still"].sum())
    return Figure(
        alt.layer(first, now, words),
        id="ships-still-listed",
        headline=f"Of the {listed} ships that the EU has listed, {still} remain listed",
        subtitle=f"Ships by day of listing: wide bars as first listed, narrow bars those still listed on {day(table['listed_on'].max())}",
        data=table.select("listed_on", "as_listed", "still", "source"),
        sources=cite(table),
        notes=[
            f"The EU listed ships in {plural(table.height, 'step')}; counting today's list alone would lose {listed - still} of them.",
            ONCE,
        ],
        alt=f"Bars by day: {join_rows(named, '{when} {as_listed} listed, {still} still')}.",
    )
