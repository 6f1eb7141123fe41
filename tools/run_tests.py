"""Run nbval over the notebooks and pytest over the tests; print one summary; exit non-zero on any failure.

    python tools/run_tests.py [ROOM...] [OPTIONS OF PYTEST...]

A room is a folder of tests/, a package or module of analysis/ by its path there, or `notebooks`: its tests and doctests run, and
no others; of these, what drives a browser or an office program, waits for kernels, draws or builds everything is left out and counted, unless
`-m` says otherwise, and of laws that run on a sample a sixth of it runs. pytest-xdist runs the tests' files in one process more than
there are cores, those of a room in as many as there are cores; the notebooks run beside them, each in a kernel of its own.
"""

import os
import re
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import dropwhile, takewhile
from pathlib import Path
from time import perf_counter

ROOT = Path(__file__).resolve().parent.parent
COUNTED = ("passed", "failed", "error", "skipped")
CORES = max(2, os.cpu_count() or 1)
WORKERS = CORES + 1
"""One more than there are cores: a test that waits for a browser or a kernel leaves its core to another; of one room none waits."""
NOTEBOOKS, COOKBOOK = "notebooks", "docs/cookbook.ipynb"

NETWORK_LOG = ROOT / "build/test/network.log"
# Who keeps no bytecode compiles every package anew: a second and more for each of the many processes that tests start.
OFFLINE = {name: text for name, text in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"} | {
    "PYTHONPATH": os.pathsep.join(filter(None, [str(ROOT / "tests/offline"), os.environ.get("PYTHONPATH")])),
    "OFFLINE_LOG": str(NETWORK_LOG),
    "PYTHONUNBUFFERED": "1",
}
"""No test and no notebook reaches past this machine."""

NO_KERNEL = "Kernel died before replying to kernel_info"
"""What is said when the port found free for a kernel was taken before it was used: the run is then made once more."""

QUICK = "not slow and not browser and not office"
"""What runs of one room: the answer while one writes. Everything runs with all rooms."""

PLACE, MEMORY, NEEDED = "PYTEST_DEBUG_TEMPROOT", Path("/dev/shm"), 2 * 1024**3
"""Where pytest is told to keep the folders of its tests, memory that looks like a folder, and how many bytes of it must be free."""

SHARE, SHARE_OF_ROOM = "2", "6"
"""One in so many cases of each sample runs, of all rooms and of one, see `tests/support/sampling.py`; `make proof` runs all."""

PYTEST = [sys.executable, "-m", "pytest", "--no-header", "-rs"]


def main() -> int:
    started = perf_counter()
    rooms = list(takewhile(is_room, sys.argv[1:]))
    jobs = commands(rooms, list(dropwhile(is_room, sys.argv[1:])))
    settings = settings_of(rooms)
    NETWORK_LOG.unlink(missing_ok=True)
    print("running; the full text of each run is in build/test as it goes", flush=True)
    with ThreadPoolExecutor(len(jobs)) as pool:
        results = dict(zip(jobs, pool.map(partial(run, settings), jobs.items()), strict=True))
    skips = [line for _, text in results.values() for line in text.splitlines() if line.startswith("SKIPPED")]
    counts = {
        word: sum(int(n) for _, text in results.values() for n in re.findall(rf"(\d+) {word}", last(text))) for word in COUNTED
    }
    print(*skips, sep="\n")
    print(f"{perf_counter() - started:.0f} s for {' and '.join(jobs)}; each run's full text is in build/test")
    if any(QUICK in job for job in jobs.values()):
        print("left out of one room: what drives a browser or an office program, waits for kernels, draws or builds everything")
        print("of each sample a sixth ran; half of it without ROOM, and all of it in `make proof`")
    print(", ".join(f"{number} {word}" for word, number in counts.items()))
    if requests := NETWORK_LOG.read_text(encoding="utf-8") if NETWORK_LOG.exists() else "":
        print(f"FAIL the network was asked for:\n{requests}")
    return 1 if requests or any(code for code, _ in results.values()) else 0


def is_room(argument: str) -> bool:
    return not argument.startswith("-")


def settings_of(rooms: list[str]) -> dict[str, str]:
    """Give the environment of each run."""
    return OFFLINE | in_memory() | {"SAMPLE_SHARE": SHARE_OF_ROOM if rooms else SHARE}


def in_memory() -> dict[str, str]:
    """Have the folders of tests kept in memory where a machine has room there: copies of data/ then take a tenth of the time."""
    if PLACE in os.environ or not os.access(MEMORY, os.W_OK) or shutil.disk_usage(MEMORY).free < NEEDED:
        return {}
    return {PLACE: str(MEMORY)}


def commands(rooms: list[str], options: list[str]) -> dict[str, list[str]]:
    """Give the command of each run by its name; exits with the names of the rooms where one is unknown."""
    paths = [path for room in rooms for path in paths_of(room)] if rooms else ["tests", "analysis"]
    made = {}
    if paths:
        quick = ["-m", QUICK] if rooms and "-m" not in options else []
        made["tests"] = [*PYTEST, "-p", "no:nbval", *spread(paths, CORES if quick else WORKERS), *quick, *options, *paths]
    if not rooms or NOTEBOOKS in rooms:
        # hypothesis is slow to import and has nothing to do here.
        checked = ["--nbval", "--nbval-cell-timeout=120", "--nbval-sanitize-with", "tests/nbval.cfg"]
        made[NOTEBOOKS] = [*PYTEST, "-p", "no:hypothesispytest", "-p", "no:xdist", *checked, NOTEBOOKS, COOKBOOK]
    return made


def paths_of(room: str) -> list[str]:
    """Give the tests and the code of a room, as paths from the project's folder."""
    named = [f"tests/{room}", f"analysis/{room}", f"analysis/{room}.py"]
    found = [path for path in named if (ROOT / path).exists()]
    if not found and room != NOTEBOOKS:
        folders = [*ROOT.glob("tests/*/test_*.py"), *ROOT.glob("analysis/*/__init__.py")]
        known = sorted({path.parent.name for path in folders} | {NOTEBOOKS})
        raise SystemExit(
            f"no room is named {room!r}\n  -> choose one of: {', '.join(known)}; or a module of analysis/ by its path"
        )
    return found


def spread(paths: list[str], most: int) -> list[str]:
    """Spread files over processes; tests of one file stay in one, since they share what is dear to make."""
    files = sum(len(list((ROOT / path).rglob("*.py"))) or 1 for path in paths)
    return ["-n", str(min(most, files)), "--dist", "loadfile", "--no-loadscope-reorder"] if files > 1 else ["-p", "no:xdist"]


def run(settings: dict[str, str], job: tuple[str, list[str]]) -> tuple[int, str]:
    name, command = job
    log = ROOT / f"build/test/{name}.log"
    code, text = execute(command, log, settings)
    if code and NO_KERNEL in text:
        print(f"once more {name}: {NO_KERNEL}", flush=True)
        code, text = execute(command, log, settings)
    print(f"{'ok  ' if code == 0 else 'FAIL'} {name}: {last(text)}", flush=True)
    if code:
        print(text, flush=True)
    return code, text


def execute(command: list[str], log: Path, settings: dict[str, str]) -> tuple[int, str]:
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("w", encoding="utf-8") as output:
        code = subprocess.run(command, cwd=ROOT, env=settings, stdout=output, stderr=subprocess.STDOUT, check=False).returncode
    return code, log.read_text(encoding="utf-8", errors="replace")


def last(text: str) -> str:
    return next((line.strip("= ") for line in reversed(text.splitlines()) if line.strip()), "no output")


if __name__ == "__main__":
    raise SystemExit(main())
