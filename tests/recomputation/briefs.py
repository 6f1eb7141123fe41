"""What the stored briefs of three countries tell, recomputed from the publishers' files and the hand-kept record."""

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from decimal import Decimal
from functools import cache, partial
from pathlib import Path

from tests.recomputation import guarantees, sanctions
from tests.recomputation.aid import (
    MONTHLY,
    NEWEST,
    PAID,
    Answers,
    by_month,
    by_year,
    end_of,
    of,
    place,
    ranked,
    total,
    with_eu_parts,
    written,
)
from tests.recomputation.raw import EU, KINDS, US, dollars_per_euro, donor, europe, gdp_2021, kiel, rows, totals30
from tests.recomputation.record import Row, bounds, collected_to, grades, in_order, known, listed, table, told_day
from tests.recomputation.told import Millions, quantities

BRIEFS = ("Germany", "Iceland", "Japan")
SINCE = date(2026, 4, 10)
"""The day of the last issue, six months before this one."""

DOMAINS = {
    "land": "troops",
    "air": "support in the air",
    "sea": "support at sea",
    **{name: name for name in ("training", "monitoring", "logistics", "demining")},
    "air_defence": "air defence",
    **{name: name for name in ("intelligence", "weapons", "funding")},
    "diplomatic": "diplomatic support",
}
ANSWERED = {"offers": "Offers", "offers, if": "Offers on a condition", "may offer, if": "May offer on a condition"}
ANSWERED |= {"undecided": "Undecided, neither offered nor refused", "declines": "Refuses"}
SHORTER = {"May offer on a condition": "May offer", "Offers on a condition": "Offers"}
"""How an answer begins whose condition follows it."""
TYPES = {"Air Defense": "air defence systems", "Howitzers": "howitzers", "IFV": "infantry fighting vehicles", "Tanks": "tanks"}
TYPES |= {"MLRS": "rocket launchers"}
ORDER = (
    "air",
    "air_defence",
    "demining",
    "diplomatic",
    "funding",
    "intelligence",
    "logistics",
    "monitoring",
    "sea",
    "training",
    "weapons",
)
BESIDE = {"Germany": "european-countries"}
"""What a member of the EU stands beside: the countries' own aid."""
SAYS = {"offers": "offers troops", "may offer, if": "may offer troops, if a condition is met", "declines": "refuses troops"}


def now() -> date:
    return collected_to("pledges")


def code_of(name: str) -> str:
    return next(row["iso3"] for row in table("countries") if row["name"] == name)


@cache
def thin() -> str:
    """Give the month after the last of which six statements are known."""
    per_month = Counter(bounds(row["date"])[1].replace(day=1) for row in known(table("pledges"), now()))
    last = max(month for month, number in per_month.items() if number >= 6)
    return f"{last.replace(day=28) + timedelta(days=4):%B %Y}"


def on_or_in(text: str) -> str:
    first, last = bounds(text)
    return f"{'on' if first == last else 'in'} {when(text)}"


def sum_told(bn: Decimal) -> Decimal:
    """Give a sum in the unit it is told in: billions, and millions where there is less than one."""
    return bn if bn >= 1 else Millions(1000 * bn)


def within(texts: Iterable[str]) -> Answers:
    return [number.value for text in texts for number in quantities(text)]


def when(text: str) -> str:
    first, last = bounds(text)
    return told_day(first) if first == last else f"{first:%B %Y}"


# --- aid


def in_30(raw: Path, name: str, *columns: str) -> Decimal:
    return sum((totals30(raw)[name][column] for column in columns or KINDS), Decimal(0))


def ranks(raw: Path, name: str) -> Answers:
    everyone = ranked({one: in_30(raw, one) for one in totals30(raw)})
    return [sum_told(in_30(raw, name)), place(everyone, name), len(everyone)]


def for_its_size(raw: Path, name: str) -> Answers:
    own, both = 100 * in_30(raw, name) / gdp_2021(raw)[name], with_eu_parts(raw, gdp_2021(raw))
    with_part = [100 * dict(both)[name]] if in_30(raw, name, "eu_share") else []
    return [own, *with_part, place(both, name), len(both), "its GDP of 2021"]


def opening(raw: Path, name: str) -> Answers:
    months = list(by_month(raw, MONTHLY, name).values())
    last, before = (sum_told(sum(span, Decimal(0))) for span in (months[-12:], months[-24:-12]))
    said = guarantees.standing(now()).get((code_of(name), "land"))
    dates = [
        f"*Issued* {told_day(now())}",
        f"twelve months to {written(max(by_month(raw, MONTHLY, name)))}",
        f"totals to {told_day(end_of(NEWEST))} (release {NEWEST}), by month to {told_day(end_of(MONTHLY))} (release {MONTHLY})",
        f"Positions, agreements and acts: to {told_day(now())}, few from {thin()} on.",
        f"By {end_of(NEWEST):%B %Y} its ",
    ]
    stood = latest(name).get("land")
    dated = f", as last said {on_or_in(stood['date'])}" if stood else ""
    troops = f"{name} {SAYS[said]}{dated}." if said else f"{name} has no position on troops in the record."
    return [*ranks(raw, name), *for_its_size(raw, name), 12, last, before, 12, *([] if said else [0]), *dates, troops]


def messages(raw: Path, name: str) -> Answers:
    given, promised = in_30(raw, name), in_30(raw, name, "committed")
    kinds = ranked({kind: in_30(raw, name, kind) for kind in KINDS})
    by = f"{end_of(NEWEST):%B %Y}"
    return [
        sum_told(given),
        sum_told(promised),
        sum_told(promised - given),
        f"By {by} (release {NEWEST}); the other ",
        100 * kinds[0][1] / given,
        *(sum_told(bn) for _, bn in kinds),
        f"Mostly {kinds[0][0]}: ",
        f", by {by}.",
        *heavy_weapons(raw, name),
        *on_troops(name),
        *us_weapons(name),
        *(listed_by_the_eu(raw) if name == "Germany" else []),
        *sold_by_russia(raw, name),
    ]


def listed_by_the_eu(raw: Path) -> Answers:
    """Count persons and entities that the EU put under asset freeze, from the month of the war on and from the turn on.

    One whose day is known as a span counts where all of it lies within.
    """
    own, end, before = sanctions.frozen(raw, "EU"), sanctions.covered_to("EU"), timedelta(days=1)

    def sure(first: date) -> int:
        return sum(one.count for one in own if first - before <= (one.after or one.day - before) and one.day <= end)

    turn = sanctions.TURN
    return [
        sure(date(2022, 2, 1)),
        f"from February 2022 to {told_day(end)}, ",
        sure(turn),
        f"dated from {told_day(turn)} on.",
    ]


def heavy_weapons(raw: Path, name: str) -> Answers:
    own = [row for row in kiel(raw, MONTHLY, "weapons") if donor(row["donor"]) == name]
    columns = ("number_of_weapons", "monetary_value_eur")
    items, worth = (sum((Decimal(row[column]) for row in own), Decimal(0)) for column in columns)
    counts = sorted(((Decimal(row[columns[0]]), row["category"]) for row in own), reverse=True)
    if not items:
        return [0, f"(Kiel Institute, release {MONTHLY})"]
    by_type = [number for number, _ in counts]
    listed_types = [f"{number} {TYPES[kind]}" for number, kind in counts if number >= 10]
    first = f"heavy weapons, {'mostly' if counts[0][0] * 2 > items else 'above all'} {TYPES[counts[0][1]]}."
    return [items, *by_type, sum_told(worth / 10**9), f"Kiel Institute (release {MONTHLY}): ", first, *listed_types]


def on_troops(name: str) -> Answers:
    signed = [row for row in guarantees.signed(now()) if row["country"] == code_of(name)]
    treaty = f" years was signed on {when(signed[-1]['date'])}."
    years = int(signed[-1]["years"])
    row = latest(name).get("land")
    if not row:
        return [0, *besides(name), years, treaty]
    terms = f"; condition: {row['condition'].removeprefix('if ')}" if row["condition"] else ""
    told = f"{row['position']}{terms}."
    return [*within([told]), f"Last said {on_or_in(row['date'])} ({spoke(row)}): {told}", *besides(name), years, treaty]


def spoke(row: Row) -> str:
    """Write who spoke, without brackets within brackets."""
    return row["actor"].replace(" (", ", ").replace(")", "")


def besides(name: str) -> Answers:
    """Name what is offered besides troops: without a condition, on one, and what may be."""
    others = {domain: guarantees.answer(row) for domain, row in latest(name).items() if domain != "land"}
    ways = {"offers": "offers", "offers, if": "offers on a condition", "may offer, if": "may offer, if a condition is met"}
    told = []
    for said, words in ways.items():
        if nouns := [DOMAINS[one] for one in sorted(others, key=ORDER.index) if others[one] == said]:
            told.append(f"{words}: {listed(nouns)}")
    return [f"Besides, it {'; '.join(told)}."] if told else []


def us_weapons(name: str) -> Answers:
    """Tell what a country paid: euros and dollars as one sum, at the mean of their month; nothing that only a copy says."""
    rows = [row for row in known(table("purl"), now()) if row["country"] == code_of(name) and row["row_kind"] == "national"]
    own = [row for row in rows if grades()[row["source_publisher"]] != "mirror"]
    if not own:
        return [0]
    rates = {"EUR": lambda row: Decimal(1), "USD": lambda row: dollars_per_euro()[bounds(row["date"])[1].replace(day=1)]}
    priced = [row for row in own if row["currency"] in rates]
    euros = sum((Decimal(row["amount"]) / rates[row["currency"]](row) for row in priced), Decimal(0)) / 10**9
    others = [sum_told(Decimal(row["amount"]) / 10**9) for row in own if row["currency"] not in rates]
    last = max(bounds(row["date"])[1] for row in own)
    known_from = f"contribution, known from {told_day(last)}." if len(own) == 1 else f"the last known from {told_day(last)}."
    return [*([sum_told(euros)] if priced else []), *others, len(own), known_from]


def sold_by_russia(raw: Path, name: str) -> Answers:
    found = rows(raw / "trade/imf_russia_trade_by_partner_annual.csv")
    own = next(row for row in found if row["TRADE_FLOW.ID"] == "XG" and row["COUNTERPART_COUNTRY.ID"] == code_of(name))
    last = max(year for year in own if year.isdigit() and own[year])
    # Less than half a million is told as less than one.
    values = [max(Decimal(own[year]), Decimal(1)) for year in ("2021", last)]
    return [*(sum_told(value / 1000) for value in values), "in 2021 and ", f" in {last} (IMF)."]


def peak(raw: Path, name: str) -> Answers:
    years = by_year(by_month(raw, MONTHLY, name))
    most = max(years, key=lambda year: years[year])
    return [sum_told(years[most]), f"peak year was {most}: ", f"(release {MONTHLY})"]


def beside(raw: Path, name: str) -> Answers:
    """Set a member of the EU beside the countries' own aid, everybody else beside Europe with the EU's money."""
    countries = [one for one in europe(raw) if one != EU]
    assert US not in countries
    whole = sum((gdp_2021(raw)[one] for one in countries), Decimal(0))
    own, theirs = (total(of(raw, MONTHLY, who)) for who in (name, "Europe"))
    by = f"id by {end_of(MONTHLY):%B %Y}: {name} "
    if not in_30(raw, name, "eu_share"):
        return [100 * own / gdp_2021(raw)[name], 100 * theirs / whole, f"A{by}", "Europe with EU money"]
    alone = theirs - total(of(raw, MONTHLY, EU))
    return [100 * own / gdp_2021(raw)[name], 100 * alone / whole, f"Own a{by}", "European countries"]


# --- guarantees


def latest(name: str) -> dict[str, Row]:
    """Give the country's standing statement in each domain, but for those that only a copy has."""
    rows = [row for row in known(table("pledges"), now()) if row["country"] == code_of(name)]
    sound = [row for row in rows if grades()[row["source_publisher"]] != "mirror" and guarantees.of_government(row)]
    return {row["domain"]: row for row in in_order(sound)}


def reported(row: Row) -> str:
    return ", reported" if grades()[row["source_publisher"]] == "reported" else ""


def positions(raw: Path, name: str) -> Answers:
    told = []
    for row in latest(name).values():
        terms = f"; condition: {row['condition'].removeprefix('if ')}" if row["condition"] else ""
        speaker = spoke(row)
        said = ANSWERED[guarantees.answer(row)]
        told.append(
            f"{SHORTER.get(said, said) if terms else said}: {row['position']}{terms} ({speaker}, {when(row['date'])}{reported(row)})."
        )
    in_turn = sorted(
        told, key=lambda line: next(at for at, one in enumerate(sorted(latest(name))) if latest(name)[one]["position"] in line)
    )
    newest = f"found by {told_day(now())}; few statements were collected from {thin()} on."
    return [*within(in_turn), *in_turn, *moved(name), newest]


def moved(name: str) -> Answers:
    steps: list[tuple[str, date]] = []
    whose = []
    for row in guarantees.statements(now()):
        if row["country"] == code_of(name) and row["domain"] == "land":
            said = guarantees.answer(row)
            if not steps or steps[-1][0] != said:
                steps.append((said, bounds(row["date"])[1]))
                whose.append("")
            # Of several statements of one day the last stands.
            if steps[-1] == (said, bounds(row["date"])[1]):
                whose[-1] = f"({row['actor']}, {row['source_publisher']})"
    words = {said: ANSWERED[said].lower().partition(",")[0] for said, _ in steps}
    told = "; ".join(f"{words[said]}, {told_day(first)} {who}" for (said, first), who in zip(steps, whose, strict=True))
    return [f"On troops, by the day first recorded: {told}."] if len(steps) > 1 else []


def new_since(raw: Path, name: str) -> Answers:
    rows = [row for row in known(table("pledges"), now()) if row["country"] == code_of(name) and bounds(row["date"])[0] > SINCE]
    newest = sorted(
        (row for row in rows if grades()[row["source_publisher"]] != "mirror"), key=lambda row: row["date"], reverse=True
    )
    told = [f"*{when(row['date'])}* {row['position']}{f' ({reported(row)[2:]})' if reported(row) else ''}." for row in newest]
    last = end_of(PAID)
    later = sum((bn for month, bn in by_month(raw, MONTHLY, name).items() if month > last), Decimal(0))
    moved_by = total(of(raw, MONTHLY, name)) - later - total(of(raw, PAID, name))
    more = in_30(raw, name) - total(of(raw, MONTHLY, name))
    half_a_million = Decimal("0.0005")
    sums = [later, *(one for one in (moved_by, more) if abs(one) >= half_a_million)]
    assert moved_by > -half_a_million
    assert more > -half_a_million
    months = f"{last.replace(day=28) + timedelta(days=4):%B} and {end_of(MONTHLY):%B %Y}"
    total_by = f"The total by {end_of(NEWEST):%B %Y} (release {NEWEST}) is "
    return [
        *within(told),
        *map(sum_told, sums),
        *([0] if abs(more) >= half_a_million else []),
        *(
            []
            if told
            else [0, 0, 0, f"the newest on record is of {told_day(newest_of(name))}.", f"The record is thin from {thin()}"]
        ),
        f"What is new since {told_day(SINCE)}",
        *told,
        f"Aid of {months}, which release {MONTHLY} adds to release {PAID}: ",
        f"{total_by}the same as that of release {MONTHLY}." if abs(more) < half_a_million else total_by,
        *(
            ["the months before are unchanged"]
            if abs(moved_by) < half_a_million
            else ["the months before have ", " more. The total"]
        ),
    ]


def newest_of(name: str) -> date:
    """Give the day from which the newest statement, contribution or agreement was known."""
    own = [*latest(name).values(), *(row for row in guarantees.signed(now()) if row["country"] == code_of(name))]
    own += [row for row in known(table("purl"), now()) if row["country"] == code_of(name) and row["row_kind"] == "national"]
    return max(bounds(row["date"])[1] for row in own if grades()[row["source_publisher"]] != "mirror")


def not_known(raw: Path, name: str) -> Answers:
    silent = [noun for domain, noun in DOMAINS.items() if domain not in latest(name)]
    undated = [row for row in of(raw, MONTHLY, name) if row.month is None and row.bn]
    assert not undated
    # The line's label, and the nothing that was found.
    return [0, 0, f"found on {listed(silent)} as guarantees; that is no refusal."]


TOLD: dict[str, Callable[[Path, str], Answers]] = {
    "sentence-1": opening,
    "sentence-2": messages,
    "sentence-3": positions,
    "sentence-4": new_since,
    "sentence-5": not_known,
    "by-year-{code}": peak,
    "aid-bloc-{name}-{beside}-allocated-all-pct-gdp-total": beside,
}
ANSWERS: dict[str, Callable[[Path], Answers]] = {
    f"brief-{name.lower()}/{key.format(code=code_of(name).lower(), name=name.lower(), beside=BESIDE.get(name, 'europe'))}": partial(
        tell, name=name
    )
    for name in BRIEFS
    for key, tell in TOLD.items()
}
