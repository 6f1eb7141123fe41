"""Energy paid: held against the hand-kept file row by row; nothing is added, and nothing rests on state media."""

import csv
from datetime import date
from decimal import Decimal

import polars as pl
import pytest

from analysis import figures, load, measures
from analysis.errors import AnalysisError, DataFault, NotComparable
from analysis.pipeline.build import CURATED, guarantees
from analysis.tables import TABLES

PAID = load.energy_paid()
STATE_MEDIA = ("tass", "ria.", "pravda-", "news-pravda", "sputnik", "rt.com", "daytimenews", "geagency")


def kept() -> list[dict[str, str]]:
    with (CURATED / "energy_paid.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_each_period_is_as_long_as_its_days_and_worth_what_its_page_says() -> None:
    by_hand = {}
    for row in kept():
        if row["kind"] == "energy":
            first, last = date.fromisoformat(row["first_day"]), date.fromisoformat(row["last_day"])
            by_hand[row["counted_by"], row["fuels"], first, last] = ((last - first).days + 1, Decimal(row["eur"]) / 10**9)
    rows = {
        (row["counted_by"], row["fuels"], row["first_day"], row["last_day"]): row
        for row in measures.payments.periods(PAID).iter_rows(named=True)
    }
    assert rows.keys() == by_hand.keys()
    for key, (days, amount) in by_hand.items():
        assert (rows[key]["days"], rows[key]["eur_bn"]) == (days, float(amount))
        assert rows[key]["a_month_bn"] == pytest.approx(float(amount) / days * 30.4375, abs=6e-4)


def test_energy_and_aid_are_compared_only_where_one_publisher_says_both() -> None:
    pairs = measures.payments.compared(PAID).select("counted_by", "energy_bn", "aid_bn").rows()
    assert pairs == [("EU High Representative", 35.0, 1.0), ("CREA", 21.9, 18.7)]
    other = PAID.with_columns(counted_by=pl.when(pl.col("kind") == "aid").then(pl.lit("Kiel")).otherwise("counted_by"))
    for wrong in (other, PAID.filter(pl.col("kind") == "energy")):
        with pytest.raises(NotComparable, match="both of one publisher"):
            measures.payments.compared(wrong)


def test_every_bar_is_drawn_as_long_as_its_period_and_none_is_a_sum() -> None:
    figure = figures.sanctions.payments.by_period(PAID)
    drawn = sorted(figure.data.select("first_day", "last_day", "eur_bn").rows())
    assert drawn == sorted(
        (date.fromisoformat(row["first_day"]), date.fromisoformat(row["last_day"]), float(Decimal(row["eur"]) / 10**9))
        for row in kept()
    )
    for size in ("page", "column"):
        assert "none is added to another" in str(figure.spec(size)).replace("', '", " ")


def test_nothing_rests_on_state_media() -> None:
    assert "party_state_media" not in load.energy_paid(weakest=True)["grade"].cast(pl.String)
    for row in kept():
        assert not any(name in (row["source_url"] + row["source_publisher"]).lower() for name in STATE_MEDIA), row["source_url"]


def test_what_stands_twice_or_is_not_known_is_refused() -> None:
    with pytest.raises(NotComparable, match="2 rows share kind, period"):
        measures.payments.periods(pl.concat([PAID, PAID.tail(1)]))
    for ask in (measures.payments.periods, measures.payments.compared):
        with pytest.raises(AnalysisError, match="that is not zero"):
            ask(PAID.with_columns(eur=pl.lit(None, pl.Decimal(18, 2))))


def test_the_contract_refuses_fuels_of_aid_and_periods_that_end_before_they_begin() -> None:
    rows = guarantees()["energy_paid"]
    with pytest.raises(DataFault, match="only_energy_has_fuels"):
        TABLES["energy_paid"].validate(rows.with_columns(fuels=pl.lit("LNG")))
    with pytest.raises(DataFault, match="a_period_ends_after_it_begins"):
        TABLES["energy_paid"].validate(rows.with_columns(first_day=pl.col("last_day").dt.offset_by("1d")))
