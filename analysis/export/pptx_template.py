"""A template of a deck: a .pptx whose layouts are taken, and nothing else of it."""

import io
from pathlib import Path
from typing import Any

from lxml import etree
from pptx import Presentation
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.oxml.ns import qn

from analysis.errors import ExportFault
from analysis.export.ooxml import drop_properties, normalise_package, reading_template, refuse_outside, refuse_package

KEPT = frozenset(
    (
        *(RELATIONSHIP_TYPE.SLIDE_MASTER, RELATIONSHIP_TYPE.NOTES_MASTER, RELATIONSHIP_TYPE.HANDOUT_MASTER),
        *(RELATIONSHIP_TYPE.THEME, RELATIONSHIP_TYPE.PRES_PROPS, RELATIONSHIP_TYPE.VIEW_PROPS),
        *(RELATIONSHIP_TYPE.TABLE_STYLES, RELATIONSHIP_TYPE.FONT),
    )
)
"""What a presentation of layouts alone refers to; slides, comments, authors and further data are others'."""
OF_SLIDES = ("p:custShowLst", "p:custDataLst", "p:photoAlbum", "p:modifyVerifier", "p:smartTags")
SECTIONS = "{http://schemas.microsoft.com/office/powerpoint/2010/main}sectionLst"
CM = 360_000
SMALLEST = 7 * CM
FIX = "name a .pptx that PowerPoint or LibreOffice can open: --template FILE"


def new_deck(title: str, size: tuple[Any, Any], template: Path | None = None) -> Any:
    """Make a deck without slides: a template's, or one of a width and height.

    >>> new_deck("Briefing", (9_144_000, 5_143_500)).slide_width
    9144000
    """
    if template:
        deck = read_template(template)
    else:
        deck = Presentation()
        deck.slide_width, deck.slide_height = size
    normalise_package(deck.core_properties, title)
    return deck


def read_template(path: Path) -> Any:
    """Read a deck without its slides, whose layouts stay.

    Raises ExportFault for a file that cannot be opened, has no layout, has two parts of one name or holds a macro, and for a
    layout that refers to something outside the file.

    >>> read_template(Path("pyproject.toml"))
    Traceback (most recent call last):
    ...
    analysis.errors.ExportFault: pyproject.toml is no template that can be opened: it is no package of an office program
      -> name a .pptx that PowerPoint or LibreOffice can open: --template FILE
    """
    with reading_template(path, FIX):
        content = path.read_bytes()
        refuse_package(content)
        layouts = _try_out(content)
        deck = Presentation(io.BytesIO(content))
        _drop_slides(deck)
        _refuse_looks(path, deck)
        drop_properties(deck.part.package._rels)
    if not layouts:
        raise ExportFault(f"{path} is no template: it has no layout", "save it with its slide master, or name another file")
    refuse_outside(path, deck.part.package, "layouts and the slide master")
    return deck


def _refuse_looks(path: Path, deck: Any) -> None:
    """Refuse slides too small for a chart, and a master without colours and letters of its own, which PowerPoint has to repair."""
    if min(deck.slide_width, deck.slide_height) < SMALLEST:
        problem = f"{path} has slides of {deck.slide_width / CM:.1f} by {deck.slide_height / CM:.1f} cm, too small for a chart"
        raise ExportFault(problem, "make them 25.4 by 14.3 cm, or larger, in Design, Slide Size")
    for master in deck.slide_masters:
        themes = [one.target_part for one in master.part.rels.values() if one.reltype == RELATIONSHIP_TYPE.THEME]
        if not themes or not etree.fromstring(themes[0].blob).tag.endswith("}theme"):
            raise ExportFault(
                f"{path} is no template: its slide master has no theme", "save it again with PowerPoint or LibreOffice"
            )


def _try_out(content: bytes) -> int:
    """Make a deck with a slide of each layout, so that damage is noticed here and not by the slide that needs what it hit."""
    deck: Any = Presentation(io.BytesIO(content))
    _drop_slides(deck)
    deck.core_properties.title = ""
    for layout in deck.slide_layouts:
        _ = [holder.placeholder_format.type for holder in layout.placeholders]
        deck.slides.add_slide(layout).notes_slide.notes_text_frame.text = ""
    _ = deck.slide_width + deck.slide_height
    deck.save(io.BytesIO())
    return len(deck.slide_layouts)


def _drop_slides(deck: Any) -> None:
    """Drop slides and all that refers to them: what is still referred to would be saved beside the new slides."""
    presentation = deck.part._element
    ids = deck.slides._sldIdLst
    for entry in list(ids):
        ids.remove(entry)
    for name in OF_SLIDES:
        for element in presentation.findall(qn(name)):
            presentation.remove(element)
    for sections in list(presentation.iter(SECTIONS)):
        extension = sections.getparent()
        extension.getparent().remove(extension)
    for name, relation in list(deck.part.rels.items()):
        if relation.reltype not in KEPT:
            deck.part.rels.pop(name)
