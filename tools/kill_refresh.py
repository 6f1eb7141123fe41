"""Kill refreshes and undos at random moments and see data/ whole each time: `python tools/kill_refresh.py [MOMENTS]`.

Whole is what passes the check; and of a killed undo, exactly what the refresh had left or exactly what stood before it.
"""

import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
from analysis.storage import kept  # noqa: E402
from tests.support import lists_today  # noqa: E402

DAYS = ("2026-09-01", "2026-09-02")

EVERY_UNDO = 3
WHY = "a refresh that is going to be killed"

TAKEN_IN_TWICE = (
    "releases follow one another, each with its rows",
    "no release is a copy of another",
    "totals agree with what was published at the time",
    "parts of aid are no more than its totals",
)
"""Laws that a release breaks which is taken in under another number, as here."""

IS_WHOLE = f"""
from analysis.pipeline.check import check_data
faults = [one.fault for one in check_data() if one.fault and one.what not in {TAKEN_IN_TWICE}]
raise SystemExit("\\n".join(faults) or 0)
"""


def run(folder: Path, raw: Path, moments: int, seed: int) -> int:
    """Kill `moments` refreshes, of which every third is an undo, of a copy of the project in `folder`; return how many left data/ whole."""
    shutil.copytree(ROOT / "analysis", folder / "analysis", dirs_exist_ok=True)
    if not (folder / "data").exists():
        shutil.copytree(ROOT / "data", folder / "data", ignore=shutil.ignore_patterns(kept.FOLDER))
    settings = os.environ | {"PYTHONPATH": str(folder)}
    wishes = _wishes(folder, raw)
    spans: dict[str, float] = {}
    chance, whole = random.Random(seed), 0
    for number in range(moments):
        wish = wishes[(number + 1) % len(wishes)]
        kind = wish[0]
        # The other file of a kind goes first, so that the one to be killed has something to change.
        other = next(one for one in wishes if one[0] == kind and one != wish)
        if number % EVERY_UNDO == EVERY_UNDO - 1:
            whole += _kill_undo(folder, [other, wish], spans, chance, settings)
            continue
        spans[kind] = spans.get(kind) or _span(folder, other, settings)
        _kill(folder, wish, spans[kind] * chance.uniform(0.4, 1.02), settings)
        whole += _is_whole(folder, settings)
    return whole


def _kill_undo(
    folder: Path, wishes: list[list[str]], spans: dict[str, float], chance: random.Random, settings: dict[str, str]
) -> bool:
    """Refresh twice, so that one of the two has changed something, undo it and kill that."""
    data, undo = folder / "data", [wishes[0][0], "--undo"]
    for wish in wishes:
        assert _start(folder, wish, settings).wait() == 0
    if "undo" not in spans:
        spans["undo"] = _span(folder, undo, settings)
        assert _start(folder, wishes[1], settings).wait() == 0
    step = kept.read_kept(wishes[0][0], data)
    _kill(folder, undo, spans["undo"] * chance.uniform(0.4, 1.02), settings)
    checked = _is_whole(folder, settings)
    if (now := kept.files(data)) not in (step.before, step.after):
        print(f"neither what stood before nor what stood after: {len(now.items() ^ step.before.items())} files differ")
        return False
    return checked


def _is_whole(folder: Path, settings: dict[str, str]) -> bool:
    check = subprocess.run([sys.executable, "-c", IS_WHOLE], cwd=folder, env=settings, capture_output=True, text=True)
    if check.returncode:
        print(check.stdout, check.stderr)
    return check.returncode == 0 and not (folder / "data/.journal.json").exists()


def _kill(folder: Path, wish: list[str], after: float, settings: dict[str, str]) -> None:
    """Start a refresh and kill it after so many seconds."""
    process = _start(folder, wish, settings)
    time.sleep(after)
    process.send_signal(signal.SIGKILL)
    process.wait()


def _wishes(folder: Path, raw: Path) -> list[list[str]]:
    """Two releases of aid and two lists of Canada, in turn, so that every refresh changes something."""
    releases = [raw / f"kiel/{name}/data_explorer.csv" for name in ("release_29_first_upload", "release_29")]
    ships = [lists_today.sema(folder / f"{day}.xml", [("vessel", date.fromisoformat(day), "9074729")]) for day in DAYS]
    return [
        *(["aid", "--file", str(file), "--release", "29", "--accept", WHY] for file in releases),
        *(["sanctions", "--source", "ca", "--file", str(file), "--day", file.stem, "--accept", WHY] for file in ships),
    ]


def _start(folder: Path, wish: list[str], settings: dict[str, str]) -> subprocess.Popen:
    command = [sys.executable, "-m", "analysis", "refresh", *wish]
    return subprocess.Popen(command, cwd=folder, env=settings, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _span(folder: Path, wish: list[str], settings: dict[str, str]) -> float:
    """Time one whole refresh, so that the moments fall into its work."""
    started = time.perf_counter()
    assert _start(folder, wish, settings).wait() == 0
    return time.perf_counter() - started


def main() -> int:
    moments = int(sys.argv[1]) if len(sys.argv) > 1 else 50
    with tempfile.TemporaryDirectory() as folder:
        whole = run(Path(folder), (ROOT / os.environ["RAW_DATA"]).resolve(), moments, seed=20250920)
    print(f"{whole} of {moments} killed refreshes and undos left data/ whole")
    return 0 if whole == moments else 1


if __name__ == "__main__":
    raise SystemExit(main())
