"""Lists of a few lines, and what each reader says of them: counts, first examples, and never the number of a row it has not."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from analysis.errors import AnalysisError, ReadFault
from analysis.sources.energy import crea
from analysis.sources.lists import eu_journal, other_lists, uk, uk_list, vessels
from analysis.sources.reading import partial, report, text
from analysis.sources.reading.card import Card
from analysis.sources.reference import countries, world_bank
from tests.support import originals
from tests.support.originals import ANY, OTHER_SHIP, SHIP

WRONG = "9074720"


@pytest.fixture(autouse=True)
def _small_files_pass(monkeypatch):
    originals.take_limits_off(monkeypatch.setattr)


def reasons(read: report.Read) -> dict[str, int]:
    return {one.reason: one.count for one in [*read.report.losses, *read.report.remarks]}


def told(read: report.Read, reason: str) -> str:
    """Give the line of a report that tells of a reason."""
    return next(line for line in str(read.report).splitlines() if reason in line)


# United Kingdom


def british(tmp_path: Path, *rows: str) -> Path:
    path = tmp_path / "uk.csv"
    path.write_text("\n".join(["Report Date: 29-Apr-2026", ",".join([*uk_list.CSV_COLUMNS.values(), uk_list.KINDS[0]]), *rows]) + "\n", encoding="utf-8")  # fmt: skip
    return path


def row(**cells: str) -> str:
    usual = {"unique_id": "RUS0001", "regime": "Russia", "designated": "01/03/2022", "imo": ""}
    return ",".join([*({**usual, **cells}[name] for name in uk_list.CSV_COLUMNS), cells.get("kind", "Ship")])


def test_a_british_ship_with_two_numbers_and_days_keeps_both_numbers_and_the_first_day(tmp_path):
    rows = [row(imo=SHIP), row(imo=OTHER_SHIP, designated="28/02/2022"), row(unique_id="RUS0002", imo=SHIP)]
    read = uk_list.read_csv(british(tmp_path, *rows), ANY)
    assert read.table.select("unique_id", "listed_on", "imo").rows() == [
        ("RUS0001", date(2022, 2, 28), f"{OTHER_SHIP}; {SHIP}"), ("RUS0002", date(2022, 3, 1), SHIP),
    ]  # fmt: skip
    assert reasons(read) == {"further number of a ship": 1, "further day of a subject, the first kept": 1}
    assert read.report.as_of == date(2026, 4, 29)


def test_british_numbers_that_are_wrong_are_told_once_each_with_their_subject(tmp_path):
    rows = [row(unique_id=f"RUS000{nth}", imo=WRONG) for nth in (1, 1, 2, 3, 4)] + [
        row(unique_id="RUS0009", kind="Entity", imo=WRONG),
        row(unique_id="RUS0010", kind="Entity", imo=SHIP),
    ]
    read = uk_list.read_csv(british(tmp_path, *rows), ANY)
    assert read.table["imo"].null_count() == read.table.height == 6
    line = told(read, "check digit")
    assert line.startswith("  - 4 x number whose check digit is wrong in imo (such as uk.csv, RUS0001: '9074720';")
    assert line.count(WRONG) == 3


def test_a_british_day_that_cannot_be_read_is_counted_and_stands_last(tmp_path):
    rows = [row(designated="soon"), row(unique_id="RUS0001", regime="Belarus"), row(unique_id="RUS0001", regime="Russia ")]
    read = uk_list.read_csv(british(tmp_path, *rows), ANY)
    assert read.table.select("regime", "listed_on").rows() == [("Belarus", date(2022, 3, 1)), ("Russia", date(2022, 3, 1))]
    read = uk_list.read_csv(british(tmp_path, rows[0]), ANY)
    assert reasons(read) == {"no readable day": 1}


@pytest.mark.parametrize(("cells", "column"), [({"unique_id": ""}, "unique_id"), ({"regime": " "}, "regime"), ({"kind": "Cat"}, "subject")])  # fmt: skip
def test_the_first_british_row_without_what_it_needs_is_named(tmp_path, cells, column):
    with pytest.raises(ReadFault, match=f"2 rows have no readable {column}, in lines 4, 6"):
        uk_list.read_csv(british(tmp_path, row(), row(**cells), row(), row(**cells)), ANY)


def test_days_of_the_roll_over_are_taken_from_the_retired_list_and_others_are_not(tmp_path):
    originals.CONLIST(tmp_path / "conlist.xlsx")
    head = "unique_id,subject_type,un_reference_number,ofsi_group_id,date_designated,last_updated"
    rows = ["RUS1,individual,,12703,31/12/2020,x", "RUS2,individual,,12703,30/12/2020,x", "RUS3,ship,,99,31/12/2020,x", "IRN1,entity,,12703,31/12/2020,x"]  # fmt: skip
    (tmp_path / "s.csv").write_text("\n".join([head, *rows]), encoding="utf-8")
    read = uk.read_subjects(tmp_path / "s.csv", tmp_path / "conlist.xlsx")
    assert read.table.rows() == [
        ("person", date(2022, 3, 1), "uk_conlist"), ("person", date(2020, 12, 30), "uk_list"), ("vessel", date(2020, 12, 31), "uk_list"),
    ]  # fmt: skip
    assert reasons(read) == {"another regime than Russia": 1, "day replaced from the retired list": 1}


# Canada and Australia


def record(**cells: str) -> str:
    usual = {"Country": "Russia / Russie", "DateOfListing": "2022-03-01"}
    return "<record>" + "".join(f"<{name}>{text}</{name}>" for name, text in (usual | cells).items()) + "</record>"


def canada(tmp_path: Path, *records: str) -> Path:
    (tmp_path / "sema.xml").write_text(f"<data-set>{''.join(records)}</data-set>", encoding="utf-8")
    return tmp_path / "sema.xml"


def test_what_canada_lists_is_told_by_its_record(tmp_path):
    records = [
        record(LastName="X"),
        record(EntityOrShip="Y"),
        record(ShipIMONumber=SHIP, EntityOrShip="Z"),
        record(Country="Haiti"),
    ]
    read = other_lists.read_sema(canada(tmp_path, *records))
    assert read.table.select("subject", "imo").sort("subject").rows() == [("entity", None), ("person", None), ("vessel", SHIP)]
    assert read.table["regime"].unique().to_list() == ["Russia"]
    assert reasons(read) == {"another regime": 1}


def test_wrong_numbers_of_canadian_ships_are_told_without_a_row(tmp_path):
    read = other_lists.read_sema(canada(tmp_path, *[record(ShipIMONumber=WRONG, EntityOrShip="X")] * 5))
    assert told(read, "check digit").startswith(
        "  - 5 x number whose check digit is wrong in ShipIMONumber (such as sema.xml, ShipIMONumber:"
    )
    assert told(read, "check digit").count(WRONG) == 3


def test_one_canadian_record_without_a_day_is_refused(tmp_path):
    entity = {"EntityOrShip": "X"}
    with pytest.raises(ReadFault, match=r"listed_on is filled in 50\.0% of rows"):
        other_lists.read_sema(canada(tmp_path, record(**entity), record(**entity, DateOfListing="")))
    with pytest.raises(ReadFault, match="1 texts of DateOfListing are no day, in entry 2, written like aaaa"):
        other_lists.read_sema(canada(tmp_path, record(**entity), record(**entity, DateOfListing="soon")))


def australia(tmp_path: Path, *rows: list[str]) -> Path:
    head = ["Reference", "Name of Individual or Entity", "Type", "Committees", "Control Date"]
    originals.sheet([head, *rows])(tmp_path / "dfat.xlsx")
    return tmp_path / "dfat.xlsx"


def test_the_first_name_of_an_australian_entry_counts(tmp_path):
    regime = "Autonomous (Russia)"
    rows = [
        ["7", "X", "Individual", regime, "2022-03-01 00:00:00"],
        ["7a", "Y", "Individual", regime, "2023-03-01"],
        ["8", "Z", "Vessel", regime, "2024-03-01T00:00:00"],
        ["9", "Z", "Vessel", "Autonomous (Iran)", "2024-03-01"],
    ]
    read = other_lists.read_dfat(australia(tmp_path, *rows))
    assert read.table.select("subject", "not_after").sort("not_after").rows() == [("person", date(2022, 3, 1)), ("vessel", date(2024, 3, 1))]  # fmt: skip
    assert reasons(read) == {"another regime": 1, "a further name of an entry": 1}
    with pytest.raises(ReadFault, match="1 texts of Control Date are no day, in row 2, written like aaaa"):
        other_lists.read_dfat(australia(tmp_path, ["7", "X", "Individual", regime, "soon"]))


# Ships


def ships(tmp_path: Path, *rows: str) -> report.Read:
    (tmp_path / "ships.csv").write_text("\n".join([originals.SHIPS, *rows]) + "\n", encoding="utf-8")
    return originals.known_ships(tmp_path / "ships.csv")  # type: ignore[return-value]


def test_few_wrong_numbers_are_left_out_and_told_and_many_are_refused(tmp_path):
    good, bad = f"{SHIP},CA,2025-05-20,stated,x,,,name,high,", f"{WRONG},CA,2025-05-20,stated,x,,,name,high,"
    read = ships(tmp_path, *[good] * 796, *[bad] * 4)
    assert told(read, "fails its check digit").startswith(
        "  - 4 x fails its check digit in imo (such as ships.csv row 798, imo:"
    )
    assert told(read, "fails its check digit").count(WRONG) == 3
    assert reasons(read)["a second row of one ship on one list"] == 795
    with pytest.raises(ReadFault, match="4 IMO numbers fail"):
        ships(tmp_path, *[good] * 795, *[bad] * 4)


def test_a_ship_of_the_first_copy_has_no_day_and_one_of_a_later_copy_was_listed_after_the_copy_before(tmp_path):
    row = "{},US,{},first_seen,x,,RUSSIA-EO14024,name,high,"
    read = ships(tmp_path, row.format(SHIP, "2021-08-18"), row.format(OTHER_SHIP, "2022-02-10"))
    columns = ["imo", "listed_on", "not_before", "not_after", "basis"]
    assert read.table.select(columns).sort("imo", descending=True).rows() == [
        (SHIP, None, None, date(2021, 8, 18), "first_seen"),
        (OTHER_SHIP, date(2022, 2, 10), date(2021, 8, 18), None, "first_seen"),
    ]


def test_of_two_rows_of_a_ship_the_earlier_counts_and_one_without_a_day_stands_last(tmp_path):
    row = "{},CA,{},stated,x,,,name,high,"
    read = ships(tmp_path, row.format(SHIP, ""), row.format(SHIP, "2025-02-24"), row.format(SHIP, "2025-06-12"))
    assert read.table["listed_on"].to_list() == [date(2025, 2, 24)]


def test_only_a_ship_first_seen_in_a_copy_was_listed_after_the_copy_before(tmp_path):
    row = "{},{},2022-02-10,{},x,,{},name,high,"
    read = ships(
        tmp_path, row.format(SHIP, "US", "uid_block", "RUSSIA-EO14024"), row.format(OTHER_SHIP, "EU", "stated", "EU-RUS")
    )
    assert read.table.select("listed_on", "not_before", "not_after").unique().rows() == [(date(2022, 2, 10), None, None)]
    early = "{},US,2021-08-18,uid_block,x,,RUSSIA-EO14024,name,high,"
    assert ships(tmp_path, early.format(SHIP)).table["listed_on"].to_list() == [date(2021, 8, 18)]


def test_ships_listed_over_something_else_are_counted(tmp_path):
    row = "{},US,2022-02-10,uid_block,x,,{},name,high,"
    read = ships(tmp_path, row.format(SHIP, "RUSSIA-EO14024"), row.format(OTHER_SHIP, "IRAN"))
    assert reasons(read)["listed over something else than Russia"] == 1


def test_a_list_with_fewer_ships_than_it_had_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(vessels, "CARD", Card(min_rows_of={"authority": {"EU": 1, "CA": 2}}))
    rows = [
        f"{SHIP},EU,2024-06-25,stated,x,,EU-RUS,name,high,",
        *[f"{one},CA,2025-05-20,stated,x,,,name,high," for one in (SHIP, OTHER_SHIP)],
    ]
    assert ships(tmp_path, *rows).table.height == 3
    with pytest.raises(ReadFault, match="1 rows with authority CA, fewer than 2"):
        ships(tmp_path, *rows[:2])


# The EU's annexes, energy, and what is read by all


ADDED = "32014R0269,2026-09-28,I.PERSONS,asset_freeze,person,10,2111,2120,addition"


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("32014R0269", "32012R0267", "1 cells of amended are none of 32014R0269, .*, line 2, written like 99999a9999"),
        ("asset_freeze", "freeze", "1 cells of measure are none of asset_freeze, .*, line 2, written like aaaaaa"),
        ("person", "people", "1 cells of subject are none of asset, entity, .*, line 2, written like aaaaaa"),
        (",10,", ",11,", "1 rows have no day, or listings that are not as many as their numbers"),
        (",10,", ",some,", "1 rows have no day, or listings that are not as many as their numbers"),
        ("2026-09-28", "", "1 rows have no day, or listings that are not as many as their numbers"),
        ("2026-09-28", "soon", "1 texts of listed_on are no day, in line 2, written like aaaa"),
        ("2026-09-28", "2026-07-31", "1 rows are of days that the annexes cover already"),
    ],
)
def test_an_addition_to_the_annexes_is_known_dated_whole_and_counted_once(tmp_path, old, new, problem):
    path = tmp_path / "later.csv"
    path.write_text(f"{originals.ADDITIONS}\n{ADDED}\n{ADDED.replace('addition', 'replacement')}\n", encoding="utf-8")
    assert eu_journal.read_additions(path, originals.FROZEN).rows() == [
        ("269/2014", "asset_freeze", "person", date(2026, 9, 28), 10)
    ]
    path.write_text(f"{originals.ADDITIONS}\n{ADDED.replace(old, new, 1)}\n", encoding="utf-8")
    with pytest.raises(ReadFault, match=problem):
        eu_journal.read_additions(path, originals.FROZEN)


def test_days_of_the_annexes_that_are_none_are_told_without_a_row(tmp_path):
    originals.annexes(tmp_path)
    path = tmp_path / "consolidated_a.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("2022-03-0", "soon "), encoding="utf-8")
    problem = "consolidated_a.csv: 5 texts of startDate are no day, in lines 2, 3, 4 and 2 more, written like aaaa 9"
    with pytest.raises(ReadFault, match=problem) as fault:
        eu_journal.read_annexes(tmp_path)
    assert "soon" not in str(fault.value)


def energy(tmp_path: Path, *rows: str) -> Path:
    (tmp_path / "e.csv").write_text(
        "\n".join(["destination_iso2,month,commodity,value_eur,value_tonne", *rows]) + "\n", encoding="utf-8"
    )
    return tmp_path / "e.csv"


def test_kinds_that_are_no_fuel_are_counted_and_told_without_a_row(tmp_path):
    other = sorted(crea.OTHER_KINDS)[0]
    rows = ["IN,2022-03,crude_oil,1500000,3000.5", *[f"IN,2022-0{nth},{other},10,1" for nth in range(1, 6)]]
    line = told(crea.read_counter(energy(tmp_path, *rows), date(2026, 9, 1), ANY), "no fuel")
    assert line.startswith("  - 5 x no fuel in commodity (such as e.csv, commodity: ")
    assert line.count(repr(other)) == 3


@pytest.mark.parametrize(("unknown", "whole", "passes"), [(0, 0, True), (1, 200, True), (150, 200, False)])
def test_money_to_codes_that_are_no_country_is_refused_when_it_is_much(tmp_path, unknown, whole, passes):
    path = energy(tmp_path, f"IN,2022-03,coal,{whole - unknown},1", f"ZZ,2022-03,coal,{unknown},1")
    if passes:
        crea.read_counter(path, date(2026, 9, 1), ANY)
    else:
        with pytest.raises(ReadFault, match=r"75\.0% of its euros"):
            crea.read_counter(path, date(2026, 9, 1), ANY)


def test_a_line_of_energy_that_cannot_be_read_is_named(tmp_path):
    with pytest.raises(ReadFault, match="1 cells of value_tonne are no amount in tonnes, line 3, written like a"):
        crea.read_counter(energy(tmp_path, "IN,2022-03,coal,1,1", "IN,2022-04,coal,1,x"), date(2026, 9, 1), ANY)


def test_lines_of_a_list_are_counted_as_an_editor_does(tmp_path):
    path = tmp_path / "list.csv"
    path.write_text("words\na,b\n1,2\n1\n", encoding="utf-8")
    with pytest.raises(ReadFault, match="line 4 has 1 cells, not 2"):
        text.read_strict_csv(path, ("a",), skip_lines=1)
    path.write_text('words\na,b\n1,2\n"1,2\n', encoding="utf-8")
    with pytest.raises(ReadFault, match="line 4 begins a cell that does not end"):
        text.read_strict_csv(path, ("a",), skip_lines=1)
    path.write_bytes(b"a,b\n1,\0\n")
    with pytest.raises(ReadFault, match="NUL byte at 6"):
        text.read_strict_csv(path, ("a",))
    path.write_bytes(b"a,b\n1,\xff\n")
    with pytest.raises(ReadFault, match="not in UTF-8 at byte 6"):
        text.read_strict_csv(path, ("a",))
    path.write_text("a,a,b\n1,2,3\n", encoding="utf-8")
    with pytest.raises(ReadFault, match=r"each of the columns \['a', 'c'\] once"):
        text.read_strict_csv(path, ("a", "b", "c"))


@pytest.mark.parametrize(
    ("given", "precision", "wrong"),
    [
        ("2025", "year", False), ("2025-02", "month", False), ("2025-02-28", "day", False), ("2025-02-30", "day", True),
        ("2025-02", "day", True), ("2025", "month", True), ("2025-02", "inferred", False), ("2025-02-03", "inferred", False),
        ("2025", "inferred", True), (None, "not_known", False), ("2025", "not_known", True), (None, "day", True), ("2025", "soon", True),
    ],
)  # fmt: skip
def test_a_date_goes_with_its_precision(given, precision, wrong):
    rows = pl.DataFrame({"d": [given], "p": [precision]}, schema={"d": pl.String, "p": pl.String})
    assert rows.select(partial.disagrees("d", "p")).item() is wrong


def test_economies_are_rounded_to_cents_and_one_without_a_number_is_refused(tmp_path):
    entry = '"C{0}": {{"iso3": "C{0:02}", "bnp_usd": {1}, "bnp_aar": 2024, "folketall": 5, "folketall_aar": 2024}}'
    path = tmp_path / "land.json"
    path.write_text('{"land": {' + ",".join(entry.format(nth, "1.005") for nth in range(38, 0, -1)) + "}}", encoding="utf-8")
    read = world_bank.read_economies(path)
    assert read["iso3"].is_sorted()
    assert read["gdp_usd"].unique().to_list() == [1.0]
    path.write_text(
        '{"land": {' + ",".join(entry.format(nth, "1.5" if nth else "null") for nth in range(39)) + "}}", encoding="utf-8"
    )
    with pytest.raises(ReadFault, match="gdp_usd is filled in"):
        world_bank.read_economies(path)


def test_a_report_tells_each_reason_and_what_is_lost_of_a_column():
    made = report.ReadReport("list.csv", 9, 8)
    made.lose("nothing", "a", 0)
    made.lose("one", "a", pl.DataFrame({"row": [7], "text": ["x"]}))
    made.lose("two", "a", 2)
    made.lose("three", "b", 3)
    made.remark("nothing", "a", 0)
    made.remark("odd", "b", 1)
    made.columns_absent, made.columns_unknown = ["c"], ["d", "e"]
    assert str(made).splitlines() == [
        "list.csv: 9 rows in, 8 kept",
        "  - 1 x one in a (such as list.csv row 7, a: 'x')",
        "  - 2 x two in a",
        "  - 3 x three in b",
        "  - kept: 1 x odd in b",
        "  - columns absent: c",
        "  - columns not seen before: d, e",
    ]
    assert (made.lost("a"), made.lost("c")) == (3, 0)


def test_an_amount_that_is_not_stated_is_not_known_nor_is_a_sum_it_is_part_of(tmp_path):
    path = energy(tmp_path, "IN,2022-03,coal,1000000000,5", "IN,2022-03,lng,,7", "CN,2022-03,coal,2000000000,")
    found = crea.read_counter(path, date(2026, 9, 1), ANY).table.select("buyer", "commodity", "value_eur_bn", "volume")
    assert found.rows() == [
        ("CHN", "all", 2.0, None), ("CHN", "coal", 2.0, None), ("IND", "all", None, 12.0), ("IND", "coal", 1.0, 5.0), ("IND", "lng", None, 7.0),
    ]  # fmt: skip


def test_a_month_that_is_not_over_is_left_out_and_told(tmp_path):
    read = crea.read_counter(energy(tmp_path, "IN,2022-03,coal,1,1", "IN,2022-04,coal,1,1"), date(2022, 4, 30), ANY)
    assert read.table["month"].unique().to_list() == [date(2022, 3, 1)]
    assert reasons(read) == {"a month not over yet": 1}


@pytest.mark.parametrize("name", ["explorer.csv", "countries.csv"])
def test_of_two_files_the_one_that_is_missing_is_named(tmp_path, name):
    originals.donors(tmp_path)
    (tmp_path / name).unlink()
    with pytest.raises(AnalysisError, match=name):
        countries.read_countries(tmp_path / "countries.csv", tmp_path / "explorer.csv")
