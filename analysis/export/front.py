"""The front of a briefing: which items of its chapter stand on the first two pages, and the numbers of its charts."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from analysis.charts.picture import Picture
from analysis.charts.source_lines import in_one
from analysis.export.story import OPENING, Chapter, Item, Points, Rows, Story

MESSAGES = "messages"
PAIRED = ("new", "how-sure")
"""Panels that stand side by side on the second page."""

GLOSSARY = "glossary"

RESTS = re.compile(r"(?P<publisher>.+) \((?P<what>statements|agreement|contributions|acts|fuels)\)")
"""A page's publisher, with what a brief takes from it."""

OWN_RECORD = "this project's own record, each row with the page it rests on"


@dataclass(frozen=True)
class Front:
    """Hold a briefing's chapter in the order in which its pages are set.

    `opening` has the title, and two points: the day of issue and the bottom line. `lead` and `scorecard` are the first figure and the
    first table; `boxes` the panels of the second page; `rest` what follows, charts first among them.
    """

    opening: Points
    messages: Points | None
    lead: Picture | None
    scorecard: Rows | None
    boxes: list[Points]
    rest: list[Item]

    @property
    def is_brief(self) -> bool:
        """Say whether it ends with its second page: one chart at most follows the boxes."""
        return len(self.rest) <= 1

    @property
    def title(self) -> str:
        """Give the title: the finding that answers the question."""
        return str(self.opening.record["heading"])

    @property
    def issued(self) -> str:
        """Give the day of issue in words."""
        return str(self.opening.record["points"][0]["text"])

    @property
    def bottom_line(self) -> str:
        """Give the sentences of the bottom line."""
        return str(self.opening.record["points"][1]["text"])

    @property
    def dates(self) -> str:
        """Say to which day each source goes."""
        return str(self.opening.record["note"])


def arrange(chapter: Chapter) -> Front:
    """Arrange a chapter that opens as a briefing does.

    >>> opening = Points({"id": "opening", "heading": "Europe leads", "points": [], "note": ""})
    >>> front = arrange(Chapter("05-briefing", "Briefing", [opening, Points({"id": "new"}), Picture({"id": "aid"}, {})]))
    >>> front.lead.id, [box.id for box in front.boxes], front.rest
    ('aid', ['new'], [])
    """
    panels = [item for item in chapter.items if isinstance(item, Points)]
    lead = next(iter(chapter.pictures), None)
    card = next((item for item in chapter.items if isinstance(item, Rows)), None)
    named = {panel.id: panel for panel in panels}
    front = [lead, card, *(panel for panel in panels if panel.id != GLOSSARY)]
    boxes = [panel for panel in panels if panel.id not in {OPENING, MESSAGES, GLOSSARY}]
    rest = [item for item in chapter.items if not any(item is one for one in front)]
    ids = [picture.id for picture in chapter.pictures]
    messages = named.get(MESSAGES)
    return Front(
        named[OPENING],
        messages
        and Points(
            messages.record
            | {"points": [one | {"figure": _there(one.get("figure", ""), ids)} for one in messages.record.get("points", [])]}
        ),
        lead,
        card
        and Rows(
            card.record
            | {"figures": [_there(one, ids) for one in card.record.get("figures", [""] * len(card.record.get("rows", [])))]}
        ),
        boxes,
        rest,
    )


def _there(figure: str, ids: Sequence[str]) -> str:
    """Give the id of a figure as the chapter has it: one that looks back from a day has the day behind its name."""
    dated = re.compile(rf"{re.escape(figure)}(-by)?-\d{{4}}-\d{{2}}(-\d{{2}})?")
    return next((one for one in ids if figure and (one == figure or dated.fullmatch(one))), "")


def chart_numbers(chapter: Chapter) -> dict[str, int]:
    """Number the figures of a briefing in the order in which they come.

    >>> chart_numbers(Chapter("05", "Briefing", [Picture({"id": "aid"}, {}), Picture({"id": "gap"}, {})]))
    {'aid': 1, 'gap': 2}
    """
    return {picture.id: number for number, picture in enumerate(chapter.pictures, 1)}


def slides_of(boxes: Sequence[Points]) -> list[list[Points]]:
    """Share panels out over slides: those that stand side by side on paper share one.

    >>> [[box.id for box in slide] for slide in slides_of([Points({"id": name}) for name in ("falls-due", "new", "how-sure")])]
    [['falls-due'], ['new', 'how-sure']]
    """
    paired = [box for box in boxes if box.id in PAIRED]
    slides = [[box] for box in boxes if box not in paired]
    return [*slides[:1], *([paired] if paired else []), *slides[1:]]


def publishers(chapter: Chapter) -> list[str]:
    """List the works that a briefing shows, each once with its publisher; the annex has the full list of sources.

    >>> source = {"text": "Kiel Institute, Ukraine Support Tracker, release 29", "url": "https://example.org"}
    >>> publishers(Chapter("05", "Briefing", [Picture({"id": "aid", "sources": [source]}, {})]))
    ['Kiel Institute, Ukraine Support Tracker']
    """
    names = dict.fromkeys(
        source["text"].partition(", release")[0] for source in _sources(chapter) if source["url"].startswith("http")
    )
    kept_here = any(not source["url"].startswith("http") for source in _sources(chapter))
    return [*_by_what_they_tell(in_one(names)), *([OWN_RECORD] if kept_here else [])]


def _by_what_they_tell(names: Sequence[str]) -> list[str]:
    """Name publishers of pages together by what rests on them, behind the works that have none."""
    told: dict[str, list[str]] = {}
    works = []
    for name in names:
        if found := RESTS.fullmatch(name):
            told.setdefault(found["what"], []).append(found["publisher"])
        else:
            works.append(name)
    return [*works, *(f"{what}: {', '.join(sorted(who, key=str.lower))}" for what, who in told.items())]


def publishers_text(story: Story, chapter: Chapter) -> str:
    """Write the works that a briefing shows as a line, and where every source is listed if it comes with an annex."""
    line = f"{'; '.join(publishers(chapter))}."
    return f"{line} The annex lists every source." if story.has_annex else line


def messages_text(story: Story) -> str:
    """Write what a briefing says first as plain text, to be pasted into an e-mail: title, bottom line, messages and dates.

    >>> points = [{"label": label, "claim": "", "text": text, "figure": ""} for label, text in (("Issued", "1 May"), ("Bottom line", "So."))]
    >>> opening = Points({"id": "opening", "heading": "Europe leads", "points": points, "note": "Aid: to May."})
    >>> print(messages_text(Story("Briefing", "", [Chapter("05", "Briefing", [opening])])))
    Europe leads
    Briefing. Issued 1 May.
    <BLANKLINE>
    So.
    <BLANKLINE>
    Aid: to May.
    <BLANKLINE>
    """
    if story.front is None:
        return ""
    front, numbers = arrange(story.front), chart_numbers(story.front)
    points = front.messages.record["points"] if front.messages else []
    lines = [
        f"- {one['label']}: {' '.join(filter(None, (one['claim'], one['text'])))}"
        + (f" (chart {numbers[one['figure']]})" if one["figure"] in numbers else "")
        for one in points
    ]
    issuer = f" {story.issuer}." if story.issuer else ""
    head = f"{front.title}\n{story.title}. Issued {front.issued}.{issuer}"
    return "\n\n".join(filter(None, (head, front.bottom_line, "\n".join(lines), front.dates))) + "\n"


def _sources(chapter: Chapter) -> Iterator[dict[str, str]]:
    for item in chapter.items:
        if isinstance(item, Picture | Rows | Points):
            yield from item.record.get("sources", ())
