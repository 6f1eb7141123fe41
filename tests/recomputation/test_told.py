"""Every number told in a stored headline or sentence is recomputed from the publishers' files by code of its own."""

import ast
import functools
import importlib
from collections import Counter
from pathlib import Path

import pytest

from tests.recomputation import told

HERE = Path(__file__).resolve().parent
NOTEBOOKS = HERE.parents[1] / "notebooks"
NAMES = (
    "aid",
    "arrival",
    "revisions",
    "claims",
    "guarantees",
    "sanctions",
    "packages",
    "timeline",
    "briefing",
    "briefs",
    "groups",
    "prices",
    "forms",
    "replacing",
    "hosted",
    "assets",
    "appropriations",
    "payments",
)
SUBJECTS = [name for name in NAMES if (HERE / f"{name}.py").exists()]
MODULES = [importlib.import_module(f"tests.recomputation.{name}") for name in SUBJECTS]
ANSWERS = {key: answer for module in MODULES for key, answer in module.ANSWERS.items()}
DISPUTED = {key: reason for module in MODULES for key, reason in getattr(module, "DISPUTED", {}).items()}
TEXTS = {text.key: text.text for text in told.told(NOTEBOOKS)}

pytestmark = pytest.mark.raw


def test_every_text_has_an_answer_and_every_answer_a_text():
    assert set(TEXTS) == set(ANSWERS), (sorted(set(TEXTS) - set(ANSWERS)), sorted(set(ANSWERS) - set(TEXTS)))
    assert sum(len(module.ANSWERS) for module in MODULES) == len(ANSWERS), "two modules answer the same key"


@functools.cache
def answers_of(key: str, raw: Path) -> list:
    """Recompute what a text tells, once for all laws."""
    return ANSWERS[key](raw)


def test_every_number_told_is_the_one_recomputed(raw):
    found = {key: told.differences(text, answers_of(key, raw)) for key, text in TEXTS.items() if key in ANSWERS}
    wrong = [f"{key}: {words}" for key, all_words in found.items() if key not in DISPUTED for words in all_words]
    wrong += [f"{key} is disputed and agrees: take it out of DISPUTED" for key in DISPUTED if not found.get(key)]
    for key, reason in DISPUTED.items():
        print(f"disputed {key}: {reason}")
    counts = Counter(
        told.classes(text).get(number.start, "quantity") for text in TEXTS.values() for number in told.numbers(text)
    )
    print(f"{len(TEXTS)} texts, numbers by class: {dict(counts.most_common())}")
    assert not wrong, "\n".join(wrong)


def test_every_planted_change_of_a_number_is_caught(raw):
    missed = []
    for key, text in TEXTS.items():
        answers = answers_of(key, raw) if key in ANSWERS else []
        if not told.differences(text, answers):
            missed += [f"{key}: {changed}" for changed in told.planted(text) if not told.differences(changed, answers)]
    assert not missed, "\n".join(missed)


def test_nothing_is_disputed():
    assert not DISPUTED, "\n".join(f"{key}: {reason}" for key, reason in DISPUTED.items())


NEVER_CLASSED = [
    ("release 29 countries", "29"),
    ("package 21 ships", "21"),
    ("March 2025 listings", "2025"),
    ("in 2022 persons", "2022"),
    ("GL 135 days", "135"),
    ("releases 28 and 29 agreements", "29"),
    ("release 29%", "29"),
    ("by 10 times", "10"),
    ("€2024bn", "€2024"),
    ("$2,024", "$2,024"),
    ("2025 bn euros", "2025"),
    ("2024 a month", "2024"),
    ("G7 measures", "7"),
    ("the first half month", "half"),
    ("no one day", "one"),
    ("package 2nd", "2"),
    ("10 per head", "10"),
    ("lost at least 75 to 17 September 2026", "75"),
    ("rose to 12 to 17 September 2026", "12"),
]
"""A quantity where a name might stand."""


@pytest.mark.parametrize(("text", "words"), NEVER_CLASSED)
def test_a_number_with_a_unit_or_a_counted_noun_is_never_classed_away(text, words):
    assert words in [number.words for number in told.quantities(text)]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("on 20 September 2025", "day"),
        ("9 May 2026", "day"),
        ("2026-10-10", "day"),
        ("since March 2025", "month"),
        ("release 29", "release"),
        ("from release 28 to 29", "release"),
        ("package 17", "package"),
        ("Regulation 2024/2642", "act"),
        ("GL 135", "name"),
        ("the G7", "name"),
        ("in 2025,", "year"),
        ("in all,", "whole"),
    ],
)
def test_what_a_number_names_is_told_apart_from_a_quantity(text, kind):
    named = told.classes(text)
    assert [named.get(number.start) for number in told.numbers(text)] == [kind] * len(named) != []


def test_the_first_of_two_days_is_a_day():
    assert told.classes("between 9 and 12 May 2026") == {8: "day of two", 14: "day", 21: "day"}


def test_no_digit_of_a_text_is_outside_of_a_number():
    for key, text in TEXTS.items():
        taken = {place for number in told.numbers(text) for place in range(number.start, number.start + len(number.words))}
        assert {place for place, sign in enumerate(text) if sign.isdigit()} <= taken, key


def test_a_number_is_held_to_the_place_told():
    assert not told.differences("€0.48bn", [0.4829])
    assert told.differences("€0.48bn", [0.4851])
    assert told.differences("nothing at all in all", [0.0004])
    assert told.differences("5 countries, all on a condition", [5, 0.8])
    assert told.differences("5 countries", [5, 6])
    assert told.differences("5 countries", [5, "Norway"])


ALLOWED = {
    "csv",
    "json",
    "decimal",
    "re",
    "datetime",
    "zipfile",
    "xml",
    "functools",
    "pathlib",
    "collections",
    "itertools",
    "dataclasses",
}
ALLOWED |= {"fractions", "statistics", "math", "calendar", "bisect", "operator", "typing", "openpyxl", "tests"}


def test_the_recomputation_shares_no_code_with_the_package():
    for path in sorted(HERE.glob("*.py")):
        if path.name == Path(__file__).name:
            continue
        nodes = list(ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
        names = {alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names}
        names |= {node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)}
        assert {name.split(".")[0] for name in names} <= ALLOWED, path.name
        assert all(name.startswith("tests.recomputation") for name in names if name.startswith("tests")), path.name
