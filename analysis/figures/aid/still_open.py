"""The figure of open promises with the largest one apart: since April 2026 a loan of the EU is most of what is still to come."""

from datetime import date
from typing import Any

import altair as alt
import polars as pl

from analysis.charts import marks, theme
from analysis.charts.catalogue import say
from analysis.charts.citations import cite
from analysis.charts.formatting import eur
from analysis.charts.native import Native
from analysis.charts.sizes import COLUMN_LINE, PAGE_LINE, with_caveat, with_sizes
from analysis.countries import EUROPE, UNITED_STATES, with_article
from analysis.errors import AnalysisError
from analysis.figures.aid.inputs import NOMINAL, edition, last_day, latest
from analysis.figures.aid.later import both_spans, both_stands, ended, id_until, leading, no_difference, stand_on
from analysis.figures.aid.open_of_groups import DRAWINGS, IN_FULL, OPEN, a_year_before, largest, open_of_groups
from analysis.figures.aid.promises import PROMISE
from analysis.figures.aid.whose import compared, is_the_pair
from analysis.figures.figure import Figure
from analysis.figures.whom import EUROPE_IS
from analysis.measures import aid as measure
from analysis.measures.blocs import Whose

__all__ = ["open_promises"]

REST, ALL = say("aid.still_open.without_label"), EUROPE
LINES = {ALL: theme.LIGHT_BLUE, REST: theme.BLUE, UNITED_STATES: theme.VERMILLION}
DASHES = {ALL: [2, 2], REST: [1, 0], UNITED_STATES: [6, 2]}
WHOLE = {ALL: theme.BLUE, UNITED_STATES: theme.VERMILLION}
"""The lines where no promise is set apart."""


def open_promises(
    aid: pl.DataFrame, later: pl.DataFrame | None = None, until: date | str | None = None, *, only: Whose = ()
) -> Figure:
    """Draw commitments less allocations, summed up to each month, with the largest promise of one month apart.

    `only` names other blocs, groups and countries than Europe and the United States, by name, by code or as a Group; the promise set apart
    is the largest by a member of the first.

    Takes `load.aid()` of one release that has both stages, dated money only, and with `later` the totals of a release that ends
    after it (`load.later_totals()`), which then lead the words; with `until` the months that had ended by a day, and no later
    totals. `data` has release, period, line (Europe, Europe without it, United
    States; with `only` the groups, with a column bloc) and to_be_allocated_bn (EUR bn up to that month). Raises NotComparable for several releases and for a `later` that does
    not end later, AnalysisError for rows without the column month, for a release without one of the stages and where the largest
    promise is not of Europe.

    >>> from analysis import load
    >>> open_promises(load.aid(29), load.aid_totals(30)).headline
    '€161bn of Europe’s promises await allocation; one EU loan is €90bn'
    """
    lead = leading(aid, later, "allocated", "committed", own=bool(only))
    lead, later = (lead, later) if until is None else (aid, None)
    if not is_the_pair(groups := compared(aid, only)):
        return Figure(**open_of_groups(aid, lead, later, until, groups))
    gaps = ended(measure.gap_over_time(aid).filter(pl.col("bloc").is_in([EUROPE, UNITED_STATES])), until)
    most, by = largest(aid, until), stand_on(gaps, lead, until)
    if measure.with_bloc(aid.filter(donor=most["donor"]))["bloc"][0] != EUROPE:
        raise AnalysisError(
            f"the largest promise of one month is of {with_article(most['name'])}, not of Europe",
            "draw figures.aid.promises.committed_and_allocated, which sets nothing apart",
        )
    promise = {"what": most["what"], "amount": most["eur_bn"]}
    # Of an older promise much has been allocated since: it is set apart within a year alone.
    apart = most["month"] > a_year_before(measure.last_month(gaps))
    lines = _lines(gaps, most if apart else None)
    now = latest(measure.to_be_allocated(lead) if later is not None else gaps, OPEN)
    ends = latest(lines, OPEN, "line")
    point = None if later is None else _point(later, now[EUROPE])
    note = say("aid.still_open.apart_label", **promise, month=most["month"])
    caveat = IN_FULL
    if apart:
        caveat = say("aid.still_open.caveat", what=most["what"], month=most["month"], rest=ends[REST])
    ends_words = say("aid.still_open.ends_words", europe=ends[ALL], us=ends[UNITED_STATES])
    page, column = (_drawing(lines, note, point, *size) for size in ((marks.WIDTH - 20, 270, 12), (176, 240, 12)))
    colours = LINES if apart else WHOLE
    return Figure(
        with_sizes(with_caveat(page, caveat, PAGE_LINE), column=with_caveat(column, caveat, COLUMN_LINE)),
        id=id_until("open-promises", gaps, until),
        headline=say("aid.still_open.headline", open=now[EUROPE], **promise)
        if apart
        else say("aid.still_open.whole_headline", open=now[EUROPE]),
        subtitle=say("aid.still_open.subtitle", spans=both_spans(gaps, later)),
        data=lines,
        sources=cite(aid) if later is None else cite(later, aid),
        notes=[PROMISE, *([DRAWINGS] if apart else []), NOMINAL, EUROPE_IS, *no_difference(aid, later)],
        alt=say("aid.still_open.alt", by=by, europe=now[EUROPE], us=now[UNITED_STATES])
        + f" {_largest_in_words(aid, most, ends[REST] if apart else None)}{both_stands(aid, later, ends_words)}",
        native=Native(
            "line",
            "period",
            OPEN,
            "line",
            say("aid.inputs.eur_bn_label"),
            colours,
            dashes={line: DASHES[line] for line in colours},
        ),
    )


def _largest_in_words(aid: pl.DataFrame, most: dict[str, Any], rest: float | None) -> str:
    """Say what the largest promise is and, where it is set apart, what is open without it."""
    promise = {"amount": most["eur_bn"], "who": most["name"], "month": most["month"]}
    if rest is None:
        return say("aid.still_open.alt_largest", **promise)
    return say("aid.still_open.alt_largest_apart", **promise, rest=rest, edition=edition(aid))


def _lines(gaps: pl.DataFrame, most: dict[str, Any] | None) -> pl.DataFrame:
    """Give the two blocs, and Europe once more with a promise taken off from its month on, if there is one to set apart."""
    rows = gaps
    if most:
        less = pl.when(pl.col("period") >= pl.lit(most["month"])).then(pl.lit(most["eur_bn"])).otherwise(0)
        rows = pl.concat([gaps, gaps.filter(bloc=EUROPE).with_columns(pl.col(OPEN) - less, bloc=pl.lit(REST))])
    return rows.select("release", "period", pl.col("bloc").alias("line"), pl.col(OPEN).round(6)).sort("period", "line")


def _point(later: pl.DataFrame, value: float) -> pl.DataFrame:
    last: date = last_day(later)
    return pl.DataFrame(
        {"period": [last.replace(day=1)], OPEN: [value], "text": [say("aid.still_open.point_label", amount=value, last=last)]}
    )


def _drawing(lines: pl.DataFrame, note: str, point: pl.DataFrame | None, width: int, height: int, size: int) -> marks.Layered:
    apart = REST in lines["line"]
    colours = {line: colour for line, colour in (LINES if apart else WHOLE).items() if line != ALL or not apart}
    # Europe with it is the bar alone: a line that rises from one month to the next would look like a growth.
    shown = lines.filter(pl.col("line").is_in(list(colours)))
    last = pl.col("period") == pl.col("period").max()
    x = marks.time_axis(start=lines["period"].min(), end=(lines if point is None else point)["period"].max())  # type: ignore[arg-type]
    least, highest = float(min(0.0, *lines[OPEN])), float(max(lines[OPEN]))
    scale = alt.Scale(domain=[least, 1.04 * highest], nice=False)
    y = alt.Y(f"{OPEN}:Q", title=None, axis=alt.Axis(format=",~f", tickCount=5), scale=scale)
    base = alt.Chart(shown).encode(x=x, y=y)
    tips = marks.tips({"Line": "line", "Month": "period:T|%B %Y", say("aid.inputs.eur_bn_label"): f"{OPEN}:Q|,.3f"})
    drawn = base.mark_line(clip=False).encode(
        color=marks.colour("line", colours),
        strokeDash=marks.dash("line", {line: [6, 2] if line == UNITED_STATES else [1, 0] for line in colours}),
        tooltip=tips,
    )
    ends = shown.filter(last).with_columns(
        text=pl.format(
            "{} {}",
            pl.col("line").replace({UNITED_STATES: "US", REST: say("aid.still_open.without_it_label")}),
            pl.col(OPEN).map_elements(eur, pl.String),
        )
    )
    words = alt.Chart(ends).mark_text(align="left", dx=10, fontWeight=600, fontSize=size)
    words = words.encode(
        x=alt.X("period:T"), y=alt.Y(f"{OPEN}:Q"), text=alt.Text("text:N"), color=marks.text_colour("line", colours)
    )
    layers = [
        drawn,
        *(_bar(lines.filter(last), note) if apart else []),
        words,
        marks.caption(say("aid.still_open.eur_billion_label")),
    ]
    if point is not None:
        dot = alt.Chart(point).encode(x=alt.X("period:T"), y=alt.Y(f"{OPEN}:Q"))
        layers.append(dot.mark_point(filled=True, shape="diamond", size=75, color=theme.BLUE, opacity=1))
        layers.append(
            dot.mark_text(align="left", dx=10, fontWeight=600, fontSize=size, lineBreak="|", color=theme.BLUE).encode(
                text=alt.Text("text:N")
            )
        )
    chart: marks.Layered = alt.layer(*layers).resolve_scale(color="independent").properties(width=width, height=height)
    return chart


def _bar(ends: pl.DataFrame, note: str) -> list[marks.Layered]:
    """Draw the promise set apart as a bar on top of the rest, with what it is."""
    top = ends.filter(line=ALL).with_columns(low=pl.lit(ends.filter(line=REST)[OPEN].item()), text=pl.lit(note))
    middle = top.with_columns(middle=pl.col("low") + 0.66 * (pl.col(OPEN) - pl.col("low")))
    bar = (
        alt.Chart(top)
        .mark_rule(strokeWidth=9, color=theme.LIGHT_BLUE)
        .encode(x=alt.X("period:T"), y=alt.Y("low:Q"), y2=alt.Y2(f"{OPEN}:Q"))
    )
    words = alt.Chart(middle).mark_text(align="right", dx=-10, fontSize=12, lineBreak="|", lineHeight=14)
    return [bar, words.encode(x=alt.X("period:T"), y=alt.Y("middle:Q"), text=alt.Text("text:N"))]
