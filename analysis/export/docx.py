"""Render a story or one figure as a .docx with captions, alternative texts and styles, for those who edit a briefing."""

import io
from pathlib import Path
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Length, Pt, RGBColor

from analysis.charts import render, theme
from analysis.charts.picture import Picture
from analysis.charts.sizes import caveat_beside_office_chart, caveat_of
from analysis.charts.svg import size_of
from analysis.export import docx_charts
from analysis.export.docx_tables import WIDTH, add_table, link
from analysis.export.docx_template import read_template
from analysis.export.front import arrange, chart_numbers, publishers_text
from analysis.export.markdown import Block, blocks
from analysis.export.ooxml import normalise_package, package_bytes
from analysis.export.story import Chapter, Part, Points, Repeated, Rows, Story, Words, parts

HEIGHT = Cm(8.5)
"""Of a chart that the word processor draws."""
SHARED, TALLEST = Cm(8), Cm(9.6)
"""Heights of a chart and of a drawing that share a page with another."""
HEADINGS = ("Title", "Subtitle", "Heading 1", "Heading 2", "Heading 3", "Heading 4", "Caption")
STYLES = {"item": "List Bullet", "code": "No Spacing"}
OTHERS = ("List", "Intense Quote")


def render_story(story: Story, template: Path | None = None) -> bytes:
    """Render a story as a document; the bytes are the same for the same story.

    Words, tables and figures come in their order, sources at the end; a figure that came before is named, not shown again.
    `template` is a .docx whose styles, page, header and footer the document takes; raises ExportFault for a poor one.

    >>> document = Document(io.BytesIO(render_story(Story("Briefing", "Aid data to 30 April 2026", []))))
    >>> document.paragraphs[0].text
    'Briefing'
    """
    if story.front:
        return _front(story.front, story, template)
    document = _new_document(story.title, template)
    _mark_pages(document, story.issuer)
    document.add_heading(story.title, 0)
    if story.date:
        document.add_paragraph(story.date, style="Subtitle")
    for chapter, chapter_parts in parts(story):
        document.add_heading(chapter.title, 1)
        for part in chapter_parts:
            _add_part(document, part)
    document.add_heading("Sources", 1)
    for source in story.sources:
        document.add_paragraph(f"{source['text']}. {source['citation']}. {source['url']}".rstrip(), style="List Bullet")
    return package_bytes(document)


def _front(chapter: Chapter, story: Story, template: Path | None) -> bytes:
    """Write a briefing: what answers, what is ahead and how sure it is, then its charts."""
    front, numbers = arrange(chapter), chart_numbers(chapter)
    document = _new_document(front.title, template)
    _mark_pages(document, story.issuer)
    issue = " · ".join(filter(None, (story.title, f"Issued {front.issued}", story.issuer)))
    if story.logo:
        _add_logo(document, story)
    document.add_paragraph(issue, style="Subtitle")
    document.add_heading(front.title, 0)
    _small(document, front.dates)
    line = document.add_paragraph(style="Intense Quote")
    line.add_run("Bottom line. ").bold = True
    line.add_run(front.bottom_line)
    if template is None:
        # The style's own looks are for a quotation: slanted, pale and narrow.
        line.paragraph_format.left_indent = line.paragraph_format.right_indent = Cm(0.3)
        for run in line.runs:
            run.italic, run.font.color.rgb = False, _rgb(theme.INK)
    for panel in filter(None, [front.messages]):
        _add_points(document, panel, numbers)
    if front.lead:
        _add_figure(document, front.lead, f"Chart {numbers[front.lead.id]}. ")
    if front.scorecard:
        _add_rows(document, front.scorecard.record)
    for panel in front.boxes:
        _add_points(document, panel, numbers)
    for item in front.rest:
        if isinstance(item, Picture):
            _add_figure(document, item, f"Chart {numbers[item.id]}. ")
        else:
            _add_part(document, Part(item, 1, None))
    document.add_heading("Publishers", 2)
    _small(document, publishers_text(story, chapter))
    return package_bytes(document)


def _add_points(document: Any, panel: Points, numbers: dict[str, int]) -> None:
    """Write a panel: its heading, a line a point, and what stands below in small letters."""
    document.add_heading(panel.record["heading"], 2)
    for point in panel.record["points"]:
        paragraph = document.add_paragraph(style="List Bullet")
        paragraph.paragraph_format.space_after = Pt(3)
        if point["label"]:
            label = paragraph.add_run(f"{point['label']} ")
            label.bold, label.font.color.rgb = True, _rgb(theme.BLUE)
        if point["claim"]:
            paragraph.add_run(f"{point['claim']} ").bold = True
        chart = f" Chart {numbers[point['figure']]}." if point["figure"] in numbers else ""
        paragraph.add_run(point["text"] + chart)
        if url := point.get("url"):
            paragraph.add_run(" ")
            link(paragraph, paragraph.add_run(point["publisher"]), url)
    if panel.record["note"]:
        _small(document, panel.record["note"])


def _small(document: Any, text: str) -> None:
    run = document.add_paragraph().add_run(text)
    run.font.size, run.font.color.rgb = Pt(9), _rgb(theme.SOFT_INK)


def render_figure(picture: Picture) -> bytes:
    """Render one figure with its caption as a document; the bytes are the same for the same figure."""
    document = _new_document(picture.record["headline"])
    _add_figure(document, picture)
    return package_bytes(document)


def render_table(record: dict[str, Any]) -> bytes:
    """Render one table with its caption and source as a document; the bytes are the same for the same table."""
    document = _new_document(record["title"])
    _add_rows(document, record)
    return package_bytes(document)


def _new_document(title: str, template: Path | None = None) -> Any:
    if template:
        document = read_template(template, (*HEADINGS, *STYLES.values(), *OTHERS), WIDTH)
        normalise_package(document.core_properties, title)
        return document
    document = Document()
    normalise_package(document.core_properties, title)
    document.styles["Normal"].font.name, document.styles["Normal"].font.size = "Calibri", Pt(11)
    for name in HEADINGS:
        document.styles[name].font.color.rgb = _rgb(theme.INK)
    for line in document.styles["Title"].element.iter(qn("w:pBdr")):
        line.getparent().remove(line)
    for section in document.sections:
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = Cm(2.5)
        section.top_margin = section.bottom_margin = Cm(2.1)
    return document


def _add_logo(document: Any, story: Story) -> None:
    document.add_picture(io.BytesIO(story.logo), height=Cm(1.2))
    document.paragraphs[-1].alignment = WD_ALIGN_PARAGRAPH.RIGHT
    document.paragraphs[-1]._p.xpath(".//wp:docPr")[0].set("descr", story.logo_says)


def _mark_pages(document: Any, issuer: str) -> None:
    """Say at the foot of every page whose it is, after what a template has there."""
    if issuer:
        footer = document.sections[0].footer
        paragraph = footer.paragraphs[0] if footer.paragraphs and not footer.paragraphs[0].text else footer.add_paragraph()
        run = paragraph.add_run(issuer)
        run.font.size, run.font.color.rgb = Pt(9), _rgb(theme.SOFT_INK)


def _add_part(document: Any, part: Part) -> None:
    match part.item:
        case Words(text):
            for block in blocks(text, part.level):
                _add_block(document, block)
            leads = isinstance(part.following, Rows | Picture | Repeated)
            if leads and document.element.body[-2].tag == qn("w:p"):
                # The words that lead to a chart or a table stay on its page.
                document.paragraphs[-1].paragraph_format.keep_with_next = True
        case Rows(record):
            _add_rows(document, record)
        case Points():
            _add_points(document, part.item, {})
        case Picture():
            _add_figure(document, part.item)
        case Repeated(picture):
            document.add_paragraph(f"The chart is shown above: {picture.record['headline']}.")


def _add_block(document: Any, block: Block) -> None:
    if block.kind == "table":
        add_table(document, block.cells[0], block.cells[1:], ())
        return
    if block.kind == "heading":
        document.add_heading(block.text, min(block.level, 4))
        return
    # A list style of a word processor goes on counting from one list to the next.
    paragraph = document.add_paragraph(style="List" if block.number is not None else STYLES.get(block.kind, "Normal"))
    if block.number is not None:
        paragraph.add_run(f"{block.number}. ")
    for text, style in block.runs:
        run = paragraph.add_run(text)
        run.bold, run.italic = style == "strong", style == "em"
        if style == "code":
            run.font.name = "Consolas"


def _add_figure(document: Any, picture: Picture, number: str = "") -> None:
    """Add a drawing with its caption; one that has a number is a briefing's, which names one caveat."""
    record = picture.record
    caveat = (caveat_beside_office_chart if record["native"] else caveat_of)(picture.spec)
    notes = [*filter(None, [caveat]), *record["notes"][:1]] if number else record["notes"]
    if record["native"]:
        docx_charts.add_chart(document, record, WIDTH, SHARED if number else HEIGHT).paragraph_format.keep_with_next = True
    else:
        # The caption has the headline: two of a briefing's charts share a page.
        _add_drawing(document, picture.untitled if number else picture, TALLEST if number else None)
    caption = document.add_paragraph(style="Caption")
    caption.add_run(f"{number}{record['headline']}. ")
    caption.add_run(" ".join(notes if number else [*notes, record["source_line"]])).bold = False
    # A source line that runs over to the next page is read as that of another figure.
    caption.paragraph_format.keep_together = True


def _add_drawing(document: Any, picture: Picture, tallest: Length | None = None) -> None:
    wide, high = size_of(picture.svg)
    width = min(WIDTH, int(tallest * wide / high)) if tallest else WIDTH
    document.add_picture(io.BytesIO(render.png(picture.svg, theme.size("page").pixels_per_point)), width=width)
    drawing = document.paragraphs[-1]._p.xpath(".//wp:docPr")[0]
    drawing.set("descr", picture.record["alt"])
    drawing.set("title", picture.record["headline"])
    document.paragraphs[-1].paragraph_format.keep_with_next = True


def _add_rows(document: Any, record: dict[str, Any]) -> None:
    caption = document.add_paragraph(record["title"], style="Caption")
    if record["subtitle"]:
        # A title in bold, and what it counts below it: a long subtitle in bold reads as a heading.
        caption.runs[-1].add_break()
        caption.add_run(record["subtitle"]).bold = False
    caption.paragraph_format.keep_with_next = True
    add_table(document, record["header"], record["rows"], tuple(record["telling"]), record.get("links"))
    source = document.add_paragraph().add_run(record["source_line"])
    source.font.size, source.font.color.rgb = Pt(9), _rgb(theme.SOFT_INK)


def _rgb(colour: str) -> RGBColor:
    return RGBColor.from_string(colour.removeprefix("#"))
