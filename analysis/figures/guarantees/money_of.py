"""What groups of countries pay for: contributions to PURL group by group, never added across groups, and where the US packages stand."""

from collections.abc import Sequence
from datetime import date

import polars as pl

from analysis.charts.formatting import announced, day, short_money
from analysis.countries import join_words
from analysis.figures.guarantees import wording
from analysis.figures.whom import members_in, notes_of, shared_notes
from analysis.groups.group import EU, Group
from analysis.groups.names import listed
from analysis.measures import packages
from analysis.measures import purl as measure
from analysis.measures.blocs import Whose

UNITED_STATES = "USA"
RATES = "Only a country's own contributions are added, those in US dollars at the mean rate of their month; other currencies stand beside."
JOINT = "Joint packages overlap them and are in no sum."
NOT_STATED = "Without a stated amount, and in no sum: contributions of {}."
BESIDE = "Beside PURL, and in no sum here, {}"


def told(paid: pl.DataFrame, end: date, only: Whose, states: str) -> str:
    """Tell of each group how many of its members contribute to PURL and with what; of the United States, its packages.

    `paid` is `load.purl()` as known by `end`, `states` the sentences on the packages of the United States. Raises AnalysisError for a
    group of which nobody has a contribution, of its own or jointly, or a package.

    >>> from analysis import load
    >>> told(load.purl("2025-08-31"), date(2025, 8, 31), "Belgium", "")
    '**By 31 August 2025, Belgium had contributed to PURL, with €100m.**'
    """
    payers = packages.purl_countries(paid)["country"].to_list()
    either = pl.DataFrame({"country": [*payers, UNITED_STATES]})
    groups, _ = members_in(either, only, f"contribution to PURL or US package by {day(end)}", "country")
    amounts = measure.in_euros(paid)
    asked = [group for group in groups if group.members != (UNITED_STATES,)]
    if not asked:
        return states
    first, *others = [_of(group, amounts, payers) for group in asked]
    each = [f"{first[0]} had contributed to PURL{first[1]}", *(f"{who}{what}" for who, what in others)]
    own = amounts.filter(pl.col("country").is_in([code for group in asked for code in group]))
    silent = own.filter(pl.col("amount").is_null())["country"].unique()
    added = own.filter(pl.col("currency") != measure.EUR).height or own["country"].n_unique() > 1
    in_it = any(UNITED_STATES in group.members for group in groups)
    rest = [
        *([NOT_STATED.format(listed(silent))] if len(silent) else []),
        *([RATES, JOINT] if added else []),
        *([BESIDE.format(wording.uncapitalise(states.replace("**", "")))] if in_it else []),
        *notes_of(groups, either, "contribution to PURL", "country"),
        *shared_notes(groups),
    ]
    return " ".join([f"**By {day(end)}, {'; '.join(each)}.**", *rest])


def _of(group: Group, amounts: pl.DataFrame, payers: Sequence[str]) -> tuple[str, str]:
    """Say who of a group contributes, and with what; what no rate turns into euros stays in its currency."""
    countries = {*group.members} - {EU}
    number = len(countries & {*payers})
    own = amounts.filter(pl.col("country").is_in(sorted(countries)))
    priced = own.filter(pl.col("eur_bn").is_not_null())
    unpriced = own.filter(pl.col("eur_bn").is_null(), pl.col("amount").is_not_null())
    beside = packages.total(unpriced.select("currency", "amount"), "amount", ["currency"])
    written = [announced(amount, currency) for currency, amount in beside.select("currency", "amount").iter_rows()]
    in_all = [short_money(float(priced["eur_bn"].sum()))] if priced.height else []
    with_it = f", with {join_words([*in_all, *written])}" if in_all or written else _no_amount(own) if number else ""
    return _who(group, number, len(countries)), with_it


def _who(group: Group, number: int, countries: int) -> str:
    if len(group) == 1:
        return group.in_text
    some = f"all {number}" if number == countries else f"{number or 'none'} of the {countries}"
    return f"{some} countries of {group.in_text}"


def _no_amount(own: pl.DataFrame) -> str:
    return ", with no amount stated" if own.height else ", jointly alone"
