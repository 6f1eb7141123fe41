"""What can be chosen in an explorer: each set of choices draws its figure, says its code, and goes to JSON and back."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import date
from typing import Any, ClassVar, Self

import polars as pl

from analysis.errors import AnalysisError, UnknownName
from analysis.figures.figure import Figure


@dataclass(frozen=True)
class Field:
    """Describe one control: the choice it sets, its label, how it is shown, and what can be chosen as (label, value).

    `form`: one (of a few), several, tick, point (on a slider) or range (first and last of the options); `noun` is what an
    error calls one of the options, where the name does not say it.

    >>> Field("stage", "Stage", "one", [("Allocated", "allocated")]).options
    [('Allocated', 'allocated')]
    """

    name: str
    label: str
    form: str
    options: Sequence[tuple[str, Any]] = ()
    noun: str = ""

    def accepted(self, value: Any) -> Any:
        """Give a value named by hand as the choice holds it: several as a tuple.

        Raises UnknownName for what is no option, AnalysisError for what is no list where one is needed, and for months that are
        not a first and a last of the options.

        >>> Field("kinds", "Kinds", "several", [("Military", "military")], "kind").accepted(["militry"])
        Traceback (most recent call last):
            ...
        analysis.errors.UnknownName: no kind 'militry'
          -> did you mean 'military'? choose one of: military
        """
        match self.form:
            case "several":
                return tuple(dict.fromkeys(self._option(one) for one in self._listed(value)))
            case "range":
                return self._range(self._listed(value))
            case _:
                return self._option(value)

    def _option(self, value: Any) -> Any:
        # The type is asked first: True is no 1 here, and a frame cannot be compared with a text.
        if not any(isinstance(value, type(one)) and value == one for one in self._values()):
            raise UnknownName(self.noun or self.name, value, self._values())
        return value

    def _listed(self, value: Any) -> tuple[Any, ...]:
        # A text is a list too, of its letters, and never meant as one.
        if isinstance(value, str) or not isinstance(value, Iterable):
            values = self._values()
            some = f"from {values[0]} to {values[-1]}" if self.form == "range" else f"of: {', '.join(values)}"
            raise AnalysisError(f"{self.name}={literal(value)} is no list", f"write {self.name}=[...] with a choice {some}")
        return tuple(value)

    def _range(self, ends: tuple[Any, ...]) -> tuple[Any, ...]:
        values = self._values()
        places = [values.index(one) for one in ends if isinstance(one, str) and one in values]
        if ends and (len(ends) != 2 or len(places) != 2 or places[0] > places[1]):
            raise AnalysisError(
                f"{self.name}={literal(ends)} is no first and last {self.noun} of those that can be chosen",
                f"write {self.name}={literal((values[0], values[-1]))}, or two between them",
            )
        return ends

    def _values(self) -> list[Any]:
        return [True, False] if self.form == "tick" else [value for _, value in self.options]


@dataclass(frozen=True)
class Choices:
    """Hold one state of an explorer; a field is an argument of the figure it draws, by the same name.

    Each explorer has its own: Aid, Sanctions and Guarantees.

    >>> from analysis.explore.money import Aid
    >>> Aid(by="donor").call()
    'explore.aid(by="donor")'
    """

    name: ClassVar[str]
    first: ClassVar[Sequence[str]] = ()
    """The choices that say what can be chosen of the others."""

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Take choices as `to_json` wrote them; raises as `of` does.

        >>> from analysis.explore.money import Aid
        >>> Aid.from_json('{"only": ["Europe"]}').only
        ('Europe',)
        """
        return cls.of(**json.loads(text))

    @classmethod
    def of(cls, **given: Any) -> Self:
        """Make choices from arguments; raises as `choosing` does.

        >>> from analysis.explore.money import Aid
        >>> Aid.of(stages="committed")
        Traceback (most recent call last):
            ...
        analysis.errors.UnknownName: no choice 'stages'
          -> did you mean 'stage'? choose one of: by, only, stage, kind, currency, per, every, cumulative, months, release
        """
        return cls().choosing(**given)

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
        return ", ".join(f"{name}={literal(value)}" for name, value in self._chosen().items() if name not in without)

    def call(self) -> str:
        """Write the line that opens the explorer with these choices.

        >>> from analysis.explore.stances import Guarantees
        >>> Guarantees(as_of="2025-09-20").call()
        'explore.guarantees(as_of="2025-09-20")'
        """
        return f"explore.{self.name}({self.differing()})"

    def choosing(self, **given: Any) -> Self:
        """Give the choices with those named by hand changed, each checked against what its control offers: nothing is dropped.

        Raises UnknownName for a choice or a value that does not exist, AnalysisError for one of another form.

        >>> from analysis.explore.stances import Guarantees
        >>> Guarantees().choosing(domain="see")
        Traceback (most recent call last):
            ...
        analysis.errors.UnknownName: no domain 'see'
          -> did you mean 'sea'? choose one of: land, air, sea, training, monitoring, ...
        """
        known = [one.name for one in fields(self)]
        for name in given:
            if name not in known:
                raise UnknownName("choice", name, known)
        made = self
        for name in sorted(given, key=[*self.first, *(one for one in known if one not in self.first)].index):
            made = made.changed(name, made.accepted(name, given[name]))
        return made

    def accepted(self, name: str, value: Any) -> Any:
        """Give a value named by hand as the choice holds it; raises as `Field.accepted` does.

        >>> from analysis.explore.money import Aid
        >>> Aid().accepted("only", ["Europe"])
        ('Europe',)
        """
        return next(one for one in self.fields() if one.name == name).accepted(value)

    def changed(self, name: str, value: Any) -> Self:
        """Give the choices with one of them changed as its control does, and what no longer fits set back to the default.

        >>> from analysis.explore.stances import Guarantees
        >>> Guarantees().changed("domain", "sea").domain
        'sea'
        """
        return replace(self, **{name: value})

    def settled(self) -> Self:
        """Give the choices as the controls can show them; raises as `choosing` does for those that none can.

        >>> from analysis.explore.listings import Sanctions
        >>> Sanctions(measure="vessel_ban").settled().subjects
        ('vessel',)
        """
        return self.of(**self._chosen())

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

    def _chosen(self) -> dict[str, Any]:
        return {one.name: getattr(self, one.name) for one in fields(self) if getattr(self, one.name) != one.default}


def literal(value: Any) -> str:
    """Write a value as Python code, in the house's quotes; a tuple is written as a list.

    >>> literal(("DEU", "FRA")), literal(None), literal(True)
    ('["DEU", "FRA"]', 'None', 'True')
    """
    if isinstance(value, Sequence) and not isinstance(value, str):
        return "[" + ", ".join(literal(one) for one in value) + "]"
    return f'"{value}"' if isinstance(value, str) else repr(value)


def whole(chosen: Sequence[str], options: Sequence[tuple[str, Any]]) -> tuple[str, ...]:
    """Give a choice of several, empty if it is all there is.

    >>> options = [("Europe", "Europe"), ("United States", "United States")]
    >>> whole(["Europe"], options), whole(["Europe", "United States"], options)
    (('Europe',), ())
    """
    return () if set(chosen) == {value for _, value in options} else tuple(chosen)


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
