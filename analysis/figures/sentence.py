"""The Sentence: words whose numbers come from the data."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Sentence:
    """Hold one or two sentences whose numbers come from the data; shows itself as Markdown, and as words in a briefing.

    >>> Sentence("**Europe leads.**")
    **Europe leads.**
    """

    text: str

    def _repr_markdown_(self) -> str:
        return self.text

    def __repr__(self) -> str:
        return self.text
