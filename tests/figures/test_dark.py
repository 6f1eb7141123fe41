"""Charts in the dark: letters, lines and bars of every figure can be seen on a dark page, and letters in a mark on the mark."""

import json
import re
from functools import cache

import pytest

from analysis.briefing import notebooks
from analysis.charts import dark, theme
from analysis.charts.picture import RECORD
from tests.figures.test_frames import pictures
from tests.support import sampling

COLUMNS = 8
SEEN = 3
"""Least contrast of a mark, as WCAG 2.2 asks of graphics."""

IN_A_MARK = {"#000000", "#FFFFFF"}
SHADES = re.compile(r"rgb\(")
"""Shades that a scale makes, of which each has its number in it."""

PART = re.compile(r"<(?P<element>\w+)(?P<rest>[^>]*)>")
COLOUR = re.compile(r'\b(fill|stroke)="([^"]+)"')


def pages() -> dict[str, str]:
    """Give the drawing of each figure of the curated notebooks as it is stored."""
    found: dict[str, str] = {}
    for path in notebooks.curated():
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
            for output in cell.get("outputs", []):
                if RECORD in (data := output.get("data", {})):
                    found.setdefault(data[RECORD]["id"], "".join(data["image/svg+xml"]))
    return found


@cache
def colours() -> dict[tuple[str, str, str], set[str]]:
    """Give each colour with the part of a drawing that has it, and the figures where it stands.

    Of each figure the page as the notebook stores it; the column, which is drawn for it, of a sample.
    """
    found: dict[tuple[str, str, str], set[str]] = {}
    columns = sampling.sample(sorted(pictures()), COLUMNS, "columns in the dark")
    for name, page in pages().items():
        for drawing in (page, *([pictures()[name].at("column").svg] if name in columns else [])):
            for part in PART.finditer(drawing):
                kind = "text" if part["element"] == "text" else "mark"
                for attribute, colour in COLOUR.findall(part["rest"]):
                    if colour != "none":
                        found.setdefault((kind, attribute, colour), set()).add(name)
    return found


def in_the_dark(kind: str, attribute: str, colour: str) -> str:
    """Give the colour that the style sheet gives a colour."""
    if kind == "text":
        return (dark.TEXTS if attribute == "fill" else dark.HALO).get(colour, colour)
    changed = dark.MARKS | dark.GROUND if attribute == "fill" else dark.LINES | dark.GROUND
    return colour if (attribute, colour) == ("fill", "#D9D9D9") else changed.get(colour, colour)


def of_six(colour: str) -> str:
    return "#" + "".join(2 * one for one in colour[1:]) if len(colour) == len("#000") else colour


def test_every_letter_that_stands_on_the_page_can_be_read():
    letters = {key: names for key, names in colours().items() if key[:2] == ("text", "fill") and key[2] not in IN_A_MARK}
    contrasts = {key[2]: theme.contrast(of_six(in_the_dark(*key)), dark.PAPER) for key in letters}
    assert {colour: round(one, 1) for colour, one in contrasts.items() if one < theme.READABLE} == {}


def test_every_mark_can_be_seen():
    ground = {*dark.GROUND, *dark.HALO}
    marks = [key for key in colours() if key[0] == "mark" and key[2] not in ground and not SHADES.match(key[2])]
    # Classes of a map lie beside each other, each with its name in the key.
    contrasts = {key: theme.contrast(of_six(in_the_dark(*key)), dark.PAPER) for key in marks if key[2] not in {"#0B5C99"}}
    assert {key: round(one, 1) for key, one in contrasts.items() if one < SEEN} == {}


@pytest.mark.parametrize(
    "colour", [theme.BLUE, theme.VERMILLION, theme.LIGHT_BLUE, *theme.OFFER_COLOURS, theme.REFUSAL, theme.PALE_GREY]
)
def test_letters_in_a_mark_can_be_read_on_what_it_becomes(colour):
    assert theme.contrast(theme.on(colour), in_the_dark("mark", "fill", colour)) >= theme.READABLE


def test_a_colour_that_nobody_thought_of_is_found(monkeypatch):
    monkeypatch.setattr(dark, "TEXTS", {})
    with pytest.raises(AssertionError, match="#1A1A1A"):
        test_every_letter_that_stands_on_the_page_can_be_read()


def test_the_style_sheet_is_small():
    assert len(dark.style_sheet()) < 4000
