"""Lists of sanctions as published: the same rows from every form, and harm refused before it is done."""

import re
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from analysis.errors import ReadFault
from analysis.sources.lists import eu_fsf, ofac_advanced, uk_list
from analysis.sources.lists.imo import is_imo
from analysis.sources.reading.card import Card
from analysis.sources.reading.xml import refuse_harm
from tests.support import lists, plain_reader

ANY = Card(0, 10**9)
OPEN = b'<Sanctions><DistinctParties><DistinctParty><Profile ID="1" PartySubTypeID="4">'
SHUT = b"</Profile></DistinctParty></DistinctParties></Sanctions>"


@pytest.fixture(scope="module")
def advanced(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return lists.ofac_advanced(tmp_path_factory.mktemp("ofac") / "SDN_ADVANCED.XML", 600, seed=7)


def changed(path: Path, source: Path, *changes: tuple[str, str]) -> Path:
    """Copy a list with changes, each of which must find its place."""
    text = source.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_advanced_list_has_the_rows_of_the_plain_reader(tmp_path: Path, seed: int) -> None:
    path = lists.ofac_advanced(tmp_path / "list.xml", 250, seed)
    read = ofac_advanced.read_advanced(path, ANY)
    assert_frame_equal(read.table, plain_reader.read(path))
    assert read.report.rows_in == 250
    assert read.report.rows_kept == read.table.height > 250


@pytest.mark.sampled(4)
@pytest.mark.parametrize(
    "change",
    [
        ("<Day>", "<Dai>"),
        ("<Month>", "<Month>1"),
        ('EntryEventTypeID="1" LegalBasisID', 'EntryEventTypeID="1" Other'),
        ("<Comment>RUSSIA-EO14024</Comment>", "<Comment> A &amp; B\n</Comment>"),
        ("<Comment>RUSSIA-EO14024</Comment>", "<Comment><![CDATA[RUSSIA-EO14024]]></Comment>"),
        ("</Identity>", '</Identity>\n<Identity ID="99" Primary="false"><Alias/></Identity>'),
        ('</EntryEvent>', '</EntryEvent><EntryEvent ID="5" EntryEventTypeID="1" LegalBasisID="91566"><Date><Year>2013</Year><Month>2</Month><Day>3</Day></Date></EntryEvent>'),
        ("<SanctionsEntry ", "<!-- <SanctionsEntry> --><?a b?><SanctionsEntry "),
        ("IMO ", ""),
    ],
)  # fmt: skip
def test_odd_but_lawful_lists_have_the_rows_of_the_plain_reader(
    tmp_path: Path, advanced: Path, change: tuple[str, str]
) -> None:
    if change[0] == "<Day>":
        change = ("<Day>", "<Day><!-- no day -->")
    source = advanced.read_text(encoding="utf-8").replace("\r\n", "\n")
    head, entries = (
        source.split("<SanctionsEntries>") if "Identity" not in change[0] and "IMO" not in change[0] else ("", source)
    )
    assert change[0] in entries
    path = tmp_path / "odd.xml"
    path.write_text((head + "<SanctionsEntries>" if head else "") + entries.replace(*change, 1), encoding="utf-8")
    assert_frame_equal(ofac_advanced.read_advanced(path, ANY).table, plain_reader.read(path))


def test_namespace_prefix_and_byte_order_mark_change_nothing(tmp_path: Path, advanced: Path) -> None:
    text = re.sub(r"<(/?)(?=[A-Z])", r"<\1s:", advanced.read_text(encoding="utf-8")).replace("xmlns=", "xmlns:s=")
    path = tmp_path / "prefixed.xml"
    path.write_text(text, encoding="utf-8-sig")
    assert_frame_equal(ofac_advanced.read_advanced(path, ANY).table, ofac_advanced.read_advanced(advanced, ANY).table)


def test_order_of_entries_and_parties_does_not_matter(tmp_path: Path, advanced: Path) -> None:
    text = advanced.read_text(encoding="utf-8")
    for name in ("SanctionsEntry", "DistinctParty", "IDRegDocument"):
        parts = re.findall(rf"<{name} .*?</{name}>", text, flags=re.DOTALL)
        turned = iter(reversed(parts))
        text = re.sub(rf"<{name} .*?</{name}>", lambda _: next(turned), text, flags=re.DOTALL)  # noqa: B023
    path = tmp_path / "turned.xml"
    path.write_text(text, encoding="utf-8")
    assert text != advanced.read_text(encoding="utf-8")
    assert_frame_equal(ofac_advanced.read_advanced(path, ANY).table, ofac_advanced.read_advanced(advanced, ANY).table)


def test_every_empty_cell_of_the_advanced_list_is_on_its_report(advanced: Path) -> None:
    read = ofac_advanced.read_advanced(advanced, ANY)
    assert read.table["programme"].null_count() == read.report.lost("programme") > 0
    unknown = read.table.unique("profile_id")["legal_basis"].null_count()
    assert unknown == read.report.lost("legal_basis") > 0
    ships = read.table.filter(pl.col("subject") == "vessel")
    assert ships.unique("profile_id")["imo"].null_count() == read.report.lost("imo")
    assert ships.drop_nulls("imo").select(is_imo("imo").all()).item()
    assert read.table.filter(pl.col("subject") != "vessel")["imo"].null_count() == read.table.height - ships.height


def test_no_name_leaves_a_list(tmp_path: Path, advanced: Path) -> None:
    names = set(re.findall(r'Acronym="false">([^<]+)<', advanced.read_text(encoding="utf-8")))
    read = ofac_advanced.read_advanced(advanced, ANY)
    told = read.table.write_csv() + str(read.report)
    assert names
    assert not [name for name in names if name in told]


def test_advanced_list_about_an_unknown_party_is_refused(tmp_path: Path, advanced: Path) -> None:
    path = changed(tmp_path / "list.xml", advanced, ('ProfileID="2674"', 'ProfileID="1"'))
    with pytest.raises(ReadFault, match="1 of 600 entries are about no person"):
        ofac_advanced.read_advanced(path, ANY)


@pytest.mark.parametrize(
    "old",
    ["Program</SanctionsType>", "Created</EntryEventType>", "Vessel Registration Identification<", "Individual</PartyType>"],
)
def test_advanced_list_without_a_reference_value_is_refused(tmp_path: Path, advanced: Path, old: str) -> None:
    path = changed(tmp_path / "list.xml", advanced, (old, "Other " + old))
    with pytest.raises(ReadFault, match="has no reference values"):
        ofac_advanced.read_advanced(path, ANY)


def test_list_without_entries_or_without_parties_is_refused(tmp_path: Path, advanced: Path) -> None:
    text = advanced.read_text(encoding="utf-8")
    path = tmp_path / "list.xml"
    for section, problem in (
        ("SanctionsEntries", "0 rows, not 1 to"),
        ("DistinctParties", "600 of 600 entries are about no person"),
    ):
        path.write_text(re.sub(f"<{section}>.*</{section}>", "", text, flags=re.DOTALL), encoding="utf-8")
        with pytest.raises(ReadFault, match=problem):
            ofac_advanced.read_advanced(path, Card(1, 10**6))


def test_entry_without_a_profile_does_not_take_that_of_another(tmp_path: Path, advanced: Path) -> None:
    path = changed(tmp_path / "list.xml", advanced, ('ProfileID="2680"', 'Profile="2680"'))
    with pytest.raises(ReadFault, match="1 of 600 entries are about no person"):
        ofac_advanced.read_advanced(path, ANY)


def test_profile_without_an_id_does_not_take_that_of_another(tmp_path: Path, advanced: Path) -> None:
    path = changed(tmp_path / "list.xml", advanced, ('<Profile ID="2680"', "<Profile"))
    with pytest.raises(ReadFault, match="1 of 600 entries are about no person"):
        ofac_advanced.read_advanced(path, ANY)


def test_too_few_entries_and_too_empty_columns_are_refused(tmp_path: Path, advanced: Path) -> None:
    with pytest.raises(ReadFault, match=r"rows, not 3,000 to"):
        ofac_advanced.read_advanced(advanced)
    with pytest.raises(ReadFault, match="imo is filled in"):
        ofac_advanced.read_advanced(advanced, Card(1, 10**6, filled={"imo": 0.5}))


@pytest.mark.parametrize("seed", [1, 2])
def test_both_forms_of_the_european_list_give_the_drawn_rows(tmp_path: Path, seed: int) -> None:
    drawn = pl.DataFrame(
        [
            (it.number, it.regime, "person" if it.kind == "person" else "entity", min(day for day in (it.designated, it.in_force) if day))
            for it in lists.eu_subjects(300, seed)
        ],
        schema=["entity", "programme", "subject", "listed_on"], orient="row",
    )  # fmt: skip
    xml = eu_fsf.read_xml(lists.eu_xml(tmp_path / "list.xml", 300, seed), ANY)
    text = eu_fsf.read_csv(lists.eu_csv(tmp_path / "list.csv", 300, seed), ANY)
    assert_frame_equal(xml.table, drawn)
    assert_frame_equal(text.table, drawn)
    assert (xml.report.rows_in, text.report.rows_kept) == (300, 300)


def test_second_regulation_of_an_entity_is_a_second_row(tmp_path: Path) -> None:
    source = lists.eu_xml(tmp_path / "list.xml", 3)
    path = changed(
        tmp_path / "two.xml",
        source,
        ("</regulation>", '</regulation><regulation entryIntoForceDate="2011-01-02" programme="ZZZ"/>'),
    )
    found = eu_fsf.read_xml(path, ANY).table
    assert found.height == 4
    assert found.filter(pl.col("programme") == "ZZZ")["entity"].item() == 13


def test_publication_is_never_the_day_of_listing(tmp_path: Path) -> None:
    source = lists.eu_xml(tmp_path / "list.xml", 50)
    earlier = re.sub(r'publicationDate="[^"]+"', 'publicationDate="1999-01-01"', source.read_text(encoding="utf-8"))
    path = tmp_path / "earlier.xml"
    path.write_text(earlier, encoding="utf-8")
    assert_frame_equal(eu_fsf.read_xml(path, ANY).table, eu_fsf.read_xml(source, ANY).table)


@pytest.mark.parametrize("seed", [1, 2])
def test_both_forms_of_the_british_list_give_the_drawn_rows(tmp_path: Path, seed: int) -> None:
    kinds = {"individual": "person", "entity": "entity", "ship": "vessel"}
    drawn = pl.DataFrame(
        [(f"RUS{it.number:04}", it.regime, kinds[it.kind], it.designated or it.in_force, it.imo) for it in lists.uk_subjects(300, seed)],
        schema={"unique_id": pl.String, "regime": pl.String, "subject": pl.String, "listed_on": pl.Date, "imo": pl.String}, orient="row",
    )  # fmt: skip
    assert_frame_equal(uk_list.read_csv(lists.uk_csv(tmp_path / "list.csv", 300, seed), ANY).table, drawn)
    assert_frame_equal(uk_list.read_xml(lists.uk_xml(tmp_path / "list.xml", 300, seed), ANY).table, drawn)


def test_unreadable_day_and_wrong_number_of_the_british_list_are_on_its_report(tmp_path: Path) -> None:
    source = lists.uk_xml(tmp_path / "list.xml", 60)
    number = re.search(r"<IMONumber>(\d+)<", source.read_text(encoding="utf-8"))[1]
    path = changed(tmp_path / "odd.xml", source, ("<DateDesignated>", "<DateDesignated>dd/"), (number, "1234568"))
    report = uk_list.read_xml(path, ANY).report
    assert (report.lost("listed_on"), report.lost("imo")) == (1, 1)


ENTITIES = (
    b'<!DOCTYPE Sanctions [<!ENTITY a "aaaaaaaaaa">'
    + b"".join(b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10 if n > 1 else b"&a;" * 10) for n in range(1, 10))
    + b"]>"
)
HOSTILE = {
    "entity expansion": (ENTITIES + OPEN + b"&a9;" + SHUT, "declares a document type"),
    "external entity": (b'<!DOCTYPE Sanctions [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + OPEN + b"&x;" + SHUT, "declares a document type"),
    "outside DTD": (b'<!doctype Sanctions SYSTEM "http://127.0.0.1:9/x.dtd">' + OPEN + SHUT, "declares a document type"),
    "declaration after a megabyte": (b"<!--" + b" <" * 2**19 + b"--><!DOCTYPE Sanctions []>" + OPEN + SHUT, "declares a document type|elements open|not 'Sanctions'"),
    "entity never declared": (OPEN + b"&x;<Identity ID='&x;'/>" + SHUT, "broken XML"),
    "million nested elements": (OPEN + b"<a>" * 10**6 + b"</a>" * 10**6 + SHUT, "elements open"),
    "million elements never closed": (OPEN + b"<a>" * 10**6, "elements open|cut short"),
    "nested elements in disguise": (OPEN + b"<a>/>" * 10**6 + b"</a>" * 10**6 + SHUT, "closes"),
    "NUL byte": (OPEN + b"<Identity ID='1\0'/>" + SHUT, "NUL byte"),
    "UTF-16": ((OPEN + SHUT).decode().encode("utf-16"), "UTF-16"),
    "UTF-16 without a mark": ((OPEN + SHUT).decode().encode("utf-16-le"), "UTF-16"),
    "Latin-1": (OPEN + b"<Comment>caf\xe9 </Comment>" + SHUT, "not in UTF-8"),
    "says Latin-1": (b'<?xml version="1.0" encoding="ISO-8859-1"?>' + OPEN + SHUT, "ISO-8859-1"),
    "says UTF-7": (b"<?xml version='1.0' encoding='UTF-7'?>" + OPEN + SHUT, "UTF-7"),
    "web page": (b"<!DOCTYPE html><html><body>Service unavailable</body></html>", "web page"),
    "web page without a type": (b"\n<html lang='en'></html>", "web page"),
    "JSON": (b'{"error": 403}', "is no XML"),
    "empty": (b"", "is empty"),
    "blank": (b" \n\n", "is empty"),
    "other XML": (b"<sdnList></sdnList>", "root element 'sdnList'"),
    "cut short": (OPEN, "cut short"),
    "cut within a tag": (OPEN + b"<Identity ID='", "cut short"),
    "cut within a character": (OPEN + SHUT + "é".encode()[:1], "cut short|not in UTF-8"),
    "tags that cross": (OPEN + SHUT.replace(b"</Profile></DistinctParty>", b"</DistinctParty></Profile>"), "broken XML"),
    "attribute twice": (OPEN + b"<Identity ID='1' ID='2'/>" + SHUT, "broken XML"),
    "attribute without quotes": (OPEN + b"<Identity ID=1/>" + SHUT, "broken XML"),
    "number that is none": (OPEN + b"<Identity ID='one'/>" + SHUT, "broken XML"),
    "nothing in it": (OPEN + SHUT, "no reference values"),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_harm_in_xml_is_refused(tmp_path: Path, name: str) -> None:
    content, problem = HOSTILE[name]
    path = tmp_path / "list.xml"
    path.write_bytes(content)
    with pytest.raises(ReadFault, match=problem):
        ofac_advanced.read_advanced(path, ANY)


@pytest.mark.parametrize("read", [eu_fsf.read_xml, uk_list.read_xml])
@pytest.mark.parametrize("name", ["entity expansion", "web page", "NUL byte", "cut short", "million nested elements"])
def test_harm_is_refused_in_the_other_lists_too(tmp_path: Path, read: object, name: str) -> None:
    root = b"export" if read is eu_fsf.read_xml else b"Designations"
    content, problem = HOSTILE[name]
    path = tmp_path / "list.xml"
    path.write_bytes(content.replace(b"Sanctions", root))
    with pytest.raises(ReadFault, match=problem):
        read(path, ANY)


def test_missing_file_is_refused(tmp_path: Path) -> None:
    for read in (ofac_advanced.read_advanced, eu_fsf.read_xml, eu_fsf.read_csv, uk_list.read_xml, uk_list.read_csv):
        with pytest.raises(ReadFault, match="cannot be opened"):
            read(tmp_path / "none")


LONG = {
    "attribute": (b"<Identity ID='", b"x", b"'/>", "longer than"),
    "attribute full of brackets": (b"<Identity ID='", b"<", b"'/>", "elements open"),
    "text": (b"<Comment>", b"x", b"</Comment>", "longer than"),
    "nesting": (b"", b"<a>", b"", "elements open"),
}


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="peak memory is read from Linux's /proc")
def test_hundred_megabytes_of_harm_are_refused_in_little_memory(tmp_path: Path) -> None:
    for name, (before, unit, after, _) in LONG.items():
        with (tmp_path / name).open("wb") as file:
            file.write(OPEN + before)
            for _ in range(100):
                file.write(unit * (2**20 // len(unit)))
            file.write(after + SHUT)
    code = (
        "import sys, re; from pathlib import Path; from analysis.errors import ReadFault; from analysis.sources.lists import ofac_advanced\n"
        "for path in sys.argv[1:]:\n"
        "    try: ofac_advanced.read_advanced(Path(path))\n"
        "    except ReadFault as fault: print(str(fault).replace(chr(10), ' '))\n"
        "print(int(re.search(r'VmHWM:\\s+(\\d+)', Path('/proc/self/status').read_text())[1]) // 1024)"
    )
    files = [str(tmp_path / name) for name in LONG]
    done = subprocess.run([sys.executable, "-c", code, *files], capture_output=True, text=True, timeout=120, check=True)
    *refusals, peak = done.stdout.splitlines()
    for (name, (*_, problem)), refusal in zip(LONG.items(), refusals, strict=True):
        assert problem in refusal, name
    assert int(peak) < 300


@pytest.mark.parametrize("tail", [b"\x1a", b"\r\n\x1a", b"<!-- the end -->\n"])
def test_what_follows_the_root_harmlessly_is_passed_over(tmp_path: Path, advanced: Path, tail: bytes) -> None:
    path = tmp_path / "list.xml"
    path.write_bytes(advanced.read_bytes() + tail)
    assert_frame_equal(ofac_advanced.read_advanced(path, ANY).table, ofac_advanced.read_advanced(advanced, ANY).table)


def test_list_cut_at_any_place_is_refused(tmp_path: Path) -> None:
    content = lists.eu_xml(tmp_path / "list.xml", 5).read_bytes().rstrip()
    path = tmp_path / "cut.xml"
    for end in range(0, len(content), 97):
        path.write_bytes(content[:end])
        with pytest.raises(ReadFault):
            eu_fsf.read_xml(path, ANY)


def test_bytes_across_two_looks_are_seen(tmp_path: Path) -> None:
    path = tmp_path / "list.xml"
    for shift in range(12):
        start = OPEN + b"<Comment>"
        unit = b"x" * 4090 + b"</Comment><Comment>"
        filling = (unit * 300)[: 2**20 - len(start) - 6 - shift]
        path.write_bytes(start + filling + b" <!DOCTYPE a>" + SHUT)
        with pytest.raises(ReadFault, match="document type"):
            refuse_harm(path, "Sanctions")


TEXT_HARM = {
    "short line": ("\nLAST", "\nLAST;1", "cells, not"),
    "long line": ("\nLAST", "\nLAST" + ";" * 200, "cells, not"),
    "open quote": ("LAST", '"LAST', "has an odd quote|does not end"),
    "text after a quote": ("LAST", '"LAST" more', "has an odd quote|does not end"),
    "NUL": ("LAST", "LA\0ST", "NUL byte"),
    "missing header": ("Entity_LogicalId", "Entity", "does not have each of the columns"),
    "column twice": ("Entity_Remark", "Entity_LogicalId", "does not have each of the columns"),
    "commas": (";", ",", "does not have each of the columns"),
    "huge cell": ("LAST", "x" * 200_000, "field larger than"),
    "number that is none": (";13;EU", ";thirteen;EU", "no readable entity"),
    "kind that is none": (";P;person", ";X;xenon", "no readable subject"),
}


@pytest.mark.parametrize("name", TEXT_HARM)
def test_harm_in_a_list_of_lines_is_refused(tmp_path: Path, name: str) -> None:
    old, new, problem = TEXT_HARM[name]
    text = lists.eu_csv(tmp_path / "list.csv", 20).read_text(encoding="utf-8").rstrip("\n")
    if "LAST" in old:
        text += "\nLAST" + ";" * (len(lists.EU_COLUMNS) - 1)
    assert old in text
    path = tmp_path / "harm.csv"
    path.write_text(text.replace(old, new), encoding="utf-8")
    with pytest.raises(ReadFault, match=problem):
        eu_fsf.read_csv(path, ANY)


@pytest.mark.parametrize("encoding", ["utf-16", "latin-1"])
def test_list_of_lines_in_another_encoding_is_refused(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(
        lists.eu_csv(path, 20).read_text(encoding="utf-8-sig").encode(encoding, errors="replace") + "\xe9".encode(encoding)
    )
    with pytest.raises(ReadFault, match=r"NUL|UTF-8"):
        eu_fsf.read_csv(path, ANY)


@pytest.mark.parametrize(
    "content", [b"", b"\n\n", b"<!DOCTYPE html><html><body>Sorry</body></html>", b"Report Date: 29-Apr-2026\n"]
)
def test_no_list_of_lines_at_all_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "list.csv"
    path.write_bytes(content)
    for read in (eu_fsf.read_csv, uk_list.read_csv):
        with pytest.raises(ReadFault, match=r"does not have each|is empty|is a web page, not a table"):
            read(path, ANY)


def test_trailing_end_mark_is_passed_over(tmp_path: Path) -> None:
    path = lists.uk_csv(tmp_path / "list.csv", 20)
    before = uk_list.read_csv(path, ANY).table
    path.write_bytes(path.read_bytes() + b"\x1a")
    assert_frame_equal(uk_list.read_csv(path, ANY).table, before)


def test_column_of_the_kind_may_have_its_older_name(tmp_path: Path) -> None:
    path = lists.uk_csv(tmp_path / "list.csv", 20)
    before = uk_list.read_csv(path, ANY).table
    path.write_text(
        path.read_text(encoding="utf-8").replace("Designation Type", '"Individual, Entity, Ship"', 1), encoding="utf-8"
    )
    assert_frame_equal(uk_list.read_csv(path, ANY).table, before)
