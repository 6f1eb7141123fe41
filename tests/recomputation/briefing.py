"""What the first two pages of the briefing tell, and its charts, recomputed from the publishers' files and the hand-kept record."""

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

from tests.recomputation import aid, arrival, guarantees, lists, packages, sanctions
from tests.recomputation.aid import MONTHLY, NEWEST, by_month, in_totals, written
from tests.recomputation.arrival import PAID
from tests.recomputation.raw import US, donor, europe, kiel
from tests.recomputation.record import Row, bounds, collected_to, country, european_countries, grades, listed, table, told_day
from tests.recomputation.told import Answer, quantities

Answers = list[Answer]
THEN = date(2025, 9, 20)
"""The day of the news item, to which the briefing looks back."""

YEARS_BEFORE = "2022–24"
"""The three years before the turn, whose mean is compared with the last twelve months."""

NUMBERS = dict(enumerate("no one two three four five six seven eight nine".split()))
FRACTIONS = (Fraction(1, 4), Fraction(1, 3), Fraction(1, 2), Fraction(2, 3), Fraction(3, 4))
NEAR = Fraction(3, 100)


def now() -> date:
    return collected_to("pledges")


def short(text: str) -> str:
    """Write a day or a month as the lists do: 18 Sep 2026."""
    first, last = bounds(text)
    return f"{first.day} {first:%b %Y}" if first == last else f"{first:%b %Y}"


def known_to(authority: str) -> date:
    """Give the last day to which an authority's ships are known, as the record states it."""
    rows = [row for row in table("sanctions_coverage") if row["authority"] == authority and row["measure"] == "vessel_ban"]
    return max(date.fromisoformat(row["last_day"]) for row in rows)


# --- aid


def ended(months: dict[date, Decimal], day: date) -> dict[date, Decimal]:
    """Keep the months that had ended by a day."""
    return {month: bn for month, bn in months.items() if (month + timedelta(days=32)).replace(day=1) - timedelta(days=1) <= day}


def so_far(raw: Path, who: str, stage: str, day: date) -> Decimal:
    kinds = ("", *aid.KINDS)
    return sum(ended(by_month(raw, MONTHLY, who, kinds, stage), day).values(), Decimal(0))


def a_month(raw: Path, who: str, day: date) -> Decimal:
    """Give the mean of military aid over the last twelve months that had ended by a day."""
    months = ended(by_month(raw, MONTHLY, who, ("military",)), day)
    return sum((months[month] for month in sorted(months)[-12:]), Decimal(0)) / 12


def gave(raw: Path, who: str) -> Decimal:
    """Give the mean of military aid a month in 2022 to 2024."""
    months = by_month(raw, MONTHLY, who, ("military",)).items()
    return sum((bn for month, bn in months if month.year < 2025), Decimal(0)) / 36


def before(raw: Path) -> Decimal:
    """Give what Europe and the United States gave together a month in 2022 to 2024."""
    return gave(raw, "Europe") + gave(raw, US)


def replaced(raw: Path) -> Decimal:
    return a_month(raw, "Europe", now()) / before(raw)


def times_as_much(raw: Path) -> Decimal:
    return in_totals(raw, "Europe") / in_totals(raw, US)


def paid(raw: Path, who: str) -> Decimal:
    rows = [(donor(row["giver"]), Decimal(row["verdi_eur_mrd"])) for row in kiel(raw, PAID, "financial_disbursements")]
    return sum((bn for name, bn in rows if (name in europe(raw) if who == "Europe" else name == US)), Decimal(0))


# --- guarantees


def on_land(day: date) -> dict[str, str]:
    """Give the answers of European countries on troops by code."""
    stood = guarantees.standing(day).items()
    return {code: said for (code, domain), said in stood if domain == "land" and code in european_countries()}


def counted(day: date, *answers: str) -> int:
    return sum(said in answers for said in on_land(day).values())


FIRM = ("offers", "offers, if")


# --- sanctions


def acts_of_the_us(day: date, effect: str) -> list[Row]:
    return [row for row in sanctions.acts("US", effect=effect) if date.fromisoformat(row["date"]) <= day]


def packages_by(day: date) -> int:
    rows = [row for row in table("actions") if row["authority"] == "EU" and row["kind"] == "package" and row["legal_act"]]
    return sum(date.fromisoformat(row["date"]) <= day for row in rows)


def ships_by(raw: Path, authority: str, day: date) -> int:
    """Count ships by the last day on which each can have been listed."""
    ships = {"EU": lists.eu_ships, "US": lists.us_ships}[authority](raw)
    return sum(ship.last <= day for ship in ships.values())


def on_buyers(day: date, *authorities: str) -> list[str]:
    """List the rates of duties on a country other than Russia that were adopted by a day and had not ended; none that rests on a copy."""
    names = {row["name"] for row in table("countries")} - {"Russia"}
    rows = [row for row in table("customs_measures") if row["effect"] == "tightens" and row["authority"] in authorities]
    rows = [row for row in rows if grades()[row["source_publisher"]] != "mirror" and row["target"] in names]
    stood = [row for row in rows if row["status"] in {"in force", "adopted", "ended"} and bounds(row["date"])[0] <= day]
    return [row["rate"] for row in stood if not row["ended_on"] or bounds(row["ended_on"])[1] > day]


def few_words(row: Row) -> str:
    return row["in_short"] or row["action"]


def within(texts: Iterable[str]) -> Answers:
    return [number.value for text in texts for number in quantities(text)]


def ahead() -> list[Row]:
    """Give the dates known now that lie ahead and that no other act has overtaken, the next first."""
    rows = [row for row in table("calendar") if date.fromisoformat(row["known_by"]) <= now() < bounds(row["date"])[1]]
    rows = [row for row in rows if not row["overtaken_on"] or date.fromisoformat(row["overtaken_on"]) > now()]
    return sorted(rows, key=lambda row: (bounds(row["date"])[1], bounds(row["date"])[0], row["authority"], row["what"]))


# --- the panels


def opening(raw: Path) -> Answers:
    part = Fraction(replaced(raw))
    near = [one for one in FRACTIONS if abs(one - part) <= NEAR]
    free = counted(now(), "offers")
    words = [
        f"no aid since {written(aid.last_given(raw))}",
        f"*Issued* {told_day(now())}",
        f"gave together in {YEARS_BEFORE}",
        f"totals to {told_day(aid.end_of(NEWEST))}, by month to {told_day(aid.end_of(MONTHLY))}.",
        f"Positions, acts and laws: to {told_day(now())}.",
    ]
    return [times_as_much(raw), *(near or [100 * part]), free, *words]


def messages(raw: Path) -> Answers:
    tighten, ease = (acts_of_the_us(now(), effect) for effect in ("tightens", "eases"))
    last = [max(rows, key=lambda row: row["date"]) for rows in (tighten, ease)]
    newest = [few_words(row) for row in last]
    offering = [country(code).replace("United Kingdom", "UK") for code, said in on_land(now()).items() if said in FIRM]
    ban = next(row for row in ahead() if row["kind"] == "ban" and grades()[row["source_publisher"]] != "mirror")
    ahead_since = aid.ahead_since(raw, MONTHLY)
    assert ahead_since
    return [
        5,
        times_as_much(raw),
        in_totals(raw, "Europe"),
        in_totals(raw, US),
        in_totals(raw, US, "committed"),
        a_month(raw, "Europe", now()),
        gave(raw, "Europe"),
        100 * (a_month(raw, "Europe", now()) - gave(raw, "Europe")) / gave(raw, US),
        gave(raw, US),
        before(raw) - a_month(raw, "Europe", now()),
        counted(now(), *FIRM),
        len(on_land(now())),
        counted(now(), "declines"),
        counted(now(), "may offer, if"),
        counted(now(), "undecided"),
        len(tighten),
        len(ease),
        *within(newest),
        packages_by(now()),
        packages_by(THEN),
        ships_by(raw, "EU", now()),
        ships_by(raw, "EU", THEN),
        f"each on a condition: {listed(sorted(offering))}.",
        f"ahead since {written(ahead_since)}",
        f"last of it in {written(aid.last_given(raw))}",
        f"Allocated by {written(aid.end_of(NEWEST))}: ",
        f"data to {written(aid.end_of(MONTHLY))})",
        f"in the year to {written(aid.end_of(MONTHLY))}, from ",
        f" in {YEARS_BEFORE}: ",
        f"eased {NUMBERS[len(ease)]} times since {told_day(sanctions.TURN)}.",
        *(
            f"{few_words(row).replace(': ', ', ')} ({short(row['date'])}{', reported' if by_hearsay(row) else ''})"
            for row in last
        ),
        f" on {told_day(THEN)}; ",
        f"ever listed by {told_day(known_to('EU'))}, ",
        f"{ban['what'].removeprefix('Ban on ').removesuffix(' begins')} ({told_day(bounds(ban['date'])[1])})",
    ]


def scorecard(raw: Path) -> Answers:
    sides = [(who, day) for who in ("Europe", US) for day in (THEN, now())]
    committed, allocated = ([so_far(raw, who, stage, day) for who, day in sides] for stage in ("committed", "allocated"))
    months = by_month(raw, MONTHLY, "Europe", ("",), "committed")
    largest = max(months, key=lambda month: months[month])
    promise = max(row.bn for row in aid.of(raw, MONTHLY, "Europe", ("",)) if row.stage == "committed" and row.month == largest)
    monthly = [a_month(raw, who, day) for who, day in sides]
    given = [Decimal(packages.running_totals(day)[-1]["amount"]) / packages.BILLION for day in (THEN, now())]
    troops = [counted(day, *answers) for day in (THEN, now()) for answers in (FIRM, ("declines",))]
    us = [[len(acts_of_the_us(day, effect)) for effect in ("tightens", "eases")] for day in (THEN, now())]
    ships = [[ships_by(raw, one, day) for day in (THEN, now())] for one in ("EU", "US")]
    duties = [on_buyers(day, *names) for names in (("EU", "UK"), ("US",)) for day in (THEN, now())]
    ordered = [
        row for row in table("customs_measures") if row["status"] == "mandated" and not row["target"].startswith("Russia")
    ]
    return [
        *committed,
        committed[1] - committed[0],
        promise,
        *allocated,
        allocated[1] - allocated[0],
        *monthly,
        100 * abs(monthly[1] / monthly[0] - 1),
        *given,
        *troops,
        packages_by(THEN),
        packages_by(now()),
        packages_by(now()) - packages_by(THEN),
        *us[0],
        *us[1],
        *(late - early for early, late in zip(*us, strict=True)),
        *ships[0],
        *ships[1],
        ships[0][1] - ships[0][0],
        ships[1][1] - ships[1][0],
        *(value for rates in duties for value in (within(rates) if rates else [0])),
        *within(row["rate"] for row in ordered),
        *dates_of_the_scorecard(largest),
    ]


def dates_of_the_scorecard(largest: date) -> list[str]:
    """Give the words before the end of each row: to when its numbers go; and what else is dated."""
    months, told, ships = aid.end_of(MONTHLY), bounds(packages.running_totals(now())[-1]["date"])[0], known_to("EU")
    ends = {
        "Aid allocated": months,
        "Military aid a month": months,
        "US weapons paid": months,
        "Troops": told,
        "EU sanctions": now(),
        f"US acts since {told_day(sanctions.TURN)}": now(),
        "Ships ever listed": now(),
        "Duty on buyers": ships,
    }
    before = [f" | {day:%b %Y}; {row}" for row, day in ends.items()]
    return [*before, f"by the EU in {written(largest)}", f"not seen imposed | {now():%b %Y}"]


LINES = 8


def falls_due(raw: Path) -> Answers:
    sound = [row for row in ahead() if grades()[row["source_publisher"]] != "mirror"]
    groups = list(dict.fromkeys((row["date"], row["authority"]) for row in sound))[:LINES]
    shown = [row for group in groups for row in sound if (row["date"], row["authority"]) == group]
    dates = [f"*{label(row)}* **{row['authority']}** {row['what']}" for row in sound if row == first_of(sound, row)][:LINES]
    ends = [
        f"next, on {told_day(bounds(shown[0]['date'])[1])}",
        f"later dates, to {max(bounds(row['date'])[1] for row in ahead()).year}.",
    ]
    return [*within(row["what"] for row in shown), len(ahead()) - len(shown), *dates, *ends]


def first_of(rows: list[Row], one: Row) -> Row:
    """Give the first of the rows that share a date and an authority with one: they stand in one line."""
    return next(row for row in rows if (row["date"], row["authority"]) == (one["date"], one["authority"]))


def label(row: Row) -> str:
    """Write the date of a line: a month without a day, and `about` before a day that was inferred."""
    about = "about " if row["date_precision"] == "inferred" and len(row["date"]) == len("2026-10-18") else ""
    return about + short(row["date"])


def new_since(raw: Path) -> Answers:
    first = date(now().year, now().month - 1, now().day)
    rows = [row for row in table("actions") if first < date.fromisoformat(row["date"]) <= now() and row["confidence"] != "low"]
    rows = [row for row in rows if grades()[row["source_publisher"]] != "mirror"]
    in_order = sorted(rows, key=lambda row: (row["date"], row["authority"], row["action"]))
    # The newest release, which was seen when the record was collected, takes the first line.
    more = in_totals(raw, "all donors") - aid.total(aid.of(raw, MONTHLY, "all donors"))
    earlier = len(in_order) - LINES
    words = [
        f"What is new since {told_day(first)}",
        f"to {written(aid.end_of(NEWEST))} are ",
        f"above those to {written(aid.end_of(MONTHLY))}.",
        *(f"*{short(row['date'])}* **{row['authority']}** {few_words(row)}" for row in in_order[-LINES:]),
        f"earlier acts since {told_day(first)}.",
    ]
    return [more, *within(few_words(row) for row in in_order[-LINES:]), *([earlier] if earlier > 0 else []), *words]


def how_sure(raw: Path) -> Answers:
    acts = [row for effect in ("tightens", "eases") for row in acts_of_the_us(now(), effect)]
    opened = [row for row in acts if grades()[row["source_publisher"]] in {"institution", "press"} and not by_hearsay(row)]
    said: dict[str, Row] = {row["country"]: row for row in guarantees.statements(now()) if row["domain"] == "land"}
    oldest = min(bounds(said[code]["date"])[1] for code in on_land(now()))
    words = [f"the oldest is of {written(oldest)}", f"what came after {told_day(now())}."]
    return [len(acts), len(opened), len(on_land(now())), *words]


def by_hearsay(row: Row) -> bool:
    return grades()[row["source_publisher"]] == "reported"


def reading(raw: Path) -> Answers:
    committed, allocated = ([in_totals(raw, who, *of) for who in ("Europe", US)] for of in (("committed",), ()))
    members = sum(row["id"] == "eu27" for row in table("groups"))
    words = [
        f"bn, by {written(aid.end_of(NEWEST))}.",
        f"bn, by {written(aid.end_of(PAID))}.",
        f"The EU{members}, the UK",
        f"since {written(min(by_month(raw, MONTHLY, US)))}; ",
    ]
    return [committed[0], *committed, *allocated, *(paid(raw, who) for who in ("Europe", US)), *words]


# --- the charts


def firm_offers(day: date) -> int:
    """Count countries besides the United States that make a firm offer in any domain."""
    return len({code for (code, _), said in guarantees.standing(day).items() if said in FIRM and code != "USA"})


def open_promises(raw: Path) -> Answers:
    months = by_month(raw, MONTHLY, "Europe", ("",), "committed")
    largest = max(months, key=lambda month: months[month])
    promise = max(row.bn for row in aid.of(raw, MONTHLY, "Europe", ("",)) if row.stage == "committed" and row.month == largest)
    return [in_totals(raw, "Europe", "committed") - in_totals(raw, "Europe"), 1, promise]


def purl(raw: Path) -> Answers:
    total = packages.running_totals(now())[-1]
    return [
        Decimal(total["amount"]) / packages.BILLION,
        len(packages.joined(packages.END_OF_2025)),
        f"by {written(bounds(total['date'])[0])}",
        f"joined in {packages.END_OF_2025.year}",
    ]


ANSWERS: dict[str, Callable[[Path], Answers]] = {
    "05/sentence-1": opening,
    "05/sentence-2": messages,
    "05/then-and-now-scorecard": scorecard,
    "05/sentence-3": falls_due,
    "05/sentence-4": new_since,
    "05/sentence-5": how_sure,
    "05/sentence-6": reading,
    "05/europe-and-us-cumulative": aid.so_far,
    "05/allocations-by-kind": aid.kinds,
    "05/gap-filled": lambda raw: [100 * replaced(raw), f"gave in {YEARS_BEFORE}"],
    "05/open-promises": open_promises,
    "20/open-promises": open_promises,
    "05/purl-in-euros": purl,
    "05/troops-then-and-now": lambda raw: [counted(now(), *FIRM), counted(now(), "declines")],
    "05/firm-offers-then-and-now": lambda raw: [firm_offers(now()), firm_offers(THEN)],
    "05/us-tightened-and-eased": lambda raw: [
        *(len(acts_of_the_us(now(), effect)) for effect in ("tightens", "eases")),
        f"Since {written(sanctions.TURN)} the US",
    ],
    "05/share-of-gdp": aid.share_of_gdp,
    "05/where-weapons-come-from-1q": arrival.weapons_from,
    "05/listings-since-january-2025": sanctions.since,
    "05/ships-over-time": sanctions.over_time,
}
