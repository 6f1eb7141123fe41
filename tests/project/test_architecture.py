"""docs/architecture.md and docs/api.md say what the code is: both are held to it, in whole or name by name."""

import re
from importlib import import_module

import pytest

from tools import api, rooms
from tools.imports import read_package


@pytest.fixture(scope="module")
def document(root) -> str:
    return (root / "docs/architecture.md").read_text(encoding="utf-8")


def exists(dotted: str) -> bool:
    parts = dotted.split(".")
    for length in range(len(parts), 0, -1):
        try:
            value = import_module(".".join(parts[:length]))
        except ModuleNotFoundError:
            continue
        for name in parts[length:]:
            value = getattr(value, name, None)
        return value is not None
    return False


def test_the_rooms_are_those_of_the_code(root, document):
    block = rooms.render(read_package(root / "analysis"), root / "analysis")
    assert rooms.insert(document, block) == document, "make rooms"


def test_the_picture_shows_an_arrow_only_where_no_longer_way_leads(root):
    drawn = set(re.findall(r"^    (\w+) --> (\w+)$", rooms.render(read_package(root / "analysis")), flags=re.M))
    assert ("groups", "load") in drawn
    assert ("measures", "errors") not in drawn


def test_a_room_more_is_seen_in_the_picture(root):
    uses = read_package(root / "analysis")
    grown = uses | {"analysis.xml_text": [use._replace(importer="analysis.xml_text") for use in uses["analysis.as_of"]]}
    assert "xml_text --> errors" in rooms.render(grown)
    assert "xml_text --> errors" not in rooms.render(uses)


def test_every_function_on_the_way_of_a_number_exists(document):
    steps = re.findall(r"^\| \w* ?\| `(analysis[\w.]+)` \|", document, flags=re.M)
    assert len(steps) >= 15
    assert [step for step in steps if not exists(step)] == []
    assert not exists("analysis.load.nothing")


def test_every_dotted_name_and_path_that_documents_quote_exists(root):
    for document in [root / "README.md", root / "CONTRIBUTING.md", *root.glob("docs/**/*.md")]:
        quoted = re.findall(r"`([^`\n]+)`", document.read_text(encoding="utf-8"))
        names = [name for name in quoted if re.fullmatch(r"analysis(\.\w+)+", name)]
        paths = [name for name in quoted if re.fullmatch(r"(analysis|data|docs|tools|tests|benchmarks)/[\w./-]*", name)]
        assert [name for name in names if not exists(name)] == [], document
        assert [path for path in paths if not (root / path).exists()] == [], document


def test_the_page_of_public_names_is_that_of_the_code(root):
    assert (root / "docs/api.md").read_text(encoding="utf-8") == api.render(), "make api"


def test_every_public_name_is_on_that_page_and_every_figure_has_its_notebook(root):
    page = (root / "docs/api.md").read_text(encoding="utf-8")
    shown = api.names_in_notebooks()
    for name, value in api.public_names():
        assert f"| `{name}(" in page, name
        others = {"figures.guarantees.tile_map", "figures.sanctions.acts.energy"}
        of_explorer = name in {"figures.aid.flows.over_time", "figures.sanctions.counts.over_time"} | others
        of_command = name in {"figures.briefing.between_releases", "figures.briefing.changes"}
        if name.startswith("figures.") and not of_explorer and not of_command:
            assert shown[name], f"{name} is in no notebook: {api.first_line(value)}"
