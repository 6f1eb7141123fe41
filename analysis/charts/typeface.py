"""The shipped typeface: which letters it has, and PNGs drawn with it by the typesetter."""

import functools
import html
import re
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

NOT_DRAWN = re.compile(r"<(title|desc)\b.*?</\1>", re.S)
"""Words of a drawing that are told and not drawn."""
NO_LETTER, MOST_NAMED = re.compile(r'text `"(.+?)"` could not be displayed'), 12
"""The typesetter's error for letters that are in none of its fonts, and how many of those an error here names."""
ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")

FONT_ATTRIBUTE = f'font-family="{theme.FONT_STACK}"'


def covers(svg: str) -> bool:
    """Tell whether the shipped files hold every letter of an SVG, and every text of it asks for them.

    >>> [covers(f"<text {FONT_ATTRIBUTE}>{word}</text>") for word in ("Zürich", "&#x416;")], covers('<text font-family="Georgia">Bonn</text>')
    ([True, False], False)
    """
    return svg.count("<text") == svg.count(FONT_ATTRIBUTE) and not NOT_IN_FONT.search(html.unescape(svg))


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
def fonts(others: bool = False, system: bool = False) -> "typst.Fonts":
    """Open the shipped files for the typesetter, once; with `others` its own files too, with `system` those of the machine.

    >>> fonts().families() == [theme.FONT]
    True
    """
    import typst

    return typst.Fonts(include_system_fonts=system, include_embedded_fonts=others, font_paths=[str(theme.FONT_FOLDER)])


def refuse_missing_letters(svg: str, what: str) -> None:
    """Raise ExportFault for letters of a drawing that no font of this machine has: a picture would leave them out without a word.

    >>> refuse_missing_letters("<text>Zürich</text>", "the picture")
    """
    if missing := missing_letters(NOT_DRAWN.sub("", svg), system=True):
        fix = "write other letters, install a font that has them (such as Noto Sans), or take svg or html, which the reader's fonts draw"
        raise ExportFault(f"no font of this machine has a letter for {named(missing)}: {what} would leave it out", fix)


def named(letters: list[str]) -> str:
    """Name letters in an error, the first dozen of many; one that cannot be printed by its number.

    >>> named(["Ж", "\U000f1234"])
    'Ж, U+F1234'
    """
    shown = [one if one.isprintable() else f"U+{ord(one):04X}" for one in letters[:MOST_NAMED]]
    return ", ".join(shown) + (" and others" if len(letters) > MOST_NAMED else "")


def missing_letters(text: str, *, system: bool = False) -> list[str]:
    """List the letters of a text that no font shows: neither the shipped files nor the typesetter's, nor with `system` the machine's.

    >>> missing_letters("Zürich")
    []
    """
    return _without_glyph("".join(sorted(set(NOT_IN_FONT.findall(html.unescape(text))))), system)


@functools.cache
def _without_glyph(letters: str, system: bool) -> list[str]:
    """List those letters that no font shows, up to some more than are named."""
    import typst

    missing: list[str] = []
    while letters and len(missing) <= MOST_NAMED:
        page = f'#set document(title: "?")\n#set text(font: "{theme.FONT}")\n#"{" ".join(letters)}"'
        try:
            typst.compile(page.encode(), font_paths=fonts(True, system), format="pdf", pdf_standards=["ua-1"])
            break
        except typst.TypstError as fault:
            told = NO_LETTER.search(str(fault))
            # The typesetter writes a letter that cannot be printed as its number.
            shown = ESCAPED.sub(lambda number: chr(int(number[1], 16)), told[1]) if told else ""
            new = [letter for letter in letters if letter in shown]
            if not new:
                break
            missing += new
            letters = "".join(letter for letter in letters if letter not in new)
    return missing
