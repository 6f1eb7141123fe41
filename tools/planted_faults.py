"""Plant one fault after another in a copy of the project and see that the tests catch each: `make planted`.

A fault in a table is planted twice: as a slip leaves it, and as a reader would make it, with a description that fits the
planted file, so that only the numbers can give it away. What is run is the part of `make test` that SUBSETS names, without
the publishers' files: a checkout alone must be enough.
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
from decimal import Decimal
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
    path = root / name
    frame = pl.read_csv(path, infer_schema=False)
    changed = change(frame)
    assert not changed.equals(frame), f"the fault did not take: {name}"
    changed.write_csv(path, line_terminator="\n")


def described(root: Path) -> None:
    """Bring checksums, rows and bytes of the package's description into line with the files, as a build would."""
    path = root / "data/datapackage.json"
    package = json.loads(path.read_text(encoding="utf-8"))
    for entry in package["resources"]:
        file = root / "data" / entry["path"]
        entry["hash"] = "sha256:" + hashlib.sha256(file.read_bytes()).hexdigest()
        entry["rows"], entry["bytes"] = pl.read_csv(file, infer_schema=False).height, file.stat().st_size
    path.write_text(json.dumps(package, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def cell(row: pl.Expr, column: str, value: pl.Expr) -> Callable[[pl.DataFrame], pl.DataFrame]:
    """Change one column where a row is meant."""
    return lambda frame: frame.with_columns(pl.when(row).then(value).otherwise(column).alias(column))


def times(factor: Decimal) -> pl.Expr:
    whole = pl.col("eur").cast(pl.Decimal(30, 6)) * pl.lit(factor)
    return whole.cast(pl.Decimal(18, 2)).cast(pl.String)


def is_(column: str, value: str) -> pl.Expr:
    return pl.col(column) == value


def next_unit(column: str) -> Callable[[pl.DataFrame], pl.DataFrame]:
    """Count the last figure of a number in the middle of a table one up."""

    def change(frame: pl.DataFrame) -> pl.DataFrame:
        rows = frame.with_row_index().filter(pl.col(column).str.contains(r"[0-8]$"))
        nth = rows["index"][rows.height // 2]
        old = frame[column][nth]
        return cell(pl.int_range(pl.len()) == nth, column, pl.lit(old[:-1] + str(int(old[-1]) + 1)))(frame)

    return change


def stored(root: Path, change: Callable[[dict], None]) -> None:
    path = root / NOTEBOOK
    notebook = json.loads(path.read_text(encoding="utf-8"))
    change(notebook)
    path.write_text(json.dumps(notebook, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def drawn(notebook: dict) -> dict:
    return next(
        cell
        for cell in notebook["cells"]
        if cell["cell_type"] == "code" and "figures.aid.europe_and_us(" in "".join(cell["source"]) and cell["outputs"]
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


Change = Callable[[pl.DataFrame], pl.DataFrame]
COUNTRIES = "data/reference/countries.csv"
TABLES: dict[str, tuple[str, Change]] = {
    "one unit in the last place": (AID, next_unit("eur")),
    "one unit in the last place of a former release": ("data/aid/aid_28.csv", next_unit("eur")),
    "one unit in the last place of a total": ("data/aid/aid_totals.csv", next_unit("eur")),
    "one unit in the last place of an EU share": ("data/aid/eu_aid_shares.csv", next_unit("eur")),
    "one unit in the last place of a payment": ("data/aid/disbursements.csv", next_unit("eur")),
    "one unit in the last place of a rate": ("data/reference/exchange_rates.csv", next_unit("per_eur")),
    "one listing more": ("data/sanctions/designations.csv", next_unit("listings")),
    "a country moved between blocs": (COUNTRIES, cell(is_("iso3", "CYP"), "bloc", pl.lit("Other donors"))),
    "two blocs swapped": (
        COUNTRIES,
        lambda frame: frame.with_columns(
            pl.col("bloc").replace({"United States": "Other donors", "Other donors": "United States"})
        ),
    ),
    "a sign": (AID, cell(pl.int_range(pl.len()) == 40, "eur", pl.lit("-") + pl.col("eur"))),
    "a unit of a thousand": (AID, cell(is_("donor", "EST"), "eur", times(Decimal("0.001")))),
    "a month shift": (
        AID,
        cell(is_("donor", "USA"), "month", pl.col("month").str.to_date().dt.offset_by("1mo").cast(pl.String)),
    ),
    "a donor dropped": (AID, lambda frame: frame.filter(pl.col("donor") != "MLT")),
    "a doubled month of the EU institutions": (
        AID,
        cell(is_("donor", "EUI") & is_("month", "2024-03-01"), "eur", times(Decimal(2))),
    ),
    "a doubled EU share": (
        "data/aid/eu_aid_shares.csv",
        cell(is_("donor", "DEU") & is_("release", "29"), "eur", times(Decimal(2))),
    ),
    "a stale cut-off": ("data/aid/releases.csv", cell(is_("release", "29"), "cutoff", pl.lit("2026-02-28"))),
    "a stale release label": (AID, cell(is_("donor", "FRA"), "release", pl.lit("28"))),
}
OTHERS: dict[str, Callable[[Path], None]] = {
    "a number in a stored chart": lambda root: stored(root, number_in_spec),
    "an output removed": lambda root: stored(root, lambda notebook: drawn(notebook).update(outputs=[])),
    "a notebook never run": lambda root: stored(root, never_run),
    "environment.yml out of step with the lock": lambda root: edit(
        root / "environment.yml", lambda text: re.sub(r"polars==[\d.]+", "polars==2.0.0", text)
    ),
}
LOADED = ["tests/pipeline/test_data.py"]
NUMBERS = ["tests/measures", "tests/laws/test_order_of_rows.py"]
SHOWN = ["tests/project/test_notebooks.py", "tests/project/test_house.py", "--nbval", NOTEBOOK]
SUBSETS = {"as it was left": LOADED, "with a description that fits": [*LOADED, *NUMBERS], "shown": SHOWN}


def faults() -> dict[tuple[str, str], Callable[[Path], None]]:
    """Give each fault with the part of the tests that must catch it."""
    found: dict[tuple[str, str], Callable[[Path], None]] = {(name, "shown"): plant for name, plant in OTHERS.items()}
    for name, (path, change) in TABLES.items():
        found[name, "as it was left"] = lambda root, path=path, change=change: table(root, path, change)
        found[name, "with a description that fits"] = lambda root, path=path, change=change: (
            table(root, path, change),
            described(root),
        )
    return found


def copy(target: Path) -> Path:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in filter(None, listed.split("\0")):
        (target / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, target / name)
    return target


def caught_by(root: Path, subset: str) -> str:
    """Run a part of the tests and say what failed first."""
    settings = {name: value for name, value in os.environ.items() if name != "RAW_DATA"} | {"PYTHONPATH": str(root)}
    command = [sys.executable, "-m", "pytest", "--no-header", "-x", "-p", "no:cacheprovider"]
    sanitized = ["--nbval-sanitize-with", "tests/nbval.cfg"] if subset == "shown" else []
    done = subprocess.run(
        [*command, *sanitized, *SUBSETS[subset]], cwd=root, env=settings, capture_output=True, text=True, encoding="utf-8"
    )
    failed = re.findall(r"^(?:FAILED|ERROR) (.+?)(?: - |$)", done.stdout, flags=re.M)
    if done.returncode and not failed:
        raise SystemExit(f"the tests did not run:\n{done.stdout}{done.stderr}")
    return failed[0] if failed else ""


def main() -> int:
    wanted = {key: plant for key, plant in faults().items() if not sys.argv[1:] or key[0] in sys.argv[1:]}
    missed = []
    with tempfile.TemporaryDirectory() as folder:
        root = copy(Path(folder))
        described(root)
        for subset in {subset for _, subset in wanted}:
            if witness := caught_by(root, subset):
                raise SystemExit(f"without any fault {witness} fails")
    for (name, subset), plant in wanted.items():
        with tempfile.TemporaryDirectory() as folder:
            root = copy(Path(folder))
            plant(root)
            witness = caught_by(root, subset)
        print(f"{'caught' if witness else 'MISSED'}  {name}, {subset}: {witness}", flush=True)
        missed += [] if witness else [name]
    print(f"{len(wanted) - len(missed)} of {len(wanted)} planted faults caught")
    return 1 if missed else 0


if __name__ == "__main__":
    raise SystemExit(main())
