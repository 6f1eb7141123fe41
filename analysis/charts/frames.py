"""Fit a chart to the frame of a size: what stands beside its plots keeps its letters, the plots take the rest of the room."""

import re
from collections.abc import Collection
from dataclasses import replace

from analysis.charts import theme
from analysis.charts.svg import size_of
from analysis.charts.words import Word, plots, words

__all__ = ["fitted", "framed"]

MARGIN = 24
"""Units that the theme leaves at both sides of a drawing."""
HEADLINE, SUBTITLE, SMALL, GAPS = 22, 16, 15, 50
"""Units down that a line of headline, of subtitle and of small print takes, and all gaps between them."""
LOWEST, HIGHEST = 0.66, 1.25
"""How far a plot is pressed or drawn out to fill a frame's height: below, names of rows would meet."""
HEAD = re.compile(r'width="[\d.]+" height="[\d.]+" viewBox="0 0 [\d.]+ [\d.]+"')


def fitted(size: theme.Size, page: str, titles: Collection[str], lines: tuple[int, int, int]) -> theme.Size:
    """Give a size with the stretch that makes a figure fill its frame, reckoned from its drawing on a page.

    `titles` are the lines of headline, subtitle and source on that drawing, which belong to no plot; `lines` how many of each
    there are at the size. A drawing without a plot keeps the size's own stretch.

    >>> plot = '<path class="background" d="M0,0h500v300h-500Z"/>'
    >>> page = f'<svg xmlns="http://www.w3.org/2000/svg" width="600" height="400">{plot}</svg>'
    >>> fitted(theme.size("column"), page, [], (1, 1, 1)).stretch_x
    0.668
    """
    boxes = plots(page)
    if not boxes or size.width is None:
        return size
    around = [*boxes, *(word for word in words(page) if word.text not in titles)]
    wide, high = _spans(boxes, "left", "right"), _spans(boxes, "top", "bottom")
    beside = max(one.right for one in around) - min(one.left for one in around) - wide
    stretch_x = round((size.width - MARGIN - beside) / wide, 3)
    if size.height is None:
        return replace(size, stretch_x=stretch_x)
    above = max(one.bottom for one in around) - min(one.top for one in around) - high
    said = sum(each * line for each, line in zip((HEADLINE, SUBTITLE, SMALL), lines, strict=True)) + GAPS
    stretch_y = round((size.height - said - above) / high, 3)
    return replace(size, stretch_x=stretch_x, stretch_y=min(max(stretch_y, LOWEST), HIGHEST))


def framed(svg: str, size: theme.Size) -> str:
    """Set a drawing into the frame of its size; one that is larger stays as it is.

    >>> drawing = '<svg width="340" height="200" viewBox="0 0 340 200"><rect width="340" height="200" fill="#FFFFFF"/></svg>'
    >>> framed(drawing, theme.size("column")).split(">")[0]
    '<svg width="358" height="200" viewBox="0 0 358 200"'
    """
    width, height = size_of(svg)
    wide, high = max(width, size.width or 0), max(height, size.height or 0)
    drawn = HEAD.sub(f'width="{wide:g}" height="{high:g}" viewBox="0 0 {wide:g} {high:g}"', svg, count=1)
    paper = f'<rect width="{width:g}" height="{height:g}" fill="{theme.PAPER}"/>'
    return drawn.replace(paper, f'<rect width="{wide:g}" height="{high:g}" fill="{theme.PAPER}"/>', 1)


def _spans(boxes: list[Word], first: str, last: str) -> float:
    """Give the units that plots cover along a side: those beside one another add up, the gaps between them do not count."""
    covered, end = 0.0, float("-inf")
    for start, stop in sorted((getattr(box, first), getattr(box, last)) for box in boxes):
        covered += max(0.0, stop - max(start, end))
        end = max(end, stop)
    return covered
