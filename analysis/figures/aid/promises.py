"""Figures of what was promised and what has been earmarked since: commitments, allocations and the gap between them."""

from datetime import date

import altair as alt
import polars as pl

from analysis.charts import forms, marks, theme
from analysis.charts.citations import cite
from analysis.charts.formatting import capitalise_first, eur, join_rows, join_words, month, pct, with_article
from analysis.countries import EU_INSTITUTIONS, EUROPE, EUROPEAN_COUNTRIES, OTHER, UNITED_STATES
from analysis.figures.aid.inputs import (
    EUROPE_IS,
    NOMINAL,
    edition,
    latest,
    require_count,
    require_one_release,
    sides,
    stand,
    until,
)
from analysis.figures.aid.later import as_points, both_spans, both_stands, drawn, leading, no_difference
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

    Takes `load.aid()` or `load.aid_totals()` of one release that has both stages; undated money is in it. `data` has release,
    base_bloc, committed_bn, allocated_bn and to_be_allocated_bn (EUR bn) and share_allocated (of one). Raises NotComparable for
    several releases, AnalysisError for a release without one of the stages.

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
        headline=f"Europe has allocated {pct(europe['share_allocated'])} of the {eur(europe['committed_bn'])} it committed and the United "
        f"States {pct(states['share_allocated'])} of {eur(states['committed_bn'])}, {stand(aid)}",
        subtitle=f"Commitments and allocations, EUR bn, all kinds of aid, to {until(aid)} ({edition(aid)})",
        data=blocs,
        sources=cite(aid),
        notes=[PROMISE, NOMINAL, EUROPE_IS],
        alt="Two marks per bloc, allocated and committed, EUR bn: "
        f"{join_rows(blocs, '{base_bloc} {allocated_bn:.1f} of {committed_bn:.1f}')}. Europe as a whole: {europe['allocated_bn']:.1f} of {europe['committed_bn']:.1f}.",
    )


def gap_over_time(aid: pl.DataFrame, later: pl.DataFrame | None = None) -> Figure:
    """Draw commitments less allocations, summed up to each month, for Europe and the United States, with later totals as points.

    Takes `load.aid()` of one release that has both stages, dated money only, and with `later` the totals of a release that ends
    after it (`load.later_totals()`), which then lead the words; each difference is of one release. `data` has release, period,
    bloc, committed_bn, allocated_bn and to_be_allocated_bn (EUR bn up to that month), with `later` also line. Raises
    NotComparable for several releases and for a `later` that does not end later, AnalysisError for rows without the column
    month and for a release without one of the stages.

    >>> from analysis import load
    >>> gap_over_time(load.aid(29), load.aid_totals(30)).headline
    'Pledged but not yet allocated: €160.6bn by Europe and €3.6bn by the United States, by June 2026 (release 30)'
    """
    lead = leading(aid, later, "allocated", "committed")
    gaps = _without_others(measure.gap_over_time(aid))
    points = None if later is None else as_points(_without_others(measure.to_be_allocated(later)))
    monthly_end = latest(gaps, "to_be_allocated_bn")
    now = monthly_end if points is None else latest(points, "to_be_allocated_bn")
    most = measure.largest_promise(aid)
    step = pl.DataFrame({"period": [most["month"]], "text": [f"{most['name']} pledge|{eur(most['eur_bn'])} in one month"]})
    late = most["month"] > date(measure.last_month(gaps).year - 2, 1, 1)
    fields = {"Bloc": "bloc", "Month": "period:T|%B %Y", "EUR bn to be allocated": "to_be_allocated_bn:Q|,.3f"}
    title = "EUR bn still to be allocated"
    over = [marks.marked_months(step, align="right" if late else "left")]
    return Figure(
        forms.lines(gaps, "to_be_allocated_bn", "bloc", "EUR bn", title=title, tooltip=fields, over=over, later=points),
        id="gap-over-time",
        headline=f"Pledged but not yet allocated: {eur(now[EUROPE])} by Europe and {eur(now[UNITED_STATES])} by the United States, {stand(lead)}",
        subtitle=f"Commitments less allocations, EUR bn, both cumulative, {both_spans(gaps, aid, later)}",
        data=drawn(gaps, points),
        sources=cite(aid) if later is None else cite(later, aid),
        notes=[
            PROMISE,
            NOMINAL,
            EUROPE_IS,
            *no_difference(aid, later),
            f"The largest pledge of one month is {eur(most['eur_bn'])} by {with_article(most['name'])} in {month(most['month'])}; without it "
            "the line would stand that much lower from there on.",
            "Single months can be negative, when more is allocated than newly committed.",
        ],
        alt=f"Line chart of commitments less allocations. {capitalise_first(stand(lead))}: Europe {eur(now[EUROPE])}, United States "
        f"{eur(now[UNITED_STATES])}. One step of {eur(most['eur_bn'])} is in {month(most['month'])}."
        + both_stands(aid, later, f"Europe {eur(monthly_end[EUROPE])} and the United States {eur(monthly_end[UNITED_STATES])}"),
    )


def _without_others(gaps: pl.DataFrame) -> pl.DataFrame:
    columns = ["committed_bn", "allocated_bn", "to_be_allocated_bn"]
    return (
        gaps.filter(pl.col("bloc") != OTHER)
        .with_columns(pl.col("to_be_allocated_bn").round(6))
        .select("release", *(["period"] if "period" in gaps.columns else []), "bloc", *columns)
    )


def gap_by_donor(aid: pl.DataFrame, largest: int = 15) -> Figure:
    """Draw commitments and allocations of the donors with the largest commitments.

    Takes `load.aid()` or `load.aid_totals()` of one release that has both stages; undated money is in it. `largest` is the number
    of donors drawn. `data` has release, donor, base_bloc, committed_bn, allocated_bn and to_be_allocated_bn (EUR bn),
    share_allocated (of one) and name. Raises NotComparable for several releases, AnalysisError for a `largest` that is no whole
    number from 1 on and for a release without one of the stages.

    >>> from analysis import load
    >>> gap_by_donor(load.aid(29)).headline
    'The EU institutions (€106.3bn) and Germany (€17.7bn) have the largest unallocated pledges, by April 2026 (release 29)'
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
        headline=f"{_still_open(most)}, {stand(aid)}",
        subtitle=f"Commitments and allocations of the {shown.height} donors with the largest commitments, EUR bn, to {until(aid)} ({edition(aid)})",
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
    fields = {"Donor": field} | {f"{stage.capitalize()}, EUR bn": f"{stage}_bn:Q|,.3f" for stage in ("committed", "allocated")}
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
        return "No donor has a pledge still to be allocated"
    amounts = donors.select("name", "to_be_allocated_bn").iter_rows()
    who = capitalise_first(join_words([f"{with_article(name)} ({eur(amount)})" for name, amount in amounts]))
    # The institutions are many, whether they stand alone or not.
    if donors.height > 1:
        return f"{who} have the largest unallocated pledges"
    return f"{who} {'have' if donors['name'][0].endswith('s') else 'has'} the only unallocated pledge"
