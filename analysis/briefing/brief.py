"""Notebooks to a folder of briefings: page, paper, deck, document and every figure, whole or not at all."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from analysis import load, notebooks
from analysis.briefing import deck, document, page, paper
from analysis.briefing.story import Chapter, Story, only, read_chapter
from analysis.errors import ExportFault, UnknownName
from analysis.figures import theme
from analysis.figures.cite import day
from analysis.figures.export import save_all, write_whole

FIGURE_FORMATS = (".svg", ".png", ".pdf", ".csv", ".json", ".txt")
TITLE = "Europe and the United States for Ukraine"


@dataclass(frozen=True)
class Wish:
    """Say what a briefing is to be: formats, figures, title and looks.

    `formats` are keys of FORMATS and `ids` the figures wanted (none means all). Without `date` the numbers speak for the
    cut-off of the default release. `paper` is a4 or letter; `pictures` and `template` are those of the deck, `size` that of
    figures of their own.
    """

    formats: Sequence[str] = ("html", "pdf", "pptx", "docx", "figures")
    ids: Sequence[str] = ()
    title: str = TITLE
    date: str = ""
    language: str = "en"
    paper: str = "a4"
    pictures: bool = False
    template: Path | None = None
    size: str = "page"


def brief(
    paths: Sequence[Path], out: Path, wish: Wish, *, execute: bool = False, say: Callable[[str], None] = lambda text: None
) -> list[Path]:
    """Write the briefing of some notebooks into a folder and return the files.

    Works from stored outputs; with `execute` every notebook runs anew first, and the files of the notebooks stay as they are.
    Raises StaleNotebook for a notebook whose outputs are missing, UnknownName for a figure, format, paper or size that does
    not exist, ExportFault where there is nothing to brief on or a file cannot be written.

    >>> brief([], Path("out"), Wish(formats=["html"]))
    Traceback (most recent call last):
    ...
    analysis.errors.ExportFault: the notebooks hold nothing to brief on
      -> run them, or take the tag `skip` off a cell
    """
    for name in wish.formats:
        if name not in FORMATS:
            raise UnknownName("format", name, FORMATS)
    theme.size(wish.size)
    executed = _executed(paths, say) if execute else {path: nbformat.read(path, as_version=4) for path in paths}
    story = _story([read_chapter(path, notebook) for path, notebook in executed.items()], wish)
    if not story.chapters:
        raise ExportFault("the notebooks hold nothing to brief on", "run them, or take the tag `skip` off a cell")
    files: list[Path] = []
    # Most of the work is drawing, which leaves Python free meanwhile: two formats at a time are done sooner.
    with ThreadPoolExecutor(2) as pool:
        for name, made in zip(wish.formats, pool.map(lambda one: FORMATS[one](story, out, wish), wish.formats), strict=True):
            files += made
            say(f"wrote {name}")
    return files


def _executed(paths: Sequence[Path], say: Callable[[str], None]) -> dict[Path, NotebookNode]:
    total, count = len(paths), iter(range(1, len(paths) + 1))
    return notebooks.execute_all(paths, lambda path, seconds: say(f"[{next(count)}/{total}] ran {path.name} ({seconds:.0f} s)"))


def _story(chapters: list[Chapter], wish: Wish) -> Story:
    story = Story(wish.title, wish.date or f"Aid data to {day(load.cutoff())}", chapters, wish.language)
    return only(story, wish.ids) if wish.ids else story


def _page(story: Story, out: Path, wish: Wish) -> list[Path]:
    return [write_whole(out / "briefing.html", page.page(story).encode())]


def _paper(story: Story, out: Path, wish: Wish) -> list[Path]:
    return [write_whole(out / "briefing.pdf", paper.paper(story, wish.paper))]


def _deck(story: Story, out: Path, wish: Wish) -> list[Path]:
    return [write_whole(out / "briefing.pptx", deck.deck(story, pictures=wish.pictures, template=wish.template))]


def _document(story: Story, out: Path, wish: Wish) -> list[Path]:
    return [write_whole(out / "briefing.docx", document.document(story))]


def _figures(story: Story, out: Path, wish: Wish) -> list[Path]:
    with ThreadPoolExecutor() as pool:
        written = list(pool.map(lambda one: save_all(one.at(wish.size), out / "figures", FIGURE_FORMATS), story.pictures))
    return [path for paths in written for path in paths]


FORMATS: dict[str, Callable[[Story, Path, Wish], list[Path]]] = {
    "html": _page,
    "pdf": _paper,
    "pptx": _deck,
    "docx": _document,
    "figures": _figures,
}
