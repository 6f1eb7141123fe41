"""Aid summed a second time, by plain loops over the files of data/aid, for groups whose members are written down here once more."""

import csv
from collections.abc import Iterable, Iterator
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest

from analysis import groups
from analysis.groups import Group
from tests.recomputation.record import european_countries

AID = Path(__file__).parents[2] / "data" / "aid"

EIGHT = frozenset("DNK EST FIN ISL LTU LVA NOR SWE".split())
NATO = frozenset(
    "ALB BEL BGR CAN CZE DEU DNK ESP EST FIN FRA GBR GRC HRV HUN ISL ITA LTU LUX LVA MKD MNE NLD NOR POL PRT ROU SVK SVN SWE TUR USA".split()
)
WITHOUT = frozenset({*european_countries(), "EUI"} - {"GBR"})
CHOSEN = {
    "the Nordic-Baltic eight": (groups.NORDIC_BALTIC_EIGHT, EIGHT),
    "Europe without the United Kingdom": (groups.EUROPE.without("GBR"), WITHOUT),
    "NATO": (groups.NATO, NATO),
    "Germany": ("DEU", frozenset({"DEU"})),
    "Germany with EU money": (Group("Germany with EU money", ["DEU", "EUI"]), frozenset({"DEU", "EUI"})),
}
"""Groups by the names they have in a text: what is given as `only`, and who is in it."""

of_each = pytest.mark.parametrize("name", CHOSEN)
Row = dict[str, str]


@cache
def table(name: str) -> tuple[Row, ...]:
    """Read a file of data/aid as text."""
    with (AID / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def rows_of(release: str, members: Iterable[str], stage: str = "allocated", kind: str = "") -> Iterator[Row]:
    """Give the rows of a release by some donors, of one stage, and of one kind if it is named."""
    wanted = {*members}
    for row in table(f"aid_{release}"):
        if row["donor"] in wanted and row["stage"] == stage and kind in {"", row["kind"]}:
            yield row


def euros(rows: Iterable[Row]) -> Decimal:
    """Add up amounts exactly."""
    return sum((Decimal(row["eur"]) for row in rows), Decimal(0))


def by_month(release: str, members: Iterable[str], stage: str = "allocated", kind: str = "") -> dict[str, Decimal]:
    """Add up amounts by month; money without one stands under an empty text."""
    sums: dict[str, Decimal] = {}
    for row in rows_of(release, members, stage, kind):
        sums[row["month"]] = sums.get(row["month"], Decimal(0)) + Decimal(row["eur"])
    return sums


def bn(euros: Decimal) -> float:
    """Give euros in billions."""
    return float(euros / 10**9)


def gdp(members: Iterable[str]) -> float:
    """Add up the GDP of 2021 in billions of those who have one."""
    wanted = {*members}
    with (AID.parent / "reference" / "countries.csv").open(encoding="utf-8", newline="") as file:
        sizes = [row["gdp_2021_eur_bn"] for row in csv.DictReader(file) if row["iso3"] in wanted]
    return float(sum((Decimal(size) for size in sizes if size), Decimal(0)))
