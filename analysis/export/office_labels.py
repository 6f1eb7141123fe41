"""Value labels of charts that office programs draw: the end of each line and each bar, as the picture names them."""

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_LABEL_POSITION
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.util import Pt

from analysis.charts.native import Native, NativeTable
from analysis.export.native_tables import labelled_ends

MOST_BARS = 30
"""Bars up to which each is named with its value."""

NEAR = 0.05
"""Part of the highest end within which another end's label would lie on its own."""

IN_A_LINE, LOWER, HIGHER = 3, 0.12, 0.2
"""Names that a key has in a line, and the part of the height that it takes up with as many, and with more."""
ROOM = 0.84
"""Part of the width that lines take where their ends are labelled: without it a program shrinks the chart for its labels."""


def add_labels(chart: Any, native: Native, table: NativeTable, number_format: str, letters: float) -> None:
    """Label the last value of each line, and each bar where there are not too many.

    `chart` is python-pptx's, drawn by a slide or a document. Stacked parts are left to the axis: their labels would run into one another.
    """
    if native.form in {"line", "steps"}:
        _label_ends(chart, table, number_format, letters)
    elif native.form in {"bar", "column"} and len(table.series) * len(table.categories) <= MOST_BARS:
        labels = chart.plots[0]
        labels.has_data_labels = True
        shown = labels.data_labels
        shown.show_value, shown.number_format, shown.number_format_is_linked = True, number_format, False
        shown.position, shown.font.size = XL_LABEL_POSITION.OUTSIDE_END, Pt(letters)


def _label_ends(chart: Any, table: NativeTable, number_format: str, letters: float) -> None:
    ends = labelled_ends(table)
    places = _places({name: table.series[name][place] or 0 for name, place in ends.items()})
    for name, series in zip(table.series, chart.plots[0].series, strict=True):
        if name not in ends:
            continue
        label = series.points[ends[name]].data_label
        label.position = places[name]
        label.font.size, label.font.bold = Pt(letters), True
        label.font.color.rgb = _colour_of(series)
        element = label._dLbl
        for tag, shown in (("c:showVal", "1"), ("c:showSerName", "0"), ("c:showCatName", "0"), ("c:showLegendKey", "0")):
            if (part := element.find(qn(tag))) is not None:
                part.set("val", shown)
        _set_format(element, number_format)
    if ends:
        _leave_room(chart, HIGHER if len(table.series) > IN_A_LINE else LOWER)


def _places(values: Mapping[str, float]) -> dict[str, Any]:
    """Put labels right of the ends, but those of two that are near each other above the upper and below the lower.

    >>> [place.name for place in _places({"UK": 553, "EU": 534, "US": 62}).values()]
    ['ABOVE', 'BELOW', 'RIGHT']
    """
    places = dict.fromkeys(values, XL_LABEL_POSITION.RIGHT)
    falling = sorted(values, key=lambda name: -values[name])
    for upper, lower in pairwise(falling):
        if values[upper] - values[lower] < NEAR * abs(values[falling[0]]):
            places |= {upper: XL_LABEL_POSITION.ABOVE, lower: XL_LABEL_POSITION.BELOW}
    return places


def _colour_of(series: Any) -> RGBColor:
    colour: RGBColor = series.format.line.color.rgb
    return colour


def _set_format(label: Any, number_format: str) -> None:
    """Give a label its number format, in the place where the schema has it: before its looks."""
    written = parse_xml(f'<c:numFmt {nsdecls("c")} formatCode="{number_format}" sourceLinked="0"/>')
    after = [label.find(qn(tag)) for tag in ("c:spPr", "c:txPr", "c:dLblPos", "c:showLegendKey")]
    next(element for element in after if element is not None).addprevious(written)


def _leave_room(chart: Any, above: float) -> None:
    """Keep the lines off the right edge, where their labels stand, and off the key, which takes a part of the height above them."""
    layout = parse_xml(
        f'<c:layout {nsdecls("c")}><c:manualLayout><c:layoutTarget val="inner"/><c:xMode val="edge"/><c:yMode val="edge"/>'
        f'<c:x val="0.1"/><c:y val="{above}"/><c:w val="{ROOM - 0.01}"/><c:h val="{0.87 - above:.2f}"/></c:manualLayout></c:layout>'
    )
    area = chart._chartSpace.find(f".//{qn('c:plotArea')}")
    if (old := area.find(qn("c:layout"))) is not None:
        area.remove(old)
    area.insert(0, layout)
