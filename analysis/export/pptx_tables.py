"""Put tables on slides whose cells can be edited, with the pages of their rows as links."""

from typing import Any

from pptx.util import Emu, Pt

from analysis.charts import theme
from analysis.export.ooxml import package_bytes
from analysis.export.pptx_parts import HEIGHT, WIDTH, add_run, add_slide, add_text, place_box
from analysis.export.pptx_template import new_deck
from analysis.export.story import Rows

MOST_ROWS = 15
"""Rows of a table that a slide has room for."""
LEAST_WIDE = 13.0
"""Letters that each column of a table has room for."""


def render_table(record: dict[str, Any]) -> bytes:
    """Render one table as a deck, over as many slides as its rows need; the bytes are the same for the same table."""
    deck = new_deck(record["title"], (WIDTH, HEIGHT))
    add_tables(deck, record)
    return package_bytes(deck)


def add_tables(deck: Any, record: dict[str, Any]) -> None:
    """Add a table over as many slides as its rows need, its source below each."""
    for first in range(0, max(len(record["rows"]), 1), MOST_ROWS):
        those, links = slice(first, first + MOST_ROWS), record.get("links")
        part = record | {"rows": record["rows"][those]} | ({"links": links | {"urls": links["urls"][those]}} if links else {})
        title = {"title": f"{record['title']} (continued)"} if first else {}
        add_table(deck, Rows(part | title))
        add_text(deck.slides[-1], record["source_line"], place_box(deck, 0.6, 7.05, 11.4, 0.3), 10)


def add_table(deck: Any, rows: Rows) -> None:
    """Add a slide with a table whose cells can be edited."""
    record = rows.record
    slide = add_slide(deck, record["title"], (0.6, 0.35, 12.133, 0.7), 26)
    box = place_box(deck, 0.6, 1.15, 12.133, 5.3)
    shape = slide.shapes.add_table(len(record["rows"]) + 1, len(record["header"]), *box.place)
    shape.name = record["id"]
    table, links = shape.table, record.get("links")
    for place, share in enumerate(_shares(record)):
        table.columns[place].width = Emu(int(box.place[2] * share))
    for nth, texts in enumerate([record["header"], *record["rows"]]):
        for place, text in enumerate(texts):
            cell = table.cell(nth, place)
            cell.margin_top = cell.margin_bottom = Pt(1.5)
            paragraph = cell.text_frame.paragraphs[0]
            run = add_run(paragraph, text, 11 * box.scale, theme.PAPER if nth == 0 else theme.INK, bold=nth == 0 or place == 0)
            if links and nth and place == links["column"] and links["urls"][nth - 1]:
                run.hyperlink.address = links["urls"][nth - 1]
    add_text(slide, record["subtitle"], place_box(deck, 0.6, 6.75, 11.4, 0.4), 11)


def _shares(record: dict[str, Any]) -> list[float]:
    """Share the width of a table out among its columns by the length of what they hold."""
    columns = [[record["header"][place], *(row[place] for row in record["rows"])] for place in range(len(record["header"]))]
    lengths = [
        max(LEAST_WIDE, *(len(word) for text in texts for word in text.split()), sum(map(len, texts)) / len(texts))
        for texts in columns
    ]
    return [length / sum(lengths) for length in lengths]
