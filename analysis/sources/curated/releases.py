"""Read the hand-kept tables of the aid tracker: its releases, and numbers given to the press."""

from pathlib import Path

import dataframely as dy
import polars as pl

from analysis.sources.curated.checks import require_graded_page
from analysis.sources.curated.hand_kept import BUILD, HandKept, file_columns
from analysis.sources.curated.publishers import grade, read_publishers
from analysis.tables import TABLES


def read_published_numbers(path: Path) -> pl.DataFrame:
    """Read the numbers given to the press: the published_numbers table, in EUR bn.

    `path` is data/curated/published.csv, with publishers.csv beside it; the grade is that of the page's publisher. Raises
    DataFault with file, row and column for a cell that is empty, no day or no number, a page of no graded publisher, and a row
    that stands twice.

    >>> from analysis.pipeline.build import CURATED
    >>> read_published_numbers(CURATED / "published.csv").filter(release="16")["published_bn"].to_list()
    [89.9, 67.0, 42.0, 43.1]
    """
    contract = TABLES["published_numbers"]
    table = HandKept(path, file_columns(contract, added=["grade"]), contract.key, BUILD)
    publishers = read_publishers(path.parent / "publishers.csv")
    require_graded_page(table, publishers)
    return table.table().with_columns(grade(publishers))


def read_releases(path: Path) -> pl.DataFrame:
    """Read the hand-kept columns of each release: all of the releases table but the checksum of its file.

    `path` is data/curated/releases.csv. Raises DataFault with file, row and column for a cell that is empty, no day, or neither
    true nor false.

    >>> from analysis.pipeline.build import CURATED
    >>> read_releases(CURATED / "releases.csv").filter(release="16").select("cutoff", "last_month").row(0)
    (datetime.date(2024, 2, 29), None)
    """
    has_months = {"first_month": ("has_months", dy.Bool(nullable=False))}
    columns = file_columns(TABLES["releases"], added=("last_month", "sha256"), replaced=has_months)
    months = pl.when("has_months")
    return (
        HandKept(path, columns, ["release"], BUILD)
        .table()
        .with_columns(first_month=months.then(pl.date(2022, 1, 1)), last_month=months.then(pl.col("cutoff").dt.truncate("1mo")))
        .drop("has_months")
    )
