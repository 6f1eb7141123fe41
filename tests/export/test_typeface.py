"""The shipped typeface: what it holds, and the pixels drawn with it."""

import io
import sys

import altair as alt
import polars as pl
import pytest
from fontTools.ttLib import TTFont
from PIL import Image, ImageChops, ImageStat

from analysis import Figure
from analysis.briefing.from_notebooks import gather
from analysis.charts import render, theme, typeface
from analysis.errors import ExportFault

WORDS = '<svg xmlns="http://www.w3.org/2000/svg" width="200" height="40"><text x="5" y="30" {}>{}</text></svg>'
SHIFTED = 4
"""Mean difference of 255 steps that a rounding of the size by less than a pixel makes."""


@pytest.mark.parametrize("file", sorted(theme.FONT_FOLDER.glob("*.otf")), ids=lambda file: file.stem)
def test_what_counts_as_lacking_is_what_the_files_lack(file):
    held = {chr(code) for code in TTFont(file).getBestCmap()} | set("\n\t\r")
    every = "".join(map(chr, [*range(0xD800), *range(0xE000, sys.maxunicode + 1)]))
    assert held == set(typeface.NOT_IN_FONT.sub("", every))


@pytest.mark.slow
def test_pixels_are_those_of_the_drawing_engine():
    engine, same = render._engine(), 0
    for one in gather().pictures[::4]:
        assert typeface.covers(one.svg), one.id
        ours, theirs = (_image(made) for made in (render.png(one.svg, 2), engine.svg_to_png(one.svg, scale=2)))
        assert ours.size == theirs.size
        apart = ImageStat.Stat(ImageChops.difference(ours, theirs)).mean[0]
        assert apart < SHIFTED, one.id
        same += apart == 0
    assert same > 5


@pytest.mark.parametrize(
    ("font", "words"), [(typeface.FONT_ATTRIBUTE, "Київ"), ('font-family="Georgia"', "Kyiv"), ("", "Kyiv")]
)
def test_text_the_typeface_does_not_draw_is_drawn_all_the_same(font, words):
    drawn = WORDS.format(font, words)
    assert not typeface.covers(drawn)
    assert _image(render.png(drawn, 2)).getextrema()[0] < 128


@pytest.mark.parametrize("ending", ["png", "pdf"])
def test_a_letter_that_no_font_has_is_refused_where_a_picture_would_leave_it_out(ending, tmp_path):
    rows = pl.DataFrame({"donor": ["\U000f1234", "Bonn"], "eur_bn": [1.0, 2.0]})
    chart = alt.Chart(rows).mark_bar().encode(x="donor:N", y="eur_bn:Q")
    figure = Figure(chart, headline="Two donors")
    with pytest.raises(ExportFault, match=r"letter for U\+F1234") as stop:
        figure.save(tmp_path / f"letters.{ending}")
    assert "write other letters" in stop.value.fix
    assert list(tmp_path.iterdir()) == []
    # The chart of a slide or document is drawn by the program that opens it, with fonts of its own.
    for other in ("svg", "html", "csv", "pptx", "docx"):
        figure.save(tmp_path / f"letters.{other}")


def test_letters_are_those_of_the_texts_and_not_blanks_or_marks():
    drawn = WORDS.format("", "a\u00a0b\u200bc\u0301\ufe0f Ж")
    assert typeface.missing_letters(drawn.replace("Ж", "\U000f1234")) == ["\U000f1234"]


def test_what_is_no_drawing_is_refused():
    with pytest.raises(ExportFault, match="cannot be turned into pixels"):
        render.png("<p>no drawing</p>", 2)


def _image(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content)).convert("L")
