"""Figures of how the answers change with the release: the lead, the totals then and now, what moved, what was missing."""

from datetime import date

import altair as alt
import polars as pl

from analysis.charts import marks, theme
from analysis.charts.citations import cite
from analysis.charts.formatting import as_text, capitalise_first, eur, join_rows, month, month_text
from analysis.charts.native import Native
from analysis.charts.numerals import count_words
from analysis.countries import EUROPE, UNITED_STATES, join_words, with_article
from analysis.errors import NotComparable
from analysis.figures.aid.inputs import (
    NOMINAL,
    latest,
    own_months,
    require_count,
    require_one_release,
    require_releases,
    span,
    vintage,
)
from analysis.figures.aid.then_and_now import then_and_now
from analysis.figures.figure import Figure
from analysis.figures.whom import EUROPE_IS, take_nobody
from analysis.measures import aid as measure

__all__ = ["lead_by_release", "missing_rows", "then_and_now", "what_moved"]

UNTIL = date(2024, 12, 1)
OLDEST, FINAL, UPLOAD = "18", "29", "29-first-upload"
COLOURS = {OLDEST: "#8C8C8C", "28": "#595959", "29": theme.INK, "29-first-upload": theme.GREY, "30-preview": "#A6A6A6"}
DASHES = {OLDEST: [2, 2], "28": [6, 2], "29": [1, 0], "29-first-upload": [1, 2], "30-preview": [4, 2, 1, 2]}
TOOLTIP = {"Release": "release", "Month": "period:T|%B %Y", "Europe less United States, EUR bn": "gap_bn:Q|,.3f"}


@take_nobody(
    "Europe against the United States",
    "see the lead of others in one release: figures.aid.tables.lead_changes(aid, only=[..., ...])",
)
def lead_by_release(vintages: pl.DataFrame) -> Figure:
    """Draw how far Europe was ahead of the United States, month by month, as each release has it.

    Takes `load.vintages()`, in which release 29 and its first upload must be. `data` has release, period (to December 2024) and
    gap_bn (cumulative EUR bn, negative while Europe is behind). Raises AnalysisError without one of these two.

    >>> from analysis import load
    >>> lead_by_release(pl.concat([load.aid("29-first-upload"), load.aid(29)])).data.columns
    ['release', 'period', 'gap_bn']
    """
    require_releases(vintages, FINAL, UPLOAD)
    answers = measure.answers(vintages).filter(pl.col("release").is_in(list(COLOURS)))
    gaps = measure.gap_by_release(vintages).filter(pl.col("period") <= UNTIL, pl.col("release").is_in(list(COLOURS)))
    gaps = gaps.with_columns(pl.col("gap_bn").round(3), label=pl.format("release {}", in_words("release")))
    ends = gaps.filter(pl.col("period") == UNTIL)
    newer, tips = gaps.filter(pl.col("release") != OLDEST), marks.tips(TOOLTIP)
    lines = marks.labelled_lines(
        newer, "gap_bn", "release", axis_title="EUR bn, cumulative", colours=COLOURS, dashes=DASHES, tooltip=tips
    )
    told = answers.join(_never_behind(gaps), on="release", how="left", maintain_order="left")
    written = told.with_columns(
        in_words("release"), month_text("all_aid").fill_null("at no time"), pl.col("never").fill_null("")
    )
    since = join_rows(written, "release {release}: {all_aid}{never}")
    months = latest(answers, "all_aid", "release")
    layers = alt.layer(lines, _oldest(gaps.filter(release=OLDEST)), _zero())
    return Figure(
        layers.resolve_scale(color="independent", strokeDash="independent"),
        id="lead-by-release",
        headline=f"Release {FINAL} puts Europe ahead from {month(months[FINAL])}, its first upload from {month(months[UPLOAD])}",
        subtitle=f"Cumulative allocations of Europe less those of the United States as each release dates them, EUR bn, {span(gaps)}",
        data=gaps.drop("label"),
        sources=cite(gaps),
        notes=[
            NOMINAL,
            EUROPE_IS,
            "The first upload of release 29 and the preview of release 30 lack the rows without a proper date.",
            f"Ahead for good, in the order of the cut-offs: {since}.",
        ],
        alt=f"Lines of Europe's lead, {span(gaps)}, one per release. Ahead for good since: {since}. "
        f"At the end of {UNTIL.year}, EUR bn: {join_rows(ends, '{label} {gap_bn:.1f}')}.",
        native=Native(
            "line",
            "period",
            "gap_bn",
            "release",
            "EUR bn",
            COLOURS,
            labels={name: f"release {vintage(name)}" for name in COLOURS},
            dashes=DASHES,
        ),
    )


def _never_behind(gaps: pl.DataFrame) -> pl.DataFrame:
    """Say of the releases in which Europe never was behind that it was not, and where both were level at first."""
    ordered = gaps.sort("release", "period").group_by("release", maintain_order=True)
    first = ordered.agg(least=pl.col("gap_bn").min(), gap=pl.col("gap_bn").first(), month=pl.col("period").first())
    level = pl.format(" (level in {}, never behind)", month_text("month"))
    words = pl.when(pl.col("gap") == 0).then(level).otherwise(pl.lit(" (never behind)"))
    return first.filter(pl.col("least") >= 0).select("release", never=words)


def _oldest(line: pl.DataFrame) -> marks.Layered:
    """Draw the release that ends early, named at its end."""
    colour, at = COLOURS[OLDEST], {"x": alt.X("period:T"), "y": alt.Y("gap_bn:Q")}
    drawn = alt.Chart(line).mark_line(color=colour, strokeDash=DASHES[OLDEST]).encode(**at, tooltip=marks.tips(TOOLTIP))
    end = alt.Chart(line.filter(pl.col("period") == pl.col("period").max()))
    name = end.mark_text(align="left", dx=7, fontWeight=600, color=theme.as_text(colour))
    return alt.layer(drawn, name.encode(**at, text=alt.Text("label:N")))


def _zero() -> marks.Layered:
    return alt.Chart(pl.DataFrame({"zero": [0.0]})).mark_rule(color=theme.INK, strokeWidth=1).encode(y=alt.Y("zero:Q"))


@take_nobody(
    "all donors",
    "list what moved and keep rows: measures.aid.revisions(before, after), then .filter(pl.col('donor').is_in(group.members))",
)
def what_moved(before: pl.DataFrame, after: pl.DataFrame) -> Figure:
    """Draw by month what moved from one release to the next in Europe's allocations, inside the months both cover.

    Takes `load.aid()` of two different releases. `data` has release_before, release_after, period and change_bn (EUR bn); a
    month that did not move has no row. Raises NotComparable where the two are not of one release each, are the same or no month
    moved, AnalysisError for a release without allocations.

    >>> from analysis import load
    >>> what_moved(load.aid(28), load.aid(29)).id
    'moved-28-29'
    """
    names = _two_releases(before, after)
    moved = measure.revisions(before, after, by=["bloc", "month"])
    europe = moved.filter(bloc=EUROPE)
    columns = {"period": pl.col("month"), "change_bn": pl.col("change_bn").round(3)}
    shown = europe.filter(what="revised").select("release_before", "release_after", **columns)
    if shown.is_empty():
        raise NotComparable(f"no month of Europe's moved from release {names[0]} to {names[1]}", "take two other releases")
    added, taken = (_change(shown.filter(rule)) for rule in (pl.col("change_bn") > 0, pl.col("change_bn") < 0))
    undated, new = (_change(europe.filter(what=what)) for what in ("undated", "new"))
    states = abs(_change(moved.filter(bloc=UNITED_STATES)))
    largest = (
        shown.sort("change_bn", descending=True)
        .head(3)
        .sort("period")
        .with_columns(text=month_text("period"), short=pl.col("period").dt.strftime("%b %Y"))
    )
    gains = [f"{text} {change:.1f}" for text, change in largest.select("text", "change_bn").iter_rows()]
    bars = alt.Chart(shown, width=marks.WIDTH + 80, height=220).mark_bar(width=8, color=theme.BLUE)
    bars = bars.encode(
        x=marks.time_axis(start=date(2021, 12, 15), end=measure.last_month(shown).replace(day=20)),
        y=alt.Y("change_bn:Q", title=None, axis=alt.Axis(format=".1f", tickCount=6)),
        tooltip=marks.tips({"Month": "period:T|%B %Y", "Change, EUR bn": "change_bn:Q|+,.3f"}),
    )
    words = alt.Chart(largest).mark_text(dy=-8, fontSize=12, color=theme.SOFT_INK)
    words = words.encode(x=alt.X("period:T"), y=alt.Y("change_bn:Q"), text=alt.Text("short:N"))
    return Figure(
        alt.layer(bars, words, _zero(), marks.caption("EUR bn")),
        id=f"moved-{names[0]}-{names[1]}",
        headline=f"From release {names[0]} to {names[1]} Europe's earlier months gained {eur(added, 0)} and lost {eur(-taken, 0)}",
        subtitle=f"Change of Europe's allocations by month, release {names[1]} less release {names[0]}, EUR bn, {span(shown)}",
        data=shown,
        sources=cite(before, after),
        notes=[
            NOMINAL,
            f"Europe's earlier months gained {eur(added, 2)} and lost {eur(-taken, 2)}; {eur(abs(undated), 2)} had stood without a month before, so that their "
            f"sum moved by {eur(added + taken + undated, 2)}.",
            f"What had no month in release {names[0]} was given one in release {names[1]}, and is among the gains. Beside these, the new months "
            f"brought {eur(new)}. For the United States all changes together come to {eur(states, 2)}.",
            *own_months(before),
            *own_months(after),
        ],
        alt=f"Bars of change by month. Gains add up to {added:.1f} and losses to {-taken:.1f} EUR bn. "
        f"Largest gains: {join_words(gains)}.",
        native=Native("column", "period", "change_bn", None, "EUR bn", {}),
    )


@take_nobody(
    "all donors",
    "list what moved and keep rows: measures.aid.revisions(first, final), then .filter(pl.col('donor').is_in(group.members))",
)
def missing_rows(first: pl.DataFrame, final: pl.DataFrame, largest: int = 10) -> Figure:
    """Draw by donor what the first upload of a release, or an earlier release, lacked against another.

    Takes `load.aid()` of both, the one that lacks first; undated money is in it. `data` has release_before, release_after,
    name and change_bn (EUR bn) of the `largest` gaps. Raises NotComparable where the two are not of one release each, are the
    same or the first lacks nothing, AnalysisError for a `largest` that is no whole number from 1 on, for a release without
    allocations.

    >>> from analysis import load
    >>> missing_rows(load.aid("29-first-upload"), load.aid(29), largest=2).data.select("name", "change_bn").row(0)
    ('France', 2.159)
    """
    require_count(largest)
    names = _two_releases(first, final)
    moved = measure.named(measure.revisions(first, final, by="donor")).sort("change_bn", "name", descending=[True, False])
    # What rounds to nothing is no gap: two releases differ by cents in how they were rounded.
    moved = moved.filter(pl.col("change_bn").round(3) > 0)
    if moved.is_empty():
        raise NotComparable(f"release {names[0]} lacks nothing that release {names[1]} has", "give the one that lacks first")
    missing, upload = _change(moved), names[0] == f"{names[1]}-first-upload"
    earlier, later = (f"release {vintage(name)}" for name in names)
    shown = moved.head(largest).select("release_before", "release_after", "name", change_bn=pl.col("change_bn").round(3))
    labelled = shown.with_columns(label=as_text("change_bn", "{:,.2f}".format))
    base = alt.Chart(labelled, width=marks.WIDTH - 70, height=22 * shown.height)
    base = base.encode(y=marks.names("name", shown["name"].to_list()))
    x = alt.X("change_bn:Q", title=None, axis=alt.Axis(grid=True, tickCount=5))
    bars = base.mark_bar(color=theme.BLUE)
    bars = bars.encode(x=x, tooltip=marks.tips({"Donor": "name", "Missing, EUR bn": "change_bn:Q|,.3f"}))
    words = base.mark_text(align="left", dx=5, fontSize=12).encode(x=alt.X("change_bn:Q"), text=alt.Text("label:N"))
    top = shown.head(4)
    return Figure(
        alt.layer(bars, words, marks.caption("EUR bn")),
        id="missing-rows" if upload else f"missing-rows-{names[0]}-{names[1]}",
        headline=capitalise_first(f"the first upload of {later}" if upload else earlier)
        + f" lacked {eur(missing, 0)}{'' if upload else f' of what {later} has'}, "
        + (
            f"most of it from {count_words(top.height)} donor{'' if top.height == 1 else 's'}"
            if 2 * _change(top) > missing
            else f"first of all from {with_article(top['name'][0])}"
        ),
        subtitle=f"Allocations in {later} less those in {'its first upload' if upload else earlier}, EUR bn, the {shown.height} largest gaps",
        data=shown,
        sources=cite(first, final),
        notes=[
            NOMINAL,
            f"The largest are those of {join_words([with_article(name) for name in top['name']])}.",
            "Rows without a proper date had been dropped; the preview of release 30 has the same hole."
            if upload
            else f"What {earlier} lacks may lie after its cut-off, or have been added to earlier months since.",
        ],
        alt=f"Bars of missing money, EUR bn, {missing:.1f} in all: {join_rows(shown, '{name} {change_bn:.2f}')}.",
        native=Native("bar", "name", "change_bn", None, "EUR bn", {}),
    )


def _two_releases(before: pl.DataFrame, after: pl.DataFrame) -> tuple[str, str]:
    for aid in (before, after):
        require_one_release(aid, "allocated")
    names = (before["release"][0], after["release"][0])
    if names[0] == names[1]:
        raise NotComparable(f"release {names[0]} does not differ from itself", "take another: load.aid(release=28)")
    return names


def _change(moved: pl.DataFrame) -> float:
    return float(moved["change_bn"].sum())


def in_words(column: str) -> pl.Expr:
    """Write a column of releases as words, as `vintage` does.

    >>> pl.DataFrame({"release": ["29-first-upload"]}).select(in_words("release")).item()
    '29, first upload'
    """
    return pl.col(column).str.replace("-", ", ", literal=True).str.replace_all("-", " ", literal=True)
