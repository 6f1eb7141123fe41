"""Months that are marked behind lines over time: a grey band, or a bracket over days that are compared."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from analysis.charts import marks, theme

Spec = dict[str, Any]
PERIOD = {"field": "period", "type": "temporal"}
BAND = "#E4E4E4"
"""The grey behind what is marked: light enough for a line and its name."""
LETTER, SMALL_LETTERS = 6, 11
"""Pixels that a letter of a band's words takes at most, and their size."""


@dataclass(frozen=True)
class Marked:
    """Hold months that are marked behind lines, from the point they begin at to their last, and the words that say why.

    They stand on grey, or with `bracket` under a grey line at the top.

    >>> Marked(date(2025, 12, 1), date(2026, 4, 1), "at the prices of December 2025").words
    'at the prices of December 2025'
    """

    start: date
    end: date
    words: str
    bracket: bool = False


def layers(marked: Marked, first: date, last: date) -> list[Spec]:
    """Lay grey behind what is marked and write why at its foot: inside it, or left of it, with its colour, where it is too narrow.

    `first` and `last` are the ends of the axis of time, whose field is `period`.

    >>> one = Marked(date(2025, 12, 1), date(2026, 4, 1), "at the prices of December 2025")
    >>> layers(one, date(2022, 1, 1), date(2026, 4, 1))[1]["encoding"]["text"]["value"]
    'grey: at the prices of December 2025'
    """
    start, end = max(marked.start, first), min(marked.end, last)
    if start >= end:
        return []
    if marked.bracket:
        return _bracket(start, end, marked.words)
    wide = (end - start).days / (last - first).days * marks.WIDTH
    # The foot is where the plot ends, which is higher in a column.
    foot, rows = {"value": "height"}, [{"start": f"{start}T00:00:00", "period": f"{end}T00:00:00"}]
    band: Spec = {"x": {"field": "start", "type": "temporal"}, "x2": {"field": "period"}, "y": {"value": 0}, "y2": foot}
    words: Spec = {"x": PERIOD, "y": foot, "text": {"value": marked.words}}
    look: Spec = {"align": "right", "dx": -2, "dy": -4}
    if wide < LETTER * len(marked.words):
        words |= {"x": band["x"], "text": {"value": f"grey: {marked.words}"}}
        look["dx"] = -4
    text = {"type": "text", "baseline": "bottom", "fontSize": SMALL_LETTERS, "color": theme.SOFT_INK} | look
    return [
        {"data": {"values": rows}, "mark": {"type": "rect", "color": BAND}, "encoding": band},
        {"data": {"values": rows}, "mark": text, "encoding": words},
    ]


def _bracket(start: date, end: date, words: str) -> list[Spec]:
    rows = [{"start": f"{start}T00:00:00", "period": f"{end}T00:00:00"}]
    begins, top = {"field": "start", "type": "temporal"}, {"value": 0}
    line = {"x": begins, "x2": {"field": "period"}, "y": top, "y2": {"value": 4}}
    text = {"type": "text", "align": "right", "baseline": "top", "dy": 7, "fontSize": SMALL_LETTERS, "color": theme.SOFT_INK}
    return [
        {"data": {"values": rows}, "mark": {"type": "rect", "color": theme.GREY}, "encoding": line},
        {"data": {"values": rows}, "mark": text, "encoding": {"x": PERIOD, "y": top, "text": {"value": words}}},
    ]
