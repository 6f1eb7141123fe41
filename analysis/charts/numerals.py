"""Counts in words, as briefing English writes them: one to nine in words, then in figures."""

WORDS = "no one two three four five six seven eight nine".split()
OFTEN = {0: "never", 1: "once", 2: "twice"}


def count_words(number: int) -> str:
    """Write a count: six, 11; nothing is no.

    >>> count_words(6), count_words(11), count_words(0)
    ('six', '11', 'no')
    """
    return WORDS[number] if 0 <= number < len(WORDS) else f"{number:,}"


def often_words(number: int) -> str:
    """Write how often: never, once, twice, three times.

    >>> often_words(1), often_words(3), often_words(12)
    ('once', 'three times', '12 times')
    """
    return OFTEN.get(number, f"{count_words(number)} times")
