"""Read the Kiel Institute's Ukraine Support Tracker: its tables for the web and the activities of its workbook.

Source: https://www.kielinstitut.de/publications/ukraine-support-tracker-data-6453/
"""

from pathlib import Path

import polars as pl

from analysis.errors import ReadFault
from analysis.sources.countries import iso3_of
from analysis.sources.report import Place, Read, ReadReport
from analysis.sources.text import read_csv_text

KINDS = ("military", "financial", "humanitarian")
EXACT = pl.Decimal(38, 12)
"""Wide enough for every digit the publisher gives; cents are rounded once, after summing."""

EXPLORER_COLUMNS = ("country", "iso", "year", "month", "total", "financial", "humanitarian", "military", "commitments")
ACTIVITY_COLUMNS = ("giver", "kategori", "maal", "verdi_eur_redistr", "verdi_eur_activity", "maaned_nr", "maaned_finnes")

FOLDED_DONORS = ("European Investment Bank", "European Peace Facility")
"""Donors of the activity sheet that the publisher counts into the EU institutions."""


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
    return Read(_sum_to_cents(rows.filter(pl.col("eur") != 0)), report)


def read_activities(path: Path, release: str, countries: pl.DataFrame) -> Read:
    """Read the workbook's activity rows (EUR, full precision) into aid rows.

    Allocations are the redistributed sub-activities of rows marked as such; commitments are the activity values of all
    rows. Rows without a month of their own are kept with an empty month. Labels are trimmed before they are compared.
    Raises ReadFault where a number cannot be read or a donor is not known.
    """
    text = read_csv_text(path, ACTIVITY_COLUMNS)
    report = ReadReport(path.name, rows_in=text.height, rows_kept=text.height)
    folded = text.with_columns(
        pl.when(pl.col("giver").is_in(FOLDED_DONORS))
        .then(pl.lit("EU (Commission and Council)"))
        .otherwise("giver")
        .alias("giver"),
        kind=pl.col("kategori").str.to_lowercase(),
        number=pl.col("maaned_nr").cast(pl.Int32),
    )
    typed = folded.with_columns(
        release=pl.lit(release),
        donor=iso3_of("giver", folded, countries, path.name),
        month=pl.when((pl.col("maaned_finnes") == "True") & (pl.col("number") >= 1)).then(
            pl.date(2022, 1, 1).dt.offset_by(pl.format("{}mo", pl.col("number") - 1))
        ),
        allocated=_exact("verdi_eur_redistr", path.name, report),
        committed=_exact("verdi_eur_activity", path.name, report),
    )
    allocated = typed.filter(pl.col("maal") == "Allocation").with_columns(stage=pl.lit("allocated"), eur="allocated")
    committed = typed.with_columns(stage=pl.lit("committed"), eur="committed")
    rows = pl.concat([allocated, committed]).filter(pl.col("eur").is_not_null() & (pl.col("eur") != 0))
    return Read(_sum_to_cents(rows), report)


def totals(aid: pl.DataFrame) -> pl.DataFrame:
    """Sum aid rows (any number of months) to the totals contract, exact before rounding."""
    return (
        aid.group_by("release", "donor", "kind", "stage")
        .agg(pl.col("exact").sum())
        .select("release", "donor", "kind", "stage", eur=pl.col("exact").round(2).cast(pl.Decimal(18, 2)))
    )


def _sum_to_cents(rows: pl.DataFrame) -> pl.DataFrame:
    summed = rows.group_by("release", "month", "donor", "kind", "stage").agg(pl.col("eur").cast(EXACT).sum().alias("exact"))
    return summed.with_columns(eur=pl.col("exact").round(2).cast(pl.Decimal(18, 2))).sort(
        "stage", "donor", "month", "kind", nulls_last=True
    )


def _exact(column: str, source: str, report: ReadReport) -> pl.Expr:
    """Type a column of decimal text; a text that is no number is a fault, an empty cell stays empty."""

    def parse(texts: pl.Series) -> pl.Series:
        numbers = texts.map_elements(_plain, return_dtype=pl.String).cast(EXACT, strict=False)
        odd = texts.filter(numbers.is_null() & texts.is_not_null())
        if odd.len():
            where = [Place(source, 0, column, text) for text in odd.head(3)]
            report.lose("not a number", column, odd.len(), where)
            raise ReadFault(source, f"{odd.len()} cells of {column} are not numbers", "look at the cells named above", report)
        return numbers

    return pl.col(column).map_batches(parse, return_dtype=EXACT)


def _plain(text: str) -> str:
    """Write out exponents, which a decimal column does not read, and keep twelve decimals."""
    return f"{float(text):.12f}" if "e" in text.lower() else text


def _refuse_gap(exact: pl.DataFrame, source: str, report: ReadReport) -> None:
    """Hold the kinds against the publisher's own total of the row: they may differ by rounding only."""
    off = exact.filter((pl.sum_horizontal(pl.col(KINDS).cast(pl.Float64)) - pl.col("total").cast(pl.Float64)).abs() > 2e-6)
    if off.height:
        raise ReadFault(
            source, f"in {off.height} rows the kinds do not add up to the total", "ask the publisher which is right", report
        )
