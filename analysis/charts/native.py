"""How an office program can draw a figure itself: a form, and the columns of the figure's data that it takes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Native:
    """Describe the chart that an office program draws from a figure's `data`.

    `form`: line, steps (a count stands until the next), area, bar, stacked_bar, column or stacked_column.
    `series` may be None for a single one; `order` is the order of series, `places` that of what stands along `x`, `colours` are
    by series, or by `x` without one; `dashes` are a line's by series, as strokes and gaps in points; `labels` are the words for
    codes of either; `unit` is that of `y`.

    >>> Native("column", "year", "eur_bn", unit="EUR bn").form
    'column'
    """

    form: str
    x: str
    y: str
    series: str | None = None
    unit: str = ""
    colours: Mapping[str, str] = field(default_factory=dict)
    order: Sequence[str] = field(default_factory=list)
    labels: Mapping[str, str] = field(default_factory=dict)
    places: Sequence[str] = field(default_factory=list)
    dashes: Mapping[str, Sequence[int]] = field(default_factory=dict)
