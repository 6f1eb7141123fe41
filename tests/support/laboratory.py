"""JupyterLab as `make lab` starts it, and a Chromium to drive it: for the browser's tests and the explorer's benchmark."""

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import nbformat

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--in-process-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
]
PATIENCE = 90_000
"""Milliseconds until a page that does not get ready counts as broken; nothing is timed."""


@contextmanager
def serving(home: Path, notebooks: Path) -> Iterator[str]:
    """JupyterLab on a folder of notebooks, with a home of its own; gives its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        *(sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", f"--port={port}", "--ServerApp.port_retries=0"),
        *("--IdentityProvider.token=", "--ServerApp.password=", "--LabApp.news_url=None"),
        *(f"--ServerApp.root_dir={notebooks}", f"--LabApp.app_settings_dir={ROOT / '.jupyter'}"),
        *("--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate", "--LabApp.expose_app_in_browser=True"),
    ]
    with server_of(command, home):
        yield f"http://127.0.0.1:{port}"


@contextmanager
def server_of(command: list[str], home: Path, cwd: Path | None = None, more: dict[str, str] | None = None) -> Iterator[None]:
    """Run a JupyterLab with a home of its own, and end it."""
    own = {name: str(home / name) for name in ("HOME", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR")}
    with (home / "log").open("w") as log:
        server = subprocess.Popen(command, cwd=cwd, env=os.environ | own | (more or {}), stdout=log, stderr=log)
    try:
        yield
    finally:
        server.terminate()
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            # A kernel that does not end holds its server up; it ends by itself once the server is gone.
            server.kill()
            server.wait()


def watched(context) -> tuple:
    """Open a page that notes what it asks of other machines and what it complains of."""
    page, outside, complaints = context.new_page(), [], []
    page.set_default_timeout(PATIENCE)
    page.on("request", lambda one: outside.append(one.url) if elsewhere(one.url) else None)
    page.on("console", lambda one: complaints.append(one.text) if one.type in ("error", "warning") else None)
    page.on("pageerror", lambda one: complaints.append(str(one)))
    return page, outside, complaints


def elsewhere(url: str) -> bool:
    return not url.startswith(("data:", "blob:", "file:", "http://127.0.0.1", "ws://127.0.0.1", "about:"))


def open_lab(page, address: str, path: str = "") -> None:
    """Open JupyterLab once its server answers."""
    for attempt in range(240):
        try:
            page.goto(f"{address}/lab{path}")
            break
        except Exception:
            if attempt == 239:
                raise
            page.wait_for_timeout(250)
    page.wait_for_function("window.jupyterapp !== undefined && window.jupyterapp.restored.then(() => true)")


def open_notebook(page, address: str, name: str) -> None:
    """Open a notebook in a workspace of its own, where no other is open."""
    open_lab(page, address, f"/workspaces/{Path(name).stem}/tree/{name}")
    page.wait_for_selector(".jp-Notebook .jp-Cell")


def turn_to(page, name: str, *, beside: bool = False) -> None:
    """Put another notebook in the place of those that are open, or beside them, without loading JupyterLab again."""
    if not beside:
        page.evaluate("[...window.jupyterapp.shell.widgets('main')].forEach(one => one.dispose())")
        page.wait_for_function("document.querySelector('.jp-Notebook') === null")
    page.evaluate("path => { window.jupyterapp.commands.execute('docmanager:open', {path}); }", name)
    page.wait_for_function("path => window.jupyterapp.shell.currentWidget?.context?.path === path", arg=name)
    page.wait_for_selector(".jp-Notebook:visible .jp-Cell")


def write_explorer(path: Path, line: str = "explore.aid()") -> None:
    """Write a notebook of one line, which opens the explorer."""
    kernel = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
    cell = nbformat.v4.new_code_cell(f"from analysis import explore\n\n{line}")
    nbformat.write(nbformat.v4.new_notebook(cells=[cell], metadata={"kernelspec": kernel}), path)


def run_explorer(page) -> None:
    """Run the one line of the notebook that is open."""
    page.get_by_text("| Idle").wait_for()
    # JupyterLab takes a run before its kernel has answered for none, so ask until the cell has a number.
    for _ in range(60):
        page.locator(".jp-Cell .jp-InputArea-editor").first.click()
        page.keyboard.press("Control+Enter")
        page.wait_for_timeout(1000)
        if page.locator(".jp-InputPrompt").first.inner_text() != "[ ]:":
            break
    page.wait_for_selector(".explorer-picture svg")
