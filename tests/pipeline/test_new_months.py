"""New months: what each rule finds, and that no genuine two months of the tracker look so."""

from datetime import date

import polars as pl
import pytest

from analysis import load
from analysis.pipeline import new_months
from analysis.pipeline.severity import CONTRADICTS, listed

AID, NAMES = load.aid(29), dict(load.countries().select("iso3", "name").iter_rows())
ENDS = [date(year, month, 1) for year in (2023, 2024, 2025) for month in range(1, 13, 2)]
"""The ends of releases that might have been: each with the two months after it as the new ones."""


def step(end: date) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Give release 29 up to a month, and up to two months later."""
    later = pl.lit(end).dt.offset_by("2mo")
    return AID.filter(pl.col("month") <= end), AID.filter(pl.col("month") <= later)


def changed(end: date, change) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Give the same with the new months changed."""
    before, after = step(end)
    new = change(after.filter(pl.col("month") > end), before)
    return before, pl.concat([before, new.select(before.columns).cast(before.schema)])  # type: ignore[arg-type]


@pytest.mark.parametrize("end", ENDS, ids=str)
def test_no_two_genuine_months_are_copies_exchanged_or_high_at_once(end):
    doubts = new_months.weigh(*step(end), NAMES)
    assert CONTRADICTS not in doubts
    assert not any("large donors" in one for one in listed(doubts))


@pytest.mark.parametrize("end", ENDS[6:], ids=str)
def test_months_that_repeat_the_last_ones_are_told_with_how_far_back(end):
    def repeated(new: pl.DataFrame, before: pl.DataFrame) -> pl.DataFrame:
        last = before.filter(pl.col("month") > pl.lit(end).dt.offset_by("-2mo"))
        return last.with_columns(pl.col("month").dt.offset_by("2mo"))

    told = new_months.weigh(*changed(end, repeated), NAMES)[CONTRADICTS]
    assert "are those of 2 months before" in told[0]


@pytest.mark.parametrize("end", ENDS[6:], ids=str)
def test_money_and_weapons_exchanged_are_told(end):
    def exchanged(new: pl.DataFrame, _: pl.DataFrame) -> pl.DataFrame:
        swap = {"military": "financial", "financial": "military"}
        return new.with_columns(pl.col("kind").cast(pl.String).replace(swap))

    told = new_months.weigh(*changed(end, exchanged), NAMES)[CONTRADICTS]
    assert any(one.startswith("in its new months financial and military aid, exchanged, fit") for one in told)


def test_a_large_amount_of_a_kind_beyond_twice_the_largest_is_told():
    before, after = load.aid(28), AID
    place = (pl.col("donor") == "SWE") & (pl.col("kind").cast(pl.String) == "financial") & (pl.col("month") == date(2026, 3, 1))
    larger = after.with_columns(eur=pl.when(place).then(pl.col("eur") * 10).otherwise("eur").cast(pl.Decimal(18, 2)))
    assert new_months.weigh(before, after, NAMES) == {}
    assert listed(new_months.weigh(before, larger, NAMES)) == [
        "Sweden has 2.360 bn EUR of financial aid in March 2026, more than 2 times its largest before, 0.107"
    ]


def test_a_large_month_far_beyond_the_last_two_years_is_told_though_the_war_began_with_more():
    before, after = load.aid(28), AID
    place = (pl.col("donor") == "POL") & (pl.col("kind").cast(pl.String) == "military") & (pl.col("month") == date(2026, 3, 1))
    row = after.filter(pl.col("stage") == "allocated").head(1).with_columns(
        donor=pl.lit("POL"), kind=pl.lit("military").cast(after["kind"].dtype), month=pl.lit(date(2026, 3, 1)), eur=pl.lit(2_148_000_000).cast(pl.Decimal(18, 2))
    )  # fmt: skip
    larger = pl.concat([after.filter(~place), row.select(after.columns).cast(after.schema)])  # type: ignore[arg-type]
    assert listed(new_months.weigh(before, larger, NAMES)) == [
        "Poland has 2.148 bn EUR in March 2026, more than 2.5 times its largest month of the 24 before, 0.529"
    ]


def test_seven_donors_with_much_of_one_kind_in_a_month_are_told():
    donors = pl.DataFrame({"donor": ["DEU", "NLD", "SWE", "NOR", "DNK", "CAN", "POL"]})
    new = donors.with_columns(kind=pl.lit("military"), month=pl.lit(date(2026, 5, 1)), eur=pl.lit(4e8))
    assert new_months._many_large(new.head(6)) == []
    assert new_months._many_large(new) == ["in May 2026 7 donors give 0.4 bn EUR or more of military aid, more than 6"]


def test_every_large_amount_of_a_new_month_is_named_to_look_at():
    before, after = load.aid(28), AID
    new = after.filter(pl.col("month") > before["month"].max(), pl.col("stage") == "allocated")
    cells = new.group_by("donor", "kind", "month").agg(pl.col("eur").sum().cast(pl.Float64))
    large = cells.filter(pl.col("eur") >= new_months.LOOK_EUR)
    named = new_months.to_look_at(before, after, NAMES)
    assert large.height == len(named) > 0
    assert all(
        any(one.startswith(f"{NAMES[donor]}, {kind} aid in {month:%B %Y}") for one in named)
        for donor, kind, month, _ in large.iter_rows()
    )


def test_ten_donors_high_in_one_month_are_told():
    before, after = load.aid(28), AID
    donors = ["NLD", "SWE", "NOR", "DNK", "CAN", "POL", "FIN", "BEL", "ITA", "ESP"]
    hit = (pl.col("month") == date(2026, 4, 1)) & pl.col("donor").is_in(donors) & (pl.col("kind").cast(pl.String) == "military")
    more = after.with_columns(eur=pl.when(hit).then(pl.col("eur") + 800_000_000).otherwise("eur").cast(pl.Decimal(18, 2)))
    told = listed(new_months.weigh(before, more, NAMES))
    assert any("large donors have more than in nine of ten months before" in one for one in told)
