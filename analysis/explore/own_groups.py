"""Groups of one's own in the list of an explorer: kept by their names, and written as the code that makes them."""

from collections.abc import Container, Sequence

from analysis import groups
from analysis.errors import AnalysisError
from analysis.explore.code import Code
from analysis.groups.group import Group, as_group

_kept: dict[str, Group] = {}
"""What was named in this kernel: the list of a panel holds names."""


def keep(group: Group, taken: Container[str]) -> str:
    """Keep a group and give its name; raises AnalysisError where another is called so: in the list, or kept before.

    >>> keep(Group("Three", ["DEU", "FRA", "POL"]), ["NATO"])
    'Three'
    """
    if group.name in taken or _kept.get(group.name, group) != group:
        raise AnalysisError(
            f"{group.name!r} is in the list of the panel already, with other members",
            'name yours otherwise: Group("...", [...])',
        )
    _kept[group.name] = group
    return group.name


def names() -> list[str]:
    """Give the names of the groups kept."""
    return list(_kept)


def named(names: Sequence[str]) -> list[str | Group]:
    """Give the groups kept for their names; other names stay."""
    return [_kept.get(name, name) for name in names]


def alike(one: object, options: Sequence[str]) -> str | None:
    """Give the name by which a list has a bloc, group or country, however it is written; None where it has not, or nobody knows it.

    >>> alike("Germany", ["NATO", "DEU"]), alike(groups.NATO, ["NATO", "DEU"]), alike("Atlantis", ["NATO", "DEU"])
    ('DEU', 'NATO', None)
    """
    if isinstance(one, str) and one in options and one not in _kept:
        return one
    try:
        group = as_group(one)
    except AnalysisError:
        group = None
    # What a list has itself comes before what was kept for another list.
    found = next((name for name in options if name not in _kept and as_group(name) == group), None)
    return found or (one if isinstance(one, str) and one in options else None)


def written(names: Sequence[str]) -> tuple[Code, ...]:
    """Write what a list has chosen as code, groups of one's own as what makes them.

    >>> written(["NATO", "DEU"])
    ('"NATO"', '"DEU"')
    """
    return tuple(Code(code_of(one)) for one in named(names))


def code_of(group: str | Group) -> str:
    """Write a group as the code that makes it, from ready-made ones where it was made so; a name as a text.

    >>> code_of(groups.EUROPE.without("GBR")), code_of(Group("Mine", ["DEU"])), code_of("NATO")
    ('groups.EUROPE.without("GBR")', 'Group("Mine", ["DEU"])', '"NATO"')
    """
    if isinstance(group, str):
        return f'"{group}"'
    ready = [name for name in groups.__all__ if name != "Group" and getattr(groups, name) == group]
    if ready:
        return f"groups.{ready[0]}"
    if len(group) == 1 and _is_country(group):
        return f'"{group.name}"'
    if group.base is not None:
        return f"{code_of(group.base)}.without({_listed(group.left_out)})"
    if group.parts:
        return " | ".join(code_of(part) for part in group.parts)
    return f'Group("{group.name}", [{_listed(group.members)}])'


def _is_country(group: Group) -> bool:
    """Say whether a group is no more than the country that its name is."""
    try:
        return as_group(group.name) == group
    except AnalysisError:
        return False


def _listed(codes: Sequence[str]) -> str:
    return ", ".join(f'"{code}"' for code in codes)
