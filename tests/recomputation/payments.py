"""What notebook 60 tells of energy paid, from the hand-kept record alone."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

from tests.recomputation.aid import Answers
from tests.recomputation.raw import curated


def by_period(_raw: Path) -> Answers:
    rows = [row for row in curated("energy_paid") if row["pair"] == "third year of the invasion"]
    amounts = {row["kind"]: Decimal(row["eur"]) / 10**9 for row in rows}
    assert len(rows) == 2
    assert {row["counted_by"] for row in rows} == {"CREA"}
    return [amounts["energy"], amounts["aid"], "third year Russian energy cost the EU"]


ANSWERS: dict[str, Callable[[Path], Answers]] = {"60/energy-paid-by-period": by_period}
