"""Figures of listings: by month, since a day, by EU package, before and after, and additions against removals."""

from datetime import date

import altair as alt
import polars as pl

from analysis import load
from analysis.as_of import as_day
from analysis.charts import marks, theme
from analysis.charts.citations import cite
from analysis.charts.formatting import day, month, plural
from analysis.charts.native import Native
from analysis.figures.figure import Figure
from analysis.figures.inputs import require_whole_table
from analysis.figures.sanctions import authorities
from analysis.figures.sanctions.authorities import BASIS, NAMES, OVERLAP, SCOPE, SURVIVORS
from analysis.figures.sanctions.coverage import require_coverage, require_covered_month
from analysis.measures import sanctions as measure

__all__ = ["before_and_after", "by_month", "packages", "since", "us_both_ways"]

START = date(2022, 1, 1)
LAST_BIDEN_LISTING = date(2025, 1, 15)
"""The last day of listings under the administration that left office on 20 January 2025."""

TURN = date(2025, 1, 20)
"""The day on which the next one took office."""


def by_month(designations: pl.DataFrame, coverage: pl.DataFrame) -> Figure:
    """Draw persons and entities frozen by month, one panel an authority, each to the end of its source.

    Takes `load.designations()` and `load.sanctions_coverage()`. `data` has authority, period, listings and source; a month
    without a listing has no row. EU and UK days are stated; US days are first seen in copies until May 2024, inferred after.
    Raises NotComparable for a part of a table or rows that stand twice.

    >>> from analysis import load
    >>> by_month(load.designations(), load.sanctions_coverage()).data.columns
    ['authority', 'period', 'listings', 'source']
    """
    require_whole_table("designations", designations)
    require_whole_table("sanctions_coverage", coverage)
    inferred = measure.over_time(designations)
    seen = measure.over_time(designations, bases={"US": "first_seen"})
    frame = authorities.named(pl.concat([inferred, seen])).filter(pl.col("period") >= START).sort("authority", "period")
    frame = (
        frame.group_by("authority", "name", "period", "source")
        .agg(pl.col("listings").sum())
        .sort("authority", "period", "source")
    )
    bounds = authorities.ends(coverage, measure.OWN_BASIS)
    end: date = bounds["period"].max()  # type: ignore[assignment]
    top = int(frame["listings"].max())  # type: ignore[arg-type]
    panels = []
    for one in ("EU", "UK", "US"):
        rows, bound = frame.filter(authority=one), bounds.filter(authority=one)
        bars = (
            alt.Chart(
                rows,
                title=alt.TitleParams(NAMES[one], fontSize=13, anchor="start", color=theme.as_text(authorities.COLOURS[one])),
            )
            .mark_bar(color=authorities.COLOURS[one], width=6)
            .encode(
                x=marks.time_axis(start=START, end=end),
                y=alt.Y("listings:Q", title=None, scale=alt.Scale(domain=[0, top]), axis=alt.Axis(tickCount=3)),
                tooltip=authorities.tooltip(),
            )
        )
        panels.append(
            alt.layer(bars, marks.coverage_end(bound["period"][0], bound["text"][0])).properties(width=560, height=92)
        )
    us = frame.filter(authority="US")
    since = int(us.filter(pl.col("period") > date(2025, 1, 1))["listings"].sum())
    others = {
        one: int(frame.filter(pl.col("period") > date(2025, 1, 1), authority=one)["listings"].sum()) for one in ("EU", "UK")
    }
    return Figure(
        alt.vconcat(*panels, spacing=14),
        id="listings-by-month",
        headline=f"Since February 2025 the United States has listed {since} persons and entities over Russia, the EU {others['EU']} and the UK {others['UK']}",
        subtitle=f"Persons and entities put under asset freeze by month, {month(START)} to {month(end)}; US days first seen in copies to May 2024, inferred since",
        data=frame.select("authority", "period", "listings", "source"),
        sources=cite(frame),
        notes=[BASIS, SCOPE, SURVIVORS, "Each panel stops where its source does: a gap after it is not a zero."],
        alt=f"Three rows of bars by month to {month(end)}. Since February 2025: United States {since}, EU {others['EU']}, UK {others['UK']}. "
        + " ".join(f"{NAMES[row['authority']]}: {row['text']}." for row in bounds.iter_rows(named=True)),
    )  # fmt: skip


def since(designations: pl.DataFrame, coverage: pl.DataFrame, start: date | str = LAST_BIDEN_LISTING) -> Figure:
    """Draw listings since a day, accumulated, for the EU, the UK and the US, each to the end of its source.

    Takes `load.designations()` and `load.sanctions_coverage()`; the day `start` itself is not counted. `data` has authority,
    basis, period, so_far (persons and entities) and source. Raises NotComparable for a part of a table or rows that stand
    twice, AnalysisError for a text that is no day and for a day from which not all three are covered.

    >>> from analysis import load
    >>> since(load.designations(), load.sanctions_coverage(), date(2025, 1, 20)).data.row(0)
    ('EU', 'stated', datetime.date(2025, 1, 20), 0, 'eu_journal')
    """
    require_whole_table("designations", designations)
    require_whole_table("sanctions_coverage", coverage)
    start = as_day(start)
    require_coverage(coverage, start)
    frame = measure.since(designations, coverage, start)
    final = frame.group_by("authority", maintain_order=True).last()
    so_far = dict(final.select("authority", "so_far").iter_rows())
    ends = dict(final.select("authority", "period").iter_rows())
    end: date = frame["period"].max()  # type: ignore[assignment]
    labels = final.with_columns(label=pl.format("{} {}", pl.col("authority"), pl.col("so_far")))
    us_days = designations.filter(authority="US", basis="inferred").filter(pl.col("listed_on") > start)
    by_day = us_days.group_by(period="listed_on").agg(pl.col("listings").sum()).sort("period")
    x = marks.time_axis(start=start, end=end).axis(format="%b %Y", tickCount=6, grid=False)
    colours = authorities.COLOURS
    line = alt.Chart(authorities.named(frame), name="since").mark_line(interpolate="step-after").encode(
        x=x, y=alt.Y("so_far:Q", title=None, axis=alt.Axis(tickCount=5)), color=marks.colour("authority", colours),
        strokeDash=marks.dash("authority", authorities.DASHES), tooltip=[alt.Tooltip("name:N"), alt.Tooltip("period:T", format="%d %B %Y"), alt.Tooltip("so_far:Q", title="So far")],
    )  # fmt: skip
    names = alt.Chart(labels).mark_text(align="right", dy=-10, dx=4, fontWeight=600).encode(
        x=alt.X("period:T"), y=alt.Y("so_far:Q"), text=alt.Text("label:N"), color=marks.text_colour("authority", colours)
    )  # fmt: skip
    stops = (
        alt.Chart(final)
        .mark_tick(orient="vertical", size=10, thickness=2, color=theme.GREY)
        .encode(x=alt.X("period:T"), y=alt.Y("so_far:Q"))
    )
    chart = (
        alt.layer(line, names, stops, marks.caption("listings so far"))
        .resolve_scale(color="independent")
        .properties(width=560, height=marks.HEIGHT)
    )
    days = ", ".join(f"{row['listings']} on {day(row['period'])}" for row in by_day.iter_rows(named=True))
    return Figure(
        chart,
        id="listings-since-january-2025" if start == LAST_BIDEN_LISTING else f"listings-since-{start}",
        headline=f"After {day(start)} the United States made {so_far['US']} listings over Russia, on {plural(by_day.height, 'day')}; the EU {so_far['EU']}, the UK {so_far['UK']}",
        subtitle=f"Persons and entities under asset freeze since {day(start)}, each line to the end of its source",
        data=frame.select("authority", "basis", "period", "so_far", "source"),
        sources=cite(frame),
        notes=[BASIS, SCOPE, f"After a line's end nothing is known: the UK list was last read on {day(ends['UK'])}, the US list on {day(ends['US'])}."],
        alt=f"Step lines since {day(start)}: EU {so_far['EU']}, UK {so_far['UK']}, United States {so_far['US']} ({days}).",
        native=Native("steps", "period", "so_far", "authority", "listings so far", authorities.COLOURS, labels=NAMES, dashes=authorities.DASHES),
    )  # fmt: skip


def packages(designations: pl.DataFrame, actions: pl.DataFrame) -> Figure:
    """Draw what each EU package listed, by measure, side by side.

    Takes `load.designations()` and `load.actions()`. `data` has package, adopted, measure, basis, listings and source; freezes
    and export controls as still in the annexes, ships as first listed. Raises NotComparable for a part of a table or rows that
    stand twice.

    >>> from analysis import load
    >>> listed = packages(load.designations(), load.actions()).data.filter(pl.col("package") == 18)
    >>> listed.select("adopted", "measure", "basis").rows()
    [(datetime.date(2025, 7, 18), 'asset_freeze', 'stated'), (datetime.date(2025, 7, 18), 'vessel_ban', 'as_listed')]
    """
    require_whole_table("designations", designations)
    require_whole_table("actions", actions)
    table = measure.packages(designations, actions)
    kinds = ("asset_freeze", "export_control", "vessel_ban")
    rows = table.filter(pl.col("measure").is_in(kinds)).with_columns(
        what=pl.col("measure").cast(pl.String).replace(authorities.MEASURES)
    )
    panels = []
    for one in kinds:
        part = rows.filter(pl.col("measure") == one)
        base = alt.Chart(part, title=alt.TitleParams(authorities.MEASURES[one], fontSize=13, anchor="start")).encode(
            x=alt.X("package:O", title=None, scale=alt.Scale(domain=list(range(1, int(rows["package"].max()) + 1)))),  # type: ignore[arg-type]
            y=alt.Y("listings:Q", title=None, axis=alt.Axis(tickCount=3)),
            tooltip=[alt.Tooltip("package:O", title="Package"), alt.Tooltip("adopted:T", title="Adopted", format="%d %B %Y"), alt.Tooltip("listings:Q")],
        )  # fmt: skip
        panels.append(
            alt.layer(
                base.mark_bar(color=theme.BLUE), base.mark_text(dy=-6, fontSize=10).encode(text=alt.Text("listings:Q"))
            ).properties(width=560, height=90)
        )
    most = rows.filter(pl.col("measure") == "vessel_ban").sort("listings", descending=True).row(0, named=True)
    last = rows.sort("package").row(-1, named=True)
    freezes = rows.filter(pl.col("measure") == "asset_freeze")
    early = freezes.filter(pl.col("package") <= 3)["listings"].sum()
    return Figure(
        alt.vconcat(*panels, spacing=14),
        id="eu-packages",
        headline=f"The first three EU packages froze the assets of {early} persons and entities; package {most['package']} alone banned {most['listings']} ships",
        subtitle=f"Listings by EU package, 1 to {last['package']} (adopted {day(last['adopted'])}); freezes and controls as still in the annexes, ships as first listed",
        data=rows.select("package", "adopted", "measure", "basis", "listings", "source"),
        sources=cite(rows),
        notes=[OVERLAP, "A package's freezes are dated to its adoption, its export controls and ships to the day after; banks and platforms listed weeks later are not counted.", SURVIVORS],
        alt="Bars by package in three panels. " + " ".join(
            f"{authorities.MEASURES[one]}: " + ", ".join(f"package {row['package']} {row['listings']}" for row in rows.filter(pl.col("measure") == one).iter_rows(named=True)) + "." for one in kinds
        ),
    )  # fmt: skip


def before_and_after(designations: pl.DataFrame, coverage: pl.DataFrame, turn: date | str = TURN) -> Figure:
    """Draw listings a month before and after a day for each authority, on its own basis.

    Takes `load.designations()` and `load.sanctions_coverage()`. `data` has authority, basis, when (before, after), listings,
    months (how many are covered), per_month and source. The time before is eighteen months, or as long as coverage reaches
    back. Raises NotComparable for a part of a table or rows that stand twice, AnalysisError for a text that is no day and for
    a day with less than a covered month of one of the three on either side.

    >>> from analysis import load
    >>> sides = before_and_after(load.designations(), load.sanctions_coverage())
    >>> sides.data.filter(pl.col("authority") == "US").select("basis", "when", "months").row(0)
    ('inferred', 'before', 8.6)
    """
    require_whole_table("designations", designations)
    require_whole_table("sanctions_coverage", coverage)
    turn = as_day(turn)
    require_covered_month(coverage, turn)
    table = authorities.named(measure.before_and_after(designations, coverage, turn))
    order = [NAMES[one] for one in ("EU", "UK", "US")]
    base = alt.Chart(table).encode(
        y=alt.Y("name:N", sort=order, title=None, axis=alt.Axis(domain=False, ticks=False)),
        yOffset=alt.YOffset("when:N", sort=["before", "after"]),
        x=alt.X("per_month:Q", title=None, axis=alt.Axis(tickCount=5)),
        tooltip=[alt.Tooltip("name:N"), alt.Tooltip("when:N"), alt.Tooltip("listings:Q"), alt.Tooltip("months:Q"), alt.Tooltip("per_month:Q")],
    )  # fmt: skip
    bars = base.mark_bar(height=18).encode(
        color=marks.colour("authority", authorities.COLOURS),
        opacity=alt.condition("datum.when == 'before'", alt.value(0.45), alt.value(1)),
    )
    words = (
        base.transform_calculate(text="datum.when + ' ' + format(datum.per_month, '.1f')")
        .mark_text(align="left", dx=4)
        .encode(text=alt.Text("text:N"))
    )
    rate = {(row["authority"], row["when"]): row["per_month"] for row in table.iter_rows(named=True)}
    before = table.filter(pl.col("when") == "before")
    cut = before.filter(pl.col("months") < before["months"].max())
    covered = "; ".join(f"{row['name']}: {row['months']} covered" for row in cut.iter_rows(named=True))
    return Figure(
        alt.layer(bars, words).properties(width=480, height=190),
        id="before-and-after-january-2025" if turn == TURN else f"before-and-after-{turn}",
        headline=f"US listings over Russia {_moved(rate, 'US')} from {rate['US', 'before']:.0f} a month to {rate['US', 'after']:.1f} after {day(turn)}; "
        + _eu_and_uk(rate),
        subtitle=f"Persons and entities under asset freeze, listings a month, in the eighteen months before {day(turn)}{f' ({covered})' if covered else ''} and from then to each source's end",
        data=table.select("authority", "basis", "when", "listings", "months", "per_month", "source"),
        sources=cite(table),
        notes=[BASIS, SCOPE, "The bases differ, so compare an authority with itself before comparing it with another."],
        alt="Bars, listings a month: " + "; ".join(f"{row['name']} {row['when']} {row['per_month']:.1f} ({row['listings']} in {row['months']} months)" for row in table.iter_rows(named=True)) + ".",
        native=Native("bar", "authority", "per_month", "when", "listings a month", {"before": theme.LIGHT_GREY, "after": theme.INK}, ["before", "after"], NAMES),
    )  # fmt: skip


def _moved(rate: dict[tuple[str, str], float], authority: str) -> str:
    before, after = rate[authority, "before"], rate[authority, "after"]
    return "went" if before == after else "rose" if after > before else "fell"


def _eu_and_uk(rate: dict[tuple[str, str], float]) -> str:
    (eu, to_eu), (uk, to_uk) = ((_moved(rate, one), f"{rate[one, 'after']:.0f}") for one in ("EU", "UK"))
    if eu == uk:
        return f"EU and UK listings {eu} to {to_eu} and {to_uk}"
    return f"EU listings {eu} to {to_eu} and UK listings {uk} to {to_uk}"


def us_both_ways(designations: pl.DataFrame, delistings: pl.DataFrame) -> Figure:
    """Draw US additions by inferred day and removals by the day first seen absent, since January 2025.

    Takes `load.designations()` and `load.delistings()`. `data` has period (a month), what (added, removed), count (negative
    for removals) and source. Raises NotComparable for a part of a table or rows that stand twice.

    >>> from analysis import load
    >>> us_both_ways(load.designations(), load.delistings()).data.columns
    ['period', 'what', 'count', 'source']
    """
    require_whole_table("designations", designations)
    require_whole_table("delistings", delistings)
    start = LAST_BIDEN_LISTING
    added = designations.filter(authority="US", basis="inferred").filter(pl.col("listed_on") > start)
    parts = [
        added.group_by(period=pl.col("listed_on").dt.truncate("1mo"), source="source").agg(count=pl.col("listings").sum()).with_columns(what=pl.lit("added")),
        delistings.group_by(period=pl.col("not_after").dt.truncate("1mo"), source="source").agg(count=-pl.col("removals").sum()).with_columns(what=pl.lit("removed")),
    ]  # fmt: skip
    frame = pl.concat(parts, how="diagonal").sort("period", "what")
    end: date = delistings["not_after"].max()  # type: ignore[assignment]
    base = alt.Chart(frame).encode(
        x=marks.time_axis(start=date(2025, 1, 1), end=end),
        y=alt.Y("count:Q", title=None, axis=alt.Axis(tickCount=5, labelExpr="abs(datum.value)")),
        tooltip=[alt.Tooltip("what:N"), alt.Tooltip("period:T", format="%B %Y"), alt.Tooltip("count:Q")],
    )  # fmt: skip
    bars = base.mark_bar(width=9).encode(color=marks.colour("what", {"added": theme.VERMILLION, "removed": theme.GREY}))
    texts = base.transform_calculate(text="abs(datum.count)")
    words = [
        texts.transform_filter("datum.count > 0").mark_text(dy=-7).encode(text=alt.Text("text:N")),
        texts.transform_filter("datum.count < 0").mark_text(dy=8).encode(text=alt.Text("text:N")),
    ]
    known = authorities.ends(load.sanctions_coverage(), {"US": "inferred"})["period"].item()
    plus, minus = int(added["listings"].sum()), int(delistings["removals"].sum())
    return Figure(
        alt.layer(bars, *words).properties(width=560, height=260),
        id="us-additions-and-removals",
        headline=f"Since {day(start)} the US list gained {plus} listings over Russia and lost {minus}",
        subtitle="US listings under Russia programmes: additions by inferred day (up), removals by the day first seen absent (down)",
        data=frame.select("period", "what", "count", "source"),
        sources=cite(frame),
        notes=[
            "A removal happened between the last day a listing was seen and the first day it was absent; the bar stands at the latter, and the former may lie before January 2025.",
            f"Additions are known to {day(known)}, removals to {day(end)}.",
        ],
        alt=f"Bars by month: {plus} additions above the line, {minus} removals below it. "
        + "; ".join(f"{month(row['period'])} {row['what']} {abs(row['count'])}" for row in frame.iter_rows(named=True)) + ".",
    )  # fmt: skip
