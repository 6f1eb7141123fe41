"""Execute notebooks freshly, in kernels of their own, with outputs that are the same on every machine and run."""

import atexit
import os
import re
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path
from time import perf_counter

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from nbformat import NotebookNode

from analysis.errors import StaleNotebook
from analysis.figures.export import write_whole
from analysis.figures.picture import RECORD

CURATED = Path(__file__).resolve().parent.parent / "notebooks"
CELL_SECONDS = 120
STARTS = 3
"""How often a kernel may fail to start: a port found free for it can be taken by another before it is used."""

KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}


def curated(folder: Path = CURATED) -> list[Path]:
    """List the curated notebooks in reading order, which is that of their numbers.

    >>> curated()[0].name
    '00-start-here.ipynb'
    """
    return sorted(folder.glob("[0-9][0-9]-*.ipynb"))


def execute(path: Path) -> NotebookNode:
    """Run a notebook from an empty kernel in its own folder and return it with settled outputs; the file stays as it is.

    Raises StaleNotebook naming the cell when one fails or takes longer than two minutes, or when the kernel does not start.
    """
    starts = 0
    while True:
        client, starts = _client(path), starts + 1
        try:
            return settled(client.execute())
        except (CellExecutionError, TimeoutError) as fault:
            raise _stale(path, client, fault) from fault
        except RuntimeError as fault:  # the kernel's own end, not a cell's
            # Else the end of the program would try to clean up a kernel that is gone.
            atexit.unregister(client._cleanup_kernel)
            if client.code_cells_executed or starts == STARTS:
                raise _stale(path, client, fault) from fault


def _client(path: Path) -> NotebookClient:
    return NotebookClient(
        nbformat.read(path, as_version=4),
        timeout=CELL_SECONDS,
        kernel_name="python3",
        resources={"metadata": {"path": str(path.parent)}},
        record_timing=False,
        shutdown_kernel="immediate",
        extra_arguments=["--log-level=40"],
    )


def _stale(path: Path, client: NotebookClient, fault: Exception) -> StaleNotebook:
    number = client.code_cells_executed
    what = f"code cell {number} does not run" if number else "its kernel does not start"
    return StaleNotebook(f"{path.name}, {what}: {_last_line(str(fault))}", f"open it with `make lab` and run it: {path.name}")


def execute_all(
    paths: Sequence[Path], done: Callable[[Path, float], None] = lambda path, seconds: None
) -> dict[Path, NotebookNode]:
    """Run notebooks, as many at a time as there are processors; `done` hears of each as it ends, and after how many seconds.

    Returns the notebooks by path, sorted. Raises StaleNotebook at the first that does not run; those not begun are left out.
    """
    # Each notebook has a kernel, which is a process of its own; here are only the threads that wait for them.
    with ThreadPoolExecutor(max_workers=min(len(paths), os.cpu_count() or 1) or 1) as pool:
        started = perf_counter()
        running = {pool.submit(execute, path): path for path in paths}
        try:
            for future in as_completed(running):
                future.result()
                done(running[future], perf_counter() - started)
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    return {path: future.result() for future, path in sorted(running.items(), key=lambda one: one[1])}


def settled(notebook: NotebookNode) -> NotebookNode:
    """Drop what differs from machine to machine: timings, versions, the kernel's name. The notebook itself is changed.

    >>> from nbformat.v4 import new_code_cell, new_notebook
    >>> notebook = new_notebook(cells=[new_code_cell("1 + 1", metadata={"execution": {"iopub.status.busy": "12:00"}})])
    >>> settled(notebook).cells[0].metadata
    {}
    """
    notebook.metadata = NotebookNode(kernelspec=NotebookNode(KERNEL), language_info=NotebookNode(name="python"))
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
        for output in cell.get("outputs", []):
            output.get("metadata", {}).clear()
    return notebook


def write(notebook: NotebookNode, path: Path) -> bool:
    """Write a notebook if it differs from the file; say whether it did. Raises ExportFault where it cannot be written.

    >>> import tempfile
    >>> from nbformat.v4 import new_notebook
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     [write(new_notebook(), Path(folder, "new.ipynb")) for _ in range(2)]
    [True, False]
    """
    text = nbformat.writes(notebook) + "\n"
    if path.exists() and path.read_text(encoding="utf-8") == text:
        return False
    write_whole(path, text.encode())
    return True


def headlines(path: Path) -> dict[str, str]:
    """Read the headlines of a notebook's stored figures, and its computed sentences, by id or place.

    >>> import tempfile
    >>> from nbformat.v4 import new_code_cell, new_notebook, new_output
    >>> said = new_output("display_data", {"text/markdown": "Europe leads."})
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     nbformat.write(new_notebook(cells=[new_code_cell("say()", outputs=[said])]), Path(folder, "new.ipynb"))
    ...     headlines(Path(folder, "new.ipynb"))
    {'sentence in cell 1': 'Europe leads.'}
    """
    found: dict[str, str] = {}
    for number, cell in enumerate(nbformat.read(path, as_version=4).cells):
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            if record := data.get(RECORD):
                found[record["id"]] = record["headline"]
            elif "text/markdown" in data:
                found[f"sentence in cell {number + 1}"] = "".join(data["text/markdown"])
    return found


def changes(before: dict[str, str], after: dict[str, str]) -> list[tuple[str, str, str]]:
    """List the headlines that moved: name, what it was, what it is. One that is gone is not among them.

    >>> changes({"a": "Europe leads", "b": "gone"}, {"a": "The United States lead", "c": "new"})
    [('a', 'Europe leads', 'The United States lead'), ('c', 'not there', 'new')]
    """
    return [(one, before.get(one, "not there"), text) for one, text in after.items() if before.get(one) != text]


def _last_line(text: str) -> str:
    plain = re.sub(r"\x1b\[[0-9;]*m", "", text)
    return next((line for line in reversed(plain.splitlines()) if line.strip()), "unknown")
