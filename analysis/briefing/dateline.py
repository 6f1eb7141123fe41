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

    The latest counts if there are several. Of aid a release that is not complete counts only where no other is shown; where the
    latest has no months, the latest that has them is named beside it. Without a day in any source the answer is empty.

    >>> from analysis.export.story import Chapter
    >>> source = {"text": "Ukraine Support Tracker, release 28", "url": "https://...", "release": "28", "as_of": "2026-02-28"}
    >>> aid = Picture({"id": "aid", "sources": [source]}, {})
    >>> dateline(Story("Briefing", "", [Chapter("10-aid", "Who leads?", [aid])]))
    'Aid data to 28 February 2026 (release 28)'
    """
    dated = [source for source in _sources(story) if source.get("as_of")]
    if cutoffs := {source["release"]: _day(source) for source in dated if "release" in source}:
        return _of_aid(cutoffs)
    for words, kept_here in (("Record collected to", True), ("Lists to", False)):
        if days := [_day(source) for source in dated if source["url"].startswith("data/") == kept_here]:
            return f"{words} {day(max(days))}"
    return ""


def _of_aid(cutoffs: dict[str, date]) -> str:
    """Name the latest release shown and its day, and the latest with months where that is another."""
    known = load.releases().filter(pl.col("release").is_in(list(cutoffs))).sort("complete", "cutoff", "release")
    if known.is_empty():
        return f"Aid data to {day(max(cutoffs.values()))}"
    latest, monthly = known["release"][-1], latest_release(known)["release"]
    newest = f"Aid data to {day(cutoffs[latest])} (release {latest.replace('-', ', ', 1)})"
    return newest if monthly == latest else f"{newest}, by month to {day(cutoffs[monthly])} (release {monthly})"


def _sources(story: Story) -> Iterable[dict[str, Any]]:
    for chapter in story.chapters:
        for item in chapter.items:
            if isinstance(item, Picture | Rows):
                yield from item.record.get("sources", ())


def _day(source: dict[str, Any]) -> date:
    return date.fromisoformat(source["as_of"])
