"""Commands on the tables of data/: list, check and build them."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from analysis.cli.output import console, say

app = typer.Typer()


@app.command()
def releases() -> None:
    """List the releases of the aid tracker at hand, and why what was doubted was taken in all the same."""
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
        if row["accepted"]:
            say(f"    taken in all the same: {row['accepted']}")
    for work in load.sources().drop_nulls("accepted").iter_rows(named=True):
        say(f"{work['citation']}: taken in all the same: {work['accepted']}")


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
