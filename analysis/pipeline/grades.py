"""Say on what pages the hand-kept record rests: its rows by grade, and which pages a person should open first."""

from pathlib import Path

import polars as pl

from analysis import load
from analysis.storage import reader
from analysis.tables import TABLES
from analysis.tables.guarantees import GRADES

WEAK = ("mirror", "reported")
"""Grades of pages to be replaced or opened: a copy of unknown origin first, then a page that somebody else read."""

SAYS = ("position", "label", "name", "partner", "donor", "action", "measure", "what", "claim", "bloc", "loan", "target", "kind")
"""Columns of which a graded table has one that says what a row is."""


def graded_tables() -> list[str]:
    """List the tables whose rows carry the grade of their page.

    >>> "pledges" in graded_tables() and "designations" not in graded_tables()
    True
    """
    return [name for name, table in TABLES.items() if {"grade", "source_url"} <= {*table.schema.column_names()}]


def rows_by_grade(data: Path = reader.DATA) -> pl.DataFrame:
    """Count the rows of each graded table by grade: table, and a column a grade, best first; 0 where it has none.

    >>> rows_by_grade().columns
    ['table', 'institution', 'press', 'reported', 'mirror', 'party_state_media']
    """
    rows = [
        (name, *(load.read_table(name, data=data).filter(pl.col("grade").cast(pl.String) == grade).height for grade in GRADES))
        for name in graded_tables()
    ]
    return pl.DataFrame(rows, schema={"table": pl.String, **dict.fromkeys(GRADES, pl.Int64)}, orient="row")


def to_open_first(data: Path = reader.DATA) -> pl.DataFrame:
    """List the rows that rest on a mirror or on a page nobody here opened: table, what, grade, source_url.

    Mirrors come first, and in each grade the tables in the order of the contract and their newest rows first.

    >>> to_open_first().columns
    ['table', 'what', 'grade', 'source_url']
    """
    parts = [_weak(name, load.read_table(name, data=data)) for name in graded_tables()]
    order = pl.col("grade").replace_strict({grade: place for place, grade in enumerate(WEAK)}, return_dtype=pl.Int64)
    return pl.concat(parts).sort(order, maintain_order=True)


def _weak(name: str, rows: pl.DataFrame) -> pl.DataFrame:
    says = next(column for column in SAYS if column in rows.columns)
    dated = next((column for column in ("known_by", "date", "published") if column in rows.columns), None)
    weak = rows.with_columns(pl.col("grade").cast(pl.String)).filter(pl.col("grade").is_in(WEAK))
    newest = weak.sort(dated, descending=True, nulls_last=True, maintain_order=True) if dated else weak
    where = pl.col("country") if "country" in rows.columns else pl.lit(None, pl.String)
    when = pl.col(dated).cast(pl.String) if dated else pl.lit(None, pl.String)
    what = pl.concat_str([when, where, pl.col(says).cast(pl.String)], separator=" ", ignore_nulls=True)
    return newest.select(table=pl.lit(name), what=what, grade="grade", source_url="source_url")
