"""OFAC's lists of two or three parties, written out: what lists drawn at random do not hold."""

from datetime import date
from pathlib import Path

import pytest

from analysis.errors import ReadFault
from analysis.sources.lists import ofac_advanced, ofac_history, ofac_legacy
from tests.support import lists_ofac
from tests.support.originals import ANY, OTHER_SHIP, SHIP

VESSEL, ENTITY, PERSON = 1, 3, 4
BASES = "\n".join(f'<LegalBasis ID="{key}">{name}</LegalBasis>' for key, name in lists_ofac.BASES.items())
UNKNOWN, RUSSIA = 1, 91566
CREATED = (
    '<EntryEvent ID="{nth}" EntryEventTypeID="1" LegalBasisID="{basis}"><Date><Year>{year}</Year>{rest}</Date></EntryEvent>'
)
WHOLE = "<Month>3</Month><Day>1</Day>"


def party(profile: int, subtype: int) -> str:
    return lists_ofac.PARTY % {"party": profile, "type": subtype, "identity": profile + 1000, "aliases": "", "features": ""}


def number(profile: int, nth: int, imo: str) -> str:
    return lists_ofac.DOCUMENT % {"id": nth, "type": 1626, "identity": profile + 1000, "number": f"IMO {imo}"}


def created(basis: int = RUSSIA, year: int = 2022, rest: str = WHOLE) -> str:
    return CREATED.format(nth=year, basis=basis, year=year, rest=rest)


def programme(name: str, kind: int = 1) -> str:
    return lists_ofac.MEASURE % {"id": 1, "type": kind, "comment": f"<Comment>{name}</Comment>"}


def entry(profile: int, events: str = "", measures: str = "") -> str:
    body = (events or created()) + (measures or programme("RUSSIA-EO14024"))
    return f'<SanctionsEntry ID="{profile}" ProfileID="{profile}" ListID="1550">{body}</SanctionsEntry>'


def read(tmp_path: Path, parties: str, entries: str, documents: str = "") -> ofac_advanced.Read:
    sections = {"IDRegDocuments": documents, "DistinctParties": parties, "SanctionsEntries": entries}
    body = "".join(f"<{name}>{content}</{name}>" for name, content in sections.items())
    path = tmp_path / "list.xml"
    path.write_text(f'<Sanctions xmlns="{lists_ofac.NAMESPACE}">{lists_ofac.REFERENCES % BASES}{body}</Sanctions>')
    return ofac_advanced.read_advanced(path, ANY)


def test_a_party_of_no_stated_kind_is_refused(tmp_path):
    nameless = party(50, PERSON).replace(f' PartySubTypeID="{PERSON}"', "")
    with pytest.raises(ReadFault, match="1 of 2 entries are about no person"):
        read(tmp_path, party(49, ENTITY) + nameless, entry(49) + entry(50))


@pytest.mark.parametrize("profile", [0, 1, 2, 40])
def test_a_party_without_an_id_is_nobody_elses_second_identity(tmp_path, profile):
    stray = party(50, ENTITY).replace('Profile ID="50" ', "Profile ")
    found = read(tmp_path, party(profile, PERSON) + stray, entry(profile)).table
    assert found.select("profile_id", "subject").rows() == [(profile, "person")]


def test_a_ship_with_two_numbers_keeps_both_and_the_further_one_is_remarked(tmp_path):
    documents = number(50, 1, SHIP) + number(50, 2, OTHER_SHIP) + number(51, 3, SHIP)
    found = read(tmp_path, party(50, VESSEL) + party(51, VESSEL), entry(50) + entry(51), documents)
    assert found.table["imo"].to_list() == [f"{OTHER_SHIP}; {SHIP}", SHIP]
    assert [(one.reason, one.count) for one in found.report.remarks] == [("further number of a ship", 1)]


def test_only_a_measure_that_is_a_programme_names_one(tmp_path):
    measures = programme("words on a block", kind=1705) + programme("CUBA")
    assert read(tmp_path, party(50, PERSON), entry(50, measures=measures)).table["programme"].to_list() == ["CUBA"]


@pytest.mark.parametrize("times", [2, 3])
def test_a_programme_named_again_is_one_row(tmp_path, times):
    assert read(tmp_path, party(50, PERSON), entry(50, measures=programme("CUBA") * times)).table.height == 1


def test_of_several_days_of_creation_the_first_whole_one_counts(tmp_path):
    events = created(year=2024) + created(year=2020, rest="<Month>3</Month>") + created(UNKNOWN, 2023) + created(year=2023)
    found = read(tmp_path, party(50, PERSON), entry(50, events))
    assert found.table.select("listed_on", "legal_basis").row(0) == (
        date(2023, 3, 1),
        lists_ofac.BASES[RUSSIA],
    )


def test_rows_without_a_day_or_programme_stand_last(tmp_path):
    silent = programme("", kind=1705)
    found = read(
        tmp_path,
        party(50, PERSON) + party(51, PERSON),
        entry(50, measures=silent) + entry(51) + entry(50),
    )
    assert found.table.select("profile_id", "programme").rows() == [(50, "RUSSIA-EO14024"), (50, None), (51, "RUSSIA-EO14024")]


# The older form: SDN.CSV


def sdn(tmp_path: Path, *lines: str) -> Path:
    path = tmp_path / "SDN.CSV"
    path.write_bytes("\r\n".join(lines).encode() + b"\r\n\x1a")
    return path


def line(number: int, kind: str = "individual", remarks: str = "-0- ") -> str:
    return f'{number},"X","{kind}","CUBA",' + "-0- ," * 7 + remarks


def ship(number: int, *numbers: str) -> str:
    return line(number, "vessel", '"' + "; ".join(f"Vessel Registration Identification IMO {one}" for one in numbers) + '"')


def test_the_first_line_of_another_width_is_named(tmp_path):
    short = line(2).removesuffix(",-0- ")
    with pytest.raises(ReadFault, match="line 2 has 11 cells, not 12"):
        ofac_legacy.read_csv(sdn(tmp_path, line(1), short, line(3)), ANY)
    with pytest.raises(ReadFault, match="line 1 has 13 cells, not 12"):
        ofac_legacy.read_csv(sdn(tmp_path, line(1) + ",more", line(2), line(3) + ",more"), ANY)
    with pytest.raises(ReadFault, match="is empty"):
        ofac_legacy.read_csv(sdn(tmp_path), ANY)


def test_a_number_whose_check_digit_is_wrong_is_told_with_its_entry_and_no_row(tmp_path):
    found = ofac_legacy.read_csv(sdn(tmp_path, ship(7, "9074720"), ship(8, SHIP), ship(9, SHIP, OTHER_SHIP)), ANY)
    assert found.table["imo"].to_list() == [None, SHIP, f"{OTHER_SHIP}; {SHIP}"]
    assert str(found.report).splitlines()[1] == (
        "  - 1 x number whose check digit is wrong in imo (such as SDN.CSV, entry 7: '9074720')"
    )


def test_three_wrong_numbers_are_shown_of_five(tmp_path):
    found = ofac_legacy.read_csv(sdn(tmp_path, *(ship(nth, "9074720") for nth in range(5))), ANY)
    assert str(found.report).count("9074720") == 3
    assert "5 x number" in str(found.report)


def test_a_party_without_a_kind_is_an_entity_in_both_forms(tmp_path):
    assert ofac_legacy.read_csv(sdn(tmp_path, line(1, "-0- "), line(2)), ANY).table["subject"].to_list() == ["entity", "person"]
    entries = "<sdnEntry><uid>1</uid>{}<programList><program>CUBA</program></programList></sdnEntry>"
    for kind, subject in (("", "entity"), ("<sdnType>Vessel</sdnType>", "vessel")):
        path = tmp_path / "SDN.XML"
        path.write_text(f"<sdnList>{entries.format(kind)}</sdnList>", encoding="utf-8")
        assert ofac_legacy.read_xml(path, ANY).table["subject"].to_list() == [subject]


def test_a_wrong_number_of_the_advanced_list_is_told_with_its_profile_and_no_row(tmp_path):
    documents = "".join(number(50, nth, "9074720") for nth in range(5))
    found = read(tmp_path, party(50, VESSEL), entry(50), documents)
    told = str(found.report).splitlines()[1]
    assert told.startswith("  - 5 x number whose check digit is wrong in imo (such as IDRegDocuments, profile 50: '9074720';")
    assert told.count("profile 50") == 3


# Tables by month


def test_the_first_month_of_the_panel_is_a_baseline_and_months_without_additions_have_no_row(tmp_path):
    path = tmp_path / "panel.csv"
    path.write_text(
        "Country,yrmon,additions\nRussia,2022-01,700\nRussia,2022-02,3\nRussia,2022-03,0\nIran,2022-02,9\n", encoding="utf-8"
    )
    assert ofac_history.read_panel(path).select("listed_on", "listings").rows() == [(date(2022, 2, 1), 3)]
