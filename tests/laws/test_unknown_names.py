"""A name that no table has is an error of ours with the good ones, and never an empty answer, which would pass for zero."""

from datetime import date, datetime, timedelta
from functools import cache

import polars as pl
import pytest

from analysis import figures, load, measures
from analysis.errors import AnalysisError, NotComparable, UnknownName, UnknownRelease
from analysis.measures import comparison, counts, currency, listings, packages, trade, units
from analysis.measures.listings import PEOPLE, between
from analysis.tables import guarantees, sanctions

SPAN = (date(2022, 1, 1), date(2023, 1, 1))


@pytest.mark.parametrize(
    ("authority", "basis", "measure"),
    [
        ("USA", "inferred", "asset_freeze"),
        ("US", "stated", "asset_freeze"),
        ("EU", "stated", "asset_freezes"),
    ],
)
def test_listings_between_two_days_are_refused_for_what_is_not_at_hand(authority, basis, measure):
    with pytest.raises(UnknownName):
        between(load.designations(), authority, basis, measure, *SPAN, PEOPLE)


def test_listings_between_two_days_are_zero_where_the_authority_is_known_and_listed_nobody():
    assert between(load.designations(), "US", "inferred", "asset_freeze", date(2020, 1, 1), date(2020, 1, 1), PEOPLE) == 0


@pytest.mark.parametrize(
    ("ask", "good"),
    [
        (lambda: units.yardsticks("country"), "donor"),
        (lambda: trade.partners(load.russia_trade(), flow="export"), "exports"),
        (lambda: packages.packages(load.us_packages(), "pda"), "PDA"),
        (lambda: comparison.us_packages(load.us_packages(), date(2025, 1, 1), "FMF", "Sales"), "USAI"),
        (lambda: counts.counts(load.designations(), load.sanctions_coverage(), "freeze", bases={"US": "inferred"}), "asset_"),
        (lambda: measures.arrival.paid_out(load.aid(28), load.disbursements(), by="kind"), "base_bloc"),
    ],
)
def test_an_unknown_name_is_told_the_good_ones(ask, good):
    with pytest.raises(UnknownName, match=good):
        ask()


def test_nobody_to_count_is_refused():
    with pytest.raises(NotComparable, match="no authority"):
        counts.counts(load.designations(), load.sanctions_coverage(), bases={})


def test_no_instrument_and_several_releases_are_refused():
    with pytest.raises(NotComparable, match="no instrument"):
        comparison.side_by_side([])
    with pytest.raises(NotComparable, match=r"rows of \d+ releases"):
        comparison.aid(load.vintages())


@pytest.mark.parametrize(
    "measure", [measures.aid.over_time, measures.flows.rolling_year, measures.flows.growth, measures.flows.undated]
)
def test_rows_without_a_month_are_refused_where_months_are_asked_for(measure):
    with pytest.raises(AnalysisError, match="no column 'month'"):
        measure(load.aid_totals(29))


def test_totals_take_rows_with_and_without_months_and_no_others():
    assert measures.flows.totals(load.aid_totals(29)).equals(measures.flows.totals(load.aid(29)))
    with pytest.raises(AnalysisError, match="'kind', 'stage'"):
        measures.flows.totals(load.disbursements())


def test_dollars_take_the_groups_that_euros_take():
    both = currency.in_dollars(load.aid(29), by=["bloc", "kind"])
    assert both.columns[:4] == ["release", "period", "bloc", "kind"]
    one = currency.in_dollars(load.aid(29), by="bloc")
    summed = both.group_by("period", "bloc").agg(pl.col("usd_bn").sum().round(6)).sort("period", "bloc")
    assert summed["usd_bn"].to_list() == pytest.approx(one.sort("period", "bloc")["usd_bn"].to_list(), abs=1e-6)


def test_a_body_that_would_send_soldiers_is_no_country():
    said = load.pledges().filter(country="FRA", domain="land", stance="ready_to_deploy").tail(1)
    assert said.height
    planted = pl.concat([load.pledges(), said.with_columns(country=pl.lit("EUI"))])
    end = load.collected_to()
    before, after = (comparison.troop_offers(rows, end).sides["Europe"].events for rows in (load.pledges(), planted))
    assert after.equals(before)


def test_contributions_to_purl_without_an_amount_are_counted_once():
    national = load.purl().filter(row_kind="national")
    donors = packages.purl_by_donor(load.purl())
    assert donors["not_stated"].sum() == national["amount"].is_null().sum()
    assert donors.filter(pl.col("not_stated") > 0)["amount"].is_null().all()


def test_a_part_that_a_table_has_not_is_told_the_parts_it_has():
    with pytest.raises(UnknownName, match=r"no part of aid '8'[^:]*: .*29-first-upload"):
        load.read_table("aid", part="8")


@pytest.mark.parametrize("day", ["20250920", "2025-W38-6", "2025-9-20", "2025-02-30", "", "2025-09-20 "])
def test_a_day_is_written_in_one_way(day):
    with pytest.raises(AnalysisError, match="YYYY-MM-DD"):
        load.pledges(as_of=day)


@pytest.mark.parametrize("day", [1, 20250920, 2025.75, True, ("2025-09-20",), b"2025-09-20"])
def test_what_is_neither_a_day_nor_a_text_is_refused(day):
    for ask in (load.pledges, load.agreements, load.vessels):
        with pytest.raises(AnalysisError, match=r"is no day\n  -> write it as YYYY-MM-DD"):
            ask(as_of=day)


def test_a_moment_counts_as_its_day():
    moment = datetime(2025, 9, 20, 23, 59)
    assert load.pledges(as_of=moment).equals(load.pledges(as_of="2025-09-20"))


def test_a_release_with_totals_only_is_said_to_have_those():
    totals_only = load.releases().filter(pl.col("last_month").is_null())["release"].to_list()
    assert totals_only
    for release in totals_only:
        asked = int(release) if release.isdigit() else release
        with pytest.raises(
            UnknownRelease, match=rf"release {release} has totals only.*\n  -> use load.aid_totals\(release={asked!r}\)"
        ):
            load.aid(release=asked)
        assert load.aid_totals(release=asked).height


def _with_stranger(rows: pl.DataFrame, column: str = "donor") -> pl.DataFrame:
    return rows.with_columns(pl.col(column).replace({"DEU": "XXX"}))


@pytest.mark.parametrize(
    "ask",
    [
        figures.aid.europe_and_us,
        figures.aid.monthly,
        measures.aid.over_time,
        lambda aid: measures.aid.over_time(aid, by=["kind", "base_bloc"]),
        lambda aid: measures.aid.over_time(aid.lazy()).filter(pl.col("bloc") == "Europe").collect(),
        lambda aid: measures.aid.with_bloc(aid.lazy()).filter(pl.col("bloc") == "Europe").collect(engine="streaming"),
        lambda aid: measures.aid.with_bloc(aid.lazy()).head(1).collect(),
        measures.aid.totals,
        measures.aid.to_be_allocated,
        measures.aid.gap_over_time,
        measures.aid.rolling_year,
        measures.aid.lead_changes,
        lambda aid: measures.aid.against_published(load.published_numbers(), aid),
        lambda aid: measures.aid.revisions(load.aid(28), aid, by="bloc"),
        comparison.aid,
        lambda aid: measures.aid.over_time(aid, per="gdp"),
    ],
)
@pytest.mark.parametrize("stranger", ["XXX", None])
def test_a_donor_nobody_knows_is_refused_wherever_blocs_are_summed(ask, stranger):
    aid = load.aid(29).with_columns(pl.col("donor").replace({"DEU": stranger}))
    with pytest.raises(UnknownName, match=f"no donor {stranger!r}"):
        ask(aid)


def test_a_country_nobody_knows_is_refused_where_countries_are_counted_by_bloc():
    end = load.collected_to()
    for make, rows in (
        (comparison.troop_offers, load.pledges()),
        (comparison.agreements, load.agreements()),
        (comparison.purl, load.purl()),
    ):
        with pytest.raises(UnknownName, match="no country 'XXX'"):
            make(_with_stranger(rows, "country"), end)


def test_capitals_are_no_reason_not_to_name_what_was_meant():
    assert UnknownName("source", "OFAC", ["uk", "ofac"]).fix.startswith("did you mean 'ofac'?")


@pytest.mark.parametrize("by", ["donor", "kind", ["donor", "kind"]])
def test_a_donor_nobody_knows_stays_in_sums_that_need_no_bloc(by):
    rows = load.aid(29)
    for sums in (measures.aid.over_time, measures.aid.totals):
        assert sums(_with_stranger(rows), by)["eur"].sum() == sums(rows, by)["eur"].sum()
    assert measures.aid.to_be_allocated(_with_stranger(rows), by)["committed_bn"].sum() == pytest.approx(
        measures.aid.to_be_allocated(rows, by)["committed_bn"].sum()
    )


@pytest.mark.parametrize(
    ("wrong", "good"),
    [
        ({"bases": {"US": "nope"}}, "no basis 'nope'\n.*inferred"),
        ({"bases": {"XX": "stated"}}, "no authority 'XX'\n.*EU, UK, US"),
        ({"measure": "freeze"}, "no measure 'freeze'\n.*asset_freeze"),
        ({"measure": None}, "no measure None"),
        ({"subjects": ("ship",)}, "no subject 'ship'\n.*vessel"),
        ({"every": "banana"}, "no every 'banana'\n.*1mo, 1q, 6mo, 1y"),
    ],
)
@pytest.mark.parametrize("kind", [pl.DataFrame.clone, pl.DataFrame.lazy])
def test_a_count_of_listings_refuses_a_name_that_the_contract_lacks(kind, wrong, good):
    with pytest.raises(UnknownName, match=good):
        measures.sanctions.over_time(kind(load.designations()), **wrong)


def test_subjects_given_as_a_text_are_refused():
    listed, covered = load.designations(), load.sanctions_coverage()
    for ask in (
        lambda: measures.sanctions.over_time(listed, subjects="person"),
        lambda: between(listed, "EU", "stated", "asset_freeze", *SPAN, "person"),
        lambda: measures.sanctions.since(listed, covered, SPAN[0], subjects="person"),
    ):
        with pytest.raises(AnalysisError, match=r"subjects=\('person',\)"):
            ask()


@pytest.mark.parametrize("measure", [measures.guarantees.spans, measures.guarantees.changes_of_mind])
def test_a_domain_that_does_not_exist_is_refused(measure):
    for rows in (load.pledges(), load.pledges().lazy()):
        with pytest.raises(UnknownName, match="no domain 'x'"):
            measure(rows, "x")
    with pytest.raises(UnknownName, match="land"):
        measures.guarantees.positions(load.pledges(), "2025-09-20", domain="lnad")


def test_the_names_that_measures_refuse_by_are_those_of_the_contracts():
    assert listings.AUTHORITIES == sanctions.AUTHORITIES
    assert listings.MEASURES == sanctions.MEASURES
    assert listings.SUBJECTS == sanctions.SUBJECTS
    assert listings.BASES == sanctions.BASES
    known = {*measures.guarantees.FORCE_DOMAINS, *measures.guarantees.OTHER_DOMAINS}
    assert known == set(guarantees.DOMAINS)


DAY = date(2025, 1, 20)
BY_DAY = {
    "since": lambda when: measures.sanctions.since(load.designations(), load.sanctions_coverage(), when),
    "before_and_after": lambda when: measures.sanctions.before_and_after(load.designations(), load.sanctions_coverage(), when),
    "between from": lambda when: between(load.designations(), "EU", "stated", "asset_freeze", when, "2026-01-01", PEOPLE),
    "between to": lambda when: between(load.designations(), "EU", "stated", "asset_freeze", "2022-01-01", when, PEOPLE),
}


@pytest.mark.parametrize("name", BY_DAY)
def test_listings_take_a_day_as_a_date_a_moment_or_a_text(name):
    asked = [BY_DAY[name](when) for when in (DAY, f"{DAY}", datetime(2025, 1, 20, 23, 59))]
    for other in asked[1:]:
        assert other.equals(asked[0]) if isinstance(other, pl.DataFrame) else other == asked[0]


@pytest.mark.parametrize("name", BY_DAY)
@pytest.mark.parametrize("when", [None, "x", "20250120", 20250120])
def test_listings_refuse_what_is_no_day(name, when):
    with pytest.raises(AnalysisError, match="is no day"):
        BY_DAY[name](when)


def test_listings_between_days_in_the_wrong_order_are_refused():
    with pytest.raises(AnalysisError, match="earlier day first"):
        between(load.designations(), "EU", "stated", "asset_freeze", *reversed(SPAN), PEOPLE)


def test_listings_since_a_day_after_coverage_are_not_zero_but_refused():
    with pytest.raises(NotComparable, match=r"EU is covered from 2014-03-17 to 2026-10-08: what it listed from 2099-01-01 on"):
        measures.sanctions.since(load.designations(), load.sanctions_coverage(), "2099-01-01")


@pytest.mark.parametrize(
    "name", ["pledges", "agreements", "us_packages", "purl", "events", "actions", "calendar", "customs_measures"]
)
def test_a_day_after_the_end_of_the_record_is_refused_and_the_last_day_is_not(name):
    ask, end = getattr(load, name), load.collected_to(name)
    assert ask(as_of=end).height
    for later in (end + timedelta(days=1), "2099-01-01"):
        with pytest.raises(AnalysisError, match=f"after the end of the record\n  -> choose a day to {end}"):
            ask(as_of=later)


@pytest.mark.parametrize("domain", ["lnad", 5, True, 1.5])
def test_a_domain_that_is_none_is_told_the_good_ones_whatever_its_type(domain):
    for ask in (lambda: load.pledges(domain=domain), lambda: figures.guarantees.tile_map(load.pledges(), DAY, domain)):
        with pytest.raises(UnknownName, match=f"no domain {domain!r}"):
            ask()


UNFIT = {
    "eur is Float64, not Decimal: money is exact": lambda aid: aid.with_columns(pl.col("eur").cast(pl.Float64)),
    "month is Datetime, not Date": lambda aid: aid.with_columns(pl.col("month").cast(pl.Datetime)),
    "month is String, not Date": lambda aid: aid.with_columns(pl.col("month").cast(pl.String)),
    "release is Int64, not String": lambda aid: aid.with_columns(pl.col("release").cast(pl.Int64)),
}


@pytest.mark.parametrize("said", UNFIT)
@pytest.mark.parametrize("kind", [pl.DataFrame.clone, pl.DataFrame.lazy])
@pytest.mark.parametrize("measure", [measures.aid.over_time, measures.aid.rolling_year, measures.aid.gap_over_time])
def test_a_column_of_another_type_is_named_with_what_it_should_be(measure, kind, said):
    with pytest.raises(AnalysisError, match=rf"{said}.*\n  -> take rows of load.aid\(\)"):
        measure(kind(UNFIT[said](load.aid(29))))


@pytest.mark.parametrize("measure", [measures.aid.totals, measures.aid.to_be_allocated, measures.aid.undated])
def test_money_that_is_not_exact_is_refused(measure):
    with pytest.raises(AnalysisError, match="eur is Float64, not Decimal: money is exact"):
        measure(load.aid(29).with_columns(pl.col("eur").cast(pl.Float64)))


@pytest.mark.parametrize(
    "ask",
    [
        figures.aid.europe_and_us,
        measures.aid.overtaken_on,
        measures.aid.lead_changes,
        measures.aid.who_leads,
        measures.aid.in_dollars,
        measures.aid.against_economy,
    ],
)
def test_a_lazy_frame_is_refused_where_rows_must_be_at_hand(ask):
    with pytest.raises(AnalysisError, match=r"not a LazyFrame\n  -> collect it first"):
        ask(load.aid(29).lazy())


AID, PAID, EVENTS, PEOPLE_HOSTED = load.aid(29), load.disbursements(), load.events(), load.people_hosted()
PLEDGES, RECORDED = load.pledges(), "2026-10-10"
OF_A_NAME = {
    "measures.revisions": lambda only: measures.aid.revisions(load.aid(28), AID, only=only),
    "measures.totals": lambda only: measures.aid.totals(AID, only=only),
    "measures.paid_out": lambda only: measures.aid.paid_out(load.aid(28), PAID, only=only),
    "measures.matrix": lambda only: measures.guarantees.matrix(PLEDGES, date(2026, 10, 10), only=only),
    "by_host": lambda only: figures.aid.hosted.by_host(PEOPLE_HOSTED, only=only),
    "by_year": lambda only: figures.aid.hosted.by_year(PEOPLE_HOSTED, only=only),
    "committed_and_allocated": lambda only: figures.aid.promises.committed_and_allocated(AID, only=only),
    "open_promises": lambda only: figures.aid.still_open.open_promises(AID, only=only),
    "filled": lambda only: figures.aid.gap.filled(AID, only=only),
    "arithmetic": lambda only: figures.aid.replacing.arithmetic(AID, only=only),
    "paid_out": lambda only: figures.aid.arrival.paid_out(load.aid(28), PAID, only=only),
    "to_repay": lambda only: figures.aid.loans.to_repay(load.aid_instruments(18), EVENTS, only=only),
    "what_moved": lambda only: figures.aid.revisions.what_moved(load.aid(28), AID, only=only),
    "sentences.arrival": lambda only: figures.aid.sentences.arrival(load.aid(28), PAID, load.military_routes(), AID, only=only),
    "sentences.donors": lambda only: figures.aid.sentences.donors(AID, load.eu_aid_shares(29), only=only),
    "sentences.europe_and_us": lambda only: figures.aid.sentences.europe_and_us(AID, only=only),
    "sentences.promises": lambda only: figures.aid.sentences.promises(AID, only=only),
    "sentences.change_over_time": lambda only: figures.aid.sentences.change_over_time(AID, only=only),
    "troops": lambda only: figures.guarantees.then_and_now.troops(PLEDGES, RECORDED, only=only),
}


@pytest.mark.sampled(30)
@pytest.mark.parametrize("name", OF_A_NAME)
@pytest.mark.parametrize("nobody", ["", " ", [""]], ids=repr)
def test_an_empty_name_is_refused_everywhere_and_is_no_empty_choice(name, nobody):
    with pytest.raises(UnknownName, match="no country, bloc or group"):
        OF_A_NAME[name](nobody)
    of_an_empty_choice(name)


@cache
def of_an_empty_choice(name: str) -> object:
    return OF_A_NAME[name]([])


def test_a_figure_that_takes_nobody_takes_no_empty_name_either():
    with pytest.raises(AnalysisError, match="it takes no `only`"):
        figures.aid.sentences.revisions(load.vintages(), load.published_numbers(), AID, only="")
