"""Promise against earmarked aid: commitments less allocations, in total and over time."""

from collections.abc import Sequence
from typing import Any

import polars as pl

from analysis.errors import AnalysisError
from analysis.measures.blocs import Whose, chosen, dimensions, with_asked
from analysis.measures.flows import COLUMNS, named, over_time
from analysis.measures.frames import STAGES, need, of_amounts, require_single_release
from analysis.measures.periods import Months
from analysis.measures.units import billions, ratio

GAP = (
    billions("committed").alias("committed_bn"),
    billions("allocated").alias("allocated_bn"),
    billions(pl.col("committed") - pl.col("allocated")).alias("to_be_allocated_bn"),
)


@of_amounts
def to_be_allocated(aid: pl.LazyFrame, by: str | Sequence[str] = "bloc", only: Whose = ()) -> pl.LazyFrame:
    """Subtract allocations from commitments by bloc or donor, over the whole release: the gap still to be allocated.

    `by` and `only` as `over_time`. Undated money is in it; the difference is taken after summing and never clipped. Returns release, the
    groups, committed_bn, allocated_bn, to_be_allocated_bn and share_allocated (null where nothing is committed); sorted. A stage of which
    a release has no row at all is not known there, and so is what hangs on it. Raises UnknownName.

    >>> from analysis import load
    >>> to_be_allocated(load.aid(29)).select("bloc", "to_be_allocated_bn").row(0)
    ('Europe', 174.9051)
    """
    groups = dimensions(by)
    need(aid, COLUMNS, "take rows of load.aid() or load.aid_totals()")
    # By donor first, so that a ledger of millions meets the blocs as a few rows.
    keys = [name for name in dict.fromkeys(["release", "donor", *groups]) if name in aid.collect_schema()]
    by_donor = aid.group_by(keys).agg(
        *(_stage_sum(stage).alias(stage) for stage in STAGES),
        *((pl.col("stage") == stage).sum().alias(f"rows_{stage}") for stage in STAGES),
    )
    counted = pl.col(*STAGES, *(f"rows_{stage}" for stage in STAGES)).sum()
    sums = with_asked(by_donor, groups, chosen(aid, only)).group_by("release", *groups).agg(counted)
    rows = sums.with_columns(pl.when(pl.col(f"rows_{one}").sum().over("release") > 0).then(one).alias(one) for one in STAGES)
    return rows.select("release", *groups, *GAP, share_allocated=ratio("allocated", "committed")).sort("release", *groups)


@of_amounts
def gap_over_time(
    aid: pl.LazyFrame, by: str | Sequence[str] = "bloc", only: Whose = (), *, months: Months = None
) -> pl.LazyFrame:
    """Subtract allocations from commitments, both summed up to each month; dated money only.

    Arguments as `over_time`; with `months` both begin at the first. Returns release, period, the groups, committed_bn,
    allocated_bn and to_be_allocated_bn, which may be negative; sorted. A stage of which a release has no dated row is not known
    there. Raises as `over_time`.

    >>> from analysis import load
    >>> gap_over_time(load.aid(29)).filter(pl.col("bloc") == "Europe")["to_be_allocated_bn"][-1]
    174.9051
    """
    groups = dimensions(by)
    on = ["release", "period", *groups]
    committed, allocated = (
        over_time(aid, by, only, stage=stage, cumulative=True, months=months).select(*on, pl.col("eur").alias(stage))
        for stage in ("committed", "allocated")
    )
    both = committed.join(allocated, on=on, how="full", coalesce=True)
    # A stage that the release has at all is zero where it has no row; one that it lacks is not known.
    known = {stage: pl.col(stage).is_not_null().any().over("release") for stage in STAGES}
    filled = [pl.when(there).then(pl.col(stage).fill_null(0)).alias(stage) for stage, there in known.items()]
    return both.with_columns(filled).select(*on, *GAP).sort(on)


def largest_promise(aid: pl.DataFrame, only: Whose = ()) -> dict[str, Any]:
    """Find the most that one donor, or one of `only`, committed in one month: month, donor, name and eur_bn; dated money only.

    Raises NotComparable for several releases, AnalysisError for a release without dated commitments.

    >>> from analysis import load
    >>> largest_promise(load.aid(29))["donor"]
    'EUI'
    """
    require_single_release(aid, "the largest promise is one of a release")
    months = named(over_time(aid, "donor", only, stage="committed")).sort(
        "eur_bn", "period", "donor", descending=[True, False, False]
    )
    if months.is_empty():
        raise AnalysisError(
            f"release {aid['release'].unique().item()} dates no commitment", "take a release with months: load.aid(29)"
        )
    return dict(months.select("donor", "name", "eur_bn", month="period").row(0, named=True))


def _stage_sum(stage: str) -> pl.Expr:
    return pl.col("eur").filter(pl.col("stage") == stage).sum()
