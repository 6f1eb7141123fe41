"""Figures of listings: by month, since a day, by EU package, before and after, and additions against removals."""

from datetime import date

import altair as alt
import polars as pl

from analysis import load
from analysis.as_of import as_day
from analysis.charts import forms, marks, theme
from analysis.charts.citations import cite
from analysis.charts.formatting import day, day_text, join_rows, month, month_text, plural
from analysis.charts.native import Native
from analysis.figures.figure import Figure
from analysis.figures.inputs import whole_tables
from analysis.figures.sanctions import authorities
from analysis.figures.sanctions.authorities import BASIS, COLOURS, COMPARED, MEASURES, NAMES, OVERLAP, SCOPE, SURVIVORS, TURN
from analysis.figures.sanctions.coverage import caveats, require_coverage, require_covered_month
from analysis.measures import sanctions as measure

__all__ = ["before_and_after", "by_month", "packages", "since", "us_both_ways"]

START = date(2022, 1, 1)
WIDTH = 560
OF_PACKAGES = ("asset_freeze", "export_control", "vessel_ban")
PANELS_STOP = "Each panel stops where its source does: a gap after it is not a zero."
DATED = "A package's freezes are dated to its adoption, its export controls and ships to the day after; banks and platforms listed weeks later are not counted."
WITH_ITSELF = "The bases differ, so compare an authority with itself before comparing it with another."
BOUNDED = "A removal happened between the last day a listing was seen and the first day it was absent; the bar stands at the latter, and the former may lie before January 2025."


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
    lately = frame.filter(pl.col("period") > date(2025, 1, 1))
    eu, uk, us = (int(lately.filter(authority=one)["listings"].sum()) for one in COMPARED)
    return Figure(
        alt.vconcat(*[_month_panel(frame, bounds, one) for one in COMPARED], spacing=14),
        id="listings-by-month",
        headline=f"Since February 2025 the United States has listed {us} persons and entities over Russia, the EU {eu} and the UK {uk}",
        subtitle=f"Persons and entities put under asset freeze by month, {month(START)} to {month(end)}; US days first seen in copies to May 2024, inferred since",
        data=frame.select("authority", "period", "listings", "source"),
        sources=cite(frame),
        notes=[BASIS, SCOPE, SURVIVORS, PANELS_STOP, *caveats(coverage)],
        alt=f"Three rows of bars by month to {month(end)}. Since February 2025: United States {us}, EU {eu}, UK {uk}. "
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
    return alt.layer(bars, marks.coverage_end(bound["period"][0], bound["text"][0])).properties(width=WIDTH, height=92)


@whole_tables("designations", coverage="sanctions_coverage")
def since(designations: pl.DataFrame, coverage: pl.DataFrame, start: date | str = authorities.LAST_BIDEN_LISTING) -> Figure:
    """Draw listings since a day, accumulated, for the EU, the UK and the US, each to the end of its source.

    Takes `load.designations()` and `load.sanctions_coverage()`; the day `start` itself is not counted. `data` has authority,
    basis, period, so_far (persons and entities) and source. Raises AnalysisError for a text that is no day and for a day from
    which not all three are covered.

    >>> from analysis import load
    >>> since(load.designations(), load.sanctions_coverage(), date(2025, 1, 20)).data.row(0)
    ('EU', 'stated', datetime.date(2025, 1, 20), 0, 'eu_journal')
    """
    start = as_day(start)
    require_coverage(coverage, start)
    frame = measure.since(designations, coverage, start)
    ends = frame.group_by("authority", maintain_order=True).last()
    so_far = dict(ends.select("authority", "so_far").iter_rows())
    known = dict(ends.select("authority", "period").iter_rows())
    by_day = _inferred_after(designations, start).group_by(period="listed_on").agg(pl.col("listings").sum()).sort("period")
    drawing = forms.steps(
        authorities.named(frame),
        ends,
        "so_far",
        "authority",
        "listings so far",
        x=marks.time_axis(start=start, end=max(known.values())).axis(format="%b %Y", tickCount=6, grid=False),
        name="since",
        tooltip={"name": "name", "period": "period:T|%d %B %Y", "So far": "so_far:Q"},
        label={"align": "right", "dy": -10, "dx": 4},
        width=WIDTH,
        **authorities.LOOK,
    )
    days = join_rows(by_day.with_columns(day_text("period")), "{listings} on {period}", ", ")
    return Figure(
        drawing,
        id="listings-since-january-2025" if start == authorities.LAST_BIDEN_LISTING else f"listings-since-{start}",
        headline=f"After {day(start)} the United States made {so_far['US']} listings over Russia, on {plural(by_day.height, 'day')}; the EU {so_far['EU']}, the UK {so_far['UK']}",
        subtitle=f"Persons and entities under asset freeze since {day(start)}, each line to the end of its source",
        data=frame.select("authority", "basis", "period", "so_far", "source"),
        sources=cite(frame),
        notes=[
            BASIS,
            SCOPE,
            f"After a line's end nothing is known: the UK list was last read on {day(known['UK'])}, the US list on {day(known['US'])}.",
            *caveats(coverage),
        ],
        alt=f"Step lines since {day(start)}: EU {so_far['EU']}, UK {so_far['UK']}, United States {so_far['US']} ({days}).",
    )


def _inferred_after(designations: pl.DataFrame, start: date) -> pl.DataFrame:
    return designations.filter(authority="US", basis="inferred").filter(pl.col("listed_on") > start)


@whole_tables("designations", "actions")
def packages(designations: pl.DataFrame, actions: pl.DataFrame) -> Figure:
    """Draw what each EU package listed, by measure, side by side.

    Takes `load.designations()` and `load.actions()`. `data` has package, adopted, measure, basis, listings and source; freezes
    and export controls as still in the annexes, ships as first listed.

    >>> from analysis import load
    >>> listed = packages(load.designations(), load.actions()).data.filter(pl.col("package") == 18)
    >>> listed.select("adopted", "measure", "basis").rows()
    [(datetime.date(2025, 7, 18), 'asset_freeze', 'stated'), (datetime.date(2025, 7, 18), 'vessel_ban', 'as_listed')]
    """
    table = measure.packages(designations, actions).filter(pl.col("measure").is_in(OF_PACKAGES))
    rows = table.with_columns(what=pl.col("measure").cast(pl.String).replace(MEASURES))
    parts = {MEASURES[one]: rows.filter(pl.col("measure") == one) for one in OF_PACKAGES}
    freezes, _, ships = parts.values()
    most = ships.sort("listings", descending=True).row(0, named=True)
    last = rows.sort("package").row(-1, named=True)
    early = freezes.filter(pl.col("package") <= 3)["listings"].sum()
    panels = [_package_panel(part, title, last["package"]) for title, part in parts.items()]
    return Figure(
        alt.vconcat(*panels, spacing=14),
        id="eu-packages",
        headline=f"The first three EU packages froze the assets of {early} persons and entities; package {most['package']} alone banned {most['listings']} ships",
        subtitle=f"Listings by EU package, 1 to {last['package']} (adopted {day(last['adopted'])}); freezes and controls as still in the annexes, ships as first listed",
        data=rows.select("package", "adopted", "measure", "basis", "listings", "source"),
        sources=cite(rows),
        notes=[OVERLAP, DATED, SURVIVORS],
        alt="Bars by package in three panels. "
        + " ".join(f"{title}: {join_rows(part, 'package {package} {listings}', ', ')}." for title, part in parts.items()),
    )


def _package_panel(rows: pl.DataFrame, title: str, last: int) -> marks.Layered:
    base = alt.Chart(rows, title=marks.panel_title(title)).encode(
        x=alt.X("package:O", title=None, scale=alt.Scale(domain=list(range(1, last + 1)))),
        y=alt.Y("listings:Q", title=None, axis=alt.Axis(tickCount=3)),
        tooltip=marks.tips({"Package": "package:O", "Adopted": "adopted:T|%d %B %Y", "listings": "listings:Q"}),
    )
    numbers = base.mark_text(dy=-6, fontSize=10).encode(text="listings:Q")
    return alt.layer(base.mark_bar(color=theme.BLUE), numbers).properties(width=WIDTH, height=90)


@whole_tables("designations", coverage="sanctions_coverage")
def before_and_after(designations: pl.DataFrame, coverage: pl.DataFrame, turn: date | str = TURN) -> Figure:
    """Draw listings a month before and after a day for each authority, on its own basis.

    Takes `load.designations()` and `load.sanctions_coverage()`. `data` has authority, basis, when (before, after), listings,
    months (how many are covered), per_month and source. The time before is eighteen months, or as long as coverage reaches
    back. Raises AnalysisError for a text that is no day and for a day with less than a covered month of one of the three on
    either side.

    >>> from analysis import load
    >>> sides = before_and_after(load.designations(), load.sanctions_coverage())
    >>> sides.data.filter(pl.col("authority") == "US").select("basis", "when", "months").row(0)
    ('inferred', 'before', 8.6)
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
    before = table.filter(pl.col("when") == "before")
    cut = before.filter(pl.col("months") < before["months"].max())
    covered = f" ({join_rows(cut, '{name}: {months} covered')})" if cut.height else ""
    shades = {"before": theme.LIGHT_GREY, "after": theme.INK}
    return Figure(
        alt.layer(bars, words),
        id="before-and-after-january-2025" if turn == TURN else f"before-and-after-{turn}",
        headline=f"US listings over Russia {_moved(rate, 'US')} from {rate['US', 'before']:.0f} a month to {rate['US', 'after']:.1f} after {day(turn)}; "
        + _eu_and_uk(rate),
        subtitle=f"Persons and entities under asset freeze, listings a month, in the eighteen months before {day(turn)}{covered} and from then to each source's end",
        data=table.select("authority", "basis", "when", "listings", "months", "per_month", "source"),
        sources=cite(table),
        notes=[BASIS, SCOPE, WITH_ITSELF, *caveats(coverage)],
        alt=f"Bars, listings a month: {join_rows(table, '{name} {when} {per_month:.1f} ({listings} in {months} months)')}.",
        native=Native("bar", "authority", "per_month", "when", "listings a month", shades, list(shades), NAMES),
    )


def _moved(rate: dict[tuple[str, str], float], authority: str) -> str:
    before, after = rate[authority, "before"], rate[authority, "after"]
    return "went" if before == after else "rose" if after > before else "fell"


def _eu_and_uk(rate: dict[tuple[str, str], float]) -> str:
    (eu, to_eu), (uk, to_uk) = ((_moved(rate, one), f"{rate[one, 'after']:.0f}") for one in ("EU", "UK"))
    if eu == uk:
        return f"EU and UK listings {eu} to {to_eu} and {to_uk}"
    return f"EU listings {eu} to {to_eu} and UK listings {uk} to {to_uk}"


@whole_tables("designations", "delistings")
def us_both_ways(designations: pl.DataFrame, delistings: pl.DataFrame) -> Figure:
    """Draw US additions by inferred day and removals by the day first seen absent, since January 2025.

    Takes `load.designations()` and `load.delistings()`. `data` has period (a month), what (added, removed), count (negative
    for removals) and source.

    >>> from analysis import load
    >>> us_both_ways(load.designations(), load.delistings()).data.columns
    ['period', 'what', 'count', 'source']
    """
    listed = _inferred_after(designations, authorities.LAST_BIDEN_LISTING)
    added = _monthly(listed, "listed_on", pl.col("listings"), "added")
    removed = _monthly(delistings, "not_after", -pl.col("removals"), "removed")
    frame = pl.concat([added, removed], how="diagonal").sort("period", "what")
    end: date = delistings["not_after"].max()  # type: ignore[assignment]
    base = alt.Chart(frame, width=WIDTH, height=260).encode(
        x=marks.time_axis(start=date(2025, 1, 1), end=end),
        y=alt.Y("count:Q", title=None, axis=alt.Axis(tickCount=5, labelExpr="abs(datum.value)")),
        tooltip=marks.tips(["what", "period:T|%B %Y", "count:Q"]),
    )
    bars = base.mark_bar(width=9).encode(color=marks.colour("what", {"added": theme.VERMILLION, "removed": theme.GREY}))
    texts = base.transform_calculate(text="abs(datum.count)")
    above = texts.transform_filter("datum.count > 0").mark_text(dy=-7).encode(text="text:N")
    below = texts.transform_filter("datum.count < 0").mark_text(dy=8).encode(text="text:N")
    known = authorities.ends(load.sanctions_coverage(), {"US": "inferred"})["period"].item()
    plus, minus = int(listed["listings"].sum()), int(delistings["removals"].sum())
    spelled = frame.with_columns(pl.col("count").abs(), month_text("period"))
    return Figure(
        alt.layer(bars, above, below),
        id="us-additions-and-removals",
        headline=f"Since {day(authorities.LAST_BIDEN_LISTING)} the US list gained {plus} listings over Russia and lost {minus}",
        subtitle="US listings under Russia programmes: additions by inferred day (up), removals by the day first seen absent (down)",
        data=frame.select("period", "what", "count", "source"),
        sources=cite(frame),
        notes=[BOUNDED, f"Additions are known to {day(known)}, removals to {day(end)}."],
        alt=f"Bars by month: {plus} additions above the line, {minus} removals below it. {join_rows(spelled, '{period} {what} {count}')}.",
    )


def _monthly(rows: pl.DataFrame, when: str, count: pl.Expr, what: str) -> pl.DataFrame:
    summed = rows.group_by(period=pl.col(when).dt.truncate("1mo"), source="source").agg(count=count.sum())
    return summed.with_columns(what=pl.lit(what))
