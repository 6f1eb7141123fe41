"""The figure of open promises with the largest one apart: since April 2026 a loan of the EU is most of what is still to come."""

from datetime import date
from typing import Any

import altair as alt
import polars as pl

from analysis.charts import marks, theme
from analysis.charts.citations import cite
from analysis.charts.formatting import capitalise_first, eur, month, with_article
from analysis.charts.native import Native
from analysis.charts.sizes import COLUMN_LINE, PAGE_LINE, with_caveat, with_sizes
from analysis.countries import EUROPE, UNITED_STATES
from analysis.errors import AnalysisError
from analysis.figures.aid.inputs import EUROPE_IS, NOMINAL, edition, last_day, latest
from analysis.figures.aid.later import both_spans, both_stands, ended, id_until, leading, no_difference, stand_on
from analysis.figures.aid.promises import PROMISE
from analysis.figures.figure import Figure
from analysis.measures import aid as measure

__all__ = ["open_promises"]

REST, ALL = "Europe without it", "Europe"
LINES = {ALL: theme.LIGHT_BLUE, REST: theme.BLUE, UNITED_STATES: theme.VERMILLION}
DASHES = {ALL: [2, 2], REST: [1, 0], UNITED_STATES: [6, 2]}
OPEN = "to_be_allocated_bn"
LOAN = ("EUI", date(2026, 4, 1))
"""Donor and month of the loan that the EU adopted on 23 April 2026: the tracker counts it in full as promised then."""

DRAWINGS = (
    "The largest promise is taken off in full from its month on; what has been drawn of it since is allocated and in no line here, so that "
    "the line without it may stand too low by as much."
)


def open_promises(aid: pl.DataFrame, later: pl.DataFrame | None = None, until: date | str | None = None) -> Figure:
    """Draw commitments less allocations, summed up to each month, with the largest promise of one month apart.

    Takes `load.aid()` of one release that has both stages, dated money only, and with `later` the totals of a release that ends
    after it (`load.later_totals()`), which then lead the words; with `until` the months that had ended by a day, and no later
    totals. `data` has release, period, line (Europe, Europe without it, United
    States) and to_be_allocated_bn (EUR bn up to that month). Raises NotComparable for several releases and for a `later` that does
    not end later, AnalysisError for rows without the column month, for a release without one of the stages and where the largest
    promise is not of Europe.

    >>> from analysis import load
    >>> open_promises(load.aid(29), load.aid_totals(30)).headline
    '€161bn of Europe’s promises are open after one EU loan of €90bn'
    """
    lead = leading(aid, later, "allocated", "committed")
    lead, later = (lead, later) if until is None else (aid, None)
    gaps = ended(measure.gap_over_time(aid).filter(pl.col("bloc").is_in([EUROPE, UNITED_STATES])), until)
    most, by = _largest(aid, until), stand_on(gaps, lead, until)
    if measure.with_bloc(aid.filter(donor=most["donor"]))["bloc"][0] != EUROPE:
        problem = f"the largest promise of one month is of {with_article(most['name'])}, not of Europe"
        raise AnalysisError(problem, "draw figures.aid.promises.gap_over_time, which sets nothing apart")
    lines = _lines(gaps, most)
    now = latest(measure.to_be_allocated(lead) if later is not None else gaps, OPEN)
    ends = latest(lines, OPEN, "line")
    point = None if later is None else _point(later, now[EUROPE])
    what = "EU loan" if (most["donor"], most["month"]) == LOAN else "promise"
    caveat = f"Without the {what} of {month(most['month'])}, {eur(ends[REST], 0)} would have been open then."
    page, column = (
        _drawing(lines, most, what, point, marks.WIDTH, 270, named=True),
        _drawing(lines, most, what, point, 190, 240, named=False),
    )
    return Figure(
        with_sizes(with_caveat(page, caveat, PAGE_LINE), column=with_caveat(column, caveat, COLUMN_LINE)),
        id=id_until("open-promises", gaps, until),
        headline=f"{eur(now[EUROPE], 0)} of Europe’s promises are open after one {what} of {eur(most['eur_bn'], 0)}",
        subtitle=f"Commitments less allocations, € billion, nominal, both cumulative, {both_spans(gaps, aid, later)}",
        data=lines,
        sources=cite(aid) if later is None else cite(later, aid),
        notes=[PROMISE, DRAWINGS, NOMINAL, EUROPE_IS, *no_difference(aid, later)],
        alt=f"Lines of commitments less allocations. {capitalise_first(by)}: Europe {eur(now[EUROPE])}, United States {eur(now[UNITED_STATES])}. "
        f"{capitalise_first(with_article(most['name']))} committed {eur(most['eur_bn'])} in {month(most['month'])}; without it Europe's line ends at "
        f"{eur(ends[REST])} ({edition(aid)})."
        + both_stands(aid, later, f"Europe {eur(ends[ALL])} and the United States {eur(ends[UNITED_STATES])}"),
        native=Native("line", "period", OPEN, "line", "EUR bn", LINES, dashes=DASHES),
    )


def _largest(aid: pl.DataFrame, until: date | str | None) -> dict[str, Any]:
    """Find the most that one donor committed in one month that had ended by a day: month, donor, name, eur_bn."""
    months = measure.named(ended(measure.over_time(aid, by="donor", stage="committed"), until))
    first = months.sort("eur_bn", "period", "donor", descending=[True, False, False])
    return dict(first.select("donor", "name", "eur_bn", month="period").row(0, named=True))


def _lines(gaps: pl.DataFrame, most: dict[str, Any]) -> pl.DataFrame:
    """Give the two blocs, and Europe once more with its largest promise taken off from the promise's month on."""
    europe = gaps.filter(bloc=EUROPE)
    less = pl.when(pl.col("period") >= pl.lit(most["month"])).then(pl.lit(most["eur_bn"])).otherwise(0)
    rest = europe.with_columns(pl.col(OPEN) - less, bloc=pl.lit(REST))
    rows = pl.concat([gaps, rest]).with_columns(pl.col(OPEN).round(6))
    return rows.select("release", "period", OPEN, line="bloc").select("release", "period", "line", OPEN).sort("period", "line")


def _point(later: pl.DataFrame, value: float) -> pl.DataFrame:
    last: date = last_day(later)
    return pl.DataFrame({"period": [last.replace(day=1)], OPEN: [value], "text": [f"{eur(value)} in|{month(last)}"]})


def _drawing(
    lines: pl.DataFrame, most: dict[str, Any], what: str, point: pl.DataFrame | None, width: int, height: int, *, named: bool
) -> marks.Layered:
    # Europe with it is the bar alone: a line that rises from one month to the next would look like a growth.
    shown = lines.filter(pl.col("line") != ALL)
    last = pl.col("period") == pl.col("period").max()
    x = marks.time_axis(start=lines["period"].min(), end=(lines if point is None else point)["period"].max())  # type: ignore[arg-type]
    least, highest = float(min(0.0, *lines[OPEN])), float(max(lines[OPEN]))
    scale = alt.Scale(domain=[least, 1.04 * highest], nice=False)
    y = alt.Y(f"{OPEN}:Q", title=None, axis=alt.Axis(format=",~f", tickCount=5), scale=scale)
    base = alt.Chart(shown).encode(x=x, y=y)
    tips = marks.tips({"Line": "line", "Month": "period:T|%B %Y", "EUR bn": f"{OPEN}:Q|,.3f"})
    drawn = base.mark_line(clip=False).encode(
        color=marks.colour("line", LINES), strokeDash=marks.dash("line", DASHES), tooltip=tips
    )
    ends = lines.filter(last, pl.col("line") != ALL).with_columns(
        text=pl.format(
            "{} {}",
            pl.col("line").replace({UNITED_STATES: "US", REST: "Without it"}),
            pl.col(OPEN).map_elements(eur, pl.String),
        )
    )
    words = alt.Chart(ends).mark_text(align="left", dx=10, fontWeight=600, fontSize=12 if named else 11)
    words = words.encode(x="period:T", y=f"{OPEN}:Q", text="text:N", color=marks.text_colour("line", LINES))
    top = lines.filter(last, line=ALL).with_columns(
        low=lines.filter(last, line=REST)[OPEN].item(),
        text=pl.lit(f"One {what}:|{eur(most['eur_bn'], 0)} ({month(most['month'])})"),
    )
    middle = top.with_columns(middle=pl.col("low") + 0.66 * (pl.col(OPEN) - pl.col("low")))
    bar = alt.Chart(top).mark_rule(strokeWidth=9, color=theme.LIGHT_BLUE).encode(x="period:T", y="low:Q", y2=f"{OPEN}:Q")
    note = (
        alt.Chart(middle)
        .mark_text(align="right", dx=-10, fontSize=11, lineBreak="|", lineHeight=14)
        .encode(x="period:T", y="middle:Q", text="text:N")
    )
    layers = [drawn, bar, note, words, marks.caption("€ billion")]
    if point is not None:
        dot = alt.Chart(point).encode(x="period:T", y=f"{OPEN}:Q")
        layers.append(dot.mark_point(filled=True, shape="diamond", size=75, color=theme.BLUE, opacity=1))
        layers.append(
            dot.mark_text(
                align="left", dx=10, fontWeight=600, fontSize=12 if named else 11, lineBreak="|", color=theme.BLUE
            ).encode(text="text:N")
        )
    chart: marks.Layered = alt.layer(*layers).resolve_scale(color="independent").properties(width=width, height=height)
    return chart
