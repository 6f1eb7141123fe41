"""What a list of today moves against the tables as they are, and what about it gives reason to stop."""

from datetime import date

import polars as pl

LEAST, MOST = 0.97, 1.25
"""A measure's listings against those before: removals are few, and no authority lists a quarter more between two looks."""

LEAST_SHIPS = 0.95
NOTABLE = 20
"""So few listings, ships or rows may come or go without a word."""

MOST_REVISED = 0.10
"""Share by which an estimate of months known before may move."""


def moved(before: pl.DataFrame, after: pl.DataFrame) -> pl.DataFrame:
    """Set listings side by side: authority, measure, basis, before, after, last_before, last_after; only what differs.

    >>> row = {"authority": "UK", "measure": "asset_freeze", "basis": "stated", "listed_on": date(2026, 4, 1), "listings": 9}
    >>> moved(pl.DataFrame([row]), pl.DataFrame([row, row])).select("authority", "before", "after").rows()
    [('UK', 9, 18)]
    """
    keys = ["authority", "measure", "basis"]
    sides = [
        frame.group_by(keys).agg(pl.col("listings").sum().alias(name), pl.col("listed_on").max().alias(f"last_{name}"))
        for frame, name in ((before, "before"), (after, "after"))
    ]
    both = sides[0].join(sides[1], on=keys, how="full", coalesce=True).with_columns(pl.col("before", "after").fill_null(0))
    differs = (pl.col("before") != pl.col("after")) | pl.col("last_before").ne_missing(pl.col("last_after"))
    return both.filter(differs).sort(keys)


def reasons_to_stop(before: pl.DataFrame, after: pl.DataFrame) -> list[str]:
    """List what a good list would not do to the counts: fall, leap, or end earlier than it did.

    `before` and `after` are the designations table then and now.

    >>> row = {"authority": "UK", "measure": "asset_freeze", "basis": "stated", "listed_on": date(2026, 4, 1)}
    >>> reasons_to_stop(pl.DataFrame([row | {"listings": 2000}]), pl.DataFrame([row | {"listings": 1500}]))
    ['UK asset_freeze (stated) moves from 2,000 to 1,500 listings, outside 97% to 125%']
    """
    found = []
    for row in moved(before, after).filter(pl.col("before") > 0).iter_rows(named=True):
        name = f"{row['authority']} {row['measure']} ({row['basis']})"
        old, new = row["before"], row["after"]
        if not LEAST * old <= new <= MOST * old and abs(new - old) > NOTABLE:
            found.append(f"{name} moves from {old:,} to {new:,} listings, outside {LEAST:.0%} to {MOST:.0%}")
        if row["last_before"] and (row["last_after"] is None or row["last_after"] < row["last_before"]):
            found.append(f"{name} ends on {row['last_after']}, before it was {row['last_before']}")
    return found


def reasons_of_ships(before: pl.DataFrame, after: pl.DataFrame, lost: pl.DataFrame, authority: str) -> list[str]:
    """List what a good list would not do to its ships: lose many at once, or add more than half of what it had.

    `before` and `after` are the vessels table then and now, `lost` the ships gone; an authority without ships gives no reason.

    >>> was, now = (pl.DataFrame({"authority": ["UK"] * ships}) for ships in (100, 160))
    >>> reasons_of_ships(was, now, was.head(0), "UK")
    ['ships that the UK listed rise from 100 to 160']
    """
    was, now = (frame.filter(authority=authority).height for frame in (before, after))
    if not was:
        return []
    found = []
    if lost.height > max((1 - LEAST_SHIPS) * was, NOTABLE):
        found.append(f"{lost.height} of {was} ships that the {authority} listed are on its list no more")
    if now > 1.5 * was and now - was > NOTABLE:
        found.append(f"ships that the {authority} listed rise from {was} to {now}")
    return found


def reason_of_day(day: date, coverage: pl.DataFrame, authority: str, basis: str) -> list[str]:
    """Say when a list is older than what data/ holds of it.

    >>> known = pl.DataFrame({"authority": ["UK"], "basis": ["stated"], "last_day": [date(2026, 8, 1)]})
    >>> reason_of_day(date(2026, 4, 29), known, "UK", "stated")
    ['it is of 2026-04-29, data/ holds the list of 2026-08-01']
    """
    last = coverage.filter(authority=authority, basis=basis)["last_day"].max()
    return [f"it is of {day}, data/ holds the list of {last}"] if isinstance(last, date) and day < last else []


def reasons_of_energy(before: pl.DataFrame, after: pl.DataFrame) -> list[str]:
    """List what a good estimate would not do: lose months, lose buyers, or revise the months both hold by much.

    `before` and `after` are rows of the energy_buyers table on one basis; sums are of commodity `all`, EUR bn.

    >>> row = {"month": date(2026, 6, 1), "buyer": "IND", "commodity": "all"}
    >>> reasons_of_energy(pl.DataFrame([row | {"value_eur_bn": 4.0}]), pl.DataFrame([row | {"value_eur_bn": 3.0}]))
    ['its months known before move from 4.0 to 3.0 bn EUR, by more than 10%']
    """
    if before.is_empty():
        return []
    found = []
    old, new = before["month"].max(), after["month"].max()
    if new is None or new < old:  # type: ignore[operator]
        found.append(f"its last month is {new!s}, before it was {old!s}")
    if len(gone := sorted(set(before["buyer"]) - set(after["buyer"]))) > max(3, before["buyer"].n_unique() // 20):
        found.append(f"{len(gone)} buyers are gone: {', '.join(gone)}")
    both = set(before["month"]) & set(after["month"])
    sums = [
        float(one.filter(pl.col("month").is_in(list(both)), pl.col("commodity") == "all")["value_eur_bn"].sum())
        for one in (before, after)
    ]
    if sums[0] and abs(sums[1] / sums[0] - 1) > MOST_REVISED:
        found.append(
            f"its months known before move from {sums[0]:.1f} to {sums[1]:.1f} bn EUR, by more than {MOST_REVISED:.0%}"
        )
    return found
