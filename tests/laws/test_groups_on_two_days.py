"""Positions of groups on two days, and what groups pay: counted a second time by plain loops over the hand-kept record."""

import re
from collections import Counter, defaultdict
from datetime import date
from decimal import Decimal

import pytest

from analysis import figures, groups, load, measures
from analysis.charts import words as lettered
from analysis.charts.formatting import day as written
from analysis.charts.numerals import count_words
from analysis.errors import AnalysisError
from analysis.figures.guarantees import wording
from analysis.groups import Group
from analysis.measures.guarantees import FORCE_DOMAINS
from tests.laws.test_groups_on_guarantees import EIGHT, NATO
from tests.recomputation.guarantees import standing
from tests.recomputation.packages import announced, billions, joined
from tests.recomputation.record import bounds, country, european_countries, known, table

WITHOUT = set(european_countries()) - {"GBR"}
CHOSEN = [(groups.NORDIC_BALTIC_EIGHT, EIGHT), (groups.NATO, NATO), (groups.EUROPE.without("GBR"), WITHOUT)]
IDS = ["the Nordic-Baltic eight", "NATO", "Europe without the United Kingdom"]
PLEDGES, US, PURL = load.pledges(), load.us_packages(), load.purl()
DAYS = [date(2025, 9, 20), date(2026, 4, 15), date(2026, 10, 10)]
THEN = date(2025, 3, 31)
FIRM = {"offers", "offers, if"}
NEAR = {"offers": 3, "offers, if": 3, "may offer, if": 2, "undecided": 1, "declines": 0, "not found": None}

then_and_now, money = figures.guarantees.then_and_now, figures.guarantees.sentences.money
of_all = pytest.mark.parametrize(("group", "members"), CHOSEN, ids=IDS)
on_days = pytest.mark.parametrize("day", DAYS, ids=str)


def on_troops(members: set[str], day: date) -> dict[str, str]:
    return {code: standing(day).get((code, "land"), "not found") for code in members}


def most_offered(members: set[str], day: date) -> dict[str, str]:
    """Give the most that each of some countries offers firmly: a loop over all its positions."""
    most: dict[str, str] = {}
    for (code, domain), said in standing(day).items():
        if code in members and said in FIRM:
            rung = "troops" if domain == "land" else "another force" if domain in FORCE_DOMAINS else "other help"
            ranked = ["other help", "another force", "troops"]
            most[code] = max(rung, most.get(code, "other help"), key=ranked.index)
    return most


def words(figure) -> str:
    return " ".join([figure.headline, figure.subtitle, *figure.notes, figure.alt])


def named(figure) -> set[str]:
    """Give the countries named as those who answer: in bands, and among those that changed."""
    changed = [note for note in figure.notes if note.startswith("Changed: ")]
    return {row["iso3"] for row in table("countries") if re.search(rf"\b{row['name']}\b", " ".join([*changed, figure.alt]))}


# --- troops


@pytest.mark.sampled(1, each="group")
@of_all
@on_days
def test_answers_on_two_days_are_those_of_the_members(group, members, day):
    figure = then_and_now.troops(PLEDGES, day, THEN, only=group)
    for on in (THEN, day):
        assert dict(figure.data.filter(when=written(on)).select("country", "answer").iter_rows()) == on_troops(members, on)
    assert figure.data["countries"].to_list() == [1] * (2 * len(members))
    moved = {code for code in members if NEAR[on_troops(members, THEN)[code]] != NEAR[on_troops(members, day)[code]]}
    assert {*figure.data.filter("moved")["country"]} == moved
    note = next(one for one in figure.notes if one.startswith(("Changed: ", "No answer changed")))
    for code in members:
        assert (f"{country(code).removeprefix('the ')} (" in note) == (code in moved), code


@pytest.mark.sampled(1, each="group")
@of_all
@on_days
def test_offers_and_refusals_told_are_those_of_the_members(group, members, day):
    figure = then_and_now.troops(PLEDGES, day, THEN, only=group)
    counts = Counter(on_troops(members, day).values())
    offering, refusing = sum(counts[one] for one in FIRM), counts["declines"]
    assert figure.headline.startswith(f"Of {group.in_text}, {count_words(offering)} countr")
    refuse = f"{count_words(refusing) if refusing else 'none'} refuse{'s' if refusing == 1 else ''}"
    terms = "" if counts["offers"] or not offering else ", on a condition" if offering == 1 else ", each on a condition"
    assert terms in figure.headline
    # Where there is no room for both, refusals go before the terms of an offer.
    whole = f"{figure.headline.split(' troops')[0]} troops{terms}; {refuse}"
    assert figure.headline == (whole if len(whole.split()) <= 14 else whole.split(";", maxsplit=1)[0])
    assert f"{len(members)} countries of {group.in_text}" in figure.subtitle
    for answer, number in counts.items():
        assert f"{answer} {number} (" in figure.alt.split(f"{written(day)}: ")[1]


CHOICES = (
    [groups.NORDIC_BALTIC_EIGHT, groups.BALTIC_STATES],
    groups.BALTIC_STATES,
    [groups.NATO, groups.EU27, groups.G7],
    [groups.NORDIC_COUNTRIES, groups.VISEGRAD_FOUR, groups.WEIMAR_TRIANGLE],
    ["DEU", "GBR", "FRA", "EST", "POL"],
    groups.Group("A group with a name of so many words that no headline has room for it", ["EST", "LTU", "FRA"]),
)


@pytest.mark.sampled(4)
@pytest.mark.parametrize("only", CHOICES, ids=str)
def test_an_offer_on_a_condition_is_never_told_without_it(only):
    members = {code for group in groups.group.as_groups(only) for code in group}
    counts = Counter(on_troops(members, DAYS[-1]).values())
    assert counts["offers, if"] > 1
    assert not counts["offers"]
    for draw in (then_and_now.troops, figures.guarantees.maps.troops):
        headline = draw(PLEDGES, DAYS[-1], only=only).headline
        assert f"{count_words(counts['offers, if'])} " in headline
        assert "offer troops, each on a condition" in headline
        assert len(headline.split()) <= 14


@pytest.mark.parametrize("what", ["troops", "support in the air", "diplomatic support"])
@pytest.mark.parametrize("free", [0, 2])
@pytest.mark.parametrize("bound", [0, 1, 4])
@pytest.mark.parametrize("refusing", [0, 1, 12])
def test_headlines_of_groups_have_room_for_what_matters(what, free, bound, refusing):
    counts = {"offers": free, "offers, if": bound, "declines": refusing}
    for group in (
        "NATO",
        "the Nordic-Baltic eight",
        "the Nordic-Baltic eight and the Baltic states",
        "a very " * 9 + "long name",
    ):
        told = wording.of_the_group(counts, group, what)
        assert len(told.split()) <= 14, told
        assert ("on a condition" in told) == (bound > 0 and not free), told
        assert re.search(r"(no countries|none) offer" if not free + bound else rf"{count_words(free + bound)} ", told), told
    short = wording.of_the_group(counts, "NATO")
    assert short.endswith(f"; {count_words(refusing) if refusing else 'none'} refuse{'s' if refusing == 1 else ''}")


@pytest.mark.sampled(1)
@of_all
def test_another_group_is_another_figure(group, members):
    for draw, beginning in ((then_and_now.troops, "troops-then-and-now"), (then_and_now.firm, "firm-offers-then-and-now")):
        figure = draw(PLEDGES, DAYS[-1], only=group)
        assert figure.id == f"{beginning}-{group.key.lower().replace(' ', '-')}"
        assert len(figure.headline.split()) <= 14
        assert len(re.findall(r"\d[\d.,]*", figure.headline)) <= 2
        assert figure.svg("page") != draw(PLEDGES, DAYS[-1]).svg("page")
        assert figure.svg("column")
        text = words(figure)
        assert ("The United States counts here as a member of NATO." in text) == ("USA" in members)
        assert "Besides the US" not in text


@pytest.mark.sampled(1, each="size")
@of_all
@pytest.mark.parametrize("size", ["page", "column"])
def test_no_words_lie_on_others_or_leave_the_picture(group, members, size):
    for draw in (then_and_now.troops, then_and_now.firm):
        drawn = draw(PLEDGES, DAYS[-1], only=group).svg(size)
        assert lettered.overlaps(drawn) == []
        assert lettered.outside(drawn) == []
        assert lettered.smallest(drawn) >= 11


@of_all
def test_nobody_else_is_named_or_cited(group, members):
    # A group's note may name who is left out of it, and a bloc's other members.
    for draw in (then_and_now.troops, then_and_now.firm):
        figure = draw(PLEDGES, DAYS[-1], only=group)
        assert named(figure) - members <= ({"GBR"} if group.base else set())
        pages = {page for source in figure.sources for _, page in source.pages}
        assert pages
        assert pages <= {row["source_url"] for row in table("pledges") if row["country"] in members}


def test_members_of_whom_there_is_no_position_are_named():
    for draw, nothing in ((then_and_now.troops, "no position on troops"), (then_and_now.firm, "no position")):
        figure = draw(PLEDGES, DAYS[-1], only=groups.NATO)
        domains = {"land"} if draw is then_and_now.troops else {domain for _, domain in standing(DAYS[-1])}
        heard = {code for on in (date(2025, 9, 20), DAYS[-1]) for (code, domain) in standing(on) if domain in domains}
        note = next(one for one in figure.notes if one.startswith(f"The table has {nothing} of "))
        for code in NATO:
            assert (country(code) in note) == (code not in heard), code


# --- firm offers


@pytest.mark.sampled(4)
@of_all
@on_days
def test_firm_offers_on_two_days_are_those_of_the_members(group, members, day):
    figure = then_and_now.firm(PLEDGES, day, THEN, only=group)
    before, now = (most_offered(members, on) for on in (THEN, day))
    for on, expected in ((THEN, before), (day, now)):
        assert dict(figure.data.filter(when=written(on)).select("country", "most").iter_rows()) == expected
        for rung, number in Counter(expected.values()).items():
            assert f"{rung} {number} (" in figure.alt.split(f"{written(on)}: ")[1].split(". ")[0]
    moved = {code for code, rung in now.items() if before.get(code) != rung}
    assert {*figure.data.filter("moved")["country"]} == moved
    assert figure.headline.startswith(f"Of {group.in_text}, {count_words(len(now))} countr")
    if len(figure.headline.split()) > 9:
        way = "as many as before" if len(now) == len(before) else f"{'up' if len(now) > len(before) else 'down'} from"
        assert way in figure.headline
    silent = {code for on in (THEN, day) for code, _ in standing(on) if code in members} - {*before, *now}
    note = next((one for one in figure.notes if one.startswith("No firm offer on either day: ")), "")
    assert all(country(code) in note for code in silent)
    assert bool(note) == bool(silent)


def test_the_most_of_one_country_is_told_then_and_now():
    told = {one: then_and_now.firm(PLEDGES, DAYS[-1], only=one).headline for one in ("Norway", "Spain", "US")}
    assert told == {
        "Norway": "Norway makes a firm offer of troops; before, of help other than forces",
        "Spain": "Spain makes a firm offer of forces other than troops; before, none",
        "US": "The United States makes a firm offer of help other than forces, as before",
    }
    assert then_and_now.troops(PLEDGES, DAYS[-1], only="Poland").headline == "Poland refuses troops"
    lost = then_and_now.firm(PLEDGES, DAYS[-1], only="Netherlands")
    assert lost.headline == "The Netherlands makes no firm offer; before, of help other than forces"
    assert "10 October 2026: none." in lost.alt


def test_ukraine_is_no_country_that_answers():
    three = Group("Three", ["POL", "ROU", "UKR"])
    for draw in (then_and_now.troops, then_and_now.firm):
        figure = draw(PLEDGES, DAYS[-1], only=three)
        assert {*figure.data["country"]} == {"POL", "ROU"}
        assert "Ukraine is not counted: the positions are about it." in figure.notes
    assert {*measures.then_now.answers(PLEDGES, THEN, DAYS[-1], only=three)["country"]} == {"POL", "ROU"}


@pytest.mark.parametrize("nobody", ["Ukraine", "EU institutions", Group("Both", ["KOR", "IND"])], ids=str)
def test_a_group_of_which_nobody_answers_is_refused_in_words(nobody):
    refusal = r"the table has no position.* on 20 September 2025 or 10 October 2026 of .*\n  -> .*: A"
    for draw in (then_and_now.troops, then_and_now.firm):
        with pytest.raises(AnalysisError, match=refusal):
            draw(PLEDGES, DAYS[-1], only=nobody)
        with pytest.raises(AnalysisError, match=refusal):
            draw(PLEDGES, DAYS[-1], only=[groups.NATO, nobody])
    with pytest.raises(AnalysisError, match=r"no firm offer of Ireland on .*\n  -> .*guarantees\.domains\.matrix"):
        then_and_now.firm(PLEDGES, DAYS[-1], only="Ireland")
    with pytest.raises(AnalysisError, match=r"no contribution to PURL or US package by 10 October 2026 of .*\n  -> .*: A"):
        money(US, PURL, DAYS[-1], only=[groups.NATO, nobody])


# --- money


def own(members: set[str], day: date) -> tuple[Decimal, dict[str, Decimal], set[str]]:
    """Add what countries announced by themselves: in euros, beside it by currency, and who stated no amount once or more."""
    rates = {(row["month"], row["currency"]): Decimal(row["per_eur"]) for row in table("exchange_rates")}
    parts: dict[tuple[str, str], list[tuple[Decimal, Decimal | None]]] = defaultdict(list)
    silent = set()
    for row in known(table("purl"), day):
        if row["row_kind"] != "national" or row["country"] not in members:
            continue
        if not row["amount"]:
            silent.add(row["country"])
            continue
        month = f"{bounds(row['date'])[1]:%Y-%m}-01"
        rate = Decimal(1) if row["currency"] == "EUR" else rates.get((month, row["currency"]))
        amount = Decimal(row["amount"])
        parts[row["country"], row["currency"]].append((amount, amount / rate if rate else None))
    euros, beside = Decimal(0), defaultdict(Decimal)
    for (_, currency), amounts in parts.items():
        if all(priced is not None for _, priced in amounts):
            euros += sum(priced for _, priced in amounts)
        else:
            beside[currency] += sum(amount for amount, _ in amounts)
    return euros / 10**9, dict(beside), silent


def told_of(group: Group, sentence: str) -> str:
    """Give what the first sentence says of one group."""
    return next(part for part in sentence.split(".**", maxsplit=1)[0].split("; ") if group.in_text in part)


@of_all
@pytest.mark.parametrize("day", [DAYS[0], date(2025, 12, 31), DAYS[-1]], ids=str)
def test_what_a_group_pays_is_what_its_members_announced(group, members, day):
    sentence = money(US, PURL, day, only=group).text
    said = told_of(group, sentence)
    payers, (euros, beside, silent) = joined(day) & members, own(members, day)
    who = f"all {len(payers)}" if payers == members else f"{len(payers)} of the {len(members)}"
    assert f", {who} countries of {group.in_text} had contributed to PURL, with " in said
    assert (f"€{euros:.1f}bn" if euros >= 1 else f"€{1000 * euros:,.0f}m") in said
    amounts = re.findall(r"(£|[A-Z]{3} )([\d.]+)(m|bn)", said)
    signs = {"£": "GBP"}
    assert {
        signs.get(sign, sign.strip()): Decimal(number) * {"m": 10**6, "bn": 10**9}[unit] for sign, number, unit in amounts
    } == beside
    note = re.search(r"in no sum: contributions of ([^.]*)\.", sentence)
    assert bool(note) == bool(silent)
    assert all(country(code) in note[1] for code in silent)
    missing = members - payers - {"USA"}
    absent = re.search(r"no contribution to PURL of ([^.]*)\.", sentence)
    assert bool(absent) == bool(missing)
    assert all((country(code) in absent[1]) == (code in missing) for code in members if absent)


@of_all
def test_the_packages_stand_where_the_united_states_is_a_member_and_are_in_no_sum(group, members):
    sentence = money(US, PURL, DAYS[-1], only=group).text
    drawdowns = announced("PDA", DAYS[-1])
    told = f"the {len(drawdowns)} US drawdowns on record add up to ${billions(drawdowns):.1f}bn" in sentence
    assert told == ("USA" in members)
    assert ("Beside PURL, and in no sum here, the " in sentence) == told
    assert "PURL stood at" not in sentence


def test_groups_stand_side_by_side_and_are_never_added():
    pair = [groups.NORDIC_BALTIC_EIGHT, groups.NATO]
    both = money(US, PURL, DAYS[-1], only=pair).text
    for group in pair:
        alone = told_of(group, money(US, PURL, DAYS[-1], only=group).text)
        assert told_of(group, both).removeprefix("**").endswith(alone.split(", with ")[1])
    assert "The Nordic-Baltic eight and NATO share 8 members, such as Denmark: their amounts are not to be added." in both
    assert both.count("€") == 2
    assert "are not to be added" not in money(US, PURL, DAYS[-1], only=["Poland", "Norway"]).text


def test_one_country_and_the_united_states_alone():
    assert (
        money(US, PURL, DAYS[-1], only="Belgium").text == "**By 10 October 2026, Belgium had contributed to PURL, with €100m.**"
    )
    assert ", Luxembourg had contributed to PURL, with no amount stated" in money(US, PURL, DAYS[-1], only="LUX").text
    assert money(US, PURL, "2025-12-31", only="Iceland").text.endswith("Iceland had contributed to PURL, jointly alone.**")
    whole, states = money(US, PURL, DAYS[-1]).text, money(US, PURL, DAYS[-1], only="US").text
    assert whole.startswith(states)
    assert whole.removeprefix(states).startswith(" Since 2025 allies and partners pay")
    before = money(US, PURL, "2022-06-01", only=groups.NATO).text
    assert before.startswith("**By 1 June 2022, none of the 32 countries of NATO had contributed to PURL.** Beside PURL")


def test_nobody_named_is_the_whole_as_it_was():
    for nobody in ((), None, []):
        assert money(US, PURL, DAYS[-1], only=nobody).text == money(US, PURL, DAYS[-1]).text
        for draw in (then_and_now.troops, then_and_now.firm):
            assert draw(PLEDGES, DAYS[-1], only=nobody).record() == draw(PLEDGES, DAYS[-1]).record()
