"""Aid as flows: sums over time and in total, shares, rolling years and growth, by bloc, group, donor and kind.

Every measure takes rows of the aid contract (`load.aid()`), sums exact euros and gives `eur_bn` as floats after that.
Commitments and allocations are never put in one number: each measure works on one stage.
Months inside the covered range without rows are true zeros and appear as such; months outside do not appear.
"""

from collections.abc import Sequence
from datetime import date

import polars as pl

from analysis import load
from analysis.errors import AnalysisError, NotComparable
from analysis.groups.group import Group
from analysis.measures.blocs import (
    BLOCS,
    Whose,
    choose,
    chosen,
    dimensions,
    donors_of,
    each_chosen,
    own_groups,
    tells_groups,
    with_asked,
    with_groups,
)
from analysis.measures.coverage import covered_months, refuse_outside
from analysis.measures.frames import KINDS, STAGES, frame_in_frame_out, need, of_amounts
from analysis.measures.periods import STEPS, Months, Periods
from analysis.measures.prices import at_prices, price_year, require_months
from analysis.measures.units import billions, in_dollars, in_unit, ratio, refuse_unsized, unit_of

COLUMNS = ("release", "donor", "kind", "stage", "eur")
DATED = (*COLUMNS, "month")


@of_amounts
def over_time(
    aid: pl.LazyFrame,
    by: str | Sequence[str] = "bloc",
    only: Whose = (),
    *,
    stage: str = "allocated",
    kind: str | None = None,
    every: str = "1mo",
    cumulative: bool = False,
    currency: str = "EUR",
    per: str | None = None,
    prices: str | None = None,
    months: Months = None,
    smooth: int = 1,
    share: bool = False,
) -> pl.LazyFrame:
    """Sum dated aid per period and group, in the unit asked for.

    `by`: bloc, base_bloc, donor, kind, or several; `only` keeps some blocs, groups and countries, by name, code or as a Group;
    `kind` keeps one kind of aid; `every`: 1mo, 1q, 6mo, 1y, or month, quarter, half, year; `cumulative` sums from the first
    month on; `currency`: EUR, or USD with each month at its mean rate; `per`: gdp (per cent of that of 2021) or head;
    `prices`: constant prices, of which "2025" deflates each month's euros by the euro area's HICP and dollars by the US CPI-U, None is nominal; `months` the
    first and the last, as "2025-01", None where an end is open (the last period may be one in part: `growth` has `whole`); `smooth` takes the mean of so many periods up to each, and
    leaves out those with too few before them; `share` adds each group's part of what all donors gave in the period.
    Returns release, period (its first day), the groups, eur (exact) and eur_bn, eur_2025 and eur_2025_bn likewise, or the one column
    of another unit (`unit_of`), and share if asked for; sorted. Undated money is not in it: see `undated`. A release that is not in `load.releases()` covers the
    months from its first row to its last. Raises UnknownName, NotComparable for what does not go together, such as dollars of
    GDP, or AnalysisError for a kind that the stage lacks, for months that are none or outside, for rows without a month, for money
    that is not exact and, in a DataFrame, for amounts that are null.

    >>> from analysis import groups, load
    >>> year = over_time(load.aid(29), every="year", months=("2025", "2025")).filter(bloc="Europe")
    >>> year["eur_bn"].item()
    74.073576
    >>> without = over_time(load.aid(29), only=[groups.EUROPE.without("GBR"), "GBR"], every="year", months=("2025", "2025"))
    >>> without.select("bloc", "eur_bn").rows()
    [('Europe without the United Kingdom', 68.284318), ('United Kingdom', 5.789258)]
    """
    groups, steps, year = dimensions(by), Periods.of(every, cumulative, months, smooth), price_year(prices)
    unit = unit_of(currency, per, prices)
    require_months(aid, year)
    need(aid, DATED, "take rows of load.aid(); of load.aid_totals() take measures.aid.totals")
    whose = chosen(aid, only) or (own_groups(aid, groups) if per else ())
    refuse_unsized(whose, unit, "donor" if "donor" in groups else "bloc", amounts=True)
    refuse_outside(aid, steps)

    def summed(within: list[str], some: Sequence[Group]) -> pl.LazyFrame:
        monthly = _monthly_sums(aid, within, some, stage, kind).rename({"eur": "value"})
        if year is not None:
            return steps.covered(at_prices(monthly, unit[:3].upper(), year), within)
        return steps.covered(in_dollars(monthly) if unit.startswith("usd") else monthly, within)

    periods = summed(groups, whose)
    if share:
        if per is not None:
            raise NotComparable("a share of all aid has no yardstick", f"choose one: share=True, or per={per!r}")
        everyone = summed([], ()).rename({"value": "whole"})
        periods = periods.join(everyone, on=["release", "period"], how="left").with_columns(share=ratio("value", "whole"))
    exact = smooth == 1 and (unit == "eur_bn" or year is not None)
    return in_unit(periods.drop("whole", strict=False), groups, whose, unit, exact=exact).sort("release", "period", *groups)


@of_amounts
def totals(
    aid: pl.LazyFrame,
    by: str | Sequence[str] = "bloc",
    only: Whose = (),
    *,
    stage: str = "allocated",
    kind: str | None = None,
    share: bool = False,
) -> pl.LazyFrame:
    """Sum all aid per group, undated money included.

    Takes aid or aid_totals rows; the arguments are those of `over_time`. Returns release, the groups, eur (exact), eur_bn and, if
    asked for, share (of what all donors gave); sorted. Raises UnknownName, or AnalysisError for a kind that the stage lacks.

    >>> from analysis import groups, load
    >>> totals(load.aid(29)).select("bloc", "eur_bn").rows()
    [('Europe', 214.844309), ('Other donors', 28.174542), ('United States', 115.38065)]
    >>> totals(load.aid(29), only=[groups.NORDIC_BALTIC_EIGHT, "DEU"]).select("bloc", "eur_bn").rows()
    [('Germany', 29.927507), ('Nordic-Baltic eight', 39.232689)]
    """
    groups = dimensions(by)
    need(aid, COLUMNS, "take rows of load.aid() or load.aid_totals()")
    whose = chosen(aid, only)
    rows = _prepared(aid, stage, kind, groups)
    summed = with_asked(rows, groups, whose).group_by("release", *groups).agg(pl.col("eur").sum())
    if tells_groups(groups, whose):
        every, on = each_chosen(rows, groups, whose), ["release", *groups]
        summed = every.join(summed, on=on, how="left", nulls_equal=True).with_columns(pl.col("eur").fill_null(0))
    if share:
        everyone = rows.group_by("release").agg(whole=pl.col("eur").sum())
        summed = summed.join(everyone, on="release", how="left").with_columns(share=ratio("eur", "whole")).drop("whole")
    return in_billions(summed).sort("release", *groups)


@of_amounts
def undated(aid: pl.LazyFrame, by: str | Sequence[str] = "bloc", only: Whose = (), *, stage: str = "allocated") -> pl.LazyFrame:
    """Sum the money that the release gives no month for; columns as `totals`.

    A group without such money has no row. Raises UnknownName, or AnalysisError for rows without a month.

    >>> from analysis import load
    >>> undated(load.aid(28)).select("bloc", "eur_bn").rows()
    [('Europe', 1.95512695), ('Other donors', 0.001775796)]
    """
    groups = dimensions(by)
    need(aid, DATED, "take rows of load.aid()")
    whose = chosen(aid, only)
    rows = with_asked(_prepared(aid, stage, None, groups).filter(pl.col("month").is_null()), groups, whose)
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
    aid: pl.LazyFrame,
    by: str | Sequence[str] = "bloc",
    only: Whose = (),
    *,
    stage: str = "allocated",
    kind: str | None = None,
) -> pl.LazyFrame:
    """Sum the twelve months up to each month; the first eleven months have no full year and are left out.

    Columns and errors as `over_time`; period is the last of the twelve months.

    >>> from analysis import load
    >>> rolling_year(load.aid(29)).select("period", "bloc", "eur_bn").row(0)
    (datetime.date(2022, 12, 1), 'Europe', 37.185487)
    """
    groups = dimensions(by)
    months = over_time(aid, by, only, stage=stage, kind=kind)
    so_far = pl.col("eur").cum_sum().over("release", *groups, order_by="period")
    a_year_before = pl.col("so_far").shift(12, fill_value=0).over("release", *groups, order_by="period")
    summed = months.with_columns(so_far=so_far, nth=pl.int_range(pl.len()).over("release", *groups, order_by="period"))
    full = summed.with_columns(eur=pl.col("so_far") - a_year_before).filter(pl.col("nth") >= 11).drop("so_far", "nth", "eur_bn")
    return in_billions(full).sort("release", "period", *groups)


@of_amounts
def growth(
    aid: pl.LazyFrame,
    by: str | Sequence[str] = "bloc",
    only: Whose = (),
    *,
    stage: str = "allocated",
    kind: str | None = None,
    every: str = "1y",
    prices: str | None = None,
) -> pl.LazyFrame:
    """Compare each period with the one before, nominal or at the prices of one year.

    Returns the columns of `over_time` with whole (false for a period that the release covers only in part, which is not
    comparable), change_bn and change (a ratio; null where the period before is zero). Errors as `over_time`.

    >>> from analysis import load
    >>> years = growth(load.aid(29)).filter(pl.col("bloc") == "United States", pl.col("period").dt.year() == 2025)
    >>> years.select("change_bn", "whole").row(0)
    (-45.957022, True)
    """
    groups, step = dimensions(by), Periods.of(every).every
    unit = unit_of(prices=prices)
    periods = over_time(aid, by, only, stage=stage, kind=kind, every=step, prices=prices)
    months = over_time(aid, by, only, stage=stage, kind=kind).group_by("release", pl.col("period").dt.truncate(step))
    complete = months.agg(whole=pl.col("period").n_unique() == STEPS[step])
    before = pl.col(unit).shift(1).over("release", *groups, order_by="period")
    change = (pl.col(unit) - before).round(9)
    compared = periods.join(complete, on=["release", "period"], how="left")
    compared = compared.with_columns(change_bn=change, change=pl.when(before != 0).then(change / before))
    return compared.sort("release", "period", *groups)


def _monthly_sums(aid: pl.LazyFrame, groups: list[str], whose: Sequence[Group], stage: str, kind: str | None) -> pl.LazyFrame:
    """Sum dated aid per month and group in exact euros, with a zero for whoever is in the release and has no row in a month."""
    # A release may be typed as Categorical or Enum; what is made here has it as text.
    aid = aid.with_columns(pl.col("release").cast(pl.String))
    dated = _prepared(aid, stage, kind, groups).filter(pl.col("month").is_not_null())
    placed = with_asked(dated, groups, whose)
    if tells_groups(groups, whose):
        known = each_chosen(dated, groups, whose)
    else:
        known = placed if "kind" in groups else with_asked(donors_of(aid, groups, dated), groups, whose)
    months = covered_months(aid).select("release", month=pl.date_ranges("first_month", "last_month", "1mo"))
    zeros = known.select("release", *groups).unique().join(months.explode("month").drop_nulls(), on="release")
    zeros = zeros.with_columns(eur=pl.lit(0).cast(pl.Decimal(18, 2)))
    both = pl.concat([rows.select("release", "month", *groups, "eur") for rows in (placed, zeros)])
    return both.group_by("release", "month", *groups).agg(pl.col("eur").sum())


def _prepared(aid: pl.LazyFrame, stage: str, kind: str | None, groups: list[str]) -> pl.LazyFrame:
    choose("stage", stage, STAGES)
    rows = aid.filter(pl.col("stage") == stage)
    if kind is not None:
        choose("kind", kind, KINDS)
        _refuse_unsplit(rows, stage, kind)
        rows = rows.filter(pl.col("kind") == kind)
    return _by_donor(rows, [name for name in ("kind", *BLOCS) if name in groups])


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


def in_billions(frame: pl.LazyFrame) -> pl.LazyFrame:
    """Add eur_bn beside the exact euros.

    >>> from analysis import load
    >>> in_billions(load.disbursements().lazy()).collect().columns
    ['release', 'month', 'donor', 'eur', 'eur_bn']
    """
    return frame.with_columns(eur_bn=billions("eur"))


def last_month(frame: pl.DataFrame) -> date:
    """Give the last period of a result of `over_time`, the end of its coverage.

    >>> from analysis import load
    >>> last_month(over_time(load.aid(29)))
    datetime.date(2026, 4, 1)
    """
    return frame["period"].max()  # type: ignore[return-value]
