"""The hand-kept tables: every kind of mistake is refused with file, row and column; what is right passes whole."""

import shutil
from datetime import UTC, date, datetime, timedelta, tzinfo
from decimal import Decimal
from pathlib import Path

import polars as pl
import pytest

from analysis.errors import DataFault, ReadFault
from analysis.pipeline import citations
from analysis.pipeline.build import CURATED, acts_of, curate, guarantees
from analysis.pipeline.check import check_by_hand
from analysis.sources.curated import guarantees as hand_kept
from analysis.sources.curated import releases
from analysis.sources.reading import days
from analysis.sources.reference import countries, ecb
from analysis.tables import TABLES


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the hand-kept tables to plant mistakes in."""
    shutil.copytree(CURATED, tmp_path / "curated")
    return tmp_path / "curated"


def plant(folder: Path, name: str, row: int, **cells: str | None) -> None:
    """Write other cells into one row of a hand-kept table."""
    file = folder / f"{name}.csv"
    frame = pl.read_csv(file, infer_schema=False)
    changes = [
        pl.when(pl.int_range(pl.len()) == row).then(pl.lit(text)).otherwise(pl.col(column)).alias(column)
        for column, text in cells.items()
    ]
    frame.with_columns(changes).write_csv(file)


MISTAKES = {
    "a stance that is not allowed": ("pledges", {"stance": "maybe"}, "stance"),
    "a domain that is not allowed": ("pledges", {"domain": "space"}, "domain"),
    "a package that counts without an amount": ("us_packages", {"usd": None, "counts": "true"}, "counts"),
    "a code that is no country": ("pledges", {"country": "XYZ"}, "country"),
    "a date that does not exist": ("pledges", {"date": "2025-02-30", "date_precision": "day"}, "date"),
    "a month called a day": ("pledges", {"date": "2025-02", "date_precision": "day"}, "date"),
    "a day called a month": ("pledges", {"date": "2025-02-03", "date_precision": "month"}, "date"),
    "a row after the collection": ("pledges", {"date": "2026-10-11", "date_precision": "day"}, "date"),
    "nine words": ("pledges", {"position": "one two three four five six seven eight nine"}, "position"),
    "soldiers in words": ("pledges", {"troops": "several hundred"}, "troops"),
    "no soldiers as a number": ("pledges", {"troops": "0"}, "troops"),
    "two addresses": ("pledges", {"source_url": "https://a.org https://b.org"}, "source_url"),
    "no address": ("pledges", {"source_url": None}, "source_url"),
    "an ungraded publisher": ("pledges", {"source_publisher": "Somebody's Blog"}, "source_publisher"),
    "a page of another publisher": ("pledges", {"source_url": "https://example.org/page"}, "source_url"),
    "a place among the 26": ("pledges", {"country": "PRT", "position": "Counted among the 26 states"}, "position"),
    "an empty actor": ("pledges", {"actor": None}, "actor"),
    "blanks at the end": ("pledges", {"actor": "Somebody "}, "actor"),
    "a character that no page can hold": ("pledges", {"condition": "a\x0bceasefire"}, "condition"),
    "such a character on a label": ("events", {"label": "Meeting\x01in\uffffParis"}, "label"),
    "seven words on a label": ("events", {"label": "one two three four five six seven"}, "label"),
    "an event of a month": ("events", {"date": "2025-09"}, "date"),
    "an unsigned agreement with a date": ("agreements", {"status": "not_signed"}, "date"),
    "an amount without a currency": ("agreements", {"amount": "5", "currency": None}, "currency"),
    "a total that would be added": ("us_packages", {"kind": "TOTAL", "counts": "true"}, "counts"),
    "a check that would be added": ("us_packages", {"kind": "CHECK", "counts": "true"}, "counts"),
    "a package with a cut-off": ("us_packages", {"kind": "PDA", "cutoff": "2024-09-30"}, "cutoff"),
    "a contribution without a date": ("purl", {"date": None, "date_precision": "not_known"}, "date"),
    "a contribution whose date is said to be unknown": ("purl", {"date_precision": "not_known"}, "date"),
    "a group that plans": ("purl", {"country": "XNB", "row_kind": "plan"}, "row_kind"),
    "a group called national": ("purl", {"country": "XNB", "row_kind": "national"}, "row_kind"),
    "a running total called national": ("purl", {"country": "XTO", "row_kind": "national"}, "row_kind"),
    "an amount in words": ("purl", {"amount": "about 5m", "currency": "EUR"}, "amount"),
    "a grade that is not allowed": ("publishers", {"grade": "excellent"}, "grade"),
    "a page opened and called reported": ("publishers", {"publisher": "A Council", "grade": "reported"}, "grade"),
    "a page not opened and called an institution's": (
        "publishers",
        {"publisher": "A Council (as cited in a secondary digest)", "grade": "institution"},
        "grade",
    ),
}


@pytest.mark.sampled(12)
@pytest.mark.parametrize(("name", "cells", "column"), MISTAKES.values(), ids=MISTAKES.keys())
def test_a_planted_mistake_is_refused_by_file_row_and_column(
    folder: Path, name: str, cells: dict[str, str | None], column: str
) -> None:
    plant(folder, name, 7, **cells)
    with pytest.raises(DataFault) as fault:
        guarantees(folder)
    assert fault.value.file == f"data/curated/{name}.csv"
    assert (fault.value.row, fault.value.column) == (9, column)
    assert "analysis curate" in fault.value.fix


@pytest.mark.parametrize(
    ("name", "cells", "column"),
    [
        ("manual_check", {"collected_to": "2026-13-10"}, "collected_to"),
        ("manual_check", {"checked_on": "soon"}, "checked_on"),
        ("manual_check", {"every_days": "often"}, "every_days"),
        ("published_totals", {"published": "2030-01-01"}, "published"),
        ("published_totals", {"cutoff": "2024-02-31"}, "cutoff"),
        ("published_totals", {"eur_bn": "0"}, "eur_bn"),
    ],
)
def test_a_mistake_in_what_dates_the_tables_is_refused(folder: Path, name: str, cells: dict[str, str], column: str) -> None:
    plant(folder, name, 1, **cells)
    with pytest.raises(DataFault) as fault:
        guarantees(folder)
    assert (fault.value.file, fault.value.row, fault.value.column) == (f"data/curated/{name}.csv", 3, column)


@pytest.mark.parametrize("character", ["\x01", "\x0b", "\x1b", "\uffff"])
def test_a_character_that_no_page_can_hold_is_refused_among_the_acts(folder: Path, character: str) -> None:
    plant(folder, "actions", 1, action=f"First{character}package")
    with pytest.raises(DataFault, match=r"'First.+package' has a character that no page or document can hold") as fault:
        acts_of(folder)
    assert (fault.value.file, fault.value.row, fault.value.column) == ("data/curated/actions.csv", 3, "action")


def test_a_nul_byte_among_the_acts_is_refused_with_its_place(folder: Path) -> None:
    plant(folder, "actions", 1, action="First\x00package")
    with pytest.raises(DataFault, match=r"actions\.csv, row 3, column action: 'First.+package' has a character that no page"):
        acts_of(folder)


@pytest.mark.sampled(6)
@pytest.mark.parametrize(
    ("name", "cells", "column", "problem"),
    [
        ("sanctions_coverage", {"last_day": "2099-07-31"}, "last_day", "is later than today, "),
        ("sanctions_coverage", {"last_day": "2020-07-31"}, "last_day", "is before its first day"),
        ("sanctions_coverage", {"first_day": "1014-03-17"}, "first_day", "is earlier than 2014-01-01"),
        ("sanctions_coverage", {"first_day": "2022-2-26"}, "first_day", "is no day"),
        ("actions", {"date": "2014-13-17"}, "date", "is no day"),
        ("actions", {"date": "2099-03-17"}, "date", "is later than today, "),
        ("actions", {"listings_stated": "some"}, "listings_stated", "is no amount"),
        ("customs_measures", {"date": "1022-03-02"}, "date", "is earlier than 2014-01-01"),
        ("customs_measures", {"ended_on": "2022-02-01"}, "ended_on", "is before the measure's day"),
        ("customs_measures", {"status": "in force"}, "ended_on", "does not go with the status"),
        ("customs_measures", {"status": "stopped"}, "status", "is not allowed"),
        ("customs_measures", {"source_publisher": "Somebody"}, "source_publisher", "is not graded"),
        ("actions", {"effect": "loosens"}, "effect", "is not allowed"),
        ("actions", {"source_url": "https://example.org/a"}, "source_url", "is not on a host of its publisher"),
        ("calendar", {"date": "2022-12"}, "date", "is no date of the stated precision"),
        ("calendar", {"known_by": "2022-12-06"}, "known_by", "is after the date itself"),
        ("calendar", {"date": "2028-12-05", "known_by": "2028-06-03"}, "known_by", "is later than today, "),
        ("calendar", {"kind": "birthday"}, "kind", "is not allowed"),
        ("manual_check", {"checked_on": "2099-11-23"}, "checked_on", "is later than today, "),
        ("manual_check", {"collected_to": "2099-10-10"}, "collected_to", "is later than today, "),
        ("manual_check", {"checked_on": "2026-10-09"}, "collected_to", "is later than checked_on"),
        ("pledges", {"date": "1022", "date_precision": "year"}, "date", "is earlier than 2014-01-01"),
        ("agreements", {"date": "2013-12-31"}, "date", "is earlier than 2014-01-01"),
        ("pledges", {"source_date": "2026-99"}, "source_date", "is no date"),
        ("pledges", {"source_date": "2062"}, "source_date", "is later than the collection"),
        ("countries", {"nato_since": "1949-4-4"}, "nato_since", "is no day"),
        ("countries", {"nato_since": "1909-04-01"}, "nato_since", "is earlier than 1949-04-04"),
        ("countries", {"eu_since": "2099-04-01"}, "eu_since", "is later than today, "),
        ("countries", {"iso3": "Arm"}, "iso3", r"does not match \^\[A-Z\]\{3\}"),
        ("countries", {"bloc": "Europe"}, "bloc", "is not allowed"),
        ("countries", {"aliases": "Republic|US"}, "aliases", "has a spelling that stands twice"),
    ],
)
def test_a_cell_out_of_its_time_or_kind_is_refused(
    folder: Path, name: str, cells: dict[str, str], column: str, problem: str
) -> None:
    plant(folder, name, 1, **cells)
    with pytest.raises(DataFault, match=f"' {problem}") as fault:
        [make(folder) for make in (known, guarantees, acts_of)]
    assert (fault.value.file, fault.value.row, fault.value.column) == (f"data/curated/{name}.csv", 3, column)


def test_a_day_on_the_bound_of_its_time_passes(folder: Path) -> None:
    today = days.today()
    plant(folder, "sanctions_coverage", 1, first_day="2014-01-01", last_day=today.isoformat())
    covered = acts_of(folder)["sanctions_coverage"].row(1, named=True)
    assert (covered["first_day"], covered["last_day"]) == (date(2014, 1, 1), today)
    plant(folder, "sanctions_coverage", 1, first_day=today.isoformat())
    plant(folder, "manual_check", 1, collected_to=today.isoformat(), checked_on=today.isoformat())
    assert acts_of(folder)["sanctions_coverage"]["first_day"][1] == today
    plant(folder, "pledges", 1, source_date="2014")
    assert guarantees(folder)["pledges"]["source_date"].to_list().count("2014") == 1
    plant(folder, "countries", 1, nato_since="1949-04-04")
    assert known(folder)["nato_since"][1] == date(1949, 4, 4)


@pytest.mark.parametrize(("minute", "day"), [(datetime(2026, 8, 3, 9, 59), 3), (datetime(2026, 8, 3, 10, 0), 4)])
def test_a_day_begins_for_all_where_it_begins_first(minute: datetime, day: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """On the Line Islands, fourteen hours ahead of Greenwich."""

    class Clock(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> datetime:
            return minute.replace(tzinfo=UTC).astimezone(tz)

    monkeypatch.setattr(days, "datetime", Clock)
    assert days.today() == date(2026, 8, day)


def test_a_measure_may_apply_from_a_day_to_come(folder: Path) -> None:
    """Within ten years: a later one is a slip of the pen."""
    last = days.today() + timedelta(days=3653)
    plant(folder, "customs_measures", 1, date=last.isoformat(), status="adopted", ended_on=None)
    assert acts_of(folder)["customs_measures"]["date"].max() == last
    plant(folder, "customs_measures", 1, date=(last + timedelta(days=1)).isoformat())
    with pytest.raises(DataFault, match=f"is later than {last}"):
        acts_of(folder)


def test_published_billions_become_exact_euros(folder: Path) -> None:
    plant(folder, "published_totals", 0, eur_bn="89.123456789")
    assert guarantees(folder)["published_totals"]["eur"].to_list().count(Decimal("89123456789.00")) == 1


def test_cells_the_source_left_empty_are_counted(folder: Path) -> None:
    read = hand_kept.read_record(folder, pl.read_csv(CURATED / "countries.csv", infer_schema=False))["published_totals"]
    empty = pl.read_csv(folder / "published_totals.csv", infer_schema=False)["kind"].null_count()
    assert [(loss.reason, loss.column, loss.count) for loss in read.report.losses] == [
        ("not stated by the source", "kind", empty)
    ]


def known(folder: Path) -> pl.DataFrame:
    return countries.read_known(folder / "countries.csv")


def of_the_tracker(folder: Path) -> pl.DataFrame:
    releases.read_releases(folder / "releases.csv")
    return releases.read_published_numbers(folder / "published.csv")


def rates(folder: Path) -> pl.DataFrame:
    return ecb.read_averages(folder / "exchange_rates.csv")


@pytest.mark.sampled(8)
@pytest.mark.parametrize("name", sorted({path.stem for path in CURATED.glob("*.csv")}))
def test_a_repeated_row_is_refused_in_each_hand_kept_file(folder: Path, name: str) -> None:
    file = folder / f"{name}.csv"
    frame = pl.read_csv(file, infer_schema=False)
    pl.concat([frame, frame.tail(1)]).write_csv(file)
    with pytest.raises(DataFault, match="stands twice") as fault:
        [make(folder) for make in (known, guarantees, acts_of, citations.read_citations, of_the_tracker, rates)]
    assert (fault.value.file, fault.value.row) == (f"data/curated/{name}.csv", frame.height + 1)


def test_a_column_too_many_and_a_file_too_few_are_refused(folder: Path) -> None:
    pl.read_csv(folder / "purl.csv", infer_schema=False).with_columns(extra=pl.lit("x")).write_csv(folder / "purl.csv")
    with pytest.raises(DataFault, match="its columns are, in order"):
        guarantees(folder)
    (folder / "purl.csv").unlink()
    with pytest.raises(DataFault, match="is missing"):
        guarantees(folder)


def test_a_table_cut_short_is_refused_with_its_report(folder: Path) -> None:
    pl.read_csv(folder / "pledges.csv", infer_schema=False).head(20).write_csv(folder / "pledges.csv")
    with pytest.raises(ReadFault) as fault:
        guarantees(folder)
    assert "20 rows in" in str(fault.value.report)


def test_a_table_without_a_collection_date_is_refused(folder: Path) -> None:
    file = folder / "manual_check.csv"
    pl.read_csv(file, infer_schema=False).filter(pl.col("table") != "purl").write_csv(file)
    with pytest.raises(ReadFault, match="no row for purl"):
        guarantees(folder)


def test_partial_dates_are_bounded_and_never_filled_in() -> None:
    pledges = guarantees()["pledges"]
    partial = pledges.filter(pl.col("date").str.len_chars() < 10)
    assert partial.height > 2
    assert (partial["not_before"] < partial["known_by"]).all()
    whole = pledges.filter(pl.col("date").str.len_chars() == 10)
    assert (whole["not_before"] == whole["known_by"]).all()
    kept = pl.read_csv(CURATED / "pledges.csv", infer_schema=False)
    assert sorted(kept["date"]) == sorted(pledges["date"])


def test_every_table_keeps_its_contract_and_what_is_on_disk_is_what_the_readers_make(tmp_path: Path) -> None:
    for name, frame in guarantees().items():
        TABLES[name].validate(frame)
    copy = tmp_path / "data"
    copy.mkdir()
    shutil.copy(CURATED.parent / "datapackage.json", copy)
    for file in curate(copy):
        if file.suffix == ".csv":
            assert (copy / file).read_bytes() == (CURATED.parent / file).read_bytes(), file


def test_the_contract_alone_refuses_a_total_that_counts() -> None:
    us = guarantees()["us_packages"].with_columns(counts=pl.lit(True))
    with pytest.raises(DataFault, match="never_added"):
        TABLES["us_packages"].validate(us)


def test_no_shown_row_rests_on_the_weakest_grade() -> None:
    for name in ("pledges", "agreements", "us_packages", "purl", "events"):
        grades = guarantees()[name]["grade"].cast(pl.String)
        assert "party_state_media" not in grades.to_list(), name


def test_an_overdue_table_is_named_with_file_and_command() -> None:
    late = [one for one in check_by_hand(date(2030, 1, 1)) if one.fault]
    assert late
    assert all(one.warning for one in late)
    assert "data/curated/pledges.csv" in " ".join(one.what for one in late)
    assert "python -m analysis curate" in late[0].fault  # type: ignore[operator]
    assert not [one for one in check_by_hand(date(2026, 11, 24)) if one.fault]
