"""Contracts of trade with Russia: who buys its energy by month, and its trade in goods by partner and year."""

import dataframely as dy

from analysis.tables.columns import choice, day, number, text, url
from analysis.tables.contract import Table
from analysis.tables.guarantees import CONFIDENCES
from analysis.tables.sanctions import source

COMMODITIES = ("crude", "products", "pipeline_gas", "lng", "coal", "all")


class EnergyBuyers(dy.Schema):
    """What one buyer took of one fuel in one month.

    Value in USD bn on basis customs, in EUR bn on all others; two bases are never put together, nor `all` with its parts.
    """

    month = day("First day of the month.")
    buyer = text("Who bought: ISO 3166 alpha-3 or a group as the source names it.")
    commodity = choice(COMMODITIES, "What was bought; `all` is never added to its parts.")
    value_usd_bn = number("USD bn", "Value as customs count it, at the prices of its day; empty on other bases.", nullable=True)
    value_eur_bn = number(
        "EUR bn", "Value as publishers and press state it; empty for customs, whose euros were no own count.", nullable=True
    )
    volume = number("as volume_unit says", "Volume.", nullable=True)
    volume_unit = text("Unit of the volume.", nullable=True)
    basis = text("How it was counted: customs, publisher table, press tabulation, tracker estimate; never put together.")
    confidence = choice(CONFIDENCES, "How sure the value is.")
    note = text("What to know about the row.", nullable=True)
    source_url = url()
    source = source()


class RussiaTrade(dy.Schema):
    """Russia's trade with one partner in one year, all goods, USD bn."""

    year = dy.Int64(nullable=False, min=1990, max=2100, metadata={"unit": "year", "description": "Calendar year."})
    iso3 = text("ISO 3166 alpha-3 of the partner; XKX = Kosovo, PSE = West Bank and Gaza.", regex=r"^[A-Z]{3}$")
    partner = text("Name of the trade partner, as the source writes it.")
    flow = choice(("exports", "imports"), "From Russia's side.")
    value_usd_bn = number("USD bn", "Value of all goods.", nullable=True)
    source = source()


TABLES = [
    Table(
        "sanctions/energy_buyers.csv",
        EnergyBuyers,
        "Who buys Russian energy, by month",
        "Value and volume by buyer and commodity where a source covers the month; months without rows are not known.",
        ["month", "buyer", "commodity", "basis", "source_url", "value_usd_bn", "value_eur_bn", "volume"],
        ["energy_tables", "crea"],
    ),
    Table(
        "sanctions/russia_trade.csv",
        RussiaTrade,
        "Russia's trade by partner, annual",
        "All goods by partner and year.",
        ["year", "flow", "partner"],
        ["imf_imts"],
    ),
]
