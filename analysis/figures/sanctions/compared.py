"""What authorities listed on the days that all of those compared cover, beside lines and bars that run to their own ends."""

from collections.abc import Mapping, Sequence
from datetime import date

import polars as pl

from analysis.charts import bands
from analysis.charts.catalogue import say
from analysis.charts.formatting import period_name
from analysis.figures.sanctions import authorities
from analysis.figures.sanctions.authorities import COMPARED, NAMES
from analysis.measures import counts

Days = tuple[date, date]
"""The first and the last day that all cover."""


def common_days(spans: pl.DataFrame, window: tuple[date, date]) -> Days | None:
    """Give the days of the chosen months that all compared authorities cover; None where there is none, or fewer than two are chosen.

    `spans` is as `covered.spans_of` gives it, `window` the first and the last month.

    >>> days = {"first_day": [date(2014, 3, 17), date(2024, 5, 4)], "last_day": [date(2026, 10, 8), date(2026, 7, 11)]}
    >>> common_days(pl.DataFrame({"authority": ["EU", "US"]} | days), (date(2022, 1, 1), date(2026, 10, 1)))
    (datetime.date(2024, 5, 4), datetime.date(2026, 7, 11))
    """
    compared = spans.filter(pl.col("authority").is_in(COMPARED))
    if compared.height < 2:
        return None
    first, last = compared.select(
        pl.max_horizontal(pl.col("first_day").max(), pl.lit(window[0])),
        pl.min_horizontal(pl.col("last_day").min(), pl.lit(window[1]).dt.month_end()),
    ).row(0)
    return (first, last) if first <= last else None


def in_last_period(named: pl.DataFrame, common: Days | None, every: str) -> pl.DataFrame:
    """Give what the compared authorities listed in the last period that all of them cover, largest first; no row where there is none.

    >>> rows = {"authority": ["EU", "UK"], "name": ["European Union", "United Kingdom"], "listings": [194, 99]}
    >>> rows = pl.DataFrame(rows | {"period": [date(2025, 1, 1)] * 2})
    >>> in_last_period(rows, (date(2024, 5, 4), date(2026, 4, 29)), "1y")["listings"].to_list()
    [194, 99]
    >>> in_last_period(rows, (date(2025, 5, 4), date(2026, 4, 29)), "1y").height
    0
    """
    if common is None:
        return named.clear()
    ends = pl.col("period").dt.offset_by(every).dt.offset_by("-1d")
    inside = named.filter(pl.col("authority").is_in(COMPARED), pl.col("period") >= common[0], ends <= common[1])
    last = inside.filter(pl.col("period") == pl.col("period").max())
    return last.sort("listings", "name", descending=[True, False])


def within(
    days: Days,
    designations: pl.DataFrame,
    coverage: pl.DataFrame,
    measure: str,
    bases: Mapping[str, str],
    kinds: Sequence[str],
    every: str,
) -> pl.DataFrame:
    """Count the compared authorities on these days alone, largest first.

    >>> from analysis import load
    >>> days, tables = (date(2025, 1, 20), date(2026, 4, 29)), (load.designations(), load.sanctions_coverage())
    >>> within(days, *tables, "asset_freeze", {"EU": "stated", "UK": "stated"}, ["person", "entity"], "1mo")["listings"].to_list()
    [553, 534]
    """
    first, last = days
    listed = designations.filter(pl.col("listed_on").is_between(first, last))
    cut = coverage.with_columns(
        first_day=pl.max_horizontal("first_day", pl.lit(first)), last_day=pl.min_horizontal("last_day", pl.lit(last))
    )
    of_compared = {one: basis for one, basis in bases.items() if one in COMPARED}
    rows = authorities.named(
        counts.counts(listed, cut, measure, bases=of_compared, subjects=kinds, every=every, cumulative=True)
    )
    ends = rows.sort("period").group_by("authority", maintain_order=True).last()
    return ends.sort("listings", "name", descending=[True, False])


def notes(compared: pl.DataFrame, common: Days | None, spans: pl.DataFrame, every: str, cumulative: bool) -> list[str]:
    """Say what is compared, since a headline names two; and whose line stands in no comparison, with the last day its list is known.

    >>> spans = pl.DataFrame({"authority": ["CA"], "last_day": [date(2025, 5, 25)]})
    >>> notes(pl.DataFrame(), (date(2024, 5, 4), date(2026, 4, 29)), spans, "1mo", True)
    ['Drawn and not compared: Canada (known to 25 May 2025).']
    """
    if common is None:
        return []
    others = [
        say("sanctions.compared.known_to_words", name=NAMES[row["authority"]], last=row["last_day"])
        for row in spans.sort("authority").iter_rows(named=True)
        if row["authority"] not in COMPARED
    ]
    told = [say("sanctions.compared.not_compared", others=others)] if others else []
    if compared.is_empty():
        return told
    amounts = [f"{row['name']} {row['listings']:,}" for row in compared.iter_rows(named=True)]
    if cumulative:
        return [say("sanctions.compared.compared_days", first=common[0], last=common[1], amounts=amounts), *told]
    period = period_name(compared["period"][0], every)
    return [say("sanctions.compared.compared_period", period=period, amounts=amounts), *told]


def bracket(common: Days) -> bands.Marked:
    """Mark the days that are compared; a running total of a month stands on its first day, so they begin a month before.

    >>> bracket((date(2024, 5, 4), date(2026, 4, 29))).start
    datetime.date(2024, 4, 1)
    """
    first, last = common
    begins = date(first.year - (first.month == 1), (first.month - 2) % 12 + 1, 1)
    return bands.Marked(begins, last.replace(day=1), say("sanctions.compared.compared_label"), bracket=True)
