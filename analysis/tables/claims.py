"""Contract of what others say: public claims, and what in the tables here answers each of them."""

import dataframely as dy
import polars as pl

from analysis.tables.columns import choice, day, number, partial_date, text, url
from analysis.tables.contract import record_table
from analysis.tables.guarantees import grade

SUBJECTS = ("aid", "ships", "listings", "us_packages", "purl")
UNITS = ("EUR bn", "USD bn", "per cent", "ships", "listings", "drawdowns", "countries", "month", "day")
WITHOUT_A_NUMBER = ("month", "day")
"""Units of claims about a time: held against ours in words, for a season has no number."""
ANSWERS = (
    "committed",
    "against_the_years_before",
    "share_of_the_eu_institutions",
    "ahead_since",
    "ships_by_number",
    "ships_listed",
    "listings",
    "first_listing",
    "drawdowns_usd_bn",
    "drawdowns",
    "purl_countries",
)
"""What the measures answer claims with: `analysis.measures.claims` has a function for each."""


class PublicClaims(dy.Schema):
    """One number that somebody else published, in our words, with the measure here that answers it.

    `value` is empty where a time is claimed. The window is what the claim is about, not when it was made.
    """

    published = partial_date("Day or month it was published.")
    subject = choice(SUBJECTS, "What it is about.")
    claim = text("What is claimed, in our words.")
    of = text("Whose: a bloc of donors, an authority, or all.")
    detail = text("Which part: kinds of aid separated by |, or a measure of listings; empty for all.", nullable=True)
    first_day = day("First day of the window; empty for since the start.", nullable=True)
    last_day = day("Last day of the window.")
    stated = text("As it was told.")
    value = number("see unit", "The number told; empty for a time.", nullable=True)
    unit = choice(UNITS, "Unit of the number told and of ours.")
    answer = choice(ANSWERS, "The measure that answers it.")
    tolerance_pct = number(
        "per cent", "How far ours may be from it, points where it is per cent; empty: to the unit.", nullable=True
    )
    reason = text("Why ours may be further from it.", nullable=True)
    source_url = url()
    source_publisher = text("Who published that page.")
    grade = grade()

    @dy.rule()
    def a_time_has_no_number(cls) -> pl.Expr:  # noqa: D102
        return pl.col("value").is_null() == pl.col("unit").cast(pl.String).is_in(WITHOUT_A_NUMBER)


TABLES = [
    record_table(
        path="claims/public_claims.csv",
        schema=PublicClaims,
        title="What others say",
        description="Numbers that others published about aid, ships, listings, US packages and PURL, to set beside those computed here.",
        key=("published", "subject", "claim"),
    )
]
