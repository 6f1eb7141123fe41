"""Save a notebook from JupyterLab in the form that the project keeps, so that reading one changes nothing."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from nbformat import NotebookNode, from_dict
from nbformat.v4.rwbase import rejoin_lines

from analysis.briefing import notebooks
from analysis.charts.picture import VEGA_LITE
from analysis.errors import StaleNotebook

PICTURE = "image/png"
"""What JupyterLab puts beside a chart it has drawn: a picture in other bytes on every machine."""


def keep_stored_form(model: dict[str, Any], path: Path) -> None:
    """Bring a notebook that JupyterLab is about to save at a path into the form of the file there; the model is changed in place.

    A notebook that is not stored in this project's form, and one that is new, is saved as it comes. A cell whose code is that of the
    file, and whose outputs are equal, keeps its outputs and number as stored: a browser writes 0.0 as 0, and adds pictures. A cell
    whose code was changed and whose outputs and number are still those of the file was not run since: it loses its number, so that
    no briefing takes its old chart for what the code says.

    >>> model = {"type": "notebook", "content": {"cells": [], "metadata": {"language_info": {"version": "3.13.0"}}}}
    >>> keep_stored_form(model, Path("gone.ipynb"))
    >>> model["content"]["metadata"]
    {'language_info': {'version': '3.13.0'}}
    """
    if model.get("type") != "notebook" or not isinstance(model.get("content"), dict):
        return
    stored = _stored(path)
    if stored is None:
        return
    # Texts may come as lists of lines, as files have them.
    notebook = notebooks.normalise_outputs(rejoin_lines(from_dict(model["content"])))
    before = {cell.get("id"): cell for cell in stored.cells}
    for cell in notebook.cells:
        for output in cell.get("outputs", []):
            if VEGA_LITE in output.get("data", {}):
                output["data"].pop(PICTURE, None)
        old = before.get(cell.get("id"))
        if old is not None and _shows_the_same(cell, old):
            cell["outputs"], cell["execution_count"] = old["outputs"], old["execution_count"]
        elif old is not None and _was_edited_and_not_run(cell, old):
            cell["execution_count"] = None
    _drop_what_jupyterlab_adds(notebook, before)
    model["content"] = notebook


def _stored(path: Path) -> NotebookNode | None:
    """Read the file that a notebook is saved to, if it is in the form of this project."""
    try:
        notebook = notebooks.read(path)
    except StaleNotebook:
        return None
    form = NotebookNode(kernelspec=NotebookNode(notebooks.KERNEL), language_info=NotebookNode(name="python"))
    return notebook if notebook.metadata == form else None


def _shows_the_same(cell: Mapping[str, Any], old: Mapping[str, Any]) -> bool:
    """Say whether a cell has the code of another and shows the same; numbers that are equal are the same."""
    return _both_code(cell, old) and cell.get("source") == old.get("source") and _has_outputs_of(cell, old)


def _was_edited_and_not_run(cell: Mapping[str, Any], old: Mapping[str, Any]) -> bool:
    """Say whether a cell has other code than in the file beside what the code of the file showed, under its number."""
    if not _both_code(cell, old) or cell.get("source") == old.get("source") or not old["outputs"]:
        return False
    return cell.get("execution_count") == old.get("execution_count") and _has_outputs_of(cell, old)


def _both_code(cell: Mapping[str, Any], old: Mapping[str, Any]) -> bool:
    return cell.get("cell_type") == old.get("cell_type") == "code"


def _has_outputs_of(cell: Mapping[str, Any], old: Mapping[str, Any]) -> bool:
    shown = [[_without_numbers(output) for output in one["outputs"]] for one in (cell, old)]
    return shown[0] == shown[1]


def _without_numbers(output: Mapping[str, Any]) -> dict[str, Any]:
    return {key: part for key, part in output.items() if key not in ("execution_count", "metadata")}


def _drop_what_jupyterlab_adds(notebook: NotebookNode, before: Mapping[str, Mapping[str, Any]]) -> None:
    """Leave out of each cell's metadata how JupyterLab showed it, unless the file says so."""
    for cell in notebook.cells:
        known = before.get(cell.get("id"), {}).get("metadata", {})
        for key in ("collapsed", "scrolled", "jupyter", "trusted", "editable"):
            if key not in known:
                cell.metadata.pop(key, None)
