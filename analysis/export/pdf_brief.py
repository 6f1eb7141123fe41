"""Set what only a brief of two pages has: messages beside and below its first chart, and a last chart that fills the page."""

import re
from collections.abc import Sequence

from analysis.charts.picture import Picture
from analysis.charts.svg import size_of
from analysis.export.markdown import typst_string

COLUMN, ACROSS, GUTTER = 8.4, 17.8, 0.7
"""Centimetres of a column and of the page, on A4, and between columns; letter paper is as wide to a few millimetres."""

BELOW = 2
"""Messages of a brief that may stand below its first chart."""

PADDING = 8
"""Units that a drawing leaves at its left: its words begin where those of the page do."""

BRIEF_HEIGHT, BESIDE = 12.0, 4.8
"""The most centimetres down of its last chart, and those across of what may stand beside it."""


def unbroken(title: str) -> str:
    """Keep a place and out of how many on one line.

    >>> unbroken("Germany has allocated €30.6bn to Ukraine, 3rd of 42 donors")
    'Germany has allocated €30.6bn to Ukraine, 3rd~of~42~donors'
    """
    return re.sub(r"(\S+) of (\d+) donors", r"\1~of~\2~donors", title)


def joined(parts: Sequence[str]) -> str:
    """Set texts as paragraphs.

    >>> joined(["One.", "Two."])
    'One.\\n\\nTwo.'
    """
    return "\n\n".join(parts)


def balanced(parts: Sequence[str], beside: str, letters: str) -> str:
    """Set messages beside a chart, the last of them below it where the page is shorter for that: the typesetter measures both.

    >>> balanced(["One.", "Two."], "A chart", "").count("A chart")
    3
    """
    ways = ", ".join(
        f"([{letters}{joined(parts[:cut])}], [{beside}\n\n{letters}{joined(parts[cut:])}])"
        for cut in range(len(parts), max(len(parts) - BELOW, 0) - 1, -1)
    )
    return (
        f"#layout(room => {{\nlet down(way) = calc.max(measure(block(width: room.width - {COLUMN + GUTTER}cm, way.at(0))).height, "
        f"measure(block(width: {COLUMN}cm, way.at(1))).height)\n"
        f"let best = ({ways},).sorted(key: down).first()\n"
        f"grid(columns: (1fr, {COLUMN}cm), column-gutter: {GUTTER}cm, best.at(0), best.at(1))\n}})"
    )


def last_chart(picture: Picture, number: int, drawings: dict[str, str], beside: str = "") -> str:
    """Set what a brief of two pages ends with: its chart under the boxes of the second page, as large as the page has room.

    `beside` is what stands to its right, where the page has no room for both below one another.

    >>> drawings, drawn = {}, '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="10" viewBox="0 0 20 10"></svg>'
    >>> "height: 1fr" in last_chart(Picture({"id": "aid", "alt": "Lines."}, {}, drawn), 2, drawings)
    True
    """
    wide, high = size_of(picture.svg)
    name, alt = f"brief-{picture.id}.svg", typst_string(picture.record["alt"])
    drawings[name] = picture.svg
    image = f'image("{name}", width: w, height: w * {high / wide:.5f}, alt: {alt})'
    across = ACROSS - (BESIDE + GUTTER if beside else 0)
    figure = f"pad(left: -w * {PADDING / wide:.5f})[#figure({image}, alt: {alt}) <chart-{picture.id}>]"
    if beside:
        figure = f"grid(columns: ({across}cm, 1fr), column-gutter: {GUTTER}cm, {figure}, [{beside}])"
    return (
        f"#v(0.3cm)\n#small[*Chart {number}*]\n#v(-0.1cm)\n#block(height: 1fr, width: 100%, layout(room => {{\n"
        f"let w = calc.min({across}cm, {BRIEF_HEIGHT}cm * {wide / high:.5f}, room.height * {wide / high:.5f})\n"
        f"{figure}\n}}))"
    )
