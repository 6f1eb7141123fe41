"""Load countries, their economies, exchange rates, consumer prices and the works that all tables are made from."""

import polars as pl

from analysis.storage.reader import read_table


def countries() -> pl.DataFrame:
    """Load names, memberships and blocs of all countries; a null day of joining means no member.

    >>> countries().filter(iso3="FIN").select("name", "nato_since", "bloc").row(0)
    ('Finland', datetime.date(2023, 4, 4), 'European countries')
    """
    return read_table("countries")


def economies() -> pl.DataFrame:
    """Load gross domestic product in US dollars and population by country; from the World Bank.

    >>> economies().columns
    ['iso3', 'gdp_usd', 'gdp_year', 'population', 'population_year']
    """
    return read_table("economies")


def exchange_rates() -> pl.DataFrame:
    """Load what one euro was worth in US dollars, by month: means of the European Central Bank's daily rates.

    >>> exchange_rates().row(0, named=True)
    {'month': datetime.date(2022, 1, 1), 'currency': 'USD', 'per_eur': 1.131448, 'days': 21}
    """
    return read_table("exchange_rates")


def groups() -> pl.DataFrame:
    """Load who belongs to which group of countries, such as NATO or the G7, one row a member, as of the day stated.

    `analysis.groups` has them ready to use.

    >>> groups().filter(id="weimar_triangle").select("name", "country").rows()
    [('Weimar triangle', 'DEU'), ('Weimar triangle', 'FRA'), ('Weimar triangle', 'POL')]
    """
    return read_table("groups")


def price_indices() -> pl.DataFrame:
    """Load consumer prices by month: the euro area's HICP (2025 = 100) and the US CPI-U (1982-84 = 100).

    A month that the publisher left out has no row, as October 2025 of the US.

    >>> price_indices().filter(index="hicp_euro_area")["month"].max()
    datetime.date(2025, 12, 1)
    """
    return read_table("price_indices")


def publisher_faults() -> pl.DataFrame:
    """Load faults known in publishers' works: what is wrong, what it changes, first seen, reported or not, still there or not.

    >>> publisher_faults().columns
    ['work', 'file', 'what', 'effect', 'first_seen', 'reported', 'still_there', 'looked_on', 'source_url']
    """
    return read_table("publisher_faults")


def sources() -> pl.DataFrame:
    """Load the works the tables are made from, with citation and licence.

    >>> sources().columns
    ['id', 'title', 'publisher', 'url', 'citation', 'licence', 'accessed', 'accepted']
    """
    return read_table("sources")
