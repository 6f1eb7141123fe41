"""Numbers as a reader reads them; rounded here and nowhere else, exact in the data."""

from datetime import date

from analysis.figures.cite import day, month

__all__ = ["bn", "day", "listed", "many", "month", "opened", "pct", "the", "times"]


def bn(value: float, digits: int = 1) -> str:
    """Write billions: 214.8 bn; small amounts keep two decimals, so that they do not read as zero.

    >>> bn(214.844309), bn(0.4829), bn(-0.04)
    ('214.8 bn', '0.48 bn', '-0.04 bn')
    """
    places = digits if abs(value) >= 1 or value == 0 else max(digits, 2)
    return f"{value:,.{places}f} bn"


def pct(share: float, digits: int = 0) -> str:
    """Write a share of one as per cent: 64 %.

    >>> pct(0.6384), pct(0.0051, 1)
    ('64 %', '0.5 %')
    """
    return f"{100 * share:.{digits}f} %"


def times(ratio: float) -> str:
    """Write a ratio: 1.9 times.

    >>> times(1.862)
    '1.9 times'
    """
    return f"{ratio:.1f} times"


def listed(parts: list[str], last: str = "and") -> str:
    """Join words as a sentence does: a, b and c; takes one word at least.

    >>> listed(["a", "b", "c"]), listed(["a", "b"], "or")
    ('a, b and c', 'a or b')
    """
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} {last} {parts[-1]}"


def many(number: int, what: str) -> str:
    """Write a count with its noun: 1 round, 2 rounds.

    >>> many(1, "round"), many(0, "package")
    ('1 round', '0 packages')
    """
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def the(name: str) -> str:
    """Write a name with the article it takes in a sentence.

    >>> the("United Kingdom"), the("EU institutions"), the("Germany")
    ('the United Kingdom', 'the EU institutions', 'Germany')
    """
    return f"the {name}" if name.startswith(("EU ", "United", "Netherlands")) else name


def opened(sentence: str) -> str:
    """Write the first letter of a sentence as a capital and leave the rest as it is.

    >>> opened("the EU institutions and Germany")
    'The EU institutions and Germany'
    """
    return sentence[:1].upper() + sentence[1:]


def year(value: date) -> str:
    """Write the year of a date.

    >>> year(date(2026, 4, 30))
    '2026'
    """
    return str(value.year)
