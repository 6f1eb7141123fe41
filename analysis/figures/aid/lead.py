"""The figure of who was ahead when."""

import altair as alt
import polars as pl

from analysis.charts import marks, theme
from analysis.charts.citations import cite
from analysis.charts.formatting import join_rows, month, month_text
from analysis.figures.aid.amounts import has
from analysis.figures.aid.inputs import UNDATED, edition, require_one_release, span
from analysis.figures.aid.whose import colours_of, is_house, members_in_words, notes_on, slug, two_of
from analysis.figures.figure import Figure
from analysis.measures import aid as measure
from analysis.measures.blocs import Whose

__all__ = ["who_led"]


def who_led(aid: pl.DataFrame, *, only: Whose = ()) -> Figure:
    """Draw, month by month, who was ahead in cumulative terms: all aid, each kind, and commitments.

    `only` names two others to hold against each other: blocs, groups or countries, by name, by code or as a Group.

    Takes `load.aid()` of one release that has allocations; dated money only. `data` has release, what, period, leader and
    gap_bn (the distance in EUR bn). Raises NotComparable for several releases, AnalysisError for rows without the column month
    and for a release without one of the stages, UnknownName where Europe or the United States has no allocation.

    >>> from analysis import load
    >>> who_led(load.aid(29)).data["what"].unique(maintain_order=True).to_list()
    ['All aid', 'Military', 'Financial', 'Humanitarian', 'Commitments']
    """
    require_one_release(aid, "allocated", "committed", own=True)
    pair = two_of(aid, only, "the lead")
    colours = theme.NATIVE_BLOCS if is_house(pair) else colours_of(pair)
    strips = measure.who_leads(aid, *pair)
    changes, military = measure.lead_changes(aid, *pair), measure.lead_changes(aid, *pair, kind="military")
    order = strips["what"].unique(maintain_order=True).to_list()
    years = alt.Axis(labelExpr="month(datum.value) == 0 ? timeFormat(datum.value, '%Y') : ''", ticks=False, labelAngle=0)
    x = alt.X("yearmonth(period):O", title=None, axis=years)
    y = alt.Y("what:N", sort=order, title=None, axis=alt.Axis(labelLimit=140))
    leaders = marks.legend("leader", {group.name: colours[group.name] for group in pair}, "Ahead in cumulative terms")
    fields = {"What": "what", "Month": "period:T|%B %Y", "Ahead": "leader", "By, EUR bn": "gap_bn:Q|,.3f"}
    cells = alt.Chart(strips, width=marks.WIDTH - 20, height=34 * len(order)).mark_rect(stroke=theme.PAPER, strokeWidth=0.5)
    cells = cells.encode(x=x, y=y, color=leaders, tooltip=marks.tips(fields))
    # A dot on the months of the second, so that the strips can be read in grey print.
    dots = alt.Chart(strips.filter(pl.col("leader") == pair[1].name))
    dots = dots.mark_point(filled=True, shape="circle", size=14, color=theme.PAPER, opacity=1).encode(x=x, y=y)
    final, last = changes.row(-1, named=True), military.row(-1, named=True)
    named = {group.name: group for group in pair}
    leader = named[final["leader"]]
    of_military = (
        f"{'' if last['leader'] == final['leader'] else named[last['leader']].in_text + ' '}since {month(last['month'])}"
    )
    return Figure(
        alt.layer(cells, dots),
        id=f"who-led-when{slug(pair)}",
        headline=f"As {edition(aid)} dates the money, {leader.in_text} {has(leader)} stayed ahead since {month(final['month'])}, "
        f"in military aid {of_military}",
        subtitle=f"Who was ahead in cumulative euros at the end of each month (dots: {pair[1].name}), {span(strips)}",
        data=strips,
        sources=cite(aid),
        notes=[
            *notes_on(pair, aid),
            UNDATED,
            "Another release dates the same money to other months, and with it every change of lead.",
        ],
        alt=f"Strips of months coloured by who was ahead; months of {pair[1].in_text} carry a dot. "
        f"All aid: {_in_words(changes)}. Military aid: {_in_words(military)}.{members_in_words(pair)}",
    )


def _in_words(changes: pl.DataFrame) -> str:
    return join_rows(changes.with_columns(month_text("month")), "{leader} from {month}", ", ")
