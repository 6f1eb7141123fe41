"""What a table promises: its columns, units, key, place in data/ and sources."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import PurePosixPath
from typing import Any

import dataframely as dy
import polars as pl

from analysis.errors import DataFault

FILE_NAME = re.compile(r"[A-Za-z0-9-]+")
"""What a part of a table may be called: anything else could lead out of data/."""


@dataclass(frozen=True)
class Table:
    """Describe one tidy table of data/.

    `path` is relative to data/; with `partition` it holds `{}` and one file is written per value of that column. `name` is that
    of its file, unless another is given.
    `key` is what makes a row unique and the order rows are kept in; a null in it counts as a value.
    `sources` are ids of data/reference/sources.csv; one that a refresh has yet to bring is not named there.

    >>> from analysis.tables import TABLES
    >>> TABLES["aid"].key
    ('release', 'stage', 'donor', 'month', 'kind')
    """

    path: str
    schema: type[dy.Schema]
    title: str
    description: str
    key: Sequence[str]
    sources: Sequence[str] = field(default_factory=tuple)
    partition: str | None = None
    name: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "name", self.name or PurePosixPath(self.path).stem.removesuffix("_{}"))

    def files(self, frame: pl.DataFrame) -> dict[str, pl.DataFrame]:
        """Split a frame into the files it is kept in, path by path; raises DataFault for a value that no file may be named by.

        >>> from analysis.tables import TABLES
        >>> list(TABLES["aid"].files(pl.DataFrame({"release": ["28", "29", "29"]})))
        ['aid/aid_28.csv', 'aid/aid_29.csv']
        """
        if self.partition is None:
            return {self.path: frame}
        values = frame[self.partition].unique().sort()
        if invalid := [value for value in values if not FILE_NAME.fullmatch(str(value))]:
            raise DataFault(
                self.path,
                f"no file can be named by {invalid[0]!r}",
                column=self.partition,
                fix="name it in letters, digits and dashes alone",
            )
        return {self.path.format(value): frame.filter(pl.col(self.partition) == value) for value in values}

    def validate(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Return the frame in contract order, or raise a DataFault that names the first row and column at fault.

        Columns come in the schema's order and rows in that of the key. A column too few or too many, two rows with one key,
        and a value outside its column's rule are faults.

        >>> from analysis.tables import TABLES
        >>> TABLES["exchange_rates"].validate(pl.DataFrame({"month": [], "rate": []}))
        Traceback (most recent call last):
        ...
        analysis.errors.DataFault: reference/exchange_rates.csv: lacks the columns ['currency', 'per_eur', 'days']
          -> add the columns to the reader that makes this table
        """
        columns = list(self.schema.columns())
        if missing := [name for name in columns if name not in frame.columns]:
            raise DataFault(
                self.path, f"lacks the columns {missing}", fix="add the columns to the reader that makes this table"
            )
        if unknown := [name for name in frame.columns if name not in columns]:
            raise DataFault(
                self.path, f"has columns outside its contract: {unknown}", fix="drop them or add them to the contract"
            )
        ordered = frame.select(columns).sort(self.key, nulls_last=True, maintain_order=True)
        self._refuse_repeated_keys(ordered)
        good, failure = self.schema.filter(ordered, cast=True)
        if len(failure):
            self._refuse(ordered, failure)
        return good.select(columns)

    def _refuse_repeated_keys(self, frame: pl.DataFrame) -> None:
        repeated = frame.with_row_index("row", 2).filter(pl.struct(self.key).is_duplicated())
        if repeated.height:
            first = repeated.row(0, named=True)
            raise DataFault(
                self.path,
                f"{repeated.height} rows share their key {tuple(self.key)}: {[first[name] for name in self.key]}",
                row=first["row"],
                column=self.key[0],
            )

    def _refuse(self, frame: pl.DataFrame, failure: Any) -> None:
        counts: dict[str, int] = failure.counts()
        rule = next(iter(counts))
        broken = failure.details().filter(pl.col(rule) == "invalid").select(frame.columns).head(1)
        lines = frame.with_row_index("row", 2).join(broken, on=frame.columns, how="semi", nulls_equal=True)["row"]
        row = int(lines[0]) if lines.len() else None
        raise DataFault(self.path, f"breaks {counts} of its contract", row=row, column=rule.split("|")[0])


kiel_table = partial(Table, sources=("kiel",))
record_table = partial(Table, sources=("record",))
