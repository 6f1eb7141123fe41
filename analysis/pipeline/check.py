"""Check data/ as a whole: every file there, unchanged, and as its contract says."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import polars as pl

from analysis import load
from analysis.errors import AnalysisError, DataFault, put_back
from analysis.pipeline import build, citations
from analysis.sources.curated import releases
from analysis.sources.curated.hand_kept import BUILD, CURATE
from analysis.sources.reading.text import read_hand_kept
from analysis.sources.reference import ecb
from analysis.sources.reference.countries import read_known
from analysis.storage import reader
from analysis.storage.transaction import STAGING
from analysis.tables import TABLES
from analysis.tables.aid import TAKEN_IN

RECORD = ("pledges", "agreements", "us_packages", "purl", "events", "left_out", "news_points", "governments")
HAND_KEPT: dict[tuple[str, ...], tuple[Callable[[Path], dict[str, pl.DataFrame]], str]] = {
    (*RECORD, "publishers", "manual_check", "published_totals", "countries"): (build.guarantees, "curate"),
    ("actions", "customs_measures", "sanctions_coverage"): (build.acts_of, "curate"),
    ("sources",): (lambda folder: _works(folder), "curate"),  # noqa: PLW0108 -- it stands below
    ("exchange_rates",): (lambda folder: {"exchange_rates": ecb.read_averages(folder / "exchange_rates.csv")}, "build"),
    ("published",): (lambda folder: {"published_numbers": releases.read_published_numbers(folder / "published.csv")}, "build"),
    ("countries",): (lambda folder: {"countries": read_known(folder / "countries.csv")}, "build"),
    ("releases",): (lambda folder: {"releases": releases.read_releases(folder / "releases.csv")}, "build"),
}
"""The hand-kept files that are read together, what makes tables of them in memory, and the command that does it for data/."""

FIXES = {"curate": CURATE, "build": BUILD}
FILES = {"manual_checks": "manual_check", "published_numbers": "published"}


@dataclass(frozen=True)
class Finding:
    """Report one thing checked: `fault` is None when it is in order, `warning` does not fail the check.

    >>> Finding("table aid").fault is None
    True
    """

    what: str
    fault: str | None = None
    warning: bool = False


def check_data(data: Path | None = None) -> list[Finding]:
    """Check every file of data/ against its checksum, its types and its contract, and every table for its presence.

    The hand-kept tables of data/curated are held against what was made of them. Returns a finding for each file, and before
    them one for each table that is in no file. Raises DataFault where datapackage.json is missing or cut off.
    """
    folder = data or reader.DATA
    resources = load.resources(folder)
    missing = sorted(set(TABLES) - {resource["table"] for resource in resources})
    findings = [
        Finding(f"table {name}", "is in no file of data/: `python -m analysis build --raw DIR` makes it") for name in missing
    ]
    for resource in resources:
        fault = _fault(resource, folder)
        # How many rows the description promises says nothing of a file that is not the one described.
        rows = "" if fault else f" ({resource['rows']} rows)"
        findings.append(Finding(f"data/{resource['path']}{rows}", fault))
    return findings + _strangers({resource["path"] for resource in resources}, folder) + _hand_kept(folder)


def check_by_hand(today: date, data: Path = reader.DATA) -> list[Finding]:
    """Warn of each hand-kept table that is due to be gone through again; names the file to edit and the command after it.

    Returns a finding for each of them, without fault where it is not due yet. Raises DataFault for a file that is missing or
    changed.

    >>> [one.what for one in check_by_hand(date(2025, 1, 1)) if one.fault]
    []
    """
    checks = [one for one in load.resources(data) if one["table"] == "manual_checks"]
    return [
        Finding(
            f"{one['file']}, gone through on {one['checked_on']}, collected to {one['collected_to']}",
            None
            if one["due_on"] >= today
            else f"was due on {one['due_on']}: go through it, set checked_on in data/curated/manual_check.csv, "
            "then `python -m analysis curate`",
            warning=True,
        )
        for resource in checks
        for one in load.read_resource(resource, data).iter_rows(named=True)
    ]


def _fault(resource: dict, data: Path) -> str | None:  # type: ignore[type-arg]
    try:
        TABLES[resource["table"]].validate(load.read_resource(resource, data))
    except DataFault as fault:
        file = f"data/{resource['path']}"
        # One that is as described and breaks its contract was described anew by hand.
        return str(fault) if fault.file == file else f"{fault.problem}\n  -> {put_back(file, 'data/datapackage.json')}"
    return None


def _strangers(described: set[str], data: Path) -> list[Finding]:
    there = {path.relative_to(data) for path in data.rglob("*.csv")}
    return [
        Finding(
            f"data/{path.as_posix()}",
            "is not described in data/datapackage.json, so nothing reads it\n  -> move it out of data/, "
            "or make it a table: CONTRIBUTING.md, A source",
        )
        for path in sorted(there)
        if path.as_posix() not in described and path.parts[0] not in ("curated", STAGING)
    ]


def _hand_kept(data: Path) -> list[Finding]:
    folder = data / "curated"
    names = sorted({name for group in HAND_KEPT for name in group})
    faults = {name: fault for name in names if (fault := _unreadable(folder / f"{name}.csv"))}
    for group, (make, command) in HAND_KEPT.items():
        if any(name in faults for name in group):
            continue  # the tables made of it are not known
        try:
            made = make(folder)
        except AnalysisError as broken:
            place, _, problem = broken.problem.partition(": ")
            at = next((name for name in group if f"{name}.csv" in place), "")
            unplaced = (
                f"{' or '.join(f'{name}.csv' for name in group)} {problem}\n  -> see what changed: git diff -- data/curated"
            )
            faults[at or group[0]] = str(broken) if at else unplaced
            continue
        for table, frame in made.items():
            if fault := _differs(table, frame, data, command):
                faults[FILES.get(table, table)] = fault
    return [Finding(f"data/curated/{name}.csv", faults.get(name)) for name in names]


def _unreadable(path: Path) -> str | None:
    try:
        read_hand_kept(path)
    except DataFault as fault:
        return str(fault)
    return None


def _differs(table: str, made: pl.DataFrame, data: Path, command: str) -> str | None:
    """Say how a table in data/ differs from what its hand-kept file gives, in the columns that this has."""
    try:
        parts = [one for one in load.resources(data) if one["table"] == table]
        kept = pl.concat([load.read_resource(one, data) for one in parts]).select(made.columns)
    except (AnalysisError, ValueError):
        return None  # said of that table already
    if table == "releases":
        # Of a release that a refresh brought, data/ holds the refresh's own word.
        brought = kept.filter(pl.col("note").str.starts_with(TAKEN_IN))["release"].to_list()
        made, kept = (one.filter(~pl.col("release").is_in(brought)) for one in (made, kept))
    made = made.cast(kept.schema)
    new, gone = (
        one.join(other, on=made.columns, how="anti", nulls_equal=True).height for one, other in ((made, kept), (kept, made))
    )
    if not (new or gone):
        return None
    return (
        f"differs from data/{parts[0]['path']}: {new} of its rows are not there, {gone} rows there are not of it"
        f"\n  -> {FIXES[command]}"
    )


def _works(folder: Path) -> dict[str, pl.DataFrame]:
    kept = {"sources": citations.read_citations(folder)}
    citations.require_cited(kept, folder.parent)
    return kept
