"""The aid explorer: whose aid, what of it, in which unit, when, and as which release has it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Self

import polars as pl

from analysis import figures, load, measures
from analysis.countries import BASE_BLOCS, COMPARED_BLOCS
from analysis.errors import AnalysisError
from analysis.explore import own_groups
from analysis.explore.choices import Choices, Field, clip_months, empty_if_all, month_options
from analysis.explore.code import literal
from analysis.figures.figure import Figure
from analysis.groups.group import Group, as_group
from analysis.measures.prices import YEARS

GROUPS = [("Blocs", "bloc"), ("Europe in two parts", "base_bloc"), ("Donors", "donor")]
KINDS = [("All kinds", None), ("Military", "military"), ("Financial", "financial"), ("Humanitarian", "humanitarian")]
STAGES = [("Allocated", "allocated"), ("Committed", "committed")]
PRICES = [("Nominal", None), *((f"Of {year}", year) for year in YEARS)]
YARDSTICKS = [("Amount", None), ("Per cent of GDP", "gdp"), ("Per head", "head")]
CURRENCIES = [("Euros", "EUR"), ("US dollars", "USD")]
MEANS = [("None", 1), ("Of 3 periods", 3), ("Of 6 periods", 6), ("Of 12 periods", 12)]
STEPS = [("Months", "1mo"), ("Quarters", "1q"), ("Half-years", "6mo"), ("Years", "1y")]
FIRST_DONORS = 5
"""Donors shown before any is chosen: the largest."""


@dataclass(frozen=True)
class Aid(Choices):
    """Choose aid: whose, what, in which unit, when, and as which release has it.

    The fields are the arguments of `figures.aid.flows.over_time` by the same names, and `release`.

    >>> Aid(kind="military", per="gdp").call()
    'explore.aid(kind="military", per="gdp")'
    >>> print(Aid(kind="military", release="28").code())
    from analysis import figures, load
    <BLANKLINE>
    figures.aid.flows.over_time(load.aid("28"), kind="military")
    """

    name = "aid"
    draws = "aid.flows.over_time"
    positional = ("release",)
    first = ("release", "by")

    by: str = "bloc"
    only: tuple[str, ...] = ()
    stage: str = "allocated"
    kind: str | None = None
    every: str = "1mo"
    cumulative: bool = True
    currency: str = "EUR"
    per: str | None = None
    prices: str | None = None
    months: tuple[str, ...] = ()
    smooth: int = 1
    release: str | None = None

    def tables(self) -> list[str]:
        """Write the first argument of the figure: the table of a release.

        >>> Aid().tables()
        ['load.aid()']
        """
        return [f"load.aid({'' if self.release is None else literal(self.release)})"]

    def figure(self) -> Figure:
        """Draw the figure chosen; raises AnalysisError where the choices do not go together.

        UnknownName, for what the release does not have, is one of these.

        >>> Aid(kind="military", release="28").figure().frame.columns
        ['release', 'period', 'bloc', 'eur_bn']
        """
        arguments = {name: value for name, value in vars(self).items() if name != "release"}
        arguments["only"] = own_groups.named(self.only)
        return figures.aid.flows.over_time(load.aid(self.release), **arguments)

    def written(self, name: str) -> Any:
        """Give the value of a choice as it is to be written as code, groups of one's own as what makes them.

        >>> Aid(only=("Europe",)).written("only")
        ('"Europe"',)
        """
        if name != "only":
            return super().written(name)
        return own_groups.written(self.only)

    def series(self) -> list[tuple[str, str]]:
        """List what can be compared in these choices: label and name; blocs and then groups, or donors by size.

        Donors are ranked by allocations, or by commitments where the release, as the first, has nothing else.

        >>> Aid().series()[:4], Aid(by="donor", release="28").series()[0]
        ([('Europe', 'Europe'), ('United States', 'United States'), ('Other donors', 'Other donors'), ('Baltic states', 'Baltic states')], ('United States', 'USA'))
        """
        if self.by == "bloc":
            return [(name, name) for name in (*COMPARED_BLOCS, *load.groups()["name"].unique().sort(), *own_groups.names())]
        if self.by == "base_bloc":
            return [(bloc, bloc) for bloc in BASE_BLOCS]
        table = load.aid(self.release)
        stage = "allocated" if "allocated" in table["stage"] else "committed"
        donors = measures.aid.named(measures.aid.totals(table, by="donor", stage=stage))
        return donors.sort("eur", "donor", descending=[True, False]).select("name", "donor").rows()

    def span(self) -> tuple[str, str]:
        """Give the first and the last month that can be chosen.

        >>> Aid(release="28").span()
        ('2022-01', '2026-02')
        """
        first, last = figures.aid.flows.span_of(load.aid(self.release))
        return f"{first:%Y-%m}", f"{last:%Y-%m}"

    def overview(self) -> pl.DataFrame:
        """Give all donors' amounts by month, to brush months on: period and value (EUR bn of the chosen stage).

        >>> Aid(release="28").overview().row(0)
        (datetime.date(2022, 1, 1), 0.267)
        """
        monthly = measures.aid.over_time(load.aid(self.release), stage=self.stage)
        return monthly.group_by("period").agg(value=pl.col("eur_bn").sum().round(3)).sort("period")

    def validated(self, name: str, value: Any) -> Any:
        """Give a value passed as an argument as the choice holds it: a release by its name, also where it is the default; `only` as a list.

        Raises UnknownRelease for one without months, AnalysisError for a donor where blocs are compared, else as `Field.validated` does.

        >>> Aid().validated("release", 28), Aid(by="donor").validated("only", ["Germany", "UK"]), Aid().validated("only", ["US"])
        ('28', ('DEU', 'GBR'), ('United States',))
        """
        if name == "only":
            value = () if value is None else [value] if isinstance(value, str | Group) else value
            named = [self._option(one) for one in value] if isinstance(value, Iterable) else value
            return super().validated(name, named)
        if name != "release" or value is None:
            return super().validated(name, value)
        load.aid(f"{value}")
        return f"{value}"

    def _option(self, one: object) -> object:
        """Give a bloc, group or country as the list of the panel names it, however it is written; what is not in it as it is."""
        options = [name for _, name in self.series()]
        if listed := own_groups.alike(one, options):
            return listed
        try:
            group = as_group(one)
        except AnalysisError:
            return one
        if not isinstance(one, Group) and len(group) > 1:
            return one
        if self.by == "base_bloc" and len(group) == 1:
            raise AnalysisError(
                f"{group.in_text} is a donor, and blocs are compared", f'write by="donor", only=[{literal(one)}]'
            )
        if self.by != "bloc":
            raise AnalysisError(
                f"{group.in_text} is a group, and by={self.by!r} compares others", 'write by="bloc", or leave it out'
            )
        # A country beside blocs and groups is one of them, as in figures.
        return own_groups.keep(group, [name for name in options if name not in own_groups.names()])

    def updated(self, name: str, value: Any) -> Self:
        """Give the choices with one of them changed as its control does, and what no longer fits set back to the default.

        Donors begin with the five largest, and are those of the release; months stay inside it. Naming all blocs or all months
        is naming none, naming no donor is naming the five largest. A mean ends a running total, and the other way round.

        >>> Aid(release="28").updated("by", "donor").only
        ('USA', 'EUI', 'DEU', 'GBR', 'CAN')
        """
        choices = replace(self, **{name: value})
        if name == "smooth" and value > 1:
            choices = replace(choices, cumulative=False)  # a running total has no mean
        if name == "cumulative" and value:
            choices = replace(choices, smooth=1)
        if name in {"months", "release"}:
            choices = replace(choices, months=clip_months(choices.months, choices.span()))
        if name not in {"by", "only", "release"}:
            return choices
        if choices.by != "donor":
            blocs = [(bloc, bloc) for bloc in choices.all_of("only")]
            only = empty_if_all(value, blocs) if name == "only" else () if name == "by" else choices.only
            return replace(choices, only=only)
        known = [code for _, code in choices.series()]
        only = () if name == "by" else tuple(code for code in choices.only if name != "release" or code in known)
        return replace(choices, only=only or tuple(known[:FIRST_DONORS]))

    def fields(self) -> list[Field]:
        """List the controls in reading order, with what can be chosen now.

        >>> [field.name for field in Aid(release="28").fields()]
        ['by', 'only', 'kind', 'stage', 'per', 'currency', 'prices', 'every', 'release', 'cumulative', 'smooth', 'months']
        """
        default = load.default_release()
        monthly = load.releases().filter(pl.col("last_month").is_not_null()).sort("cutoff", "release", descending=True)
        releases = [(f"{name} (default)", None) if name == default else (name, name) for name in monthly["release"]]
        return [
            Field("by", "Compare", "select", GROUPS, "grouping"),
            Field("only", "Which", "multiselect", self.series(), "donor" if self.by == "donor" else "bloc"),
            Field("kind", "Kind", "select", KINDS),
            Field("stage", "Stage", "select", STAGES),
            Field("per", "Measure", "select", YARDSTICKS, "yardstick"),
            Field("currency", "Currency", "select", CURRENCIES),
            Field("prices", "Prices", "select", PRICES, "prices"),
            Field("every", "Step", "select", STEPS, "step"),
            Field("release", "Release", "select", releases),
            Field("cumulative", "Cumulative", "checkbox"),
            Field("smooth", "Mean", "select", MEANS),
            Field("months", "Months", "range", month_options(*self.span()), "month"),
        ]

    def control_value(self, name: str) -> Any:
        """Give the value a control shows: an empty choice as all there is, the default release as None.

        >>> Aid(release="28").control_value("months")
        ('2022-01', '2026-02')
        """
        return None if name == "release" and self.release == load.default_release() else super().control_value(name)

    def all_of(self, name: str) -> tuple[str, ...]:
        """List all that an empty choice stands for: blocs without the groups they overlap with.

        >>> Aid(release="28").all_of("only")
        ('Europe', 'United States', 'Other donors')
        """
        if name == "months":
            return self.span()
        return COMPARED_BLOCS if self.by == "bloc" else tuple(value for _, value in self.series())
