"""The law of frames: at every size no words leave a figure, lie on others, are cut or too small, and none is wider than its frame."""

import json
from functools import cache
from pathlib import Path

import pytest

from analysis.briefing import notebooks
from analysis.briefing.from_notebooks import gather
from analysis.charts import composition, render, theme, words
from analysis.charts.beside import plot_of
from analysis.charts.frames import fitted, framed
from analysis.charts.picture import RECORD, VEGA_LITE, Picture
from analysis.charts.sizes import SIZES
from analysis.charts.svg import size_of
from tests.support import sampling

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
SAMPLE = 40
"""All figures at all sizes take some twenty seconds: that is for `make proof`."""
ROUNDED = 1
"""Units by which the engine rounds a width up."""


@cache
def pictures() -> dict[str, Picture]:
    """Give every figure of the curated notebooks, drawn from its stored specification."""
    found: dict[str, Picture] = {}
    for path in sorted(NOTEBOOKS.glob("[0-9]*.ipynb")):
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            for output in cell.get("outputs", []):
                data = output.get("data", {})
                if RECORD in data:
                    found.setdefault(data[RECORD]["id"], Picture(data[RECORD], data[VEGA_LITE]))
    return found


def faults(svg: str, size: theme.Size) -> list[str]:
    """Say what breaks the law in a drawing at a size."""
    width, height = size_of(svg)
    small = [one.text for one in words.words(svg) if one.size < theme.SMALL_PRINT]
    return [
        *(f"{one!r} lies on {other!r}" for one, other in words.overlaps(svg)),
        *(f"{one!r} leaves the picture" for one in words.outside(svg)),
        *(f"{one!r} is cut" for one in words.cut(svg)),
        *(f"{one!r} is too small" for one in small),
        *([f"{width:g} wide, the frame {size.width}"] if width > size.width + ROUNDED else []),
        *([f"{height:g} high, the frame {size.height}"] if height < (size.height or 0) else []),
    ]


def pairs() -> list[tuple[str, str]]:
    every = [(id, size) for id in pictures() for size in theme.SIZES]
    return sampling.sample(every, SAMPLE, "frames")


def test_words_keep_to_their_frame():
    found = {f"{id} {size}": faults(pictures()[id].at(size).svg, theme.size(size)) for id, size in pairs()}
    assert {name: some for name, some in found.items() if some} == {}


def test_a_slide_and_a_square_are_as_high_as_their_frames():
    framed = [(id, size) for id, size in pairs() if theme.size(size).height]
    found = {f"{id} {size}": size_of(pictures()[id].at(size).svg)[1] - theme.size(size).height for id, size in framed}
    assert {name: over for name, over in found.items() if over} == {}


def test_words_stand_beside_what_has_no_room_below_them():
    """A chart that fits below its words stays there; the words of one that does not begin at the top of the frame, beside it."""
    low, high = ({"data": {"values": [{"n": 1}]}, "mark": "bar", "width": 300, "height": height} for height in (120, 320))
    words_of = ("Aid grew in all of Europe, by far", "Allocations in euros"), ["Source: the Kiel Institute."]
    size = theme.size("slide")
    below = composition.specification({**low, "usermeta": {SIZES: {"column": low}}}, size, *words_of, "<svg/>")
    beside = composition.specification({**high, "usermeta": {SIZES: {"column": high}}}, size, *words_of, "<svg/>")
    assert "vconcat" in below
    assert "hconcat" in beside
    drawing = framed(render.drawn(beside, "aid"), size)
    assert size_of(drawing) == (640, 360)
    told = {one.text: one for one in words.words(drawing)}
    assert told["Source: the Kiel Institute."].bottom <= 352
    assert min(one.top for one in told.values()) >= 8
    assert faults(drawing, size) == []
    assert plot_of(beside)["height"] == 320


def test_at_most_46_figures_are_in_the_notebooks():
    """Those of one's own countries are the same figures of others."""
    shown = {
        picture.id
        for chapter in gather(notebooks.curated()).chapters
        if chapter.name[:2] != "95"
        for picture in chapter.pictures
    }
    assert 30 <= len(shown) <= 46


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ('<text transform="translate(10,20)" font-size="12px">Norway</text><text x="0" transform="translate(20,22)">Sweden</text>', "lies on"),
        ('<text transform="translate(340,20)" font-size="12px">Norway</text>', "leaves the picture"),
        ('<text transform="translate(10,20)" font-size="12px">United Kin…</text>', "is cut"),
        ('<text transform="translate(10,20)" font-size="9px">Norway</text>', "is too small"),
    ],
)  # fmt: skip
def test_each_fault_is_found(text, fault):
    drawing = f'<svg xmlns="http://www.w3.org/2000/svg" width="358" height="90">{text}</svg>'
    assert any(fault in one for one in faults(drawing, theme.size("column")))


def test_letters_are_as_large_in_a_frame_as_they_are_to_be_read():
    # Points of the 12 units of a chart's letters where a frame is shown: a page of 170 mm, a column of 85, a slide of 960 points.
    points = {"page": 170 / 25.4 * 72, "column": 85 / 25.4 * 72, "slide": 13.33 * 72}
    least = {"page": 8.5, "column": 7.5, "slide": 18}
    for name, across in points.items():
        assert round(theme.LEAST * across / theme.size(name).width, 1) >= least[name]
    assert round(theme.LEAST * 1080 / theme.size("social").width) >= 26
    assert theme.LEAST * 358 / theme.size("column").width >= 12


def test_a_plot_takes_what_its_names_leave_and_a_small_drawing_is_set_into_its_frame():
    name = '<text transform="translate(-100,20)" font-size="12px">Norway</text>'
    plot = '<path class="background" d="M0,0h500v300h-500Z"/>'
    page = f'<svg xmlns="http://www.w3.org/2000/svg" width="600" height="400">{name}{plot}</svg>'
    size = fitted(theme.size("column"), page, [], (1, 1, 1))
    assert round(500 * size.stretch_x) == 358 - 26 - 100
    assert fitted(theme.size("column"), page, ["Norway"], (1, 1, 1)).stretch_x > size.stretch_x
    assert size_of(framed('<svg width="340" height="200" viewBox="0 0 340 200">', theme.size("slide"))) == (640, 360)


@pytest.mark.parametrize(("width", "columns", "left"), [(300, 1, 300), (340, 1, 320), (340, 5, 340)])
def test_a_drawing_of_its_own_is_narrowed_while_that_helps(width, columns, left):
    # Of five names beside one another the key is wider than the frame, whatever the bars are.
    rows = [{"name": f"{letter} {'a long name ' * (columns > 1)}", "value": 1} for letter in "abcde"]
    key = {"field": "name", "type": "nominal", "legend": {"orient": "top", "columns": columns, "symbolLimit": 0}}
    own = {"data": {"values": rows}, "mark": "bar", "width": width, "height": 90}
    own |= {"encoding": {"x": {"field": "value", "type": "quantitative"}, "color": key}}
    page = {"mark": "bar", "usermeta": {SIZES: {"column": own}}}
    spec = composition.specification(page, theme.size("column"), ("Aid grew", ""), [], "<svg/>")
    drawn = spec["vconcat"][0]["vconcat"][0]
    assert abs(drawn["width"] - left) <= 14
    assert (drawn["width"] == width) == (left == width)


def test_a_notebook_stores_data_of_all_drawings_once_and_stays_small():
    for picture in pictures().values():
        ours = picture.spec.get("datasets", {})
        for drawing in picture.spec.get("usermeta", {}).get(SIZES, {}).values():
            assert [name for name, rows in drawing.get("datasets", {}).items() if ours.get(name) == rows] == [], picture.id
    assert {path.name: size for path in NOTEBOOKS.glob("*.ipynb") if (size := path.stat().st_size) > 2_000_000} == {}
