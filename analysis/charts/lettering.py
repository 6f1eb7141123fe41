"""How wide words are in the shipped typeface, for drawings that place words beside words."""

import html
import re
import unicodedata

REGULAR = (
    281, 278, 403, 630, 637, 812, 639, 221, 362, 362, 500, 659, 279, 460, 275, 356, 625, 464, 605, 636, 642, 607, 623, 571, 616,
    623, 275, 279, 659, 659, 659, 507, 936, 676, 650, 727, 718, 598, 586, 742, 740, 264, 542, 651, 562, 889, 752, 761, 634, 761,
    639, 637, 642, 741, 676, 948, 642, 664, 625, 362, 356, 362, 468, 451, 497, 563, 620, 558, 620, 582, 360, 609, 590, 237, 237,
    544, 237, 869, 585, 596, 609, 609, 372, 522, 363, 580, 556, 812, 539, 556, 541, 362, 326, 362, 659,
)  # fmt: skip
SEMIBOLD = (
    248, 308, 395, 643, 649, 843, 662, 213, 393, 393, 543, 672, 295, 465, 290, 378, 666, 480, 621, 651, 665, 632, 648, 587, 645,
    648, 290, 295, 672, 672, 672, 544, 999, 723, 657, 743, 724, 607, 585, 754, 743, 274, 560, 676, 566, 906, 740, 774, 643, 775,
    650, 649, 659, 733, 723, 1006, 690, 704, 652, 393, 378, 393, 481, 468, 497, 574, 630, 577, 630, 592, 377, 625, 612, 260, 260,
    568, 260, 897, 609, 607, 624, 624, 396, 549, 379, 608, 575, 837, 562, 575, 561, 393, 357, 393, 672,
)  # fmt: skip
"""Advance of the letters from space to tilde in the two shipped weights, in thousandths of the size."""

TEXT, TSPAN = re.compile(r"<text\b([^>]*)>(.*?)</text>", re.DOTALL), re.compile(r"<tspan\b([^>]*)>([^<]*)</tspan>")
SIZE = re.compile(r'font-size="([\d.]+)(?:px)?"')
FIXED = " textLength="
FIRST, OTHERS = 32, {"€": 678, "–": 500, "—": 1000, "’": 213}
WIDEST = 1000
"""Of a letter that is not listed: too much room is harmless, too little is not."""


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """Measure a line of text in pixels at a size; a letter with an accent is as wide as the letter.

    >>> text_width("UK", 11), text_width("UK", 11, bold=True)
    (15.3, 15.5)
    >>> text_width("Türkiye", 10) == text_width("Turkiye", 10)
    True
    """
    table = SEMIBOLD if bold else REGULAR
    return round(sum(_advance(letter, table) for letter in text) * size / 1000, 1)


def fix_widths(svg: str) -> str:
    """Write into a drawing how wide each line of its texts is in the shipped typeface: another one is then drawn as wide.

    Without it a program that lacks the typeface draws wider letters, and cuts labels off at the edge. A text with letters whose widths are not
    known here stays as it is, and so does one that has its width.

    >>> fix_widths('<text font-size="10px">Kyiv</text>')
    '<text font-size="10px" textLength="20.0" lengthAdjust="spacingAndGlyphs">Kyiv</text>'
    """
    return TEXT.sub(lambda text: _with_widths(text[1], text[2]), svg)


def _with_widths(attributes: str, content: str) -> str:
    if FIXED in attributes or FIXED in content:
        return f"<text{attributes}>{content}</text>"
    size, bold = SIZE.search(attributes), bool(re.search(r'font-weight="(?:bold|[6-9]00)"', attributes))
    if size is None:
        return f"<text{attributes}>{content}</text>"
    if "<" not in content:
        return f"<text{attributes}{_length(content, float(size[1]), bold)}>{content}</text>"
    lines = TSPAN.sub(lambda line: f"<tspan{line[1]}{_length(line[2], float(size[1]), bold)}>{line[2]}</tspan>", content)
    return f"<text{attributes}>{lines}</text>"


def _length(written: str, size: float, bold: bool) -> str:
    text = html.unescape(written)
    table = SEMIBOLD if bold else REGULAR
    if len(text.strip()) < 2 or any(_advance(letter, table) == WIDEST and letter not in OTHERS for letter in text):
        return ""
    return f' textLength="{text_width(text, size, bold=bold)}" lengthAdjust="spacingAndGlyphs"'


def _advance(letter: str, table: tuple[int, ...]) -> int:
    if letter in OTHERS:
        return OTHERS[letter]
    plain = unicodedata.normalize("NFD", letter)[0]
    place = ord(plain) - FIRST
    return table[place] if 0 <= place < len(table) else WIDEST
