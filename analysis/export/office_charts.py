"""Charts that an office program draws itself: the numbers sit in the file and can be edited."""

import io
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import polars as pl
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION, XL_MARKER_STYLE, XL_TICK_LABEL_POSITION
from pptx.enum.dml import MSO_LINE_DASH_STYLE
from pptx.oxml.ns import qn
from pptx.oxml.xmlchemy import OxmlElement
from pptx.util import Pt

from analysis.charts import theme

FONT = "Calibri"

FORMS = {
    "line": XL_CHART_TYPE.LINE,
    "steps": XL_CHART_TYPE.LINE,
    "area": XL_CHART_TYPE.AREA_STACKED,
    "bar": XL_CHART_TYPE.BAR_CLUSTERED,
    "stacked_bar": XL_CHART_TYPE.BAR_STACKED,
    "column": XL_CHART_TYPE.COLUMN_CLUSTERED,
    "stacked_column": XL_CHART_TYPE.COLUMN_STACKED,
}


LINES = ("line", "steps")
SOLID, SHORT = [1, 0], 2
"""A line without gaps, and the points up to which a stroke is a dot."""
QUARTER = 80
"""Days from which on two neighbouring columns are named by words: on an axis of months they would be thin and far apart."""


def add_chart(slide: Any, record: dict[str, Any], area: tuple[int, int, int, int]) -> Any:
    """Add a figure's chart to a slide in the form its record names; returns the shape.

    `record` is a figure's: `native` says form, columns, unit and colours, `csv` holds the numbers; `alt` and `id` become the
    shape's text and name. `area` is left, top, width and height in EMU.
    """
    wanted = record["native"]
    frame = pl.read_csv(io.StringIO(record["csv"]), try_parse_dates=True, infer_schema_length=None)
    keys, series = table(frame, wanted)
    labels = wanted["labels"]
    categories = keys if _dated(keys) else [labels.get(one, one) for one in _named(keys)]
    data = CategoryChartData(number_format=_number_format(wanted))
    data.categories = categories
    for name, values in series.items():
        data.add_series(labels.get(name, name), values)
    shape = slide.shapes.add_chart(FORMS[wanted["form"]], *area, data)
    properties = shape._element.xpath(".//p:cNvPr")[0]
    properties.set("descr", record["alt"])
    properties.set("name", record["id"])
    chart = shape.chart
    _style(chart, wanted, list(series))
    _style_axes(chart, wanted, keys if _dated(keys) else [])
    _colour(chart, wanted, list(series), [str(one) for one in keys])
    return shape


def table(frame: pl.DataFrame, wanted: dict[str, Any]) -> tuple[list[Any], dict[str, list[float | None]]]:
    """Turn rows into categories and one list of values a series.

    A missing cell stays empty, but for steps: what was counted stands until the next count of its series, and no longer than
    the last, so the day before each count is a category too.
    """
    x, y, by = wanted["x"], wanted["y"], wanted["series"]
    keys = frame[x].unique(maintain_order=True).to_list()
    if wanted["form"] == "steps":
        keys = sorted({*keys, *(key - timedelta(days=1) for key in keys if key > min(keys))})
    if wanted["places"]:
        keys.sort(key=wanted["places"].index)
    found = [str(one) for one in frame[by].unique(maintain_order=True)] if by else [wanted["unit"] or y]
    names = [one for one in wanted["order"] if one in found] or found
    parts = {name: frame.filter(pl.col(by).cast(pl.String) == name) if by else frame for name in names}
    series = {name: [dict(zip(part[x], part[y], strict=False)).get(key) for key in keys] for name, part in parts.items()}
    if wanted["form"] == "steps":
        series = {name: _standing(values) for name, values in series.items()}
    return keys, series


def _standing(values: list[float | None]) -> list[float | None]:
    """Let each value stand until the next; after the last nothing is known."""
    last = max(nth for nth, value in enumerate(values) if value is not None)
    return [*pl.Series(values[: last + 1]).forward_fill().to_list(), *values[last + 1 :]]


def _dated(keys: list[Any]) -> bool:
    """Say whether categories are days or months, near enough to each other for an axis of time."""
    return isinstance(keys[0], date) and not all((later - one).days >= QUARTER for one, later in pairwise(keys))


def _named(keys: list[Any]) -> list[str]:
    return [f"Q{(key.month + 2) // 3} {key.year}" if isinstance(key, date) else str(key) for key in keys]


def _number_format(wanted: dict[str, Any]) -> str:
    return "0%" if wanted["unit"].startswith("share") else "#,##0.0"


def _style(chart: Any, wanted: dict[str, Any], names: list[str]) -> None:
    chart.font.size, chart.font.name = Pt(12), FONT
    chart.has_title = False
    chart.has_legend = len(names) > 1
    if chart.has_legend:
        chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.TOP, False
    if wanted["form"] not in (*LINES, "area"):
        chart.plots[0].gap_width = 40
        if wanted["form"].startswith("stacked"):
            chart.plots[0].overlap = 100


def _style_axes(chart: Any, wanted: dict[str, Any], days: list[date]) -> None:
    values, categories = chart.value_axis, chart.category_axis
    values.has_title = True
    values.axis_title.text_frame.text = wanted["unit"] or wanted["y"]
    run = values.axis_title.text_frame.paragraphs[0].runs[0]
    run.font.size, run.font.bold = Pt(12), False
    values.major_gridlines.format.line.color.rgb = _rgb(theme.LIGHT_GREY)
    values.format.line.fill.background()
    values.tick_labels.number_format, values.tick_labels.number_format_is_linked = (
        _number_format(wanted).replace(".0", ""),
        False,
    )
    if wanted["unit"].startswith("share"):
        values.maximum_scale = 1
    categories.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    categories.has_major_gridlines = False
    categories.tick_labels.font.size = Pt(10 if "bar" in wanted["form"] else 12)
    if days:
        _yearly(categories, "months" if all(day.day == 1 for day in days) else "days")  # from its first on, so named by month
    if "bar" in wanted["form"]:
        categories.reverse_order = True
        values.tick_label_position = XL_TICK_LABEL_POSITION.HIGH
        _each_label(categories)


def _yearly(categories: Any, unit: str) -> None:
    """Label a date axis of days or months once a year."""
    categories.tick_labels.number_format, categories.tick_labels.number_format_is_linked = "mmm yyyy", False
    axis = categories._element
    for tag, value in (("c:baseTimeUnit", unit), ("c:majorUnit", "1"), ("c:majorTimeUnit", "years")):
        for old in axis.findall(qn(tag)):
            axis.remove(old)
        mark = OxmlElement(tag)
        mark.set("val", value)
        axis.append(mark)


def _each_label(categories: Any) -> None:
    """Show the label of every bar."""
    mark = OxmlElement("c:tickLblSkip")
    mark.set("val", "1")
    axis = categories._element
    last = axis.find(qn("c:noMultiLvlLbl"))
    axis.insert(list(axis).index(last) if last is not None else len(axis), mark)


def dash(strokes: Sequence[int]) -> MSO_LINE_DASH_STYLE:
    """Give the dash of office programs that comes nearest to strokes and gaps.

    >>> [dash(one).name for one in ([1, 0], [6, 2], [2, 2], [4, 2, 1, 2])]
    ['SOLID', 'DASH', 'ROUND_DOT', 'DASH_DOT']
    """
    if list(strokes) == SOLID:
        return MSO_LINE_DASH_STYLE.SOLID
    if len(strokes) > 2:
        return MSO_LINE_DASH_STYLE.DASH_DOT
    return MSO_LINE_DASH_STYLE.DASH if strokes[0] > SHORT else MSO_LINE_DASH_STYLE.ROUND_DOT


def _colour(chart: Any, wanted: dict[str, Any], names: list[str], categories: list[str]) -> None:
    for name, series in zip(names, chart.plots[0].series, strict=True):
        colour = _rgb(wanted["colours"].get(name, theme.BLUE if len(names) == 1 else theme.GREY))
        if wanted["form"] in LINES:
            series.smooth = False
            series.format.line.color.rgb, series.format.line.width = colour, Pt(2.5)
            # The record of an earlier run has no dashes.
            series.format.line.dash_style = dash(wanted.get("dashes", {}).get(name, SOLID))
            series.marker.style = XL_MARKER_STYLE.NONE
            continue
        series.format.fill.solid()
        series.format.fill.fore_color.rgb = colour
        for number, category in enumerate(categories):
            if len(names) == 1 and category in wanted["colours"]:
                point = series.points[number].format.fill
                point.solid()
                point.fore_color.rgb = _rgb(wanted["colours"][category])


def _rgb(colour: str) -> RGBColor:
    rgb: RGBColor = RGBColor.from_string(colour.removeprefix("#"))
    return rgb
