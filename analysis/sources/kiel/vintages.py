"""Every release of the tracker that is at hand, each in the form it comes in, as aid rows and totals.

Source: https://www.kielinstitut.de/publications/ukraine-support-tracker-data-6453/
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from analysis.sources.kiel import amounts, country_summary, explorer, release_workbook
from analysis.sources.reading.card import Card
from analysis.sources.reading.report import Read, ReadReport

Reader = Callable[[Path, str, pl.DataFrame], Read]

MONTHLY: Mapping[str, tuple[Reader, str]] = {
    "7": (release_workbook.read_workbook, "release_07/Ukraine_Support_Tracker_Release_7.xlsx"),
    "18": (release_workbook.read_workbook, "release_18/main_data_only.xlsx"),
    "28": (explorer.read_activities, "release_28/bilateral_activities.csv"),
    "29-first-upload": (explorer.read_explorer, "release_29_first_upload/data_explorer.csv"),
    "29": (explorer.read_explorer, "release_29/data_explorer.csv"),
    "30-preview": (explorer.read_explorer, "release_30_preview/data_explorer.csv"),
}
"""Releases that date their money."""

TOTALS_ONLY: Mapping[str, tuple[Reader, str]] = {
    "16": (country_summary.read_summary_table, "release_16/country_summary.csv"),
    "27": (country_summary.read_summary_table, "release_27/country_summary.csv"),
    "30": (country_summary.read_summary_table, "release_30/country_summary.csv"),
}
"""Releases of which only the summary by country is at hand."""

CARD = Card(distinct={"donor": 38}, least_sum={"eur": 1e10})
"""Every release so far has 41 or 42 donors; with fewer its file was cut, for rows are sorted by country. The oldest sums to ninety billion."""


@dataclass(frozen=True)
class Vintages:
    """Hold all releases at hand: monthly rows, totals, how each was read, and the file each was made from."""

    aid: pl.DataFrame
    totals: pl.DataFrame
    readings: pl.DataFrame
    files: dict[str, Path]


def read_vintages(folder: Path, countries: pl.DataFrame) -> Vintages:
    """Read every release from the publisher's files in `folder`, which holds those that MONTHLY and TOTALS_ONLY name.

    Returns aid (release, month, donor, kind, stage, eur), totals (the same without months), readings (release, finding,
    column, cells, outcome) and the file of each release. `countries` is the countries table.
    Raises ReadFault, with the report where there is one, if a release cannot be read without losing something.
    """
    readers = {**MONTHLY, **TOTALS_ONLY}
    files = {release: folder / name for release, (_, name) in readers.items()}
    reads = {release: read(files[release], release, countries) for release, (read, _) in readers.items()}
    for read in reads.values():
        CARD.validate(read.table, read.report)
    monthly = pl.concat([reads[release].table for release in MONTHLY])
    totals = pl.concat([amounts.totals(monthly), *(reads[release].table for release in TOTALS_ONLY)], how="diagonal")
    readings = pl.concat([_reading(release, read.report) for release, read in reads.items()])
    return Vintages(monthly.drop("exact"), totals, readings, files)


def _reading(release: str, report: ReadReport) -> pl.DataFrame:
    """Put a report into rows: how many rows there were, and each thing found with its count and what became of it."""
    counts = [("rows in the file", "all", report.rows_in, "read"), ("rows kept", "all", report.rows_kept, "kept")]
    lost = [(loss.reason, loss.column, loss.count, "left empty") for loss in report.losses]
    remarks = [(remark.reason, remark.column, remark.count, "kept") for remark in report.remarks]
    rows = pl.DataFrame([*counts, *lost, *remarks], schema=["finding", "column", "cells", "outcome"], orient="row")
    return rows.select(
        release=pl.lit(release), finding="finding", column="column", cells=pl.col("cells").cast(pl.Int64), outcome="outcome"
    )
