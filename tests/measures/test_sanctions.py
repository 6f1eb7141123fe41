"""Sanctions: the numbers that must come out, and the sums that must not be made."""

import csv
import os
import shutil
import warnings
from datetime import date
from random import Random

import fastexcel
import polars as pl
import pytest

from analysis import figures, load, measures
from analysis.errors import AnalysisError, DataFault, NotComparable, ReadFault, UnknownName
from analysis.figures.sanctions import tables
from analysis.measures import listings
from analysis.pipeline.build import CURATED, sanctions
from analysis.sources.lists import eu_journal, ofac_history, other_lists, uk
from analysis.sources.lists.imo import is_imo, over_russia, read_listed
from analysis.sources.lists.listings import count_listings
from analysis.tables import TABLES
from tests.support import originals

S = measures.sanctions
LATER, EARLIER = (date(2025, 2, 1), date(2026, 3, 31)), (date(2024, 1, 1), date(2025, 1, 31))
PEOPLE, SHIPS = ("person", "entity"), ("vessel",)


@pytest.fixture(scope="module")
def listed():
    return load.designations()


@pytest.fixture(scope="module")
def ships():
    return load.vessels()


@pytest.mark.parametrize(
    ("authority", "basis", "measure", "subjects", "window", "expected"),
    [
        ("EU", "stated", "asset_freeze", PEOPLE, LATER, 415),
        ("EU", "as_listed", "vessel_ban", SHIPS, LATER, 526),
        ("UK", "stated", "asset_freeze", PEOPLE, LATER, 553),
        ("UK", "stated", "vessel_ban", SHIPS, LATER, 485),
        ("US", "panel", "asset_freeze", ("entity",), LATER, 75),
        ("US", "panel", "asset_freeze", ("entity",), EARLIER, 1930),
        ("EU", "stated", "asset_freeze", PEOPLE, EARLIER, 443),
        ("UK", "stated", "asset_freeze", PEOPLE, EARLIER, 167),
        ("US", "first_seen", "asset_freeze", (*PEOPLE, "vessel"), (date(2024, 2, 1), date(2024, 2, 29)), 572),
        ("US", "panel", "asset_freeze", ("entity",), (date(2024, 2, 1), date(2024, 2, 29)), 489),
    ],
)
def test_counts_in_the_two_windows(listed, authority, basis, measure, subjects, window, expected):
    assert S.between(listed, authority, basis, measure, *window, subjects) == expected


def test_the_uk_listed_297_on_one_day(listed):
    day = listed.filter(pl.col("listed_on") == date(2026, 2, 24), pl.col("authority") == "UK", pl.col("basis") == "stated")
    assert day["listings"].sum() == 297


def test_packages_13_and_19_are_exact(listed):
    freezes = S.eu_packages.listed(listed, load.eu_packages()).filter(pl.col("measure") == "asset_freeze")
    found = dict(freezes.select("package", "listings").iter_rows())
    assert (found[13], found[19]) == (194, 64)
    assert (found[1], found[9], found[15]) == (354, 185, 83)


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2024, 6, 12), 362), (date(2024, 8, 23), 400), (date(2024, 10, 30), 398),
        (date(2025, 1, 10), 413), (date(2025, 1, 15), 175), (date(2025, 10, 22), 36),
    ],
)  # fmt: skip
def test_us_days_have_the_counts_of_the_acts(listed, on, expected):
    assert listed.filter(authority="US", basis="inferred", listed_on=on)["listings"].sum() == expected
    if on == date(2025, 1, 10):
        assert listed.filter(authority="US", basis="inferred", listed_on=on, subject="vessel")["listings"].sum() == 183


def test_us_additions_since_15_january_2025_are_62_on_four_days(listed):
    rows = listed.filter(authority="US", basis="inferred").filter(pl.col("listed_on") > date(2025, 1, 15))
    days = dict(rows.group_by("listed_on").agg(pl.col("listings").sum()).sort("listed_on").iter_rows())
    assert days == {date(2025, 7, 1): 7, date(2025, 10, 22): 36, date(2025, 11, 19): 12, date(2026, 2, 24): 7}
    assert sum(days.values()) == 62
    assert load.delistings()["removals"].sum() == 115


def test_eu_ships_as_listed_and_still_listed(listed):
    table = S.ships.still_listed(listed)
    assert table["as_listed"].to_list()[:8] == [27, 52, 74, 189, 106, 116, 41, 45]
    assert table["still"].to_list()[:8] == [25, 50, 74, 182, 104, 111, 41, 45]


def test_first_seen_entries_of_the_first_day_carry_no_date(listed):
    opening = listed.filter(basis="first_seen").filter(pl.col("not_after").is_not_null())
    assert opening["listings"].sum() > 0
    assert opening["listed_on"].null_count() == opening.height
    assert listed.filter(basis="first_seen")["listed_on"].min() > date(2021, 8, 18)


def test_us_ships_under_russia_programmes(ships):
    us = ships.filter(authority="US")
    assert us.height == 461
    assert dict(us.group_by("basis").len().iter_rows()) == {"inferred": 211, "first_seen": 250}


def test_ships_listed_over_something_else_are_not_over_russia(raw, ships):
    folder = raw / "sanctions/vessels"
    assert not over_russia(folder / "uk-2024-05-09.imo")
    korea = read_listed(folder / "uk-2024-05-09.imo")
    assert len(korea) == 36
    assert ships.filter(pl.col("imo").is_in(korea)).is_empty()
    assert dict(ships.group_by("authority").len().iter_rows()) == {"EU": 690, "UK": 523, "US": 461, "CA": 109}


def test_a_renamed_ship_and_one_listed_anew_are_not_added_twice(listed):
    annex = listed.filter(authority="EU", measure="vessel_ban", basis="stated").sort("listed_on")
    assert annex["listings"].to_list() == [25, 50, 74, 183, 103, 111, 41, 46, 40]


def test_us_ships_of_the_first_copy_have_no_day_and_others_a_window(ships):
    seen = ships.filter(authority="US", basis="first_seen")
    opening = seen.filter(pl.col("listed_on").is_null())
    assert (opening.height, opening["not_after"].unique().to_list()) == (10, [date(2021, 8, 18)])
    later = seen.filter(pl.col("listed_on").is_not_null())
    assert (later["not_before"] < later["listed_on"]).all()
    assert (later["listed_on"] - later["not_before"]).dt.total_days().max() <= 15


def test_who_was_first_counts_ships_whose_range_decides_it(ships):
    found = S.ships.lead(ships, "US", "EU")
    assert (found["both"], found["known"], found["ordered"]) == (211, 159, 211)
    assert (found["first"], found["second"]) == (182, 29)
    assert S.ships.lead(ships, "US", "EU", stated=True)["ordered"] == 0
    swapped = S.ships.lead(ships, "EU", "US")
    assert (swapped["first"], swapped["second"]) == (29, 182)


def test_ships_over_time_end_where_their_source_does(ships):
    frame = S.ships.over_time(ships, load.sanctions_coverage())
    last = frame.group_by("authority", maintain_order=True).last()
    assert dict(last.select("authority", "period").iter_rows()) == {
        "CA": date(2025, 5, 25),
        "EU": date(2026, 7, 31),
        "UK": date(2026, 4, 29),
        "US": date(2026, 7, 11),
    }
    assert dict(last.select("authority", "so_far").iter_rows()) == dict(ships.group_by("authority").len().iter_rows())
    assert frame["source"].null_count() == 0


def test_every_kept_imo_number_checks(ships):
    assert ships.select(is_imo("imo").all()).item()


def test_days_inferred_come_near_to_what_was_announced(raw, listed):
    announced = ofac_history.read_announced(raw / "sanctions/us/derived/us_listings_by_day.csv").filter(
        pl.col("subject") != "vessel"
    )
    ours = listed.filter(authority="US", basis="inferred").group_by(date="listed_on").agg(pl.col("listings").sum())
    beside = announced.join(ours, on="date").with_columns(off=pl.col("listings") / pl.col("announced"))
    assert beside.height == 6
    assert beside["off"].is_between(0.98, 1.25).all()


def test_measures_that_overlap_are_never_added(listed):
    eu = listed.filter(authority="EU", basis="stated")
    with pytest.raises(NotComparable, match="asset_freeze and export_control"):
        S.total(eu)
    with pytest.raises(NotComparable, match="overlap"):
        S.over_time(listed, ["asset_freeze", "vessel_ban"])


def test_two_bases_are_never_put_together(listed):
    with pytest.raises(NotComparable, match="count twice"):
        S.total(listed.filter(authority="US"))
    with pytest.raises(NotComparable, match="two bases"):
        S.over_time(listed, bases={"US": ("inferred", "panel")})


@pytest.mark.parametrize("basis", ["stated", "window"])
def test_a_basis_on_which_nothing_is_dated_is_no_zero(listed, basis):
    for asked in (listed, listed.lazy()):
        with pytest.raises(AnalysisError, match=f"no listing of US has a day on the basis '{basis}'"):
            S.over_time(asked, bases={"EU": "stated", "US": basis}).lazy().filter(authority="EU").collect()
    chosen_later = S.over_time(listed.lazy(), bases={"EU": "stated", "UK": "stated"}).filter(authority="EU").collect()
    assert chosen_later["authority"].unique().to_list() == ["EU"]


def test_a_measure_that_lists_ships_alone_counts_ships_where_no_subjects_are_named(listed):
    bases = {"EU": "stated", "UK": "stated"}
    ships = S.over_time(listed, "vessel_ban", bases=bases, every="1y")
    assert ships.equals(S.over_time(listed, "vessel_ban", bases=bases, every="1y", subjects=SHIPS))
    assert ships.height
    frozen = S.over_time(listed, bases=bases)
    assert frozen.equals(S.over_time(listed, bases=bases, subjects=listings.PEOPLE))


def test_energy_is_read_on_one_basis_and_one_commodity_at_a_time():
    buyers = load.energy_buyers()
    with pytest.raises(NotComparable, match="never put together"):
        S.trade.energy_by_month(buyers, "all of them", "crude")
    with pytest.raises(NotComparable):
        S.trade.energy_by_month(buyers, "customs", ["crude", "all"])
    assert (
        S.trade.energy_by_month(buyers, "customs", "crude").select(pl.struct("month", "buyer").is_duplicated().any()).item()
        is False
    )


def test_china_has_no_energy_row_before_may_2022():
    assert load.energy_buyers().filter(buyer="CHN")["month"].min() >= date(2022, 1, 1)


def test_months_without_a_source_have_no_row():
    missing = [date(2024, month, 1) for month in (1, 3, 4, 6, 9, 11)] + [date(2025, 2, 1), date(2025, 4, 1)]
    assert load.energy_buyers().filter(pl.col("month").is_in(missing)).is_empty()


def test_who_first_gives_a_range_where_a_day_is_a_bound(ships):
    pairs = S.ships.who_first(ships, "EU", "US")
    bounded = pairs.filter(~pl.col("exact"))
    assert bounded.height > 0
    assert bounded["days"].null_count() == bounded.height
    assert (pairs.filter("exact")["days"] == pairs.filter("exact")["least"]).all()
    swapped = S.ships.who_first(ships, "US", "EU")
    assert (pairs.filter("exact")["days"] == -swapped.filter("exact")["days"]).all()


def test_sets_of_lists_hold_each_ship_once(ships):
    end = S.ships.common_end(load.sanctions_coverage())
    day = pl.coalesce("listed_on", "not_after")
    by_then = ships.filter(pl.col("authority") != "CA", (day <= end).fill_null(value=True))
    assert S.ships.overlap(ships, end)["ships"].sum() == by_then["imo"].n_unique() == 918


def test_lazy_and_eager_agree(listed):
    assert S.over_time(listed.lazy()).collect().equals(S.over_time(listed))


def test_nothing_is_counted_after_a_sources_end(listed):
    coverage = load.sanctions_coverage()
    for row in coverage.iter_rows(named=True):
        rows = listed.filter(authority=row["authority"], basis=row["basis"], measure=row["measure"])
        assert rows.height, row
        last = rows.select(pl.max_horizontal(pl.col("listed_on").max(), pl.col("not_after").max())).item()
        assert last <= row["last_day"], row


def test_freezes_of_the_eu_reach_to_october_2026_and_its_ships_and_controls_to_july(listed):
    eu = load.sanctions_coverage().filter(authority="EU", basis="stated")
    assert dict(eu.select("measure", "last_day").iter_rows()) == {
        "asset_freeze": date(2026, 10, 8),
        "export_control": date(2026, 7, 31),
        "vessel_ban": date(2026, 7, 31),
    }
    later = listed.filter(pl.col("listed_on") > date(2026, 7, 31), pl.col("measure") != "other", authority="EU", basis="stated")
    assert later["measure"].unique().to_list() == ["asset_freeze"]
    assert later["listings"].sum() == 44
    # Of one regime the entities are not known for as long, which coverage and figures say.
    assert later.filter(regime="2024/2642")["subject"].unique().to_list() == ["person"]
    said = eu.filter(measure="asset_freeze")["note"].item()
    assert "entities under Regulation 2024/2642" in said
    coverage = load.sanctions_coverage()
    assert said in figures.sanctions.listings.since(load.designations(), coverage).notes


def test_every_count_is_covered(listed):
    key = ["authority", "basis", "measure"]
    shown = listed.filter(pl.col("measure") != "other", ~((pl.col("authority") == "US") & (pl.col("basis") == "window")))
    assert shown.join(load.sanctions_coverage(), on=key, how="anti").is_empty()


def test_publishers_rows_in_another_order_give_the_same_bytes(raw, tmp_path):
    """Every reader of the sanctions room at once: each file's rows turned about, the tables as they are kept."""
    lists = tmp_path / "sanctions"
    shutil.copytree(raw / "sanctions", lists, ignore=shutil.ignore_patterns("sdn_20*"))
    shutil.copytree(raw / "trade", tmp_path / "trade")
    for path in [*lists.rglob("*.csv"), *(tmp_path / "trade").glob("*.csv")]:
        os.chmod(path, 0o600)
        with path.open(encoding="utf-8-sig", newline="") as file:
            header, *rows = csv.reader(file)
        Random(path.name).shuffle(rows)
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([header, *rows])
    for name, frame in sanctions(tmp_path, CURATED).items():
        made = TABLES[name].validate(frame).write_csv()
        assert made == TABLES[name].validate(load.read_table(name)).write_csv(), name


@pytest.mark.parametrize("retired", [False, True])
def test_rows_of_a_workbook_in_another_order_give_the_same_rows(raw, tmp_path, retired):
    name = "uk/ofsi_consolidated_list_2025-04-10.xlsx" if retired else "australia/dfat_consolidated_2026-08-02.xlsx"
    text = (
        fastexcel.read_excel(raw / "sanctions" / name)
        .load_sheet(0, header_row=1 if retired else 0, n_rows=3000 if retired else None, dtypes="string")
        .to_polars()
    )
    wanted = ["Group ID", "Regime", "Listed On"] if retired else ["Reference", "Type", "Committees", "Control Date"]
    read = (
        uk.read_conlist_days
        if retired
        else (lambda path: count_listings(other_lists.read_dfat(path).table, authority="AU", basis="as_listed", source="dfat"))
    )
    regime = pl.col("Regime") == "Russia" if retired else pl.col("Committees").str.contains("Russia|Ukraine")
    text, made = text.filter(regime).head(3000), []
    for place, frame in enumerate([text, text.sample(fraction=1, shuffle=True, seed=5)]):
        path = tmp_path / f"{place}.xlsx"
        frame.select(wanted).write_excel(path, position=(1 if retired else 0, 0))
        table = read(path)
        made.append(table.select(sorted(table.columns)).sort(pl.all(), nulls_last=True).write_csv())
    assert made[0] == made[1]


def test_no_name_is_in_the_tables():
    for name in ("designations", "delistings", "vessels"):
        assert not {"name", "vessel_name", "sdn_name"} & set(load.read_table(name).columns)


def test_unknown_choices_name_the_good_ones():
    with pytest.raises(UnknownName, match="AU, CA, EU, UK, US"):
        load.designations(authority="FR")
    with pytest.raises(UnknownName, match="package"):
        load.actions(kind="packages")


def test_a_shrunken_annex_is_refused(raw, tmp_path):
    for path in (raw / "sanctions/eu_official_journal").glob("*.csv"):
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        (tmp_path / path.name).write_text(lines[0] if "0833" in path.name else "".join(lines), encoding="utf-8")
    with pytest.raises(ReadFault, match=r"consolidated_32014R0833\.csv: holds no entry"):
        eu_journal.read_annexes(tmp_path)


def test_days_of_the_roll_over_come_from_the_retired_list(raw):
    folder = raw / "sanctions/uk"
    read = uk.read_subjects(
        folder / "uk_sanctions_list_subjects_2026-04-29.csv", folder / "ofsi_consolidated_list_2025-04-10.xlsx"
    )
    assert read.table.filter(pl.col("source") == "uk_conlist")["listed_on"].max() < date(2020, 12, 31)
    assert sum(loss.count for loss in read.report.losses if "replaced" in loss.reason) == 226


def test_an_act_of_an_unknown_kind_is_refused(tmp_path):
    from analysis.sources.curated.acts import read_actions

    text = (CURATED / "actions.csv").read_text(encoding="utf-8")
    (tmp_path / "actions.csv").write_text(text.replace(",bill,", ",wish,", 1), encoding="utf-8")
    shutil.copy(CURATED / "publishers.csv", tmp_path)
    with pytest.raises(DataFault, match="'wish' is not allowed"):
        read_actions(tmp_path)


def test_customs_days_that_are_not_known_say_so():
    customs = load.customs_measures()
    unsure = customs.filter(pl.col("date_precision").cast(pl.String) != "day")
    assert unsure["date"].unique().sort().to_list() == [date(2025, 9, 1)]
    shown = tables.customs_measures(customs, date(2026, 10, 10)).rows
    assert {"September 2025", "1 April 2025", "1 February 2026"} <= set(shown["date"])


DAYS = {
    "OFAC copies": ("table.csv", "2022-02-10"),
    "OFAC blocks": ("table.csv", "2024-05-03"),
    "OFAC windows": ("table.csv", "2024-09-25"),
    "OFAC removals": ("table.csv", "2024-09-25"),
    "vessels": ("ships.csv", "2022-02-10"),
}


@pytest.mark.parametrize("name", DAYS)
def test_a_text_that_is_no_day_is_refused_and_shown(name, tmp_path, monkeypatch):
    originals.take_limits_off(monkeypatch.setattr)
    file, good = DAYS[name]
    reader = originals.READERS[name]
    reader.make(tmp_path / file)
    text = (tmp_path / file).read_text(encoding="utf-8")
    assert good in text
    (tmp_path / file).write_text(text.replace(good, "2024-02-30"), encoding="utf-8")
    with pytest.raises(ReadFault, match=r"no day, in line.*written like 9999-99-99"):
        reader.attempt(tmp_path)


def test_years_without_a_row_are_told_and_years_that_are_named_are_not():
    buyers, trade = load.energy_buyers(), measures.sanctions.trade
    with pytest.warns(
        UserWarning, match=r"crude on the basis 'customs' is known for 10 of 12 months of 2022.*\n.*years=\[2021\]"
    ):
        assert trade.energy_by_year(buyers, "Hungary")["year"].to_list() == [2021]
    with pytest.warns(UserWarning, match=r"2025, 2026: aid or trade is not known for the whole year.*\n.*2022, 2023, 2024"):
        trade.paid_and_given(load.russia_trade(), load.aid(), "Hungary")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        trade.energy_by_year(buyers, "Hungary", years=[2021])
        trade.paid_and_given(load.russia_trade(), load.aid(), "Hungary", years=[2022, 2023, 2024])
