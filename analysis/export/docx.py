"""The document: a .docx with captions, alternative texts and styles, for those who edit a briefing."""

import io
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Length, Pt, RGBColor

from analysis.charts import render, theme
from analysis.charts.picture import Picture
from analysis.export import markdown
from analysis.export.markdown import TITLE_LEVEL, Block, blocks, last_level
from analysis.export.ooxml import normalise_package, stable_zip
from analysis.export.story import Rows, Story, Words

WIDTH = Cm(16)
GREY = "BFBFBF"
ROOMY = 1.15
"""By how much a small table's columns are wider than their letters: a word processor may have another, wider font."""
HEADINGS = ("Title", "Subtitle", "Heading 1", "Heading 2", "Heading 3", "Heading 4", "Caption")
RULES = "".join(f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="{GREY}"/>' for side in ("top", "bottom", "insideH"))


def render_story(story: Story) -> bytes:
    """Make a document of a story; the bytes are the same for the same story.

    Words, tables and figures stand in their order, sources at the end; a figure that came before is named, not shown again.

    >>> made = Document(io.BytesIO(render_story(Story("Briefing", "Aid data to 30 April 2026", []))))
    >>> made.paragraphs[0].text
    'Briefing'
    """
    made = _empty(story.title)
    made.add_heading(story.title, 0)
    if story.date:
        made.add_paragraph(story.date, style="Subtitle")
    shown: set[str] = set()
    for chapter in story.chapters:
        made.add_heading(chapter.title, 1)
        level = TITLE_LEVEL
        for item, following in zip(chapter.items, [*chapter.items, None][1:], strict=True):
            match item:
                case Words():
                    for block in blocks(item.text, level):
                        _add_block(made, block)
                    level = last_level(item.text, level)
                    if isinstance(following, Rows | Picture) and made.element.body[-2].tag == qn("w:p"):
                        # The words that lead to a chart or a table stay on its page.
                        made.paragraphs[-1].paragraph_format.keep_with_next = True
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


def render_figure(picture: Picture) -> bytes:
    """Make a document of one figure with its caption; the bytes are the same for the same figure."""
    made = _empty(picture.record["headline"])
    _add_figure(made, picture)
    return _bytes(made)


def _empty(title: str) -> Any:
    made = Document()
    normalise_package(made.core_properties, title)
    made.styles["Normal"].font.name, made.styles["Normal"].font.size = "Calibri", Pt(11)
    for name in HEADINGS:
        made.styles[name].font.color.rgb = RGBColor.from_string(theme.INK.removeprefix("#"))
    for line in made.styles["Title"].element.iter(qn("w:pBdr")):
        line.getparent().remove(line)
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
    made.add_paragraph(f"{record['title']}. {record['subtitle']}", style="Caption").paragraph_format.keep_with_next = True
    _add_table(made, record["header"], record["rows"], tuple(record["telling"]))
    source = made.add_paragraph().add_run(record["source_line"])
    source.font.size, source.font.color.rgb = Pt(9), RGBColor.from_string(theme.SOFT_INK.removeprefix("#"))


def _add_table(made: Any, header: list[str], rows: list[list[str]], telling: tuple[int, ...]) -> None:
    texts = [[row[place] for row in rows] for place in range(len(header))]
    numbers = [markdown.is_number(cells) for cells in texts]
    widths, letters = column_widths(header, texts)
    table = made.add_table(rows=len(rows) + 1, cols=len(header))
    table.autofit = False
    # Word asks for the parts of a table's properties in their order.
    table._tbl.tblPr.find(qn("w:tblLayout")).addprevious(parse_xml(f"<w:tblBorders {nsdecls('w')}>{RULES}</w:tblBorders>"))
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for number, (row, shown) in enumerate(zip(table.rows, [header, *rows], strict=True), -1):
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        for cell, text, width, is_number in zip(row.cells, shown, widths, numbers, strict=True):
            cell.width = width
            paragraph = cell.paragraphs[0]
            paragraph.paragraph_format.space_after = Pt(0)
            if is_number:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            run = paragraph.add_run(text)
            run.bold, run.font.size = number == -1 or number in telling, Pt(letters)
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def column_widths(header: list[str], texts: list[list[str]]) -> tuple[list[Length], float]:
    """Share the page's width out among a table's columns by what they hold, as the paper does.

    `texts` are the cells by column. Returns the widths and the size of the letters in points, smaller in a wide table.

    >>> widths, letters = column_widths(["day", "what"], [["2022-02-24"], ["word " * 20]])
    >>> [round(width.cm, 1) for width in widths], letters
    ([2.2, 13.8], 8.5)
    """
    longest = [markdown.width_needed([name, *cells]) for name, cells in zip(header, texts, strict=True)]
    shares = [(most + markdown.BETWEEN) * ROOMY for most in longest]
    if sum(shares) > markdown.LINE:
        shares = markdown.share_width(header, texts, longest)
    line = max(markdown.LINE, sum(shares))
    letters = round(2 * markdown.LETTERS * markdown.LINE / line) / 2
    return [Length(int(WIDTH * share / line)) for share in shares], letters


def _bytes(made: Any) -> bytes:
    target = io.BytesIO()
    made.save(target)
    return stable_zip(target.getvalue())
