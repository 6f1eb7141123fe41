"""Write shares, ratios and how often something was done in words, as a sentence does."""

from math import floor

from analysis.charts.formatting import number_word, pct, times

FRACTIONS = {0.25: "a quarter", 1 / 3: "a third", 0.5: "half", 2 / 3: "two-thirds", 0.75: "three-quarters"}
NEAR = 0.03
"""By how much a share may differ from a fraction that names it."""


def pct_at_least(share: float, digits: int = 0) -> str:
    """Write a share as per cent where at least stands before it: rounded down.

    >>> pct_at_least(0.56535), pct_at_least(0.0019, 1)
    ('56%', '0.1%')
    """
    places = 100 * 10**digits
    return pct(floor(share * places) / places, digits)


def how_often(number: int) -> str:
    """Write how often something was done.

    >>> how_often(1), how_often(2), how_often(6), how_often(11)
    ('once', 'twice', 'six times', '11 times')
    """
    return {1: "once", 2: "twice"}.get(number, f"{number_word(number)} times")


def about_part(share: float) -> str:
    """Write a share as the fraction it is near, with about, or else as per cent.

    >>> about_part(0.774), about_part(0.6), about_part(0.5)
    ('about three-quarters', '60%', 'about half')
    """
    near = [name for value, name in FRACTIONS.items() if abs(share - value) <= NEAR]
    return f"about {near[0]}" if near else pct(share)


def ratio_words(ratio: float) -> str:
    """Write how much one amount is beside another: twice as much as, 1.6 times as much as, about as much as.

    >>> ratio_words(1.9975), ratio_words(1.557), ratio_words(1.01), ratio_words(0.83)
    ('twice as much as', '1.6 times as much as', 'about as much as', '83% as much as')
    """
    if abs(ratio - 2) < 0.05:
        return "twice as much as"
    if abs(ratio - 1) < 0.05:
        return "about as much as"
    return f"{times(ratio)} as much as" if ratio > 1 else f"{pct(ratio)} as much as"
