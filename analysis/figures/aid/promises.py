"""Figures of what was promised and what has been earmarked since: commitments, allocations and the gap between them."""

from collections.abc import Mapping, Sequence

import altair as alt
import polars as pl

from analysis.charts import marks, theme
from analysis.charts.catalogue import say
from analysis.charts.citations import cite
from analysis.charts.sizes import COLUMN_LINE, with_caveat
from analysis.countries import EU_INSTITUTIONS, EUROPE, EUROPEAN_COUNTRIES, OTHER, UNITED_STATES
from analysis.figures.aid.amounts import euros
from analysis.figures.aid.inputs import (
    NOMINAL,
    ON_THE_PICTURE,
    edition,
    require_one_release,
    sides,
    stand,
    until,
)
from analysis.figures.aid.whose import colours_of, compared, members_in_words, notes_on, slug
from analysis.figures.figure import Figure
from analysis.figures.whom import EUROPE_IS
from analysis.groups.group import Group
from analysis.measures import aid as measure
from analysis.measures.blocs import Whose, names_somebody

__all__ = [
    "committed_and_allocated",
]

PROMISE = say("aid.promises.promise")
ROUNDED = pl.col("committed_bn", "allocated_bn", "to_be_allocated_bn", "share_allocated").round(6)
BLOCS = [EUROPE, EUROPEAN_COUNTRIES, EU_INSTITUTIONS, UNITED_STATES, OTHER]


def committed_and_allocated(aid: pl.DataFrame, *, only: Whose = ()) -> Figure:
    """Draw commitments and allocations of Europe, its two parts and the others side by side, with the part still to be allocated.

    `only` names other blocs, groups and countries to draw, by name, by code or as a Group: the words are of them then.

    Takes `load.aid()` or `load.aid_totals()` of one release that has both stages; undated money is in it. `data` has release,
    base_bloc, committed_bn, allocated_bn and to_be_allocated_bn (EUR bn) and share_allocated (of one). Raises NotComparable for
    several releases, AnalysisError for a release without one of the stages. Europe is the sum of the two rows below it.

    >>> from analysis import load
    >>> committed_and_allocated(load.aid(29)).data.select("base_bloc", "committed_bn", "allocated_bn").row(0)
    ('EU institutions', 190.724321, 84.425291)
    """
    require_one_release(aid, "allocated", "committed", own=bool(only))
    if names_somebody(only):
        return _of_others(aid, compared(aid, only))
    blocs = measure.to_be_allocated(aid, by="base_bloc").with_columns(ROUNDED)
    whole = measure.to_be_allocated(aid).filter(bloc=EUROPE).with_columns(ROUNDED).rename({"bloc": "base_bloc"})
    drawn = pl.concat([blocs, whole.select(blocs.columns)])
    europe, states = sides(measure.to_be_allocated(aid))
    shares = {"europe": europe["share_allocated"], "us": states["share_allocated"]}
    whole_of_europe = {"allocated": europe["allocated_bn"], "committed": europe["committed_bn"]}
    return Figure(
        with_caveat(_dumbbell(drawn, "base_bloc", BLOCS, height=190), ON_THE_PICTURE, COLUMN_LINE),
        id="committed-and-allocated",
        headline=say("aid.promises.headline", **shares, until=until(aid)),
        subtitle=say("aid.promises.subtitle", until=until(aid), edition=edition(aid)),
        data=drawn,
        sources=cite(aid),
        notes=[PROMISE, NOMINAL, EUROPE_IS],
        alt=say("aid.promises.alt", blocs=_in_words(blocs, "base_bloc"), **whole_of_europe),
    )


def _of_others(aid: pl.DataFrame, groups: Sequence[Group]) -> Figure:
    """Draw the same of groups."""
    rows = measure.to_be_allocated(aid, only=groups).with_columns(ROUNDED, base_bloc="bloc")
    of = rows.rows_by_key("bloc", named=True, unique=True)
    told = [
        say("aid.promises.share_words", share=share, committed=euros(of[group.name]["committed_bn"]), who=group.in_text)
        for group in groups
        if (share := of[group.name]["share_allocated"]) is not None
    ]
    colours = colours_of(groups)
    return Figure(
        with_caveat(
            _dumbbell(rows, "bloc", list(colours), height=50 * len(groups), colours=colours),
            say("aid.inputs.not_delivered"),
            COLUMN_LINE,
        ),
        id=f"committed-and-allocated{slug(groups)}",
        headline=say("aid.promises.others_headline", told=told, stand=stand(aid)),
        subtitle=say("aid.promises.subtitle", until=until(aid), edition=edition(aid)),
        data=rows.drop("base_bloc"),
        sources=cite(aid),
        notes=[PROMISE, NOMINAL, *notes_on(groups, aid)],
        alt=f"{say('aid.promises.others_alt', groups=_in_words(rows, 'bloc'))}{members_in_words(groups)}",
    )


def _in_words(rows: pl.DataFrame, who: str) -> str:
    """Write of each bloc or group, in the column `who`, how much of what it committed it has allocated."""
    amounts = rows.select(who, "allocated_bn", "committed_bn").iter_rows()
    return "; ".join(
        say("aid.promises.row_words", who=name, allocated=allocated, committed=committed)
        for name, allocated, committed in amounts
    )


def _dumbbell(
    frame: pl.DataFrame, field: str, order: list[str], *, height: int, colours: Mapping[str, str] | None = None
) -> marks.Layered:
    """Join allocated (filled) and committed (open) by a bar; the first row names the two marks."""
    both = pl.format("{} of {}", marks.number("allocated_bn"), marks.number("committed_bn"))
    shown = frame.with_columns(label=both)
    look = marks.colour("base_bloc", colours or {bloc: theme.BLOC_COLOURS[bloc] for bloc in BLOCS})
    base = alt.Chart(shown, width=marks.WIDTH - 70, height=height).encode(y=marks.names(field, order), color=look)
    x = alt.X("committed_bn:Q", title=None, axis=alt.Axis(format=",~f", tickCount=6, grid=True))
    fields = {
        "Donor": field,
        say("aid.promises.committed_label"): "committed_bn:Q|,.3f",
        say("aid.promises.allocated_label"): "allocated_bn:Q|,.3f",
        "Allocated": "share_allocated:Q|.0%",
    }
    tooltip = marks.tips(fields)
    bar = base.mark_rule(strokeWidth=4, opacity=0.35).encode(x=x, x2=alt.X2("allocated_bn:Q"))
    allocated = base.mark_point(filled=True, size=90, opacity=1).encode(x=alt.X("allocated_bn:Q"), tooltip=tooltip)
    committed = base.mark_point(filled=False, size=90, strokeWidth=2, fill=theme.PAPER, opacity=1).encode(x=x, tooltip=tooltip)
    right = base.mark_text(align="left", dx=9, fontSize=12)
    right = right.encode(x=x, text=alt.Text("label:N"), color=alt.ColorValue(theme.INK))
    words = alt.Chart(pl.DataFrame({"text": [say("aid.promises.two_marks_label")]}))
    words = words.mark_text(align="left", baseline="bottom", dy=-6, color=theme.SOFT_INK)
    return alt.layer(bar, allocated, committed, right, words.encode(text=alt.Text("text:N"), x=alt.XValue(0), y=alt.YValue(0)))
