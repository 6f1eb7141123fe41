"""Laws every figure keeps: it says something, says where it comes from, and draws where it must."""

import csv
import html
import json
import os
import re
import subprocess
import sys
import xml.etree.ElementTree as ET

import altair as alt
import polars as pl
import pytest
from fontTools.ttLib import TTFont

from analysis import Figure, figures, load
from analysis.briefing.from_notebooks import gather
from analysis.charts import citations, composition, render, theme
from analysis.charts.picture import RECORD, VEGA_LITE
from analysis.errors import AnalysisError, ExportFault, UnknownName
from analysis.export.csv import csv_text
from analysis.figures.table import Table


def share_of_gdp(aid: pl.DataFrame) -> Figure:
    return figures.aid.donors.share_of_gdp(aid, load.eu_aid_shares(29))


AID_FIGURES = [
    figures.aid.europe_and_us,
    figures.aid.monthly,
    figures.aid.by_kind,
    figures.aid.years.side_by_side,
    figures.aid.rolling_year,
    figures.aid.promises.committed_and_allocated,
    figures.aid.donors.by_kind,
    share_of_gdp,
]


@pytest.fixture(
    scope="module", params=AID_FIGURES, ids=lambda function: f"{function.__module__.split('.')[-1]}.{function.__name__}"
)
def draw(request):
    """The function that draws one figure of aid."""
    return request.param


@pytest.fixture(scope="module")
def figure(draw) -> Figure:
    return draw(load.aid(29))


def numbers(text: str) -> set[str]:
    return set(re.findall(r"\d+(?:[.,]\d+)*", text))


@pytest.mark.sampled(8)
def test_it_says_what_is_found_what_is_plotted_and_where_it_comes_from(figure):
    assert numbers(figure.headline)
    assert figure.subtitle
    assert "release 29" in figure.source_line
    assert figure.notes
    assert figure.sources[0].url.startswith("https://")


def test_the_alternative_text_carries_the_headlines_amounts(figure):
    amounts = {one for one in numbers(figure.headline) if "." in one}
    assert numbers(figure.alt)
    assert amounts <= numbers(figure.alt)


def test_it_uses_only_what_vega_lite_5_knows(figure):
    spec = figure.spec()
    assert spec["$schema"] == "https://vega.github.io/schema/vega-lite/v5.json"
    assert "/v6" not in json.dumps(spec)


@pytest.mark.sampled(4)
def test_two_drawings_are_the_same(figure, draw, aid):
    again = draw(aid)
    assert json.dumps(again.spec()) == json.dumps(figure.spec())
    assert again.svg() == figure.svg()


def test_nothing_is_named_by_a_counter(figure):
    assert not re.search(r'"(param|view)_\d+"', json.dumps(figure.spec()))


@pytest.mark.sampled(8)
def test_the_picture_says_itself_to_a_screen_reader(figure):
    root = ET.fromstring(figure.svg())
    assert root.get("role") == "img"
    title, desc = (root.find(f"{{http://www.w3.org/2000/svg}}{tag}") for tag in ("title", "desc"))
    assert title.text == figure.headline
    assert desc.text == figure.alt


@pytest.mark.sampled(8)
@pytest.mark.parametrize("size", sorted(theme.SIZES))
def test_no_text_leaves_the_picture_at_any_size(figure, size):
    drawn = ET.fromstring(figure.svg(size))
    assert float(drawn.get("width")) <= {"page": 720, "slide": 1010, "column": 520, "social": 860}[size]


def test_a_notebook_keeps_the_alternative_text_beside_the_drawing(figure):
    assert figure._repr_mimebundle_() == (figure._bundle(), {"image/svg+xml": {"alt": figure.alt}})


def test_the_stored_record_carries_the_data(figure):
    record = figure._bundle()[RECORD]
    assert record["csv"].splitlines()[0] == ",".join(figure.frame.columns)
    assert record["headline"] == figure.headline


@pytest.fixture(scope="module")
def europe_and_us() -> Figure:
    return figures.aid.europe_and_us(load.aid(29))


@pytest.mark.parametrize("ending", ["svg", "png", "csv", "json", "txt"])
def test_it_saves_with_source_and_alternative_text(europe_and_us, tmp_path, ending):
    path = europe_and_us.save(tmp_path / f"figure.{ending}", size="column")
    content = path.read_bytes()
    if ending == "png":
        assert content.startswith(b"\x89PNG")
    elif ending == "csv":
        assert content.decode("utf-8-sig").splitlines()[0].startswith("release,")
    else:
        assert "release 29" in content.decode()
        assert "Line chart" in content.decode()


def test_a_bad_size_or_ending_names_the_good_ones(aid, tmp_path):
    figure = figures.aid.europe_and_us(aid)
    with pytest.raises(UnknownName, match="page, slide, column, social"):
        figure.save(tmp_path / "x.svg", size="poster")
    with pytest.raises(UnknownName, match=r"\.svg, \.png, \.pdf"):
        figure.save(tmp_path / "x.jpg")
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_cannot_be_written_leaves_nothing_behind(aid, tmp_path):
    (tmp_path / "taken").write_text("a file, not a folder")
    with pytest.raises(ExportFault, match="cannot be written"):
        figures.aid.europe_and_us(aid).save(tmp_path / "taken" / "x.csv")


def test_a_bare_chart_becomes_a_figure():
    frame = pl.DataFrame({"release": ["29", "29"], "year": ["2024", "2025"], "eur_bn": [1.5, 2.5]})
    figure = Figure(alt.Chart(frame).mark_bar().encode(x="year:N", y="eur_bn:Q"), headline="It grew to 2.5 bn")
    assert "release 29" in figure.source_line
    assert figure.frame.height == 2
    assert VEGA_LITE in figure._bundle()


def test_a_chart_without_a_finding_is_refused():
    with pytest.raises(AnalysisError, match="headline"):
        Figure(alt.Chart(pl.DataFrame({"a": [1]})).mark_bar(), headline=" ")


def test_a_source_is_derived_from_the_rows_and_not_typed(aid, aid28):
    assert "release 28" in figures.aid.europe_and_us(aid28).source_line
    assert "release 29" not in figures.aid.europe_and_us(aid28).source_line
    bare = Figure(alt.Chart(pl.DataFrame({"a": [1]})).mark_bar(), headline="One")
    assert bare.source_line == "Source: not stated."


def test_a_text_that_would_start_a_formula_is_defused():
    frame = pl.DataFrame({"name": ["=1+1", "+x", "-y", "@z", "plain"], "value": [-1.0, 2.0, 3.0, 4.0, 5.0]})
    lines = csv_text(frame).splitlines()
    assert lines[1:] == ["'=1+1,-1.0", "'+x,2.0", "'-y,3.0", "'@z,4.0", "plain,5.0"]


def test_markup_in_a_name_stays_text():
    frame = pl.DataFrame({"name": ["<script>alert(1)</script>"], "value": [1.0]})
    figure = Figure(
        alt.Chart(frame).mark_bar().encode(x="name:N", y="value:Q"), headline="<script>alert(2)</script>", id="planted"
    )
    assert "<script" not in figure.svg()


VESSELS = [
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "Plain",
]


def test_a_vessels_name_does_nothing_in_a_notebook_or_a_spreadsheet(tmp_path):
    frame = pl.DataFrame({"vessel": VESSELS, "change": [-1.5, *[2.0] * (len(VESSELS) - 1)]})
    chart = alt.Chart(frame).mark_bar().encode(x="change:Q", y="vessel:N")
    figure = Figure(chart, headline=f"First was {VESSELS[6]}", id="ships", data=frame, notes=[VESSELS[7]], alt=VESSELS[6])
    shown = figure._bundle()
    table = Table("ships", VESSELS[6], VESSELS[7], frame, {"vessel": VESSELS[6], "change": "Change"})._repr_mimebundle_()
    for text in (shown["image/svg+xml"], table["text/html"]):
        assert "<script>alert" not in text
        assert "<img src=x" not in text
    file = figure.save(tmp_path / "ships.csv")
    with file.open(encoding="utf-8-sig", newline="") as content:
        rows = list(csv.reader(content))[1:]
    assert [name for name, _ in rows] == ["'" + name if name[0] in "=+-@\t\r" else name for name in VESSELS]
    assert [float(value) for _, value in rows] == frame["change"].to_list()
    with file.open(encoding="utf-8-sig", newline="") as content:
        assert content.read().splitlines()[1].endswith(",-1.5")


def test_a_column_named_as_a_formula_is_defused_too():
    assert csv_text(pl.DataFrame({"=1+1": [1], "-x": [2]})).splitlines()[0] == "'=1+1,'-x"


def shipped(weight: str) -> TTFont:
    return TTFont(theme.FONT_FOLDER / f"Inter-{weight}.otf")


def test_both_weights_are_one_family_that_no_machine_has_of_its_own():
    assert theme.config()["font"].startswith(f"'{theme.FONT}'")
    assert [shipped(weight)["name"].getBestFamilyName() for weight in ("Regular", "SemiBold")] == [theme.FONT] * 2
    assert [shipped(weight)["OS/2"].usWeightClass for weight in ("Regular", "SemiBold")] == [400, 600]
    assert (theme.FONT_FOLDER / "OFL.txt").exists()


def test_every_character_of_a_stored_picture_is_in_the_shipped_font(root):
    known = set(shipped("Regular").getBestCmap()) & set(shipped("SemiBold").getBestCmap())
    pictures = [picture.svg for picture in gather().pictures]
    assert len(pictures) >= 40
    drawn = {character for svg in pictures for words in re.findall(r">([^<]+)</(?:text|tspan)>", svg) for character in words}
    assert {character for character in html.unescape("".join(drawn)) if ord(character) not in known} == set()


DRAWN = """
from analysis.charts import composition, render, theme
spec = {"$schema": composition.SCHEMA, "config": theme.config(), "data": {"values": [{}]},
        "mark": {"type": "text", "text": "Europe 214.8, United States 115.4"}}
for weight in (400, 600):
    print(render.svg(spec | {"mark": spec["mark"] | {"fontWeight": weight}}, "x", "x", "x"))
"""


@pytest.mark.slow
def test_another_inter_on_a_machine_moves_nothing(root, tmp_path):
    """Stored pictures made where the system had an Inter of its own could once not be made elsewhere."""
    other = shipped("SemiBold")
    for number in (1, 4, 16):
        other["name"].setName("Inter", number, 3, 1, 0x409)
    # A third wider, so that a chart drawn with it could not pass for ours.
    other["hmtx"].metrics = {glyph: (width * 4 // 3, left) for glyph, (width, left) in other["hmtx"].metrics.items()}
    home = tmp_path / "home"
    for place in (".fonts", ".local/share/fonts"):
        (home / place).mkdir(parents=True)
        other.save(home / place / "Inter.otf")
    beside, alone = (
        subprocess.run(
            [sys.executable, "-c", DRAWN], cwd=root, env=os.environ | {"HOME": str(place)}, capture_output=True, check=True
        ).stdout.splitlines()
        for place in (home, tmp_path)
    )
    assert beside == alone
    regular, bold = (int(re.search(rb'width="(\d+)"', drawn)[1]) for drawn in beside)
    assert bold > regular


def test_no_network_is_asked_for_a_picture():
    spec = {"$schema": composition.SCHEMA, "data": {"url": "https://example.org/x.csv"}, "mark": "bar", "encoding": {}}
    with pytest.raises(AnalysisError, match="the chart of 'x' cannot be drawn: Error: External data url not allowed"):
        render.svg(spec, "x", "x", "x")


def bars(**said):
    return Figure(alt.Chart(pl.DataFrame({"eur_bn": [1.5]})).mark_bar(), headline="One", **said)


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ({"notes": "Note me"}, "notes of a figure are a list, not 'Note me'"),
        ({"notes": None}, "notes of a figure are a list, not None"),
        ({"notes": [1]}, "notes of a figure are each a str, not 1"),
        ({"sources": "Me"}, "sources of a figure are a list, not 'Me'"),
        ({"sources": [1]}, "sources of a figure are each a Source or a text, not 1"),
    ],
)
def test_notes_and_sources_that_are_no_list_are_refused_when_the_figure_is_made(said, wrong):
    with pytest.raises(AnalysisError, match=wrong):
        bars(**said)


def test_notes_and_sources_in_a_list_or_a_tuple_are_kept():
    me = citations.Source("Me", "https://example.org", "CC BY 4.0", "Me (2026).")
    for several in (list, tuple):
        figure = bars(notes=several(["Note me"]), sources=several([me]))
        assert (figure.notes, figure.sources) == (("Note me",), (me,))


def test_a_figure_is_saved_in_the_home_folder(tmp_path, monkeypatch):
    home, here = tmp_path / "home", tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    monkeypatch.setenv("HOME", f"{home}")
    monkeypatch.setenv("USERPROFILE", f"{home}")
    assert bars().save("~/x.csv") == home / "x.csv"
    assert (home / "x.csv").exists()
    assert not list(here.iterdir())
    with pytest.raises(ExportFault, match="home folder that is not known"):
        bars().save("~nobody-of-that-name/x.csv")


def test_an_ending_in_capitals_is_the_same_format(tmp_path):
    small, capital = (bars().save(tmp_path / name) for name in ("small.svg", "CAPITAL.SVG"))
    assert capital.name == "CAPITAL.SVG"
    assert capital.read_bytes() == small.read_bytes()
