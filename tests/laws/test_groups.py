"""Groups: whoever is in one is in its sums, its notes and its words, and nobody is counted twice."""

import functools
import inspect
import re
from pathlib import Path

import polars as pl
import pytest

import analysis
from analysis import figures, groups, load, measures
from analysis.countries import EUROPEAN_OUTSIDE_EU
from analysis.errors import AnalysisError, NotComparable, UnknownName
from analysis.groups import Group
from analysis.search import public_names

AID, LATER = load.aid(29), load.aid_totals(30)
WITHOUT = groups.EUROPE.without("GBR")
READY = [getattr(groups, name) for name in groups.__all__ if name != "Group"]


def euros(rows: pl.DataFrame) -> list:
    return rows["eur"].to_list()


@pytest.mark.parametrize("group", READY, ids=[group.name for group in READY])
def test_the_sum_of_a_group_is_that_of_its_members(group):
    alone = measures.aid.totals(AID, "donor", group)
    assert measures.aid.totals(AID, only=group)["eur"].item() == alone["eur"].sum()
    assert {*alone["donor"]} == {*group.members} & {*AID["donor"]}


def test_blocs_chosen_are_the_blocs_of_the_house():
    for stage in ("allocated", "committed"):
        whole = measures.aid.over_time(AID, stage=stage)
        chosen = measures.aid.over_time(AID, only=["Europe", "United States", "Other donors"], stage=stage)
        assert whole.equals(chosen)


def test_memberships_are_those_of_the_countries_table():
    known = load.countries()
    assert groups.EU27.members == tuple(known.filter(pl.col("eu_since").is_not_null())["iso3"].sort())
    assert groups.NATO.members == tuple(known.filter(pl.col("nato_since").is_not_null())["iso3"].sort())
    assert {*groups.EURO_AREA.members} < {*groups.EU27.members}
    assert groups.EUROPE.members == (groups.EU27 + "GBR" + "NOR" + "CHE" + "ISL" + "EUI").members
    assert {*groups.EUROPE_OUTSIDE_EU} == {*EUROPEAN_OUTSIDE_EU}
    assert groups.NORDIC_BALTIC_EIGHT.members == (groups.NORDIC_COUNTRIES + groups.BALTIC_STATES).members


def test_every_group_of_the_table_is_ready_and_no_other():
    assert {name.lower() for name in groups.__all__} - {"group"} == {
        *load.groups()["id"],
        *(name.lower() for name in groups.BLOCS),
        "europe_outside_eu",
    }


def test_left_out_and_back_again_is_the_same():
    assert WITHOUT + "GBR" == groups.EUROPE
    assert (groups.EUROPE - "GBR").members == WITHOUT.members
    assert groups.EUROPE.without("GBR").without("NOR").name == "Europe without Norway and the United Kingdom"
    assert "UK" not in WITHOUT
    assert "France" in WITHOUT
    assert (
        sum([groups.WEIMAR_TRIANGLE, groups.BALTIC_STATES]).members == (groups.WEIMAR_TRIANGLE + groups.BALTIC_STATES).members
    )


def test_overlapping_groups_are_drawn_side_by_side_and_never_added():
    with pytest.raises(NotComparable, match="share 23 members"):
        groups.NATO + groups.EU27
    with pytest.raises(NotComparable, match=r"in one sum .*twice"):
        measures.aid.totals(AID, "kind", [groups.NATO, groups.EU27])
    figure = figures.aid.europe_and_us(AID, only=[groups.NATO, groups.EU27])
    assert any("share 23 members, such as Belgium: their amounts are not to be added" in note for note in figure.notes)
    either = measures.aid.totals(AID, only=groups.NATO | groups.EU27)["eur"].item()
    assert either == measures.aid.totals(AID, "donor", groups.NATO | groups.EU27)["eur"].sum()


FIGURES = {
    "europe_and_us": lambda only: figures.aid.europe_and_us(AID, only=only),
    "europe_and_us, later": lambda only: figures.aid.europe_and_us(AID, LATER, only=only),
    "monthly": lambda only: figures.aid.monthly(AID, only=only),
    "by_kind": lambda only: figures.aid.by_kind(AID, LATER, only=only),
    "rolling_year": lambda only: figures.aid.rolling_year(AID, only=only),
    "side_by_side": lambda only: figures.aid.years.side_by_side(AID, only=only),
    "committed_and_allocated": lambda only: figures.aid.promises.committed_and_allocated(AID, only=only),
    "paid_out": lambda only: figures.aid.arrival.paid_out(load.aid(28), load.disbursements(), only=only),
    "flows": lambda only: figures.aid.flows.over_time(AID, only=only),
    "what_moved": lambda only: figures.aid.revisions.what_moved(load.aid(28), AID, only=only),
    "filled": lambda only: figures.aid.gap.filled(AID, only=only),
    "to_repay": lambda only: figures.aid.loans.to_repay(load.aid_instruments(18), load.events(), only=only),
    "open_promises": lambda only: figures.aid.still_open.open_promises(AID, only=only),
    "open_promises, later": lambda only: figures.aid.still_open.open_promises(AID, LATER, only=only),
}
OF_OTHERS = {"flows", "committed_and_allocated", "what_moved"}
"""Figures that draw other blocs than Europe and the United States where nobody is named."""


@pytest.mark.sampled(4)
@pytest.mark.parametrize("name", FIGURES)
def test_without_the_united_kingdom_headline_notes_and_alternative_text_change(name):
    draw = FIGURES[name]
    house, changed = draw(()), draw([WITHOUT, "United States"])
    assert changed.headline != house.headline
    notes = " ".join(changed.notes)
    assert "Europe here leaves out the United Kingdom" in notes
    assert "EU27, United Kingdom" not in notes
    assert "leaves out the United Kingdom" in changed.alt
    assert changed.id != house.id
    assert changed.svg()
    assert "Europe without the United Kingdom" in {*changed.data.select(pl.col(pl.String)).unpivot()["value"]}


@pytest.mark.sampled(4)
@pytest.mark.parametrize("name", FIGURES)
def test_two_groups_of_one_name_have_two_ids_in_every_figure(name):
    draw = FIGURES[name]
    ids = {draw([Group("Mine", [one]), "United States"]).id for one in ("DEU", "FRA")}
    assert len(ids) == 2
    assert draw([Group("Germany", ["DEU"]), "United States"]).id == draw(["DEU", "United States"]).id


@pytest.mark.sampled(4)
@pytest.mark.parametrize("name", FIGURES)
def test_naming_the_house_s_blocs_draws_the_figure_as_it_is(name):
    draw = FIGURES[name]
    if name in OF_OTHERS:
        pytest.skip("what is drawn where nobody is named are other blocs")
    every = [
        *groups.EUROPE.name.split("|"),
        "United States",
        *(["Other donors"] if "Other donors" in str(draw(()).data) else []),
    ]
    chosen, house = draw(every[:2]), draw(())
    assert chosen.notes == house.notes
    assert (
        chosen.data.filter(pl.any_horizontal(pl.col(pl.String) == "Europe")).height
        == house.data.filter(pl.any_horizontal(pl.col(pl.String) == "Europe")).height
    )


def test_sentences_and_tables_are_of_whom_is_named():
    told = figures.aid.sentences.europe_and_us(AID, LATER, only=[groups.NORDIC_BALTIC_EIGHT, "DEU"]).text
    assert told.startswith("**The Nordic-Baltic eight has allocated €")
    assert "as of 30 November 2026" in told
    assert "leaves out the United Kingdom" in figures.aid.sentences.promises(AID, only=[WITHOUT, "US"]).text
    assert (
        "Europe without the United Kingdom has stayed ahead"
        in figures.aid.sentences.change_over_time(AID, only=[WITHOUT, "US"]).text
    )
    table = figures.aid.tables.blocs_by_kind(AID, only=[groups.G7, groups.NATO])
    assert {*table.rows["bloc"]} == {"G7", "NATO"}
    assert "7 members" in table.subtitle or "Canada" in table.subtitle


def test_the_money_of_the_eu_institutions_is_said_to_be_in_or_out():
    out = " ".join(figures.aid.europe_and_us(AID, only=[groups.EU27]).notes)
    assert "EU institutions, for which EU members pay together, is not in the EU27" in out
    part = " ".join(figures.aid.europe_and_us(AID, only=[groups.EUROPE.without("DEU")]).notes)
    assert "whole in Europe without Germany, though Germany paid for it too" in part


def test_members_of_whom_nothing_is_known_are_named():
    notes = " ".join(figures.aid.europe_and_us(AID, only=[groups.NATO]).notes)
    assert "no aid by Albania, Montenegro and North Macedonia" in notes or "no aid by Albania" in notes


OWN = AID.with_columns(
    bloc=pl.when(pl.col("donor").is_in(["GBR", "NOR"]))
    .then(pl.lit("North Sea"))
    .when(donor="USA")
    .then(pl.lit("United States"))
    .otherwise(pl.lit("Rest"))
)


def test_a_column_bloc_of_ones_own_is_used_or_refused_and_never_ignored():
    rows = measures.aid.totals(OWN)
    assert rows["bloc"].to_list() == ["North Sea", "Rest", "United States"]
    both = measures.aid.totals(AID, "donor", ["GBR", "NOR"])["eur"].sum()
    assert rows.filter(bloc="North Sea")["eur"].item() == both
    assert measures.aid.over_time(OWN, every="year").filter(bloc="North Sea")["eur"].sum() <= both
    assert measures.aid.over_time(OWN.lazy(), cumulative=True).collect().equals(measures.aid.over_time(OWN, cumulative=True))
    assert measures.aid.to_be_allocated(OWN)["bloc"].to_list() == ["North Sea", "Rest", "United States"]
    figure = figures.aid.europe_and_us(OWN, only=["North Sea", "United States"])
    assert figure.headline.startswith("North Sea has allocated")
    assert any("North Sea: Norway and the United Kingdom" in note for note in figure.notes)
    with pytest.raises(UnknownName, match="no bloc in the rows' own column 'Europe'"):
        figures.aid.europe_and_us(OWN)
    with pytest.raises(NotComparable, match="a column 'bloc' of their own"):
        figures.aid.donors.by_kind(OWN)


def test_the_house_s_own_column_changes_nothing():
    assert measures.aid.totals(measures.aid.with_bloc(AID)).equals(measures.aid.totals(AID))
    assert figures.aid.europe_and_us(measures.aid.with_bloc(AID)).headline == figures.aid.europe_and_us(AID).headline


def test_the_economy_and_the_people_of_a_group_are_those_of_its_countries():
    known = load.countries().join(load.economies(), on="iso3", how="left")
    countries = known.filter(pl.col("iso3").is_in(WITHOUT.members), pl.col("iso3") != "EUI")
    last = pl.col("period") == pl.date(2026, 4, 1)
    euros = measures.aid.over_time(AID, only=WITHOUT, cumulative=True).filter(last)["eur_bn"].item()
    per = {
        "gdp": ("pct_gdp", 100 * euros / countries["gdp_2021_eur_bn"].sum()),
        "head": ("eur_per_head", 1e9 * euros / countries["population"].sum()),
    }
    for yardstick, (unit, wanted) in per.items():
        told = measures.aid.over_time(AID, only=WITHOUT, cumulative=True, per=yardstick).filter(last)[unit].item()
        assert told == pytest.approx(wanted, rel=1e-6)


def test_answers_on_guarantees_may_be_those_of_a_group():
    pledges, day = load.pledges(), "2026-10-10"
    answers = measures.guarantees.matrix(pledges, day, "land", only=groups.NORDIC_BALTIC_EIGHT)
    everyone = measures.guarantees.matrix(pledges, day, "land")
    assert answers.equals(everyone.filter(pl.col("country").is_in(groups.NORDIC_BALTIC_EIGHT.members)))
    counted = measures.guarantees.offers(pledges, day, only=groups.NORDIC_BALTIC_EIGHT).filter(domain="land")
    assert counted.filter(pl.col("answer") != "not found")["countries"].sum() == answers.height
    steps = measures.guarantees.changes_of_mind(pledges, only=groups.NORDIC_BALTIC_EIGHT)
    assert {*steps["country"]} <= {*groups.NORDIC_BALTIC_EIGHT}


def test_members_are_ranked_by_size_among_themselves():
    shares = load.eu_aid_shares(30)
    for draw in (figures.aid.donors.share_of_gdp, figures.aid.economy.per_head):
        figure = draw(LATER, shares, only=groups.BALTIC_STATES)
        assert {*figure.data["donor"]} == {*groups.BALTIC_STATES}
        assert "the most of the Baltic states" in figure.headline
        assert "United States" not in figure.headline
        assert "Estonia, Latvia and Lithuania" in figure.alt


def test_a_group_is_a_value():
    one, other = Group("Mine", ["DEU", "FR"]), Group("Mine", ["France", "Germany"])
    assert one == other
    assert hash(one) == hash(other)
    assert eval(repr(one)) == one
    with pytest.raises(AttributeError):
        one.name = "Yours"


WEAPONS, PURL, PEOPLE = load.weapons(), load.purl(), load.people_hosted()
PLEDGES, GOVERNMENTS, DAY = load.pledges(), load.governments(), "2026-10-10"
SHARES = load.eu_aid_shares(30)
OF_COUNTRIES = {
    "heavy_weapons": lambda only: figures.aid.weapons.heavy_weapons(WEAPONS, only=only),
    "share of GDP, bars": lambda only: figures.aid.donors.share_of_gdp(LATER, SHARES, only=only),
    "share of GDP, map": lambda only: figures.aid.maps.share_of_gdp(LATER, SHARES, only=only),
    "per_head": lambda only: figures.aid.economy.per_head(LATER, SHARES, only=only),
    "purl": lambda only: figures.guarantees.purl_bars.by_donor(PURL, DAY, only=only),
    "hosted by host": lambda only: figures.aid.hosted.by_host(PEOPLE, only=only),
    "hosted by year": lambda only: figures.aid.hosted.by_year(PEOPLE, only=only),
    "domains": lambda only: figures.guarantees.domains.matrix(PLEDGES, DAY, only=only),
    "offers": lambda only: figures.guarantees.domains.offers(PLEDGES, DAY, only=only),
    "stance_strip": lambda only: figures.guarantees.stance_strip(PLEDGES, GOVERNMENTS, DAY, only=only),
    "tile_map": lambda only: figures.guarantees.tile_map(PLEDGES, DAY, only=only),
    "tile_map, one answer": lambda only: figures.guarantees.tile_map(PLEDGES, DAY, answer="declines", only=only),
    "map of stances": lambda only: figures.guarantees.maps.troops(PLEDGES, DAY, only=only),
    "troops then and now": lambda only: figures.guarantees.then_and_now.troops(PLEDGES, DAY, only=only),
    "firm offers then and now": lambda only: figures.guarantees.then_and_now.firm(PLEDGES, DAY, only=only),
    "replacing": lambda only: figures.aid.replacing.by_group(AID, only=only),
    "missing_rows": lambda only: figures.aid.revisions.missing_rows(load.aid("29-first-upload"), AID, only=only),
}


@pytest.mark.sampled(5)
@pytest.mark.parametrize("name", OF_COUNTRIES)
def test_figures_of_countries_are_of_the_members_chosen_in_every_word(name):
    draw = OF_COUNTRIES[name]
    all_of_them, chosen = draw(()), draw(groups.NORDIC_BALTIC_EIGHT)
    assert chosen.headline != all_of_them.headline
    assert chosen.id != all_of_them.id
    assert "Nordic-Baltic eight" in chosen.headline
    assert any(note.startswith("Nordic-Baltic eight: Denmark, Estonia") for note in chosen.notes)
    assert "Nordic-Baltic eight: Denmark, Estonia" in chosen.alt
    assert chosen.svg()
    for column in {"donor", "country", "iso3"} & {*chosen.data.columns}:
        assert {*chosen.data[column]} <= {*groups.NORDIC_BALTIC_EIGHT}
    assert draw(None).id == all_of_them.id
    assert draw(["Denmark", "Germany"]).id == draw(["DNK", "de"]).id


@pytest.mark.sampled(5)
@pytest.mark.parametrize("name", OF_COUNTRIES)
def test_who_is_left_out_is_told_and_is_in_no_row(name):
    draw = OF_COUNTRIES[name]
    told = draw(WITHOUT)
    assert any(note.startswith("Europe here leaves out the United Kingdom") for note in told.notes)
    assert "leaves out the United Kingdom" in told.alt
    assert "GBR" not in {*told.data.select(pl.col(pl.String)).unpivot()["value"]}


def test_numbers_of_a_group_are_those_of_its_rows():
    eight = groups.NORDIC_BALTIC_EIGHT
    own = WEAPONS.filter(pl.col("donor").is_in(eight.members))
    assert figures.aid.weapons.heavy_weapons(WEAPONS, only=eight).data["items"].sum() == own["items"].sum()
    assert figures.guarantees.domains.offers(PLEDGES, DAY, only=eight).data.filter(domain="land")["countries"].sum() == 8
    hosted = PEOPLE.filter(pl.col("iso3").is_in(eight.members), pl.col("year_end") == PEOPLE["year_end"].max())
    drawn = figures.aid.hosted.by_year(PEOPLE, only=eight)
    assert drawn.data.filter(year="2025")["refugees"].sum() == hosted["refugees"].sum()
    assert f"{round(hosted['refugees'].sum() / 1000)},000 people" in drawn.headline


def test_a_member_of_whom_the_table_has_nothing_is_no_zero():
    assert "The table has no heavy weapons of Hungary." in OF_COUNTRIES["heavy_weapons"](groups.VISEGRAD_FOUR).notes
    assert OF_COUNTRIES["hosted by year"](groups.G7).headline.startswith("Counted hosts of the G7 had ")
    assert "the most of those counted of the G7" in OF_COUNTRIES["hosted by host"](groups.G7).headline
    assert "the most of the G7 on the map" in OF_COUNTRIES["share of GDP, map"](groups.G7).headline
    assert any(
        note.startswith("Not on the map, per cent of GDP: Canada") for note in OF_COUNTRIES["share of GDP, map"]("G7").notes
    )
    for name, nobody in (("heavy_weapons", "Malta"), ("purl", "US"), ("domains", "Hungary"), ("hosted by year", "US")):
        with pytest.raises(AnalysisError, match=r"the table has no .* of .*\n  -> choose among those it has: A"):
            OF_COUNTRIES[name](nobody)
    with pytest.raises(AnalysisError, match=r"no member of the United States is on a map of Europe\n  -> draw bars"):
        OF_COUNTRIES["share of GDP, map"]("US")
    with pytest.raises(AnalysisError, match=r"Norway is one\n  -> see what it answers"):
        OF_COUNTRIES["offers"]("Norway")


OF_NO_COUNTRY = {
    "aid.assets.drawn",
    "aid.assets.earned_and_paid",
    "aid.quality.answers",
    "aid.quality.own_sums",
    "aid.quality.published",
    "aid.quality.publisher_faults",
    "aid.quality.readings",
    "aid.quality.undated",
    "aid.tables.releases",
    "guarantees.appropriations.left",
    "guarantees.appropriations.official",
    "guarantees.news_item.news_item",
    "guarantees.packages.us_packages",
    "guarantees.statements.united_states",
    "guarantees.tables.left_out",
    "guarantees.tables.official_totals",
}
"""Figures and tables of assets, of acts, of files and of the United States alone: there is nobody in them to be chosen."""


OF_NOBODY_ELSE = {
    "aid.revisions.then_and_now",
    "aid.sentences.revisions",
    "aid.state.aid_so_far",
    "aid.weapons.routes",
    "guarantees.news_item.state_of_play",
    "guarantees.tables.joint_packages",
}
"""What a publisher told of Europe and the United States alone, tables that name no donor or only those who pay together, and a news item."""


def test_only_these_take_nobody_else_and_decision_13_lists_them_with_the_reason():
    refusing = {
        name.removeprefix("figures.")
        for name, function in public_names()
        if name.startswith(("figures.aid.", "figures.guarantees."))
        and inspect.isfunction(function)
        and "only" not in inspect.signature(function).parameters
    }
    assert refusing - OF_NO_COUNTRY == OF_NOBODY_ELSE
    decision = (Path(__file__).parents[2] / "docs/decisions/13-groups.md").read_text(encoding="utf-8")
    assert {*re.findall(r"^  - `figures\.([a-z_.]+)`: \S", decision, re.MULTILINE)} == OF_NOBODY_ELSE


def test_every_figure_of_donors_or_countries_takes_a_group_or_says_why_not():
    drawn = {
        name.removeprefix("figures."): function
        for name, function in public_names()
        if name.startswith(("figures.aid.", "figures.guarantees.")) and inspect.isfunction(function)
    }
    refusing = {name for name, function in drawn.items() if "only" not in inspect.signature(function).parameters}
    assert refusing >= OF_NO_COUNTRY
    assert len(drawn) - len(refusing) >= 35
    for name in sorted(refusing - OF_NO_COUNTRY):
        with pytest.raises(AnalysisError, match=r"is of .*; it takes no `only`\n  -> .*(figures|measures)\.") as told:
            drawn[name](only=groups.NATO)
        for suggested in re.findall(r"\b(?:figures|measures)\.[a-z_.]+", told.value.fix):
            value = functools.reduce(getattr, suggested.split("."), analysis)
            assert callable(value), f"{name}: {suggested}"
