"""Laws of the aid measures, and the published figures they must give back."""

from datetime import date
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis import load
from analysis.countries import EU_INSTITUTIONS, EUROPE, EUROPEAN_COUNTRIES, OTHER, UNITED_STATES
from analysis.errors import AnalysisError, UnknownName
from analysis.measures import aid as measure

KINDS = ["military", "financial", "humanitarian"]


def by_bloc(frame: pl.DataFrame, column: str = "eur") -> dict[str, object]:
    return dict(zip(frame["bloc"], frame[column], strict=True))


def test_release_29_allocations_by_bloc(aid):
    assert by_bloc(measure.totals(aid)) == {
        EUROPE: Decimal("214844309000.00"),
        UNITED_STATES: Decimal("115380650000.00"),
        OTHER: Decimal("28174542000.00"),
    }
    assert measure.totals(aid)["eur"].sum() == Decimal("358399501000.00")


def test_release_29_commitments_by_bloc(aid):
    committed = by_bloc(measure.totals(aid, stage="committed"))
    assert committed[EUROPE] == Decimal("389749409000.00")
    assert committed[UNITED_STATES] == Decimal("118963336000.00")


def test_release_29_military_aid_of_europe(aid):
    assert by_bloc(measure.totals(aid, kind="military"))[EUROPE] == Decimal("102210680000.00")


def test_release_28_by_bloc_with_undated_money(aid28):
    totals = by_bloc(measure.totals(aid28), "eur_bn")
    assert round(totals[EUROPE], 3) == 207.621
    assert round(totals[UNITED_STATES], 3) == 115.381
    assert round(measure.totals(aid28)["eur_bn"].sum(), 3) == 349.933
    assert round(measure.undated(aid28)["eur_bn"].sum(), 3) == 1.957


def test_dated_and_undated_make_the_total(aid28):
    dated = measure.over_time(aid28)["eur"].sum()
    undated = measure.undated(aid28)["eur"].sum()
    assert dated + undated == measure.totals(aid28)["eur"].sum()


def test_the_year_2025(aid):
    year = measure.over_time(aid, every="1y").filter(pl.col("period") == date(2025, 1, 1))
    assert by_bloc(year)[EUROPE] == Decimal("74073576000.00")
    assert by_bloc(year)[UNITED_STATES] == Decimal("482918000.00")


def test_lead_in_all_aid(aid):
    changes = measure.lead_changes(aid).select("month", "leader").rows()
    assert changes == [
        (date(2022, 1, 1), EUROPE),
        (date(2022, 8, 1), UNITED_STATES),
        (date(2022, 10, 1), EUROPE),
        (date(2022, 11, 1), UNITED_STATES),
        (date(2022, 12, 1), EUROPE),
        (date(2023, 2, 1), UNITED_STATES),
        (date(2023, 3, 1), EUROPE),
    ]


def test_lead_in_military_aid_and_in_commitments(aid):
    assert measure.lead_changes(aid, kind="military").select("month", "leader").rows()[1:] == [
        (date(2022, 6, 1), UNITED_STATES),
        (date(2025, 3, 1), EUROPE),
    ]
    assert measure.overtaken_on(aid, stage="committed") == date(2023, 2, 1)


def test_the_follower_has_not_overtaken(aid):
    assert measure.overtaken_on(aid, leader=UNITED_STATES, follower=EUROPE) is None


@pytest.mark.parametrize("by", ["bloc", "base_bloc", "donor", "kind", ["bloc", "kind"]])
@pytest.mark.parametrize("every", ["1mo", "1q", "1y"])
def test_regrouping_preserves_totals(aid, by, every):
    assert measure.over_time(aid, by=by, every=every)["eur"].sum() == measure.totals(aid)["eur"].sum()


def test_shares_of_a_period_sum_to_one(aid):
    shares = measure.over_time(aid, every="1q", share=True).group_by("period").agg(pl.col("share").sum())
    assert (shares["share"] - 1).abs().max() < 1e-12


def test_cumulative_ends_at_the_dated_total(aid28):
    curves = measure.over_time(aid28, cumulative=True)
    ends = curves.filter(pl.col("period") == pl.col("period").max())["eur"].sum()
    assert ends == measure.over_time(aid28)["eur"].sum()


def test_a_covered_month_without_rows_is_zero_and_a_month_outside_is_absent(aid):
    states = measure.over_time(aid).filter(pl.col("bloc") == UNITED_STATES)
    assert states["period"].max() == date(2026, 4, 1)
    assert states.filter(pl.col("period") > date(2025, 1, 1))["eur"].sum() == 0
    assert states.height == 52


def test_the_united_states_line_runs_flat_to_the_end_of_coverage(aid):
    curve = measure.over_time(aid, cumulative=True).filter(pl.col("bloc") == UNITED_STATES)
    assert curve.filter(pl.col("period") >= date(2025, 1, 1))["eur"].n_unique() == 1
    assert curve["period"].max() == date(2026, 4, 1)


def test_to_be_allocated_is_the_difference_of_sums(aid):
    gap = measure.to_be_allocated(aid).row(by_predicate=pl.col("bloc") == EUROPE, named=True)
    assert gap["to_be_allocated_bn"] == pytest.approx(389.749409 - 214.844309, abs=1e-9)


def test_single_months_may_be_negative_and_are_not_clipped(aid):
    assert measure.gap_over_time(aid, by="donor")["to_be_allocated_bn"].min() < 0


def test_rolling_year_is_the_sum_of_twelve_months(aid):
    months = measure.over_time(aid).filter(pl.col("bloc") == EUROPE).sort("period")
    rolled = measure.rolling_year(aid).filter(pl.col("bloc") == EUROPE).sort("period")
    assert rolled["eur"][0] == months["eur"][:12].sum()
    assert rolled["eur"][-1] == months["eur"][-12:].sum()
    assert rolled.height == months.height - 11


def test_growth_is_a_part_of_the_year_before(aid):
    rows = measure.growth(aid).filter(pl.col("period") == date(2025, 1, 1))
    found = {row["bloc"]: (row["change_bn"], round(row["change"], 4)) for row in rows.iter_rows(named=True)}
    # 74.073576 against 44.494389 bn, and 0.482918 against 46.439940 bn.
    assert found["Europe"] == (29.579187, 0.6648)
    assert found["United States"] == (-45.957022, -0.9896)


def test_a_month_is_a_whole_period(aid):
    assert measure.growth(aid, every="1mo")["whole"].all()


def test_a_share_is_given_only_where_asked_for(aid):
    for name in ("over_time", "totals"):
        assert "share" not in getattr(measure, name)(aid).columns
        assert "share" in getattr(measure, name)(aid, share=True).columns


def test_growth_names_a_part_year_as_not_whole(aid):
    whole = measure.growth(aid).group_by("period").agg(pl.col("whole").all()).sort("period")["whole"].to_list()
    assert whole == [True, True, True, True, False]


def test_share_of_gdp_leaves_the_eu_institutions_without_a_share(aid):
    shares = measure.share_of_gdp(aid)
    assert shares.row(by_predicate=pl.col("donor") == "EUI", named=True)["pct_gdp"] is None
    assert shares["donor"][0] == "DNK"


def test_commitments_by_kind_are_refused_where_the_release_gives_no_split(aid, aid28):
    with pytest.raises(AnalysisError, match="no split by kind"):
        measure.totals(aid, stage="committed", kind="military")
    assert measure.totals(aid28, stage="committed", kind="military").height == 3


def test_an_unknown_choice_names_the_good_ones(aid):
    with pytest.raises(UnknownName, match="did you mean 'donor'"):
        measure.totals(aid, by="doner")
    with pytest.raises(UnknownName, match="1mo, 1q, 6mo, 1y"):
        measure.over_time(aid, every="1w")
    with pytest.raises(UnknownName, match="allocated, committed"):
        measure.totals(aid, stage="delivered")


@pytest.mark.parametrize(
    "name", ["over_time", "totals", "undated", "to_be_allocated", "gap_over_time", "share_of_gdp", "rolling_year", "growth"]
)
def test_a_lazy_frame_gives_a_lazy_frame_with_the_same_rows(aid28, name):
    function = getattr(measure, name)
    lazy = function(aid28.lazy())
    assert isinstance(lazy, pl.LazyFrame)
    assert lazy.collect().equals(function(aid28))


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_any_order_of_rows_gives_the_same_bytes(seed):
    aid = load.aid(28)
    assert measure.over_time(aid.sample(fraction=1, shuffle=True, seed=seed)).write_csv() == measure.over_time(aid).write_csv()


def test_europe_is_its_two_parts(aid):
    parts = measure.totals(aid, by="base_bloc")
    europe = parts.filter(pl.col("base_bloc").is_in([EUROPEAN_COUNTRIES, EU_INSTITUTIONS]))["eur"].sum()
    assert europe == by_bloc(measure.totals(aid))[EUROPE]


def test_filter_and_sum_commute(aid):
    after = measure.totals(aid, by=["bloc", "kind"])
    for kind in KINDS:
        first = measure.totals(aid, kind=kind)["eur"].sum()
        assert first == after.filter(pl.col("kind") == kind)["eur"].sum()
