"""Run out of space at ever later moments of a refresh, a rebuild, an export and a notebook run; see an error of ours, nothing lost.

`python -m tools.full_disk FOLDER` mounts a small disk there, so it runs where mounts are free: as root, or in a namespace.
"""

import hashlib
import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import polars as pl

from analysis import load

ROOT = Path(__file__).resolve().parent.parent
NOTEBOOK = "notebooks/20-promises-to-allocations.ipynb"
DISK = "96m"
FREE = (0, 4096, 20_000, 60_000, 120_000, 200_000, 400_000, 700_000, 1_000_000)
WORK = {
    "refresh": "refresh aid --file new.csv --release 31 --accept 'the disk is full'",
    "rebuild": "curate",
    "export": "figures export europe-and-us-cumulative --to svg,png,pdf,html,pptx,docx,csv,json,txt --out build/figures",
    "briefing": f"briefing {NOTEBOOK} --to html,pdf,pptx --out build/briefing",
    "notebooks": f"notebooks {NOTEBOOK}",
}
MADE = ("build", ".data-lock", "filler")


def explorer(path: Path, aid: pl.DataFrame) -> Path:
    """Write aid rows as the publisher's monthly table has them: a row a donor and month, in billions."""
    names = load.countries().select("name", pl.col("iso3").alias("donor"))
    of = {kind: pl.col("eur").filter((pl.col("stage") == "allocated") & (pl.col("kind") == kind)).sum() for kind in KINDS}
    of["commitments"] = pl.col("eur").filter(pl.col("stage") == "committed").sum()
    wide = aid.join(names, on="donor").group_by("name", "donor", "month", maintain_order=True).agg(**of)
    in_billions = wide.with_columns((pl.col(name).cast(pl.Float64) / 1e9).round(6) for name in of)
    table = in_billions.select(
        country="name",
        iso="donor",
        year=pl.col("month").dt.year(),
        month=pl.col("month").dt.month(),
        total=pl.sum_horizontal(KINDS).round(6),
        **{name: pl.col(name) for name in of},
    )
    table.write_csv(path, float_precision=6)
    return path


KINDS = ("financial", "humanitarian", "military")


def state(project: Path) -> dict[str, str]:
    """Take the checksum of every file but those a command makes."""
    files = [path for path in sorted(project.rglob("*")) if path.is_file() and path.relative_to(project).parts[0] not in MADE]
    return {
        path.relative_to(project).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in files
        if "__pycache__" not in path.parts
    }


def trial(project: Path, work: str, free: int) -> str | None:
    """Leave so many bytes free on the project's disk and run a command; return what was wrong, "" for a good error, None if it fitted."""
    before = state(project)
    _fill(project / "filler", free)
    environment = os.environ | {"PYTHONPATH": str(project), "TMPDIR": str(project / "build"), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, "-m", "analysis", *shlex.split(WORK[work])],
        cwd=project,
        env=environment,
        capture_output=True,
        text=True,
    )
    (project / "filler").unlink()
    if done.returncode == 0:
        return None
    if "Traceback" in done.stderr or not done.stderr.startswith("error: ") or "\n  -> " not in done.stderr:
        return f"no error of ours: {done.stderr[-1500:]}"
    if changed := {name for name, _ in before.items() ^ state(project).items()}:
        return f"changed or left behind: {sorted(changed)}"
    if left := [path.name for path in (project / "build").rglob(".*")]:
        return f"left behind: {left}"
    return ""


def _fill(filler: Path, free: int) -> None:
    with filler.open("wb", buffering=0) as file:
        try:
            while file.write(bytes(1 << 20)) == 1 << 20:
                pass
        except OSError:
            pass
        file.truncate(max(0, file.tell() - free))


def project(disk: Path, source: Path = ROOT) -> Path:
    """Copy what the commands need onto a disk."""
    for name in ("analysis", "data", "notebooks"):
        shutil.copytree(source / name, disk / name, ignore=shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints"))
    (disk / "build").mkdir()
    explorer(disk / "new.csv", load.aid(29))
    return disk


def main(folder: Path, works: tuple[str, ...] = tuple(WORK), moments: tuple[int, ...] = FREE) -> int:
    failed = refused = 0
    for work in works:
        for free in moments:
            disk = folder / f"{work}-{free}"
            disk.mkdir()
            subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={DISK}", "tmpfs", str(disk)], check=True)
            try:
                fault = trial(project(disk), work, free)
            finally:
                subprocess.run(["umount", "--lazy", str(disk)], check=True)
            failed += bool(fault)
            refused += fault == ""
            if fault:
                print(f"{work} with {free:,} bytes free: {fault}")
    print(f"{len(works) * len(moments)} trials, {refused} ended in an error of ours with nothing lost, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1]), tuple(sys.argv[2].split(",")) if len(sys.argv) > 2 else tuple(WORK)))
