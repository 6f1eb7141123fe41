"""What the two office formats share: properties and bytes that do not depend on the clock."""

import io
import re
import zipfile
from datetime import UTC, datetime
from typing import Any

EPOCH = datetime(2022, 2, 24, tzinfo=UTC)
ZIP_TIME = (2022, 2, 24, 0, 0, 0)
LONGEST = 255
CORE = "docProps/core.xml"
STAMP = re.compile(rb"(?<=>)\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ(?=</dcterms:)")


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

    >>> packed = io.BytesIO()
    >>> with zipfile.ZipFile(packed, "w") as old:
    ...     old.writestr("b.xml", "<b/>")
    ...     old.writestr("a.xml", "<a/>")
    >>> [(part.filename, part.date_time[:3]) for part in zipfile.ZipFile(io.BytesIO(stable_zip(packed.getvalue()))).infolist()]
    [('a.xml', (2022, 2, 24)), ('b.xml', (2022, 2, 24))]
    """
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in sorted(old.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            part = STAMP.sub(EPOCH.strftime("%Y-%m-%dT%H:%M:%SZ").encode(), old.read(name)) if name == CORE else old.read(name)
            entry = zipfile.ZipInfo(name, ZIP_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            new.writestr(entry, stable_zip(part) if name.endswith(".xlsx") else part)
    return target.getvalue()
