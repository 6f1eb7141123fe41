"""Aid a month, on average over two spans: the years before, and the twelve months to the last; and the months behind it."""

from datetime import date
from itertools import pairwise

import polars as pl

from analysis.as_of import as_day
from analysis.errors import AnalysisError
from analysis.measures.blocs import Whose
from analysis.measures.flows import over_time
from analysis.measures.frames import require_single_release
from analysis.measures.units import billions, unit_of

__all__ = ["averages", "three_months"]

BASE = (date(2022, 1, 1), date(2024, 12, 1))
"""First and last month of the years that a later one is held against: those before the administration changed."""

YEAR = 12
BEFORE, NEITHER, LAST = "before", "neither", "last year"
"""The spans: the years before, months in neither of the two averages, and the twelve months to the last."""


def averages(
    aid: pl.DataFrame,
    until: date | str | None = None,
    *,
    only: Whose = (),
    kind: str | None = None,
    prices: str | None = None,
) -> pl.DataFrame:
    """Average allocations a month over 2022-24 and over the twelve months to the last, or to the last that had ended by `until`.

    Takes `load.aid()` of one release; dated money only; `only` and the others as `over_time`. Returns release, span (before, last year), first and last month, months,
    bloc, eur_bn (the sum) and a_month_bn, with `prices` eur_2025_bn and a_month_2025_bn; sorted. The two spans may overlap where the last month lies before December 2025.
    Raises NotComparable for several releases, AnalysisError for fewer than twelve covered months and for what is no day, UnknownName for a
    group without aid.

    >>> from analysis import load
    >>> averages(load.aid(29), kind="military").filter(bloc="Europe").select("span", "months", pl.col("a_month_bn").round(3)).rows()
    [('before', 36, 1.607), ('last year', 12, 2.622)]
    """
    months = _months(aid, until, only, kind, prices)
    first, last = _bounds(months)
    year = _shift(last, 1 - YEAR)
    spans = [(BEFORE, max(first, BASE[0]), min(last, BASE[1])), (LAST, year, last)]
    sums = pl.concat(_sums(months, *span) for span in spans)
    bn = unit_of(prices=prices)
    return sums.rename({"eur_bn": bn, "a_month_bn": bn.replace("eur", "a_month")})


def three_months(
    aid: pl.DataFrame, until: date | str | None = None, *, only: Whose = (), kind: str | None = None
) -> pl.DataFrame:
    """Average the same a month over three months at a time, so that the columns of a span tile it and have its average.

    Columns as `averages`; `span` is neither for months that lie between the two spans, which are one column however many they
    are. Where the spans overlap the columns are quarters of the calendar, and a month of both counts as before. Raises as
    `averages`.

    >>> from analysis import load
    >>> rows = three_months(load.aid(29), kind="military").filter(bloc="Europe").select("span", "first", "months").rows()
    >>> rows[12:14]
    [('neither', datetime.date(2025, 1, 1), 4), ('last year', datetime.date(2025, 5, 1), 3)]
    """
    months = _months(aid, until, only, kind)
    first, last = _bounds(months)
    year, after = _shift(last, 1 - YEAR), _shift(BASE[1], 1)
    # Where nothing lies between the two spans, the column between them has no month and so no row.
    starts = [*_quarters(first, BASE[1]), after, *_quarters(year, last)] if year >= after else _quarters(first, last)
    columns = pairwise([*starts, _shift(last, 1)])
    return pl.concat(_sums(months, _span_of(start, year), start, _shift(following, -1)) for start, following in columns)


def _months(
    aid: pl.DataFrame, until: date | str | None, only: Whose, kind: str | None, prices: str | None = None
) -> pl.DataFrame:
    require_single_release(aid, "an average is one of a release")
    exact = unit_of(prices=prices).removesuffix("_bn")
    months = over_time(aid, only=only, kind=kind, prices=prices).rename({exact: "eur"})
    if until is not None:
        months = months.filter(pl.col("period").dt.month_end() <= as_day(until))
    if (covered := months["period"].n_unique()) < YEAR:
        raise AnalysisError(
            f"{covered} months of release {aid['release'].unique().item()} had ended: too few for an average of twelve",
            "choose a later day, or a release with twelve months or more: load.aid(29)",
        )
    return months


def _bounds(months: pl.DataFrame) -> tuple[date, date]:
    return months["period"].min(), months["period"].max()  # type: ignore[return-value]


def _shift(month: date, by: int) -> date:
    place = 12 * month.year + month.month - 1 + by
    return date(place // 12, place % 12 + 1, 1)


def _quarters(first: date, last: date) -> list[date]:
    """List every third month from the first on, up to the last."""
    return pl.date_range(first, last, "3mo", eager=True).to_list()


def _span_of(start: date, year: date) -> str:
    return BEFORE if start <= BASE[1] else NEITHER if start < year else LAST


def _sums(months: pl.DataFrame, span: str, first: date, last: date) -> pl.DataFrame:
    inside = months.filter(pl.col("period").is_between(first, last))
    number = pl.col("period").n_unique().cast(pl.Int64)
    summed = inside.group_by("release", "bloc").agg(pl.col("eur").sum(), months=number).sort("bloc")
    return summed.select(
        "release",
        pl.lit(span).alias("span"),
        pl.lit(first).alias("first"),
        pl.lit(last).alias("last"),
        "months",
        "bloc",
        eur_bn=billions("eur"),
        a_month_bn=(billions("eur") / pl.col("months")).round(9),
    )
