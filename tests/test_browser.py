"""In a real Chromium with no network: JupyterLab draws every chart, the page draws, downloads, and is accessible."""

import json
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest

from analysis import notebooks
from analysis.briefing.brief import Wish, brief
from analysis.briefing.story import gather
from tests.test_briefing import HOSTILE, hostile_story

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
PATIENCE = 90_000
"""Milliseconds until a page that does not get ready counts as broken; nothing is timed."""

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--no-first-run"]
DRAWN = "() => document.querySelectorAll('.jp-OutputArea .vega-embed :is(canvas, svg.marks)').length"


@pytest.fixture(scope="module")
def browser():
    if CHROMIUM is None:
        pytest.skip("no chromium on this machine: `make browsers` installs Debian's")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("page")
    brief(notebooks.curated(), out, Wish(formats=["html"]))
    return out


@pytest.fixture(scope="module")
def lab(tmp_path_factory, root) -> Iterator[str]:
    """JupyterLab on a copy of the curated notebooks, as `make lab` starts it."""
    if CHROMIUM is None:
        pytest.skip("no chromium on this machine: `make browsers` installs Debian's")
    home = tmp_path_factory.mktemp("lab")
    shutil.copytree(root / "notebooks", home / "notebooks")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        *(sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", f"--port={port}", "--ServerApp.port_retries=0"),
        *("--IdentityProvider.token=", "--ServerApp.password=", "--LabApp.news_url=None"),
        *(f"--ServerApp.root_dir={home / 'notebooks'}", f"--LabApp.app_settings_dir={root / '.jupyter'}"),
        *("--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate", "--LabApp.expose_app_in_browser=True"),
    ]
    own = {name: str(home / name) for name in ("HOME", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR")}
    with (home / "log").open("w") as log:
        server = subprocess.Popen(command, env=os.environ | own, stdout=log, stderr=log)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait()


@pytest.fixture(scope="module")
def desk(browser, lab):
    """JupyterLab opened once for all notebooks, and what it asked for and complained of since."""
    context = browser.new_context(viewport={"width": 1300, "height": 1000})
    page, outside, complaints = watched(context)
    open_lab(page, lab)
    yield page, outside, complaints
    context.close()


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


def open_lab(page, address: str) -> None:
    for attempt in range(240):
        try:
            page.goto(f"{address}/lab?reset")
            break
        except Exception:
            if attempt == 239:
                raise
            page.wait_for_timeout(250)
    page.wait_for_function("window.jupyterapp !== undefined")
    page.evaluate("window.jupyterapp.restored.then(() => true)")


def open_notebook(page, name: str) -> None:
    page.evaluate("[...window.jupyterapp.shell.widgets('main')].forEach(one => one.dispose())")
    page.wait_for_function("document.querySelector('.jp-Notebook') === null")
    page.evaluate("path => { window.jupyterapp.commands.execute('docmanager:open', {path}); }", name)
    page.wait_for_selector(".jp-Notebook .jp-Cell")


def hover_until_tooltip(page, chart) -> str:
    """Move over a chart until a tooltip shows, and give its text."""
    chart.scroll_into_view_if_needed()
    box = chart.bounding_box()
    for down in (0.5, 0.35, 0.65, 0.8, 0.2, 0.9):
        for right in range(5, 100, 3):
            page.mouse.move(box["x"] + box["width"] * right / 100, box["y"] + box["height"] * down)
            tooltip = page.locator("#vg-tooltip-element.visible")
            if tooltip.count():
                return tooltip.inner_text()
    return ""


def figures_in(path: Path) -> int:
    cells = nbformat.read(path, as_version=4).cells
    return sum(
        "application/vnd.vegalite.v5+json" in output.get("data", {}) for cell in cells for output in cell.get("outputs", [])
    )


@pytest.mark.parametrize("path", notebooks.curated(), ids=lambda path: path.stem)
def test_jupyterlab_draws_every_chart_offline(desk, path):
    page, outside, complaints = desk
    complaints.clear()
    open_notebook(page, path.name)
    page.wait_for_function(f"({DRAWN})() >= {figures_in(path)}")
    assert page.evaluate(f"({DRAWN})()") == figures_in(path)
    charts = page.locator(".jp-OutputArea .vega-embed").all()
    assert any(hover_until_tooltip(page, chart) for chart in charts)
    assert outside == []
    assert [text for text in complaints if "vega" in text.lower()] == []
    if os.environ.get("PICTURES"):
        page.set_viewport_size({"width": 1300, "height": 1200 + 620 * figures_in(path)})
        page.wait_for_timeout(1500)
        page.screenshot(path=Path(os.environ["PICTURES"]) / f"{path.stem}.png")
        page.set_viewport_size({"width": 1300, "height": 1000})


def test_the_page_draws_every_chart_and_asks_nobody(browser, folder):
    context = browser.new_context(offline=True)
    page, outside, complaints = watched(context)
    page.goto((folder / "briefing.html").as_uri())
    page.evaluate("drawAll()")
    page.wait_for_function("document.querySelectorAll('.chart:not([data-drawn=yes])').length === 0")
    assert page.locator(".chart").count() == len(gather().pictures)
    assert hover_until_tooltip(page, page.locator(".chart").first)
    assert outside == []
    assert complaints == []
    context.close()


def test_the_page_gives_csv_svg_and_png(browser, folder, tmp_path):
    context = browser.new_context(offline=True, accept_downloads=True)
    page, _, _ = watched(context)
    page.goto((folder / "briefing.html").as_uri())
    figure = page.locator("figure").first
    figure.locator("summary").click()
    first = gather().pictures[0]
    for name, start in (("CSV", first.record["csv"].encode()[:40]), ("SVG", b"<svg"), ("PNG", b"\x89PNG")):
        with page.expect_download() as waited:
            figure.get_by_text(name, exact=True).click()
        target = tmp_path / waited.value.suggested_filename
        waited.value.save_as(target)
        assert target.name == f"{first.id}.{name.lower()}"
        assert target.read_bytes().startswith(start)
    assert figure.locator("tbody tr").count() == first.record["csv"].count("\n") - 1
    context.close()


def test_the_page_speaks_without_scripts(browser, folder):
    context = browser.new_context(offline=True, java_script_enabled=False)
    page, _, _ = watched(context)
    page.goto((folder / "briefing.html").as_uri())
    assert page.locator(".chart svg").count() == len(gather().pictures)
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.title()
    context.close()


def test_axe_finds_nothing_on_the_page_in_light_and_dark(browser, folder):
    # axe's own script is not part of the page, whose policy would keep it out.
    context = browser.new_context(offline=True, bypass_csp=True)
    page, _, _ = watched(context)
    page.goto((folder / "briefing.html").as_uri())
    # In light as it is before its charts are drawn, and without scripts; in dark as it is after.
    assert violations(page) == []
    page.emulate_media(color_scheme="dark")
    page.evaluate("drawAll()")
    page.wait_for_function("document.querySelectorAll('.chart:not([data-drawn=yes])').length === 0")
    assert violations(page) == []
    context.close()


def violations(page) -> list[tuple[str, ...]]:
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page).response["violations"]
    return [(one["id"], one["nodes"][0]["html"][:120], one["nodes"][0].get("failureSummary")) for one in found]


def test_the_page_can_be_walked_by_keyboard(browser, folder):
    context = browser.new_context(offline=True)
    page, _, _ = watched(context)
    page.goto((folder / "briefing.html").as_uri())
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    reached = set()
    for _ in range(60):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.tagName"))
    assert {"A", "SUMMARY"} <= reached
    context.close()


def test_a_hostile_name_does_nothing(browser, tmp_path):
    path = hostile_story(tmp_path)
    brief([path], tmp_path, Wish(formats=["html"], title=HOSTILE))
    context = browser.new_context(offline=True)
    page, _, _ = watched(context)
    page.goto((tmp_path / "briefing.html").as_uri())
    page.evaluate("drawAll()")
    page.wait_for_function("document.querySelectorAll('.chart:not([data-drawn=yes])').length === 0")
    page.locator("summary").first.click()
    hover_until_tooltip(page, page.locator(".chart").first)
    assert page.title() == HOSTILE
    assert page.locator("body script:not([type])").count() == 2
    context.close()


def test_what_the_charts_need_is_known_to_both_vegas(root):
    specs = [json.dumps(picture.spec) for picture in gather().pictures]
    assert all('"$schema": "https://vega.github.io/schema/vega-lite/v5.json"' in spec for spec in specs)
