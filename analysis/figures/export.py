"""Write one figure to a file, in the format its ending names; nothing is left half-written."""

import json
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from analysis.errors import ExportFault, UnknownName
from analysis.figures import render, theme

if TYPE_CHECKING:
    from analysis.figures.figure import Figure

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def save(figure: "Figure", path: Path, size: str) -> Path:
    """Write the figure to `path`; see `Figure.save`."""
    theme.size(size)
    if path.suffix not in WRITERS:
        raise UnknownName("format", path.suffix, WRITERS)
    return write_whole(path, WRITERS[path.suffix](figure, size))


def write_whole(path: Path, content: bytes) -> Path:
    """Write a file by way of a neighbour, so that a full disk or a stop leaves the old file or the new one."""
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
    """Write a frame as CSV that a spreadsheet opens as data: a text that would start a formula gets an apostrophe."""
    texts = [name for name, dtype in frame.schema.items() if dtype == pl.String or isinstance(dtype, pl.Enum | pl.Categorical)]
    guarded = frame.with_columns(
        pl.when(pl.col(name).cast(pl.String).str.slice(0, 1).is_in(FORMULA_STARTS))
        .then(pl.lit("'") + pl.col(name).cast(pl.String))
        .otherwise(pl.col(name).cast(pl.String))
        .alias(name)
        for name in texts
    )
    return guarded.write_csv(line_terminator="\n") if frame.width else ""


def words(record: dict[str, Any]) -> str:
    """Write headline, subtitle, notes, sources and alternative text as plain text, ready to paste."""
    parts = [record["headline"], record["subtitle"], *(f"Note: {note}" for note in record["notes"]), record["source_line"]]
    parts += [f"  {one['text']}: {one['url']} (licence: {one['licence']})" for one in record["sources"]]
    return "\n".join([*parts, "", "Alternative text:", record["alt"]]) + "\n"


def whole_record(record: dict[str, Any], spec: dict[str, Any]) -> str:
    """Write all that is known of a figure, its specification included, as JSON."""
    return json.dumps({**record, "spec": spec}, indent=1, ensure_ascii=False) + "\n"


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _svg(figure: "Figure", size: str) -> bytes:
    return figure.svg(size).encode()


def _png(figure: "Figure", size: str) -> bytes:
    return render.png(figure.svg(size), theme.size(size).pixels_per_point)


def _pdf(figure: "Figure", size: str) -> bytes:
    from analysis.briefing.paper import figure_pdf

    return figure_pdf(figure.svg(size), figure.headline, figure.alt)


def _html(figure: "Figure", size: str) -> bytes:
    from analysis.briefing.page import figure_page

    return figure_page(figure, size).encode()


def _pptx(figure: "Figure", size: str) -> bytes:
    from analysis.briefing.deck import figure_deck

    return figure_deck(figure)


def _docx(figure: "Figure", size: str) -> bytes:
    from analysis.briefing.document import figure_document

    return figure_document(figure)


def _csv(figure: "Figure", size: str) -> bytes:
    return csv_text(figure.frame).encode()


def _json(figure: "Figure", size: str) -> bytes:
    return whole_record(figure.record(), figure.spec(size)).encode()


def _txt(figure: "Figure", size: str) -> bytes:
    return words(figure.record()).encode()


WRITERS: dict[str, Callable[["Figure", str], bytes]] = {
    ".svg": _svg,
    ".png": _png,
    ".pdf": _pdf,
    ".html": _html,
    ".pptx": _pptx,
    ".docx": _docx,
    ".csv": _csv,
    ".json": _json,
    ".txt": _txt,
}
