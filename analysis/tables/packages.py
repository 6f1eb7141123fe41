"""Contracts of money that was announced: US packages and laws, PURL, and totals as the tracker published them at the time."""

import dataframely as dy
import polars as pl

from analysis.tables.aid import KINDS, STAGES
from analysis.tables.columns import choice, country, currency, day, flag, money, partial_date, text, url
from analysis.tables.contract import record_table
from analysis.tables.guarantees import CONFIDENCES, KNOWN_BY, NOT_BEFORE, PRECISIONS, grade

US_KINDS = ("PDA", "USAI", "LAW", "ECON", "FMS", "TOTAL", "CHECK")
NEVER_ADDED = ("TOTAL", "CHECK")
DATED = tuple(name for name in PRECISIONS if name != "not_known")
ROW_KINDS = ("national", "group", "plan", "running_total")
TOPICS = ("guarantees", "united_states", "sanctions_asked", "sanctions_in_force", "meetings")


class UsPackages(dy.Schema):
    """One US package, law, sale or official total, in exact US dollars.

    A row is a package as announced, which is the unit of every count; official texts number drawdowns, and where none was seen
    the note has the number by count. Only rows whose `counts` is true may be added to others of their kind; totals and checks
    never are, and no sum of rows is an official total.
    """

    date = partial_date("Day, month or year of the announcement or, for an official total, of its publication.")
    date_precision = choice(PRECISIONS, "How the date is known.")
    not_before = day(NOT_BEFORE)
    known_by = day(KNOWN_BY)
    kind = choice(
        US_KINDS,
        "Drawdown (PDA), procurement (USAI), law (LAW), economic aid (ECON), arms sale (FMS), official total (TOTAL) or cross-check "
        "(CHECK).",
    )
    name = text("Its name.")
    usd = money("Amount; empty = not seen, which for an act us_flows may count.", nullable=True, unit="USD")
    meaning = text("What the amount means.")
    cutoff = partial_date("Day or month to which an official total counts; empty where its page does not say.", nullable=True)
    counts = flag("Whether it may be added to other packages of its kind.")
    source_url = url()
    source_publisher = text("Who published that page.")
    confidence = choice(CONFIDENCES, "How sure the row is.")
    grade = grade()
    note = text("What a reader should know.", nullable=True)

    @dy.rule()
    def only_an_official_total_has_a_cutoff(cls) -> pl.Expr:  # noqa: D102
        return pl.col("cutoff").is_null() | (pl.col("kind").cast(pl.String) == "TOTAL")

    @dy.rule()
    def totals_and_checks_are_never_added(cls) -> pl.Expr:  # noqa: D102
        return ~(pl.col("counts") & pl.col("kind").cast(pl.String).is_in(NEVER_ADDED))


class Purl(dy.Schema):
    """One contribution to NATO's Prioritised Ukraine Requirements List, or one running total.

    Amounts keep their currency. Group rows and running totals overlap the national ones. No row is undated: a contribution whose
    day was not seen counts from the day of its page, dated no_later_than it, since the page shows that it was known by then.
    """

    date = partial_date("Day or month of the announcement; where not seen, the day of the page, with no_later_than.")
    date_precision = choice(DATED, "How the date is known.")
    not_before = day(NOT_BEFORE)
    known_by = day(KNOWN_BY)
    country = country("ISO 3166 alpha-3, or a group of `analysis.countries`.")
    donor = text("Name of the donor as announced.")
    row_kind = choice(
        ROW_KINDS,
        "One country's contribution, a group's joint package, a country's plan to contribute, or a running total. Only national "
        "rows are contributions of a country.",
    )
    amount = money("Amount; empty = not stated.", nullable=True, unit="see currency")
    currency = currency()
    amount_meaning = text("What the amount means.")
    source_url = url()
    source_publisher = text("Who published that page.")
    confidence = choice(CONFIDENCES, "How sure the row is.")
    grade = grade()
    note = text("What a reader should know.", nullable=True)


class PublishedTotals(dy.Schema):
    """One total as the aid tracker published it at the time, in euros as it rounded them."""

    published = day("Day of publication.")
    cutoff = day("Last day it covers.")
    bloc = choice(("Europe", "United States"), "Whose aid.")
    kind = choice(KINDS, "Kind of aid; empty = all.", nullable=True)
    stage = choice(STAGES, "Promised or earmarked in detail.")
    eur = money("Total in euros as published, rounded by the publisher.")
    source_url = url()
    source_publisher = text("Who published that page.")
    grade = grade()
    note = text("What a reader should know.", nullable=True)


class NewsPoints(dy.Schema):
    """One point of a news item of one day, in our words."""

    day = day("Day of the news item.")
    point = dy.Int64(nullable=False, min=1, metadata={"description": "Number of the point."})
    topic = choice(TOPICS, "What the tables are asked about it.")
    says = text("What the item says, in our words.")


TABLES = [
    record_table(
        path="guarantees/us_packages.csv",
        schema=UsPackages,
        title="US packages and laws",
        description="US aid as announced, with official totals beside it. Announced drawdowns and the official total differ: "
        "neither is corrected by the other.",
        key=("not_before", "date", "kind", "name"),
    ),
    record_table(
        path="guarantees/purl.csv",
        schema=Purl,
        title="Contributions to PURL",
        description="US weapons paid for by other allies. Group rows and running totals overlap national rows.",
        key=("not_before", "country", "row_kind", "amount", "source_url"),
    ),
    record_table(
        path="guarantees/published_totals.csv",
        schema=PublishedTotals,
        title="Aid totals as published at the time",
        description="What the tracker said on the day, to set beside what its later releases hold for the same months.",
        key=("published", "bloc", "kind"),
    ),
    record_table(
        path="guarantees/news_points.csv",
        schema=NewsPoints,
        title="Points of a news item",
        description="The points of the news item of 20 September 2025 from which this project starts.",
        key=("day", "point"),
    ),
]
