"""What a source must hold to be believed: how many rows at the least and the most, and how full its columns are."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import polars as pl

from analysis.errors import ReadFault
from analysis.sources.reading.report import ReadReport


@dataclass(frozen=True)
class Limits:
    """Bound one source: rows at the least and the most; `filled` gives the least share of cells with a value, by column."""

    fewest: int
    most: int
    filled: Mapping[str, float] = field(default_factory=dict)

    def refuse(self, table: pl.DataFrame, report: ReadReport) -> None:
        """Raise ReadFault, with the report, for a table outside the bounds.

        >>> Limits(2, 9).refuse(pl.DataFrame({"a": [1]}), ReadReport("list.csv"))
        Traceback (most recent call last):
        ...
        analysis.errors.ReadFault: list.csv: 1 rows, not 2 to 9...
        """
        fix = "compare it with the publisher's file of today; if the list has changed so much, set the limits beside its reader"
        if not self.fewest <= table.height <= self.most:
            raise ReadFault(report.source, f"{table.height:,} rows, not {self.fewest:,} to {self.most:,}", fix, report)
        for column, least in self.filled.items():
            share = 1 - table[column].null_count() / max(table.height, 1)
            if share < least:
                raise ReadFault(report.source, f"{column} is filled in {share:.1%} of rows, less than {least:.0%}", fix, report)
