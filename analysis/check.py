"""Check data/ as a whole: every file there, unchanged, and as its contract says."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from analysis import files, load
from analysis.errors import AnalysisError
from analysis.tables import TABLES


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

    Returns a finding for each file, and before them one for each table that is in no file. Raises DataFault where
    datapackage.json is missing.
    """
    folder = data or files.DATA
    resources = load.resources(folder)
    missing = sorted(set(TABLES) - {resource["table"] for resource in resources})
    findings = [
        Finding(f"table {name}", "is in no file of data/: `python -m analysis build --raw DIR` makes it") for name in missing
    ]
    for resource in resources:
        findings.append(Finding(f"data/{resource['path']} ({resource['rows']} rows)", _fault(resource, folder)))
    return findings


def check_by_hand(today: date, data: Path = files.DATA) -> list[Finding]:
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
    except AnalysisError as fault:
        return str(fault)
    return None
