"""A file is looked at in chunks: wherever one ends, the same is said."""

import pytest

from analysis.errors import ReadFault
from analysis.sources.reading import xml

TEXT = '<?xml version="1.0"?><a><!-- x --><b>Ü€</b><c/><d e="1/2"/></a>'.encode()
DEEP = 3


@pytest.fixture(autouse=True)
def _three_deep(monkeypatch):
    monkeypatch.setattr(xml, "DEEPEST", DEEP)


def cut(text: bytes) -> list[list[bytes]]:
    """Cut a text at every place in two: a chunk is never shorter than what must be seen together."""
    return [[text], *([text[:at], text[at:]] for at in range(1, len(text)))]


def said(chunks: list[bytes]) -> str:
    try:
        xml._refuse_bytes("x.xml", iter(chunks))
    except ReadFault as fault:
        return str(fault)
    return ""


def test_a_lawful_text_passes_wherever_it_is_cut():
    assert {said(chunks) for chunks in cut(TEXT)} == {""}


def test_one_element_too_many_is_counted_wherever_the_text_is_cut():
    assert {"4 elements more or fewer" in said([*chunks, b"</a></a></a></a>"]) for chunks in cut(TEXT)} == {True}
    assert {said([*chunks, b"</a></a></a>"]) for chunks in cut(TEXT)} == {""}
    assert {said([*chunks, b"<a><a><a>"]) for chunks in cut(TEXT)} == {""}
    assert "has 4 elements open at byte 13," in said([b"<a><a><a><a> "])
    assert "has 4 elements open at byte 13," in said([b"<a><a>", b"<a><a> "])


def test_a_nul_byte_is_found_where_it_stands():
    for place in (0, 20, len(TEXT)):
        whole = TEXT[:place] + b"\0" + TEXT[place:]
        assert {f"holds a NUL byte at {place}\n" in said(chunks) for chunks in cut(whole)} == {True}


def test_a_declaration_is_found_wherever_it_is_cut():
    for word in (b"<!DOCTYPE a>", b"<!entity x>"):
        assert all("document type or entities" in said(chunks) for chunks in cut(b"<a>" + word + b"</a>"))


def test_a_character_cut_in_two_is_whole_and_a_cut_one_at_the_end_is_not():
    assert all("within a character" in said(chunks) for chunks in cut(b"<a></a>" + "€".encode()[:2]))
    assert all("not in UTF-8" in said(chunks) for chunks in cut(b"<a>" + "€".encode()[:2] + b"</a>"))


def test_a_text_too_long_is_said_with_its_place(monkeypatch):
    monkeypatch.setattr(xml, "LONGEST", 8)
    assert "longer than 8 bytes at 8\n" in said([b"<a>12345", b"12345678", b"</a>"])
    assert "longer than 8 bytes at 16\n" in said([b"<a>12345", b"</a><b> 12345678"])
    assert said([b"<a>1234567", b"1234567</a>"]) == ""


def test_blanks_around_an_entity_stay_in_a_text(tmp_path):
    path = tmp_path / "list.xml"
    path.write_text("<list><ship><name> A &amp; B &#x416; C </name></ship></list>", encoding="utf-8")
    tables = [xml.table("ships", "", ("name", "ship/name"))]
    assert xml.read_tables(path, "list", tables)["ships"].rows() == [("A & B Ж C",)]
