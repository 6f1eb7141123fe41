"""Figures of what was promised and what has been earmarked since: commitments, allocations and the gap between them."""

import altair as alt
import polars as pl

from analysis.charts import forms, marks, theme
from analysis.charts.citations import cite
from analysis.charts.formatting import bn, join_rows, join_words, month, pct, with_article
from analysis.countries import EU_INSTITUTIONS, EUROPE, EUROPEAN_COUNTRIES, OTHER, UNITED_STATES
from analysis.figures.aid.inputs import EUROPE_IS, NOMINAL, latest, require_count, require_one_release, sides, span, until
from analysis.figures.figure import Figure
from analysis.measures import aid as measure

__all__ = ["committed_and_allocated", "gap_by_donor", "gap_over_time"]

PROMISE = (
    "A commitment counts in full when announced; an allocation counts in the month its content is settled. Neither is delivery."
)
ROUNDED = pl.col("committed_bn", "allocated_bn", "to_be_allocated_bn", "share_allocated").round(6)
BLOCS = [EUROPEAN_COUNTRIES, EU_INSTITUTIONS, UNITED_STATES, OTHER]


def committed_and_allocated(aid: pl.DataFrame) -> Figure:
    """Draw commitments and allocations of each base bloc side by side, with the part still to be allocated.

    Takes `load.aid()` of one release that has both stages; undated money is in it. `data` has release, base_bloc, committed_bn,
    allocated_bn and to_be_allocated_bn (EUR bn) and share_allocated (of one). Raises NotComparable for several releases,
    AnalysisError for rows without the column month and for a release without one of the stages.

    >>> from analysis import load
    >>> committed_and_allocated(load.aid(29)).data.select("base_bloc", "committed_bn", "allocated_bn").row(0)
    ('EU institutions', 190.724321, 84.425291)
    """
    require_one_release(aid, "allocated", "committed")
    blocs = measure.to_be_allocated(aid, by="base_bloc").with_columns(ROUNDED)
    europe, states = sides(measure.to_be_allocated(aid))
    return Figure(
        _dumbbell(blocs, "base_bloc", BLOCS, height=190),
        id="committed-and-allocated",
        headline=f"Europe has allocated {pct(europe['share_allocated'])} of the {bn(europe['committed_bn'])} euros it committed, "
        f"the United States {pct(states['share_allocated'])} of {bn(states['committed_bn'])}",
        subtitle=f"Commitments and allocations, EUR bn, all kinds of aid, to {until(aid)}",
        data=blocs,
        sources=cite(aid),
        notes=[PROMISE, NOMINAL, EUROPE_IS],
        alt="Two marks per bloc, allocated and committed, EUR bn: "
        f"{join_rows(blocs, '{base_bloc} {allocated_bn:.1f} of {committed_bn:.1f}')}. Europe as a whole: {europe['allocated_bn']:.1f} of {europe['committed_bn']:.1f}.",
    )


def gap_over_time(aid: pl.DataFrame) -> Figure:
    """Draw commitments less allocations, summed up to each month, for Europe and the United States.

    Takes `load.aid()` of one release that has both stages; dated money only. `data` has release, period, bloc, committed_bn,
    allocated_bn and to_be_allocated_bn (EUR bn up to that month). Raises NotComparable for several releases, AnalysisError for
    rows without the column month and for a release without one of the stages.

    >>> from analysis import load
    >>> gap_over_time(load.aid(29)).headline
    'Promised and not yet earmarked: Europe 174.9 bn euros, the United States 3.6 bn'
    """
    require_one_release(aid, "allocated", "committed")
    gaps = measure.gap_over_time(aid).with_columns(pl.col("to_be_allocated_bn").round(6)).filter(pl.col("bloc") != OTHER)
    now = latest(gaps, "to_be_allocated_bn")
    title = "EUR bn still to be allocated"
    fields = {"Bloc": "bloc", "Month": "period:T|%B %Y", "EUR bn to be allocated": "to_be_allocated_bn:Q|,.3f"}
    return Figure(
        forms.lines(gaps, "to_be_allocated_bn", "bloc", "EUR bn", title=title, tooltip=fields),
        id="gap-over-time",
        headline=f"Promised and not yet earmarked: Europe {bn(now[EUROPE])} euros, the United States {bn(now[UNITED_STATES])}",
        subtitle=f"Commitments less allocations, EUR bn, both cumulative, {span(gaps)}",
        data=gaps,
        sources=cite(aid),
        notes=[PROMISE, NOMINAL, EUROPE_IS, "Single months can be negative, when more is allocated than newly committed."],
        alt=f"Line chart of commitments less allocations. At the end of {month(measure.last_month(gaps))}: Europe {bn(now[EUROPE])}, "
        f"United States {bn(now[UNITED_STATES])} euros.",
    )


def gap_by_donor(aid: pl.DataFrame, largest: int = 15) -> Figure:
    """Draw commitments and allocations of the donors with the largest commitments.

    Takes `load.aid()` of one release that has both stages; undated money is in it. `largest` is the number of donors drawn.
    `data` has release, donor, base_bloc, committed_bn, allocated_bn and to_be_allocated_bn (EUR bn), share_allocated (of one)
    and name. Raises NotComparable for several releases, AnalysisError for a `largest` that is no whole number from 1 on, for
    rows without the column month and for a release without one of the stages.

    >>> from analysis import load
    >>> gap_by_donor(load.aid(29)).headline
    'The largest promises still open are those of the EU institutions (106.3 bn euros) and Germany (17.7 bn)'
    """
    require_count(largest)
    require_one_release(aid, "allocated", "committed")
    donors = measure.named(measure.to_be_allocated(aid, by=["donor", "base_bloc"]))
    donors = donors.sort("committed_bn", "donor", descending=[True, False]).with_columns(ROUNDED)
    shown = donors.head(largest)
    # Not only among the donors drawn: a large promise may still be open of one whose commitments are small.
    still_open = donors.filter(pl.col("to_be_allocated_bn") > 0)
    most = still_open.sort("to_be_allocated_bn", "donor", descending=[True, False]).head(2)
    return Figure(
        _dumbbell(shown, "name", shown["name"].to_list(), height=22 * shown.height),
        id="gap-by-donor",
        headline=_still_open(most),
        subtitle=f"Commitments and allocations of the {shown.height} donors with the largest commitments, EUR bn, to {until(aid)}",
        data=shown,
        sources=cite(aid),
        notes=[PROMISE, NOMINAL],
        alt="Two marks per donor, allocated and committed, EUR bn: "
        f"{join_rows(shown, '{name} {allocated_bn:.1f} of {committed_bn:.1f}')}. "
        f"Still open: {join_rows(most, '{name} {to_be_allocated_bn:.1f}', ', ') or 'nothing'}.",
    )


def _dumbbell(frame: pl.DataFrame, field: str, order: list[str], *, height: int) -> marks.Layered:
    """Join allocated (filled) and committed (open) by a bar; the first row names the two marks."""
    shown = frame.with_columns(allocated_label=marks.number("allocated_bn"), committed_label=marks.number("committed_bn"))
    colours = marks.colour("base_bloc", {bloc: theme.BLOC_COLOURS[bloc] for bloc in BLOCS})
    base = alt.Chart(shown, width=marks.WIDTH - 70, height=height).encode(y=marks.names(field, order), color=colours)
    x = alt.X("committed_bn:Q", title=None, axis=alt.Axis(format=",~f", tickCount=6, grid=True))
    fields = {"Donor": field} | {f"{one.capitalize()}, EUR bn": f"{one}_bn:Q|,.3f" for one in ("committed", "allocated")}
    tooltip = marks.tips(fields | {"Allocated": "share_allocated:Q|.0%"})
    bar = base.mark_rule(strokeWidth=4, opacity=0.35).encode(x=x, x2=alt.X2("allocated_bn:Q"))
    allocated = base.mark_point(filled=True, size=90, opacity=1).encode(x=alt.X("allocated_bn:Q"), tooltip=tooltip)
    committed = base.mark_point(filled=False, size=90, strokeWidth=2, fill=theme.PAPER, opacity=1).encode(x=x, tooltip=tooltip)
    right = base.mark_text(align="left", dx=9, fontSize=11)
    right = right.encode(x=x, text="committed_label:N", color=alt.ColorValue(theme.INK))
    words = alt.Chart(pl.DataFrame({"text": ["● allocated   ○ committed   EUR bn"]}))
    words = words.mark_text(align="left", baseline="bottom", dy=-6, color=theme.SOFT_INK)
    return alt.layer(bar, allocated, committed, right, words.encode(text="text:N", x=alt.XValue(0), y=alt.YValue(0)))


def _still_open(donors: pl.DataFrame) -> str:
    """Name the two donors with the largest promises still open, or whoever has any."""
    if donors.is_empty():
        return "No donor has a promise still open"
    amounts = donors.select("name", "to_be_allocated_bn").iter_rows()
    open_of = [f"{with_article(name)} ({bn(amount)}{'' if nth else ' euros'})" for nth, (name, amount) in enumerate(amounts)]
    return (
        f"The largest promise{'s still open are those' if len(open_of) > 1 else ' still open is that'} of {join_words(open_of)}"
    )
