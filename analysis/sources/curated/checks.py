"""Checks of hand-kept tables: each names the first wrong cell by file, row and column, and how to fix it."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from pathlib import Path

import polars as pl

from analysis.errors import DataFault
from analysis.sources.reading import days, partial
from analysis.sources.reading.text import read_hand_kept
from analysis.xml_text import FORBIDDEN

CURATE = "python -m analysis curate"
BUILD = "make build RAW_DATA=<folder with the publishers' files>"

EARLIEST = date(2014, 1, 1)
"""Russia's war began in 2014: an earlier date here is a slip of the pen."""
AHEAD = timedelta(days=3653)
"""What is adopted applies within ten years: a later date is a slip too."""


class HandKept:
    r"""Hold one hand-kept file, read as text, with checks that refuse the first row at fault.

    `path` is the file, `columns` its columns in order, `then` the command that takes it over. Row numbers are lines of the file;
    every refusal is a DataFault that says what to write instead. Making one raises DataFault for a missing or unreadable file,
    other columns, a cell with blanks at an end, or one with a character that no page or document can hold.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = Path(folder, "acts.csv").write_text("date,stance\n2025-09-04,declined\n2025-09,maybe\n")
    ...     kept = HandKept(Path(folder, "acts.csv"), ["date", "stance"])
    >>> kept.text.height
    2
    >>> kept.allowed("stance", ["declined", "undecided"])
    Traceback (most recent call last):
    ...
    analysis.errors.DataFault: data/curated/acts.csv, row 3, column stance: 'maybe' is not allowed
      -> write one of: declined, undecided; then `python -m analysis curate`
    """

    def __init__(self, path: Path, columns: Sequence[str], then: str = CURATE) -> None:
        self.file, self.then = f"data/curated/{path.name}", then
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

    def refuse_any(self, columns: Sequence[str], wrong: Callable[[pl.Expr], pl.Expr], problem: str, instead: str) -> None:
        """Do the same in each of some columns; all are looked at in one pass, since mostly none is at fault.

        `wrong` makes the condition from a column. Raises DataFault for the first of the columns with a row at fault.
        """
        at_fault = self.text.select(wrong(pl.col(column)).any() for column in columns).row(0, named=True)
        for column in (one for one, found in at_fault.items() if found):
            self.refuse(column, wrong(pl.col(column)), problem, instead)

    def required(self, *columns: str) -> None:
        r"""Refuse an empty cell of these columns; raises DataFault.

        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     _ = Path(folder, "acts.csv").write_text("date,stance\n2025-09-04,\n")
        ...     HandKept(Path(folder, "acts.csv"), ["date", "stance"]).required("date", "stance")
        Traceback (most recent call last):
        ...
        analysis.errors.DataFault: data/curated/acts.csv, row 2, column stance: None is empty
          -> fill it in, or take the row out; then `python -m analysis curate`
        """
        self.refuse_any(columns, lambda cell: cell.is_null(), "is empty", "fill it in, or take the row out")

    def allowed(self, column: str, values: Iterable[str]) -> None:
        """Refuse a value outside a list; an empty cell passes. Raises DataFault that names the good values."""
        values = list(values)
        self.refuse(column, ~pl.col(column).is_in(values), "is not allowed", f"write one of: {', '.join(values)}")

    def words(self, column: str, most: int) -> None:
        r"""Refuse more words than a chart has room for; raises DataFault for a cell of more than `most`.

        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     _ = Path(folder, "events.csv").write_text("date,label\n2025-09-04,Meeting in Paris\n")
        ...     HandKept(Path(folder, "events.csv"), ["date", "label"]).words("label", 2)
        Traceback (most recent call last):
        ...
        analysis.errors.DataFault: data/curated/events.csv, row 2, column label: 'Meeting in Paris' has more than 2 words
          -> say it in 2 words; then `python -m analysis curate`
        """
        count = pl.col(column).str.count_matches(r"\S+")
        self.refuse(column, count > most, f"has more than {most} words", f"say it in {most} words")

    def number(self, column: str, dtype: pl.DataType | type[pl.DataType]) -> None:
        r"""Refuse what is no number of that type, or not above zero; an empty cell passes. Raises DataFault.

        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     _ = Path(folder, "purl.csv").write_text('donor,amount\nNorway,"1,500"\n')
        ...     HandKept(Path(folder, "purl.csv"), ["donor", "amount"]).number("amount", pl.Int64)
        Traceback (most recent call last):
        ...
        analysis.errors.DataFault: data/curated/purl.csv, row 2, column amount: '1,500' is no amount
          -> write digits, a point before decimals, or nothing; then `python -m analysis curate`
        """
        value = pl.col(column).cast(dtype, strict=False)
        wrong = pl.col(column).is_not_null() & (value.is_null() | (value <= 0))
        self.refuse(column, wrong, "is no amount", "write digits, a point before decimals, or nothing")

    def currency(self, amount: str, currency: str) -> None:
        r"""Refuse an amount without a currency of three capital letters; raises DataFault.

        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     _ = Path(folder, "purl.csv").write_text("amount,currency\n1500,euros\n")
        ...     HandKept(Path(folder, "purl.csv"), ["amount", "currency"]).currency("amount", "currency")
        Traceback (most recent call last):
        ...
        analysis.errors.DataFault: data/curated/purl.csv, row 2, column currency: 'euros' names no currency
          -> write its ISO 4217 code; then `python -m analysis curate`
        """
        wrong = pl.col(amount).is_not_null() & ~pl.col(currency).str.contains(r"^[A-Z]{3}$").fill_null(False)
        self.refuse(currency, wrong, "names no currency", "write its ISO 4217 code")

    def dates(self, column: str, collected_to: date, precision: str | None = None) -> None:
        r"""Refuse a date that is impossible, differs from its stated precision, is before 2014, or later than the collection.

        `collected_to` is the last day the collection covers, `precision` the column that states how exact the date is, if
        there is one. A month or year passes if its first day is not later, and an empty cell without precision. Raises DataFault.

        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     _ = Path(folder, "events.csv").write_text("date,label\n2025-10-01,A summit\n")
        ...     HandKept(Path(folder, "events.csv"), ["date", "label"]).dates("date", date(2025, 9, 30))
        Traceback (most recent call last):
        ...
        analysis.errors.DataFault: data/curated/events.csv, row 2, column date: '2025-10-01' is later than the collection,
            which ends on 2025-09-30
          -> correct the date, or the collected_to of the table in data/curated/manual_check.csv; then `python -m analysis
            curate`
        """
        wrong = (
            partial.disagrees(column, precision)
            if precision
            else pl.col(column).is_not_null() & partial.not_before(column).is_null()
        )
        what = "is no date of the stated precision" if precision else "is no date"
        self.refuse(column, wrong, what, "write YYYY-MM-DD, YYYY-MM or YYYY as the source gives it, and its precision")
        self.refuse(column, partial.not_before(column) < EARLIEST, f"is earlier than {EARLIEST}", "correct the year")
        self.refuse(
            column,
            partial.not_before(column) > collected_to,
            f"is later than the collection, which ends on {collected_to}",
            "correct the date, or the collected_to of the table in data/curated/manual_check.csv",
        )

    def days(self, *columns: str, to_come: bool = False, earliest: date = EARLIEST) -> None:
        r"""Refuse what is no day written as YYYY-MM-DD, one before `earliest`, and one later than today.

        With `to_come` a day up to ten years ahead passes; an empty cell does in any case. Raises DataFault.

        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     _ = Path(folder, "sources.csv").write_text("id,accessed\nkiel,2026-08\n")
        ...     HandKept(Path(folder, "sources.csv"), ["id", "accessed"]).days("accessed")
        Traceback (most recent call last):
        ...
        analysis.errors.DataFault: data/curated/sources.csv, row 2, column accessed: '2026-08' is no day
          -> write YYYY-MM-DD; then `python -m analysis curate`
        """

        def day(cell: pl.Expr) -> pl.Expr:
            # Polars takes a month of one digit too.
            return pl.when(cell.str.len_chars() == 10).then(cell).str.to_date("%Y-%m-%d", strict=False)

        today = days.today()
        self.refuse_any(columns, lambda cell: cell.is_not_null() & day(cell).is_null(), "is no day", "write YYYY-MM-DD")
        self.refuse_any(columns, lambda cell: day(cell) < earliest, f"is earlier than {earliest}", "correct the year")
        if to_come:
            far = f"is later than {today + AHEAD}"
            self.refuse_any(columns, lambda cell: day(cell) > today + AHEAD, far, "correct the year")
        else:
            late = f"is later than today, {today}"
            self.refuse_any(columns, lambda cell: day(cell) > today, late, "correct it: nothing is known of a day to come")

    def countries(self, column: str, codes: Iterable[str]) -> None:
        r"""Refuse a code that is not among `codes`, which are those of the countries table and of `analysis.countries`.

        An empty cell passes. Raises DataFault.

        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     _ = Path(folder, "pledges.csv").write_text("country,stance\nUK,declined\n")
        ...     HandKept(Path(folder, "pledges.csv"), ["country", "stance"]).countries("country", ["GBR"])
        Traceback (most recent call last):
        ...
        analysis.errors.DataFault: data/curated/pledges.csv, row 2, column country: 'UK' is no known code
          -> write an ISO 3166 alpha-3 code of data/curated/countries.csv; then `python -m analysis curate`
        """
        self.refuse(
            column,
            ~pl.col(column).is_in(list(codes)),
            "is no known code",
            "write an ISO 3166 alpha-3 code of data/curated/countries.csv",
        )

    def sourced(self, publishers: pl.DataFrame) -> None:
        r"""Refuse a row without exactly one address, by an ungraded publisher, or on a host that is not its publisher's.

        The file has columns source_url and source_publisher; `publishers` has publisher and hosts (separated by |). Raises
        DataFault.

        >>> import tempfile
        >>> graded = pl.DataFrame({"publisher": ["NATO"], "hosts": ["nato.int"]})
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     _ = Path(folder, "purl.csv").write_text("source_url,source_publisher\nhttps://example.org/a,NATO\n")
        ...     HandKept(Path(folder, "purl.csv"), ["source_url", "source_publisher"]).sourced(graded)
        Traceback (most recent call last):
        ...
        analysis.errors.DataFault: data/curated/purl.csv, row 2, column source_url: 'https://example.org/a' is not on a host of
            its publisher
          -> correct one, or data/curated/publishers.csv; then `python -m analysis curate`
        """
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
        r"""Refuse a row that says the same as another in all of these columns; raises DataFault for the first of them.

        >>> import tempfile
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     _ = Path(folder, "events.csv").write_text("date,label\n" + "2025-09-04,Meeting\n" * 2)
        ...     HandKept(Path(folder, "events.csv"), ["date", "label"]).unrepeated("label", "date")
        Traceback (most recent call last):
        ...
        analysis.errors.DataFault: data/curated/events.csv, row 2, column label: 'Meeting' stands twice with the same date (2
            rows)
          -> take one of the rows out; then `python -m analysis curate`
        """
        twice = pl.struct(columns).is_duplicated()
        same = f" with the same {', '.join(columns[1:])}" if columns[1:] else ""
        self.refuse(columns[0], twice, f"stands twice{same}", "take one of the rows out")


def host(column: str) -> pl.Expr:
    """Give the host of an address without www. and port; null for what is no address.

    >>> pages = pl.DataFrame({"url": ["https://www.nato.int/a?b", "http://gov.pl:80", "nato.int"]})
    >>> pages.select(host("url")).to_series().to_list()
    ['nato.int', 'gov.pl', None]
    """
    return pl.col(column).str.extract(r"^https?://(?:www\.)?([^/:?#]+?)\.?(?:[:/?#]|$)", 1)
