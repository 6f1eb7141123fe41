"""Laws that hold for any ledger, not for ours alone: hypothesis makes the ledgers, the days and the orders of rows."""

import functools
from datetime import date
from decimal import Decimal

import polars as pl
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from analysis import load
from analysis.as_of import known_on, positions_as_of
from analysis.countries import bloc_of
from analysis.errors import AnalysisError
from analysis.measures import aid as measure
from analysis.measures import (
    appropriations,
    assets,
    eu_packages,
    guarantees,
    hosted,
    listings,
    packages,
    payments,
    ships,
    state,
    trade,
    windows,
)
from analysis.measures.blocs import DIMENSIONS
from analysis.measures.flows import KINDS, STAGES
from analysis.measures.periods import STEPS
from tests.support.disorder import as_read, settled, shuffled
from tests.support.ledgers import ledgers

# No shrinking: a ledger is small as it is, and to shrink one takes a minute.
laws = settings(
    derandomize=True,
    max_examples=8,
    deadline=None,
    database=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)

by = st.sampled_from([*DIMENSIONS, ("bloc", "kind"), ("donor", "kind")])
every = st.sampled_from(list(STEPS))
stage = st.sampled_from(STAGES)
kind = st.sampled_from([None, *KINDS])
days = st.dates(date(2021, 12, 1), date(2026, 12, 31))


def groups(dimension) -> list[str]:
    return [dimension] if isinstance(dimension, str) else list(dimension)


def money(frame: pl.DataFrame) -> Decimal:
    return frame["eur"].sum() or Decimal(0)


# Shares


@laws
@given(ledgers(), by, every, stage)
def test_shares_sum_to_one_wherever_there_is_a_whole(ledger, dimension, step, at):
    for shares, whole in (
        (measure.over_time(ledger, dimension, stage=at, every=step, share=True), ["release", "period"]),
        (measure.totals(ledger, dimension, stage=at, share=True), ["release"]),
    ):
        # Where parts cancel out a share is large, and so is what a float rounds off.
        sums = shares.group_by(whole).agg(pl.col("eur", "share").sum(), size=pl.col("share").abs().sum() + 1)
        known = sums.filter(pl.col("eur") != 0)
        assert ((known["share"] - 1).abs() <= 1e-12 * known["size"]).all()
        assert shares.select(pl.col("share").is_null() == (pl.col("eur").sum().over(whole) == 0)).to_series().all()


# Sums


@laws
@given(ledgers(least=0), by, every, stage)
def test_sums_so_far_never_fall_where_nothing_is_negative(ledger, dimension, step, at):
    so_far = measure.over_time(ledger, dimension, stage=at, every=step, cumulative=True)
    for _, curve in so_far.group_by(groups(dimension)):
        assert curve.sort("period")["eur"].is_sorted()


@laws
@given(ledgers(), by, every, stage, kind)
def test_however_it_is_grouped_no_cent_is_lost(ledger, dimension, step, at, of):
    rows = ledger.filter(pl.col("stage") == at, pl.lit(of is None) | (pl.col("kind") == (of or "")))
    assert money(measure.totals(ledger, dimension, stage=at, kind=of)) == money(rows)
    periods = measure.over_time(ledger, dimension, stage=at, every=step, kind=of)
    assert money(periods) == money(rows.filter(pl.col("month").is_not_null()))
    if of is None:
        assert money(periods) + money(measure.undated(ledger, dimension, stage=at)) == money(rows)


@laws
@given(ledgers(releases=("28", "29"), min_size=4), by, stage)
def test_what_moved_between_releases_adds_up_to_the_cent(ledger, dimension, at):
    before, after = (ledger.filter(pl.col("release") == release) for release in ("28", "29"))
    if before.is_empty() or after.is_empty():
        return
    moved = measure.revisions(before, after, [*groups(dimension), "month"], stage=at)
    of_stage = pl.col("stage") == at
    assert moved["change"].sum() == money(after.filter(of_stage)) - money(before.filter(of_stage))


@laws
@given(ledgers(), st.sampled_from(["kind", "donor", "bloc"]), every, stage)
def test_filter_and_sum_commute(ledger, dimension, step, at):
    ledger = measure.with_bloc(ledger) if dimension == "bloc" else ledger
    summed = measure.over_time(ledger, ["donor", "kind", *(["bloc"] if dimension == "bloc" else [])], stage=at, every=step)
    for value in ledger[dimension].unique():
        first = measure.over_time(ledger.filter(pl.col(dimension) == value), ["donor", "kind"], stage=at, every=step)
        then = summed.filter(pl.col(dimension) == value).select(first.columns)
        assert first.equals(then)


@laws
@given(ledgers(undated=False), by)
def test_a_gap_over_time_ends_at_the_gap_of_the_whole(ledger, dimension):
    whole = measure.to_be_allocated(ledger, dimension)
    course = measure.gap_over_time(ledger, dimension)
    ends = course.filter(pl.col("period") == pl.col("period").max()).drop("period")
    assert ends.equals(whole.drop("share_allocated"))


@laws
@given(ledgers(undated=False, min_size=1), by, stage)
def test_a_full_year_is_what_has_come_in_since_the_year_before(ledger, dimension, at):
    months = measure.over_time(ledger, dimension, stage=at)
    year = measure.rolling_year(ledger, dimension, stage=at)
    for row in year.filter(pl.col("period").is_in([date(2022, 12, 1), date(2023, 1, 1), date(2026, 4, 1)])).iter_rows(
        named=True
    ):
        same = [pl.col(group) == row[group] for group in groups(dimension)]
        window = pl.col("period").is_between(row["period"].replace(year=row["period"].year - 1), row["period"], closed="right")
        assert months.filter(*same, window)["eur"].sum() == row["eur"]


@laws
@given(ledgers(least=0), stage)
def test_the_lead_is_held_by_who_has_more(ledger, at):
    curves = measure.over_time(ledger, stage=at, cumulative=True)
    if not {"Europe", "United States"} <= set(curves["bloc"]):
        return
    wide = curves.pivot("bloc", index="period", values="eur").sort("period")
    changes = measure.lead_changes(ledger, stage=at)
    assert changes["for_good"].to_list() == [False] * (changes.height - 1) + [True] * (changes.height > 0)
    for row in changes.iter_rows(named=True):
        then = wide.row(by_predicate=pl.col("period") == row["month"], named=True)
        assert then[row["leader"]] > then[row["behind"]]
    ahead = wide["Europe"][-1] - wide["United States"][-1]
    since = measure.overtaken_on(ledger, stage=at)
    assert since is not None or ahead <= 0
    if since:
        assert wide.filter(pl.col("period") >= since, pl.col("Europe") < pl.col("United States")).is_empty()


# Currency


@laws
@given(ledgers(), st.sampled_from(DIMENSIONS), stage)
def test_dollars_turned_back_are_the_same_euros(ledger, dimension, at):
    rows = measure.in_dollars(ledger, dimension, stage=at)
    # Both sides are kept to one unit of their billion; a rate is near one.
    assert ((rows["usd_bn"] / rows["per_eur"] - rows["eur_bn"]).abs() <= 1.1e-9).all()
    assert rows.select(rows.columns[:4]).equals(measure.over_time(ledger, dimension, stage=at).select(rows.columns[:4]))


@laws
@given(ledgers(releases=("28", "29")), st.sampled_from(DIMENSIONS), stage)
def test_dollars_so_far_keep_releases_apart(ledger, dimension, at):
    both = measure.in_dollars(ledger, dimension, stage=at, cumulative=True)
    for release in ("28", "29"):
        alone = measure.in_dollars(ledger.filter(pl.col("release") == release), dimension, stage=at, cumulative=True)
        assert both.filter(pl.col("release") == release).equals(alone)


# Orders

OF_AID = {
    "over_time": lambda rows: measure.over_time(rows, ["donor", "kind"], every="1q", share=True, cumulative=True),
    "totals": lambda rows: measure.totals(rows, ["base_bloc", "kind"], share=True),
    "undated": measure.undated,
    "rolling_year": lambda rows: measure.rolling_year(rows, "donor"),
    "growth": lambda rows: measure.growth(rows, "donor"),
    "to_be_allocated": lambda rows: measure.to_be_allocated(rows, "donor"),
    "gap_over_time": lambda rows: measure.gap_over_time(rows, ["donor", "kind"]),
    "share_of_gdp": measure.share_of_gdp,
    "against_economy": measure.against_economy,
    "in_dollars": lambda rows: measure.in_dollars(rows, "donor", cumulative=True),
    "undated_by_release": measure.undated_by_release,
}
OF_ONE_RELEASE = {
    "with_eu_shares": lambda rows: measure.with_eu_shares(rows, load.eu_aid_shares(29)),
    "paid_out": lambda rows: measure.paid_out(rows, as_payments(rows), "donor"),
    "paid_over_time": lambda rows: measure.paid_over_time(rows, as_payments(rows)),
    "lead_changes": measure.lead_changes,
    "who_leads": measure.who_leads,
    "revisions": lambda rows: measure.revisions(rows.with_columns(release=pl.lit("28")), rows, ["bloc", "kind"]),
    "aid_by": lambda rows: state.aid_by(rows, "2024-06-30"),
}


def as_payments(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.filter(pl.col("stage") == "committed").select("release", "month", "donor", "eur")


def told(asked, *tables: pl.DataFrame) -> str:
    """Give a measure's answer as bytes, or the words with which it refuses."""
    try:
        answer = asked(*tables)
    except AnalysisError as refused:
        return str(refused)
    return answer.write_csv() if isinstance(answer, pl.DataFrame) else str(answer)


@pytest.mark.sampled(6)
@pytest.mark.parametrize("name", [*OF_AID, *OF_ONE_RELEASE])
@settings(laws, max_examples=4)
@given(data=st.data())
def test_any_permutation_of_a_ledger_gives_the_same_bytes(name, data):
    asked = (OF_AID | OF_ONE_RELEASE)[name]
    ledger = data.draw(ledgers(releases=("28", "29") if name in OF_AID else ("29",)))
    order = data.draw(st.permutations(range(ledger.height)))
    with settled(as_read):
        straight = told(asked, ledger)
    with settled(shuffled):
        assert told(asked, ledger[list(order)]) == straight


TURN = date(2025, 1, 20)
OF_TABLES = {
    "listings over time": (listings.over_time, ["designations"]),
    "listings since": (lambda rows, ends: windows.since(rows, ends, TURN), ["designations", "sanctions_coverage"]),
    "listings before and after": (
        lambda rows, ends: windows.before_and_after(rows, ends, TURN),
        ["designations", "sanctions_coverage"],
    ),
    "last listing": (windows.last_listing, ["designations", "sanctions_coverage"]),
    "listings in the window": (lambda rows, ends: windows.within(rows, ends, TURN), ["designations", "sanctions_coverage"]),
    "packages of listings": (eu_packages.listed, ["designations", "eu_packages"]),
    "ships over time": (ships.over_time, ["vessels", "sanctions_coverage"]),
    "sets of lists": (lambda rows: ships.overlap(rows, TURN), ["vessels"]),
    "sizes of lists": (lambda rows: ships.sizes(rows, TURN), ["vessels"]),
    "who was first": (lambda rows: ships.who_first(rows, "EU", "UK"), ["vessels"]),
    "ships still listed": (ships.still_listed, ["designations"]),
    "energy by month": (lambda rows: trade.energy_by_month(rows, "customs", "crude"), ["energy_buyers"]),
    "partners": (trade.partners, ["russia_trade"]),
    "routes": (measure.routes, ["military_routes"]),
    "heavy weapons": (measure.heavy_weapons, ["weapons"]),
    "spans": (lambda rows: guarantees.spans(rows, None), ["pledges"]),
    "changes of mind": (lambda rows: guarantees.changes_of_mind(rows, None), ["pledges"]),
    "offers": (lambda rows: guarantees.offers(rows, "2026-03-01"), ["pledges"]),
    "agreements over time": (guarantees.agreements_over_time, ["agreements"]),
    "soldiers stated": (guarantees.troops_stated, ["pledges"]),
    "US packages over time": (packages.us_over_time, ["us_packages"]),
    "US packages beside the official total": (packages.us_beside_official, ["us_packages"]),
    "PURL by donor": (packages.purl_by_donor, ["purl"]),
    "PURL groups": (packages.purl_groups, ["purl"]),
    "PURL so far": (packages.purl_running, ["purl"]),
    "people by host": (hosted.by_host, ["people_hosted"]),
    "people by year end": (lambda rows: hosted.by_year(rows).explode("not_known"), ["people_hosted"]),
    "jumps of counts": (hosted.jumps, ["people_hosted"]),
    "assets held": (assets.held, ["russian_assets"]),
    "assets by year": (assets.by_year, ["russian_assets"]),
    "loans drawn": (assets.drawn, ["loans"]),
    "balance of flows": (appropriations.balance, ["us_flows"]),
    "left of flows": (appropriations.left, ["us_flows"]),
    "flows beside official figures": (appropriations.beside_official, ["us_flows", "us_packages"]),
    "not obligated": (appropriations.not_obligated, ["us_packages"]),
    "energy paid by period": (payments.periods, ["energy_paid"]),
    "energy paid beside aid": (payments.compared, ["energy_paid"]),
}


@functools.cache
def table(name: str) -> pl.DataFrame:
    return getattr(load, name)()


@pytest.mark.parametrize("name", OF_TABLES)
def test_any_permutation_of_our_tables_gives_the_same_bytes(name):
    asked, names = OF_TABLES[name]
    tables = [table(one) for one in names]
    with settled(as_read):
        straight = asked(*tables).write_csv()
    mixed = [one.sample(fraction=1, shuffle=True, seed=1) for one in tables]
    with settled(shuffled):
        assert asked(*mixed).write_csv() == straight


def test_ties_between_releases_lists_and_partners_are_settled():
    """Equal rows stood in any order: two releases of one donor, two lists of one length, two partners of one value."""
    twice = pl.concat([load.aid(29), load.aid(29).with_columns(release=pl.lit("28"))])
    fleet = pl.DataFrame({"authority": ["EU", "UK", "US"], "listed_on": [TURN] * 3, "not_after": [TURN] * 3})
    goods = pl.DataFrame({"year": 2024, "flow": "exports", "partner": list("abcd"), "value_usd_bn": 1.0, "source": "s"})
    for asked, rows in (
        (measure.share_of_gdp, twice),
        (measure.against_economy, twice),
        (lambda rows: ships.sizes(rows, TURN), fleet),
        (lambda rows: trade.partners(rows, most=2), goods),
    ):
        with settled(as_read):
            straight = told(asked, rows)
        with settled(shuffled):
            assert told(asked, rows.reverse()) == straight


# Days


@laws
@given(ledgers(least=0), days, days)
def test_a_later_day_knows_all_that_an_earlier_one_did(ledger, one, other):
    early, late = sorted((one, other))
    then = state.months_ended(ledger, early)
    assert then.equals(state.months_ended(state.months_ended(ledger, late), early))
    assert money(state.months_ended(ledger, late)) >= money(then)
    assert then["month"].dt.month_end().max() is None or then["month"].dt.month_end().max() <= early


KNOWN = {
    "agreements": "known_by",
    "us_packages": "known_by",
    "purl": "known_by",
    "events": "date",
    "actions": "date",
    "vessels": "listed_on",
    "published_totals": "published",
    "customs_measures": "date",
    "calendar": "known_by",
}


@pytest.mark.parametrize(("name", "column"), KNOWN.items())
@settings(laws, max_examples=4)
@given(data=st.data())
def test_loading_as_of_a_day_is_monotone_and_holds_the_day_itself(name, column, data):
    said = table(name)[column].drop_nulls().unique().sort()
    # What is adopted for a day after the record is in the table, but nobody can ask as of that day.
    by_hand = name in load.manual_checks()["table"]
    on_days = st.sampled_from(said.filter(said <= load.collected_to(name)).to_list() if by_hand else said.to_list())
    early, late = sorted((data.draw(on_days), data.draw(on_days)))
    then, now = getattr(load, name)(as_of=early), getattr(load, name)(as_of=late)
    assert then[column].max() == early
    assert then.join(now, on=then.columns, how="anti", nulls_equal=True).is_empty()


@laws
@given(days, days)
def test_who_stood_on_a_day_is_not_moved_by_what_was_known_later(one, other):
    early, late = sorted((one, other))
    then, now = (known_on(table("pledges"), day) for day in (early, late))
    assert positions_as_of(now, early).equals(positions_as_of(then, early))
    held = positions_as_of(then, early).join(positions_as_of(now, late), on=["country", "domain"], suffix="_later")
    assert (held["not_before_later"] >= held["not_before"]).all()


@laws
@given(*[st.dates(date(2024, 1, 1), load.collected_to("agreements"))] * 2)
def test_what_was_signed_and_listed_so_far_never_falls(one, other):
    day, later = sorted((one, other))
    signed = guarantees.agreements_over_time(table("agreements"), day)
    after = guarantees.agreements_over_time(table("agreements"), later)
    assert signed["so_far"].is_sorted()
    assert signed["signed"].sum() <= after["signed"].sum()
    listed = windows.since(
        table("designations"), table("sanctions_coverage"), max(date(2024, 5, 4), min(day, date(2025, 1, 20)))
    )
    assert all(curve["so_far"].is_sorted() for _, curve in listed.group_by("authority"))


# Kinds of frame

LAZY = {
    "over_time": lambda rows, at: measure.over_time(rows, ["bloc", "kind"], stage=at, every="1q", cumulative=True, share=True),
    "totals": lambda rows, at: measure.totals(rows, "base_bloc", stage=at, share=True),
    "undated": lambda rows, at: measure.undated(rows, "donor", stage=at),
    "rolling_year": lambda rows, at: measure.rolling_year(rows, "kind", stage=at),
    "growth": lambda rows, at: measure.growth(rows, "bloc", stage=at, every="1q"),
    "to_be_allocated": lambda rows, at: measure.to_be_allocated(rows, ["donor", "kind"]),
    "gap_over_time": lambda rows, at: measure.gap_over_time(rows, "donor"),
    "share_of_gdp": lambda rows, at: measure.share_of_gdp(rows, stage=at),
    "months_ended": lambda rows, at: state.months_ended(rows, "2024-02-29"),
    "named": lambda rows, at: measure.named(rows),
    "with_bloc": lambda rows, at: measure.with_bloc(rows),
}


@pytest.mark.parametrize("name", LAZY)
@settings(laws, max_examples=3)
@given(rows=ledgers(releases=("28", "29")), at=stage)
def test_any_ledger_gives_the_same_lazily(name, rows, at):
    lazy = LAZY[name](rows.lazy(), at)
    assert isinstance(lazy, pl.LazyFrame)
    assert lazy.collect().equals(LAZY[name](rows, at))


@laws
@given(st.lists(st.sampled_from([*load.countries()["iso3"], "ZZZ", "", "fra"])))
def test_a_bloc_is_given_to_each_donor_alike_and_to_none_that_is_not_known(codes):
    frame = pl.DataFrame({"donor": codes}, schema={"donor": pl.String})
    both = frame.select(base=bloc_of("donor", load.countries(), base=True), bloc=bloc_of(pl.col("donor"), load.countries()))
    for code, base, bloc in zip(codes, both["base"], both["bloc"], strict=True):
        assert (base is None) == (bloc is None) == (code in ("ZZZ", "", "fra"))
        assert bloc == base or (bloc == "Europe" and base in ("European countries", "EU institutions"))
