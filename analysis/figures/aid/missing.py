"""The figure of what a release lacked against another, donor by donor: of all, or of the members of the groups chosen."""

from collections.abc import Sequence
from typing import Any

import altair as alt
import polars as pl

from analysis.charts import marks, theme
from analysis.charts.catalogue import say
from analysis.charts.citations import cite
from analysis.charts.formatting import as_text, join_rows
from analysis.charts.native import Native
from analysis.countries import with_article
from analysis.errors import NotComparable
from analysis.figures.aid.amounts import bare, euros
from analysis.figures.aid.inputs import NOMINAL, require_count, vintage
from analysis.figures.aid.moved import DRAWN, change_in, two_releases
from analysis.figures.aid.whose import members_in_words, notes_on
from analysis.figures.figure import Figure
from analysis.figures.whom import MANY, end_of_id, fitting, together
from analysis.groups.group import Group
from analysis.groups.names import listed
from analysis.groups.overlap import overlaps
from analysis.measures import aid as measure
from analysis.measures.blocs import Whose, chosen

__all__ = ["missing_rows"]


def missing_rows(first: pl.DataFrame, final: pl.DataFrame, largest: int = 10, *, only: Whose = ()) -> Figure:
    """Draw by donor what the first upload of a release, or an earlier release, lacked against another.

    `only` keeps the members of blocs, groups and countries, by name, by code or as a Group; who is in two of them counts once.

    Takes `load.aid()` of both, the one that lacks first; undated money is in it. `data` has release_before, release_after,
    name and change_bn (EUR bn) of the `largest` gaps. Raises NotComparable where the two are not of one release each, are the
    same or the first lacks nothing, AnalysisError for a `largest` that is no whole number from 1 on, for a release without
    allocations, UnknownName for a group of which neither release has a row.

    >>> from analysis import load
    >>> missing_rows(load.aid("29-first-upload"), load.aid(29), largest=2).data.select("name", "change_bn").row(0)
    ('France', 2.159)
    >>> missing_rows(load.aid("29-first-upload"), load.aid(29), only="Nordic-Baltic eight").headline
    'The first upload of release 29 lacked €0.20bn from the Nordic-Baltic eight'
    """
    require_count(largest)
    names = two_releases(first, final)
    donors = pl.concat([first.select("donor"), final.select("donor")])
    groups = chosen(donors.lazy(), only)
    moved = measure.named(measure.revisions(first, final, by="donor")).sort("change_bn", "name", descending=[True, False])
    # What rounds to nothing is no gap: two releases differ by cents in how they were rounded.
    moved = moved.filter(pl.col("change_bn").round(3) > 0)
    if groups:
        moved = moved.filter(pl.col("donor").is_in(sorted({code for group in groups for code in group})))
    if moved.is_empty():
        raise NotComparable(
            f"release {names[0]} lacks nothing{f' of {together(groups)}' if groups else ''} that release {names[1]} has",
            "give the one that lacks first",
        )
    missing, upload = change_in(moved), names[0] == f"{names[1]}-first-upload"
    earlier, later = (say("aid.missing.release_words", release=vintage(name)) for name in names)
    shown = moved.head(largest).select(
        "release_before", "release_after", "name", change_bn=pl.col("change_bn").round(DRAWN if groups else 3)
    )
    labelled = shown.with_columns(label=as_text("change_bn", bare if groups else "{:,.2f}".format))
    base = alt.Chart(labelled, width=marks.WIDTH - 70, height=22 * shown.height)
    base = base.encode(y=marks.names("name", shown["name"].to_list()))
    x = alt.X("change_bn:Q", title=None, axis=alt.Axis(grid=True, tickCount=5))
    bars = base.mark_bar(color=theme.BLUE)
    bars = bars.encode(x=x, tooltip=marks.tips({"Donor": "name", say("aid.missing.missing_label"): "change_bn:Q|,.3f"}))
    words = base.mark_text(align="left", dx=5, fontSize=12).encode(x=alt.X("change_bn:Q"), text=alt.Text("label:N"))
    several = shown.height > 1 or not groups
    lacking = say("aid.missing.first_upload_words", release=later) if upload else earlier
    compared = {
        "later": later,
        "earlier": say("aid.missing.its_first_upload_words") if upload else earlier,
        "gaps": say("aid.missing.largest_gaps_words", gaps=shown.height) if several else say("aid.missing.only_gap_words"),
    }
    amounts = join_rows(labelled, "{name} {label}") if groups else join_rows(shown, "{name} {change_bn:.2f}")
    return Figure(
        alt.layer(bars, words, marks.caption(say("aid.inputs.euros_label"))),
        id=f"{'missing-rows' if upload else f'missing-rows-{names[0]}-{names[1]}'}{end_of_id(groups)}",
        headline=_headline_of(groups, lacking, missing, "" if upload else later)
        if groups
        else _headline(shown.head(4), lacking, missing, "" if upload else later),
        subtitle=say("aid.missing.others_subtitle", **compared, whose=together(groups))
        if groups
        else say("aid.missing.subtitle", **compared),
        data=shown,
        sources=cite(first, final),
        notes=[
            NOMINAL,
            *([say("aid.missing.largest", names=[with_article(name) for name in shown["name"].head(4)])] if several else []),
            say("aid.missing.dropped") if upload else say("aid.missing.may_lie_after", earlier=earlier),
            *_notes_of(groups, donors, moved),
        ],
        alt=say("aid.missing.alt", whole=bare(missing, 1), amounts=amounts) + members_in_words(groups),
        native=Native("bar", "name", "change_bn", None, say("aid.inputs.eur_bn_label"), {}),
    )


def _headline(top: pl.DataFrame, lacking: str, missing: float, later: str) -> str:
    """Say how much was lacking of all, and of how many donors most of it, or of whom the largest part."""
    told: dict[str, Any] = {"lacking": lacking, "amount": missing}
    if 2 * change_in(top) > missing:
        told |= {"number": top.height}
        return (
            say("aid.missing.of_releases_headline", **told, later=later)
            if later
            else say("aid.missing.of_uploads_headline", **told)
        )
    told |= {"who": top["name"][0]}
    return (
        say("aid.missing.of_releases_first_headline", **told, later=later)
        if later
        else say("aid.missing.of_uploads_first_headline", **told)
    )


def _headline_of(groups: Sequence[Group], lacking: str, missing: float, later: str) -> str:
    """Say how much was lacking of the groups chosen."""
    told = {"lacking": lacking, "amount": euros(missing, 0)}
    named = say("aid.missing.from_headline", **told, whose=together(groups))
    if not later:
        return fitting(named, say("aid.missing.from_drawn_headline", **told))
    return fitting(
        say("aid.missing.from_that_has_headline", **told, whose=together(groups), later=later),
        named,
        say("aid.missing.from_drawn_that_has_headline", **told, later=later),
    )


def _notes_of(groups: Sequence[Group], donors: pl.DataFrame, moved: pl.DataFrame) -> list[str]:
    """Say who is in the groups chosen, and of whom nothing was lacking."""
    if not groups:
        return []
    none = sorted({code for group in groups for code in group} & {*donors["donor"]} - {*moved["donor"]})
    once = [say("aid.missing.once")] if overlaps(groups) else []
    if not none:
        return [*notes_on(groups, donors), *once]
    who = listed(none) if len(none) <= MANY else say("aid.missing.others_words", others=len(none))
    return [*notes_on(groups, donors), *once, say("aid.missing.none_lacking", who=who)]
