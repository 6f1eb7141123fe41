"""What the notebooks tell: stored headlines and sentences, the numbers in them, and how a number told is held against an exact one.

Standard library only: this package shares no code with `analysis`, so that a fault there cannot hide here.
"""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

FIGURE = "application/vnd.analysis.figure+json"
SENTENCE = "text/markdown"
LINK = re.compile(r"\[([^\]]*)\]\(https?://[^)\s]*\)")
TABLE = "application/vnd.analysis.grid+json"
SCORECARD = "then-and-now-scorecard"
"""The one table whose cells are held as words are: it stands on the first page of the briefing."""

Answer = int | float | Decimal | Fraction | str
"""An exact quantity, or words that the text must hold."""


class Millions(Decimal):
    """An exact amount in millions; every other amount of money is in billions."""


@dataclass(frozen=True)
class Told:
    """A stored text with its key: the notebook's number or the brief's name, then the figure's id or the number of the sentence."""

    key: str
    text: str


@dataclass(frozen=True)
class Number:
    """A number as a text tells it; `value` counts in `unit`, `decimals` says to which place it is told."""

    words: str
    value: Decimal
    unit: str
    start: int
    decimals: int


# --- the stored texts


def told(notebooks: Path) -> list[Told]:
    """Read every headline and every generated sentence stored in a folder of notebooks."""
    # A notebook that shows how to make a chart of one's own holds charts of one's own.
    paths = [*sorted(notebooks.glob("[0-9]*.ipynb")), *sorted(notebooks.glob("brief-*.ipynb"))]
    return [text for path in paths for text in told_in(path)]


def told_in(path: Path) -> Iterator[Told]:
    """Read the headlines and sentences stored in one notebook, in their order."""
    number, sentences = path.stem if path.stem.startswith("brief-") else path.stem[:2], 0
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    for output in (output for cell in cells if cell["cell_type"] == "code" for output in cell["outputs"]):
        data = output.get("data", {})
        if FIGURE in data:
            yield Told(f"{number}/{data[FIGURE]['id']}", data[FIGURE]["headline"])
        elif TABLE in data and data[TABLE]["id"] == SCORECARD:
            yield Told(f"{number}/{SCORECARD}", "; ".join(" | ".join(row) for row in data[TABLE]["rows"]))
        elif SENTENCE in data:
            sentences += 1
            # A link is told by its name: its address is no text.
            yield Told(f"{number}/sentence-{sentences}", LINK.sub(r"\1", "".join(data[SENTENCE])))


# --- the numbers in a text

SMALL = "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
EXACT = 6
"""Places to which none and all are told: next to nothing is not nothing."""

VALUES: dict[str, tuple[Decimal, int]] = {
    **{word: (Decimal(value), 0) for value, word in enumerate(SMALL.split(), 1)},
    **{word: (Decimal(10 * value), 0) for value, word in enumerate(TENS.split(), 2)},
    **{"once": (Decimal(1), 0), "twice": (Decimal(2), 0), "thrice": (Decimal(3), 0)},
    **{"half": (Decimal("0.5"), 1), "a third": (Decimal(1) / 3, 2), "two thirds": (Decimal(2) / 3, 2)},
    **{"a quarter": (Decimal("0.25"), 2), "three quarters": (Decimal("0.75"), 2)},
    **{word: (Decimal(0), EXACT) for word in ("none", "nothing", "no")},
    "all": (Decimal(1), EXACT),
}
"""Numbers in words: their value and the places to which they are told; shares are parts of one."""

NOUNS = (
    "countries|country|donors?|members?|states|governments?|bodies|participants?|persons?|people|soldiers?|entities|entity"
    "|subjects?|listings?|removals?|additions?|easings?|lists?|authorities|ships?|vessels?|tankers?|tanks?|howitzers?|weapons?"
    "|seconds?|minutes?|hours?|days?|weeks?|months?|quarters?|years?|packages?|drawdowns?|rounds?|steps?|acts?|laws?|duty|duties"
    "|bans?|caps?|tariffs?|measures?|instruments?|statements?|positions?|answers?|offers?|agreements?|domains?|meetings?|buyers?"
    "|importers?|partners?|contributions?|announcements?|allocations?|releases?|claims?|numbers?|reasons?|rows?|items?|points?"
    "|tables?|files?|sources?|events?|cases?"
)
ADJECTIVES = r"(?:(?!and\b|or\b|to\b|of\b|in\b|on\b)[A-Za-z-]+\s+){0,2}"
UNITS = r"\s?%|\s?per cent\b|\s?(?:bn|m)\b(?:\s(?:euros|dollars|persons|people))?|(?:st|nd|rd|th)\b|\stimes\b|\seuros?\b|\sdollars?\b"
RATES = r"(?:\s(?:a|per)\s(?:day|week|month|quarter|year|head|person))?"
AFTER = re.compile(rf"(?P<unit>{UNITS})?(?P<rate>{RATES})(?:\s+(?P<noun>{NOUNS})\b)?")
DIGITS = (
    r"(?:(?<![\w.])(?P<sign>[-−])(?=[€$£]?\d))?(?P<currency>[€$£])?(?P<digits>\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?P<rest>\.\d+)?"
)
IN_WORDS = (
    rf"(?P<words>\b(?:(?:{'|'.join(TENS.split())})-(?:{'|'.join(SMALL.split()[:9])})"
    rf"|three[ -]quarters|two[ -]thirds|a (?:third|quarter)(?! of (?:a|\d))|{'|'.join(SMALL.split())}|{'|'.join(TENS.split())}"
    rf"|once|twice|thrice|half|none|nothing|all|no(?=\s+more\b|\s+{ADJECTIVES}(?:{NOUNS})\b))\b)"
)
NUMBER = re.compile(f"{DIGITS}|{IN_WORDS}", re.IGNORECASE)


def numbers(text: str) -> list[Number]:
    """Take every number out of a text, in digits or in words, in the order told.

    >>> [(number.words, str(number.value), number.unit) for number in numbers("Twice, -€0.42bn of 7.5 bn euros and no new act")]
    [('Twice', '2', ''), ('-€0.42', '-0.42', '€bn'), ('7.5', '7.5', '€bn'), ('no', '0', 'act')]
    """
    return [number_at(text, match) for match in NUMBER.finditer(text)]


def number_at(text: str, match: re.Match[str]) -> Number:
    """Read one number where it was found, with the unit around it."""
    after = AFTER.match(text, match.end())
    unit = unit_of(match["currency"] or "", after) if after else ""
    if match["words"]:
        noun = re.match(rf"\s+{ADJECTIVES}({NOUNS})\b", text[match.end() :]) if match[0].lower() == "no" else None
        value, decimals = value_in_words(match["words"].lower())
        return Number(match[0], value, noun[1] if noun else unit, match.start(), decimals)
    sign, rest = "-" if match["sign"] else "", match["rest"] or ""
    value = Decimal(sign + match["digits"].replace(",", "") + rest)
    return Number(match[0], value, unit, match.start(), max(0, len(rest) - 1))


def value_in_words(words: str) -> tuple[Decimal, int]:
    """Read a number in words: its value and the places to which it is told.

    >>> value_in_words("twenty-one"), value_in_words("three-quarters")
    ((Decimal('21'), 0), (Decimal('0.75'), 2))
    """
    if (plain := words.replace("-", " ")) in VALUES:
        return VALUES[plain]
    tens, ones = plain.split()
    return VALUES[tens][0] + VALUES[ones][0], 0


def unit_of(currency: str, after: re.Match[str]) -> str:
    """Name the unit of a number from the sign before it and the words behind it."""
    unit = (after["unit"] or "").strip().replace("per cent", "%")
    for word, sign in (("euro", "€"), ("dollar", "$")):
        if word in unit:
            currency, unit = sign, unit.split(" ")[0].replace(word + "s", "").replace(word, "")
    return (currency + unit + after["rate"]) or after["noun"] or ""


# --- which numbers are no quantity

MONTH = "(?:January|February|March|April|May|June|July|August|September|October|November|December)"
YEAR = r"(?:19|20)\d\d"
DAY = r"(?:[12]\d|3[01]|0?[1-9])"
SERIES = r"\d+(?:(?:, | to | and | or )\d+)*"
CLASSES = {
    "day": re.compile(
        rf"(?<![\d.,]){DAY}\s{MONTH}(?:\s{YEAR})?\b|(?<![\d.,]){DAY}\s[A-Z][a-z][a-z]\s{YEAR}\b|\b{YEAR}-\d\d-\d\d\b"
    ),
    "day of two": re.compile(rf"(?:(?<=[Oo]n )|(?<=[Ff]rom )|(?<=[Bb]etween )){DAY}(?= (?:to|and|or) {DAY} {MONTH})"),
    "month": re.compile(rf"\b{MONTH}\s{YEAR}\b|\b[A-Z][a-z][a-z]\s{YEAR}\b"),
    "years": re.compile(rf"\b{YEAR}–\d\d\b"),
    "act": re.compile(r"(?<![\d.,])\d+/\d+\b"),
    "release": re.compile(rf"\b[Rr]eleases?\s{SERIES}\b"),
    "package": re.compile(rf"\b[Pp]ackages?\s{SERIES}\b(?!\.\d)"),
    "name": re.compile(r"\b[A-Z][A-Za-z]*\d+\b|\b(?:GL|EO|H\.R\.|S\.|No|Article|Annex|[Cc]hapter|[Nn]otebook)\s\d+\b"),
    "year": re.compile(rf"(?<![\d.,€$£-]){YEAR}(?![\d%]|[.,]\d)"),
    "whole": re.compile(r"\ball\b(?! (?:on|of|with|without|under)\b)(?<!them all)(?<!those all)", re.IGNORECASE),
    "half of a year": re.compile(r"(?<=first )half\b|(?<=second )half\b"),
    "pronoun": re.compile(r"(?<=no )one\b|(?<=other )one\b|(?<=another )one\b|\bone (?:another|by one)\b|\bone(?=\.|,|;|$)"),
}
"""Numbers that name something: a day, a month's year, a release, an act, a package of the EU, something with a number in its name."""


def classes(text: str) -> dict[int, str]:
    """Say which numbers of a text are no quantity: where each begins, and what it names instead.

    A number with a unit, or right before a counted noun, is always a quantity.

    >>> classes("By 10 October 2026 5 countries (release 29)")
    {3: 'day', 14: 'day', 40: 'release'}
    """
    spans = [(match.span(), name) for name, pattern in CLASSES.items() for match in pattern.finditer(text)]
    named = {}
    for number in numbers(text):
        inside = [name for (first, last), name in spans if first <= number.start < last]
        if inside and (not number.unit or number.words.lower() == "all"):
            named[number.start] = inside[0]
    return named


def quantities(text: str) -> list[Number]:
    """Take the numbers out of a text that are quantities.

    >>> [number.words for number in quantities("In 2025 Europe allocated €74.1bn and the United States nothing")]
    ['€74.1', 'nothing']
    """
    named = classes(text)
    return [number for number in numbers(text) if number.start not in named]


# --- told against exact


def differences(text: str, answers: Sequence[Answer]) -> list[str]:
    """Hold the quantities of a text against exact ones, in their order, and the words it must hold; empty where all agree.

    A day, a release and whatever else a number names must stand in words that were recomputed.

    >>> differences("Europe has allocated €214.8bn", [214.844, "Europe"])
    []
    >>> differences("Europe has allocated €214.9bn", [214.844, "Europe"])
    ['told €214.9, recomputed 214.844']
    >>> differences("€214.8bn by April 2026", [214.844]), differences("€214.8bn by April 2026", [214.844, "by April 2026"])
    (['nobody recomputed: 2026 in «8bn by April 2026»'], [])
    """
    exact = [answer for answer in answers if not isinstance(answer, str)]
    words_told = [answer for answer in answers if isinstance(answer, str)]
    missing = [f"not told: {words}" for words in words_told if words not in text]
    missing += [f"nobody recomputed: {number.words} in «{around(text, number)}»" for number in unheld(text, words_told)]
    found = quantities(text)
    if len(found) != len(exact):
        told_ones = " | ".join(number.words for number in found)
        return [
            *missing,
            f"{len(found)} quantities told ({told_ones}), {len(exact)} recomputed ({' | '.join(map(shown, exact))})",
        ]
    pairs = zip(found, exact, strict=True)
    return [
        *missing,
        *(f"told {number.words}, recomputed {shown(value)}" for number, value in pairs if not agrees(number, value)),
    ]


def unheld(text: str, words: Iterable[str]) -> list[Number]:
    """Take the numbers that name something and stand in none of the words; `all` is a word and is changed only to a quantity.

    >>> [number.words for number in unheld("By 9 May 2026 (release 29)", ["release 29"])]
    ['9', '2026']
    """
    spans = [(match.start(), match.end()) for each in words for match in re.finditer(re.escape(each), text)]
    named = classes(text)
    names = [number for number in numbers(text) if number.start in named and number.words[-1].isdigit()]
    return [
        number
        for number in names
        if not any(first <= number.start and number.start + len(number.words) <= last for first, last in spans)
    ]


def around(text: str, number: Number) -> str:
    return text[max(0, number.start - 13) : number.start + len(number.words) + 8].replace("\n", " ")


def shown(value: Answer) -> str:
    """Write an exact quantity for a message."""
    return str(value) if isinstance(value, int | str) else f"{float(value):.6f}".rstrip("0").rstrip(".")


SCALE = re.compile(r"[€$£](bn|m)\b")
"""Whether money is told in billions or in millions."""


def agrees(number: Number, exact: int | float | Decimal | Fraction) -> bool:
    """Say whether a number is the exact one at the precision told; a value just between two is told as Python rounds it."""
    if (scale := SCALE.match(number.unit)) and (scale[1] == "m") != isinstance(exact, Millions):
        return False
    half, difference = Fraction(1, 2 * 10**number.decimals), abs(Fraction(number.value) - Fraction(exact))
    if abs(difference - half) < Fraction(1, 10**9):
        return format(float(exact), f".{number.decimals}f") == format(float(number.value), f".{number.decimals}f")
    return difference < half


NEXT = {
    **dict(zip(SMALL.split(), [*SMALL.split()[1:], "twenty"], strict=True)),
    **dict(zip(TENS.split(), [*TENS.split()[1:], "twenty"], strict=True)),
    **{"once": "twice", "twice": "thrice", "thrice": "twice", "half": "a third", "a third": "a quarter", "two thirds": "half"},
    **{"a quarter": "a third", "three quarters": "half", "none": "one", "nothing": "one", "no": "one", "all": "half"},
}


def planted(text: str) -> Iterator[str]:
    """Change one number after the other: the last digit by one, up and down, or a word to the next word, and billions to millions.

    Days, releases and whatever else a number names are changed too.

    >>> list(planted("Twice €0.49bn in 2024"))
    ['thrice €0.49bn in 2024', 'Twice €0.48bn in 2024', 'Twice €0.49m in 2024', 'Twice €0.49bn in 2025', 'Twice €0.49bn in 2023']
    >>> list(planted("€0.48bn"))
    ['€0.49bn', '€0.47bn', '€0.48m']
    """
    named = classes(text)
    for number in (one for one in numbers(text) if one.start not in named or one.words[-1].isdigit()):
        before, after = text[: number.start], text[number.start + len(number.words) :]
        if (last := number.words[-1]).isdigit():
            for digit in (int(last) + 1, int(last) - 1):
                if 0 <= digit <= 9:
                    yield before + number.words[:-1] + str(digit) + after
        else:
            words = number.words.lower().replace("-", " ")
            yield before + (NEXT[words] if words in NEXT else NEXT[words.split()[0]]) + after
        if (scale := SCALE.match(number.unit)) and after.lstrip().startswith(scale[1]):
            yield text[: len(text) - len(after)] + after.replace(scale[1], "m" if scale[1] == "bn" else "bn", 1)
