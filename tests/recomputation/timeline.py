"""Recompute what notebooks 80 and 45 tell of several subjects at once: aid, sanctions, packages, promises of soldiers, treaties."""

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path

from tests.recomputation import guarantees, lists, packages, sanctions
from tests.recomputation.aid import by_month
from tests.recomputation.raw import kiel
from tests.recomputation.record import CURATED, bounds, collected_to, european_countries, told_day

Answer = list
Month = tuple[int, int]
RELEASE, CUTOFF = "29", (2026, 4)
"""The release that the texts name, and the last month it covers."""

EVE = date(2025, 9, 20)
KINDS = ("military", "financial", "humanitarian")
UNKNOWN = None
"""What an instrument added where no source at hand says anything: not known is not zero."""


# --- aid


@cache
def aid(raw: Path, side: str, kind: str = "total") -> dict[Month, Decimal]:
    """Give a side's allocations by month, in billions of euros; the EU institutions are a part of Europe."""
    members = {"USA"} if side == "US" else european_countries() | {"EU"}
    months: dict[Month, Decimal] = {}
    for row in kiel(raw, RELEASE, "data_explorer"):
        if row["iso"] in members:
            month = (int(row["year"]), int(row["month"]))
            months[month] = months.get(month, Decimal(0)) + Decimal(row[kind])
    return months


def allocated(months: dict[Month, Decimal], last: Month, after: Month = (2021, 12)) -> Decimal:
    return sum((amount for month, amount in months.items() if after < month <= last), Decimal(0))


def month_told(month: Month) -> str:
    return f"{date(*month, 1):%B %Y}"


def last_of_the_united_states(raw: Path) -> Month:
    return max(month for month, amount in aid(raw, "US").items() if amount > 0)


def month_ended(day: date) -> Month:
    """Give the last month that had ended by a day."""
    return (day.year, day.month - 1) if day.month > 1 else (day.year - 1, 12)


# --- instruments


def a_year_before(end: date) -> date:
    return end.replace(year=end.year - 1)


def within_a_year(days: Iterable[date], end: date) -> int:
    return sum(a_year_before(end) < day <= end for day in days)


def frozen_within_a_year(raw: Path, authority: str) -> int:
    end = sanctions.covered_to(authority)
    listings = sanctions.frozen(raw, authority)
    return sum(one.count for one in listings if one.after is None and a_year_before(end) < one.day <= end)


def offers_within_a_year(side: set[str] | frozenset[str], end: date) -> int:
    """Count the countries of a side that offer troops and did not a year before."""

    def offering(day: date) -> set[str]:
        said = guarantees.standing(day).items()
        return {code for (code, domain), answer in said if domain == "land" and code in side and guarantees.firm([answer])}

    return len(offering(end) - offering(a_year_before(end)))


def controls_of_the_us() -> int | None:
    """Give what no source at hand says: the record of coverage has no row on export controls of the United States."""
    rows = lists.rows(CURATED / "sanctions_coverage.csv")
    if any(row["authority"] == "US" and row["measure"] == "export_control" for row in rows):
        raise ValueError("export controls of the United States are covered: count them here")
    return UNKNOWN


def added(raw: Path) -> dict[str, dict[str, Decimal | int | None]]:
    """Give what each side added to each of its instruments in the last twelve months that the source covers."""
    record = collected_to("pledges")
    europe = european_countries() | {"EUI"}
    year_before = (CUTOFF[0] - 1, CUTOFF[1])
    controls = [one.day for one in lists.eu_annexes(raw) if one.measure == "export_control"]
    ships = {side: [ship.last for ship in fleet.values()] for side, fleet in sanctions.fleets(raw).items()}

    def both(of_europe: Decimal | int | None, of_the_us: Decimal | int | None) -> dict[str, Decimal | int | None]:
        return {"Europe": of_europe, "US": of_the_us}

    def drawn(kind: str) -> int:
        return within_a_year((bounds(row["date"])[1] for row in packages.announced(kind, record)), record)

    national = [row for row in packages.contributions(record) if row["row_kind"] == "national" and row["country"] in europe]
    return {
        **{kind: both(*(allocated(aid(raw, side, kind), CUTOFF, year_before) for side in ("Europe", "US"))) for kind in KINDS},
        "stocks": {"US": drawn("PDA")},
        "procurement": {"US": drawn("USAI")},
        "PURL": {"Europe": within_a_year((bounds(row["date"])[1] for row in national), record)},
        "troops": both(offers_within_a_year(european_countries(), record), offers_within_a_year({"USA"}, record)),
        "agreements": both(
            within_a_year((bounds(row["date"])[1] for row in guarantees.signed(record) if row["country"] in europe), record),
            within_a_year((bounds(row["date"])[1] for row in guarantees.signed(record) if row["country"] == "USA"), record),
        ),
        "asset freezes": both(frozen_within_a_year(raw, "EU"), frozen_within_a_year(raw, "US")),
        "export controls": both(within_a_year(controls, sanctions.covered_to("EU", "export_control")), controls_of_the_us()),
        "ships": both(
            within_a_year(ships["EU"], sanctions.covered_to("EU", "vessel_ban")),
            within_a_year(ships["US"], sanctions.covered_to("US")),
        ),
    }


# --- the texts


def side_by_side(raw: Path) -> Answer:
    """Give how many instruments each side added to, of how many, and of how many nothing is known."""
    counts = []
    for side in ("Europe", "US"):
        own = [instrument[side] for instrument in added(raw).values() if side in instrument]
        known = [value for value in own if value is not UNKNOWN]
        counts.append((sum(value > 0 for value in known), len(own), len(own) - len(known)))
    (europe, of_europe, europe_unknown), (us, of_the_us, us_unknown) = counts
    return [12, europe, of_europe, *([europe_unknown] if europe_unknown else []), us, of_the_us, us_unknown]


def sentence(raw: Path) -> Answer:
    end = collected_to("pledges")
    offering = guarantees.firm(guarantees.on_troops(end, european_countries()).elements())
    ours = guarantees.firm(guarantees.on_troops(end, {"USA"}).elements())
    return [
        *side_by_side(raw),
        offering,
        f"was allocated in {month_told(last_of_the_united_states(raw))} (release {RELEASE})",
        f"On {told_day(end)} ",
        f"the United States {'does too' if ours else 'does not'}",
    ]


def one_timeline(raw: Path) -> Answer:
    last = last_of_the_united_states(raw)
    words = (f"last allocated in {month_told(last)}", f"since (release {RELEASE})")
    return [allocated(aid(raw, "Europe"), CUTOFF, last), *words]


def aid_so_far(raw: Path) -> Answer:
    end = month_ended(EVE)
    words = (f"by {month_told(end)}", f"release {RELEASE}")
    return [allocated(aid(raw, "Europe"), end), allocated(aid(raw, "US"), end), *words]


def state_of_play(raw: Path) -> Answer:
    """Give the positions of all countries but the United States, which is told apart, then agreements and aid."""
    others = guarantees.with_any_position(EVE) - {"USA"}
    counts = guarantees.on_troops(EVE, others)
    offering, on_condition, may = guarantees.offers_told(counts)
    europe, us, *_ = aid_so_far(raw)
    stance = guarantees.standing(EVE)["USA", "land"]
    words = (f"On {told_day(EVE)}", f"the United States {'refused' if stance == 'declines' else stance} troops")
    first = bounds(guarantees.signed(EVE)[0]["date"])[0]
    months = [month for month in by_month(raw, RELEASE, "Europe") if (month + timedelta(days=32)).replace(day=1) <= EVE]
    span = f"From {months[0]:%B %Y} to {months[-1]:%B %Y}, as release {RELEASE} has it"
    told = [f"signed since {first:%B %Y}.", span]
    return [
        offering,
        len(others),
        on_condition,
        may,
        counts["declines"],
        len(guarantees.signed(EVE)),
        europe,
        us,
        *words,
        *told,
    ]


ANSWERS: dict[str, Callable[[Path], Answer]] = {
    "45/sentence-1": state_of_play,
    "45/aid-so-far-2025-09-20": aid_so_far,
    "80/sentence-1": sentence,
    "80/one-timeline": one_timeline,
}

DISPUTED: dict[str, str] = {}
"""Texts whose numbers are wrong, with the reason."""
