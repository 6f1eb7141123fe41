"""The command line: `python -m analysis COMMAND`."""

import errno
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import DownloadColumn, Progress, TaskID
from rich.table import Table

from analysis.errors import AnalysisError, lacks, stop_told

app = typer.Typer(
    name="analysis",
    help="Europe and the United States for Ukraine: tables, figures and briefings.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    add_completion=False,
)
figures_app = typer.Typer(pretty_exceptions_enable=False)
app.add_typer(figures_app, name="figures")
refresh_app = typer.Typer(help="Bring data/ up to date with what publishers offer, all or nothing.", no_args_is_help=True)
app.add_typer(refresh_app, name="refresh")
console = Console(soft_wrap=True)
"""Lines are left whole: one that is cut where the window ends cannot be searched, or copied and run."""

NOWHERE_TO_WRITE = {errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM, errno.EFBIG}


@app.command()
def releases() -> None:
    """List the releases of the aid tracker at hand."""
    from analysis import load

    default = load.default_release()
    table = Table("release", "cut-off", "published", "months", "complete")
    for one in load.releases().iter_rows(named=True):
        name = f"{one['release']} (default)" if one["release"] == default else one["release"]
        months = f"to {one['last_month']:%Y-%m}" if one["last_month"] else "totals only"
        table.add_row(name, str(one["cutoff"]), str(one["published"] or ""), months, "yes" if one["complete"] else "no")
    Console(width=max(console.width, 72)).print(table)  # less would cut its dates
    for one in load.releases().iter_rows(named=True):
        console.print(f"{one['release']}: {one['note']}", highlight=False, markup=False)


@app.command()
def check() -> None:
    """Check every file of data/ against checksum, types and contract."""
    from analysis.check import check_by_hand, check_data

    findings = check_data() + check_by_hand(date.today())
    for finding in findings:
        mark = "[green]ok[/]" if finding.fault is None else "[yellow]warning[/]" if finding.warning else "[red]fault[/]"
        console.print(f"{mark}  {finding.what}", highlight=False)
        if finding.fault:
            console.print(f"    {finding.fault}", highlight=False, markup=False)
    faults = sum(finding.fault is not None and not finding.warning for finding in findings)
    console.print(f"{len(findings)} checked, {faults} faults")
    raise typer.Exit(1 if faults else 0)


@app.command()
def build(
    raw: Annotated[Path, typer.Option(help="Folder with the publishers' files.", exists=True, file_okay=False)],
    anew: Annotated[bool, typer.Option(help="Take out, too, what a refresh brought and the folder does not hold.")] = False,
) -> None:
    """Make data/ anew from the publishers' files and the hand-kept tables."""
    from analysis.build import build as build_all

    for file in build_all(raw, anew=anew):
        console.print(f"data/{file.as_posix()}", highlight=False)


@app.command()
def briefing(
    paths: Annotated[
        list[Path] | None, typer.Argument(help="Notebooks; all curated ones if none is named.", exists=True)
    ] = None,
    out: Annotated[str, typer.Option(help="Folder to write into.")] = "build/briefing",
    to: Annotated[str, typer.Option(help="Formats, by comma: html, pdf, pptx, docx, figures.")] = "html,pdf,pptx,docx,figures",
    only: Annotated[str, typer.Option(help="Ids of figures, by comma; all if none is named.")] = "",
    title: Annotated[str, typer.Option(help="Title of the briefing.")] = "Europe and the United States for Ukraine",
    date: Annotated[str, typer.Option(help="Line under the title; the data's own date if left out.")] = "",
    language: Annotated[str, typer.Option(help="Language tag of the texts.")] = "en",
    paper: Annotated[str, typer.Option(help="Paper: a4 or letter.")] = "a4",
    size: Annotated[str, typer.Option(help="Size of the figures' own files: page, slide, column or social.")] = "page",
    template: Annotated[
        Path | None, typer.Option(help="A .pptx whose layouts and colours the deck takes.", exists=True)
    ] = None,
    pictures: Annotated[bool, typer.Option(help="Draw every chart of the deck as a picture.")] = False,
    execute: Annotated[bool, typer.Option(help="Run the notebooks anew first.")] = False,
) -> None:
    """Write a briefing of notebooks: page, paper, deck, document and every figure."""
    from analysis import notebooks as runner
    from analysis.briefing.brief import brief
    from analysis.briefing.wish import Wish, folder_of, listed, listed_formats

    wish = Wish(listed_formats(to), listed(only), title, date, language, paper.lower(), pictures, template, size)
    with stop_told():
        files = brief(paths or runner.curated(), folder_of(out), wish, execute=execute, say=lambda text: _say(f"  {text}"))
    what = f"{len(files)} files in {out}: open {files[0]} first" if len(files) > 1 else f"1 file in {out}: open {files[0]}"
    _say(what)


@app.command()
def notebooks(
    paths: Annotated[
        list[Path] | None, typer.Argument(help="Notebooks; all curated ones if none is named.", exists=True)
    ] = None,
) -> None:
    """Run notebooks anew and keep their outputs in place."""
    from analysis import notebooks as runner

    chosen = paths or runner.curated()
    for path in chosen:
        runner.read(path)
    with stop_told():
        found = runner.execute_all(
            chosen, lambda path, seconds: console.print(f"  ran {path.name} (after {seconds:.0f} s)", highlight=False)
        )
    for path, notebook in found.items():
        before = runner.headlines(path)
        state = "new outputs" if runner.write(notebook, path) else "unchanged"
        console.print(f"{path.name}: {state}", highlight=False)
        for id, old, new in runner.changes(before, runner.headlines(path)):
            console.print(f"  {id}\n    was: {old}\n    is:  {new}", highlight=False, markup=False)


@refresh_app.command("aid")
def refresh_aid(
    file: Annotated[Path | None, typer.Option(help="A workbook or data_explorer.csv at hand, instead of fetching.")] = None,
    workbook: Annotated[bool, typer.Option(help="Fetch the workbook rather than the web tool's tables.")] = False,
    release: Annotated[str, typer.Option(help="Name of the release, where the file does not say.")] = "",
    accept: Annotated[bool, typer.Option(help="Take in a release that gives reason for doubt, marked incomplete.")] = False,
    complete: Annotated[bool, typer.Option(help="With --accept: hold it complete, so that it may be the default.")] = False,
    dry_run: Annotated[bool, typer.Option(help="Show what would move, and leave data/ as it is.")] = False,
    tables_url: Annotated[
        str, typer.Option(help="Folder of the publisher's tables, if it has moved.", show_default=False)
    ] = "",
    landing_url: Annotated[
        str, typer.Option(help="Page that links the workbook, if it has moved; needs --workbook.", show_default=False)
    ] = "",
) -> None:
    """Bring the aid tables up to the newest release of the Ukraine Support Tracker."""
    from analysis.refresh import aid

    wish = aid.Wish(file, workbook, release, accept, complete, dry_run, tables_url, landing_url)
    with _shown() as show:
        aid.refresh(wish, _say, show)


@refresh_app.command("sanctions")
def refresh_sanctions(
    source: Annotated[
        list[str] | None, typer.Option(help="One list: eu_journal, uk, ofac, ca, au or energy; all if none is named.")
    ] = None,
    file: Annotated[
        Path | None, typer.Option(help="The list at hand, instead of fetching (of eu_journal the folder); needs --source.")
    ] = None,
    day: Annotated[str, typer.Option(help="Day of the list, YYYY-MM-DD, where the file does not say; needs --source.")] = "",
    accept: Annotated[bool, typer.Option(help="Take in a list that gives reason for doubt.")] = False,
    dry_run: Annotated[bool, typer.Option(help="Show what would move, and leave data/ as it is.")] = False,
    url: Annotated[str, typer.Option(help="Address of the list, if it has moved; needs --source.", show_default=False)] = "",
) -> None:
    """Bring listings, ships and energy buyers up to what publishers list today."""
    from analysis.refresh import sanctions
    from analysis.standing import as_day

    wish = sanctions.Wish(tuple(source or ()), file, as_day(day) if day else None, accept, dry_run, url)
    with _shown() as show:
        sanctions.refresh(wish, _say, show)


@contextmanager
def _shown() -> Iterator[Callable[[str, int, int | None], None]]:
    """Show how far each file has come."""
    bar = Progress(*Progress.get_default_columns(), DownloadColumn(), console=console, transient=True)
    tasks: dict[str, TaskID] = {}

    def show(name: str, done: int, whole: int | None) -> None:
        if name not in tasks:
            tasks[name] = bar.add_task(name)
        bar.update(tasks[name], completed=done, total=whole)

    with bar:
        yield show


def _say(text: str) -> None:
    console.print(text, highlight=False, markup=False)


@figures_app.callback(invoke_without_command=True)
def figures(
    context: typer.Context,
    names: Annotated[bool, typer.Option("--list", help="List every figure of the curated notebooks.")] = False,
) -> None:
    """List the figures of the curated notebooks, or export one."""
    from analysis.briefing.story import gather

    if context.invoked_subcommand:
        return
    if not names:
        console.print(context.get_help())
        return
    for chapter in gather().chapters:
        console.print(f"[bold]{chapter.name}[/]", highlight=False)
        for picture in chapter.pictures:
            console.print(f"  {picture.id:28} {picture.record['headline']}", highlight=False, markup=False)


@figures_app.command()
def export(
    ids: Annotated[list[str], typer.Argument(help="Ids, as `analysis figures --list` shows them.", metavar="ID")],
    to: Annotated[
        str, typer.Option(help="Formats, by comma: svg, png, pdf, html, pptx, docx, csv, json, txt.")
    ] = "svg,png,csv,txt",
    size: Annotated[str, typer.Option(help="Size: page, slide, column or social.")] = "page",
    out: Annotated[str, typer.Option(help="Folder to write into.")] = "build/figures",
) -> None:
    """Export figures from the notebooks' stored outputs, without running anything."""
    from analysis.briefing.attempts import attempt
    from analysis.briefing.story import gather, only
    from analysis.briefing.wish import folder_of, listed_formats, refuse_file, refuse_formats
    from analysis.figures.export import WRITERS, save

    formats, folder = listed_formats(to), folder_of(out)
    refuse_formats(formats, [one.removeprefix(".") for one in WRITERS])
    refuse_file(folder)
    drawn = [picture.at(size) for picture in only(gather(), ids).pictures]
    files = [(picture, folder / f"{picture.id}.{one}") for picture in drawn for one in formats]
    attempt([(file.name, partial(save, picture, file)) for picture, file in files], lambda _, file: _say(file.as_posix()))


@app.command()
def curate() -> None:
    """Make the record of guarantees, acts, coverage and sources anew from data/curated/; its other tables are read by `build`."""
    from analysis.build import curate as curate_all

    for file in curate_all():
        console.print(f"data/{file.as_posix()}", highlight=False)


def main() -> None:
    """Run a command; an error of ours is two lines on stderr and exit code 1, without a traceback."""
    try:
        app()
    except AnalysisError as fault:
        print(f"error: {fault}", file=sys.stderr)
        raise SystemExit(1) from None
    except ModuleNotFoundError as fault:
        if not (said := lacks(fault)):
            raise
        print(f"error: {said}", file=sys.stderr)
        raise SystemExit(1) from None
    except OSError as fault:
        # Temporary files are written by packages too; what they say of a full disk is for those who wrote them.
        if fault.errno not in NOWHERE_TO_WRITE and "temporary directory" not in str(fault):
            raise
        place = f"{fault.filename or 'a temporary file'} cannot be written: {fault.strerror or fault}"
        print(f"error: {place}\n  -> free space on the disk, or set TMPDIR to a folder that takes files", file=sys.stderr)
        raise SystemExit(1) from None
