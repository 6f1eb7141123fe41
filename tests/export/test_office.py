"""The deck and the document open in LibreOffice, every page of them with something on it."""

import csv
import os
import re
import shutil
import subprocess
from datetime import datetime
from pathlib import Path

import openpyxl
import pypdf
import pytest
from pptx import Presentation

from analysis.briefing import notebooks
from analysis.briefing.build import build_briefing
from analysis.briefing.from_notebooks import gather
from analysis.briefing.options import BriefingOptions
from analysis.export.figure import save
from tests.support import sampling

pytestmark = pytest.mark.office

OFFICE = shutil.which("soffice") or shutil.which("libreoffice")
ONE_OF_EACH = ("europe-and-us-cumulative", "share-of-gdp", "where-weapons-come-from-1q", "changes-of-mind")
MOST_WORKBOOKS = 20
"""How many workbooks LibreOffice reads cell by cell: a seeded sample, unless `make proof` asks for all."""
SHORT = [path for path in notebooks.curated() if path.name.startswith(("00-", "30-", "60-"))]


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """A short briefing, and what LibreOffice makes of its deck and document."""
    if OFFICE is None:
        pytest.skip("no LibreOffice on this machine: `make browsers` installs Debian's")
    out = tmp_path_factory.mktemp("office")
    build_briefing(SHORT, out, BriefingOptions(formats=["pptx", "docx"]))
    # Under names of their own, so that one start of the office makes both.
    paths = [(out / f"briefing.{name}").rename(out / f"{name}.{name}") for name in ("pptx", "docx")]
    converted_at_once(paths, "pdf", out)
    return out


EVERY_SHEET = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"
"""Comma, quotes, UTF-8, each sheet a file of its own, with cells as they are shown."""


def converted_at_once(paths: list[Path], to: str, folder: Path) -> None:
    profile = (folder / "profile").as_uri()
    command = [OFFICE, f"-env:UserInstallation={profile}", "--headless", "--convert-to", to, "--outdir", folder, *paths]
    subprocess.run(command, check=True, capture_output=True, timeout=600, env=os.environ | {"HOME": str(folder)})


def shows(text: str, cell: object) -> bool:
    """Say whether a cell as LibreOffice shows it is the one that the workbook holds."""
    if cell is None:
        return text == ""
    if isinstance(cell, int | float):
        number = float(text.rstrip("%").replace(",", "")) / (100 if text.endswith("%") else 1)
        return number == pytest.approx(cell, rel=1e-9)
    if isinstance(cell, datetime):
        return datetime.strptime(text[:10], "%m/%d/%Y").date() == cell.date()
    return text.strip() == str(cell).strip()


def words(text: str) -> str:
    return re.sub(r"\s+", "", text)


@pytest.mark.parametrize("name", ["pptx", "docx"])
def test_libreoffice_shows_every_figure_with_its_headline_and_source(folder, name):
    pages = [words(page.extract_text()) for page in pypdf.PdfReader(folder / f"{name}.pdf").pages]
    assert all(pages)
    for picture in gather(SHORT).pictures:
        # A slide's headline is its title; in the document it may be broken over two lines.
        with_headline = [page for page in pages if words(picture.record["headline"]) in page]
        assert with_headline, picture.id
        assert any(words(picture.record["source_line"]) in page for page in pages), picture.id


def test_libreoffice_makes_a_page_of_every_slide(folder):
    slides = Presentation(folder / "pptx.pptx").slides
    assert len(pypdf.PdfReader(folder / "pptx.pdf").pages) == len(slides)


def test_no_figure_of_the_document_is_lost_in_libreoffice(folder):
    pages = pypdf.PdfReader(folder / "docx.pdf").pages
    # The pages share one list of pictures.
    assert len({image.data for page in pages[:1] for image in page.images}) == len(
        [picture for picture in gather(SHORT).pictures if not picture.record["native"]]
    )
    # Contents and sources take a page or two; a figure with its table takes one or two.
    assert len(gather(SHORT).pictures) < len(pages) <= 4 * len(gather(SHORT).pictures)


def test_libreoffice_draws_the_sheets_of_workbooks(tmp_path):
    if OFFICE is None:
        pytest.skip("no LibreOffice on this machine: `make browsers` installs Debian's")
    pictures = [picture for picture in gather().pictures if picture.id in ONE_OF_EACH]
    converted_at_once([save(picture, tmp_path / f"{picture.id}.xlsx") for picture in pictures], "pdf", tmp_path)
    for picture in pictures:
        pdf = tmp_path / f"{picture.id}.pdf"
        if not pdf.exists():
            # Without its spreadsheet the office says that it cannot load the file, and ends well.
            pytest.skip("LibreOffice here has no spreadsheet: `make browsers` installs Debian's")
        pages = [words(page.extract_text()) for page in pypdf.PdfReader(pdf).pages]
        assert words(picture.record["headline"]) in pages[0]
        assert words(picture.record["source_line"].removeprefix("Source: ").split(";")[0]) in "".join(pages)
        if native := picture.record["native"]:
            assert words(native["unit"]) in "".join(pages[1:3])


@pytest.mark.slow
def test_libreoffice_reads_every_value_of_every_figures_workbook(tmp_path):
    if OFFICE is None:
        pytest.skip("no LibreOffice on this machine: `make browsers` installs Debian's")
    pictures = {one.id: one for path in [*notebooks.curated(), *notebooks.guides()] for one in gather([path]).pictures}
    chosen = sampling.sample(sorted(pictures), MOST_WORKBOOKS, "workbooks in LibreOffice")
    paths = [save(pictures[name], tmp_path / f"{name}.xlsx") for name in chosen]
    converted_at_once(paths, EVERY_SHEET, tmp_path)
    if not list(tmp_path.glob("*-Data.csv")):
        pytest.skip("LibreOffice here has no spreadsheet: `make browsers` installs Debian's")
    for path in paths:
        with (tmp_path / f"{path.stem}-Data.csv").open(encoding="utf-8", newline="") as file:
            read = list(csv.reader(file))
        held = list(openpyxl.load_workbook(path)["Data"].iter_rows(values_only=True))
        assert len(read) >= len(held)
        for row, cells in zip(read, held, strict=False):
            assert all(shows(text, cell) for text, cell in zip(row, cells, strict=False)), (path.stem, cells)
