"""A server that means harm: what it sends is bounded in memory and time, and the error names what is wrong."""

import gzip
import os
import tracemalloc
import zlib

import httpx
import pytest

from analysis.errors import RefreshFault
from analysis.pipeline import download
from analysis.pipeline.download import MEGABYTE, Patience, fetch
from analysis.pipeline.encoding import ACCEPTED, PIECE, CutEncoding, decoded
from tests.support import server

QUICK = Patience(connect=2, read=0.3, total=0.6, tries=2, pause=0.01)
ROWS = b"a,b\n1,2\n" * 50_000
RAW_DEFLATE = zlib.compressobj(wbits=-15)
GOOD = {
    "as it is": ((), ROWS),
    "identity": (("identity",), ROWS),
    "gzip": (("gzip",), gzip.compress(ROWS)),
    "in capitals": (("GZIP",), gzip.compress(ROWS)),
    "an older name": (("x-gzip",), gzip.compress(ROWS)),
    "two gzip files in a row": (("gzip",), gzip.compress(ROWS[:999]) + gzip.compress(ROWS[999:])),
    "deflate": (("deflate",), zlib.compress(ROWS)),
    "deflate without its header": (("deflate",), RAW_DEFLATE.compress(ROWS) + RAW_DEFLATE.flush()),
}
BOMB = gzip.compress(b"0" * 100 * MEGABYTE)
STACKED = gzip.compress(BOMB)
BAD = {
    "stacked": (("gzip, gzip",), STACKED, r"comes in 2 encodings, one on top of the other: gzip, gzip"),
    "stacked in two headers": (("gzip", "gzip"), STACKED, "comes in 2 encodings"),
    "stacked a thousand times": ((", ".join(["gzip"] * 1000),), STACKED, "comes in 1000 encodings.*gzip and more"),
    "not asked for": (("br",), b"\x00\x01", "comes in the encoding 'br', where gzip, deflate was asked for"),
    "unknown": (("rot13",), ROWS, "comes in the encoding 'rot13'"),
    "no gzip": (("gzip",), ROWS, "says that it comes as gzip, which it is not"),
    "no deflate": (("deflate",), b"\xff" * 999, "says that it comes as deflate, which it is not"),
    "cut": (("gzip",), gzip.compress(os.urandom(9000))[:5000], "the gzip content ends before its end, 2 times over"),
    "a bomb": (("gzip",), BOMB, "grows past the limit of 1,048,576 bytes"),
}


@pytest.mark.parametrize("name", GOOD)
def test_a_file_comes_whole_in_each_encoding_that_is_asked_for(site, tmp_path, name):
    encodings, content = GOOD[name]
    site.files["/t.csv"], site.faults["/t.csv"] = content, server.encoded(*encodings)
    assert fetch(site.address + "t.csv", tmp_path / "t.csv", patience=QUICK).read_bytes() == ROWS


@pytest.mark.parametrize("name", BAD)
def test_an_encoding_that_is_wrong_is_named_and_nothing_is_left(site, tmp_path, name):
    encodings, content, words = BAD[name]
    site.files["/t.csv"], site.faults["/t.csv"] = content, server.encoded(*encodings)
    with pytest.raises(RefreshFault, match=words) as stop:
        fetch(site.address + "t.csv", tmp_path / "room/t.csv", limit=MEGABYTE, patience=QUICK)
    assert stop.value.fix
    assert list((tmp_path / "room").iterdir()) == []


def test_a_bomb_fills_no_memory():
    bomb = gzip.compress(b"0" * 100 * MEGABYTE)
    tracemalloc.start()
    try:
        assert sum(len(piece) for piece in decoded("t.csv", ["gzip"], [bomb])) == 100 * MEGABYTE
        assert tracemalloc.get_traced_memory()[1] < 8 * PIECE
    finally:
        tracemalloc.stop()


def test_only_encodings_that_can_be_undone_are_asked_for():
    asked = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request.headers["Accept-Encoding"])
        return httpx.Response(200)

    with download.client(QUICK, transport=httpx.MockTransport(answer)) as client:
        client.get("https://example.org/t.csv")
    assert asked == [ACCEPTED]


@pytest.mark.parametrize("pieces", [1, 7, 1000])
def test_a_piece_may_end_anywhere_in_an_encoded_file(pieces):
    packed = gzip.compress(ROWS[:4000]) + gzip.compress(ROWS[4000:9000])
    parts = [packed[at : at + pieces] for at in range(0, len(packed), pieces)]
    assert b"".join(decoded("t.csv", ["gzip"], parts)) == ROWS[:9000]
    with pytest.raises(CutEncoding):
        list(decoded("t.csv", ["gzip"], parts[:-1]))


def test_headers_that_drip_end_with_the_patience_for_the_whole_file(site, tmp_path):
    site.faults["/t.csv"] = server.drip_headers
    with pytest.raises(RefreshFault, match="no whole answer came in 1 s, 2 times over"):
        fetch(site.address + "t.csv", tmp_path / "room/t.csv", patience=QUICK)
    assert list((tmp_path / "room").iterdir()) == []
    assert site.asked["/t.csv to its end"] == 0
