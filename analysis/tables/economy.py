"""Contracts of the yardsticks: economies and people, and what a euro was worth in dollars."""

import dataframely as dy

from analysis.tables.contract import Table


class Economies(dy.Schema):
    """The size of one country: its gross domestic product (current US dollars) and people, each with its year."""

    iso3 = dy.String(nullable=False, regex=r"^[A-Z]{3}$", metadata={"description": "ISO 3166 alpha-3."})
    gdp_usd = dy.Float64(
        nullable=False, min=0, metadata={"unit": "USD", "description": "Gross domestic product at current prices and rates."}
    )
    gdp_year = dy.Int64(nullable=False, metadata={"unit": "year", "description": "Year of the gross domestic product."})
    population = dy.Int64(nullable=False, min=0, metadata={"unit": "people", "description": "Total population."})
    population_year = dy.Int64(nullable=False, metadata={"unit": "year", "description": "Year of the population."})


class ExchangeRates(dy.Schema):
    """What one euro was worth in one month: units of the currency for one euro, and how many days were averaged."""

    month = dy.Date(nullable=False, metadata={"description": "First day of the month."})
    currency = dy.Enum(("USD",), nullable=False, metadata={"description": "ISO 4217 code."})
    per_eur = dy.Float64(
        nullable=False,
        min=0,
        metadata={"unit": "currency per EUR", "description": "Mean of the month's daily reference rates."},
    )
    days = dy.Int64(nullable=False, min=1, metadata={"unit": "days", "description": "How many days were averaged."})


TABLES = [
    Table(
        name="economies",
        path="reference/economies.csv",
        schema=Economies,
        title="Economies and people",
        description="Gross domestic product and population. The EU institutions and Taiwan are not in it.",
        key=("iso3",),
        sources=("world_bank",),
    ),
    Table(
        name="exchange_rates",
        path="reference/exchange_rates.csv",
        schema=ExchangeRates,
        title="Euro reference rates, by month",
        description="Monthly means of the daily reference rates, whole months only.",
        key=("currency", "month"),
        sources=("ecb",),
    ),
]
