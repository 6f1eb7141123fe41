"""Commands that bring data/ up to date with what publishers offer, and take the last step back."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from analysis.cli.output import progress_bars, say
from analysis.errors import ExportFault, RefreshFault, report_interrupt

if TYPE_CHECKING:
    from analysis.pipeline.report import Headlines, Report

app = typer.Typer(help="Bring data/ up to date with what publishers offer, all or nothing, or undo that.", no_args_is_help=True)
url_option = partial(typer.Option, show_default=False)
reason_option = partial(typer.Option, metavar="REASON", show_default=False)
DRY_RUN = "Show what would move, also in the headlines, and leave data/ as it is."
STOPPED = "stopped: data/ is as it was, or has this whole; a move that had begun is finished by the next command"
UNDO = "Bring back exactly what stood before the last refresh of this kind, once; alone or with --dry-run."


@app.command("aid")
def refresh_aid(
    file: Annotated[Path | None, typer.Option(help="A workbook or data_explorer.csv at hand, instead of fetching.")] = None,
    workbook: Annotated[bool, typer.Option(help="Fetch the workbook rather than the web tool's tables.")] = False,
    release: Annotated[str, typer.Option(help="Name of the release, where the file does not say.")] = "",
    accept: Annotated[
        str, reason_option(help="Take it in though it gives reason for doubt, marked incomplete, and keep this reason.")
    ] = "",
    complete: Annotated[bool, typer.Option(help="With --accept: hold it complete, so that it may be the default.")] = False,
    dry_run: Annotated[bool, typer.Option(help=DRY_RUN)] = False,
    undo: Annotated[bool, typer.Option("--undo", help=UNDO)] = False,
    tables_url: Annotated[str, url_option(help="Folder of the publisher's tables, if it has moved.")] = "",
    landing_url: Annotated[str, url_option(help="Page that links the workbook, if it has moved; needs --workbook.")] = "",
) -> None:
    """Bring the aid tables up to the newest release of the Ukraine Support Tracker; build/refresh-of-aid.html says what moves."""
    from analysis.cli import headlines
    from analysis.pipeline import refresh_aid

    if undo:
        _undo("aid", dry_run, file, workbook, release, accept, complete, tables_url, landing_url)
        return
    options = refresh_aid.AidRefreshOptions(file, workbook, release, accept, complete, dry_run, tables_url, landing_url)
    with _reported(headlines.aid) as report, progress_bars() as show:
        refresh_aid.refresh(options, say, show, report)


@app.command("sanctions")
def refresh_sanctions(
    source: Annotated[
        list[str] | None, typer.Option(help="One list: eu_journal, uk, ofac, ca, au or energy; all if none is named.")
    ] = None,
    file: Annotated[
        Path | None, typer.Option(help="The list at hand, instead of fetching (of eu_journal the folder); needs --source.")
    ] = None,
    day: Annotated[str, typer.Option(help="Day of the list, YYYY-MM-DD, where the file does not say; needs --source.")] = "",
    accept: Annotated[str, reason_option(help="Take it in though it gives reason for doubt, and keep this reason.")] = "",
    dry_run: Annotated[bool, typer.Option(help=DRY_RUN)] = False,
    undo: Annotated[bool, typer.Option("--undo", help=UNDO)] = False,
    url: Annotated[str, url_option(help="Address of the list, if it has moved; needs --source.")] = "",
) -> None:
    """Bring listings, ships and energy buyers up to what publishers list today; build/refresh-of-sanctions.html says what moves."""
    from analysis.as_of import as_day
    from analysis.cli import headlines
    from analysis.pipeline import refresh_sanctions

    if undo:
        _undo("sanctions", dry_run, source, file, day, accept, url)
        return
    listed_on = as_day(day) if day else None
    options = refresh_sanctions.SanctionsRefreshOptions(tuple(source or ()), file, listed_on, accept, dry_run, url)
    with _reported(headlines.sanctions) as report, progress_bars() as show:
        refresh_sanctions.refresh(options, say, show, report)


def _undo(refresh: str, dry_run: bool, *others: object) -> None:
    from analysis.pipeline.undo import undo

    if any(others):
        raise RefreshFault("--undo takes back a whole refresh, and has no other option but --dry-run", "leave the others out")
    with _told_when_stopped():
        undo(refresh, say, dry_run=dry_run)


@contextmanager
def _told_when_stopped() -> Iterator[None]:
    """Say of a command that is stopped from the keyboard what became of data/."""
    with report_interrupt():
        try:
            yield
        except KeyboardInterrupt:
            raise KeyboardInterrupt(STOPPED) from None


@contextmanager
def _reported(headlines: "Headlines") -> "Iterator[Report]":
    """Give a report that is written as a page however the refresh ends; a page that cannot be written stops nothing."""
    from analysis.pipeline.report import Report
    from analysis.pipeline.report_page import write_page

    report = Report(headlines=headlines)
    try:
        with _told_when_stopped():
            yield report
    finally:
        if report.parts:
            try:
                say(f"what moves, as a page: {write_page(report)}")
            except ExportFault as fault:
                say(f"the page that says what moves is not written: {fault.problem}")
