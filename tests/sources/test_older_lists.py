"""The older forms of OFAC's list, Canada's and Australia's: the same rows from every form, harm refused before it is done."""

import csv
import re
from datetime import date
from pathlib import Path
from random import Random

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from analysis.errors import ReadFault
from analysis.sources.energy import crea
from analysis.sources.lists import eu_fsf, ofac_advanced, ofac_legacy, other_lists, uk_list
from analysis.sources.lists.imo import is_imo
from analysis.sources.reading.card import Card
from tests.sources.test_lists import HOSTILE
from tests.support import lists, lists_today
from tests.support.lists_ofac_old import ofac_csv, ofac_xml

ANY, DAY = Card(0, 10**9), date(2026, 9, 1)
FEW = {"legacy": b"sdnList", "canada": b"data-set"}


def read_canada(path: Path, limits: Card) -> object:
    return other_lists.read_sema(path)


XML = {"legacy": ofac_legacy.read_xml, "canada": read_canada}


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_all_three_forms_of_ofacs_list_carry_the_same_facts(tmp_path: Path, seed: int) -> None:
    text = ofac_legacy.read_csv(ofac_csv(tmp_path / "SDN.CSV", 400, seed), ANY)
    xml = ofac_legacy.read_xml(ofac_xml(tmp_path / "SDN.XML", 400, seed), ANY)
    full = ofac_advanced.read_advanced(lists.ofac_advanced(tmp_path / "SDN_ADVANCED.XML", 400, seed), ANY)
    assert_frame_equal(text.table, xml.table)
    named = full.table.drop_nulls("programme").group_by("profile_id", "subject", "imo").agg(pl.col("programme").unique().sort())
    same = named.select(number="profile_id", subject="subject", programmes=pl.col("programme").list.join("; "), imo="imo")
    assert_frame_equal(text.table, same.sort("number"))
    assert (text.report.lost("imo"), xml.report.as_of) == (xml.report.lost("imo"), full.report.as_of)
    assert text.table["imo"].drop_nulls().len() > 20
    assert text.table.drop_nulls("imo").select(is_imo("imo").all()).item()


@pytest.mark.parametrize("day", ["2021-08-18", "2024-02-20"])
def test_a_copy_of_the_sdn_list_reads_whole(raw: Path, day: str) -> None:
    read = ofac_legacy.read_csv(raw / f"sanctions/us/sdn_{day}.csv")
    assert read.table.height == read.report.rows_in > 9_000
    assert set(read.table["subject"]) == {"person", "entity", "vessel", "aircraft"}
    assert read.table.filter(subject="vessel")["imo"].is_not_null().mean() > 0.97


def test_the_consolidated_list_reads_whole(raw: Path) -> None:
    read = ofac_legacy.read_xml(raw / "sanctions/us/consolidated_non_sdn_2025-03-28.xml", ofac_legacy.CONSOLIDATED)
    assert (read.table.height, str(read.report.as_of)) == (443, "2025-03-28")
    assert read.table.filter(pl.col("programmes").str.contains("RUSSIA-EO14024")).height > 0


CSV_HARM = {
    "a short line": lambda text: text.replace(b"-0- ,", b"", 1),
    "a long line": lambda text: text.replace(b"-0- ,", b"-0- ,-0- ,", 1),
    "cut within the last line": lambda text: text[: text.rindex(b"-0- ,")],
    "an open quote": lambda text: text.replace(b'"INVENTED', b'""INVENTED', 1),
    "a NUL byte": lambda text: text.replace(b'"IRAN"', b'"IR\0AN"', 1),
    "UTF-16": lambda text: text.decode().encode("utf-16"),
    "Latin-1": lambda text: text.replace(b'"IRAN"', b'"IR\xe9N"', 1),
    "a header": lambda text: b"ent_num,SDN_Name,SDN_Type,Program,Title,Call_Sign,Vess_type,Tonnage,GRT,Vess_flag,Vess_owner,Remarks\r\n" + text,
    "a web page": lambda text: b"<!DOCTYPE html><html><body>Sorry</body></html>",
    "nothing": lambda text: b"",
    "three columns": lambda text: b"1,2,3\r\n",
    "an unknown kind": lambda text: text.replace(b'"individual"', b'"robot"', 1),
    "a number that is none": lambda text: text.replace(b"2674,", b"=1+1,", 1),
    "a number twice": lambda text: text.replace(b"2675,", b"2674,", 1),
}  # fmt: skip


@pytest.mark.parametrize("name", CSV_HARM)
def test_harm_in_ofacs_lines_is_refused(tmp_path: Path, name: str) -> None:
    path = ofac_csv(tmp_path / "SDN.CSV", 60)
    changed = CSV_HARM[name](path.read_bytes())
    assert changed != path.read_bytes()
    path.write_bytes(changed)
    with pytest.raises(ReadFault) as stop:
        ofac_legacy.read_csv(path, ANY)
    assert stop.value.fix


@pytest.mark.parametrize("tail", [b"", b"\r\n", b"\r\n\x1a", b"\x1a\r\n"])
def test_the_mark_at_the_end_of_ofacs_lines_is_no_entry(tmp_path: Path, tail: bytes) -> None:
    path = ofac_csv(tmp_path / "SDN.CSV", 60)
    before = ofac_legacy.read_csv(path, ANY).table
    path.write_bytes(path.read_bytes().rstrip(b"\x1a\r\n") + b"\r\n" + tail)
    assert_frame_equal(ofac_legacy.read_csv(path, ANY).table, before)


NOT_READ = (
    "nothing in it",
    "number that is none",
    "entity never declared",
    "attribute twice",
    "attribute without quotes",
    "other XML",
)
"""Harm in elements that these lists do not have."""


@pytest.mark.parametrize("form", XML)
@pytest.mark.parametrize("name", [name for name in HOSTILE if name not in NOT_READ])
def test_harm_in_xml_is_refused_in_these_lists_too(tmp_path: Path, form: str, name: str) -> None:
    content, problem = HOSTILE[name]
    path = tmp_path / "list.xml"
    path.write_bytes(content.replace(b"Sanctions", FEW[form]))
    with pytest.raises(ReadFault, match=problem.replace("Sanctions", FEW[form].decode())):
        XML[form](path, ANY)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("<uid>2674<", "<uid>&x;<", "broken XML"),
        ("<uid>2674<", "<uid>2675<", "2 rows share their number, entries 1, 2"),
        ("<sdnType>Entity", "<sdnType>Robot", "rows have no readable subject"),
        ("</programList>", "</programs>", "broken XML"),
        ("sdnList", "otherList", "root element 'otherList'"),
    ],
)
def test_harm_in_ofacs_older_xml_is_refused(tmp_path: Path, old: str, new: str, words: str) -> None:
    path = ofac_xml(tmp_path / "SDN.XML", 60)
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(ReadFault, match=words):
        ofac_legacy.read_xml(path, ANY)


@pytest.mark.parametrize("form", XML)
def test_a_long_attribute_is_refused(tmp_path: Path, form: str) -> None:
    path = tmp_path / "list.xml"
    path.write_bytes(b"<%s><record a='" % FEW[form] + b"x" * 2**21 + b"'/></%s>" % FEW[form])
    with pytest.raises(ReadFault, match="longer than"):
        XML[form](path, ANY)


def test_a_list_of_lines_in_place_of_a_workbook_is_refused(tmp_path: Path) -> None:
    for content in (b"", b"<html>Sorry</html>", b"Reference,Type\n1,2\n", b"PK\x03\x04 half"):
        (tmp_path / "dfat.xlsx").write_bytes(content)
        with pytest.raises(ReadFault):
            other_lists.read_dfat(tmp_path / "dfat.xlsx")


CREA_HARM = {
    "a kind not seen before": ("coal", "peat", "commodities not seen before"),
    "codes that are no country": (",IN,", ",XX,", "codes that are no country"),
    "a value that is none": ("100000000.0", "much", "cells of value_eur are no amount in EUR"),
    "a month that is none": ("2022-03-01", "spring", "no readable month"),
    "a header gone": ("destination_iso2", "destination", "does not have each of the columns"),
}


@pytest.mark.parametrize("name", CREA_HARM)
def test_harm_in_the_trackers_lines_is_refused(tmp_path: Path, name: str) -> None:
    old, new, words = CREA_HARM[name]
    path = lists_today.crea(tmp_path / "crea.csv", last=4)
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    with pytest.raises(ReadFault, match=words):
        crea.read_counter(path, DAY, ANY)


SHUFFLED = {
    "OFAC's lines": (lambda path: ofac_csv(path, 80), ofac_legacy.read_csv, 0),
    "the EU's lines": (lambda path: lists.eu_csv(path, 80), eu_fsf.read_csv, 1),
    "the UK's lines": (lambda path: lists.uk_csv(path, 80), uk_list.read_csv, 2),
    "the tracker's lines": (
        lambda path: lists_today.crea(path, last=3),
        lambda path, limits: crea.read_counter(path, DAY, limits),
        1,
    ),
}


@pytest.mark.parametrize("name", SHUFFLED)
def test_lines_in_another_order_give_the_same_bytes(tmp_path: Path, name: str) -> None:
    """Of whole records: a cell may hold a line break."""
    make, read, head = SHUFFLED[name]
    path = make(tmp_path / "list.csv")
    first = read(path, ANY).table.write_csv()
    assert read(path, ANY).table.write_csv() == first
    separator = ";" if "EU" in name else ","
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file, delimiter=separator))
    rest = [row for row in rows[head:] if row != ["\x1a"]]
    Random(1).shuffle(rest)
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=separator).writerows([*rows[:head], *rest])
    assert read(path, ANY).table.write_csv() == first


ELEMENTS = {
    "OFAC's older XML": (lambda path: ofac_xml(path, 60), ofac_legacy.read_xml, "sdnEntry"),
    "the EU's XML": (lambda path: lists.eu_xml(path, 60), eu_fsf.read_xml, "sanctionEntity"),
    "the UK's XML": (lambda path: lists.uk_xml(path, 60), uk_list.read_xml, "Designation"),
}


@pytest.mark.parametrize("name", ELEMENTS)
def test_elements_in_another_order_give_the_same_bytes(tmp_path: Path, name: str) -> None:
    make, read, element = ELEMENTS[name]
    path = make(tmp_path / "list.xml")
    first = read(path, ANY).table.write_csv()
    text = path.read_text(encoding="utf-8")
    pattern = rf"<{element}[ >\n].*?</{element}>"
    turned = iter(reversed(re.findall(pattern, text, flags=re.DOTALL)))
    path.write_text(re.sub(pattern, lambda _: next(turned), text, flags=re.DOTALL), encoding="utf-8")
    assert path.read_text(encoding="utf-8") != text
    assert read(path, ANY).table.write_csv() == first
