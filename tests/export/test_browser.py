"""In a real Chromium with no network: JupyterLab draws every chart, the page draws, downloads, and is accessible."""

import json
import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import nbformat
import pytest

from analysis import load
from analysis.briefing import notebooks
from analysis.briefing.build import build_briefing
from analysis.briefing.from_notebooks import gather
from analysis.briefing.options import BriefingOptions
from analysis.charts.svg import Sanitised
from analysis.export import html
from analysis.export.csv import csv_bytes
from tests.export.test_briefing import HOSTILE, hostile_story
from tests.support import hostile
from tests.support.laboratory import CHROMIUM, open_lab, run_explorer, serving, turn_to, watched, write_explorer

pytestmark = pytest.mark.browser
DRAWN = "() => document.querySelectorAll('.jp-OutputArea .vega-embed :is(canvas, svg.marks)').length"


@pytest.fixture(scope="module")
def briefing(tmp_path_factory) -> Path:
    """The page of the complete briefing."""
    out = tmp_path_factory.mktemp("page")
    build_briefing(notebooks.curated(), out, BriefingOptions(formats=["html"]))
    return out


@pytest.fixture(scope="module")
def shelf(tmp_path_factory, root) -> Path:
    """A copy of the curated notebooks, in which a test may put its own."""
    folder = tmp_path_factory.mktemp("lab") / "notebooks"
    shutil.copytree(root / "notebooks", folder)
    return folder


@pytest.fixture(scope="module")
def lab(shelf) -> Iterator[str]:
    """JupyterLab on the shelf, as `make lab` starts it."""
    if CHROMIUM is None:
        pytest.skip("no chromium on this machine: `make browsers` installs Debian's")
    with serving(shelf.parent, shelf) as address:
        yield address


@pytest.fixture(scope="module")
def window(browser):
    context = browser.new_context(viewport={"width": 1300, "height": 1000})
    yield context
    context.close()


@pytest.fixture(scope="module")
def desk(window, lab):
    """JupyterLab opened once for all notebooks, and what it asked for and complained of since."""
    page, outside, complaints = watched(window)
    open_lab(page, lab)
    return page, outside, complaints


SPEAKING = """box => {
  for (let down = 0.1; down < 1; down += 0.02) for (let right = 0.05; right < 1; right += 0.01) {
    const at = {clientX: box.x + box.width * right, clientY: box.y + box.height * down, bubbles: true};
    const under = document.elementFromPoint(at.clientX, at.clientY);
    for (const kind of ["pointermove", "mousemove"]) under?.dispatchEvent(new PointerEvent(kind, at));
    if (document.querySelector("#vg-tooltip-element.visible")) return [at.clientX, at.clientY];
  }
}"""
"""Look for a spot of a chart that has something to say, faster than a hand can."""


def hover_until_tooltip(page, chart) -> str:
    """Move the pointer over a spot of a chart that has a tooltip, and give its text."""
    chart.scroll_into_view_if_needed()
    spot = page.evaluate(SPEAKING, chart.bounding_box())
    if spot is None:
        return ""
    # What the search brought up goes away again, so that the pointer's own tooltip is seen.
    page.mouse.move(1, 1)
    page.evaluate("document.querySelector('#vg-tooltip-element').classList.remove('visible')")
    page.mouse.move(*spot)
    tooltip = page.locator("#vg-tooltip-element.visible")
    tooltip.wait_for()
    return tooltip.inner_text()


def figures_in(path: Path) -> int:
    cells = nbformat.read(path, as_version=4).cells
    return sum(
        "application/vnd.vegalite.v5+json" in output.get("data", {}) for cell in cells for output in cell.get("outputs", [])
    )


@pytest.mark.sampled(5)
@pytest.mark.parametrize("path", notebooks.curated(), ids=lambda path: path.stem)
def test_jupyterlab_draws_every_chart_offline(desk, path):
    page, outside, complaints = desk
    complaints.clear()
    turn_to(page, path.name)
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


PIXELS = """([chart, red, green, blue]) => {
  const canvas = chart.querySelector("canvas");
  const {data, height} = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  const wide = data.length / height;
  const near = at => Math.abs(data[at] - red) + Math.abs(data[at + 1] - green) + Math.abs(data[at + 2] - blue) < 12;
  const bands = Array.from({length: 20}, () => 0);
  for (let at = 0; at < data.length; at += 4) if (near(at)) bands[Math.floor(at / wide / height * 20)] += 1;
  return bands;
}"""
"""Count the pixels of a colour in twenty bands of a chart, from its top to its bottom."""
BLUE, ORANGE = (0, 114, 178), (213, 94, 0)


def painted(chart, colour: tuple[int, int, int]) -> list[int]:
    return chart.evaluate("(chart, colour) => (" + PIXELS + ")([chart, ...colour])", list(colour))


def stable_columns(page, chart, colour: tuple[int, int, int], *, unlike: list[int] | None = None) -> list[int]:
    """Count a colour once it has stopped changing, and is unlike it was."""
    before = None
    for _ in range(100):
        now = painted(chart, colour)
        if now == before and now != unlike:
            return now
        before = now
        page.wait_for_timeout(100)
    return before


def test_a_click_on_a_line_fades_the_others_and_another_brings_them_back(desk):
    page, _, _ = desk
    turn_to(page, "00-start-here.ipynb")
    page.wait_for_function(f"({DRAWN})() >= 1")
    chart = page.locator(".jp-OutputArea .vega-embed").first
    chart.scroll_into_view_if_needed()
    europe, united_states = stable_columns(page, chart, BLUE), stable_columns(page, chart, ORANGE)
    assert sum(europe) > 200
    assert sum(united_states) > 200
    spot = page.evaluate(SPEAKING, chart.bounding_box())
    page.mouse.click(*spot)
    name = page.locator("#vg-tooltip-element").inner_text()
    other, own = (ORANGE, BLUE) if "Europe" in name else (BLUE, ORANGE)
    faded = stable_columns(page, chart, other, unlike=united_states if other == ORANGE else europe)
    assert sum(faded) < 20, name
    assert sum(painted(chart, own)) > 200
    box = chart.bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] * 0.35)
    assert stable_columns(page, chart, other, unlike=faded) == (united_states if other == ORANGE else europe)


def test_brushing_the_strip_of_the_timeline_zooms_every_panel(desk):
    page, _, _ = desk
    turn_to(page, "80-one-timeline.ipynb")
    page.wait_for_selector(".jp-OutputArea .vega-embed canvas")
    chart = page.locator(".jp-OutputArea .vega-embed").first
    chart.evaluate("chart => chart.scrollIntoView({block: 'end'})")
    colours = (BLUE, ORANGE)
    unzoomed = [stable_columns(page, chart, colour) for colour in colours]
    box = chart.locator("canvas").bounding_box()
    across = [box["x"] + box["width"] * share for share in (0.35, 0.6)]
    strip = box["y"] + box["height"] * 0.66
    page.mouse.move(across[0], strip)
    page.mouse.down()
    page.mouse.move(across[1], strip, steps=6)
    page.mouse.up()
    zoomed = [stable_columns(page, chart, colour, unlike=before) for colour, before in zip(colours, unzoomed, strict=True)]
    # Bars of a narrower span stand elsewhere: hardly a band with many of them has as many pixels of their colour as it had.
    many = [(band, colour) for colour in range(2) for band in range(16) if unzoomed[colour][band] > 150]
    assert len({band for band, _ in many}) >= 7
    assert sum(zoomed[colour][band] != unzoomed[colour][band] for band, colour in many) > 0.8 * len(many)
    page.mouse.dblclick(across[1] + 40, strip)
    assert [
        stable_columns(page, chart, colour, unlike=after) for colour, after in zip(colours, zoomed, strict=True)
    ] == unzoomed


@pytest.fixture(scope="module")
def page_at_hand(browser, briefing):
    """The page opened with no network, and what it asked for and complained of since."""
    context = browser.new_context(offline=True, accept_downloads=True)
    page, outside, complaints = watched(context)
    page.goto((briefing / "annex.html").as_uri())
    yield page, outside, complaints
    context.close()


def test_the_page_can_be_walked_by_keyboard(page_at_hand):
    page, _, _ = page_at_hand
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    reached = set()
    for _ in range(60):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.tagName"))
    assert {"A", "SUMMARY"} <= reached


def test_the_page_draws_every_chart_and_asks_nobody(page_at_hand):
    page, outside, complaints = page_at_hand
    page.evaluate("drawAll()")
    page.wait_for_function("document.querySelectorAll('.chart:not([data-drawn=yes])').length === 0")
    assert page.locator(".chart").count() == len(gather([notebooks.curated()[0], *notebooks.curated()[2:]]).pictures)
    assert hover_until_tooltip(page, page.locator(".chart").first)
    assert outside == []
    assert complaints == []


def test_the_page_gives_csv_svg_and_png(page_at_hand, tmp_path):
    page, _, _ = page_at_hand
    figure = page.locator("figure").first
    figure.locator("summary").click()
    first = gather().pictures[0]
    for name, start in (("CSV", csv_bytes(first.record["csv"])[:40]), ("SVG", b"<svg"), ("PNG", b"\x89PNG")):
        with page.expect_download() as waited:
            figure.get_by_text(name, exact=True).click()
        target = tmp_path / waited.value.suggested_filename
        waited.value.save_as(target)
        assert target.name == f"{first.id}.{name.lower()}"
        assert target.read_bytes().startswith(start)
    assert figure.locator("tbody tr").count() == first.record["csv"].count("\n") - 1


@pytest.mark.parametrize(
    ("name", "paths"), [("briefing", notebooks.curated()[1:2]), ("annex", [notebooks.curated()[0], *notebooks.curated()[2:]])]
)
def test_the_page_speaks_without_scripts(browser, briefing, name, paths):
    context = browser.new_context(offline=True, java_script_enabled=False)
    page, _, _ = watched(context)
    page.goto((briefing / f"{name}.html").as_uri())
    assert page.locator(".chart svg").count() == len(gather(paths).pictures)
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.title()
    context.close()


@pytest.mark.sampled(2)
@pytest.mark.parametrize("name", ["briefing", "annex"])
@pytest.mark.parametrize("width", [1280, 390])
def test_axe_finds_nothing_on_the_page_in_light_and_dark(browser, briefing, name, width):
    # axe's own script is not part of the page, whose policy would keep it out.
    context = browser.new_context(offline=True, bypass_csp=True, viewport={"width": width, "height": 900})
    page, _, _ = watched(context)
    page.goto((briefing / f"{name}.html").as_uri())
    # As it is before its charts are drawn, and without scripts; then as it is after.
    assert violations(page) == []
    page.evaluate("drawAll()")
    page.wait_for_function("document.querySelectorAll('.chart:not([data-drawn=yes])').length === 0")
    assert violations(page, options={"rules": {"color-contrast": {"enabled": False}}}) == []
    # In dark other colours stand in the same places: one of each is enough; of pictures axe cannot tell letters in a mark from others.
    page.emulate_media(color_scheme="dark")
    assert unreadable_letters(page) == []
    places = {
        "annex": ["header", "nav", "section:first-of-type", "[id='page:sources']"],
        "briefing": ["header", "section", ".grid"],
    }
    alike = {"include": [[place] for place in places[name]], "exclude": [[".chart svg"]]}
    assert violations(page, alike, {"runOnly": ["color-contrast"]}) == []
    context.close()


LETTERS = """() => [...document.querySelectorAll('.chart svg text')].map((one) => [one.textContent, getComputedStyle(one).fill, one.getAttribute('fill')])"""


def unreadable_letters(page) -> list[tuple[str, str]]:
    """Find letters of charts that cannot be read on a dark page; those in a mark, black or white in full, are as the mark is."""
    from analysis.charts import dark, theme

    found = []
    for text, seen, own in page.evaluate(LETTERS):
        colour = "#" + "".join(f"{int(part):02X}" for part in seen.removeprefix("rgb(").removesuffix(")").split(","))
        if own not in {"#000000", "#FFFFFF"} and theme.contrast(colour, dark.PAPER) < theme.READABLE:
            found.append((text, colour))
    return found


def violations(page, context=None, options=None) -> list[tuple[str, ...]]:
    from axe_playwright_python.sync_playwright import Axe

    # What passed is not asked for: naming every node of it takes longer than looking at it.
    violations = Axe().run(page, context, (options or {}) | {"resultTypes": ["violations"]}).response["violations"]
    return [(one["id"], one["nodes"][0]["html"][:120], one["nodes"][0].get("failureSummary")) for one in violations]


def test_a_hostile_name_does_nothing(browser, tmp_path):
    path = hostile_story(tmp_path)
    build_briefing([path], tmp_path, BriefingOptions(formats=["html"], title=HOSTILE))
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


def struck(context, path: Path) -> tuple[bool, list[str]]:
    """Open a page, do all a reader can with what it shows, and say whether something planted in it acted or asked others."""
    page, outside, _ = watched(context)
    page.on("dialog", lambda one: one.dismiss())
    page.goto(path.as_uri())
    touch(page)
    page.evaluate("drawAll()")
    page.wait_for_function("document.querySelectorAll('div.chart:not([data-drawn=yes])').length === 0")
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    hover_until_tooltip(page, page.locator("div.chart").first)
    touch(page)
    return page.evaluate("'struck' in window"), outside


TOUCH = """async () => {
  for (const part of document.querySelectorAll("main *")) {
    for (const kind of ["mouseover", "mousemove", "focus"]) part.dispatchEvent(new MouseEvent(kind, {bubbles: true}));
    const address = part.getAttribute("href") ?? part.getAttribute("xlink:href") ?? "";
    if (!/^(https?:|#)/.test(address)) part.dispatchEvent(new MouseEvent("click", {bubbles: true, cancelable: true}));
  }
  await new Promise(done => setTimeout(done, 100));
}"""
"""Move over, focus and click everything but what leads elsewhere or saves a file."""


def touch(page) -> None:
    page.evaluate(TOUCH)


PLANTS = [("drawing", name) for name in hostile.IN_DRAWINGS] + [("words", name) for name in hostile.IN_WORDS]


@pytest.fixture(scope="module")
def unguarded(browser):
    """A browser's windows in which the page's policy is off, so that nothing but the page itself stops what is planted."""
    context = browser.new_context(offline=True, bypass_csp=True)
    yield context
    context.close()


@pytest.mark.sampled(3, each="place")
@pytest.mark.parametrize(("place", "name"), PLANTS, ids=lambda one: one.replace(" ", "-"))
def test_what_is_planted_in_a_stored_output_does_nothing_even_without_the_policy(unguarded, tmp_path, place, name):
    title = "Aid"
    if place == "drawing":
        outputs = [hostile.planted_drawing(hostile.IN_DRAWINGS[name])]
    else:
        title = hostile.IN_WORDS[name]
        outputs = hostile.planted_words(title)
    path = hostile.notebook_of(tmp_path / "planted.ipynb", *outputs, words=f"# {title}\n\n{title}")
    build_briefing([path], tmp_path, BriefingOptions(formats=["html"], title=title))
    assert struck(unguarded, tmp_path / "briefing.html") == (False, [])


@pytest.mark.parametrize("bypassed", [False, True], ids=["policy", "no policy"])
def test_the_policy_alone_stops_what_acts_in_a_drawing(browser, tmp_path, monkeypatch, bypassed):
    monkeypatch.setattr(html, "sanitise", Sanitised)
    monkeypatch.setattr("analysis.charts.picture.sanitise", Sanitised)
    acting = ("handler", "foreign object", "link that acts")
    plants = "".join(hostile.IN_DRAWINGS[name] for name in acting)
    path = hostile.notebook_of(tmp_path / "planted.ipynb", hostile.planted_drawing(plants))
    build_briefing([path], tmp_path, BriefingOptions(formats=["html"]))
    context = browser.new_context(offline=True, bypass_csp=bypassed)
    # Without either wall the plants act, so that the test above would see them.
    assert struck(context, tmp_path / "briefing.html")[0] == bypassed
    context.close()


@pytest.mark.sampled(3)
@pytest.mark.parametrize("name", ["Specs", "Content", "Sources", "Top", "Vega", "Page-specs"])
def test_a_figure_may_have_any_name_and_is_drawn(browser, tmp_path, name):
    output = hostile.changed(hostile.planted_drawing(""), id=name.lower(), headline=name)
    build_briefing([hostile.notebook_of(tmp_path / f"{name}.ipynb", output)], tmp_path, BriefingOptions(formats=["html"]))
    context = browser.new_context(offline=True)
    page, _, complaints = watched(context)
    page.goto((tmp_path / "briefing.html").as_uri())
    page.evaluate("drawAll()")
    page.wait_for_function("document.querySelectorAll('div.chart[data-drawn=yes]').length === 1")
    ids = page.evaluate("[...document.querySelectorAll('[id]')].map(one => one.id)")
    assert len(ids) == len(set(ids))
    assert complaints == []
    context.close()


def test_a_hostile_name_does_nothing_in_jupyterlab(desk, shelf):
    page, outside, _ = desk
    path = hostile_story(shelf)
    turn_to(page, path.name)
    page.wait_for_selector(".jp-OutputArea .vega-embed canvas")
    hover_until_tooltip(page, page.locator(".vega-embed").first)
    assert page.locator(".jp-OutputArea table").count() >= 1
    assert page.locator(".jp-OutputArea script, .jp-RenderedMarkdown script").count() == 0
    assert page.title() != "struck"
    assert outside == []


def test_what_the_charts_need_is_known_to_both_vegas(root):
    specs = [json.dumps(picture.spec) for picture in gather().pictures]
    assert all('"$schema": "https://vega.github.io/schema/vega-lite/v5.json"' in spec for spec in specs)


def test_the_explorer_answers_writes_and_is_kept(desk, lab, shelf):
    page, outside, complaints = desk
    complaints.clear()
    write_explorer(shelf / "explorer.ipynb")
    turn_to(page, "explorer.ipynb")
    run_explorer(page)
    picture, code = page.locator(".explorer-picture"), page.locator(".explorer-code")
    assert picture.get_by_text("US 115.4").count() == 1

    # By pointer: a kind, then another yardstick, then what the two do not allow.
    page.get_by_label("Kind").select_option("Military")
    code.get_by_text('kind="military"').wait_for()
    picture.get_by_text("of military aid").wait_for()
    page.get_by_label("Measure").select_option("Per cent of GDP")
    picture.get_by_text("per cent of GDP").first.wait_for()
    page.get_by_label("Currency").select_option("US dollars")
    page.locator(".explorer-message").get_by_text("has no currency").wait_for()
    page.get_by_label("Currency").select_option("Euros")
    page.locator(".explorer-message:empty").wait_for(state="attached")

    # By keyboard alone: to the next control, another step, and the box beyond it.
    page.get_by_label("Measure").focus()
    page.keyboard.press("ArrowUp")
    code.get_by_text("per=").wait_for(state="detached")
    page.get_by_role("checkbox", name="Cumulative").focus()
    page.keyboard.press("Space")
    code.get_by_text("cumulative=False").wait_for()
    page.get_by_role("slider").first.focus()
    page.keyboard.press("ArrowRight")
    code.get_by_text('months=["2022-02", "2026-04"]').wait_for()

    # By brushing the strip, which moves the slider too.
    page.wait_for_selector(".explorer-strip svg")
    page.locator(".explorer-strip svg").scroll_into_view_if_needed()
    box = page.locator(".explorer-strip svg").bounding_box()
    page.mouse.move(box["x"] + box["width"] * 0.4, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.7, box["y"] + 20, steps=5)
    page.mouse.up()
    code.get_by_text('months=["2022-02", "2026-04"]').wait_for(state="detached")
    assert "2022-02" not in code.inner_text()
    assert 'months=["20' in code.inner_text()
    kept = at_rest(page, code)

    page.get_by_role("button", name="Export", exact=True).click()
    written = follow(page, shelf)
    assert written.read_text(encoding="utf-8").startswith("<svg")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy image").click()
    page.get_by_text("Image copied.").wait_for()
    assert page.evaluate(PASTED) > 10_000
    page.get_by_role("button", name="Keep in this cell").click()
    page.get_by_text("Kept in this cell").wait_for()
    assert outside == []
    assert [text for text in complaints if "vega" in text.lower()] == []

    # The line kept opens the same choices, and the figure kept is the one shown.
    cell = nbformat.read(shelf / "explorer.ipynb", as_version=4).cells[0]
    assert chosen(r"explore\.aid\((.+)\)", cell.source) == chosen(r"load\.aid\(\),(.+)\)", kept)
    without_kernel(page, lab, shelf / "explorer.ipynb")


def test_any_figure_is_copied_as_an_image_in_jupyterlab(desk, shelf):
    page, outside, complaints = desk
    complaints.clear()
    line = "from analysis import figures, load\n\nexplore.picture(figures.guarantees.then_and_now.firm(load.pledges(), '2026-10-10'))"
    write_explorer(shelf / "picture.ipynb", line)
    turn_to(page, "picture.ipynb")
    run_explorer(page)
    picture = page.locator(".explorer-picture")
    assert picture.get_by_text("Besides the US").count() == 1
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy image").click()
    page.get_by_text("Image copied.").wait_for()
    assert page.evaluate(PASTED) > 10_000

    wide = picture.locator("svg").bounding_box()["width"]
    page.get_by_label("Size").select_option("column")
    page.wait_for_function(
        "wide => document.querySelector('.explorer-picture svg').getBoundingClientRect().width < wide", arg=wide
    )
    page.get_by_role("button", name="Export", exact=True).click()
    assert follow(page, shelf).name == "firm-offers-then-and-now.svg"
    assert outside == []
    assert [text for text in complaints if "vega" in text.lower()] == []


PASTED = """async () => {
  const [one] = await navigator.clipboard.read();
  const picture = await createImageBitmap(await one.getType("image/png"));
  return picture.width > 1000 ? (await one.getType("image/png")).size : 0;
}"""
"""The bytes of the picture on the clipboard, if it is twice as wide as the chart."""


def chosen(pattern: str, text: str) -> str:
    """Give what of a call is found, however its lines are broken."""
    return re.sub(r"\s+", " ", re.search(pattern, text, re.DOTALL)[1]).strip(" ,")


def follow(page, shelf: Path) -> Path:
    """Follow the link to the file that a panel has written, and give the file that comes."""
    link = page.locator(".explorer-export a.explorer-file")
    link.wait_for()
    with page.context.expect_page() as opened:
        link.click()
    opened.value.close()
    # The server gives files to its own pages alone.
    got = link.evaluate("async (one) => [...new Uint8Array(await (await fetch(one.href)).arrayBuffer())]")
    assert bytes(got) == (shelf / link.inner_text()).read_bytes()
    return shelf / link.inner_text()


def test_a_list_with_boxes_is_narrowed_by_typing_and_ticked_by_keyboard(desk, lab, shelf):
    page, outside, complaints = desk
    complaints.clear()
    write_explorer(shelf / "boxes.ipynb", 'explore.aid(by="donor")')
    turn_to(page, "boxes.ipynb")
    run_explorer(page)
    code = page.locator(".explorer-code")
    page.get_by_label("Find in Which").fill("norw")
    assert page.locator(".explorer-options label:visible").all_inner_texts() == ["Norway"]
    page.get_by_role("checkbox", name="Norway").focus()
    page.keyboard.press("Space")
    code.get_by_text('"NOR"').wait_for()
    page.get_by_label("Find in Which").fill("")
    assert page.locator(".explorer-options label:visible").count() > 40
    assert page.locator(".explorer-chosen").inner_text().startswith("6 of ")
    page.get_by_role("button", name="Keep in this cell").click()
    page.get_by_text("Kept in this cell").wait_for()
    cell = nbformat.read(shelf / "boxes.ipynb", as_version=4).cells[0]
    assert "NOR" in cell.source
    assert outside == []
    assert [text for text in complaints if "vega" in text.lower()] == []


def test_any_table_is_searched_sorted_narrowed_exported_and_kept(desk, lab, shelf):
    page, outside, complaints = desk
    complaints.clear()
    write_explorer(
        shelf / "table.ipynb", 'from analysis import load\n\nexplore.table(load.events().drop("note"), title="Events")'
    )
    turn_to(page, "table.ipynb")
    run_explorer(page)
    counted, code = page.locator(".explorer-counted"), page.locator(".explorer-code")
    total = load.events().height
    counted.get_by_text(f"{total} rows").wait_for()
    page.get_by_placeholder("In any column").fill("loan")
    code.get_by_text("loan").wait_for()
    searched = int(at_rest(page, counted).split(" of ")[0])
    assert 0 < searched < total
    page.get_by_placeholder("In any column").fill("")
    counted.get_by_text(re.compile(rf"^{total} rows")).wait_for()

    page.get_by_role("button", name="date", exact=True).click()
    page.locator("th[aria-sort=ascending]").wait_for()
    page.get_by_role("button", name=re.compile("^date")).click()
    page.locator("th[aria-sort=descending]").wait_for()
    # Its rows come after its head.
    latest = str(load.events()["date"].max())
    page.locator(".explorer-sheet tbody tr:first-child", has_text=latest).wait_for()

    page.get_by_label("Column").select_option("category")
    page.locator(".explorer-options label").first.click()
    code.get_by_text("is_in").wait_for()
    name, number = re.match(r"(.+) \((\d+)\)", page.locator(".explorer-options label").first.inner_text()).groups()
    counted.get_by_text(f"{number} of {total} rows").wait_for()
    page.get_by_label("Format").select_option("csv")
    page.get_by_role("button", name="Export", exact=True).click()
    assert follow(page, shelf).read_text(encoding="utf-8-sig").count(name) >= int(number)

    page.get_by_role("button", name="Keep in this cell").click()
    page.get_by_text("Kept in this cell").wait_for()
    cell = nbformat.read(shelf / "table.ipynb", as_version=4).cells[0]
    assert 'explore.table(\n    load.events().drop("note"),\n    only={"category": ' in cell.source
    assert 'title="Events"' in cell.source
    assert "Events" in cell.outputs[1].data["text/html"]
    assert outside == []
    assert [text for text in complaints if "vega" in text.lower()] == []


def at_rest(page, place) -> str:
    """Give a text once it has stopped changing: a brush is heard of more than once while it is drawn."""
    before = None
    while before != (now := place.inner_text()):
        before = now
        page.wait_for_timeout(400)
    return now


def without_kernel(page, lab: str, path: Path) -> None:
    """Look at the saved notebook once its kernel is gone: the kept figure shows, and no trace of the panel."""
    token = next((one["value"] for one in page.context.cookies() if one["name"] == "_xsrf"), "")
    for one in json.load(urlopen(f"{lab}/api/sessions")):
        page.request.delete(f"{lab}/api/sessions/{one['id']}", headers={"X-XSRFToken": token})
    svg = "".join(nbformat.read(path, as_version=4).cells[0].outputs[1].data["image/svg+xml"])
    assert "military" in svg
    turn_to(page, path.name)
    page.wait_for_selector(".jp-OutputArea .vega-embed :is(canvas, svg.marks)")
    # Pixels, which the browser's own menu (Shift and the right button) copies as an image.
    drawn = page.locator(".jp-OutputArea .vega-embed canvas").first
    assert drawn.evaluate("one => one.toDataURL('image/png').length") > 10_000
    assert page.locator(".explorer").count() == 0
    assert not page.get_by_text("Error displaying widget").is_visible()
