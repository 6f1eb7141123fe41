"""Workbooks hold what is plotted: the same values, typed, with a native chart wherever a slide has one, and nothing that acts."""

import csv
import io
import re
import zipfile
from datetime import date, datetime

import altair as alt
import openpyxl
import polars as pl
import pytest
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from pptx import Presentation

import analysis
from analysis import Figure, figures, load, measures
from analysis.briefing import notebooks
from analysis.briefing.build import build_briefing
from analysis.briefing.from_notebooks import gather
from analysis.briefing.options import BriefingOptions
from analysis.charts import render
from analysis.errors import AnalysisError, ExportFault, UnknownName
from analysis.export import typed_rows, xlsx, xlsx_sheets
from analysis.export.native_tables import categories_of, read_record
from analysis.export.story import Rows

SHORT = [path for path in notebooks.curated() if path.name.startswith(("05-", "60-"))]
HOSTILE = ["=1+1", "+SUM(A1)", "-2+3", "@cmd", "'quoted", "007", "1e400", "https://example.org", "{=1}", "Türkiye", None]
LINKED = pl.DataFrame(
    {
        "country": ["Türkiye", "=1+1", "Estonia"],
        "signed": [date(2024, 5, 3), None, date(2025, 1, 2)],
        "eur_m": [1204.567, None, 0.5],
        "firm": [True, False, None],
        "source_url": ["https://example.org/a", None, "https://example.org/c?x=1&y=2"],
    }
)


@pytest.fixture
def quick(monkeypatch):
    """Draws nothing: what a picture shows is tested where pictures are."""
    dot = render.png('<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"></svg>', 1)
    monkeypatch.setattr(render, "png", lambda svg, scale: dot)


def opened(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


def plain(cell: object) -> object:
    return cell.date() if isinstance(cell, datetime) else cell


def expected(text: str, column: list[str]) -> object:
    """Read one cell of a CSV as a spreadsheet must show it, by plain Python."""
    known = [one for one in column if one]
    if not text:
        return None
    if all(re.fullmatch(r"-?(0|[1-9]\d*)(\.\d+)?(e-?\d+)?|NaN|inf", one) for one in known):
        return float(text) if re.search(r"\d", text) else None
    if all(re.fullmatch(r"\d{4}-\d\d-\d\d(T00:00:00.*)?", one) for one in known):
        return date.fromisoformat(text[:10])
    return {"true": "yes", "false": "no"}.get(text, text)


def test_the_data_of_every_figure_are_the_plotted_ones_and_its_chart_is_native_where_a_slides_is(quick):
    pictures = two_of_each_form(gather().pictures)
    native = 0
    for picture in pictures:
        book = opened(xlsx.render_figure(picture))
        assert book.sheetnames == ["Cover", "Chart", "Data", "Notes", "Sources"]
        header, *rows = csv.reader(io.StringIO(picture.record["csv"]))
        columns = [[row[place] for row in rows] for place in range(len(header))]
        shown = [[plain(cell) for cell in row] for row in book["Data"].iter_rows(values_only=True)]
        assert [head.split("\n")[0] for head in shown[0]] == header
        for row, cells in zip(rows, shown[1:], strict=True):
            for name, text, cell, column in zip(header, row, cells, columns, strict=True):
                told = re.sub("^'(?='*[=+@-])", "", text)
                wanted = (told or None) if name.startswith("release") else expected(told, column)
                assert cell == (pytest.approx(wanted) if isinstance(wanted, float) else wanted), (picture.id, name)
        assert book["Data"].freeze_panes == "A2"
        assert [one.autoFilter is not None for one in book["Data"].tables.values()] == [True]
        chart = book["Chart"]
        assert (len(chart._charts), len(chart._images)) == ((1, 0) if picture.record["native"] else (0, 1)), picture.id
        if picture.record["native"]:
            native += 1
            assert_chart_shows_the_numbers(book, picture.record)
    assert native >= 12


def two_of_each_form(pictures: list) -> list:
    forms = [(picture.record["native"] or {"form": ""})["form"] for picture in pictures]
    return [picture for place, picture in enumerate(pictures) if forms[:place].count(forms[place]) < 2]


def assert_chart_shows_the_numbers(book: openpyxl.Workbook, record: dict) -> None:
    description, table = read_record(record)
    drawn = book["Chart"]._charts[0]
    categories = [one.date() if isinstance(one, datetime) else one for one in categories_of(description, table)]
    assert len(drawn.series) == len(table.series)
    for series, (name, values) in zip(drawn.series, table.series.items(), strict=True):
        cells = [plain(cell) for (cell,) in cells_of(book, series.val.numRef.f)]
        assert cells == [None if value is None else pytest.approx(float(value)) for value in values], (record["id"], name)
        names = series.cat.numRef or series.cat.strRef
        assert [plain(cell) for (cell,) in cells_of(book, names.f)] == categories, record["id"]
        assert cells_of(book, series.tx.strRef.f)[0][0] == description.labels.get(name, name)


def links_of(sheet: object) -> list:
    return [cell.hyperlink for row in sheet.iter_rows() for cell in row if cell.hyperlink]


def cells_of(book: openpyxl.Workbook, reference: str) -> list[tuple]:
    name, _, area = reference.replace("$", "").rpartition("!")
    found = book[name.strip("'")][area]
    return [tuple(cell.value for cell in row) for row in found] if isinstance(found, tuple) else [(found.value,)]


def test_a_text_is_never_a_formula_whatever_it_begins_with(tmp_path):
    rows = pl.DataFrame({"=said": HOSTILE, "eur_bn": [float(number) for number in range(len(HOSTILE))]})
    chart = alt.Chart(rows).mark_bar().encode(x=alt.X(field="=said", type="nominal"), y="eur_bn:Q")
    book = opened(Figure(chart, headline="=1+1").save(tmp_path / "x.xlsx").read_bytes())
    table = opened(analysis.table(rows, "=1+1", sources=["=1+1"]).save(tmp_path / "y.xlsx").read_bytes())
    for one in (book, table):
        cells = [cell for sheet in one for row in sheet.iter_rows() for cell in row]
        assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
        assert [cell.value for cell in one["Data"]["A"][1:]] == HOSTILE
    for content in ((tmp_path / "x.xlsx").read_bytes(), (tmp_path / "y.xlsx").read_bytes()):
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            assert not [name for name in package.namelist() if b"<f>" in package.read(name) and "worksheets" in name]


def test_the_same_figure_and_table_have_the_same_bytes_and_no_clock(quick):
    figure = figures.aid.europe_and_us(load.aid())
    once = xlsx.render_figure(figure.picture())
    assert once == xlsx.render_figure(figures.aid.europe_and_us(load.aid()).picture())
    with zipfile.ZipFile(io.BytesIO(once)) as package:
        assert set(re.findall(rb">(\d{4}-\d\d-\d\dT[\d:]+Z)<", package.read("docProps/core.xml"))) == {b"2022-02-24T00:00:00Z"}
        assert {one.date_time for one in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_a_briefing_is_a_workbook_whose_cover_leads_to_every_chart_table_and_source(tmp_path, quick):
    build_briefing(SHORT, tmp_path, BriefingOptions(formats=["xlsx"]))
    for name, chapters in (("briefing", SHORT[:1]), ("annex", SHORT[1:])):
        book = openpyxl.load_workbook(tmp_path / f"{name}.xlsx")
        story = gather(chapters)
        leads = [link.location.split("!")[0].strip("'") for link in links_of(book["Cover"]) if link.location]
        tables = [item for chapter in story.chapters for item in chapter.items if isinstance(item, Rows)]
        places = [f"Chart {number}" for number in range(1, len(story.pictures) + 1)]
        assert leads == [*places, *(f"Table {number}" for number in range(1, len(tables) + 1))]
        assert set(leads) < set(book.sheetnames)
        said = {cell.value for row in book["Cover"].iter_rows() for cell in row}
        assert {picture.record["headline"] for picture in story.pictures} <= said
        for number, rows in enumerate(tables, 1):
            assert book[f"Table {number}"].max_row == len(rows.record["rows"]) + 1
        linked = {link.target for link in links_of(book["Sources"])}
        assert {source["url"] for source in story.sources if source["url"].startswith("http")} <= linked
    cover = openpyxl.load_workbook(tmp_path / "briefing.xlsx")["Cover"]
    assert any(cell.value == "Bottom line" for cell in cover["A"])


def test_a_table_of_any_frame_keeps_its_values_and_links_in_every_format(tmp_path):
    made = analysis.table(LINKED, "Who signed", sources=["BMVg, report 2025"], links={"country": "source_url"})
    files = {ending: made.save(tmp_path / f"t.{ending}") for ending in ("xlsx", "docx", "pptx", "html", "csv")}
    assert all(file.read_bytes() == made.save(tmp_path / f"again{file.suffix}").read_bytes() for file in files.values())
    wanted = set(LINKED["source_url"].drop_nulls())

    sheet = openpyxl.load_workbook(files["xlsx"])["Data"]
    rows = [[plain(cell) for cell in row] for row in sheet.iter_rows(min_row=2, values_only=True)]
    assert rows == [
        ["Türkiye", date(2024, 5, 3), 1204.567, "yes"],
        ["=1+1", None, None, "no"],
        ["Estonia", date(2025, 1, 2), 0.5, None],
    ]
    assert {link.target for link in links_of(sheet)} == wanted

    document = Document(files["docx"])
    links = [one.target_ref for one in document.part.rels.values() if one.reltype == RELATIONSHIP_TYPE.HYPERLINK]
    assert set(links) == wanted
    assert [cell.text for cell in document.tables[0].rows[2].cells] == ["=1+1", "not known", "not known", "no"]
    slide = Presentation(files["pptx"]).slides[0]
    runs = [
        run
        for shape in slide.shapes
        if shape.has_table
        for cell in shape.table.iter_cells()
        for run in cell.text_frame.paragraphs[0].runs
    ]
    assert {run.hyperlink.address for run in runs} - {None} == wanted

    page = files["html"].read_text(encoding="utf-8")
    assert 'href="https://example.org/c?x=1&amp;y=2"' in page
    assert "vega" not in page.partition("</style>")[2].lower()

    raw = files["csv"].read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    read = pl.read_csv(files["csv"], try_parse_dates=True)
    assert read.columns == LINKED.columns
    assert read["country"].to_list() == ["Türkiye", "'=1+1", "Estonia"]
    assert read["signed"].to_list() == LINKED["signed"].to_list()
    assert read["source_url"].to_list() == LINKED["source_url"].to_list()


def test_rows_with_pages_of_their_own_are_linked_and_cited_without_being_told():
    made = analysis.table(load.us_packages().head(3), "Packages")
    assert made.record()["links"]["urls"] == load.us_packages().head(3)["source_url"].to_list()
    assert made.record()["sources"]
    assert "source_url" not in made.rows.columns


def test_a_long_table_takes_several_slides_and_loses_no_row(tmp_path):
    rows = pl.DataFrame({"n": range(40)})
    deck = Presentation(analysis.table(rows, "Numbers").save(tmp_path / "t.pptx"))
    tables = [shape.table for slide in deck.slides for shape in slide.shapes if shape.has_table]
    assert len(tables) == 3
    assert [row.cells[0].text for table in tables for row in list(table.rows)[1:]] == [str(n) for n in range(40)]


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda: analysis.table(LINKED, "T", links={"land": "source_url"}), UnknownName, "did you mean|choose one of"),
        (
            lambda: analysis.table(LINKED, "T", links={"country": "source_url", "firm": "source_url"}),
            AnalysisError,
            "links one column",
        ),
        (lambda: analysis.table(LINKED, "T", labels={"eur": "EUR"}), UnknownName, "eur_m"),
        (lambda: analysis.table(pl.DataFrame(), "T"), AnalysisError, "without columns"),
        (lambda: analysis.table(pl.DataFrame({"a": ["x\x00"]}), "T"), AnalysisError, r"U\+0000"),
        (
            lambda: analysis.table(LINKED.with_columns(source_url=pl.lit("javascript:alert(1)")), "T"),
            AnalysisError,
            "no address",
        ),
        (lambda: analysis.table(LINKED, "T").save("t.ods"), UnknownName, ".xlsx"),
        (lambda: analysis.table([1, 2], "T"), AnalysisError, "no frame"),
    ],
)
def test_a_table_that_would_be_wrong_is_refused_in_words_that_name_the_fix(call, error, words):
    with pytest.raises(error, match=words):
        call()


def test_more_rows_than_a_sheet_holds_are_refused(monkeypatch, tmp_path):
    monkeypatch.setattr(xlsx_sheets, "MOST_ROWS", 2)
    with pytest.raises(ExportFault, match=r"save it as \.csv"):
        analysis.table(LINKED, "T").save(tmp_path / "t.xlsx")
    assert not (tmp_path / "t.xlsx").exists()


def test_headings_that_differ_in_capitals_alone_are_both_there(tmp_path):
    rows = pl.DataFrame({"a": [1], "A": [2]})
    sheet = openpyxl.load_workbook(analysis.table(rows, "T", labels={"a": "a", "A": "A"}).save(tmp_path / "t.xlsx"))["Data"]
    assert [cell.value for cell in sheet[2]] == [1, 2]


def test_numbers_of_a_readers_table_are_numbers_and_its_codes_are_not():
    record = {
        "header": ["n", "code", "day", "act"],
        "rows": [["−1,204.5", "007", "3 May 2024", "2024/3192"], ["not known", "010", "", "x"]],
    }
    assert typed_rows.typed_rows(record).rows() == [(-1204.5, "007", date(2024, 5, 3), "2024/3192"), (None, "010", None, "x")]


def test_decimals_and_thousands_are_those_asked_for_in_every_format(tmp_path):
    rows = pl.DataFrame({"people": [1_173_192], "x": [1.23456], "year": [2024], "imo": [9_274_331]})
    made = analysis.table(rows, "T", decimals=2)
    assert made.record()["rows"] == [["1,173,192", "1.23", "2024", "9274331"]]
    sheet = openpyxl.load_workbook(made.save(tmp_path / "t.xlsx"))["Data"]
    assert [cell.number_format for cell in sheet[2]] == ["#,##0", "#,##0.00", "0", "0"]
    assert sheet["B2"].value == 1.23456
    assert "1,173,192" in made.save(tmp_path / "t.html").read_text()
    assert "1,173,192" in made.table().as_raw_html()


@pytest.mark.parametrize(
    ("every", "heading", "told"),
    [
        ("half", "Period\nhalf-year from", "H2 2022"),
        ("quarter", "Period\nquarter from", "Q2 2022"),
        ("year", "Period\nyear", "2023"),
    ],
)
def test_periods_are_named_as_what_they_are(tmp_path, every, heading, told):
    rows = measures.aid.over_time(load.aid(), only="Europe", every=every).select("period", "eur_bn")
    made = analysis.table(rows, "T")
    assert made.record()["rows"][1][0] == told
    assert openpyxl.load_workbook(made.save(tmp_path / "t.xlsx"))["Data"]["A1"].value == heading


def test_the_picture_of_a_workbook_says_its_words_once(tmp_path):
    chart = alt.Chart(pl.DataFrame({"x": [1.0, 2.0], "y": [3.0, 4.0]})).mark_errorbar().encode(x="x:Q", y="y:Q")
    figure = Figure(chart, headline="A headline told once")
    held = zipfile.ZipFile(figure.save(tmp_path / "t.xlsx")).read("xl/media/image1.png")
    whole = figure.save(tmp_path / "t.png").read_bytes()
    # The height of a PNG stands at its start, in four bytes.
    assert int.from_bytes(held[20:24]) < int.from_bytes(whole[20:24])


def test_numbers_stand_right_in_every_format_though_one_is_not_known_and_so_do_their_headings(tmp_path):
    rows = pl.DataFrame({"a": ["x", "y"], "Paid bn": [18.1, None], "n": [1, 2]})
    made = analysis.table(rows, "Paid", sources=["me"])
    page = made.save(tmp_path / "paid.html").read_text(encoding="utf-8")
    assert re.findall(r'<th scope="col"[^>]*?( class=text)?>([^<]*)</th>', page) == [
        (" class=text", "A"),
        ("", "Paid bn"),
        ("", "N"),
    ]
    words = Document(str(made.save(tmp_path / "paid.docx"))).tables[0]
    sides = [[cell.paragraphs[0].alignment for cell in row.cells] for row in words.rows]
    assert sides == [[None, WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.RIGHT]] * 3
    sheet = openpyxl.load_workbook(made.save(tmp_path / "paid.xlsx"))["Data"]
    assert [cell.alignment.horizontal for cell in sheet[1]][1:] == ["right", "right"]
    assert sheet["A1"].alignment.horizontal != "right"
    assert [cell.value for cell in sheet[1]] == ["A", "Paid bn", "N"]
    assert all(cell.font.bold and cell.alignment.wrap_text for cell in sheet[1])
