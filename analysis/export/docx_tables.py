"""Put tables into a document: a header row that comes again on each page, rows that stay whole, pages of their cells as links."""

from typing import Any

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Length, Pt, RGBColor

from analysis.charts import theme
from analysis.export import markdown

WIDTH = Cm(16)
"""Of a table, a drawing and a chart."""
WIDER = 1.15
"""By how much a small table's columns are wider than their letters: a word processor may have another, wider font."""
WIDEST_FONT = 1.25
"""By how much a word may be wider in a font that a word processor takes for ours."""
RULES = "".join(f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="BFBFBF"/>' for side in ("top", "bottom", "insideH"))


def add_table(
    document: Any, header: list[str], rows: list[list[str]], bold: tuple[int, ...], links: dict[str, Any] | None = None
) -> None:
    """Add a table with its header; `bold` are the places of the rows to set bold, `links` the column whose cells lead to pages.

    >>> from docx import Document
    >>> document = Document()
    >>> add_table(document, ["Donor", "EUR bn"], [["Estonia", "0.9"]], ())
    >>> document.tables[0].cell(1, 0).text
    'Estonia'
    """
    columns = [[row[place] for row in rows] for place in range(len(header))]
    are_numbers = [markdown.is_number(cells) for cells in columns]
    widths, letters = column_widths(header, columns)
    table = document.add_table(rows=len(rows) + 1, cols=len(header))
    table.autofit = False
    # Word asks for the parts of a table's properties in their order.
    table._tbl.tblPr.find(qn("w:tblLayout")).addprevious(parse_xml(f"<w:tblBorders {nsdecls('w')}>{RULES}</w:tblBorders>"))
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    for number, (row, texts) in enumerate(zip(table.rows, [header, *rows], strict=True), -1):
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
        for place, (cell, text, width, is_number) in enumerate(zip(row.cells, texts, widths, are_numbers, strict=True)):
            cell.width = width
            paragraph = cell.paragraphs[0]
            paragraph.paragraph_format.space_after = Pt(0)
            if is_number:
                paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
            run = paragraph.add_run(text)
            run.bold, run.font.size = number == -1 or number in bold, Pt(letters)
            if links and number >= 0 and place == links["column"] and links["urls"][number]:
                link(paragraph, run, links["urls"][number])
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def link(paragraph: Any, run: Any, url: str) -> None:
    """Make a run of a paragraph a link to a page, in the colour of links.

    >>> from docx import Document
    >>> words = Document().add_paragraph()
    >>> link(words, words.add_run("A paper"), "https://example.org")
    >>> words.hyperlinks[0].address
    'https://example.org'
    """
    run.font.color.rgb = RGBColor.from_string(theme.as_text(theme.BLUE).removeprefix("#"))
    relation = paragraph.part.relate_to(url, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    hyperlink = OxmlElement("w:hyperlink")
    hyperlink.set(qn("r:id"), relation)
    run._r.addprevious(hyperlink)
    hyperlink.append(run._r)


def column_widths(header: list[str], columns: list[list[str]]) -> tuple[list[Length], float]:
    """Share the page's width out among a table's columns by what they hold, as the paper does.

    `columns` are the cells by column. Returns the widths and the size of the letters in points, smaller in a wide table.

    >>> widths, letters = column_widths(["day", "what"], [["2022-02-24"], ["word " * 20]])
    >>> [round(width.cm, 1) for width in widths], letters
    ([2.6, 13.4], 8.5)
    """
    needed = [markdown.width_needed([name, *cells]) for name, cells in zip(header, columns, strict=True)]
    shares = [(characters + markdown.BETWEEN) * WIDER for characters in needed]
    if sum(shares) > markdown.LINE:
        shares = _whole_words(markdown.share_width(header, columns, needed), header, columns)
    line = max(markdown.LINE, sum(shares))
    letters = round(2 * markdown.LETTERS * markdown.LINE / line) / 2
    return [Length(int(WIDTH * share / line)) for share in shares], letters


def _whole_words(shares: list[float], header: list[str], columns: list[list[str]]) -> list[float]:
    """Widen columns that a wider font would break words in, and narrow those that have room; where none has, letters shrink."""
    words = [max(map(markdown.longest_word, [name, *cells])) for name, cells in zip(header, columns, strict=True)]
    least = [WIDEST_FONT * word + markdown.BETWEEN for word in words]
    short = sum(max(0, low - share) for share, low in zip(shares, least, strict=True))
    room = sum(max(0, share - low) for share, low in zip(shares, least, strict=True))
    part = min(1, short / room) if room else 0
    return [low if share < low else share - part * (share - low) for share, low in zip(shares, least, strict=True)]
