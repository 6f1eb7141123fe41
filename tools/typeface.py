"""Make the two shipped fonts from Inter's own: `python -m tools.typeface FOLDER` with Inter 3.19's OTF files.

They carry a family name of their own, so that another Inter on a machine cannot take their place and move a chart's words; both
weights are one family, so that 600 finds the semi-bold; and they hold a half-filled circle, which Inter lacks.
"""

import sys
from pathlib import Path

from fontTools.misc.transform import Offset
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.t2CharStringPen import T2CharStringPen
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

from analysis.charts import theme

WEIGHTS = {"Regular": ("Regular", "Regular"), "SemiBold": ("SemiBold", "Semi Bold")}
RING, DISC, HALF = "○", "●", "◐"
KEPT = [
    *range(0x20, 0x7F),
    *range(0xA0, 0x180),
    *range(0x218, 0x21C),
    *range(0x2010, 0x2050),
    *map(ord, "€←↑→↓−≈≠≤≥■□▢▪▲△▶▷►▻▼▽◀◁◄◅◆◇◊○●✓✗"),
]


def main() -> None:
    """Write both weights."""
    for weight, (file, words) in WEIGHTS.items():
        font = TTFont(Path(sys.argv[1]) / f"Inter-{file}.otf", recalcTimestamp=False)
        subset(font)
        half_circle(font)
        rename(font, words)
        font.save(theme.FONT_FOLDER / f"Inter-{weight}.otf")


def subset(font: TTFont) -> None:
    """Keep Latin letters, punctuation and the signs that charts use."""
    options = Options(layout_features=["kern", "mark", "ccmp", "locl"], name_IDs=["*"], notdef_outline=True)
    chosen = Subsetter(options)
    chosen.populate(unicodes=[code for code in KEPT if code in font.getBestCmap()])
    chosen.subset(font)


def half_circle(font: TTFont) -> None:
    """Add a circle whose left half is filled: the ring, and the disc's left half in it."""
    names, glyphs = font.getBestCmap(), font.getGlyphSet()
    if ord(HALF) in names:
        return
    ring, disc = glyphs[names[ord(RING)]], glyphs[names[ord(DISC)]]
    pen = T2CharStringPen(ring.width, glyphs)
    ring.draw(pen)
    left_half(disc, glyphs, pen, (ring.width - disc.width) / 2)
    top = font["CFF "].cff.topDictIndex[0]
    new, private = f"uni{ord(HALF):04X}", top.Private
    added = pen.getCharString(private, top.GlobalSubrs)
    top.CharStrings.charStringsIndex.append(added)
    top.CharStrings.charStrings[new] = len(top.CharStrings.charStringsIndex) - 1
    top.charset.append(new)
    font.setGlyphOrder([*font.getGlyphOrder(), new] if new not in font.getGlyphOrder() else font.getGlyphOrder())
    font["hmtx"][new] = font["hmtx"][names[ord(RING)]]
    for table in font["cmap"].tables:
        if table.isUnicode():
            table.cmap[ord(HALF)] = new


def left_half(disc: object, glyphs: object, pen: T2CharStringPen, shift: float) -> None:
    """Draw the disc with each point right of its middle moved onto the middle."""
    drawn = DecomposingRecordingPen(glyphs)
    disc.draw(drawn)
    across = [x for _, points in drawn.value for x, _ in points]
    middle = (min(across) + max(across)) / 2
    move = Offset(shift, 0)
    for kind, points in drawn.value:
        getattr(pen, kind)(*(move.transformPoint((min(x, middle), y)) for x, y in points))


def rename(font: TTFont, words: str) -> None:
    """Give family, weight and full name, in the table of names and in the outlines' own."""
    plain = words == "Regular"
    postscript = f"{theme.FONT}-{words}".replace(" ", "")
    names = {1: theme.FONT if plain else f"{theme.FONT} {words}", 2: "Regular", 4: f"{theme.FONT} {words}", 6: postscript}
    names |= {} if plain else {16: theme.FONT, 17: words}
    for number, text in names.items():
        font["name"].setName(text, number, 3, 1, 0x409)
    top = font["CFF "].cff
    top.fontNames = [postscript]
    top.topDictIndex[0].FullName, top.topDictIndex[0].FamilyName = f"{theme.FONT} {words}", theme.FONT


if __name__ == "__main__":
    main()
