"""Hold the tables of data/ against each other: what checksum, type and contract of one table alone cannot see."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from analysis import load
from analysis.pipeline import audit_aid, audit_lists


@dataclass(frozen=True)
class Law:
    """State what must hold among some tables; `faults` takes their frames in that order and says each place where it does not.

    >>> Law("a is not empty", ("a",), lambda a: iter(() if a.height else ("a: has no row",))).tables
    ('a',)
    """

    says: str
    tables: tuple[str, ...]
    faults: Callable[..., Iterator[str]]


LAWS = (
    Law("totals of each release are the sums of its months", ("aid", "aid_totals"), audit_aid.differing_sums),
    Law("totals agree with the publisher's own sums", ("aid_totals", "publisher_sums"), audit_aid.differing_own_sums),
    Law(
        "totals agree with what was published at the time",
        ("aid", "aid_totals", "releases", "published_numbers", "published_totals", "countries"),
        audit_aid.differing_published,
    ),
    Law("releases follow one another, each with its rows", ("releases", "aid", "aid_totals"), audit_aid.disordered_releases),
    Law("no release is a copy of another", ("aid_totals",), audit_aid.copied_releases),
    Law(
        "months lie within the coverage of their release",
        ("releases", "aid", "disbursements", "military_routes"),
        audit_aid.months_outside,
    ),
    Law(
        "donors and countries are known",
        ("countries", "aid", "aid_totals", "disbursements", "eu_aid_shares", "weapons", "publisher_sums"),
        audit_aid.unknown_donors,
    ),
    Law(
        "no amount is negative but repayments",
        ("aid", "aid_totals", "disbursements", "eu_aid_shares", "military_routes", "weapons"),
        audit_aid.negative_amounts,
    ),
    Law(
        "parts of aid are no more than its totals",
        ("aid_totals", "disbursements", "eu_aid_shares", "military_routes", "weapons"),
        audit_aid.parts_above_the_whole,
    ),
    Law("listings lie within coverage", ("designations", "sanctions_coverage"), audit_lists.uncovered),
    Law("ships and listings of ships are as many", ("vessels", "designations"), audit_lists.differing_ships),
    Law(
        "EU packages follow one another, with listings on each of their days",
        ("eu_packages", "designations"),
        audit_lists.packages_without_listings,
    ),
    Law(
        "removals are of what was listed",
        ("delistings", "designations", "sanctions_coverage"),
        audit_lists.removals_without_listings,
    ),
    Law(
        "no hand-kept row is later than the collection of its table",
        ("manual_checks", *audit_lists.DATED_BY),
        audit_lists.after_collection,
    ),
    Law("countries of the record are known", ("countries", *audit_lists.OF_COUNTRIES), audit_lists.unknown_countries),
)
"""What holds among the tables, in the order in which `check` says it."""


def hold_laws(data: Path, at_fault: Collection[str] = ()) -> list[tuple[str, str | None]]:
    """Hold each law against the tables of a folder: what it says, and its faults, one below the other, or None.

    A law on a table that is `at_fault` itself is left out: its rows are not known. One fault does not stop the others.

    >>> from analysis.storage import reader
    >>> len(hold_laws(reader.DATA, at_fault=["aid"])) < len(LAWS)
    True
    """
    held = [law for law in LAWS if not {*law.tables} & {*at_fault}]
    tables: dict[str, pl.DataFrame] = {
        name: load.read_table(name, data=data) for name in {name for law in held for name in law.tables}
    }
    return [(law.says, "\n".join(law.faults(*(tables[name] for name in law.tables))) or None) for law in held]
