"""Do several things that may fail each on its own, and say at the end which did."""

from collections.abc import Callable, Iterable
from typing import TypeVar

from analysis.errors import AnalysisError, ExportFault

Made = TypeVar("Made")


class Unwritten(ExportFault):
    """Several things of which some could not be written; `faults` says which and why."""

    def __init__(self, faults: dict[str, AnalysisError]) -> None:
        self.faults = faults
        names: dict[str, list[str]] = {}
        for name, fault in faults.items():
            names.setdefault(fault.problem, []).append(name)
        problem = "; ".join(f"{', '.join(those)} not written: {what}" for what, those in names.items())
        super().__init__(problem, "; ".join(dict.fromkeys(fault.mend for fault in faults.values())))


def attempt(
    jobs: Iterable[tuple[str, Callable[[], Made]]], done: Callable[[str, Made], None] = lambda name, made: None
) -> list[Made]:
    """Do every job and return what they made; `done` hears of each that ended well.

    Raises Unwritten at the end, which names every job that failed and why.

    >>> attempt([("pdf", lambda: b"%PDF")])
    [b'%PDF']
    """
    results: list[Made] = []
    faults: dict[str, AnalysisError] = {}
    for name, job in jobs:
        try:
            made = job()
        except Unwritten as fault:
            faults |= fault.faults
        except AnalysisError as fault:
            faults[name] = fault
        else:
            results.append(made)
            done(name, made)
    if faults:
        raise Unwritten(faults) from next(iter(faults.values()))
    return results
