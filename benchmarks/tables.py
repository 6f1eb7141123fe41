"""Loading: each table of data/ against polars reading the same file as it stands."""

from collections.abc import Callable

import polars as pl

from analysis import files, load
from benchmarks.row import Row, medians

ROUNDS = 15
LOADERS = {
    "aid": ("aid/aid_29.csv", lambda: load.aid(29)),
    "aid_totals": ("aid/aid_totals.csv", load.aid_totals),
    "designations": ("sanctions/designations.csv", load.designations),
    "vessels": ("sanctions/vessels.csv", load.vessels),
    "actions": ("sanctions/actions.csv", load.actions),
    "energy_buyers": ("sanctions/energy_buyers.csv", load.energy_buyers),
    "pledges": ("guarantees/pledges.csv", load.pledges),
    "agreements": ("guarantees/agreements.csv", load.agreements),
}


def rows() -> list[Row]:
    """Time each loader beside the bare read of its file."""
    made = []
    for name, (file, loader) in LOADERS.items():
        found = medians(
            {
                "ours": lambda loader=loader: _anew(loader),
                "bare": lambda file=file: pl.read_csv(load.DATA / file, infer_schema=False),
            },
            ROUNDS,
        )
        made.append(Row(f"load.{name}()", found["ours"], "polars, to text", found["bare"]))
    return made


def _anew(loader: Callable[[], pl.DataFrame]) -> pl.DataFrame:
    """Load a table as if for the first time in a session."""
    files._table.cache_clear()
    return loader()
