"""Briefs of countries as files: two pages each, from one notebook run in this process, and an index of several."""

from datetime import date
from pathlib import Path

import docx
import polars as pl
import pptx
import pypdf
import pytest

from analysis import load
from analysis.briefing import notebooks
from analysis.briefing.country import TEMPLATE, _donors, build_briefs, run_here, with_values
from analysis.briefing.options import BriefingOptions
from analysis.briefing.stored import read_points
from analysis.charts.picture import PANEL
from analysis.errors import AnalysisError, UnknownName
from analysis.figures.panel import Point
from tests.support import sampling


def test_briefs_have_two_pages_and_an_index_that_names_what_each_says(tmp_path: Path) -> None:
    said: list[str] = []
    options = BriefingOptions(formats=["pdf", "html"], author="Desk", marking="OFFICIAL")
    files = build_briefs(["Deutschland, TUR", "DE", "US"], tmp_path, options, beside="NATO", say=said.append)
    assert [file.name for file in files] == [
        "index.html",
        "brief-germany.pdf",
        "brief-germany.html",
        "brief-turkiye.pdf",
        "brief-turkiye.html",
        "brief-united-states.pdf",
        "brief-united-states.html",
    ]
    # Nobody has more to be told than the United States.
    for name in ("germany", "turkiye", "united-states"):
        pages = [page.extract_text() for page in pypdf.PdfReader(tmp_path / f"brief-{name}.pdf").pages]
        assert len(pages) == 2
        assert all("Desk" in page for page in pages)
    assert said == [
        "Germany: Germany has allocated €30.6bn to Ukraine, 3rd of 42 donors",
        "Türkiye: Türkiye has allocated €71m to Ukraine, 36th of 42 donors",
        "United States: The United States has allocated €115.4bn to Ukraine, the most of 42 donors",
    ]
    index = (tmp_path / "index.html").read_text()
    assert all(line.partition(": ")[2] in index for line in said)
    assert "Issued 10 October 2026" in index
    assert '<a href="brief-turkiye.pdf">Türkiye, PDF</a>, <a href="brief-turkiye.html">Türkiye, HTML</a>' in index


def test_each_statement_of_a_brief_links_its_page_in_every_format(tmp_path: Path) -> None:
    build_briefs(["Poland"], tmp_path, BriefingOptions(formats=["html", "pdf", "docx", "pptx"]))
    rows = load.pledges().filter(country="POL", domain="land").filter(pl.col("known_by") == date(2025, 9, 4))
    (publisher, url), *more = rows.select(pl.col("source_publisher").cast(pl.String), "source_url").rows()
    assert not more
    page = (tmp_path / "brief-poland.html").read_text()
    assert f'<a class="page" href="{url}">{publisher}</a>' in page
    paper = pypdf.PdfReader(tmp_path / "brief-poland.pdf")
    linked = [
        note.get_object()["/A"].get("/URI")
        for sheet in paper.pages
        for note in sheet.get("/Annots", [])
        if "/A" in note.get_object()
    ]
    assert url in linked
    document = docx.Document(str(tmp_path / "brief-poland.docx"))
    assert (publisher, url) in {(one.text, one.address) for paragraph in document.paragraphs for one in paragraph.hyperlinks}
    deck = pptx.Presentation(str(tmp_path / "brief-poland.pptx"))
    frames = [shape.text_frame for slide in deck.slides for shape in slide.shapes if shape.has_text_frame]
    assert url in {run.hyperlink.address for frame in frames for paragraph in frame.paragraphs for run in paragraph.runs}


@pytest.mark.parametrize("address", ["javascript:alert(1)", "file:///etc/passwd", "data:text/html,x"])
def test_a_statement_links_pages_of_the_web_alone(address: str) -> None:
    with pytest.raises(AnalysisError, match="http"):
        Point("Troops", "", "Refuses.", publisher="A paper", url=address)
    point = Point("Troops", "", "Refuses.", publisher="A paper", url="https://example.org").record() | {"url": address}
    stored = {"id": "positions", "heading": "Says", "points": [point], "note": "", "sources": []}
    with pytest.raises(AnalysisError, match="http"):
        read_points({PANEL: stored})


@pytest.mark.parametrize(
    ("countries", "since", "beside", "problem"),
    [
        (["Germany", "Atlantis"], "", "Europe", "no country, bloc or group 'Atlantis'"),
        ([","], "", "Europe", "no country, bloc or group"),
        (["NATO"], "", "Europe", "a brief is of one donor, and NATO has 32 members"),
        (["Germany"], "", "Mordor", "no country, bloc or group 'Mordor'"),
        (["Germany"], "2030-01-01", "Europe", "nothing is new since 2030-01-01"),
    ],
)
def test_what_cannot_be_briefed_on_is_refused_before_anything_is_written(
    tmp_path: Path, countries: list[str], since: str, beside: str, problem: str
) -> None:
    with pytest.raises((AnalysisError, UnknownName)) as fault:
        build_briefs(countries, tmp_path / "out", BriefingOptions(formats=["html"], since=since), beside=beside)
    assert problem in fault.value.problem
    assert not (tmp_path / "out").exists()


def test_run_here_the_notebook_says_what_it_says_in_a_kernel() -> None:
    stored = notebooks.read(TEMPLATE)
    here = run_here(with_values(stored, {}), TEMPLATE)
    kinds = ("text/markdown", "application/vnd.vegalite.v5+json")
    for ours, kept in zip(here.cells, stored.cells, strict=True):
        for kind in kinds:
            one, other = ([output["data"].get(kind) for output in cell.get("outputs", [])] for cell in (ours, kept))
            assert [_joined(value) for value in one] == [_joined(value) for value in other]


def _joined(value: object) -> object:
    return "".join(value) if isinstance(value, list) else value


DONORS = sorted(load.aid()["donor"].cast(pl.String).unique())


@pytest.mark.slow
def test_every_donors_brief_has_two_pages_with_an_author_and_a_marking(tmp_path: Path) -> None:
    chosen = sampling.sample(DONORS, 12, "briefs of two pages")
    options = BriefingOptions(formats=["pdf"], author="A", marking="OFFICIAL")
    files = [file for file in build_briefs(chosen, tmp_path, options) if file.suffix == ".pdf"]
    assert len(files) == len(chosen)
    assert {path.name: len(pypdf.PdfReader(path).pages) for path in files} == {path.name: 2 for path in files}


def test_without_a_name_every_donor_has_a_brief() -> None:
    assert len(_donors()) == len(DONORS) == 42
