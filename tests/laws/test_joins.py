"""Tables that join: every code of a country is one of the countries table or of a body, and no row is lost by a name."""

from datetime import date

import polars as pl
import pytest

from analysis import groups, load, measures
from analysis.countries import NAMES
from analysis.errors import AnalysisError
from analysis.load.names import codes_in

TABLES = sorted({described["table"] for described in load.resources()})
WITH_CODES = [name for name in TABLES if codes_in(load.read_table(name)) and name != "countries"]
ENERGY_GROUPS = {"EU27"}
"""Buyers that are no one country, under the name their source gives them."""


@pytest.mark.parametrize("name", WITH_CODES)
def test_a_table_of_countries_keeps_its_rows_and_has_a_name_for_every_code(name):
    rows = load.read_table(name)
    named = load.named(rows)
    assert named.height == rows.height
    assert named.select(rows.columns).equals(rows)
    for column in codes_in(rows):
        made = named.columns[named.columns.index(column) + 1]
        lost = named.filter(pl.col(column) == pl.col(made))[column].drop_nulls().unique().to_list()
        assert {*lost} <= ENERGY_GROUPS, f"{name}: {lost}"


@pytest.mark.parametrize(
    "name", [name for name in WITH_CODES if name not in {"energy_buyers", "russia_trade", "people_hosted"}]
)
def test_every_code_is_of_the_countries_table_or_of_a_body(name):
    known = {*load.countries()["iso3"], *NAMES}
    for column in codes_in(load.read_table(name)):
        assert {*load.read_table(name)[column].drop_nulls()} <= known


def test_trade_joins_to_all_countries_of_europe():
    codes = {*load.russia_trade()["iso3"]}
    assert {*groups.EUROPE.members} - {"EUI"} <= codes
    assert load.russia_trade().select("iso3", "partner").n_unique() == len(codes)


def test_every_regime_of_a_listing_has_a_name():
    named = load.named(load.designations())
    assert named.height == load.designations().height
    assert named.filter(pl.col("regime_name") == pl.col("regime")).is_empty()
    used = load.designations().select("authority", "regime").unique()
    assert load.regimes().join(used, on=["authority", "regime"], how="anti").is_empty()


def test_what_lists_from_a_day_to_come_is_marked():
    ahead = load.designations().filter("ahead")
    ends = load.sanctions_coverage().group_by("authority", "basis").agg(end=pl.col("last_day").max())
    assert (ahead.join(ends, on=["authority", "basis"])["end"] < ahead["listed_on"]).all()
    assert ahead.height == 1


def test_ships_still_listed_say_as_of_which_day_and_the_rest_is_not_known():
    ships = load.vessels()
    assert ships.filter(pl.col("still_listed").is_null())["still_as_of"].is_null().all()
    assert ships.filter(pl.col("still_listed"))["still_as_of"].is_not_null().all()
    known = ships.group_by("authority").agg(pl.col("still_listed").is_not_null().mean())
    assert dict(known.iter_rows()) == {"CA": 1.0, "EU": 1.0, "UK": 0.0, "US": 1.0}


def by_hand(by: str, not_by: str, day: date) -> tuple[set[str], set[str]]:
    """Go through the ships one by one: those surely on one list and not on the other, and those that may be."""

    def on(row) -> bool | None:
        listed, bound = row["listed_on"], row["not_after"]
        if listed and listed > day:
            return False
        begun = (listed or bound or None) and (listed or bound) <= day
        if row["still_listed"] is False and row["still_as_of"] and row["still_as_of"] <= day:
            return False
        if not begun and listed is None and row["not_before"] and row["not_before"] >= day:
            return False
        return True if begun and row["still_listed"] and row["still_as_of"] >= day else None

    rows = load.vessels().rows(named=True)
    other = {row["imo"]: on(row) for row in rows if row["authority"] == not_by}
    sure, unsure = set(), set()
    for row in rows:
        if row["authority"] != by or (here := on(row)) is False or (there := other.get(row["imo"], False)) is True:
            continue
        (sure if here and there is False else unsure).add(row["imo"])
    return sure, unsure


@pytest.mark.parametrize("pair", [("EU", "US"), ("US", "EU"), ("EU", "UK"), ("UK", "EU"), ("CA", "EU")])
@pytest.mark.parametrize("day", ["2024-12-31", "2025-05-25", "2025-12-31", "2026-02-01", "2026-06-30"])
def test_who_lists_what_another_does_not_is_what_one_finds_ship_by_ship(pair, day):
    known_to = {"CA": "2025-05-25", "UK": "2026-02-24", "US": "2026-07-11", "EU": "2026-07-31"}
    if day > min(known_to[one] for one in pair):
        with pytest.raises(AnalysisError, match="is known to"):
            measures.sanctions.ships.listed(load.vessels(), by=pair[0], not_by=pair[1], on=day)
        return
    found = measures.sanctions.ships.listed(load.vessels(), by=pair[0], not_by=pair[1], on=day)
    sure, unsure = by_hand(*pair, date.fromisoformat(day))
    assert {*found.filter("known")["imo"]} == sure
    assert {*found.filter(~pl.col("known"))["imo"]} == unsure
    assert found.filter(~pl.col("known"))["why"].is_not_null().all()
    days = ["listed_on", "not_before", "not_after"]
    for suffix, authority in (("", pair[0]), ("_other", pair[1])):
        stated = load.vessels().filter(authority=authority).select("imo", *days)
        beside = found.select("imo").join(stated, on="imo", how="left").sort("imo")
        assert found.select("imo", pl.col(f"{name}{suffix}" for name in days).name.replace("_other", "")).equals(beside)
    assert found["as_of"].to_list() == [date.fromisoformat(day)] * found.height
