"""No error, report or traceback repeats a row of a list: whatever column has moved, and whatever the file is instead."""

import csv
import gzip
import io
import re
import traceback
import zipfile
from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path

import openpyxl
import pytest

from analysis.errors import AnalysisError
from analysis.pipeline.current_lists import CARDS, read_current_list
from analysis.sources.lists import uk_list
from analysis.sources.reading import kinds
from analysis.sources.reading.excel import read_first_sheet
from analysis.sources.reading.places import without_cells
from tests.support import originals

NAME, BORN = "Zzqvname, Jan", "1971-07-17"
SECRETS = ("Zzqvname", "1971-07-17", "17/07/1971", "17.7.1971")
"""What stands where a list has a name or a day of birth, as a message would write it."""


Rows = list[dict[str, str]]


@pytest.fixture(autouse=True)
def _small_files_pass(monkeypatch):
    originals.take_limits_off(monkeypatch.setattr)
    for read in ("read_csv", "read_xml"):
        monkeypatch.setattr(uk_list, read, partial(getattr(uk_list, read), card=originals.ANY))


def told(name: str, path: Path) -> str:
    """Read a list and give all that is said of it: its report, or its error with the traceback."""
    try:
        return str(read_current_list(name, path, date(2026, 9, 1)).report)
    except AnalysisError as fault:
        return "".join(traceback.format_exception(fault))


def canada(path: Path, rows: Rows) -> None:
    each = ("".join(f"<{key}>{cell}</{key}>" for key, cell in row.items()) for row in rows)
    path.write_text(f"<data-set>{''.join(f'<record>{one}</record>' for one in each)}</data-set>", encoding="utf-8")


def table(path: Path, rows: Rows, top: str = "") -> None:
    out = io.StringIO()
    lines = csv.DictWriter(out, list(rows[0]), lineterminator="\n")
    lines.writeheader()
    lines.writerows(rows)
    path.write_text(top + out.getvalue(), encoding="utf-8")


def british(path: Path, rows: Rows) -> None:
    table(path, rows, "Report Date: 01-Aug-2026\n")


def australia(path: Path, rows: Rows) -> None:
    book = openpyxl.Workbook()
    for cells in (list(rows[0]), *(list(row.values()) for row in rows)):
        book.active.append(cells)
    book.save(path)


def annexes(path: Path, rows: Rows) -> None:
    path.mkdir()
    originals.annexes(path)
    table(path / "consolidated_a.csv", rows)


def sdn(path: Path, rows: Rows) -> None:
    lines = [",".join(f'"{cell}"' for cell in row.values()) + ",-0- " * 8 for row in rows]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


LISTS: dict[str, tuple[str, Callable[[Path, Rows], None], dict[str, str], str, str]] = {
    "ca": ("l.xml", canada, {"Country": "Russia / Russie", "Schedule": "1", "Item": "{nth}", "LastName": NAME, "DateOfListing": "2022-03-01", "DateOfBirth": BORN}, "LastName", "DateOfBirth"),
    "uk": ("l.csv", british, {"Name 6": NAME, "Unique ID": "RUS000{nth}", "Regime Name": "Russia", "Date Designated": "01/03/2022", "IMO number": "", uk_list.KINDS[0]: "Individual", "D.O.B": "17/07/1971"}, "Name 6", "D.O.B"),
    "au": ("l.xlsx", australia, {"Reference": "{nth}", "Name of Individual or Entity": NAME, "Type": "Individual", "Committees": "Autonomous (Russia)", "Control Date": "2022-03-08 00:00:00", "Date of Birth": BORN}, "Name of Individual or Entity", "Date of Birth"),
    "eu_journal": ("l", annexes, {"celex": "32014R0269", "recordId": "{nth}", "annex": "I.PERSONS", "measure": "Asset freeze", "startDate": "2022-03-01", "schema": "Person", "name": NAME, "imoNumber": "", "birthDate": "17.7.1971"}, "name", "birthDate"),
    "ofac": ("SDN.CSV", sdn, {"number": "{nth}", "name": NAME, "kind": "individual", "programme": "RUSSIA-EO14024", "born": BORN}, "name", "born"),
}  # fmt: skip
MOVED = [
    (name, column, secret) for name, one in LISTS.items() for column in one[2] for secret in one[3:] if column not in one[3:]
]


def rows_of(name: str, **changed: str) -> Rows:
    return [{key: cell.format(nth=nth) for key, cell in (LISTS[name][2] | changed).items()} for nth in range(1, 5)]


@pytest.mark.parametrize(("name", "column", "secret"), MOVED, ids=[" ".join(one) for one in MOVED])
@pytest.mark.parametrize("few", [True, False], ids=["one row", "all rows"])
def test_a_column_that_stands_in_anothers_place_is_never_told(name, column, secret, few, tmp_path):
    file, write, _, *_ = LISTS[name]
    rows = rows_of(name)
    # A line twice too, as names of one entry have it.
    for row in rows[1:2] if few else rows:
        row[column], row[secret] = row[secret], row[column]
    rows[2][column] = rows[1][column] if few else rows[2][column]
    write(tmp_path / file, rows)
    said = told(name, tmp_path / file)
    assert not any(one in said for one in SECRETS)


@pytest.mark.parametrize("name", [name for name in CARDS if name != "eu_journal"])
@pytest.mark.parametrize("file", ["list.csv", "list.xml", "list.xlsx"])
def test_a_list_of_lines_under_any_name_is_never_told(name, file, tmp_path):
    (tmp_path / file).write_text(f"{BORN};{NAME};x\n" * 40, encoding="utf-8")
    said = told(name, tmp_path / file)
    assert not any(one in said for one in SECRETS)


@pytest.mark.parametrize(
    "harm", [f"&{NAME};", "&Zzqvname;", "<Zzqvname>", "< Zzqvname", "<Zzqvname/", '<a b="Zzqvname', "&#0;Zzqvname"]
)
@pytest.mark.parametrize("name", ["ca", "uk", "ofac"])
def test_broken_xml_is_told_by_its_line_without_what_stands_there(name, harm, tmp_path):
    root, row, cell = {
        "ca": ("data-set", "record", "LastName"),
        "uk": ("Designations", "Designation", "RegimeName"),
        "ofac": ("Sanctions", "SanctionsEntry", "x"),
    }[name]
    path = tmp_path / "list.xml"
    path.write_text(f"<{root}>\n<{row}><{cell}>X {harm}</{cell}></{row}>\n</{root}>\n", encoding="utf-8")
    said = told(name, path)
    assert not any(one in said for one in SECRETS)
    assert re.search(r"broken XML at line 2 |has no reference values|cut short|elements (more|open)", said)


def packed() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("list.csv", "x")
    return out.getvalue()


OTHERS = {
    "gzip": (gzip.compress(b"id;name"), "is packed with gzip"),
    "zip": (packed(), "is a zip archive or a workbook"),
    "UTF-16": ("id;name".encode("utf-16"), "is in UTF-16, not UTF-8"),
    "UTF-16 without a mark": ("id;name".encode("utf-16-le"), "is in UTF-16, not UTF-8"),
    "UTF-16, the other way": ("id;name".encode("utf-16-be"), "is in UTF-16, not UTF-8"),
    "PDF": (b"%PDF-1.7\n", "is a PDF"),
    "xls": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "is a workbook of the older kind"),
    "page": (b"<!DOCTYPE html><html>Sorry</html>", "is a web page"),
}


@pytest.mark.parametrize("kind", OTHERS)
@pytest.mark.parametrize("name", [name for name in CARDS if name != "eu_journal"])
def test_a_file_of_another_kind_under_a_lists_name_is_called_what_it_is(name, kind, tmp_path):
    content, what = OTHERS[kind]
    path = tmp_path / {"ca": "list.xml", "au": "list.xlsx"}.get(name, "list.csv")
    path.write_bytes(content)
    said = told(name, path)
    if (name, kind) == ("au", "zip"):
        assert "is no readable workbook" in said
    else:
        assert what in said
    assert "NUL byte" not in said


def test_what_begins_as_text_is_of_no_other_kind():
    assert not any(kinds.other_kind(one) for one in (b"", b"id", b"id;name", b"\xef\xbb\xbfid", b"<list/>", b"\0"))


@pytest.mark.parametrize("name", [name for name in CARDS if name != "eu_journal"])
@pytest.mark.parametrize("file", ["list.csv", "list.xml"])
def test_a_folder_in_place_of_a_list_is_refused_in_words(name, file, tmp_path):
    (tmp_path / file).mkdir()
    assert f"{file}: is a folder\n  -> give the path of the file itself, {CARDS[name].what}" in told(name, tmp_path / file)


@pytest.mark.parametrize(
    "name",
    [
        "Zzqvname",
        "O'Zzqvname",
        "Jan 'X' O'Zzqvname",
        'Jan "Zzqvname" X',
        'a" Zzqvname',
        "`Zzqvname",
        "D'Or d'Zzqvname",
        "don't Zzqvname",
    ],
)
@pytest.mark.parametrize(
    "message",
    [
        "could not convert string to float: {!r}",
        "unexpected value '{}' in `str`",
        'no such value "{}"',
        "found `{}`",
        "values: [{}, 1]",
        "can't read '{}'",
    ],
)
def test_a_name_with_quotes_in_it_is_not_told_either(name, message):
    told = without_cells(message.format(name))
    assert "Zzqvname" not in told
    assert told.startswith(message[:5])


def test_words_that_quote_nothing_stay_whole():
    assert (
        without_cells("'utf-8' codec can't decode byte 0xe4 in position 7")
        == "'...' codec can't decode byte 0xe4 in position 7"
    )


# What a workbook hides, and a British list whose columns moved


def test_a_hidden_sheet_is_not_the_list(tmp_path):
    australia(tmp_path / "list.xlsx", rows_of("au"))
    book = openpyxl.load_workbook(tmp_path / "list.xlsx")
    for state in ("hidden", "veryHidden"):
        older = book.create_sheet(f"last month & {state}", 0)
        older.sheet_state = state
        older.append(list(LISTS["au"][2]))
        older.append(list(rows_of("au")[0].values()))
    book.active = 2
    book.save(tmp_path / "list.xlsx")
    assert read_first_sheet(tmp_path / "list.xlsx", ("Reference",)).height == 4


def test_rows_that_a_filter_hides_are_of_the_list(tmp_path):
    australia(tmp_path / "list.xlsx", rows_of("au"))
    book = openpyxl.load_workbook(tmp_path / "list.xlsx")
    book.active.auto_filter.ref = book.active.dimensions
    book.active.row_dimensions[3].hidden = True
    book.save(tmp_path / "list.xlsx")
    assert read_first_sheet(tmp_path / "list.xlsx", ("Reference",)).height == 4


@pytest.mark.parametrize("changed", [{"Regime Name": "Belarus"}, {"Unique ID": "BEL000{nth}"}, {"Regime Name": NAME}])
def test_a_british_id_of_russias_regime_goes_with_that_regime(changed, tmp_path):
    british(tmp_path / "list.csv", rows_of("uk", **changed))
    assert "4 subjects have an id of Russia's regime and another regime, or the other way round" in told(
        "uk", tmp_path / "list.csv"
    )


def test_a_unique_id_that_is_none_is_refused_by_its_lines(tmp_path):
    british(tmp_path / "list.csv", rows_of("uk", **{"Unique ID": NAME}))
    assert "4 rows have a Unique ID that is none, such as RUS0001 is, in lines 3, 4, 5 and 1 more" in told(
        "uk", tmp_path / "list.csv"
    )


def test_a_measure_or_kind_that_the_annexes_never_had_is_refused_by_its_lines(tmp_path):
    for column in ("measure", "schema"):
        annexes(tmp_path / column, rows_of("eu_journal", **{column: "Other"}))
        assert f"consolidated_a.csv: 4 cells of {column} are none of " in told("eu_journal", tmp_path / column)
