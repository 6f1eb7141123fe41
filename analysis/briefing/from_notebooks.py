"""Read executed notebooks as chapters of a story: their words, figures and tables in order, from stored outputs."""

import re
import shlex
from collections.abc import Iterable, Sequence
from pathlib import Path

from nbformat import NotebookNode

from analysis.briefing import notebooks
from analysis.briefing.stored import joined, read_picture, read_points, read_rows
from analysis.charts.picture import PANEL, RECORD, TABLE
from analysis.errors import AnalysisError, StaleNotebook
from analysis.export.story import Chapter, Item, Story, Words

SKIP, CHOSEN = "skip", "briefing"
WIDGET = "application/vnd.jupyter.widget-view+json"


def read_chapter(path: Path, notebook: NotebookNode) -> Chapter:
    r"""Read words, figures and tables from a notebook's stored outputs.

    Cells tagged `skip` are left out; where any cell is tagged `briefing`, only those are taken. The title is the last heading
    with which a cell of words begins, or the file's name.
    Raises StaleNotebook naming the first cell whose outputs are missing, are an error or are no figure or table of this package.

    >>> from nbformat.v4 import new_markdown_cell, new_notebook
    >>> read_chapter(Path("10-aid.ipynb"), new_notebook(cells=[new_markdown_cell("# Who leads?\nEurope does.")]))
    Chapter(name='10-aid', title='Who leads?', items=[Words(text='Europe does.')])
    """
    refuse_stale(path, notebook)
    choosing = any(CHOSEN in _tags(cell) for cell in notebook.cells)
    title = path.stem
    items: list[Item] = []
    left_out: list[int] = []
    for cell in notebook.cells:
        if SKIP in _tags(cell) or (choosing and CHOSEN not in _tags(cell)):
            continue
        if cell.cell_type == "markdown":
            heading, rest = _heading(cell.source)
            title = heading or title
            items += [Words(rest)] if rest.strip() else []
        elif cell.cell_type == "code":
            taken = _items(path, cell)
            items += [item for item in taken if item is not None]
            is_left_out = any(item is None and _shows(output) for item, output in zip(taken, cell.outputs, strict=True))
            left_out += [cell.execution_count] if is_left_out else []
    return Chapter(path.stem, title, items, left_out)


def gather(paths: Sequence[Path] = (), title: str = "", date: str = "", language: str = "en") -> Story:
    """Read notebooks, all curated ones if none is named, from their stored outputs; raises StaleNotebook.

    `date` is the day the numbers speak for, in words; title, date and language are put on the story as they are.
    """
    chosen = [(path, notebooks.read(path)) for path in paths or notebooks.curated()]
    return Story(title, date, [read_chapter(*pair) for pair in chosen if has_chapter(pair[1])], language)


def has_chapter(notebook: NotebookNode) -> bool:
    """Say whether a notebook is a chapter: one of which every cell is tagged `skip`, such as a workbench, is none.

    >>> from nbformat.v4 import new_markdown_cell, new_notebook
    >>> has_chapter(new_notebook(cells=[new_markdown_cell("# Try it", metadata={"tags": ["skip"]})]))
    False
    """
    return any(SKIP not in _tags(cell) for cell in notebook.cells)


def refuse_stale(path: Path, notebook: NotebookNode) -> None:
    """Raise StaleNotebook when the outputs cannot be those of the cells: never run, run out of order, or failed.

    >>> from nbformat.v4 import new_code_cell, new_notebook
    >>> refuse_stale(Path("10-aid.ipynb"), new_notebook(cells=[new_code_cell("figures.aid()")]))
    Traceback (most recent call last):
    ...
    analysis.errors.StaleNotebook: 10-aid.ipynb, code cell 1 ('figures.aid()') was never run
      -> run it anew: python -m analysis notebooks 10-aid.ipynb, or add --execute
    """
    code = [cell for cell in notebook.cells if cell.cell_type == "code" and cell.source.strip()]
    for number, cell in enumerate(code, 1):
        place = f"{path.name}, code cell {number} ({cell.source.strip().splitlines()[-1][:60]!r})"
        fix = f"run it anew: {_command(path)}"
        if cell.execution_count is None:
            why = "was changed and not run since" if cell.outputs else "was never run"
            raise StaleNotebook(f"{place} {why}", fix)
        if cell.execution_count != number:
            raise StaleNotebook(f"{place} was run as number {cell.execution_count}, not {number}", fix)
        if any(output.output_type == "error" for output in cell.outputs):
            raise StaleNotebook(f"{place} holds an error", fix)
        if _shows_figure(cell.source) and not cell.outputs:
            raise StaleNotebook(f"{place} has lost its output", fix)


def _items(path: Path, cell: NotebookNode) -> list[Item | None]:
    """Give what a briefing takes of each output of a cell; None for one that it does not take."""
    try:
        return [_item(output) for output in cell.outputs]
    except AnalysisError as fault:
        fix = f"run it anew: {_command(path)}"
        raise StaleNotebook(f"{path.name}, code cell {cell.execution_count}: {fault.problem}", fix) from fault


def _item(output: NotebookNode) -> Item | None:
    data = output.get("data", {})
    if RECORD in data:
        return read_picture(data)
    if TABLE in data:
        return read_rows(data)
    if PANEL in data:
        return read_points(data)
    if "text/markdown" in data:
        return Words(joined(data["text/markdown"]))
    return None


def _shows(output: NotebookNode) -> bool:
    """Say whether an output shows something; warnings and an explorer's panel do not count."""
    if output.output_type == "stream":
        return bool(output.name == "stdout" and joined(output.text).strip())
    return bool(output.get("data")) and WIDGET not in output.data


def _command(path: Path) -> str:
    return f"python -m analysis notebooks {shlex.quote(str(path))}, or add --execute"


def _shows_figure(source: str) -> bool:
    return bool(re.match(r"figures\.[\w.]+\(", source.strip().splitlines()[-1]))


def _heading(source: str) -> tuple[str, str]:
    first, _, rest = source.partition("\n")
    return (first[2:].strip(), rest) if first.startswith("# ") else ("", source)


def _tags(cell: NotebookNode) -> Iterable[str]:
    return cell.metadata.get("tags", [])  # type: ignore[no-any-return]
