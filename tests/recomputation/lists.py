"""Read the publishers' lists of sanctions: what was listed and on which day, with no name kept and no `analysis`.

Every reader takes the folder of the publishers' files and reads each file once. What the files are is in their own README files.
"""

import csv
import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

LONGEST_CELL = 10_000_000
"""Letters of the longest cell of the annexes, where the usual limit stops before."""

MONTHS = {
    name: number
    for number, name in enumerate(
        "january february march april may june july august september october november december".split(), start=1
    )
}
EU_REGIMES = {"32014R0269": "269/2014", "32024R1485": "2024/1485", "32024R2642": "2024/2642", "32014R0833": "833/2014"}
EU_WAR = "269/2014"
US_CYBER = "CAATSA - RUSSIA"
US_RUSSIA = ("RUSSIA-EO14024", "RUSSIA-EO14065", "UKRAINE-EO1366", "UKRAINE-EO13685", "PEESA-EO14039", US_CYBER)
FIRST_COPY = date(2021, 8, 18)
UK_FIRST_SHIPS, UK_ONE_DAY = date(2024, 6, 13), date(2024, 7, 31)


@dataclass(frozen=True)
class Listing:
    """One or more listings of a day: `after` is the day before which they were not there, where the day is a bound only."""

    day: date
    subject: str
    regime: str
    measure: str = "asset_freeze"
    count: int = 1
    after: date | None = None
    basis: str = "stated"
    imo: str = ""


def rows(path: Path) -> list[dict[str, str]]:
    usual = csv.field_size_limit(LONGEST_CELL)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))
    finally:
        # The limit holds for the whole process, and other tests rely on it.
        csv.field_size_limit(usual)


def day(text: str) -> date | None:
    """Read a day as the publishers write it: 17.3.2014, 17/03/2014, 25 February 2025 or 2026-08-07; None where there is none."""
    text = text.strip()
    if match := re.fullmatch(r"(\d{1,2})[./](\d{1,2})[./](\d{4})", text):
        return date(int(match[3]), int(match[2]), int(match[1]))
    if match := re.fullmatch(r"(\d{1,2}) ([A-Za-z]+) (\d{4})", text):
        return date(int(match[3]), MONTHS[match[2].lower()], int(match[1]))
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        return date.fromisoformat(text)
    if text:
        raise ValueError("a day in no known form")
    return None


@cache
def eu_annexes(raw: Path) -> tuple[Listing, ...]:
    """Give the entries of the Official Journal: the consolidated annexes, and what later acts added to them.

    An act of July 2026 also restates entries: what the consolidated annex holds under the same name is no new entry.
    """
    folder = raw / "sanctions" / "eu_official_journal"
    measures = {"Asset freeze": "asset_freeze", "Export control": "export_control"}
    held: set[tuple[str, str, str]] = set()
    found = []
    for path in sorted(folder.glob("consolidated_*.csv")) + sorted(folder.glob("amendments_*.csv")):
        additions = path.name.startswith("amendments")
        here = []
        for row in rows(path):
            regime = EU_REGIMES.get(row["amendedCelex" if additions else "celex"])
            measure = "vessel_ban" if row["schema"] == "Vessel" else measures.get(row["measure"])
            key = (regime or "", row["annex"], row["name"].strip().casefold())
            if regime is None or measure is None or (additions and key in held):
                continue
            here.append(key)
            since = day(row["startDate"])
            if since is not None:
                subject = {"Person": "person", "Vessel": "vessel"}.get(row["schema"], "entity")
                found.append(Listing(since, subject, regime, measure, imo=re.sub(r"\D", "", row["imoNumber"])))
        held.update(here)
    return tuple(found)


@cache
def eu_later(raw: Path) -> tuple[Listing, ...]:
    """Give the entries of the acts after 31 July 2026, which were counted and hold no name."""
    path = raw / "sanctions" / "eu_official_journal_later" / "eu_listings_after_2026-07-31.csv"
    return tuple(
        Listing(
            date.fromisoformat(row["listed_on"]),
            row["subject"],
            EU_REGIMES[row["amended"]],
            row["measure"],
            int(row["listings"]),
        )
        for row in rows(path)
        if row["kind"] == "addition"
    )


@cache
def uk_list(raw: Path) -> tuple[Listing, ...]:
    """Give the subjects of the UK Sanctions List under its Russia regime; a ship is under no asset freeze here."""
    path = raw / "sanctions" / "uk" / "uk_sanctions_list_subjects_2026-04-29.csv"
    kinds = {"individual": "person", "person": "person", "entity": "entity", "ship": "vessel", "vessel": "vessel"}
    found = []
    for row in rows(path):
        since = day(row["date_designated"])
        if row["unique_id"].startswith("RUS") and since is not None:
            subject = kinds[row["subject_type"].lower()]
            found.append(Listing(since, subject, "Russia", "vessel_ban" if subject == "vessel" else "asset_freeze"))
    return tuple(found)


def over_russia(programmes: str) -> bool:
    return any(part.strip(" []").startswith(US_RUSSIA) for part in re.split(r"[;+\]\[]", programmes))


@cache
def us_copies(raw: Path) -> tuple[Listing, ...]:
    """Give what was first seen on the daily copies of the SDN list to 3 May 2024; what the first copy held has no known day."""
    kinds = {"-0-": "entity", "individual": "person", "vessel": "vessel", "aircraft": "aircraft"}
    found = []
    for row in rows(raw / "sanctions" / "us" / "sdn_first_last_seen.csv"):
        first = date.fromisoformat(row["first_seen"])
        if over_russia(row["program"]) and first > FIRST_COPY:
            found.append(Listing(first, kinds[row["sdn_type"].strip()], row["program"], basis="first_seen"))
    return tuple(found)


@cache
def us_blocks(raw: Path) -> tuple[Listing, ...]:
    """Give the additions after the copies, by the day that their block of numbers stands for or by bounds.

    Totals told by the press stand in the same file and are no listings of their own.
    """
    found = []
    for row in rows(raw / "sanctions" / "us" / "derived" / "us_listings_by_day.csv"):
        if row["measure"] != "sdn" or row["basis"] == "press":
            continue
        basis = {"uid_block": "inferred", "first_seen": "window"}[row["basis"]]
        after = date.fromisoformat(row["not_before"]) if row["not_before"] else None
        found.append(
            Listing(
                date.fromisoformat(row["date"]),
                row["subject"],
                row["programme"],
                count=int(row["count"]),
                after=after,
                basis=basis,
            )
        )
    return tuple(found)


@cache
def us_removals(raw: Path) -> tuple[tuple[date | None, date, str], ...]:
    """Give what left the US list: the last day it was seen, where stated, the first day it was absent, and what it was."""
    return tuple(
        (
            date.fromisoformat(row["last_seen"]) if row["last_seen"] else None,
            date.fromisoformat(row["first_absent"]),
            row["subject"],
        )
        for row in rows(raw / "sanctions" / "us" / "derived" / "us_delistings.csv")
    )


def sound(number: str) -> bool:
    """Say whether the check digit of an IMO number holds: six digits weighed 7 to 2 end on the seventh."""
    if not re.fullmatch(r"\d{7}", number):
        return False
    return sum(int(digit) * weight for digit, weight in zip(number, range(7, 1, -1), strict=False)) % 10 == int(number[6])


@dataclass(frozen=True)
class Ship:
    """One ship on one list: put there between `first` and `last`, which are one day where the day is known."""

    first: date
    last: date

    @property
    def known(self) -> bool:
        return self.first == self.last


@cache
def ship_files(raw: Path, authority: str) -> tuple[tuple[date, frozenset[str]], ...]:
    """Give the numbers of ships as first listed, one file a day, without the files that are over another war than this one."""
    files = []
    for path in sorted((raw / "sanctions" / "vessels").glob(f"{authority}-20*.imo")):
        lines = path.read_text(encoding="utf-8-sig").splitlines()
        if any("North Korea" in line for line in lines if line.startswith("#")):
            continue
        numbers = {line.split("\t")[0].strip() for line in lines if line.strip() and not line.startswith("#")}
        files.append((date.fromisoformat(path.stem.split("-", 1)[1]), frozenset(filter(sound, numbers))))
    return tuple(files)


@cache
def eu_ships(raw: Path) -> dict[str, Ship]:
    """Give each ship once, on the day of the first file that has it: later files name some again."""
    ships: dict[str, Ship] = {}
    for since, numbers in ship_files(raw, "eu"):
        for number in numbers:
            ships.setdefault(number, Ship(since, since))
    return ships


@cache
def eu_ships_still(raw: Path) -> frozenset[str]:
    """Give the ships in Annex XLII as consolidated and added to since."""
    return frozenset(one.imo for one in eu_annexes(raw) if one.measure == "vessel_ban")


@cache
def uk_ships(raw: Path) -> dict[str, Ship]:
    """Give the British ships known by number; those of 31 July 2024 were named between 13 June and that day, which one date hides."""
    ships: dict[str, Ship] = {}
    for since, numbers in ship_files(raw, "uk"):
        first = UK_FIRST_SHIPS if since == UK_ONE_DAY else since
        for number in numbers:
            ships.setdefault(number, Ship(first, since))
    return ships


@cache
def us_ships(raw: Path) -> dict[str, Ship]:
    """Give the ships on the US list under a programme over Russia, with bounds where no day is known."""
    ships = {}
    for row in rows(raw / "sanctions" / "us" / "derived" / "vessel_listing_dates.csv"):
        if row["authority"] != "US" or not over_russia(row["programme"]) or not sound(row["imo"]):
            continue
        last = date.fromisoformat(row["listed_on"])
        first = last
        if row["not_before"] == "unknown":
            first = date.min
        elif row["not_before"] and row["basis"] == "first_seen":
            first = date.fromisoformat(row["not_before"]) + timedelta(days=1)
        ships[row["imo"]] = Ship(min(first, last), last)
    return ships


def people(listings: tuple[Listing, ...]) -> list[Listing]:
    """Keep persons and entities under asset freeze."""
    return [one for one in listings if one.measure == "asset_freeze" and one.subject in {"person", "entity"}]


def count(listings: list[Listing], first: date, last: date) -> int:
    return sum(one.count for one in listings if one.after is None and first <= one.day <= last)
