"""What a subtitle says of colours and strokes, the chart that an office program draws has too."""

import json
import re
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from analysis import figures, load
from analysis.charts.picture import RECORD
from analysis.export.native_tables import read_record
from analysis.figures.figure import Figure
from tests.project.test_written import headline_faults

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
WORD = r"\b({})\b"
STROKES = r"strokes?|diamonds?|dots?|ticks?|bands?|brackets?"


def is_grey(colour: str) -> bool:
    return len({colour[1:3], colour[3:5], colour[5:7]}) == 1


MARKS = {
    r"gr[ae]y": lambda native: any(map(is_grey, native["colours"].values())),
    r"pale|paler": lambda native: bool(native.get("pale")),
    r"dashed|dotted": lambda native: any(strokes[1] for strokes in native["dashes"].values()),
    r"blue": lambda native: any(colour[5:7] > colour[1:3] for colour in native["colours"].values()),
    r"orange|red": lambda native: any(colour[1:3] > colour[5:7] for colour in native["colours"].values()),
    rf"hatched|shaded|darker|lighter|hollow|{STROKES}": lambda native: False,
}
"""How a chart of an office program has what a word names: what it cannot have it must not be said of."""


def faults(record: dict[str, Any]) -> list[str]:
    """Name the words of a subtitle whose marks the native chart lacks; nothing for a figure that is a picture on a slide."""
    native = record.get("native")
    if not native:
        return []
    names = {*native["colours"], *native["labels"].values()}
    text = record["subtitle"]
    for name in names:
        text = text.replace(str(name), "")
    return [word for words, has in MARKS.items() for word in re.findall(WORD.format(words), text, re.I) if not has(native)]


def stored() -> list[dict[str, Any]]:
    cells = [cell for path in NOTEBOOKS.glob("*.ipynb") for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]]
    outputs = [output.get("data", {}) for cell in cells for output in cell.get("outputs", [])]
    return [data[RECORD] for data in outputs if RECORD in data]


def test_every_stored_figure_names_only_marks_that_its_office_chart_has():
    records = stored()
    assert sum(bool(one.get("native")) for one in records) > 40
    assert {one["id"]: found for one in records if (found := faults(one))} == {}


def test_a_word_without_its_mark_is_found():
    native = {"colours": {"Europe": "#0072B2"}, "dashes": {}, "labels": {}}
    assert faults({"native": native, "subtitle": "EUR bn; grey: not covered; pale: part of the year"}) == ["grey", "pale"]
    assert faults({"native": native | {"pale": ["2026-01-01"]}, "subtitle": "pale: part of the year; Europe in blue"}) == []
    assert faults({"native": None, "subtitle": "grey: not covered"}) == []


AID, LISTED, COVERED = load.aid(), load.designations(), load.sanctions_coverage()


def money(**options: Any) -> Figure:
    return figures.aid.flows.over_time(AID, only=["Europe", "United States"], **options)


def listings(**options: Any) -> Figure:
    return figures.sanctions.counts.over_time(LISTED, COVERED, **options)


CHOICES = [
    *(
        {"every": every, "cumulative": runs, "prices": prices}
        for every in ("1mo", "1q", "6mo", "1y")
        for runs in (True, False)
        for prices in (None, "2025")
    ),
    {"every": "quarter", "smooth": 4},
    {"every": "year", "cumulative": False, "months": ("2024-03", None)},
]
OF_LISTINGS = [
    *({"every": every, "cumulative": runs} for every in ("1mo", "1q", "6mo", "1y") for runs in (True, False)),
    {"every": "year", "cumulative": False, "months": ("2014-01", None)},
    {"only": ["US"], "basis": "first_seen", "every": "year", "cumulative": False},
    {"only": [], "every": "quarter", "cumulative": False},
    {"measure": "vessel_ban", "subjects": (), "every": "quarter", "cumulative": False},
]


@pytest.mark.sampled(12)
@pytest.mark.parametrize(("draw", "options"), [*((money, one) for one in CHOICES), *((listings, one) for one in OF_LISTINGS)])
def test_every_choice_names_only_marks_that_its_office_chart_has_and_has_a_short_headline(draw, options):
    figure = draw(**options)
    assert faults(figure.record()) == []
    # A quarter and the half of a year are no numbers of it.
    assert headline_faults(re.sub("half-year|a quarter", "step", figure.headline)) == []


def test_a_part_of_a_year_is_pale_in_the_picture_and_on_the_slide():
    given = money(every="year", cumulative=False)
    assert given.subtitle.endswith("; pale: part of the year")
    assert given.native.pale == ["2026-01-01"]
    assert given.data.filter(~pl.col("whole"))["period"].dt.year().unique().to_list() == [2026]
    listed = listings(every="year", cumulative=False, subjects=["person"])
    assert set(listed.native.pale) == {
        "United States 2024-01-01",
        "European Union 2026-01-01",
        "United Kingdom 2026-01-01",
        "United States 2026-01-01",
    }
    parts = next(note for note in listed.notes if note.startswith("Known or counted in part"))
    assert "United States 2024 (from 4 May 2024)" in parts
    assert "United Kingdom 2026 (to 29 April 2026)" in parts


def test_what_no_source_covers_is_named_where_an_office_chart_has_no_bar():
    figure = listings(every="year", cumulative=False, subjects=["person"])
    assert "; known: US from 4 May 2024" in figure.subtitle
    assert "grey" not in figure.subtitle
    assert "(grey: not covered)" in json.dumps(figure.spec())
    native, table = read_record(figure.record())
    assert table.series["United States"][:2] == [None, None]
    assert native.labels["United States"] == "United States (from 4 May 2024 to 11 July 2026)"


def test_a_headline_of_listings_tells_a_bar_that_is_drawn():
    figure = listings(every="year", cumulative=False, subjects=["person"])
    assert figure.headline == "Listings in 2025, the last year all cover: EU 194, UK 99"
    drawn = figure.data.filter(pl.col("period").dt.year() == 2025).select("authority", "listings").rows()
    assert drawn == [("EU", 194), ("UK", 99), ("US", 54)]
    assert any("'first_seen'" in note for note in figure.notes)
    assert listings(every="quarter", cumulative=False, subjects=["person"]).headline.startswith("Listings in Q1 2026, ")
    assert (
        listings(only=["EU"], every="year", cumulative=False).headline == "Most listings in a year: European Union 1,284 (2022)"
    )
