"""The day a briefing speaks for, taken from the sources of what it shows."""

import re
from collections.abc import Iterable
from datetime import date

import polars as pl

from analysis import load
from analysis.charts.formatting import day
from analysis.charts.picture import Picture
from analysis.export.story import Rows, Story

DAY = r"(\d{1,2} [A-Z][a-z]+ \d{4})"
RELEASE = re.compile(rf"([\w.-]+) \(data to {DAY}\)")
RECORD = re.compile(rf"collected to {DAY}")
LIST = re.compile(rf"\blist of {DAY}")


def dateline(story: Story) -> str:
    """Say to which day the data of a story's figures and tables go: that of its aid, else of its record, else of its lists.

    The latest counts if there are several. A release that is not complete, or has no months, counts only where no other is
    shown. Without a day in any source the answer is empty.

    >>> from analysis.export.story import Chapter
    >>> told = "Kiel Institute, Ukraine Support Tracker, release 28 (data to 28 February 2026)"
    >>> aid = Picture({"id": "aid", "sources": [{"text": told}]}, {})
    >>> dateline(Story("Briefing", "", [Chapter("10-aid", "Who leads?", [aid])]))
    'Aid data to 28 February 2026'
    """
    lines = list(_lines(story))
    cutoffs = {name: _day(said) for line in lines for name, said in RELEASE.findall(line)}
    if cutoffs:
        unfinished = set(
            load.releases().filter(~pl.col("complete") | pl.col("last_month").is_null())["release"].cast(pl.String)
        )
        whole = [said for name, said in cutoffs.items() if name not in unfinished]
        return f"Aid data to {day(max(whole or cutoffs.values()))}"
    for pattern, words in ((RECORD, "Record collected to"), (LIST, "Lists to")):
        found = [_day(said) for line in lines for said in pattern.findall(line)]
        if found:
            return f"{words} {day(max(found))}"
    return ""


def _lines(story: Story) -> Iterable[str]:
    for chapter in story.chapters:
        for item in chapter.items:
            if isinstance(item, Picture):
                yield from (source["text"] for source in item.record["sources"])
            elif isinstance(item, Rows):
                yield item.record["source_line"]


def _day(text: str) -> date:
    number, month, year = text.split()
    months = "January February March April May June July August September October November December".split()
    return date(int(year), months.index(month) + 1, int(number))
