"""Amounts as publishers write them, to numbers: in the unit that a source states, and no larger than one of its cells can be."""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from analysis.errors import ReadFault
from analysis.sources.reading.places import as_form, places

NUMBER = r"^[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$"
"""Digits with a point; a word such as NaN is no number, and no other letter stands between thousands."""


@dataclass(frozen=True)
class Amounts:
    """State the unit of a source's amounts and how large one cell can be: a slip of a thousand lies beyond.

    >>> Amounts("EUR bn", 500).unit
    'EUR bn'
    """

    unit: str
    largest: float

    def typed(self, text: pl.DataFrame, columns: Sequence[str], source: str) -> pl.DataFrame:
        """Read columns of text in place as floats; an empty cell stays empty.

        `source` names the file in the error. Raises ReadFault for a text that is no number and for one beyond the largest.

        >>> Amounts("EUR", 1e10).typed(pl.DataFrame({"line": [2, 3], "eur": ["7", "NaN"]}), ["eur"], "list.csv")
        Traceback (most recent call last):
        ...
        analysis.errors.ReadFault: list.csv: 1 cells of eur are no amount in EUR, line 3, written like aaa
          -> a cell that is not known is empty: look at those cells in the publisher's file, or fetch it again
        """
        read = text.with_columns(number(column) for column in columns)
        for column in columns:
            filled = (text[column].str.strip_chars() != "").fill_null(value=False)
            bad = filled & read[column].is_null()
            if bad.any():
                written = as_form(text[column].filter(bad)[0])
                raise ReadFault(
                    source,
                    f"{bad.sum()} cells of {column} are no amount in {self.unit}, {places(text, bad)}, written like {written}",
                    "a cell that is not known is empty: look at those cells in the publisher's file, or fetch it again",
                )
            self.refuse_beyond(read, column, source)
        return read

    def refuse_beyond(self, rows: pl.DataFrame, column: str, source: str) -> None:
        """Raise ReadFault for an amount beyond the largest that a cell can hold; `rows` has the column as a number.

        >>> Amounts("EUR bn", 500).refuse_beyond(pl.DataFrame({"total": [90.0, 19_375.4]}), "total", "list.csv")
        Traceback (most recent call last):
        ...
        analysis.errors.ReadFault: list.csv: 1 amounts of total are beyond 500 EUR bn, the first 19,375.4, entry 2
          -> look at the unit of the file: the column is read in EUR bn
        """
        beyond = (rows[column].cast(pl.Float64).abs() > self.largest).fill_null(value=False)
        if beyond.any():
            first = float(rows[column].filter(beyond)[0])
            problem = f"{beyond.sum()} amounts of {column} are beyond {self.largest:,.0f} {self.unit}"
            raise ReadFault(
                source,
                f"{problem}, the first {first:,.1f}, {places(rows, beyond)}",
                f"look at the unit of the file: the column is read in {self.unit}",
            )


def number(column: str) -> pl.Expr:
    """Read a column of text as floats; what is no finite number in digits becomes null.

    >>> pl.DataFrame({"eur": ["1.5", "1e3", "NaN", "1,500", "inf", ""]}).select(number("eur")).to_series().to_list()
    [1.5, 1000.0, None, None, None, None]
    """
    text = pl.col(column).str.strip_chars()
    read = pl.when(text.str.contains(NUMBER)).then(text).cast(pl.Float64, strict=False)
    return pl.when(read.is_finite()).then(read).alias(column)
