"""Read the hand-kept tables of data/curated/: the record of guarantees, agreements, US packages, PURL and events.

Each reader refuses the first wrong cell (DataFault with file, row and column) and gives a tidy table with its report.
Dates stay as partial as their sources; `not_before` and `known_by` bound them. Publishers are graded by an explicit list.
"""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import polars as pl

from analysis.countries import BODIES, NAMES
from analysis.errors import ReadFault, put_back
from analysis.sources.curated.checks import CURATE, HandKept
from analysis.sources.reading import partial
from analysis.sources.reading.guard import wrap_read_errors
from analysis.sources.reading.report import Read, ReadReport
from analysis.tables import guarantees as contract
from analysis.tables import packages

MONEY = pl.Decimal(18, 2)
SOURCE = ["source_url", "source_publisher"]

THE_26 = r"(?i)\b(the|of) 26\b|\b26 (states|countries|nations)\b"
"""The 26 of 4 September 2025 were counted and never named: no row of a country may say that it is one of them."""

FEWEST = {"pledges": 190, "agreements": 30, "us_packages": 95, "purl": 44, "events": 75, "left_out": 10}
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
        self.publishers = self._publishers()
        self.checks = self._checks()

    def collected_to(self, table: str) -> date:
        """Give the last day the collection of a table covers; raises ReadFault for one that manual_check.csv does not name."""
        found = self.checks.filter(pl.col("table") == table)
        if found.is_empty():
            raise ReadFault("data/curated/manual_check.csv", f"has no row for {table}", "add its file, dates and interval")
        day: date = found["collected_to"][0]
        return day

    def open(self, name: str, columns: list[str]) -> HandKept:
        """Open one table; raises DataFault if its columns are not these."""
        return HandKept(self.folder / f"{name}.csv", columns)

    def graded(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Add the grade of each row's publisher, which `HandKept.sourced` has found to be graded."""
        found = pl.col("source_publisher").replace_strict(self.publishers["publisher"], self.publishers["grade"])
        return frame.with_columns(grade=found)

    def _publishers(self) -> pl.DataFrame:
        kept = self.open("publishers", ["publisher", "hosts", "grade", "note"])
        kept.required("publisher", "hosts", "grade")
        kept.allowed("grade", contract.GRADES)
        kept.unrepeated("publisher")
        return kept.text

    def _checks(self) -> pl.DataFrame:
        kept = self.open("manual_check", ["table", "file", "collected_to", "checked_on", "every_days"])
        kept.required("table", "file", "collected_to", "checked_on", "every_days")
        kept.unrepeated("table")
        kept.number("every_days", pl.Int64)
        kept.days("collected_to", "checked_on")
        late = pl.col("collected_to") > pl.col("checked_on")
        kept.refuse("collected_to", late, "is later than checked_on", "correct one: a table is gone through once collected")
        return kept.text.with_columns(pl.col("collected_to", "checked_on").str.to_date()).with_columns(
            due_on=pl.col("checked_on") + pl.duration(days=pl.col("every_days").cast(pl.Int64))
        )


def read_pledges(record: Record, governments: pl.DataFrame) -> Read:
    """Read the positions; one that a change of government ended carries the day it lapsed.

    `governments` has country, changed_on and carries_over. Returns the columns of pledges.csv with not_before and known_by
    (the bounds of a partial date), lapsed_on and grade. Raises DataFault for the first wrong cell, among them one that claims
    or denies a place among the 26, and ReadFault for fewer rows than the table had.
    """
    columns = "date date_precision country actor domain position stance condition troops status source_url source_publisher"
    kept = record.open("pledges", [*columns.split(), "source_date", "confidence"])
    kept.required("date", "country", "actor", "domain", "position", "stance", "status", "confidence")
    kept.allowed("domain", contract.DOMAINS)
    kept.allowed("stance", contract.STANCES)
    kept.allowed("confidence", contract.CONFIDENCES)
    kept.countries("country", [*record.codes, *BODIES])
    kept.dates("date", record.collected_to("pledges"), "date_precision")
    kept.dates("source_date", record.collected_to("pledges"))
    kept.words("position", 8)
    for column in ("position", "status"):
        claims = ~pl.col("country").is_in(list(BODIES)) & pl.col(column).str.contains(THE_26)
        kept.refuse(column, claims, "claims or denies a place among the 26", "leave it out: that list was never published")
    kept.number("troops", pl.Int64)
    kept.sourced(record.publishers)
    kept.unrepeated("country", "date", "actor", "domain", "position")
    ended = governments.filter(~pl.col("carries_over"))
    changed = pl.col("country").replace_strict(ended["country"], ended["changed_on"], default=None, return_dtype=pl.Date)
    table = _bounded(kept.text).with_columns(
        pl.col("troops").cast(pl.Int64), lapsed_on=pl.when(changed > pl.col("known_by")).then(changed)
    )
    return _report("pledges", kept, record.graded(table), ["condition", "troops", "source_date"])


def read_agreements(record: Record) -> Read:
    """Read the bilateral agreements; amounts keep their currency and meaning.

    Returns the columns of agreements.csv with not_before, known_by and grade. Raises DataFault for the first wrong cell, such
    as a date that does not go with the status, and ReadFault for fewer rows than the table had.
    """
    columns = "date date_precision country partner status years amount currency amount_meaning source_url source_publisher"
    kept = record.open("agreements", [*columns.split(), "confidence", "note"])
    kept.required("country", "partner", "status", "confidence")
    kept.allowed("status", contract.SIGNED)
    kept.allowed("confidence", contract.CONFIDENCES)
    kept.countries("country", [*record.codes, *BODIES])
    kept.dates("date", record.collected_to("agreements"), "date_precision")
    unsigned = (pl.col("status") == "not_signed") != pl.col("date").is_null()
    kept.refuse("date", unsigned, "does not go with the status", "give a date to what was signed, and to nothing else")
    kept.number("years", pl.Int64)
    kept.number("amount", MONEY)
    kept.currency("amount", "currency")
    kept.sourced(record.publishers)
    kept.unrepeated("country", "partner")
    table = _bounded(kept.text).with_columns(pl.col("years").cast(pl.Int64), pl.col("amount").cast(MONEY))
    return _report("agreements", kept, record.graded(table), ["date", "years", "amount", "currency", "amount_meaning"])


def read_us_packages(record: Record) -> Read:
    """Read the US packages, laws and official totals (USD); a total or cross-check that would be added is refused.

    Returns the columns of us_packages.csv with not_before, known_by and grade; `counts` is true or false. Raises DataFault for
    the first wrong cell and ReadFault for fewer rows than the table had.
    """
    columns = "date date_precision kind name usd meaning counts source_url source_publisher confidence note"
    kept = record.open("us_packages", columns.split())
    kept.required("date", "kind", "name", "meaning", "counts", "confidence")
    kept.allowed("kind", packages.US_KINDS)
    kept.allowed("counts", ["true", "false"])
    kept.allowed("confidence", contract.CONFIDENCES)
    added = pl.col("kind").is_in(packages.NEVER_ADDED) & (pl.col("counts") == "true")
    kept.refuse("counts", added, "on a TOTAL or CHECK row", "write false: such a row is never added to packages")
    unknown = pl.col("usd").is_null() & (pl.col("counts") == "true")
    kept.refuse("counts", unknown, "without an amount", "give its usd, or write false: what is not known is not added as zero")
    kept.dates("date", record.collected_to("us_packages"), "date_precision")
    kept.number("usd", MONEY)
    kept.sourced(record.publishers)
    kept.unrepeated("name", "date", "kind")
    table = _bounded(kept.text).with_columns(pl.col("usd").cast(MONEY), counts=pl.col("counts") == "true")
    return _report("us_packages", kept, record.graded(table), ["usd"])


def read_purl(record: Record) -> Read:
    """Read the contributions to PURL; a group or running total is never a national row.

    Returns the columns of purl.csv with not_before, known_by and grade; amounts keep their currency. Raises DataFault for the
    first wrong cell and ReadFault for fewer rows than the table had.
    """
    columns = "date date_precision country donor row_kind amount currency amount_meaning source_url source_publisher"
    kept = record.open("purl", [*columns.split(), "confidence", "note"])
    kept.required("country", "donor", "row_kind", "amount_meaning", "confidence")
    kept.allowed("row_kind", packages.ROW_KINDS)
    kept.allowed("confidence", contract.CONFIDENCES)
    kept.countries("country", [*record.codes, *NAMES])
    group = pl.col("country").is_in(list(NAMES)) & (pl.col("row_kind") == "national")
    kept.refuse("row_kind", group, "on a group of donors", "write group or running_total: it overlaps its members' rows")
    kept.dates("date", record.collected_to("purl"), "date_precision")
    kept.number("amount", MONEY)
    kept.currency("amount", "currency")
    kept.sourced(record.publishers)
    kept.unrepeated("donor", "date", "row_kind", "amount", "source_url")
    table = _bounded(kept.text).with_columns(pl.col("amount").cast(MONEY))
    return _report("purl", kept, record.graded(table), ["date", "amount", "currency"])


def read_events(record: Record) -> Read:
    """Read the events; each has a whole date and a label of at most six words.

    Returns date, label, category, actor, source_url, source_publisher, note, grade. Raises DataFault for the first wrong cell
    and ReadFault for fewer rows than the table had.
    """
    kept = record.open("events", ["date", "label", "category", "actor", *SOURCE, "note"])
    kept.required("date", "label", "category", "actor")
    kept.allowed("category", contract.CATEGORIES)
    kept.allowed("actor", contract.ACTORS)
    kept.dates("date", record.collected_to("events"))
    kept.refuse("date", pl.col("date").str.len_chars() != 10, "is no whole date", "write YYYY-MM-DD")
    kept.words("label", 6)
    kept.sourced(record.publishers)
    kept.unrepeated("label", "date")
    return _report("events", kept, record.graded(kept.text.with_columns(pl.col("date").str.to_date())), [])


def read_governments(record: Record) -> Read:
    """Read the changes of government that bear on positions: country, changed_on, carries_over, what, page and grade.

    Raises DataFault for the first wrong cell and ReadFault for an empty table.
    """
    kept = record.open("governments", ["country", "changed_on", "carries_over", "what", *SOURCE])
    kept.required("country", "changed_on", "carries_over", "what")
    kept.allowed("carries_over", ["true", "false"])
    kept.countries("country", record.codes)
    kept.dates("changed_on", record.collected_to("governments"))
    kept.sourced(record.publishers)
    kept.unrepeated("country", "changed_on")
    typed = kept.text.with_columns(pl.col("changed_on").str.to_date(), carries_over=pl.col("carries_over") == "true")
    return _report("governments", kept, record.graded(typed), [])


def read_left_out(record: Record) -> Read:
    """Read what was left out and why: table, date (as partial as known), country, what, reason.

    Raises DataFault for the first wrong cell and ReadFault for fewer rows than the table had.
    """
    kept = record.open("left_out", ["table", "date", "country", "what", "reason"])
    kept.required("table", "country", "what", "reason")
    kept.countries("country", [*record.codes, *NAMES])
    kept.unrepeated("what", "table", "date", "country")
    return _report("left_out", kept, kept.text, ["date"])


def read_published_totals(record: Record) -> Read:
    """Read the aid totals as published at the time, in EUR bn, into exact euros.

    Returns published, cutoff, bloc, kind (null = all), stage, eur, page, note and grade. Raises DataFault for the first wrong
    cell and ReadFault for an empty table. Source: Kiel Institute, as each row's page says.
    """
    kept = record.open("published_totals", ["published", "cutoff", "bloc", "kind", "stage", "eur_bn", *SOURCE, "note"])
    kept.required("published", "cutoff", "bloc", "stage", "eur_bn")
    for column in ("published", "cutoff"):
        kept.dates(column, record.collected_to("published_totals"))
    kept.number("eur_bn", pl.Decimal(18, 9))
    kept.sourced(record.publishers)
    kept.unrepeated("bloc", "published", "kind")
    exact = (pl.col("eur_bn").cast(pl.Decimal(38, 9)) * 1_000_000_000).cast(MONEY)
    typed = kept.text.with_columns(pl.col("published", "cutoff").str.to_date(), eur=exact).drop("eur_bn")
    return _report("published_totals", kept, record.graded(typed), ["kind"])


def read_news_points(record: Record) -> Read:
    """Read the points of the news item the project starts from: day, point (number), topic, says (in our words).

    Raises DataFault for the first wrong cell and ReadFault for an empty table.
    """
    kept = record.open("news_points", ["day", "point", "topic", "says"])
    kept.required("day", "point", "topic", "says")
    kept.allowed("topic", packages.TOPICS)
    kept.number("point", pl.Int64)
    kept.dates("day", record.collected_to("news_points"))
    kept.unrepeated("point", "day")
    return _report("news_points", kept, kept.text.with_columns(pl.col("day").str.to_date(), pl.col("point").cast(pl.Int64)), [])


READERS: dict[str, Callable[[Record], Read]] = {
    "agreements": read_agreements,
    "us_packages": read_us_packages,
    "purl": read_purl,
    "events": read_events,
    "left_out": read_left_out,
    "published_totals": read_published_totals,
    "news_points": read_news_points,
}


@wrap_read_errors
def read_record(folder: Path, countries: pl.DataFrame) -> dict[str, Read]:
    """Read every hand-kept table of the record of guarantees, by name; raises DataFault or ReadFault at the first fault.

    `folder` is data/curated/, `countries` has iso3. `manual_checks` says when each table was last gone through and when that
    is due.

    >>> from analysis import load
    >>> from analysis.pipeline.build import CURATED
    >>> sorted(read_record(CURATED, load.countries()))[:5]
    ['agreements', 'events', 'governments', 'left_out', 'manual_checks']
    """
    record = Record(folder, countries)
    governments = read_governments(record)
    reads = {name: reader(record) for name, reader in READERS.items()}
    checks = record.checks.select("table", "file", "collected_to", "checked_on", "due_on")
    return reads | {
        "pledges": read_pledges(record, governments.table),
        "governments": governments,
        "manual_checks": Read(checks, ReadReport("data/curated/manual_check.csv", checks.height, checks.height)),
    }


def _bounded(frame: pl.DataFrame) -> pl.DataFrame:
    return frame.with_columns(not_before=partial.not_before("date"), known_by=partial.known_by("date"))


def _report(name: str, kept: HandKept, table: pl.DataFrame, may_be_empty: list[str]) -> Read:
    report = ReadReport(kept.file, kept.text.height, table.height)
    for column in may_be_empty:
        report.lose("not stated by the source", column, kept.text[column].null_count())
    if table.height < FEWEST.get(name, 1):
        raise ReadFault(
            kept.file,
            f"{table.height} rows, fewer than {FEWEST.get(name, 1)}",
            f"put its rows back, or, dropping what you changed, {put_back(kept.file)}; then `{CURATE}`",
            report,
        )
    return Read(table, report)
