"""Write one figure to a file, in the format its ending names; nothing is left half-written."""

import json
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

from analysis.charts import render, theme
from analysis.charts.lettering import fix_widths
from analysis.charts.picture import Picture
from analysis.errors import UnknownName
from analysis.export.csv import csv_bytes
from analysis.storage.atomic import write_atomically


def writer(ending: str) -> Callable[[Picture], bytes]:
    r"""Give the writer for a file ending, in capitals or not; raises UnknownName with the good ones.

    >>> writer(".csv")(Picture({"id": "aid", "csv": "year,eur_bn"}, {}))
    b'\xef\xbb\xbfyear,eur_bn'
    """
    if ending.lower() not in WRITERS:
        raise UnknownName("format", ending, WRITERS)
    return WRITERS[ending.lower()]


def ending_of(path: Path) -> str:
    """Give the ending that names a file's format, which may have two parts.

    >>> ending_of(Path("aid.vl.json")), ending_of(Path("aid.2026.json"))
    ('.vl.json', '.json')
    """
    return next((ending for ending in WRITERS if path.name.lower().endswith(ending) and ending.count(".") > 1), path.suffix)


def save(picture: Picture, path: Path) -> Path:
    """Write a drawn figure to `path`; see `Figure.save`.

    Raises UnknownName for an ending that does not exist, ExportFault if the file cannot be written.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     save(Picture({"id": "aid", "csv": "year,eur_bn"}, {}), Path(folder) / "aid.csv").read_text(encoding="utf-8-sig")
    'year,eur_bn'
    """
    return write_atomically(path, writer(ending_of(path))(picture))


def as_text(record: dict[str, Any]) -> str:
    """Write headline, subtitle, notes, sources and alternative text as plain text, ready to paste.

    Takes what `Figure.record` gives; pages of a source stand below it.

    >>> words = {"headline": "Aid grew", "subtitle": "EUR bn", "notes": ["Nominal."]}
    >>> as_text(words | {"source_line": "Source: us.", "sources": [], "alt": "A line."}).splitlines()
    ['Aid grew', 'EUR bn', 'Note: Nominal.', 'Source: us.', '', 'Alternative text:', 'A line.']
    """
    sources = record["sources"]
    parts = [record["headline"], record["subtitle"], *(f"Note: {note}" for note in record["notes"]), record["source_line"]]
    parts += [f"  {source['text']}: {source['url'] or 'no address'} (licence: {source['licence']})" for source in sources]
    parts += [f"    {publisher}: {address}" for source in sources for publisher, address in source.get("pages", ())]
    return "\n".join([*parts, "", "Alternative text:", record["alt"]]) + "\n"


def as_vega_lite(record: dict[str, Any], spec: dict[str, Any]) -> str:
    """Write the specification alone, with its rows in it and nothing to fetch: any page with Vega-Embed draws it offline.

    >>> json.loads(as_vega_lite({"id": "aid", "alt": "A bar."}, {"mark": "bar", "usermeta": {}}))
    {'description': 'A bar.', 'mark': 'bar', 'name': 'aid'}
    """
    # What else a stored specification carries are drawings for other sizes.
    bare = {key: value for key, value in spec.items() if key != "usermeta"}
    named = {"name": record["id"], "description": record["alt"]}
    return json.dumps(bare | named, allow_nan=False, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def as_json(record: dict[str, Any], spec: dict[str, Any]) -> str:
    """Write all that is known of a figure, its specification included, as JSON.

    Keys are sorted, as a notebook's file sorts them: a figure at hand and its stored output give the same bytes.

    >>> json.loads(as_json({"id": "aid"}, {"mark": "bar"}))
    {'id': 'aid', 'spec': {'mark': 'bar'}}
    """
    return json.dumps({**record, "spec": spec}, allow_nan=False, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


WRITERS: dict[str, Callable[[Picture], bytes]] = {
    ".svg": lambda picture: fix_widths(picture.svg).encode(),
    ".png": lambda picture: render.png(picture.svg, theme.size(picture.size).pixels_per_point),
    ".pdf": lambda picture: import_module("analysis.export.pdf").render_figure(picture),
    ".html": lambda picture: import_module("analysis.export.html").render_figure(picture),
    ".pptx": lambda picture: import_module("analysis.export.pptx").render_figure(picture),
    ".docx": lambda picture: import_module("analysis.export.docx").render_figure(picture),
    ".xlsx": lambda picture: import_module("analysis.export.xlsx").render_figure(picture),
    ".csv": lambda picture: csv_bytes(picture.record["csv"]),
    ".vl.json": lambda picture: as_vega_lite(picture.record, picture.spec).encode(),
    ".json": lambda picture: as_json(picture.record, picture.spec).encode(),
    ".txt": lambda picture: as_text(picture.record).encode(),
}
