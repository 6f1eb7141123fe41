"""How severe a doubt is: what it says of the file that gives reason for it."""

from collections.abc import Mapping, Sequence

Doubts = Mapping[str, Sequence[str]]
"""Doubts by their severity, which is one of SEVERITIES."""

CONTRADICTS = "contradicts itself, its publisher's sums or what cannot be"
LACKS = "lacks what was there before"
MOVES = "moves what stood before as no correction does"
UNUSUAL = "is unusual where nothing was before"
SEVERITIES = (CONTRADICTS, LACKS, MOVES, UNUSUAL)
"""From the most severe: a file that is wrong in itself, one with a hole, one that says something else, and one to look at."""


def ranked(*groups: Doubts) -> dict[str, list[str]]:
    """Put doubts together, the most severe first; a severity without any is left out.

    >>> ranked({LACKS: ["1 donors are gone"]}, {CONTRADICTS: ["line 2"], LACKS: []})
    {"contradicts itself, its publisher's sums or what cannot be": ['line 2'], 'lacks what was there before': ['1 donors are gone']}
    """
    by_severity = {one: [doubt for group in groups for doubt in group.get(one, ())] for one in SEVERITIES}
    return {one: doubts for one, doubts in by_severity.items() if doubts}


def listed(doubts: Doubts) -> list[str]:
    """Give the doubts of all severities in one list, the most severe first.

    >>> listed({LACKS: ["1 donors are gone"]})
    ['1 donors are gone']
    """
    return [doubt for one in SEVERITIES for doubt in doubts.get(one, ())]
