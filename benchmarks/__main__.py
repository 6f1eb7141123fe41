"""Measure everything in one run and write build/bench.md, build/bench.json and a plot: `python -m benchmarks --raw FOLDER`.

Each part can run alone: `--only sums`. `--large` adds the ledger of 50 million rows. Ends with an error beyond a limit.
"""

import argparse
import importlib
import os
import platform
import sys
from pathlib import Path

import altair as alt
import polars as pl

from benchmarks.row import Row, as_json, as_text

PARTS = ("start", "tables", "workbook", "lists", "sums", "exports", "validation", "explorer")
OUT = Path("build")


def main() -> int:
    """Run the parts, write what they found, and give 1 if a limit is not kept."""
    given = _arguments()
    rows: list[Row] = []
    for part in given.only or PARTS:
        print(f"measuring {part}", flush=True)
        found = _rows(part, given)
        print(as_text(found), flush=True)
        rows += found
    _write(rows)
    beyond = [row.work for row in rows if not row.kept]
    print(
        f"{len(rows)} rows in build/bench.md; " + (f"beyond their limit: {'; '.join(beyond)}" if beyond else "every limit kept")
    )
    return int(bool(beyond))


def _arguments() -> argparse.Namespace:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--raw", type=Path, required=True, help="folder of publishers' files")
    arguments.add_argument("--only", nargs="+", choices=PARTS)
    arguments.add_argument("--large", action="store_true")
    given = arguments.parse_args()
    if not given.raw.is_dir():
        arguments.error(f"{given.raw} is no folder: name that of the publishers' files")
    return given


def _rows(part: str, given: argparse.Namespace) -> list[Row]:
    module = importlib.import_module(f"benchmarks.{part}")
    if part == "workbook":
        return module.rows(given.raw)
    if part == "sums" and given.large:
        return module.rows((*module.SIZES, module.LARGEST))
    return module.rows()


def _write(rows: list[Row]) -> None:
    OUT.mkdir(exist_ok=True)
    (OUT / "bench.md").write_text(f"{machine()}\n\n{as_text(rows)}", encoding="utf-8")
    (OUT / "bench.json").write_text(as_json(rows, machine()), encoding="utf-8")
    _plot(rows).save(OUT / "bench.svg")


def machine() -> str:
    """Name the machine: what a ratio does not need and a time does."""
    return f"{os.cpu_count()} cores, {platform.machine()}, {platform.system()}, Python {platform.python_version()}, polars {pl.__version__}"


def _plot(rows: list[Row]) -> alt.LayerChart:
    frame = pl.DataFrame(
        {
            "work": [f"{row.work} / {row.peer}" for row in rows],
            "ratio": [row.ratio for row in rows],
            "limit": [row.limit for row in rows],
        }
    )
    base = alt.Chart(frame.drop_nulls("ratio"), width=420).encode(
        y=alt.Y("work:N", sort=None, title=None, axis=alt.Axis(labelLimit=420))
    )
    log = alt.Scale(type="log")
    points = base.mark_point(filled=True, size=60).encode(
        x=alt.X("ratio:Q", scale=log, title="our time as a multiple of the peer's")
    )
    limits = base.mark_tick(thickness=2, color="#666").encode(x=alt.X("limit:Q", scale=log))
    return points + limits


if __name__ == "__main__":
    sys.exit(main())
