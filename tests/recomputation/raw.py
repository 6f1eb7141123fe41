"""The publishers' files as they are: cells as text, amounts exact; each file is read once."""

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl

CURATED = Path(__file__).resolve().parents[2] / "data/curated"

Row = dict[str, str]


@cache
def rows(path: Path) -> list[Row]:
    """Read a CSV file: every cell as text."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def curated(name: str) -> list[Row]:
    """Read a hand-kept file of data/curated/, such as `curated("purl")`."""
    return rows(CURATED / f"{name}.csv")


@cache
def json_file(path: Path) -> Any:
    """Read a JSON file with exact numbers."""
    return json.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)


def day(cell: str, last: bool = False) -> date:
    """Read a day, or a month or year as its first day (or its last).

    >>> day("2025-09"), day("2025-09", last=True), day("2025", last=True)
    (datetime.date(2025, 9, 1), datetime.date(2025, 9, 30), datetime.date(2025, 12, 31))
    """
    parts = [int(part) for part in cell.split("-")]
    if len(parts) == 3:
        return date(*parts)
    if not last:
        return date(*parts, *[1] * (3 - len(parts)))
    year, month = (parts[0], parts[1]) if len(parts) == 2 else (parts[0], 12)
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


# --- the Ukraine Support Tracker of the Kiel Institute

KINDS = ("military", "financial", "humanitarian")
EU, US = "EU institutions", "United States"
SPELLINGS = {
    **dict.fromkeys(
        ("EU (Commission and Council)", "European Investment Bank", "European Peace Facility", "EU Institutions"), EU
    ),
    **{"Czech Republic": "Czechia", "Turkiye": "Türkiye", "Turkey": "Türkiye"},
}
"""Spellings of donors; the European Investment Bank belongs to the EU institutions."""


@dataclass(frozen=True)
class Aid:
    """One amount of aid in EUR bn; `month` is empty where the release gives none, `kind` where it gives no split."""

    donor: str
    month: date | None
    kind: str
    stage: str
    bn: Decimal


def donor(name: str) -> str:
    """Give a donor the one name used here."""
    return SPELLINGS.get(name.strip(), name.strip())


def kiel(raw: Path, release: str, name: str) -> list[Row]:
    """Read a file of a release of the tracker, such as `kiel(raw, "29", "weapons")`."""
    return rows(raw / "kiel" / f"release_{release}" / f"{name}.csv")


@cache
def europe(raw: Path) -> frozenset[str]:
    """Name the donors that are Europe, by the publisher's own flag: EU27, four more countries, EU institutions."""
    return frozenset(donor(row["land"]) for row in kiel(raw, "28", "country_summary") if row["er_geografisk_europa"] == "True")


@cache
def aid(raw: Path, release: str) -> list[Aid]:
    """Read a release with months: 18 (a workbook's sheet), 28 (its rows) or a later one (donors by month)."""
    if release == "18":
        return list(of_workbook(raw))
    return list(of_rows(raw) if release == "28" else of_months(raw, release))


def of_months(raw: Path, release: str) -> Iterator[Aid]:
    """Read the table of donors by month; commitments are told without a split by kind."""
    for row in kiel(raw, release, "data_explorer"):
        month = date(int(row["year"]), int(row["month"]), 1)
        for kind in KINDS:
            yield Aid(donor(row["country"]), month, kind, "allocated", Decimal(row[kind]))
        yield Aid(donor(row["country"]), month, "", "committed", Decimal(row["commitments"]))


def of_rows(raw: Path) -> Iterator[Aid]:
    """Read the rows of release 28: a commitment in full on any row, an allocation on rows of that measure."""
    for row in kiel(raw, "28", "bilateral_activities"):
        month = month_of(row["maaned_nr"]) if row["maaned_finnes"] == "True" else None
        who, kind = donor(row["giver"]), row["kategori"].strip().lower()
        if row["maal"].strip() == "Allocation" and row["verdi_eur_redistr"]:
            yield Aid(who, month, kind, "allocated", Decimal(row["verdi_eur_redistr"]) / 10**9)
        if row["verdi_eur_activity"]:
            yield Aid(who, month, kind, "committed", Decimal(row["verdi_eur_activity"]) / 10**9)


def of_workbook(raw: Path) -> Iterator[Aid]:
    """Read the main sheet of release 18, whose columns are found by their names."""
    sheet = openpyxl.load_workbook(raw / "kiel/release_18/main_data_only.xlsx", read_only=True, data_only=True).worksheets[0]
    cells = sheet.iter_rows(values_only=True)
    column = {str(name).strip(): place for place, name in reversed(list(enumerate(next(cells)))) if name}
    for row in cells:
        cell = {name: row[place] for name, place in column.items()}
        if not cell["Countries"]:
            continue
        month = month_of(str(cell["Month3"])) if str(cell["MonthCoding2"]) == "1" else None
        who, kind = donor(str(cell["Countries"])), str(cell["Type of Aid General"]).strip().lower()
        allocated, committed = cell["Allocated Total in EUR (redistributed)"], cell["Converted Value in EUR"]
        if str(cell["Type of donation"]).strip() == "Allocation" and isinstance(allocated, int | float):
            yield Aid(who, month, kind, "allocated", Decimal(str(allocated)) / 10**9)
        if isinstance(committed, int | float):
            yield Aid(who, month, kind, "committed", Decimal(str(committed)) / 10**9)


def month_of(number: str) -> date | None:
    """Read the tracker's number of a month: 1 is January 2022; 0 or words are no month.

    >>> month_of("1"), month_of("52"), month_of("0"), month_of(".")
    (datetime.date(2022, 1, 1), datetime.date(2026, 4, 1), None, None)
    """
    if not number.isdigit() or int(number) < 1:
        return None
    return date(2022 + (int(number) - 1) // 12, (int(number) - 1) % 12 + 1, 1)


@cache
def totals30(raw: Path) -> dict[str, dict[str, Decimal]]:
    """Read the totals of release 30 by donor: kinds, committed, and the part of the EU institutions' aid, in EUR bn."""
    return {
        donor(row["country"]): {name: Decimal(row[name]) for name in (*KINDS, "committed", "eu_share")}
        for row in kiel(raw, "30", "country_summary")
    }


@cache
def gdp_2021(raw: Path) -> dict[str, Decimal]:
    """Read the gross domestic product of 2021 that the tracker measures by, in EUR bn."""
    return {
        donor(row["country"]): Decimal(row["gdp"])
        for row in kiel(raw, "29", "data_explorer")
        if row["gdp"] not in {"", "NA", "0"}
    }


@cache
def people(raw: Path) -> dict[str, int]:
    """Read how many inhabitants a country has, as the World Bank counted last."""
    countries = json_file(raw / "reference/world_bank_wdi_2026-05-01.json")["land"]
    return {donor(name): int(facts["folketall"]) for name, facts in countries.items() if facts["folketall"]}


@cache
def dollars_per_euro() -> dict[date, Decimal]:
    """Read the mean of each month's daily reference rates."""
    return {day(row["month"]): Decimal(row["per_eur"]) for row in curated("exchange_rates") if row["currency"] == "USD"}
