"""What notebook 90 tells of releases and their revisions, of numbers told to the press and of public claims."""

from collections import defaultdict
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

from tests.recomputation.aid import KINDS, MONTHLY, Answers, ahead_since, by_month, is_of, of, ranked, total, written
from tests.recomputation.raw import US, aid, curated, day, donor, kiel

FIRST_UPLOAD = "29_first_upload"
MILITARY = ("military",)


def with_months(raw: Path) -> list[str]:
    """Name the releases that have allocations by month; release 7 has commitments alone."""
    return [
        row["release"].replace("-", "_") for row in curated("releases") if row["has_months"] == "true" and row["release"] != "7"
    ]


def lacked(raw: Path, who: str) -> Decimal:
    """Give what the first upload lacked of the final release."""
    return total(of(raw, MONTHLY, who)) - total(of(raw, FIRST_UPLOAD, who))


def since(raw: Path, release: str, kinds: tuple[str, ...] = KINDS) -> str:
    found = ahead_since(raw, release, kinds)
    assert found
    return written(found)


def releases(raw: Path) -> Answers:
    names, told = with_months(raw), curated("published")
    ahead = [name for name in names if total(of(raw, name, "Europe")) > total(of(raw, name, US))]
    (tolerance,) = {Decimal(row["tolerance_pct"]) for row in told}
    met = [row for row in told if abs(off(raw, row)) <= tolerance]
    every = f"{since(raw, MONTHLY)} in the final release {MONTHLY} and {since(raw, FIRST_UPLOAD)} in its first upload"
    military = f"in military aid {since(raw, MONTHLY, MILITARY)} and {since(raw, FIRST_UPLOAD, MILITARY)}"
    not_yet = [name for name in names if ahead_since(raw, name, MILITARY) is None]
    military += f", and not yet in release {' and '.join(not_yet)}"
    assert len(ahead) == len(names)
    return [len(names), lacked(raw, "Europe"), len(told), len(met), tolerance, every, military]


def off(raw: Path, row: dict[str, str]) -> Decimal:
    """Give how far the same sum is from a number told to the press, in per cent of it."""
    ours, stated = (
        allocated(raw, row["bloc"], row["kinds"], row["first_month"], row["last_month"]),
        Decimal(row["published_bn"]),
    )
    return 100 * (ours - stated) / stated


def allocated(raw: Path, who: str, kinds: str, first: str, last: str, stage: str = "allocated") -> Decimal:
    """Sum the monthly release between two days; kinds and first day may be empty."""
    start, end = day(first) if first else date.min, day(last)
    chosen = tuple(kinds.split("|")) if kinds else KINDS
    return sum((bn for month, bn in by_month(raw, MONTHLY, who, chosen, stage).items() if start <= month <= end), Decimal(0))


def lead_by_release(raw: Path) -> Answers:
    return [f"Release {MONTHLY} puts Europe ahead from {since(raw, MONTHLY)}, its first upload from {since(raw, FIRST_UPLOAD)}"]


def then_and_now(raw: Path) -> Answers:
    """Give the total at its cut-off that changed most, as told to the press or as its release holds it."""
    then = [(row["bloc"], row["last_month"], Decimal(row["published_bn"])) for row in curated("published") if cumulative(row)]
    for row in curated("releases"):
        if row["release"] in {"16", "18", "27", "28"}:
            then += [(who, row["cutoff"], total_then(raw, row["release"], who)) for who in ("Europe", US)]
    who, until, stated = max(then, key=lambda one: abs(allocated(raw, one[0], "", "", one[1]) - one[2]))
    name = "the US" if who == US else who
    return [stated, allocated(raw, who, "", "", until), f"By {written(day(until))} {name} had"]


def cumulative(row: dict[str, str]) -> bool:
    return row["bloc"] in {"Europe", US} and not row["kinds"] and not row["first_month"]


def total_then(raw: Path, release: str, who: str) -> Decimal:
    if release in {"18", "28"}:
        return total(of(raw, release, who))
    columns = ("financial", "humanitarian", "military") if release == "27" else tuple(f"{kind}_allocated" for kind in KINDS)
    rows = [row for row in kiel(raw, release, "country_summary") if is_of(raw, donor(row["country"]), who)]
    return sum((Decimal(row[column]) for row in rows for column in columns), Decimal(0))


def moved(raw: Path) -> Answers:
    """Give what Europe's months gained and lost from release 28 to 29."""
    before, after = by_month(raw, "28", "Europe"), by_month(raw, "29", "Europe")
    changes = [after[month] - bn for month, bn in before.items()]
    gained, lost = (sum((change for change in changes if change * sign > 0), Decimal(0)) for sign in (1, -1))
    return [gained, -lost, "From release 28 to 29"]


def missing_rows(raw: Path) -> Answers:
    gaps: dict[str, Decimal] = defaultdict(Decimal)
    for release, sign in ((MONTHLY, 1), (FIRST_UPLOAD, -1)):
        for row in aid(raw, release):
            if row.stage == "allocated":
                gaps[row.donor] += sign * row.bn
    four = [name for name, _ in ranked(gaps)[:4]]
    assert sum(gaps[name] for name in four) > sum(gaps.values()) / 2
    return [sum(gaps.values(), Decimal(0)), len(four), f"release {MONTHLY} lacked", "most of it from"]


ANSWERS: dict[str, Callable[[Path], Answers]] = {
    "90/sentence-1": releases,
    "90/lead-by-release": lead_by_release,
    "90/then-and-now": then_and_now,
    "90/moved-28-29": moved,
    "90/missing-rows": missing_rows,
}
