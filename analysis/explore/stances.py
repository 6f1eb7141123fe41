"""What can be chosen of security guarantees: the day, the domain and the answer to bring forward."""

import functools
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from analysis import figures, load
from analysis.as_of import as_day
from analysis.charts.formatting import day
from analysis.explore.choices import Choices, Field
from analysis.figures.figure import Figure
from analysis.figures.guarantees.positions import FIRST
from analysis.figures.guarantees.stances import DOMAINS, WORDS
from analysis.load.guarantees import require_within_collection


@dataclass(frozen=True)
class Guarantees(Choices):
    """Choose positions on security guarantees: as of which day, on what, and which answer to bring forward.

    `as_of` is a text such as 2025-09-20, or None for the end of the record; `stance` is the figure's `answer`.

    >>> Guarantees(domain="air", stance="firm").call()
    'explore.guarantees(domain="air", stance="firm")'
    """

    name = "guarantees"

    as_of: str | None = None
    domain: str = "land"
    stance: str | None = None

    def accepted(self, name: str, value: Any) -> Any:
        """Give a value named by hand as the choice holds it: a day as a text.

        Raises AnalysisError for what is no day and for a day after the record, else as `Field.accepted` does.

        >>> Guarantees().accepted("as_of", date(2025, 9, 20))
        '2025-09-20'
        """
        if name != "as_of" or value is None:
            return super().accepted(name, value)
        when = as_day(f"{value:%Y-%m-%d}" if isinstance(value, date) else f"{value}")
        require_within_collection("pledges", when)
        return f"{when}"

    def fields(self) -> list[Field]:
        """List the controls in reading order, with what can be chosen now.

        >>> [one.name for one in Guarantees().fields()]
        ['domain', 'stance', 'as_of']
        """
        domains = [(one.replace("_", " ").capitalize(), one) for one in DOMAINS]
        answers = [("All answers", None), *((word.capitalize(), one) for one, word in WORDS.items())]
        days = self._days()
        points = [*((day(one), f"{one}") for one in days[:-1]), (day(days[-1]), None)]
        return [
            Field("domain", "Domain", "one", domains),
            Field("stance", "Answer", "one", answers, "answer"),
            Field("as_of", "As of", "point", points),
        ]

    def shown(self, name: str) -> Any:
        """Give the value a control shows: the default stands for the end of the record.

        >>> Guarantees(as_of="2025-09-20").shown("as_of")
        '2025-09-20'
        """
        shown = getattr(self, name)
        return None if name == "as_of" and shown == f"{load.collected_to()}" else shown

    def code(self) -> str:
        """Write a cell that draws the same figure without the explorer.

        >>> print(Guarantees(stance="firm").code())
        from analysis import figures, load
        <BLANKLINE>
        figures.guarantees.tile_map(load.pledges(), load.collected_to(), answer="firm")
        """
        when = "load.collected_to()" if self.as_of is None else f'"{self.as_of}"'
        rest = self.differing("as_of").replace("stance=", "answer=")
        return f"from analysis import figures, load\n\nfigures.guarantees.tile_map(load.pledges(), {when}{', ' if rest else ''}{rest})"

    def figure(self) -> Figure:
        """Draw the figure chosen; raises UnknownName for a domain or an answer that does not exist.

        A text that is no day raises AnalysisError.

        >>> Guarantees(as_of="2025-09-20", domain="air").figure().id
        'tile-map-air-2025-09-20'
        """
        return figures.guarantees.tile_map(_pledges(), self.as_of or load.collected_to(), self.domain, self.stance)

    def _days(self) -> list[date]:
        """List the days that can be chosen: each month's last, the last of the record, and the one chosen by hand."""
        end = load.collected_to()
        months = pl.date_range(FIRST, end, "1mo", eager=True).dt.month_end().to_list()
        by_hand = [] if self.as_of is None else [as_day(self.as_of)]
        return sorted({*(one for one in months if one < end), end, *by_hand})


@functools.cache
def _pledges() -> pl.DataFrame:
    """Keep the table: it is read once, not at every change."""
    return load.pledges()
