"""Load the tables of data/ into typed polars frames, checked against their checksums.

Types come from data/datapackage.json, so loading is fast and needs no contract library.
"""

from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from analysis import files
from analysis.errors import UnknownName, UnknownRelease
from analysis.standing import known_on, shown, standing

DATA = Path(__file__).resolve().parent.parent / "data"


def aid(release: str | int | None = None) -> pl.DataFrame:
    """Load commitments and allocations by donor, kind and month of one release.

    `release` is a name of `load.releases()`; left out, the latest complete release with months.
    Columns: release, month (first day; null = undated), donor (ISO 3166), kind (null = no split), stage, eur (exact).
    Raises UnknownRelease.
    Source: Kiel Institute, Ukraine Support Tracker.

    >>> aid(release=29).columns
    ['release', 'month', 'donor', 'kind', 'stage', 'eur']
    """
    return read_table("aid", _known_release(release, monthly=True))


def vintages() -> pl.DataFrame:
    """Load the monthly rows of every release at hand, complete or not, one below the other; columns as `aid`.

    >>> vintages()["release"].n_unique()
    6
    """
    return read_table("aid")


def aid_totals(release: str | int | None = None) -> pl.DataFrame:
    """Load totals by donor, kind and stage of one release, undated money included.

    Columns: release, donor, kind (null = no split), stage, eur (exact). Raises UnknownRelease.

    >>> aid_totals(28).filter(pl.col("stage") == "allocated")["eur"].sum()
    Decimal('349933076452.44')
    """
    wanted = _known_release(release, monthly=False)
    return read_table("aid_totals").filter(pl.col("release") == wanted)


def eu_aid_shares(release: str | int) -> pl.DataFrame:
    """Load each member's part of the EU institutions' allocations; it is in their aid already and never added to it.

    Exact euros; raises UnknownRelease for a release without shares. Source: Kiel Institute, Ukraine Support Tracker.

    >>> eu_aid_shares(29).sort("eur").row(-1)
    ('29', 'DEU', Decimal('19112542000.00'))
    """
    shares = read_table("eu_aid_shares")
    if str(release) not in (at_hand := shares["release"].unique().sort().to_list()):
        raise UnknownRelease(release, at_hand)
    return shares.filter(pl.col("release") == str(release))


def disbursements() -> pl.DataFrame:
    """Load financial aid paid out, by donor and month of payment, in exact euros; from the Kiel Institute.

    >>> disbursements().columns
    ['release', 'month', 'donor', 'eur']
    """
    return read_table("disbursements")


def military_routes() -> pl.DataFrame:
    """Load military allocations of all donors by month and where the weapons come from, in euros; from the Kiel Institute.

    >>> military_routes().columns
    ['release', 'month', 'route', 'eur']
    """
    return read_table("military_routes")


def weapons() -> pl.DataFrame:
    """Load heavy weapons by donor and category, with their worth in euros as the Kiel Institute estimates it.

    >>> weapons().columns
    ['release', 'donor', 'category', 'items', 'eur']
    """
    return read_table("weapons")


def economies() -> pl.DataFrame:
    """Load gross domestic product in US dollars and population by country; from the World Bank.

    >>> economies().columns
    ['iso3', 'gdp_usd', 'gdp_year', 'population', 'population_year']
    """
    return read_table("economies")


def exchange_rates() -> pl.DataFrame:
    """Load what one euro was worth in US dollars, by month: means of the European Central Bank's daily rates.

    >>> exchange_rates().row(0, named=True)
    {'month': datetime.date(2022, 1, 1), 'currency': 'USD', 'per_eur': 1.131448, 'days': 21}
    """
    return read_table("exchange_rates")


def releases() -> pl.DataFrame:
    """Load the releases at hand, oldest cut-off first; first and last month are null where a release has totals only.

    >>> releases().select("release", "last_month").row(1)
    ('16', None)
    """
    return read_table("releases")


def vintage_totals() -> pl.DataFrame:
    """Load the totals of every release at hand, one below the other; columns as `aid_totals`."""
    return read_table("aid_totals")


def publisher_sums() -> pl.DataFrame:
    """Load the sums by country that the tracker's publisher made itself, for one release; columns as `aid_totals`.

    >>> publisher_sums()["release"].unique().to_list()
    ['28']
    """
    return read_table("publisher_sums")


def readings() -> pl.DataFrame:
    """Load what was found while each release was read: rows, unreadable cells, oddities kept.

    >>> readings().columns
    ['release', 'finding', 'column', 'cells', 'outcome']
    """
    return read_table("readings")


def published_numbers() -> pl.DataFrame:
    """Load the allocations that the tracker's publisher told the press, in EUR bn, to hold the tables against.

    >>> published_numbers().select("cutoff", "bloc", "published_bn").row(0)
    (datetime.date(2024, 2, 29), 'Europe', 89.9)
    """
    return read_table("published_numbers")


def countries() -> pl.DataFrame:
    """Load names, memberships and blocs of all countries; a null day of joining means no member.

    >>> countries().filter(iso3="FIN").select("name", "nato_since", "bloc").row(0)
    ('Finland', datetime.date(2023, 4, 4), 'European countries')
    """
    return read_table("countries")


def sources() -> pl.DataFrame:
    """Load the works the tables are made from, with citation and licence.

    >>> sources().columns
    ['id', 'title', 'publisher', 'url', 'citation', 'licence', 'accessed']
    """
    return read_table("sources")


def pledges(as_of: date | str | None = None, domain: str | None = None, *, weakest: bool = False) -> pl.DataFrame:
    """Load public positions on security guarantees: the whole history, or each country's position as it stood on a day.

    With `as_of` one row per country and domain: the latest position known by the end of that day. A date given as a
    month or a year counts as known from the last day it can mean; a position that a change of government ended by then
    stands no more. Rows of the weakest publishers come only with `weakest=True`. Raises UnknownName for a domain, and
    AnalysisError for a text that is no day. Source: hand-kept record, each row with its one page.

    >>> pledges(as_of="2025-02-01", domain="land").select("country", "stance").rows()
    [('ESP', 'declined'), ('HUN', 'declined')]
    """
    rows = _graded("pledges", weakest)
    if domain is not None:
        if domain not in rows["domain"]:
            raise UnknownName("domain", domain, rows["domain"].unique().sort())
        rows = rows.filter(pl.col("domain") == domain)
    return rows if as_of is None else standing(rows, as_of)


def agreements(as_of: date | str | None = None, *, weakest: bool = False) -> pl.DataFrame:
    """Load bilateral security agreements with Ukraine; with `as_of` those signed by that day.

    Amounts are in the currency beside them and mean different things: never summed. Unsigned ones have no day.

    >>> agreements(as_of="2024-02-29")["country"].to_list()
    ['GBR', 'DEU', 'FRA', 'DNK', 'CAN', 'ITA']
    """
    return _until(_graded("agreements", weakest), as_of)


def us_packages(as_of: date | str | None = None, *, weakest: bool = False) -> pl.DataFrame:
    """Load US packages, laws and official totals in USD; with `as_of` those announced by that day.

    Only rows with `counts` may be added to each other, and only within one `kind`.

    >>> us_packages().filter("counts")["kind"].unique().sort().to_list()
    ['PDA', 'USAI']
    """
    return _until(_graded("us_packages", weakest), as_of)


def purl(as_of: date | str | None = None, *, weakest: bool = False) -> pl.DataFrame:
    """Load contributions to PURL in their own currencies; group rows and running totals overlap national rows.

    >>> purl(as_of="2025-08-31").select("country", "amount", "currency").row(0)
    ('LTU', Decimal('30000000.00'), 'USD')
    """
    return _until(_graded("purl", weakest), as_of)


def events(as_of: date | str | None = None, *, weakest: bool = False) -> pl.DataFrame:
    """Load dated events to annotate charts with; with `as_of` those up to that day.

    >>> events(as_of="2022-02-24")["label"].to_list()
    ['Russia launches full-scale invasion']
    """
    return _until(_graded("events", weakest), as_of, "date")


def governments() -> pl.DataFrame:
    """Load the changes of government after which older positions lapsed, or were kept.

    >>> governments().filter(country="HUN").select("changed_on", "carries_over").row(0)
    (datetime.date(2026, 4, 12), False)
    """
    return read_table("governments")


def left_out() -> pl.DataFrame:
    """Load what was left out of the record, and why.

    >>> left_out().columns
    ['table', 'date', 'country', 'what', 'reason']
    """
    return read_table("left_out")


def manual_checks() -> pl.DataFrame:
    """Load when each hand-kept table was last gone through, how far its collection goes, and when it is due again.

    >>> manual_checks().columns
    ['table', 'file', 'collected_to', 'checked_on', 'due_on']
    """
    return read_table("manual_checks")


def collected_to(table: str = "pledges") -> date:
    """Give the last day the collection of a hand-kept table covers: charts of it end there.

    Raises UnknownName for a table that is not hand-kept.

    >>> collected_to("pledges")
    datetime.date(2026, 10, 10)
    """
    checks = manual_checks()
    if table not in checks["table"]:
        raise UnknownName("hand-kept table", table, checks["table"])
    day: date = checks.filter(pl.col("table") == table)["collected_to"][0]
    return day


def published_totals(as_of: date | str | None = None) -> pl.DataFrame:
    """Load aid totals as the tracker published them at the time; with `as_of` those published by that day.

    >>> published_totals(as_of="2024-12-31").select("cutoff", "bloc", "eur").row(0)
    (datetime.date(2024, 2, 29), 'Europe', Decimal('89900000000.00'))
    """
    return _until(read_table("published_totals"), as_of, "published")


def news_points() -> pl.DataFrame:
    """Load the points of the news item of 20 September 2025 from which this project starts.

    >>> news_points()["topic"].to_list()
    ['guarantees', 'united_states', 'sanctions_asked', 'sanctions_in_force', 'meetings']
    """
    return read_table("news_points")


def designations(authority: str | None = None, measure: str | None = None, basis: str | None = None) -> pl.DataFrame:
    """Load listings by authority and day: counts of persons, entities and ships, each on its basis.

    Columns: authority, regime, measure, subject, listed_on, not_before, not_after, basis, listings, still_listed, source.
    Raises UnknownName for a choice that does not occur. Counts on two bases are never added: see `measures.sanctions`.

    >>> designations(authority="US", basis="inferred")["listings"].sum()
    2009
    """
    return _chosen("designations", authority=authority, measure=measure, basis=basis)


def delistings() -> pl.DataFrame:
    """Load removals from the US list, between the last day seen and the first day absent.

    >>> delistings().columns
    ['authority', 'subject', 'not_before', 'not_after', 'removals', 'source']
    """
    return read_table("delistings")


def vessels(as_of: date | str | None = None) -> pl.DataFrame:
    """Load ships on lists by IMO number; with `as_of`, those known to be listed by that day.

    A ship whose day is not known is left out of an as-of view, because it cannot be placed.

    >>> vessels(as_of="2024-06-30").filter(authority="EU").height
    27
    """
    return _until(read_table("vessels"), as_of, "listed_on")


def actions(kind: str | None = None, as_of: date | str | None = None) -> pl.DataFrame:
    """Load acts of the EU, the United States and the United Kingdom by day; raises UnknownName for an unknown kind.

    >>> actions(kind="package", as_of="2022-02-25").height
    2
    """
    return _until(_chosen("actions", kind=kind), as_of, "date")


def customs_measures(as_of: date | str | None = None) -> pl.DataFrame:
    """Load duties, bans and tariffs on Russian energy and its buyers; with `as_of` those up to that day.

    >>> customs_measures(as_of="2022-03-31")["authority"].to_list()
    ['CA', 'UK', 'US']
    """
    return _until(read_table("customs_measures"), as_of, "date")


def sanctions_coverage() -> pl.DataFrame:
    """Load the first and last day that each source of listings covers; after its last day nothing is known.

    >>> sanctions_coverage().columns
    ['authority', 'basis', 'measure', 'first_day', 'last_day', 'source']
    """
    return read_table("sanctions_coverage")


def energy_buyers(basis: str | None = None) -> pl.DataFrame:
    """Load purchases of Russian energy by month, buyer and commodity; on one basis if it is named.

    Basis `customs` is in value_usd_bn, all others in value_eur_bn. Raises UnknownName. Source: the page each row names.

    >>> energy_buyers()["basis"].unique().sort().to_list()
    ['customs', 'press tabulation', 'publisher table']
    """
    return _chosen("energy_buyers", basis=basis)


def russia_trade() -> pl.DataFrame:
    """Load Russia's trade in goods by partner and year, in billions of US dollars; from the International Monetary Fund.

    >>> russia_trade().columns
    ['year', 'partner', 'flow', 'value_usd_bn', 'source']
    """
    return read_table("russia_trade")


def default_release() -> str:
    """Name the latest complete release that has monthly rows.

    >>> aid()["release"].unique().to_list() == [default_release()]
    True
    """
    monthly = releases().filter("complete", pl.col("last_month").is_not_null())
    return str(monthly.sort("cutoff", "release")["release"][-1])


def read_table(name: str, part: str | None = None) -> pl.DataFrame:
    """Load one table by name, or one file of it; raises UnknownName, or DataFault when a file is missing or changed.

    >>> read_table("aid", part="7")["stage"].unique().to_list()
    ['committed']
    """
    wanted = [one for one in resources() if one["table"] == name and (part is None or one["path"].endswith(f"_{part}.csv"))]
    if not wanted:
        raise UnknownName("table", name, sorted({one["table"] for one in resources()}))
    return pl.concat([read_resource(one, DATA) for one in wanted])


def read_resource(resource: dict[str, Any], data: Path) -> pl.DataFrame:
    """Read one file of data/ as its description says; raises DataFault naming file, row and column."""
    return files.read_resource(resource, data)


def resources(data: Path | None = None) -> list[dict[str, Any]]:
    """List the files of data/ as datapackage.json describes them; raises DataFault when that is missing."""
    return files.resources(data or DATA)


def _chosen(name: str, **choices: str | None) -> pl.DataFrame:
    frame = read_table(name)
    for column, wanted in choices.items():
        if wanted is None:
            continue
        if wanted not in (known := frame[column].unique().sort().to_list()):
            raise UnknownName(column, wanted, known)
        frame = frame.filter(pl.col(column) == wanted)
    return frame


def _graded(name: str, weakest: bool) -> pl.DataFrame:
    return read_table(name) if weakest else shown(read_table(name))


def _until(frame: pl.DataFrame, day: date | str | None, column: str = "known_by") -> pl.DataFrame:
    return frame if day is None else known_on(frame, day, column)


def _known_release(release: str | int | None, *, monthly: bool) -> str:
    if release is None:
        return default_release()
    at_hand = releases().filter(pl.col("last_month").is_not_null() if monthly else pl.lit(True))["release"].to_list()
    if str(release) not in at_hand:
        raise UnknownRelease(release, at_hand)
    return str(release)


def cutoff() -> date:
    """Give the last day that the default release covers.

    >>> cutoff() >= date(2026, 4, 30)
    True
    """
    day: date = releases().filter(pl.col("release") == default_release())["cutoff"].item()
    return day
