"""The figure of who was ahead when."""

import altair as alt
import polars as pl

from analysis.charts import marks, theme
from analysis.charts.citations import cite
from analysis.charts.formatting import join_rows, month, month_text
from analysis.countries import UNITED_STATES
from analysis.figures.aid.inputs import EUROPE_IS, PAIR, UNDATED, edition, require_one_release, span
from analysis.figures.figure import Figure
from analysis.measures import aid as measure

__all__ = ["who_led"]


def who_led(aid: pl.DataFrame) -> Figure:
    """Draw, month by month, who was ahead in cumulative terms: all aid, each kind, and commitments.

    Takes `load.aid()` of one release that has allocations; dated money only. `data` has release, what, period, leader and
    gap_bn (the distance in EUR bn). Raises NotComparable for several releases, AnalysisError for rows without the column month
    and for a release without one of the stages, UnknownName where Europe or the United States has no allocation.

    >>> from analysis import load
    >>> who_led(load.aid(29)).data["what"].unique(maintain_order=True).to_list()
    ['All aid', 'Military', 'Financial', 'Humanitarian', 'Commitments']
    """
    require_one_release(aid, "allocated", "committed")
    strips = measure.who_leads(aid)
    changes, military = measure.lead_changes(aid), measure.lead_changes(aid, kind="military")
    order = strips["what"].unique(maintain_order=True).to_list()
    years = alt.Axis(labelExpr="month(datum.value) == 0 ? timeFormat(datum.value, '%Y') : ''", ticks=False, labelAngle=0)
    x = alt.X("yearmonth(period):O", title=None, axis=years)
    y = alt.Y("what:N", sort=order, title=None, axis=alt.Axis(labelLimit=140))
    leaders = marks.legend("leader", {bloc: theme.NATIVE_BLOCS[bloc] for bloc in PAIR}, "Ahead in cumulative terms")
    fields = {"What": "what", "Month": "period:T|%B %Y", "Ahead": "leader", "By, EUR bn": "gap_bn:Q|,.3f"}
    cells = alt.Chart(strips, width=marks.WIDTH - 20, height=34 * len(order)).mark_rect(stroke=theme.PAPER, strokeWidth=0.5)
    cells = cells.encode(x=x, y=y, color=leaders, tooltip=marks.tips(fields))
    # A dot on the months of the United States, so that the strips can be read in grey print.
    dots = alt.Chart(strips.filter(pl.col("leader") == UNITED_STATES))
    dots = dots.mark_point(filled=True, shape="circle", size=14, color=theme.PAPER, opacity=1).encode(x=x, y=y)
    final, last = changes.row(-1, named=True), military.row(-1, named=True)
    of_military = f"{'' if last['leader'] == final['leader'] else last['leader'] + ' '}since {month(last['month'])}"
    return Figure(
        alt.layer(cells, dots),
        id="who-led-when",
        headline=f"As {edition(aid)} dates the money, {final['leader']} has stayed ahead since {month(final['month'])}, "
        f"in military aid {of_military}",
        subtitle=f"Who was ahead in cumulative euros at the end of each month (dots: United States), {span(strips)}",
        data=strips,
        sources=cite(aid),
        notes=[EUROPE_IS, UNDATED, "Another release dates the same money to other months, and with it every change of lead."],
        alt="Strips of months coloured by who was ahead; months of the United States carry a dot. "
        f"All aid: {_in_words(changes)}. Military aid: {_in_words(military)}.",
    )


def _in_words(changes: pl.DataFrame) -> str:
    return join_rows(changes.with_columns(month_text("month")), "{leader} from {month}", ", ")
