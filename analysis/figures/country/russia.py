"""What a country's brief says of Russia: whom the donor listed, what Russia sold it, and what it paid for fuels."""

from datetime import date

import polars as pl

from analysis.charts.catalogue import say
from analysis.charts.citations import Source, cite
from analysis.charts.formatting import day, short_money
from analysis.figures.country.donor import AUTHORITIES, Donor, cite_each
from analysis.figures.panel import Point
from analysis.load.snapshot import TURN
from analysis.measures import listings, windows
from analysis.measures.listed_in_all import InAll, listed_in_all
from analysis.measures.listings import PEOPLE

OWN_LISTS = {"CAN": "CA", "AUS": "AU"}
"""Donors whose own lists are at hand and are compared with no other's: they are copies of one day."""

SINCE = date(2022, 2, 1)
"""The month in which the war over all of Ukraine began: listings of its last week before are of it."""

FROZEN = (pl.col("measure").cast(pl.String) == "asset_freeze") & pl.col("subject").cast(pl.String).is_in(PEOPLE)
"""Listings of persons and entities whose assets are frozen."""


def russia(donor: Donor) -> tuple[list[Point], list[Source]]:
    """Say whom a donor listed over Russia, what Russia sold it and what it paid Russia for fuels, with what each rests on.

    >>> from analysis import load
    >>> from analysis.figures.country.donor import donor_of
    >>> russia(donor_of(load.snapshot("2026-10-10"), "Canada"))[0][0].claim
    'Canada’s own list names 2,870 persons and entities.'
    """
    claim, text, listed = _sanctions(donor)
    traded, trade = _trade(donor)
    paid, pages = _fuels(donor)
    if not paid and donor.is_country:
        paid = [
            say("country.russia.fuels_alone_not_collected")
            if trade
            else say("country.russia.fuels_not_collected", donor=donor.name)
        ]
    told, label = [*traded, *paid], say("country.russia.russia_label")
    if not text and claim:
        points = [Point(label, claim, " ".join(told))]
    else:
        own = [Point(say("country.russia.sanctions_label"), claim, text)] if claim else []
        points = [*own, *([Point(label, told[0], " ".join(told[1:]))] if told else [])]
    return points, [*listed, *trade, *pages]


def without_list(donor: Donor) -> bool:
    """Say whether nothing is held of whom a donor sanctioned: it lists by itself, and its list was not collected.

    >>> from analysis import load
    >>> from analysis.figures.country.donor import donor_of
    >>> without_list(donor_of(load.snapshot("2026-10-10"), "Japan"))
    True
    """
    return not donor.in_eu and donor.code not in AUTHORITIES | OWN_LISTS


def _sanctions(donor: Donor) -> tuple[str, str, list[Source]]:
    if donor.code in AUTHORITIES:
        return _listed(donor, AUTHORITIES[donor.code])
    if donor.code in OWN_LISTS:
        return _own_list(donor)
    if donor.in_eu:
        return _of_the_eu(donor)
    return "", "", []


def _of_the_eu(donor: Donor) -> tuple[str, str, list[Source]]:
    """Say how many the EU has listed, whose sanctions each of its members applies."""
    claim, tables = say("country.russia.eu_claim", donor=donor.name), donor.tables
    known = windows.known_by(tables.coverage, tables.day)
    if known.filter(authority="EU", measure="asset_freeze", basis=listings.OWN_BASIS["EU"]).is_empty():
        return claim, "", []
    whole, late = (listed_in_all(tables.designations, known, "EU", start) for start in (SINCE, tables.turn))
    given = {
        "persons": _persons(whole.listings),
        "since": SINCE,
        "last": whole.last,
        "late": late.listings,
        "turn": tables.turn,
    }
    told = say("country.russia.eu_listed_dated", **given) if late.may else say("country.russia.eu_listed", **given)
    return claim, told, cite(_rows(donor, "EU", whole))


def _listed(donor: Donor, authority: str) -> tuple[str, str, list[Source]]:
    """Count whom an authority listed since February 2022, to the end of its own list, and since the turn of 2025."""
    tables = donor.tables
    known = windows.known_by(tables.coverage, tables.day)
    whole, late = (listed_in_all(tables.designations, known, authority, start) for start in (SINCE, tables.turn))
    gone = _removed(donor) if authority == "US" else ""
    ends = (
        say("country.russia.ends", last=whole.last)
        if whole.last < tables.day
        else say("country.russia.ends_today", last=whole.last)
    )
    told = [
        say("country.russia.listed", part=_since_the_turn(donor, late)),
        ends,
        gone,
        _days(authority),
        *windows.caveats(tables.coverage.filter(pl.col("last_day") <= tables.day, authority=authority)),
    ]
    persons = _persons(whole.listings)
    return (
        say("country.russia.listed_claim", number=donor.number, donor=donor.name, persons=persons, since=SINCE),
        " ".join(filter(None, told)),
        cite(_rows(donor, authority, whole)),
    )


def _days(authority: str) -> str:
    """Say how the days of an authority's listings are known, and who is in no count."""
    if authority == "US":
        return say("country.russia.days_us")
    return say("country.russia.days_eu") if authority == "EU" else say("country.russia.days_uk")


def _since_the_turn(donor: Donor, late: InAll) -> str:
    """Say how many of those listed came after the change of president, which a reader need not know by its day."""
    turn = donor.tables.turn
    when = say("country.russia.turn_words", day=turn) if turn == TURN else day(turn)
    if late.may:
        return say("country.russia.part_undated_words", number=late.listings, undated=late.may, turn=when)
    return say("country.russia.part_words", number=late.listings, turn=when)


def _removed(donor: Donor) -> str:
    """Say how many persons and entities were taken off the list since the turn, as far as copies of it show."""
    tables = donor.tables
    known = tables.delistings.filter(pl.col("not_after") <= tables.day, pl.col("subject").cast(pl.String).is_in(PEOPLE))
    if known.filter(pl.col("not_after") >= tables.turn).is_empty():
        return ""
    found = windows.removals(known, tables.turn)
    return say("country.russia.removed", at_least=found["at_least"], at_most=found["at_most"], last=found["last"])


def _persons(number: int) -> str:
    return say("country.russia.persons_words", number=number)


def _rows(donor: Donor, authority: str, counted: InAll) -> pl.DataFrame:
    own = donor.tables.designations.filter(FROZEN, authority=authority)
    of_bases = own.filter(
        pl.col("basis").cast(pl.String).is_in([windows.EARLIER.get(authority), listings.OWN_BASIS[authority]])
    )
    return of_bases.filter(pl.col("not_after").fill_null(pl.col("listed_on")).is_between(counted.first, counted.last))


def _own_list(donor: Donor) -> tuple[str, str, list[Source]]:
    """Count who stood on a list that is at hand as it was on one day; before that day nothing was published that could be counted."""
    tables, authority = donor.tables, OWN_LISTS[donor.code]
    of_list = tables.coverage.filter(measure="asset_freeze", authority=authority)
    as_of: date = of_list["last_day"].max()  # type: ignore[assignment]
    rows = tables.designations.filter(FROZEN, authority=authority)
    if as_of > tables.day:
        return say("country.russia.own_list_later", donor=donor.name), "", []
    return (
        say("country.russia.own_list_claim", donor=donor.name, number=int(rows["listings"].sum())),
        f"{say('country.russia.own_list', day=as_of)} {_of_them(donor, authority)}",
        cite(rows),
    )


def _of_them(donor: Donor, authority: str) -> str:
    """Say how many of a list were put on it since February 2022, where it states days."""
    tables = donor.tables
    if not tables.coverage.filter(authority=authority, measure="asset_freeze", basis="stated").height:
        return say("country.russia.own_list_undated")
    whole, late = (listed_in_all(tables.designations, tables.coverage, authority, start) for start in (SINCE, tables.turn))
    part = _since_the_turn(donor, late)
    return say("country.russia.own_list_since", since=SINCE, number=whole.listings, part=part)


def _trade(donor: Donor) -> tuple[list[str], list[Source]]:
    if not donor.is_country:
        return [], []
    own = donor.tables.trade.filter(
        pl.col("iso3") == donor.code, pl.col("flow") == "exports", pl.col("year") < donor.tables.day.year
    ).sort("year")
    before, last = own.filter(year=2021), own.tail(1)
    if not before.height or not last.height or last["year"][0] <= 2021:
        return [say("country.russia.trade_none")], []
    then, now = (_dollars(rows["value_usd_bn"][0]) for rows in (before, last))
    return [say("country.russia.trade", donor=donor.name, before=then, last=now, year=last["year"][0])], cite(own)


def _dollars(value: float) -> str:
    if short_money(value) == "nothing":
        return say("country.russia.dollars_least_words")
    return say("country.russia.dollars_words", sum=value)


def _fuels(donor: Donor) -> tuple[list[str], list[Source]]:
    """Give the newest month of which it is on record what a donor paid for Russian oil, gas and coal together.

    A month is told once the one after it has ended, for the estimates come out within it; those whose year was inferred are not told.
    """
    buyer = donor.code if donor.is_country else "EU27"
    told = pl.col("month").dt.offset_by("2mo") <= donor.tables.day
    sure = pl.col("confidence").cast(pl.String) != "low"
    known = donor.tables.energy.filter(
        told, sure, pl.col("commodity").cast(pl.String) == "all", pl.col("value_eur_bn").is_not_null(), buyer=buyer
    )
    if not known.height:
        return [], []
    last = known.sort("month").tail(1)
    given = {"sum": last["value_eur_bn"][0], "month": last["month"][0]}
    paid = (
        say("country.russia.fuels", donor=donor.name, **given)
        if donor.is_country
        else say("country.russia.fuels_member_states", **given)
    )
    return [paid, say("country.russia.fuels_newest")], cite_each(last, say("country.donor.fuels_words"))
