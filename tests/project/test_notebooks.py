"""What nbval does not see: notebooks that were never run, stored errors, promised figures that are missing, code where words belong."""

import ast
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

from analysis.briefing import notebooks
from analysis.charts.picture import RECORD
from analysis.errors import StaleNotebook

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
        promised = "figures." in cell.source and not any(
            one in cell.source
            for one in (
                ".sentences.",
                ".briefing.",
                ".tables.",
                ".quality.",
                "figures.claims.",
                "news_item",
                "comparison.sentence",
                "comparison.table",
                "replacing.arithmetic",
                "appropriations.official",
            )
        )
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
    cell = next(cell for cell in code_cells(notebook) if "figures.aid.europe_and_us(" in cell.source)
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
    assert any(one in sources[1] for one in (".sentences.", "comparison.sentence", "state_of_play", "briefing.opening")), (
        sources[1]
    )


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


@pytest.mark.slow
def test_a_notebook_that_fails_names_its_cell(tmp_path):
    bad = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1"), nbformat.v4.new_code_cell("1 / 0")])
    path = tmp_path / "90-bad.ipynb"
    nbformat.write(bad, path)
    with pytest.raises(StaleNotebook, match="code cell 2 does not run: ZeroDivisionError"):
        notebooks.execute(path)


@pytest.mark.slow
def test_a_kernel_that_dies_names_the_cell_it_died_in(tmp_path):
    path = tmp_path / "90-heavy.ipynb"
    cells = [nbformat.v4.new_code_cell(one) for one in ("1", "import os; os._exit(9)", "2")]
    nbformat.write(nbformat.v4.new_notebook(cells=cells), path)
    with pytest.raises(StaleNotebook, match="code cell 2 does not run: Kernel died"):
        notebooks.execute(path)


@pytest.mark.slow
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


def written(path, *cells):
    nbformat.write(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(one) for one in cells]), path)
    return path


@pytest.mark.slow
def test_a_cell_that_meets_an_error_of_ours_says_what_is_wrong_and_how_to_fix_it(tmp_path):
    path = written(tmp_path / "90 asks.ipynb", "from analysis import load", "load.aid(release=99)")
    with pytest.raises(StaleNotebook) as fault:
        notebooks.execute(path)
    problem, first, second = str(fault.value).splitlines()
    assert problem == "90 asks.ipynb, code cell 2 does not run: no release 99"
    assert first.startswith("  -> choose one of: 7, 18, 28")
    assert second == f"  -> fix that cell and run it anew: python -m analysis notebooks '{path}'"


@pytest.mark.slow
def test_a_kernel_runs_the_package_that_started_it_and_no_other(tmp_path, monkeypatch, root):
    other = tmp_path / "other/analysis"
    other.mkdir(parents=True)
    (other / "__init__.py").write_text("")
    monkeypatch.setenv("PYTHONPATH", str(other.parent))
    ran = notebooks.execute(written(tmp_path / "where.ipynb", "import analysis; print(analysis.__file__)"))
    assert Path(ran.cells[0].outputs[0].text.strip()) == root / "analysis/__init__.py"


@pytest.mark.slow
def test_a_cell_that_takes_too_long_is_told_so(tmp_path, monkeypatch):
    monkeypatch.setattr(notebooks, "CELL_SECONDS", 1)
    with pytest.raises(StaleNotebook, match=r"code cell 1 does not run: A cell timed out .* after 1 seconds"):
        notebooks.execute(written(tmp_path / "slow.ipynb", "import time; time.sleep(60)"))


@pytest.mark.slow
def test_make_lab_is_advised_only_for_what_it_shows(tmp_path, monkeypatch):
    path = written(tmp_path / "bad.ipynb", "1 / 0")
    with pytest.raises(StaleNotebook) as outside:
        notebooks.execute(path)
    assert "make lab" not in outside.value.fix
    assert str(path) in outside.value.fix
    monkeypatch.setattr(notebooks, "CURATED", tmp_path)
    with pytest.raises(StaleNotebook) as inside:
        notebooks.execute(path)
    assert inside.value.fix == "open it with `make lab` and run it: bad.ipynb"


NO_NOTEBOOKS = {
    "cut off": '{"cells": [{"cell_type": "code", "sou',
    "an empty object": "{}",
    "a list": "[]",
    "nothing": "",
    "a table": "donor,eur\nEST,1\n",
    "a cell that is none": '{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [{}]}',
    "cells of words": '{"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": ["x"]}',
    "a format to come": '{"nbformat": 9, "nbformat_minor": 5, "metadata": {}, "cells": []}',
}


@pytest.mark.parametrize("text", NO_NOTEBOOKS.values(), ids=NO_NOTEBOOKS.keys())
@pytest.mark.parametrize("use", [notebooks.read, notebooks.execute, notebooks.headlines])
def test_a_file_that_is_no_notebook_is_named_with_what_to_do(tmp_path, use, text):
    path = tmp_path / "odd.ipynb"
    path.write_text(text)
    with pytest.raises(StaleNotebook, match=r"^odd\.ipynb is not a readable notebook: .+\n  -> name a notebook"):
        use(path)


def test_a_folder_bytes_and_nothing_at_all_are_no_notebooks(tmp_path):
    with pytest.raises(StaleNotebook, match="is a folder"):
        notebooks.read(tmp_path)
    with pytest.raises(StaleNotebook, match="is not there"):
        notebooks.read(tmp_path / "gone.ipynb")
    (tmp_path / "bytes.ipynb").write_bytes(b"\xff\xfe{")
    with pytest.raises(StaleNotebook, match="not a readable notebook"):
        notebooks.read(tmp_path / "bytes.ipynb")


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    stat = Path(f"/proc/{pid}/stat")
    return not stat.exists() or stat.read_text().rsplit(")", 1)[1].split()[0] != "Z"


def started(folder: Path, patience: float) -> int:
    """Wait for a cell to say the id of its kernel's process."""
    end = time.monotonic() + patience
    while time.monotonic() < end:
        if (folder / "pid").exists() and (text := (folder / "pid").read_text()):
            return int(text)
        time.sleep(0.1)
    raise AssertionError("no kernel started")


SLEEPER = "import os, time; open('pid', 'w').write(str(os.getpid())); time.sleep(300)"


# What runs tests in the background may have them ignore the signal, and what they start with them.
STOPPABLE = (
    "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); from analysis.cli import main; "
    "import sys; sys.argv[0] = 'analysis'; main()"
)


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="signals as POSIX has them")
@pytest.mark.parametrize(
    "command", [["notebooks"], ["briefing", "--execute", "--out", "out"]], ids=["notebooks", "briefing --execute"]
)
def test_a_run_that_is_stopped_ends_at_once_with_its_kernels_and_writes_nothing(tmp_path, root, command):
    path = written(tmp_path / "sleep.ipynb", SLEEPER)
    before = path.read_bytes()
    run = subprocess.Popen(
        [sys.executable, "-c", STOPPABLE, *command, str(path)],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(root)},
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        kernel = started(tmp_path, 60)
        os.killpg(run.pid, signal.SIGINT)
        assert run.wait(timeout=20) == 130
    finally:
        if run.poll() is None:
            os.killpg(run.pid, signal.SIGKILL)
            run.wait()
    assert not alive(kernel)
    assert path.read_bytes() == before
    assert {one.name for one in tmp_path.iterdir()} == {"sleep.ipynb", "pid"}


@pytest.mark.slow
def test_a_stop_says_what_ran_and_that_nothing_was_written(tmp_path, monkeypatch):
    path = written(tmp_path / "sleep.ipynb", SLEEPER)
    wait, kernels = notebooks.wait, []

    def interrupted(*args, **named):
        kernels.append(started(tmp_path, 60))
        monkeypatch.setattr(notebooks, "wait", wait)
        raise KeyboardInterrupt

    monkeypatch.setattr(notebooks, "wait", interrupted)
    with pytest.raises(KeyboardInterrupt, match=r"stopped while sleep\.ipynb ran; no file was written"):
        notebooks.execute_all([path])
    assert not alive(kernels[0])


@pytest.mark.slow
def test_a_notebook_that_fails_takes_the_others_kernels_with_it(tmp_path, monkeypatch):
    monkeypatch.setattr(notebooks.os, "cpu_count", lambda: 2)
    wait_for_it = "import os, time\nwhile not os.path.exists('pid'): time.sleep(0.1)\n1 / 0"
    paths = [written(tmp_path / "bad.ipynb", wait_for_it), written(tmp_path / "sleep.ipynb", SLEEPER)]
    begun = time.monotonic()
    with pytest.raises(StaleNotebook, match="ZeroDivisionError"):
        notebooks.execute_all(paths)
    assert time.monotonic() - begun < 60
    assert not alive(started(tmp_path, 1))


@pytest.mark.slow
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
