"""A figure in other people's documents: a frame of any width, a bare specification, lines for Quarto and LaTeX, and how it is cited."""

import json
import re

import altair as alt
import polars as pl
import pytest
import vl_convert

from analysis import Figure, figures, load
from analysis.briefing import notebooks
from analysis.briefing.from_notebooks import gather
from analysis.charts import render
from analysis.charts.citations import Source
from analysis.charts.lettering import fix_widths
from analysis.errors import UnknownName
from tests.support.laboratory import CHROMIUM, FLAGS

ROWS = pl.DataFrame({"donor": ["Türkiye", "50% & $5_{x}"], "eur_bn": [1.0, 2.0]})
SPECIAL = Figure(
    alt.Chart(ROWS).mark_bar().encode(x="donor:N", y="eur_bn:Q"),
    headline='50% & "more" of $5_{bn} <b> grew',
    sources=[
        Source("Kiel [Institute], Tracker #29", "https://example.org/a_b", "CC BY", "Trebesch et al. (2023). Tracker & more.")
    ],
)


@pytest.fixture(scope="module")
def chosen() -> list[Figure]:
    aid = load.aid(29)
    return [figures.aid.europe_and_us(aid), figures.aid.by_kind(aid), SPECIAL]


def test_the_bare_specification_draws_offline_what_the_figure_draws(tmp_path, chosen):
    for figure in chosen:
        spec = json.loads(figure.save(tmp_path / f"{figure.id}.vl.json").read_text(encoding="utf-8"))
        assert "usermeta" not in spec
        assert "url" not in json.dumps({key: value for key, value in spec.items() if key not in {"$schema", "datasets"}})
        drawn = vl_convert.vegalite_to_svg(spec, vl_version=render.VEGA_LITE, allowed_base_urls=[])
        words = [re.findall(r"<text[^>]*>([^<]+)", one) for one in (drawn, figure.svg())]
        assert words[0] == words[1]
        assert spec["description"] == figure.alt


def test_an_ending_of_two_parts_is_one_format_and_another_json_is_not(tmp_path):
    assert "headline" not in json.loads(SPECIAL.save(tmp_path / "a.VL.JSON").read_text(encoding="utf-8"))
    assert "headline" in json.loads(SPECIAL.save(tmp_path / "a.2026.json").read_text(encoding="utf-8"))


def test_the_lines_for_other_documents_hold_every_letter_as_it_stands():
    iframe, quarto, latex = (SPECIAL.embed(kind) for kind in ("iframe", "quarto", "latex"))
    assert 'title="50% &amp; &quot;more&quot; of $5_{bn} &lt;b&gt; grew"' in iframe
    assert f'src="{SPECIAL.id}.html"' in iframe
    assert quarto.startswith('![50% & "more" of \\$5\\_\\{bn\\} \\<b\\> grew. Source: Kiel \\[Institute\\], Tracker \\#29.](')
    assert quarto.count('"') - quarto.count('\\"') == 4
    assert '\\caption{50\\% \\& "more" of \\$5\\_\\{bn\\} <b> grew. Source: Kiel [Institute], Tracker \\#29.}' in latex
    assert latex.count("{") - latex.count("\\{") == latex.count("}") - latex.count("\\}")
    with pytest.raises(UnknownName, match="iframe, quarto, latex"):
        SPECIAL.embed("word")


def test_a_citation_names_figure_day_and_every_source_in_each_style(chosen):
    figure = chosen[0]
    until = max(source.as_of for source in figure.sources)
    for style in ("sentence", "bibtex", "ris"):
        said = figure.cite(style)
        assert figure.headline.rstrip(".").replace("€", "")[:20] in said.replace("\\texteuro{}", "").replace("€", "")
        assert str(until.year) in said
        assert all(source.text.split(",")[0] in said for source in figure.sources)
    entries = figure.cite("bibtex")
    assert entries.count("@misc{") == 1 + len(figure.sources)
    assert len(set(re.findall(r"@misc\{([^,]+),", entries))) == 1 + len(figure.sources)
    bare = re.sub(r"\\[{}&%$#_]", "", SPECIAL.cite("bibtex"))
    assert bare.count("{") == bare.count("}")
    assert "url = {https://example.org/a_b}" in SPECIAL.cite("bibtex")
    ris = figure.cite("ris")
    assert ris.count("TY  - ") == ris.count("ER  - ") == 1 + len(figure.sources)
    assert all(re.fullmatch(r"[A-Z][A-Z0-9]  - .*", line) for line in ris.splitlines())
    with pytest.raises(UnknownName, match="sentence, bibtex, ris"):
        figure.cite("apa")


OVER = """() => { const edge = document.querySelector('svg').getBoundingClientRect().right;
  return Math.max(...[...document.querySelectorAll('svg text:not([opacity="0"])')].map((text) => text.getBoundingClientRect().right)) - edge; }"""
"""How far the words of a drawing that are seen reach over its right edge, in a browser that lacks the typeface."""


def stored() -> list:
    """List each figure that notebooks and cookbook store, once."""
    paths = [*notebooks.curated(), *notebooks.guides()]
    # One that shares its id with another is drawn anew under an id of its own.
    return list({one.id: one for path in paths for one in gather([path]).pictures if one.drawing}.values())


def test_every_stored_drawing_says_how_wide_its_words_are():
    for picture in stored():
        assert fix_widths(picture.drawing) == picture.drawing, picture.id
        assert picture.dropped == (), picture.id


@pytest.mark.browser
def test_a_drawing_kept_or_saved_holds_its_words_without_the_typeface(tmp_path, chosen):
    if CHROMIUM is None:
        pytest.skip("no chromium on this machine: `make browsers` installs Debian's")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = chromium.new_page()
        # Verdana's like, which is wider than most.
        wide = "<style>svg text { font-family: 'DejaVu Sans', Verdana, sans-serif }</style>"

        def reached(svg: str) -> float:
            page.set_content(wide + svg)
            return page.evaluate(OVER)

        for figure in chosen[:2]:
            saved = figure.save(tmp_path / "x.svg").read_text(encoding="utf-8")
            assert re.findall(r"<text[^>]*>([^<]*)", saved) == re.findall(r"<text[^>]*>([^<]*)", figure.svg())
            assert reached(saved) <= 1 < reached(figure.svg())
        cut = {picture.id: over for picture in stored() if (over := reached(picture.drawing)) > 1}
        chromium.close()
    assert cut == {}


@pytest.mark.browser
def test_an_embedded_figure_has_one_headline_and_no_scrollbar_from_320_to_1200_pixels(tmp_path, chosen):
    if CHROMIUM is None:
        pytest.skip("no chromium on this machine: `make browsers` installs Debian's")
    from playwright.sync_api import sync_playwright

    for figure in chosen:
        figure.save(tmp_path / f"{figure.id}.html")
    # Other words than the frames' own may stand on the page that holds them.
    frames = "".join(figure.embed("iframe") for figure in chosen)
    (tmp_path / "host.html").write_text(f'<!doctype html><meta charset="utf-8"><body>{frames}', encoding="utf-8")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        page = chromium.new_context(permissions=["clipboard-read", "clipboard-write"]).new_page()
        faults: list[str] = []
        page.on("console", lambda message: faults.append(message.text) if message.type in {"error", "warning"} else None)
        for width in (320, 480, 760, 1200):
            page.set_viewport_size({"width": width + 16, "height": 900})
            page.goto((tmp_path / "host.html").as_uri())
            for place, figure in enumerate(chosen):
                page.locator("iframe").nth(place).scroll_into_view_if_needed()
                frame = page.frames[1 + place]
                frame.wait_for_selector("div.chart[data-drawn=yes]")
                page.wait_for_function(
                    "nth => { const one = document.querySelectorAll('iframe')[nth]; return one.style.height !== '600px'; }",
                    arg=place,
                )
                wide, seen = frame.evaluate(
                    "() => [document.documentElement.scrollWidth - document.documentElement.clientWidth,"
                    " document.documentElement.scrollHeight - document.documentElement.clientHeight]"
                )
                assert (wide, seen) == (0, 0), (figure.id, width)
                assert frame.locator("h1").all_inner_texts() == [figure.headline]
                assert figure.headline[:30] not in " ".join(frame.locator("svg text").all_text_contents())
        assert faults == []
        page.goto((tmp_path / f"{chosen[0].id}.html").as_uri())
        page.locator("summary").first.click()
        page.get_by_role("button", name="Copy image").click()
        page.get_by_role("button", name="Copied").wait_for()
        assert page.evaluate("async () => (await navigator.clipboard.read())[0].types") == ["image/png"]
        chromium.close()
