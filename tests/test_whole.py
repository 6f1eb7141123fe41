"""A figure speaks of a whole table: some of its rows, none of them or all of them twice would be told as all there is."""

from datetime import date

import polars as pl
import pytest

from analysis import figures, load, measures
from analysis.errors import AnalysisError, NotComparable
from analysis.figures import claims, grids
from analysis.figures.acts import since_the_turn
from analysis.figures.whole import refuse_part

END = "2026-10-10"
AID, AID_28 = load.aid(29), load.aid(28)
PLEDGES, LISTED, COVERED = load.pledges(), load.designations(), load.sanctions_coverage()
ACTIONS, CUSTOMS, EVENTS = load.actions(), load.customs_measures(), load.events()
ITEM, PAID = load.news_points(), load.disbursements()

OF_THE_WHOLE = {
    "vessels": {
        "fleet.over_time": lambda rows: figures.fleet.over_time(rows, COVERED),
        "fleet.overlap": figures.fleet.overlap,
        "fleet.who_first": figures.fleet.who_first,
        "claims.fleet": claims.fleet,
    },
    "designations": {
        "fleet.still_listed": figures.fleet.still_listed,
        "listings.by_month": lambda rows: figures.listings.by_month(rows, COVERED),
        "listings.since": lambda rows: figures.listings.since(rows, COVERED),
        "listings.before_and_after": lambda rows: figures.listings.before_and_after(rows, COVERED),
        "listings.packages": lambda rows: figures.listings.packages(rows, ACTIONS),
        "listings.us_both_ways": lambda rows: figures.listings.us_both_ways(rows, load.delistings()),
        "counts.over_time": lambda rows: figures.counts.over_time(rows, COVERED),
        "claims.sanctions": lambda rows: claims.sanctions(rows, COVERED),
        "grids.last_listings": lambda rows: grids.last_listings(rows, COVERED),
    },
    "sanctions_coverage": {
        "fleet.over_time": lambda rows: figures.fleet.over_time(load.vessels(), rows),
        "listings.by_month": lambda rows: figures.listings.by_month(LISTED, rows),
        "listings.since": lambda rows: figures.listings.since(LISTED, rows),
        "listings.before_and_after": lambda rows: figures.listings.before_and_after(LISTED, rows),
        "counts.over_time": lambda rows: figures.counts.over_time(LISTED, rows),
        "claims.sanctions": lambda rows: claims.sanctions(LISTED, rows),
        "grids.last_listings": lambda rows: grids.last_listings(LISTED, rows),
    },
    "delistings": {"listings.us_both_ways": lambda rows: figures.listings.us_both_ways(LISTED, rows)},
    "actions": {
        "listings.packages": lambda rows: figures.listings.packages(LISTED, rows),
        "acts.lanes": lambda rows: figures.acts.lanes(rows, END),
        "acts.since_the_turn": lambda rows: since_the_turn(rows, END),
        "claims.acts": lambda rows: claims.acts(rows, CUSTOMS, END),
        "grids.acts": lambda rows: grids.acts(rows, END),
        "grids.news_item": lambda rows: grids.news_item(ITEM, PLEDGES, EVENTS, rows, CUSTOMS, END),
    },
    "customs_measures": {
        "claims.acts": lambda rows: claims.acts(ACTIONS, rows, END),
        "grids.customs_measures": lambda rows: grids.customs_measures(rows, END),
        "grids.news_item": lambda rows: grids.news_item(ITEM, PLEDGES, EVENTS, ACTIONS, rows, END),
    },
    "pledges": {
        "guarantees.stance_strip": lambda rows: figures.guarantees.stance_strip(rows, load.governments(), END),
        "guarantees.tile_map": lambda rows: figures.guarantees.tile_map(rows, END),
        "domains.matrix": lambda rows: figures.domains.matrix(rows, END),
        "domains.offers": lambda rows: figures.domains.offers(rows, END),
        "statements.united_states": lambda rows: figures.statements.united_states(rows, END),
        "statements.beside_europe": lambda rows: figures.statements.beside_europe(rows, END),
        "statements.changes_of_mind": lambda rows: figures.statements.changes_of_mind(rows, END),
        "claims.guarantees": lambda rows: claims.guarantees(rows, END),
        "claims.changes": lambda rows: claims.changes(rows, END),
        "claims.troops": lambda rows: claims.troops(rows, END),
        "claims.state_of_play": lambda rows: claims.state_of_play(AID, rows, load.agreements(), END),
        "grids.conditions": lambda rows: grids.conditions(rows, END),
        "grids.news_item": lambda rows: grids.news_item(ITEM, rows, EVENTS, ACTIONS, CUSTOMS, END),
    },
    "governments": {"guarantees.stance_strip": lambda rows: figures.guarantees.stance_strip(PLEDGES, rows, END)},
    "agreements": {
        "statements.agreements": lambda rows: figures.statements.agreements(rows, END),
        "claims.agreements": lambda rows: claims.agreements(rows, END),
        "claims.state_of_play": lambda rows: claims.state_of_play(AID, PLEDGES, rows, END),
        "grids.agreements": lambda rows: grids.agreements(rows, END),
    },
    "us_packages": {
        "packages.us_packages": lambda rows: figures.packages.us_packages(rows, END),
        "claims.money": lambda rows: claims.money(rows, load.purl(), END),
        "grids.official_totals": lambda rows: grids.official_totals(rows, END),
    },
    "purl": {
        "packages.purl": lambda rows: figures.packages.purl(rows, END),
        "packages.purl_running": lambda rows: figures.packages.purl_running(rows, END),
        "claims.money": lambda rows: claims.money(load.us_packages(), rows, END),
        "grids.joint_packages": lambda rows: grids.joint_packages(rows, END),
    },
    "events": {"grids.news_item": lambda rows: grids.news_item(ITEM, PLEDGES, rows, ACTIONS, CUSTOMS, END)},
    "news_points": {"grids.news_item": lambda rows: grids.news_item(rows, PLEDGES, EVENTS, ACTIONS, CUSTOMS, END)},
    "published_totals": {"state.aid_so_far": lambda rows: figures.state.aid_so_far(AID, rows, END)},
    "weapons": {"weapons.heavy_weapons": figures.weapons.heavy_weapons},
    "military_routes": {
        "weapons.routes": lambda rows: figures.weapons.routes(rows, AID),
        "claims.arrival": lambda rows: claims.arrival(AID_28, PAID, rows),
    },
    "disbursements": {
        "arrival.paid_out": lambda rows: figures.arrival.paid_out(AID_28, rows),
        "claims.arrival": lambda rows: claims.arrival(AID_28, rows, load.military_routes()),
    },
}
EACH = [
    pytest.param(table, draw, id=f"{name} of {table}") for table, draws in OF_THE_WHOLE.items() for name, draw in draws.items()
]


@pytest.mark.parametrize(("table", "draw"), EACH)
def test_a_part_of_a_table_is_not_told_as_the_whole(table, draw):
    whole = getattr(load, table)()
    for part in (whole.head(whole.height - 1), whole.tail(1), whole.clear(), pl.DataFrame()):
        with pytest.raises(
            NotComparable, match=rf"^{part.height:,} rows are a part of {table}.*\n  -> give the whole table: load"
        ):
            draw(part)


@pytest.mark.parametrize(("table", "draw"), EACH)
def test_rows_that_stand_twice_are_not_counted_twice(table, draw):
    whole = getattr(load, table)()
    for rows, copies in ((pl.concat([whole, whole]), whole.height), (pl.concat([whole, whole.head(1)]), 1)):
        with pytest.raises(NotComparable, match=f"^{copies:,} of {rows.height:,} rows of {table} are copies of others"):
            draw(rows)


@pytest.mark.parametrize(("table", "draw"), EACH)
def test_a_lazy_table_is_refused_with_its_name(table, draw):
    with pytest.raises(AnalysisError, match=rf"not a LazyFrame\n  -> collect it first: {table}.collect"):
        draw(getattr(load, table)().lazy())


@pytest.mark.parametrize(("table", "draw"), EACH)
def test_the_whole_passes_in_any_order(table, draw):
    whole = getattr(load, table)()
    draw(whole)
    refuse_part(table, whole.reverse())
    refuse_part(table, whole.with_row_index("place"))


@pytest.mark.parametrize(
    ("table", "part"),
    [
        ("vessels", load.vessels(as_of="2024-06-30")),
        ("vessels", load.vessels().filter(authority="EU")),
        ("designations", load.designations(authority="EU")),
        ("actions", load.actions(as_of="2024-01-01")),
        ("pledges", load.pledges(domain="air")),
        ("pledges", load.pledges(as_of="2025-01-01")),
        ("pledges", load.pledges().filter(country="DEU")),
        ("agreements", load.agreements(as_of="2024-03-01")),
        ("us_packages", load.us_packages(as_of="2022-12-31")),
        ("weapons", load.weapons().filter(donor="POL")),
        ("military_routes", load.military_routes().filter(route="procurement")),
    ],
)  # fmt: skip
def test_what_load_and_filters_leave_of_a_table_is_a_part(table, part):
    with pytest.raises(NotComparable, match=f"^{part.height:,} rows are a part of {table}"):
        refuse_part(table, part)


def test_a_part_stays_one_where_another_tool_changed_the_type_of_a_column():
    with pytest.raises(NotComparable, match="are a part of vessels"):
        refuse_part("vessels", load.vessels().filter(authority="EU").with_columns(pl.col("listed_on").cast(pl.Datetime("us"))))


def test_rows_of_ones_own_pass():
    own = LISTED.filter(authority="US").with_columns(pl.col("listings") * 1000)
    refuse_part("designations", own)
    refuse_part("designations", pl.concat([LISTED, own]))
    refuse_part("designations", LISTED.select("authority", "listings"))
    refuse_part("pledges", PLEDGES.filter(domain="land").with_columns(known_by=pl.lit(date(2025, 9, 1))))


@pytest.mark.parametrize(
    ("draw", "load_it"), [(figures.acts.energy, load.energy_buyers), (figures.acts.partners, load.russia_trade)]
)
def test_trade_may_be_chosen_from_but_not_doubled(draw, load_it):
    rows = load_it()
    assert draw(rows.filter(pl.int_range(pl.len()) < rows.height - 1)).data.height
    with pytest.raises(NotComparable, match=f"^{rows.height:,} of {2 * rows.height:,} rows of {load_it.__name__} are copies"):
        draw(pl.concat([rows, rows]))
    with pytest.raises(AnalysisError, match="not a LazyFrame"):
        draw(rows.lazy())


@pytest.mark.parametrize(
    ("draw", "aid"),
    [
        (lambda aid: figures.weapons.routes(load.military_routes(), aid), AID),
        (lambda aid: figures.arrival.eu_shares(aid, load.eu_aid_shares(29)), AID),
        (lambda aid: figures.arrival.paid_out(aid, PAID), AID_28),
        (lambda aid: claims.arrival(aid, PAID, load.military_routes()), AID_28),
    ],
)
def test_aid_beside_another_table_is_whole_too(draw, aid):
    with pytest.raises(NotComparable, match=rf"a part of release \d+, which has {aid.height:,}"):
        draw(aid.filter(pl.col("donor") != "MLT"))
    with pytest.raises(NotComparable, match="rows of aid are copies"):
        draw(pl.concat([aid, aid]))


def test_measures_take_a_part():
    assert measures.ships.sizes(load.vessels().filter(authority="EU")).height == 1
