"""Figures of how the answers change with the release: the lead, the totals then and now, what moved, what was missing."""

from datetime import date

import altair as alt
import polars as pl

from analysis.charts import marks, theme
from analysis.charts.citations import cite
from analysis.charts.formatting import join_rows, month, month_text
from analysis.charts.native import Native
from analysis.figures.aid.inputs import (
    NOMINAL,
    latest,
    require_releases,
    span,
    vintage,
)
from analysis.figures.aid.missing import missing_rows
from analysis.figures.aid.moved import what_moved, zero_line
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
    layers = alt.layer(lines, _oldest(gaps.filter(release=OLDEST)), zero_line())
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
    colour, at = COLOURS[OLDEST], {"x": "period:T", "y": "gap_bn:Q"}
    drawn = alt.Chart(line).mark_line(color=colour, strokeDash=DASHES[OLDEST]).encode(**at, tooltip=marks.tips(TOOLTIP))
    end = alt.Chart(line.filter(pl.col("period") == pl.col("period").max()))
    name = end.mark_text(align="left", dx=7, fontWeight=600, color=theme.as_text(colour))
    return alt.layer(drawn, name.encode(**at, text="label:N"))


def in_words(column: str) -> pl.Expr:
    """Write a column of releases as words, as `vintage` does.

    >>> pl.DataFrame({"release": ["29-first-upload"]}).select(in_words("release")).item()
    '29, first upload'
    """
    return pl.col(column).str.replace("-", ", ", literal=True).str.replace_all("-", " ", literal=True)
