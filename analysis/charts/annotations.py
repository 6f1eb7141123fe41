"""Annotate a chart with events: each with a rule, words that stay inside the frame, and the page it rests on."""

import textwrap
from calendar import monthrange
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import altair as alt
import polars as pl

from analysis import load
from analysis.as_of import as_day
from analysis.charts import theme
from analysis.charts.columns import title_of
from analysis.charts.fields import parts, rows_of_data
from analysis.charts.renderer import read_chart
from analysis.errors import AnalysisError, UnknownName
from analysis.load.as_polars import as_polars

LETTER, LINE, GAP, MARGIN = 5.9, 13, 4, 8
"""Pixels of a letter, of a line, between two texts and beside a rule."""
LONGEST = 26
"""Letters of a line of words."""
NARROWEST = min(size.stretch_x for size in theme.SIZES.values())
LOWEST = 0.85 * min(size.stretch_y for size in theme.SIZES.values())
"""By how much a chart shrinks at its smallest, and which part of its height words may take."""


def events(chart: alt.TopLevelMixin, rows: pl.DataFrame, *, day: str = "date", text: str = "label") -> alt.LayerChart:
    """Mark events on a chart over time: a rule at each day, its words at the top, inside the frame at every size.

    `rows` are those of `load.events()`, or your own with `day` (dates, or texts such as 2025-09-20), `text` and, to be cited by a `Figure`, `source_url` and
    `source_publisher`. Events outside the months that the chart shows are left out. Raises AnalysisError where none is within,
    where their words need more room than the frame has, and for a chart without an axis of time.

    >>> months = pl.DataFrame({"month": [date(2025, 1, 1), date(2025, 12, 1)], "eur_bn": [1.0, 2.5]})
    >>> noted = pl.DataFrame({"date": [date(2025, 7, 14)], "label": ["PURL begins"]})
    >>> events(alt.Chart(months).mark_line().encode(x="month:T", y="eur_bn:Q"), noted).layer[2].data["words"].to_list()
    ['PURL begins']
    """
    if not isinstance(chart, alt.TopLevelMixin):
        problem = f"events are marked on a chart of altair, not on {type(chart).__name__}"
        raise AnalysisError(problem, "mark them first, then make the figure: Figure(marks.events(chart, rows), headline='...')")
    taken = _checked(rows, day, text)
    spec = read_chart(chart)
    channel, first, last = _time_axis(spec)
    within = taken.filter(pl.col(day).is_between(first, last)).sort(day)
    if within.is_empty():
        problem = f"none of the {taken.height} events is within what the chart shows, {first} to {last}"
        raise AnalysisError(problem, "choose others: load.events().filter(pl.col('date').is_between(...))")
    width, height = (spec.get(side, own) for side, own in (("width", theme.WIDTH), ("height", theme.HEIGHT)))
    placed = within.with_columns(
        _places(within[day], within[text], first, last, width if isinstance(width, int | float) else theme.WIDTH)
    )
    room = LOWEST * (height if isinstance(height, int | float) else theme.HEIGHT)
    if (lowest := float(placed["bottom"].max() or 0)) > room:  # type: ignore[arg-type]
        problem = f"the words of {placed.height} events take {lowest:.0f} pixels, and the frame has {room:.0f} for them"
        raise AnalysisError(problem, "choose fewer, or make the chart higher: chart.properties(height=...)")
    x = alt.X(f"{day}:T", title=title_of(channel))
    tips = [alt.Tooltip(f"{text}:N", title="Event"), alt.Tooltip(f"{day}:T", title="Day", format="%-d %B %Y")]
    rules = alt.Chart(placed).mark_rule(color=theme.GREY, strokeWidth=1).encode(x=x, tooltip=tips)
    look: dict[str, Any] = {"dy": alt.expr("datum.top"), "dx": alt.expr("datum.beside"), "align": alt.expr("datum.align")}
    look["text"] = alt.expr("datum.words")
    words = alt.Chart(placed).mark_text(baseline="top", color=theme.SOFT_INK, fontSize=12, lineBreak="|", **look)
    return alt.layer(chart, rules, words.encode(x=x, y=alt.YValue(0), tooltip=tips))  # type: ignore[arg-type, return-value]


def _checked(rows: pl.DataFrame, day: str, text: str) -> pl.DataFrame:
    taken = as_polars(rows).lazy().collect()
    if taken.is_empty():
        known = ", ".join(load.events()["category"].cast(pl.String).unique().sort())
        raise AnalysisError(
            "there are no events to mark: the rows are empty", f"loosen the filter; categories in load.events(): {known}"
        )
    for name in (day, text):
        if name not in taken.columns:
            raise UnknownName("column of the events", name, taken.columns)
    if taken[day].dtype == pl.String:
        taken = taken.with_columns(pl.Series(day, [as_day(one) if one is not None else None for one in taken[day]], pl.Date))
    if taken[day].dtype == pl.Datetime:
        taken = taken.with_columns(pl.col(day).dt.date())
    if taken[day].dtype != pl.Date:
        raise AnalysisError(
            f"{day!r} of the events holds {taken[day].dtype}, not days", "give dates, or texts such as 2025-09-20"
        )
    return taken.drop_nulls([day, text])


def _time_axis(spec: dict[str, Any]) -> tuple[dict[str, Any], date, date]:
    """Give the channel along the chart's axis of time, and the first and last day it shows."""
    channels = list(_along(spec, None, spec.get("datasets", {})))
    timed = [(channel, days) for channel, days in channels if channel.get("type") == "temporal" and days]
    if not timed or ("mark" not in spec and "layer" not in spec):
        kinds = ", ".join(f"{channel.get('field')!r} is {channel.get('type')}" for channel, _ in channels) or "it has none"
        raise AnalysisError(
            f"events need one chart with an axis of time along x: {kinds}", "write x='month:T', or x='yearmonth(month):T'"
        )
    ends = [day for channel, days in timed for day in (_domain(channel) or _to_month_end(days))]
    return timed[0][0], min(ends), max(ends)


def _to_month_end(days: list[date]) -> list[date]:
    """Add the end of the last month where all days are firsts of months: an event of that month is within what they show."""
    if any(one.day != 1 for one in days):
        return days
    last = max(days)
    return [*days, last.replace(day=monthrange(last.year, last.month)[1])]


def _along(node: Any, data: Any, datasets: dict[str, Any]) -> Iterator[tuple[dict[str, Any], list[date]]]:
    data = node.get("data", data)
    channel = node.get("encoding", {}).get("x")
    if isinstance(channel, dict) and isinstance(channel.get("field"), str):
        rows = rows_of_data(data, datasets)
        values = [row.get(channel["field"]) for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []
        yield channel, [datetime.fromisoformat(value).date() for value in values if isinstance(value, str) and "T" in value]
    for part in parts(node):
        yield from _along(part, data, datasets)


def _domain(channel: dict[str, Any]) -> list[date]:
    scale = channel.get("scale")
    ends = scale.get("domain") if isinstance(scale, dict) else None
    if not isinstance(ends, list):
        return []
    return [
        date(one["year"], one.get("month", 1), one.get("date", 1))
        for one in ends
        if isinstance(one, dict) and isinstance(one.get("month", 1), int)
    ]


def _places(days: pl.Series, texts: pl.Series, first: date, last: date, width: float) -> list[pl.Series]:
    """Place each event's words: to the side where there is room, below those that they would touch, at the narrowest size."""
    narrow, span = width * NARROWEST, max((last - first).days, 1)
    taken: list[tuple[float, float, float]] = []
    placed = []
    for day, text in zip(days, texts, strict=True):
        at = (day - first).days / span * narrow
        before = at > narrow / 2
        room = (at if before else narrow - at) - MARGIN
        lines = textwrap.wrap(str(text).replace("|", "/"), max(8, min(LONGEST, int(room / LETTER)))) or [""]
        wide = MARGIN + LETTER * max(map(len, lines))
        left, right = (at - wide, at) if before else (at, at + wide)
        top = max((below for begin, end, below in taken if begin < right and left < end), default=float(GAP))
        taken.append((left, right, top + LINE * len(lines) + GAP))
        placed.append(("|".join(lines), top, taken[-1][2], -GAP if before else GAP, "right" if before else "left"))
    names = ("words", "top", "bottom", "beside", "align")
    return [pl.Series(name, [one[nth] for one in placed]) for nth, name in enumerate(names)]
