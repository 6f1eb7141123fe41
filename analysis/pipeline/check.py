"""Check all of data/: every file there, unchanged, and as its contract says, and the tables against each other."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from analysis import load
from analysis.errors import AnalysisError, DataFault, UnknownName, restore_command
from analysis.pipeline import audit, build, citations
from analysis.sources.curated import releases
from analysis.sources.curated.hand_kept import BUILD, CURATE
from analysis.sources.reading.text import read_hand_kept
from analysis.sources.reference import ecb
from analysis.sources.reference.countries import read_known
from analysis.storage import reader
from analysis.storage.transaction import STAGING
from analysis.tables import TABLES
from analysis.tables.aid import TAKEN_IN

RECORD = (
    "pledges",
    "agreements",
    "us_packages",
    "purl",
    "events",
    "left_out",
    "news_points",
    "governments",
    "publisher_faults",
    "public_claims",
    "groups",
    "regimes",
    "russian_assets",
    "loans",
    "us_flows",
    "energy_paid",
)
HAND_KEPT: dict[tuple[str, ...], tuple[Callable[[Path], dict[str, pl.DataFrame]], str]] = {
    (*RECORD, "publishers", "manual_check", "published_totals", "countries"): (build.guarantees, CURATE),
    ("actions", "calendar", "customs_measures", "eu_packages", "publishers", "sanctions_coverage"): (build.acts_of, CURATE),
    ("sources",): (lambda folder: _works(folder), CURATE),  # noqa: PLW0108 -- defined below
    ("exchange_rates",): (lambda folder: {"exchange_rates": ecb.read_averages(folder / "exchange_rates.csv")}, BUILD),
    ("published", "publishers"): (
        lambda folder: {"published_numbers": releases.read_published_numbers(folder / "published.csv")},
        BUILD,
    ),
    ("countries",): (lambda folder: {"countries": read_known(folder / "countries.csv")}, CURATE),
    ("releases",): (lambda folder: {"releases": releases.read_releases(folder / "releases.csv")}, BUILD),
}
"""The hand-kept files that are read together, what makes tables of them in memory, and the command that does it for data/."""

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

    The hand-kept tables of data/curated are compared with what was made of them, and the tables are held against each other
    (`analysis.pipeline.audit`). Returns a finding for each file, before them one for each table that is in no file, and after
    them one for each law among tables that are not at fault themselves. Raises DataFault where datapackage.json is missing or cut off.
    """
    folder = data or reader.DATA
    resources = load.resources(folder)
    missing = sorted(set(TABLES) - {resource["table"] for resource in resources})
    findings = [
        Finding(f"table {name}", "is in no file of data/: `python -m analysis build --raw DIR` makes it") for name in missing
    ]
    at_fault = set(missing)
    for resource in resources:
        if fault := _fault(resource, folder):
            at_fault.add(resource["table"])
        # The number of rows in the description is not that of a file that differs from it.
        rows = "" if fault else f" ({resource['rows']} rows)"
        findings.append(Finding(f"data/{resource['path']}{rows}", fault))
    undescribed = _undescribed({resource["path"] for resource in resources}, folder)
    laws = [Finding(says, fault) for says, fault in audit.hold_laws(folder, at_fault)]
    return findings + undescribed + _hand_kept(folder) + laws


def check_by_hand(today: date, data: Path = reader.DATA) -> list[Finding]:
    """Warn of each hand-kept table that is due to be gone through again; names the file to edit and the command after it.

    Returns a finding for each of them, without fault where it is not due yet. Raises DataFault for a file that is missing or
    changed.

    >>> [finding.what for finding in check_by_hand(date(2025, 1, 1)) if finding.fault]
    []
    """
    try:
        checks = load.read_table("manual_checks", data=data)
    except UnknownName:
        return []  # a table in no file is what `check_data` reports
    return [_due(row, today) for row in checks.iter_rows(named=True)]


def _due(row: dict[str, Any], today: date) -> Finding:
    what = f"{row['file']}, gone through on {row['checked_on']}, collected to {row['collected_to']}"
    then = f"go through it, set checked_on in data/curated/manual_check.csv, then `{CURATE}`"
    return Finding(what, None if row["due_on"] >= today else f"was due on {row['due_on']}: {then}", warning=True)


def _fault(resource: dict[str, Any], data: Path) -> str | None:
    try:
        TABLES[resource["table"]].validate(load.read_resource(resource, data))
    except DataFault as fault:
        file = f"data/{resource['path']}"
        # One that is as described and breaks its contract was described anew by hand.
        return str(fault) if fault.file == file else f"{fault.problem}\n  -> {restore_command(file, 'data/datapackage.json')}"
    return None


def _undescribed(described: set[str], data: Path) -> list[Finding]:
    fault = (
        "is not described in data/datapackage.json, so nothing reads it\n  -> move it out of data/, or make it a table: "
        "CONTRIBUTING.md, A source"
    )
    paths = sorted(path.relative_to(data) for path in data.rglob("*.csv"))
    unknown = [path for path in paths if path.as_posix() not in described and path.parts[0] not in ("curated", STAGING)]
    return [Finding(f"data/{path.as_posix()}", fault) for path in unknown]


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
            named = next((name for name in group if f"{name}.csv" in place), "")
            files = " or ".join(f"{name}.csv" for name in group)
            unplaced = f"{files} {problem}\n  -> see what changed: git diff -- data/curated"
            faults[named or group[0]] = str(broken) if named else unplaced
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
        there = load.read_table(table, data=data).select(made.columns)
    except (AnalysisError, ValueError):
        return None  # reported of that table already
    if table == "releases":
        # Of a release that a refresh added, data/ holds the refresh's own note.
        refreshed = there.filter(pl.col("note").str.starts_with(TAKEN_IN))["release"].to_list()
        made, there = (frame.filter(~pl.col("release").is_in(refreshed)) for frame in (made, there))
    made = made.cast(there.schema)
    new = made.join(there, on=made.columns, how="anti", nulls_equal=True).height
    gone = there.join(made, on=made.columns, how="anti", nulls_equal=True).height
    if not (new or gone):
        return None
    differs = f"differs from data/{TABLES[table].path}: {new} of its rows are not there, {gone} rows there are not of it"
    return f"{differs}\n  -> {command}"


def _works(folder: Path) -> dict[str, pl.DataFrame]:
    works = {"sources": citations.read_citations(folder)}
    citations.require_cited(works, folder.parent)
    return works
