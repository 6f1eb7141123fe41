"""Frames of pandas, Arrow and DuckDB give what frames of polars give, wherever one is taken."""

import subprocess
import sys
from datetime import date

import altair as alt
import narwhals as nw
import pandas as pd
import polars as pl
import pytest

from analysis import Figure, cite, figures, load, measures
from analysis.errors import AnalysisError
from analysis.load.as_polars import as_polars

AID = load.aid(29)
IN_LIBRARY = {
    "pandas": lambda frame: frame.to_pandas(),
    "pandas of Arrow": lambda frame: frame.to_pandas(use_pyarrow_extension_array=True),
    "Arrow": lambda frame: frame.to_arrow(),
    "narwhals": nw.from_native,
    "narwhals of pandas": lambda frame: nw.from_native(frame.to_pandas()),
}
MEASURES = {
    "totals": measures.aid.totals,
    "over_time": lambda rows: measures.aid.over_time(rows, by="donor", every="1y"),
    "share_of_gdp": measures.aid.share_of_gdp,
    "who_leads": measures.aid.who_leads,
    "in_dollars": measures.aid.in_dollars,
}
FIGURES = {
    "europe_and_us": figures.aid.europe_and_us,
    "rolling_year": figures.aid.rolling_year,
    "over_time": figures.aid.flows.over_time,
}


@pytest.mark.sampled(14)
@pytest.mark.parametrize("library", IN_LIBRARY)
@pytest.mark.parametrize("name", MEASURES)
def test_a_measure_gives_the_same(name, library):
    expected, found = (MEASURES[name](rows) for rows in (AID, IN_LIBRARY[library](AID)))
    assert isinstance(found, pl.DataFrame)
    # Only how precise a decimal is told to be may differ.
    assert found.cast({pl.Decimal: pl.Float64}).equals(expected.cast({pl.Decimal: pl.Float64}))


@pytest.mark.sampled(1, each="library")
@pytest.mark.parametrize("library", IN_LIBRARY)
@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_says_and_draws_the_same(name, library):
    expected, found = (FIGURES[name](rows) for rows in (AID, IN_LIBRARY[library](AID)))
    assert found.headline == expected.headline
    assert found.source_line == expected.source_line
    assert found.svg() == expected.svg()


@pytest.mark.parametrize("library", IN_LIBRARY)
def test_a_chart_of_it_is_a_figure_with_its_csv_and_sources(library):
    rows = measures.aid.over_time(AID, every="1y")
    expected, found = (
        Figure(alt.Chart(one).mark_bar().encode(x="year(period):O", y="eur_bn:Q", color="bloc:N"), headline="Aid by year")
        for one in (rows, IN_LIBRARY[library](rows))
    )
    assert found.source_line == expected.source_line
    assert found.svg() == expected.svg()
    assert found.record()["native"]["form"] == expected.record()["native"]["form"] == "stacked_column"


@pytest.mark.parametrize("library", ["pandas", "Arrow"])
def test_own_rows_of_it_are_read(library):
    own = load.own(IN_LIBRARY[library](AID), source=f"Our copy, by {library}", release=f"ours, {library}")
    assert own.schema == AID.schema
    assert own["eur"].sum() == AID["eur"].sum()


DUCK = """
import altair as alt
import duckdb
from analysis import Figure, load, measures

aid = load.aid(29)
table_ = aid.to_arrow()
duck = duckdb.sql("select * from table_")
assert measures.aid.totals(duck)["eur_bn"].to_list() == measures.aid.totals(aid)["eur_bn"].to_list()
figure = Figure(alt.Chart(duck).mark_bar().encode(x="year(month):O", y="sum(eur):Q"), headline="Aid by year")
assert figure.record()["native"]["form"] == "column"
assert figure.sources[0].release == "29"
own = load.own(duck, source="Our copy", release="ours")
assert own["eur"].sum() == aid["eur"].sum()
print("the same")
"""


def test_duckdb_gives_the_same():
    # In a process of its own, for DuckDB ends with many lines on what it leaves behind.
    done = subprocess.run([sys.executable, "-c", DUCK], capture_output=True, text=True)
    assert done.stdout == "the same\n", done.stderr


def test_a_named_index_of_pandas_is_kept_and_midnights_are_days():
    frame = pd.DataFrame({"month": pd.to_datetime(["2025-01-01", "2025-02-01"]), "eur": [1.5, 2.5]}).set_index("month")
    assert as_polars(frame).rows() == [(date(2025, 1, 1), 1.5), (date(2025, 2, 1), 2.5)]


def test_sources_of_it_are_cited():
    assert [one.text for one in cite(AID.to_pandas())] == [one.text for one in cite(AID)]


@pytest.mark.parametrize("value", [pd.Series([1, 2]), pl.Series([1, 2]), AID["eur"]], ids=["pandas", "polars", "a column"])
def test_one_column_is_no_frame(value):
    with pytest.raises(AnalysisError, match=r"a Series is one column, and no frame\n  -> make it one: series.to_frame\(\)"):
        measures.aid.totals(value)


@pytest.mark.parametrize("value", [[1, 2], {"eur": [1]}, "aid", None])
def test_what_is_no_frame_is_refused(value):
    with pytest.raises(AnalysisError, match=r"is no frame\n  -> take what load gives|cannot be read as a frame"):
        measures.aid.totals(value)


def test_no_library_is_imported_for_it():
    code = "import sys, analysis; print([name for name in ('pandas', 'pyarrow', 'duckdb', 'PIL') if name in sys.modules])"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "[]\n"
