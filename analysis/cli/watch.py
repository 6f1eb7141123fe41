"""The command that looks what waits to be done, in one screen and as an exit status."""

from contextlib import nullcontext
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from analysis.cli.output import progress_bars, say
from analysis.errors import AnalysisError, missing_dependency

if TYPE_CHECKING:
    import polars as pl

app = typer.Typer()

COULD_NOT_LOOK = 2


@app.command()
def watch(
    offline: Annotated[bool, typer.Option("--offline", help="Leave publishers out, and reach no network.")] = False,
    today: Annotated[
        str, typer.Option(metavar="DAY", show_default=False, help="Look as of this day, YYYY-MM-DD, rather than today.")
    ] = "",
) -> None:
    """Say what is new at publishers, overdue in the record, to be opened first, and due since the record was collected.

    Exit status, for scripts: 0 nothing to do; 1 something is new at a publisher, overdue in the record, or a date fell due;
    2 none of this was seen, but not all could be looked at: a publisher was not reached or not read, or data/ is at fault.
    """
    try:
        # Loaded here: a package that is missing is a reason not to look, and no news.
        from analysis.as_of import as_day
        from analysis.pipeline import watch as pipeline

        day = as_day(today) if today else date.today()
        with nullcontext(lambda *_: None) if offline else progress_bars() as show:
            seen = pipeline.watch(day, offline=offline, progress=show)
    except (AnalysisError, ModuleNotFoundError) as fault:
        message = missing_dependency(fault) if isinstance(fault, ModuleNotFoundError) else str(fault)
        if not message:
            raise
        typer.echo(f"error: {message}", err=True)
        raise typer.Exit(COULD_NOT_LOOK) from None
    _print(seen, day, offline=offline)
    raise typer.Exit(pipeline.status(seen))


def _print(seen: "pl.DataFrame", day: date, *, offline: bool) -> None:
    """Print what a watch has seen, part by part; of the record only what is overdue."""
    from analysis.pipeline import watch as pipeline

    say(f"As of {day}")
    say("At publishers: left out (--offline)" if offline else "At publishers")
    for _, what, state, says in seen.filter(part=pipeline.PUBLISHERS).iter_rows():
        say(f"  {what}: {state}{f': {says}' if says else ''}")
    if (seen["state"] == pipeline.NEW).any():
        say("  to look closer: `python -m analysis refresh aid --dry-run`, `python -m analysis refresh sanctions --dry-run`")
    kept = seen.filter(part=pipeline.RECORD)
    overdue = kept.filter(state=pipeline.OVERDUE)
    say(f"In the record: {overdue.height} of {kept.height} hand-kept tables are overdue")
    for _, what, _, says in overdue.iter_rows():
        say(f"  {what}: {says}")
    due = seen.filter(part=pipeline.DATES)
    say(f"Dates that fell due since the record was collected: {due.height}")
    for _, what, _, page in due.iter_rows():
        say(f"  {what}\n    {page}")
    pages = seen.filter(part=pipeline.PAGES)
    say(f"Pages to open first: {pages.height}; all of them: `python -m analysis check --pages`")
    for _, page, _, says in pages.iter_rows():
        say(f"  {says}\n    {page}")
