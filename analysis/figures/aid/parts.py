"""Parts of periods in the figure of aid over time: bars that do not stand for a whole period, or at other prices than the rest."""

from datetime import date

import polars as pl

from analysis.charts.catalogue import say
from analysis.charts.formatting import PERIODS
from analysis.figures.aid import of_prices
from analysis.measures.periods import Periods


def is_whole(every: str, window: tuple[date, date]) -> pl.Expr:
    """Say of each `period` whether all its months are covered and chosen.

    >>> years = pl.DataFrame({"period": [date(2025, 1, 1), date(2026, 1, 1)]})
    >>> years.select(is_whole("1y", (date(2022, 1, 1), date(2026, 4, 1)))).to_series().to_list()
    [True, False]
    """
    ends = pl.col("period").dt.offset_by(every).dt.offset_by("-1mo")
    return (pl.col("period") >= window[0].replace(day=1)) & (ends <= window[1])


def with_pale(rows: pl.DataFrame, unit: str, steps: Periods, window: tuple[date, date]) -> tuple[pl.DataFrame, str]:
    """Mark in a column `pale` the bars that stand in another way than the rest, and say in a subtitle why.

    `rows` has period and whole.

    >>> rows = pl.DataFrame({"period": [date(2025, 1, 1), date(2026, 1, 1)], "whole": [True, False]})
    >>> with_pale(rows, "eur_bn", Periods.of("year"), (date(2022, 1, 1), date(2026, 4, 1)))[1]
    '; pale: part of the year'
    """
    carried, at_prices = of_prices.pale(unit, steps.every, window) if unit in of_prices.UNITS else ([], "")
    in_part = [] if steps.cumulative or rows["whole"].all() else [say("aid.parts.part_words", period=PERIODS[steps.every])]
    reasons = [*([at_prices] if carried else []), *in_part]
    is_carried = pl.col("period").is_in(carried)
    marked = rows.with_columns(pale=is_carried | ~pl.col("whole") if in_part else is_carried)
    return marked, say("aid.parts.pale_words", reasons=reasons) if reasons else ""


def pale_places(rows: pl.DataFrame) -> list[str]:
    """Name the periods whose bars are pale, as an office chart takes them; none where nothing is marked.

    >>> pale_places(pl.DataFrame({"period": [date(2025, 1, 1), date(2026, 1, 1)], "pale": [False, True]}))
    ['2026-01-01']
    """
    return rows.filter("pale")["period"].unique().sort().cast(pl.String).to_list() if "pale" in rows.columns else []
