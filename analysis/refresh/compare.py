"""What a new release moves against the one before, and what about it gives reason to stop."""

import polars as pl

from analysis import blocs
from analysis.errors import FEW

LEAST, MOST = 0.98, 1.25
"""A release's total against the one before: corrections stay small, two months of aid add a few per cent."""

LEAST_OF_DONOR, NOTABLE = 0.95, 100_000_000
"""A donor's total may be corrected by a twentieth; below the notable amount (EUR) any change is its own business."""


def totals_by_bloc(before: pl.DataFrame, after: pl.DataFrame, countries: pl.DataFrame) -> pl.DataFrame:
    """Put the totals of two releases side by side by bloc and stage, EUR bn, with what moved.

    Returns stage, bloc, before, after, moved; `before` and `after` are aid rows with donor, stage and eur.

    >>> from analysis import load
    >>> one, two = (pl.DataFrame({"donor": ["EST"], "stage": ["allocated"], "eur": [eur]}) for eur in (10**9, 2 * 10**9))
    >>> totals_by_bloc(one, two, load.countries()).rows()
    [('allocated', 'Europe', 1.0, 2.0, 1.0)]
    """
    sides = [
        frame.with_columns(bloc=blocs.bloc_of("donor", countries))
        .group_by("stage", "bloc")
        .agg(pl.col("eur").sum().alias(name))
        for name, frame in (("before", before), ("after", after))
    ]
    both = sides[0].join(sides[1], on=["stage", "bloc"], how="full", coalesce=True)
    exact = both.with_columns(pl.col("before", "after").fill_null(0)).with_columns(moved=pl.col("after") - pl.col("before"))
    return exact.with_columns((pl.col("before", "after", "moved").cast(pl.Float64) / 1e9).round(6)).sort("stage", "bloc")


def reasons_to_stop(before: pl.DataFrame, after: pl.DataFrame, countries: pl.DataFrame) -> list[str]:
    """List what a good release would not do: lose its last months or some between, lose donors, shrink, or jump.

    `before` and `after` hold the aid rows of two releases; an empty `before` gives no reason.

    >>> from analysis import load
    >>> aid = load.aid(29)
    >>> reasons_to_stop(aid, aid.filter(pl.col("donor") != "EST"), load.countries())
    ['1 donors are gone: Estonia']
    """
    if before.is_empty():
        return []
    names = dict(countries.select("iso3", "name").iter_rows())
    return [
        *_lost_months(before, after),
        *_months_between(before, after),
        *_lost_donors(before, after, names),
        *_moved_totals(before, after),
        *_shrunk_donors(before, after, names),
    ]


def _lost_months(before: pl.DataFrame, after: pl.DataFrame) -> list[str]:
    old, new = before["month"].max(), after["month"].max()
    if new is None:
        return [f"it has no month, before its last was {old:%B %Y}"]  # type: ignore[str-bytes-safe]
    return [f"its last month is {new:%B %Y}, before it was {old:%B %Y}"] if new < old else []  # type: ignore[operator, str-bytes-safe]


def _months_between(before: pl.DataFrame, after: pl.DataFrame) -> list[str]:
    last = after["month"].max()
    gone = sorted(set(before.filter(pl.col("month") < last)["month"]) - set(after["month"])) if last else []
    named = ", ".join(f"{month:%B %Y}" for month in gone[:FEW])
    return [f"{len(gone)} months before its last are gone: {named}{' and more' if len(gone) > FEW else ''}"] if gone else []


def _lost_donors(before: pl.DataFrame, after: pl.DataFrame, names: dict[str, str]) -> list[str]:
    gone = sorted(set(before["donor"]) - set(after["donor"]))
    return [f"{len(gone)} donors are gone: {', '.join(names.get(one, one) for one in gone)}"] if gone else []


def _moved_totals(before: pl.DataFrame, after: pl.DataFrame) -> list[str]:
    found = []
    for stage in ("allocated", "committed"):
        old, new = (float(frame.filter(pl.col("stage") == stage)["eur"].sum()) for frame in (before, after))
        if old and not LEAST <= new / old <= MOST:
            found.append(f"{stage} moves from {old / 1e9:.3f} to {new / 1e9:.3f} bn EUR, outside {LEAST:.0%} to {MOST:.0%}")
    return found


def _shrunk_donors(before: pl.DataFrame, after: pl.DataFrame, names: dict[str, str]) -> list[str]:
    sides = [
        frame.filter(pl.col("stage") == "allocated").group_by("donor").agg(pl.col("eur").sum().cast(pl.Float64).alias(name))
        for name, frame in (("old", before), ("new", after))
    ]
    both = (
        sides[0]
        .join(sides[1], on="donor")
        .filter((pl.col("new") < LEAST_OF_DONOR * pl.col("old")) & (pl.col("old") - pl.col("new") > NOTABLE))
    )
    return [
        f"{names.get(row['donor'], row['donor'])} falls from {row['old'] / 1e9:.3f} to {row['new'] / 1e9:.3f} bn EUR allocated"
        for row in both.sort("old", descending=True).iter_rows(named=True)
    ]
