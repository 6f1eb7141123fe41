"""Load what publishers state of the means around aid: people hosted."""

import polars as pl

from analysis.storage.reader import read_table


def people_hosted() -> pl.DataFrame:
    """Load refugees from Ukraine by host at the end of each year; UNHCR's count, with people under temporary protection.

    People on parole in the United States are not in it: its rows are no number of people hosted. A host without a row was not counted.

    >>> people_hosted().filter(iso3="CZE").select("year_end", "refugees").row(-1)
    (datetime.date(2025, 12, 31), 392955)
    """
    return read_table("people_hosted")
