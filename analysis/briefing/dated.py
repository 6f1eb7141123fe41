"""A briefing of another day: copies of notebooks in which the day at the top, and nothing else, is another."""

import re
from collections.abc import Sequence
from pathlib import Path

import nbformat

from analysis.briefing import notebooks
from analysis.errors import ExportFault

DAY = re.compile(r'^DAY = "\d{4}-\d{2}-\d{2}"$', re.M)
TABLES = "load.snapshot(DAY)"


def has_day(path: Path) -> bool:
    """Say whether a notebook has a day at its top.

    >>> [path.stem for path in notebooks.curated() if has_day(path)]
    ['05-briefing']
    """
    return any(DAY.search(cell.source) for cell in notebooks.read(path).cells if cell.cell_type == "code")


def dated_copies(paths: Sequence[Path], folder: Path, day: str, since: str) -> list[Path]:
    """Write copies of those notebooks that have a day at their top, with another day and another last issue.

    `day` and `since` are ISO days, empty for that of the notebook and for the month before. Raises ExportFault where no notebook
    has a day.

    >>> dated_copies([], Path("build"), "2026-06-30", "")
    Traceback (most recent call last):
    ...
    analysis.errors.ExportFault: no notebook has a day at its top, so none can be as of 2026-06-30
      -> name one that has: notebooks/05-briefing.ipynb
    """
    dated = [path for path in paths if has_day(path)]
    if not dated:
        problem = f"no notebook has a day at its top, so none can be as of {day or since}"
        raise ExportFault(problem, "name one that has: notebooks/05-briefing.ipynb")
    return [_copy(path, folder, day, since) for path in dated]


def _copy(path: Path, folder: Path, day: str, since: str) -> Path:
    notebook = notebooks.read(path)
    for cell in notebook.cells:
        if cell.cell_type == "code" and DAY.search(cell.source):
            cell.source = DAY.sub(f'DAY = "{day}"', cell.source) if day else cell.source
            cell.source = cell.source.replace(TABLES, f'load.snapshot(DAY, since="{since}")') if since else cell.source
    target = folder / path.name
    nbformat.write(notebook, target)
    return target
