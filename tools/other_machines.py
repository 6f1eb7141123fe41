"""Run the project on machines that are not ours, one condition a row, each in a fresh clone: `make elsewhere`.

Set-up (`make sync`) may use the network; every command after it runs under the row's conditions. Where this machine cannot
give a condition (mounts need Linux and root, a Python must be there), the row says so and counts as not run, never as good.
"""

import argparse
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
from tools import little_memory  # noqa: E402

ODD = "Übersicht für Größen 'n\u2019 Maße"
ANALYSIS = ".venv/bin/python -m analysis"
CHEAP = (
    f"{ANALYSIS} check",
    f"{ANALYSIS} figures export europe-and-us-cumulative --to svg,pdf,pptx --out build/figures",
    f"{ANALYSIS} briefing notebooks/20-promises-to-allocations.ipynb --execute --to html,pdf --out build/one",
)
LAWS = ".venv/bin/python -m pytest --no-header tests/pipeline/test_data.py tests/measures/test_blocs.py tests/measures/test_aid.py tests/figures/test_figures.py"
TWICE = (
    f"TZ=Pacific/Kiritimati LC_ALL=C.UTF-8 {ANALYSIS} briefing --out build/one",
    f"TZ=America/New_York LC_ALL=de_DE.UTF-8 PYTHONHASHSEED=7 {ANALYSIS} briefing --execute --out build/two",
    "diff -r build/one build/two",
)
FONTS = ("/usr/share/fonts", "/usr/local/share/fonts")
PYTHONS = ("3.11", "3.12", "3.13")


class NotHere(Exception):
    """A condition this machine cannot give, with the reason."""


@dataclass(frozen=True)
class Place:
    """The conditions of a row: changes of the environment, and what the mounts take away."""

    folder: str = "project"
    unset: tuple[str, ...] = ()
    env: dict[str, str] = field(default_factory=dict)
    umask: str = ""
    no_network: bool = False
    no_writes: bool = False
    frozen_data: bool = False
    no_fonts: bool = False


EVERYTHING = Place(
    ODD,
    ("HOME", "TMPDIR"),
    {"LC_ALL": "C", "TZ": "Pacific/Kiritimati"},
    "077",
    no_network=True,
    no_writes=True,
    frozen_data=True,
)
ROWS: dict[str, tuple[Place, tuple[str, ...]]] = {
    "path with blanks and umlauts": (Place(ODD), CHEAP),
    "read-only data/": (Place(frozen_data=True), CHEAP),
    "no HOME": (Place(unset=("HOME",)), ("make briefing",)),
    "LC_ALL=C": (Place(env={"LC_ALL": "C"}), CHEAP),
    "TZ=Pacific/Kiritimati": (Place(env={"TZ": "Pacific/Kiritimati"}), CHEAP),
    "umask 077": (Place(umask="077"), CHEAP),
    "no network": (Place(no_network=True), CHEAP),
    "no write outside the clone": (Place(no_writes=True, unset=("HOME", "TMPDIR")), CHEAP),
    # Notebooks alone: Chromium and LibreOffice cannot do without a font of the system.
    "no fonts but ours": (Place(no_fonts=True), (f"{ANALYSIS} notebooks", "git diff --exit-code --stat -- notebooks")),
    "the same bytes in two zones and languages": (Place(), TWICE),
    "all of these together": (EVERYTHING, ("make briefing", "make test")),
}


def clone(target: Path) -> Path:
    """Clone the project, with what is changed and not yet committed."""
    subprocess.run(["git", "clone", "--quiet", str(ROOT), str(target)], check=True)
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--modified", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).exists():
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, target / name)
    return target


def walls(place: Place, root: Path) -> tuple[list[str], str]:
    """Give the command that takes a new namespace, and the lines that build its walls."""
    mounts = place.no_writes or place.frozen_data or place.no_fonts
    flags = [*(["--net"] if place.no_network else []), *(["--mount"] if mounts else [])]
    if not flags:
        return [], ""
    base = ["unshare", *([] if os.geteuid() == 0 else ["--map-root-user"]), *flags]
    if not shutil.which("unshare") or subprocess.run([*base, "true"], capture_output=True).returncode:
        raise NotHere("this machine gives no namespaces (unshare)")
    at = shlex.quote(str(root))
    lines = ["set -e"]
    if place.no_network:
        lines.append("ip link set lo up")
    if mounts:
        lines += ["mount --make-rprivate /", f"mount --bind {at} {at}"]
    if place.no_fonts:
        lines += [f"mkdir -p {folder} && mount -t tmpfs tmpfs {folder}" for folder in FONTS]
    if place.frozen_data:
        lines += [f"mount --bind {at}/data {at}/data", f"mount -o remount,bind,ro {at}/data"]
    if place.no_writes:
        # Chromium's socket needs a short path, so that a temporary folder of its own, and empty, is left to it.
        lines += ["mount -t tmpfs tmpfs /var/tmp", "mount -o remount,bind,ro /", f"cd {at}", "! touch ../outside 2>/dev/null"]
    return [*base], "\n".join([*lines, f"cd {at}", ""])


def run(place: Place, root: Path, command: str) -> subprocess.CompletedProcess[str]:
    """Run one command line under a place's conditions."""
    base, lines = walls(place, root)
    umask = f"umask {place.umask}\n" if place.umask else ""
    env = {
        name: value for name, value in os.environ.items() if name not in {*place.unset, "VIRTUAL_ENV", "RAW_DATA"}
    } | place.env
    return subprocess.run(
        [*base, "sh", "-c", f"{lines}{umask}{command}"],
        cwd=root,
        env=env,
        capture_output=True,
        text=True,
        encoding="utf-8",
        errors="replace",
    )


def conditions(name: str, room: Path) -> list[tuple[str, str]]:
    """Run a row of ROWS; return each command with what was wrong with it."""
    place, commands = ROWS[name]
    (room / place.folder).mkdir()
    root = clone(room / place.folder / "the clone" if place.folder == ODD else room / place.folder / "clone")
    walls(place, root)
    return done(Place(umask=place.umask), root, ("make sync",)) or done(place, root, commands)


def done(place: Place, root: Path, commands: tuple[str, ...]) -> list[tuple[str, str]]:
    """Run commands until one fails; return that one with its last lines."""
    for command in commands:
        result = run(place, root, command)
        if result.returncode:
            lines = [one for one in (result.stdout + result.stderr).splitlines() if not one.startswith("SKIPPED")]
            return [(command, "\n".join(lines[-60:]))]
    return []


def python(version: str, room: Path) -> list[tuple[str, str]]:
    """Run the cheap commands and the laws of data, blocs, measures and figures under another Python."""
    found = subprocess.run(
        [shutil.which("uv") or str(ROOT / ".uv/bin/uv"), "python", "find", "--no-project", "--no-python-downloads", version],
        capture_output=True,
        text=True,
    )
    path = found.stdout.strip() or next(map(str, Path.home().glob(f".pyenv/versions/{version}.*/bin/python3")), "")
    if not path:
        raise NotHere(f"no Python {version} on this machine")
    root = clone(room / "clone")
    return done(
        Place(env={"UV_PYTHON": path}), root, ("make sync", f".venv/bin/python -V | grep -F 'Python {version}.'", *CHEAP, LAWS)
    )


def conda_like(room: Path) -> list[tuple[str, str]]:
    """Install what environment.yml pins with pip alone, then load, draw and run a notebook."""
    root = clone(room / "clone")
    pins = next(
        one["pip"] for one in yaml.safe_load((root / "environment.yml").read_text())["dependencies"] if isinstance(one, dict)
    )
    install = " ".join(one if one.startswith("-e") else shlex.quote(one) for one in pins)
    return done(
        Place(),
        root,
        ("python3 -m venv .venv", f".venv/bin/python -m pip install --quiet --disable-pip-version-check {install}", *CHEAP),
    )


def full_disk(room: Path) -> list[tuple[str, str]]:
    """Fill a small disk at ever later moments of a refresh, a build and an export, and see an error of ours and data/ whole."""
    base = ["unshare", "--mount", *([] if os.geteuid() == 0 else ["--map-root-user"])]
    if (
        not shutil.which("unshare")
        or subprocess.run([*base, "mount", "-t", "tmpfs", "tmpfs", str(room)], capture_output=True).returncode
    ):
        raise NotHere(
            "this machine mounts no small disk (tests/project/test_other_machines.py bounds the size of files instead)"
        )
    command = [*base, sys.executable, "-m", "tools.full_disk", str(room)]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    print(f"         {result.stdout.splitlines()[-1] if result.stdout else 'no trial ran'}")
    return [(shlex.join(command), result.stdout + result.stderr)] if result.returncode else []


def more_than_memory(room: Path) -> list[tuple[str, str]]:
    """Sum twenty million rows in a process that may take 400 MB, streamed, and see that the whole table does not fit."""
    try:
        with little_memory.bounded(little_memory.MEGABYTES):
            pass
    except OSError as reason:
        raise NotHere(f"this machine gives no control group of memory ({reason.strerror})") from reason
    command = [sys.executable, "-m", "tools.little_memory", str(room)]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    return [(shlex.join(command), result.stdout + result.stderr)] if result.returncode else []


OTHERS: dict[str, Callable[[Path], list[tuple[str, str]]]] = {
    **{f"Python {version}": lambda room, version=version: python(version, room) for version in PYTHONS},
    "pip from environment.yml": conda_like,
    "disk full": full_disk,
    "more rows than memory": more_than_memory,
}


def main() -> int:
    wishes = argparse.ArgumentParser(description=__doc__)
    wishes.add_argument("--only", default="", help="rows whose name holds this text")
    wanted = wishes.parse_args()
    failed = 0
    for name in [one for one in (*ROWS, *OTHERS) if wanted.only in one]:
        started = time.perf_counter()
        with tempfile.TemporaryDirectory() as folder:
            try:
                faults = OTHERS[name](Path(folder)) if name in OTHERS else conditions(name, Path(folder))
            except NotHere as reason:
                print(f"not run  {name}: {reason}", flush=True)
                continue
        failed += bool(faults)
        shown = faults[0][0] if faults else "; ".join(ROWS[name][1]) if name in ROWS else "see tools/other_machines.py"
        print(f"{'FAIL' if faults else 'ok  '}     {name} ({time.perf_counter() - started:.0f} s): {shown}", flush=True)
        for _, text in faults:
            print(text, flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
