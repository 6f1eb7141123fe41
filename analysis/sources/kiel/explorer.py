"""Read the Kiel Institute's Ukraine Support Tracker: its tables for the web and the activities of its workbook.

Source: https://www.kielinstitut.de/publications/ukraine-support-tracker-data-6453/
"""

from pathlib import Path

import polars as pl

from analysis.sources.kiel.amounts import DAYS, EUROS, aid_rows, decimals, remark_unusual, sum_to_cents
from analysis.sources.reading.card import Card
from analysis.sources.reading.days import from_parts
from analysis.sources.reading.guard import wrap_read_errors
from analysis.sources.reading.places import LINE, places
from analysis.sources.reading.report import Read, ReadReport
from analysis.sources.reading.text import read_csv_text
from analysis.sources.reference.countries import iso3_of
from analysis.tables.aid import KINDS

CARD = Card(
    url="https://raw.githubusercontent.com/UkraineSupportTrackerWebsite/ukraine-support-tracker/main/data/",
    file="data_explorer.csv",
    work="kiel",
    days=DAYS,
    amounts=EUROS,
)
EXPLORER_COLUMNS = ("country", "iso", "year", "month", "total", "financial", "humanitarian", "military", "commitments")
EXPLORER_EXTRAS = ("to_be_allocated", "gdp", "pct_gdp")
ACTIVITY_COLUMNS = ("giver", "kategori", "maal", "verdi_eur_redistr", "verdi_eur_activity", "maaned_nr", "maaned_finnes")
ACTIVITY_EXTRAS = ("dato", "verdi_eur", "verdi_eur_mrd")
LOOK, ASK = "look at the cells named above", "ask the publisher which is right"
CODES = {"EU": "EUI"}
"""What the publisher calls by another code than ISO, or than this package."""
FLAGS = {"True": True, "False": False}


@wrap_read_errors
def read_explorer(path: Path, release: str, countries: pl.DataFrame) -> Read:
    r"""Read the web tool's monthly table (EUR bn, six decimals) into aid rows.

    Returns rows of the aid contract for one release, with the exact euros beside them: release, month, donor, kind, stage,
    exact, eur. Commitments have no kind, because the file gives no split; an amount of zero has no row. `countries` is the
    countries table.
    Raises ReadFault where a number cannot be read, a donor is not known, a donor's month is there twice, or the kinds do not
    add up to the total.
    Source: Kiel Institute, Ukraine Support Tracker, data_explorer.csv beside its web tool.

    >>> import tempfile
    >>> from analysis import load
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder, "data_explorer.csv")
    ...     _ = file.write_text(",".join(EXPLORER_COLUMNS) + "\nEstonia,EST,2022,3,0.25,0,0,0.25,0.4\n")
    ...     read_explorer(file, "29", load.countries()).table.select("month", "donor", "kind", "stage", "eur").rows()
    [(datetime.date(2022, 3, 1), 'EST', 'military', 'allocated', Decimal('250000000.00')), (datetime.date(2022, 3, 1), 'EST',
        None, 'committed', Decimal('400000000.00'))]
    """
    text = read_csv_text(path, EXPLORER_COLUMNS)
    report = ReadReport(path.name, rows_in=text.height, rows_kept=text.height)
    report.columns_unknown = sorted(set(text.columns) - {*EXPLORER_COLUMNS, *EXPLORER_EXTRAS})
    dated = text.with_columns(
        release=pl.lit(release),
        month=from_parts("year", "month"),
        donor=iso3_of("country", text, countries, path.name),
    )
    _refuse_other_codes(dated, report)
    exact = dated.with_columns(_exact(text, (*KINDS, "commitments", "total"), report))
    _refuse_holes(exact, ("month", *KINDS, "commitments", "total"), report)
    DAYS.refuse_outside(exact.with_row_index(LINE, 2), "month", path.name)
    _refuse_gap(exact, report)
    keys = ["release", "month", "donor"]
    allocated = exact.unpivot(KINDS, index=keys, variable_name="kind", value_name="bn").with_columns(stage=pl.lit("allocated"))
    # The file gives commitments without a split: their kind is empty.
    committed = exact.select(*keys, bn="commitments", stage=pl.lit("committed"))
    rows = pl.concat([allocated, committed], how="diagonal").with_columns(eur=pl.col("bn") * 1_000_000_000)
    return Read(sum_to_cents(rows.filter(pl.col("eur") != 0), path.name), report)


@wrap_read_errors
def read_activities(path: Path, release: str, countries: pl.DataFrame) -> Read:
    r"""Read the workbook's activity rows (EUR, full precision) into aid rows.

    Allocations are the redistributed sub-activities of rows marked as such; commitments are the activity values of all
    rows. Rows without a month of their own are kept with an empty month. Labels are trimmed before they are compared.
    Returns release, month, donor, kind, stage, exact, eur; `countries` is the countries table.
    Raises ReadFault where a number cannot be read or a donor is not known.
    Source: Kiel Institute, Ukraine Support Tracker, its bilateral activities as CSV.

    >>> import tempfile
    >>> from analysis import load
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     file = Path(folder, "activities.csv")
    ...     _ = file.write_text(",".join(ACTIVITY_COLUMNS) + "\nEstonia,Military,Allocation,5.126,9,3,True\n")
    ...     read_activities(file, "28", load.countries()).table.select("month", "kind", "stage", "eur").rows()
    [(datetime.date(2022, 3, 1), 'military', 'allocated', Decimal('5.13')), (datetime.date(2022, 3, 1), 'military',
        'committed', Decimal('9.00'))]
    """
    text = read_csv_text(path, ACTIVITY_COLUMNS)
    report = ReadReport(path.name, rows_in=text.height, rows_kept=text.height)
    report.columns_unknown = sorted(set(text.columns) - {*ACTIVITY_COLUMNS, *ACTIVITY_EXTRAS})
    committed, allocated = _exact(text, ("verdi_eur_activity", "verdi_eur_redistr"), report)
    activities = text.select(
        donor="giver",
        kind="kategori",
        measure="maal",
        committed=committed,
        allocated=allocated,
        number=pl.col("maaned_nr").cast(pl.Int32, strict=False),
        dated=pl.col("maaned_finnes").replace_strict(FLAGS, default=None, return_dtype=pl.Boolean),
    )
    _refuse_holes(activities, ("donor", "kind", "measure", "number", "dated"), report)
    remark_unusual(activities.with_row_index("row", 2), path.name, report)
    return Read(aid_rows(activities, release, countries, path.name), report)


def _refuse_other_codes(dated: pl.DataFrame, report: ReadReport) -> None:
    """Refuse a row whose code is another country's than its name: one of the two has slipped."""
    code = pl.col("iso").str.strip_chars().replace(CODES)
    other = dated.with_row_index("line", 2).filter(code.ne_missing(pl.col("donor")))
    if other.height:
        first = other.row(0, named=True)
        raise report.fault(
            f"in {other.height} rows the code is not that of the country, first in line {first['line']}: {first['iso']!r}, "
            f"where the country is {first['donor']}",
            ASK,
        )


def _exact(text: pl.DataFrame, columns: tuple[str, ...], report: ReadReport) -> list[pl.Series]:
    """Type columns of decimal text; a text that is no number is a fault, an empty cell stays empty."""
    numbers = [decimals(text[name]) for name in columns]
    for name, typed in zip(columns, numbers, strict=True):
        unreadable = typed.is_null() & text[name].is_not_null()
        cells = text.with_row_index("row", 2).filter(unreadable).select("row", text=name)
        report.lose("not a number", name, cells)
        if cells.height:
            raise report.fault(f"{cells.height} cells of {name} are not numbers", LOOK)
    return numbers


def _refuse_holes(rows: pl.DataFrame, columns: tuple[str, ...], report: ReadReport) -> None:
    """Refuse an empty or unreadable cell where the publisher has always had one: a sum would silently miss it."""
    holes = {name: rows[name].null_count() for name in columns if rows[name].null_count()}
    for name in holes:
        report.lose("empty or unreadable", name, rows.with_row_index("row", 2).filter(pl.col(name).is_null()).select("row"))
    if holes:
        raise report.fault(f"has empty or unreadable cells: {holes}", LOOK)


def _refuse_gap(exact: pl.DataFrame, report: ReadReport) -> None:
    """Refuse a donor's month that is there twice, and kinds that are off the publisher's own total by more than rounding."""
    lines = exact.with_row_index(LINE, 2)
    repeated = exact.select("donor", "month").is_duplicated()
    if repeated.any():
        raise report.fault(f"{repeated.sum()} rows share their donor and month, {places(lines, repeated)}", ASK)
    kinds = pl.sum_horizontal(pl.col(KINDS).cast(pl.Float64))
    off = exact.select((kinds - pl.col("total").cast(pl.Float64)).abs() > 2e-6).to_series()
    if off.any():
        raise report.fault(f"in {off.sum()} rows the kinds do not add up to the total, {places(lines, off)}", ASK)
