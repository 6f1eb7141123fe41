"""What a country's brief says of Russia: whom the donor listed, what Russia sold it, and what it paid for fuels."""

from datetime import date

import polars as pl

from analysis.charts.citations import Source, cite, cite_pages
from analysis.charts.formatting import day, month, short_money
from analysis.figures.country.donor import AUTHORITIES, Donor
from analysis.figures.panel import Point
from analysis.measures import sanctions
from analysis.measures.listings import PEOPLE

OWN_LISTS = {"CAN": "CA", "AUS": "AU"}
"""Donors whose own lists are at hand and are compared with no other's: they are copies of one day."""

FROZEN = (pl.col("measure").cast(pl.String) == "asset_freeze") & pl.col("subject").cast(pl.String).is_in(PEOPLE)
"""Listings of persons and entities whose assets are frozen."""


def russia(donor: Donor) -> tuple[Point, list[Source]]:
    """Say whom a donor listed over Russia, what Russia sold it and what it paid Russia for fuels, with what each rests on.

    >>> from analysis import load
    >>> from analysis.figures.country.donor import donor_of
    >>> russia(donor_of(load.snapshot("2026-10-10"), "Canada"))[0].claim
    "Canada's own list names 2,870 persons and entities."
    """
    claim, text, listed = _sanctions(donor)
    traded, trade = _trade(donor)
    paid, pages = _fuels(donor)
    if not paid and donor.is_country:
        paid = f"{'Fuels are among them; what it paid for these alone' if trade else 'What it paid for Russian fuels'} was not collected."
    told = [one for one in (text, traded, paid) if one]
    return Point("Russia", claim or told.pop(0), " ".join(told)), [*listed, *trade, *pages]


def without_list(donor: Donor) -> bool:
    """Say whether nothing is held of whom a donor sanctioned: it lists by itself, and its list was not collected.

    >>> from analysis import load
    >>> from analysis.figures.country.donor import donor_of
    >>> without_list(donor_of(load.snapshot("2026-10-10"), "Japan"))
    True
    """
    return not donor.in_eu and donor.code not in AUTHORITIES | OWN_LISTS


def _sanctions(donor: Donor) -> tuple[str, str, list[Source]]:
    tables = donor.tables
    known = sanctions.known_by(tables.coverage, tables.day)
    if donor.code in AUTHORITIES:
        own = sanctions.within(tables.designations, known, tables.turn).filter(
            pl.col("authority").cast(pl.String) == AUTHORITIES[donor.code]
        )
        if own.height:
            row = own.row(0, named=True)
            return (
                f"{donor.begins} {donor.has} frozen the assets of {_persons(row['listings'])} since {day(row['first'])}.",
                f"Listings over Russia to {day(row['last'])}, the days that the lists of the EU, the UK and the US all cover.",
                cite(_counted(donor, row["authority"], row["last"])),
            )
    if donor.code in OWN_LISTS:
        return _own_list(donor)
    if donor.in_eu:
        return f"{donor.begins} applies the EU's sanctions.", "How it voted on them is not recorded.", []
    return "", "", []


def _persons(number: int) -> str:
    return {0: "nobody", 1: "one person or entity"}.get(number, f"{number:,} persons and entities")


def _counted(donor: Donor, authority: str, until: date) -> pl.DataFrame:
    own = donor.tables.designations.filter(FROZEN, authority=authority, basis=sanctions.OWN_BASIS[authority])
    return own.filter(pl.col("not_after").fill_null(pl.col("listed_on")).is_between(donor.tables.turn, until))


def _own_list(donor: Donor) -> tuple[str, str, list[Source]]:
    """Count who stood on a list that is at hand as it was on one day; before that day nothing was published that could be counted."""
    tables, authority = donor.tables, OWN_LISTS[donor.code]
    of_list = tables.coverage.filter(measure="asset_freeze", authority=authority)
    as_of: date = of_list["last_day"].max()  # type: ignore[assignment]
    rows = tables.designations.filter(FROZEN, authority=authority)
    if as_of > tables.day:
        return f"Sanctions of {donor.name} are known as they stood on a later day alone.", "", []
    return (
        f"{donor.begins}'s own list names {int(rows['listings'].sum()):,} persons and entities.",
        f"Over Russia and Ukraine, as the list stood on {day(as_of)}; those taken off it before are not counted.",
        cite(rows),
    )


def _trade(donor: Donor) -> tuple[str, list[Source]]:
    if not donor.is_country:
        return "", []
    own = donor.tables.trade.filter(
        pl.col("iso3") == donor.code, pl.col("flow") == "exports", pl.col("year") < donor.tables.day.year
    ).sort("year")
    before, last = own.filter(year=2021), own.tail(1)
    if not before.height or not last.height or last["year"][0] <= 2021:
        return "Its trade with Russia is not in the table.", []
    then, now = before["value_usd_bn"][0], last["value_usd_bn"][0]
    sums = (short_money(value, "$").replace("nothing", "less than $1m") for value in (then, now))
    return f"Russia sold {donor.name} goods for {' in 2021 and '.join(sums)} in {last['year'][0]} (IMF).", cite(own)


def _fuels(donor: Donor) -> tuple[str, list[Source]]:
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
        return "", []
    last = known.sort("month").tail(1)
    who = donor.begins if donor.is_country else "Member states"
    paid = short_money(last["value_eur_bn"][0])
    text = f"{who} paid {paid} for Russian oil, gas and coal in {month(last['month'][0])}, the newest month on record (Centre for Research on Energy and Clean Air, in the press)."
    return text, cite_pages(last, "purchases")
