"""No notebook depends on an order that polars does not promise."""

import ast
import json

import nbformat
import pytest

from analysis import Figure
from analysis.briefing import notebooks
from analysis.charts.picture import RECORD
from analysis.figures.sentence import Sentence
from analysis.figures.table import TABLE, Table
from tests.support.disorder import as_read, settled, shuffled

KEPT = (RECORD, TABLE, "text/markdown")


@pytest.mark.sampled(5)
@pytest.mark.parametrize("path", notebooks.curated(), ids=lambda path: path.stem)
@pytest.mark.parametrize("arrange", [as_read, shuffled])
def test_what_a_notebook_shows_does_not_hang_on_the_order_of_rows(path, arrange):
    names: dict[str, object] = {}
    with settled(arrange):
        for cell in nbformat.read(path, as_version=4).cells:
            if cell.cell_type == "code":
                shown = evaluated(cell.source, names)
                for output in cell.outputs:
                    assert told(shown) == stored(output["data"]), cell.source


def evaluated(source: str, names: dict[str, object]) -> object:
    """Run a cell and give what its last line shows."""
    tree = ast.parse(source)
    last = tree.body.pop() if isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, "cell", "exec"), names)
    return eval(compile(ast.Expression(last.value), "cell", "eval"), names) if last else None


def told(shown: object) -> dict[str, object]:
    """Give what a notebook keeps of a figure, a table or a sentence, but for the drawing."""
    match shown:
        case Figure():
            kept = {RECORD: shown.record()}
        case Table():
            kept = {TABLE: shown.record()}
        case Sentence():
            kept = {"text/markdown": shown._repr_markdown_()}
        case _:
            kept = shown._repr_mimebundle_()
    return stored(kept)


def stored(data: dict[str, object]) -> dict[str, object]:
    return {kind: json.loads(json.dumps(value)) for kind, value in data.items() if kind in KEPT}
