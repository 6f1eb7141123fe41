"""Choose rows of a table of data/ by name, grade or day."""

from datetime import date

import polars as pl

from analysis.as_of import drop_weakest_sources, known_on
from analysis.errors import UnknownName
from analysis.storage.reader import read_table


def select_rows(name: str, **choices: str | None) -> pl.DataFrame:
    """Load the rows of a table that hold the values named; raises UnknownName for a value that occurs in none."""
    frame = read_table(name)
    for column, wanted in choices.items():
        if wanted is None:
            continue
        if wanted not in (known := frame[column].unique().sort().to_list()):
            raise UnknownName(column, wanted, known)
        frame = frame.filter(pl.col(column) == wanted)
    return frame


def read_graded(name: str, weakest: bool) -> pl.DataFrame:
    """Load a hand-kept table, with the rows of the weakest publishers or without."""
    return read_table(name) if weakest else drop_weakest_sources(read_table(name))


def keep_known(
    frame: pl.DataFrame, day: date | str | None, column: str = "known_by", *, without_undated: bool = False
) -> pl.DataFrame:
    """Keep the rows known by the end of a day, or all of them; raises AnalysisError for a row without a day.

    `without_undated` is for tables in which a row without a day cannot be placed on any, and which say that they leave it out.
    """
    if day is None:
        return frame
    return known_on(frame.drop_nulls(column) if without_undated else frame, day, column)
