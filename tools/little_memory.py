"""Sum more rows than memory holds: `python -m tools.little_memory FOLDER`, as root on Linux; `make elsewhere` runs it.

A control group bounds the memory of a process and all it maps, so that what does not fit ends as it would on a small machine.
"""

import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import polars as pl

from analysis import load

ROWS, PIECES, MEGABYTES = 20_000_000, 20, 400
GROUPS = Path("/sys/fs/cgroup")
JOIN = "import sys; open(sys.argv[1], 'w').write('0');"
SUM = "import polars as pl; from analysis.measures.flows import over_time;"
LAST = "print(over_time({rows}, cumulative=True){end}.sort('period', 'bloc').group_by('bloc', maintain_order=True).last()['eur'].to_list())"
STREAMED = JOIN + SUM + LAST.format(rows="pl.scan_parquet(sys.argv[2])", end=".collect(engine='streaming')")
WHOLE = JOIN + SUM + LAST.format(rows="pl.read_parquet(sys.argv[2])", end="")


@contextmanager
def bounded(megabytes: int):
    """Give the file that takes a process into a control group of so much memory; raises OSError where none can be made."""
    new = (GROUPS / "cgroup.controllers").exists()
    group = (GROUPS if new else GROUPS / "memory") / "more-rows-than-memory"
    group.mkdir()
    try:
        (group / ("memory.max" if new else "memory.limit_in_bytes")).write_text(str(megabytes << 20))
        if (swap := group / ("memory.swap.max" if new else "memory.memsw.limit_in_bytes")).exists():
            swap.write_text("0" if new else str(megabytes << 20))
        yield group / "cgroup.procs"
    finally:
        group.rmdir()


def ledger(folder: Path) -> Path:
    """Write a ledger drawn from the real one in pieces, so that its maker needs no more memory than a piece."""
    dated = load.aid(29).filter(pl.col("month").is_not_null())
    for piece in range(PIECES):
        drawn = dated.sample(ROWS // PIECES, with_replacement=True, seed=piece)
        drawn.with_columns(eur=(pl.col("eur") / 1000).cast(pl.Decimal(18, 2))).write_parquet(folder / f"{piece:02}.parquet")
    return folder / "*.parquet"


def run(code: str, join: Path | str, rows: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", code, str(join), str(rows)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def main(folder: Path) -> int:
    rows = ledger(folder)
    free = run(WHOLE, "/dev/null", rows)
    with bounded(MEGABYTES) as join:
        streamed, whole = run(STREAMED, join, rows), run(WHOLE, join, rows)
    same = streamed.returncode == free.returncode == 0 and streamed.stdout == free.stdout != ""
    print(f"{ROWS:,} rows within {MEGABYTES} MB: streamed {'the same sums' if same else 'FAILED'}, whole {whole.returncode}")
    if not same:
        print(streamed.stdout, streamed.stderr[-1500:], free.stderr[-1500:])
    # The control: had the whole table fitted too, nothing would have been shown.
    return 0 if same and whole.returncode else 1


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1])))
