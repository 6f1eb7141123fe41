"""Kill a refresh at random moments and see that data/ always passes its check: `python tests/kill.py [MOMENTS]`."""

import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def run(folder: Path, raw: Path, moments: int, seed: int) -> int:
    """Kill `moments` refreshes of a copy of the project in `folder`; return how many left data/ whole."""
    shutil.copytree(ROOT / "analysis", folder / "analysis", dirs_exist_ok=True)
    if not (folder / "data").exists():
        shutil.copytree(ROOT / "data", folder / "data")
    settings = os.environ | {"PYTHONPATH": str(folder)}
    files = [raw / f"kiel/{name}/data_explorer.csv" for name in ("release_29_first_upload", "release_29")]
    chance, whole, span = random.Random(seed), 0, _span(folder, files[0], settings)
    for number in range(moments):
        refresh = _start(folder, files[(number + 1) % 2], settings)
        time.sleep(span * chance.uniform(0.4, 1.02))
        refresh.send_signal(signal.SIGKILL)
        refresh.wait()
        check = subprocess.run(
            [sys.executable, "-m", "analysis", "check"], cwd=folder, env=settings, capture_output=True, text=True
        )
        whole += check.returncode == 0 and not (folder / "data/.journal.json").exists()
        if check.returncode:
            print(check.stdout, check.stderr)
    return whole


def _start(folder: Path, file: Path, settings: dict[str, str]) -> subprocess.Popen:
    command = [sys.executable, "-m", "analysis", "refresh", "aid", "--file", str(file), "--release", "29", "--accept"]
    return subprocess.Popen(command, cwd=folder, env=settings, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def _span(folder: Path, file: Path, settings: dict[str, str]) -> float:
    """Time one whole refresh, so that the moments fall into its work."""
    started = time.perf_counter()
    assert _start(folder, file, settings).wait() == 0
    return time.perf_counter() - started


def main() -> int:
    moments = int(sys.argv[1]) if len(sys.argv) > 1 else 50
    with tempfile.TemporaryDirectory() as folder:
        whole = run(Path(folder), (ROOT / os.environ["RAW_DATA"]).resolve(), moments, seed=20250920)
    print(f"{whole} of {moments} killed refreshes left data/ whole")
    return 0 if whole == moments else 1


if __name__ == "__main__":
    raise SystemExit(main())
