"""One row of the table: a piece of work, our median time, a peer's in the same run, and the limit of their ratio."""

import json
import os
import statistics
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from time import perf_counter


@dataclass(frozen=True)
class Row:
    """Seconds of ours and of a named peer; `limit` bounds their ratio, `most` bounds our own figure where no peer is named."""

    work: str
    ours: float
    peer: str = ""
    theirs: float | None = None
    limit: float | None = None
    most: float | None = None
    unit: str = "s"
    note: str = ""

    @property
    def ratio(self) -> float | None:
        return None if self.theirs is None else self.ours / self.theirs

    @property
    def kept(self) -> bool:
        """Whether the limit is kept; a row without one keeps it."""
        by_ratio = self.limit is None or (self.ratio is not None and self.ratio <= self.limit)
        return by_ratio and (self.most is None or self.ours <= self.most)

    def as_json(self) -> dict[str, object]:
        return asdict(self) | {"ratio": self.ratio, "kept": self.kept}


def medians(turns: Mapping[str, Callable[[], object]], rounds: int, unhurried: int = 1) -> dict[str, float]:
    """Take turns, so that a busy machine slows all alike; the first `unhurried` turns of each are not counted."""
    taken: dict[str, list[float]] = {name: [] for name in turns}
    for number in range(rounds + unhurried):
        for name, turn in list(turns.items())[:: 1 if number % 2 else -1]:
            started = perf_counter()
            turn()
            if number >= unhurried:
                taken[name].append(perf_counter() - started)
    return {name: statistics.median(times) for name, times in taken.items()}


def against(work: str, turns: Mapping[str, Callable[[], object]], rounds: int, limits: Mapping[str, float]) -> list[Row]:
    """Time ours (the first turn) and its peers; give a row a peer."""
    found = medians(turns, rounds)
    ours, *peers = found
    return [Row(work, found[ours], name, found[name], limits.get(name)) for name in peers]


def python(code: str, *arguments: str) -> str:
    """Run Python code in a process of its own and give what it printed."""
    # As a user's Python does, it keeps compiled modules: else every start measures the compiler.
    settings = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    command = [sys.executable, "-c", code, *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=True, env=settings).stdout


PEAK = "import re, pathlib; print(int(re.search(r'VmHWM:\\s+(\\d+)', pathlib.Path('/proc/self/status').read_text())[1]) / 1024)"
"""The high-water mark of the process itself in MB, on Linux: getrusage would count the parent it was forked from."""


def as_text(rows: list[Row]) -> str:
    """Write rows as a Markdown table."""
    head = "| work | ours | peer | peer's | ratio | limit | kept |\n|---|--:|---|--:|--:|--:|---|"
    return "\n".join([head, *(_line(row) for row in rows)]) + "\n"


def _line(row: Row) -> str:
    limit = f"{row.limit:g} x" if row.limit is not None else f"{row.most:g} {row.unit}" if row.most is not None else ""
    cells = [
        row.work + (f" ({row.note})" if row.note else ""),
        _figure(row.ours, row.unit),
        row.peer,
        "" if row.theirs is None else _figure(row.theirs, row.unit),
        "" if row.ratio is None else f"{row.ratio:.2f}",
        limit,
        "yes" if row.kept else "**no**",
    ]
    return "| " + " | ".join(cells) + " |"


def _figure(value: float, unit: str) -> str:
    if unit != "s":
        return f"{value:,.0f} {unit}"
    return f"{value:.2f} s" if value >= 1 else f"{value * 1000:.1f} ms"


def as_json(rows: list[Row], machine: str) -> str:
    return json.dumps({"machine": machine, "rows": [row.as_json() for row in rows]}, indent=1) + "\n"
