"""The day that the data of a briefing goes to, taken from the sources of what it shows."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import polars as pl

from analysis import load
from analysis.charts.citations import latest_release
from analysis.charts.formatting import day
from analysis.charts.picture import Picture
from analysis.export.story import Rows, Story


def dateline(story: Story) -> str:
    """Say to which day the data of a story's figures and tables go: that of its aid, else of its record, else of its lists.

    The latest counts if there are several. A release that is not complete, or has no months, counts only where no other is
    shown. Without a day in any source the answer is empty.

    >>> from analysis.export.story import Chapter
    >>> source = {"text": "Ukraine Support Tracker, release 28", "url": "https://...", "release": "28", "as_of": "2026-02-28"}
    >>> aid = Picture({"id": "aid", "sources": [source]}, {})
    >>> dateline(Story("Briefing", "", [Chapter("10-aid", "Who leads?", [aid])]))
    'Aid data to 28 February 2026'
    """
    dated = [source for source in _sources(story) if source.get("as_of")]
    if cutoffs := {source["release"]: _day(source) for source in dated if "release" in source}:
        at_hand = load.releases().filter(pl.col("release").is_in(list(cutoffs)))
        return (
            f"Aid data to {day(max(cutoffs.values()) if at_hand.is_empty() else cutoffs[latest_release(at_hand)['release']])}"
        )
    for words, kept_here in (("Record collected to", True), ("Lists to", False)):
        if days := [_day(source) for source in dated if source["url"].startswith("data/") == kept_here]:
            return f"{words} {day(max(days))}"
    return ""


def _sources(story: Story) -> Iterable[dict[str, Any]]:
    for chapter in story.chapters:
        for item in chapter.items:
            if isinstance(item, Picture | Rows):
                yield from item.record.get("sources", ())


def _day(source: dict[str, Any]) -> date:
    return date.fromisoformat(source["as_of"])
