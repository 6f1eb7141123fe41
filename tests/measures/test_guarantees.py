"""Laws of the guarantees: what stood on a day, what may be counted, and what is never added."""

from datetime import date, timedelta

import polars as pl
import pytest

from analysis import load
from analysis.countries import BODIES
from analysis.errors import AnalysisError, NotComparable, UnknownName
from analysis.load import choice
from analysis.measures import guarantees as measure
from analysis.measures import packages

END = date(2026, 10, 10)
DAYS = ["2024-12-31", "2025-03-31", "2025-09-20", "2026-01-31", "2026-10-10"]

LATEST_ON_LAND = {
    "ready_to_deploy": ["DNK", "EST", "FRA", "GBR", "LTU", "NOR"],
    "conditional": ["AUS", "AUT", "BEL", "CAN", "CHE", "DEU", "ESP", "IRL", "NLD", "PRT", "SVN", "TUR"],
    "declined": ["BGR", "CZE", "GRC", "HRV", "ITA", "LUX", "POL", "ROU", "SVK", "USA"],
    "undecided": ["FIN", "LVA", "NZL", "SWE"],
}


def test_latest_positions_on_land_are_those_of_the_record() -> None:
    latest = load.pledges(as_of=END, domain="land").filter(~pl.col("country").is_in(list(BODIES)))
    found = latest.group_by("stance").agg(pl.col("country").sort())
    assert dict(found.iter_rows()) == LATEST_ON_LAND


def test_what_left_the_list_is_named_with_its_reason() -> None:
    # Japan declined in a source too weak to show; Hungary's government of that position lost the election of April 2026.
    left = load.left_out().filter(pl.col("country") == "JPN")
    assert left.height == 1
    assert left["reason"][0]
    assert load.left_out()["reason"].null_count() == 0


def test_hungary_stands_until_the_change_of_government_and_not_after() -> None:
    assert "HUN" in load.pledges(as_of="2026-04-11", domain="land")["country"]
    assert "HUN" not in load.pledges(as_of="2026-04-12", domain="land")["country"]
    spans = measure.spans(load.pledges(), until=END).filter(pl.col("country") == "HUN")
    assert spans.select("to", "lapsed").rows() == [(date(2026, 4, 12), True)]


def test_the_united_kingdom_keeps_its_positions_through_a_change_of_prime_minister() -> None:
    assert load.pledges(as_of="2026-07-21", domain="land").filter(country="GBR")["stance"].to_list() == ["ready_to_deploy"]


@pytest.mark.parametrize(
    ("country", "before", "after"),
    [("ESP", "declined", "conditional"), ("FIN", "declined", "undecided"), ("GRC", "conditional", "declined")],
)
def test_changes_of_mind_show(country: str, before: str, after: str) -> None:
    changes = measure.changes_of_mind(load.pledges(), until=END).filter(pl.col("country") == country)
    assert (before, after) in changes.select("before", "after").rows()


def test_history_is_kept_and_restating_is_no_change() -> None:
    italy = load.pledges(domain="land").filter(country="ITA")
    assert italy.height > 3
    assert measure.changes_of_mind(load.pledges(), until=END).filter(country="ITA").is_empty()


@pytest.mark.parametrize("day", DAYS)
def test_loading_and_measuring_agree_on_what_stood(day: str) -> None:
    columns = ["country", "domain", "stance", "position"]
    assert measure.positions(load.pledges(), day).select(columns).equals(load.pledges(as_of=day).select(columns))


@pytest.mark.parametrize("day", DAYS)
def test_a_later_row_changes_nothing_before_it(day: str) -> None:
    history = load.pledges()
    later = (
        history.filter(country="FRA", domain="land")
        .tail(1)
        .with_columns(
            date=pl.lit("2026-10-09"),
            not_before=pl.lit(date(2026, 10, 9)),
            known_by=pl.lit(date(2026, 10, 9)),
            stance=pl.lit("declined"),
        )
    )
    planted = pl.concat([history, later])
    changed = not measure.positions(planted, day).equals(measure.positions(history, day))
    assert changed == (day == "2026-10-10")
    assert measure.offers(planted, day).equals(measure.offers(history, day)) == (not changed)


def test_a_month_is_known_from_its_last_day_only() -> None:
    assert load.pledges(as_of="2025-03-30", domain="land").filter(country="ESP")["stance"].to_list() == ["declined"]
    assert load.pledges(as_of="2025-03-31", domain="land").filter(country="ESP")["stance"].to_list() == ["conditional"]


@pytest.mark.parametrize("day", DAYS)
def test_offers_add_up_to_the_same_countries_in_every_domain(day: str) -> None:
    sums = measure.offers(load.pledges(), day).group_by("domain").agg(pl.col("countries").sum())
    assert sums["countries"].n_unique() == 1
    assert (measure.offers(load.pledges(), day)["countries"] >= 0).all()


def test_bodies_are_never_counted_as_countries() -> None:
    assert not set(measure.matrix(load.pledges(), END)["country"]) & set(BODIES)
    assert not set(measure.changes_of_mind(load.pledges(), None, END)["country"]) & set(BODIES)


@pytest.mark.parametrize("measured", [measure.spans, measure.changes_of_mind])
def test_lazy_and_eager_give_the_same(measured) -> None:  # type: ignore[no-untyped-def]
    assert measured(load.pledges().lazy(), until=END).collect().equals(measured(load.pledges(), until=END))


def test_a_weakest_row_is_shown_only_when_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = load.read_table("pledges")
    weak = pl.when(pl.int_range(pl.len()) == 0).then(pl.lit("party_state_media")).otherwise(pl.col("grade")).alias("grade")
    monkeypatch.setattr(choice, "read_table", lambda name, part=None: whole.with_columns(weak))
    assert load.pledges().height == whole.height - 1
    assert load.pledges(weakest=True).height == whole.height


def test_agreements_count_what_was_signed_and_nothing_else() -> None:
    counted = measure.agreements_over_time(load.agreements(), END)
    signed = load.agreements().filter(pl.col("status").is_in(["signed", "signed_outside_list"]))
    assert counted["so_far"][-1] == signed.height == counted["signed"].sum()
    assert counted["month"].is_sorted()
    assert {"BGR", "MNE"} & set(signed["country"]) == set()


def test_soldiers_are_listed_and_never_added() -> None:
    assert measure.troops_stated(load.pledges()).select("country", "troops").rows() == [("FRA", 6000), ("GBR", 7500)]
    with pytest.raises(NotComparable, match="soldiers"):
        packages.total(load.pledges(), "troops")


@pytest.mark.parametrize("kind", ["TOTAL", "CHECK"])
def test_totals_and_checks_are_refused_in_a_sum_even_if_someone_marks_them_as_counting(kind: str) -> None:
    us = load.us_packages()
    good = packages.packages(us, "PDA")
    planted = pl.concat([good, good.head(1).with_columns(kind=pl.lit(kind))])
    with pytest.raises(NotComparable, match="official totals"):
        packages.total(planted, "usd")
    assert packages.packages(planted).height == good.height


def test_an_authority_is_refused_in_a_sum_of_packages() -> None:
    with pytest.raises(NotComparable, match="do not count"):
        packages.total(load.us_packages().filter(pl.col("kind") == "PDA"), "usd")


@pytest.mark.parametrize("row_kind", ["group", "running_total"])
def test_group_rows_and_running_totals_are_refused_in_a_sum(row_kind: str) -> None:
    purl = load.purl()
    planted = pl.concat([purl.filter(row_kind="national"), purl.filter(row_kind=row_kind).head(1)])
    with pytest.raises(NotComparable, match="group rows"):
        packages.total(planted, "amount", ["country", "currency"])
    assert packages.purl_by_donor(planted).equals(packages.purl_by_donor(purl))


def test_currencies_are_not_added_to_each_other() -> None:
    with pytest.raises(NotComparable, match="cannot be added"):
        packages.total(load.purl().filter(row_kind="national"), "amount")


def test_drawdowns_as_announced_stand_beside_the_official_total() -> None:
    beside = packages.us_beside_official(load.us_packages())
    assert dict(zip(beside["what"], beside["usd_bn"], strict=True)) == {"as announced": 32.6, "official total": 31.7}
    drawdowns = packages.us_over_time(load.us_packages()).filter(kind="PDA")
    assert drawdowns["usd_bn"][-1] == 32.6


def test_purl_keeps_every_national_row() -> None:
    national = load.purl().filter(row_kind="national")
    donors = packages.purl_by_donor(load.purl())
    assert set(donors["country"]) == set(national["country"])
    assert donors["rows"].sum() == national["amount"].count()


@pytest.mark.parametrize(
    ("ask", "table"),
    [
        (lambda day: measure.positions(load.pledges(), day), "pledges"),
        (lambda day: measure.spans(load.pledges().lazy(), until=day), "pledges"),
        (lambda day: measure.offers(load.pledges(), day), "pledges"),
        (lambda day: measure.agreements_over_time(load.agreements(), day), "agreements"),
    ],
    ids=["positions", "spans", "offers", "agreements"],
)
def test_what_stood_after_the_record_ends_is_not_known(ask, table) -> None:  # type: ignore[no-untyped-def]
    end = load.collected_to(table)
    ask(end)
    with pytest.raises(
        AnalysisError, match=rf"{end + timedelta(1)} is after the end of the record\n  -> choose a day to {end}"
    ):
        ask(end + timedelta(1))


def test_what_no_list_covers_is_not_known() -> None:
    covered = load.sanctions_coverage()
    end = covered.filter(measure="vessel_ban")["last_day"].max()
    # Persons and entities are known for longer: that is nothing about ships.
    assert end < covered["last_day"].max()
    assert load.vessels(as_of=end).height
    with pytest.raises(
        AnalysisError, match=rf"{end + timedelta(1)} is after the last day of ships on every list\n  -> choose a day to {end}"
    ):
        load.vessels(as_of=end + timedelta(1))


def test_a_bad_day_or_domain_says_what_to_write() -> None:
    with pytest.raises(AnalysisError, match="YYYY-MM-DD"):
        load.pledges(as_of="20 September")
    with pytest.raises(UnknownName, match="land"):
        load.pledges(domain="lands")
