"""Read the European Central Bank's reference rates, and average them by month.

Source: https://www.ecb.europa.eu/stats/policy_and_exchange_rates/euro_reference_exchange_rates/
"""

import io
import zipfile
from datetime import date
from pathlib import Path

import polars as pl

from analysis.errors import ReadFault
from analysis.sources.curated.hand_kept import BUILD, HandKept, file_columns
from analysis.sources.reading.amounts import Amounts
from analysis.sources.reading.days import ISO, Days
from analysis.sources.reading.guard import refuse_repeated, wrap_read_errors
from analysis.tables import TABLES

HISTORY = "eurofxref-hist.csv"
FIRST = date(2022, 1, 1)
# The euro came in January 1999; the currency of the smallest unit, of Indonesia, has some twenty thousand to the euro.
DAYS, RATES = Days((ISO,), date(1999, 1, 1)), Amounts("units for one euro", 1e5)
MIN_DAYS = 15
"""A month with fewer quoted days is not over, or the file has a hole."""


@wrap_read_errors
def monthly_averages(archive: Path, currency: str = "USD") -> pl.DataFrame:
    r"""Average the daily reference rates of one currency by complete month, from 2022 on.

    `archive` is the bank's own zip of its daily rates, eurofxref-hist.zip. Returns month, currency, per_eur (units of the
    currency for one euro, six decimals) and days (how many were averaged); a month of fewer than 15 days is left out. Raises
    ReadFault if the file is something else or has no such currency. Source: European Central Bank, euro foreign exchange
    reference rates.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     with zipfile.ZipFile(Path(folder, "rates.zip"), "w") as packed:
    ...         packed.writestr(HISTORY, "Date,USD\n" + "".join(f"2022-03-{nth:02},1.{nth:02}\n" for nth in range(1, 29)))
    ...     monthly_averages(Path(folder, "rates.zip")).row(0)
    (datetime.date(2022, 3, 1), 'USD', 1.145, 28)
    """
    try:
        daily = pl.read_csv(io.BytesIO(zipfile.ZipFile(archive).read(HISTORY)), infer_schema=False)
        rates = daily.select("Date", per_eur=pl.col(currency).replace({"N/A": None, "": None}))
    except (zipfile.BadZipFile, KeyError, pl.exceptions.PolarsError) as fault:
        raise ReadFault(archive.name, f"is not the bank's history of rates ({fault})", "take eurofxref-hist.zip anew") from None
    refuse_repeated(rates, ("Date",), archive.name)
    rates = RATES.typed(DAYS.typed(rates, {"day": "Date"}, archive.name), ("per_eur",), archive.name)
    return (
        rates.drop_nulls()
        .filter(pl.col("day") >= FIRST)
        .group_by(month=pl.col("day").dt.truncate("1mo"))
        .agg(per_eur=pl.col("per_eur").mean().round(6), days=pl.len().cast(pl.Int64))
        .filter(pl.col("days") >= MIN_DAYS)
        .select("month", pl.lit(currency).alias("currency"), "per_eur", "days")
        .sort("month")
    )


@wrap_read_errors
def read_averages(path: Path) -> pl.DataFrame:
    """Read the averages kept in data/curated/, refusing a month that is missing between the first and the last.

    Returns month, currency, per_eur and days as the file has them. Raises DataFault with file, row and column for a cell at
    fault, and ReadFault for a missing month.

    >>> from analysis.pipeline.build import CURATED
    >>> read_averages(CURATED / "exchange_rates.csv").columns
    ['month', 'currency', 'per_eur', 'days']
    """
    contract = TABLES["exchange_rates"]
    rates = HandKept(path, file_columns(contract), contract.key, BUILD).table()
    covered = rates.select(pl.date_range(pl.col("month").min(), pl.col("month").max(), "1mo"))["month"]
    if missing := sorted(set(covered) - set(rates["month"])):
        raise ReadFault(
            path.name, f"lacks the months {missing[:3]}", "make it anew with analysis.sources.reference.ecb.monthly_averages"
        )
    return rates
