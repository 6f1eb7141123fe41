"""What groups give a month, and what part of US aid their rise makes up for: reckoned a second time by plain loops over the files."""

import re
from datetime import date
from decimal import Decimal

import polars as pl
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


@pytest.mark.sampled(2)
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
    # The Baltic states give less than they did: they make up for nothing, and their fall is taken off.
    net = f"{100 * (now(EIGHT) - before(EIGHT)) / US:.0f}% of US military aid"
    assert figure.headline == f"The Nordic countries make up for {net}, net of falls"
    assert [note for note in figure.notes if note.startswith("The fall of the Baltic states (€")]
    risen = [Group("The first of two with a long name", ["DEU"]), Group("The second of two with a long name", ["GBR"])]
    assert filled(AID, only=risen).headline.startswith("Together those drawn make up for ")
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


@pytest.mark.sampled(2)
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


def test_a_small_donor_is_measured_by_what_it_gives_itself_and_told_in_millions():
    for code, name, way in (("ISL", "Iceland", "risen"), ("LUX", "Luxembourg", "fallen")):
        was, is_now = before({code}), now({code})
        assert abs(is_now - was) < 0.005
        figure = filled(AID, only=name)
        rise = f"{1000 * abs(is_now - was):.1f}".removesuffix(".0")
        assert f"Military aid of {name} has {way} by €{rise}m a month" in figure.alt
        assert f"{name} €{1000 * was:.1f}m and the United States" in figure.notes[0]
        assert f"{name} €{1000 * is_now:.1f}m and the United States" in figure.notes[0]
    assert filled(AID, only="Iceland").headline == "By giving more, Iceland makes up for less than 1% of US military aid"
    assert filled(AID, only="Luxembourg").headline == "Luxembourg gives less military aid a month than in 2022–24"


def test_a_change_within_one_per_cent_is_none_however_large_the_donor():
    military = (pl.col("donor") == "DEU") & (pl.col("kind") == "military") & (pl.col("stage") == "allocated")
    first = AID.filter(military).row(0, named=True)
    given = [*months("2022-01-01", "2024-12-01"), *months("2025-05-01", "2026-04-01")]
    amounts = [104_000_000 if month == "2026-04-01" else 100_000_000 for month in given]
    rows = [first | {"month": date.fromisoformat(month), "eur": eur} for month, eur in zip(given, amounts, strict=True)]
    steady = pl.DataFrame(rows, schema_overrides=AID.schema)
    own = load.own(pl.concat([AID.filter(~military), steady]).drop("release"), source="made up")
    figure = filled(own, only="Germany")
    assert figure.headline == "Germany gives no more military aid a month than in 2022–24"
    assert "Military aid of Germany a month stands where it stood, to 1%." in figure.notes


def test_a_fall_is_taken_off_the_rises_and_nobody_who_fell_makes_up_for_anything():
    friends = Group("My friends", ["DEU", "GBR"])
    net = (now({"DEU", "GBR", "FRA"}) - before({"DEU", "GBR", "FRA"})) / US
    figure = filled(AID, only=[friends, "France"])
    fall = before({"FRA"}) - now({"FRA"})
    assert figure.headline == f"My friends make up for {100 * net:.0f}% of US military aid, net of falls"
    assert (
        f"The fall of France (€{fall:.2f}bn a month) is taken off the rises: net, these make up for {100 * net:.1f}% "
        "of US military aid." in figure.notes
    )
    of_two = (now({"DEU", "POL"}) - before({"DEU", "POL"})) / US
    assert (
        filled(AID, only=["Poland", "Germany"]).headline
        == f"Germany makes up for {100 * of_two:.0f}% of US military aid, net of falls"
    )
    assert not [note for note in filled(AID, only=["DEU", "GBR"]).notes if "taken off the rises" in note]
    many = [Group("A group of a very long name indeed", ["DEU"]), Group("Another with a name no shorter than that", ["FRA"])]
    assert filled(AID, only=many).headline.startswith("Rises less falls make up for ")


def test_of_several_who_all_give_less_it_is_said_as_of_one():
    assert filled(AID, only=["France", "Poland"]).headline == "France and Poland give less military aid a month than in 2022–24"
    mixed = filled(AID, only=["Iceland", "Poland"]).headline
    assert mixed == "Iceland and Poland together give less military aid a month than in 2022–24"
    for only in (["France", "Poland"], ["Iceland", "Poland"], ["Poland", "Germany"]):
        assert headline_faults(filled(AID, only=only).headline) == []


@pytest.mark.parametrize("draw", [arithmetic, figures.aid.replacing.by_group])
def test_who_is_to_be_left_out_is_told_in_words_and_at_once(draw):
    def refused(only) -> str:
        with pytest.raises(AnalysisError) as error:
            draw(AID, only=only)
        return str(error.value)

    assert refused(["Germany", "US"]) == 'the United States cannot replace itself\n  -> leave "United States" out of only=[...]'
    assert refused("US") == 'the United States cannot replace itself\n  -> name who pays in its place: only="Europe"'
    two = refused([groups.G7, Group("Both", ["USA", "DEU"])])
    assert two.startswith("The G7 and Both have the United States in them, which cannot replace itself\n  -> leave it out: ")
    assert refused([groups.G7, "US"]).endswith("leave it out, and as a country too: .without('USA')")
    for only in ("NATO", ["NATO", "Germany"]):
        fix = refused(only).split("-> ")[1]
        out = re.findall(r"'([A-Z]{3})'", fix)
        assert out == ["ALB", "MKD", "MNE", "USA"]
        assert fix.startswith("leave them out, and the United States, which cannot replace itself: .without(")
    # What the message says is enough.
    assert draw(AID, only=groups.NATO.without(*out)).id
    assert refused("EU institutions") == "EU institutions: no GDP of their own is known\n  -> choose others"
    assert refused(["EU institutions", "DEU"]).endswith("-> leave them out, or choose others")


def test_amounts_are_offered_only_where_they_can_be_chosen():
    with pytest.raises(AnalysisError, match="-> choose amounts, or others"):
        figures.aid.flows.over_time(AID, only="EU institutions", per="gdp")
    for draw in (figures.aid.donors.share_of_gdp, figures.aid.economy.per_head, figures.aid.maps.share_of_gdp):
        with pytest.raises(AnalysisError, match=r"-> choose others$"):
            draw(AID, load.eu_aid_shares(29), only="EU institutions")
