"""What notebooks 10 and 90 tell at constant prices: each month's euros deflated by the publisher's own file."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path

from tests.recomputation.aid import Answers, by_month, written
from tests.recomputation.claims import against_years_before
from tests.recomputation.raw import KINDS, US, Row, curated, day, rows
from tests.recomputation.revisions import MONTHLY


@cache
def hicp(raw: Path) -> dict[date, Fraction]:
    """Read the euro area's index of consumer prices, 2025 = 100."""
    table = rows(raw / "prices/euro_area_hicp_monthly.csv")
    return {day(f"{row['time']}-01"): Fraction(row["index_2025_100"]) for row in table}


def of_2025(raw: Path, who: str, kinds: tuple[str, ...] = KINDS) -> dict[date, Fraction]:
    """Give each month's allocations at the prices of 2025; a month after the last index carries it."""
    index = hicp(raw)
    months = by_month(raw, MONTHLY, who, kinds)
    return {month: Fraction(bn) * 100 / index.get(month, index[max(index)]) for month, bn in months.items()}


def so_far(raw: Path) -> Answers:
    months = of_2025(raw, US)
    sums = [sum(of_2025(raw, who).values(), Fraction(0)) for who in ("Europe", US)]
    return [*sums, f"{written(min(months))} to {written(max(months))}", "at 2025 prices"]


def constant(raw: Path, claim: Row) -> Fraction:
    """Give the growth of 2025 against the mean of the three years before, in per cent, at 2025 prices."""
    months = of_2025(raw, claim["of"], tuple(claim["detail"].split("|")) if claim["detail"] else KINDS)
    year, before = (
        sum((bn for month, bn in months.items() if month.year in span), Fraction(0)) for span in ({2025}, {2022, 2023, 2024})
    )
    return 300 * year / before - 100


def nominal(raw: Path, claim: Row) -> Fraction:
    found = against_years_before(raw, claim)
    assert isinstance(found, Decimal)
    return Fraction(found) - 100


def real_growth(raw: Path) -> Answers:
    told = [claim for claim in curated("public_claims") if claim["answer"] == "against_the_years_before"]
    off = {
        name: [abs(rate(raw, claim) - Fraction(claim["value"]) + 100) for claim in told]
        for name, rate in (("nominal", nominal), ("constant", constant))
    }
    met = {
        name: sum(one <= Fraction(claim["tolerance_pct"] or 0) for one, claim in zip(ones, told, strict=True))
        for name, ones in off.items()
    }
    closer = sum(one < other for one, other in zip(off["nominal"], off["constant"], strict=True))
    return [len(told), met["constant"], met["nominal"], max(off["constant"]), closer, "told of 2025, ours", "at 2025 prices"]


ANSWERS: dict[str, Callable[[Path], Answers]] = {
    "10/aid-bloc-europe-united-states-allocated-all-eur-2025-bn-total": so_far,
    "90/sentence-3": real_growth,
}
