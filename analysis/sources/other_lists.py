"""Read Canada's and Australia's lists under their Russia and Ukraine regimes.

Source: Canada, Consolidated Canadian Autonomous Sanctions List (SEMA); Australia, DFAT Consolidated List.
"""

from pathlib import Path
from xml.etree import ElementTree

import polars as pl

from analysis.errors import ReadFault
from analysis.sources.days import day
from analysis.sources.guard import ours
from analysis.sources.report import Read, ReadReport

CANADA, FEWEST_CANADA = ("Russia / Russie", "Ukraine"), 2900
AUSTRALIA, FEWEST_AUSTRALIA = r"Autonomous \((?:Russia|Ukraine)\)", 1500
TYPES = {"Individual": "person", "Entity": "entity", "Vessel": "vessel"}


@ours
def read_sema(path: Path) -> Read:
    """Read Canada's list: one row a record with regime, subject, listed_on; without names.

    Raises ReadFault for XML that is broken or declares entities, or a record without a day.
    """
    content = path.read_bytes()
    if b"<!DOCTYPE" in content[:4096] or b"<!ENTITY" in content:
        raise ReadFault(path.name, "declares entities, which the list never does", "fetch it again")
    try:
        records = [
            {part.tag: (part.text or "").strip() for part in record}
            for record in ElementTree.fromstring(content).iter("record")
        ]
    except ElementTree.ParseError as fault:
        raise ReadFault(path.name, f"is broken XML ({fault})", "fetch it again") from fault
    columns = ("Country", "LastName", "ShipIMONumber", "DateOfListing")
    text = pl.DataFrame(
        [{name: record.get(name) for name in columns} for record in records], schema=dict.fromkeys(columns, pl.String)
    )
    chosen = text.filter(pl.col("Country").is_in(CANADA)).with_columns(listed_on=day("DateOfListing"))
    report = ReadReport(path.name, rows_in=text.height, rows_kept=chosen.height)
    report.lose("another regime", "Country", text.height - chosen.height, [])
    if chosen.height < FEWEST_CANADA or chosen["listed_on"].null_count():
        raise ReadFault(
            path.name,
            f"{chosen.height} records, {chosen['listed_on'].null_count()} without a day",
            "compare with the list",
            report,
        )
    ship = pl.col("ShipIMONumber").is_not_null()
    return Read(
        chosen.select(
            "listed_on",
            regime=pl.col("Country").str.split(" / ").list.first(),
            subject=pl.when(ship)
            .then(pl.lit("vessel"))
            .when(pl.col("LastName").is_not_null())
            .then(pl.lit("person"))
            .otherwise(pl.lit("entity")),
        ),
        report,
    )


@ours
def read_dfat(path: Path) -> Read:
    """Read Australia's list: one row a reference with regime, subject and the day it was on the list at the latest.

    The control date moves when an entry is listed again, so it bounds the day of listing and does not state it.
    """
    import fastexcel

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
    """Count entries by regime, subject and day."""
    dates = [name for name in ("listed_on", "not_after") if name in entries.columns]
    counted = entries.group_by("regime", "subject", *dates).agg(listings=pl.len().cast(pl.Int64))
    ship = pl.col("subject") == "vessel"
    return counted.with_columns(
        authority=pl.lit(authority), source=pl.lit(source), basis=pl.lit("stated" if "listed_on" in dates else "as_listed"),
        measure=pl.when(ship).then(pl.lit("vessel_ban")).otherwise(pl.lit("asset_freeze")),
    )  # fmt: skip
