"""Files that a slip makes wrong and that still look right: each kind is read rightly, or refused with its place and no row."""

import re
from datetime import date
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from analysis import load
from analysis.errors import ReadFault
from analysis.sources.energy import crea
from analysis.sources.kiel import country_summary, explorer, release_workbook, vintages
from analysis.sources.lists import eu_fsf, eu_journal, imo, ofac_history, ofac_legacy, other_lists, uk, uk_list, vessels
from analysis.sources.reading import days, formulas, text
from analysis.sources.reading.card import Card
from tests.support import lists_ofac, originals
from tests.support.originals import ANY, OTHER_SHIP, SHIP

UNTIL = date(2026, 9, 1)
SECRET = "Doe"
"""Stands where a list has a name: no message may hold it."""


@pytest.fixture(autouse=True)
def _small_files_pass(monkeypatch):
    originals.take_limits_off(monkeypatch.setattr)


def said(read, *given: object) -> str:
    with pytest.raises(ReadFault) as stop:
        read(*given)
    assert stop.value.fix
    assert SECRET not in str(stop.value)
    return str(stop.value)


def written(path: Path, *lines: str) -> Path:
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def australia(tmp_path: Path, *rows: list[str], more: tuple[str, ...] = ()) -> Path:
    head = ["Reference", "Name of Individual or Entity", "Type", "Committees", "Control Date", *more]
    originals.sheet([head, *rows])(tmp_path / "dfat.xlsx")
    return tmp_path / "dfat.xlsx"


def row(reference: str = "7", kind: str = "Individual", day: str = "2022-03-08 00:00:00", over: str = "Russia") -> list[str]:
    return [reference, SECRET, kind, f"Autonomous ({over})", day]


def canada(tmp_path: Path, *records: dict[str, str]) -> Path:
    usual = {"Country": "Russia / Russie", "DateOfListing": "2022-03-01"}
    body = "".join("<record>" + "".join(f"<{k}>{v}</{k}>" for k, v in (usual | one).items()) + "</record>" for one in records)
    (tmp_path / "sema.xml").write_text(f"<data-set>{body}</data-set>", encoding="utf-8")
    return tmp_path / "sema.xml"


def british(tmp_path: Path, *rows: str, report: str = "29-Apr-2026") -> Path:
    head = [f"Report Date: {report}", ",".join(["Name 6", *uk_list.CSV_COLUMNS.values(), uk_list.KINDS[0]])]
    return written(tmp_path / "uk.csv", *head, *rows)


def annexes(folder: Path, *ships: str) -> Path:
    originals.annexes(folder)
    head = "celex,annex,measure,startDate,schema,name,imoNumber"
    written(
        folder / "consolidated_b.csv",
        head,
        *(f"32014R0833,XLII,Transportation restrictions,2024-06-25,Vessel,{SECRET},{one}" for one in ships),
    )
    return folder


# Days: years of four digits, in the source's own form, within its bounds, and no text cut before it is read


@pytest.mark.parametrize("form", days.FORMS)
@pytest.mark.parametrize(
    "written_day", ["21/03/22", "21.3.22", "22-03-21", "21 March 22", "2022-03-21x", "21 Mar 202", "x21.3.2022"]
)
def test_no_form_of_a_day_takes_a_year_of_two_digits_or_a_part_of_a_text(form, written_day):
    assert pl.DataFrame({"d": [written_day]}).select(days.Days((form,), date(1900, 1, 1)).read("d")).item() is None


@pytest.mark.parametrize("form", days.FORMS)
def test_each_form_reads_its_own_example_alone(form):
    rule = days.Days((form,), date(1900, 1, 1))
    for other in days.FORMS:
        found = pl.DataFrame({"d": [other]}).select(rule.read("d")).item()
        assert found == (date(2022, 2, 25) if other == form else None)


@pytest.mark.parametrize("day", ["16/03/19", "2019-3-16", "1019-03-16", "2034-03-16"])
def test_a_day_that_an_australian_entry_cannot_have_is_refused_by_row(tmp_path, day):
    told = said(other_lists.read_dfat, australia(tmp_path, row(), row("8", day=day)))
    assert re.search(r"Control Date .* row 3", told.replace("\n", " "))


def test_a_worded_day_of_an_australian_entry_is_read_whole(tmp_path):
    assert other_lists.read_dfat(australia(tmp_path, row(day="21 Mar 2022"))).table["not_after"].item() == date(2022, 3, 21)


DAYS = {
    "Canada": lambda folder, day: (other_lists.read_sema, canada(folder, {"EntityOrShip": SECRET, "DateOfListing": day})),
    "UK": lambda folder, day: (lambda path: uk_list.read_csv(path, Card(0, 9, filled={"listed_on": 1})), british(folder, f"{SECRET},RUS1,Russia,{day},,Individual")),
    "UK subjects": lambda folder, day: (lambda path: uk.read_subjects(path, folder / "conlist.xlsx"), written(folder / "s.csv", "unique_id,subject_type,ofsi_group_id,date_designated", f"RUS1,individual,7,{day}")),
    "EU": lambda folder, day: (lambda path: eu_fsf.read_csv(path, Card(0, 9, filled={"listed_on": 1})), written(folder / "l.csv", ";".join(eu_fsf.CSV_COLUMNS.values()), f"7;{day};P;UKR;")),
    "additions": lambda folder, day: (lambda path: eu_journal.read_additions(path, originals.FROZEN), written(folder / "a.csv", originals.ADDITIONS, f"32014R0269,{day},I,asset_freeze,person,1,7,7,addition")),
    "OFAC copies": lambda folder, day: (ofac_history.read_first_seen, written(folder / "t.csv", "sdn_type,program,first_seen,last_seen", f"vessel,RUSSIA-EO14024,{day},2024-05-03")),
    "ships": lambda folder, day: (originals.known_ships, written(folder / "s.csv", originals.SHIPS, f"{SHIP},EU,{day},stated,x,,EU-RUS,name,high,")),
    "energy": lambda folder, day: (lambda path: crea.read_counter(path, UNTIL, ANY), written(folder / "e.csv", "destination_iso2,month,commodity,value_eur,value_tonne", f"IN,{day},coal,1,1")),
}  # fmt: skip


@pytest.mark.parametrize("day", ["22-03-01", "01/03/22", "0022-03-01", "2934-03-01", "01/03/2934", "01/03/0022"])
@pytest.mark.parametrize("name", DAYS)
def test_every_list_refuses_a_day_of_another_time_or_form(name, day, tmp_path):
    originals.CONLIST(tmp_path / "conlist.xlsx")
    said(*DAYS[name](tmp_path, day))


def test_a_day_later_than_the_list_itself_is_refused(tmp_path):
    listed = f"{SECRET},RUS1,Russia,30/04/2026,,Individual"
    assert "30/04/2026" not in said(uk_list.read_csv, british(tmp_path, listed), ANY)
    assert uk_list.read_csv(british(tmp_path, listed, report="30-Apr-2026"), ANY).table.height == 1


def test_a_month_before_the_trackers_count_or_to_come_is_refused_by_line(tmp_path):
    head = "country,iso,year,month,total,financial,humanitarian,military,commitments"
    good = "Estonia,EST,2022,3,0.25,0,0,0.25,0.4"
    for year in ("2021", "2934"):
        path = written(tmp_path / "e.csv", head, good, good.replace("2022", year))
        assert "line 3" in said(explorer.read_explorer, path, "29", load.countries())


# Ships' numbers, wherever they stand in a cell

CELLS = [
    f"IMO {SHIP}",
    f"IMO{SHIP}",
    f"imo no. {SHIP} (ex {OTHER_SHIP})",
    f"{SHIP}; {OTHER_SHIP}",
    f"{SHIP}/{OTHER_SHIP}",
    f"{SHIP},{SHIP}",
]
"""Cells as a list may write them; two of one ship are one ship."""


def wanted(cell: str) -> str:
    return "; ".join(sorted({one for one in (SHIP, OTHER_SHIP) if one in cell}))


@pytest.mark.parametrize("cell", CELLS)
def test_every_list_finds_all_numbers_of_a_cell(cell, tmp_path):
    quoted = f'"{cell}"'
    found = {
        "EU": eu_journal.read_annexes(annexes(tmp_path, quoted)).table.filter(measure="vessel_ban"),
        "CA": other_lists.read_sema(canada(tmp_path, {"EntityOrShip": SECRET, "ShipIMONumber": cell})).table,
        "UK": uk_list.read_csv(british(tmp_path, f"{SECRET},RUS1,Russia,01/03/2022,{quoted},Ship"), ANY).table,
        "US": ofac_legacy.read_csv(sdn(tmp_path, f"Vessel Registration Identification {cell}; MMSI 572469210; Linked To: X."), ANY).table,
    }  # fmt: skip
    # The annexes have a further ship, which an act adds.
    assert {name: table["imo"].to_list()[0] for name, table in found.items()} == dict.fromkeys(found, wanted(cell))
    assert set(imo.numbers_of(found["CA"])) == set(wanted(cell).split("; "))


def test_numbers_of_another_length_are_none_and_the_report_says_so(tmp_path):
    read = other_lists.read_sema(
        canada(tmp_path, *({"EntityOrShip": SECRET, "ShipIMONumber": one} for one in ("90747290", SHIP)))
    )
    assert sorted(read.table["imo"].to_list(), key=str) == [SHIP, None]
    assert "1 x number whose check digit is wrong" in str(read.report)


def sdn(tmp_path: Path, *remarks: str) -> Path:
    rows = [f'{nth},"{SECRET}","vessel","RUSSIA-EO14024",' + "-0- ," * 7 + f'"{one}"' for nth, one in enumerate(remarks, 1)]
    return written(tmp_path / "SDN.CSV", *rows)


# Rows that stand twice

TWICE = {
    "Australia, word for word": lambda folder: (other_lists.read_dfat, australia(folder, row(), row("8"), row()), "rows 2, 4"),
    "Australia, of somebody else": lambda folder: (other_lists.read_dfat, australia(folder, row(), row("7a", "Entity")), "rows 2, 3"),
    "Canada": lambda folder: (other_lists.read_sema, canada(folder, *[{"Schedule": "1", "Item": "2", "LastName": SECRET}] * 2), "entries 1, 2"),
    "UK subjects": lambda folder: (lambda path: uk.read_subjects(path, folder / "conlist.xlsx"), written(folder / "s.csv", "unique_id,subject_type,ofsi_group_id,date_designated", *["RUS1,individual,7,01/03/2022"] * 2), "lines 2, 3"),
    "OFAC": lambda folder: (lambda path: ofac_legacy.read_csv(path, ANY), written(folder / "SDN.CSV", *[f"7,{SECRET},vessel,CUBA" + ",-0- " * 8] * 2), "lines 1, 2"),
    "OFAC copies": lambda folder: (ofac_history.read_first_seen, written(folder / "t.csv", "ent_num,sdn_type,program,first_seen,last_seen", *["7,vessel,RUSSIA-EO14024,2021-08-18,2024-05-03"] * 2), "lines 2, 3"),
    "OFAC windows": lambda folder: (ofac_history.read_windows, written(folder / "t.csv", "window_after,window_until,subject,count", *["2024-05-03,2024-09-25,entity,352"] * 2), "lines 2, 3"),
    "OFAC panel": lambda folder: (ofac_history.read_panel, written(folder / "t.csv", "Country,yrmon,additions", *["Russia,2022-04,90"] * 2), "lines 2, 3"),
    "EU annexes": lambda folder: (eu_journal.read_annexes, repeated_annex(folder), "lines 2, 3"),
    "EU additions": lambda folder: (lambda path: eu_journal.read_additions(path, originals.FROZEN), written(folder / "a.csv", originals.ADDITIONS, *["32014R0269,2026-08-07,I,asset_freeze,person,5,2106,2110,addition"] * 2), "lines 2, 3"),
    "energy": lambda folder: (lambda path: crea.read_counter(path, UNTIL, ANY), written(folder / "e.csv", "destination_iso2,month,commodity,value_eur,value_tonne", *["IN,2022-03,coal,1,1"] * 2), "lines 2, 3"),
    "summary of aid": lambda folder: (lambda path: country_summary.read_summary_table(path, "30", load.countries()), written(folder / "t.csv", "country,military,financial,humanitarian", *["Estonia,0.25,0,0"] * 2), "lines 2, 3"),
}  # fmt: skip


def repeated_annex(folder: Path) -> Path:
    originals.annexes(folder)
    entry = f"32014R0269,7,I,Asset freeze,2022-03-01,Person,{SECRET},"
    written(folder / "consolidated_a.csv", "celex,recordId,annex,measure,startDate,schema,name,imoNumber", entry, entry)
    return folder


@pytest.mark.parametrize("name", TWICE)
def test_a_row_that_stands_twice_is_refused_with_both_places(name, tmp_path):
    originals.CONLIST(tmp_path / "conlist.xlsx")
    read, path, places = TWICE[name](tmp_path)
    assert places in said(read, path)


# Lines and workbooks


def test_an_odd_quote_is_refused_before_it_swallows_the_next_entry(tmp_path):
    remarks = ["Vessel Registration Identification IMO 7612448.", 'a.k.a. "ROSE; Linked To: X.']
    assert "line 2" in said(ofac_legacy.read_csv, sdn(tmp_path, *remarks), ANY)
    # Each of two quotes is lawful where it stands; what lies between them is a line of the list.
    path = written(tmp_path / "list.csv", "id,kind,remark", '1,ship,"a rose', '2,ship,"', "3,ship,x")
    assert "line 2 holds a whole line" in said(text.read_strict_csv, path, ("id",))


def test_a_line_break_is_refused_in_a_cell_that_is_read_and_passed_over_in_a_remark(tmp_path):
    path = written(tmp_path / "list.csv", "id,kind,remark", '1,"sh\nip",x')
    assert "row on line 2" in said(text.read_strict_csv, path, ("kind",))
    assert text.read_strict_csv(path, ("id",)).rows() == [(2, "1")]
    assert "row on line 2" in said(text.read_csv_text, path)


@pytest.mark.parametrize(("line", "problem"), [("1,2,3", "line 3 has 3 cells, not 2"), ("1", "line 3 has 1 cells, not 2")])
def test_a_line_of_another_length_is_refused_by_its_number(line, problem, tmp_path):
    assert problem in said(text.read_csv_text, written(tmp_path / "list.csv", "a,b", "1,2", line))


def workbook(path: Path, amount: object, rows: int = 3) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Bilateral Assistance, MAIN DATA"
    sheet.append(["activity_id", "donor", "announcement_date", "aid_type_general", "measure", "tot_activity_value_EUR", "tot_sub_activity_value_EUR_redistr", "month", "month_exists_dummy"])  # fmt: skip
    for nth in range(rows):
        sheet.append([f"X{nth}", "Estonia", date(2022, 3, 1), "Military", "Allocation", amount, 5.0, 3, 1])
    book.save(path)
    return path


def test_a_formula_that_nobody_computed_is_refused_by_sheet_and_cell(tmp_path):
    read = release_workbook.read_workbook
    told = said(read, workbook(tmp_path / "book.xlsx", "=2.5*2"), "28", load.countries())
    assert "sheet 'Bilateral Assistance, MAIN DATA' has 3 formulas without a value, in F2, F3, F4" in told
    aid = read(workbook(tmp_path / "book.xlsx", 5.0), "28", load.countries()).table
    assert aid.filter(stage="allocated")["eur"].sum() == 15


def test_a_formula_of_another_sheet_is_no_fault(tmp_path):
    path = workbook(tmp_path / "book.xlsx", 5.0)
    book = openpyxl.load_workbook(path)
    book.create_sheet("Working & notes").append(["=1+1"])
    book.save(path)
    release_workbook.read_workbook(path, "28", load.countries())
    assert "sheet 'Working & notes' has 1 formulas" in said(formulas.refuse_uncomputed, path, "Working & notes")


def test_a_formula_in_a_list_is_refused_too(tmp_path):
    assert "formulas without a value, in E2" in said(other_lists.read_dfat, australia(tmp_path, row(day="=TODAY()")))


# Amounts: one scenario, the unit of the card, numbers in digits


def counter(tmp_path: Path, *rows: str, more: str = ",pricing_scenario") -> Path:
    return written(tmp_path / "e.csv", f"destination_iso2,month,commodity,value_eur,value_tonne{more}", *rows)


def test_of_two_price_scenarios_the_cards_is_read_and_the_other_told(tmp_path):
    path = counter(tmp_path, "IN,2022-03,coal,165000000,1,default", "IN,2022-03,coal,150000000,1,pricecap")
    read = crea.read_counter(path, UNTIL, ANY)
    assert read.table.filter(commodity="coal")["value_eur_bn"].to_list() == [0.165]
    assert "1 x another price scenario" in str(read.report)
    only = counter(tmp_path, "IN,2022-03,coal,150000000,1,pricecap")
    assert "['pricecap'], not 'default'" in said(crea.read_counter, only, UNTIL, ANY)


@pytest.mark.parametrize("amount", ["NaN", "inf", "1,5", "1e999", "165000000000"])
def test_an_amount_that_no_month_can_have_is_refused_by_line(amount, tmp_path):
    path = counter(tmp_path, "CN,2022-03,coal,1,1", f'IN,2022-03,coal,"{amount}",1', more="")
    assert "line 3" in said(crea.read_counter, path, UNTIL, ANY)


def test_millions_in_a_column_of_billions_are_refused(tmp_path):
    head = "country,iso,year,month,total,financial,humanitarian,military,commitments"
    path = written(tmp_path / "e.csv", head, "Germany,DEU,2022,3,900,0,0,900,0")
    assert "beyond 500,000,000,000 EUR" in said(explorer.read_explorer, path, "29", load.countries())


def test_billions_in_a_column_of_euros_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(release_workbook, "CARD", Card(least_sum={"committed": 1e9}))
    told = said(release_workbook.read_workbook, workbook(tmp_path / "b.xlsx", 5.0), "28", load.countries())
    assert "committed sums to 15.00, less than 1,000,000,000: look at its unit" in told
    assert vintages.CARD.least_sum["eur"] > 0


# Kinds of subject, by the publisher's own rule


@pytest.mark.parametrize(
    ("record", "subject"),
    [
        ({"GivenName": SECRET}, "person"), ({"LastName": SECRET, "TitleOrShip": "General"}, "person"), ({"EntityOrShip": SECRET}, "entity"),
        ({"EntityOrShip": SECRET, "ShipIMONumber": SHIP}, "vessel"), ({"EntityOrShip": SECRET, "TitleOrShip": "Oil Tanker"}, "vessel"),
        ({}, None), ({"EntityOrShip": SECRET, "GivenName": "X"}, None),
    ],
)  # fmt: skip
def test_what_canada_lists_is_what_its_elements_say(record, subject, tmp_path):
    path = canada(tmp_path, record)
    if subject:
        assert other_lists.read_sema(path).table["subject"].to_list() == [subject]
    else:
        assert "no readable subject, in entry 1" in said(other_lists.read_sema, path)


def test_an_australian_entry_without_a_kind_is_refused_by_row_and_column(tmp_path):
    assert "1 rows have no readable Type, in row 3" in said(other_lists.read_dfat, australia(tmp_path, row(), row("8", "")))


def test_ships_that_australia_lists_over_russia_are_of_that_regime_and_others_are_told(tmp_path):
    acts = ["(Sanctioned Vessels \u2013 Russia) Designation 2025", "Designated class of vessels"]
    rows = [[*row(str(nth), "Vessel", over="Vessels"), act] for nth, act in enumerate(acts)]
    read = other_lists.read_dfat(australia(tmp_path, *rows, more=("Listing Information",)))
    assert read.table.select("regime", "subject").rows() == [("Russia", "vessel")]
    assert "1 x a ship of no regime, or not over Russia" in str(read.report)


# Every genuine edition


@pytest.mark.parametrize(
    ("card", "rows"),
    [
        (other_lists.AUSTRALIA, 1488),
        (other_lists.CANADA, 40),
        (uk_list.CARD, 2000),
        (eu_fsf.CARD, 2000),
        (ofac_legacy.CARD, 6000),
    ],
)
def test_the_bounds_of_a_card_admit_early_editions(card, rows):
    assert card.min_rows <= rows


def test_the_layout_of_the_transcription_itself_is_read(tmp_path):
    originals.annexes(tmp_path)
    flat = eu_journal.read_annexes(tmp_path).table
    for path in sorted(tmp_path.glob("*.csv")):
        kind, _, name = path.name.partition("_")
        (tmp_path / kind).mkdir(exist_ok=True)
        path.rename(tmp_path / kind / name)
    assert eu_journal.read_annexes(tmp_path).table.equals(flat)
    empty = tmp_path / "empty"
    empty.mkdir()
    assert "holds no file consolidated_*.csv or consolidated/*.csv" in said(eu_journal.read_annexes, empty)


# No message repeats a row of a list


def test_a_list_without_its_header_is_refused_without_a_word_of_its_first_row(tmp_path):
    lines = [f"{SECRET},RUS1,Russia,01/03/1970,,Individual"] * 3
    assert "line 2" in said(uk_list.read_csv, written(tmp_path / "uk.csv", *lines), ANY)
    path = written(tmp_path / "s.csv", *lines)
    said(uk.read_subjects, path, path)


def test_what_a_package_says_of_a_cell_is_told_without_the_cell(tmp_path):
    path = written(tmp_path / "t.csv", "window_after,window_until,subject,count", f"2024-05-03,2024-09-25,entity,{SECRET}")
    assert "is not the file it should be" in said(ofac_history.read_windows, path)


def test_a_number_that_is_a_day_of_birth_is_shown_by_its_form_alone(tmp_path):
    read = uk_list.read_csv(british(tmp_path, "X,RUS1,Russia,01/03/2022,01/03/1970,Ship"), ANY)
    assert "RUS1: '99/99/9999'" in str(read.report)


def test_a_line_of_ofac_that_is_no_entry_is_named(tmp_path):
    path = written(tmp_path / "SDN.CSV", f'7,"{SECRET}","robot","CUBA"' + ",-0- " * 8)
    assert "1 rows have no readable subject, in line 1" in said(ofac_legacy.read_csv, path, ANY)


def test_a_british_designation_of_two_elements_is_refused(tmp_path):
    cells = {"UniqueID": "RUS1", "RegimeName": "Russia", "IndividualEntityShip": "Entity", "DateDesignated": "01/03/2022"}
    entry = "<Designation>" + "".join(f"<{name}>{cell}</{name}>" for name, cell in cells.items()) + "</Designation>"
    (tmp_path / "l.xml").write_text(f"<Designations>{entry * 2}</Designations>", encoding="utf-8")
    assert "share their unique_id and regime, entries 1, 2" in said(uk_list.read_xml, tmp_path / "l.xml", ANY)


def test_a_year_of_two_digits_in_ofacs_advanced_list_is_no_day(tmp_path):
    from analysis.sources.lists import ofac_advanced

    path = lists_ofac.ofac_advanced(tmp_path / "list.xml", 40)
    whole = path.read_text(encoding="utf-8")
    head, entries = whole.split("<SanctionsEntries>")
    path.write_text(head + "<SanctionsEntries>" + entries.replace("<Year>20", "<Year>"), encoding="utf-8")
    assert (
        ofac_advanced.read_advanced(path, ANY).table["listed_on"].null_count()
        == ofac_advanced.read_advanced(path, ANY).table.height
    )


@pytest.mark.parametrize("made", ["2026-03-22T10:49:19.780808+00:00", "2026-03-22T10:49", "2026-03-22 10:49:19Z", "2026-03-22"])
def test_the_day_of_a_copy_of_ships_may_have_a_time(made, tmp_path):
    path = written(tmp_path / "ships.json", f'{{"generated_at": "{made}", "vessels": []}}')
    assert vessels.read_copy(path).day == date(2026, 3, 22)


@pytest.mark.parametrize(
    "made", ["2026-03-223", "2026-03-22 or later", "26-03-2210:49", "1970-03-01", "2934-03-22", "22.03.2026", ""]
)
def test_no_part_of_a_text_is_the_day_of_a_copy_of_ships(made, tmp_path):
    assert "generated_at" in said(
        vessels.read_copy, written(tmp_path / "ships.json", f'{{"generated_at": "{made}", "vessels": []}}')
    )
