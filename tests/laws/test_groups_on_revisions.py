"""What moved between releases in the allocations of groups: summed a second time by plain loops over the files."""

import re
from datetime import date
from decimal import Decimal
from itertools import pairwise

import pytest

from analysis import figures, groups, load
from analysis.errors import AnalysisError, NotComparable, UnknownName
from analysis.groups import Group
from tests.project.test_written import headline_faults
from tests.support import sampling
from tests.support.by_hand import CHOSEN, EIGHT, NATO, bn, by_month, euros, of_each, rows_of

BEFORE, AFTER, UPLOAD = load.aid(28), load.aid(29), load.aid("29-first-upload")
LAST = "2026-02-01"
"""The last month that release 28 covers."""

what_moved, missing_rows = figures.aid.revisions.what_moved, figures.aid.revisions.missing_rows


def changes(members, first="28", final="29") -> dict[str, Decimal]:
    """Give what moved by month, in euros, where it is half a million or more."""
    then, now = by_month(first, members), by_month(final, members)
    moved = {month: now.get(month, Decimal(0)) - then.get(month, Decimal(0)) for month in {*then, *now}}
    return {month: change for month, change in moved.items() if abs(change) >= 500_000}


def lacking(members, first="29-first-upload", final="29") -> dict[str, Decimal]:
    gaps = {code: euros(rows_of(final, [code])) - euros(rows_of(first, [code])) for code in members}
    return {code: gap for code, gap in gaps.items() if gap > 500_000}


def money(eur: Decimal) -> str:
    """Write an amount as a sentence does: in billions to two decimals, and where these say little in millions."""
    sign, size = "-" if eur < 0 else "", abs(eur)
    if size >= 10_000_000:
        return f"{sign}€{bn(size):.2f}bn"
    return f"{sign}€{f'{float(size) / 1e6:.1f}'.removesuffix('.0')}m"


@pytest.mark.sampled(2)
@of_each
def test_what_moved_in_a_group_is_what_moved_in_its_members(name):
    only, members = CHOSEN[name]
    figure = what_moved(BEFORE, AFTER, only=only)
    months = {month: change for month, change in changes(members).items() if month and month <= LAST}
    drawn = {f"{month:%Y-%m-%d}": change for month, change in figure.data.select("period", "change_bn").iter_rows()}
    assert drawn == pytest.approx({month: bn(change) for month, change in months.items()}, abs=0.0006)
    gained, lost = (
        sum((one for one in months.values() if rule(one)), Decimal(0)) for rule in (lambda x: x > 0, lambda x: x < 0)
    )
    note = next(note for note in figure.notes if note.startswith(f"Earlier months of {name} gained"))
    assert f"gained €{bn(gained):.2f}bn and lost €{bn(-lost):.2f}bn" in note
    assert f"Gains of {name} add up to {bn(gained):.2f} and losses to {bn(-lost):.2f} EUR bn" in figure.alt
    undated = changes(members).get("", Decimal(0))
    assert f"sum moved by {money(gained + lost + undated)}" in note
    new = sum((change for month, change in changes(members).items() if month > LAST), Decimal(0))
    assert f"the new months brought €{bn(new):.1f}bn" in note
    assert headline_faults(figure.headline) == []
    assert f"arlier months of {name} gained" in figure.headline
    assert figure.id.startswith("moved-28-29-")
    assert figure.native.series is None
    assert figure.svg()


@pytest.mark.sampled(2)
@of_each
def test_what_a_release_lacked_of_a_group_is_what_it_lacked_of_its_members(name):
    only, members = CHOSEN[name]
    figure = missing_rows(UPLOAD, AFTER, 40, only=only)
    gaps = lacking(members)
    assert sorted(figure.data["change_bn"]) == pytest.approx(sorted(bn(gap) for gap in gaps.values()), abs=0.0006)
    whole = bn(sum(gaps.values(), Decimal(0)))
    assert f" lacked €{whole:.{2 if whole < 1 else 0}f}bn from {name}" in figure.headline
    assert f"{whole:.1f} in all" in figure.alt
    assert headline_faults(figure.headline) == []
    assert figure.id.startswith("missing-rows-")
    assert figure.svg()


def test_groups_stand_below_each_other_on_one_scale_and_are_never_added():
    figure = what_moved(BEFORE, AFTER, only=[groups.NATO, groups.EU27])
    panels = [panel for panel in figure.spec()["vconcat"][0]["vconcat"][0]["vconcat"] if "layer" in panel]
    assert [panel["title"]["text"] for panel in panels] == ["NATO", "EU27"]
    assert {*figure.data["bloc"]} == {"NATO", "EU27"}
    assert figure.native.series == "bloc"
    assert "NATO and the EU27 share 23 members, such as Belgium: their amounts are not to be added." in figure.notes
    assert figure.headline == "Earlier months of NATO moved most: €7bn gained, €5bn lost"
    assert headline_faults(figure.headline) == []


def test_who_is_in_two_groups_is_lacking_once():
    figure = missing_rows(UPLOAD, AFTER, 40, only=[groups.NORDIC_BALTIC_EIGHT, groups.NATO])
    assert figure.data["name"].is_unique().all()
    assert figure.data["change_bn"].sum() == pytest.approx(bn(sum(lacking(EIGHT | NATO).values(), Decimal(0))), abs=0.01)
    assert "Whoever is in two of the groups counts once in the sum." in figure.notes


def test_members_of_whom_nothing_moved_are_told_and_no_zero_is_drawn():
    figure = what_moved(BEFORE, AFTER, only=["Europe", "United States"])
    assert {*figure.data["bloc"]} == {"Europe"}
    assert "No month of the United States moved." in figure.notes
    eight = missing_rows(UPLOAD, AFTER, only="Nordic-Baltic eight")
    assert "Nothing was lacking of Denmark, Iceland, Latvia, Norway and Sweden." in eight.notes
    with pytest.raises(NotComparable, match="no month of the EU institutions moved from release 28 to 29\n  -> take two other"):
        what_moved(BEFORE, AFTER, only="EU institutions")
    with pytest.raises(NotComparable, match="lacks nothing of Norway that release 29 has"):
        missing_rows(UPLOAD, AFTER, only="Norway")


@pytest.mark.parametrize(
    "draw", [lambda only: what_moved(BEFORE, AFTER, only=only), lambda only: missing_rows(UPLOAD, AFTER, only=only)]
)
def test_nobody_of_whom_a_release_has_rows_is_refused_and_an_empty_choice_is_none(draw):
    with pytest.raises(UnknownName, match="no aid in these rows by 'Albania'"):
        draw("Albania")
    with pytest.raises(AnalysisError, match="two groups are called 'Mine'"):
        draw([Group("Mine", ["DEU"]), Group("Mine", ["FRA"])])
    assert {draw(nobody).id for nobody in ((), None, [])} == {draw(()).id}
    assert draw(Group("Mine", ["DEU"])).id != draw(Group("Mine", ["FRA"])).id


def test_europe_by_its_name_is_the_figure_as_it_is():
    house, named = what_moved(BEFORE, AFTER), what_moved(BEFORE, AFTER, only="Europe")
    assert (named.id, named.headline, named.notes) == (house.id, house.headline, house.notes)
    assert named.data.equals(house.data)


VINTAGES = load.vintages()
RELEASES = ["18", "28", "29-first-upload", "29", "30-preview"]
lead_by_release = figures.aid.revisions.lead_by_release


def running(release: str, members) -> dict[str, Decimal]:
    """Give dated allocations up to each month that the release has for anybody."""
    given, so_far, sums = by_month(release, members), Decimal(0), {}
    for month in sorted({row["month"] for row in rows_of(release, {*EIGHT, *NATO, "EUI"})} - {""}):
        so_far += given.get(month, Decimal(0))
        sums[month] = so_far
    return sums


def ahead_for_good(release: str, one, other) -> tuple[int, str]:
    """Give who is ahead at the end, the first (1) or the other (-1), and since which month without a break; a tie breaks nothing."""
    first, second = running(release, one), running(release, other)
    who, since = 0, ""
    for month in first:
        sign = (first[month] > second[month]) - (first[month] < second[month])
        if sign and sign != who:
            who, since = sign, month
    return who, since


PAIRS = {
    name: (only, members, "United States", "USA")
    for name, (only, members) in CHOSEN.items()
    if name != "NATO"  # the United States is in it
} | {"NATO": (groups.NATO, NATO, "EU institutions", "EUI")}


@pytest.mark.sampled(2)
@pytest.mark.parametrize("name", PAIRS)
def test_who_is_ahead_in_each_release_is_found_again(name):
    only, members, other, code = PAIRS[name]
    figure = lead_by_release(VINTAGES, only=[only, other])
    sides = {1: name, -1: f"the {other}"}
    for release in RELEASES:
        who, since = ahead_for_good(release, members, {code})
        told = release.replace("-", ", ", 1).replace("-", " ")
        when = f"{date.fromisoformat(since):%B %Y}"
        assert f"release {told}: {sides[who]} since {when}" in figure.notes[-1]
        one, two = running(release, members), running(release, {code})
        drawn = {
            f"{day:%Y-%m-%d}": gap for day, gap in figure.data.filter(release=release).select("period", "gap_bn").iter_rows()
        }
        assert drawn == pytest.approx({month: bn(one[month] - two[month]) for month in one if month in drawn}, abs=0.0006)
        assert len(drawn) >= 24
    assert headline_faults(figure.headline) == []
    final, upload = (ahead_for_good(release, members, {code}) for release in ("29", "29-first-upload"))
    assert f"{date.fromisoformat(final[1]):%B %Y}" in figure.headline
    assert f"{date.fromisoformat(upload[1]):%B %Y}" in figure.headline
    assert figure.id.startswith("lead-by-release-")
    assert figure.svg()


def test_a_lead_that_changes_after_2024_is_drawn():
    assert lead_by_release(VINTAGES, only=["DEU", "GBR"]).data["period"].max() == date(2026, 2, 1)
    assert lead_by_release(VINTAGES, only=["EU27", "US"]).data["period"].max() == date(2024, 12, 1)


def test_the_lead_is_between_two_who_share_nobody():
    for only, told in (("Europe", r"not 1 \(Europe\)"), (["DEU", "FRA", "GBR"], r"not 3 \(Germany, France, United Kingdom\)")):
        with pytest.raises(AnalysisError, match=rf"the lead by release compares two, {told}\n  -> name two: only="):
            lead_by_release(VINTAGES, only=only)
    with pytest.raises(
        NotComparable, match=r"share 23 members, such as Belgium: whose lead it is cannot be said\n  -> choose two"
    ):
        lead_by_release(VINTAGES, only=[groups.NATO, groups.EU27])
    with pytest.raises(UnknownName, match="no aid in these rows by 'Albania'"):
        lead_by_release(VINTAGES, only=["Albania", "US"])
    house = lead_by_release(VINTAGES)
    for nobody in ((), None, [], ["US", "Europe"]):
        named = lead_by_release(VINTAGES, only=nobody)
        assert (named.id, named.headline, named.notes, named.alt) == (house.id, house.headline, house.notes, house.alt)


def test_both_sides_of_a_lead_are_named_in_every_word():
    figure = lead_by_release(VINTAGES, only=[groups.EUROPE.without("GBR"), "US"])
    assert "of Europe without the United Kingdom less those of the United States" in figure.subtitle
    assert "Europe here leaves out the United Kingdom; it has the EU institutions, and not Türkiye." in figure.notes
    assert "Europe here leaves out the United Kingdom" in figure.alt
    assert "Aid of the EU institutions, for which EU members pay together, is not in NATO" in " ".join(
        lead_by_release(VINTAGES, only=["NATO", "EU institutions"]).notes
    )
    assert lead_by_release(VINTAGES, only=[Group("Mine", ["DEU"]), "US"]).id != lead_by_release(VINTAGES, only=["DEU", "US"]).id


def test_what_moved_in_europe_is_summed_to_the_euro_and_rounded_after():
    """Months rounded first had made a loss of €4.17bn of €4.16bn."""
    note = figures.aid.revisions.what_moved(load.aid(18), load.aid(28)).notes[1]
    assert note.startswith("Europe's earlier months gained €3.02bn and lost €4.16bn;")


def test_what_moved_in_a_small_donor_is_told_in_millions_and_never_as_zero():
    moved = changes({"HUN"})
    gained = sum((change for month, change in moved.items() if month and change > 0), Decimal(0))
    assert 500_000 < gained < 5_000_000
    figure = what_moved(BEFORE, AFTER, only="Hungary")
    assert figure.headline == f"In release 29 earlier months of Hungary gained {money(gained)} and lost nothing"
    assert f"Earlier months of Hungary gained {money(gained)} and lost nothing" in " ".join(figure.notes)
    assert f"Gains of Hungary add up to {bn(gained):.4f} and losses to 0.00 EUR bn." in figure.alt
    assert figure.data["change_bn"].to_list() == pytest.approx([bn(gained)], abs=1e-6)
    gap = sum(lacking({"HUN"}).values(), Decimal(0))
    lacked = missing_rows(UPLOAD, AFTER, only="Hungary")
    assert lacked.headline == f"The first upload of release 29 lacked {money(gap)} from Hungary"
    assert f"€ billion, {bn(gap):.4f} in all: Hungary {bn(gap):.4f}." in lacked.alt
    assert f">{bn(gap):.4f}<" in lacked.svg()


DONORS = sorted({*AFTER["donor"]} & {*BEFORE["donor"]})


def test_no_donor_is_told_that_nothing_moved_by_a_rounded_zero():
    told = []
    for code in sampling.sample(DONORS, 24, "donors of whom nothing moved"):
        for draw in (
            lambda only: what_moved(BEFORE, AFTER, only=only),
            lambda only: missing_rows(UPLOAD, AFTER, only=only),
            lambda only: missing_rows(BEFORE, AFTER, only=only),
        ):
            try:
                figure = draw(code)
            except NotComparable:
                continue
            told.append(code)
            said = " ".join([figure.headline, figure.alt, *(note for note in figure.notes if "United States" not in note)])
            assert "€0.00bn" not in said, said
            assert "-0.00" not in said, said
            assert not re.search(
                r"(add up to|in all:?|[a-z] \d{4}) 0\.00?[ ,;.]", said.replace("add up to 0.00 and losses", "")
            ), said
    assert len(told) >= 10


@pytest.mark.sampled(4)
@pytest.mark.parametrize("only", ["Hungary", "Latvia", "Baltic states", "Nordic-Baltic eight", "Germany", ["NATO", "EU27"]])
def test_the_scale_has_the_decimals_that_its_steps_need(only):
    written = re.findall(r">([−-]?\d+\.\d+)</text>", what_moved(BEFORE, AFTER, only=only).svg())
    panel = [float(one.replace("−", "-")) for one in written]
    panel = panel[: len(panel) // (2 if isinstance(only, list) else 1)]
    assert len({*panel}) == len(panel) >= 4
    steps = {round(two - one, 6) for one, two in pairwise(panel)}
    assert len(steps) == 1
    # No decimal is written that no step needs, but for the first.
    decimals = {len(one.split(".")[1]) for one in written}
    assert decimals == {max(1, len(f"{steps.pop():.6f}".rstrip("0").split(".")[1]))}
