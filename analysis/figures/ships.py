"""Figures of ships on lists: how many over time, and how many are listed still."""

from dataclasses import replace
from datetime import date

import altair as alt
import polars as pl

from analysis.as_of import as_day
from analysis.charts import forms, marks, theme
from analysis.charts.catalogue import say
from analysis.charts.citations import cite
from analysis.charts.formatting import day, day_text, join_rows
from analysis.charts.sizes import COLUMN_LINE, with_caveat
from analysis.errors import NotComparable
from analysis.figures.figure import Figure
from analysis.figures.inputs import whole_tables
from analysis.figures.sanctions import authorities
from analysis.measures import ships as measure
from analysis.measures import windows

__all__ = [
    "over_time",
    "still_listed",
]

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
    coverage = coverage if until is None else _known_by(coverage, as_day(until))
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
    tooltip = {"name": "name", "period": "period:T|%d %B %Y", say("figures.ships.so_far_label"): "so_far:Q"}
    drawing = forms.steps(
        drawn,
        ends,
        "so_far",
        "authority",
        say("figures.ships.axis_label"),
        x=x,
        name="ships",
        tooltip=tooltip,
        label=label,
        **authorities.LOOK,
    )
    known = [f"{name} {day(end)}" for name, end in ends.select("name", "period").iter_rows()]
    counted = join_rows(ends, "{name} {so_far}", ", ")
    return Figure(
        replace(drawing, chart=with_caveat(drawing.chart, _beyond(ends, common), COLUMN_LINE + 4)),
        id="ships-over-time",
        headline=say("figures.ships.headline", common=common, eu=by_then["EU"], us=by_then["US"]),
        subtitle=say("figures.ships.subtitle", first=FIRST, last=last),
        data=drawn.select("authority", "source", "period", "ships", "so_far"),
        sources=cite(vessels.filter(pl.col("authority").is_in(authorities.COMPARED))),
        notes=[
            say("figures.ships.russia_only"),
            say("figures.ships.us_days"),
            say("figures.ships.uk_known", known=by_then["UK"], named=on_uk_list),
            say("figures.ships.ends", ends=known),
            *_canada(vessels, coverage),
        ],
        alt=f"{say('figures.ships.alt', ships=counted)} {say('figures.ships.alt_ends', ends=known)}",
    )


def _known_by(coverage: pl.DataFrame, until: date) -> pl.DataFrame:
    """Cut what lists are known of at a day; before it all three have begun."""
    if until < (first := measure.common_start(coverage)):
        raise NotComparable(
            f"the ships of all three lists are known from {first} on, not by {until}", f"choose a day from {first} on"
        )
    return windows.known_by(coverage, until)


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
    later = ends.filter(pl.col("period") > common).sort("period", descending=True)
    if later.is_empty():
        return say("figures.ships.common_day", common=common)
    one = later.row(0, named=True)
    return say(
        "figures.ships.common_day_beyond",
        common=common,
        authority=one["authority"],
        ships=one["so_far"],
        end=one["period"],
    )


def _canada(vessels: pl.DataFrame, coverage: pl.DataFrame) -> list[str]:
    ends = coverage.filter(authority="CA", measure="vessel_ban")["last_day"]
    return [say("figures.ships.canada", end=end, ships=vessels.filter(authority="CA").height) for end in ends]


@whole_tables("designations")
def still_listed(designations: pl.DataFrame) -> Figure:
    """Draw EU ships as first listed beside those that its annex still holds, by day of listing.

    Takes `load.designations()`. `data` has listed_on, as_listed and still (numbers of ships) and source.

    >>> from analysis import load
    >>> still_listed(load.designations()).data.select("listed_on", "as_listed").row(0)
    (datetime.date(2024, 6, 25), 27)
    """
    table = measure.still_listed(designations)
    label = pl.struct("as_listed", "still").map_elements(_still_label, pl.String)
    named = table.with_columns(when=day_text("listed_on"), label=label)
    base = alt.Chart(named, width=480, height=24 * table.height)
    base = base.encode(y=marks.names("when", named["when"].to_list(), None))
    first = base.mark_bar(color=theme.LIGHT_BLUE, height=16).encode(
        x=alt.X("as_listed:Q", title=None, axis=alt.Axis(tickCount=5)),
        tooltip=marks.tips({"when": "when", "as_listed": "as_listed:Q", "still": "still:Q"}),
    )
    now = base.mark_bar(color=theme.BLUE, height=8).encode(x=alt.X("still:Q"))
    words = base.mark_text(align="left", dx=5).encode(x=alt.X("as_listed:Q"), text=alt.Text("label:N"))
    listed, still = int(table["as_listed"].sum()), int(table["still"].sum())
    return Figure(
        alt.layer(first, now, words),
        id="ships-still-listed",
        headline=say("figures.ships.still_headline", listed=listed, still=still),
        subtitle=say("figures.ships.still_subtitle", last=table["listed_on"].max()),
        data=table.select("listed_on", "as_listed", "still", "source"),
        sources=cite(table),
        notes=[
            say("figures.ships.steps", number=table.height, gone=listed - still),
            say("figures.ships.once"),
        ],
        alt=say("figures.ships.still_alt", days="; ".join(_days(table))),
    )


def _still_label(row: dict[str, int]) -> str:
    """Say how many ships of a day are listed still."""
    if row["as_listed"] > row["still"]:
        return say("figures.ships.still_label", listed=row["as_listed"], still=row["still"])
    return say("figures.ships.all_still_label", listed=row["as_listed"])


def _days(table: pl.DataFrame) -> list[str]:
    days = table.select("listed_on", "as_listed", "still").iter_rows()
    return [say("figures.ships.day_words", day=day, listed=listed, still=still) for day, listed, still in days]
