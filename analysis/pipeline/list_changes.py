"""What a list as read changes: the tables as they would be, what moves, and what about it gives reason to doubt."""

from collections.abc import Callable
from datetime import date

import polars as pl

from analysis import load
from analysis.as_of import SHIPS_COVERED
from analysis.pipeline import energy_checks, list_checks, merge
from analysis.pipeline.current_lists import CurrentList
from analysis.pipeline.severity import LACKS, MOVES, Doubts, ranked

MOVED = ("what", "before", "now", "moved")
Changes = tuple[dict[str, pl.DataFrame], Doubts, list[tuple[str, ...]]]
"""Tables as they would be, doubts about them, and what moves, as rows of MOVED."""


def changes(current: CurrentList, say: Callable[[str], None]) -> Changes:
    """Give the tables that a list would change, by name, with doubts by severity and what moves; `say` is called with each line."""
    return (_of_energy if current.table == "energy_buyers" else _of_list)(current, say)


def _of_list(current: CurrentList, say: Callable[[str], None]) -> Changes:
    listed, ships, coverage = load.read_table("designations"), load.vessels(), load.sanctions_coverage()
    of_authority = coverage.filter(authority=current.authority)
    of_ships = of_authority.filter(SHIPS_COVERED)
    seen_before: date | None = (of_ships if of_ships.height else of_authority)["last_day"].max()  # type: ignore[assignment]
    new_listed, new_ships = merge.rows(listed, current), merge.ships(ships, current, seen_before)
    lost = merge.delisted_ships(ships, new_ships, current.authority)
    new_listed = merge.update_still_listed(new_listed, ships, new_ships, current.authority)
    moved: list[tuple[str, ...]] = []
    for row in list_checks.changed_counts(listed, new_listed).iter_rows(named=True):
        change = row["after"] - row["before"]
        say(
            f"  {row['authority']} {row['measure']:14} {row['basis']:10} {row['before']:6,} -> {row['after']:6,} listings "
            f"({change:+,}), last {row['last_before'] or '-'} -> {row['last_after'] or '-'}"
        )
        what = f"{row['authority']} {row['measure'].replace('_', ' ')} ({row['basis'].replace('_', ' ')})"
        moved.append((what, f"{row['before']:,}", f"{row['after']:,}", f"{change:+,}"))
    if current.ships is not None:
        say(f"  {_describe_ships(ships, new_ships, lost, current.authority)}")
        was, now = (frame.filter(authority=current.authority).height for frame in (ships, new_ships))
        moved.append((f"{current.authority} ships ever listed", f"{was:,}", f"{now:,}", f"{now - was:+,}"))
        moved.append((f"{current.authority} ships listed no more", "", "", f"{lost.height:,}"))
    older = [] if current.last else list_checks.doubt_about_day(current.day, coverage, current.authority, current.basis)
    doubts = ranked(
        {LACKS: [*older, *list_checks.doubts_about_list(listed, new_listed)]},
        list_checks.weigh_days(listed, current, coverage),
        list_checks.weigh_ships(ships, new_ships, lost, current.authority),
        {MOVES: list_checks.doubts_about_ship_days(ships, current, listed)},
    )
    removed = merge.removals(load.delistings(), lost, current)
    return {"designations": new_listed, "vessels": new_ships, "delistings": removed}, doubts, moved


def _describe_ships(before: pl.DataFrame, after: pl.DataFrame, lost: pl.DataFrame, authority: str) -> str:
    was, now = (frame.filter(authority=authority) for frame in (before, after))
    both = was.join(now, on="imo", suffix="_now").filter(pl.col("basis") != pl.col("basis_now"))
    agree = both.filter(pl.col("listed_on") == pl.col("listed_on_now")).height
    newly_stated = f"; {both.height} days are now stated, {agree} as they were inferred" if both.height else ""
    return f"{authority} ships {was.height:,} -> {now.height:,} ever listed, {lost.height} listed no more{newly_stated}"


def _of_energy(current: CurrentList, say: Callable[[str], None]) -> Changes:
    buyers = load.energy_buyers()
    after = merge.rows(buyers, current)
    old, new = (frame.filter(source=current.source) for frame in (buyers, after))
    say(
        f"  energy ({current.basis}) {old.height:,} -> {new.height:,} rows, {old['buyer'].n_unique()} -> "
        f"{new['buyer'].n_unique()} buyers, last month {old['month'].max() or '-'!s} -> {new['month'].max()!s}"
    )
    sums = [float(frame.filter(commodity="all")["value_eur_bn"].sum()) for frame in (old, new)]
    moved = ("energy bought in all months known, EUR bn", f"{sums[0]:.1f}", f"{sums[1]:.1f}", f"{sums[1] - sums[0]:+.1f}")
    doubts = ranked(energy_checks.weigh(old, new), {LACKS: energy_checks.doubts_about_end(current.day, new)})
    return {"energy_buyers": after}, doubts, [moved]
