"""The page to explore in a real Chromium without a network: what it computes is what the measures give, and what it says holds."""

import csv
import os
import random
from collections import Counter
from datetime import UTC, date, datetime

import pytest

from analysis import load
from analysis.explore.page import render as explore_page
from tests.explore_page import choices
from tests.support.laboratory import watched

pytestmark = pytest.mark.browser

CHOICES = int(os.environ.get("EXPLORE_CHOICES", "12"))
"""How many random choices are made: a sample, unless `make proof` asks for all."""

SHARES = {"aid": 0.5, "sanctions": 0.3, "guarantees": 0.2}
SEED = 26
LEAST = 1e-5
"""How far the page and the measures may be apart, in the unit chosen: the measures round there; a million euros is a hundred times it."""

CHOOSE = """async ([name, state]) => {
  const form = document.querySelector(`[data-view=${name}] form`);
  for (const [param, value] of Object.entries(state)) for (const one of [...form.elements].filter((each) => each.name === param)) {
    if (one.type === "checkbox") one.checked = Array.isArray(value) ? value.map(String).includes(one.value) : value;
    else if (one.type === "radio") one.checked = one.value === String(value);
    else one.value = String(value);
  }
  form.dispatchEvent(new Event("change", { bubbles: true }));
  await explored.update(name);
  const said = explored.words(name);
  return { rows: explored.rows(name).map((one) => [one.who, one.period ?? 0, one.value]), ...said, told: said.told.map((one) => [one.who, one.told]),
    countries: name === "guarantees" ? explored.rows(name, "countries").map((one) => [one.who, one.n]) : [],
    shown: document.querySelector(`[data-view=${name}] h1`).textContent, kept: explored.read(name) };
}"""


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    return explore_page.write(tmp_path_factory.mktemp("page") / "explore.html")


@pytest.fixture
def opened(browser, written):
    """Opens the page at an address, in a window of a size; every window must end without a complaint or a request."""
    seen = []

    def at(address: str = "", **window):
        context = browser.new_context(offline=True, **window)
        page, outside, complaints = watched(context)
        seen.append((context, outside, complaints))
        page.goto(written.as_uri() + address)
        page.evaluate("explored.ready")
        return page

    yield at
    for context, outside, complaints in seen:
        assert (outside, complaints) == ([], [])
        context.close()


def values(found) -> choices.Values:
    return {(who, datetime.fromtimestamp(at / 1000, UTC).date()): value for who, at, value in found["rows"]}


def test_what_the_page_computes_is_what_the_measures_give(opened):
    dice, counted, refused, compared = random.Random(SEED), Counter(), 0, 0
    for name, share in SHARES.items():
        page = opened(f"#view={name}", timezone_id=dice.choice(["America/New_York", "Europe/Berlin", "Pacific/Auckland"]))
        controls = next(one.record()["controls"] for one in explore_page.subjects() if one.name == name)
        for _ in range(round(CHOICES * share)):
            state = choices.drawn(name, controls, dice)
            counted.update(f"{name} {one['name']}" for one in controls)
            found = page.evaluate(CHOOSE, [name, state])
            assert found["kept"] == state | {
                one["name"]: sorted(state[one["name"]], key=one["options"].index) for one in controls if one["kind"] == "many"
            }
            held = _hold(name, state, found)
            refused += held is None
            compared += held or 0
    assert compared > 8 * CHOICES
    assert refused < CHOICES / 2
    assert min(counted.values()) >= (20 if CHOICES >= 200 else 1)
    print(f"{CHOICES} choices, {refused} of them refused, {compared} values; by control {dict(counted)}")


def _hold(name: str, state: choices.State, found) -> int | None:
    """Hold the page's values against the measures', and its words against its values; gives how many were compared, None if refused."""
    try:
        told, lacking = choices.MEASURED[name](state)
    except choices.Refused as reason:
        told, lacking = str(reason), None
    if lacking is None:
        assert found["refused"], (state, told)
        assert (found["shown"], found["rows"]) == (found["refused"], [])
        return None
    if name == "guarantees":
        assert {who: value for who, _, value in found["rows"]} == {who: len(countries) for who, countries in told.items()}, (
            state
        )
        assert {(who, one) for who, one in found["countries"]} == {
            (who, one) for who, countries in told.items() for one in countries
        }
        return len(told)
    expected = told
    assert not found["refused"], (state, found["refused"])
    got = values(found)
    if not expected:
        assert not [value for value in got.values() if value is not None], state
        assert found["shown"] == "Nothing of this choice is known."
        return 0
    assert set(got) == set(expected), state
    for key, value in expected.items():
        assert (got[key] is None) == (value is None), (state, key)
        assert value is None or abs(got[key] - value) <= LEAST, (state, key, value, got[key])
    notes = " ".join(found["notes"])
    for who in [*lacking, *{who for (who, _), value in expected.items() if value is None}]:
        assert who in notes, (who, state)
    _hold_headline(state, found, {key: value for key, value in expected.items() if value is not None})
    return len(expected)


def _hold_headline(state: choices.State, found, known: choices.Values) -> None:
    """The headline names the largest: at the end of a running total, else in its largest period."""
    best: dict[str, float] = {}
    for (who, _), value in sorted(known.items(), key=lambda one: one[0][1]):
        best[who] = value if state["cumulative"] else max(value, best.get(who, value))
    first = max(best.values())
    leader = found["told"][0][0]
    assert best[leader] == pytest.approx(first, abs=LEAST)
    assert f"{leader} " in found["shown"]


def test_the_address_opens_the_view_again_and_what_is_none_of_the_choices_is_left_out(opened):
    page = opened("#view=aid")
    state = {"by": "donor", "chosen": ["DEU", "FRA"], "per": "gdp", "every": "1y", "cumulative": False, "start": 12}
    first = page.evaluate(CHOOSE, ["aid", state])
    sent = page.evaluate("location.hash")
    again = opened(sent)
    assert again.locator("section:visible h1").inner_text() == first["shown"]
    assert again.evaluate("location.hash") == sent
    wrong = opened("#view=aid&per=rubbish&start=99&chosen=XXX,DEU&by=donor&constructor=1")
    assert wrong.evaluate("explored.read('aid').chosen") == ["DEU"]
    assert (wrong.evaluate("explored.read('aid').per"), wrong.evaluate("explored.read('aid').start")) == ("", 0)
    assert opened("#view=toString").evaluate("location.hash") == "#view=aid"
    # A link that is followed on the open page counts too.
    wrong.evaluate("location.hash = '#view=guarantees&domain=air'")
    wrong.get_by_role("heading", name="Support in the air").wait_for()


def test_the_page_is_used_by_keyboard_alone_and_on_a_phone(opened):
    page = opened("", viewport={"width": 390, "height": 844}, has_touch=True)
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "page:content"
    page.get_by_role("radio", name="Aid", exact=True).focus()
    page.keyboard.press("ArrowRight")
    page.get_by_role("heading", name="Listed").wait_for()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    measure = page.locator("section:visible").get_by_label("Measure")
    assert measure.is_visible()
    measure.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.wait_for_function("location.hash.includes('measure=vessel_ban')")
    assert "ship bans" in page.locator("section:visible .subtitle").inner_text()
    assert page.evaluate("document.documentElement.scrollWidth") == 390


def test_what_is_saved_has_headline_source_and_values(opened, tmp_path):
    page = opened("#view=aid&by=donor&chosen=DEU,JPN&every=1y&cumulative=false")
    files = {}
    for kind in ("svg", "png", "csv"):
        with page.expect_download() as saving:
            page.locator(f"section:visible [data-save={kind}]").click()
        files[kind] = tmp_path / f"view.{kind}"
        saving.value.save_as(files[kind])
    drawing = files["svg"].read_text(encoding="utf-8")
    assert drawing.startswith("<svg")
    assert "The largest year of each" in drawing
    assert "Ukraine Support Tracker" in drawing
    assert files["png"].read_bytes().startswith(b"\x89PNG")
    rows = list(csv.DictReader(files["csv"].open(encoding="utf-8")))
    expected, _ = choices.of_aid(page.evaluate("explored.read('aid')"))
    assert {(row["series"], date.fromisoformat(f"{row['period']}-01")): float(row["value"]) for row in rows} == pytest.approx(
        expected
    )
    assert {row["unit"] for row in rows} == {"EUR bn"}
    assert page.locator("section:visible h1").inner_text() not in page.locator("section:visible .chart").inner_text()


def test_the_page_is_one_small_file_with_a_strict_policy_and_is_accessible(opened, written):
    from axe_playwright_python.sync_playwright import Axe

    text = written.read_text(encoding="utf-8")
    assert len(text.encode()) <= 2_000_000
    policy = text.split('Content-Security-Policy" content="')[1].split('"')[0]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    for name in SHARES:
        page = opened(f"#view={name}")
        found = Axe().run(page).response["violations"]
        assert found == [], [(one["id"], one["nodes"][0]["html"]) for one in found]


@pytest.mark.parametrize(
    ("choice", "shaded"),
    [
        ("prices=2025", (date(2026, 1, 1), date(2026, 4, 1))),
        # A running total of years is known at the end of each: it leaves the last index in December 2025.
        ("prices=2025&every=1y", (date(2025, 12, 1), date(2026, 4, 1))),
        ("prices=2025&every=1y&cumulative=false", (date(2026, 1, 1), date(2026, 1, 1))),
        ("prices=2025&currency=USD", None),
        ("prices=2025&end=47", None),
        ("", None),
    ],
)
def test_months_that_carry_an_older_index_are_shaded_and_said(opened, choice, shaded):
    page = opened(f"#view=aid&{choice}")
    bands = page.evaluate("explored.rows('aid', 'shaded').map((one) => [one.from, one.until])")
    spans = [tuple(datetime.fromtimestamp(at / 1000, UTC).date() for at in band) for band in bands]
    assert spans == ([shaded] if shaded else [])
    said = " ".join(page.evaluate("explored.words('aid').notes"))
    assert ("they carry that of December 2025" in said) == ("prices" in choice and "USD" not in choice)
    assert ("at 2025 prices" in page.locator("section:visible h1").inner_text()) == ("prices" in choice)


def test_a_release_without_months_is_refused_and_never_drawn(opened):
    totals = load.releases().filter("complete").filter(load.releases().filter("complete")["last_month"].is_null())["release"]
    page = opened(f"#view=aid&release={totals[-1]}")
    assert page.locator("section:visible h1").inner_text().startswith(f"Release {totals[-1]} gives totals alone")
    assert not page.locator("section:visible .chart").is_visible()
    assert page.evaluate("explored.rows('aid').length") == 0
