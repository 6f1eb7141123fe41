"""Open promises and forms of the aid of groups: summed a second time by plain loops over the files."""

from collections import defaultdict
from decimal import Decimal

import pytest

from analysis import figures, groups, load
from analysis.errors import AnalysisError, UnknownName
from analysis.groups import Group
from tests.project.test_written import headline_faults
from tests.support import sampling
from tests.support.by_hand import CHOSEN, bn, by_month, euros, of_each, rows_of, table

AID, LATER = load.aid(29), load.aid_totals(30)
open_promises = figures.aid.still_open.open_promises


def still_open(members, last="2026-04-01") -> Decimal:
    promised, settled = (
        sum((eur for month, eur in by_month("29", members, stage).items() if month and month <= last), Decimal(0))
        for stage in ("committed", "allocated")
    )
    return promised - settled


def later_totals(members, stage: str) -> Decimal:
    rows = [row for row in table("aid_totals") if row["release"] == "30" and row["donor"] in members]
    return euros(row for row in rows if row["stage"] == stage)


def largest(members) -> tuple[Decimal, str, str]:
    sums: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for row in rows_of("29", members, "committed"):
        sums[row["month"], row["donor"]] += Decimal(row["eur"])
    eur, month, donor = max((eur, month, donor) for (month, donor), eur in sums.items() if month)
    return eur, month, donor


@pytest.mark.sampled(2)
@of_each
def test_what_is_open_of_a_group_is_what_is_open_of_its_members(name):
    only, members = CHOSEN[name]
    figure = open_promises(AID, only=only)
    last = figure.data.sort("period").group_by("line", maintain_order=True).last()
    ends = dict(last.select("line", "to_be_allocated_bn").iter_rows())
    group = figure.data["bloc"][0]
    amount, (most, month, donor) = bn(still_open(members)), largest(members)
    assert ends.pop(group) == pytest.approx(amount, abs=1e-6)
    apart = (donor, month) == ("EUI", "2026-04-01")
    assert ends == ({f"{group}, without it": pytest.approx(amount - bn(most), abs=1e-6)} if apart else {})
    assert f"{name} €{amount:.1f}bn." in figure.alt
    assert f"The largest promise of {name} in one month is €{bn(most):.1f}bn" in figure.alt
    assert figure.headline.startswith(f"€{amount:.0f}bn promised by {name} ")
    assert ("€90" in figure.headline) == apart
    assert headline_faults(figure.headline) == []
    assert figure.id.startswith("open-promises-")
    assert {*figure.native.colours} == {*figure.data["line"]}
    assert figure.svg()
    assert figure.svg(size="column")


@pytest.mark.sampled(2)
@of_each
def test_later_totals_lead_the_words_of_a_group_too(name):
    only, members = CHOSEN[name]
    figure = open_promises(AID, LATER, only=only)
    amount = bn(later_totals(members, "committed") - later_totals(members, "allocated"))
    assert figure.headline.startswith(f"€{amount:.0f}bn promised by {name} ")
    assert f"By June 2026 (release 30): {name} €{amount:.1f}bn." in figure.alt
    assert f"{name} €{bn(still_open(members)):.1f}bn by April 2026 (release 29)" in figure.alt
    assert headline_faults(figure.headline) == []


def test_on_a_day_only_months_that_had_ended_are_counted():
    only, members = CHOSEN["the Nordic-Baltic eight"]
    figure = open_promises(AID, LATER, "2025-09-20", only=only)
    assert figure.headline.startswith(f"€{bn(still_open(members, '2025-08-01')):.0f}bn promised by")
    assert figure.id == "open-promises-nordic-baltic-eight-2025-08"


def test_groups_that_share_members_stand_side_by_side_and_the_note_says_so():
    figure = open_promises(AID, only=[groups.NATO, groups.EU27])
    assert {*figure.data["line"]} == {"NATO", "EU27"}
    assert "NATO and the EU27 share 23 members, such as Belgium: their amounts are not to be added." in figure.notes
    told = [bn(still_open(groups.NATO.members)), bn(still_open(groups.EU27.members))]
    assert figure.headline == f"€{told[0]:.0f}bn promised by NATO and €{told[1]:.0f}bn by the EU27 await allocation"
    assert headline_faults(figure.headline) == []


def test_who_has_allocated_more_than_was_promised_has_nothing_open():
    ireland = bn(still_open({"IRL"}))
    assert open_promises(AID, only="Ireland").headline == f"Ireland has allocated €{-ireland:.2f}bn more than was promised"
    assert still_open({"GRC"}) == 0
    assert open_promises(AID, only="Greece").headline == "All that Greece promised has been allocated"
    assert open_promises(AID, only=["Greece", "Ireland"]).headline == "All that two groups promised has been allocated"
    three = open_promises(AID, only=["POL", "DEU", "IRL"]).headline
    assert three == f"€{bn(still_open({'DEU'})):.0f}bn promised by Germany awaits allocation, the most of those drawn"


def test_the_pair_by_its_names_is_the_figure_as_it_is_and_nobody_is_refused():
    house, named = open_promises(AID, LATER), open_promises(AID, LATER, only=["US", "Europe"])
    assert (named.id, named.headline, named.notes, named.alt) == (house.id, house.headline, house.notes, house.alt)
    assert {open_promises(AID, only=nobody).id for nobody in ((), None, [])} == {"open-promises"}
    with pytest.raises(UnknownName, match="no aid in these rows by 'Albania'"):
        open_promises(AID, only="Albania")
    with pytest.raises(AnalysisError, match="two groups are called 'Mine'"):
        open_promises(AID, only=[Group("Mine", ["DEU"]), Group("Mine", ["FRA"])])


FORMS, EVENTS = load.aid_instruments(18), load.events()
to_repay = figures.aid.loans.to_repay


def form_of(members, *instruments) -> Decimal:
    rows = [row for row in table("aid_instruments") if row["release"] == "18" and row["stage"] == "allocated"]
    return euros(row for row in rows if row["donor"] in members and (not instruments or row["instrument"] in instruments))


@pytest.mark.sampled(2)
@of_each
def test_what_must_be_repaid_of_a_group_is_what_its_members_lent(name):
    only, members = CHOSEN[name]
    figure = to_repay(FORMS, EVENTS, only=only)
    lent, whole = form_of(members, "loan", "swap_line"), form_of(members)
    drawn = dict(figure.data.select("form", "eur_bn").iter_rows())
    wanted = {
        "Loans, to be paid back": lent,
        "Guarantees": form_of(members, "guarantee"),
        "Grants": form_of(members, "grant"),
        "In kind": form_of(members, "in_kind"),
        "Form not stated": form_of(members, "unstated"),
    }
    assert drawn == pytest.approx({form: bn(amount) for form, amount in wanted.items()}, abs=1e-6)
    assert sum(wanted.values()) == whole
    amount = f"€{bn(lent):.{0 if bn(lent) >= 1 else 2}f}bn"
    assert figure.headline == f"Ukraine must repay {amount} allocated by {name} to June 2024"
    assert headline_faults(figure.headline) == []
    assert f"{100 * lent / whole:.1f}%, of allocations of {name} in release 18" in figure.notes[0]
    assert ("the EU institutions lent €35.6bn of it" in figure.notes[0]) == ("EUI" in members)
    assert figure.id.startswith("to-repay-")
    assert figure.native.x == "bloc"
    assert figure.svg()


def test_forms_of_groups_that_share_members_stand_side_by_side():
    figure = to_repay(FORMS, EVENTS, only=[groups.NATO, groups.EU27])
    assert figure.data["bloc"].unique(maintain_order=True).to_list() == ["NATO", "EU27"]
    assert "NATO and the EU27 share 23 members, such as Belgium: their amounts are not to be added." in figure.notes
    two = [bn(form_of(one.members, "loan", "swap_line")) for one in (groups.NATO, groups.EU27)]
    assert figure.headline == f"Ukraine must repay €{two[0]:.0f}bn allocated by NATO and €{two[1]:.0f}bn by the EU27"
    three = to_repay(FORMS, EVENTS, only=["DEU", "FRA", "POL"]).headline
    assert (
        three
        == f"Ukraine must repay €{bn(form_of({'POL'}, 'loan', 'swap_line')):.2f}bn allocated by Poland, the most of those drawn"
    )


def test_a_loan_that_nobody_names_is_no_zero_and_a_group_without_a_row_is_refused():
    assert form_of({"GRC"}, "loan", "swap_line") == 0
    figure = to_repay(FORMS, EVENTS, only="Greece")
    assert figure.headline == "The publisher names no loan by Greece to June 2024"
    assert figure.notes[0] == "The publisher names no loan among the allocations of Greece in release 18."
    with pytest.raises(UnknownName, match="no aid in these rows by 'Albania'"):
        to_repay(FORMS, EVENTS, only="Albania")
    house, named = to_repay(FORMS, EVENTS), to_repay(FORMS, EVENTS, only=["US", "Europe"])
    assert (named.id, named.headline, named.notes, named.alt) == (house.id, house.headline, house.notes, house.alt)


def test_a_small_promise_is_told_in_millions_and_one_sum_is_singular():
    amount = still_open({"ISL"})
    assert 500_000 < amount < 5_000_000
    figure = open_promises(AID, only="Iceland")
    millions = f"€{float(amount) / 1e6:.1f}m"
    assert figure.headline == f"{millions} promised by Iceland is still to be allocated"
    assert f"Iceland {millions}." in figure.alt
    assert (
        open_promises(AID, only="Germany").headline
        == f"€{bn(still_open({'DEU'})):.0f}bn promised by Germany is still to be allocated"
    )
    two = open_promises(AID, only=["Iceland", "Luxembourg"]).headline
    assert two == f"{millions} promised by Iceland and €{bn(still_open({'LUX'})):.2f}bn by Luxembourg await allocation"
    assert "is still to be allocated" in figures.aid.sentences.promises(AID, only="Germany").text


def test_no_donor_is_told_by_a_rounded_zero_that_nothing_is_open():
    for code in sampling.sample(sorted({*AID["donor"]}), 24, "donors of whom nothing is open"):
        figure = open_promises(AID, only=code)
        open_now = still_open({code})
        assert "€0.00bn" not in figure.headline + figure.alt
        assert figure.headline.startswith("All that ") == (abs(open_now) < 50_000), (code, figure.headline, open_now)


@pytest.mark.sampled(2)
@pytest.mark.parametrize("code", ["ISL", "MLT", "CYP"])
def test_no_sentence_of_a_small_donor_tells_its_amount_as_zero(code):
    given = euros(row for row in rows_of("29", [code], "allocated"))
    shares = load.eu_aid_shares(29)
    told = [
        figures.aid.europe_and_us(AID, only=code),
        figures.aid.by_kind(AID, only=code),
        figures.aid.monthly(AID, only=code),
        figures.aid.rolling_year(AID, only=code),
        figures.aid.years.side_by_side(AID, only=code),
        figures.aid.promises.committed_and_allocated(AID, only=code),
        figures.aid.loans.to_repay(FORMS, EVENTS, only=code),
        figures.aid.sentences.europe_and_us(AID, only=code),
        figures.aid.sentences.promises(AID, only=code),
        figures.aid.sentences.donors(AID, shares, only=code),
    ]
    for made in told:
        words = [getattr(made, place, "") for place in ("headline", "alt", "text")] + [*getattr(made, "notes", ())]
        assert "€0.00bn" not in " ".join(words), words
    if given < 10_000_000:
        millions = f"{float(given) / 1e6:.1f}".removesuffix(".0")
        assert f"has allocated €{millions}m by" in told[7].text
