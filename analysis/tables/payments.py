"""Contract of what the EU paid Russia for energy in periods as published, and of aid that the same publisher sets beside it."""

import dataframely as dy
import polars as pl

from analysis.tables.columns import choice, day, money, text, url
from analysis.tables.contract import record_table
from analysis.tables.guarantees import CONFIDENCES, grade

KINDS = ("energy", "aid")
FUELS = ("all fossil fuels", "LNG")


class EnergyPaid(dy.Schema):
    """One published amount over one period: what the EU paid Russia for energy, or aid that the same publisher sets beside it.

    Periods overlap and publishers count differently: no two rows are added. A period that no row covers is not known.
    """

    kind = choice(KINDS, "Paid for energy, or aid to Ukraine beside it.")
    first_day = day("First day of the period.")
    last_day = day("Last day of the period.")
    fuels = choice(FUELS, "What was paid for; empty for aid.", nullable=True)
    counted_by = text("Who counted.")
    eur = money("Amount in euros, as rounded by the publisher.")
    pair = text(
        "Name of the comparison in which the publisher sets energy and aid side by side; empty for none.", nullable=True
    )
    meaning = text("What the amount means.")
    source_url = url()
    source_publisher = text("Who published that page.")
    confidence = choice(CONFIDENCES, "How sure the row is.")
    grade = grade()
    note = text("What a reader should know.", nullable=True)

    @dy.rule()
    def only_energy_has_fuels(cls) -> pl.Expr:  # noqa: D102
        return (pl.col("kind").cast(pl.String) == "energy") == pl.col("fuels").is_not_null()

    @dy.rule()
    def a_period_ends_after_it_begins(cls) -> pl.Expr:  # noqa: D102
        return pl.col("first_day") <= pl.col("last_day")


TABLES = [
    record_table(
        path="sanctions/energy_paid.csv",
        schema=EnergyPaid,
        title="What the EU paid Russia for energy, as published",
        description="Amounts over periods as their publishers give them, and aid that the same publisher sets beside. Periods overlap: "
        "never added.",
        key=("kind", "first_day", "last_day", "counted_by"),
    )
]
