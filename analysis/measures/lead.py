"""Who led when: every month in which the lead between two groups changed hands, and when it changed for good."""

from datetime import date

import polars as pl

from analysis.errors import AnalysisError, NotComparable
from analysis.groups.group import Group
from analysis.measures.blocs import chosen
from analysis.measures.flows import over_time
from analysis.measures.frames import need, require_single_release
from analysis.measures.units import billions


def lead_changes(
    aid: pl.DataFrame,
    leader: str | Group = "Europe",
    follower: str | Group = "United States",
    *,
    stage: str = "allocated",
    kind: str | None = None,
) -> pl.DataFrame:
    """List the months in which the cumulative lead between two blocs, groups or countries began or changed hands.

    Returns month, leader, behind, gap_bn (EUR bn ahead at that month's end) and for_good (true on the last row only); a tie
    keeps the lead where it was. Raises UnknownName for a bloc that the table lacks, AnalysisError for a lazy frame,
    NotComparable for several releases, else as `flows.over_time`.

    >>> from analysis import load
    >>> lead_changes(load.aid(29)).filter("for_good").select("month", "leader").row(0)
    (datetime.date(2023, 3, 1), 'Europe')
    """
    first, second = _two(aid, leader, follower)
    held = _standings(aid, first, second, stage, kind).drop_nulls("leader")
    changes = held.filter(pl.col("leader") != pl.col("leader").shift(1, fill_value=""))
    return changes.select(
        month="period",
        leader="leader",
        behind=pl.when(pl.col("leader") == first.name).then(pl.lit(second.name)).otherwise(pl.lit(first.name)),
        gap_bn=pl.col("gap_bn"),
        for_good=pl.int_range(pl.len()) == pl.len() - 1,
    )


def overtaken_on(
    aid: pl.DataFrame,
    leader: str | Group = "Europe",
    follower: str | Group = "United States",
    *,
    stage: str = "allocated",
    kind: str | None = None,
) -> date | None:
    """Give the month in which `leader`, Europe unless named, overtook `follower`, the US, for good; None while it is behind.

    Raises as `lead_changes`.

    >>> from analysis import load
    >>> overtaken_on(load.aid(29), kind="military")
    datetime.date(2025, 3, 1)
    """
    changes = lead_changes(aid, leader, follower, stage=stage, kind=kind)
    first, _ = _two(aid, leader, follower)
    return None if changes.is_empty() or changes["leader"][-1] != first.name else changes["month"][-1]


STRIPS = (
    ("All aid", "allocated", None),
    ("Military", "allocated", "military"),
    ("Financial", "allocated", "financial"),
    ("Humanitarian", "allocated", "humanitarian"),
    ("Commitments", "committed", None),
)


def who_leads(aid: pl.DataFrame, leader: str | Group = "Europe", follower: str | Group = "United States") -> pl.DataFrame:
    """Say for each month who was ahead in cumulative terms: all aid, each kind, and commitments.

    Takes one release. Returns release, what, period, leader (null before anyone led) and gap_bn (the distance at the month's
    end). Raises as `lead_changes`.

    >>> from analysis import load
    >>> strips = who_leads(load.aid(29)).filter(pl.col("period") == date(2025, 1, 1))
    >>> strips.select("what", "leader").head(2).rows()
    [('All aid', 'Europe'), ('Military', 'United States')]
    """
    require_single_release(aid, "who is ahead is an answer of one release")
    first, second = _two(aid, leader, follower)
    strips = [
        _standings(aid, first, second, stage, kind).select(
            release=pl.lit(aid["release"][0]),
            what=pl.lit(what),
            period="period",
            leader="leader",
            gap_bn=pl.col("gap_bn").round(6),
        )
        for what, stage, kind in STRIPS
    ]
    return pl.concat(strips)


def _two(aid: pl.DataFrame, leader: str | Group, follower: str | Group) -> tuple[Group, Group]:
    """Give the two compared, as groups; raises UnknownName for one whose members are none of the donors."""
    require_single_release(aid, "who is ahead is an answer of one release")
    need(aid, ("donor",), "take rows of load.aid()")
    two = chosen(aid.lazy(), [leader, follower])
    if len(two) < 2 or two[0].members == two[1].members:
        raise NotComparable(f"{two[0].name} and {two[-1].name} have the same members", "name two that differ")
    return two[0], two[1]


def _standings(aid: pl.DataFrame, leader: Group, follower: Group, stage: str, kind: str | None) -> pl.DataFrame:
    """Give each period with who was ahead at its end, and by how much; a tie keeps the lead where it was."""
    curves = over_time(aid, "bloc", [leader, follower], stage=stage, kind=kind, cumulative=True)
    if curves.is_empty():
        problem = f"no {kind or 'aid'} {stage} is dated in these rows, so nobody led in it"
        raise AnalysisError(problem, "take a release that dates it: load.aid(release=29)")
    gap = pl.col(leader.name) - pl.col(follower.name)
    ahead = pl.when(gap > 0).then(pl.lit(leader.name)).when(gap < 0).then(pl.lit(follower.name))
    wide = curves.pivot("bloc", index="period", values="eur").sort("period")
    return wide.select("period", leader=ahead.forward_fill(), gap_bn=billions(gap.abs()))
