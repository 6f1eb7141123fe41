"""The tables a briefing of one day is made from, loaded together."""

from dataclasses import dataclass
from datetime import date

import polars as pl

from analysis.as_of import SOUND, as_day
from analysis.errors import AnalysisError
from analysis.load import guarantees, published, reference, sanctions, tracker

FIRST_DAY = date(2024, 12, 31)
TURN = date(2025, 1, 20)
FIRST_ISSUE = date(2025, 9, 20)
"""The day of the news item from which the project starts: `then` of every briefing later than it."""


@dataclass(frozen=True)
class Snapshot:
    """Hold the tables for a briefing as of `day`, beside the earlier day `then`; what came after `since` is new.

    `aid` is the default release by month, `totals` the later totals that lead it, None where no later release was known; `eu_shares`
    are those of the sums that lead, None for a part of a release, of which they are not known by month. The other tables are whole:
    what was known by a day is selected by whoever takes them.

    >>> snapshot("2026-10-10").totals["release"][0]
    '30'
    """

    day: date
    then: date
    since: date
    aid: pl.DataFrame
    totals: pl.DataFrame | None
    eu_shares: pl.DataFrame | None
    routes: pl.DataFrame
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
    agreements: pl.DataFrame
    weapons: pl.DataFrame
    trade: pl.DataFrame
    energy: pl.DataFrame
    hosted: pl.DataFrame
    countries: pl.DataFrame

    @property
    def turn(self) -> date:
        """Give the day from which acts and listings are counted: the change of president, or `then` where that lay ahead."""
        return TURN if self.day >= TURN else self.then

    @property
    def sound_pledges(self) -> pl.DataFrame:
        """Give the statements that a short briefing may rest on: none known from a copy of another's page alone."""
        return self.pledges.filter(SOUND)

    @property
    def lead(self) -> pl.DataFrame:
        """Give the newest complete sums: the later totals, or the default release where no later one is at hand."""
        return self.aid if self.totals is None else self.totals


def snapshot(day: date | str, since: date | str | None = None) -> Snapshot:
    """Load the tables for a briefing as of a day that the hand-kept record covers; `since` is the day of the last issue.

    Aid is the default release cut at the last month that had ended, and totals of a later one are there from the day it was
    published; where that is not known, from the day the record was collected. Lists are known to the day at most. Raises
    AnalysisError for what is no day, for a day after the record was collected and for one before 2022 to 2024 had ended, with which
    a briefing compares.

    >>> snapshot("2026-10-10").then, snapshot("2025-09-20").then, snapshot("2025-09-20").aid["month"].max()
    (datetime.date(2025, 9, 20), datetime.date(2024, 9, 20), datetime.date(2025, 8, 1))
    """
    end = as_day(day)
    guarantees.require_within_collection("pledges", end)
    if end < FIRST_DAY:
        raise AnalysisError(
            f"a briefing compares with the years 2022 to 2024, which had not ended by {end}", f"name a day from {FIRST_DAY} on"
        )
    issued = pl.select(pl.lit(end).dt.offset_by("-1mo")).item() if since is None else as_day(since)
    if issued >= end:
        raise AnalysisError(f"nothing is new since {issued}: the briefing is of {end}", "name an earlier day: --since DAY")
    aid, totals = tracker.aid_as_of(end), _totals(end)
    return Snapshot(
        day=end,
        since=issued,
        then=FIRST_ISSUE if end > FIRST_ISSUE else pl.select(pl.lit(end).dt.offset_by("-12mo")).item(),
        aid=aid,
        totals=totals,
        routes=_routes(aid),
        eu_shares=_eu_shares(aid if totals is None else totals),
        disbursements=tracker.disbursements().filter(pl.col("month").dt.month_end() <= end),
        pledges=guarantees.pledges(),
        actions=sanctions.actions(),
        customs_measures=sanctions.customs_measures(),
        calendar=sanctions.calendar(),
        designations=sanctions.designations(),
        coverage=sanctions.sanctions_coverage(),
        delistings=sanctions.delistings(),
        vessels=sanctions.vessels(),
        purl=guarantees.purl(),
        agreements=guarantees.agreements(),
        weapons=tracker.weapons(),
        trade=sanctions.russia_trade(),
        energy=sanctions.energy_buyers(),
        hosted=published.people_hosted().filter(pl.col("year_end") <= end),
        countries=reference.countries(),
    )


def _totals(end: date) -> pl.DataFrame | None:
    """Give the totals that lead, if their release was published by a day; one whose day is not known was seen when the record was collected."""
    totals = tracker.later_totals()
    if totals is None:
        return None
    published = tracker.releases().row(by_predicate=pl.col("release") == totals["release"][0], named=True)["published"]
    return totals if (published or guarantees.collected_to()) <= end else None


def _eu_shares(lead: pl.DataFrame) -> pl.DataFrame | None:
    release = str(lead["release"][0])
    return tracker.eu_aid_shares(release) if tracker.whole_release(release) == release else None


def _routes(aid: pl.DataFrame) -> pl.DataFrame:
    """Give the routes of military aid over the months of a release or of a part of it, under its name."""
    release, last = aid["release"][0], aid["month"].max()
    routes = tracker.military_routes()
    return (
        routes.filter(pl.col("month") <= last).with_columns(release=pl.lit(release))
        if routes["release"][0] in release
        else routes
    )
