"""Plant one fault after another in a copy of the project and see that `make test` catches each: `make planted`.

A fault in a table is planted as a reader would make it, with checksums that fit: only the numbers can give it away.
"""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import polars as pl

ROOT = Path(__file__).resolve().parent.parent
AID = "data/aid/aid_29.csv"
NOTEBOOK = "notebooks/10-europe-and-us-over-time.ipynb"


def edit(path: Path, change: Callable[[str], str]) -> None:
    before = path.read_text(encoding="utf-8")
    after = change(before)
    assert after != before, f"the fault did not take: {path}"
    path.write_text(after, encoding="utf-8")


def table(root: Path, name: str, change: Callable[[pl.DataFrame], pl.DataFrame]) -> None:
    """Change a table and describe it anew, as a build would."""
    path = root / name
    frame = pl.read_csv(path, infer_schema=False)
    changed = change(frame)
    assert not changed.equals(frame), f"the fault did not take: {name}"
    changed.write_csv(path, line_terminator="\n")
    described = root / "data/datapackage.json"
    package = json.loads(described.read_text(encoding="utf-8"))
    entry = next(one for one in package["resources"] if f"data/{one['path']}" == name)
    entry["hash"] = "sha256:" + hashlib.sha256(path.read_bytes()).hexdigest()
    entry["rows"], entry["bytes"] = changed.height, path.stat().st_size
    described.write_text(json.dumps(package, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def one_euro(sign: str) -> pl.Expr:
    first = pl.int_range(pl.len()) == 40
    return pl.when(first).then(pl.lit(sign) + pl.col("eur")).otherwise("eur").alias("eur")


def stored(root: Path, change: Callable[[dict], None]) -> None:
    path = root / NOTEBOOK
    notebook = json.loads(path.read_text(encoding="utf-8"))
    change(notebook)
    path.write_text(json.dumps(notebook, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def drawn(notebook: dict) -> dict:
    return next(
        cell
        for cell in notebook["cells"]
        if cell["cell_type"] == "code" and "figures.aid" in "".join(cell["source"]) and cell["outputs"]
    )


def never_run(notebook: dict) -> None:
    for cell in notebook["cells"]:
        if cell["cell_type"] == "code":
            cell["outputs"], cell["execution_count"] = [], None


def number_in_spec(notebook: dict) -> None:
    spec = drawn(notebook)["outputs"][0]["data"]["application/vnd.vegalite.v5+json"]
    row, field = next(
        (row, field)
        for rows in spec["datasets"].values()
        for row in rows
        for field, value in row.items()
        if isinstance(value, float)
    )
    row[field] = round(row[field] + 0.001, 6)


FAULTS: dict[str, Callable[[Path], None]] = {
    "one unit in the last place of a data file": lambda root: edit(root / AID, lambda text: text.replace("2645000.00", "2645000.01", 1)),
    "a number in a stored chart": lambda root: stored(root, number_in_spec),
    "an output removed": lambda root: stored(root, lambda notebook: drawn(notebook).update(outputs=[])),
    "a notebook never run": lambda root: stored(root, never_run),
    "a country moved between blocs": lambda root: table(
        root, "data/reference/countries.csv", lambda t: t.with_columns(bloc=pl.when(pl.col("iso3") == "CYP").then(pl.lit("Other donors")).otherwise("bloc"))
    ),
    "environment.yml out of step": lambda root: edit(root / "environment.yml", lambda text: re.sub(r"polars==[\d.]+", "polars==2.0.0", text)),
    "a sign": lambda root: table(root, AID, lambda t: t.with_columns(one_euro("-"))),
    "a unit of a thousand": lambda root: table(
        root, AID, lambda t: t.with_columns(eur=pl.when(pl.col("donor") == "EST").then((pl.col("eur").cast(pl.Decimal(18, 2)) / 1000).cast(pl.Decimal(18, 2)).cast(pl.String)).otherwise("eur"))
    ),
    "a month shift": lambda root: table(
        root, AID, lambda t: t.with_columns(month=pl.when(pl.col("donor") == "USA").then(pl.col("month").str.to_date().dt.offset_by("1mo").cast(pl.String)).otherwise("month"))
    ),
    "a donor dropped": lambda root: table(root, AID, lambda t: t.filter(pl.col("donor") != "MLT")),
    "a doubled EU share": lambda root: table(
        root, AID, lambda t: t.with_columns(eur=pl.when((pl.col("donor") == "EUI") & (pl.col("month") == "2024-03-01")).then((pl.col("eur").cast(pl.Decimal(18, 2)) * 2).cast(pl.Decimal(18, 2)).cast(pl.String)).otherwise("eur"))
    ),
    "a stale release label": lambda root: table(
        root, "data/aid/releases.csv", lambda t: t.with_columns(cutoff=pl.when(pl.col("release") == "29").then(pl.lit("2026-02-28")).otherwise("cutoff"))
    ),
}  # fmt: skip


def copy(target: Path) -> Path:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in filter(None, listed.split("\0")):
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, target / name)
    return target


def caught_by(root: Path) -> str:
    """Run the tests, then the notebooks, and say what failed first."""
    settings = os.environ | {"PYTHONPATH": str(root)}
    base = [sys.executable, "-m", "pytest", "--no-header", "-x", "-p", "no:cacheprovider"]
    runs = {"tests": [*base, "-n2", "tests"]} | {
        path.name: [*base, "-p", "no:xdist", "--nbval", "--nbval-sanitize-with", "tests/nbval.cfg", str(path)]
        for path in sorted((root / "notebooks").glob("*.ipynb"), key=lambda path: path.name != Path(NOTEBOOK).name)
    }
    for name, command in runs.items():
        done = subprocess.run(command, cwd=root, env=settings, capture_output=True, text=True, encoding="utf-8", check=False)
        failed = re.findall(r"^(?:FAILED|ERROR) (\S+)", done.stdout, flags=re.M)
        if done.returncode and not failed:
            raise SystemExit(f"{name} did not run:\n{done.stdout}{done.stderr}")
        if failed:
            return failed[0]
    return ""


def main() -> int:
    wanted = sys.argv[1:] or list(FAULTS)
    missed = []
    with tempfile.TemporaryDirectory() as folder:
        if witness := caught_by(copy(Path(folder))):
            raise SystemExit(f"without any fault {witness} fails")
    for name in wanted:
        with tempfile.TemporaryDirectory() as folder:
            root = copy(Path(folder))
            FAULTS[name](root)
            witness = caught_by(root)
        print(f"{'caught' if witness else 'MISSED'}  {name}: {witness}", flush=True)
        missed += [] if witness else [name]
    print(f"{len(wanted) - len(missed)} of {len(wanted)} planted faults caught")
    return 1 if missed else 0


if __name__ == "__main__":
    raise SystemExit(main())
