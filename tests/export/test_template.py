"""Templates of decks: those that could act, lead outside or are damaged are refused in words; of others only the layouts are taken."""

import io
import os
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from pptx import Presentation
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.opc.package import Part
from pptx.opc.packuri import PackURI
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn
from pptx.util import Inches

from analysis.briefing.build import build_briefing
from analysis.briefing.options import BriefingOptions
from analysis.errors import AnalysisError, ExportFault
from analysis.export import ooxml, pptx
from analysis.export.story import Story
from tests.export.test_stored import OUTPUT
from tests.support import hostile

STORY = Story("Briefing", "", [])
SHOWS = (
    '<p:custShowLst xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><p:custShow name="Old" id="0"><p:sldLst>'
    '<p:sld r:id="{first}"/></p:sldLst></p:custShow></p:custShowLst>'
)
SECTIONS = (
    '<p:extLst xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main">'
    '<p:ext uri="{521415D9-36F7-43E2-AB2F-B90AF26B5E84}">'
    '<p14:sectionLst xmlns:p14="http://schemas.microsoft.com/office/powerpoint/2010/main"><p14:section name="Old" '
    'id="{6B0E0F6C-0000-0000-0000-000000000000}"><p14:sldIdLst><p14:sldId id="256"/></p14:sldIdLst></p14:section>'
    "</p14:sectionLst></p:ext></p:extLst>"
)


@pytest.fixture
def deck():
    """A house's own deck, with a slide that links to its pages."""
    made = Presentation()
    slide = made.slides.add_slide(made.slide_layouts[5])
    run = slide.shapes.add_textbox(0, 0, Inches(2), Inches(1)).text_frame.paragraphs[0].add_run()
    run.text, run.hyperlink.address = "Our pages", "https://example.org"
    return made


def saved(deck, folder: Path) -> Path:
    deck.save(folder / "house.pptx")
    return folder / "house.pptx"


def parts_of(content: bytes | Path) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content) if isinstance(content, bytes) else content) as package:
        return {name: package.read(name) for name in package.namelist()}


def packed(path: Path, parts: dict[str, bytes], *others: tuple[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in [*parts.items(), *others]:
            package.writestr(name, content)
    return path


def refused(path: Path, words: str) -> None:
    with pytest.raises(ExportFault, match=words) as stop:
        pptx.render_story(STORY, template=path)
    assert path.name in stop.value.problem
    assert stop.value.fix


def test_only_the_layouts_of_a_template_are_taken(deck, tmp_path):
    deck.slides.add_slide(deck.slide_layouts[0])
    presentation, first = deck.part._element, deck.slides._sldIdLst[0].rId
    presentation.find(qn("p:notesSz")).addnext(parse_xml(SHOWS.format(first=first)))
    presentation.append(parse_xml(SECTIONS))
    authors = Part(PackURI("/ppt/commentAuthors.xml"), "application/xml", deck.part.package, b"<authors>Somebody</authors>")
    deck.part.relate_to(authors, RELATIONSHIP_TYPE.COMMENT_AUTHORS)
    parts = parts_of(pptx.render_story(STORY, template=saved(deck, tmp_path)))
    made = Presentation(io.BytesIO(pptx.render_story(STORY, template=tmp_path / "house.pptx")))
    slides = [name for name in parts if re.fullmatch(r"ppt/slides/slide\d+\.xml", name)]
    assert len(slides) == len(made.slides)
    assert len(made.slide_layouts) == len(deck.slide_layouts)
    everything = b"".join(content for name, content in parts.items() if name.startswith("ppt"))
    for trace in (b"Our pages", b"example.org", b"custShow", b"sectionLst", b"Somebody"):
        assert trace not in everything


def test_no_package_written_has_two_parts_of_one_name(deck, tmp_path):
    path = hostile.notebook_of(tmp_path / "mine.ipynb", OUTPUT)
    options = BriefingOptions(formats=["pptx", "docx"], templates=[saved(deck, tmp_path)])
    for file in build_briefing([path], tmp_path / "out", options):
        with zipfile.ZipFile(file) as package:
            assert max(Counter(name.casefold() for name in package.namelist()).values()) == 1
    double = packed(tmp_path / "double.zip", {"a.xml": b"<a/>"}, ("A.xml", b"<b/>"))
    with pytest.raises(ExportFault, match=r"2 parts of one name: a\.xml"):
        ooxml.stable_zip(double.read_bytes())


def test_a_template_with_a_macro_is_refused(deck, tmp_path):
    parts = parts_of(saved(deck, tmp_path))
    types = parts[ooxml.TYPES]
    macro = types.replace(
        b"application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml",
        b"application/vnd.ms-powerpoint.presentation.macroEnabled.main+xml",
    )
    assert macro != types
    refused(
        packed(tmp_path / "a.pptx", parts | {ooxml.TYPES: macro}), "macro or another part that acts: macroEnabled in its list"
    )
    for name in ("ppt/vbaProject.bin", "ppt/VBAPROJECT.BIN", "ppt/activeX/activeX1.xml"):
        refused(packed(tmp_path / "a.pptx", parts, (name, b"Sub AutoOpen()")), f"macro or another part that acts: {name}")


@pytest.mark.parametrize("address", ["https://example.org/x.png", "file:///etc/passwd", "\\\\server\\share\\x.dotm"])
def test_a_template_that_leads_outside_itself_is_refused(deck, tmp_path, address):
    deck.slide_layouts[5].part.relate_to(address, RELATIONSHIP_TYPE.IMAGE, is_external=True)
    refused(saved(deck, tmp_path), r"refers to something outside itself, in /ppt/slideLayouts/slideLayout6\.xml: ")


def test_a_template_with_an_object_of_another_program_is_refused(deck, tmp_path):
    thing = Part(PackURI("/ppt/embeddings/thing.bin"), "application/octet-stream", deck.part.package, b"MZ")
    deck.slide_master.part.relate_to(thing, RELATIONSHIP_TYPE.OLE_OBJECT)
    refused(saved(deck, tmp_path), r"holds an object of another program, in /ppt/slideMasters/slideMaster1\.xml")


@pytest.mark.parametrize("name", ["ppt/presentation.xml", "PPT/Presentation.xml"])
def test_a_template_with_two_parts_of_one_name_is_refused(deck, tmp_path, name):
    with pytest.warns(UserWarning, match="Duplicate") if name == "ppt/presentation.xml" else _nothing():
        packed(tmp_path / "a.pptx", parts_of(saved(deck, tmp_path)), (name, b"<p/>"))
    refused(tmp_path / "a.pptx", r"2 parts of one name: ppt/presentation\.xml")


class _nothing:
    def __enter__(self) -> None: ...

    def __exit__(self, *_: object) -> None: ...


def test_a_template_that_would_unpack_without_end_is_refused(deck, tmp_path):
    path = packed(tmp_path / "a.pptx", parts_of(saved(deck, tmp_path)), ("ppt/media/a.bin", bytes(ooxml.LARGEST)))
    refused(path, "would unpack to 200 MB, more than 200")


def damaged(parts: dict[str, bytes]) -> Iterator[tuple[dict[str, bytes], str]]:
    for name, content in parts.items():
        yield parts | {name: content[: len(content) // 2]}, f"{name} cut"
        yield {key: value for key, value in parts.items() if key != name}, f"{name} gone"
        yield parts | {name: b""}, f"{name} empty"
        yield parts | {name: b'<?xml version="1.0"?><nothing/>'}, f"{name} another"


def test_a_damaged_template_makes_a_deck_or_is_refused_in_words(deck, tmp_path):
    parts, faults = parts_of(saved(deck, tmp_path)), {}
    for others, name in damaged(parts):
        path = packed(tmp_path / "a.pptx", others)
        try:
            made = pptx.render_story(STORY, template=path)
        except AnalysisError as fault:
            faults[name] = fault
        else:
            assert len(Presentation(io.BytesIO(made)).slides) == 1, name
    assert len(faults) > len(parts)
    assert [name for name, fault in faults.items() if "template" not in fault.problem] == []


def test_a_template_that_is_no_package_is_refused(deck, tmp_path):
    whole = saved(deck, tmp_path).read_bytes()
    for content in (b"", b"PK", b"\xd0\xcf\x11\xe0" + os.urandom(999), whole[:-400]):
        (tmp_path / "a.pptx").write_bytes(content)
        refused(tmp_path / "a.pptx", "is no package of an office program")


def test_a_template_without_a_layout_is_refused(tmp_path):
    bare = Presentation()
    for layout in list(bare.slide_layouts):
        bare.slide_layouts.remove(layout)
    refused(saved(bare, tmp_path), "it has no layout")


def test_a_template_with_slides_too_small_for_a_chart_is_refused(deck, tmp_path):
    deck.slide_width = Inches(1)
    refused(saved(deck, tmp_path), r"slides of 2\.5 by 19\.1 cm, too small for a chart")


def test_a_template_without_a_theme_is_refused(deck, tmp_path):
    parts = parts_of(saved(deck, tmp_path))
    refused(packed(tmp_path / "a.pptx", parts | {"ppt/theme/theme1.xml": b"<a/>"}), "its slide master has no theme")
