"""A template of a document: a .docx whose styles, page, header and footer are taken, and nothing else of it."""

import io
from collections.abc import Sequence
from copy import deepcopy
from pathlib import Path
from typing import Any

from docx import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.shared import Length

from analysis.errors import ExportFault
from analysis.export.ooxml import drop_properties, reading_template, refuse_outside, refuse_package

KEPT = frozenset(
    (
        *(RELATIONSHIP_TYPE.STYLES, RELATIONSHIP_TYPE.THEME, RELATIONSHIP_TYPE.NUMBERING),
        *(RELATIONSHIP_TYPE.FONT_TABLE, RELATIONSHIP_TYPE.HEADER, RELATIONSHIP_TYPE.FOOTER),
    )
)
"""What an empty document refers to; comments, notes, settings, mail lists and further data are others'."""
FIX = "name a .docx that Word or LibreOffice can open: --template FILE"
BESIDE = Length(360_000)
"""The least margin at either side, 1 cm."""
TWIP = 635


def read_template(path: Path, styles: Sequence[str], width: Length) -> Any:
    """Read a document without its text, whose styles, page, header and footer stay.

    `styles` are those that a briefing is set in: each is taken by its name, and where the template has none, from the
    usual document. `width` is what the text needs between the margins, which are made narrower if need be. Raises ExportFault
    for a file that cannot be opened, is too narrow, holds a macro or refers to something outside itself.

    >>> read_template(Path("pyproject.toml"), [], Length(0))
    Traceback (most recent call last):
    ...
    analysis.errors.ExportFault: pyproject.toml is no template that can be opened: it is no package of an office program
      -> name a .docx that Word or LibreOffice can open: --template FILE
    """
    with reading_template(path, FIX):
        content = path.read_bytes()
        refuse_package(content)
        document = Document(io.BytesIO(content))
        _drop_text(document)
        drop_properties(document.part.package.rels)
        _add_styles(document, styles)
        _widen(path, document, width)
        document.core_properties.title = ""
        document.save(io.BytesIO())
    refuse_outside(path, document.part.package, "header, footer and styles")
    return document


def _drop_text(document: Any) -> None:
    """Drop the text and all that it refers to, and keep the last section: its page, its header and its footer."""
    body = document.element.body
    for element in list(body):
        if element.tag != qn("w:sectPr"):
            body.remove(element)
    used = {value for element in body.iter() for name, value in element.attrib.items() if name == qn("r:id")}
    for name, relation in list(document.part.rels.items()):
        is_margin = relation.reltype in (RELATIONSHIP_TYPE.HEADER, RELATIONSHIP_TYPE.FOOTER)
        if relation.reltype not in KEPT or (is_margin and name not in used):
            document.part.rels.pop(name)


def _add_styles(document: Any, names: Sequence[str]) -> None:
    """Add the styles that a template lacks, as the usual document has them, on the ground of the template's own text."""
    usual = Document()
    ground = next(style for style in document.styles if style.name == "Normal").style_id
    here = {style.name for style in document.styles}
    for name in names:
        if name in here:
            continue
        element = deepcopy(usual.styles[name].element)
        for tag in ("w:link", "w:next", "w:rsid"):
            for child in element.findall(qn(tag)):
                element.remove(child)
        for basis in element.findall(qn("w:basedOn")):
            basis.set(qn("w:val"), ground)
        for number in element.iter(qn("w:numId")):
            number.set(qn("w:val"), _add_list(document, usual, number.get(qn("w:val"))))
        document.styles.element.append(element)


def _add_list(document: Any, usual: Any, number: str) -> str:
    """Add a kind of list of the usual document to the template's, and give its number there."""
    theirs = usual.part.numbering_part.element
    if not any(relation.reltype == RELATIONSHIP_TYPE.NUMBERING for relation in document.part.rels.values()):
        document.part.relate_to(usual.part.numbering_part, RELATIONSHIP_TYPE.NUMBERING)
        return number
    ours = document.part.numbering_part.element
    if ours is theirs:
        return number
    kind = theirs.num_having_numId(int(number)).abstractNumId.val
    definition = deepcopy(
        next(one for one in theirs.findall(qn("w:abstractNum")) if one.get(qn("w:abstractNumId")) == str(kind))
    )
    new = 1 + max((int(one.get(qn("w:abstractNumId"))) for one in ours.findall(qn("w:abstractNum"))), default=0)
    definition.set(qn("w:abstractNumId"), str(new))
    # Word knows two lists by this mark for one.
    for mark in definition.findall(qn("w:nsid")):
        definition.remove(mark)
    ours.insert(len(ours.findall(qn("w:abstractNum"))), definition)
    return str(ours.add_num(new).numId)


def _widen(path: Path, document: Any, width: Length) -> None:
    for section in document.sections:
        # A file keeps margins in whole twips.
        spare = Length((section.page_width - width) // 2 // TWIP * TWIP)
        if spare < BESIDE:
            problem = (
                f"{path} has a page {section.page_width.cm:.1f} cm wide, and a briefing's charts need {width.cm + 2:.0f} cm"
            )
            raise ExportFault(problem, "make its page A4 or Letter, upright")
        if section.page_width - section.left_margin - section.right_margin < width:
            section.left_margin = section.right_margin = spare
