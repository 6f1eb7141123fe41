"""Groups of one's own in the list of the aid explorer: kept by their names, and written as the code that makes them."""

from collections.abc import Container, Sequence

from analysis import groups
from analysis.errors import AnalysisError
from analysis.groups.group import Group

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
    if group.base is not None:
        return f"{code_of(group.base)}.without({_listed(group.left_out)})"
    if group.parts:
        return " | ".join(code_of(part) for part in group.parts)
    return f'Group("{group.name}", [{_listed(group.members)}])'


def _listed(codes: Sequence[str]) -> str:
    return ", ".join(f'"{code}"' for code in codes)
