"""Measures against plain Python loops over the same made-up ledger: every number of an answer, told a second way."""

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from statistics import median

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import load
from analysis.errors import UnknownName
from analysis.measures import aid as measure
from analysis.measures import ships
from analysis.measures.flows import KINDS, STAGES
from analysis.measures.lead import STRIPS
from tests.laws.test_measures import laws
from tests.support.ledgers import ledgers

EUROPE, STATES = ("DEU", "FRA", "GBR", "EUI"), ("USA",)
FIRST, LAST = date(2022, 1, 1), date(2026, 4, 1)
COVERED = pl.date_range(FIRST, LAST, "1mo", eager=True).to_list()


def bn(eur) -> float:
    return float(Fraction(eur) / 10**9)


def gaps(ledger: pl.DataFrame, stage: str, kind: str | None) -> list[tuple[date, object]]:
    """Europe less the United States at each covered month's end."""
    rows = [row for row in ledger.rows(named=True) if row["stage"] == stage and kind in (None, row["kind"])]
    found, so_far = [], 0
    for month in COVERED:
        for row in rows:
            if row["month"] == month:
                so_far += row["eur"] if row["donor"] in EUROPE else -row["eur"] if row["donor"] in STATES else 0
        found.append((month, so_far))
    return found


def leaders(course):
    """Who leads at each month's end; a tie keeps the lead where it was."""
    held, found = None, []
    for _, gap in course:
        held = "Europe" if gap > 0 else "United States" if gap < 0 else held
        found.append(held)
    return found


# Few even amounts, so that the two often draw level.
level = ledgers(min_size=12, cents=st.sampled_from([10**11, 15 * 10**10, 2 * 10**11]))


def for_all(ledger: pl.DataFrame) -> pl.DataFrame:
    """Give both sides a row of nothing in each stage and kind, so that no curve is missing."""
    none = [("29", FIRST, donor, kind, stage, 0) for donor in ("DEU", "USA") for kind in KINDS for stage in STAGES]
    return pl.concat([ledger, pl.DataFrame(none, schema=ledger.schema, orient="row")])


@settings(laws, max_examples=10)
@given(level, st.sampled_from([strip[1:] for strip in STRIPS]))
def test_leads_are_those_a_plain_loop_finds(ledger, strip):
    at, kind = strip
    course = gaps(ledger, at, kind)
    expected, before = [], None
    for (month, gap), held in zip(course, leaders(course), strict=True):
        if held is not None and held != before:
            expected.append((month, held, "United States" if held == "Europe" else "Europe", abs(bn(gap))))
            before = held
    changes = measure.lead_changes(for_all(ledger), stage=at, kind=kind)
    assert changes.drop("for_good").rows() == expected
    assert changes["for_good"].to_list() == [one is expected[-1] for one in expected]
    assert measure.lead_changes(for_all(ledger), "United States", "Europe", stage=at, kind=kind).equals(changes)
    for leader in ("Europe", "United States"):
        last = expected[-1][0] if expected and expected[-1][1] == leader else None
        follower = "United States" if leader == "Europe" else "Europe"
        assert measure.overtaken_on(for_all(ledger), leader, follower, stage=at, kind=kind) == last


@settings(laws, max_examples=10)
@given(level)
def test_who_leads_says_for_each_month_and_strip_what_a_plain_loop_does(ledger):
    told = measure.who_leads(for_all(ledger))
    expected = []
    for what, at, kind in STRIPS:
        course = gaps(ledger, at, kind)
        for (month, gap), held in zip(course, leaders(course), strict=True):
            expected.append(("29", what, month, held, round(abs(bn(gap)), 6)))
    assert told.rows() == expected


def test_a_lead_of_half_a_euro_is_a_lead_and_billions_are_kept_to_one_euro(aid):
    steps = [
        ("DEU", "0.44"),
        ("USA", "0.88"),
        ("DEU", "440.44"),
        ("USA", "4444444.44"),
        ("DEU", "1234567891.23"),
        ("USA", "5000000000000.00"),
    ]
    rows = [("29", COVERED[nth], donor, "military", "allocated", Decimal(eur)) for nth, (donor, eur) in enumerate(steps)]
    ledger = for_all(pl.DataFrame(rows, schema=aid.schema, orient="row"))
    ahead, course = Decimal(0), []
    for nth, (donor, eur) in enumerate(steps):
        ahead += Decimal(eur) if donor == "DEU" else -Decimal(eur)
        course.append((COVERED[nth], "Europe" if ahead > 0 else "United States", float(abs(ahead)) / 1e9))
    changes = measure.lead_changes(ledger).select("month", "leader", "gap_bn").rows()
    assert changes == [(month, leader, round(gap, 9)) for month, leader, gap in course]
    told = measure.who_leads(ledger).filter(pl.col("what") == "All aid").select("period", "leader", "gap_bn").rows()
    assert told[: len(course)] == [(month, leader, round(gap, 6)) for month, leader, gap in course]


def test_a_lead_of_a_bloc_without_rows_is_refused(aid):
    with pytest.raises(UnknownName, match="bloc"):
        measure.lead_changes(aid, "Europa")
    with pytest.raises(UnknownName, match="no aid in these rows by 'United States'"):
        measure.lead_changes(aid.filter(pl.col("donor") == "DEU"))


@laws
@given(ledgers(undated=True))
def test_promises_open_are_commitments_less_allocations(ledger):
    sums = defaultdict(lambda: {"committed": 0, "allocated": 0})
    for row in ledger.rows(named=True):
        sums[row["donor"]][row["stage"]] += row["eur"]
    for row in measure.to_be_allocated(ledger, "donor").rows(named=True):
        one = sums.pop(row["donor"])
        expected = (bn(one["committed"]), bn(one["allocated"]), bn(one["committed"] - one["allocated"]))
        assert (row["committed_bn"], row["allocated_bn"], row["to_be_allocated_bn"]) == pytest.approx(expected, abs=1e-9)
        share = float(one["allocated"]) / float(one["committed"]) if one["committed"] else None
        assert row["share_allocated"] == (None if share is None else pytest.approx(share))
    assert not sums


@laws
@given(ledgers())
def test_yardsticks_are_divided_by_as_a_hand_would(ledger):
    totals = dict(measure.totals(ledger, "donor").select("donor", "eur_bn").iter_rows())
    gdp = dict(load.countries().select("iso3", "gdp_2021_eur_bn").iter_rows())
    known = load.economies().rows_by_key("iso3", named=True, unique=True)
    for row in measure.share_of_gdp(ledger).rows(named=True):
        expected = None if gdp[row["donor"]] is None else totals[row["donor"]] / gdp[row["donor"]] * 100
        assert row["pct_gdp"] == (None if expected is None else pytest.approx(expected))
    for row in measure.against_economy(ledger).rows(named=True):
        one, size = known.get(row["donor"]), gdp[row["donor"]]
        assert (row["gdp_2021_eur_bn"], row["pct_gdp"] is None) == (size, size is None)
        if size is not None:
            assert row["pct_gdp"] == pytest.approx(100 * totals[row["donor"]] / size, abs=1e-6)
        if one is None:
            assert (row["eur_per_head"], row["population_m"]) == (None, None)
            continue
        assert row["population_m"] == pytest.approx(one["population"] / 1e6)
        assert row["eur_per_head"] == pytest.approx(totals[row["donor"]] * 1e9 / one["population"], abs=1e-3)


@pytest.mark.parametrize("name", ["share_of_gdp", "against_economy"])
def test_yardsticks_stand_largest_first_and_unknown_last(aid, name):
    rows = getattr(measure, name)(aid)
    column = {"share_of_gdp": "pct_gdp", "against_economy": "eur_per_head"}[name]
    assert rows[column].is_sorted(descending=True, nulls_last=True)
    assert rows[column][-1] is None
    ties = getattr(measure, name)(aid.with_columns(eur=pl.lit(0).cast(pl.Decimal(18, 2))))
    assert ties.filter(pl.col(column).is_not_null())["donor"].is_sorted()


@laws
@given(ledgers(), st.sampled_from(["1q", "1y"]))
def test_growth_is_the_difference_to_the_period_before(ledger, every):
    periods = defaultdict(list)
    for row in measure.growth(ledger, "donor", every=every).rows(named=True):
        periods[row["donor"]].append(row)
    for rows in periods.values():
        assert rows[0]["change_bn"] is None
        assert [row["whole"] for row in rows] == [True] * (len(rows) - 1) + [False]
        for before, row in pairwise(rows):
            assert row["change_bn"] == pytest.approx(row["eur_bn"] - before["eur_bn"], abs=1e-9)
            expected = row["change_bn"] / before["eur_bn"] if before["eur_bn"] else None
            assert row["change"] == (None if expected is None else pytest.approx(expected))


day = st.one_of(st.none(), st.dates(date(2024, 1, 1), date(2024, 1, 9)))
ship = st.tuples(
    st.sampled_from(["1", "2", "3", "4", "5"]),
    st.sampled_from(["EU", "UK"]),
    day,
    st.integers(0, 3),
    st.sampled_from(["stated", "first_seen", "as_listed"]),
)


def fleet(rows) -> pl.DataFrame:
    """Make ships, each once a list; where the day is not known a range may be."""
    kept = {}
    for imo, authority, listed, before, basis in rows:
        bound = date(2024, 1, 5) if before % 2 else None
        not_after = bound if listed is None else None
        not_before = (listed or bound or date(2024, 1, 5)) - timedelta(days=before) if before else None
        kept[imo, authority] = (imo, authority, listed, not_before, not_after, basis)
    schema = {
        "imo": pl.String,
        "authority": pl.String,
        "listed_on": pl.Date,
        "not_before": pl.Date,
        "not_after": pl.Date,
        "basis": pl.String,
    }
    return pl.DataFrame(list(kept.values()), schema=schema, orient="row")


@settings(laws, max_examples=40)
@given(st.lists(ship, max_size=14).map(fleet), st.booleans())
def test_who_was_first_is_what_the_ranges_of_days_allow(vessels, stated):
    sides = {}
    for row in vessels.rows(named=True):
        last = row["listed_on"] or row["not_after"]
        exact = row["basis"] != "first_seen" and row["listed_on"] is not None
        if last:
            sides[row["imo"], row["authority"]] = (
                last if exact else row["not_before"],
                last,
                exact,
                row["basis"] != "first_seen",
            )
    expected = {}
    for imo in sorted({imo for imo, _ in sides}):
        if (imo, "EU") in sides and (imo, "UK") in sides:
            (low, high, exact, said), (low2, high2, exact2, said2) = sides[imo, "EU"], sides[imo, "UK"]
            least, most = (low2 - high).days if low2 else None, (high2 - low).days if low else None
            both = exact and exact2
            expected[imo] = ((high2 - high).days if both else None, least, most, said and said2, both)
    pairs = ships.who_first(vessels, "EU", "UK")
    assert pairs.rows() == [(imo, *values) for imo, values in expected.items()]
    known = [one[0] for one in expected.values() if (one[3] if stated else one[4])]
    rows = [one for one in expected.values() if one[3]] if stated else list(expected.values())
    first, second = (
        sum(1 for one in rows if one[1] is not None and one[1] > 0),
        sum(1 for one in rows if one[2] is not None and one[2] < 0),
    )
    same = sum(1 for one in known if one == 0)
    middle = [one for one in known if one is not None]
    assert ships.lead(vessels, "EU", "UK", stated=stated) == {
        "both": len(expected),
        "known": len(known),
        "ordered": first + second + same,
        "first": first,
        "second": second,
        "same_day": same,
        "median_days": float(median(middle)) if middle else 0.0,
    }
