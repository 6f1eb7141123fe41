"""An executed notebook as a story: its words, figures and tables in order, taken from stored outputs."""

import itertools
import re
import shlex
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from nbformat import NotebookNode

from analysis import notebooks
from analysis.errors import StaleNotebook, UnknownName
from analysis.figures.grid import GRID
from analysis.figures.picture import RECORD, VEGA_LITE, Picture

SKIP, CHOSEN = "skip", "briefing"
WIDGET = "application/vnd.jupyter.widget-view+json"
LISTER = "python -m analysis figures --list"


@dataclass(frozen=True)
class Words:
    """Hold Markdown of the notebook, or a computed sentence."""

    text: str


@dataclass(frozen=True)
class Rows:
    """Hold a reader's table as stored."""

    record: dict[str, Any]


Item = Words | Picture | Rows


@dataclass
class Chapter:
    """Hold one notebook: the question it asks and what follows.

    `left` are the numbers of the cells whose outputs show something that no briefing takes.

    >>> Chapter("10-aid", "Who leads?", [Words("Europe does.")]).pictures
    []
    """

    name: str
    title: str
    items: list[Item] = field(default_factory=list)
    left: list[int] = field(default_factory=list, repr=False)

    @property
    def pictures(self) -> list[Picture]:
        """List the chapter's figures in order."""
        return [item for item in self.items if isinstance(item, Picture)]


@dataclass
class Story:
    """Hold chapters in reading order, with the title and the day the numbers speak for.

    >>> chapter = Chapter("10-aid", "Who leads?", [Picture({"id": "aid", "sources": [{"text": "Kiel Institute"}]}, {})] * 2)
    >>> story = Story("Briefing", "Aid data to 30 April 2026", [chapter])
    >>> len(story.pictures), story.sources
    (1, [{'text': 'Kiel Institute'}])
    """

    title: str
    date: str
    chapters: list[Chapter]
    language: str = "en"

    def __post_init__(self) -> None:
        self.chapters = _told_apart(self.chapters)

    @property
    def pictures(self) -> list[Picture]:
        """List each figure once, where it first appears."""
        seen: dict[str, Picture] = {}
        for chapter in self.chapters:
            for picture in chapter.pictures:
                seen.setdefault(picture.id, picture)
        return list(seen.values())

    @property
    def sources(self) -> list[dict[str, str]]:
        """List each source once, in order of first use."""
        found = {source["text"]: source for picture in self.pictures for source in picture.record["sources"]}
        return list(found.values())


def read_chapter(path: Path, notebook: NotebookNode) -> Chapter:
    r"""Take words, figures and tables from a notebook's stored outputs.

    Cells tagged `skip` are left out; where any cell is tagged `briefing`, only those are taken. The title is the last heading
    with which a cell of words begins, or the file's name.
    Raises StaleNotebook naming the first cell whose outputs are missing or are an error.

    >>> from nbformat.v4 import new_markdown_cell, new_notebook
    >>> read_chapter(Path("10-aid.ipynb"), new_notebook(cells=[new_markdown_cell("# Who leads?\nEurope does.")]))
    Chapter(name='10-aid', title='Who leads?', items=[Words(text='Europe does.')])
    """
    refuse_stale(path, notebook)
    chosen = [cell for cell in notebook.cells if _wanted(cell, any(CHOSEN in _tags(one) for one in notebook.cells))]
    title = path.stem
    items: list[Item] = []
    left: list[int] = []
    for cell in chosen:
        if cell.cell_type == "markdown":
            heading, rest = _heading(cell.source)
            title = heading or title
            items += [Words(rest)] if rest.strip() else []
        elif cell.cell_type == "code":
            items += [item for output in cell.outputs if (item := _item(output)) is not None]
            left += [cell.execution_count] if any(_is_left(output) for output in cell.outputs) else []
    return Chapter(path.stem, title, items, left)


def gather(paths: Sequence[Path] = (), title: str = "", date: str = "", language: str = "en") -> Story:
    """Read notebooks, all curated ones if none is named, from their stored outputs; raises StaleNotebook.

    `date` is the day the numbers speak for, in words; title, date and language are put on the story as they are.
    """
    chosen = paths or notebooks.curated()
    return Story(title, date, [read_chapter(path, notebooks.read(path)) for path in chosen], language)


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
        mend = f"run it anew: python -m analysis notebooks {shlex.quote(str(path))}, or add --execute"
        if cell.execution_count is None:
            raise StaleNotebook(f"{place} was never run", mend)
        if cell.execution_count != number:
            raise StaleNotebook(f"{place} was run as number {cell.execution_count}, not {number}", mend)
        if any(output.output_type == "error" for output in cell.outputs):
            raise StaleNotebook(f"{place} holds an error", mend)
        if _promises(cell.source) and not cell.outputs:
            raise StaleNotebook(f"{place} has lost its output", mend)


def only(story: Story, ids: Sequence[str]) -> Story:
    """Keep the figures named, in the notebooks' order, without the words around them; raises UnknownName.

    >>> story = Story("Briefing", "", [Chapter("10-aid", "Who leads?", [Words("Europe."), Picture({"id": "aid"}, {})])])
    >>> only(story, ["aid"]).chapters[0].items[0].id
    'aid'
    """
    known = [picture.id for picture in story.pictures]
    for one in ids:
        if one not in known:
            raise UnknownName("figure", one, known, LISTER)
    chapters = [Chapter(one.name, one.title, [item for item in one.pictures if item.id in ids]) for one in story.chapters]
    return Story(story.title, story.date, [one for one in chapters if one.items], story.language)


def _told_apart(chapters: Sequence[Chapter]) -> list[Chapter]:
    """Give a figure whose id an earlier, different one has an id of its own: its own with -2, -3."""
    known: dict[str, tuple[Any, Any]] = {}

    def named(item: Item) -> Item:
        if not isinstance(item, Picture):
            return item
        drawn = ({key: value for key, value in item.record.items() if key != "id"}, item.spec)
        name = next(one for one in _names(item.id) if known.setdefault(one, drawn) == drawn)
        return item if name == item.id else Picture(item.record | {"id": name}, item.spec, size=item.size)

    return [replace(chapter, items=[named(item) for item in chapter.items]) for chapter in chapters]


def _names(wanted: str) -> Iterator[str]:
    yield wanted
    yield from (f"{wanted}-{number}" for number in itertools.count(2))


def _item(output: NotebookNode) -> Item | None:
    data = output.get("data", {})
    if RECORD in data:
        return Picture(dict(data[RECORD]), dict(data[VEGA_LITE]), _text(data["image/svg+xml"]))
    if GRID in data:
        return Rows(dict(data[GRID]))
    if "text/markdown" in data:
        return Words(_text(data["text/markdown"]))
    return None


def _is_left(output: NotebookNode) -> bool:
    """Say whether an output shows something that no briefing takes; warnings and an explorer's panel do not count."""
    if output.output_type == "stream":
        return bool(output.name == "stdout" and _text(output.text).strip())
    return _item(output) is None and bool(output.get("data")) and WIDGET not in output.data


def _promises(source: str) -> bool:
    return bool(re.match(r"figures\.[\w.]+\(", source.strip().splitlines()[-1]))


def _heading(source: str) -> tuple[str, str]:
    first, _, rest = source.partition("\n")
    return (first[2:].strip(), rest) if first.startswith("# ") else ("", source)


def _wanted(cell: NotebookNode, choosing: bool) -> bool:
    return SKIP not in _tags(cell) and (not choosing or CHOSEN in _tags(cell))


def _tags(cell: NotebookNode) -> Iterable[str]:
    return cell.metadata.get("tags", [])  # type: ignore[no-any-return]


def _text(value: str | list[str]) -> str:
    return value if isinstance(value, str) else "".join(value)
