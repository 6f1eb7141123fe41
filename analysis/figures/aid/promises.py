"""Figures of what was promised and what has been earmarked since: commitments, allocations and the gap between them."""

from collections.abc import Mapping, Sequence
from datetime import date

import altair as alt
import polars as pl

from analysis.charts import marks, theme
from analysis.charts.citations import cite
from analysis.charts.formatting import capitalise_first, eur, join_rows, month, pct
from analysis.countries import EU_INSTITUTIONS, EUROPEAN_COUNTRIES, OTHER, UNITED_STATES, join_words, with_article
from analysis.figures.aid.amounts import amounts_in_words, has, plain
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
from analysis.figures.aid.whose import colours_of, compared, lines, members_in_words, notes_on, slug
from analysis.figures.figure import Figure
from analysis.groups.group import Group, as_group
from analysis.measures import aid as measure
from analysis.measures.blocs import Whose

__all__ = ["committed_and_allocated", "gap_by_donor", "gap_over_time"]

PROMISE = (
    "A commitment counts in full when announced; an allocation counts in the month its content is settled. Neither is delivery."
)
ROUNDED = pl.col("committed_bn", "allocated_bn", "to_be_allocated_bn", "share_allocated").round(6)
BLOCS = [EUROPEAN_COUNTRIES, EU_INSTITUTIONS, UNITED_STATES, OTHER]


def committed_and_allocated(aid: pl.DataFrame, *, only: Whose = ()) -> Figure:
    """Draw commitments and allocations of each base bloc side by side, with the part still to be allocated.

    `only` names other blocs, groups and countries to draw, by name, by code or as a Group: the words are of them then.

    Takes `load.aid()` or `load.aid_totals()` of one release that has both stages; undated money is in it. `data` has release,
    base_bloc, committed_bn, allocated_bn and to_be_allocated_bn (EUR bn) and share_allocated (of one). Raises NotComparable for
    several releases, AnalysisError for a release without one of the stages.

    >>> from analysis import load
    >>> committed_and_allocated(load.aid(29)).data.select("base_bloc", "committed_bn", "allocated_bn").row(0)
    ('EU institutions', 190.724321, 84.425291)
    """
    require_one_release(aid, "allocated", "committed", own=bool(only))
    if only:
        return _of_others(aid, compared(aid, only))
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


def _of_others(aid: pl.DataFrame, groups: Sequence[Group]) -> Figure:
    """Draw the same of groups."""
    rows = measure.to_be_allocated(aid, only=groups).with_columns(ROUNDED, base_bloc="bloc")
    told = {
        row["bloc"]: f"{pct(row['share_allocated'])} of the {eur(row['committed_bn'])}"
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


def gap_over_time(aid: pl.DataFrame, later: pl.DataFrame | None = None, *, only: Whose = ()) -> Figure:
    """Draw commitments less allocations, summed up to each month, for Europe and the United States, with later totals as points.

    `only` names others to draw, as in `committed_and_allocated`.

    Takes `load.aid()` of one release that has both stages, dated money only, and with `later` the totals of a release that ends
    after it (`load.later_totals()`), which then lead the words; each difference is of one release. `data` has release, period,
    bloc, committed_bn, allocated_bn and to_be_allocated_bn (EUR bn up to that month), with `later` also line. Raises
    NotComparable for several releases and for a `later` that does not end later, AnalysisError for rows without the column
    month and for a release without one of the stages.

    >>> from analysis import load
    >>> gap_over_time(load.aid(29), load.aid_totals(30)).headline
    'Pledged but not yet allocated: €160.6bn by Europe and €3.6bn by the United States, by June 2026 (release 30)'
    """
    lead = leading(aid, later, "allocated", "committed", own=True)
    groups = compared(aid, only)
    gaps = _rounded(measure.gap_over_time(aid, only=groups))
    points = None if later is None else as_points(_rounded(measure.to_be_allocated(later, only=groups)))
    monthly_end = {name: eur(value) for name, value in latest(gaps, "to_be_allocated_bn").items()}
    now = monthly_end if points is None else {name: eur(gap) for name, gap in latest(points, "to_be_allocated_bn").items()}
    most = measure.largest_promise(aid, only=groups)
    step = pl.DataFrame({"period": [most["month"]], "text": [f"{most['name']} pledge|{eur(most['eur_bn'])} in one month"]})
    late = most["month"] > date(measure.last_month(gaps).year - 2, 1, 1)
    fields = {"Bloc": "bloc", "Month": "period:T|%B %Y", "EUR bn to be allocated": "to_be_allocated_bn:Q|,.3f"}
    title = "EUR bn still to be allocated"
    over = [marks.marked_months(step, align="right" if late else "left")]
    return Figure(
        lines(gaps, "to_be_allocated_bn", "EUR bn", groups, title=title, tooltip=fields, over=over, later=points),
        id=f"gap-over-time{slug(groups)}",
        headline=f"Pledged but not yet allocated: {amounts_in_words(groups, now, '{amount} by {who}')}, {stand(lead)}",
        subtitle=f"Commitments less allocations, EUR bn, both cumulative, {both_spans(gaps, aid, later)}",
        data=drawn(gaps, points),
        sources=cite(aid) if later is None else cite(later, aid),
        notes=[
            PROMISE,
            NOMINAL,
            *notes_on(groups, aid),
            *no_difference(aid, later),
            f"The largest pledge of one month is {eur(most['eur_bn'])} by {with_article(most['name'])} in {month(most['month'])}; without it "
            "the line would stand that much lower from there on.",
            "Single months can be negative, when more is allocated than newly committed.",
        ],
        alt=f"Line chart of commitments less allocations. {capitalise_first(stand(lead))}: "
        f"{', '.join(f'{plain(group)} {now[group.name]}' for group in groups)}. One step of {eur(most['eur_bn'])} is in {month(most['month'])}."
        f"{both_stands(aid, later, amounts_in_words(groups, monthly_end))}{members_in_words(groups)}",
    )


def _rounded(gaps: pl.DataFrame) -> pl.DataFrame:
    columns = ["committed_bn", "allocated_bn", "to_be_allocated_bn"]
    rounded = gaps.with_columns(pl.col("to_be_allocated_bn").round(6))
    return rounded.select("release", *(["period"] if "period" in gaps.columns else []), "bloc", *columns)


def gap_by_donor(aid: pl.DataFrame, largest: int = 15, *, only: Whose = ()) -> Figure:
    """Draw commitments and allocations of the donors with the largest commitments.

    `only` keeps the members of blocs and groups, and countries.

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
    groups = compared(aid, only) if only else ()
    members = {code for group in groups for code in group}
    donors = measure.named(measure.to_be_allocated(aid, by=["donor", "base_bloc"]))
    donors = donors.filter(pl.col("donor").is_in(members)) if only else donors
    donors = donors.sort("committed_bn", "donor", descending=[True, False]).with_columns(ROUNDED)
    shown = donors.head(largest)
    # Not only among the donors drawn: a large promise may still be open of one whose commitments are small.
    still_open = donors.filter(pl.col("to_be_allocated_bn") > 0)
    most = still_open.sort("to_be_allocated_bn", "donor", descending=[True, False]).head(2)
    alone = groups[0] if len(members) == 1 else None
    among = f" among {_members_of(groups)}" if groups and not alone else ""
    whose = alone.in_text if alone else f"the {shown.height} donors with the largest commitments{among}"
    return Figure(
        _dumbbell(shown, "name", shown["name"].to_list(), height=22 * shown.height),
        id=f"gap-by-donor{slug(groups) if groups else ''}",
        headline=f"{_open_of_one(alone, most) if alone else _still_open(most)}{among}, {stand(aid)}",
        subtitle=f"Commitments and allocations of {whose}, EUR bn, to {until(aid)} ({edition(aid)})",
        data=shown,
        sources=cite(aid),
        notes=[PROMISE, NOMINAL],
        alt="Two marks per donor, allocated and committed, EUR bn: "
        f"{join_rows(shown, '{name} {allocated_bn:.1f} of {committed_bn:.1f}')}. "
        f"Still open: {join_rows(most, '{name} {to_be_allocated_bn:.1f}', ', ') or 'nothing'}.",
    )


def _dumbbell(
    frame: pl.DataFrame, field: str, order: list[str], *, height: int, colours: Mapping[str, str] | None = None
) -> marks.Layered:
    """Join allocated (filled) and committed (open) by a bar; the first row names the two marks."""
    shown = frame.with_columns(allocated_label=marks.number("allocated_bn"), committed_label=marks.number("committed_bn"))
    look = marks.colour("base_bloc", colours or {bloc: theme.BLOC_COLOURS[bloc] for bloc in BLOCS})
    base = alt.Chart(shown, width=marks.WIDTH - 70, height=height).encode(y=marks.names(field, order), color=look)
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


def _members_of(groups: Sequence[Group]) -> str:
    """Name groups by their members, and countries by themselves."""
    several, single = ([group.in_text for group in groups if (len(group) > 1) == many] for many in (True, False))
    return join_words([*([f"the members of {join_words(several)}"] if several else []), *single])


def _open_of_one(group: Group, most: pl.DataFrame) -> str:
    """Say what one donor alone has still to allocate."""
    open_ = f"{eur(most['to_be_allocated_bn'][0])} of" if most.height else "no"
    return f"{capitalise_first(group.in_text)} {has(group)} {open_} unallocated pledges"


def _still_open(donors: pl.DataFrame) -> str:
    """Name the two donors with the largest promises still open, or whoever has any."""
    if donors.is_empty():
        return "No donor has a pledge still to be allocated"
    amounts = donors.select("name", "to_be_allocated_bn").iter_rows()
    who = capitalise_first(join_words([f"{with_article(name)} ({eur(amount)})" for name, amount in amounts]))
    if donors.height > 1:
        return f"{who} have the largest unallocated pledges"
    return f"{who} {has(as_group(donors['donor'][0]))} the only unallocated pledge"
