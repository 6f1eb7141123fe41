"""US appropriations: held against the hand-kept file by plain loops, and the laws that aid stands under too."""

import csv
from decimal import Decimal

import polars as pl
import pytest

from analysis import figures, load, measures
from analysis.errors import AnalysisError, NotComparable
from analysis.pipeline.build import CURATED

FLOWS, US = load.us_flows(), load.us_packages()
CHANNELS = ("drawdown authority (PDA)", "procurement (USAI)", "grants for arms (FMF)")


def kept() -> list[dict[str, str]]:
    with (CURATED / "us_flows.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def millions(**wanted: str) -> Decimal:
    chosen = [row for row in kept() if all(row[column] == value for column, value in wanted.items())]
    return sum((Decimal(row["usd"]) for row in chosen), Decimal(0)) / 10**6


def test_acts_and_purposes_are_those_of_the_file_and_the_gap_between_them_is_told() -> None:
    assert (millions(stage="act"), millions(stage="purpose")) == (Decimal(176_422), Decimal(177_432))
    whole = measures.appropriations.balance(FLOWS).filter(node="appropriated").row(0)
    assert whole == ("appropriated", 176.422, 177.432, 1.01)
    notes = " ".join(figures.guarantees.appropriations.left(FLOWS, US).notes)
    assert "$176.4bn and the purposes to $177.4bn" in notes


def test_every_node_loses_and_gains_nothing_but_what_its_publisher_states() -> None:
    off = {row["node"]: row["off_bn"] for row in measures.appropriations.balance(FLOWS).iter_rows(named=True)}
    by_hand = {node: (millions(origin=node) - millions(target=node)) / 1000 for node in off}
    assert off == {node: float(amount) for node, amount in by_hand.items()}
    assert {node for node, amount in off.items() if abs(amount) > 0.0011} == {"appropriated"}


def test_left_is_what_no_one_has_used_or_obligated() -> None:
    left = {
        row["channel"]: (row["whole_bn"], row["left_bn"]) for row in measures.appropriations.left(FLOWS).iter_rows(named=True)
    }
    assert left == {CHANNELS[0]: (33.928, 4.778), CHANNELS[1]: (33.512, 8.084), CHANNELS[2]: (7.095, 2.0)}
    assert figures.guarantees.appropriations.left(FLOWS, US).headline.startswith("The US had $15bn of its $75bn")


def test_the_picture_draws_all_money_once_in_each_column() -> None:
    drawn = figures.guarantees.appropriations.left(FLOWS, US).data
    assert round(drawn.filter(target="appropriated")["usd_bn"].sum(), 6) == 176.422
    assert round(drawn.filter(origin="appropriated")["usd_bn"].sum(), 6) == 177.432
    uses = drawn.filter(pl.col("origin").is_in(CHANNELS))
    assert round(uses["usd_bn"].sum(), 6) == float(round(millions(stage="use") / 1000, 6))


def test_official_figures_stand_beside_each_with_its_own_day_and_unknown_is_not_zero() -> None:
    rows = {
        (row["channel"], row["what"]): row for row in measures.appropriations.beside_official(FLOWS, US).iter_rows(named=True)
    }
    used, expired, paid = rows[CHANNELS[0], "used"], rows[CHANNELS[0], "expired"], rows[CHANNELS[1], "paid"]
    assert (used["counted_bn"], used["official_bn"], used["announced_bn"]) == (25.825, 31.7, 34.085)
    assert (expired["official_bn"], expired["official_to"], expired["announced_bn"]) == (None, None, None)
    assert (paid["official_bn"], paid["official_to"]) == (22.7, "2024-09-30")
    assert measures.appropriations.not_obligated(US).rows() == [("2024-09-30", 32.7, 22.9, 9.8)]
    without = measures.appropriations.beside_official(FLOWS.filter(pl.col("target") != "expired"), US)
    assert without.filter(what="expired")["counted_bn"].to_list() == [None]


def test_wrong_rows_and_names_are_refused() -> None:
    with pytest.raises(NotComparable, match="2 rows share origin and target"):
        measures.appropriations.left(pl.concat([FLOWS, FLOWS.tail(1)]))
    with pytest.raises(AnalysisError, match="usd is null"):
        measures.appropriations.balance(FLOWS.with_columns(usd=pl.lit(None, pl.Decimal(18, 2))))


def test_the_caveat_is_on_the_picture() -> None:
    for size in ("page", "column"):
        words = str(figures.guarantees.appropriations.left(FLOWS, US).spec(size)).replace("', '", " ")
        assert "Counted by volunteers" in words
        assert "$9.8bn" in words


def test_channels_stand_by_what_is_left_and_one_of_which_nothing_is_known_last() -> None:
    assert measures.appropriations.left(FLOWS)["channel"].to_list() == [CHANNELS[1], CHANNELS[0], CHANNELS[2]]
    unknown = FLOWS.filter(~((pl.col("origin") == CHANNELS[1]) & pl.col("target").is_in(["not obligated", "unused"])))
    told = measures.appropriations.left(unknown)
    assert told.row(-1)[:3] == (CHANNELS[1], 33.512, None), told
    even = FLOWS.with_columns(usd=pl.when(pl.col("stage") == "use").then(pl.lit(Decimal(1_000_000))).otherwise("usd"))
    rows = measures.appropriations.left(even.filter(pl.col("origin") != CHANNELS[2])).drop_nulls("left_bn")
    assert rows["left_bn"].n_unique() == 1
    assert rows["channel"].to_list() == sorted(rows["channel"])


def test_of_two_official_totals_the_later_stands() -> None:
    told = measures.appropriations.beside_official(FLOWS, US).filter(what="appropriated")
    assert told.select("official_bn", "official_to").rows() == [(32.2, "2025"), (6.7, "2025")]


def test_an_act_without_an_amount_has_the_one_that_volunteers_count_and_no_other_row_changes():
    us, flows = load.us_packages(), load.us_flows()
    filled = measures.appropriations.acts_counted(us, flows)
    changed = filled.filter(pl.col("counted_to").is_not_null()).select("date", "usd", "grade", "source_publisher")
    assert changed.rows() == [
        ("2022-09-30", Decimal("12377000000.00"), "mirror", "Protect Ukraine Now"),
        ("2022-12-29", Decimal("47400000000.00"), "mirror", "Protect Ukraine Now"),
    ]
    rest = pl.col("counted_to").is_null()
    assert filled.filter(rest).select(us.columns).equals(us.filter(filled["counted_to"].is_null()))


def test_the_table_of_laws_has_counted_acts_with_their_page_and_grade_from_the_day_of_the_count_on():
    us, flows = load.us_packages(), load.us_flows()
    made = figures.guarantees.tables.official_totals(us, "2026-10-10", flows).record()["rows"]
    act = next(row for row in made if "117-328" in row[2])
    assert act[3:] == [
        "supplemental act; counted by volunteers to 18 October 2025",
        "not known",
        "47.40",
        "Protect Ukraine Now",
        "mirror",
    ]
    before = figures.guarantees.tables.official_totals(us, "2025-10-17", flows).record()["rows"]
    assert next(row for row in before if "117-328" in row[2])[5] == "not known"
    alone = figures.guarantees.tables.official_totals(us, "2026-10-10")
    assert alone.subtitle.endswith("2 acts without an amount here: the chart of US appropriations has what volunteers count")
