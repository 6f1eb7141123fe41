"""Read the hand-kept record: its masters in data/curated, as text, with the grades and days that follow from them.

Nothing here knows `analysis`: the rules are those of data/README.md, written down a second time.
"""

import calendar
import csv
from collections.abc import Iterable
from datetime import date
from functools import cache
from pathlib import Path

CURATED = Path(__file__).resolve().parents[2] / "data" / "curated"
Row = dict[str, str]

NO_COUNTRY = {"EUI", "XCW", "XNA", "XND", "XNB", "XGP", "XTO"}
WEAKEST = "party_state_media"
SURENESS = ["low", "medium", "high"]
EXACTNESS = {"day": 2, "inferred": 1, "no_later_than": 1}


@cache
def table(name: str) -> tuple[Row, ...]:
    """Give the rows of one hand-kept file, without those whose publisher is a party's state media."""
    with (CURATED / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        rows = tuple(csv.DictReader(file))
    return tuple(row for row in rows if grades().get(row.get("source_publisher", "")) != WEAKEST)


@cache
def grades() -> dict[str, str]:
    with (CURATED / "publishers.csv").open(encoding="utf-8", newline="") as file:
        return {row["publisher"]: row["grade"] for row in csv.DictReader(file)}


@cache
def bounds(text: str) -> tuple[date, date]:
    """Give the first and the last day a date can mean: a day, a month or a year."""
    parts = [int(part) for part in text.split("-")]
    if len(parts) == 3:
        return date(*parts), date(*parts)
    if len(parts) == 2:
        year, month = parts
        return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])
    return date(parts[0], 1, 1), date(parts[0], 12, 31)


def known(rows: Iterable[Row], day: date) -> list[Row]:
    """Give the rows known on a day: what is dated by month counts from the month's last day; undated rows are never known."""
    return [row for row in rows if row["date"] and bounds(row["date"])[1] <= day]


def in_order(rows: Iterable[Row]) -> list[Row]:
    """Sort statements by time, then the more exactly dated, then the surer one last."""

    def place(row: Row) -> tuple[date, date, int, int, str]:
        exact = EXACTNESS.get(row["date_precision"], 0)
        return (*bounds(row["date"]), exact, SURENESS.index(row["confidence"]), row.get("position", ""))

    return sorted(rows, key=place)


@cache
def country(code: str) -> str:
    """Give a country's name as the text writes it within a sentence."""
    name = next(row["name"] for row in table("countries") if row["iso3"] == code)
    return f"the {name}" if name in {"United Kingdom", "United States", "Netherlands"} else name


@cache
def european_countries() -> frozenset[str]:
    return frozenset(row["iso3"] for row in table("countries") if row["bloc"] == "European countries")


@cache
def collected_to(name: str) -> date:
    return next(date.fromisoformat(row["collected_to"]) for row in table("manual_check") if row["table"] == name)


def listed(words: Iterable[str], link: str = "and") -> str:
    """Join words as a sentence lists them.

    >>> listed(["training", "demining", "logistics"], "or")
    'training, demining or logistics'
    """
    *others, last = words
    return f"{', '.join(others)} {link} {last}" if others else last


def told_day(day: date) -> str:
    """Write a day as the texts write it: 10 October 2026."""
    return f"{day.day} {day:%B %Y}"
