"""What an estimate of who buys energy moves against the one in data/, and what about it gives reason to stop."""

from datetime import date

import polars as pl

from analysis.pipeline.revisions import shown
from analysis.pipeline.severity import CONTRADICTS, LACKS, MOVES, listed, ranked

MAX_REVISED, MAX_PART_REVISED, NOTABLE_BN = 0.03, 0.10, 0.05
"""Share by which months known before may move in all, and a fuel of a buyer may, where it moves by the notable amount."""

LEAST_PRICE, MOST_PRICE = 50, 5_000
"""Euros for a tonne of all fuels together: coal cost some hundred, gas in its dearest month some two thousand."""

LATEST = 3
"""Months from the last one of an estimate to its day, at the most: one is under way, and one may be late."""

STILL_GROWING, MAX_GROWN = 2, 0.5
"""The last months of an estimate grow as voyages end: so many, and by so much."""


def doubts_about_energy(before: pl.DataFrame, after: pl.DataFrame) -> list[str]:
    """List what a good estimate would not do: lose months, lose buyers, or revise the months both hold by much.

    `before` and `after` are rows of the energy_buyers table on one basis; sums are of commodity `all`, EUR bn.

    >>> from datetime import date
    >>> row = {"month": date(2026, 6, 1), "buyer": "IND", "commodity": "all"}
    >>> doubts_about_energy(pl.DataFrame([row | {"value_eur_bn": 4.0}]), pl.DataFrame([row | {"value_eur_bn": 3.0}]))[0]
    'its months known before move from 4.0 to 3.0 bn EUR, by more than 3%'
    """
    return listed(weigh(before, after))


def weigh(before: pl.DataFrame, after: pl.DataFrame) -> dict[str, list[str]]:
    """Give what `doubts_about_energy` lists, by severity.

    >>> rows = pl.DataFrame({"month": [], "buyer": [], "commodity": [], "value_eur_bn": []})
    >>> weigh(rows, rows)
    {}
    """
    within = {CONTRADICTS: _other_prices(after)}
    if before.is_empty():
        return ranked(within)
    return ranked(
        within,
        {
            LACKS: _gone(before, after),
            MOVES: [*_moved_sum(before, after), *_moved_parts(before, after), *_moved_months(before, after)],
        },
    )


def doubts_about_end(day: date, after: pl.DataFrame) -> list[str]:
    """Report an estimate that ends long before its day, as half a file does: it goes to the last whole month.

    >>> doubts_about_end(date(2026, 9, 1), pl.DataFrame({"month": [date(2024, 4, 1)]}))
    ['its last month is April 2024, it is of 1 September 2026: an estimate lacks 2 months at the most']
    """
    last = after["month"].max()
    if not isinstance(last, date) or (day.year - last.year) * 12 + day.month - last.month <= LATEST:
        return []
    return [
        f"its last month is {last:%B %Y}, it is of {day.day} {day:%B %Y}: an estimate lacks {LATEST - 1} months at the most"
    ]


def _other_prices(after: pl.DataFrame) -> list[str]:
    """Report an estimate in which a tonne costs what no fuel does: euros and tonnes are exchanged, or in another unit."""
    if "volume" not in after.columns:
        return []
    both = after.filter(pl.col("commodity") == "all").drop_nulls(["value_eur_bn", "volume"])
    euros, tonnes = 1e9 * float(both["value_eur_bn"].sum()), float(both["volume"].sum())
    if not tonnes or LEAST_PRICE <= euros / tonnes <= MOST_PRICE:
        return []
    return [f"in it a tonne costs {euros / tonnes:,.2f} EUR, outside {LEAST_PRICE:,} to {MOST_PRICE:,}"]


def _gone(before: pl.DataFrame, after: pl.DataFrame) -> list[str]:
    doubts = []
    old, new = before["month"].max(), after["month"].max()
    if new is None or new < old:  # type: ignore[operator]
        doubts.append(f"its last month is {new!s}, before it was {old!s}")
    for what, column in {"buyers": "buyer", "fuels": "commodity"}.items():
        if gone := sorted(set(before[column]) - set(after[column])):
            doubts.append(f"{len(gone)} {what} are gone: {', '.join(shown(gone))}")
    if between := sorted(month for month in set(before["month"]) - set(after["month"]) if new is not None and month < new):
        doubts.append(
            f"{len(between)} months before its last are gone: {', '.join(shown([f'{month:%B %Y}' for month in between]))}"
        )
    return doubts


def _moved_sum(before: pl.DataFrame, after: pl.DataFrame) -> list[str]:
    both = set(before["month"]) & set(after["month"])
    sums = [
        float(frame.filter(pl.col("month").is_in(list(both)), pl.col("commodity") == "all")["value_eur_bn"].sum())
        for frame in (before, after)
    ]
    if sums[0] and abs(sums[1] / sums[0] - 1) > MAX_REVISED:
        return [f"its months known before move from {sums[0]:.1f} to {sums[1]:.1f} bn EUR, by more than {MAX_REVISED:.0%}"]
    return []


def _moved_months(before: pl.DataFrame, after: pl.DataFrame) -> list[str]:
    """Hold each month known before against what it was, in all and by buyer; the last ones of an estimate still grow."""
    whole = [frame.filter(pl.col("commodity") == "all") for frame in (before, after)]
    latest = pl.Series(sorted(set(before["month"]))[-STILL_GROWING:])
    found = []
    for keys, most, named in (
        (["month"], MAX_PART_REVISED, "{month:%B %Y}"),
        (["month", "buyer"], 1.0, "{buyer} in {month:%B %Y}"),
    ):
        was, now = (
            frame.group_by(keys).agg(pl.col("value_eur_bn").sum().alias(name))
            for name, frame in zip(("was", "now"), whole, strict=True)
        )
        by = (pl.col("now") - pl.col("was")).abs()
        allowed = pl.when(pl.col("month").is_in(latest.implode())).then(max(most, MAX_GROWN)).otherwise(most)
        # By how much the larger is more than the smaller: a tenth of a month is as odd as ten times it.
        share = by / pl.min_horizontal("was", "now")
        moved = was.join(now, on=keys).filter(share > allowed, by > NOTABLE_BN).sort("was", *keys, descending=True)
        found += [
            f"{named.format(**row)} moves from {row['was']:.2f} to {row['now']:.2f} bn EUR"
            for row in moved.iter_rows(named=True)
        ]
    return shown(found)


def _moved_parts(before: pl.DataFrame, after: pl.DataFrame) -> list[str]:
    """Hold each fuel of each buyer, in the months both have, against what it was."""
    keys = ["buyer", "commodity"]
    months = set(before["month"]) & set(after["month"])
    sums = [
        frame.filter(pl.col("month").is_in(list(months))).group_by(keys).agg(pl.col("value_eur_bn").sum().alias(name))
        for name, frame in (("was", before), ("now", after))
    ]
    both = sums[0].join(sums[1], on=keys, how="full", coalesce=True).fill_null(0)
    by = (pl.col("now") - pl.col("was")).abs()
    moved = both.filter(by > MAX_PART_REVISED * pl.col("was"), by > NOTABLE_BN).sort("was", *keys, descending=True)
    return shown(
        [
            f"{row['commodity']} of {row['buyer']} moves from {row['was']:.1f} to {row['now']:.1f} bn EUR in months known before, by "
            f"more than {MAX_PART_REVISED:.0%}"
            for row in moved.iter_rows(named=True)
        ]
    )
