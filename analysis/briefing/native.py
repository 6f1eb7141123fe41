"""Charts that an office program draws itself: the numbers sit in the file and can be edited."""

import io
from typing import Any

import polars as pl
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION, XL_MARKER_STYLE, XL_TICK_LABEL_POSITION
from pptx.util import Pt

from analysis.figures import theme
from analysis.figures.words import month

FORMS = {
    "line": XL_CHART_TYPE.LINE,
    "area": XL_CHART_TYPE.AREA_STACKED,
    "bar": XL_CHART_TYPE.BAR_CLUSTERED,
    "stacked_bar": XL_CHART_TYPE.BAR_STACKED,
    "column": XL_CHART_TYPE.COLUMN_CLUSTERED,
    "stacked_column": XL_CHART_TYPE.COLUMN_STACKED,
}


def add_chart(slide: Any, record: dict[str, Any], area: tuple[int, int, int, int]) -> Any:
    """Add a figure's chart to a slide in the form its record names; returns the shape."""
    wanted = record["native"]
    frame = pl.read_csv(io.StringIO(record["csv"]), try_parse_dates=True)
    categories, series = _table(frame, wanted)
    data = CategoryChartData(number_format="0.0")
    data.categories = categories
    for name, values in series.items():
        data.add_series(name, values)
    shape = slide.shapes.add_chart(FORMS[wanted["form"]], *area, data)
    properties = shape._element.xpath(".//p:cNvPr")[0]
    properties.set("descr", record["alt"])
    properties.set("name", record["id"])
    _style(shape.chart, wanted, list(series))
    return shape


def _table(frame: pl.DataFrame, wanted: dict[str, Any]) -> tuple[list[str], dict[str, list[float | None]]]:
    """Turn rows into categories and one list of values a series; a missing cell stays empty."""
    x, y, by = wanted["x"], wanted["y"], wanted["series"]
    keys = frame[x].unique(maintain_order=True)
    names = [str(one) for one in frame[by].unique(maintain_order=True)] if by else [wanted["unit"] or y]
    parts = {name: frame.filter(pl.col(by).cast(pl.String) == name) if by else frame for name in names}
    series = {name: [dict(zip(part[x], part[y], strict=False)).get(key) for key in keys] for name, part in parts.items()}
    return [month(key) if frame[x].dtype == pl.Date else str(key) for key in keys], series


def _style(chart: Any, wanted: dict[str, Any], names: list[str]) -> None:
    chart.font.size, chart.font.name = Pt(12), "Calibri"
    chart.has_title = False
    chart.has_legend = len(names) > 1
    if chart.has_legend:
        chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.TOP, False
    values, categories = chart.value_axis, chart.category_axis
    values.has_title = True
    values.axis_title.text_frame.text = wanted["unit"] or wanted["y"]
    values.axis_title.text_frame.paragraphs[0].runs[0].font.size = Pt(12)
    values.axis_title.text_frame.paragraphs[0].runs[0].font.bold = False
    values.major_gridlines.format.line.color.rgb = _rgb(theme.LIGHT_GREY)
    values.format.line.fill.background()
    values.tick_labels.number_format, values.tick_labels.number_format_is_linked = "#,##0.##", False
    categories.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    categories.has_major_gridlines = False
    if "bar" in wanted["form"]:
        categories.reverse_order = True
        values.tick_label_position = XL_TICK_LABEL_POSITION.HIGH
    _colour(chart, wanted, names)


def _colour(chart: Any, wanted: dict[str, Any], names: list[str]) -> None:
    plot = chart.plots[0]
    if wanted["form"] not in ("line", "area"):
        plot.gap_width = 40
        if wanted["form"].startswith("stacked"):
            plot.overlap = 100
    for name, series in zip(names, plot.series, strict=True):
        colour = _rgb(wanted["colours"].get(name, theme.BLUE if len(names) == 1 else theme.GREY))
        if wanted["form"] == "line":
            series.smooth = False
            series.format.line.color.rgb, series.format.line.width = colour, Pt(2.5)
            series.marker.style = XL_MARKER_STYLE.NONE
        else:
            series.format.fill.solid()
            series.format.fill.fore_color.rgb = colour


def _rgb(colour: str) -> RGBColor:
    rgb: RGBColor = RGBColor.from_string(colour.removeprefix("#"))
    return rgb
