"""Write tables into data/: checked against their contract, sorted, as plain CSV, described in datapackage.json.

`write` is all or nothing: everything is made and checked in a staging folder, then moved in as one step.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import polars as pl

from analysis.storage import kept, transaction
from analysis.storage.checksum import sha256
from analysis.storage.reader import resources
from analysis.tables import TABLES
from analysis.tables.contract import Table

PACKAGE = "datapackage.json"

FRICTIONLESS = {
    pl.String: "string",
    pl.Enum: "string",
    pl.Date: "date",
    pl.Boolean: "boolean",
    pl.Int64: "integer",
    pl.Float64: "number",
    pl.Decimal: "number",
}


def write(
    tables: Mapping[str, pl.DataFrame], data: Path, beside: Mapping[str, str] | None = None, step: kept.Step | None = None
) -> list[Path]:
    """Write the named tables into `data` and describe them; other tables there stay as they are.

    `tables` maps names of `analysis.tables.TABLES` to frames that hold the contract's columns, in any order; `beside` maps
    names of other files of `data` to their texts, which move in with the tables. What stood before is kept where a `step` asks
    for it (`analysis.storage.kept`).
    Returns the tables' files, relative to `data`, sorted. Raises DataFault for a frame that breaks its contract, before
    anything is touched, and RefreshFault where the disk takes no files.

    >>> import tempfile
    >>> from datetime import date
    >>> rates = pl.DataFrame({"month": [date(2022, 3, 1)], "currency": ["USD"], "per_eur": [1.1], "days": [23]})
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     [file.as_posix() for file in write({"exchange_rates": rates}, Path(folder))]
    ['reference/exchange_rates.csv']
    """
    checked = {name: TABLES[name].validate(frame) for name, frame in tables.items()}
    files = {
        path: part.write_csv(line_terminator="\n")
        for name, frame in checked.items()
        for path, part in TABLES[name].files(frame).items()
    }
    try:
        with transaction.staged(data) as staging:
            _write_texts(files, staging)
            package = describe(checked, staging, _other_resources(data, set(tables)), _works(checked, data))
            _write_texts({**(beside or {}), PACKAGE: package}, staging)
            if step:
                step.keep(data, staging)
    finally:
        if step:
            kept.prune(data)
    return sorted(Path(path) for path in files)


def describe(
    tables: Mapping[str, pl.DataFrame], folder: Path, others: list[dict[str, Any]], works: Mapping[str, dict[str, Any]]
) -> str:
    """Render datapackage.json (Frictionless Data Package) for the files of `folder` and the other resources given.

    `tables` maps names to frames that were written into `folder`; `works` are the rows of the sources table by id.

    >>> json.loads(describe({}, Path("data"), [], {}))["resources"]
    []
    """
    written = [
        _resource(TABLES[name], path, folder, part.height) | _credit(TABLES[name], works)
        for name, frame in tables.items()
        for path, part in TABLES[name].files(frame).items()
    ]
    package = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "europe-and-us-for-ukraine",
        "title": "Europe and the United States for Ukraine",
        "description": "Aid, sanctions and security guarantees as tidy tables. Made by the package's own readers; do not edit.",
        "resources": sorted(written + others, key=lambda resource: resource["path"]),
    }
    return json.dumps(package, indent=1, ensure_ascii=False) + "\n"


def _write_texts(texts: Mapping[str, str], folder: Path) -> None:
    for path, text in texts.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8", newline="\n")


def _resource(table: Table, path: str, folder: Path, rows: int) -> dict[str, Any]:
    file = folder / path
    return {
        "name": Path(path).stem.replace("_", "-"),
        "path": path,
        "table": table.name,
        "title": table.title,
        "description": table.description,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": file.stat().st_size,
        "hash": f"sha256:{sha256(file)}",
        "rows": rows,
        "schema": {
            "fields": [_field(name, column) for name, column in table.schema.columns().items()],
            "primaryKey": list(table.key),
            "missingValues": [""],
        },
    }


def _credit(table: Table, works: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
    cited = [works[source] for source in table.sources if source in works]
    return {
        "sources": [
            {"title": f"{work['publisher']}, {work['title']}", "path": work["url"], "citation": work["citation"]}
            for work in cited
        ],
        "licenses": [{"title": work["licence"], "path": work["url"]} for work in cited],
    }


def _works(tables: Mapping[str, pl.DataFrame], data: Path) -> dict[str, dict[str, Any]]:
    file = data / "reference/sources.csv"
    there = pl.read_csv(file, infer_schema=False) if file.exists() else pl.DataFrame()
    return {work["id"]: work for work in tables.get("sources", there).iter_rows(named=True)}


def _field(name: str, column: Any) -> dict[str, Any]:
    dtype, metadata = column.dtype, column.metadata or {}
    choices = {"enum": dtype.categories.to_list()} if isinstance(dtype, pl.Enum) else {}
    field = {
        "name": name,
        "type": next(text for frictionless, text in FRICTIONLESS.items() if isinstance(dtype, frictionless)),
        "decimalPlaces": dtype.scale if isinstance(dtype, pl.Decimal) else None,
        "unit": metadata.get("unit"),
        "description": metadata.get("description", ""),
        "constraints": ({} if column.nullable else {"required": True}) | choices or None,
    }
    return {key: value for key, value in field.items() if value is not None}


def _other_resources(data: Path, replaced: set[str]) -> list[dict[str, Any]]:
    known = resources(data) if (data / PACKAGE).exists() else []
    return [resource for resource in known if resource["table"] not in replaced]
