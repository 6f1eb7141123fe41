"""Loading: each table of data/ against polars reading the same file as it stands, and all of them in a row."""

from typing import Any

import polars as pl

from analysis import load
from analysis.storage import reader
from benchmarks.row import Row, medians

ROUNDS = 15
MOST_OF_BARE = 5.0


def rows() -> list[Row]:
    """Time each table beside the bare read of its file: aid in its default release, every other table whole."""
    default = f"aid-{load.default_release()}"
    tables = [one for one in load.resources() if not one["name"].startswith("aid-") or one["name"] in (default, "aid-totals")]
    made = []
    for table in tables:
        found = medians({"ours": lambda table=table: _anew([table]), "bare": lambda table=table: _bare([table])}, ROUNDS)
        made.append(
            Row(f"table {table['name']}", found["ours"], "polars, to text", found["bare"], note=f"{table['rows']:,} rows")
        )
    found = medians({"ours": lambda: _anew(tables), "bare": lambda: _bare(tables)}, ROUNDS)
    return [*made, Row(f"all {len(tables)} tables", found["ours"], "polars, to text", found["bare"], MOST_OF_BARE)]


def _anew(tables: list[dict[str, Any]]) -> None:
    """Load tables as if for the first time in a session."""
    reader._table.cache_clear()
    for one in tables:
        load.read_resource(one, reader.DATA)


def _bare(tables: list[dict[str, Any]]) -> None:
    for one in tables:
        pl.read_csv(reader.DATA / one["path"], infer_schema=False)
