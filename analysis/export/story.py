"""The data model of a briefing: chapters of words, figures and tables in reading order."""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from analysis.charts.picture import Picture
from analysis.errors import UnknownName
from analysis.export.markdown import TITLE_LEVEL, last_level

LIST_COMMAND = "python -m analysis figures --list"


@dataclass(frozen=True)
class Words:
    """Hold Markdown of the notebook, or a computed sentence."""

    text: str


@dataclass(frozen=True)
class Rows:
    """Hold a reader's table as stored."""

    record: dict[str, Any]


@dataclass(frozen=True)
class Points:
    """Hold a panel as stored: a heading and short texts with labels."""

    record: dict[str, Any]

    @property
    def id(self) -> str:
        """Give the panel's id, which says which box of a briefing it is.

        >>> Points({"id": "opening"}).id
        'opening'
        """
        return str(self.record["id"])


Item = Words | Picture | Rows | Points

OPENING = "opening"
"""The id of the panel with which a briefing opens: a chapter that has one is a briefing, and others are its annex."""


@dataclass
class Chapter:
    """Hold one notebook: the question it asks and what follows.

    `left_out` are the numbers of the cells whose outputs show something that no briefing takes.

    >>> Chapter("10-aid", "Who leads?", [Words("Europe does.")]).pictures
    []
    """

    name: str
    title: str
    items: list[Item] = field(default_factory=list)
    left_out: list[int] = field(default_factory=list, repr=False)

    @property
    def pictures(self) -> list[Picture]:
        """List the chapter's figures in order."""
        return [item for item in self.items if isinstance(item, Picture)]

    @property
    def opening(self) -> Points | None:
        """Give the panel with which a briefing opens, or None for a chapter of an annex.

        >>> Chapter("05-briefing", "Briefing", [Points({"id": "opening"})]).opening
        Points(record={'id': 'opening'})
        """
        return next((item for item in self.items if isinstance(item, Points) and item.id == OPENING), None)


@dataclass
class Story:
    """Hold chapters in reading order, with the title and the day the numbers speak for.

    >>> chapter = Chapter("10-aid", "Who leads?", [Picture({"id": "aid", "sources": [{"text": "Kiel Institute"}]}, {})] * 2)
    >>> story = Story("Briefing", "Aid data to 30 April 2026", [chapter])
    >>> len(story.pictures), story.sources
    (1, [{'text': 'Kiel Institute'}])
    """

    title: str
    date: str
    chapters: list[Chapter]
    language: str = "en"
    author: str = ""
    marking: str = ""
    has_annex: bool = False
    logo: bytes = b""

    @property
    def logo_says(self) -> str:
        """Give the logo's alternative text."""
        return f"Logo of {self.author}" if self.author else "Logo"

    @property
    def issuer(self) -> str:
        """Give author and marking, which stand on every page.

        >>> Story("Briefing", "", [], author="Desk", marking="OFFICIAL").issuer
        'Desk \u00b7 OFFICIAL'
        """
        return " \u00b7 ".join(filter(None, (self.author, self.marking)))

    def __post_init__(self) -> None:
        self.chapters = _with_unique_ids(self.chapters)

    @property
    def front(self) -> Chapter | None:
        """Give the chapter that opens as a briefing does, or None for a story that is an annex or a notebook of its own.

        >>> Story("Briefing", "", [Chapter("10-aid", "Who leads?")]).front is None
        True
        """
        return next((chapter for chapter in self.chapters if chapter.opening), None)

    @property
    def pictures(self) -> list[Picture]:
        """List each figure once, where it first appears."""
        first: dict[str, Picture] = {}
        for picture in itertools.chain.from_iterable(chapter.pictures for chapter in self.chapters):
            first.setdefault(picture.id, picture)
        return list(first.values())

    @property
    def sources(self) -> list[dict[str, str]]:
        """List each source of figures and tables once, in order of first use."""
        items = (item for chapter in self.chapters for item in chapter.items if isinstance(item, Picture | Rows | Points))
        return list({source["text"]: source for item in items for source in item.record.get("sources", ())}.values())


@dataclass(frozen=True)
class Repeated:
    """Refer to a figure that the story has shown already."""

    picture: Picture


@dataclass(frozen=True)
class Part:
    """Hold an item of a chapter with the level of the heading before it and the item after it."""

    item: Item | Repeated
    level: int
    following: Item | Repeated | None


def parts(story: Story) -> Iterator[tuple[Chapter, list[Part]]]:
    """Give each chapter with its parts in reading order; a figure is shown where it comes first, and repeated after that.

    >>> aid = Picture({"id": "aid"}, {})
    >>> story = Story("Briefing", "", [Chapter("10-aid", "Who leads?", [Words("## Europe"), aid, aid])])
    >>> [(type(part.item).__name__, part.level) for _, chapter in parts(story) for part in chapter]
    [('Words', 1), ('Picture', 2), ('Repeated', 2)]
    """
    shown: set[str] = set()
    for chapter in story.chapters:
        items: list[Item | Repeated] = []
        levels = [TITLE_LEVEL]
        for item in chapter.items:
            items.append(Repeated(item) if isinstance(item, Picture) and item.id in shown else item)
            levels.append(last_level(item.text, levels[-1]) if isinstance(item, Words) else levels[-1])
            shown |= {item.id} if isinstance(item, Picture) else set()
        yield chapter, [Part(*part) for part in zip(items, levels, [*items[1:], None], strict=False)]


def only(story: Story, ids: Sequence[str]) -> Story:
    """Keep the figures named, in the notebooks' order, without the words around them; raises UnknownName.

    >>> story = Story("Briefing", "", [Chapter("10-aid", "Who leads?", [Words("Europe."), Picture({"id": "aid"}, {})])])
    >>> only(story, ["aid"]).chapters[0].items[0].id
    'aid'
    """
    known = [picture.id for picture in story.pictures]
    for id in ids:
        if id not in known:
            raise UnknownName("figure", id, known, LIST_COMMAND)
    chosen = [(chapter, [item for item in chapter.pictures if item.id in ids]) for chapter in story.chapters]
    chapters = [Chapter(chapter.name, chapter.title, list(items)) for chapter, items in chosen if items]
    return replace(story, chapters=chapters)


def _with_unique_ids(chapters: Sequence[Chapter]) -> list[Chapter]:
    """Give a figure whose id an earlier, different one has an id of its own: its own with -2, -3."""
    known: dict[str, tuple[Any, Any]] = {}

    def renamed(item: Item) -> Item:
        if not isinstance(item, Picture):
            return item
        content = ({key: value for key, value in item.record.items() if key != "id"}, item.spec)
        name = next(name for name in _names(item.id) if known.setdefault(name, content) == content)
        return item if name == item.id else Picture(item.record | {"id": name}, item.spec, size=item.size)

    return [replace(chapter, items=[renamed(item) for item in chapter.items]) for chapter in chapters]


def _names(wanted: str) -> Iterator[str]:
    yield wanted
    yield from (f"{wanted}-{number}" for number in itertools.count(2))
