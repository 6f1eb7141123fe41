"""An analyst's tasks that take no Python, as they are typed; the cookbook names these tests, and its own cells are the others."""

import re
import subprocess
import sys

import nbformat
import pytest
from docx import Document
from pptx import Presentation
from pptx.util import Inches

from analysis import load
from tests.pipeline.test_refresh_aid import state
from tests.project.test_cli import run
from tests.support import planted_releases

MOST_LINES = 6
WORDS = "What the ministry needs to know"


def cells(root) -> list:
    return nbformat.read(root / "docs/cookbook.ipynb", as_version=4).cells


def test_every_task_of_the_cookbook_takes_six_lines_at_most(root):
    first, *others = [cell.source for cell in cells(root) if cell.cell_type == "code"]
    assert first.startswith("from pathlib")
    assert {
        source.splitlines()[0]: len(source.splitlines()) for source in others if len(source.splitlines()) > MOST_LINES
    } == {}


def test_every_command_of_the_cookbook_has_a_test_that_is_there(root):
    table = next(cell.source for cell in reversed(cells(root)) if cell.cell_type == "markdown")
    rows = [line for line in table.splitlines() if line.startswith("| ")][1:]
    for row in rows:
        links = re.findall(r"\(\.\./(tests/[\w/]+\.py)\)", row)
        assert links, row
        assert all((root / link).is_file() for link in links), row
    assert len(rows) >= 6


def test_a_briefing_of_ones_own_notebook_takes_words_and_templates_of_the_house(tmp_path, monkeypatch, capsys):
    words = nbformat.v4.new_markdown_cell(f"# {WORDS}\n\nAid has *grown*.")
    draws = nbformat.v4.new_code_cell("from analysis import figures, load\n\nfigures.aid.europe_and_us(load.aid())")
    kernel = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
    nbformat.write(nbformat.v4.new_notebook(cells=[words, draws], metadata={"kernelspec": kernel}), tmp_path / "mine.ipynb")
    house, deck = Document(), Presentation()
    house.sections[0].header.paragraphs[0].text = "The Ministry"
    house.save(tmp_path / "house.docx")
    deck.slide_width, deck.slide_height = Inches(13.333), Inches(7.5)
    deck.save(tmp_path / "house.pptx")
    monkeypatch.chdir(tmp_path)
    templates = ("--template", "house.docx", "--template", "house.pptx")
    code, out, err = run(monkeypatch, capsys, *"briefing mine.ipynb --execute --to docx,pptx --out made".split(), *templates)
    assert code == 0, out + err
    document = Document(next((tmp_path / "made").glob("*.docx")))
    assert document.sections[0].header.paragraphs[0].text == "The Ministry"
    assert any(WORDS in one.text for one in document.paragraphs)
    slides = Presentation(next((tmp_path / "made").glob("*.pptx"))).slides
    said = [shape.text_frame.text for slide in slides for shape in slide.shapes if shape.has_text_frame]
    assert any(WORDS in text for text in said)
    assert any("Aid has grown." in text for text in said)
    assert any(shape.has_chart for slide in slides for shape in slide.shapes)


@pytest.mark.raw
def test_a_downloaded_release_is_looked_at_taken_in_and_taken_back(room, tmp_path, monkeypatch, capsys):
    path = tmp_path / "data_explorer.csv"
    planted_releases.summed(planted_releases.sheet()).write_csv(path)
    before = state(room)
    monkeypatch.chdir(tmp_path)
    taking = ("refresh", "aid", "--file", str(path), "--release", "31")
    code, looked, err = run(monkeypatch, capsys, *taking, "--dry-run")
    assert "31" in looked + err
    assert state(room) == before
    code, out, err = run(monkeypatch, capsys, *taking, "--accept", "a copy with another name, to try it")
    assert code == 0, out + err
    assert load.aid("31").height > 0
    code, out, err = run(monkeypatch, capsys, "refresh", "aid", "--undo")
    assert code == 0, out + err
    assert {name: sum_ for name, sum_ in state(room).items() if not name.startswith(".")} == before


@pytest.mark.slow
@pytest.mark.parametrize("to", ["html", "markdown"])
def test_nbconvert_shows_every_figure_with_its_words_and_its_room(root, tmp_path, to):
    source = root / "notebooks/10-europe-and-us-over-time.ipynb"
    config = root / ".jupyter/jupyter_nbconvert_config.py"
    command = [sys.executable, "-m", "nbconvert", "--config", config, "--to", to, "--output-dir", tmp_path, source]
    made = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert made.returncode == 0, made.stderr
    assert "WARNING" not in made.stderr
    text = next(tmp_path.glob("10*.*")).read_text(encoding="utf-8")
    outputs = [one for cell in nbformat.read(source, as_version=4).cells for one in cell.get("outputs", ())]
    alts = [one.metadata["image/svg+xml"]["alt"] for one in outputs if "image/svg+xml" in one.get("data", {})]
    assert len(alts) > 5
    if to == "html":
        shown = [re.sub("&amp;", "&", one) for one in re.findall(r'<img alt="([^"]*)"', text)]
        assert shown == alts
    else:
        pictures = list(tmp_path.glob("*_files/*.png"))
        assert len(pictures) == len(alts) == text.count(".png)")
        assert all(path.read_bytes().startswith(b"\x89PNG") for path in pictures)
