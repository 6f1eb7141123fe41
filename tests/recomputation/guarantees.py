"""Recompute what notebooks 40 and 45 tell of positions on guarantees and of agreements, from the hand-kept record alone."""

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date
from fractions import Fraction
from functools import cache
from pathlib import Path

from tests.recomputation.record import (
    NO_COUNTRY,
    Row,
    bounds,
    collected_to,
    country,
    european_countries,
    in_order,
    known,
    listed,
    table,
    told_day,
)

Answer = list
EVE = date(2025, 9, 20)
NEARNESS = {"ready_to_deploy": 3, "ready_to_support": 3, "conditional": 2, "undecided": 1, "declined": 0}
"""How near an answer is to an offer; a condition named or dropped moves nothing."""

DOMAINS = {
    "land": "troops",
    "sea": "support at sea",
    "air": "support in the air",
    "air_defence": "air defence",
    "diplomatic": "diplomatic support",
}
"""Domains that are told in other words than the record's."""


def answer(row: Row) -> str:
    """Say what a position answers: an offer is firm, and conditional where one is recorded."""
    if row["stance"].startswith("ready"):
        return "offers, if" if row["condition"] else "offers"
    return {"conditional": "may offer, if", "undecided": "undecided", "declined": "declines"}[row["stance"]]


def lapsed(row: Row, day: date) -> bool:
    """Say whether a government that lost an election by that day took the position."""
    return any(
        change["country"] == row["country"]
        and change["carries_over"] == "false"
        and bounds(row["date"])[1] < date.fromisoformat(change["changed_on"]) <= day
        for change in table("governments")
    )


def on_record(day: date) -> list[Row]:
    """Give the statements of countries known on a day, in order of time, whoever made them."""
    return in_order(row for row in known(table("pledges"), day) if row["country"] not in NO_COUNTRY)


def statements(day: date) -> list[Row]:
    """Give those that are the government's: advice to it and the view of a commander are no answer."""
    return [row for row in on_record(day) if of_government(row)]


def of_government(row: Row) -> bool:
    return not any(words in row["status"] for words in ("not government", "not the government"))


@cache
def standing(day: date) -> dict[tuple[str, str], str]:
    """Give the answer of each country in each domain as it stood on a day."""
    return {(row["country"], row["domain"]): answer(row) for row in statements(day) if not lapsed(row, day)}


def on_troops(day: date, among: Iterable[str] | None = None) -> Counter[str]:
    """Count what countries, or some of them, answer on troops."""
    chosen = None if among is None else set(among)
    return Counter(
        said for (code, domain), said in standing(day).items() if domain == "land" and (chosen is None or code in chosen)
    )


def with_any_position(day: date) -> set[str]:
    return {code for code, _ in standing(day)}


def firm(answers: Iterable[str]) -> int:
    return sum(said in {"offers", "offers, if"} for said in answers)


def offers_told(counts: Counter[str]) -> list:
    """Give offers, the part of them on a condition, and those that may: in the order in which every text tells them."""
    offering = firm(counts.elements())
    return [offering, Fraction(counts["offers, if"], offering), counts["may offer, if"]]


def first_and_last(day: date) -> dict[str, tuple[Row, Row]]:
    """Give the first and the last statement on troops of each country whose answer ever moved."""
    said: dict[str, list[Row]] = {}
    for row in statements(day):
        if row["domain"] == "land":
            said.setdefault(row["country"], []).append(row)
    return {code: (rows[0], rows[-1]) for code, rows in said.items() if len({NEARNESS[row["stance"]] for row in rows}) > 1}


def moved(day: date, way: int) -> list[str]:
    """Give the countries whose last answer is nearer to an offer than their first (1), further from it (-1) or the same (0)."""
    ways = {code: NEARNESS[last["stance"]] - NEARNESS[first["stance"]] for code, (first, last) in first_and_last(day).items()}
    return sorted(
        (code for code, by in ways.items() if (by > 0) - (by < 0) == way), key=lambda code: country(code).removeprefix("the ")
    )


def move(code: str, day: date) -> str:
    first, last = first_and_last(day)[code]
    return f"{country(code)} from {answer(first)} to {answer(last)}"


# --- the texts


def strip(day: date) -> Answer:
    counts = on_troops(day)
    assert counts["offers"] == 0
    assert standing(day)["USA", "land"] == "declines"
    return [firm(counts.elements()), counts["declines"], "each on a condition", "the US among them"]


def tile_map(day: date) -> Answer:
    counts = on_troops(day, european_countries())
    offering, on_condition, may = offers_told(counts)
    return [offering, len(european_countries()), on_condition, may, counts["declines"]]


def troops(day: date) -> Answer:
    """Count European countries that offer and that refuse troops; no offer is without a condition."""
    counts = on_troops(day, european_countries())
    assert counts["offers"] == 0
    return [firm(counts.elements()), counts["declines"], "each on a condition"]


def by_domain(day: date) -> Answer:
    """Give what is refused and by how many, the most first."""
    refusing = Counter(domain for (_, domain), said in standing(day).items() if said == "declines").most_common()
    told = [DOMAINS.get(domain, domain) for domain, _ in refusing]
    return [*(number for _, number in refusing), f"Only {listed(told)} are refused"]


def guarantees(day: date) -> Answer:
    offering = sorted(
        (code for (code, domain), said in standing(day).items() if domain == "land" and firm([said])), key=country
    )
    ours = {domain: said for (code, domain), said in standing(day).items() if code == "USA"}
    may = sorted(DOMAINS.get(domain, domain) for domain, said in ours.items() if said == "may offer, if")
    counts = on_troops(day)
    return [
        *offers_told(counts),
        counts["declines"],
        f"As of {told_day(day)}, ",
        f"Those that offer are {listed(country(code) for code in offering)}.",
        f"The United States {'refuses' if ours['land'] == 'declines' else ours['land']} troops",
        *(f"offers {DOMAINS.get(domain, domain)} without a condition" for domain, said in ours.items() if said == "offers"),
        *(f"offers {DOMAINS.get(domain, domain)} on a condition" for domain, said in ours.items() if said == "offers, if"),
        f"may offer {listed(may)}, if a condition is met",
    ]


def changes(day: date) -> Answer:
    nearer, further, back = moved(day, 1), moved(day, -1), moved(day, 0)
    return [
        len(nearer),
        len(further),
        f"moved towards an offer: {'; '.join(move(code, day) for code in nearer)}.",
        f"moved away: {'; '.join(move(code, day) for code in further)}.",
        f"{listed(country(code)[0].upper() + country(code)[1:] for code in back)} moved and came back." if back else 0,
    ]


def changes_of_mind(day: date) -> Answer:
    counts = [len(moved(day, way)) for way in (1, -1, 0)]
    return [sum(counts), *counts]


def matrix(day: date) -> Answer:
    answers = Counter(standing(day).values())
    domains = Counter(domain for (_, domain), said in standing(day).items() if firm([said]))
    (first, most), (_, next_most) = domains.most_common(2)
    assert most > next_most
    return [firm(answers.elements()), answers["offers, if"], f"{first} is offered most"]


def soldiers(day: date) -> Answer:
    """Tell each number of soldiers with the words of its row; what those words count is counted with them."""
    rows = sorted((row for row in on_record(day) if row["troops"]), key=lambda row: country(row["country"]))
    told: list = [len(rows)]
    for row in rows:
        told += [int(row["troops"]), row["status"]]
        told += [1] * row["status"].split().count("one")
    return told


def of_the_united_states(day: date) -> Answer:
    said = [answer(row) for row in statements(day) if row["country"] == "USA"]
    now = {domain: said for (code, domain), said in standing(day).items() if code == "USA"}
    assert now["land"] == "declines"
    return [firm(said), len(said), "The US refuses troops"]


def signed(day: date) -> list[Row]:
    """Give the bilateral security agreements signed by a day, in order; other treaties and those not seen signed are none."""
    rows = [row for row in known(table("agreements"), day) if row["status"] in {"signed", "signed_outside_list"}]
    return sorted(rows, key=lambda row: row["date"])


def agreements(day: date) -> Answer:
    first, last = signed(day)[0], signed(day)[-1]
    return [
        len(signed(day)),
        f"from {bounds(first['date'])[0]:%B %Y} to {told_day(day)}, ",
        f"the last in {bounds(last['date'])[0]:%B %Y} ({last['partner']})",
    ]


def of_record(text: Callable[[date], Answer]) -> Callable[[Path], Answer]:
    return lambda raw: text(collected_to("pledges"))


def of_the_eve(text: Callable[[date], Answer]) -> Callable[[Path], Answer]:
    return lambda raw: text(EVE)


ANSWERS: dict[str, Callable[[Path], Answer]] = {
    "40/sentence-1": of_record(guarantees),
    "40/stance-strip": of_record(strip),
    "40/troops-map-then-and-now": of_record(troops),
    "40/sentence-2": of_record(changes),
    "40/offers-by-domain": of_record(by_domain),
    "40/domain-matrix": of_record(matrix),
    "40/sentence-3": of_record(soldiers),
    "40/united-states-line-by-line": of_record(of_the_united_states),
    "40/sentence-4": of_record(agreements),
    "45/sentence-2": of_the_eve(agreements),
}

DISPUTED: dict[str, str] = {}
"""Texts whose numbers are wrong, with the reason."""
