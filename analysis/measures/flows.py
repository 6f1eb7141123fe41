"""Aid as flows: sums over time and in total, shares, rolling years and growth, by bloc, donor and kind.

Every measure takes rows of the aid contract (`load.aid()`), sums exact euros and gives `eur_bn` as floats after that.
Commitments and allocations are never put in one number: each measure works on one stage.
Months inside the covered range without rows are true zeros and appear as such; months outside do not appear.
"""

from collections.abc import Sequence
from datetime import date
from functools import partial

import polars as pl

from analysis import load
from analysis.countries import bloc_of, refuse_without_bloc
from analysis.errors import AnalysisError, UnknownName
from analysis.measures.frames import KINDS, STAGES, frame_in_frame_out, need, of_amounts

DIMENSIONS = ("bloc", "base_bloc", "donor", "kind")
STEPS = {"1mo": 1, "1q": 3, "1y": 12}
BILLION = 1_000_000_000
COLUMNS = ("release", "donor", "kind", "stage", "eur")
DATED = (*COLUMNS, "month")


@of_amounts
def over_time(
    aid: pl.LazyFrame,
    by: str | Sequence[str] = "bloc",
    stage: str = "allocated",
    every: str = "1mo",
    *,
    cumulative: bool = False,
    kind: str | None = None,
    share: bool = False,
) -> pl.LazyFrame:
    """Sum dated aid per period and group.

    `by`: bloc, base_bloc, donor, kind, or several; `every`: 1mo, 1q, 1y; `kind` keeps one kind of aid;
    `cumulative` sums from the first covered month on; `share` adds each group's part of its period.
    Returns release, period (its first day), the groups, eur (exact), eur_bn, and share if asked for; sorted.
    Undated money is not in it: see `undated`. A release that is not in `load.releases()` covers the months from its first row to
    its last. Raises UnknownName, or AnalysisError for a kind that the stage lacks, for
    rows without a month, for money that is not exact and, in a DataFrame, for amounts that are null.

    >>> from analysis import load
    >>> year = over_time(load.aid(29), every="1y").filter(pl.col("period").dt.year() == 2025, pl.col("bloc") == "Europe")
    >>> year["eur_bn"].item()
    74.073576
    """
    groups = dimensions(by)
    choose("every", every, STEPS)
    need(aid, DATED, "take rows of load.aid(); of load.aid_totals() take measures.flows.totals")
    dated = _filled(_prepared(aid, stage, kind, groups).filter(pl.col("month").is_not_null()), covered_months(aid), groups)
    period = pl.col("month").dt.truncate(every).alias("period")
    summed = dated.group_by("release", period, *groups).agg(pl.col("eur").sum()).sort("release", *groups, "period")
    if cumulative:
        summed = summed.with_columns(pl.col("eur").cum_sum().over("release", *groups, order_by="period"))
    whole = summed.with_columns(share=share_of("release", "period")) if share else summed
    return in_billions(whole).sort("release", "period", *groups)


@of_amounts
def totals(
    aid: pl.LazyFrame,
    by: str | Sequence[str] = "bloc",
    stage: str = "allocated",
    *,
    kind: str | None = None,
    share: bool = False,
) -> pl.LazyFrame:
    """Sum all aid per group, undated money included.

    Takes aid or aid_totals rows. Returns release, the groups, eur (exact), eur_bn and, if asked for, share; sorted.
    Raises UnknownName, or AnalysisError for a kind that the stage lacks.

    >>> from analysis import load
    >>> totals(load.aid(29)).select("bloc", "eur_bn").rows()
    [('Europe', 214.844309), ('Other donors', 28.174542), ('United States', 115.38065)]
    """
    groups = dimensions(by)
    need(aid, COLUMNS, "take rows of load.aid() or load.aid_totals()")
    summed = _prepared(aid, stage, kind, groups).group_by("release", *groups).agg(pl.col("eur").sum())
    whole = summed.with_columns(share=share_of("release")) if share else summed
    return in_billions(whole).sort("release", *groups)


@of_amounts
def undated(aid: pl.LazyFrame, by: str | Sequence[str] = "bloc", stage: str = "allocated") -> pl.LazyFrame:
    """Sum the money that the release gives no month for; columns as `totals`.

    A group without such money has no row. Raises UnknownName, or AnalysisError for rows without a month.

    >>> from analysis import load
    >>> undated(load.aid(28)).select("bloc", "eur_bn").rows()
    [('Europe', 1.95512695), ('Other donors', 0.001775796)]
    """
    groups = dimensions(by)
    need(aid, DATED, "take rows of load.aid()")
    rows = _prepared(aid, stage, None, groups).filter(pl.col("month").is_null())
    return in_billions(rows.group_by("release", *groups).agg(pl.col("eur").sum())).sort("release", *groups)


@frame_in_frame_out
def named(frame: pl.LazyFrame) -> pl.LazyFrame:
    """Add each donor's name from the countries table, null for a donor it does not know.

    >>> from analysis import load
    >>> named(load.eu_aid_shares(29)).row(0)
    ('29', 'AUT', Decimal('2424277000.00'), 'Austria')
    """
    return frame.join(load.countries().lazy().select("name", donor="iso3"), on="donor", how="left", maintain_order="left")


@frame_in_frame_out
def with_bloc(frame: pl.LazyFrame) -> pl.LazyFrame:
    """Add each donor's bloc and base_bloc; raises UnknownName, when collected, for a donor that the countries table lacks.

    >>> from analysis import load
    >>> with_bloc(load.aid(29)).filter(pl.col("donor") == "EUI").select("bloc", "base_bloc").row(0)
    ('Europe', 'EU institutions')
    """
    return with_groups(frame)


@of_amounts
def rolling_year(
    aid: pl.LazyFrame, by: str | Sequence[str] = "bloc", stage: str = "allocated", *, kind: str | None = None
) -> pl.LazyFrame:
    """Sum the twelve months up to each month; the first eleven months have no full year and are left out.

    Columns and errors as `over_time`; period is the last of the twelve months.

    >>> from analysis import load
    >>> rolling_year(load.aid(29)).select("period", "bloc", "eur_bn").row(0)
    (datetime.date(2022, 12, 1), 'Europe', 37.185487)
    """
    groups = dimensions(by)
    months = over_time(aid, by=by, stage=stage, kind=kind)
    so_far = pl.col("eur").cum_sum().over("release", *groups, order_by="period")
    a_year_before = pl.col("so_far").shift(12, fill_value=0).over("release", *groups, order_by="period")
    summed = months.with_columns(so_far=so_far, nth=pl.int_range(pl.len()).over("release", *groups, order_by="period"))
    full = summed.with_columns(eur=pl.col("so_far") - a_year_before).filter(pl.col("nth") >= 11).drop("so_far", "nth", "eur_bn")
    return in_billions(full).sort("release", "period", *groups)


@of_amounts
def growth(
    aid: pl.LazyFrame, by: str | Sequence[str] = "bloc", stage: str = "allocated", every: str = "1y", *, kind: str | None = None
) -> pl.LazyFrame:
    """Compare each period with the one before.

    Returns the columns of `over_time` with whole (false for a period that the release covers only in part, which is not
    comparable), change_bn and change (a ratio; null where the period before is zero). Errors as `over_time`.

    >>> from analysis import load
    >>> years = growth(load.aid(29)).filter(pl.col("bloc") == "United States", pl.col("period").dt.year() == 2025)
    >>> years.select("change_bn", "whole").row(0)
    (-45.957022, True)
    """
    groups = dimensions(by)
    periods = over_time(aid, by=by, stage=stage, every=every, kind=kind)
    months = over_time(aid, by=by, stage=stage, kind=kind).group_by("release", pl.col("period").dt.truncate(every))
    complete = months.agg(whole=pl.col("period").n_unique() == STEPS[every])
    before = pl.col("eur_bn").shift(1).over("release", *groups, order_by="period")
    change = (pl.col("eur_bn") - before).round(9)
    compared = periods.join(complete, on=["release", "period"], how="left")
    compared = compared.with_columns(change_bn=change, change=pl.when(before != 0).then(change / before))
    return compared.sort("release", "period", *groups)


def dimensions(by: str | Sequence[str]) -> list[str]:
    """Give the dimensions asked for as a list; raises UnknownName for one that does not exist.

    >>> dimensions("donor")
    ['donor']
    """
    groups = [by] if isinstance(by, str) else list(by)
    for group in groups:
        choose("dimension", group, DIMENSIONS)
    return groups


def choose(what: str, given: str, choices: Sequence[str] | dict[str, int]) -> None:
    """Raise UnknownName with the good ones unless `given` is among the choices.

    >>> choose("stage", "alocated", STAGES)
    Traceback (most recent call last):
        ...
    analysis.errors.UnknownName: no stage 'alocated'
      -> did you mean 'allocated'? choose one of: allocated, committed
    """
    if given not in choices:
        raise UnknownName(what, given, choices)


def _prepared(aid: pl.LazyFrame, stage: str, kind: str | None, groups: list[str]) -> pl.LazyFrame:
    choose("stage", stage, STAGES)
    rows = aid.filter(pl.col("stage") == stage)
    if kind is not None:
        choose("kind", kind, KINDS)
        _refuse_unsplit(rows, stage, kind)
        rows = rows.filter(pl.col("kind") == kind)
    return with_asked(_by_donor(rows, ["kind"] if "kind" in groups else []), groups)


def _by_donor(rows: pl.LazyFrame, more: list[str]) -> pl.LazyFrame:
    """Sum what one donor gave in one month, so that a ledger of millions meets the blocs as a few thousand rows."""
    keys = [name for name in ("release", "month", "donor", *more) if name in rows.collect_schema()]
    summed = rows.group_by(keys).agg(pl.col("eur").sum())
    # Releases meet those of the tables, which are texts; of a few thousand rows the cast costs nothing.
    return summed.with_columns(pl.col("release").cast(pl.String)) if "release" in keys else summed


def _refuse_unsplit(rows: pl.LazyFrame, stage: str, kind: str) -> None:
    if unsplit := rows.filter(pl.col("kind").is_null()).select(pl.len()).collect().item():
        problem = f"{unsplit} rows {stage} give no split by kind, so {kind} aid alone is not known"
        fix = "use stage='allocated', or a release whose commitments are split, such as load.aid(release=28)"
        raise AnalysisError(problem, fix)


def with_groups(aid: pl.LazyFrame) -> pl.LazyFrame:
    """Add each row's bloc and base_bloc; raises UnknownName, when collected, for a donor that the countries table lacks.

    >>> from analysis import load
    >>> with_groups(load.disbursements().lazy()).collect().columns
    ['release', 'month', 'donor', 'eur', 'bloc', 'base_bloc']
    """
    countries = load.countries()
    placed = aid.with_columns(bloc=bloc_of("donor", countries), base_bloc=bloc_of("donor", countries, base=True))
    # A filter on blocs must not come before the check, and the donor must be there to be named.
    checked = partial(refuse_without_bloc, countries=countries)
    return placed.map_batches(checked, predicate_pushdown=False, projection_pushdown=False, slice_pushdown=False)


def with_asked(aid: pl.LazyFrame, groups: Sequence[str]) -> pl.LazyFrame:
    """Add each row's bloc and base_bloc where one is among the groups, else give the rows as they are; errors as `with_groups`.

    >>> from analysis import load
    >>> with_asked(load.disbursements().lazy(), ["donor"]).collect().columns
    ['release', 'month', 'donor', 'eur']
    """
    return with_groups(aid) if {"bloc", "base_bloc"} & set(groups) else aid


@frame_in_frame_out
def covered_months(aid: pl.LazyFrame) -> pl.LazyFrame:
    """Give the first and the last month that each release covers: release, first_month, last_month.

    What `load.releases()` states of those it knows; of any other among the rows, its own first and last month, of all stages and
    kinds together.

    >>> own = pl.DataFrame({"release": ["mine"], "month": [date(2025, 3, 1)]})
    >>> covered_months(own).filter(release="mine").row(0)
    ('mine', datetime.date(2025, 3, 1), datetime.date(2025, 3, 1))
    """
    stated = load.releases().lazy().select("release", "first_month", "last_month").drop_nulls()
    rows = aid.select(pl.col("release").cast(pl.String), "month").drop_nulls()
    others = rows.group_by("release").agg(first_month=pl.col("month").min(), last_month=pl.col("month").max())
    return pl.concat([stated, others.join(stated, on="release", how="anti")])


def _filled(dated: pl.LazyFrame, covered: pl.LazyFrame, groups: list[str]) -> pl.LazyFrame:
    """Add a zero row for every covered month and group, because a covered month without a row is a true zero."""
    months = covered.select("release", month=pl.date_ranges("first_month", "last_month", "1mo"))
    members = dated.select("release", *groups).unique().join(months.explode("month").drop_nulls(), on="release")
    zeros = members.with_columns(eur=pl.lit(0).cast(pl.Decimal(18, 2)))
    return pl.concat([rows.select("release", "month", "eur", *groups) for rows in (dated, zeros)])


def share_of(*within: str) -> pl.Expr:
    """Divide exact euros by their sum within some groups, null where that is zero.

    >>> pl.DataFrame({"release": ["29", "29"], "eur": [1, 3]}).select(share_of("release"))["eur"].to_list()
    [0.25, 0.75]
    """
    return ratio("eur", pl.col("eur").sum().over(within))


def ratio(part: str, whole: str | pl.Expr) -> pl.Expr:
    """Divide one amount by another, null where that is zero.

    >>> pl.DataFrame({"paid": [1, 1], "eur": [2, 0]}).select(ratio("paid", "eur"))["paid"].to_list()
    [0.5, None]
    """
    divisor = (pl.col(whole) if isinstance(whole, str) else whole).cast(pl.Float64)
    return pl.when(divisor != 0).then(pl.col(part).cast(pl.Float64) / divisor)


def in_billions(frame: pl.LazyFrame) -> pl.LazyFrame:
    """Add eur_bn beside the exact euros.

    >>> from analysis import load
    >>> in_billions(load.disbursements().lazy()).collect().columns
    ['release', 'month', 'donor', 'eur', 'eur_bn']
    """
    return frame.with_columns(eur_bn=billions("eur"))


def billions(eur: str | pl.Expr) -> pl.Expr:
    """Turn exact euros into billions, kept to one euro.

    >>> from analysis import load
    >>> load.aid_totals(28).filter(pl.col("stage") == "allocated").select(billions(pl.col("eur").sum())).item()
    349.933076452
    """
    return ((pl.col(eur) if isinstance(eur, str) else eur).cast(pl.Float64) / BILLION).round(9)


def last_month(frame: pl.DataFrame) -> date:
    """Give the last period of a result of `over_time`, the end of its coverage.

    >>> from analysis import load
    >>> last_month(over_time(load.aid(29)))
    datetime.date(2026, 4, 1)
    """
    return frame["period"].max()  # type: ignore[return-value]
