"""Notebooks to a folder of briefings: page, paper, deck, document, workbook and every figure, each complete or not there at all."""

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import partial
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

from nbformat import NotebookNode

from analysis.briefing import notebooks
from analysis.briefing.dated import dated_copies
from analysis.briefing.dateline import dateline
from analysis.briefing.from_notebooks import has_chapter, read_chapter
from analysis.briefing.options import BriefingOptions, refuse_file, validate
from analysis.charts.formatting import plural
from analysis.charts.picture import Picture
from analysis.errors import AnalysisError, ExportFault, StaleNotebook
from analysis.export import docx, html, pdf, pptx, xlsx
from analysis.export.figure import save
from analysis.export.front import messages_text
from analysis.export.logo import read_logo
from analysis.export.story import Chapter, Story, only
from analysis.storage.atomic import write_atomically

FEW = 3
FIGURE_FORMATS = (".svg", ".png", ".pdf", ".csv", ".json", ".txt")
RENDERERS: dict[str, Callable[[Story, BriefingOptions], bytes]] = {
    "html": lambda story, _: html.render_story(story),
    "pdf": lambda story, options: pdf.render_story(story, options.paper),
    "pptx": lambda story, options: pptx.render_story(story, pictures=options.pictures, template=options.template("pptx")),
    "docx": lambda story, options: docx.render_story(story, options.template("docx")),
    "xlsx": lambda story, _: xlsx.render_story(story),
}
FORMATS = (*RENDERERS, "figures")
BRIEFING, ANNEX = "briefing", "annex"
MESSAGES = "messages"

Result = TypeVar("Result")


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
    `say` hears of each format as it is written, of outputs that no briefing takes, of what stored drawings hold beside marks and
    words, which is dropped, and of files that an earlier briefing left.

    >>> build_briefing([], Path("out"), BriefingOptions(formats=["html"]))
    Traceback (most recent call last):
    ...
    analysis.errors.ExportFault: the notebooks hold nothing to brief on
      -> write words or figures into them and run them, or take the tag `skip` off a cell
    """
    validate(options, FORMATS)
    refuse_file(out)
    _try_templates(options)
    if options.logo:
        read_logo(options.logo)
    executed = _notebooks(paths, options, execute, say)
    chapters = [read_chapter(path, notebook) for path, notebook in executed.items() if has_chapter(notebook)]
    if not any(chapter.items for chapter in chapters):
        fix = "write words or figures into them and run them, or take the tag `skip` off a cell"
        raise ExportFault("the notebooks hold nothing to brief on", fix)
    stories = _stories(chapters, options)
    # Most of the work is drawing, which leaves Python free meanwhile: two formats at a time are done sooner.
    with ThreadPoolExecutor(2) as pool:
        jobs = [
            (
                f"{name}.{format}" if format in RENDERERS else f"{format} of the {name}",
                pool.submit(_write, name, format, story, out, options).result,
            )
            for name, story in stories.items()
            for format in (*options.formats, *([MESSAGES] if story.front else []))
        ]
        try:
            written = list(chain.from_iterable(run_all(jobs, lambda name, _: say(f"wrote {name}"))))
        finally:
            for chapter in chapters:
                if chapter.left_out:
                    say(_left_out(chapter))
                for picture in chapter.pictures:
                    if picture.dropped:
                        say(_dropped(chapter, picture))
    if old := earlier_files(out / "figures", written):
        names = ", ".join(path.name for path in old[:FEW]) + (" and others" if old[FEW:] else "")
        count = plural(len(old), "file")
        say(f"{count} of an earlier briefing in {out / 'figures'} not written anew: {names}; another folder: --out FOLDER")
    return written


def _try_templates(options: BriefingOptions) -> None:
    """Set an empty story in each template that will be used, so that a poor one is named before anything is written."""
    for format in {"pptx", "docx"} & set(options.formats):
        if options.template(format):
            RENDERERS[format](Story(options.title, "", []), options)


def earlier_files(folder: Path, written: Sequence[Path]) -> list[Path]:
    """List what a folder holds beside the figures just written to it: those of an earlier briefing.

    >>> earlier_files(Path("no/such/folder"), [Path("no/such/folder/aid.png")])
    []
    """
    here = {path for path in written if path.parent == folder}
    return sorted(set(folder.glob("*.*")) - here) if here else []


def _left_out(chapter: Chapter) -> str:
    count = f"{plural(len(chapter.left_out), 'cell')} ({', '.join(map(str, chapter.left_out))})"
    return (
        f"left out of {chapter.name}.ipynb: the output of {count}: only figures, tables of the package and Markdown go into a "
        "briefing; make a chart a Figure(chart, headline=...)"
    )


def _dropped(chapter: Chapter, picture: Picture) -> str:
    what = ", ".join(picture.dropped[:FEW]) + (" and more" if picture.dropped[FEW:] else "")
    return f"dropped from the stored drawing of {picture.id} in {chapter.name}.ipynb: {what}; it was not drawn by this package"


def _notebooks(
    paths: Sequence[Path], options: BriefingOptions, execute: bool, say: Callable[[str], None]
) -> dict[Path, NotebookNode]:
    """Give the notebooks with their outputs: as stored, or run anew; one of another day is run in a copy."""
    stored = {path: notebooks.read(path) for path in paths}
    if not options.as_of and not options.since:
        return _execute(paths, say) if execute else stored
    with TemporaryDirectory() as folder:
        copies = dated_copies(paths, Path(folder), options.as_of, options.since)
        if left := len(paths) - len(copies):
            say(f"left out: {plural(left, 'notebook')} without a day at the top, which cannot be as of another")
        try:
            return _execute(copies, say)
        except StaleNotebook as fault:
            # What the figure itself asks for: its copy is gone, and the notebook as it is stored is sound.
            raise ExportFault(fault.problem, fault.fix.partition("\n  -> ")[0]) from fault


def _execute(paths: Sequence[Path], say: Callable[[str], None]) -> dict[Path, NotebookNode]:
    total, count = len(paths), iter(range(1, len(paths) + 1))
    return notebooks.execute_all(
        paths, lambda path, seconds: say(f"[{next(count)}/{total}] ran {path.name} (after {seconds:.0f} s)")
    )


def _stories(chapters: list[Chapter], options: BriefingOptions) -> dict[str, Story]:
    """Part what opens as a briefing does from its annex; chapters of one sort alone, and figures chosen by name, are one story."""
    story = Story(
        options.title,
        options.date,
        chapters,
        options.language,
        options.author,
        options.marking,
        logo=read_logo(options.logo) if options.logo else b"",
    )
    if options.ids:
        parts = {BRIEFING: only(story, options.ids)}
    else:
        # Those of the story, in which each figure has an id of its own: both parts write their figures into one folder.
        chapters = story.chapters
        front, others = [one for one in chapters if one.opening], [one for one in chapters if not one.opening]
        parts = {BRIEFING: replace(story, chapters=front or others, has_annex=bool(front and others))}
        if front and others:
            parts[ANNEX] = replace(story, title=f"{options.title}: annex", chapters=others)
    return {name: one if options.date else replace(one, date=dateline(one)) for name, one in parts.items()}


def _write(name: str, format: str, story: Story, out: Path, options: BriefingOptions) -> list[Path]:
    if format == MESSAGES:
        return [write_atomically(out / "messages.txt", messages_text(story).encode())]
    if format != "figures":
        return [write_atomically(out / f"{name}.{format}", RENDERERS[format](story, options))]
    with ThreadPoolExecutor() as pool:
        jobs = [(picture.id, pool.submit(_save_figure, picture, out, options.size).result) for picture in story.pictures]
        return list(chain.from_iterable(run_all(jobs)))


def _save_figure(picture: Picture, out: Path, size: str) -> list[Path]:
    """Save a figure in every format, one after the other, since they share its drawing."""
    at_size = picture.at(size)
    names = [f"figures/{picture.id}{ending}" for ending in FIGURE_FORMATS]
    return run_all((name, partial(save, at_size, out / name)) for name in names)


class ExportErrors(ExportFault):
    """Several things of which some could not be written; `faults` says which and why."""

    def __init__(self, faults: dict[str, AnalysisError]) -> None:
        self.faults = faults
        names: dict[str, list[str]] = {}
        for name, fault in faults.items():
            names.setdefault(fault.problem, []).append(name)
        problems = [f"{_first(those)} not written: {what}" for what, those in names.items()]
        super().__init__(_first(problems, "; "), _first(dict.fromkeys(fault.fix for fault in faults.values()), "; "))


def _first(texts: Iterable[str], between: str = ", ") -> str:
    """Name the first few texts, and say how many there are beside: an error must be short enough to be read."""
    listed = list(texts)
    rest = f"{between}and {len(listed) - FEW:,} more" if listed[FEW:] else ""
    return between.join(listed[:FEW]) + rest


def run_all(
    jobs: Iterable[tuple[str, Callable[[], Result]]], done: Callable[[str, Result], None] = lambda name, result: None
) -> list[Result]:
    """Do every job and return their results; `done` hears of each that ended well.

    Raises ExportErrors at the end, which names every job that failed and why.

    >>> run_all([("pdf", lambda: b"%PDF")])
    [b'%PDF']
    """
    results: list[Result] = []
    faults: dict[str, AnalysisError] = {}
    for name, job in jobs:
        try:
            result = job()
        except ExportErrors as fault:
            faults |= fault.faults
        except AnalysisError as fault:
            faults[name] = fault
        else:
            results.append(result)
            done(name, result)
    if faults:
        raise ExportErrors(faults) from next(iter(faults.values()))
    return results
