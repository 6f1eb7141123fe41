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
    """

    name: str
    label: str
    form: str
    options: Sequence[tuple[str, Any]] = ()


@dataclass(frozen=True)
class Choices:
    """Hold one state of an explorer; a field is an argument of the figure it draws, by the same name."""

    name: ClassVar[str]

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Take choices as `to_json` wrote them; raises UnknownName for a choice that does not exist."""
        given = json.loads(text)
        return cls.of(**{name: tuple(value) if isinstance(value, list) else value for name, value in given.items()})

    @classmethod
    def of(cls, **given: Any) -> Self:
        """Make choices from arguments; raises UnknownName for a name that is none."""
        known = [one.name for one in fields(cls)]
        for one in given:
            if one not in known:
                raise UnknownName("choice", one, known)
        return cls(**{name: tuple(value) if isinstance(value, list) else value for name, value in given.items()})

    def to_json(self) -> str:
        """Write the choices as JSON, as the notebook keeps them."""
        return json.dumps(asdict(self))

    def differing(self, *without: str) -> str:
        """Write the choices that are not the default, as arguments."""
        usual = {one.name: one.default for one in fields(self)}
        chosen = {name: value for name, value in vars(self).items() if name not in without and value != usual[name]}
        return ", ".join(f"{name}={literal(value)}" for name, value in chosen.items())

    def call(self) -> str:
        """Write the line that opens the explorer with these choices."""
        return f"explore.{self.name}({self.differing()})"

    def changed(self, name: str, value: Any) -> Self:
        """Give the choices with one of them changed, and what no longer fits set back to the default."""
        return replace(self, **{name: value})

    def settled(self) -> Self:
        """Give the choices as the controls can show them."""
        return self

    def fields(self) -> list[Field]:
        """List the controls in reading order, with what can be chosen now."""
        raise NotImplementedError

    def shown(self, name: str) -> Any:
        """Give the value a control shows: the default stands for all there is."""
        return getattr(self, name)

    def code(self) -> str:
        """Write a cell that draws the same figure without the explorer."""
        raise NotImplementedError

    def figure(self) -> Figure:
        """Draw the figure chosen; raises AnalysisError where the choices do not go together."""
        raise NotImplementedError

    def overview(self) -> pl.DataFrame | None:
        """Give period and value of all months, to brush months on; None where there are none to choose."""
        return None


def literal(value: Any) -> str:
    """Write a value as Python code, in the house's quotes."""
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "[" + ", ".join(literal(one) for one in value) + "]"
    return f'"{value}"' if isinstance(value, str) else repr(value)


def whole(chosen: Sequence[str], options: Sequence[tuple[str, Any]]) -> tuple[str, ...]:
    """Give a choice of several, empty if it is all there is."""
    values = [value for _, value in options]
    kept = tuple(one for one in chosen if one in values)
    return () if len(kept) == len(values) else kept


def month_names(first: str, last: str) -> list[tuple[str, str]]:
    """List months from the first to the last as (label, value)."""
    months = pl.date_range(date.fromisoformat(f"{first}-01"), date.fromisoformat(f"{last}-01"), "1mo", eager=True)
    return list(zip(months.dt.strftime("%b %Y"), months.dt.strftime("%Y-%m"), strict=True))


def within(months: Sequence[str], span: tuple[str, str]) -> tuple[str, ...]:
    """Give a first and a last month cut to what can be chosen, empty if that is all there is or nothing."""
    if not months:
        return ()
    start, end = max(months[0], span[0]), min(months[-1], span[1])
    return () if start > end or (start, end) == span else (start, end)
