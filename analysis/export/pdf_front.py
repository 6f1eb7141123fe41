"""Set the front of a briefing: a first page that answers, a second on what is ahead and how sure it is, then its charts."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from analysis.charts import theme
from analysis.charts.picture import Picture
from analysis.charts.svg import size_of
from analysis.export.front import PAIRED, Front, arrange, chart_numbers
from analysis.export.markdown import typst as typst_markup
from analysis.export.markdown import typst_string, typst_text
from analysis.export.pdf_brief import ACROSS, COLUMN, GUTTER, PADDING, balanced, joined, last_chart, unbroken
from analysis.export.pdf_points import AUTHORITIES, linked_page, set_point
from analysis.export.story import Chapter, Points, Rows, Words

SECOND = 10.2
"""Points of the letters of the second page, which has room for larger ones."""

LEAD_HEIGHT = {"a4": 12.0, "letter": 10.2}
"""Centimetres down that the first chart may take beside the messages."""

MESSAGE, CARD = {"a4": 9.2, "letter": 8.6}, {"a4": 7.7, "letter": 7.4}
"""Points of the letters of the messages, and of the scorecard: letter paper is shorter."""

DOWN = {"a4": 26.4, "letter": 24.6}
"""Centimetres down of a page between its margins."""

ON_A_PAGE, AROUND, NOTE, LETTERS = 2, 0.72, 0.36, 135
"""Charts on a later page, and the centimetres that number, gaps and each line of a note take of it; letters in such a line."""

SIDES = {"Europe": theme.BLUE, "US": theme.VERMILLION}
AMOUNT = re.compile(r"\b(Europe|US) €([\d,.]*\d)bn")
"""What a text of the second page says of each side in billions of euros."""

DATE, NARROW_DATE = 3.7, 2.4
"""Centimetres of the dates before a list as wide as the page, and before one beside another."""

THEN_AND_NOW = "4.9cm, 1.95cm, 1.95cm, 1.95cm, 1.95cm, 1fr, 1.5cm"
"""Widths of the columns of a table of then and now; of another the first column is wide and the others share the rest."""

BRIEF, FULL = 8.6, 8
"""Points of the letters of a second page that is the last, and texts of one box from which it has no room for all below one another."""

BOTH_NOW = {2: "#EEF5FA", 4: "#FDF3EC"}
"""The columns of both sides as of now, with their tints."""


def set_front(chapter: Chapter, works: str, paper: str = "a4") -> tuple[str, dict[str, str]]:
    """Set a briefing's chapter, and the works it shows: the text for the typesetter, and its drawings by the name of their files.

    `paper` is a4 or letter.
    """
    front, numbers = arrange(chapter), chart_numbers(chapter)
    drawings: dict[str, str] = {}
    letters = BRIEF if front.is_brief else SECOND
    last = f"== Publishers\n\n#small[{typst_text(works)}]"
    is_full = front.is_brief and bool(front.rest) and max((len(box.record["points"]) for box in front.boxes), default=0) >= FULL
    pages = [
        _first_page(front, numbers, drawings, paper),
        "#pagebreak()",
        f"#[\n#set text(size: {letters}pt)\n#set par(spacing: 0.9em)\n#show heading.where(level: 2): set block(above: 1.5em, below: 0.8em)\n{_second_page(front)}\n]",
        *([] if front.is_brief else ["#pagebreak()"]),
    ]
    pages += (
        [
            last_chart(item, numbers[item.id], drawings, last if is_full else "") if isinstance(item, Picture) else _item(item)
            for item in front.rest
        ]
        if front.is_brief
        else _rest(front, numbers, drawings, paper)
    )
    pages += [] if is_full else [last]
    return "\n\n".join(pages), drawings


def _first_page(front: Front, numbers: Mapping[str, int], drawings: dict[str, str], paper: str) -> str:
    line = (
        '#block(fill: rgb("#EAF2F9"), stroke: (left: 3pt + rgb("#0072B2")), inset: (x: 10pt, y: 8pt), width: 100%)'
        f"[#text(size: 10.5pt)[*Bottom line.* {typst_text(front.bottom_line)}]]"
    )
    beside = _drawing(front.lead.at("column"), numbers, drawings, COLUMN, LEAD_HEIGHT[paper]) if front.lead else ""
    parts = _messages(front.messages, numbers) if front.messages else []
    letters = f"#set text(size: {MESSAGE[paper]}pt)\n"
    if front.is_brief:
        grid = balanced(parts, beside, letters)
    else:
        grid = f"#grid(columns: (1fr, {COLUMN}cm), column-gutter: {GUTTER}cm, [{letters}{joined(parts)}], [{beside}])"
    card = _scorecard(front.scorecard, numbers, CARD[paper]) if front.scorecard else ""
    return "\n\n".join([f"= {unbroken(typst_text(front.title))}", f"#small[{typst_text(front.dates)}]", line, grid, card])


def _messages(panel: Points, numbers: Mapping[str, int]) -> list[str]:
    parts = [f"== {typst_text(panel.record['heading'])}"]
    for point in panel.record["points"]:
        words = f"#tag[{typst_text(point['label'])}] *{typst_text(point['claim'])}* {typst_text(point['text'])}"
        parts.append(f"#rule\n{words}{_to_chart(point['figure'], numbers)}{linked_page(point)}")
    return parts


def _to_chart(figure: str, numbers: Mapping[str, int]) -> str:
    return f" #link(<chart-{figure}>)[Chart {numbers[figure]}]" if figure in numbers else ""


def _scorecard(rows: Rows, numbers: Mapping[str, int] | None = None, letters: float = CARD["a4"]) -> str:
    record = rows.record
    header = _header(record["header"])
    both = len(record["header"]) == len(THEN_AND_NOW.split(", "))
    bold = BOTH_NOW if both else {1: ""}
    shown = [_shown_by(figure, numbers or {}) for figure in record.get("figures") or [""] * len(record["rows"])]
    body = "".join(
        "".join(f"{_cell(text, bold.get(place), '' if place else chart)}, " for place, text in enumerate(row))
        for row, chart in zip(record["rows"], shown, strict=True)
    )
    widths = THEN_AND_NOW if both else ", ".join(["6.3cm", *["1fr"] * (len(record["header"]) - 1)])
    table = (
        f"#table(columns: ({widths}), "
        "inset: (x: 3.5pt, y: 3pt), "
        f"align: (x, y) => if x == 0 or x == {5 if both else 0} {{ left }} else {{ right }}, "
        'stroke: (x, y) => (bottom: (if y == 1 { 0.8pt } else { 0.4pt }) + rgb(if y == 1 { "#1A1A1A" } else { "#BFBFBF" })), '
        f"table.header({header}), {body})"
    )
    title = f"#v(0.25em)\n== {typst_text(record['title'])}"
    return f"{title}\n\n#text(size: {letters}pt)[{table}]\n#v(-0.35em)\n#small[{typst_text(record['subtitle'])}.]"


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


def _shown_by(figure: str, numbers: Mapping[str, int]) -> str:
    return f" #link(<chart-{figure}>)[{numbers[figure]}]" if figure in numbers else ""


def _cell(text: str, fill: str | None, chart: str = "") -> str:
    """Set a cell: in bold where it has a fill, which may be none to see; behind it the number of the chart that shows its row."""
    shown = typst_text(text) + chart if fill is None else f"*{typst_text(text)}*"
    return f'table.cell(fill: rgb("{fill}"))[{shown}]' if fill else f"[{shown}]"


def _second_page(front: Front) -> str:
    paired = [box for box in front.boxes if box.id in PAIRED]
    parts = [_listed(box, DATE) for box in front.boxes if box.id == "falls-due"]
    if paired:
        columns = ", ".join(f"[{_listed(box, NARROW_DATE)}]" for box in paired)
        parts.append(f"#grid(columns: ({', '.join(['1fr'] * len(paired))}), column-gutter: 0.8cm, {columns})")
    parts += [_wide(box) for box in front.boxes if box.id not in {*PAIRED, "falls-due"}]
    return "\n\n".join(parts)


def _wide(panel: Points) -> str:
    points = panel.record["points"]
    amounts = [dict(AMOUNT.findall(point["text"])) for point in points]
    most = max([float(value.replace(",", "")) for sides in amounts for value in sides.values()], default=0.0)
    cells = ", ".join(f"[#rule\n{set_point(point)}{_bars(sides, most)}]" for point, sides in zip(points, amounts, strict=True))
    grid = f"#grid(columns: (1fr, 1fr, 1fr), column-gutter: 0.6cm, row-gutter: 0.45cm, {cells})"
    return f"== {typst_text(panel.record['heading'])}\n\n{grid}{_note(panel)}"


def _bars(sides: Mapping[str, str], most: float) -> str:
    """Draw what a text says of both sides as two bars, on one scale with its neighbours; nothing where it names no two amounts."""
    if len(sides) != len(SIDES):
        return ""
    bars = [
        f'#block(width: {100 * float(sides[side].replace(",", "")) / most:.1f}%, height: 5pt, above: 3pt, below: 2pt, fill: rgb("{colour}"))'
        for side, colour in SIDES.items()
    ]
    return "\n" + "\n".join(bars)


def _listed(panel: Points, date: float) -> str:
    """List points below one another; those of an authority with their dates in a column of so many centimetres."""
    points = panel.record["points"]
    if points and all(point["claim"] in ("", *AUTHORITIES) for point in points) and any(point["claim"] for point in points):
        who = [f"#who({typst_string(one['claim'])}) " if one["claim"] else "" for one in points]
        cells = "".join(
            f"[*{typst_text(one['label'])}*], [{whose}{typst_text(one['text'])}{linked_page(one)}], "
            for one, whose in zip(points, who, strict=True)
        )
        inset = "inset: (x, y) => (left: 0pt, right: 4pt, y: 3.6pt)"
        # A grid and no table: its columns are dates and what is due, and have no heads.
        listed = f'#grid(columns: ({date}cm, 1fr), {inset}, stroke: (x: none, bottom: none, top: 0.4pt + rgb("#BFBFBF")), align: left, {cells})'
    else:
        listed = "\n\n".join(f"#rule\n{set_point(point)}" for point in points)
    return f"== {typst_text(panel.record['heading'])}\n\n{listed}{_note(panel)}"


def _note(panel: Points) -> str:
    return f"\n\n#small[{typst_text(panel.record['note'])}]" if panel.record["note"] else ""


def _rest(front: Front, numbers: Mapping[str, int], drawings: dict[str, str], paper: str) -> list[str]:
    """Set what follows the first two pages: charts two on a page, in letters of one size, and words between and behind them."""
    pictures = [item for item in front.rest if isinstance(item, Picture)]
    notes = _notes(front.lead, pictures)
    scales = _scales(pictures, notes, paper)
    pages = []
    for item in front.rest:
        if not isinstance(item, Picture):
            pages.append(_item(item))
            continue
        wide, high = size_of(item.svg)
        drawing = _drawing(item, numbers, drawings, wide * scales[item.id], high * scales[item.id])
        below = f"\n\n#small[{typst_text(notes[item.id])}]" if notes[item.id] else ""
        pages.append(f"#block(breakable: false, below: 0.6cm)[\n{drawing}{below}\n]")
    return pages


def _notes(lead: Picture | None, pictures: Sequence[Picture]) -> dict[str, str]:
    """Give the note below each chart, its first; one that charts share stands once, and what the first chart's says nowhere else."""
    told = {note for picture in filter(None, [lead]) for note in picture.record["notes"][:1]}
    notes: dict[str, str] = {}
    for picture in pictures:
        first = next(iter(picture.record["notes"]), "")
        notes[picture.id] = "" if first in told else first
        told.add(first)
    return notes


def _scales(pictures: Sequence[Picture], notes: Mapping[str, str], paper: str) -> dict[str, float]:
    """Give the centimetres of a unit of each drawing: those that share a page have letters of one size, and fill it."""
    scales: dict[str, float] = {}
    for first in range(0, len(pictures), ON_A_PAGE):
        shared = pictures[first : first + ON_A_PAGE]
        sizes = [size_of(picture.svg) for picture in shared]
        lines = sum(-(-len(notes[picture.id]) // LETTERS) for picture in shared)
        room = DOWN[paper] * len(shared) / ON_A_PAGE - AROUND * len(shared) - NOTE * lines
        scale = min(ACROSS / max(wide for wide, _ in sizes), room / sum(high for _, high in sizes))
        scales |= {picture.id: scale for picture in shared}
    return scales


def _item(item: Any) -> str:
    match item:
        case Words(text):
            return typst_markup(text, 1)
        case Points():
            return _wide(item)
        case Rows():
            return _scorecard(item)
    return ""


def _drawing(picture: Picture, numbers: Mapping[str, int], drawings: dict[str, str], across: float, down: float) -> str:
    wide, high = size_of(picture.svg)
    width = min(across, down * wide / high)
    left = PADDING * width / wide
    name, alt = f"brief-{picture.id}.svg", typst_string(picture.record["alt"])
    drawings[name] = picture.svg
    image = f'image("{name}", width: {width:.3f}cm, height: {width * high / wide:.3f}cm, alt: {alt})'
    return f"#small[*Chart {numbers[picture.id]}*]\n#v(-0.1cm)\n#pad(left: -{left:.3f}cm)[#figure({image}, alt: {alt}) <chart-{picture.id}>]"
