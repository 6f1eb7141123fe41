"""The headlines that lead, on the tables that loaders give: what a refresh moves in them is what readers will see."""

import re
from collections.abc import Callable, Mapping

import polars as pl

from analysis import figures, load
from analysis.errors import AnalysisError

ESTIMATE = "tracker estimate"


def aid() -> dict[str, str]:
    """Say what leads on aid: how much so far, since when Europe is ahead, and how much of the promises is allocated."""
    return _said(
        {
            "aid so far": lambda: figures.aid.sentences.europe_and_us(load.aid(), load.later_totals()).text,
            "how it changed": lambda: figures.aid.sentences.change_over_time(load.aid()).text,
            "promises": lambda: figures.aid.sentences.promises(_latest_totals()).text,
        }
    )


def sanctions() -> dict[str, str]:
    """Say what leads on sanctions: listings since January 2025, ships, and of energy who buys most, where it is estimated."""
    said = {
        "listings": lambda: figures.sanctions.sentences.sanctions(load.designations(), load.sanctions_coverage()).text,
        "ships": lambda: figures.sanctions.sentences.fleet(load.vessels(), load.sanctions_coverage()).text,
    }
    buyers = load.energy_buyers()
    if ESTIMATE in buyers["basis"]:
        said["energy"] = lambda: figures.sanctions.acts.energy(buyers, ESTIMATE).headline
    return _said(said)


def _latest_totals() -> pl.DataFrame:
    later = load.later_totals()
    return load.aid() if later is None else later


def _said(sentences: Mapping[str, Callable[[], str]]) -> dict[str, str]:
    return {name: _one(say) for name, say in sentences.items()}


def _one(say: Callable[[], str]) -> str:
    """Give the part of a sentence that leads; what a spoiled file makes impossible to say is part of the report on it."""
    try:
        text = say()
    except (AnalysisError, ArithmeticError, LookupError, TypeError, ValueError, pl.exceptions.PolarsError) as fault:
        return f"cannot be said: {str(fault).splitlines()[0] if str(fault) else type(fault).__name__}"
    leading = re.search(r"\*\*(.+?)\*\*", text, re.DOTALL)
    return leading[1] if leading else text
