"""Figures of what was promised and what has been earmarked since: commitments, allocations and the gap between them."""

from collections.abc import Mapping, Sequence

import altair as alt
import polars as pl

from analysis.charts import marks, theme
from analysis.charts.citations import cite
from analysis.charts.formatting import join_rows, pct
from analysis.countries import EU_INSTITUTIONS, EUROPE, EUROPEAN_COUNTRIES, OTHER, UNITED_STATES
from analysis.figures.aid.amounts import amounts_in_words, euros
from analysis.figures.aid.inputs import (
    NOMINAL,
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

PROMISE = (
    "A commitment counts in full when announced; an allocation counts in the month its content is settled. Neither is delivery."
)
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
    return Figure(
        _dumbbell(drawn, "base_bloc", BLOCS, height=190),
        id="committed-and-allocated",
        headline=f"Europe has allocated {pct(europe['share_allocated'])} of what it committed, the US {pct(states['share_allocated'])}, "
        f"by {until(aid)}",
        subtitle=f"Commitments and allocations, EUR bn, all kinds of aid, to {until(aid)} ({edition(aid)})",
        data=drawn,
        sources=cite(aid),
        notes=[PROMISE, NOMINAL, EUROPE_IS],
        alt="Two marks per bloc, allocated and committed, EUR bn: "
        f"{join_rows(blocs, '{base_bloc} {allocated_bn:.1f} of {committed_bn:.1f}')}. Europe as a whole: {europe['allocated_bn']:.1f} of {europe['committed_bn']:.1f}.",
    )


def _of_others(aid: pl.DataFrame, groups: Sequence[Group]) -> Figure:
    """Draw the same of groups."""
    rows = measure.to_be_allocated(aid, only=groups).with_columns(ROUNDED, base_bloc="bloc")
    told = {
        row["bloc"]: f"{pct(row['share_allocated'])} of the {euros(row['committed_bn'])}"
        for row in rows.iter_rows(named=True)
        if row["share_allocated"] is not None
    }
    shown = [group for group in groups if group.name in told]
    colours = colours_of(groups)
    return Figure(
        _dumbbell(rows, "bloc", list(colours), height=50 * len(groups), colours=colours),
        id=f"committed-and-allocated{slug(groups)}",
        headline=f"Of what was committed is allocated: {amounts_in_words(shown, told, '{amount} of {who}')}, {stand(aid)}",
        subtitle=f"Commitments and allocations, EUR bn, all kinds of aid, to {until(aid)} ({edition(aid)})",
        data=rows.drop("base_bloc"),
        sources=cite(aid),
        notes=[PROMISE, NOMINAL, *notes_on(groups, aid)],
        alt="Two marks per group, allocated and committed, EUR bn: "
        f"{join_rows(rows, '{bloc} {allocated_bn:.1f} of {committed_bn:.1f}')}.{members_in_words(groups)}",
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
    fields = {"Donor": field} | {f"{stage.capitalize()}, EUR bn": f"{stage}_bn:Q|,.3f" for stage in ("committed", "allocated")}
    tooltip = marks.tips(fields | {"Allocated": "share_allocated:Q|.0%"})
    bar = base.mark_rule(strokeWidth=4, opacity=0.35).encode(x=x, x2=alt.X2("allocated_bn:Q"))
    allocated = base.mark_point(filled=True, size=90, opacity=1).encode(x=alt.X("allocated_bn:Q"), tooltip=tooltip)
    committed = base.mark_point(filled=False, size=90, strokeWidth=2, fill=theme.PAPER, opacity=1).encode(x=x, tooltip=tooltip)
    right = base.mark_text(align="left", dx=9, fontSize=12)
    right = right.encode(x=x, text=alt.Text("label:N"), color=alt.ColorValue(theme.INK))
    words = alt.Chart(pl.DataFrame({"text": ["● allocated of   ○ committed, EUR bn"]}))
    words = words.mark_text(align="left", baseline="bottom", dy=-6, color=theme.SOFT_INK)
    return alt.layer(bar, allocated, committed, right, words.encode(text=alt.Text("text:N"), x=alt.XValue(0), y=alt.YValue(0)))
