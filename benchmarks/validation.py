"""Validation: all notebooks under nbval beside as many kernels that only start and stop."""

import subprocess
import sys
from time import perf_counter

from analysis.briefing import notebooks
from benchmarks.row import Row
from benchmarks.start import EMPTY, _kernel


def rows() -> list[Row]:
    """Time one pass of each."""
    paths = notebooks.curated()
    started = perf_counter()
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--nbval"]
    subprocess.run([*command, "--nbval-sanitize-with", "tests/nbval.cfg", *map(str, paths)], check=True, capture_output=True)
    ours, started = perf_counter() - started, perf_counter()
    for _ in paths:
        _kernel(EMPTY)
    bare = perf_counter() - started
    return [Row(f"{len(paths)} notebooks under nbval, one after the other", ours, "as many bare kernels", bare)]
