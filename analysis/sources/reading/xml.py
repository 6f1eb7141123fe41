"""Read publishers' large XML into tables: what could do harm is refused by a look at the bytes, the rest is streamed."""

import codecs
import json
import re
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any
from xml.parsers import expat

import polars as pl

from analysis.errors import ReadFault
from analysis.sources.reading.guard import first_line, told
from analysis.sources.reading.kinds import other_kind
from analysis.sources.reading.places import as_form, without_cells

DEEPEST = 64
"""Elements inside one another; the lists need nine."""
LONGEST = 1 << 16
"""Bytes without a tag: a text or an attribute of this length is none of a list's."""
CHUNK = 1 << 20
BATCH = 16_384
FIX = "fetch it again, and look at its first lines if that does not help"
LESS, GREATER, SLASH, BANG, QUESTION = b"<>/!?"

Field = tuple[str, str] | tuple[str, str, str]
"""Name of a column, path below the root element (`@` before an attribute), and a type other than text."""


def table(name: str, rows: str, *fields: Field, levels: Sequence[str] = ()) -> dict[str, Any]:
    """Describe a table: its rows are the children of the element `rows`, its columns lie at paths below the root element.

    An attribute of the element that holds the rows stands in the first of them. `levels` number the elements around a row.
    The description is what `read_tables` takes.

    >>> table("ships", "list", ("imo", "list/ship/@imo"))["xml_path"]
    'list'
    """
    columns = [
        {"name": column, "xml_path": path, "data_type": kind[0] if kind else "Utf8", "nullable": True}
        for column, path, *kind in fields
    ]
    return {"name": name, "xml_path": rows, "levels": list(levels), "fields": columns}


def read_tables(
    path: Path,
    root: str,
    tables: Sequence[dict[str, Any]],
    keep: Mapping[str, Callable[[pl.DataFrame], pl.DataFrame]] | None = None,
) -> dict[str, pl.DataFrame]:
    """Stream an XML file into tables by name; `keep` thins a table while it is read. Text is free of blanks at its ends.

    `root` is the name of the root element. Raises ReadFault for a file that is missing, broken, cut short, not UTF-8,
    something else than the list, or that tries to harm: entities, outside references, elements nested too deep, attributes too
    long.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = Path(folder, "list.xml").write_text("<list><ship><imo> 9074729 </imo></ship></list>")
    ...     read_tables(Path(folder, "list.xml"), "list", [table("ships", "", ("imo", "ship/imo"))])["ships"].rows()
    [('9074729',)]
    """
    from xml2arrow import Xml2ArrowError

    refuse_harm(path, root)
    parser = _parser(json.dumps([_below(root, described) for described in tables]))
    thin = keep or {}
    batches: dict[str, list[pl.DataFrame]] = {}

    def add(name: str, batch: Any) -> None:
        frame = pl.DataFrame(batch).rename(lambda column: column.strip("<>"))
        frame = frame.with_columns(pl.col(pl.String).str.strip_chars())
        batches.setdefault(name, []).append(thin[name](frame) if name in thin else frame)

    try:
        for described in tables:
            if described["fields"]:
                add(described["name"], pl.DataFrame(schema=pl.Schema(parser.schema(described["name"]))))
        for name, batch in parser.parse_batches(path, max_rows_per_batch=BATCH):
            add(name, batch)
    except (Xml2ArrowError, OSError, ValueError, TypeError) as fault:
        raise ReadFault(path.name, f"is broken XML{_line_of(path)} ({without_cells(first_line(fault))})", FIX) from told(fault)
    return {name: pl.concat(frames) for name, frames in batches.items()}


def _line_of(path: Path) -> str:
    """Name the line on which a file stops being XML, which the parser that reads it does not say; nothing where it is."""
    parser = expat.ParserCreate()
    try:
        with path.open("rb") as file:
            parser.ParseFile(file)
    except (expat.ExpatError, OSError) as fault:
        return f" at line {line:,}" if (line := getattr(fault, "lineno", 0)) else ""
    return ""


def refuse_harm(path: Path, root: str) -> None:
    """Look at every byte of a file before it is parsed; raises ReadFault for the first thing that no list has.

    Tags are counted, not read: `<` opens, `</` and `/>` close. A file that passes is all UTF-8, its root
    element opened and closed, no document type, no NUL byte, no more than DEEPEST elements open at any mark of CHUNK bytes.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = Path(folder, "list.xml").write_text('<!DOCTYPE list [<!ENTITY a "b">]><list>&a;</list>')
    ...     refuse_harm(Path(folder, "list.xml"), "list")
    Traceback (most recent call last):
    ...
    analysis.errors.ReadFault: list.xml: declares a document type or entities, which no list does
      -> fetch it again, and look at its first lines if that does not help
    """
    try:
        with path.open("rb") as file:
            _refuse_other_kinds(path.name, file.read(4096), root)
            file.seek(0)
            _refuse_bytes(path.name, iter(lambda: file.read(CHUNK), b""))
            file.seek(max(0, path.stat().st_size - 4096))
            ending = re.sub(rb"<!--.*?-->", b"", file.read(), flags=re.DOTALL).rstrip(b"\x1a \t\r\n")
    except OSError as fault:
        raise ReadFault(path.name, f"cannot be opened ({fault.strerror})", FIX) from fault
    if not re.search(rb"(</|[<:])(\w+:)?" + root.encode() + rb"(\s[^<>]*/|\s*)>$", ending):
        raise ReadFault(path.name, f"is cut short: it does not end with </{root}>", FIX)


def _refuse_other_kinds(name: str, head: bytes, root: str) -> None:
    """Refuse what is no XML, another XML, or not in UTF-8, by its first bytes."""
    if not head.strip():
        raise ReadFault(name, "is empty", FIX)
    if head.startswith(codecs.BOM_UTF32_BE) or b"\0\0" in head[:4]:
        raise ReadFault(name, "is in UTF-16 or UTF-32, not UTF-8", FIX)
    if (kind := other_kind(head)) and "web page" not in kind[0]:
        raise ReadFault(name, *kind)
    text = head.removeprefix(codecs.BOM_UTF8).lstrip()
    if re.match(rb"<(!doctype\s+)?html", text, re.IGNORECASE):
        raise ReadFault(name, "is a web page, not XML", FIX)
    if not text.startswith(b"<"):
        # How it is written, not what: where a list of lines has this name, its first row stands there.
        raise ReadFault(name, f"is no XML: it begins like {as_form(text[:20].decode(errors='replace'))!r}", FIX)
    declared = re.match(rb"<\?xml[^>]*?encoding\s*=\s*[\"']([^\"']*)", text)
    if declared and declared[1].lower() not in {b"utf-8", b"utf8", b"us-ascii", b"ascii"}:
        raise ReadFault(name, f"says it is in {declared[1].decode(errors='replace')}, not UTF-8", FIX)
    first = re.search(rb"<([^\s<>/!?]+)", re.sub(rb"<!--.*?-->", b"", text, flags=re.DOTALL))
    if b"<!DOCTYPE" not in text and (first is None or first[1].split(b":")[-1] != root.encode()):
        other = first[1].decode(errors="replace") if first else None
        raise ReadFault(name, f"has the root element {other!r}, not {root!r}", FIX)


def _refuse_bytes(name: str, chunks: Iterator[bytes]) -> None:
    """Refuse bytes that are no text, declarations, tags that do not end, and tags that do not close."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    depth, place, before = 0, 0, b" "
    for chunk in chunks:
        if b"\0" in chunk:
            raise ReadFault(name, f"holds a NUL byte at {place + chunk.index(0)}", FIX)
        _refuse_long(name, chunk, place)
        try:
            decoder.decode(b"") if chunk.isascii() and not decoder.getstate()[0] else decoder.decode(chunk)
        except UnicodeDecodeError as fault:
            raise ReadFault(name, f"is not in UTF-8 near byte {place} ({fault.reason})", FIX) from fault
        opened, declares = _opened(before[-1:] + chunk)
        if (declares or b"<!" in before) and re.search(rb"<!(DOCTYPE|ENTITY)", before + chunk, re.IGNORECASE):
            raise ReadFault(name, "declares a document type or entities, which no list does", FIX)
        depth, place, before = depth + opened, place + len(chunk), chunk[-16:]
        if depth > DEEPEST:
            raise ReadFault(name, f"has {depth:,} elements open at byte {place:,}, more than {DEEPEST}", FIX)
    if abs(depth) > DEEPEST:
        raise ReadFault(name, f"closes {abs(depth):,} elements more or fewer than it opens", FIX)
    if decoder.getstate()[0]:
        raise ReadFault(name, "is cut short within a character", FIX)


def _refuse_long(name: str, chunk: bytes, place: int) -> None:
    for start in range(0, len(chunk) - LONGEST + 1, LONGEST):
        if chunk.find(LESS, start, start + LONGEST) < 0:
            raise ReadFault(name, f"has a text or an attribute longer than {LONGEST:,} bytes at {place + start:,}", FIX)


def _opened(chunk: bytes) -> tuple[int, bool]:
    """Count the elements opened less those closed, and say whether there is any declaration or comment.

    The first byte is the last of the chunk before. Whole columns of bytes are compared at once: a tenth of the time of searching.
    """
    import pyarrow

    array = pyarrow.UInt8Array.from_buffers(pyarrow.uint8(), len(chunk), [None, pyarrow.py_buffer(chunk)])
    byte = pl.Series(pl.from_arrow(array))
    first, second = slice(0, len(chunk) - 1), slice(1, None)
    less, slash = byte == LESS, byte == SLASH
    ends = 2 * _count(less[first] & slash[second]) + _count(slash[first] & (byte == GREATER)[second])
    declarations = _count(less[first] & (byte == BANG)[second])
    instructions = _count(less[first] & (byte == QUESTION)[second])
    return _count(less[second]) - ends - declarations - instructions, declarations > 0


def _count(true: pl.Series) -> int:
    return int(true.sum())


@lru_cache(maxsize=8)
def _parser(tables: str) -> Any:
    """Build a parser; it takes its description from a file (JSON is YAML)."""
    from xml2arrow import XmlToArrowParser

    with tempfile.TemporaryDirectory() as folder:
        description = Path(folder) / "tables.yaml"
        description.write_text(
            json.dumps({"parser_options": {"trim_text": False}, "tables": json.loads(tables)}), encoding="utf-8"
        )
        return XmlToArrowParser(description)


def _below(root: str, described: dict[str, Any]) -> dict[str, Any]:
    """Put the root element before every path."""
    fields = [{**field, "xml_path": f"/{root}/{field['xml_path']}"} for field in described["fields"]]
    return {**described, "xml_path": f"/{root}/{described['xml_path']}".rstrip("/"), "fields": fields}
