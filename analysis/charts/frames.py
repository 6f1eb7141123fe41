"""Fit a chart to the frame of a size: what stands beside its plots keeps its letters, the plots take the rest of the room."""

import itertools
import re
from collections.abc import Collection, Sequence
from dataclasses import replace

from analysis.charts import theme
from analysis.charts.lettering import text_width
from analysis.charts.lines import broken
from analysis.charts.svg import size_of
from analysis.charts.words import Word, plots, words

__all__ = ["fitted", "framed", "narrowed", "with_lines_within"]

MARGIN = 26
"""Units that the theme leaves at both sides of a drawing."""
HEADLINE, SUBTITLE, SMALL, GAPS = 22, 16, 15, 50
"""Units down that a line of headline, of subtitle and of small print takes, and all gaps between them."""
LOWEST, HIGHEST = 0.66, 1.25
"""How far a plot is pressed or drawn out to fill a frame's height: below, names at the ends of lines would meet."""
SUBTITLE_SIZE = 12
"""Units of the letters of a subtitle."""
ROW = 1.06
"""Of the size of letters: the least distance from one row to the next."""
NARROWEST = 0.2
HEAD = re.compile(r'width="[\d.]+" height="[\d.]+" viewBox="0 0 [\d.]+ [\d.]+"')


def fitted(size: theme.Size, page: str, titles: Collection[str], lines: tuple[int, int, int]) -> theme.Size:
    """Give a size with the stretch that makes a figure fill its frame, reckoned from its drawing on a page.

    `titles` are the lines of headline, subtitle and source on that drawing, which belong to no plot; `lines` how many of each
    there are at the size. A drawing without a plot keeps the size's own stretch.

    >>> plot = '<path class="background" d="M0,0h500v300h-500Z"/>'
    >>> page = f'<svg xmlns="http://www.w3.org/2000/svg" width="600" height="400">{plot}</svg>'
    >>> fitted(theme.size("column"), page, [], (1, 1, 1)).stretch_x
    0.664
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
    return replace(size, stretch_x=stretch_x, stretch_y=min(max(stretch_y, LOWEST, _least_rows(boxes, page)), HIGHEST))


def narrowed(size: theme.Size, page: str, over: float) -> theme.Size:
    """Take from the plots what a drawing is wider than its frame.

    >>> plot = '<path class="background" d="M0,0h500v300h-500Z"/>'
    >>> page = f'<svg xmlns="http://www.w3.org/2000/svg" width="600" height="400">{plot}</svg>'
    >>> narrowed(theme.size("slide"), page, 50).stretch_x
    0.866
    """
    wide = _spans(plots(page), "left", "right")
    stretch_x = size.stretch_x - (over + 2) / wide if wide else size.stretch_x
    return replace(size, stretch_x=max(round(stretch_x, 3), NARROWEST))


def with_lines_within(size: theme.Size, subtitle: str, footer: Sequence[str]) -> theme.Size:
    """Give a size whose lines of subtitle and source fit its frame: so many wide letters are a longer line than so many others.

    >>> with_lines_within(theme.size("slide"), "aid " * 60, []).text_characters
    104
    >>> with_lines_within(theme.size("slide"), "mmm " * 60, []).text_characters < 80
    True
    """
    room, texts = size.width - MARGIN, [(subtitle, SUBTITLE_SIZE), *((text, theme.SMALL_PRINT) for text in footer)]
    characters = size.text_characters
    while characters > size.text_characters // 2 and any(
        text_width(line, letters) > room for text, letters in texts for line in broken(text, characters)
    ):
        characters -= 1
    return replace(size, text_characters=characters)


def _least_rows(boxes: list[Word], page: str) -> float:
    """Give how far plots may be pressed until the names of their rows, left of them, meet."""
    least = 0.0
    for box in boxes:
        rows = [one for one in words(page) if one.right <= box.left + 1 and box.top <= (one.top + one.bottom) / 2 <= box.bottom]
        tops = sorted(one.top for one in rows)
        apart = [below - above for above, below in itertools.pairwise(tops) if below - above > 1]
        if apart:
            least = max(least, ROW * max(one.size for one in rows) / min(apart))
    return round(least, 3)


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
