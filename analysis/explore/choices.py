"""The state of an explorer: what can be chosen and what is; it draws its figure, writes its code, and goes to JSON and back."""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import date
from typing import Any, ClassVar, Self

import polars as pl

from analysis.errors import AnalysisError, UnknownName
from analysis.explore import code
from analysis.explore.code import literal
from analysis.figures.figure import Figure


@dataclass(frozen=True)
class Field:
    """Describe one control: the choice it sets, its label, its form, and what can be chosen as (label, value).

    `form`: select, multiselect, checkbox, slider, or range (a slider for first and last of the options); `noun` is what an error
    calls one of the options, where the name does not say it.

    >>> Field("stage", "Stage", "select", [("Allocated", "allocated")]).options
    [('Allocated', 'allocated')]
    """

    name: str
    label: str
    form: str
    options: Sequence[tuple[str, Any]] = ()
    noun: str = ""

    def validated(self, value: Any) -> Any:
        """Give a value passed as an argument as the choice holds it: several as a tuple.

        Raises UnknownName for what is no option, AnalysisError for what is no list where one is needed, and for months that are
        not a first and a last of the options.

        >>> Field("kinds", "Kinds", "multiselect", [("Military", "military")], "kind").validated(["militry"])
        Traceback (most recent call last):
            ...
        analysis.errors.UnknownName: no kind 'militry'
          -> did you mean 'military'? choose one of: military
        """
        match self.form:
            case "multiselect":
                return tuple(dict.fromkeys(self._option(item) for item in self._as_tuple(value)))
            case "range":
                return self._range(self._as_tuple(value))
            case _:
                return self._option(value)

    def _option(self, value: Any) -> Any:
        # The type is asked first: True is no 1 here, and a frame cannot be compared with a text.
        if not any(type(value) is type(option) and value == option for option in self._values()):
            raise UnknownName(self.noun or self.name, value, self._values())
        return value

    def _as_tuple(self, value: Any) -> tuple[Any, ...]:
        # A text is a list too, of its letters, and never meant as one.
        if isinstance(value, str) or not isinstance(value, Iterable):
            values = self._values()
            some = f"from {values[0]} to {values[-1]}" if self.form == "range" else f"of: {', '.join(values)}"
            raise AnalysisError(f"{self.name}={literal(value)} is no list", f"write {self.name}=[...] with a choice {some}")
        return tuple(value)

    def _range(self, ends: tuple[Any, ...]) -> tuple[Any, ...]:
        values = self._values()
        places = [values.index(end) for end in ends if isinstance(end, str) and end in values]
        if ends and (len(ends) != 2 or len(places) != 2 or places[0] > places[1]):
            problem = f"{self.name}={literal(ends)} is no first and last {self.noun} of those that can be chosen"
            raise AnalysisError(problem, f"write {self.name}={literal((values[0], values[-1]))}, or two between them")
        return ends

    def _values(self) -> list[Any]:
        return [True, False] if self.form == "checkbox" else [value for _, value in self.options]


@dataclass(frozen=True)
class Choices:
    """Hold one state of an explorer; a field is an argument of the figure it draws, by the same name.

    Each explorer has its own: Aid, Sanctions and Guarantees. An empty tuple stands for all there is.

    >>> from analysis.explore.money import Aid
    >>> Aid(by="donor").call()
    'explore.aid(by="donor")'
    """

    name: ClassVar[str]
    draws: ClassVar[str]
    """The function of `figures` that draws the choices."""
    positional: ClassVar[Sequence[str]] = ()
    """The choices that `tables` writes, which that function takes before its keywords."""
    first: ClassVar[Sequence[str]] = ()
    """The choices that decide what can be chosen of the others."""

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Read choices that `to_json` wrote; raises as `of` does.

        >>> from analysis.explore.money import Aid
        >>> Aid.from_json('{"only": ["Europe"]}').only
        ('Europe',)
        """
        return cls.of(**json.loads(text))

    @classmethod
    def of(cls, **arguments: Any) -> Self:
        """Make choices from arguments; raises as `with_arguments` does.

        >>> from analysis.explore.money import Aid
        >>> Aid.of(stages="committed")
        Traceback (most recent call last):
            ...
        analysis.errors.UnknownName: no choice 'stages'
          -> did you mean 'stage'? choose one of: by, only, stage, kind, every, cumulative, currency, per, prices, months, smooth, release
        """
        return cls().with_arguments(**arguments)

    def to_json(self) -> str:
        """Write the choices as JSON, as the notebook keeps them.

        >>> from analysis.explore.stances import Guarantees
        >>> Guarantees(domain="air").to_json()
        '{"as_of": null, "domain": "air", "stance": null, "only": []}'
        """
        return json.dumps(asdict(self))

    def keywords(self, *without: str) -> list[str]:
        """Write the choices that are not the default, as keyword arguments; those named in `without` are left out.

        >>> from analysis.explore.money import Aid
        >>> Aid(kind="military", release="28").keywords("release")
        ['kind="military"']
        """
        return [code.argument(name, self.written(name)) for name in self._changes() if name not in without]

    def written(self, name: str) -> Any:
        """Give the value of a choice as it is to be written as code.

        >>> from analysis.explore.stances import Guarantees
        >>> Guarantees(domain="sea").written("domain")
        'sea'
        """
        return getattr(self, name)

    def call(self) -> str:
        """Write the line that opens the explorer with these choices.

        >>> from analysis.explore.stances import Guarantees
        >>> Guarantees(as_of="2025-09-20").call()
        'explore.guarantees(as_of="2025-09-20")'
        """
        return code.call(f"explore.{self.name}", self.keywords())

    def code(self) -> str:
        """Write a cell that draws the same figure without the explorer.

        >>> from analysis.explore.stances import Guarantees
        >>> print(Guarantees(as_of="2025-09-20", domain="sea").code())
        from analysis import figures, load
        <BLANKLINE>
        figures.guarantees.tile_map(load.pledges(), "2025-09-20", domain="sea")
        """
        arguments = [*self.tables(), *self.keywords(*self.positional)]
        text = " ".join(arguments)
        names = [name for name in ("Group", "groups", "load") if re.search(rf"\b{name}[.(]", text)]
        return (
            f"from analysis import {', '.join(sorted({'figures', *names}))}\n\n{code.call(f'figures.{self.draws}', arguments)}"
        )

    def with_arguments(self, **arguments: Any) -> Self:
        """Give the choices with those passed changed, each checked against what its control offers: nothing is dropped.

        Raises UnknownName for a choice or a value that does not exist, AnalysisError for one of another form.

        >>> from analysis.explore.stances import Guarantees
        >>> Guarantees().with_arguments(domain="see")
        Traceback (most recent call last):
            ...
        analysis.errors.UnknownName: no domain 'see'
          -> did you mean 'sea'? choose one of: land, air, sea, training, monitoring, ...
        """
        known = [field.name for field in fields(self)]
        for name in arguments:
            if name not in known:
                raise UnknownName("choice", name, known)
        choices = self
        for name in sorted(arguments, key=[*self.first, *(name for name in known if name not in self.first)].index):
            choices = choices.updated(name, choices.validated(name, arguments[name]))
        return choices

    def validated(self, name: str, value: Any) -> Any:
        """Give a value passed as an argument as the choice holds it; raises as `Field.validated` does.

        >>> from analysis.explore.money import Aid
        >>> Aid().validated("only", ["Europe"])
        ('Europe',)
        """
        return next(field for field in self.fields() if field.name == name).validated(value)

    def updated(self, name: str, value: Any) -> Self:
        """Give the choices with one of them changed as its control does, and what no longer fits set back to the default.

        >>> from analysis.explore.stances import Guarantees
        >>> Guarantees().updated("domain", "sea").domain
        'sea'
        """
        return replace(self, **{name: value})

    def normalised(self) -> Self:
        """Give the choices as the controls can show them; raises as `with_arguments` does for those that none can.

        >>> from analysis.explore.listings import Sanctions
        >>> Sanctions(measure="vessel_ban").normalised().subjects
        ('vessel',)
        """
        return self.of(**self._changes())

    def control_value(self, name: str) -> Any:
        """Give the value a control shows: an empty choice as all there is.

        >>> from analysis.explore.stances import Guarantees
        >>> Guarantees().control_value("domain")
        'land'
        """
        value = getattr(self, name)
        return self.all_of(name) if value == () else value

    def all_of(self, name: str) -> tuple[str, ...]:
        """List all that an empty choice stands for.

        >>> from analysis.explore.listings import Sanctions
        >>> Sanctions().all_of("subjects")
        ('person', 'entity', 'vessel', 'aircraft')
        """
        raise NotImplementedError

    def tables(self) -> list[str]:
        """Write the first arguments of the figure: the tables it takes, and the choices that are `positional`.

        >>> from analysis.explore.money import Aid
        >>> Aid(release="28").tables()
        ['load.aid("28")']
        """
        raise NotImplementedError

    def fields(self) -> list[Field]:
        """List the controls in reading order, with what can be chosen now.

        >>> from analysis.explore.stances import Guarantees
        >>> [field.label for field in Guarantees().fields()]
        ['Domain', 'Answer', 'Whose', 'As of']
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

    def _changes(self) -> dict[str, Any]:
        values = {field.name: (getattr(self, field.name), field.default) for field in fields(self)}
        return {name: value for name, (value, default) in values.items() if value != default}


def empty_if_all(chosen: Sequence[str], options: Sequence[tuple[str, Any]]) -> tuple[str, ...]:
    """Give a choice of several, empty if it is all there is.

    >>> options = [("Europe", "Europe"), ("United States", "United States")]
    >>> empty_if_all(["Europe"], options), empty_if_all(["Europe", "United States"], options)
    (('Europe',), ())
    """
    return () if set(chosen) == {value for _, value in options} else tuple(chosen)


def month_options(first: str, last: str) -> list[tuple[str, str]]:
    """List months from the first to the last, both as 2022-01, as (label, value).

    >>> month_options("2025-12", "2026-01")
    [('Dec 2025', '2025-12'), ('Jan 2026', '2026-01')]
    """
    months = pl.date_range(date.fromisoformat(f"{first}-01"), date.fromisoformat(f"{last}-01"), "1mo", eager=True)
    return list(zip(months.dt.strftime("%b %Y"), months.dt.strftime("%Y-%m"), strict=True))


def clip_months(months: Sequence[str], span: tuple[str, str]) -> tuple[str, ...]:
    """Give a first and a last month cut to what can be chosen, empty if that is all there is or nothing.

    >>> clip_months(("2021-01", "2025-12"), ("2022-01", "2026-04")), clip_months(("2022-01", "2026-04"), ("2022-01", "2026-04"))
    (('2022-01', '2025-12'), ())
    """
    if not months:
        return ()
    start, end = max(months[0], span[0]), min(months[-1], span[1])
    return () if start > end or (start, end) == span else (start, end)
