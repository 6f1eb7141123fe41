"""The donor that a country's brief is of, with what its sentences share."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from analysis.as_of import NOT_THE_GOVERNMENTS, SOUND, known_on
from analysis.charts.catalogue import say
from analysis.charts.citations import Source, addresses
from analysis.charts.formatting import announced, capitalise_first, short_money
from analysis.errors import AnalysisError, UnknownName
from analysis.groups.group import EU, Group, as_group
from analysis.load.snapshot import Snapshot
from analysis.measures import acts, guarantees
from analysis.measures import country as measure

AUTHORITIES = {"USA": "US", "GBR": "UK", "EUI": "EU"}
"""Donors that list over Russia, and whose lists are compared here."""

REPORTED = "reported"
"""The grade of a page that somebody named and nobody opened."""


@dataclass(frozen=True)
class Donor:
    """Hold one donor and the tables of a day.

    >>> from analysis import load
    >>> donor_of(load.snapshot("2026-10-10"), "Deutschland").begins
    'Germany'
    """

    tables: Snapshot
    group: Group

    @property
    def code(self) -> str:
        """Give the donor's code."""
        return self.group.members[0]

    @property
    def name(self) -> str:
        """Name the donor in a sentence."""
        return self.group.in_text

    @property
    def begins(self) -> str:
        """Name the donor at the beginning of a sentence."""
        return capitalise_first(self.group.in_text)

    @property
    def is_country(self) -> bool:
        """Say whether the donor is a country, as the EU institutions are not."""
        return self.code != EU

    @property
    def number(self) -> int:
        """Give one, or two for the EU institutions, which are named as several: it chooses between the forms of a sentence."""
        return 1 if self.is_country else 2

    @property
    def in_eu(self) -> bool:
        """Say whether the donor was a member of the EU on the day."""
        since = self.tables.countries.filter(iso3=self.code)["eu_since"]
        return bool(len(since)) and since[0] is not None and since[0] <= self.tables.day

    @property
    def rank(self) -> measure.Rank:
        """Give its place among donors by allocations, out of the sums that lead."""
        return measure.rank(self.tables.lead, self.code)

    @property
    def sizes(self) -> pl.DataFrame:
        """Give allocations of every donor for its size."""
        return measure.size(self.tables.lead, self.tables.eu_shares)

    @property
    def years(self) -> tuple[float, float]:
        """Give allocations of the last twelve months and of the twelve before."""
        return measure.years(self.tables.aid, self.code, self.tables.day)

    @property
    def by_month_and_in_all(self) -> tuple[float, float] | None:
        """Give its allocations in the release by month and in the totals that lead it, in EUR bn; None where no totals do."""
        if self.tables.totals is None:
            return None
        by_month, in_all = (
            float(rows.filter(pl.col("donor") == self.code, pl.col("stage") == "allocated")["eur"].sum()) / 1e9
            for rows in (self.tables.aid, self.tables.totals)
        )
        return by_month, in_all

    @property
    def positions(self) -> pl.DataFrame:
        """Give its positions as they stood on the day, a row a domain."""
        return guarantees.positions(self.pledges, self.tables.day).filter(country=self.code).sort("domain")

    @property
    def pledges(self) -> pl.DataFrame:
        """Give the government's own statements that a short briefing rests on: none that is on a copy of another's page alone."""
        return self.tables.sound_pledges.filter(~NOT_THE_GOVERNMENTS)

    @property
    def acts(self) -> pl.DataFrame:
        """Give the acts on Russia that count of a donor whose lists are compared here; none of the others."""
        authority = AUTHORITIES.get(self.code, "")
        counted = acts.counted(self.tables.actions, date(2022, 1, 1), self.tables.day)
        own = counted.filter(pl.col("authority").cast(pl.String) == authority, acts.TIGHTENS | acts.EASES, SOUND)
        return own.with_columns(acts.in_short(), pl.col("grade").cast(pl.String))

    @property
    def agreements(self) -> pl.DataFrame:
        """Give the agreements it had signed by the day."""
        signed = known_on(self.tables.agreements.filter(guarantees.SIGNED), self.tables.day)
        return signed.filter(SOUND, country=self.code).sort("known_by")

    @property
    def announced_for_us_weapons(self) -> tuple[str, int]:
        """Write what it announced for PURL, in euros and beside them in the currencies that no rate turns into euros, and how often it did."""
        euros, others, times = measure.purl_announced(self.tables.purl.filter(SOUND), self.code, self.tables.day)
        told = [*([short_money(euros)] if euros else []), *(announced(amount, currency) for amount, currency in others)]
        return " + ".join(told), times


def page_of(row: Mapping[str, Any]) -> dict[str, str]:
    """Give the page that a row rests on, as a Point takes it; that it was cited by another is said by the text as reported.

    >>> page_of({"source_publisher": "A ministry (as cited in a secondary digest)", "source_url": "https://example.org"})
    {'publisher': 'A ministry', 'url': 'https://example.org'}
    """
    return {"publisher": publisher_of(row["source_publisher"]), "url": row["source_url"]}


def publisher_of(named: str) -> str:
    """Name a publisher without the words of the record that its page was cited by another.

    >>> publisher_of("A ministry (as cited in a secondary digest)")
    'A ministry'
    """
    return named.removesuffix(" (as cited in a secondary digest)")


def on_day(date: str) -> str:
    """Write when something was, of a date that may be a month.

    >>> on_day("2025-04-10"), on_day("2026-09")
    ('on 10 April 2025', 'in September 2026')
    """
    if len(date) == len("2024-02-16"):
        return say("country.donor.on_day_words", date=date)
    return say("country.donor.in_month_words", date=date)


def cite_each(rows: pl.DataFrame, what: str) -> list[Source]:
    """List the publishers of rows once each, with what rests on them: a brief ends with its publishers, and has no other list.

    >>> rows = pl.DataFrame({"source_publisher": ["A paper"], "source_url": ["https://example.org"]})
    >>> cite_each(rows, "agreement")[0].text
    'A paper (agreement)'
    """
    pages: dict[str, list[tuple[str, str]]] = {}
    for publisher, url in addresses(rows) if rows.height else ():
        pages.setdefault(publisher_of(publisher), []).append((publisher, url))
    terms = say("country.donor.terms_words")
    return [
        Source(
            say("country.donor.publisher_label", publisher=publisher, what=what),
            found[0][1],
            terms,
            "; ".join(map(", ".join, found)),
            tuple(found),
        )
        for publisher, found in pages.items()
    ]


def donor_of(tables: Snapshot, country: str) -> Donor:
    """Find a donor by name, by code or as it is written in its own language.

    Takes `load.snapshot(day)`. Raises UnknownName for what nobody knows and for who gives nothing in the release, AnalysisError for
    a group of several.

    >>> from analysis import load
    >>> donor_of(load.snapshot("2026-10-10"), "NATO")
    Traceback (most recent call last):
    ...
    analysis.errors.AnalysisError: a brief is of one donor, and NATO has 32 members
      -> name one of them, such as Germany; groups are compared with beside='NATO'
    """
    group = as_group(country)
    if len(group) > 1:
        raise AnalysisError(
            f"a brief is of one donor, and {group.in_text} has {len(group)} members",
            f"name one of them, such as Germany; groups are compared with beside={group.name!r}",
        )
    donors = {*tables.lead["donor"].unique()}
    if group.members[0] not in donors:
        names = tables.countries.filter(pl.col("iso3").is_in(donors))["name"].sort().to_list()
        raise UnknownName("donor in these releases", group.name, names, lister='measures.aid.totals(aid, by="donor")')
    return Donor(tables, group)
