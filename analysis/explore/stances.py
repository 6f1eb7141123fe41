"""The guarantees explorer: positions as of a day, on one domain, of whom, and the answer to bring forward."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from analysis import figures, load
from analysis.as_of import as_day
from analysis.charts.formatting import day
from analysis.countries import EUROPE
from analysis.errors import AnalysisError
from analysis.explore import own_groups
from analysis.explore.choices import Choices, Field
from analysis.explore.code import literal
from analysis.figures.figure import Figure
from analysis.figures.guarantees.positions import FIRST
from analysis.figures.guarantees.stances import DOMAINS, with_names
from analysis.figures.guarantees.tiles import on_the_map
from analysis.groups.group import Group, as_group
from analysis.load.guarantees import require_within_collection
from analysis.measures.answers import ORDER


@dataclass(frozen=True)
class Guarantees(Choices):
    """Choose positions on security guarantees: as of which day, on what, which answer to bring forward, and of whom.

    `as_of` is a text such as 2025-09-20, or None for the end of the record; `stance` is the figure's `answer`; `only` has names of
    blocs and groups and codes of countries, and is empty for all of Europe.

    >>> Guarantees(domain="air", stance="offers, if").call()
    'explore.guarantees(domain="air", stance="offers, if")'
    """

    name = "guarantees"
    draws = "guarantees.tile_map"
    positional = ("as_of",)

    as_of: str | None = None
    domain: str = "land"
    stance: str | None = None
    only: tuple[str, ...] = ()

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
        only = own_groups.named(self.only)
        return figures.guarantees.tile_map(
            load.pledges(), self.as_of or load.collected_to(), self.domain, self.stance, only=only
        )

    def written(self, name: str) -> Any:
        """Give the value of a choice as it is to be written as code, groups of one's own as what makes them.

        >>> Guarantees(only=("NATO",)).written("only")
        ('"NATO"',)
        """
        return own_groups.written(self.only) if name == "only" else super().written(name)

    def series(self) -> list[tuple[str, str]]:
        """List whose positions can be chosen, as label and name: Europe, groups, those of one's own, and countries of the map.

        >>> Guarantees().series()[0], Guarantees().series()[-1]
        (('Europe', 'Europe'), ('United Kingdom', 'GBR'))
        """
        groups = [EUROPE, *load.groups()["name"].unique().sort(), *own_groups.names()]
        spoken = load.pledges().filter(pl.col("country").is_in(on_the_map())).unique("country")
        countries = with_names(spoken).sort("name").select("name", "country").rows()
        return [*((name, name) for name in groups), *countries]

    def validated(self, name: str, value: Any) -> Any:
        """Give a value passed as an argument as the choice holds it: a day as a text, `only` as a list of names and codes.

        Raises AnalysisError for what is no day, for a day after the record and for a country that the list lacks, else as
        `Field.validated` does.

        >>> Guarantees().validated("as_of", date(2025, 9, 20)), Guarantees().validated("only", ["Germany", "NATO"])
        ('2025-09-20', ('DEU', 'NATO'))
        """
        if name == "only":
            value = () if value is None else [value] if isinstance(value, str | Group) else value
            return super().validated(name, [self._option(one) for one in value] if isinstance(value, Iterable) else value)
        if name != "as_of" or value is None:
            return super().validated(name, value)
        chosen = as_day(f"{value:%Y-%m-%d}" if isinstance(value, date) else f"{value}")
        require_within_collection("pledges", chosen)
        return f"{chosen}"

    def fields(self) -> list[Field]:
        """List the controls in reading order, with what can be chosen now.

        >>> [field.name for field in Guarantees().fields()]
        ['domain', 'stance', 'only', 'as_of']
        """
        answers = [(answer.capitalize(), answer) for answer in ORDER]
        *days, end = self._days()
        return [
            Field("domain", "Domain", "select", [(name.replace("_", " ").capitalize(), name) for name in DOMAINS]),
            Field("stance", "Answer", "select", [("All answers", None), *answers], "answer"),
            Field("only", "Whose", "multiselect", self.series(), "country or group"),
            Field("as_of", "As of", "slider", [*((day(date), f"{date}") for date in days), (day(end), None)]),
        ]

    def control_value(self, name: str) -> Any:
        """Give the value a control shows: the end of the record as None, nobody ticked where all are drawn.

        >>> Guarantees(as_of="2025-09-20").control_value("as_of")
        '2025-09-20'
        """
        return None if name == "as_of" and self.as_of == f"{load.collected_to()}" else getattr(self, name)

    def _option(self, one: object) -> object:
        """Give a bloc, group or country as the list of the panel names it, however it is written; what nobody knows as it is."""
        options = [name for _, name in self.series()]
        if listed := own_groups.alike(one, options):
            return listed
        if isinstance(one, Group):
            return own_groups.keep(one, [name for name in options if name not in own_groups.names()])
        try:
            group = as_group(one)
        except AnalysisError:
            return one
        raise AnalysisError(
            f"the map has no position of {group.in_text}",
            "see what it answers: figures.guarantees.domains.matrix(pledges, until, only=...)",
        )

    def _days(self) -> list[date]:
        """List the days that can be chosen: the last of each month and of the record, and the one passed as an argument."""
        end = load.collected_to()
        months = pl.date_range(FIRST, end, "1mo", eager=True).dt.month_end().to_list()
        chosen = [] if self.as_of is None else [as_day(self.as_of)]
        return sorted({*(month for month in months if month < end), end, *chosen})
