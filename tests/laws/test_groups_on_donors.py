"""Who of a group gives most: found a second time by plain loops over the rows of a release."""

import re
from collections import defaultdict
from decimal import Decimal

import pytest

from analysis import figures, groups, load
from analysis.errors import AnalysisError
from tests.laws.test_groups_on_guarantees import EIGHT, NATO
from tests.recomputation.record import country, european_countries

AID, SHARES = load.aid_totals(30), load.eu_aid_shares(30)
WITHOUT = {*european_countries(), "EUI"} - {"GBR"}
CHOSEN = [(groups.NORDIC_BALTIC_EIGHT, EIGHT), (groups.NATO, NATO), (groups.EUROPE.without("GBR"), WITHOUT)]
IDS = ["the Nordic-Baltic eight", "NATO", "Europe without the United Kingdom"]

donors = figures.aid.sentences.donors
of_all = pytest.mark.parametrize(("group", "members"), CHOSEN, ids=IDS)


def given() -> dict[str, Decimal]:
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for row in AID.iter_rows(named=True):
        if row["stage"] == "allocated":
            sums[row["donor"]] += row["eur"]
    return sums


def for_its_size() -> dict[str, float]:
    """Give allocations by themselves and through the EU institutions in per cent of the GDP of 2021."""
    part = dict(SHARES.select("donor", "eur").iter_rows())
    gdp = {code: size for code, size in load.countries().select("iso3", "gdp_2021_eur_bn").iter_rows() if size}
    sums = given()
    return {
        code: float(sums.get(code, 0) + part.get(code, 0)) / 1e7 / float(size)
        for code, size in gdp.items()
        if code in sums or code in part
    }


@of_all
def test_the_largest_donors_of_a_group_are_among_its_members(group, members):
    sentence = donors(AID, SHARES, only=group).text
    sums, sizes = given(), for_its_size()
    first = max(members & {*sums}, key=lambda code: sums[code])
    most = max(members & {*sizes}, key=lambda code: sizes[code])
    name = "the EU institutions" if first == "EUI" else country(first)
    told = re.search(rf"of {group.in_text} {name} (?:is|are) the largest single donor with €([0-9.]+)bn", sentence)
    assert told
    assert told[1] == f"{sums[first] / 10**9:.1f}"
    assert f"with {sizes[most]:.1f}% of its GDP of 2021" in sentence
    assert (f"economy, {country(most)} with" in sentence) == (first != most)
    share = sums["EUI"] / sum(sums[code] for code in members & {*sums})
    assert (f"The EU institutions give {share:.0%} of the allocations of {group.in_text}." in sentence) == ("EUI" in members)


def test_groups_are_asked_each_by_itself():
    pair = [groups.NORDIC_BALTIC_EIGHT, groups.NATO]
    both = donors(AID, SHARES, only=pair).text
    for group in pair:
        said = donors(AID, SHARES, only=group).text.split(".**", maxsplit=1)[0].split(", of ", maxsplit=1)[1]
        assert f"of {said}" in both
    assert "The Nordic-Baltic eight and NATO share 8 members" in both
    assert "ranks" not in both


def test_one_donor_is_told_and_not_ranked():
    sums, sizes = given(), for_its_size()
    assert donors(AID, SHARES, only="Norway").text == (
        f"**By June 2026 (release 30), Norway has allocated €{sums['NOR'] / 10**9:.1f}bn, {sizes['NOR']:.1f}% of its GDP of 2021.**"
    )
    alone = donors(AID, SHARES, only="EU institutions").text
    assert alone == f"**By June 2026 (release 30), the EU institutions have allocated €{sums['EUI'] / 10**9:.1f}bn.**"


def test_nobody_of_whom_the_tracker_has_rows_is_refused_and_nobody_named_is_the_whole():
    with pytest.raises(AnalysisError, match="no aid in these rows by 'Albania'"):
        donors(AID, SHARES, only="Albania")
    assert {donors(AID, SHARES, only=nobody).text for nobody in ((), None, [])} == {donors(AID, SHARES).text}
