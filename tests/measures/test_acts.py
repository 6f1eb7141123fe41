"""Acts, customs measures and dates ahead: one rule each for what eases, what is a round, what stands and what is to come."""

import csv
from datetime import date

import polars as pl
import pytest

from analysis import figures, load
from analysis.errors import AnalysisError
from analysis.figures.sanctions.acts import _left_out
from analysis.measures import acts
from analysis.pipeline.build import CURATED
from analysis.sources.curated.publishers import UNOPENED

ACTIONS, CUSTOMS, CALENDAR = load.actions(), load.customs_measures(), load.calendar()
END = load.collected_to("actions")
TURN = date(2025, 1, 20)
DAYS = ["2022-04-08", "2024-06-01", "2025-09-20", "2026-02-19", "2026-02-20", "2026-06-24", "2026-06-25", "2026-10-10"]


def kept_by_hand(name: str) -> list[dict[str, str]]:
    with (CURATED / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def last_meant(text: str) -> str:
    """Give the last day that a day, a month or a year can mean, as text."""
    if len(text) == 10:
        return text
    return (
        f"{text}-12-31"
        if len(text) == 4
        else f"{text}-{28 if text[5:] == '02' else 30 if text[5:] in ('04', '06', '09', '11') else 31}"
    )


# Every act is in a lane, or named as left out


@pytest.mark.parametrize("day", [*DAYS, "2026-01-28"])
def test_acts_shown_and_acts_left_out_are_the_acts_of_the_record(day):
    known = sum(row["date"] <= day for row in kept_by_hand("actions"))
    assert figures.sanctions.acts.lanes(ACTIONS, day).data.height + _left_out(ACTIONS, day)["acts"].sum() == known


def test_what_is_left_out_is_named_with_its_number():
    elsewhere = (
        ACTIONS.filter(pl.col("kind") == "listing")
        .tail(1)
        .with_columns(authority=pl.lit("CA").cast(ACTIONS.schema["authority"]))
    )
    told = figures.sanctions.acts.lanes(pl.concat([ACTIONS, elsewhere]), END).notes[-1]
    assert told == "Left out: 3 acts before January 2022, 1 act of other authorities and 1 act on how a list is published."


def test_every_act_counted_is_one_mark_of_full_strength():
    drawn = figures.sanctions.acts.lanes(ACTIONS, END)
    full = acts.counted(drawn.data, date(2022, 1, 1), END)
    assert drawn.alt.startswith(f"{full.height} marks in ")
    assert acts.by_kind(ACTIONS, date(2022, 1, 1), END)["acts"].sum() == full.height + 1  # how a list is published


# What eases, what is a tariff act, what is a round


def test_a_duty_removed_is_an_easing_and_no_act_on_tariffs():
    us = acts.counted(ACTIONS, TURN, END).filter(pl.col("authority") == "US")
    tariffs = us.filter(pl.col("what") == "customs")
    assert tariffs["date"].to_list() == [date(2025, 8, 6), date(2026, 9, 18)]
    assert not tariffs.filter(acts.EASES).height
    lifted = us.filter(pl.col("kind") == "customs", pl.col("what") == "easing")
    assert lifted["date"].to_list() == [date(2026, 2, 6), date(2026, 2, 20)]


def test_what_neither_tightens_nor_eases_is_no_easing_whatever_its_kind():
    rows = kept_by_hand("actions")
    eased = [
        row
        for row in rows
        if row["effect"] == "eases" and row["authority"] == "US" and "2025-01-20" <= row["date"] <= "2026-10-10"
    ]
    assert len(eased) == acts.by_kind(ACTIONS, TURN, END).filter(authority="US", what="easing")["acts"].item() == 6
    assert {row["effect"] for row in rows if row["kind"] in {"renewal", "bill", "court", "endorsement", "format"}} == {
        "neither"
    }


def test_a_round_is_a_day_of_listings_over_the_war_and_other_listings_are_told_apart():
    assert acts.rounds(ACTIONS, "US", TURN, END) == [date(2025, 10, 22)]
    listed = ACTIONS.filter(pl.col("date") == date(2025, 10, 22), pl.col("authority") == "US")
    twice = pl.concat([ACTIONS, listed.with_columns(action=pl.lit("Another listing of the day"))])
    assert acts.rounds(twice, "US", TURN, END) == [date(2025, 10, 22)]
    assert "1 round of listings" in figures.sanctions.acts.lanes(twice, END).notes[0]
    elsewhere = listed.with_columns(date=date(2025, 10, 23), kind=pl.lit("other_listing").cast(ACTIONS.schema["kind"]))
    assert acts.rounds(pl.concat([ACTIONS, elsewhere]), "US", TURN, END) == [date(2025, 10, 22)]
    apart = acts.rounds(ACTIONS, "US", TURN, END, "other_listing")
    assert apart == [date(2025, 7, 1), date(2025, 11, 19), date(2026, 2, 24), date(2026, 10, 1)]
    # The first three are the days of the list on which nothing but cyber cases was listed.
    listed = (
        load.designations(authority="US", basis="inferred").filter(pl.col("listed_on") >= TURN)["listed_on"].unique().sort()
    )
    assert listed.to_list() == sorted([date(2025, 10, 22), *apart[:3]])


def test_what_was_agreed_and_not_seen_adopted_counts_as_nothing():
    agreed = ACTIONS.filter(pl.col("kind") == "endorsement")
    assert agreed.select("date", "confidence").rows() == [(date(2026, 10, 7), "medium")]
    assert acts.by_kind(agreed, TURN, END).is_empty()
    assert "EU agreed, not adopted 0" in figures.sanctions.acts.lanes(ACTIONS, END).alt


def test_a_last_day_before_the_first_is_refused():
    with pytest.raises(AnalysisError, match="no day is from 2026-01-02 to 2026-01-01"):
        acts.counted(ACTIONS, "2026-01-02", "2026-01-01")


@pytest.mark.parametrize(
    "count",
    [
        lambda actions, customs: acts.counted(actions, TURN, END),
        lambda actions, customs: acts.rounds(actions, "US", TURN, END),
        lambda actions, customs: acts.by_kind(actions, TURN, END),
        lambda actions, customs: acts.lasting(actions, CUSTOMS, CALENDAR, "US", TURN, END),
        lambda actions, customs: figures.sanctions.sentences.acts(actions, CUSTOMS, END),
        lambda actions, customs: figures.sanctions.acts.lanes(actions, END),
        lambda actions, customs: figures.sanctions.tables.acts(actions, END),
        lambda actions, customs: figures.sanctions.tables.customs_measures(customs, END),
        lambda actions, customs: acts.in_force(customs, END),
        lambda actions, customs: acts.to_come(customs, END),
        lambda actions, customs: figures.sanctions.sentences.acts(ACTIONS, customs, END),
    ],
)
def test_an_act_or_a_measure_without_a_day_is_refused_and_never_lost(count):
    none = pl.lit(None, pl.Date).alias("date")
    actions, customs = (
        pl.concat([rows, last.with_columns(none, pl.lit("Planted").alias(what))])
        for rows, last, what in ((ACTIONS, ACTIONS.tail(1), "action"), (CUSTOMS, CUSTOMS.tail(1), "measure"))
    )
    with pytest.raises(AnalysisError, match=r"1 of \d+ rows has no day in date"):
        count(actions, customs)


# In force


@pytest.mark.parametrize("day", DAYS)
def test_what_is_in_force_is_what_was_adopted_and_has_not_ended(day):
    standing = [
        (row["date"], row["target"], row["measure"])
        for row in kept_by_hand("customs_measures")
        if row["effect"] == "tightens" and row["status"] in {"in force", "adopted", "ended"}
        and row["date"] <= day and not (row["ended_on"] and last_meant(row["ended_on"]) <= day)
    ]  # fmt: skip
    stood = acts.in_force(CUSTOMS, day).select(pl.col("date").cast(pl.String), "target", "measure")
    assert sorted(stood.rows()) == sorted(standing)


def test_no_duty_under_the_emergency_powers_stands_after_the_ruling():
    under = pl.col("legal_act") == "Executive Order 14329"
    assert acts.in_force(CUSTOMS, "2026-02-06").filter(under).height == 2
    assert acts.in_force(CUSTOMS, "2026-02-19").filter(under).height == 1
    assert acts.in_force(CUSTOMS, "2026-02-20").filter(under).height == 0


def test_a_duty_that_the_law_orders_is_not_in_force_until_it_is_imposed():
    ordered = CUSTOMS.filter(pl.col("status") == "mandated")
    assert ordered["date"].unique().to_list() == [date(2026, 9, 18)]
    assert acts.in_force(ordered, END).is_empty()
    assert "2 duties that the law orders were not seen imposed" in figures.sanctions.sentences.acts(ACTIONS, CUSTOMS, END).text


def test_statuses_are_those_of_the_end_of_the_collection():
    end = load.collected_to("customs_measures")
    status = pl.col("status").cast(pl.String)
    assert (CUSTOMS.filter(status == "adopted")["date"] > end).all()
    assert (CUSTOMS.filter(status != "adopted")["date"] <= end).all()
    assert (CUSTOMS["ended_by"].drop_nulls() <= end).all()
    assert acts.to_come(CUSTOMS, end).height == CUSTOMS.filter(status == "adopted").height == 4


# Dates ahead


@pytest.mark.parametrize("day", DAYS)
def test_what_lies_ahead_is_what_was_known_not_past_and_not_overtaken(day):
    coming = [
        (row["date"], row["what"])
        for row in kept_by_hand("calendar")
        if row["known_by"] <= day < last_meant(row["date"]) and not (row["overtaken_on"] and row["overtaken_on"] <= day)
    ]
    assert sorted(acts.ahead(CALENDAR, day).select("date", "what").rows()) == sorted(coming)


def test_a_date_that_another_act_overtook_lies_ahead_no_more():
    economic = {
        day: acts.ahead(CALENDAR, day).filter(what="Economic measures expire unless prolonged")["date"].to_list()
        for day in DAYS
    }
    assert (economic["2026-06-24"], economic["2026-06-25"]) == (["2026-07-31"], ["2027-07-31"])


def test_the_calendar_has_dates_of_both_sides_each_on_its_page():
    assert CALENDAR.height >= 30
    assert acts.ahead(CALENDAR, END).group_by("authority").len().filter(pl.col("len") >= 5).height == 2
    assert CALENDAR["source_url"].null_count() == 0


@pytest.mark.parametrize(
    ("precision", "text", "told"),
    [("inferred", "2027-07", "about July 2027"), ("no_later_than", "2027-11-01", "by 1 November 2027"), ("month", "2026-11", "November 2026"),
     ("day", "2027-04-07", "7 April 2027")],
)  # fmt: skip
def test_a_date_ahead_keeps_its_precision_in_words(precision, text, told):
    assert CALENDAR.filter(pl.col("date") == text, pl.col("date_precision").cast(pl.String) == precision).height
    assert told in figures.sanctions.tables.calendar(CALENDAR, END).rows["date"].to_list()


# Pages


@pytest.mark.parametrize("name", ["actions", "customs_measures", "calendar"])
def test_a_page_that_was_not_opened_is_graded_reported_and_no_other_is(name):
    rows = load.read_table(name)
    unopened = rows["source_publisher"].str.ends_with(UNOPENED)
    assert (unopened == (rows["grade"].cast(pl.String) == "reported")).all()
    assert 0 < unopened.sum() < rows.height
