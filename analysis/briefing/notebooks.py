"""Read, run and write notebooks: each in a kernel of its own, with outputs that are the same on every machine and run."""

import atexit
import os
import re
import shlex
import signal
import warnings
from collections.abc import Callable, Collection, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import suppress
from operator import itemgetter
from pathlib import Path
from threading import Event
from time import perf_counter, sleep
from typing import Any

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError
from nbformat import NotebookNode

from analysis.charts.picture import RECORD, SVG
from analysis.errors import ROOT, StaleNotebook, restore_command
from analysis.storage.atomic import write_atomically

CURATED = ROOT / "notebooks"
CELL_SECONDS = 120
STARTS = 3
"""How often a kernel may fail to start: a port found free for it can be taken by another before it is used."""

KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}


def curated(folder: Path = CURATED) -> list[Path]:
    """List the curated notebooks in reading order, which is that of their numbers.

    Raises StaleNotebook where they are not, as beside a package that was installed without its checkout.

    >>> curated()[0].name
    '00-start-here.ipynb'
    """
    if not folder.is_dir():
        problem = "the curated notebooks are not here: an installed package carries the tables alone"
        raise StaleNotebook(problem, "name notebooks of your own, or work in a checkout: git clone, then make sync")
    return sorted(folder.glob("[0-9][0-9]-*.ipynb"))


def guides(folder: Path = CURATED) -> list[Path]:
    """List the notebooks that show how to go on, which are run and checked like the others but are no part of the briefing.

    >>> [path.name for path in guides()][-1]
    'cookbook.ipynb'
    """
    return [
        *sorted(folder.glob("how-to-*.ipynb")),
        *sorted(folder.glob("brief-*.ipynb")),
        *sorted((folder.parent / "docs").glob("cookbook.ipynb")),
    ]


def read(path: Path) -> NotebookNode:
    """Read a notebook as the newest format has it; raises StaleNotebook for a file that is none, and says what it is.

    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     read(Path(folder, "gone.ipynb"))
    Traceback (most recent call last):
    ...
    analysis.errors.StaleNotebook: gone.ipynb is not there
      -> name a notebook that is there; those of the project are in notebooks/
    """
    if path.is_dir():
        raise StaleNotebook(
            f"{path.name} is a folder, not a notebook", f"name the notebooks in it: {shlex.quote(str(path))}/*.ipynb"
        )
    if not path.exists():
        fix = "name a notebook that is there; those of the project are in notebooks/"
        raise StaleNotebook(f"{path.name} is not there", fix)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # a cell without an id, which older notebooks have and which harms nothing here
            notebook: NotebookNode = nbformat.reads(path.read_text(encoding="utf-8"), as_version=4)
            nbformat.validate(notebook)
    except (ValueError, LookupError, TypeError, AttributeError, OSError, nbformat.ValidationError) as fault:
        lines = str(getattr(fault, "message", "") or getattr(fault, "strerror", "") or fault).strip().splitlines()
        problem = f"{path.name} is not a readable notebook: {lines[0][:120] if lines else type(fault).__name__}"
        restore = (
            f"; to have one back that was damaged: {restore_command(shlex.quote(str(path)))}" if path.suffix == ".ipynb" else ""
        )
        raise StaleNotebook(problem, f"name a notebook (.ipynb){restore}") from fault
    return notebook


def execute(path: Path, running: set[NotebookClient] | None = None, stop: Event | None = None) -> NotebookNode:
    """Run a notebook from an empty kernel in its own folder and return it with normalised outputs; the file stays as it is.

    The client is in `running` while it runs, so that others can kill its kernel, and no kernel is started once `stop` is set.
    Raises StaleNotebook naming the cell when one fails or takes longer than two minutes, when the kernel does not start, or for
    a file that is no notebook; and KeyboardInterrupt when it is stopped.
    """
    starts, running, stop = 0, set() if running is None else running, stop or Event()
    while True:
        client, starts = _client(path), starts + 1
        running.add(client)
        try:
            return normalise_outputs(client.execute(env=_environment()))
        except (CellExecutionError, TimeoutError) as fault:
            raise _stale(path, client, fault) from fault
        except (RuntimeError, AssertionError) as fault:  # the kernel's own end, not a cell's
            # Else the end of the program would try to clean up a kernel that is gone.
            atexit.unregister(client._cleanup_kernel)
            # The client itself ends its kernel on SIGINT where it runs in the main thread.
            if stop.is_set() or hasattr(client, "_async_cleanup_kernel_future"):
                raise KeyboardInterrupt(f"stopped while {path.name} ran; its file is as it was") from None
            if client.code_cells_executed or starts == STARTS or isinstance(fault, AssertionError):
                raise _stale(path, client, fault) from fault
        finally:
            running.discard(client)


def _client(path: Path) -> NotebookClient:
    folder = {"metadata": {"path": str(path.parent)}}
    kernel: dict[str, Any] = {"kernel_name": "python3", "shutdown_kernel": "immediate", "extra_arguments": ["--log-level=40"]}
    return NotebookClient(read(path), timeout=CELL_SECONDS, resources=folder, record_timing=False, **kernel)


def _environment() -> dict[str, str]:
    """Let a kernel import the package that runs it: an environment copied along with its folder knows the old one."""
    paths = [str(ROOT), os.environ.get("PYTHONPATH", "")]
    return os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, paths))}


def _stale(path: Path, client: NotebookClient, fault: Exception) -> StaleNotebook:
    number = client.code_cells_executed
    cell = f"code cell {number} does not run" if number else "its kernel does not start"
    problem, fix = _message(fault)
    command = f"run it anew: python -m analysis notebooks {shlex.quote(str(path))}"
    is_curated = path.resolve().is_relative_to(CURATED)
    then = f"open it with `make lab` and run it: {path.name}" if is_curated else f"fix that cell and {command}"
    return StaleNotebook(f"{path.name}, {cell}: {problem}", f"{fix}\n  -> {then}" if fix else then)


def _message(fault: Exception) -> tuple[str, str]:
    """Take from a cell's error what is wrong, and how to fix it where it is an error of this package."""
    name, text = getattr(fault, "ename", ""), getattr(fault, "evalue", "") or str(fault)
    problem, is_own, fix = re.sub(r"\x1b\[[0-9;]*m", "", text).strip().partition("\n  -> ")
    if not is_own:
        problem = ": ".join(filter(None, (name, problem.partition("\n")[0]))) or "unknown"
    return problem, fix


def execute_all(
    paths: Sequence[Path], done: Callable[[Path, float], None] = lambda path, seconds: None
) -> dict[Path, NotebookNode]:
    """Run notebooks, as many at a time as there are processors; `done` hears of each as it ends, and after how many seconds.

    Returns the notebooks by path, sorted; no file is written. Raises StaleNotebook at the first that does not run: those not
    begun are left out, and the kernels of the others are killed, as they are on KeyboardInterrupt, which says what ran.
    """
    clients: set[NotebookClient] = set()
    stop = Event()
    # Each notebook has a kernel, which is a process of its own; here are only the threads that wait for them.
    with ThreadPoolExecutor(max_workers=min(len(paths), os.cpu_count() or 1) or 1) as pool:
        started = perf_counter()
        running = {pool.submit(execute, path, clients, stop): path for path in paths}
        try:
            waiting = set(running)
            while waiting:
                # With an end to it, for a signal that reaches another thread does not wake one that waits without.
                ended, waiting = wait(waiting, timeout=0.2, return_when=FIRST_COMPLETED)
                for future in ended:
                    future.result()
                    done(running[future], perf_counter() - started)
        except BaseException as fault:
            cut = sorted(path.name for future, path in running.items() if future.running())
            stop.set()
            pool.shutdown(wait=False, cancel_futures=True)
            _kill(clients, running)
            if isinstance(fault, KeyboardInterrupt):
                ran = f" while {', '.join(cut)} ran" if cut else ""
                raise KeyboardInterrupt(f"stopped{ran}; no file was written, the notebooks are as they were") from None
            raise
    return {path: future.result() for future, path in sorted(running.items(), key=itemgetter(1))}


def _kill(clients: Collection[NotebookClient], running: Collection[Future[NotebookNode]]) -> None:
    """Kill the kernels of all clients, and those that start meanwhile, until the threads that wait for them have ended."""
    while not all(future.done() for future in running):
        for client in tuple(clients):
            # The process itself; asking the client would need the loop of another thread.
            kernel = getattr(getattr(client.km, "provisioner", None), "process", None)
            if kernel is None or kernel.poll() is not None:
                continue
            with suppress(OSError):
                if os.name == "posix" and os.getpgid(kernel.pid) == kernel.pid:
                    os.killpg(kernel.pid, signal.SIGKILL)
                else:
                    kernel.kill()
        sleep(0.05)


def normalise_outputs(notebook: NotebookNode) -> NotebookNode:
    """Drop what differs from machine to machine: timings, versions, the kernel's name. The notebook itself is changed.

    >>> from nbformat.v4 import new_code_cell, new_notebook
    >>> notebook = new_notebook(cells=[new_code_cell("1 + 1", metadata={"execution": {"iopub.status.busy": "12:00"}})])
    >>> normalise_outputs(notebook).cells[0].metadata
    {}
    """
    notebook.metadata = NotebookNode(kernelspec=NotebookNode(KERNEL), language_info=NotebookNode(name="python"))
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
        for output in cell.get("outputs", []):
            if "metadata" in output:
                output["metadata"] = NotebookNode(_alternative_texts(output["metadata"]))
    return notebook


def _alternative_texts(metadata: Mapping[str, Any]) -> dict[str, Any]:
    """Give of an output's metadata what its pictures say to those who cannot see them."""
    said = {kind: part.get("alt") for kind, part in metadata.items() if kind == SVG and isinstance(part, Mapping)}
    return {kind: {"alt": text} for kind, text in said.items() if isinstance(text, str)}


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
    write_atomically(path, text.encode())
    return True


def headlines(path: Path) -> dict[str, str]:
    """Read the headlines of a notebook's stored figures, and its computed sentences, by id or place.

    >>> import tempfile
    >>> from nbformat.v4 import new_code_cell, new_notebook, new_output
    >>> sentence = new_output("display_data", {"text/markdown": "Europe leads."})
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     nbformat.write(new_notebook(cells=[new_code_cell("say()", outputs=[sentence])]), Path(folder, "new.ipynb"))
    ...     headlines(Path(folder, "new.ipynb"))
    {'sentence in cell 1': 'Europe leads.'}
    """
    lines: dict[str, str] = {}
    for number, cell in enumerate(read(path).cells, 1):
        for output in cell.get("outputs", []):
            data = output.get("data", {})
            record = data.get(RECORD)
            if isinstance(record, dict) and {"id", "headline"} <= record.keys():
                lines[str(record["id"])] = str(record["headline"])
            elif "text/markdown" in data:
                lines[f"sentence in cell {number}"] = "".join(data["text/markdown"])
    return lines


def changes(before: dict[str, str], after: dict[str, str]) -> list[tuple[str, str, str]]:
    """List the headlines that moved: name, what it was, what it is; those that are gone are not among them.

    >>> changes({"a": "Europe leads", "b": "gone"}, {"a": "The United States lead", "c": "new"})
    [('a', 'Europe leads', 'The United States lead'), ('c', 'not there', 'new')]
    """
    return [(name, before.get(name, "not there"), text) for name, text in after.items() if before.get(name) != text]
