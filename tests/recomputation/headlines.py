"""What the briefing's own figures tell, recomputed: the gap, open promises, US acts, offers on two days, PURL, and shares of GDP."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from tests.recomputation import guarantees
from tests.recomputation.aid import MONTHLY, by_month, promised, rolling, share_of_gdp, share_of_gdp_map, so_far
from tests.recomputation.aid import kinds as by_kind
from tests.recomputation.arrival import weapons_from
from tests.recomputation.guarantees import firm, standing
from tests.recomputation.packages import joined, running_totals
from tests.recomputation.raw import EU, US, aid
from tests.recomputation.record import bounds, collected_to
from tests.recomputation.sanctions import acts, over_time, since
from tests.recomputation.told import Answer

Answers = list[Answer]
EVE = date(2025, 9, 20)
LISTED = date(2025, 12, 31)


def gap_filled(raw: Path) -> Answers:
    """Give Europe's part of what both gave a month in the three years before the turn, in the twelve months to the last."""
    ours, theirs = (by_month(raw, MONTHLY, who, ("military",)) for who in ("Europe", US))
    before = [ours[month] + theirs[month] for month in ours if month < date(2025, 1, 1)]
    year = list(ours.values())[-12:]
    assert not any(list(theirs.values())[-12:])
    return [100 * (Fraction(sum(year)) / 12) / (Fraction(sum(before)) / len(before)), "gave in 2022–24"]


def open_promises(raw: Path) -> Answers:
    months: dict[date, Decimal] = {}
    for row in aid(raw, MONTHLY):
        if row.donor == EU and row.stage == "committed" and row.month:
            months[row.month] = months.get(row.month, Decimal(0)) + row.bn
    (_, _, still_open), _ = promised(raw)
    return [still_open, 1, max(months.values())]


def tightened_and_eased(raw: Path) -> Answers:
    return [len(acts("US", effect="tightens")), len(acts("US", effect="eases")), "Since January 2025"]


def troops(raw: Path) -> Answers:
    return guarantees.troops(collected_to("pledges"))


def offering(day: date) -> set[str]:
    """Name the countries besides the United States with a firm offer in any domain on a day."""
    return {code for (code, _), said in standing(day).items() if firm([said]) and code != "USA"}


def firm_offers(raw: Path) -> Answers:
    return [len(offering(collected_to("pledges"))), len(offering(EVE)), "up from"]


def purl(raw: Path) -> Answers:
    last = running_totals(collected_to("purl"))[-1]
    amount = Decimal(last["amount"]) / 10**9
    return [amount, len(joined(LISTED)), f"by {bounds(last['date'])[1]:%B %Y}", "in 2025"]


HEADLINES: dict[str, Callable[[Path], Answers]] = {
    "gap-filled": gap_filled,
    "open-promises": open_promises,
    "us-tightened-and-eased": tightened_and_eased,
    "troops-then-and-now": troops,
    "troops-map-then-and-now": troops,
    "firm-offers-then-and-now": firm_offers,
    "purl-in-euros": purl,
    "share-of-gdp-map": share_of_gdp_map,
    "europe-and-us-cumulative": so_far,
    "allocations-by-kind": by_kind,
    "rolling-twelve-months": rolling,
    "share-of-gdp": share_of_gdp,
    "where-weapons-come-from-1q": weapons_from,
    "listings-since-january-2025": since,
    "ships-over-time": over_time,
}
"""By the figure's id."""
