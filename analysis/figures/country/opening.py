"""What a country's brief says first: its rank, what that is for its size, and where it is going."""

from analysis.charts.citations import cite
from analysis.charts.formatting import capitalise_first, day, ordinal, pct, short_money
from analysis.figures.aid.inputs import edition, last_day, own_months, until
from analysis.figures.country.donor import Donor, cite_each, donor_of, on_day
from analysis.figures.guarantees.thin import thin_month
from analysis.figures.guarantees.wording import one_answer
from analysis.figures.panel import Panel, Point
from analysis.load.snapshot import Snapshot
from analysis.measures import country as measure
from analysis.measures.answers import NOT_FOUND

__all__ = ["opening"]

REPORTED = "reported"
"""The grade of a page that somebody named and nobody opened."""


def opening(tables: Snapshot, country: str) -> Panel:
    """Say what a reader should know of one donor if nothing else is read: its rank, its size, the last year, and troops.

    Takes `load.snapshot(day)`; `country` is a donor by name or code. The heading is the title, the points are the day of issue and
    the bottom line; the note names the last day of each source. Raises UnknownName for who is no donor of the release.

    >>> from analysis import load
    >>> opening(load.snapshot("2026-10-10"), "DE").heading
    'Germany has allocated €30.6bn to Ukraine, 3rd of 42 donors'
    """
    donor = donor_of(tables, country)
    line = " ".join(filter(None, (_size(donor), _trend(donor), _troops(donor))))
    stood = donor.positions
    return Panel(
        "opening",
        _title(donor),
        [Point("Issued", "", day(tables.day)), Point("Bottom line", "", line)],
        note=_dates(donor),
        sources=[*cite(tables.lead, tables.aid), *cite_each(stood, "statements")],
    )


def _title(donor: Donor) -> str:
    rank = donor.rank
    given = f"{donor.begins} {donor.has} allocated {short_money(rank.amount)} to Ukraine"
    if short_money(rank.amount) == "nothing":
        return f"{given} that is on record"
    return f"{given}, {'the most' if rank.place == 1 else ordinal(rank.place)} of {rank.of} donors"


def _size(donor: Donor) -> str:
    if not donor.is_country:
        return "Their aid is borrowed and paid for by all member states together."
    sizes = donor.sizes
    own = measure.size_rank(sizes, donor.code, with_eu=False)
    both = measure.size_rank(sizes, donor.code)
    if own is None:
        return "What that is for its size is not known."
    if donor.in_eu and both is not None:
        return (
            f"By {until(donor.tables.lead)} its own aid was {_share(own.amount)} of its GDP of 2021; with its part of the EU institutions' aid "
            f"it was {_share(both.amount)}, {ordinal(both.place)} of {both.of} countries."
        )
    return f"By {until(donor.tables.lead)} its aid was {_share(own.amount)} of its GDP of 2021{_place_by_size(donor)}."


def _place_by_size(donor: Donor) -> str:
    """Say the place by size where the parts of the EU's aid are known: without them members would stand too low."""
    place = measure.size_rank(donor.sizes, donor.code)
    return f", {ordinal(place.place)} of {place.of} countries" if place else ""


def _share(per_cent: float) -> str:
    return "less than 0.01%" if per_cent < 0.01 else pct(per_cent / 100, 2)


def _trend(donor: Donor) -> str:
    last, before = donor.years
    months = f"in the twelve months to {until(donor.tables.aid)}"
    if short_money(last) == "nothing":
        ended = (
            f", after {short_money(before)} in the twelve before"
            if short_money(before) != "nothing"
            else ", as in the twelve before"
        )
        return f"{capitalise_first(months)} {donor.name} allocated nothing{ended}."
    then = short_money(before) if short_money(before) != "nothing" else "nothing"
    return f"{capitalise_first(months)} {donor.name} allocated {short_money(last)}, after {then} in the twelve before."


def _troops(donor: Donor) -> str:
    land = donor.positions.filter(domain="land")
    answer = land["answer"][0] if land.height else NOT_FOUND
    if answer == NOT_FOUND and not donor.is_country:
        return ""
    reported = " (reported)" if land.height and str(land["grade"][0]) == REPORTED else ""
    when = f", as last said {on_day(land['date'][0])}{reported}" if land.height else ""
    return f"{donor.begins} {one_answer(answer, 'troops')}{when}."


def _dates(donor: Donor) -> str:
    tables = donor.tables
    totals = f"totals to {day(last_day(tables.lead))} ({edition(tables.lead)}), " if tables.totals is not None else ""
    named = thin_month(tables.pledges, tables.day)
    thin = f", few from {named} on" if named else ""
    cut = ", as it has these months today" if own_months(tables.aid) else ""
    return f"Aid (Kiel Institute): {totals}by month to {day(last_day(tables.aid))} ({edition(tables.aid)}{cut}). Positions, agreements and acts: to {day(tables.day)}{thin}."
