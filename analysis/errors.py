"""The errors this package raises: what is wrong, with the numbers, then the command or words that fix it."""

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from difflib import get_close_matches
from pathlib import Path

FEW = 5
"""How many near names an error shows of a long list."""


ROOT = Path(__file__).resolve().parent.parent


class AnalysisError(Exception):
    """Say what is wrong and how to fix it.

    Every error of this package is one of these; anything else that escapes is a bug.
    `problem` is one sentence with the facts, `fix` what to run or write instead.
    """

    def __init__(self, problem: str, fix: str) -> None:
        self.problem = problem
        self.fix = fix
        super().__init__(f"{problem}\n  -> {fix}")


class UnknownName(AnalysisError):
    """A release, bloc, donor, size, format or other choice that does not exist.

    With `lister`, the command that lists all choices, a long list is cut to the near ones.
    """

    def __init__(self, what: str, given: object, choices: Iterable[object], lister: str = "") -> None:
        self.given = given
        self.choices = [str(choice) for choice in choices]
        same = [choice for choice in self.choices if choice.casefold() == str(given).casefold()]
        near = get_close_matches(str(given), self.choices, n=1) or same
        hint = f"did you mean {near[0]!r}? " if near else ""
        shown, rest = self.choices, ""
        if lister and len(shown) > FEW:
            shown, rest = get_close_matches(str(given), shown, n=FEW, cutoff=0.5), f"; all of them: {lister}"
        # A choice with a comma in it would read as two.
        listed = ", ".join(repr(one) if any("," in other for other in shown) else one for one in shown)
        advice = f"choose one of: {listed}{rest}" if shown else f"choose one of those that this lists: {lister}"
        super().__init__(f"no {what} {given!r}", f"{hint}{advice}")


class WrongArguments(AnalysisError, TypeError):
    """A call with arguments that a function does not have, or without some that it needs."""


class UnknownRelease(UnknownName):
    """A release of the aid tracker that is not in data/, or only in totals where months are asked for."""

    def __init__(self, given: object, choices: Iterable[object], *, totals_only: bool = False) -> None:
        super().__init__("release", given, choices)
        if totals_only:
            asked = given if str(given).isdigit() else repr(given)
            self.problem = f"release {given} has totals only, no months"
            self.fix = f"use load.aid_totals(release={asked}), or a release with months: {', '.join(self.choices)}"
            self.args = (f"{self.problem}\n  -> {self.fix}",)


class DataFault(AnalysisError):
    """A file in data/ that is missing, changed by hand or breaks its contract; names file, row and column."""

    def __init__(
        self, file: str, problem: str, *, row: int | None = None, column: str | None = None, fix: str | None = None
    ) -> None:
        self.file, self.row, self.column = file, row, column
        place = "".join([f", row {row}" if row is not None else "", f", column {column}" if column else ""])
        path = file if file.startswith("data") else f"data/{file}"
        super().__init__(f"{file}{place}: {problem}", fix or restore_command(path.replace("{}", "*")))


class ReadFault(AnalysisError):
    """A publisher's file that cannot be read without losing something; carries the read report."""

    def __init__(self, source: str, problem: str, fix: str, report: object = None) -> None:
        self.source, self.report = source, report
        detail = f"\n{report}" if report is not None else ""
        super().__init__(f"{source}: {problem}{detail}", fix)

    def name_right_file(self, right: str) -> None:
        """Add what the right file is, and where it comes from, to what fixes this.

        >>> fault = ReadFault("list.xml", "is empty", "fetch it again")
        >>> fault.name_right_file("Canada's list, https://example.org/list.xml")
        >>> print(fault)
        list.xml: is empty
          -> fetch it again; the right file is Canada's list, https://example.org/list.xml
        """
        self.fix = f"{self.fix}; the right file is {right}"
        self.args = (f"{self.problem}\n  -> {self.fix}",)


class RefreshFault(AnalysisError):
    """A refresh that stopped; data/ is as it was before."""


class NotComparable(AnalysisError):
    """A sum or comparison of numbers that must not be put together: two bases, two stages, overlapping measures."""


class ExportFault(AnalysisError):
    """A figure or briefing that cannot be written as asked."""


class StaleNotebook(AnalysisError):
    """A notebook whose stored outputs are missing or do not belong to its cells; names the cell."""


def restore_command(*files: str) -> str:
    """Say how to have files again as the project holds them, files and no folder unless all of data/ is gone.

    >>> "data/aid/aid_29.csv" in restore_command("data/aid/aid_29.csv")
    True
    """
    # Hand-kept tables with edits not yet committed lie in data/ too.
    named = " ".join(files) if (ROOT / "data").is_dir() else "data"
    return f"git checkout -- {named}" if (ROOT / ".git").exists() else f"copy {named} anew from where this project came from"


STOPPED = 130
"""What a shell expects of a command that was stopped from the keyboard."""


@contextmanager
def report_interrupt() -> Iterator[None]:
    """Say on stderr what a command that is stopped from the keyboard leaves undone, and end with STOPPED."""
    try:
        yield
    except KeyboardInterrupt as stop:
        print(str(stop) or "stopped: what is written so far stays, the rest is missing; run it again", file=sys.stderr)
        raise SystemExit(STOPPED) from None


def missing_dependency(fault: ModuleNotFoundError) -> str:
    """Say which package this Python lacks and what installs it; nothing for a module of this package, which is a bug.

    >>> missing_dependency(ModuleNotFoundError("No module named 'polars'", name="polars")).splitlines()[0].endswith("has no package polars")
    True
    >>> missing_dependency(ModuleNotFoundError("No module named 'analysis.aid'", name="analysis.aid"))
    ''
    """
    package = (fault.name or "analysis").partition(".")[0]
    if package == "analysis":
        return ""
    fix = "`make sync` or `uv sync --locked` installs all of them; then use .venv/bin/python, or `uv run python`"
    return f"{sys.executable} has no package {package}\n  -> {fix}"
