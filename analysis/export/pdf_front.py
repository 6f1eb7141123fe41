"""Set the front of a briefing: a first page that answers, a second on what is ahead and how sure it is, then its charts."""

from collections.abc import Mapping
from typing import Any

from analysis.charts.picture import Picture
from analysis.charts.svg import size_of
from analysis.export.front import PAIRED, Front, arrange, chart_numbers
from analysis.export.markdown import typst as typst_markup
from analysis.export.markdown import typst_string, typst_text
from analysis.export.story import Chapter, Points, Rows, Words

COLUMN, ACROSS = 8.4, 17.8
"""Centimetres of a column and of the page, on A4; letter paper is as wide to a few millimetres."""

SECOND = 9.8
"""Points of the letters of the second page, which has room for larger ones."""

LEAD_HEIGHT, CHART_HEIGHT = 10.6, 10.9
"""Centimetres down that the first chart may take beside the messages, and each of two charts on a later page."""

THEN_AND_NOW = "4.4cm, 2.05cm, 2.05cm, 2.05cm, 2.05cm, 1fr, 1.5cm"
"""Widths of the columns of a table of then and now; of another the first column is wide and the others share the rest."""

BRIEF, BRIEF_HEIGHT = 8.6, 9.6
"""Points of the letters, and centimetres of the chart, of a second page that is the last."""

BOTH_NOW = {2: "#EEF5FA", 4: "#FDF3EC"}
"""The columns of both sides as of now, with their tints."""


def set_front(chapter: Chapter, works: str) -> tuple[str, dict[str, str]]:
    """Set a briefing's chapter, and the works it shows: the text for the typesetter, and its drawings by the name of their files."""
    front, numbers = arrange(chapter), chart_numbers(chapter)
    drawings: dict[str, str] = {}
    letters, height = (BRIEF, BRIEF_HEIGHT) if front.is_brief else (SECOND, CHART_HEIGHT)
    pages = [
        _first_page(front, numbers, drawings),
        "#pagebreak()",
        f"#[\n#set text(size: {letters}pt)\n#set par(spacing: 0.9em)\n{_second_page(front)}\n]",
        *([] if front.is_brief else ["#pagebreak()"]),
    ]
    pages += [_item(item, numbers, drawings, height) for item in front.rest]
    pages.append(f"== Publishers\n\n#small[{typst_text(works)}]")
    return "\n\n".join(pages), drawings


def _first_page(front: Front, numbers: Mapping[str, int], drawings: dict[str, str]) -> str:
    line = (
        '#block(fill: rgb("#EAF2F9"), stroke: (left: 3pt + rgb("#0072B2")), inset: (x: 10pt, y: 8pt), width: 100%)'
        f"[#text(size: 10.5pt)[*Bottom line.* {typst_text(front.bottom_line)}]]"
    )
    beside = _drawing(front.lead.at("column"), numbers, drawings, COLUMN, LEAD_HEIGHT) if front.lead else ""
    messages = _messages(front.messages, numbers) if front.messages else ""
    grid = f"#grid(columns: (1fr, {COLUMN}cm), column-gutter: 0.7cm, [{messages}], [{beside}])"
    card = _scorecard(front.scorecard) if front.scorecard else ""
    return "\n\n".join([f"= {typst_text(front.title)}", f"#small[{typst_text(front.dates)}]", line, grid, card])


def _messages(panel: Points, numbers: Mapping[str, int]) -> str:
    parts = [f"== {typst_text(panel.record['heading'])}"]
    for point in panel.record["points"]:
        words = f"#tag[{typst_text(point['label'])}] *{typst_text(point['claim'])}* {typst_text(point['text'])}"
        parts.append(f"#rule\n{words}{_to_chart(point['figure'], numbers)}")
    return "\n\n".join(parts)


def _to_chart(figure: str, numbers: Mapping[str, int]) -> str:
    return f" #link(<chart-{figure}>)[Chart {numbers[figure]}]" if figure in numbers else ""


def _scorecard(rows: Rows) -> str:
    record = rows.record
    header = _header(record["header"])
    both = len(record["header"]) == len(THEN_AND_NOW.split(", "))
    bold = BOTH_NOW if both else {1: ""}
    body = "".join("".join(f"{_cell(text, bold.get(place))}, " for place, text in enumerate(row)) for row in record["rows"])
    widths = THEN_AND_NOW if both else ", ".join(["5.4cm", *["1fr"] * (len(record["header"]) - 1)])
    table = (
        f"#table(columns: ({widths}), "
        "inset: (x: 3.5pt, y: 3pt), "
        f"align: (x, y) => if x == 0 or x == {5 if both else 0} {{ left }} else {{ right }}, "
        'stroke: (x, y) => (bottom: (if y == 1 { 0.8pt } else { 0.4pt }) + rgb(if y == 1 { "#1A1A1A" } else { "#BFBFBF" })), '
        f"table.header({header}), {body})"
    )
    title = f"== {typst_text(record['title'])}"
    return f"{title}\n\n#text(size: 7.4pt)[{table}]\n#v(-0.35em)\n#small[{typst_text(record['subtitle'])}.]"


def _header(names: list[str]) -> str:
    """Head the columns of each side with its name once, and each with its day."""
    sides = [name.partition(", ") for name in names]
    upper, place = [], 0
    while place < len(sides):
        side, comma, _ = sides[place]
        width = sum(1 for other in sides[place:] if comma and other[0] == side) or 1
        upper.append(f"table.cell(colspan: {width}, align: center)[*{typst_text(side) if comma else ''}*]")
        place += width
    lower = [f"[*{typst_text(after or side)}*]" for side, _, after in sides]
    return ", ".join([*upper, *lower])


def _cell(text: str, fill: str | None) -> str:
    """Set a cell: in bold where it has a fill, which may be none to see."""
    shown = typst_text(text) if fill is None else f"*{typst_text(text)}*"
    return f'table.cell(fill: rgb("{fill}"))[{shown}]' if fill else f"[{shown}]"


def _second_page(front: Front) -> str:
    paired = [box for box in front.boxes if box.id in PAIRED]
    parts = [_wide(box) for box in front.boxes if box.id == "falls-due"]
    if paired:
        columns = ", ".join(f"[{_listed(box)}]" for box in paired)
        parts.append(f"#grid(columns: ({', '.join(['1fr'] * len(paired))}), column-gutter: 0.8cm, {columns})")
    parts += [_wide(box) for box in front.boxes if box.id not in {*PAIRED, "falls-due"}]
    return "\n\n".join(parts)


def _wide(panel: Points) -> str:
    cells = ", ".join(f"[#rule\n{_point(point)}]" for point in panel.record["points"])
    grid = f"#grid(columns: (1fr, 1fr, 1fr), column-gutter: 0.6cm, row-gutter: 0.45cm, {cells})"
    return f"== {typst_text(panel.record['heading'])}\n\n{grid}{_note(panel)}"


def _listed(panel: Points) -> str:
    points = "\n\n".join(f"#rule\n{_point(point)}" for point in panel.record["points"])
    return f"== {typst_text(panel.record['heading'])}\n\n{points}{_note(panel)}"


def _point(point: Mapping[str, Any]) -> str:
    claim, label = point["claim"], typst_text(point["label"])
    named = f"#who({typst_string(claim)})" if claim in {"EU", "US", "UK"} else typst_text(claim)
    if not claim:
        return f"*{label}.* {typst_text(point['text'])}"
    end = "" if claim in {"EU", "US", "UK"} else ":"
    return f"*{label}* {named}{end} {typst_text(point['text'])}"


def _note(panel: Points) -> str:
    return f"\n\n#small[{typst_text(panel.record['note'])}]" if panel.record["note"] else ""


def _item(item: Any, numbers: Mapping[str, int], drawings: dict[str, str], height: float = CHART_HEIGHT) -> str:
    match item:
        case Words(text):
            return typst_markup(text, 1)
        case Picture():
            drawing = _drawing(item, numbers, drawings, ACROSS, height)
            notes = item.record["notes"]
            return f"#block(breakable: false, below: 0.75cm)[\n{drawing}\n\n{f'#small[{typst_text(notes[0])}]' if notes else ''}\n]"
        case Points():
            return _wide(item)
        case Rows():
            return _scorecard(item)
    return ""


def _drawing(picture: Picture, numbers: Mapping[str, int], drawings: dict[str, str], across: float, down: float) -> str:
    wide, high = size_of(picture.svg)
    width = min(across, down * wide / high)
    name, alt = f"brief-{picture.id}.svg", typst_string(picture.record["alt"])
    drawings[name] = picture.svg
    image = f'image("{name}", width: {width:.3f}cm, height: {width * high / wide:.3f}cm, alt: {alt})'
    return f"#small[*Chart {numbers[picture.id]}*]\n#figure({image}, alt: {alt}) <chart-{picture.id}>"
