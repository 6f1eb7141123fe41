"""Put slides and texts on a deck: places in inches of a slide without a template, whatever the deck's own size."""

from typing import Any, NamedTuple

from pptx.dml.color import RGBColor
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.util import Inches, Pt

from analysis.charts import theme
from analysis.errors import ExportFault

WIDTH, HEIGHT = Inches(13.333), Inches(7.5)
LAYOUT = "Title Only"
TITLES = (PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE)


class Box(NamedTuple):
    """Mark a place on a slide, and by how much its words are smaller or larger than on a slide without a template."""

    place: tuple[int, int, int, int]
    scale: float


def add_slide(deck: Any, title: str, place: tuple[float, float, float, float], size: float) -> Any:
    """Add a slide in the layout `Title Only`, found by name, with its title at a place in inches."""
    by_name = {layout.name.casefold(): layout for layout in deck.slide_layouts}
    layout = by_name.get(LAYOUT.casefold())
    if layout is None:
        names = ", ".join(layout.name for layout in deck.slide_layouts)
        raise ExportFault(f"the template has no layout {LAYOUT!r}, only {names}", "add one to it")
    if not any(holder.placeholder_format.type in TITLES for holder in layout.placeholders):
        raise ExportFault(f"the layout {LAYOUT!r} of the template has no title", "give it a title placeholder")
    slide = deck.slides.add_slide(layout)
    box, shape = place_box(deck, *place), slide.shapes.title
    shape.left, shape.top, shape.width, shape.height = box.place
    frame = shape.text_frame
    frame.word_wrap, frame.vertical_anchor = True, MSO_ANCHOR.MIDDLE
    frame.clear()
    add_run(frame.paragraphs[0], title, size * box.scale, theme.INK, bold=True)
    return slide


def place_box(deck: Any, left: float, top: float, width: float, height: float) -> Box:
    """Turn a place in inches on a slide without a template into that place on the deck's, whatever its size."""
    across, down = deck.slide_width / WIDTH, deck.slide_height / HEIGHT
    place = (left * across, top * down, width * across, height * down)
    return Box((Inches(place[0]), Inches(place[1]), Inches(place[2]), Inches(place[3])), min(across, down))


def add_text(slide: Any, text: str, box: Box, size: float, colour: str = theme.SOFT_INK) -> None:
    """Put a text in a box on a slide, `size` points on a slide without a template."""
    frame = slide.shapes.add_textbox(*box.place).text_frame
    frame.word_wrap = True
    add_run(frame.paragraphs[0], text, size * box.scale, colour)


def add_run(paragraph: Any, text: str, size: float, colour: str, *, bold: bool = False) -> Any:
    """Add words to a paragraph in one size, colour and weight; returns the run."""
    paragraph.alignment = PP_ALIGN.LEFT
    run = paragraph.add_run()
    run.text = text
    run.font.size, run.font.bold, run.font.name = Pt(size), bold, "Calibri"
    run.font.color.rgb = RGBColor.from_string(colour.removeprefix("#"))
    return run
