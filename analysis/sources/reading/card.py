"""What is known of a source beforehand: where it comes from, how to cite it, and how much it must contain."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import polars as pl

from analysis.sources.reading.amounts import Amounts
from analysis.sources.reading.days import Days
from analysis.sources.reading.report import COMPARE, ReadReport

FIX = f"{COMPARE}; if the source has changed so much, change the card beside its reader"


@dataclass(frozen=True)
class Card:
    """Describe one source beside its reader.

    Bounds tell the right file from another and admit every genuine edition, the earliest too; how much an edition may differ
    from the last one taken in is weighed by the checks of `analysis.pipeline`. They are: rows at the least and at the most; `filled` gives the least share of cells with a value by column, `distinct` the
    least number of different values by column, `min_rows_of` the least number of rows by column and value. `least_sum` is
    what a column sums to at the least: a smaller unit than the one read shows. `days` is how the source writes its days and
    between which days they lie, `amounts` the unit of its amounts and how large one can be, `scenario` which of several
    estimates is read.

    Origin: `what` it is in a sentence, its address `url`, the name `file` under which a download is kept, and its size at the
    most, `max_mb`. `work` is its id in the sources table and `citation` the text there, with `{day}`; a work that the table may
    not have yet has `title`, `publisher`, `page` and `licence` too.

    >>> Card(citation="FCDO: UK Sanctions List, as of {day}").citation.format(day="1 August 2026")
    'FCDO: UK Sanctions List, as of 1 August 2026'
    """

    min_rows: int = 0
    max_rows: int | None = None
    filled: Mapping[str, float] = field(default_factory=dict)
    distinct: Mapping[str, int] = field(default_factory=dict)
    min_rows_of: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    least_sum: Mapping[str, float] = field(default_factory=dict)
    days: Days | None = None
    amounts: Amounts | None = None
    scenario: str = ""
    what: str = ""
    url: str = ""
    file: str = ""
    max_mb: int = 50
    work: str = ""
    citation: str = ""
    title: str = ""
    publisher: str = ""
    page: str = ""
    licence: str = ""

    def validate(self, table: pl.DataFrame, report: ReadReport, fix: str = FIX) -> None:
        """Raise ReadFault, with the report, for a table outside the bounds.

        >>> Card(2, 9).validate(pl.DataFrame({"a": [1]}), ReadReport("list.csv"))
        Traceback (most recent call last):
        ...
        analysis.errors.ReadFault: list.csv: 1 rows, not 2 to 9...
        """
        if problems := list(self._problems(table)):
            raise report.fault("; ".join(problems), fix)

    def _problems(self, table: pl.DataFrame) -> Iterator[str]:
        rows = table.height
        if self.max_rows is None and rows < self.min_rows:
            yield f"{rows:,} rows, fewer than {self.min_rows:,}"
        if self.max_rows is not None and not self.min_rows <= rows <= self.max_rows:
            yield f"{rows:,} rows, not {self.min_rows:,} to {self.max_rows:,}"
        for column, least in self.filled.items():
            empty = table[column].null_count()
            if (share := 1 - empty / max(rows, 1)) < least:
                yield f"{column} is filled in {share:.1%} of rows, less than {least:.0%} ({empty:,} are empty)"
        for column, fewest in self.distinct.items():
            if (values := table[column].n_unique()) < fewest:
                yield f"{values:,} different values of {column}, fewer than {fewest:,}"
        for column, least_total in self.least_sum.items():
            if (total := float(table[column].cast(pl.Float64).sum())) < least_total:
                yield f"{column} sums to {total:,.2f}, less than {least_total:,.0f}: look at its unit"
        for column, by_value in self.min_rows_of.items():
            for value, fewest in by_value.items():
                if (count := table.filter(pl.col(column) == value).height) < fewest:
                    yield f"{count:,} rows with {column} {value}, fewer than {fewest:,}"
