"""Notebooks to a folder of briefings: page, paper, deck, document and every figure, whole or not at all."""

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

from nbformat import NotebookNode

from analysis import notebooks
from analysis.briefing import deck, document, page, paper
from analysis.briefing.attempts import attempt
from analysis.briefing.dated import dated
from analysis.briefing.story import Chapter, Story, only, read_chapter
from analysis.briefing.wish import Wish, refuse, refuse_file
from analysis.errors import AnalysisError, ExportFault
from analysis.figures.export import save, write_whole
from analysis.figures.picture import Picture

FEW = 3
FIGURE_FORMATS = (".svg", ".png", ".pdf", ".csv", ".json", ".txt")


def brief(
    paths: Sequence[Path], out: Path, wish: Wish, *, execute: bool = False, say: Callable[[str], None] = lambda text: None
) -> list[Path]:
    """Write the briefing of some notebooks into a folder and return the files.

    Works from stored outputs; with `execute` every notebook runs anew first, and the files of the notebooks stay as they are.
    Raises StaleNotebook for a notebook whose outputs are missing, UnknownName for a figure, format, paper or size that does
    not exist, ExportFault where there is nothing to brief on or a file cannot be written; formats that can be written are.
    `say` hears of each format as it is written, of outputs that no briefing takes, and of files that an earlier briefing left.

    >>> brief([], Path("out"), Wish(formats=["html"]))
    Traceback (most recent call last):
    ...
    analysis.errors.ExportFault: the notebooks hold nothing to brief on
      -> write words or figures into them and run them, or take the tag `skip` off a cell
    """
    refuse(wish, FORMATS)
    refuse_file(out)
    stored = {path: notebooks.read(path) for path in paths}
    executed = _executed(paths, say) if execute else stored
    story = _story([read_chapter(path, notebook) for path, notebook in executed.items()], wish)
    if not any(chapter.items for chapter in story.chapters):
        mend = "write words or figures into them and run them, or take the tag `skip` off a cell"
        raise ExportFault("the notebooks hold nothing to brief on", mend)
    # Most of the work is drawing, which leaves Python free meanwhile: two formats at a time are done sooner.
    with ThreadPoolExecutor(2) as pool:
        running = {name: pool.submit(FORMATS[name], story, out, wish) for name in wish.formats}
        try:
            files = attempt([(name, one.result) for name, one in running.items()], lambda name, _: say(f"wrote {name}"))
        finally:
            for chapter in story.chapters:
                if chapter.left:
                    say(_left_out(chapter))
    written = [path for made in files for path in made]
    if old := earlier(out / "figures", written):
        count = f"{len(old)} file{'s' if len(old) > 1 else ''}"
        say(f"{count} of an earlier briefing in {out / 'figures'} not written anew: {_few(old)}; another folder: --out FOLDER")
    return written


def earlier(folder: Path, written: Sequence[Path]) -> list[Path]:
    """List what a folder holds beside the figures just written to it: those of an earlier briefing.

    >>> earlier(Path("no/such/folder"), [Path("no/such/folder/aid.png")])
    []
    """
    here = {path for path in written if path.parent == folder}
    return sorted(set(folder.glob("*.*")) - here) if here else []


def _few(paths: Sequence[Path]) -> str:
    named = ", ".join(path.name for path in paths[:FEW])
    return f"{named} and others" if paths[FEW:] else named


def _left_out(chapter: Chapter) -> str:
    count = f"{len(chapter.left)} cell{'s' if len(chapter.left) > 1 else ''} ({', '.join(map(str, chapter.left))})"
    return (
        f"left out of {chapter.name}.ipynb: the output of {count}: only figures, tables of the package and Markdown go into a "
        "briefing; make a chart a Figure(chart, headline=...)"
    )


def _executed(paths: Sequence[Path], say: Callable[[str], None]) -> dict[Path, NotebookNode]:
    total, count = len(paths), iter(range(1, len(paths) + 1))
    return notebooks.execute_all(
        paths, lambda path, seconds: say(f"[{next(count)}/{total}] ran {path.name} (after {seconds:.0f} s)")
    )


def _story(chapters: list[Chapter], wish: Wish) -> Story:
    story = Story(wish.title, wish.date, chapters, wish.language)
    story = only(story, wish.ids) if wish.ids else story
    return story if wish.date else replace(story, date=dated(story))


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
        saved = list(pool.map(lambda one: _saved(one, out / "figures", wish.size), story.pictures))
    return attempt((name, one.result) for each in saved for name, one in each.items())


def _saved(picture: Picture, folder: Path, size: str) -> dict[str, Future[Path]]:
    """Save a figure in every format, and keep what went wrong for whoever asks."""
    drawn = picture.at(size)
    ended: dict[str, Future[Path]] = {}
    for ending in FIGURE_FORMATS:
        name = f"{picture.id}{ending}"
        one = ended[f"{folder.name}/{name}"] = Future()
        try:
            one.set_result(save(drawn, folder / name))
        except AnalysisError as fault:
            one.set_exception(fault)
    return ended


FORMATS: dict[str, Callable[[Story, Path, Wish], list[Path]]] = {
    "html": _page,
    "pdf": _paper,
    "pptx": _deck,
    "docx": _document,
    "figures": _figures,
}
