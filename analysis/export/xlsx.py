"""Render a story, a figure or a table as a workbook: cover, chart, data, notes and sources, for those who work in Excel."""

import io
from collections.abc import Sequence
from typing import Any

import polars as pl

from analysis.charts import render, theme
from analysis.charts.formatting import day
from analysis.charts.picture import Picture
from analysis.charts.svg import size_of
from analysis.export import xlsx_charts
from analysis.export.bibliography import cite_as, data_to
from analysis.export.front import arrange
from analysis.export.story import Chapter, Rows, Story
from analysis.export.typed_rows import Column, describe, plain, typed_csv, typed_rows
from analysis.export.xlsx_sheets import (
    TITLE_LINE,
    WIDEST,
    WORDS,
    Book,
    Line,
    add_sheet,
    new_book,
    page_of,
    set_height,
    write_address,
    write_frame,
    write_lines,
    write_link,
)

ACROSS, NARROWER = 130, 0.65
"""Letters across a chart, and how much of them a title has there."""
UNKNOWN = "An empty cell is not known; it is not zero."


def render_figure(picture: Picture) -> bytes:
    """Render one figure as a workbook: cover, its chart, its data, notes and sources; the same bytes for the same figure."""
    record = picture.record
    target = io.BytesIO()
    with new_book(target, record["headline"]) as book:
        lines = [Line("Chart", "The chart, and the numbers it is drawn from", "internal:'Chart'!A1")]
        _write_cover(book, record["headline"], record["subtitle"], [*lines, *_about(record)])
        _write_chart(book, picture, "Chart")
        columns = _write_csv(book, record, "Data")
        _write_notes(book, [Line("Note", note) for note in record["notes"]] + _columns_told(columns, record))
        _write_sources(book, record["sources"])
    return target.getvalue()


def render_table(record: dict[str, Any], rows: pl.DataFrame | None = None) -> bytes:
    """Render one table as a workbook: cover, its data, sources; the same bytes for the same table.

    `record` is the table's, `rows` its values where they are at hand: the record has them as a reader sees them. Floats are shown with
    the decimals that a record names, and are exact in their cells.
    """
    target = io.BytesIO()
    with new_book(target, record["title"]) as book:
        _write_cover(book, record["title"], record["subtitle"], _about(record))
        _write_rows(book, record, "Data", rows)
        _write_sources(book, record["sources"])
    return target.getvalue()


def render_story(story: Story) -> bytes:
    """Render a story as a workbook: a cover that lists and links what follows, two sheets a figure, one a table, notes, sources.

    Words of notebooks are left out, a briefing's messages stand on the cover. The bytes are the same for the same story.
    """
    target = io.BytesIO()
    tables = [item for chapter in story.chapters for item in chapter.items if isinstance(item, Rows)]
    with new_book(target, story.title) as book:
        front = _messages(story.front) if story.front else []
        title = arrange(story.front).title if story.front else story.title
        subtitle = " \u00b7 ".join(filter(None, (story.title if story.front else "", story.date, story.issuer)))
        _write_cover(book, title, subtitle, [*front, *_contents(story, tables), Line("Empty cells", UNKNOWN)])
        notes = []
        for number, picture in enumerate(story.pictures, 1):
            _write_chart(book, picture, f"Chart {number}")
            _write_csv(book, picture.record, f"Data {number}")
            notes += [Line(f"Chart {number}", note, f"internal:'Chart {number}'!A1") for note in picture.record["notes"]]
        for number, rows in enumerate(tables, 1):
            _write_rows(book, rows.record, f"Table {number}")
        _write_notes(book, notes)
        _write_sources(book, story.sources)
    return target.getvalue()


def _about(record: dict[str, Any]) -> list[Line]:
    """List what stands on the cover of a figure or table: where its data are, to when, how to cite it, whose numbers they are."""
    until = data_to(record["sources"])
    lines = [Line("Data", "Every row, with filters", "internal:'Data'!A1")]
    lines += [Line("Data to", day(until))] if until else []
    lines += [Line("Cite as", cite_as(record, "sentence")), Line("Empty cells", UNKNOWN)]
    return lines + [Line("Source", source["text"], page_of(source["url"])) for source in record["sources"]]


def _messages(chapter: Chapter) -> list[Line]:
    """List what a briefing says first."""
    front = arrange(chapter)
    points = front.messages.record["points"] if front.messages else []
    told = [Line(one["label"], " ".join(filter(None, (one["claim"], one["text"])))) for one in points]
    return [Line("Issued", front.issued), Line("Bottom line", front.bottom_line), *told, Line("Data", front.dates)]


def _contents(story: Story, tables: Sequence[Rows]) -> list[Line]:
    charts = [
        Line(f"Chart {number}", picture.record["headline"], f"internal:'Chart {number}'!A1")
        for number, picture in enumerate(story.pictures, 1)
    ]
    names = [(f"Table {number}", rows.record["title"]) for number, rows in enumerate(tables, 1)]
    return [*charts, *(Line(name, title, f"internal:'{name}'!A1") for name, title in names)]


def _write_cover(book: Book, title: str, subtitle: str, lines: Sequence[Line]) -> None:
    sheet = add_sheet(book, "Cover", (14, WORDS))
    sheet.hide_gridlines(2)
    sheet.write_string(0, 1, title, book.formats["title"])
    sheet.write_string(1, 1, subtitle, book.formats["soft"])
    set_height(sheet, 0, [(title, WORDS * NARROWER)], TITLE_LINE)
    set_height(sheet, 1, [(subtitle, WORDS)])
    write_lines(book, sheet, lines, 3)


def _write_chart(book: Book, picture: Picture, name: str) -> None:
    """Write a figure's chart: the spreadsheet's own with its numbers below, or the picture."""
    record = picture.record
    sheet = add_sheet(book, name, (22, 14))
    sheet.set_column(2, 20, 14)
    for row, (text, looks) in enumerate(
        ((record["headline"], "title"), (record["subtitle"], "soft"), (record["source_line"], "soft"))
    ):
        sheet.merge_range(row, 0, row, 9, "")
        sheet.write_string(row, 0, text, book.formats[looks])
    set_height(sheet, 0, [(record["headline"], ACROSS * NARROWER)], TITLE_LINE)
    for row, text in ((1, record["subtitle"]), (2, record["source_line"])):
        set_height(sheet, row, [(text, ACROSS)])
    if record["native"]:
        xlsx_charts.add_chart(book.workbook, sheet, record, 4, book.formats)
    else:
        # Headline, subtitle and source stand above it.
        _insert_picture(sheet, picture.untitled, 4)


def _insert_picture(sheet: Any, picture: Picture, row: int) -> None:
    scale = theme.size(picture.size).pixels_per_point
    png = render.png(picture.svg, scale)
    # A PNG's width stands at its start, in four bytes.
    part = size_of(picture.svg)[0] / int.from_bytes(png[16:20])
    told = {"description": picture.record["alt"], "object_position": 2, "x_scale": part, "y_scale": part}
    sheet.insert_image(row, 0, f"{picture.id}.png", {"image_data": io.BytesIO(png), **told})


def _write_csv(book: Book, record: dict[str, Any], name: str) -> list[Column]:
    """Write a figure's rows, typed, under their names and units."""
    frame = typed_csv(record["csv"])
    native = record["native"] or {}
    columns = describe(frame, {native["y"]: native.get("unit", "")} if native else {})
    write_frame(book, name, frame, columns)
    return columns


def _write_rows(book: Book, record: dict[str, Any], name: str, rows: pl.DataFrame | None = None) -> None:
    """Write a table's rows under a reader's headings, and link the pages that they name."""
    frame = typed_rows(record) if rows is None else plain(rows)
    floats = (
        [] if rows is None or "decimals" not in record else [name for name, dtype in rows.schema.items() if dtype.is_float()]
    )
    told = describe(frame, decimals=dict.fromkeys(floats, record.get("decimals", 1)))
    # A reader's heading has its unit in it, but for what the first days of periods stand for.
    units = [one.unit if one.holds == "month" else "" for one in told]
    headed = [Column(head, unit, one.holds, one.format) for head, unit, one in zip(record["header"], units, told, strict=True)]
    sheet = write_frame(book, name, frame, headed)
    if links := record.get("links"):
        for row, (url, cells) in enumerate(zip(links["urls"], record["rows"], strict=True), 1):
            if url:
                write_link(book, sheet, (row, links["column"]), url, cells[links["column"]])


def _columns_told(columns: list[Column], record: dict[str, Any]) -> list[Line]:
    told = [Line("Column", " \u00b7 ".join(filter(None, (one.name, one.holds, one.unit)))) for one in columns]
    return [*told, Line("Empty cells", UNKNOWN), Line("In words", record["alt"])]


def _write_notes(book: Book, lines: Sequence[Line]) -> None:
    write_lines(book, add_sheet(book, "Notes", (14, WORDS)), lines, 0)


def _write_sources(book: Book, sources: Sequence[dict[str, Any]]) -> None:
    """Write the works, and the pages behind a hand-kept record, with links."""
    sheet = add_sheet(book, "Sources", (60, 60, 24, 16, 60))
    for place, head in enumerate(("Source", "Cite as", "Licence", "Data to", "Page")):
        sheet.write_string(0, place, head, book.formats["head"])
    sheet.freeze_panes(1, 0)
    row = 0
    for row, source in enumerate(sources, 1):
        until = data_to([source])
        for place, text in enumerate((source["text"], source["citation"], source["licence"], day(until) if until else "")):
            sheet.write_string(row, place, text, book.formats["text"])
        set_height(sheet, row, [(source["text"], WIDEST), (source["citation"], WIDEST), (source["licence"], 24)])
        write_address(book, sheet, (row, 4), source["url"])
    pages = sorted({(publisher, address) for source in sources for publisher, address in source.get("pages", ())})
    for number, (publisher, address) in enumerate(pages, row + 2):
        sheet.write_string(number, 0, publisher, book.formats["text"])
        write_address(book, sheet, (number, 4), address)
