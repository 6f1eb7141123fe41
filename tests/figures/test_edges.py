"""Figures at their edges: words follow the numbers, what is not known is refused, and every error is the project's own."""

from datetime import date, datetime, timedelta

import altair as alt
import polars as pl
import pytest

from analysis import Figure, figures, load, measures
from analysis.charts import marks
from analysis.charts.citations import Source
from analysis.charts.formatting import bn, eur, pct, usd
from analysis.charts.native import Native
from analysis.charts.numerals import count_words
from analysis.errors import AnalysisError, NotComparable, UnknownName
from analysis.figures.aid import sentences, tables
from analysis.figures.sanctions.acts import since_the_turn
from analysis.figures.sentence import Sentence

LISTED, COVERED = load.designations(), load.sanctions_coverage()
ACTIONS, CUSTOMS = load.actions(), load.customs_measures()
PLEDGES = load.pledges()
BEFORE_EVERYTHING = "2014-01-01"
UNTIL = date(2026, 10, 10)

OF_ONE_RELEASE = {
    "aid.europe_and_us": figures.aid.europe_and_us,
    "aid.monthly": figures.aid.monthly,
    "aid.by_kind": figures.aid.by_kind,
    "aid.rolling_year": figures.aid.rolling_year,
    "aid.years.side_by_side": figures.aid.years.side_by_side,
    "aid.economy.per_head": lambda aid: figures.aid.economy.per_head(aid, load.eu_aid_shares(29)),
    "aid.donors.by_kind": figures.aid.donors.by_kind,
    "aid.donors.share_of_gdp": lambda aid: figures.aid.donors.share_of_gdp(aid, load.eu_aid_shares(29)),
    "aid.promises.committed_and_allocated": figures.aid.promises.committed_and_allocated,
    "aid.sentences.europe_and_us": sentences.europe_and_us,
    "aid.sentences.change_over_time": sentences.change_over_time,
    "aid.sentences.promises": sentences.promises,
    "aid.sentences.donors": lambda aid: sentences.donors(aid, load.eu_aid_shares(29)),
    "aid.tables.lead_changes": tables.lead_changes,
    "aid.tables.blocs_by_kind": tables.blocs_by_kind,
    "aid.quality.published": lambda aid: figures.aid.quality.published(load.published_numbers(), aid),
    "aid.sentences.revisions": lambda aid: sentences.revisions(load.vintages(), load.published_numbers(), aid),
    "aid.revisions.then_and_now": lambda aid: figures.aid.revisions.then_and_now(
        load.vintage_totals(), load.published_numbers(), aid
    ),
    "aid.state.aid_so_far": lambda aid: figures.aid.state.aid_so_far(aid, load.published_totals(), "2025-09-20"),
    "guarantees.news_item.state_of_play": lambda aid: figures.guarantees.news_item.state_of_play(
        aid, PLEDGES, load.agreements(), "2025-09-20"
    ),
}


@pytest.mark.parametrize("draw", OF_ONE_RELEASE.values(), ids=OF_ONE_RELEASE.keys())
def test_several_releases_are_never_mixed(draw):
    with pytest.raises(NotComparable, match=r"rows of 2 releases \(18, 28\)"):
        draw(pl.concat([load.aid(18), load.aid(28)]))


@pytest.mark.parametrize("draw", OF_ONE_RELEASE.values(), ids=OF_ONE_RELEASE.keys())
def test_a_release_without_allocations_is_not_said_to_have_allocated_nothing(draw):
    with pytest.raises(AnalysisError, match="release 7 has no rows allocated"):
        draw(load.aid(7))


def test_several_releases_in_the_explorers_figure_and_in_the_publishers_sums_are_refused():
    with pytest.raises(NotComparable, match=r"rows of \d releases"):
        figures.aid.flows.over_time(load.vintages())
    with pytest.raises(NotComparable, match="release 29, the publisher's own sums of 28"):
        figures.aid.quality.own_sums(load.aid_totals(29), load.publisher_sums())


def twice(rows: pl.DataFrame) -> pl.DataFrame:
    return pl.concat([rows, rows])


@pytest.mark.parametrize("draw", OF_ONE_RELEASE.values(), ids=OF_ONE_RELEASE.keys())
def test_money_that_stands_twice_in_the_rows_is_not_told_twice(draw):
    with pytest.raises(NotComparable, match="2,265 of 4,530 rows of aid are copies of others"):
        draw(twice(load.aid(29)))


@pytest.mark.parametrize("draw", [figures.aid.revisions.lead_by_release, figures.aid.quality.answers])
def test_vintages_that_stand_twice_are_refused(draw):
    with pytest.raises(NotComparable, match="rows of the vintages are copies of others"):
        draw(twice(load.vintages()))


LARGEST = {
    "aid.donors.by_kind": lambda largest: figures.aid.donors.by_kind(load.aid(29), largest),
    "aid.donors.share_of_gdp": lambda largest: figures.aid.donors.share_of_gdp(load.aid(29), load.eu_aid_shares(29), largest),
    "aid.economy.per_head": lambda largest: figures.aid.economy.per_head(load.aid(29), load.eu_aid_shares(29), largest),
    "aid.weapons.heavy_weapons": lambda largest: figures.aid.weapons.heavy_weapons(load.weapons(), largest),
    "aid.revisions.missing_rows": lambda n: figures.aid.revisions.missing_rows(load.aid("29-first-upload"), load.aid(29), n),
}


@pytest.mark.parametrize("largest", [0, -1, "5", 2.0, True, None])
@pytest.mark.parametrize("draw", LARGEST.values(), ids=LARGEST.keys())
def test_a_number_of_donors_is_a_whole_number_from_one_on(draw, largest):
    with pytest.raises(AnalysisError, match=f"largest={largest!r} is no number of donors\n  -> give a whole number from 1 on"):
        draw(largest)


@pytest.mark.parametrize("draw", LARGEST.values(), ids=LARGEST.keys())
def test_more_donors_than_there_are_is_all_of_them(draw):
    shown = draw(1000)
    assert shown.data.height
    assert "1000" not in words(shown)


# Energy


def words(figure) -> str:
    drawn = {key: part for key, part in figure.spec().items() if key != "datasets"}
    return " ".join([figure.headline, figure.subtitle, figure.alt, *figure.notes, str(drawn)])


def test_amounts_in_dollars_carry_the_sign_of_dollars():
    crude = figures.sanctions.acts.energy(load.energy_buyers(), "customs", "crude")
    assert crude.data["currency"].unique().to_list() == ["USD"]
    assert "EUR bn" not in words(crude)
    assert "euros" not in words(crude)
    assert "crude oil" in crude.headline
    assert "$0.68bn" in crude.headline
    assert crude.id != figures.sanctions.acts.energy(load.energy_buyers()).id == "energy-buyers"


def test_amounts_in_euros_carry_the_sign_of_euros_and_what_was_bought():
    gas = figures.sanctions.acts.energy(load.energy_buyers(), commodity="lng")
    assert "LNG" in gas.headline
    assert "€0.32bn" in gas.headline
    assert "USD bn" not in words(gas)


def test_a_commodity_that_a_basis_does_not_have_is_refused_with_those_it_has():
    with pytest.raises(NotComparable, match=r"(?s)no row of 'all' is on the basis 'customs'.*coal, crude, lng"):
        measures.trade.energy_by_month(load.energy_buyers(), "customs", "all")


def test_volumes_without_a_value_are_not_drawn_as_values():
    with pytest.raises(NotComparable, match=r"(?s)none of the \d+ rows of 'crude' .* states a value.*: coal"):
        figures.sanctions.acts.energy(load.energy_buyers(), "publisher table", "crude")


# Acts


def plural(number: int, noun: str) -> str:
    return f"{number} {noun}" + ("" if number == 1 else "s")


def planted_acts() -> pl.DataFrame:
    """Add an act of the day itself and one of low confidence to the record."""
    act = ACTIONS.filter(authority="US", kind="listing").tail(1)
    day, doubtful = pl.lit(date(2025, 1, 20)), pl.lit("low").cast(ACTIONS.schema["confidence"])
    return pl.concat([ACTIONS, act.with_columns(date=day), act.with_columns(date=day, confidence=doubtful)])


def test_both_counts_of_acts_go_by_one_rule():
    actions = planted_acts()
    for until in (date(2025, 6, 1), UNTIL):
        number = since_the_turn(actions, until)
        lanes, text = (
            figures.sanctions.acts.lanes(actions, until),
            figures.sanctions.sentences.acts(actions, CUSTOMS, until).text,
        )
        packages, easings = number["EU", "package"], number.get(("US", "easing"), 0)
        assert plural(packages, "package") in text
        assert plural(easings, "easing") in text
        assert f"the EU adopted {count_words(packages)} package" in lanes.headline
        assert f"the US announced {count_words(easings)} easing" in lanes.headline
        said = [lanes.notes[0], text]
        assert all(f"{plural(number['US', 'listing'], noun)} of listings" in one for noun, one in zip(("round", "announced round"), said, strict=True))  # fmt: skip


def test_an_act_counts_from_the_day_itself_to_the_last_day_unless_in_doubt():
    usual = since_the_turn(ACTIONS, UNTIL)["US", "listing"]
    assert since_the_turn(planted_acts(), UNTIL)["US", "listing"] == usual + 1
    assert since_the_turn(ACTIONS, date(2025, 1, 20)) == {}


def test_one_round_is_no_rounds():
    assert "2 rounds of listings" in figures.sanctions.acts.lanes(planted_acts(), UNTIL).notes[0]
    assert "1 round of listings" in figures.sanctions.acts.lanes(ACTIONS, UNTIL).notes[0]


def test_lanes_that_end_before_the_turn_do_not_speak_of_it():
    lanes = figures.sanctions.acts.lanes(ACTIONS, date(2024, 6, 1))
    assert "2025" not in lanes.headline + lanes.notes[0]
    assert "new US administration" not in str(lanes.spec())


def test_an_act_of_low_confidence_is_drawn_pale_and_counted_nowhere():
    unsure = ACTIONS.with_columns(confidence=pl.when(pl.col("kind") == "package").then(pl.lit("low")).otherwise("confidence"))
    usual = ACTIONS.filter((pl.col("confidence") == "low") | (pl.col("kind") == "endorsement")).height
    packages = ACTIONS.filter(pl.col("kind") == "package", pl.col("date") >= date(2022, 1, 1), pl.col("date") <= UNTIL).height
    told = figures.sanctions.acts.lanes(unsure, UNTIL)
    assert "EU packages 0," in told.alt
    assert f"beside them {packages + usual} pale marks, not counted" in told.alt
    assert "the EU adopted no packages" in told.headline
    assert any("pale mark" in note for note in told.notes)
    adopted = ACTIONS.with_columns(confidence=pl.lit("high")).filter(pl.col("kind") != "endorsement")
    sure = figures.sanctions.acts.lanes(pl.concat([adopted, adopted.tail(1).with_columns(date=date(2026, 10, 1))]), UNTIL)
    assert "pale" not in " ".join([sure.alt, *sure.notes])


def test_no_act_and_no_measure_in_force_are_told_or_refused():
    with pytest.raises(AnalysisError, match="no act of 2022 or later"):
        figures.sanctions.acts.lanes(ACTIONS, date(2021, 6, 1))
    with pytest.raises(AnalysisError, match="before 20 January 2025"):
        figures.sanctions.sentences.acts(ACTIONS, CUSTOMS, date(2022, 2, 1))
    later = CUSTOMS.with_columns(date=pl.lit(date(2025, 6, 2)))
    assert "0 are in force on 1 June 2025; " in figures.sanctions.sentences.acts(ACTIONS, later, date(2025, 6, 1)).text


# Listings


def turned_around() -> pl.DataFrame:
    """Take US listings of one day before the turn only, and EU ones after it ten times over: rates move the other way."""
    us, rest = LISTED.filter(authority="US"), LISTED.filter(pl.col("authority") != "US")
    after = pl.col("listed_on") >= date(2025, 1, 20)
    return pl.concat([
        us.with_columns(pl.when(after).then(pl.col("listings") * 1000).otherwise("listings").alias("listings")),
        rest.with_columns(pl.when(after & (pl.col("authority") == "EU")).then(0).otherwise("listings").alias("listings")),
    ])  # fmt: skip


@pytest.mark.parametrize("start", [date(2023, 3, 1), date(2026, 4, 29), date(2027, 1, 1)])
def test_listings_since_a_day_that_is_not_covered_are_refused(start):
    with pytest.raises(AnalysisError, match="known from 4 May 2024"):
        figures.sanctions.listings.since(LISTED, COVERED, start)


def test_one_id_is_one_figure():
    since = figures.sanctions.listings.since
    assert since(LISTED, COVERED, date(2025, 3, 1)).id != since(LISTED, COVERED).id == "listings-since-january-2025"


def test_the_end_of_a_list_is_read_from_its_coverage():
    moved = COVERED.with_columns(last_day=pl.col("last_day").dt.offset_by("1mo"))
    figure = figures.sanctions.listings.since(LISTED, moved)
    assert figure.subtitle.endswith("from 20 January 2025 to 29 May 2026, where the UK source ends")
    assert any("United States no more to 11 August 2026." in note for note in figure.notes)


@pytest.mark.parametrize("chosen", [{"measure": "x"}, {"subjects": ["persn"]}, {"subjects": ["person", "x"]}])
def test_an_unknown_measure_or_subject_is_told_the_good_ones(chosen):
    with pytest.raises(UnknownName, match="choose one of"):
        figures.sanctions.counts.over_time(LISTED, COVERED, **chosen)


def test_subjects_of_another_measure_are_no_error():
    assert figures.sanctions.counts.over_time(LISTED, COVERED, measure="vessel_ban", subjects=["person", "entity"]).frame.height


# Revisions and quality


def test_the_largest_change_is_told_of_the_side_it_is_of():
    then = figures.aid.revisions.then_and_now(load.vintage_totals(), load.published_numbers(), load.aid(18))
    assert "Europe had allocated" in then.headline
    assert not any("Releases 20 and 22" in note for note in then.notes)


def test_no_other_release_within_the_given_one_is_refused():
    early = load.aid(29).filter(pl.col("month") < date(2023, 1, 1)).with_columns(release=pl.lit("early"))
    with pytest.raises(AnalysisError, match="no other release ends within release early"):
        figures.aid.revisions.then_and_now(load.aid_totals(29), load.published_numbers(), early)


def test_only_a_first_upload_is_called_one():
    upload = figures.aid.revisions.missing_rows(load.aid("29-first-upload"), load.aid(29))
    earlier = figures.aid.revisions.missing_rows(load.aid(28), load.aid(29))
    assert upload.headline.startswith("The first upload of release 29 lacked")
    assert earlier.headline.startswith("Release 28 lacked")
    assert "upload" not in words(earlier)
    assert earlier.id != upload.id == "missing-rows"


def test_what_is_missing_is_never_negative():
    assert (figures.aid.revisions.missing_rows(load.aid(29), load.aid(28)).data["change_bn"] > 0).all()
    with pytest.raises(NotComparable, match="lacks nothing"):
        figures.aid.revisions.missing_rows(load.aid(29), load.aid("29-first-upload"))


@pytest.mark.parametrize("draw", [figures.aid.revisions.what_moved, figures.aid.revisions.missing_rows])
def test_a_release_is_not_compared_with_itself_nor_with_one_without_allocations(draw):
    with pytest.raises(NotComparable, match="does not differ from itself"):
        draw(load.aid(29), load.aid(29))
    with pytest.raises(AnalysisError, match="release 7 has no rows allocated"):
        draw(load.aid(7), load.aid(29))


@pytest.mark.parametrize(
    "draw",
    [
        figures.aid.revisions.lead_by_release,
        lambda vintages: sentences.revisions(vintages, load.published_numbers(), load.aid(29)),
    ],
)
def test_a_comparison_without_one_of_its_releases_is_refused(draw):
    with pytest.raises(AnalysisError, match="no allocations of release 29-first-upload"):
        draw(load.aid(29))


def test_the_latest_complete_release_is_marked():
    assert figures.aid.quality.answers(load.aid(28)).telling == [0]
    assert figures.aid.quality.answers(load.aid("29-first-upload")).telling == []
    with pytest.raises(AnalysisError, match="no allocations of any release"):
        figures.aid.quality.answers(load.aid(7))


def test_release_and_tolerance_are_those_of_the_rows():
    told = load.published_numbers().with_columns(tolerance_pct=pl.lit(5.5))
    assert figures.aid.quality.published(told, load.aid(29)).subtitle.endswith("further off than 5.5 per cent")
    summed, own = load.aid_totals(29), load.publisher_sums().with_columns(release=pl.lit("29"))
    assert figures.aid.quality.own_sums(summed, own.cast({"release": summed.schema["release"]})).subtitle.startswith(
        "Release 29,"
    )


# Promises and donors


@pytest.fixture
def _parts_pass(monkeypatch):
    """Let made-up releases of a few donors pass for whole ones."""
    monkeypatch.setattr("analysis.figures.aid.inputs._refuse_a_part", lambda *_: None)


@pytest.mark.parametrize(
    "part",
    [
        pl.col("kind") == "military",
        pl.col("month") >= date(2025, 1, 1),
        pl.col("donor") != "MLT",
        pl.col("stage") == "allocated",
    ],
    ids=["kind", "months", "donors", "stage"],
)
@pytest.mark.parametrize(
    "draw",
    [
        figures.aid.europe_and_us, figures.aid.monthly, figures.aid.years.side_by_side, figures.aid.donors.by_kind,
        figures.aid.promises.committed_and_allocated, figures.aid.tables.blocs_by_kind,
    ],
)  # fmt: skip
def test_a_part_of_a_release_is_not_told_as_the_whole(draw, part):
    with pytest.raises(NotComparable, match="a part of release 29, which has 2,265"):
        draw(load.aid(29).filter(part))


@pytest.mark.parametrize("draw", ["aid.state.aid_so_far", "guarantees.news_item.state_of_play"])
@pytest.mark.parametrize("part", [pl.col("kind") == "military", pl.col("donor") != "MLT"], ids=["kind", "donors"])
def test_a_part_of_a_release_is_not_told_as_how_things_stood(draw, part):
    with pytest.raises(NotComparable, match="a part of aid, which has 2,265"):
        OF_ONE_RELEASE[draw](load.aid(29).filter(part))


@pytest.mark.usefixtures("_parts_pass")
def test_only_the_first_letter_of_a_headline_is_raised():
    for donor, told in (
        ("DEU", "Germany is"),
        ("GBR", "The United Kingdom is"),
        ("EUI", "The EU institutions are"),
        ("USA", "The US is"),
    ):
        headline = figures.aid.donors.by_kind(load.aid(29).filter(donor=donor)).headline
        assert headline.startswith(f"{told} the largest single donor with €")


def test_overpayment_is_told_only_where_it_is():
    paid = load.disbursements()
    little = paid.with_columns(pl.col("eur") / 100).cast({"eur": paid.schema["eur"]})
    assert not any(
        "more than this release allocates" in note for note in figures.aid.arrival.paid_out(load.aid(28), little).notes
    )
    assert any("more than this release allocates" in note for note in figures.aid.arrival.paid_out(load.aid(28), paid).notes)


# Days before the record

BEFORE = {
    "guarantees.tile_map": lambda day: figures.guarantees.tile_map(PLEDGES, day),
    "guarantees.sentences.guarantees": lambda day: figures.guarantees.sentences.guarantees(PLEDGES, day),
    "guarantees.sentences.changes": lambda day: figures.guarantees.sentences.changes(PLEDGES, day),
    "guarantees.sentences.troops": lambda day: figures.guarantees.sentences.troops(PLEDGES, day),
    "guarantees.statements.united_states": lambda day: figures.guarantees.statements.united_states(PLEDGES, day),
    "guarantees.tables.conditions": lambda day: figures.guarantees.tables.conditions(PLEDGES, day),
    "guarantees.packages.us_packages": lambda day: figures.guarantees.packages.us_packages(load.us_packages(), day),
    "guarantees.purl_bars.by_donor": lambda day: figures.guarantees.purl_bars.by_donor(load.purl(), day),
    "guarantees.then_and_now.troops": lambda day: figures.guarantees.then_and_now.troops(PLEDGES, day, "2025-03-01"),
    "guarantees.then_and_now.firm": lambda day: figures.guarantees.then_and_now.firm(PLEDGES, day, "2025-03-01"),
    "guarantees.maps.troops": lambda day: figures.guarantees.maps.troops(PLEDGES, day, "2025-03-01"),
    "guarantees.sentences.money": lambda day: figures.guarantees.sentences.money(load.us_packages(), load.purl(), day),
    "aid.state.aid_so_far": lambda day: figures.aid.state.aid_so_far(load.aid(29), load.published_totals(), day),
    "guarantees.news_item.state_of_play": lambda day: figures.guarantees.news_item.state_of_play(
        load.aid(29), PLEDGES, load.agreements(), day
    ),
}


@pytest.mark.parametrize("draw", BEFORE.values(), ids=BEFORE.keys())
def test_a_day_before_the_record_is_refused_and_never_zero(draw):
    with pytest.raises(AnalysisError, match=r"(?s)by 1 January 2014.*choose a .*day"):
        draw(BEFORE_EVERYTHING)


AFTER = BEFORE | {
    "guarantees.stance_strip": lambda day: figures.guarantees.stance_strip(PLEDGES, load.governments(), day),
    "guarantees.domains.offers": lambda day: figures.guarantees.domains.offers(PLEDGES, day),
    "guarantees.domains.matrix": lambda day: figures.guarantees.domains.matrix(PLEDGES, day),
    "guarantees.sentences.agreements": lambda day: figures.guarantees.sentences.agreements(load.agreements(), day),
    "guarantees.tables.agreements": lambda day: figures.guarantees.tables.agreements(load.agreements(), day),
    "guarantees.tables.official_totals": lambda day: figures.guarantees.tables.official_totals(load.us_packages(), day),
    "guarantees.tables.joint_packages": lambda day: figures.guarantees.tables.joint_packages(load.purl(), day),
    "sanctions.acts.lanes": lambda day: figures.sanctions.acts.lanes(ACTIONS, day),
    "sanctions.us_acts": lambda day: figures.sanctions.us_acts.tightened_and_eased(
        ACTIONS, CUSTOMS, load.calendar(), load.delistings(), day
    ),
    "sanctions.sentences.acts": lambda day: figures.sanctions.sentences.acts(ACTIONS, CUSTOMS, day),
    "sanctions.tables.acts": lambda day: figures.sanctions.tables.acts(ACTIONS, day),
    "sanctions.tables.customs_measures": lambda day: figures.sanctions.tables.customs_measures(CUSTOMS, day),
    "sanctions.tables.calendar": lambda day: figures.sanctions.tables.calendar(load.calendar(), day),
}


@pytest.mark.sampled(10)
@pytest.mark.parametrize("draw", AFTER.values(), ids=AFTER.keys())
def test_a_day_after_the_collection_ended_is_refused_since_nobody_has_looked(draw):
    last = load.collected_to("pledges")
    draw(last)
    with pytest.raises(AnalysisError, match="after the end of the record"):
        draw(last + timedelta(days=1))


BY_DAY = AFTER | {
    "sanctions.listings.since": lambda day: figures.sanctions.listings.since(LISTED, COVERED, day),
}


@pytest.mark.sampled(4)
@pytest.mark.parametrize("draw", BY_DAY.values(), ids=BY_DAY.keys())
def test_a_day_is_a_date_or_a_text_and_nothing_else(draw):
    when = date(2025, 9, 20)
    told = [draw(one) for one in (when, f"{when}", datetime(2025, 9, 20, 23, 59))]
    assert len({one.text if isinstance(one, Sentence) else str(one.record()) for one in told}) == 1
    for odd in ("20 September 2025", 20250920, None):
        with pytest.raises(AnalysisError, match="is no day"):
            draw(odd)


def test_the_first_day_named_is_one_that_works():
    with pytest.raises(AnalysisError, match="choose a day from 2022-01-31 on"):
        BEFORE["aid.state.aid_so_far"]("2022-01-30")
    assert BEFORE["aid.state.aid_so_far"]("2022-01-31").data.height


def test_a_day_of_no_position_on_soldiers_is_not_told_as_zero_countries():
    early = "2024-01-31"
    told = [
        figures.guarantees.sentences.guarantees(PLEDGES, early),
        figures.guarantees.news_item.state_of_play(load.aid(29), PLEDGES, load.agreements(), early),
    ]
    assert all("position on troops" in one.text and " 0 " not in one.text for one in told), told


def test_no_statement_of_the_united_states_is_not_zero_of_zero():
    early = figures.guarantees.statements.united_states(PLEDGES, "2023-12-31")
    assert early.headline == "The United States: no statement on guarantees is in the record by 31 December 2023"


def test_an_unknown_domain_has_no_empty_table():
    with pytest.raises(UnknownName, match="did you mean 'land'"):
        figures.guarantees.tables.conditions(PLEDGES, "2025-09-20", "lnad")


# Instruments


def troops():
    return measures.comparison.troop_offers(PLEDGES, date(2025, 9, 20))


def rows(*instruments) -> pl.DataFrame:
    return measures.comparison.side_by_side(instruments)


@pytest.mark.parametrize(
    ("told", "missing"),
    [
        (lambda: figures.timeline.comparison.sentence(rows(measures.comparison.aid(load.aid(29)))), "no row counts countries"),
        (lambda: figures.timeline.comparison.sentence(rows(troops())), "no row has aid of the United States"),
        (
            lambda: figures.timeline.one_timeline(measures.timeline.monthly([troops()]), load.events(), UNTIL),
            "no row has aid of the United States",
        ),
    ],
)
def test_a_sentence_without_its_instrument_is_refused(told, missing):
    with pytest.raises(AnalysisError, match=missing):
        told()


def test_the_year_before_a_leap_day_is_a_year():
    tables = load.news_points(), PLEDGES, load.events(), ACTIONS, CUSTOMS
    assert figures.guarantees.news_item.news_item(*tables, "2024-02-29").rows.height


BARS = alt.Chart(pl.DataFrame({"donor": ["Estonia"], "eur_bn": [1.5]})).mark_bar().encode(x="donor:N", y="eur_bn:Q")
FORBIDDEN = {"\x00": "U+0000", "\x01": "U+0001", "\x0b": "U+000B", "\x1b": "U+001B", "\uffff": "U+FFFF", "\ud800": "U+D800"}
HOLDERS = {
    "headline": lambda text: {"headline": text},
    "subtitle": lambda text: {"subtitle": text},
    "alt": lambda text: {"alt": text},
    "notes": lambda text: {"notes": ["Nominal euros.", text]},
    "id": lambda text: {"id": text},
    "licence": lambda text: {"sources": [Source("A work", "https://a.org", text, "A publisher: A work.")]},
    "unit": lambda text: {"native": Native("bar", "donor", "eur_bn", unit=text)},
}


@pytest.mark.parametrize("name", HOLDERS)
@pytest.mark.parametrize(("character", "code"), FORBIDDEN.items(), ids=FORBIDDEN.values())
def test_a_character_that_no_page_can_hold_is_refused_by_its_field_when_the_figure_is_made(name, character, code):
    with pytest.raises(AnalysisError) as told:
        Figure(BARS, **{"headline": "Aid grew"} | HOLDERS[name](f"mine {character} x"))
    assert name in told.value.problem
    assert f"the character {code}, " in told.value.problem
    told.value.problem.encode()


@pytest.mark.parametrize("dtype", [pl.String, pl.Categorical, pl.Enum(["Esto\x0bnia"])])
def test_such_a_character_in_the_data_is_refused_by_its_column_when_the_figure_is_made(dtype):
    frame = pl.DataFrame({"eur_bn": [1.5], "donor": pl.Series(["Esto\x0bnia"], dtype=dtype)})
    for given in ({"chart": BARS, "data": frame}, {"chart": BARS.properties(data=frame)}):
        with pytest.raises(AnalysisError, match=r"the data of a figure, in 'donor', has the character U.000B"):
            Figure(headline="Aid grew", **given)
    with pytest.raises(AnalysisError, match=r"the data of a figure has the character U.000B"):
        Figure(BARS, headline="Aid grew", data=frame.select(pl.col("eur_bn").alias("eur\x0bbn")))


@pytest.mark.parametrize(("character", "code"), FORBIDDEN.items(), ids=FORBIDDEN.values())
def test_such_a_character_in_the_chart_itself_is_refused_before_it_is_drawn(character, code):
    layered = alt.layer(
        alt.Chart(alt.Data(values=[{"donor": f"Esto{character}nia", "eur_bn": 1}])).mark_bar().encode(x="donor:N")
    )
    for chart, place in ((BARS.properties(title=f"Aid{character}"), "title"), (layered, "donor")):
        with pytest.raises(AnalysisError, match=f"the (chart|data) of a figure, in '{place}', has the character U.{code[2:]}"):
            Figure(chart, headline="Aid grew")


def test_what_a_page_can_hold_is_drawn():
    text = "tab\there, new\nline, \x7f, \ufffd and \U0001f30d"
    assert Figure(BARS, headline=text, alt=text).svg()


def test_a_release_in_which_europe_never_leads_says_so(monkeypatch):
    monkeypatch.setattr("analysis.figures.aid.revisions.require_releases", lambda *given: None)  # no release at hand is one
    us = (pl.col("release") == "28") & (pl.col("donor") == "USA")
    vintages = load.vintages().with_columns(pl.when(us).then(pl.col("eur") * 1000).otherwise(pl.col("eur")).alias("eur"))
    figure = figures.aid.revisions.lead_by_release(vintages)
    for text in (figure.alt, " ".join(figure.notes)):
        assert "release 28: at no time;" in text
        assert "None" not in text


def test_a_line_whose_last_value_is_unknown_is_drawn_without_a_label():
    months = [date(2025, 1, 1), date(2025, 2, 1)]
    rows = pl.DataFrame({"period": months * 2, "bloc": ["Europe"] * 2 + ["United States"] * 2, "eur_bn": [1.0, 2.5, 1.0, None]})
    chart = marks.labelled_lines(rows.with_columns(label="bloc"), "eur_bn", "bloc", axis_title="EUR bn").to_dict()
    labels = [row for data in chart["datasets"].values() for row in data if "label_y" in row]
    assert [(row["bloc"], row["eur_bn"]) for row in labels] == [("Europe", 2.5)]


@pytest.mark.parametrize("name", ["europe_and_us", "rolling_year", "monthly", "by_kind"])
def test_rows_of_no_release_and_releases_of_another_type_are_refused_in_words(aid, name):
    draw = getattr(figures.aid, name)
    for dtype in (pl.Categorical, pl.Enum(["29"])):
        with pytest.raises(
            AnalysisError, match=r"release is (Categorical|Enum), not String.*\n  -> cast it: aid\.with_columns"
        ):
            draw(aid.with_columns(pl.col("release").cast(dtype)))
    nameless = pl.when(pl.int_range(pl.len()) > 2).then("release")
    with pytest.raises(AnalysisError, match=r"^3 of [\d,]+ rows name no release\n  -> take rows of load\.aid\(\)"):
        draw(aid.with_columns(release=nameless))


def test_nothing_is_written_as_less_than_nothing():
    for value in (-0.0, -0.001, -1e-12):
        assert (bn(value)[0], eur(value)[0], usd(value)[0], pct(value / 100)) == ("0", "€", "$", "0%")
    assert (bn(-0.04), eur(-1.25), pct(-0.012)) == ("-0.04 bn", "-€1.2bn", "-1%")
