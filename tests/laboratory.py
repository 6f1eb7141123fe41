"""JupyterLab as `make lab` starts it, and a Chromium to drive it: for the browser's tests and the explorer's benchmark."""

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--no-first-run"]
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
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
    ]
    own = {name: str(home / name) for name in ("HOME", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR")}
    with (home / "log").open("w") as log:
        server = subprocess.Popen(command, env=os.environ | own, stdout=log, stderr=log)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
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


def open_notebook(page, address: str, name: str) -> None:
    for attempt in range(120):
        try:
            page.goto(f"{address}/lab/tree/{name}?reset")
            break
        except Exception:
            if attempt == 119:
                raise
            page.wait_for_timeout(500)
    page.wait_for_selector(".jp-Notebook .jp-Cell")
