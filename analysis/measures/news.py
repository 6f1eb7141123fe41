"""What a release says that is new, apart from what it corrects: new money, money dated anew, added to and taken off the past."""

import polars as pl

from analysis.measures.revisions import revisions

__all__ = ["news"]

LARGEST_FIRST = pl.max_horizontal("news", "redated", "added", "taken")


def news(before: pl.DataFrame, after: pl.DataFrame, *, stage: str = "allocated") -> pl.DataFrame:
    """Part what moved between two releases, donor by donor, into new money and corrections, in exact euros.

    Takes `load.aid()` of both. Months of a donor that lost money and months that gained as much are taken for the same money, dated
    anew, the past first; so `redated` is the most that can have been. Returns release_before, release_after, donor, news (in months that
    only the later release covers), redated, dated (of it, what had no month before), redated_to_new (of it, what went to the new
    months), added (to months that both cover), taken (off them) and change, which is news + added - taken; largest first. Donors of whom
    nothing moved have no row. Raises as `revisions`.

    >>> from analysis import load
    >>> moved = news(load.aid(28), load.aid(29))
    >>> moved.filter(donor="DEU").select("news", "redated", "dated", "added").row(0)
    (Decimal('4433000000.00'), Decimal('372510390.21'), Decimal('213046050.00'), Decimal('199997949.70'))
    >>> promised = news(load.aid(28), load.aid(29), stage="committed")
    >>> promised.filter(donor="EUI").select("news", "redated_to_new").row(0)
    (Decimal('244.38'), Decimal('89999999755.62'))
    """
    moved = revisions(before, after, by=("donor", "month"), stage=stage)
    is_new, is_undated = pl.col("what") == "new", pl.col("what") == "undated"
    gained, lost = pl.col("change").clip(0), (-pl.col("change")).clip(0)
    sums = moved.group_by("release_before", "release_after", "donor").agg(
        pl.col("change").sum(),
        to_new=gained.filter(is_new).sum(),
        to_past=gained.filter(~is_new).sum(),
        lost=lost.sum(),
        had_no_month=lost.filter(is_undated).sum(),
    )
    within = sums.with_columns(past=pl.min_horizontal("to_past", "lost"))
    across = within.with_columns(redated_to_new=pl.min_horizontal("to_new", pl.col("lost") - pl.col("past")))
    parted = across.with_columns(redated=pl.col("past") + pl.col("redated_to_new"))
    named = parted.select(
        "release_before",
        "release_after",
        "donor",
        "redated",
        "redated_to_new",
        "change",
        news=pl.col("to_new") - pl.col("redated_to_new"),
        dated=pl.min_horizontal("redated", "had_no_month"),
        added=pl.col("to_past") - pl.col("past"),
        taken=pl.col("lost") - pl.col("redated"),
    )
    columns = [
        "release_before",
        "release_after",
        "donor",
        "news",
        "redated",
        "dated",
        "redated_to_new",
        "added",
        "taken",
        "change",
    ]
    return named.select(columns).sort(LARGEST_FIRST, "donor", descending=[True, False])
