"""Packages of office programs: refused where they could harm, written so that their bytes do not depend on the clock."""

import io
import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.exceptions import OpcError
from lxml import etree
from pptx.exc import PythonPptxError

from analysis.errors import ExportFault

EPOCH = datetime(2022, 2, 24, tzinfo=UTC)
ZIP_TIME = (2022, 2, 24, 0, 0, 0)
LONGEST = 255
CORE = "docProps/core.xml"
TYPES = "[Content_Types].xml"
ACTIVE = re.compile(rb"macroenabled|vbaproject|vbadata|activex|ms-office\.vba", re.IGNORECASE)
"""What names a part that a program runs, in a package's list of types and in the names of its parts."""
LARGEST = 200_000_000
"""Bytes to which a package may unpack."""
STAMP = re.compile(rb"(?<=>)\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ(?=</dcterms:)")

TOLD = ("category", "comments", "content_status", "identifier", "keywords", "subject", "version")
"""What else a file may say of itself, and a template's makers of it."""
OBJECTS = ("oleObject", "package", "control")
UNREADABLE = (
    *(PythonPptxError, OpcError, OSError, LookupError, ValueError, AttributeError, TypeError, AssertionError, StopIteration),
    *(NotImplementedError, RuntimeError, EOFError, zipfile.BadZipFile, zlib.error, etree.LxmlError, SyntaxError),
)
"""What the readers of decks and documents raise for files that are none, or are damaged."""


def refuse_package(content: bytes) -> None:
    """Raise ExportFault for what is no package, unpacks to too much, has two parts of one name, or a part that acts.

    >>> packed = io.BytesIO()
    >>> with zipfile.ZipFile(packed, "w") as package:
    ...     package.writestr(TYPES, "<Types/>")
    ...     package.writestr("ppt/vbaProject.bin", "Sub AutoOpen()")
    >>> refuse_package(packed.getvalue())
    Traceback (most recent call last):
    ...
    analysis.errors.ExportFault: it holds a macro or another part that acts: ppt/vbaProject.bin
      -> save it without: as .pptx, and with no control in it
    """
    again = "name another file"
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            entries = package.infolist()
            if (size := sum(entry.file_size for entry in entries)) > LARGEST:
                raise ExportFault(f"it would unpack to {size / 1e6:,.0f} MB, more than {LARGEST / 1e6:,.0f}", again)
            types = package.read(TYPES)
    except (zipfile.BadZipFile, LookupError, NotImplementedError, RuntimeError, EOFError, OSError, ValueError) as fault:
        raise ExportFault("it is no package of an office program", again) from fault
    names = [entry.filename for entry in entries]
    refuse_doubled(names)
    acting = [name for name in names if ACTIVE.search(name.encode())]
    acting += [f"{match.group().decode()} in its list of types" for match in ACTIVE.finditer(types)]
    if acting:
        fix = "save it without: as .pptx, and with no control in it"
        raise ExportFault(f"it holds a macro or another part that acts: {acting[0]}", fix)


def refuse_doubled(names: Iterable[str]) -> None:
    """Raise ExportFault for two parts of one name, of which programs take now the first, now the last; capitals do not count.

    >>> refuse_doubled(["ppt/slides/slide1.xml", "ppt/slides/Slide1.xml"])
    Traceback (most recent call last):
    ...
    analysis.errors.ExportFault: it has 2 parts of one name: ppt/slides/slide1.xml
      -> save it again with the program that made it
    """
    counts = Counter(name.casefold() for name in names)
    if doubled := next((name for name, count in counts.items() if count > 1), ""):
        problem = f"it has {counts[doubled]} parts of one name: {doubled}"
        raise ExportFault(problem, "save it again with the program that made it")


@contextmanager
def reading_template(path: Path, fix: str) -> Iterator[None]:
    """Turn whatever a reader of templates raises into an ExportFault that names the file.

    >>> with reading_template(Path("house.docx"), "name another file"):
    ...     raise KeyError("styles")
    Traceback (most recent call last):
    ...
    analysis.errors.ExportFault: house.docx is no template that can be opened: a part of it is missing or damaged
      -> name another file
    """
    try:
        yield
    except ExportFault as fault:
        if str(path) in fault.problem:
            raise
        raise ExportFault(f"{path} is no template that can be opened: {fault.problem}", fix) from fault
    except UNREADABLE as fault:
        reason = getattr(fault, "strerror", "") or "a part of it is missing or damaged"
        raise ExportFault(f"{path} is no template that can be opened: {reason}", fix) from fault


def refuse_outside(path: Path, package: Any, kept: str) -> None:
    """Raise ExportFault for what is not in the file itself, and for what another program would open; `kept` is what is taken."""
    fix = f"take it out of the {kept}, and save the file again"
    for part in package.iter_parts():
        for relation in part.rels.values():
            if relation.is_external:
                problem = f"{path} refers to something outside itself, in {part.partname}: {relation.target_ref[:80]}"
                raise ExportFault(problem, fix)
            if relation.reltype.rpartition("/")[2] in OBJECTS:
                raise ExportFault(f"{path} holds an object of another program, in {part.partname}", fix)


def drop_properties(relations: Any) -> None:
    """Drop what a template's package says of its makers: company, manager, a thumbnail, properties of their own."""
    for name, relation in list(relations.items()):
        if relation.reltype not in (RELATIONSHIP_TYPE.OFFICE_DOCUMENT, RELATIONSHIP_TYPE.CORE_PROPERTIES):
            relations.pop(name)


def normalise_package(properties: Any, title: str) -> None:
    """Fill in a document's properties, without a clock.

    >>> from types import SimpleNamespace
    >>> properties = SimpleNamespace()
    >>> normalise_package(properties, "Briefing")
    >>> properties.created.isoformat()
    '2022-02-24T00:00:00+00:00'
    """
    # What an office file says of itself may be 255 letters long.
    properties.title = title if len(title) <= LONGEST else f"{title[: LONGEST - 1]}\N{HORIZONTAL ELLIPSIS}"
    properties.author = "Europe and the United States for Ukraine"
    properties.last_modified_by = ""
    for name in TOLD:
        setattr(properties, name, "")
    properties.language = "en"
    properties.created = properties.modified = EPOCH
    properties.revision = 1


def package_bytes(package: Any) -> bytes:
    """Save a document or deck with its parts in order and one fixed time, so that the same content has the same bytes.

    >>> from docx import Document
    >>> package_bytes(Document()) == package_bytes(Document())
    True
    """
    target = io.BytesIO()
    package.save(target)
    return stable_zip(target.getvalue())


def stable_zip(content: bytes) -> bytes:
    """Pack an office file again with its parts in order and one fixed time, charts' own workbooks included.

    Raises ExportFault for two parts of one name.

    >>> packed = io.BytesIO()
    >>> with zipfile.ZipFile(packed, "w") as old:
    ...     old.writestr("b.xml", "<b/>")
    ...     old.writestr("a.xml", "<a/>")
    >>> [(part.filename, part.date_time[:3]) for part in zipfile.ZipFile(io.BytesIO(stable_zip(packed.getvalue()))).infolist()]
    [('a.xml', (2022, 2, 24)), ('b.xml', (2022, 2, 24))]
    """
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        refuse_doubled(old.namelist())
        for name in sorted(old.namelist(), key=lambda name: (name != TYPES, name)):
            part = STAMP.sub(EPOCH.strftime("%Y-%m-%dT%H:%M:%SZ").encode(), old.read(name)) if name == CORE else old.read(name)
            entry = zipfile.ZipInfo(name, ZIP_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            new.writestr(entry, stable_zip(part) if name.endswith(".xlsx") else part)
    return target.getvalue()
