"""The chart that an office program draws is the picture's: the same sums, all series, codes as texts, or a refusal in words."""

import csv
import io
import json
import math
import re
import zipfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, datetime
from itertools import pairwise

import altair as alt
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pptx import Presentation

from analysis import Figure
from analysis.briefing.from_notebooks import gather
from analysis.charts import forms, marks, native, theme
from analysis.charts.native import FORMS, LINES, NOT_KNOWN, Native, native_table
from analysis.charts.picture import Picture
from analysis.charts.sizes import caveat_beside_office_chart
from analysis.errors import AnalysisError, UnknownName
from analysis.export import native_tables, office_charts, pptx
from analysis.export.csv import csv_text
from analysis.export.story import only

EXCEL_EPOCH = date(1899, 12, 30)
CODES = ["007", "010", "7", "1e3", "2024-01-01", "2024-02-30", "=1+1", "'x", "https://example.org", "a,b", "Ü 2", "true", None]
UNITS = ["EUR bn", "share of the year", "share, in %", "% of GDP", ""]
SEVERAL = {"derandomize": True, "deadline": None}


def texts(size: int) -> st.SearchStrategy[pl.Series]:
    listed = st.lists(st.sampled_from(CODES), min_size=size, max_size=size)
    return listed.map(lambda values: pl.Series(values, dtype=pl.String))


def whole_numbers(size: int) -> st.SearchStrategy[pl.Series]:
    listed = st.lists(st.sampled_from([2025, 2024, 7, -1, None]), min_size=size, max_size=size)
    return listed.map(lambda values: pl.Series(values, dtype=pl.Int64))


def days(size: int) -> st.SearchStrategy[pl.Series]:
    near = st.dates(date(2024, 1, 1), date(2024, 1, 9))
    far = st.sampled_from([date(year, month, 1) for year in (2023, 2024, 2025) for month in (1, 4, 10)])
    listed = st.one_of(st.lists(some, min_size=size, max_size=size) for some in (near, far, st.one_of(near, far, st.none())))
    return listed.map(lambda values: pl.Series(values, dtype=pl.Date))


def other_names(size: int) -> st.SearchStrategy[pl.Series]:
    """Texts that all read as days, midnights, categories and truths."""
    listed = st.lists(st.sampled_from(["2024-01-01", "2024-01-02"]), min_size=size, max_size=size).map(pl.Series)
    kinds = [pl.String, pl.Categorical, pl.Datetime("ms")]
    cast = [
        listed.map(lambda values, kind=kind: values.str.to_datetime().cast(kind) if kind == pl.Datetime else values.cast(kind))
        for kind in kinds
    ]
    return st.one_of(*cast, st.lists(st.booleans(), min_size=size, max_size=size).map(pl.Series))


def amounts(size: int) -> st.SearchStrategy[pl.Series]:
    floats = st.one_of(
        st.floats(-2, 2).map(lambda value: round(value, 3)), st.sampled_from([None, math.nan, math.inf, 0.0, 1.0])
    )
    kinds = [
        (floats, pl.Float64),
        (st.one_of(st.integers(-5, 40), st.none()), pl.Int64),
        (st.one_of(st.decimals(0, 3, places=2), st.none()), pl.Decimal(18, 2)),
    ]
    return st.one_of(
        st.lists(one, min_size=size, max_size=size).map(lambda values, kind=kind: pl.Series(values, dtype=kind))
        for one, kind in kinds
    )


@st.composite
def described(draw: st.DrawFn) -> tuple[pl.DataFrame, Native]:
    """A small frame, and a native chart of it."""
    size = draw(st.integers(1, 8))
    category = draw(st.one_of(texts(size), whole_numbers(size), days(size), other_names(size)))
    by = draw(st.none() | texts(size) | whole_numbers(size))
    frame = pl.DataFrame({"category": category, "amount": draw(amounts(size))})
    frame = frame if by is None else frame.with_columns(by.alias("-part"))
    names = st.lists(st.sampled_from([*filter(None, CODES), NOT_KNOWN, "2024", "no such"]), unique=True, max_size=4)
    hues = st.dictionaries(st.sampled_from(["007", "7", "2025"]), st.sampled_from([theme.BLUE, theme.PAPER]), max_size=2)
    chosen = Native(
        draw(st.sampled_from(FORMS)),
        "category",
        "amount",
        None if by is None else "-part",
        draw(st.sampled_from(UNITS)),
        draw(hues),
        draw(names),
        draw(st.sampled_from([{}, {"007": "Bond", "7": "seven"}])),
        draw(names),
    )
    return frame, chosen


def named(value: object) -> object:
    if isinstance(value, datetime):
        return value.date()
    return (
        NOT_KNOWN
        if value is None
        else value
        if isinstance(value, date)
        else str(value).lower()
        if isinstance(value, bool)
        else str(value)
    )


def plain_cells(frame: pl.DataFrame, chosen: Native) -> dict[tuple[str, object], list[float]]:
    """Give the numbers of each series and category that is drawn, by plain Python."""
    cells: dict[tuple[str, object], list[float | None]] = defaultdict(list)
    for row in frame.iter_rows(named=True):
        part = named(row[chosen.series]) if chosen.series else chosen.unit or chosen.y
        value = row[chosen.y]
        cells[part, named(row[chosen.x])].append(None if value is None or not math.isfinite(value) else float(value))
    if chosen.series:
        cells = {key: values for key, values in cells.items() if chosen.colours.get(key[0]) != theme.PAPER}
    return cells


def refused(frame: pl.DataFrame, chosen: Native) -> str:
    """Say in which words a chart must be refused; nothing where it must be drawn."""
    cells = plain_cells(frame, chosen)
    dated = frame[chosen.x].dtype in (pl.Date, pl.Datetime)
    if not cells:
        return "the colour of the paper"
    if dated and any(category == NOT_KNOWN for _, category in cells):
        return "have no day"
    if chosen.form == "steps" and not dated:
        return "need days"
    return "share a place" if chosen.form in LINES and any(len(values) > 1 for values in cells.values()) else ""


def plain_sums(frame: pl.DataFrame, chosen: Native) -> dict[tuple[str, object], float | None]:
    sums = {}
    for key, values in plain_cells(frame, chosen).items():
        known = [value for value in values if value is not None]
        sums[key] = sum(known) if known else None
    return sums


def read_back(content: bytes) -> object:
    charts = [shape.chart for slide in Presentation(io.BytesIO(content)).slides for shape in slide.shapes if shape.has_chart]
    return charts[0]


def saved(frame: pl.DataFrame, chosen: Native) -> bytes:
    record = {
        "id": "mine",
        "headline": "Mine",
        "subtitle": "",
        "notes": [],
        "alt": "A chart.",
        "source_line": "Source: not stated.",
        "csv": csv_text(frame),
        "native": native.to_record(chosen, frame),
    }
    return pptx.render_figure(Picture(json.loads(json.dumps(record)), {}))


def values_by_place(chart) -> dict[tuple[str, str], float | None]:
    """Give the numbers of a chart read from a file by series and category, both as the chart names them."""
    plot = chart.plots[0]
    categories = [str(category) for category in plot.categories]
    assert len(set(categories)) == len(categories)
    return {(one.name, category): value for one in plot.series for category, value in zip(categories, one.values, strict=True)}


def label(name: object, chosen: Native, categories: list) -> str:
    """Name a series or category as the chart must."""
    if not isinstance(name, date):
        return chosen.labels.get(name, name)
    near = any((later - one).days < native_tables.QUARTER for one, later in pairwise(categories))
    return str(float((name - EXCEL_EPOCH).days)) if near else name_of_far_day(name, categories)


def name_of_far_day(day: date, categories: list[date]) -> str:
    if len(categories) == 1:
        return str(day)
    if all((one.month, one.day) == (1, 1) for one in categories):
        return str(day.year)
    return (
        f"Q{(day.month + 2) // 3} {day.year}"
        if all(one.day == 1 and one.month in (1, 4, 7, 10) for one in categories)
        else str(day)
    )


@settings(max_examples=120, **SEVERAL)
@given(described())
def test_the_table_of_an_office_chart_holds_the_sums_of_the_rows_and_loses_no_series(made):
    frame, chosen = made
    if words := refused(frame, chosen):
        with pytest.raises(AnalysisError, match=words):
            native_table(frame, chosen)
        return
    table, sums = native_table(frame, chosen), plain_sums(frame, chosen)
    assert set(table.series) == {part for part, _ in sums}
    wanted = [one for one in chosen.order if one in table.series]
    assert list(table.series)[: len(wanted)] == wanted
    if chosen.form != "steps":
        assert set(table.categories) == {category for _, category in sums}
    for part, values in table.series.items():
        known = {category: sums[part, category] for category in table.categories if sums.get((part, category)) is not None}
        for category, value in zip(table.categories, values, strict=True):
            if chosen.form == "steps":
                before = [day for day in known if day <= category]
                expected = known[max(before)] if before and category <= max(known) else None
            else:
                expected = known.get(category)
            assert value == (None if expected is None else pytest.approx(expected)), (part, category)


@settings(max_examples=60, **SEVERAL)
@given(described())
def test_rows_read_from_a_record_make_the_same_table_as_the_rows_themselves(made):
    frame, chosen = made
    if not refused(frame, chosen):
        record = {"csv": csv_text(frame), "native": native.to_record(chosen, frame)}
        assert office_charts.read_record(json.loads(json.dumps(record))) == (chosen, native_table(frame, chosen))


@settings(max_examples=50, **SEVERAL)
@given(described())
def test_a_chart_read_back_from_its_slide_holds_the_sums_of_the_rows(made):
    frame, chosen = made
    if refused(frame, chosen):
        return
    written = values_by_place(read_back(saved(frame, chosen)))
    days = native_table(frame, chosen).categories
    by_label = {
        (label(part, chosen, []), label(category, chosen, days)): total
        for (part, category), total in plain_sums(frame, chosen).items()
    }
    for place, total in by_label.items():
        assert written[place] == (None if total is None else pytest.approx(total)), place
    if chosen.form != "steps":
        assert {place for place, value in written.items() if value is not None} == {
            place for place, total in by_label.items() if total is not None
        }


@pytest.mark.parametrize(
    ("unit", "values", "form", "end", "ticks"),
    [
        ("share of the year", [0.5, 0.25], "column", 1, "0%"),
        ("share of the year", [0.5, 1.75], "column", None, "0%"),
        ("share of the year", [0.5, 0.5], "stacked_column", 1, "0%"),
        ("share of the year", [0.5, 0.75], "stacked_column", None, "0%"),
        ("share of the year", [0.5, 0.75], "area", None, "0%"),
        ("share of the year", [0.5, -0.75], "stacked_bar", 1, "0%"),
        ("share of the year", [None, None], "line", 1, "0%"),
        ("share of the year, in %", [50.0, 175.0], "column", None, "#,##0"),
        ("% of GDP", [0.5, 1.75], "line", None, "#,##0.0"),
        ("EUR bn", [0.5, 1.75], "bar", None, "#,##0.0"),
    ],
)
def test_an_axis_of_shares_ends_at_all_or_where_the_values_end(unit, values, form, end, ticks):
    frame = pl.DataFrame({"year": ["2025"] * 2, "part": ["a", "b"], "n": values}, schema_overrides={"n": pl.Float64})
    axis = read_back(saved(frame, Native(form, "year", "n", "part", unit))).value_axis
    assert (axis.maximum_scale, axis.tick_labels.number_format) == (end, ticks)


def test_a_name_that_looks_like_a_formula_or_a_link_is_a_text_of_the_charts_workbook():
    frame = pl.DataFrame(
        {"donor": ["=1+1", "https://example.org", "{=2}"], "eur_bn": [1.0, 2.0, 3.0], "part": ["=3", "b", "c"]}
    )
    chart = read_back(saved(frame, Native("bar", "donor", "eur_bn", "part")))
    sheet = zipfile.ZipFile(io.BytesIO(chart.part.chart_workbook.xlsx_part.blob)).read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet
    assert [str(one) for one in chart.plots[0].categories] == frame["donor"].to_list()


ROWS = pl.DataFrame({"year": ["2024", "2024"], "donor": ["DEU", "FRA"], "eur_bn": [1.0, 2.0], "parts": [[1], [2]]})
BARS = alt.Chart(ROWS.drop("parts")).mark_bar().encode(x="year:O", y="eur_bn:Q")


@pytest.mark.parametrize(
    ("given", "kind", "words"),
    [
        (Native("column", "yr", "eur_bn"), UnknownName, "no column of the native chart 'yr'\n  -> did you mean 'year'"),
        (Native("column", "year", "eur"), UnknownName, "no column of the native chart 'eur'"),
        (Native("column", "year", "eur_bn", "donr"), UnknownName, "did you mean 'donor'"),
        (Native("pie", "year", "eur_bn"), UnknownName, "no form of a native chart 'pie'\n.*line, steps, points, area"),
        (Native("line", "year", "eur_bn"), AnalysisError, r"2 of 2 rows share a place .*\n  -> .*group_by\('year'\)"),
        (Native("column", "year", "donor"), AnalysisError, "draws numbers, and 'donor' holds String\n  -> cast it"),
        (Native("column", "parts", "eur_bn"), AnalysisError, "cannot name its parts by 'parts'"),
        (Native("column", "year", "eur_bn", colours={"2024": "red"}), AnalysisError, "'red' is no colour .*\n.*#RRGGBB"),
    ],
)
def test_a_native_chart_that_does_not_fit_the_data_is_refused_when_the_figure_is_made(given, kind, words):
    with pytest.raises(kind, match=words):
        Figure(BARS, headline="Aid", data=ROWS, native=given)


@pytest.mark.parametrize("data", [ROWS.clear(), pl.DataFrame()])
def test_a_native_chart_of_no_rows_is_refused(data):
    with pytest.raises(AnalysisError, match="without rows"):
        Figure(BARS, headline="Aid", data=data, native=Native("column", "year", "eur_bn"))


@pytest.fixture(scope="module")
def curated() -> list[Picture]:
    return [picture for picture in gather().pictures if picture.record["native"]]


@pytest.fixture(scope="module")
def slides(curated) -> dict:
    """The charts of one deck of all curated figures that have a native chart, by the figure's id."""
    show = Presentation(io.BytesIO(pptx.render_story(only(gather(), [picture.id for picture in curated]))))
    return {shape.name: shape.chart for slide in show.slides for shape in slide.shapes if shape.has_chart}


def test_every_curated_chart_read_back_holds_its_figures_data(curated, slides):
    """Each row of the data is in the chart with its number, by the words the figure has for codes; there are no other numbers."""
    assert {picture.record["native"]["form"] for picture in curated} >= {"line", "steps", "bar", "column", "stacked_bar"}
    for picture in curated:
        wanted, written = picture.record["native"], values_by_place(slides[picture.id])
        unseen = [name for name, colour in wanted["colours"].items() if colour == theme.PAPER and wanted["series"]]
        rows = [row for row in csv.DictReader(io.StringIO(picture.record["csv"])) if row.get(wanted["series"]) not in unseen]
        drawn = {}
        for row in rows:
            part = row[wanted["series"]] if wanted["series"] else wanted["unit"]
            place = wanted["labels"].get(part, part), of_category(row[wanted["x"]], wanted, rows)
            # Rows of one place are summed, as countries of one answer are.
            drawn[place] = (drawn.get(place) or 0) + float(row[wanted["y"]]) if row[wanted["y"]] else drawn.get(place)
        assert {place: written[place] for place in drawn} == drawn, picture.id
        if wanted["form"] != "steps":
            assert {place for place, value in written.items() if value is not None} <= set(drawn), picture.id


def of_category(text: str, wanted: dict, rows: list[dict]) -> str:
    """Name a category as the chart must: by its word, or a day by its number in a workbook."""
    try:
        days = sorted({date.fromisoformat(row[wanted["x"]]) for row in rows})
    except ValueError:
        return wanted["labels"].get(text, text)
    return label(date.fromisoformat(text), Native("line", "x", "y"), days)


def test_a_native_line_has_no_holes_and_no_chart_shows_a_code(curated):
    """A line that is broken by the days of another is not what the picture shows."""
    for picture in curated:
        chosen, table = office_charts.read_record(picture.record)
        for name, values in table.series.items() if chosen.form in LINES else ():
            known = [nth for nth, value in enumerate(values) if value is not None]
            assert None not in values[known[0] : known[-1] + 1], (picture.id, name)
        words = [chosen.labels.get(str(one), str(one)) for one in [*table.categories, *table.series]]
        assert not [one for one in words if "_" in one and one != chosen.y], picture.id


def test_native_charts_hold_numbers_and_pictures_can_be_had_instead(curated, slides):
    assert len(slides) == len(curated) > 20
    assert all(chart.plots[0].series[0].values for chart in slides.values())
    drawn = Presentation(io.BytesIO(pptx.render_story(only(gather(), [curated[0].id]), pictures=True)))
    assert not any(shape.has_chart for slide in drawn.slides for shape in slide.shapes)


def test_steps_stand_until_the_next_count_and_end_with_their_last():
    rows = pl.DataFrame({"day": [date(2025, 1, 1), date(2025, 1, 5), date(2025, 1, 3)], "n": [1, 4, 2], "who": ["a", "a", "b"]})
    table = native_table(rows, Native("steps", "day", "n", "who", "n"))
    assert [key.day for key in table.categories] == [1, 2, 3, 4, 5]
    assert table.series == {"a": [1, 1, 1, 1, 4], "b": [None, None, 2, None, None]}


@pytest.mark.parametrize(
    ("months", "names"),
    [
        ([(2022, 1), (2023, 1), (2024, 1)], ["2022", "2023", "2024"]),
        ([(2022, 1), (2022, 4), (2022, 10)], ["Q1 2022", "Q2 2022", "Q4 2022"]),
        ([(2022, 2), (2022, 5)], ["2022-02-01", "2022-05-01"]),
        ([(2022, 4)], ["2022-04-01"]),
    ],
)
def test_columns_far_apart_are_named_by_the_year_or_quarter_that_they_begin(months, names):
    frame = pl.DataFrame({"period": [date(*one, 1) for one in months], "n": range(len(months))})
    assert [str(one) for one in read_back(saved(frame, Native("column", "period", "n"))).plots[0].categories] == names


def test_a_native_charts_series_are_told_apart_by_colour(curated):
    for picture in curated:
        wanted = picture.record["native"]
        if wanted["series"]:
            rows = csv.DictReader(io.StringIO(picture.record["csv"]))
            colours = [wanted["colours"].get(name) for name in {row[wanted["series"]] for row in rows}]
            assert None not in colours, picture.id
            assert len(set(colours)) == len(colours), picture.id


def test_a_native_charts_lines_are_dashed_as_those_of_the_picture(curated, slides):
    """In print, and to many eyes, colours alone are one grey."""
    several = scaled = 0
    for picture in curated:
        wanted = picture.record["native"]
        if wanted["form"] not in LINES:
            continue
        names = {wanted["labels"].get(name, name): strokes for name, strokes in wanted["dashes"].items()}
        for name, strokes in drawn_dashes(picture.spec):
            assert wanted["dashes"][name] == strokes, (picture.id, name)
            scaled += 1
        series = slides[picture.id].plots[0].series
        drawn = [one.format.line.dash_style for one in series]
        if len(series) > 1:
            assert drawn == [office_charts.dash(names[one.name]) for one in series], picture.id
            assert len(set(drawn)) > 1, picture.id
            several += 1
    assert several > 5
    assert scaled > 10


def drawn_dashes(node) -> Iterator[tuple[str, list[float]]]:
    """Give the dash of each series wherever a chart's spec says it by a scale."""
    if isinstance(node, dict):
        scale = (node.get("strokeDash") or {}).get("scale", {}) if isinstance(node.get("strokeDash"), dict) else {}
        yield from zip(scale.get("domain", []), scale.get("range", []), strict=True)
    for part in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from drawn_dashes(part)


PERIODS = [date(2024, month, 1) for month in (1, 2, 3, 7)]
BLOCS = {"Europe": theme.BLUE, "United States": theme.VERMILLION, "Other donors": theme.GREY}


def line_form(frame: pl.DataFrame) -> forms.Drawing:
    return forms.lines(frame, "eur_bn", "bloc", "EUR bn", title="EUR bn", tooltip={"Bloc": "bloc"})


def step_form(frame: pl.DataFrame) -> forms.Drawing:
    ends = frame.sort("period").group_by("bloc", maintain_order=True).last()
    look = {"colours": BLOCS, "dashes": {name: [1, 0] for name in BLOCS}, "names": {"Europe": "Europa"}}
    return forms.steps(frame, ends, "eur_bn", "bloc", "EUR bn", x=alt.X("period:T"), name="s", tooltip=[], label={}, **look)


def ranked_form(frame: pl.DataFrame) -> forms.Drawing:
    ranked = frame.with_row_index("rank", 1)
    return forms.ranked_bars(ranked, "eur_bn", "EUR bn", BLOCS, by="bloc", tooltip={"Donor": "name"}, text=marks.short)


def stacked_bar_form(frame: pl.DataFrame) -> forms.Drawing:
    ends = frame.group_by("name", maintain_order=True).agg(pl.col("eur_bn").sum())
    return forms.stacked_bars(frame, ends, "eur_bn", "bloc", "EUR bn", BLOCS, total="eur_bn", tooltip={"Donor": "name"})


def stacked_column_form(frame: pl.DataFrame) -> forms.Drawing:
    look = {"tooltip": {"Bloc": "bloc"}, "text": marks.short, "filter": "datum.eur_bn > 1"}
    return forms.stacked_columns(
        frame, "eur_bn", "bloc", "EUR bn", BLOCS, names=lambda parts: alt.Chart(parts).mark_text(), **look
    )


@st.composite
def blocs(draw: st.DrawFn) -> pl.DataFrame:
    """Rows as the chart forms take them, of some of which there may be two, or values that are not known."""
    row = st.tuples(st.sampled_from(PERIODS), st.sampled_from(list(BLOCS)), st.sampled_from(["007", "Estonia", "it's"]))
    value = st.one_of(st.floats(0.001, 50).map(lambda one: round(one, 3)), st.none())
    rows = draw(st.lists(st.tuples(row, value), min_size=1, max_size=8))
    frame = pl.DataFrame(
        [(*names, amount) for names, amount in rows],
        schema={"period": pl.Date, "bloc": pl.String, "name": pl.String, "eur_bn": pl.Float64},
        orient="row",
    )
    frame = frame if draw(st.booleans()) else frame.unique(["period", "bloc"], maintain_order=True)
    return frame.with_columns(year=pl.col("period").dt.strftime("%b"))


@pytest.mark.sampled(4)
@pytest.mark.parametrize(
    ("form", "mark", "by"),
    [
        (line_form, "line", "bloc"),
        (step_form, "line", "bloc"),
        (ranked_form, "bar", None),
        (stacked_bar_form, "bar", "bloc"),
        (stacked_column_form, "bar", "bloc"),
    ],
)
@settings(max_examples=15, **SEVERAL)
@given(blocs())
def test_the_values_that_vega_draws_are_those_of_the_native_chart(form, mark, by, frame):
    if form is ranked_form and frame["name"].is_duplicated().any():
        with pytest.raises(AnalysisError, match="more than one bar each"):
            form(frame)
        return
    drawing = form(frame)
    spec = drawing.chart.to_dict()
    view, encoding = next(pair for pair in views(spec, {}) if mark_of(pair[0]) == mark)
    across, up = ("y", "x") if drawing.native.form.endswith("bar") else ("x", "y")
    drawn, counts = defaultdict(float), Counter()
    for row in spec["datasets"][view["data"]["name"]]:
        category = row[encoding[across]["field"]].removeprefix(f"{row.get('rank')}. ")
        key = row[encoding["color"]["field"]] if by else drawing.native.unit, category
        counts[key] += 1
        if (value := row[encoding[up]["field"]]) is not None:
            drawn[key] += value
    if mark == "line" and max(counts.values()) > 1:
        with pytest.raises(AnalysisError, match="share a place"):
            Figure(drawing, headline="Aid", data=frame)
        return
    figure = Figure(drawing, headline="Aid", data=frame)
    table = native_table(figure.frame, figure.native)
    there = {
        (part, f"{category}T00:00:00" if isinstance(category, date) else category): value
        for part, values in table.series.items()
        for category, value in zip(table.categories, values, strict=True)
    }
    assert {key: there[key] for key in drawn} == {key: pytest.approx(value) for key, value in drawn.items()}
    if drawing.native.form != "steps":
        assert {key for key, value in there.items() if value is not None} == set(drawn)


def views(node: dict, inherited: dict) -> Iterator[tuple[dict, dict]]:
    """Give each view of a chart's spec with its encoding, what its parents say included."""
    encoding = inherited | node.get("encoding", {})
    node = node if "data" in node else node | {"data": inherited.get("data", {})}
    yield node, encoding
    for part in node.get("layer", ()):
        yield from views(part, encoding | {"data": node["data"]})


def mark_of(view: dict) -> str:
    mark = view.get("mark", "")
    return mark if isinstance(mark, str) else mark["type"]


def test_ranked_bars_with_one_name_twice_are_refused_since_the_office_chart_would_add_them():
    rows = pl.DataFrame(
        {"rank": [1, 2, 3], "name": ["Norway", "Norway", "Denmark"], "bloc": ["Europe"] * 3, "eur": [3.0, 2.0, 1.0]}
    )
    with pytest.raises(AnalysisError, match=r"^Norway: more than one bar each\n  -> add the rows of one name"):
        forms.ranked_bars(rows, "eur", "EUR", {"Europe": theme.BLUE}, by="bloc", tooltip={"Donor": "name"}, text=str)


def test_names_of_many_bars_are_small_enough_for_every_one_to_be_shown(curated, slides):
    many = [picture for picture in curated if picture.record["native"]["form"] in {"bar", "stacked_bar"}]
    parts = {}
    for picture in many:
        chart = slides[picture.id]
        # A chart below its words has some 230 points down for its bars, one beside them some 350.
        room = 350 if office_charts.has_many_bars(picture.record) else 230
        parts[picture.id] = chart.category_axis.tick_labels.font.size.pt * len(list(chart.plots[0].categories)) / room
    assert max(len(list(slides[picture.id].plots[0].categories)) for picture in many) > 20
    assert {id: round(part, 2) for id, part in parts.items() if part > 0.87} == {}


def test_a_line_by_month_has_no_dots_though_a_later_total_follows_it():
    months = [date(2026, month, 1) for month in (1, 2, 3, 4, 6)]
    ends = [date(2024, 12, 1), date(2025, 12, 1), date(2026, 4, 1)]
    line = Native("line", "month", "eur_bn")
    assert not native_tables.joins_points(line, native.NativeTable(months, {"Europe": [1.0, 2.0, 3.0, 4.0, None]}))
    assert native_tables.joins_points(line, native.NativeTable(ends, {"Europe": [1.0, 2.0, 3.0]}))


def test_a_slide_explains_no_mark_that_its_chart_has_not(curated):
    told = {picture.id: caveat_beside_office_chart(picture.spec) for picture in curated}
    assert not [
        text for text in told.values() if re.search(r"\b(?:dotted|hollow|dark to light|orange|stroke)\b", text, re.IGNORECASE)
    ]
    assert told["gap-filled"] == "Allocated is not delivered. Column of January to April 2025, in neither average."
    assert told["purl-in-euros"].startswith("Grey: outside Europe.")


def test_letters_of_a_slides_chart_are_read_from_afar(curated, slides):
    """Sixteen points, less for names of many columns, which would be turned, and of many bars, of which every second would go."""
    assert {slides[picture.id].font.size.pt for picture in curated} == {16}
    named = {picture.id: slides[picture.id].category_axis.tick_labels.font.size.pt for picture in curated}
    assert min(named.values()) >= 7
    few = [id for id, picture in ((one.id, one) for one in curated) if len(list(slides[id].plots[0].categories)) < 10]
    assert few
    assert min(named[id] for id in few) >= 12


def test_an_axis_of_lines_begins_at_nothing_unless_they_lie_well_below_it():
    lines = Native("line", "month", "eur_bn", unit="EUR bn")
    months = [date(2025, 1, 1), date(2025, 2, 1)]
    assert native_tables.scale_of(lines, native.NativeTable(months, {"Europe": [-0.3, 170.0]}))[0] == 0
    assert native_tables.scale_of(lines, native.NativeTable(months, {"Europe": [-20.0, 170.0]}))[0] is None


def test_counts_step_by_one_at_least_and_small_values_have_the_decimals_of_their_steps():
    ships = pl.DataFrame({"who": ["EU", "UK"], "ships": [3, 1]})
    axis = read_back(saved(ships, Native("bar", "who", "ships", unit="ships"))).value_axis
    assert (axis.major_unit, axis.tick_labels.number_format) == (1, "#,##0")
    for value, written in (
        (0.04, "#,##0.000"),
        (0.9, "#,##0.0"),
        (1.6, "#,##0.0"),
        (0.3, "#,##0.00"),
        (9.5, "#,##0"),
        (214.8, "#,##0"),
    ):
        rows = pl.DataFrame({"year": ["2024", "2025"], "pct_gdp": [0.01, value]})
        axis = read_back(saved(rows, Native("line", "year", "pct_gdp", unit="% of GDP"))).value_axis
        assert axis.tick_labels.number_format == written, value


def test_a_bar_that_is_pale_is_lighter_and_outlined_on_a_slide():
    rows = pl.DataFrame({"year": ["2024", "2025"], "eur_bn": [2.0, 1.0]})
    chart = read_back(saved(rows, Native("column", "year", "eur_bn", colours={"2025": theme.BLUE}, pale=["2025"])))
    whole, part = (chart.plots[0].series[0].points[place] for place in (0, 1))
    assert str(part.format.fill.fore_color.rgb) == "BFDCEC"
    assert f"#{part.format.line.color.rgb}" == theme.BLUE
    assert whole.format.line.fill.type is None
