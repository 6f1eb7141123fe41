"""Figures of listings: by month, since a day, before and after, and additions against removals."""

from dataclasses import replace
from datetime import date

import altair as alt
import polars as pl

from analysis import load
from analysis.as_of import as_day
from analysis.charts import forms, marks, theme
from analysis.charts.citations import cite
from analysis.charts.formatting import day, day_text, join_rows, month, month_text, plural
from analysis.charts.native import Native
from analysis.charts.sizes import COLUMN_LINE, with_caveat
from analysis.figures.figure import Figure
from analysis.figures.inputs import require_whole_table, whole_tables
from analysis.figures.sanctions import authorities
from analysis.figures.sanctions.authorities import BASIS, COLOURS, COMPARED, CYBER, NAMES, SURVIVORS, TURN
from analysis.figures.sanctions.coverage import caveats, require_coverage, require_covered_month
from analysis.figures.sanctions.rates import all_moved, average
from analysis.measures import sanctions as measure
from analysis.measures.listings import PEOPLE

__all__ = ["before_and_after", "by_month", "since", "us_both_ways"]

START = date(2022, 1, 1)
WIDTH = 560
PANELS_STOP = "Each panel stops where its source does: a gap after it is not a zero."
WITH_ITSELF = "The bases differ, so compare an authority with itself before comparing it with another."
ADDED, REMOVED = "added", "removed"
REMOVED_DAYS = "Each was removed between the last day it was seen and the first day it was absent."
PERHAPS, UNSTATED = "removed, perhaps before 20 January 2025", "removed, last day on the list not stated"


@whole_tables("designations", coverage="sanctions_coverage")
def by_month(designations: pl.DataFrame, coverage: pl.DataFrame) -> Figure:
    """Draw persons and entities frozen by month, one panel an authority, each to the end of its source.

    Takes `load.designations()` and `load.sanctions_coverage()`. `data` has authority, period, listings and source; a month
    without a listing has no row. EU and UK days are stated; US days are first seen in copies until May 2024, inferred after.

    >>> from analysis import load
    >>> by_month(load.designations(), load.sanctions_coverage()).data.columns
    ['authority', 'period', 'listings', 'source']
    """
    counted = [measure.over_time(designations), measure.over_time(designations, bases={"US": "first_seen"})]
    rows = authorities.named(pl.concat(counted)).filter(pl.col("period") >= START)
    frame = rows.group_by("authority", "name", "period", "source").agg(pl.col("listings").sum())
    frame = frame.sort("authority", "period", "source")
    bounds = authorities.named(authorities.ends(coverage, measure.OWN_BASIS))
    end: date = bounds["period"].max()  # type: ignore[assignment]
    window = measure.common_window(coverage, TURN)
    number = _numbers(measure.within(designations, coverage, TURN))
    compared = f"{day(window.first)} to {day(window.last)}"
    return Figure(
        alt.vconcat(*[_month_panel(frame, bounds, one) for one in COMPARED], spacing=14),
        id="listings-by-month",
        headline=f"From {compared} the United States listed {number['US']} persons and entities over Russia, the EU {number['EU']} and the UK {number['UK']}",
        subtitle=f"Persons and entities put under asset freeze by month, {month(START)} to {month(end)}; compared from {authorities.window_words(window)}",
        data=frame.select("authority", "period", "listings", "source"),
        sources=cite(frame),
        notes=[
            BASIS,
            CYBER,
            SURVIVORS,
            f"US days to May 2024 are first seen in copies. {authorities.beyond_words(measure.beyond(designations, coverage, window))}",
            PANELS_STOP,
            *caveats(coverage),
        ],
        alt=f"Three rows of bars by month to {month(end)}. From {compared}: United States {number['US']}, EU {number['EU']}, UK {number['UK']}. "
        + join_rows(bounds, "{name}: {text}.", " "),
    )


def _month_panel(frame: pl.DataFrame, bounds: pl.DataFrame, authority: str) -> marks.Layered:
    colour, bound = COLOURS[authority], bounds.filter(authority=authority)
    title = marks.panel_title(NAMES[authority], color=theme.as_text(colour))
    top = int(frame["listings"].max())  # type: ignore[arg-type]
    bars = alt.Chart(frame.filter(authority=authority), title=title).mark_bar(color=colour, width=6)
    bars = bars.encode(
        x=marks.time_axis(start=START, end=bounds["period"].max()),  # type: ignore[arg-type]
        y=alt.Y("listings:Q", title=None, scale=alt.Scale(domain=[0, top]), axis=alt.Axis(tickCount=3)),
        tooltip=marks.tips({"Authority": "name", "Month": "period:T|%B %Y", "Listings": "listings:Q"}),
    )
    return alt.layer(bars, marks.coverage_end(bound["period"][0], bound["text"][0])).properties(width=WIDTH, height=88)


@whole_tables("designations", coverage="sanctions_coverage")
def since(
    designations: pl.DataFrame,
    coverage: pl.DataFrame,
    start: date | str = TURN,
    delistings: pl.DataFrame | None = None,
    until: date | str | None = None,
) -> Figure:
    """Draw listings since a day, accumulated, for the EU, the UK and the US, over the window that all three cover.

    Takes `load.designations()` and `load.sanctions_coverage()`, and with `load.delistings()` says on the picture how many names the
    US list has lost since: few of their days lie in the window for certain, so that a line of them would say too little. `until` is
    the day looked back from, after which nothing is drawn. `data`
    has authority, basis, period, so_far (persons and entities) and source. Raises AnalysisError for a text that is no day and for a
    day from which not all three are covered, NotComparable for a part of the removals.

    >>> from analysis import load
    >>> since(load.designations(), load.sanctions_coverage(), date(2025, 1, 20)).data.row(0)
    ('EU', 'stated', datetime.date(2025, 1, 20), 0, 'eu_journal')
    """
    start = as_day(start)
    coverage = coverage if until is None else measure.known_by(coverage, until)
    require_coverage(coverage, start)
    window = measure.common_window(coverage, start)
    frame = measure.since(designations, coverage, start)
    lost = "" if delistings is None else _lost(delistings, start, until)
    all_regimes = measure.within(designations, coverage, start)
    number, war = _numbers(all_regimes), _numbers(measure.within(designations, coverage, start, "war"))
    ends = frame.group_by("authority", maintain_order=True).last()
    rounds = _us_rounds(designations, window)
    drawing = forms.steps(
        authorities.named(frame),
        ends,
        "so_far",
        "authority",
        "listings so far",
        x=marks.time_axis(start=start, end=window.last).axis(format="%b %Y", tickCount=6, grid=False),
        name="since",
        tooltip={"name": "name", "period": "period:T|%d %B %Y", "So far": "so_far:Q"},
        label={"align": "left", "dx": 8},
        width=WIDTH - 50,
        **authorities.LOOK,
    )
    drawing = replace(drawing, chart=with_caveat(drawing.chart, lost, COLUMN_LINE + 4)) if lost else drawing
    days = join_rows(rounds.with_columns(day_text("listed_on")), "{listings} on {listed_on}", ", ")
    return Figure(
        drawing,
        id=("listings-since-january-2025" if start == TURN else f"listings-since-{start}")
        + (f"-by-{end}" if (end := _earlier(until)) else ""),
        headline=f"From {month(window.first)} to {month(window.last)} the EU made {number['EU']} listings, the US {number['US']}",
        subtitle=f"Persons and entities under asset freeze from {authorities.window_words(window)}",
        data=frame.select("authority", "basis", "period", "so_far", "source"),
        sources=cite(frame),
        notes=[
            f"The UK made {number['UK']} listings in that window; those of the US fell on {plural(rounds.height, 'day')}.",
            BASIS,
            f"Over the war alone: EU {war['EU']}, United States {war['US']}. {CYBER}",
            authorities.beyond_words(measure.beyond(designations, coverage, window)),
            *([f"{lost} {REMOVED_DAYS}"] if lost else []),
            *caveats(coverage),
        ],
        alt=f"Step lines from {day(window.first)} to {day(window.last)}: EU {number['EU']}, UK {number['UK']}, United States {number['US']}"
        + (f" ({days})." if days else ".")
        + (f" {lost}" if lost else ""),
    )


def _earlier(until: date | str | None) -> date | None:
    """Give the day looked back from, if it is not that of the record's end."""
    end = None if until is None else as_day(until)
    return None if end is None or end >= load.collected_to("actions") else end


def _lost(delistings: pl.DataFrame, start: date, until: date | str | None) -> str:
    """Say how many names the US list has lost since a day, at least, and by when; nothing where it had lost none."""
    require_whole_table("delistings", delistings)
    known = delistings if until is None else delistings.filter(pl.col("not_after") <= as_day(until))
    if known.filter(pl.col("not_before") >= start).is_empty():
        return ""
    bounds = measure.removals(known, start)
    return f"The US also took at least {bounds['at_least']} names off its list by {day(bounds['last'])}."


def _numbers(listed: pl.DataFrame) -> dict[str, int]:
    return dict(listed.select("authority", "listings").iter_rows())


def _us_rounds(designations: pl.DataFrame, window: measure.Window) -> pl.DataFrame:
    """Give the days on which the US listed persons or entities in a window, with how many: listed_on, listings."""
    us = designations.filter(authority="US", basis=measure.OWN_BASIS["US"], measure="asset_freeze")
    in_window = us.filter(pl.col("subject").is_in(PEOPLE), pl.col("listed_on").is_between(window.first, window.last))
    return in_window.group_by("listed_on").agg(pl.col("listings").sum()).sort("listed_on")


@whole_tables("designations", coverage="sanctions_coverage")
def before_and_after(designations: pl.DataFrame, coverage: pl.DataFrame, turn: date | str = TURN) -> Figure:
    """Draw listings a month before and after a day for each authority, on its own basis.

    Takes `load.designations()` and `load.sanctions_coverage()`. `data` has authority, basis, when (before, after), listings,
    months, per_month, first, last and source. The time after is the window that all three cover, the time before as long.
    Raises AnalysisError for a text that is no day and for a day with less than a covered month of one of the three on either
    side.

    >>> from analysis import load
    >>> sides = before_and_after(load.designations(), load.sanctions_coverage())
    >>> sides.data.filter(pl.col("authority") == "US").select("when", "months").rows()
    [('before', 15.3), ('after', 15.3)]
    """
    turn = as_day(turn)
    require_covered_month(coverage, turn)
    table = authorities.named(measure.before_and_after(designations, coverage, turn))
    base = alt.Chart(table, width=480, height=190).encode(
        y=marks.names("name", [NAMES[one] for one in COMPARED], None),
        yOffset=alt.YOffset("when:N", sort=["before", "after"]),
        x=alt.X("per_month:Q", title=None, axis=alt.Axis(tickCount=5)),
        tooltip=marks.tips(["name", "when", "listings:Q", "months:Q", "per_month:Q"]),
    )
    pale = alt.condition("datum.when == 'before'", alt.value(0.45), alt.value(1))
    bars = base.mark_bar(height=18).encode(color=marks.colour("authority", COLOURS), opacity=pale)
    words = base.transform_calculate(text="datum.when + ' ' + format(datum.per_month, '.1f')")
    words = words.mark_text(align="left", dx=4).encode(text="text:N")
    rate = {(row["authority"], row["when"]): row["per_month"] for row in table.iter_rows(named=True)}
    begins, months = table["first"].min(), table["months"][0]
    window = measure.common_window(coverage, turn)
    longer = average(designations, turn)
    shades = {"before": theme.LIGHT_GREY, "after": theme.INK}
    return Figure(
        alt.layer(bars, words),
        id="before-and-after-january-2025" if turn == TURN else f"before-and-after-{turn}",
        headline=f"A month, before and after {day(turn)}, {all_moved(rate)}",
        subtitle=f"Persons and entities under asset freeze, listings a month, in the {months} months from {day(begins)} and the {months} months from {authorities.window_words(window)}",
        data=table.select("authority", "basis", "when", "first", "last", "listings", "months", "per_month", "source"),
        sources=cite(table),
        notes=[
            BASIS,
            CYBER,
            f"How a rate moved hangs on what it is held against: from February 2022 to {day(turn)} the EU averaged {longer['EU']:.0f} a month and the UK {longer['UK']:.0f}.",
            WITH_ITSELF,
            *caveats(coverage),
        ],
        alt=f"Bars, listings a month: {join_rows(table, '{name} {when} {per_month:.1f} ({listings} in {months} months)')}.",
        native=Native("bar", "authority", "per_month", "when", "listings a month", shades, list(shades), NAMES),
    )


@whole_tables("designations", "delistings", coverage="sanctions_coverage")
def us_both_ways(designations: pl.DataFrame, delistings: pl.DataFrame, coverage: pl.DataFrame) -> Figure:
    """Draw US additions by inferred day and removals by the day first seen absent, since January 2025.

    Takes `load.designations()`, `load.delistings()` and `load.sanctions_coverage()`. `data` has period (a month), what (added,
    removed), count (negative for removals) and source; a removal that may lie before 20 January 2025 is drawn and counted as
    not certain.

    >>> from analysis import load
    >>> us_both_ways(load.designations(), load.delistings(), load.sanctions_coverage()).data.columns
    ['period', 'what', 'count', 'source']
    """
    known: date = authorities.ends(coverage, {"US": measure.OWN_BASIS["US"]})["period"].item()
    listed = _us_rounds(designations, measure.Window(TURN, known, ("US",))).with_columns(source=pl.lit("ofac_blocks"))
    gone = delistings.filter(pl.col("not_after") >= TURN)
    certain = (pl.col("not_before") >= TURN).fill_null(value=False)
    added = _monthly(listed, "listed_on", pl.col("listings"), ADDED)
    removed = _monthly(gone.filter(certain), "not_after", -pl.col("removals"), REMOVED)
    earlier, unstated = gone.filter(pl.col("not_before") < TURN), gone.filter(pl.col("not_before").is_null())
    others = [
        _monthly(rows, "not_after", -pl.col("removals"), what) for rows, what in ((earlier, PERHAPS), (unstated, UNSTATED))
    ]
    frame = pl.concat([added, removed, *others], how="diagonal").sort("period", "what")
    bounds = measure.removals(delistings, TURN)
    end: date = bounds["last"]  # type: ignore[assignment]
    base = alt.Chart(frame, width=WIDTH, height=260).encode(
        x=marks.time_axis(start=date(2025, 1, 1), end=end),
        y=alt.Y("count:Q", title=None, axis=alt.Axis(tickCount=5, labelExpr="abs(datum.value)")),
        tooltip=marks.tips(["what", "period:T|%B %Y", "count:Q"]),
    )
    colours = {ADDED: theme.VERMILLION, REMOVED: theme.GREY, PERHAPS: theme.LIGHT_GREY, UNSTATED: theme.LIGHT_GREY}
    bars = base.mark_bar(width=9).encode(color=marks.colour("what", colours))
    texts = base.transform_calculate(text="abs(datum.count)")
    above = texts.transform_filter("datum.count > 0").mark_text(dy=-7).encode(text="text:N")
    below = texts.transform_filter(f"datum.what == '{REMOVED}'").mark_text(dy=8).encode(text="text:N")
    plus = int(listed["listings"].sum())
    spelled = frame.with_columns(pl.col("count").abs(), month_text("period"))
    return Figure(
        alt.layer(bars, above, below),
        id="us-additions-and-removals",
        headline=f"From {day(TURN)} the US list gained {plus} listings over Russia to {day(known)} and lost at least {bounds['at_least']} to {day(end)}",
        subtitle=f"US listings under programmes over Russia: additions of persons and entities by inferred day (up), removals of all kinds by the day first seen absent (down; pale: not certain to be after {day(TURN)})",
        data=frame.select("period", "what", "count", "source"),
        sources=cite(frame),
        notes=[
            f"A removal lies between the last day a listing was seen and the first day it was absent. At least {bounds['at_least']} of {bounds['at_most']} lie after {day(TURN)}; {earlier['removals'].sum()} may be earlier, and of {unstated['removals'].sum()} the last day on the list is not stated.",
            f"Additions are known to {day(known)}, removals to {day(end)}.",
        ],
        alt=f"Bars by month: {plus} additions above the line, at least {bounds['at_least']} and at most {bounds['at_most']} removals below it. {join_rows(spelled, '{period} {what} {count}')}.",
    )


def _monthly(rows: pl.DataFrame, when: str, count: pl.Expr, what: str) -> pl.DataFrame:
    summed = rows.group_by(period=pl.col(when).dt.truncate("1mo"), source="source").agg(count=count.sum())
    return summed.with_columns(what=pl.lit(what))
