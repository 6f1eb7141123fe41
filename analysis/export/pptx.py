"""The deck: one slide a figure, its finding as the title; charts that PowerPoint can edit where their form allows."""

import io
import textwrap
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.shapes import PP_PLACEHOLDER
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.exc import PackageNotFoundError
from pptx.util import Emu, Inches, Pt

from analysis.charts import render, theme
from analysis.charts.picture import Picture
from analysis.errors import ExportFault
from analysis.export import office_charts, pptx_lists
from analysis.export.markdown import nonbreaking
from analysis.export.ooxml import normalise_package, stable_zip
from analysis.export.story import Story

WIDTH, HEIGHT = Inches(13.333), Inches(7.5)
LONG_TITLE = 105
TALL = 0.9
"""From this height to its width on, a picture takes the slide's whole height, and the words stand beside it."""
LEAST, LETTER, LEADING, INSET = 8, 0.53, 1.2, 0.1
"""Points of the smallest title; a bold letter's width and a line's height to its size; inches around a title."""
LAYOUT = "Title Only"
TITLES = (PP_PLACEHOLDER.TITLE, PP_PLACEHOLDER.CENTER_TITLE)


@dataclass(frozen=True)
class Box:
    """Mark a place on a slide, and by how much its words are smaller or larger than on our own."""

    place: tuple[int, int, int, int]
    scale: float


@dataclass(frozen=True)
class Pixels:
    """Hold a drawing as PNG, with its size in pixels."""

    content: bytes
    width: int
    height: int


def render_story(story: Story, *, pictures: bool = False, template: Path | None = None) -> bytes:
    """Make a deck of a story: title, contents, one slide a figure, sources. The bytes are the same for the same story.

    With `pictures` every chart is a picture; otherwise charts with a native form can be edited. `template` is a .pptx whose
    slides are dropped and whose layout "Title Only" is used; raises ExportFault for one without it.

    >>> made = Presentation(io.BytesIO(render_story(Story("Briefing", "Aid data to 30 April 2026", []))))
    >>> made.slides[0].shapes.title.text
    'Briefing'
    """
    show = _empty(story.title, template)
    _title_slide(show, story)
    _list_slide(show, "Contents", pptx_lists.contents(story))
    for picture in story.pictures:
        _figure_slide(show, picture, pictures)
    _list_slide(show, "How to read these numbers", pptx_lists.caveats(story))
    _list_slide(show, "Sources", pptx_lists.sources(story))
    _number(show)
    return _bytes(show)


def render_figure(picture: Picture) -> bytes:
    """Make a deck of one slide, which holds the figure; the bytes are the same for the same figure."""
    show = _empty(picture.record["headline"])
    _figure_slide(show, picture, False)
    return _bytes(show)


def _empty(title: str, template: Path | None = None) -> Any:
    show = _opened(template) if template else Presentation()
    if template:
        _drop_slides(show)
    else:
        show.slide_width, show.slide_height = WIDTH, HEIGHT
    normalise_package(show.core_properties, title)
    return show


def _opened(template: Path) -> Any:
    try:
        return Presentation(str(template))
    except (PackageNotFoundError, OSError, KeyError, ValueError) as fault:
        fix = "name a .pptx that PowerPoint or LibreOffice can open: --template FILE"
        raise ExportFault(f"{template} is no template that can be opened", fix) from fault


def _drop_slides(show: Any) -> None:
    listed = show.slides._sldIdLst
    for entry in list(listed):
        show.part.drop_rel(entry.rId)
        listed.remove(entry)


def _slide(show: Any) -> Any:
    """Add a slide in the layout `Title Only`, found by name; its title is where the template has it."""
    by_name = {layout.name.casefold(): layout for layout in show.slide_layouts}
    layout = by_name.get(LAYOUT.casefold())
    if layout is None:
        raise ExportFault(
            f"the template has no layout {LAYOUT!r}, only {', '.join(one.name for one in show.slide_layouts)}", "add one to it"
        )
    if not any(holder.placeholder_format.type in TITLES for holder in layout.placeholders):
        raise ExportFault(f"the layout {LAYOUT!r} of the template has no title", "give it a title placeholder")
    return show.slides.add_slide(layout)


def _title_slide(show: Any, story: Story) -> None:
    slide = _slide(show)
    _title(slide, story.title, _box(show, 0.6, 2.4, 12.133, 1.5), fitting(story.title, 12.133, 1.5, 36))
    _text(slide, story.date, _box(show, 0.6, 4.0, 12.0, 0.6), 18, theme.SOFT_INK)


def _list_slide(show: Any, title: str, lines: list[str]) -> None:
    for nth, page in enumerate(pptx_lists.pages(lines)):
        slide = _slide(show)
        _title(slide, f"{title} (continued)" if nth else title, _box(show, 0.6, 0.35, 12.133, 0.95), 24)
        area = _box(show, 0.6, 1.5, 12.133, pptx_lists.HEIGHT)
        box = slide.shapes.add_textbox(*area.place).text_frame
        box.word_wrap = True
        for number, line in enumerate(page):
            paragraph = box.paragraphs[0] if number == 0 else box.add_paragraph()
            _run(paragraph, line, pptx_lists.SIZE * area.scale, theme.INK)
            paragraph.space_after = Pt(pptx_lists.GAP * area.scale)


def _figure_slide(show: Any, picture: Picture, as_pictures: bool) -> None:
    record = picture.record
    slide = _slide(show)
    drawn = None if record["native"] and not as_pictures else _pixels(picture)
    if drawn and drawn.height / drawn.width > TALL:
        words, area = [(0.6, 0.4, 4.6, 2.9), (0.6, 3.4, 4.6, 1.6), (0.6, 5.3, 4.6, 1.5)], (5.5, 0.3, 6.5, 6.9)
    else:
        words, area = [(0.6, 0.35, 12.133, 0.95), (0.6, 1.3, 12.133, 0.4), (0.6, 6.8, 11.4, 0.4)], (0.6, 1.8, 12.133, 4.9)
    title, subtitle, source = (_box(show, *place) for place in words)
    size = 24 if len(record["headline"]) < LONG_TITLE else 19
    _title(slide, nonbreaking(record["headline"]), title, fitting(record["headline"], *words[0][2:], size))
    _text(slide, record["subtitle"], subtitle, 14, theme.SOFT_INK)
    if drawn:
        _add_picture(slide, picture, drawn, _box(show, *area))
    else:
        office_charts.add_chart(slide, record, _box(show, *area).place)
    _text(slide, record["source_line"], source, 10, theme.SOFT_INK)
    slide.notes_slide.notes_text_frame.text = "\n".join(
        [*(f"Note: {note}" for note in record["notes"]), record["source_line"], f"Alternative text: {record['alt']}"]
    )


def fitting(text: str, width: float, height: float, most: int) -> int:
    """Give the size in points, at most `most`, at which a title fits into so many inches across and down.

    >>> fitting("Europe leads", 12.133, 0.95, 24), fitting("Europe leads " * 35, 12.133, 0.95, 24)
    (24, 12)
    """
    for size in range(most, LEAST, -1):
        lines = textwrap.wrap(text, int((width - 2 * INSET) * 72 / (size * LETTER)))
        if len(lines) * size * LEADING / 72 <= height - INSET:
            return size
    return LEAST


def _pixels(picture: Picture) -> Pixels:
    """Draw a figure without the words that a slide has of its own."""
    bare = {key: value for key, value in picture.spec.items() if key != "title"}
    bare["vconcat"] = [{key: value for key, value in one.items() if key != "title"} for one in bare["vconcat"]]
    drawn = render.png(render.svg(bare, picture.id, picture.record["headline"], picture.record["alt"]), 2.5)
    # A PNG's width and height stand at its start, four bytes each.
    return Pixels(drawn, int.from_bytes(drawn[16:20]), int.from_bytes(drawn[20:24]))


def _add_picture(slide: Any, picture: Picture, drawn: Pixels, area: Box) -> None:
    left, top, width, height = area.place
    scale = min(width / drawn.width, height / drawn.height)
    wide, high = Emu(int(drawn.width * scale)), Emu(int(drawn.height * scale))
    shape = slide.shapes.add_picture(io.BytesIO(drawn.content), Emu(int(left + (width - wide) / 2)), Emu(top), wide, high)
    office_charts.describe(shape, picture.record["alt"], picture.id)


def _number(show: Any) -> None:
    for number, slide in enumerate(show.slides, 1):
        if number > 1:
            _text(slide, str(number), _box(show, 12.1, 6.95, 0.7, 0.35), 10, theme.SOFT_INK)


def _box(show: Any, left: float, top: float, width: float, height: float) -> Box:
    """Turn a place in inches on our own slide into that place on the show's, whatever its size."""
    across, down = show.slide_width / WIDTH, show.slide_height / HEIGHT
    place = [Emu(int(Inches(one) * factor)) for one, factor in zip((left, top, width, height), (across, down) * 2, strict=True)]
    return Box((place[0], place[1], place[2], place[3]), min(across, down))


def _title(slide: Any, text: str, box: Box, size: float) -> None:
    title = slide.shapes.title
    title.left, title.top, title.width, title.height = box.place
    frame = title.text_frame
    frame.word_wrap, frame.vertical_anchor = True, MSO_ANCHOR.MIDDLE
    frame.clear()
    _run(frame.paragraphs[0], text, size * box.scale, theme.INK, bold=True)


def _text(slide: Any, text: str, box: Box, size: float, colour: str) -> None:
    frame = slide.shapes.add_textbox(*box.place).text_frame
    frame.word_wrap = True
    _run(frame.paragraphs[0], text, size * box.scale, colour)


def _run(paragraph: Any, text: str, size: float, colour: str, *, bold: bool = False) -> None:
    paragraph.alignment = PP_ALIGN.LEFT
    run = paragraph.add_run()
    run.text = text
    run.font.size, run.font.bold, run.font.name = Pt(size), bold, "Calibri"
    run.font.color.rgb = RGBColor.from_string(colour.removeprefix("#"))


def _bytes(show: Any) -> bytes:
    target = io.BytesIO()
    show.save(target)
    return stable_zip(target.getvalue())
