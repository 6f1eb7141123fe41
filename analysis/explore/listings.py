"""The sanctions explorer: listings on one measure and one basis at a time, never added to each other."""

from dataclasses import dataclass, replace
from typing import Any, Self

import polars as pl

from analysis import figures, load
from analysis.errors import NotComparable
from analysis.explore.choices import Choices, Field, clip_months, month_options
from analysis.explore.code import literal
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
    >>> print(Sanctions(only=("US",), every="1y").code())
    from analysis import figures, load
    <BLANKLINE>
    figures.sanctions.counts.over_time(
        load.designations(),
        load.sanctions_coverage(),
        ["US"],
        every="1y",
    )
    """

    name = "sanctions"
    draws = "sanctions.counts.over_time"
    positional = ("only",)
    first = ("measure",)

    only: tuple[str, ...] = USUAL
    measure: str = "asset_freeze"
    subjects: tuple[str, ...] = ("person", "entity")
    basis: str | None = None
    every: str = "1mo"
    cumulative: bool = True
    months: tuple[str, ...] = ()

    def tables(self) -> list[str]:
        """Write the first arguments of the figure: two tables, and the authorities where they are not the usual.

        >>> Sanctions(only=("US",)).tables()
        ['load.designations()', 'load.sanctions_coverage()', '["US"]']
        """
        only = [] if self.only == USUAL else [literal(self.only)]
        return ["load.designations()", "load.sanctions_coverage()", *only]

    def figure(self) -> Figure:
        """Draw the figure chosen; raises AnalysisError where the choices do not go together.

        >>> Sanctions(only=("US",), months=("2025-01", "2025-12")).figure().frame["authority"].unique().to_list()
        ['US']
        """
        return figures.sanctions.counts.over_time(load.designations(), load.sanctions_coverage(), **vars(self))

    def span(self) -> tuple[str, str]:
        """Give the first and the last month that can be chosen.

        >>> Sanctions().span()[0]
        '2022-01'
        """
        first, last = figures.sanctions.counts.span_of(load.sanctions_coverage())
        return f"{first:%Y-%m}", f"{last:%Y-%m}"

    def overview(self) -> pl.DataFrame:
        """Give the covered months, to brush months on, with the listings of the authority that has most; never a sum of two.

        Columns: period and value, null in a month that no source covers.

        >>> Sanctions().overview().columns
        ['period', 'value']
        """
        designations, coverage = load.designations(), load.sanctions_coverage()
        bases = measure.bases(designations, self.measure)
        listings = measure.counts(designations, coverage, self.measure, bases=bases)
        most = listings.group_by("period").agg(value=pl.col("listings").max())
        first, last = figures.sanctions.counts.span_of(coverage)
        months = pl.DataFrame({"period": pl.date_range(first, last, "1mo", eager=True)})
        return months.join(most, on="period", how="left").sort("period")

    def validated(self, name: str, value: Any) -> Any:
        """Give a value passed as an argument as the choice holds it; raises NotComparable for two measures.

        For any other value it raises as `Field.validated` does.

        >>> Sanctions().validated("subjects", ["entity"])
        ('entity',)
        """
        if name == "measure" and isinstance(value, list | tuple):
            raise NotComparable(OVERLAP.rstrip("."), f"choose one of: {', '.join(measure.MEASURES)}")
        return super().validated(name, value)

    def updated(self, name: str, value: Any) -> Self:
        """Give the choices with one of them changed as its control does, and what no longer fits set back to the default.

        Another measure takes its own subjects, and each authority's own basis.

        >>> Sanctions(basis="stated").updated("measure", "vessel_ban").subjects
        ('vessel',)
        """
        choices = replace(self, **{name: value})
        if name == "measure":
            subjects = measure.SUBJECTS[value]
            usual = tuple(subject for subject in ("person", "entity") if subject in subjects)
            choices = replace(choices, subjects=usual or subjects, basis=None)
        return replace(choices, months=clip_months(choices.months, choices.span()))

    def fields(self) -> list[Field]:
        """List the controls in reading order, with what can be chosen now.

        >>> [field.name for field in Sanctions().fields()]
        ['measure', 'only', 'subjects', 'basis', 'every', 'cumulative', 'months']
        """
        known = load.sanctions_coverage().filter(measure=self.measure)["basis"].unique()
        bases = [(BASES[basis].capitalize(), basis) for basis in measure.BASES if basis in known]
        subjects = [(SUBJECTS[subject], subject) for subject in measure.SUBJECTS[self.measure]]
        return [
            Field("measure", "Measure", "select", MEASURES),
            Field("only", "By whom", "multiselect", [(name, code) for code, name in NAMES.items()], "authority"),
            Field("subjects", "Of what", "multiselect", subjects, "subject"),
            Field("basis", "Basis", "select", [("Each its own", None), *bases]),
            Field("every", "Step", "select", STEPS, "step"),
            Field("cumulative", "Cumulative", "checkbox"),
            Field("months", "Months", "range", month_options(*self.span()), "month"),
        ]

    def all_of(self, name: str) -> tuple[str, ...]:
        """List all that an empty choice stands for: of authorities those that have such listings.

        >>> Sanctions().all_of("months")[0]
        '2022-01'
        """
        if name == "months":
            return self.span()
        if name == "subjects":
            return measure.SUBJECTS[self.measure]
        known = measure.bases(load.designations(), self.measure, self.basis, self.subjects)
        return tuple(code for code in NAMES if code in known)
