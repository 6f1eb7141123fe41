"""Recompute what notebooks 70 and 45 tell of US packages and of PURL, from the hand-kept record alone."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

from tests.recomputation.record import NO_COUNTRY, Row, bounds, collected_to, known, table, told_day

Answer = list
EVE = date(2025, 9, 20)
BILLION = Decimal(10) ** 9
END_OF_2025 = date(2025, 12, 31)
MEMBERS = {
    "XND": {"DNK", "NOR", "SWE"},
    "XNB": {"DNK", "EST", "FIN", "ISL", "LTU", "LVA", "NOR", "SWE"},
    "XGP": {"DEU", "NOR", "POL"},
}
"""Who pays together: Denmark, Norway and Sweden; the Nordic-Baltic eight; Germany, Norway and Poland."""


# --- packages of the United States


def announced(kind: str, day: date) -> list[Row]:
    """Give the packages of a kind known on a day that may be added to each other."""
    rows = [row for row in known(table("us_packages"), day) if row["kind"] == kind and row["counts"] == "true"]
    return sorted(rows, key=lambda row: bounds(row["date"])[1])


def billions(rows: list[Row]) -> Decimal:
    return sum((Decimal(row["usd"]) for row in rows), Decimal(0)) / BILLION


def official(meaning: str, day: date) -> tuple[Decimal, str]:
    """Give the newest official total of a meaning known on a day, with the words for the day to which it counts."""
    rows = [row for row in known(table("us_packages"), day) if row["kind"] == "TOTAL" and row["meaning"] == meaning]
    newest = max(rows, key=lambda row: bounds(row["date"])[1])
    if not newest["cutoff"]:
        return billions([newest]), f"(as published in {newest['date']})"
    first, last = bounds(newest["cutoff"])
    return billions([newest]), f"(to {told_day(last) if first == last else format(last, '%B %Y')})"


def more_before(meaning: str, day: date) -> list[Decimal | str]:
    """Give the latest of the earlier official totals that was larger than the newest, if one was, and the day to which it counts."""
    rows = [row for row in known(table("us_packages"), day) if row["kind"] == "TOTAL" and row["meaning"] == meaning]
    *before, newest = sorted(rows, key=lambda row: bounds(row["date"])[1])
    larger = [row for row in before if billions([row]) > billions([newest])][-1:]
    return [one for row in larger for one in (billions([row]), f"(to {told_day(bounds(row['cutoff'])[1])}) of an earlier page")]


def last_day(rows: list[Row]) -> str:
    return f"by {told_day(bounds(rows[-1]['date'])[1])}"


def money(day: date) -> Answer:
    drawdowns, procurement = announced("PDA", day), announced("USAI", day)
    used, used_to = official("cumulative drawdowns", day)
    appropriated, appropriated_to = official("appropriated for USAI", day)
    since = min(row["date"] for row in contributions(day))[:4]
    total = running_totals(day)[-1]
    return [
        *(len(drawdowns), billions(drawdowns), used),
        *(len(procurement), billions(procurement), appropriated, *more_before("appropriated for USAI", day)),
        Decimal(total["amount"]) / BILLION,
        *(last_day(drawdowns), used_to, last_day(procurement), appropriated_to),
        f"Since {since} allies and partners pay",
        f"{manner(total)} on {told_day(bounds(total['date'])[0])}",
    ]


def us_packages(raw: Path) -> Answer:
    day = collected_to("us_packages")
    drawdowns, procurement = announced("PDA", day), announced("USAI", day)
    last = max(bounds(row["date"])[1] for row in drawdowns + procurement)
    after = [
        row
        for row in drawdowns + procurement
        if (bounds(row["date"])[0].year, bounds(row["date"])[0].month) > (last.year, last.month)
    ]
    used = official("cumulative drawdowns", day)[0]
    return [billions(drawdowns), used, len(after), f"no package since {last:%B %Y}"]


# --- PURL


def contributions(day: date) -> list[Row]:
    """Give the contributions of countries, alone or together; plans and running totals are none."""
    return [row for row in known(table("purl"), day) if row["row_kind"] in {"national", "group"}]


def joined(day: date) -> set[str]:
    """Give the countries that had contributed by a day, by themselves or within a group."""
    payers = {row["country"] for row in contributions(day)}
    return {code for payer in payers for code in MEMBERS.get(payer, {payer})} - NO_COUNTRY


def running_totals(day: date) -> list[Row]:
    """Give the totals of all donors as told, in order; those of one country are another matter."""
    rows = [row for row in known(table("purl"), day) if row["row_kind"] == "running_total" and row["country"] == "XTO"]
    return sorted(rows, key=lambda row: bounds(row["date"])[1])


def manner(row: Row) -> str:
    """Say of what money a running total was told: received, promised or spent."""
    return row["amount_meaning"].removeprefix("more than, ")


def purl(raw: Path) -> Answer:
    day = collected_to("purl")
    before, total = joined(END_OF_2025), running_totals(day)[-1]
    told = f"more than ${Decimal(total['amount']) / BILLION:.1f}bn {manner(total)} on {told_day(bounds(total['date'])[0])}"
    return [len(before), len(joined(day) - before), Decimal(total["amount"]) / BILLION, told]


def purl_running(raw: Path) -> Answer:
    totals = running_totals(collected_to("purl"))
    ends = (totals[0], totals[-1])
    words = [f"{manner(row)} in {bounds(row['date'])[0]:%B %Y}" for row in ends]
    return [*(Decimal(row["amount"]) / BILLION for row in ends), *words]


ANSWERS: dict[str, Callable[[Path], Answer]] = {
    "45/sentence-3": lambda raw: money(EVE),
    "70/sentence-1": lambda raw: money(collected_to("us_packages")),
    "70/us-packages": us_packages,
}

DISPUTED: dict[str, str] = {}
"""Texts whose numbers are wrong, with the reason."""
