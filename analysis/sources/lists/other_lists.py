"""Read Canada's and Australia's lists under their Russia and Ukraine regimes.

Source: Canada, Consolidated Canadian Autonomous Sanctions List (SEMA); Australia, DFAT Consolidated List.
"""

from pathlib import Path

import polars as pl

from analysis.sources.lists.imo import is_imo
from analysis.sources.reading.card import Card
from analysis.sources.reading.days import day
from analysis.sources.reading.excel import read_first_sheet
from analysis.sources.reading.guard import wrap_read_errors
from analysis.sources.reading.report import Read, ReadReport
from analysis.sources.reading.xml import read_tables, table

CANADA = Card(
    min_rows=2900,
    filled={"listed_on": 1},
    what="Canada's list",
    url="https://www.international.gc.ca/world-monde/assets/office_docs/international_relations-relations_internationales/sanctions/"
    "sema-lmes.xml",
    file="sema.xml",
    work="sema",
    citation="Global Affairs Canada: Special Economic Measures Act list, {day}",
)
AUSTRALIA = Card(
    min_rows=1500,
    filled={"not_after": 1},
    what="Australia's list",
    url="https://www.dfat.gov.au/sites/default/files/Australian_Sanctions_Consolidated_List.xlsx",
    file="dfat.xlsx",
    work="dfat",
    citation="DFAT: Consolidated List, {day}",
)
CANADIAN_REGIMES = ("Russia / Russie", "Ukraine")
AUSTRALIAN_REGIMES = r"Autonomous \((Russia|Ukraine)\)"
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

    `path` is the list as XML. Records under CANADIAN_REGIMES are kept, the others counted; a number whose check digit is
    wrong is left out and counted. Raises ReadFault for XML that is broken or does harm, fewer records than there were, or one
    without a day.
    Source: Global Affairs Canada, Consolidated Canadian Autonomous Sanctions List (SEMA).
    """
    text = read_tables(path, "data-set", CANADIAN)["records"]
    russia = text.filter(pl.col("country").is_in(CANADIAN_REGIMES)).with_columns(listed_on=day("listed"))
    report = ReadReport(path.name, rows_in=text.height, rows_kept=russia.height)
    report.lose("another regime", "Country", text.height - russia.height)
    CANADA.validate(russia, report)
    report.lose("fails its check digit", "ShipIMONumber", russia.filter(~is_imo("ship"))["ship"].drop_nulls())
    is_ship, is_person = (pl.col(name).is_not_null() for name in ("ship", "person"))
    tidy = russia.select(
        "listed_on",
        regime=pl.col("country").str.split(" / ").list.first(),
        subject=pl.when(is_ship).then(pl.lit("vessel")).when(is_person).then(pl.lit("person")).otherwise(pl.lit("entity")),
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
    text = read_first_sheet(path, ("Reference", "Type", "Committees", "Control Date"))
    number = pl.col("Reference").str.extract(r"^(\d+)")
    russia = text.filter(pl.col("Committees").str.contains(AUSTRALIAN_REGIMES)).unique(
        number, keep="first", maintain_order=True
    )
    dated = russia.with_columns(pl.col("Control Date").str.slice(0, 10)).with_columns(not_after=day("Control Date"))
    report = ReadReport(path.name, rows_in=text.height, rows_kept=dated.height)
    report.lose("another regime, or a further name of an entry", "Committees", text.height - dated.height)
    AUSTRALIA.validate(dated, report)
    tidy = dated.select(
        "not_after",
        regime=pl.col("Committees").str.extract(AUSTRALIAN_REGIMES),
        subject=pl.col("Type").replace_strict(TYPES, return_dtype=pl.String),
    )
    return Read(tidy, report)
