"""A further set of planted faults, by another hand than the rules': none is taken in silently."""

from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from analysis.errors import ReadFault, RefreshFault
from analysis.pipeline.publisher_sums import TOTALS, TOTALS_COLUMNS
from analysis.tables.aid import KINDS
from tests.pipeline import test_planted_lists as lists
from tests.pipeline import test_planted_releases as releases
from tests.pipeline.test_planted_releases import drawn
from tests.support import further_lists, further_releases, planted_releases
from tests.support import planted_lists as planted
from tests.support.planted_releases import PLACE

offered_release, offered_list, estimate = releases.offered, lists.offered, lists.estimate


@pytest.fixture
def offered(offered_list):
    return offered_list


NAMED = ("a cell of a new month ten times", "what has no month put into the last")
"""Faults of which some go as far as genuine amounts: no bound tells these, so the report names each amount."""


@pytest.mark.sampled(12)
@pytest.mark.parametrize("name", [name for name in further_releases.FAULTS if name not in NAMED])
def test_no_further_fault_in_a_release_is_taken_in_silently(offered_release, name):
    draw = drawn(f"further {name}")
    with pytest.raises((RefreshFault, ReadFault)) as stop:
        offered_release(further_releases.FAULTS[name](planted_releases.grown(planted_releases.sheet(), draw), draw))
    assert stop.value.fix


@pytest.mark.sampled(2, each="name")
@pytest.mark.parametrize("nth", range(6))
@pytest.mark.parametrize("name", NAMED)
def test_wrong_amounts_of_a_new_month_are_refused_or_each_named_to_look_at(offered_release, name, nth):
    draw = drawn(f"further {name}" + (f" {nth}" if nth else ""))
    rows = planted_releases.grown(planted_releases.sheet(), draw)
    wrong = further_releases.FAULTS[name](rows, draw)
    try:
        said = "\n".join(offered_release(wrong))
    except RefreshFault:
        return
    both = rows.join(wrong, on=PLACE, suffix="_wrong")
    for kind in KINDS:
        for row in both.filter(pl.col(kind) != pl.col(f"{kind}_wrong")).iter_rows(named=True):
            place = f"{row['country']}, {kind} aid in {date(row['year'], row['month'], 1):%B %Y}"
            assert f"look at: {place}: {row[f'{kind}_wrong']:.3f} bn EUR" in said


@pytest.mark.sampled(3, each="name")
@pytest.mark.parametrize("nth", range(8))
@pytest.mark.parametrize("name", ["a cell of old ten times", "a cell of old a tenth", "a cell of a new month ten times"])
def test_one_wrong_amount_is_found_wherever_it_stands_by_the_publishers_own_sums(offered_release, tmp_path, name, nth):
    draw = drawn(f"sums {name} {nth}")
    rows = planted_releases.grown(planted_releases.sheet(), draw)
    kinds = [pl.col(kind).sum().round(6) for kind in KINDS]
    sums = (
        rows.group_by("year", "month", maintain_order=True).agg(*kinds).with_columns(total_allocations=pl.sum_horizontal(KINDS))
    )
    sums.select(TOTALS_COLUMNS).write_csv(tmp_path / TOTALS, float_precision=6)
    with pytest.raises(RefreshFault, match=r"donors add up to [\d.]+ bn EUR, the publisher to [\d.]+"):
        offered_release(further_releases.FAULTS[name](rows, draw))


@pytest.mark.sampled(12)
@pytest.mark.parametrize("what", further_lists.planted())
def test_no_further_fault_in_a_list_is_taken_in_silently(offered, what):
    name, fault = further_lists.planted()[what]
    draw = drawn(f"further {what}")
    with pytest.raises((RefreshFault, ReadFault)) as stop:
        offered(name, fault(planted.grown(lists.before(name, offered), draw), draw).current())
    assert "--accept" in stop.value.fix


@pytest.mark.sampled(3)
@pytest.mark.parametrize("what", further_lists.ENERGY)
def test_no_further_fault_in_an_estimate_is_taken_in_silently(offered, estimate, what):
    with pytest.raises((RefreshFault, ReadFault)) as stop:
        offered("energy", replace(estimate, rows=further_lists.ENERGY[what](estimate.rows, drawn(f"further {what}"))))
    assert "--accept" in stop.value.fix
