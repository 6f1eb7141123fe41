"""What notebook 30 tells of people hosted, from UNHCR's file and the World Bank's."""

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

from tests.recomputation.aid import Answers
from tests.recomputation.raw import json_file, rows

EUROPE = set(
    "AUT BEL BGR CYP CZE DEU DNK ESP EST FIN FRA GRC HRV HUN IRL ITA LTU LUX LVA MLT NLD POL PRT ROU SVK SVN SWE CHE GBR ISL NOR".split()
)
END = "2025"


def hosted(raw: Path) -> dict[str, int]:
    """Give the people each European host has at the last year end."""
    found = rows(raw / "hosted/unhcr_ukraine_by_host_year.csv")
    return {row["coa_iso"]: int(row["refugees"]) for row in found if row["year"] == END and row["coa_iso"] in EUROPE}


def by_host(raw: Path) -> Answers:
    land = json_file(raw / "reference/world_bank_wdi_2026-05-01.json")["land"].values()
    people = {one["iso3"]: one["folketall"] for one in land}
    rates = {host: Fraction(1000 * count, people[host]) for host, count in hosted(raw).items()}
    most = max(hosted(raw), key=hosted(raw).__getitem__)
    top = max(rates, key=rates.__getitem__)
    assert (top, most) == ("CZE", "DEU")
    return [rates[top], rates[most], "inhabitants Czechia hosted", "Germany", f"end of {END}"]


def by_year(raw: Path) -> Answers:
    whole = sum(hosted(raw).values())
    return [Fraction(whole, 10**6), Fraction(round(100 * hosted(raw)["DEU"] / whole), 100), "in Germany", f"in {END}"]


ANSWERS: dict[str, Callable[[Path], Answers]] = {
    "30/people-hosted-by-host": by_host,
    "30/people-hosted-by-year": by_year,
}
