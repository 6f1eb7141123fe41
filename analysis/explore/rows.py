"""What an explorer of a table shows of it: the rows that hold a text, have these values, lie between these ends, in an order."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Self

import polars as pl

from analysis.errors import AnalysisError, UnknownName
from analysis.explore import bins, code
from analysis.load.as_polars import as_polars

CHOICES = ("search", "only", "between", "sort", "column", "title")
MOST_VALUES = 500
"""Values of a column that can be ticked: the most frequent; others are found by searching."""


@dataclass(frozen=True)
class Rows:
    """Hold a frame and what is shown of it.

    `only` has the values kept of a column of texts, `between` the first and the last kept of one of numbers or days, `sort` is a
    column, with a minus before it from the largest down; `column` is the one looked at. Made by `Rows.of`, which checks them.

    >>> rows = Rows.of(pl.DataFrame({"donor": ["DEU", "FRA"], "eur": [2, 1]}), only={"donor": ["FRA"]})
    >>> rows.chosen()["eur"].to_list(), rows.call()
    ([1], 'explore.table(frame, only={"donor": ["FRA"]})')
    """

    frame: pl.DataFrame
    search: str = ""
    only: Mapping[str, tuple[str | None, ...]] = field(default_factory=dict)
    between: Mapping[str, tuple[Any, Any]] = field(default_factory=dict)
    sort: str = ""
    column: str = ""
    title: str = "Table"

    @classmethod
    def of(cls, frame: Any, **arguments: Any) -> Self:
        """Make the state of an explorer of any frame.

        Raises UnknownName for a column or a value that the frame lacks, AnalysisError for ends that are no two of a column of
        numbers or days, and for a frame without columns.

        >>> Rows.of(pl.DataFrame({"eur": [2, 1]}), sort="euro")
        Traceback (most recent call last):
            ...
        analysis.errors.UnknownName: no column of the table 'euro'
          -> did you mean 'eur'? choose one of: eur
        """
        eager = as_polars(frame).lazy().collect()
        if not eager.width:
            raise AnalysisError(
                "a table without columns shows nothing", "give a frame that has some: explore.table(load.aid())"
            )
        rows = cls(eager)
        first = next(filter(rows.form, eager.columns), eager.columns[0])
        for name in (*arguments.get("only", ()), *arguments.get("between", ())):
            rows.require(name)
        for name in filter(None, (arguments.get("sort", "").removeprefix("-"), arguments.get("column", ""))):
            rows.require(name)
        only = {name: rows._values(name, values) for name, values in arguments.pop("only", {}).items()}
        between = {name: rows._ends(name, ends) for name, ends in arguments.pop("between", {}).items()}
        return replace(rows, **{"column": first, **arguments}, only=only, between=between)

    def require(self, name: str) -> None:
        """Raise UnknownName for a column that the frame lacks."""
        if name not in self.frame.columns:
            raise UnknownName("column of the table", name, self.frame.columns)

    def form(self, name: str) -> str:
        """Say how a column is narrowed: "values", "ends", or not at all, as one of lists.

        >>> Rows(pl.DataFrame({"donor": ["DEU"], "eur": [1], "pages": [["a"]]})).form("pages")
        ''
        """
        dtype = self.frame.schema[name]
        if dtype.is_numeric() or dtype in bins.DAYS:
            return "ends"
        return "values" if dtype in (pl.String, pl.Categorical, pl.Enum, pl.Boolean) else ""

    def values(self, name: str) -> list[tuple[str, str | None]]:
        """List what can be ticked of a column, the most frequent first, as (label with the number of rows, value).

        >>> Rows(pl.DataFrame({"donor": ["DEU", "FRA", "DEU"]})).values("donor")
        [('DEU (2)', 'DEU'), ('FRA (1)', 'FRA')]
        """
        texts = self.frame.select(value=pl.col(name).cast(pl.String))
        counted = texts.group_by("value").len().sort("len", "value", descending=[True, False])
        kept = set(self.only.get(name, ()))
        shown = pl.concat([counted.head(MOST_VALUES), counted[MOST_VALUES:].filter(pl.col("value").is_in(kept))])
        return [(f"{'not known' if value is None else value} ({number:,})", value) for value, number in shown.iter_rows()]

    def chosen(self) -> pl.DataFrame:
        """Give the rows shown, in their order; what is not known comes last.

        >>> Rows.of(pl.DataFrame({"eur": [2, None, 3]}), sort="-eur").chosen()["eur"].to_list()
        [3, 2, None]
        """
        rows = self.frame.filter(*self._conditions())
        name = self.sort.removeprefix("-")
        return rows.sort(name, descending=self.sort.startswith("-"), nulls_last=True, maintain_order=True) if name else rows

    def code(self) -> str:
        """Write the polars that gives the rows shown, of a frame called `frame`.

        >>> rows = Rows.of(pl.DataFrame({"donor": ["DEU"], "eur": [1]}), only={"donor": ["DEU"]}, sort="eur")
        >>> rows.code()
        'frame.filter(pl.col("donor").is_in(["DEU"])).sort("eur", nulls_last=True)'
        """
        written = [self._search_code()] if self.search else []
        for name, kept in self.only.items():
            text = "" if self.frame.schema[name] == pl.String else ".cast(pl.String)"
            nulls = ", nulls_equal=True" if None in kept else ""
            written.append(f"pl.col({code.literal(name)}){text}.is_in({code.literal(kept)}{nulls})")
        for name, ends in self.between.items():
            day = ".dt.date()" if self.frame.schema[name] == pl.Datetime else ""
            first, last = (_end_code(end) for end in ends)
            written.append(f"pl.col({code.literal(name)}){day}.is_between({first}, {last})")
        found = code.call("frame.filter", written) if written else "frame"
        if not self.sort:
            return found
        down = ["descending=True"] if self.sort.startswith("-") else []
        return code.call(f"{found}.sort", [code.literal(self.sort.removeprefix("-")), *down, "nulls_last=True"])

    def call(self) -> str:
        """Write the line that opens the explorer as it is.

        >>> Rows.of(pl.DataFrame({"eur": [1]}), search="x", sort="-eur").call()
        'explore.table(frame, search="x", sort="-eur")'
        """
        usual = Rows.of(self.frame)
        given = {name: getattr(self, name) for name in CHOICES}
        changed = [code.argument(name, value) for name, value in given.items() if value != getattr(usual, name)]
        return code.call("explore.table", ["frame", *changed])

    def _conditions(self) -> list[pl.Expr]:
        conditions = [self._searched()] if self.search else []
        for name, kept in self.only.items():
            conditions.append(pl.col(name).cast(pl.String).is_in(list(kept), nulls_equal=True))
        for name, (first, last) in self.between.items():
            column = pl.col(name).dt.date() if self.frame.schema[name] == pl.Datetime else pl.col(name)
            conditions.append(column.is_between(first, last))
        return conditions

    def _searchable(self) -> list[str]:
        return [
            name for name, dtype in self.frame.schema.items() if not dtype.is_nested() and dtype not in (pl.Binary, pl.Object)
        ]

    def _searched(self) -> pl.Expr:
        texts = pl.col(self._searchable()).cast(pl.String).str.to_lowercase()
        return pl.any_horizontal(texts.str.contains(self.search.lower(), literal=True))

    def _search_code(self) -> str:
        names = self._searchable()
        columns = "pl.all()" if names == self.frame.columns else f"pl.col({code.literal(names)})"
        text = f"{columns}.cast(pl.String).str.to_lowercase().str.contains({code.literal(self.search.lower())}, literal=True)"
        return f"pl.any_horizontal({text})"

    def _values(self, name: str, values: Any) -> tuple[str | None, ...]:
        if self.form(name) != "values" or isinstance(values, str) or not isinstance(values, Sequence):
            problem = f"only={{{name!r}: {values!r}}} is no list of values of a column of texts"
            raise AnalysisError(
                problem, f"write only={{{name!r}: [...]}}, or between={{{name!r}: [first, last]}} for numbers and days"
            )
        known = self.frame[name].cast(pl.String).unique().to_list()
        for value in values:
            if value not in known:
                raise UnknownName(f"{name} in the table", value, [one for one in known if one is not None])
        return tuple(values)

    def _ends(self, name: str, ends: Any) -> tuple[Any, Any]:
        days = self.frame.schema[name] in bins.DAYS
        found: list[Any] = []
        with suppress(TypeError, ValueError):
            found = [date.fromisoformat(f"{end}") if days else bins.plain(float(end)) for end in ends]
        if self.form(name) != "ends" or len(found) != 2 or not found[0] <= found[1]:
            problem = f"between={{{name!r}: {ends!r}}} is no first and last of a column of numbers or days"
            some = code.literal((bins.edges(self.frame[name]) if self.form(name) == "ends" else [])[:2] or [0, 1])
            raise AnalysisError(problem, f"write between={{{name!r}: {some}}}, or two others, on a column of numbers or days")
        return found[0], found[1]


def _end_code(end: Any) -> str:
    return f"pl.date({end.year}, {end.month}, {end.day})" if isinstance(end, date) else repr(end)
