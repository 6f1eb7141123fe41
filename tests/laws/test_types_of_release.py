"""A release is a text, however a table types it; a month is one, however it is given."""

from datetime import date

import polars as pl
import pytest

from analysis import figures, load, measures

TYPES = [pl.Categorical, pl.Enum(["29"])]


@pytest.mark.parametrize("dtype", TYPES, ids=str)
@pytest.mark.parametrize(
    "measure", [measures.aid.over_time, measures.aid.totals, measures.aid.rolling_year, measures.aid.undated]
)
def test_a_measure_gives_the_same_whatever_type_a_release_has(measure, dtype):
    aid = load.aid(29)
    assert measure(aid.with_columns(pl.col("release").cast(dtype))).equals(measure(aid))


def test_a_month_may_be_given_as_a_day_of_it():
    drawn = [
        figures.aid.flows.over_time(load.aid(29), months=months)
        for months in (("2023-01", "2024-06"), (date(2023, 1, 9), date(2024, 6, 30)))
    ]
    assert drawn[0].headline == drawn[1].headline
    assert drawn[0].id == drawn[1].id
    assert drawn[0].data.equals(drawn[1].data)
