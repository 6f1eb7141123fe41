"""The order of the rooms: which module may import which, by every form of import and at every depth."""

import ast
import shutil

import pytest

from tools import rooms
from tools.imports import find_circles, read_package

FILES = {"csv", "io", "json", "os", "pathlib", "shutil", "tempfile", "urllib", "zipfile"}
"""Modules of Python that a measure, which reads no file, has no use for."""


@pytest.fixture(scope="module")
def uses(root):
    return read_package(root / "analysis")


@pytest.fixture
def copy(root, tmp_path):
    return shutil.copytree(
        root / "analysis", tmp_path / "analysis", ignore=shutil.ignore_patterns("__pycache__", "assets", "fonts")
    )


def exceptions(root) -> set[tuple[str, str]]:
    return rooms.read_exceptions((root / "docs/architecture.md").read_text(encoding="utf-8"))


def test_rooms_import_only_what_they_may(root, uses):
    assert rooms.find_violations(uses, exceptions(root)) == []


def test_arrows_run_down_only():
    for allowed in (rooms.MAY_IMPORT, rooms.MAY_IMPORT_INSIDE):
        order = list(allowed)
        for importer, targets in allowed.items():
            assert all(order.index(target) > order.index(importer) for target in targets.split()), importer
    assert all(target in rooms.MAY_IMPORT[importer].split() for importer, target in rooms.ONLY)


def test_every_room_has_a_place_in_the_order(root, uses):
    assert {rooms.room(module) for module in uses} == set(rooms.MAY_IMPORT)
    assert len(rooms.MAY_IMPORT.keys() - {"__init__", "__main__"}) <= 18


def test_what_must_never_be_imported_is_not_allowed_by_a_slip_of_the_table():
    never = {
        "measures": "charts figures export",
        "figures": "sources pipeline briefing",
        "export": "figures measures",
        "sources": "load measures figures storage pipeline",
        "load": "measures figures sources",
    }
    for importer, targets in never.items():
        assert not set(targets.split()) & set(rooms.MAY_IMPORT[importer].split()), importer


@pytest.mark.sampled(5)
@pytest.mark.parametrize(
    ("module", "line", "problem"),
    [
        ("measures/gaps", "from analysis import briefing", "measures may not import briefing"),
        ("measures/gaps", "import analysis.briefing", "measures may not import briefing"),
        ("measures/gaps", "def late():\n    from analysis import briefing", "measures may not import briefing"),
        ("measures/gaps", "class Late:\n    def read(self):\n        import analysis.briefing.build", "may not import briefing"),
        ("measures/gaps", "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from analysis.figures.figure import Figure", "measures may not import figures"),
        ("measures/gaps", "try:\n    from analysis.charts import theme\nexcept ImportError:\n    pass", "measures may not import charts"),
        ("measures/gaps", "from .. import charts", "measures may not import charts"),
        ("measures/gaps", "from ..charts.theme import INK", "measures may not import charts"),
        ("measures/gaps", "import importlib\nimportlib.import_module('analysis.charts.theme')", "measures may not import charts"),
        ("measures/gaps", "from importlib import import_module as get\nget('..charts', 'analysis.measures')", "measures may not import charts"),
        ("measures/gaps", "__import__('analysis.charts')", "measures may not import charts"),
        ("measures/gaps", "__import__('analysis.' + 'charts')", "imports a module whose name is not written out"),
        ("measures/gaps", "from analysis import Figure", "measures may not import __init__"),
        ("measures/gaps", "import analysis\nanalysis.charts.theme.INK", "measures may not import charts"),
        ("measures/gaps", "from analysis import *", "measures may not import __init__"),
        ("measures/flows", "load.aid()", "measures may take of load"),
        ("measures/gaps", "from analysis import load as tables\ntables.aid()", "measures may take of load"),
        ("measures/gaps", "from analysis import load\nread = load", "not the whole module"),
        ("measures/gaps", "from analysis.load import *", "not the whole module"),
        ("measures/gaps", "from analysis.load.tracker import aid", "measures may take of load"),
        ("sources/kiel/amounts", "import analysis.explore as x", "sources may not import explore"),
        ("sources/reading/days", "from analysis.sources.kiel import columns", "sources.reading may not import sources.kiel"),
        ("figures/ships", "from analysis.sources.lists import uk", "figures may not import sources"),
        ("figures/aid/lead", "from analysis.pipeline.build import build", "figures may not import pipeline"),
        ("figures/aid/lead", "from analysis.figures import ships", "figures.aid may not import figures.ships"),
        ("export/html", "from analysis.figures.figure import Figure", "export may not import figures"),
        ("charts/theme", "from analysis.measures import aid", "charts may not import measures"),
        ("errors", "from analysis.storage import reader", "circle of rooms: countries, errors, storage, tables"),
        ("measures/frames", "from analysis.measures import flows", "circle of modules: analysis.measures.blocs, analysis.measures.coverage, analysis.measures.flows, analysis.measures.frames"),
        ("measures/frames", "def late():\n    from analysis.measures import flows", "circle of modules: analysis.measures.blocs, analysis.measures.coverage, analysis.measures.flows"),
        ("figures/law", "", "figures.law has no place in MAY_IMPORT_INSIDE"),
        ("law", "from analysis import errors", "the room law has no place in MAY_IMPORT"),
    ],
)  # fmt: skip
def test_a_planted_import_is_caught(root, copy, module, line, problem):
    path = copy / f"{module}.py"
    text = path.read_text(encoding="utf-8") if path.exists() else "from analysis.figures import figure\n"
    path.write_text(f"{text}\n\n{line}\n", encoding="utf-8")
    assert any(problem in found for found in rooms.find_violations(read_package(copy), exceptions(root)))


def test_an_exception_nobody_needs_is_caught(uses, root):
    stale = {("analysis.load", "analysis.charts.theme")}
    assert any("is not there" in found for found in rooms.find_violations(uses, exceptions(root) | stale))


def test_an_exception_excuses_one_module_and_one_target_alone(root, copy):
    excused, target = sorted(exceptions(root))[0]
    other = copy.parent / f"{excused.rpartition('.')[0].replace('.', '/')}/__init__.py"
    other.write_text(f"{other.read_text(encoding='utf-8')}\nimport {target}\n", encoding="utf-8")
    assert len(rooms.find_violations(read_package(copy), exceptions(root))) == 1


def test_a_circle_over_several_is_named_whole():
    assert find_circles({"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}}) == [["a", "b", "c"]]


def test_measures_read_no_file(root):
    for path in sorted((root / "analysis/measures").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [alias.name for alias in getattr(node, "names", [])] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not {name.partition(".")[0] for name in names} & FILES, f"{path.name} imports {names}"
            called = node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
            assert not called.startswith(("read_", "scan_", "write_", "sink_")), f"{path.name} calls {called}"
            assert called != "open", path.name
