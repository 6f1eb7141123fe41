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
MOVED = [
    "figures/aid/amounts.py",
    "figures/aid/arrival.py",
    "figures/aid/averages.py",
    "figures/aid/donors.py",
    "figures/aid/economy.py",
    "figures/aid/flows.py",
    "figures/aid/kinds.py",
    "figures/aid/largest_donors.py",
    "figures/aid/later.py",
    "figures/aid/loans.py",
    "figures/aid/missing.py",
    "figures/aid/moved.py",
    "figures/aid/of_prices.py",
    "figures/aid/open_of_groups.py",
    "figures/aid/parts.py",
    "figures/aid/promises.py",
    "figures/aid/replacing.py",
    "figures/aid/spans.py",
    "figures/aid/still_open.py",
    "figures/aid/totals.py",
    "figures/aid/years.py",
    "figures/briefing",
    "figures/characters.py",
    "figures/claims.py",
    "figures/country",
    "figures/guarantees/domains.py",
    "figures/guarantees/maps.py",
    "figures/guarantees/money_of.py",
    "figures/guarantees/of_groups.py",
    "figures/guarantees/packages.py",
    "figures/guarantees/positions.py",
    "figures/guarantees/purl_bars.py",
    "figures/guarantees/sentences.py",
    "figures/guarantees/stances.py",
    "figures/guarantees/statements.py",
    "figures/guarantees/then_and_now.py",
    "figures/guarantees/thin.py",
    "figures/guarantees/tiles.py",
    "figures/guarantees/wording.py",
    "figures/sanctions/authorities.py",
    "figures/sanctions/compared.py",
    "figures/sanctions/counts.py",
    "figures/sanctions/coverage.py",
    "figures/sanctions/covered.py",
    "figures/sanctions/listings.py",
    "figures/sanctions/rates.py",
    "figures/sanctions/sentences.py",
    "figures/sanctions/shown.py",
    "figures/ships.py",
    "figures/timeline",
    "figures/whom.py",
]
"""Modules and packages of analysis/ whose words stand in the catalogue alone."""

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


@pytest.mark.parametrize("call", [call for _, call in CALLS], ids=[where for where, _ in CALLS])
def test_a_call_names_a_sentence_and_gives_it_the_values_it_names(call: ast.Call) -> None:
    assert isinstance(call.args[0], ast.Constant), "a key is written out, so that it can be searched"
    key = call.args[0].value
    given = {one.arg for one in call.keywords}
    asked = set().union(*map(fields_of, texts_of(key)))
    if None in given:  # values that several sentences share are held by running them
        assert given - {None} <= asked | {NUMBER}
    else:
        assert given - {NUMBER} == asked - {NUMBER}
        assert (NUMBER in given) == isinstance(ENTRIES[key], Mapping) or NUMBER in asked


def test_each_sentence_is_said_somewhere() -> None:
    said = {
        node.value
        for path in CODE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert set(ENTRIES) - said == set()


@pytest.mark.parametrize(("key", "text"), FORMS, ids=[key for key, _ in FORMS])
def test_a_sentence_is_whole_and_its_formats_are_known(key: str, text: str) -> None:
    assert text == text.strip()
    assert {spec for _, name, spec, _ in Formatter().parse(text) if name and spec} - {*FORMATS} <= {"g", "d"}
    if not TITLES & {*key.split(".")[2].split("_")}:
        assert text[0].isupper() or text[0] in "{€$0123456789"
        assert text[-1] in ".?}", "a sentence ends with its stop; a name with label, title, cell or words says that it is none"


@pytest.mark.parametrize("path", [*modules()], ids=lambda path: str(path.relative_to(CODE)))
def test_a_room_that_has_moved_writes_no_words_of_its_own(path: Path) -> None:
    assert list(_words(ast.parse(path.read_text(encoding="utf-8")))) == []


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
    return name in RECORD_WORDS or name.endswith("Error") or name == "say"


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
