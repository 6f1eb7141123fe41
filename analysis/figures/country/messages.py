"""The findings of a country's brief: money, kinds, weapons, guarantees, US weapons paid for, and Russia."""

import polars as pl

from analysis.charts.citations import cite, cite_pages
from analysis.charts.formatting import capitalise_first, partial_day, pct, short_money
from analysis.charts.numerals import count_words
from analysis.countries import join_words
from analysis.figures.aid.inputs import edition, until
from analysis.figures.country.arms import us_weapons, weapons
from analysis.figures.country.donor import Donor, donor_of
from analysis.figures.country.opening import REPORTED
from analysis.figures.country.russia import russia
from analysis.figures.guarantees.wording import NOUNS, one_answer
from analysis.figures.panel import Panel, Point
from analysis.load.snapshot import Snapshot
from analysis.measures import country as measure
from analysis.measures.answers import NOT_FOUND, OFFERS, OFFERS_IF

__all__ = ["messages"]

MOSTLY = 0.5


def messages(tables: Snapshot, country: str) -> Panel:
    """Say the findings on one donor: a claim each, and what bears it out.

    Takes `load.snapshot(day)`; `country` is a donor by name or code. Raises as `opening`.

    >>> from analysis import load
    >>> [point.label for point in messages(load.snapshot("2026-10-10"), "Germany").points]
    ['Money', 'Kinds', 'Weapons', 'Guarantees', 'US weapons', 'Russia']
    """
    donor = donor_of(tables, country)
    on_russia, works = russia(donor)
    points = [_money(donor), _kinds(donor), *weapons(donor), _guarantees(donor), us_weapons(donor), on_russia]
    pages = [(donor.positions, "statements"), (donor.agreements, "agreements")]
    return Panel(
        "messages",
        "In short",
        points,
        sources=[
            *cite(tables.lead, tables.aid, tables.weapons),
            *(s for rows, what in pages if rows.height for s in cite_pages(rows, what)),
            *works,
        ],
    )


def _money(donor: Donor) -> Point:
    tables = donor.tables
    promised = measure.rank(tables.lead, donor.code, stage="committed").amount
    given = donor.rank.amount
    if short_money(promised) == "nothing":
        return Point("Money", "No aid of a government is on record.")
    by = f"By {until(tables.lead)} ({edition(tables.lead)})"
    sums = short_money(given), short_money(promised)
    if promised - given < promised / 100:
        told = f"{sums[0]} was allocated; {sums[1]} stands as committed." if sums[0] != sums[1] else f"that is {sums[0]}."
        return Point("Money", "All that was promised is allocated.", f"{by} {told}")
    claim = f"{capitalise_first(short_money(promised - given))} of what was promised has no named purpose yet."
    told = f"{sums[0]} of {sums[1]} committed" if sums[0] != sums[1] else f"{sums[0]}, nearly all that was committed,"
    return Point("Money", claim, f"{by} {told} was allocated; by when the rest is due is not recorded.")


def _kinds(donor: Donor) -> Point:
    given = {
        kind: amount
        for kind, amount in measure.kinds(donor.tables.lead, donor.code).items()
        if short_money(amount) != "nothing"
    }
    whole = sum(given.values())
    if not given:
        return Point("Kinds", "No kind of aid is on record.")
    first, most = next(iter(given.items()))
    claim = (
        f"{'Mostly' if most / whole > MOSTLY else 'Above all'} {first}: {pct(most / whole)}."
        if len(given) > 1
        else f"All {first}."
    )
    listed = "; ".join(f"{kind} {short_money(amount)}" for kind, amount in given.items())
    return Point("Kinds", claim, f"{capitalise_first(listed)}, by {until(donor.tables.lead)}.")


def _guarantees(donor: Donor) -> Point:
    land = donor.positions.filter(pl.col("domain") == "land")
    signed = donor.agreements
    treaty = (
        f"A security agreement{_for_years(signed['years'][-1])} was signed {_when(signed['date'][-1])}."
        if signed.height
        else "No security agreement of its own is on record."
    )
    if not land.height and not donor.is_country:
        return Point("Guarantees", "", treaty.replace("agreement of its own", "agreement of their own"))
    if not land.height:
        return Point("Guarantees", f"{donor.begins} {one_answer(NOT_FOUND, 'troops')}.", treaty)
    row = land.row(0, named=True)
    terms = f", condition: {row['condition']}" if row["condition"] else ""
    reported = ", reported" if str(row["grade"]) == REPORTED else ""
    return Point(
        "Guarantees",
        f"{donor.begins} {one_answer(row['answer'], 'troops')}.",
        f"{row['position']} ({partial_day(row['date'])}{terms}{reported}). {_besides(donor)}{treaty}",
    )


def _besides(donor: Donor) -> str:
    """Name what a donor offers firmly besides troops."""
    firm = donor.positions.filter(pl.col("domain") != "land", pl.col("answer").is_in([OFFERS, OFFERS_IF]))
    if firm.is_empty():
        return ""
    offers = [(NOUNS[domain], answer) for domain, answer in firm.select("domain", "answer").iter_rows()]
    free, bound = ([noun for noun, answer in offers if answer == one] for one in (OFFERS, OFFERS_IF))
    if not bound:
        return f"Offers besides: {join_words(free)}. "
    if not free:
        return f"Offers besides, on a condition: {join_words(bound)}. "
    return f"Offers besides: {join_words(free)}; on a condition: {join_words(bound)}. "


def _for_years(years: int | None) -> str:
    return f" for {count_words(years)} years" if years else ""


def _when(date: str) -> str:
    return f"{'on' if len(date) == len('2024-02-16') else 'in'} {partial_day(date)}"
