"""Every sentence of a room that has moved to the catalogue comes from it, whole, with the values that it names."""

import ast
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from string import Formatter

import pytest

from analysis import figures, load
from analysis.charts import catalogue
from analysis.charts.catalogue import NUMBER, say, sentences, topics
from analysis.charts.value_formats import FORMATS
from analysis.figures.panel import Panel
from analysis.load.snapshot import Snapshot
from analysis.measures import acts

CODE = Path(__file__).resolve().parents[2] / "analysis"
MOVED = ["figures"]
"""Packages of analysis/ whose sentences stand in the catalogue alone."""

NOT_SAID = {
    # Texts of errors that are put together before they are raised.
    "figures/aid/inputs.py": None,
    "figures/figure.py": None,
    "figures/inputs.py": None,
    "figures/own_table.py": None,
    # How a figure, a table and a panel show themselves to Python, and how HTML and Vega are written.
    "figures/panel.py": {" point"},
    "figures/table.py": {
        "not known",
        " .gt_left, #",
        " .gt_heading, #",
        " .gt_sourcenote { text-align: left !important; }",
        "<a href=",
        " rows)",
    },
    "figures/aid/state.py": {"indexof(datum.line, '"},
    "figures/aid/weapons.py": {", datum.route)"},
    # What the record, the publisher, the citation of shapes and the measure of instruments call a thing.
    "figures/timeline/key_events.py": None,
    "figures/timeline/panels.py": {
        "EUR bn",
        "USD bn",
        "Aid of all kinds",
        "Asset-freeze listings, EU and US",
        "Security agreements",
        "US weapons from stocks",
        "Paying for US weapons (PURL)",
        "Offers of troops",
    },
    "figures/aid/assets.py": {"all lenders"},
    "figures/aid/maps.py": {
        "United Kingdom",
        "shapes: Natural Earth",
        "public domain",
        "Natural Earth, 1:50m countries, by world-atlas 2.0.2.",
    },
    "figures/aid/quality.py": {"negative amount"},
    "figures/aid/weapon_types.py": {"Air Defense"},
    "figures/sanctions/packages.py": {"EU packages", "datum.value == "},
    "figures/sanctions/payments.py": {"energy paid"},
    "figures/sanctions/tables.py": {"customs measures", "dates ahead"},
    "figures/sanctions/us_acts.py": {"customs measures"},
    # Names of purposes and acts, which stand by themselves at bands and lines.
    "figures/guarantees/appropriations.py": None,
}
"""Words of two and more that are no sentence of a reader's, by module; None where they are many."""

TITLES = {"label", "heading", "title", "headline", "subtitle", "column", "cell", "words"}
"""Parts of a sentence's name that say it is none: it has no stop at its end."""

ENTRIES = {
    f"{subject}.{topic}.{name}": entry for subject, topic in topics() for name, entry in sentences(subject, topic).items()
}
FORMS = [
    (f"{key}.{form}", text)
    for key, entry in ENTRIES.items()
    for form, text in (entry.items() if isinstance(entry, Mapping) else [("", entry)])
]
TWO_WORDS = re.compile(r"[A-Za-z]{2,},? [A-Za-z]{2,}")
A_WORD_BESIDE = re.compile(r"[A-Za-z]{2,}[.,;:]? | [A-Za-z]{2,}")
"""What stands between the values of a text: a word with a blank beside it."""

RECORD_WORDS = {"removeprefix", "removesuffix", "replace", "startswith", "endswith", "split", "str_contains", "contains"}
"""Methods that take words of the record apart: these are not said."""

ERROR_WORDS = {"need", "take_nobody", "two_of", "members_in"}
"""Functions that refuse what they are given, in words that they are given too."""


def modules() -> Iterator[Path]:
    for path in MOVED:
        yield from sorted((CODE / path).rglob("*.py")) if (CODE / path).is_dir() else [CODE / path]


def calls(path: Path) -> Iterator[ast.Call]:
    text = path.read_text(encoding="utf-8")
    if "from analysis.charts.catalogue import" not in text:
        return
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "say":
            yield node


def fields_of(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def texts_of(key: str) -> list[str]:
    entry = ENTRIES[key]
    return [*entry.values()] if isinstance(entry, Mapping) else [entry]


CALLS = [(f"{path.relative_to(CODE)}:{call.lineno}", call) for path in sorted(CODE.rglob("*.py")) for call in calls(path)]


def test_a_call_names_a_sentence_and_gives_it_the_values_it_names() -> None:
    assert {where: fault for where, call in CALLS if (fault := _fault_of(call))} == {}


def _fault_of(call: ast.Call) -> str:
    if not isinstance(call.args[0], ast.Constant):
        return "the key is not written out, so that it cannot be searched"
    key = call.args[0].value
    given = {one.arg for one in call.keywords}
    asked = set().union(*map(fields_of, texts_of(key)))
    # Values that several sentences share are held by running them.
    more, less = given - {None, NUMBER} - asked, set() if None in given else asked - given - {NUMBER}
    if more or less:
        return f"gives {more}, lacks {less}"
    chooses = isinstance(ENTRIES[key], Mapping) or NUMBER in asked
    return "" if None in given or (NUMBER in given) == chooses else "number is given in vain, or lacks"


def test_each_sentence_is_said_somewhere() -> None:
    said = {
        node.value
        for path in CODE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert set(ENTRIES) - said == set()


def test_a_sentence_is_whole_and_its_formats_are_known() -> None:
    assert {key: fault for key, text in FORMS if (fault := _lack_of(key, text))} == {}


def _lack_of(key: str, text: str) -> str:
    if text != text.strip():
        return "has a blank at its end"
    if unknown := {spec for _, name, spec, _ in Formatter().parse(text) if name and spec} - {*FORMATS, "g", "d"}:
        return f"names formats that are none: {unknown}"
    if TITLES & {*key.split(".")[2].split("_")}:
        return ""
    if not (text[0].isupper() or text[0] in "{€$0123456789"):
        return "begins with a small letter"
    return "" if text[-1] in ".?}" else "has no stop, and no label, title, cell or words in its name"


@pytest.mark.parametrize("path", [*modules()], ids=lambda path: str(path.relative_to(CODE)))
def test_a_room_that_has_moved_writes_no_words_of_its_own(path: Path) -> None:
    name = path.relative_to(CODE).as_posix()
    if (known := NOT_SAID.get(name, set())) is not None:
        assert {*_words(ast.parse(path.read_text(encoding="utf-8")))} == known


def _words(tree: ast.AST) -> Iterator[str]:
    """Give each text of two words and more, and each word beside a value; docstrings, errors and what takes the record's words apart may have them."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            continue
        if isinstance(node, ast.Raise) or (isinstance(node, ast.Call) and _is_exempt(node)):
            continue
        pattern = A_WORD_BESIDE if isinstance(tree, ast.JoinedStr) else TWO_WORDS
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and pattern.search(node.value):
            yield node.value
        yield from _words(node)


def _is_exempt(call: ast.Call) -> bool:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else call.func.id if isinstance(call.func, ast.Name) else ""
    return (
        name in RECORD_WORDS | ERROR_WORDS
        or name.startswith(("refuse_", "require_"))
        or name.endswith("Error")
        or name == "say"
    )


def test_a_value_that_no_braces_name_is_refused() -> None:
    with pytest.raises(KeyError, match="no braces for more"):
        say("briefing.opening.title", ratio=2.0, more=1)
    with pytest.raises(KeyError):
        say("briefing.opening.title")


FRONT = ("opening", "messages", "falls_due", "new_since", "how_sure", "reading", "changes")
"""The panels of a briefing's first two pages, and the page of what changed."""

A_LETTER = re.compile(r"[^\W\d_]")


def in_brackets(subject: str, topic: str, language: str = catalogue.LANGUAGE) -> Mapping[str, str | Mapping[str, str]]:
    """Read the sentences of a topic, each between two brackets: a language that nobody speaks, so that what is not said by it shows."""
    return {
        name: {form: f"⟦{text}⟧" for form, text in entry.items()} if isinstance(entry, Mapping) else f"⟦{entry}⟧"
        for name, entry in sentences(subject, topic, language).items()
    }


def outside(text: str) -> str:
    """Give what stands outside of the outermost brackets.

    >>> outside("⟦Europe ⟦up⟧⟧; US")
    '; US'
    """
    depth, left = 0, ""
    for letter in text:
        depth -= letter == "⟧"
        left += letter if depth == 0 and letter not in "⟦⟧" else ""
        depth += letter == "⟦"
    return left


def own_words(tables: Snapshot) -> list[str]:
    """Give what the record itself says of acts and of dates ahead, longest first: it is quoted, and no sentence of the catalogue."""
    of_acts = tables.actions.with_columns(acts.in_short())["in_short"]
    return sorted({text.casefold() for text in (*of_acts, *tables.calendar["what"])}, key=len, reverse=True)


def texts_of_panel(panel: Panel) -> list[str]:
    points = [text for point in panel.points for text in (point.label, point.claim, point.text)]
    return [panel.heading, *points, panel.note]


@pytest.mark.parametrize("day", ["2025-09-20", "2026-10-10"])
def test_nothing_on_the_front_pages_bypasses_the_catalogue(monkeypatch: pytest.MonkeyPatch, day: str) -> None:
    tables = load.snapshot(day)
    monkeypatch.setattr(catalogue, "sentences", in_brackets)
    card = figures.briefing.scorecard(tables)
    cells = [cell for row in card.rows.rows() for cell in row]
    texts = [card.title, card.subtitle, *card.labels.values(), *cells]
    texts += [text for name in FRONT for text in texts_of_panel(getattr(figures.briefing, name)(tables))]
    assert sum("⟦" in text for text in texts) > 100
    left = [(outside(text), text) for text in texts if A_LETTER.search(outside(text))]
    quoted = own_words(tables)
    assert [text for rest, text in left if A_LETTER.search(_without(rest.casefold(), quoted))] == []


def _without(text: str, quoted: list[str]) -> str:
    for one in quoted:
        text = text.replace(one, "")
    return text
