"""Add charts to a workbook that a spreadsheet draws itself, from a table of numbers beside them that can be edited."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from analysis.charts import theme
from analysis.charts.native import LINES, Native, NativeTable
from analysis.export.native_tables import (
    STACKED,
    are_months,
    axis_format,
    categories_of,
    has_time_axis,
    is_share,
    joins_points,
    label_format,
    labelled_ends,
    pale,
    pale_places,
    read_record,
    scale_of,
    step_of,
)
from analysis.export.office_charts import dash
from analysis.export.office_labels import MOST_BARS
from analysis.export.typed_rows import number_format as decimals_shown
from analysis.export.xlsx_sheets import LINE

KINDS = {
    "line": {"type": "line"},
    "steps": {"type": "line"},
    "points": {"type": "line"},
    "area": {"type": "area", "subtype": "stacked"},
    "bar": {"type": "bar"},
    "stacked_bar": {"type": "bar", "subtype": "stacked"},
    "column": {"type": "column"},
    "stacked_column": {"type": "column", "subtype": "stacked"},
}
WIDTH, HEIGHT, BAR, AROUND = 960, 420, 26, 130
"""Pixels of a chart; of a bar with what lies between it and the next; and around all bars."""
ROW = 20
"""Pixels of a row."""
FONT = {"name": "Calibri", "size": 10}
LAYOUT = {"x": 0.08, "y": 0.12, "width": 0.82, "height": 0.75}
"""Where lines are drawn whose ends are labelled: left to itself a program gives the labels no room."""


@dataclass(frozen=True)
class Place:
    """Say where on a sheet a chart's table stands: the sheet's name, and the row of its header."""

    sheet: str
    row: int


def add_chart(workbook: Any, sheet: Any, record: dict[str, Any], row: int, formats: dict[str, Any]) -> int:
    """Add a figure's own chart at a row of a sheet and its table of numbers below; returns the row after both.

    `record` is a figure's; `formats` has `head`, `month` and `day`. Raises as `native_table` does.
    """
    native, table = read_record(record)
    height = _height(native, table)
    place = Place(sheet.get_name(), row + height // ROW + 2)
    _write_table(workbook, sheet, native, table, place, formats)
    chart = workbook.add_chart(KINDS[native.form])
    for number, name in enumerate(table.series, 1):
        chart.add_series(_series(native, table, name, place, number))
    _style(chart, native, table)
    chart.set_size({"width": WIDTH, "height": height})
    sheet.insert_chart(row, 0, chart, {"description": record["alt"], "object_position": 2})
    return place.row + len(table.categories) + 2


def _height(native: Native, table: NativeTable) -> int:
    if "bar" not in native.form:
        return HEIGHT
    bars = len(table.categories) * (1 if native.form in STACKED else len(table.series))
    return max(HEIGHT // 2, bars * BAR + AROUND)


def _write_table(workbook: Any, sheet: Any, native: Native, table: NativeTable, place: Place, formats: dict[str, Any]) -> None:
    """Write categories and the values of each series; what is not known is an empty cell."""
    sheet.write_string(place.row, 0, native.x, formats["head"])
    for number, category in enumerate(categories_of(native, table), place.row + 1):
        if isinstance(category, date):
            sheet.write_datetime(number, 0, category, formats["month" if are_months(table) else "day"])
        else:
            sheet.write_string(number, 0, category)
    known = [value for values in table.series.values() for value in values if value is not None]
    numbers = workbook.add_format({"num_format": "0.0%" if is_share(native) else decimals_shown(known)})
    sheet.set_row(place.row, 2 * LINE)
    for column, (name, values) in enumerate(table.series.items(), 1):
        sheet.write_string(place.row, column, native.labels.get(name, name), formats["head"])
        for number, value in enumerate(values, place.row + 1):
            if value is not None:
                sheet.write_number(number, column, value, numbers)


def _series(native: Native, table: NativeTable, name: str, place: Place, column: int) -> dict[str, Any]:
    """Describe one series: where its numbers stand, its colour and dash, and the label of its end or of each bar."""
    first, last = place.row + 1, place.row + len(table.categories)
    single = len(table.series) == 1
    colour = native.colours.get(name, theme.BLUE if single else theme.GREY)
    series: dict[str, Any] = {
        "name": [place.sheet, place.row, column],
        "categories": [place.sheet, first, 0, last, 0],
        "values": [place.sheet, first, column, last, column],
    }
    if native.form in LINES:
        return series | _line(native, table, name, colour) | _end_label(native, table, name, colour)
    series |= {"fill": {"color": colour}, "gap": 40} | ({"overlap": 100} if native.form in STACKED else {})
    fills = [native.colours.get(str(category), colour) if single else colour for category in table.categories]
    points: list[dict[str, Any]] = [{"fill": {"color": fill}} for fill in fills]
    for number in pale_places(native, table, name):
        points[number] = {"fill": {"color": pale(fills[number])}, "border": {"color": fills[number], "width": 1.25}}
    if any(point != {"fill": {"color": colour}} for point in points):
        series["points"] = points
    if native.form in {"bar", "column"} and single and len(table.categories) <= MOST_BARS:
        series["data_labels"] = {"value": True, "num_format": label_format(native, table), "position": "outside_end"}
    return series


def _line(native: Native, table: NativeTable, name: str, colour: str) -> dict[str, Any]:
    if native.form == "points":
        return {"line": {"none": True}, "marker": _marker("circle", colour)}
    line = {"color": colour, "width": 2.5, "dash_type": dash(native.dashes.get(name, [1, 0])).name.lower()}
    # A line of one value is a point, which no line shows.
    alone = native.form == "line" and sum(value is not None for value in table.series[name]) == 1
    if joins_points(native, table):
        return {"line": line, "marker": _marker("circle", colour, 5)}
    return {"line": line, "marker": _marker("diamond", colour) if alone else {"type": "none"}}


def _marker(kind: str, colour: str, size: int = 9) -> dict[str, Any]:
    return {"type": kind, "size": size, "fill": {"color": colour}, "border": {"color": colour}}


def _end_label(native: Native, table: NativeTable, name: str, colour: str) -> dict[str, Any]:
    """Label the last value of a line, as a slide does."""
    place = labelled_ends(table).get(name)
    if native.form == "points" or place is None:
        return {}
    custom: list[dict[str, Any]] = [{"delete": True}] * len(table.categories)
    custom[place] = {"font": FONT | {"bold": True, "color": colour}}
    labels = {"value": True, "num_format": label_format(native, table), "position": "right", "custom": custom}
    return {"data_labels": labels}


def _style(chart: Any, native: Native, table: NativeTable) -> None:
    least, most = scale_of(native, table)
    scale = {name: value for name, value in (("min", least), ("max", most)) if value is not None}
    bars = "bar" in native.form
    values = scale | {
        "name": native.unit or native.y,
        "name_font": FONT | {"bold": False},
        "num_font": FONT,
        "num_format": axis_format(native, table),
        **({"major_unit": step} if (step := step_of(native, table)) else {}),
        "major_gridlines": {"visible": True, "line": {"color": theme.LIGHT_GREY, "width": 0.75}},
        "line": {"none": True},
        **({"label_position": "high"} if bars else {}),
    }
    categories: dict[str, Any] = {"num_font": FONT, "label_position": "low", "major_gridlines": {"visible": False}}
    if has_time_axis(native, table):
        unit = {"major_unit": 1, "major_unit_type": "years", "minor_unit": 1, "minor_unit_type": "months"}
        categories |= {"date_axis": True, "num_format": "mmm yyyy", **unit}
        if are_months(table):
            _count_in_months(chart)
    elif bars:
        categories |= {"reverse": True, "interval_unit": 1}
    # The axis that lies is the x axis, whatever stands along it.
    chart.set_x_axis(values if bars else categories)
    chart.set_y_axis(categories if bars else values)
    if joins_points(native, table):
        chart.show_blanks_as("span")
    chart.set_title({"none": True})
    chart.set_legend({"position": "top", "font": FONT} if len(table.series) > 1 else {"none": True})
    chart.set_chartarea({"border": {"none": True}})
    if native.form in {"line", "steps"}:
        chart.set_plotarea({"layout": LAYOUT})


def _count_in_months(chart: Any) -> None:
    """Place days along an axis by month: left to itself a program may take points a year apart for years, and move the last."""
    write = chart._write_label_offset

    def with_base(offset: int) -> None:
        write(offset)
        chart._xml_empty_tag("c:baseTimeUnit", [("val", "months")])

    chart._write_label_offset = with_base
