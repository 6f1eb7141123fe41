"""Time the reading of a workbook's main sheet against its peers, in one run, turn by turn.

    python benchmarks/workbook.py --raw FOLDER

Peers: the bare fastexcel read of the same sheet to text, and pandas with openpyxl. The reader does more than either: it finds
the header, types nine columns, and accounts for every cell it could not read. Ends with an error above the limits.
"""

import argparse
import statistics
import sys
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

import fastexcel
import pandas as pd
import polars as pl

from analysis.sources.kiel_workbook import read_main

MOST_OF_BARE = 1.3
MOST_OF_PANDAS = 0.2
WORKBOOKS = {
    "release 7": "kiel/release_07/Ukraine_Support_Tracker_Release_7.xlsx",
    "release 18": "kiel/release_18/main_data_only.xlsx",
}


def bare(path: Path) -> pl.DataFrame:
    """Read the sheet to text with nothing added."""
    reader = fastexcel.read_excel(path)
    return reader.load_sheet(_main(reader.sheet_names), header_row=None, dtypes="string").to_polars()


def pandas_openpyxl(path: Path) -> pd.DataFrame:
    """Read the sheet to text as most would."""
    with pd.ExcelFile(path, engine="openpyxl") as book:
        return pd.read_excel(book, _main([str(name) for name in book.sheet_names]), header=None, dtype=str)


def _main(names: list[str]) -> str:
    return next(name for name in names if name.lower().startswith("bilateral assistance"))


def medians(path: Path, fast_rounds: int, slow_rounds: int) -> dict[str, float]:
    """Take turns, so that a busy machine slows all alike, and give each one's median seconds."""
    turns: dict[str, Callable[[Path], object]] = {"read_main": read_main, "fastexcel": bare}
    seconds: dict[str, list[float]] = {name: [] for name in (*turns, "pandas")}
    for name, turn in turns.items():
        _time(turn, path, [])
        seconds[name] = []
    for number in range(fast_rounds):
        order = list(turns.items())
        for name, turn in order if number % 2 else reversed(order):
            _time(turn, path, seconds[name])
        if number < slow_rounds:
            _time(pandas_openpyxl, path, seconds["pandas"])
    return {name: statistics.median(taken) for name, taken in seconds.items()}


def _time(turn: Callable[[Path], object], path: Path, taken: list[float]) -> None:
    started = perf_counter()
    turn(path)
    taken.append(perf_counter() - started)


def main() -> int:
    """Print the medians and ratios; give 1 if a limit is passed."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--raw", type=Path, required=True, help="folder of publishers' files")
    arguments.add_argument("--rounds", type=int, default=15)
    arguments.add_argument("--slow-rounds", type=int, default=3)
    given = arguments.parse_args()
    passed = False
    for name, file in WORKBOOKS.items():
        found = medians(given.raw / file, given.rounds, given.slow_rounds)
        of_bare, of_pandas = found["read_main"] / found["fastexcel"], found["read_main"] / found["pandas"]
        print(
            f"{name}: read_main {found['read_main']:.3f} s, fastexcel {found['fastexcel']:.3f} s, "
            f"pandas with openpyxl {found['pandas']:.3f} s; {of_bare:.2f} x fastexcel (limit {MOST_OF_BARE}), "
            f"{of_pandas:.3f} x pandas (limit {MOST_OF_PANDAS})"
        )
        passed |= of_bare > MOST_OF_BARE or of_pandas > MOST_OF_PANDAS
    return int(passed)


if __name__ == "__main__":
    sys.exit(main())
