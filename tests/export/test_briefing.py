"""The briefing: made of stored outputs alone, the same bytes each time, and every part of it opens."""

import base64
import hashlib
import io
import json
import os
import re
import subprocess
import sys
import textwrap
from itertools import pairwise, takewhile
from pathlib import Path

import altair as alt
import nbformat
import pdfua
import pikepdf
import polars as pl
import pypdf
import pytest
from docx import Document
from docx.oxml.ns import qn
from pptx import Presentation
from pptx.util import Inches

from analysis import Figure, figures, load
from analysis.briefing import notebooks
from analysis.briefing.build import FORMATS, build_briefing
from analysis.briefing.dateline import dateline
from analysis.briefing.from_notebooks import gather, read_chapter
from analysis.briefing.options import BriefingOptions
from analysis.charts import theme
from analysis.charts.citations import cite, cite_record, day
from analysis.charts.picture import RECORD, Picture
from analysis.errors import AnalysisError, ExportFault, StaleNotebook, UnknownName
from analysis.export import figure, markdown, pdf, pptx, pptx_lists
from analysis.export.story import Chapter, Rows, Story, Words, only
from analysis.figures.table import Table

ANNEX = [path for path in notebooks.curated() if path.stem != "05-briefing"]
HOSTILE = "<script>document.title='struck'</script>"


@pytest.fixture(scope="module")
def briefing(tmp_path_factory) -> Path:
    """The complete briefing of the curated notebooks, from stored outputs."""
    out = tmp_path_factory.mktemp("briefing")
    build_briefing(notebooks.curated(), out, BriefingOptions())
    return out


@pytest.fixture(scope="module")
def pages(briefing) -> list[str]:
    """The text of each page of the paper."""
    return [" ".join(page.extract_text().split()) for page in pypdf.PdfReader(briefing / "annex.pdf").pages]


@pytest.fixture(scope="module")
def story():
    """The annex: all curated notebooks but the one that opens as a briefing does."""
    return gather(ANNEX, title="Briefing", date="Aid data to 30 April 2026")


def digest(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def hostile_story(tmp_path):
    """A notebook whose donor and vessel are named by someone who means harm."""
    frame = pl.DataFrame({"donor": [HOSTILE, "=1+1"], "eur_bn": [1.0, 2.0]})
    chart = alt.Chart(frame).mark_bar().encode(x="eur_bn:Q", y="donor:N")
    figure = Figure(chart, headline=f"Most came from {HOSTILE}", id="hostile", notes=[HOSTILE])
    cell = nbformat.v4.new_code_cell(
        "figures.hostile()",
        id="h",
        execution_count=1,
        outputs=[nbformat.v4.new_output("execute_result", data=figure._bundle(), execution_count=1)],
    )
    ships = Table("ships", HOSTILE, HOSTILE, pl.DataFrame({"vessel": [HOSTILE]}), {"vessel": HOSTILE})
    table = nbformat.v4.new_code_cell(
        "figures.ships()",
        id="s",
        execution_count=2,
        outputs=[nbformat.v4.new_output("execute_result", data=ships._repr_mimebundle_(), execution_count=2)],
    )
    words = nbformat.v4.new_markdown_cell(f"# Who gave {HOSTILE}?\n\n{HOSTILE}\n\n[x](javascript:alert(1))", id="w")
    path = tmp_path / "hostile.ipynb"
    # JupyterLab asks after the kernel of a notebook that names none, and waits.
    kernel = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
    nbformat.write(nbformat.v4.new_notebook(cells=[words, cell, table], metadata={"kernelspec": kernel}), path)
    return path


@pytest.mark.slow
def test_the_briefing_is_whole(briefing, story):
    made = set(digest(briefing))
    assert {f"{name}.{ending}" for name in ("briefing", "annex") for ending in ("html", "pdf", "pptx", "docx")} <= made
    assert "messages.txt" in made
    wanted = {
        f"figures/{picture.id}.{ending}"
        for picture in gather().pictures
        for ending in ("svg", "png", "pdf", "csv", "json", "txt")
    }
    assert {one for one in made if one.startswith("figures/")} == wanted


AGAIN = """
import sys
from pathlib import Path
from analysis import figures, load
from analysis.briefing.build import build_briefing
from analysis.briefing.options import BriefingOptions
from analysis.charts.lettering import fix_widths
out, *paths = map(Path, sys.argv[1:])
build_briefing(paths, out, BriefingOptions())
drawn = figures.aid.europe_and_us(load.aid(), load.later_totals()).svg()
Path(out, "fresh.svg").write_text(fix_widths(drawn), encoding="utf-8")
"""


@pytest.mark.slow
@pytest.mark.parametrize(("zone", "locale"), [("America/New_York", "de_DE.UTF-8")])
def test_two_briefings_are_the_same_bytes_in_any_time_zone_and_language(story, tmp_path, zone, locale):
    # Two notebooks have every kind of figure; `make elsewhere` compares two complete briefings.
    paths = [path for path in notebooks.curated() if path.name.startswith(("30-", "40-"))]
    build_briefing(paths, tmp_path / "here", BriefingOptions())
    # Not LC_ALL: Python 3.11 cannot start from a folder with an umlaut under LC_ALL=C.
    settings = os.environ | dict.fromkeys(("LANG", "LC_NUMERIC", "LC_TIME", "LC_COLLATE"), locale)
    settings |= {"TZ": zone, "PYTHONHASHSEED": "7"}
    subprocess.run([sys.executable, "-c", AGAIN, tmp_path / "there", *paths], check=True, env=settings)
    fresh = tmp_path / "there/fresh.svg"
    assert fresh.read_text(encoding="utf-8") == story.pictures[0].svg
    fresh.unlink()
    assert digest(tmp_path / "here") == digest(tmp_path / "there")


@pytest.mark.slow
def test_the_page_loads_nothing_from_elsewhere(briefing):
    page = (briefing / "annex.html").read_text(encoding="utf-8")
    body = re.sub(r"<script.*?</script>", "", page, flags=re.S)
    assert not re.search(
        r'(?:src|href)="(?:https?:)?//(?!(?:[^"]*)"[^>]*>https?:)', re.sub(r'<a [^>]*href="[^"]*"', "<a", body)
    )
    assert "default-src 'none'" in page


def test_every_source_can_be_opened(story):
    for picture in story.pictures:
        for source in picture.record["sources"]:
            addresses = [source["url"], *(address for _, address in source.get("pages", ()))]
            assert any(one.startswith(("https://", "http://")) for one in addresses), (picture.id, source["text"])


@pytest.mark.slow
def test_every_drawing_has_its_words(briefing, story):
    for picture in story.pictures:
        drawn = (briefing / f"figures/{picture.id}.svg").read_text(encoding="utf-8")
        assert 'role="img"' in drawn
        assert "<title" in drawn
        assert "<desc" in drawn
        assert any(character.isdigit() for character in picture.record["alt"]), picture.id
        assert picture.record["source_line"] in (briefing / f"figures/{picture.id}.txt").read_text(encoding="utf-8")


@pytest.mark.slow
def test_the_paper_is_tagged_and_has_bookmarks(briefing, story):
    document = pypdf.PdfReader(briefing / "annex.pdf")
    catalogue = document.trailer["/Root"]
    assert catalogue["/MarkInfo"]["/Marked"]
    assert catalogue["/Lang"] == "en"
    assert "pdfuaid" in catalogue["/Metadata"].get_data().decode()
    assert len(document.outline) >= len(story.chapters)
    with pikepdf.open(briefing / "annex.pdf") as tagged:
        spoken = {str(one["/Alt"]) for one in tagged.objects if isinstance(one, pikepdf.Dictionary) and "/Alt" in one}
    assert {picture.record["alt"] for picture in story.pictures} <= spoken


@pytest.mark.slow
def test_what_belongs_together_stands_on_one_page_of_the_paper(pages, story):
    """A chapter's last words are on one page, and the caption of a table is on the page of its first row."""
    pages = [page.replace("\u2019", "'") for page in pages]
    for chapter in story.chapters:
        last = chapter.items[-1]
        assert isinstance(last, Words)
        lines = [line.lstrip("-# ") for line in last.text.splitlines() if line.strip()]
        assert any(all(plain(line)[:40] in page for line in lines) for page in pages), chapter.title
        for item in chapter.items:
            if isinstance(item, Rows):
                first = " ".join(" ".join(item.record["rows"][0]).split())[:12]
                title = item.record["title"].replace("\u2019", "'")
                assert any(title in page and first in page[page.index(title) :] for page in pages), title


@pytest.mark.slow
def test_a_chapter_opens_with_its_first_drawing(pages, story):
    """One that would have to be far smaller for it may have the next page to itself; no other leaves the title alone."""
    alone = []
    for chapter in story.chapters:
        lead = list(takewhile(lambda item: not isinstance(item, Picture), chapter.items))
        if all(isinstance(item, Words) for item in lead):
            headline = chapter.pictures[0].record["headline"]
            if not any(page.startswith(chapter.title) and headline in page for page in pages):
                alone.append(chapter.name)
    assert alone == ["40-security-guarantees"]


def plain(line: str) -> str:
    return line.replace("`", "").replace("*", "")


@pytest.mark.slow
@pytest.mark.parametrize("name", ["briefing", "annex"])
def test_a_checker_of_pdf_ua_finds_nothing_in_the_paper(briefing, name):
    report = pdfua.validate(briefing / f"{name}.pdf")
    # It looks at a part of the standard only; the typesetter itself refuses what breaks the rest that a machine can see.
    assert [(one.rule_id, one.message) for one in report.findings] == []
    assert sum(not outcome.skipped for outcome in report.outcomes) >= 10


@pytest.mark.parametrize(("size", "width"), [("a4", 595), ("letter", 612)])
def test_the_paper_comes_in_two_sizes(tmp_path, size, width):
    build_briefing(notebooks.curated()[:1], tmp_path, BriefingOptions(formats=["pdf"], paper=size))
    assert round(float(pypdf.PdfReader(tmp_path / "briefing.pdf").pages[0].mediabox.width)) == width


@pytest.mark.slow
def test_every_slide_speaks(briefing, story):
    show = Presentation(briefing / "annex.pptx")
    titles = [slide.shapes.title.text.replace("\N{NO-BREAK SPACE}", " ") for slide in show.slides]
    for picture in story.pictures:
        slide = show.slides[titles.index(picture.record["headline"])]
        drawn = [shape for shape in slide.shapes if shape.has_chart or shape.shape_type == 13]
        assert len(drawn) == 1, picture.id
        assert drawn[0]._element.xpath(".//p:cNvPr")[0].get("descr") == picture.record["alt"]
        assert picture.record["alt"] in slide.notes_slide.notes_text_frame.text
        assert any(picture.record["source_line"] == shape.text_frame.text for shape in slide.shapes if shape.has_text_frame)
    assert titles[1] == "Contents"
    listed = "".join(shape.text_frame.text for shape in show.slides[1].shapes if shape.has_text_frame)
    for chapter in story.chapters:
        named = re.search(re.escape(markdown.nonbreaking(chapter.title)) + r" \(slide (\d+)", listed)
        assert named, chapter.title
        assert titles[int(named[1]) - 1] in {picture.record["headline"] for picture in chapter.pictures}
    assert any(title.startswith("Sources") for title in titles)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["briefing", "annex"])
def test_nothing_hangs_over_the_edge_of_a_slide(briefing, name):
    refuse_overhang(Presentation(briefing / f"{name}.pptx"))


def refuse_overhang(show) -> None:
    for slide in show.slides:
        for shape in slide.shapes:
            assert shape.left >= 0
            assert shape.left + shape.width <= show.slide_width
            assert shape.top + shape.height <= show.slide_height


def test_no_column_of_a_wide_table_is_narrower_than_its_longest_word(story):
    tables = [item.record for chapter in story.chapters for item in chapter.items if isinstance(item, Rows)]
    wide = 0
    for record in tables:
        texts = [[row[place] for row in record["rows"]] for place in range(len(record["header"]))]
        shares = markdown.share_width(record["header"], texts, [max(map(len, cells), default=0) for cells in texts])
        words = [
            max(len(word) for cell in [name, *cells] for word in cell.split() or [""])
            for name, cells in zip(record["header"], texts, strict=True)
        ]
        assert all(share >= word + markdown.BETWEEN for share, word in zip(shares, words, strict=True)), record["title"]
        wide += sum(shares) > markdown.LINE
        assert sum(shares) <= markdown.LINE * 1.5, record["title"]
    assert wide


@pytest.mark.parametrize("size", pdf.AREA)
def test_every_drawing_keeps_its_form_and_fits_a_page_of_the_paper(story, size):
    for picture in story.pictures:
        notes = " ".join(picture.record["notes"])
        across, down = pdf.area(size, notes)
        width, height = pdf.extent(picture.svg, size, notes)
        drawn = re.search(r' width="([0-9.]+)" height="([0-9.]+)"', picture.svg)
        assert width / height == pytest.approx(float(drawn[1]) / float(drawn[2])), picture.id
        assert width <= across + 1e-9, picture.id
        assert height <= down + 1e-9, picture.id
        assert width == across or height == pytest.approx(down), picture.id


@pytest.mark.parametrize("length", [20, 200, 700])
def test_a_list_over_several_slides_keeps_every_line_and_none_is_over_full(length):
    lines = [f"{number} " + "address/" * (length // 8) for number in range(30)]
    pages = pptx_lists.pages(lines)
    assert [line.split(".  ", 1)[1] for page in pages for line in page] == lines
    for page in pages:
        rows = sum(len(textwrap.wrap(line, pptx_lists.WIDTH)) for line in page)
        assert (rows * pptx_lists.SIZE * 1.2 + len(page) * pptx_lists.GAP) / 72 <= pptx_lists.HEIGHT or len(page) == 1


def test_a_template_lends_its_looks_and_a_poor_one_is_named(story, tmp_path):
    template = Presentation()
    template.slide_width, template.slide_height = Inches(10), Inches(7.5)
    template.slides.add_slide(template.slide_layouts[0])
    template.save(tmp_path / "house.pptx")
    # The last is taller than wide, and stands beside its words.
    short = only(story, [*(picture.id for picture in story.pictures[:3]), "one-timeline"])
    made = Presentation(io.BytesIO(pptx.render_story(short, template=tmp_path / "house.pptx")))
    assert made.slide_width == Inches(10)
    refuse_overhang(made)
    assert made.slides[0].shapes.title.text == "Briefing"
    for layout in list(template.slide_layouts):
        if layout.name == "Title Only":
            layout.name = "Something"
    template.save(tmp_path / "poor.pptx")
    with pytest.raises(ExportFault, match="Title Only"):
        pptx.render_story(short, template=tmp_path / "poor.pptx")
    (tmp_path / "words.pptx").write_text("no slides", encoding="utf-8")
    for name in ("words.pptx", "none.pptx"):
        with pytest.raises(ExportFault, match=f"{name} is no template"):
            pptx.render_story(short, template=tmp_path / name)


@pytest.mark.slow
def test_the_document_has_captions_and_alternative_texts(briefing, story):
    made = Document(str(briefing / "annex.docx"))
    described = [one.get("descr") for one in made.element.xpath("//wp:docPr")]
    assert sorted(described) == sorted(picture.record["alt"] for picture in story.pictures)
    styles = {paragraph.style.name for paragraph in made.paragraphs}
    assert {"Heading 1", "Caption"} <= styles


@pytest.mark.slow
def test_words_stay_with_the_chart_or_table_of_the_document_that_they_lead_to(briefing):
    body = list(Document(str(briefing / "annex.docx")).element.body)
    lead = [
        before
        for before, element in pairwise(body)
        if element.tag == qn("w:tbl") or element.xpath(".//w:drawing")
        if before.xpath("string(./w:pPr/w:pStyle/@w:val)") != "Caption" or element.tag == qn("w:tbl")
    ]
    assert len(lead) > 60
    headings = ("Heading1", "Heading2", "Heading3", "Heading4")
    loose = [
        "".join(one.itertext())
        for one in lead
        if not one.xpath("./w:pPr/w:keepNext") and one.xpath("string(./w:pPr/w:pStyle/@w:val)") not in headings
    ]
    assert not loose


@pytest.mark.parametrize("damage", ["never run", "out of order", "output gone", "an error"])
def test_a_stale_notebook_is_refused_and_its_cell_named(tmp_path, damage):
    source = notebooks.curated()[0]
    notebook = nbformat.read(source, as_version=4)
    cell = next(cell for cell in notebook.cells if "figures.aid.europe_and_us(" in cell.source)
    if damage == "never run":
        cell.execution_count = None
    elif damage == "out of order":
        cell.execution_count = 99
    elif damage == "output gone":
        cell.outputs = []
    else:
        cell.outputs = [nbformat.v4.new_output("error", ename="E", evalue="", traceback=[])]
    nbformat.write(notebook, tmp_path / source.name)
    with pytest.raises(StaleNotebook, match=r"code cell \d+ \('figures\.aid"):
        build_briefing([tmp_path / source.name], tmp_path / "out", BriefingOptions())
    assert not (tmp_path / "out").exists()


def test_tags_choose_what_is_in_a_briefing(tmp_path):
    source = notebooks.curated()[1]
    notebook = nbformat.read(source, as_version=4)
    drawn = [cell for cell in notebook.cells if any(RECORD in output.get("data", {}) for output in cell.get("outputs", []))]
    drawn[0].metadata["tags"] = ["skip"]
    assert len(read_chapter(source, notebook).pictures) == len(drawn) - 1
    drawn[1].metadata["tags"] = ["briefing"]
    assert len(read_chapter(source, notebook).pictures) == 1
    assert len(read_chapter(source, notebook).items) == 1


def test_a_notebook_whose_every_cell_is_skipped_is_no_chapter(tmp_path):
    workbench = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("# Try it", metadata={"tags": ["skip"]})])
    nbformat.write(workbench, tmp_path / "95-try-it.ipynb")
    build_briefing([tmp_path / "95-try-it.ipynb", notebooks.curated()[1]], tmp_path / "out", BriefingOptions(formats=["html"]))
    (page,) = (tmp_path / "out").glob("*.html")
    assert "Try it" not in page.read_text("utf-8")


def test_only_the_figures_asked_for_are_written(tmp_path):
    build_briefing(notebooks.curated(), tmp_path, BriefingOptions(formats=["figures"], ids=["share-of-gdp"], size="column"))
    assert {path.stem for path in (tmp_path / "figures").iterdir()} == {"share-of-gdp"}


def test_options_that_do_not_exist_name_the_good_ones(tmp_path):
    for options in (
        BriefingOptions(formats=["doc"]),
        BriefingOptions(ids=["who-leads"]),
        BriefingOptions(size="huge"),
        BriefingOptions(formats=["pdf"], paper="a3"),
    ):
        with pytest.raises(UnknownName, match="choose one of"):
            build_briefing(notebooks.curated()[:1], tmp_path / "out", options)
    assert not (tmp_path / "out").exists()


def test_hostile_names_stay_text_everywhere(tmp_path):
    path = hostile_story(tmp_path)
    build_briefing([path], tmp_path / "out", BriefingOptions(title=HOSTILE))
    page = (tmp_path / "out/briefing.html").read_text(encoding="utf-8")
    assert HOSTILE not in page
    assert 'href="javascript' not in page
    download = re.search(r'download="hostile.csv" href="data:text/csv;base64,([^"]+)"', page)
    assert base64.b64decode(download[1]) == (tmp_path / "out/figures/hostile.csv").read_bytes()
    assert HOSTILE not in (tmp_path / "out/figures/hostile.svg").read_text(encoding="utf-8")
    assert "'=1+1" in (tmp_path / "out/figures/hostile.csv").read_text(encoding="utf-8")
    titles = [slide.shapes.title.text for slide in Presentation(tmp_path / "out/briefing.pptx").slides]
    assert f"Most came from {HOSTILE}" in titles


@pytest.mark.sampled(2)
@pytest.mark.parametrize("size", theme.SIZES)
def test_a_stored_figure_is_redrawn_at_every_size(story, size):
    picture = story.pictures[0].at(size)
    assert picture.svg.startswith("<svg")
    assert json.dumps(picture.spec["datasets"]) == json.dumps(story.pictures[0].spec["datasets"])


@pytest.mark.sampled(2)
@pytest.mark.parametrize("ending", [".json", ".html", ".txt", ".csv", ".svg"])
def test_a_figure_at_hand_and_its_stored_output_give_the_same_bytes(story, aid, tmp_path, ending):
    fresh = figures.aid.europe_and_us(aid, load.later_totals())
    stored = next(picture for picture in story.pictures if picture.id == fresh.id)
    assert (
        fresh.save(tmp_path / f"fresh{ending}").read_bytes() == figure.save(stored, tmp_path / f"stored{ending}").read_bytes()
    )


def test_the_stored_chart_survives_its_wrapping(story, aid):
    fresh = figures.aid.europe_and_us(aid, load.later_totals())
    stored = next(picture for picture in story.pictures if picture.id == fresh.id)
    assert stored.at("slide").svg == fresh.picture("slide").svg


@pytest.mark.parametrize("ending", figure.WRITERS)
def test_a_full_disk_leaves_the_old_file(tmp_path, monkeypatch, story, ending):
    path = tmp_path / f"chart{ending}"
    path.write_bytes(b"old")

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(ExportFault, match="No space left"):
        figure.save(story.pictures[0], path)
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def own_notebook(path: Path, *cells, words: str = "# Mine\n\nWords.") -> Path:
    """A notebook of one's own; each cell is its outputs, or its outputs and its tags."""
    made = [nbformat.v4.new_markdown_cell(words, id="w")]
    for number, (outputs, *tags) in enumerate(cells, 1):
        code = nbformat.v4.new_code_cell("look()", id=f"c{number}", execution_count=number, outputs=outputs)
        code.metadata["tags"] = tags
        made.append(code)
    nbformat.write(nbformat.v4.new_notebook(cells=made), path)
    return path


def shown(data: dict) -> list:
    return [nbformat.v4.new_output("display_data", data=data)]


def own_figure(headline: str) -> Figure:
    frame = pl.DataFrame({"donor": ["a", "b"], "eur_bn": [1.0, 2.0]})
    return Figure(alt.Chart(frame).mark_bar().encode(x="eur_bn:Q", y="donor:N"), headline=headline, id="mine")


def test_a_format_that_fails_is_named_and_the_others_are_written(tmp_path):
    figure = own_figure("A ship \N{SHIP}")
    path = own_notebook(tmp_path / "mine.ipynb", (shown(figure._bundle()),))
    with pytest.raises(ExportFault) as fault:
        build_briefing([path], tmp_path / "out", BriefingOptions())
    assert "pdf" in fault.value.problem
    assert "figures/mine.pdf" in fault.value.problem
    assert "\N{SHIP}" in fault.value.problem
    made = set(digest(tmp_path / "out"))
    whole = {
        "briefing.html",
        "briefing.pptx",
        "briefing.docx",
        "briefing.xlsx",
        *(f"figures/mine.{ending}" for ending in ("svg", "csv", "json", "txt")),
    }
    # Pixels are drawn with the machine's fonts too, where one of them has the letter.
    assert whole <= made <= whole | {"figures/mine.png"}


def test_outputs_that_no_briefing_takes_are_reported_by_cell(tmp_path):
    printed = [nbformat.v4.new_output("stream", name="stdout", text="1\n")]
    path = own_notebook(
        tmp_path / "mine.ipynb",
        (shown({"text/html": "<table>", "text/plain": "shape"}),),
        ([],),
        (printed,),
        (printed, "skip"),
        (shown({"application/vnd.jupyter.widget-view+json": {}, "text/plain": "Panel"}),),
        ([nbformat.v4.new_output("stream", name="stderr", text="careful\n")],),
        (shown({"text/markdown": "Said.", "text/plain": "Said."}),),
        (shown({"application/vnd.vegalite.v5+json": {}, "text/plain": "Chart"}),),
    )
    lines: list[str] = []
    build_briefing([path], tmp_path / "out", BriefingOptions(formats=["html"]), say=lines.append)
    left_out = [line for line in lines if line.startswith("left out")]
    assert len(left_out) == 1
    assert "mine.ipynb: the output of 3 cells (1, 3, 8)" in left_out[0]
    assert "Figure(chart, headline=...)" in left_out[0]


def test_figures_of_an_earlier_briefing_are_reported_and_stay(tmp_path):
    paths, lines = [path for path in notebooks.curated() if "start-here" in path.name], []
    build_briefing(paths, tmp_path, BriefingOptions(formats=["html", "figures"]), say=lines.append)
    build_briefing(paths, tmp_path, BriefingOptions(formats=["figures"]), say=lines.append)
    assert not any("earlier" in line for line in lines)
    old = tmp_path / "figures/old-chart.png"
    old.write_bytes(b"old")
    build_briefing(paths, tmp_path, BriefingOptions(formats=["figures"]), say=lines.append)
    assert lines[-1].startswith("1 file of an earlier briefing in ")
    assert "old-chart.png;" in lines[-1]
    assert old.read_bytes() == b"old"


def test_nothing_of_the_curated_notebooks_is_left_out(story):
    assert [chapter.name for chapter in story.chapters if chapter.left_out] == []


@pytest.mark.parametrize("words", ["# Only a title", ""])
def test_a_notebook_without_anything_to_brief_on_is_refused(tmp_path, words):
    with pytest.raises(ExportFault, match="nothing to brief on"):
        build_briefing([own_notebook(tmp_path / "mine.ipynb", words=words)], tmp_path / "out", BriefingOptions(formats=["pdf"]))


def test_a_title_alone_beside_other_notebooks_is_a_chapter(tmp_path):
    paths = [own_notebook(tmp_path / "a.ipynb", words="# Only"), own_notebook(tmp_path / "b.ipynb")]
    assert build_briefing(paths, tmp_path / "out", BriefingOptions(formats=["html", "pdf", "pptx", "docx"]))


def of_release(name, day):
    return {"text": "Ukraine Support Tracker", "url": "https://example.org", "release": name, "as_of": day}


def of_record(day):
    return {"text": "Record of acts", "url": "data/sanctions/actions.csv", "as_of": day}


LIST = {"text": "Specially Designated Nationals list", "url": "https://example.org", "as_of": "2026-07-11"}
RELEASE_29, PREVIEW = of_release("29", "2026-04-30"), of_release("30-preview", "2026-06-30")


@pytest.mark.parametrize(
    ("sources", "line"),
    [
        ([of_release("28", "2026-02-28")], "Aid data to 28 February 2026 (release 28)"),
        ([of_release("28", "2026-02-28"), RELEASE_29], "Aid data to 30 April 2026 (release 29)"),
        ([RELEASE_29, of_record("2026-10-10")], "Aid data to 30 April 2026 (release 29)"),
        ([RELEASE_29, PREVIEW], "Aid data to 30 April 2026 (release 29)"),
        ([PREVIEW], "Aid data to 30 June 2026 (release 30, preview)"),
        ([of_record("2026-10-09"), of_record("2026-10-10")], "Record collected to 10 October 2026"),
        ([LIST, of_record("2026-10-10")], "Record collected to 10 October 2026"),
        ([LIST], "Lists to 11 July 2026"),
        ([{"text": "World Bank, World Development Indicators", "url": "https://example.org"}], ""),
        ([], ""),
    ],
)
def test_the_cover_says_the_day_of_what_is_shown(sources, line):
    picture = Picture({"id": "mine", "headline": "Mine", "sources": sources}, {})
    assert dateline(Story("Briefing", "", [Chapter("mine", "Mine", [picture])])) == line
    assert dateline(Story("Briefing", "", [Chapter("mine", "Mine", [Rows({"sources": sources})])])) == line


@pytest.mark.parametrize(
    ("frame", "release", "as_of"),
    [
        ({"release": ["28"]}, "28", "2026-02-28"),
        ({"release": ["7", "28", "29", "30-preview"]}, "29", "2026-04-30"),
        ({"source": ["ofac_blocks"]}, None, "2026-07-11"),
        ({"source": ["record"]}, None, "2026-10-10"),
        ({"source": ["world_bank"]}, None, None),
    ],
)
def test_a_source_says_which_release_it_is_and_to_which_day_it_goes(frame, release, as_of):
    stored = cite(pl.DataFrame(frame))[0].to_dict()
    assert (stored.get("release"), stored.get("as_of")) == (release, as_of)
    assert cite_record("statements", "acts").to_dict()["as_of"] == load.collected_to("pledges").isoformat()


@pytest.mark.slow
def test_the_cover_of_the_whole_briefing_says_both_releases_and_their_days(briefing):
    page = (briefing / "annex.html").read_text(encoding="utf-8")
    newest = load.releases().row(by_predicate=pl.col("release") == load.latest_release(), named=True)
    line = f"Aid data to {day(newest['cutoff'])} (release {newest['release']})"
    monthly = f", by month to {day(load.cutoff())} (release {load.default_release()})"
    assert f'<p class="date">{line}{"" if load.later_totals() is None else monthly}</p>' in page


def test_a_briefing_of_an_older_release_says_so_and_one_of_words_says_nothing(tmp_path):
    figure = figures.aid.europe_and_us(load.aid(release=28))
    path = own_notebook(tmp_path / "older.ipynb", (shown(figure._bundle()),))
    build_briefing([path], tmp_path, BriefingOptions(formats=["html"]))
    assert '<p class="date">Aid data to 28 February 2026 (release 28)</p>' in (tmp_path / "briefing.html").read_text(
        encoding="utf-8"
    )
    build_briefing([own_notebook(tmp_path / "words.ipynb")], tmp_path, BriefingOptions(formats=["html", "pdf", "pptx", "docx"]))
    assert 'class="date"' not in (tmp_path / "briefing.html").read_text(encoding="utf-8")


@pytest.mark.parametrize("length", [60, 141, 460, 1200])
def test_a_headline_stays_above_its_subtitle(length):
    text = ("Europe has allocated more " * 60)[:length].strip()
    show = Presentation(io.BytesIO(pptx.render_figure(own_figure(text).picture())))
    title = show.slides[0].shapes.title
    size = title.text_frame.paragraphs[0].runs[0].font.size.pt
    across = title.width / 914400 - 2 * pptx.INSET
    lines = textwrap.wrap(text, int(across * 72 / (size * pptx.LETTER)))
    assert len(lines) * size * pptx.LEADING / 72 <= title.height / 914400
    assert size >= 8
    assert size == 24 or length > 100


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (BriefingOptions(formats=[]), "no format is named"),
        (BriefingOptions(title=" "), "the title is empty"),
        (BriefingOptions(title="Aid\x0bgrew"), r"the title has the character U.000B.*\n  -> write it without: --title TEXT"),
        (BriefingOptions(date="May\ud800"), r"the date has the character U.D800.*\n  -> write it without: --date TEXT"),
        (BriefingOptions(formats=["html"], language="klingon"), "klingon"),
        (BriefingOptions(formats=["html"], language=""), "language"),
        (BriefingOptions(formats=["html"], paper="a3"), "a3"),
        (BriefingOptions(ids=["aid-over-tme"]), "aid-over-tme"),
    ],
)
def test_options_that_cannot_be_met_are_refused_before_anything_is_written(tmp_path, options, message):
    with pytest.raises(AnalysisError, match=message):
        build_briefing(notebooks.curated(), tmp_path / "out", options)
    assert not (tmp_path / "out").exists()


def test_a_misspelled_figure_names_the_near_ones_and_where_all_are(story):
    with pytest.raises(UnknownName) as fault:
        only(story, ["share-of-gpd"])
    assert "did you mean 'share-of-gdp'?" in fault.value.fix
    assert "python -m analysis figures --list" in fault.value.fix
    assert sum(picture.id in fault.value.fix for picture in story.pictures) <= 6
    with pytest.raises(UnknownName, match="figures --list"):
        only(story, ["zzzzzz"])


def test_every_format_of_the_command_line_is_tested():
    assert set(FORMATS) == {"html", "pdf", "pptx", "docx", "xlsx", "figures"}
    assert issubclass(ExportFault, AnalysisError)
