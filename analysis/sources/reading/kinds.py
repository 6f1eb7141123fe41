"""What a file is that is not what it should be: told by its first bytes, so that a message can say what to do with it."""

import codecs

PACKED = "unpack it, or fetch it again"
KINDS = (
    (b"\x1f\x8b", "is packed with gzip", PACKED),
    (b"PK\x03\x04", "is a zip archive or a workbook", "unpack it, or take the publisher's file of the right kind"),
    (b"%PDF", "is a PDF", "take the publisher's table instead"),
    (b"\xd0\xcf\x11\xe0", "is a workbook of the older kind (.xls)", "save it in the kind that the publisher has it in"),
    (codecs.BOM_UTF32_LE, "is in UTF-32, not UTF-8", "save it again in UTF-8, or fetch it again"),
    (codecs.BOM_UTF16_LE, "is in UTF-16, not UTF-8", "save it again in UTF-8, or fetch it again"),
    (codecs.BOM_UTF16_BE, "is in UTF-16, not UTF-8", "save it again in UTF-8, or fetch it again"),
)
"""First bytes, what they say of a file, and what helps; the mark of UTF-32 begins as that of UTF-16 does."""


def other_kind(start: bytes) -> tuple[str, str] | None:
    r"""Say what a file is that should be text, and what to do with it, by its first bytes; None where they may be text.

    >>> other_kind(b"\x1f\x8b\x08\x00")
    ('is packed with gzip', 'unpack it, or fetch it again')
    >>> other_kind("id;name".encode("utf-16-le"))[0], other_kind(b"<!DOCTYPE html><p>Sorry</p>")[0], other_kind(b"id;name")
    ('is in UTF-16, not UTF-8', 'is a web page, not a table', None)
    """
    for mark, what, fix in KINDS:
        if start.startswith(mark):
            return what, fix
    # Without a mark, every second byte of plain letters is empty.
    if len(start) >= 4 and (start[:4:2] == b"\0\0" or start[1:4:2] == b"\0\0"):
        return "is in UTF-16, not UTF-8", "save it again in UTF-8, or fetch it again"
    if start.lstrip().lower().startswith((b"<!doctype html", b"<html")):
        return "is a web page, not a table", "open the address in a browser and save the file itself"
    return None
