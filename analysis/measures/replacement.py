"""What it takes to replace military aid of the United States: a month's average turned into a year, against a group's economy."""

from collections.abc import Sequence
from datetime import date
from typing import Any

import polars as pl

from analysis import groups
from analysis.countries import EUROPE, UNITED_STATES, join_words
from analysis.errors import AnalysisError
from analysis.groups.group import Group
from analysis.measures.averages import BEFORE, LAST, YEAR, averages
from analysis.measures.blocs import Whose, chosen
from analysis.measures.flows import over_time
from analysis.measures.units import billions, sizes_of, unsized

__all__ = ["offset", "replacement", "shortfall"]

DEFAULT = ("EUROPE", "EU27", "EURO_AREA", "WEIMAR_TRIANGLE", "NORDIC_BALTIC_EIGHT")
MILITARY, USA = "military", "USA"


def shortfall(aid: pl.DataFrame, until: date | str | None = None) -> pl.DataFrame:
    """Subtract Europe's military aid a month in the last twelve months from what it and the United States averaged in 2022-24.

    Takes `load.aid()` of one release; dated money only; with `until` the months that had ended by a day. Returns one row: release,
    before_first and before_last, year_first and year_last (months), us_bn, europe_bn (EUR bn a month before), now_bn (Europe's a month
    in the last year), both_bn (before, together), short_bn (a month; negative where Europe gives more than both did), short_year_bn and
    us_year_bn (twelve times as much). Raises as `averages`.

    >>> from analysis import load
    >>> shortfall(load.aid(29)).select(pl.col("us_bn", "europe_bn", "now_bn", "short_bn", "us_year_bn").round(2)).row(0)
    (1.78, 1.61, 2.62, 0.77, 21.38)
    """
    spans = _by_span(averages(aid, until, kind=MILITARY))
    us, europe, now = spans[BEFORE, UNITED_STATES], spans[BEFORE, EUROPE], spans[LAST, EUROPE]
    both_bn = us["a_month_bn"] + europe["a_month_bn"]
    # From the sums, not from the months' averages, which are rounded to one euro.
    us_year, europe_year, now_year = (YEAR * row["eur_bn"] / row["months"] for row in (us, europe, now))
    row = {
        "release": us["release"],
        "before_first": us["first"],
        "before_last": us["last"],
        "year_first": now["first"],
        "year_last": now["last"],
        "us_bn": us["a_month_bn"],
        "europe_bn": europe["a_month_bn"],
        "now_bn": now["a_month_bn"],
        "both_bn": both_bn,
        "short_bn": both_bn - now["a_month_bn"],
        "short_year_bn": us_year + europe_year - now_year,
        "us_year_bn": us_year,
    }
    return pl.DataFrame([row]).with_columns(pl.col(pl.Float64).round(9))


def replacement(aid: pl.DataFrame, only: Whose = (), until: date | str | None = None) -> pl.DataFrame:
    """Divide a year of US military aid at the average of 2022-24, and what Europe is short of both, by the GDP of groups.

    Takes `load.aid()` of one release. `only` names blocs, groups and countries, each as if it did so alone; Europe, the EU27 and
    others if none is named. Returns release, bloc, gdp_eur_bn (of 2021), us_year_bn and us_pct (per cent of GDP), short_year_bn and
    short_pct, now_year_bn and now_pct (the group's own military aid in the last twelve months); in the order asked for. What members give through
    the EU institutions is not theirs here. Raises as `averages` and UnknownName, AnalysisError where no group has a GDP and for
    a group with the United States in it.

    >>> from analysis import load
    >>> rows = replacement(load.aid(29), [groups.EUROPE, groups.NORDIC_BALTIC_EIGHT])
    >>> rows.select("bloc", pl.col("us_pct", "short_pct", "now_pct").round(2)).rows()
    [('Europe', 0.12, 0.05, 0.17), ('Nordic-Baltic eight', 1.28, 0.55, 0.54)]
    """
    [gap] = shortfall(aid, until).to_dicts()
    whose = chosen(aid.lazy(), only) or tuple(_ready(name) for name in DEFAULT)
    sizes = sizes_of(whose).drop("population_m")
    known = sizes.filter(pl.col("gdp_eur_bn").is_not_null())["bloc"].to_list()
    # Who is to be left out is told at once, be it for want of a GDP or because it is the United States.
    if (lacking := [group.name for group in whose if group.name not in known]) and (
        not known or any(USA in group.members for group in whose if group.name in lacking)
    ):
        raise unsized(lacking, whose, "pct_gdp", itself=USA)
    _refuse_the_us(whose)
    own = over_time(aid, only=whose, kind=MILITARY, months=(gap["year_first"], gap["year_last"]))
    given = own.group_by("bloc").agg(pl.col("eur").sum()).select("bloc", now_year_bn=billions("eur"))
    named = pl.DataFrame({"release": gap["release"], "bloc": [group.name for group in whose]})
    sized = named.join(sizes, on="bloc", how="left", maintain_order="left")
    rows = sized.join(given, on="bloc", how="left", maintain_order="left").with_columns(
        us_year_bn=pl.lit(gap["us_year_bn"]), short_year_bn=pl.lit(gap["short_year_bn"])
    )
    parts = ("us", "short", "now")
    shares = {f"{part}_pct": (100 * pl.col(f"{part}_year_bn") / pl.col("gdp_eur_bn")).round(6) for part in parts}
    return rows.with_columns(**shares).select(
        "release", "bloc", "gdp_eur_bn", *(f"{part}_{unit}" for part in parts for unit in ("year_bn", "pct"))
    )


def offset(aid: pl.DataFrame, only: Whose, until: date | str | None = None) -> pl.DataFrame:
    """Hold the rise of groups' military aid a month, from 2022-24 to the last twelve months, against what the United States gave a month.

    Takes `load.aid()` of one release; dated money only; `only` names blocs, groups and countries, each by itself; with `until` the months
    that had ended by a day. Returns release, bloc, before_bn and now_bn (EUR bn a month), rise_bn (negative where a group gives less),
    us_bn (of the United States before) and share (the rise of that); in the order asked for. Raises as `averages` and UnknownName,
    AnalysisError for a group with the United States in it.

    >>> from analysis import load
    >>> rows = offset(load.aid(29), [groups.EUROPE, groups.NORDIC_BALTIC_EIGHT])
    >>> rows.select("bloc", pl.col("before_bn", "now_bn", "share").round(2)).rows()
    [('Europe', 1.61, 2.62, 0.57), ('Nordic-Baltic eight', 0.5, 0.76, 0.14)]
    """
    whose = chosen(aid.lazy(), only)
    _refuse_the_us(whose)
    spans = _by_span(averages(aid, until, only=[*whose, UNITED_STATES], kind=MILITARY))
    us = spans[BEFORE, UNITED_STATES]
    rows = [
        (us["release"], group.name, *(spans[span, group.name]["a_month_bn"] for span in (BEFORE, LAST)), us["a_month_bn"])
        for group in whose
    ]
    texts, amounts = ("release", "bloc"), ("before_bn", "now_bn", "us_bn")
    schema = dict.fromkeys(texts, pl.String) | dict.fromkeys(amounts, pl.Float64)
    rise = (pl.col("now_bn") - pl.col("before_bn")).round(9)
    named = pl.DataFrame(rows, schema=schema, orient="row")
    return named.select(*texts, "before_bn", "now_bn", rise_bn=rise, us_bn="us_bn", share=rise / pl.col("us_bn"))


def _by_span(spans: pl.DataFrame) -> dict[tuple[str, str], dict[str, Any]]:
    """Give the rows of `averages` by their span and bloc."""
    return spans.rows_by_key(("span", "bloc"), named=True, unique=True)


def _ready(name: str) -> Group:
    group: Group = getattr(groups, name)
    return group


def _refuse_the_us(whose: Sequence[Group]) -> None:
    alone = [group for group in whose if group.members == (USA,)]
    within = [group for group in whose if USA in group.members and group not in alone]
    if within:
        names = join_words([group.in_text for group in within])
        have, them = ("has", "it") if len(within) == 1 else ("have", "them")
        problem = f"{names[0].upper()}{names[1:]} {have} the United States in {them}, which cannot replace itself"
        besides = ", and as a country too" if alone else ""
        raise AnalysisError(problem, f"leave it out{besides}: .without({USA!r})")
    if alone and len(whose) > 1:
        raise AnalysisError("the United States cannot replace itself", f'leave "{alone[0].name}" out of only=[...]')
    if alone:
        raise AnalysisError("the United States cannot replace itself", 'name who pays in its place: only="Europe"')
