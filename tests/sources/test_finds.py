"""Files that once made a reader fail with an error of somebody else's are read, or refused in our own words."""

import random
from pathlib import Path

import pytest

from analysis.errors import AnalysisError
from tests.support import originals
from tools import fuzz

FEW = 12
FILES = sorted(fuzz.FINDS.iterdir())


def reader_of(path: Path) -> fuzz.Reader:
    names = [name for name in fuzz.READERS if path.name.startswith(fuzz.slug(name) + "-")]
    return fuzz.READERS[max(names, key=len)]


@pytest.fixture(autouse=True)
def _small_files_pass(monkeypatch):
    originals.take_limits_off(monkeypatch.setattr)


@pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])
def test_a_past_find_stays_fixed(path: Path) -> None:
    assert fuzz.attempt_with(reader_of(path), path) == ""


@pytest.mark.parametrize("name", fuzz.READERS)
def test_every_reader_reads_its_original(name: str, tmp_path: Path) -> None:
    reader = fuzz.READERS[name]
    reader.make(tmp_path / reader.file)
    reader.attempt(tmp_path)


@pytest.mark.parametrize("name", fuzz.READERS)
def test_a_file_that_is_not_there_is_said_in_our_words(name: str, tmp_path: Path) -> None:
    with pytest.raises(AnalysisError):
        fuzz.READERS[name].attempt(tmp_path)


@pytest.mark.parametrize("name", fuzz.READERS)
@pytest.mark.parametrize("content", [b"", b"\0" * 64, b"PK\x03\x04" + b"\xff" * 60, b"<a><b></a>", b'"', b"[[[["])
def test_a_file_of_something_else_is_said_in_our_words(name: str, content: bytes, tmp_path: Path) -> None:
    reader = fuzz.READERS[name]
    reader.make(tmp_path / reader.file)
    for path in tmp_path.iterdir():
        path.write_bytes(content)
    with pytest.raises(AnalysisError):
        reader.attempt(tmp_path)


@pytest.mark.sampled(12)
@pytest.mark.parametrize("name", fuzz.READERS)
def test_a_few_changed_files_are_read_or_refused_in_our_words(name: str, tmp_path: Path) -> None:
    """`make fuzz` feeds each reader a hundred thousand; the same few here, so that a lost guard shows at once."""
    reader, chance = fuzz.READERS[name], random.Random(name)
    reader.make(tmp_path / reader.file)
    originals_kept = {path: path.read_bytes() for path in sorted(tmp_path.iterdir())}
    for _ in range(FEW):
        path, original = chance.choice(list(originals_kept.items()))
        path.write_bytes(fuzz.mutate(original, chance, path.suffix in (".xlsx", ".zip")))
        assert fuzz.attempt(reader, tmp_path) == ""
        path.write_bytes(original)
