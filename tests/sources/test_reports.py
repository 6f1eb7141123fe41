"""What a reader says of what it left out, changed or refused: the counts, the rows and the first examples, word for word."""

import random
import re
import zipfile
from datetime import date
from decimal import Decimal
from pathlib import Path

import dataframely as dy
import polars as pl
import pytest

from analysis import load
from analysis.errors import DataFault, ReadFault
from analysis.sources.curated import checks
from analysis.sources.curated.hand_kept import HandKept
from analysis.sources.energy import crea, purchases
from analysis.sources.kiel import country_summary, deliveries, explorer, release_workbook
from analysis.sources.kiel.columns import FIELDS
from analysis.sources.lists import eu_fsf, eu_journal, imo
from analysis.sources.reading import excel, partial
from analysis.sources.reading.card import Card
from analysis.sources.reading.report import ReadReport
from analysis.sources.reference import countries, ecb
from analysis.tables import columns
from tests.support import workbook_maker
from tests.support.originals import ANY, BUYERS, OTHER_SHIP, SHIP, TRADE, lines, take_limits_off

FSF = ";".join(eu_fsf.CSV_COLUMNS.values())
FSF_LINE = "{};{};P;UKR;{}"
ANNEX = "annex,measure,startDate,schema,name,imoNumber"


@pytest.fixture(autouse=True)
def _small_files_pass(monkeypatch):
    take_limits_off(monkeypatch.setattr)


def written(path: Path, header: str, *rows: str) -> Path:
    lines(header, *rows)(path)
    return path


def said(call, *args) -> str:
    with pytest.raises((ReadFault, DataFault)) as fault:
        call(*args)
    return str(fault.value)


# Hand-kept tables


TEXT = dy.String(nullable=True)


def kept(tmp_path: Path, *rows: str, date: dy.Column = TEXT, precision: str = "b", **rules: object) -> HandKept:
    columns = {"a": TEXT, precision: TEXT, "date": date}
    return HandKept(written(tmp_path / "t.csv", ",".join(columns), *rows), columns, **rules)


def test_the_first_wrong_cell_is_named_and_the_others_are_counted(tmp_path):
    table = kept(tmp_path, "x,1,2025-01-01", "y,2,2025-01-01", "z,2,2025-01-02")
    assert said(table.require_allowed, "a", ["x"]).startswith(
        "data/curated/t.csv, row 3, column a: 'y' is not allowed (2 rows)\n  -> write one of: x; then `python -m analysis curate`"
    )
    assert said(table.require_allowed, "a", ["x", "y"]).startswith("data/curated/t.csv, row 4, column a: 'z' is not allowed\n")


def test_a_repeated_row_is_named_by_its_first_column_and_the_others(tmp_path):
    table = kept(tmp_path, "x,1,2025-01-01", "y,2,2025-01-01", "y,2,2025-01-02")
    table.require_unique("a", "date")
    assert "row 3, column a: 'y' stands twice with the same b (2 rows)" in said(table.require_unique, "a", "b")
    assert "column b: '2' stands twice (2 rows)" in said(table.require_unique, "b")
    table = kept(tmp_path, "x,1,2025-01-01", "x,1,2025-01-01")
    assert "column a: 'x' stands twice with the same b, date (2 rows)" in said(table.require_unique, "a", "b", "date")


def test_a_date_is_refused_as_what_it_is_not_and_the_last_day_of_the_collection_passes(tmp_path):
    rows = ("x,day,2025-01-01", "y,day,2025-02-30")
    partial_date = columns.partial_date("Day.")

    def told(*rows: str, until: int, precision: str = "b") -> str:
        rules = {"date": partial_date, "precision": precision, "collected_to": date(2025, 1, until)}
        return said(lambda: kept(tmp_path, *rows, **rules))

    assert "'2025-02-30' is no date\n" in told(*rows, until=31)
    assert "'2025-02-30' is no date of the stated precision" in told(*rows, until=31, precision="date_precision")
    assert "'2025-02-30' is no day\n" in said(lambda: kept(tmp_path, *rows, date=dy.Date()))
    rows = ("x,day,2025-01-02", "y,day,2025-01-03")
    kept(tmp_path, *rows, date=partial_date, collected_to=date(2025, 1, 3))
    assert "'2025-01-03' is later than the collection, which ends on 2025-01-02\n" in told(*rows, until=2)


def test_a_row_without_an_address_or_a_publisher_is_refused(tmp_path):
    publishers = pl.DataFrame({"publisher": ["P"], "hosts": ["a.b|c.d"]})
    columns = ("source_url", "source_publisher")

    def table(*rows: str) -> HandKept:
        file = written(tmp_path / "t.csv", ",".join(columns), "https://www.a.b/x,P", *rows)
        return HandKept(file, dict.fromkeys(columns, TEXT))

    check = checks.require_graded_page
    check(table("http://c.d:80/,P"), publishers)
    assert "row 3, column source_url: None is not one address" in said(check, table(",P"), publishers)
    assert "row 3, column source_publisher: None is not graded" in said(check, table("https://a.b/,"), publishers)
    assert "'https://e.f/' is not on a host of its publisher" in said(check, table("https://e.f/,P"), publishers)


def test_hosts_are_compared_without_www_port_and_dot():
    hosts = pl.DataFrame({"u": ["https://www.a.b./x", "http://a.b:80", "ftp://a.b"]}).select(checks.host("u"))
    assert hosts.to_series().to_list() == ["a.b", "a.b", None]


# Energy


COUNTER = "destination_iso2,month,commodity,value_eur,value_tonne"


def test_values_of_the_counter_are_kept_to_one_euro_and_a_tenth_of_a_tonne(tmp_path):
    path = written(tmp_path / "c.csv", COUNTER, "IN,2022-03,crude_oil,1234567890.6,3000.26", "IN,2022-03,coal,0.4,")
    read = crea.read_counter(path, date(2026, 9, 1), ANY)
    assert read.table.select("commodity", "value_eur_bn", "volume").rows() == [
        ("all", 1.234567891, None),
        ("coal", 0.0, None),
        ("crude", 1.234567891, 3000.3),
    ]


def test_the_first_unreadable_line_of_the_counter_is_named(tmp_path):
    good = "IN,2022-03,crude_oil,1,1"
    more = [f"IN,2022-0{nth},crude_oil,1,much" for nth in (5, 6)]
    bad = written(tmp_path / "c.csv", COUNTER, good, good.replace("03", "04"), *more)
    assert "2 cells of value_tonne are no amount in tonnes, lines 4, 5" in said(crea.read_counter, bad, date(2026, 9, 1), ANY)
    bad = written(tmp_path / "c.csv", COUNTER, "IN,2022-04,crude_oil,much,1", good)
    assert "1 cells of value_eur are no amount in EUR, line 2" in said(crea.read_counter, bad, date(2026, 9, 1), ANY)


def test_a_hundredth_of_the_euros_may_go_to_no_country_and_other_kinds_are_counted(tmp_path):
    def counter(unknown: str) -> Path:
        other = [f"IN,2022-03,{kind},1,1" for kind in sorted(crea.OTHER_KINDS)]
        return written(tmp_path / "c.csv", COUNTER, "IN,2022-03,crude_oil,9900,1", f"ZZ,2022-03,crude_oil,{unknown},1", *other)

    others = len(crea.OTHER_KINDS)
    exact = 9900 / 99 + others / 99
    report = crea.read_counter(counter(f"{exact - 1:.6f}"), date(2026, 9, 1), ANY).report
    assert [(loss.reason, loss.count) for loss in report.losses] == [("no fuel", others), ("no buyer named", 1)]
    assert "of its euros go to codes that are no country: ['ZZ']" in said(
        crea.read_counter, counter(f"{exact + 1:.6f}"), date(2026, 9, 1), ANY
    )
    strange = written(tmp_path / "c.csv", COUNTER, *(f"IN,2022-03,new{nth:02},1,1" for nth in range(11)))
    assert "'new08']" in said(crea.read_counter, strange, date(2026, 9, 1), ANY)


def test_groups_of_countries_are_left_out_and_counted_and_years_and_scale_are_both_needed(tmp_path):
    rows = ("IND,India,Exports of goods,Millions,1.5,2.5", "G20,Twenty,Exports of goods,Millions,1.5,2.5")
    read = purchases.read_trade(written(tmp_path / "t.csv", TRADE, *rows))
    assert [(loss.count, loss.reason) for loss in read.report.losses] == [(1, "a group of countries, not one")]
    assert "expected years since 2021" in said(
        purchases.read_trade, written(tmp_path / "t.csv", TRADE, rows[0].replace("Mill", "Bill"))
    )
    assert "years []" in said(
        purchases.read_trade, written(tmp_path / "t.csv", TRADE.replace("2021", "2019").replace("2022", "2020"), rows[0])
    )


def test_two_values_of_one_partner_and_year_contradict_each_other(tmp_path):
    row = "IND,India,Exports of goods,Millions,1.5,2.5"
    assert purchases.read_trade(written(tmp_path / "t.csv", TRADE, row, row)).table.height == 2
    assert "2 rows contradict each other, the first (2021, 'India', 'exports')" in said(
        purchases.read_trade, written(tmp_path / "t.csv", TRADE, row, row.replace("1.5", "1.6"))
    )


def test_a_lost_month_or_volume_of_a_buyer_is_refused(tmp_path):
    good = "2022-03-01,India,crude_oil,5.5,tonne,customs,https://a.b/c,high,,1.5,1.4"
    for old, new, words in (("2022-03-01", "2022-03-41", "month are no day"), ("5.5", "many", "volume are no amount")):
        path = written(tmp_path / "b.csv", BUYERS, good, good.replace(old, new))
        assert f"of {words} in" in said(purchases.read_buyers, path).replace(", in line 3", " in line 3")
    for basis, bad in (("customs", good.replace(",1.5,", ",much,")), ("tracker", good.replace(",1.4", ",much"))):
        path = written(tmp_path / "b.csv", BUYERS, good, bad.replace("customs", basis))
        assert "are no amount in bn, line 3" in said(purchases.read_buyers, path)
    twice = purchases.read_buyers(written(tmp_path / "b.csv", BUYERS, good, good))
    assert (twice.table.height, twice.report.rows_in) == (1, 2)


# Rates and countries


def test_rates_are_of_months_with_fifteen_days_from_january_2022_to_six_places(tmp_path):
    def averages(*rows: str) -> list[tuple]:
        with zipfile.ZipFile(tmp_path / "rates.zip", "w") as packed:
            packed.writestr(ecb.HISTORY, "Date,USD,\n" + "".join(f"{row},\n" for row in rows))
        return ecb.monthly_averages(tmp_path / "rates.zip").rows()

    december = [f"2021-12-{day:02},1.5" for day in range(10, 30)]
    january = [f"2022-01-{day:02},1.5" for day in range(1, 15)]
    assert averages(*december, *january, "2022-01-15,1.2") == [(date(2022, 1, 1), "USD", 1.48, 15)]
    assert averages(*december, *january, "2022-01-15,N/A") == []
    assert averages(*january, "2022-01-15,1.20001") == [(date(2022, 1, 1), "USD", 1.480001, 15)]


def test_a_hole_in_the_averages_is_named(tmp_path):
    months = [f"2022-{month:02}-01,USD,1.1,20" for month in (1, 2, 7)]
    path = written(tmp_path / "r.csv", "month,currency,per_eur,days", *months)
    assert (
        "r.csv: lacks the months [datetime.date(2022, 3, 1), datetime.date(2022, 4, 1), datetime.date(2022, 5, 1)]\n"
        in said(ecb.read_averages, path)
    )


def test_a_gdp_of_nothing_is_unknown_and_a_small_one_is_kept(tmp_path):
    kept = written(
        tmp_path / "c.csv",
        "iso3,iso2,name,aliases,eu_since,nato_since,bloc",
        "AUT,AT,Austria,,1995-01-01,,European countries",
        "EUI,EU,EU,,,,EU institutions",
        "LIE,LI,L,,,,Other donors",
    )
    gdp = written(tmp_path / "g.csv", "country,gdp", "Austria,400.1234567", "EU,0", "L,0.5", "L,0.5")
    found = countries.read_countries(kept, gdp).select("iso3", "gdp_2021_eur_bn").rows()
    assert found == [("AUT", 400.123457), ("EUI", None), ("LIE", 0.5)]
    gdp = written(tmp_path / "g.csv", "country,gdp", "Austria,much", "EU,0")
    assert "1 cells of gdp are no amount in EUR bn" in said(countries.read_countries, kept, gdp)


# Lists


def test_days_in_no_known_form_are_counted_by_entity_with_three_of_them(tmp_path):
    bad = [FSF_LINE.format(nth, "soon", "") for nth in (5, 4, 3, 2)]
    late = FSF_LINE.format(6, "01/03/2022", "02/03/2022")
    path = written(tmp_path / "l.csv", FSF, *bad, late, FSF_LINE.format(7, "", ""))
    read = eu_fsf.read_csv(path, ANY)
    assert str(read.report) == (
        "l.csv: 6 rows in, 6 kept\n"
        "  - 4 x a day in no known form in listed_on (such as l.csv, entity 2: 'aaaa'; l.csv, entity 3: "
        "'aaaa'; l.csv, entity 4: 'aaaa')\n"
        "  - 5 x neither designation nor entry into force in listed_on"
    )
    assert read.table["listed_on"].to_list() == [None, None, None, None, date(2022, 3, 1), None]


def test_rows_of_the_european_list_that_say_nothing_or_two_things_are_refused(tmp_path):
    good = FSF_LINE.format(1, "01/03/2022", "")
    two = written(tmp_path / "l.csv", FSF, good, "x;;P;UKR;", "y;;P;UKR;")
    assert "l.csv: 2 rows have no readable entity, in lines 3, 4\n" in said(eu_fsf.read_csv, two, ANY)
    both = written(tmp_path / "l.csv", FSF, good, good.replace(";P;", ";E;"))
    assert "1 entities are both person and enterprise" in said(eu_fsf.read_csv, both, ANY)


def test_an_amending_act_adds_what_is_new_and_changes_are_counted(tmp_path):
    person = "32014R0269,I,Asset freeze,{},Person,{},"
    ship = "32014R0833,XLII,Transportation restrictions,2024-06-25,Vessel,{},{}"
    lines(f"celex,{ANNEX}", person.format("2022-03-01", "A"), person.format("", ""), ship.format("Old", SHIP))(
        tmp_path / "consolidated_a.csv"
    )
    lines(
        f"amendedCelex,{ANNEX}",
        person.format("2026-01-01", "A"),
        person.format("2026-01-01", ""),
        ship.format("New", SHIP),
        ship.format("Other", OTHER_SHIP),
        person.format("2026-02-02", "B"),
        person.format("2026-03-03", "B"),
    )(tmp_path / "amendments_a.csv")
    read = eu_journal.read_annexes(tmp_path)
    assert str(read.report).splitlines()[1:] == [
        "  - 4 x changes an entry already listed in name",
        "  - 1 x no day stated in startDate",
    ]
    assert (read.report.rows_in, read.report.rows_kept) == (9, 5)
    assert date(2026, 2, 2) in read.table["listed_on"].to_list()
    assert date(2026, 3, 3) not in read.table["listed_on"].to_list()


def test_unreadable_days_of_the_annexes_are_shown(tmp_path):
    rows = [f"32014R0269,I,Asset freeze,soon {nth},Person,{nth}," for nth in range(4)]
    lines(f"celex,{ANNEX}", *rows)(tmp_path / "consolidated_a.csv")
    lines(f"amendedCelex,{ANNEX}")(tmp_path / "amendments_a.csv")
    told = said(eu_journal.read_annexes, tmp_path)
    assert "4 texts of startDate are no day, in lines 2, 3, 4 and 1 more, written like aaaa 9" in told
    assert "soon" not in told


# Bounds


def test_a_table_may_have_its_fewest_and_its_most_rows_and_just_its_share_filled():
    card = Card(2, 3, filled={"a": 0.5})
    for rows in ([1, None], [1, 2, 3]):
        card.validate(pl.DataFrame({"a": rows}), ReadReport("l.csv"))
    for rows, words in (
        ([1], "1 rows, not 2 to 3"),
        ([1] * 4, "4 rows, not 2 to 3"),
        ([1, None, None], "a is filled in 33.3% of rows, less than 50% (2 are empty)"),
    ):
        assert words in said(card.validate, pl.DataFrame({"a": rows}), ReadReport("l.csv"))


def test_a_date_of_a_month_or_year_is_bounded_by_its_first_and_last_day():
    frame = pl.DataFrame({"d": ["2024-02", "2024", "2024-02-29", "2024-13", "2024-2", "", None, "20240229"]})
    found = frame.select(first=partial.not_before("d"), last=partial.known_by("d")).rows()
    assert found[:3] == [
        (date(2024, 2, 1), date(2024, 2, 29)),
        (date(2024, 1, 1), date(2024, 12, 31)),
        (date(2024, 2, 29), date(2024, 2, 29)),
    ]
    assert set(found[3:]) == {(None, None)}


# Workbooks


@pytest.fixture(scope="module")
def book(tmp_path_factory) -> Path:
    """Thirteen activities, the last of which has an error in the column `made up 1`."""
    path = tmp_path_factory.mktemp("book") / "book.xlsx"
    row = {"giver": "Austria", "kategori": "Humanitarian", "maal": "Allocation", "dato": "2022-03-01", "verdi_eur_activity": -5.5, "verdi_eur_redistr": 5.5, "maaned_nr": 3, "maaned_finnes": True}  # fmt: skip
    sums = {
        f"{kind}_{stage}": 1.0 for stage in ("allocation", "commitment") for kind in ("financial", "humanitarian", "military")
    }
    donors = [{"land": name, "er_eu_medlem": True} | sums for name in ("Austria", "Estonia")]
    return workbook_maker.write_workbook(path, pl.DataFrame([row] * 13), pl.DataFrame(donors))


def test_the_report_of_a_workbook_names_sheet_row_column_and_text(book):
    report = release_workbook.read_main(book).report
    sheet = "Bilateral Assistance, MAIN DATA"
    assert str(report).splitlines()[:4] == [
        f"book.xlsx, {sheet}: 14 rows in, 13 kept",
        f"  - 1 x error cell in any column (such as {sheet} row 14, column 18: '#NAME?')",
        "  - 1 x row without donor, kind and value in row",
        f"  - kept: 1 x label with a blank around it, trimmed in donor (such as {sheet} row 2, donor: 'Austria ')",
    ]
    read = release_workbook.read_workbook(book, "9", load.countries())
    kept = {(one.reason, one.column): (one.count, str(one.examples[0])) for one in read.report.remarks}
    assert kept["negative amount", "committed"] == (13, "book.xlsx row 2, committed: '-5.500000000000'")
    assert len(next(one for one in read.report.remarks if one.reason == "negative amount").examples) == 3


def test_the_report_of_a_summary_tells_totals_units_and_notes_apart(book):
    report = country_summary.read_summary(book).report
    assert str(report).splitlines() == [
        "book.xlsx, Country Summary (€): 6 rows in, 2 kept",
        "  - 2 x total or note in row (such as Country Summary (€) row 8, country: 'Total'; "
        "Country Summary (€) row 10, country: '* Taiwan is listed apart, as the source has it.')",
        "  - 2 x row of units or blank in row (such as Country Summary (€) row 5, country: ''; "
        "Country Summary (€) row 9, country: '')",
    ]


def test_flags_are_read_as_numbers_or_words_and_columns_go_by_their_newest_name(book):
    flag = next(one for one in FIELDS if one.form == "flag")
    cells = pl.DataFrame({flag.name: ["1", "0", "TRUE", "false", "yes", None]})
    assert cells.select(release_workbook._typed(flag)).to_series().to_list() == [True, False, True, False, None, None]
    announced = next(one for one in FIELDS if one.name == "announced")
    text = pl.DataFrame({"row": range(2, 12), "announced": ["2022-03-01"] * 6 + ["-", "soon", "soon", "soon"]})
    report = ReadReport("book.xlsx")
    release_workbook._account(announced, text, text.select("row", release_workbook._typed(announced)), "MAIN", report)
    assert [str(one) for one in report.losses] == [
        "1 x a dot or dash for missing in announced (such as MAIN row 8, announcement_date: '-')",
        "3 x not a date in announced (such as MAIN row 9, announcement_date: 'soon'; MAIN row 10, announcement_date: 'soon'; "
        "MAIN row 11, announcement_date: 'soon')",
    ]
    more = text.with_columns(announced=pl.Series(["2022-03-01"] * 6 + ["soon"] * 4))
    assert "4 of 10 cells of announced are not a date" in said(
        release_workbook._account,
        announced,
        more,
        more.select("row", release_workbook._typed(announced)),
        "MAIN",
        ReadReport("book.xlsx"),
    )


@pytest.mark.parametrize(
    ("names", "amount", "words"),
    [
        (["Austria", "Estonia", "Estonia"], 1.0, "3 donors, 0 of them without a name or an amount (rows [])"),
        (["Austria", "Estonia", "Norway"], None, "3 donors, 1 of them without a name or an amount (rows [8])"),
    ],
)
def test_a_summary_with_a_hole_or_a_donor_twice_is_refused(tmp_path, names, amount, words):
    sums = {
        f"{kind}_{stage}": 1.0 for stage in ("allocation", "commitment") for kind in ("financial", "humanitarian", "military")
    }
    donors = [{"land": name, "er_eu_medlem": True} | sums for name in names]
    donors[-1]["military_commitment"] = amount
    row = {"giver": "Austria", "kategori": "Humanitarian", "maal": "Allocation", "dato": "2022-03-01", "verdi_eur_activity": 5.5, "verdi_eur_redistr": 5.5, "maaned_nr": 3, "maaned_finnes": True}  # fmt: skip
    path = workbook_maker.write_workbook(tmp_path / "book.xlsx", pl.DataFrame([row]), pl.DataFrame(donors))
    assert words in said(country_summary.read_summary, path)


def test_a_sheet_that_is_not_there_or_has_no_header_is_named(book, tmp_path):
    opened = excel.Workbook(book)
    assert "book.xlsx: has no sheet named like 'x+'; it has ['ReadMe', " in said(opened.sheet, "x+", ["a"])
    wanted = ["country", "financial allocations", "a", "b", "c"]
    found = opened.sheet(r"country summary.*", wanted)
    assert (found.first_row, found.header[:2]) == (5, ["Country", "EU member"])
    assert "has no header with ['a', 'b', 'c', 'country'] in its first 40 rows" in said(
        opened.sheet, "country summary.*", ["country", "a", "b", "c", "d"]
    )


def sheet_with(tmp_path: Path, cell: str) -> Path:
    with zipfile.ZipFile(tmp_path / "far.xlsx", "w") as packed:
        packed.writestr("xl/worksheets/sheet1.xml", f'<x:sheetData><x:row r="1"><x:c s="1" r="{cell}"/></x:row></x:sheetData>')
    return tmp_path / "far.xlsx"


@pytest.mark.parametrize("cell", ["AAA1", "A100000", "XFD1048576", "zzz9"])
def test_a_cell_far_from_any_table_is_named(tmp_path, cell):
    assert f"has a cell at {cell} in xl/worksheets/sheet1.xml" in said(excel.refuse_far_cells, sheet_with(tmp_path, cell))


@pytest.mark.parametrize("cell", ["ZZ1", "A99999"])
def test_a_cell_within_bounds_passes(tmp_path, cell):
    excel.refuse_far_cells(sheet_with(tmp_path, cell))


def test_a_bomb_is_weighed_by_its_worst_part_and_its_whole(tmp_path, monkeypatch):
    def packed(name: str, *parts: bytes) -> Path:
        with zipfile.ZipFile(tmp_path / name, "w", zipfile.ZIP_DEFLATED) as made:
            for nth, part in enumerate(parts):
                made.writestr(str(nth), part)
        return tmp_path / name

    excel.refuse_bad_zip(packed("small.xlsx", bytes(9_000_000)))
    assert re.search(
        r"would unpack to 11 MB, 0 to 11,000,000 bytes from 10,\d\d\d\n",
        said(excel.refuse_bad_zip, packed("b.xlsx", bytes(11_000_000))),
    )
    # A large part that is as large packed is none, and many small parts are none alone.
    monkeypatch.setattr(excel, "LARGEST_HARMLESS", 1000)
    excel.refuse_bad_zip(packed("honest.xlsx", random.Random(1).randbytes(2000)))
    monkeypatch.setattr(excel, "LARGEST_UNPACKED", 1_900_000)
    small = [random.Random(nth).randbytes(500_000) for nth in range(4)]
    excel.refuse_bad_zip(packed("three.xlsx", *small[:3]))
    assert "would unpack to 2 MB\n" in said(excel.refuse_bad_zip, packed("four.xlsx", *small))


# The tracker's tables


EXPLORER = "country,iso,year,month,total,financial,humanitarian,military,commitments"
ACTIVITIES = "giver,kategori,maal,verdi_eur_redistr,verdi_eur_activity,maaned_nr,maaned_finnes"


def explorer_csv(tmp_path: Path, *rows: str) -> Path:
    return written(tmp_path / "t.csv", EXPLORER, *rows)


def test_the_first_three_cells_that_are_no_number_are_shown_by_their_lines(tmp_path):
    rows = [f"Austria,AUT,2022,{month},1,1,0,0,{'much' if month > 2 else 1}" for month in range(1, 8)]
    told = said(explorer.read_explorer, explorer_csv(tmp_path, *rows), "9", load.countries())
    assert "5 cells of commitments are not numbers" in told
    shown = "; ".join(f"t.csv row {line}, commitments: 'much'" for line in (4, 5, 6))
    assert f"5 x not a number in commitments (such as {shown})" in told


def test_empty_cells_are_shown_by_their_lines(tmp_path):
    rows = [f"Austria,AUT,2022,{month},1,1,0,0,{'' if month > 2 else 1}" for month in range(1, 8)]
    told = said(explorer.read_explorer, explorer_csv(tmp_path, *rows), "9", load.countries())
    assert "has empty or unreadable cells: {'commitments': 5}" in told
    shown = "; ".join(f"t.csv row {line}, commitments: ''" for line in (4, 5, 6))
    assert f"5 x empty or unreadable in commitments (such as {shown})" in told
    assert "cells: {'month': 1}" in said(
        explorer.read_explorer, explorer_csv(tmp_path, "Austria,AUT,2022,13,1,1,0,0,1"), "9", load.countries()
    )


def test_kinds_may_miss_their_total_by_rounding_and_by_no_more(tmp_path):
    within = explorer_csv(tmp_path, "Austria,AUT,2022,3,1.000001,1,0,0,1", "Austria,AUT,2023,3,1,1,0,0,1")
    assert "donor" in explorer.read_explorer(within, "9", load.countries()).table.columns
    beyond = explorer_csv(tmp_path, "Austria,AUT,2022,3,1.000003,1,0,0,1")
    assert "in 1 rows the kinds do not add up to the total" in said(explorer.read_explorer, beyond, "9", load.countries())


def test_odd_activities_are_remarked_by_their_lines(tmp_path):
    rows = ["Austria,Military,Allocation,-5,-7,3,True", "Austria,Military,Allocation,5,7,0,False"]
    report = explorer.read_activities(written(tmp_path / "a.csv", ACTIVITIES, *rows), "9", load.countries()).report
    assert str(report).splitlines()[1:] == [
        "  - kept: 1 x negative amount in committed (such as a.csv row 2, committed: '-7.000000000000')",
        "  - kept: 1 x amount without a month in committed (such as a.csv row 3, committed: '7.000000000000')",
        "  - kept: 1 x negative amount in allocated (such as a.csv row 2, allocated: '-5.000000000000')",
        "  - kept: 1 x amount without a month in allocated (such as a.csv row 3, allocated: '5.000000000000')",
    ]


def test_an_amount_at_the_bound_is_read_and_one_beyond_is_shown(tmp_path):
    def one(amount: str) -> Path:
        return written(tmp_path / "a.csv", ACTIVITIES, f"Austria,Military,Allocation,{amount},{amount},3,True")

    read = explorer.read_activities(one("5e11"), "9", load.countries())
    assert [float(euros) for euros in read.table["eur"]] == [5e11, 5e11]
    assert "2 amounts of eur are beyond 500,000,000,000 EUR, the first 500,000,000,001.0" in said(
        explorer.read_activities, one("500000000001"), "9", load.countries()
    )


def test_euros_of_tables_in_billions_are_rounded_to_the_cent_once(tmp_path):
    path = written(tmp_path / "s.csv", "country,eu_share_bn", "Austria,1.000000000006", "Estonia,0", "Denmark,1.000000000004")
    rows = deliveries.read_eu_shares(path, "9", load.countries()).table.select("donor", "eur").rows()
    assert rows == [("AUT", Decimal("1000000000.01")), ("DNK", Decimal("1000000000.00"))]


def test_a_table_with_an_unreadable_or_repeated_cell_is_refused_with_its_column(tmp_path):
    header = "giver,aar,maaned,verdi_eur_mrd"
    bad = written(
        tmp_path / "d.csv", header, "Austria,2022,5,much", "Austria,2022,15,1", "Belgium,2022,5,1", "Belgium,2022,5,2"
    )
    assert "has unreadable cells {'month': 1, 'eur': 1} and 2 repeated rows" in said(
        deliveries.read_disbursements, bad, "9", load.countries()
    )


# Ships


def test_lines_that_are_no_number_are_counted_and_three_are_shown(tmp_path):
    path = written(tmp_path / "s.imo", "# EU", SHIP, "1", "2", "3", "4")
    assert "s.imo: 4 of 5 lines are no IMO number: lines 3, 4, 5 and 1 more\n" in said(imo.read_listed, path)


def test_what_is_empty_is_no_imo_number():
    frame = pl.DataFrame({"imo": [None, "", SHIP, "9074728", "907472x"]}, schema={"imo": pl.String})
    assert frame.select(imo.is_imo("imo")).to_series().to_list() == [False, False, True, False, False]
