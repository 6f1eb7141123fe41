"""Commands on notebooks: run them, list and export their figures, write a briefing."""

from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from analysis.cli.output import console, say
from analysis.errors import report_interrupt

app = typer.Typer()
figures_app = typer.Typer(pretty_exceptions_enable=False)


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
    from analysis.briefing import notebooks as runner
    from analysis.briefing.build import build_briefing
    from analysis.briefing.options import BriefingOptions, as_folder, split_formats, split_names

    options = BriefingOptions(
        split_formats(to), split_names(only), title, date, language, paper.lower(), pictures, template, size
    )
    with report_interrupt():
        files = build_briefing(
            paths or runner.curated(), as_folder(out), options, execute=execute, say=lambda text: say(f"  {text}")
        )
    what = f"{len(files)} files in {out}: open {files[0]} first" if len(files) > 1 else f"1 file in {out}: open {files[0]}"
    say(what)


@app.command()
def notebooks(
    paths: Annotated[
        list[Path] | None, typer.Argument(help="Notebooks; all curated ones if none is named.", exists=True)
    ] = None,
) -> None:
    """Run notebooks anew and keep their outputs in place."""
    from analysis.briefing import notebooks as runner

    chosen = paths or runner.curated()
    for path in chosen:
        runner.read(path)
    with report_interrupt():
        found = runner.execute_all(
            chosen, lambda path, seconds: console.print(f"  ran {path.name} (after {seconds:.0f} s)", highlight=False)
        )
    for path, notebook in found.items():
        before = runner.headlines(path)
        state = "new outputs" if runner.write(notebook, path) else "unchanged"
        console.print(f"{path.name}: {state}", highlight=False)
        for id, old, new in runner.changes(before, runner.headlines(path)):
            console.print(f"  {id}\n    was: {old}\n    is:  {new}", highlight=False, markup=False)


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
    from analysis.briefing.build import run_all
    from analysis.briefing.from_notebooks import gather
    from analysis.briefing.options import as_folder, refuse_file, refuse_formats, split_formats
    from analysis.export.figure import WRITERS, save
    from analysis.export.story import only

    formats, folder = split_formats(to), as_folder(out)
    refuse_formats(formats, [one.removeprefix(".") for one in WRITERS])
    refuse_file(folder)
    drawn = [picture.at(size) for picture in only(gather(), ids).pictures]
    files = [(picture, folder / f"{picture.id}.{one}") for picture in drawn for one in formats]
    run_all([(file.name, partial(save, picture, file)) for picture, file in files], lambda _, file: say(file.as_posix()))
