"""Read the Kiel Institute's Ukraine Support Tracker: its tables for the web and the activities of its workbook.

Source: https://www.kielinstitut.de/publications/ukraine-support-tracker-data-6453/
"""

from pathlib import Path

import polars as pl

from analysis.errors import ReadFault
from analysis.sources.countries import iso3_of
from analysis.sources.kiel_rows import EXACT, KINDS, aid_rows, decimals, remark_oddities, sum_to_cents
from analysis.sources.report import Place, Read, ReadReport
from analysis.sources.text import read_csv_text

EXPLORER_COLUMNS = ("country", "iso", "year", "month", "total", "financial", "humanitarian", "military", "commitments")
ACTIVITY_COLUMNS = ("giver", "kategori", "maal", "verdi_eur_redistr", "verdi_eur_activity", "maaned_nr", "maaned_finnes")


def read_explorer(path: Path, release: str, countries: pl.DataFrame) -> Read:
    """Read the web tool's monthly table (EUR bn, six decimals) into aid rows.

    Returns rows of the aid contract for one release; commitments have no kind, because the file gives no split.
    Raises ReadFault where a number cannot be read or a donor is not known.
    Source: data_explorer.csv beside the publisher's web tool.
    """
    text = read_csv_text(path, EXPLORER_COLUMNS)
    report = ReadReport(path.name, rows_in=text.height, rows_kept=text.height)
    dated = text.with_columns(
        release=pl.lit(release),
        month=pl.date(pl.col("year").cast(pl.Int32), pl.col("month").cast(pl.Int8), 1),
        donor=iso3_of("country", text, countries, path.name),
    )
    exact = dated.with_columns(_exact(name, path.name, report) for name in (*KINDS, "commitments", "total"))
    _refuse_gap(exact, path.name, report)
    allocated = exact.unpivot(KINDS, index=["release", "month", "donor"], variable_name="kind", value_name="bn").with_columns(
        stage=pl.lit("allocated")
    )
    committed = exact.select(
        "release",
        "month",
        "donor",
        pl.lit(None, pl.String).alias("kind"),
        pl.col("commitments").alias("bn"),
        stage=pl.lit("committed"),
    )
    rows = pl.concat([allocated, committed], how="diagonal").with_columns(eur=pl.col("bn") * 1_000_000_000)
    return Read(sum_to_cents(rows.filter(pl.col("eur") != 0)), report)


def read_activities(path: Path, release: str, countries: pl.DataFrame) -> Read:
    """Read the workbook's activity rows (EUR, full precision) into aid rows.

    Allocations are the redistributed sub-activities of rows marked as such; commitments are the activity values of all
    rows. Rows without a month of their own are kept with an empty month. Labels are trimmed before they are compared.
    Raises ReadFault where a number cannot be read or a donor is not known.
    """
    text = read_csv_text(path, ACTIVITY_COLUMNS)
    report = ReadReport(path.name, rows_in=text.height, rows_kept=text.height)
    activities = text.select(
        donor="giver",
        kind="kategori",
        measure="maal",
        committed=_exact("verdi_eur_activity", path.name, report),
        allocated=_exact("verdi_eur_redistr", path.name, report),
        number=pl.col("maaned_nr").cast(pl.Int32),
        dated=pl.col("maaned_finnes") == "True",
    )
    remark_oddities(activities.with_row_index("row", 2), path.name, report)
    return Read(aid_rows(activities, release, countries, path.name), report)


def _exact(column: str, source: str, report: ReadReport) -> pl.Expr:
    """Type a column of decimal text; a text that is no number is a fault, an empty cell stays empty."""

    def parse(texts: pl.Series) -> pl.Series:
        numbers = decimals(texts)
        odd = texts.filter(numbers.is_null() & texts.is_not_null())
        if odd.len():
            where = [Place(source, 0, column, text) for text in odd.head(3)]
            report.lose("not a number", column, odd.len(), where)
            raise ReadFault(source, f"{odd.len()} cells of {column} are not numbers", "look at the cells named above", report)
        return numbers

    return pl.col(column).map_batches(parse, return_dtype=EXACT)


def _refuse_gap(exact: pl.DataFrame, source: str, report: ReadReport) -> None:
    """Hold the kinds against the publisher's own total of the row: they may differ by rounding only."""
    off = exact.filter((pl.sum_horizontal(pl.col(KINDS).cast(pl.Float64)) - pl.col("total").cast(pl.Float64)).abs() > 2e-6)
    if off.height:
        raise ReadFault(
            source, f"in {off.height} rows the kinds do not add up to the total", "ask the publisher which is right", report
        )
