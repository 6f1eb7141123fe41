"""The frames that a chart of altair draws, as frames of polars."""

from collections.abc import Iterator
from contextlib import suppress
from itertools import chain
from typing import Any

import altair as alt
import polars as pl

from analysis.load.as_polars import as_polars, is_frame


def frames_of(chart: Any) -> list[pl.DataFrame]:
    """Give the frames that a chart of altair and its layers and panels draw, each once, whichever library they are of.

    >>> frames_of(alt.Chart(pl.DataFrame({"year": [2025]})).mark_bar())[0].columns
    ['year']
    """
    found = {id(data): data for data in _data_of(chart)}
    frames = [_frame(data) for data in found.values()]
    return [frame for frame in frames if frame is not None]


def _data_of(chart: Any) -> Iterator[Any]:
    yield getattr(chart, "data", None)
    parts = [getattr(chart, name, None) for name in ("layer", "hconcat", "vconcat", "concat")]
    for part in [*chain.from_iterable(part for part in parts if isinstance(part, list)), getattr(chart, "spec", None)]:
        if isinstance(part, alt.TopLevelMixin):
            yield from _data_of(part)


def _frame(data: Any) -> pl.DataFrame | None:
    """Give a chart's data as a frame, whether a frame or rows written into the chart."""
    if is_frame(data):
        return as_polars(data).lazy().collect()
    rows = data.get("values") if isinstance(data, dict) else getattr(data, "values", None)
    if isinstance(rows, list) and rows and all(isinstance(row, dict) for row in rows):
        # Half a character is refused with the chart.
        with suppress(UnicodeEncodeError):
            return pl.DataFrame(rows, infer_schema_length=None, strict=False)
    return None
