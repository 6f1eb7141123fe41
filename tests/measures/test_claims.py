"""Public claims beside ours: each is answered by a measure, and one that differs has its reason."""

from collections.abc import Callable

import polars as pl
import pytest

from analysis import figures, load
from analysis.errors import AnalysisError, NotComparable
from analysis.measures import aid as measure
from analysis.measures import claims
from analysis.tables.claims import ANSWERS, SUBJECTS
from analysis.tables.guarantees import GRADES

LISTS = {name: getattr(load, name)() for name in claims.TABLES[1:]}
TABLES = {"aid": load.aid(29), **LISTS}


@pytest.fixture(scope="module")
def held() -> pl.DataFrame:
    return claims.against_claims(load.public_claims(), TABLES)


def test_every_claim_is_answered_here_and_one_that_differs_has_its_reason(held):
    assert held.filter(pl.col("ours").is_null(), pl.col("ours_on").is_null()).is_empty()
    apart = held.filter(~pl.col("within").fill_null(False))
    assert apart.filter(pl.col("reason").is_null()).is_empty()
    assert set(held["subject"].cast(pl.String)) == set(SUBJECTS)


def test_each_answer_of_the_contract_has_its_measure_and_is_asked_for(held):
    assert set(claims.ANSWERS) == set(ANSWERS) == set(held["answer"].cast(pl.String))


def test_there_are_as_many_claims_as_are_promised(held):
    assert held.height + load.published_numbers().height >= 17 + 11 + 10
    assert held.select("source_url", "claim").is_duplicated().sum() == 0


def test_no_claim_of_a_page_nobody_opened_is_graded_an_institutions(held):
    unopened = held.filter(pl.col("source_publisher").str.ends_with("(as cited in a secondary digest)"))
    assert set(unopened["grade"].cast(pl.String)) <= {"reported"}
    assert set(held["grade"].cast(pl.String)) <= set(GRADES)


CHANGED: dict[str, Callable[[pl.DataFrame], pl.DataFrame]] = {
    "aid": lambda rows: rows.with_columns((pl.col("eur") * 2).cast(rows.schema["eur"])),
    "vessels": lambda rows: rows.filter(pl.col("imo").str.ends_with("0")),
    "designations": lambda rows: rows.with_columns(pl.col("listings") * 2),
    "us_packages": lambda rows: rows.head(20),
    "purl": lambda rows: rows.filter(pl.col("country") != "NLD"),
}


@pytest.mark.parametrize("name", CHANGED)
def test_ours_is_computed_from_the_table_and_never_typed(held, name):
    other = claims.against_claims(load.public_claims(), TABLES | {name: CHANGED[name](TABLES[name])})
    moved = held.select("claim", "ours").join(other.select("claim", changed="ours"), on="claim")
    assert moved.filter(pl.col("ours") != pl.col("changed")).height


def test_answers_are_those_a_hand_counts(held):
    ours = dict(held.select("claim", "ours").iter_rows())
    ships = [row for row in LISTS["vessels"].iter_rows(named=True) if row["authority"] == "EU"]
    days = [row["listed_on"] or row["not_after"] for row in ships]
    found = ours["Ships listed by the EU with the listings of 18 December 2025"]
    assert found == sum(day is not None and day.isoformat() <= "2025-12-31" for day in days)
    stated = LISTS["designations"].filter(authority="UK", basis="stated").filter(pl.col("listed_on") == pl.date(2026, 2, 24))
    assert ours["UK listings of 24 February 2026, ships among them"] == stated["listings"].sum()
    years = measure.over_time(TABLES["aid"], by=["bloc", "kind"], every="1y").filter(bloc="Europe", kind="military")
    amounts = dict(years.select(pl.col("period").dt.year(), "eur_bn").iter_rows())
    change = 100 * amounts[2025] / ((amounts[2022] + amounts[2023] + amounts[2024]) / 3)
    assert ours["European military aid of 2025 against the mean of 2022 to 2024"] == pytest.approx(change, abs=0.001)


def test_a_contribution_to_purl_whose_day_is_not_known_is_refused_and_not_lost():
    claim = load.public_claims().filter(pl.col("answer").cast(pl.String) == "purl_countries")
    rows = LISTS["purl"].head(1).with_columns(row_kind=pl.lit("national").cast(LISTS["purl"].schema["row_kind"]))
    undated = rows.with_columns(known_by=pl.lit(None, dtype=pl.Date))
    with pytest.raises(AnalysisError, match="1 of 1 rows has no day in known_by"):
        claims.against_claims(claim, TABLES | {"purl": undated})


def test_two_releases_and_one_that_ends_too_early_are_refused():
    both = pl.concat([load.aid(28), load.aid(29)])
    with pytest.raises(NotComparable, match="sums of one release, not of 2"):
        claims.against_claims(load.public_claims(), TABLES | {"aid": both})
    with pytest.raises(NotComparable, match="the release ends in 2024-06"):
        claims.against_claims(load.public_claims(), TABLES | {"aid": load.aid(18)})
    with pytest.raises(AnalysisError, match="no table purl"):
        claims.against_claims(load.public_claims(), {name: rows for name, rows in TABLES.items() if name != "purl"})


def test_the_table_marks_what_differs_and_says_why():
    shown = figures.claims.table(load.public_claims(), TABLES["aid"], **LISTS)
    marked = shown.rows.with_row_index().filter(pl.col("index").is_in(list(shown.telling)))
    assert (marked["why"] != "").all()
    assert (shown.rows.filter(~pl.int_range(pl.len()).is_in(list(shown.telling)))["why"] == "").all()
    said = figures.claims.sentence(load.public_claims(), TABLES["aid"], **LISTS).text
    assert f"{shown.rows.height - marked.height} are met here; the other {marked.height} differ" in said
