"""What groups give a month, and what part of US aid their rise makes up for: reckoned a second time by plain loops over the files."""

from decimal import Decimal

import pytest

from analysis import figures, groups, load, measures
from analysis.errors import AnalysisError, NotComparable, UnknownName
from analysis.groups import Group
from tests.project.test_written import headline_faults
from tests.support.by_hand import CHOSEN, EIGHT, NATO, bn, by_month, gdp

AID = load.aid(29)
filled, arithmetic = figures.aid.gap.filled, figures.aid.replacing.arithmetic

WITHOUT_US = {
    **{name: CHOSEN[name] for name in CHOSEN if name != "NATO"},
    "NATO without the United States": (groups.NATO.without("USA"), NATO - {"USA"}),
}
of_each = pytest.mark.parametrize("name", WITHOUT_US)


def months(first: str, last: str) -> list[str]:
    """Name the first days of the months from one to another."""
    every = [f"{year}-{month:02}-01" for year in range(2022, 2027) for month in range(1, 13)]
    return every[every.index(first) : every.index(last) + 1]


def a_month(members, first: str, last: str) -> float:
    """Average military aid a month in billions, months without a row among them."""
    given, span = by_month("29", members, kind="military"), months(first, last)
    return bn(sum((given.get(month, Decimal(0)) for month in span), Decimal(0)) / len(span))


def before(members) -> float:
    return a_month(members, "2022-01-01", "2024-12-01")


def now(members) -> float:
    return a_month(members, "2025-05-01", "2026-04-01")


US = before({"USA"})


@of_each
def test_the_rise_of_a_group_is_that_of_its_members(name):
    only, members = WITHOUT_US[name]
    figure = filled(AID, only=only)
    rise = now(members) - before(members)
    row = measures.aid.offset(AID, only).row(0, named=True)
    assert (row["before_bn"], row["now_bn"], row["us_bn"]) == pytest.approx((before(members), now(members), US), abs=1e-8)
    assert row["share"] == pytest.approx(rise / US, abs=1e-7)
    assert f"for {100 * rise / US:.0f}% of US military aid" in figure.headline
    assert name in figure.headline
    assert headline_faults(figure.headline) == []
    assert f"Averages a month: {name} €{before(members):.2f}bn and the United States €{US:.2f}bn from" in figure.notes[0]
    assert f"Military aid of {name} has risen by €{rise:.2f}bn a month, {100 * rise / US:.1f}% of the €{US:.2f}bn" in figure.alt
    whose = figure.data["bloc"][0]
    averages = dict(figure.data.filter(bloc=whose).select("columns", "a_month_bn").iter_rows())
    assert averages["2022–24"] == pytest.approx(before(members), abs=1e-6)
    assert averages["Year to April 2026"] == pytest.approx(now(members), abs=1e-6)
    assert averages["Apr to Jun 2022"] == pytest.approx(a_month(members, "2022-04-01", "2022-06-01"), abs=1e-6)
    assert figure.id.startswith("gap-filled-")
    assert figure.native.order == [whose, "United States"]
    assert figure.svg()
    assert figure.svg(size="column")


def test_groups_are_stacked_with_the_united_states_and_told_together():
    both = [groups.BALTIC_STATES, groups.NORDIC_COUNTRIES]
    figure = filled(AID, only=both)
    assert (
        figure.headline == f"Together those drawn make up for {100 * (now(EIGHT) - before(EIGHT)) / US:.0f}% of US military aid"
    )
    assert figure.native.order == ["Baltic states", "Nordic countries", "United States"]
    two = filled(AID, only=["DEU", "GBR"]).headline
    share = sum(now({one}) - before({one}) for one in ("DEU", "GBR")) / US
    assert two == f"Germany and the United Kingdom make up for {100 * share:.0f}% of US military aid"
    assert headline_faults(two) == []


def test_groups_that_share_members_are_not_stacked():
    with pytest.raises(
        NotComparable, match=r"share France, Germany and Poland: in one column they would count twice\n  -> choose"
    ):
        filled(AID, only=[groups.WEIMAR_TRIANGLE, groups.EU27])


def test_the_united_states_stand_beside_and_are_in_no_group():
    assert filled(AID, only=[groups.NORDIC_BALTIC_EIGHT, "US"]).id == filled(AID, only=groups.NORDIC_BALTIC_EIGHT).id
    with pytest.raises(
        AnalysisError, match=r"NATO has the United States in it, which cannot replace itself\n  -> leave it out"
    ):
        filled(AID, only="NATO")
    with pytest.raises(AnalysisError, match=r"which cannot make up for itself\n  -> name who gives in its place"):
        filled(AID, only="US")
    with pytest.raises(UnknownName, match="no aid in these rows by 'Albania'"):
        filled(AID, only="Albania")


def test_who_gives_less_makes_up_for_nothing():
    fall = before({"POL"}) - now({"POL"})
    figure = filled(AID, only="Poland")
    assert figure.headline == "Poland gives less military aid a month than in 2022–24"
    assert f"Military aid of Poland has fallen by €{fall:.2f}bn a month, and makes up for nothing." in figure.notes
    nothing = filled(AID, only="EU institutions")
    assert "The EU institutions have allocated no military aid in either span." in nothing.notes
    assert nothing.svg()


def test_europe_with_or_without_the_united_states_is_the_figure_as_it_is():
    house = filled(AID)
    for only in ((), None, [], "Europe", ["Europe", "US"], ["US", "Europe"]):
        named = filled(AID, only=only)
        assert (named.id, named.headline, named.notes, named.alt) == (house.id, house.headline, house.notes, house.alt)


WITH_GDP = {name: WITHOUT_US[name] for name in ("the Nordic-Baltic eight", "Europe without the United Kingdom", "Germany")}
WITH_GDP["NATO in Europe"] = (
    Group("NATO in Europe", NATO - set("ALB CAN MKD MNE TUR USA".split())),
    NATO - set("ALB CAN MKD MNE TUR USA".split()),
)
EUROPE = WITHOUT_US["Europe without the United Kingdom"][1] | {"GBR"}


@pytest.mark.parametrize("name", WITH_GDP)
def test_the_steps_end_in_the_gdp_of_the_group(name):
    only, members = WITH_GDP[name]
    table = arithmetic(AID, only=only)
    result, reckoned = (dict(table.rows.select("step", column).iter_rows()) for column in ("result", "sum"))
    short, us = 12 * (US + before(EUROPE) - now(EUROPE)), 12 * US
    assert result[f"Short, of the GDP of {name}"] == f"{100 * short / gdp(members):.2f}%"
    assert result[f"All the US gave, of the GDP of {name}"] == f"{100 * us / gdp(members):.2f}%"
    assert reckoned[f"Short, of the GDP of {name}"] == f"€{short:.1f}bn ÷ GDP of €{gdp(members):,.0f}bn"
    assert result["Short a year"] == f"€{short:.1f}bn"
    assert [table.rows["step"][at].split(",")[0] for at in table.telling] == ["Short a month", "Short", "All the US gave"]
    assert table.title.endswith(f"of the GDP of {name}")
    assert table.id.startswith("replacing-the-us-arithmetic-")
    drawn = figures.aid.replacing.by_group(AID, only=only).data
    assert result[f"Short, of the GDP of {name}"] == f"{drawn.filter(what='What is short today')['pct_gdp'].item():.2f}%"


def test_steps_of_several_groups_stand_each_as_if_it_paid_alone():
    table = arithmetic(AID, only=[groups.NORDIC_BALTIC_EIGHT, groups.EU27])
    assert table.rows.height == 11
    assert [table.rows["step"][at] for at in table.telling[1:]] == [
        "Short, of the GDP of the Nordic-Baltic eight",
        "Short, of the GDP of the EU27",
        "All the US gave, of the GDP of the Nordic-Baltic eight",
        "All the US gave, of the GDP of the EU27",
    ]
    assert "each group as if it paid alone" in table.subtitle
    assert "Nordic-Baltic eight: Denmark, Estonia" in table.subtitle
    assert "leaves out the United Kingdom" in arithmetic(AID, only=groups.EUROPE.without("GBR")).subtitle


def test_who_has_no_gdp_or_is_the_united_states_pays_for_nobody():
    with pytest.raises(
        AnalysisError, match=r"NATO: no GDP of their own is known, .* Albania, Montenegro and North Macedonia\n  -> leave"
    ):
        arithmetic(AID, only="NATO")
    with pytest.raises(AnalysisError, match="has the United States in it, which cannot replace itself"):
        arithmetic(AID, only=groups.G7)
    with pytest.raises(AnalysisError, match="no GDP of their own is known"):
        arithmetic(AID, only=["EU institutions", "DEU"])
    with pytest.raises(UnknownName, match="no aid in these rows by 'Albania'"):
        arithmetic(AID, only="Albania")
    house, named = arithmetic(AID), arithmetic(AID, only="Europe")
    assert (named.id, named.title, named.subtitle) == (house.id, house.title, house.subtitle)
    assert named.rows.equals(house.rows)
