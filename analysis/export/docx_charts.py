"""Add charts to a document that a word processor draws itself: the numbers are in the file and can be edited."""

import io
from typing import Any

from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from lxml import etree

from analysis.export import office_charts

CHART = "http://schemas.openxmlformats.org/drawingml/2006/chart"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
LETTERS = 9
"""Points of the letters of a chart that is as wide as a page's text."""

INLINE = (
    f"<w:drawing {nsdecls('w', 'wp', 'a')}>"
    '<wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent cx="{wide}" cy="{high}"/><wp:effectExtent l="0" t="0" r="0" b="0"/>'
    '<wp:docPr id="{id}" name=""/><wp:cNvGraphicFramePr/>'
    f'<a:graphic><a:graphicData uri="{CHART}"><c:chart xmlns:c="{CHART}" xmlns:r="{RELATIONS}" r:id="{{relation}}"/>'
    "</a:graphicData></a:graphic></wp:inline></w:drawing>"
)
"""How a document holds a chart within a line of text."""


def add_chart(document: Any, record: dict[str, Any], wide: int, high: int) -> Any:
    """Add a figure's own chart in a paragraph of its own, with its workbook inside the document; returns the paragraph.

    `record` is a figure's, `wide` and `high` are in EMU. Raises as `office_charts.make_chart` does.
    """
    chart, workbook = office_charts.make_chart(record, LETTERS)
    package = document.part.package
    book = Part(
        package.next_partname("/word/embeddings/Microsoft_Excel_Sheet%d.xlsx"), CONTENT_TYPE.SML_SHEET, workbook, package
    )
    part = Part(package.next_partname("/word/charts/chart%d.xml"), CONTENT_TYPE.DML_CHART, b"", package)
    space = chart._chartSpace
    space._add_externalData().set(f"{{{RELATIONS}}}id", part.relate_to(book, RELATIONSHIP_TYPE.PACKAGE))
    _drop_frame(space)
    part._blob = etree.tostring(space, xml_declaration=True, encoding="UTF-8", standalone=True)
    paragraph = document.add_paragraph()
    relation = document.part.relate_to(part, RELATIONSHIP_TYPE.CHART)
    drawing = parse_xml(INLINE.format(wide=int(wide), high=int(high), id=document.part.next_id, relation=relation))
    said = drawing.xpath(".//wp:docPr")[0]
    for name, text in (("name", record["id"]), ("descr", record["alt"]), ("title", record["headline"])):
        said.set(name, text)
    paragraph.add_run()._r.append(drawing)
    return paragraph


def _drop_frame(space: Any) -> None:
    """Draw no frame around the chart, and take the sign off the ids of its axes, which the schema does not know."""
    chart = space.find(f"{{{CHART}}}chart")
    looks = io.BytesIO(f'<c:spPr xmlns:c="{CHART}" {nsdecls("a")}><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>'.encode())
    if space.find(f"{{{CHART}}}spPr") is None:
        chart.addnext(etree.parse(looks).getroot())
    for element in space.iter(f"{{{CHART}}}axId", f"{{{CHART}}}crossAx"):
        element.set("val", element.get("val").removeprefix("-"))
