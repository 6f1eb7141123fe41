"""Workbooks: the reading of the publisher's main sheet beside the bare read of the same sheet to text, and beside pandas.

The reader does more than any peer: it finds the header, types nine columns, and accounts for every cell it could not read.
"""

from collections.abc import Callable
from pathlib import Path

import fastexcel
import pandas as pd
import polars as pl

from analysis.sources.kiel.release_workbook import read_main
from benchmarks.row import Row, against, medians

MOST_OF_BARE = 1.3
MOST_OF_PANDAS = 0.2
ROUNDS, SLOW_ROUNDS = 15, 3
WORKBOOKS = {
    "release 7": "kiel/release_07/Ukraine_Support_Tracker_Release_7.xlsx",
    "release 18": "kiel/release_18/main_data_only.xlsx",
}


def bare(path: Path) -> pl.DataFrame:
    """Read the sheet to text with nothing added."""
    reader = fastexcel.read_excel(path)
    return reader.load_sheet(_main(reader.sheet_names), header_row=None, dtypes="string").to_polars()


def pandas_read(path: Path, engine: str) -> Callable[[], pd.DataFrame]:
    """Read the sheet to text as most would."""

    def read() -> pd.DataFrame:
        with pd.ExcelFile(path, engine=engine) as book:
            return pd.read_excel(book, _main([str(name) for name in book.sheet_names]), header=None, dtype=str)

    return read


def _main(names: list[str]) -> str:
    return next(name for name in names if name.lower().startswith("bilateral assistance"))


def rows(raw: Path) -> list[Row]:
    """Time the reading of each workbook's main sheet."""
    made = []
    for name, file in WORKBOOKS.items():
        path = raw / file
        work = f"main sheet of the workbook of {name}"
        turns = {"ours": lambda path=path: read_main(path), "fastexcel, to text": lambda path=path: bare(path)}
        fast = against(work, turns, ROUNDS, {"fastexcel, to text": MOST_OF_BARE})
        slow = {"pandas with openpyxl": pandas_read(path, "openpyxl"), "pandas with calamine": pandas_read(path, "calamine")}
        peers = medians(slow, SLOW_ROUNDS, unhurried=0)
        made += [
            *fast,
            *(Row(work, fast[0].ours, peer, peers[peer], MOST_OF_PANDAS if "openpyxl" in peer else None) for peer in peers),
        ]
    return made
