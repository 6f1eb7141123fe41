"""What a refresh added to data/, which a build from older files would take out."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

import polars as pl

from analysis.errors import DataFault, RefreshFault, UnknownName
from analysis.storage import reader
from analysis.tables.aid import TAKEN_IN

DATED = {"designations": (["authority", "basis", "source"], "listed_on"), "energy_buyers": (["basis", "source"], "month")}
"""By what each table's rows came together, and the day by which a later list shows."""


def refuse_dropping_refreshed(tables: Mapping[str, pl.DataFrame], data: Path = reader.DATA) -> None:
    """Raise RefreshFault where tables about to be written lack a release, a list or later days that `data` holds.

    `tables` are releases, designations and energy_buyers as they would be. What is damaged in `data` is compared with nothing.

    >>> from analysis import load
    >>> now = {name: load.read_table(name) for name in ("releases", *DATED)}
    >>> refuse_dropping_refreshed(now)
    >>> refuse_dropping_refreshed(now | {"energy_buyers": now["energy_buyers"].filter(pl.col("basis") != "customs")})
    Traceback (most recent call last):
    ...
    analysis.errors.RefreshFault: this would take out of data/: energy_buyers customs, energy_tables to 2022-11-01
      -> add the newer files to the folder; or bring data/ back to before the refresh; or `python -m analysis build --raw FOLDER
        --anew`, then correct data/curated/sanctions_coverage.csv
    """
    lost = [*_releases(tables, data), *(part for name in DATED for part in _lists(name, tables[name], data))]
    if lost:
        raise RefreshFault(
            f"this would take out of data/: {'; '.join(lost)}",
            "add the newer files to the folder; or bring data/ back to before the refresh; or "
            "`python -m analysis build --raw FOLDER --anew`, then correct data/curated/sanctions_coverage.csv",
        )


def _releases(tables: Mapping[str, pl.DataFrame], data: Path) -> Iterator[str]:
    for held in _held("releases", data):
        refreshed = held.filter(pl.col("note").str.starts_with(TAKEN_IN))["release"]
        yield from (f"release {release}" for release in sorted(set(refreshed) - set(tables["releases"]["release"])))


def _lists(name: str, after: pl.DataFrame, data: Path) -> Iterator[str]:
    keys, day = DATED[name]
    for held in _held(name, data):
        was, now = (frame.group_by(keys).agg(pl.col(day).max()) for frame in (held, after))
        both = was.join(now.with_columns(there=True), on=keys, how="left", suffix="_now").sort(keys)
        gone = both.filter(pl.col("there").is_null() | (pl.col(day) > pl.col(f"{day}_now")))
        for row in gone.iter_rows(named=True):
            yield f"{name} {', '.join(row[key] for key in keys)} to {row[day]}"


def _held(name: str, data: Path) -> Iterator[pl.DataFrame]:
    # What no file holds, or a damaged one, is what the build is asked to make.
    with suppress(DataFault, UnknownName):
        yield reader.read_table(name, data=data)
