"""The findings of a country's brief: money, kinds, weapons, guarantees, US weapons paid for, and Russia."""

import polars as pl

from analysis.charts.citations import cite
from analysis.charts.formatting import capitalise_first, pct, short_money
from analysis.charts.numerals import count_words
from analysis.countries import join_words
from analysis.figures.aid.inputs import edition, until
from analysis.figures.country.arms import us_weapons, weapons
from analysis.figures.country.donor import Donor, cite_each, donor_of, on_day, page_of
from analysis.figures.country.opening import REPORTED
from analysis.figures.country.positions import speaker_of
from analysis.figures.country.russia import russia
from analysis.figures.guarantees.wording import NOUNS, one_answer
from analysis.figures.panel import Panel, Point
from analysis.load.snapshot import Snapshot
from analysis.measures import country as measure
from analysis.measures.answers import MAY_OFFER, NOT_FOUND, OFFERS, OFFERS_IF

__all__ = ["messages"]

MOSTLY, MUCH = 0.5, 0.1
WAYS = (("offers", "offers on a condition"), ("offer", "offer on a condition"))


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
    pages = [(donor.positions, "statements"), (donor.agreements.tail(1), "agreement")]
    return Panel(
        "messages",
        "In short",
        points,
        sources=[
            *cite(tables.lead, tables.aid, tables.weapons),
            *(s for rows, what in pages for s in cite_each(rows, what)),
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
        return Point("Money", "All that was promised is allocated.", f"{by} {told}{_in_no_month(donor)}")
    claim = (
        f"{sums[0]} of {sums[1]} promised is allocated."
        if sums[0] != sums[1]
        else f"Nearly all that was promised is allocated: {sums[0]}."
    )
    rest = f"{by}; the other {short_money(promised - given)} has no named purpose yet."
    return Point("Money", claim, f"{rest}{_in_no_month(donor)}")


def _in_no_month(donor: Donor) -> str:
    """Say how much of what is allocated is in the totals alone, and so in no year of the first chart, if that is much."""
    tables = donor.tables
    if tables.totals is None:
        return ""
    by_month, whole = (
        float(rows.filter(pl.col("donor") == donor.code, pl.col("stage") == "allocated")["eur"].sum()) / 1e9
        for rows in (tables.aid, tables.totals)
    )
    if whole - by_month < MUCH * whole:
        return ""
    return f" {short_money(whole - by_month)} allocated has no month and is in no year of chart 1."


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
        f"A security agreement{_for_years(signed['years'][-1])} was signed {on_day(signed['date'][-1])}."
        if signed.height
        else "No security agreement of its own is on record."
    )
    page = page_of(signed.row(-1, named=True)) if signed.height else {}
    if not land.height and not donor.is_country:
        offers = _besides(donor, f"{donor.begins} ", 1)
        return Point("Guarantees", "", f"{offers}{treaty.replace('agreement of its own', 'agreement of their own')}", **page)
    if not land.height:
        return Point("Guarantees", f"{donor.begins} {one_answer(NOT_FOUND, 'troops')}.", f"{_besides(donor)}{treaty}", **page)
    row = land.row(0, named=True)
    terms = f"; condition: {row['condition'].removeprefix('if ')}" if row["condition"] else ""
    said_by = ", ".join(filter(None, (speaker_of(row["actor"]), "reported" if str(row["grade"]) == REPORTED else "")))
    return Point(
        "Guarantees",
        f"{donor.begins} {one_answer(row['answer'], 'troops')}.",
        f"Last said {on_day(row['date'])}{f' ({said_by})' if said_by else ''}: {row['position']}{terms}. {_besides(donor)}{treaty}",
        **page,
    )


def _besides(donor: Donor, begins: str = "Besides, it ", number: int = 0) -> str:
    """Name what a donor offers besides troops: firmly, on a condition, and what it may offer if one is met; `number` 1 is plural."""
    others = donor.positions.filter(pl.col("domain") != "land").select("domain", "answer").rows()
    free, bound, may = ([NOUNS[domain] for domain, answer in others if answer == one] for one in (OFFERS, OFFERS_IF, MAY_OFFER))
    free_way, bound_way = WAYS[number]
    ways = ((free_way, free), (bound_way, bound), ("may offer, if a condition is met", may))
    told = [f"{how}: {join_words(nouns)}" for how, nouns in ways if nouns]
    return f"{begins}{'; '.join(told)}. " if told else ""


def _for_years(years: int | None) -> str:
    return f" for {count_words(years)} years" if years else ""
