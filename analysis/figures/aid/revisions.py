"""Figures of how the answers change with the release: the lead, the totals then and now, what moved, what was missing."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import altair as alt
import polars as pl

from analysis.charts import marks, theme
from analysis.charts.catalogue import say
from analysis.charts.citations import cite
from analysis.charts.formatting import as_text, join_rows, month
from analysis.charts.native import Native
from analysis.countries import EUROPE, UNITED_STATES
from analysis.errors import NotComparable
from analysis.figures.aid.amounts import in_headline, number_of
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
NATIVE = Native(
    "line",
    "period",
    "gap_bn",
    "release",
    say("aid.inputs.eur_bn_label"),
    COLOURS,
    labels={name: say("aid.revisions.release_label", release=vintage(name)) for name in COLOURS},
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
    gaps = gaps.with_columns(pl.col("gap_bn").round(3), label=as_text("release", _label))
    ends = join_rows(gaps.filter(pl.col("period") == UNTIL), "{label} {gap_bn:.1f}")
    told = answers.join(_first_gaps(gaps), on="release", how="left", maintain_order="left")
    since = "; ".join(_since(row) for row in told.iter_rows(named=True))
    months = latest(answers, "all_aid", "release")
    return Figure(
        _layers(gaps, say("aid.revisions.difference_label", first=EUROPE, second=UNITED_STATES)),
        id="lead-by-release",
        headline=say("aid.revisions.headline", release=FINAL, since=months[FINAL], earlier=months[UPLOAD]),
        subtitle=say("aid.revisions.subtitle", span=span(gaps)),
        data=gaps.drop("label"),
        sources=cite(gaps),
        notes=[
            NOMINAL,
            EUROPE_IS,
            say("aid.revisions.without_date"),
            say("aid.revisions.ahead", since=since),
        ],
        alt=say("aid.revisions.alt", span=span(gaps), since=since, last=UNTIL, ends=ends),
        native=NATIVE,
    )


def _of_two(vintages: pl.DataFrame, pair: tuple[Group, Group]) -> Figure:
    """Draw the same of two others, to December 2024 or, where the lead changes later, as far as all but the oldest release go."""
    first, second = pair
    for one, other, shared in overlaps(pair):
        raise NotComparable(
            f"{one.in_text} and {other.in_text} share {some(shared)}: whose lead it is cannot be said",
            f"choose two that share none, such as {one.name} and {other.name}.without(...)",
        )
    drawn = vintages.filter(pl.col("release").is_in(list(COLOURS)))
    leads, gaps = measure.lead_by_release(drawn, *pair), measure.gap_by_release(drawn, *pair)
    ends = gaps.filter(pl.col("release") != OLDEST).group_by("release").agg(pl.col("period").max())["period"]
    changed = leads.filter(pl.col("release").is_in([FINAL, UPLOAD]))["month"].max() or UNTIL
    end: date = ends.min() if changed > UNTIL else UNTIL  # type: ignore[assignment, operator]
    gaps = gaps.filter(pl.col("period") <= end)
    gaps = gaps.with_columns(pl.col("gap_bn").round(3), label=as_text("release", _label))
    ahead = {row["release"]: (row["leader"], row["month"]) for row in leads.iter_rows(named=True)}
    since = "; ".join(_who(pair, release, *lead) for release, lead in ahead.items())
    two = {"first": first.in_text, "second": second.in_text, "span": span(gaps)}
    lines = say(
        "aid.revisions.others_alt",
        number=number_of(first),
        **two,
        since=since,
        last=end,
        ends=join_rows(gaps.filter(pl.col("period") == end), "{label} {gap_bn:.1f}"),
    )
    return Figure(
        _layers(gaps, say("aid.revisions.difference_label", first=first.name, second=second.name)),
        id=f"lead-by-release{end_of_id(pair)}",
        headline=_headline(pair, ahead[FINAL], ahead[UPLOAD]),
        subtitle=say("aid.revisions.others_subtitle", **two),
        data=gaps.drop("label"),
        sources=cite(gaps),
        notes=[
            NOMINAL,
            *notes_on(pair, drawn),
            say("aid.revisions.without_date"),
            say("aid.revisions.ahead", since=since),
        ],
        alt=f"{lines}{members_in_words(pair)}",
        native=NATIVE,
    )


Lead = tuple[str | None, date | None]
"""The name of who is ahead for good, and since which month."""


def _who(pair: tuple[Group, Group], release: str, leader: str | None, since: date | None) -> str:
    if leader is None:
        return say("aid.revisions.nobody_words", release=vintage(release))
    who = _named(pair, leader).in_text
    return say("aid.revisions.somebody_words", release=vintage(release), who=who, since=since)


def _named(pair: tuple[Group, Group], name: str | None) -> Group:
    return pair[0] if pair[0].name == name else pair[1]


def _headline(pair: tuple[Group, Group], final: Lead, upload: Lead) -> str:
    """Say whom release 29 and its first upload put ahead, and from when."""
    if final[0] is None or upload[0] is None:
        return say("aid.revisions.neither_headline", release=FINAL)
    now, then = (_named(pair, lead[0]) for lead in (final, upload))
    who, number, since = in_headline(now.in_text), number_of(now), final[1]
    if now != then:
        return fitting(
            say("aid.revisions.sides_headline", release=FINAL, who=who, other=in_headline(then.in_text)),
            say("aid.revisions.sides_short_headline", release=FINAL),
        )
    if final[1] == upload[1]:
        return fitting(
            say("aid.revisions.same_headline", release=FINAL, who=who, since=since),
            say("aid.revisions.same_who_headline", number=number, who=who, since=since),
            say("aid.revisions.same_short_headline", since=since),
        )
    months = {"since": since, "earlier": upload[1]}
    return fitting(
        say("aid.revisions.from_headline", release=FINAL, who=who, **months),
        say("aid.revisions.from_who_headline", number=number, who=who, **months),
        say("aid.revisions.by_upload_headline", number=number, who=who, **months),
        say("aid.revisions.either_headline", number=number, who=who, **months),
        say("aid.revisions.dates_headline", release=FINAL, **months),
    )


def _layers(gaps: pl.DataFrame, what: str) -> marks.Layered:
    """Draw a line a release, the oldest named where it ends, and the line of nothing ahead or behind; `what` is what the lines are of."""
    newer = gaps.filter(pl.col("release") != OLDEST)
    tips = marks.tips({"Release": "release", "Month": "period:T|%B %Y", what: "gap_bn:Q|,.3f"})
    title = say("aid.revisions.cumulative_label")
    lines = marks.labelled_lines(newer, "gap_bn", "release", axis_title=title, colours=COLOURS, dashes=DASHES, tooltip=tips)
    layers = alt.layer(lines, _oldest(gaps.filter(release=OLDEST), tips), zero_line())
    return layers.resolve_scale(color="independent", strokeDash="independent")


def _label(release: str) -> str:
    return say("aid.revisions.release_label", release=vintage(release))


def _first_gaps(gaps: pl.DataFrame) -> pl.DataFrame:
    """Give of each release the least that Europe was ahead, and its first month with how far it was ahead in it."""
    ordered = gaps.sort("release", "period").group_by("release", maintain_order=True)
    return ordered.agg(least=pl.col("gap_bn").min(), gap=pl.col("gap_bn").first(), first=pl.col("period").first())


def _since(row: Mapping[str, Any]) -> str:
    """Say since when Europe is ahead in a release, and of one in which it never was behind that it was not, or was level at first."""
    since = month(row["all_aid"]) if row["all_aid"] else say("aid.revisions.at_no_time_words")
    told = {"release": vintage(row["release"]), "since": since}
    if row["least"] is None or row["least"] < 0:
        return say("aid.revisions.since_words", **told)
    if row["gap"] == 0:
        return say("aid.revisions.since_level_words", **told, level=row["first"])
    return say("aid.revisions.since_never_behind_words", **told)


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
