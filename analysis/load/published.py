"""Load what publishers state beside aid: people hosted, Russian assets and loans on them, US appropriations, energy paid."""

import polars as pl

from analysis.load.choice import read_graded
from analysis.storage.reader import read_table


def people_hosted() -> pl.DataFrame:
    """Load refugees from Ukraine by host at the end of each year; UNHCR's count, with people under temporary protection.

    People on parole in the United States are not in it: its rows are no number of people hosted. A host without a row was not counted.

    >>> people_hosted().filter(iso3="CZE").select("year_end", "refugees").row(-1)
    (datetime.date(2025, 12, 31), 392955)
    """
    return read_table("people_hosted")


def russian_assets(*, weakest: bool = False) -> pl.DataFrame:
    """Load what Euroclear holds of Russia, earns on it and pays to the EU for Ukraine, as published; periods overlap.

    Rows of the weakest publishers come only with `weakest=True`.

    >>> russian_assets().filter(kind="held").sort("known_by").select("known_by", "eur").row(-1)
    (datetime.date(2025, 12, 31), Decimal('195000000000.00'))
    """
    return read_graded("russian_assets", weakest)


def loans(*, weakest: bool = False) -> pl.DataFrame:
    """Load what was agreed and paid of the ERA loans and of the EU's loan of 2026-27, as far as it was seen.

    A row of all lenders holds the others. Rows of the weakest publishers come only with `weakest=True`.

    >>> loans().filter(loan="EU 2026-27", step="agreed").select("amount", "currency").row(0)
    (Decimal('90000000000.00'), 'EUR')
    """
    return read_graded("loans", weakest)


def us_flows(*, weakest: bool = False) -> pl.DataFrame:
    """Load US appropriations from acts to purposes, and what became of the money for weapons, as volunteers counted by October 2025.

    Two stages are the same money, and never added. Rows of the weakest publishers come only with `weakest=True`.

    >>> us_flows().filter(target="unused").select("origin", "usd").row(0)
    ('drawdown authority (PDA)', Decimal('4778000000.00'))
    """
    return read_graded("us_flows", weakest)


def energy_paid(*, weakest: bool = False) -> pl.DataFrame:
    """Load what the EU paid Russia for energy over periods as published, and aid that the same publisher sets beside it; never added.

    Rows of the weakest publishers come only with `weakest=True`.

    >>> energy_paid()["kind"].unique().sort().to_list()
    ['aid', 'energy']
    """
    return read_graded("energy_paid", weakest)
