"""What can be chosen of aid."""

import functools
from dataclasses import dataclass, replace
from typing import Any, Self

import polars as pl

from analysis import figures, load, measures
from analysis.countries import BASE_BLOCS, COMPARED_BLOCS
from analysis.explore.choices import Choices, Field, literal, month_names, whole, within
from analysis.figures.figure import Figure

GROUPS = [("Blocs", "bloc"), ("Europe in two parts", "base_bloc"), ("Donors", "donor")]
KINDS = [("All kinds", None), ("Military", "military"), ("Financial", "financial"), ("Humanitarian", "humanitarian")]
STAGES = [("Allocated", "allocated"), ("Committed", "committed")]
YARDSTICKS = [("Amount", None), ("Per cent of GDP", "gdp"), ("Per head", "head")]
CURRENCIES = [("Euros", "EUR"), ("US dollars", "USD")]
STEPS = [("Months", "1mo"), ("Quarters", "1q"), ("Years", "1y")]
FIRST_DONORS = 5
"""Donors shown before any is chosen: the largest."""


@dataclass(frozen=True)
class Aid(Choices):
    """Choose aid: whose, what, in which unit, when, and as which release has it.

    The fields are the arguments of `figures.aid.flows.over_time` by the same names, and `release`.

    >>> Aid(kind="military", per="gdp").call()
    'explore.aid(kind="military", per="gdp")'
    """

    name = "aid"
    first = ("release", "by")

    by: str = "bloc"
    only: tuple[str, ...] = ()
    stage: str = "allocated"
    kind: str | None = None
    currency: str = "EUR"
    per: str | None = None
    every: str = "1mo"
    cumulative: bool = True
    months: tuple[str, ...] = ()
    release: str | None = None

    def code(self) -> str:
        """Write a cell that draws the same figure without the explorer.

        >>> print(Aid(kind="military", release="28").code())
        from analysis import figures, load
        <BLANKLINE>
        figures.aid.flows.over_time(load.aid("28"), kind="military")
        """
        release = "" if self.release is None else literal(self.release)
        rest = self.differing("release")
        return f"from analysis import figures, load\n\nfigures.aid.flows.over_time(load.aid({release}){', ' if rest else ''}{rest})"

    def figure(self) -> Figure:
        """Draw the figure chosen; raises AnalysisError where the choices do not go together.

        UnknownName, for what the release does not have, is one of these.

        >>> Aid(kind="military", release="28").figure().frame.columns
        ['release', 'period', 'bloc', 'eur_bn']
        """
        chosen = {name: value for name, value in vars(self).items() if name != "release"}
        return figures.aid.flows.over_time(_table(self.release), **chosen)

    def series(self) -> list[tuple[str, str]]:
        """List what can be compared in these choices: label and name, donors by size.

        >>> Aid().series(), Aid(by="donor", release="28").series()[0]
        ([('Europe', 'Europe'), ('United States', 'United States'), ('Other donors', 'Other donors')], ('United States', 'USA'))
        """
        if self.by != "donor":
            return [(one, one) for one in (COMPARED_BLOCS if self.by == "bloc" else BASE_BLOCS)]
        return list(_donors(self.release))

    def span(self) -> tuple[str, str]:
        """Give the first and the last month that can be chosen.

        >>> Aid(release="28").span()
        ('2022-01', '2026-02')
        """
        first, last = figures.aid.flows.span_of(_table(self.release))
        return f"{first:%Y-%m}", f"{last:%Y-%m}"

    def overview(self) -> pl.DataFrame:
        """Give all donors' amounts by month, to brush months on: period and value (EUR bn of the chosen stage).

        >>> Aid(release="28").overview().row(0)
        (datetime.date(2022, 1, 1), 0.267)
        """
        return _by_month(self.release, self.stage)

    def accepted(self, name: str, value: Any) -> Any:
        """Give a value named by hand as the choice holds it: a release by its name, also where it is the default.

        Raises UnknownRelease for one without months, else as `Field.accepted` does.

        >>> Aid().accepted("release", 28)
        '28'
        """
        if name != "release" or value is None:
            return super().accepted(name, value)
        named = f"{value}"
        _table(named)
        return named

    def changed(self, name: str, value: Any) -> Self:
        """Give the choices with one of them changed as its control does, and what no longer fits set back to the default.

        Donors begin with the five largest, and are those of the release; months stay inside it. Naming all blocs or all months
        is naming none, naming no donor is naming the five largest.

        >>> Aid(release="28").changed("by", "donor").only
        ('USA', 'EUI', 'DEU', 'GBR', 'CAN')
        """
        made = replace(self, **{name: value})
        if name == "by":
            made = replace(made, only=())
        if name == "release" and made.by == "donor":
            made = replace(made, only=tuple(one for one in made.only if one in dict(made.series()).values()))
        if name in {"by", "only", "release"} and made.by == "donor" and not made.only:
            made = replace(made, only=tuple(code for _, code in made.series()[:FIRST_DONORS]))
        if name == "only" and made.by != "donor":
            made = replace(made, only=whole(value, made.series()))
        if name in {"months", "release"}:
            made = replace(made, months=within(made.months, made.span()))
        return made

    def fields(self) -> list[Field]:
        """List the controls in reading order, with what can be chosen now.

        >>> [one.name for one in Aid(release="28").fields()]
        ['by', 'only', 'kind', 'stage', 'per', 'currency', 'every', 'release', 'cumulative', 'months']
        """
        default = load.default_release()
        at_hand = load.releases().filter(pl.col("last_month").is_not_null()).sort("cutoff", "release", descending=True)
        releases = [
            (f"{one} (default)" if one == default else one, None if one == default else one) for one in at_hand["release"]
        ]
        return [
            Field("by", "Compare", "one", GROUPS, "grouping"),
            Field("only", "Which", "several", self.series(), "donor" if self.by == "donor" else "bloc"),
            Field("kind", "Kind", "one", KINDS),
            Field("stage", "Stage", "one", STAGES),
            Field("per", "Measure", "one", YARDSTICKS, "yardstick"),
            Field("currency", "Currency", "one", CURRENCIES),
            Field("every", "Step", "one", STEPS, "step"),
            Field("release", "Release", "one", releases),
            Field("cumulative", "Cumulative", "tick"),
            Field("months", "Months", "range", month_names(*self.span()), "month"),
        ]

    def shown(self, name: str) -> Any:
        """Give the value a control shows: the default stands for all there is.

        >>> Aid(release="28").shown("months")
        ('2022-01', '2026-02')
        """
        match name:
            case "only":
                return self.only or tuple(value for _, value in self.series())
            case "months":
                return self.months or self.span()
            case "release":
                return None if self.release == load.default_release() else self.release
            case _:
                return getattr(self, name)


@functools.lru_cache(maxsize=8)
def _table(release: str | None) -> pl.DataFrame:
    """Keep the releases last asked for: a table is read once, not at every change."""
    return load.aid(release)


@functools.lru_cache(maxsize=8)
def _donors(release: str | None) -> tuple[tuple[str, str], ...]:
    """List the donors of a release by size: by allocations, or by commitments where, as in the first, it has nothing else."""
    table = _table(release)
    stage = "allocated" if "allocated" in table["stage"] else "committed"
    ranked = measures.aid.named(measures.aid.totals(table, by="donor", stage=stage))
    return tuple(ranked.sort("eur", "donor", descending=[True, False]).select("name", "donor").iter_rows())


@functools.lru_cache(maxsize=8)
def _by_month(release: str | None, stage: str) -> pl.DataFrame:
    monthly = measures.aid.over_time(_table(release), stage=stage)
    return monthly.group_by("period").agg(value=pl.col("eur_bn").sum().round(3)).sort("period")
