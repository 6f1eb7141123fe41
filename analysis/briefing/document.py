"""The document: a .docx with captions, alternative texts and styles, for those who edit a briefing."""

import io
from typing import Any

from docx import Document
from docx.shared import Cm, Pt, RGBColor

from analysis.briefing.markup import Block, blocks
from analysis.briefing.office import settle, stable_zip
from analysis.briefing.story import Rows, Story, Words
from analysis.figures import render, theme
from analysis.figures.picture import Picture

WIDTH = Cm(16)


def document(story: Story) -> bytes:
    """Make a document of a story; the bytes are the same for the same story.

    Words, tables and figures stand in their order, sources at the end; a figure that came before is named, not shown again.

    >>> made = Document(io.BytesIO(document(Story("Briefing", "Aid data to 30 April 2026", []))))
    >>> made.paragraphs[0].text
    'Briefing'
    """
    made = _empty(story.title)
    made.add_heading(story.title, 0)
    made.add_paragraph(story.date, style="Subtitle")
    shown: set[str] = set()
    for chapter in story.chapters:
        made.add_heading(chapter.title, 1)
        for item in chapter.items:
            match item:
                case Words():
                    for block in blocks(item.text):
                        _add_block(made, block)
                case Rows():
                    _add_rows(made, item.record)
                case Picture() if item.id not in shown:
                    shown.add(item.id)
                    _add_figure(made, item)
                case Picture():
                    made.add_paragraph(f"The chart is shown above: {item.record['headline']}.")
    made.add_heading("Sources", 1)
    for source in story.sources:
        made.add_paragraph(f"{source['text']}. {source['citation']}. {source['url']}", style="List Bullet")
    return _bytes(made)


def figure_document(picture: Picture) -> bytes:
    """Make a document of one figure with its caption; the bytes are the same for the same figure."""
    made = _empty(picture.record["headline"])
    _add_figure(made, picture)
    return _bytes(made)


def _empty(title: str) -> Any:
    made = Document()
    settle(made.core_properties, title)
    made.styles["Normal"].font.name, made.styles["Normal"].font.size = "Calibri", Pt(11)
    for section in made.sections:
        section.page_width, section.page_height = Cm(21), Cm(29.7)
        section.left_margin = section.right_margin = Cm(2.5)
    return made


def _add_block(made: Any, block: Block) -> None:
    if block.kind == "table":
        _add_table(made, block.cells[0], block.cells[1:], ())
        return
    if block.kind == "heading":
        made.add_heading(block.text, min(block.level, 4))
        return
    paragraph = made.add_paragraph(
        style="List Bullet" if block.kind == "item" else "No Spacing" if block.kind == "code" else "Normal"
    )
    if block.number is not None:
        # A list style of a word processor goes on counting from one list to the next.
        paragraph.style = made.styles["List"]
        paragraph.add_run(f"{block.number}. ")
    for text, style in block.runs:
        run = paragraph.add_run(text)
        run.bold, run.italic = style == "strong", style == "em"
        if style == "code":
            run.font.name = "Consolas"


def _add_figure(made: Any, picture: Picture) -> None:
    record = picture.record
    made.add_picture(io.BytesIO(render.png(picture.svg, theme.size("page").pixels_per_point)), width=WIDTH)
    drawn = made.paragraphs[-1]._p.xpath(".//wp:docPr")[0]
    drawn.set("descr", record["alt"])
    drawn.set("title", record["headline"])
    made.paragraphs[-1].paragraph_format.keep_with_next = True
    caption = made.add_paragraph(style="Caption")
    caption.add_run(record["headline"] + ". ")
    caption.add_run(" ".join([*record["notes"], record["source_line"]])).bold = False


def _add_rows(made: Any, record: dict[str, Any]) -> None:
    made.add_paragraph(f"{record['title']}. {record['subtitle']}", style="Caption")
    _add_table(made, record["header"], record["rows"], tuple(record["telling"]))
    source = made.add_paragraph().add_run(record["source_line"])
    source.font.size, source.font.color.rgb = Pt(9), RGBColor.from_string(theme.SOFT_INK.removeprefix("#"))


def _add_table(made: Any, header: list[str], rows: list[list[str]], telling: tuple[int, ...]) -> None:
    table = made.add_table(rows=1, cols=len(header), style="Light List Accent 1")
    for cell, text in zip(table.rows[0].cells, header, strict=True):
        cell.text = text
    for number, row in enumerate(rows):
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.paragraphs[0].add_run(text).bold = number in telling
    table.rows[0]._tr.get_or_add_trPr().append(_header_mark())


def _header_mark() -> Any:
    from docx.oxml import OxmlElement

    return OxmlElement("w:tblHeader")


def _bytes(made: Any) -> bytes:
    target = io.BytesIO()
    made.save(target)
    return stable_zip(target.getvalue())
