"""The findings of a country's brief: money, kinds, weapons, guarantees, US weapons paid for, and Russia."""

from collections.abc import Mapping
from typing import Any

import polars as pl

from analysis.charts.catalogue import say
from analysis.charts.citations import cite
from analysis.charts.formatting import short_money
from analysis.figures.aid.inputs import edition, until
from analysis.figures.country.arms import us_weapons, weapons
from analysis.figures.country.donor import REPORTED, Donor, cite_each, donor_of, on_day, page_of
from analysis.figures.country.positions import speaker_of
from analysis.figures.country.russia import russia
from analysis.figures.guarantees.wording import NOUNS, one_answer
from analysis.figures.panel import Panel, Point
from analysis.load.snapshot import Snapshot
from analysis.measures import country as measure
from analysis.measures.answers import MAY_OFFER, NOT_FOUND, OFFERS, OFFERS_IF

__all__ = ["messages"]

MOSTLY, MUCH = 0.5, 0.1


def messages(tables: Snapshot, country: str) -> Panel:
    """Say the findings on one donor: a claim each, and what bears it out.

    Takes `load.snapshot(day)`; `country` is a donor by name or code. Raises as `opening`.

    >>> from analysis import load
    >>> [point.label for point in messages(load.snapshot("2026-10-10"), "Germany").points]
    ['Money', 'Kinds', 'Weapons', 'Guarantees', 'US weapons', 'Sanctions', 'Russia']
    """
    donor = donor_of(tables, country)
    on_russia, works = russia(donor)
    points = [_money(donor), _kinds(donor), *weapons(donor), _guarantees(donor), us_weapons(donor), *on_russia]
    pages = [
        (donor.positions, say("country.donor.statements_words")),
        (donor.agreements.tail(1), say("country.donor.agreement_words")),
    ]
    return Panel(
        "messages",
        say("country.messages.heading"),
        points,
        sources=[
            *cite(tables.lead, tables.aid, tables.weapons),
            *(s for rows, what in pages for s in cite_each(rows, what)),
            *works,
        ],
    )


def _money(donor: Donor) -> Point:
    tables, label = donor.tables, say("country.messages.money_label")
    given, promised = donor.rank.amount, measure.rank(tables.lead, donor.code, stage="committed").amount
    if short_money(promised) == "nothing":
        return Point(label, say("country.messages.money_none"))
    by = {"until": until(tables.lead), "edition": edition(tables.lead)}
    alike = short_money(given) == short_money(promised)
    if promised - given < promised / 100:
        more = given > promised and not alike
        claim = say("country.messages.money_claim_more") if more else say("country.messages.money_claim_all")
        told = (
            say("country.messages.money_all", **by, given=given)
            if alike
            else say("country.messages.money_all_rounded", **by, given=given, promised=promised)
        )
    else:
        claim = (
            say("country.messages.money_claim_nearly", given=given)
            if alike
            else say("country.messages.money_claim", given=given, promised=promised)
        )
        told = say("country.messages.money_rest", **by, rest=promised - given)
    return Point(label, claim, f"{told} {_in_no_month(donor)}".strip())


def _in_no_month(donor: Donor) -> str:
    """Say how much of what is allocated is in the totals alone, and so in no year of the first chart, if that is much."""
    if (sums := donor.by_month_and_in_all) is None:
        return ""
    by_month, whole = sums
    return say("country.messages.money_in_no_month", sum=whole - by_month) if whole - by_month >= MUCH * whole else ""


def _kinds(donor: Donor) -> Point:
    given = {
        kind: amount
        for kind, amount in measure.kinds(donor.tables.lead, donor.code).items()
        if short_money(amount) != "nothing"
    }
    label = say("country.messages.kinds_label")
    if not given:
        return Point(label, say("country.messages.kinds_none"))
    listed = "; ".join(f"{kind} {short_money(amount)}" for kind, amount in given.items())
    return Point(label, _kinds_claim(given), say("country.messages.kinds", kinds=listed, until=until(donor.tables.lead)))


def _kinds_claim(given: Mapping[str, float]) -> str:
    """Say which kind is most of the aid; takes the amount of each kind, the most first."""
    first, most = next(iter(given.items()))
    part = most / sum(given.values())
    if len(given) == 1:
        return say("country.messages.kinds_claim_all", kind=first)
    if part > MOSTLY:
        return say("country.messages.kinds_claim_mostly", kind=first, part=part)
    return say("country.messages.kinds_claim_above_all", kind=first, part=part)


def _guarantees(donor: Donor) -> Point:
    land, signed = donor.positions.filter(pl.col("domain") == "land"), donor.agreements
    answer = land["answer"][0] if land.height else NOT_FOUND
    claim = say("country.messages.guarantees_claim", donor=donor.name, answers=one_answer(answer, NOUNS["land"]))
    told = [*([_last_said(land.row(0, named=True))] if land.height else []), *_besides(donor), _agreement(donor)]
    return Point(
        say("country.messages.guarantees_label"),
        claim if land.height or donor.is_country else "",
        " ".join(told),
        **(page_of(signed.row(-1, named=True)) if signed.height else {}),
    )


def _last_said(row: Mapping[str, Any]) -> str:
    """Say when the answer on troops was last given, by whom and on which condition."""
    said = {"when": on_day(row["date"]), "speaker": speaker_of(row["actor"]), "position": row["position"]}
    reported = str(row["grade"]) == REPORTED
    if row["condition"]:
        said |= {"condition": row["condition"].removeprefix("if ")}
        if reported:
            return say("country.messages.guarantees_said_if_reported", **said)
        return say("country.messages.guarantees_said_if", **said)
    return (
        say("country.messages.guarantees_said_reported", **said)
        if reported
        else say("country.messages.guarantees_said", **said)
    )


def _besides(donor: Donor) -> list[str]:
    """Name what a donor offers besides troops: firmly, on a condition, and what it may offer if one is met."""
    others = donor.positions.filter(pl.col("domain") != "land").select("domain", "answer").rows()
    free, bound, may = ([NOUNS[domain] for domain, answer in others if answer == one] for one in (OFFERS, OFFERS_IF, MAY_OFFER))
    told = [
        *([say("country.messages.offers_words", number=donor.number, nouns=free)] if free else []),
        *([say("country.messages.offers_if_words", number=donor.number, nouns=bound)] if bound else []),
        *([say("country.messages.may_offer_words", nouns=may)] if may else []),
    ]
    if not told:
        return []
    if donor.is_country:
        return [say("country.messages.besides", offers="; ".join(told))]
    return [say("country.messages.eu_institutions_offer", donor=donor.name, offers="; ".join(told))]


def _agreement(donor: Donor) -> str:
    signed = donor.agreements
    if signed.is_empty():
        return say("country.messages.agreement_none", number=donor.number)
    years, when = signed["years"][-1], on_day(signed["date"][-1])
    if years:
        return say("country.messages.agreement_for_years", years=years, when=when)
    return say("country.messages.agreement", when=when)
