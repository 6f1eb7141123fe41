"""What notebook 35 tells of Russian assets and of loans, from the hand-kept record alone."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

from tests.recomputation.aid import Answers
from tests.recomputation.raw import curated, day

BILLION = Decimal(10) ** 9


def amount(row: dict[str, str], column: str) -> Decimal:
    return Decimal(row[column]) / BILLION


def earned_and_paid(_raw: Path) -> Answers:
    rows = curated("russian_assets")
    years = {
        row["date"][:4]: amount(row, "eur") for row in rows if row["first_day"][5:] == "01-01" and row["date"][5:] == "12-31"
    }
    paid = sum((amount(row, "eur") for row in rows if row["kind"] == "paid"), Decimal(0))
    return [sum(years.values(), Decimal(0)), paid, f"to {max(years)};"]


def drawn(_raw: Path) -> Answers:
    rows = [row for row in curated("loans") if row["loan"] == "EU 2026-27"]
    payments = [row for row in rows if row["step"] == "paid"]
    [agreed] = [amount(row, "amount") for row in rows if row["step"] == "agreed"]
    last = max(day(row["date"], last=True) for row in payments)
    return [sum((amount(row, "amount") for row in payments), Decimal(0)), agreed, f"By {last:%B %Y} at least"]


ANSWERS: dict[str, Callable[[Path], Answers]] = {
    "35/russian-assets-earned-and-paid": earned_and_paid,
    "35/loans-agreed-and-paid": drawn,
}
