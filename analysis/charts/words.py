"""The words of a drawn SVG with the room each takes, by the letters of the shipped typeface."""

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from analysis.charts.lettering import text_width

SVG = "{http://www.w3.org/2000/svg}"
MOVE = re.compile(r"translate\(\s*(-?[\d.]+)(?:[ ,]+(-?[\d.]+))?\s*\)")
ASCENT, DESCENT = 0.73, 0.18
"""Of letters above and below their line, as parts of the size."""


ELLIPSIS = "…"
BACKGROUND = re.compile(r"M(-?[\d.]+),(-?[\d.]+)h(-?[\d.]+)v(-?[\d.]+)")

__all__ = ["Word", "cut", "outside", "overlaps", "plots", "smallest", "words"]


@dataclass(frozen=True)
class Word:
    """Hold a line of text, or the frame of a plot, where it is drawn, in the units of the picture."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    size: float

    def meets(self, other: "Word") -> bool:
        """Say whether two texts lie on one another."""
        apart = self.right <= other.left or other.right <= self.left or self.bottom <= other.top or other.bottom <= self.top
        return not apart


def words(svg: str) -> list[Word]:
    """Give every visible text; a halo, which is the same text in white below it, counts once.

    >>> drawing = '<svg xmlns="http://www.w3.org/2000/svg" width="90" height="40"><text font-size="11px">UK</text></svg>'
    >>> [(one.text, one.right) for one in words(drawing)]
    [('UK', 15.3)]
    """
    return list(_words(svg))


# One drawing is asked for its words several times in a row.
@lru_cache(maxsize=2)
def _words(svg: str) -> tuple[Word, ...]:
    found: dict[tuple[str, int, int], Word] = {}
    for text, x, y in _texts(ET.fromstring(svg), 0.0, 0.0):
        for word in _lines(text, x, y):
            found[word.text, round(word.left), round(word.top)] = word
    return tuple(found.values())


def overlaps(svg: str) -> list[tuple[str, str]]:
    """Name the pairs of texts that lie on one another.

    >>> overlaps('<svg xmlns="http://www.w3.org/2000/svg" width="90" height="40"><text>UK</text><text y="9">US</text></svg>')
    [('UK', 'US')]
    """
    all_words = words(svg)
    return [(one.text, other.text) for nth, one in enumerate(all_words) for other in all_words[nth + 1 :] if one.meets(other)]


def outside(svg: str) -> list[str]:
    """Name the texts that leave the picture.

    >>> outside('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="40"><text>Norway</text></svg>')
    ['Norway']
    """
    root = ET.fromstring(svg)
    width, height = float(root.get("width", "0")), float(root.get("height", "0"))
    return [one.text for one in words(svg) if one.left < -1 or one.top < -1 or one.right > width + 1 or one.bottom > height + 1]


def smallest(svg: str) -> float:
    """Give the size of the smallest letters, in the units of the picture.

    >>> smallest('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="40"><text font-size="12px">UK</text></svg>')
    12.0
    """
    return min(word.size for word in words(svg))


def cut(svg: str) -> list[str]:
    """Name the texts that end in an ellipsis: more was to be said than there was room for.

    >>> cut('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="40"><text>United Kin…</text></svg>')
    ['United Kin…']
    """
    return [one.text for one in words(svg) if one.text.endswith(ELLIPSIS)]


def plots(svg: str) -> list[Word]:
    """Give the frames of the plots, as texts without letters.

    >>> plot = '<path class="background" d="M0,0h500v300h-500Z"/>'
    >>> [(one.right, one.bottom) for one in plots(f'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">{plot}</svg>')]
    [(500.0, 300.0)]
    """
    return list(_plots(ET.fromstring(svg), 0.0, 0.0))


def _plots(node: ET.Element, x: float, y: float) -> Iterator[Word]:
    move = MOVE.search(node.get("transform", ""))
    if move:
        x, y = x + float(move[1]), y + float(move[2] or 0)
    drawn = BACKGROUND.match(node.get("d", "")) if node.get("class") == "background" else None
    if drawn:
        left, top, wide, high = map(float, drawn.groups())
        if wide > 0 and high > 0:
            yield Word("", x + left, y + top, x + left + wide, y + top + high, 0.0)
    for child in node:
        yield from _plots(child, x, y)


def _texts(node: ET.Element, x: float, y: float) -> Iterator[tuple[ET.Element, float, float]]:
    move = MOVE.search(node.get("transform", ""))
    if move:
        x, y = x + float(move[1]), y + float(move[2] or 0)
    if node.get("opacity") == "0" or node.get("display") == "none":
        return
    if node.tag == f"{SVG}text":
        yield node, x, y
    for child in node:
        yield from _texts(child, x, y)


def _lines(text: ET.Element, x: float, y: float) -> Iterator[Word]:
    size = float(re.sub(r"[^\d.]", "", text.get("font-size", "11")))
    bold = text.get("font-weight", "normal") in ("600", "bold", "700")
    anchor = text.get("text-anchor", "start")
    spans = text.findall(f"{SVG}tspan")
    lines = [(span.text or "", float(span.get("dy", "0") or 0)) for span in spans] or [(text.text or "", 0.0)]
    for line, down in lines:
        y += down
        wide = text_width(line, size, bold=bold)
        left = x - {"start": 0.0, "middle": wide / 2, "end": wide}[anchor]
        if line.strip():
            yield Word(line, left, y - ASCENT * size, left + wide, y + DESCENT * size, size)
