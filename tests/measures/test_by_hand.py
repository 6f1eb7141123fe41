"""Measures over a few rows whose answers are counted by hand: bounds of days, ties, empty cells, exact billions."""

from datetime import date
from decimal import Decimal

import polars as pl
import pytest

from analysis import load
from analysis.countries import EUROPE, EUROPEAN_COUNTRIES, UNITED_STATES
from analysis.errors import AnalysisError, NotComparable, UnknownName
from analysis.measures import aid as measure
from analysis.measures import (
    comparison,
    counts,
    guarantees,
    instruments,
    listings,
    packages,
    ships,
    state,
    trade,
    windows,
)
from analysis.measures.currency import in_dollars
from tests.support.ledgers import SCHEMA

BILLION = 10**9


def ledger(*rows) -> pl.DataFrame:
    """Rows of month, donor, kind, stage, euros, of release 29."""
    return pl.DataFrame([("29", *row[:4], Decimal(row[4])) for row in rows], schema=SCHEMA, orient="row")


def cents(text: str) -> Decimal:
    return Decimal(text)


MARCH, APRIL, LAST = date(2022, 3, 1), date(2022, 4, 1), date(2026, 4, 1)


# Yardsticks and currencies


def economies() -> dict[str, tuple[float | None, float | None]]:
    """Each country's GDP of 2021 in billions of euros and its people in millions, looked up one by one."""
    people = dict(load.economies().select("iso3", "population").iter_rows())
    gdp = dict(load.countries().select("iso3", "gdp_2021_eur_bn").iter_rows())
    return {one: (gdp.get(one), people[one] / 10**6 if one in people else None) for one in people | gdp}


def test_yardsticks_of_a_country_are_its_own():
    found = {row[0]: row[1:] for row in measure.yardsticks().select("donor", "gdp_eur_bn", "population_m").iter_rows()}
    known = economies()
    assert found.keys() == known.keys()
    for donor, both in known.items():
        assert [size is None for size in found[donor]] == [size is None for size in both]
        assert [size for size in found[donor] if size is not None] == pytest.approx([size for size in both if size is not None])
    aid = ledger((MARCH, "DEU", "military", "allocated", "1234567890.12"))
    row = measure.against_economy(aid).row(0, named=True)
    assert (row["gdp_2021_eur_bn"], row["population_m"]) == found["DEU"]


@pytest.mark.parametrize(("by", "one"), [("bloc", EUROPE), ("base_bloc", EUROPEAN_COUNTRIES), ("base_bloc", UNITED_STATES)])
def test_yardsticks_of_a_bloc_are_the_sums_of_all_its_countries(by, one):
    known, named = economies(), measure.with_bloc(load.countries().select(donor="iso3"))
    members = [donor for donor, bloc in named.select("donor", by).iter_rows() if bloc == one and donor != "EUI"]
    found = measure.yardsticks(by).row(by_predicate=pl.col(by) == one, named=True)
    assert found["gdp_eur_bn"] == pytest.approx(sum(known[donor][0] for donor in members), rel=1e-12)
    assert found["population_m"] == pytest.approx(sum(known[donor][1] for donor in members), rel=1e-12)


def test_a_span_of_months_keeps_its_last_and_all_units_are_of_the_same_euros():
    rows = ledger(
        (MARCH, "DEU", "military", "allocated", "1234567891.12"), (APRIL, "DEU", "military", "allocated", "1000000000")
    )
    both = measure.over_time(rows, "donor", months=(MARCH, APRIL)).filter(pl.col("eur_bn") != 0)
    assert both["eur_bn"].to_list() == [1.234567891, 1.0]
    rate = dict(load.exchange_rates().filter(currency="USD").select("month", "per_eur").iter_rows())
    dollars = measure.over_time(rows, "donor", currency="USD", months=(MARCH, MARCH)).filter(donor="DEU")
    assert dollars["usd_bn"].to_list() == [round(1.234567891 * rate[MARCH], 9)]
    gdp, people = measure.yardsticks().filter(donor="DEU").select("gdp_eur_bn", "population_m").row(0)
    share = measure.over_time(rows, "donor", per="gdp", months=(MARCH, MARCH)).filter(donor="DEU")["pct_gdp"].item()
    head = measure.over_time(rows, "donor", per="head", months=(MARCH, MARCH)).filter(donor="DEU")["eur_per_head"].item()
    assert (share, head) == (round(123.4567891 / gdp, 6), round(1234.567891 / people, 6))


def test_dollars_so_far_keep_nine_places_and_the_first_month_without_a_rate_is_named(monkeypatch):
    rows = ledger(
        (MARCH, "DEU", "military", "allocated", "1234567890.12"), (APRIL, "DEU", "military", "allocated", "333333333.33")
    )
    so_far = in_dollars(rows, "donor", cumulative=True).filter(donor="DEU", period=APRIL)["usd_bn"].item()
    rate = dict(load.exchange_rates().filter(currency="USD").select("month", "per_eur").iter_rows())
    assert so_far == round(round(1.23456789 * rate[MARCH], 9) + round(0.333333333 * rate[APRIL], 9), 9)
    rates = load.exchange_rates()
    monkeypatch.setattr(load, "exchange_rates", lambda: rates.filter(pl.col("month") != MARCH, pl.col("month") != APRIL))
    with pytest.raises(NotComparable, match="2022-03"):
        in_dollars(rows)


# How aid arrives


def test_a_donor_without_a_share_has_none_and_ties_stand_by_code():
    rows = ledger(
        (MARCH, "EUI", "military", "allocated", "10000"),
        (MARCH, "FRA", "military", "allocated", "5000"),
        (MARCH, "DEU", "military", "allocated", "5000"),
        (MARCH, "USA", "military", "allocated", "1"),
    )
    shares = pl.DataFrame({"release": ["29"] * 2, "donor": ["DEU", "FRA"], "eur": [cents("5001.00"), cents("5001.00")]})
    found = measure.with_eu_shares(rows, shares)
    assert found["donor"].to_list() == ["DEU", "FRA", "USA"]
    assert found["share_bn"].to_list() == [0.000005001, 0.000005001, 0.0]
    with pytest.raises(NotComparable, match="add up"):
        measure.with_eu_shares(rows, shares.with_columns(eur=pl.lit(cents("5001.01"))))


def test_what_was_paid_by_who_allocated_nothing_is_kept():
    rows = ledger((MARCH, "DEU", "financial", "allocated", "1.00"), (MARCH, "FRA", "financial", "allocated", "-1.00"))
    paid = pl.DataFrame(
        {"release": ["29"] * 2, "month": [MARCH] * 2, "donor": ["DEU", "USA"], "eur": [cents("0.50"), cents("2.00")]}
    )
    found = measure.paid_out(rows, paid, by="donor").rows_by_key("donor", named=True, unique=True)
    assert found["DEU"]["share_paid"] == 0.5
    assert (found["FRA"]["share_paid"], found["FRA"]["disbursed_bn"]) == (0.0, 0.0)
    assert (found["USA"]["release"], found["USA"]["allocated_bn"], found["USA"]["share_paid"]) == ("29", 0.0, None)
    level = ledger(*((MARCH, one, "financial", "allocated", "7") for one in ("FRA", "DEU")))
    assert measure.paid_out(level, paid, by="donor")["donor"].to_list() == ["DEU", "FRA", "USA"]


def test_a_period_of_one_euro_has_shares():
    one = pl.DataFrame({"release": ["29"] * 2, "month": [MARCH, APRIL], "route": ["stockpile", "procurement"], "eur": [cents("1.00"), cents("-1.00")]})  # fmt: skip
    assert measure.routes(one)["share"].to_list() == [1.0, 1.0]


def test_weapons_of_level_donors_stand_by_code():
    rows = pl.DataFrame({"release": ["29"] * 2, "donor": ["USA", "DEU"], "category": ["Tanks"] * 2, "items": [1, 1], "eur": [cents("5.00")] * 2})  # fmt: skip
    assert measure.heavy_weapons(rows)["donor"].to_list() == ["DEU", "USA"]


def test_two_releases_at_once_are_refused_and_the_one_to_load_is_named(aid, aid28):
    both = pl.concat([aid, aid28])
    with pytest.raises(NotComparable, match="do not belong together"):
        measure.paid_out(both, pl.concat([load.disbursements(), load.disbursements().with_columns(release=pl.lit("29"))]))
    with pytest.raises(NotComparable, match="release='28'"):
        measure.paid_out(aid, pl.concat([load.disbursements(), load.disbursements().with_columns(release=pl.lit("29"))]))


def test_the_largest_promise_is_that_of_one_month_and_of_level_ones_the_earliest():
    aid = ledger(
        (MARCH, "DEU", "military", "committed", "5000000000"),
        (MARCH, "DEU", "financial", "committed", "2000000000"),
        (APRIL, "DEU", "military", "committed", "7000000000"),
        (APRIL, "EUI", "financial", "committed", "6999999999"),
        (APRIL, "EUI", "military", "allocated", "9000000000"),
    )
    assert measure.largest_promise(aid) == {"donor": "DEU", "name": "Germany", "eur_bn": 7.0, "month": MARCH}
    assert measure.largest_promise(aid, "EUI") == {
        "donor": "EUI",
        "name": "EU institutions",
        "eur_bn": 6.999999999,
        "month": APRIL,
    }
    level = ledger(*((MARCH, donor, "military", "committed", "7") for donor in ("POL", "DEU")))
    assert measure.largest_promise(level)["donor"] == "DEU"


def test_a_stage_of_one_row_is_known():
    one = ledger((MARCH, "DEU", "military", "committed", "5000000000"))
    assert measure.to_be_allocated(one).row(0) == ("29", "Europe", 5.0, None, None, None)


# Releases and what was published


def test_a_number_at_the_bound_of_its_tolerance_is_within_it(aid):
    told = load.published_numbers().filter(pl.col("tolerance_pct") > 0).head(1)
    ours = measure.against_published(told, aid)["ours_bn"].item()
    for published, off, within in ((ours / 1.02, 2.0, True), (ours / 1.0204, 2.04, False)):
        row = measure.against_published(told.with_columns(published_bn=pl.lit(published), tolerance_pct=pl.lit(2.0)), aid).row(
            0, named=True
        )
        assert (row["off_pct"], row["within"], row["release_held"]) == (off, within, "29")


def test_a_cell_missing_on_one_side_is_zero_and_two_cents_are_a_difference():
    own = pl.DataFrame({"donor": ["DEU", "DEU", "FRA"], "kind": ["military", "financial", "military"], "stage": ["allocated"] * 3, "eur": [cents("1.00"), cents("2.00"), cents("3.00")]})  # fmt: skip
    ours = own.filter(pl.col("donor") == "DEU").with_columns(
        eur=pl.when(pl.col("kind") == "military").then(pl.lit(cents("1.01"))).otherwise(pl.lit(cents("2.02")))
    )
    found = measure.against_own_sums(ours, own).select("donor", "kind", "ours", "theirs", "same").rows()
    assert found == [
        ("DEU", "financial", cents("2.02"), cents("2.00"), False),
        ("DEU", "military", cents("1.01"), cents("1.00"), True),
        ("FRA", "financial", 0, 0, True),
        ("FRA", "military", 0, cents("3.00"), False),
    ]


def test_a_move_of_just_the_least_is_listed_and_what_has_no_month_stands_last():
    before = ledger((MARCH, "DEU", "military", "allocated", "10"), (None, "FRA", "military", "allocated", "10"))
    after = ledger(
        (MARCH, "DEU", "military", "allocated", "15"),
        (None, "FRA", "military", "allocated", "14.99"),
        (APRIL, "FRA", "military", "allocated", "0.50"),
    ).with_columns(release=pl.lit("30"))
    assert measure.revisions(before, after, at_least_eur=5)["donor"].to_list() == ["DEU"]
    moved = measure.revisions(before, after).select("release_before", "release_after", "donor", "month", "change").rows()
    assert moved == [
        ("29", "30", "DEU", MARCH, cents("5.00")),
        ("29", "30", "FRA", APRIL, cents("0.50")),
        ("29", "30", "FRA", None, cents("4.99")),
    ]


def test_answers_of_releases_stand_in_the_order_of_their_cut_offs_with_the_money_that_has_no_month(aid, aid28):
    rows = pl.concat([aid, aid28])
    found = measure.answers(rows)
    assert found["release"].to_list() == ["28", "29"]
    for release, undated in found.select("release", "undated_bn").iter_rows():
        of = rows.filter(pl.col("release") == release, pl.col("month").is_null(), pl.col("stage") == "allocated")
        assert undated == round(float(of["eur"].sum()) / BILLION, 9)


def test_then_and_now_differ_by_just_that(aid):
    found = measure.then_and_now(load.aid_totals(), load.published_numbers(), aid)
    for then, now, change in found.select("then_bn", "now_bn", "change_bn").iter_rows():
        assert change == round(now - then, 6)


# Packages and PURL


def us(*rows) -> pl.DataFrame:
    """Rows of kind, day, dollars, counts, meaning."""
    schema = {"kind": pl.String, "date": pl.String, "not_before": pl.Date, "known_by": pl.Date, "usd": pl.Decimal(18, 2), "counts": pl.Boolean, "meaning": pl.String, "cutoff": pl.String, "source_url": pl.String, "source_publisher": pl.String}  # fmt: skip
    filled = [(kind, str(day), day, day, usd if usd is None else cents(usd), own, words, None, "https://a.b", "X") for kind, day, usd, own, words in rows]  # fmt: skip
    return pl.DataFrame(filled, schema=schema, orient="row")


def test_packages_add_up_month_by_month_and_a_month_between_is_zero():
    found = packages.us_over_time(
        us(
            ("PDA", date(2022, 3, 5), "1234567890.12", True, None),
            ("PDA", date(2022, 3, 9), "0.88", True, None),
            ("USAI", date(2022, 5, 1), "5", True, None),
            ("PDA", date(2022, 5, 2), "1000000000", True, None),
        )
    )
    drawn = found.filter(kind="PDA")
    assert drawn["usd"].to_list() == [cents("1234567891"), 0, cents("1000000000")]
    assert drawn["usd_bn"].to_list() == [1.234567891, 0.0, 1.0]
    assert drawn["so_far_bn"].to_list() == [1.234567891, 1.234567891, 2.234567891]
    assert found.filter(kind="USAI")["so_far_bn"].to_list() == [0.0, 0.0, 5e-9]


def test_the_latest_official_total_stands_beside_what_was_announced():
    found = packages.us_beside_official(
        us(
            ("PDA", date(2022, 3, 5), "1234567890.12", True, None),
            ("PDA", date(2022, 4, 5), None, True, None),
            ("TOTAL", date(2022, 6, 1), "900000000", False, "cumulative drawdowns"),
            ("TOTAL", date(2022, 9, 1), "1300000000", False, "cumulative drawdowns"),
            ("TOTAL", date(2022, 9, 9), "1", False, "something else"),
            ("TOTAL", date(2022, 9, 9), "7000000000", False, "appropriated for USAI"),
        )
    )
    assert found.select("kind", "what", "usd_bn", "rows", "date").rows() == [
        ("PDA", "as announced", 1.23456789, 1, "2022-04-05"),
        ("PDA", "official total", 1.3, 1, "2022-09-01"),
        ("USAI", "official total", 7.0, 1, "2022-09-09"),
    ]


def purl(*rows) -> pl.DataFrame:
    schema = {
        "country": pl.String,
        "currency": pl.String,
        "amount": pl.Decimal(18, 2),
        "known_by": pl.Date,
        "row_kind": pl.String,
    }
    return pl.DataFrame([(*row, "national") for row in rows], schema=schema, orient="row")


def test_sums_of_one_currency_need_no_grouping_and_of_two_do():
    one = purl(("DNK", "DKK", cents("5"), MARCH), ("NOR", "DKK", cents("7"), MARCH))
    assert packages.total(one, "amount").rows() == [(cents("12"), 2)]
    two = pl.concat([one, purl(("SWE", "SEK", cents("1"), MARCH))])
    with pytest.raises(NotComparable, match="DKK, SEK"):
        packages.total(two, "amount")
    assert packages.total(two, "amount", ["currency"]).rows() == [("DKK", cents("12"), 2), ("SEK", cents("1"), 1)]


def test_a_country_that_stated_no_amount_has_a_row_without_one():
    rows = purl(
        ("SWE", "SEK", cents("5"), APRIL),
        ("DNK", None, None, MARCH),
        ("NOR", "NOK", cents("3"), APRIL),
        ("NOR", "NOK", None, MARCH),
    )
    found = packages.purl_by_donor(rows).select("country", "currency", "amount", "rows", "not_stated", "first", "last").rows()
    assert found == [
        ("DNK", None, None, 0, 1, MARCH, MARCH),
        ("NOR", None, None, 0, 1, MARCH, MARCH),
        ("NOR", "NOK", cents("3"), 1, 0, APRIL, APRIL),
        ("SWE", "SEK", cents("5"), 1, 0, APRIL, APRIL),
    ]
    groups = rows.with_columns(row_kind=pl.lit("group"))
    assert packages.purl_groups(groups)["known_by"].to_list() == [MARCH, MARCH, APRIL, APRIL]


def test_a_country_joins_purl_alone_or_with_a_group_and_a_plan_is_no_contribution():
    rows = pl.concat(
        [
            purl(("FIN", "EUR", cents("5"), MARCH), ("ISL", "ISK", cents("1"), LAST)),
            purl(("XNB", "USD", cents("9"), APRIL)).with_columns(row_kind=pl.lit("group")),
            purl(("JPN", None, None, MARCH)).with_columns(row_kind=pl.lit("plan")),
            purl(("XTO", "USD", cents("9"), MARCH)).with_columns(row_kind=pl.lit("running_total")),
        ]
    )
    found = packages.purl_countries(rows)
    assert found.filter(pl.col("country").is_in(["FIN", "ISL"])).rows() == [("FIN", MARCH, "national"), ("ISL", APRIL, "group")]
    assert found["country"].to_list() == ["FIN", "DNK", "EST", "ISL", "LTU", "LVA", "NOR", "SWE"]


# What stood and what was signed


def test_an_agreement_counts_on_the_day_it_is_known():
    rows = pl.DataFrame({"status": ["signed"] * 2, "known_by": [date(2024, 1, 12), date(2024, 2, 16)], "not_before": [date(2024, 1, 12), date(2024, 2, 16)]})  # fmt: skip
    assert guarantees.agreements_over_time(rows, "2024-02-16")["so_far"].to_list() == [1, 2]
    assert guarantees.agreements_over_time(rows, "2024-02-15")["so_far"].to_list() == [1, 1]
    assert guarantees.agreements_over_time(rows)["so_far"].to_list() == [1, 2]


def test_a_government_lapses_on_the_day_of_the_change():
    hungary = load.pledges().filter(country="HUN", domain="land")
    on, before = (
        guarantees.spans(hungary, until=day).select("to", "lapsed", "open").rows() for day in ("2026-04-12", "2026-04-11")
    )
    assert on[-1] == (date(2026, 4, 12), True, False)
    assert before[-1] == (date(2026, 4, 11), False, True)


def test_a_state_before_anything_was_published_has_no_rows_and_a_publication_counts_on_its_day(aid):
    published = load.published_totals()
    first = published.filter(stage="allocated")["published"].min()
    assert state.aid_then(aid, published, first).height > 0
    empty = state.aid_then(aid, published, "2000-01-01")
    assert empty.height == 0
    assert empty.schema == state.aid_then(aid, published, first).schema


def test_what_was_published_is_the_exact_sum(aid):
    published = load.published_totals().with_columns(eur=pl.lit(cents("1234567890.12")).cast(pl.Decimal(18, 2)))
    shown = state.aid_then(aid, published, "2026-10-10")
    assert set(shown["published_bn"]) == {1.23456789}
    assert shown["kind"].to_list() == sorted(shown["kind"], key=lambda one: (one is not None, one))


# Instruments side by side


def test_a_fall_of_less_than_one_is_a_fall_and_five_per_cent_is_level():
    def trend(before: float, last: float) -> str:
        days = ((date(2025, 1, 1), before), (date(2026, 1, 1), last))
        events = pl.DataFrame([(EUROPE, *one) for one in days], schema=["bloc", "day", "amount"], orient="row")
        shown = comparison.side_by_side([comparison.of_both("X", "things", "counted", date(2026, 10, 10), events, "record")])
        return shown.filter(bloc=EUROPE)["trend"].item()

    assert trend(2.0, 1.5) == "down"
    assert trend(1.0, 1.5) == "up"
    assert trend(100.0, 95.0) == trend(100.0, 105.0) == "level"
    assert trend(100.0, 94.9) == "down"


def test_shared_days_begin_where_the_us_source_does():
    """The day after the copy before the first day that is inferred from blocks of numbers."""
    covered = load.sanctions_coverage().filter(authority="US", basis="inferred", measure="asset_freeze")
    assert covered["first_day"].item() == instruments.SHARED_FROM
    rows = load.designations().filter(authority="EU", measure="asset_freeze", basis="stated").head(1)
    shared = rows.with_columns(listed_on=pl.lit(instruments.SHARED_FROM), subject=pl.lit("person"))
    us = load.designations().filter(authority="US", measure="asset_freeze", basis="inferred").head(1)
    sides = instruments.asset_freezes(pl.concat([shared, us]), load.sanctions_coverage()).sides
    assert sides[EUROPE].events["day"].to_list() == [instruments.SHARED_FROM]
    fleet = load.vessels().filter(pl.col("listed_on").is_not_null())
    both = pl.concat(
        [fleet.filter(authority=one, basis=basis).head(1) for one, basis in (("EU", "as_listed"), ("US", "inferred"))]
    )
    first = both.with_columns(listed_on=pl.lit(instruments.SHARED_FROM))
    assert {name: side.events.height for name, side in instruments.ships(first, load.sanctions_coverage()).sides.items()} == {
        EUROPE: 1,
        UNITED_STATES: 1,
    }


# Lists


def listed(*rows) -> pl.DataFrame:
    """Rows of authority, basis, measure, subject, day, listings."""
    schema = {"authority": pl.String, "basis": pl.String, "measure": pl.String, "subject": pl.String, "listed_on": pl.Date, "listings": pl.Int64}  # fmt: skip
    return pl.DataFrame(rows, schema=schema, orient="row").with_columns(source=pl.lit("x"))


COVERAGE = pl.DataFrame(
    [(one, listings.OWN_BASIS[one], "asset_freeze", date(2022, 1, 1), date(2022, 4, 30), "x") for one in listings.OWN_BASIS],
    schema=["authority", "basis", "measure", "first_day", "last_day", "source"],
    orient="row",
)


def test_the_shortest_times_there_are_can_be_asked_for():
    end = date(2022, 4, 30)
    rows = listed(*((one, basis, "asset_freeze", "person", end, 3) for one, basis in listings.OWN_BASIS.items()))
    of_a_day = windows.since(rows, COVERAGE, end)
    assert of_a_day["period"].unique().to_list() == [end]
    assert set(of_a_day["so_far"]) == {3}
    sides = windows.before_and_after(rows, COVERAGE, date(2022, 4, 16))
    assert set(sides["months"]) == {0.5}
    assert dict(sides.group_by("when").agg(pl.col("listings").unique().first()).iter_rows()) == {"before": 0, "after": 3}


def test_a_rate_a_month_of_days_and_a_time_before_that_is_not_covered_are_refused():
    rows = listed(("EU", "stated", "asset_freeze", "person", APRIL, 3))
    with pytest.raises(AnalysisError, match="from 2022-04-30 to 2022-04-30 is too short for a rate a month"):
        windows.before_and_after(rows, COVERAGE, date(2022, 4, 30))
    with pytest.raises(NotComparable, match="EU is not covered before 2022-01-01"):
        windows.before_and_after(rows, COVERAGE, date(2022, 2, 1))


def test_the_last_covered_day_counts():
    end, day_before = date(2022, 4, 30), date(2022, 4, 29)
    rows = listed(*((one, basis, "asset_freeze", "person", end, 3) for one, basis in listings.OWN_BASIS.items()))
    found = windows.since(rows, COVERAGE, date(2022, 1, 1)).group_by("authority").agg(pl.col("so_far").max())
    assert set(found["so_far"]) == {3}
    last = windows.last_listing(pl.concat([rows, rows.with_columns(listed_on=pl.lit(day_before))]), COVERAGE)
    assert set(last["last_listed_on"]) == {end}
    assert set(last["months_since"]) == {0.0}
    earlier = windows.last_listing(rows.with_columns(listed_on=pl.lit(date(2022, 1, 17))), COVERAGE)
    assert set(earlier["months_since"]) == {round(103 / 30.4375, 1)}


def test_two_measures_and_two_bases_are_refused_in_a_sum():
    one = ("EU", "stated", "asset_freeze", "person", MARCH, 1)
    assert listings.total(listed(one, one)) == 2
    with pytest.raises(NotComparable, match="asset_freeze and vessel_ban"):
        listings.total(listed(one, ("EU", "stated", "vessel_ban", "vessel", MARCH, 1)))
    with pytest.raises(NotComparable, match="EU is counted on inferred and stated"):
        listings.total(listed(one, ("EU", "inferred", "asset_freeze", "person", MARCH, 1)))
    with pytest.raises(NotComparable, match="UK on two bases"):
        listings.over_time(listed(one), bases={"UK": ["stated", "inferred"], "US": ["a", "b"]})


def test_counts_are_by_month_unless_asked_so_far_and_an_unknown_subject_is_refused():
    rows = listed(("EU", "stated", "asset_freeze", "person", MARCH, 2), ("EU", "stated", "asset_freeze", "person", APRIL, 3))
    monthly = counts.counts(rows, COVERAGE, bases={"EU": "stated"})
    assert monthly["listings"].to_list() == [0, 0, 2, 3]
    assert counts.counts(rows, COVERAGE, bases={"EU": "stated"}, cumulative=True)["listings"].to_list() == [0, 0, 2, 5]
    # The second is one of the contract, but not of this measure.
    for subject in ("persons", "asset"):
        with pytest.raises(UnknownName, match=f"no subject of asset_freeze '{subject}'"):
            counts.counts(rows, COVERAGE, bases={"EU": "stated"}, subjects=[subject])


def test_ships_count_as_first_listed_where_both_are_known():
    rows = listed(*(("EU", basis, "vessel_ban", "vessel", MARCH, 1) for basis in ("stated", "as_listed")))
    assert counts.bases(rows, "vessel_ban") == {"EU": "as_listed"}
    assert counts.bases(rows.filter(basis="stated"), "vessel_ban") == {"EU": "stated"}


def fleet(*rows) -> pl.DataFrame:
    """Rows of IMO number, authority, day."""
    schema = {"imo": pl.String, "authority": pl.String, "listed_on": pl.Date}
    unknown = pl.lit(None, pl.Date)
    return pl.DataFrame(rows, schema=schema, orient="row").with_columns(
        not_before=unknown, not_after=unknown, basis=pl.lit("stated"), source=pl.lit("x")
    )


def test_ships_of_the_last_covered_day_count_and_each_end_is_its_own_lists():
    coverage = pl.DataFrame(
        [
            ("EU", "as_listed", "vessel_ban", date(2022, 3, 31)),
            ("EU", "stated", "asset_freeze", date(2022, 9, 30)),
            ("US", "inferred", "asset_freeze", date(2022, 4, 30)),
            ("US", "panel", "asset_freeze", date(2022, 8, 31)),
        ],
        schema=["authority", "basis", "measure", "last_day"],
        orient="row",
    )
    rows = fleet(("1", "EU", date(2022, 3, 31)), ("2", "EU", date(2022, 4, 1)), ("1", "US", date(2022, 4, 30)))
    found = ships.over_time(rows, coverage).select("authority", "period", "ships", "so_far").rows()
    assert found == [("EU", date(2022, 3, 31), 1, 1), ("US", date(2022, 4, 30), 1, 1)]


def test_level_lists_of_ships_stand_by_name_and_the_ordered_are_all_three():
    rows = fleet(("1", "UK", MARCH), ("2", "EU", MARCH), ("3", "EU", MARCH), ("3", "UK", MARCH), ("4", "EU", MARCH), ("4", "UK", APRIL), ("5", "UK", APRIL))  # fmt: skip
    assert ships.sizes(rows.filter(pl.col("imo") != "5"), APRIL)["authority"].to_list() == ["EU", "UK"]
    assert ships.overlap(rows.filter(pl.col("imo").is_in(["1", "2"])), APRIL)["lists"].to_list() == ["EU", "UK"]
    told = ships.lead(rows, "EU", "UK")
    assert (told["ordered"], told["first"], told["second"], told["same_day"]) == (2, 1, 0, 1)


# Trade


@pytest.mark.parametrize(("one", "other", "taken"), [("high", "medium", 1.0), ("medium", "low", 1.0), ("low", "high", 2.0)])
def test_the_surer_page_is_taken(one, other, taken):
    rows = pl.DataFrame(
        [(MARCH, "India", "crude_oil", "counter", one, "https://a.b", 1.0), (MARCH, "India", "crude_oil", "counter", other, "https://z.b", 2.0)],
        schema=["month", "buyer", "commodity", "basis", "confidence", "source_url", "value_eur_bn"],
        orient="row",
    ).with_columns(source=pl.lit("x"), value_usd_bn=pl.lit(None, pl.Float64))  # fmt: skip
    assert trade.energy_by_month(rows, "counter", "crude_oil")["value_bn"].to_list() == [taken]


def test_of_level_partners_the_first_by_name_is_kept():
    rows = pl.DataFrame({"year": [2024, 2024], "partner": ["India", "China"], "flow": ["exports"] * 2, "value_usd_bn": [1.0, 1.0], "source": ["x"] * 2})  # fmt: skip
    assert trade.partners(rows, most=1)["partner"].to_list() == ["China"]
