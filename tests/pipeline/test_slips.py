"""Slips in what a publisher sends or a hand keeps: the refresh doubts them, and the check names their line in our words."""

import hashlib
import json
import shutil
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from analysis import load
from analysis.errors import DataFault, ReadFault, RefreshFault
from analysis.pipeline import refresh_aid, release_checks, release_files
from analysis.pipeline.build import CURATED, curate
from analysis.pipeline.check import check_data
from analysis.pipeline.download import Patience, fetch
from analysis.storage import reader

QUICK = Patience(connect=2, read=0.3, total=0.6, tries=3, pause=0.01)
LAST = date(2026, 4, 1)


@pytest.fixture(scope="module")
def countries() -> pl.DataFrame:
    return load.countries()


def doubts(aid: pl.DataFrame, after: pl.DataFrame, countries: pl.DataFrame) -> str:
    return "; ".join(release_checks.doubts_about_release(aid, after, countries))


def with_months(aid: pl.DataFrame, *months: date, donors: int = 1) -> pl.DataFrame:
    """Add a small commitment of some donors in each month."""
    names = aid["donor"].unique().sort().head(donors)
    rows = [{"donor": donor, "month": month, "stage": "committed", "eur": 1000} for donor in names for month in months]
    new = pl.DataFrame(rows, schema_overrides={"eur": aid.schema["eur"]})
    return pl.concat([aid.with_columns(pl.col("stage").cast(pl.String)), new], how="diagonal")


# What a release moves


def test_a_stray_row_does_not_stretch_a_release_without_a_doubt(aid, countries):
    assert "in June 2026 0 donors have rows" in doubts(aid, with_months(aid, date(2026, 11, 1)), countries)
    # The month after the last leaves no hole, and is as stray.
    assert "May 2026" in doubts(aid, with_months(aid, date(2026, 5, 1)), countries)


def test_months_that_a_release_adds_whole_are_no_doubt(aid, countries):
    assert aid["month"].max() == LAST
    assert doubts(aid, with_months(aid, date(2026, 5, 1), date(2026, 6, 1), donors=30), countries) == ""


def test_two_columns_of_kinds_swapped_are_doubted(aid, countries):
    swapped = aid.with_columns(pl.col("kind").cast(pl.String).replace({"military": "financial", "financial": "military"}))
    told = doubts(aid, swapped, countries)
    assert "military" in told
    assert "financial" in told


def test_one_donor_ten_times_over_is_doubted_by_name(aid, countries):
    tenfold = aid.with_columns(pl.when(pl.col("donor") == "LTU").then(pl.col("eur") * 10).otherwise("eur").alias("eur"))
    assert "Lithuania" in doubts(aid, tenfold, countries)


# What the refresh is told


PUBLISHED = (
    "2026-08-04",
    "04.08.2026",
    "4.8.2026",
    "4 August 2026",
    "2026-08-04 09:00:00",
    "2026-08-04T09:00Z",
    "04.08.2026 9:05",
)


@pytest.mark.parametrize("day", [*PUBLISHED, "", "  ", "4 August", "04.08.26", "08/04/2026", "04.08.2026 noon", "2026-08"])
def test_a_day_of_publication_is_read_whole_or_refused_by_file_line_and_column(day, tmp_path, site):
    site.files["/release_info.csv"] = f"release,date\n31,{day}\n".encode()
    site.files["/data_explorer.csv"] = b"country\n"

    def read() -> date | None:
        def fetch_one(url: str, name: str, _: int) -> Path:
            return fetch(url, tmp_path / name, patience=QUICK)

        return release_files.fetch_tables(site.address, "", fetch_one).published

    if day in PUBLISHED or not day.strip():
        assert read() == (date(2026, 8, 4) if day.strip() else None)
    else:
        with pytest.raises(RefreshFault, match=r"release_info\.csv, line 2, column date") as stop:
            read()
        assert "--file PATH --release NUMBER" in stop.value.fix


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("2034-08-04", "1 rows carry a date later than"),
        ("2026-04-08", "it was published on 8 April 2026, and ends with April 2026"),
    ],
)
def test_a_day_of_publication_to_come_or_before_the_months_it_covers_is_a_reason_to_stop(day, said, room, raw, site):
    site.add(raw / "kiel/release_29", "data_explorer.csv")
    site.files["/release_info.csv"] = f"release,date\n29,{day}\n".encode()
    with pytest.raises((ReadFault, RefreshFault), match=said):
        refresh_aid.refresh(refresh_aid.AidRefreshOptions(tables_url=site.address, patience=QUICK), print)


@pytest.mark.parametrize(
    ("links", "newest", "release"),
    [
        (("Tracker_Release_29.xlsx", "Tracker_Release_30v2.xlsx", "Tracker_Release_30.xlsx"), "Tracker_Release_30v2.xlsx", "30"),
        (("UST-release-31%20(2).xlsx?v=7", "UST_Release_30.XLSX"), "UST-release-31%20(2).xlsx", "31"),
        (("Ukraine_Support_Tracker_Release_9.xlsx", "Ukraine_Support_Tracker_Release_10.xlsx"), "Ukraine_Support_Tracker_Release_10.xlsx", "10"),
    ],
)  # fmt: skip
def test_the_newest_workbook_is_found_however_its_version_is_written(links, newest, release, tmp_path, site):
    site.files["/page.html"] = "".join(f"<a href='/files/{link}'>x</a>" for link in links).encode()
    asked = []

    def fetch_one(url: str, name: str, _: int) -> Path:
        asked.append(url)
        return fetch(url, tmp_path / name, patience=QUICK) if url.endswith(".html") else tmp_path

    fetched = release_files.fetch_workbook(site.address + "page.html", "", fetch_one)
    assert asked[-1].partition("?")[0].endswith(newest)
    assert fetched.release == release


def test_a_page_whose_workbooks_have_no_number_is_refused_in_words(tmp_path, site):
    site.files["/page.html"] = b'<a href="/data.xlsx">the data</a>'
    with pytest.raises(RefreshFault, match="of the 1 workbooks it links none says which release it is") as stop:
        release_files.fetch_workbook(
            site.address + "page.html", "", lambda url, name, _: fetch(url, tmp_path / name, patience=QUICK)
        )
    assert "--file PATH" in stop.value.fix


def test_an_answer_that_is_not_packed_as_it_says_is_told(site, tmp_path):
    site.files["/t.csv"] = b"a,b\n"
    site.faults["/t.csv"] = lambda handler, content: handler.say(200, content, "text/csv", Content_Encoding="gzip")
    with pytest.raises(RefreshFault, match="says that it comes as gzip, which it is not"):
        fetch(f"{site.address}/t.csv", tmp_path / "t.csv", patience=QUICK)
    assert list(tmp_path.iterdir()) == []


# What the check finds


@pytest.mark.sampled(2)
@pytest.mark.parametrize(
    ("old", "new", "words"),
    [("EST,EE,Estonia", "EST,EE,Estonia,more", "line"), ("EST,EE,Estonia", 'EST,"Estonia', "quote"), ("2004-05-01", "0022-05-01", "does not fit")],
)  # fmt: skip
def test_a_broken_line_of_data_is_named_and_the_other_files_are_checked(old, new, words, tmp_path):
    data = tmp_path / "data"
    shutil.copytree(reader.DATA, data)
    file = data / "reference/countries.csv"
    content = file.read_text(encoding="utf-8").replace(old, new, 1).encode()
    assert content != file.read_bytes()
    file.write_bytes(content)
    described = json.loads((data / "datapackage.json").read_text(encoding="utf-8"))
    for one in described["resources"]:
        if one["path"] == "reference/countries.csv":
            one["hash"] = f"sha256:{hashlib.sha256(content).hexdigest()}"
    (data / "datapackage.json").write_text(json.dumps(described), encoding="utf-8")
    findings = check_data(data)
    told = next(finding.fault for finding in findings if finding.what == "data/reference/countries.csv")
    assert told
    assert words in told.replace("row", "line")
    assert sum(finding.fault is None for finding in findings) > 40


@pytest.mark.parametrize("amount", ["1e9", "5000000000000", "1.5e3", "+7", "0x7"])
def test_a_hand_kept_amount_is_in_digits_and_within_what_there_was(amount, tmp_path):
    kept = tmp_path / "curated"
    shutil.copytree(CURATED, kept)
    file = kept / "us_packages.csv"
    rows = pl.read_csv(file, infer_schema=False)
    changed = pl.when(pl.int_range(pl.len()) == 0).then(pl.lit(amount)).otherwise("usd").alias("usd")
    rows.with_columns(changed).write_csv(file)
    with pytest.raises(DataFault, match=r"us_packages\.csv, row 2, column usd"):
        curate(shutil.copytree(reader.DATA, tmp_path / "data"), kept)


def described_anew(data, *paths: str) -> None:
    """Bring the checksums in line, as who changes a file of data/ by hand might."""
    package = json.loads((data / "datapackage.json").read_text(encoding="utf-8"))
    for one in package["resources"]:
        if one["path"] in paths:
            one["hash"] = f"sha256:{hashlib.sha256((data / one['path']).read_bytes()).hexdigest()}"
    (data / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")


def swapped(rows: dict[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    return {
        "28": rows["29"].with_columns(release=pl.lit("28")),
        "29": rows["28"].with_columns(release=pl.lit("29")),
    }


SLIPS = {
    "swapped": (swapped, "totals of each release are the sums of its months"),
    "mixed": (lambda rows: {"29": pl.concat([rows["29"], rows["28"].filter(pl.col("kind") == "humanitarian", pl.col("month").is_null()).with_columns(release=pl.lit("29"))])}, "totals of each release are the sums of its months"),
    "a donor nobody knows": (lambda rows: {"29": rows["29"].with_columns(pl.col("donor").replace("EST", "EST").replace("MLT", "XYZ"))}, "donors and countries are known"),
}  # fmt: skip


@pytest.mark.sampled(2)
@pytest.mark.parametrize("name", SLIPS)
def test_releases_that_keep_their_contract_and_are_not_themselves_are_found(name, tmp_path):
    data = tmp_path / "data"
    shutil.copytree(reader.DATA, data)
    paths = {release: f"aid/aid_{release}.csv" for release in ("28", "29")}
    rows = {release: pl.read_csv(data / path, infer_schema=False) for release, path in paths.items()}
    change, law = SLIPS[name]
    for release, changed in change(rows).items():
        changed.write_csv(data / paths[release])
    described_anew(data, *paths.values())
    assert law in [finding.what for finding in check_data(data) if finding.fault]
