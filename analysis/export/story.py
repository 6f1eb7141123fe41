"""What a briefing is made of: chapters of words, figures and tables in reading order."""

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from analysis.charts.picture import Picture
from analysis.errors import UnknownName

LISTER = "python -m analysis figures --list"


@dataclass(frozen=True)
class Words:
    """Hold Markdown of the notebook, or a computed sentence."""

    text: str


@dataclass(frozen=True)
class Rows:
    """Hold a reader's table as stored."""

    record: dict[str, Any]


Item = Words | Picture | Rows


@dataclass
class Chapter:
    """Hold one notebook: the question it asks and what follows.

    `left` are the numbers of the cells whose outputs show something that no briefing takes.

    >>> Chapter("10-aid", "Who leads?", [Words("Europe does.")]).pictures
    []
    """

    name: str
    title: str
    items: list[Item] = field(default_factory=list)
    left: list[int] = field(default_factory=list, repr=False)

    @property
    def pictures(self) -> list[Picture]:
        """List the chapter's figures in order."""
        return [item for item in self.items if isinstance(item, Picture)]


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

    def __post_init__(self) -> None:
        self.chapters = _told_apart(self.chapters)

    @property
    def pictures(self) -> list[Picture]:
        """List each figure once, where it first appears."""
        seen: dict[str, Picture] = {}
        for chapter in self.chapters:
            for picture in chapter.pictures:
                seen.setdefault(picture.id, picture)
        return list(seen.values())

    @property
    def sources(self) -> list[dict[str, str]]:
        """List each source once, in order of first use."""
        found = {source["text"]: source for picture in self.pictures for source in picture.record["sources"]}
        return list(found.values())


def only(story: Story, ids: Sequence[str]) -> Story:
    """Keep the figures named, in the notebooks' order, without the words around them; raises UnknownName.

    >>> story = Story("Briefing", "", [Chapter("10-aid", "Who leads?", [Words("Europe."), Picture({"id": "aid"}, {})])])
    >>> only(story, ["aid"]).chapters[0].items[0].id
    'aid'
    """
    known = [picture.id for picture in story.pictures]
    for one in ids:
        if one not in known:
            raise UnknownName("figure", one, known, LISTER)
    chapters = [Chapter(one.name, one.title, [item for item in one.pictures if item.id in ids]) for one in story.chapters]
    return Story(story.title, story.date, [one for one in chapters if one.items], story.language)


def _told_apart(chapters: Sequence[Chapter]) -> list[Chapter]:
    """Give a figure whose id an earlier, different one has an id of its own: its own with -2, -3."""
    known: dict[str, tuple[Any, Any]] = {}

    def named(item: Item) -> Item:
        if not isinstance(item, Picture):
            return item
        drawn = ({key: value for key, value in item.record.items() if key != "id"}, item.spec)
        name = next(one for one in _names(item.id) if known.setdefault(one, drawn) == drawn)
        return item if name == item.id else Picture(item.record | {"id": name}, item.spec, size=item.size)

    return [replace(chapter, items=[named(item) for item in chapter.items]) for chapter in chapters]


def _names(wanted: str) -> Iterator[str]:
    yield wanted
    yield from (f"{wanted}-{number}" for number in itertools.count(2))
