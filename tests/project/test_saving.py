"""What JupyterLab is about to save is stored in the project's form: reading a notebook changes no byte of it."""

import json
import shutil
from copy import deepcopy
from pathlib import Path

import nbformat
import pytest

from analysis.briefing import notebooks
from analysis.briefing.from_notebooks import read_chapter
from analysis.briefing.saving import keep_stored_form
from analysis.charts.picture import VEGA_LITE
from analysis.errors import StaleNotebook

PATHS = [*notebooks.curated(), *notebooks.guides()]


def as_a_browser_writes(value):
    """Numbers as JavaScript has them: 0.0 is 0."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, dict):
        return {key: as_a_browser_writes(part) for key, part in value.items()}
    return [as_a_browser_writes(part) for part in value] if isinstance(value, list) else value


def as_jupyterlab_saves(path: Path) -> dict:
    """The notebook after it was opened and run: with pictures, times, versions and other counts."""
    content = as_a_browser_writes(json.loads(path.read_text(encoding="utf-8")))
    content["metadata"]["language_info"] |= {"version": "3.13.0", "file_extension": ".py"}
    content["metadata"]["widgets"] = {}
    for cell in content["cells"]:
        cell["metadata"] |= {"trusted": True, "scrolled": True}
        cell["source"] = "".join(cell["source"])
        if cell["cell_type"] == "code":
            cell["metadata"]["execution"] = {"iopub.status.busy": "2026-11-30T12:00:00Z"}
            cell["execution_count"] = (cell["execution_count"] or 0) + 20
        for output in cell.get("outputs", []):
            output.setdefault("metadata", {})["image/png"] = {"width": 600}
            if "execution_count" in output:
                output["execution_count"] = cell["execution_count"]
            for kind, data in output.get("data", {}).items():
                output["data"][kind] = "".join(data) if isinstance(data, list) and kind.startswith("text/") else data
            if VEGA_LITE in output.get("data", {}):
                output["data"]["image/png"] = "iVBORw0KGgo="
    return {"type": "notebook", "content": content}


def saved(model: dict) -> str:
    """What the server writes of a model."""
    return nbformat.writes(nbformat.from_dict(model["content"])) + "\n"


@pytest.mark.sampled(10)
@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_a_notebook_that_was_read_and_run_is_stored_as_it_was(path):
    model = as_jupyterlab_saves(path)
    assert saved(model) != path.read_text(encoding="utf-8")
    keep_stored_form(model, path)
    assert saved(model) == path.read_text(encoding="utf-8")


@pytest.fixture
def start(tmp_path) -> Path:
    return Path(shutil.copy(PATHS[0], tmp_path))


def test_what_the_analyst_changes_is_saved(start):
    model = as_jupyterlab_saves(start)
    model["content"]["cells"][0]["source"] = "# Other words?"
    model["content"]["cells"][4]["outputs"] = []
    keep_stored_form(model, start)
    cells = model["content"]["cells"]
    assert cells[0]["source"] == "# Other words?"
    assert cells[4]["outputs"] == []
    assert cells[6]["outputs"] == nbformat.read(start, 4).cells[6].outputs


def test_a_cell_changed_and_not_run_since_is_refused_by_a_briefing(start):
    model = json.loads(start.read_text(encoding="utf-8"))
    cell = next(cell for cell in model["cells"] if cell["cell_type"] == "code" and cell["outputs"])
    cell["source"] = [*cell["source"], "\n# other code"]
    saved_as = {"type": "notebook", "content": model}
    for _ in range(2):  # JupyterLab saves again and again, and knows nothing of what was stored
        keep_stored_form(saved_as, start)
        start.write_text(saved(saved_as), encoding="utf-8")
        with pytest.raises(
            StaleNotebook, match=r"was changed and not run since\n  -> run it anew: python -m analysis notebooks"
        ):
            read_chapter(start, notebooks.read(start))
        saved_as["content"]["cells"][model["cells"].index(cell)]["execution_count"] = cell["execution_count"]


def test_another_number_in_an_output_is_saved(start):
    model = as_jupyterlab_saves(start)
    model["content"]["cells"][4]["outputs"][0]["data"]["text/plain"] = "another"
    keep_stored_form(model, start)
    output = model["content"]["cells"][4]["outputs"][0]
    assert output["data"]["text/plain"] == "another"
    assert "image/png" not in output["data"]


def test_a_notebook_of_ones_own_is_saved_as_it_comes(start, tmp_path):
    own = json.loads(start.read_text())
    own["metadata"]["mine"] = "kept"
    start.write_text(json.dumps(own))
    for path in (start, tmp_path / "new.ipynb"):
        model = as_jupyterlab_saves(PATHS[0])
        before = deepcopy(model)
        keep_stored_form(model, path)
        assert model == before


def test_other_files_pass():
    model = {"type": "file", "content": "text"}
    keep_stored_form(model, PATHS[0])
    assert model == {"type": "file", "content": "text"}
