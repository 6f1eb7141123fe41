"""Recompute what notebooks 50, 55 and 60 tell: listings, ships, acts, duties, and trade, from the publishers' lists and the record."""

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path

from tests.recomputation import lists
from tests.recomputation.lists import EU_WAR, US_CYBER, Listing, Ship
from tests.recomputation.record import CURATED, SURENESS, Row, collected_to, country, told_day
from tests.recomputation.told import quantities

Answer = list
TURN = date(2025, 1, 20)
"""The day the administration of the United States changed."""

MONTH = Fraction(1461, 48)
"""Days of a month, on average."""

AUTHORITIES = ("EU", "UK", "US")
LONG = {"EU": "European Union", "UK": "United Kingdom", "US": "United States", "CA": "Canada", "AU": "Australia"}


# --- listings of persons and entities


@cache
def frozen(raw: Path, authority: str) -> tuple[Listing, ...]:
    """Give the persons and entities an authority put under asset freeze over Russia, on its own basis."""
    found = {
        "EU": lambda: lists.eu_annexes(raw) + lists.eu_later(raw),
        "UK": lambda: lists.uk_list(raw),
        "US": lambda: lists.us_copies(raw) + lists.us_blocks(raw),
    }
    return tuple(lists.people(found[authority]()))


@cache
def covered_to(authority: str, measure: str = "asset_freeze") -> date:
    """Give the last day on which an authority's newest source says anything, as the record of coverage states it."""
    bases = {"EU": {"stated"}, "UK": {"stated"}, "US": {"first_seen", "inferred"}}[authority]
    rows = lists.rows(CURATED / "sanctions_coverage.csv")
    return max(
        date.fromisoformat(row["last_day"])
        for row in rows
        if row["authority"] == authority and row["measure"] == measure and row["basis"] in bases
    )


@cache
def common_end() -> date:
    """Give the day to which all three lists are known."""
    return min(covered_to(authority) for authority in AUTHORITIES)


def since_turn(raw: Path, authority: str) -> int:
    return lists.count(frozen(raw, authority), TURN, common_end())


def over_the_war(raw: Path, authority: str) -> tuple[Listing, ...]:
    """Keep the listings over the war: one act of the EU, and the US programmes but for the one that is of cyber cases."""
    kept = {"EU": lambda one: one.regime == EU_WAR, "US": lambda one: one.regime != US_CYBER}[authority]
    return tuple(one for one in frozen(raw, authority) if kept(one))


def us_days(listings: Iterable[Listing]) -> list[date]:
    return sorted({one.day for one in listings if one.after is None and TURN <= one.day <= common_end()})


def later(raw: Path, authority: str) -> int:
    return lists.count(frozen(raw, authority), common_end() + timedelta(days=1), covered_to(authority))


def sanctions(raw: Path) -> Answer:
    days = us_days(frozen(raw, "US"))
    return [
        len(AUTHORITIES),
        *(since_turn(raw, authority) for authority in AUTHORITIES),
        len(days),
        *(lists.count(over_the_war(raw, authority), TURN, common_end()) for authority in ("EU", "US")),
        len(us_days(over_the_war(raw, "US"))),
        later(raw, "EU"),
        later(raw, "US"),
        f"From {told_day(TURN)} to {told_day(common_end())}",
        f"the last {told_day(days[-1])}",
        f"to {told_day(covered_to('EU'))} and",
        f"to {told_day(covered_to('US'))}.",
    ]


def by_month(raw: Path) -> Answer:
    window = f"From {told_day(TURN)} to {told_day(common_end())}"
    return [*(since_turn(raw, authority) for authority in ("US", "EU", "UK")), window]


def since(raw: Path) -> Answer:
    us, eu, _, _ = by_month(raw)
    return [eu, us, f"From {TURN:%B %Y} to {common_end():%B %Y}"]


def before_and_after(raw: Path) -> Answer:
    """Give listings a month in as many days before the turn as there are after it."""
    days = (common_end() - TURN).days + 1
    begins = TURN - timedelta(days=days)

    def rate(authority: str, first: date, last: date) -> Fraction:
        return lists.count(frozen(raw, authority), first, last) * MONTH / days

    before = {one: rate(one, begins, TURN - timedelta(days=1)) for one in AUTHORITIES}
    after = {one: rate(one, TURN, common_end()) for one in AUTHORITIES}
    fell = [one for one in ("US", "EU", "UK") if after[one] < before[one]]
    order = [*fell, *(one for one in ("US", "EU", "UK") if one not in fell)]
    words = (
        f"before and after {told_day(TURN)}",
        "US listings over Russia fell from",
        "EU listings from",
        "UK listings rose from",
    )
    return [*(side[one] for one in order for side in (before, after)), *words]


def packages(raw: Path) -> Answer:
    """Give what was announced of the last package, and of the one that banned the most ships."""
    told = {(int(row["package"]), row["measure"]): int(row["announced"]) for row in packages_on_record() if row["announced"]}
    numbers = [number for number, measure in told if measure == "asset_freeze"]
    ships = {number: count for (number, measure), count in told.items() if measure == "vessel_ban"}
    last, most = max(numbers), max(ships, key=lambda number: ships[number])
    words = (f"EU package {last} announced", f"package {most} banned the most")
    return [told[last, "asset_freeze"], ships[most], *words]


def packages_on_record() -> list[Row]:
    return lists.rows(CURATED / "eu_packages.csv")


# --- ships


def fleets(raw: Path) -> dict[str, dict[str, Ship]]:
    return {"EU": lists.eu_ships(raw), "UK": lists.uk_ships(raw), "US": lists.us_ships(raw)}


@cache
def ships_end() -> date:
    """Give the day to which all three lists are known for ships; those of the United States are on its list of persons."""
    return min(covered_to("EU", "vessel_ban"), covered_to("UK", "vessel_ban"), covered_to("US"))


@cache
def listed_by_end(raw: Path) -> dict[str, set[str]]:
    return {one: {number for number, ship in fleet.items() if ship.last <= ships_end()} for one, fleet in fleets(raw).items()}


def on_lists(raw: Path) -> Counter[int]:
    """Count ships by the number of lists they had been put on."""
    return Counter(Counter(number for numbers in listed_by_end(raw).values() for number in numbers).values())


def fleet(raw: Path) -> Answer:
    sizes, ships = listed_by_end(raw), on_lists(raw)
    several = {lists_: count for lists_, count in ships.items() if lists_ > 1}
    counts = [len(sizes[one]) for one in AUTHORITIES]
    return [ships.total(), min(ships), len(sizes), *counts, sum(several.values()), min(several), f"By {told_day(ships_end())}"]


def over_time(raw: Path) -> Answer:
    return [*(len(listed_by_end(raw)[one]) for one in ("EU", "US")), f"By {told_day(ships_end())}"]


def overlap(raw: Path) -> Answer:
    ships = on_lists(raw)
    several = {lists_: count for lists_, count in ships.items() if lists_ > 1}
    return [ships.total(), sum(several.values()), min(several), ships[3], 3, f"by {told_day(ships_end())}"]


def first_of(ours: dict[str, Ship], theirs: dict[str, Ship]) -> tuple[int, int, int]:
    """Count ships on both lists, those first on ours and those first on theirs, for certain: whatever day within the bounds."""
    both = ours.keys() & theirs.keys()
    first = sum(ours[number].last < theirs[number].first for number in both)
    second = sum(theirs[number].last < ours[number].first for number in both)
    return len(both), first, second


def who_first(raw: Path) -> Answer:
    by_then = listed_by_end(raw)
    ships = {one: {number: fleet[number] for number in by_then[one]} for one, fleet in fleets(raw).items()}
    both, us_first, _ = first_of(ships["US"], ships["EU"])
    _, eu_first, uk_first = first_of(ships["EU"], ships["UK"])
    return [us_first, both, eu_first, uk_first, f"on both lists by {told_day(ships_end())}"]


def still_listed(raw: Path) -> Answer:
    ships = lists.eu_ships(raw)
    return [len(ships), len(ships.keys() & lists.eu_ships_still(raw))]


# --- acts


def acts(authority: str, *, kinds: Iterable[str] = (), effect: str = "") -> list[Row]:
    """Give an authority's acts since the turn, without those in doubt; an eased duty is an easing and no act on tariffs."""
    end = collected_to("actions")
    return [
        row
        for row in lists.rows(CURATED / "actions.csv")
        if row["authority"] == authority
        and TURN <= date.fromisoformat(row["date"]) <= end
        and SURENESS.index(row["confidence"]) > 0
        and (not kinds or row["kind"] in kinds)
        and (not effect or row["effect"] == effect)
    ]


def rounds() -> list[int]:
    return [
        len(acts("EU", kinds=["package"])),
        len(acts("US", kinds=["listing"])),
        len(acts("US", kinds=["customs"], effect="tightens")),
        len(acts("US", effect="eases")),
    ]


def last_act(effect: str) -> list:
    """Give the last act of the United States in the record's words, and the quantities within these words."""
    row = max(acts("US", effect=effect), key=lambda row: row["date"])
    words = f"on {told_day(date.fromisoformat(row['date']))}: {row['action']}."
    return [*(number.value for number in quantities(row["action"])), words]


def measures(status: str) -> list[Row]:
    """Give duties, bans and caps by their status as last seen; what eases or only prolongs is none of them."""
    rows = [
        row for row in lists.rows(CURATED / "customs_measures.csv") if row["effect"] == "tightens" and row["status"] == status
    ]
    end = collected_to("customs_measures").isoformat()
    return [row for row in rows if (row["date"] > end) == (status == "adopted")]


BEGINS = 2025
"""The year from which the table of measures in the notebook lists them."""


def acts_sentence(raw: Path) -> Answer:
    other_days = {row["date"] for row in acts("US", kinds=["other_listing"])}
    in_force = Counter(row["authority"] for row in measures("in force"))
    by_authority = [in_force[one] for one in sorted(in_force, key=lambda one: LONG[one])]
    steps, ordered = len(measures("adopted")), len(measures("mandated"))
    return [
        *rounds(),
        len(other_days),
        *last_act("tightens"),
        *last_act("eases"),
        in_force.total(),
        *by_authority,
        steps,
        ordered,
        f"Since {told_day(TURN)} the EU",
        f"came since {min(row['date'] for row in measures('in force'))[:4]} and tighten",
        f"are in force on {told_day(collected_to('customs_measures'))}: ",
        f"measures begins in {BEGINS}, ",
    ]


def lanes(raw: Path) -> Answer:
    packages, _, _, easings = rounds()
    return [packages, easings, "Since January 2025"]


# --- trade


def energy(raw: Path) -> Answer:
    """Give the last month that the press tabulates: who bought most, and how many buyers are named with all they bought."""
    rows = [row for row in lists.rows(raw / "trade" / "energy_buyers_monthly.csv") if row["basis"] == "press tabulation"]
    rows = [row for row in rows if row["commodity"] == "all" and row["value_eur_bn"]]
    last = max(row["month"] for row in rows)
    bought = {row["buyer"]: Decimal(row["value_eur_bn"]) for row in rows if row["month"] == last}
    most = max(bought, key=lambda buyer: bought[buyer])
    words = (f"In {date.fromisoformat(last):%B %Y}", f"{country(most)} bought")
    return [bought[most], len(bought), *words]


def partners(raw: Path) -> Answer:
    """Give by how many times exports to one of the eight largest partners grew most, and what the largest takes."""
    found = lists.rows(raw / "trade" / "imf_russia_trade_by_partner_annual.csv")
    exports = [row for row in found if row["INDICATOR"].startswith("Exports of goods") and row["2024"]]
    # Groups of countries, which are no partner, have codes such as G001 and GX170.
    named = [row for row in exports if len(row["COUNTERPART_COUNTRY.ID"]) == 3]
    largest = sorted(named, key=lambda row: Decimal(row["2024"]))[-8:]
    growth = {row["COUNTERPART_COUNTRY"].split(",")[0]: Decimal(row["2024"]) / Decimal(row["2021"]) for row in largest}
    grown, top = max(growth, key=lambda name: growth[name]), largest[-1]
    words = (f"exports to {grown} grew", f"{top['COUNTERPART_COUNTRY'].split(',')[0]} takes the most")
    return [growth[grown], Decimal(top["2024"]) / 1000, *words]


ANSWERS: dict[str, Callable[[Path], Answer]] = {
    "50/sentence-1": sanctions,
    "50/listings-since-january-2025": since,
    "50/eu-packages": packages,
    "55/sentence-1": fleet,
    "55/ships-over-time": over_time,
    "55/ships-still-listed": still_listed,
    "60/sentence-1": acts_sentence,
    "60/acts-by-kind": lanes,
}

DISPUTED: dict[str, str] = {}
"""Texts whose numbers are wrong, with the reason."""
