"""Faults planted into a release of the aid tracker: none is taken in silently, and a release without one is."""

import os
from datetime import date
from random import Random

import polars as pl
import pytest

from analysis.errors import ReadFault, RefreshFault
from analysis.pipeline import refresh_aid
from tests.support import planted_releases as planted

SEED = os.environ.get("PLANTED_SEED") or "1"
"""Where faults stand follows from it: PLANTED_SEED=2 plants them elsewhere; it is printed."""


@pytest.fixture
def offered(room, tmp_path):
    """Offer a sheet as the release after those of data/, and give what is said."""

    def offer(rows: pl.DataFrame, release: str = "31") -> list[str]:
        rows.write_csv(tmp_path / "data_explorer.csv")
        said: list[str] = []
        # A day after every month that a fault adds: that one has not come yet is not what should find it.
        options = refresh_aid.AidRefreshOptions(file=tmp_path / "data_explorer.csv", release=release, today=date(2027, 6, 30))
        refresh_aid.refresh(options, said.append)
        return said

    return offer


def drawn(name: str) -> Random:
    print(f"PLANTED_SEED={SEED}")
    return Random(f"{SEED}/{name}")


@pytest.mark.sampled(12)
@pytest.mark.parametrize("name", planted.FAULTS)
def test_no_fault_in_a_release_is_taken_in_silently(offered, name):
    draw = drawn(name)
    with pytest.raises((RefreshFault, ReadFault)) as stop:
        offered(planted.FAULTS[name](planted.grown(planted.sheet(), draw), draw))
    assert any(sign.isdigit() for sign in str(stop.value))
    assert stop.value.fix


@pytest.mark.parametrize("name", planted.SAME)
def test_no_release_is_taken_in_twice_silently(offered, name):
    with pytest.raises(RefreshFault) as stop:
        offered(planted.SAME[name](planted.sheet(), drawn(name)))
    assert "--accept" in stop.value.fix


@pytest.mark.parametrize("nth", range(3))
def test_a_release_without_a_fault_is_taken_in(offered, nth):
    assert offered(planted.grown(planted.sheet(), drawn(f"whole {nth}")))[-1].startswith("release 31 is in data/")
