"""The shipped typeface: which letters it has, and PNGs drawn with it by the typesetter."""

import functools
import html
import re
import unicodedata
from collections.abc import Iterable
from typing import TYPE_CHECKING

from analysis.charts import theme
from analysis.errors import ExportFault

if TYPE_CHECKING:
    import typst

NOT_IN_FONT = re.compile(
    r"[^\n\t\r\x20-\x7e\xa0-\u0148\u014a-\u017f\u0218-\u021b\u2010-\u2026\u2030\u2032-\u2033\u2039-\u203a\u20ac"
    r"\u2190-\u2193\u2212\u2248\u2260\u2264-\u2265\u25a0-\u25a2\u25aa\u25b2-\u25b3\u25b6-\u25b7\u25ba-\u25bd"
    r"\u25c0-\u25c1\u25c4-\u25c7\u25ca-\u25cb\u25cf-\u25d0\u2713\u2717]"
)
"""A letter that the shipped files have no drawing for."""

UNDRAWN = {"Zs", "Zl", "Zp", "Cc", "Cf", "Mn", "Me"}
"""Kinds of characters that draw nothing of their own."""

FONT_ATTRIBUTE = f'font-family="{theme.FONT_STACK}"'


def covers(svg: str) -> bool:
    """Tell whether the shipped files hold every letter of an SVG, and every text of it asks for them.

    >>> [covers(f"<text {FONT_ATTRIBUTE}>{word}</text>") for word in ("Zürich", "&#x416;")], covers('<text font-family="Georgia">Bonn</text>')
    ([True, False], False)
    """
    return svg.count("<text") == svg.count(FONT_ATTRIBUTE) and not NOT_IN_FONT.search(html.unescape(svg))


def others(svg: str) -> list[str]:
    """List the letters in the texts of an SVG that the shipped files do not have; blanks and marks that join others are none.

    >>> others("<svg aria-label='Ж'><text>Kyiv, Київ</text></svg>")
    ['К', 'в', 'и', 'ї']
    """
    texts = html.unescape(re.sub("<[^>]*>", " ", svg))
    return sorted({one for one in NOT_IN_FONT.findall(texts) if unicodedata.category(one) not in UNDRAWN})


def named(letters: Iterable[str]) -> str:
    """Write letters one beside the other, one that cannot be printed by its number.

    >>> named(["Ж", "\U000f1234"])
    'Ж, U+F1234'
    """
    return ", ".join(one if one.isprintable() else f"U+{ord(one):04X}" for one in letters)


def to_png(svg: str, per_inch: float) -> bytes:
    """Turn an SVG into PNG with the shipped files alone; texts they do not draw are left out.

    Raises ExportFault for what is no drawing.

    >>> to_png('<svg xmlns="http://www.w3.org/2000/svg" width="96" height="96"/>', 96)[16:24].hex()
    '0000006000000060'
    """
    import typst

    content = svg.replace("\\", "\\\\").replace('"', '\\"')
    source = f'#set page(width: auto, height: auto, margin: 0pt)\n#image(bytes("{content}"), format: "svg")'
    try:
        return bytes(typst.compile(source.encode(), font_paths=fonts(), format="png", ppi=per_inch))  # type: ignore[arg-type]
    except typst.TypstError as fault:
        problem = f"the drawing cannot be turned into pixels: {first_line(fault)}"
        raise ExportFault(problem, "run its notebook again") from fault


def first_line(fault: Exception) -> str:
    """Give the first line of what a typesetter's error says.

    >>> first_line(ValueError("no such font\\n  hint: install it"))
    'no such font'
    """
    return str(fault).strip().split("\n", 1)[0]


@functools.cache
def fonts(others: bool = False) -> "typst.Fonts":
    """Open the shipped files for the typesetter, once; with `others` its own files too, for letters they have no drawing of.

    >>> fonts().families() == [theme.FONT]
    True
    """
    import typst

    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=others, font_paths=[str(theme.FONT_FOLDER)])
