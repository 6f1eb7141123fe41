"""A drawing of its own for a size at which the page's would be too small to read, and the one caveat below a chart."""

import textwrap
from collections.abc import Mapping
from typing import Any

from analysis.charts import theme
from analysis.charts.beside import plot_of

SIZES = "sizes"
"""Where the specification of a chart keeps its drawings for other sizes, in what it holds for its users."""

NARROW = ("social",)
"""Sizes that are too narrow for what is placed by the unit on a page."""

PAGE_LINE, SLIDE_LINE, COLUMN_LINE = 98, 66, 52
"""Letters on a line below a chart, on a page, beside the words of a slide and in a column."""


UNDRAWN = ("Blue:", "Dark to light:", "Dotted:", "Grey: not counted")
"""How sentences begin that explain marks of the picture: shades of a bloc, rules, land without data."""


def with_sizes(page: Any, **others: Any) -> Any:
    """Give a chart its own drawings for other sizes: where one is asked for it is drawn as it is, and narrowed only if it is too wide.

    `page` is drawn at every size that is not named; `slide` is drawn beside a slide's words, in a room of 408 by 342 units.

    >>> import altair as alt
    >>> bars = alt.Chart(alt.NamedData("rows")).mark_bar()
    >>> list(with_sizes(bars, column=bars.properties(width=300)).usermeta["sizes"])
    ['column']
    """
    drawn = {size: chart.to_dict(validate=False) for size, chart in others.items()}
    for chart in drawn.values():
        chart.pop("$schema", None)
        chart.pop("config", None)
    chart = page.copy(deep=False)
    chart.usermeta = {SIZES: drawn}
    return chart


def own_drawing(chart: Mapping[str, Any], size: str) -> dict[str, Any] | None:
    """Give a chart's own drawing for a size from its specification, None where it has none.

    A square picture takes that of a slide, which is low, or that of a column.

    >>> own_drawing({"mark": "bar", "usermeta": {"sizes": {"column": {"mark": "line"}}}}, "column")
    {'mark': 'line'}
    """
    drawings: dict[str, dict[str, Any]] = chart.get("usermeta", {}).get(SIZES, {})
    return drawings.get(size) or (drawings.get("slide") or drawings.get("column") if size in NARROW else None)


def is_placed(chart: Mapping[str, Any], size: str) -> bool:
    """Say whether a chart is placed by the unit at a size: it is drawn as it is, and no plot of it is stretched.

    A chart that has a drawing of its own for a slide alone is stretched at every other size.

    >>> low = {"mark": "bar", "usermeta": {"sizes": {"slide": {"mark": "bar"}}}}
    >>> is_placed(low, "slide"), is_placed(low, "column"), is_placed({"mark": "bar"}, "slide")
    (True, False, False)
    """
    drawings = chart.get("usermeta", {}).get(SIZES, {})
    return own_drawing(chart, size) is not None or any(name != "slide" for name in drawings)


def caveat_of(spec: Mapping[str, Any]) -> str:
    """Give the caveat that is written below a chart, from a figure's specification; empty where it has none.

    >>> inner = {"title": {"text": ["Allocated is", "not delivered."], "orient": "bottom"}}
    >>> caveat_of({"vconcat": [{"vconcat": [inner]}]})
    'Allocated is not delivered.'
    """
    title = plot_of(spec).get("title") if "vconcat" in spec or "hconcat" in spec else None
    if not isinstance(title, dict) or title.get("orient") != "bottom":
        return ""
    words = title["text"]
    return words if isinstance(words, str) else " ".join(words)


def caveat_beside_office_chart(spec: Mapping[str, Any]) -> str:
    """Give a figure's caveat without the sentences that explain a mark which no office program draws.

    >>> inner = {"title": {"text": ["Dotted: 20 January 2025. Allocated is", "not delivered."], "orient": "bottom"}}
    >>> caveat_beside_office_chart({"vconcat": [{"vconcat": [inner]}]})
    'Allocated is not delivered.'
    """
    # A column that is hollow in the picture is there, and filled as the others.
    sentences = caveat_of(spec).replace("Hollow column: ", "Column of ").replace(". ", ".\n").split("\n")
    return " ".join(one for one in sentences if not one.startswith(UNDRAWN))


def with_caveat(chart: Any, caveat: str, line: int = PAGE_LINE) -> Any:
    """Write the one caveat that changes the reading below a chart, in lines of so many letters.

    >>> import altair as alt
    >>> with_caveat(alt.Chart(alt.NamedData("rows")).mark_bar(), "Allocated is not delivered.").title["text"]
    ['Allocated is not delivered.']
    """
    words = textwrap.wrap(caveat, line, break_long_words=False, break_on_hyphens=False)
    look = {"fontSize": 11, "fontWeight": "normal", "lineHeight": 14, "color": theme.INK}
    return chart.properties(
        title={"text": words, "orient": "bottom", "anchor": "start", "frame": "bounds", "offset": 12} | look
    )
