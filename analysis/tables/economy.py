"""Contracts of the yardsticks: economies and people, what a euro was worth in dollars, and consumer prices."""

import dataframely as dy

from analysis.tables.columns import choice, count, country, day, number, text
from analysis.tables.contract import Table


class Economies(dy.Schema):
    """The size of one country: its gross domestic product (current US dollars) and people, each with its year."""

    iso3 = country("ISO 3166 alpha-3.")
    gdp_usd = number("USD", "Gross domestic product at current prices and rates.")
    gdp_year = count("year", "Year of the gross domestic product.", least=None)
    population = count("people", "Total population.")
    population_year = count("year", "Year of the population.", least=None)


class ExchangeRates(dy.Schema):
    """What one euro was worth in one month: units of the currency for one euro, and how many days were averaged."""

    month = day("First day of the month.")
    currency = choice(("USD",), "ISO 4217 code.")
    per_eur = number("currency per EUR", "Mean of the month's daily reference rates.")
    days = count("days", "How many days were averaged.", least=1)


PRICE_INDICES = ("hicp_euro_area", "cpi_us")


class PriceIndices(dy.Schema):
    """One index of consumer prices in one month; a month that the publisher left out has no row."""

    month = day("First day of the month.")
    index = choice(PRICE_INDICES, "Euro-area HICP, all items; US CPI-U, all items, not seasonally adjusted.")
    value = dy.Decimal(9, 3, min=0, metadata={"unit": "see base", "description": "The index as published, exact."})
    base = text("What 100 is.")
    source = text("Id of the sources table.")


TABLES = [
    Table(
        path="reference/economies.csv",
        schema=Economies,
        title="Economies and people",
        description="Gross domestic product and population. The EU institutions and Taiwan are not in it.",
        key=("iso3",),
        sources=("world_bank",),
    ),
    Table(
        path="reference/exchange_rates.csv",
        schema=ExchangeRates,
        title="Euro reference rates, by month",
        description="Monthly means of the daily reference rates, whole months only.",
        key=("currency", "month"),
        sources=("ecb",),
    ),
    Table(
        path="reference/price_indices.csv",
        schema=PriceIndices,
        title="Consumer prices, by month",
        description="The index by which euros are deflated, that of the euro area and not of the EU27, and that for dollars. US prices of "
        "October 2025 were never published.",
        key=("index", "month"),
        sources=("eurostat_hicp", "bls_cpi"),
    ),
]
