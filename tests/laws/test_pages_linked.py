"""Every stored table whose rows are facts of the record links each row to its page and shows the page's grade."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from analysis.charts.picture import TABLE
from analysis.figures.table import Table

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
COMPUTED = {
    "blocs-by-kind": "sums of a release",
    "releases": "the releases, whose files the source names",
    "then-and-now-scorecard": "sums and counts of releases and lists",
    "lead-changes": "months computed from a release",
    "last-listings": "days computed from the lists",
    "side-by-side-table": "sums and counts of releases and lists",
    "answers-by-release": "sums of releases",
    "undated-by-release": "sums of releases",
    "readings": "what the readers of releases counted",
    "own-sums": "two sums of one release",
    "replacing-the-us-arithmetic": "steps of a computation",
    "facts-": "sums and places of one donor",
    "left-out": "rows for which no good enough page was found, as it says",
}
"""Tables that rest on no page a row, by the beginning of their id, and why."""


def stored_tables() -> Iterator[dict[str, Any]]:
    for path in sorted(NOTEBOOKS.glob("*.ipynb")):
        for cell in json.loads(path.read_text())["cells"]:
            for output in cell.get("outputs", []):
                if TABLE in output.get("data", {}):
                    yield output["data"][TABLE]


def test_tables_of_the_record_link_their_rows_and_show_the_grade() -> None:
    tables = list(stored_tables())
    assert len(tables) > 20
    unlinked = [one["id"] for one in tables if "links" not in one and not one["id"].startswith(tuple(COMPUTED))]
    assert unlinked == []
    for one in (table for table in tables if "links" in table):
        assert one["header"][-1] == "Grade", one["id"]
        graded = [(url is None) == (not row[-1]) for url, row in zip(one["links"]["urls"], one["rows"], strict=True)]
        assert all(graded), one["id"]


def test_no_computed_table_is_excused_that_is_not_there() -> None:
    ids = [one["id"] for one in stored_tables()]
    assert [begins for begins in COMPUTED if not any(one.startswith(begins) for one in ids)] == []


@pytest.mark.parametrize("shape", ["html", "typst", "office"])
def test_a_row_without_a_page_is_no_link(shape: str) -> None:
    import polars as pl
    from docx import Document

    from analysis.export import docx_tables, html_tables, markdown

    address = "https://example.org/a"
    pages = pl.DataFrame({"source_url": [address, None], "source_publisher": ["A", None], "grade": ["press", None]})
    record = Table("two", "Two", "rows", pl.DataFrame({"what": ["x", "y"]}), {"what": "What"}, pages=pages).record()
    assert [row[1:] for row in record["rows"]] == [["A", "press"], ["none", ""]]
    if shape == "html":
        assert [row[1] for row in html_tables._linked_cells(record)] == [f'<a href="{address}">A</a>', "none"]
    elif shape == "typst":
        made = markdown.typst_table(record["header"], record["rows"], (), record["links"])
        assert made.count("#link(") == 1
    else:
        document = Document()
        docx_tables.add_table(document, record["header"], record["rows"], (), record["links"])
        assert document.element.xml.count("<w:hyperlink ") == 1
