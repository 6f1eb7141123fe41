"""What notebook 35 tells of loans: summed from the cells of the workbook that names the form of aid."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import openpyxl

from tests.recomputation.aid import Answers, is_of, written
from tests.recomputation.raw import US, curated, day, donor

WORKBOOK = "kiel/release_18/main_data_only.xlsx"
REPAID = {"loan", "swap-line"}


def lent(raw: Path, who: str) -> Decimal:
    """Sum what was allocated as a loan or swap line, in EUR bn, undated money included."""
    sheet = openpyxl.load_workbook(raw / WORKBOOK, read_only=True, data_only=True).worksheets[0]
    cells = sheet.iter_rows(values_only=True)
    column = {str(name).strip(): place for place, name in reversed(list(enumerate(next(cells)))) if name}
    total = Decimal(0)
    for row in cells:
        form, amount = (
            str(row[column["Type of Aid Specific"]]).strip().lower(),
            row[column["Allocated Total in EUR (redistributed)"]],
        )
        allocated = row[column["Type of donation"]] == "Allocation" and isinstance(amount, int | float)
        if form in REPAID and allocated and is_of(raw, donor(str(row[column["Countries"]])), who):
            total += Decimal(str(amount))
    return total / 10**9


def to_repay(raw: Path) -> Answers:
    cutoff = next(row["cutoff"] for row in curated("releases") if row["release"] == "18")
    return [lent(raw, "Europe"), lent(raw, US), f"to {written(day(cutoff))}"]


ANSWERS: dict[str, Callable[[Path], Answers]] = {"35/to-repay": to_repay}
