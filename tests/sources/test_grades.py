"""Laws of the pages that money and events rest on: how many are no better than a copy on somebody else's page."""

import polars as pl
import pytest

from analysis import load

MIRRORS = {"us_packages": 3, "purl": 2, "events": 2}
"""Rows that rest on a mirror alone; better pages lower it, and nothing raises it."""


@pytest.mark.parametrize(("name", "most"), MIRRORS.items())
def test_few_rows_rest_on_a_mirror_alone(name: str, most: int) -> None:
    graded = getattr(load, name)(weakest=True).group_by(pl.col("grade").cast(pl.String)).len()
    assert dict(graded.iter_rows()).get("mirror", 0) <= most


def test_a_page_that_nobody_opened_is_never_an_institutions() -> None:
    for name in ("us_packages", "purl", "events"):
        cited = getattr(load, name)().filter(pl.col("source_publisher").str.ends_with("(as cited in a secondary digest)"))
        assert cited["grade"].cast(pl.String).unique().to_list() in ([], ["reported"]), name
