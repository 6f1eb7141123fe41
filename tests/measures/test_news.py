"""What a release says that is new, apart from what it corrects: by hand from the tables' own files, and against the revisions."""

import csv
from collections import defaultdict
from datetime import date
from decimal import Decimal

import polars as pl
import pytest

from analysis import load
from analysis.measures import aid as measure
from analysis.storage import reader

PAIRS = [("28", "29"), ("18", "28"), ("29-first-upload", "29")]


def by_hand(before: str, after: str, stage: str) -> dict[str, dict[str, Decimal]]:
    """Part what moved by plain loops over the two files."""
    cells: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    last: list[str] = []
    for name, sign in ((before, -1), (after, 1)):
        with (reader.DATA / f"aid/aid_{name}.csv").open(encoding="utf-8") as file:
            rows = list(csv.DictReader(file))
        last.append(max(row["month"] for row in rows if row["month"]))
        for row in rows:
            if row["stage"] == stage:
                cells[row["donor"], row["month"]] += sign * Decimal(row["eur"])
    parts: dict[str, dict[str, Decimal]] = {}
    for donor in {donor for (donor, _), change in cells.items() if change}:
        own = {month: change for (one, month), change in cells.items() if one == donor}
        lost = -sum(change for change in own.values() if change < 0)
        had_none = max(Decimal(0), -own.get("", Decimal(0)))
        to_new = sum((change for month, change in own.items() if month > min(last) and change > 0), Decimal(0))
        to_past = sum((change for month, change in own.items() if month <= min(last) and change > 0), Decimal(0))
        within = min(to_past, lost)
        across = min(to_new, lost - within)
        parts[donor] = {"news": to_new - across, "redated": within + across, "dated": min(within + across, had_none)}
        parts[donor] |= {"redated_to_new": across, "added": to_past - within, "taken": lost - within - across}
    return parts


@pytest.mark.parametrize(("before", "after"), PAIRS)
@pytest.mark.parametrize("stage", ["allocated", "committed"])
def test_news_and_corrections_are_those_that_a_loop_over_the_files_finds(before, after, stage):
    found = measure.news(load.aid(before), load.aid(after), stage=stage)
    names = ["news", "redated", "dated", "redated_to_new", "added", "taken"]
    told = {row["donor"]: {name: row[name] for name in names} for row in found.iter_rows(named=True)}
    assert told == by_hand(before, after, stage)
    assert told


@pytest.mark.parametrize(("before", "after"), PAIRS)
@pytest.mark.parametrize("stage", ["allocated", "committed"])
def test_what_is_new_added_and_taken_off_is_all_that_the_revisions_list_to_the_cent(before, after, stage):
    one, other = load.aid(before), load.aid(after)
    found = measure.news(one, other, stage=stage)
    told = found.select("donor", change=pl.col("news") + pl.col("added") - pl.col("taken"))
    listed = measure.revisions(one, other, by="donor", stage=stage).select("donor", "change")
    assert told.filter(pl.col("change") != 0).sort("donor").equals(listed.sort("donor"), null_equal=True)
    assert found["change"].sum() == listed["change"].sum()
    assert found.select(pl.all_horizontal(pl.col("news", "redated", "dated", "added", "taken") >= 0).all()).item()


def test_money_that_only_changed_its_month_is_no_news():
    rows = {"donor": ["DEU", "DEU"], "kind": ["military"] * 2, "stage": ["allocated"] * 2, "eur": [Decimal(50), Decimal(7)]}
    before = pl.DataFrame({"release": ["mine"] * 2, "month": [date(2025, 1, 1), date(2025, 2, 1)]} | rows)
    after = before.with_columns(release=pl.lit("yours"), month=pl.Series([date(2025, 1, 1), date(2025, 3, 1)]))
    moved = measure.news(before, after)
    assert moved.select("news", "redated", "redated_to_new", "change").row(0) == (0, 7, 7, 0)


def test_a_release_says_nothing_new_of_itself():
    assert measure.news(load.aid(29), load.aid(29)).is_empty()


def test_who_moved_most_stands_first_and_level_donors_by_name():
    def release(name: str, month: date, **eur: int) -> pl.DataFrame:
        rows = [(name, month, donor, "military", "allocated", Decimal(one)) for donor, one in eur.items()]
        schema = ["release", "month", "donor", "kind", "stage", "eur"]
        return pl.DataFrame(rows, schema=schema, orient="row")

    before = release("mine", date(2025, 1, 1), FRA=1, DEU=1, EST=1, POL=1)
    later = [before.with_columns(release=pl.lit("yours")), release("yours", date(2025, 2, 1), FRA=5, DEU=5, EST=9)]
    moved = measure.news(before, pl.concat(later))
    assert moved.select("donor", "news").rows() == [("EST", 9), ("DEU", 5), ("FRA", 5)]
