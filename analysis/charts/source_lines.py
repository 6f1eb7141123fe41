"""The line below a figure or a table that says where its numbers come from: what several works share is said once."""

import re
from collections.abc import Collection, Iterable

from analysis.charts.citations import Source, to_sources

CODES = re.compile(r" \([A-Z]{2,}(?:\.[A-Z]+)+\)")
"""A publisher's code of a series, which the citation keeps and a line of words leaves out."""
SHARED = 2
"""Parts that two works must share: the publisher and the work's name."""


def source_line(sources: Iterable[Source | str]) -> str:
    """Say where numbers come from in one line; publisher and work that two sources share stand once, and each keeps its own day.

    Works of the hand-kept record stay apart: their names have commas of their own.

    >>> tracker = "Kiel Institute, Ukraine Support Tracker, release {} (data to {} 2026)"
    >>> source_line([tracker.format(30, "30 June"), tracker.format(29, "30 April")])
    'Source: Kiel Institute, Ukraine Support Tracker, release 30 (data to 30 June 2026) and release 29 (data to 30 April 2026).'
    >>> source_line(["World Bank, World Development Indicators: GDP (NY.GDP.MKTP.CD)"])
    'Source: World Bank, World Development Indicators: GDP.'
    >>> source_line([])
    'Source: not stated.'
    """
    given = to_sources(sources)
    texts = [CODES.sub("", source.text) for source in given]
    kept_by_hand = {source.text for source in given if source.pages}
    return f"Source: {'; '.join(in_one(texts, kept_by_hand)) or 'not stated'}."


def in_one(texts: Iterable[str], apart: Collection[str] = ()) -> list[str]:
    """Write works that share publisher and name as one, in the order of the first; those named in `apart` stay as they are.

    >>> in_one(["OFAC, US Treasury, list of 11 July", "ECB, Rates", "OFAC, US Treasury, daily copies"])
    ['OFAC, US Treasury, list of 11 July and daily copies', 'ECB, Rates']
    """
    works: dict[tuple[str, ...], list[str]] = {}
    for text in texts:
        parts = text.split(", ")
        if text in apart or len(parts) <= SHARED:
            works.setdefault((text,), []).append("")
        else:
            works.setdefault(tuple(parts[:SHARED]), []).append(", ".join(parts[SHARED:]))
    return [_named(key, rests) for key, rests in works.items()]


def _named(key: tuple[str, ...], rests: list[str]) -> str:
    """Write what works share, and what each has of its own."""
    own = list(dict.fromkeys(filter(None, rests)))
    between = ", and " if any(", " in rest for rest in own) else " and "
    told = between.join([", ".join(own[:-1]), own[-1]]) if len(own) > 1 else "".join(own)
    return ", ".join(filter(None, [*key, told]))
