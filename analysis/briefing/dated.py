"""A briefing of another day: copies of notebooks in which the day at the top, and nothing else, is another."""

import re
from collections.abc import Callable, Sequence
from pathlib import Path

import nbformat

from analysis.briefing import notebooks
from analysis.errors import AnalysisError, ExportFault

DAY = re.compile(r'^DAY = "\d{4}-\d{2}-\d{2}"$', re.M)
TABLES = "load.snapshot(DAY)"
FIGURE = re.compile(r"figures\.(?!briefing\.)[^\n]*$")
"""A cell that draws a figure, in one line."""


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


def or_not_recorded(draw: Callable[[], object]) -> object:
    """Draw a figure, or say why a day has none of it: what had not begun by then is not recorded.

    >>> from analysis.errors import AnalysisError
    >>> def none() -> None:
    ...     raise AnalysisError("no contribution to PURL had been announced by 31 December 2024", "choose a later day")
    >>> or_not_recorded(none)
    *Not recorded: no contribution to PURL had been announced by 31 December 2024.*
    """
    try:
        return draw()
    except AnalysisError as fault:
        return Markdown(f"*Not recorded: {fault.problem}.*")


class Markdown(str):
    """Hold words that a notebook shows as Markdown.

    >>> Markdown("Europe leads.")
    Europe leads.
    """

    __slots__ = ()

    def _repr_markdown_(self) -> str:
        return str(self)

    def __repr__(self) -> str:
        return str(self)


def _copy(path: Path, folder: Path, day: str, since: str) -> Path:
    notebook = notebooks.read(path)
    for cell in notebook.cells:
        if cell.cell_type == "code" and DAY.search(cell.source):
            cell.source = DAY.sub(f'DAY = "{day}"', cell.source) if day else cell.source
            cell.source = cell.source.replace(TABLES, f'load.snapshot(DAY, since="{since}")') if since else cell.source
            cell.source += f"\n\nfrom {__name__} import or_not_recorded"
        elif cell.cell_type == "code" and FIGURE.match(cell.source):
            cell.source = f"or_not_recorded(lambda: {cell.source})"
    target = folder / path.name
    nbformat.write(notebook, target)
    return target
