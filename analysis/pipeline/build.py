"""Make every table of data/ from the publishers' files and the hand-kept tables in data/curated/."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import polars as pl

from analysis.pipeline import citations
from analysis.pipeline.overwrite import refuse_dropping_refreshed
from analysis.sources.curated import acts, releases
from analysis.sources.curated import guarantees as record
from analysis.sources.energy import purchases
from analysis.sources.kiel import country_summary, deliveries, instruments
from analysis.sources.kiel.vintages import read_vintages
from analysis.sources.lists import eu_journal, imo, ofac_history, other_lists, uk, vessels
from analysis.sources.lists.listings import count_listings
from analysis.sources.reading import days
from analysis.sources.reading.text import read_csv_text
from analysis.sources.reference import ecb, prices, unhcr, world_bank
from analysis.sources.reference.countries import read_countries, read_known
from analysis.storage import reader
from analysis.storage.checksum import sha256
from analysis.storage.lock import exclusive_lock
from analysis.storage.writer import write
from analysis.tables import TABLES, dictionary

DATA = reader.DATA
CURATED = DATA / "curated"


def build(
    raw: Path, data: Path = DATA, curated: Path = CURATED, today: date | None = None, *, anew: bool = False
) -> list[Path]:
    """Rebuild data/ from a folder of publishers' files and return the files written, relative to `data`.

    `raw` holds the folders kiel, prices, reference, hosted, sanctions and trade, `curated` the hand-kept tables. Raises ReadFault for a
    publisher's file that is missing or not as it should be or for a month later than `today`, and DataFault for a
    cell at fault in the hand-kept record or acts, or a table that breaks its contract, RefreshFault while another command writes
    and, unless `anew`, for what a refresh added and the folder lacks.
    """
    with exclusive_lock(data):
        tables = (
            reference(raw, curated) | aid(raw, curated) | arrival(raw, curated) | guarantees(curated) | sanctions(raw, curated)
        )
        _refuse_future(tables, today or days.today())
        if not anew:
            refuse_dropping_refreshed(tables, data)
        return _written(tables, data)


def curate(data: Path = DATA, curated: Path = CURATED) -> list[Path]:
    """Rebuild what is made from hand-kept tables alone, without any publisher's file, and return the files written.

    Countries keep the GDP that the table has of them. Raises DataFault for a cell at fault, a work that is cited and not among the sources, a table that breaks its contract, or
    a description of the other tables that is not there, ReadFault for what `guarantees` and `acts_of` cannot read, and
    RefreshFault while another command writes.
    """
    with exclusive_lock(data):
        reader.resources(data)  # without it what is not made here would lose its description
        made = {"sources": citations.read_citations(curated)} | _curated_countries(data, curated)
        return _written(made | guarantees(curated) | acts_of(curated), data)


def _written(tables: dict[str, pl.DataFrame], data: Path) -> list[Path]:
    citations.require_cited(tables, data)
    return write(tables, data, {"README.md": dictionary.render(tables["sources"].iter_rows(named=True))})


def _refuse_future(tables: Mapping[str, pl.DataFrame], today: date) -> None:
    """Refuse months alone: an act of today may list from a day to come, and a government may change on one."""
    for name, frame in tables.items():
        if "month" in frame.columns:
            days.refuse_future(frame["month"], f"table {name}", today)


def reference(raw: Path, curated: Path = CURATED) -> dict[str, pl.DataFrame]:
    """Make the countries, economies, people_hosted, exchange_rates, price_indices and sources tables; raises ReadFault."""
    files = {"euro_area_hicp_monthly.csv": prices.HICP, "us_cpi_u_monthly.csv": prices.CPI}
    return {
        "countries": _countries(raw, curated),
        "economies": world_bank.read_economies(raw / "reference/world_bank_wdi_2026-05-01.json"),
        "people_hosted": unhcr.read_hosted(raw / "hosted/unhcr_ukraine_by_host_year.csv").table,
        "exchange_rates": ecb.read_averages(curated / "exchange_rates.csv"),
        "price_indices": pl.concat(prices.read_index(raw / "prices" / file, index) for file, index in files.items()),
        "sources": citations.read_citations(curated),
    }


def aid(raw: Path, curated: Path = CURATED) -> dict[str, pl.DataFrame]:
    """Make the aid, aid_instruments, aid_totals, releases, readings, publisher_sums and published_numbers tables; raises ReadFault.

    Amounts are in exact euros, but published_numbers, which are in EUR bn as given to the press.
    """
    countries = _countries(raw, curated)
    # What is kept by hand comes first: a cell at fault there is told before all releases are read.
    by_hand = releases.read_releases(curated / "releases.csv")
    vintages = read_vintages(raw / "kiel", countries)
    return {
        "aid": vintages.aid,
        "aid_totals": vintages.totals,
        "aid_instruments": pl.concat(
            instruments.read_instruments(raw / "kiel" / file, release, countries).table
            for release, file in instruments.WORKBOOKS.items()
        ),
        "releases": _with_checksums(by_hand, vintages.files),
        "readings": vintages.readings,
        "publisher_sums": country_summary.read_summary_table(
            raw / "kiel/release_28/country_summary.csv", "28", countries
        ).table,
        "published_numbers": releases.read_published_numbers(curated / "published.csv"),
    }


def arrival(raw: Path, curated: Path = CURATED) -> dict[str, pl.DataFrame]:
    """Make the tables of how aid arrives: EU shares, disbursements, where weapons come from, heavy weapons.

    All amounts are in exact euros, each table of one or two releases. Raises ReadFault.
    """
    countries, kiel = _countries(raw, curated), raw / "kiel"
    shares = {"29": "release_29/eu_aid_shares.csv", "30": "release_30/country_summary.csv"}
    return {
        "eu_aid_shares": pl.concat(
            deliveries.read_eu_shares(kiel / file, release, countries).table for release, file in shares.items()
        ),
        "disbursements": deliveries.read_disbursements(kiel / "release_28/financial_disbursements.csv", "28", countries).table,
        "military_routes": deliveries.read_routes(kiel / "release_29/procurement_trends.csv", "29").table,
        "weapons": deliveries.read_weapons(kiel / "release_29/weapons.csv", "29", countries).table,
    }


def guarantees(curated: Path = CURATED) -> dict[str, pl.DataFrame]:
    """Make the record of guarantees: positions, agreements, US packages, PURL, events and what belongs to them.

    Raises DataFault or ReadFault at the first fault of a hand-kept table.

    >>> "pledges" in guarantees()
    True
    """
    countries = read_csv_text(curated / "countries.csv")
    return {name: read.table for name, read in record.read_record(curated, countries).items()}


def sanctions(raw: Path, curated: Path = CURATED) -> dict[str, pl.DataFrame]:
    """Make the tables of listings, removals, ships, acts, and who buys Russian energy.

    Listings have several bases (stated, inferred, first_seen, window, panel, as_listed), which are never added. Raises
    ReadFault, or DataFault for a hand-kept table of acts.
    """
    lists = raw / "sanctions"
    annexes = eu_journal.read_annexes(lists / "eu_official_journal").table
    eu_ships, uk_ships = (eu_journal.read_as_listed(lists / "vessels", authority) for authority in ("EU", "UK"))
    copies = ofac_history.read_copy_days(lists / "us/sdn_first_last_seen.csv")
    made = acts_of(curated)
    ends = made["sanctions_coverage"].filter(measure="vessel_ban", basis="stated")
    later = {one: vessels.Copy(ends.filter(authority=one)["last_day"].item()) for one in ("EU", "CA")}
    later["US"] = vessels.read_copy(lists / "vessels/ofac_sdn_vessels.json")
    ships = vessels.read_vessels(lists / "us/derived/vessel_listing_dates.csv", annexes, eu_ships, uk_ships, copies, later)
    return made | {
        "designations": _designations(lists, annexes),
        "delistings": ofac_history.read_delistings(lists / "us/derived/us_delistings.csv"),
        "vessels": ships.table,
        "energy_buyers": purchases.read_buyers(raw / "trade/energy_buyers_monthly.csv").table,
        "russia_trade": purchases.read_trade(raw / "trade/imf_russia_trade_by_partner_annual.csv").table,
    }


def acts_of(curated: Path = CURATED) -> dict[str, pl.DataFrame]:
    """Make the hand-kept tables of acts, customs measures, dates ahead and coverage; raises DataFault or ReadFault.

    >>> sorted(acts_of())
    ['actions', 'calendar', 'customs_measures', 'eu_packages', 'sanctions_coverage']
    """
    return {
        "actions": acts.read_actions(curated),
        "calendar": acts.read_calendar(curated),
        "eu_packages": acts.read_eu_packages(curated),
        "customs_measures": acts.read_customs(curated),
        "sanctions_coverage": acts.read_coverage(curated),
    }


def _designations(lists: Path, annexes: pl.DataFrame) -> pl.DataFrame:
    us, uk_files = lists / "us", lists / "uk"
    subjects = uk.read_subjects(
        uk_files / "uk_sanctions_list_subjects_2026-04-29.csv", uk_files / "ofsi_consolidated_list_2025-04-10.xlsx"
    )
    canada = other_lists.read_sema(lists / "canada/sema_2025-05-25.xml").table
    australia = other_lists.read_dfat(lists / "australia/dfat_consolidated_2026-08-02.xlsx").table
    later = eu_journal.read_additions(lists / "eu_official_journal_later/eu_listings_after_2026-07-31.csv", annexes)
    parts = [
        count_listings(later, authority="EU", basis="stated", source=eu_journal.SOURCE),
        count_listings(annexes, authority="EU", basis="stated", source=eu_journal.SOURCE),
        eu_journal.as_listed(eu_journal.read_as_listed(lists / "vessels", "EU"), "EU", "833/2014", imo.numbers_of(annexes)),
        eu_journal.as_listed(eu_journal.read_as_listed(lists / "vessels", "UK"), "UK", "Russia"),
        count_listings(subjects.table, authority="UK", regime="Russia", basis="stated"),
        ofac_history.read_first_seen(us / "sdn_first_last_seen.csv"),
        ofac_history.read_number_blocks(us / "derived/us_listings_by_day.csv"),
        ofac_history.read_windows(us / "derived/us_listings_windows.csv"),
        ofac_history.read_panel(us / "ofac_panel_2022-04_2026-03.csv"),
        count_listings(canada, authority="CA", basis="stated", source="sema"),
        count_listings(australia, authority="AU", basis="as_listed", source="dfat"),
    ]
    return pl.concat(parts, how="diagonal")


def _countries(raw: Path, curated: Path) -> pl.DataFrame:
    return read_countries(curated / "countries.csv", raw / "kiel/release_29/data_explorer.csv")


def _curated_countries(data: Path, curated: Path) -> dict[str, pl.DataFrame]:
    """Make the countries anew from the hand-kept file, each with the GDP that the table has of it; none where it is not there."""
    known = read_known(curated / "countries.csv")
    if not (data / TABLES["countries"].path).exists():
        return {}  # a GDP is the publisher's: without it a build makes the table
    gdp = reader.read_table("countries", data=data).select("iso3", "gdp_2021_eur_bn")
    return {"countries": known.join(gdp, on="iso3", how="left").sort("iso3")}


def _with_checksums(by_hand: pl.DataFrame, made_from: dict[str, Path]) -> pl.DataFrame:
    checksums = {release: sha256(file) for release, file in made_from.items()}
    return by_hand.with_columns(sha256=pl.col("release").replace_strict(checksums, return_dtype=pl.String))
