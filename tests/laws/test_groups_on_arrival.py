"""Financial aid that groups have paid out: summed a second time by plain loops over the files."""

from decimal import Decimal

import pytest

from analysis import figures, groups, load
from analysis.errors import AnalysisError, UnknownName
from analysis.groups import Group
from tests.support.by_hand import CHOSEN, bn, euros, of_each, rows_of, table

AID, PAID, ROUTES, ROUTED = load.aid(28), load.disbursements(), load.military_routes(), load.aid(29)


def told(only) -> str:
    return figures.aid.sentences.arrival(AID, PAID, ROUTES, ROUTED, only=only).text


def paid_by(members) -> tuple[Decimal, Decimal, Decimal]:
    """Give what members allocated, what they paid, and what each of them paid beyond its own allocations."""
    allocated = {code: euros(rows_of("28", [code], kind="financial")) for code in members}
    paid = {code: euros(row for row in table("disbursements") if row["donor"] == code) for code in members}
    over = {code: max(paid[code] - max(allocated[code], Decimal(0)), Decimal(0)) for code in members}
    return tuple(sum(sums.values(), Decimal(0)) for sums in (allocated, paid, over))


@of_each
def test_what_a_group_has_paid_out_is_what_its_members_have(name):
    only, members = CHOSEN[name]
    allocated, paid, over = paid_by(members)
    text = told(only)
    share = f"{100 * (paid - over) / allocated:.0f}%"
    began = (
        f"{name[0].upper()}{name[1:]} has paid out {share} of the €{bn(allocated):.1f}bn of financial aid that it has allocated"
    )
    assert text.startswith(f"**{began}, by February 2026 (release 28).**")
    assert (f"€{bn(over):.{1 if bn(over) >= 1 else 2}f}bn that " in text) == (over > 10**8)
    assert "Where weapons come from is published of all donors together and of nobody by itself" in text
    assert "stocks gave" not in text
    assert "Europe has" not in text


def test_several_groups_are_told_side_by_side_and_who_is_in_them():
    sums = [paid_by(one.members) for one in (groups.NATO, groups.EU27)]
    nato, eu = (f"{100 * (paid - over) / allocated:.0f}% of" for allocated, paid, over in sums)
    text = told([groups.NATO, groups.EU27])
    assert text.startswith(f"**NATO has paid out {nato} the €")
    assert f" and the EU27 {eu} €{bn(sums[1][0]):.1f}bn, by February 2026" in text
    assert "NATO and the EU27 share 23 members, such as Belgium: their amounts are not to be added." in text
    assert "The EU institutions have paid out" in told("EU institutions")
    assert "Aid of the EU institutions, for which EU members pay together, is not in the Nordic-Baltic eight" in told(
        "Nordic-Baltic eight"
    )
    assert "leaves out the United Kingdom" in told(groups.EUROPE.without("GBR"))


def test_nobody_of_whom_financial_aid_is_known_is_refused_and_nobody_named_is_the_whole():
    with pytest.raises(UnknownName, match="no aid in these rows by 'Albania'"):
        told("Albania")
    with pytest.raises(AnalysisError, match="two groups are called 'Mine'"):
        told([Group("Mine", ["DEU"]), Group("Mine", ["FRA"])])
    assert len({told(nobody) for nobody in ((), None, [])}) == 1
    assert "Donors' own stocks supplied at least" in told(())


def test_who_has_aid_but_no_financial_aid_is_told_so_and_who_paid_nothing_has_paid_nothing():
    financial = {row["donor"] for row in rows_of("28", {*AID["donor"]}, kind="financial")}
    payers = {row["donor"] for row in table("disbursements")}
    drawn = figures.aid.arrival.paid_out
    without, unpaid = sorted({*AID["donor"]} - financial - payers), sorted(financial - payers)
    assert {"HUN", "MLT"} <= {*without}
    assert "POL" in unpaid
    for code in without:
        for draw in (told, lambda only: drawn(AID, PAID, only=only)):
            with pytest.raises(
                AnalysisError, match=r" has aid in release 28, but no financial aid that could be paid out\n  -> leave it"
            ):
                draw(code)
    with pytest.raises(AnalysisError, match=r"^Hungary and Malta have aid in release 28, but no financial aid"):
        told(["Hungary", "Malta"])
    for code in unpaid:
        if paid_by({code})[0] > 0:
            figure = drawn(AID, PAID, only=code)
            assert " has paid out 0% of its financial allocations" in figure.headline
            assert figure.data.filter(stage="disbursed")["eur_bn"].sum() == 0
