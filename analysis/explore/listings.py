"""What can be chosen of sanctions: listings on one measure and one basis at a time, never added to each other."""

import functools
from dataclasses import dataclass, replace
from typing import Any, Self

import polars as pl

from analysis import figures, load
from analysis.errors import NotComparable
from analysis.explore.choices import Choices, Field, literal, month_names, within
from analysis.explore.money import STEPS
from analysis.figures.figure import Figure
from analysis.figures.sanctions.authorities import BASES, NAMES, OVERLAP
from analysis.measures import counts as measure

MEASURES = [("Asset freezes", "asset_freeze"), ("Export controls", "export_control"), ("Ship bans", "vessel_ban")]
SUBJECTS = {"person": "Persons", "entity": "Entities", "vessel": "Ships", "aircraft": "Aircraft"}
USUAL = ("EU", "UK", "US")


@dataclass(frozen=True)
class Sanctions(Choices):
    """Choose listings: by whom, which measure, of what, on which basis, and when.

    The fields are the arguments of `figures.sanctions.counts.over_time` by the same names.

    >>> Sanctions(measure="vessel_ban").call()
    'explore.sanctions(measure="vessel_ban")'
    """

    name = "sanctions"
    first = ("measure",)

    only: tuple[str, ...] = USUAL
    measure: str = "asset_freeze"
    subjects: tuple[str, ...] = ("person", "entity")
    basis: str | None = None
    every: str = "1mo"
    cumulative: bool = True
    months: tuple[str, ...] = ()

    def accepted(self, name: str, value: Any) -> Any:
        """Give a value named by hand as the choice holds it; raises NotComparable for two measures, else as `Field.accepted`.

        >>> Sanctions().accepted("subjects", ["entity"])
        ('entity',)
        """
        if name == "measure" and isinstance(value, list | tuple):
            raise NotComparable(OVERLAP.rstrip("."), f"choose one of: {', '.join(measure.MEASURES)}")
        return super().accepted(name, value)

    def changed(self, name: str, value: Any) -> Self:
        """Give the choices with one of them changed as its control does, and what no longer fits set back to the default.

        Another measure takes its own subjects, and each authority's own basis.

        >>> Sanctions(basis="stated").changed("measure", "vessel_ban").subjects
        ('vessel',)
        """
        made = replace(self, **{name: value})
        if name == "measure":
            usual = tuple(one for one in ("person", "entity") if one in measure.SUBJECTS[value])
            made = replace(made, subjects=usual or measure.SUBJECTS[value], basis=None)
        return replace(made, months=within(made.months, made.span()))

    def fields(self) -> list[Field]:
        """List the controls in reading order, with what can be chosen now.

        >>> [one.name for one in Sanctions().fields()]
        ['measure', 'only', 'subjects', 'basis', 'every', 'cumulative', 'months']
        """
        on = _coverage().filter(measure=self.measure)["basis"].unique()
        return [
            Field("measure", "Measure", "one", MEASURES),
            Field("only", "By whom", "several", [(label, one) for one, label in NAMES.items()], "authority"),
            Field("subjects", "Of what", "several", [(SUBJECTS[one], one) for one in measure.SUBJECTS[self.measure]], "subject"),
            Field("basis", "Basis", "one", [("Each its own", None), *((BASES[one].capitalize(), one) for one in measure.BASES if one in on)]),
            Field("every", "Step", "one", STEPS, "step"),
            Field("cumulative", "Cumulative", "tick"),
            Field("months", "Months", "range", month_names(*self.span()), "month"),
        ]  # fmt: skip

    def shown(self, name: str) -> Any:
        """Give the value a control shows: the default stands for all there is.

        >>> Sanctions().shown("only")
        ('EU', 'UK', 'US')
        """
        match name:
            case "only":
                return self.only or tuple(one for one in NAMES if one in self._at_hand())
            case "subjects":
                return self.subjects or measure.SUBJECTS[self.measure]
            case "months":
                return self.months or self.span()
            case _:
                return getattr(self, name)

    def span(self) -> tuple[str, str]:
        """Give the first and the last month that can be chosen.

        >>> Sanctions().span()[0]
        '2022-01'
        """
        first, last = figures.sanctions.counts.span_of(_coverage())
        return f"{first:%Y-%m}", f"{last:%Y-%m}"

    def code(self) -> str:
        """Write a cell that draws the same figure without the explorer.

        >>> print(Sanctions(only=("US",), every="1y").code())
        from analysis import figures, load
        <BLANKLINE>
        figures.sanctions.counts.over_time(load.designations(), load.sanctions_coverage(), ["US"], every="1y")
        """
        chosen = ["load.designations()", "load.sanctions_coverage()"]
        rest = self.differing("only")
        chosen += ([literal(self.only)] if self.only != USUAL else []) + ([rest] if rest else [])
        return f"from analysis import figures, load\n\nfigures.sanctions.counts.over_time({', '.join(chosen)})"

    def figure(self) -> Figure:
        """Draw the figure chosen; raises AnalysisError where the choices do not go together.

        >>> Sanctions(only=("US",), months=("2025-01", "2025-12")).figure().frame["authority"].unique().to_list()
        ['US']
        """
        return figures.sanctions.counts.over_time(_designations(), _coverage(), **vars(self))

    def overview(self) -> pl.DataFrame:
        """Give the covered months, to brush months on, with the listings of the authority that has most; never a sum of two.

        Columns: period and value, null in a month that no source covers.

        >>> Sanctions().overview().columns
        ['period', 'value']
        """
        return _by_month(self.measure)

    def _at_hand(self) -> dict[str, str]:
        """Give the authorities that are drawn where none is named, each with its basis."""
        return measure.bases(_designations(), self.measure, self.basis, self.subjects)


@functools.cache
def _designations() -> pl.DataFrame:
    """Keep the table: it is read once, not at every change."""
    return load.designations()


@functools.cache
def _coverage() -> pl.DataFrame:
    return load.sanctions_coverage()


@functools.cache
def _by_month(what: str) -> pl.DataFrame:
    bases = measure.bases(_designations(), what)
    most = (
        measure.counts(_designations(), _coverage(), what, bases=bases).group_by("period").agg(value=pl.col("listings").max())
    )
    first, last = figures.sanctions.counts.span_of(_coverage())
    months = pl.DataFrame({"period": pl.date_range(first, last, "1mo", eager=True)})
    return months.join(most, on="period", how="left").sort("period")
