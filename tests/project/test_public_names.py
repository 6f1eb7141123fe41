"""The public face: what completion shows of a module is what it means to show, and `find` leads to it."""

import ast
import subprocess
import sys
from inspect import getsourcefile, isclass, isfunction, ismodule
from pathlib import Path

import pytest

import analysis
from analysis import find, load
from analysis.errors import AnalysisError
from analysis.search import public_names
from tools.imports import read_package

DRAWN = {"Figure", "Table", "Sentence", "Panel"}
MEASURED = {"pl.DataFrame", "pl.LazyFrame", "Frame", "Instrument", "list[Instrument]"}


def modules(module=analysis) -> list:
    """The module and every module that its public names lead to: from `analysis` on, all that is public."""
    inner = [getattr(module, name) for name in module.__all__]
    return [module, *(one for child in inner if ismodule(child) for one in modules(child))]


def name_of(module) -> str:
    return module.__name__


def definitions(module) -> dict[str, str]:
    """The public functions and classes that a module defines, each with what it returns."""
    tree = ast.parse(Path(getsourcefile(module)).read_text(encoding="utf-8"))
    return {
        node.name: ast.unparse(node.returns) if isinstance(node, ast.FunctionDef) and node.returns else "class"
        for node in tree.body
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")
    }


@pytest.mark.parametrize("module", modules(), ids=name_of)
def test_completion_shows_the_public_names_and_nothing_else(module):
    assert len(set(module.__all__)) == len(module.__all__)
    assert dir(module) == sorted(module.__all__)
    assert [name for name in module.__all__ if name.startswith("_") or not hasattr(module, name)] == []


@pytest.mark.parametrize("module", [one for one in modules() if ".figures." in one.__name__], ids=name_of)
def test_a_module_of_figures_shows_each_figure_table_and_sentence(module):
    drawn = {name for name, returned in definitions(module).items() if returned in DRAWN}
    shown = {name for name in module.__all__ if not ismodule(getattr(module, name))}
    assert drawn <= shown
    assert all(getattr(module, name).__annotations__["return"].__name__ in DRAWN for name in shown)


@pytest.mark.parametrize("module", [one for one in modules() if ".measures." in one.__name__], ids=name_of)
def test_a_module_of_measures_shows_each_measure(module):
    assert {name for name, returned in definitions(module).items() if returned in MEASURED} <= set(module.__all__)


def test_a_loader_a_measure_or_a_figure_is_public_or_used_inside(root):
    used = {(use.target, use.name) for uses in read_package(root / "analysis").values() for use in uses}
    public = {(value.__module__, value.__name__) for _, value in public_names() if isfunction(value) or isclass(value)}
    for path in sorted((root / "analysis").rglob("*.py")):
        dotted = ".".join(path.relative_to(root).with_suffix("").parts)
        if dotted.split(".")[1] not in {"load", "measures", "figures"}:
            continue
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                returned = ast.unparse(node.returns) if node.returns else ""
                if returned in DRAWN | MEASURED:
                    assert (dotted, node.name) in public | used, f"{dotted}.{node.name}"


def test_the_subjects_are_all_that_figures_shows():
    assert dir(analysis.figures) == ["aid", "briefing", "claims", "country", "guarantees", "sanctions", "ships", "timeline"]


def test_every_table_has_a_loader_of_its_name():
    assert {resource["table"] for resource in load.resources()} <= set(load.__all__)


@pytest.mark.slow
def test_all_public_names_can_be_imported_at_once_and_the_explorer_comes_only_when_used():
    code = "import sys, analysis; print('analysis.explore' in sys.modules); print(analysis.explore.aid); from analysis import *; print(find, load, explore)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[0] == "False"
    assert "function aid" in done.stdout
    with pytest.raises(AttributeError, match="no attribute 'explorer'"):
        _ = analysis.explorer


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("loans", "load.loans"),
        ("LOAN", "load.loans"),
        ("disbursements", "load.disbursements"),
        ("howitzer", "load.weapons: column category"),
        ("gdp share", "measures.aid.share_of_gdp"),
        ("pptx", "Figure.save"),
        ("tile map", "figures.guarantees.tile_map"),
        ("countries", "load.countries"),
        ("per head explore", "explore.aid"),
    ],
)
def test_find_leads_to_what_is_meant(words, first):
    assert find(words)[0].where == first


def test_find_needs_every_word_and_puts_names_before_descriptions():
    ships, listed = {match.where for match in find("ships")}, {match.where for match in find("ships listed first")}
    assert listed < ships
    assert all("ships" in match.where for match in find("ships")[:8])


def test_find_prints_lines_that_say_where_and_how_many_more():
    lines = repr(find("month")).splitlines()
    assert lines[-1] == f"... and {len(find('month')) - len(lines) + 1} more"
    assert repr(find("howitzer")).startswith("load.weapons: column category  Category")


def test_find_without_a_match_gives_words_that_help():
    empty = find("shdow fleet")
    assert list(empty) == []
    assert "'shdow fleet'" in repr(empty)
    assert "near words: shadow" in repr(find("shadw")) or "docs/api.md" in repr(empty)
    with pytest.raises(AnalysisError, match="no word to search for"):
        find(" ,;")


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("who changed its mind", "measures.guarantees.changes_of_mind"),
        ("what was paid out", "measures.aid.paid_out"),
        ("number of tanks", "load.weapons: column category"),
        ("how many ships are on lists of all three", "figures.sanctions.sentences.fleet"),
    ],
)
def test_a_question_is_answered_by_its_words_that_name_something(question, answer):
    found = find(question)
    assert answer in [match.where for match in found[:5]]
    assert found.hint == ""


@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("supplemental", "measures.appropriations.left"),
        ("frozen", "measures.assets.held"),
        ("immobilised assets", "load.russian_assets: column kind"),
        ("inflation", "load.price_indices"),
        ("per capita", "measures.aid.over_time"),
    ],
)
def test_a_plain_word_leads_to_what_is_of_its_topic_and_says_so(words, answer):
    found = find(words)
    assert answer in [match.where for match in found[:8]]
    assert found.hint == f"nothing has {words!r}; by words of the same topic:"


@pytest.mark.sampled(6)
@pytest.mark.parametrize(
    ("words", "answer"),
    [
        ("ships listed cumulative quarter", "figures.ships.over_time"),
        ("ships listed cumulative quarter", "figures.sanctions.counts.over_time"),
        ("crossover overtook Europe US", "measures.aid.overtaken_on"),
        ("committed not yet allocated by donor", "measures.aid.to_be_allocated"),
        ("committed allocated gap donor", "measures.aid.to_be_allocated"),
        ("still to be allocated", "measures.aid.to_be_allocated"),
        ("promises not kept", "measures.aid.to_be_allocated"),
        ("troops conditional", "figures.guarantees.tables.conditions"),
        ("JEF", "groups.JOINT_EXPEDITIONARY_FORCE"),
        ("GBP", "load.exchange_rates: column currency"),
        ("smooth monthly", "measures.aid.over_time"),
        ("Trump", "load.events"),
    ],
)
def test_an_analysts_own_words_lead_to_what_is_meant(words, answer):
    assert answer in [match.where for match in find(words)[:5]]


def test_a_name_in_the_rows_alone_is_told_with_the_number_of_rows():
    found = find("Trump")
    number = sum("trump" in " ".join(filter(None, row)).casefold() for row in load.events().select("label", "note").iter_rows())
    assert found.hint == "nothing is named or described by 'Trump'; rows of tables tell of it:"
    assert int(dict(found)["load.events"].split()[0]) >= number > 0


def test_arguments_are_found_and_a_country_is_a_value():
    assert "measures.aid.over_time" in [match.where for match in find("constant prices")]
    assert "measures.aid.over_time" in [match.where for match in find("smooth")]
    assert find("energy Hungary")[0].where == "load.energy_buyers"
    assert 'only="Hungary"' in find("energy Hungary").hint


def test_a_word_too_many_is_told():
    found = find("refugees per country in 2025")
    assert "figures.aid.hosted.by_host" in [match.where for match in found]
    assert repr(found).startswith("nothing has all of 'refugees per country in 2025'; all but one word:\n")
    assert not find("xyzzy plugh")
