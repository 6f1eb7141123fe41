"""How the values of a column are spread: bins with round edges, and a histogram of all rows with those shown before it."""

import math
from datetime import date
from itertools import pairwise
from typing import Any

import polars as pl

from analysis.charts import marks, render, theme
from analysis.charts.vega import Spec

BINS = 24
# A list: a set would look for a type with its time zone by hash.
DAYS = (pl.Date, pl.Datetime)
MOST_BARS = 12
"""Values of a column of texts that have a bar: the most frequent."""
STEPS = {"1d": 45, "1mo": 60 * 30, "1q": 15 * 365}
"""How wide bins of days are, by the days that they cover at most; beyond, years."""


def edges(values: pl.Series) -> list[Any]:
    """List the edges of bins that hold all values of a column of numbers or days; none where nothing is known.

    >>> edges(pl.Series([3, 41]))[:3], edges(pl.Series([3, 41]))[-1]
    ([2, 4, 6], 42)
    >>> edges(pl.Series([date(2025, 1, 31), date(2025, 6, 1)]))[-1]
    datetime.date(2025, 7, 1)
    """
    if values.dtype in DAYS:
        days = values.cast(pl.Date).drop_nulls()
        return _days(days.min(), days.max()) if len(days) else []
    numbers = values.cast(pl.Float64).drop_nulls()
    numbers = numbers.filter(numbers.is_finite())
    if numbers.is_empty():
        return []
    low, high = float(numbers.min()), float(numbers.max())  # type: ignore[arg-type]
    least = 1 if values.dtype.is_integer() else 10 ** math.floor(math.log10((high - low) or abs(high) or 1) - 2)
    rough = max((high - low) / BINS, least)
    power = 10 ** math.floor(math.log10(rough))
    step = next(power * one for one in (1, 2, 5, 10) if power * one >= rough * 0.999999)
    first, last = math.floor(low / step), max(math.ceil(high / step), math.floor(low / step) + 1)
    return [plain(round(place * step, 12)) for place in range(first, last + 1)]


def plain(number: float) -> int | float:
    """Give a whole number without its point.

    >>> plain(2.0), plain(2.5)
    (2, 2.5)
    """
    return int(number) if float(number).is_integer() else float(number)


def text(edge: Any) -> str:
    """Write an edge for readers.

    >>> text(1500000), text(2.5), text(date(2025, 1, 1))
    ('1,500,000', '2.5', '2025-01-01')
    """
    return f"{edge}" if isinstance(edge, date) else f"{edge:,}"


def histogram(everything: pl.Series, shown: pl.Series) -> Spec:
    """Draw how many rows a bin or a value has: of everything in grey, of what is shown in blue before it.

    >>> histogram(pl.Series("eur", [1, 2, 3]), pl.Series("eur", [3]))["data"]["values"][-1]
    {'start': 2, 'end': 3, 'all': 2, 'shown': 1}
    """
    ends = edges(everything) if everything.dtype.is_numeric() or everything.dtype in DAYS else []
    rows = _binned(everything, shown, ends) if ends else _counted(everything, shown)
    kind = "temporal" if ends and isinstance(ends[0], date) else "quantitative"
    number = {"type": "quantitative", "title": None, "axis": {"format": ",d", "tickCount": 4}}
    height: Any
    if ends:
        axis = {"format": "%b %Y"} if kind == "temporal" else {"format": "~s"}
        along: Spec = {
            "x": {"field": "start", "type": kind, "title": None, "axis": axis},
            "x2": {"field": "end"},
            "y2": {"datum": 0},
        }
        across, height = "y", 90
    else:
        along = {"y": {"field": "value", "type": "nominal", "title": None, "sort": None, "axis": {"labelLimit": 180}}}
        across, height = "x", {"step": 16}
    told = [{"field": name, "title": title} for name, title in (("all", "Rows in all"), ("shown", "Rows shown"))]
    layer = [
        {"mark": {"type": "bar", "color": colour}, "encoding": {**along, across: number | {"field": name}, "tooltip": told}}
        for name, colour in (("all", theme.LIGHT_GREY), ("shown", theme.BLUE))
    ]
    common = {"$schema": render.PAGE_SCHEMA, "config": theme.config(), "width": marks.WIDTH - 90}
    return {**common, "height": height, "data": {"values": rows}, "layer": layer}


def _days(first: Any, last: Any) -> list[date]:
    every = next((step for step, most in STEPS.items() if (last - first).days <= most), "1y")
    start = pl.Series([first]).dt.truncate(every)
    end = pl.Series([last]).dt.truncate(every).dt.offset_by(every)
    return pl.date_range(start[0], end[0], every, eager=True).to_list()


def _binned(everything: pl.Series, shown: pl.Series, ends: list[Any]) -> list[Spec]:
    # A day is a number of days to the search for its bin.
    exact = pl.Int64 if isinstance(ends[0], date) else pl.Float64
    places = pl.Series(ends).cast(exact)

    def counts(values: pl.Series) -> dict[int, int]:
        known = (values.cast(pl.Date) if exact == pl.Int64 else values).cast(exact).drop_nulls()
        known = known.filter(known.is_finite()) if exact == pl.Float64 else known
        bins = places.search_sorted(known, side="right").cast(pl.Int64) - 1
        return dict(bins.clip(0, len(ends) - 2).alias("bin").value_counts().iter_rows())

    of_all, of_shown = counts(everything), counts(shown)
    spans = [(f"{one}T00:00:00" if isinstance(one, date) else one) for one in ends]
    return [
        {"start": start, "end": end, "all": of_all.get(place, 0), "shown": of_shown.get(place, 0)}
        for place, (start, end) in enumerate(pairwise(spans))
    ]


def _counted(everything: pl.Series, shown: pl.Series) -> list[Spec]:
    def counts(values: pl.Series) -> pl.DataFrame:
        return pl.DataFrame({"value": values.cast(pl.String)}).group_by("value").len()

    both = counts(everything).rename({"len": "all"}).join(counts(shown), on="value", how="left", nulls_equal=True)
    both = both.sort("all", "value", descending=[True, False]).head(MOST_BARS)
    return both.select(pl.col("value").fill_null("not known"), "all", shown=pl.col("len").fill_null(0)).to_dicts()
