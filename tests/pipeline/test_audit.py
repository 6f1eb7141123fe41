"""The tables against each other: each law is broken once in a copy of data/ whose checksums fit, and is found broken."""

import shutil
from datetime import date
from decimal import Decimal

import polars as pl
import pytest

from analysis import load
from analysis.pipeline import audit, audit_lists
from analysis.pipeline.check import check_data
from analysis.storage import reader
from analysis.storage.writer import write


@pytest.fixture
def copy(tmp_path):
    """A copy of data/ in a folder of its own."""
    return shutil.copytree(reader.DATA, tmp_path / "data")


def swap_releases(aid, one, other):
    names = pl.col("release").replace({one: other, other: one})
    return aid.with_columns(names)


def set_where(frame, condition, **values):
    changes = {name: pl.when(condition).then(pl.lit(value)).otherwise(name) for name, value in values.items()}
    return frame.with_columns(**{name: change.cast(frame.schema[name]) for name, change in changes.items()})


def first_of(frame, **where):
    """The first row of those with some values, as a condition."""
    numbered = frame.with_row_index("n").filter(**where)
    return pl.int_range(pl.len()) == int(numbered["n"][0])


def more(column, where):
    return lambda rows: set_where(rows, first_of(rows, **where), **{column: rows.filter(**where)[column][0] * 3})


def release_28_within_29(aid):
    stranger = aid.filter(release="28").tail(300).with_columns(release=pl.lit("29"))
    kept = aid.join(stranger, on=["release", "stage", "donor", "month", "kind"], how="anti", nulls_equal=True)
    return pl.concat([kept, stranger])


def late_row(aid):
    row = aid.filter(release="29", stage="committed", donor="EST").head(1)
    return pl.concat(
        [aid, row.with_columns(month=pl.lit(date(2026, 11, 1)), eur=pl.lit(Decimal("0.01")).cast(pl.Decimal(18, 2)))]
    )


def copied(table):
    return pl.concat([table, table.filter(release="28").with_columns(release=pl.lit("27"))]).filter(
        (pl.col("release") != "27") | (pl.int_range(pl.len()) >= table.height)
    )


DE_29 = {"release": "29", "donor": "DEU", "stage": "allocated", "kind": "military"}
PLANTED = [
    (
        "aid",
        more("eur", DE_29),
        "sums of its months",
        "data/aid/aid_29.csv: 1 of its sums are not .*allocated military aid of DEU",
    ),
    (
        "aid_totals",
        more("eur", DE_29),
        "sums of its months",
        "data/aid/aid_29.csv: 1 of its sums are not .*military aid of DEU",
    ),
    ("aid", release_28_within_29, "sums of its months", r"data/aid/aid_29.csv: \d+ of its sums are not"),
    (
        "aid",
        lambda aid: swap_releases(aid, "18", "28"),
        "coverage of their release",
        "data/aid/aid_18.csv: .* lie outside 2022-01 to",
    ),
    ("aid", late_row, "coverage of their release", "aid_29.csv: 1 rows of release 29 lie outside 2022-01 to 2026-04.*2026-11"),
    (
        "aid",
        lambda aid: aid.filter((pl.col("release") != "29") | (pl.col("month") < date(2026, 4, 1))),
        "coverage of their release",
        "release 29 covers 2022-01-01 to 2026-04-01, its rows 2022-01-01 to 2026-03-01",
    ),
    (
        "military_routes",
        lambda rows: set_where(rows, first_of(rows), month=date(2021, 12, 1)),
        "coverage of their release",
        "data/aid/military_routes.csv: 1 rows of release 29",
    ),
    (
        "releases",
        lambda rows: set_where(rows, pl.col("release") == "29", last_month=date(2026, 5, 1)),
        "coverage of their release",
        "release 29 has months to 2026-05-01, after its cut-off 2026-04-30",
    ),
    ("publisher_sums", more("eur", {"donor": "FRA"}), "publisher's own sums", "1 sums of release 28 are not .* aid of FRA"),
    (
        "published_numbers",
        lambda rows: rows.with_columns(published_bn=pl.col("published_bn") * 1.1),
        "published at the time",
        "aid of Europe told 2024-04-25: 98.89 bn, the tables have 89.6, more than 3 per cent off",
    ),
    (
        "published_totals",
        lambda rows: rows.with_columns(eur=(pl.col("eur") * 2).cast(pl.Decimal(18, 2))),
        "published at the time",
        "data/guarantees/published_totals.csv, .* of Europe to 2024-02-29",
    ),
    (
        "releases",
        lambda rows: set_where(rows, pl.col("release") == "28", cutoff=date(2026, 5, 31)),
        "releases follow",
        "release 28 to 2026-05-31 and release 29.* to 2026-04-30 are not in order",
    ),
    ("releases", lambda rows: rows.filter(pl.col("release") != "30"), "releases follow", "aid_totals have not .* such as 30\n"),
    (
        "releases",
        lambda rows: set_where(rows, pl.col("release") == "29", published=date(2026, 4, 1)),
        "releases follow",
        "release 29 was published on 2026-04-01, before its cut-off",
    ),
    (
        "aid_totals",
        copied,
        "copy of another",
        "214 of 214 totals of release 27 are those of release 28|of release 28 are those of release 27",
    ),
    (
        "aid_totals",
        lambda rows: set_where(rows, first_of(rows, release="30"), donor="XYZ"),
        "donors and countries",
        "data/aid/aid_totals.csv: 1 rows of release 30 are of a donor that is no country here, 'XYZ'",
    ),
    (
        "weapons",
        lambda rows: set_where(rows, first_of(rows), donor="XYZ"),
        "donors and countries",
        "data/aid/weapons.csv: 1 rows of .* 'XYZ'",
    ),
    (
        "disbursements",
        lambda rows: set_where(rows, first_of(rows, donor="USA"), eur=Decimal("-1.00")),
        "negative",
        "disbursements.csv: 1 amounts of release 28 are negative, such as EUR -1.00",
    ),
    (
        "eu_aid_shares",
        more("eur", {"release": "29", "donor": "DEU"}),
        "no more than its totals",
        "eu_aid_shares.csv: .* of 29 is more",
    ),
    (
        "weapons",
        lambda rows: set_where(rows, first_of(rows, donor="POL"), eur=Decimal("9000000000000.00")),
        "no more than its totals",
        "weapons.csv: EUR .* POL is more than the aid it is a part of",
    ),
    (
        "designations",
        lambda rows: set_where(rows, first_of(rows, authority="UK", basis="stated"), listed_on=date(2026, 9, 1)),
        "listings lie within coverage",
        "UK stated asset_freeze: 1 rows to 2026-09-01 are later than the coverage to 2026-04-29",
    ),
    (
        "designations",
        lambda rows: set_where(rows, first_of(rows, authority="CA", measure="asset_freeze"), listed_on=date(2013, 1, 1)),
        "listings lie within coverage",
        "CA stated asset_freeze: 1 rows from 2013-01-01 are earlier than the coverage",
    ),
    (
        "sanctions_coverage",
        lambda rows: rows.filter(pl.col("authority") != "AU"),
        "listings lie within coverage",
        "designations.csv: AU as_listed asset_freeze, .* is in no row of data/sanctions/coverage.csv",
    ),
    (
        "designations",
        lambda rows: rows.filter(pl.col("authority") != "AU"),
        "listings lie within coverage",
        "coverage.csv: AU as_listed asset_freeze has no listing",
    ),
    (
        "vessels",
        lambda rows: rows.filter(~first_of(rows, authority="EU")),
        "ships and listings of ships",
        r"vessels.csv: EU has \d+ ships of .* 1 days differ",
    ),
    (
        "vessels",
        lambda rows: set_where(rows, first_of(rows, authority="EU", still_listed=True), still_listed=False),
        "ships and listings of ships",
        "EU has 671 ships still listed, designations 672",
    ),
    (
        "eu_packages",
        lambda rows: set_where(rows, first_of(rows, package=21), listed_on=date(2026, 7, 25)),
        "EU packages",
        "package 21, .*: the EU listed nothing on 2026-07-25",
    ),
    (
        "eu_packages",
        lambda rows: rows.filter(pl.col("package") != 7),
        "EU packages",
        "package 6 of .* is followed by package 8",
    ),
    (
        "delistings",
        lambda rows: set_where(rows, first_of(rows, subject="person"), removals=100_000),
        "removals",
        r"removals of person by US, who listed \d+",
    ),
    (
        "delistings",
        lambda rows: set_where(rows, first_of(rows, subject="person"), not_before=date(2026, 10, 1)),
        "removals",
        "US removals of person last seen 2026-10-01 are absent",
    ),
    (
        "purl",
        lambda rows: set_where(rows, first_of(rows, country="NLD"), country="QQQ"),
        "countries of the record",
        "data/curated/purl.csv: 'QQQ' is no country",
    ),
]


def unheld(folder) -> dict[str, str]:
    """What is wrong with the laws in a folder whose files are in order, by what each says."""
    return {says: fault for says, fault in audit.hold_laws(folder) if fault}


def broken(folder) -> dict[str, str]:
    """What `check` finds wrong with the laws, by what each says; it looks at every file first."""
    laws = {law.says for law in audit.LAWS}
    return {finding.what: finding.fault for finding in check_data(folder) if finding.fault and finding.what in laws}


@pytest.mark.sampled(10)
@pytest.mark.parametrize(("table", "plant", "law", "words"), PLANTED, ids=[f"{row[0]}: {row[3][:60]}" for row in PLANTED])
def test_a_planted_fault_is_found_with_its_place_and_its_fix(copy, table, plant, law, words):
    write({table: plant(load.read_table(table, data=copy))}, copy)
    found = {says: fault for says, fault in unheld(copy).items() if law in says}
    (said,) = found.values()
    assert pl.Series([said]).str.contains(words).item(), said
    assert said.count("\n  -> ") == said.count("\ndata/") + 1


@pytest.mark.sampled(6)
@pytest.mark.parametrize("table", sorted(audit_lists.DATED_BY))
def test_a_row_later_than_the_collection_of_its_table_is_found(copy, table):
    rows, column = load.read_table(table, data=copy), audit_lists.DATED_BY[table]
    settled = {"status": "in force"} if table == "customs_measures" else {}
    write({table: set_where(rows, first_of(rows, **settled), **{column: date(2029, 1, 1)})}, copy)
    assert f"data/curated/{table}.csv: 1 rows to 2029-01-01 are later than 2026-10-10" in unheld(copy)[audit.LAWS[-2].says]


def test_each_law_has_a_fault_planted_against_it():
    planted = {law.says for law in audit.LAWS if any(words in law.says for _, _, words, _ in PLANTED)}
    assert {law.says for law in audit.LAWS} - planted == {audit.LAWS[-2].says}


def test_the_tables_at_hand_keep_every_law():
    assert [one for one in audit.hold_laws(reader.DATA) if one[1]] == []
    assert len(audit.hold_laws(reader.DATA)) == len(audit.LAWS)


def test_several_faults_are_all_told(copy):
    write({"vessels": load.read_table("vessels", data=copy).head(1700)}, copy)
    write({"eu_packages": load.read_table("eu_packages", data=copy).filter(pl.col("package") != 7)}, copy)
    write({"aid": late_row(load.read_table("aid", data=copy))}, copy)
    assert len(broken(copy)) == 3


def test_a_law_on_a_file_that_is_damaged_is_left_out_and_the_others_are_held(copy):
    (copy / "aid/aid_29.csv").write_text("", encoding="utf-8")
    write({"eu_packages": load.read_table("eu_packages", data=copy).filter(pl.col("package") != 7)}, copy)
    said = {finding.what for finding in check_data(copy)}
    assert {law.says for law in audit.LAWS if "aid" in law.tables} & said == set()
    assert len(broken(copy)) == 1
