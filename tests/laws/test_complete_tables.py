"""A figure speaks of a whole table: some of its rows, none of them or all of them twice would be told as all there is."""

from datetime import date

import polars as pl
import pytest

from analysis import figures, load, measures
from analysis.errors import AnalysisError, NotComparable
from analysis.figures.aid import sentences
from analysis.figures.inputs import require_whole_table
from analysis.figures.sanctions.acts import since_the_turn
from analysis.figures.sanctions.us_acts import tightened_and_eased as us_acts

END = "2026-10-10"
AID, AID_28 = load.aid(29), load.aid(28)
PLEDGES, LISTED, COVERED = load.pledges(), load.designations(), load.sanctions_coverage()
PACKAGES, GONE = load.eu_packages(), load.delistings()
ACTIONS, CUSTOMS, EVENTS = load.actions(), load.customs_measures(), load.events()
ITEM, PAID = load.news_points(), load.disbursements()

OF_THE_WHOLE = {
    "vessels": {
        "ships.over_time": lambda rows: figures.ships.over_time(rows, COVERED, LISTED),
        "sanctions.sentences.fleet": lambda rows: figures.sanctions.sentences.fleet(rows, COVERED),
    },
    "designations": {
        "ships.still_listed": figures.ships.still_listed,
        "ships.over_time": lambda rows: figures.ships.over_time(load.vessels(), COVERED, rows),
        "sanctions.listings.since": lambda rows: figures.sanctions.listings.since(rows, COVERED),
        "sanctions.packages.listed": lambda rows: figures.sanctions.packages.listed(rows, PACKAGES),
        "sanctions.counts.over_time": lambda rows: figures.sanctions.counts.over_time(rows, COVERED),
        "sanctions.sentences.sanctions": lambda rows: figures.sanctions.sentences.sanctions(rows, COVERED),
        "sanctions.tables.last_listings": lambda rows: figures.sanctions.tables.last_listings(rows, COVERED),
    },
    "sanctions_coverage": {
        "ships.over_time": lambda rows: figures.ships.over_time(load.vessels(), rows, LISTED),
        "sanctions.sentences.fleet": lambda rows: figures.sanctions.sentences.fleet(load.vessels(), rows),
        "sanctions.listings.since": lambda rows: figures.sanctions.listings.since(LISTED, rows),
        "sanctions.counts.over_time": lambda rows: figures.sanctions.counts.over_time(LISTED, rows),
        "sanctions.sentences.sanctions": lambda rows: figures.sanctions.sentences.sanctions(LISTED, rows),
        "sanctions.tables.last_listings": lambda rows: figures.sanctions.tables.last_listings(LISTED, rows),
    },
    "delistings": {
        "sanctions.listings.since": lambda rows: figures.sanctions.listings.since(LISTED, COVERED, delistings=rows),
        "sanctions.us_acts": lambda rows: us_acts(ACTIONS, CUSTOMS, load.calendar(), rows, END),
    },
    "eu_packages": {"sanctions.packages.listed": lambda rows: figures.sanctions.packages.listed(LISTED, rows)},
    "actions": {
        "sanctions.acts.lanes": lambda rows: figures.sanctions.acts.lanes(rows, END),
        "sanctions.acts.since_the_turn": lambda rows: since_the_turn(rows, END),
        "sanctions.sentences.acts": lambda rows: figures.sanctions.sentences.acts(rows, CUSTOMS, END),
        "sanctions.tables.acts": lambda rows: figures.sanctions.tables.acts(rows, END),
        "sanctions.us_acts": lambda rows: us_acts(rows, CUSTOMS, load.calendar(), GONE, END),
        "guarantees.news_item.news_item": lambda rows: figures.guarantees.news_item.news_item(
            ITEM, PLEDGES, EVENTS, rows, CUSTOMS, END
        ),
    },
    "calendar": {
        "sanctions.tables.calendar": lambda rows: figures.sanctions.tables.calendar(rows, END),
        "sanctions.us_acts": lambda rows: us_acts(ACTIONS, CUSTOMS, rows, GONE, END),
    },
    "customs_measures": {
        "sanctions.us_acts": lambda rows: us_acts(ACTIONS, rows, load.calendar(), GONE, END),
        "sanctions.sentences.acts": lambda rows: figures.sanctions.sentences.acts(ACTIONS, rows, END),
        "sanctions.tables.customs_measures": lambda rows: figures.sanctions.tables.customs_measures(rows, END),
        "guarantees.news_item.news_item": lambda rows: figures.guarantees.news_item.news_item(
            ITEM, PLEDGES, EVENTS, ACTIONS, rows, END
        ),
    },
    "pledges": {
        "guarantees.stance_strip": lambda rows: figures.guarantees.stance_strip(rows, load.governments(), END),
        "guarantees.tile_map": lambda rows: figures.guarantees.tile_map(rows, END),
        "guarantees.then_and_now.troops": lambda rows: figures.guarantees.then_and_now.troops(rows, END),
        "guarantees.then_and_now.firm": lambda rows: figures.guarantees.then_and_now.firm(rows, END),
        "guarantees.maps.troops": lambda rows: figures.guarantees.maps.troops(rows, END),
        "guarantees.domains.matrix": lambda rows: figures.guarantees.domains.matrix(rows, END),
        "guarantees.domains.offers": lambda rows: figures.guarantees.domains.offers(rows, END),
        "guarantees.statements.united_states": lambda rows: figures.guarantees.statements.united_states(rows, END),
        "guarantees.sentences.guarantees": lambda rows: figures.guarantees.sentences.guarantees(rows, END),
        "guarantees.sentences.changes": lambda rows: figures.guarantees.sentences.changes(rows, END),
        "guarantees.sentences.troops": lambda rows: figures.guarantees.sentences.troops(rows, END),
        "guarantees.news_item.state_of_play": lambda rows: figures.guarantees.news_item.state_of_play(
            AID, rows, load.agreements(), END
        ),
        "guarantees.tables.conditions": lambda rows: figures.guarantees.tables.conditions(rows, END),
        "guarantees.news_item.news_item": lambda rows: figures.guarantees.news_item.news_item(
            ITEM, rows, EVENTS, ACTIONS, CUSTOMS, END
        ),
    },
    "governments": {"guarantees.stance_strip": lambda rows: figures.guarantees.stance_strip(PLEDGES, rows, END)},
    "agreements": {
        "guarantees.sentences.agreements": lambda rows: figures.guarantees.sentences.agreements(rows, END),
        "guarantees.news_item.state_of_play": lambda rows: figures.guarantees.news_item.state_of_play(AID, PLEDGES, rows, END),
        "guarantees.tables.agreements": lambda rows: figures.guarantees.tables.agreements(rows, END),
    },
    "us_packages": {
        "guarantees.packages.us_packages": lambda rows: figures.guarantees.packages.us_packages(rows, END),
        "guarantees.sentences.money": lambda rows: figures.guarantees.sentences.money(rows, load.purl(), END),
        "guarantees.tables.official_totals": lambda rows: figures.guarantees.tables.official_totals(rows, END),
    },
    "purl": {
        "guarantees.purl_bars.by_donor": lambda rows: figures.guarantees.purl_bars.by_donor(rows, END),
        "guarantees.sentences.money": lambda rows: figures.guarantees.sentences.money(load.us_packages(), rows, END),
        "guarantees.tables.joint_packages": lambda rows: figures.guarantees.tables.joint_packages(rows, END),
    },
    "events": {
        "guarantees.news_item.news_item": lambda rows: figures.guarantees.news_item.news_item(
            ITEM, PLEDGES, rows, ACTIONS, CUSTOMS, END
        )
    },
    "news_points": {
        "guarantees.news_item.news_item": lambda rows: figures.guarantees.news_item.news_item(
            rows, PLEDGES, EVENTS, ACTIONS, CUSTOMS, END
        )
    },
    "published_totals": {"aid.state.aid_so_far": lambda rows: figures.aid.state.aid_so_far(AID, rows, END)},
    "weapons": {"aid.weapons.heavy_weapons": figures.aid.weapons.heavy_weapons},
    "military_routes": {
        "aid.weapons.routes": lambda rows: figures.aid.weapons.routes(rows, AID),
        "aid.sentences.arrival": lambda rows: sentences.arrival(AID_28, PAID, rows, AID),
    },
    "disbursements": {
        "aid.arrival.paid_out": lambda rows: figures.aid.arrival.paid_out(AID_28, rows),
        "aid.sentences.arrival": lambda rows: sentences.arrival(AID_28, rows, load.military_routes(), AID),
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


@pytest.mark.sampled(20)
@pytest.mark.parametrize(("table", "draw"), EACH)
def test_the_whole_passes_in_any_order(table, draw):
    whole = getattr(load, table)()
    draw(whole)
    require_whole_table(table, whole.reverse())
    require_whole_table(table, whole.with_row_index("place"))


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
        require_whole_table(table, part)


def test_a_part_stays_one_where_another_tool_changed_the_type_of_a_column():
    with pytest.raises(NotComparable, match="are a part of vessels"):
        require_whole_table(
            "vessels", load.vessels().filter(authority="EU").with_columns(pl.col("listed_on").cast(pl.Datetime("us")))
        )


def test_rows_of_ones_own_pass():
    own = LISTED.filter(authority="US").with_columns(pl.col("listings") * 1000)
    require_whole_table("designations", own)
    require_whole_table("designations", pl.concat([LISTED, own]))
    require_whole_table("designations", LISTED.select("authority", "listings"))
    require_whole_table("pledges", PLEDGES.filter(domain="land").with_columns(known_by=pl.lit(date(2025, 9, 1))))


@pytest.mark.parametrize(("draw", "load_it"), [(figures.sanctions.acts.energy, load.energy_buyers)])
def test_trade_is_told_whole_and_once(draw, load_it):
    rows = load_it()
    assert draw(rows).data.height
    with pytest.raises(NotComparable, match=rf"rows are a part of {load_it.__name__}, .*\n.*: load.{load_it.__name__}"):
        draw(
            rows.filter(~pl.col(next(name for name in ("partner", "buyer") if name in rows.columns)).str.contains("China|CHN"))
        )
    with pytest.raises(NotComparable, match=f"^{rows.height:,} of {2 * rows.height:,} rows of {load_it.__name__} are copies"):
        draw(pl.concat([rows, rows]))
    with pytest.raises(AnalysisError, match="not a LazyFrame"):
        draw(rows.lazy())


@pytest.mark.parametrize(
    ("draw", "aid"),
    [
        (lambda aid: figures.aid.weapons.routes(load.military_routes(), aid), AID),
        (lambda aid: figures.aid.arrival.paid_out(aid, PAID), AID_28),
        (lambda aid: sentences.arrival(aid, PAID, load.military_routes(), AID), AID_28),
        (lambda aid: sentences.arrival(AID_28, PAID, load.military_routes(), aid), AID),
        (lambda aid: figures.aid.donors.share_of_gdp(aid, load.eu_aid_shares(29)), AID),
        (lambda aid: figures.aid.europe_and_us(aid, load.aid_totals(30)), AID),
        (lambda totals: figures.aid.europe_and_us(AID, totals), load.aid_totals(30)),
    ],
)
def test_aid_beside_another_table_is_whole_too(draw, aid):
    with pytest.raises(NotComparable, match=rf"a part of release \d+, which has {aid.height:,}"):
        draw(aid.filter(pl.col("donor") != "MLT"))
    with pytest.raises(NotComparable, match="rows of aid are copies"):
        draw(pl.concat([aid, aid]))


def test_measures_take_a_part():
    assert measures.ships.sizes(load.vessels().filter(authority="EU"), date(2026, 4, 29)).height == 1
