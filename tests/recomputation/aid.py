"""What notebooks 00, 10, 20 and 30 tell of aid, recomputed from the tracker's files; 35 is in `arrival`, 90 in `revisions`."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

from tests.recomputation.raw import (
    EU,
    KINDS,
    US,
    Aid,
    aid,
    curated,
    day,
    europe,
    gdp_2021,
    month_of,
    totals30,
)
from tests.recomputation.told import Answer

Answers = list[Answer]
Months = dict[date, Decimal]

NEWEST, MONTHLY, PAID = "30", "29", "28"
"""The newest release, the newest with months, and the one with payments."""


# --- the words of months and releases


def written(month: date) -> str:
    """Write a month as the texts do."""
    return f"{month:%B %Y}"


def to_end_of(release: str) -> list[str]:
    """Give the words that a text must hold on a release: its last month and its name."""
    return [written(end_of(release)), f"release {release}"]


def end_of(release: str) -> date:
    return day(next(row["cutoff"] for row in curated("releases") if row["release"] == release))


# --- sums


def total(rows: Iterable[Aid], stage: str = "allocated") -> Decimal:
    return sum((row.bn for row in rows if row.stage == stage), Decimal(0))


def of(raw: Path, release: str, who: str, kinds: Iterable[str] = KINDS) -> list[Aid]:
    """Choose a release's rows of Europe, of one donor or of all donors; commitments carry no kind."""
    chosen = {*kinds, ""}
    return [row for row in aid(raw, release) if row.kind in chosen and is_of(raw, row.donor, who)]


def is_of(raw: Path, name: str, who: str) -> bool:
    return who == "all donors" or (name in europe(raw) if who == "Europe" else name == who)


@cache
def by_month(raw: Path, release: str, who: str, kinds: tuple[str, ...] = KINDS, stage: str = "allocated") -> Months:
    """Sum by month, every covered month in it."""
    months = [row.month for row in aid(raw, release) if row.month]
    sums = {month_of(str(number)): Decimal(0) for number in range(1, months_between(max(months)) + 1)}
    for row in of(raw, release, who, kinds):
        if row.month and row.stage == stage:
            sums[row.month] += row.bn
    return sums


def months_between(last: date) -> int:
    """Count the months from January 2022 to a month, both in."""
    return (last.year - 2022) * 12 + last.month


def by_year(months: Months) -> dict[int, Decimal]:
    sums: dict[int, Decimal] = defaultdict(Decimal)
    for month, bn in months.items():
        sums[month.year] += bn
    return sums


def ahead_since(raw: Path, release: str, kinds: tuple[str, ...] = KINDS) -> date | None:
    """Give the first month of Europe's last unbroken lead in sums so far; nothing where it is not ahead at the end."""
    lead, since = Decimal(0), None
    theirs = by_month(raw, release, US, kinds)
    for month, bn in by_month(raw, release, "Europe", kinds).items():
        lead += bn - theirs[month]
        since = (since or month) if lead > 0 else None
    return since


def in_totals(raw: Path, who: str, *columns: str) -> Decimal:
    """Sum columns of release 30's totals."""
    return sum(
        (row[column] for name, row in totals30(raw).items() if is_of(raw, name, who) for column in columns or KINDS), Decimal(0)
    )


# --- notebooks 00 and 10: Europe and the United States


def start(raw: Path) -> Answers:
    ours, theirs = in_totals(raw, "Europe"), in_totals(raw, US)
    others = in_totals(raw, "all donors") - ours - theirs
    monthly = [total(of(raw, MONTHLY, who)) for who in ("Europe", US)]
    committed = [in_totals(raw, who, "committed") for who in ("Europe", US)]
    words = [*to_end_of(NEWEST), *to_end_of(MONTHLY), f"(release {NEWEST})", f"In release {NEWEST}"]
    return [ours, theirs, *monthly, ours / theirs, *committed, others, *words]


def so_far(raw: Path) -> Answers:
    return [in_totals(raw, "Europe"), in_totals(raw, US), to_end_of(NEWEST)[0]]


def last_whole_year(raw: Path) -> int:
    last = max(by_month(raw, MONTHLY, US))
    return last.year if last.month == 12 else last.year - 1


def last_given(raw: Path) -> date:
    return max(month for month, bn in by_month(raw, MONTHLY, US).items() if bn > 0)


def change(raw: Path) -> Answers:
    whole = last_whole_year(raw)
    return [*of_year(raw, whole), *who_led(raw), f"new aid in {written(last_given(raw))}", f"In {whole},"]


def who_led(raw: Path) -> Answers:
    every, military = ahead_since(raw, MONTHLY), ahead_since(raw, MONTHLY, ("military",))
    assert every
    assert military
    return [f"since {written(every)}", f"military aid since {written(military)}", f"release {MONTHLY}"]


def monthly(raw: Path) -> Answers:
    ours = by_month(raw, MONTHLY, "Europe")
    largest = max(ours, key=lambda month: ours[month])
    return [f"last allocated in {written(last_given(raw))}", f"Europe most in {written(largest)}", f"release {MONTHLY}"]


def of_year(raw: Path, year: int) -> list[Decimal]:
    return [by_year(by_month(raw, MONTHLY, who))[year] for who in ("Europe", US)]


def year_by_year(raw: Path) -> Answers:
    whole = last_whole_year(raw)
    return [*of_year(raw, whole), f"In {whole} ", f"release {MONTHLY}"]


def rolling(raw: Path) -> Answers:
    last_twelve = [sum(list(by_month(raw, MONTHLY, who).values())[-12:], Decimal(0)) for who in ("Europe", US)]
    return [*last_twelve, "In the year to", *to_end_of(MONTHLY)]


def kinds(raw: Path) -> Answers:
    return [in_totals(raw, "Europe", "military"), in_totals(raw, US, "military"), "Military", to_end_of(NEWEST)[0]]


# --- notebook 20: promises


def promised(raw: Path) -> list[list[Decimal]]:
    """Give share allocated, committed and still open, for Europe and the United States."""
    pairs = [(in_totals(raw, who), in_totals(raw, who, "committed")) for who in ("Europe", US)]
    return [[100 * done / said, said, said - done] for done, said in pairs]


def promises(raw: Path) -> Answers:
    ours, theirs = promised(raw)
    return [ours[0], ours[1], theirs[1], theirs[0], ours[2], theirs[2], *to_end_of(NEWEST)]


def committed_and_allocated(raw: Path) -> Answers:
    ours, theirs = promised(raw)
    return [ours[0], theirs[0], to_end_of(NEWEST)[0]]


def gap(raw: Path) -> Answers:
    return [open_ for _, _, open_ in promised(raw)] + [*to_end_of(NEWEST)]


# --- notebook 30: who gives what


def donors(raw: Path) -> list[tuple[str, Decimal]]:
    return ranked({name: sum((row[kind] for kind in KINDS), Decimal(0)) for name, row in totals30(raw).items()})


def ranked(values: dict[str, Decimal]) -> list[tuple[str, Decimal]]:
    return sorted(values.items(), key=lambda pair: -pair[1])


def place(order: list[tuple[str, Decimal]], name: str) -> int:
    return 1 + [one for one, _ in order].index(name)


def with_eu_parts(raw: Path, by: dict[str, Decimal] | dict[str, int]) -> list[tuple[str, Decimal]]:
    """Rank donors by what they gave, their parts of the EU institutions' aid included, over a yardstick of their size."""
    given = {name: sum((row[kind] for kind in (*KINDS, "eu_share")), Decimal(0)) for name, row in totals30(raw).items()}
    return ranked({name: bn / by[name] for name, bn in given.items() if name in by and name != EU})


def largest(raw: Path) -> Answers:
    (first, most), by_gdp = donors(raw)[0], with_eu_parts(raw, gdp_2021(raw))
    names = [f"donor is the {first}", f"it is {by_gdp[0][0]}", "GDP of 2021"]
    return [most, 100 * by_gdp[0][1], place(by_gdp, US), 100 * eu_part(raw), *names, *to_end_of(NEWEST)]


def donors_by_kind(raw: Path) -> Answers:
    first, most = donors(raw)[0]
    assert first == US
    return [most, "The US is the largest single donor", to_end_of(NEWEST)[0]]


def share_of_gdp(raw: Path) -> Answers:
    order = with_eu_parts(raw, gdp_2021(raw))
    return [100 * order[0][1], 100 * dict(order)[US], f"{order[0][0]} has", to_end_of(NEWEST)[0]]


def share_of_gdp_map(raw: Path) -> Answers:
    return [one for one in share_of_gdp(raw) if one not in to_end_of(NEWEST)]


def eu_part(raw: Path) -> Decimal:
    return in_totals(raw, EU) / in_totals(raw, "Europe")


ANSWERS: dict[str, Callable[[Path], Answers]] = {
    "00/sentence-1": start,
    "00/europe-and-us-cumulative": so_far,
    "10/sentence-1": change,
    "10/europe-and-us-cumulative": so_far,
    "10/monthly-allocations": monthly,
    "10/year-by-year": year_by_year,
    "10/rolling-twelve-months": rolling,
    "10/allocations-by-kind": kinds,
    "20/sentence-1": promises,
    "20/committed-and-allocated": committed_and_allocated,
    "30/sentence-1": largest,
    "30/donors-by-kind": donors_by_kind,
    "30/share-of-gdp": share_of_gdp,
    "30/share-of-gdp-map": share_of_gdp_map,
}
