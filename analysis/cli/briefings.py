"""Commands on notebooks: run them, list and export their figures, write a briefing."""

from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from analysis.cli.output import console, say
from analysis.errors import report_interrupt

Notebooks = Annotated[list[Path] | None, typer.Argument(help="Notebooks; all curated ones if none is named.", exists=True)]

app = typer.Typer()
figures_app = typer.Typer(pretty_exceptions_enable=False)


@app.command()
def briefing(
    paths: Notebooks = None,
    out: Annotated[str, typer.Option(help="Folder to write into.")] = "build/briefing",
    to: Annotated[
        str, typer.Option("--to", "--format", help="Formats, by comma: html, pdf, pptx, docx, xlsx, figures.")
    ] = "html,pdf,pptx,docx,xlsx,figures",
    only: Annotated[str | None, typer.Option(help="Ids of figures, by comma; all if none is named.")] = None,
    title: Annotated[str, typer.Option(help="Title of the briefing.")] = "Europe and the United States for Ukraine",
    date: Annotated[str | None, typer.Option(help="Line under the title; the data's own date if left out.")] = None,
    language: Annotated[str, typer.Option(help="Language tag of the texts.")] = "en",
    paper: Annotated[str, typer.Option(help="Paper: a4 or letter.")] = "a4",
    size: Annotated[str, typer.Option(help="Size of the figures' own files: page, slide, column or social.")] = "page",
    template: Annotated[
        list[Path] | None,
        typer.Option(help="A .pptx whose layouts the deck takes, or a .docx whose styles the document takes.", exists=True),
    ] = None,
    pictures: Annotated[bool, typer.Option(help="Draw every chart of the deck as a picture.")] = False,
    as_of: Annotated[
        str | None, typer.Option(help="Day of the briefing, such as 2026-06-30: as things stood then; runs it anew.")
    ] = None,
    since: Annotated[
        str | None, typer.Option(help="Day of the last issue, after which acts are new; runs the briefing anew.")
    ] = None,
    author: Annotated[str | None, typer.Option(help="Who issues the briefing, on every page; absent unless given.")] = None,
    marking: Annotated[str | None, typer.Option(help="Marking on every page, such as OFFICIAL; absent unless given.")] = None,
    logo: Annotated[
        Path | None, typer.Option(help="A .png or .jpg for the head of the briefing; absent unless given.", exists=True)
    ] = None,
    execute: Annotated[bool, typer.Option(help="Run the notebooks anew first.")] = False,
) -> None:
    """Write a briefing of notebooks: page, paper, deck, document, workbook and every figure."""
    from analysis.briefing.build import build_briefing
    from analysis.briefing.notebooks import curated
    from analysis.briefing.options import BriefingOptions, as_folder, given, split_formats, split_names

    words = {"date": date, "author": author, "marking": marking, "as_of": as_of, "since": since}
    options = BriefingOptions(
        formats=split_formats(to),
        ids=split_names(given("only", only)),
        title=title,
        language=language,
        paper=paper.lower(),
        pictures=pictures,
        templates=template or (),
        size=size,
        logo=logo,
        **{name: given(name, text) for name, text in words.items()},
    )
    with report_interrupt():
        files = build_briefing(paths or curated(), as_folder(out), options, execute=execute, say=lambda text: say(f"  {text}"))
    say(f"1 file in {out}: open {files[0]}" if len(files) == 1 else f"{len(files):,} files in {out}: open {files[0]} first")


@app.command()
def brief(
    countries: Annotated[list[str] | None, typer.Argument(help="Donors by name or code, such as Germany, DE or JPN.")] = None,
    every: Annotated[bool, typer.Option("--all", help="Every donor, and an index of their briefs.")] = False,
    beside: Annotated[str, typer.Option(help="Bloc, group or country that each is set beside.")] = "Europe",
    out: Annotated[str, typer.Option(help="Folder to write into.")] = "build/briefs",
    to: Annotated[
        str, typer.Option("--to", "--format", help="Formats, by comma: html, pdf, pptx, docx, xlsx.")
    ] = "html,pdf,pptx,docx,xlsx",
    as_of: Annotated[str | None, typer.Option(help="Day of the brief, such as 2026-06-30: as things stood then.")] = None,
    since: Annotated[
        str | None, typer.Option(help="Day of the last issue, after which positions and payments are new.")
    ] = None,
    author: Annotated[str | None, typer.Option(help="Who issues the brief, on every page; absent unless given.")] = None,
    marking: Annotated[str | None, typer.Option(help="Marking on every page, such as OFFICIAL; absent unless given.")] = None,
    logo: Annotated[Path | None, typer.Option(help="A .png or .jpg for the head of the brief.", exists=True)] = None,
) -> None:
    """Write two pages on each of some countries: page, paper, deck and document."""
    from analysis.briefing.country import build_briefs
    from analysis.briefing.options import BriefingOptions, as_folder, given, split_formats
    from analysis.errors import AnalysisError

    if not countries and not every:
        raise AnalysisError(
            "no country is named", "name one or more: python -m analysis brief Germany Japan; or all of them: --all"
        )
    options = BriefingOptions(
        formats=split_formats(to),
        author=given("author", author),
        marking=given("marking", marking),
        as_of=given("as_of", as_of),
        since=given("since", since),
        logo=logo,
    )
    with report_interrupt():
        chosen = [] if every else countries or []
        files = build_briefs(chosen, as_folder(out), options, beside=beside, say=lambda text: say(f"  {text}"))
    say(f"1 file in {out}: open {files[0]}" if len(files) == 1 else f"{len(files):,} files in {out}: open {files[0]} first")


@app.command()
def changes(
    since: Annotated[str | None, typer.Option(help="Day after which things are new, such as 2026-08-01.")] = None,
    as_of: Annotated[str | None, typer.Option(help="Last day; that to which the record goes if left out.")] = None,
    earlier: Annotated[str | None, typer.Option("--from", help="Release of the aid tracker to compare with.")] = None,
    later: Annotated[str | None, typer.Option("--to", help="Release of the aid tracker that is compared.")] = None,
    out: Annotated[str | None, typer.Option(help="File to write, such as changes.md; left out, the page is shown.")] = None,
) -> None:
    """Say in words what changed since a day, or from one release of the aid tracker to another: a page of Markdown."""
    from analysis import figures, load
    from analysis.briefing.options import given
    from analysis.briefing.page_file import write_page
    from analysis.errors import AnalysisError
    from analysis.figures.briefing.releases import rows_of

    named = {"since": since, "as_of": as_of, "from": earlier, "to": later, "out": out}
    first, last, before, after, file = (given(name, text) for name, text in named.items())
    if bool(before) != bool(after) or ((first or last) and before):
        fix = "python -m analysis changes --since 2026-08-01, or --from 28 --to 29"
        raise AnalysisError("what changed is asked between two days or between two releases, of which both are named", fix)
    if before:
        told = figures.briefing.between_releases(rows_of(before), rows_of(after))
    else:
        told = figures.briefing.changes(load.snapshot(last or load.collected_to(), since=first or None))
    page = f"{told.markdown}\n\nSources: {'; '.join(dict.fromkeys(source.text for source in told.sources))}."
    if not file:
        say(page)
        return
    say(f"{write_page(page, file).as_posix()}: {told.heading}")


@app.command()
def explore(
    out: Annotated[str, typer.Option(help="File to write.")] = "build/explore.html",
) -> None:
    """Write a page that anyone can explore without a kernel: aid, sanctions and guarantees in one file, offline."""
    from analysis.briefing.options import given
    from analysis.explore.page.render import write

    page = write(Path(given("out", out)))
    say(f"{page.as_posix()}: {page.stat().st_size / 1e6:.1f} MB, open it in a browser")


@app.command()
def notebooks(
    paths: Notebooks = None,
) -> None:
    """Run notebooks anew and keep their outputs in place."""
    from analysis.briefing.notebooks import changes, curated, execute_all, guides, headlines, read, write

    chosen = paths or [*curated(), *guides()]
    for path in chosen:
        read(path)
    with report_interrupt():
        executed = execute_all(chosen, lambda path, seconds: say(f"  ran {path.name} (after {seconds:.0f} s)"))
    for path, notebook in executed.items():
        before = headlines(path)
        say(f"{path.name}: {'new outputs' if write(notebook, path) else 'unchanged'}")
        for id, old, new in changes(before, headlines(path)):
            say(f"  {id}\n    was: {old}\n    is:  {new}")


@figures_app.callback(invoke_without_command=True)
def figures(
    context: typer.Context,
    names: Annotated[bool, typer.Option("--list", help="List every figure of the curated notebooks.")] = False,
) -> None:
    """List the figures of the curated notebooks, or export one."""
    from analysis.briefing.from_notebooks import gather

    if context.invoked_subcommand:
        return
    if not names:
        console.print(context.get_help())
        return
    for chapter in gather().chapters:
        console.print(f"[bold]{chapter.name}[/]", highlight=False)
        for picture in chapter.pictures:
            say(f"  {picture.id:28} {picture.record['headline']}")


@figures_app.command()
def export(
    ids: Annotated[list[str], typer.Argument(help="Ids, as `analysis figures --list` shows them.", metavar="ID")],
    to: Annotated[
        str,
        typer.Option(
            "--to", "--format", help="Formats, by comma: svg, png, pdf, html, pptx, docx, xlsx, csv, vl.json, json, txt."
        ),
    ] = "svg,png,csv,txt",
    size: Annotated[str, typer.Option(help="Size: page, slide, column or social.")] = "page",
    out: Annotated[str, typer.Option(help="Folder to write into.")] = "build/figures",
) -> None:
    """Export figures from the notebooks' stored outputs, without running anything."""
    from analysis.briefing.build import run_all
    from analysis.briefing.from_notebooks import gather
    from analysis.briefing.options import as_folder, refuse_file, refuse_formats, split_formats
    from analysis.export.figure import WRITERS, save
    from analysis.export.story import only

    formats, folder = split_formats(to), as_folder(out)
    refuse_formats(formats, [ending.removeprefix(".") for ending in WRITERS])
    refuse_file(folder)
    pictures = [picture.at(size) for picture in only(gather(), ids).pictures]
    files = [(picture, folder / f"{picture.id}.{ending}") for picture in pictures for ending in formats]
    run_all([(file.name, partial(save, picture, file)) for picture, file in files], lambda _, file: say(file.as_posix()))
