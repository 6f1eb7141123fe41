"""What a release brings in months that the one before did not cover: whether it looks like what came before."""

from datetime import date
from itertools import combinations

import polars as pl

from analysis.pipeline.revisions import COPY_EUR, SAME_EUR, shown
from analysis.pipeline.severity import CONTRADICTS, UNUSUAL, ranked
from analysis.tables.aid import KINDS

MAX_CELL, CELL_EUR = 2.0, 500_000_000
"""A new amount of a kind against the donor's largest of that kind, from so many euros on: genuine steps had 1.73 times at the most."""

MAX_COPIED, FEWEST_COPIED, LAGS = 0.25, 5, 24
"""Share of new amounts that may be those of the same donor and kind so many months before: genuine steps had 11% at the most."""

BETTER = 1.05
"""By how much kinds exchanged must fit better than as they are: in twenty genuine steps they fitted worse."""

MAX_HIGH, LARGE_EUR, HIGH = 0.35, 1_000_000_000, 0.9
"""Share of the large donors that may have more in one month than in nine of ten before: 33% at the most, at a year's end."""

MOST_LARGE, MUCH_EUR = 6, 400_000_000
"""How many donors may give so much of one kind in one month: in December 2023 six did, in the last genuine step five."""

LOOK_EUR = 300_000_000
"""From here on a new amount of a kind is named for a person to look at."""

MAX_OF_LATE, LATE = 2.5, 24
"""A donor's new month, from CELL_EUR on, against its largest of so many months before: genuine steps had 1.85 times at the most."""


def weigh(before: pl.DataFrame, after: pl.DataFrame, names: dict[str, str]) -> dict[str, list[str]]:
    """Give what new months would not hold in a good release, by severity; `before` and `after` are aid rows, `names` of donors.

    >>> from analysis import load
    >>> weigh(load.aid(28), load.aid(29), {})
    {}
    """
    old, every = _cells(before), _cells(after)
    last = old["month"].max()
    new = every.filter(pl.col("month") > pl.lit(last, pl.Date))
    if old.is_empty() or new.is_empty():
        return {}
    unusual = [*_leaping_kinds(old, new, names), *_leaping_of_late(old, new, names), *_many_high(old, new), *_many_large(new)]
    return ranked({CONTRADICTS: [*_copied(every, new), *_exchanged(old, new)], UNUSUAL: unusual})


def to_look_at(before: pl.DataFrame, after: pl.DataFrame, names: dict[str, str]) -> list[str]:
    """Name all large new amounts, the most unusual for their donor and kind first; a person knows whether they are right.

    No bound tells one of these from a slip of a digit: genuine ones go as far, so they are no doubts. None is left out of the list:
    ten times a small amount may be what the donor often gives.

    >>> from analysis import load
    >>> to_look_at(load.aid(28), load.aid(29), {"DEU": "Germany"})[0]
    'Germany, military aid in April 2026: 4.000 bn EUR, 20 times its usual month'
    """
    old, every = _cells(before), _cells(after)
    usual = old.group_by("donor", "kind").agg(usual=pl.col("eur").median())
    new = every.filter(pl.col("month") > pl.lit(old["month"].max(), pl.Date), pl.col("eur") >= LOOK_EUR)
    times = new.join(usual, on=["donor", "kind"], how="left").with_columns(times=pl.col("eur") / pl.col("usual"))
    ranked_by = [pl.col("times").fill_null(float("inf")), "eur", "donor", "kind"]
    return [
        f"{names.get(row['donor'], row['donor'])}, {row['kind']} aid in {row['month']:%B %Y}: {row['eur'] / 1e9:.3f} bn EUR, "
        + (f"{row['times']:.2g} times its usual month" if row["times"] else "its first of that kind")
        for row in times.sort(ranked_by, descending=True).iter_rows(named=True)
    ]


def _cells(aid: pl.DataFrame) -> pl.DataFrame:
    """Sum allocations by donor, kind and month; an amount of zero is none."""
    rows = aid.filter(pl.col("stage") == "allocated").drop_nulls(["month", "kind"])
    cells = rows.group_by("donor", pl.col("kind").cast(pl.String), "month").agg(pl.col("eur").sum().cast(pl.Float64))
    return cells.filter(pl.col("eur") > 0).sort("donor", "kind", "month")


def _leaping_kinds(old: pl.DataFrame, new: pl.DataFrame, names: dict[str, str]) -> list[str]:
    """List large new amounts beyond what the donor ever gave of that kind in a month; a kind new to a donor has no such."""
    largest = old.group_by("donor", "kind").agg(most=pl.col("eur").max())
    leaps = new.join(largest, on=["donor", "kind"]).filter(pl.col("eur") >= CELL_EUR, pl.col("eur") > MAX_CELL * pl.col("most"))
    return shown(
        [
            f"{names.get(row['donor'], row['donor'])} has {row['eur'] / 1e9:.3f} bn EUR of {row['kind']} aid in {row['month']:%B %Y}, "
            f"more than {MAX_CELL:g} times its largest before, {row['most'] / 1e9:.3f}"
            for row in leaps.sort("eur", "donor", "kind", descending=True).iter_rows(named=True)
        ]
    )


def _leaping_of_late(old: pl.DataFrame, new: pl.DataFrame, names: dict[str, str]) -> list[str]:
    """List large new months beyond what the donor gave in any of late: what it gave at the war's beginning is no measure of today."""
    since = pl.col("month") > pl.col("month").max().dt.offset_by(f"-{LATE}mo")
    largest = (
        old.group_by("donor", "month").agg(pl.col("eur").sum()).filter(since).group_by("donor").agg(most=pl.col("eur").max())
    )
    months = new.group_by("donor", "month").agg(pl.col("eur").sum()).join(largest, on="donor")
    leaps = months.filter(pl.col("eur") >= CELL_EUR, pl.col("eur") > MAX_OF_LATE * pl.col("most"))
    return shown(
        [
            f"{names.get(row['donor'], row['donor'])} has {row['eur'] / 1e9:.3f} bn EUR in {row['month']:%B %Y}, more than "
            f"{MAX_OF_LATE:g} times its largest month of the {LATE} before, {row['most'] / 1e9:.3f}"
            for row in leaps.sort("eur", "donor", "month", descending=True).iter_rows(named=True)
        ]
    )


def _copied(every: pl.DataFrame, new: pl.DataFrame) -> list[str]:
    """Report new months that repeat earlier ones, the whole of them so many months later."""
    counted = []
    for lag in range(1, LAGS + 1):
        earlier = every.with_columns(pl.col("month").dt.offset_by(f"{lag}mo"))
        pairs = new.join(earlier, on=["donor", "kind", "month"], suffix="_before")
        counted.append((pairs.filter((pl.col("eur") - pl.col("eur_before")).abs() <= SAME_EUR).height, -lag))
    same, lag = max(counted)
    if same <= MAX_COPIED * new.height or same < FEWEST_COPIED:
        return []
    return [
        f"{same} of {new.height} amounts in its new months are those of {-lag} months before, to the euro or nearly, more than "
        f"{MAX_COPIED:.0%}"
    ]


def _exchanged(old: pl.DataFrame, new: pl.DataFrame) -> list[str]:
    """Report two kinds that, exchanged, would fit better what their donors gave before."""
    amounts = old.group_by("donor", "kind").len()
    usual = amounts.select("donor", "kind", share=pl.col("len") / pl.col("len").sum().over("donor"))

    def fit(cells: pl.DataFrame) -> float:
        return float(cells.join(usual, on=["donor", "kind"])["share"].sum())

    found = []
    for one, other in combinations(sorted(KINDS), 2):
        cells = new.filter(pl.col("kind").is_in([one, other]))
        as_is, exchanged = fit(cells), fit(cells.with_columns(pl.col("kind").replace({one: other, other: one})))
        if exchanged > BETTER * as_is:
            found.append(
                f"in its new months {one} and {other} aid, exchanged, fit what their donors gave before better than as they are: "
                f"{exchanged:.1f} against {as_is:.1f} of {cells.height} amounts"
            )
    return found


def _many_high(old: pl.DataFrame, new: pl.DataFrame) -> list[str]:
    """List new months in which many large donors have more than in nine of ten months before, as where undated money went there."""
    months = old.group_by("donor", "month").agg(pl.col("eur").sum())
    usual = months.group_by("donor").agg(all=pl.col("eur").sum(), high=pl.col("eur").quantile(HIGH))
    large = usual.filter(pl.col("all") >= LARGE_EUR)
    sums = new.group_by("donor", "month").agg(pl.col("eur").sum()).join(large, on="donor")
    high = sums.filter(pl.col("eur") > pl.col("high"), pl.col("eur") >= COPY_EUR)
    counts: dict[date, int] = dict(high.group_by("month").len().sort("month").iter_rows())
    return shown(
        [
            f"in {month:%B %Y} {count} of {large.height} large donors have more than in nine of ten months before, more than "
            f"{MAX_HIGH:.0%}"
            for month, count in counts.items()
            if count > MAX_HIGH * large.height
        ]
    )


def _many_large(new: pl.DataFrame) -> list[str]:
    """List new months in which more donors give much of one kind than ever did, as where undated money was put there."""
    counts = new.filter(pl.col("eur") >= MUCH_EUR).group_by("kind", "month").len().filter(pl.col("len") > MOST_LARGE)
    return shown(
        [
            f"in {month:%B %Y} {count} donors give {MUCH_EUR / 1e9:g} bn EUR or more of {kind} aid, more than {MOST_LARGE}"
            for kind, month, count in counts.sort("month", "kind").iter_rows()
        ]
    )
