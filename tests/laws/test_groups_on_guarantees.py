"""Answers on guarantees of the members of groups: counted a second time by plain loops over the hand-kept record."""

import re
from collections import Counter
from datetime import date

import pytest

from analysis import figures, groups, load
from analysis.errors import AnalysisError
from tests.recomputation.guarantees import first_and_last, move, moved, on_troops, signed, standing
from tests.recomputation.record import country, european_countries, listed

EIGHT = set("DNK EST FIN ISL LTU LVA NOR SWE".split())
NATO = set(
    "ALB BEL BGR CAN CZE DEU DNK ESP EST FIN FRA GBR GRC HRV HUN ISL ITA LTU LUX LVA MKD MNE NLD NOR POL PRT ROU SVK SVN SWE TUR USA".split()
)
"""Members written down a second time."""

NO_TILE = {"CAN", "MKD", "USA"}
CHOSEN = [(groups.NORDIC_BALTIC_EIGHT, EIGHT), (groups.NATO, NATO)]
IDS = ["the Nordic-Baltic eight", "NATO"]
PLEDGES, AGREEMENTS = load.pledges(), load.agreements()
DAYS = [date(2025, 9, 20), date(2026, 4, 15), date(2026, 10, 10)]
WORDS = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]

of_both = pytest.mark.parametrize(("group", "members"), CHOSEN, ids=IDS)
on_days = pytest.mark.parametrize("day", DAYS, ids=str)


def in_words(number: int) -> str:
    return WORDS[number] if number < len(WORDS) else f"{number}"


def told(counts: Counter[str]) -> tuple[int, int, int]:
    return counts["offers"] + counts["offers, if"], counts["may offer, if"], counts["declines"]


def without_positions(members: set[str], day: date, domain: str = "land") -> set[str]:
    return {code for code in members if (code, domain) not in standing(day)}


@of_both
@on_days
def test_tiles_are_those_of_the_members_and_are_counted_one_by_one(group, members, day):
    figure = figures.guarantees.tile_map(PLEDGES, day, only=group)
    expected = {code: standing(day).get((code, "land"), "not found") for code in members - NO_TILE}
    assert dict(figure.data.select("country", "answer").iter_rows()) == expected
    offering, may, refusing = told(Counter(expected.values()))
    assert figure.headline.startswith(f"Of {group.in_text}")
    free = "offers" in expected.values()
    terms = "" if free or not offering else ", on a condition" if offering == 1 else ", each on a condition"
    assert re.search(rf" {in_words(offering)} (countr(y|ies) )?offers? troops{terms};", figure.headline)
    assert re.search(rf"; {'none' if not refusing else in_words(refusing)} refuse", figure.headline)
    assert f"{offering or 'none'} of {len(expected)} countries of {group.in_text}" in figure.notes[0]
    assert re.search(rf"; {may} (more )?may," if may else "; (none|[0-9]+) refuse", figure.notes[0])
    assert len(figure.headline.split()) <= 14
    off = {code for code in members & NO_TILE if (code, "land") in standing(day)}
    text = " ".join([*figure.notes, figure.alt])
    for code in off:
        assert f"{country(code)} ({standing(day)[code, 'land']})" in text
    assert ("Not on the map: " in text) == bool(off)
    assert " on the map" in figure.headline or not members & NO_TILE
    missing = without_positions(members, day)
    note = next((one for one in figure.notes if one.startswith("The table has no position on troops of ")), "")
    assert all(country(code) in note for code in missing)
    assert bool(note) == bool(missing)
    assert note in figure.alt


@of_both
def test_tiles_of_others_are_blank_and_say_that_they_are_not_in_the_group(group, members):
    figure = figures.guarantees.tile_map(PLEDGES, DAYS[-1], only=group)
    sets = figure.spec()["datasets"]
    outside = {row["country"]: row["answer"] for row in sets["outside"]}
    assert {row["country"] for row in sets["tiles"]} == members - NO_TILE
    assert set(outside.values()) == {f"not in {group.in_text}"}
    assert not {*outside} & members
    assert len(outside) + len(sets["tiles"]) == 35
    assert not any({"fill", "sign", "position"} & {*row} for row in sets["outside"])
    assert f"not in {group.in_text}" in figure.alt
    assert "outside" not in figures.guarantees.tile_map(PLEDGES, DAYS[-1]).spec()["datasets"]


@of_both
@pytest.mark.parametrize("domain", ["land", "air", "funding"])
def test_one_answer_is_counted_among_the_members(group, members, domain):
    day = DAYS[-1]
    for answer in ("offers, if", "declines"):
        figure = figures.guarantees.tile_map(PLEDGES, day, domain, answer, only=group)
        number = sum(standing(day).get((code, domain)) == answer for code in members - NO_TILE)
        assert figure.headline.startswith(f"{number or 'None'} of {len(members - NO_TILE)} countries of {group.in_text}")


@pytest.mark.sampled(1, each="group")
@of_both
@on_days
def test_the_two_maps_have_the_members_in_europe_alone(group, members, day):
    figure = figures.guarantees.maps.troops(PLEDGES, day, "2025-03-31", only=group)
    inside = members & set(european_countries())
    for when, on in zip(figure.data["when"].unique(maintain_order=True), (date(2025, 3, 31), day), strict=True):
        rows = figure.data.filter(when=when)
        expected = {code: standing(on).get((code, "land"), "not found") for code in inside}
        assert dict(rows.select("country", "answer").iter_rows()) == expected
    offering, _, refusing = told(on_troops(day, inside))
    assert f" {in_words(offering)} countr" in figure.headline
    assert re.search(rf"; {'none' if not refusing else in_words(refusing)} refuse", figure.headline)
    assert f"{len(inside)} European countries of {group.in_text}" in figure.subtitle
    beyond = {code for code in members - inside if (code, "land") in standing(day)}
    assert all(f"{country(code)} ({standing(day)[code, 'land']})" in figure.alt for code in beyond)
    assert (" in Europe" in figure.headline) == bool(members - inside)
    drawn = str(figure.spec())
    assert f"not in {group.in_text}" in drawn


@of_both
@on_days
def test_sentences_of_a_group_count_its_members(group, members, day):
    sentence = figures.guarantees.sentences.guarantees(PLEDGES, day, only=group).text
    offering, may, refusing = told(on_troops(day, members))
    assert f"of {group.in_text} {offering or 'no'} countr" in sentence
    assert f"; {may} " in sentence
    assert re.search(rf"(and|;) {refusing or 'none'} refuse", sentence)
    for code in members:
        named = country(code) in sentence.split("Those that offer are ")[-1].split(".")[0]
        assert named == (standing(day).get((code, "land")) in {"offers", "offers, if"}), code
    assert ("The United States refuses troops" in sentence) == ("USA" in members)
    assert all(country(code) in sentence for code in without_positions(members, day))


@of_both
@on_days
def test_changes_of_a_group_are_those_of_its_members(group, members, day):
    sentence = figures.guarantees.sentences.changes(PLEDGES, day, only=group).text
    nearer, further, back = ([code for code in moved(day, way) if code in members] for way in (1, -1, 0))
    assert sentence.startswith(f"**Of {group.in_text}, {len(nearer) or 'no'} countr")
    assert re.search(rf" {len(further) or 'No'} countr\w+ moved away", sentence)
    for code in first_and_last(day):
        assert (move(code, day) in sentence) == (code in nearer + further), code
    returned = re.search(r"\. ([^.]*) moved and came back", sentence)[1]
    assert returned.casefold() == (listed(country(code) for code in back).casefold() if back else "none")


def test_numbers_of_soldiers_and_agreements_of_a_group_are_those_of_its_members():
    day = DAYS[-1]
    for group, members in CHOSEN:
        own = [row for row in signed(day) if row["country"] in members]
        sentence = figures.guarantees.sentences.agreements(AGREEMENTS, day, only=group).text
        assert sentence.startswith(f"**{len(own)} bilateral security agreements of {group.in_text} were signed")
    sentences = figures.guarantees.sentences
    assert sentences.troops(PLEDGES, day, only=groups.NATO).text.startswith(
        "**A number of soldiers stands in 2 rows of NATO only"
    )
    assert "any row of the Nordic-Baltic eight." in sentences.troops(PLEDGES, day, only=groups.NORDIC_BALTIC_EIGHT).text
    assert "in 1 row of France only" in sentences.troops(PLEDGES, day, only="France").text


def test_one_country_is_told_and_not_counted():
    day = DAYS[-1]
    for draw in (figures.guarantees.tile_map, figures.guarantees.maps.troops):
        assert draw(PLEDGES, day, only="Poland").headline == "Poland refuses troops"
    told = figures.guarantees.sentences
    assert told.guarantees(PLEDGES, day, only="Poland").text.startswith("**As of 10 October 2026, Poland refuses troops;")
    assert told.changes(PLEDGES, day, only="Norway").text == (
        "**Norway moved towards an offer of troops, from undecided to offers, if.**"
    )
    assert "1 bilateral security agreement of Italy was signed" in told.agreements(AGREEMENTS, day, only="IT").text


def test_ukraine_is_drawn_where_it_is_named_and_never_counted():
    figure = figures.guarantees.tile_map(PLEDGES, DAYS[-1], only=groups.Group("Three", ["POL", "ROU", "UKR"]))
    assert {*figure.data["country"]} == {"POL", "ROU", "UKR"}
    assert "none of 2 countries of Three" in figure.notes[0]
    assert any("Ukraine is shown and not counted" in note for note in figure.notes)


@pytest.mark.parametrize("nobody", ["Malta", "Iceland", groups.Group("Both", ["MLT", "ISL"])], ids=str)
def test_a_group_without_a_position_is_refused_in_words(nobody):
    day = DAYS[-1]
    for ask in (
        figures.guarantees.tile_map,
        figures.guarantees.maps.troops,
        figures.guarantees.sentences.guarantees,
        figures.guarantees.sentences.changes,
    ):
        with pytest.raises(
            AnalysisError, match=r"the table has no (position|answer) on troops by 10 October 2026 of .*\n  -> .*: A"
        ):
            ask(PLEDGES, day, only=nobody)
    with pytest.raises(AnalysisError, match="no agreement by 10 October 2026 of Malta"):
        figures.guarantees.sentences.agreements(AGREEMENTS, day, only="Malta")


def test_who_is_on_no_map_is_refused_with_the_figure_that_has_it():
    for draw in (figures.guarantees.tile_map, figures.guarantees.maps.troops):
        with pytest.raises(AnalysisError, match=r"no member of the United States .*\n  -> .*guarantees\.domains\.matrix"):
            draw(PLEDGES, DAYS[-1], only="US")
