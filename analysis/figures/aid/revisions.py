"""Figures of how the answers change with the release: the lead, the totals then and now, what moved, what was missing."""

from datetime import date

import altair as alt
import polars as pl

from analysis.charts import marks, theme
from analysis.charts.citations import cite
from analysis.charts.formatting import capitalise_first, join_rows, month, month_text
from analysis.charts.native import Native
from analysis.errors import NotComparable
from analysis.figures.aid.amounts import has, in_headline
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
from analysis.figures.aid.whose import is_the_pair, members_in_words, notes_on, two_of
from analysis.figures.figure import Figure
from analysis.figures.whom import EUROPE_IS, end_of_id, fitting
from analysis.groups.group import Group
from analysis.groups.names import some
from analysis.groups.overlap import overlaps
from analysis.measures import aid as measure
from analysis.measures.blocs import Whose

__all__ = ["lead_by_release", "missing_rows", "then_and_now", "what_moved"]

UNTIL = date(2024, 12, 1)
OLDEST, FINAL, UPLOAD = "18", "29", "29-first-upload"
COLOURS = {OLDEST: "#8C8C8C", "28": "#595959", "29": theme.INK, "29-first-upload": theme.GREY, "30-preview": "#A6A6A6"}
DASHES = {OLDEST: [2, 2], "28": [6, 2], "29": [1, 0], "29-first-upload": [1, 2], "30-preview": [4, 2, 1, 2]}
TOOLTIP = {"Release": "release", "Month": "period:T|%B %Y", "Europe less United States, EUR bn": "gap_bn:Q|,.3f"}
NATIVE = Native(
    "line",
    "period",
    "gap_bn",
    "release",
    "EUR bn",
    COLOURS,
    labels={name: f"release {vintage(name)}" for name in COLOURS},
    dashes=DASHES,
)


def lead_by_release(vintages: pl.DataFrame, *, only: Whose = ()) -> Figure:
    """Draw how far Europe was ahead of the United States, month by month, as each release has it.

    `only` names two others to hold against each other: blocs, groups or countries, by name, by code or as a Group.

    Takes `load.vintages()`, in which release 29 and its first upload must be. `data` has release, period (to December 2024, of others
    further where the lead changes later) and gap_bn (cumulative EUR bn, negative while Europe, or the first of two, is behind). Raises
    AnalysisError without one of these releases and for more or fewer than two, NotComparable for two that share members.

    >>> from analysis import load
    >>> lead_by_release(pl.concat([load.aid("29-first-upload"), load.aid(29)])).data.columns
    ['release', 'period', 'gap_bn']
    """
    require_releases(vintages, FINAL, UPLOAD)
    pair = two_of(vintages, only, "the lead by release")
    if not is_the_pair(pair):
        return _of_two(vintages, pair)
    answers = measure.answers(vintages).filter(pl.col("release").is_in(list(COLOURS)))
    gaps = measure.gap_by_release(vintages).filter(pl.col("period") <= UNTIL, pl.col("release").is_in(list(COLOURS)))
    gaps = gaps.with_columns(pl.col("gap_bn").round(3), label=pl.format("release {}", in_words("release")))
    ends = gaps.filter(pl.col("period") == UNTIL)
    told = answers.join(_never_behind(gaps), on="release", how="left", maintain_order="left")
    written = told.with_columns(
        in_words("release"), month_text("all_aid").fill_null("at no time"), pl.col("never").fill_null("")
    )
    since = join_rows(written, "release {release}: {all_aid}{never}")
    months = latest(answers, "all_aid", "release")
    return Figure(
        _layers(gaps, TOOLTIP),
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
        native=NATIVE,
    )


def _of_two(vintages: pl.DataFrame, pair: tuple[Group, Group]) -> Figure:
    """Draw the same of two others, to December 2024 or, where the lead changes later, as far as all but the oldest release go."""
    first, second = pair
    for one, other, shared in overlaps(pair):
        problem = f"{one.in_text} and {other.in_text} share {some(shared)}: whose lead it is cannot be said"
        raise NotComparable(problem, f"choose two that share none, such as {one.name} and {other.name}.without(...)")
    drawn = vintages.filter(pl.col("release").is_in(list(COLOURS)))
    leads, gaps = measure.lead_by_release(drawn, *pair), measure.gap_by_release(drawn, *pair)
    ends = gaps.filter(pl.col("release") != OLDEST).group_by("release").agg(pl.col("period").max())["period"]
    changed = leads.filter(pl.col("release").is_in([FINAL, UPLOAD]))["month"].max() or UNTIL
    end: date = ends.min() if changed > UNTIL else UNTIL  # type: ignore[assignment, operator]
    gaps = gaps.filter(pl.col("period") <= end)
    gaps = gaps.with_columns(pl.col("gap_bn").round(3), label=pl.format("release {}", in_words("release")))
    ahead = {row["release"]: (row["leader"], row["month"]) for row in leads.iter_rows(named=True)}
    since = "; ".join(f"release {vintage(release)}: {_who(pair, *lead)}" for release, lead in ahead.items())
    last = gaps.filter(pl.col("period") == end)
    what = f"{first.name} less {second.name}, EUR bn"
    return Figure(
        _layers(gaps, {"Release": "release", "Month": "period:T|%B %Y", what: "gap_bn:Q|,.3f"}),
        id=f"lead-by-release{end_of_id(pair)}",
        headline=_headline(pair, ahead[FINAL], ahead[UPLOAD]),
        subtitle=f"Cumulative allocations of {first.in_text} less those of {second.in_text} as each release dates them, EUR bn, {span(gaps)}",
        data=gaps.drop("label"),
        sources=cite(gaps),
        notes=[
            NOMINAL,
            *notes_on(pair, drawn),
            "The first upload of release 29 and the preview of release 30 lack the rows without a proper date.",
            f"Ahead for good, in the order of the cut-offs: {since}.",
        ],
        alt=f"Lines of what {first.in_text} {has(first)} allocated more than {second.in_text}, {span(gaps)}, one per release; below zero it is less. "
        f"Ahead for good: {since}. At the end of {month(end)}, EUR bn: {join_rows(last, '{label} {gap_bn:.1f}')}.{members_in_words(pair)}",
        native=NATIVE,
    )


Lead = tuple[str | None, date | None]
"""The name of who is ahead for good, and since which month."""


def _who(pair: tuple[Group, Group], leader: str | None, since: date | None) -> str:
    if leader is None:
        return "nobody"
    return f"{_named(pair, leader).in_text} since {month(since)}"


def _named(pair: tuple[Group, Group], name: str | None) -> Group:
    return pair[0] if pair[0].name == name else pair[1]


def _headline(pair: tuple[Group, Group], final: Lead, upload: Lead) -> str:
    """Say whom release 29 and its first upload put ahead, and from when."""
    if final[0] is None or upload[0] is None:
        return f"Release {FINAL} or its first upload puts neither of the two ahead"
    now, then = (_named(pair, lead[0]) for lead in (final, upload))
    name, verb, since = in_headline(now.in_text), "are" if has(now) == "have" else "is", month(final[1])
    if now != then:
        return fitting(
            f"Release {FINAL} puts {name} ahead, its first upload {in_headline(then.in_text)}",
            f"Release {FINAL} and its first upload put different sides ahead",
        )
    who = f"{capitalise_first(name)} {verb} ahead"
    if final[1] == upload[1]:
        return fitting(
            f"Release {FINAL} and its first upload put {name} ahead from {since}",
            f"{who} from {since} in both uploads",
            f"Both uploads put the same side ahead from {since}",
        )
    earlier = month(upload[1])
    return fitting(
        f"Release {FINAL} puts {name} ahead from {since}, its first upload from {earlier}",
        f"{who} from {since}, in the first upload from {earlier}",
        f"{who} from {since} or {earlier}, by upload",
        f"{who} from {since} or {earlier}",
        f"Release {FINAL} dates the lead from {since}, its first upload from {earlier}",
    )


def _layers(gaps: pl.DataFrame, tooltip: dict[str, str]) -> marks.Layered:
    """Draw a line a release, the oldest named where it ends, and the line of nothing ahead or behind."""
    newer, tips = gaps.filter(pl.col("release") != OLDEST), marks.tips(tooltip)
    lines = marks.labelled_lines(
        newer, "gap_bn", "release", axis_title="EUR bn, cumulative", colours=COLOURS, dashes=DASHES, tooltip=tips
    )
    layers = alt.layer(lines, _oldest(gaps.filter(release=OLDEST), tips), zero_line())
    return layers.resolve_scale(color="independent", strokeDash="independent")


def _never_behind(gaps: pl.DataFrame) -> pl.DataFrame:
    """Say of the releases in which Europe never was behind that it was not, and where both were level at first."""
    ordered = gaps.sort("release", "period").group_by("release", maintain_order=True)
    first = ordered.agg(least=pl.col("gap_bn").min(), gap=pl.col("gap_bn").first(), month=pl.col("period").first())
    level = pl.format(" (level in {}, never behind)", month_text("month"))
    words = pl.when(pl.col("gap") == 0).then(level).otherwise(pl.lit(" (never behind)"))
    return first.filter(pl.col("least") >= 0).select("release", never=words)


def _oldest(line: pl.DataFrame, tips: list[alt.Tooltip]) -> marks.Layered:
    """Draw the release that ends early, named at its end."""
    colour, at = COLOURS[OLDEST], {"x": alt.X("period:T"), "y": alt.Y("gap_bn:Q")}
    drawn = alt.Chart(line).mark_line(color=colour, strokeDash=DASHES[OLDEST]).encode(**at, tooltip=tips)
    end = alt.Chart(line.filter(pl.col("period") == pl.col("period").max()))
    name = end.mark_text(align="left", dx=7, fontWeight=600, color=theme.as_text(colour))
    return alt.layer(drawn, name.encode(**at, text=alt.Text("label:N")))


def in_words(column: str) -> pl.Expr:
    """Write a column of releases as words, as `vintage` does.

    >>> pl.DataFrame({"release": ["29-first-upload"]}).select(in_words("release")).item()
    '29, first upload'
    """
    return pl.col(column).str.replace("-", ", ", literal=True).str.replace_all("-", " ", literal=True)
