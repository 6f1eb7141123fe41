"""Authorities are compared over the days that all of them cover, packages by the days that the record states."""

from datetime import date, timedelta

import polars as pl
import pytest

from analysis import figures, load
from analysis.errors import AnalysisError, NotComparable, UnknownName
from analysis.measures import eu_packages, windows

TURN = date(2025, 1, 20)
LISTED, COVERED = load.designations(), load.sanctions_coverage()


def numbers(scope: str) -> dict[str, int]:
    return dict(windows.within(LISTED, COVERED, TURN, scope).select("authority", "listings").iter_rows())


def test_all_regimes_and_the_war_alone_are_two_counts():
    assert numbers("russia") == {"EU": 534, "UK": 553, "US": 62}
    assert numbers("war") == {"EU": 412, "US": 36}
    with pytest.raises(UnknownName, match="russia, war"):
        windows.within(LISTED, COVERED, TURN, "cyber")


def test_the_window_ends_with_the_first_source_to_end():
    window = windows.common_window(COVERED, TURN)
    assert (window.last, window.ends_with) == (date(2026, 4, 29), ("UK",))
    of_own = pl.struct("authority", "basis").is_in(
        [{"authority": one, "basis": windows.OWN_BASIS[one]} for one in windows.COMPARED]
    )
    assert window.last == COVERED.filter(of_own, measure="asset_freeze")["last_day"].min()


def test_a_listing_after_the_window_changes_no_comparison():
    later = LISTED.filter(authority="EU", basis="stated", measure="asset_freeze", subject="person").head(1)
    more = pl.concat([LISTED, later.with_columns(listed_on=date(2026, 4, 30), listings=pl.lit(1000, pl.Int64))])
    assert windows.within(more, COVERED, TURN).equals(windows.within(LISTED, COVERED, TURN))
    assert windows.since(more, COVERED, TURN).equals(windows.since(LISTED, COVERED, TURN))
    assert windows.before_and_after(more, COVERED, TURN).equals(windows.before_and_after(LISTED, COVERED, TURN))
    beyond = dict(
        windows.beyond(more, COVERED, windows.common_window(COVERED, TURN)).select("authority", "listings").iter_rows()
    )
    assert beyond == {"EU": 1387, "US": 0}


def test_a_listing_without_a_day_is_counted_apart_and_never_lost():
    window = windows.common_window(COVERED, TURN)
    expected: dict[str, int] = {}
    for row in LISTED.iter_rows(named=True):
        own = (row["authority"], row["basis"]) in windows.OWN_BASIS.items() and row["measure"] == "asset_freeze"
        may_lie_in = (row["not_before"] or date.min) < window.last and (row["not_after"] or date.max) >= window.first
        if own and row["subject"] in {"person", "entity"} and row["listed_on"] is None and may_lie_in:
            expected[row["authority"]] = expected.get(row["authority"], 0) + row["listings"]
    assert dict(windows.without_day(LISTED, window).iter_rows()) == expected == {"EU": 1, "US": 11}
    one = LISTED.filter(authority="UK", basis="stated", measure="asset_freeze", subject="person").tail(1)
    more = pl.concat([LISTED, one.with_columns(listed_on=pl.lit(None, pl.Date), listings=pl.lit(5, pl.Int64))])
    assert dict(windows.without_day(more, window).iter_rows()) == {"EU": 1, "UK": 5, "US": 11}
    assert windows.within(more, COVERED, TURN).equals(windows.within(LISTED, COVERED, TURN))
    assert any("United States 11" in note for note in figures.sanctions.listings.since(LISTED, COVERED).notes)


def test_a_removal_without_a_day_is_refused_and_never_lost():
    lost = load.delistings()
    undated = pl.concat([lost, lost.tail(1).with_columns(not_after=pl.lit(None, pl.Date))])
    with pytest.raises(AnalysisError, match="1 of 27 rows has no day in not_after"):
        windows.removals(undated, TURN)


@pytest.mark.parametrize("authority", windows.COMPARED)
def test_a_window_that_one_authority_does_not_cover_is_refused(authority):
    short = COVERED.with_columns(
        last_day=pl.when(pl.col("authority") == authority).then(TURN - timedelta(days=1)).otherwise("last_day")
    )
    for ask in (windows.since, windows.within, windows.before_and_after):
        with pytest.raises(NotComparable, match=f"{authority} is covered from .* to 2025-01-19"):
            ask(LISTED, short, TURN)


@pytest.mark.parametrize("authority", ["CA", "AU"])
def test_canada_and_australia_are_in_no_comparison(authority):
    with pytest.raises(NotComparable, match=f"{authority} has no asset_freeze with days to compare\n  -> compare EU, UK, US"):
        windows.common_window(COVERED, TURN, [authority])


@pytest.mark.parametrize("turn", [TURN, date(2025, 9, 1), date(2024, 8, 1)])
def test_before_and_after_are_as_long(turn):
    sides = windows.before_and_after(LISTED, COVERED, turn)
    days = sides.select(((pl.col("last") - pl.col("first")).dt.total_days() + 1).alias("days"))["days"]
    assert days.n_unique() == 1
    before = sides.filter(when="before")
    assert set(before["last"]) == {turn - timedelta(days=1)}


def test_an_earlier_basis_ends_before_the_own_one_begins():
    for authority, basis in windows.EARLIER.items():
        earlier = COVERED.filter(authority=authority, basis=basis, measure="asset_freeze")["last_day"].item()
        own = COVERED.filter(authority=authority, basis=windows.OWN_BASIS[authority], measure="asset_freeze")[
            "first_day"
        ].item()
        assert earlier + timedelta(days=1) == own


def test_removals_are_counted_within_their_bounds():
    found = windows.removals(load.delistings(), TURN)
    assert (found["at_least"], found["at_most"]) == (75, 115)
    assert found["at_most"] == load.delistings()["removals"].sum()


@pytest.mark.parametrize(
    ("package", "measure", "in_list", "announced"),
    [
        (1, "asset_freeze", 354, 362),
        (3, "asset_freeze", 205, None),
        (18, "asset_freeze", 55, 55),
        (18, "export_control", 26, None),
        (18, "vessel_ban", 106, 105),
        (19, "export_control", 45, 45),
        (19, "vessel_ban", 116, 117),
        (20, "vessel_ban", 45, 46),
        (21, "vessel_ban", 40, 41),
    ],
)
def test_a_package_is_counted_on_its_stated_days_beside_what_was_announced(package, measure, in_list, announced):
    found = eu_packages.listed(LISTED, load.eu_packages()).filter(package=package, measure=measure)
    assert found.select("listings", "announced").rows() == [(in_list, announced)]


def test_every_stated_day_of_a_package_is_in_the_list():
    days = load.eu_packages().select("measure", "listed_on")
    eu = LISTED.filter(authority="EU")
    ships = (pl.col("measure") == "vessel_ban") & (pl.col("basis") == "as_listed")
    held = eu.filter(ships | ((pl.col("measure") != "vessel_ban") & pl.col("regime").is_in(eu_packages.OF_PACKAGES)))
    assert days.join(held, on=["measure", "listed_on"], how="anti").is_empty()


def test_packages_are_those_of_the_acts_and_adopted_on_their_days():
    acts = load.actions(kind="package").filter(authority="EU")
    numbered = acts.with_columns(package=pl.col("action").str.extract(r"^(\d+)(?:st|nd|rd|th) ").cast(pl.Int64)).drop_nulls(
        "package"
    )
    adopted = dict(load.eu_packages().select("package", "adopted").unique().iter_rows())
    assert adopted == dict(numbered.select("package", "date").iter_rows())
    assert sorted(adopted) == list(range(1, 22))


def test_a_ship_counts_once_at_its_first_listing():
    counted = LISTED.filter(authority="EU", measure="vessel_ban", basis="as_listed")["listings"].sum()
    assert counted == load.vessels().filter(authority="EU").height == 690


def test_the_first_british_ships_are_bounded_by_the_month_in_which_they_were_named():
    first = load.vessels().filter(authority="UK").filter(pl.col("listed_on").is_null())
    assert first.select("not_before", "not_after", "listed_on").unique().rows() == [
        (date(2024, 6, 12), date(2024, 7, 31), None)
    ]
    assert first.height == 17
