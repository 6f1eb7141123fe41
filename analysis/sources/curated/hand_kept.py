"""Check hand-kept tables against their contracts: the first wrong cell is named by file, row and column, with what fixes it."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path

import dataframely as dy
import polars as pl

from analysis.errors import DataFault
from analysis.sources.reading import days, partial
from analysis.sources.reading.text import read_hand_kept
from analysis.tables.columns import PARTIAL_DATE
from analysis.tables.contract import Table
from analysis.xml_text import FORBIDDEN

CURATE = "python -m analysis curate"
BUILD = "make build RAW_DATA=<folder with the publishers' files>"

EARLIEST = date(2014, 1, 1)
"""Russia's war began in 2014: an earlier date here is a slip of the pen."""
AHEAD = timedelta(days=3653)
"""What is adopted applies within ten years: a later date is a slip too."""

LARGEST = {"EUR": 5e11, "USD": 5e11, "see currency": 1e12, "EUR bn": 1e5, "per cent": 100, "soldiers": 1e5, "listings": 1e4}
"""The most that a number can be, by its unit: with three zeros too many it is more."""
LARGEST_OF_ALL = 1e12

Columns = Mapping[str, dy.Column]


def file_columns(
    table: Table, added: Collection[str] = (), replaced: Mapping[str, tuple[str, dy.Column]] | None = None
) -> dict[str, dy.Column]:
    """Give the columns of the file that a table is made from: those of its contract, without those that the reader adds.

    `replaced` names the column that the file has in place of one of the contract.

    >>> from analysis.tables import TABLES
    >>> list(file_columns(TABLES["left_out"], replaced={"date": ("year", dy.Int64())}))
    ['table', 'year', 'country', 'what', 'reason']
    """
    columns = table.schema.columns()
    return dict((replaced or {}).get(name, (name, columns[name])) for name in columns if name not in added)


class HandKept:
    r"""Hold one hand-kept file, read as text, whose cells keep to the rules of their columns.

    `path` is the file, `columns` its columns in order, each with what the contract says of it: whether it may be empty, its
    type, allowed values, form and number of words. `key` are the columns that identify a row, `then` the command that reads
    the file again. No day lies before `earliest`, nor after `collected_to`, the last day the collection covers, if it is given,
    else after today, unless days `to_come` (up to ten years) are among them.

    Row numbers are lines of the file; every refusal is a DataFault that says what to write instead. Making one raises DataFault
    for a missing or unreadable file, other columns, a cell with blanks at an end, with a character that no page or document can
    hold, or against its column's rule, and a row that stands twice.

    >>> import tempfile
    >>> columns = {"date": dy.Date(), "stance": dy.Enum(["declined", "undecided"])}
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = Path(folder, "acts.csv").write_text("date,stance\n2025-09-04,declined\n2025-09-05,maybe\n")
    ...     HandKept(Path(folder, "acts.csv"), columns)
    Traceback (most recent call last):
    ...
    analysis.errors.DataFault: data/curated/acts.csv, row 3, column stance: 'maybe' is not allowed
      -> write one of: declined, undecided; then `python -m analysis curate`
    """

    def __init__(
        self,
        path: Path,
        columns: Columns,
        key: Sequence[str] = (),
        then: str = CURATE,
        *,
        earliest: date = EARLIEST,
        collected_to: date | None = None,
        to_come: bool = False,
    ) -> None:
        self.file, self.columns, self.then = f"data/curated/{path.name}", columns, then
        self.earliest, self.collected_to, self.to_come = earliest, collected_to, to_come
        self.text = read_hand_kept(path)
        if self.text.columns != list(columns):
            fix = f"its columns are, in order and with commas between: {', '.join(columns)}"
            raise DataFault(self.file, f"has the columns {self.text.columns}", fix=fix)
        self.refuse_any(columns, lambda cell: cell.str.strip_chars() != cell, "has blanks at an end", "write it without them")
        self.refuse_any(
            columns,
            lambda cell: cell.str.contains(FORBIDDEN),
            "has a character that no page or document can hold",
            "write it without; for a new line write a plain one",
        )
        self.require_filled(*(name for name, column in columns.items() if not column.nullable))
        for name, column in columns.items():
            self._check(name, column)
        if key:
            # The bounds of a date are made of it.
            self.require_unique(*dict.fromkeys("date" if name == "not_before" else name for name in key))

    def table(self) -> pl.DataFrame:
        r"""Give the cells in the types of their columns; allowed values stay text.

        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     _ = Path(folder, "acts.csv").write_text("date,counts\n2025-09-04,true\n")
        ...     HandKept(Path(folder, "acts.csv"), {"date": dy.Date(), "counts": dy.Bool()}).table().row(0)
        (datetime.date(2025, 9, 4), True)
        """
        return self.text.with_columns(_typed(name, column) for name, column in self.columns.items())

    def refuse(self, column: str, wrong: pl.Expr, problem: str, instead: str) -> None:
        """Raise a DataFault for the first row in which `wrong` is true; a row in which it is null passes.

        The error shows the cell of `column`, the `problem`, how many rows have it, and what to write `instead`.
        """
        bad = self.text.with_row_index("line", 2).filter(wrong.fill_null(False))
        if bad.height:
            first = bad.row(0, named=True)
            raise DataFault(
                self.file,
                f"{first[column]!r} {problem}" + (f" ({bad.height} rows)" if bad.height > 1 else ""),
                row=first["line"],
                column=column,
                fix=f"{instead}; then `{self.then}`",
            )

    def refuse_any(self, columns: Iterable[str], wrong: Callable[[pl.Expr], pl.Expr], problem: str, instead: str) -> None:
        """Do the same in each of some columns; all are looked at in one pass, since mostly none is at fault.

        `wrong` makes the condition from a column. Raises DataFault for the first of the columns with a row at fault.
        """
        at_fault = self.text.select(wrong(pl.col(column)).any() for column in columns)
        for column in at_fault.columns:
            if at_fault[column].any():
                self.refuse(column, wrong(pl.col(column)), problem, instead)

    def require_filled(self, *columns: str) -> None:
        r"""Refuse an empty cell of these columns; raises DataFault.

        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     _ = Path(folder, "acts.csv").write_text("date,stance\n2025-09-04,\n")
        ...     HandKept(Path(folder, "acts.csv"), {"date": dy.Date(), "stance": dy.String(nullable=False)})
        Traceback (most recent call last):
        ...
        analysis.errors.DataFault: data/curated/acts.csv, row 2, column stance: None is empty
          -> fill it in, or take the row out; then `python -m analysis curate`
        """
        self.refuse_any(columns, lambda cell: cell.is_null(), "is empty", "fill it in, or take the row out")

    def _check(self, name: str, column: dy.Column) -> None:
        """Refuse what is against the rule of a column."""
        metadata = column.metadata or {}
        match column:
            case dy.Enum():
                self.require_allowed(name, column.categories)
            case dy.Bool():
                self.require_allowed(name, ["true", "false"])
            case dy.Date():
                self.require_days(name)
            case dy.String(regex=regex) if regex == PARTIAL_DATE:
                self.require_dates(name, f"{name}_precision")
            case dy.String(regex=str(regex)):
                meaning = metadata.get("description", "").rstrip(".")
                self.refuse(name, ~pl.col(name).str.contains(regex), f"does not match {regex}", f"write: {meaning}")
            case dy.Int64() | dy.Decimal() | dy.Float64():
                self.require_numbers(name, column.dtype, LARGEST.get(metadata.get("unit", ""), LARGEST_OF_ALL))
        if "max_words" in metadata:
            self.limit_words(name, metadata["max_words"])

    def require_allowed(self, column: str, values: Sequence[str]) -> None:
        """Refuse a value outside a list; an empty cell passes. Raises DataFault that names the good values."""
        self.refuse(column, ~pl.col(column).is_in(values), "is not allowed", f"write one of: {', '.join(values)}")

    def limit_words(self, column: str, most: int) -> None:
        r"""Refuse more words than a chart has room for; raises DataFault for a cell of more than `most`.

        >>> import tempfile
        >>> from analysis.tables.columns import text
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     _ = Path(folder, "events.csv").write_text("date,label\n2025-09-04,Meeting in Paris\n")
        ...     HandKept(Path(folder, "events.csv"), {"date": dy.Date(), "label": text("Words.", max_words=2)})
        Traceback (most recent call last):
        ...
        analysis.errors.DataFault: data/curated/events.csv, row 2, column label: 'Meeting in Paris' has more than 2 words
          -> say it in 2 words; then `python -m analysis curate`
        """
        count = pl.col(column).str.count_matches(r"\S+")
        self.refuse(column, count > most, f"has more than {most} words", f"say it in {most} words")

    def require_numbers(self, column: str, dtype: pl.DataType, largest: float = LARGEST_OF_ALL) -> None:
        r"""Refuse what is no number of that type in digits, not above zero, or above the largest; an empty cell passes.

        Raises DataFault.

        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     _ = Path(folder, "purl.csv").write_text('donor,amount\nNorway,"1,500"\n')
        ...     HandKept(Path(folder, "purl.csv"), {"donor": dy.String(), "amount": dy.Int64()})
        Traceback (most recent call last):
        ...
        analysis.errors.DataFault: data/curated/purl.csv, row 2, column amount: '1,500' is no amount
          -> write digits, a point before decimals, or nothing; then `python -m analysis curate`
        """
        # A float would take words such as nan and inf.
        value = pl.col(column).cast(pl.Decimal(18, 9) if dtype.is_float() else dtype, strict=False)
        digits = pl.col(column).str.contains(r"^[0-9]+(\.[0-9]+)?$")
        wrong = pl.col(column).is_not_null() & (~digits | value.is_null() | (value <= 0))
        self.refuse(column, wrong, "is no amount", "write digits, a point before decimals, or nothing")
        too_large = pl.col(column).cast(pl.Float64, strict=False) > largest
        self.refuse(column, too_large, f"is above {largest:,.0f}, more than any so far", "correct it, its unit or its zeros")

    def require_dates(self, column: str, precision: str) -> None:
        r"""Refuse a date that is impossible, differs from its stated precision, or is out of its time.

        `precision` is the column that states how exact the date is, if there is one. A month or year passes if its first day is
        not later than the last day, and an empty cell without precision. Raises DataFault.

        >>> import tempfile
        >>> from analysis.tables.columns import partial_date
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     file = Path(folder, "events.csv")
        ...     _ = file.write_text("date,label\n2025-10,A summit\n")
        ...     HandKept(file, {"date": partial_date("Day."), "label": dy.String()}, collected_to=date(2025, 9, 30))
        Traceback (most recent call last):
        ...
        analysis.errors.DataFault: data/curated/events.csv, row 2, column date: '2025-10' is later than the collection, which
            ends on 2025-09-30
          -> correct the date, or the collected_to of the table in data/curated/manual_check.csv; then `python -m analysis
            curate`
        """
        stated = precision in self.columns
        impossible = pl.col(column).is_not_null() & partial.not_before(column).is_null()
        wrong = partial.disagrees(column, precision) if stated else impossible
        problem = "is no date of the stated precision" if stated else "is no date"
        self.refuse(column, wrong, problem, "write YYYY-MM-DD, YYYY-MM or YYYY as the source gives it, and its precision")
        self._refuse_out_of_time(column)

    def require_days(self, column: str) -> None:
        r"""Refuse what is no day written as YYYY-MM-DD, or is out of its time; an empty cell passes. Raises DataFault.

        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     _ = Path(folder, "sources.csv").write_text("id,accessed\nkiel,2026-08\n")
        ...     HandKept(Path(folder, "sources.csv"), {"id": dy.String(), "accessed": dy.Date()})
        Traceback (most recent call last):
        ...
        analysis.errors.DataFault: data/curated/sources.csv, row 2, column accessed: '2026-08' is no day
          -> write YYYY-MM-DD; then `python -m analysis curate`
        """
        cell = pl.col(column)
        self.refuse(
            column,
            (cell.str.len_chars() != 10) | partial.not_before(column).is_null() & cell.is_not_null(),
            "is no day",
            "write YYYY-MM-DD",
        )
        self._refuse_out_of_time(column)

    def _refuse_out_of_time(self, column: str) -> None:
        today = days.today()
        last, late, fix = today, f"today, {today}", "correct it: nothing is known of a day to come"
        if self.collected_to:
            last, late = self.collected_to, f"the collection, which ends on {self.collected_to}"
            fix = "correct the date, or the collected_to of the table in data/curated/manual_check.csv"
        elif self.to_come:
            last, late, fix = today + AHEAD, f"{today + AHEAD}", "correct the year"
        first_day = partial.not_before(column)
        self.refuse(column, first_day < self.earliest, f"is earlier than {self.earliest}", "correct the year")
        self.refuse(column, first_day > last, f"is later than {late}", fix)

    def require_unique(self, *columns: str) -> None:
        r"""Refuse a row that is the same as another in all of these columns; raises DataFault for the first of them.

        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     _ = Path(folder, "events.csv").write_text("date,label\n" + "2025-09-04,Meeting\n" * 2)
        ...     HandKept(Path(folder, "events.csv"), {"date": dy.Date(), "label": dy.String()}, key=("label", "date"))
        Traceback (most recent call last):
        ...
        analysis.errors.DataFault: data/curated/events.csv, row 2, column label: 'Meeting' stands twice with the same date (2
            rows)
          -> take one of the rows out; then `python -m analysis curate`
        """
        repeated = pl.struct(columns).is_duplicated()
        same = f" with the same {', '.join(columns[1:])}" if columns[1:] else ""
        self.refuse(columns[0], repeated, f"stands twice{same}", "take one of the rows out")


def _typed(name: str, column: dy.Column) -> pl.Expr:
    match column:
        case dy.Date():
            return pl.col(name).str.to_date("%Y-%m-%d")
        case dy.Bool():
            return pl.col(name) == "true"
        case dy.Int64() | dy.Decimal() | dy.Float64():
            return pl.col(name).cast(column.dtype)
    return pl.col(name)
