"""Read how many people from Ukraine each country hosts, as UNHCR counts them at the end of each year.

Source: https://www.unhcr.org/refugee-statistics/
"""

from datetime import date
from pathlib import Path

import polars as pl

from analysis.sources.reading.amounts import Amounts
from analysis.sources.reading.card import Card
from analysis.sources.reading.days import ISO, Days
from analysis.sources.reading.guard import refuse_repeated, require_readable, wrap_read_errors
from analysis.sources.reading.report import Read, ReadReport
from analysis.sources.reading.text import read_csv_text

SOURCE = "unhcr"
ORIGIN = "UKR"
NO_HOST = ("UKR", "UNK")
"""Codes of hosts that are none: the country people left, and hosts not known."""

COLUMNS = ("year", "coo_iso", "coa_name", "coa_iso", "refugees", "asylum_seekers")
COUNTS = ("refugees", "asylum_seekers")
DAYS = Days((ISO,), date(2014, 12, 31))
PEOPLE = Amounts("people", 1e7)
CARD = Card(min_rows=700, distinct={"year_end": 12, "iso3": 80}, least_sum={"refugees": 2e7}, days=DAYS, amounts=PEOPLE)


@wrap_read_errors
def read_hosted(path: Path) -> Read:
    r"""Read year_end, iso3, host (as UNHCR names it), refugees, asylum_seekers and source, one row a host and year.

    `path` is a CSV of UNHCR's population statistics with the columns COLUMNS, of people from Ukraine alone. Rows without a host are
    left out and counted. Raises ReadFault for people from elsewhere, a count that is none, a year that has not ended, a host that
    stands twice in a year, or fewer rows than the file had.
    Source: UNHCR, Refugee Data Finder.

    >>> import tempfile
    >>> from unittest.mock import patch
    >>> with tempfile.TemporaryDirectory() as folder, patch(f"{__name__}.CARD", Card()):
    ...     head = "year,coo_iso,coa_name,coa_iso,refugees,asylum_seekers\n"
    ...     _ = Path(folder, "hosts.csv").write_text(head + "2025,UKR,Czechia,CZE,392955,125\n2025,UKR,Unknown,UNK,0,0\n")
    ...     read_hosted(Path(folder, "hosts.csv")).table.rows()
    [(datetime.date(2025, 12, 31), 'CZE', 'Czechia', 392955, 125, 'unhcr')]
    """
    text = read_csv_text(path, COLUMNS).with_columns(line=pl.int_range(2, pl.len() + 2))
    report = ReadReport(path.name, rows_in=text.height)
    if strangers := text.filter(pl.col("coo_iso").ne_missing(ORIGIN)).height:
        raise report.fault(f"{strangers} rows are of people from elsewhere", "take the rows of people from Ukraine alone")
    tidy = DAYS.typed(text.with_columns(year_end=pl.format("{}-12-31", "year")), ("year_end",), path.name)
    tidy = PEOPLE.typed(tidy, COUNTS, path.name)
    require_readable(tidy, ("year_end", "coa_iso", "coa_name", *COUNTS), path.name)
    _refuse_parts_of_people(tidy, report)
    refuse_repeated(tidy, ("year_end", "coa_iso"), path.name)
    hosts = tidy.filter(~pl.col("coa_iso").is_in(NO_HOST))
    report.lose("no host is named, or Ukraine itself", "coa_iso", tidy.height - hosts.height)
    report.rows_kept = hosts.height
    counts = pl.col(*COUNTS).cast(pl.Int64)
    table = hosts.select("year_end", counts, iso3="coa_iso", host="coa_name", source=pl.lit(SOURCE))
    table = table.select("year_end", "iso3", "host", *COUNTS, "source")
    CARD.validate(table, report)
    return Read(table, report)


def _refuse_parts_of_people(tidy: pl.DataFrame, report: ReadReport) -> None:
    for column in COUNTS:
        if (wrong := tidy.filter((pl.col(column) < 0) | (pl.col(column) % 1 != 0))).height:
            raise report.fault(f"{wrong.height} cells of {column} count no whole people, the first in line {wrong['line'][0]}")
