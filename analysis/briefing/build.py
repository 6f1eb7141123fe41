"""Notebooks to a folder of briefings: page, paper, deck, document and every figure, whole or not at all."""

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from nbformat import NotebookNode

from analysis.briefing import notebooks
from analysis.briefing.dateline import dateline
from analysis.briefing.from_notebooks import read_chapter
from analysis.briefing.options import BriefingOptions, refuse_file, validate
from analysis.charts.picture import Picture
from analysis.errors import AnalysisError, ExportFault
from analysis.export import docx, html, pdf, pptx
from analysis.export.figure import save
from analysis.export.story import Chapter, Story, only
from analysis.storage.atomic import write_atomically

FEW = 3
FIGURE_FORMATS = (".svg", ".png", ".pdf", ".csv", ".json", ".txt")


def build_briefing(
    paths: Sequence[Path],
    out: Path,
    options: BriefingOptions,
    *,
    execute: bool = False,
    say: Callable[[str], None] = lambda text: None,
) -> list[Path]:
    """Write the briefing of some notebooks into a folder and return the files.

    Works from stored outputs; with `execute` every notebook runs anew first, and the files of the notebooks stay as they are.
    Raises StaleNotebook for a notebook whose outputs are missing, UnknownName for a figure, format, paper or size that does
    not exist, ExportFault where there is nothing to brief on or a file cannot be written; formats that can be written are.
    `say` hears of each format as it is written, of outputs that no briefing takes, and of files that an earlier briefing left.

    >>> build_briefing([], Path("out"), BriefingOptions(formats=["html"]))
    Traceback (most recent call last):
    ...
    analysis.errors.ExportFault: the notebooks hold nothing to brief on
      -> write words or figures into them and run them, or take the tag `skip` off a cell
    """
    validate(options, FORMATS)
    refuse_file(out)
    stored = {path: notebooks.read(path) for path in paths}
    executed = _executed(paths, say) if execute else stored
    story = _story([read_chapter(path, notebook) for path, notebook in executed.items()], options)
    if not any(chapter.items for chapter in story.chapters):
        mend = "write words or figures into them and run them, or take the tag `skip` off a cell"
        raise ExportFault("the notebooks hold nothing to brief on", mend)
    # Most of the work is drawing, which leaves Python free meanwhile: two formats at a time are done sooner.
    with ThreadPoolExecutor(2) as pool:
        running = {name: pool.submit(FORMATS[name], story, out, options) for name in options.formats}
        try:
            files = run_all([(name, one.result) for name, one in running.items()], lambda name, _: say(f"wrote {name}"))
        finally:
            for chapter in story.chapters:
                if chapter.left_out:
                    say(_left_out(chapter))
    written = [path for made in files for path in made]
    if old := earlier_files(out / "figures", written):
        count = f"{len(old)} file{'s' if len(old) > 1 else ''}"
        say(f"{count} of an earlier briefing in {out / 'figures'} not written anew: {_few(old)}; another folder: --out FOLDER")
    return written


def earlier_files(folder: Path, written: Sequence[Path]) -> list[Path]:
    """List what a folder holds beside the figures just written to it: those of an earlier briefing.

    >>> earlier_files(Path("no/such/folder"), [Path("no/such/folder/aid.png")])
    []
    """
    here = {path for path in written if path.parent == folder}
    return sorted(set(folder.glob("*.*")) - here) if here else []


def _few(paths: Sequence[Path]) -> str:
    named = ", ".join(path.name for path in paths[:FEW])
    return f"{named} and others" if paths[FEW:] else named


def _left_out(chapter: Chapter) -> str:
    count = f"{len(chapter.left_out)} cell{'s' if len(chapter.left_out) > 1 else ''} ({', '.join(map(str, chapter.left_out))})"
    return (
        f"left out of {chapter.name}.ipynb: the output of {count}: only figures, tables of the package and Markdown go into a "
        "briefing; make a chart a Figure(chart, headline=...)"
    )


def _executed(paths: Sequence[Path], say: Callable[[str], None]) -> dict[Path, NotebookNode]:
    total, count = len(paths), iter(range(1, len(paths) + 1))
    return notebooks.execute_all(
        paths, lambda path, seconds: say(f"[{next(count)}/{total}] ran {path.name} (after {seconds:.0f} s)")
    )


def _story(chapters: list[Chapter], options: BriefingOptions) -> Story:
    story = Story(options.title, options.date, chapters, options.language)
    story = only(story, options.ids) if options.ids else story
    return story if options.date else replace(story, date=dateline(story))


def _page(story: Story, out: Path, options: BriefingOptions) -> list[Path]:
    return [write_atomically(out / "briefing.html", html.render_story(story))]


def _paper(story: Story, out: Path, options: BriefingOptions) -> list[Path]:
    return [write_atomically(out / "briefing.pdf", pdf.render_story(story, options.paper))]


def _deck(story: Story, out: Path, options: BriefingOptions) -> list[Path]:
    return [
        write_atomically(out / "briefing.pptx", pptx.render_story(story, pictures=options.pictures, template=options.template))
    ]


def _document(story: Story, out: Path, options: BriefingOptions) -> list[Path]:
    return [write_atomically(out / "briefing.docx", docx.render_story(story))]


def _figures(story: Story, out: Path, options: BriefingOptions) -> list[Path]:
    with ThreadPoolExecutor() as pool:
        saved = list(pool.map(lambda one: _saved(one, out / "figures", options.size), story.pictures))
    return run_all((name, one.result) for each in saved for name, one in each.items())


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


FORMATS: dict[str, Callable[[Story, Path, BriefingOptions], list[Path]]] = {
    "html": _page,
    "pdf": _paper,
    "pptx": _deck,
    "docx": _document,
    "figures": _figures,
}


Made = TypeVar("Made")


class ExportErrors(ExportFault):
    """Several things of which some could not be written; `faults` says which and why."""

    def __init__(self, faults: dict[str, AnalysisError]) -> None:
        self.faults = faults
        names: dict[str, list[str]] = {}
        for name, fault in faults.items():
            names.setdefault(fault.problem, []).append(name)
        problem = "; ".join(f"{', '.join(those)} not written: {what}" for what, those in names.items())
        super().__init__(problem, "; ".join(dict.fromkeys(fault.mend for fault in faults.values())))


def run_all(
    jobs: Iterable[tuple[str, Callable[[], Made]]], done: Callable[[str, Made], None] = lambda name, made: None
) -> list[Made]:
    """Do every job and return what they made; `done` hears of each that ended well.

    Raises Unwritten at the end, which names every job that failed and why.

    >>> run_all([("pdf", lambda: b"%PDF")])
    [b'%PDF']
    """
    results: list[Made] = []
    faults: dict[str, AnalysisError] = {}
    for name, job in jobs:
        try:
            made = job()
        except ExportErrors as fault:
            faults |= fault.faults
        except AnalysisError as fault:
            faults[name] = fault
        else:
            results.append(made)
            done(name, made)
    if faults:
        raise ExportErrors(faults) from next(iter(faults.values()))
    return results
