"""What readers make of files of a few lines, worked out by hand: the edges that lists of thousands do not show."""

import io
import struct
import zipfile
from datetime import date, timedelta
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from analysis import load
from analysis.errors import AnalysisError, ReadFault
from analysis.sources.curated import guarantees
from analysis.sources.energy import purchases
from analysis.sources.kiel import amounts, deliveries, explorer, release_workbook, vintages
from analysis.sources.lists import eu_fsf, eu_journal
from analysis.sources.reading import card, days, excel, guard, xml
from analysis.sources.reading.report import ReadReport
from tests.support import originals, workbook_maker
from tests.support.originals import COUNTRIES
from tools import full_disk


@pytest.fixture(autouse=True)
def _small_files_pass(monkeypatch):
    originals.take_limits_off(monkeypatch.setattr)


def sheet_of(path: Path, *rows: list[object]) -> Path:
    originals.sheet(list(rows))(path)
    return path


# Workbooks


def test_the_header_is_the_first_row_that_is_surely_one(tmp_path):
    few = ["a", "b", "c", "d", None, None]
    path = sheet_of(tmp_path / "x.xlsx", ["words", *[None] * 5], few, [1, 2, 3, 4, 5, 6], ["a", "b", "c", "d", "e", "f"])
    sheet = excel.Workbook(path).sheet("sheet", ["a", "b", "c", "d", "e", "f"])
    assert (sheet.header, sheet.first_row) == (few, 3)


def test_a_header_that_is_not_sure_is_the_row_with_most_of_it(tmp_path):
    path = sheet_of(tmp_path / "x.xlsx", ["a", "b", None], ["a", "b", "c"], ["a", None, "c"])
    assert excel.Workbook(path).sheet("sheet", ["a", "b", "c"]).first_row == 3


def test_of_two_sheets_of_one_name_the_first_is_read(tmp_path):
    book = openpyxl.Workbook()
    for name, value in (("Data", "first"), ("data 2", "second")):
        sheet = book.create_sheet(name)
        sheet.append(["a", "b"])
        sheet.append([value, "x"])
    book.save(tmp_path / "x.xlsx")
    assert excel.Workbook(tmp_path / "x.xlsx").sheet("data.*", ["a", "b"]).rows.to_series(0).to_list() == ["first"]


def test_an_error_of_no_known_kind_is_shown_as_it_is():
    assert excel._as_shown("Expected string but got 'Error(Spill)'") == "Error(Spill)"
    assert excel._as_shown("something else") == "something else"


def test_an_error_is_told_by_its_first_line_and_one_without_words_by_its_kind():
    assert guard.first_line(ValueError("first\nsecond")) == "first"
    assert guard.first_line(EOFError()) == "EOFError"


def test_a_part_that_claims_to_unpack_from_nothing_is_a_bomb(tmp_path):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as packed:
        packed.writestr("a.xml", "")
    content = bytearray(made.getvalue())
    central = content.index(b"PK\x01\x02")
    content[central + 20 : central + 28] = struct.pack("<II", 0, 20_000_000)
    (tmp_path / "x.xlsx").write_bytes(content)
    with pytest.raises(ReadFault, match=r"would unpack to 20 MB, a\.xml to 20,000,000 bytes from 0\n"):
        excel.refuse_bad_zip(tmp_path / "x.xlsx")


def test_a_release_whose_file_was_cut_is_refused_and_not_built(tmp_path, monkeypatch):
    monkeypatch.setattr(vintages, "MONTHLY", {"29": (explorer.read_explorer, "table.csv")})
    monkeypatch.setattr(vintages, "TOTALS_ONLY", {})
    whole = load.aid(29)
    full_disk.explorer(tmp_path / "table.csv", whole)
    donors = whole["donor"].n_unique()
    assert vintages.read_vintages(tmp_path, COUNTRIES).aid["donor"].n_unique() == donors
    full_disk.explorer(tmp_path / "table.csv", whole.head(400))
    with pytest.raises(ReadFault, match="different values of donor, fewer than 38"):
        vintages.read_vintages(tmp_path, COUNTRIES)


# XML


def test_a_column_is_text_unless_a_type_is_named():
    made = xml.table("rows", "list/row", ("a", "a"), ("b", "@b", "Int64"))
    assert [(one["data_type"], one["nullable"]) for one in made["fields"]] == [("Utf8", True), ("Int64", True)]


def test_tags_are_counted_without_what_is_no_element():
    assert xml._opened(b" <?xml?><a><b/><c></c>") == (1, False)
    assert xml._opened(b" <a><!-- words --></a>") == (0, True)
    assert xml._opened(b"<<a>") == (1, False)


def test_a_file_of_its_root_element_alone_is_whole(tmp_path):
    (tmp_path / "x.xml").write_text("<root />", encoding="utf-8")
    xml.refuse_harm(tmp_path / "x.xml", "root")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("0123456789012345678901234567890", "it begins like '99999999999999999999'"),
        ("<?xml version='1.0' encoding='iso-8859-1'?><root/>", "says it is in iso-8859-1, not UTF-8"),
    ],
)
def test_what_is_no_xml_of_ours_is_told_by_its_beginning(tmp_path, content, words):
    (tmp_path / "x.xml").write_text(content, encoding="utf-8")
    with pytest.raises(ReadFault, match=words):
        xml.refuse_harm(tmp_path / "x.xml", "root")


def test_a_byte_that_is_not_allowed_is_told_by_its_place(tmp_path, monkeypatch):
    monkeypatch.setattr(xml, "CHUNK", 8)
    (tmp_path / "x.xml").write_bytes(b"<root>0123456789\0</root>")
    with pytest.raises(ReadFault, match="NUL byte at 16"):
        xml.refuse_harm(tmp_path / "x.xml", "root")


@pytest.mark.parametrize(("length", "told"), [(15, None), (16, "bytes at 16"), (17, "bytes at 16")])
def test_a_text_as_long_as_the_limit_is_told_by_its_place(monkeypatch, length, told):
    monkeypatch.setattr(xml, "LONGEST", 8)
    chunk = b"<a>" + b"x" * (length - 3)
    if told is None:
        xml._refuse_long("list", chunk, 8)
    else:
        with pytest.raises(ReadFault, match=told):
            xml._refuse_long("list", chunk, 8)


# Days


def test_a_stated_day_that_there_is_not_is_none(tmp_path):
    path = tmp_path / "x.txt"
    path.write_text("Last Updated,31/02/2025", encoding="utf-8")
    assert days.stated_at_top(path, r"Updated,(\S+)", "%d/%m/%Y") is None
    path.write_text("Last Updated,28/02/2025", encoding="utf-8")
    assert days.stated_at_top(path, r"Updated,(\S+)", "%d/%m/%Y") == date(2025, 2, 28)


def test_of_several_texts_that_are_no_day_the_first_is_named():
    rows = pl.DataFrame({"when": ["2022-03-01", "soon", "later", None, " "]})
    with pytest.raises(ReadFault, match="2 texts of when are no day, in entries 2, 3, written like aaaa, not like"):
        days.Days((days.ISO,), date(2014, 1, 1)).typed(rows, ["when"], "list.csv")


# Bounds


def test_an_empty_column_is_empty_whether_it_has_one_row_or_none():
    bounds = card.Card(0, 9, filled={"a": 0.6})
    bounds.validate(pl.DataFrame({"a": []}, schema={"a": pl.String}), ReadReport("list.csv"))
    with pytest.raises(ReadFault, match=r"0\.0% of rows"):
        bounds.validate(pl.DataFrame({"a": [None]}, schema={"a": pl.String}), ReadReport("list.csv"))


# The aid tracker


def main_sheet(path: Path, **changed: object) -> Path:
    """Write a lawful workbook of twelve rows; the last has the cells named changed."""
    row = {"giver": "Austria", "kategori": "Humanitarian", "maal": "Allocation", "dato": "2022-03-01", "verdi_eur_activity": 5.5, "verdi_eur_redistr": 5.5, "maaned_nr": 3, "maaned_finnes": True}  # fmt: skip
    donors = ("Austria", "Estonia", "Norway", "United States")
    summary = pl.DataFrame([{"land": name, "er_eu_medlem": True} | {f"{kind}_{stage}": 1.0 for stage in ("allocation", "commitment") for kind in ("financial", "humanitarian", "military")} for name in donors])  # fmt: skip
    workbook_maker.write_workbook(path, pl.DataFrame([row] * 12), summary)
    columns = {"donor": 2, "kind": 5, "committed": 10, "number": 16}
    book = openpyxl.load_workbook(path)
    for name, value in changed.items():
        book[workbook_maker.MAIN].cell(13, columns[name]).value = value  # type: ignore[union-attr]
    book.save(path)
    return path


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"donor": None}, "donor is filled in 91.7% of rows"),
        ({"kind": None}, "kind is filled in 91.7% of rows"),
        ({"number": -1}, "months outside"),
        ({"kind": "Cultural"}, "kinds of aid not known"),
    ],
)
def test_one_row_that_would_make_a_sum_wrong_is_refused(tmp_path, changed, words):
    with pytest.raises(ReadFault, match=words):
        release_workbook.read_main(main_sheet(tmp_path / "x.xlsx", **changed))


def test_a_month_of_zero_is_a_month_not_known(tmp_path):
    read = release_workbook.read_main(main_sheet(tmp_path / "x.xlsx", number=0))
    assert read.table["number"].to_list()[-1] == 0


def test_each_reason_names_three_cells_and_counts_them_all(tmp_path):
    path = main_sheet(tmp_path / "x.xlsx")
    book = openpyxl.load_workbook(path)
    for row in range(2, 7):
        book[workbook_maker.MAIN].cell(row, 4).value = "soon"
    book.save(path)
    with pytest.raises(ReadFault, match="5 of 12 cells of announced are not a date") as told:
        release_workbook.read_main(path)
    assert str(told.value).count("'soon'") == 3


@pytest.mark.parametrize("euros", [-0.5, -2])
def test_the_least_negative_amount_is_remarked(euros):
    rows = pl.DataFrame(
        {"row": [2], "donor": ["AUT"], "committed": [euros], "allocated": [0.0], "number": [3], "dated": [True]}
    )
    report = ReadReport("book.xlsx")
    amounts.remark_unusual(rows, "sheet", report)
    assert [(one.reason, one.count) for one in report.remarks] == [("negative amount", 1)]


@pytest.mark.parametrize("donors", [["AUT"], ["AUT", "EST", "NOR"]])
def test_of_amounts_beyond_all_bounds_the_first_is_named(donors):
    rows = pl.DataFrame({"release": "9", "month": date(2022, 3, 1), "donor": donors, "kind": "military", "stage": "allocated", "eur": 2e13})  # fmt: skip
    with pytest.raises(ReadFault, match=f"{len(donors)} amounts .* the first 20,000,000,000,000.0, "):
        amounts.sum_to_cents(rows, "book.xlsx")


def test_exponents_are_read_beside_plain_numbers_and_without_them():
    assert [str(one) for one in amounts.decimals(pl.Series(["2.5e-3", "1.5", "-1E2"]))] == [
        "0.002500000000", "1.500000000000", "-100.000000000000",
    ]  # fmt: skip
    assert amounts.decimals(pl.Series(["1.5", "x", None])).to_list()[1:] == [None, None]


def test_money_of_tables_is_in_cents(tmp_path):
    (tmp_path / "w.csv").write_text(
        "donor,category,number_of_weapons,monetary_value_eur\nEstonia,Tanks,2,1.55\n", encoding="utf-8"
    )
    weapons = deliveries.read_weapons(tmp_path / "w.csv", "9", COUNTRIES).table
    (tmp_path / "d.csv").write_text("giver,aar,maaned,verdi_eur_mrd\nEstonia,2022,5,0.010398449685683226\n", encoding="utf-8")
    paid = deliveries.read_disbursements(tmp_path / "d.csv", "9", COUNTRIES).table
    assert weapons.schema["eur"] == paid.schema["eur"] == pl.Decimal(18, 2)
    assert (str(weapons["eur"][0]), str(paid["eur"][0])) == ("1.55", "10398449.69")


def test_months_are_read_with_one_digit_or_two(tmp_path):
    (tmp_path / "d.csv").write_text(
        "giver,aar,maaned,verdi_eur_mrd\nEstonia,2022,5,0.01\nEstonia,2022,11,0.01\nEstonia,2022,06,0.01\n", encoding="utf-8"
    )
    months = deliveries.read_disbursements(tmp_path / "d.csv", "9", COUNTRIES).table["month"].to_list()
    assert months == [date(2022, 5, 1), date(2022, 11, 1), date(2022, 6, 1)]


@pytest.mark.parametrize(("year", "month"), [("22", "5"), ("2022", "13"), ("2022", "0"), ("20225", "1"), ("2022", "")])
def test_what_is_no_month_is_refused(tmp_path, year, month):
    (tmp_path / "d.csv").write_text(f"giver,aar,maaned,verdi_eur_mrd\nEstonia,{year},{month},0.01\n", encoding="utf-8")
    with pytest.raises(AnalysisError):
        deliveries.read_disbursements(tmp_path / "d.csv", "9", COUNTRIES)


# Lists


def test_rows_keep_the_order_of_the_file(tmp_path):
    made = [f"2022-{month:02}-01,Buyer {nth},crude_oil,1.5,tonne,customs,https://a.b/c,high,,{nth}.5,1.4" for nth in range(40) for month in (3, 1)]  # fmt: skip
    (tmp_path / "b.csv").write_text("\n".join([originals.BUYERS, *made, *made[:9]]) + "\n", encoding="utf-8")
    read = purchases.read_buyers(tmp_path / "b.csv").table
    assert read["buyer"].to_list() == [f"Buyer {nth}" for nth in range(40) for _ in range(2)]
    trade = [f"C{chr(65 + nth // 26)}{chr(65 + nth % 26)},Land {nth},Exports of goods,Millions,{nth}" for nth in range(60)]
    header = "COUNTERPART_COUNTRY.ID,COUNTERPART_COUNTRY,TRADE_FLOW,SCALE,2021"
    (tmp_path / "t.csv").write_text("\n".join([header, *trade, *trade[:9]]) + "\n", encoding="utf-8")
    assert purchases.read_trade(tmp_path / "t.csv").table["partner"].to_list() == [f"Land {nth}" for nth in range(60)]


def test_of_values_that_contradict_each_other_the_first_is_named(tmp_path):
    rows = [
        f"{code},{name},Exports of goods,Millions,{value}"
        for code, name in (("IND", "India"), ("CHN", "China"))
        for value in (1, 2)
    ]
    header = "COUNTERPART_COUNTRY.ID,COUNTERPART_COUNTRY,TRADE_FLOW,SCALE,2021"
    (tmp_path / "t.csv").write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    with pytest.raises(ReadFault, match=r"4 rows contradict each other, the first \(2021, 'India', 'exports'\)"):
        purchases.read_trade(tmp_path / "t.csv")


def test_of_an_entry_amended_twice_the_first_day_counts(tmp_path):
    originals.annexes(tmp_path)
    ship, later = originals.OTHER_SHIP, "32014R0833,XLII,Transportation restrictions,2025-05-20,Vessel,V2"
    with (tmp_path / "amendments_a.csv").open("a", encoding="utf-8") as file:
        file.write(f"{later},{ship}\n" * 3)
    read = eu_journal.read_annexes(tmp_path)
    assert read.table.filter(pl.col("imo") == ship)["listed_on"].to_list() == [date(2024, 12, 17)]
    assert {one.reason: one.count for one in read.report.losses}["changes an entry already listed"] == 4


def test_an_entity_without_a_day_has_none_and_one_with_words_for_a_day_is_told():
    rows = pl.DataFrame(
        {
            "entity": ["1", "2", "3"],
            "programme": ["UKR"] * 3,
            "code": [next(iter(eu_fsf.SUBJECTS))] * 3,
            "designated": [None, "soon", "2022-03-01"],
            "in_force": [None, None, "2022-03-02"],
        },
        schema_overrides={"designated": pl.String, "in_force": pl.String},
    )
    read = eu_fsf._read(rows, "list.csv", originals.ANY)
    told = {one.reason: one.count for one in read.report.losses}
    assert told == {"a day in no known form": 1, "neither designation nor entry into force": 2}
    assert read.table.sort("listed_on", nulls_last=True)["listed_on"].to_list() == [date(2022, 3, 1), None, None]


# What is kept by hand


def record(tmp_path: Path) -> Path:
    originals.hand_kept()(tmp_path)
    return tmp_path


def test_a_table_kept_by_hand_that_is_empty_is_refused_and_one_of_one_row_is_not(tmp_path):
    folder = record(tmp_path)
    path = folder / "governments.csv"
    header, first, *_ = path.read_text(encoding="utf-8").splitlines(keepends=True)
    known = pl.read_csv(folder / "countries.csv", infer_schema=False)
    path.write_text(header + first, encoding="utf-8")
    assert guarantees.read_record(folder, known)["governments"].table.height == 1
    path.write_text(header, encoding="utf-8")
    with pytest.raises(AnalysisError):
        guarantees.read_record(folder, known)


def test_a_position_of_the_day_a_government_changes_stands_and_one_of_the_day_before_lapses(tmp_path):
    folder = record(tmp_path)
    kept = guarantees.Record(folder, pl.read_csv(folder / "countries.csv", infer_schema=False))
    governments = guarantees.read_plain(kept, "governments").table.filter(~pl.col("carries_over")).head(1)
    country = governments["country"][0]
    said = guarantees.read_pledges(kept, governments.clear()).table.filter(pl.col("country") == country)["known_by"].max()
    for later, lapsed in ((0, None), (1, said + timedelta(days=1))):
        moved = governments.with_columns(changed_on=pl.lit(said + timedelta(days=later)))
        rows = guarantees.read_pledges(kept, moved).table.filter(pl.col("country") == country, pl.col("known_by") == said)
        assert rows["lapsed_on"].unique().to_list() == [lapsed]


def test_amounts_kept_by_hand_are_in_cents(tmp_path):
    folder = record(tmp_path)
    read = guarantees.read_record(folder, pl.read_csv(folder / "countries.csv", infer_schema=False))
    for name, column in (("agreements", "amount"), ("us_packages", "usd"), ("purl", "amount"), ("published_totals", "eur")):
        assert read[name].table.schema[column] == pl.Decimal(18, 2), name
