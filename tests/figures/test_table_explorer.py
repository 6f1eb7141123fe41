"""Laws of the explorer of tables without a browser: the rows shown, the polars written, the line kept, the file written."""

import random
import subprocess
import sys
from datetime import date, datetime
from decimal import Decimal

import polars as pl
import pytest
from openpyxl import load_workbook
from polars.testing import assert_frame_equal

from analysis import explore, load
from analysis.errors import AnalysisError, UnknownName
from analysis.explore import bins
from analysis.explore.rows import Rows

MIXED = pl.DataFrame(
    {
        "donor": ["DEU", "FRA", None, 'a "quoted" name', "DEU"],
        "eur": [Decimal("1.25"), Decimal("-3.00"), None, Decimal("1000000.01"), Decimal("0.00")],
        "share": [0.5, float("nan"), None, float("inf"), 0.25],
        "day": [date(2022, 1, 31), date(2025, 6, 30), None, date(2025, 7, 1), date(2026, 1, 1)],
        "moment": [datetime(2025, 1, 1, 23, 59), None, datetime(2025, 6, 1), datetime(2025, 6, 2), datetime(2025, 6, 3)],
        "form": pl.Series(["loan", "grant", None, "loan", "loan"], dtype=pl.Enum(["loan", "grant"])),
        "sure": [True, False, None, True, True],
        "pages": [["a"], [], None, ["b", "c"], ["d"]],
    }
)
TABLES = {"mixed": MIXED, "aid": load.aid(), "ships": load.vessels(), "pledges": load.pledges()}


def some_choice(frame: pl.DataFrame, rows: Rows, draw: random.Random) -> dict:
    """Draw a search, values, ends and an order that the frame can have."""
    given: dict = {"search": draw.choice(["", "eu", "DE", '"', "20"]), "only": {}, "between": {}}
    for name in frame.columns:
        if rows.form(name) == "values" and draw.random() < 0.4:
            values = [value for _, value in rows.values(name)]
            given["only"][name] = draw.sample(values, min(len(values), 3))
        if rows.form(name) == "ends" and draw.random() < 0.4 and len(edges := bins.edges(frame[name])) > 1:
            given["between"][name] = sorted(draw.sample(edges, 2))
    name = draw.choice([one for one in frame.columns if one != "pages"])
    return {**given, "sort": draw.choice(["", name, f"-{name}"]), "column": draw.choice(frame.columns)}


@pytest.mark.sampled(2, each="name")
@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize("seed", range(8))
def test_the_polars_written_gives_the_rows_shown_and_the_line_kept_opens_them_again(name, seed):
    frame = TABLES[name]
    panel = explore.table(frame, **some_choice(frame, Rows.of(frame), random.Random(seed)))
    assert_frame_equal(eval(panel.rows.code(), {"pl": pl, "frame": frame}), panel.frame)
    again = eval(repr(panel), {"explore": explore, "frame": frame})
    assert again.rows.call() == panel.rows.call()
    assert_frame_equal(again.frame, panel.frame)


def test_a_plain_loop_finds_the_same_rows():
    panel = explore.table(MIXED, search="d", only={"form": ["loan"]}, between={"eur": [0, 2]}, sort="-eur")
    kept = [
        row
        for row in MIXED.iter_rows(named=True)
        if "d" in str(row["donor"]).lower() and row["form"] == "loan" and row["eur"] is not None and 0 <= row["eur"] <= 2
    ]
    assert panel.frame["eur"].to_list() == sorted((row["eur"] for row in kept), reverse=True)


@pytest.mark.parametrize("name", TABLES)
def test_a_histogram_counts_every_known_row_once(name):
    for column in TABLES[name].columns:
        if Rows.of(TABLES[name]).form(column):
            values = TABLES[name][column]
            drawn = bins.histogram(values, values)["data"]["values"]
            known = values.cast(pl.Float64) if values.dtype.is_numeric() else values.cast(pl.String)
            known = known.filter(known.is_finite()) if values.dtype.is_numeric() else known
            most = known.null_count() + known.drop_nulls().len()
            counted = sum(bar["all"] for bar in drawn)
            assert all(bar["all"] == bar["shown"] for bar in drawn)
            if "start" in drawn[0]:
                assert counted == known.drop_nulls().len()
            else:
                assert counted == most or len(drawn) == bins.MOST_BARS


def test_controls_and_arguments_are_one_state():
    panel = explore.table(MIXED, column="donor")
    boxes = panel.form.children[3]
    boxes.index = [0]
    assert panel.rows.only == {"donor": ("DEU",)}
    panel.column.value = "eur"
    slider = panel.form.children[3]
    assert len(panel.frame) == 2
    slider.value = (slider.options[0][1], slider.options[1][1])
    assert set(panel.rows.between) == {"eur"}
    slider.value = (slider.options[0][1], slider.options[-1][1])
    assert panel.rows.between == {}
    panel.search.value = "nothing has this"
    assert panel.frame.is_empty()
    assert panel.sheet.counted == "0 of 5 rows"
    panel.whole.click()
    assert repr(panel) == 'explore.table(frame, column="eur")'
    assert panel.search.value == ""


def test_what_is_not_known_is_said_and_comes_last():
    panel = explore.table(MIXED, sort="-eur")
    assert panel.sheet.rows[-1][:2] == ["not known", "not known"]
    assert panel.frame["eur"].to_list()[-1] is None
    assert ("not known (1)", None) in panel.rows.values("donor")


@pytest.mark.parametrize(
    ("given", "fault", "message"),
    [
        ({"sort": "euros"}, UnknownName, "did you mean 'eur'"),
        ({"only": {"donr": ["DEU"]}}, UnknownName, "did you mean 'donor'"),
        ({"only": {"donor": ["DEX"]}}, UnknownName, "did you mean 'DEU'"),
        ({"only": {"donor": "DEU"}}, AnalysisError, "no list of values"),
        ({"only": {"eur": [1]}}, AnalysisError, r"or between=.'eur'"),
        ({"between": {"eur": [2, 1]}}, AnalysisError, "no first and last"),
        ({"between": {"day": ["2025-13-01", "x"]}}, AnalysisError, r"between=.'day': ."),
        ({"between": {"donor": [1, 2]}}, AnalysisError, "on a column of numbers or days"),
        ({"between": {"eur": 5}}, AnalysisError, "no first and last"),
        ({"between": {"share": [0, float("nan")]}}, AnalysisError, "no first and last"),
    ],
)
def test_what_the_table_lacks_is_refused_with_what_it_has(given, fault, message):
    with pytest.raises(fault, match=message):
        explore.table(MIXED, **given)


def test_the_file_has_all_rows_shown_and_its_link_stands_in_the_panel(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    panel = explore.table(load.vessels(), only={"authority": ["EU"]}, title="Ships of the EU")
    assert len(panel.sheet.rows) == 200 < panel.frame.height
    path = panel.export()
    sheet = load_workbook(tmp_path / path)["Data"]
    assert sheet.max_row - 1 >= panel.frame.height
    said = [cell.value for row in load_workbook(tmp_path / path)["Cover"].iter_rows() for cell in row]
    assert "690 of 1,783 rows" in said
    assert f'data-path="{path.as_posix()}"' in panel.status.value
    assert path.name == "ships-of-the-eu.xlsx"


def test_a_notebook_keeps_a_table_with_its_sources():
    data, _ = explore.table(load.aid(), title="Aid").bundle()
    assert "Kiel Institute" in data["text/html"]
    assert "2,265 rows, the first 50 shown" in data["text/html"]


def test_frames_of_other_libraries_empty_ones_and_ones_without_columns():
    assert explore.table(MIXED.select("donor", "share").to_pandas()).frame.height == 5
    assert explore.table(MIXED.lazy()).frame.height == 5
    assert explore.table(MIXED.clear()).sheet.rows == []
    with pytest.raises(AnalysisError, match="without columns"):
        explore.table(pl.DataFrame())


LONG = {
    "table of aid": lambda: explore.table(
        load.aid(), only={"donor": load.aid()["donor"].unique().sort().to_list()[:30]}, sort="-eur"
    ),
    "table of ships": lambda: explore.table(
        load.vessels(), search="9", only={"authority": ["EU", "UK"]}, between={"listed_on": ["2024-01-01", "2025-12-31"]}
    ),
    "aid": lambda: explore.aid(
        by="donor", only=["DEU", "FRA", "GBR", "POL"], months=["2024-01", "2025-12"], kind="military", cumulative=False
    ),
    "sanctions": lambda: explore.sanctions(only=["US", "UK"], every="1q", cumulative=False),
    "guarantees": lambda: explore.guarantees(as_of="2025-09-20", stance="offers, if"),
}


@pytest.mark.sampled(10)
@pytest.mark.parametrize("width", [88, 128])
@pytest.mark.parametrize("name", LONG)
def test_a_formatter_leaves_the_line_kept_as_it_is(name, width):
    text = repr(LONG[name]()) + "\n"
    command = [sys.executable, "-m", "ruff", "format", "--isolated", f"--line-length={width}", "-"]
    assert subprocess.run(command, input=text, capture_output=True, text=True, check=True).stdout == text


def test_rows_without_a_value_can_be_ticked_and_the_polars_finds_them():
    panel = explore.table(MIXED, only={"donor": [None, "FRA"], "form": [None, "grant"]})
    assert panel.frame["donor"].to_list() == ["FRA", None]
    assert_frame_equal(eval(panel.rows.code(), {"pl": pl, "frame": MIXED}), panel.frame)
