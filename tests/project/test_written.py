"""Laws of what a reader sees in stored outputs: days in words, money and shares written one way."""

import functools
import re
from collections.abc import Iterator

import nbformat
import pytest

from analysis import groups
from analysis.briefing.notebooks import curated
from analysis.charts.picture import RECORD
from analysis.figures.table import TABLE
from tests.recomputation import told

FAULTS = {
    "a day or month in digits": re.compile(r"\b(?:19|20)\d\d-(?:0\d|1[0-2])(?:-\d\d)?\b"),
    "billions apart from their number": re.compile(r"\d\sbn\b|\bbn\s\d"),
    "a code of a currency where its sign is known": re.compile(r"\b(?:EUR|USD|GBP) ?\d"),
    "per cent apart from its number": re.compile(r"\d\s%"),
}
ADDRESS = re.compile(r"https?://\S+|\S+\.(?:csv|xlsx|xml|pdf|json)\b")


def texts(output: dict[str, object]) -> Iterator[tuple[str, str]]:
    """Give what a reader reads of one output, with its place."""
    data = output.get("data", {})
    assert isinstance(data, dict)
    if RECORD in data:
        figure = data[RECORD]
        yield from ((f"{figure['id']}, {part}", figure[part]) for part in ("headline", "subtitle", "alt"))
        yield from ((f"{figure['id']}, note", note) for note in figure["notes"])
    elif TABLE in data:
        table = data[TABLE]
        yield from ((f"{table['id']}, {part}", table[part]) for part in ("title", "subtitle"))
        yield from (
            (f"{table['id']}, {head}", cell) for row in table["rows"] for head, cell in zip(table["header"], row, strict=True)
        )
    elif "text/markdown" in data:
        yield "sentence", "".join(data["text/markdown"])


def faults(text: str) -> list[str]:
    plain = ADDRESS.sub("", text)
    return [f"{fault}: {hit[0]!r}" for fault, pattern in FAULTS.items() for hit in pattern.finditer(plain)]


@pytest.mark.parametrize("path", curated(), ids=lambda path: path.stem)
def test_days_are_words_and_units_stand_with_their_numbers(path) -> None:
    cells = nbformat.read(path, as_version=4).cells  # type: ignore[no-untyped-call]
    read = [one for cell in cells for output in cell.get("outputs", []) for one in texts(output)]
    assert read, path.stem
    assert [(place, found) for place, text in read if (found := faults(text))] == []


@pytest.mark.parametrize("text", ["by 2026-10-10", "since 2026-01", "5.0 bn euros", "EUR bn 5.0", "41 % of it"])
def test_each_fault_is_found(text: str) -> None:
    assert len(faults(text)) == 1
    assert not faults(f"by 10 October 2026, €5.0bn, 41% (Regulation 2025/2033, https://a.org/{'2026-10-10'}/x)")


# --- headlines

NAMES = [group.name for group in (getattr(groups, name) for name in groups.__all__) if isinstance(group, groups.Group)]
"""Names of groups, some of which hold a number."""
UNTOLD = {"one", "no", "none", "nothing", "all"}
"""Words that say whether rather than how many."""


def headline_faults(headline: str) -> list[str]:
    """Say where a headline is longer than 14 words, or tells more than two numbers; days, years and releases are no numbers."""
    text = functools.reduce(lambda rest, name: rest.replace(name, "-"), NAMES, headline)
    numbers = [number.words for number in told.quantities(text) if number.words.lower() not in UNTOLD]
    words = len(headline.split())
    return [
        *([f"{words} words"] if words > 14 else []),
        *([f"{len(numbers)} numbers: {', '.join(numbers)}"] if len(numbers) > 2 else []),
    ]


def test_a_headline_holds_fourteen_words_and_two_numbers_at_most() -> None:
    headlines = [
        (path.stem[:2], data[RECORD]["id"], data[RECORD]["headline"])
        for path in curated()
        for cell in nbformat.read(path, as_version=4).cells  # type: ignore[no-untyped-call]
        for data in (output.get("data", {}) for output in cell.get("outputs", []))
        if RECORD in data
    ]
    assert len(headlines) > 40
    assert [(*place, found, text) for *place, text in headlines if (found := headline_faults(text))] == []


def test_a_headline_too_long_or_with_too_many_numbers_is_found() -> None:
    assert headline_faults("Europe gave €2bn, €3bn and four more by 30 June 2026") == ["3 numbers: €2, €3, four"]
    assert headline_faults("Europe gave €2bn and the US nothing in 2025 (release 29)") == []
    assert headline_faults("Nordic-Baltic eight 2.34% of GDP, Germany 0.83%") == []
    assert headline_faults("word " * 15) == ["15 words"]
