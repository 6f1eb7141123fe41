"""The Panel: short texts under one heading, each with a label, whose numbers come from the data."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from analysis.charts.addresses import refuse_address
from analysis.charts.citations import Source
from analysis.charts.picture import PANEL


@dataclass(frozen=True)
class Point:
    """Hold one text of a panel: its label, a claim that is set in bold, what bears it out, and the id of the figure that shows it.

    A text that rests on one page has its publisher and address, which follow it as a link. Raises AnalysisError for an address that
    is no page by http or https.

    >>> Point("Money", "Europe has put in twice as much.", "€230.5bn by June 2026.").label
    'Money'
    """

    label: str
    claim: str
    text: str = ""
    figure: str = ""
    publisher: str = field(default="", repr=False)
    url: str = field(default="", repr=False)

    def __post_init__(self) -> None:
        if self.url:
            refuse_address(self.url)

    def record(self) -> dict[str, str]:
        """Give the text as plain data; publisher and address only where it has them.

        >>> Point("Troops", "", "Refuses.", publisher="A paper", url="https://example.org").record()["url"]
        'https://example.org'
        """
        return {name: text for name, text in asdict(self).items() if text or name not in ("publisher", "url")}

    @property
    def markdown(self) -> str:
        """Give the text as Markdown.

        >>> Point("Troops", "", "Refuses.", publisher="A paper", url="https://example.org").markdown
        '*Troops* Refuses. [A paper](https://example.org)'
        """
        page = f"[{self.publisher}]({self.url})" if self.url else ""
        return " ".join(filter(None, (_styled(self.label, "*"), _styled(self.claim, "**"), self.text, page)))


@dataclass(frozen=True, repr=False)
class Panel:
    """Hold a heading and its points, as a briefing sets them in a box of their own.

    `id` says which box: opening, messages, falls-due, new, how-sure, reading, glossary. `note` stands below in small letters.

    >>> Panel("messages", "Five messages", [Point("Money", "Europe has put in twice as much.")])
    Five messages (1 point)
    """

    id: str
    heading: str
    points: Sequence[Point]
    note: str = ""
    sources: Sequence[Source] = ()

    def record(self) -> dict[str, Any]:
        """Give the panel as plain data: the part of a stored output that a briefing is made from.

        >>> list(Panel("new", "What is new", []).record())
        ['id', 'heading', 'points', 'note', 'sources']
        """
        return {
            "id": self.id,
            "heading": self.heading,
            "points": [point.record() for point in self.points],
            "note": self.note,
            "sources": [source.to_dict() for source in self.sources],
        }

    @property
    def markdown(self) -> str:
        """Give the panel as Markdown, as a notebook shows it.

        >>> print(Panel("messages", "Five messages", [Point("Money", "Europe has put in twice as much.", "€230.5bn.")]).markdown)
        ### Five messages
        <BLANKLINE>
        - *Money* **Europe has put in twice as much.** €230.5bn.
        """
        parts = [f"### {self.heading}", "\n".join(f"- {one.markdown}" for one in self.points), self.note]
        return "\n\n".join(filter(None, parts))

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        return {"text/markdown": self.markdown, "text/plain": repr(self), PANEL: self.record()}

    def __repr__(self) -> str:
        return f"{self.heading} ({len(self.points)} point{'' if len(self.points) == 1 else 's'})"


def _styled(text: str, mark: str) -> str:
    return f"{mark}{text}{mark}" if text else ""
