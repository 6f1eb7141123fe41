"""Write a workbook in the layout of the tracker's release 21 and later, out of rows that are at hand.

No original of that layout can be kept here; this holds all that has been seen to make reading one hard: 89 columns of which
nine matter, blank and repeated headers, an empty column A and empty first rows in the summary, dots for missing, dates as
words, trailing blanks, an error cell, rows of units, totals and footnotes.
"""

from pathlib import Path

import openpyxl
import polars as pl
from openpyxl.cell import WriteOnlyCell

MAIN = "Bilateral Assistance, MAIN DATA"
NAMED = [
    "activity_id",
    "donor",
    "EU_Geo",
    "announcement_date",
    "aid_type_general",
    "aid_type_specific",
    "measure",
    "explanation",
    "tot_activity_value",
    "tot_activity_value_EUR",
    "tot_activity_value_constant_currency",
    "tot_sub_activity_value",
    "tot_sub_activity_value_EUR_OLD",
    "tot_sub_activity_value_EUR_redistr",
    "tot_sub_activity_value_constant_currency_redistr",
    "month",
    "month_exists_dummy",
]
WIDTH = 89
HEADER = [*NAMED, None, "Source of Aid 1", "Source of Aid 1", None, "WORKING/DEBUG >>>"]
HEADER += [f"made up {nth}" for nth in range(WIDTH - len(HEADER) - 1)] + [None]
WORDS_FOR_DATES = ("until 12/31/2022", "from 01/01/2024 until 05/01/2024", "not specified, 03/22", "between 3/4/22 & 3/11/22")


def write_workbook(path: Path, activities: pl.DataFrame, summary: pl.DataFrame) -> Path:
    """Write activities (as release_28 gives them) and the summary by country (EUR bn) as a workbook of that era."""
    book = openpyxl.Workbook(write_only=True)
    book.create_sheet("ReadMe").append(["Ukraine Support Tracker"])
    _main(book.create_sheet(MAIN), activities)
    _summary(book.create_sheet("Country Summary (€)"), summary)
    book.save(path)
    return path


def _main(sheet, activities: pl.DataFrame) -> None:
    sheet.append(HEADER)
    for nth, row in enumerate(activities.iter_rows(named=True)):
        cells: list[object] = [None] * WIDTH
        cells[0] = f"X{nth}"
        cells[1] = row["giver"] + (" " if nth % 97 == 0 else "")
        cells[3] = WORDS_FOR_DATES[nth % 4] if row["dato"] is None else row["dato"]
        cells[4] = row["kategori"] + (" " if row["giver"] == "Slovenia" and nth % 2 else "")
        cells[6] = row["maal"] + ("\u00a0" if nth % 211 == 0 else "")
        cells[8] = "undisclosed" if nth % 50 == 0 else "."
        # The publisher gives a dot, a zero or nothing where a package's value stands on another row.
        cells[9] = "." if row["verdi_eur_activity"] is None and nth % 3 == 0 else row["verdi_eur_activity"]
        cells[13] = row["verdi_eur_redistr"]
        cells[15] = row["maaned_nr"]
        cells[16] = None if row["maaned_finnes"] is None else int(row["maaned_finnes"])
        cells[18] = "."
        sheet.append([_error(sheet) if nth == 12 and at == 17 else cell for at, cell in enumerate(cells)])
    sheet.append([None, "\u00a0", *[None] * (WIDTH - 2)])


def _error(sheet) -> WriteOnlyCell:
    cell = WriteOnlyCell(sheet, value="#NAME?")
    cell.data_type = "e"
    return cell


def _summary(sheet, summary: pl.DataFrame) -> None:
    columns = [
        f"{kind}_{stage}" for stage in ("allocation", "commitment") for kind in ("financial", "humanitarian", "military")
    ]
    header = [" ".join([kind.capitalize(), f"{stage}s"]) for kind, stage in (one.split("_") for one in columns)]
    for _ in range(2):
        sheet.append([])
    sheet.append([None, "Numbers by country"])
    sheet.append([None, "Country", "EU member", *header, "GDP (2021)", "GDP (2021)"])
    sheet.append([None, None, None, *["€ billion"] * 6, "US$ billion", "€ billion"])
    for nth, row in enumerate(summary.iter_rows(named=True)):
        if nth == 20:
            sheet.append([None, "\u00a0"])
        sheet.append([None, row["land"], int(row["er_eu_medlem"]), *(row[one] for one in columns), 1.5, 1.25])
    sheet.append([None, "Total", ".", *(summary[one].sum() for one in columns), 100.0, 90.0])
    sheet.append([])
    sheet.append([None, "* Taiwan is listed apart, as the source has it."])
