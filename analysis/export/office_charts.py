"""Add charts to slides that an office program draws itself: the numbers are in the file and can be edited."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import IO, Any

from pptx.chart.chart import Chart
from pptx.chart.data import CategoryChartData
from pptx.chart.xlsx import CategoryWorkbookWriter
from pptx.chart.xmlwriter import ChartXmlWriter
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION, XL_MARKER_STYLE, XL_TICK_LABEL_POSITION
from pptx.enum.dml import MSO_LINE_DASH_STYLE
from pptx.oxml import parse_xml
from pptx.oxml.ns import qn
from pptx.oxml.xmlchemy import OxmlElement
from pptx.util import Emu, Pt
from xlsxwriter import Workbook

from analysis.charts import theme
from analysis.charts.native import LINES, Native, NativeTable
from analysis.export.native_tables import (
    STACKED,
    are_months,
    axis_format,
    categories_of,
    has_time_axis,
    joins_points,
    label_format,
    number_format,
    pale,
    pale_places,
    read_record,
    scale_of,
    step_of,
    unit_in_words,
)
from analysis.export.office_labels import add_labels

FORMS = {
    "line": XL_CHART_TYPE.LINE,
    "steps": XL_CHART_TYPE.LINE,
    "points": XL_CHART_TYPE.LINE_MARKERS,
    "area": XL_CHART_TYPE.AREA_STACKED,
    "bar": XL_CHART_TYPE.BAR_CLUSTERED,
    "stacked_bar": XL_CHART_TYPE.BAR_STACKED,
    "column": XL_CHART_TYPE.COLUMN_CLUSTERED,
    "stacked_column": XL_CHART_TYPE.COLUMN_STACKED,
}
COLUMNS = ("column", "stacked_column")
SOLID, SHORT = [1, 0], 2
"""A line without gaps, and the points up to which a stroke is a dot."""
LETTERS = 16
"""Points of the letters of a chart on a slide."""
ROOM_FOR_NAMES, LEAST_NAMES = 15, 6
"""Lines of a chart's letters that the names of its bars may fill together, and points of the least of them."""
NAMED_PART = 0.55
"""Of a chart's height on a slide what its bars take together."""
MANY_BARS = 10
"""Bars from which on a chart takes a slide's whole height."""
MARKER, DOT = 10, 6
"""Points across of what marks a value that no line leads to, and of one on a line over longer periods."""
OUTLINE = Pt(1.25)
"""Outline of a pale bar."""


class _WorkbookWriter(CategoryWorkbookWriter):
    @contextmanager
    def _open_worksheet(self, xlsx_file: IO[bytes]) -> Iterator[tuple[Any, Any]]:
        # Left to itself the writer makes formulas and links of names that look like them.
        options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        with Workbook(xlsx_file, options) as workbook:
            yield workbook, workbook.add_worksheet()


class ChartData(CategoryChartData):
    """Hold a chart's numbers, in a workbook where every name is a text.

    >>> ChartData().categories.depth
    0
    """

    @property
    def _workbook_writer(self) -> _WorkbookWriter:
        return _WorkbookWriter(self)


def add_chart(slide: Any, record: dict[str, Any], area: tuple[int, int, int, int]) -> Any:
    """Add a figure's chart to a slide in the form its record names; returns the shape.

    `record` is a figure's: `native` says form, columns, unit and colours, `csv` holds the numbers; `alt` and `id` become the
    shape's text and name. `area` is left, top, width and height in EMU. Raises as `native_table` does.
    """
    native, table = read_record(record)
    shape = slide.shapes.add_chart(FORMS[native.form], *area, _data(native, table))
    describe(shape, record["alt"], record["id"])
    _dress(shape.chart, native, table, room=NAMED_PART * Emu(area[3]).pt / LETTERS)
    return shape


def has_many_bars(record: dict[str, Any]) -> bool:
    """Say whether a figure's chart has more bars, one below another, than a slide holds below its words.

    >>> rows = "\\n".join(["code,n", *(f"{code},1" for code in "ABCDEFGHIJKL")])
    >>> has_many_bars({"native": vars(Native("bar", "code", "n")), "csv": rows})
    True
    """
    native, table = read_record(record)
    return "bar" in native.form and len(table.categories) >= MANY_BARS


def make_chart(record: dict[str, Any], letters: float = LETTERS) -> tuple[Chart, bytes]:
    """Make a figure's chart in the form its record names, for a document to hold: the chart, and the workbook of its numbers.

    Raises as `native_table` does.

    >>> native = vars(Native("bar", "code", "eur_bn", unit="EUR bn"))
    >>> make_chart({"native": native, "csv": "code,eur_bn\\nDNK,1.5"})[1][:2]
    b'PK'
    """
    native, table = read_record(record)
    data = _data(native, table)
    chart = Chart(parse_xml(ChartXmlWriter(FORMS[native.form], data).xml.encode()), None)
    _dress(chart, native, table, letters)
    return chart, bytes(data._workbook_writer.xlsx_blob)


def _data(native: Native, table: NativeTable) -> ChartData:
    data = ChartData(number_format=number_format(native))
    data.categories = categories_of(native, table)
    for name, values in table.series.items():
        data.add_series(native.labels.get(name, name), values)
    return data


def _dress(chart: Any, native: Native, table: NativeTable, letters: float = LETTERS, room: float = ROOM_FOR_NAMES) -> None:
    """Give a chart the looks of the picture: axes, colours, dashes and the labels of its values."""
    names = _size_of_names(native, table, letters, room)
    _style(chart, native, len(table.series), letters)
    _style_axes(chart, native, table, letters, names)
    _colour(chart, native, table)
    add_labels(chart, native, table, label_format(native, table), min(letters, names + 2) - 1)


def describe(shape: Any, alt: str, name: str) -> None:
    """Give a shape of a slide its name and alternative text.

    >>> from pptx import Presentation
    >>> slides = Presentation()
    >>> shape = slides.slides.add_slide(slides.slide_layouts[5]).shapes.title
    >>> describe(shape, "Lines of Europe and the United States", "aid-over-time")
    >>> shape.name
    'aid-over-time'
    """
    properties = shape._element.xpath(".//p:cNvPr")[0]
    properties.set("descr", alt)
    properties.set("name", name)


def _style(chart: Any, native: Native, series: int, letters: float) -> None:
    chart.font.size, chart.font.name = Pt(letters), "Calibri"
    chart.has_title = False
    chart.has_legend = series > 1
    if chart.has_legend:
        chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.TOP, False
    if native.form not in (*LINES, "area"):
        chart.plots[0].gap_width = 40
        if native.form in STACKED:
            chart.plots[0].overlap = 100


def _style_axes(chart: Any, native: Native, table: NativeTable, letters: float, names: float) -> None:
    values, categories = chart.value_axis, chart.category_axis
    values.has_title = True
    values.axis_title.text_frame.text = unit_in_words(native)
    run = values.axis_title.text_frame.paragraphs[0].runs[0]
    run.font.size, run.font.bold = Pt(letters), False
    values.major_gridlines.format.line.color.rgb = _rgb(theme.LIGHT_GREY)
    values.format.line.fill.background()
    values.tick_labels.number_format = axis_format(native, table)
    values.tick_labels.number_format_is_linked = False
    values.minimum_scale, values.maximum_scale = scale_of(native, table)
    if joins_points(native, table):
        for blanks in chart._chartSpace.iter(qn("c:dispBlanksAs")):
            blanks.set("val", "span")
    if step := step_of(native, table):
        values.major_unit = step
    categories.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    categories.has_major_gridlines = False
    categories.tick_labels.font.size = Pt(names)
    if has_time_axis(native, table):
        # From its first on, so named by month.
        _yearly(categories, "months" if are_months(table) else "days")
    if "bar" in native.form:
        categories.reverse_order = True
        values.tick_label_position = XL_TICK_LABEL_POSITION.HIGH
        _each_label(categories)


def _size_of_names(native: Native, table: NativeTable, letters: float, room: float) -> float:
    """Give the points of the names of categories: those of many bars are smaller, else a program leaves out every second."""
    if "bar" not in native.form:
        return letters if len(table.categories) < MANY_BARS or native.form not in COLUMNS else 0.75 * letters
    return min(letters - 2, max(LEAST_NAMES, round(room * letters / max(len(table.categories), 1) * 2) / 2))


def _yearly(categories: Any, unit: str) -> None:
    """Label a date axis of days or months once a year."""
    categories.tick_labels.number_format, categories.tick_labels.number_format_is_linked = "mmm yyyy", False
    axis = categories._element
    for tag, value in (("c:baseTimeUnit", unit), ("c:majorUnit", "1"), ("c:majorTimeUnit", "years")):
        for old in axis.findall(qn(tag)):
            axis.remove(old)
        axis.append(_element(tag, value))


def _each_label(categories: Any) -> None:
    """Show the label of every bar."""
    axis = categories._element
    last = axis.find(qn("c:noMultiLvlLbl"))
    axis.insert(len(axis) if last is None else axis.index(last), _element("c:tickLblSkip", "1"))


def _element(tag: str, value: str) -> Any:
    element = OxmlElement(tag)
    element.set("val", value)
    return element


def dash(strokes: Sequence[int]) -> MSO_LINE_DASH_STYLE:
    """Give the dash of office programs that comes nearest to strokes and gaps.

    >>> [dash(strokes).name for strokes in ([1, 0], [6, 2], [2, 2], [4, 2, 1, 2])]
    ['SOLID', 'DASH', 'ROUND_DOT', 'DASH_DOT']
    """
    if list(strokes) == SOLID:
        return MSO_LINE_DASH_STYLE.SOLID
    if len(strokes) > 2:
        return MSO_LINE_DASH_STYLE.DASH_DOT
    return MSO_LINE_DASH_STYLE.DASH if strokes[0] > SHORT else MSO_LINE_DASH_STYLE.ROUND_DOT


def _colour(chart: Any, native: Native, table: NativeTable) -> None:
    single = len(table.series) == 1
    for name, series in zip(table.series, chart.plots[0].series, strict=True):
        hue = native.colours.get(name, theme.BLUE if single else theme.GREY)
        colour = _rgb(hue)
        if native.form in LINES:
            series.smooth = False
            if native.form == "points":
                series.format.line.fill.background()
                _mark(series.marker, XL_MARKER_STYLE.CIRCLE, colour)
                continue
            series.format.line.color.rgb, series.format.line.width = colour, Pt(2.5)
            series.format.line.dash_style = dash(native.dashes.get(name, SOLID))
            series.marker.style = XL_MARKER_STYLE.NONE
            if joins_points(native, table):
                _mark(series.marker, XL_MARKER_STYLE.CIRCLE, colour, DOT)
            # A line of one value is a point, which no line shows.
            if native.form == "line" and sum(value is not None for value in table.series[name]) == 1:
                _mark(series.marker, XL_MARKER_STYLE.DIAMOND, colour)
            continue
        _fill(series, colour)
        for number, category in enumerate(map(str, table.categories)):
            if single and category in native.colours:
                _fill(series.points[number], _rgb(native.colours[category]))
        for number in pale_places(native, table, name):
            own = native.colours.get(str(table.categories[number]), hue) if single else hue
            _fill(series.points[number], _rgb(pale(own)))
            series.points[number].format.line.color.rgb, series.points[number].format.line.width = _rgb(own), OUTLINE


def _mark(marker: Any, style: Any, colour: RGBColor, size: int = MARKER) -> None:
    marker.style, marker.size = style, size
    _fill(marker, colour)


def _fill(part: Any, colour: RGBColor) -> None:
    part.format.fill.solid()
    part.format.fill.fore_color.rgb = colour


def _rgb(colour: str) -> RGBColor:
    rgb: RGBColor = RGBColor.from_string(colour.removeprefix("#"))
    return rgb
