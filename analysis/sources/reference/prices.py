"""Read consumer prices by month: the euro area's from Eurostat, those of the United States from the Bureau of Labor Statistics.

Sources: https://ec.europa.eu/eurostat/databrowser/view/prc_hicp_midx/default/table, https://www.bls.gov/cpi/
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from analysis.errors import ReadFault
from analysis.sources.reading.amounts import NUMBER, Amounts
from analysis.sources.reading.card import Card
from analysis.sources.reading.days import ISO, Days
from analysis.sources.reading.guard import refuse_repeated, require_readable, wrap_read_errors
from analysis.sources.reading.report import ReadReport
from analysis.sources.reading.text import read_csv_text

EXACT = pl.Decimal(9, 3)
FIRST = date(2020, 1, 1)
"""Two years before the first month of aid: rows of one's own may begin a little earlier."""

LARGEST = Amounts("points of the index", 1000)
"""An index of consumer prices that began at 100 in the 1980s stands at a third of that; no month leaps so far."""


@dataclass(frozen=True)
class Index:
    """Describe one publisher's file: columns of month and value, what else its rows must say, the base, and its card."""

    name: str
    columns: tuple[str, str]
    says: dict[str, str]
    base: str
    card: Card


HICP = Index(
    "hicp_euro_area",
    ("time", "index_2025_100"),
    {"geo": "EA", "unit": "I25"},
    "2025 = 100",
    Card(min_rows=60, days=Days((ISO,), date(1996, 1, 1)), amounts=LARGEST, work="eurostat_hicp"),
)
CPI = Index(
    "cpi_us",
    ("Date", "Index"),
    {},
    "1982–84 = 100",
    Card(min_rows=60, days=Days((ISO,), date(1913, 1, 1)), amounts=LARGEST, work="bls_cpi"),
)


@wrap_read_errors
def read_index(path: Path, index: Index) -> pl.DataFrame:
    r"""Read one index of consumer prices by month, from 2020 on: month, index, value (exact), base and source.

    `index` is HICP or CPI. A month that the file leaves out has no row. Raises ReadFault for a file of another area or unit, a
    value that is no number, a month that stands twice and fewer months than ever were in the file.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     lines = [f"{year}-{month:02},EA,I25,81.{month:02}\n" for year in range(2020, 2025) for month in range(1, 13)]
    ...     _ = Path(folder, "prices.csv").write_text("time,geo,unit,index_2025_100\n" + "".join(lines))
    ...     read_index(Path(folder, "prices.csv"), HICP).row(0)
    (datetime.date(2020, 1, 1), 'hicp_euro_area', Decimal('81.010'), '2025 = 100', 'eurostat_hicp')
    """
    when, value = index.columns
    text = read_csv_text(path, (*index.columns, *index.says)).with_columns(line=pl.int_range(2, pl.len() + 2))
    for column, wanted in index.says.items():
        if set(text[column]) != {wanted}:
            problem = f"{column} is not {wanted} in every row"
            raise ReadFault(path.name, problem, "take the file of that area and unit: another deflates by other prices")
    require_readable(text, index.columns, path.name)
    assert index.card.days is not None
    first_days = text.with_columns(month=when).with_columns(pl.col("month").str.replace(r"^(\d{4}-\d{2})$", "${1}-01"))
    months = index.card.days.typed(first_days, ["month"], path.name)
    refuse_repeated(months, ("month",), path.name)
    LARGEST.typed(months, (value,), path.name)
    rows = months.filter(pl.col("month") >= FIRST, pl.col(value).str.contains(NUMBER)).select(
        pl.col("month").dt.truncate("1mo"),
        pl.lit(index.name).alias("index"),
        pl.col(value).cast(EXACT).alias("value"),
        pl.lit(index.base).alias("base"),
        pl.lit(index.card.work).alias("source"),
    )
    index.card.validate(rows, ReadReport(path.name, text.height, rows.height))
    return rows.sort("month")
