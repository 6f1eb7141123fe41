"""Write one figure to a file, in the format its ending names; nothing is left half-written."""

import json
import os
import tempfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import polars as pl

from analysis.errors import ExportFault, UnknownName
from analysis.figures import render, theme
from analysis.figures.picture import Picture

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def writer(ending: str) -> Callable[[Picture], bytes]:
    """Give the writer for a file ending, in capitals or not; raises UnknownName with the good ones.

    >>> writer(".csv")(Picture({"id": "aid", "csv": "year,eur_bn"}, {}))
    b'year,eur_bn'
    """
    if ending.lower() not in WRITERS:
        raise UnknownName("format", ending, WRITERS)
    return WRITERS[ending.lower()]


def save(picture: Picture, path: Path) -> Path:
    """Write a drawn figure to `path`; see `Figure.save`.

    Raises UnknownName for an ending that does not exist, ExportFault if the file cannot be written.

    >>> with tempfile.TemporaryDirectory() as folder:
    ...     save(Picture({"id": "aid", "csv": "year,eur_bn"}, {}), Path(folder) / "aid.csv").read_text()
    'year,eur_bn'
    """
    return write_whole(path, writer(path.suffix)(picture))


def from_home(path: str | Path) -> Path:
    """Give a path with `~` at its start as the home folder, as a shell does; raises ExportFault for nobody's home.

    >>> from_home("exports/aid.csv").as_posix()
    'exports/aid.csv'
    """
    try:
        return Path(path).expanduser()
    except RuntimeError as fault:
        raise ExportFault(f"{path} names a home folder that is not known", "write the folder in full") from fault


def save_all(picture: Picture, folder: Path, endings: Iterable[str]) -> list[Path]:
    """Write a drawn figure into a folder in several formats, named after its id; returns the files.

    Raises UnknownName for an ending that does not exist, ExportFault if a file cannot be written.

    >>> with tempfile.TemporaryDirectory() as folder:
    ...     [one.name for one in save_all(Picture({"id": "aid", "csv": ""}, {}), Path(folder), [".csv", ".json"])]
    ['aid.csv', 'aid.json']
    """
    return [save(picture, folder / f"{picture.id}{ending}") for ending in endings]


def write_whole(path: Path, content: bytes) -> Path:
    """Write a file by way of a neighbour, so that a full disk or a stop leaves the old file or the new one.

    Folders that are missing are made. Raises ExportFault if the file cannot be written.

    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_whole(Path(folder) / "exports" / "aid.txt", b"words").read_bytes()
    b'words'
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, beside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
            os.chmod(beside, 0o666 & ~_umask())
            os.replace(beside, path)
        except BaseException:
            Path(beside).unlink(missing_ok=True)
            raise
    except OSError as fault:
        raise ExportFault(
            f"{path} cannot be written: {fault.strerror or fault}", "free space or choose another folder"
        ) from fault
    return path


def csv_text(frame: pl.DataFrame) -> str:
    """Write a frame as CSV that a spreadsheet opens as data: a text that would start a formula gets an apostrophe.

    A frame without columns is an empty text.

    >>> csv_text(pl.DataFrame({"said": ["=1+1"], "eur_bn": [-0.5]})).splitlines()
    ['said,eur_bn', "'=1+1,-0.5"]
    """
    texts = [name for name, dtype in frame.schema.items() if dtype == pl.String or isinstance(dtype, pl.Enum | pl.Categorical)]
    guarded = frame.with_columns(
        pl.when(pl.col(name).cast(pl.String).str.slice(0, 1).is_in(FORMULA_STARTS))
        .then(pl.lit("'") + pl.col(name).cast(pl.String))
        .otherwise(pl.col(name).cast(pl.String))
        .alias(name)
        for name in texts
    )
    named = guarded.rename(lambda name: f"'{name}" if name.startswith(FORMULA_STARTS) else name)
    return named.write_csv(line_terminator="\n") if frame.width else ""


def words(record: dict[str, Any]) -> str:
    """Write headline, subtitle, notes, sources and alternative text as plain text, ready to paste.

    Takes what `Figure.record` gives; pages of a source stand below it.

    >>> said = {"headline": "Aid grew", "subtitle": "EUR bn", "notes": ["Nominal."]}
    >>> words(said | {"source_line": "Source: us.", "sources": [], "alt": "A line."}).splitlines()
    ['Aid grew', 'EUR bn', 'Note: Nominal.', 'Source: us.', '', 'Alternative text:', 'A line.']
    """
    parts = [record["headline"], record["subtitle"], *(f"Note: {note}" for note in record["notes"]), record["source_line"]]
    parts += [f"  {one['text']}: {one['url']} (licence: {one['licence']})" for one in record["sources"]]
    parts += [f"    {publisher}: {address}" for one in record["sources"] for publisher, address in one.get("pages", ())]
    return "\n".join([*parts, "", "Alternative text:", record["alt"]]) + "\n"


def whole_record(record: dict[str, Any], spec: dict[str, Any]) -> str:
    """Write all that is known of a figure, its specification included, as JSON.

    Keys are sorted, as a notebook's file sorts them: a figure at hand and its stored output give the same bytes.

    >>> json.loads(whole_record({"id": "aid"}, {"mark": "bar"}))
    {'id': 'aid', 'spec': {'mark': 'bar'}}
    """
    return json.dumps({**record, "spec": spec}, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _pdf(picture: Picture) -> bytes:
    from analysis.briefing.paper import figure_pdf

    return figure_pdf(picture.svg, picture.record["headline"], picture.record["alt"])


def _html(picture: Picture) -> bytes:
    from analysis.briefing.page import figure_page

    return figure_page(picture).encode()


def _pptx(picture: Picture) -> bytes:
    from analysis.briefing.deck import figure_deck

    return figure_deck(picture)


def _docx(picture: Picture) -> bytes:
    from analysis.briefing.document import figure_document

    return figure_document(picture)


WRITERS: dict[str, Callable[[Picture], bytes]] = {
    ".svg": lambda picture: picture.svg.encode(),
    ".png": lambda picture: render.png(picture.svg, theme.size(picture.size).pixels_per_point),
    ".pdf": _pdf,
    ".html": _html,
    ".pptx": _pptx,
    ".docx": _docx,
    ".csv": lambda picture: picture.record["csv"].encode(),
    ".json": lambda picture: whole_record(picture.record, picture.spec).encode(),
    ".txt": lambda picture: words(picture.record).encode(),
}
