"""Words in quotation marks are somebody's: a name, a title, or a column of the record that holds what was said as it was said."""

import ast
import csv
import functools
import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import polars as pl
import pytest

from analysis import figures, load
from analysis.briefing.notebooks import curated
from analysis.charts.picture import RECORD
from analysis.figures.table import TABLE
from analysis.storage.reader import DATA

PAIRS = ("“”", "„“", "‘’", "«»", '""')
QUOTED = re.compile("|".join(f"(?<!\\w){opening}([^{opening}{closing}\n]+){closing}(?!\\w)" for opening, closing in PAIRS))
CODE = re.compile(r"```.*?```|`[^`\n]*`", re.DOTALL)
WORDS_OF_OTHERS = ("title", "citation", "publisher", "source_publisher", "name", "quote")
"""Columns that hold names, titles and words as others have them. Positions, conditions and points of news are our own words."""
FIGURES = Path(figures.__file__).parent
PROBES = [
    "He said “Rules out American ground troops”.",
    'It is "not an option".',
    "A „firm“ offer",
    "a «yes»",
    "the ‘yes’ of May",
]


@functools.cache
def words_of_others() -> set[str]:
    """Collect what may stand in quotation marks: every cell of those columns."""
    found: set[str] = set()
    for file in load.resources():
        columns = [field["name"] for field in file["schema"]["fields"] if field["name"] in WORDS_OF_OTHERS]
        if columns:
            cells = pl.read_csv(DATA / file["path"], columns=columns, infer_schema=False)
            found.update(*(cells[name].drop_nulls().to_list() for name in columns))
    return found


def of_nobody(text: str) -> list[str]:
    """Find what a text has in quotation marks and nobody is known to have said or to be called."""
    return [one for one in quoted(text) if one not in words_of_others()]


def quoted(text: str) -> list[str]:
    """Find what a text has in quotation marks, code left out."""
    return [next(part for part in match if part) for match in QUOTED.findall(CODE.sub(" ", text))]


def texts(value: Any) -> Iterator[str]:
    """Give every text in a record or a table, however deep."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from texts(one)


def stored(path: Path) -> Iterator[str]:
    """Give every text that a notebook shows: its own words, sentences, tables, and words and data of figures."""
    for cell in nbformat.read(path, as_version=4).cells:  # type: ignore[no-untyped-call]
        if cell.cell_type == "markdown":
            yield cell.source
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            record = dict(data.get(RECORD, {}))
            for row in csv.reader(io.StringIO(record.pop("csv", ""))):
                yield from row
            yield from texts([record, data.get(TABLE, {}), data.get("text/markdown", "")])


@pytest.mark.parametrize("path", curated(), ids=lambda path: path.stem)
def test_words_that_nobody_said_stand_in_no_quotation_marks(path: Path) -> None:
    assert [one for text in stored(path) for one in of_nobody(text)] == []


@pytest.mark.parametrize("probe", PROBES)
def test_words_of_our_own_in_quotation_marks_are_found(probe: str) -> None:
    assert len(of_nobody(probe)) == 1


def test_a_position_is_in_our_words_and_no_quotation() -> None:
    said = load.pledges()["position"].to_list()
    assert all(of_nobody(f"“{one}”") == [one] for one in said if "“" not in one)


def test_titles_names_and_code_may_be_quoted_and_apostrophes_are_none() -> None:
    title = load.sources()["title"][0]
    assert of_nobody(f"As “{title}” has it") == []
    assert of_nobody('Write `explore.aid("x")`: the members’ part of Europe\'s ‘aid') == []


@pytest.mark.parametrize("module", sorted(FIGURES.rglob("*.py")), ids=lambda path: path.relative_to(FIGURES).as_posix())
def test_no_figure_puts_what_it_computes_into_quotation_marks(module: Path) -> None:
    assert marked(module.read_text(encoding="utf-8")) == []


def test_quotation_marks_around_a_computed_text_are_found() -> None:
    assert marked("f'{domain}: “{position}”'") == ["“{position}”"]
    assert marked("""'on {domain} "{position}" ({date})'""") == ['"{position}"']
    assert marked("""f'the item «{item}»'""") == ["«{item}»"]


def marked(code: str) -> list[str]:
    """Find fields of texts, of f-strings and of those that rows are joined into, that stand in quotation marks."""
    written = [
        "".join(part.value if isinstance(part, ast.Constant) else f"{{{ast.unparse(part.value)}}}" for part in node.values)
        if isinstance(node, ast.JoinedStr)
        else node.value
        for node in ast.walk(ast.parse(code))
        if isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str))
    ]
    return [found[0] for text in dict.fromkeys(written) for found in re.finditer(r"[“\"„«‘]\{[^{}]*\}[”\"“»’]", text)]
