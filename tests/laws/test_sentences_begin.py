"""A group whose own name begins with a small letter begins no sentence with one."""

import re

import pytest

from analysis import figures, groups, load
from analysis.groups import Group

AMIGOS = Group("the Three Amigos", ["DEU", "FRA", "POL"])
AID, EARLIER, PLEDGES, DAY = load.aid(29), load.aid(28), load.pledges(), "2026-10-10"
DRAWN = {
    "filled": lambda only: figures.aid.gap.filled(AID, only=only),
    "open_promises": lambda only: figures.aid.still_open.open_promises(AID, only=only),
    "what_moved": lambda only: figures.aid.revisions.what_moved(EARLIER, AID, only=only),
    "missing_rows": lambda only: figures.aid.revisions.missing_rows(EARLIER, AID, only=only),
    "to_repay": lambda only: figures.aid.loans.to_repay(load.aid_instruments(18), load.events(), only=only),
    "paid_out": lambda only: figures.aid.arrival.paid_out(EARLIER, load.disbursements(), only=only),
    "over_time": lambda only: figures.aid.flows.over_time(AID, only=only),
    "europe_and_us": lambda only: figures.aid.europe_and_us(AID, only=only),
    "by_kind": lambda only: figures.aid.by_kind(AID, only=only),
    "years": lambda only: figures.aid.years.side_by_side(AID, only=only),
    "by_group": lambda only: figures.aid.replacing.by_group(AID, only=only),
    "arithmetic": lambda only: figures.aid.replacing.arithmetic(AID, only=only),
    "monthly": lambda only: figures.aid.monthly(AID, only=only),
    "promises": lambda only: figures.aid.sentences.promises(AID, only=only),
    "sentence of both": lambda only: figures.aid.sentences.europe_and_us(AID, only=only),
    "troops": lambda only: figures.guarantees.then_and_now.troops(PLEDGES, DAY, only=only),
    "changes": lambda only: figures.guarantees.sentences.changes(PLEDGES, DAY, only=only),
}
PLACES = ("headline", "title", "subtitle", "alt", "text")


@pytest.mark.sampled(12)
@pytest.mark.parametrize("name", DRAWN)
@pytest.mark.parametrize("with_another", [False, True])
def test_no_sentence_begins_with_a_small_letter(name, with_another):
    made = DRAWN[name]([AMIGOS, groups.NORDIC_COUNTRIES] if with_another else AMIGOS)
    told = [text for place in PLACES if isinstance(text := getattr(made, place, None), str)]
    told += [*getattr(made, "notes", ())]
    assert any("Three Amigos" in text for text in told)
    for text in told:
        assert not re.search(r"(^|[.!?] |\*\*)the Three", text), text
        assert not re.search(r"^[a-z]", text), text


def test_a_name_for_one_country_begins_its_note_with_a_capital():
    assert "The old friend is France alone." in figures.aid.gap.filled(AID, only=Group("the old friend", ["FRA"])).notes
