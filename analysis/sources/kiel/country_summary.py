"""Read the tracker's summary by country: the sheet of its workbook, and tables taken from it.

Source: https://www.kielinstitut.de/publications/ukraine-support-tracker-data-6453/
"""

import re
from pathlib import Path

import polars as pl

from analysis.sources.kiel.amounts import EUROS, EXACT, cents, decimals
from analysis.sources.reading.card import Card
from analysis.sources.reading.excel import Sheet, Workbook, normalise_header, refuse_far_cells
from analysis.sources.reading.guard import refuse_repeated, wrap_read_errors
from analysis.sources.reading.report import Read, ReadReport
from analysis.sources.reading.text import read_csv_text
from analysis.sources.reference.countries import iso3_of
from analysis.tables.aid import KINDS

SHEET = r"country summary.*"
STAGES = {"commitment": "committed", "allocation": "allocated"}
HEADER = re.compile(r"(financial|humanitarian|military) (commitment|allocation)s?( ?\(€ billion\))?")
NO_DONOR = re.compile(r"\s*(total\b|\*|note|source|note[s]?:|all donors)", re.IGNORECASE)
"""The first column of a row that is no donor."""

TABLE_COLUMN = re.compile(r"(financial|humanitarian|military)(?:_(committed|allocated|commitment|allocation))?")
CARD = Card(min_rows=38)
"""Every release so far has 41 or 42 donors."""


@wrap_read_errors
def read_summary(path: Path) -> Read:
    """Read a workbook's summary by country, as the publisher summed it.

    Returns donor (as written), kind, stage and bn (EUR bn, float: all the digits the sheet stores).
    Totals, blank rows, the row of units and notes are left out and reported. Raises ReadFault with the report
    when a row is neither donor nor note, or fewer donors than ever are left.
    Source: Kiel Institute, Ukraine Support Tracker, the sheet of its workbook whose name begins with `country summary`.
    """
    refuse_far_cells(path)
    book = Workbook(path)
    sheet = book.sheet(SHEET, ["country", *(f"{kind} {stage}s" for kind in KINDS for stage in STAGES)])
    report = ReadReport(f"{path.name}, {sheet.name}", rows_in=sheet.rows.height)
    columns = _columns(sheet, report)
    country = [normalise_header(cell) for cell in sheet.header].index("country")
    names = sheet.rows.to_series(country).str.replace_all("\u00a0", " ", literal=True).str.strip_chars()
    floats = book.numbers(sheet, list(columns))
    wide = floats.rename(dict(zip(floats.columns, columns.values(), strict=True))).with_columns(donor=names)
    donors = _donors_only(wide.with_row_index("row", sheet.first_row), sheet, report)
    long = donors.unpivot(list(columns.values()), index="donor", variable_name="what", value_name="bn")
    return Read(
        long.select("donor", pl.col("what").str.split("|").list.to_struct(fields=["kind", "stage"]), "bn").unnest("what"),
        report,
    )


@wrap_read_errors
def read_summary_table(path: Path, release: str, countries: pl.DataFrame) -> Read:
    r"""Read a table of totals by country (EUR bn) into rows of the totals contract.

    Columns are named kind_stage, or kind alone for allocations; a column `committed` has no split by kind. Donors are in a
    column `country` or `land`. Returns release, donor, kind, stage, eur; a total of zero has no row.
    Raises ReadFault where a number cannot be read or a donor is not known.
    Source: Kiel Institute, Ukraine Support Tracker, its summary by country as CSV.

    >>> import tempfile
    >>> from analysis import load
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     _ = Path(folder, "t.csv").write_text("country,military,financial,humanitarian\nEstonia,0.25,0,0\n")
    ...     read_summary_table(Path(folder, "t.csv"), "30", load.countries()).table.rows()
    [('30', 'EST', 'military', 'allocated', Decimal('250000000.00'))]
    """
    text = read_csv_text(path).rename({"land": "country"}, strict=False)
    refuse_repeated(text.with_row_index("line", 2), ("country",), path.name)
    report = ReadReport(path.name, rows_in=text.height, rows_kept=text.height)
    matches = {name: match for name in text.columns if (match := TABLE_COLUMN.fullmatch(name))}
    if len(matches) < len(KINDS):
        raise report.fault(f"names no kinds of aid; it has {text.columns}")
    parts = [_part(text, name, match[1], _stage(match[2])) for name, match in matches.items()]
    if "committed" in text.columns:
        parts.append(_part(text, "committed", None, "committed"))
    long = pl.concat(parts).with_columns(
        release=pl.lit(release), donor=iso3_of("donor", text.select(donor="country"), countries, path.name)
    )
    if empty := long["bn"].null_count():
        raise report.fault(f"{empty} amounts are no numbers")
    summed = long.group_by("release", "donor", "kind", "stage").agg(exact=(pl.col("bn") * 1_000_000_000).sum())
    EUROS.refuse_beyond(summed, "exact", path.name)
    return Read(summed.filter(pl.col("exact") != 0).with_columns(eur=cents("exact")).drop("exact"), report)


def _columns(sheet: Sheet, report: ReadReport) -> dict[int, str]:
    """Find the columns of amounts by their headers: position to kind|stage; the first of two of one name counts."""
    columns: dict[int, str] = {}
    for position, header in enumerate(sheet.header):
        match = HEADER.fullmatch(normalise_header(header))
        if match and (name := f"{match[1]}|{STAGES[match[2]]}") not in columns.values():
            columns[position] = name
    report.columns_absent = [
        f"{kind} {stage}" for kind in KINDS for stage in STAGES.values() if f"{kind}|{stage}" not in columns.values()
    ]
    if len(columns) < len(KINDS):
        raise report.fault(f"names no amounts by kind; it has {sheet.header}")
    return columns


def _donors_only(wide: pl.DataFrame, sheet: Sheet, report: ReadReport) -> pl.DataFrame:
    amounts = [name for name in wide.columns if name not in ("row", "donor")]
    empty = pl.all_horizontal(pl.col(amounts).is_null())
    no_donor = pl.col("donor").str.contains(f"(?i){NO_DONOR.pattern}").fill_null(False)
    blank = pl.col("donor").fill_null("") == ""
    rules = {"total or note": no_donor, "row of units or blank": ~no_donor & blank & empty, "note": ~no_donor & ~blank & empty}
    for reason, rule in rules.items():
        report.lose(reason, "row", wide.filter(rule).select("row", column=pl.lit("country"), text="donor"), sheet.name)
    donors = wide.filter(~pl.any_horizontal(*rules.values()))
    report.rows_kept = donors.height
    broken = donors.filter(pl.any_horizontal(pl.col(amounts).is_null()) | blank)
    if broken.height or donors["donor"].is_duplicated().any():
        rows = broken["row"].to_list()[:5]
        raise report.fault(f"{donors.height} donors, {broken.height} of them without a name or an amount (rows {rows})")
    CARD.validate(donors, report)
    return donors


def _part(text: pl.DataFrame, column: str, kind: str | None, stage: str) -> pl.DataFrame:
    return text.select(
        donor="country",
        kind=pl.lit(kind, pl.String),
        stage=pl.lit(stage),
        bn=pl.col(column).map_batches(decimals, return_dtype=EXACT),
    )


def _stage(written: str | None) -> str:
    return "allocated" if written is None else STAGES.get(written, written)
