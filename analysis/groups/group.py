"""The Group: a name and its members, made of blocs, ready-made groups and countries."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from typing import Any, Self

from analysis import load
from analysis.countries import BASE_BLOCS, COMPARED_BLOCS, join_words, members, with_article
from analysis.errors import AnalysisError, NotComparable, UnknownName
from analysis.groups.names import FEW, listed, names_of, some, spellings

EU = "EUI"
"""The EU institutions among the donors: a donor of its own, and no country."""

LISTER = "load.countries(), load.groups()"


@dataclass(frozen=True, init=False, repr=False)
class Group:
    """Hold a group of donors: its name, and the ISO codes of its members, sorted.

    Members are countries by code or name, as `load.countries()` spells them, or blocs and groups, whose members then belong.
    `without` leaves some out, `+` adds what does not overlap, `|` joins what may. Raises UnknownName for a member that nobody
    knows, AnalysisError for no name, no members, and for a text where a list is meant.

    >>> Group("Nordic-Baltic", ["DNK", "FI", "Sweden", "norway"]).members
    ('DNK', 'FIN', 'NOR', 'SWE')
    """

    name: str
    members: tuple[str, ...]
    in_text: str = field(compare=False)
    base: "Group | None" = field(compare=False)
    as_of: date | None = field(compare=False)
    parts: tuple["Group", ...] = field(compare=False)

    def __init__(self, name: str, members: "Iterable[str | Group]" = ()) -> None:
        if not isinstance(name, str) or not name.strip():
            raise AnalysisError(
                f"{name!r} is no name of a group", 'write its name first: Group("Nordic-Baltic", ["DNK", "FIN"])'
            )
        self._hold(name=name.strip(), members=_codes(name, members))

    @classmethod
    def _made(cls, **values: Any) -> Self:
        group = cls.__new__(cls)
        group._hold(**values)
        return group

    def _hold(
        self,
        name: str,
        members: Iterable[str],
        in_text: str = "",
        base: "Group | None" = None,
        as_of: date | None = None,
        parts: "tuple[Group, ...]" = (),
    ) -> None:
        values = {"in_text": in_text or with_article(name), "base": base, "as_of": as_of, "parts": parts}
        for what, value in (values | {"name": name, "members": tuple(sorted(set(members)))}).items():
            object.__setattr__(self, what, value)

    def without(self, *left_out: "str | Group") -> "Group":
        """Give the group without some of its members: countries by code or name, or a group of them.

        Raises AnalysisError for one that is no member, and where nobody would be left.

        >>> from analysis import groups
        >>> groups.EUROPE.without("GBR", "Norway").name
        'Europe without Norway and the United Kingdom'
        """
        gone = {code for one in left_out for code in as_group(one).members}
        if strangers := sorted(gone - set(self.members)):
            problem = f"{listed(strangers)} {'is' if len(strangers) == 1 else 'are'} not in {self.in_text}, so cannot be left out of it"
            raise AnalysisError(problem, f"leave out some of its {len(self)} members: {', '.join(self)}")
        if not gone:
            raise AnalysisError(f"nobody was named to leave out of {self.in_text}", 'name some: .without("GBR", "NOR")')
        if not (kept := set(self.members) - gone):
            raise AnalysisError(f"nobody is left in {self.in_text}", "leave out fewer, or take another group")
        base = self.base or self
        missing = sorted(set(base.members) - kept)
        few = listed(missing) if len(missing) <= FEW else f"{len(missing)} members"
        return self._made(
            name=f"{base.name} without {few}",
            members=kept,
            in_text=f"{base.in_text} without {few}",
            base=base,
            as_of=self.as_of,
        )

    def __sub__(self, other: "str | Group") -> "Group":
        """Do as `without` does, for one country or group."""
        return self.without(other)

    def __add__(self, other: "str | Group") -> "Group":
        """Give the members of both; raises NotComparable where one is in both, since its money would be added twice.

        >>> from analysis import groups
        >>> (groups.WEIMAR_TRIANGLE + "GBR").name
        'Weimar triangle and United Kingdom'
        """
        other = as_group(other)
        if shared := sorted({*self.members} & {*other.members}):
            raise NotComparable(
                f"{self.in_text} and {other.in_text} share {some(shared)}: added, they would count twice",
                "join them, each member once, with `|` in place of `+`; or leave them out of one: .without(...)",
            )
        return self | other

    def __radd__(self, other: "str | int | Group") -> "Group":
        """Let a country stand first, and `sum` begin with nothing."""
        return self if other == 0 else as_group(other) + self

    def __or__(self, other: "str | Group") -> "Group":
        """Give the members of both, those in both once.

        >>> from analysis import groups
        >>> len(groups.NATO | groups.EU27), len(groups.NATO), len(groups.EU27)
        (36, 32, 27)
        """
        other = as_group(other)
        if self.base and {*self.members, *other.members} == {*self.base.members}:
            return self.base
        parts = tuple(dict.fromkeys([*(self.parts or (self,)), *(other.parts or (other,))]))
        return self._made(
            name=join_words([part.name for part in parts]),
            members={*self.members, *other.members},
            in_text=join_words([part.in_text for part in parts]),
            parts=parts,
            as_of=self.as_of or other.as_of,
        )

    def __ror__(self, other: "str | Group") -> "Group":
        """Let a country stand first."""
        return as_group(other) | self

    def __len__(self) -> int:
        """Count the members."""
        return len(self.members)

    def __iter__(self) -> Iterator[str]:
        """Go through the codes of the members."""
        return iter(self.members)

    def __contains__(self, country: object) -> bool:
        """Say whether a country, by code or name, is a member; raises UnknownName for one that nobody knows."""
        return {*as_group(country).members} <= {*self.members}

    def __repr__(self) -> str:
        """Write the group as the code that makes it."""
        return f"Group({self.name!r}, {list(self.members)!r})"

    @property
    def names(self) -> list[str]:
        """The names of the members, in the order of their codes."""
        return names_of(self.members)

    @property
    def key(self) -> str:
        """The name, with a mark of the members where another group may have it too: two groups have two keys.

        >>> from analysis import groups
        >>> groups.EUROPE.without("GBR").key, Group("Mine", ["DEU"]).key, Group("Mine", ["FRA"]).key
        ('Europe without the United Kingdom', 'Mine-55f1f5b9', 'Mine-9a4c1754')
        """
        return self.name if _is_told_by_name(self) else f"{self.name}-{sha256(' '.join(self).encode()).hexdigest()[:8]}"

    @property
    def left_out(self) -> tuple[str, ...]:
        """The codes of those that the group it was made from has besides."""
        return tuple(sorted({*self.base.members} - {*self.members})) if self.base else ()


def as_group(value: object) -> Group:
    """Give a bloc, a ready-made group or a country by its name or code as a group; a group comes back as it is.

    Raises UnknownName for what nobody knows, AnalysisError for what is no text and no group.

    >>> as_group("NATO").in_text, as_group("uk").members, as_group("Europe").members[-1]
    ('NATO', ('GBR',), 'SWE')
    """
    if isinstance(value, Group):
        return value
    if not isinstance(value, str):
        problem = f"{value!r} is no country, bloc or group"
        raise AnalysisError(problem, 'name it by code or name, such as "DEU", "Germany" or "Europe", or give a Group')
    wanted = value.strip().casefold()
    for bloc in dict.fromkeys([*COMPARED_BLOCS, *BASE_BLOCS]):
        if wanted == bloc.casefold():
            return bloc_group(bloc)
    known = load.countries()
    spelled = spellings(known)
    if wanted in spelled:
        code = spelled[wanted]
        return Group._made(name=names_of([code])[0], members=[code])
    ready = load.groups()
    for key, name in ready.select("id", "name").unique(maintain_order=True).iter_rows():
        if wanted in {key, key.replace("_", " "), name.casefold()}:
            return ready_made(key)
    further = known["aliases"].drop_nulls().str.split("|").explode()
    choices = [*COMPARED_BLOCS, *ready["name"].unique(maintain_order=True), *known["name"], *further, *known["iso3"]]
    raise UnknownName("country, bloc or group", value, dict.fromkeys(choices), lister=LISTER)


def as_groups(values: object) -> tuple[Group, ...]:
    """Give one or several blocs, groups or countries as groups, each once and in the order given; an empty choice, or None, gives none.

    Raises as `as_group`, and AnalysisError for two of one name with other members.

    >>> [group.name for group in as_groups(["DEU", "Europe"])]
    ['Germany', 'Europe']
    """
    if values is None:
        return ()
    several = [values] if isinstance(values, str | Group) or not isinstance(values, Iterable) else list(values)
    chosen = tuple(dict.fromkeys(as_group(value) for value in several))
    names = [group.name for group in chosen]
    if twice := [name for name in names if names.count(name) > 1]:
        raise AnalysisError(
            f"two groups are called {twice[0]!r} and have other members", 'name one otherwise: Group("...", [...])'
        )
    return chosen


def bloc_group(bloc: str) -> Group:
    """Give a bloc as a group; raises UnknownName for a name that is none.

    >>> len(bloc_group("Europe"))
    32
    """
    codes = members(bloc, load.countries())
    if not codes:
        raise UnknownName("bloc", bloc, dict.fromkeys([*COMPARED_BLOCS, *BASE_BLOCS]))
    return Group._made(name=bloc, members=codes, in_text=with_article(bloc.replace("Other", "other")))


def ready_made(key: str) -> Group:
    """Give a group of `load.groups()` by its id.

    >>> ready_made("weimar_triangle").members
    ('DEU', 'FRA', 'POL')
    """
    rows = load.groups().filter(id=key)
    first = rows.row(0, named=True)
    return Group._made(name=first["name"], members=rows["country"], in_text=first["in_text"], as_of=first["as_of"])


def _is_told_by_name(group: Group) -> bool:
    """Say whether a name tells its members: of a bloc, a ready-made group or a country, without few it names, or joined of these."""
    if group.parts:
        return all(_is_told_by_name(part) for part in group.parts)
    if group.base:
        return len(group.left_out) <= FEW and _is_told_by_name(group.base)
    try:
        return as_group(group.name) == group
    except UnknownName:
        return False


def _codes(name: str, values: object) -> list[str]:
    """Give the codes of all members, of groups among them too."""
    if isinstance(values, str) or not isinstance(values, Iterable):
        raise AnalysisError(
            f"the members of {name!r} are no list: {values!r}", f'write them in brackets: Group({name!r}, ["DNK", "FIN"])'
        )
    codes = [code for value in values for code in as_group(value).members]
    if not codes:
        raise AnalysisError(f"{name!r} has no members", f'name some: Group({name!r}, ["DNK", "FIN"])')
    return codes
