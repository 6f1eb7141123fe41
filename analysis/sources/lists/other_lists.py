"""Read Canada's and Australia's lists under their Russia and Ukraine regimes.

Source: Canada, Consolidated Canadian Autonomous Sanctions List (SEMA); Australia, DFAT Consolidated List.
"""

from pathlib import Path

import polars as pl

from analysis.errors import ReadFault
from analysis.sources.lists.imo import is_imo
from analysis.sources.reading.days import day
from analysis.sources.reading.excel import refuse_bad_zip, refuse_far_cells
from analysis.sources.reading.guard import wrap_read_errors
from analysis.sources.reading.report import EXAMPLES_KEPT, Place, Read, ReadReport
from analysis.sources.reading.xml import read_tables, table

CANADA, FEWEST_CANADA = ("Russia / Russie", "Ukraine"), 2900
AUSTRALIA, FEWEST_AUSTRALIA = r"Autonomous \((?:Russia|Ukraine)\)", 1500
CANADIAN = [
    table(
        "records",
        "",
        ("country", "record/Country"),
        ("person", "record/LastName"),
        ("ship", "record/ShipIMONumber"),
        ("listed", "record/DateOfListing"),
    )
]
TYPES = {"Individual": "person", "Entity": "entity", "Vessel": "vessel"}


@wrap_read_errors
def read_sema(path: Path) -> Read:
    """Read Canada's list: one row a record with regime, subject, listed_on, imo; without names.

    `path` is the list as XML. Records under the regimes CANADA are kept, the others counted; a number whose check digit is
    wrong is left out and counted. Raises ReadFault for XML that is broken or does harm, fewer records than there were, or one
    without a day.
    Source: Global Affairs Canada, Consolidated Canadian Autonomous Sanctions List (SEMA).
    """
    text = read_tables(path, "data-set", CANADIAN)["records"]
    chosen = text.filter(pl.col("country").is_in(CANADA)).with_columns(listed_on=day("listed"))
    report = ReadReport(path.name, rows_in=text.height, rows_kept=chosen.height)
    report.lose("another regime", "Country", text.height - chosen.height, [])
    if chosen.height < FEWEST_CANADA or chosen["listed_on"].null_count():
        raise ReadFault(
            path.name,
            f"{chosen.height} records, {chosen['listed_on'].null_count()} without a day, not {FEWEST_CANADA} and none",
            "compare it with the publisher's file of today",
            report,
        )
    wrong = chosen.filter(pl.col("ship").is_not_null() & ~is_imo("ship"))["ship"]
    report.lose(
        "fails its check digit",
        "ShipIMONumber",
        wrong.len(),
        [Place(path.name, 0, "ShipIMONumber", one) for one in wrong.head(EXAMPLES_KEPT)],
    )
    subject = (
        pl.when(pl.col("ship").is_not_null())
        .then(pl.lit("vessel"))
        .when(pl.col("person").is_not_null())
        .then(pl.lit("person"))
        .otherwise(pl.lit("entity"))
    )
    tidy = chosen.select(
        "listed_on",
        regime=pl.col("country").str.split(" / ").list.first(),
        subject=subject,
        imo=pl.when(is_imo("ship")).then("ship"),
    )
    return Read(tidy.sort(pl.all(), nulls_last=True), report)


@wrap_read_errors
def read_dfat(path: Path) -> Read:
    """Read Australia's list: one row a reference with regime, subject and the day it was on the list at the latest.

    Returns not_after, regime, subject. The control date moves when an entry is listed again, so it bounds the day of listing
    and does not state it. `path` is the list as .xlsx. Raises ReadFault for what is no workbook, lacks a column, has fewer
    entries than there were, or one without a control date or of an unknown kind.
    Source: Department of Foreign Affairs and Trade (DFAT), Consolidated List.
    """
    import fastexcel

    refuse_bad_zip(path)
    refuse_far_cells(path)
    try:
        text = fastexcel.read_excel(path).load_sheet(0, dtypes="string").to_polars()
    except (fastexcel.FastExcelError, OSError) as fault:
        raise ReadFault(path.name, f"is no readable workbook ({fault})", "fetch it again") from fault
    if absent := [name for name in ("Reference", "Type", "Committees", "Control Date") if name not in text.columns]:
        raise ReadFault(path.name, f"lacks the columns {absent}", "compare with the list")
    number = pl.col("Reference").str.extract(r"^(\d+)")
    russia = text.filter(pl.col("Committees").str.contains(AUSTRALIA)).unique(number, keep="first", maintain_order=True)
    kept = russia.with_columns(pl.col("Control Date").str.slice(0, 10)).with_columns(not_after=day("Control Date"))
    report = ReadReport(path.name, rows_in=text.height, rows_kept=kept.height)
    report.lose("another regime, or a further name of an entry", "Committees", text.height - kept.height, [])
    if kept.height < FEWEST_AUSTRALIA or kept["not_after"].null_count():
        raise ReadFault(
            path.name,
            f"{kept.height} entries, {kept['not_after'].null_count()} without a control date",
            "compare with the list",
            report,
        )
    return Read(
        kept.select(
            "not_after",
            regime=pl.col("Committees").str.extract(AUSTRALIA.replace("?:", "")),
            subject=pl.col("Type").replace_strict(TYPES, return_dtype=pl.String),
        ),
        report,
    )


def designations(entries: pl.DataFrame, authority: str, source: str) -> pl.DataFrame:
    """Count entries by regime, subject and day, for the designations table.

    Basis `stated` for entries with listed_on, `as_listed` for those with not_after; ships are banned, all others frozen.

    >>> from datetime import date
    >>> entry = {"regime": "Ukraine", "subject": "vessel", "listed_on": date(2025, 2, 21)}
    >>> counted = designations(pl.DataFrame([entry, entry]), "CA", "sema")
    >>> counted.select("authority", "measure", "basis", "listings").rows()
    [('CA', 'vessel_ban', 'stated', 2)]
    """
    dates = [name for name in ("listed_on", "not_after") if name in entries.columns]
    counted = entries.group_by("regime", "subject", *dates).agg(listings=pl.len().cast(pl.Int64))
    ship = pl.col("subject") == "vessel"
    return counted.with_columns(
        authority=pl.lit(authority), source=pl.lit(source), basis=pl.lit("stated" if "listed_on" in dates else "as_listed"),
        measure=pl.when(ship).then(pl.lit("vessel_ban")).otherwise(pl.lit("asset_freeze")),
    )  # fmt: skip
