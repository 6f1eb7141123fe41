"""What notebook 70 tells of what the United States has left, from the hand-kept record alone."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

from tests.recomputation.aid import Answers
from tests.recomputation.raw import curated, day

WEAPONS = ("drawdown authority (PDA)", "procurement (USAI)", "grants for arms (FMF)")


def left(_raw: Path) -> Answers:
    rows = curated("us_flows")
    over = [row for row in rows if row["origin"] in WEAPONS and row["target"] in {"unused", "not obligated"}]
    whole = [row for row in rows if row["target"] in WEAPONS]
    amounts = [sum((Decimal(row["usd"]) for row in some), Decimal(0)) / 10**9 for some in (over, whole)]
    return [*amounts, f"left by {day(over[0]['as_of']):%B %Y}"]


ANSWERS: dict[str, Callable[[Path], Answers]] = {"70/us-appropriations-left": left}
