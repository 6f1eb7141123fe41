"""Run nbval over the notebooks and pytest over the tests; print one summary; exit non-zero on any failure.

A notebook's cells run in order in a kernel of its own; a few notebooks share a process. The tests in the browser share one
JupyterLab, those of briefings one briefing; each part runs beside the others.
"""

import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import perf_counter

ROOT = Path(__file__).resolve().parent.parent
COUNTED = ("passed", "failed", "error", "skipped")
WORKERS = max(2, os.cpu_count() or 1)
BATCHES = 3
PARTS = {"browser": ["export/test_browser.py"], "briefings": ["export/test_briefing.py", "export/test_office.py"]}
"""What shares a process with whom; every other test is in the rest."""

ASKED = ROOT / "build/test/network.log"
OFFLINE = os.environ | {
    "PYTHONPATH": os.pathsep.join(filter(None, [str(ROOT / "tests/offline"), os.environ.get("PYTHONPATH")])),
    "OFFLINE_LOG": str(ASKED),
    "PYTHONUNBUFFERED": "1",
}
"""No test and no notebook reaches past this machine."""

NO_KERNEL = "Kernel died before replying to kernel_info"
"""What is said when the port found free for a kernel was taken before it was used: the run is then made once more."""

PYTEST = [sys.executable, "-m", "pytest", "--no-header", "-rs", "-p", "no:cacheprovider"]


def main() -> int:
    started = perf_counter()
    notebooks = sorted((ROOT / "notebooks").glob("*.ipynb"))
    parts = {name: [f"tests/{one}" for one in rooms] for name, rooms in PARTS.items()}
    elsewhere = [f"--ignore={path}" for paths in parts.values() for path in paths]
    parts["the rest"] = ["tests", "analysis", *elsewhere]
    # The long runs first, so that the notebooks fill what they leave free.
    jobs = {
        f"pytest {name}": [*PYTEST, "-p", "no:nbval", *parts[name], *sys.argv[1:]]
        for name in ("the rest", "browser", "briefings")
    }
    jobs |= {f"nbval {numbers(paths)}": nbval(paths) for paths in (notebooks[start::BATCHES] for start in range(BATCHES))}
    ASKED.unlink(missing_ok=True)
    print(f"{len(jobs)} runs, {WORKERS} at a time; what each says is in build/test as it goes", flush=True)
    with ThreadPoolExecutor(WORKERS) as pool:
        results = dict(zip(jobs, pool.map(run, jobs.items()), strict=True))
    passed = sum(code == 0 for code, _ in results.values())
    skips = [line for _, text in results.values() for line in text.splitlines() if line.startswith("SKIPPED")]
    counts = {
        word: sum(int(n) for _, text in results.values() for n in re.findall(rf"(\d+) {word}", last(text))) for word in COUNTED
    }
    print(*skips, sep="\n")
    print(
        f"{perf_counter() - started:.0f} s for {len(notebooks)} notebooks and the tests; each run's full text is in build/test"
    )
    print(", ".join(f"{number} {word}" for word, number in counts.items()))
    if asked := ASKED.read_text(encoding="utf-8") if ASKED.exists() else "":
        print(f"FAIL the network was asked for:\n{asked}")
    return 0 if passed == len(results) and not asked else 1


def numbers(paths: list[Path]) -> str:
    return "-".join(path.name.split("-")[0] for path in paths)


def nbval(paths: list[Path]) -> list[str]:
    checked = ["--nbval", "--nbval-cell-timeout=120", "--nbval-sanitize-with", "tests/nbval.cfg"]
    # hypothesis is slow to import and has nothing to do here.
    return [*PYTEST, "-p", "no:hypothesispytest", *checked, *map(str, paths)]


def run(job: tuple[str, list[str]]) -> tuple[int, str]:
    name, command = job
    log = ROOT / "build/test" / f"{name.replace(' ', '-')}.log"
    code, text = _done(command, log)
    if code and NO_KERNEL in text:
        print(f"once more {name}: {NO_KERNEL}", flush=True)
        code, text = _done(command, log)
    print(f"{'ok  ' if code == 0 else 'FAIL'} {name}: {last(text)}", flush=True)
    if code:
        print(text, flush=True)
    return code, text


def _done(command: list[str], log: Path) -> tuple[int, str]:
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("w", encoding="utf-8") as told:
        code = subprocess.run(command, cwd=ROOT, env=OFFLINE, stdout=told, stderr=subprocess.STDOUT, check=False).returncode
    return code, log.read_text(encoding="utf-8", errors="replace")


def last(text: str) -> str:
    return next((line.strip("= ") for line in reversed(text.splitlines()) if line.strip()), "no output")


if __name__ == "__main__":
    raise SystemExit(main())
