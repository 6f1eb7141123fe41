"""Every number in a notebook's words is backed by a figure, table or sentence of that notebook, or exempt by rule."""

import ast
import re
from pathlib import Path

import nbformat
import pytest
from nbformat import NotebookNode

from analysis import figures, load
from analysis.briefing.notebooks import curated
from analysis.charts.picture import RECORD
from analysis.countries import BODIES
from analysis.figures.table import TABLE

PATHS = curated()
FIGURES = Path(figures.__file__).parent
MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
EXEMPT = (
    r"`[^`]*`",  # code and names of files
    r"\]\([^)]*\)|https?://\S+",  # addresses
    rf"\b\d{{1,2}} (?:{MONTHS}) \d{{4}}\b|\b\d{{1,2}} (?:{MONTHS})\b",  # days
    r"\b(?:EU )?\d{2,4}/\d{2,4}\b",  # numbers of EU acts
    r"\b(?:EO|E\.O\.|H\.R\.|S\.|GL|licence|Article|Regulation|Decision|No\.?) \d+[A-Z]?\b",  # other acts, by number
    r"\b(?:19|20)\d\d\b(?!/)(?![.,]\d)",  # years
    r"(?i)\breleases? \d+(?:(?:,| and|, and| to) \d+)*\b",  # releases of the tracker
    r"\b\d+(?:st|nd|rd|th)\b",  # a package by its ordinal
    r"\b[Rr]eleases? \d+(?:, \d+)*(?: (?:and|to) \d+)?\b",  # names of releases
    r"\bEU27\b|\bG7\b|\b14 day\b",  # names
)
NUMBER = r"(?<![\w.])\d+(?:[.,]\d+)*"


def unbacked(notebook: NotebookNode) -> list[str]:
    """List the numbers in markdown cells that nothing shown in the notebook says."""
    backed = {one for text in said(notebook) for one in re.findall(NUMBER, text)}
    return [one for cell in notebook.cells if cell.cell_type == "markdown" for one in claimed(cell.source) if one not in backed]


def claimed(text: str) -> list[str]:
    """Find the numbers in words that are no year, day or name of an act."""
    for rule in EXEMPT:
        text = re.sub(rule, " ", text)
    return re.findall(NUMBER, text)


def said(notebook: NotebookNode) -> list[str]:
    """Collect what outputs say from data: headlines, alternative texts and rows of figures, cells of tables, sentences.

    Notes are written by hand and back nothing.
    """
    texts = []
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            record, grid = data.get(RECORD, {}), data.get(TABLE, {})
            texts += [record[key] for key in ("headline", "subtitle", "alt", "csv") if key in record]
            texts += [str(one) for row in grid.get("rows", []) for one in row]
            texts += [data["text/markdown"]] if "text/markdown" in data else []
    return texts


@pytest.fixture(params=PATHS, ids=lambda path: path.stem)
def notebook(request: pytest.FixtureRequest) -> NotebookNode:
    path: Path = request.param
    return nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call, no-any-return]


def test_every_number_in_words_is_backed(notebook: NotebookNode) -> None:
    assert unbacked(notebook) == []


@pytest.mark.parametrize("typed", ["Europe gave 987.6 bn.", "About 731 ships.", "It fell by 91.7 % in 2025.", "- 4,321 rows"])
def test_a_number_that_somebody_typed_is_found(notebook: NotebookNode, typed: str) -> None:
    notebook.cells[-1].source += "\n" + typed
    assert len(unbacked(notebook)) == 1


@pytest.mark.parametrize(
    "exempt",
    [
        "in 2025",
        "on 20 September 2025",
        "Regulation (EU) 833/2014 and 2025/395",
        "the 19th package",
        "EO 14024",
        "Releases 19 to 26",
        "releases 16, 27 and 30",
        "`release=28`",
    ],
)
def test_years_days_and_names_of_acts_are_exempt(exempt: str) -> None:
    assert claimed(exempt) == []


def test_a_number_that_a_figure_says_may_be_repeated(notebook: NotebookNode) -> None:
    numbers = [one for text in said(notebook) for one in re.findall(NUMBER, text) if "." in one]
    if not numbers:
        pytest.skip("nothing here shows a decimal number")
    notebook.cells[-1].source += f"\nIt was {numbers[0]} bn."
    assert unbacked(notebook) == []


def test_sentences_and_tables_do_not_stay_unread() -> None:
    kinds = {
        kind
        for path in PATHS
        for cell in nbformat.read(path, 4).cells
        for one in cell.get("outputs", [])
        for kind in one.get("data", {})
    }  # type: ignore[no-untyped-call]
    assert {RECORD, TABLE, "text/markdown"} <= kinds


def typed(code: str) -> list[str]:
    """List the numbers that stand in the fixed words of a headline, an alternative text or a sentence of figures."""
    found = []
    for node in ast.walk(ast.parse(code)):
        parts = []
        if isinstance(node, ast.keyword) and node.arg in {"headline", "alt"}:
            parts = [node.value]
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Claim":
            parts = node.args
        found += [number for part in parts for text in fixed_words(part) for number in claimed(text)]
    return found


def fixed_words(node: ast.AST) -> list[str]:
    """Collect the constant words of a string that is built up, without what is computed into it."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    if isinstance(node, ast.FormattedValue | ast.Subscript | ast.Compare):
        return []
    return [text for child in ast.iter_child_nodes(node) for text in fixed_words(child)]


@pytest.mark.parametrize("module", sorted(FIGURES.rglob("*.py")), ids=lambda path: path.relative_to(FIGURES).as_posix())
def test_no_number_is_typed_into_a_headline(module: Path) -> None:
    assert typed(module.read_text(encoding="utf-8")) == []


def test_a_number_typed_into_a_headline_is_found() -> None:
    assert typed('Figure(chart, headline=f"{name} gave 214.8 bn in 2025")') == ["214.8"]
    assert typed('Figure(chart, headline=f"{bn(value, 3)} in {2025}", alt="7 bars")') == ["7"]
    assert typed('Claim("**12 countries** " + text["3"])') == ["12"]


THE_26 = rf"(?i)\b(?:the 26\b(?! (?:{MONTHS}))|26 (?:states|countries|nations|European|willing))"


def names_the_26(texts: list[str]) -> list[str]:
    return [text for text in texts if re.search(THE_26, text)]


def test_no_figure_or_sentence_counts_or_names_the_26(notebook: NotebookNode) -> None:
    records = [one.get("data", {}).get(RECORD, {}) for cell in notebook.cells for one in cell.get("outputs", [])]
    shown = [record[key] for record in records for key in ("headline", "subtitle", "alt") if key in record]
    sentences = [
        one["data"]["text/markdown"]
        for cell in notebook.cells
        for one in cell.get("outputs", [])
        if "text/markdown" in one.get("data", {})
    ]
    assert names_the_26(shown + sentences) == []


def test_a_headline_that_names_the_26_is_found() -> None:
    assert names_the_26(
        [
            "The 26 countries are France, Spain and others",
            "5 of 26 states are ready",
            "the 26 August 2025",
            "21 of 26 statements",
        ]
    ) == [
        "The 26 countries are France, Spain and others",
        "5 of 26 states are ready",
    ]


def test_no_row_of_a_country_claims_a_place_among_the_26() -> None:
    rows = load.pledges(weakest=True)
    countries = rows.filter(~rows["country"].is_in(list(BODIES)))
    assert names_the_26([*countries["position"], *countries["status"], *countries["condition"].drop_nulls()]) == []
