"""Files that once made a reader fail with an error of somebody else's are read, or refused in our own words."""

from pathlib import Path

import pytest

from tests import fuzz

FILES = sorted(fuzz.FINDS.iterdir())


def reader_of(path: Path) -> fuzz.Reader:
    return next(reader for name, reader in fuzz.READERS.items() if path.name.startswith(name.replace(" ", "-") + "-"))


@pytest.mark.parametrize("path", FILES, ids=[path.stem for path in FILES])
def test_a_past_find_stays_mended(path: Path) -> None:
    assert fuzz.attempt(reader_of(path), path) == ""
