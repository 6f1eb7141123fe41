"""The tables a briefing of one day is made from, loaded together."""

from dataclasses import dataclass
from datetime import date

import polars as pl

from analysis.as_of import as_day
from analysis.errors import AnalysisError
from analysis.load import guarantees, reference, sanctions, tracker

FIRST_ISSUE = date(2025, 9, 20)
"""The day of the news item from which the project starts: `then` of every briefing later than it."""


@dataclass(frozen=True)
class Snapshot:
    """Hold the tables for a briefing as of `day`, beside the earlier day `then`; what came after `since` is new.

    `aid` is the default release by month, `totals` the later totals that lead it, None where no later release is at hand. The other
    tables are whole: what was known by a day is selected by whoever takes them.

    >>> snapshot("2026-10-10").totals["release"][0]
    '30'
    """

    day: date
    then: date
    since: date
    aid: pl.DataFrame
    totals: pl.DataFrame | None
    eu_shares: pl.DataFrame
    disbursements: pl.DataFrame
    pledges: pl.DataFrame
    actions: pl.DataFrame
    customs_measures: pl.DataFrame
    calendar: pl.DataFrame
    designations: pl.DataFrame
    coverage: pl.DataFrame
    delistings: pl.DataFrame
    vessels: pl.DataFrame
    purl: pl.DataFrame
    countries: pl.DataFrame

    @property
    def lead(self) -> pl.DataFrame:
        """Give the newest complete sums: the later totals, or the default release where no later one is at hand."""
        return self.aid if self.totals is None else self.totals


def snapshot(day: date | str, since: date | str | None = None) -> Snapshot:
    """Load the tables for a briefing as of a day that the hand-kept record covers; `since` is the day of the last issue.

    Raises AnalysisError for what is no day, for a day after the record was collected, and for one before the default release of
    aid ends: its totals were not known then.

    >>> snapshot("2026-10-10").then
    datetime.date(2025, 9, 20)
    """
    end = as_day(day)
    guarantees.require_within_collection("pledges", end)
    if end < tracker.cutoff():
        raise AnalysisError(
            f"aid of the default release runs to {tracker.cutoff()}, after the day {end} of the briefing",
            f"name a day from {tracker.cutoff()} to {guarantees.collected_to()}",
        )
    totals = tracker.later_totals()
    issued = pl.select(pl.lit(end).dt.offset_by("-1mo")).item() if since is None else as_day(since)
    if issued >= end:
        raise AnalysisError(f"nothing is new since {issued}: the briefing is of {end}", "name an earlier day: --since DAY")
    return Snapshot(
        day=end,
        since=issued,
        then=FIRST_ISSUE if end > FIRST_ISSUE else pl.select(pl.lit(end).dt.offset_by("-12mo")).item(),
        aid=tracker.aid(),
        totals=totals,
        eu_shares=tracker.eu_aid_shares(tracker.default_release() if totals is None else totals["release"][0]),
        disbursements=tracker.disbursements(),
        pledges=guarantees.pledges(),
        actions=sanctions.actions(),
        customs_measures=sanctions.customs_measures(),
        calendar=sanctions.calendar(),
        designations=sanctions.designations(),
        coverage=sanctions.sanctions_coverage(),
        delistings=sanctions.delistings(),
        vessels=sanctions.vessels(),
        purl=guarantees.purl(),
        countries=reference.countries(),
    )
