"""Checks of hand-kept tables: each names the first wrong cell by file, row and column, and how to mend it."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path

import polars as pl

from analysis.errors import DataFault
from analysis.sources import partial

CURATE = "python -m analysis curate"


class HandKept:
    """One hand-kept file, read as text, with checks that refuse the first row at fault.

    Row numbers are lines of the file; every refusal is a DataFault that says what to write instead.
    """

    def __init__(self, path: Path, columns: Sequence[str]) -> None:
        self.file = f"data/curated/{path.name}"
        if not path.exists():
            raise DataFault(self.file, "is missing", mend=f"git checkout -- {self.file}")
        self.text = pl.read_csv(path, infer_schema=False)
        if self.text.columns != list(columns):
            raise DataFault(
                self.file, f"has the columns {self.text.columns}", mend=f"its columns are, in order: {', '.join(columns)}"
            )
        self.refuse_any(columns, lambda cell: cell.str.strip_chars() != cell, "has blanks at an end", "write it without them")

    def refuse(self, column: str, wrong: pl.Expr, problem: str, instead: str) -> None:
        """Raise a DataFault for the first row in which `wrong` is true."""
        bad = self.text.with_row_index("line", 2).filter(wrong.fill_null(False))
        if bad.height:
            first = bad.row(0, named=True)
            raise DataFault(
                self.file,
                f"{first[column]!r} {problem}" + (f" ({bad.height} rows)" if bad.height > 1 else ""),
                row=first["line"],
                column=column,
                mend=f"{instead}; then `{CURATE}`",
            )

    def refuse_any(self, columns: Sequence[str], wrong: Callable[[pl.Expr], pl.Expr], problem: str, instead: str) -> None:
        """Do the same in each of some columns; all are looked at in one pass, since mostly none is at fault."""
        at_fault = self.text.select(wrong(pl.col(column)).any() for column in columns).row(0, named=True)
        for column in (one for one, found in at_fault.items() if found):
            self.refuse(column, wrong(pl.col(column)), problem, instead)

    def required(self, *columns: str) -> None:
        """Refuse an empty cell."""
        self.refuse_any(columns, lambda cell: cell.is_null(), "is empty", "fill it in, or take the row out")

    def allowed(self, column: str, values: Iterable[str]) -> None:
        """Refuse a value outside a list; an empty cell passes."""
        values = list(values)
        self.refuse(column, ~pl.col(column).is_in(values), "is not allowed", f"write one of: {', '.join(values)}")

    def words(self, column: str, most: int) -> None:
        """Refuse more words than a chart has room for."""
        count = pl.col(column).str.count_matches(r"\S+")
        self.refuse(column, count > most, f"has more than {most} words", f"say it in {most} words")

    def number(self, column: str, dtype: pl.DataType | type[pl.DataType]) -> None:
        """Refuse what is no number of that type, or not above zero; an empty cell passes."""
        value = pl.col(column).cast(dtype, strict=False)
        wrong = pl.col(column).is_not_null() & (value.is_null() | (value <= 0))
        self.refuse(column, wrong, "is no amount", "write digits alone, or leave the cell empty")

    def currency(self, amount: str, currency: str) -> None:
        """Refuse an amount without a currency."""
        wrong = pl.col(amount).is_not_null() & ~pl.col(currency).str.contains(r"^[A-Z]{3}$").fill_null(False)
        self.refuse(currency, wrong, "names no currency", "write its ISO 4217 code")

    def dates(self, column: str, collected_to: date, precision: str | None = None) -> None:
        """Refuse a date that is impossible, differs from its stated precision, or is later than the collection."""
        wrong = partial.disagrees(column, precision) if precision else partial.not_before(column).is_null()
        what = "is no date of the stated precision" if precision else "is no date"
        self.refuse(column, wrong, what, "write YYYY-MM-DD, YYYY-MM or YYYY as the source gives it, and its precision")
        self.refuse(
            column,
            partial.not_before(column) > collected_to,
            f"is later than the collection, which ends on {collected_to}",
            "correct the date, or the collected_to of the table in data/curated/manual_check.csv",
        )

    def countries(self, column: str, codes: Iterable[str]) -> None:
        """Refuse a code that is no country of the countries table and no body of `analysis.bodies`."""
        self.refuse(
            column,
            ~pl.col(column).is_in(list(codes)),
            "is no known code",
            "write an ISO 3166 alpha-3 code of data/curated/countries.csv",
        )

    def sourced(self, publishers: pl.DataFrame) -> None:
        """Refuse a row without exactly one address, by an ungraded publisher, or on a host that is not its publisher's."""
        one = pl.col("source_url").str.contains(r"^https?://[^\s|]+$")
        self.refuse("source_url", ~one.fill_null(False), "is not one address", "write the one page the row rests on")
        self.refuse(
            "source_publisher",
            ~pl.col("source_publisher").is_in(publishers["publisher"].to_list()).fill_null(False),
            "is not graded",
            "add it to data/curated/publishers.csv with its host and grade",
        )
        hosts = pl.col("source_publisher").replace_strict(publishers["publisher"], publishers["hosts"], default="")
        known = hosts.str.split("|").list.contains(host("source_url"))
        self.refuse("source_url", ~known, "is not on a host of its publisher", "correct one, or data/curated/publishers.csv")

    def unrepeated(self, *columns: str) -> None:
        """Refuse a row that says the same as another."""
        twice = pl.struct(columns).is_duplicated()
        same = f" with the same {', '.join(columns[1:])}" if columns[1:] else ""
        self.refuse(columns[0], twice, f"stands twice{same}", "take one of the rows out")


def host(column: str) -> pl.Expr:
    """Give the host of an address without www. and port."""
    return pl.col(column).str.extract(r"^https?://(?:www\.)?([^/:?#]+?)\.?(?:[:/?#]|$)", 1)
