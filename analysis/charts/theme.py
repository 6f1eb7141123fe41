"""The theme of all charts: typeface, colours with a meaning, four sizes, and the Vega-Lite config made of them."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analysis.countries import EU_INSTITUTIONS, EUROPE, EUROPEAN_COUNTRIES, OTHER, UNITED_STATES
from analysis.errors import UnknownName

WIDTH, HEIGHT = 500, 300
"""Pixels of a plot, as it is drawn."""

FONT_FOLDER = Path(__file__).parent / "fonts"
FONT = "Inter Briefing"
"""This project's alone, in two weights: another Inter on a machine would move every chart's words by a hair."""

FONT_STACK = f"'{FONT}', Inter, Arial, sans-serif"

BLUE = "#0072B2"
VERMILLION = "#D55E00"
LIGHT_BLUE = "#56B4E9"
GREY = "#737373"
LIGHT_GREY = "#D9D9D9"
INK = "#1A1A1A"
SOFT_INK = "#595959"
PAPER = "#FFFFFF"
READABLE = 4.5
"""Least contrast of text, as WCAG 2.2 asks at level AA."""

BLOC_COLOURS = {
    EUROPE: BLUE,
    EUROPEAN_COUNTRIES: BLUE,
    EU_INSTITUTIONS: LIGHT_BLUE,
    UNITED_STATES: VERMILLION,
    OTHER: GREY,
}
"""Blocs by colour; a chart adds direct labels, dashes or shapes so that colour is never the only sign."""


OFFER_COLOURS = ("#00594C", "#4D9C8B", "#A5D3C7")
"""Three rungs of an offer as three steps of one hue, dark to light from firm to open."""

REFUSAL = "#B5477D"
"""A refusal, in another hue than any offer: apart in print, and for every kind of eye."""

PALE_GREY = "#E6E6E6"


def contrast(colour: str, other: str) -> float:
    """Compute the contrast of two colours as WCAG 2 does, 1 to 21.

    >>> round(contrast(BLUE, PAPER), 2), contrast(PAPER, "#000000")
    (5.19, 21.0)
    """
    lighter, darker = sorted((_luminance(colour), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def on(colour: str) -> str:
    """Give the text colour, paper or black, that is easier to read on a colour.

    >>> on(BLUE), on(LIGHT_BLUE)
    ('#FFFFFF', '#000000')
    """
    return max((PAPER, "#000000"), key=lambda text: contrast(text, colour))


def as_text(colour: str) -> str:
    """Darken a colour until it can be read as text on paper.

    >>> as_text(BLUE), as_text(LIGHT_BLUE)
    ('#0072B2', '#38789E')
    """
    parts = [int(colour[at : at + 2], 16) for at in (1, 3, 5)]
    while contrast(colour, PAPER) < READABLE:
        parts = [int(part * 0.96) for part in parts]
        colour = "#" + "".join(f"{part:02X}" for part in parts)
    return colour


def _luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


BLOC_DASHES = {EUROPE: [1, 0], EUROPEAN_COUNTRIES: [1, 0], EU_INSTITUTIONS: [2, 2], UNITED_STATES: [6, 2], OTHER: [2, 3]}

NATIVE_BLOCS = {EUROPE: BLUE, UNITED_STATES: VERMILLION, OTHER: GREY}
"""Blocs by colour in charts that office programs draw, which name no part of Europe."""

LATER_BLOCS = {EUROPE: "#004C77", UNITED_STATES: "#8F3F00", OTHER: "#404040"}
"""The same a shade darker, for later values that stand beside a bloc's line in such a chart."""

KIND_COLOURS = {"military": "#4D4D4D", "financial": "#999999", "humanitarian": "#CCCCCC"}
"""Kinds of aid in greys that stay apart in print; the bloc keeps the colour."""


@dataclass(frozen=True)
class Size:
    """Hold one canonical size: a frame, and how long a line of text in it may be.

    `width` is that of the frame in units of a drawing, of which the letters of a chart take `LEAST` or more: that many units are
    8.5 points on a page 170 mm wide, 7.5 in a column of 85 mm and 12 pixels on a phone of 358, 18 points on a slide of 13.33
    inches, 26 pixels in a picture of 1080. `height` is None where the frame is as high as its rows. `stretch_x` and `stretch_y`
    are how far a plot is stretched from its drawn size where that is not reckoned from its drawing.

    >>> SIZES["column"].width, SIZES["column"].headline_characters
    (358, 33)
    """

    name: str
    width: int
    height: int | None
    stretch_x: float
    stretch_y: float
    headline_characters: int
    text_characters: int
    pixels_per_point: float

    @property
    def is_wide(self) -> bool:
        """Say whether the frame is wide and low, as a slide is: words may stand beside a chart.

        >>> size("slide").is_wide, size("social").is_wide
        (True, False)
        """
        return self.height is not None and self.height < 0.75 * self.width


LEAST, SMALL_PRINT = 12, 11
"""Units of the smallest letters of a chart, and of what stands below it: caveat and source."""

SIZES = {
    size.name: size
    for size in (
        Size("page", 680, None, 1.0, 1.0, 68, 106, 2.0),
        Size("slide", 640, 360, 0.97, 0.8, 64, 104, 3.0),
        Size("column", 358, None, 0.45, 0.9, 33, 52, 3.0),
        Size("social", 498, 498, 0.7, 1.0, 46, 76, 2.17),
    )
}


def size(name: str) -> Size:
    """Give a size by name: page, slide, column or social; raises UnknownName with the good ones.

    >>> size("slide").width, size("slide").height
    (640, 360)
    """
    if name not in SIZES:
        raise UnknownName("size", name, SIZES)
    return SIZES[name]


def config() -> dict[str, Any]:
    """Give the Vega-Lite config every figure is drawn with.

    >>> config()["bar"], config()["line"]
    ({'color': '#737373'}, {'strokeWidth': 2.5})
    """
    font, fonts = {"font": FONT_STACK}, {"labelFont": FONT_STACK, "titleFont": FONT_STACK}
    title = {
        "anchor": "start",
        "frame": "bounds",
        "fontSize": 17,
        "fontWeight": 600,
        "color": INK,
        "lineHeight": 22,
        "offset": 14,
    }
    subtitle = {"Font": FONT_STACK, "FontSize": 12, "Color": SOFT_INK, "LineHeight": 16, "Padding": 6}
    axis_labels = {"labelFontSize": 12, "labelColor": SOFT_INK, "labelPadding": 5}
    axis_titles = {"titleFontSize": 12, "titleFontWeight": "normal", "titleColor": SOFT_INK}
    axis_lines = {"domainColor": LIGHT_GREY, "tickColor": LIGHT_GREY, "gridColor": "#EBEBEB"}
    return {
        "background": PAPER,
        # The picture carries one title and description; a label on each mark would only repeat the data table.
        "aria": False,
        "font": FONT_STACK,
        "padding": {"left": 8, "right": 16, "top": 8, "bottom": 8},
        "view": {"stroke": None},
        "title": font | title | {f"subtitle{name}": value for name, value in subtitle.items()},
        "axis": fonts | axis_labels | axis_titles | axis_lines,
        "axisX": {"grid": False, "labelAngle": 0, "labelFlush": False},
        "axisY": {"domain": False, "ticks": False},
        "header": fonts | {"labelFontSize": 13, "labelFontWeight": 600, "labelColor": INK},
        "legend": fonts | {"labelFontSize": 12, "titleFontSize": 12, "orient": "top"},
        "text": font | {"fontSize": 12, "color": INK},
        "line": {"strokeWidth": 2.5},
        "bar": {"color": GREY},
    }
