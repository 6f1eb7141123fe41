"""What a read did to a publisher's file: rows in, rows kept, and why any cell became null."""

from dataclasses import dataclass, field
from datetime import date

import polars as pl

from analysis.errors import ReadFault

EXAMPLES_KEPT = 3

COMPARE = "compare it with the publisher's file of today"
"""What fixes a file that is not what it was, where nothing better is known."""

Cells = int | pl.Series | pl.DataFrame


@dataclass(frozen=True)
class Place:
    """Name one cell of the publisher's file, as a reader would find it there; row 0 where the file has no rows to count.

    >>> print(Place("main", 7, "donor", "Estland"))
    main row 7, donor: 'Estland'
    """

    sheet: str
    row: int
    column: str
    text: str

    def __str__(self) -> str:
        row = f" row {self.row}" if self.row else ""
        return f"{self.sheet}{row}, {self.column}: {self.text!r}"


@dataclass
class Loss:
    """One reason why cells became null or rows were left out, with how often and a few examples.

    >>> print(Loss("not a number", "eur", 2, [Place("main", 7, "eur", "many")]))
    2 x not a number in eur (such as main row 7, eur: 'many')
    """

    reason: str
    column: str
    count: int
    examples: list[Place] = field(default_factory=list)

    def __str__(self) -> str:
        shown = "; ".join(str(place) for place in self.examples[:EXAMPLES_KEPT])
        return f"{self.count} x {self.reason} in {self.column}" + (f" (such as {shown})" if shown else "")


@dataclass
class ReadReport:
    """Account for every row and cell of one read; nothing becomes null without a line here.

    `as_of` is the day of the list, where the publisher's file states it.

    >>> report = ReadReport("list.csv", rows_in=9, rows_kept=8)
    >>> report.lose("another regime", "regime", 1)
    >>> print(report)
    list.csv: 9 rows in, 8 kept
      - 1 x another regime in regime
    """

    source: str
    rows_in: int = 0
    rows_kept: int = 0
    losses: list[Loss] = field(default_factory=list)
    remarks: list[Loss] = field(default_factory=list)
    columns_absent: list[str] = field(default_factory=list)
    columns_unknown: list[str] = field(default_factory=list)
    as_of: date | None = None

    def lose(self, reason: str, column: str, cells: Cells, sheet: str = "") -> None:
        """Record a reason why cells became null or rows were left out; none leave no line.

        `cells` is their number, or the cells themselves, the first of which are shown: a column of texts, or a frame with any
        of row, column and text. `sheet` names their sheet, where the source has several.

        >>> report = ReadReport("list.csv")
        >>> report.lose("not a number", "eur", pl.DataFrame({"row": [7, 9], "text": ["many", "few"]}))
        >>> print(report.losses[0])
        2 x not a number in eur (such as list.csv row 7, eur: 'many'; list.csv row 9, eur: 'few')
        """
        self._record(self.losses, reason, column, cells, sheet)

    def remark(self, reason: str, column: str, cells: Cells, sheet: str = "") -> None:
        """Record what is unusual and was kept as it is; the rest as `lose`.

        >>> report = ReadReport("list.csv")
        >>> report.remark("negative amount", "eur", 0)
        >>> report.remarks
        []
        """
        self._record(self.remarks, reason, column, cells, sheet)

    def _record(self, lines: list[Loss], reason: str, column: str, cells: Cells, sheet: str) -> None:
        if isinstance(cells, int):
            count, shown = cells, pl.DataFrame()
        else:
            count, shown = len(cells), cells.alias("text").to_frame() if isinstance(cells, pl.Series) else cells
        if count:
            examples = [
                Place(
                    sheet or self.source,
                    cell.get("row", cell.get("line", 0)),
                    cell.get("column", column),
                    cell.get("text") or "",
                )
                for cell in shown.head(EXAMPLES_KEPT).iter_rows(named=True)
            ]
            lines.append(Loss(reason, column, count, examples))

    def fault(self, problem: str, fix: str = COMPARE) -> ReadFault:
        """Make the error that ends this read, with this report; it is returned, not raised.

        >>> print(ReadReport("list.csv").fault("names no ship"))
        list.csv: names no ship
        list.csv: 0 rows in, 0 kept
          -> compare it with the publisher's file of today
        """
        return ReadFault(self.source, problem, fix, self)

    def lost(self, column: str) -> int:
        """Count the cells of one column that became null, for all reasons.

        >>> report = ReadReport("list.csv")
        >>> report.lose("not a number", "eur", 2)
        >>> report.lose("empty", "eur", 1)
        >>> report.lost("eur")
        3
        """
        return sum(loss.count for loss in self.losses if loss.column == column)

    def __str__(self) -> str:
        lines = [f"{self.source}: {self.rows_in} rows in, {self.rows_kept} kept"]
        lines += [f"  - {loss}" for loss in self.losses]
        lines += [f"  - kept: {remark}" for remark in self.remarks]
        if self.columns_absent:
            lines.append(f"  - columns absent: {', '.join(self.columns_absent)}")
        if self.columns_unknown:
            lines.append(f"  - columns not seen before: {', '.join(self.columns_unknown)}")
        return "\n".join(lines)


@dataclass
class Read:
    """Hold a table read from a publisher's file, with the report of how it was read."""

    table: pl.DataFrame
    report: ReadReport
