"""The publishers' files as they are: cells as text, amounts exact; each file is read once."""

import csv
import json
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path

CURATED = Path(__file__).resolve().parents[2] / "data/curated"

Row = dict[str, str]


@cache
def rows(path: Path) -> list[Row]:
    """Read a CSV file: every cell as text."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def curated(name: str) -> list[Row]:
    """Read a hand-kept file of data/curated/, such as `curated("purl")`."""
    return rows(CURATED / f"{name}.csv")


def kiel(raw: Path, release: str, name: str) -> list[Row]:
    """Read a file of a release of the Ukraine Support Tracker, such as `kiel(raw, "29", "weapons")`."""
    return rows(raw / "kiel" / f"release_{release}" / f"{name}.csv")


@cache
def json_file(path: Path):
    """Read a JSON file with exact numbers."""
    return json.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)


def amount(cell: str) -> Decimal:
    """Read an amount; an empty cell of the aid tracker is no aid."""
    return Decimal(cell) if cell.strip() not in {"", "NA"} else Decimal(0)


def day(cell: str, last: bool = False) -> date:
    """Read a day, or a month or year as its first day (or its last).

    >>> day("2025-09"), day("2025-09", last=True), day("2025", last=True)
    (datetime.date(2025, 9, 1), datetime.date(2025, 9, 30), datetime.date(2025, 12, 31))
    """
    parts = [int(part) for part in cell.split("-")]
    if len(parts) == 3:
        return date(*parts)
    if not last:
        return date(*parts, *[1] * (3 - len(parts)))
    year, month = (parts[0], parts[1]) if len(parts) == 2 else (parts[0], 12)
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
