"""Read the hand-kept tables of data/curated/: the record of guarantees, agreements, US packages, PURL and events.

Each reader refuses the first wrong cell (DataFault with file, row and column) and gives a tidy table with its report: allowed
values, types and keys come from the contract, and only what it cannot say is checked here. Dates stay as partial as their sources;
`not_before` and `known_by` bound them. Publishers are graded by an explicit list.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import partial as bind
from pathlib import Path

import dataframely as dy
import polars as pl

from analysis.countries import BODIES, NAMES
from analysis.errors import ReadFault, restore_command
from analysis.sources.curated.checks import require_currency, require_graded_page, require_known_codes
from analysis.sources.curated.hand_kept import CURATE, HandKept, file_columns
from analysis.sources.curated.publishers import grade, read_publishers
from analysis.sources.reading import partial
from analysis.sources.reading.card import Card
from analysis.sources.reading.guard import wrap_read_errors
from analysis.sources.reading.report import Read, ReadReport
from analysis.tables import TABLES, packages

MONEY = pl.Decimal(18, 2)
ADDED = ("not_before", "known_by", "lapsed_on", "grade")
"""Columns of the contracts that the readers make of others."""
THE_26 = r"(?i)\b(the|of) 26\b|\b26 (states|countries|nations)\b"
"""The 26 of 4 September 2025 were counted and never named: no row of a country may say that it is one of them."""

CARDS = {
    "pledges": Card(215),
    "agreements": Card(30),
    "us_packages": Card(115),
    "purl": Card(48),
    "events": Card(90),
    "left_out": Card(15),
    "public_claims": Card(20),
    "russian_assets": Card(20),
    "loans": Card(11),
    "us_flows": Card(29),
    "energy_paid": Card(12),
}
"""Rows each table had when it was taken over, less a few: a table that shrank below it was cut by accident."""


class Record:
    """Hold the folder of hand-kept tables with what every reader needs: known codes, graded publishers, collection dates.

    `countries` has iso3. Reads publishers.csv and manual_check.csv of the folder; raises DataFault for a fault in them.

    >>> from analysis import load
    >>> from analysis.pipeline.build import CURATED
    >>> Record(CURATED, load.countries()).checks.columns
    ['table', 'file', 'collected_to', 'checked_on', 'every_days', 'due_on']
    """

    def __init__(self, folder: Path, countries: pl.DataFrame) -> None:
        self.folder = folder
        self.codes = countries["iso3"].to_list()
        self.publishers = read_publishers(folder / "publishers.csv")
        self.checks = _read_checks(folder / "manual_check.csv")

    def collected_to(self, table: str) -> date:
        """Give the last day the collection of a table covers; raises ReadFault for one that manual_check.csv does not name."""
        days = self.checks.filter(pl.col("table") == table)["collected_to"]
        if days.is_empty():
            raise ReadFault("data/curated/manual_check.csv", f"has no row for {table}", "add its file, dates and interval")
        day: date = days[0]
        return day

    def open(
        self, name: str, bodies: Iterable[str] = (), replaced: Mapping[str, tuple[str, dy.Column]] | None = None
    ) -> HandKept:
        """Open one table, checked against its contract, its collection, known countries and `bodies`, and graded publishers.

        `replaced` is what `file_columns` takes. Raises DataFault for the first wrong cell.
        """
        columns = file_columns(TABLES[name], ADDED, replaced)
        table = HandKept(self.folder / f"{name}.csv", columns, TABLES[name].key, collected_to=self.collected_to(name))
        if "country" in columns:
            require_known_codes(table, "country", [*self.codes, *bodies])
        if "currency" in columns:
            require_currency(table, "amount", "currency")
        if "source_publisher" in columns:
            require_graded_page(table, self.publishers)
        return table

    def read(self, name: str, table: HandKept, **changed: pl.Expr) -> Read:
        """Type a table, add what its contract has besides, and report what its sources left empty.

        `changed` are further columns, or others in place of those of the file. Raises ReadFault for fewer rows than it had.
        """
        wanted = TABLES[name].schema.column_names()
        bounds = {"not_before": partial.not_before("date"), "known_by": partial.known_by("date")}
        graded = {"grade": grade(self.publishers)}
        made = {column: rule for column, rule in (bounds | graded).items() if column in wanted}
        typed = table.table().with_columns(**made).with_columns(**changed).select(wanted)
        report = ReadReport(table.file, table.text.height, typed.height)
        for column, rule in table.columns.items():
            if rule.nullable and column != "note":
                report.lose("not stated by the source", column, table.text[column].null_count())
        fix = f"put its rows back, or, dropping what you changed, {restore_command(table.file)}; then `{CURATE}`"
        CARDS.get(name, Card(1)).validate(typed, report, fix)
        return Read(typed, report)


def _read_checks(path: Path) -> pl.DataFrame:
    every_days = {"due_on": ("every_days", dy.Int64(nullable=False))}
    table = HandKept(path, file_columns(TABLES["manual_checks"], replaced=every_days), TABLES["manual_checks"].key)
    late = pl.col("collected_to") > pl.col("checked_on")
    table.refuse("collected_to", late, "is later than checked_on", "correct one: a table is gone through once collected")
    return table.table().with_columns(due_on=pl.col("checked_on") + pl.duration(days="every_days"))


def read_pledges(record: Record, governments: pl.DataFrame) -> Read:
    """Read the positions; one that a change of government ended carries the day it lapsed.

    `governments` has country, changed_on and carries_over. Returns the columns of its contract. Raises DataFault for the first
    wrong cell, among them one that claims or denies a place among the 26, and ReadFault for fewer rows than the table had.
    """
    table = record.open("pledges", BODIES)
    for column in ("position", "status"):
        claims = ~pl.col("country").is_in(list(BODIES)) & pl.col(column).str.contains(THE_26)
        table.refuse(column, claims, "claims or denies a place among the 26", "leave it out: that list was never published")
    ended = governments.filter(~pl.col("carries_over"))
    changed = pl.col("country").replace_strict(ended["country"], ended["changed_on"], default=None, return_dtype=pl.Date)
    return record.read("pledges", table, lapsed_on=pl.when(changed > pl.col("known_by")).then(changed))


def read_agreements(record: Record) -> Read:
    """Read the bilateral agreements; amounts keep their currency and meaning.

    Returns the columns of its contract. Raises DataFault for the first wrong cell, such as a date that does not go with the
    status, and ReadFault for fewer rows than the table had.
    """
    table = record.open("agreements", BODIES)
    unsigned = (pl.col("status") == "not_signed") != pl.col("date").is_null()
    table.refuse("date", unsigned, "does not go with the status", "give a date to what was signed, and to nothing else")
    table.require_unique("country", "partner")
    return record.read("agreements", table)


def read_us_packages(record: Record) -> Read:
    """Read the US packages, laws and official totals (USD); a total or cross-check that would be added is refused.

    Returns the columns of its contract. Raises DataFault for the first wrong cell and ReadFault for fewer rows than the table
    had.
    """
    table = record.open("us_packages")
    counts = pl.col("counts") == "true"
    cut_off = pl.col("cutoff").is_not_null() & (pl.col("kind") != "TOTAL")
    table.refuse("cutoff", cut_off, "on a row that is no official total", "leave it empty: a package has a date and no cut-off")
    added = pl.col("kind").is_in(packages.NEVER_ADDED) & counts
    table.refuse("counts", added, "on a TOTAL or CHECK row", "write false: such a row is never added to packages")
    unknown = pl.col("usd").is_null() & counts
    table.refuse("counts", unknown, "without an amount", "give its usd, or write false: what is not known is not added as zero")
    return record.read("us_packages", table)


def read_purl(record: Record) -> Read:
    """Read the contributions to PURL; a group or running total is never a national row.

    Returns the columns of its contract; amounts keep their currency. Raises DataFault for the first wrong cell, among them a row
    without a date, and ReadFault for fewer rows than the table had.
    """
    table = record.open("purl", NAMES)
    group = pl.col("country").is_in(list(NAMES)) & pl.col("row_kind").is_in(["national", "plan"])
    table.refuse("row_kind", group, "on a group of donors", "write group or running_total: it overlaps its members' rows")
    return record.read("purl", table)


def read_published_totals(record: Record) -> Read:
    """Read the aid totals as published at the time, in EUR bn, into exact euros.

    Returns the columns of its contract. Raises DataFault for the first wrong cell and ReadFault for an empty table. Source: Kiel
    Institute, as each row's page says.
    """
    table = record.open("published_totals", replaced={"eur": ("eur_bn", dy.Decimal(18, 9, nullable=False))})
    exact = (pl.col("eur_bn").cast(pl.Decimal(38, 9)) * 1_000_000_000).cast(MONEY)
    return record.read("published_totals", table, eur=exact)


def read_groups(record: Record) -> Read:
    """Read the groups of countries; all rows of one group have the same name, day and page.

    Returns the columns of its contract. Raises DataFault for the first wrong cell and ReadFault for an empty table.
    """
    table = record.open("groups")
    for column in ("name", "in_text", "as_of", "source_url", "source_publisher"):
        several = pl.col(column).n_unique().over("id") > 1
        table.refuse(column, several, "is not that of the group's other rows", "write the same in all rows of one id")
    return record.read("groups", table)


def read_plain(record: Record, name: str, bodies: Iterable[str] = ()) -> Read:
    """Read a table that its contract describes completely: events, governments, left_out or news_points.

    `bodies` are codes that stand beside those of countries. Raises DataFault for the first wrong cell and ReadFault for fewer
    rows than the table had.
    """
    return record.read(name, record.open(name, bodies))


READERS: dict[str, Callable[[Record], Read]] = {
    "agreements": read_agreements,
    "us_packages": read_us_packages,
    "purl": read_purl,
    "events": bind(read_plain, name="events"),
    "left_out": bind(read_plain, name="left_out", bodies=NAMES),
    "published_totals": read_published_totals,
    "news_points": bind(read_plain, name="news_points"),
    "groups": read_groups,
    "regimes": bind(read_plain, name="regimes"),
    "publisher_faults": bind(read_plain, name="publisher_faults"),
    "public_claims": bind(read_plain, name="public_claims"),
    "russian_assets": bind(read_plain, name="russian_assets"),
    "loans": bind(read_plain, name="loans"),
    "us_flows": bind(read_plain, name="us_flows"),
    "energy_paid": bind(read_plain, name="energy_paid"),
}


@wrap_read_errors
def read_record(folder: Path, countries: pl.DataFrame) -> dict[str, Read]:
    """Read every hand-kept table of the record of guarantees, by name; raises DataFault or ReadFault at the first fault.

    `folder` is data/curated/, `countries` has iso3. `manual_checks` says when each table was last gone through and when that
    is due.

    >>> from analysis import load
    >>> from analysis.pipeline.build import CURATED
    >>> sorted(read_record(CURATED, load.countries()))[:5]
    ['agreements', 'energy_paid', 'events', 'governments', 'groups']
    """
    record = Record(folder, countries)
    governments = read_plain(record, "governments")
    reads = {name: reader(record) for name, reader in READERS.items()}
    checks = record.checks.drop("every_days")
    return reads | {
        "pledges": read_pledges(record, governments.table),
        "governments": governments,
        "manual_checks": Read(checks, ReadReport("data/curated/manual_check.csv", checks.height, checks.height)),
    }
