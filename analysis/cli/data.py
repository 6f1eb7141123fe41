"""Commands on the tables of data/: list, check, build and refresh them."""

from datetime import date
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from analysis.cli.output import console, progress_bars, say

app = typer.Typer()
url_option = partial(typer.Option, show_default=False)
refresh_app = typer.Typer(help="Bring data/ up to date with what publishers offer, all or nothing.", no_args_is_help=True)


@app.command()
def releases() -> None:
    """List the releases of the aid tracker at hand."""
    from analysis import load

    default = load.default_release()
    table = Table("release", "cut-off", "published", "months", "complete")
    rows = load.releases().rows(named=True)
    for row in rows:
        name = f"{row['release']} (default)" if row["release"] == default else row["release"]
        months = f"to {row['last_month']:%Y-%m}" if row["last_month"] else "totals only"
        table.add_row(name, str(row["cutoff"]), str(row["published"] or ""), months, "yes" if row["complete"] else "no")
    Console(width=max(console.width, 72)).print(table)  # less would cut its dates
    for row in rows:
        say(f"{row['release']}: {row['note']}")


FIRST = 10
"""Pages to open that `check` lists unless asked for all."""


@app.command()
def check(
    pages: Annotated[bool, typer.Option(help="List every page that a person should open, not the first alone.")] = False,
) -> None:
    """Check every file of data/ against its contract, and tables against each other; say on what pages the record rests."""
    from analysis.pipeline.check import check_by_hand, check_data

    findings = check_data() + check_by_hand(date.today())
    for finding in findings:
        mark = "[green]ok[/]" if finding.fault is None else "[yellow]warning[/]" if finding.warning else "[red]fault[/]"
        console.print(f"{mark}  {finding.what}", highlight=False)
        if finding.fault:
            say(f"    {finding.fault}")
    faults = sum(finding.fault is not None and not finding.warning for finding in findings)
    if not faults:
        _print_grades(everything=pages)
    console.print(f"{len(findings)} checked, {faults} faults")
    raise typer.Exit(1 if faults else 0)


def _print_grades(*, everything: bool) -> None:
    """Print the rows of the record by grade, and the pages that a person should open first."""
    from analysis.pipeline import grades

    counts = grades.rows_by_grade()
    table = Table(*(column.replace("_", " ") for column in counts.columns), title="Rows of the record by grade of their page")
    for row in counts.iter_rows():
        table.add_row(*map(str, row))
    Console(width=max(console.width, 88)).print(table)
    unopened = grades.to_open_first()
    say(f"{unopened.height} rows rest on a copy, or on a page that nobody here opened; to open first:")
    listed = unopened if everything else unopened.head(FIRST)
    for name, what, grade, url in listed.iter_rows():
        say(f"  {name}, {grade}: {what}\n    {url}")
    if unopened.height > FIRST and not everything:
        say(f"  and {unopened.height - FIRST} more: `python -m analysis check --pages`")


@app.command()
def build(
    raw: Annotated[Path, typer.Option(help="Folder with the publishers' files.", exists=True, file_okay=False)],
    anew: Annotated[bool, typer.Option(help="Take out, too, what a refresh brought and the folder does not hold.")] = False,
) -> None:
    """Make data/ anew from the publishers' files and the hand-kept tables."""
    from analysis.pipeline.build import build as build_all

    for file in build_all(raw, anew=anew):
        say(f"data/{file.as_posix()}")


@app.command()
def curate() -> None:
    """Make the record of guarantees, acts, coverage and sources anew from data/curated/; its other tables are read by `build`."""
    from analysis.pipeline.build import curate as curate_all

    for file in curate_all():
        say(f"data/{file.as_posix()}")


@refresh_app.command("aid")
def refresh_aid(
    file: Annotated[Path | None, typer.Option(help="A workbook or data_explorer.csv at hand, instead of fetching.")] = None,
    workbook: Annotated[bool, typer.Option(help="Fetch the workbook rather than the web tool's tables.")] = False,
    release: Annotated[str, typer.Option(help="Name of the release, where the file does not say.")] = "",
    accept: Annotated[bool, typer.Option(help="Take in a release that gives reason for doubt, marked incomplete.")] = False,
    complete: Annotated[bool, typer.Option(help="With --accept: hold it complete, so that it may be the default.")] = False,
    dry_run: Annotated[bool, typer.Option(help="Show what would move, and leave data/ as it is.")] = False,
    tables_url: Annotated[str, url_option(help="Folder of the publisher's tables, if it has moved.")] = "",
    landing_url: Annotated[str, url_option(help="Page that links the workbook, if it has moved; needs --workbook.")] = "",
) -> None:
    """Bring the aid tables up to the newest release of the Ukraine Support Tracker."""
    from analysis.pipeline import refresh_aid

    options = refresh_aid.AidRefreshOptions(file, workbook, release, accept, complete, dry_run, tables_url, landing_url)
    with progress_bars() as show:
        refresh_aid.refresh(options, say, show)


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
    url: Annotated[str, url_option(help="Address of the list, if it has moved; needs --source.")] = "",
) -> None:
    """Bring listings, ships and energy buyers up to what publishers list today."""
    from analysis.as_of import as_day
    from analysis.pipeline import refresh_sanctions

    listed_on = as_day(day) if day else None
    options = refresh_sanctions.SanctionsRefreshOptions(tuple(source or ()), file, listed_on, accept, dry_run, url)
    with progress_bars() as show:
        refresh_sanctions.refresh(options, say, show)
