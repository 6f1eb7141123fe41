"""Write one table to a file, in the format its ending names; nothing is left half-written."""

from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import polars as pl

from analysis.errors import UnknownName
from analysis.export.csv import csv_bytes, csv_text
from analysis.storage.atomic import write_atomically


def save(record: dict[str, Any], rows: pl.DataFrame, addresses: pl.Series | None, path: Path) -> Path:
    """Write a table to `path`; see `Table.save`.

    `record` has the table as a reader sees it, `rows` its values, `addresses` the page of each row. Raises UnknownName for an
    ending that does not exist, ExportFault if the file cannot be written.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     save({}, pl.DataFrame({"eur_bn": [1.5]}), None, Path(folder) / "aid.csv").read_text(encoding="utf-8-sig")
    'eur_bn\\n1.5\\n'
    """
    ending = path.suffix.lower()
    if ending not in WRITERS:
        raise UnknownName("format", path.suffix, WRITERS)
    return write_atomically(path, WRITERS[ending](record, rows, addresses))


def _csv(rows: pl.DataFrame, addresses: pl.Series | None) -> bytes:
    own = [] if addresses is None or addresses.name in rows.columns else [addresses]
    texts = pl.col(name for name, dtype in rows.schema.items() if dtype.is_nested())
    return csv_bytes(csv_text(rows.with_columns(texts.map_elements(str, pl.String)).with_columns(*own)))


WRITERS: dict[str, Callable[[dict[str, Any], pl.DataFrame, pl.Series | None], bytes]] = {
    ".xlsx": lambda record, rows, _: import_module("analysis.export.xlsx").render_table(record, rows),
    ".docx": lambda record, *_: import_module("analysis.export.docx").render_table(record),
    ".pptx": lambda record, *_: import_module("analysis.export.pptx_tables").render_table(record),
    ".html": lambda record, *_: import_module("analysis.export.html").render_table(record),
    ".csv": lambda _, rows, addresses: _csv(rows, addresses),
}
