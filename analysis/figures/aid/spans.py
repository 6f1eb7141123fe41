"""What the columns of an average a month are called: spans of years, three months at a time, and the months in neither average."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import polars as pl

from analysis.charts.catalogue import say
from analysis.charts.formatting import eur
from analysis.figures.aid.averages import years_words
from analysis.measures.averages import LAST, NEITHER

NOT_DELIVERED = say("aid.spans.not_delivered")


def in_order(rows: pl.DataFrame, blocs: Sequence[str]) -> pl.DataFrame:
    """Keep some blocs of averages, span by span in the order given; takes first and bloc.

    >>> rows = pl.DataFrame({"first": [1, 1, 1], "bloc": ["Europe", "Other donors", "United States"]})
    >>> in_order(rows, ["United States", "Europe"])["bloc"].to_list()
    ['United States', 'Europe']
    """
    return rows.filter(pl.col("bloc").is_in(blocs)).sort("first", pl.col("bloc").cast(pl.Enum(blocs)))


def span_name() -> pl.Expr:
    """Name the span of an average: 2022–24, or the year to its last month; takes span, first and last.

    >>> rows = pl.DataFrame({"span": ["last year"], "first": [date(2025, 5, 1)], "last": [date(2026, 4, 1)]})
    >>> rows.select(span_name()).item()
    'Year to April 2026'
    """
    return pl.struct("span", "first", "last").map_elements(_span_words, return_dtype=pl.String)


def tile_name() -> pl.Expr:
    """Name the months of a column: Jan to Mar 2022, Nov 2025 to Jan 2026; takes first and last.

    >>> pl.DataFrame({"first": [date(2025, 11, 1)], "last": [date(2026, 1, 1)]}).select(tile_name()).item()
    'Nov 2025 to Jan 2026'
    """
    return pl.struct("first", "last").map_elements(_tile_words, return_dtype=pl.String)


def hollow(tiles: pl.DataFrame) -> list[str]:
    """Say which months are in neither average, if there are any: their column is drawn hollow; takes span, first and last.

    >>> hollow(pl.DataFrame({"span": ["neither"], "first": [date(2025, 1, 1)], "last": [date(2025, 4, 1)]}))
    ['Hollow column: January to April 2025, in neither average.']
    """
    apart = tiles.filter(span=NEITHER).head(1)
    return [
        say("aid.spans.hollow", first=first, last=last)
        if first.year == last.year
        else say("aid.spans.hollow_across_years", first=first, last=last)
        for first, last in apart.select("first", "last").iter_rows()
    ]


def largest_month(months: pl.DataFrame, first: date, last: date, whose: str, write: Callable[[float], str] = eur) -> str:
    """Say what part of a year came in its largest month, amounts written by `write`; takes period and eur_bn.

    >>> months = pl.DataFrame({"period": [date(2025, 5, 1), date(2025, 6, 1)], "eur_bn": [1.0, 2.0]})
    >>> largest_month(months, date(2025, 5, 1), date(2025, 6, 1), "Europe’s {}")
    'June 2025 alone brought €2.0bn of Europe’s €3.0bn in that year.'
    """
    year = months.filter(pl.col("period").is_between(first, last))
    top = year.sort("eur_bn", "period").row(-1, named=True)
    whole = whose.format(write(float(year["eur_bn"].sum())))
    return say("aid.spans.largest_month", month=top["period"], amount=write(top["eur_bn"]), whole=whole)


def _span_words(row: dict[str, Any]) -> str:
    if row["span"] == LAST:
        return say("aid.spans.year_to_label", last=row["last"])
    return years_words(row["first"], row["last"])


def _tile_words(row: dict[str, Any]) -> str:
    first, last = row["first"], row["last"]
    if first.year == last.year:
        return say("aid.spans.tile_label", first=first, last=last)
    return say("aid.spans.tile_across_years_label", first=first, last=last)
