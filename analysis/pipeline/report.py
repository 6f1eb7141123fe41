"""What a refresh moves, as a report: of each release or list what became of it, what about it is doubted and what it moves."""

import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from analysis.errors import AnalysisError
from analysis.pipeline.severity import Doubts
from analysis.storage import reader
from analysis.storage.writer import write

Headlines = Callable[[], Mapping[str, str]]
"""Says the leading headlines of the tables that loaders give, each by a name."""

DRY_RUN = "A dry run: data/ stays as it is."
REFUSED = ("It is not taken in: data/ stays as it is.", f"{DRY_RUN} The real one would not take it in.")
"""What became of a release or list that gives reason to doubt, without and with a dry run."""


@dataclass(frozen=True)
class Headline:
    """Hold one headline as it is, and as it would be."""

    name: str
    before: str
    after: str

    @property
    def moves(self) -> bool:
        """Say whether the two differ."""
        return self.before != self.after


@dataclass
class Part:
    """Report on one release or list.

    `verdict` is what became of it, `doubts` come by severity, `moved` are rows of text under `columns`, `headlines` those that lead,
    `to_look_at` what no bound tells from a slip.
    """

    what: str
    verdict: str
    doubts: Doubts = field(default_factory=dict)
    columns: Sequence[str] = ()
    moved: Sequence[Sequence[str]] = ()
    headlines: Sequence[Headline] = ()
    to_look_at: Sequence[str] = ()

    def lines(self) -> Iterator[str]:
        """Give doubts and headlines as lines for a terminal, the most severe doubt first.

        >>> part = Part("release 31", "is not taken in", {"lacks what was there before": ["1 donors are gone: Malta"]})
        >>> list(part.lines())
        ['  it lacks what was there before:', '  doubt: 1 donors are gone: Malta']
        """
        for severity, doubts in self.doubts.items():
            yield f"  it {severity}:"
            yield from (f"  doubt: {doubt}" for doubt in doubts)
        yield from (f"  look at: {what}" for what in self.to_look_at)
        for headline in self.headlines:
            if headline.moves:
                yield f"  headline, {headline.name}, is:  {headline.before}"
                yield f"  headline, {headline.name}, then: {headline.after}"
        if self.headlines and not any(headline.moves for headline in self.headlines):
            yield f"  of {len(self.headlines)} leading headlines none moves"


@dataclass
class Report:
    """Gather what one refresh moves; `headlines` says what leads, where anybody asks for it."""

    title: str = ""
    headlines: Headlines | None = None
    parts: list[Part] = field(default_factory=list)

    def add(self, part: Part, say: Callable[[str], None]) -> Part:
        """Take a part in, and say its lines."""
        self.parts.append(part)
        for line in part.lines():
            say(line)
        return part

    def compare(self, tables: Mapping[str, pl.DataFrame], beside: Mapping[str, str] | None = None) -> list[Headline]:
        """Say the headlines on data/ and on a copy into which `tables` are written; data/ itself is only read."""
        if self.headlines is None or not tables:
            return []
        before = self.headlines()
        try:
            with tempfile.TemporaryDirectory() as folder:
                copy = Path(folder, "data")
                shutil.copytree(reader.DATA, copy, ignore=shutil.ignore_patterns(".*"))
                write(tables, copy, beside)
                with reader.reading_from(copy):
                    after = self.headlines()
        except (AnalysisError, OSError) as fault:
            # What cannot be written is told by the writing itself; a report stops no refresh.
            after = dict.fromkeys(before, f"cannot be said: {str(fault).splitlines()[0]}")
        return [Headline(name, text, after.get(name, "is not said")) for name, text in before.items()] + [
            Headline(name, "is not said", text) for name, text in after.items() if name not in before
        ]
