"""How long a headline may be, and the longest of several that is no longer."""

from collections.abc import Callable

MOST_WORDS, NAMED = 14, 2
"""Words that a headline has, and numbers that it tells, at most."""


def headline_of(write: Callable[[int], str]) -> str:
    """Write a headline that names as many as it has room for, given how many to name: two, or one where two are too long.

    >>> headline_of(lambda most: ", ".join(["Europe €2bn", "United States €1bn"][:most]))
    'Europe €2bn, United States €1bn'
    >>> headline_of(lambda most: ", ".join(["Europe without the United Kingdom and all that is in it €2bn", "Norway and Iceland €1bn"][:most]))
    'Europe without the United Kingdom and all that is in it €2bn'
    """
    return next((one for most in range(NAMED, 1, -1) if len((one := write(most)).split()) <= MOST_WORDS), write(1))
