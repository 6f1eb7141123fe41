"""What groups of countries pay for: contributions to PURL group by group, never added across groups, and where the US packages stand."""

from collections.abc import Sequence
from datetime import date

import polars as pl

from analysis.charts.catalogue import say
from analysis.charts.formatting import announced, short_money
from analysis.figures.guarantees import wording
from analysis.figures.whom import members_in, notes_of, shared_notes
from analysis.groups.group import EU, Group
from analysis.groups.names import listed
from analysis.measures import packages
from analysis.measures import purl as measure
from analysis.measures.blocs import Whose

UNITED_STATES = "USA"


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
    groups, _ = members_in(either, only, say("guarantees.money_of.either_by_words", day=end), "country")
    amounts = measure.in_euros(paid)
    asked = [group for group in groups if group.members != (UNITED_STATES,)]
    if not asked:
        return states
    first, *others = asked
    each = [_of(first, amounts, payers, first=True), *(_of(group, amounts, payers) for group in others)]
    own = amounts.filter(pl.col("country").is_in([code for group in asked for code in group]))
    silent = own.filter(pl.col("amount").is_null())["country"].unique()
    added = own.filter(pl.col("currency") != measure.EUR).height or own["country"].n_unique() > 1
    in_it = any(UNITED_STATES in group.members for group in groups)
    rest = [
        *([say("guarantees.money_of.not_stated", names=listed(silent))] if len(silent) else []),
        *([say("guarantees.money_of.rates"), say("guarantees.money_of.joint")] if added else []),
        *([say("guarantees.money_of.beside", states=wording.uncapitalise(states.replace("**", "")))] if in_it else []),
        *notes_of(groups, either, say("guarantees.money_of.contribution_words"), "country"),
        *shared_notes(groups),
    ]
    return " ".join([f"**{say('guarantees.money_of.told', day=end, told='; '.join(each))}**", *rest])


def _of(group: Group, amounts: pl.DataFrame, payers: Sequence[str], *, first: bool = False) -> str:
    """Say who of a group contributes, and with what; what no rate turns into euros stays in its currency."""
    countries = {*group.members} - {EU}
    number = len(countries & {*payers})
    own = amounts.filter(pl.col("country").is_in(sorted(countries)))
    priced = own.filter(pl.col("eur_bn").is_not_null())
    unpriced = own.filter(pl.col("eur_bn").is_null(), pl.col("amount").is_not_null())
    beside = packages.total(unpriced.select("currency", "amount"), "amount", ["currency"])
    written = [announced(amount, currency) for currency, amount in beside.select("currency", "amount").iter_rows()]
    in_all = [short_money(float(priced["eur_bn"].sum()))] if priced.height else []
    who = _who(group, number, len(countries))
    who = say("guarantees.money_of.had_contributed_words", who=who) if first else who
    if in_all or written:
        return say("guarantees.money_of.with_words", who=who, amounts=[*in_all, *written])
    if not number:
        return who
    if own.height:
        return say("guarantees.money_of.no_amount_words", who=who)
    return say("guarantees.money_of.jointly_words", who=who)


def _who(group: Group, number: int, countries: int) -> str:
    if len(group) == 1:
        return group.in_text
    if number == countries:
        return say("guarantees.money_of.all_words", group=group.in_text, number=number)
    return say("guarantees.money_of.some_words", group=group.in_text, countries=countries, number=number)
