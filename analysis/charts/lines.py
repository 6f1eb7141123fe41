"""Break words into the lines of a drawing."""

import textwrap


def broken(text: str, characters: int) -> list[str]:
    """Break a text into lines of at most so many letters; a longer word stands by itself.

    >>> broken("Aid grew", 5)
    ['Aid', 'grew']
    """
    return textwrap.wrap(text, characters, break_long_words=False, break_on_hyphens=False) or [""]


def headline_lines(text: str, characters: int) -> list[str]:
    """Break a headline into lines of at most so many letters; where one word would stand alone in the last, all are made shorter.

    >>> broken("The EU made 534 listings, the US 62", 33)
    ['The EU made 534 listings, the US', '62']
    >>> headline_lines("The EU made 534 listings, the US 62", 33)
    ['The EU made 534 listings, the', 'US 62']
    """
    lines = broken(text, characters)
    shorter = characters
    while len(lines) > 1 and " " not in lines[-1] and shorter > characters // 2:
        shorter -= 1
        other = broken(text, shorter)
        if len(other) > len(lines):
            break
        lines = other
    return lines
