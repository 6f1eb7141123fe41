"""What can be chosen in an explorer: each set of choices draws its figure, says its code, and goes to JSON and back."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import date
from typing import Any, ClassVar, Self

import polars as pl

from analysis.errors import UnknownName
from analysis.figures.figure import Figure


@dataclass(frozen=True)
class Field:
    """Describe one control: the choice it sets, its label, how it is shown, and what can be chosen as (label, value).

    `form`: one (of a few), several, tick, point (on a slider) or range (first and last of the options).

    >>> Field("stage", "Stage", "one", [("Allocated", "allocated")]).options
    [('Allocated', 'allocated')]
    """

    name: str
    label: str
    form: str
    options: Sequence[tuple[str, Any]] = ()


@dataclass(frozen=True)
class Choices:
    """Hold one state of an explorer; a field is an argument of the figure it draws, by the same name.

    Each explorer has its own: Aid, Sanctions and Guarantees.

    >>> from analysis.explore.money import Aid
    >>> Aid(by="donor").call()
    'explore.aid(by="donor")'
    """

    name: ClassVar[str]

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Take choices as `to_json` wrote them; raises UnknownName for a choice that does not exist.

        >>> from analysis.explore.money import Aid
        >>> Aid.from_json('{"only": ["Europe"]}').only
        ('Europe',)
        """
        given = json.loads(text)
        return cls.of(**{name: tuple(value) if isinstance(value, list) else value for name, value in given.items()})

    @classmethod
    def of(cls, **given: Any) -> Self:
        """Make choices from arguments, lists as tuples; raises UnknownName for a name that is none.

        >>> from analysis.explore.money import Aid
        >>> Aid.of(stages="committed")
        Traceback (most recent call last):
            ...
        analysis.errors.UnknownName: no choice 'stages'
          -> did you mean 'stage'? choose one of: by, only, stage, kind, currency, per, every, cumulative, months, release
        """
        known = [one.name for one in fields(cls)]
        for one in given:
            if one not in known:
                raise UnknownName("choice", one, known)
        return cls(**{name: tuple(value) if isinstance(value, list) else value for name, value in given.items()})

    def to_json(self) -> str:
        """Write the choices as JSON, as the notebook keeps them.

        >>> from analysis.explore.stances import Guarantees
        >>> Guarantees(domain="air").to_json()
        '{"as_of": null, "domain": "air", "stance": null}'
        """
        return json.dumps(asdict(self))

    def differing(self, *without: str) -> str:
        """Write the choices that are not the default, as arguments; those named in `without` are left out.

        >>> from analysis.explore.money import Aid
        >>> Aid(kind="military", release="28").differing("release")
        'kind="military"'
        """
        usual = {one.name: one.default for one in fields(self)}
        chosen = {name: value for name, value in vars(self).items() if name not in without and value != usual[name]}
        return ", ".join(f"{name}={literal(value)}" for name, value in chosen.items())

    def call(self) -> str:
        """Write the line that opens the explorer with these choices.

        >>> from analysis.explore.stances import Guarantees
        >>> Guarantees(as_of="2025-09-20").call()
        'explore.guarantees(as_of="2025-09-20")'
        """
        return f"explore.{self.name}({self.differing()})"

    def changed(self, name: str, value: Any) -> Self:
        """Give the choices with one of them changed, and what no longer fits set back to the default.

        >>> from analysis.explore.stances import Guarantees
        >>> Guarantees().changed("domain", "sea").domain
        'sea'
        """
        return replace(self, **{name: value})

    def settled(self) -> Self:
        """Give the choices as the controls can show them.

        >>> from analysis.explore.stances import Guarantees
        >>> Guarantees().settled() == Guarantees()
        True
        """
        return self

    def fields(self) -> list[Field]:
        """List the controls in reading order, with what can be chosen now.

        >>> from analysis.explore.stances import Guarantees
        >>> [one.label for one in Guarantees().fields()]
        ['Domain', 'Answer', 'As of']
        """
        raise NotImplementedError

    def shown(self, name: str) -> Any:
        """Give the value a control shows: the default stands for all there is.

        >>> from analysis.explore.stances import Guarantees
        >>> Guarantees().shown("domain")
        'land'
        """
        return getattr(self, name)

    def code(self) -> str:
        """Write a cell that draws the same figure without the explorer.

        >>> from analysis.explore.stances import Guarantees
        >>> print(Guarantees(as_of="2025-09-20", domain="sea").code())
        from analysis import figures, load
        <BLANKLINE>
        figures.guarantees.tile_map(load.pledges(), "2025-09-20", domain="sea")
        """
        raise NotImplementedError

    def figure(self) -> Figure:
        """Draw the figure chosen; raises AnalysisError where the choices do not go together.

        >>> from analysis.explore.stances import Guarantees
        >>> Guarantees(as_of="2025-09-20").figure().id
        'tile-map-land-2025-09-20'
        """
        raise NotImplementedError

    def overview(self) -> pl.DataFrame | None:
        """Give period and value of all months, to brush months on; None where there are none to choose.

        >>> from analysis.explore.stances import Guarantees
        >>> Guarantees().overview() is None
        True
        """
        return None


def literal(value: Any) -> str:
    """Write a value as Python code, in the house's quotes; a tuple is written as a list.

    >>> literal(("DEU", "FRA")), literal(None), literal(True)
    ('["DEU", "FRA"]', 'None', 'True')
    """
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "[" + ", ".join(literal(one) for one in value) + "]"
    return f'"{value}"' if isinstance(value, str) else repr(value)


def whole(chosen: Sequence[str], options: Sequence[tuple[str, Any]]) -> tuple[str, ...]:
    """Give a choice of several, empty if it is all there is; what is no option is left out.

    >>> options = [("Europe", "Europe"), ("United States", "United States")]
    >>> whole(["Europe"], options), whole(["Europe", "United States"], options)
    (('Europe',), ())
    """
    values = [value for _, value in options]
    kept = tuple(one for one in chosen if one in values)
    return () if len(kept) == len(values) else kept


def month_names(first: str, last: str) -> list[tuple[str, str]]:
    """List months from the first to the last, both as 2022-01, as (label, value).

    >>> month_names("2025-12", "2026-01")
    [('Dec 2025', '2025-12'), ('Jan 2026', '2026-01')]
    """
    months = pl.date_range(date.fromisoformat(f"{first}-01"), date.fromisoformat(f"{last}-01"), "1mo", eager=True)
    return list(zip(months.dt.strftime("%b %Y"), months.dt.strftime("%Y-%m"), strict=True))


def within(months: Sequence[str], span: tuple[str, str]) -> tuple[str, ...]:
    """Give a first and a last month cut to what can be chosen, empty if that is all there is or nothing.

    >>> within(("2021-01", "2025-12"), ("2022-01", "2026-04")), within(("2022-01", "2026-04"), ("2022-01", "2026-04"))
    (('2022-01', '2025-12'), ())
    """
    if not months:
        return ()
    start, end = max(months[0], span[0]), min(months[-1], span[1])
    return () if start > end or (start, end) == span else (start, end)
