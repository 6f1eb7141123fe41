"""Russian assets and loans: held against the hand-kept files row by row, and the laws that aid stands under too."""

import csv
from collections import defaultdict
from decimal import Decimal

import polars as pl
import pytest

from analysis import figures, load, measures
from analysis.errors import AnalysisError, DataFault, NotComparable
from analysis.pipeline.build import CURATED, guarantees
from analysis.tables import TABLES

ASSETS, LOANS = load.russian_assets(), load.loans()


def kept(name: str) -> list[dict[str, str]]:
    with (CURATED / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_a_year_is_as_published_and_payments_of_a_year_are_added_once() -> None:
    earned = {row["date"][:4]: Decimal(row["eur"]) / 10**9 for row in kept("russian_assets")
              if row["kind"] == "earned" and row["first_day"].endswith("-01-01") and row["date"].endswith("-12-31")}  # fmt: skip
    paid: dict[str, Decimal] = defaultdict(Decimal)
    for row in kept("russian_assets"):
        if row["kind"] == "paid":
            paid[row["date"][:4]] += Decimal(row["eur"]) / 10**9
    ours = {str(row["year"]): row for row in measures.assets.by_year(ASSETS).iter_rows(named=True)}
    assert ours.keys() == earned.keys() | paid.keys()
    for year, row in ours.items():
        assert row["earned_bn"] == (float(earned[year]) if year in earned else None)
        assert row["paid_bn"] == (float(paid[year]) if year in paid else None)
    assert (sum(earned.values()), sum(paid.values())) == (Decimal("17.121"), Decimal("6.65"))


def test_a_part_of_a_year_moves_no_number() -> None:
    parts = ASSETS.filter(~((pl.col("kind") == "earned") & (pl.col("known_by").dt.month() < 12)))
    assert parts.height == ASSETS.height - 5
    assert measures.assets.by_year(parts).equals(measures.assets.by_year(ASSETS))


def test_what_all_lenders_paid_is_what_each_paid_and_they_are_never_added() -> None:
    states = {(row["loan"], row["lender"]): row for row in measures.assets.drawn(LOANS).iter_rows(named=True)}
    whole, eu, others = (states["ERA", lender]["paid_bn"] for lender in ("all lenders", "EU", "other G7"))
    assert (whole, eu, others) == (30.9, 18.1, 12.8)
    assert round(eu + others, 9) == whole
    drawn = figures.aid.assets.drawn(LOANS).data
    assert drawn.group_by("loan").agg(pl.col("eur_bn").sum().round(9)).sort("loan").rows() == [
        ("ERA", 45.0),
        ("EU 2026-27", 90.0),
    ]
    payments = [Decimal(row["amount"]) for row in kept("loans") if row["step"] == "paid"]
    assert states["EU 2026-27", "EU"]["paid_bn"] == float(sum(payments) / 10**9) == 10.4


def test_unknown_is_not_zero() -> None:
    states = measures.assets.drawn(LOANS).filter(lender="United States").row(0, named=True)
    assert (states["currency"], states["agreed_bn"], states["paid_bn"], states["paid_to"]) == ("USD", 20.0, None, None)
    assert measures.assets.by_year(ASSETS).filter(year=2022).select("paid_bn", "payments").rows() == [(None, 0)]
    assert states["payments"] == 0
    for ask, rows, amount in ((measures.assets.by_year, ASSETS, "eur"), (measures.assets.drawn, LOANS, "amount")):
        with pytest.raises(AnalysisError, match=f"{amount} is null"):
            ask(rows.with_columns(pl.lit(None, pl.Decimal(18, 2)).alias(amount)))


def test_what_stands_twice_is_not_counted_twice() -> None:
    for kind in ("held", "earned", "paid"):
        ask = measures.assets.held if kind == "held" else measures.assets.by_year
        with pytest.raises(NotComparable, match="they would count twice"):
            ask(pl.concat([ASSETS, ASSETS.filter(pl.col("kind") == kind).tail(1)]))
    with pytest.raises(NotComparable, match="they would count twice"):
        measures.assets.drawn(pl.concat([LOANS, LOANS.tail(1)]))


def test_a_later_total_takes_the_place_of_an_earlier_one() -> None:
    before = LOANS.filter(~((pl.col("lender") == "EU") & (pl.col("date") == "2025-11-13")))
    assert measures.assets.drawn(before).filter(loan="ERA", lender="EU")["paid_bn"].to_list() == [14.0]


def test_the_contract_wants_a_period_for_what_was_earned_and_none_else() -> None:
    rows = guarantees()["russian_assets"]
    for wrong in (rows.with_columns(first_day=pl.lit(None, pl.Date)), rows.with_columns(first_day=pl.col("known_by"))):
        with pytest.raises(DataFault, match="what_was_earned_has_a_period"):
            TABLES["russian_assets"].validate(wrong)


def test_the_picture_says_that_payments_repay_loans_and_that_the_sum_is_the_least() -> None:
    for size in ("page", "column"):
        assert "repays the ERA loans" in str(figures.aid.assets.earned_and_paid(ASSETS).spec(size)).replace("', '", " ")
        assert "the least that" in str(figures.aid.assets.drawn(LOANS).spec(size)).replace("', '", " ")
