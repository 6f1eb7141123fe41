"""The briefing's own pages: two that answer, then its charts; the same words in every format, within the room they have."""

import io
import re
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pypdf
import pytest
from docx import Document
from pptx import Presentation
from pptx.enum.shapes import MSO_SHAPE_TYPE

from analysis import figures, load
from analysis.briefing import notebooks
from analysis.briefing.build import build_briefing
from analysis.briefing.from_notebooks import read_chapter
from analysis.briefing.options import BriefingOptions
from analysis.charts.picture import Picture
from analysis.charts.sizes import caveat_beside_office_chart
from analysis.charts.svg import size_of
from analysis.errors import AnalysisError, ExportFault
from analysis.export import docx, html, office_charts, pdf, pptx
from analysis.export.front import arrange, chart_numbers
from analysis.export.logo import read_logo
from analysis.export.pdf_front import set_front
from analysis.export.story import Chapter, Points, Rows, Story

PATH = next(path for path in notebooks.curated() if path.stem == "05-briefing")
TITLE_WORDS, LINE_WORDS, MESSAGE_WORDS, FRONT_WORDS = 20, 45, 50, 830
MOST_PAGES, MOST_SLIDES, MOST_BYTES = 10, 18, 2_000_000


@pytest.fixture(scope="module")
def chapter():
    return read_chapter(PATH, notebooks.read(PATH))


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> Path:
    """The briefing of its notebook alone, from stored outputs, with an author and a marking."""
    out = tmp_path_factory.mktemp("front")
    options = BriefingOptions(formats=["html", "pdf", "pptx", "docx"], author="Desk for Europe", marking="OFFICIAL")
    build_briefing([PATH], out, options)
    return out


def plain(text: str) -> str:
    """Give a text as it reads, whatever the format does to its spaces, quotes and lines."""
    return re.sub(r"\s+", "", text.replace("\u2019", "'").replace("\xa0", " "))


def texts(made: Path) -> dict[str, str]:
    """Give all words of each format."""
    deck = Presentation(made / "briefing.pptx")
    shapes = [shape for slide in deck.slides for shape in slide.shapes]
    cells = [cell.text for shape in shapes if shape.has_table for row in shape.table.rows for cell in row.cells]
    document = Document(str(made / "briefing.docx"))
    table_cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    page = re.sub(r"<(script|style).*?</\1>|<[^>]+>", "", (made / "briefing.html").read_text(encoding="utf-8"), flags=re.S)
    paper = "".join(one.extract_text() for one in pypdf.PdfReader(made / "briefing.pdf").pages)
    return {
        "html": plain(page.replace("&#x27;", "'").replace("&amp;", "&")),
        "pdf": plain(paper),
        "pptx": plain("".join([*(shape.text_frame.text for shape in shapes if shape.has_text_frame), *cells])),
        "docx": plain("".join([*(one.text for one in document.paragraphs), *table_cells])),
    }


def test_the_two_pages_say_the_same_in_every_format(made, chapter):
    front, read = arrange(chapter), texts(made)
    words = [front.title, front.bottom_line, front.dates, "Desk for Europe", "OFFICIAL"]
    words += [
        text
        for box in chapter.items
        if isinstance(box, Points)
        for one in box.record["points"]
        for text in (one["claim"], one["text"])
    ]
    words += [cell for row in front.scorecard.record["rows"] for cell in row]
    missing = [(name, text) for name, whole in read.items() for text in words if plain(text) not in whole]
    assert missing == []
    messages = plain((made / "messages.txt").read_text(encoding="utf-8"))
    said = [front.title, front.bottom_line, *(one["text"] for one in front.messages.record["points"])]
    assert [text for text in said if plain(text) not in messages] == []


def test_the_answer_is_on_the_first_page_and_what_is_ahead_on_the_second(made, chapter):
    front = arrange(chapter)
    pages = [plain(page.extract_text()) for page in pypdf.PdfReader(made / "briefing.pdf").pages]
    assert plain(front.title) in pages[0]
    assert all(plain(cell) in pages[0] for row in front.scorecard.record["rows"] for cell in row)
    for box in front.boxes:
        assert plain(box.record["heading"]) in pages[1], box.id
        assert plain(box.record["points"][-1]["text"]) in pages[1], box.id
    assert len(pages) <= MOST_PAGES


@pytest.mark.parametrize("paper", ["a4", "letter"])
def test_each_of_the_two_pages_is_one_page_on_either_paper(chapter, paper):
    front = arrange(chapter)
    pages = [
        plain(page.extract_text())
        for page in pypdf.PdfReader(io.BytesIO(pdf.render_story(Story("B", "", [chapter]), paper))).pages
    ]
    assert plain(front.scorecard.record["subtitle"]) in pages[0]
    assert plain(front.boxes[0].record["heading"]) in pages[1]
    assert plain(front.boxes[-1].record["note"]) in pages[1]
    assert "Chart2" in pages[2]
    assert len(pages) <= 8


def test_it_has_room_for_few_words(chapter):
    front = arrange(chapter)
    assert len(front.title.split()) <= TITLE_WORDS
    assert len(front.bottom_line.split()) <= LINE_WORDS
    for point in front.messages.record["points"]:
        assert len(f"{point['claim']} {point['text']}".split()) <= MESSAGE_WORDS, point["label"]
    boxes = [item for item in chapter.items if isinstance(item, Points)]
    words = " ".join(f"{one['label']} {one['claim']} {one['text']}" for box in boxes for one in box.record["points"])
    cells = " ".join(cell for row in front.scorecard.record["rows"] for cell in row)
    assert len(f"{front.title} {words} {cells}".split()) <= FRONT_WORDS


def test_deck_and_page_are_small(made):
    assert len(Presentation(made / "briefing.pptx").slides) <= MOST_SLIDES
    assert (made / "briefing.html").stat().st_size <= MOST_BYTES


def test_a_slide_with_a_chart_of_its_own_bears_the_caveat_that_holds_for_it(made, chapter):
    deck = Presentation(made / "briefing.pptx")
    slides = {shape.name: slide for slide in deck.slides for shape in slide.shapes if shape.has_chart}
    caveats = {picture.id: caveat_beside_office_chart(picture.spec) for picture in chapter.pictures if picture.id in slides}
    assert len([caveat for caveat in caveats.values() if caveat]) >= 8
    for id, caveat in caveats.items():
        assert caveat in " ".join(shape.text_frame.text for shape in slides[id].shapes if shape.has_text_frame), id


def test_charts_on_a_page_have_letters_of_one_size_and_fill_it(chapter):
    front = arrange(chapter)
    source, drawings = set_front(chapter, "")
    widths = {name: float(wide) for name, wide in re.findall(r'image\("(brief-[^"]+)", width: ([\d.]+)cm', source)}
    scales = [widths[f"brief-{one.id}.svg"] / size_of(one.svg)[0] for one in front.rest if isinstance(one, Picture)]
    assert len(drawings) == len(scales) + 1
    assert all(abs(one - other) < 1e-4 for one, other in zip(scales[::2], scales[1::2], strict=False))
    # 12 units are the letters of a chart: eight points of them at least, a centimetre being 28.35.
    assert min(scales) * 12 * 28.35 >= 7.7


def test_the_rows_of_the_scorecard_name_charts_that_are_there(made, chapter):
    front, numbers = arrange(chapter), chart_numbers(chapter)
    shown = [one for one in front.scorecard.record["figures"] if one]
    assert len(shown) >= 8
    assert set(shown) <= set(numbers)
    page = (made / "briefing.html").read_text(encoding="utf-8")
    assert f'<a href="#gap-filled" aria-label="chart {numbers["gap-filled"]}">' in page


@pytest.mark.parametrize(
    ("figure", "there"), [("troops", "troops-2025-09-20"), ("since", "since-by-2025-09-20"), ("ships", "ships"), ("gap", "")]
)
def test_a_message_of_an_earlier_day_finds_its_chart(figure, there):
    ids = ["troops-2025-09-20", "since-by-2025-09-20", "ships", "gap-of-all"]
    panel = Points({"id": "messages", "points": [{"figure": figure}]})
    opening = Points({"id": "opening", "heading": "", "points": [], "note": ""})
    chapter = Chapter("05", "Briefing", [opening, panel, *(Picture({"id": id, "sources": []}, {}) for id in ids)])
    assert arrange(chapter).messages.record["points"][0]["figure"] == there


def test_every_message_names_a_chart_that_is_there(chapter):
    front, numbers = arrange(chapter), chart_numbers(chapter)
    assert [one["label"] for one in front.messages.record["points"] if one["figure"] not in numbers] == []
    assert list(numbers.values()) == list(range(1, len(numbers) + 1))


def test_the_annex_holds_the_rest_and_the_briefing_none_of_it(tmp_path):
    others = [path for path in notebooks.curated() if path != PATH][:1]
    build_briefing([PATH, *others], tmp_path, BriefingOptions(formats=["html"]))
    titles = [read_chapter(path, notebooks.read(path)).title for path in others]
    pages = {name: (tmp_path / f"{name}.html").read_text(encoding="utf-8") for name in ("briefing", "annex")}
    assert all(title.replace("'", "&#x27;") in pages["annex"] and title not in pages["briefing"] for title in titles)


def test_an_author_and_a_marking_are_absent_unless_given(chapter):
    story = Story("Briefing", "", [chapter])
    paper = pypdf.PdfReader(io.BytesIO(pdf.render_story(story))).pages[0].extract_text()
    assert f"Issued {arrange(chapter).issued}\n" in paper
    assert "·" not in paper.splitlines()[1]


def test_a_marking_and_its_author_stand_on_every_page(made):
    issuer = "Desk for Europe \u00b7 OFFICIAL"
    assert [page for page in pypdf.PdfReader(made / "briefing.pdf").pages if issuer not in page.extract_text()] == []
    deck = Presentation(made / "briefing.pptx")
    words = [" ".join(shape.text_frame.text for shape in slide.shapes if shape.has_text_frame) for slide in deck.slides]
    assert [number for number, text in enumerate(words, 1) if issuer not in text] == []
    assert issuer in Document(str(made / "briefing.docx")).sections[0].footer.paragraphs[0].text
    assert (made / "briefing.html").read_text(encoding="utf-8").count(issuer) == 2
    assert issuer in (made / "messages.txt").read_text(encoding="utf-8")


def test_a_briefing_without_an_annex_speaks_of_none(made, tmp_path):
    others = [path for path in notebooks.curated() if path != PATH][:1]
    build_briefing([PATH, *others], tmp_path, BriefingOptions(formats=["html"]))
    names = "The annex lists every source."
    assert names not in (made / "briefing.html").read_text(encoding="utf-8")
    assert names in (tmp_path / "briefing.html").read_text(encoding="utf-8")


def test_a_poor_template_is_named_before_anything_is_written(tmp_path):
    (tmp_path / "poor.docx").write_text("no document", encoding="utf-8")
    with pytest.raises(ExportFault, match=r"poor\.docx is no template"):
        build_briefing([PATH], tmp_path / "out", BriefingOptions(templates=[tmp_path / "poor.docx"]))
    assert not (tmp_path / "out").exists()


def test_a_chart_of_the_document_can_be_edited_and_holds_the_numbers_of_the_picture(chapter):
    made = docx.render_story(Story("Briefing", "", [chapter]))
    native = [picture for picture in chapter.pictures if picture.record["native"]]
    with zipfile.ZipFile(io.BytesIO(made)) as package:
        names = package.namelist()
        assert len(names) == len(set(names))
        charts = [name for name in names if re.fullmatch(r"word/charts/chart\d+\.xml", name)]
        books = [name for name in names if name.startswith("word/embeddings/") and name.endswith(".xlsx")]
        assert len(charts) == len(books) == len(native)
        for name, picture in zip(sorted(charts, key=lambda one: int(re.findall(r"\d+", one)[0])), native, strict=True):
            drawn = {
                float(value) for value in re.findall(r"<c:v>(-?\d+\.?\d*(?:[eE][-+]?\d+)?)</c:v>", package.read(name).decode())
            }
            _, table = office_charts.read_record(picture.record)
            plotted = {float(value) for values in table.series.values() for value in values if value is not None}
            assert plotted, picture.id
            assert plotted <= drawn, picture.id


PANELS = [getattr(figures.briefing, name) for name in ("opening", "messages", "falls_due", "new_since", "how_sure", "reading")]
DAYS = ["2024-12-31", "2025-09-20", "2026-06-30", "2026-10-10"]
KNOWN_BY = {"pledges": "known_by", "actions": "date", "customs_measures": "date", "calendar": "known_by", "purl": "known_by"}
"""The column of each table that says from which day a row was known."""


def said(tables) -> list[object]:
    """Give all that the first two pages say."""
    return [*(panel(tables).record() for panel in PANELS), figures.briefing.scorecard(tables).record()["rows"]]


@pytest.mark.sampled(2)
@pytest.mark.parametrize("day", DAYS)
def test_what_came_later_changes_no_word_of_an_earlier_briefing(day):
    tables = load.snapshot(day)
    known = {
        name: rows.filter(pl.col(column) <= tables.day) for name, column in KNOWN_BY.items() for rows in [getattr(tables, name)]
    }
    later = {name: rows.height - known[name].height for name in KNOWN_BY for rows in [getattr(tables, name)]}
    assert day == DAYS[-1] or all(later.values()), later
    # A measure in force whose end lies ahead was known with it; what applies only later was adopted before.
    known |= {"customs_measures": tables.customs_measures}
    assert said(replace(tables, **known)) == said(tables)


def test_months_of_a_later_revision_say_so_and_what_had_been_published():
    then = figures.briefing.opening(load.snapshot("2025-09-20")).note
    assert (
        "as these months stand today; allocated as published by then, to 28 February 2025: Europe €138bn, the US €115bn" in then
    )
    assert "published by then" not in figures.briefing.opening(load.snapshot("2026-10-10")).note


def test_acts_are_not_counted_for_a_day_before_the_first_that_counts():
    rows = figures.briefing.scorecard(load.snapshot("2025-09-20")).rows.filter(pl.col("measure").str.starts_with("US acts"))
    assert rows.select("us_then", "us_now").row(0) == ("n/a", "one tightens, none eases")


@pytest.mark.parametrize("day", DAYS)
def test_no_release_speaks_before_it_was_published(day):
    tables = load.snapshot(day)
    published = load.releases().filter(pl.col("release") == load.latest_release())["published"].item() or load.collected_to()
    assert (tables.totals is None) == (tables.day < published)
    assert tables.aid["month"].max() <= tables.day


@pytest.mark.sampled(2)
@pytest.mark.parametrize("day", DAYS)
def test_a_figure_of_an_earlier_day_draws_nothing_later(day):
    tables = load.snapshot(day)
    until = tables.day.isoformat()
    ships = figures.ships.over_time(tables.vessels, tables.coverage, tables.designations, until)
    assert ships.data["period"].max() <= tables.day
    aid = figures.aid.europe_and_us(tables.aid, tables.totals)
    assert ("20 Jan 2025" in aid.svg()) == (tables.day >= tables.turn >= date(2025, 1, 20))


def test_a_day_before_the_years_it_compares_with_is_refused():
    with pytest.raises(AnalysisError, match="2022 to 2024, which had not ended by 2024-06-30"):
        load.snapshot("2024-06-30")
    with pytest.raises(AnalysisError, match="nothing is new since 2026-10-10"):
        load.snapshot("2026-10-10", since="2026-10-10")


@pytest.mark.slow
def test_a_briefing_of_an_earlier_day_says_what_is_not_recorded(tmp_path):
    build_briefing([PATH], tmp_path, BriefingOptions(formats=["html"], as_of="2024-12-31"))
    page = (tmp_path / "briefing.html").read_text(encoding="utf-8")
    assert "Issued 31 December 2024" in page
    assert "Not recorded: no contribution to PURL had been announced by 31 December 2024." in page
    assert not re.search(
        r"2025|2026",
        re.sub(r"<script.*?</script>|<style.*?</style>|data:[^\"]*|<[^>]+>", "", page.split("Chart 2<")[0], flags=re.S),
    )


@pytest.mark.parametrize("day", ["2026-05-01", "2026-10-10"])
def test_it_can_be_issued_on_any_day_that_the_record_covers(day):
    tables = load.snapshot(day)
    opening = figures.briefing.opening(tables)
    assert opening.heading.startswith("Europe has put in ")
    assert [point.label for point in figures.briefing.messages(tables).points] == [
        "Money",
        "Arms",
        "Guarantees",
        "US sanctions",
        "EU sanctions",
    ]
    assert figures.briefing.scorecard(tables).rows.height == 9
    assert isinstance(figures.briefing.reading(tables).record()["points"], list)


def test_rows_know_what_they_are(chapter):
    assert sum(isinstance(item, Rows) for item in chapter.items) == 1


def test_a_logo_stands_at_the_head_in_every_format_and_tells_nothing_of_its_making(chapter, tmp_path):
    from PIL import Image
    from PIL.PngImagePlugin import PngInfo

    told = PngInfo()
    told.add_text("Author", "Somebody")
    Image.new("RGB", (1200, 600), "#0057B7").save(tmp_path / "logo.png", pnginfo=told)
    logo = read_logo(tmp_path / "logo.png")
    assert b"Somebody" not in logo
    assert Image.open(io.BytesIO(logo)).size == (600, 300)
    story = Story("Briefing", "", [chapter], author="Desk", logo=logo)
    paper = pypdf.PdfReader(io.BytesIO(pdf.render_story(story)))
    assert [image.image.size for image in paper.pages[0].images] == [(600, 300)]
    assert len(paper.pages) <= MOST_PAGES
    document = Document(io.BytesIO(docx.render_story(story)))
    assert document.element.xpath("//wp:docPr")[0].get("descr") == "Logo of Desk"
    slide = Presentation(io.BytesIO(pptx.render_story(story))).slides[0]
    assert [shape.image.size for shape in slide.shapes if shape.shape_type == MSO_SHAPE_TYPE.PICTURE] == [(600, 300)]
    assert 'alt="Logo of Desk"' in html.render_story(story).decode()


@pytest.mark.parametrize(
    "content", [b"", b"no picture", b"\x89PNG\r\n\x1a\n" + bytes(40), b"<svg xmlns='http://www.w3.org/2000/svg'/>"]
)
def test_a_logo_that_is_no_picture_is_refused_before_anything_is_written(tmp_path, content):
    (tmp_path / "logo.png").write_bytes(content)
    with pytest.raises(ExportFault, match=r"logo\.png is no picture that can be read"):
        build_briefing([PATH], tmp_path / "out", BriefingOptions(logo=tmp_path / "logo.png"))
    assert not (tmp_path / "out").exists()
