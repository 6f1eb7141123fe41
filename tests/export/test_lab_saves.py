"""In a real Chromium: each notebook opened, run and saved in JupyterLab, started both ways, leaves git with nothing to tell.

JupyterLab is opened in Chromium as one of the two ways starts it, drawn by the seed; `make proof` does it both ways. Both are asked
over HTTP for what they are set to, and to save.
"""

import json
import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.cookiejar import CookieJar
from pathlib import Path
from time import monotonic, sleep
from urllib.error import URLError
from urllib.request import HTTPCookieProcessor, OpenerDirector, Request, build_opener

import nbformat
import pytest

from analysis.briefing import notebooks
from tests.support import sampling
from tests.support.laboratory import CHROMIUM, FLAGS, open_lab, server_of, turn_to, watched

pytestmark = [pytest.mark.browser, pytest.mark.slow]
WAYS = ("make", "readme")
WAIT = int(os.environ.get("WAIT_SECONDS", "5"))
"""Seconds between running and saving; JupyterLab's own autosave would come after two minutes."""
OPEN = "[...window.jupyterapp.shell.widgets('main')].map(one => one.context?.path).filter(Boolean)"
RUN = """() => {
  window.ran = false;
  window.jupyterapp.commands.execute("notebook:restart-run-all").then(() => { window.ran = true; });
}"""


def command(way: str, root: Path) -> list[str]:
    """The command by which `make lab`, or the line of the README, starts JupyterLab, run by this Python."""
    if way == "make":
        recipe = re.search(r"^lab:.*\n\t@\$\(RUN\) (.*) \$\(LAB\)$", (root / "Makefile").read_text(), flags=re.M)[1]
        return [sys.executable, *recipe.replace("$(CURDIR)", str(root)).replace('"', "").split()]
    line = re.search(r"\| `make lab` \| `uv run jupyter (lab .*?)` \|", (root / "README.md").read_text())[1]
    return [sys.executable, "-m", "jupyter", *line.split()]


@contextmanager
def laboratory(way: str, root: Path, home: Path) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    more = ["--no-browser", "--allow-root", f"--port={port}", "--ServerApp.port_retries=0"]
    more += ["--IdentityProvider.token=", "--ServerApp.password=", "--LabApp.expose_app_in_browser=True"]
    home.mkdir()
    with server_of([*command(way, root), *more], home, root, {"PYTHONPATH": str(root)}):
        yield f"http://127.0.0.1:{port}"


@pytest.fixture(scope="module")
def copy(tmp_path_factory, root) -> Path:
    """A copy of the project with a git of its own."""
    folder = tmp_path_factory.mktemp("read") / "project"
    tracked = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"], cwd=root, capture_output=True, text=True, check=True
    ).stdout
    for name in tracked.splitlines():
        if (root / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(root / name, folder / name)
    for line in (["init", "-q"], ["add", "-A"], ["-c", "user.name=x", "-c", "user.email=x@x", "commit", "-qm", "x"]):
        subprocess.run(["git", *line], cwd=folder, check=True)
    return folder


@pytest.fixture(scope="module", params=sampling.sample(WAYS, 1, "ways to start JupyterLab"))
def desk(request, copy, tmp_path_factory):
    if CHROMIUM is None:
        pytest.skip("no chromium on this machine: `make browsers` installs Debian's")
    from playwright.sync_api import sync_playwright

    with (
        laboratory(request.param, copy, tmp_path_factory.mktemp("home") / "jupyter") as address,
        sync_playwright() as playwright,
    ):
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page, _, _ = watched(chromium.new_context(viewport={"width": 1300, "height": 1000}))
        open_lab(page, address)
        # Where JupyterLab itself sends a browser.
        page.goto(address)
        page.wait_for_function("window.jupyterapp !== undefined && window.jupyterapp.restored.then(() => true)")
        page.wait_for_selector(".jp-Notebook .jp-Cell")
        yield page
        chromium.close()


def answered(opener: OpenerDirector, address: str, **asked) -> tuple[str, bytes]:
    """Ask a JupyterLab that may still be starting; gives where it led, and what it said."""
    until = monotonic() + 60
    while True:
        try:
            with opener.open(Request(address, **asked)) as answer:
                return answer.geturl(), answer.read()
        except URLError as fault:
            if not isinstance(fault.reason, ConnectionRefusedError) or monotonic() > until:
                raise
            sleep(0.1)


@pytest.mark.parametrize("way", WAYS)
def test_each_way_starts_on_the_first_notebook_without_autosave_and_saves_in_the_stored_form(way, copy, tmp_path):
    cookies = CookieJar()
    opener = build_opener(HTTPCookieProcessor(cookies))
    with laboratory(way, copy, tmp_path / "jupyter") as address:
        first, _ = answered(opener, address)
        _, settings = answered(opener, f"{address}/lab/api/settings/@jupyterlab/docmanager-extension:plugin")
        path = notebooks.curated()[0]
        place = f"{address}/api/contents/{path.name}"
        stored = json.loads(answered(opener, place)[1])
        # What JupyterLab adds to a cell that has run.
        for cell in stored["content"]["cells"]:
            cell["metadata"] |= {"execution": {"iopub.status.busy": "2026-10-10T09:00:00Z"}}
        before = (copy / "notebooks" / path.name).stat().st_mtime_ns
        token = {cookie.name: cookie.value for cookie in cookies}["_xsrf"]
        headers = {"X-XSRFToken": token, "Content-Type": "application/json"}
        answered(opener, place, data=json.dumps(stored).encode(), headers=headers, method="PUT")
    assert first == f"{address}/lab/tree/{path.name}"
    assert json.loads(settings)["schema"]["properties"]["autosave"]["default"] is False
    assert (copy / "notebooks" / path.name).stat().st_mtime_ns > before
    assert status(copy) == ""


def status(folder: Path) -> str:
    return subprocess.run(["git", "status", "--porcelain"], cwd=folder, capture_output=True, text=True, check=True).stdout


def run_all(page) -> None:
    """Restart the kernel of the notebook that is open and run all its cells."""
    page.wait_for_function("window.jupyterapp.shell.currentWidget?.sessionContext?.session?.kernel?.status === 'idle'")
    page.evaluate(RUN)
    confirm = page.locator(".jp-Dialog button.jp-mod-accept")
    confirm.wait_for()
    confirm.click()
    page.wait_for_function("window.ran")


def test_it_opens_on_the_first_notebook_whose_list_leads_to_the_others(desk):
    desk.wait_for_selector(".jp-Notebook .jp-Cell")
    assert desk.evaluate("window.jupyterapp.shell.currentWidget.context.path") == "00-start-here.ipynb"
    for path in notebooks.curated()[1:]:
        link = desk.locator(".jp-RenderedMarkdown table a", has_text=path.stem)
        link.wait_for()
        assert path.name in link.evaluate("one => (one.href ?? '') + (one.dataset.commandlinkerArgs ?? '')")
    link.click()
    desk.wait_for_function(f"window.jupyterapp.shell.currentWidget.context?.path === '{path.name}'")


def test_autosave_is_off(desk):
    plugin = desk.evaluate("window.jupyterapp.serviceManager.settings.fetch('@jupyterlab/docmanager-extension:plugin')")
    assert plugin["schema"]["properties"]["autosave"]["default"] is False


def kinds() -> list[list[Path]]:
    """Part the notebooks by what they hold: what is opened first, the briefing, charts, one's own countries, and guides."""
    parts = [[], [], [], [], notebooks.guides()[:-1]]
    for path in notebooks.curated():
        parts[{"00": 0, "05": 1, "95": 3}.get(path.name[:2], 2)].append(path)
    return parts


def test_open_run_wait_and_save_leave_git_status_clean(desk, copy):
    """A notebook of some of the kinds is run; `make proof` runs all, both ways."""
    drawn = sampling.sample(kinds(), 4, "kinds of notebooks")
    paths = [path for part in drawn for path in sampling.sample(part, 1, f"notebooks beside {part[0].stem}")]
    for path in paths:
        turn_to(desk, path.name, beside=path is not paths[0])
        run_all(desk)
        # Sixteen kernels would only take memory while their notebooks stand open.
        desk.evaluate("window.jupyterapp.shell.currentWidget.sessionContext.shutdown()")
    assert {*desk.evaluate(OPEN)} == {path.name for path in paths}
    written = {path.name: (copy / "notebooks" / path.name).stat().st_mtime_ns for path in paths}
    desk.wait_for_timeout(1000 * WAIT)
    assert {path.name: (copy / "notebooks" / path.name).stat().st_mtime_ns for path in paths} == written
    told = {}
    for path in paths:
        turn_to(desk, path.name, beside=True)
        cells = desk.evaluate("window.jupyterapp.shell.currentWidget.content.widgets.map(one => one.model.executionCount ?? 0)")
        assert max(cells) == sum(cell.cell_type == "code" for cell in nbformat.read(path, 4).cells)
        desk.evaluate("window.jupyterapp.commands.execute('docmanager:save')")
        desk.wait_for_function("window.jupyterapp.shell.currentWidget.context.model.dirty === false")
        assert (copy / "notebooks" / path.name).stat().st_mtime_ns > written[path.name]
        told[path.name] = status(copy)
        subprocess.run(["git", "checkout", "-q", "."], cwd=copy, check=True)
    print(
        f"{len(told)} notebooks ran, stood open for {WAIT} s and were saved; git status told of {sum(map(bool, told.values()))}"
    )
    assert {name: text for name, text in told.items() if text} == {}


def test_a_wide_table_scrolls(desk, copy):
    cells = [nbformat.v4.new_code_cell(one) for one in ("from analysis import load, setup\n\nsetup()", "load.pledges()")]
    nbformat.write(
        nbformat.v4.new_notebook(cells=cells, metadata={"kernelspec": notebooks.KERNEL}), copy / "notebooks/wide.ipynb"
    )
    turn_to(desk, "wide.ipynb")
    run_all(desk)
    desk.wait_for_selector(".jp-OutputArea table")
    (copy / "notebooks/wide.ipynb").unlink()
    cut = desk.evaluate(
        """[...document.querySelectorAll('.jp-OutputArea table')].filter(table => {
          let box = table.parentElement;
          while (box && !box.classList.contains('jp-OutputArea-output')) {
            if (['auto', 'scroll'].includes(getComputedStyle(box).overflowX)) return false;
            box = box.parentElement;
          }
          return table.scrollWidth > box.clientWidth && !['auto', 'scroll'].includes(getComputedStyle(box).overflowX);
        }).length"""
    )
    assert cut == 0
