"""Print what commands report: lines that are never broken, and how far a download has come."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import DownloadColumn, Progress, TaskID

console = Console(soft_wrap=True)
"""Lines are not broken: one that is cut where the window ends cannot be searched, or copied and run."""


def say(text: str) -> None:
    """Print a line as it is."""
    console.print(text, highlight=False, markup=False)


@contextmanager
def progress_bars() -> Iterator[Callable[[str, int, int | None], None]]:
    """Give what shows how far each file has come."""
    bar = Progress(*Progress.get_default_columns(), DownloadColumn(), console=console, transient=True)
    tasks: dict[str, TaskID] = {}

    def show(name: str, done: int, total: int | None) -> None:
        if name not in tasks:
            tasks[name] = bar.add_task(name)
        bar.update(tasks[name], completed=done, total=total)

    with bar:
        yield show
