"""The tracker's workbook of every era gives back the publisher's own sums, or says what it could not read."""

import zipfile

import openpyxl
import polars as pl
import pytest

from analysis import load
from analysis.errors import ReadFault
from analysis.measures import aid as measure
from analysis.sources.kiel import amounts, country_summary, explorer, release_workbook
from tests.support.workbook_maker import write_workbook

HALF_A_CENT = 0.005
ACTIVITY_TYPES = {"giver": pl.String, "dato": pl.String, "kategori": pl.String, "maal": pl.String, "maaned_finnes": pl.Boolean}


@pytest.fixture(scope="module")
def countries():
    return load.countries()


@pytest.fixture(scope="module")
def seventh(raw):
    return raw / "kiel/release_07/Ukraine_Support_Tracker_Release_7.xlsx"


@pytest.fixture(scope="module")
def late(raw, tmp_path_factory):
    """A workbook in the layout of release 21 and later, of the rows of release 28."""
    folder = raw / "kiel/release_28"
    activities = pl.read_csv(folder / "bilateral_activities.csv", schema_overrides=ACTIVITY_TYPES)
    summary = pl.read_csv(folder / "country_summary.csv")
    return write_workbook(tmp_path_factory.mktemp("late") / "Release_28.xlsx", activities, summary)


def reasons(report) -> dict[str, int]:
    return {f"{loss.reason} in {loss.column}": loss.count for loss in report.losses}


def against_summary(path, stage: str, *, fold: bool) -> pl.DataFrame:
    """Set our sums by donor (as written) and kind beside the publisher's, in euros."""
    rows = release_workbook.read_main(path).table
    rows = rows if stage == "committed" else rows.filter(pl.col("measure") == "Allocation")
    donor = pl.col("donor").replace({"European Investment Bank": "EU (Commission and Council)"}) if fold else pl.col("donor")
    ours = rows.group_by(donor, pl.col("kind").str.to_lowercase()).agg(pl.col(stage).sum().cast(pl.Float64).alias("ours"))
    theirs = country_summary.read_summary(path).table.filter(pl.col("stage") == stage)
    both = theirs.join(ours, on=["donor", "kind"], how="left").with_columns(pl.col("ours").fill_null(0))
    return both.with_columns(off=(pl.col("ours") - pl.col("bn") * 1e9).abs())


def test_release_7_gives_back_every_cell_of_the_publishers_summary(seventh):
    cells = against_summary(seventh, "committed", fold=False)
    assert cells.height == 123
    assert cells.filter(pl.col("off") >= HALF_A_CENT).is_empty()
    states = cells.filter(pl.col("donor") == "United States")["ours"].sum()
    assert round(states / 1e9, 6) == 52.310711


def test_release_7_has_commitments_only_and_says_what_it_lacks(seventh, countries):
    read = release_workbook.read_workbook(seventh, "7", countries)
    assert read.table["stage"].unique().to_list() == ["committed"]
    assert read.report.columns_absent == ["measure", "tot_sub_activity_value_eur_redistr"]
    assert read.report.columns_unknown == []


def test_release_7_reports_every_cell_it_could_not_read(seventh):
    found = reasons(release_workbook.read_main(seventh).report)
    assert found == {
        "error cell in any column": 1,
        "not a date in announced": 182,
        "a dot or dash for missing in committed": 52,
    }


def test_release_18_gives_the_published_blocs(raw, countries):
    read = release_workbook.read_workbook(raw / "kiel/release_18/main_data_only.xlsx", "18", countries)
    blocs = dict(measure.totals(read.table).select("bloc", pl.col("eur_bn").round(6)).iter_rows())
    assert blocs == {"Europe": 110.206496, "United States": 75.096967, "Other donors": 17.797517}
    assert read.report.rows_in == read.report.rows_kept == 3737
    assert reasons(read.report)["not a date in announced"] == 275
    assert read.report.columns_unknown == []


@pytest.mark.parametrize("stage", ["allocated", "committed"])
def test_the_late_layout_gives_back_the_publishers_summary_but_for_one_trailing_blank(late, stage):
    cells = against_summary(late, stage, fold=True)
    assert cells.height == 126
    missed = cells.filter(pl.col("off") >= HALF_A_CENT)
    # The publisher's own sum skips the rows it labelled with a trailing blank.
    assert missed.select("donor", "kind").rows() == [("Slovenia", "humanitarian")]
    assert round(missed["off"].item() / 1e6, 1) == {"allocated": 6.7, "committed": 13.4}[stage]


def test_the_late_layout_gives_the_same_rows_as_the_table_it_was_made_of(late, raw, countries):
    ours = release_workbook.read_workbook(late, "28", countries).table.drop("exact")
    table = explorer.read_activities(raw / "kiel/release_28/bilateral_activities.csv", "28", countries).table.drop("exact")
    assert ours.equals(table)


def test_the_late_layout_is_read_with_every_loss_on_the_report(late):
    report = release_workbook.read_main(late).report
    found = reasons(report)
    assert found["error cell in any column"] == 1
    assert found["not a date in announced"] > 200
    assert found["row without donor, kind and value in row"] == 1
    assert "made up 0" in report.columns_unknown
    assert report.columns_absent == []
    error = next(loss for loss in report.losses if loss.reason == "error cell")
    assert error.examples[0].row == 14


def test_the_summary_names_rows_as_a_reader_sees_them(late):
    report = country_summary.read_summary(late).report
    places = {loss.reason: loss.examples[0].row for loss in report.losses}
    assert places["row of units or blank"] == 5
    assert report.rows_kept == 42


def test_totals_are_the_sum_of_the_months_to_the_cent(late, countries):
    rows = release_workbook.read_workbook(late, "28", countries).table
    assert abs(amounts.totals(rows)["eur"].sum() - rows["exact"].sum()) < 1


def spoilt(path, late, change):
    """Write the late workbook again with its main sheet changed by `change(rows)`."""
    book = openpyxl.load_workbook(late, read_only=True)
    rows = [list(row) for row in book["Bilateral Assistance, MAIN DATA"].iter_rows(values_only=True)]
    change(rows)
    made = openpyxl.Workbook(write_only=True)
    sheet = made.create_sheet("Bilateral Assistance, MAIN DATA")
    for row in rows[:900]:
        sheet.append(row)
    made.save(path)
    return path


@pytest.fixture(scope="module")
def small(late, tmp_path_factory):
    return spoilt(tmp_path_factory.mktemp("small") / "small.xlsx", late, lambda rows: None)


def rename(old, new):
    def change(rows):
        rows[0][rows[0].index(old)] = new

    return change


def fill(column, value, count):
    def change(rows):
        for row in rows[1 : count + 1]:
            row[rows[0].index(column)] = value

    return change


@pytest.mark.sampled(4)
@pytest.mark.parametrize(
    ("change", "words"),
    [
        (rename("tot_activity_value_EUR", "value"), "lacks columns"),
        (rename("donor", "giver"), "lacks columns"),
        (fill("tot_sub_activity_value_EUR_redistr", "not told", 60), "60 of 899 cells of allocated are not a number"),
        (fill("donor", None, 3), r"donor is filled in 99\.7% of rows, less than 100% \(3 are empty\)"),
        (fill("aid_type_general", "Moral", 2), "kinds of aid not known: .*Moral"),
        (fill("month", 999, 1), "months outside"),
        (fill("measure", "Rumour", 1), "measures not known"),
    ],
    ids=["value renamed", "donor renamed", "words for money", "no donor", "new kind", "odd month", "new measure"],
)
def test_a_sheet_that_would_make_wrong_sums_is_refused_with_its_report(small, tmp_path, change, words):
    with pytest.raises(ReadFault, match=words) as fault:
        release_workbook.read_main(spoilt(tmp_path / "bad.xlsx", small, change))
    assert fault.value.report.rows_in == 899


def test_few_words_for_money_are_read_and_reported(small, tmp_path):
    path = spoilt(tmp_path / "few.xlsx", small, fill("tot_sub_activity_value_EUR_redistr", "not told", 2))
    report = release_workbook.read_main(path).report
    loss = next(loss for loss in report.losses if loss.column == "allocated")
    assert (loss.count, loss.examples[0].row, loss.examples[0].text) == (2, 2, "not told")


@pytest.mark.sampled(3, each="column")
@pytest.mark.parametrize("amount", ["395,88", "1.234,5", "1 234", "1.000.00", "5 m", "EUR 5", "1'234"])
@pytest.mark.parametrize("column", ["tot_activity_value_EUR", "tot_sub_activity_value_EUR_redistr"])
def test_one_amount_written_otherwise_is_refused_by_its_row(small, tmp_path, column, amount):
    with pytest.raises(ReadFault, match=r"1 cells of .* hold an amount written otherwise, row 2, written like .*9"):
        release_workbook.read_main(spoilt(tmp_path / "one.xlsx", small, fill(column, amount, 1)))


@pytest.mark.parametrize("kind", ["page", "cut", "words", "empty"])
def test_what_is_no_workbook_is_refused(small, tmp_path, kind):
    path = tmp_path / "Release_99.xlsx"
    whole = small.read_bytes()
    path.write_bytes(
        {"page": b"<!DOCTYPE html><html>403</html>", "cut": whole[: len(whole) // 2], "words": b"no", "empty": b""}[kind]
    )
    with pytest.raises(ReadFault, match="web page" if kind == "page" else "cut off or no workbook"):
        release_workbook.read_main(path)


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path):
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 50_000_000)
    with pytest.raises(ReadFault, match="would unpack to 50 MB"):
        release_workbook.read_main(path)


def test_the_rules_of_the_sums_on_four_rows(countries):
    rows = pl.DataFrame(
        {
            "donor": ["European Investment Bank", "France", "France", "France"],
            "kind": ["Financial", "Military", "Military", "Military"],
            "measure": ["Allocation", "Commitment", "Allocation", "Allocation"],
            "committed": [1.0, 20.0, 300.0, None],
            "allocated": [1.0, 20.0, 100.004, 200.004],
            "number": [1, 14, 14, 0],
            "dated": [True, True, True, True],
        },
        schema_overrides={"committed": amounts.EXACT, "allocated": amounts.EXACT},
    )
    found = amounts.aid_rows(rows, "99", countries, "four rows")
    assert [
        (str(month), donor, stage, float(eur))
        for month, donor, stage, eur in found.select("month", "donor", "stage", "eur").rows()
    ] == [
        ("2022-01-01", "EUI", "allocated", 1.0),
        ("2023-02-01", "FRA", "allocated", 100.0),
        ("None", "FRA", "allocated", 200.0),
        ("2022-01-01", "EUI", "committed", 1.0),
        ("2023-02-01", "FRA", "committed", 320.0),
    ]
    totals = amounts.totals(found).filter(pl.col("donor") == "FRA", pl.col("stage") == "allocated")
    assert float(totals["eur"].item()) == 300.01


EXPLORER = "country,iso,year,month,total,financial,humanitarian,military,commitments\n"


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ("France,FRA,2023,1,1.5,,0.5,1,2\n", r"empty or unreadable cells: \{'financial': 1\}"),
        ("France,FRA,2023,soon,1.5,0,0.5,1,2\n", r"\{'month': 1\}"),
        ("France,FRA,2023,13,1.5,0,0.5,1,2\n", r"\{'month': 1\}"),
        ("France,FRA,2023,1,1.5,0,0.5,many,2\n", "1 cells of military are not numbers"),
        ("France,FRA,2023,1,9.5,0,0.5,1,2\n", "kinds do not add up to the total, line [0-9]+"),
        ("France,FRA,2023,1,1.5,0,0.5,1,2\n" * 2, "2 rows share their donor and month, lines [0-9]+, [0-9]+"),
        ("Atlantis,ATL,2023,1,1.5,0,0.5,1,2\n", "donors are not known: .*Atlantis"),
    ],
    ids=["empty", "month in words", "month 13", "words for money", "gap", "twice", "stranger"],
)
def test_a_monthly_table_that_would_make_wrong_sums_is_refused(tmp_path, countries, rows, words):
    path = tmp_path / "data_explorer.csv"
    path.write_text(EXPLORER + rows)
    with pytest.raises(ReadFault, match=words):
        explorer.read_explorer(path, "99", countries)


def test_a_code_that_is_not_its_countrys_is_refused_by_line(tmp_path, countries):
    head = "country,iso,year,month,total,financial,humanitarian,military,commitments"
    good = "Estonia,EST,2022,3,0.25,0,0,0.25,0.4"
    union = "EU (Commission and Council),EU,2022,3,0.25,0.25,0,0,0.4"
    (tmp_path / "e.csv").write_text("\n".join([head, good, union]))
    assert explorer.read_explorer(tmp_path / "e.csv", "29", countries).table["donor"].unique().sort().to_list() == [
        "EST",
        "EUI",
    ]
    for code in ("LVA", "XXK", "", "est"):
        (tmp_path / "e.csv").write_text("\n".join([head, union, good.replace("EST", code)]))
        with pytest.raises(ReadFault, match="in 1 rows the code is not that of the country, first in line 3"):
            explorer.read_explorer(tmp_path / "e.csv", "29", countries)


def test_a_column_never_seen_is_reported(tmp_path, countries):
    path = tmp_path / "data_explorer.csv"
    path.write_text(EXPLORER.strip() + ",mood\nFrance,FRA,2023,1,1.5,0,0.5,1,2,good\n")
    assert explorer.read_explorer(path, "99", countries).report.columns_unknown == ["mood"]


@pytest.mark.parametrize("folder", ["release_29", "release_29_first_upload", "release_30_preview"])
def test_the_monthly_table_adds_up_to_the_publishers_own_months(raw, countries, folder):
    rows = explorer.read_explorer(raw / f"kiel/{folder}/data_explorer.csv", "29", countries).table
    ours = rows.filter(pl.col("stage") == "allocated").group_by("month").agg(pl.col("exact").sum().cast(pl.Float64))
    theirs = pl.read_csv(raw / f"kiel/{folder}/total_allocations.csv").select(
        month=pl.date("year", "month", 1), bn="total_allocations"
    )
    off = theirs.join(ours, on="month", how="full", coalesce=True).select((pl.col("exact") / 1e9 - pl.col("bn")).abs())
    # Both are rounded to a millionth of a billion, ours once a donor and kind.
    assert off.to_series().max() < 126 * 0.5e-6


@pytest.mark.parametrize(
    "member", ["xl/worksheets/sheet1.xml", "xl/workbook.xml", "[Content_Types].xml", "xl/sharedStrings.xml"]
)
@pytest.mark.parametrize("damage", ["gone", "half", "empty", "noise"])
def test_a_whole_zip_with_a_broken_part_is_refused_or_read_alike(small, tmp_path, member, damage):
    path = tmp_path / "broken.xlsx"
    with zipfile.ZipFile(small) as whole, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as broken:
        for name in whole.namelist():
            content = whole.read(name)
            if name == member:
                content = {"gone": b"", "half": content[: len(content) // 2], "empty": b"<x/>", "noise": b"\x00\xff" * 500}[
                    damage
                ]
                if damage == "gone":
                    continue
            broken.writestr(name, content)
    try:
        read = release_workbook.read_main(path)
    except ReadFault:
        return
    assert read.table.equals(release_workbook.read_main(small).table)


def test_a_title_above_the_header_a_hidden_copy_and_a_filter_change_nothing(small, tmp_path):
    read = release_workbook.read_main(small).table
    book = openpyxl.load_workbook(small)
    sheet = book.active
    sheet.insert_rows(1)
    sheet["A1"] = "Ukraine Support Tracker"
    sheet.merge_cells("A1:F1")
    sheet.auto_filter.ref = "A2:F90"
    for row in range(5, 60):
        sheet.row_dimensions[row].hidden = True
    older = book.create_sheet("bilateral assistance, MAIN data", 0)
    older.sheet_state = "veryHidden"
    for row in sheet.iter_rows(min_row=2, max_row=20, values_only=True):
        older.append(row)
    book.active = 1
    book.save(tmp_path / "book.xlsx")
    assert release_workbook.read_main(tmp_path / "book.xlsx").table.drop("row").equals(read.drop("row"))
