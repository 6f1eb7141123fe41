"""What nbval does not see: notebooks that were never run, stored errors, promised figures that are missing, code where words belong."""

import ast
from collections import Counter
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from analysis import notebooks
from analysis.errors import StaleNotebook
from analysis.figures.picture import RECORD

PATHS = notebooks.curated()
FEWEST_FIGURES = 10


@pytest.fixture(scope="module", params=PATHS, ids=lambda path: path.stem)
def notebook(request):
    return nbformat.read(request.param, as_version=4)


def code_cells(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def faults(notebook) -> list[str]:
    """Say what is wrong with the stored outputs of a notebook."""
    cells = code_cells(notebook)
    found = []
    if [cell.execution_count for cell in cells] != list(range(1, len(cells) + 1)):
        found.append(f"execution counts are {[cell.execution_count for cell in cells]}")
    for number, cell in enumerate(cells, 1):
        if any(output.output_type == "error" for output in cell.outputs):
            found.append(f"cell {number} holds an error")
        if any(output.output_type == "stream" for output in cell.outputs):
            found.append(f"cell {number} printed something")
        if shows_something(cell) and not cell.outputs:
            found.append(f"cell {number} shows nothing")
        promised = "figures." in cell.source and not any(one in cell.source for one in (".claims.", ".grids.", ".quality."))
        kept = any(RECORD in output.get("data", {}) for output in cell.outputs)
        if promised and shows_something(cell) and not kept:
            found.append(f"cell {number} promises a figure and stores none")
    return found


def shows_something(cell) -> bool:
    body = ast.parse(cell.source).body
    return bool(body) and isinstance(body[-1], ast.Expr) and "setup()" not in cell.source


def test_stored_outputs_are_whole(notebook):
    assert faults(notebook) == []


@pytest.mark.parametrize("damage", ["never run", "an output removed", "an error stored", "the figure gone"])
def test_damage_that_nbval_lets_pass_is_found(damage):
    notebook = nbformat.read(PATHS[0], as_version=4)
    cell = next(cell for cell in code_cells(notebook) if "figures.aid" in cell.source)
    if damage == "never run":
        for one in code_cells(notebook):
            one.execution_count, one.outputs = None, []
    elif damage == "an output removed":
        cell.outputs = []
    elif damage == "an error stored":
        cell.outputs = [nbformat.v4.new_output("error", ename="E", evalue="", traceback=[])]
    else:
        cell.outputs[0].data.pop(RECORD)
    assert faults(notebook)


def test_cells_hold_words_or_one_call(notebook):
    for cell in code_cells(notebook)[1:]:
        body = ast.parse(cell.source).body
        assert len(body) <= 2, cell.source
        assert not any(
            isinstance(node, ast.FunctionDef | ast.For | ast.While | ast.BinOp | ast.Lambda)
            for node in ast.walk(ast.Module(body, []))
        )


def test_no_path_is_in_a_cell(notebook):
    for cell in code_cells(notebook):
        strings = [
            node.value
            for node in ast.walk(ast.parse(cell.source))
            if isinstance(node, ast.Constant) and isinstance(node.value, str)
        ]
        assert not any("/" in text or "\\" in text for text in strings), cell.source


def test_it_asks_first_and_ends_with_its_limits(notebook):
    first, last = notebook.cells[0], notebook.cells[-1]
    assert first.source.startswith("# ")
    assert first.source.splitlines()[0].endswith("?")
    assert "annot say" in last.source.splitlines()[0]


def test_the_answer_stands_before_the_first_figure(notebook):
    sources = [cell.source for cell in code_cells(notebook)]
    assert ".claims." in sources[1] or "claim" in sources[1], sources[1]


def test_nothing_depends_on_the_machine(notebook):
    text = nbformat.writes(notebook)
    assert str(Path.home()) + "/" not in text
    assert notebook.metadata.language_info == {"name": "python"}
    assert all("execution" not in cell.metadata for cell in notebook.cells)


def test_there_are_enough_figures_and_each_id_is_one_figure():
    shown: Counter[str] = Counter()
    headlines: dict[str, set[str]] = {}
    for path in PATHS:
        for cell in code_cells(nbformat.read(path, as_version=4)):
            for output in cell.outputs:
                record = output.get("data", {}).get(RECORD)
                if record:
                    shown[record["id"]] += 1
                    headlines.setdefault(record["id"], set()).add(record["headline"])
    assert len(shown) >= FEWEST_FIGURES
    assert all(len(found) == 1 for found in headlines.values()), headlines


def test_a_notebook_that_fails_names_its_cell(tmp_path):
    bad = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1"), nbformat.v4.new_code_cell("1 / 0")])
    path = tmp_path / "90-bad.ipynb"
    nbformat.write(bad, path)
    with pytest.raises(StaleNotebook, match="code cell 2 does not run: ZeroDivisionError"):
        notebooks.execute(path)


def test_a_kernel_that_dies_names_the_cell_it_died_in(tmp_path):
    path = tmp_path / "90-heavy.ipynb"
    cells = [nbformat.v4.new_code_cell(one) for one in ("1", "import os; os._exit(9)", "2")]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
    with pytest.raises(StaleNotebook, match="code cell 2 does not run: Kernel died"):
        notebooks.execute(path)


@pytest.mark.parametrize("taken", [1, notebooks.STARTS])
def test_a_kernel_whose_port_was_taken_is_started_again(tmp_path, monkeypatch, taken):
    path, starts = tmp_path / "10-good.ipynb", []
    nbformat.write(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1 + 1")]), path)
    start = NotebookClient.async_start_new_kernel_client

    async def unlucky(client):
        starts.append(client)
        if len(starts) <= taken:
            await client.km.signal_kernel(9)
        return await start(client)

    monkeypatch.setattr(NotebookClient, "async_start_new_kernel_client", unlucky)
    if taken < notebooks.STARTS:
        assert notebooks.execute(path).cells[0].outputs[0].data["text/plain"] == "2"
    else:
        with pytest.raises(StaleNotebook, match=r"10-good.ipynb, its kernel does not start: Kernel died before replying"):
            notebooks.execute(path)
    assert len(starts) == min(taken + 1, notebooks.STARTS)


def test_running_twice_writes_once(tmp_path):
    path = tmp_path / "10-good.ipynb"
    nbformat.write(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1 + 1", id="one")]), path)
    assert notebooks.write(notebooks.execute(path), path)
    assert not notebooks.write(notebooks.execute(path), path)


def test_a_run_says_which_headlines_moved():
    before = notebooks.headlines(PATHS[0])
    assert any(text.startswith("Europe has allocated") for text in before.values())
    moved = {name: text.replace("Europe", "Nobody") for name, text in before.items()}
    assert [name for name, _, _ in notebooks.changes(before, moved)] == [name for name in before if before[name] != moved[name]]
    assert notebooks.changes(before, before) == []
