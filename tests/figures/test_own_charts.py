"""An analyst's own chart of altair: what a slide draws is what Vega draws, or a line says that it is a picture and why."""

import io
import re
import warnings
from datetime import date, datetime

import altair as alt
import pandas as pd
import polars as pl
import pytest
from pptx import Presentation

from analysis import Figure, load, marks, setup
from analysis.charts import composition, theme
from analysis.charts.native import native_table
from analysis.errors import AnalysisError
from analysis.export import office_charts

AID = pl.DataFrame(
    {
        "donor": ["DEU", "DEU", "FRA", "FRA", "POL", "POL"],
        "year": [2024, 2025] * 3,
        "kind": ["military", "financial", "military", "financial", "military", "financial"],
        "eur_bn": [3.0, 1.5, 2.0, 2.5, 1.0, 0.25],
    }
)
MONTHS = pl.DataFrame(
    {
        "month": [date(2025, nth, 1) for nth in (1, 2, 3)] * 2,
        "bloc": ["Europe"] * 3 + ["United States"] * 3,
        "eur_bn": [1.0, 2.0, 4.0, 3.0, 0.5, 0.25],
    }
)
ONE = pl.DataFrame({"name": ["b", "a", "c"], "n": [2, 5, 3]})
BARS, TIME, NAMED = alt.Chart(AID), alt.Chart(MONTHS), alt.Chart(ONE)
JAN, FEB, MAR = (date(2025, nth, 1) for nth in (1, 2, 3))
BY_MONTH = {"Europe": {JAN: 1.0, FEB: 2.0, MAR: 4.0}, "United States": {JAN: 3.0, FEB: 0.5, MAR: 0.25}}
BY_DONOR = {"financial": {"DEU": 1.5, "FRA": 2.5, "POL": 0.25}, "military": {"DEU": 3.0, "FRA": 2.0, "POL": 1.0}}
SUMS = {"DEU": 4.5, "FRA": 4.5, "POL": 1.25}
COUNTS = {"a": 5, "b": 2, "c": 3}

DRAWN = {
    "bar": (NAMED.mark_bar().encode(x="name:N", y="n:Q"), "column", {"": COUNTS}),
    "sum": (BARS.mark_bar().encode(x="donor:N", y="sum(eur_bn):Q"), "column", {"": SUMS}),
    "rows upon each other": (BARS.mark_bar().encode(x="donor:N", y="eur_bn:Q"), "column", {"": SUMS}),
    "mean": (BARS.mark_bar().encode(x="donor:N", y="mean(eur_bn):Q"), "column", {"": {"DEU": 2.25, "FRA": 2.25, "POL": 0.625}}),
    "count": (BARS.mark_bar().encode(x="donor:N", y="count()"), "column", {"": dict.fromkeys(SUMS, 2)}),
    "horizontal": (BARS.mark_bar().encode(y="donor:N", x="sum(eur_bn):Q"), "bar", {"": SUMS}),
    "sorted by value": (
        NAMED.mark_bar().encode(x=alt.X("name:N", sort="-y"), y="n:Q"),
        "column",
        {"": {"a": 5, "c": 3, "b": 2}},
    ),
    "sorted by hand": (
        NAMED.mark_bar().encode(y=alt.Y("name:N", sort=["c", "a", "b"]), x="n:Q"),
        "bar",
        {"": {"c": 3, "a": 5, "b": 2}},
    ),
    "ordinal years": (BARS.mark_bar().encode(x="year:O", y="sum(eur_bn):Q"), "column", {"": {"2024": 6.0, "2025": 4.25}}),
    "stacked": (BARS.mark_bar().encode(x="donor:N", y="eur_bn:Q", color="kind:N"), "stacked_column", BY_DONOR),
    "stacked, horizontal": (BARS.mark_bar().encode(y="donor:N", x="eur_bn:Q", color="kind:N"), "stacked_bar", BY_DONOR),
    "stacked sums": (
        BARS.mark_bar().encode(x="year:O", y="sum(eur_bn):Q", color="donor:N"),
        "stacked_column",
        {"DEU": {"2024": 3.0, "2025": 1.5}, "FRA": {"2024": 2.0, "2025": 2.5}, "POL": {"2024": 1.0, "2025": 0.25}},
    ),
    "normalised": (
        BARS.mark_bar().encode(x="donor:N", y=alt.Y("eur_bn:Q", stack="normalize"), color="kind:N"),
        "stacked_column",
        {"financial": {"DEU": 1 / 3, "FRA": 2.5 / 4.5, "POL": 0.2}, "military": {"DEU": 2 / 3, "FRA": 2 / 4.5, "POL": 0.8}},
    ),
    "grouped": (BARS.mark_bar().encode(x="donor:N", xOffset="kind:N", y="eur_bn:Q", color="kind:N"), "column", BY_DONOR),
    "grouped, horizontal": (
        BARS.mark_bar().encode(y="donor:N", yOffset="kind:N", x="eur_bn:Q", color="kind:N"),
        "bar",
        BY_DONOR,
    ),
    "coloured by name": (NAMED.mark_bar().encode(x="name:N", y="n:Q", color="name:N"), "column", {"": COUNTS}),
    "one brought forward": (
        NAMED.mark_bar().encode(
            x="name:N", y="n:Q", color=alt.condition("datum.name == 'a'", alt.value("#D55E00"), alt.value("#999999"))
        ),
        "column",
        {"": COUNTS},
    ),
    "bars by month": (
        TIME.mark_bar().encode(x="yearmonth(month):T", y="sum(eur_bn):Q"),
        "column",
        {"": {JAN: 4.0, FEB: 2.5, MAR: 4.25}},
    ),
    "months as names": (
        TIME.mark_bar().encode(x="month(month):O", y="sum(eur_bn):Q"),
        "column",
        {"": {"Jan": 4.0, "Feb": 2.5, "Mar": 4.25}},
    ),
    "months and years as names": (
        TIME.mark_bar().encode(x="yearmonth(month):O", xOffset="bloc:N", y="eur_bn:Q", color="bloc:N"),
        "column",
        {name: dict(zip(("Jan 2025", "Feb 2025", "Mar 2025"), row.values(), strict=True)) for name, row in BY_MONTH.items()},
    ),
    "months as colours": (
        TIME.mark_bar().encode(x="bloc:N", y="eur_bn:Q", color="yearmonth(month):O"),
        "stacked_column",
        {
            name: {"Europe": europe, "United States": states}
            for name, europe, states in (("Jan 2025", 1.0, 3.0), ("Feb 2025", 2.0, 0.5), ("Mar 2025", 4.0, 0.25))
        },
    ),
    "names shortened by the axis": (
        NAMED.mark_bar().encode(x=alt.X("name:N", axis=alt.Axis(labelExpr="upper(datum.label)")), y="n:Q"),
        "column",
        {"": {"A": 5, "B": 2, "C": 3}},
    ),
    "line": (
        TIME.transform_filter("datum.bloc == 'Europe'").mark_line().encode(x="month:T", y="eur_bn:Q"),
        "line",
        {"": BY_MONTH["Europe"]},
    ),
    "lines": (TIME.mark_line().encode(x="month:T", y="eur_bn:Q", color="bloc:N"), "line", BY_MONTH),
    "dashed lines": (TIME.mark_line().encode(x="month:T", y="eur_bn:Q", color="bloc:N", strokeDash="bloc:N"), "line", BY_MONTH),
    "lines with points": (TIME.mark_line(point=True).encode(x="month:T", y="eur_bn:Q", color="bloc:N"), "line", BY_MONTH),
    "line over names": (NAMED.mark_line().encode(x="name:N", y="n:Q"), "line", {"": COUNTS}),
    "line over years": (
        BARS.mark_line().encode(x="year:Q", y="sum(eur_bn):Q"),
        "line",
        {"": {"2024": 6.0, "2025": 4.25}},
    ),
    "steps": (TIME.mark_line(interpolate="step-after").encode(x="month:T", y="eur_bn:Q", color="bloc:N"), "steps", None),
    "area": (NAMED.mark_area().encode(x="name:N", y="n:Q"), "area", {"": COUNTS}),
    "stacked area": (TIME.mark_area().encode(x="month:T", y="eur_bn:Q", color="bloc:N"), "area", BY_MONTH),
    "area with a line": (NAMED.mark_area(line=True).encode(x="name:N", y="n:Q"), "area", {"": COUNTS}),
    "points": (TIME.mark_point(filled=True).encode(x="month:T", y="eur_bn:Q", color="bloc:N"), "points", BY_MONTH),
    "points over names": (NAMED.mark_circle().encode(x="name:N", y="n:Q"), "points", {"": COUNTS}),
    "histogram": (
        alt.Chart(pl.DataFrame({"n": [1, 2, 11, 12, 13, 25]}))
        .mark_bar()
        .encode(x=alt.X("n:Q", bin=alt.Bin(step=10)), y="count()"),
        "column",
        {"": {"0–10": 2, "10–20": 3, "20–30": 1}},
    ),
    "bars with numbers": (
        NAMED.mark_bar().encode(x="name:N", y="n:Q") + NAMED.mark_text(dy=-6).encode(x="name:N", y="n:Q", text="n:Q"),
        "column",
        {"": COUNTS},
    ),
    "calculated": (
        NAMED.transform_calculate(twice="datum.n * 2").mark_bar().encode(x="name:N", y="twice:Q"),
        "column",
        {"": {"a": 10, "b": 4, "c": 6}},
    ),
    "folded": (
        alt.Chart(pl.DataFrame({"year": ["2024", "2025"], "given": [1.0, 2.0], "promised": [3.0, 5.0]}))
        .transform_fold(["given", "promised"], as_=["what", "eur_bn"])
        .mark_line()
        .encode(x="year:O", y="eur_bn:Q", color="what:N"),
        "line",
        {"given": {"2024": 1.0, "2025": 2.0}, "promised": {"2024": 3.0, "2025": 5.0}},
    ),
    "running total": (
        NAMED.transform_window(so_far="sum(n)", sort=[{"field": "name"}]).mark_line().encode(x="name:N", y="so_far:Q"),
        "line",
        {"": {"a": 5, "b": 7, "c": 10}},
    ),
    "less than nothing": (
        alt.Chart(pl.DataFrame({"name": ["a", "b"], "change": [-1.5, 2.0]})).mark_bar().encode(x="name:N", y="change:Q"),
        "column",
        {"": {"a": -1.5, "b": 2.0}},
    ),
    "a value not known": (
        alt.Chart(pl.DataFrame({"name": ["a", "b", "c"], "n": [1.0, None, 2.0]})).mark_line().encode(x="name:N", y="n:Q"),
        "line",
        {"": {"a": 1.0, "b": None, "c": 2.0}},
    ),
}


def twin(figure) -> tuple[str, dict]:
    """What the slide's chart is made of, by series and category; a single series goes by no name."""
    native, table = office_charts.read_record(figure.record())
    cells = {name: dict(zip(table.categories, values, strict=True)) for name, values in table.series.items()}
    return native.form, cells if native.series else {"": next(iter(cells.values()))}


@pytest.mark.sampled(20)
@pytest.mark.parametrize("name", DRAWN)
def test_the_slides_chart_has_the_numbers_that_vega_draws(name):
    chart, form, expected = DRAWN[name]
    figure = Figure(chart, headline="Own")
    found, cells = twin(figure)
    assert found == form
    if expected is not None:
        assert {
            key: {at: None if one is None else pytest.approx(one) for at, one in row.items()} for key, row in expected.items()
        } == cells
        if "sort" in name:
            assert list(cells[""]) == list(expected[""])


def test_there_are_thirty_kinds():
    assert len(DRAWN) >= 30


@pytest.mark.sampled(12)
@pytest.mark.parametrize("name", DRAWN)
def test_a_slide_of_each_holds_a_chart_and_no_picture(name, tmp_path):
    figure = Figure(DRAWN[name][0], headline="Own")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        slide = Presentation(figure.save(tmp_path / "own.pptx")).slides[0]
    charts = [shape for shape in slide.shapes if shape.has_chart]
    assert len(charts) == 1
    values = [list(series.values) for series in charts[0].chart.plots[0].series]
    _, table = office_charts.read_record(figure.record())
    assert [[None if one is None else pytest.approx(one) for one in row] for row in table.series.values()] == values


PANELS = TIME.mark_line().encode(x="month:T", y="eur_bn:Q")
PICTURES = {
    "several panels": (PANELS.facet("bloc:N"), "several panels"),
    "beside": (PANELS | PANELS, "several panels"),
    "a rule": (PANELS + alt.Chart(pl.DataFrame({"y": [2]})).mark_rule().encode(y="y:Q"), "rules"),
    "a pie": (NAMED.mark_arc().encode(theta="n:Q", color="name:N"), "slices of a pie"),
    "a heat map": (
        BARS.mark_rect().encode(x="donor:N", y="year:O", color="eur_bn:Q"),
        "rectangles",
    ),
    "a scatter": (BARS.mark_point().encode(x="year:Q", y="eur_bn:Q"), "both of its axes are numbers"),
    "a log axis": (NAMED.mark_line().encode(x="name:N", y=alt.Y("n:Q", scale=alt.Scale(type="log"))), "is one of log"),
    "two layers": (
        NAMED.mark_bar().encode(x="name:N", y="n:Q") + NAMED.mark_line().encode(x="name:N", y="n:Q"),
        "several of its layers",
    ),
    "colours of numbers": (
        BARS.mark_bar().encode(x="donor:N", y="sum(eur_bn):Q", color="sum(eur_bn):Q"),
        "colours stand for numbers",
    ),
    "from one to another": (
        alt.Chart(pl.DataFrame({"name": ["a"], "low": [1], "high": [2]})).mark_bar().encode(x="name:N", y="low:Q", y2="high:Q"),
        "from one value",
    ),
    "boxes": (BARS.mark_boxplot().encode(x="donor:N", y="eur_bn:Q"), "boxes"),
    "bars before bars": (BARS.mark_bar().encode(x="donor:N", y=alt.Y("eur_bn:Q", stack=None)), "bars stand before one another"),
    "areas before areas": (
        TIME.mark_area(opacity=0.5).encode(x="month:T", y=alt.Y("eur_bn:Q", stack=None), color="bloc:N"),
        "stand before one another",
    ),
    "a stream": (
        TIME.mark_area().encode(x="month:T", y=alt.Y("eur_bn:Q", stack="center"), color="bloc:N"),
        "around the middle",
    ),
    "an axis that runs down": (NAMED.mark_bar().encode(x="name:N", y=alt.Y("n:Q", scale=alt.Scale(reverse=True))), "backwards"),
}


@pytest.mark.sampled(7)
@pytest.mark.parametrize("name", PICTURES)
def test_what_has_no_native_form_is_a_picture_and_a_line_says_why(name, tmp_path):
    chart, why = PICTURES[name]
    with pytest.warns(UserWarning, match=rf"^own\.pptx holds the chart as a picture, .* since .*({why})"):
        slide = Presentation(Figure(chart, headline="Own").save(tmp_path / "own.pptx")).slides[0]
    assert not [shape for shape in slide.shapes if shape.has_chart]


def test_colours_and_dashes_are_those_of_the_picture():
    figure = Figure(DRAWN["dashed lines"][0], headline="Own")
    native, _ = office_charts.read_record(figure.record())
    assert native.colours == {"Europe": theme.BLUE, "United States": theme.VERMILLION}
    assert native.dashes["Europe"] == [1, 0] != native.dashes["United States"]
    assert theme.VERMILLION in figure.svg()


@pytest.mark.sampled(12)
@pytest.mark.parametrize("name", DRAWN)
def test_every_colour_of_the_slide_is_in_the_picture(name):
    figure = Figure(DRAWN[name][0], headline="Own")
    native, _ = office_charts.read_record(figure.record())
    drawn = figure.svg().upper()
    assert native.colours
    # What the paper shines through has on the slide the colour that is seen.
    shines = "opacity=" in figure.svg()
    assert [one for one in native.colours.values() if one not in drawn and not shines] == []
    assert not any(one in drawn for one in ("#4C78A8", "#F58518")), "Vega's own colours"


@pytest.mark.sampled(9)
@pytest.mark.parametrize(
    "chart", [NAMED.mark_bar(color="#CC79A7"), NAMED.mark_line(color="#CC79A7"), NAMED.mark_area(color="#CC79A7")]
)
@pytest.mark.parametrize("title", ["EUR bn", "share of all", "Share, %"])
def test_the_only_series_has_its_colour_whatever_its_unit(chart, title, tmp_path):
    figure = Figure(chart.encode(x="name:N", y=alt.Y("n:Q", title=title, axis=alt.Axis(format=".0%"))), headline="Own")
    slide = Presentation(figure.save(tmp_path / "own.pptx")).slides[0]
    series = next(shape for shape in slide.shapes if shape.has_chart).chart.plots[0].series[0]
    look = series.format.line.color if "line" in figure.record()["native"]["form"] else series.format.fill.fore_color
    assert str(look.rgb) == "CC79A7"


def test_a_stack_is_ordered_from_the_axis_on_as_the_picture_is():
    _, table = office_charts.read_record(Figure(DRAWN["stacked"][0], headline="Own").record())
    assert list(table.series) == ["military", "financial"]


def test_setup_draws_any_table_of_the_package_in_the_houses_colours():
    setup()
    chart = alt.Chart(load.aid()).mark_bar().encode(x="year(month):T", y="sum(eur):Q")
    shown = chart._repr_mimebundle_()
    assert shown["image/svg+xml"].startswith("<svg")
    coloured = alt.Chart(AID).mark_bar().encode(x="donor:N", y="sum(eur_bn):Q", color="donor:N")._repr_mimebundle_()
    assert theme.BLUE in coloured["image/svg+xml"]


def test_more_than_five_thousand_rows_are_drawn():
    setup()
    grown = pl.concat([load.energy_buyers(), load.energy_buyers()])
    assert grown.height > 5000
    chart = alt.Chart(grown).mark_bar().encode(x="month:T", y="sum(value_eur_bn):Q")
    assert chart._repr_mimebundle_()["image/svg+xml"].startswith("<svg")
    figure = Figure(chart, headline="Much was bought")
    assert figure.frame["sum_value_eur_bn"].sum() == pytest.approx(float(grown["value_eur_bn"].sum()))


@pytest.mark.parametrize("name", ["EUR bn (incl. loans)", "EUR [bn]", "EUR.bn", 'EUR "bn"', "EUR 'bn'", "share, %", "EUR: bn"])
def test_a_column_of_any_name_is_drawn(name):
    rows = pl.DataFrame({"donor": ["DEU", "FRA"], name: [1.0, 2.0]})
    figure = Figure(
        alt.Chart(rows).mark_bar().encode(x="donor:N", y=alt.Y(field=name, type="quantitative")), headline="Two donors"
    )
    assert twin(figure) == ("column", {"": {"DEU": 1.0, "FRA": 2.0}})
    assert figure.frame.columns == ["donor", name]
    assert ">DEU<" in figure.svg()


MOMENTS = {
    "texts": pl.Series(["2025-04", "2025-05"]),
    "days as texts": pl.Series(["2025-04-01", "2025-05-01"]),
    "days": pl.Series([date(2025, 4, 1), date(2025, 5, 1)]),
    "times": pl.Series([datetime(2025, 4, 1), datetime(2025, 5, 1)]),
    "times of Greenwich": pl.Series([datetime(2025, 4, 1), datetime(2025, 5, 1)]).dt.replace_time_zone("UTC"),
    "times of Berlin": pl.Series([datetime(2025, 4, 1), datetime(2025, 5, 1)]).dt.replace_time_zone("Europe/Berlin"),
}


@pytest.mark.parametrize("name", MOMENTS)
def test_no_month_is_named_as_the_one_before_in_any_zone(name):
    rows = pl.DataFrame({"month": MOMENTS[name], "eur_bn": [1.0, 2.0]})
    figure = Figure(alt.Chart(rows).mark_bar().encode(x="yearmonth(month):T", y="eur_bn:Q"), headline="Months")
    values = [row["month"] for row in next(iter(figure.spec()["datasets"].values()))]
    # Without a zone a browser takes a time for one of its reader's own.
    assert [value[:19] for value in values] == ["2025-04-01T00:00:00", "2025-05-01T00:00:00"]
    assert not any(value.endswith("Z") or "+" in value for value in values)
    assert twin(figure)[1] == {"": {date(2025, 4, 1): 1.0, date(2025, 5, 1): 2.0}}


def test_what_is_no_number_is_a_gap_and_leaves_the_page_and_the_json_whole(tmp_path):
    rows = pl.DataFrame({"year": [2024, 2025], "share": [0.5, float("nan")]})
    figure = Figure(alt.Chart(rows).mark_bar().encode(x="year:O", y="share:Q"), headline="Shares")
    for ending in ("html", "json", "pptx", "csv"):
        figure.save(tmp_path / f"nan.{ending}")
    assert "NaN" not in (tmp_path / "nan.json").read_text().replace('"csv"', "").split('"spec"')[1]
    assert twin(figure)[1] == {"": {"2024": 0.5}}


def test_the_csv_is_what_is_drawn_and_not_the_longest_layer():
    noted = pl.DataFrame({"at": [date(2025, 1, 1)] * 9, "word": list("abcdefghi")})
    layered = DRAWN["lines"][0] + alt.Chart(noted).mark_text().encode(x="at:T", text="word:N")
    columns = Figure(layered, headline="Own").frame
    assert columns.filter(pl.col("bloc").is_not_null()).height == 6
    assert columns.filter(pl.col("word").is_not_null()).height == 9
    assert Figure(DRAWN["sum"][0], headline="Own").record()["csv"].splitlines()[1:] == ["DEU,4.5", "FRA,4.5", "POL,1.25"]


def test_words_can_be_changed_and_nothing_else():
    figure = Figure(DRAWN["sum"][0], headline="Own", sources=["BMVg, report 2025"])
    other = figure.reworded(headline="Germany gave 4.5 bn", notes=["Nominal euros."])
    assert other.headline == "Germany gave 4.5 bn"
    assert other.alt.startswith("Germany gave 4.5 bn.")
    assert other.notes == ("Nominal euros.",)
    assert (other.id, other.source_line) == (figure.id, figure.source_line)
    assert other.record()["csv"] == figure.record()["csv"]
    assert figure.headline == "Own"


def test_what_the_analyst_configures_is_drawn_at_every_size():
    figure = Figure(DRAWN["sum"][0].configure_axis(labelFontSize=19), headline="Own")
    for picture in (figure.picture(), figure.picture().at("slide")):
        assert 'font-size="19px"' in picture.svg
    assert composition.config_of({"mark": "bar"}) == theme.config()


@pytest.mark.parametrize(
    "odd",
    [pl.struct("name"), pl.concat_list("n"), pl.duration(days=1), pl.time(1), pl.lit(b"x")],
    ids=["struct", "list", "duration", "time", "bytes"],
)
def test_a_column_that_is_not_drawn_stops_nothing(odd, tmp_path):
    figure = Figure(alt.Chart(ONE.with_columns(odd=odd)).mark_bar().encode(x="name:N", y="n:Q"), headline="Own")
    assert twin(figure) == ("column", {"": COUNTS})
    assert figure.save(tmp_path / "own.csv").read_text(encoding="utf-8-sig").startswith("name,n")


def test_a_chart_of_rows_written_into_it_has_its_csv():
    figure = Figure(
        alt.Chart(alt.Data(values=[{"year": "2025", "eur_bn": 1.5}])).mark_bar().encode(x="year:N", y="eur_bn:Q"),
        headline="Own",
    )
    assert figure.record()["csv"] == "year,eur_bn\n2025,1.5\n"
    assert "1 row of year, eur_bn" in figure.alt


def test_the_stored_record_of_an_own_chart_makes_the_same_slide():
    figure = Figure(DRAWN["sum"][0], headline="Own", data=AID)
    assert figure.record()["csv"].count("\n") == 7
    assert twin(figure)[1] == {"": pytest.approx(SUMS)}
    assert native_table(AID, office_charts.read_record(figure.record())[0]).categories
    assert io.StringIO(figure.record()["native"]["rows"]).readline() == "donor,eur_bn\n"


YEARS_AT_TICKS = {
    "two years of months": ([date(2023, 11, 1), date(2024, 2, 1), date(2025, 3, 1)], True),
    "months of one year": ([date(2025, 1, 1), date(2025, 6, 1)], False),
}


@pytest.mark.parametrize("name", YEARS_AT_TICKS)
def test_each_tick_names_its_year_where_an_axis_spans_several(name):
    days, told = YEARS_AT_TICKS[name]
    rows = pl.DataFrame({"month": days, "eur_bn": [float(place) for place, _ in enumerate(days)]})
    drawn = Figure(alt.Chart(rows).mark_line().encode(x="month:T", y="eur_bn:Q"), headline="Own").svg()
    labels = re.findall(r">([A-Z][a-z]{2} 20\d\d)<", drawn)
    assert bool(labels) == told
    own = alt.Chart(rows).mark_line().encode(x=alt.X("month:T", axis=alt.Axis(format="%Y/%m")), y="eur_bn:Q")
    assert not re.findall(r">[A-Z][a-z]{2} 20\d\d<", Figure(own, headline="Own").svg())


def test_an_event_of_the_last_month_shown_is_within_it_and_its_day_may_be_a_text():
    rows = pl.DataFrame({"month": [date(2024, 1, 1), date(2025, 1, 1)], "eur_bn": [1.0, 2.0]})
    line = alt.Chart(rows).mark_line().encode(x="month:T", y="eur_bn:Q")
    noted = pd.DataFrame({"date": ["2025-01-20", "2025-02-01"], "label": ["Inauguration", "Later"]})
    assert marks.events(line, noted).layer[2].data["words"].to_list() == ["Inauguration"]
    days = line.encode(x="day:T").properties(data=rows.with_columns(day=pl.col("month") + pl.duration(days=9)))
    with pytest.raises(AnalysisError, match="none of the 2 events is within what the chart shows, 2024-01-10 to 2025-01-10"):
        marks.events(days, noted)


@pytest.mark.sampled(2)
@pytest.mark.parametrize("mark", ["line", "area", "circle", "trail"])
def test_events_change_no_colour_of_the_chart_they_are_laid_over(mark):
    months = pl.DataFrame({"period": [date(2025, 1, 1), date(2025, 6, 1), date(2025, 12, 1)], "eur_bn": [1.0, 2.0, 4.0]})
    chart = getattr(alt.Chart(months), f"mark_{mark}")().encode(x="period:T", y="eur_bn:Q")
    noted = pl.DataFrame({"date": [date(2025, 7, 14)], "label": ["PURL begins"]})
    for laid in (
        marks.events(chart, noted),
        chart + marks.caption("EUR bn"),
        chart + marks.coverage_end(date(2025, 12, 1), "end"),
    ):
        drawing = Figure(laid, headline="Aid grew", sources=["me"]).svg().lower()
        assert "#4c78a8" not in drawing
        assert theme.GREY in drawing
