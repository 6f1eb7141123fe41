"""Russia's assets at Euroclear and the loans: whole years of what was earned beside what was paid, agreed beside drawn.

Overlapping periods are never added, nor a lender's part to the row of all lenders. A year or payment that no page states is not
known and no zero.
"""

from collections.abc import Sequence

import polars as pl

from analysis.errors import AnalysisError, NotComparable
from analysis.measures.units import billions

__all__ = ["by_year", "drawn", "held"]

PLACE = ("loan", "lender", "currency")


def held(assets: pl.DataFrame) -> pl.DataFrame:
    """Give what Euroclear held of Russia on each day for which that is published, in EUR bn.

    Takes `load.russian_assets()`. Returns day, eur_bn and source columns, the earliest first. Raises NotComparable for a day that
    stands twice, AnalysisError for an amount that is not known.

    >>> from analysis import load
    >>> held(load.russian_assets()).select("day", "eur_bn").row(-1)
    (datetime.date(2025, 12, 31), 195.0)
    """
    rows = _once(assets.filter(pl.col("kind") == "held"), ("known_by",), "eur")
    return rows.select("source_url", "source_publisher", day="known_by", eur_bn=billions("eur")).sort("day")


def by_year(assets: pl.DataFrame) -> pl.DataFrame:
    """Set what was earned in each whole calendar year beside what was paid to the EU in it, in EUR bn.

    Takes `load.russian_assets()`. Parts of a year are in no number: the year holds them. Returns year, earned_bn (null where no page
    states the year), paid_bn (null where no payment was seen), payments and source. Raises as `held`, for a payment too: a sum would count it
    twice.

    >>> from analysis import load
    >>> by_year(load.russian_assets()).row(2)
    (2024, 6.9, 1.55, 1, 'record/assets')
    """
    first, last = pl.col("first_day"), pl.col("known_by")
    whole = (first == first.dt.truncate("1y")) & (last == first.dt.offset_by("1y").dt.offset_by("-1d"))
    earned = _once(assets.filter(pl.col("kind") == "earned", whole), ("first_day",), "eur")
    paid = _once(assets.filter(pl.col("kind") == "paid"), ("date",), "eur")
    year = last.dt.year().alias("year")
    sums = paid.group_by(year).agg(paid_bn=billions(pl.col("eur").sum()), payments=pl.len().cast(pl.Int64))
    years = earned.select(year, earned_bn=billions("eur")).join(sums, on="year", how="full", coalesce=True)
    sums = years.select("year", "earned_bn", "paid_bn", pl.col("payments").fill_null(0), source=pl.lit("record/assets"))
    return sums.sort("year")


def drawn(loans: pl.DataFrame) -> pl.DataFrame:
    """Set what was agreed of each loan beside what was paid of it as far as it was seen, by lender, in billions of its currency.

    Takes `load.loans()`. What was paid is the lender's latest total so far, or where there is none the payments seen, added up: the
    least that was paid. Rows of all lenders hold the others and are never added to them. Returns loan, lender, currency, agreed_bn,
    paid_bn (both null where not seen), payments (added up; 0 for a total so far), paid_to (the last day known of) and source. Raises
    NotComparable for a figure that stands twice, AnalysisError for an amount that is not known.

    >>> from analysis import load
    >>> drawn(load.loans()).filter(lender="EU").select("loan", "agreed_bn", "paid_bn", "payments").rows()
    [('ERA', 18.1, 18.1, 0), ('EU 2026-27', 90.0, 10.4, 3)]
    """
    rows = _once(loans.with_columns(pl.col(*PLACE, "step").cast(pl.String)), (*PLACE, "step", "date", "meaning"), "amount")
    latest = pl.col("amount").sort_by("known_by").last()
    end = pl.col("known_by").max()
    agreed = rows.filter(step="agreed").group_by(PLACE).agg(agreed_bn=billions(latest))
    so_far = rows.filter(step="paid_so_far").group_by(PLACE).agg(so_far_bn=billions(latest), told_on=end)
    single = rows.filter(step="paid").group_by(PLACE)
    payments = single.agg(sum_bn=billions(pl.col("amount").sum()), count=pl.len().cast(pl.Int64), seen_on=end)
    every = rows.select(PLACE).unique()
    for part in (agreed, so_far, payments):
        every = every.join(part, on=PLACE, how="left")
    told = pl.col("so_far_bn").is_not_null()
    return every.select(
        *PLACE,
        "agreed_bn",
        paid_bn=pl.coalesce("so_far_bn", "sum_bn"),
        payments=pl.when(told).then(0).otherwise(pl.col("count").fill_null(0)),
        paid_to=pl.coalesce("told_on", "seen_on"),
        source=pl.lit("record/loans"),
    ).sort(PLACE)


def _once(rows: pl.DataFrame, key: Sequence[str], amount: str) -> pl.DataFrame:
    """Give rows back as they are; refuse two with one key, and an amount that is not known."""
    if unknown := rows[amount].null_count():
        problem = f"{unknown} of {rows.height} amounts are not known ({amount} is null): a sum would count them as zero"
        raise AnalysisError(problem, f'leave those rows out and say so: rows.drop_nulls("{amount}")')
    if twice := rows.filter(pl.struct(key).is_duplicated()).height:
        raise NotComparable(f"{twice} rows share {' and '.join(key)}: they would count twice", "give each figure once")
    return rows
