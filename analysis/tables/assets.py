"""Contracts of Russia's immobilised assets and of the loans that rest on them or stand beside them."""

import dataframely as dy
import polars as pl

from analysis.tables.columns import choice, currency, day, money, partial_date, text, url
from analysis.tables.contract import record_table
from analysis.tables.guarantees import CONFIDENCES, KNOWN_BY, NOT_BEFORE, grade

KINDS = ("held", "earned", "paid")
LOANS = ("ERA", "EU 2026-27")
LENDERS = ("all lenders", "EU", "other G7", "United States")
STEPS = ("agreed", "paid", "paid_so_far")


class RussianAssets(dy.Schema):
    """One published figure of Russian assets at Euroclear: held on a day, earned in a period, or paid to the EU for Ukraine.

    Periods of what was earned overlap: a quarter is part of its half-year and year, and such rows are never added. What is paid
    is part of what was earned, after tax and costs.
    """

    kind = choice(KINDS, "Held on a day, earned from a first day to the date, or paid to the EU.")
    first_day = day("First day of the period in which it was earned; empty for what was held or paid.", nullable=True)
    date = partial_date("Day on which it was held, last day of the period in which it was earned, day or month of payment.")
    not_before = day(NOT_BEFORE)
    known_by = day(KNOWN_BY)
    eur = money("Amount in euros, as rounded by the publisher.")
    meaning = text("What the amount means.")
    source_url = url()
    source_publisher = text("Who published that page.")
    confidence = choice(CONFIDENCES, "How sure the row is.")
    grade = grade()
    note = text("What a reader should know.", nullable=True)

    @dy.rule()
    def what_was_earned_has_a_period(cls) -> pl.Expr:  # noqa: D102
        return (pl.col("kind").cast(pl.String) == "earned") == pl.col("first_day").is_not_null()


class Loans(dy.Schema):
    """One figure of a loan to Ukraine: what was agreed, one payment of it, or what was paid so far as its lender said.

    A row of all lenders holds those of the others. Payments are those that were seen: their sum is the least that was paid.
    """

    loan = choice(LOANS, "ERA: the G7's loans repaid from what the assets earn. EU 2026-27: the EU's loan of EUR 90bn.")
    lender = choice(LENDERS, "Who lends; all lenders are the others together.")
    step = choice(STEPS, "Agreed, one payment, or paid so far.")
    date = partial_date("Day or month of it.")
    not_before = day(NOT_BEFORE)
    known_by = day(KNOWN_BY)
    amount = money("Amount, as rounded by the publisher.", unit="see currency")
    currency = currency()
    meaning = text("What the amount means.")
    source_url = url()
    source_publisher = text("Who published that page.")
    confidence = choice(CONFIDENCES, "How sure the row is.")
    grade = grade()
    note = text("What a reader should know.", nullable=True)


TABLES = [
    record_table(
        path="assets/russian_assets.csv",
        schema=RussianAssets,
        title="Russian assets at Euroclear",
        description="What Euroclear holds of Russia, earns on it and pays to the EU for Ukraine, as published. Periods overlap.",
        key=("kind", "first_day", "not_before", "date"),
    ),
    record_table(
        path="assets/loans.csv",
        schema=Loans,
        title="Loans on Russian assets, and the EU's loan of 2026-27",
        description="What was agreed and what was paid as far as it was seen. A row of all lenders holds the others.",
        key=("loan", "lender", "step", "not_before", "date"),
    ),
]
