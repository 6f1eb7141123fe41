"""Load listings, ships, acts, dates ahead and what is bought of Russian energy."""

from datetime import date

import polars as pl

from analysis.as_of import SHIPS_COVERED, as_day, drop_weakest_sources
from analysis.errors import AnalysisError
from analysis.load.choice import keep_known, read_graded, select_rows
from analysis.load.guarantees import require_within_collection
from analysis.storage.reader import read_table


def designations(authority: str | None = None, measure: str | None = None, basis: str | None = None) -> pl.DataFrame:
    """Load listings by authority and day: counts of persons, entities and ships, each on its basis.

    Columns: authority, regime, measure, subject, listed_on, not_before, not_after, basis, listings, still_listed, source, and ahead:
    true where an act of today lists from a day after the last that its list is known to. Raises UnknownName for a choice that does
    not occur. Counts on two bases are never added: see `measures.sanctions`.

    >>> designations(authority="US", basis="inferred")["listings"].sum()
    2009
    >>> designations().filter("ahead").select("authority", "measure", "listed_on").rows()
    [('EU', 'other', datetime.date(2027, 1, 25))]
    """
    rows = select_rows("designations", authority=authority, measure=measure, basis=basis)
    ends = sanctions_coverage().group_by("authority", "basis").agg(end=pl.col("last_day").max())
    placed = rows.join(ends, on=["authority", "basis"], how="left", maintain_order="left")
    return placed.with_columns(ahead=(pl.col("listed_on") > pl.col("end")).fill_null(value=False)).drop("end")


def delistings() -> pl.DataFrame:
    """Load removals from the US list, between the last day seen and the first day absent.

    >>> delistings().columns
    ['authority', 'subject', 'not_before', 'not_after', 'removals', 'source']
    """
    return read_table("delistings")


def vessels(as_of: date | str | None = None) -> pl.DataFrame:
    """Load ships on lists by IMO number; with `as_of`, those known to be listed by that day.

    A ship whose day is not known is left out of an as-of view, because it cannot be placed. Raises AnalysisError for a text that is
    no day and for a day after the last on which ships of any list are known.

    >>> vessels(as_of="2024-06-30").filter(authority="EU").height
    27
    """
    end: date = sanctions_coverage().filter(SHIPS_COVERED)["last_day"].max()  # type: ignore[assignment]
    if as_of is not None and as_day(as_of) > end:
        raise AnalysisError(f"{as_day(as_of)} is after the last day of ships on every list", f"choose a day to {end}")
    return keep_known(read_table("vessels"), as_of, "listed_on", without_undated=True)


def actions(kind: str | None = None, as_of: date | str | None = None, *, weakest: bool = False) -> pl.DataFrame:
    """Load acts of the EU, the United States and the United Kingdom by day; with `as_of` those up to that day.

    `effect` says whether an act tightens or eases; what counts as what is in `measures.acts`. Rows of the weakest publishers
    come only with `weakest=True`. Raises UnknownName for an unknown kind, AnalysisError for a text that is no day and for a
    day after the end of the record.

    >>> actions(kind="package", as_of="2022-02-25").height
    2
    """
    require_within_collection("actions", as_of)
    rows = select_rows("actions", kind=kind)
    return keep_known(rows if weakest else drop_weakest_sources(rows), as_of, "date")


def eu_packages() -> pl.DataFrame:
    """Load the days on which each EU package listed, by measure, and how many were announced.

    Columns: package, adopted, measure, listed_on, announced, source_url, source_publisher, grade, note, source.

    >>> eu_packages().filter(package=18, measure="vessel_ban")["announced"].item()
    105
    """
    return read_table("eu_packages")


def customs_measures(as_of: date | str | None = None, *, weakest: bool = False) -> pl.DataFrame:
    """Load duties, bans and tariffs on Russian energy and its buyers; with `as_of` those up to that day.

    `status` is as last seen; which stand on a day says `measures.acts.in_force`. Raises AnalysisError for a text that is no day
    and for a day after the end of the record.

    >>> customs_measures(as_of="2022-03-31")["authority"].to_list()
    ['CA', 'UK', 'US']
    """
    require_within_collection("customs_measures", as_of)
    return keep_known(read_graded("customs_measures", weakest), as_of, "date")


def calendar(as_of: date | str | None = None, *, weakest: bool = False) -> pl.DataFrame:
    """Load dates that lay ahead when they became known; with `as_of` those known by that day.

    A date that has passed stays; which lie ahead of a day says `measures.acts.ahead`. Raises as `customs_measures`.

    >>> calendar(as_of="2022-04-30").select("date", "kind", "what").row(0)
    ('2022-08-10', 'ban', 'Ban on imports of Russian coal begins')
    """
    require_within_collection("calendar", as_of)
    return keep_known(read_graded("calendar", weakest), as_of)


def regimes() -> pl.DataFrame:
    """Load what the regimes and programmes in the table of listings are called, and the acts they rest on.

    `load.named(load.designations())` has the names beside the codes.

    >>> regimes().filter(authority="EU", regime="269/2014")["name"].item()
    'Territorial integrity of Ukraine'
    """
    return read_table("regimes")


def sanctions_coverage() -> pl.DataFrame:
    """Load the first and last day that each source of listings covers; after its last day nothing is known.

    >>> sanctions_coverage().columns
    ['authority', 'basis', 'measure', 'first_day', 'last_day', 'source', 'note']
    """
    return read_table("sanctions_coverage")


def energy_buyers(basis: str | None = None) -> pl.DataFrame:
    """Load purchases of Russian energy by month, buyer and commodity; on one basis if it is named.

    Basis `customs` is in value_usd_bn, all others in value_eur_bn. Raises UnknownName. Source: the page each row names.

    >>> energy_buyers()["basis"].unique().sort().to_list()
    ['customs', 'press tabulation', 'publisher table']
    """
    return select_rows("energy_buyers", basis=basis)


def russia_trade() -> pl.DataFrame:
    """Load Russia's trade in goods by partner (code and name) and year, in billions of US dollars; from the International Monetary Fund.

    >>> russia_trade().columns
    ['year', 'iso3', 'partner', 'flow', 'value_usd_bn', 'source']
    """
    return read_table("russia_trade")
