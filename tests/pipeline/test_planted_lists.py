"""Faults planted into lists of sanctions and the estimate of energy: none is taken in silently, and a list without one is."""

from dataclasses import replace
from datetime import date
from random import Random

import polars as pl
import pytest

from analysis.errors import ReadFault, RefreshFault
from analysis.pipeline import refresh_sanctions
from analysis.pipeline.current_lists import CurrentList, read_current_list
from tests.pipeline.test_planted_releases import drawn
from tests.pipeline.test_refresh_aid import WHY
from tests.support import lists_today, planted_energy
from tests.support import planted_lists as planted

FAULTS = planted.planted()


@pytest.fixture
def offered(room, tmp_path, monkeypatch):
    """Offer a list as its reader would give it, and give what is said."""

    def offer(name: str, current: CurrentList, **options) -> list[str]:
        monkeypatch.setattr(refresh_sanctions, "read_current_list", lambda *_: current)
        said: list[str] = []
        refresh_sanctions.refresh(
            refresh_sanctions.SanctionsRefreshOptions((name,), tmp_path, today=planted.TODAY, **options), said.append
        )
        return said

    return offer


def before(name: str, offer) -> planted.Listed:
    """Give the list that data/ holds; one that data/ knows on another basis alone is taken in first."""
    listed = planted.known(name)
    if name in planted.STATED:
        offer(name, replace(listed, day=date(2026, 10, 1)).current(), accept=WHY)
    return listed


@pytest.mark.sampled(12)
@pytest.mark.parametrize("what", FAULTS)
def test_no_fault_in_a_list_is_taken_in_silently(offered, what):
    name, fault = FAULTS[what]
    draw = drawn(what)
    with pytest.raises((RefreshFault, ReadFault)) as stop:
        offered(name, fault(planted.grown(before(name, offered), draw), draw).current())
    assert any(sign.isdigit() for sign in str(stop.value))
    assert "--accept" in stop.value.fix


@pytest.mark.sampled(4)
@pytest.mark.parametrize("name", planted.AUTHORITIES)
def test_a_list_without_a_fault_is_taken_in(offered, name):
    said = offered(name, planted.grown(before(name, offered), drawn(f"whole {name}")).current())
    assert not any("doubt" in line for line in said)


@pytest.fixture
def estimate(offered, tmp_path) -> CurrentList:
    """Give the estimate of energy with two months more than data/ then holds."""
    path = lists_today.crea(tmp_path / "counter.csv", last=58)
    current = read_current_list("energy", path, planted.TODAY)
    varied = replace(current, rows=planted_energy.varied(current.rows))
    first = varied.rows.filter(pl.col("month") < varied.rows["month"].max())
    offered("energy", replace(varied, rows=first, day=planted.TODAY.replace(day=1)))
    return varied


@pytest.mark.sampled(5)
@pytest.mark.parametrize("what", planted_energy.FAULTS)
def test_no_fault_in_an_estimate_is_taken_in_silently(offered, estimate, what):
    draw: Random = drawn(what)
    with pytest.raises((RefreshFault, ReadFault)) as stop:
        offered("energy", replace(estimate, rows=planted_energy.FAULTS[what](estimate.rows, draw)))
    assert "--accept" in stop.value.fix


def test_an_estimate_without_a_fault_is_taken_in(offered, estimate):
    assert not any("doubt" in line for line in offered("energy", estimate))
