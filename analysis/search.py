"""Search what the package offers, by words: `analysis.find("ships")`."""

import re
from collections.abc import Callable, Iterable, Iterator
from difflib import get_close_matches
from functools import cache
from inspect import getdoc, isclass, isfunction, ismodule, signature
from types import ModuleType
from typing import Any, NamedTuple

import polars as pl

from analysis import figures, groups, load, measures
from analysis.charts import marks
from analysis.charts.citations import Source, cite
from analysis.charts.formatting import plural
from analysis.charts.renderer import setup
from analysis.errors import AnalysisError
from analysis.figures.figure import Figure
from analysis.figures.own_table import table
from analysis.groups import Group

SHOWN = 15
"""How many matches are printed; the result holds all."""

SMALL = {
    *"a an and are as at by do doe for from how i in is it its many not number of on or several still th that the to was what which who whose with yet".split()
}
"""Words of a question that name nothing here, without the endings of the plural as `_tokens` leaves them."""


TOPICS = (
    ("frozen", "freeze", "froze", "immobilised", "immobilized", "blocked", "held"),
    ("supplemental", "appropriation", "law"),
    ("constant", "real", "inflation", "deflate", "prices"),
    ("refugees", "hosted", "displaced"),
    ("capita", "head", "inhabitants", "people"),
    ("shadow", "fleet", "ships", "vessels", "tanker"),
    ("oil", "gas", "fuel", "crude", "energy", "coal"),
    ("promised", "pledged", "commitment", "committed"),
    ("earmarked", "allocated", "allocation"),
    ("delivered", "arrived", "disbursed", "paid"),
    ("sanctioned", "listed", "listing", "designation", "designated"),
    ("soldiers", "troops"),
    ("conditional", "condition", "conditions"),
    ("crossover", "overtake", "overtaken", "overtook"),
    ("cumulative", "accumulated", "running"),
    ("kept", "allocated", "fulfilled", "honoured"),
    ("monthly", "month"),
    ("quarterly", "quarter"),
    ("yearly", "annual", "year"),
    ("gbp", "sterling", "pounds", "currency"),
    ("weapons", "arms", "tanks", "howitzers"),
    ("tariff", "customs", "duty", "duties"),
)
"""Words of one topic, each of which finds what has one of the others, where nothing has the word itself."""


TOLD_IN = ("events", "pledges", "agreements", "actions", "us_packages", "purl")
"""Tables whose rows are told in words."""


class Match(NamedTuple):
    """A public name of the package, or a column of a table, and what it is in one line."""

    where: str
    what: str


class Matches(list[Match]):
    """A list of matches, the best first, that prints as lines after its hint, if it has one; an empty one prints the hint alone."""

    def __init__(self, matches: Iterable[Match], hint: str = "") -> None:
        super().__init__(matches)
        self.hint = hint

    def __repr__(self) -> str:
        width = max((len(match.where) for match in self[:SHOWN]), default=0)
        lines = [f"{match.where:{width}}  {match.what}" for match in self[:SHOWN]]
        more = [f"... and {len(self) - SHOWN} more"] if len(self) > SHOWN else []
        return "\n".join([*([self.hint] if self.hint else []), *lines, *more])


def find(words: str) -> Matches:
    """Search names, arguments, docstrings, tables and columns for all of some words, or for others of their topic.

    Case and endings do not matter. Small words (of, on, by) need not be there, and of three words or more one may be missing, which is
    then said, as is a country, which a function is given and not named for. What nothing is named for is looked for in the rows of
    hand-kept tables. Returns a list of (where, what), the best match first, that
    prints as lines; one without a match prints near words. Raises AnalysisError where there is no word to search for.

    >>> find("howitzer")
    load.weapons: column category  Category as the publisher draws it. One of Air Defense, Tanks, MLRS, IFV, Howitzers.
    >>> find("shadow flet")
    nothing is named or described by 'shadow flet'; near words: fleet, let; all names are in docs/api.md
    >>> find("nordic countries")[0].where
    'groups.NORDIC_COUNTRIES'
    >>> find("energy Hungary").hint
    'Hungary is given as a value, such as only="Hungary", or filtered by; for the other words:'
    """
    wanted = _tokens(words) if isinstance(words, str) else set()
    if not wanted:
        raise AnalysisError(f"there is no word to search for in {words!r}", 'name what you look for: analysis.find("ships")')
    entries = list(_entries())
    if matches := _ranked(wanted, entries) or _ranked(wanted - SMALL, entries):
        return Matches(matches)
    for some in (wanted, wanted - SMALL):
        if found := _ranked(some, entries, topics=True):
            return Matches(found, f"nothing has {words!r}; by words of the same topic:")
    if (others := _without_countries(words)) and (found := _ranked(others[0] - SMALL, entries, topics=True)):
        named = others[1]
        return Matches(found, f'{named} is given as a value, such as only="{named}", or filtered by; for the other words:')
    # Of three words or more, names with all but one of them are likelier what is meant than nothing.
    found = _ranked(wanted - SMALL, entries, 1, topics=True) if len(wanted - SMALL) > 2 else []
    if not found and (told := _in_rows(wanted - SMALL)):
        return Matches(told, f"nothing is named or described by {words!r}; rows of tables tell of it:")
    hint = f"nothing is named or described by {words!r}; {_near(wanted, entries)}all names are in docs/api.md"
    return Matches(found, f"nothing has all of {words!r}; all but one word:" if found else hint)


def _without_countries(words: str) -> tuple[set[str], str] | None:
    """Give the words without the name of a country that stands in them, and that name."""
    for name in load.countries()["name"]:
        rest = re.sub(rf"\b{re.escape(name)}\b", " ", words, flags=re.IGNORECASE)
        if rest != words and (wanted := _tokens(rest)):
            return wanted, name
    return None


def _in_rows(wanted: set[str]) -> list[Match]:
    """Say in which hand-kept tables rows tell of all words: names of people and places are in them alone."""
    found = []
    for name in TOLD_IN if wanted else ():
        rows = getattr(load, name)()
        texts = rows.select(pl.col(pl.String).exclude("source_url", "source_publisher"))
        number = sum(wanted <= _tokens(" ".join(filter(None, row))) for row in texts.iter_rows())
        found += [Match(f"load.{name}", f"{plural(number, 'row')} of {rows.height}.")] if number else []
    return found


def _ranked(wanted: set[str], entries: list[tuple[Match, str]], lacking: int = 0, *, topics: bool = False) -> list[Match]:
    """Give the names that have all words, or all but so many, or with `topics` others of their topic, the best match first."""
    scored = [(_score(wanted, match, text, lacking, topics), match) for match, text in entries] if wanted else []
    return [match for score, match in sorted(scored, key=lambda pair: -pair[0]) if score]


def public_names() -> Iterator[tuple[str, Callable[..., Any]]]:
    """Give every public function and class of the package, and the methods of these, with dotted names.

    >>> names = dict(public_names())
    >>> {"load.aid", "measures.aid.over_time", "figures.aid.europe_and_us", "Figure.save"} <= names.keys()
    True
    """
    from analysis import explore  # imported late: a kernel that searches nothing starts without it

    yield from _members("", {"load": load, "measures": measures, "figures": figures, "explore": explore, "marks": marks})
    yield from _members(
        "", {"Group": Group, "Figure": Figure, "Source": Source, "cite": cite, "table": table, "setup": setup, "find": find}
    )


def _members(prefix: str, members: dict[str, Any]) -> Iterator[tuple[str, Callable[..., Any]]]:
    for name, value in members.items():
        if ismodule(value):
            yield from _members(f"{prefix}{name}.", _public(value))
        elif callable(value):
            yield f"{prefix}{name}", value
            if isclass(value):
                methods = {key: method for key, method in vars(value).items() if isfunction(method) and key[0] != "_"}
                yield from _members(f"{prefix}{name}.", methods)


def _public(module: ModuleType) -> dict[str, Any]:
    return {name: getattr(module, name) for name in module.__all__}


def _entries() -> Iterator[tuple[Match, str]]:
    """Give what can be found, each with all the text in which it is found."""
    tables = {resource["table"]: resource for resource in load.resources()}
    for name, value in public_names():
        doc = getdoc(value) or ""
        table = tables.get(name.removeprefix("load."), {})
        about = [doc.partition(">>>")[0], table.get("title", ""), table.get("description", ""), *_arguments(value)]
        yield Match(name, doc.partition("\n")[0]), " ".join(about)
    for name in filter(str.isupper, dir(groups)):
        group = getattr(groups, name)
        yield (
            Match(f"groups.{name}", f"{group.name}: {plural(len(group), 'member')}."),
            f"{group.in_text} {_initials(group.name)}",
        )
    for name, table in tables.items():
        for field in table["schema"]["fields"]:
            values = field.get("constraints", {}).get("enum", [])
            what = f"{field['description']} One of {', '.join(values)}." if values else field["description"]
            yield Match(f"load.{name}: column {field['name']}", what), ""


def _initials(name: str) -> str:
    """Give what a name of three words or more is called for short.

    >>> _initials("Joint Expeditionary Force"), _initials("Baltic states")
    ('JEF', '')
    """
    words = name.split()
    return "".join(word[0] for word in words) if len(words) > 2 else ""


def _arguments(value: Callable[..., Any]) -> list[str]:
    """Give the names of a function's arguments; a class is found by its docstring."""
    return list(signature(value).parameters) if isfunction(value) else []


def _score(wanted: set[str], match: Match, text: str, lacking: int, topics: bool) -> int:
    """Rate a match: a word of the last name counts 8, of another name 4, of the line 2, of the text 1; lacking more of them 0."""
    path, _, last = match.where.rpartition(" " if ":" in match.where else ".")
    weights = [(8, _tokens(last)), (4, _tokens(path)), (2, _tokens(match.what)), (1, _tokens(text))]
    best = [_weight(word, weights, topics) for word in wanted]
    return sum(best) if best.count(0) <= lacking else 0


def _weight(word: str, weights: list[tuple[int, set[str]]], topics: bool) -> int:
    """Give the weight of where a word stands, or with `topics` half that of where another of its topic does, and at least 1."""
    own = next((weight for weight, tokens in weights if _holds(tokens, word)), 0)
    if not topics:
        return own
    alike = [other for topic in _topics() if word in topic for other in topic - {word}]
    other = next((max(1, weight // 2) for weight, tokens in weights if any(one in tokens for one in alike)), 0)
    return max(own, other)


@cache
def _topics() -> list[set[str]]:
    return [{token for word in topic for token in _tokens(word)} for topic in TOPICS]


def _holds(tokens: set[str], word: str) -> bool:
    return word in tokens or (len(word) > 3 and any(token.startswith(word) for token in tokens))


def _tokens(text: str) -> set[str]:
    """Split a text into words, without the endings of plurals and verbs.

    >>> sorted(_tokens("us_packages: Countries"))
    ['countr', 'packag', 'us']
    """
    words = re.findall(r"[^\W_]+", text.casefold())
    return {re.sub(r"(ies|es|ed|ing|s|y|e)$", "", word) if len(word) > 3 else word for word in words}


def _near(wanted: set[str], entries: list[tuple[Match, str]]) -> str:
    texts = " ".join(f"{match.where} {match.what} {text}" for match, text in entries)
    words = sorted(set(re.findall(r"[a-z]+", texts.casefold())))
    near = [known for word in sorted(wanted) for known in get_close_matches(word, words, n=2, cutoff=0.75)]
    return f"near words: {', '.join(near)}; " if near else ""
