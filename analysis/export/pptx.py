"""Render a story or one figure as a .pptx: a slide a figure, with charts that PowerPoint can edit where their form allows."""

import io
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

from pptx.util import Emu, Pt

from analysis.charts import render, theme
from analysis.charts.picture import Picture
from analysis.charts.sizes import caveat_beside_office_chart
from analysis.charts.svg import size_of
from analysis.export import office_charts, pptx_lists
from analysis.export.front import arrange, chart_numbers, publishers_text, slides_of
from analysis.export.markdown import nonbreaking
from analysis.export.ooxml import package_bytes
from analysis.export.pptx_parts import HEIGHT, WIDTH, Box, add_run, add_slide, add_text, place_box
from analysis.export.pptx_tables import add_table, add_tables
from analysis.export.pptx_template import new_deck
from analysis.export.story import Chapter, Points, Rows, Story, Words

LONG_TITLE = 105
TALL = 0.9
"""From this height to its width on, a picture takes the full height of the slide, with the words beside it."""
LEAST, LETTER, LEADING, INSET = 8, 0.53, 1.2, 0.1
"""Points of the smallest title; a bold letter's width and a line's height to its size; inches around a title."""
SMALL, WIDE_LETTER = 14, 0.55
"""Points of a caveat, and the width of a letter of a wide typeface to its size."""


class Pixels(NamedTuple):
    """Hold a drawing as PNG, with its size in pixels, and whether words stand beside it."""

    content: bytes
    width: int
    height: int
    beside: bool


class Places(NamedTuple):
    """Hold where a slide's parts stand, in inches: left, top, width and height.

    Of a subtitle, which begins where the title ends, there is the height; of a caveat left, bottom and width.
    """

    title: tuple[float, float, float, float]
    subtitle: float
    chart: tuple[float, float, float, float]
    caveat: tuple[float, float, float]
    source: tuple[float, float, float, float]


ABOVE = Places((0.6, 0.35, 12.133, 0.95), 0.4, (0.6, 1.85, 12.133, 4.9), (0.6, 6.8, 12.133), (0.6, 6.8, 11.4, 0.4))
"""Where words stand above a chart and below it."""
BESIDE = Places((0.4, 0.35, 4.2, 2.9), 1.8, (4.7, 0.3, 8.3, 6.8), (4.7, 7.1, 8.3), (0.4, 5.9, 4.2, 1.2))
"""Where they stand left of one that needs a slide's whole height."""


def render_story(story: Story, *, pictures: bool = False, template: Path | None = None) -> bytes:
    """Render a story as a deck: title, contents, one slide a figure, sources. The bytes are the same for the same story.

    With `pictures` every chart is a picture; otherwise charts with a native form can be edited. `template` is a .pptx whose
    slides are dropped and whose layout "Title Only" is used; raises ExportFault for one without it, and for one that holds a
    macro or refers to something outside itself.

    >>> from pptx import Presentation
    >>> deck = Presentation(io.BytesIO(render_story(Story("Briefing", "Aid data to 30 April 2026", []))))
    >>> deck.slides[0].shapes.title.text
    'Briefing'
    """
    if story.front:
        return _front(story.front, story, pictures, template)
    deck = new_deck(story.title, (WIDTH, HEIGHT), template)
    slide = add_slide(deck, story.title, (0.6, 2.4, 12.133, 1.5), title_size(story.title, 12.133, 1.5, 36))
    add_text(slide, story.date, place_box(deck, 0.6, 4.0, 12.0, 0.6), 18)
    if story.issuer:
        add_text(slide, story.issuer, place_box(deck, 0.6, 1.8, 12.0, 0.5), 16)
    _add_list(deck, "Contents", pptx_lists.contents(story))
    if len(story.chapters) == 1:
        _add_told(deck, story.chapters[0], pictures)
    else:
        for picture in story.pictures:
            _add_figure(deck, picture, pictures)
    _add_list(deck, "How to read these numbers", pptx_lists.caveats(story))
    _add_list(deck, "Sources", pptx_lists.sources(story))
    _number_slides(deck, story.issuer)
    return package_bytes(deck)


def _front(chapter: Chapter, story: Story, pictures: bool, template: Path | None) -> bytes:
    """Write a briefing as a deck: its title, the messages, then and now, one chart a slide, what is ahead, how sure it is."""
    front = arrange(chapter)
    deck = new_deck(front.title, (WIDTH, HEIGHT), template)
    slide = add_slide(deck, front.title, (0.6, 1.4, 12.133, 1.9), title_size(front.title, 12.133, 1.9, 36))
    issue = " · ".join(filter(None, (story.title, f"Issued {front.issued}", story.issuer)))
    add_text(slide, issue, place_box(deck, 0.6, 0.8, 12.0, 0.5), 16)
    if story.logo:
        _add_logo(deck, slide, story)
    add_text(slide, f"Bottom line. {front.bottom_line}", place_box(deck, 0.6, 3.5, 12.0, 1.9), 22, theme.INK)
    add_text(slide, front.dates, place_box(deck, 0.6, 6.3, 12.0, 0.6), 12)
    numbers = chart_numbers(chapter)
    if front.messages:
        _add_points(deck, [front.messages], 18, numbers)
    if front.scorecard:
        add_table(deck, front.scorecard)
    for picture in chapter.pictures:
        _add_figure(deck, picture, pictures)
    for panels in slides_of(front.boxes):
        _add_points(deck, panels, 15 if len(panels) > 1 else 18)
    add_text(deck.slides[-1], publishers_text(story, chapter), place_box(deck, 0.6, 5.9, 11.4, 0.9), 9)
    _number_slides(deck, story.issuer)
    return package_bytes(deck)


def _add_told(deck: Any, chapter: Chapter, pictures: bool) -> None:
    """Add a notebook of one's own as it is told: its words, figures, tables and panels; of an annex the documents have the words."""
    heading, shown = chapter.title, set()
    for item in chapter.items:
        match item:
            case Words():
                for title, lines in pptx_lists.told(heading, item.text):
                    _add_list(deck, title, lines, numbered=False)
                    heading = title
            case Rows():
                add_tables(deck, item.record)
            case Points():
                _add_points(deck, [item], 18)
            case Picture() if item.id not in shown:
                shown.add(item.id)
                _add_figure(deck, item, pictures)


def _add_logo(deck: Any, slide: Any, story: Story) -> None:
    """Put a logo at the head of a slide, on the right, as high as its place is and no wider than it."""
    left, top, width, height = place_box(deck, 9.7, 0.2, 3.0, 0.6).place
    picture = slide.shapes.add_picture(io.BytesIO(story.logo), left, top, height=height)
    if picture.width > width:
        picture.width, picture.height = width, round(picture.height * width / picture.width)
    picture.left = left + width - picture.width
    picture._element.nvPicPr.cNvPr.set("descr", story.logo_says)


def _number_slides(deck: Any, issuer: str) -> None:
    """Put its number on each slide after the first, and on all of them whose it is; the first of a briefing says so."""
    for number, slide in enumerate(list(deck.slides)[1:], 2):
        add_text(slide, str(number), place_box(deck, 12.1, 6.95, 0.7, 0.35), 10)
        if issuer:
            add_text(slide, issuer, place_box(deck, 0.6, 0.06, 12.1, 0.3), 10)


def _add_points(deck: Any, panels: Sequence[Points], size: float, numbers: Mapping[str, int] | None = None) -> None:
    """Add a slide of panels side by side, their points each a line with its label and claim in bold."""
    title = " · ".join(panel.record["heading"] for panel in panels)
    slide = add_slide(deck, nonbreaking(title), (0.6, 0.35, 12.133, 0.95), title_size(title, 12.133, 0.95, 26))
    wide = 12.133 / len(panels)
    for nth, panel in enumerate(panels):
        box = place_box(deck, 0.6 + nth * wide, 1.4, wide - 0.2, 5.2)
        _write_points(slide.shapes.add_textbox(*box.place).text_frame, panel.record, size * box.scale, numbers or {})
    if notes := " ".join(filter(None, (panel.record["note"] for panel in panels))):
        add_text(slide, notes, place_box(deck, 0.6, 6.75, 11.4, 0.4), 11)


def _write_points(frame: Any, record: dict[str, Any], size: float, numbers: Mapping[str, int]) -> None:
    frame.word_wrap = True
    for nth, point in enumerate(record["points"]):
        paragraph = frame.paragraphs[0] if nth == 0 else frame.add_paragraph()
        for name, colour, bold in (("label", theme.BLUE, True), ("claim", theme.INK, True), ("text", theme.INK, False)):
            if point[name]:
                add_run(paragraph, f"{point[name]}{'  ' if name == 'label' else ' '}", size, colour, bold=bold)
        if point["figure"] in numbers:
            add_run(paragraph, f"Chart {numbers[point['figure']]}", size, theme.SOFT_INK)
        if url := point.get("url"):
            add_run(paragraph, f" {point['publisher']}", 0.85 * size, theme.as_text(theme.BLUE)).hyperlink.address = url
        paragraph.space_after = Pt(size / 2.5)


def render_figure(picture: Picture) -> bytes:
    """Render one figure as a deck of one slide; the bytes are the same for the same figure."""
    deck = new_deck(picture.record["headline"], (WIDTH, HEIGHT))
    _add_figure(deck, picture, False)
    return package_bytes(deck)


def _add_list(deck: Any, title: str, lines: list[str], *, numbered: bool = True) -> None:
    for nth, page in enumerate(pptx_lists.pages(lines, numbered=numbered)):
        slide = add_slide(deck, f"{title} (continued)" if nth else title, (0.6, 0.35, 12.133, 0.95), 24)
        box = place_box(deck, 0.6, 1.5, 12.133, pptx_lists.HEIGHT)
        frame = slide.shapes.add_textbox(*box.place).text_frame
        frame.word_wrap = True
        for number, line in enumerate(page):
            paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
            add_run(paragraph, line, pptx_lists.SIZE * box.scale, theme.INK)
            paragraph.space_after = Pt(pptx_lists.GAP * box.scale)


def _add_figure(deck: Any, picture: Picture, as_picture: bool) -> None:
    record, caveat = picture.record, ""
    drawn = None if record["native"] and not as_picture else _pixels(picture)
    if drawn:
        places = BESIDE if drawn.beside else ABOVE
    else:
        caveat = caveat_beside_office_chart(picture.spec)
        places = BESIDE if office_charts.has_many_bars(record) else ABOVE
    slide = _add_words(deck, record, places)
    chart = place_box(deck, *places.chart)
    if drawn:
        _add_picture(slide, picture, drawn, chart)
    else:
        left, bottom, width = places.caveat
        high = _height_of(caveat, width, SMALL)
        low = place_box(deck, *places.chart[:3], bottom - high - places.chart[1])
        office_charts.add_chart(slide, record, low.place)
        add_text(slide, caveat, place_box(deck, left, bottom - high, width, high), SMALL, theme.INK)
    notes = [*(f"Note: {note}" for note in record["notes"]), record["source_line"], f"Alternative text: {record['alt']}"]
    slide.notes_slide.notes_text_frame.text = "\n".join(notes)


def _add_words(deck: Any, record: dict[str, Any], places: Places) -> Any:
    """Add a slide with a figure's headline, its subtitle where that ends, and its source at the foot."""
    left, top, width, height = places.title
    size = title_size(record["headline"], width, height, 24 if len(record["headline"]) < LONG_TITLE else 19)
    if places is BESIDE:
        lines = len(textwrap.wrap(record["headline"], int((width - 2 * INSET) * 72 / (size * LETTER))))
        # Another typeface than ours breaks it into a line more.
        height = (lines + 1) * size * LEADING / 72
    slide = add_slide(deck, nonbreaking(record["headline"]), (left, top, width, height), size)
    add_text(slide, record["subtitle"], place_box(deck, left, top + height, width, places.subtitle), 15)
    add_text(slide, record["source_line"], place_box(deck, *places.source), 10)
    return slide


def _height_of(text: str, width: float, size: float) -> float:
    """Give the inches down that a text takes at a width, in a typeface as wide as those are that stand in for ours."""
    lines = textwrap.wrap(text, int((width - 2 * INSET) * 72 / (size * WIDE_LETTER)))
    return len(lines) * size * LEADING / 72 + INSET if lines else 0


def title_size(text: str, width: float, height: float, most: int) -> int:
    """Give the size in points, at most `most`, at which a title fits into so many inches across and down.

    >>> title_size("Europe leads", 12.133, 0.95, 24), title_size("Europe leads " * 35, 12.133, 0.95, 24)
    (24, 12)
    """
    for size in range(most, LEAST, -1):
        lines = textwrap.wrap(text, int((width - 2 * INSET) * 72 / (size * LETTER)))
        if len(lines) * size * LEADING / 72 <= height - INSET:
            return size
    return LEAST


def _pixels(picture: Picture) -> Pixels:
    """Draw a figure without the words that a slide has of its own: as it is drawn for a slide, if that fits one."""
    on_slide = picture.at("slide") if picture.size == "page" and picture.spec else picture
    fits = size_of(on_slide.svg)[1] <= (theme.size("slide").height or 0)
    # Without its words the drawing is no longer as large as its frame.
    png = render.png(replace((on_slide if fits else picture).untitled, size="page").svg, 2.5)
    # A PNG's width and height stand at its start, four bytes each.
    width, height = int.from_bytes(png[16:20]), int.from_bytes(png[20:24])
    return Pixels(png, width, height, "hconcat" in on_slide.spec if fits else height / width > TALL)


def _add_picture(slide: Any, picture: Picture, pixels: Pixels, area: Box) -> None:
    left, top, width, height = area.place
    scale = min(width / pixels.width, height / pixels.height)
    wide, high = Emu(int(pixels.width * scale)), Emu(int(pixels.height * scale))
    shape = slide.shapes.add_picture(io.BytesIO(pixels.content), Emu(int(left + (width - wide) / 2)), Emu(top), wide, high)
    office_charts.describe(shape, picture.record["alt"], picture.id)
