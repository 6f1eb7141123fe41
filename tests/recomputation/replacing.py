"""What notebook 10 tells of replacing the United States: military aid a month, and the GDP of Europe's countries."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

from tests.recomputation.aid import Answers, by_month
from tests.recomputation.raw import US, europe, gdp_2021
from tests.recomputation.revisions import MONTHLY


def a_year(raw: Path, who: str, *, last: bool = False) -> Decimal:
    """Give a year of military aid: the last twelve months, or twelve times the mean of 2022 to 2024."""
    months = by_month(raw, MONTHLY, who, ("military",))
    if last:
        return sum((months[month] for month in sorted(months)[-12:]), Decimal(0))
    return sum((bn for month, bn in months.items() if month.year < 2025), Decimal(0)) / 3


def replacing(raw: Path) -> Answers:
    whole = sum((gdp for name, gdp in gdp_2021(raw).items() if name in europe(raw)), Decimal(0))
    short = a_year(raw, US) + a_year(raw, "Europe") - a_year(raw, "Europe", last=True)
    assert short > 0
    return [100 * a_year(raw, US) / whole, 100 * short / whole, "of Europe’s GDP a year"]


ANSWERS: dict[str, Callable[[Path], Answers]] = {"10/replacing-the-us": replacing}
