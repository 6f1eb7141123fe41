"""Rows of a release that nobody knows are measured by their own months, as the release they came from is, and figures say so."""

from datetime import date
from decimal import Decimal

import polars as pl
import pytest

from analysis import figures, load
from analysis.errors import AnalysisError, NotComparable, UnknownName
from analysis.measures import aid as measure
from analysis.measures import comparison, flows

AID = load.aid(29)
MINE = load.own(AID, source="Our copy of release 29", release="mine")
END = date(2026, 4, 30)

MEASURES = {
    "over_time": measure.over_time,
    "over_time, military": lambda rows: measure.over_time(rows, kind="military", cumulative=True),
    "rolling_year": measure.rolling_year,
    "growth": measure.growth,
    "lead_changes": measure.lead_changes,
    "lead_changes, military": lambda rows: measure.lead_changes(rows, kind="military"),
    "who_leads": measure.who_leads,
    "gap_over_time": measure.gap_over_time,
    "in_dollars": measure.in_dollars,
    "revisions": lambda rows: measure.revisions(load.aid(28), rows, by=("bloc", "month")).drop("release_after"),
}
FIGURES = {
    "europe_and_us": figures.aid.europe_and_us,
    "monthly": figures.aid.monthly,
    "by_kind": figures.aid.by_kind,
    "rolling_year": figures.aid.rolling_year,
    "over_time": figures.aid.flows.over_time,
    "side_by_side": figures.aid.years.side_by_side,
    "what_moved": lambda rows: figures.aid.revisions.what_moved(load.aid(28), rows),
    "aid_so_far": lambda rows: figures.aid.state.aid_so_far(rows, load.published_totals(), END),
    "then_and_now": lambda rows: figures.aid.revisions.then_and_now(load.vintage_totals(), load.published_numbers(), rows),
}


def unnamed(rows: pl.DataFrame) -> pl.DataFrame:
    named = [name for name in rows.columns if name in ("release", "release_after", "line")]
    return rows.drop(named)


@pytest.mark.parametrize("ask", MEASURES.values(), ids=MEASURES.keys())
def test_the_answers_are_those_of_the_release_the_rows_came_from(ask):
    assert unnamed(ask(MINE)).equals(unnamed(ask(AID)))


@pytest.mark.sampled(4)
@pytest.mark.parametrize("draw", FIGURES.values(), ids=FIGURES.keys())
def test_a_figure_says_that_a_release_is_measured_by_its_own_months(draw):
    own, known = (" ".join([one.headline, one.subtitle, *one.notes]) for one in (draw(MINE), draw(AID)))
    assert "its own months" in own
    assert "its own months" not in known


def test_a_month_without_rows_within_the_own_months_is_a_zero_and_none_outside_of_them():
    three = AID.filter(pl.col("month").is_in([date(2023, 1, 1), date(2023, 3, 1)])).with_columns(release=pl.lit("mine"))
    months = measure.over_time(three, by="bloc").filter(bloc="Europe")
    assert months["period"].to_list() == [date(2023, 1, 1), date(2023, 2, 1), date(2023, 3, 1)]
    assert months["eur"][1] == 0


def test_a_kind_covers_the_months_of_all_its_release():
    late = MINE.filter(pl.col("month") <= date(2025, 1, 1), kind="military", donor="USA", stage="allocated")
    rows = pl.concat([late, MINE.filter(pl.col("kind") != "military")])
    assert flows.last_month(measure.over_time(rows, kind="military")) == flows.last_month(measure.over_time(AID))


def test_a_known_release_covers_what_is_stated_of_it_and_not_its_rows():
    part = AID.filter(pl.col("month") < date(2024, 1, 1))
    assert flows.last_month(measure.over_time(part)) == date(2026, 4, 1)


def test_an_own_release_ends_with_its_last_month():
    assert comparison.aid(MINE).sides["Europe"].coverage_end == END


def test_totals_of_an_unknown_release_have_no_end():
    with pytest.raises(AnalysisError, match=r"where release mine ends is not known\n  -> name one"):
        figures.aid.donors.by_kind(load.aid_totals(29).with_columns(release=pl.lit("mine")))


@pytest.mark.parametrize(("column", "name", "good"), [("kind", "Military", "military"), ("stage", "alocated", "allocated")])
@pytest.mark.parametrize(
    "ask", [measure.totals, measure.over_time, measure.to_be_allocated, lambda r: measure.revisions(r, AID)]
)
def test_a_kind_or_stage_that_nobody_knows_is_refused(ask, column, name, good):
    odd = pl.when(pl.int_range(pl.len()) == 7).then(pl.lit(name)).otherwise(column)
    with pytest.raises(UnknownName, match=f"no {column} '{name}'\n  -> did you mean '{good}'"):
        ask(AID.with_columns(odd.alias(column)))


def test_a_row_without_a_stage_is_refused_and_one_without_a_kind_is_not():
    with pytest.raises(UnknownName, match="no stage None"):
        measure.totals(AID.with_columns(stage=pl.when(pl.int_range(pl.len()) > 0).then("stage")))
    assert measure.totals(AID.with_columns(kind=pl.lit(None, pl.String))).height == 3


OTHER_SUMS = {
    "amounts changed": AID.with_columns(eur=(pl.col("eur") * 2).cast(pl.Decimal(18, 2))),
    "one cent": AID.with_columns(
        eur=pl.when(pl.int_range(pl.len()) == 3).then(pl.col("eur") + Decimal("0.01")).otherwise("eur").cast(pl.Decimal(18, 2))
    ),
    "kinds swapped": AID.with_columns(kind=pl.col("kind").replace({"military": "financial", "financial": "military"})),
    "donors swapped": AID.with_columns(donor=pl.col("donor").replace({"DEU": "FRA", "FRA": "DEU"})),
    "a row of another release": pl.concat(
        [
            AID.tail(AID.height - 1),
            load.aid("29-first-upload")
            .head(1)
            .with_columns(release=pl.lit("29"), eur=pl.lit(Decimal("7.00")).cast(pl.Decimal(18, 2))),
        ]
    ),
}


@pytest.mark.parametrize("rows", OTHER_SUMS.values(), ids=OTHER_SUMS.keys())
def test_as_many_rows_with_other_sums_are_not_told_as_the_release(rows):
    assert rows.height == AID.height
    with pytest.raises(NotComparable, match=r"sums are not those of release 29, such as .*\n  -> take it as it is, load.aid"):
        figures.aid.europe_and_us(rows)
    figures.aid.europe_and_us(load.own(rows, source="Our copy of release 29", release="mine"))
