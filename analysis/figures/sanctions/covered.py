"""What of each period an authority's source covers, and how a figure of listings over time says so."""

from collections.abc import Mapping
from datetime import date
from typing import Any

import polars as pl

from analysis.charts.catalogue import say
from analysis.charts.formatting import period_name
from analysis.figures.sanctions.authorities import BASES, NAMES
from analysis.measures.periods import last_month_of

Window = tuple[date, date]
"""The first and the last month that are drawn."""


def spans_of(coverage: pl.DataFrame, measure: str, bases: Mapping[str, str]) -> pl.DataFrame:
    """Give from which day to which each authority's source covers a measure on its basis; takes `load.sanctions_coverage()`.

    >>> from analysis import load
    >>> spans_of(load.sanctions_coverage(), "asset_freeze", {"US": "inferred"}).select("authority", "first_day").row(0)
    ('US', datetime.date(2024, 5, 4))
    """
    chosen = pl.struct("authority", "basis").is_in([{"authority": one, "basis": basis} for one, basis in bases.items()])
    return coverage.filter(chosen, pl.col("measure") == measure)


def with_cover(rows: pl.DataFrame, spans: pl.DataFrame, every: str, window: Window) -> pl.DataFrame:
    """Add to_month, the last month of each period that is counted, and whole, false where days of the period are not.

    `rows` has authority and period, `spans` authority, first_day and last_day.

    >>> rows = pl.DataFrame({"authority": ["US"], "period": [date(2024, 1, 1)]})
    >>> spans = pl.DataFrame({"authority": ["US"], "first_day": [date(2024, 5, 4)], "last_day": [date(2026, 7, 11)]})
    >>> with_cover(rows, spans, "1y", (date(2022, 1, 1), date(2026, 7, 1))).select("to_month", "whole").row(0)
    (datetime.date(2024, 12, 1), False)
    """
    ends = pl.col("period").dt.offset_by(every).dt.offset_by("-1d")
    first = pl.max_horizontal("first_day", pl.lit(window[0]))
    last = pl.min_horizontal("last_day", pl.lit(window[1]).dt.month_end())
    known = rows.join(spans.select("authority", "first_day", "last_day"), on="authority", how="left", maintain_order="left")
    counted = known.with_columns(first_day=first, last_day=last)
    whole = (pl.col("period") >= pl.col("first_day")) & (ends <= pl.col("last_day"))
    return counted.with_columns(to_month=last_month_of("period", every, "last_day"), whole=whole)


def known_words(spans: pl.DataFrame, window: Window) -> dict[str, str]:
    """Say of each authority whose source does not cover all months drawn from when or to when it is known.

    >>> spans = pl.DataFrame({"authority": ["US"], "first_day": [date(2024, 5, 4)], "last_day": [date(2026, 7, 11)]})
    >>> known_words(spans, (date(2022, 1, 1), date(2026, 7, 1)))
    {'US': 'from 4 May 2024'}
    """
    words = {row["authority"]: _known(row, window) for row in spans.sort("authority").iter_rows(named=True)}
    return {authority: said for authority, said in words.items() if said}


def in_part(rows: pl.DataFrame, every: str) -> list[str]:
    """Say which bars stand for a part of their period; `rows` as `with_cover` gives them, with name.

    >>> row = {"authority": "UK", "name": "United Kingdom", "period": date(2026, 1, 1), "whole": False}
    >>> row |= {"first_day": date(2022, 1, 1), "last_day": date(2026, 4, 29)}
    >>> in_part(pl.DataFrame([row]), "1y")
    ['Known or counted in part: United Kingdom 2026 (to 29 April 2026).']
    """
    parts = [
        f"{row['name']} {period_name(row['period'], every)} ({_part(row, every)})"
        for row in rows.filter(~pl.col("whole")).sort("authority", "period").iter_rows(named=True)
    ]
    return [say("sanctions.covered.in_part", parts=parts)] if parts else []


def on_other_bases(
    designations: pl.DataFrame, coverage: pl.DataFrame, measure: str, bases: Mapping[str, str], window: Window
) -> list[str]:
    """Point to what an authority listed before its source begins and another basis knows, which is never added to it.

    >>> from analysis import load
    >>> tables, window = (load.designations(), load.sanctions_coverage()), (date(2022, 1, 1), date(2026, 7, 1))
    >>> on_other_bases(*tables, "asset_freeze", {"US": "inferred"}, window)[0][:66]
    'What the United States listed before 4 May 2024 is known otherwise'
    """
    told = []
    for authority, basis in bases.items():
        own = spans_of(coverage, measure, {authority: basis})
        if own.is_empty() or own["first_day"].min() <= window[0]:  # type: ignore[operator]
            continue
        begins = own["first_day"].min()
        dated = designations.filter(pl.col("listed_on") < begins, authority=authority, measure=measure)
        others = coverage.filter(
            pl.col("basis").is_in(dated["basis"].unique().to_list()),
            pl.col("basis") != basis,
            pl.col("first_day") < begins,
            authority=authority,
            measure=measure,
        )
        known = "; ".join(
            say("sanctions.covered.other_basis_words", basis=BASES[key], first=first, last=last, key=key)
            for key, first, last in others.sort("first_day").select("basis", "first_day", "last_day").iter_rows()
        )
        if known:
            told.append(say("sanctions.covered.otherwise", name=NAMES[authority], begins=begins, known=known))
    return told


def _known(row: dict[str, Any], window: Window) -> str:
    begins = row["first_day"].replace(day=1) > window[0]
    ends = row["last_day"].replace(day=1) < window[1].replace(day=1)
    return _days(row, begins=begins, ends=ends)


def _part(row: dict[str, Any], every: str) -> str:
    last = pl.select(pl.lit(row["period"]).dt.offset_by(every).dt.offset_by("-1d")).item()
    return _days(row, begins=row["first_day"] > row["period"], ends=row["last_day"] < last)


def _days(row: dict[str, Any], *, begins: bool, ends: bool) -> str:
    if begins and ends:
        return say("sanctions.covered.from_to_words", first=row["first_day"], last=row["last_day"])
    if begins:
        return say("sanctions.covered.from_words", first=row["first_day"])
    return say("sanctions.covered.to_words", last=row["last_day"]) if ends else ""
