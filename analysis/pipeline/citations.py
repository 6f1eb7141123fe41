"""The works that tables rest on: the hand-kept list of them, and whether each one that is cited is in it."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

import polars as pl

from analysis.errors import DataFault
from analysis.pipeline.current_lists import CARDS
from analysis.sources.curated.hand_kept import CURATE, HandKept, file_columns
from analysis.storage import reader
from analysis.storage.writer import PACKAGE
from analysis.tables import TABLES


def read_citations(curated: Path = reader.DATA / "curated") -> pl.DataFrame:
    """Read the works that tables rest on; raises DataFault for an empty cell, an id that stands twice, or what is no day.

    >>> "kiel" in read_citations()["id"]
    True
    """
    contract = TABLES["sources"]
    return HandKept(curated / "sources.csv", file_columns(contract), contract.key).table()


def require_cited(tables: Mapping[str, pl.DataFrame], data: Path = reader.DATA) -> None:
    """Raise DataFault for a work that a table or a row cites and the sources do not have: no figure could name it.

    `tables` holds `sources`, and replaces tables of the same names in `data`.

    >>> require_cited({"sources": read_citations().filter(pl.col("id") != "kiel")})
    Traceback (most recent call last):
    ...
    analysis.errors.DataFault: data/curated/sources.csv: has no work 'kiel', which the table aid cites
      -> give one of its works that id; then `python -m analysis curate`
    """
    known = set(tables["sources"]["id"])
    for table, cited in _cited(tables, data):
        for missing in sorted(cited - known):
            raise DataFault(
                "data/curated/sources.csv",
                f"has no work {missing!r}, which the table {table} cites",
                fix=f"give one of its works that id; then `{CURATE}`",
            )


def _cited(tables: Mapping[str, pl.DataFrame], data: Path) -> Iterator[tuple[str, set[str]]]:
    # A work that only a refresh adds is cited by its rows, once they are there.
    expected = {card.work for card in CARDS.values()}
    yield from ((name, set(table.sources) - expected) for name, table in TABLES.items())
    yield from ((name, set(frame["source"].drop_nulls())) for name, frame in tables.items() if "source" in frame.columns)
    there = reader.resources(data) if (data / PACKAGE).exists() else []
    for resource in there:
        if resource["table"] not in tables and any(field["name"] == "source" for field in resource["schema"]["fields"]):
            # What is damaged there `check` reports, and other commands fix.
            with suppress(DataFault):
                yield resource["table"], set(reader.read_resource(resource, data)["source"].cast(pl.String).drop_nulls())
