"""The findings of a country's brief: money, kinds, guarantees, US weapons paid for, and Russia."""

import polars as pl

from analysis.as_of import SOUND, known_on
from analysis.charts.citations import cite, cite_pages
from analysis.charts.formatting import capitalise_first, day, partial_day, pct, plural, short_money
from analysis.figures.aid.inputs import edition, own_months, until
from analysis.figures.country.donor import Donor, donor_of
from analysis.figures.country.russia import russia
from analysis.figures.guarantees.wording import one_answer
from analysis.figures.panel import Panel, Point
from analysis.load.snapshot import Snapshot
from analysis.measures import country as measure
from analysis.measures import scorecard
from analysis.measures.answers import NOT_FOUND

__all__ = ["messages"]

MOSTLY = 0.5


def messages(tables: Snapshot, country: str) -> Panel:
    """Say the findings on one donor: a claim each, and what bears it out.

    Takes `load.snapshot(day)`; `country` is a donor by name or code. Raises as `opening`.

    >>> from analysis import load
    >>> [point.label for point in messages(load.snapshot("2026-10-10"), "Germany").points]
    ['Money', 'Kinds', 'Guarantees', 'US weapons', 'Russia']
    """
    donor = donor_of(tables, country)
    on_russia, works = russia(donor)
    points = [_money(donor), _kinds(donor), _guarantees(donor), _us_weapons(donor), on_russia]
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
    text = f"By {until(tables.lead)} ({edition(tables.lead)}) {short_money(given)} of {short_money(promised)} committed was allocated."
    if short_money(promised) == "nothing":
        return Point("Money", "No aid of a government is on record.")
    open_now = promised - given
    claim = (
        "All that was promised is allocated."
        if open_now < promised / 100
        else f"{capitalise_first(short_money(open_now))} of what was promised has no named purpose yet."
    )
    return Point("Money", claim, text)


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
    return Point("Kinds", claim, f"{capitalise_first(listed)}, by {until(donor.tables.lead)}.{_weapons(donor)}")


def _weapons(donor: Donor) -> str:
    own = donor.tables.weapons.filter(pl.col("donor") == donor.code)
    items = int(own["items"].sum() or 0)
    # Weapons have no months: of an earlier day it is not known which were there.
    if not items or own_months(donor.tables.aid):
        return ""
    worth = short_money(float(own["eur"].sum()) / 1e9)
    return f" Heavy weapons: {plural(items, 'item')}, worth {worth} by the Kiel Institute's estimate, part of military aid (release {own['release'][0]})."


def _guarantees(donor: Donor) -> Point:
    land = donor.positions.filter(pl.col("domain") == "land")
    signed = donor.agreements
    treaty = (
        f"A security agreement was signed on {partial_day(signed['date'][-1])}."
        if signed.height and len(signed["date"][-1]) == len("2024-02-16")
        else f"A security agreement was signed in {partial_day(signed['date'][-1])}."
        if signed.height
        else "No security agreement of its own is on record."
    )
    if not land.height and not donor.is_country:
        return Point("Guarantees", "", treaty.replace("agreement of its own", "agreement of their own"))
    if not land.height:
        return Point("Guarantees", f"{donor.begins} {one_answer(NOT_FOUND, 'troops')}.", treaty)
    row = land.row(0, named=True)
    terms = f", condition: {row['condition']}" if row["condition"] else ""
    return Point(
        "Guarantees",
        f"{donor.begins} {one_answer(row['answer'], 'troops')}.",
        f"{row['position']} ({partial_day(row['date'])}{terms}). {treaty}",
    )


def _us_weapons(donor: Donor) -> Point:
    tables = donor.tables
    if donor.code == "USA" and scorecard.purl_total(tables.purl, tables.day) is not None:
        return Point(
            "US weapons", "The US sells to allies who pay for Ukraine.", "What they pay is theirs and counts under their names."
        )
    paid, times = donor.paid_for_us_weapons
    if not times:
        own = "its own" if donor.is_country else "their own"
        return Point("US weapons", f"No contribution of {own} to PURL is on record.")
    national = known_on(tables.purl.filter(SOUND), tables.day).filter(
        pl.col("country") == donor.code, pl.col("row_kind") == "national"
    )
    last = national["known_by"].max()
    amount = f"{paid} in {plural(times, 'contribution')}" if paid else f"{plural(times, 'contribution')}, without an amount"
    return Point(
        "US weapons",
        f"{donor.begins} pays for US weapons for Ukraine (PURL).",
        f"{capitalise_first(amount)}, the last known from {day(last)}.",
    )
