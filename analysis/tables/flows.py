"""Contract of US appropriations: from the acts to their purposes, and what became of the money for weapons."""

import dataframely as dy

from analysis.tables.columns import choice, money, partial_date, text, url
from analysis.tables.contract import record_table
from analysis.tables.guarantees import CONFIDENCES, grade

STAGES = ("act", "purpose", "kind", "channel", "use")


class UsFlows(dy.Schema):
    """One flow of US money from where it came to where it went, in exact US dollars, as one publisher counted it on one day.

    Flows of one stage may be added; those of two stages are the same money told twice. What flows into a node and what leaves it may
    differ where the publisher's own figures do.
    """

    stage = choice(STAGES, "From acts to the whole, to purposes, to kinds, to channels of weapons, to what became of these.")
    origin = text("Where it comes from.")
    target = text("Where it goes.")
    usd = money("Amount.", unit="USD")
    as_of = partial_date("Day of the publisher's file; the last package it counts is of 9 January 2025.")
    source_url = url()
    source_publisher = text("Who published that page.")
    confidence = choice(CONFIDENCES, "How sure the row is.")
    grade = grade()
    note = text("What a reader should know.", nullable=True)


TABLES = [
    record_table(
        path="guarantees/us_flows.csv",
        schema=UsFlows,
        title="US appropriations, from acts to uses",
        description="What Congress appropriated over Ukraine by act and purpose, and what became of drawdown authority, procurement money "
        "and grants for arms. Two stages are the same money: never added. What officials state of the acts is in us_packages.",
        key=("stage", "origin", "target"),
    )
]
