"""People hosted: held against UNHCR's file line by line, and the laws that aid stands under too."""

import csv
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from analysis import figures, groups, load, measures
from analysis.errors import AnalysisError, NotComparable, ReadFault
from analysis.sources.reading.card import Card
from analysis.sources.reference import unhcr

FILE = "hosted/unhcr_ukraine_by_host_year.csv"
PEOPLE = load.people_hosted()


def lines(raw: Path) -> list[dict[str, str]]:
    with (raw / FILE).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.raw
def test_every_number_is_that_of_the_file(raw: Path) -> None:
    rows = {(row["year"], row["coa_iso"]): row for row in lines(raw) if row["coa_iso"] not in {"UKR", "UNK"}}
    ours = {(f"{row['year_end']:%Y}", row["iso3"]): row for row in PEOPLE.iter_rows(named=True)}
    assert rows.keys() == ours.keys()
    for key, row in rows.items():
        assert (int(row["refugees"]), int(row["asylum_seekers"])) == (ours[key]["refugees"], ours[key]["asylum_seekers"]), key


@pytest.mark.raw
def test_europe_is_the_sum_of_its_hosts_and_a_rate_is_a_quotient(raw: Path) -> None:
    europe = {*groups.EUROPE} - {"EUI"}
    for end, whole in ((2022, 4_130_637), (2023, 4_357_035), (2024, 4_753_356), (2025, 4_746_038)):
        by_hand = sum(int(row["refugees"]) for row in lines(raw) if row["year"] == str(end) and row["coa_iso"] in europe)
        row = measures.hosted.by_year(PEOPLE).filter(year_end=date(end, 12, 31)).row(0, named=True)
        assert (row["refugees"], row["hosts"], row["not_known"]) == (by_hand, 31, [])
        assert by_hand == whole
    sizes = dict(load.economies().select("iso3", "population").iter_rows())
    for row in measures.hosted.by_host(PEOPLE).iter_rows(named=True):
        size = sizes.get(row["iso3"])
        assert row["per_thousand"] == (None if size is None else pytest.approx(1000 * row["refugees"] / size, abs=6e-4))


def test_however_hosts_are_grouped_nobody_is_lost_and_nobody_counted_twice() -> None:
    parts = [groups.EU27, groups.EUROPE_OUTSIDE_EU]
    split = measures.hosted.by_year(PEOPLE, parts).group_by("year_end").agg(pl.col("refugees").sum()).sort("year_end")
    assert split.equals(measures.hosted.by_year(PEOPLE).select("year_end", "refugees"))
    drawn = figures.aid.hosted.by_year(PEOPLE).data.group_by("period").agg(pl.col("refugees").sum()).sort("period")
    assert drawn["refugees"].to_list() == measures.hosted.by_year(PEOPLE)["refugees"].tail(drawn.height).to_list()


def test_unknown_is_not_zero() -> None:
    moldova = measures.hosted.by_host(PEOPLE).filter(iso3="MDA").row(0, named=True)
    assert (moldova["refugees"], moldova["population"], moldova["per_thousand"]) == (148_852, None, None)
    without = PEOPLE.filter(~((pl.col("iso3") == "POL") & (pl.col("year_end") == date(2025, 12, 31))))
    row = measures.hosted.by_year(without).row(-1, named=True)
    assert (row["refugees"], row["hosts"], row["not_known"]) == (4_746_038 - 972_287, 30, ["POL"])
    with pytest.raises(AnalysisError, match="refugees is null"):
        measures.hosted.by_host(PEOPLE.with_columns(refugees=pl.lit(None, pl.Int64)))


def test_the_united_states_are_in_no_answer_and_the_picture_says_why() -> None:
    assert "USA" not in measures.hosted.by_host(PEOPLE)["iso3"]
    with pytest.raises(NotComparable, match=r"that is not zero[^$]*on parole"):
        measures.hosted.by_year(PEOPLE, "United States")
    nato = measures.hosted.by_year(PEOPLE, groups.NATO).row(-1, named=True)
    assert "USA" in nato["not_known"]
    for figure in (figures.aid.hosted.by_host(PEOPLE), figures.aid.hosted.by_year(PEOPLE)):
        for size in ("page", "column"):
            assert "parole" in str(figure.spec(size))
        assert any("parole" in note for note in figure.notes)


def test_a_host_that_stands_twice_is_not_counted_twice() -> None:
    with pytest.raises(NotComparable, match="2 rows share host and year end"):
        measures.hosted.by_year(pl.concat([PEOPLE, PEOPLE.filter(iso3="POL").tail(1)]))


def test_a_jump_is_half_and_twenty_thousand_people_and_no_less() -> None:
    def moved(before: int, after: int) -> int:
        ends = (date(2023, 12, 31), date(2024, 12, 31))
        rows = [{"year_end": end, "iso3": "CZE", "refugees": count} for end, count in zip(ends, (before, after), strict=True)]
        return measures.hosted.jumps(pl.DataFrame(rows)).height

    assert [moved(40_000, 20_000), moved(40_000, 60_000), moved(50_000, 26_000), moved(39_999, 20_000), moved(0, 90_000)] == [
        *(1, 1),
        *(0, 0, 0),
    ]


HEAD = "year,coo_iso,coa_name,coa_iso,refugees,asylum_seekers\n"


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("2025,SYR,Czechia,CZE,5,0", "people from elsewhere"),
        ("2025,UKR,Czechia,CZE,many,0", "no amount in people"),
        ("2025,UKR,Czechia,CZE,,0", "no readable refugees"),
        ("2025,UKR,Czechia,CZE,5.5,0", "no whole people"),
        ("2025,UKR,Czechia,CZE,-1,0", "no whole people"),
        ("2025,UKR,Czechia,CZE,1,0\n2025,UKR,Poland,POL,-1,0\n2024,UKR,Poland,POL,.5,0", "2 cells of refugees .* in line 3"),
        ("2025,UKR,Czechia,CZE,10000001,0", "beyond 10,000,000 people"),
        ("2013,UKR,Czechia,CZE,5,0", "lie outside 2014-12-31"),
        ("2099,UKR,Czechia,CZE,5,0", "lie outside 2014-12-31"),
        ("2025,UKR,Czechia,CZE,5,0\n2025,UKR,Czechia,CZE,6,0", "2 rows share their year_end and coa_iso"),
        ("2025,UKR,Czechia,CZE,5,0", "1 rows, fewer than 700"),
    ],
)
def test_a_row_that_would_make_a_number_wrong_is_refused(tmp_path: Path, line: str, words: str) -> None:
    (tmp_path / "hosts.csv").write_text(HEAD + line + "\n", encoding="utf-8")
    with pytest.raises(ReadFault, match=words):
        unhcr.read_hosted(tmp_path / "hosts.csv")


def test_a_file_of_a_few_lines_is_read_to_its_bounds_and_its_report_counts_who_is_no_host(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setattr(unhcr, "CARD", Card())
    rows = ("2014,UKR,Czechia,CZE,0,10000000", "2014,UKR,Ukraine,UKR,3,1", "2025,UKR,Unknown,UNK,0,2", "2025,UKR,Chad,TCD,1,0")
    (path := tmp_path / "hosts.csv").write_text(HEAD + "\n".join(rows) + "\n", encoding="utf-8")
    read = unhcr.read_hosted(path)
    assert read.table.rows() == [
        (date(2014, 12, 31), "CZE", "Czechia", 0, 10_000_000, "unhcr"),
        (date(2025, 12, 31), "TCD", "Chad", 1, 0, "unhcr"),
    ]
    lost = [(loss.count, loss.reason) for loss in read.report.losses]
    assert (read.report.rows_in, read.report.rows_kept, lost) == (4, 2, [(2, "no host is named, or Ukraine itself")])


def test_what_a_package_says_of_a_broken_file_names_the_file(tmp_path: Path, monkeypatch) -> None:
    def broken(*_: object) -> None:
        raise pl.exceptions.ComputeError("cannot cast 'J. Doe'")

    monkeypatch.setattr(unhcr, "read_csv_text", broken)
    with pytest.raises(ReadFault, match=r"hosts\.csv: is not the file it should be \(ComputeError"):
        unhcr.read_hosted(tmp_path / "hosts.csv")


def test_hosts_of_one_rate_stand_by_people_and_then_by_code() -> None:
    last = PEOPLE.filter(year_end=date(2025, 12, 31))
    unknown = last.filter(pl.col("iso3").is_in(["MDA"])).with_columns(refugees=pl.lit(5, pl.Int64))
    same = pl.concat(
        [
            unknown.with_columns(iso3=pl.lit(code), refugees=pl.lit(people, pl.Int64))
            for code, people in (("XXB", 5), ("XXA", 5), ("XXC", 9))
        ]
    )
    rows = measures.hosted.by_host(pl.concat([last, same])).filter(pl.col("iso3").str.starts_with("XX"))
    assert rows["iso3"].to_list() == ["XXC", "XXA", "XXB"]
    assert measures.hosted.by_host(PEOPLE)["year_end"].is_sorted(descending=True)


def test_a_jump_is_of_half_and_of_twenty_thousand_people_after_2022() -> None:
    def steps(*counts: int, first: int = 2023) -> pl.DataFrame:
        years = [date(first + nth, 12, 31) for nth in range(len(counts))]
        rows = PEOPLE.head(1).select(pl.exclude("year_end", "refugees", "iso3"))
        return pl.concat([rows.with_columns(year_end=pl.lit(one), iso3=pl.lit("DEU"), refugees=pl.lit(count, pl.Int64)) for one, count in zip(years, counts, strict=True)]).select(PEOPLE.columns)  # fmt: skip

    def found(*counts: int, first: int = 2023) -> list[int]:
        return [day.year for day in measures.hosted.jumps(steps(*counts, first=first))["year_end"]]

    assert found(40_000, 60_000, 70_000) == [2024]
    assert found(20_000, 39_999) == [], "fewer than 20,000 people"
    assert found(100_000, 149_999) == [], "less than half"
    assert found(60_000, 30_000) == [2024]
    assert found(40_000, 60_000, first=2022) == [2023], "the first year after that of the flight"
    assert found(1_000, 90_000, first=2021) == [], "the year of the flight itself"
    assert found(0, 90_000) == [], "of nobody there is no share"
    assert found(1, 90_000) == [2024], "of one there is"
    changes = [measures.hosted.jumps(steps(30_000, after))["change"].item() for after in (90_001, 110_000)]
    assert changes == [2.000033, 2.666667]
