"""Templates of documents: their styles, page, header and footer are taken by name, their text and their makers are not."""

import io
from pathlib import Path

import pytest
from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from analysis.briefing import notebooks
from analysis.briefing.from_notebooks import gather
from analysis.briefing.options import BriefingOptions, validate
from analysis.errors import AnalysisError, ExportFault
from analysis.export import docx
from analysis.export.story import Story
from tests.export.test_template import damaged, packed, parts_of

STORY = Story("Briefing", "Aid data to 30 April 2026", [])
RED = RGBColor(0xC0, 0x00, 0x20)


@pytest.fixture
def house():
    """A house's own document: its letters, its header, some text, and no style for lists, as Word leaves those unused out."""
    made = Document()
    for name in ("List Bullet", "List", "Intense Quote", "Caption", "No Spacing", "Subtitle"):
        element = made.styles[name].element
        element.getparent().remove(element)
    made.styles["Normal"].font.name, made.styles["Normal"].font.size = "Georgia", Pt(12)
    made.styles["Heading 1"].font.color.rgb = made.styles["Title"].font.color.rgb = RED
    made.sections[0].header.paragraphs[0].text = "The Institute"
    made.sections[0].page_width, made.sections[0].left_margin = Cm(21), Cm(4)
    made.add_paragraph("A secret draft").add_run().add_picture(io.BytesIO(PIXEL))
    made.core_properties.author = made.core_properties.keywords = made.core_properties.comments = "Somebody"
    return made


PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8cfc000000301"
    "0100c9fe92ef0000000049454e44ae426082"
)


def saved(document, folder: Path) -> Path:
    document.save(folder / "house.docx")
    return folder / "house.docx"


def refused(path: Path, words: str) -> None:
    with pytest.raises(ExportFault, match=words) as stop:
        docx.render_story(STORY, path)
    assert path.name in stop.value.problem
    assert stop.value.fix


@pytest.fixture
def briefing() -> Story:
    return gather(notebooks.curated()[:1], title="Briefing")


def test_a_template_lends_its_styles_its_page_and_its_header(house, briefing, tmp_path):
    made = Document(io.BytesIO(docx.render_story(briefing, saved(house, tmp_path))))
    assert (made.styles["Normal"].font.name, made.styles["Normal"].font.size) == ("Georgia", Pt(12))
    assert made.styles["Heading 1"].font.color.rgb == RED
    assert made.sections[0].header.paragraphs[0].text == "The Institute"
    plain = Document(io.BytesIO(docx.render_story(briefing)))
    assert [(one.text, one.style.name) for one in made.paragraphs] == [(one.text, one.style.name) for one in plain.paragraphs]
    assert len(made.tables) == len(plain.tables) > 0
    page = made.sections[0]
    assert page.page_width - page.left_margin - page.right_margin >= docx.WIDTH


def test_a_list_that_a_template_lacks_is_bulleted_as_ever(house, briefing, tmp_path):
    made = Document(io.BytesIO(docx.render_story(briefing, saved(house, tmp_path))))
    number = next(made.styles["List Bullet"].element.iter(qn("w:numId"))).get(qn("w:val"))
    numbering = made.part.numbering_part.element
    kind = numbering.num_having_numId(int(number)).abstractNumId.val
    (definition,) = [one for one in numbering.findall(qn("w:abstractNum")) if one.get(qn("w:abstractNumId")) == str(kind)]
    assert next(definition.iter(qn("w:numFmt"))).get(qn("w:val")) == "bullet"
    assert made.styles["List Bullet"].base_style.name == "Normal"


def test_nothing_of_a_templates_text_and_makers_travels(house, tmp_path):
    authors = Part(PackURI("/word/people.xml"), "application/xml", b"<people>Somebody</people>", house.part.package)
    house.part.relate_to(authors, "http://schemas.microsoft.com/office/2011/relationships/people")
    parts = parts_of(docx.render_story(STORY, saved(house, tmp_path)))
    everything = b"".join(parts.values())
    assert b"The Institute" in everything
    for trace in (b"secret draft", b"Somebody"):
        assert trace not in everything
    assert not [name for name in parts if "media" in name or "people" in name or "app.xml" in name]


def test_the_same_template_gives_the_same_bytes(house, briefing, tmp_path):
    path = saved(house, tmp_path)
    assert docx.render_story(briefing, path) == docx.render_story(briefing, path)


def test_a_template_that_leads_outside_or_acts_is_refused(house, tmp_path):
    parts = parts_of(saved(house, tmp_path))
    refused(packed(tmp_path / "a.docx", parts, ("word/vbaProject.bin", b"Sub AutoOpen()")), "macro or another part that acts")
    house.sections[0].header.part.relate_to("https://example.org/x.png", RELATIONSHIP_TYPE.IMAGE, is_external=True)
    refused(saved(house, tmp_path), "refers to something outside itself, in /word/header")


def test_a_template_too_narrow_for_a_chart_is_refused(house, tmp_path):
    house.sections[0].page_width = Cm(14.8)
    refused(saved(house, tmp_path), r"a page 14\.8 cm wide, and a briefing's charts need 18 cm")


def test_a_damaged_template_makes_a_document_or_is_refused_in_words(house, tmp_path):
    parts, faults = parts_of(saved(house, tmp_path)), {}
    for others, name in damaged(parts):
        path = packed(tmp_path / "a.docx", others)
        try:
            made = docx.render_story(STORY, path)
        except AnalysisError as fault:
            faults[name] = fault
        else:
            assert Document(io.BytesIO(made)).paragraphs[0].text == "Briefing", name
    assert len(faults) > len(parts) / 2
    assert [name for name, fault in faults.items() if "template" not in fault.problem] == []


def test_one_template_a_format(tmp_path):
    house, other = tmp_path / "house.docx", tmp_path / "other.docx"
    options = BriefingOptions(templates=[house, tmp_path / "house.pptx"])
    assert (options.template("docx"), options.template("pdf")) == (house, None)
    for templates, words in (([house, other], "templates of one format"), ([tmp_path / "house.dotx"], "no template of a deck")):
        with pytest.raises(ExportFault, match=words):
            validate(BriefingOptions(formats=["docx"], templates=templates), ["docx"])
