"""Who led when: every month in which the lead between two groups changed hands, and when it changed for good."""

from datetime import date

import polars as pl

from analysis.errors import UnknownName
from analysis.measures.flows import over_time
from analysis.measures.frames import as_eager


def lead_changes(
    aid: pl.DataFrame,
    leader: str = "Europe",
    follower: str = "United States",
    *,
    stage: str = "allocated",
    kind: str | None = None,
) -> pl.DataFrame:
    """List the months in which the cumulative lead between two blocs began or changed hands.

    Returns month, leader, behind, gap_bn (EUR bn ahead at that month's end) and for_good (true on the last row only); a tie
    keeps the lead where it was. Raises UnknownName for a bloc that the table lacks, AnalysisError for a lazy frame, else as
    `flows.over_time`.

    >>> from analysis import load
    >>> lead_changes(load.aid(29)).filter("for_good").select("month", "leader").row(0)
    (datetime.date(2023, 3, 1), 'Europe')
    """
    wide = _side_by_side(aid, leader, follower, stage, kind)
    ahead = wide.with_columns(gap=pl.col(leader) - pl.col(follower)).with_columns(
        leader=pl.when(pl.col("gap") > 0).then(pl.lit(leader)).when(pl.col("gap") < 0).then(pl.lit(follower))
    )
    held = ahead.with_columns(pl.col("leader").forward_fill()).drop_nulls("leader")
    changes = held.filter(pl.col("leader") != pl.col("leader").shift(1, fill_value=""))
    return changes.select(
        month="period",
        leader="leader",
        behind=pl.when(pl.col("leader") == leader).then(pl.lit(follower)).otherwise(pl.lit(leader)),
        gap_bn=(pl.col("gap").abs().cast(pl.Float64) / 1e9).round(9),
        for_good=pl.int_range(pl.len()) == pl.len() - 1,
    )


def overtaken_on(
    aid: pl.DataFrame,
    leader: str = "Europe",
    follower: str = "United States",
    *,
    stage: str = "allocated",
    kind: str | None = None,
) -> date | None:
    """Give the month from which `leader` is ahead of `follower` for good, or None while it is behind.

    Raises as `lead_changes`.

    >>> from analysis import load
    >>> overtaken_on(load.aid(29), kind="military")
    datetime.date(2025, 3, 1)
    """
    changes = lead_changes(aid, leader, follower, stage=stage, kind=kind)
    if changes.is_empty() or changes["leader"][-1] != leader:
        return None
    month: date = changes["month"][-1]
    return month


STRIPS = (
    ("All aid", "allocated", None),
    ("Military", "allocated", "military"),
    ("Financial", "allocated", "financial"),
    ("Humanitarian", "allocated", "humanitarian"),
    ("Commitments", "committed", None),
)


def who_leads(aid: pl.DataFrame, leader: str = "Europe", follower: str = "United States") -> pl.DataFrame:
    """Say for each month who was ahead in cumulative terms: all aid, each kind, and commitments.

    Takes one release. Returns release, what, period, leader (null before anyone led) and gap_bn (the distance at the month's
    end). Raises as `lead_changes`.

    >>> from analysis import load
    >>> strips = who_leads(load.aid(29)).filter(pl.col("period") == date(2025, 1, 1))
    >>> strips.select("what", "leader").head(2).rows()
    [('All aid', 'Europe'), ('Military', 'United States')]
    """
    strips = []
    for what, stage, kind in STRIPS:
        wide = _side_by_side(aid, leader, follower, stage, kind)
        gap = pl.col(leader) - pl.col(follower)
        strips.append(
            wide.select(
                release=pl.lit(aid["release"][0]),
                what=pl.lit(what),
                period="period",
                leader=pl.when(gap > 0).then(pl.lit(leader)).when(gap < 0).then(pl.lit(follower)),
                gap_bn=(gap.abs().cast(pl.Float64) / 1e9).round(6),
            ).with_columns(pl.col("leader").forward_fill())
        )
    return pl.concat(strips)


def _side_by_side(aid: pl.DataFrame, leader: str, follower: str, stage: str, kind: str | None) -> pl.DataFrame:
    curves = over_time(as_eager(aid), by="bloc", stage=stage, kind=kind, cumulative=True)
    for name in (leader, follower):
        if name not in curves["bloc"]:
            raise UnknownName("bloc", name, curves["bloc"].unique().sort())
    return curves.pivot("bloc", index="period", values="eur").sort("period")
