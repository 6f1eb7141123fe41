"""Groups that share members: which do, and the refusal to add them."""

from collections.abc import Sequence

from analysis.errors import NotComparable
from analysis.groups.group import Group
from analysis.groups.names import some


def overlaps(chosen: Sequence[Group]) -> list[tuple[Group, Group, list[str]]]:
    """List the pairs of groups that share members, with the codes of these.

    >>> from analysis import groups
    >>> [shared for *_, shared in overlaps([groups.WEIMAR_TRIANGLE, groups.VISEGRAD_FOUR])]
    [['POL']]
    """
    pairs = [(one, other) for place, one in enumerate(chosen) for other in chosen[place + 1 :]]
    shared = [(one, other, sorted({*one.members} & {*other.members})) for one, other in pairs]
    return [pair for pair in shared if pair[2]]


def refuse_overlap(chosen: Sequence[Group], what: str) -> None:
    """Raise NotComparable where groups that are added share members; `what` says in what they are added.

    >>> from analysis import groups
    >>> refuse_overlap([groups.NATO, groups.EU27], "the parts of a whole")
    Traceback (most recent call last):
        ...
    analysis.errors.NotComparable: NATO and the EU27 share 23 members, such as Belgium: in the parts of a whole they would count twice
      -> choose groups that share none, such as NATO and EU27.without(...)
    """
    for one, other, shared in overlaps(chosen):
        problem = f"{one.in_text} and {other.in_text} share {some(shared)}: in {what} they would count twice"
        raise NotComparable(problem, f"choose groups that share none, such as {one.name} and {other.name}.without(...)")
