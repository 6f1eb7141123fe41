"""Read the files of data/ as datapackage.json describes them, checked against their checksums."""

import csv
import functools
import hashlib
import io
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import polars as pl

from analysis.errors import ROOT, DataFault, UnknownName
from analysis.storage.transaction import finish as finish_move

CARRIED = Path(__file__).resolve().parent.parent / "data"
"""Where an installed package has the tables: a wheel carries them inside it, a checkout has them beside it."""
DATA = CARRIED if CARRIED.is_dir() else ROOT / "data"
EARLIEST = 1900


@contextmanager
def reading_from(folder: Path) -> Iterator[None]:
    """Load from another folder than data/ for a while; for one thread at a time.

    >>> import tempfile
    >>> from analysis.storage import reader
    >>> with tempfile.TemporaryDirectory() as folder, reader.reading_from(Path(folder)):
    ...     reader.DATA == Path(folder)
    True
    """
    global DATA  # noqa: PLW0603 -- every loader asks this module where the tables are
    former, DATA = DATA, folder
    try:
        yield
    finally:
        DATA = former


def read_table(name: str, part: str | None = None, data: Path | None = None) -> pl.DataFrame:
    """Load one table by name, or one file of it; raises UnknownName, or DataFault when a file is missing or changed.

    `part` is what a table in several files is split by, such as the release of `aid`; `data` is a folder other than data/.

    >>> read_table("aid", part="7")["stage"].unique().to_list()
    ['committed']
    """
    described = resources(data)
    parts = {Path(file["path"]).stem.removeprefix(f"{name}_"): file for file in described if file["table"] == name}
    if not parts:
        raise UnknownName("table", name, sorted({file["table"] for file in described}))
    if part is not None and part not in parts:
        raise UnknownName(f"part of {name}", part, parts)
    return pl.concat([read_resource(file, data) for known, file in parts.items() if part in (None, known)])


def resources(data: Path | None = None) -> list[dict[str, Any]]:
    """List the files of data/ as datapackage.json describes them; raises DataFault when that is missing or cut off.

    The description is read again only when it has changed on disk. A move of files that was cut short is finished first.

    >>> [file["path"] for file in resources() if file["table"] == "countries"]
    ['reference/countries.csv']
    """
    data = data or DATA
    finish_move(data)
    package = data / "datapackage.json"
    try:
        stat = package.stat()
    except FileNotFoundError:
        raise DataFault("data/datapackage.json", "is missing") from None
    return _package(package, stat.st_mtime_ns, stat.st_size)


@functools.cache
def _package(package: Path, stamp: int, size: int) -> list[dict[str, Any]]:
    try:
        described: list[dict[str, Any]] = list(json.loads(package.read_text(encoding="utf-8"))["resources"])
        for file in described:
            if absent := {"path", "table", "hash", "rows", "schema"} - file.keys():
                raise KeyError(*sorted(absent))
    except (ValueError, LookupError, TypeError, AttributeError) as fault:
        why = f"is no description of tables ({type(fault).__name__}: {fault})"
        raise DataFault("data/datapackage.json", why) from fault
    return described


def read_resource(resource: dict[str, Any], data: Path | None = None) -> pl.DataFrame:
    """Read one file of data/ as its description says; raises DataFault naming the file, and row and column of a cell at fault.

    `resource` is one of `resources`. The file must be there, with its checksum, its columns and cells of their types.

    >>> described = next(file for file in resources() if file["table"] == "countries")
    >>> read_resource(described).columns[:2]
    ['iso3', 'iso2']
    """
    return _table(json.dumps(resource), _content(resource, data or DATA)).clone()


@functools.lru_cache(maxsize=256)
def _table(description: str, content: bytes) -> pl.DataFrame:
    """Turn a file's bytes into typed columns; the same bytes, which every call reads and checks, are parsed once."""
    resource = json.loads(description)
    fields = resource["schema"]["fields"]
    text = _text(content, resource["path"])
    if text.columns != [field["name"] for field in fields]:
        raise DataFault(f"data/{resource['path']}", f"has the columns {text.columns}")
    typed = text.select(_typed(field) for field in fields)
    _refuse_losses(resource, text, typed)
    return typed


def _text(content: bytes, path: str) -> pl.DataFrame:
    """Read every cell as text; raises DataFault by the line of a cell too many, or of a quote that is odd or never ends."""
    try:
        return pl.read_csv(io.BytesIO(content), infer_schema=False)
    except pl.exceptions.PolarsError as fault:
        line, why = _first_bad_line(content)
        raise DataFault(f"data/{path}", f"is no readable table ({why})", row=line) from fault


def _first_bad_line(content: bytes) -> tuple[int | None, str]:
    rows = csv.reader(io.StringIO(content.decode(errors="replace"), newline=""), strict=True)
    width, line = 0, 1
    try:
        for row in rows:
            width = width or len(row)
            if len(row) > width:
                return line, f"{len(row)} cells, the header has {width}"
            line = rows.line_num + 1
    except csv.Error as fault:
        return line, f"a quote is odd or never ends: {fault}"
    return None, "it is empty, or not CSV in UTF-8"


def _content(resource: dict[str, Any], data: Path) -> bytes:
    name, described = f"data/{resource['path']}", resource["hash"]
    try:
        content: bytes = (data / resource["path"]).read_bytes()
    except (FileNotFoundError, IsADirectoryError):
        raise DataFault(name, "is missing") from None
    checksum = "sha256:" + hashlib.sha256(content).hexdigest()
    if checksum != described:
        raise DataFault(name, f"has checksum {checksum[:19]}..., datapackage.json says {described[:19]}...")
    return content


def _typed(field: dict[str, Any]) -> pl.Expr:
    column = pl.col(field["name"])
    match field["type"]:
        case "date":
            day = column.str.to_date("%Y-%m-%d", strict=False)
            # A year of two digits is one of the first century: no day of the record is.
            return pl.when(day.dt.year() >= EARLIEST).then(day)
        case "boolean":
            return column.replace_strict({"true": True, "false": False}, default=None, return_dtype=pl.Boolean)
        case "integer":
            return column.cast(pl.Int64, strict=False)
        case "number" if "decimalPlaces" in field:
            return column.cast(pl.Decimal(18, field["decimalPlaces"]), strict=False)
        case "number":
            return column.cast(pl.Float64, strict=False)
    return column


def _refuse_losses(resource: dict[str, Any], text: pl.DataFrame, typed: pl.DataFrame) -> None:
    for name in text.columns:
        lost = text[name].is_not_null() & typed[name].is_null()
        if lost.any():
            row = lost.arg_max() or 0
            problem = f"{text[name][row]!r} does not fit the column's type"
            raise DataFault(f"data/{resource['path']}", problem, row=row + 2, column=name)
