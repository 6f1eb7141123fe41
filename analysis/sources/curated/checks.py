"""Checks of hand-kept tables that no contract can say: codes, currencies, and the page that each row rests on."""

from collections.abc import Iterable

import polars as pl

from analysis.sources.curated.hand_kept import HandKept


def require_currency(table: HandKept, amount: str, currency: str) -> None:
    r"""Refuse an amount without a currency; raises DataFault.

    >>> import dataframely as dy, tempfile
    >>> from pathlib import Path
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = Path(folder, "purl.csv").write_text("amount,currency\n1500,\n")
    ...     table = HandKept(Path(folder, "purl.csv"), {"amount": dy.Int64(), "currency": dy.String(nullable=True)})
    >>> require_currency(table, "amount", "currency")
    Traceback (most recent call last):
    ...
    analysis.errors.DataFault: data/curated/purl.csv, row 2, column currency: None names no currency
      -> write its ISO 4217 code; then `python -m analysis curate`
    """
    missing = pl.col(amount).is_not_null() & pl.col(currency).is_null()
    table.refuse(currency, missing, "names no currency", "write its ISO 4217 code")


def require_known_codes(table: HandKept, column: str, codes: Iterable[str]) -> None:
    r"""Refuse a code that is not among `codes`, which are those of the countries table and of `analysis.countries`.

    An empty cell passes. Raises DataFault.

    >>> import dataframely as dy, tempfile
    >>> from pathlib import Path
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = Path(folder, "pledges.csv").write_text("country,stance\nUK,declined\n")
    ...     table = HandKept(Path(folder, "pledges.csv"), {"country": dy.String(), "stance": dy.String()})
    >>> require_known_codes(table, "country", ["GBR"])
    Traceback (most recent call last):
    ...
    analysis.errors.DataFault: data/curated/pledges.csv, row 2, column country: 'UK' is no known code
      -> write an ISO 3166 alpha-3 code of data/curated/countries.csv; then `python -m analysis curate`
    """
    unknown = ~pl.col(column).is_in(list(codes))
    table.refuse(column, unknown, "is no known code", "write an ISO 3166 alpha-3 code of data/curated/countries.csv")


def require_graded_page(table: HandKept, publishers: pl.DataFrame) -> None:
    r"""Refuse a row without exactly one address, by an ungraded publisher, or on a host that is not its publisher's.

    The file has columns source_url and source_publisher; `publishers` has publisher and hosts (separated by |). Raises
    DataFault.

    >>> import dataframely as dy, tempfile
    >>> from pathlib import Path
    >>> graded = pl.DataFrame({"publisher": ["NATO"], "hosts": ["nato.int"]})
    >>> columns = {"source_url": dy.String(), "source_publisher": dy.String()}
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = Path(folder, "purl.csv").write_text("source_url,source_publisher\nhttps://example.org/a,NATO\n")
    ...     table = HandKept(Path(folder, "purl.csv"), columns)
    >>> require_graded_page(table, graded)
    Traceback (most recent call last):
    ...
    analysis.errors.DataFault: data/curated/purl.csv, row 2, column source_url: 'https://example.org/a' is not on a host of
        its publisher
      -> correct one, or data/curated/publishers.csv; then `python -m analysis curate`
    """
    single = pl.col("source_url").str.contains(r"^https?://[^\s|]+$")
    table.refuse("source_url", ~single.fill_null(False), "is not one address", "write the one page the row rests on")
    table.refuse(
        "source_publisher",
        ~pl.col("source_publisher").is_in(publishers["publisher"].to_list()).fill_null(False),
        "is not graded",
        "add it to data/curated/publishers.csv with its host and grade",
    )
    hosts = pl.col("source_publisher").replace_strict(publishers["publisher"], publishers["hosts"], default="")
    known = hosts.str.split("|").list.contains(host("source_url"))
    table.refuse("source_url", ~known, "is not on a host of its publisher", "correct one, or data/curated/publishers.csv")


def host(column: str) -> pl.Expr:
    """Give the host of an address without www. and port; null for what is no address.

    >>> pages = pl.DataFrame({"url": ["https://www.nato.int/a?b", "http://gov.pl:80", "nato.int"]})
    >>> pages.select(host("url")).to_series().to_list()
    ['nato.int', 'gov.pl', None]
    """
    return pl.col(column).str.extract(r"^https?://(?:www\.)?([^/:?#]+?)\.?(?:[:/?#]|$)", 1)
