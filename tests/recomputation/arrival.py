"""What notebook 35 tells of how aid arrives, recomputed from the tracker's files."""

from collections import defaultdict
from collections.abc import Callable
from datetime import date
from decimal import ROUND_FLOOR, Decimal
from functools import cache
from pathlib import Path
from statistics import median

from tests.recomputation.aid import (
    MONTHLY,
    NEWEST,
    Answers,
    by_month,
    by_year,
    last_whole_year,
    of,
    ranked,
    to_end_of,
    with_eu_parts,
    written,
)
from tests.recomputation.raw import US, dollars_per_euro, donor, kiel, people, totals30

PAID = "28"
"""The release with payments."""


def paid_out(raw: Path) -> list[list[Decimal]]:
    """Give the per cent paid and the financial aid allocated; what a donor paid beyond its own allocation pays for no other's."""
    paid: dict[str, Decimal] = defaultdict(Decimal)
    for row in kiel(raw, PAID, "financial_disbursements"):
        paid[donor(row["giver"])] += Decimal(row["verdi_eur_mrd"])
    shares = []
    for who in ("Europe", US):
        allocated: dict[str, Decimal] = defaultdict(Decimal)
        for row in of(raw, PAID, who, ("financial",)):
            if row.stage == "allocated":
                allocated[row.donor] += row.bn
        whole = sum(allocated.values(), Decimal(0))
        shares.append([100 * sum((min(paid[name], bn) for name, bn in allocated.items()), Decimal(0)) / whole, whole])
    return shares


def financial_paid(raw: Path) -> Answers:
    return [*(share for share, _ in paid_out(raw)), f"release {PAID}"]


@cache
def routes(raw: Path) -> dict[date, dict[str, Decimal]]:
    names = ("stockpile", "procurement", "unspecified", "nato_purl")
    return {
        date(int(row["year"]), int(row["month"]), 1): {name: Decimal(row[name]) for name in names}
        for row in kiel(raw, MONTHLY, "procurement_trends")
    }


def route_shares(raw: Path, year: int) -> dict[str, Decimal]:
    """Give the least that each route can be of a year's military allocations, in per cent; what the table lacks is not specified."""
    months = [month for month in routes(raw) if month.year == year]
    sums = {name: sum((routes(raw)[month][name] for month in months), Decimal(0)) for name in routes(raw)[months[0]]}
    lacking = max(Decimal(0), by_year(by_month(raw, MONTHLY, "all donors", ("military",)))[year] - sum(sums.values()))
    sums["unspecified"] += lacking
    whole = sum(sums.values())
    return {name: 100 * bn / whole for name, bn in sums.items()}


def at_least(per_cent: Decimal, places: int = 0) -> Decimal:
    return per_cent.quantize(Decimal(1).scaleb(-places), rounding=ROUND_FLOOR)


def arrival(raw: Path) -> Answers:
    (ours, our_whole), (theirs, their_whole) = paid_out(raw)
    first, last = route_shares(raw, min(routes(raw)).year), route_shares(raw, max(routes(raw)).year)
    years = [f"allocations in {min(routes(raw)).year} ", f"those of {max(routes(raw)).year} "]
    weapons = [at_least(first["stockpile"]), at_least(last["stockpile"], 1), last["unspecified"], last["nato_purl"]]
    return [ours, our_whole, theirs, their_whole, *weapons, *years, *to_end_of(PAID), *to_end_of(MONTHLY)]


def weapons_from(raw: Path) -> Answers:
    first, whole = route_shares(raw, min(routes(raw)).year), route_shares(raw, last_whole_year(raw))
    return [
        at_least(first["stockpile"]),
        whole["stockpile"],
        f"arms in {min(routes(raw)).year}, ",
        f" in {last_whole_year(raw)}",
    ]


def lumpy(raw: Path) -> Answers:
    months = {month: sum(parts.values(), Decimal(0)) for month, parts in routes(raw).items()}
    most = max(months, key=lambda month: months[month])
    return [months[most], median(months.values()), written(most), f"release {MONTHLY}"]


def heavy_weapons(raw: Path) -> Answers:
    worth: dict[str, Decimal] = defaultdict(Decimal)
    for row in kiel(raw, MONTHLY, "weapons"):
        worth[donor(row["donor"])] += Decimal(row["monetary_value_eur"]) / 10**9
    first, most = ranked(worth)[0]
    return [most, f"{first} has allocated", *to_end_of(MONTHLY)]


def eu_shares(raw: Path) -> Answers:
    three = ranked({name: row["eu_share"] for name, row in totals30(raw).items()})[:3]
    return [*(bn for _, bn in three), *(f"for {name}" for name, _ in three), *to_end_of(NEWEST)]


def per_head(raw: Path) -> Answers:
    order = [(name, bn * 10**9) for name, bn in with_eu_parts(raw, people(raw))]
    return [order[0][1], dict(order)[US], f"{order[0][0]} has", to_end_of(NEWEST)[0]]


def in_dollars(raw: Path) -> Answers:
    rates = dollars_per_euro()
    sums = [sum(bn * rates[month] for month, bn in by_month(raw, MONTHLY, who).items()) for who in ("Europe", US)]
    return [*sums, *to_end_of(MONTHLY)]


ANSWERS: dict[str, Callable[[Path], Answers]] = {
    "35/sentence-1": arrival,
    "35/financial-aid-paid-out": financial_paid,
    "35/where-weapons-come-from-1q": weapons_from,
    "35/heavy-weapons": heavy_weapons,
    "35/aid-per-head": per_head,
}
