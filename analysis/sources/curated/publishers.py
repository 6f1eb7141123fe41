"""Read the graded publishers of the pages that hand-kept tables rest on."""

from pathlib import Path

import polars as pl

from analysis.sources.curated.hand_kept import HandKept
from analysis.tables.guarantees import Publishers

UNOPENED = " (as cited in a secondary digest)"
"""Ends the name of a publisher whose page somebody else names, and that was not opened for this record."""


def read_publishers(path: Path) -> pl.DataFrame:
    """Read publishers with their hosts (separated by |) and grades; raises DataFault for the first wrong cell.

    >>> from analysis.pipeline.build import CURATED
    >>> read_publishers(CURATED / "publishers.csv").columns
    ['publisher', 'hosts', 'grade', 'note']
    """
    table = HandKept(path, Publishers.columns(), ["publisher"])
    unopened = pl.col("publisher").str.ends_with(UNOPENED) != (pl.col("grade") == "reported")
    instead = f"grade 'reported' goes with a publisher whose name ends in {UNOPENED!r}, and with no other"
    table.refuse("grade", unopened, "does not go with its publisher", instead)
    return table.text


def grade(publishers: pl.DataFrame) -> pl.Expr:
    """Give the grade of each row's `source_publisher`, which must be among the publishers.

    >>> graded = pl.DataFrame({"publisher": ["NATO"], "grade": ["institution"]})
    >>> pl.DataFrame({"source_publisher": ["NATO"]}).select(grade(graded)).item()
    'institution'
    """
    return pl.col("source_publisher").replace_strict(publishers["publisher"], publishers["grade"]).alias("grade")
