"""The guarantees explorer: positions as of a day, on one domain, and the answer to bring forward."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from analysis import figures, load
from analysis.as_of import as_day
from analysis.charts.formatting import day
from analysis.explore.choices import Choices, Field
from analysis.explore.code import literal
from analysis.figures.figure import Figure
from analysis.figures.guarantees.positions import FIRST
from analysis.figures.guarantees.stances import DOMAINS
from analysis.load.guarantees import require_within_collection
from analysis.measures.answers import ORDER


@dataclass(frozen=True)
class Guarantees(Choices):
    """Choose positions on security guarantees: as of which day, on what, and which answer to bring forward.

    `as_of` is a text such as 2025-09-20, or None for the end of the record; `stance` is the figure's `answer`.

    >>> Guarantees(domain="air", stance="offers, if").call()
    'explore.guarantees(domain="air", stance="offers, if")'
    """

    name = "guarantees"
    draws = "guarantees.tile_map"
    positional = ("as_of",)

    as_of: str | None = None
    domain: str = "land"
    stance: str | None = None

    def tables(self) -> list[str]:
        """Write the first arguments of the figure: the table, and the day.

        >>> Guarantees(as_of="2025-09-20").tables()
        ['load.pledges()', '"2025-09-20"']
        """
        return ["load.pledges()", "load.collected_to()" if self.as_of is None else literal(self.as_of)]

    def code(self) -> str:
        """Write a cell that draws the same figure without the explorer; the figure calls `stance` its `answer`.

        >>> print(Guarantees(stance="offers, if").code())
        from analysis import figures, load
        <BLANKLINE>
        figures.guarantees.tile_map(load.pledges(), load.collected_to(), answer="offers, if")
        """
        return super().code().replace("stance=", "answer=")

    def figure(self) -> Figure:
        """Draw the figure chosen; raises UnknownName for a domain or an answer that does not exist.

        A text that is no day raises AnalysisError.

        >>> Guarantees(as_of="2025-09-20", domain="air").figure().id
        'tile-map-air-2025-09-20'
        """
        return figures.guarantees.tile_map(load.pledges(), self.as_of or load.collected_to(), self.domain, self.stance)

    def validated(self, name: str, value: Any) -> Any:
        """Give a value passed as an argument as the choice holds it: a day as a text.

        Raises AnalysisError for what is no day and for a day after the record, else as `Field.validated` does.

        >>> Guarantees().validated("as_of", date(2025, 9, 20))
        '2025-09-20'
        """
        if name != "as_of" or value is None:
            return super().validated(name, value)
        chosen = as_day(f"{value:%Y-%m-%d}" if isinstance(value, date) else f"{value}")
        require_within_collection("pledges", chosen)
        return f"{chosen}"

    def fields(self) -> list[Field]:
        """List the controls in reading order, with what can be chosen now.

        >>> [field.name for field in Guarantees().fields()]
        ['domain', 'stance', 'as_of']
        """
        answers = [(answer.capitalize(), answer) for answer in ORDER]
        *days, end = self._days()
        return [
            Field("domain", "Domain", "select", [(name.replace("_", " ").capitalize(), name) for name in DOMAINS]),
            Field("stance", "Answer", "select", [("All answers", None), *answers], "answer"),
            Field("as_of", "As of", "slider", [*((day(date), f"{date}") for date in days), (day(end), None)]),
        ]

    def control_value(self, name: str) -> Any:
        """Give the value a control shows: the end of the record as None.

        >>> Guarantees(as_of="2025-09-20").control_value("as_of")
        '2025-09-20'
        """
        return None if name == "as_of" and self.as_of == f"{load.collected_to()}" else getattr(self, name)

    def _days(self) -> list[date]:
        """List the days that can be chosen: the last of each month and of the record, and the one passed as an argument."""
        end = load.collected_to()
        months = pl.date_range(FIRST, end, "1mo", eager=True).dt.month_end().to_list()
        chosen = [] if self.as_of is None else [as_day(self.as_of)]
        return sorted({*(month for month in months if month < end), end, *chosen})
