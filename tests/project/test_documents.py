"""The documents: what the README promises is there, and its picture is the figure as it stands."""

import re

import nbformat
import polars as pl
import pytest
import yaml

from analysis import load
from analysis.briefing import notebooks
from analysis.briefing.from_notebooks import gather
from analysis.export import figure as export


@pytest.fixture(scope="module")
def readme(root) -> str:
    return (root / "README.md").read_text(encoding="utf-8")


def test_the_readmes_picture_is_the_stored_figure(root, readme, tmp_path):
    name = re.search(r"!\[[^]]+\]\((docs/pictures/(.+)\.svg)\)", readme)
    assert name
    stored = {picture.id: picture for picture in gather().pictures}
    saved = export.save(stored[name.group(2)], tmp_path / "saved.svg").read_text(encoding="utf-8")
    assert (root / name.group(1)).read_text(encoding="utf-8") == saved, "make notebooks"


def test_every_make_target_named_exists(root, readme):
    makefile = (root / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z-]+):.*##", makefile, flags=re.M))
    for document in (readme, (root / "CONTRIBUTING.md").read_text(encoding="utf-8")):
        commands = re.findall(r"`[^`]+`|^    .+$", document, flags=re.M)
        named = {name for command in commands for name in re.findall(r"\bmake ([a-z]+)", command)}
        assert named <= targets


def test_the_readme_says_how_far_listings_are_covered(readme):
    names = {"EU": "the EU", "US": "the United States", "UK": "the United Kingdom", "CA": "Canada", "AU": "Australia"}
    freezes = (
        load.sanctions_coverage()
        .filter(pl.col("measure") == "asset_freeze")
        .group_by("authority")
        .agg(pl.col("last_day").max())
    )
    said = " ".join(readme[readme.index("- Asset freezes are covered") :].split("\n- ")[0].split())
    for authority, last in freezes.cast({"authority": pl.String}).iter_rows():
        assert re.search(rf"{last:%B %Y} for [^,0-9]*{names[authority]}", said), (authority, last)


def test_every_link_inside_leads_somewhere(root):
    for document in [*root.glob("*.md"), *root.glob("docs/**/*.md"), root / "data/README.md"]:
        for target in re.findall(r"\]\((?!https?:|#|mailto:)([^)#]+)", document.read_text(encoding="utf-8")):
            assert (document.parent / target).exists(), f"{document.name}: {target}"


def test_the_readme_lists_every_notebook_with_its_figures_question(readme):
    for path in notebooks.curated():
        assert f"`{path.stem}`" in readme, path.stem
        assert nbformat.read(path, as_version=4).cells[0].source.splitlines()[0].startswith("# ")


def test_the_first_notebook_lists_the_question_of_every_other():
    first, *others = notebooks.curated()
    words = "\n".join(cell.source for cell in nbformat.read(first, as_version=4).cells if cell.cell_type == "markdown")
    for path in others:
        question = nbformat.read(path, as_version=4).cells[0].source.splitlines()[0].removeprefix("# ")
        assert f"| [`{path.stem}`]({path.name}) | {question} |" in words, path.stem


def test_the_figures_named_in_the_readme_exist(readme):
    known = {picture.id for picture in gather().pictures}
    assert set(re.findall(r"figures export ([a-z-]+)", readme)) <= known


def test_the_readmes_example_runs(readme):
    example = re.search(r"```python\n(from analysis.*?)```", readme, flags=re.S)
    assert example
    exec(compile(example.group(1), "README.md", "exec"), {})


@pytest.mark.parametrize("title", ["A chart of your own", "Your own numbers"])
def test_what_the_readme_tells_of_own_charts_and_numbers_runs(readme, title, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "ministry.csv").write_text("month;amount\n2025-01;1.204,5\n2025-02;310,25\n", encoding="utf-8")
    section = readme[readme.index(f"## {title}") :]
    example = re.search(r"```python\n(.*?)```", section, flags=re.S)[1].replace("https://...", "https://example.org")
    names: dict[str, object] = {}
    exec(compile(example, "README.md", "exec"), names)
    if "figure" in names:
        assert names["figure"].record()["native"]["form"] == "column"
    else:
        assert names["both"]["release"].n_unique() == 2


def test_the_citation_file_agrees_with_the_package(root):
    import analysis

    cited = yaml.safe_load((root / "CITATION.cff").read_text(encoding="utf-8"))
    assert cited["version"] == analysis.__version__
    assert f"## {analysis.__version__}" in (root / "CHANGELOG.md").read_text(encoding="utf-8")


def test_the_cookbook_answers_in_few_lines_and_links_the_tests_of_what_is_clicked(root):
    cells = nbformat.read(root / "docs/cookbook.ipynb", 4).cells
    code = [cell.source for cell in cells if cell.cell_type == "code"]
    assert len(code) >= 12
    for source in code[1:]:
        assert len([line for line in source.splitlines() if line.strip()]) <= 6, source
    asked = (
        "in_dollars",
        "NORDIC_BALTIC_EIGHT",
        "smooth=3",
        "revisions",
        "regime_name",
        "ships.listed",
        "changes_of_mind",
        "load.own",
        'without("GBR")',
        "marks.events",
    )
    assert [one for one in asked if one not in "".join(code)] == []
    linked = re.findall(r"\]\((\.\./tests/[^)]+)\)", "".join(cell.source for cell in cells if cell.cell_type == "markdown"))
    assert len(linked) >= 8
    for one in linked:
        assert "def test_" in (root / "docs" / one).read_text(encoding="utf-8"), one
