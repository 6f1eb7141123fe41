"""Stored outputs that somebody else wrote: drawings are sanitised, addresses checked, and what lacks a part names its cell."""

import base64
import hashlib
import json
import re

import altair as alt
import polars as pl
import pytest
from lxml import etree

from analysis import Figure, load, setup
from analysis.briefing.build import ExportErrors, build_briefing, run_all
from analysis.briefing.from_notebooks import gather
from analysis.briefing.notebooks import headlines
from analysis.briefing.options import BriefingOptions
from analysis.charts import render
from analysis.charts.citations import Source
from analysis.charts.picture import RECORD, TABLE, VEGA_LITE, Picture
from analysis.charts.svg import ATTRIBUTES, ELEMENTS, SVG, sanitise
from analysis.errors import AnalysisError, ExportFault, StaleNotebook
from analysis.export import html, markdown
from analysis.figures.table import Table
from tests.support import hostile

HEAD = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="99" height="9">'
ROWS = pl.DataFrame({"donor": ["a", "b"], "eur_bn": [1.0, 2.0]})
FIGURE = Figure(alt.Chart(ROWS).mark_bar().encode(x="eur_bn:Q", y="donor:N"), headline="Aid grew", id="mine")
OUTPUT = hostile.bundle(FIGURE)
GRID = hostile.bundle(Table("ships", "Ships", "", ROWS, {"donor": "Donor", "eur_bn": "EUR bn"}))
SOURCE = {"text": "A publisher", "url": "https://example.org", "licence": "", "citation": ""}
ADDRESSES = [
    "javascript:alert(1)",
    " javascript:alert(1)",
    "JAVASCRIPT:alert(1)",
    "java\nscript:alert(1)",
    "data:text/html,<script>",
    "vbscript:x",
    "file:///etc/passwd",
    "//example.org",
    "example.org",
    "https://",
    "https://a b.org",
    'https://example.org/"onclick="x',
    "https://kiel.de@example.org",
    "https:\\\\example.org",
    "data/../../etc/passwd",
    "data//etc",
    "",
]


@pytest.mark.parametrize("name", hostile.IN_DRAWINGS)
def test_a_planted_drawing_keeps_only_what_is_on_the_list(name):
    plant = hostile.IN_DRAWINGS[name]
    sanitised = sanitise(f'{HEAD}<text x="1">Aid &amp; more</text>{plant}</svg>')
    assert sanitised.dropped
    root = etree.fromstring(sanitised.svg)
    for element in root.iter():
        assert element.tag in {f"{{{SVG}}}{tag}" for tag in ELEMENTS}
        # The list has no attribute that acts; addresses are those of pages.
        assert all(
            key in ATTRIBUTES or (key == "href" and value.startswith("https://")) for key, value in element.attrib.items()
        )
    assert not re.search(r"<[!?]|<script|javascript|@import|example\.org/x", sanitised.svg)
    assert root.findtext(f"{{{SVG}}}text") == "Aid & more"
    assert sanitise(sanitised.svg).dropped == ()


def test_drawings_of_this_package_stay_as_they_are():
    pictures = gather().pictures
    assert len(pictures) > 40
    for picture in pictures:
        assert picture.dropped == ()
    linked = ROWS.with_columns(page=pl.lit("https://example.org/?a=1&b=2"))
    gradient = alt.RadialGradient(gradient="radial", stops=[alt.GradientStop(color="white", offset=0)])
    bars = alt.Chart(linked).mark_bar(color=gradient, stroke="red", strokeCap="round", strokeDash=[2, 2], strokeDashOffset=1)
    words = alt.Chart(linked).mark_text(fontStyle="italic", angle=30).encode(x="eur_bn:Q", y="donor:N", text="donor:N")
    drawn = Figure(bars.encode(x="eur_bn:Q", y="donor:N", href="page:N") + words, headline="Linked").svg()
    assert "<a " in drawn
    assert sanitise(drawn).svg is drawn


@pytest.mark.parametrize(
    ("svg", "problem"),
    [
        ("no drawing", "is no SVG: syntax error"),
        (HEAD, "is no SVG: no element found"),
        (f"{HEAD}<g></svg>", "is no SVG: mismatched tag"),
        (f"{HEAD}\ud800</svg>", "is no SVG"),
        ("<svg width='9' height='9'/>", "is no SVG: it begins with <svg>"),
        ('<html xmlns="http://www.w3.org/1999/xhtml"/>', "is no SVG: it begins with <html>"),
        (f'<svg xmlns="{SVG}"/>', "no width and height"),
        (f'<svg xmlns="{SVG}" width="0" height="9"/>', "no width and height"),
        (f'<svg xmlns="{SVG}" width="100%" height="9"/>', "no width and height"),
        (f'<!DOCTYPE svg [<!ENTITY a "aaaa">]>{HEAD}&a;</svg>', "has a document type"),
    ],
)
def test_what_is_no_drawing_is_refused(svg, problem):
    with pytest.raises(AnalysisError, match=problem):
        Picture({"id": "aid"}, {}, svg)


def test_a_briefing_says_what_it_dropped_from_a_drawing(tmp_path):
    path = hostile.notebook_of(tmp_path / "planted.ipynb", hostile.planted_drawing(hostile.IN_DRAWINGS["handler"]))
    lines: list[str] = []
    build_briefing([path], tmp_path / "out", BriefingOptions(formats=["html", "figures"]), say=lines.append)
    said = [line for line in lines if line.startswith("dropped")]
    assert said == [
        "dropped from the stored drawing of planted in planted.ipynb: onload of <g>, onmouseover of <g>, onclick of <g> and more; "
        "it was not drawn by this package"
    ]
    assert "onload" not in (tmp_path / "out/figures/planted.svg").read_text(encoding="utf-8")


@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_that_is_no_page_is_refused_when_a_figure_is_made_and_when_it_is_read(tmp_path, address):
    if address:  # a work need not be on the web
        with pytest.raises(AnalysisError, match="no address that a source can name"):
            Source("A publisher", address, "", "")
    with pytest.raises(AnalysisError, match="no address that a source can name"):
        Source("A publisher", "data/", "", "", pages=(("A paper", address),))
    pages = pl.DataFrame({"source_url": [address], "source_publisher": ["A"], "grade": ["press"]})
    with pytest.raises(AnalysisError, match="no address that a source can name"):
        Table("ships", "Ships", "", ROWS.head(1), {}, pages=pages)
    links = {"column": 0, "urls": [address] * 2}
    for output in (
        hostile.changed(OUTPUT, sources=[SOURCE | {"pages": [["A paper", address]]}]),
        hostile.changed(GRID, TABLE, links=links),
        *(hostile.changed(*one, sources=[SOURCE | {"url": address}]) for one in ((OUTPUT,), (GRID, TABLE)) if address),
    ):
        path = hostile.notebook_of(tmp_path / "planted.ipynb", OUTPUT, output)
        with pytest.raises(StaleNotebook, match=r"planted\.ipynb, code cell 2: .* no address that a source can name"):
            build_briefing([path], tmp_path / "out", BriefingOptions())
    assert not (tmp_path / "out").exists()


def test_pages_and_files_of_the_data_are_addresses():
    for address in ("https://example.org", "http://example.org:80/a?b=c#d", "data/", "data/aid/aid_29.csv", "data/README.md"):
        assert Source("A publisher", address, "", "").url == address


FAULTS = {
    **{
        f"figure without {name}": {key: value for key, value in OUTPUT.items() if key != name}
        for name in (VEGA_LITE, "image/svg+xml")
    },
    **{
        f"figure without {name}": OUTPUT | {RECORD: {key: value for key, value in OUTPUT[RECORD].items() if key != name}}
        for name in OUTPUT[RECORD]
    },
    **{f"figure with {name} of another kind": hostile.changed(OUTPUT, **{name: 5}) for name in OUTPUT[RECORD]},
    "figure that is a list": OUTPUT | {RECORD: []},
    "figure whose notes are numbers": hostile.changed(OUTPUT, notes=[1]),
    "figure with an id of a path": hostile.changed(OUTPUT, id="../evil"),
    "figure with a character no page holds": hostile.changed(OUTPUT, headline="Aid\x0bgrew"),
    "figure with a source that is a text": hostile.changed(OUTPUT, sources=["A publisher"]),
    "figure with a source without a citation": hostile.changed(OUTPUT, sources=[{"text": "", "url": "data/"}]),
    "figure as of no day": hostile.changed(OUTPUT, sources=[SOURCE | {"as_of": "2026-02-30"}]),
    "figure as of a number": hostile.changed(OUTPUT, sources=[SOURCE | {"as_of": 2026}]),
    "figure of a release that is a number": hostile.changed(OUTPUT, sources=[SOURCE | {"release": 29}]),
    "figure with pages that are no pairs": hostile.changed(OUTPUT, sources=[SOURCE | {"pages": [["https://example.org"]]}]),
    "figure with half a native chart": hostile.changed(OUTPUT, native={"form": "bar"}),
    "figure with more than a native chart": hostile.changed(OUTPUT, native={"form": "bar", "x": "a", "y": "b", "z": 1}),
    "figure with a native chart of other kinds": hostile.changed(
        OUTPUT, native={"form": "bar", "x": "a", "y": "b", "order": 1}
    ),
    "figure with an empty specification": OUTPUT | {VEGA_LITE: {}},
    "figure with a specification of no chart": OUTPUT | {VEGA_LITE: {"vconcat": [{"vconcat": []}]}},
    "figure with an empty drawing": OUTPUT | {"image/svg+xml": ""},
    **{
        f"table without {name}": {TABLE: {key: value for key, value in GRID[TABLE].items() if key != name}}
        for name in GRID[TABLE]
    },
    **{f"table with {name} of another kind": hostile.changed(GRID, TABLE, **{name: 5}) for name in GRID[TABLE]},
    "table without columns": hostile.changed(GRID, TABLE, header=[], rows=[]),
    "table with a short row": hostile.changed(GRID, TABLE, rows=[["a"]]),
    "table with numbers": hostile.changed(GRID, TABLE, rows=[["a", 1]]),
    "table that marks no numbers": hostile.changed(GRID, TABLE, telling=["a"]),
    "table with too few links": hostile.changed(GRID, TABLE, links={"column": 0, "urls": []}),
    "table with links in no column": hostile.changed(GRID, TABLE, links={"column": 9, "urls": ["https://example.org"] * 2}),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_stored_output_that_is_not_whole_names_its_cell_and_how_to_run_it(tmp_path, name):
    path = hostile.notebook_of(tmp_path / "mine.ipynb", OUTPUT, FAULTS[name])
    headlines(path)
    with pytest.raises(StaleNotebook, match=r"^mine\.ipynb, code cell 2: .+\n  -> run it anew: python -m analysis notebooks"):
        build_briefing([path], tmp_path / "out", BriefingOptions())
    assert not (tmp_path / "out").exists()


def test_the_policy_of_the_page_names_its_own_scripts_and_styles_and_nothing_else():
    picture = FIGURE.picture()
    page = html.render_figure(picture).decode()
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', page)[1]
    parts = dict(part.split(" ", 1) for part in policy.split("; "))
    assert parts["default-src"] == parts["base-uri"] == parts["form-action"] == "'none'"
    assert "unsafe" not in policy
    for kind in ("script", "style"):
        texts = re.findall(rf"<{kind}>(.*?)</{kind}>", page, re.DOTALL)
        hashes = [f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'" for text in texts]
        assert parts[f"{kind}-src"].split(" ") == hashes
        assert hashes
    body = re.sub(r"<(script|style)\b.*?</\1>", "", page, flags=re.DOTALL)
    assert not re.search(r"<[^>]*\s(style|on\w+)=", body)
    assert "\r" not in page


def test_a_table_in_words_is_aligned_without_a_style_of_its_own():
    made = markdown.html("|a|b|\n|:--|--:|\n|x|1|")
    assert '<td class="right">1</td>' in made
    assert "style" not in made


def test_a_page_takes_from_a_stored_specification_no_word_on_how_it_is_embedded():
    spec = FIGURE.spec() | {"usermeta": {"embedOptions": {"actions": True, "patch": "https://example.org"}}}
    assert (
        "embedOptions" not in html.render_figure(Picture(FIGURE.record(), spec)).decode().split('id="page:specs">')[1][:20_000]
    )


LINKED = ROWS.with_columns(page=pl.lit("javascript:alert(1)"))
BARS = alt.Chart(ROWS).mark_bar().encode(x="eur_bn:Q", y="donor:N")
BAD_CHARTS = {
    "a link": (alt.Chart(LINKED).mark_bar().encode(x="eur_bn:Q", href="page:N"), "a link in it is no address of a page"),
    "an expression": (BARS.transform_calculate(z="foo(("), "Unexpected end of input"),
    "too many rows": (
        alt.Chart(pl.DataFrame({"x": range(60_000)})).mark_bar().encode(x="x:Q"),
        "has 60,000 rows, more than the 50,000",
    ),
}


@pytest.mark.parametrize("name", BAD_CHARTS)
def test_a_chart_that_cannot_be_drawn_says_why_and_spoils_no_other(name):
    chart, words = BAD_CHARTS[name]
    whole = Figure(BARS, headline="Aid").svg()
    for _ in range(2):
        with pytest.raises(AnalysisError, match=words):
            Figure(chart, headline="Aid").svg()
        assert Figure(BARS, headline="Aid").svg() == whole


def test_a_bare_chart_of_exact_amounts_is_drawn_once_set_up():
    before = alt.renderers.active, alt.data_transformers.active
    setup()
    try:
        aid = load.aid().head(500)
        shown = alt.Chart(aid).mark_bar().encode(x="year(month):T", y="sum(eur):Q")._repr_mimebundle_()
        assert shown["image/svg+xml"].startswith("<svg")
        json.dumps(shown[VEGA_LITE])
        with pytest.raises(AnalysisError, match=r"60,000 rows.*\n  -> .*enable\('analysis', max_rows=60000\)"):
            alt.Chart(pl.DataFrame({"x": range(60_000)})).mark_bar().to_dict()
    finally:
        alt.renderers.enable(before[0])
        alt.data_transformers.enable(before[1])


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_what_is_no_number_is_null_in_the_page_and_the_json(tmp_path, value):
    rows = pl.DataFrame({"year": [2024, 2025], "share": [0.5, value]})
    figure = Figure(alt.Chart(rows).mark_bar().encode(x="year:O", y="share:Q"), headline="Shares")

    def refuse(constant: str) -> None:
        raise AssertionError(constant)

    spec = json.loads(figure.save(tmp_path / "shares.json").read_text(), parse_constant=refuse)["spec"]
    assert next(iter(spec["datasets"].values()))[1] == {"year": 2025, "share": None}
    json.loads(
        re.search(r'id="page:specs">(.*?)</script>', figure.save(tmp_path / "shares.html").read_text())[1],
        parse_constant=refuse,
    )


def test_an_error_of_many_files_can_be_read():
    def fail(number: int):
        def job() -> None:
            raise ExportFault(f"figures/{number}.svg cannot be written", f"free the folder of {number}")

        return job

    with pytest.raises(ExportErrors) as stop:
        run_all((str(number), fail(number)) for number in range(500))
    assert len(str(stop.value)) < 500
    assert "; and 497 more" in stop.value.problem
    assert len(stop.value.faults) == 500


def test_the_engine_is_as_before_after_a_chart_it_cannot_draw():
    with pytest.raises(AnalysisError):
        render.svg({"mark": "bar", "data": {"values": [{}]}, "transform": [{"calculate": "((", "as": "x"}]}, "a", "", "")
    assert render._engine().vegalite_to_svg(render.CLOCK, vl_version=render.VEGA_LITE).startswith("<svg")


@pytest.mark.parametrize("csv", ['a,b\n1,"2\n', "a,b\n1,2,3\n"])
def test_rows_of_a_native_chart_that_are_no_csv_are_said(tmp_path, csv):
    output = hostile.changed(OUTPUT, csv=csv, native={"form": "bar", "x": "a", "y": "b"})
    path = hostile.notebook_of(tmp_path / "mine.ipynb", output)
    with pytest.raises(ExportFault, match="are no CSV"):
        build_briefing([path], tmp_path / "out", BriefingOptions(formats=["pptx"]))
