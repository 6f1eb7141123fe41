"""Set headline, subtitle and source line beside a chart: for a frame that is wide and low, where words above leave the chart no room."""

from collections.abc import Mapping, Sequence
from typing import Any

from analysis.charts import theme
from analysis.charts.lettering import text_width
from analysis.charts.lines import broken, headline_lines

__all__ = ["GAP", "LEAST_WORDS", "plot_of", "room_beside", "with_words_beside"]

MARGIN, GAP = 24, 18
"""Units that the theme leaves at both sides, and those between the words and the chart."""
LEAST_WORDS, MOST_WORDS = 190, 300
"""Units across that the words take at least, and at most."""
KEYS_BY_THE_CHART = {"legend": dict.fromkeys(("color", "fill", "opacity", "shape", "size", "strokeDash"), "independent")}
"""Else a key would stand above the words."""
BIG, LEADING = 17, 22
"""Units of the letters of a headline, and of its lines."""
MIDDLE, LOWER = 12, 16
SMALL = 15
UNDER_HEADLINE = 10


def room_beside(size: theme.Size) -> tuple[int, int]:
    """Give the units across and down that a chart has beside its words in a frame.

    >>> room_beside(theme.size("slide"))
    (408, 342)
    """
    return size.width - MARGIN - GAP - LEAST_WORDS, (size.height or size.width) - 18


def with_words_beside(
    inner: Mapping[str, Any], across: float, size: theme.Size, title: Sequence[str], footer: Sequence[str], lift: float = 0
) -> dict[str, Any]:
    """Set a figure's words left of its chart: headline and subtitle at the top, what the footer says at the bottom.

    `across` is how wide the chart is drawn; the words take the rest of the frame. `lift` is how far they begin above the chart's
    plot, as what stands over that does.

    >>> beside = with_words_beside({"mark": "bar"}, 300, theme.size("slide"), ("Aid grew", "In euros"), ["Source: us"])
    >>> [mark["mark"]["text"] for mark in beside["hconcat"][0]["layer"]]
    [['Aid grew'], ['In euros'], ['Source: us']]
    """
    wide = min(size.width - MARGIN - GAP - across, MOST_WORDS)
    high = room_beside(size)[1]
    headline, subtitle = title
    above = headline_lines(headline, _characters(headline, wide, BIG, bold=True)) if headline else []
    below = broken(subtitle, _characters(subtitle, wide, MIDDLE)) if headline and subtitle else []
    small = [line for text in footer for line in broken(text, _characters(text, wide, theme.SMALL_PRINT))]
    parts = [
        _text(above, -lift, BIG, LEADING, theme.INK, 600),
        _text(below, len(above) * LEADING + UNDER_HEADLINE - lift, MIDDLE, LOWER, theme.SOFT_INK),
        _text(small, high - len(small) * SMALL - lift, theme.SMALL_PRINT, SMALL, theme.SOFT_INK),
    ]
    words = {
        "data": {"values": [{}]},
        "width": round(wide),
        "height": round(high - lift),
        "layer": [part for part in parts if part],
    }
    return {"hconcat": [words, {"vconcat": [dict(inner)]}], "spacing": GAP, "resolve": KEYS_BY_THE_CHART}


def plot_of(spec: Mapping[str, Any]) -> dict[str, Any]:
    """Give what a figure's specification wraps in its words: the chart alone, wherever they stand.

    >>> plot_of({"title": {"text": "Aid grew"}, "vconcat": [{"title": {"text": "Source"}, "vconcat": [{"mark": "bar"}]}]})
    {'mark': 'bar'}
    >>> plot_of(with_words_beside({"mark": "bar"}, 300, theme.size("slide"), ("Aid grew", ""), []))
    {'mark': 'bar'}
    """
    outer: Any = spec["hconcat"][1] if "hconcat" in spec else spec["vconcat"][0]
    plot: dict[str, Any] = outer["vconcat"][0]
    return plot


def _characters(text: str, wide: float, letters: float, *, bold: bool = False) -> int:
    """Give the most letters on a line of a text, so that no line is wider than its room."""
    characters = round(wide / letters * 2.4)
    while characters > 8 and any(text_width(line, letters, bold=bold) > wide for line in broken(text, characters)):
        characters -= 1
    return characters


def _text(
    lines: list[str], top: float, letters: float, leading: float, colour: str, weight: int | str = "normal"
) -> dict[str, Any]:
    if not lines:
        return {}
    look = {"fontSize": letters, "lineHeight": leading, "fontWeight": weight, "color": colour}
    return {"mark": {"type": "text", "text": lines, "align": "left", "baseline": "top", "x": 0, "y": top} | look}
